//! Threads of two kinds, as many of each as there are cores: for runs that somebody waits for, and, when all is quiet, for
//! the rest. Two at the least, so that the newest request is begun while an older one ends.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

use super::super::errand::Aside;
use super::{Job, Outcome, Progress, Runner, Slot, compute};

/// Most threads of a kind.
const THREADS: usize = 8;
/// The oldest run that was overtaken may still finish within this time, so that plots follow a drag that does not rest.
const PATIENCE: Duration = Duration::from_secs(1);
/// Background work starts when nobody has asked for a run for so long.
const REST: Duration = Duration::from_secs(1);

/// Of 0 to 99, where 50 is what a thread has that says nothing: a niceness of 10 on Linux, below normal on Windows.
const MAKES_WAY: u8 = 21;

/// Lets the window paint first where there are fewer cores than threads that want one. Where the system says no, the
/// window is a little less smooth.
fn make_way() {
    // Elsewhere the priority would be that of the whole process.
    if cfg!(any(target_os = "linux", target_os = "macos", target_os = "windows"))
        && let Ok(priority) = ThreadPriorityValue::try_from(MAKES_WAY)
    {
        let _ = set_current_thread_priority(ThreadPriority::Crossplatform(priority));
    }
}

struct Running {
    slot: Slot,
    token: u64,
    weeks: u32,
    began: Instant,
    done: Arc<AtomicU32>,
    withdrawn: bool,
}

#[derive(Default)]
struct Desk {
    /// In the order of their slots.
    waiting: Vec<Job>,
    running: Vec<Running>,
    /// Newest request of each slot that somebody waits for.
    newest: BTreeMap<Slot, u64>,
    /// When somebody last asked for a run.
    asked: Option<Instant>,
    done: Vec<Outcome>,
    closing: bool,
}

/// What a thread should do now.
enum Next {
    Close,
    Run(Job),
    /// Look again when the bell rings, or after this time.
    Wait(Option<Duration>),
}

impl Desk {
    /// Whether somebody waits for a run.
    fn is_busy(&self) -> bool {
        let waited = |slot: Slot| !slot.is_background();
        // The list is in the order of slots, so that the first one decides.
        self.waiting.first().is_some_and(|job| waited(job.slot)) || self.running.iter().any(|run| waited(run.slot))
    }

    fn next(&mut self, background: bool) -> Next {
        if self.closing {
            return Next::Close;
        }
        let Some(first) = self.waiting.first() else { return Next::Wait(None) };
        if first.slot.is_background() != background || (background && self.is_busy()) {
            return Next::Wait(None);
        }
        if background {
            let rest = self.asked.map_or(Duration::ZERO, |asked| REST.saturating_sub(asked.elapsed()));
            if !rest.is_zero() {
                return Next::Wait(Some(rest));
            }
        }
        Next::Run(self.waiting.remove(0))
    }

