//! `facts`: published facts against the model, with every miss.

use std::io;

use serde_json::{Value, json};

use super::args::FactsArgs;
use super::fault::Faults;
use super::progress::Bar;
use super::run::own_runs;
use super::table::print;
use super::{Code, Shell, conclusions};
use crate::experiment::conclusions::{self as conclusion, Under};
use crate::experiment::facts::{self, Found, Kind, Part, Row, Verdict};
use crate::experiment::forecast;
use crate::run::DISCLAIMER;
use crate::run::summary::{number, shown_unit, signed};

/// Most seeds; of each run some ten thousand figures are kept.
const MOST_SEEDS: u32 = 200;

/// Does what `facts` asks.
pub(super) fn facts(args: &FactsArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let (seeds, agents, threads) = own_runs(&args.runs, MOST_SEEDS, &mut faults);
    if !faults.is_empty() {
        return shell.refuse(&faults);
    }
    if args.sensitivity {
        return sensitivity(args, seeds, agents, threads, shell);
    }
    let weeks = facts::weeks(seeds) + forecast::weeks_to_run(seeds);
    let bar = Bar::new(weeks, shell.interactive, &shell.stop);
    let progress = |_, _| bar.advance();
    let rows = facts::run(seeds, agents, &[], threads, &progress);
    let quarters = rows.as_ref().and_then(|_| forecast::forecast(seeds, agents, threads, &progress));
    bar.finish();
    let Some(mut rows) = rows.filter(|_| !shell.stop.asked()) else {
        return shell.interrupted();
    };
    facts::forecast(&mut rows, &quarters.unwrap_or_default());
    if args.json {
        shell.json(&Value::Array(rows.iter().map(as_json).collect()))?;
    } else {
        show(&rows, seeds, agents, shell)?;
    }
    Ok(Code::Done)
}

/// Facts and rankings under each of the assumptions that carry them.
fn sensitivity(args: &FactsArgs, seeds: u32, agents: u32, threads: usize, shell: &mut Shell<'_>) -> io::Result<Code> {
    let bar = Bar::new(conclusion::weeks(seeds), shell.interactive, &shell.stop);
    let under = |variation| conclusion::under(variation, seeds, agents, threads, &|_, _| bar.advance());
    let all: Option<Vec<Under>> = conclusion::assumptions().into_iter().map(under).collect();
    bar.finish();
    let Some(all) = all else {
        return shell.interrupted();
    };
    if args.json {
        shell.json(&conclusions::as_json(&all))?;
    } else {
        conclusions::show(&all, seeds, shell)?;
    }
    Ok(Code::Done)
}

fn show(rows: &[Row], seeds: u32, agents: u32, shell: &mut Shell<'_>) -> io::Result<()> {
    let mut lines = Vec::new();
    for row in rows {
        let fact = row.fact;
        let verdict = row.verdict().label();
        let statement = format!("{} ({})", fact.statement, fact.sources);
        lines.push(vec![format!("{} {verdict}", fact.id), wrapped(&statement)]);
        lines.extend(fact.parts.iter().zip(&row.parts).map(|(part, found)| line(part, found)));
    }
    let header = ["Fact", "Figure", "Kind", "Target", "Tolerance", "Model", "95 % interval", "Unit", "Verdict"];
    print(&header, &[5, 6], lines.into_iter(), shell)?;
    writeln!(shell.out)?;
    for row in rows.iter().filter(|row| row.verdict() == Verdict::Miss) {
        writeln!(shell.out, "{} misses. {}.", row.fact.id, row.fact.note)?;
    }
    for line in counts(rows) {
        writeln!(shell.out, "{line}.")?;
    }
    writeln!(
        shell.out,
        "{seeds} seeds, the same for all runs, {agents} agents. Intervals are 95 % intervals of the mean over seeds and \
         speak of the luck of the draw only."
    )?;
    writeln!(shell.out, "{DISCLAIMER}")
}

/// Letters in a line of a statement, so that it does not make the column of figures wide.
const LINE: usize = 58;

/// Breaks a statement into lines at its blanks.
fn wrapped(statement: &str) -> String {
    let mut lines = vec![String::new()];
    for word in statement.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// How many rows pass, by kind.
fn counts(rows: &[Row]) -> Vec<String> {
    let of = |kind: &Kind| {
        let ((pass, all), (parts, all_parts)) = (facts::passes(rows, *kind), facts::passing_parts(rows, *kind));
        format!("Rows that are {}: {pass} of {all} pass; such figures: {parts} of {all_parts}", kind.label())
    };
    let (pass, all) = Kind::ALL.iter().fold((0, 0), |sum, kind| {
        let (pass, all) = facts::passes(rows, *kind);
        (sum.0 + pass, sum.1 + all)
    });
    std::iter::once(format!("{pass} of {all} scored rows pass")).chain(Kind::ALL.iter().rev().map(of)).collect()
}

fn line(part: &Part, found: &Found) -> Vec<String> {
    let mean = found.figure.map(|figure| figure.mean);
    let between = found.figure.and_then(|figure| figure.interval).map_or_else(
        || "–".to_owned(),
        |(low, high)| format!("{} to {}", number(Some(low), part.unit), number(Some(high), part.unit)),
    );
    vec![
        String::new(),
        part.label.to_owned(),
        part.kind.label().to_owned(),
        part.target.to_owned(),
        part.tolerance.to_owned(),
        number(mean, part.unit),
        between,
        shown_unit(part.unit).to_owned(),
        verdict(part, found),
    ]
}

/// The verdict, with the size of a miss.
fn verdict(part: &Part, found: &Found) -> String {
    match (found.verdict, found.miss) {
        (Verdict::Miss, Some(miss)) => format!("miss by {}", signed(Some(miss), part.unit)),
        (Verdict::Miss, None) => "miss, no figure in some seed".to_owned(),
        (verdict, _) => verdict.label().to_owned(),
    }
}

/// A row as an object. The figures at its top are those of the part that decides: the first that fails, else the first.
fn as_json(row: &Row) -> Value {
    let fact = row.fact;
    let parts: Vec<Value> = fact.parts.iter().zip(&row.parts).map(|(part, found)| part_json(part, found)).collect();
    let decisive = row.decisive().map(|(part, found)| part_json(part, found)).unwrap_or_default();
    json!({
        "id": fact.id, "kind": fact.kind().label(), "statement": fact.statement, "sources": fact.sources,
        "target": decisive["target"], "tolerance": decisive["tolerance"], "unit": decisive["unit"],
        "value": decisive["value"], "low": decisive["low"], "high": decisive["high"],
        "verdict": row.verdict().label(), "miss": decisive["miss"], "parts": parts, "note": fact.note,
        "runs": fact.behind.iter().map(|arm| arm.spec().title).collect::<Vec<_>>(),
    })
}

fn part_json(part: &Part, found: &Found) -> Value {
    let interval = found.figure.and_then(|figure| figure.interval);
    // An end of a band without limit is no number in JSON and becomes null.
    json!({
        "label": part.label, "kind": part.kind.label(), "target": part.target, "tolerance": part.tolerance,
        "passes_from": part.band.0, "passes_to": part.band.1, "unit": part.unit,
        "value": found.figure.map(|figure| figure.mean), "low": interval.map(|interval| interval.0),
        "high": interval.map(|interval| interval.1), "verdict": found.verdict.label(), "miss": found.miss,
    })
}
