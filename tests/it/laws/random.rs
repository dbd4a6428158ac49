//! Random markets: rules, levers, conduct, shocks and dated changes over the small scenario.

use std::sync::Arc;

use gatekeepers::run::RunInput;
use gatekeepers::scenario::vocabulary::{Capture, Category, Outcome, Response};
use gatekeepers::scenario::{LeverId, Reform, Rule, Scenario, Shock, ShockKind};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::strategies::{arbitrary_rules, small_scenario};
use crate::support::scenario;

/// Weeks of a random run; a few quarters, so that everybody decides several times.
pub(super) const WEEKS: u32 = 45;

/// A run of a random market with 2,048 agents.
pub(super) fn arbitrary_run() -> impl Strategy<Value = RunInput> {
    (arbitrary_scenario(), vec(arbitrary_change(), 0..8), any::<u64>()).prop_map(|(scenario, mut changes, seed)| {
        changes.sort_by_key(|change| change.week);
        RunInput { scenario: Arc::new(scenario), changes, seed, weeks: WEEKS, agents: 2_048 }
    })
}

/// A small market with random rules, half of the time on top of the rules of the shipped baseline.
pub(super) fn arbitrary_scenario() -> impl Strategy<Value = Scenario> {
    let conduct = (
        vec(arbitrary_brand(), 3),
        vec(arbitrary_messenger(), 2),
        select(Outcome::ALL),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.8),
    );
    let dated = (vec(arbitrary_shock(), 0..3), vec((1..WEEKS, arbitrary_rules()), 0..2));
    let bonds = (option::of(0.01..=1.0), option::of(0.01..=1.0), 0.0..=1.0, 0..WEEKS);
    (arbitrary_rules(), any::<bool>(), conduct, dated, bonds).prop_map(|(rules, on_baseline, conduct, dated, bonds)| {
        let (mut shocks, dated) = dated;
        let (brands, messengers, mediation, fines, sets_precedent, denies) = conduct;
        let mut market = small_scenario();
        if on_baseline {
            market.rules = scenario("baseline-2016").rules;
        }
        market.rules.extend(rules);
        for (brand, conduct) in market.brands.iter_mut().zip(brands) {
            let (capture, capture_from, coverage, quick_app, flags, partner) = conduct;
            brand.capture = capture;
            brand.capture_from = capture_from;
            brand.coverage = coverage;
            brand.quick_app = quick_app;
            (brand.lawful, brand.retreats) = flags;
            brand.partners = if partner { vec!["ctrip".to_owned()] } else { Vec::new() };
        }
        for (messenger, conduct) in market.messengers.iter_mut().zip(messengers) {
            let (response, licenses, programmes, own, withdraws) = conduct;
            messenger.response = response;
            messenger.licenses = licenses;
            (messenger.mini_programs, messenger.official_accounts, messenger.open_hardware) = programmes;
            messenger.own_services = own.into_iter().collect();
            messenger.withdraws_from = withdraws.map(|week| ("oppo".to_owned(), week));
        }
        // One vendor needs another, and users have the tool of a vendor that interferes.
        let (fails, tool, intruder, from) = bonds;
        let (first, second) = (market.vendors.named[0].id.clone(), &mut market.vendors.named[1]);
        if let Some(fails) = fails {
            (second.needs, second.fails) = (vec![first.clone()], fails);
            shocks.push(refusal(from, &first));
        }
        if let Some(share) = tool {
            (second.tool_share, second.intruder_share, second.intruder_from) = (share, share * intruder, from);
        }
        market.regulator = gatekeepers::scenario::Regulator { mediation, fines, sets_precedent };
        market.default_effect = if denies {
            gatekeepers::scenario::vocabulary::Effect::Deny
        } else {
            gatekeepers::scenario::vocabulary::Effect::Allow
        };
        shocks.sort_by_key(|shock| shock.week);
        market.shocks = shocks;
        market.reforms = dated.into_iter().map(|(week, rules)| reform(week, rules)).collect();
        market.reforms.sort_by_key(|reform| reform.week);
        market
    })
}

/// A vendor that keeps its data to itself.
fn refusal(week: u32, actor: &str) -> Shock {
    let (actor, note) = (actor.to_owned(), String::new());
    Shock { week, kind: ShockKind::Refusal, actor, brand: None, share: 0.0, note }
}

/// A change of the rule list: what it brings, and a rule of the baseline that it ends.
fn reform(week: u32, mut rules: Vec<Rule>) -> Reform {
    for rule in &mut rules {
        rule.id = format!("dated-{}", rule.id);
    }
    Reform { week, rules, disable: vec!["vendor-tracking".to_owned()], ..Reform::default() }
}

type BrandConduct = (Option<Capture>, u32, f64, bool, (bool, bool), bool);

fn arbitrary_brand() -> impl Strategy<Value = BrandConduct> {
    let capture = prop_oneof![
        2 => Just(Some(Capture::Server)),
        1 => Just(Some(Capture::OnDevice)),
        1 => Just(Some(Capture::Off)),
        1 => Just(None),
    ];
    let coverage = prop_oneof![Just(1.0), 0.001..0.1, 0.1..1.0];
    (capture, 0..20_u32, coverage, any::<bool>(), any::<(bool, bool)>(), prop::bool::weighted(0.2))
}

type MessengerConduct = (Option<Response>, bool, (bool, bool, bool), Option<Category>, Option<u32>);

fn arbitrary_messenger() -> impl Strategy<Value = MessengerConduct> {
    (
        option::of(select(Response::ALL)),
        any::<bool>(),
        any::<(bool, bool, bool)>(),
        option::weighted(0.3, select(Category::ALL)),
        option::weighted(0.1, 0..WEEKS),
    )
}

fn arbitrary_shock() -> impl Strategy<Value = Shock> {
    let kind = select(vec![ShockKind::Breach, ShockKind::Scandal, ShockKind::Withdrawal, ShockKind::Restoration]);
    let actor = select(vec!["huawei", "wechat", "ctrip"]);
    (0..WEEKS, kind, actor, 0.0..=1.0).prop_map(|(week, kind, actor, share)| {
        let moved = matches!(kind, ShockKind::Withdrawal | ShockKind::Restoration);
        Shock {
            week,
            kind,
            actor: if moved { "wechat" } else { actor }.to_owned(),
            brand: moved.then(|| "xiaomi".to_owned()),
            share,
            note: String::new(),
        }
    })
}

/// One lever at a random value of its range, often an end of it, from a random week.
pub(super) fn arbitrary_change() -> impl Strategy<Value = Reform> {
    let place = prop_oneof![1 => Just(0.0), 1 => Just(1.0), 3 => 0.0..=1.0];
    let week = prop_oneof![1 => Just(0), 1 => 1..WEEKS];
    (select(LeverId::ALL), place, week).prop_map(|(id, place, week)| {
        let spec = id.spec();
        let value: f64 = spec.min + place * (spec.max - spec.min);
        let value = if spec.choices.is_empty() { value } else { value.round() };
        assert_eq!(spec.problem_with(value), None);
        Reform::lever(week, id, value)
    })
}
