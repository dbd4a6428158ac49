//! The study that holds the model against published facts.

use serde::{Deserialize, Serialize};

use crate::experiment::facts::{self, ARMS, Row};
use crate::run::RunInput;
use crate::run::compare::Summaries;

use super::Batch;

/// The runs behind all facts, seed by seed.
#[derive(Debug)]
pub struct FactStudy {
    seeds: u32,
    /// How far its runs are.
    pub batch: Batch,
}

/// What a check found: the figures of each part by seed, from which the table is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    seeds: u32,
    each: Vec<Vec<Vec<Option<f64>>>>,
}

impl Findings {
    /// The table; none where the facts are others now.
    pub fn rows(&self) -> Option<Vec<Row>> {
        facts::known(&self.each)
    }

    /// Seeds behind it.
    pub const fn seeds(&self) -> u32 {
        self.seeds
    }
}

impl FactStudy {
    /// The check with so many seeds.
    pub fn new(seeds: u32, first_token: u64) -> Self {
        Self { seeds, batch: Batch::new(ARMS.len() * seeds as usize, first_token) }
    }

    /// All runs, in the order of their numbers: seed by seed and arm by arm.
    pub fn inputs(&self) -> Vec<RunInput> {
        facts::inputs(self.seeds, facts::agents(), &[])
    }

    fn done(&self) -> impl Iterator<Item = usize> {
        (0..self.seeds as usize).filter(|seed| self.batch.has(seed * ARMS.len(), ARMS.len()))
    }

    /// Seeds of which all runs have ended well.
    pub fn seeds_done(&self) -> usize {
        self.done().count()
    }

    /// The table over the seeds that are there; none before the first.
    pub fn rows(&self) -> Option<Vec<Row>> {
        let of = |seed: usize| -> Vec<Option<&Summaries>> {
            (0..ARMS.len()).map(|arm| self.batch.figures(seed * ARMS.len() + arm)).collect()
        };
        let seeds: Vec<Vec<Option<&Summaries>>> = self.done().map(of).collect();
        (!seeds.is_empty()).then(|| facts::rows(&seeds, &facts::levers(&[])))
    }

    /// What it found, once all runs are there.
    pub fn findings(&self) -> Option<Findings> {
        let ended = self.seeds_done() == self.seeds as usize;
        let rows = ended.then(|| self.rows()).flatten()?;
        Some(Findings { seeds: self.seeds, each: rows.iter().map(Row::each).collect() })
    }
}
