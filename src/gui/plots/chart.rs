//! One large plot: the run on top, the baseline dashed behind it, rival positions thin, the luck of the draw around
//! them, the policy date, events and the time cursor.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::rc::Rc;

use egui::{Color32, Response, Role, Ui, Vec2, WidgetInfo, pos2};
use egui_plot::{
    AxisHints, FilledArea, HLine, Line, LineStyle, MarkerShape, Plot, PlotPoint, PlotPoints, PlotTransform, Points,
    VLine,
};

use super::super::command::Command;
use super::super::marks::{MarkKind, is_notable};
use super::super::text;
use super::super::theme;
use super::super::widgets::paint_mark;
use super::super::worker::Finished;
use super::PlotChoice;
use super::board::{Board, PlotCommand, PlotSpec, Spread};
use super::curves::{Curve, Curves};
use super::drawn::{Drawn, lines};
use super::hover::tooltip_ui;
use super::labels::labels_ui;
use super::layers::{Layer, LayerKind};
use super::observed::{Observed, observed};
use super::scale;
use super::spread::Seeds;
use crate::metrics::table::Column;
use crate::run::EventRecord;
use crate::scenario::{Scenario, Series};

/// Width of the names at the ends of lines.
const LABELS_WIDTH: f32 = 132.0;
/// A plot of one series is wider than this where its lines are named at their ends.
const WIDE: f32 = 620.0;
/// A shorter drag is a click.
const LEAST_DRAG: f32 = 4.0;

/// Where the pointer is in the plots, in all of them together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pointer {
    /// The week under the pointer in the last frame.
    pub hovered: Option<u32>,
    /// The week under the pointer in this frame.
    pub next: Option<u32>,
    /// Both ends of the weeks that are being picked.
    pub picking: Option<(f64, f64)>,
}

/// Everything a plot needs.
pub struct Chart<'a> {
    /// Place of the plot, for its identity.
    pub place: usize,
    /// What it shows.
    pub choice: PlotChoice,
    /// How it draws.
    pub spec: &'a PlotSpec,
    /// What all plots share.
    pub board: &'a Board,
    /// Runs, from the back to the front.
    pub layers: &'a [Layer<'a>],
    /// What differences are taken to.
    pub baseline: Option<&'a Finished>,
    /// The luck of the draw.
    pub seeds: Option<&'a Seeds<'a>>,
    /// A run that is shown in turn with the one on show; the axis has room for both.
    pub in_turn: Option<&'a Finished>,
    /// What happened in the run on show.
    pub events: &'a [EventRecord],
    /// For dates.
    pub scenario: &'a Scenario,
    /// Series that the analyst lays over plots.
    pub own: &'a [Series],
    /// The week of the time cursor.
    pub week: u32,
    /// The policy date.
    pub policy_week: u32,
    /// Weeks of the run.
    pub weeks: u32,
}

