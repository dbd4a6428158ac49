//! One experiment: run a scenario, keep its record, replay it, compare records, explain them.

pub mod record;
pub mod trace;
pub mod biography;
pub mod summary;
pub mod persons;
pub mod compare;
pub mod replay;

use std::sync::Arc;

pub use record::{DISCLAIMER, EventRecord, Record};
pub use trace::Trace;

use crate::metrics::{self, Column};
use crate::scenario::{LeverId, Reform, Scenario};
use crate::step::{self, Pool};
use crate::world::World;

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

/// A run under way: one week at a time, and at the end its record.
#[derive(Debug)]
pub struct Simulation {
    input: RunInput,
    world: World,
    pool: Pool,
    columns: Vec<Column>,
    /// Values by week, then column; NaN is an empty cell.
    rows: Vec<f64>,
}

impl Simulation {
    /// The world before its first week.
    pub fn new(input: &RunInput, threads: usize) -> Self {
        Self::begin(input, threads, &mut || true).expect("nobody stops it")
    }

    /// The same where `watch` is told that one more of [`step::HISTORY_STEPS`] is done, and stops by returning `false`.
    pub fn begin(input: &RunInput, threads: usize, watch: &mut dyn FnMut() -> bool) -> Option<Self> {
        let pool = Pool::new(threads);
        let world = step::new_world_watched(&input.scenario, &input.changes, input.seed, input.agents, &pool, watch)?;
        let columns = metrics::columns(&input.scenario);
        let rows = Vec::with_capacity(columns.len() * input.weeks as usize);
        Some(Self { input: input.clone(), world, pool, columns, rows })
    }

    /// Simulates the next week; `timer` is told the name of each phase as it ends.
    pub fn step(&mut self, timer: &mut dyn FnMut(&'static str)) {
        step::week(&mut self.world, &self.pool, timer);
        metrics::read(&self.world, &mut self.rows);
        timer("metrics");
        self.world.week += 1;
    }

    /// A run that goes on from a state between two weeks, with the values of the weeks before it by week, then column.
    pub fn resumed(input: RunInput, world: World, rows: Vec<f64>, threads: usize) -> Self {
        let columns = metrics::columns(&input.scenario);
        Self { input, world, pool: Pool::new(threads), columns, rows }
    }

    /// What decides the run.
    pub const fn input(&self) -> &RunInput {
        &self.input
    }

    /// Goes on to another horizon, which decides nothing but where the run ends.
    pub const fn set_weeks(&mut self, weeks: u32) {
        self.input.weeks = weeks;
    }

    /// Values so far by week, then column; NaN is an empty cell.
    pub fn rows(&self) -> &[f64] {
        &self.rows
    }

    /// The state between two weeks.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Weeks simulated so far.
    pub const fn weeks_done(&self) -> u32 {
        self.world.week
    }

    /// A copy that goes on by itself: what is saved here and restored later runs on to the same bits.
    #[must_use]
    pub fn fork(&self, threads: usize) -> Self {
        Self {
            input: self.input.clone(),
            world: self.world.clone(),
            pool: Pool::new(threads),
            columns: self.columns.clone(),
            rows: self.rows.clone(),
        }
    }

    /// The record of the weeks simulated so far.
    pub fn record(&self) -> Record {
        let Self { input, world, pool: _, columns, rows } = self;
        let width = columns.len();
        let values = (0..width)
            .map(|k| rows.iter().skip(k).step_by(width).map(|value| (!value.is_nan()).then_some(*value)).collect())
            .collect();
        let scenario = &input.scenario;
        let event = |event: &crate::world::Event| EventRecord {
            id: event.id,
            week: event.week,
            kind: event.kind.id().to_owned(),
            actor: event.actor.id(scenario),
            counterpart: event.counterpart.id(scenario),
            value: event.value,
            sentence: event.sentence(scenario, &world.reforms),
        };
        Record {
            format: record::FORMAT,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            notice: DISCLAIMER.to_owned(),
            scenario: scenario.id.clone(),
            texts: scenario.texts.clone(),
            seed: input.seed,
            weeks: world.week,
            agents: input.agents,
            changes: input.changes.clone(),
            policy_week: None,
            levers: LeverId::ALL.iter().map(|&id| (id.spec().id.to_owned(), world.levers.get(id))).collect(),
            columns: columns.iter().map(|column| column.id.clone()).collect(),
            values,
            events: world.events.iter().map(event).collect(),
        }
    }
}

/// Runs an experiment. `progress` is told each finished week and stops the run by returning `false`; a stopped run
/// gives no record. The result does not depend on the number of threads.
pub fn run(input: &RunInput, threads: usize, progress: &mut dyn FnMut(u32) -> bool) -> Option<Record> {
    run_watched(input, threads, &mut |_, week| progress(week))
}

/// Like [`run`], and tells what happened inside; the record is the same to the bit.
pub fn run_traced(input: &RunInput, threads: usize, progress: &mut dyn FnMut(u32) -> bool) -> Option<(Record, Trace)> {
    let mut trace = Trace::default();
    let watch = &mut |world: &World, week| {
        trace.note(world, week);
        progress(week)
    };
    let record = run_watched(input, threads, watch)?;
    Some((record, trace))
}

fn run_watched(input: &RunInput, threads: usize, watch: &mut dyn FnMut(&World, u32) -> bool) -> Option<Record> {
    let mut simulation = Simulation::new(input, threads);
    for week in 0..input.weeks {
        simulation.step(&mut |_| {});
        if !watch(simulation.world(), week) {
            return None;
        }
    }
    Some(simulation.record())
}
