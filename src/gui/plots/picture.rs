//! Plots as they are on the screen, on white paper.

use egui::Color32;
use egui_plot::{LineStyle, PlotPoint};

use super::super::theme;
use super::super::workbench::Workbench;
use super::board::{PlotSpec, Smoothing, Spread};
use super::chart::Chart;
use super::curves::{Around, Curves};
use super::drawn::{Drawn, lines};
use super::layers::{Layer, layers};
use super::observed::observed;
use super::prepare::on_axis;
use super::spread::Seeds;
use crate::export::picture::Colour;
use crate::export::plot::{Plot, PlotBand, PlotLine};

/// The plots in these places, with the runs, the weeks and the manner that are on the screen.
pub fn plots_on_paper(workbench: &Workbench, places: &[usize]) -> Vec<Plot> {
    let (layers, seeds) = (layers(workbench), Seeds::of(workbench.replications()));
    let mut curves = Curves::default();
    let board = workbench.board();
    let shown = places.iter().filter_map(|place| {
        let chart = Chart {
            place: *place,
            choice: board.plots.get(*place)?.choice,
            spec: &board.plots[*place],
            board,
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
        Some(plot(&chart, &mut curves))
    });
    shown.collect()
}

fn plot(chart: &Chart<'_>, curves: &mut Curves) -> Plot {
    let mut drawn = lines(false, chart, curves);
    drawn.retain(|line| !line.hidden);
    let spread = chart.board.spread;
    let mut plot_lines: Vec<PlotLine> = Vec::new();
    let mut bands = Vec::new();
    for line in &drawn {
        if let Some(around) = &line.around {
            luck(line, around, spread, &mut bands, &mut plot_lines);
        }
    }
    plot_lines.extend(drawn.iter().map(|line| PlotLine {
        name: line.name.clone(),
        pieces: pieces(&line.curve.pieces),
        ..line_of(line.color, line.width, line.style)
    }));
    // Observations lie between Mondays; they are joined by thin dots so that nobody takes them for a run.
    let series = if chart.spec.difference { Vec::new() } else { observed(chart) };
    let seen = |points: &[PlotPoint]| points.iter().filter_map(|point| at(point, chart.spec.is_log())).collect();
    plot_lines.extend(series.into_iter().map(|series| PlotLine {
        pieces: vec![seen(&series.points)],
        name: series.name,
        ..line_of(theme::observed(false), 1.5, LineStyle::Dotted { spacing: 3.0 })
    }));
    let columns = chart.layers.last().map_or(&[][..], |layer: &Layer<'_>| &layer.run.columns);
    Plot {
        title: chart.choice.label(columns),
        subtitle: subtitle(chart),
        start: chart.scenario.start,
        weeks: chart.board.weeks_shown(chart.weeks),
        log: chart.spec.is_log(),
        from_zero: chart.spec.starts_at_zero(),
        policy_week: Some(chart.policy_week),
        bands,
        lines: plot_lines,
    }
}

/// The band of seeds or the line of each.
fn luck(line: &Drawn, around: &Around, spread: Spread, bands: &mut Vec<PlotBand>, lines: &mut Vec<PlotLine>) {
    match spread {
        Spread::Off => {}
        Spread::Band => {
            bands.push(PlotBand { colour: colour(theme::band(line.color)), areas: around.areas.clone() });
            let median = line_of(theme::seed(line.color), 1.0, LineStyle::Dotted { spacing: 3.0 });
            lines.push(PlotLine { pieces: pieces(&around.median), ..median });
        }
        Spread::Runs => lines.extend(around.seeds.iter().map(|seed| {
            let thin = line_of(theme::seed(line.color), 0.7, LineStyle::Solid);
            PlotLine { pieces: pieces(seed), ..thin }
        })),
    }
}

/// A line without name and points.
fn line_of(color: Color32, width: f32, style: LineStyle) -> PlotLine {
    let dash = match style {
        LineStyle::Solid => (0.0, 0.0),
        LineStyle::Dotted { spacing } => (width, spacing),
        LineStyle::Dashed { length } => (length, 0.6 * length),
    };
    let dash = (f64::from(dash.0), f64::from(dash.1));
    PlotLine { name: String::new(), colour: colour(color), width: f64::from(width), dash, pieces: Vec::new() }
}

fn colour(color: Color32) -> Colour {
    Colour(color.to_srgba_unmultiplied())
}

fn pieces(pieces: &[Vec<PlotPoint>]) -> Vec<Vec<(f64, f64)>> {
    pieces.iter().map(|piece| piece.iter().map(|point| (point.x, point.y)).collect()).collect()
}

fn at(point: &PlotPoint, log: bool) -> Option<(f64, f64)> {
    on_axis(point.y, 1.0, log).map(|y| (point.x, y))
}

/// Unit and manner, such as "%, 4-week mean, log axis".
fn subtitle(chart: &Chart<'_>) -> String {
    let PlotSpec { difference, smoothing, .. } = *chart.spec;
    let mut said = vec![chart.unit().to_owned()];
    if difference {
        said.push("less the baseline".to_owned());
    }
    if smoothing != Smoothing::None {
        said.push(smoothing.label().to_owned());
    }
    if chart.spec.is_log() {
        said.push("log axis".to_owned());
    }
    if chart.spec.starts_at_zero() {
        said.push("from zero".to_owned());
    }
    let seeds = chart.seeds.map_or(0, |seeds| seeds.current.len());
    match chart.board.spread {
        Spread::Band if seeds >= super::FEWEST_SEEDS => said.push(format!("band 10–90 % of {seeds} seeds")),
        Spread::Runs if seeds > 0 => said.push(format!("{seeds} seeds")),
        _ => {}
    }
    said.join(", ")
}
