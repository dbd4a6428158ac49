//! The dialog of own observed series: a table is read, its columns are chosen, and what is laid over plots is listed.

use std::path::PathBuf;

use egui::{Button, ComboBox, Context, Id, Label, Modal, RichText, ScrollArea, TextEdit, Ui};

use super::super::command::Command;
use super::super::files;
use super::super::series::{Fit, Request, SeriesCommand, Sheet, fit, series};
use super::super::text;
use super::super::theme;
use super::super::widgets::{Icon, icon_button};
use super::super::workbench::Workbench;
use super::study::gap_unit;
use crate::metrics::table::Column;
use crate::run::summary::spec_of;
use crate::scenario::{Problem, Scenario, Series};

/// Width of the dialog.
const WIDTH: f32 = 600.0;
/// Problems that are listed.
const LISTED: usize = 50;

/// The open dialog.
#[derive(Debug, Default)]
pub struct SeriesDialog {
    path: String,
    table: Option<Table>,
    trouble: Vec<String>,
    fresh: bool,
}

/// A table that is being made a series of.
#[derive(Debug)]
struct Table {
    sheet: Sheet,
    request: Request,
    search: String,
    /// What comes of it, and for what.
    known: Option<(Request, Result<Series, Vec<Problem>>)>,
}

impl SeriesDialog {
    /// The dialog that asks for a file.
    pub fn new() -> Self {
        Self { fresh: true, ..Self::default() }
    }

    /// The dialog of a file.
    pub fn of(name: &str, bytes: &[u8], workbench: &Workbench) -> Self {
        let mut dialog = Self::default();
        dialog.take(name, bytes, workbench);
        dialog
    }

    fn take(&mut self, name: &str, bytes: &[u8], workbench: &Workbench) {
        self.trouble.clear();
        match Sheet::read(name, bytes) {
            Ok(sheet) => {
                let columns = workbench.current().map_or(&[][..], |run| &run.columns);
                let headline = workbench.headline();
                let shown = columns.iter().find(|column| headline.shows(column)).map_or("", |column| &column.id);
                let request = Request::guess(&sheet, columns, shown);
                self.table = Some(Table { sheet, request, search: String::new(), known: None });
            }
            Err(problems) => self.trouble = problems.iter().map(said).collect(),
        }
    }

    fn read(&mut self, workbench: &Workbench) {
        let path = PathBuf::from(self.path.trim());
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match files::read(&path) {
            Ok(bytes) => self.take(&name, &bytes, workbench),
            Err(why) => self.trouble = vec![why],
        }
    }
}

/// A problem in a line.
fn said(problem: &Problem) -> String {
    let place = match (problem.line, problem.field.as_str()) {
        (0, _) => problem.file.clone(),
        (line, "") => format!("Line {line}, column {}", problem.column),
        (line, field) => format!("Line {line}, column {} ({field})", problem.column),
    };
    format!("{place}, found {}, allowed is {}", problem.found, problem.allowed)
}

/// Draws the dialog. Returns whether it stays open.
pub fn series_ui(ctx: &Context, dialog: &mut SeriesDialog, workbench: &Workbench, commands: &mut Vec<Command>) -> bool {
    let mut stays = true;
    let modal = Modal::new(Id::unique("observed series")).show(ctx, |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new("Own observed series").text_style(egui::TextStyle::Heading));
        ui.add_space(4.0);
        if dialog.table.is_none() {
            file_ui(ui, dialog, workbench);
        } else {
            table_ui(ui, dialog, workbench, commands);
        }
        if !dialog.trouble.is_empty() {
            trouble_ui(ui, &dialog.trouble);
        }
        list_ui(ui, workbench, commands);
        ui.add_space(6.0);
        stays = !ui.button("Close").clicked();
    });
    stays && !modal.should_close()
}

