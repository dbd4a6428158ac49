//! Runs computed beside the window. The newest request of a kind wins; a failed run is told, never fatal.
//!
//! What somebody waits for comes first and has threads of its own. Everything else, such as the same run with other
//! seeds, is computed once the analyst has let go, and stands still while somebody waits.

mod threads;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

pub use threads::ThreadRunner;

use super::errand::Aside;
use crate::metrics::{self, table::Column};
use crate::run::{self, Record, RunInput, Trace};

/// Which run of the window this is. Smaller ones are computed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The run on show.
    Current,
    /// The run it is compared with.
    Baseline,
    /// The run before the last change.
    Before,
    /// A pinned run, by its number.
    Pinned(u32),
    /// A rival position drawn behind.
    Rival(usize),
    /// The same run with another seed: its place among the seeds, then the run's number. In this order two runs that
    /// are compared get their seeds in pairs.
    Seed(u32, u32),
    /// Part of a study that the analyst asked for.
    Study(Study, u32),
}

/// Something that takes many runs and is computed when the analyst asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Study {
    /// A lever at half and at double.
    Assumption,
    /// The shares that changes have in a difference.
    Shares,
    /// Scenarios against each other.
    Regimes,
    /// Published facts against the model.
    Facts,
}

impl Study {
    /// All studies.
    pub const ALL: &'static [Self] = &[Self::Assumption, Self::Shares, Self::Regimes, Self::Facts];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assumption => "the trial",
            Self::Shares => "the split",
            Self::Regimes => "the ranking",
            Self::Facts => "the check",
        }
    }
}

impl Slot {
    /// Whether nobody waits for it: it may be computed later and makes way.
    pub const fn is_background(self) -> bool {
        matches!(self, Self::Seed(..) | Self::Study(..))
    }
}

/// A run to compute.
#[derive(Clone, Debug)]
pub struct Job {
    /// What it is for.
    pub slot: Slot,
    /// Number of the request; grows.
    pub token: u64,
    /// What to run.
    pub input: RunInput,
}

/// A finished run with the names of its columns.
#[derive(Debug)]
pub struct Finished {
    /// Number of the request; no two runs of a session share it.
    pub token: u64,
    /// What was run.
    pub record: Record,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What happened inside, for the run on show, the one before, the baseline and pinned runs; empty for others.
    pub trace: Trace,
    /// How long it took, seconds.
    pub seconds: f64,
}

/// What became of a job. A run that was overtaken or withdrawn says nothing.
#[derive(Debug)]
pub struct Outcome {
    /// What it was for.
    pub slot: Slot,
    /// Number of the request.
    pub token: u64,
    /// The run, or why it failed.
    pub result: Result<Arc<Finished>, String>,
}

/// How far the most important run that somebody waits for has got.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Weeks done.
    pub done: u32,
    /// Weeks in all.
    pub weeks: u32,
    /// Seconds since it began.
    pub seconds: f64,
}

impl Progress {
    /// Seconds that are left at the pace so far; `None` before there is one.
    pub fn left(&self) -> Option<f64> {
        (self.done > 0).then(|| self.seconds * f64::from(self.weeks.saturating_sub(self.done)) / f64::from(self.done))
    }
}

/// Something that computes runs.
pub trait Runner {
    /// Asks for a run; an older request for the same slot is dropped.
    fn submit(&mut self, job: Job);
    /// What has come to an end since the last call.
    fn poll(&mut self) -> Vec<Outcome>;
    /// How far the most important unfinished run has got; `None` when nobody waits for one.
    fn progress(&self) -> Option<Progress>;
    /// Does something else beside the window; at once where there are no threads.
    fn aside(&mut self, work: Aside) {
        work(&|| {});
    }
    /// Drops the requests for which `gone` says so, also one that is being computed.
    fn withdraw(&mut self, _gone: &dyn Fn(Slot) -> bool) {}
}

/// Runs with at least so many agents use all cores; below, one core is as fast and leaves the rest to the other runs.
const AGENTS_FOR_THREADS: u32 = 100_000;

fn compute(job: &Job, progress: &mut dyn FnMut(u32) -> bool) -> Result<Option<Arc<Finished>>, String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = if job.input.agents >= AGENTS_FOR_THREADS { cores } else { 1 };
    let started = Instant::now();
    let run = catch_unwind(AssertUnwindSafe(|| match job.slot {
        Slot::Current | Slot::Baseline | Slot::Before | Slot::Pinned(_) => {
            run::run_traced(&job.input, threads, progress)
        }
        _ => Some((run::run(&job.input, threads, progress)?, Trace::default())),
    }));
    let seconds = started.elapsed().as_secs_f64();
    match run {
        Ok(run) => Ok(run.map(|(record, trace)| {
            let columns = metrics::columns(&job.input.scenario);
            Arc::new(Finished { token: job.token, record, columns, trace, seconds })
        })),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(text.unwrap_or("the run stopped without saying why").to_owned())
        }
    }
}

/// Computes each run at once, for tests: every run that somebody waits for, and so many of the others as it was told.
#[derive(Debug, Default)]
pub struct InlineRunner {
    done: Vec<Outcome>,
    background: usize,
}

impl InlineRunner {
    /// Computes at most so many background runs, because tests must stay quick.
    pub const fn with_background(background: usize) -> Self {
        Self { done: Vec::new(), background }
    }
}

impl Runner for InlineRunner {
    fn submit(&mut self, job: Job) {
        if job.slot.is_background() {
            let Some(left) = self.background.checked_sub(1) else { return };
            self.background = left;
        }
        if let Some(result) = compute(&job, &mut |_| true).transpose() {
            self.done.push(Outcome { slot: job.slot, token: job.token, result });
        }
    }

    fn poll(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.done)
    }

    fn progress(&self) -> Option<Progress> {
        None
    }

    fn withdraw(&mut self, gone: &dyn Fn(Slot) -> bool) {
        self.done.retain(|outcome| !gone(outcome.slot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;

    #[test]
    fn a_panic_is_told() {
        let job = Job { slot: Slot::Current, token: 1, input: RunInput::new(scenario()) };
        let failed = compute(&job, &mut |_| panic!("the market broke"));
        assert_eq!(failed.err().as_deref(), Some("the market broke"));
    }

    #[test]
    fn seeds_come_in_pairs_before_studies_and_after_all_that_somebody_waits_for() {
        let mut slots = vec![
            Slot::Study(Study::Regimes, 0),
            Slot::Seed(2, 0),
            Slot::Seed(1, 1),
            Slot::Rival(0),
            Slot::Seed(1, 0),
            Slot::Pinned(4),
            Slot::Baseline,
            Slot::Current,
        ];
        slots.sort();
        let expected = [
            Slot::Current,
            Slot::Baseline,
            Slot::Pinned(4),
            Slot::Rival(0),
            Slot::Seed(1, 0),
            Slot::Seed(1, 1),
            Slot::Seed(2, 0),
            Slot::Study(Study::Regimes, 0),
        ];
        assert_eq!(slots, expected);
        assert_eq!(slots.iter().filter(|slot| slot.is_background()).count(), 4);
    }
}