impl<'a> Chart<'a> {
    /// What differences are taken to.
    pub(super) const fn base(&self) -> Option<&'a Finished> {
        self.baseline
    }

    /// The unit on screen; a difference of shares is in percentage points.
    pub fn unit(&self) -> &'static str {
        match text::unit(self.choice.metric.spec()) {
            "%" if self.spec.difference => "percentage points",
            unit => unit,
        }
    }

    /// What is read in a week: the figure as it is drawn and its change, or the unit where there are several.
    pub fn reading(&self, curves: &mut Curves, week: u32) -> Reading {
        let unit = self.unit();
        let metric = self.choice.metric;
        let base = self.base().filter(|_| self.spec.difference);
        let mut column = |run: &Finished, base: Option<&Finished>| {
            let place = run.columns.iter().position(|column| self.choice.shows(column))?;
            Some(curves.line(run, base, place, self.spec))
        };
        let current = self.layers.last().and_then(|layer| column(layer.run, base));
        let left_out = current.as_ref().map_or(0, |curve| curve.left_out);
        if self.choice.is_many() {
            return Reading { value: unit.to_owned(), change: self.most_moved(week).unwrap_or_default(), left_out };
        }
        let value = current.and_then(|curve| curve.at(week));
        let change = if self.spec.difference {
            "current run less the baseline".to_owned()
        } else {
            let base = self.baseline.and_then(|run| column(run, None)).and_then(|curve| curve.at(week));
            text::change(metric, value, base)
        };
        Reading { value: format!("{} {unit}", self.said(None, value, week)), change, left_out }
    }

    /// A figure of a line in a week, as shown; a difference is as precise as the figures it lies between. `column` tells
    /// one line of several.
    pub(super) fn said(&self, column: Option<&str>, value: Option<f64>, week: u32) -> String {
        let metric = self.choice.metric;
        let level = self.base().filter(|_| self.spec.difference).and_then(|base| {
            let wanted = |known: &Column| self.choice.shows(known) && column.is_none_or(|id| id == known.id);
            let place = base.columns.iter().position(wanted)?;
            base.record.values.get(place)?.get(week as usize).copied().flatten()
        });
        match (level, value) {
            (Some(level), Some(value)) => text::difference(metric, value, level),
            _ => text::value(metric, value),
        }
    }

    /// Of several lines the one that lies farthest from the baseline in a week, in per cent of it.
    fn most_moved(&self, week: u32) -> Option<String> {
        let (run, base) = (self.layers.last()?.run, self.baseline?);
        if run.token == base.token {
            return None;
        }
        let at = |of: &Finished, id: &str| {
            let place = of.columns.iter().position(|column| column.id == id)?;
            of.record.values.get(place)?.get(week as usize).copied().flatten()
        };
        let shown = run.columns.iter().filter(|column| self.choice.shows(column));
        let pairs = shown.filter_map(|column| Some((column, at(run, &column.id)?, at(base, &column.id)?)));
        let size = |(_, value, base): &(_, f64, f64)| (value - base).abs() / base.abs().max(f64::MIN_POSITIVE);
        let (column, value, base) = pairs.max_by(|a, b| size(a).total_cmp(&size(b)))?;
        if value.to_bits() == base.to_bits() {
            return Some("all as the baseline".to_owned());
        }
        let change = text::change(self.choice.metric, Some(value), Some(base));
        Some(format!("most moved is {}, {change}", column.actor))
    }

    /// The week whose figures are read: that under the pointer, else that of the time cursor.
    pub fn read_week(&self, pointer: &Pointer) -> u32 {
        pointer.hovered.unwrap_or(self.week)
    }
}

/// What a plot says in words about a week.
pub struct Reading {
    /// The figure and its unit.
    pub value: String,
    /// Its change against the baseline.
    pub change: String,
    /// Figures that a logarithmic axis cannot show.
    pub left_out: usize,
}

/// Draws a plot.
pub fn chart_ui(
    ui: &mut Ui,
    chart: &Chart<'_>,
    curves: &mut Curves,
    pointer: &mut Pointer,
    size: Vec2,
    commands: &mut Vec<Command>,
) {
    let drawn = lines(ui.visuals().dark_mode, chart, curves);
    let room = room(chart, curves);
    let named = chart.choice.is_many() || size.x > WIDE;
    let labels = if named { LABELS_WIDTH } else { 0.0 };
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let mut inside = rect;
    inside.max.x -= labels;
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inside));
    let (response, transform) = plot_ui(&mut ui, chart, (&drawn, &room), pointer, inside.size());
    overlay(&ui, chart, &transform, pointer);
    if named {
        let column = egui::Rect::from_min_max(pos2(inside.right() + 6.0, rect.top()), rect.max);
        labels_ui(&mut ui, chart, &drawn, &transform, column, chart.read_week(pointer), commands);
    }
    interact(chart, &response, &transform, pointer, commands);
    let name = chart.choice.label(chart.layers.last().map_or(&[], |layer| &layer.run.columns));
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, format!("Plot of {name}")));
    if let Some(week) = pointer.next.filter(|_| response.hovered() && pointer.picking.is_none()) {
        response.on_hover_ui_at_pointer(|ui| tooltip_ui(ui, chart, &drawn, &transform, week));
    }
}

/// Clicks move the time cursor, drags pick the weeks all plots show, a double click shows all again.
fn interact(
    chart: &Chart<'_>,
    response: &Response,
    transform: &PlotTransform,
    pointer: &mut Pointer,
    commands: &mut Vec<Command>,
) {
    let last = f64::from(chart.weeks.saturating_sub(1));
    let at = |position: egui::Pos2| transform.value_from_position(position).x.clamp(0.0, last);
    if let Some(position) = response.hover_pos().filter(|position| transform.frame().contains(*position)) {
        pointer.next = Some(at(position).round() as u32);
    }
    let place = response.interact_pointer_pos().map(at);
    if response.drag_started_by(egui::PointerButton::Primary) {
        pointer.picking = place.map(|x| (x, x));
    } else if response.dragged_by(egui::PointerButton::Primary)
        && let (Some(x), Some(picking)) = (place, &mut pointer.picking)
    {
        picking.1 = x;
    }
    if response.drag_stopped() {
        if let Some((a, b)) = pointer.picking.take() {
            let wide = (transform.dpos_dvalue_x() * (b - a)).abs() as f32;
            commands.push(if wide < LEAST_DRAG {
                Command::Seek(b.round() as u32)
            } else {
                Command::Plots(PlotCommand::Zoom(Some((a.round() as u32, b.round() as u32))))
            });
        }
    } else if response.double_clicked() {
        commands.push(Command::Plots(PlotCommand::Zoom(None)));
    } else if response.clicked()
        && let Some(x) = place
    {
        commands.push(Command::Seek(x.round() as u32));
    }
}

