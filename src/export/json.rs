//! The record as JSON: one object, or a list of objects for several replications. An empty cell is `null`.

use std::io::{self, Write};

use super::origin::broken;
use super::record::checked;
use crate::run::Record;
use crate::scenario::Problem;

/// Records under way.
pub(super) struct List<W: Write> {
    out: W,
    /// Whether more than one comes.
    listed: bool,
    begun: bool,
}

impl<W: Write> List<W> {
    /// One record is an object, several are a list in the order of the seeds.
    pub(super) const fn new(records: usize, out: W) -> Self {
        Self { out, listed: records > 1, begun: false }
    }

    pub(super) fn add(&mut self, record: &Record) -> io::Result<()> {
        if self.listed {
            self.out.write_all(if self.begun { b"," } else { b"[" })?;
        }
        self.begun = true;
        Ok(serde_json::to_writer(&mut self.out, record)?)
    }

    pub(super) fn close(mut self) -> io::Result<()> {
        writeln!(self.out, "{}", if self.listed { "]" } else { "" })
    }
}

/// Reads what was written, with every problem of the first record that has any.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Record>, Vec<Problem>> {
    let one = serde_json::from_str::<Record>(text).map(|record| vec![record]);
    let list = || serde_json::from_str::<Vec<Record>>(text);
    let records = if text.trim_start().starts_with('[') { list() } else { one }.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        vec![Problem { line, column, ..broken(file, &format!("JSON that is no run of this program, {error}")) }]
    })?;
    if records.is_empty() {
        return Err(vec![broken(file, "no run")]);
    }
    records.into_iter().map(|record| checked(file, record)).collect()
}
