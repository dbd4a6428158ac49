//! Buttons with a drawn sign. Signs are drawn, not written, because fonts disagree about them.

use egui::{Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Let time run.
    Play,
    /// Stop time.
    Pause,
    /// One week on.
    Forward,
    /// One week back.
    Back,
    /// To the first week.
    Start,
    /// To the last week.
    End,
    /// To the next event.
    NextMark,
    /// To the event before.
    PreviousMark,
    /// The loop starts here.
    LoopFrom,
    /// The loop ends here.
    LoopTo,
    /// No loop.
    LoopEnd,
    /// Back to what it was.
    Reset,
    /// Take away.
    Close,
    /// What is this.
    Help,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Can be dragged.
    Grip,
    /// More to choose from.
    More,
}

/// A small button with a sign; `name` is what screen readers and tooltips say.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    sized_icon_button(ui, icon, name, Vec2::splat(20.0))
}

fn sized_icon_button(ui: &mut Ui, icon: Icon, name: &str, size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    if ui.is_rect_visible(rect) {
        let visuals = *ui.style().interact(&response);
        if response.hovered() || response.has_focus() {
            ui.painter().rect(
                rect,
                visuals.corner_radius,
                visuals.weak_bg_fill,
                visuals.bg_stroke,
                egui::StrokeKind::Inside,
            );
        }
        let color = if response.hovered() { visuals.text_color() } else { ui.visuals().weak_text_color() };
        paint(ui.painter(), icon, Rect::from_center_size(rect.center(), Vec2::splat(10.0)), color);
    }
    response.on_hover_text(name)
}

fn paint(painter: &Painter, icon: Icon, rect: Rect, color: egui::Color32) {
    let stroke = Stroke::new(1.6, color);
    let triangle = |left: f32, right: f32, forward: bool| {
        let (base, tip) = if forward { (left, right) } else { (right, left) };
        let points = vec![pos2(base, rect.top()), pos2(tip, rect.center().y), pos2(base, rect.bottom())];
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    let bar = |x: f32| painter.line_segment([pos2(x, rect.top()), pos2(x, rect.bottom())], Stroke::new(2.4, color));
    let diamond = |x: f32| {
        let center = pos2(x, rect.center().y);
        let corners = [Vec2::UP, Vec2::RIGHT, Vec2::DOWN, Vec2::LEFT].map(|way| center + 3.0 * way).to_vec();
        painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    };
    // The end of a range, open to the side on which the range lies.
    let bracket = |x: f32, reach: f32| {
        let corners = vec![
            pos2(x + reach, rect.top()),
            pos2(x, rect.top()),
            pos2(x, rect.bottom()),
            pos2(x + reach, rect.bottom()),
        ];
        painter.add(Shape::line(corners, stroke));
    };
    match icon {
        Icon::Play => triangle(rect.left() + 1.0, rect.right(), true),
        Icon::Pause => {
            bar(rect.left() + 2.5);
            bar(rect.right() - 2.5);
        }
        Icon::Forward => {
            bar(rect.left() + 1.0);
            triangle(rect.left() + 3.5, rect.right(), true);
        }
        Icon::Back => {
            bar(rect.right() - 1.0);
            triangle(rect.left(), rect.right() - 3.5, false);
        }
        Icon::Start => {
            bar(rect.left() + 1.0);
            triangle(rect.left() + 2.5, rect.right(), false);
        }
        Icon::End => {
            triangle(rect.left(), rect.right() - 2.5, true);
            bar(rect.right() - 1.0);
        }
        Icon::NextMark => {
            triangle(rect.left(), rect.center().x + 0.5, true);
            diamond(rect.right() - 1.5);
        }
        Icon::PreviousMark => {
            triangle(rect.center().x - 0.5, rect.right(), false);
            diamond(rect.left() + 1.5);
        }
        Icon::LoopFrom => bracket(rect.left() + 1.5, 4.0),
        Icon::LoopTo => bracket(rect.right() - 1.5, -4.0),
        Icon::LoopEnd => {
            bracket(rect.left() + 0.5, 2.5);
            bracket(rect.right() - 0.5, -2.5);
            painter.line_segment([rect.left_bottom(), rect.right_top()], stroke);
        }
        Icon::Reset => {
            let radius = rect.width() * 0.42;
            let at = |turn: f32| rect.center() + radius * egui::emath::Rot2::from_angle(turn) * Vec2::RIGHT;
            // An arc that leaves a gap at the upper left, with an arrow head at its end.
            let arc: Vec<Pos2> = (0..=20).map(|k| at(-2.2 + 4.9 * f32::from(k as u8) / 20.0)).collect();
            painter.add(Shape::line(arc, stroke));
            let tip = at(-2.2);
            painter.line_segment([tip, tip + Vec2::new(0.2, -3.8)], stroke);
            painter.line_segment([tip, tip + Vec2::new(3.8, 0.4)], stroke);
        }
        Icon::Close => {
            let rect = rect.shrink(1.0);
            painter.line_segment([rect.left_top(), rect.right_bottom()], stroke);
            painter.line_segment([rect.right_top(), rect.left_bottom()], stroke);
        }
        Icon::Up | Icon::Down => {
            let (base, tip) = if icon == Icon::Up { (rect.bottom(), rect.top()) } else { (rect.top(), rect.bottom()) };
            let base = base + (tip - base) * 0.15;
            let points = vec![pos2(rect.left(), base), pos2(rect.center().x, tip), pos2(rect.right(), base)];
            painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
        }
        Icon::Grip => {
            for x in [-2.0, 2.0] {
                for y in [-4.0, 0.0, 4.0] {
                    painter.circle_filled(rect.center() + Vec2::new(x, y), 1.2, color);
                }
            }
        }
        Icon::More => {
            for y in [-4.0, 0.0, 4.0] {
                painter.circle_filled(rect.center() + Vec2::new(0.0, y), 1.5, color);
            }
        }
        Icon::Help => {
            painter.circle_stroke(rect.center(), rect.width() * 0.62, Stroke::new(1.1, color));
            let font = egui::FontId::proportional(10.5);
            painter.text(rect.center(), egui::Align2::CENTER_CENTER, "?", font, color);
        }
    }
}
