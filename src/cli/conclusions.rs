//! `facts --sensitivity`: which facts and which rankings of regimes change with the assumptions that carry them.

use std::io;

use serde_json::{Value, json};

use super::Shell;
use super::table::print;
use crate::experiment::assumptions::Variation;
use crate::experiment::conclusions::{RANKED_BY, RIVALS, Under};
use crate::experiment::facts::Verdict;
use crate::experiment::regimes::{CRITERIA, Criterion, Standing};
use crate::run::DISCLAIMER;
use crate::run::summary::{number, shown_unit};

/// The criterion at a place of [`RANKED_BY`].
fn criterion(place: usize) -> &'static Criterion {
    // A test of that table proves that each is there; the first stands in for what cannot happen.
    CRITERIA.iter().find(|known| known.id == RANKED_BY[place]).unwrap_or(&CRITERIA[0])
}

/// What is assumed, in words.
fn words(variation: Option<Variation>) -> String {
    variation.map_or_else(
        || "as assumed".to_owned(),
        |variation| {
            let spec = variation.lever.spec();
            let cut = if variation.cut { ", the end of its range" } else { "" };
            format!("{}, {} ({}{cut})", spec.label, variation.factor.label(), spec.display(variation.value))
        },
    )
}

fn rank_of(standing: &Standing) -> String {
    match standing.ranks {
        None => "–".to_owned(),
        Some((best, worst)) if best == worst => best.to_string(),
        Some((best, worst)) => format!("{best}–{worst}"),
    }
}

/// Prints the rankings as things are assumed, then what changes.
pub(super) fn show(all: &[Under], seeds: u32, shell: &mut Shell<'_>) -> io::Result<()> {
    let Some((assumed, moved)) = all.split_first() else { return Ok(()) };
    for place in 0..RANKED_BY.len() {
        let criterion = criterion(place);
        writeln!(shell.out, "{}, {}, last year of five", criterion.label, shown_unit(criterion.unit))?;
        let standings = assumed.standings(place);
        let mut order: Vec<usize> = (0..standings.len()).collect();
        let mean = |at: &usize| standings[*at].figure.map_or(f64::NEG_INFINITY, |figure| figure.mean);
        order.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
        let lines = order.into_iter().map(|at| {
            let figure = standings[at].figure;
            let between = figure.and_then(|figure| figure.interval).map_or_else(String::new, |(low, high)| {
                format!("{} to {}", number(Some(low), ""), number(Some(high), ""))
            });
            let mean = number(figure.map(|figure| figure.mean), "");
            vec![rank_of(&standings[at]), RIVALS[at].title.to_owned(), mean, between]
        });
        print(&["Rank", "Regime", "Mean", "95 % interval"], &[2, 3], lines, shell)?;
        writeln!(shell.out)?;
    }
    let lines = moved.iter().map(|under| {
        let flips: Vec<String> =
            under.flips(assumed).map(|row| format!("{} {}", row.fact.id, row.verdict().label())).collect();
        let mut line =
            vec![words(under.variation), if flips.is_empty() { "none".to_owned() } else { flips.join(", ") }];
        line.extend((0..RANKED_BY.len()).map(|place| {
            let fate = under.fate(assumed, place);
            let standings = under.standings(place);
            let ranks: Vec<String> = standings.iter().map(rank_of).collect();
            format!("{} kept, {} blurred, {} turned ({})", fate.kept, fate.blurred, fate.turned, ranks.join(" "))
        }));
        line
    });
    let header = ["Assumption", "Facts that flip", "Vendors", "Operators", "Phone makers"];
    print(&header, &[], lines, shell)?;
    writeln!(
        shell.out,
        "Pairs of regimes that keep their order, can no longer be told apart, or turn; ranks in brackets in the order {}.",
        RIVALS.iter().map(|rival| rival.title).collect::<Vec<_>>().join("; ")
    )?;
    writeln!(
        shell.out,
        "{seeds} seeds, the same for all runs. Half and double are no statement of how likely such values are."
    )?;
    writeln!(shell.out, "{DISCLAIMER}")
}

/// The same as an object for each set of assumptions.
pub(super) fn as_json(all: &[Under]) -> Value {
    let one = |under: &Under| {
        let rankings: Vec<Value> = (0..RANKED_BY.len())
            .map(|place| {
                let rivals: Vec<Value> = under
                    .standings(place)
                    .iter()
                    .zip(RIVALS)
                    .map(|(standing, rival)| {
                        let interval = standing.figure.and_then(|figure| figure.interval);
                        json!({
                            "regime": rival.title, "mean": standing.figure.map(|figure| figure.mean),
                            "low": interval.map(|interval| interval.0), "high": interval.map(|interval| interval.1),
                            "best_rank": standing.ranks.map(|ranks| ranks.0),
                            "worst_rank": standing.ranks.map(|ranks| ranks.1),
                        })
                    })
                    .collect();
                let fate = all.first().map(|assumed| under.fate(assumed, place)).unwrap_or_default();
                json!({
                    "by": RANKED_BY[place], "unit": criterion(place).unit, "regimes": rivals, "kept": fate.kept,
                    "blurred": fate.blurred, "turned": fate.turned,
                })
            })
            .collect();
        let verdicts: Vec<Value> = under
            .facts
            .iter()
            .filter(|row| row.verdict() != Verdict::Unscored)
            .map(|row| json!({ "id": row.fact.id, "verdict": row.verdict().label() }))
            .collect();
        let flips: Vec<&str> =
            all.first().map_or_else(Vec::new, |assumed| under.flips(assumed).map(|row| row.fact.id).collect());
        json!({
            "assumption": under.variation.map(|variation| variation.lever.spec().id),
            "value": under.variation.map(|variation| variation.value),
            "factor": under.variation.map(|variation| variation.factor.label()),
            "facts": verdicts, "flips": flips, "rankings": rankings,
        })
    };
    Value::Array(all.iter().map(one).collect())
}
