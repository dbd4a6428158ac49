//! The table of published facts: that it is whole, that the command prints it, and what comes of it with few agents.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use gatekeepers::experiment::facts::arms::{ARMS, Arm};
use gatekeepers::experiment::facts::{self, FACTS, Kind, Measure, Scored};
use gatekeepers::metrics::columns;
use serde_json::Value;

/// The rows that the list of facts has, in its order.
const ROWS: &[&str] = &[
    "SF1", "SF2", "SF3", "SF4", "SF5", "SF6", "SF7", "SF8", "SF10", "SF11", "SF13", "SF14", "SF16", "SF17", "SF18",
    "SF19", "SF20", "SF21", "SF23",
];

#[test]
fn every_row_is_there_with_kind_sources_and_words() {
    assert_eq!(FACTS.iter().map(|fact| fact.id).collect::<Vec<_>>(), ROWS);
    let mut labels = BTreeSet::new();
    for fact in FACTS {
        let key = |word: &str| {
            (2..=4).contains(&word.len())
                && word.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
        };
        let said = ["logic", "derived"];
        let sourced = fact.sources.split([' ', ';']).any(key) || said.iter().any(|word| fact.sources.contains(word));
        assert!(sourced, "{}: {}", fact.id, fact.sources);
        assert!(!fact.parts.is_empty(), "{}", fact.id);
        for words in std::iter::once(fact.statement).chain([fact.note]).chain(fact.parts.iter().map(|part| part.label))
        {
            assert!(!words.is_empty() && words == words.trim() && !words.ends_with(['.', ':']), "{}: {words}", fact.id);
        }
        for part in fact.parts {
            assert!(labels.insert((fact.id, part.label)), "{}: {} is there twice", fact.id, part.label);
            assert!(part.band.0 <= part.band.1 && !part.target.is_empty() && !part.tolerance.is_empty(), "{}", fact.id);
            let runs = matches!(part.measure, Measure::Runs(_));
            assert!(!runs || !fact.behind.is_empty(), "{}: a figure of runs without a run", fact.id);
        }
        let scored = fact.parts.iter().filter(|part| part.scored != Scored::Not);
        assert_eq!(Some(fact.kind()), scored.map(|part| part.kind).min().or(Some(Kind::Emergent)), "{}", fact.id);
    }
}

#[test]
fn every_column_that_facts_read_is_a_column_of_the_model_and_every_arm_is_read() {
    let market = Arm::Baseline.scenario().expect("the baseline");
    let known: BTreeSet<String> = columns(&market).into_iter().map(|column| column.id).collect();
    for column in facts::measure::COLUMNS {
        assert!(known.contains(*column), "{column}");
    }
    // Each arm is either opened from a row or one of several ways of asking that a row compares.
    for spec in ARMS {
        let opened = FACTS.iter().any(|fact| fact.behind.contains(&spec.arm));
        assert!(opened || format!("{:?}", spec.arm).starts_with("Asked"), "{}", spec.title);
    }
}

/// What the command prints as JSON with few agents and seeds. Verdicts and figures change with the model, and then on
/// purpose with `UPDATE_GOLDEN=1`.
#[test]
fn the_command_prints_every_row_as_json_with_the_verdicts_as_written() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["gatekeepers", "facts", "--json", "--seeds", "2", "--agents", "1024"];
    assert_eq!(gatekeepers::cli::main_with(args, &mut out, &mut err), 0, "{}", String::from_utf8_lossy(&err));
    let value: Value = serde_json::from_slice(&out).expect("JSON");
    let rows = value.as_array().expect("a list");
    assert_eq!(rows.iter().map(|row| row["id"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ROWS);
    let mut now = String::new();
    for (row, fact) in rows.iter().zip(FACTS) {
        let id = fact.id;
        assert!(["input", "calibrated", "emergent"].contains(&row["kind"].as_str().unwrap_or_default()), "{id}");
        for field in ["value", "low", "high", "miss"] {
            assert!(row.get(field).is_some(), "{id} has no {field}");
        }
        assert!(row["target"].is_string(), "{id}");
        let verdict = |of: &Value| of["verdict"].as_str().unwrap_or_default().to_owned();
        assert!(["pass", "miss", "unscored"].contains(&verdict(row).as_str()), "{id}");
        writeln!(now, "{id} {}", verdict(row)).expect("a text takes it");
        let parts = row["parts"].as_array().expect("a list");
        assert_eq!(parts.len(), fact.parts.len(), "{id}");
        for (found, part) in parts.iter().zip(fact.parts) {
            let value = found["value"].as_f64().unwrap_or_else(|| panic!("{id}: {} has no figure", part.label));
            assert_eq!(verdict(found) == "unscored", part.scored == Scored::Not, "{id}");
            // What is only shown has no figure here; the forecast among it has tests of its own.
            let value = if part.scored == Scored::Not { String::new() } else { format!(", {value:.4}") };
            writeln!(now, "  {}, {}{value}", part.label, verdict(found)).expect("a text takes it");
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/facts.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, now).expect("the text can be written");
        return;
    }
    let then = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    for (now, then) in now.lines().zip(then.lines().chain(std::iter::repeat("nothing"))) {
        assert_eq!(now, then, "results changed; if that is meant, run again with UPDATE_GOLDEN=1");
    }
    assert_eq!(now.lines().count(), then.lines().count());
}

#[test]
fn bad_numbers_are_refused() {
    for args in [["--seeds", "0"], ["--agents", "1"], ["--threads", "x"]] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let line = ["gatekeepers", "facts"].into_iter().chain(args);
        assert_eq!(gatekeepers::cli::main_with(line, &mut out, &mut err), 2, "{args:?}");
        assert!(String::from_utf8_lossy(&err).contains(args[0]));
    }
}
