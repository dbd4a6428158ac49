//! Laws 1 to 10: people, money and data add up, every week, under any rules and levers.

use gatekeepers::metrics::{Column, Dim, MetricId, columns};
use gatekeepers::run::{Record, RunInput};
use gatekeepers::scenario::vocabulary::{Category, DataType, Effect, Origin, Permission, Purpose};
use gatekeepers::scenario::{LeverId, Scenario};
use gatekeepers::step::{Pool, check, new_world, week};
use gatekeepers::world::ledger::{Account, Reason};
use gatekeepers::world::stocks::{Inflow, Kind, Stocks, VIOLATION};
use gatekeepers::world::users::column;
use gatekeepers::world::{Actor, Ledger, Take, World};
use proptest::prelude::*;

use super::random::arbitrary_run;
use crate::support::{after, at, edit, last, phase, record, scenario, short};

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn identities_hold_each_week_under_any_rules_levers_and_conduct(input in arbitrary_run()) {
        prop_assert_eq!(audited(&input), Vec::<String>::new());
    }
}

#[test]
fn identities_hold_each_week_in_every_shipped_scenario() {
    for &(name, _) in gatekeepers::scenario::SHIPPED {
        let input = short(scenario(name), 110, 2_048);
        assert_eq!(audited(&input), Vec::<String>::new(), "{name}");
    }
}

/// Runs to the first week in which a law breaks and says how; nothing if none does.
fn audited(input: &RunInput) -> Vec<String> {
    let pool = Pool::new(1);
    let mut world = new_world(&input.scenario, &input.changes, input.seed, input.agents, &pool);
    for number in 0..input.weeks {
        let before = Before::of(&world);
        week(&mut world, &pool, &mut |_| {});
        let broken = audit(&world, &before);
        if !broken.is_empty() {
            return broken.into_iter().map(|law| format!("week {number}: {law}")).collect();
        }
        world.week += 1;
    }
    cells(&input.scenario, &record(input))
}

/// What the laws of a week need to know of the week before.
struct Before {
    /// What last week's purchases left with the vendors still alive, in user-weeks.
    bought: f64,
    /// Rates of operators and phone makers. Those they chose hold until they choose anew, after the payments.
    mini: Vec<Take>,
    os: Vec<Take>,
}

impl Before {
    fn of(world: &World) -> Self {
        Self {
            bought: world.vendors.inflow.iter().sum(),
            mini: world.operators.iter().map(|operator| operator.take).collect(),
            os: world.os_vendors.iter().map(|os| os.take).collect(),
        }
    }
}

/// What the engine's own check demands, and the same laws worked out a second time from the state alone.
fn audit(world: &World, before: &Before) -> Vec<String> {
    let mut broken: Vec<String> = check(world, true).iter().map(|law| format!("{law:?}")).collect();
    money(world, before, &mut broken);
    generation(world, before.bought, &mut broken);
    transfers(world, &mut broken);
    titles(world, &mut broken);
    broken
}

/// Laws 1 to 3 from the entries themselves.
fn money(world: &World, before: &Before, broken: &mut Vec<String>) {
    if !Ledger::KEEPS_ENTRIES {
        return;
    }
    let l = &world.levers;
    let mut fines = 0;
    for entry in world.ledger.entries() {
        let [payer, first, second] = entry.legs;
        if payer.2 + first.2 + second.2 != 0 {
            broken.push(format!("law 1: {entry:?} does not balance"));
        }
        if entry.reason == Reason::Purchase && first.0 == Account::Vendors {
            let (gross, take) = (-payer.2, second.2);
            let (own, ordinary, games) = match second.0 {
                Account::OsVendors => (before.os.get(second.1 as usize), l.take_os, l.take_os_games),
                _ => (before.mini.get(second.1 as usize), l.take_mini, l.take_mini_games),
            };
            let own = own.map_or([0.0; 2], |own| [own.ordinary, own.games]);
            let rates = [0.0, ordinary, games].into_iter().chain(own);
            let fits = rates.into_iter().any(|rate| (gross as f64 * rate - take as f64).abs() <= 0.5 + 1e-6);
            if payer.0 != Account::Users || gross != first.2 + take || !(fits || first.0 == second.0) {
                broken.push(format!("law 2: {entry:?} is not gross = take + net at any take rate"));
            }
        }
        if entry.reason == Reason::Fine {
            fines += first.2;
            if first.0 != Account::Regulator {
                broken.push(format!("law 3: {entry:?} does not reach the regulator"));
            }
        }
    }
    if fines != world.ledger.week(Account::Regulator) {
        broken.push(format!("law 3: fines {fines}, received {}", world.ledger.week(Account::Regulator)));
    }
}

