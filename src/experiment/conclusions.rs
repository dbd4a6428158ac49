//! What the conclusions hang on: the facts, and how rival regimes rank for firms, under each of the six assumptions that
//! carry them at half and at double.

use std::cmp::Ordering;

use super::assumptions::{Variation, variations};
use super::facts::{self, Row};
use super::regimes::{CRITERIA, Standing, figures, rank, told};
use super::{Progress, batch};
use crate::run::RunInput;
use crate::run::compare::{DEFAULT_GAP, Summaries};
use crate::scenario::{LeverId, Reform, load, shipped};

/// The assumptions that carry the conclusions.
pub const CARRYING: &[LeverId] = &[
    LeverId::learning_weight,
    LeverId::network_weight,
    LeverId::privacy_weight_revealed,
    LeverId::learning_exponent,
    LeverId::quality_tail,
    LeverId::block_exit_brand_share,
];

/// A regime whose rank is looked at.
#[derive(Debug)]
pub struct Rival {
    /// Short name.
    pub title: &'static str,
    /// Name of a shipped scenario.
    pub scenario: &'static str,
    /// Levers set from the start.
    pub set: &'static [(LeverId, f64)],
}

const fn rival(title: &'static str, scenario: &'static str) -> Rival {
    Rival { title, scenario, set: &[] }
}

/// The regimes that are ranked.
pub const RIVALS: &[Rival] = &[
    rival("Mini Programs wide open, take 10 %", "mini-program-toll"),
    Rival { set: &[(LeverId::take_mini, 0.4)], ..rival("Mini Programs wide open, take 40 %", "mini-program-toll") },
    rival("User's permission", "user-authorised"),
    rival("Operator's veto", "operator-veto"),
    rival("Triple authorisation", "triple-authorisation"),
    rival("Licensed access", "licensed-access"),
    rival("Quick-app coalition", "quick-app-coalition-2018"),
];

/// The criteria by which they are ranked: profits of vendors, operators and phone makers.
pub const RANKED_BY: &[&str] = &["vendors_profit", "operators", "phone_makers"];

/// Everything under one set of assumptions.
#[derive(Debug)]
pub struct Under {
    /// The assumption that is moved; none as things are assumed.
    pub variation: Option<Variation>,
    /// The facts.
    pub facts: Vec<Row>,
    /// Figures of the rivals by criterion of [`RANKED_BY`], then rival, then seed.
    pub figures: Vec<Vec<Vec<Option<f64>>>>,
}

/// How an order of rivals fares when an assumption moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// Pairs that keep their order.
    pub kept: usize,
    /// Pairs that could be told apart and no longer can.
    pub blurred: usize,
    /// Pairs whose order turns.
    pub turned: usize,
}

impl Under {
    /// The ranking by a criterion of [`RANKED_BY`].
    pub fn standings(&self, criterion: usize) -> Vec<Standing> {
        self.figures.get(criterion).map(|rivals| rank(rivals, DEFAULT_GAP, 0)).unwrap_or_default()
    }

