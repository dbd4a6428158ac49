//! Laws 11 and 12 over whole runs: the same gives the same to the bit, and what nobody uses changes nothing.

use std::sync::Arc;

use gatekeepers::export::record::{read, write};
use gatekeepers::run::{Record, RunInput, Simulation, run};
use gatekeepers::scenario::vocabulary::{ActorClass, DataType, Permission, Purpose};
use gatekeepers::scenario::{LeverId, Party, Rule, load};
use proptest::prelude::*;

use super::random::arbitrary_run;
use crate::strategies::rule;
use crate::support::{after, assert_identical, at, record, scenario, short};

/// More agents than one chunk of work holds, so that threads have something to share out; the last chunk is not full.
const SEVERAL_CHUNKS: u32 = 40_000;

fn stepped(mut simulation: Simulation, weeks: u32) -> Record {
    for _ in 0..weeks {
        simulation.step(&mut |_| {});
    }
    simulation.record()
}

#[test]
fn threads_do_not_change_a_bit() {
    for (name, weeks) in [("honor-magic-2017", 16), ("user-authorised", 40)] {
        let input = short(scenario(name), weeks, SEVERAL_CHUNKS);
        let [one, two, sixteen] = [1, 2, 16].map(|threads| run(&input, threads, &mut |_| true).expect("it runs"));
        assert_identical(&one, &two, "two threads");
        assert_identical(&one, &sixteen, "sixteen threads");
    }
}

#[test]
fn the_same_run_twice_is_the_same_to_the_bit() {
    let input = short(scenario("opt-in-law"), 60, 4_096);
    assert_identical(&record(&input), &record(&input), "twice");
    let other = record(&RunInput { seed: input.seed + 1, ..input.clone() });
    assert_ne!(record(&input).values, other.values, "another seed is other luck");
}

#[test]
fn a_run_saved_and_restored_in_between_goes_on_to_the_same_bits() {
    let input = short(scenario("honor-magic-2017"), 40, SEVERAL_CHUNKS);
    let whole = record(&input);
    let half = after(&input, 20);
    let restored = half.fork(2);
    assert_identical(&whole, &stepped(restored, 20), "restored on two threads");
    // What was saved is not touched by the run that went on from it.
    assert_identical(&whole, &stepped(half, 20), "gone on after the fork");
}

#[test]
fn a_longer_run_begins_as_the_shorter_one() {
    let long = record(&short(scenario("user-authorised"), 80, 4_096));
    let short = record(&short(scenario("user-authorised"), 40, 4_096));
    for (column, (long, short)) in long.columns.iter().zip(long.values.iter().zip(&short.values)) {
        assert_eq!(long[..40], short[..], "{column} knows how long the run is");
    }
}

#[test]
fn a_record_saved_loaded_and_run_again_is_identical() {
    let mut input = short(scenario("honor-magic-2017"), 50, 2_048);
    input.set(LeverId::openness, 0.55);
    input.changes.push(at(20, LeverId::take_os, 1.0 / 3.0));
    let stored = record(&input);
    let mut bytes = Vec::new();
    write(&stored, &mut bytes).expect("memory takes it");
    let loaded = read("record.ron", std::str::from_utf8(&bytes).expect("RON is text")).expect("it is whole");
    assert_eq!(loaded, stored);
    // Everything the second run needs comes out of the file.
    let (name, text) = loaded.texts.first().expect("the scenario's own text");
    let library = |name: &str| loaded.texts.iter().find(|(id, _)| id == name).map(|(_, text)| text.clone());
    let scenario = load(name, text.as_bytes(), &library).expect("the text was right before");
    let again = record(&RunInput {
        scenario: Arc::new(scenario),
        changes: loaded.changes.clone(),
        seed: loaded.seed,
        weeks: loaded.weeks,
        agents: loaded.agents,
    });
    assert_identical(&loaded, &again, "replayed");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 30, ..ProptestConfig::default() })]

    #[test]
    fn any_run_forks_and_repeats_to_the_bit(input in arbitrary_run(), at in 1_u32..44) {
        let whole = record(&input);
        let forked = stepped(after(&input, at).fork(1), input.weeks - at);
        assert_identical(&whole, &forked, "forked");
    }
}

