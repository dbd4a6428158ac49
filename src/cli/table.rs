//! Tables for people: aligned, without colour, the same on every terminal.

use std::io;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::Shell;
use crate::export::report::change;
use crate::run::summary::{Outcome, display};

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
            display(row.first, unit),
            display(row.last, unit),
            change(row.change(), unit),
        ]);
    }
    print(&["Outcome", "Week 0", "End", "Change"], &[1, 2, 3], lines.into_iter(), shell)
}