    /// Pairs of rivals in order by a criterion: for each pair which way it goes.
    fn orders(&self, criterion: usize) -> Vec<Option<Ordering>> {
        let Some(rivals) = self.figures.get(criterion) else { return Vec::new() };
        let pairs = (0..rivals.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        pairs.map(|(a, b)| told(&rivals[a], &rivals[b], DEFAULT_GAP)).collect()
    }

    /// What becomes of the order by a criterion against that as things are assumed.
    pub fn fate(&self, assumed: &Self, criterion: usize) -> Fate {
        let mut fate = Fate::default();
        for (now, then) in self.orders(criterion).into_iter().zip(assumed.orders(criterion)) {
            let (Some(now), Some(then)) = (now, then) else { continue };
            match (then, now) {
                (Ordering::Equal, _) => {}
                (then, now) if then == now => fate.kept += 1,
                (_, Ordering::Equal) => fate.blurred += 1,
                _ => fate.turned += 1,
            }
        }
        fate
    }

    /// Facts whose verdict is another one than as things are assumed.
    pub fn flips<'a>(&'a self, assumed: &'a Self) -> impl Iterator<Item = &'a Row> {
        let both = self.facts.iter().zip(&assumed.facts);
        both.filter(|(now, then)| now.verdict() != then.verdict()).map(|(now, _)| now)
    }
}

/// All sets of assumptions: as they are, then each of [`CARRYING`] at half and at double, as far as its range allows.
pub fn assumptions() -> Vec<Option<Variation>> {
    let varied = variations(&facts::levers(&[]), &[]);
    std::iter::once(None)
        .chain(varied.into_iter().filter(|variation| CARRYING.contains(&variation.lever)).map(Some))
        .collect()
}

/// The runs of the rivals, seed by seed and then rival by rival.
fn rivals(seeds: u32, agents: u32, assumed: &[Reform]) -> Vec<RunInput> {
    let library = |name: &str| shipped(name).map(str::to_owned);
    let input = |rival: &Rival| {
        let text = shipped(rival.scenario)?;
        let scenario = load(rival.scenario, text.as_bytes(), &library).ok()?;
        let own = rival.set.iter().map(|&(lever, value)| Reform::lever(0, lever, value));
        let changes = assumed.iter().cloned().chain(own).collect();
        Some(RunInput { changes, agents, ..RunInput::new(scenario.into()) })
    };
    let inputs: Vec<RunInput> = RIVALS.iter().filter_map(input).collect();
    let first = inputs.first().map_or(0, |input| input.seed);
    super::seeds(first, seeds)
        .flat_map(|seed| inputs.iter().map(move |input| RunInput { seed, ..input.clone() }))
        .collect()
}

/// Weeks of all runs together, for a bar of progress.
pub fn weeks(seeds: u32) -> u64 {
    let rivals: u64 = rivals(1, 64, &[]).iter().map(|input| u64::from(input.weeks)).sum();
    (facts::weeks(seeds) + u64::from(seeds) * rivals) * assumptions().len() as u64
}

/// Runs facts and rivals under one set of assumptions. `None` if `progress` stopped it.
pub fn under(
    variation: Option<Variation>,
    seeds: u32,
    agents: u32,
    threads: usize,
    progress: &Progress<'_>,
) -> Option<Under> {
    let assumed: Vec<Reform> =
        variation.iter().map(|variation| Reform::lever(0, variation.lever, variation.value)).collect();
    let facts = facts::run(seeds, agents, &assumed, threads, progress)?;
    let kept: Vec<Summaries> = batch(&rivals(seeds, agents, &assumed), threads, progress, |record| figures(&record))?;
    let of = |criterion: &&str| {
        let place = CRITERIA.iter().position(|known| known.id == *criterion);
        let of_rival = |rival: usize| {
            let runs = kept.iter().skip(rival).step_by(RIVALS.len());
            runs.map(|run| run.get(place?).copied().flatten()).collect()
        };
        (0..RIVALS.len()).map(of_rival).collect()
    };
    Some(Under { variation, facts, figures: RANKED_BY.iter().map(of).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(means: &[f64]) -> Under {
        let rival = |mean: &f64| (0..10).map(|k| Some(mean + 0.01 * f64::from(k % 3))).collect();
        Under { variation: None, facts: Vec::new(), figures: vec![means.iter().map(rival).collect()] }
    }

    #[test]
    fn an_order_is_kept_blurred_or_turned() {
        let base = under(&[1.0, 2.0, 3.0]);
        assert_eq!(base.fate(&base, 0), Fate { kept: 3, blurred: 0, turned: 0 });
        assert_eq!(under(&[2.0, 1.0, 3.0]).fate(&base, 0), Fate { kept: 2, blurred: 0, turned: 1 });
        assert_eq!(under(&[1.0, 1.0, 3.0]).fate(&base, 0), Fate { kept: 2, blurred: 1, turned: 0 });
    }

    #[test]
    fn each_carrying_assumption_is_halved_and_doubled_and_every_rival_runs() {
        let list = assumptions();
        for lever in CARRYING {
            let moved = list.iter().flatten().filter(|variation| variation.lever == *lever).count();
            assert_eq!(moved, 2, "{}", lever.spec().id);
        }
        assert_eq!((list.len(), rivals(2, 64, &[]).len()), (13, 2 * RIVALS.len()));
        assert!(RANKED_BY.iter().all(|id| CRITERIA.iter().any(|criterion| criterion.id == *id)));
    }
}
