//! Prices of vendors: what advertising no longer earns is asked of users, when a vendor next reviews, and of nobody else.

use gatekeepers::run::Record;
use gatekeepers::scenario::{LeverId, Scenario};
use gatekeepers::world::World;
use gatekeepers::world::ledger::Reason;
use proptest::prelude::*;

use crate::support::{after, at, edit, mean, over_seeds, phase, record, scenario, short, spread};

/// Weeks in which every vendor reviews once.
const QUARTER: u32 = 13;

/// A market in which advertising earns the same from every user, so that a visit earns RMB .40 at any consent.
fn without_premium(name: &str) -> Scenario {
    let mut scenario = scenario(name);
    edit(&mut scenario, &|scenario| scenario.levers.set(LeverId::untracked_ad_share, 1.0));
    scenario
}

#[test]
fn a_vendor_asks_for_lost_advertising_at_its_next_review_and_not_before() {
    let mut input = short(without_premium("baseline-2016"), 40, 2_048);
    input.changes.push(at(20, LeverId::ad_revenue_factor, 0.5));
    let mut simulation = after(&input, 20);
    assert!(simulation.world().vendors.price.iter().all(|price| *price == 0.0), "nothing has moved yet");
    for week in 20..20 + u64::from(QUARTER) {
        simulation.step(&mut |_| {});
        let vendors = &simulation.world().vendors;
        for (v, (&price, &id)) in vendors.price.iter().zip(&vendors.id).enumerate() {
            // The k-th entrant of a week has a number that tells the week, and sets a price when it comes.
            let entered = id >= 65_536 * 21;
            let reviewed = (20..=week).any(|week| (id + week) % u64::from(QUARTER) == 0);
            let expected = if entered || reviewed { 0.2 } else { 0.0 };
            assert!((price - expected).abs() < 1e-12, "vendor {id} asks {price} in week {week}");
            // Its weight with users falls by what a util is worth.
            let weight = libm::exp(vendors.quality[v] - price / simulation.world().levers.rmb_per_util);
            assert!((vendors.pull[v] / weight - 1.0).abs() < 1e-12, "vendor {id}");
        }
    }
    assert!(simulation.world().vendors.price.iter().all(|price| (price - 0.2).abs() < 1e-12), "all have reviewed");
}

#[test]
fn a_rise_of_advertising_is_given_back_but_nobody_is_paid_to_come() {
    let mut scenario = without_premium("baseline-2016");
    edit(&mut scenario, &|scenario| scenario.levers.set(LeverId::revenue_per_occasion_rmb, 0.3));
    for (factor, expected) in [(1.5, -0.2), (2.0, -0.3)] {
        let mut input = short(scenario.clone(), 20, 2_048);
        input.changes.push(at(2, LeverId::ad_revenue_factor, factor));
        let simulation = after(&input, 2 + QUARTER);
        let world = simulation.world();
        assert!(world.vendors.price.iter().all(|price| (price - expected).abs() < 1e-12), "at {factor}");
        assert!(world.vendors.gross.iter().all(|gross| *gross >= 0), "at {factor}");
    }
}

#[test]
fn where_advertising_does_not_hang_on_tracking_no_consent_moves_a_price() {
    let run = |passed: f64| {
        let mut input = short(without_premium("os-prompt"), 80, 2_048);
        input.set(LeverId::payment_pass_through, passed);
        record(&input)
    };
    let (passed, kept) = (run(1.0), run(0.0));
    assert_eq!(passed.values, kept.values);
    let prices = passed.column("vendor_price").expect("a column");
    assert!(prices.iter().all(|price| *price == Some(2.0)));
}

#[test]
fn prices_of_the_first_week_are_those_of_the_start_in_every_scenario() {
    for name in gatekeepers::scenario::SHIPPED.iter().map(|(name, _)| *name) {
        let scenario = scenario(name);
        let price = scenario.levers.revenue_per_occasion_rmb;
        let record = record(&short(scenario, 1, 1_024));
        assert_eq!(record.column("vendor_price").and_then(|prices| prices[0]), Some(price), "{name}");
    }
}

