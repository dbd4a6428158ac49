//! The words over the plots while the last change is replayed: which of the two runs is on show, and how to stop.

use egui::{Align2, Area, Context, Frame, Id, Order, Rect, vec2};

use super::super::command::{Action, Command};
use super::super::theme;
use super::super::workbench::{Shown, Workbench};

/// Draws them at the top of the tabs, whose place is given.
pub fn replay_ui(ctx: &Context, workbench: &Workbench, tabs: Rect, commands: &mut Vec<Command>) {
    let Some(shown) = workbench.replayed() else { return };
    let said = match shown {
        Shown::Waiting => "Computing the run before the last change",
        Shown::Before => "Before the last change",
        Shown::After => "After the last change",
    };
    let area = Area::new(Id::unique("replay")).order(Order::Foreground).pivot(Align2::CENTER_TOP);
    area.fixed_pos(tabs.center_top() + vec2(0.0, 6.0)).show(ctx, |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.horizontal(|ui| {
                // The same width for both, so that the button stays in its place.
                ui.allocate_ui(vec2(180.0, 20.0), |ui| {
                    ui.set_min_width(180.0);
                    ui.label(theme::title(said));
                });
                if ui.button("Stop").clicked() {
                    commands.push(Command::Do(Action::ReplayChange));
                }
            });
        });
    });
}
