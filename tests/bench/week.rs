//! Times the default scenario: each phase of a week, weeks at three sizes, and the whole interactive run, on one core.
//! `cargo bench --no-default-features --bench week`, with `-- --quick` to try it and `-- phase` for a part.
//!
//! A timing is a report, not a test: nothing here fails. Throughput is in elements, which are user-weeks.
//!
//! What bounds the whole run in November 2026 are instructions: 520 million by Callgrind, 200 a user-week with all that is
//! not done for each user, eleven in a nanosecond (fewer in phones and messengers, where branches are guessed wrong). A
//! quarter of the time goes to services, less than half of it to habits, a fifth to consent, an eighth to messengers, a
//! tenth each to phones, metrics and the setup.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gatekeepers::metrics::read;
use gatekeepers::run::{RunInput, Simulation, run};
use gatekeepers::scenario::{DEFAULT, load, shipped};
use gatekeepers::step::{PHASES, Pool};

/// Weeks before anything is timed, past the policy date, so that every mechanism of the scenario is at work.
const BEFORE: u32 = 60;
/// Agents and weeks that are timed at each size.
const SIZES: &[(u32, u32)] = &[(10_000, 52), (100_000, 8), (1_000_000, 2)];

fn input(agents: u32) -> RunInput {
    let text = shipped(DEFAULT).expect("the default scenario is shipped");
    let scenario = load(DEFAULT, text.as_bytes(), &|parent| shipped(parent).map(str::to_owned)).expect("it is right");
    RunInput { agents, ..RunInput::new(Arc::new(scenario)) }
}

fn after(agents: u32, weeks: u32) -> Simulation {
    let mut simulation = Simulation::new(&input(agents), 1);
    for _ in 0..weeks {
        simulation.step(&mut |_| {});
    }
    simulation
}

fn phases(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("phase");
    let mut world = after(10_000, BEFORE).world().clone();
    group.throughput(Throughput::Elements(world.agents));
    let pool = Pool::new(1);
    for phase in PHASES {
        group.bench_function(phase.name, |bencher| {
            // The metrics are read by the run; their row of the table does nothing.
            if phase.name == "metrics" {
                bencher.iter_with_large_drop(|| {
                    let mut row = Vec::new();
                    read(black_box(&world), &mut row);
                    row
                });
            } else {
                let run = |mut world| {
                    (phase.run)(&mut world, &pool);
                    world
                };
                bencher.iter_batched(|| world.clone(), run, BatchSize::LargeInput);
            }
        });
        (phase.run)(&mut world, &pool);
    }
}

fn weeks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("weeks");
    group.sample_size(10);
    for &(agents, weeks) in SIZES {
        let start = after(agents, BEFORE);
        group.throughput(Throughput::Elements(u64::from(agents) * u64::from(weeks)));
        group.bench_function(format!("{agents} agents"), |bencher| {
            let run = |mut simulation: Simulation| {
                for _ in 0..weeks {
                    simulation.step(&mut |_| {});
                }
                simulation
            };
            bencher.iter_batched(|| start.fork(1), run, BatchSize::PerIteration);
        });
    }
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run");
    group.sample_size(20);
    let input = input(10_000);
    group.throughput(Throughput::Elements(u64::from(input.agents) * u64::from(input.weeks)));
    group.bench_function("10000 agents", |bencher| bencher.iter_with_large_drop(|| run(&input, 1, &mut |_| true)));
    group.throughput(Throughput::Elements(u64::from(input.agents)));
    group.bench_function("setup", |bencher| bencher.iter_with_large_drop(|| Simulation::new(&input, 1)));
}

criterion_group!(benches, phases, weeks, whole);
criterion_main!(benches);
