//! Replays the last change: the run before it and the run after it are shown in turn, a few times.

use std::sync::Arc;

use super::Workbench;
use super::runs::is_run_of;
use crate::gui::worker::{Finished, Slot};
use crate::run::RunInput;

/// How long each of the two is on show, seconds.
const EACH: f64 = 0.9;
/// How often the picture changes; an even number, so that it ends as it began, with the run after the change.
const FLIPS: u32 = 6;

/// A replay that is going on.
#[derive(Debug, Default)]
pub(super) struct Replay {
    /// The run before the change; none while it is computed.
    before: Option<Arc<Finished>>,
    /// The clock when it began.
    began: Option<f64>,
    /// Changes of the picture so far; the first one shows the run before the change.
    flips: u32,
}

/// What a replay shows just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing yet, a run is being computed.
    Waiting,
    /// The run before the last change.
    Before,
    /// The run after it.
    After,
}

impl Workbench {
    /// Whether there is a last change, and a run after it.
    pub(super) fn can_replay(&self) -> bool {
        self.replay.is_some() || (self.history.can_undo() && self.current.is_some())
    }

    /// Begins to replay the last change, or stops.
    pub(super) fn switch_replay(&mut self) {
        if self.replay.take().is_some() {
            return;
        }
        let Some(input) = self.input_before() else { return };
        let known = self.before.iter().chain(&self.baseline).chain(&self.current);
        let before = known.filter(|run| is_run_of(run, &input)).map(Arc::clone).next();
        if before.is_none() {
            self.submit_input(Slot::Before, input);
        }
        self.replay = Some(Replay { before, ..Replay::default() });
    }

    /// Ends a replay with the run after the change.
    pub fn stop_replay(&mut self) {
        self.replay = None;
    }

    /// Moves a replay to a time of the clock, seconds. Returns how long to wait for the next picture.
    pub fn tick_replay(&mut self, now: f64) -> Option<f64> {
        let ready = self.is_current();
        let replay = self.replay.as_mut()?;
        if !ready || replay.before.is_none() {
            return None;
        }
        let passed = (now - *replay.began.get_or_insert(now)).max(0.0);
        // The first picture is that before the change.
        replay.flips = (passed / EACH) as u32 + 1;
        if replay.flips > FLIPS {
            self.replay = None;
            return None;
        }
        Some(EACH - passed % EACH)
    }

    /// What a replay shows; `None` where nothing is replayed.
    pub fn replayed(&self) -> Option<Shown> {
        let replay = self.replay.as_ref()?;
        Some(match (replay.flips, replay.flips % 2) {
            (0, _) => Shown::Waiting,
            (_, 1) => Shown::Before,
            _ => Shown::After,
        })
    }

    /// The run a replay shows in place of the one after the change.
    pub(super) fn run_before(&self) -> Option<&Arc<Finished>> {
        let replay = self.replay.as_ref().filter(|_| self.replayed() == Some(Shown::Before))?;
        replay.before.as_ref()
    }

    /// The run that a replay shows in turn with the one on show, so that axes have room for both.
    pub fn in_turn(&self) -> Option<&Arc<Finished>> {
        let replay = self.replay.as_ref()?;
        if self.run_before().is_some() { self.current.as_ref() } else { replay.before.as_ref() }
    }

    /// A run that leaves the show is kept if it is the one before the last change.
    pub(super) fn keep_before(&mut self) {
        let input = self.input_before();
        let is_before = |run: &&Arc<Finished>| input.as_ref().is_some_and(|input| is_run_of(run, input));
        if let Some(run) = self.current.as_ref().filter(is_before) {
            self.before = Some(Arc::clone(run));
        }
    }

    /// The run before the last change has ended.
    pub(super) fn take_before(&mut self, run: Arc<Finished>) {
        if self.input_before().is_some_and(|input| is_run_of(&run, &input)) {
            self.before = Some(Arc::clone(&run));
            if let Some(replay) = &mut self.replay {
                replay.before = Some(run);
            }
        }
    }

    fn input_before(&self) -> Option<RunInput> {
        let setup = self.history.last()?;
        Some(RunInput { changes: setup.changes.clone(), seed: setup.seed, ..self.current_input() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LeverId;

    fn bench() -> Workbench {
        let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        bench.poll();
        for value in [0.3, 0.5] {
            bench.apply(Command::SetLever { id: LeverId::take_mini, value, done: true });
            bench.poll();
        }
        bench
    }

    fn take(bench: &Workbench) -> f64 {
        let changes = &bench.current().expect("a run").record.changes;
        changes.iter().flat_map(|change| &change.set).map(|(_, value)| *value).sum()
    }

    #[test]
    fn the_two_runs_are_shown_in_turn_and_it_ends_with_the_one_after() {
        let mut bench = bench();
        assert!(bench.can(Action::ReplayChange));
        bench.apply(Command::Do(Action::ReplayChange));
        let mut seen = Vec::new();
        let mut now = 100.0;
        while let Some(wait) = bench.tick_replay(now) {
            seen.push((take(&bench), bench.replayed()));
            now += wait + 1e-6;
        }
        let (before, after) = ((0.3, Some(Shown::Before)), (0.5, Some(Shown::After)));
        assert_eq!(seen, [before, after, before, after, before, after]);
        assert_eq!((take(&bench), bench.replayed()), (0.5, None));
    }

    #[test]
    fn a_run_that_is_no_longer_there_is_computed() {
        let mut bench = bench();
        bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.6, done: true });
        bench.poll();
        bench.apply(Command::Do(Action::Undo));
        bench.poll();
        bench.before = None;
        bench.apply(Command::Do(Action::ReplayChange));
        assert_eq!((bench.tick_replay(0.0), bench.replayed()), (None, Some(Shown::Waiting)));
        bench.poll();
        assert!(bench.tick_replay(1.0).is_some());
        assert_eq!(take(&bench), 0.3);
    }

    #[test]
    fn another_change_or_a_second_call_stops_it() {
        let mut bench = bench();
        for stop in [Command::Do(Action::ReplayChange), Command::Do(Action::Undo)] {
            bench.apply(Command::Do(Action::ReplayChange));
            bench.tick_replay(0.0);
            assert_eq!(bench.replayed(), Some(Shown::Before));
            bench.apply(Command::Seek(3));
            bench.apply(Command::EndGesture);
            assert_eq!(bench.replayed(), Some(Shown::Before), "moving the time cursor goes on with it");
            bench.apply(stop);
            assert_eq!(bench.replayed(), None);
        }
    }
}
