//! How time, memory and results grow with the number of agents:
//!
//! - `cargo bench --no-default-features --bench scale -- time WEEKS AGENTS…` times the setup and the weeks after it on one
//!   and on two threads, with the peak of memory so far and the growth exponent over the sizes; `time2` on two only.
//! - `cargo bench --no-default-features --bench scale -- agree WEEKS SEEDS AGENTS…` holds the last quarter of runs of each
//!   size against those of the first, in standard errors over the seeds.
//!
//! A table is a report, not a test: nothing here fails.
//!
//! `agree 52 4 10000 1000000 100000000` found all 41 columns within 2.9 standard errors of the smallest size over four
//! seeds; the largest gap is that of one maker's share of phones, 1 % of it.
//!
//! In November 2026 on two virtual cores of a shared machine, nothing else at work, `user-authorised`, seconds a week as
//! median of 12 weeks (of 7 with 10 million agents, of 5 with 100 million, of 4 with 724 million) after the setup:
//!
//! | agents | one thread | two threads | gain | setup on two | peak |
//! |---|---|---|---|---|---|
//! | 1 million | 0.0078 | 0.0043 | 1.8 | 0.2 s | 0.02 GiB |
//! | 10 million | 0.109 | 0.051 | 2.1 | 1.8 s | 0.16 GiB |
//! | 100 million | – | 0.50 | – | 17 s | 1.51 GiB |
//! | 724 million | – | 3.30 | – | 141 s | 10.9 GiB |
//!
//! Time grows with the power 1.14 of agents on one thread from 1 to 10 million, and with the power 1.01 on two from 1 to
//! 724 million. The first week, in which everybody is asked, takes four times as long. A checkpoint of 724 million
//! agents has 11.6 GB; going on from it takes no more memory.

use std::sync::Arc;
use std::time::Instant;

use gatekeepers::experiment::sizes::agreement;
use gatekeepers::run::summary::HEADLINES;
use gatekeepers::run::{RunInput, Simulation};
use gatekeepers::scenario::{load, shipped};

const SCENARIO: &str = "user-authorised";

fn main() {
    let library = |parent: &str| shipped(parent).map(str::to_owned);
    let text = shipped(SCENARIO).unwrap_or_default();
    let Ok(scenario) = load(SCENARIO, text.as_bytes(), &library) else { return };
    let input = RunInput::new(Arc::new(scenario));
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let numbers: Vec<u32> = words.iter().skip(1).filter_map(|word| word.replace('_', "").parse().ok()).collect();
    match (words.first().map(String::as_str), numbers.as_slice()) {
        (Some("time"), [weeks, sizes @ ..]) => time(&input, *weeks, sizes, &[1, 2]),
        (Some("time2"), [weeks, sizes @ ..]) => time(&input, *weeks, sizes, &[2]),
        (Some("agree"), [weeks, seeds, sizes @ ..]) => agree(&RunInput { weeks: *weeks, ..input }, *seeds, sizes),
        _ => time(&input, 8, &[10_000, 100_000, 1_000_000], &[1, 2]),
    }
}

fn time(input: &RunInput, weeks: u32, sizes: &[u32], threads: &[usize]) {
    println!("{SCENARIO}, {weeks} weeks; seconds a week as minimum, median, maximum");
    println!("    agents threads  setup s     min     med     max  ns a user-week  peak GiB");
    for &threads in threads {
        let mut points = Vec::new();
        for &agents in sizes {
            let start = Instant::now();
            let mut simulation = Simulation::new(&RunInput { agents, ..input.clone() }, threads);
            let setup = start.elapsed().as_secs_f64();
            let mut times: Vec<f64> = (0..weeks)
                .map(|_| {
                    let start = Instant::now();
                    simulation.step(&mut |_| {});
                    start.elapsed().as_secs_f64()
                })
                .collect();
            times.sort_by(f64::total_cmp);
            let (min, median, max) = (times[0], times[times.len() / 2], times[times.len() - 1]);
            let each = median * 1e9 / f64::from(agents);
            println!(
                "{agents:>10} {threads:>7} {setup:>8.2} {min:>7.4} {median:>7.4} {max:>7.4} {each:>15.1} {:>9.2}",
                peak()
            );
            points.push((f64::from(agents).ln(), median.ln()));
        }
        if points.len() > 1 {
            println!("growth exponent on {threads} threads: {:.3}", slope(&points));
        }
    }
}

/// Least-squares slope.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let cross: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    cross / points.iter().map(|point| (point.0 - x) * (point.0 - x)).sum::<f64>()
}

/// Most memory that the process has held so far, GiB; not a number where the system does not tell.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes.map_or(f64::NAN, |kibibytes| kibibytes / f64::from(1 << 20))
}

fn agree(input: &RunInput, seeds: u32, sizes: &[u32]) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let Some(rows) = agreement(input, sizes, seeds, HEADLINES, threads, &|_, _| true) else { return };
    println!("{SCENARIO}, last quarter of {} weeks, {seeds} seeds, {sizes:?} agents", input.weeks);
    println!("column: mean at each size | gap to the first size in standard errors");
    let mut worst = vec![0.0_f64; sizes.len().saturating_sub(1)];
    for row in &rows {
        let means: Vec<String> = row.means.iter().map(|mean| format!("{mean:.6}")).collect();
        let errors: Vec<String> = (0..row.gaps.len()).map(|k| format!("{:+.2}", row.errors(k))).collect();
        println!("{}: {} | {}", row.column, means.join(" "), errors.join(" "));
        for (k, worst) in worst.iter_mut().enumerate() {
            *worst = worst.max(row.errors(k).abs());
        }
    }
    println!("largest of {} columns, standard errors: {worst:?}", rows.len());
}
