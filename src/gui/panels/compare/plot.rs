//! The difference of one metric to the baseline over time, with its band over the pairs.

use egui::{Sides, Ui, vec2};

use super::super::super::command::Command;
use super::super::super::plots::{Board, Chart, FEWEST_SEEDS, PlotSpec, Seeds, Spread, chart_ui, layers};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use super::CompareView;

/// Its place among the plots, beyond those of the outcomes.
const PLACE: usize = 98;

/// Draws the plot under its title.
pub(super) fn plot_ui(ui: &mut Ui, workbench: &Workbench, view: &mut CompareView, commands: &mut Vec<Command>) {
    let layers = layers(workbench);
    let seeds = Seeds::with_pins(workbench.replications(), workbench.pins().iter().map(|pin| pin.id));
    let mut tokens: Vec<u64> = layers.iter().map(|layer| layer.run.token).collect();
    tokens.extend(workbench.baseline().map(|baseline| baseline.token));
    view.curves.keep(&tokens, seeds.version);
    view.pointer.next = None;
    let columns = workbench.current().map_or(&[][..], |run| &run.columns);
    if !columns.iter().any(|column| view.picked.shows(column)) {
        ui.label(theme::quiet("The run on show has no such metric"));
        return;
    }
    ui.add_space(2.0);
    let pairs = seeds.pairs.len();
    let date = text::date(workbench.scenario(), workbench.playback.week());
    let line = format!("lines and figures of seed {} in the week of {date}", workbench.seed());
    let about = "A line shows one seed, and the figure at its end one week; the table holds means over all seeds";
    let band = match pairs {
        _ if workbench.is_own_baseline() => "this run is the baseline, so its difference is zero".to_owned(),
        _ if pairs >= FEWEST_SEEDS => format!("bands 10–90 % of {pairs} pairs with the baseline"),
        1 => format!("1 pair is there, a band needs {FEWEST_SEEDS}"),
        _ => format!("{pairs} pairs are there, a band needs {FEWEST_SEEDS}"),
    };
    let picked = view.picked;
    Sides::new().shrink_left().truncate().show(
        ui,
        |ui| {
            ui.label(theme::title(format!("{}, less the baseline", picked.label(columns))));
            ui.label(theme::quiet(format!("{line}, {band}"))).on_hover_text(about);
        },
        |ui| {
            let help = "Puts this metric in the first plot of the outcomes";
            if ui.small_button("Show in the outcomes").on_hover_text(help).clicked() {
                commands.push(Command::Show { plot: Some(0), choice: picked });
            }
        },
    );
    let spec = PlotSpec { difference: true, ..PlotSpec::of(view.picked) };
    // The band is what this plot is for, whatever the outcomes show.
    let board = Board { spread: Spread::Band, ..workbench.board().clone() };
    let chart = Chart {
        place: PLACE,
        choice: view.picked,
        spec: &spec,
        board: &board,
        layers: &layers,
        baseline: workbench.baseline().map(AsRef::as_ref),
        seeds: Some(&seeds),
        in_turn: None,
        events: &[],
        scenario: workbench.scenario(),
        own: workbench.own_series(),
        week: workbench.playback.week(),
        policy_week: workbench.policy_week(),
        weeks: workbench.weeks(),
    };
    let size = vec2(ui.available_width(), ui.available_height().max(60.0));
    chart_ui(ui, &chart, &mut view.curves, &mut view.pointer, size, commands);
    if view.pointer.hovered != view.pointer.next {
        view.pointer.hovered = view.pointer.next;
        ui.ctx().request_repaint();
    }
}
