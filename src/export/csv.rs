//! Weekly metrics as comma-separated values: `week,date,` then the columns, one row a week; an empty cell has no base.
//! Several runs go into one tidy table that begins with their names and seeds, or seeds alone.
//!
//! A table that leaves the window carries its origin in a last column, `origin`, in pieces over its first rows. Comment
//! lines would become rows of text in pandas, R and spreadsheets and turn columns of numbers into words; a column more
//! changes nothing there, and no piece is longer than a cell of a spreadsheet may be.

use std::io::{self, Write};
use std::slice::Chunks;

use chrono::NaiveDate;

use super::origin::{Origin, broken};
use super::table::Table;
use crate::run::Record;
use crate::run::compare::{Difference, Signs};
use crate::scenario::Problem;

/// Longest piece of an origin; the cells of spreadsheets hold 32,767 characters.
const PIECE: usize = 30_000;
/// The column that holds the origin.
const ORIGIN: &str = "origin";

/// Writes one run, or the same run with several seeds. `start` is the Monday of week 0.
pub fn write(records: &[Record], start: NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    write_table(&Table::of_seeds(records, start), None, out)
}

/// Writes a table, with its origin where there is one.
pub fn write_table(table: &Table<'_>, origin: Option<&Origin>, out: &mut dyn Write) -> io::Result<()> {
    let rows = table.rows().count();
    if rows == 0 {
        return Ok(());
    }
    let text = origin.map_or_else(String::new, Origin::to_text);
    let piece = PIECE.max(text.len().div_ceil(rows));
    // The text is ASCII, so that it can be cut anywhere.
    let mut pieces = origin.map(|_| text.as_bytes().chunks(piece));
    let mut file = Rows::new(table.is_seeded(), out);
    file.add_with(table, pieces.as_mut())?;
    file.close()
}

/// Rows under way.
pub(super) struct Rows<W: Write> {
    file: ::csv::Writer<W>,
    seeded: bool,
    headed: bool,
    cells: Vec<String>,
}

impl<W: Write> Rows<W> {
    /// Rows that tell their seed, or not.
    pub(super) fn new(seeded: bool, out: W) -> Self {
        Self { file: ::csv::Writer::from_writer(out), seeded, headed: false, cells: Vec::new() }
    }

    /// Writes the rows of a table, which has the columns of those before it.
    pub(super) fn add(&mut self, table: &Table<'_>) -> io::Result<()> {
        self.add_with(table, None)
    }

    /// Writes the rows of a table, with a piece of an origin in each as long as there are any.
    fn add_with(&mut self, table: &Table<'_>, mut pieces: Option<&mut Chunks<'_, u8>>) -> io::Result<()> {
        if !self.headed {
            let lead = [table.is_named().then_some("run"), self.seeded.then_some("seed")];
            let lead = lead.into_iter().flatten().chain(["week", "date"]);
            let last = pieces.as_ref().map(|_| ORIGIN);
            self.file.write_record(lead.chain(table.columns().iter().copied()).chain(last))?;
            self.headed = true;
        }
        let cells = &mut self.cells;
        for row in table.rows() {
            let run = &table.runs()[row.0];
            cells.clear();
            if table.is_named() {
                cells.push(run.name.to_owned());
            }
            if self.seeded {
                cells.push(run.record.seed.to_string());
            }
            cells.push(row.1.to_string());
            cells.push(table.date(row).to_string());
            cells.extend((0..table.columns().len()).map(|column| cell(table.cell(row, column))));
            if let Some(pieces) = &mut pieces {
                cells.push(pieces.next().map(String::from_utf8_lossy).unwrap_or_default().into_owned());
            }
            self.file.write_record(&*cells)?;
        }
        Ok(())
    }

    pub(super) fn close(mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Columns of a comparison.
const COMPARED: &[&str] = &[
    "run",
    "column",
    "metric",
    "unit",
    "pairs",
    "mean_baseline",
    "mean_run",
    "difference",
    "share",
    "low_95",
    "high_95",
    "smallest_gap",
    "pairs_larger",
    "pairs_equal",
    "pairs_smaller",
    "verdict",
    ROWS,
    ORIGIN,
];
/// The column that says in every row how many there are, so that a file cut short is known.
const ROWS: &str = "rows";

/// Writes how runs differ from their baseline, a row a run and column: means over pairs of seeds, their difference with
/// its 95 % interval, and what can be said. Shares are 0 to 1; an empty cell has no base.
pub fn write_comparison(runs: &[(String, Vec<Difference>)], origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let rows = runs.iter().map(|(_, differences)| differences.len()).sum::<usize>();
    let text = origin.to_text();
    let mut pieces = text.as_bytes().chunks(PIECE.max(text.len().div_ceil(rows.max(1))));
    let mut file = ::csv::Writer::from_writer(out);
    file.write_record(COMPARED)?;
    for (run, found) in runs.iter().flat_map(|(run, differences)| differences.iter().map(move |found| (run, found))) {
        let (low, high) = found.interval.unzip();
        let Signs { larger, equal, smaller } = found.signs;
        let cells = [
            run.clone(),
            found.column.clone(),
            found.label.clone(),
            found.unit.to_owned(),
            found.pairs.to_string(),
            cell(found.mean_a),
            cell(found.mean_b),
            cell(found.difference),
            cell(found.share),
            cell(low),
            cell(high),
            found.gap.to_string(),
            larger.to_string(),
            equal.to_string(),
            smaller.to_string(),
            found.verdict.label().to_owned(),
            rows.to_string(),
            pieces.next().map(String::from_utf8_lossy).unwrap_or_default().into_owned(),
        ];
        file.write_record(cells)?;
    }
    file.flush()
}

/// The origin inside a table, with every problem of the file. All rows must be there.
pub(super) fn read(file: &str, text: &str) -> Result<Origin, Vec<Problem>> {
    let mut table = ::csv::Reader::from_reader(text.as_bytes());
    let wrong = |error: &::csv::Error| {
        let line = error.position().map_or(0, |position| position.line() as usize);
        vec![Problem { line, ..broken(file, &format!("a table that cannot be read, {error}")) }]
    };
    let place = table.headers().map_err(|error| wrong(&error))?.iter().position(|column| column == ORIGIN);
    let Some(place) = place else {
        return Err(vec![broken(file, "a table without the column origin, which says where its figures come from")]);
    };
    let told = table.headers().map_err(|error| wrong(&error))?.iter().position(|column| column == ROWS);
    let (mut whole, mut rows, mut said) = (String::new(), 0_usize, None);
    for row in table.records() {
        let row = row.map_err(|error| wrong(&error))?;
        whole.push_str(row.get(place).unwrap_or_default());
        said = told.and_then(|place| row.get(place)?.parse().ok());
        rows += 1;
    }
    let origin = Origin::from_text(file, &whole)?;
    let wanted: usize = said.unwrap_or_else(|| origin.runs.iter().map(|run| run.weeks as usize).sum());
    if rows == wanted { Ok(origin) } else { Err(vec![broken(file, &format!("{rows} rows instead of {wanted}"))]) }
}

/// A figure as text: the shortest decimal that reads back to the same bits, nothing where there is no base.
pub(super) fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
