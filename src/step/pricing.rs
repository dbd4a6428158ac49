//! Prices of vendors' services: what a visit no longer earns from advertisers is asked of users.
//!
//! To a vendor advertising revenue from a visit is a cost below zero of serving it. Under logit demand its best price
//! is that cost plus a markup, which for a vendor with a small part of its category is the worth of a util (Anderson, de
//! Palma and Thisse 1992). A fall of advertising is thus passed on one for one, and so is a rise (Armstrong 2006, ARM;
//! Rochet and Tirole 2003). The prices of the first week are taken for such prices; only what has changed since then is
//! computed. The part that is passed on is a lever.

use crate::world::World;
use crate::world::vendors::Draft;

use super::batch;
use super::payments::{offers_refusal, offers_refusal_at, trackers, visit_ads};
use super::vendors::reviews;

/// Keeps what a visit earns from advertisers in the first week.
pub(super) fn keep_start(world: &mut World) {
    world.constants.visit_ads = trackers(world).map(|tracked| visit_ads(&world.levers, tracked));
    world.constants.visit_ads_refusal = world.levers.third_party_opt_in;
}

/// The vendors that set a price this week, because they enter or review their channels, and what each asks above the
/// price of the first week, RMB an occasion.
pub(super) fn asked(world: &World) -> impl Iterator<Item = (usize, f64)> {
    let l = &world.levers;
    let now = trackers(world).map(|tracked| visit_ads(l, tracked));
    let first = &world.constants;
    let price = move |v: usize| {
        let id = world.vendors.id[v];
        let before = first.visit_ads[usize::from(offers_refusal_at(world, id, first.visit_ads_refusal))];
        let lost = before - now[usize::from(offers_refusal(world, id))];
        // Nobody is paid to come, however much advertising earns; assumed.
        (l.payment_pass_through * lost).max(-l.revenue_per_occasion_rmb)
    };
    let enters = move |v: usize| world.vendors.born[v] == world.week && world.vendors.id[v] >= 65_536;
    (0..world.vendors.len()).filter(move |&v| reviews(world, v) || enters(v)).map(move |v| (v, price(v)))
}

/// Posts prices; users see them from the next week on.
pub(super) fn post(world: &mut World, prices: &[(usize, f64)]) {
    for &(vendor, price) in prices {
        world.vendors.price[vendor] = price;
        attract(world, vendor);
    }
}

/// Adds what every vendor would weigh at the prices of the first week.
pub(super) fn pulls_at_first_prices(world: &World, pulls: &mut Draft<f64>) {
    let each = 1.0 / world.levers.rmb_per_util;
    let vendors = &world.vendors;
    pulls.try_extend_from_slice(&vendors.price).expect("no more vendors than have room");
    pulls.iter_mut().zip(&vendors.pull).for_each(|(price, pull)| *price = pull * batch::exp(*price * each));
}

/// Weighs what a vendor offers: its quality, less what its price rose, as far as it works.
pub(super) fn attract(world: &mut World, vendor: usize) {
    let works = world.refusals.working.get(usize::from(world.vendors.named[vendor])).copied().unwrap_or(1.0);
    // A util is worth so much money.
    let dearer = batch::exp(-world.vendors.price[vendor] / world.levers.rmb_per_util);
    world.vendors.pull[vendor] = libm::exp(world.vendors.quality[vendor]) * dearer * works;
}
