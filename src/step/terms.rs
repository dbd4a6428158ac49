//! Part of phase 12: openness and take rates, set by the levers or by the best response of operators and phone makers.
//!
//! An owner of a channel values each offer of a small set over 52 weeks, on users by brand and messenger and once
//! vendors have replied to it, and makes the best one. Vendors reply at once and only once, given what the others do
//! now; entry, exit and users' choice of phone or messenger are left out of the value. Both are assumed.

use crate::scenario::vocabulary::{Capture, Category};
use crate::world::market::K;
use crate::world::users::column;
use crate::world::vendors::channels;
use crate::world::{Actor, EventKind, Take, World};

use super::payments::{YEAR, paid_per_occasion};
use super::services::message_consent;
use super::strategy::HORIZON;
use super::vendors::{Offer, OsReach, View, replies};

/// Values of openness that an operator considers beside the one it has; assumed.
const OPENNESS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
/// Take rates that an owner of a channel considers beside the one it has; assumed.
const TAKES: [f64; 11] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9];

/// Puts the terms of the levers in place for everybody.
pub(super) fn start(world: &mut World) {
    let l = &world.levers;
    for operator in &mut world.operators {
        operator.openness = l.openness;
        operator.take = Take { ordinary: l.take_mini, games: l.take_mini_games };
    }
    for os in &mut world.os_vendors {
        os.take = Take { ordinary: l.take_os, games: l.take_os_games };
    }
}

/// The same for those who do not choose their terms.
pub(super) fn follow_levers(world: &mut World) {
    let l = world.levers.clone();
    for m in 0..world.messengers() {
        if !operator_chooses(world, m) {
            world.operators[m].openness = l.openness;
            world.operators[m].take = Take { ordinary: l.take_mini, games: l.take_mini_games };
        }
    }
    for b in 0..world.brands() {
        if !os_vendor_chooses(world, b) {
            world.os_vendors[b].take = Take { ordinary: l.take_os, games: l.take_os_games };
        }
    }
}

/// Whether an operator sets its terms by itself.
fn operator_chooses(world: &World, messenger: usize) -> bool {
    let spec = &world.scenario.messengers[messenger];
    spec.mini_programs && chooses(world.levers.operator_terms, spec.sets_terms)
}

/// Whether a phone maker sets its take rate by itself.
fn os_vendor_chooses(world: &World, brand: usize) -> bool {
    chooses(world.levers.os_terms, world.scenario.brands[brand].sets_terms)
}

/// What the lever says, or the scenario where it says nothing.
fn chooses(lever: f64, scenario: bool) -> bool {
    match lever as usize {
        1 => false,
        2 => true,
        _ => scenario,
    }
}

/// Mean take rate of OS channels over phone makers by users, as vendors see it.
pub(super) fn mean_os_take(world: &World, category: Category) -> f64 {
    // Summed as distances from the first, so that equal rates give just that rate.
    let first = world.os_vendors[0].take.of(category);
    let (mut users, mut sum) = (0.0, 0.0);
    for (b, os) in world.os_vendors.iter().enumerate() {
        let count = world.tally.of_brand(b, column::USERS) as f64;
        users += count;
        sum += count * (os.take.of(category) - first);
    }
    if users > 0.0 { first + sum / users } else { first }
}

/// What users find in each category once vendors are in these channels.
struct Supply {
    /// Inclusive value of own apps.
    direct: [f64; K],
    /// Sum of e to the quality of vendors in Mini Programs.
    mini: [f64; K],
    /// The same in the OS channel.
    os: [f64; K],
}

impl Supply {
    fn of(world: &World, sets: impl Iterator<Item = u8>) -> Self {
        let friction = libm::exp(-world.levers.friction_direct);
        let mut supply = Self { direct: [0.0; K], mini: [0.0; K], os: [0.0; K] };
        for (v, set) in sets.enumerate() {
            let (k, pull) = (usize::from(world.vendors.category[v]), world.vendors.pull[v]);
            if set & channels::DIRECT != 0 {
                supply.direct[k] += pull * world.vendors.lift[v] * friction;
            }
            if set & channels::MINI != 0 {
                supply.mini[k] += pull;
            }
            if set & channels::OS != 0 {
                supply.os[k] += pull;
            }
        }
        supply
    }
}

