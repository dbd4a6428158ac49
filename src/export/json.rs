//! The record as JSON: one object, or a list of objects for several replications. An empty cell is `null`.

use std::io::{self, Write};

use super::origin::broken;
use super::record::checked;
use crate::run::Record;
use crate::scenario::Problem;

/// Writes one record as an object, several as a list in the order of the seeds.
pub fn write(records: &[Record], out: &mut dyn Write) -> io::Result<()> {
    match records {
        [record] => serde_json::to_writer(&mut *out, record)?,
        records => serde_json::to_writer(&mut *out, records)?,
    }
    writeln!(out)
}

/// Reads what [`write()`] wrote, with every problem of the first record that has any.
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