/// Rules that speak about flows nobody wants: vendors selling to vendors, resale of messages, security of makers.
fn unused() -> Vec<Rule> {
    let base = rule("unused");
    let named = |id: &str, rule: Rule| Rule { id: id.to_owned(), priority: 99, ..rule };
    vec![
        named(
            "vendors-to-vendors",
            Rule {
                sender: Party::Class(ActorClass::AppVendors),
                recipient: Party::Class(ActorClass::AppVendors),
                first_party: Some(false),
                types: vec![DataType::Message, DataType::Graph],
                ..base.clone()
            },
        ),
        named(
            "resale",
            Rule {
                purposes: vec![Purpose::Resale, Purpose::Security],
                authorised_by: vec![Permission::UserToSender],
                ..base.clone()
            },
        ),
        named("before-its-time", Rule { from: 1_000, ..base.clone() }),
        named("over", Rule { until: Some(0), ..base.clone() }),
        named("switched-off", Rule { enabled: false, ..base }),
    ]
}

#[test]
fn a_rule_nobody_uses_changes_nothing() {
    for name in ["baseline-2016", "honor-magic-2017", "user-authorised"] {
        let input = short(scenario(name), 60, 4_096);
        let plain = record(&input);
        let mut more = scenario(name);
        more.rules.extend(unused());
        let with = record(&short(more, 60, 4_096));
        assert_identical(&plain, &with, name);
    }
}

/// Runs `name` with and without a lever moved and demands the same values but for the columns that `reads` says.
fn moves_nothing(name: &str, lever: LeverId, value: f64, reads: &[&str]) {
    let input = short(scenario(name), 60, 4_096);
    let mut moved = input.clone();
    moved.changes.push(at(0, lever, value));
    let (plain, moved) = (record(&input), record(&moved));
    for (column, (a, b)) in plain.columns.iter().zip(plain.values.iter().zip(&moved.values)) {
        if !reads.iter().any(|prefix| column.starts_with(prefix)) {
            assert_eq!(a, b, "{} moves {column} in {name}", lever.spec().id);
        }
    }
    let told = |record: &Record| -> Vec<String> {
        record.events.iter().filter(|event| event.kind != "reform").map(|event| event.sentence.clone()).collect()
    };
    assert_eq!(told(&plain), told(&moved));
}

#[test]
fn runs_that_differ_in_a_lever_nobody_reacts_to_are_identical() {
    // Nothing is captured in the baseline, so that no price, fine, lag or response has an occasion.
    for (lever, value) in [
        (LeverId::fine_cap_m, 700.0),
        (LeverId::fine_turnover_share, 0.05),
        (LeverId::lag_judgment_weeks, 52.0),
        (LeverId::detection_visible, 0.5),
        (LeverId::operator_response, 3.0),
        (LeverId::data_price_rmb, 2.0),
        (LeverId::incentive_rmb, 69.0),
        (LeverId::take_os, 0.6),
        (LeverId::precedent_probability, 0.9),
        (LeverId::nash_weight, 0.9),
        (LeverId::open_hardware_price_rmb, 1.0),
        (LeverId::block_loss, 5.0),
        (LeverId::withdrawal_shock, 50.0),
    ] {
        moves_nothing("baseline-2016", lever, value, &[]);
    }
    // The stated weight of privacy is a yardstick: only the figures measured with it move.
    let measured = ["privacy_loss_stated", "privacy_segment", "contact_loss_stated", "welfare_stated"];
    moves_nothing("user-authorised", LeverId::privacy_weight_stated, 2.0, &measured);
}

#[test]
fn runs_that_differ_in_one_rule_share_their_luck_until_it_acts() {
    // Capture begins in week 35 in one and never in the other.
    let plain = record(&short(scenario("baseline-2016"), 40, 4_096));
    let other = record(&short(scenario("user-authorised"), 40, 4_096));
    for (column, (a, b)) in plain.columns.iter().zip(plain.values.iter().zip(&other.values)) {
        assert_eq!(a[..35], b[..35], "{column} differs before the rule acts");
    }
    // Entrants are the same firms with the same quality.
    let entrants = |record: &Record| -> Vec<(String, f64)> {
        let entries = record.events.iter().filter(|event| event.kind == "entry" && event.week < 40);
        entries.map(|event| (event.actor.clone(), event.value)).collect()
    };
    let (a, b) = (entrants(&plain), entrants(&other));
    let common = a.iter().filter(|(id, _)| b.iter().any(|(other, _)| id == other));
    let (mut met, mut alike) = (0, 0);
    for (id, quality) in common {
        met += 1;
        alike += usize::from(b.iter().any(|(other, value)| other == id && value.to_bits() == quality.to_bits()));
    }
    assert!(met > 10 && met == alike, "{alike} of {met} entrants are the same firm");
}
