//! One plot: the run on top, the baseline dashed behind it, rival positions thin, the policy date and the time cursor.

use std::ops::RangeInclusive;

use egui::{Id, Ui, Vec2, Vec2b};
use egui_plot::{
    AxisHints, Corner, GridInput, GridMark, HoverPosition, Legend, Line, LineStyle, MarkerShape, Plot, PlotPoints,
    Points, VLine,
};

use super::super::text;
use super::super::theme;
use super::super::worker::Finished;
use super::PlotChoice;
use super::curves::{Curves, Pieces};
use super::observed::{Observed, observed};
use crate::scenario::Scenario;

/// How a run is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The run on show.
    Current,
    /// The scenario as it stands.
    Baseline,
    /// A rival position, by its place.
    Rival(usize),
}

/// A run in a plot.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    /// How it is drawn.
    pub kind: LayerKind,
    /// Its name.
    pub name: &'a str,
    /// The run.
    pub run: &'a Finished,
}

/// Everything a plot needs.
pub struct Chart<'a> {
    /// Place of the plot, for its identity.
    pub place: usize,
    /// What it shows.
    pub choice: PlotChoice,
    /// Runs, from the back to the front.
    pub layers: &'a [Layer<'a>],
    /// For dates.
    pub scenario: &'a Scenario,
    /// The week of the time cursor.
    pub week: u32,
    /// The policy date.
    pub policy_week: u32,
    /// Weeks of the run.
    pub weeks: u32,
}

struct Drawn {
    points: Pieces,
    name: String,
    color: egui::Color32,
    width: f32,
    style: LineStyle,
}