/// Law 4: what users generate, counted from users, is what first parties collect or leave.
fn generation(world: &World, bought: f64, broken: &mut Vec<String>) {
    let persons = world.persons_per_agent;
    let brands = world.brands();
    let users: f64 = (0..brands).map(|b| world.tally.of_brand(b, column::USERS) as f64 * persons).sum();
    // Location and log at the phone's maker; messages, graph and log at the messenger; transactions at vendors.
    let messengers: f64 = (0..world.messengers())
        .map(|m| {
            let of = |c| world.tally.of_messenger(brands, m, c) as f64 * persons;
            of(column::ACTIVITY) / 64.0 + 2.0 * of(column::USERS)
        })
        .sum();
    let expected = 2.0 * users + messengers + bought;
    let counters = &world.counters;
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    if !near(expected, counters.generated) {
        broken.push(format!("law 4: users generate {expected}, counted {}", counters.generated));
    }
    if !near(counters.generated, counters.first_party + counters.uncollected) {
        broken.push("law 4: generated is not collected + uncollected".to_owned());
    }
    if counters.first_party < 0.0 || counters.uncollected < -1e-9 * counters.generated {
        broken.push("law 4: a negative flow".to_owned());
    }
}

/// Law 5: no transfer exceeds what the sender's users generate, consent included, or what the sender collected.
fn transfers(world: &World, broken: &mut Vec<String>) {
    let persons = world.persons_per_agent;
    let brands = world.brands();
    for charge in &world.charges {
        let terms = world.access.rule(charge.rule);
        let limit = match (charge.sender, charge.recipient) {
            (Actor::Messenger(m), Actor::Brand(b)) if charge.message => {
                let (cell, os) = (world.tally.cell(b, m), &world.os_vendors[b]);
                let all = cell[column::ACTIVITY] as f64 * os.coverage;
                let asked = cell[column::ACTIVE_OS] as f64 * os.pilot_weight;
                persons / 64.0 * if terms.needs.contains(Permission::UserToRecipient) { asked.min(all) } else { all }
            }
            (Actor::Messenger(m), Actor::Brand(b)) => world.tally.cell(b, m)[column::USERS] as f64 * persons,
            (Actor::Messenger(m), _) | (_, Actor::Messenger(m)) => {
                world.tally.of_messenger(brands, m, column::USERS) as f64 * persons
            }
            (Actor::Brand(giver), Actor::Brand(_)) => {
                let holder = world.slots.brand(giver).index();
                let collected = world.stocks.lots().iter().filter(|lot| usize::from(lot.holder) == holder);
                collected.map(|lot| lot.inflow).fold(0.0, |sum, inflow| sum + inflow)
            }
            (Actor::Brand(b), _) => world.tally.of_brand(b, column::USERS) as f64 * persons,
            // The week's collection is in the stock by now; a vendor that has left took its stock along.
            (Actor::Named(from), Actor::Named(_)) => {
                let sender = world.vendors.named.iter().position(|&who| usize::from(who) == from);
                sender.map_or(f64::INFINITY, |sender| world.vendors.stock[sender])
            }
            _ => 0.0,
        };
        if charge.user_weeks > limit * (1.0 + 1e-9) || charge.user_weeks < 0.0 {
            broken.push(format!("law 5: {charge:?} exceeds {limit}"));
        }
    }
}

/// Laws 6 and 7: each inflow came under a rule that permits such data, or is a violation; stocks are what flows leave.
fn titles(world: &World, broken: &mut Vec<String>) {
    for lot in world.stocks.lots() {
        let expected = lot.before - lot.aged - lot.expired - lot.deleted + lot.inflow;
        if (lot.stock - expected).abs() > 1e-6 * lot.stock.max(1.0) || !lot.stock.is_finite() || lot.stock < 0.0 {
            broken.push(format!("law 7: {lot:?} should hold {expected}"));
        }
        if lot.inflow <= 0.0 || lot.rule == VIOLATION {
            continue;
        }
        let permits = match lot.rule {
            0 => world.scenario.default_effect == Effect::Allow,
            // The rule that the lever on messages adds.
            u16::MAX => lot.kind.data_type() == DataType::Message,
            listed => world.rules.get(usize::from(listed) - 1).is_some_and(|rule| {
                // A lever may turn the effect of a listed rule on messages into a permission.
                let effect = rule.effect == Effect::Allow || lot.kind.data_type() == DataType::Message;
                effect && rule.types.contains(&lot.kind.data_type())
            }),
        };
        if !permits {
            broken.push(format!("law 6: {lot:?} came under a rule that does not permit it"));
        }
    }
}

