//! Which runs are drawn, from the back to the front, and which dash each has.

use std::borrow::Cow;

use egui_plot::LineStyle;

use super::super::pins::Pin;
use super::super::workbench::Workbench;
use super::super::worker::Finished;

/// How a run is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The run on show.
    Current,
    /// The run it is compared with.
    Baseline,
    /// A rival position, by its place.
    Rival(usize),
    /// A pinned run.
    Pinned {
        /// Its number.
        id: u32,
        /// Its dash and colour.
        place: usize,
    },
}

impl LayerKind {
    /// The dash of its lines.
    pub fn style(self) -> LineStyle {
        match self {
            Self::Current | Self::Rival(_) => LineStyle::Solid,
            Self::Baseline => LineStyle::dashed_dense(),
            Self::Pinned { place, .. } => PIN_STYLES[place % PIN_STYLES.len()],
        }
    }
}

/// Dashes of pinned runs, none like that of the baseline.
const PIN_STYLES: &[LineStyle] = &[
    LineStyle::Dotted { spacing: 5.0 },
    LineStyle::Dashed { length: 10.0 },
    LineStyle::Dashed { length: 2.5 },
    LineStyle::Dotted { spacing: 8.0 },
    LineStyle::Dashed { length: 15.0 },
    LineStyle::Dotted { spacing: 3.5 },
    LineStyle::Dashed { length: 7.5 },
];

/// A run in a plot.
#[derive(Clone)]
pub struct Layer<'a> {
    /// How it is drawn.
    pub kind: LayerKind,
    /// Its name.
    pub name: Cow<'a, str>,
    /// The run.
    pub run: &'a Finished,
}

impl Layer<'_> {
    /// The word under which it is remembered as hidden. No column has a space in its id.
    pub fn key(&self) -> String {
        match self.kind {
            LayerKind::Pinned { id, .. } => Pin::key(id),
            LayerKind::Baseline => "run baseline".to_owned(),
            LayerKind::Current | LayerKind::Rival(_) => format!("run {}", self.name),
        }
    }
}

/// The runs on show, hidden ones too. A run without changes is its own baseline, which is then not drawn twice.
pub fn layers(workbench: &Workbench) -> Vec<Layer<'_>> {
    let Some(current) = workbench.current() else { return Vec::new() };
    let mut layers = Vec::new();
    for (place, rival) in workbench.rivals().iter().enumerate() {
        if let Some(run) = &rival.run {
            layers.push(Layer { kind: LayerKind::Rival(place), name: Cow::Borrowed(&rival.title), run });
        }
    }
    for pin in workbench.pins().iter().rev().filter(|pin| Some(pin.id) != workbench.baseline_pin()) {
        if let Some(run) = &pin.run {
            let kind = LayerKind::Pinned { id: pin.id, place: pin.place };
            layers.push(Layer { kind, name: Cow::Borrowed(&pin.name), run });
        }
    }
    if let Some(baseline) = workbench.baseline().filter(|baseline| baseline.token != current.token) {
        layers.push(Layer { kind: LayerKind::Baseline, name: workbench.baseline_label().into(), run: baseline });
    }
    layers.push(Layer { kind: LayerKind::Current, name: "this run".into(), run: current });
    layers
}
