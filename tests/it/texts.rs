//! The house's rules for words that people read, over the tables they come from.

use std::collections::BTreeSet;

use gatekeepers::metrics::{METRICS, MetricKind};
use gatekeepers::scenario::vocabulary::{
    ActorClass, Capture, Category, Channel, ConsentMode, DataType, Effect, Origin, Outcome, Permission, Place, Purpose,
    Response, Subject,
};
use gatekeepers::scenario::{LEVERS, LeverGroup, LeverId, Levers};

/// Words that keep their capital inside a label: proper nouns, programmes and abbreviations.
const PROPER: &[&str] = &[
    "Account", "Accounts", "App", "EU", "HHI", "Hardware", "Mini", "OS", "Official", "Open", "Platform", "Program",
    "Programs", "RMB",
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A label has no Title Case, no colon, no full stop, and no spaces around it.
fn assert_label(label: &str) {
    assert_eq!(label, label.trim(), "spaces around a label");
    assert!(!label.is_empty(), "an empty label");
    assert!(!label.ends_with(['.', ':', ';', ',']), "{label:?} ends with a stop");
    assert!(!label.contains(':'), "{label:?} has a colon");
    for word in words(label).skip(1).filter(|word| word.starts_with(char::is_uppercase)) {
        assert!(PROPER.contains(&word), "{label:?} writes {word} with a capital");
    }
}

/// A label that stands by itself starts with a capital.
fn assert_title(label: &str) {
    assert_label(label);
    assert!(label.starts_with(char::is_uppercase), "{label:?} starts small");
}

fn assert_id(id: &str) {
    let plain = id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    assert!(plain && id.starts_with(|letter: char| letter.is_ascii_lowercase()), "{id:?} is no plain word");
}

/// A source is a key of the list of sources, or says where the figure comes from.
fn assert_source(source: &str, id: &str) {
    let key = |word: &str| {
        (2..=4).contains(&word.len())
            && word.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    };
    let said = ["assumed", "calibrated", "derived", "not verified", "own definition", "index"];
    assert!(
        words(source).any(key) || said.iter().any(|word| source.contains(word)),
        "{id} has the source {source:?}, which is neither a key nor a word such as assumed"
    );
}

#[test]
fn levers_read_well() {
    let mut ids = BTreeSet::new();
    let mut labels = BTreeSet::new();
    for lever in LEVERS {
        assert_id(lever.id);
        assert!(ids.insert(lever.id), "{} twice", lever.id);
        assert!(labels.insert(lever.label), "the label {:?} twice", lever.label);
        assert_title(lever.label);
        for choice in lever.choices {
            assert_label(choice);
        }
        assert!(lever.help.ends_with('.'), "{}: {:?}", lever.id, lever.help);
        assert!(lever.help.starts_with(char::is_uppercase), "{}: {:?}", lever.id, lever.help);
        assert_source(lever.source, lever.id);
    }
    for group in LeverGroup::ALL {
        assert_title(group.label());
    }
}

#[test]
fn levers_have_sensible_ranges() {
    let levers = Levers::default();
    for (lever, &id) in LEVERS.iter().zip(LeverId::ALL) {
        assert!(lever.min < lever.max && lever.step > 0.0 && lever.step <= lever.max - lever.min, "{}", lever.id);
        assert_eq!(lever.problem_with(lever.default), None, "default of {}", lever.id);
        assert_eq!(levers.get(id), lever.default, "{}", lever.id);
        assert_eq!(LeverId::from_id(lever.id), Some(id));
        assert_eq!(lever.unit == "choice", !lever.choices.is_empty(), "{}", lever.id);
        if !lever.choices.is_empty() {
            assert_eq!(
                (lever.min, lever.max, lever.step),
                (0.0, (lever.choices.len() - 1) as f64, 1.0),
                "{}",
                lever.id
            );
        }
    }
}

#[test]
fn metrics_read_well() {
    let mut ids = BTreeSet::new();
    let mut labels = BTreeSet::new();
    for metric in METRICS {
        assert_id(metric.id);
        assert!(ids.insert(metric.id), "{} twice", metric.id);
        assert!(labels.insert(metric.label), "the label {:?} twice", metric.label);
        assert_title(metric.label);
        assert!(!metric.formula.is_empty() && !metric.formula.ends_with('.'), "{}", metric.id);
        assert_source(metric.source, metric.id);
        let kinds = [("new_", MetricKind::Flow), ("n_", MetricKind::Stock), ("cum_", MetricKind::Cumulative)];
        for (prefix, kind) in kinds {
            assert!(
                !metric.id.starts_with(prefix) || metric.kind == kind,
                "{} is a {}",
                metric.id,
                metric.kind.label()
            );
        }
        assert!(metric.kind != MetricKind::Cumulative || metric.id.starts_with("cum_"), "{}", metric.id);
    }
}

#[test]
fn the_vocabulary_reads_well() {
    macro_rules! check {
        ($($name:ident)+) => { $(
            let mut ids = BTreeSet::new();
            for (index, word) in $name::ALL.iter().enumerate() {
                assert_id(word.id());
                assert!(ids.insert(word.id()), "{} twice", word.id());
                assert_eq!(word.index(), index);
                assert_label(word.label());
            }
        )+ };
    }
    check!(
        ActorClass Capture Category Channel ConsentMode DataType Effect Origin Outcome Permission Place Purpose
        Response Subject
    );
}