/// Sums over categories without games, and games.
fn two_parts(values: [f64; K]) -> Take {
    let games = values[Category::Games.index()];
    Take { ordinary: values.iter().sum::<f64>() - games, games }
}

/// An operator makes its best offer to vendors.
pub(super) fn operator(world: &mut World, messenger: usize) {
    if !operator_chooses(world, messenger) {
        return;
    }
    let before = world.operators[messenger].clone();
    // A vendor serves all Mini Programs or none, so that smaller operators have to match the dominant one.
    let (openness, take) = if messenger == 0 {
        let (openness, take, _) = best_offer(world);
        (openness, take)
    } else {
        (world.operators[0].openness, world.operators[0].take)
    };
    world.operators[messenger].openness = openness;
    world.operators[messenger].take = take;
    let actor = Actor::Messenger(messenger);
    let set = [
        (EventKind::OpennessSet, before.openness, openness),
        (EventKind::TakeSet, before.take.ordinary, take.ordinary),
        (EventKind::GamesTakeSet, before.take.games, take.games),
    ];
    note(world, actor, &set);
}

/// The dominant operator's best openness and take rates, and what they earn in 52 weeks, RMB.
fn best_offer(world: &World) -> (f64, Take, f64) {
    let now = &world.operators[0];
    let present = Offer::now(world);
    let mut best = (now.openness, now.take, f64::NEG_INFINITY);
    for openness in [now.openness].into_iter().chain(OPENNESS) {
        let mut parts: [(f64, f64); 2] = [(now.take.ordinary, f64::NEG_INFINITY), (now.take.games, f64::NEG_INFINITY)];
        let takes = [now.take.ordinary, now.take.games];
        for rate in takes.into_iter().chain(TAKES) {
            let offer = Offer { openness, mini: Take { ordinary: rate, games: rate }, ..present };
            let worth = two_parts(offer_worth(world, &offer));
            // Terms of games move nothing outside games, so that each part has its own best rate.
            for (part, worth) in parts.iter_mut().zip([worth.ordinary, worth.games]) {
                if worth > part.1 {
                    *part = (rate, worth);
                }
            }
        }
        let worth = parts[0].1 + parts[1].1;
        if worth > best.2 {
            best = (openness, Take { ordinary: parts[0].0, games: parts[1].0 }, worth);
        }
    }
    best
}

/// What an offer of the dominant operator earns it in 52 weeks by category, RMB: commissions, its own services, and
/// the advertising that moves with the use of Mini Programs.
fn offer_worth(world: &World, offer: &Offer) -> [f64; K] {
    let l = &world.levers;
    let supply = Supply::of(world, replies(world, offer, |_| true));
    let market = &world.market;
    let operator = &world.operators[0];
    let friction = libm::exp(-l.friction_mini);
    let base = world.constants.mini_use[0];
    let ads = l.operator_ads_rmb_year / YEAR * (1.0 - l.operator_ads_floor);
    std::array::from_fn(|k| {
        let category = Category::ALL[k];
        let accuracy = operator.accuracy[usize::from(category == Category::Voice)];
        let lift = |openness: f64| libm::exp(l.learning_weight * openness * accuracy);
        let third = if offer.openness > 0.0 { supply.mini[k] * lift(offer.openness) * friction } else { 0.0 };
        let own = market.own_service[0][k][1] * lift(offer.openness) / lift(operator.openness);
        let mut uses = 0.0;
        for b in 0..world.brands() {
            let users = world.tally.cell(b, 0)[column::USERS] as f64 * world.persons_per_agent;
            let reach = message_consent(world, b);
            let [quick, assistant] = market.os[b][k];
            let os = reach * assistant + (1.0 - reach) * quick;
            uses += users * (third + own) / (market.nothing[k] + supply.direct[k] + third + own + os);
        }
        if uses <= 0.0 {
            return 0.0;
        }
        let visits = uses * world.scenario.vendors.occasion_shares[k] * l.occasions_per_week * HORIZON;
        // Own services carry no advertising, so that their price stays what it was.
        let paid = third * offer.mini.of(category) * paid_per_occasion(world) + own * l.revenue_per_occasion_rmb;
        let advertising = if base > 0.0 { ads / base } else { 0.0 };
        visits * (paid / (third + own) + advertising)
    })
}

