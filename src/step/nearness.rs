//! What lies nearer than the rest at an occasion: a service that a contact has shared a link to, and one that came with
//! the messenger. Both are part of phase 8.
//!
//! A part of occasions begins with a shared link; where it opens, the way to an own app is as short as to a Mini
//! Program. An OS channel that reads no messages knows nothing of such an occasion. A part of uses goes to a
//! preinstalled service without a look at others. All are mixtures of choices, so that the odds of a class of users are
//! the means of the odds over the ways in which it meets an occasion.

use arrayvec::ArrayVec;

use crate::scenario::vocabulary::Category;
use crate::world::market::K;
use crate::world::users::{MAX_MESSENGERS, column};
use crate::world::{Market, World};

use super::batch;

/// How users of one messenger meet occasions, besides a free look at everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Way {
    /// Part of occasions that begin in a chat, with a shared link.
    pub(super) in_chat: f64,
    /// Part of occasions that begin with a link that opens.
    pub(super) linked: f64,
    /// Factor on the value of own apps there.
    pub(super) by_link: f64,
    /// Part of the occasions served that take the preinstalled service as it is.
    pub(super) preset: [f64; K],
    /// Value of that service.
    pub(super) own: [f64; K],
}

impl Way {
    /// The way of a messenger's users who agree to its use of their logs, or do not.
    pub(super) fn of(market: &Market, messenger: usize, agreed: usize) -> Self {
        let (linked, preset) = (market.linked[messenger], market.preset[messenger]);
        let own = |k: usize| if preset[k] > 0.0 { market.own_service[messenger][k][agreed] } else { 0.0 };
        let by_link = if linked > 0.0 { market.by_link } else { 0.0 };
        Self { in_chat: market.in_chat[messenger], linked, by_link, preset, own: std::array::from_fn(own) }
    }
}

/// Odds of a choice, and the value of choosing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Odds {
    /// Chances of nothing, the own app, a Mini Program and the OS channel; what is closed has none.
    pub(super) chances: [f64; 4],
    /// Log-sum above nothing, utils.
    pub(super) log_sum: f64,
}

impl Odds {
    /// Logit odds of the channels' values for users whose usual channel (0 none) has its factor.
    pub(super) fn of(nothing: f64, mut values: [f64; 3], usual: usize, habit: f64) -> Self {
        if usual > 0 {
            values[usual - 1] *= habit;
        }
        let total = nothing + values[0] + values[1] + values[2];
        let each = 1.0 / total;
        let chances = [nothing, values[0], values[1], values[2]].map(|value| value * each);
        Self { chances, log_sum: batch::ln(total / nothing) }
    }

    /// These odds where a part of occasions has others.
    pub(super) fn mixed(self, other: Self, part: f64) -> Self {
        let mean = |a: f64, b: f64| (1.0 - part) * a + part * b;
        let chances = std::array::from_fn(|k| mean(self.chances[k], other.chances[k]));
        Self { chances, log_sum: mean(self.log_sum, other.log_sum) }
    }

    /// These odds where a part of occasions moves from some odds to others.
    pub(super) fn shifted(self, from: Self, to: Self, part: f64) -> Self {
        let moved = |all: f64, from: f64, to: f64| all + part * (to - from);
        let chances = std::array::from_fn(|k| moved(self.chances[k], from.chances[k], to.chances[k]));
        Self { chances, log_sum: moved(self.log_sum, from.log_sum, to.log_sum) }
    }

    /// These odds where a part of the occasions served takes a preinstalled service as it is. Whether an occasion is
    /// served at all does not change; what is taken unseen is worth what it would be as the only service, and the time
    /// that nobody spent looking is not counted.
    pub(super) fn preset(self, part: f64, alone: f64) -> Self {
        let [nothing, direct, mini, os] = self.chances;
        let left = 1.0 - part;
        let chances = [nothing, left * direct, left * mini + part * (1.0 - nothing), left * os];
        Self { chances, log_sum: left * self.log_sum + part * alone }
    }
}

