//! Stopping what is computed: the run that somebody waits for, and the seeds behind it. The last good run stays.

use super::Workbench;
use crate::gui::worker::Slot;

impl Workbench {
    /// Drops all runs that somebody waits for; what is on show stays.
    pub(super) fn cancel_run(&mut self) {
        if self.progress().is_some() {
            self.runner.withdraw(&|slot| !slot.is_background());
            self.stop_replay();
            self.cancelled = true;
        }
    }

    /// Whether the run that was asked for last was cancelled.
    pub const fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// Asks again for what was cancelled.
    pub(super) fn run_again(&mut self) {
        if self.cancelled {
            self.run_all();
        }
    }

    /// Lets the seeds wait, or go on.
    pub(super) fn pause_seeds(&mut self) {
        let paused = !self.replications.is_paused();
        self.replications.pause(paused);
        if paused {
            self.runner.withdraw(&|slot| matches!(slot, Slot::Seed(..)));
        } else {
            self.replicate();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::sample::scenario;
    use crate::gui::worker::{InlineRunner, Job, Outcome, Progress, Runner};
    use crate::scenario::LeverId;

    /// Computes when it is told to.
    #[derive(Clone, Default)]
    struct Held {
        jobs: Rc<RefCell<Vec<Job>>>,
        release: Rc<RefCell<bool>>,
    }

    impl Runner for Held {
        fn submit(&mut self, job: Job) {
            self.jobs.borrow_mut().push(job);
        }

        fn poll(&mut self) -> Vec<Outcome> {
            if !self.release.take() {
                return Vec::new();
            }
            let mut inline = InlineRunner::with_background(4);
            self.jobs.borrow_mut().drain(..).for_each(|job| inline.submit(job));
            inline.poll()
        }

        fn progress(&self) -> Option<Progress> {
            let jobs = self.jobs.borrow();
            let waited = jobs.iter().find(|job| !job.slot.is_background())?;
            Some(Progress { done: 1, weeks: waited.input.weeks, seconds: 1.0 })
        }

        fn withdraw(&mut self, gone: &dyn Fn(Slot) -> bool) {
            self.jobs.borrow_mut().retain(|job| !gone(job.slot));
        }
    }

    #[test]
    fn a_cancelled_run_keeps_the_last_good_one_and_can_be_run_again() {
        let held = Held::default();
        let mut bench = Workbench::new(scenario(), Box::new(held.clone()));
        held.release.replace(true);
        bench.poll();
        let first = bench.current().map(|run| run.token);
        bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
        assert!(bench.can(Action::CancelRun) && !bench.can(Action::RunAgain));
        bench.apply(Command::Do(Action::CancelRun));
        held.release.replace(true);
        bench.poll();
        assert_eq!(bench.current().map(|run| run.token), first, "the last good run stays");
        assert!(bench.is_cancelled() && bench.can(Action::RunAgain) && !bench.can(Action::CancelRun));
        bench.apply(Command::Do(Action::RunAgain));
        assert!(!bench.is_cancelled());
        held.release.replace(true);
        bench.poll();
        assert!(bench.is_current());
    }

    #[test]
    fn paused_seeds_wait_and_go_on() {
        let held = Held::default();
        let mut bench = Workbench::new(scenario(), Box::new(held.clone()));
        held.release.replace(true);
        bench.poll();
        assert!(!held.jobs.borrow().is_empty(), "seeds are asked for");
        bench.apply(Command::Do(Action::PauseSeeds));
        assert!(held.jobs.borrow().is_empty());
        bench.apply(Command::SetSeeds(30));
        assert!(held.jobs.borrow().is_empty(), "they wait");
        bench.apply(Command::Do(Action::PauseSeeds));
        assert_eq!(held.jobs.borrow().len(), 29, "the run on show is the first seed");
    }
}