/// The lines for which the axis has room although they are not drawn just now.
fn room(chart: &Chart<'_>, curves: &mut Curves) -> Vec<Rc<Curve>> {
    let Some(run) = chart.in_turn else { return Vec::new() };
    let base = chart.base().filter(|_| chart.spec.difference);
    let shown = run.columns.iter().enumerate().filter(|(_, column)| chart.choice.shows(column));
    shown.map(|(place, _)| curves.line(run, base, place, chart.spec)).collect()
}

fn plot_ui(
    ui: &mut Ui,
    chart: &Chart<'_>,
    (drawn, room): (&[Drawn], &[Rc<Curve>]),
    pointer: &Pointer,
    size: Vec2,
) -> (Response, PlotTransform) {
    let log = chart.spec.is_log();
    let (first, last) = chart.board.weeks_shown(chart.weeks);
    let (from, to) = (f64::from(first), f64::from(last.max(first + 1)));
    let pixels = size.x.max(1.0) as usize;
    let seen =
        |piece: &'_ [PlotPoint]| -> Vec<PlotPoint> { super::prepare::decimate(piece, from, to, pixels).into_owned() };
    let shown = || drawn.iter().filter(|line| !line.hidden);
    let pieces: Vec<(&Drawn, Cow<'_, [PlotPoint]>)> = shown()
        .flat_map(|line| line.curve.pieces.iter().map(move |piece| (line, piece)))
        .map(|(line, piece)| (line, super::prepare::decimate(piece, from, to, pixels)))
        .collect();
    let observed = if chart.spec.difference { Vec::new() } else { on_axis(observed(chart), log) };
    let within = |point: &&PlotPoint| point.x >= from && point.x <= to;
    let bands = shown().filter_map(|line| line.around.as_ref());
    let edges = bands.flat_map(|around| around.edges(chart.board.spread));
    let values = pieces.iter().flat_map(|(_, piece)| piece.iter());
    let values = values.chain(room.iter().flat_map(|curve| curve.pieces.iter().flatten()));
    let values = values.chain(observed.iter().flat_map(|series| &series.points)).chain(edges).filter(within);
    let zero = chart.spec.difference.then_some(0.0);
    let (low, high) = scale::range(values.map(|point| point.y).chain(zero), log, chart.spec.starts_at_zero());

    let scenario = chart.scenario;
    let dark = ui.visuals().dark_mode;
    let small = egui::TextStyle::Small.resolve(ui.style());
    let quiet = ui.visuals().weak_text_color();
    let x_axis = AxisHints::new_x()
        .formatter(move |mark, _| scale::date_label(scenario, &mark))
        .label_spacing(28.0..=40.0)
        .tick_label_font(small.clone())
        .tick_label_color(quiet);
    let y_axis = AxisHints::new_y()
        .formatter(move |mark, _: &RangeInclusive<f64>| {
            text::number(if log { 10_f64.powf(mark.value) } else { mark.value })
        })
        .min_thickness(34.0)
        .tick_label_font(small)
        .tick_label_color(quiet);
    let response = Plot::new(("plot", chart.place))
        .width(size.x)
        .height(size.y)
        .show_background(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_zoom(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis])
        .grid_color(theme::grid(dark))
        .grid_spacing(30.0..=90.0)
        .y_grid_spacer(move |input| if log { scale::log_levels(&input) } else { scale::levels(&input) })
        .x_grid_spacer(move |input| scale::dates(scenario, &input))
        .label_formatter(|_| None)
        .show(ui, |plot| {
            plot.set_plot_bounds_x(from..=to);
            plot.set_plot_bounds_y(low..=high);
            if chart.spec.difference {
                plot.hline(HLine::new("", 0.0).color(theme::baseline(dark)).width(1.0).allow_hover(false));
            }
            let policy = VLine::new("", f64::from(chart.policy_week)).allow_hover(false);
            plot.vline(policy.color(theme::policy(dark)).width(1.0).style(LineStyle::dashed_dense()));
            for line in shown() {
                let Some(around) = &line.around else { continue };
                if chart.board.spread == Spread::Band {
                    for (xs, low, high) in &around.areas {
                        let area = FilledArea::new("", xs, low, high).allow_hover(false);
                        plot.add(area.fill_color(theme::band(line.color)));
                    }
                    for piece in &around.median {
                        plot.line(thin(seen(piece), theme::seed(line.color)).style(LineStyle::dotted_dense()));
                    }
                } else {
                    for piece in around.seeds.iter().flatten() {
                        plot.line(thin(seen(piece), theme::seed(line.color)));
                    }
                }
            }
            for (line, piece) in &pieces {
                let points: PlotPoints<'_> = PlotPoints::Borrowed(piece);
                let drawing = Line::new("", points).color(line.color).width(line.width).style(line.style);
                // Weeks closer than a pixel would be merged into a band that looks like brush strokes.
                plot.line(drawing.allow_band(false).allow_hover(false));
            }
            for series in &observed {
                let points = Points::new(series.name.clone(), PlotPoints::Borrowed(&series.points));
                plot.points(points.shape(MarkerShape::Diamond).radius(4.0).filled(false).color(theme::observed(dark)));
            }
            let cursor = VLine::new("", f64::from(chart.week)).allow_hover(false);
            plot.vline(cursor.color(theme::cursor(dark)).width(1.0));
            if let Some(week) = pointer.hovered {
                let hovered = VLine::new("", f64::from(week)).allow_hover(false).width(1.0);
                plot.vline(hovered.color(theme::accent(dark)));
                for (line, y) in shown().filter_map(|line| Some((line, value_on_axis(line, chart, week)?))) {
                    let dot = Points::new("", vec![[f64::from(week), y]]).radius(3.0).allow_hover(false);
                    plot.points(dot.color(line.color));
                }
            }
        });
    (response.response, response.transform)
}

fn thin(points: Vec<PlotPoint>, color: Color32) -> Line<'static> {
    Line::new("", PlotPoints::Owned(points)).color(color).width(1.0).allow_band(false).allow_hover(false)
}

