//! Published facts against the model: each with its target, its source, what the model gives, and the miss.
//!
//! A fact is of one of three kinds, and the kind is the one that claims least of its parts. What was *put in* proves
//! nothing when it comes out again; what a parameter was *calibrated* to proves that the fit worked; only what nothing
//! was told is evidence, and only that is counted as such. A row that fails stays a row that fails, with the mechanism
//! at fault.
//!
//! Targets and tolerances are set before the model is run; a target with two figures has two parts, and the row passes
//! if all of its parts do.

pub mod arms;
pub mod measure;
mod mechanism;
pub mod table;

use super::forecast::Quarter;
use super::{Figure, Progress, batch};
use crate::run::RunInput;
use crate::run::compare::Summaries;
use crate::scenario::{Levers, Reform};

pub use arms::{ARMS, Arm};
pub use measure::{Seed, figures};
pub use table::FACTS;

/// How a figure came into the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It was put in.
    Input,
    /// A parameter was fitted to it.
    Calibrated,
    /// Nothing was told.
    Emergent,
}

impl Kind {
    /// All kinds, the one that claims least first.
    pub const ALL: &'static [Self] = &[Self::Input, Self::Calibrated, Self::Emergent];

    /// The word in files and on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Calibrated => "calibrated",
            Self::Emergent => "emergent",
        }
    }
}

/// What a fact or a part of it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the tolerance.
    Pass,
    /// Outside of it, or without a figure.
    Miss,
    /// There is nothing to score.
    Unscored,
}

impl Verdict {
    /// The word in files and on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Miss => "miss",
            Self::Unscored => "unscored",
        }
    }
}

/// Where a figure is read.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// In the runs of a seed.
    Runs(fn(&Seed<'_>) -> Option<f64>),
    /// At the mechanism itself, once for all seeds.
    Mechanism(fn(&Levers) -> f64),
}

/// What must lie in the band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scored {
    /// The mean over seeds.
    Mean,
    /// Every seed.
    Every,
    /// Nothing: the figure is only shown.
    Not,
}

/// One figure of a fact.
#[derive(Debug)]
pub struct Part {
    /// What it is.
    pub label: &'static str,
    /// Unit of the figure, as in the table of metrics; a change relative to another run is a share.
    pub unit: &'static str,
    /// The target as published, in words.
    pub target: &'static str,
    /// The tolerance, in words.
    pub tolerance: &'static str,
    /// Smallest and largest figure that pass, target and tolerance together.
    pub band: (f64, f64),
    /// How it came into the model.
    pub kind: Kind,
    /// What must lie in the band.
    pub scored: Scored,
    /// Where it is read.
    pub measure: Measure,
}

/// A published fact.
#[derive(Debug)]
pub struct Fact {
    /// Its number in the list of facts.
    pub id: &'static str,
    /// What it says, in a sentence.
    pub statement: &'static str,
    /// Keys of its sources.
    pub sources: &'static str,
    /// Its figures.
    pub parts: &'static [Part],
    /// The runs behind it, the one to look at first and then what it is held against; empty where there are none.
    pub behind: &'static [Arm],
    /// What is measured and how far that is what the sources measured; where the row fails, the mechanism at fault.
    pub note: &'static str,
}

impl Fact {
    /// The kind that claims least of its scored parts.
    pub fn kind(&self) -> Kind {
        let scored = || self.parts.iter().filter(|part| part.scored != Scored::Not);
        let parts = || self.parts.iter().filter(|part| part.scored != Scored::Not || scored().next().is_none());
        parts().map(|part| part.kind).min().unwrap_or(Kind::Input)
    }
}

/// What the model gives for a part.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// By seed; one figure where the mechanism was read.
    pub each: Vec<Option<f64>>,
    /// Mean over seeds with the interval of the mean; none without any figure.
    pub figure: Option<Figure>,
    /// Whether it lies in the band.
    pub verdict: Verdict,
    /// How far outside of the band it is, with the sign of the way out; none where nothing is scored or known.
    pub miss: Option<f64>,
}

