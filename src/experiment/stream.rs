//! Replications that are handed on as they finish, so that ten thousand of them need no more memory than a few.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Builder};

use super::{LARGE, Progress};
use crate::run::{Record, RunInput, run};

/// Finished runs that a thread may be ahead of their taking.
const AHEAD: usize = 2;

/// Runs `input` with `seeds` seeds on `threads` threads, like [`super::replicate`], and gives each record to `take` in
/// the order of the seeds, whatever the threads. `Ok(false)` if `progress` stopped it; an error of `take` ends it.
pub fn replicate_each<E>(
    input: &RunInput,
    seeds: u32,
    threads: usize,
    progress: &Progress<'_>,
    take: &mut dyn FnMut(Record) -> Result<(), E>,
) -> Result<bool, E> {
    let threads = threads.max(1);
    // One run keeps all threads for itself, and so does a large one; several share them out, one thread a run at least.
    let lanes = if input.agents < LARGE { threads.min(seeds.max(1) as usize) } else { 1 };
    let inner = threads / lanes;
    let ended = AtomicBool::new(false);
    let one = |k: u32| {
        let input = RunInput { seed: input.seed.wrapping_add(u64::from(k)), ..input.clone() };
        run(&input, inner, &mut |week| !ended.load(Ordering::Relaxed) && progress(k, week))
    };
    if lanes < 2 {
        return in_order(seeds, &mut |k| one(k), take);
    }
    thread::scope(|scope| {
        let one = &one;
        // Runs are dealt out like cards, so that their order is known without waiting for the slowest.
        let open = |lane: usize| -> Option<Receiver<Option<Record>>> {
            let (send, receive) = sync_channel(AHEAD);
            let work = move || {
                for k in (lane as u32..seeds).step_by(lanes) {
                    let record = one(k);
                    let stopped = record.is_none();
                    if send.send(record).is_err() || stopped {
                        return;
                    }
                }
            };
            Builder::new().name(format!("replications {lane}")).spawn_scoped(scope, work).ok().map(|_| receive)
        };
        let lanes: Vec<Option<Receiver<Option<Record>>>> = (0..lanes).map(open).collect();
        let mut next = |k: u32| match &lanes[k as usize % lanes.len()] {
            Some(lane) => lane.recv().ok().flatten(),
            // A system that refuses threads still gives the same records, later.
            None => one(k),
        };
        let result = in_order(seeds, &mut next, take);
        ended.store(true, Ordering::Relaxed);
        result
    })
}

fn in_order<E>(
    seeds: u32,
    next: &mut dyn FnMut(u32) -> Option<Record>,
    take: &mut dyn FnMut(Record) -> Result<(), E>,
) -> Result<bool, E> {
    for k in 0..seeds {
        let Some(record) = next(k) else { return Ok(false) };
        take(record)?;
    }
    Ok(true)
}
