//! The table of the block rule: in which share of seeds a pilot is stopped, its maker gives way within two weeks, and a
//! coalition of three fifths of all phones is stopped, over what the operator believes about precedents and a take rate:
//! `cargo bench --no-default-features --bench blocking`.
//!
//! A table is a report, not a test: nothing here fails.

use std::sync::Arc;

use gatekeepers::experiment::blocking::{phones, read_by, table};
use gatekeepers::run::RunInput;
use gatekeepers::scenario::{LeverId, Scenario, load, shipped};

const SEEDS: u32 = 10;
const WEEKS: u32 = 90;
const PRECEDENTS: &[f64] = &[0.0, 0.001, 0.01, 0.1, 0.5, 1.0];
const TAKES: &[f64] = &[0.05, 0.1, 0.2, 0.4];

fn market() -> Option<Scenario> {
    let name = "user-authorised";
    load(name, shipped(name)?.as_bytes(), &|parent| shipped(parent).map(str::to_owned)).ok()
}

fn main() {
    let Some(market) = market() else { return };
    let pilot = read_by(market.clone(), &["huawei"], 0.0025);
    let coalition = read_by(market, &["huawei", "oppo", "vivo", "xiaomi", "apple"], 1.0);
    println!("pilot {:.4} of all phones, coalition {:.3}; {SEEDS} seeds", phones(&pilot), phones(&coalition));
    let input = |market: Scenario| RunInput { weeks: WEEKS, ..RunInput::new(Arc::new(market)) };
    let (pilot, coalition) = (input(pilot), input(coalition));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for lever in [LeverId::take_mini, LeverId::take_os] {
        println!("\n{}", lever.spec().label);
        println!("precedent  take  pilot stopped  gives way in 2 weeks  coalition stopped");
        let cells = table((&pilot, &coalition), PRECEDENTS, (lever, TAKES), SEEDS, threads, &|_, _| true);
        for cell in cells.unwrap_or_default() {
            let gives_way = cell.gives_way.map_or_else(|| "–".to_owned(), |share| format!("{share:.2}"));
            println!(
                "{:>9.3} {:>5.2} {:>14.2} {gives_way:>21} {:>18.2}",
                cell.precedent, cell.take, cell.pilot_hindered, cell.coalition_hindered
            );
        }
    }
}