/// A phone maker sets its best take rate where it has a channel.
pub(super) fn os_vendor(world: &mut World, brand: usize) {
    let os = &world.os_vendors[brand];
    let open = os.capture != Capture::Off || os.quick_app;
    if !open || !os_vendor_chooses(world, brand) {
        return;
    }
    let before = os.take;
    let mut parts: [(f64, f64); 2] = [(before.ordinary, f64::NEG_INFINITY), (before.games, f64::NEG_INFINITY)];
    for rate in [before.ordinary, before.games].into_iter().chain(TAKES) {
        let worth = two_parts(take_worth(world, brand, rate));
        for (part, worth) in parts.iter_mut().zip([worth.ordinary, worth.games]) {
            if worth > part.1 {
                *part = (rate, worth);
            }
        }
    }
    let take = Take { ordinary: parts[0].0, games: parts[1].0 };
    world.os_vendors[brand].take = take;
    let set =
        [(EventKind::TakeSet, before.ordinary, take.ordinary), (EventKind::GamesTakeSet, before.games, take.games)];
    note(world, Actor::Brand(brand), &set);
}

/// What a take rate earns a phone maker in 52 weeks by category, RMB.
fn take_worth(world: &World, brand: usize, rate: f64) -> [f64; K] {
    let l = &world.levers;
    let market = &world.market;
    let os = &world.os_vendors[brand];
    let count = world.tally.of_brand(brand, column::USERS) as f64;
    let reach = message_consent(world, brand);
    let friction = libm::exp(-l.friction_os);
    // Value of one unit of a vendor's weight to an owner of this brand.
    let unit: [f64; K] = std::array::from_fn(|k| {
        let accuracy = os.accuracy[usize::from(Category::ALL[k] == Category::Voice)];
        let quick = if os.quick_app { 1.0 } else { 0.0 };
        let assistant = if os.capture == Capture::Off { quick } else { libm::exp(l.learning_weight * accuracy) };
        (reach * assistant + (1.0 - reach) * quick) * friction
    });
    // A vendor serves all OS channels or none, so that each maker expects the others to match its rate; assumed.
    let offer = Offer { os: Take { ordinary: rate, games: rate }, ..Offer::now(world) };
    let mut supply = Supply::of(world, replies(world, &offer, |_| true));
    if !world.scenario.brands[brand].partners.is_empty() {
        supply.os = partners(world, brand, rate, &unit);
    }
    std::array::from_fn(|k| {
        let value = supply.os[k] * unit[k];
        let mini = market.mini[0][k][1];
        let total = market.nothing[k] + supply.direct[k] + mini + value;
        let visits = count * world.persons_per_agent * value / total * world.scenario.vendors.occasion_shares[k];
        visits * l.occasions_per_week * HORIZON * paid_per_occasion(world) * rate
    })
}

/// Sum of e to the quality of the brand's partners that would gain from the channel at this rate, by category.
fn partners(world: &World, brand: usize, rate: f64, unit: &[f64; K]) -> [f64; K] {
    let share = world.tally.of_brand(brand, column::USERS) as f64 / world.agents.max(1) as f64;
    let offer = Offer { os: Take { ordinary: rate, games: rate }, ..Offer::now(world) };
    let reach = OsReach::of(world);
    let mut sum = [0.0; K];
    for v in 0..world.vendors.len() {
        if !world.scenario.partners(brand, usize::from(world.vendors.named[v])) {
            continue;
        }
        let k = usize::from(world.vendors.category[v]);
        let view = View::of(world, &offer, &reach, k).with_os_factor(unit[k] * share);
        let set = world.vendors.channels[v];
        if view.profit(world, v, set | channels::OS) >= view.profit(world, v, set & !channels::OS) {
            sum[k] += world.vendors.pull[v];
        }
    }
    sum
}

/// Notes the terms that changed, in per cent.
fn note(world: &mut World, actor: Actor, set: &[(EventKind, f64, f64)]) {
    for &(kind, before, after) in set {
        if before != after {
            world.note(kind, actor, Actor::Nobody, after * 100.0);
        }
    }
}
