//! The study that splits the difference between the baseline and the run on show among the changes between them. Where the
//! baseline is of another scenario, it starts from the scenario of the run as it stands.

use std::sync::Arc;

use crate::experiment::shapley::{Plan, Set, Shares, Split};
use crate::run::RunInput;
use crate::scenario::Reform;

use super::super::changes::{Step, after_steps, steps};
use super::super::replications::same_run;
use super::super::text;
use super::Batch;

/// The runs of all sets of changes that are needed, seed by seed.
#[derive(Debug)]
pub struct ShareStudy {
    plan: Plan,
    /// What is changed before the first step.
    start: Vec<Reform>,
    steps: Vec<Step>,
    /// The run after all steps.
    run: RunInput,
    columns: Vec<String>,
    seeds: u32,
    /// How far its runs are.
    pub batch: Batch,
}

/// What is changed before the first step: what the baseline changes, where both are of one scenario.
fn start<'a>(base: &'a RunInput, run: &RunInput) -> &'a [Reform] {
    if is_of_one_scenario(base, run) { &base.changes } else { &[] }
}

/// Whether two runs have the same scenario.
fn is_of_one_scenario(base: &RunInput, run: &RunInput) -> bool {
    Arc::ptr_eq(&base.scenario, &run.scenario) || base.scenario == run.scenario
}

/// The steps into which the difference between a baseline and a run would be split.
pub fn steps_between(base: &RunInput, run: &RunInput) -> Vec<Step> {
    steps(start(base, run), &run.changes)
}

/// What the split would start from, for the eye.
pub fn start_label(base: &RunInput, run: &RunInput, baseline: &str) -> String {
    if is_of_one_scenario(base, run) && !base.changes.is_empty() {
        text::capitalised(baseline)
    } else {
        "Scenario as it stands".to_owned()
    }
}

impl ShareStudy {
    /// The study of a run and its baseline; none where nothing, or too much, differs.
    pub fn new(base: &RunInput, run: RunInput, seeds: u32, first_token: u64) -> Option<Self> {
        let start = start(base, &run).to_vec();
        let steps = steps(&start, &run.changes);
        let plan = Plan::new(steps.len())?;
        let columns = crate::metrics::columns(&run.scenario).into_iter().map(|column| column.id).collect();
        let batch = Batch::new(plan.sets().len() * seeds as usize, first_token);
        Some(Self { plan, start, steps, run, columns, seeds, batch })
    }

    /// Runs that so many steps with so many seeds take.
    pub fn runs(steps: usize, seeds: u32) -> usize {
        Plan::new(steps).map_or(0, |plan| plan.sets().len() * seeds as usize)
    }

    /// All runs, in the order of their numbers.
    pub fn inputs(&self) -> Vec<RunInput> {
        let sets = || self.plan.sets().iter();
        (0..self.seeds).flat_map(|seed| sets().map(move |set| self.input(*set, seed))).collect()
    }

    fn input(&self, set: Set, seed: u32) -> RunInput {
        let changes = after_steps(&self.start, &self.run.changes, &self.steps, |step| set >> step & 1 == 1);
        RunInput { changes, seed: self.run.seed.wrapping_add(u64::from(seed)), ..self.run.clone() }
    }

    /// Whether it is about this run and this baseline.
    pub fn is_of(&self, base: &RunInput, run: &RunInput) -> bool {
        same_run(&self.run, run) && self.start == start(base, run)
    }

    /// The steps, in their order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
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
