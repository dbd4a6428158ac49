//! Outcomes of a week: the metrics table, its columns, and the reading of a world into one row. Reads, never changes.

pub mod table;
pub mod read;

pub use read::{hhi, read};
pub use table::{COHORTS, Column, Dim, METRICS, MetricGroup, MetricId, MetricKind, MetricSpec, SEGMENTS, columns};
