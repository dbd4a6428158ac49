//! Draws the map. Course differs by the form of the line and provenance by its colour, so that colour alone tells
//! nothing.

use egui::{
    Color32, FontId, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, WidgetText,
    pos2, vec2,
};

use super::super::super::ecosystem::{Badge, Course, Key, Lane, Link, Look, Node, volume};
use super::super::super::text;
use super::super::super::theme;
use super::place::{at, beside, distance, path, places, steps, width};
use super::{Picked, Shown};
use crate::scenario::Scenario;

/// Least height of the map.
const LEAST: f32 = 190.0;
/// Space between the lines of a link.
const GAP: f32 = 2.0;
/// Most flows named in a tooltip.
const TOLD: usize = 6;

/// What the lines mean: their form, colour and width.
pub(super) fn legend_ui(ui: &mut Ui, shown: &Shown, look: Look) {
    let dark = ui.visuals().dark_mode;
    let lanes = || shown.graph.links.iter().flat_map(|link| &link.lanes);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        for course in Course::ALL.iter().filter(|course| **course != Course::Denied || look.denied) {
            entry_ui(ui, 48.0, course.label(), |painter, rect| {
                let line = [rect.left_center(), rect.right_center()];
                lane_ui(painter, &line, *course, 2.5, neutral(dark, *course), dark);
            });
        }
        let mut keys: Vec<Key> = lanes().map(|lane| lane.key).filter(|key| *key != Key::None).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            entry_ui(ui, 10.0, key.label(), |painter, rect| {
                painter.rect_filled(rect.shrink2(vec2(0.0, 3.0)), 2.0, theme::flow(dark, key));
            });
        }
        let round = |v: f64| 10_f64.powf(v.max(1.0).log10().floor());
        for part in [1.0, 0.01] {
            let user_weeks = round(shown.largest) * part;
            let words = format!("{} million user-weeks a week", text::number(user_weeks / 1e6));
            entry_ui(ui, 20.0, &words, |painter, rect| {
                let stroke = Stroke::new(width(user_weeks, shown.largest), theme::baseline(dark));
                painter.hline(rect.x_range(), rect.center().y, stroke);
            });
        }
    });
}

/// A sample with its words, which stay in one line.
fn entry_ui(ui: &mut Ui, width: f32, words: &str, paint: impl FnOnce(&Painter, Rect)) {
    let words = WidgetText::from(theme::quiet(words));
    let galley = words.into_galley(ui, Some(egui::TextWrapMode::Extend), f32::INFINITY, egui::TextStyle::Small);
    let (rect, response) = ui.allocate_exact_size(vec2(width + 5.0 + galley.size().x, 16.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, galley.text()));
    paint(ui.painter(), Rect::from_min_size(rect.min, vec2(width, rect.height())));
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(rect.left() + width + 5.0, top), galley, ui.visuals().weak_text_color());
}

fn neutral(dark: bool, course: Course) -> Color32 {
    match course {
        Course::Violation => theme::bad(dark),
        Course::Moved | Course::Denied => theme::baseline(dark),
    }
}

fn color(dark: bool, lane: &Lane) -> Color32 {
    match (lane.course, lane.key) {
        // What was taken against the rules is red whatever it is; its form says so as well.
        (Course::Violation, _) | (_, Key::None) => neutral(dark, lane.course),
        (_, key) => theme::flow(dark, key),
    }
}

