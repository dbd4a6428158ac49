//! The access rules: who may have what as a matrix, and the rules as sentences, each with a switch that is a change
//! like any other.

use egui::{Frame, Margin, ScrollArea, Stroke, Ui};

use super::super::changes;
use super::super::command::Command;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::matrix::{MatrixView, matrix_ui};
use crate::scenario::vocabulary::Effect;

/// Draws the tab.
pub fn access_ui(ui: &mut Ui, workbench: &Workbench, view: &mut MatrixView, commands: &mut Vec<Command>) {
    let scenario = workbench.scenario();
    let week = workbench.rules_act_in();
    let default = match scenario.default_effect {
        Effect::Deny => "What no rule allows is denied",
        Effect::Allow => "What no rule forbids is allowed",
    };
    ui.label(theme::quiet(format!(
        "{default}. The highest priority that matches decides. A switch acts from {} (week {week})",
        text::date(scenario, week)
    )));
    ui.add_space(6.0);
    let dark = ui.visuals().dark_mode;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        matrix_ui(ui, workbench, view, week);
        ui.add_space(10.0);
        for rule in &scenario.rules {
            let frame = Frame::new().fill(theme::card(dark)).stroke(Stroke::new(1.0, theme::hairline(dark)));
            frame.corner_radius(6.0).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 3.0;
                let mut enabled = changes::rule_enabled(scenario, workbench.changes(), &rule.id, week);
                if ui.checkbox(&mut enabled, theme::title(&rule.id)).changed() {
                    commands.push(Command::SetRule { id: rule.id.clone(), enabled });
                }
                let sentence = crate::rules::sentence(rule, scenario, false);
                ui.add(egui::Label::new(sentence).wrap());
                ui.label(theme::quiet(format!("{}, priority {}", rule.effect.label(), rule.priority)));
            });
            ui.add_space(4.0);
        }
    });
}
