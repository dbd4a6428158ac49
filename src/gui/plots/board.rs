//! What the outcomes show and how: a plain value, so that it can be saved and tested without a window.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{PlotChoice, Span};

/// Most plots on the board.
pub const MOST_PLOTS: usize = 24;
/// Fewest weeks a plot may be zoomed to.
pub const FEWEST_WEEKS: u32 = 4;

/// What stands behind a line to show the luck of the draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spread {
    /// Nothing.
    Off,
    /// The middle 80 per cent of the seeds, and their median.
    #[default]
    Band,
    /// Every seed as a thin line.
    Runs,
}

impl Spread {
    /// All, in the order of a menu.
    pub const ALL: &'static [Self] = &[Self::Off, Self::Band, Self::Runs];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Off => "This seed only",
            Self::Band => "Band over seeds",
            Self::Runs => "Each seed as a line",
        }
    }

    /// What is seen, in a sentence.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Off => "Only the run with the seed of the scenario is drawn",
            Self::Band => "Eight in ten seeds lie inside the band each week, the dotted line is their median",
            Self::Runs => "A thin line for each seed",
        }
    }
}

/// Over how many weeks a line is averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Smoothing {
    /// As it is.
    #[default]
    None,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
}

impl Smoothing {
    /// All, in the order of a menu.
    pub const ALL: &'static [Self] = &[Self::None, Self::Month, Self::Quarter];

    /// Weeks averaged: the week itself and those before it, so that nothing is seen before it happens.
    pub const fn weeks(self) -> usize {
        match self {
            Self::None => 1,
            Self::Month => 4,
            Self::Quarter => 13,
        }
    }

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::None => "Weekly figures",
            Self::Month => "4-week mean",
            Self::Quarter => "13-week mean",
        }
    }
}

/// One plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlotSpec {
    /// What it shows.
    pub choice: PlotChoice,
    /// Whether values stand on a logarithmic axis.
    #[serde(default)]
    pub log: bool,
    /// Whether it shows the difference to the baseline.
    #[serde(default)]
    pub difference: bool,
    /// Over how many weeks it is averaged.
    #[serde(default)]
    pub smoothing: Smoothing,
    /// Whether the axis of values begins at zero.
    #[serde(default)]
    pub from_zero: bool,
}

impl PlotSpec {
    /// A plot of weekly figures.
    pub const fn of(choice: PlotChoice) -> Self {
        Self { choice, log: false, difference: false, smoothing: Smoothing::None, from_zero: false }
    }

    /// Whether the axis begins at zero: where that is asked for and means something.
    pub fn starts_at_zero(&self) -> bool {
        self.from_zero && !self.is_log() && self.choice.has_zero()
    }

    /// Whether the axis is logarithmic; a difference has no logarithm, because it changes its sign.
    pub const fn is_log(&self) -> bool {
        self.log && !self.difference
    }
}

/// Everything the outcomes show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// What the headline shows.
    pub headline: PlotChoice,
    /// Of which weeks.
    #[serde(default)]
    pub span: Span,
    /// All plots; the first ones are large, the others small.
    pub plots: Vec<PlotSpec>,
    /// Number of large plots.
    pub large: usize,
    /// What shows the luck of the draw.
    pub spread: Spread,
    /// Runs and series that are hidden, by key.
    pub hidden: BTreeSet<String>,
    /// The weeks all plots show, first and last; `None` shows all.
    pub zoom: Option<(u32, u32)>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            headline: PlotChoice::headline(),
            span: Span::default(),
            plots: PlotChoice::first().into_iter().map(PlotSpec::of).collect(),
            large: 2,
            spread: Spread::default(),
            hidden: BTreeSet::new(),
            zoom: None,
        }
    }
}

/// A change of what the outcomes show. Plots are named by their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlotCommand {
    /// Makes a small plot the first large one; the last large one takes its place.
    Promote(usize),
    /// Adds a plot at the end.
    Add(PlotChoice),
    /// Takes a plot away.
    Remove(usize),
    /// How many plots are large.
    SetLarge(usize),
    /// Logarithmic or not.
    SetLog(usize, bool),
    /// Difference to the baseline or not.
    SetDifference(usize, bool),
    /// Over how many weeks the plot is averaged.
    SetSmoothing(usize, Smoothing),
    /// Whether the axis begins at zero.
    SetFromZero(usize, bool),
    /// Of which weeks the headline speaks.
    SetSpan(Span),
    /// What shows the luck of the draw.
    SetSpread(Spread),
    /// Hides what is shown and shows what is hidden, a run or a series by its key.
    ToggleSeries(String),
    /// The weeks all plots show; `None` shows all.
    Zoom(Option<(u32, u32)>),
    /// Back to the first picture.
    Reset,
}

impl Board {
    /// Whether a run or a series is hidden.
    pub fn hides(&self, key: &str) -> bool {
        self.hidden.contains(key)
    }

    /// Number of large plots that there are.
    pub fn large(&self) -> usize {
        self.large.clamp(1, self.plots.len().max(1))
    }

    /// The first and last week to show of a run with so many weeks.
    pub fn weeks_shown(&self, weeks: u32) -> (u32, u32) {
        let last = weeks.saturating_sub(1);
        match self.zoom {
            Some((from, to)) if from < to && from < last => (from, to.min(last)),
            _ => (0, last),
        }
    }

