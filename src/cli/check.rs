//! `check`: every problem of scenario files, with line and column.

use std::io;

use super::args::CheckArgs;
use super::fault::Faults;
use super::source::open;
use super::{Code, Shell};
use crate::run::RunInput;

/// Does what `check` asks: prints one line for each scenario that is right, and all problems of the others.
pub(super) fn check(args: &CheckArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut all = Faults::default();
    let mut results = Vec::new();
    for word in &args.scenarios {
        let mut faults = Faults::default();
        let source = open(word, &mut faults);
        if let Some(source) = &source
            && !args.json
        {
            let scenario = &source.input.scenario;
            let what = if source.record.is_some() { "run record of " } else { "" };
            let (brands, rules, levers) = (scenario.brands.len(), scenario.rules.len(), scenario.reforms.len());
            writeln!(
                shell.out,
                "{word}: fine, {what}{} ({} weeks, {brands} brands, {} messengers, {rules} rules, {levers} dated changes)",
                scenario.title,
                scenario.weeks,
                scenario.messengers.len()
            )?;
        }
        let notes = source.as_ref().map_or_else(Vec::new, |source| beyond(&source.input));
        if !args.json {
            for note in &notes {
                writeln!(shell.out, "{word}: note, {note}")?;
            }
        }
        let fine = source.is_some();
        results.push(serde_json::json!({ "scenario": word, "fine": fine, "notes": notes, "problems": faults.lines() }));
        all.append(faults);
    }
    if args.json {
        shell.json(&serde_json::Value::Array(results))?;
    }
    if all.is_empty() { Ok(Code::Done) } else { shell.refuse(&all) }
}

/// Observed points that no run of the scenario reaches. They are allowed, because a shorter run of the same market may
/// be meant, and nothing is drawn or held against them.
fn beyond(input: &RunInput) -> Vec<String> {
    let scenario = &input.scenario;
    let (start, end) = (scenario.date(0), scenario.date(input.weeks));
    let mut notes = Vec::new();
    for series in &scenario.series {
        let before = series.points.iter().filter(|(date, _)| *date < start).count();
        let after = series.points.iter().filter(|(date, _)| *date >= end).count();
        for (count, when) in [(before, format!("before {start}")), (after, format!("from {end} on"))] {
            if count > 0 {
                notes.push(format!(
                    "the series “{}” has {count} of {} points {when}, outside the run",
                    series.label,
                    series.points.len()
                ));
            }
        }
    }
    notes
}
