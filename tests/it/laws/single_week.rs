//! Law 12 within one week, at a given state, with strategies, entry and other users held fixed: more consent where
//! consent is likelier, no worse choice with more options, no larger share at a higher take.

use gatekeepers::scenario::LeverId;
use gatekeepers::scenario::vocabulary::{Category, ConsentMode};
use gatekeepers::step::{PHASES, Pool, week};
use gatekeepers::world::World;
use gatekeepers::world::users::ASKED_MESSAGE;
use gatekeepers::world::vendors::channels;
use proptest::prelude::*;

use crate::support::{after, phase, scenario, short};

/// A market in which phone makers have read messages for a year.
fn market() -> World {
    after(&short(scenario("user-authorised"), 90, 4_096), 87).world().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn raising_consent_only_adds_consenters_among_those_asked(mode in 0..ConsentMode::COUNT, more in 0.01..3.0) {
        // All but the way of asking that gives no consent at all.
        prop_assume!(ConsentMode::ALL[mode] != ConsentMode::NotAsked);
        let mut low = market();
        // Everybody may be asked again, so that the week has many answers.
        low.levers.reask_weeks = 1.0;
        let mut high = low.clone();
        high.constants.consent_intercept[mode] += more;
        for world in [&mut low, &mut high] {
            phase(world, "consent");
        }
        for (a, b) in low.chunks.iter().zip(&high.chunks) {
            for i in 0..a.len() {
                prop_assert_eq!(a.consent[i] & ASKED_MESSAGE, b.consent[i] & ASKED_MESSAGE, "others are asked");
                prop_assert_eq!(a.consent[i] & !b.consent[i], 0, "user {} takes a consent back", i);
            }
        }
    }
}

#[test]
fn likelier_consent_adds_consenters_at_the_prompt() {
    let mut low = market();
    low.levers.reask_weeks = 1.0;
    let mut high = low.clone();
    high.constants.consent_intercept[ConsentMode::OsPrompt.index()] += 1.0;
    let count = |world: &mut World| {
        phase(world, "consent");
        world.chunks.iter().flat_map(|chunk| &chunk.consent).map(|consent| consent.count_ones()).sum::<u32>()
    };
    assert!(count(&mut low) < count(&mut high));
}

#[test]
fn adding_an_option_never_lowers_anybodys_log_sum() {
    // Every vendor is ready to serve an OS channel; in one market each brand opens it.
    let mut closed = after(&short(scenario("baseline-2016"), 40, 4_096), 30).world().clone();
    closed.vendors.channels.iter_mut().for_each(|set| *set |= channels::OS);
    let mut open = closed.clone();
    open.os_vendors.iter_mut().for_each(|os| os.quick_app = true);
    for world in [&mut closed, &mut open] {
        phase(world, "services");
    }
    let sums = |world: &World| world.market.log_sums;
    assert!(sums(&closed).iter().zip(&sums(&open)).all(|(a, b)| a < b), "{:?} {:?}", sums(&closed), sums(&open));
    // Class by class: the same classes are there, and in the open market the channel is open to each.
    assert_eq!(closed.market.starts, open.market.starts);
    for (a, b) in closed.market.cells.iter().zip(&open.market.cells) {
        assert!(a.chances[3] == 0 && b.chances[3] > 0);
        assert!(a.log_sum <= b.log_sum);
        // Nothing is chosen less often, and so is what was open before.
        assert!(a.chances[0] >= b.chances[0]);
    }
}

/// Mini Programs' expected share of occasions for an average user, from the values of the channels.
fn expected_mini(world: &mut World) -> f64 {
    phase(world, "services");
    let market = &world.market;
    let shares = &world.scenario.vendors.occasion_shares;
    (0..Category::COUNT)
        .map(|k| {
            let mini = market.mini[0][k][1];
            shares[k] * mini / (market.nothing[k] + market.direct[k] + mini)
        })
        .sum()
}

#[test]
fn raising_a_take_never_raises_the_channels_expected_share() {
    let start = after(&short(scenario("baseline-2016"), 40, 4_096), 30).world().clone();
    let mut before = f64::INFINITY;
    let mut members: Option<Vec<bool>> = None;
    for take in [0.0, 0.1, 0.2, 0.4, 0.6, 0.9] {
        let mut world = start.clone();
        world.levers.set(LeverId::take_mini, take);
        world.levers.set(LeverId::take_mini_games, take);
        // Operators take over what the levers say.
        phase(&mut world, "rules");
        // Entry and exit are held: a quarter in which vendors only look at their channels.
        // With so dear a place more than the very smallest vendors have something to think about.
        world.levers.integration_cost_rmb *= 20.0;
        world.levers.entry_factor = 0.0;
        world.levers.exit_hazard = 0.0;
        world.vendors.cash.iter_mut().for_each(|cash| *cash = i64::MAX / 4);
        let alive = world.vendors.len();
        for _ in 0..13 {
            phase(&mut world, "vendors");
            world.week += 1;
        }
        assert_eq!(world.vendors.len(), alive);
        let joined: Vec<bool> = world.vendors.channels.iter().map(|set| set & channels::MINI != 0).collect();
        if let Some(cheaper) = &members {
            assert!(joined.iter().zip(cheaper).all(|(now, then)| !now || *then), "a vendor joins at a higher take");
        }
        members = Some(joined);
        let share = expected_mini(&mut world);
        assert!(share <= before, "{share} at {take}, {before} at the take before");
        before = share;
    }
    let stays = members.is_some_and(|joined| joined.iter().all(|joined| *joined));
    assert!(!stays, "nobody left at a take of nine tenths");
}

#[test]
fn a_week_is_its_phases_in_order() {
    let start = market();
    let (mut whole, mut parts) = (start.clone(), start);
    let mut names = Vec::new();
    week(&mut whole, &Pool::new(1), &mut |name| names.push(name));
    for phase in PHASES {
        (phase.run)(&mut parts, &Pool::new(1));
    }
    assert_eq!(names.len() + 1, PHASES.len());
    assert_eq!(whole.market, parts.market);
    assert_eq!(whole.tally, parts.tally);
    assert_eq!(whole.events, parts.events);
}
