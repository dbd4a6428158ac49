//! Replications of one run written one after the other as they finish: what is kept in memory does not grow with them.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::parquet::Sheet;
use super::table::Table;
use super::{Format, csv, json, record, report, summary};
use crate::run::Record;
use crate::scenario::Scenario;

/// What a stream writes to.
pub type Out<'a> = &'a mut (dyn Write + Send);

/// A file under way.
pub struct Stream<'a> {
    scenario: &'a Scenario,
    form: Form<'a>,
}

enum Form<'a> {
    /// The first run goes there and the others nowhere.
    First(Option<Out<'a>>, fn(&Record, &Scenario, &mut dyn Write) -> io::Result<()>),
    Csv(csv::Rows<Out<'a>>),
    Summary(summary::Rows<Out<'a>>),
    Json(json::List<Out<'a>>),
    Parquet(Box<Sheet<Out<'a>>>),
}

impl<'a> Stream<'a> {
    /// Opens a file for so many runs of a scenario. The record (RON) and the report speak of the first; the others hold
    /// all.
    pub fn new(format: Format, runs: usize, scenario: &'a Scenario, out: Out<'a>) -> Self {
        let form = match format {
            Format::Ron => Form::First(Some(out), |first, _, out| record::write(first, out)),
            Format::Html => Form::First(Some(out), |first, scenario, out| report::write(first, scenario, out)),
            Format::Csv => Form::Csv(csv::Rows::new(runs > 1, out)),
            Format::Summary => Form::Summary(summary::Rows::new(out)),
            Format::Json => Form::Json(json::List::new(runs, out)),
            Format::Parquet => Form::Parquet(Box::new(Sheet::new(false, runs > 1, out))),
        };
        Self { scenario, form }
    }

    /// Writes the next run.
    pub fn add(&mut self, record: &Record) -> io::Result<()> {
        let start = self.scenario.start;
        match &mut self.form {
            Form::First(out, write) => match out.take() {
                Some(out) => write(record, self.scenario, out),
                None => Ok(()),
            },
            Form::Csv(rows) => rows.add(&table(record, start)),
            Form::Summary(rows) => rows.add(record),
            Form::Json(list) => list.add(record),
            Form::Parquet(sheet) => sheet.add(&table(record, start)),
        }
    }

    /// Writes what is still missing.
    pub fn close(self) -> io::Result<()> {
        match self.form {
            Form::First(..) => Ok(()),
            Form::Csv(rows) => rows.close(),
            Form::Summary(rows) => rows.close(),
            Form::Json(list) => list.close(),
            Form::Parquet(sheet) => sheet.close(None).map(|_| ()),
        }
    }
}

fn table(record: &Record, start: NaiveDate) -> Table<'_> {
    Table::of_seeds(std::slice::from_ref(record), start)
}
