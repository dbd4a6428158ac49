//! The rail with years, events, dated changes, the loop and the policy date. It is a slider, so that keys and screen
//! readers work.

use std::sync::Arc;

use egui::{CursorIcon, Rect, Response, Role, Sense, Shape, Slider, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::super::super::changes;
use super::super::super::command::Command;
use super::super::super::marks::{MarkKind, is_notable};
use super::super::super::playback::{Loop, PlayCommand};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::widgets::{paint_mark, slider_x};
use super::super::super::workbench::Workbench;
use super::handle::handle;

/// Height of the lane of signs above the rail.
const LANE: f32 = 18.0;
/// Signs are as near as that to the pointer, in points.
const NEAR: f32 = 6.0;
/// Most sentences that are told at once.
const MOST_TOLD: usize = 6;

/// Something that stands above the rail.
struct Mark {
    week: u32,
    kind: MarkKind,
    said: String,
}

/// Where weeks are on the screen.
struct Weeks {
    left: f32,
    right: f32,
    last: u32,
}

impl Weeks {
    fn x(&self, week: u32) -> f32 {
        self.left + (self.right - self.left) * week as f32 / self.last.max(1) as f32
    }

    fn at(&self, x: f32) -> u32 {
        let place = ((x - self.left) / (self.right - self.left).max(1.0)).clamp(0.0, 1.0);
        (place * self.last as f32).round() as u32
    }
}

/// Draws the rail.
pub(super) fn rail_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let last = workbench.playback.last();
    let mut week = workbench.playback.week();
    let width = ui.available_width();
    let (lane, _) = ui.allocate_exact_size(vec2(width, LANE), Sense::hover());
    ui.spacing_mut().slider_width = width;
    let behind = ui.painter().add(Shape::Noop);
    let slider = ui.add(Slider::new(&mut week, 0..=last).show_value(false).smart_aim(false)).accessible_name("Week");
    if slider.changed() {
        commands.push(Command::Seek(week));
    }
    let style = Arc::clone(ui.style());
    let weeks = Weeks { left: slider_x(slider.rect, &style, 0.0), right: slider_x(slider.rect, &style, 1.0), last };
    let rail = Rect::from_min_max(lane.min, slider.rect.max);
    loop_ui(ui, workbench, &weeks, rail, behind, commands);
    marks_ui(ui, workbench, &weeks, lane, commands);
    policy_ui(ui, workbench, &weeks, rail, commands);
    years(ui, workbench, &weeks);
}

