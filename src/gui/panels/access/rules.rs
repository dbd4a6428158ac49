//! The list of rules in the order in which they decide: switch, edit, copy, move, delete, and why one decides nothing.

use egui::{Frame, Margin, Stroke, TextEdit, Ui, vec2};

use super::super::super::access::list::Row;
use super::super::super::access::{AccessCommand, Draft, edits};
use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::widgets::{Icon, icon_button};
use super::super::super::workbench::Workbench;
use crate::scenario::Rule;

/// Draws the list. Returns the rule to be edited, if one was asked for.
pub(super) fn rules_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    rows: &[Row],
    search: &mut String,
    commands: &mut Vec<Command>,
) -> Option<Draft> {
    let mut draft = None;
    let rules: Vec<Rule> = rows.iter().map(|row| row.rule.clone()).collect();
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::title(format!("Rules ({})", rows.len())));
        let field = TextEdit::singleline(search).hint_text("Search rules").desired_width(160.0);
        ui.add(field).accessible_name("Search rules");
        if ui.button("Add a rule…").clicked() {
            draft = Some(Draft::fresh(edits::template(&rules)));
        }
        let changed = edits::touches_any(workbench.changes());
        if ui.add_enabled(changed, egui::Button::new("Reset all rules")).clicked() {
            commands.push(Command::Access(AccessCommand::ResetAll));
        }
    });
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let mut shown = 0;
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.has(&words)) {
        shown += 1;
        let above = place.checked_sub(1).map(|above| rows[above].rule.id.as_str());
        let below = rows.get(place + 1).map(|row| row.rule.id.as_str());
        if let Some(asked) = row_ui(ui, row, (above, below), &rules, commands) {
            draft = Some(asked);
        }
    }
    if shown == 0 {
        let none = if rows.is_empty() { "There are no rules" } else { "No rule has these words" };
        ui.label(theme::quiet(none));
    }
    draft
}

fn row_ui(
    ui: &mut Ui,
    row: &Row,
    (above, below): (Option<&str>, Option<&str>),
    rules: &[Rule],
    commands: &mut Vec<Command>,
) -> Option<Draft> {
    let mut draft = None;
    let rule = &row.rule;
    let id = &rule.id;
    let dark = ui.visuals().dark_mode;
    let edge = if row.changed { theme::accent(dark) } else { theme::hairline(dark) };
    let frame = Frame::new().fill(theme::card(dark)).stroke(Stroke::new(1.0, edge));
    let drawn = frame.corner_radius(6.0).inner_margin(Margin::symmetric(10, 6)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
        ui.horizontal_wrapped(|ui| {
            let handle = icon_button(ui, Icon::Grip, &format!("Drag {id} to another place"));
            handle.interact(egui::Sense::drag()).dnd_set_drag_payload(id.clone());
            let mut enabled = rule.enabled;
            if ui.checkbox(&mut enabled, theme::title(id)).changed() {
                commands.push(Command::SetRule { id: id.clone(), enabled });
            }
            let state = match (row.own, row.changed) {
                (true, _) => ", added here",
                (false, true) => ", changed",
                (false, false) => "",
            };
            ui.label(theme::quiet(format!("{}, priority {}{state}", rule.effect.label(), rule.priority)));
            if ui.small_button("Edit…").accessible_name(format!("Edit {id}")).clicked() {
                draft = Some(Draft::edit(rule.clone()));
            }
            if ui.small_button("Duplicate…").accessible_name(format!("Duplicate {id}")).clicked() {
                draft = Some(Draft::copy_of(rules, rule));
            }
            let moves = [(Icon::Up, "earlier", above, true), (Icon::Down, "later", below, false)];
            for (icon, word, beside, before) in moves {
                ui.add_enabled_ui(beside.is_some(), |ui| {
                    let button = icon_button(ui, icon, &format!("Let {id} decide {word}"));
                    if let Some(beside) = beside.filter(|_| button.clicked()) {
                        commands.push(move_command(id, beside, before));
                    }
                });
            }
            if row.changed && icon_button(ui, Icon::Reset, &format!("Reset {id}")).clicked() {
                commands.push(Command::Access(AccessCommand::Reset(id.clone())));
            }
            let fate = if row.own { "it disappears" } else { "it is switched off and stays in the list" };
            let delete = icon_button(ui, Icon::Close, &format!("Delete {id}")).on_hover_text(fate);
            if delete.clicked() {
                commands.push(Command::Access(AccessCommand::Remove(id.clone())));
            }
        });
        ui.add(egui::Label::new(&row.sentence).wrap());
        if let Some(why) = &row.idle {
            let why = egui::RichText::new(format!("! {why}")).small().color(ui.visuals().warn_fg_color);
            ui.add(egui::Label::new(why).wrap());
        }
    });
    drop_ui(ui, &drawn.response, id, commands);
    ui.add_space(2.0);
    draft
}

fn move_command(id: &str, beside: &str, before: bool) -> Command {
    Command::Access(AccessCommand::Move { id: id.to_owned(), beside: beside.to_owned(), before })
}

/// A rule that is dropped on the upper half of another decides before it, on the lower half after it.
fn drop_ui(ui: &Ui, row: &egui::Response, id: &str, commands: &mut Vec<Command>) {
    let Some(hovering) = row.dnd_hover_payload::<String>().filter(|dragged| dragged.as_str() != id) else { return };
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let before = pointer.y < row.rect.center().y;
    let y = if before { row.rect.top() - 2.0 } else { row.rect.bottom() + 2.0 };
    let stroke = Stroke::new(2.0, theme::accent(ui.visuals().dark_mode));
    ui.painter().hline(row.rect.x_range(), y, stroke);
    if row.dnd_release_payload::<String>().is_some() {
        commands.push(move_command(&hovering, id, before));
    }
}
