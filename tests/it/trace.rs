//! What a run tells about its inside: it changes nothing, adds up to the metrics, and knows who lived and who fought.

use gatekeepers::run::{Record, RunInput, Trace, run_traced};
use gatekeepers::scenario::LeverId;
use gatekeepers::scenario::vocabulary::{DataType, Origin, Response};
use gatekeepers::world::{DataFlow, Fate};

use crate::support::{assert_identical, at, record, scenario, short};

fn traced(input: &RunInput) -> (Record, Trace) {
    run_traced(input, 1, &mut |_| true).expect("nobody stops it")
}

#[test]
fn a_run_with_a_trace_is_the_same_to_the_bit() {
    for name in ["honor-magic-2017", "opt-in-law", "messenger-withdrawn"] {
        let mut input = short(scenario(name), 60, 2_048);
        input.changes.push(at(20, LeverId::take_mini, 0.3));
        assert_identical(&record(&input), &traced(&input).0, name);
    }
}

#[test]
fn the_flows_of_a_week_add_up_to_its_metrics() {
    for name in ["user-authorised", "honor-magic-2017", "operator-veto"] {
        let mut input = short(scenario(name), 50, 2_048);
        input.changes.push(at(36, LeverId::capture_all_brands, 1.0));
        let (record, trace) = traced(&input);
        assert_eq!(trace.weeks(), 50);
        for week in 0..50 {
            let sum = |wanted: &dyn Fn(&DataFlow) -> bool| -> f64 {
                let flows = trace.flows(week).iter().filter(|flow| flow.sender != flow.recipient && wanted(flow));
                flows.map(|flow| f64::from(flow.user_weeks)).sum::<f64>() / 1e6
            };
            for (column, sum) in [
                ("new_flows_permitted", sum(&|flow| matches!(flow.fate, Fate::Permitted(_)))),
                ("new_violations", sum(&|flow| matches!(flow.fate, Fate::Violation(_)))),
                ("new_denied_rule", sum(&|flow| flow.fate == Fate::DeniedRule)),
                ("new_denied_user", sum(&|flow| matches!(flow.fate, Fate::DeniedUser | Fate::DeniedCap))),
                ("new_denied_sender", sum(&|flow| flow.fate == Fate::DeniedHolder)),
            ] {
                let metric = record.column(column).and_then(|cells| cells[week as usize]).unwrap_or_default();
                let close = (metric - sum).abs() <= 1e-5 * metric.abs().max(1.0);
                assert!(close, "{name}, week {week}: {column} is {metric}, the flows give {sum}");
            }
        }
    }
}

#[test]
fn reading_against_the_rules_is_told_with_the_rule_it_breaks() {
    let mut unlawful = scenario("operator-veto");
    for brand in &mut unlawful.brands {
        brand.lawful = false;
        brand.retreats = false;
    }
    let (record, trace) = traced(&short(unlawful, 50, 2_048));
    let violations = record.column("new_violations").expect("violations are counted");
    let first = (0..50).find(|&week| violations[week as usize] > Some(0.0)).expect("somebody reads without asking");
    let taken = trace.flows(first).iter().filter(|flow| matches!(flow.fate, Fate::Violation(_)));
    for flow in taken {
        assert_eq!(flow.data, DataType::Message);
        assert_eq!(trace.rule(first, flow).map(|rule| rule.id.as_str()), Some("os-reads-messages"));
    }
}

#[test]
fn what_actors_collect_themselves_is_told_too() {
    let (_, trace) = traced(&short(scenario("baseline-2016"), 3, 1_024));
    let own = trace.flows(2).iter().filter(|flow| flow.sender == flow.recipient);
    let kinds: std::collections::BTreeSet<DataType> =
        own.filter(|flow| flow.fate == Fate::Permitted(Origin::FirstParty)).map(|flow| flow.data).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), DataType::ALL, "every type is collected by somebody");
}

#[test]
fn every_vendor_has_a_row_while_it_lives_and_none_after() {
    let (record, trace) = traced(&short(scenario("baseline-2016"), 60, 1_024));
    // Who leaves in week 0 was never there at the end of a week.
    let events = |kind: &str| record.events.iter().filter(|event| event.kind == kind && event.week > 0).count();
    assert_eq!(trace.firms().iter().filter(|firm| firm.left.is_some()).count(), events("exit"));
    assert_eq!(trace.firms().iter().filter(|firm| firm.id >= 2 * 65_536).count(), events("entry"));
    for week in 0..60 {
        let alive = record.column("n_vendors").and_then(|cells| cells[week as usize]).expect("vendors are counted");
        assert_eq!(trace.vendors(week).len() as f64, alive);
    }
    for (place, firm) in (0..).zip(trace.firms()) {
        for week in 0..60 {
            let lives = firm.born <= week && firm.left.is_none_or(|left| week < left);
            assert_eq!(trace.vendor(place, week).is_some(), lives, "{firm:?} in week {week}");
        }
    }
    let revenue: f64 = trace.vendors(59).iter().map(|row| f64::from(row.gross_rmb)).sum::<f64>() / 1e6;
    let metric = record.last("gross_revenue").expect("vendors earn");
    // Vendors that left or came in the last week earn nothing that is told.
    assert!((revenue / metric - 1.0).abs() < 0.05, "{revenue} of {metric}");
}

#[test]
fn conflicts_are_told_by_operator_and_brand() {
    let (record, trace) = traced(&short(scenario("honor-magic-2017"), 60, 2_048));
    for (kind, response) in [("degraded", Response::Degrade), ("channel_blocked", Response::Block)] {
        for event in record.events.iter().filter(|event| event.kind == kind) {
            let stance = trace.stance(event.week, 0, 0);
            assert_eq!(stance.response, Some(response), "week {}", event.week);
        }
    }
    let (_, trace) = traced(&short(scenario("messenger-withdrawn"), 60, 1_024));
    assert!((0..6).any(|brand| trace.stance(59, 0, brand).withdrawn));
}
