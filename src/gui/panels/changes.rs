//! One list of all changes, as sentences with what they say editable in place: those of the analyst, and below them those
//! that the scenario brings.

use egui::{Button, CollapsingHeader, ComboBox, DragValue, Label, RichText, ScrollArea, Slider, Ui, Vec2};

use super::super::between::between;
use super::super::changes::{self, ChangeCommand};
use super::super::command::{Action, Command};
use super::super::text;
use super::super::theme;
use super::super::widgets::{Icon, icon_button, number};
use super::super::workbench::Workbench;
use super::action_button;
use crate::scenario::{Applies, LeverId, Reform, Rule};

/// Asked for in the list and done by another tab.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// The form of a rule.
    EditRule(Box<Rule>),
}

/// Draws the tab. Returns what another tab is to do.
pub fn changes_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) -> Option<Wanted> {
    ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            let wanted = list_ui(ui, workbench, commands);
            differences_ui(ui, workbench);
            scenario_ui(ui, workbench);
            wanted
        })
        .inner
}

/// Draws the analyst's changes, muted ones too.
pub fn list_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) -> Option<Wanted> {
    let (acting, muted) = (workbench.changes(), workbench.muted());
    if acting.is_empty() && muted.is_empty() {
        ui.label("Nothing is changed. The run shows the scenario as it stands");
        return None;
    }
    action_button(ui, workbench, Action::ClearChanges, commands);
    ui.add_space(4.0);
    let mut wanted = None;
    for (place, change) in acting.iter().enumerate() {
        ui.push_id(("acting", place), |ui| {
            wanted = change_ui(ui, workbench, place, change, true, commands).or(wanted.take());
        });
    }
    for (place, change) in muted.iter().enumerate() {
        ui.push_id(("muted", place), |ui| {
            change_ui(ui, workbench, place, change, false, commands);
        });
    }
    ui.label(theme::quiet("Everything else, luck included, is as in the scenario"));
    wanted
}

fn change_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    place: usize,
    change: &Reform,
    acts: bool,
    commands: &mut Vec<Command>,
) -> Option<Wanted> {
    let number = if acts { place + 1 } else { workbench.changes().len() + place + 1 };
    let send = |command, commands: &mut Vec<Command>| commands.push(Command::Changes(command));
    let mut wanted = None;
    ui.horizontal_top(|ui| {
        let mut on = acts;
        let help = "A change that is switched off is kept and does nothing";
        let switch = ui.checkbox(&mut on, "").on_hover_text(help);
        let switch = switch.accessible_name(format!("Change {number} acts"));
        if switch.changed() {
            send(if acts { ChangeCommand::Mute(place) } else { ChangeCommand::Unmute(place) }, commands);
        }
        if icon_button(ui, Icon::Close, &format!("Remove change {number}")).clicked() {
            let remove =
                if acts { Command::RemoveChange(place) } else { Command::Changes(ChangeCommand::RemoveMuted(place)) };
            commands.push(remove);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let sentence = changes::sentence(workbench.scenario(), change);
            let sentence =
                if acts { RichText::new(sentence) } else { RichText::new(format!("Switched off. {sentence}")).weak() };
            ui.add(Label::new(sentence).wrap());
            if acts {
                ui.horizontal(|ui| wanted = editor_ui(ui, workbench, (place, number), change, commands));
            }
        });
    });
    ui.separator();
    wanted
}

/// The value and the week of a change, or a way to the form of its rule.
fn editor_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    (place, number): (usize, usize),
    change: &Reform,
    commands: &mut Vec<Command>,
) -> Option<Wanted> {
    let mut wanted = None;
    let lever = changes::lever_of(change);
    if let (Some(id), Some((_, value))) = (lever, change.set.first()) {
        value_ui(ui, id, *value, (place, number), commands);
    }
    if let Some(rule) = rule_of(workbench, change)
        && ui.small_button("Edit rule…").accessible_name(format!("Edit the rule of change {number}")).clicked()
    {
        wanted = Some(Wanted::EditRule(Box::new(rule)));
    }
    if lever.is_some_and(|id| id.spec().applies == Applies::FromStart) {
        ui.label(theme::quiet("acts from the start"));
        return wanted;
    }
    ui.label(theme::quiet("from week"));
    let mut week = change.week;
    let last = workbench.weeks().saturating_sub(1);
    let field = DragValue::new(&mut week).range(0..=last).speed(0.25).update_while_editing(false);
    let field = ui.add(field).accessible_name(format!("Week of change {number}"));
    if field.changed() {
        commands.push(Command::Changes(ChangeCommand::SetWeek { place, week, done: !field.dragged() }));
    }
    if field.drag_stopped() {
        commands.push(Command::EndGesture);
    }
    ui.label(theme::quiet(text::date(workbench.scenario(), change.week)));
    wanted
}

