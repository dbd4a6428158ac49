//! The study of a difference under other assumptions.

use crate::experiment::Figure;
use crate::experiment::assumptions::{Moved, Swing, Variation, swings, variations};
use crate::run::RunInput;
use crate::scenario::{LeverId, Reform};

use super::super::changes::lever_of;
use super::super::replications::same_run;
use super::Batch;

/// Baseline and run, as they are and with each assumption at half and at double, seed by seed.
#[derive(Debug)]
pub struct AssumptionStudy {
    base: RunInput,
    run: RunInput,
    variations: Vec<Variation>,
    columns: Vec<String>,
    seeds: u32,
    /// How far its runs are.
    pub batch: Batch,
}

/// What the study says about one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The difference as things are assumed.
    pub difference: Figure,
    /// The assumptions, the one that moves it most first.
    pub swings: Vec<Swing>,
    /// Seeds behind it.
    pub seeds: usize,
}

impl AssumptionStudy {
    /// The study of the difference between two runs.
    pub fn new(base: RunInput, run: RunInput, seeds: u32, first_token: u64) -> Self {
        let variations = variations_of(&base, &run);
        let columns = crate::metrics::columns(&run.scenario).into_iter().map(|column| column.id).collect();
        let batch = Batch::new(2 * (1 + variations.len()) * seeds as usize, first_token);
        Self { base, run, variations, columns, seeds, batch }
    }

    /// Runs that it takes with so many seeds.
    pub fn runs(base: &RunInput, run: &RunInput, seeds: u32) -> usize {
        2 * (1 + variations_of(base, run).len()) * seeds as usize
    }

    /// All runs, in the order of their numbers: seed by seed, first as assumed and then each variation, each time the
    /// baseline and then the run.
    pub fn inputs(&self) -> Vec<RunInput> {
        let mut inputs = Vec::new();
        for seed in 0..self.seeds {
            for variation in std::iter::once(None).chain(self.variations.iter().map(Some)) {
                for input in [&self.base, &self.run] {
                    let mut input = input.clone();
                    input.seed = input.seed.wrapping_add(u64::from(seed));
                    if let Some(variation) = variation {
                        input.changes.push(Reform::lever(0, variation.lever, variation.value));
                    }
                    inputs.push(input);
                }
            }
        }
        inputs
    }

    /// Whether it is about these runs.
    pub fn is_of(&self, base: &RunInput, run: &RunInput) -> bool {
        same_run(&self.base, base) && same_run(&self.run, run)
    }

    const fn runs_a_seed(&self) -> usize {
        2 * (1 + self.variations.len())
    }

    /// Seeds of which all runs have ended well.
    pub fn seeds_done(&self) -> usize {
        let runs = self.runs_a_seed();
        (0..self.seeds as usize).filter(|seed| self.batch.has(seed * runs, runs)).count()
    }

    /// What it says about a column over the seeds that are there; none before the first, or where it has no figure.
    pub fn answer(&self, column: &str) -> Option<Answer> {
        let place = self.columns.iter().position(|known| known == column)?;
        let runs = self.runs_a_seed();
        let seeds: Vec<usize> = (0..self.seeds as usize).filter(|seed| self.batch.has(seed * runs, runs)).collect();
        let figure = |number: usize| self.batch.figures(number)?.get(place).copied().flatten();
        let difference = |pair: usize| {
            let of = |seed: &usize| {
                let first = seed * runs + 2 * pair;
                Some(figure(first + 1)? - figure(first)?)
            };
            Figure::of(&seeds.iter().filter_map(of).collect::<Vec<f64>>())
        };
        let as_assumed = difference(0)?;
        let moved = self.variations.iter().enumerate();
        let moved =
            moved.filter_map(|(k, variation)| Some(Moved { variation: *variation, difference: difference(k + 1)? }));
        let swings = swings(moved.collect(), as_assumed.mean);
        Some(Answer { difference: as_assumed, swings, seeds: seeds.len() })
    }
}

/// The assumptions to move: not those that either run changes itself.
fn variations_of(base: &RunInput, run: &RunInput) -> Vec<Variation> {
    let reforms = |input: &RunInput| super::super::changes::split(&input.scenario.reforms);
    let mut fixed: Vec<LeverId> = Vec::new();
    for input in [base, run] {
        fixed.extend(input.changes.iter().filter_map(lever_of));
        fixed.extend(reforms(input).iter().filter_map(lever_of));
    }
    variations(&run.scenario.levers, &fixed)
}
