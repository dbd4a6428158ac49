//! Runs in one row each, as comma-separated values: the seed, then every column summed up as in the outcome table. Ten
//! thousand runs are a few megabytes this way; an empty cell has no base.

use std::io::{self, Write};

use super::csv::cell;
use crate::run::Record;
use crate::run::summary::summary;

/// Rows under way.
pub(super) struct Rows<W: Write> {
    file: ::csv::Writer<W>,
    headed: bool,
}

impl<W: Write> Rows<W> {
    pub(super) fn new(out: W) -> Self {
        Self { file: ::csv::Writer::from_writer(out), headed: false }
    }

    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        if !self.headed {
            self.file.write_record(std::iter::once("seed").chain(record.columns.iter().map(String::as_str)))?;
            self.headed = true;
        }
        let figures = record.columns.iter().map(|column| cell(summary(record, column)));
        self.file.write_record(std::iter::once(record.seed.to_string()).chain(figures))?;
        Ok(())
    }

    pub(super) fn close(mut self) -> io::Result<()> {
        self.file.flush()
    }
}
