//! The outcomes: one headline figure, large plots of the run with the baseline and rival positions behind it, and a strip
//! of small ones.

mod cards;
mod controls;
mod headline;
mod told;
mod legend;
mod picker;

use egui::{Align, Layout, Ui, vec2};

use super::super::access::AccessCommand;
use super::super::command::Command;
use super::super::plots::{Curves, FEWEST_SEEDS, Pointer, Seeds, is_observed, layers};
use super::super::theme;
use super::super::why::Why;
use super::super::workbench::Workbench;
use cards::{Cards, cards_ui};
use controls::shared_ui;
use headline::headline_ui;
use legend::{Marks, legend_ui};
use picker::PickerView;

/// How the outcomes look just now.
#[derive(Debug, Default)]
pub struct OutcomesView {
    curves: Curves,
    pointer: Pointer,
    picker: PickerView,
    why: Option<Why>,
}

/// Draws the tab.
pub fn outcomes_ui(ui: &mut Ui, workbench: &Workbench, view: &mut OutcomesView, commands: &mut Vec<Command>) {
    let Some(current) = workbench.current() else {
        let said = if workbench.is_cancelled() {
            "The first run was cancelled, Run again computes it"
        } else {
            "The first run is being computed"
        };
        ui.centered_and_justified(|ui| ui.label(said));
        return;
    };
    let layers = layers(workbench);
    // Seeds belong to the run after the change; a band that stays while the line flips would mislead.
    let seeds = match workbench.replayed() {
        None => Seeds::of(workbench.replications()),
        Some(_) => Seeds::none(workbench.replications()),
    };
    let mut tokens: Vec<u64> = layers.iter().map(|layer| layer.run.token).collect();
    tokens.extend(workbench.baseline().into_iter().chain(workbench.in_turn()).map(|run| run.token));
    view.curves.keep(&tokens, seeds.version);
    view.pointer.next = None;

    view.why = Why::refreshed(view.why.take(), workbench);
    headline_ui(ui, workbench, &seeds, view.pointer.hovered, &mut view.picker, commands);
    let plots = &workbench.board().plots;
    let observed = plots
        .iter()
        .any(|plot| is_observed(workbench.scenario(), workbench.own_series(), &current.columns, plot.choice));
    // The buttons keep their room, so that the legend wraps before them.
    let buttons = if workbench.board().zoom.is_some() { 310.0 } else { 190.0 };
    ui.horizontal_top(|ui| {
        let room = vec2((ui.available_width() - buttons).max(120.0), ui.spacing().interact_size.y);
        let wrapped = Layout::left_to_right(Align::Center).with_main_wrap(true);
        ui.allocate_ui_with_layout(room, wrapped, |ui| {
            let marks = Marks { observed, band: seeds.current.len() >= FEWEST_SEEDS };
            legend_ui(ui, workbench, &layers, marks, commands);
            if let Some(why) = view.why.as_ref().filter(|why| why.speaks()) {
                let said = std::iter::once(&why.headline).chain(&why.reasons).cloned().collect::<Vec<_>>().join("\n");
                if why.few_phones && ui.small_button("Let all phones read messages").on_hover_text(&said).clicked() {
                    commands.push(Command::Access(AccessCommand::OnAllPhones(true)));
                }
                ui.add(egui::Label::new(theme::quiet(shortened(why))).truncate()).on_hover_text(said);
            }
        });
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            shared_ui(ui, workbench, &seeds, &mut view.picker, commands);
        });
    });
    let cards = Cards { workbench, layers: &layers, seeds: &seeds };
    cards_ui(ui, &cards, view, commands);
    if view.pointer.hovered != view.pointer.next {
        view.pointer.hovered = view.pointer.next;
        // The plots before the one under the pointer show the same week in the next frame.
        ui.ctx().request_repaint();
    }
}

/// Why nothing changed in one line; the rest is told on hover and in the tab that compares.
fn shortened(why: &Why) -> String {
    match why.reasons.first() {
        Some(first) => format!("{}. {first}", why.headline),
        None => why.headline.clone(),
    }
}
