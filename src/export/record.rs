//! The record as RON: what `replay` runs again and the window opens.

use std::io::{self, Write};

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use super::origin::{changes_problems, size_problems};
use crate::run::Record;
use crate::run::record::FORMAT;
use crate::scenario::Problem;

/// Writes a record. Every number reads back to the same bits.
pub fn write(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    // One line a column keeps a record of 260 weeks readable; texts stay raw, so that the scenario inside can be read.
    let layout = PrettyConfig::new()
        .new_line("\n")
        .depth_limit(2)
        .struct_names(true)
        .escape_strings(false)
        .extensions(Extensions::IMPLICIT_SOME);
    let text = ron::ser::to_string_pretty(record, layout).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())?;
    writeln!(out)
}

/// Whether a text looks like a record rather than a scenario, by its first word.
pub fn looks_like_one(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(attribute) = rest.strip_prefix("#!") {
        rest = attribute.split_once(']').map_or("", |(_, rest)| rest).trim_start();
    }
    rest.strip_prefix("Record").is_some_and(|rest| rest.trim_start().starts_with('('))
}

/// Reads a record written by [`write()`]; `file` names it in problems. All that is wrong is said at once.
pub fn read(file: &str, text: &str) -> Result<Record, Vec<Problem>> {
    let record: Record = ron::from_str(text).map_err(|error| {
        vec![Problem {
            file: file.to_owned(),
            line: error.span.start.line,
            column: error.span.start.col,
            field: String::new(),
            found: error.code.to_string(),
            allowed: "a run record as this program writes it".to_owned(),
            mend: "write the record again from its scenario".to_owned(),
        }]
    })?;
    checked(file, record)
}

/// A record in whose parts nothing is wrong.
pub(super) fn checked(file: &str, record: Record) -> Result<Record, Vec<Problem>> {
    let problems = problems(file, &record);
    if problems.is_empty() { Ok(record) } else { Err(problems) }
}

fn problems(file: &str, record: &Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |field: String, found: String, allowed: &str, mend: &str| {
        problems.push(Problem {
            file: file.to_owned(),
            line: 0,
            column: 0,
            field,
            found,
            allowed: allowed.to_owned(),
            mend: mend.to_owned(),
        });
    };
    if record.format != FORMAT {
        say(
            "format".to_owned(),
            record.format.to_string(),
            &FORMAT.to_string(),
            "use the version of the program that wrote the record",
        );
    }
    if record.texts.is_empty() {
        say("texts".to_owned(), "nothing".to_owned(), "the text of the scenario", "write the record again");
    }
    if record.values.len() != record.columns.len() {
        say(
            "values".to_owned(),
            format!("{} lists", record.values.len()),
            &format!("one list for each of {} columns", record.columns.len()),
            "write the record again",
        );
    }
    for (column, cells) in record.columns.iter().zip(&record.values) {
        if cells.len() != record.weeks as usize {
            say(
                format!("values of {column}"),
                format!("{} weeks", cells.len()),
                &format!("{} weeks", record.weeks),
                "write the record again",
            );
        }
    }
    problems.extend(changes_problems(file, &record.changes));
    problems.extend(size_problems(file, record.weeks, record.agents));
    problems
}
