//! `compare`: runs metric by metric, over seeds they share.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::args::CompareArgs;
use super::fault::{Faults, whole};
use super::levers::percent;
use super::output::Target;
use super::progress::Bar;
use super::run::size;
use super::source::{Source, open};
use super::table::print;
use super::{Code, Shell};
use crate::experiment::replicate_map;
use crate::metrics::columns;
use crate::run::DISCLAIMER;
use crate::run::compare::{self, DEFAULT_GAP, Difference, LUCK_NOTE, Summaries, common_columns, summaries};
use crate::run::summary::{HEADLINES, SUMMARY_NOTE, display, number, shown_unit, signed, spec_of};

/// Pairs where nothing is said: the fewest for which a verdict is given.
const PAIRS: u32 = compare::FEWEST_PAIRS as u32;
/// Most pairs: only summaries are kept, so time is the limit.
const MOST_PAIRS: u32 = 10_000;

/// One arm against A.
struct Arm {
    word: String,
    rows: Vec<Difference>,
}

struct Plan {
    sources: Vec<Source>,
    /// Pairs to run; none compares the records as they are.
    seeds: Option<u32>,
    threads: usize,
    gap: f64,
    target: Option<(Target, Form)>,
}

/// Form of a file of differences.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    Json,
}

/// Does what `compare` asks.
pub(super) fn compare(args: &CompareArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let plan = plan(args, &mut faults);
    if !faults.is_empty() {
        return shell.refuse(&faults);
    }
    let Some(arms) = arms(&plan, shell) else {
        return shell.interrupted();
    };
    if let Some((target, form)) = &plan.target {
        let stop = shell.stop.clone();
        let write = |_, out: &mut dyn Write| match form {
            Form::Csv => write_csv(&plan, &arms, out),
            Form::Json => writeln!(out, "{:#}", as_json(&plan, &arms)),
        };
        match target.write(write, || !stop.asked()) {
            Ok(true) => {}
            Ok(false) => return shell.interrupted(),
            Err(error) => return shell.failed(&format!("nothing was written, {error}")),
        }
    }
    if args.json {
        shell.json(&as_json(&plan, &arms))?;
    } else {
        show(args, &plan, &arms, shell)?;
    }
    Ok(Code::Done)
}

fn plan(args: &CompareArgs, faults: &mut Faults) -> Plan {
    let asked = whole("--seeds", args.seeds.as_deref(), 1, MOST_PAIRS, faults);
    let gap = args.gap.as_deref().map_or(DEFAULT_GAP, |text| gap(text, faults).unwrap_or(DEFAULT_GAP));
    let words = || std::iter::once(&args.a).chain(&args.b);
    let mut sources: Vec<Source> = words().filter_map(|word| open(word, faults)).collect();
    let threads = size(&args.size, None, faults);
    for source in &mut sources {
        // The flags were checked once above.
        size(&args.size, Some(&mut source.input), &mut Faults::default());
    }
    let resized = args.size.weeks.is_some() || args.size.agents.is_some();
    let all_records = sources.iter().all(|source| source.record.is_some());
    let seeds = if all_records && asked.is_none() && !resized { None } else { Some(asked.unwrap_or(PAIRS)) };
    if let Some((a, others)) = sources.split_first() {
        for b in others {
            same_world(a, b, seeds.is_none(), faults);
        }
    }
    let target = args.out.as_ref().and_then(|path| {
        let form = form(path, faults)?;
        Some((Target::new(vec![path.clone()], args.force, faults), form))
    });
    Plan { sources, seeds, threads, gap, target }
}

