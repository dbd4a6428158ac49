//! `bench`: how fast a scenario runs on this machine, and which phase of the week takes how much of it.

use std::io;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::args::BenchArgs;
use super::fault::{Faults, whole};
use super::progress::Bar;
use super::reduced;
use super::run::{agents_and_weeks, cores, size};
use super::source::{Source, open};
use super::table::print;
use super::{Code, Shell};
use crate::run::summary::significant;
use crate::run::{RunInput, Simulation};
use crate::scenario::DEFAULT;
use crate::step::PHASES;

/// Runs where nothing is said.
const RUNS: u32 = 5;
/// Most runs.
const MOST_RUNS: u32 = 1_000;

/// Instruction sets beyond the ordinary that a program can be built for, and whether this one was.
const INSTRUCTIONS: &[(&str, bool)] = &[
    ("SSE4.2", cfg!(target_feature = "sse4.2")),
    ("AVX2", cfg!(target_feature = "avx2")),
    ("AVX-512", cfg!(target_feature = "avx512f")),
    ("NEON", cfg!(target_feature = "neon")),
];

/// What was timed in one run.
struct Timing {
    setup: Duration,
    weeks: Duration,
    whole: Duration,
    /// In the order of [`PHASES`].
    phases: Vec<Duration>,
}

/// Smallest, middle and largest of some figures.
pub(super) struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

impl Spread {
    pub(super) fn of(figures: impl Iterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_by(f64::total_cmp);
        let at = |place: usize| figures.get(place).copied().unwrap_or(f64::NAN);
        let last = figures.len().saturating_sub(1);
        Self { min: at(0), median: f64::midpoint(at(last / 2), at(figures.len() / 2)), max: at(last) }
    }

    /// Cells of a table: a label and the figures in units of `1 / scale`.
    pub(super) fn row(&self, label: &str, scale: f64) -> Vec<String> {
        let shown = |figure: f64| significant(figure * scale);
        vec![label.to_owned(), shown(self.min), shown(self.median), shown(self.max)]
    }

    pub(super) fn as_json(&self) -> Value {
        json!({ "min": self.min, "median": self.median, "max": self.max })
    }
}

/// Does what `bench` asks.
pub(super) fn bench(args: &BenchArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let runs = whole("--runs", args.runs.as_deref(), 1, MOST_RUNS, &mut faults).unwrap_or(RUNS);
    if args.reduced {
        let size = agents_and_weeks(&args.size, &mut faults);
        if !faults.is_empty() {
            return shell.refuse(&faults);
        }
        warn(shell)?;
        return reduced::bench(size, runs, args.json, shell);
    }
    let mut source = open(args.scenario.as_deref().unwrap_or(DEFAULT), &mut faults);
    let threads = size(&args.size, source.as_mut().map(|source| &mut source.input), &mut faults);
    let input = match source {
        Some(Source { input, .. }) if faults.is_empty() => input,
        _ => return shell.refuse(&faults),
    };
    warn(shell)?;
    let bar = Bar::new(u64::from(input.weeks) * u64::from(runs), shell.interactive, &shell.stop);
    let timings: Option<Vec<Timing>> = (0..runs).map(|_| time(&input, threads, &bar)).collect();
    bar.finish();
    let Some(timings) = timings else {
        return shell.interrupted();
    };
    if args.json {
        shell.json(&as_json(&input, threads, &timings))?;
    } else {
        show(&input, threads, &timings, shell)?;
    }
    Ok(Code::Done)
}

/// Says where figures would mislead.
fn warn(shell: &mut Shell<'_>) -> io::Result<()> {
    if cfg!(debug_assertions) {
        writeln!(shell.err, "this is a debug build, many times slower than one built with --release")?;
    }
    Ok(())
}

/// Times one run; `None` if somebody asked to stop.
fn time(input: &RunInput, threads: usize, bar: &Bar) -> Option<Timing> {
    let start = Instant::now();
    let mut simulation = Simulation::new(input, threads);
    let first_week = Instant::now();
    let mut phases = vec![Duration::ZERO; PHASES.len()];
    for _ in 0..input.weeks {
        let mut last = Instant::now();
        // The phases of a week end in the order of their table.
        let mut times = phases.iter_mut();
        simulation.step(&mut |_| {
            let now = Instant::now();
            if let Some(time) = times.next() {
                *time += now - last;
            }
            last = now;
        });
        if !bar.advance() {
            return None;
        }
    }
    let weeks = first_week.elapsed();
    let record = simulation.record();
    let whole = start.elapsed();
    drop(record);
    Some(Timing { setup: first_week - start, weeks, whole, phases })
}

