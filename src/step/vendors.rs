//! Phase 11: vendors leave, enter, choose channels and invest.

use arrayvec::ArrayVec;

use crate::scenario::vocabulary::{Capture, Category};
use crate::world::ledger::{Account, Reason};
use crate::world::market::K;
use crate::world::users::{MAX_BRANDS, column};
use crate::world::vendors::{Draft, Firm, MAX_VENDORS, channels};
use crate::world::{Actor, COHORTS, Decision, EventKind, Take, World};

use super::Pool;
use super::{batch, payments, pricing};

/// Weeks between two looks of a vendor at its channels.
const REVIEW_WEEKS: u64 = 13;

/// Lets vendors decide.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    book(world);
    leave(world);
    enter(world);
    // Channels are chosen at the prices that users saw, and what is asked next is seen from the next week on.
    let mut prices = Draft::<(usize, f64)>::new();
    prices.extend(pricing::asked(world));
    choose_channels(world, false);
    pricing::post(world, &prices);
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
    let vendors = &world.vendors;
    let leaves = |&v: &usize| vendors.cash[v] <= 0 || stream.unit(vendors.id[v], 0) < hazard;
    let mut leave = Draft::<usize>::new();
    leave.extend((0..vendors.len()).filter(leaves));
    for &v in &leave {
        let rest = world.vendors.cash[v];
        let firm = world.vendors.id[v] as u32;
        world.ledger.pay(Reason::ExitCash, firm, (Account::Vendors, 0), (Account::Investors, 0), rest);
        world.counters.left += 1;
        let actor = actor(world, v);
        world.note(EventKind::Exit, actor, Actor::Nobody, 0.0);
    }
    world.vendors.remove(&leave);
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
    // An entrant prices as the others do, so that what they lost to their prices it loses too.
    let mut at_first_prices = Draft::<f64>::new();
    pricing::pulls_at_first_prices(world, &mut at_first_prices);
    let vendors = &world.vendors;
    for ((&k, &profit), attraction) in vendors.category.iter().zip(&vendors.profit).zip(&at_first_prices) {
        margin[usize::from(k)] += profit as f64 + fixed;
        pull[usize::from(k)] += attraction;
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
    let both = channels::DIRECT | if world.operators[0].openness > 0.0 { channels::MINI } else { 0 };
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
    let mut ranked = Draft::<i64>::new();
    ranked.try_extend_from_slice(values).expect("no more vendors than have room");
    let middle = ranked.len() / 2;
    if ranked.is_empty() { 0 } else { *ranked.select_nth_unstable(middle).1 }
}

/// Vendors look at their channels once a quarter, each in its own week; all of them if `everyone`.
pub(super) fn choose_channels(world: &mut World, everyone: bool) {
    let mut sets = Draft::<u8>::new();
    sets.extend(replies(world, &Offer::now(world), |v| everyone || reviews(world, v)));
    world.vendors.channels.copy_from_slice(&sets);
}

/// Whether a vendor looks at its channels and its price this week.
pub(super) fn reviews(world: &World, vendor: usize) -> bool {
    (world.vendors.id[vendor] + u64::from(world.week)).is_multiple_of(REVIEW_WEEKS)
}

/// Terms of the channels that vendors reply to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    /// Openness of the dominant operator's Mini Programs.
    pub(super) openness: f64,
    /// Its take rate.
    pub(super) mini: Take,
    /// Take rate of the OS channel.
    pub(super) os: Take,
}

impl Offer {
    /// The terms that hold now.
    pub(super) fn now(world: &World) -> Self {
        let operator = &world.operators[0];
        let os = |category| super::terms::mean_os_take(world, category);
        let os = Take { ordinary: os(Category::Food), games: os(Category::Games) };
        Self { openness: operator.openness, mini: operator.take, os }
    }
}

/// The channels each vendor is in after those who review have replied to an offer.
///
/// A vendor takes the set of channels with the best expected profit, given what all others do: its visits through a
/// channel are its logit weight over the sum of all weights in the category.
pub(super) fn replies(world: &World, offer: &Offer, reviews: impl Fn(usize) -> bool) -> impl Iterator<Item = u8> {
    let reach = OsReach::of(world);
    let views: [View; K] = std::array::from_fn(|k| View::of(world, offer, &reach, k));
    (0..world.vendors.len()).map(move |v| {
        let set = world.vendors.channels[v];
        if reviews(v) { views[usize::from(world.vendors.category[v])].best(world, v) } else { set }
    })
}

/// What the vendors of a category expect of each set of channels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct View {
    /// Value of a unit of a vendor's weight in Mini Programs and the OS channel; that of its own app is its own.
    factor: [f64; 3],
    /// Sum of all weights, nothing included, and the part of nothing.
    all: f64,
    nothing: f64,
    /// Occasions of the category in a week.
    occasions: f64,
    /// Margin at one occasion by channel at the first week's price, RMB.
    margin: [f64; 3],
    /// Part of a price that is kept, by channel.
    kept: [f64; 3],
}

