//! Which line is which run. A click hides a run in all plots and shows it again.

use std::sync::Arc;

use egui::{Color32, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::LineStyle;

use super::super::super::between::between;
use super::super::super::command::Command;
use super::super::super::plots::{Board, Layer, LayerKind, PlotCommand, Spread, dashed};
use super::super::super::theme;
use super::super::super::workbench::{Rival, Workbench};
use super::super::super::worker::Finished;
use crate::run::RunInput;
use crate::scenario::Scenario;

const SAMPLE: f32 = 22.0;
const LONGEST: f32 = 210.0;
/// Most differences that are told on hover.
const MOST_SENTENCES: usize = 10;

/// What stands in the plots beside the runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    /// Observed figures.
    pub(super) observed: bool,
    /// A band over seeds.
    pub(super) band: bool,
}

/// Draws the legend of the runs.
pub(super) fn legend_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    layers: &[Layer<'_>],
    marks: Marks,
    commands: &mut Vec<Command>,
) {
    let board = workbench.board();
    let current = layers.iter().find(|layer| layer.kind == LayerKind::Current).map(|layer| layer.run);
    let colors =
        current.map(|run| own_colors(ui.visuals().dark_mode, workbench.scenario(), board, run)).unwrap_or_default();
    let mut rivals = false;
    for layer in layers.iter().rev() {
        if matches!(layer.kind, LayerKind::Rival(_)) && !std::mem::replace(&mut rivals, true) {
            ui.label(theme::quiet("For comparison")).on_hover_text(
                "The two rival positions of the dispute, each a scenario of its own in which all phones read messages",
            );
        }
        let shown = !board.hides(&layer.key());
        // A line below another cannot be seen.
        let same =
            current.is_some_and(|run| run.token != layer.run.token && run.record.values == layer.run.record.values);
        let response = entry_ui(ui, layer, shown, same, &colors);
        let verb = if shown { "hides" } else { "shows" };
        let about = |ui: &mut Ui| about_ui(ui, workbench, layer, same, verb);
        if response.on_hover_ui(about).clicked() {
            commands.push(Command::Plots(PlotCommand::ToggleSeries(layer.key())));
        }
    }
    if marks.band && board.spread == Spread::Band {
        let dark = ui.visuals().dark_mode;
        // Sample and words stay on one line.
        let words = egui::WidgetText::from(theme::quiet("8 in 10 seeds, dotted the median"));
        let words = words.into_galley(ui, Some(egui::TextWrapMode::Extend), f32::INFINITY, egui::TextStyle::Small);
        let (all, response) = ui.allocate_exact_size(vec2(SAMPLE + 5.0 + words.size().x, 18.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.text()));
        let rect = Rect::from_center_size(all.left_center() + vec2(0.5 * SAMPLE, 0.0), vec2(SAMPLE, 12.0));
        let at = pos2(rect.right() + 5.0, all.center().y - 0.5 * words.size().y);
        ui.painter().galley(at, Arc::clone(&words), ui.visuals().weak_text_color());
        let color = colors.first().copied().unwrap_or_else(|| theme::accent(dark));
        ui.painter().rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0.0, theme::band(color));
        let stroke = Stroke::new(1.6, color);
        let line = [rect.left_center(), rect.right_center()];
        ui.painter().extend(dashed(&line, stroke, LineStyle::Dotted { spacing: 3.5 }));
        response.on_hover_text(Spread::Band.help());
    }
    if marks.observed {
        let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
        let corners = [vec2(0.0, -4.0), vec2(4.0, 0.0), vec2(0.0, 4.0), vec2(-4.0, 0.0)];
        let corners = corners.map(|way| rect.center() + way).to_vec();
        let stroke = Stroke::new(1.0, theme::observed(ui.visuals().dark_mode));
        ui.painter().add(Shape::closed_line(corners, stroke));
        ui.label(theme::quiet("observed"));
    }
}

/// What a line is and what a click does; a rival position is another scenario, and says how it differs.
fn about_ui(ui: &mut Ui, workbench: &Workbench, layer: &Layer<'_>, same: bool, verb: &str) {
    ui.set_max_width(420.0);
    ui.label(format!("{}, {}. A click {verb} it in all plots", layer.name, about(layer.kind, same)));
    let LayerKind::Rival(place) = layer.kind else { return };
    let Some(rival) = workbench.rivals().get(place) else { return };
    for sentence in of_rival(workbench, rival) {
        ui.label(theme::quiet(sentence));
    }
}

