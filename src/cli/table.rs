//! Tables for people: aligned, without colour, the same on every terminal.

use std::io;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::Shell;
use crate::run::summary::{Outcome, number, shown_unit, signed};

/// A rule under the header and nothing else, so that lines can be searched and copied.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Prints a table with a header; the columns named in `right` are numbers. Cells wrap at the width of the terminal and
/// stay on one line everywhere else.
pub fn print(
    header: &[&str],
    right: &[usize],
    rows: impl Iterator<Item = Vec<String>>,
    shell: &mut Shell<'_>,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(header.to_vec());
    table.add_rows(rows);
    for &index in right {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    if let Some(width) = shell.width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    // The first column starts at the margin: no style of the table library takes its blank away.
    for line in table.trim_fmt().lines() {
        writeln!(shell.out, "{}", line.strip_prefix([' ', '─']).unwrap_or(line))?;
    }
    Ok(())
}

/// Prints outcomes in the order given, under the names of their sections.
pub fn outcomes(rows: &[Outcome], shell: &mut Shell<'_>) -> io::Result<()> {
    let mut lines = Vec::new();
    let mut group = "";
    for row in rows {
        let (unit, name) = row.spec.map_or(("", ""), |spec| (spec.unit, spec.group.label()));
        if name != group {
            lines.push(vec![name.to_owned()]);
            group = name;
        }
        lines.push(vec![
            format!("  {}", row.label),
            number(row.first, unit),
            number(row.last, unit),
            signed(row.change(), unit),
            shown_unit(unit).to_owned(),
        ]);
    }
    print(&["Outcome", "Week 0", "End", "Change", "Unit"], &[1, 2, 3], lines.into_iter(), shell)
}

/// Prints the spread of outcomes over replications; `ends` holds the figures of `rows` at the end of each.
pub fn spread(rows: &[Outcome], ends: &[Vec<Option<f64>>], shell: &mut Shell<'_>) -> io::Result<()> {
    let lines = rows.iter().enumerate().map(|(k, row)| {
        let unit = row.spec.map_or("", |spec| spec.unit);
        let ends: Vec<f64> = ends.iter().filter_map(|run| *run.get(k)?).collect();
        let of = |pick: fn(f64, f64) -> f64| number(ends.iter().copied().reduce(pick), unit);
        let mean = ends.iter().copied().reduce(|a, b| a + b).map(|sum| sum / ends.len() as f64);
        vec![row.label.clone(), number(mean, unit), of(f64::min), of(f64::max), shown_unit(unit).to_owned()]
    });
    print(&["Outcome", "Mean", "Lowest", "Highest", "Unit"], &[1, 2, 3], lines, shell)
}
