//! When an operator blocks: the rule of conduct over what the operator believes about precedents and what it has at stake.
//!
//! Nothing in the model looks at how many phones read messages. The table shows what follows from what a block costs:
//! how often a pilot is stopped, how often a coalition is, and how fast a phone maker that is stopped gives way.

use super::{Progress, replicate_map};
use crate::run::{Record, RunInput};
use crate::scenario::vocabulary::Capture;
use crate::scenario::{LeverId, Reform, Scenario};

/// One cell of the table: shares of seeds, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// What the operator believes about capture setting a precedent, 0 to 1.
    pub precedent: f64,
    /// The take rate, 0 to 1.
    pub take: f64,
    /// Seeds in which the pilot is degraded or blocked.
    pub pilot_hindered: f64,
    /// Of those, seeds in which the phone maker gives way within two weeks; none where no pilot is hindered.
    pub gives_way: Option<f64>,
    /// Seeds in which the coalition is degraded or blocked.
    pub coalition_hindered: f64,
}

/// Weeks within which a phone maker is taken to give way at once.
const AT_ONCE: u32 = 2;

/// A market in which only these brands read messages on their servers, on a share of their phones; several of them are
/// a coalition.
pub fn read_by(mut market: Scenario, brands: &[&str], coverage: f64) -> Scenario {
    for brand in &mut market.brands {
        let reads = brands.contains(&brand.id.as_str());
        brand.capture = Some(if reads { Capture::Server } else { Capture::Off });
        brand.coalition = reads && brands.len() > 1;
        brand.coverage = if reads { coverage } else { 1.0 };
    }
    market
}

/// Share of all phones that read messages in a market, if nobody is asked.
pub fn phones(market: &Scenario) -> f64 {
    let reading = market.brands.iter().filter(|brand| brand.capture == Some(Capture::Server));
    reading.map(|brand| brand.base_share * brand.coverage).sum()
}

/// Runs a pilot and a coalition under each pair of a belief about precedents and a value of a lever that is a take rate,
/// with `seeds` seeds each on `threads` threads. `None` if `progress` stopped it.
pub fn table(
    (pilot, coalition): (&RunInput, &RunInput),
    precedents: &[f64],
    (lever, takes): (LeverId, &[f64]),
    seeds: u32,
    threads: usize,
    progress: &Progress<'_>,
) -> Option<Vec<Cell>> {
    let mut cells = Vec::with_capacity(precedents.len() * takes.len());
    for &precedent in precedents {
        for &take in takes {
            let under = |input: &RunInput| {
                let mut input = input.clone();
                input.changes.push(Reform::lever(0, LeverId::precedent_probability, precedent));
                input.changes.push(Reform::lever(0, lever, take));
                replicate_map(&input, seeds, threads, progress, |record| (hindered(&record), given_way(&record)))
            };
            let (pilots, coalitions) = (under(pilot)?, under(coalition)?);
            let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
            let stopped: Vec<_> =
                pilots.iter().filter_map(|&(hindered, given_way)| Some((hindered?, given_way))).collect();
            let at_once = |&&(since, until): &&(u32, Option<u32>)| until.is_some_and(|until| until <= since + AT_ONCE);
            cells.push(Cell {
                precedent,
                take,
                pilot_hindered: share(stopped.len(), pilots.len()),
                gives_way: (!stopped.is_empty()).then(|| share(stopped.iter().filter(at_once).count(), stopped.len())),
                coalition_hindered: share(coalitions.iter().filter(|seed| seed.0.is_some()).count(), coalitions.len()),
            });
        }
    }
    Some(cells)
}

/// Week in which an operator first degrades or blocks a phone maker.
fn hindered(record: &Record) -> Option<u32> {
    first(record, &["degraded", "channel_blocked"])
}

/// Week in which a phone maker first gives way.
fn given_way(record: &Record) -> Option<u32> {
    first(record, &["retreat"])
}

fn first(record: &Record, kinds: &[&str]) -> Option<u32> {
    record.events.iter().find(|event| kinds.contains(&event.kind.as_str())).map(|event| event.week)
}
