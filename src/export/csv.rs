//! Weekly metrics as comma-separated values: `week,date,` then the columns, one row a week; an empty cell has no base.
//! Several replications go into one tidy table with a first column `seed`.

use std::io::{self, Write};

use chrono::{Days, NaiveDate};

use crate::run::Record;

/// Writes the table. `start` is the Monday of week 0.
pub fn write(records: &[Record], start: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = records.first() else {
        return Ok(());
    };
    let tidy = records.len() > 1;
    let mut table = ::csv::Writer::from_writer(out);
    let seed = tidy.then_some("seed");
    table.write_record(seed.into_iter().chain(["week", "date"]).chain(first.columns.iter().map(String::as_str)))?;
    let mut row: Vec<String> = Vec::new();
    for record in records {
        for week in 0..record.weeks {
            row.clear();
            if tidy {
                row.push(record.seed.to_string());
            }
            row.push(week.to_string());
            row.push((start + Days::new(u64::from(week) * 7)).to_string());
            row.extend(record.values.iter().map(|column| cell(column.get(week as usize).copied().flatten())));
            table.write_record(&row)?;
        }
    }
    table.flush()
}

/// A figure as text: the shortest decimal that reads back to the same bits, nothing where there is no base.
fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
