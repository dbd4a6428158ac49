//! A strip under the top bar that says something once and offers one thing to do about it.

use egui::{Align, Frame, Layout, Margin, Panel, Ui};

use super::super::command::{Action, Command};
use super::super::shell::ShellCommand;
use super::super::theme;
use super::super::widgets::{Icon, icon_button};
use super::super::workbench::Workbench;
use super::action_button;

/// What is said and offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// One sentence.
    pub said: String,
    /// What can be done about it.
    pub action: Action,
}

/// Draws the strip.
pub fn offer_ui(ui: &mut Ui, offer: &Offer, workbench: &Workbench, commands: &mut Vec<Command>) {
    let frame = Frame::side_top_panel(ui.style()).fill(theme::card(ui.visuals().dark_mode));
    Panel::top("offer").frame(frame.inner_margin(Margin::symmetric(12, 4))).show(ui, |ui| {
        ui.horizontal(|ui| {
            let close = |ui: &mut Ui, commands: &mut Vec<Command>| {
                if icon_button(ui, Icon::Close, "Close this message").clicked() {
                    commands.push(Command::Shell(ShellCommand::CloseOffer));
                }
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                close(ui, commands);
                action_button(ui, workbench, offer.action, commands);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(&offer.said).truncate());
                });
            });
        });
    });
}