/// The signs of events and changes, with what they say on hover; a click goes to the nearest.
fn marks_ui(ui: &Ui, workbench: &Workbench, weeks: &Weeks, lane: Rect, commands: &mut Vec<Command>) {
    let marks = marks(workbench);
    let dark = ui.visuals().dark_mode;
    let row = |kind: MarkKind| match kind {
        MarkKind::Conflict | MarkKind::Data => lane.top() + 5.0,
        MarkKind::Law | MarkKind::Market | MarkKind::Change => lane.top() + 12.5,
    };
    for mark in &marks {
        paint_mark(ui.painter(), mark.kind, pos2(weeks.x(mark.week), row(mark.kind)), 3.0, dark);
    }
    let response = ui.interact(lane, ui.scope_id().with("marks"), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Events above the rail"));
    let Some(pointer) = response.hover_pos() else { return };
    let distance = |mark: &Mark| (weeks.x(mark.week) - pointer.x).abs();
    let mut near: Vec<&Mark> = marks.iter().filter(|mark| distance(mark) <= NEAR).collect();
    near.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    let Some(nearest) = near.first().map(|mark| mark.week) else { return };
    if response.clicked() {
        commands.push(Command::Seek(nearest));
    }
    near.sort_by_key(|mark| mark.week);
    told_ui(response.on_hover_cursor(CursorIcon::PointingHand), workbench, &near);
}

fn told_ui(response: Response, workbench: &Workbench, near: &[&Mark]) {
    response.on_hover_ui_at_pointer(|ui| {
        let mut told = None;
        for mark in near.iter().take(MOST_TOLD) {
            if told != Some(mark.week) {
                let date = text::date(workbench.scenario(), mark.week);
                ui.label(theme::title(format!("{date}, week {}", mark.week)));
                told = Some(mark.week);
            }
            ui.label(format!("{} · {}", mark.kind.label(), mark.said));
        }
        if near.len() > MOST_TOLD {
            ui.label(theme::quiet(format!("and {} more, the tab Events lists them all", near.len() - MOST_TOLD)));
        }
    });
}

fn marks(workbench: &Workbench) -> Vec<Mark> {
    let mut marks = Vec::new();
    let scenario = workbench.scenario();
    let own = changes::split(&scenario.reforms);
    for change in own.iter().chain(workbench.changes()).filter(|change| change.week > 0) {
        let said = changes::sentence(scenario, change);
        marks.push(Mark { week: change.week.min(workbench.playback.last()), kind: MarkKind::Change, said });
    }
    let events = workbench.current().map_or(&[][..], |run| &run.record.events);
    for event in events.iter().filter(|event| is_notable(event)) {
        let kind = MarkKind::of(&event.kind);
        // The change itself says more than the event that it acts.
        if kind != MarkKind::Change {
            marks.push(Mark { week: event.week, kind, said: event.sentence.clone() });
        }
    }
    marks
}

/// The weeks that are repeated, and the handles at both ends.
fn loop_ui(
    ui: &Ui,
    workbench: &Workbench,
    weeks: &Weeks,
    rail: Rect,
    behind: egui::layers::ShapeIdx,
    commands: &mut Vec<Command>,
) {
    let Some(Loop { from, to }) = workbench.playback.looped() else { return };
    let dark = ui.visuals().dark_mode;
    let repeated = Rect::from_x_y_ranges(weeks.x(from)..=weeks.x(to), rail.y_range());
    ui.painter().set(behind, Shape::rect_filled(repeated, 2.0, theme::picked(dark)));
    let ends = [("Loop start", from, 0..=to - 1, 3.0), ("Loop end", to, from + 1..=weeks.last, -3.0)];
    for (name, week, range, reach) in ends {
        let x = weeks.x(week);
        let rect = Rect::from_center_size(pos2(x, rail.center().y), vec2(9.0, rail.height()));
        let moved = handle(ui, name, rect, week, range, &|x| weeks.at(x));
        let lively = moved.response.hovered() || moved.response.has_focus();
        let stroke = Stroke::new(if lively { 2.5 } else { 1.5 }, theme::accent(dark));
        let (top, bottom) = (rail.top() + 1.0, rail.bottom() - 1.0);
        let corners = [(reach, top), (0.0, top), (0.0, bottom), (reach, bottom)];
        let bracket = corners.map(|(across, y)| pos2(x + across, y)).to_vec();
        ui.painter().add(Shape::line(bracket, stroke));
        if let Some(week) = moved.week {
            let looped = if name == "Loop start" { Loop { from: week, to } } else { Loop { from, to: week } };
            commands.push(Command::Play(PlayCommand::SetLoop(Some(looped))));
        }
        let said = format!("{name}, {}, week {week}", text::date(workbench.scenario(), week));
        moved.response.on_hover_cursor(CursorIcon::ResizeHorizontal).on_hover_text(said);
    }
}

/// The flag of the policy date.
fn policy_ui(ui: &Ui, workbench: &Workbench, weeks: &Weeks, rail: Rect, commands: &mut Vec<Command>) {
    let week = workbench.policy_week();
    let x = weeks.x(week);
    let rect = Rect::from_min_max(pos2(x - 4.0, rail.top()), pos2(x + 10.0, rail.top() + LANE));
    let moved = handle(ui, "Policy date on the timeline", rect, week, 0..=weeks.last, &|x| weeks.at(x));
    if let Some(week) = moved.week {
        commands.push(Command::SetPolicyWeek { week, done: moved.done });
    }
    if moved.released {
        commands.push(Command::EndGesture);
    }
    let dark = ui.visuals().dark_mode;
    let color = theme::policy(dark);
    let lively = moved.response.hovered() || moved.response.has_focus();
    let painter = ui.painter();
    let line = [pos2(x, rail.top()), pos2(x, rail.bottom())];
    painter.line_segment(line, Stroke::new(if lively { 2.2 } else { 1.2 }, color));
    let flag = vec![pos2(x, rail.top()), pos2(x + 9.0, rail.top() + 4.0), pos2(x, rail.top() + 8.0)];
    painter.add(Shape::convex_polygon(flag, color, Stroke::NONE));
    if moved.response.has_focus() {
        painter.rect_stroke(rect, 2.0, ui.visuals().widgets.active.bg_stroke, egui::StrokeKind::Outside);
    }
    if moved.response.dragged() {
        let font = egui::TextStyle::Small.resolve(ui.style());
        let date = format!("{}, week {week}", text::date(workbench.scenario(), week));
        // The words stand on the side where there is room.
        let (anchor, at) = if x > rail.center().x {
            (egui::Align2::RIGHT_TOP, pos2(x - 4.0, rail.top()))
        } else {
            (egui::Align2::LEFT_TOP, pos2(x + 12.0, rail.top()))
        };
        painter.text(at, anchor, date, font, ui.visuals().strong_text_color());
    }
    let said = format!(
        "Policy date, {}, week {week}. Changes of conduct and policy act from here; drag it, or use the arrow keys",
        text::date(workbench.scenario(), week)
    );
    moved.response.on_hover_cursor(CursorIcon::ResizeHorizontal).on_hover_text(said);
}

/// Years below the rail, and quarters where there is room.
fn years(ui: &mut Ui, workbench: &Workbench, weeks: &Weeks) {
    use chrono::Datelike as _;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 13.0), Sense::hover());
    let scenario = workbench.scenario();
    let font = egui::TextStyle::Small.resolve(ui.style());
    let color = ui.visuals().weak_text_color();
    let quarter = (weeks.x(13) - weeks.x(0)).abs();
    let mut free_from = row.left();
    for week in 0..=weeks.last {
        let date = scenario.date(week);
        if date.day() > 7 || !date.month0().is_multiple_of(3) {
            continue;
        }
        let at = pos2(weeks.x(week), row.top());
        let (january, shown) = (date.month0() == 0, at.x >= free_from);
        if january || quarter > 12.0 {
            let length = if january { 4.0 } else { 2.0 };
            ui.painter().line_segment([at, at + Vec2::new(0.0, length)], Stroke::new(1.0, color));
        }
        let words = match (january, quarter > 45.0) {
            (true, _) => date.format("%Y").to_string(),
            (false, true) => date.format("%b").to_string(),
            (false, false) => continue,
        };
        if shown {
            let place = at + Vec2::new(3.0, -1.0);
            let drawn = ui.painter().text(place, egui::Align2::LEFT_TOP, words, font.clone(), color);
            free_from = drawn.right() + 8.0;
        }
    }
}
