//! Tables for people: aligned, without colour, the same on every terminal.

use std::io::{self, Write};

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};

use crate::export::report::change;
use crate::run::summary::{Outcome, display};

/// A table with a header; the columns named in `right` are numbers.
pub fn table(header: &[&str], right: &[usize], rows: impl Iterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    table.set_header(header.to_vec());
    table.add_rows(rows);
    for &index in right {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Prints a table without blanks at line ends.
pub fn print(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", table.trim_fmt())
}

/// Prints outcomes in the order given, under the names of their sections.
pub fn outcomes(rows: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
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
    print(&table(&["Outcome", "Week 0", "End", "Change"], &[1, 2, 3], lines.into_iter()), out)
}
