//! Where the actors stand: users at the left, messengers at the top, phone makers below, vendors at the right. The
//! place of an actor never changes with what flows.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use super::super::super::ecosystem::Node;

/// Height of a node.
const HEIGHT: f32 = 40.0;
/// Part of the width in which messengers and phone makers stand.
const MIDDLE: [f32; 2] = [0.15, 0.83];
/// Points of a curve.
const CURVE: usize = 24;

/// The place of each node.
pub(super) fn places(area: Rect, nodes: &[Node]) -> Vec<Rect> {
    let side = (area.width() * 0.13).clamp(84.0, 150.0);
    let middle = Rect::from_x_y_ranges(
        area.left() + MIDDLE[0] * area.width()..=area.left() + MIDDLE[1] * area.width(),
        area.y_range(),
    );
    let row = |wanted: fn(&Node) -> bool, at: usize, y: f32| {
        let count = nodes.iter().filter(|node| wanted(node)).count().max(1);
        let step = middle.width() / count as f32;
        let size = vec2((step - 10.0).clamp(50.0, 150.0), HEIGHT);
        Rect::from_center_size(pos2(middle.left() + step * (at as f32 + 0.5), y), size)
    };
    let categories = nodes.iter().filter(|node| matches!(node, Node::Vendors(Some(_)))).count();
    let (top, bottom) = (area.top() + HEIGHT / 2.0 + 2.0, area.bottom() - HEIGHT / 2.0 - 2.0);
    let right = area.right() - side / 2.0;
    nodes
        .iter()
        .map(|node| match node {
            Node::Users => Rect::from_center_size(pos2(area.left() + side / 2.0, area.center().y), vec2(side, HEIGHT)),
            Node::Messenger(at) => row(|node| matches!(node, Node::Messenger(_)), *at, top),
            Node::Brand(at) => row(|node| matches!(node, Node::Brand(_)), *at, bottom),
            Node::Vendors(None) => Rect::from_center_size(pos2(right, area.center().y), vec2(side, HEIGHT)),
            Node::Vendors(Some(category)) => {
                let height = (area.height() - HEIGHT - 14.0) / categories.max(1) as f32;
                let y = area.top() + height * (category.index() as f32 + 0.5);
                Rect::from_center_size(pos2(right, y), vec2(side, (height - 4.0).min(HEIGHT)))
            }
            Node::Regulator => Rect::from_center_size(pos2(right, bottom), vec2(side, HEIGHT)),
        })
        .collect()
}

/// A node with its place.
pub(super) type Placed = (Node, Rect);

/// The way from one node to another: straight between the sides that face each other, or in a bow within one row.
pub(super) fn path(from: Placed, to: Placed) -> Vec<Pos2> {
    let (start, end) = (port(from, to), port(to, from));
    if (start.y - end.y).abs() > 1.0 || !in_one_row(from.0, to.0) {
        return vec![start, end];
    }
    let inward = if matches!(from.0, Node::Messenger(_)) { 1.0 } else { -1.0 };
    let rise = vec2(0.0, inward * (24.0 + 0.1 * (start.x - end.x).abs()));
    let point = |k: usize| {
        let t = k as f32 / CURVE as f32;
        let (a, b) = (start.lerp(start + rise, t), end.lerp(end + rise, 1.0 - t));
        a.lerp(b, t)
    };
    (0..=CURVE).map(point).collect()
}

const fn in_one_row(a: Node, b: Node) -> bool {
    matches!((a, b), (Node::Brand(_), Node::Brand(_)) | (Node::Messenger(_), Node::Messenger(_)))
}

/// Where lines to another node leave a node: those to the left from the left part of its inner side, and so on, so that
/// no line runs under a third node.
fn port((node, rect): Placed, (other, far): Placed) -> Pos2 {
    match node {
        Node::Users | Node::Vendors(_) | Node::Regulator => {
            let x = if node == Node::Users { rect.right() } else { rect.left() };
            let part = match other {
                Node::Messenger(_) => 0.22,
                Node::Brand(_) => 0.78,
                _ => 0.5,
            };
            pos2(x, rect.top() + part * rect.height())
        }
        Node::Messenger(_) | Node::Brand(_) => {
            let y = if matches!(node, Node::Brand(_)) { rect.top() } else { rect.bottom() };
            let part = match other {
                Node::Users => 0.2,
                Node::Vendors(_) | Node::Regulator => 0.8,
                _ if in_one_row(node, other) && far.center().x < rect.center().x => 0.1,
                _ if in_one_row(node, other) => 0.9,
                _ => 0.5,
            };
            pos2(rect.left() + part * rect.width(), y)
        }
    }
}

/// A path moved to its left.
pub(super) fn beside(path: &[Pos2], by: f32) -> Vec<Pos2> {
    (0..path.len()).map(|k| path[k] + normal(path, k) * by).collect()
}

fn normal(path: &[Pos2], k: usize) -> Vec2 {
    let (before, after) = (path[k.saturating_sub(1)], path[(k + 1).min(path.len() - 1)]);
    (after - before).normalized().rot90()
}

