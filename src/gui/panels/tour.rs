//! The small window of the tour, and the frame around the part it points at. Everything else stays in use.

use egui::{Align2, Area, Context, Frame, Id, Key, LayerId, Modifiers, Order, Pos2, Rect, Stroke, StrokeKind, vec2};

use super::super::command::Command;
use super::super::shell::ShellCommand;
use super::super::theme;
use super::super::tour::{Part, STEPS, Step};

const WIDTH: f32 = 330.0;
const GAP: f32 = 14.0;

/// Where the parts of the window are in this frame.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// The bar at the top.
    pub top: Rect,
    /// The panel of levers.
    pub levers: Rect,
    /// The tabs.
    pub middle: Rect,
    /// The timeline.
    pub timeline: Rect,
}

impl Places {
    const fn of(&self, part: Part) -> Rect {
        match part {
            Part::Top => self.top,
            Part::Levers => self.levers,
            Part::Middle => self.middle,
            Part::Timeline => self.timeline,
        }
    }

    /// Where the words stand: beside the part, so that they do not cover what they speak of.
    fn words(&self, part: Part) -> (Align2, Pos2) {
        let rect = self.of(part);
        match part {
            Part::Top => (Align2::RIGHT_TOP, rect.right_bottom() + vec2(-GAP, GAP)),
            Part::Levers => (Align2::LEFT_TOP, rect.right_top() + vec2(GAP, 4.0 * GAP)),
            Part::Middle => (Align2::RIGHT_BOTTOM, rect.right_bottom() - vec2(GAP, GAP)),
            Part::Timeline => (Align2::CENTER_BOTTOM, rect.center_top() - vec2(0.0, GAP)),
        }
    }
}

/// Draws a step of the tour. `fresh` puts the keyboard on the button that goes on.
pub fn tour_ui(ctx: &Context, place: usize, fresh: bool, places: &Places, commands: &mut Vec<Command>) {
    let Some(step) = STEPS.get(place) else { return };
    let stroke = Stroke::new(2.5, ctx.global_style().visuals.selection.stroke.color);
    let painter = ctx.layer_painter(LayerId::new(Order::Foreground, Id::unique("tour frame")));
    painter.rect_stroke(places.of(step.part).shrink(1.0), 6.0, stroke, StrokeKind::Inside);
    let (pivot, at) = places.words(step.part);
    // Above windows, below menus and dialogs, which belong to what somebody does meanwhile.
    Area::new(Id::unique("tour")).order(Order::Foreground).pivot(pivot).fixed_pos(at).constrain(true).show(ctx, |ui| {
        Frame::window(ui.style()).stroke(stroke).show(ui, |ui| {
            ui.set_width(WIDTH);
            words_ui(ui, place, step, fresh, commands);
        });
    });
    let free = ctx.memory(|memory| memory.top_modal_layer().is_none()) && !ctx.text_edit_focused();
    if free && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(Command::Shell(ShellCommand::Tour(None)));
    }
}

fn words_ui(ui: &mut egui::Ui, place: usize, step: &Step, fresh: bool, commands: &mut Vec<Command>) {
    ui.label(theme::quiet(format!("Step {} of {}", place + 1, STEPS.len())));
    ui.label(theme::title(step.title));
    ui.add(egui::Label::new(step.said).wrap());
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let last = place + 1 == STEPS.len();
        let next = ui.button(if last { "Finish the tour" } else { "Next step" });
        if fresh {
            next.request_focus();
        }
        let mut go = |to| commands.push(Command::Shell(ShellCommand::Tour(to)));
        if next.clicked() {
            go((!last).then_some(place + 1));
        }
        if ui.add_enabled(place > 0, egui::Button::new("Step before")).clicked() {
            go(place.checked_sub(1));
        }
        if !last && ui.button("Close the tour").clicked() {
            go(None);
        }
    });
}
