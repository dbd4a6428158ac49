//! The panel of levers, generated from the table: by whose they are, searchable, changed ones only on request.

use egui::{CollapsingHeader, ScrollArea, TextEdit, Ui};

use super::super::changes;
use super::super::command::{Action, Command};
use super::super::text;
use super::super::theme;
use super::super::widgets::lever_ui;
use super::super::workbench::{Mode, Workbench};
use super::action_button;
use crate::scenario::{LeverGroup, LeverId, LeverKind};

/// How the panel looks.
#[derive(Clone, Debug, Default)]
pub struct LeverView {
    /// What is searched for.
    pub search: String,
    /// Whether only changed levers are shown.
    pub changed_only: bool,
}

/// Groups that are open at first: the rules of the quarrel and the conduct of its two sides.
const OPEN_AT_FIRST: &[LeverGroup] = &[LeverGroup::Access, LeverGroup::OsVendors, LeverGroup::Operators];

/// Draws the panel.
pub fn levers_ui(ui: &mut Ui, workbench: &Workbench, view: &mut LeverView, commands: &mut Vec<Command>) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new("Levers").text_style(egui::TextStyle::Heading));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if workbench.can(Action::ClearChanges) {
                action_button(ui, workbench, Action::ClearChanges, commands);
            }
        });
    });
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 116.0).max(80.0);
        let field = TextEdit::singleline(&mut view.search).hint_text("Search levers").desired_width(width);
        ui.add(field).accessible_name("Search levers");
        ui.checkbox(&mut view.changed_only, "Changed only");
    });
    legend(ui, workbench);
    ui.add_space(2.0);
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let mut shown = 0;
        for group in LeverGroup::ALL {
            shown += group_ui(ui, workbench, view, *group, commands);
        }
        if shown == 0 {
            let why = if view.changed_only && workbench.changes().is_empty() {
                "No lever is changed"
            } else {
                "No lever has these words in its name or help"
            };
            ui.label(theme::quiet(why));
        }
        ui.add_space(12.0);
    });
}

fn legend(ui: &mut Ui, workbench: &Workbench) {
    let dark = ui.visuals().dark_mode;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        for kind in [LeverKind::Conduct, LeverKind::Policy, LeverKind::Assumption] {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(8.0, 8.0), egui::Sense::hover());
            ui.painter().rect_filled(rect, 2.0, theme::kind(dark, kind));
            ui.label(theme::quiet(kind.label()));
            ui.add_space(4.0);
        }
    });
    let scenario = workbench.scenario();
    let said = match workbench.mode() {
        Mode::WhatIf => format!(
            "Conduct and policy act from {} (week {}), assumptions from the start",
            text::date(scenario, workbench.policy_week()),
            workbench.policy_week()
        ),
        Mode::Live => format!(
            "Live, conduct and policy act from {} (week {}), assumptions from the start",
            text::date(scenario, workbench.playback.week()),
            workbench.playback.week()
        ),
    };
    ui.label(theme::quiet(said));
}

fn group_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    view: &LeverView,
    group: LeverGroup,
    commands: &mut Vec<Command>,
) -> usize {
    let words: Vec<String> = view.search.split_whitespace().map(str::to_lowercase).collect();
    let filtered = !words.is_empty() || view.changed_only;
    let wanted = |id: &LeverId| {
        let spec = id.spec();
        let hay = format!("{} {} {} {}", spec.label, spec.id, spec.help, group.label()).to_lowercase();
        spec.group == group
            && words.iter().all(|word| hay.contains(word))
            && (!view.changed_only || changes::touches(workbench.changes(), *id))
    };
    let shown: Vec<LeverId> = LeverId::ALL.iter().copied().filter(wanted).collect();
    if shown.is_empty() {
        return 0;
    }
    let changed = LeverId::ALL
        .iter()
        .filter(|id| id.spec().group == group && changes::touches(workbench.changes(), **id))
        .count();
    let title = if changed > 0 { format!("{} · {changed} changed", group.label()) } else { group.label().to_owned() };
    CollapsingHeader::new(theme::title(title))
        .id_salt((group.label(), filtered))
        .default_open(filtered || OPEN_AT_FIRST.contains(&group))
        .show(ui, |ui| {
            ui.add_space(2.0);
            for id in &shown {
                lever_ui(ui, workbench, *id, commands);
            }
        });
    shown.len()
}
