//! Phase 11: vendors leave, enter, choose channels and invest.

use crate::scenario::vocabulary::Category;
use crate::world::ledger::{Account, Reason};
use crate::world::market::K;
use crate::world::vendors::{Firm, MAX_VENDORS, channels};
use crate::world::{Actor, COHORTS, Decision, EventKind, World};

use super::Pool;
use super::payments;

/// Weeks between two looks of a vendor at its channels.
const REVIEW_WEEKS: u64 = 13;

/// Lets vendors decide.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    book(world);
    leave(world);
    enter(world);
    choose_channels(world, false);
    discourage(world);
}

/// Books the week's profit to each vendor's cash. What the class paid together, as for data, is shared out equally.
fn book(world: &mut World) {
    let alone: i64 = world.vendors.profit.iter().sum();
    let together = world.ledger.week(Account::Vendors) - alone;
    let count = world.vendors.len().max(1) as i64;
    let (each, rest) = (together / count, together % count);
    for v in 0..world.vendors.len() {
        let share = each + i64::from((v as i64) < rest.abs()) * rest.signum();
        world.vendors.profit[v] += share;
        world.vendors.cash[v] += world.vendors.profit[v];
    }
}

/// Exit when cash is gone, or for other reasons.
fn leave(world: &mut World) {
    let stream = world.luck.stream(Decision::Exit, world.week);
    let hazard = world.levers.exit_hazard;
    let stay: Vec<bool> = (0..world.vendors.len())
        .map(|v| world.vendors.cash[v] > 0 && stream.unit(world.vendors.id[v], 0) >= hazard)
        .collect();
    for (v, stays) in stay.iter().enumerate() {
        if *stays {
            continue;
        }
        let rest = world.vendors.cash[v];
        let firm = world.vendors.id[v] as u32;
        world.ledger.pay(Reason::ExitCash, firm, (Account::Vendors, 0), (Account::Investors, 0), rest);
        world.counters.left += 1;
        let actor = actor(world, v);
        world.note(EventKind::Exit, actor, Actor::Nobody, 0.0);
    }
    world.vendors.retain(&stay);
}

/// A vendor as an actor of events.
fn actor(world: &World, vendor: usize) -> Actor {
    let named = usize::from(world.vendors.named[vendor]);
    if named < world.scenario.vendors.named.len() {
        Actor::Named(named)
    } else {
        Actor::Vendor(world.vendors.id[vendor])
    }
}

/// Entry in proportion to how the profit of an entrant of median quality compares with the start. The number is the
/// quantile of a Poisson distribution at one draw a week, so that a better market only adds entrants.
fn enter(world: &mut World) {
    let l = &world.levers;
    let start = f64::from(world.scenario.vendors.at_start);
    let fixed = world.constants.fixed_cost as f64 * l.fixed_cost_factor;
    let ratio = ((entrant_margin(world, fixed) - fixed) / world.constants.entrant_profit).clamp(0.0, 3.0);
    let mean = l.entry_rate * start * ratio * l.entry_factor;
    let count = poisson_quantile(mean, world.luck.stream(Decision::Entry, world.week).unit(0, 0));
    let room = MAX_VENDORS.saturating_sub(world.vendors.len());
    for k in 0..(count as usize).min(room) {
        let id = 65_536 * (u64::from(world.week) + 1) + k as u64;
        let firm = firm(world, id, 255, None, world.week);
        admit(world, &firm);
        world.counters.entered += 1;
        world.note(EventKind::Entry, Actor::Vendor(id), Actor::Nobody, firm.quality);
    }
}

/// What a vendor of median quality would earn in a week before its fixed cost, fen, mean over categories.
///
/// The survivors' own median would not do: it rises as weak vendors leave, whether or not entry pays.
pub(super) fn entrant_margin(world: &World, fixed: f64) -> f64 {
    let mut margin = [0.0; K];
    let mut pull = [0.0; K];
    for v in 0..world.vendors.len() {
        let k = usize::from(world.vendors.category[v]);
        margin[k] += world.vendors.profit[v] as f64 + fixed;
        pull[k] += world.vendors.pull[v];
    }
    let median = libm::exp(std::f64::consts::LN_2 / world.levers.quality_tail);
    let shares = &world.scenario.vendors.occasion_shares;
    let total: f64 = shares.iter().sum();
    (0..K).filter(|&k| pull[k] > 0.0).map(|k| shares[k] / total * margin[k] / pull[k] * median).sum()
}

