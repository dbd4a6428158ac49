//! A table of text: its separator is found out, dates and numbers are read as people write them.

use chrono::{Days, NaiveDate};

use crate::scenario::Problem;

/// Separators that are tried, the commonest first.
const SEPARATORS: &[u8] = b",;\t|";
/// Ways to write a date. Those with the month before the day are left out, because they cannot be told from the others.
const DATES: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d", "%d %b %Y"];
/// What is said where a date is not understood.
const DATES_ALLOWED: &str = "a date such as 2017-08-07, 07.08.2017 or 2017-08, a year, or a week counted from 0";

/// What a column says about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Dates, months or years.
    Date,
    /// Weeks from the start of the scenario.
    Week,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: usize,
    cells: Vec<String>,
}

impl Row {
    /// A cell; empty where the row is too short.
    pub fn cell(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }
}

/// A table with a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    name: String,
    header: Vec<String>,
    rows: Vec<Row>,
    /// Whether a comma may stand before decimals.
    comma: bool,
}

impl Sheet {
    /// Reads a table, or says why it is none.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let sheet = Self { name: name.to_owned(), header: Vec::new(), rows: Vec::new(), comma: false };
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(vec![sheet.problem(0, 0, "bytes that are no text in UTF-8", "a table saved as text in UTF-8")]);
        };
        let separator = separator(text);
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = ::csv::ReaderBuilder::new();
        let reader = reader.delimiter(separator).flexible(true).has_headers(false).trim(::csv::Trim::All);
        let mut rows = Vec::new();
        for record in reader.from_reader(text.as_bytes()).records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, |position| position.line() as usize);
                    return Err(vec![sheet.problem(line, 0, &error.to_string(), "rows of cells")]);
                }
            };
            let line = record.position().map_or(0, |position| position.line() as usize);
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { line, cells });
            }
        }
        let wide = rows.first().is_some_and(|row| row.cells.len() >= 2);
        if rows.len() < 2 || !wide {
            let found = format!("{} rows of {} columns", rows.len(), rows.first().map_or(0, |row| row.cells.len()));
            let allowed = "a header and at least one row, with a column of dates or weeks and one of values";
            return Err(vec![sheet.problem(1, 0, &found, allowed)]);
        }
        let header = rows.remove(0).cells;
        Ok(Self { header, rows, comma: separator != b',', ..sheet })
    }

    /// Name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The rows below the header.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A column's name, or its number where it has none.
    pub fn column_name(&self, place: usize) -> String {
        let name = self.header.get(place).filter(|name| !name.is_empty());
        name.map_or_else(|| format!("column {}", place + 1), Clone::clone)
    }

    /// What a column says about time, where most of it can be read so.
    pub fn when(&self, place: usize) -> Option<When> {
        let cells = || self.rows.iter().map(|row| row.cell(place)).filter(|cell| !cell.is_empty());
        let most = |of: &dyn Fn(&str) -> bool| 2 * cells().filter(|cell| of(cell)).count() > cells().count();
        let named = self.header.get(place).is_some_and(|name| name.to_lowercase().contains("week"));
        // Numbers such as 2017 are years, unless the header says otherwise.
        if !named && most(&|cell| date_of(cell).is_some()) {
            Some(When::Date)
        } else if most(&|cell| week_of(cell).is_some()) {
            Some(When::Week)
        } else {
            None
        }
    }

    /// Whether most of a column are numbers.
    pub fn is_numeric(&self, place: usize) -> bool {
        let cells = self.rows.iter().filter(|row| !row.cell(place).is_empty()).count();
        cells > 0 && 2 * self.numbers(place).count() > cells
    }

    /// The numbers of a column.
    pub fn numbers(&self, place: usize) -> impl Iterator<Item = f64> {
        self.rows.iter().filter_map(move |row| self.number(row, place).ok().flatten())
    }

    /// The day a row is about.
    pub fn date(&self, row: &Row, place: usize, kind: Option<When>, start: NaiveDate) -> Result<NaiveDate, Problem> {
        let cell = row.cell(place);
        let date = match kind {
            Some(When::Week) => week_of(cell).and_then(|week| start.checked_add_days(Days::new(7 * week))),
            _ => date_of(cell),
        };
        date.ok_or_else(|| self.problem(row.line, place, cell, DATES_ALLOWED))
    }

    /// The number in a cell; none where it is empty.
    pub fn number(&self, row: &Row, place: usize) -> Result<Option<f64>, Problem> {
        let cell = row.cell(place);
        if cell.is_empty() {
            return Ok(None);
        }
        let plain: String = cell.chars().filter(|letter| !letter.is_whitespace() && *letter != '%').collect();
        let plain = plain.replace('−', "-");
        // A single comma is a decimal one where commas do not separate cells and no point does that work.
        let decimal = self.comma && !plain.contains('.') && plain.matches(',').count() == 1;
        let plain = plain.replace(',', if decimal { "." } else { "" });
        match plain.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.problem(row.line, place, cell, "a number, or an empty cell where nothing was observed")),
        }
    }

    /// A problem with a cell; line and column count from 1.
    pub fn problem(&self, line: usize, place: usize, found: &str, allowed: &str) -> Problem {
        let field = self.header.get(place).cloned().unwrap_or_default();
        let found = if found.is_empty() { "an empty cell" } else { found };
        Problem {
            file: self.name.clone(),
            line,
            column: place + 1,
            field,
            found: found.to_owned(),
            allowed: allowed.to_owned(),
            mend: "mend the cell, or choose another column".to_owned(),
        }
    }
}

