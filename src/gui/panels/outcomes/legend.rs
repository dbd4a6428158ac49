//! Which line is which run. A click hides a run in all plots and shows it again.

use std::sync::Arc;

use egui::{Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::super::super::between::between;
use super::super::super::command::Command;
use super::super::super::plots::{Layer, LayerKind, PlotCommand, dashed};
use super::super::super::theme;
use super::super::super::workbench::{Rival, Workbench};
use crate::run::RunInput;

const SAMPLE: f32 = 22.0;
const LONGEST: f32 = 210.0;
/// Most differences that are told on hover.
const MOST_SENTENCES: usize = 10;

/// Draws the legend of the runs.
pub(super) fn legend_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    layers: &[Layer<'_>],
    observed: bool,
    commands: &mut Vec<Command>,
) {
    let board = workbench.board();
    for layer in layers.iter().rev() {
        let shown = !board.hides(&layer.key());
        let response = entry_ui(ui, layer, shown);
        let verb = if shown { "hides" } else { "shows" };
        let about = |ui: &mut Ui| about_ui(ui, workbench, layer, verb);
        if response.on_hover_ui(about).clicked() {
            commands.push(Command::Plots(PlotCommand::ToggleSeries(layer.key())));
        }
    }
    if observed {
        let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
        let corners = [vec2(0.0, -4.0), vec2(4.0, 0.0), vec2(0.0, 4.0), vec2(-4.0, 0.0)];
        let corners = corners.map(|way| rect.center() + way).to_vec();
        let stroke = Stroke::new(1.0, theme::observed(ui.visuals().dark_mode));
        ui.painter().add(Shape::closed_line(corners, stroke));
        ui.label(theme::quiet("observed"));
    }
}

/// What a line is and what a click does; a rival position is another scenario, and says how it differs.
fn about_ui(ui: &mut Ui, workbench: &Workbench, layer: &Layer<'_>, verb: &str) {
    ui.set_max_width(420.0);
    ui.label(format!("{}. A click {verb} it in all plots", layer.name));
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

fn entry_ui(ui: &mut Ui, layer: &Layer<'_>, shown: bool) -> Response {
    let words = egui::WidgetText::from(theme::quiet(&*layer.name));
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
            ui.painter().line_segment(line, Stroke::new(2.6, visuals.text_color()));
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
