//! The luck of the draw: runs again with other seeds, kept as long as they may be looked at.
//!
//! Runs that are compared get the same seeds, so that what differs between them is not luck. Everything here is
//! bookkeeping; the worker computes and the workbench asks.

use std::sync::Arc;

use crate::run::compare::{Summaries, summaries};
use crate::run::{Record, RunInput};

/// Seeds of each run where the analyst sets no other number.
pub const SEEDS: u32 = 20;
/// Most seeds of a run.
pub const MOST_SEEDS: u32 = 100;
/// Runs that are no longer on show and whose seeds are kept, so that undo does not compute them again.
const SPARE: usize = 4;

/// Whose seeds they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The run on show.
    Current,
    /// The run it is compared with.
    Baseline,
    /// A pinned run, by its number.
    Pinned(u32),
}

/// A run with one seed, without what only one run needs.
#[derive(Debug)]
pub struct Sample {
    /// The seed.
    pub seed: u64,
    /// Values by column, then week, precise enough for a picture; NaN where a figure has no base.
    pub values: Vec<Vec<f32>>,
    /// The figure of each column.
    pub figures: Summaries,
}

impl Sample {
    /// What is kept of a run.
    pub fn of(record: &Record) -> Self {
        let cell = |value: &Option<f64>| value.map_or(f32::NAN, |value| value as f32);
        Self {
            seed: record.seed,
            values: record.values.iter().map(|cells| cells.iter().map(cell).collect()).collect(),
            figures: summaries(record, &record.columns),
        }
    }
}

/// One run with all its seeds.
#[derive(Debug)]
pub struct Arm {
    /// Its number, which no other run of the session has.
    pub id: u32,
    /// What is run; the seed is the first one.
    pub input: RunInput,
    /// Ids of the columns.
    pub columns: Vec<String>,
    /// By place of the seed, those that have ended.
    samples: Vec<Option<Arc<Sample>>>,
    /// By place of the seed, whether it was asked for.
    asked: Vec<bool>,
}

impl Arm {
    fn new(id: u32, input: &RunInput) -> Self {
        let columns = crate::metrics::columns(&input.scenario).into_iter().map(|column| column.id).collect();
        Self { id, input: input.clone(), columns, samples: Vec::new(), asked: Vec::new() }
    }

    /// The seeds that have ended, in their order.
    pub fn samples(&self) -> impl Iterator<Item = &Arc<Sample>> {
        self.samples.iter().flatten()
    }

    /// The sample of a seed by its place.
    pub fn sample(&self, place: usize) -> Option<&Arc<Sample>> {
        self.samples.get(place)?.as_ref()
    }

    /// Seeds that have ended.
    pub fn done(&self) -> usize {
        self.samples().count()
    }

    /// The run with the seed of a place.
    pub fn input_of(&self, place: u32) -> RunInput {
        RunInput { seed: self.input.seed.wrapping_add(u64::from(place)), ..self.input.clone() }
    }

    fn put(&mut self, place: usize, sample: Arc<Sample>) {
        if self.samples.len() <= place {
            self.samples.resize(place + 1, None);
        }
        self.samples[place] = Some(sample);
    }

    /// The places up to `wanted` that nobody has asked for yet; from now on they are asked for.
    fn ask(&mut self, wanted: u32) -> Vec<u32> {
        self.asked.resize(self.asked.len().max(wanted as usize), false);
        let missing = (0..wanted).filter(|&place| !self.asked[place as usize] && self.sample(place as usize).is_none());
        let missing: Vec<u32> = missing.collect();
        for &place in &missing {
            self.asked[place as usize] = true;
        }
        missing
    }
}

/// Whether two inputs give the same run.
pub fn same_run(a: &RunInput, b: &RunInput) -> bool {
    (a.seed, a.weeks, a.agents) == (b.seed, b.weeks, b.agents)
        && a.changes == b.changes
        && (Arc::ptr_eq(&a.scenario, &b.scenario) || a.scenario == b.scenario)
}

/// The seeds of all runs on show.
#[derive(Debug)]
pub struct Replications {
    wanted: u32,
    /// The ones on show last.
    arms: Vec<Arm>,
    roles: Vec<(Role, u32)>,
    next: u32,
    stamp: u64,
    failure: Option<String>,
    paused: bool,
}

