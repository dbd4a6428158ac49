//! The four positions of the dispute as buttons, and beside them what makes their effect visible.

use egui::{Button, Frame, Margin, Stroke, Ui};

use super::super::super::access::AccessCommand;
use super::super::super::access::list::InForce;
use super::super::super::access::position::{LEVER, POSITIONS, held, on_all_phones, somebody_reads};
use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::workbench::Workbench;

/// Narrowest card.
const CARD: f32 = 190.0;

/// Draws the positions; `in_force` is what holds where a change would act.
pub(super) fn positions_ui(ui: &mut Ui, workbench: &Workbench, in_force: &InForce, commands: &mut Vec<Command>) {
    let holds = held(&in_force.levers);
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::title("Whose permission opens messages to the phone maker"));
        if holds.is_none() {
            ui.label(theme::quiet("The scenario's own rules hold now"));
        } else if ui.button("As the scenario's rules say").clicked() {
            commands.push(Command::SetLever { id: LEVER, value: 0.0, done: true });
        }
    });
    let columns = ((ui.available_width() / CARD) as usize).clamp(1, POSITIONS.len());
    for row in POSITIONS.chunks(columns) {
        ui.columns(columns, |columns| {
            for (ui, position) in columns.iter_mut().zip(row) {
                let now = holds.is_some_and(|held| held.value == position.value);
                let dark = ui.visuals().dark_mode;
                let edge =
                    if now { Stroke::new(1.5, theme::accent(dark)) } else { Stroke::new(1.0, theme::hairline(dark)) };
                let frame = Frame::new().fill(theme::card(dark)).stroke(edge).corner_radius(6.0);
                frame.inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = 3.0;
                    let mark = if now { "✓ " } else { "" };
                    let button = Button::selectable(now, format!("{mark}{}", position.label)).frame_when_inactive(true);
                    if ui.add(button).accessible_name(position.label).clicked() {
                        let value = f64::from(position.value);
                        commands.push(Command::SetLever { id: LEVER, value, done: true });
                    }
                    // Columns justify their text, which tears short lines apart.
                    ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                        ui.add(egui::Label::new(theme::quiet(position.sentence)).wrap());
                        if now {
                            ui.label(theme::quiet("Holds now"));
                        }
                    });
                });
            }
        });
    }
    phones_ui(ui, workbench, in_force, commands);
}

fn phones_ui(ui: &mut Ui, workbench: &Workbench, in_force: &InForce, commands: &mut Vec<Command>) {
    let scenario = workbench.scenario();
    let mut all = on_all_phones(scenario, &in_force.levers);
    ui.horizontal_wrapped(|ui| {
        if ui.checkbox(&mut all, "On all phones").changed() {
            commands.push(Command::Access(AccessCommand::OnAllPhones(all)));
        }
        let why = match (all, somebody_reads(scenario)) {
            (true, _) => "All phones of all makers can read messages, so that the effect of a position is seen",
            (false, true) => {
                "A pilot of a few phones moves almost nothing; let all phones of all makers read messages to see \
                 what a position does"
            }
            (false, false) => "No phone reads messages in this scenario, so a position changes nothing until phones do",
        };
        ui.label(theme::quiet(why));
    });
}
