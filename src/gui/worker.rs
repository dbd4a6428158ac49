//! Runs computed beside the window. The newest request of a kind wins; a failed run is told, never fatal.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::metrics::{self, table::Column};
use crate::run::{self, Record, RunInput, Trace};

/// Which run of the window this is. Smaller ones are computed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The run on show.
    Current,
    /// The scenario as it stands.
    Baseline,
    /// A rival position drawn behind.
    Rival(usize),
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
    /// What happened inside, for the run on show and the baseline; empty for others.
    pub trace: Trace,
    /// How long it took, seconds.
    pub seconds: f64,
}

/// What became of a job. A run that was overtaken says nothing.
#[derive(Debug)]
pub struct Outcome {
    /// What it was for.
    pub slot: Slot,
    /// Number of the request.
    pub token: u64,
    /// The run, or why it failed.
    pub result: Result<Arc<Finished>, String>,
}

/// How far the run on show has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Weeks done.
    pub done: u32,
    /// Weeks in all.
    pub weeks: u32,
}

/// Something that computes runs.
pub trait Runner {
    /// Asks for a run; an older request for the same slot is dropped.
    fn submit(&mut self, job: Job);
    /// What has come to an end since the last call.
    fn poll(&mut self) -> Vec<Outcome>;
    /// How far the most important unfinished run has got; `None` when there is none.
    fn progress(&self) -> Option<Progress>;
}

/// Runs with at least so many agents use all cores; below, one core is as fast and leaves the rest to the other runs.
const AGENTS_FOR_THREADS: u32 = 100_000;
/// A run that was overtaken may still finish within this time, so that plots follow a drag that does not rest.
const PATIENCE: Duration = Duration::from_millis(400);
/// Runs computed side by side: the one on show and one behind it.
const WORKERS: usize = 2;

fn compute(job: &Job, progress: &mut dyn FnMut(u32) -> bool) -> Result<Option<Arc<Finished>>, String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = if job.input.agents >= AGENTS_FOR_THREADS { cores } else { 1 };
    let started = Instant::now();
    let run = catch_unwind(AssertUnwindSafe(|| match job.slot {
        Slot::Current | Slot::Baseline => run::run_traced(&job.input, threads, progress),
        Slot::Rival(_) => Some((run::run(&job.input, threads, progress)?, Trace::default())),
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

/// Computes each run at once, for tests.
#[derive(Debug, Default)]
pub struct InlineRunner {
    done: Vec<Outcome>,
}

impl Runner for InlineRunner {
    fn submit(&mut self, job: Job) {
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
}

struct Running {
    slot: Slot,
    token: u64,
    weeks: u32,
    done: Arc<AtomicU32>,
}

#[derive(Default)]
struct Desk {
    waiting: Vec<Job>,
    running: Vec<Running>,
    /// Newest request of each slot.
    newest: Vec<(Slot, u64)>,
    done: Vec<Outcome>,
    closing: bool,
}

impl Desk {
    fn newest(&self, slot: Slot) -> u64 {
        self.newest.iter().find(|(named, _)| *named == slot).map_or(0, |(_, token)| *token)
    }
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    bell: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        // A poisoned desk only means that a worker died between two assignments of plain data.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Computes runs on threads of their own.
pub struct ThreadRunner {
    shared: Arc<Shared>,
}

impl ThreadRunner {
    /// Starts the threads; `wake` is called when there is something to poll.
    pub fn start(wake: impl Fn() + Send + Clone + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        for number in 0..WORKERS {
            let (shared, wake) = (Arc::clone(&shared), wake.clone());
            thread::Builder::new().name(format!("run {number}")).spawn(move || work(&shared, &wake))?;
        }
        Ok(Self { shared })
    }
}

impl Drop for ThreadRunner {
    fn drop(&mut self) {
        self.shared.desk().closing = true;
        self.shared.bell.notify_all();
    }
}

impl Runner for ThreadRunner {
    fn submit(&mut self, job: Job) {
        let mut desk = self.shared.desk();
        desk.waiting.retain(|waiting| waiting.slot != job.slot);
        desk.newest.retain(|(slot, _)| *slot != job.slot);
        desk.newest.push((job.slot, job.token));
        desk.waiting.push(job);
        desk.waiting.sort_by_key(|job| job.slot);
        self.shared.bell.notify_one();
    }

    fn poll(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.shared.desk().done)
    }

    fn progress(&self) -> Option<Progress> {
        let desk = self.shared.desk();
        let running = desk.running.iter().max_by_key(|running| (std::cmp::Reverse(running.slot), running.token));
        let running = running.map(|r| Progress { done: r.done.load(Ordering::Relaxed), weeks: r.weeks });
        running.or_else(|| desk.waiting.first().map(|job| Progress { done: 0, weeks: job.input.weeks }))
    }
}

fn work(shared: &Shared, wake: &dyn Fn()) {
    loop {
        let (job, weeks_done) = {
            let mut desk = shared.desk();
            loop {
                if desk.closing {
                    return;
                }
                if !desk.waiting.is_empty() {
                    break;
                }
                desk = shared.bell.wait(desk).unwrap_or_else(PoisonError::into_inner);
            }
            let job = desk.waiting.remove(0);
            let done = Arc::new(AtomicU32::new(0));
            desk.running.push(Running {
                slot: job.slot,
                token: job.token,
                weeks: job.input.weeks,
                done: Arc::clone(&done),
            });
            (job, done)
        };
        let started = Instant::now();
        let mut progress = |week: u32| {
            weeks_done.store(week + 1, Ordering::Relaxed);
            let desk = shared.desk();
            let overtaken = desk.newest(job.slot) > job.token;
            !(desk.closing || (overtaken && started.elapsed() > PATIENCE))
        };
        let result = compute(&job, &mut progress).transpose();
        let mut desk = shared.desk();
        desk.running.retain(|running| running.token != job.token);
        if let Some(result) = result {
            desk.done.push(Outcome { slot: job.slot, token: job.token, result });
        }
        drop(desk);
        wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;

    #[test]
    fn the_newest_request_arrives() {
        let (sender, bell) = std::sync::mpsc::channel();
        let mut runner = ThreadRunner::start(move || {
            let _ = sender.send(());
        })
        .expect("threads start");
        let input = RunInput::new(scenario());
        for token in 1..=20 {
            runner.submit(Job { slot: Slot::Current, token, input: input.clone() });
        }
        let mut arrived = Vec::new();
        while arrived.last() != Some(&20) {
            bell.recv_timeout(Duration::from_mins(1)).expect("a run ends");
            arrived.extend(runner.poll().into_iter().map(|outcome| outcome.token));
            arrived.sort_unstable();
        }
        assert!(arrived.len() < 20, "requests that nobody waits for are dropped: {arrived:?}");
    }

    #[test]
    fn a_panic_is_told() {
        let job = Job { slot: Slot::Current, token: 1, input: RunInput::new(scenario()) };
        let failed = compute(&job, &mut |_| panic!("the market broke"));
        assert_eq!(failed.err().as_deref(), Some("the market broke"));
    }
}