/// Lets a firm in with its cash.
pub(super) fn admit(world: &mut World, firm: &Firm) {
    world.vendors.push(firm);
    let cohort = if firm.born == 0 && firm.id < 65_536 { 0 } else { 1 + (firm.born / 52) as usize };
    world.counters.cohort_entered[cohort.min(COHORTS - 1)] += 1;
    let payee = (Account::Vendors, 0);
    world.ledger.pay(Reason::EntryCash, firm.id as u32, (Account::Investors, 0), payee, firm.cash);
}

/// A firm by its number: quality and category are its luck and the same in every scenario.
pub(super) fn firm(world: &World, id: u64, named: u8, given: Option<(Category, f64)>, born: u32) -> Firm {
    let stream = world.luck.stream(Decision::Vendor, 0);
    let shares = &world.scenario.vendors.occasion_shares;
    let mut rest = stream.unit(id, 0) * shares.iter().sum::<f64>();
    let drawn = shares.iter().position(|&share| {
        rest -= share;
        rest <= 0.0
    });
    let category = given.map_or(Category::ALL[drawn.unwrap_or(0)], |(category, _)| category);
    let rank = given.map_or_else(|| stream.unit(id, 1), |(_, rank)| rank);
    let quality = -libm::log(1.0 - rank) / world.levers.quality_tail;
    let cash = (world.constants.fixed_cost as f64 * world.levers.cash_weeks).round() as i64;
    let both = channels::DIRECT | if world.levers.openness > 0.0 { channels::MINI } else { 0 };
    Firm { id, category, named, quality, cash, channels: both, born }
}

/// Quantile of a Poisson distribution.
fn poisson_quantile(mean: f64, draw: f64) -> u32 {
    let mut probability = libm::exp(-mean);
    let mut sum = probability;
    let mut count = 0;
    while draw > sum && count < 10_000 {
        count += 1;
        probability *= mean / f64::from(count);
        sum += probability;
    }
    count
}

/// Median of amounts; 0 for none.
pub(crate) fn median(values: &[i64]) -> i64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

/// Vendors look at their channels once a quarter, each in its own week; all of them if `everyone`.
///
/// A vendor takes the set of channels with the best expected profit, given what all others do: its visits through a
/// channel are its logit weight over the sum of all weights in the category.
pub(super) fn choose_channels(world: &mut World, everyone: bool) {
    let l = world.levers.clone();
    let friction = [l.friction_direct, l.friction_mini, l.friction_os].map(|f| libm::exp(-f));
    let market = &world.market;
    let total = world.persons_per_agent * world.agents as f64 * l.occasions_per_week;
    let shares = world.scenario.vendors.occasion_shares;
    // Part of all occasions that meet an open OS channel, weighted by its value.
    let os_factor: [f64; K] = [os_factor(world); K];
    let mini_open = l.openness > 0.0;
    let accuracy = world.operators[0].accuracy[0];
    let mini_lift = libm::exp(l.learning_weight * l.openness * accuracy);
    let tracked = world.counters.tracked;
    let week = u64::from(world.week);
    let mut changes = Vec::new();
    for v in 0..world.vendors.len() {
        if !everyone && !(world.vendors.id[v] + week).is_multiple_of(REVIEW_WEEKS) {
            continue;
        }
        let k = usize::from(world.vendors.category[v]);
        let terms = payments::terms(world, Category::ALL[k], tracked);
        let pull = world.vendors.pull[v];
        let weight = [
            pull * world.vendors.lift[v] * friction[0],
            if mini_open { pull * mini_lift * friction[1] } else { 0.0 },
            pull * os_factor[k] * friction[2],
        ];
        let set = world.vendors.channels[v];
        // What the others offer an average user, the vendor's own weight left out.
        let os_sum = average_os(world, k);
        let all = market.nothing[k] + market.direct[k] + market.mini[0][k][1] + os_sum;
        let mine: f64 = (0..3).filter(|&c| set >> c & 1 == 1).map(|c| weight[c]).sum();
        let others = (all - mine).max(market.nothing[k]);
        let occasions = total * shares[k];
        let margin: [f64; 3] = std::array::from_fn(|c| terms.margin(c, l.investment_share));
        let worth = |candidate: u8| {
            let sum: f64 = (0..3).filter(|&c| candidate >> c & 1 == 1).map(|c| weight[c]).sum();
            let mut profit = 0.0;
            for c in (0..3).filter(|&c| candidate >> c & 1 == 1) {
                profit += occasions * weight[c] / (others + sum) * margin[c];
            }
            let extra = candidate.count_ones().saturating_sub(1);
            profit -= f64::from(extra) * l.integration_cost_rmb;
            if candidate & channels::OS != 0 && candidate & channels::MINI != 0 {
                // Joining an assistant may cost the vendor its place in the messenger.
                profit -= l.retaliation_probability * occasions * weight[1] / (others + sum) * margin[1].max(0.0);
            }
            profit
        };
        let mut best = (set.max(channels::DIRECT), f64::NEG_INFINITY);
        for candidate in 1..8_u8 {
            let usable =
                (candidate & channels::MINI == 0 || mini_open) && (candidate & channels::OS == 0 || os_factor[k] > 0.0);
            if usable && worth(candidate) > best.1 {
                best = (candidate, worth(candidate));
            }
        }
        if best.0 != set {
            changes.push((v, best.0));
        }
    }
    for (v, set) in changes {
        world.vendors.channels[v] = set;
    }
}

