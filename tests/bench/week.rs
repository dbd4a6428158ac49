//! Times the interactive run, whole and by phase, on one core: `cargo bench --no-default-features --bench week`.
//!
//! A timing is a report, not a test: nothing here fails.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gatekeepers::run::{RunInput, Simulation};
use gatekeepers::scenario::{DEFAULT, load, shipped};

const RUNS: usize = 9;

fn main() {
    let name = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_else(|| DEFAULT.to_owned());
    let text = shipped(&name).unwrap_or_default();
    let library = |parent: &str| shipped(parent).map(str::to_owned);
    let Ok(scenario) = load(&name, text.as_bytes(), &library) else {
        println!("no shipped scenario is called {name}");
        return;
    };
    let input = RunInput::new(Arc::new(scenario));
    let mut totals = Vec::new();
    let mut setups = Vec::new();
    let mut phases: BTreeMap<&str, Duration> = BTreeMap::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut simulation = Simulation::new(&input, 1);
        setups.push(start.elapsed());
        for _ in 0..input.weeks {
            let mut last = Instant::now();
            simulation.step(&mut |phase| {
                let now = Instant::now();
                *phases.entry(phase).or_default() += now - last;
                last = now;
            });
        }
        let record = simulation.record();
        assert_eq!(record.weeks, input.weeks);
        totals.push(start.elapsed());
    }
    totals.sort();
    setups.sort();
    println!("{name}, {} agents x {} weeks, one core, {RUNS} runs", input.agents, input.weeks);
    println!("whole run: minimum {:?}, median {:?}, maximum {:?}", totals[0], totals[RUNS / 2], totals[RUNS - 1]);
    println!("of which setup (median): {:?}", setups[RUNS / 2]);
    let sum: Duration = phases.values().sum();
    for (phase, time) in &phases {
        let share = 100.0 * time.as_secs_f64() / sum.as_secs_f64();
        println!("{phase:12} {share:5.1} %  {:?} a run", *time / RUNS as u32);
    }
}
