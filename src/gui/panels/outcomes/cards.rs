//! The plots: large ones in a grid, small ones in a strip below.

use egui::{Button, Frame, Layout, Margin, RichText, ScrollArea, Stroke, Ui, UiBuilder, Vec2, vec2};

use super::super::super::command::Command;
use super::super::super::plots::{
    Chart, FEWEST_SEEDS, Layer, PlotCommand, PlotSpec, Seeds, Smoothing, Spread, chart_ui, thumb_ui,
};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use super::OutcomesView;
use super::controls::options_ui;
use super::picker::{Target, picker_ui};

/// Below this width of a large plot there is one column less.
const LEAST_WIDTH: f32 = 330.0;
/// Below this height of a large plot the plots scroll instead of shrinking.
const LEAST_HEIGHT: f32 = 210.0;
/// Least wide and widest a small plot may be.
const THUMB: (f32, f32) = (128.0, 240.0);
/// Its height, and that below the width at which its name and its figure take two lines each.
const THUMB_HEIGHT: (f32, f32) = (96.0, 122.0);
const THUMB_NARROW: f32 = 190.0;
const GAP: f32 = 8.0;
/// Room for the button that shows the difference.
const DIFFERENCE: f32 = 68.0;

/// What the cards are drawn from.
pub(super) struct Cards<'a> {
    pub(super) workbench: &'a Workbench,
    pub(super) layers: &'a [Layer<'a>],
    pub(super) seeds: &'a Seeds<'a>,
}

impl Cards<'_> {
    fn chart(&self, place: usize) -> Option<Chart<'_>> {
        let workbench = self.workbench;
        let spec = workbench.board().plots.get(place)?;
        Some(Chart {
            place,
            choice: spec.choice,
            spec,
            board: workbench.board(),
            layers: self.layers,
            baseline: workbench.baseline().map(AsRef::as_ref),
            seeds: None,
            in_turn: workbench.in_turn().map(AsRef::as_ref),
            events: workbench.current().map_or(&[], |run| &run.record.events),
            scenario: workbench.scenario(),
            own: workbench.own_series(),
            week: workbench.playback.week(),
            policy_week: workbench.policy_week(),
            weeks: workbench.weeks(),
        })
    }
}

/// Draws all plots.
pub(super) fn cards_ui(ui: &mut Ui, cards: &Cards<'_>, view: &mut OutcomesView, commands: &mut Vec<Command>) {
    let board = cards.workbench.board();
    let space = ui.available_size();
    let large = board.large();
    let small = board.plots.len() - large;
    let fits = |least: f32| ((space.x + GAP) / (least + GAP)).floor().max(1.0) as usize;
    let columns = fits(LEAST_WIDTH).min(large);
    let rows = large.div_ceil(columns);
    let strip_columns = fits(THUMB.0).min(small.max(1));
    let strip_rows = small.div_ceil(strip_columns);
    let share = |count: usize| (space.x - GAP * (count as f32 - 1.0)) / count as f32;
    let thumb_width = share(strip_columns).min(THUMB.1);
    let thumb_height = if thumb_width < THUMB_NARROW { THUMB_HEIGHT.1 } else { THUMB_HEIGHT.0 };
    let strip = strip_rows as f32 * (thumb_height + GAP);
    let height = ((space.y - strip - GAP * (rows as f32 - 1.0)) / rows as f32 - 1.0).max(LEAST_HEIGHT);
    let size = vec2(share(columns), height);
    let thumb = vec2(thumb_width, thumb_height);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP);
        for row in 0..rows {
            ui.horizontal_top(|ui| {
                for place in (row * columns)..large.min((row + 1) * columns) {
                    ui.allocate_ui_with_layout(size, Layout::top_down(egui::Align::Min), |ui| {
                        card_ui(ui, cards, view, place, size, commands);
                    });
                }
            });
        }
        for row in 0..strip_rows {
            ui.horizontal_top(|ui| {
                let first = large + row * strip_columns;
                for place in first..board.plots.len().min(first + strip_columns) {
                    small_ui(ui, cards, view, place, thumb, commands);
                }
            });
        }
    });
}

fn small_ui(
    ui: &mut Ui,
    cards: &Cards<'_>,
    view: &mut OutcomesView,
    place: usize,
    size: Vec2,
    commands: &mut Vec<Command>,
) {
    let Some(chart) = cards.chart(place) else { return };
    ui.push_id(("small", place), |ui| {
        let response = thumb_ui(ui, &chart, &mut view.curves, &view.pointer, size);
        let corner = egui::Rect::from_min_size(response.rect.right_top() + vec2(-20.0, 3.0), vec2(17.0, 17.0));
        let mut corner = ui.new_child(UiBuilder::new().max_rect(corner));
        corner.spacing_mut().button_padding = vec2(4.0, 0.0);
        corner.visuals_mut().widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
        options_ui(&mut corner, cards.workbench, place, chart.spec, commands);
        if response.clicked() {
            commands.push(Command::Plots(PlotCommand::Promote(place)));
        }
    });
}