/// Points along a path at equal steps.
pub(super) fn steps(path: &[Pos2], step: f32) -> Vec<Pos2> {
    let mut points = Vec::new();
    let mut left = 0.0;
    for pair in path.windows(2) {
        let length = pair[0].distance(pair[1]);
        while left <= length {
            points.push(pair[0].lerp(pair[1], left / length.max(1e-3)));
            left += step;
        }
        left -= length;
    }
    points
}

/// The point at a part of a path's length.
pub(super) fn at(path: &[Pos2], part: f32) -> Pos2 {
    let points = steps(path, 2.0);
    let place = ((points.len() as f32 - 1.0) * part.clamp(0.0, 1.0)).round().max(0.0) as usize;
    points.get(place).or_else(|| path.first()).copied().unwrap_or_default()
}

/// How far a point is from a path.
pub(super) fn distance(path: &[Pos2], point: Pos2) -> f32 {
    let of = |pair: &[Pos2]| {
        let way = pair[1] - pair[0];
        let t = ((point - pair[0]).dot(way) / way.length_sq().max(1e-6)).clamp(0.0, 1.0);
        (pair[0] + way * t).distance(point)
    };
    path.windows(2).map(of).fold(f32::INFINITY, f32::min)
}

/// Width of a line for a volume: by its logarithm, from a ten-thousandth of the largest up.
pub(super) fn width(user_weeks: f64, largest: f64) -> f32 {
    if user_weeks <= 0.0 || largest <= 0.0 {
        return 0.0;
    }
    let part = 1.0 + (user_weeks / largest).log10() / 4.0;
    1.2 + 4.8 * part.clamp(0.0, 1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::vocabulary::Category;

    fn nodes(by_category: bool) -> Vec<Node> {
        let vendors = if by_category {
            Category::ALL.iter().map(|category| Node::Vendors(Some(*category))).collect()
        } else {
            vec![Node::Vendors(None)]
        };
        let firms = (0..3).map(Node::Messenger).chain((0..6).map(Node::Brand));
        std::iter::once(Node::Users).chain(firms).chain(vendors).chain([Node::Regulator]).collect()
    }

    #[test]
    fn no_two_actors_overlap_in_small_and_large_tabs() {
        for size in [vec2(520.0, 300.0), vec2(900.0, 400.0), vec2(1500.0, 700.0)] {
            for by_category in [false, true] {
                let nodes = nodes(by_category);
                let area = Rect::from_min_size(pos2(10.0, 20.0), size);
                let rects = places(area, &nodes);
                for (k, rect) in rects.iter().enumerate() {
                    assert!(area.contains_rect(*rect), "{:?} leaves {size:?}", nodes[k]);
                    for (other, second) in rects.iter().enumerate().skip(k + 1) {
                        assert!(!rect.intersects(*second), "{:?} on {:?} in {size:?}", nodes[k], nodes[other]);
                    }
                }
            }
        }
    }

    #[test]
    fn widths_grow_with_the_logarithm() {
        let widths: Vec<f32> = [1.0, 10.0, 100.0, 1e3, 1e4].iter().map(|v| width(*v, 1e4)).collect();
        assert!((widths[4] - 6.0).abs() < 1e-5 && (widths[0] - 1.2).abs() < 1e-5, "{widths:?}");
        assert!(widths.windows(2).all(|pair| (pair[1] - pair[0] - 1.2).abs() < 1e-4), "{widths:?}");
        assert_eq!(width(0.0, 1e4), 0.0);
    }

    #[test]
    fn no_line_runs_under_a_third_actor() {
        for size in [vec2(520.0, 190.0), vec2(900.0, 400.0), vec2(1500.0, 700.0)] {
            let nodes = nodes(false);
            let rects = places(Rect::from_min_size(pos2(10.0, 20.0), size), &nodes);
            let placed: Vec<Placed> = nodes.iter().copied().zip(rects).collect();
            for from in &placed {
                for to in placed.iter().filter(|to| to.0 != from.0 && to.0 != Node::Regulator) {
                    let way = path(*from, *to);
                    for (other, rect) in placed.iter().filter(|other| other.0 != from.0 && other.0 != to.0) {
                        let inside = steps(&way, 3.0).iter().any(|point| rect.shrink(2.0).contains(*point));
                        assert!(!inside || from.0 == Node::Regulator, "{:?} to {:?} under {other:?}", from.0, to.0);
                    }
                }
            }
        }
    }

    #[test]
    fn distances_and_places_on_a_path() {
        let way = [pos2(10.0, 0.0), pos2(90.0, 0.0)];
        assert!((distance(&way, pos2(50.0, 7.0)) - 7.0).abs() < 1e-4);
        assert!(at(&way, 0.5).distance(pos2(50.0, 0.0)) < 2.0);
        assert_eq!(beside(&way, 3.0)[0].x, 10.0);
    }
}
