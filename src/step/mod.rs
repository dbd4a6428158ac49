//! Behaviour: the week as a table of phases.
//!
//! Each phase reads the world, decides in order of actors, then applies. Luck is a function of actor and week, so
//! neither the order of users nor the number of threads can change a result.

pub mod setup;
mod calibrate;
mod rules;
mod shocks;
mod phones;
mod messengers;
mod consent;
mod data;
mod pooling;
mod learning;
mod nearness;
mod services;
mod habits;
mod payments;
mod pricing;
mod regulator;
mod vendors;
mod strategy;
mod terms;
mod identities;
pub mod choice;
mod batch;
mod title;
mod refusals;
pub mod flows;
pub mod person;

pub use identities::{Broken, check};
pub use learning::unlearnt;
pub use messengers::adoption_hazard;
pub use messengers::interoperable;
pub use setup::{HISTORY_STEPS, dated_changes, new_world, new_world_watched};
pub(crate) use vendors::median;

use crate::world::{Chunk, World};

/// One phase of the week.
#[derive(Clone, Copy)]
pub struct Phase {
    /// Name, one word.
    pub name: &'static str,
    /// What it does, as a sentence.
    pub does: &'static str,
    /// The function.
    pub run: fn(&mut World, &Pool),
}

/// The week, in order.
pub const PHASES: &[Phase] = &[
    Phase { name: "rules", does: "Activate what is due and compile the access rules.", run: rules::phase },
    Phase { name: "shocks", does: "Breaches, scandals and withdrawals of the scenario happen.", run: shocks::phase },
    Phase { name: "phones", does: "Users replace phones and choose brands.", run: phones::phase },
    Phase { name: "messengers", does: "Users adopt, drop and review messengers.", run: messengers::phase },
    Phase { name: "consent", does: "Users answer requests and withdraw consent.", run: consent::phase },
    Phase { name: "data", does: "Data are generated, flow under rules or against them, and age.", run: data::phase },
    Phase { name: "learning", does: "Holders learn from the data they may use.", run: learning::phase },
    Phase { name: "services", does: "Users choose services and the channel to reach them.", run: services::phase },
    Phase { name: "payments", does: "Everybody pays and is paid; the journal is kept.", run: payments::phase },
    Phase {
        name: "regulator",
        does: "Violations are found; complaints, cases and sanctions move on.",
        run: regulator::phase,
    },
    Phase { name: "vendors", does: "Vendors leave, enter and choose channels.", run: vendors::phase },
    Phase {
        name: "strategy",
        does: "Phone makers and operators decide, each quarter or after an event.",
        run: strategy::phase,
    },
    Phase {
        name: "identities",
        does: "Identities of people, data and money are checked in debug builds.",
        run: identities::phase,
    },
    Phase { name: "metrics", does: "The week's row of outcomes is read.", run: |_, _| {} },
];

/// Parts of an agent are counted in millionths.
const MILLION: f64 = 1e6;

/// A part of an agent as a whole number of millionths, so that sums do not depend on their order.
fn millionths(part: f64) -> i64 {
    (part * MILLION).round() as i64
}

/// Threads that work on chunks of users.
#[derive(Debug, Default)]
pub struct Pool {
    threads: Option<rayon::ThreadPool>,
}

impl Pool {
    /// A pool of so many threads; one thread is the caller's own.
    pub fn new(threads: usize) -> Self {
        let threads =
            (threads > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()).flatten();
        Self { threads }
    }

    /// Applies `work` to each chunk, which adds what it counts to a report. One thread adds straight to `report`; of
    /// more, the others start reports of their own from `empty`, which `merge` adds up. What is counted must be whole
    /// numbers, so that the order of chunks cannot matter.
    pub fn count<R: Send>(
        &self,
        chunks: &mut [Chunk],
        report: &mut R,
        empty: impl Fn() -> R + Sync,
        work: impl Fn(&mut Chunk, &mut R) + Sync,
        merge: impl Fn(&mut R, R) + Sync,
    ) {
        match &self.threads {
            Some(pool) if chunks.len() > 1 => {
                // Each part costs a report: one a thread, and where there is much to do several, so that no thread
                // waits long for another.
                let parts = pool.current_num_threads() * (chunks.len() / 256).clamp(1, 4);
                let how = Counting { empty, work, merge };
                pool.install(|| count_parts(chunks, parts, report, &how));
            }
            _ => chunks.iter_mut().for_each(|chunk| work(chunk, report)),
        }
    }
}

/// How chunks are counted.
struct Counting<E, W, M> {
    empty: E,
    work: W,
    merge: M,
}

/// Counts chunks in so many parts at once, the first of them straight to `report`.
fn count_parts<R: Send>(
    chunks: &mut [Chunk],
    parts: usize,
    report: &mut R,
    how: &Counting<impl Fn() -> R + Sync, impl Fn(&mut Chunk, &mut R) + Sync, impl Fn(&mut R, R) + Sync>,
) {
    let parts = parts.min(chunks.len());
    if parts < 2 {
        for chunk in chunks {
            (how.work)(chunk, report);
        }
        return;
    }
    let (first, rest) = chunks.split_at_mut(chunks.len() * (parts / 2) / parts);
    let others = || {
        let mut others = (how.empty)();
        count_parts(rest, parts - parts / 2, &mut others, how);
        others
    };
    let ((), others) = rayon::join(|| count_parts(first, parts / 2, report, how), others);
    (how.merge)(report, others);
}

/// Simulates one week. `timer` is told the name of each phase as it ends.
pub fn week(world: &mut World, pool: &Pool, timer: &mut dyn FnMut(&'static str)) {
    for phase in PHASES {
        (phase.run)(world, pool);
        // The last phase is the reader's, who tells the timer itself.
        if phase.name != "metrics" {
            timer(phase.name);
        }
    }
}
