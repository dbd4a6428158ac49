//! Plots: what the outcomes show, the points prepared once a run, and the drawing.

mod measure;
mod board;
mod choice;
mod layers;
mod prepare;
mod scale;
mod spread;
mod curves;
mod drawn;
mod chart;
mod labels;
mod hover;
mod thumb;
mod observed;
mod picture;

pub use board::{Board, FEWEST_WEEKS, MOST_PLOTS, PlotCommand, PlotSpec, Smoothing, Spread};
pub use chart::{Chart, Pointer, chart_ui};
pub use choice::PlotChoice;
pub use curves::Curves;
pub use labels::{dashed, sample};
pub use layers::{Layer, LayerKind, layers};
pub use measure::{Measure, Span, most_different};
pub use observed::{is_observed, observed_choices};
pub use picture::plots_on_paper;
pub use spread::{FEWEST_SEEDS, Pairs, Seeds};
pub use thumb::thumb_ui;
