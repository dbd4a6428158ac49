//! What the list of events tells: nothing is ended that did not begin, and decisions say what they were made of.

use std::collections::BTreeMap;

use gatekeepers::run::{EventRecord, Record, RunInput};
use gatekeepers::scenario::LeverId;

use crate::support::{at, record, scenario, short};

/// The pilot of 2017 with more phones or makers that read messages, and an answer of the operators.
fn dispute(coverage: f64, all: bool, response: f64) -> RunInput {
    let mut input = short(scenario("honor-magic-2017"), 120, 2_048);
    input.changes = vec![
        at(35, LeverId::capture_coverage, coverage),
        at(35, LeverId::capture_all_brands, f64::from(u8::from(all))),
        at(35, LeverId::operator_response, response),
    ];
    input
}

fn of_kind<'a>(record: &'a Record, kind: &str) -> Vec<&'a EventRecord> {
    record.events.iter().filter(|event| event.kind == kind).collect()
}

#[test]
fn nothing_is_restored_that_was_not_hindered() {
    let mut runs: Vec<RunInput> = ["miit-mediation", "messenger-withdrawn", "licensed-access", "operator-veto"]
        .map(|name| short(scenario(name), 120, 2_048))
        .into();
    for response in [0.0, 2.0, 3.0, 5.0, 7.0] {
        runs.extend([dispute(1.0, true, response), dispute(0.0025, false, response)]);
    }
    for input in runs {
        let record = record(&input);
        let mut hindered: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        for event in &record.events {
            let now = match event.kind.as_str() {
                "degraded" | "channel_blocked" | "withdrawn" => true,
                "restored" => false,
                _ => continue,
            };
            let before = hindered.insert((&event.actor, &event.counterpart), now).unwrap_or_default();
            assert!(now || before, "{}, week {}: {}", record.scenario, event.week, event.sentence);
        }
    }
}

#[test]
fn an_operator_that_chooses_says_what_a_block_would_cost() {
    let record = record(&dispute(1.0, false, 7.0));
    let weighed = of_kind(&record, "block_weighed");
    assert!(!weighed.is_empty(), "somebody weighs a block");
    for event in &weighed {
        for part in [" a block of Huawei", "over 52 weeks", "RMB ", "the answer is to "] {
            assert!(event.sentence.contains(part), "{}", event.sentence);
        }
        // Blocking is the answer only where it is worth more than it costs.
        let (blocks, more) =
            (event.sentence.contains("is to block"), event.sentence.contains("something else pays more"));
        assert_eq!(event.value > 0.0, blocks || more, "{} {}", event.value, event.sentence);
        // What is decided follows in the same week.
        let acts = ["ignored", "degraded", "channel_blocked", "complaint", "suit"];
        let mut same = record.events.iter().filter(|other| other.week == event.week && other.actor == event.actor);
        let open = record.events.iter().any(|other| other.week < event.week && acts.contains(&other.kind.as_str()));
        assert!(open || same.any(|other| acts.contains(&other.kind.as_str())), "week {}", event.week);
    }
    // The same words are not said each quarter.
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for event in weighed {
        let answer = event.sentence.split("the answer is").nth(1).expect("an answer");
        assert_ne!(last.insert(&event.actor, answer), Some(answer), "week {}: {}", event.week, event.sentence);
    }
    let fixed = self::record(&dispute(1.0, false, 3.0));
    assert!(of_kind(&fixed, "block_weighed").iter().all(|event| event.week < 35), "what is fixed is not weighed");
}

#[test]
fn all_makers_do_what_the_reading_one_does_and_can_be_found() {
    let record = record(&dispute(1.0, true, 1.0));
    let who = |kind| {
        of_kind(&record, kind)
            .iter()
            .map(|event| event.counterpart.as_str().max(&event.actor).to_owned())
            .collect::<Vec<_>>()
    };
    let readers = of_kind(&record, "capture_started");
    assert_eq!(readers.len(), scenario("honor-magic-2017").brands.len(), "{:?}", who("capture_started"));
    let found = of_kind(&record, "capture_found");
    let makers: std::collections::BTreeSet<&str> = found.iter().map(|event| event.counterpart.as_str()).collect();
    assert!(makers.len() > 1, "{makers:?}");
    let taken = record.column("new_violations").expect("a column");
    let pilot = self::record(&dispute(1.0, false, 1.0));
    let of_one = pilot.column("new_violations").expect("a column");
    assert!(taken[60] > of_one[60], "{:?} against {:?}", taken[60], of_one[60]);
}

#[test]
fn who_keeps_to_the_rules_is_not_said_to_read() {
    let record = record(&short(scenario("operator-veto"), 60, 1_024));
    let refused = of_kind(&record, "capture_refused");
    assert!(!refused.is_empty() && of_kind(&record, "capture_started").is_empty(), "{refused:?}");
    assert!(refused[0].sentence.contains("a permission is missing"), "{}", refused[0].sentence);
    let read = self::record(&short(scenario("user-authorised"), 60, 1_024));
    assert!(!of_kind(&read, "capture_started").is_empty());
}

#[test]
fn a_maker_that_stops_says_why_and_a_dated_change_what_it_does() {
    let mut input = dispute(1.0, false, 3.0);
    input.changes.push(at(110, LeverId::capture, 1.0));
    let record = record(&input);
    for event in of_kind(&record, "capture_stopped") {
        assert!(
            event.sentence.contains("because") || event.sentence.contains(", as its conduct"),
            "{}",
            event.sentence
        );
    }
    let dated: Vec<&str> = of_kind(&record, "reform").iter().map(|event| event.sentence.as_str()).collect();
    assert_eq!(dated.len(), 4, "{dated:?}");
    for (said, change) in dated.iter().zip(&input.changes) {
        let (id, value) = &change.set[0];
        let spec = LeverId::from_id(id).expect("a lever").spec();
        assert_eq!(*said, format!("“{}” is {}.", spec.label, spec.said(*value)));
    }
}