fn file_ui(ui: &mut Ui, dialog: &mut SeriesDialog, workbench: &Workbench) {
    let label = ui.label(theme::quiet("Path of a table, with a column of dates or weeks and one of values"));
    let field = ui.add(TextEdit::singleline(&mut dialog.path).desired_width(f32::INFINITY)).labelled_by(label.id);
    if dialog.fresh {
        field.request_focus();
        dialog.fresh = false;
    }
    if field.changed() {
        dialog.trouble.clear();
    }
    ui.label(theme::quiet(
        "A table can also be dropped on the window; cells may be separated by comma, semicolon or tab",
    ));
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let ready = !dialog.path.trim().is_empty();
    if ui.add_enabled(ready, Button::new(theme::title("Read table"))).clicked() || enter && ready {
        dialog.read(workbench);
    }
}

fn trouble_ui(ui: &mut Ui, trouble: &[String]) {
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt("trouble").max_height(150.0).show(ui, |ui| {
        for said in trouble.iter().take(LISTED) {
            ui.add(Label::new(RichText::new(said).color(ui.visuals().error_fg_color)).wrap());
        }
        if trouble.len() > LISTED {
            ui.label(theme::quiet(format!("and {} more", trouble.len() - LISTED)));
        }
    });
}

fn table_ui(ui: &mut Ui, dialog: &mut SeriesDialog, workbench: &Workbench, commands: &mut Vec<Command>) {
    let mut other = false;
    if let Some(table) = &mut dialog.table {
        ui.label(theme::quiet(format!("{}, {} rows", table.sheet.name(), table.sheet.rows().len())));
        request_ui(ui, table, workbench);
        let known = table.known.take().filter(|(request, _)| *request == table.request);
        let known = known.unwrap_or_else(|| {
            let request = table.request.clone();
            let found = series(&table.sheet, &request, workbench.scenario());
            (request, found)
        });
        let columns = workbench.current().map_or(&[][..], |run| &run.columns);
        let named = !table.request.label.trim().is_empty() && !table.request.column.is_empty();
        match &known.1 {
            Ok(series) => {
                ui.label(preview(series, columns, workbench.scenario()));
            }
            Err(problems) => trouble_ui(ui, &problems.iter().map(said).collect::<Vec<String>>()),
        }
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let ready = named && known.1.is_ok();
            if ui.add_enabled(ready, Button::new(theme::title("Lay over plots"))).clicked()
                && let Ok(series) = &known.1
            {
                commands.push(Command::Series(SeriesCommand::Add(series.clone())));
                other = true;
            }
            other |= ui.button("Another table…").clicked();
        });
        table.known = Some(known);
    }
    if other {
        dialog.table = None;
    }
}

/// The choice of columns, figure, unit and name.
fn request_ui(ui: &mut Ui, table: &mut Table, workbench: &Workbench) {
    let Table { sheet, request, search, .. } = table;
    let places = 0..sheet.header().len();
    let pick = |ui: &mut Ui, name: &str, now: &mut usize| {
        ui.label(name);
        let combo = ComboBox::from_id_salt(name).selected_text(sheet.column_name(*now)).width(260.0);
        let combo = combo.show_ui(ui, |ui| {
            theme::menu(ui);
            for place in places.clone() {
                if ui.selectable_value(now, place, sheet.column_name(place)).clicked() {
                    ui.close();
                }
            }
        });
        combo.response.accessible_name(name);
        ui.end_row();
    };
    egui::Grid::new("request").num_columns(2).show(ui, |ui| {
        pick(ui, "Dates or weeks", &mut request.when);
        pick(ui, "Values", &mut request.value);
        ui.label("Observation of");
        figure_ui(ui, request, search, workbench);
        ui.end_row();
        let label = ui.label("Name");
        ui.add(TextEdit::singleline(&mut request.label).desired_width(260.0)).labelled_by(label.id);
        ui.end_row();
    });
    if spec_of(&request.column).is_some_and(|spec| spec.unit == "share") {
        ui.checkbox(&mut request.per_cent, "Shares stand in per cent");
    }
}

