//! The study that splits the difference between the scenario as it stands and the run on show among the changes.

use crate::experiment::shapley::{Plan, Set, Shares, Split};
use crate::run::RunInput;

use super::super::replications::same_run;
use super::Batch;

/// The runs of all sets of changes that are needed, seed by seed.
#[derive(Debug)]
pub struct ShareStudy {
    plan: Plan,
    /// The run with all changes.
    run: RunInput,
    columns: Vec<String>,
    seeds: u32,
    /// How far its runs are.
    pub batch: Batch,
}

impl ShareStudy {
    /// The study of a run; none where nothing, or too much, is changed.
    pub fn new(run: RunInput, seeds: u32, first_token: u64) -> Option<Self> {
        let plan = Plan::new(run.changes.len())?;
        let columns = crate::metrics::columns(&run.scenario).into_iter().map(|column| column.id).collect();
        let batch = Batch::new(plan.sets().len() * seeds as usize, first_token);
        Some(Self { plan, run, columns, seeds, batch })
    }

    /// Runs that so many changes with so many seeds take.
    pub fn runs(changes: usize, seeds: u32) -> usize {
        Plan::new(changes).map_or(0, |plan| plan.sets().len() * seeds as usize)
    }

    /// All runs, in the order of their numbers.
    pub fn inputs(&self) -> Vec<RunInput> {
        let sets = || self.plan.sets().iter();
        (0..self.seeds).flat_map(|seed| sets().map(move |set| self.input(*set, seed))).collect()
    }

    fn input(&self, set: Set, seed: u32) -> RunInput {
        let changes = self.run.changes.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
        let changes = changes.map(|(_, change)| change.clone()).collect();
        RunInput { changes, seed: self.run.seed.wrapping_add(u64::from(seed)), ..self.run.clone() }
    }

    /// Whether it is about this run.
    pub fn is_of(&self, run: &RunInput) -> bool {
        same_run(&self.run, run)
    }

    /// Which sets are run.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Seeds of which all runs have ended well.
    pub fn seeds_done(&self) -> usize {
        let sets = self.plan.sets().len();
        (0..self.seeds as usize).filter(|seed| self.batch.has(seed * sets, sets)).count()
    }

    /// The split of a column over the seeds that are there; none before the first, or where it has no figure.
    pub fn split(&self, column: &str) -> Option<Split> {
        let place = self.columns.iter().position(|known| known == column)?;
        let sets = self.plan.sets();
        let seed = |seed: usize| -> Option<Shares> {
            self.plan.split(|set| {
                let number = seed * sets.len() + sets.binary_search(&set).ok()?;
                self.batch.figures(number)?.get(place).copied().flatten()
            })
        };
        let whole = |seed: &usize| self.batch.has(seed * sets.len(), sets.len());
        Split::of(&(0..self.seeds as usize).filter(whole).filter_map(seed).collect::<Vec<Shares>>())
    }
}
