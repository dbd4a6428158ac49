//! `check`: every problem of scenario files, with line and column.

use std::io;

use super::args::CheckArgs;
use super::fault::Faults;
use super::source::open;
use super::{Code, Shell};

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
        results.push(serde_json::json!({ "scenario": word, "fine": source.is_some(), "problems": faults.lines() }));
        all.append(faults);
    }
    if args.json {
        shell.json(&serde_json::Value::Array(results))?;
    }
    if all.is_empty() { Ok(Code::Done) } else { shell.refuse(&all) }
}
