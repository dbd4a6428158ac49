//! A line without axes: how a figure went, with the time cursor.

use egui::{Color32, Pos2, Rect, Shape, Stroke, Ui, pos2};

use super::super::theme;

/// A line of a small chart.
#[derive(Clone, Copy, Debug)]
pub struct Spark<'a> {
    /// Weeks and values, in order of weeks.
    pub points: &'a [[f64; 2]],
    /// Its colour.
    pub color: Color32,
    /// Whether it is drawn in dashes.
    pub dashed: bool,
}

/// Smallest and largest value of some lines; zero is among them.
pub fn spark_range(lines: &[Spark<'_>]) -> [f64; 2] {
    let values = || lines.iter().flat_map(|line| line.points.iter().map(|point| point[1]));
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    if high > low { [low, high] } else { [low, low + 1.0] }
}

/// Paints lines on one scale that holds zero, over the weeks 0 to `last`.
pub fn paint_sparks(ui: &Ui, rect: Rect, lines: &[Spark<'_>], last: u32, week: u32) {
    let dark = ui.visuals().dark_mode;
    let [low, high] = spark_range(lines);
    let span = f64::from(last.max(1));
    let place = |x: f64, y: f64| -> Pos2 {
        let across = (x / span) as f32;
        let up = ((y - low) / (high - low)) as f32;
        pos2(rect.left() + across * rect.width(), rect.bottom() - up * rect.height())
    };
    let painter = ui.painter();
    let zero = place(0.0, 0.0).y;
    painter.hline(rect.x_range(), zero, Stroke::new(1.0, theme::hairline(dark)));
    for line in lines {
        // More points than pixels tell nothing.
        let step = (line.points.len() / (rect.width().max(1.0) as usize)).max(1);
        let last = line.points.last().filter(|_| line.points.len() % step != 1 || step == 1);
        let points: Vec<Pos2> =
            line.points.iter().step_by(step).chain(last).map(|point| place(point[0], point[1])).collect();
        let stroke = Stroke::new(1.3, line.color);
        if let [one] = points[..] {
            painter.circle_filled(one, 1.5, line.color);
        } else if line.dashed {
            painter.extend(Shape::dashed_line(&points, stroke, 4.0, 2.5));
        } else {
            painter.add(Shape::line(points, stroke));
        }
    }
    let x = place(f64::from(week), low).x;
    painter.vline(x, rect.y_range(), Stroke::new(1.0, theme::cursor(dark).gamma_multiply(0.6)));
}