/// Runs that cannot be laid side by side are refused rather than compared over what happens to match.
fn same_world(a: &Source, b: &Source, as_they_are: bool, faults: &mut Faults) {
    let word = &b.word;
    if a.input.weeks != b.input.weeks {
        faults.say(format!(
            "{word}: runs {} weeks and {} runs {}; give --weeks to run both equally long",
            b.input.weeks, a.word, a.input.weeks
        ));
    }
    if a.input.scenario.start != b.input.scenario.start {
        let (starts, other) = (b.input.scenario.start, a.input.scenario.start);
        faults.say(format!("{word}: starts on {starts} and {} on {other}; compare runs of the same weeks", a.word));
    }
    if a.input.agents != b.input.agents {
        faults.say(format!(
            "{word}: has {} agents and {} has {}; give --agents to run both equally large",
            b.input.agents, a.word, a.input.agents
        ));
    }
    if as_they_are && a.input.seed != b.input.seed {
        faults.say(format!(
            "{word}: has seed {} and {} seed {}, so they share no luck; give --seeds to run both again",
            b.input.seed, a.word, a.input.seed
        ));
    }
}

fn gap(text: &str, faults: &mut Faults) -> Option<f64> {
    let share = text.strip_suffix('%').map_or_else(|| text.parse().ok(), |share| percent(share.trim_end()));
    let share = share.filter(|share: &f64| (0.0..=1.0).contains(share));
    if share.is_none() {
        faults.say(format!("--gap: found {text}, allowed 0 to 1 or 0% to 100%"));
    }
    share
}

fn form(path: &Path, faults: &mut Faults) -> Option<Form> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Some(Form::Csv),
        Some("json") => Some(Form::Json),
        _ => {
            faults.say(format!("--out {}: allowed files that end in .csv or .json", path.display()));
            None
        }
    }
}

/// Runs or reads all arms and compares each with the first. `None` if somebody asked to stop.
fn arms(plan: &Plan, shell: &Shell<'_>) -> Option<Vec<Arm>> {
    let (a, others) = plan.sources.split_first()?;
    let ids = |source: &Source| -> Vec<String> {
        match (&source.record, plan.seeds) {
            (Some(record), None) => record.columns.clone(),
            _ => columns(&source.input.scenario).into_iter().map(|column| column.id).collect(),
        }
    };
    let ids_of_a = ids(a);
    let weeks: u64 = plan.sources.iter().map(|source| u64::from(source.input.weeks)).sum();
    let bar = Bar::new(weeks * u64::from(plan.seeds.unwrap_or(0)), shell.interactive, &shell.stop);
    let figures = |source: &Source, ids: &[String]| -> Option<Vec<Summaries>> {
        let Some(seeds) = plan.seeds else {
            return source.record.as_ref().map(|record| vec![summaries(record, ids)]);
        };
        // The seeds of A, so that every arm has the luck of A.
        let input = crate::run::RunInput { seed: a.input.seed, ..source.input.clone() };
        replicate_map(&input, seeds, plan.threads, &|_, _| bar.advance(), |record| summaries(&record, ids))
    };
    let of_a = figures(a, &ids_of_a)?;
    let mut arms = Vec::new();
    for b in others {
        let common = common_columns(&ids_of_a, &ids(b));
        let of_b = figures(b, &common)?;
        let places: Vec<Option<usize>> =
            common.iter().map(|id| ids_of_a.iter().position(|column| column == id)).collect();
        let pairs: Vec<(Summaries, Summaries)> = of_a
            .iter()
            .zip(of_b)
            .map(|(a, b)| (places.iter().map(|place| place.and_then(|k| a.get(k).copied().flatten())).collect(), b))
            .collect();
        let rows = compare::compare(&common, &a.input.scenario, &pairs, plan.gap);
        arms.push(Arm { word: b.word.clone(), rows });
    }
    bar.finish();
    Some(arms)
}

/// How the runs were paired, in one sentence.
fn pairing(plan: &Plan) -> String {
    let first = plan.sources.first().map_or(0, |source| source.input.seed);
    match plan.seeds {
        None => format!("The records as they are, one pair with seed {first}."),
        Some(1) => format!("One pair of runs with seed {first}."),
        Some(count) => format!(
            "{count} pairs of runs that share their luck, seeds {first} to {}.",
            first.wrapping_add(u64::from(count) - 1)
        ),
    }
}

fn gap_note(plan: &Plan) -> String {
    let gap = display(Some(plan.gap), "share");
    format!(
        "Smallest gap of interest: {gap} of the mean of A; the table counts pairs with the sign of the difference, and in brackets those beyond the gap."
    )
}

