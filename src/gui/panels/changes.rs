//! One list of all changes against the baseline, as sentences.

use egui::{ScrollArea, Sides, Ui};

use super::super::changes;
use super::super::command::{Action, Command};
use super::super::theme;
use super::super::widgets::{Icon, icon_button};
use super::super::workbench::Workbench;
use super::action_button;

/// Draws the tab.
pub fn changes_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let list = workbench.changes();
    if list.is_empty() {
        ui.label("Nothing is changed. The run shows the scenario as it stands");
        return;
    }
    action_button(ui, workbench, Action::ClearChanges, commands);
    ui.add_space(6.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for (place, change) in list.iter().enumerate() {
            let sentence = changes::sentence(workbench.scenario(), change);
            Sides::new().shrink_left().wrap().show(
                ui,
                |ui| ui.label(&sentence),
                |ui| {
                    if icon_button(ui, Icon::Close, &format!("Remove change {}", place + 1)).clicked() {
                        commands.push(Command::RemoveChange(place));
                    }
                },
            );
            ui.separator();
        }
        ui.label(theme::quiet("Everything else, luck included, is as in the baseline"));
    });
}
