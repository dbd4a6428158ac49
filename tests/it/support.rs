//! What the tests of laws and outcomes share: shipped scenarios, short runs, single phases, many seeds.

use std::sync::Arc;

use gatekeepers::experiment::replicate_map;
use gatekeepers::metrics::{MetricId, columns};
use gatekeepers::run::{Record, RunInput, Simulation, run};
use gatekeepers::scenario::{LeverId, Levers, Reform, Scenario, load, shipped};
use gatekeepers::step::{PHASES, Pool};
use gatekeepers::world::World;

/// Threads for tests that run many seeds; the machines that test have at least two cores.
pub(crate) const THREADS: usize = 2;

/// A shipped scenario.
pub(crate) fn scenario(name: &str) -> Scenario {
    let text = shipped(name).unwrap_or_else(|| panic!("{name} is not shipped"));
    let library = |name: &str| shipped(name).map(str::to_owned);
    load(name, text.as_bytes(), &library).unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}

/// A run of a scenario with other weeks and agents than its own.
pub(crate) fn short(scenario: Scenario, weeks: u32, agents: u32) -> RunInput {
    RunInput { weeks, agents, ..RunInput::new(Arc::new(scenario)) }
}

/// Runs to the end.
pub(crate) fn record(input: &RunInput) -> Record {
    run(input, 1, &mut |_| true).expect("nobody stops it")
}

/// A simulation that stands after so many weeks.
pub(crate) fn after(input: &RunInput, weeks: u32) -> Simulation {
    let mut simulation = Simulation::new(input, 1);
    for _ in 0..weeks {
        simulation.step(&mut |_| {});
    }
    simulation
}

/// Runs ten seeds, or as many as asked for, and keeps one thing of each record, in the order of the seeds.
pub(crate) fn over_seeds<T: Send>(input: &RunInput, seeds: u32, keep: impl Fn(Record) -> T + Sync) -> Vec<T> {
    replicate_map(input, seeds, THREADS, &|_, _| true, keep).expect("nobody stops it")
}

/// Runs one phase of the week by its name.
pub(crate) fn phase(world: &mut World, name: &str) {
    let phase = PHASES.iter().find(|phase| phase.name == name).unwrap_or_else(|| panic!("no phase {name}"));
    (phase.run)(world, &Pool::new(1));
}

/// Sets levers.
pub(crate) fn set(levers: &mut Levers, values: &[(LeverId, f64)]) {
    for &(id, value) in values {
        levers.set(id, value);
    }
}

/// Edits a scenario and its root alike.
pub(crate) fn edit(scenario: &mut Scenario, change: &dyn Fn(&mut Scenario)) {
    change(scenario);
    if let Some(root) = scenario.root.take() {
        let mut root = (*root).clone();
        edit(&mut root, change);
        scenario.root = Some(Arc::new(root));
    }
}

/// A change of one lever in a week.
pub(crate) fn at(week: u32, id: LeverId, value: f64) -> Reform {
    Reform::lever(week, id, value)
}

/// Columns of one metric in a record, by their place.
pub(crate) fn columns_of(scenario: &Scenario, metric: MetricId) -> Vec<String> {
    columns(scenario).into_iter().filter(|column| column.metric == metric).map(|column| column.id).collect()
}

/// Value of a column in the last week, which must have a base.
pub(crate) fn last(record: &Record, column: &str) -> f64 {
    record.last(column).unwrap_or_else(|| panic!("{column} is empty in every week"))
}

/// Mean of a column over weeks, which must have a base.
pub(crate) fn mean(record: &Record, column: &str, weeks: std::ops::Range<usize>) -> f64 {
    record.mean(column, weeks).unwrap_or_else(|| panic!("{column} is empty in these weeks"))
}

/// Mean, smallest and largest of some figures.
pub(crate) fn spread(figures: &[f64]) -> (f64, f64, f64) {
    let mean = figures.iter().sum::<f64>() / figures.len() as f64;
    (
        mean,
        figures.iter().copied().fold(f64::INFINITY, f64::min),
        figures.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    )
}

/// Whether two records are the same to the bit, versions apart; says where they first differ.
pub(crate) fn assert_identical(a: &Record, b: &Record, what: &str) {
    let mismatch = gatekeepers::run::replay::first_mismatch(a, b);
    assert!(mismatch.is_none(), "{what}: {mismatch:?}");
}
