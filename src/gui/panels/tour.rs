//! The small window of the tour, and the frame around the part it points at. Everything else stays in use.

use egui::{Align2, Area, Context, Frame, Id, Key, LayerId, Modifiers, Order, Pos2, Rect, Stroke, StrokeKind, vec2};

use super::super::command::Command;
use super::super::shell::ShellCommand;
use super::super::theme;
use super::super::tour::{Part, STEPS, Step};

const WIDTH: f32 = 330.0;
const GAP: f32 = 14.0;
/// Height of the row with the names of tabs.
const TABS: f32 = 30.0;

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

    /// Where the words stand, so that they do not cover what they speak of: words on the middle stand over the levers,
    /// those on the levers, which move the plots, over the small plots, and those on the top bar below the tabs' names.
    fn words(&self, part: Part) -> (Align2, Pos2) {
        match part {
            Part::Top => (Align2::RIGHT_TOP, self.middle.right_top() + vec2(-GAP, TABS + GAP)),
            Part::Levers => (Align2::RIGHT_BOTTOM, self.middle.right_bottom() - vec2(GAP, GAP)),
            Part::Middle => (Align2::LEFT_BOTTOM, self.levers.left_bottom() + vec2(4.0, -GAP)),
            Part::Timeline => (Align2::CENTER_BOTTOM, self.timeline.center_top() - vec2(0.0, GAP)),
        }
    }

    /// How wide the words are: those over the levers no wider than these.
    fn width(&self, part: Part) -> f32 {
        if part == Part::Middle { WIDTH.min(self.levers.width() - 32.0) } else { WIDTH }
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
            ui.set_width(places.width(step.part));
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
    ui.horizontal_wrapped(|ui| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_cover_what_they_speak_of() {
        // A window of 1280 by 800.
        let rect = |left: f32, top: f32, right: f32, bottom: f32| {
            Rect::from_min_max(Pos2::new(left, top), Pos2::new(right, bottom))
        };
        let places = Places {
            top: rect(0.0, 0.0, 1280.0, 40.0),
            levers: rect(0.0, 40.0, 320.0, 660.0),
            middle: rect(320.0, 40.0, 1280.0, 660.0),
            timeline: rect(0.0, 660.0, 1280.0, 770.0),
        };
        for step in STEPS {
            let (pivot, at) = places.words(step.part);
            // With its margin, and as high as the longest words are.
            let words = pivot.anchor_size(at, vec2(places.width(step.part) + 16.0, 220.0));
            assert!(!words.intersects(places.of(step.part)), "{} covers its part", step.title);
            let names = Rect::from_min_size(places.middle.min, vec2(places.middle.width(), TABS));
            assert!(!words.intersects(names), "{} covers the names of the tabs", step.title);
            let headline = Rect::from_min_size(places.middle.min + vec2(0.0, TABS), vec2(500.0, 200.0));
            assert!(!words.intersects(headline), "{} covers the headline", step.title);
        }
    }
}
