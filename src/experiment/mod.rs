//! Many runs of one experiment: replications over seeds and pairs that share their luck.
//!
//! Replication `k` runs with seed `input.seed + k` (wrapping), so that the first replication is the run itself and two
//! experiments with the same first seed are paired: the same seed gives both the same luck, and their difference is
//! what the rules do.

mod stream;
pub mod shapley;
pub mod assumptions;
pub mod regimes;
pub mod calibration;
pub mod forecast;
pub mod facts;
pub mod conclusions;
pub mod blocking;
pub mod sizes;
pub mod reduced;

pub use stream::replicate_each;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use statrs::statistics::Statistics as _;

use crate::run::compare::interval;
use crate::run::{Record, RunInput, run};

/// A figure over seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Mean.
    pub mean: f64,
    /// 95 % interval of the mean; none below two seeds.
    pub interval: Option<(f64, f64)>,
}

impl Figure {
    /// The figure over so many values; none without any.
    pub fn of(values: &[f64]) -> Option<Self> {
        (!values.is_empty()).then(|| Self { mean: values.mean(), interval: interval(values) })
    }
}

/// Told each finished week of replication `k`; returns `false` to stop everything.
pub type Progress<'a> = dyn Fn(u32, u32) -> bool + Sync + 'a;

/// Seeds of `seeds` replications: the first, and the numbers after it.
pub fn seeds(first: u64, seeds: u32) -> impl ExactSizeIterator<Item = u64> {
    (0..seeds).map(move |k| first.wrapping_add(u64::from(k)))
}

/// Runs `input` with `seeds` seeds on `threads` threads; the records come in the order of the seeds, whatever the
/// threads. `None` if `progress` stopped it.
pub fn replicate(input: &RunInput, seeds: u32, threads: usize, progress: &Progress<'_>) -> Option<Vec<Record>> {
    replicate_map(input, seeds, threads, progress, |record| record)
}

/// Like [`replicate`], and keeps only what `keep` takes out of each record: a thousand records weigh half a gigabyte,
/// their summaries a megabyte.
pub fn replicate_map<T: Send>(
    input: &RunInput,
    seeds: u32,
    threads: usize,
    progress: &Progress<'_>,
    keep: impl Fn(Record) -> T + Sync,
) -> Option<Vec<T>> {
    let inputs: Vec<RunInput> = self::seeds(input.seed, seeds).map(|seed| RunInput { seed, ..input.clone() }).collect();
    batch(&inputs, threads, progress, keep)
}

/// Agents from which runs go one after another, each on all threads: a run of that size shares them out as well as
/// several runs do, and only one has to be in memory.
pub(crate) const LARGE: u32 = 1_000_000;

/// Runs all of `inputs` on `threads` threads and keeps what `keep` takes out of each record, in their order, whatever
/// the threads. `progress` numbers them in their order; `None` if it stopped them.
pub fn batch<T: Send>(
    inputs: &[RunInput],
    threads: usize,
    progress: &Progress<'_>,
    keep: impl Fn(Record) -> T + Sync,
) -> Option<Vec<T>> {
    let threads = threads.max(1);
    // One run keeps all threads for itself; several share them out, one thread a run at least.
    let inner = (threads / inputs.len().max(1)).max(1);
    let one = |(k, input): (usize, &RunInput)| run(input, inner, &mut |week| progress(k as u32, week)).map(&keep);
    if inputs.iter().any(|input| input.agents >= LARGE) {
        let alone =
            |(k, input): (usize, &RunInput)| run(input, threads, &mut |week| progress(k as u32, week)).map(&keep);
        return inputs.iter().enumerate().map(alone).collect();
    }
    if threads == 1 || inputs.len() < 2 {
        return inputs.iter().enumerate().map(one).collect();
    }
    match ThreadPoolBuilder::new().num_threads(threads.min(inputs.len())).build() {
        Ok(pool) => pool.install(|| inputs.par_iter().enumerate().map(one).collect()),
        // A system that refuses threads still gives the same records, later.
        Err(_) => inputs.iter().enumerate().map(one).collect(),
    }
}

/// Runs `a` and `b` with the same `seeds` seeds, those of `a`; one pair a seed. `progress` numbers the runs of `b`
/// after those of `a`. `None` if it stopped them.
pub fn pairs(
    a: &RunInput,
    b: &RunInput,
    seeds: u32,
    threads: usize,
    progress: &Progress<'_>,
) -> Option<Vec<(Record, Record)>> {
    let b = RunInput { seed: a.seed, ..b.clone() };
    let of_a = replicate(a, seeds, threads, progress)?;
    let of_b = replicate(&b, seeds, threads, &|k, week| progress(seeds.saturating_add(k), week))?;
    Some(of_a.into_iter().zip(of_b).collect())
}