/// Draws the map. Returns what was clicked.
pub(super) fn map_ui(ui: &mut Ui, scenario: &Scenario, shown: &Shown, picked: Option<Picked>) -> Option<Picked> {
    let size = vec2(ui.available_width(), ui.available_height().max(LEAST));
    let (area, ground) = ui.allocate_exact_size(size, Sense::click());
    let links = shown.graph.links.len();
    ground.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Map of data flows with {links} links")));
    let nodes: Vec<Node> = shown.nodes.iter().map(|(node, _)| *node).collect();
    let rects = places(area.shrink(4.0), &nodes);
    let placed = |node: Node| nodes.iter().position(|known| *known == node).map(|place| (node, rects[place]));
    let ways: Vec<(&Link, Vec<Pos2>)> =
        shown.graph.links.iter().filter_map(|link| Some((link, path(placed(link.from)?, placed(link.to)?)))).collect();
    let over_node = |point: Pos2| rects.iter().any(|rect| rect.contains(point));
    let hovered = ground.hover_pos().filter(|point| !over_node(*point)).and_then(|point| nearest(&ways, point, shown));
    let painter = ui.painter().with_clip_rect(area);
    let dark = ui.visuals().dark_mode;
    for (place, (link, way)) in ways.iter().enumerate() {
        let chosen = match picked {
            None => true,
            Some(Picked::Node(node)) => link.from == node || link.to == node,
            Some(known) => known == Picked::link(link),
        };
        let strength = if chosen || hovered == Some(place) { 1.0 } else { 0.22 };
        let returns = ways.iter().any(|(other, _)| (other.from, other.to) == (link.to, link.from));
        // Two ways between the same actors lie side by side.
        let start = if returns { 2.0 } else { -0.5 * across(link, shown.largest) };
        link_ui(&painter, link, way, (start, shown.largest), strength, dark);
    }
    for (order, badge) in shown.graph.badges.iter().enumerate() {
        if let (Some(from), Some(to)) = (placed(Node::Messenger(badge.messenger)), placed(Node::Brand(badge.brand))) {
            badge_ui(ui, &painter, badge, &path(from, to), order);
        }
    }
    let mut clicked = None;
    for ((node, said), rect) in shown.nodes.iter().zip(&rects) {
        if node_ui(ui, scenario, shown, (*node, said), *rect, picked == Some(Picked::Node(*node))).clicked() {
            clicked = Some(Picked::Node(*node));
        }
    }
    if let Some(place) = hovered {
        let link = ways[place].0;
        if ground.clicked() {
            clicked = Some(Picked::link(link));
        }
        ground.on_hover_text_at_pointer(told(scenario, shown, link));
    } else if ground.clicked() && ground.interact_pointer_pos().is_some_and(|point| !over_node(point)) {
        // A click on the ground lets go of what was picked.
        clicked = picked;
    }
    clicked
}

/// The link under the pointer.
fn nearest(ways: &[(&Link, Vec<Pos2>)], point: Pos2, shown: &Shown) -> Option<usize> {
    let reach = |link: &Link| 4.0 + 0.5 * across(link, shown.largest);
    let near = ways.iter().enumerate().map(|(place, (link, way))| (place, distance(way, point) - reach(link)));
    near.filter(|(_, gap)| *gap <= 0.0).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(place, _)| place)
}

fn across(link: &Link, largest: f64) -> f32 {
    link.lanes.iter().map(|lane| width(lane.user_weeks, largest) + GAP).sum()
}

/// What a link carries, in words.
fn told(scenario: &Scenario, shown: &Shown, link: &Link) -> String {
    let mut items = shown.graph.items.iter().filter(|item| link.holds(item));
    let mut said: Vec<String> = items.by_ref().take(TOLD).map(|item| item.sentence(scenario)).collect();
    let more = items.count();
    if more > 0 {
        said.push(format!("and {more} more, a click lists them"));
    }
    said.join("\n")
}

fn link_ui(painter: &Painter, link: &Link, way: &[Pos2], (start, largest): (f32, f64), strength: f32, dark: bool) {
    let mut offset = start;
    for lane in &link.lanes {
        let wide = width(lane.user_weeks, largest);
        let line = beside(way, offset + 0.5 * wide);
        offset += wide + GAP;
        lane_ui(painter, &line, lane.course, wide, color(dark, lane).gamma_multiply(strength), dark);
    }
}

fn lane_ui(painter: &Painter, line: &[Pos2], course: Course, wide: f32, color: Color32, dark: bool) {
    match course {
        Course::Moved => {
            painter.add(Shape::line(line.to_vec(), Stroke::new(wide, color)));
            head(painter, line, wide, color);
        }
        Course::Denied => {
            let wide = wide.min(3.0);
            painter.extend(Shape::dashed_line(line, Stroke::new(wide, color), 5.0, 4.0));
            let (middle, before) = (at(line, 0.5), at(line, 0.45));
            let side = (middle - before).normalized().rot90() * (4.0 + wide);
            painter.line_segment([middle - side, middle + side], Stroke::new(2.0, color));
        }
        Course::Violation => {
            let points = steps(line, 4.0);
            let zigzag = (0..points.len()).map(|k| {
                let (a, b) = (points[k.saturating_sub(1)], points[(k + 1).min(points.len() - 1)]);
                let side = if k % 2 == 0 { 1.0 } else { -1.0 };
                points[k] + (b - a).normalized().rot90() * (2.0 + 0.35 * wide) * side
            });
            painter.add(Shape::line(zigzag.collect(), Stroke::new(1.2 + 0.25 * wide, color)));
            head(painter, line, wide, color);
            warning(painter, at(line, 0.5), color, theme::card(dark));
        }
    }
}

/// The head of an arrow at the end of a line.
fn head(painter: &Painter, line: &[Pos2], wide: f32, color: Color32) {
    let [.., before, tip] = line else { return };
    let way = (*tip - *before).normalized();
    let back = *tip - way * (5.0 + wide);
    let side = way.rot90() * (2.5 + 0.75 * wide);
    painter.add(Shape::convex_polygon(vec![*tip, back + side, back - side], color, Stroke::NONE));
}

