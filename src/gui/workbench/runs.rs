//! Asks for runs and takes them over.

use std::sync::Arc;

use super::Workbench;
use crate::gui::history::Setup;
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
        if !self.setup.changes.is_empty() {
            self.submit(Slot::Baseline, Arc::clone(&self.scenario), Vec::new());
        }
        for place in 0..self.rivals.len() {
            let scenario = Arc::clone(&self.rivals[place].scenario);
            self.submit(Slot::Rival(place), scenario, Vec::new());
        }
    }

    pub(super) fn submit_current(&mut self) {
        self.submit(Slot::Current, Arc::clone(&self.scenario), self.setup.changes.clone());
    }

    fn submit(&mut self, slot: Slot, scenario: Arc<Scenario>, changes: Vec<Reform>) {
        let token = self.next_token;
        self.next_token += 1;
        let (seed, weeks, agents) = (self.setup.seed, self.weeks, self.agents);
        self.runner.submit(Job { slot, token, input: RunInput { scenario, changes, seed, weeks, agents } });
    }

    /// Takes over runs that have ended. Returns whether anything changed.
    pub fn poll(&mut self) -> bool {
        let outcomes = self.runner.poll();
        let changed = !outcomes.is_empty();
        for outcome in outcomes {
            self.take(outcome);
        }
        changed
    }

    fn take(&mut self, outcome: Outcome) {
        let Outcome { slot, token, result } = outcome;
        if token < self.first_token {
            return;
        }
        let run = match result {
            Ok(run) => run,
            Err(why) => {
                self.failure = Some(why);
                return;
            }
        };
        let newer = |shown: Option<&Arc<Finished>>| shown.is_none_or(|shown| shown.token < token);
        match slot {
            Slot::Current if newer(self.current.as_ref()) => {
                self.failure = None;
                // Without changes the run is its own baseline.
                if run.record.changes.is_empty() && run.record.seed == self.setup.seed {
                    self.baseline = Some(Arc::clone(&run));
                }
                self.current = Some(run);
            }
            Slot::Baseline if newer(self.baseline.as_ref()) => self.baseline = Some(run),
            Slot::Rival(place) => {
                let rival = self.rivals.get_mut(place);
                if let Some(rival) = rival.filter(|r| r.scenario.id == run.record.scenario && newer(r.run.as_ref())) {
                    rival.run = Some(run);
                }
            }
            Slot::Current | Slot::Baseline => {}
        }
    }
}