/// Law 10 and emptiness: every cell of a record is finite, shares are shares and sum to 1, indices of concentration
/// lie between 1/n and 1.
fn cells(scenario: &Scenario, record: &Record) -> Vec<String> {
    let mut broken = Vec::new();
    let all: Vec<Column> = columns(scenario);
    for (column, cells) in all.iter().zip(&record.values) {
        let spec = column.metric.spec();
        for (week, value) in cells.iter().enumerate().filter_map(|(week, cell)| cell.map(|value| (week, value))) {
            let share = spec.unit == "share" || spec.id.starts_with("hhi_");
            if !value.is_finite() || share && !(-1e-12..=1.0 + 1e-9).contains(&value) {
                broken.push(format!("law 10: {} is {value} in week {week}", column.id));
            }
        }
    }
    let whole = [
        MetricId::phone_share,
        MetricId::shipment_share,
        MetricId::messenger_share,
        MetricId::channel_share,
        MetricId::channel_revenue_share,
        MetricId::category_share,
        MetricId::data_origin,
    ];
    for metric in whole {
        let parts: Vec<&Vec<Option<f64>>> = all
            .iter()
            .zip(&record.values)
            .filter(|(column, _)| column.metric == metric)
            .map(|(_, cells)| cells)
            .collect();
        for week in 0..record.weeks as usize {
            let cells: Vec<Option<f64>> = parts.iter().map(|part| part[week]).collect();
            let sum: f64 = cells.iter().flatten().sum();
            let empty = cells.iter().all(Option::is_none);
            if !(empty || cells.iter().all(Option::is_some) && (sum - 1.0).abs() < 1e-9) {
                broken.push(format!("law 10: {} sums to {sum} in week {week}", metric.spec().id));
            }
        }
    }
    for (metric, actors) in
        [(MetricId::hhi_phones, scenario.brands.len()), (MetricId::hhi_messengers, scenario.messengers.len())]
    {
        assert_eq!(metric.spec().dim, Dim::One);
        let lowest = 1.0 / actors as f64 - 1e-9;
        let cells = record.column(metric.spec().id).unwrap_or_default();
        if cells.iter().flatten().any(|&value| value < lowest) {
            broken.push(format!("law 10: {} lies below one in {actors}", metric.spec().id));
        }
    }
    broken
}

#[test]
fn fines_of_the_whole_run_are_what_the_regulator_holds() {
    let mut fined = scenario("honor-magic-2017");
    fined.regulator.fines = true;
    let mut input = short(fined, 120, 2_048);
    // The operator complains as soon as it knows, and it knows at once.
    input.changes = vec![at(0, LeverId::operator_response, 5.0), at(0, LeverId::detection_visible, 1.0)];
    let simulation = after(&input, input.weeks);
    let record = simulation.record();
    let held = simulation.world().ledger.balance(Account::Regulator) as f64 / 1e8;
    let of_weeks: f64 = record.column("fines").unwrap_or_default().iter().flatten().sum();
    assert!(held > 0.0, "nobody was fined");
    assert!((of_weeks - held).abs() < 1e-9 && (last(&record, "cum_fines") - held).abs() < 1e-9);
    // Each case ends in the fine of 2017, half a million, which is below the cap.
    let fines: Vec<f64> = record.events.iter().filter(|event| event.kind == "fine").map(|event| event.value).collect();
    assert!(fines.iter().all(|fine| (fine - 0.5).abs() < 1e-9), "{fines:?}");
    assert!((fines.iter().sum::<f64>() - held).abs() < 1e-9);
}

#[test]
fn lots_under_an_order_to_delete_are_empty_within_the_lag_and_stay_so() {
    for lag in [0.0, 1.0, 4.0] {
        let mut input = short(scenario("honor-magic-2017"), 60, 2_048);
        input.changes = vec![
            at(0, LeverId::operator_response, 5.0),
            at(0, LeverId::detection_visible, 1.0),
            at(0, LeverId::regulator_outcome, 4.0),
            at(0, LeverId::deletion_lag_weeks, lag),
        ];
        let mut simulation = after(&input, 0);
        let mut ordered = None;
        let mut held = 0.0_f64;
        for week in 0..input.weeks {
            simulation.step(&mut |_| {});
            let world = simulation.world();
            if world.events.iter().any(|event| event.week == week && event.kind.id() == "stop_ordered") {
                ordered = Some(week);
            }
            let huawei = world.slots.brand(0).index();
            let taken: f64 = world
                .stocks
                .lots()
                .iter()
                .filter(|lot| usize::from(lot.holder) == huawei && lot.rule == VIOLATION)
                .map(|lot| lot.stock)
                .sum();
            held = held.max(taken);
            if ordered.is_some_and(|ordered| week >= ordered + lag as u32) {
                assert_eq!(taken, 0.0, "lag {lag}: {taken} user-weeks held in week {week}, ordered in {ordered:?}");
            }
        }
        assert!(ordered.is_some() && held > 0.0, "lag {lag}: nothing was taken or nothing ordered");
    }
}