impl Default for Replications {
    fn default() -> Self {
        Self { wanted: SEEDS, arms: Vec::new(), roles: Vec::new(), next: 0, stamp: 0, failure: None, paused: false }
    }
}

impl Replications {
    /// Seeds wanted of each run, the first one among them.
    pub const fn wanted(&self) -> u32 {
        self.wanted
    }

    /// Sets how many seeds are wanted.
    pub fn set_wanted(&mut self, wanted: u32) {
        self.wanted = wanted.min(MOST_SEEDS);
        for arm in &mut self.arms {
            arm.asked.truncate(self.wanted as usize);
        }
    }

    /// Whether the seeds wait.
    pub const fn is_paused(&self) -> bool {
        self.paused
    }

    /// Lets the seeds wait, or go on. Those that were asked for and have not ended are asked for again.
    pub fn pause(&mut self, paused: bool) {
        self.paused = paused;
        for arm in &mut self.arms {
            arm.asked.clear();
        }
    }

    /// Grows whenever anything changes, so that pictures know when to be drawn anew.
    pub const fn stamp(&self) -> u64 {
        self.stamp
    }

    /// Why a seed of the runs on show has no run.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Remembers why a seed has no run; it is not asked for again.
    pub fn fail(&mut self, why: String) {
        self.failure = Some(why);
    }

    /// The seeds of a run on show; none before it is computed.
    pub fn arm(&self, role: Role) -> Option<&Arm> {
        let (_, id) = self.roles.iter().find(|(known, _)| *known == role)?;
        self.arms.iter().find(|arm| arm.id == *id)
    }

    /// The run on show.
    pub fn current(&self) -> Option<&Arm> {
        self.arm(Role::Current)
    }

    /// The run it is compared with.
    pub fn baseline(&self) -> Option<&Arm> {
        self.arm(Role::Baseline)
    }

    /// Samples of two runs with the same seed, by place.
    pub fn pairs(&self, a: Role, b: Role) -> Vec<(&Sample, &Sample)> {
        let (Some(a), Some(b)) = (self.arm(a), self.arm(b)) else { return Vec::new() };
        let places = a.samples.len().min(b.samples.len());
        (0..places).filter_map(|place| Some((a.sample(place)?.as_ref(), b.sample(place)?.as_ref()))).collect()
    }

    /// Seeds that have ended and seeds wanted, over all runs on show; a run that is its own baseline counts once.
    pub fn progress(&self) -> (usize, usize) {
        let shown = || self.arms.iter().filter(|arm| self.shows(arm.id));
        let wanted = self.wanted as usize;
        let done = shown().map(|arm| arm.samples.iter().take(wanted).flatten().count()).sum();
        (done, shown().count() * wanted)
    }

    /// Whether a run is on show.
    pub fn shows(&self, id: u32) -> bool {
        self.roles.iter().any(|(_, shown)| *shown == id)
    }

    /// Says which runs are on show. Those that no longer are wait for nothing more.
    pub fn show(&mut self, runs: &[(Role, RunInput)]) {
        self.stamp += 1;
        self.failure = None;
        self.roles.clear();
        for (role, input) in runs {
            let id = match self.arms.iter().find(|arm| same_run(&arm.input, input)) {
                Some(arm) => arm.id,
                None => {
                    self.next += 1;
                    self.arms.push(Arm::new(self.next, input));
                    self.next
                }
            };
            self.roles.push((*role, id));
        }
        let roles = &self.roles;
        let shown = |id: u32| roles.iter().any(|(_, shown)| *shown == id);
        for arm in self.arms.iter_mut().filter(|arm| !shown(arm.id)) {
            arm.asked.clear();
        }
        // The stable sort keeps those that were shown last at the end of the hidden ones.
        self.arms.sort_by_key(|arm| shown(arm.id));
        let hidden = self.arms.iter().filter(|arm| !shown(arm.id)).count();
        self.arms.drain(..hidden.saturating_sub(SPARE));
    }

