//! What a cell of the matrix says: which rule decides and why, which others speak, and this week's flow.

use egui::{Frame, Margin, Stroke, Ui};

use super::super::super::access::list::InForce;
use super::super::super::access::picture::{Cell, Decision, heading};
use super::super::super::access::{Draft, edits};
use super::super::super::theme;
use super::super::super::widgets::{Icon, icon_button};
use super::super::matrix::volume_text;
use crate::rules::{Flow, PermissionSet, Precedence, RuleTag, Verdict, explain, sentence};
use crate::scenario::vocabulary::Purpose;
use crate::scenario::{Rule, Scenario};

/// What was asked for.
pub(super) enum Asked {
    /// To edit a rule or make one.
    Edit(Box<Draft>),
    /// To close the panel.
    Close,
}

/// Draws the panel for a cell: `whose` says who wanted what of whom, `holders` whom alone. `in_force` is the week of the cell, `now` what holds where a change would act.
pub(super) fn detail_ui(
    ui: &mut Ui,
    scenario: &Scenario,
    in_force: &InForce,
    now: &InForce,
    cell: &Cell,
    (whose, holders): (&str, &str),
) -> Option<Asked> {
    let mut asked = None;
    let dark = ui.visuals().dark_mode;
    let flow = cell.flow;
    let frame = Frame::new().fill(theme::card(dark)).stroke(Stroke::new(1.0, theme::accent(dark)));
    frame.corner_radius(6.0).inner_margin(Margin::symmetric(10, 7)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            ui.label(theme::title(title(in_force, flow)));
            if icon_button(ui, Icon::Close, "Close the cell").clicked() {
                asked = Some(Asked::Close);
            }
        });
        ui.add(egui::Label::new(terms(in_force, scenario, flow)).wrap());
        for note in notes(cell, whose, holders) {
            ui.add(egui::Label::new(theme::quiet(note)).wrap());
        }
        let decides =
            in_force.access.rule(in_force.access.cell(flow.sender, flow.recipient, flow.data, flow.purpose)).tag;
        if decides == RuleTag::LEVER {
            ui.label(theme::quiet("The lever on permissions for messages decides, no rule of the list"));
        }
        let order = Precedence::new(&in_force.rules, &in_force.slots, in_force.week);
        for place in order.speaking(flow) {
            let rule = &in_force.rules[place];
            let role = if decides == RuleTag::listed(place) { "decides" } else { "speaks too, others come first" };
            ui.horizontal_wrapped(|ui| {
                // A rule is edited as it stands where the change would act.
                let known = now.rules.iter().find(|known| known.id == rule.id);
                let edit = egui::Button::new("Edit…").small();
                let button = ui.add_enabled(known.is_some(), edit).accessible_name(format!("Edit {} here", rule.id));
                if let Some(known) = known.filter(|_| button.clicked()) {
                    asked = Some(Asked::Edit(Box::new(Draft::edit(known.clone()))));
                }
                ui.label(theme::title(&rule.id));
                ui.label(theme::quiet(format!("{role}, priority {}", rule.priority)));
            });
            ui.add(egui::Label::new(sentence(rule, scenario, false)).wrap());
        }
        if ui.button("Add a rule for this cell…").clicked() {
            asked = Some(Asked::Edit(Box::new(Draft::fresh(for_cell(now, flow)))));
        }
    });
    asked
}

fn title(in_force: &InForce, flow: Flow) -> String {
    let slots = &in_force.slots;
    let (who, holder) = (heading(slots, flow.recipient), slots.label(flow.sender, false));
    if flow.sender == flow.recipient {
        format!("{who}, {} in its own service", flow.data.label())
    } else {
        format!("{who}, {} held by {holder}", flow.data.label())
    }
}

/// What the rules say of a flow, whoever has agreed so far: a permission that is open to agreement is told as one.
fn terms(in_force: &InForce, scenario: &Scenario, flow: Flow) -> String {
    let access = &in_force.access;
    let bare = access.verdict(flow.sender, flow.recipient, flow.data, flow.purpose, PermissionSet::EMPTY);
    let verdict = match bare {
        Verdict::Denied(denial) => match denial.rule().filter(|rule| access.rule(*rule).allows()) {
            Some(rule) => Verdict::Granted { rule },
            None => bare,
        },
        granted @ Verdict::Granted { .. } => granted,
    };
    explain(verdict, flow, access, &in_force.slots, scenario, false)
}

fn notes(cell: &Cell, whose: &str, holders: &str) -> Vec<String> {
    let mut notes = vec![if cell.volume.is_empty() {
        "Nothing was wanted this week".to_owned()
    } else {
        format!("This week {whose}, {}", volume_text(cell.volume))
    }];
    if !cell.allowed.is_empty() && cell.allowed.len() < Purpose::COUNT {
        let words: Vec<&str> = cell.allowed.iter().map(|purpose| purpose.label()).collect();
        notes.push(format!("Allowed on some terms to {}; denied for every other purpose", words.join(", ")));
    }
    let tie = match cell.decision {
        Decision::Tie => Some("A permission of the same priority speaks too; of two alike the denial decides"),
        Decision::Conflict => Some("Another permission of the same priority has other terms; the earlier decides"),
        _ => None,
    };
    notes.extend(tie.map(str::to_owned));
    if cell.mixed {
        notes.push(format!("Not all {holders} are alike here; this is the most permissive, choose one holder above"));
    }
    notes
}

/// A rule that decides this flow and nothing else.
fn for_cell(now: &InForce, flow: Flow) -> Rule {
    let template = edits::template(&now.rules);
    Rule {
        id: edits::free_name(&now.rules, &format!("{}-{}", now.slots.id(flow.recipient), flow.data.id())),
        sender: now.slots.party(flow.sender),
        recipient: now.slots.party(flow.recipient),
        types: vec![flow.data],
        purposes: vec![flow.purpose],
        ..template
    }
}
