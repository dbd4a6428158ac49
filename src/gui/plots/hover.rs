//! What a plot says under the pointer: the week, every line's figure, and what happened then.

use egui::{Grid, Ui, vec2};
use egui_plot::PlotTransform;

use super::super::marks::{MarkKind, is_notable};
use super::super::text;
use super::super::theme;
use super::chart::{Chart, is_current};
use super::drawn::Drawn;
use super::labels::sample;
use super::layers::LayerKind;

/// Most lines that are named.
const MOST_LINES: usize = 14;
/// Most events that are told.
const MOST_EVENTS: usize = 4;
/// Events are as near as that to the pointer, in points.
const NEAR: f32 = 5.0;

/// Draws what is said about a week.
pub(super) fn tooltip_ui(ui: &mut Ui, chart: &Chart<'_>, drawn: &[Drawn], transform: &PlotTransform, week: u32) {
    ui.label(theme::title(format!("{}, week {week}", text::date(chart.scenario, week))));
    let metric = chart.choice.metric;
    let unit = chart.unit();
    let mut lines: Vec<(&Drawn, f64)> = drawn
        .iter()
        .filter(|line| !line.hidden && !line.name.is_empty())
        .filter_map(|line| Some((line, line.curve.at(week)?)))
        .collect();
    lines.sort_by(|a, b| (is_current(b.0)).cmp(&is_current(a.0)).then(b.1.total_cmp(&a.1)));
    Grid::new("figures").num_columns(3).spacing(vec2(6.0, 2.0)).show(ui, |ui| {
        for (line, value) in lines.iter().take(MOST_LINES) {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 12.0), egui::Sense::hover());
            sample(ui, rect, line.color, line.style);
            ui.label(&line.name);
            ui.label(format!("{} {unit}", chart.said(column_of(chart, line), Some(*value), week)));
            ui.end_row();
        }
    });
    let left = lines.len().saturating_sub(MOST_LINES);
    if left > 0 {
        ui.label(theme::quiet(format!("and {left} more")));
    }
    let current = lines.iter().find(|(line, _)| matches!(line.kind, LayerKind::Current));
    let baseline = lines.iter().find(|(line, _)| matches!(line.kind, LayerKind::Baseline));
    if let (Some((_, value)), Some((_, base))) = (current, baseline)
        && !chart.choice.is_many()
    {
        ui.label(theme::quiet(text::change(metric, Some(*value), Some(*base))));
    }
    happened_ui(ui, chart, transform, week);
}

/// The column of a line where a plot has several a run.
fn column_of<'a>(chart: &Chart<'_>, line: &'a Drawn) -> Option<&'a str> {
    chart.choice.is_many().then_some(line.key.as_str())
}

fn happened_ui(ui: &mut Ui, chart: &Chart<'_>, transform: &PlotTransform, week: u32) {
    let near = |other: u32| (f64::from(other) - f64::from(week)).abs() * transform.dpos_dvalue_x() <= f64::from(NEAR);
    if near(chart.policy_week) {
        ui.label(theme::quiet(format!(
            "Policy date, {}: changes of conduct and policy act from here",
            text::date(chart.scenario, chart.policy_week)
        )));
    }
    let told: Vec<_> = chart.events.iter().filter(|event| is_notable(event) && near(event.week)).collect();
    for event in told.iter().take(MOST_EVENTS) {
        let kind = MarkKind::of(&event.kind).label();
        ui.label(theme::quiet(format!("{kind}, week {}: {}", event.week, event.sentence)));
    }
    if told.len() > MOST_EVENTS {
        ui.label(theme::quiet(format!("and {} more events", told.len() - MOST_EVENTS)));
    }
}
