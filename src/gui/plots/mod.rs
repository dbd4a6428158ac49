//! Plots: what each shows, the points prepared once a run, and the drawing.

mod board;
mod chart;
mod choice;
mod curves;
mod observed;

pub use board::{Board, FEWEST_WEEKS, MOST_PLOTS, PlotCommand, PlotSpec, Smoothing, Spread};
pub use chart::{Chart, Layer, LayerKind, chart_ui};
pub use choice::PlotChoice;
pub use curves::Curves;
pub use observed::{is_observed, observed_choices};