impl View {
    /// The view of a category under an offer.
    pub(super) fn of(world: &World, offer: &Offer, reach: &OsReach, k: usize) -> Self {
        let l = &world.levers;
        let mut friction = [l.friction_direct, l.friction_mini, l.friction_os].map(|f| batch::exp(-f));
        let market = &world.market;
        friction[0] *= market.link_factor;
        let total = world.persons_per_agent * world.agents as f64 * l.occasions_per_week;
        let accuracy = world.operators[0].accuracy[0];
        let lift = |openness: f64| batch::exp(l.learning_weight * openness * accuracy);
        let open = |openness: f64, value: f64| if openness > 0.0 { value } else { 0.0 };
        // What is in the channel already is worth more or less under the offer, as its lift is; an operator's own
        // service stays when the channel closes to others.
        let scale = lift(offer.openness) / lift(world.operators[0].openness);
        let (mini, own) = (market.mini[0][k][1], market.own_service[0][k][1]);
        let mini = open(offer.openness, (mini - own) * scale) + own * scale;
        let category = Category::ALL[k];
        let terms = payments::terms(world, world.counters.tracked);
        let kept =
            [0.0, offer.mini.of(category), offer.os.of(category)].map(|take| (1.0 - take) * (1.0 - l.investment_share));
        Self {
            factor: [friction[0], open(offer.openness, lift(offer.openness) * friction[1]), reach.factor * friction[2]],
            // What the others offer an average user.
            all: market.nothing[k] + market.direct[k] * market.link_factor + mini + reach.average(world, k),
            nothing: market.nothing[k],
            occasions: total * world.scenario.vendors.occasion_shares[k] * (1.0 - super::nearness::unseen(world, k)),
            margin: std::array::from_fn(|c| terms.margin(c, kept[c])),
            kept,
        }
    }

    /// The view of a category in which the OS channel is worth so much a unit of weight.
    pub(super) fn with_os_factor(self, factor: f64) -> Self {
        Self { factor: [self.factor[0], self.factor[1], factor], ..self }
    }

    /// Logit weights of a vendor by channel.
    fn weights(&self, world: &World, v: usize) -> [f64; 3] {
        let pull = world.vendors.pull[v];
        [pull * world.vendors.lift[v] * self.factor[0], pull * self.factor[1], pull * self.factor[2]]
    }

    /// Expected weekly profit of a vendor in a set of channels before fixed cost, RMB.
    pub(super) fn profit(&self, world: &World, v: usize, candidate: u8) -> f64 {
        let l = &world.levers;
        let weight = self.weights(world, v);
        let sum_of = |set: u8| (0..3).filter(|&c| set >> c & 1 == 1).map(|c| weight[c]).sum::<f64>();
        // The vendor's own weight today is left out of what the others offer.
        let others = (self.all - sum_of(world.vendors.channels[v])).max(self.nothing);
        let sum = sum_of(candidate);
        let mut profit = 0.0;
        let margin = |c: usize| self.margin[c] + world.vendors.price[v] * self.kept[c];
        for c in (0..3).filter(|&c| candidate >> c & 1 == 1) {
            profit += self.occasions * weight[c] / (others + sum) * margin(c);
        }
        let extra = candidate.count_ones().saturating_sub(1);
        profit -= f64::from(extra) * l.integration_cost_rmb;
        if candidate & channels::OS != 0 && candidate & channels::MINI != 0 {
            // Joining an assistant may cost the vendor its place in the messenger.
            let at_risk = self.occasions * weight[1] / (others + sum) * margin(1).max(0.0);
            profit -= l.retaliation_probability * at_risk;
        }
        profit
    }

    /// The set of channels with the best expected profit.
    fn best(&self, world: &World, v: usize) -> u8 {
        let set = world.vendors.channels[v];
        let mut best = (set.max(channels::DIRECT), f64::NEG_INFINITY);
        for candidate in 1..8_u8 {
            let usable = (candidate & channels::MINI == 0 || self.factor[1] > 0.0)
                && (candidate & channels::OS == 0 || self.factor[2] > 0.0);
            if !usable {
                continue;
            }
            let profit = self.profit(world, v, candidate);
            if profit > best.1 {
                best = (candidate, profit);
            }
        }
        best.0
    }
}

/// How far the OS channels reach.
#[derive(Clone, Debug)]
pub(super) struct OsReach {
    /// Users of each brand, and the part of them whose messages reach its maker.
    users: ArrayVec<(f64, f64), MAX_BRANDS>,
    /// Value of the channel to an average user for one unit of a vendor's weight: 0 where no brand has it open.
    factor: f64,
}

impl OsReach {
    /// As it is now.
    pub(super) fn of(world: &World) -> Self {
        let of_brand = |b| (world.tally.of_brand(b, column::USERS) as f64, super::services::message_consent(world, b));
        let users: ArrayVec<(f64, f64), MAX_BRANDS> = (0..world.brands()).map(of_brand).collect();
        let eta = world.levers.learning_weight;
        let (mut sum, mut all) = (0.0, 0.0);
        for (b, &(count, reach)) in users.iter().enumerate() {
            let os = &world.os_vendors[b];
            all += count;
            // A brand with named partners only is not open to others.
            if !world.scenario.brands[b].partners.is_empty() {
                continue;
            }
            // A quick app is not at hand where an occasion begins in a chat.
            let quick = if os.quick_app { world.market.outside_chat } else { 0.0 };
            if os.capture == Capture::Off {
                sum += count * quick;
            } else {
                sum += count * (reach * batch::exp(eta * os.accuracy[0]) + (1.0 - reach) * quick);
            }
        }
        Self { users, factor: if all > 0.0 { sum / all } else { 0.0 } }
    }

    /// Inclusive value of OS channels to an average user.
    fn average(&self, world: &World, k: usize) -> f64 {
        let mut sum = 0.0;
        for (values, (count, reach)) in world.market.os.iter().zip(&self.users) {
            let [quick, assistant] = values[k];
            sum += count * (reach * assistant + (1.0 - reach) * quick * world.market.outside_chat);
        }
        sum / world.agents as f64
    }
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
