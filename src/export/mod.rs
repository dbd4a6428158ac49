//! Records as bytes: run record (RON), weekly metrics (CSV, JSON, Parquet), plots (SVG, PNG), a one-file report
//! (HTML) and the state of a run that is to go on ([`checkpoint`]). Everything is written to an `impl Write`; no file is opened here.
//!
//! What leaves the window carries its [`origin`]: scenario texts, changes, seeds, version and the notice. [`taken`] reads
//! it from all these files, so that each brings back the work it came from.
//!
//! Numbers in text are the shortest decimal that reads back to the same bits, so equal runs give equal bytes.

pub mod origin;
pub mod table;
pub mod csv;
pub mod record;
pub mod checkpoint;
pub mod json;
pub mod parquet;
mod summary;
pub mod svg;
pub mod picture;
pub mod plot;
pub mod png;
pub mod reproduce;
pub mod report;
pub mod stream;
pub mod taken;
pub mod description;

use std::io;

use stream::{Out, Stream};

use crate::run::Record;
use crate::scenario::Scenario;

/// A form in which runs can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The record, which replays and opens again.
    Ron,
    /// Weekly metrics, one row a week.
    Csv,
    /// The same columns, typed and compressed.
    Parquet,
    /// One row a run, every column summed up.
    Summary,
    /// The record as JSON.
    Json,
    /// A report to read, in one file.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Ron, Self::Csv, Self::Parquet, Self::Summary, Self::Json, Self::Html];

    /// The word used in flags.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Summary => "summary",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// Name of the file it goes to.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Ron => "record.ron",
            Self::Csv => "metrics.csv",
            Self::Parquet => "metrics.parquet",
            Self::Summary => "summary.csv",
            Self::Json => "record.json",
            Self::Html => "report.html",
        }
    }

    /// Finds a format by its word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.id() == id)
    }
}

/// Writes `records`, the replications of one run in the order of their seeds. The record (RON) and the report speak of
/// the first; the others hold all.
pub fn write(format: Format, records: &[Record], scenario: &Scenario, out: Out<'_>) -> io::Result<()> {
    if records.is_empty() {
        return Err(io::Error::other("there is no run to write"));
    }
    let mut stream = Stream::new(format, records.len(), scenario, out);
    for record in records {
        stream.add(record)?;
    }
    stream.close()
}
