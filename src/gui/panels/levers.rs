//! The panel of levers, generated from the table: by whose they are and by kind, searchable, changed ones only on
//! request. Rows outside what is scrolled into view are not laid out.

use std::collections::BTreeMap;

use egui::{Button, CollapsingHeader, Rect, ScrollArea, Sense, TextEdit, Ui, vec2};

use super::super::advice;
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
    /// Kinds that are left out.
    hidden: Vec<LeverKind>,
    /// The lever to be scrolled to and given the keyboard.
    reveal: Option<LeverId>,
    /// The lever shown last so; it is drawn wherever it lies, because what is not drawn loses the keyboard.
    revealed: Option<LeverId>,
    heights: Heights,
}

/// Heights that rows had when they were last drawn, at one width and zoom.
#[derive(Clone, Debug, Default)]
struct Heights {
    width: f32,
    of: BTreeMap<LeverId, f32>,
}

/// Groups that are open at first: the rules of the quarrel and the conduct of its two sides.
const OPEN_AT_FIRST: &[LeverGroup] = &[LeverGroup::Access, LeverGroup::OsVendors, LeverGroup::Operators];
/// Rows this far outside the view are drawn all the same, so that keyboard and screen readers find the next ones; all
/// 138 rows are some 11,000 high.
const MARGIN: f32 = 1600.0;

impl LeverView {
    /// Shows a lever and puts the keyboard on it, whatever was searched for.
    pub fn go_to(&mut self, id: LeverId) {
        self.search.clear();
        self.changed_only = false;
        self.hidden.clear();
        self.reveal = Some(id);
    }

    /// The levers that are shown, with their group's.
    fn shown(&self, workbench: &Workbench, group: LeverGroup) -> Vec<LeverId> {
        let words: Vec<String> = self.search.split_whitespace().map(str::to_lowercase).collect();
        let wanted = |id: &LeverId| {
            let spec = id.spec();
            let hay = || format!("{} {} {} {}", spec.label, spec.id, spec.help, group.label()).to_lowercase();
            spec.group == group
                && !self.hidden.contains(&spec.kind)
                && (!self.changed_only || changes::touches(workbench.changes(), *id))
                && (words.is_empty() || words.iter().all(|word| hay().contains(word)))
        };
        LeverId::ALL.iter().copied().filter(wanted).collect()
    }

    fn is_filtered(&self) -> bool {
        !self.search.trim().is_empty() || self.changed_only
    }
}

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
    kinds_ui(ui, view);
    ui.label(theme::quiet(when(workbench)));
    // All levers of policy and conduct act from one week, so that one of them speaks for all.
    if let Some(why) = advice::too_late(workbench, LeverId::message_authorisation) {
        ui.label(egui::RichText::new(format!("! {why}")).small().color(ui.visuals().warn_fg_color));
    }
    ui.add_space(2.0);
    ui.separator();
    if (view.heights.width - ui.available_width()).abs() > 0.5 {
        view.heights = Heights { width: ui.available_width(), of: BTreeMap::new() };
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let mut shown = 0;
        for group in LeverGroup::ALL {
            shown += group_ui(ui, workbench, view, *group, commands);
        }
        if shown == 0 {
            ui.label(theme::quiet(why_none(workbench, view)));
        }
        ui.add_space(12.0);
    });
}

/// Kinds of levers as chips that hide or show them.
fn kinds_ui(ui: &mut Ui, view: &mut LeverView) {
    let dark = ui.visuals().dark_mode;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for kind in [LeverKind::Conduct, LeverKind::Policy, LeverKind::Assumption] {
            let on = !view.hidden.contains(&kind);
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(8.0), Sense::hover());
            let color = theme::kind(dark, kind).gamma_multiply(if on { 1.0 } else { 0.3 });
            ui.painter().rect_filled(rect, 2.0, color);
            let chip = Button::selectable(on, text::capitalised(kind.label())).small();
            let help = if on { "Hides levers of this kind" } else { "Shows levers of this kind" };
            if ui.add(chip).on_hover_text(help).clicked() {
                if on {
                    view.hidden.push(kind);
                } else {
                    view.hidden.retain(|hidden| *hidden != kind);
                }
            }
            ui.add_space(4.0);
        }
    });
}

/// From when changes act in the mode that is on.
fn when(workbench: &Workbench) -> String {
    let date = |week: u32| format!("{} (week {week})", text::date(workbench.scenario(), week));
    match workbench.mode() {
        Mode::WhatIf => {
            format!("Conduct and policy act from {}, assumptions from the start", date(workbench.policy_week()))
        }
        Mode::Live => format!(
            "Live, conduct and policy act from this week, {}, assumptions from the start",
            date(workbench.playback.week())
        ),
    }
}

fn why_none(workbench: &Workbench, view: &LeverView) -> &'static str {
    if view.changed_only && !LeverId::ALL.iter().any(|id| changes::touches(workbench.changes(), *id)) {
        "No lever is changed"
    } else if view.hidden.is_empty() {
        "No lever has these words in its name or help"
    } else {
        "No lever of the kinds shown has these words in its name or help"
    }
}

fn group_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    view: &mut LeverView,
    group: LeverGroup,
    commands: &mut Vec<Command>,
) -> usize {
    let shown = view.shown(workbench, group);
    if shown.is_empty() {
        return 0;
    }
    let of_group = |id: &&LeverId| id.spec().group == group && changes::touches(workbench.changes(), **id);
    let changed = LeverId::ALL.iter().filter(of_group).count();
    let title = if changed > 0 { format!("{} · {changed} changed", group.label()) } else { group.label().to_owned() };
    let filtered = view.is_filtered();
    let revealed = view.reveal.is_some_and(|id| id.spec().group == group);
    CollapsingHeader::new(theme::title(title))
        .id_salt((group.label(), filtered))
        .default_open(filtered || OPEN_AT_FIRST.contains(&group))
        .open(revealed.then_some(true))
        .show(ui, |ui| {
            ui.add_space(2.0);
            for id in &shown {
                row_ui(ui, workbench, view, *id, commands);
            }
        });
    shown.len()
}

/// Draws a row, or leaves its place empty where it lies far outside the view and its height is known.
fn row_ui(ui: &mut Ui, workbench: &Workbench, view: &mut LeverView, id: LeverId, commands: &mut Vec<Command>) {
    let focus = view.reveal == Some(id);
    let top = ui.cursor().min;
    let known = view.heights.of.get(&id).copied().filter(|_| !focus && view.revealed != Some(id));
    if let Some(height) = known {
        let rect = Rect::from_min_size(top, vec2(ui.available_width(), height));
        if !ui.clip_rect().expand(MARGIN).intersects(rect) {
            ui.allocate_rect(rect, Sense::hover());
            return;
        }
    }
    lever_ui(ui, workbench, id, focus, commands);
    if focus {
        // A group that was closed may take a frame to open.
        view.revealed = view.reveal.take();
    }
    // The next row begins after the space between two rows, which an empty place gets as well.
    let height = ui.cursor().min.y - top.y - ui.spacing().item_spacing.y;
    view.heights.of.insert(id, height);
}
