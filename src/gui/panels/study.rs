//! How a study is started, how far it is, and how it is cancelled; and the box that picks a figure.

use egui::{Button, DragValue, Popup, PopupCloseBehavior, ProgressBar, ScrollArea, TextEdit, Ui};

use super::super::command::Command;
use super::super::studies::{MOST_SEEDS, StudyCommand};
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::super::worker::Study;
use crate::experiment::Figure;
use crate::metrics::table::{Column, MetricId};

/// The words on the button of a study.
const fn words(study: Study) -> &'static str {
    match study {
        Study::Shares => "Split the difference",
        Study::Assumption => "Try half and double",
        Study::Regimes => "Rank these regimes",
        Study::Facts => "Check all facts",
    }
}

/// Draws the button that starts a study with its number of seeds and what it costs, or how far it is.
pub(super) fn start_ui(ui: &mut Ui, workbench: &Workbench, study: Study, commands: &mut Vec<Command>) {
    let (start, name) = (words(study), study.name());
    let batch = workbench.studies().batch(study);
    if let Some(batch) = batch.filter(|batch| batch.is_running()) {
        let (done, runs) = batch.progress();
        let bar = ProgressBar::new(done as f32 / runs.max(1) as f32).desired_width(120.0).desired_height(6.0);
        ui.add(bar);
        let left = batch.left().map_or_else(String::new, |left| format!(", {} left", duration(left)));
        ui.label(theme::quiet(format!("{done} of {runs} runs{left}")))
            .on_hover_text("Computed beside your work, and waiting whenever you wait for a run");
        if ui.button(format!("Cancel {name}")).clicked() {
            commands.push(Command::Study(StudyCommand::Cancel(study)));
        }
        return;
    }
    if ui.add_enabled(workbench.can_study(study), Button::new(theme::title(start))).clicked() {
        commands.push(Command::Study(StudyCommand::Start(study)));
    }
    let mut seeds = workbench.studies().seeds(study);
    let field = DragValue::new(&mut seeds).range(1..=MOST_SEEDS).speed(0.1).suffix(" seeds");
    if ui.add(field).accessible_name(format!("Seeds of {name}")).changed() {
        commands.push(Command::Study(StudyCommand::SetSeeds(study, seeds)));
    }
    let runs = workbench.study_runs(study);
    if workbench.can_study(study) {
        let takes = workbench.study_seconds(study).map_or_else(String::new, |takes| format!(", {}", duration(takes)));
        let runs = text::number(runs as f64);
        ui.label(theme::quiet(format!("{runs} runs{takes} in the background")));
    }
    if let Some(batch) = batch {
        if let Some(why) = batch.failure() {
            ui.colored_label(ui.visuals().error_fg_color, format!("A run failed, {why}"));
        } else if batch.is_stopped() {
            ui.label(theme::quiet("Cancelled before its end"));
        }
    }
}

/// Seconds as people say them.
fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    if seconds < 1.5 {
        "about a second".to_owned()
    } else if seconds < 90.0 {
        format!("about {} s", seconds.round())
    } else {
        format!("about {} min", (seconds / 60.0).round())
    }
}

/// Rows of the list of figures, and its width.
const LIST: egui::Vec2 = egui::vec2(340.0, 260.0);

/// The figure that is picked, and what is typed to find it.
#[derive(Debug, Default)]
pub(super) struct FigureBox {
    column: Option<String>,
    search: String,
}

impl FigureBox {
    /// The column that is picked; at first that of the headline.
    pub(super) fn column<'a>(&self, workbench: &'a Workbench) -> Option<&'a Column> {
        let columns = &workbench.current()?.columns;
        let picked = self.column.as_ref().and_then(|id| columns.iter().find(|column| column.id == *id));
        let headline = workbench.headline();
        picked.or_else(|| columns.iter().find(|column| headline.shows(column))).or_else(|| columns.first())
    }
}

/// Draws the button with the figure, behind which is the list of all.
pub(super) fn figure_ui(ui: &mut Ui, name: &str, workbench: &Workbench, view: &mut FigureBox) {
    let Some(now) = view.column(workbench).map(|column| (column.id.clone(), column.label.clone())) else { return };
    let columns = workbench.current().map_or(&[][..], |run| &run.columns);
    let button = ui.button(format!("{} ▾", now.1));
    let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(LIST.x);
    let shown = popup.accessible_name("Figures").show(|ui| {
        theme::menu(ui);
        ui.set_width(LIST.x);
        let field = TextEdit::singleline(&mut view.search).hint_text("Search by name or id");
        let field = ui.add(field.desired_width(f32::INFINITY)).accessible_name("Search figures");
        if !field.has_focus() && view.search.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        let search = view.search.to_lowercase();
        let found = |column: &&Column| column.label.to_lowercase().contains(&search) || column.id.contains(&search);
        let found: Vec<&Column> = columns.iter().filter(found).collect();
        if found.is_empty() {
            ui.label("No figure has these words in its name or id");
        }
        let height = ui.spacing().interact_size.y;
        let list = ScrollArea::vertical().max_height(LIST.y).auto_shrink(false);
        list.show_rows(ui, height, found.len(), |ui, rows| {
            for column in found.get(rows).unwrap_or_default() {
                let row = Button::selectable(column.id == now.0, &column.label);
                if ui.add(row.min_size(egui::vec2(ui.available_width(), height))).clicked() {
                    view.column = Some(column.id.clone());
                    ui.close();
                }
            }
        });
    });
    if shown.is_none() {
        view.search.clear();
    }
    button.accessible_name(name).on_hover_text("Picks another figure; nothing has to be run again");
}

/// A gap with its sign, in the unit on screen.
pub(super) fn bare_gap(metric: MetricId, value: f64) -> String {
    let shown = value * text::scale(metric);
    // What arithmetic leaves of nothing is nothing.
    if shown.abs() < 1e-9 {
        return "0".to_owned();
    }
    format!("{}{}", if shown > 0.0 { "+" } else { "" }, text::number(shown))
}

/// The unit of a gap on screen.
pub(super) fn gap_unit(metric: MetricId) -> &'static str {
    match text::unit(metric.spec()) {
        "%" => "percentage points",
        unit => unit,
    }
}

/// A gap with its interval in brackets, in the unit on screen; no interval where nothing varies.
pub(super) fn gap_between(metric: MetricId, figure: Figure) -> String {
    let around = figure
        .interval
        .filter(|(low, high)| low < high)
        .map_or_else(String::new, |(low, high)| format!(" ({} to {})", bare_gap(metric, low), bare_gap(metric, high)));
    format!("{}{around}", bare_gap(metric, figure.mean))
}

/// Where a value lies on a line from `low` to `high`.
pub(super) fn place(rect: egui::Rect, low: f64, high: f64, value: f64) -> f32 {
    let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
    rect.left() + rect.width() * share as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_words() {
        let cases = [(0.2, "about a second"), (42.4, "about 42 s"), (180.0, "about 3 min"), (-1.0, "about a second")];
        for (seconds, said) in cases {
            assert_eq!(duration(seconds), said);
        }
    }

    #[test]
    fn gaps_have_signs_units_and_intervals() {
        assert_eq!(
            (bare_gap(MetricId::multi_homing, -0.05), gap_unit(MetricId::multi_homing)),
            ("−5".to_owned(), "percentage points")
        );
        let figure = Figure { mean: 2.0, interval: Some((-1.0, 5.0)) };
        assert_eq!(gap_between(MetricId::profit_vendors, figure), "+2 (−1 to +5)");
        assert_eq!(bare_gap(MetricId::profit_vendors, 1e-15), "0");
    }
}
