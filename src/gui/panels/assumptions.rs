//! What a difference hangs on: each assumption at half and at double, the one that moves it most first.

use egui::{Label, Rect, Sense, Stroke, Ui, pos2, vec2};
use egui_extras::{Column as Width, TableBuilder};

use super::super::command::Command;
use super::super::studies::Answer;
use super::super::theme;
use super::super::workbench::Workbench;
use super::super::worker::Study;
use super::study::{FigureBox, bare_gap, figure_ui, gap_between, gap_unit, place, start_ui};
use crate::experiment::assumptions::{Factor, Moved, Swing, sign_holds};
use crate::metrics::table::MetricId;

/// Height of a row.
const ROW: f32 = 24.0;
/// Rows before all are asked for.
const FIRST: usize = 12;
/// The sentence that says what this is.
const NOTE: &str = "Half and double are no statement about how likely such values are; they show what the conclusion \
     hangs on. Levers that a run changes itself stay as they are";

/// How it looks.
#[derive(Debug, Default)]
pub struct AssumptionView {
    figure: FigureBox,
    all: bool,
    known: Option<Known>,
}

/// What was last worked out, and for what.
#[derive(Debug)]
struct Known {
    stamp: (u64, usize),
    column: String,
    answer: Option<Answer>,
}

/// Draws the list with what starts it.
pub fn assumptions_ui(ui: &mut Ui, workbench: &Workbench, view: &mut AssumptionView, commands: &mut Vec<Command>) {
    ui.label(theme::title("What the difference hangs on"));
    if !workbench.can_study(Study::Assumption) {
        ui.label("The run is its own baseline, so there is no difference to try");
        return;
    }
    ui.horizontal_wrapped(|ui| {
        figure_ui(ui, "Figure to try", workbench, &mut view.figure);
        start_ui(ui, workbench, Study::Assumption, commands);
    });
    let Some(study) = workbench.assumption_study() else {
        let said = if workbench.studies().assumptions.is_some() {
            "The last trial is of other runs"
        } else {
            "Each assumption goes to half and to double of its value, one at a time, in the run and in its baseline"
        };
        ui.label(theme::quiet(said));
        return;
    };
    let Some(column) = view.figure.column(workbench) else { return };
    let stamp = (study.batch.stamp(), study.seeds_done());
    if view.known.as_ref().is_none_or(|known| (known.stamp, &known.column) != (stamp, &column.id)) {
        view.known = Some(Known { stamp, column: column.id.clone(), answer: study.answer(&column.id) });
    }
    let Some(answer) = view.known.as_ref().and_then(|known| known.answer.as_ref()) else {
        ui.label(theme::quiet("The list is drawn when all runs of the first seed are there"));
        return;
    };
    ui.label(conclusion(answer, column.metric)).on_hover_text(NOTE);
    let moving = answer.swings.iter().filter(|swing| swing.reach(answer.difference.mean) > 0.0).count();
    let shown = if view.all { moving } else { moving.min(FIRST) };
    list_ui(ui, answer, shown, column.metric);
    ui.horizontal_wrapped(|ui| {
        if moving > FIRST {
            let label = if view.all { format!("First {FIRST}") } else { format!("All {moving} that move it") };
            if ui.button(label).clicked() {
                view.all = !view.all;
            }
        }
        let idle = answer.swings.len() - moving;
        if idle > 0 {
            ui.label(theme::quiet(format!("{idle} further assumptions move it not at all")));
        }
    });
    ui.add(Label::new(theme::quiet(NOTE)).wrap());
}

/// The answer in a sentence.
fn conclusion(answer: &Answer, metric: MetricId) -> String {
    let said = format!("{} {}", gap_between(metric, answer.difference), gap_unit(metric));
    let seeds = if answer.seeds == 1 { "1 seed".to_owned() } else { format!("{} seeds", answer.seeds) };
    if answer.difference.mean == 0.0 {
        return format!("There is no difference to the baseline over {seeds}");
    }
    let (holds, all) = sign_holds(&answer.swings, answer.difference.mean);
    format!("{said} against the baseline over {seeds}; its sign holds in {holds} of {all} trials")
}