/// The separator that gives the first lines the same number of cells, and most of them.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    let score = |separator: &u8| {
        let cells = |line: &&str| line.bytes().filter(|byte| byte == separator).count();
        let first = lines.first().map_or(0, cells);
        let same = lines.iter().filter(|line| cells(line) == first).count();
        if first == 0 { (0, 0) } else { (same, first) }
    };
    // Of equals the last is the greatest, so the commonest comes last.
    SEPARATORS.iter().rev().copied().max_by_key(score).unwrap_or(b',')
}

/// A day, a month or a year.
fn date_of(cell: &str) -> Option<NaiveDate> {
    let day = cell.split('T').next().unwrap_or(cell);
    let known = DATES.iter().find_map(|form| NaiveDate::parse_from_str(day, form).ok());
    let month = || NaiveDate::parse_from_str(&format!("{cell}-01"), "%Y-%m-%d").ok();
    let year = || (cell.len() == 4).then(|| NaiveDate::parse_from_str(&format!("{cell}-01-01"), "%Y-%m-%d").ok())?;
    known.or_else(month).or_else(year).filter(|date| *date > NaiveDate::default())
}

fn week_of(cell: &str) -> Option<u64> {
    cell.parse().ok().filter(|week| *week < 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found_out() {
        let cases = [("a,b\n1,2\n", b','), ("a;b\n1,5;2,5\n", b';'), ("a\tb\n1\t2\n", b'\t'), ("a|b\n1|2\n", b'|')];
        for (text, expected) in cases {
            assert_eq!(separator(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for written in ["2017-08-07", "07.08.2017", "2017/08/07", "7 Aug 2017", "20170807", "2017-08-07T10:00:00"] {
            assert_eq!(date_of(written).map(|date| date.to_string()).as_deref(), Some("2017-08-07"), "{written}");
        }
        assert_eq!(date_of("2017-08").map(|date| date.to_string()).as_deref(), Some("2017-08-01"));
        assert_eq!(date_of("2017").map(|date| date.to_string()).as_deref(), Some("2017-01-01"));
        for wrong in ["08/2017", "soon", "", "12", "0017-01-01"] {
            assert_eq!(date_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn years_are_dates_and_weeks_are_numbers() {
        let sheet = |text: &str| Sheet::read("a.csv", text.as_bytes()).expect("a table");
        assert_eq!(sheet("year,x\n2016,1\n2017,2\n").when(0), Some(When::Date));
        assert_eq!(sheet("week,x\n2016,1\n2017,2\n").when(0), Some(When::Week));
        assert_eq!(sheet("t,x\n0,1\n5,2\n").when(0), Some(When::Week));
        assert_eq!(sheet("name,x\nann,1\nbob,2\n").when(0), None);
    }

    #[test]
    fn what_is_no_table_says_so() {
        for text in ["", "only a header, here\n", "one\ncolumn\n"] {
            let problems = Sheet::read("a.csv", text.as_bytes()).expect_err("no table");
            assert!(problems[0].allowed.contains("header"), "{text}");
        }
        assert!(Sheet::read("a.csv", &[0xff, 0xfe, 0x00]).is_err());
    }

    #[test]
    fn commas_before_decimals_and_between_thousands_are_told_apart() {
        let value = |text: &str| {
            let sheet = Sheet::read("a.csv", text.as_bytes()).expect("a table");
            sheet.number(&sheet.rows()[0], 1).expect("a number")
        };
        assert_eq!(value("a;b\n1;1,5\n"), Some(1.5));
        assert_eq!(value("a;b\n1;1,234.5\n"), Some(1234.5));
        assert_eq!(value("a,b\n1,\"1,234\"\n"), Some(1234.0));
        assert_eq!(value("a;b\n1;−3 %\n"), Some(-3.0));
        assert_eq!(value("a;b\n1;\n"), None);
    }
}
