//! Which runs are drawn, from the back to the front.

use super::super::workbench::Workbench;
use super::super::worker::Finished;

/// How a run is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The run on show.
    Current,
    /// The scenario as it stands.
    Baseline,
    /// A rival position, by its place.
    Rival(usize),
}

/// A run in a plot.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    /// How it is drawn.
    pub kind: LayerKind,
    /// Its name.
    pub name: &'a str,
    /// The run.
    pub run: &'a Finished,
}

impl Layer<'_> {
    /// The word under which it is remembered as hidden. No column has a space in its id.
    pub fn key(&self) -> String {
        format!("run {}", self.name)
    }
}

/// The runs on show, hidden ones too. A run without changes is its own baseline, which is then not drawn twice.
pub fn layers(workbench: &Workbench) -> Vec<Layer<'_>> {
    let Some(current) = workbench.current() else { return Vec::new() };
    let mut layers = Vec::new();
    for (place, rival) in workbench.rivals().iter().enumerate() {
        if let Some(run) = &rival.run {
            layers.push(Layer { kind: LayerKind::Rival(place), name: &rival.title, run });
        }
    }
    if let Some(baseline) = workbench.baseline().filter(|baseline| baseline.token != current.token) {
        layers.push(Layer { kind: LayerKind::Baseline, name: "baseline", run: baseline });
    }
    layers.push(Layer { kind: LayerKind::Current, name: "this run", run: current });
    layers
}
