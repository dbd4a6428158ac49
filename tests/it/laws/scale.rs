//! Law 15: a market of twice the size, or one that counts in a coin of half the worth, has the same shares.

use gatekeepers::metrics::{MetricId, columns};
use gatekeepers::run::Record;
use gatekeepers::scenario::{LeverId, Scenario};

use crate::support::{edit, record, scenario, short};

const WEEKS: u32 = 104;

/// Metrics that are shares or counts and so have no size of their own.
fn sizeless(id: MetricId) -> bool {
    let spec = id.spec();
    let unit = matches!(spec.unit, "share" | "" | "vendors" | "weeks" | "brands" | "cases" | "utils");
    unit && !matches!(id, MetricId::new_vendors | MetricId::new_vendor_exits)
}

/// Means of the sizeless columns over the run.
fn means(scenario: &Scenario, record: &Record) -> Vec<(String, Option<f64>)> {
    columns(scenario)
        .into_iter()
        .filter(|column| sizeless(column.metric))
        .map(|column| (column.id.clone(), record.mean(&column.id, 0..WEEKS as usize)))
        .collect()
}

/// Runs a scenario as it is and changed, and gives the largest gap between means, each as a share of the larger one.
fn largest_gap(name: &str, change: &dyn Fn(&mut Scenario)) -> (String, f64) {
    let plain = scenario(name);
    let mut changed = plain.clone();
    edit(&mut changed, change);
    let a = means(&plain, &record(&short(plain.clone(), WEEKS, 4_096)));
    let b = means(&changed, &record(&short(changed.clone(), WEEKS, 4_096)));
    let mut worst = (String::new(), 0.0);
    for ((column, a), (_, b)) in a.iter().zip(&b) {
        assert_eq!(a.is_some(), b.is_some(), "{column} has a base in one market only");
        let (a, b) = (a.unwrap_or(0.0), b.unwrap_or(0.0));
        let gap = (a - b).abs() / a.abs().max(b.abs()).max(1e-3);
        if gap > worst.1 {
            worst = (format!("{column}: {a} and {b}"), gap);
        }
    }
    worst
}

fn times(scenario: &mut Scenario, levers: &[LeverId], factor: f64) {
    for &id in levers {
        let value = scenario.levers.get(id) * factor;
        scenario.levers.set(id, value);
    }
}

/// Amounts of money that do not grow with the number of users by themselves.
const OF_A_FIRM: &[LeverId] =
    &[LeverId::integration_cost_rmb, LeverId::official_accounts_fee_rmb, LeverId::fine_fixed_m, LeverId::fine_cap_m];

/// Amounts of money a user, occasion, customer or record.
const OF_A_USER: &[LeverId] = &[
    LeverId::revenue_per_occasion_rmb,
    LeverId::ad_revenue_per_occasion_rmb,
    LeverId::rmb_per_usd,
    LeverId::os_services_rmb_year,
    LeverId::operator_ads_rmb_year,
    LeverId::open_hardware_price_rmb,
    LeverId::data_price_rmb,
    LeverId::judgment_price_rmb_record,
    LeverId::rmb_per_util,
    LeverId::consent_scale_rmb,
    LeverId::benefit_reference_rmb,
    LeverId::worth_message_rmb,
    LeverId::worth_graph_rmb,
    LeverId::worth_location_rmb,
    LeverId::worth_transaction_rmb,
    LeverId::worth_log_rmb,
];

/// The market with twice the persons, accounts, scale of data and firms' own amounts of money.
fn twice_as_large(scenario: &mut Scenario) {
    scenario.persons_m *= 2.0;
    for messenger in &mut scenario.messengers {
        messenger.accounts_m *= 2.0;
        messenger.ceiling_m *= 2.0;
    }
    times(scenario, &[LeverId::data_scale_m], 2.0);
    times(scenario, OF_A_FIRM, 2.0);
}

/// The same market with every price, cost, revenue, fine and value that users give to things doubled.
fn half_the_coin(scenario: &mut Scenario) {
    times(scenario, OF_A_FIRM, 2.0);
    times(scenario, OF_A_USER, 2.0);
    for brand in &mut scenario.brands {
        brand.price_rmb *= 2.0;
    }
    // Utility for each unit of money halves where money becomes utility.
    times(scenario, &[LeverId::price_sensitivity], 0.5);
}

#[test]
fn a_market_twice_as_large_has_the_same_shares() {
    for name in ["baseline-2016", "honor-magic-2017", "user-authorised", "opt-in-law"] {
        let (column, gap) = largest_gap(name, &twice_as_large);
        println!("{name}: largest gap {gap:e} in {column}");
        assert!(gap < 1e-6, "{name}: {column}");
    }
}

#[test]
fn a_coin_of_half_the_worth_leaves_shares_as_they_are() {
    for name in ["baseline-2016", "honor-magic-2017", "user-authorised", "opt-in-law"] {
        let (column, gap) = largest_gap(name, &half_the_coin);
        println!("{name}: largest gap {gap:e} in {column}");
        assert!(gap < 1e-6, "{name}: {column}");
    }
}

#[test]
fn every_lever_in_money_is_doubled_or_compared_with_one_that_is() {
    // What is quoted in dollars scales with the rate, sensitivity to prices against the coin; the incentive has its
    // own rate of exchange with logits and is nought in these scenarios.
    let against =
        ["price_sensitivity", "acquisition_direct_usd", "acquisition_mini_usd", "rmb_per_usd", "incentive_rmb"];
    for &id in LeverId::ALL {
        let spec = id.spec();
        let money = spec.unit.contains("RMB") || spec.unit.contains("US$");
        let doubled = OF_A_FIRM.contains(&id) || OF_A_USER.contains(&id) || against.contains(&spec.id);
        assert!(!money || doubled, "{} is money that no test doubles", spec.id);
    }
}

#[test]
fn surplus_and_profits_a_person_are_those_of_the_smaller_market() {
    let plain = scenario("user-authorised");
    let mut large = plain.clone();
    edit(&mut large, &twice_as_large);
    let (a, b) = (record(&short(plain, WEEKS, 4_096)), record(&short(large, WEEKS, 4_096)));
    let mean = |record: &Record, id: &str| record.mean(id, 0..WEEKS as usize).unwrap_or(f64::NAN);
    for (column, factor) in [
        ("consumer_surplus", 1.0),
        ("privacy_loss_stated", 1.0),
        ("gross_revenue", 2.0),
        ("profit_operator_wechat", 2.0),
        ("welfare_stated", 2.0),
        ("data_stock_message", 2.0),
    ] {
        let (small, large) = (mean(&a, column), mean(&b, column));
        assert!((large / small / factor - 1.0).abs() < 1e-6, "{column}: {small} and {large}");
    }
}