    /// Puts a metric into a plot and keeps how the plot draws; `None` is the headline.
    pub fn show(&mut self, plot: Option<usize>, choice: PlotChoice) {
        match plot {
            None => self.headline = choice,
            Some(place) => self.edit(place, |plot| plot.choice = choice),
        }
    }

    /// Changes what is shown.
    pub fn apply(&mut self, command: PlotCommand) {
        match command {
            PlotCommand::Promote(place) => self.promote(place),
            PlotCommand::Add(choice) => {
                if self.plots.len() < MOST_PLOTS {
                    self.plots.push(PlotSpec::of(choice));
                }
            }
            PlotCommand::Remove(place) => {
                if self.plots.len() > 1 && place < self.plots.len() {
                    self.plots.remove(place);
                    self.large = self.large();
                }
            }
            PlotCommand::SetLarge(large) => self.large = large.clamp(1, self.plots.len().max(1)),
            PlotCommand::SetLog(place, log) => self.edit(place, |plot| plot.log = log),
            PlotCommand::SetDifference(place, on) => self.edit(place, |plot| plot.difference = on),
            PlotCommand::SetSmoothing(place, smoothing) => self.edit(place, |plot| plot.smoothing = smoothing),
            PlotCommand::SetFromZero(place, on) => self.edit(place, |plot| plot.from_zero = on),
            PlotCommand::SetSpan(span) => self.span = span,
            PlotCommand::SetSpread(spread) => self.spread = spread,
            PlotCommand::ToggleSeries(key) => {
                if !self.hidden.remove(&key) {
                    self.hidden.insert(key);
                }
            }
            PlotCommand::Zoom(weeks) => self.zoom = weeks.map(widened),
            PlotCommand::Reset => *self = Self::default(),
        }
    }

    fn promote(&mut self, place: usize) {
        let large = self.large();
        if place < large || place >= self.plots.len() {
            return;
        }
        let promoted = self.plots.remove(place);
        let demoted = self.plots.remove(large - 1);
        self.plots.insert(0, promoted);
        self.plots.insert(place, demoted);
    }

    fn edit(&mut self, place: usize, edit: impl FnOnce(&mut PlotSpec)) {
        if let Some(plot) = self.plots.get_mut(place) {
            edit(plot);
        }
    }
}

/// Weeks in order and not too few.
fn widened((a, b): (u32, u32)) -> (u32, u32) {
    let (from, to) = (a.min(b), a.max(b));
    (from, to.max(from.saturating_add(FEWEST_WEEKS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promoted_plot_comes_first_and_the_last_large_one_takes_its_place() {
        let mut board = Board::default();
        let before: Vec<PlotChoice> = board.plots.iter().map(|plot| plot.choice).collect();
        board.apply(PlotCommand::Promote(4));
        let after: Vec<PlotChoice> = board.plots.iter().map(|plot| plot.choice).collect();
        assert_eq!(after[..2], [before[4], before[0]]);
        assert_eq!(after[4], before[1]);
        let rest = [2, 3, 5, 6, 7];
        assert!(rest.iter().all(|&place| after[place] == before[place]), "{after:?}");
        board.apply(PlotCommand::Promote(0));
        assert_eq!(board.plots[0].choice, before[4], "a large plot stays where it is");
    }

    #[test]
    fn the_last_plot_cannot_be_taken_away() {
        let mut board = Board::default();
        for _ in 0..20 {
            board.apply(PlotCommand::Remove(0));
        }
        assert_eq!((board.plots.len(), board.large()), (1, 1));
    }

    #[test]
    fn a_zoom_is_in_order_and_never_too_narrow_and_ends_with_the_run() {
        let mut board = Board::default();
        board.apply(PlotCommand::Zoom(Some((90, 40))));
        assert_eq!(board.weeks_shown(260), (40, 90));
        assert_eq!(board.weeks_shown(60), (40, 59));
        assert_eq!(board.weeks_shown(30), (0, 29), "a zoom beyond the run shows all of it");
        board.apply(PlotCommand::Zoom(Some((7, 7))));
        assert_eq!(board.weeks_shown(260), (7, 7 + FEWEST_WEEKS));
    }

    #[test]
    fn a_board_is_saved_and_read_again() {
        let mut board = Board::default();
        board.apply(PlotCommand::SetLog(1, true));
        board.apply(PlotCommand::SetSmoothing(0, Smoothing::Quarter));
        board.apply(PlotCommand::SetFromZero(2, true));
        board.apply(PlotCommand::SetSpan(Span::SincePolicy));
        board.apply(PlotCommand::ToggleSeries("run baseline".to_owned()));
        board.apply(PlotCommand::Zoom(Some((3, 99))));
        let text = serde_json::to_string(&board).expect("text");
        assert_eq!(serde_json::from_str::<Board>(&text).expect("a board"), board);
    }

    #[test]
    fn another_metric_keeps_how_the_plot_draws() {
        let mut board = Board::default();
        board.apply(PlotCommand::SetSmoothing(0, Smoothing::Month));
        board.show(Some(0), PlotChoice::headline());
        assert_eq!((board.plots[0].choice, board.plots[0].smoothing), (PlotChoice::headline(), Smoothing::Month));
    }
}