fn list_ui(ui: &mut Ui, answer: &Answer, shown: usize, metric: MetricId) {
    let now = answer.difference.mean;
    let ends = || answer.swings.iter().flat_map(|swing| swing.moved.iter().map(|moved| moved.difference.mean));
    let low = ends().fold(now.min(0.0), f64::min);
    let high = ends().fold(now.max(0.0), f64::max);
    let width = ui.available_width();
    let table = TableBuilder::new(ui).vscroll(false).id_salt("assumptions");
    let table = table.column(Width::exact(0.36 * width).clip(true)).column(Width::exact(0.26 * width));
    let table =
        table.column(Width::remainder().clip(true)).cell_layout(egui::Layout::left_to_right(egui::Align::Center));
    table.body(|body| {
        body.rows(ROW, shown.min(answer.swings.len()), |mut row| {
            let Some(swing) = answer.swings.get(row.index()) else { return };
            let spec = swing.lever.spec();
            row.col(|ui| {
                ui.add(Label::new(spec.label).truncate()).on_hover_text(spec.help);
            });
            row.col(|ui| {
                let size = vec2(ui.available_width(), ROW - 4.0);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                paint(ui, rect.shrink2(vec2(6.0, 3.0)), swing, now, (low, high));
            });
            row.col(|ui| {
                let said: Vec<String> = swing.moved.iter().map(|moved| said(moved, now, metric)).collect();
                let said = said.join(", ");
                let unit = gap_unit(metric);
                ui.add(Label::new(format!("{said} {unit}")).truncate());
            });
        });
    });
}

/// What a trial gives, in words.
fn said(moved: &Moved, now: f64, metric: MetricId) -> String {
    let variation = &moved.variation;
    let value = if variation.cut {
        format!("at {}, the end of its range,", variation.lever.spec().display(variation.value))
    } else {
        variation.factor.label().to_owned()
    };
    let turns = if moved.difference.mean * now > 0.0 { "" } else { ", sign turns" };
    format!("{value} {}{turns}", bare_gap(metric, moved.difference.mean))
}

fn paint(ui: &Ui, rect: Rect, swing: &Swing, now: f64, (low, high): (f64, f64)) {
    let dark = ui.visuals().dark_mode;
    let painter = ui.painter();
    let x = |value: f64| place(rect, low, high, value);
    let across = |value: f64, stroke: Stroke| {
        painter.line_segment([pos2(x(value), rect.top() - 5.0), pos2(x(value), rect.bottom() + 5.0)], stroke);
    };
    across(0.0, Stroke::new(1.0, theme::grid(dark)));
    for moved in &swing.moved {
        let to = moved.difference.mean;
        // Half above and double below, so that both are seen where they go the same way.
        let (rows, color) = match moved.variation.factor {
            Factor::Half => (rect.top()..=rect.center().y, theme::fall(dark)),
            Factor::Double => (rect.center().y..=rect.bottom(), theme::rise(dark)),
        };
        let bar = Rect::from_x_y_ranges(x(to.min(now))..=x(to.max(now)), *rows.start()..=*rows.end());
        painter.rect_filled(bar, 0.0, color);
    }
    across(now, Stroke::new(1.5, theme::baseline(dark)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Figure;
    use crate::experiment::assumptions::{Variation, swings};
    use crate::scenario::LeverId;

    #[test]
    fn it_says_in_how_many_trials_the_sign_holds_and_where_it_turns() {
        let figure = |mean| Figure { mean, interval: None };
        let moved = |factor, mean, cut| Moved {
            variation: Variation { lever: LeverId::learning_exponent, factor, value: 0.35, cut },
            difference: figure(mean),
        };
        let list = vec![moved(Factor::Half, 3.0, false), moved(Factor::Double, -1.0, true)];
        let answer = Answer { difference: figure(2.0), swings: swings(list.clone(), 2.0), seeds: 3 };
        let metric = MetricId::profit_vendors;
        let words = conclusion(&answer, metric);
        assert_eq!(words, "+2 RMB million per week against the baseline over 3 seeds; its sign holds in 1 of 2 trials");
        assert_eq!(said(&list[0], 2.0, metric), "half +3");
        assert!(said(&list[1], 2.0, metric).ends_with("the end of its range, −1, sign turns"));
    }
}