/// Draws a plot. Returns the week that was clicked or dragged to.
pub fn chart_ui(ui: &mut Ui, chart: &Chart<'_>, curves: &mut Curves, size: Vec2) -> Option<u32> {
    let drawn = lines(ui, chart, curves);
    let observed = observed(chart);
    let (low, high) = range(&drawn, &observed);
    let unit = text::unit(chart.choice.metric.spec());
    let scenario = chart.scenario;
    let group = Id::unique("linked plots");
    let small = egui::TextStyle::Small.resolve(ui.style());
    let quiet = ui.visuals().weak_text_color();
    let x_axis = AxisHints::new_x()
        .formatter(move |mark, _| tick(scenario, &mark))
        .label_spacing(28.0..=40.0)
        .tick_label_font(small.clone())
        .tick_label_color(quiet);
    let y_axis = AxisHints::new_y()
        .formatter(|mark, _: &RangeInclusive<f64>| text::number(mark.value))
        .min_thickness(34.0)
        .tick_label_font(small)
        .tick_label_color(quiet);
    let mut plot = Plot::new(("plot", chart.place, chart.choice))
        .width(size.x)
        .height(size.y)
        .show_background(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_zoom(Vec2b::new(true, false))
        .link_axis(group, Vec2b::new(true, false))
        .link_cursor(group, Vec2b::new(true, false))
        .show_crosshair(false)
        .set_margin_fraction(Vec2::new(0.0, 0.06))
        .include_x(0.0)
        .include_x(f64::from(chart.weeks.saturating_sub(1)))
        .include_y(low)
        .include_y(high)
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .grid_color(theme::grid(ui.visuals().dark_mode))
        .grid_spacing(30.0..=90.0)
        .y_grid_spacer(|input| levels(&input))
        .x_grid_spacer(move |input| marks(scenario, &input))
        .label_formatter(move |position| match position {
            HoverPosition::NearDataPoint { plot_name, position, .. } => {
                let week = position.x.max(0.0) as u32;
                let date = text::date(scenario, week);
                Some(format!("{plot_name}\n{date}, week {week}\n{} {unit}", text::number(position.y)))
            }
            HoverPosition::Elsewhere { .. } => None,
        });
    if chart.choice.is_many() {
        let legend = Legend::default().text_style(egui::TextStyle::Small).position(Corner::LeftTop);
        plot = plot.legend(legend.follow_insertion_order(true).background_alpha(0.7));
    }
    let dark = ui.visuals().dark_mode;
    let response = plot.show(ui, |plot| {
        let policy = VLine::new("", f64::from(chart.policy_week)).allow_hover(false);
        plot.vline(policy.color(theme::policy(dark)).width(1.0).style(LineStyle::dashed_dense()));
        for line in &drawn {
            for piece in line.points.iter() {
                let points: PlotPoints<'_> = PlotPoints::Borrowed(piece);
                let line = Line::new(line.name.clone(), points).color(line.color).width(line.width).style(line.style);
                // Weeks closer than a pixel would be merged into a band that looks like brush strokes.
                plot.line(line.allow_band(false));
            }
        }
        for series in &observed {
            let points = Points::new(series.name.clone(), PlotPoints::Borrowed(&series.points));
            plot.points(points.shape(MarkerShape::Diamond).radius(4.0).filled(false).color(theme::observed(dark)));
        }
        let cursor = VLine::new("", f64::from(chart.week)).allow_hover(false);
        plot.vline(cursor.color(theme::cursor(dark)).width(1.0));
        plot.pointer_coordinate()
    });
    let held = response.response.clicked() || response.response.dragged();
    let last = f64::from(chart.weeks.saturating_sub(1));
    response.inner.filter(|_| held).map(|point| point.x.round().clamp(0.0, last) as u32)
}

/// The lines of a plot, from the back to the front.
fn lines(ui: &Ui, chart: &Chart<'_>, curves: &mut Curves) -> Vec<Drawn> {
    let dark = ui.visuals().dark_mode;
    let many = chart.choice.is_many();
    let mut drawn = Vec::new();
    for layer in chart.layers {
        // With several lines a run, rivals would hide what the plot is about.
        if many && matches!(layer.kind, LayerKind::Rival(_)) {
            continue;
        }
        for (place, column) in layer.run.columns.iter().enumerate().filter(|(_, c)| chart.choice.shows(c)) {
            let own = theme::series(dark, column, chart.scenario);
            let (color, width, style) = match layer.kind {
                LayerKind::Current => (own, 2.2, LineStyle::Solid),
                LayerKind::Baseline if many => (own.gamma_multiply(0.6), 1.2, LineStyle::dashed_dense()),
                LayerKind::Baseline => (theme::baseline(dark), 1.6, LineStyle::dashed_dense()),
                LayerKind::Rival(k) => (theme::rival(dark, k), 1.2, LineStyle::Solid),
            };
            let name = match layer.kind {
                LayerKind::Current if many => column.actor.clone(),
                // Without a name a line stays out of the legend.
                LayerKind::Baseline if many => String::new(),
                _ => layer.name.to_owned(),
            };
            drawn.push(Drawn { points: curves.line(layer.run, place), name, color, width, style });
        }
    }
    drawn
}

/// The range of values to show. It reaches zero where zero is near, and is never so narrow that noise looks like news.
fn range(drawn: &[Drawn], observed: &[Observed]) -> (f64, f64) {
    let lines = || drawn.iter().flat_map(|line| line.points.iter().flatten());
    let values = || lines().chain(observed.iter().flat_map(|series| &series.points)).map(|point| point.y);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return (0.0, 1.0);
    }
    let (mut low, mut high) = (low, high);
    if low > 0.0 && low < 0.4 * high {
        low = 0.0;
    }
    if high < 0.0 && high > 0.4 * low {
        high = 0.0;
    }
    let least = (0.02 * low.abs().max(high.abs())).max(1e-9);
    if high - low < least {
        let middle = f64::midpoint(low, high);
        (low, high) = (middle - 0.5 * least, middle + 0.5 * least);
    }
    (low, high)
}

/// About four round values between the ends.
fn levels(input: &GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let rough = (high - low) / 4.0;
    if !(rough.is_finite() && rough > 0.0) {
        return Vec::new();
    }
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    // The grid draws a line the stronger the wider its step, so that all of these look the same.
    (first..=last.min(first + 20)).map(|k| GridMark { value: k as f64 * step, step_size: step }).collect()
}

/// Grid lines at the first Monday of each quarter, stronger at that of each year.
fn marks(scenario: &Scenario, input: &GridInput) -> Vec<GridMark> {
    use chrono::Datelike as _;
    let first = input.bounds.0.floor().max(0.0) as u32;
    let last = input.bounds.1.ceil().max(0.0) as u32;
    let mut marks = Vec::new();
    for week in first..=last.min(first + 2600) {
        let date = scenario.date(week);
        if date.day() > 7 || !date.month0().is_multiple_of(3) {
            continue;
        }
        let step_size = if date.month0() == 0 { 52.0 } else { 13.0 };
        marks.push(GridMark { value: f64::from(week), step_size });
    }
    marks
}

fn tick(scenario: &Scenario, mark: &GridMark) -> String {
    let date = scenario.date(mark.value.max(0.0) as u32);
    if mark.step_size > 50.0 { date.format("%Y").to_string() } else { date.format("%b").to_string() }
}