#[test]
fn data_under_way_when_a_stop_is_ordered_do_not_arrive_after_the_deletion() {
    // What is read lawfully arrives twenty weeks later; then the operator's permission is needed, reading goes on
    // without it, and a stop is ordered while messages of the lawful time are under way.
    let mut slow = scenario("honor-magic-2017");
    edit(&mut slow, &|scenario| {
        for rule in scenario.rules.iter_mut().filter(|rule| rule.types.contains(&DataType::Message)) {
            rule.latency_weeks = 20;
        }
    });
    let mut input = short(slow, 60, 2_048);
    input.changes = vec![
        at(0, LeverId::operator_response, 1.0),
        at(20, LeverId::operator_response, 5.0),
        at(0, LeverId::detection_visible, 1.0),
        at(0, LeverId::message_authorisation, 1.0),
        at(20, LeverId::message_authorisation, 0.0),
        at(0, LeverId::regulator_outcome, 4.0),
        at(0, LeverId::deletion_lag_weeks, 1.0),
    ];
    let mut simulation = after(&input, 20);
    let huawei = simulation.world().slots.brand(0).index() as u8;
    let under_way = |world: &World| {
        let message = |flow: &Inflow| flow.holder == huawei && flow.kind.data_type() == DataType::Message;
        world.in_transit.iter().filter(|(_, flow)| message(flow)).count()
    };
    let mut waited = 0;
    for _ in 20..input.weeks {
        simulation.step(&mut |_| {});
        let world = simulation.world();
        if world.os_vendors[0].ordered_to_stop {
            assert_eq!(under_way(world), 0, "messages are under way in week {}", world.week);
        } else {
            waited = waited.max(under_way(world));
        }
    }
    assert!(waited > 0 && simulation.world().os_vendors[0].ordered_to_stop, "{waited} flows waited");
}

#[test]
fn quality_reads_only_lots_whose_purposes_cover_the_use() {
    let mut world = after(&short(scenario("baseline-2016"), 1, 1_024), 0).world().clone();
    let holder = world.slots.brand(0).index() as u8;
    let accuracy = |world: &mut World, purpose: Purpose| {
        world.stocks = Stocks::default();
        for &kind in &Kind::ALL {
            let flow = Inflow {
                holder,
                kind,
                origin: Origin::Licensed,
                rule: 1,
                purposes: 1 << purpose.index(),
                user_weeks: 1e9,
                records: 0.0,
                retention: None,
            };
            world.stocks.receive(&flow, 0);
        }
        phase(world, "learning");
        world.os_vendors[0].accuracy
    };
    let floor = world.levers.accuracy_floor;
    for &purpose in Purpose::ALL {
        let useful = matches!(purpose, Purpose::Service | Purpose::Personalise | Purpose::Train);
        let found = accuracy(&mut world, purpose);
        assert_eq!(found.map(|a| a > floor), [useful; 2], "{} gives {found:?}", purpose.id());
        assert!(useful || found == [floor; 2]);
    }
}

#[test]
fn stocks_of_data_from_use_arrive_in_the_week_after_the_use() {
    let mut input = short(scenario("baseline-2016"), 3, 2_048);
    // A large vendor that leaves by chance would take its week's purchases with it.
    input.set(LeverId::exit_hazard, 0.0);
    let mut simulation = after(&input, 1);
    let world = simulation.world();
    let bought: f64 = world.vendors.inflow.iter().sum();
    // What was used this week and went to a vendor that is still alive, in weeks of a user's occasions.
    let served: f64 = world.market.used.iter().skip(Category::COUNT).map(|used| used.count).sum();
    let all = served * world.persons_per_agent;
    assert!(bought <= all * (1.0 + 1e-9) && bought > 0.9 * all, "{bought} of {all}");
    let before: f64 = world.vendors.stock.iter().sum();
    let decay = world.levers.decay_transaction;
    simulation.step(&mut |_| {});
    let world = simulation.world();
    // Nobody sells more than a week's purchases; those whose users agreed are kept, after ageing.
    let grown: f64 = world.vendors.stock.iter().sum::<f64>() - before * (1.0 - decay);
    assert!(grown <= bought * (1.0 + 1e-9) && grown > 0.85 * bought, "{grown} of {bought}");
}