    /// The runs to compute, each with its place and its arm's number; from now on they are asked for.
    pub fn ask(&mut self) -> Vec<(u32, u32, RunInput)> {
        let (wanted, roles) = (self.wanted, &self.roles);
        let mut jobs = Vec::new();
        if self.paused {
            return jobs;
        }
        for arm in self.arms.iter_mut().filter(|arm| roles.iter().any(|(_, shown)| *shown == arm.id)) {
            for place in arm.ask(wanted) {
                jobs.push((place, arm.id, arm.input_of(place)));
            }
        }
        jobs
    }

    /// Takes over a run that has ended.
    pub fn take(&mut self, place: u32, id: u32, record: &Record) {
        if let Some(arm) = self.arms.iter_mut().find(|arm| arm.id == id) {
            arm.put(place as usize, Arc::new(Sample::of(record)));
            self.stamp += 1;
        }
    }

    /// A run on show is the first seed of its arm.
    pub fn take_first(&mut self, role: Role, record: &Record) {
        let Some(id) = self.arm(role).filter(|arm| arm.sample(0).is_none()).map(|arm| arm.id) else { return };
        self.take(0, id, record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::run::run;
    use crate::scenario::{LeverId, Reform};

    fn record(input: &RunInput) -> Record {
        run(input, 1, &mut |_| true).expect("a run that nobody stops")
    }

    fn changed(input: &RunInput, value: f64) -> RunInput {
        RunInput { changes: vec![Reform::lever(12, LeverId::take_mini, value)], ..input.clone() }
    }

    #[test]
    fn both_arms_get_the_same_seeds_and_make_pairs() {
        let base = RunInput::new(scenario());
        let mut luck = Replications::default();
        luck.set_wanted(3);
        luck.show(&[(Role::Current, changed(&base, 0.5)), (Role::Baseline, base)]);
        let jobs = luck.ask();
        assert!(luck.ask().is_empty(), "nothing is asked for twice");
        let seeds: Vec<(u32, u64)> = jobs.iter().map(|(place, _, input)| (*place, input.seed)).collect();
        assert_eq!(seeds, [(0, 1), (1, 2), (2, 3), (0, 1), (1, 2), (2, 3)]);
        for (place, arm, input) in &jobs[..5] {
            luck.take(*place, *arm, &record(input));
        }
        let pairs = luck.pairs(Role::Baseline, Role::Current);
        assert_eq!(pairs.iter().map(|(a, b)| (a.seed, b.seed)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
        assert_eq!(luck.progress(), (5, 6));
    }

    #[test]
    fn a_run_that_comes_back_keeps_its_seeds() {
        let base = RunInput::new(scenario());
        let mut luck = Replications::default();
        luck.set_wanted(1);
        luck.show(&[(Role::Current, base.clone())]);
        let (place, arm, input) = luck.ask().remove(0);
        luck.take(place, arm, &record(&input));
        luck.show(&[(Role::Current, changed(&base, 0.5))]);
        assert_eq!(luck.current().map(Arm::done), Some(0));
        luck.show(&[(Role::Current, base.clone())]);
        assert_eq!((luck.current().map(Arm::done), luck.ask().len()), (Some(1), 0));
        for k in 0..10 {
            luck.show(&[(Role::Current, changed(&base, f64::from(k) / 20.0))]);
        }
        luck.show(&[(Role::Current, base)]);
        assert_eq!(luck.current().map(Arm::done), Some(0), "seeds are not kept for ever");
    }

    #[test]
    fn fewer_seeds_and_then_more_are_asked_for_again() {
        let mut luck = Replications::default();
        luck.show(&[(Role::Current, RunInput::new(scenario()))]);
        assert_eq!(luck.ask().len(), SEEDS as usize);
        luck.set_wanted(5);
        assert!(luck.ask().is_empty());
        luck.set_wanted(7);
        assert_eq!(luck.ask().iter().map(|(place, ..)| *place).collect::<Vec<_>>(), [5, 6]);
    }

    #[test]
    fn a_run_that_is_its_own_baseline_is_run_once() {
        let base = RunInput::new(scenario());
        let mut luck = Replications::default();
        luck.show(&[(Role::Current, base.clone()), (Role::Baseline, base.clone())]);
        luck.take_first(Role::Current, &record(&base));
        assert_eq!(luck.ask().len(), SEEDS as usize - 1);
        assert_eq!(luck.progress(), (1, SEEDS as usize));
    }
}
