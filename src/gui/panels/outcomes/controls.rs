//! How plots draw: what all share, and what each has for itself.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, DragValue, Grid, PopupCloseBehavior, RichText, Ui};

use super::super::super::command::{Action, Command};
use super::super::super::export::ExportKind;
use super::super::super::plots::{
    FEWEST_SEEDS, MOST_PLOTS, PlotChoice, PlotCommand, PlotSpec, Seeds, Smoothing, Spread,
};
use super::super::super::shell::ShellCommand;
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use super::picker::{PickerView, Target, picker_ui};

/// What all plots share, at the right end of a row.
pub(super) fn shared_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    seeds: &Seeds<'_>,
    picker: &mut PickerView,
    commands: &mut Vec<Command>,
) {
    let board = workbench.board();
    let mut send = |command| commands.push(Command::Plots(command));
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new(theme::quiet("Plots ▾")).config(stays).ui(ui, |ui| {
        theme::menu(ui);
        ui.set_min_width(250.0);
        let mut large = board.large();
        ui.horizontal(|ui| {
            let field = DragValue::new(&mut large).range(1..=board.plots.len()).speed(0.05);
            if ui.add(field).accessible_name("Number of large plots").changed() {
                send(PlotCommand::SetLarge(large));
            }
            ui.label(format!("of {} plots are large", board.plots.len()));
        });
        ui.separator();
        ui.label(theme::quiet("Weeks shown"));
        let last = workbench.playback.last();
        let (mut from, mut to) = board.weeks_shown(workbench.weeks());
        ui.horizontal(|ui| {
            let first = ui.add(DragValue::new(&mut from).range(0..=last)).accessible_name("First week shown");
            ui.label("to");
            let end = ui.add(DragValue::new(&mut to).range(0..=last)).accessible_name("Last week shown");
            if first.changed() || end.changed() {
                send(PlotCommand::Zoom(Some((from, to))));
            }
            if ui.add_enabled(board.zoom.is_some(), Button::new("All weeks")).clicked() {
                send(PlotCommand::Zoom(None));
            }
        });
        ui.separator();
        ui.label(theme::quiet("Luck of the draw"));
        for spread in Spread::ALL {
            let row = ui.add(Button::selectable(board.spread == *spread, spread.label()));
            if row.on_hover_text(spread.help()).clicked() {
                send(PlotCommand::SetSpread(*spread));
            }
        }
        let there = seeds.current.len();
        if there < FEWEST_SEEDS {
            ui.label(theme::quiet(format!("{there} seeds are there, a band needs {FEWEST_SEEDS}")));
        }
        ui.separator();
        if ui.button("First picture").on_hover_text("Shows the first plots again, as they were").clicked() {
            send(PlotCommand::Reset);
            ui.close();
        }
    });
    let further = ui.add_enabled(board.plots.len() < MOST_PLOTS, Button::new(theme::quiet("Add plot…")));
    picker_ui(&further, workbench, None, Target::Further, picker, commands);
    if board.zoom.is_some() {
        let all = ui.button(theme::quiet("Show all weeks")).on_hover_text("So does a double click on a plot");
        if all.clicked() {
            commands.push(Command::Plots(PlotCommand::Zoom(None)));
        }
    }
}

/// The menu of one plot: how it draws, and what it shows.
pub(super) fn options_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    place: usize,
    spec: &PlotSpec,
    commands: &mut Vec<Command>,
) {
    // Several settings are changed at once, so the menu stays until a click beside it.
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = MenuButton::new(RichText::new("⋮").weak()).config(stays);
    let (button, _) = menu.ui(ui, |ui| {
        theme::menu(ui);
        ui.set_min_width(300.0);
        ui.set_max_width(340.0);
        let mut log = spec.log;
        let why = "A difference has both signs, and zero and less have no logarithm";
        let log_box = ui.add_enabled(!spec.difference, egui::Checkbox::new(&mut log, "Logarithmic axis"));
        if log_box.on_disabled_hover_text(why).changed() {
            commands.push(Command::Plots(PlotCommand::SetLog(place, log)));
        }
        let mut zero = spec.from_zero;
        let why = "Of this figure only changes mean something, so that zero is no place on its axis";
        let fits = spec.choice.has_zero() && !spec.is_log();
        let zero_box = ui.add_enabled(fits, egui::Checkbox::new(&mut zero, "Axis from zero"));
        let help = "Else the axis fits the lines, so that small changes are seen";
        if zero_box.on_hover_text(help).on_disabled_hover_text(why).changed() {
            commands.push(Command::Plots(PlotCommand::SetFromZero(place, zero)));
        }
        let mut difference = spec.difference;
        if ui.checkbox(&mut difference, "Difference to the baseline").changed() {
            commands.push(Command::Plots(PlotCommand::SetDifference(place, difference)));
        }
        ui.separator();
        for smoothing in Smoothing::ALL {
            let row = ui.add(Button::selectable(spec.smoothing == *smoothing, smoothing.label()));
            let help = "The mean of a week and those before it, so that nothing is seen before it happens";
            if row.on_hover_text(help).clicked() {
                commands.push(Command::Plots(PlotCommand::SetSmoothing(place, *smoothing)));
            }
        }
        ui.separator();
        about_ui(ui, workbench, spec);
        ui.separator();
        if ui.button("To the headline").clicked() {
            commands.push(Command::Show { plot: None, choice: single(spec) });
            ui.close();
        }
        for (kind, label) in [(ExportKind::PlotsSvg, "Export as SVG…"), (ExportKind::PlotsPng, "Export as PNG…")] {
            let row = ui.add_enabled(workbench.can(Action::Export(kind)), Button::new(label));
            if row.on_hover_text("This plot as it is on the screen, on white paper").clicked() {
                commands.push(Command::Shell(ShellCommand::ExportPlot(kind, place)));
                ui.close();
            }
        }
        let many = workbench.board().plots.len() > 1;
        if ui.add_enabled(many, Button::new("Remove plot")).clicked() {
            commands.push(Command::Plots(PlotCommand::Remove(place)));
            ui.close();
        }
    });
    button
        .accessible_name(format!("Options of plot {}", place + 1))
        .on_hover_text("How this plot draws, and what it shows");
}

/// The headline is one figure: of several series the first.
fn single(spec: &PlotSpec) -> PlotChoice {
    let choice = spec.choice;
    if choice.is_many() { PlotChoice::one(choice.metric, 0) } else { choice }
}

/// What the metric is.
fn about_ui(ui: &mut Ui, workbench: &Workbench, spec: &PlotSpec) {
    let columns = workbench.current().map_or(&[][..], |run| &run.columns);
    ui.label(theme::title(format!("What is “{}”", spec.choice.label(columns))));
    let metric = spec.choice.metric.spec();
    let rows = [
        ("Formula", text::capitalised(metric.formula)),
        ("Unit", text::unit(metric).to_owned()),
        ("Kind", text::capitalised(metric.kind.label())),
        ("Source", metric.source.to_owned()),
        ("In exports", metric.id.to_owned()),
    ];
    Grid::new("about").num_columns(2).show(ui, |ui| {
        for (what, said) in rows {
            ui.label(theme::quiet(what));
            ui.add(egui::Label::new(said).wrap());
            ui.end_row();
        }
    });
}