impl Found {
    /// Holds figures by seed against a part.
    pub fn of(part: &Part, each: Vec<Option<f64>>) -> Self {
        let known: Vec<f64> = each.iter().flatten().copied().collect();
        let figure = Figure::of(&known);
        let outside = |value: f64| {
            let (low, high) = part.band;
            if value < low {
                value - low
            } else if value > high {
                value - high
            } else {
                0.0
            }
        };
        let miss = match part.scored {
            Scored::Not => None,
            Scored::Mean => figure.map(|figure| outside(figure.mean)),
            // A seed without a figure is not in the band, and leaves the size of the miss open.
            Scored::Every if known.len() < each.len() => None,
            Scored::Every => known.iter().map(|value| outside(*value)).max_by(|a, b| a.abs().total_cmp(&b.abs())),
        };
        let verdict = match (part.scored, miss) {
            (Scored::Not, _) => Verdict::Unscored,
            (_, Some(0.0)) => Verdict::Pass,
            _ => Verdict::Miss,
        };
        Self { each, figure, verdict, miss }
    }
}

/// A fact with what the model gives.
#[derive(Clone, Debug)]
pub struct Row {
    /// The fact.
    pub fact: &'static Fact,
    /// What the model gives for each of its parts.
    pub parts: Vec<Found>,
}

impl Row {
    /// The row passes if all of its scored parts do.
    pub fn verdict(&self) -> Verdict {
        let scored = || self.parts.iter().filter(|part| part.verdict != Verdict::Unscored);
        if scored().any(|part| part.verdict == Verdict::Miss) {
            Verdict::Miss
        } else if scored().next().is_some() {
            Verdict::Pass
        } else {
            Verdict::Unscored
        }
    }

    /// The figures of its parts, seed by seed.
    pub fn each(&self) -> Vec<Vec<Option<f64>>> {
        self.parts.iter().map(|found| found.each.clone()).collect()
    }

    /// The part that decides: the first that fails, else the first.
    pub fn decisive(&self) -> Option<(&'static Part, &Found)> {
        let parts = || self.fact.parts.iter().zip(&self.parts);
        parts().find(|(_, found)| found.verdict == Verdict::Miss).or_else(|| parts().next())
    }
}

/// The runs of all arms with so many seeds, seed by seed and then arm by arm, after changes of what is assumed.
pub fn inputs(seeds: u32, agents: u32, assumed: &[Reform]) -> Vec<RunInput> {
    let first = Arm::Baseline.scenario().map_or(0, |scenario| scenario.seed);
    let of = |seed: u64| ARMS.iter().filter_map(move |spec| spec.arm.input(seed, agents, assumed));
    super::seeds(first, seeds).flat_map(of).collect()
}

/// Agents of the runs where nothing is said: those of the baseline.
pub fn agents() -> u32 {
    Arm::Baseline.scenario().map_or(0, |scenario| scenario.agents)
}

/// Weeks of all runs together, for a bar of progress.
pub fn weeks(seeds: u32) -> u64 {
    u64::from(seeds) * ARMS.iter().map(|spec| u64::from(spec.weeks)).sum::<u64>()
}

/// Runs all arms with so many seeds and holds them against all facts. `None` if `progress` stopped it.
pub fn run(seeds: u32, agents: u32, assumed: &[Reform], threads: usize, progress: &Progress<'_>) -> Option<Vec<Row>> {
    let inputs = inputs(seeds, agents, assumed);
    let levers = levers(assumed);
    let kept = batch(&inputs, threads, progress, |record| figures(&record))?;
    let seeds: Vec<Vec<Option<&Summaries>>> =
        kept.chunks(ARMS.len()).map(|runs| runs.iter().map(Some).collect()).collect();
    Some(rows(&seeds, &levers))
}

/// The levers of the baseline after changes of what is assumed.
pub fn levers(assumed: &[Reform]) -> Levers {
    let mut levers = Arm::Baseline.scenario().map_or_else(Levers::default, |scenario| scenario.levers.clone());
    for (id, value) in assumed.iter().flat_map(|reform| &reform.set) {
        if let Some(lever) = crate::scenario::LeverId::from_id(id) {
            levers.set(lever, *value);
        }
    }
    levers
}