/// Value of the OS channel to an average user for one unit of a vendor's weight: 0 where no brand has it open.
fn os_factor(world: &World) -> f64 {
    let eta = world.levers.learning_weight;
    let mut sum = 0.0;
    let mut users = 0.0;
    for b in 0..world.brands() {
        let os = &world.os_vendors[b];
        let count = world.tally.of_brand(b, crate::world::users::column::USERS) as f64;
        users += count;
        // A brand with named partners only is not open to others.
        if !world.scenario.brands[b].partners.is_empty() {
            continue;
        }
        let quick = if os.quick_app { 1.0 } else { 0.0 };
        if os.capture == crate::scenario::vocabulary::Capture::Off {
            sum += count * quick;
        } else {
            let reach = super::services::message_consent(world, b);
            sum += count * (reach * libm::exp(eta * os.accuracy[0]) + (1.0 - reach) * quick);
        }
    }
    if users > 0.0 { sum / users } else { 0.0 }
}

/// Inclusive value of OS channels to an average user.
fn average_os(world: &World, k: usize) -> f64 {
    let mut sum = 0.0;
    for b in 0..world.brands() {
        let count = world.tally.of_brand(b, crate::world::users::column::USERS) as f64;
        let reach = super::services::message_consent(world, b);
        let [quick, assistant] = world.market.os[b][k];
        sum += count * (reach * assistant + (1.0 - reach) * quick);
    }
    sum / world.agents as f64
}

/// An operator's own service in a category changes what its vendors invest and so what they learn.
fn discourage(world: &mut World) {
    let chi = world.levers.envelopment_discouragement;
    if chi == 0.0 {
        return;
    }
    let entered: [bool; K] =
        std::array::from_fn(|k| world.scenario.messengers.iter().any(|m| m.own_services.contains(&Category::ALL[k])));
    for v in 0..world.vendors.len() {
        world.vendors.effort[v] = if entered[usize::from(world.vendors.category[v])] { 1.0 - chi } else { 1.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_poisson_quantile_has_its_mean_and_grows_with_it() {
        let n = 10_000;
        let mean = (0..n).map(|k| f64::from(poisson_quantile(2.4, (f64::from(k) + 0.5) / f64::from(n)))).sum::<f64>();
        assert!((mean / f64::from(n) - 2.4).abs() < 0.01);
        assert!(
            (1..100)
                .all(|k| poisson_quantile(1.0, f64::from(k) / 100.0) <= poisson_quantile(1.5, f64::from(k) / 100.0))
        );
    }

    #[test]
    fn the_median_of_nothing_is_nothing() {
        assert_eq!(median(&[]), 0);
        assert_eq!(median(&[3, 1, 2]), 2);
    }
}