/// User-weeks that a run simulates.
fn user_weeks(input: &RunInput) -> f64 {
    f64::from(input.agents) * f64::from(input.weeks)
}

/// Mean seconds of each phase in a run, in the order of [`PHASES`].
fn phase_means(timings: &[Timing]) -> Vec<f64> {
    let mean = |phase: usize| {
        timings.iter().map(|timing| timing.phases[phase].as_secs_f64()).sum::<f64>() / timings.len() as f64
    };
    (0..PHASES.len()).map(mean).collect()
}

/// Each figure over runs: label, id, unit and spread.
fn figures(input: &RunInput, timings: &[Timing]) -> [(&'static str, &'static str, &'static str, Spread); 4] {
    let rate = |timing: &Timing| user_weeks(input) / timing.weeks.as_secs_f64();
    let spread = |figure: &dyn Fn(&Timing) -> f64| Spread::of(timings.iter().map(figure));
    [
        ("User-weeks a second", "user_weeks_per_second", "million", spread(&rate)),
        ("Whole run", "run_seconds", "s", spread(&|timing| timing.whole.as_secs_f64())),
        ("Setup", "setup_seconds", "s", spread(&|timing| timing.setup.as_secs_f64())),
        ("Weeks", "weeks_seconds", "s", spread(&|timing| timing.weeks.as_secs_f64())),
    ]
}

fn instructions() -> Vec<&'static str> {
    INSTRUCTIONS.iter().filter(|(_, built)| *built).map(|(name, _)| *name).collect()
}

fn show(input: &RunInput, threads: usize, timings: &[Timing], shell: &mut Shell<'_>) -> io::Result<()> {
    let (agents, weeks, runs) = (input.agents, input.weeks, timings.len());
    writeln!(shell.out, "{}", input.scenario.title)?;
    let threads = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
    writeln!(shell.out, "{agents} agents for {weeks} weeks, {runs} runs, {threads} of {} here", cores())?;
    let built = if cfg!(debug_assertions) { "with debug checks" } else { "optimised" };
    let more = match instructions().as_slice() {
        [] => "the ordinary instructions".to_owned(),
        names => names.join(", "),
    };
    let (version, system, machine) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    writeln!(shell.out, "gatekeepers {version} for {system} on {machine}, built {built}, for {more}")?;
    writeln!(shell.out)?;
    let lines = figures(input, timings).into_iter().map(|(label, _, unit, spread)| {
        let mut line = spread.row(label, if unit == "million" { 1e-6 } else { 1.0 });
        line.push(unit.to_owned());
        line
    });
    print(&["Figure", "Lowest", "Median", "Highest", "Unit"], &[1, 2, 3], lines, shell)?;
    writeln!(shell.out)?;
    let means = phase_means(timings);
    let all: f64 = means.iter().sum();
    let lines = PHASES.iter().zip(&means).map(|(phase, mean)| {
        vec![
            phase.name.to_owned(),
            format!("{:.1} %", 100.0 * mean / all),
            significant(mean * 1e3),
            significant(mean * 1e9 / user_weeks(input)),
        ]
    });
    print(&["Phase", "Share", "ms a run", "ns a user-week"], &[1, 2, 3], lines, shell)
}

fn as_json(input: &RunInput, threads: usize, timings: &[Timing]) -> Value {
    let means = phase_means(timings);
    let all: f64 = means.iter().sum();
    let phases: Vec<Value> = PHASES
        .iter()
        .zip(&means)
        .map(|(phase, mean)| json!({ "name": phase.name, "share": mean / all, "seconds": mean }))
        .collect();
    let figures: serde_json::Map<String, Value> =
        figures(input, timings).iter().map(|(_, id, _, spread)| ((*id).to_owned(), spread.as_json())).collect();
    machine(json!({
        "scenario": input.scenario.id, "agents": input.agents, "weeks": input.weeks, "runs": timings.len(),
        "threads": threads, "figures": figures, "phases": phases,
    }))
}

/// Adds to figures what they were computed on and with.
pub(super) fn machine(mut figures: Value) -> Value {
    for (key, value) in [
        ("cores", json!(cores())),
        ("version", json!(env!("CARGO_PKG_VERSION"))),
        ("os", json!(std::env::consts::OS)),
        ("arch", json!(std::env::consts::ARCH)),
        ("debug", json!(cfg!(debug_assertions))),
        ("instructions", json!(instructions())),
    ] {
        figures[key] = value;
    }
    figures
}