fn warning(painter: &Painter, center: Pos2, color: Color32, ground: Color32) {
    let corners = [vec2(0.0, -7.0), vec2(7.0, 5.5), vec2(-7.0, 5.5)].map(|corner| center + corner);
    painter.add(Shape::convex_polygon(corners.to_vec(), ground, Stroke::new(1.5, color)));
    painter.line_segment([center + vec2(0.0, -2.5), center + vec2(0.0, 1.5)], Stroke::new(1.5, color));
    painter.circle_filled(center + vec2(0.0, 3.6), 0.9, color);
}

/// A conflict or licence on the way between an operator and a phone maker.
fn badge_ui(ui: &Ui, painter: &Painter, badge: &Badge, way: &[Pos2], order: usize) {
    let dark = ui.visuals().dark_mode;
    let color = if badge.grave { theme::bad(dark) } else { theme::good(dark) };
    // Neighbours stand at different heights.
    let center = at(way, [0.34, 0.62, 0.48][order % 3]);
    let galley = painter.layout_no_wrap(badge.words.to_owned(), FontId::proportional(11.0), ui.visuals().text_color());
    let rect = Rect::from_center_size(center, galley.size() + vec2(22.0, 6.0));
    painter.rect(rect, 9.0, theme::card(dark), Stroke::new(1.3, color), StrokeKind::Inside);
    let sign = pos2(rect.left() + 10.0, center.y);
    if badge.grave {
        painter.line_segment([sign + vec2(-3.0, -3.0), sign + vec2(3.0, 3.0)], Stroke::new(1.5, color));
        painter.line_segment([sign + vec2(-3.0, 3.0), sign + vec2(3.0, -3.0)], Stroke::new(1.5, color));
    } else {
        painter.circle_stroke(sign, 3.0, Stroke::new(1.5, color));
    }
    painter.galley(pos2(rect.left() + 17.0, center.y - galley.size().y / 2.0), galley, ui.visuals().text_color());
}

fn node_ui(
    ui: &Ui,
    scenario: &Scenario,
    shown: &Shown,
    (node, said): (Node, &str),
    rect: Rect,
    picked: bool,
) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("node", node_key(node))), Sense::click());
    let name = node.name(scenario);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, picked, format!("{name}, {said}")));
    let dark = ui.visuals().dark_mode;
    let color = theme::actor(dark, node, scenario);
    let lively = picked || response.hovered() || response.has_focus();
    let edge = Stroke::new(if lively { 2.5 } else { 1.5 }, color);
    let painter = ui.painter();
    painter.rect(rect, 6.0, theme::card(dark), edge, StrokeKind::Inside);
    let bar = Rect::from_min_size(rect.min + vec2(3.0, 5.0), vec2(3.0, rect.height() - 10.0));
    painter.rect_filled(bar, 1.5, color);
    let inner = Rect::from_min_max(rect.min + vec2(10.0, 2.0), rect.max - vec2(4.0, 2.0));
    let line = |words: egui::RichText| {
        let wrap = Some(egui::TextWrapMode::Truncate);
        WidgetText::from(words).into_galley(ui, wrap, inner.width(), egui::TextStyle::Small)
    };
    let first = line(theme::title(&name).small());
    let color = ui.visuals().text_color();
    if inner.height() < 28.0 {
        painter.galley(pos2(inner.left(), inner.center().y - first.size().y / 2.0), first, color);
    } else {
        let second = line(theme::quiet(said));
        let top = inner.center().y - f32::midpoint(first.size().y, second.size().y);
        let below = top + first.size().y;
        painter.galley(pos2(inner.left(), top), first, color);
        painter.galley(pos2(inner.left(), below), second, color);
    }
    if response.hovered() {
        let [got, gave, vain] = shown.graph.of(node);
        let mut lines = vec![format!("{name}, {said}")];
        for (words, user_weeks) in [("gets", got), ("gives", gave), ("wants in vain", vain)] {
            if user_weeks > 0.0 {
                lines.push(format!("{words} {}", volume(user_weeks)));
            }
        }
        return response.on_hover_text(lines.join("\n"));
    }
    response
}

const fn node_key(node: Node) -> (u8, usize) {
    match node {
        Node::Users => (0, 0),
        Node::Messenger(at) => (1, at),
        Node::Brand(at) => (2, at),
        Node::Vendors(None) => (3, 0),
        Node::Vendors(Some(category)) => (4, category.index()),
        Node::Regulator => (5, 0),
    }
}