/// The rule that a change is about, as it is once the change acts.
fn rule_of(workbench: &Workbench, change: &Reform) -> Option<Rule> {
    let id =
        change.rules.first().map(|rule| rule.id.as_str()).or_else(|| changes::rule_of(change).map(|(id, _)| id))?;
    let rules = changes::rules_at(workbench.scenario(), workbench.changes(), workbench.rules_act_in().max(change.week));
    rules.into_iter().find(|rule| rule.id == id)
}

fn value_ui(ui: &mut Ui, id: LeverId, value: f64, (place, number): (usize, usize), commands: &mut Vec<Command>) {
    let spec = id.spec();
    let name = format!("Value of change {number}");
    if !spec.choices.is_empty() {
        let word = |place: usize| text::capitalised(spec.choices.get(place).copied().unwrap_or_default());
        let mut chosen = value as usize;
        let combo = ComboBox::from_id_salt("value").width(230.0).truncate().selected_text(word(chosen));
        let shown = combo.show_ui(ui, |ui| {
            for option in 0..spec.choices.len() {
                if ui.add(Button::selectable(option == chosen, word(option))).clicked() {
                    chosen = option;
                    let value = option as f64;
                    commands.push(Command::Changes(ChangeCommand::SetValue { place, value, done: true }));
                    ui.close();
                }
            }
        });
        shown.response.accessible_name(name);
        return;
    }
    ui.spacing_mut().slider_width = 120.0;
    let (mut slid, mut typed) = (value, value);
    let slider = Slider::new(&mut slid, spec.min..=spec.max).show_value(false).step_by(spec.step);
    let slider = ui.add(slider.clamping(egui::SliderClamping::Edits)).accessible_name(&name);
    let field = DragValue::new(&mut typed)
        .range(spec.min..=spec.max)
        .speed(spec.step)
        .update_while_editing(false)
        .min_size(Vec2::new(80.0, 0.0))
        .custom_formatter(move |value, _| number::shown(spec.unit, value))
        .custom_parser(move |typed| number::parsed(spec.unit, typed));
    let field = ui.add(field).accessible_name(&name);
    for (response, value) in [(slider, slid), (field, typed)] {
        if response.changed() {
            let (value, done) = (number::without_noise(value), !response.dragged());
            commands.push(Command::Changes(ChangeCommand::SetValue { place, value, done }));
        }
        if response.drag_stopped() {
            commands.push(Command::EndGesture);
        }
    }
}

/// How the run differs from a baseline that is not the scenario as it stands.
pub fn differences_ui(ui: &mut Ui, workbench: &Workbench) {
    if workbench.baseline_pin().is_none() {
        return;
    }
    let said = between(&workbench.baseline_input(), &workbench.current_input());
    let heading = format!("How this run differs from the {} ({})", workbench.baseline_label(), said.len());
    CollapsingHeader::new(theme::title(heading)).id_salt("differences").default_open(true).show(ui, |ui| {
        if said.is_empty() {
            ui.label("Not at all");
        }
        for sentence in &said {
            ui.add(Label::new(sentence).wrap());
        }
    });
}

/// The dated changes that the scenario brings.
fn scenario_ui(ui: &mut Ui, workbench: &Workbench) {
    let scenario = workbench.scenario();
    if scenario.reforms.is_empty() {
        return;
    }
    let own = changes::split(&scenario.reforms);
    let heading = format!("Dated changes of the scenario ({})", own.len());
    CollapsingHeader::new(theme::title(heading)).id_salt("of the scenario").default_open(false).show(ui, |ui| {
        for reform in &own {
            let sentence = ui.add(Label::new(changes::sentence(scenario, reform)).wrap());
            if !reform.note.is_empty() {
                sentence.on_hover_text(&reform.note);
            }
        }
    });
}
