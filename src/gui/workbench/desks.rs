//! Another run on show: a pinned run is opened, or run and baseline change places. What was on show before is put
//! away whole, with its own steps to undo, so that undo brings it back.

use std::path::PathBuf;
use std::sync::Arc;

use super::Workbench;
use super::runs::is_run_of;
use crate::gui::editor::writing::SavedFile;
use crate::gui::history::History;
use crate::gui::pins::Kept;
use crate::gui::worker::Slot;

/// Desks that are remembered on either side.
const MOST: usize = 20;

/// The run on show with all that belongs to it, put away.
#[derive(Clone, Debug)]
struct Desk {
    kept: Kept,
    history: History,
    path: Option<PathBuf>,
    file: Option<SavedFile>,
    /// What it is compared with.
    baseline: Kept,
}

/// What was on show before the last switches, and what was taken back of them.
#[derive(Debug, Default)]
pub(super) struct Desks {
    earlier: Vec<Desk>,
    later: Vec<Desk>,
}

impl Desks {
    /// Whether a switch can be taken back.
    pub(super) const fn can_undo(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// Whether a switch can be made again.
    pub(super) const fn can_redo(&self) -> bool {
        !self.later.is_empty()
    }

    /// After a change nothing can be made again.
    pub(super) fn forget_later(&mut self) {
        self.later.clear();
    }

    /// Nothing was on show before.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Workbench {
    /// Makes a pinned run the run on show; what it is compared with stays.
    pub(super) fn open_pin(&mut self, id: u32) {
        let Some(kept) = self.pin(id).map(|pin| pin.kept.clone()) else { return };
        if kept.is(&self.kept()) {
            return;
        }
        let baseline = if self.baseline_pin().is_some() {
            self.baseline_kept()
        } else {
            // The scenario as it stands is that of the run on show.
            Kept { setup: crate::gui::history::Setup { changes: Vec::new(), ..kept.setup.clone() }, ..kept.clone() }
        };
        self.switch(kept, baseline);
    }

    /// The run on show becomes the baseline, and the baseline the run on show, with the same luck.
    pub(super) fn swap(&mut self) {
        if self.can_swap() {
            self.switch(self.baseline_kept(), self.kept());
        }
    }

    fn switch(&mut self, kept: Kept, baseline: Kept) {
        let same = *self.named_scenario() == kept.scenario;
        let (path, file) = if same { (self.path.clone(), self.writing.file.clone()) } else { (None, None) };
        self.desks = self.put_away();
        self.sit_down(Desk { kept, history: History::default(), path, file, baseline });
    }

    /// The desks with what is on show put away on top, for when a file takes its place.
    pub(super) fn put_away(&mut self) -> Desks {
        let mut before = self.desk();
        before.history.forget_future();
        let mut desks = std::mem::take(&mut self.desks);
        desks.earlier.push(before);
        let over = desks.earlier.len().saturating_sub(MOST);
        desks.earlier.drain(..over);
        desks.later.clear();
        desks
    }

    /// Takes back the last switch.
    pub(super) fn undo_switch(&mut self) {
        if let Some(desk) = self.desks.earlier.pop() {
            self.desks.later.push(self.desk());
            self.sit_down(desk);
        }
    }

    /// Makes it again.
    pub(super) fn redo_switch(&mut self) {
        if let Some(desk) = self.desks.later.pop() {
            self.desks.earlier.push(self.desk());
            self.sit_down(desk);
        }
    }

    fn desk(&self) -> Desk {
        Desk {
            kept: self.kept(),
            history: self.named_history(),
            path: self.path.clone(),
            file: self.writing.file.clone(),
            baseline: self.baseline_kept(),
        }
    }

    /// Puts another run on show. Time, zoom and what the plots show stay.
    fn sit_down(&mut self, desk: Desk) {
        let Desk { kept, history, path, file, baseline } = desk;
        let before = self.named_scenario().id.clone();
        self.writing.hidden = None;
        self.writing.file = file;
        self.path = path;
        self.scenario = kept.scenario;
        self.setup = kept.setup;
        (self.weeks, self.agents) = (kept.weeks, kept.agents);
        self.history = history;
        self.hide_names();
        (self.problems, self.failure) = (None, None);
        self.playback.set_weeks(self.weeks);
        self.compare_with(baseline);
        self.name_pins();
        if self.named_scenario().id != before {
            self.rivals = self.load_rivals();
            self.ask_for_rivals();
        }
        self.settle();
    }

    /// Takes what is to be on show from the runs that are there, and asks for what is not.
    pub(super) fn settle(&mut self) {
        self.runner.withdraw(&|slot| matches!(slot, Slot::Current | Slot::Baseline));
        let pinned = self.pins().iter().filter_map(|pin| pin.run.as_ref());
        let known: Vec<_> = self.current.iter().chain(&self.baseline).chain(pinned).map(Arc::clone).collect();
        let (input, base) = (self.current_input(), self.baseline_input());
        let find = |input| known.iter().find(|run| is_run_of(run, input)).cloned();
        match find(&input) {
            Some(run) => (self.current, self.cancelled) = (Some(run), false),
            None => self.submit_current(),
        }
        self.baseline = find(&base);
        if self.baseline.is_none() && !self.is_own_baseline() {
            self.submit_input(Slot::Baseline, base);
        }
        self.ask_for_pins();
        self.replicate();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LeverId;

    #[test]
    fn what_a_file_took_the_place_of_is_brought_back() {
        let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.4, done: true });
        let (id, changes) = (bench.scenario().id.clone(), bench.changes().to_vec());
        let text =
            "(format: 1, title: \"Mine\", parent: Some(\"baseline-2016\"), weeks: 30, agents: 512, policy_week: 5)";
        assert!(bench.open("mine.ron", text.as_bytes(), &crate::gui::workbench::scenario_library));
        assert!(bench.changes().is_empty() && bench.scenario().id == "mine");
        bench.apply(Command::Do(Action::Undo));
        assert_eq!((&bench.scenario().id, bench.changes()), (&id, &changes[..]));
        bench.apply(Command::Do(Action::Redo));
        assert_eq!(bench.scenario().id, "mine");
        bench.apply(Command::Do(Action::Undo));
        bench.apply(Command::Do(Action::Undo));
        assert!(bench.changes().is_empty() && bench.scenario().id == id, "its own steps come back with it");
    }
}
