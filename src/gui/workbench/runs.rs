//! Asks for runs and takes them over.

use std::sync::Arc;

use super::Workbench;
use crate::gui::history::Setup;
use crate::gui::replications::{Replications, Role};
use crate::gui::worker::{Finished, Job, Outcome, Slot};
use crate::run::RunInput;
use crate::scenario::{Reform, Scenario};

impl Workbench {
    pub(super) fn rerun(&mut self, before: &Setup) {
        if before.seed == self.setup.seed {
            // A policy date without changes that depend on it moves a marker and nothing else.
            if before.changes != self.setup.changes {
                self.submit_current();
            }
        } else {
            self.run_all();
        }
    }

    pub(super) fn run_all(&mut self) {
        self.submit_current();
        if !self.is_own_baseline() {
            self.submit_input(Slot::Baseline, self.baseline_input());
        }
        self.ask_for_rivals();
        self.ask_for_pins();
    }

    pub(super) fn ask_for_rivals(&mut self) {
        for place in 0..self.rivals.len() {
            let scenario = Arc::clone(&self.rivals[place].scenario);
            self.submit(Slot::Rival(place), scenario, Vec::new());
        }
    }

    /// Number of the newest request for the run on show.
    pub const fn asked(&self) -> u64 {
        self.asked
    }

    pub(super) fn submit_current(&mut self) {
        self.asked = self.next_token;
        self.cancelled = false;
        self.submit(Slot::Current, Arc::clone(&self.scenario), self.setup.changes.clone());
    }

    fn submit(&mut self, slot: Slot, scenario: Arc<Scenario>, changes: Vec<Reform>) {
        let (seed, weeks, agents) = (self.setup.seed, self.weeks, self.agents);
        self.submit_input(slot, RunInput { scenario, changes, seed, weeks, agents });
    }

    pub(super) fn submit_input(&mut self, slot: Slot, input: RunInput) {
        let token = self.next_token;
        self.next_token += 1;
        self.runner.submit(Job { slot, token, input });
    }

    /// What the run on show is, or will be once it is computed.
    pub fn current_input(&self) -> RunInput {
        let (seed, weeks, agents) = (self.setup.seed, self.weeks, self.agents);
        let (scenario, changes) = (Arc::clone(&self.scenario), self.setup.changes.clone());
        RunInput { scenario, changes, seed, weeks, agents }
    }

    /// What it is compared with, always with the same luck and size: the scenario as it stands, or a pinned run.
    pub fn baseline_input(&self) -> RunInput {
        let (seed, weeks, agents) = (self.setup.seed, self.weeks, self.agents);
        match self.baseline_pin().and_then(|id| self.pin(id)) {
            Some(pin) => RunInput { seed, weeks, agents, ..pin.input.clone() },
            None => RunInput { scenario: Arc::clone(&self.scenario), changes: Vec::new(), seed, weeks, agents },
        }
    }

    /// Whether the run on show is the one that was asked for last.
    pub fn is_current(&self) -> bool {
        self.current.as_ref().is_some_and(|run| is_run_of(run, &self.current_input()))
    }

    /// The seeds of the runs on show.
    pub const fn replications(&self) -> &Replications {
        &self.replications
    }

    /// Sets how many seeds each run on show gets.
    pub(super) fn set_seeds(&mut self, wanted: u32) {
        self.replications.set_wanted(wanted);
        let wanted = self.replications.wanted();
        self.runner.withdraw(&|slot| matches!(slot, Slot::Seed(place, _) if place >= wanted));
        self.replicate();
    }