fn show(args: &CompareArgs, plan: &Plan, arms: &[Arm], shell: &mut Shell<'_>) -> io::Result<()> {
    let a = plan.sources.first().map_or("", |source| &source.word);
    for arm in arms {
        writeln!(shell.out, "A {a}, B {}", arm.word)?;
        let shown = arm
            .rows
            .iter()
            .filter(|row| args.all || spec_of(&row.column).is_some_and(|spec| HEADLINES.contains(&spec.id)));
        let lines = shown.map(|row| {
            let interval = row.interval.map_or_else(
                || "–".to_owned(),
                |(low, high)| format!("{} to {}", signed(Some(low), row.unit), signed(Some(high), row.unit)),
            );
            vec![
                row.label.clone(),
                number(row.mean_a, row.unit),
                number(row.mean_b, row.unit),
                signed(row.difference, row.unit),
                shown_unit(row.unit).to_owned(),
                signed(row.share, "share"),
                interval,
                format!("{} of {} ({})", row.same_sign, row.pairs, row.beyond_gap),
                row.verdict.label().to_owned(),
            ]
        });
        let header = ["Outcome", "A", "B", "Difference", "Unit", "% of A", "95 % interval", "Same sign", "B is"];
        print(&header, &[1, 2, 3, 5, 6, 7], lines, shell)?;
    }
    for note in [&pairing(plan), &gap_note(plan), SUMMARY_NOTE, LUCK_NOTE, DISCLAIMER] {
        writeln!(shell.out, "{note}")?;
    }
    if let Some((target, _)) = &plan.target {
        for file in target.files() {
            writeln!(shell.out, "Wrote {}", file.display())?;
        }
    }
    Ok(())
}

fn as_json(plan: &Plan, arms: &[Arm]) -> Value {
    let comparisons: Vec<Value> = arms
        .iter()
        .map(|arm| {
            let rows: Vec<Value> = arm
                .rows
                .iter()
                .map(|row| {
                    json!({
                        "column": row.column, "label": row.label, "unit": row.unit, "pairs": row.pairs,
                        "mean_a": row.mean_a, "mean_b": row.mean_b, "difference": row.difference, "share": row.share,
                        "low": row.interval.map(|interval| interval.0), "high": row.interval.map(|interval| interval.1),
                        "gap": row.gap, "same_sign": row.same_sign, "beyond_gap": row.beyond_gap,
                        "verdict": row.verdict.label(),
                    })
                })
                .collect();
            json!({ "b": arm.word, "metrics": rows })
        })
        .collect();
    json!({
        "a": plan.sources.first().map(|source| &source.word), "pairing": pairing(plan), "gap_share": plan.gap,
        "note": LUCK_NOTE, "summary": SUMMARY_NOTE, "notice": DISCLAIMER, "version": env!("CARGO_PKG_VERSION"),
        "comparisons": comparisons,
    })
}

fn write_csv(plan: &Plan, arms: &[Arm], out: &mut dyn Write) -> io::Result<()> {
    let a = plan.sources.first().map_or("", |source| &source.word);
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record([
        "a",
        "b",
        "column",
        "unit",
        "pairs",
        "mean_a",
        "mean_b",
        "difference",
        "share",
        "low",
        "high",
        "gap",
        "same_sign",
        "beyond_gap",
        "verdict",
    ])?;
    let figure = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for arm in arms {
        for row in &arm.rows {
            table.write_record([
                a,
                &arm.word,
                &row.column,
                row.unit,
                &row.pairs.to_string(),
                &figure(row.mean_a),
                &figure(row.mean_b),
                &figure(row.difference),
                &figure(row.share),
                &figure(row.interval.map(|interval| interval.0)),
                &figure(row.interval.map(|interval| interval.1)),
                &row.gap.to_string(),
                &row.same_sign.to_string(),
                &row.beyond_gap.to_string(),
                row.verdict.label(),
            ])?;
        }
    }
    table.flush()
}
