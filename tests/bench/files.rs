//! Times what stands before and after a run: reading a scenario, compiling its access rules, writing its record in each
//! form. `cargo bench --no-default-features --bench files`, with `-- --quick` to try it.
//!
//! A timing is a report, not a test: nothing here fails. Throughput of exports is in elements, which are figures.

use std::hint::black_box;
use std::io;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gatekeepers::experiment::replicate;
use gatekeepers::export::{Format, write};
use gatekeepers::rules::Access;
use gatekeepers::run::{RunInput, Simulation};
use gatekeepers::scenario::{SHIPPED, Scenario, load, shipped};

/// The longest family: a scenario, its parent and its root.
const NAME: &str = "opt-in-law-entry-halved";
/// Replications in an exported file.
const SEEDS: u32 = 4;

fn read(name: &str) -> Scenario {
    let text = shipped(name).expect("it is shipped");
    load(name, text.as_bytes(), &|parent| shipped(parent).map(str::to_owned)).expect("it is right")
}

fn scenarios(criterion: &mut Criterion) {
    criterion.bench_function("load one", |bencher| bencher.iter(|| read(black_box(NAME))));
    criterion.bench_function("load all", |bencher| {
        bencher.iter(|| SHIPPED.iter().map(|(name, _)| read(name)).collect::<Vec<_>>());
    });
}

fn rules(criterion: &mut Criterion) {
    let simulation = Simulation::new(&RunInput::new(Arc::new(read(NAME))), 1);
    let world = simulation.world();
    criterion.bench_function("compile access", |bencher| {
        bencher.iter(|| Access::compile(&world.scenario, black_box(&world.rules), &world.slots, &world.levers, 0));
    });
}

fn exports(criterion: &mut Criterion) {
    let input = RunInput { agents: 1_000, ..RunInput::new(Arc::new(read(NAME))) };
    let records = replicate(&input, SEEDS, 1, &|_, _| true).expect("nobody stops it");
    let cells: usize = records.iter().flat_map(|record| &record.values).map(Vec::len).sum();
    let mut group = criterion.benchmark_group("export");
    group.sample_size(10);
    for &format in Format::ALL {
        // Records and reports hold one run, the others all.
        let one = matches!(format, Format::Ron | Format::Html);
        group.throughput(Throughput::Elements(if one { cells / SEEDS as usize } else { cells } as u64));
        group.bench_function(format.id(), |bencher| {
            bencher.iter(|| write(format, black_box(&records), &input.scenario, &mut io::sink()));
        });
    }
}

criterion_group!(benches, scenarios, rules, exports);
criterion_main!(benches);