/// Where a line is in a week, on the axis.
pub(super) fn value_on_axis(line: &Drawn, chart: &Chart<'_>, week: u32) -> Option<f64> {
    super::prepare::on_axis(line.curve.at(week)?, text::scale(chart.choice.metric), chart.spec.is_log())
}

fn on_axis(mut observed: Vec<Observed>, log: bool) -> Vec<Observed> {
    for point in observed.iter_mut().flat_map(|series| &mut series.points) {
        point.y = super::prepare::on_axis(point.y, 1.0, log).unwrap_or(f64::NAN);
    }
    for series in &mut observed {
        series.points.retain(|point| point.y.is_finite());
    }
    observed
}

/// What is painted over the plot: signs of events, the weeks being picked, the name of the policy date.
fn overlay(ui: &Ui, chart: &Chart<'_>, transform: &PlotTransform, pointer: &Pointer) {
    let frame = *transform.frame();
    let painter = ui.painter().with_clip_rect(frame);
    let dark = ui.visuals().dark_mode;
    let x = |week: f64| transform.position_from_point_x(week);
    if let Some((a, b)) = pointer.picking {
        let picked = egui::Rect::from_x_y_ranges(x(a.min(b))..=x(a.max(b)), frame.y_range());
        painter.rect_filled(picked, 0.0, theme::picked(dark));
    }
    let mut last: Option<(f32, MarkKind)> = None;
    for event in chart.events.iter().filter(|event| is_notable(event)) {
        let (at, kind) = (x(f64::from(event.week)), MarkKind::of(&event.kind));
        // Signs on top of each other say no more than one.
        if last.is_none_or(|(before, of)| of != kind || at - before > 3.0) {
            paint_mark(&painter, kind, pos2(at, frame.bottom() - 5.0), 2.8, dark);
            last = Some((at, kind));
        }
    }
    let policy = x(f64::from(chart.policy_week));
    if frame.width() > 220.0 && policy > frame.left() && policy < frame.right() - 70.0 {
        let at = pos2(policy + 3.0, frame.top() + 1.0);
        let font = egui::TextStyle::Small.resolve(ui.style());
        painter.text(at, egui::Align2::LEFT_TOP, "policy date", font, theme::policy(dark));
    }
}

/// Whether a line belongs to the run on show.
pub(super) const fn is_current(line: &Drawn) -> bool {
    matches!(line.kind, LayerKind::Current)
}