    /// Asks for the seeds of the runs on show, once the run on show is the one that was asked for last.
    pub(super) fn replicate(&mut self) {
        let (input, base) = (self.current_input(), self.baseline_input());
        let Some(run) = self.current.clone().filter(|run| is_run_of(run, &input)) else { return };
        let mut shown = vec![(Role::Current, input), (Role::Baseline, base.clone())];
        for pin in self.pins().iter().filter(|pin| Some(pin.id) != self.baseline_pin() && self.shows_pin(pin.id)) {
            // Pairs share their luck, so that a pinned run gets the seeds of the run on show.
            let (seed, weeks, agents) = (self.setup.seed, self.weeks, self.agents);
            shown.push((Role::Pinned(pin.id), RunInput { seed, weeks, agents, ..pin.input.clone() }));
        }
        self.replications.show(&shown);
        self.replications.take_first(Role::Current, &run.record);
        if let Some(run) = self.baseline.clone().filter(|run| is_run_of(run, &base)) {
            self.replications.take_first(Role::Baseline, &run.record);
        }
        let pinned: Vec<_> = self.pins().iter().filter_map(|pin| Some((pin.id, pin.run.clone()?))).collect();
        for (id, run) in pinned {
            let arm = self.replications.arm(Role::Pinned(id));
            if arm.is_some_and(|arm| is_run_of(&run, &arm.input)) {
                self.replications.take_first(Role::Pinned(id), &run.record);
            }
        }
        let luck = &self.replications;
        self.runner.withdraw(&|slot| matches!(slot, Slot::Seed(_, arm) if !luck.shows(arm)));
        for (place, arm, input) in self.replications.ask() {
            self.submit_input(Slot::Seed(place, arm), input);
        }
    }

    /// Takes over runs that have ended. Returns whether anything changed.
    pub fn poll(&mut self) -> bool {
        self.people.poll();
        let outcomes = self.runner.poll();
        let changed = !outcomes.is_empty();
        for outcome in outcomes {
            self.take(outcome);
        }
        changed
    }

    fn take(&mut self, outcome: Outcome) {
        let Outcome { slot, token, result } = outcome;
        if let Slot::Study(study, number) = slot {
            return self.take_study(study, number, token, result);
        }
        // Seeds and pinned runs belong to what was asked for, whatever is open now.
        if token < self.first_token && !matches!(slot, Slot::Seed(..) | Slot::Pinned(_)) {
            return;
        }
        let run = match result {
            Ok(run) => run,
            Err(why) if matches!(slot, Slot::Seed(..)) => return self.replications.fail(why),
            Err(why) => {
                self.failure = Some(why);
                return;
            }
        };
        let newer = |shown: Option<&Arc<Finished>>| shown.is_none_or(|shown| shown.token < token);
        match slot {
            Slot::Current if newer(self.current.as_ref()) => {
                self.failure = None;
                // A run with the rules of the baseline is its own baseline.
                if is_run_of(&run, &self.baseline_input()) {
                    self.baseline = Some(Arc::clone(&run));
                }
                self.keep_before();
                self.current = Some(run);
                self.replicate();
            }
            Slot::Baseline if newer(self.baseline.as_ref()) && is_run_of(&run, &self.baseline_input()) => {
                self.baseline = Some(run);
                self.replicate();
            }
            Slot::Seed(place, arm) => self.replications.take(place, arm, &run.record),
            Slot::Rival(place) => {
                let rival = self.rivals.get_mut(place);
                if let Some(rival) = rival.filter(|r| r.scenario.id == run.record.scenario && newer(r.run.as_ref())) {
                    rival.run = Some(run);
                }
            }
            Slot::Before => self.take_before(run),
            Slot::Pinned(id) => self.take_pinned(id, run),
            Slot::Current | Slot::Baseline | Slot::Study(..) => {}
        }
    }
}

/// Whether a run that has ended is the one that an input describes.
pub(super) fn is_run_of(run: &Finished, input: &RunInput) -> bool {
    let Finished { record, .. } = run;
    (record.seed, record.weeks, record.agents) == (input.seed, input.weeks, input.agents)
        && record.changes == input.changes
        && record.scenario == input.scenario.id
        && record.texts == input.scenario.texts
}