fn card_ui(
    ui: &mut Ui,
    cards: &Cards<'_>,
    view: &mut OutcomesView,
    place: usize,
    size: Vec2,
    commands: &mut Vec<Command>,
) {
    let Some(chart) = cards.chart(place) else { return };
    // Small plots leave luck out.
    let chart = Chart { seeds: Some(cards.seeds), ..chart };
    let dark = ui.visuals().dark_mode;
    let frame = Frame::new()
        .fill(theme::card(dark))
        .stroke(Stroke::new(1.0, theme::hairline(dark)))
        .corner_radius(6.0)
        .inner_margin(Margin { left: 8, right: 8, top: 6, bottom: 4 });
    ui.push_id(("card", place), |ui| {
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let inner = size - vec2(18.0, 12.0);
            ui.set_width(inner.x);
            let top = ui.cursor().top();
            title_ui(ui, cards.workbench, &chart, view, commands);
            reading_ui(ui, cards, &chart, view);
            let left = (inner.y - (ui.cursor().top() - top)).max(80.0);
            chart_ui(ui, &chart, &mut view.curves, &mut view.pointer, vec2(inner.x, left), commands);
        });
    });
}

fn title_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    chart: &Chart<'_>,
    view: &mut OutcomesView,
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding.x = 2.0;
        ui.visuals_mut().widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
        let columns = workbench.current().map_or(&[][..], |run| &run.columns);
        let title = theme::title(format!("{}{} ▾", chart.choice.label(columns), manner(chart.spec)));
        // The baseline of a run without changes is the run itself.
        let compared = !workbench.is_own_baseline();
        let menu = if compared { 24.0 + DIFFERENCE } else { 24.0 };
        let button = Button::new(title).truncate();
        let button = ui
            .scope(|ui| {
                ui.set_max_width(ui.available_width() - menu);
                ui.add(button)
            })
            .inner
            .accessible_name(format!("Metric of plot {}", chart.place + 1));
        let spec = chart.choice.metric.spec();
        let about = text::about(spec);
        let button = button.on_hover_text(about);
        picker_ui(&button, workbench, Some(chart.choice), Target::Plot(chart.place), &mut view.picker, commands);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            options_ui(ui, workbench, chart.place, chart.spec, commands);
            if compared {
                let on = chart.spec.difference;
                let button = ui.add(Button::selectable(on, theme::quiet("Difference")));
                let button = button.accessible_name(format!("Difference of plot {}", chart.place + 1));
                if button.on_hover_text("Draws how far each run lies from the baseline").clicked() {
                    commands.push(Command::Plots(PlotCommand::SetDifference(chart.place, !on)));
                }
            }
        });
    });
}

/// How a plot draws, where it is not the plain weekly figure.
fn manner(spec: &PlotSpec) -> String {
    let mut said = vec![""];
    if spec.difference {
        said.push("less the baseline");
    }
    if spec.smoothing != Smoothing::None {
        said.push(spec.smoothing.label());
    }
    if spec.is_log() {
        said.push("log axis");
    }
    if spec.starts_at_zero() {
        said.push("from zero");
    }
    said.join(", ")
}

/// Value and change in the week that is read, with the unit.
fn reading_ui(ui: &mut Ui, cards: &Cards<'_>, chart: &Chart<'_>, view: &mut OutcomesView) {
    let week = chart.read_week(&view.pointer);
    let reading = chart.reading(&mut view.curves, week);
    let left_out = match reading.left_out {
        0 => String::new(),
        1 => "1 figure at or below zero is not on the log axis".to_owned(),
        many => format!("{many} figures at or below zero are not on the log axis"),
    };
    let luck = spread_label(cards.workbench, cards.seeds);
    egui::Sides::new().height(14.0).shrink_right().truncate().show(
        ui,
        |ui| {
            ui.label(RichText::new(reading.value).small());
            if !reading.change.is_empty() {
                ui.label(theme::quiet(reading.change));
            }
        },
        |ui| ui.label(theme::quiet(if left_out.is_empty() { luck } else { left_out })),
    );
}

/// What the band or the thin lines are.
fn spread_label(workbench: &Workbench, seeds: &Seeds<'_>) -> String {
    let count = seeds.current.len();
    match workbench.board().spread {
        Spread::Band if count >= FEWEST_SEEDS => format!("band 10–90 % of {count} seeds"),
        Spread::Runs if count > 0 => format!("{count} seeds"),
        _ => String::new(),
    }
}
