//! The record as JSON: one object, or a list of objects for several replications. An empty cell is `null`.

use std::io::{self, Write};

use crate::run::Record;

/// Writes one record as an object, several as a list in the order of the seeds.
pub fn write(records: &[Record], out: &mut dyn Write) -> io::Result<()> {
    match records {
        [record] => serde_json::to_writer(&mut *out, record)?,
        records => serde_json::to_writer(&mut *out, records)?,
    }
    writeln!(out)
}
