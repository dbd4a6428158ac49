//! Weekly figures as one table, whatever the form of its file: a row a run and week, a column a metric.

use chrono::{Days, NaiveDate};

use crate::run::Record;

/// A run in a table.
#[derive(Clone, Copy, Debug)]
pub struct TableRun<'a> {
    /// Its name among the others.
    pub name: &'a str,
    /// The run.
    pub record: &'a Record,
    /// Monday of week 0.
    pub start: NaiveDate,
}

/// The table. A row begins with the name of the run and its seed where several runs are in it, then week and date.
#[derive(Debug)]
pub struct Table<'a> {
    runs: Vec<TableRun<'a>>,
    named: bool,
    seeded: bool,
    columns: Vec<&'a str>,
    /// For each run, where its record has each column.
    places: Vec<Vec<Option<usize>>>,
}

impl<'a> Table<'a> {
    /// One run, or the same run with several seeds.
    pub fn of_seeds(records: &'a [Record], start: NaiveDate) -> Self {
        let runs = records.iter().map(|record| TableRun { name: "", record, start }).collect();
        Self::new(runs, false, records.len() > 1)
    }

    /// Runs that are compared, by their names. A figure that a run does not have stays empty.
    pub fn of_runs(runs: Vec<TableRun<'a>>) -> Self {
        Self::new(runs, true, true)
    }

    fn new(runs: Vec<TableRun<'a>>, named: bool, seeded: bool) -> Self {
        let mut columns: Vec<&str> = Vec::new();
        for run in &runs {
            for column in &run.record.columns {
                if !columns.contains(&column.as_str()) {
                    columns.push(column);
                }
            }
        }
        let place = |record: &Record, id: &str| record.columns.iter().position(|column| column == id);
        let places = runs.iter().map(|run| columns.iter().map(|id| place(run.record, id)).collect()).collect();
        Self { runs, named, seeded, columns, places }
    }

    /// Whether rows begin with the name of their run.
    pub const fn is_named(&self) -> bool {
        self.named
    }

    /// Whether rows tell the seed of their run.
    pub const fn is_seeded(&self) -> bool {
        self.seeded
    }

    /// The runs.
    pub fn runs(&self) -> &[TableRun<'a>] {
        &self.runs
    }

    /// Ids of the metric columns.
    pub fn columns(&self) -> &[&'a str] {
        &self.columns
    }

    /// Place of the run and week of each row.
    pub fn rows(&self) -> impl Iterator<Item = (usize, u32)> {
        self.runs.iter().enumerate().flat_map(|(place, run)| (0..run.record.weeks).map(move |week| (place, week)))
    }

    /// Monday of a row.
    pub fn date(&self, (run, week): (usize, u32)) -> NaiveDate {
        self.runs[run].start + Days::new(u64::from(week) * 7)
    }

    /// The figure of a row in a metric column.
    pub fn cell(&self, (run, week): (usize, u32), column: usize) -> Option<f64> {
        let place = self.places[run][column]?;
        self.runs[run].record.values.get(place)?.get(week as usize).copied().flatten()
    }
}