    /// Whether a run should go on.
    fn wants(&self, job: &Job, started: Instant) -> bool {
        let running = || self.running.iter().filter(|running| !running.withdrawn);
        let withdrawn = !running().any(|running| running.token == job.token);
        let overtaken = self.newest.get(&job.slot).is_some_and(|newest| *newest > job.token);
        // One older run is enough to follow a drag; the thread of this one is for the newest.
        let elder = running().any(|running| running.slot == job.slot && running.token < job.token);
        !(self.closing || withdrawn || (overtaken && (elder || started.elapsed() > PATIENCE)))
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

    /// Stands still while somebody waits for a run.
    fn give_way(&self) {
        let mut desk = self.desk();
        while desk.is_busy() && !desk.closing {
            desk = self.wait(desk, None);
        }
    }

    fn wait<'a>(&self, desk: MutexGuard<'a, Desk>, most: Option<Duration>) -> MutexGuard<'a, Desk> {
        match most {
            Some(most) => self.bell.wait_timeout(desk, most).unwrap_or_else(PoisonError::into_inner).0,
            None => self.bell.wait(desk).unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// Computes runs on threads of their own.
pub struct ThreadRunner {
    shared: Arc<Shared>,
    /// Starts other work on a thread of its own.
    start: Box<dyn Fn(Aside)>,
}

impl ThreadRunner {
    /// Starts the threads; `wake` is called when there is something to poll.
    pub fn start(wake: impl Fn() + Send + Clone + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for (name, background) in [("runs", false), ("runs behind", true)] {
            for _ in 0..cores.clamp(2, THREADS) {
                let (shared, wake) = (Arc::clone(&shared), wake.clone());
                thread::Builder::new().name(name.to_owned()).spawn(move || {
                    make_way();
                    work(&shared, background, &wake);
                })?;
            }
        }
        let desk = Arc::clone(&shared);
        let start = move |work: Aside| {
            let (shared, wake) = (Arc::clone(&desk), wake.clone());
            let begun = thread::Builder::new().name("beside runs".to_owned()).spawn(move || {
                make_way();
                work(&|| shared.give_way());
                wake();
            });
            // Where no thread can be had, the work is lost, and who waits for it is told so.
            drop(begun);
        };
        Ok(Self { shared, start: Box::new(start) })
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
        if !job.slot.is_background() {
            desk.newest.insert(job.slot, job.token);
            desk.asked = Some(Instant::now());
        }
        let place = desk.waiting.partition_point(|waiting| waiting.slot <= job.slot);
        desk.waiting.insert(place, job);
        drop(desk);
        self.shared.bell.notify_all();
    }

    fn poll(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.shared.desk().done)
    }

    fn progress(&self) -> Option<Progress> {
        let desk = self.shared.desk();
        let running = desk.running.iter().filter(|running| !running.slot.is_background());
        let running = running.max_by_key(|running| (std::cmp::Reverse(running.slot), running.token));
        let running = running.map(|run| Progress {
            done: run.done.load(Ordering::Relaxed),
            weeks: run.weeks,
            seconds: run.began.elapsed().as_secs_f64(),
        });
        let first = || desk.waiting.first().filter(|job| !job.slot.is_background());
        running.or_else(|| first().map(|job| Progress { done: 0, weeks: job.input.weeks, seconds: 0.0 }))
    }

    fn aside(&mut self, work: Aside) {
        (self.start)(work);
    }

    fn withdraw(&mut self, gone: &dyn Fn(Slot) -> bool) {
        let mut desk = self.shared.desk();
        desk.waiting.retain(|job| !gone(job.slot));
        desk.done.retain(|outcome| !gone(outcome.slot));
        for running in desk.running.iter_mut().filter(|running| gone(running.slot)) {
            running.withdrawn = true;
        }
        drop(desk);
        self.shared.bell.notify_all();
    }
}

fn work(shared: &Shared, background: bool, wake: &dyn Fn()) {
    loop {
        let (job, weeks_done) = {
            let mut desk = shared.desk();
            let job = loop {
                match desk.next(background) {
                    Next::Close => return,
                    Next::Run(job) => break job,
                    Next::Wait(most) => desk = shared.wait(desk, most),
                }
            };
            let done = Arc::new(AtomicU32::new(0));
            desk.running.push(Running {
                slot: job.slot,
                token: job.token,
                weeks: job.input.weeks,
                began: Instant::now(),
                done: Arc::clone(&done),
                withdrawn: false,
            });
            (job, done)
        };
        let started = Instant::now();
        let mut progress = |week: u32| {
            weeks_done.store(week + 1, Ordering::Relaxed);
            let mut desk = shared.desk();
            // Background work stands still while somebody waits.
            while job.slot.is_background() && desk.is_busy() && desk.wants(&job, started) {
                desk = shared.wait(desk, None);
            }
            desk.wants(&job, started)
        };
        let result = compute(&job, &mut progress).transpose();
        let mut desk = shared.desk();
        let wanted = !desk.running.iter().any(|running| running.token == job.token && running.withdrawn);
        desk.running.retain(|running| running.token != job.token);
        if let Some(result) = result.filter(|_| wanted) {
            desk.done.push(Outcome { slot: job.slot, token: job.token, result });
        }
        // A run that was overtaken changes nothing on the screen.
        let news = !desk.done.is_empty() || !desk.is_busy();
        drop(desk);
        // The end of a run may be what another thread waits for.
        shared.bell.notify_all();
        if news {
            wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::super::Study;
    use super::*;
    use crate::gui::sample::scenario;
    use crate::run::RunInput;

    fn runner() -> (ThreadRunner, Receiver<()>) {
        let (sender, bell) = channel();
        let wake = move || {
            let _ = sender.send(());
        };
        (ThreadRunner::start(wake).expect("threads start"), bell)
    }

    fn job(slot: Slot, token: u64) -> Job {
        Job { slot, token, input: RunInput::new(scenario()) }
    }

    /// The tokens that arrive until `last` does.
    fn arrivals(runner: &mut ThreadRunner, bell: &Receiver<()>, last: u64) -> Vec<u64> {
        let mut arrived = Vec::new();
        while !arrived.contains(&last) {
            bell.recv_timeout(Duration::from_mins(1)).expect("a run ends");
            arrived.extend(runner.poll().into_iter().map(|outcome| outcome.token));
        }
        arrived
    }

    #[test]
    fn the_newest_request_arrives() {
        let (mut runner, bell) = runner();
        for token in 1..=20 {
            runner.submit(job(Slot::Current, token));
        }
        let arrived = arrivals(&mut runner, &bell, 20);
        assert!(arrived.len() < 20, "requests that nobody waits for are dropped: {arrived:?}");
    }

    #[test]
    fn one_overtaken_run_ends_and_leaves_the_other_thread_to_the_newest() {
        let mut desk = Desk::default();
        let now = Instant::now();
        for token in [1, 2, 3] {
            let done = Arc::default();
            desk.running.push(Running { slot: Slot::Current, token, weeks: 1, began: now, done, withdrawn: false });
            desk.newest.insert(Slot::Current, token);
        }
        let wanted = |desk: &Desk| [1, 2, 3].map(|token| desk.wants(&job(Slot::Current, token), now));
        assert_eq!(wanted(&desk), [true, false, true]);
        desk.running[0].withdrawn = true;
        assert_eq!(wanted(&desk), [false, true, true]);
        let Some(long_ago) = now.checked_sub(2 * PATIENCE) else { return };
        assert!(!desk.wants(&job(Slot::Current, 2), long_ago), "patience has an end");
    }

    #[test]
    fn background_work_comes_after_what_somebody_waits_for() {
        let (mut runner, bell) = runner();
        runner.submit(job(Slot::Study(Study::Shares, 0), 3));
        runner.submit(job(Slot::Seed(1, 0), 2));
        runner.submit(job(Slot::Current, 1));
        // A study that was begun before the others came may still end first.
        let mut arrived = arrivals(&mut runner, &bell, 2);
        arrived.retain(|token| *token != 3);
        assert_eq!(arrived, [1, 2]);
    }

    #[test]
    fn withdrawn_work_never_arrives() {
        let (mut runner, bell) = runner();
        runner.submit(job(Slot::Current, 1));
        for place in 0..5 {
            runner.submit(job(Slot::Seed(place, 0), u64::from(place) + 2));
        }
        runner.withdraw(&|slot| matches!(slot, Slot::Seed(..)));
        runner.submit(job(Slot::Study(Study::Shares, 0), 9));
        assert_eq!(arrivals(&mut runner, &bell, 9), [1, 9]);
    }
}