/// What a rival position is and how it differs from this run.
fn of_rival(workbench: &Workbench, rival: &Rival) -> Vec<String> {
    let run = workbench.current_input();
    let scenario = Arc::clone(&rival.scenario);
    let other = RunInput { scenario, changes: Vec::new(), ..run.clone() };
    let differs = between(&run, &other);
    let mut said = vec![format!("A scenario of its own, “{}”, without the changes of this run", rival.scenario.title)];
    said.push("So it may differ from this run under the same permission, here in".to_owned());
    said.extend(differs.iter().take(MOST_SENTENCES).cloned());
    let left = differs.len().saturating_sub(MOST_SENTENCES);
    if left > 0 {
        said.push(format!("and {left} more"));
    }
    said
}

/// How the lines of a run are drawn, in words.
const fn about(kind: LayerKind, same: bool) -> &'static str {
    match kind {
        LayerKind::Current => "thick, in the colour of each actor",
        _ if same => "whose figures are those of this run, so that its lines lie below",
        LayerKind::Baseline => "dashed, thin in the colour of each actor where a plot has several lines",
        LayerKind::Pinned { .. } => "in a dash of its own, in the colour of each actor where a plot has several lines",
        LayerKind::Rival(_) => "thin, in plots of one line only",
    }
}

/// Colours in which the run on show is drawn, a few of them.
fn own_colors(dark: bool, scenario: &Scenario, board: &Board, run: &Finished) -> Vec<Color32> {
    let mut colors = Vec::new();
    for plot in board.plots.iter().take(board.large()) {
        for column in run.columns.iter().filter(|column| plot.choice.shows(column)) {
            let color = theme::series(dark, column, scenario);
            if !colors.contains(&color) && colors.len() < 3 {
                colors.push(color);
            }
        }
    }
    colors
}

fn entry_ui(ui: &mut Ui, layer: &Layer<'_>, shown: bool, same: bool, colors: &[Color32]) -> Response {
    let said = if same { format!("{}, as this run", layer.name) } else { layer.name.to_string() };
    let words = egui::WidgetText::from(theme::quiet(said));
    let wrap = Some(egui::TextWrapMode::Truncate);
    let words = words.into_galley(ui, wrap, LONGEST, egui::TextStyle::Small);
    let size = vec2(SAMPLE + 5.0 + words.size().x + 2.0, 18.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, &*layer.name));
    let visuals = ui.visuals();
    let dark = visuals.dark_mode;
    let weak = visuals.weak_text_color();
    let color = if response.hovered() || response.has_focus() { visuals.strong_text_color() } else { weak };
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 3.0, visuals.widgets.active.bg_stroke, egui::StrokeKind::Outside);
    }
    let line = [rect.left_center(), rect.left_center() + vec2(SAMPLE, 0.0)];
    match layer.kind {
        _ if !shown => {
            ui.painter().line_segment(line, Stroke::new(1.0, theme::hairline(dark)));
        }
        LayerKind::Current => {
            // Lines of this run have their actor's colour; what they share is that they are thick.
            let step = SAMPLE / colors.len().max(1) as f32;
            for (place, color) in colors.iter().enumerate() {
                let from = rect.left_center() + vec2(step * place as f32, 0.0);
                ui.painter().line_segment([from, from + vec2(step, 0.0)], Stroke::new(2.6, *color));
            }
        }
        LayerKind::Baseline => {
            let stroke = Stroke::new(1.6, theme::baseline(dark));
            ui.painter().extend(dashed(&line, stroke, layer.kind.style()));
        }
        LayerKind::Pinned { place, .. } => {
            let stroke = Stroke::new(1.6, theme::pin(dark, place));
            ui.painter().extend(dashed(&line, stroke, layer.kind.style()));
        }
        LayerKind::Rival(place) => {
            ui.painter().line_segment(line, Stroke::new(1.3, theme::rival(dark, place)));
        }
    }
    let at = pos2(rect.left() + SAMPLE + 5.0, rect.center().y - 0.5 * words.size().y);
    let across = Rect::from_min_size(at, words.size());
    ui.painter().galley_with_override_text_color(at, words, color);
    if !shown {
        let line = [across.left_center(), across.right_center()];
        ui.painter().line_segment(line, Stroke::new(1.0, color));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::worker::InlineRunner;

    #[test]
    fn a_rival_position_says_how_it_differs_from_this_run() {
        let bench = Workbench::new(crate::gui::sample::scenario(), Box::new(InlineRunner::default()));
        let mut other = (**bench.scenario()).clone();
        other.title = "Another law".to_owned();
        other.levers.take_mini = 0.4;
        let rival = Rival { title: other.title.clone(), scenario: Arc::new(other), run: None };
        let said = of_rival(&bench, &rival);
        assert!(said[0].contains("“Another law”"), "{said:?}");
        assert!(said.iter().any(|sentence| sentence.contains("“Take rate of Mini Programs” is 40 %")), "{said:?}");
    }
}