/// Holds the runs of all seeds against all facts. `seeds` holds what is kept of each arm's run, seed by seed.
pub fn rows(seeds: &[Vec<Option<&Summaries>>], levers: &Levers) -> Vec<Row> {
    let found = |part: &Part| {
        let each = match part.measure {
            Measure::Mechanism(measure) => vec![Some(measure(levers)).filter(|value| value.is_finite())],
            Measure::Runs(measure) => {
                seeds.iter().map(|runs| measure(&Seed { runs }).filter(|value| value.is_finite())).collect()
            }
        };
        Found::of(part, each)
    };
    FACTS.iter().map(|fact| Row { fact, parts: fact.parts.iter().map(found).collect() }).collect()
}

/// The row of accounts that are kept aside, by its number.
const KEPT_ASIDE: &str = "SF23";

/// Puts a forecast in the place of the accounts of the baseline's runs, with its interval, which holds more than luck.
pub fn forecast(rows: &mut [Row], quarters: &[Quarter]) {
    for row in rows.iter_mut().filter(|row| row.fact.id == KEPT_ASIDE) {
        for (found, quarter) in row.parts.iter_mut().zip(quarters) {
            found.each = vec![Some(quarter.value)];
            found.figure = Some(Figure { mean: quarter.value, interval: Some((quarter.low, quarter.high)) });
        }
    }
}

/// Rows from figures by fact, part and seed, as [`Row::each`] gives them; none where they are those of other facts.
pub fn known(each: &[Vec<Vec<Option<f64>>>]) -> Option<Vec<Row>> {
    let fits = each.len() == FACTS.len() && each.iter().zip(FACTS).all(|(row, fact)| row.len() == fact.parts.len());
    let row = |(fact, row): (&'static Fact, &Vec<Vec<Option<f64>>>)| Row {
        fact,
        parts: fact.parts.iter().zip(row).map(|(part, each)| Found::of(part, each.clone())).collect(),
    };
    fits.then(|| FACTS.iter().zip(each).map(row).collect())
}

/// How many rows of a kind pass, and how many are scored.
pub fn passes(rows: &[Row], kind: Kind) -> (usize, usize) {
    let of_kind = || rows.iter().filter(|row| row.fact.kind() == kind && row.verdict() != Verdict::Unscored);
    (of_kind().filter(|row| row.verdict() == Verdict::Pass).count(), of_kind().count())
}

/// How many parts of a kind pass, and how many are scored.
pub fn passing_parts(rows: &[Row], kind: Kind) -> (usize, usize) {
    let parts = || rows.iter().flat_map(|row| row.fact.parts.iter().zip(&row.parts));
    let scored = || parts().filter(|(part, found)| part.kind == kind && found.verdict != Verdict::Unscored);
    (scored().filter(|(_, found)| found.verdict == Verdict::Pass).count(), scored().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: Part = Part {
        label: "a figure",
        unit: "share",
        target: "5 %",
        tolerance: "±1 point",
        band: (0.04, 0.06),
        kind: Kind::Emergent,
        scored: Scored::Mean,
        measure: Measure::Mechanism(|_| 0.05),
    };

    #[test]
    fn a_mean_in_the_band_passes_and_a_miss_has_its_size_and_sign() {
        let found = Found::of(&PART, vec![Some(0.03), Some(0.07)]);
        assert_eq!((found.verdict, found.miss), (Verdict::Pass, Some(0.0)));
        let found = Found::of(&PART, vec![Some(0.08), Some(0.08)]);
        assert!(found.verdict == Verdict::Miss && found.miss.is_some_and(|miss| (miss - 0.02).abs() < 1e-12));
        let found = Found::of(&PART, vec![None]);
        assert_eq!((found.verdict, found.miss, found.figure), (Verdict::Miss, None, None));
    }

    #[test]
    fn every_seed_counts_where_it_is_said_and_nothing_where_nothing_is_scored() {
        let every = Part { scored: Scored::Every, ..PART };
        let found = Found::of(&every, vec![Some(0.03), Some(0.05)]);
        assert!(found.verdict == Verdict::Miss && found.miss.is_some_and(|miss| (miss + 0.01).abs() < 1e-12));
        assert_eq!(Found::of(&every, vec![Some(0.05), None]).verdict, Verdict::Miss);
        let shown = Part { scored: Scored::Not, ..PART };
        assert_eq!(Found::of(&shown, vec![Some(9.0)]).verdict, Verdict::Unscored);
    }
}
