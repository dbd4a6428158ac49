//! What the shipped scenarios must show, over seeds paired with the baseline's: signs, and sizes as wide as the
//! statement. A target that is missed is asserted at what the model shows, with the target and the size of the miss
//! in the message, so that a change for the better fails here and is noticed. Bands hold the mean over seeds; signs
//! hold in every seed unless it says otherwise.

use std::sync::{Arc, OnceLock};

use gatekeepers::experiment::blocking::{phones, read_by, table};
use gatekeepers::run::compare::standard_errors;
use gatekeepers::run::{EventRecord, Record, RunInput};
use gatekeepers::scenario::{LeverId, Scenario};

use crate::support::{THREADS, after, at, last, mean, over_seeds, scenario, spread};

/// Seeds of a statement.
const SEEDS: u32 = 10;
/// Seeds of the statement about pairing.
const PAIRS: u32 = 20;
/// Week in which policies act.
const POLICY: usize = 35;
/// All weeks of a run.
const ALL: usize = 260;

fn run(scenario: Scenario, seeds: u32, weeks: u32) -> Vec<Record> {
    over_seeds(&RunInput { weeks, ..RunInput::new(Arc::new(scenario)) }, seeds, |record| record)
}

fn baseline() -> &'static [Record] {
    static RECORDS: OnceLock<Vec<Record>> = OnceLock::new();
    RECORDS.get_or_init(|| run(scenario("baseline-2016"), PAIRS, ALL as u32))
}

fn user_authorised() -> &'static [Record] {
    static RECORDS: OnceLock<Vec<Record>> = OnceLock::new();
    RECORDS.get_or_init(|| run(scenario("user-authorised"), PAIRS, ALL as u32))
}

/// One figure a seed, said with its mean and range; the test output is the place where sizes are read.
struct Figures {
    what: String,
    each: Vec<f64>,
}

impl Figures {
    fn new(what: impl Into<String>, each: Vec<f64>) -> Self {
        let what = what.into();
        let (mean, low, high) = spread(&each);
        println!("{what}: {mean:.4} ({low:.4} to {high:.4}) over {} seeds", each.len());
        Self { what, each }
    }

    /// Relative differences of a column's mean over weeks, seed by seed.
    fn change(what: &str, of: &[Record], column: &str, weeks: std::ops::Range<usize>) -> Self {
        let pairs = of.iter().zip(baseline());
        Self::new(
            what,
            pairs.map(|(a, b)| mean(a, column, weeks.clone()) / mean(b, column, weeks.clone()) - 1.0).collect(),
        )
    }

    /// Demands that the mean lies in a band; `target` says what the statement asks for.
    fn mean_in(&self, low: f64, high: f64, target: &str) {
        let (mean, _, _) = spread(&self.each);
        assert!((low..=high).contains(&mean), "{}: {mean}, not in {low} to {high}; target {target}", self.what);
    }

    /// Demands that every seed lies in a band.
    fn each_in(&self, low: f64, high: f64, target: &str) {
        for (seed, value) in self.each.iter().enumerate() {
            assert!(
                (low..=high).contains(value),
                "{}: {value} in seed {seed}, not in {low} to {high}; target {target}",
                self.what
            );
        }
    }
}

fn happened<'a>(record: &'a Record, kinds: &'a [&str], actor: &'a str) -> impl Iterator<Item = &'a EventRecord> {
    record.events.iter().filter(move |event| kinds.contains(&event.kind.as_str()) && event.actor == actor)
}

/// Observed in 2020: 2.0 % of vendors in and 2.6 % out a month. The stock shrank then, partly by campaigns against
/// dormant apps that the model has not, so that the model's exit is about .8 points too low.
#[test]
fn the_baseline_churns_about_as_observed() {
    let (year, month) = (160..212, 52.0 / 12.0);
    let share = |column: &str| {
        let one = |r: &Record| mean(r, column, year.clone()) * month / mean(r, "n_vendors", year.clone());
        baseline()[..SEEDS as usize].iter().map(one).collect()
    };
    Figures::new("entry a month in 2020", share("new_vendors")).mean_in(0.014, 0.026, ".020");
    Figures::new("exit a month in 2020", share("new_vendor_exits")).mean_in(0.014, 0.030, ".026, missed by about .008");
}

