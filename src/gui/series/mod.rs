//! An analyst's own observed series: read from a table, laid over plots, and held against the run under it.

mod sheet;
mod fit;

use crate::metrics::table::Column;
use crate::run::summary::spec_of;
use crate::scenario::{Problem, Scenario, Series};

pub use fit::{Fit, fit};
pub use sheet::{Sheet, When};

/// Source of series that the analyst brought along.
const OWN: &str = "own observation";

/// What can be asked about own series.
#[derive(Clone, Debug, PartialEq)]
pub enum SeriesCommand {
    /// Lays a series over the plots of its figure, in place of one of the same name.
    Add(Series),
    /// Takes one away.
    Remove(usize),
}

/// How a table becomes a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Place of the column that says when.
    pub when: usize,
    /// Place of the column with the values.
    pub value: usize,
    /// The figure it is an observation of.
    pub column: String,
    /// Whether shares stand in per cent.
    pub per_cent: bool,
    /// Its name.
    pub label: String,
}

impl Request {
    /// What is most likely meant by a table: the first column of dates or weeks, the first other one of numbers, and
    /// the figure of the same name.
    pub fn guess(sheet: &Sheet, columns: &[Column], fallback: &str) -> Self {
        let when = (0..sheet.header().len()).find(|&place| sheet.when(place).is_some()).unwrap_or_default();
        let others = (0..sheet.header().len()).filter(|&place| place != when);
        let value = others.into_iter().find(|&place| sheet.is_numeric(place)).unwrap_or(usize::from(when == 0));
        let header = sheet.header().get(value).cloned().unwrap_or_default();
        let words = header.to_lowercase();
        let same = |column: &&Column| column.id == words || column.label.to_lowercase() == words;
        let column = columns.iter().find(same).map_or(fallback, |column| column.id.as_str()).to_owned();
        let per_cent = sheet.numbers(value).any(|number| number.abs() > 1.0);
        let label = if header.is_empty() { sheet.name().to_owned() } else { header };
        Self { when, value, column, per_cent, label }
    }
}

/// Makes a series of a table, or says everything that is wrong with it.
pub fn series(sheet: &Sheet, request: &Request, scenario: &Scenario) -> Result<Series, Vec<Problem>> {
    let Request { when, value, column, per_cent, label } = request;
    let is_share = spec_of(column).is_some_and(|spec| spec.unit == "share");
    let scale = if is_share && *per_cent { 0.01 } else { 1.0 };
    let mut problems = Vec::new();
    if when == value {
        problems.push(sheet.problem(1, *value, "the same column twice", "another column than that of the dates"));
    }
    let kind = sheet.when(*when);
    let mut points = Vec::new();
    for row in sheet.rows() {
        let (date, number) = (sheet.date(row, *when, kind, scenario.start), sheet.number(row, *value));
        if let Err(problem) = &date {
            problems.push(problem.clone());
        }
        match number {
            Err(problem) => problems.push(problem),
            // An empty cell is a week without an observation.
            Ok(None) => {}
            Ok(Some(number)) => {
                let number = number * scale;
                if is_share && !(0.0..=1.0).contains(&number) {
                    let allowed = if *per_cent { "0 to 100 per cent" } else { "a share from 0 to 1" };
                    problems.push(sheet.problem(row.line, *value, row.cell(*value), allowed));
                } else if let Ok(date) = date {
                    points.push((date, number));
                }
            }
        }
    }
    if points.is_empty() && problems.is_empty() {
        problems.push(sheet.problem(1, *value, "no value", "at least one number below the header"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    points.sort_by_key(|(date, _)| *date);
    Ok(Series { label: label.trim().to_owned(), metric: column.clone(), points, source: OWN.to_owned() })
}

/// Whether a file is a table that this program has not written: a candidate for an observed series.
pub fn is_foreign(name: &str, bytes: &[u8]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).into_owned();
    let head = head.trim_start_matches('\u{feff}');
    // These are how tables of this program begin; they open as runs.
    let own = ["week,date,", "seed,week,", "run,seed,"].iter().any(|begin| head.starts_with(begin));
    matches!(ending.as_str(), "csv" | "tsv") && !own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::metrics::columns;

    fn read(text: &str) -> Sheet {
        Sheet::read("seen.csv", text.as_bytes()).expect("a table")
    }

    fn request(sheet: &Sheet) -> Request {
        Request::guess(sheet, &columns(&scenario()), "consumer_surplus")
    }

    #[test]
    fn dates_per_cent_and_semicolons_are_understood() {
        let sheet = read("Datum;Multi_homing;note\n2017-01-02;12,5;a\n2017-02-06;14 %;b\n2017-03-06;;c\n");
        let request = request(&sheet);
        assert_eq!((request.when, request.value, request.per_cent), (0, 1, true));
        assert_eq!(request.column, "multi_homing");
        let series = series(&sheet, &request, &scenario()).expect("a series");
        let values: Vec<f64> = series.points.iter().map(|(_, value)| *value).collect();
        assert_eq!(values, [0.125, 0.14]);
        assert_eq!(series.points[0].0.to_string(), "2017-01-02");
    }

    #[test]
    fn weeks_count_from_the_start_of_the_scenario() {
        let sheet = read("week\tprofit\n0\t1000\n10\t1,250.5\n");
        let series = series(&sheet, &request(&sheet), &scenario()).expect("a series");
        assert_eq!(series.points[0].0, scenario().start);
        assert_eq!((series.points[1].0 - scenario().start).num_days(), 70);
        assert!((series.points[1].1 - 1250.5).abs() < 1e-9);
    }

    #[test]
    fn all_problems_of_a_table_are_told_with_line_and_column() {
        let sheet = read("date,share\n2017-01-02,40\nsoon,50\n2017-03-06,a lot\n2017-04-03,140\n");
        let request =
            Request { when: 0, value: 1, column: "multi_homing".to_owned(), per_cent: true, label: "x".to_owned() };
        let problems = series(&sheet, &request, &scenario()).expect_err("problems");
        let places: Vec<(usize, usize)> = problems.iter().map(|problem| (problem.line, problem.column)).collect();
        assert_eq!(places, [(3, 1), (4, 2), (5, 2)]);
        assert!(problems.iter().all(|problem| !problem.allowed.is_empty() && !problem.found.is_empty()));
        let same = Request { value: 0, ..request };
        assert!(series(&sheet, &same, &scenario()).is_err());
    }

    #[test]
    fn tables_of_this_program_are_no_observations() {
        assert!(is_foreign("a.csv", b"date,value\n") && is_foreign("A.TSV", b"x"));
        for own in ["week,date,phone_share_a\n", "\u{feff}seed,week,date\n", "run,seed,week\n"] {
            assert!(!is_foreign("a.csv", own.as_bytes()), "{own}");
        }
        assert!(!is_foreign("a.ron", b"date,value\n"));
    }
}