fn figure_ui(ui: &mut Ui, request: &mut Request, search: &mut String, workbench: &Workbench) {
    let columns = workbench.current().map_or(&[][..], |run| &run.columns);
    let now = columns.iter().find(|column| column.id == request.column);
    let combo = ComboBox::from_id_salt("figure").width(360.0);
    let combo = combo.close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let combo = combo.selected_text(now.map_or("choose a figure", |column| &column.label)).show_ui(ui, |ui| {
        theme::menu(ui);
        let field = TextEdit::singleline(search).hint_text("Search by name or id");
        ui.add(field.desired_width(f32::INFINITY)).accessible_name("Search figures");
        let words = search.to_lowercase();
        let found = |column: &&Column| column.label.to_lowercase().contains(&words) || column.id.contains(&words);
        for column in columns.iter().filter(found) {
            if ui.selectable_label(column.id == request.column, &column.label).clicked() {
                request.column.clone_from(&column.id);
                ui.close();
            }
        }
    });
    combo.response.accessible_name("Figure observed");
}

/// What comes of the choice, in words.
fn preview(series: &Series, columns: &[Column], scenario: &Scenario) -> String {
    let Some(column) = columns.iter().find(|column| column.id == series.metric) else {
        return "Choose the figure that it is an observation of".to_owned();
    };
    let scale = text::scale(column.metric);
    let values = || series.points.iter().map(|(_, value)| value * scale);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let (count, unit) = (series.points.len(), text::unit(column.metric.spec()));
    let day = |point: Option<&(chrono::NaiveDate, f64)>| {
        point.map_or_else(String::new, |(date, _)| date.format("%-d %b %Y").to_string())
    };
    let (from, to) = (day(series.points.first()), day(series.points.last()));
    let inside = |date: &chrono::NaiveDate| *date >= scenario.start && *date < scenario.date(scenario.weeks);
    let outside = series.points.iter().filter(|(date, _)| !inside(date)).count();
    let outside =
        if outside == 0 { String::new() } else { format!(", {outside} of them outside the scenario's weeks") };
    let (low, high) = (text::number(low), text::number(high));
    format!("{count} observations from {from} to {to}, between {low} and {high} {unit}{outside}")
}

/// What is laid over plots, with its distance from the run.
fn list_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let list = workbench.own_series();
    if list.is_empty() {
        return;
    }
    ui.separator();
    ui.label(theme::title("Laid over plots"));
    ScrollArea::vertical().id_salt("laid").max_height(200.0).show(ui, |ui| {
        for (place, series) in list.iter().enumerate() {
            ui.horizontal(|ui| {
                if icon_button(ui, Icon::Close, &format!("Remove {}", series.label)).clicked() {
                    commands.push(Command::Series(SeriesCommand::Remove(place)));
                }
                let fit = workbench.current().and_then(|run| fit(series, &run.record, workbench.scenario()));
                ui.add(Label::new(row(series, fit.as_ref(), workbench)).wrap());
            });
        }
    });
    ui.label(theme::quiet("Distance and correlation describe the run on show; they are no test of the model"));
}

/// A series and its distance from the run, in words.
fn row(series: &Series, fit: Option<&Fit>, workbench: &Workbench) -> String {
    let columns = workbench.current().map_or(&[][..], |run| &run.columns);
    let Some(column) = columns.iter().find(|column| column.id == series.metric) else {
        return format!("{}, of a figure that this scenario does not have", series.label);
    };
    let Some(fit) = fit else { return format!("{}, {}, no week in common", series.label, column.label) };
    let rmse = text::number(fit.rmse * text::scale(column.metric));
    let moves = fit.correlation.map_or_else(String::new, |r| format!(", correlation {}", text::number(round(r))));
    let (label, figure, unit, points) = (&series.label, &column.label, gap_unit(column.metric), fit.points);
    format!("{label}, {figure}, RMSE {rmse} {unit}{moves} over {points} observations")
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_where_what_was_found_and_what_is_allowed() {
        let sheet = Sheet::read("a.csv", b"date,x\n2017-01-02,1\n").expect("a table");
        let words = said(&sheet.problem(4, 1, "much", "a number"));
        assert_eq!(words, "Line 4, column 2 (x), found much, allowed is a number");
    }
}
