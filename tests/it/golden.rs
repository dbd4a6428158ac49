//! Golden texts: what each shipped scenario gives, in short. A change of the model shows as a change of these files,
//! which is reviewed and then made on purpose with `UPDATE_GOLDEN=1 cargo test golden`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatekeepers::run::{Record, RunInput};
use gatekeepers::scenario::SHIPPED;

use crate::support::{record, scenario};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.txt"))
}

/// Final, smallest and largest value of each column to six significant digits, and the first week of each kind of
/// event with how many there were.
fn in_short(record: &Record) -> String {
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words);
        text.push('\n');
    };
    line(&format!("{}, seed {}, {} weeks, {} agents", record.scenario, record.seed, record.weeks, record.agents));
    line("");
    line("metric, final, smallest, largest");
    for (column, cells) in record.columns.iter().zip(&record.values) {
        let figures: Vec<f64> = cells.iter().flatten().copied().collect();
        let figure = |value: Option<f64>| value.map_or_else(|| "empty".to_owned(), six_digits);
        let least = figures.iter().copied().reduce(f64::min);
        let most = figures.iter().copied().reduce(f64::max);
        let end = cells.last().copied().flatten();
        line(&format!("{column}, {}, {}, {}", figure(end), figure(least), figure(most)));
    }
    line("");
    line("event, first week, number");
    let mut kinds: Vec<&str> = Vec::new();
    for event in &record.events {
        if !kinds.contains(&event.kind.as_str()) {
            kinds.push(&event.kind);
        }
    }
    for kind in kinds {
        let mut weeks = record.events.iter().filter(|event| event.kind == kind).map(|event| event.week);
        let first = weeks.next().unwrap_or(0);
        line(&format!("{kind}, {first}, {}", weeks.count() + 1));
    }
    text
}

/// A number to six significant digits, without exponents for the usual ones.
fn six_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    // Nought has no sign here.
    (rounded + 0.0).to_string()
}

#[test]
fn golden_texts_of_the_shipped_scenarios_are_as_written() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut changed = String::new();
    for &(name, _) in SHIPPED {
        let now = in_short(&record(&RunInput::new(Arc::new(scenario(name)))));
        if update {
            std::fs::create_dir_all(path(name).parent().expect("a folder")).expect("the folder can be made");
            std::fs::write(path(name), now).expect("the text can be written");
            continue;
        }
        let then = std::fs::read_to_string(path(name)).unwrap_or_default().replace("\r\n", "\n");
        let lines = now.lines().zip(then.lines().chain(std::iter::repeat("nothing")));
        for (now, then) in lines.filter(|(now, then)| now != then).take(5) {
            writeln!(changed, "{name}: “{then}” is now “{now}”").expect("a text takes it");
        }
        if now != then && changed.is_empty() {
            writeln!(changed, "{name}: lines were added or lost").expect("a text takes it");
        }
    }
    assert!(changed.is_empty(), "results changed; if that is meant, run again with UPDATE_GOLDEN=1\n{changed}");
}

#[test]
fn every_golden_text_belongs_to_a_shipped_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let name = file.to_string_lossy();
        // The verdicts of the facts are written beside them.
        let known = name == "facts.txt" || SHIPPED.iter().any(|(id, _)| name == format!("{id}.txt"));
        assert!(known, "{name} belongs to no scenario");
    }
}
