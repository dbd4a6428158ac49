//! A small plot: name, value, change and a line without axes. A click or Enter makes it large.

use egui::{Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::super::text;
use super::super::theme;
use super::chart::{Chart, Pointer, is_current};
use super::curves::Curves;
use super::drawn::{Drawn, lines};
use super::labels::dashed;
use super::scale;

/// Draws a small plot. The caller asks whether it was pressed.
pub fn thumb_ui(ui: &mut Ui, chart: &Chart<'_>, curves: &mut Curves, pointer: &Pointer, size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let columns = chart.layers.last().map_or(&[][..], |layer| &layer.run.columns);
    let label = chart.choice.label(columns);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Enlarge {label}")));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let drawn = lines(ui.visuals().dark_mode, chart, curves);
    let dark = ui.visuals().dark_mode;
    let lively = response.hovered() || response.has_focus();
    let edge = if lively { Stroke::new(1.5, theme::accent(dark)) } else { Stroke::new(1.0, theme::hairline(dark)) };
    ui.painter().rect(rect, 6.0, theme::card(dark), edge, egui::StrokeKind::Inside);
    let inner = rect.shrink2(vec2(7.0, 5.0));
    let week = chart.read_week(pointer);
    let (shown, change) = reading(chart, &drawn, week);
    // The sign of the menu stands in the corner.
    let mut top = words(ui, inner, 0.0, 14.0, theme::title(label.clone()).small());
    top = words(ui, inner, top, 0.0, egui::RichText::new(&shown).small());
    top = words(ui, inner, top, 0.0, theme::quiet(&change));
    let plot = Rect::from_min_max(pos2(inner.left(), inner.top() + top + 3.0), inner.max);
    lines_ui(ui, chart, &drawn, plot, week);
    let about = text::about(chart.choice.metric.spec());
    response.on_hover_text(format!("{label}, {shown}, {change}. A click makes the plot large\n{about}"))
}

/// Words below others, in two lines where one is not enough; `kept` is the room that is left free beside them.
fn words(ui: &Ui, inner: Rect, top: f32, kept: f32, text: egui::RichText) -> f32 {
    let font = egui::FontSelection::Style(egui::TextStyle::Small);
    let mut job = egui::text::LayoutJob::default();
    text.append_to(&mut job, ui.style(), font, egui::Align::Min);
    job.wrap = egui::text::TextWrapping { max_width: inner.width() - kept, max_rows: 2, ..Default::default() };
    let galley = ui.painter().layout_job(job);
    let height = galley.size().y;
    ui.painter().galley(pos2(inner.left(), inner.top() + top), galley, ui.visuals().text_color());
    top + height
}

/// The figure of the week, and its change; of several series the largest.
fn reading(chart: &Chart<'_>, drawn: &[Drawn], week: u32) -> (String, String) {
    let metric = chart.choice.metric;
    let unit = chart.unit();
    let current = drawn.iter().filter(|line| is_current(line)).filter_map(|line| Some((line, line.curve.at(week)?)));
    let largest = current.max_by(|a, b| a.1.total_cmp(&b.1));
    let Some((line, value)) = largest else { return ("no data".to_owned(), String::new()) };
    let column = chart.choice.is_many().then_some(line.key.as_str());
    let shown = format!("{} {unit}", chart.said(column, Some(value), week));
    if chart.choice.is_many() {
        let series = drawn.iter().filter(|line| is_current(line)).count();
        return (format!("{} {shown}", line.name), format!("largest of {series}"));
    }
    if chart.spec.difference {
        return (shown, "less the baseline".to_owned());
    }
    let base = drawn.iter().find(|line| matches!(line.kind, super::LayerKind::Baseline));
    let change = base
        .map_or_else(|| "as the baseline".to_owned(), |base| text::change(metric, Some(value), base.curve.at(week)));
    (shown, change)
}

fn lines_ui(ui: &Ui, chart: &Chart<'_>, drawn: &[Drawn], rect: Rect, week: u32) {
    if rect.height() < 8.0 {
        return;
    }
    let (first, last) = chart.board.weeks_shown(chart.weeks);
    let (from, to) = (f64::from(first), f64::from(last.max(first + 1)));
    let pixels = rect.width().max(1.0) as usize;
    let shown = || drawn.iter().filter(|line| !line.hidden);
    let pieces: Vec<_> = shown()
        .flat_map(|line| line.curve.pieces.iter().map(move |piece| (line, piece)))
        .map(|(line, piece)| (line, super::prepare::decimate(piece, from, to, pixels)))
        .collect();
    let heights = pieces.iter().flat_map(|(_, piece)| piece.iter().map(|p| p.y));
    let (low, high) = scale::range(heights, chart.spec.is_log(), chart.spec.starts_at_zero());
    let place = |x: f64, y: f64| {
        let across = ((x - from) / (to - from)) as f32;
        let up = ((y - low) / (high - low)) as f32;
        pos2(rect.left() + across * rect.width(), rect.bottom() - up * rect.height())
    };
    let painter = ui.painter().with_clip_rect(rect);
    let dark = ui.visuals().dark_mode;
    let upright = |week: u32, color| {
        let x = place(f64::from(week), low).x;
        painter.line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], Stroke::new(1.0, color));
    };
    upright(chart.policy_week, theme::policy(dark).gamma_multiply(0.6));
    for (line, piece) in &pieces {
        let points: Vec<_> = piece.iter().map(|point| place(point.x, point.y)).collect();
        let stroke = Stroke::new(if is_current(line) { 1.5 } else { 1.0 }, line.color);
        painter.extend(dashed(&points, stroke, line.style));
    }
    upright(week, theme::cursor(dark).gamma_multiply(0.6));
}