#[test]
fn the_pilot_of_2017_moves_no_share_and_ends_when_the_operator_acts() {
    let records = run(scenario("honor-magic-2017"), SEEDS, 208);
    let mut largest = 0.0_f64;
    for (record, base) in records.iter().zip(baseline()) {
        for (column, cells) in record.columns.iter().zip(&record.values) {
            if ["phone_share", "messenger_share", "channel_share"].iter().any(|share| column.starts_with(share)) {
                let theirs = base.column(column).unwrap_or_default();
                let gaps = cells.iter().zip(theirs).map(|(a, b)| (a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs());
                largest = gaps.fold(largest, f64::max);
            }
        }
    }
    println!("largest gap of a share of the market to the baseline: {largest:.6}");
    assert!(largest < 0.005, "a share moves by {largest}");
    let mut found = 0;
    for (seed, record) in records.iter().enumerate() {
        let Some(found_in) = happened(record, &["capture_found"], "wechat").next() else { continue };
        found += 1;
        let acts = happened(record, &["degraded", "channel_blocked", "complaint", "suit"], "wechat").next();
        let act = acts
            .unwrap_or_else(|| panic!("seed {seed}: the operator knows since week {} and does nothing", found_in.week));
        let retreat = happened(record, &["retreat"], "huawei").next();
        for hindered in happened(record, &["degraded", "channel_blocked"], "wechat").take(1) {
            let weeks = retreat.map(|retreat| retreat.week - hindered.week);
            println!(
                "seed {seed}: found in week {}, {} in {}, retreat after {weeks:?}",
                found_in.week, act.kind, hindered.week
            );
            assert!(weeks.is_some_and(|weeks| weeks <= 2), "seed {seed}: retreat after {weeks:?} weeks");
        }
        assert!(last(record, "n_capturing") == 0.0);
    }
    assert!(found >= 8, "the operator finds a visible violation in {found} of {SEEDS} seeds within four years");
}

/// The prototype of the model gave the OS channel .17 of use. The model gives it about .29 on average and .34 in the
/// end: a miss by .12 to .17, because a fifth who agree at the first prompt become nearly half as neighbours' data
/// leak and they are asked again.
#[test]
fn the_users_permission_opens_the_os_channel_at_the_cost_of_operator_and_contacts() {
    let records = &user_authorised()[..SEEDS as usize];
    let of = |column: &str| records.iter().map(|record| mean(record, column, POLICY..ALL)).collect();
    let before: Vec<f64> = records.iter().map(|record| mean(record, "channel_share_os", 0..POLICY)).collect();
    assert!(before.iter().all(|&share| share == 0.0), "the OS channel is closed before the policy");
    let share = Figures::new("OS channel's share of use after the policy", of("channel_share_os"));
    share.mean_in(0.10, 0.40, ".17, missed by about .13");
    let agree = Figures::new("consent at the prompt", of("consent_message_os"));
    agree.mean_in(0.20, 0.60, ".16 to .46");
    Figures::change("operator's profit", records, "profit_operator_wechat", POLICY..ALL).each_in(-0.40, -0.02, "falls");
    Figures::change("consumer surplus", records, "consumer_surplus", POLICY..ALL).each_in(0.02, 0.50, "rises");
    Figures::change("privacy loss, stated", records, "privacy_loss_stated", POLICY..ALL).each_in(0.01, 1.0, "rises");
    Figures::new("exposed without consent", of("contacts_exposed")).each_in(0.5, 1.0, "contacts are exposed");
}

#[test]
fn the_operators_veto_and_triple_authorisation_close_the_os_channel() {
    let weeks = 140;
    for name in ["operator-veto", "triple-authorisation"] {
        let records = run(scenario(name), SEEDS, weeks);
        for record in &records {
            assert!(
                record.column("channel_share_os").unwrap_or_default().iter().all(|share| *share == Some(0.0)),
                "{name}"
            );
            assert!(
                mean(record, "new_denied_sender", 40..weeks as usize) > 0.0,
                "{name}: nobody is denied by the holder"
            );
        }
        // Entry that lives on access to data is missing.
        let window = POLICY..weeks as usize;
        let entry = records.iter().zip(user_authorised()).map(|(veto, user)| {
            mean(veto, "new_vendors", window.clone()) / mean(user, "new_vendors", window.clone()) - 1.0
        });
        let entry = Figures::new(format!("entry under {name} against the user's permission"), entry.collect());
        entry.mean_in(-0.25, -0.01, "falls");
    }
}

#[test]
fn a_licence_opens_what_the_veto_closed() {
    let mut market = scenario("operator-veto");
    market.messengers.iter_mut().for_each(|messenger| messenger.licenses = true);
    let records = run(market, SEEDS, 140);
    for record in &records {
        let prices: Vec<f64> =
            record.events.iter().filter(|event| event.kind == "licence").map(|event| event.value).collect();
        assert!(!prices.is_empty(), "no licence is agreed");
        // A price a user-week is about the same at a small messenger and at a large one.
        let (_, low, high) = spread(&prices);
        assert!(low > 0.0 && high < 2.0 * low, "licences cost between {low} and {high}");
        assert!(mean(record, "licence_fees", 100..140) > 0.0, "licences are not paid for");
    }
    let share = records.iter().map(|record| mean(record, "channel_share_os", 100..140)).collect();
    Figures::new("OS channel's share of use with licences", share).each_in(0.1, 0.5, "opens");
    // Who need not license and does is better off for it.
    let profit = Figures::change("operator's profit with licences", &records, "profit_operator_wechat", 100..140);
    profit.each_in(0.0, 1.0, "operator whole");
}

#[test]
fn an_open_door_raises_surplus_at_both_tolls_and_vendors_profit_at_the_low_one_only() {
    // Prototype: vendors' profit +26 % and −11 %; the sign is what is asked for.
    for (take, profit) in [(0.1, 0.02..=0.40), (0.4, -0.30..=-0.02)] {
        let mut input = RunInput { weeks: 104, ..RunInput::new(Arc::new(scenario("mini-program-toll"))) };
        input.changes.push(at(0, LeverId::take_mini, take));
        let records = over_seeds(&input, SEEDS, |record| record);
        let change = |what: &str, column: &str| {
            Figures::change(&format!("{what} at a take of {take}"), &records, column, 0..104)
        };
        change("consumer surplus", "consumer_surplus").each_in(0.05, 0.80, "rises");
        change("vendors' profit", "profit_vendors").each_in(*profit.start(), *profit.end(), "+.26 at .1, −.11 at .4");
        change("operator's profit", "profit_operator_wechat").each_in(0.02, 4.0, "rises");
    }
}

/// Observed users fall by 11 to 13 %, met. About a third of vendors should leave: three in ten of those alive do within
/// a year, but without the law a quarter would have; the stock is a sixth below the baseline's after a year and a
/// fifth in the end, so that the exit due to the law is missed by about a tenth of all vendors.
#[test]
fn the_opt_in_law_hides_users_and_thins_out_vendors() {
    let records = run(scenario("opt-in-law"), SEEDS, ALL as u32);
    let year = POLICY..POLICY + 52;
    let observed = Figures::change("observed users", &records, "tracked_users", year.clone());
    observed.mean_in(-0.15, -0.09, "−.11 to −.13");
    let gone = |records: &[Record]| -> Vec<f64> {
        let one = |record: &Record| {
            mean(record, "new_vendor_exits", year.clone()) * 52.0 / mean(record, "n_vendors", POLICY - 1..POLICY)
        };
        records.iter().map(one).collect()
    };
    let law = Figures::new("exits in the year, of vendors alive before", gone(&records));
    let plain = Figures::new("the same in the baseline", gone(&baseline()[..SEEDS as usize]));
    law.mean_in(0.25, 0.42, "a third");
    assert!(law.each.iter().zip(&plain.each).all(|(law, plain)| law > plain));
    let stock = Figures::change("vendors alive in the last year", &records, "n_vendors", 208..ALL);
    stock.mean_in(-0.40, -0.12, "−.33, missed by about .1");
    // Entry responds by itself, and surplus falls with it.
    Figures::change("entry", &records, "new_vendors", year.clone()).mean_in(-0.60, -0.10, "falls");
    Figures::change("consumer surplus", &records, "consumer_surplus", POLICY..ALL).each_in(-0.40, 0.0, "falls");
}

#[test]
fn users_whose_messenger_leaves_change_the_brand_and_not_the_messenger() {
    let each = (0..u64::from(SEEDS)).map(|k| {
        let mut input = RunInput::new(Arc::new(scenario("messenger-withdrawn")));
        input.seed += k;
        input.weeks = POLICY as u32 + 52;
        let mut simulation = after(&input, POLICY as u32);
        let concerned: Vec<Vec<usize>> = simulation
            .world()
            .chunks
            .iter()
            .map(|chunk| (0..chunk.len()).filter(|&i| chunk.brand[i] == 0 && chunk.primary[i] == 0).collect())
            .collect();
        for _ in 0..52 {
            simulation.step(&mut |_| {});
        }
        let (mut brand, mut messenger, mut all) = (0.0, 0.0, 0.0);
        for (chunk, users) in simulation.world().chunks.iter().zip(&concerned) {
            for &i in users {
                all += 1.0;
                if chunk.brand[i] != 0 {
                    brand += 1.0;
                } else if chunk.primary[i] != 0 {
                    messenger += 1.0;
                }
            }
        }
        (brand / all, brand / (brand + messenger))
    });
    let (left, to_brand): (Vec<f64>, Vec<f64>) = each.unzip();
    Figures::new("left the brand within a year", left).each_in(0.80, 0.98, ".80 to .98");
    let exits = Figures::new("of those who left either, left the brand", to_brand);
    exits.mean_in(0.93, 0.97, ".95");
    // The metrics tell the same two exits.
    let told = run(scenario("messenger-withdrawn"), 2, POLICY as u32 + 52);
    for record in &told {
        let (brand, messenger) = (last(record, "cum_left_brand"), last(record, "cum_left_messenger"));
        assert!((brand / (brand + messenger) - 0.95).abs() < 0.02, "{brand} and {messenger} million");
    }
}

#[test]
fn paired_seeds_measure_surplus_three_times_as_sharply() {
    for (what, weeks) in [("all weeks", 0..ALL), ("weeks after the policy", POLICY..ALL), ("last week", ALL - 1..ALL)] {
        let surplus = |records: &[Record]| -> Vec<f64> {
            records.iter().map(|record| mean(record, "consumer_surplus", weeks.clone())).collect()
        };
        let errors = standard_errors(&surplus(baseline()), &surplus(user_authorised())).expect("twenty pairs");
        let ratio = errors.paired / errors.unpaired;
        println!(
            "{what}: standard error {:.4} paired, {:.4} unpaired, ratio {ratio:.3}",
            errors.paired, errors.unpaired
        );
        assert!(ratio <= 1.0 / 3.0, "{what}: {ratio}");
    }
}

/// Brands that add up to three fifths of all phones read messages with their users' permission, against one brand's
/// pilot. Nothing in the model looks at the size of the set; the table shows what follows from what a block costs.
#[test]
fn a_coalition_of_three_fifths_is_not_blocked_while_a_pilot_is() {
    let sets: [(&str, &[&str], f64); 4] = [
        ("a pilot of one", &["huawei"], 0.0025),
        ("one brand", &["huawei"], 1.0),
        ("three brands", &["huawei", "oppo", "vivo"], 1.0),
        ("a coalition", &["huawei", "oppo", "vivo", "xiaomi", "apple"], 1.0),
    ];
    println!("who reads             phones  blocked or degraded  given up   (shares of {SEEDS} seeds)");
    for (who, brands, coverage) in sets {
        let market = read_by(scenario("user-authorised"), brands, coverage);
        let phones = phones(&market);
        let records = run(market, SEEDS, 90);
        let share = |kinds: &[&str], actor: Option<&str>| {
            let hit = |record: &&Record| {
                record
                    .events
                    .iter()
                    .any(|event| kinds.contains(&event.kind.as_str()) && actor.is_none_or(|id| event.actor == id))
            };
            records.iter().filter(hit).count() as f64 / f64::from(SEEDS)
        };
        let hindered = share(&["degraded", "channel_blocked"], Some("wechat"));
        let given_up = share(&["retreat"], None);
        println!("{who:<20} {phones:>7.4} {hindered:>20.1} {given_up:>9.1}");
        match who {
            "a pilot of one" => assert!(hindered >= 0.9 && given_up >= 0.9, "the pilot is left alone in most seeds"),
            "a coalition" => {
                assert!(phones >= 0.6 && hindered <= 0.1, "the coalition is blocked in {hindered} of the seeds");
            }
            _ => {}
        }
    }
}

/// The operator's tool comes with the messenger's updates. In 2010 such a tool reached about .40 of its category within
/// months, until a dispute stopped it. The model is at .28 after a quarter, at .46 after half a year and goes on to .60
/// after a year and .66 after two: a miss by a fifth or more where nothing stops it, because the part of users who keep
/// a default is that of a browser's search engine, which is an upper bound.
#[test]
fn a_preinstalled_service_takes_two_fifths_of_its_category_within_months() {
    let records = run(scenario("bundling-envelopment"), SEEDS, POLICY as u32 + 104);
    let share = |weeks: std::ops::Range<usize>| -> Vec<f64> {
        records.iter().map(|record| mean(record, "own_service_share", weeks.clone())).collect()
    };
    let before = Figures::new("own service's share of the category before", share(POLICY - 13..POLICY));
    before.mean_in(0.0, 0.10, "small, among many");
    let rise = |after: usize| -> Figures {
        let now = share(POLICY + after - 4..POLICY + after);
        let gaps = now.iter().zip(&before.each).map(|(now, then)| now - then).collect();
        Figures::new(format!("rise after {after} weeks"), gaps)
    };
    rise(13).mean_in(0.20, 0.36, "about .40 within months");
    rise(26).mean_in(0.38, 0.54, "about .40 within months");
    rise(104).mean_in(0.55, 0.75, ".40, missed by about .25 where no dispute ends it");
    let year = POLICY + 52..POLICY + 104;
    Figures::change("consumer surplus", &records, "consumer_surplus", year.clone()).each_in(-0.10, 0.0, "falls");
    Figures::change("vendors' profit", &records, "profit_vendors", year).each_in(-0.06, 0.0, "falls");
}

#[test]
fn links_that_open_raise_the_share_of_own_apps_in_two_steps() {
    let (seeds, weeks) = (5, 280);
    let opened = run(scenario("link-unblocking-2021"), seeds, weeks);
    let mut closed = scenario("link-unblocking-2021");
    closed.reforms.clear();
    let closed = run(closed, seeds, weeks);
    let gap = |column: &str, weeks: std::ops::Range<usize>| {
        let pairs = opened.iter().zip(&closed);
        let gaps = pairs.map(|(a, b)| mean(a, column, weeks.clone()) - mean(b, column, weeks.clone())).collect();
        Figures::new(format!("{column} more in weeks {weeks:?}"), gaps)
    };
    gap("channel_share_direct", 230..249).each_in(0.0, 0.0, "nothing opens before");
    gap("channel_share_direct", 249..260).each_in(0.005, 0.025, "a first step");
    gap("channel_share_direct", 260..280).each_in(0.025, 0.05, "a second step");
    gap("take_mini_revenue", 260..280).each_in(-100.0, 0.0, "commissions fall");
}

/// A refused user removes the tool or takes refuge in another messenger, as users said they would; nothing in the
/// scenario says when the operator acts or when the ministry does.
#[test]
fn users_refused_for_a_tool_take_refuge_and_come_back() {
    let records = run(scenario("choose-one-2010"), SEEDS, 60);
    let week = |record: &Record, kind: &str| {
        record.events.iter().find(|event| event.kind == kind).unwrap_or_else(|| panic!("no {kind}")).week
    };
    let mut spikes = Vec::new();
    for record in &records {
        let (found, refused, ended) =
            (week(record, "tool_found"), week(record, "users_refused"), week(record, "resumed"));
        assert!(refused <= found + 1, "the operator acts against a tool of less than 1 % of users at once");
        assert!(ended <= refused + 1, "the ministry reverses it within a week");
        let homing = |from: u32, to: u32| mean(record, "multi_homing", from as usize..to as usize);
        let (before, peak, later) = (homing(0, refused), homing(ended, ended + 1), homing(ended + 12, ended + 20));
        spikes.push(peak - before);
        assert!((later - before).abs() < 0.2 * (peak - before), "{before}, {peak}, {later}");
        assert!(mean(record, "new_blocked_users", refused as usize + 1..ended as usize + 1) > 0.0);
    }
    Figures::new("multi-homing more at its peak", spikes).each_in(0.04, 0.10, "spikes and returns");
    // What is decided is decided by what the operator fears: where it sees no precedent, it lets the tool be.
    let mut calm = RunInput { weeks: 30, ..RunInput::new(Arc::new(scenario("choose-one-2010"))) };
    calm.changes.push(at(0, LeverId::precedent_probability, 0.05));
    let refuses = |record: Record| record.events.iter().any(|event| event.kind == "users_refused");
    assert!(over_seeds(&calm, 3, refuses).iter().all(|refuses| !refuses));
}

#[test]
fn a_courier_that_cuts_off_a_platform_hurts_both_until_the_authority_mends_it() {
    /// Weekly gross revenue and profit of both named firms, and whether the refusal is in force; nothing where one of
    /// them has left the market for other reasons.
    fn path(market: Scenario, seed: u64) -> Option<Vec<([f64; 4], bool)>> {
        let place = |id: &str| market.vendors.named.iter().position(|vendor| vendor.id == id).expect("named") as u8;
        let both = [place("sf"), place("cainiao")];
        let mut input = RunInput::new(Arc::new(market));
        input.seed += seed;
        let mut simulation = after(&input, 24);
        let week = |_| {
            simulation.step(&mut |_| {});
            let (vendors, refusals) = (&simulation.world().vendors, &simulation.world().refusals);
            let mut figures = [0.0; 4];
            for (k, who) in both.into_iter().enumerate() {
                let v = vendors.named.iter().position(|&named| named == who)?;
                (figures[k], figures[2 + k]) = (vendors.gross[v] as f64, vendors.profit[v] as f64);
            }
            Some((figures, !refusals.open.is_empty()))
        };
        (24..40).map(week).collect()
    }
    let mut told = 0;
    for seed in 0..u64::from(SEEDS) {
        let market = scenario("sole-source-cutoff-2017");
        let mut calm = market.clone();
        calm.shocks.clear();
        let mut open = market.clone();
        // A rule that asks nobody leaves the courier nothing to refuse.
        open.rules.iter_mut().find(|rule| rule.id == "parcel-data").expect("the rule").authorised_by.clear();
        let (Some(with), Some(without), Some(mandated)) = (path(market, seed), path(calm, seed), path(open, seed))
        else {
            continue;
        };
        told += 1;
        let change = |week: usize| -> [f64; 4] { std::array::from_fn(|k| with[week].0[k] / without[week].0[k] - 1.0) };
        assert!(change(0).iter().all(|change| *change == 0.0), "seed {seed}: nothing happens before");
        let hurt = change(1);
        println!("seed {seed}: revenue and profit of both in the first week {hurt:.3?}");
        assert!(hurt.iter().all(|change| (-0.12..-0.02).contains(change)), "seed {seed}: both lose at once, {hurt:?}");
        let weeks = with.iter().filter(|week| week.1).count();
        assert!((1..=5).contains(&weeks), "seed {seed}: refused in {weeks} weeks");
        assert!(change(8).iter().all(|change| change.abs() < 0.01), "seed {seed}: mended, {:?}", change(8));
        assert!(mandated[1].0.iter().zip(&without[1].0).all(|(a, b)| (a / b - 1.0).abs() < 1e-9), "seed {seed}");
    }
    assert!(told >= 6, "both firms are there in {told} seeds only");
}

/// `cargo bench --bench blocking` prints the whole table. Over beliefs from 0 to 1 and take rates of Mini Programs from
/// .05 to .40 the pilot is stopped in all seeds from a belief of .01 on and its maker gives way within two weeks, and the
/// coalition is stopped in none. It is stopped in all seeds where the operator's belief is .5 or more and the makers keep
/// only .10 or less of what vendors earn: then a degraded messenger costs them more than reading brings, they would give
/// way, and so the operator degrades. That is the miss of the statement that a coalition is never stopped.
#[test]
fn the_block_rule_follows_what_the_operator_believes() {
    let market = scenario("user-authorised");
    let input = |market| RunInput { weeks: 60, agents: 4_096, ..RunInput::new(Arc::new(market)) };
    let pilot = input(read_by(market.clone(), &["huawei"], 0.0025));
    let coalition = input(read_by(market, &["huawei", "oppo", "vivo", "xiaomi", "apple"], 1.0));
    let takes = (LeverId::take_mini, [0.1]);
    let cells = table((&pilot, &coalition), &[0.0, 1.0], (takes.0, &takes.1), 3, THREADS, &|_, _| true);
    let cells = cells.expect("nobody stops it");
    assert!(cells[0].pilot_hindered == 0.0 && cells[0].gives_way.is_none(), "{cells:?}");
    assert!(cells[1].pilot_hindered == 1.0 && cells[1].gives_way == Some(1.0), "{cells:?}");
    assert!(cells.iter().all(|cell| cell.coalition_hindered == 0.0), "{cells:?}");
    let cheap = table((&pilot, &coalition), &[0.5], (LeverId::take_os, &[0.1]), 3, THREADS, &|_, _| true);
    assert!(cheap.expect("nobody stops it")[0].coalition_hindered == 1.0, "low stakes make a coalition give way");
}

/// The OS channel should stay small without messages. It has .20 of use: what begins in a chat, a third of all
/// occasions, is closed to it, but the model counts the same vendor in one more channel as one more choice, so that a
/// new channel with the same vendors gains about a fifth by itself. Mini Programs should go on growing: they do from
/// year to year, but lose a ninth of their use when quick apps open and have not regained it after four years.
#[test]
fn quick_apps_of_allied_makers_are_left_alone_and_cost_mini_programs_little() {
    let opened = 67;
    let records = run(scenario("quick-app-coalition-2018"), SEEDS, ALL as u32);
    for record in &records {
        let fights = ["degraded", "channel_blocked", "complaint", "suit"];
        assert!(happened(record, &fights, "wechat").next().is_none(), "the operator finds it worth a fight");
    }
    let share = records.iter().map(|record| mean(record, "channel_share_os", 106..ALL)).collect();
    Figures::new("OS channel's share of use", share).mean_in(0.10, 0.26, "small, missed by about .2");
    // Occasions served through Mini Programs, of all occasions.
    let mini = |record: &Record, weeks: std::ops::Range<usize>| {
        mean(record, "channel_share_mini", weeks.clone()) * (1.0 - mean(record, "nothing_share", weeks))
    };
    let change = |to: std::ops::Range<usize>, from: std::ops::Range<usize>| {
        records.iter().map(|record| mini(record, to.clone()) / mini(record, from.clone()) - 1.0).collect()
    };
    let dip = Figures::new("use of Mini Programs once quick apps are open", change(93..106, opened - 13..opened));
    dip.mean_in(-0.20, -0.02, "no fall, missed by about .1");
    Figures::new("and from then to the end", change(234..ALL, 93..106)).mean_in(0.0, 0.20, "grows");
}
