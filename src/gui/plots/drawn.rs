//! The lines of a plot: which, in what colour and dash, under what name.

use std::rc::Rc;

use egui::Color32;
use egui_plot::LineStyle;

use super::super::text;
use super::super::theme;
use super::board::{PlotSpec, Spread};
use super::chart::Chart;
use super::curves::{Arm, Around, Curve, Curves};
use super::layers::LayerKind;
use super::spread::FEWEST_SEEDS;

/// A line to draw.
pub(super) struct Drawn {
    pub(super) curve: Rc<Curve>,
    pub(super) around: Option<Rc<Around>>,
    /// The name at the end of the line; lines without one are not named.
    pub(super) name: String,
    /// Under which it is hidden.
    pub(super) key: String,
    pub(super) kind: LayerKind,
    pub(super) color: Color32,
    pub(super) width: f32,
    pub(super) style: LineStyle,
    pub(super) hidden: bool,
}

/// The lines of a plot, from the back to the front, hidden ones too.
pub(super) fn lines(dark: bool, chart: &Chart<'_>, curves: &mut Curves) -> Vec<Drawn> {
    let many = chart.choice.is_many();
    let spec = chart.spec;
    let base = chart.base();
    let mut drawn = Vec::new();
    for layer in chart.layers {
        // With several lines a run, rivals would hide what the plot is about.
        let rival = matches!(layer.kind, LayerKind::Rival(_));
        // The baseline less itself is the zero line.
        let itself = spec.difference && base.is_none_or(|base| base.token == layer.run.token);
        if (many && rival) || itself {
            continue;
        }
        let layer_hidden = chart.board.hides(&layer.key());
        if many && layer_hidden {
            continue;
        }
        let base = base.filter(|_| spec.difference);
        for (place, column) in layer.run.columns.iter().enumerate().filter(|(_, c)| chart.choice.shows(c)) {
            let own = theme::series(dark, column, chart.scenario);
            let (color, width) = match layer.kind {
                LayerKind::Current => (own, 2.2),
                LayerKind::Baseline | LayerKind::Pinned { .. } if many => (own.gamma_multiply(0.6), 1.2),
                LayerKind::Baseline => (theme::baseline(dark), 1.6),
                LayerKind::Rival(k) => (theme::rival(dark, k), 1.2),
                LayerKind::Pinned { place, .. } => (theme::pin(dark, place), 1.6),
            };
            let style = layer.kind.style();
            let name = match layer.kind {
                LayerKind::Current if many => column.actor.clone(),
                LayerKind::Baseline | LayerKind::Pinned { .. } if many => String::new(),
                _ => layer.name.clone().into_owned(),
            };
            let key = if many { column.id.clone() } else { layer.key() };
            let hidden = layer_hidden || chart.board.hides(&key);
            let arm = match layer.kind {
                LayerKind::Current if spec.difference => Some(Arm::Gap),
                LayerKind::Current => Some(Arm::Current),
                LayerKind::Baseline if !many => Some(Arm::Baseline),
                LayerKind::Pinned { id, .. } if spec.difference && !many => Some(Arm::PinnedGap(id)),
                _ => None,
            };
            let around = arm.filter(|_| !hidden).and_then(|arm| around(chart, curves, arm, place, spec));
            let curve = curves.line(layer.run, base, place, spec);
            drawn.push(Drawn { curve, around, name, key, kind: layer.kind, color, width, style, hidden });
        }
    }
    drawn
}

fn around(chart: &Chart<'_>, curves: &mut Curves, arm: Arm, column: usize, spec: &PlotSpec) -> Option<Rc<Around>> {
    let seeds = chart.seeds?;
    let runs = match arm {
        Arm::Current => seeds.current.len(),
        Arm::Baseline => seeds.baseline.len(),
        Arm::Gap => seeds.pairs.len(),
        Arm::PinnedGap(id) => seeds.of_pin(id, column).map_or(0, |(pairs, _)| pairs.len()),
    };
    // Each seed of several series would hide what the plot is about.
    let lines = chart.board.spread == Spread::Runs && !chart.choice.is_many();
    let band = chart.board.spread == Spread::Band && runs >= FEWEST_SEEDS;
    (lines || band).then(|| curves.around(seeds, arm, column, text::scale(chart.choice.metric), spec))
}
