//! Names at the ends of lines, which are the legend: a click hides a line and shows it again.

use egui::{Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{LineStyle, PlotTransform};

use super::super::command::Command;
use super::super::text;
use super::board::PlotCommand;
use super::chart::{Chart, value_on_axis};
use super::drawn::Drawn;

const ROW: f32 = 15.0;
/// Room for a sample of the line.
const SAMPLE: f32 = 13.0;

/// Draws the names beside a plot, each as near to the end of its line as the others allow.
pub(super) fn labels_ui(
    ui: &mut Ui,
    chart: &Chart<'_>,
    drawn: &[Drawn],
    transform: &PlotTransform,
    column: Rect,
    week: u32,
    commands: &mut Vec<Command>,
) {
    let (_, last) = chart.board.weeks_shown(chart.weeks);
    let frame = *transform.frame();
    let end = |line: &Drawn| {
        let y = value_on_axis(line, chart, last).map(|y| transform.position_from_point_y(y));
        y.filter(|_| !line.hidden).unwrap_or(frame.bottom())
    };
    let mut named: Vec<(&Drawn, f32)> =
        drawn.iter().filter(|line| !line.name.is_empty()).map(|line| (line, end(line))).collect();
    named.sort_by(|a, b| a.0.hidden.cmp(&b.0.hidden).then(a.1.total_cmp(&b.1)));
    let wanted: Vec<f32> = named.iter().map(|(_, y)| *y).collect();
    let places = placed(&wanted, ROW, column.top() + 0.5 * ROW, frame.bottom());
    for ((line, _), y) in named.into_iter().zip(places) {
        let row = Rect::from_center_size(pos2(column.center().x, y), vec2(column.width(), ROW));
        if row.bottom() > column.bottom() + ROW {
            break;
        }
        label_ui(ui, chart, line, row, week, commands);
    }
}

fn label_ui(ui: &mut Ui, chart: &Chart<'_>, line: &Drawn, row: Rect, week: u32, commands: &mut Vec<Command>) {
    let response = ui.interact(row, ui.scope_id().with(("name", &line.key)), Sense::click());
    let name = format!("{} in plot {}", line.name, chart.place + 1);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, !line.hidden, &name));
    let column = chart.choice.is_many().then_some(line.key.as_str());
    let shown = chart.said(column, line.curve.at(week), week);
    let visuals = ui.visuals();
    let lively = response.hovered() || response.has_focus();
    let color = if lively { visuals.strong_text_color() } else { visuals.text_color() };
    let (color, line_color) =
        if line.hidden { (visuals.weak_text_color(), visuals.weak_text_color()) } else { (color, line.color) };
    let painter = ui.painter();
    if response.has_focus() {
        painter.rect_stroke(row, 2.0, visuals.widgets.active.bg_stroke, egui::StrokeKind::Inside);
    }
    sample(ui, Rect::from_min_size(row.min, vec2(SAMPLE, ROW)), line_color, line.style);
    let font = egui::TextStyle::Small.resolve(ui.style());
    let value = painter.layout_no_wrap(shown, font.clone(), color);
    let left = row.left() + SAMPLE + 3.0;
    let room = row.right() - left - value.size().x - 6.0;
    let words = egui::WidgetText::from(egui::RichText::new(&line.name).small().color(color));
    let words = words.into_galley(ui, Some(egui::TextWrapMode::Truncate), room.max(20.0), egui::TextStyle::Small);
    let size = words.size();
    ui.painter().galley(pos2(left, row.center().y - 0.5 * size.y), words, color);
    let at = pos2(row.right(), row.center().y) - vec2(value.size().x, 0.5 * value.size().y);
    ui.painter().galley(at, value, color);
    if line.hidden {
        let across = [pos2(left, row.center().y), pos2(left + size.x, row.center().y)];
        ui.painter().line_segment(across, Stroke::new(1.0, color));
    }
    let unit = chart.unit();
    let verb = if line.hidden { "shows" } else { "hides" };
    let said = format!(
        "{}, {} {unit} in the week of {}. A click {verb} the line",
        text::capitalised(&line.name),
        chart.said(column, line.curve.at(week), week),
        text::date(chart.scenario, week),
    );
    if response.on_hover_text(said).clicked() {
        commands.push(Command::Plots(PlotCommand::ToggleSeries(line.key.clone())));
    }
}

/// A short piece of a line as it is drawn.
pub fn sample(ui: &Ui, rect: Rect, color: egui::Color32, style: LineStyle) {
    let width = if style == LineStyle::Solid { 2.2 } else { 1.6 };
    ui.painter().extend(dashed(&[rect.left_center(), rect.right_center()], Stroke::new(width, color), style));
}

/// A line of this dash.
pub fn dashed(points: &[Pos2], stroke: Stroke, style: LineStyle) -> Vec<Shape> {
    match style {
        LineStyle::Solid => vec![Shape::line(points.to_vec(), stroke)],
        LineStyle::Dashed { length } => Shape::dashed_line(points, stroke, length, 0.62 * length),
        LineStyle::Dotted { spacing } => Shape::dotted_line(points, stroke.color, spacing, 0.7 * stroke.width),
    }
}

/// Places for rows that are wanted at these heights, in order, so that none lies over another and all lie between the
/// ends as far as there is room.
fn placed(wanted: &[f32], height: f32, top: f32, bottom: f32) -> Vec<f32> {
    let mut places = Vec::with_capacity(wanted.len());
    let mut free = top;
    for y in wanted {
        let place = y.max(free);
        places.push(place);
        free = place + height;
    }
    let mut most = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - height;
    }
    // Where there is no room for all, the last ones give way and not the first.
    if let Some(first) = places.first().copied().filter(|first| *first < top) {
        for place in &mut places {
            *place += top - first;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_at_their_lines_where_they_can_and_never_over_each_other() {
        assert_eq!(placed(&[10.0, 50.0], 15.0, 0.0, 100.0), [10.0, 50.0]);
        assert_eq!(placed(&[50.0, 51.0, 52.0], 15.0, 0.0, 100.0), [50.0, 65.0, 80.0]);
        assert_eq!(placed(&[95.0, 96.0, 97.0], 15.0, 0.0, 100.0), [70.0, 85.0, 100.0]);
        assert_eq!(placed(&[5.0; 4], 15.0, 0.0, 20.0), [0.0, 15.0, 30.0, 45.0]);
    }
}
