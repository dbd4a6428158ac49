//! The signs of events on the timeline and in plots: a shape of its own for each kind, so that colour is not needed.

use egui::{Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

use super::super::marks::MarkKind;
use super::super::theme;

/// Paints the sign of a kind of event.
pub fn paint_mark(painter: &Painter, kind: MarkKind, center: Pos2, radius: f32, dark: bool) {
    let color = theme::mark(dark, kind);
    let polygon = |corners: Vec<Vec2>| {
        let points = corners.into_iter().map(|way| center + radius * way).collect();
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    match kind {
        MarkKind::Conflict => polygon(vec![vec2(0.0, -1.1), vec2(1.1, 0.9), vec2(-1.1, 0.9)]),
        MarkKind::Law => {
            painter.rect_filled(Rect::from_center_size(center, Vec2::splat(1.7 * radius)), 0.0, color);
        }
        MarkKind::Data => {
            painter.circle_filled(center, radius, color);
        }
        MarkKind::Market => polygon(vec![Vec2::UP * 1.2, Vec2::RIGHT * 1.2, Vec2::DOWN * 1.2, Vec2::LEFT * 1.2]),
        MarkKind::Change => {
            let stroke = Stroke::new(0.7 * radius, color);
            painter.line_segment([center - vec2(0.0, radius), center + vec2(0.0, radius)], stroke);
            let (left, right) = (pos2(center.x - radius, center.y), pos2(center.x + radius, center.y));
            painter.line_segment([left, right], stroke);
        }
    }
}