/// The market at a state with the prices that vendors ask once all have reviewed; who is there and in which channels is
/// held.
fn priced(start: &World, factor: f64, passed: f64) -> World {
    let mut world = start.clone();
    world.levers.ad_revenue_factor = factor;
    world.levers.payment_pass_through = passed;
    world.levers.entry_factor = 0.0;
    world.levers.exit_hazard = 0.0;
    world.vendors.cash.iter_mut().for_each(|cash| *cash = i64::MAX / 4);
    for _ in 0..QUARTER {
        phase(&mut world, "vendors");
        world.week += 1;
    }
    assert_eq!(world.vendors.id, start.vendors.id);
    world.vendors.channels.clone_from(&start.vendors.channels);
    phase(&mut world, "services");
    world
}

#[cfg_attr(not(debug_assertions), ignore = "the entries of the journal are kept in debug builds")]
#[test]
fn what_users_pay_above_the_first_price_reaches_vendors_and_takers_and_the_books_say_so() {
    let start = after(&short(scenario("quick-app-coalition-2018"), 80, 4_096), 75).world().clone();
    let paid = |rise: f64| {
        let mut world = start.clone();
        // The same visits at another price.
        world.vendors.price.iter_mut().for_each(|price| *price = rise);
        phase(&mut world, "payments");
        world
    };
    let (before, after) = (paid(0.0), paid(0.25));
    let visits: f64 = after.vendors.inflow.iter().sum::<f64>() * after.levers.occasions_per_week;
    let more = (after.ledger.paid(Reason::Purchase) - before.ledger.paid(Reason::Purchase)) as f64;
    assert!((more / (visits * 25.0) - 1.0).abs() < 1e-6, "{more} fen for {visits} visits");
    assert!((after.counters.price_rise - 0.25).abs() < 1e-12 && before.counters.price_rise == 0.0);
    for entry in after.ledger.entries().iter().filter(|entry| entry.reason == Reason::Purchase) {
        assert_eq!(entry.legs.iter().map(|leg| leg.2).sum::<i64>(), 0, "take and net make gross");
    }
    // Of what is paid more, the take's part goes to who takes it.
    let taken = |world: &World| -> f64 {
        let legs = world.ledger.entries().iter().filter(|entry| entry.reason == Reason::Purchase);
        let takers = legs.flat_map(|entry| entry.legs).filter(|leg| {
            matches!(leg.0, gatekeepers::world::Account::Operators | gatekeepers::world::Account::OsVendors)
        });
        takers.map(|leg| leg.2 as f64).sum()
    };
    assert!(taken(&after) > taken(&before));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn passing_on_a_loss_of_advertising_never_raises_a_log_sum(factor in 0.0..1.0, low in 0.0..0.9_f64, more in 0.05..1.0_f64) {
        let start = after(&short(scenario("user-authorised"), 60, 1_024), 50).world().clone();
        let high = f64::min(low + more, 1.0);
        let (low, high) = (priced(&start, factor, low), priced(&start, factor, high));
        prop_assert_eq!(low.market.cells.len(), high.market.cells.len());
        for (low, high) in low.market.cells.iter().zip(&high.market.cells) {
            prop_assert!(high.log_sum <= low.log_sum);
            // Nothing is chosen no less often.
            prop_assert!(high.chances[0] >= low.chances[0]);
        }
        prop_assert!(high.market.log_sums.iter().zip(&low.market.log_sums).all(|(high, low)| high <= low));
    }
}

#[test]
fn payments_that_replace_advertising_keep_vendors_and_users_pay_for_it() {
    // The prompt of the system acts in week 35; a year after it, with and without a passing on.
    let figures = |passed: f64| {
        let mut input = short(scenario("os-prompt"), 88, 4_096);
        input.set(LeverId::payment_pass_through, passed);
        let of = |record: &Record, column: &str, weeks| mean(record, column, weeks);
        over_seeds(&input, 10, move |record| {
            let alive = of(&record, "n_vendors", 86..87);
            [alive, of(&record, "consumer_surplus", 60..87), of(&record, "vendor_price", 60..87)]
        })
    };
    let (passed, kept) = (figures(1.0), figures(0.0));
    let gap = |of: usize| spread(&passed.iter().zip(&kept).map(|(a, b)| a[of] - b[of]).collect::<Vec<f64>>());
    let (vendors, surplus, price) = (gap(0), gap(1), gap(2));
    assert!(vendors.0 > 5.0 && vendors.1 >= 0.0, "{vendors:?} more vendors");
    assert!(surplus.2 < 0.0, "{surplus:?} RMB more for users");
    // Advertising earns RMB .40 from a tracked visit and .19 from another, and one user in six agrees.
    assert!(price.1 > 0.15 && price.2 < 0.19, "{price:?} RMB more");
}
