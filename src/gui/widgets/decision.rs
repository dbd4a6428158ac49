//! Signs of decisions and small bars of volumes for the cells of the access matrix. Each differs by shape and colour.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::super::access::picture::{Decision, Volume};
use super::super::theme;

/// What became of wanted data; the shape of its bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Moved under a rule: a filled bar.
    Permitted,
    /// Wanted and denied: an empty bar.
    Denied,
    /// Taken against the rules: a row of wedges.
    Violation,
}

impl Bar {
    /// All bars, from the top of a cell.
    pub const ALL: &'static [Self] = &[Self::Permitted, Self::Denied, Self::Violation];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::Denied => "denied",
            Self::Violation => "against the rules",
        }
    }

    const fn of(self, volume: Volume) -> f64 {
        match self {
            Self::Permitted => volume.permitted,
            Self::Denied => volume.denied,
            Self::Violation => volume.violation,
        }
    }
}

/// Paints the sign of a decision.
pub fn paint_decision(painter: &Painter, rect: Rect, decision: Decision, dark: bool) {
    let color = theme::decision(dark, decision);
    let stroke = Stroke::new(1.6, color);
    let center = rect.center();
    let radius = rect.width().min(rect.height()) * 0.42;
    let line = |from: Vec2, to: Vec2| {
        painter.line_segment([center + from * radius, center + to * radius], stroke);
    };
    match decision {
        Decision::Free => {
            painter.circle_stroke(center, radius, stroke);
            line(vec2(-0.45, 0.05), vec2(-0.1, 0.4));
            line(vec2(-0.1, 0.4), vec2(0.5, -0.35));
        }
        Decision::User => person(painter, rect, color),
        Decision::Holder => key(painter, rect, stroke),
        Decision::Several => {
            let half = rect.size() * 0.72;
            person(painter, Rect::from_min_size(rect.min - vec2(1.0, 1.0), half), color);
            key(painter, Rect::from_min_size(rect.max - half + vec2(2.0, 2.0), half), stroke);
        }
        Decision::Denied => line(vec2(-0.7, 0.0), vec2(0.7, 0.0)),
        Decision::Tie => {
            line(vec2(-0.8, -0.3), vec2(0.8, -0.3));
            line(vec2(-0.8, 0.3), vec2(0.8, 0.3));
            line(vec2(-0.5, 0.9), vec2(0.5, -0.9));
        }
        Decision::Conflict => {
            let corners = [vec2(0.0, -1.0), vec2(1.0, 0.85), vec2(-1.0, 0.85)];
            painter.add(Shape::closed_line(corners.map(|corner| center + corner * radius).to_vec(), stroke));
            line(vec2(0.0, -0.35), vec2(0.0, 0.25));
            line(vec2(0.0, 0.5), vec2(0.0, 0.62));
        }
    }
}

/// A head over shoulders.
fn person(painter: &Painter, rect: Rect, color: Color32) {
    let unit = rect.width().min(rect.height());
    let center = rect.center();
    painter.circle_filled(center - vec2(0.0, unit * 0.2), unit * 0.17, color);
    let at = |turn: f32| {
        let (sin, cos) = turn.sin_cos();
        center + vec2(cos * unit * 0.34, unit * 0.38 - sin * unit * 0.34)
    };
    let shoulders: Vec<Pos2> = (0..=12).map(|k| at(std::f32::consts::PI * f32::from(k as u8) / 12.0)).collect();
    painter.add(Shape::convex_polygon(shoulders, color, Stroke::NONE));
}

/// A key: bow, shaft and two teeth.
fn key(painter: &Painter, rect: Rect, stroke: Stroke) {
    let unit = rect.width().min(rect.height());
    let center = rect.center();
    let bow = center - vec2(unit * 0.24, 0.0);
    painter.circle_stroke(bow, unit * 0.17, stroke);
    let (start, end) = (bow.x + unit * 0.17, center.x + unit * 0.44);
    painter.line_segment([pos2(start, bow.y), pos2(end, bow.y)], stroke);
    for x in [end, end - unit * 0.18] {
        painter.line_segment([pos2(x, bow.y), pos2(x, bow.y + unit * 0.2)], stroke);
    }
}

/// Paints the bars of a volume, one above the other; lengths go with the square root, so that small ones are seen.
pub fn paint_volume(painter: &Painter, rect: Rect, volume: Volume, largest: f64, dark: bool) {
    let height = rect.height() / Bar::ALL.len() as f32;
    for (place, bar) in Bar::ALL.iter().enumerate() {
        let amount = bar.of(volume);
        if amount <= 0.0 || largest <= 0.0 {
            continue;
        }
        let length = (rect.width() * (amount / largest).sqrt() as f32).max(5.0);
        let top = rect.top() + height * place as f32 + 1.0;
        paint_bar(painter, Rect::from_min_size(pos2(rect.left(), top), vec2(length, height - 2.0)), *bar, dark);
    }
}

/// Paints one bar.
pub fn paint_bar(painter: &Painter, rect: Rect, bar: Bar, dark: bool) {
    match bar {
        Bar::Permitted => {
            painter.rect_filled(rect, 1.0, theme::good(dark));
        }
        Bar::Denied => {
            let stroke = Stroke::new(1.0, theme::baseline(dark));
            painter.rect_stroke(rect, 1.0, stroke, StrokeKind::Inside);
        }
        Bar::Violation => {
            let wedge = rect.height() + 1.0;
            let count = ((rect.width() / wedge) as usize).max(1);
            for k in 0..count {
                let left = rect.left() + wedge * k as f32;
                let points = vec![
                    pos2(left, rect.bottom()),
                    pos2(left + wedge * 0.5, rect.top()),
                    pos2(left + wedge, rect.bottom()),
                ];
                painter.add(Shape::convex_polygon(points, theme::bad(dark), Stroke::NONE));
            }
        }
    }
}
