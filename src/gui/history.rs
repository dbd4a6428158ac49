//! Undo and redo: copies of what decides the run, one a gesture.

use serde::{Deserialize, Serialize};

use crate::scenario::{Reform, Scenario};

/// Steps that can be taken back; the session file carries them all.
const MOST: usize = 100;

/// What the analyst decides about a run; what undo takes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// Changes, each doing one thing.
    pub changes: Vec<Reform>,
    /// Week from which changes of policy and conduct act.
    pub policy_week: u32,
    /// Seed of all luck.
    pub seed: u64,
    /// Changes that are switched off and kept.
    #[serde(default)]
    pub muted: Vec<Reform>,
}

impl Setup {
    /// The scenario as it stands.
    pub fn of(scenario: &Scenario) -> Self {
        Self { changes: Vec::new(), policy_week: scenario.policy_week, seed: scenario.seed, muted: Vec::new() }
    }

    /// Calls what its changes name by other names.
    pub fn rename(&mut self, renamed: impl Fn(&[Reform]) -> Vec<Reform>) {
        self.changes = renamed(&self.changes);
        self.muted = renamed(&self.muted);
    }
}

/// Past and undone states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    past: Vec<Setup>,
    future: Vec<Setup>,
    /// What is being dragged; its further changes belong to the same step.
    #[serde(skip)]
    gesture: Option<&'static str>,
}

impl History {
    /// Remembers the state before a change, unless the change goes on with the gesture of the last one.
    pub fn push(&mut self, before: Setup, gesture: Option<&'static str>) {
        self.future.clear();
        if gesture.is_none() || self.gesture != gesture {
            self.past.push(before);
            let over = self.past.len().saturating_sub(MOST);
            self.past.drain(..over);
        }
        self.gesture = gesture;
    }

    /// Ends a gesture. One that came back to where it began leaves no step.
    pub fn end_gesture(&mut self, now: &Setup) {
        if self.gesture.take().is_some() && self.past.last() == Some(now) {
            self.past.pop();
        }
    }

    /// The state to go back to.
    pub fn undo(&mut self, now: &Setup) -> Option<Setup> {
        self.end_gesture(now);
        let before = self.past.pop()?;
        self.future.push(now.clone());
        Some(before)
    }

    /// The state to go forward to.
    pub fn redo(&mut self, now: &Setup) -> Option<Setup> {
        let after = self.future.pop()?;
        self.past.push(now.clone());
        Some(after)
    }

    /// Nothing can be made again.
    pub fn forget_future(&mut self) {
        self.future.clear();
    }

    /// Changes every state that is remembered.
    pub fn each(&mut self, mut change: impl FnMut(&mut Setup)) {
        self.past.iter_mut().chain(&mut self.future).for_each(&mut change);
    }

    /// The state before the last change.
    pub fn last(&self) -> Option<&Setup> {
        self.past.last()
    }

    /// Whether there is something to take back.
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to make again.
    pub const fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
