//! `replay`: a record run again, to the bit.

use std::io;

use super::args::ReplayArgs;
use super::fault::Faults;
use super::progress::Bar;
use super::source::open;
use super::{Code, Shell, run::threads};
use crate::run::replay::{Mismatch, first_mismatch};
use crate::run::run;

/// Does what `replay` asks: says "identical", or the first thing that differs.
pub(super) fn replay(args: &ReplayArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let threads = threads(args.threads.as_deref(), &mut faults);
    let source = open(&args.record, &mut faults);
    if let Some(source) = &source
        && source.record.is_none()
    {
        faults.say(format!("{}: holds no whole record of a run; `gatekeepers run` runs it", args.record));
    }
    let (Some(source), true) = (source, faults.is_empty()) else {
        return shell.refuse(&faults);
    };
    let Some(stored) = source.record else {
        return shell.refuse(&faults);
    };
    let bar = Bar::new(u64::from(source.input.weeks), shell.interactive, &shell.stop);
    let again = run(&source.input, threads, &mut |_| bar.advance());
    bar.finish();
    let Some(again) = again else {
        return shell.interrupted();
    };
    let mismatch = first_mismatch(&stored, &again);
    let version = env!("CARGO_PKG_VERSION");
    let other_version = (stored.app_version != version)
        .then(|| format!("the record was written by version {}, this is version {version}", stored.app_version));
    let verdict = mismatch
        .as_ref()
        .map_or_else(|| format!("identical, {} weeks of {} columns", stored.weeks, stored.columns.len()), sentence);
    if args.json {
        let (week, column, was, is) = match &mismatch {
            Some(Mismatch::Value { week, column, stored, again }) => (Some(*week), Some(column), *stored, *again),
            _ => (None, None, None, None),
        };
        shell.json(&serde_json::json!({
            "record": args.record, "identical": mismatch.is_none(), "verdict": verdict, "week": week, "column": column,
            "stored": was, "again": is, "record_version": stored.app_version, "version": version,
        }))?;
    } else {
        if let Some(note) = &other_version {
            writeln!(shell.out, "Note that {note}")?;
        }
        writeln!(shell.out, "{verdict}")?;
    }
    Ok(if mismatch.is_none() { Code::Done } else { Code::Failed })
}

fn sentence(mismatch: &Mismatch) -> String {
    let figure = |value: &Option<f64>| value.map_or_else(|| "empty".to_owned(), |value| value.to_string());
    let words = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    match mismatch {
        Mismatch::Columns { only_stored, only_again } => {
            let list = |columns: &[String]| {
                if columns.is_empty() { "none".to_owned() } else { columns.join(", ") }
            };
            format!(
                "differs in its columns, only in the record {}; only in the run {}",
                list(only_stored),
                list(only_again)
            )
        }
        Mismatch::Value { week, column, stored, again } => format!(
            "differs first in week {week}, column {column}, where the record has {} and the run {}",
            figure(stored),
            figure(again)
        ),
        Mismatch::Weeks { stored, again } => {
            format!("differs in length, {stored} weeks in the record and {again} in the run")
        }
        Mismatch::Event { index, stored, again } => format!(
            "differs first in event {index}, where the record has “{}” and the run “{}”",
            words(stored),
            words(again)
        ),
        Mismatch::Levers => "differs in the levers of the last week".to_owned(),
    }
}