/// What comes with a messenger reaches a further part of its users with each week's updates.
pub(super) fn preinstall(world: &mut World) {
    let on = world.levers.default_install > 0.5;
    let step = world.levers.update_hazard;
    for (operator, spec) in world.operators.iter_mut().zip(&world.scenario.messengers) {
        let more = operator.preinstalled + step * (1.0 - operator.preinstalled);
        operator.preinstalled = if on && !spec.own_services.is_empty() { more } else { 0.0 };
    }
}

/// Values links and preinstalled services, once the channels have their values.
pub(super) fn value(world: &mut World) {
    let l = &world.levers;
    let by_link = libm::exp((l.friction_direct - l.friction_mini).max(0.0));
    let opens = l.link_share * l.links_open;
    let users: ArrayVec<f64, MAX_MESSENGERS> = (0..world.messengers()).map(|m| users_share(world, m)).collect();
    let (mut chatting, mut linked_users) = (0.0, 0.0);
    let market = &mut world.market;
    for (m, spec) in world.scenario.messengers.iter().enumerate() {
        // Only a messenger with Mini Programs has outsiders to keep out.
        let outsiders = if spec.mini_programs { 1.0 } else { 0.0 };
        (market.in_chat[m], market.linked[m]) = (outsiders * l.link_share, outsiders * opens);
        chatting += users[m] * market.in_chat[m];
        linked_users += users[m] * market.linked[m];
        for (k, &category) in Category::ALL.iter().enumerate() {
            let own = spec.own_services.contains(&category);
            let preset = if own { world.operators[m].preinstalled * l.default_kept } else { 0.0 };
            market.preset[m][k] = preset;
            market.own_part[m][k] = own_part(market, m, k, preset);
        }
    }
    market.by_link = by_link;
    market.link_factor = 1.0 + linked_users * (by_link - 1.0);
    market.outside_chat = 1.0 - chatting;
}

/// Part of the occasions served through Mini Programs that go to the operator's own service, for users without habits
/// and OS channel; assumed of all.
fn own_part(market: &Market, messenger: usize, k: usize, preset: f64) -> f64 {
    let (own, mini) = (market.own_service[messenger][k][1], market.mini[messenger][k][1]);
    if own <= 0.0 {
        return 0.0;
    }
    let unseen = preset * (market.direct[k] + mini);
    ((1.0 - preset) * own + unseen) / ((1.0 - preset) * mini + unseen)
}

/// Part of the occasions in a category that are served without a look at any vendor, mean over all users.
pub(super) fn unseen(world: &World, k: usize) -> f64 {
    (0..world.messengers()).map(|m| users_share(world, m) * world.market.preset[m][k]).sum()
}

/// Share of users whose primary messenger it is.
fn users_share(world: &World, messenger: usize) -> f64 {
    world.tally.of_messenger(world.brands(), messenger, column::USERS) as f64 / (world.agents as f64).max(1.0)
}

/// Part of the visits to own apps that begin with a link that opens.
pub(super) fn link_part(world: &World) -> f64 {
    let factor = world.market.link_factor;
    let linked = if world.market.by_link > 1.0 { (factor - 1.0) / (world.market.by_link - 1.0) } else { 0.0 };
    linked * world.market.by_link / factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_bring_own_apps_nearer_and_leave_shares_shares() {
        let plain = Odds::of(1.0, [1.0, 2.0, 1.0], 0, 1.6);
        let linked = plain.mixed(Odds::of(1.0, [1.5, 2.0, 1.0], 0, 1.6), 0.4);
        assert!(linked.chances[1] > plain.chances[1] && linked.chances[0] < plain.chances[0]);
        assert!(linked.log_sum > plain.log_sum && (linked.chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_preinstalled_service_takes_its_part_of_uses_and_leaves_nothing_as_it_was() {
        let plain = Odds::of(1.0, [1.0, 2.0, 1.0], 0, 1.6);
        let preset = plain.preset(0.5, 0.1);
        assert_eq!(preset.chances[0].to_bits(), plain.chances[0].to_bits());
        assert!((preset.chances[1] - 0.5 * plain.chances[1]).abs() < 1e-12);
        assert!((preset.chances[2] - (0.5 * plain.chances[2] + 0.5 * 0.8)).abs() < 1e-12);
        assert!(preset.log_sum < plain.log_sum);
    }
}
