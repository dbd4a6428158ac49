//! Gatekeepers.
pub mod scenario;
pub mod rules;
pub mod world;
pub mod step;
pub mod metrics;
pub mod run;
pub mod experiment;
pub mod export;
pub mod cli;
#[cfg(feature = "gui")]
pub mod gui;
