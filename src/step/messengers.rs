//! Phase 4: accounts are adopted and dropped, primary messengers reviewed.
//!
//! Reach is read as it stood when the phase began, so that the order of users inside a community cannot matter.

use std::sync::Arc;

use arrayvec::ArrayVec;

use crate::scenario::{Levers, Scenario};
use crate::world::habits::{Habits, Standing};
use crate::world::luck::{GROUP, Lane, Stream, threshold};
use crate::world::users::{
    BLOCK, Block, MAX_BRANDS, MAX_MESSENGERS, NEVER, NO_MESSENGER, Tally, Towards, WAKE, accounts_of, column,
    consent_mask, installed, with_asked,
};
use crate::world::{Actor, Chunk, Decision, EventKind, World};

use super::setup::capacity;
use super::{MILLION, Pool, millionths};
use super::{batch, refusals, title};

/// Hazard a week that a free place for an account is filled, `p + q·F`, after Bass (LIN): `p` by itself, `q` by those
/// who have one, where `adopted` is the share F of places that are filled, here in the user's own community.
pub fn adoption_hazard(p: f64, q: f64, adopted: f64) -> f64 {
    (p + q * adopted.min(1.0)).min(0.5)
}

/// What chunks report.
#[derive(Default)]
struct Report {
    delta: Tally,
    habits: Habits,
    switches: i64,
    left: i64,
}

/// What reviewing users weigh, apart from their community. All but appeal are factors on the odds.
struct Weights {
    /// Appeal of each messenger, utils.
    appeal: PerMessenger<f64>,
    /// For degradation or block by brand and messenger, on phones that do not read messages and on those that do.
    loss: PerBrandMessenger<[f64; 2]>,
    /// Privacy loss at each messenger at concern 1, in utils above the least.
    privacy: PerMessenger<f64>,
    /// For the messenger one has.
    own: f64,
    /// For the messenger that refuses one its service.
    refused: f64,
    /// All of the above together for the messenger one has, at the least.
    least: PerMessenger<f64>,
}

/// Something of each messenger.
type PerMessenger<T> = ArrayVec<T, MAX_MESSENGERS>;
/// Something of each brand and messenger.
type PerBrandMessenger<T> = ArrayVec<T, { MAX_BRANDS * MAX_MESSENGERS }>;

/// Lets users adopt, drop and review messengers.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    let (brands, messengers) = (world.brands(), world.messengers());
    let before: PerMessenger<i64> =
        (0..messengers).map(|m| world.tally.of_messenger(brands, m, column::USERS)).collect();
    let week = Week::of(world);
    let (delta, habits) = (std::mem::take(&mut world.tally), std::mem::take(&mut world.habits));
    let mut report = Report { delta, habits, ..Report::default() };
    pool.count(
        &mut world.chunks,
        &mut report,
        || Report { delta: Tally::new(brands), habits: Habits::new(brands), ..Report::default() },
        |chunk, report| week.chunk(chunk, report),
        |sum, part| {
            sum.delta.merge(&part.delta);
            sum.habits.merge(&part.habits);
            sum.switches += part.switches;
            sum.left += part.left;
        },
    );
    (world.tally, world.habits) = (report.delta, report.habits);
    world.counters.messenger_switches += report.switches;
    world.counters.left_messenger += report.left as f64 / MILLION;
    let tipped = world.agents as i64 * 95 / 100;
    for (m, &users) in before.iter().enumerate() {
        if users <= tipped && world.tally.of_messenger(brands, m, column::USERS) > tipped {
            world.note(EventKind::Tipping, Actor::Messenger(m), Actor::Nobody, 0.0);
        }
        let accounts = world.tally.accounts[m] as f64 * world.persons_per_agent / 1e6;
        world.operators[m].adopted = accounts / world.scenario.messengers[m].ceiling_m;
    }
    refusals::users(world, pool);
}

/// What users of all communities have before them this week.
struct Week {
    scenario: Arc<Scenario>,
    levers: Levers,
    concern: [u32; 256],
    messengers: usize,
    reviews: Lane,
    /// Draws of accounts: who fills a free place has a low one, who drops an account a high one.
    accounts: Lane,
    pilot: Stream,
    traits: Stream,
    carried: ArrayVec<u64, MAX_BRANDS>,
    /// Part of the persons behind an agent whose primary messenger is blocked, by brand and messenger, and whether it
    /// is withdrawn.
    blocked: PerBrandMessenger<(f64, bool)>,
    weights: Weights,
    /// Share of each messenger among all users.
    overall: PerMessenger<f64>,
    /// Places for accounts a person.
    caps: PerMessenger<f64>,
    review: u64,
    /// A draw from here on drops an account; `drop` of them each messenger's.
    keep: u64,
    drop: u64,
    tools: Option<refusals::Tools>,
}

/// What users of one community share.
#[derive(Clone, Copy, Default)]
struct Circle {
    /// Adoption by messenger: the part of the draws for one free place.
    adopt: [u64; MAX_MESSENGERS],
    /// Weight of each messenger before what is the user's own.
    weight: [f64; MAX_MESSENGERS],
    /// By primary messenger: the draw of a user who reviews it and takes another lies below this.
    leave: [u64; MAX_MESSENGERS],
}

/// What may become of a user's accounts in a week. Of the few who have luck in this, next to nobody has it twice.
#[derive(Clone, Copy)]
enum Luck {
    /// The messenger takes one of two free places (`half` 0), or of one.
    Adopts {
        messenger: usize,
        half: u64,
    },
    Drops {
        messenger: usize,
    },
}

impl Week {
    fn of(world: &World) -> Self {
        let (brands, messengers) = (world.brands(), world.messengers());
        let blocked = |cell: usize| {
            let (b, m) = (cell / messengers, cell % messengers);
            let withdrawn = world.operators[m].withdrawn[b];
            if title::depth(world, m, b) < 1.0 {
                (0.0, withdrawn)
            } else if withdrawn {
                (1.0, withdrawn)
            } else {
                (world.os_vendors[b].pilot_weight, withdrawn)
            }
        };
        let population = world.agents as f64;
        let stream = world.luck.stream(Decision::Messenger, world.week);
        let scenario = &world.scenario;
        let drop = threshold(world.levers.uninstall_hazard);
        let tools = refusals::Tools::of(world).filter(|tools| tools.refusing.is_some());
        Self {
            scenario: world.scenario.clone(),
            levers: world.levers.clone(),
            concern: world.concern,
            messengers,
            reviews: stream.lane(0),
            accounts: stream.lane(1),
            pilot: world.luck.stream(Decision::Pilot, 0),
            traits: world.luck.stream(Decision::Trait, 0),
            carried: world.os_vendors.iter().map(|os| threshold(os.pilot_agents)).collect(),
            blocked: (0..brands * messengers).map(blocked).collect(),
            weights: weights(world, tools.is_some()),
            overall: (0..messengers)
                .map(|m| world.tally.of_messenger(brands, m, column::USERS) as f64 / population)
                .collect(),
            caps: scenario.messengers.iter().map(|m| m.ceiling_m / scenario.persons_m).collect(),
            review: threshold(world.levers.review_hazard),
            keep: (1 << 32) - drop * messengers as u64,
            drop,
            tools,
        }
    }

    /// The week of one chunk, community by community.
    fn chunk(&self, chunk: &mut Chunk, report: &mut Report) {
        for first in (0..chunk.len()).step_by(BLOCK) {
            let end = (first + BLOCK).min(chunk.len());
            let circle = self.circle(&chunk.blocks[first / BLOCK], (end - first) as f64);
            let adopt: u64 = circle.adopt.iter().map(|&limit| 2 * limit).sum();
            let most = circle.leave.iter().copied().max().unwrap_or(0);
            for start in (first..end).step_by(GROUP) {
                let group = (chunk.first + start as u64) / GROUP as u64;
                let reviews = self.reviews.draws(group);
                let leave = reviews.below(most);
                let draws = self.accounts.draws(group);
                let accounts = draws.below(adopt) | !draws.below(self.keep);
                let mut someone = leave | accounts;
                while someone != 0 {
                    let place = someone.trailing_zeros();
                    someone &= someone - 1;
                    let i = start + place as usize;
                    if i >= end {
                        break;
                    }
                    if accounts >> place & 1 == 1
                        && let Some(luck) = self.luck(&circle, draws.draw(place))
                    {
                        self.account(chunk, i, luck, report);
                    }
                    if leave >> place & 1 == 1 {
                        self.review(chunk, i, &circle, reviews.draw(place), report);
                    }
                }
            }
        }
    }

    /// What users of a community share, as it stood when the phase began.
    fn circle(&self, block: &Block, members: f64) -> Circle {
        let levers = &self.levers;
        let mut circle = Circle::default();
        for (m, spec) in self.scenario.messengers.iter().enumerate() {
            let filled = f64::from(block.accounts[m]) / (self.caps[m] * members).max(1e-9);
            circle.adopt[m] = threshold(adoption_hazard(spec.adoption_p, spec.adoption_q, filled));
            let near = f64::from(block.primary[m]) / members;
            let reach = levers.own_circle_weight * near + (1.0 - levers.own_circle_weight) * self.overall[m];
            let pull = self.weights.appeal[m] + levers.network_weight * interoperable(levers, reach);
            circle.weight[m] = batch::exp(pull);
        }
        for m in 0..self.messengers {
            let part = leaving_at_most(&circle.weight, m, self.weights.least[m]);
            circle.leave[m] = ((self.review as f64 * part).ceil() as u64 + 1).min(self.review);
        }
        // One draw has room for all: hazards that leave none are cut in proportion.
        let adopt: u64 = circle.adopt.iter().map(|&limit| 2 * limit).sum();
        if adopt > self.keep {
            let part = self.keep as f64 / adopt as f64;
            circle.adopt = circle.adopt.map(|limit| (limit as f64 * part) as u64);
        }
        circle
    }

    /// What a draw below all adoptions or above all that keep their accounts means.
    fn luck(&self, circle: &Circle, mut draw: u64) -> Option<Luck> {
        if draw >= self.keep {
            let messenger = (draw - self.keep) / self.drop.max(1);
            return Some(Luck::Drops { messenger: (messenger as usize).min(self.messengers - 1) });
        }
        for (messenger, &limit) in circle.adopt.iter().enumerate() {
            if draw < 2 * limit {
                return Some(Luck::Adopts { messenger, half: u64::from(draw >= limit) });
            }
            draw -= 2 * limit;
        }
        None
    }

    /// The accounts of a user who has luck in them.
    fn account(&self, chunk: &mut Chunk, i: usize, luck: Luck, report: &mut Report) {
        let (old, primary) = (chunk.accounts[i], chunk.primary[i]);
        let (accounts, m) = match luck {
            Luck::Adopts { messenger: m, half } => {
                let room = capacity(self.traits, chunk.first + i as u64, m, self.caps[m]);
                if u64::from(room.saturating_sub(accounts_of(old, m))) <= half {
                    return;
                }
                (old + (1 << (2 * m)), m)
            }
            Luck::Drops { messenger: m } => {
                if accounts_of(old, m) == 0 || usize::from(primary) == m {
                    return;
                }
                (old - (1 << (2 * m)), m)
            }
        };
        report.delta.recount_accounts(old, accounts);
        let block = &mut chunk.blocks[i / BLOCK];
        block.accounts[m] = block.accounts[m] + accounts_of(accounts, m) - accounts_of(old, m);
        chunk.accounts[i] = accounts;
        if primary == NO_MESSENGER && accounts_of(accounts, m) > 0 {
            self.change(chunk, i, m as u8, report);
        }
    }

    /// A review of the primary messenger by a user whose draw is low enough to leave it, were all messengers installed.
    fn review(&self, chunk: &mut Chunk, i: usize, circle: &Circle, draw: u64, report: &mut Report) {
        let (id, primary, accounts) = (chunk.first + i as u64, usize::from(chunk.primary[i]), chunk.accounts[i]);
        // A review without a choice is none.
        if circle.leave.get(primary).is_none_or(|&leave| draw >= leave) || installed(accounts) < 2 {
            return;
        }
        let brand = usize::from(chunk.brand[i]);
        let refused = self.tools.is_some_and(|tools| tools.refused(id, accounts, primary as u8));
        let loss = &self.weights.loss[brand * self.messengers..][..self.messengers];
        // Whose phone reads messages matters only where a messenger answers that.
        let answered = loss.iter().any(|[without, with]| without.to_bits() != with.to_bits());
        let reads = usize::from(answered && self.reads(id, brand));
        let concern = self.concern[usize::from(chunk.concern[i])];
        let mut weight = [0.0; MAX_MESSENGERS];
        for (m, weight) in weight.iter_mut().enumerate().take(self.messengers) {
            if accounts_of(accounts, m) > 0 {
                *weight = circle.weight[m] * loss[m][reads] * of_privacy(self.weights.privacy[m], concern);
            }
        }
        weight[primary] *= self.weights.own * if refused { self.weights.refused } else { 1.0 };
        // Those who review have the lowest draws, and of these those who leave.
        let draw = (draw as f64 + 0.5) / self.review as f64;
        if let Some(next) = leaves(&weight, primary, draw) {
            self.change(chunk, i, next, report);
        }
    }

    /// A user takes another primary messenger.
    fn change(&self, chunk: &mut Chunk, i: usize, next: u8, report: &mut Report) {
        let primary = chunk.primary[i];
        report.delta.count(chunk, i, &self.concern, -1);
        report.habits.count(chunk, i, Standing::of(chunk, i), -1);
        let block = &mut chunk.blocks[i / BLOCK];
        if primary != NO_MESSENGER {
            report.switches += 1;
            block.primary[usize::from(primary)] -= 1;
            let brand = usize::from(chunk.brand[i]);
            let (part, withdrawn) = self.blocked[brand * self.messengers + usize::from(primary)];
            if withdrawn || part > 0.0 && self.reads(chunk.first + i as u64, brand) {
                report.left += millionths(part);
            }
        }
        block.primary[usize::from(next)] += 1;
        chunk.primary[i] = next;
        chunk.consent[i] &= !consent_mask(Towards::Messenger);
        chunk.habit[i] = with_asked(chunk.habit[i], NEVER);
        chunk.reach[i] |= WAKE;
        report.delta.count(chunk, i, &self.concern, 1);
        report.habits.count(chunk, i, Standing::of(chunk, i), 1);
    }

    /// Whether a phone of the brand is one that reads messages, once its maker does.
    fn reads(&self, id: u64, brand: usize) -> bool {
        self.pilot.bits(id, brand as u64) >> 32 < self.carried[brand]
    }
}

/// Reach with interoperability: `ρ + ι·z·(ρ_any − ρ)`, where somebody on any messenger can be reached.
pub fn interoperable(levers: &crate::scenario::Levers, reach: f64) -> f64 {
    reach + levers.interop_reach * levers.interop_uptake * (1.0 - reach)
}

/// The messenger that a draw between 0 and 1 takes by its odds instead of the primary one, if any: the others in their
/// order, and above them the primary one.
fn leaves(weight: &[f64; MAX_MESSENGERS], primary: usize, draw: f64) -> Option<u8> {
    let mut rest = draw * weight.iter().sum::<f64>();
    let others = weight.iter().enumerate().filter(|&(m, &weight)| m != primary && weight > 0.0);
    for (m, weight) in others {
        rest -= weight;
        if rest < 0.0 {
            return Some(m as u8);
        }
    }
    None
}

/// Part of those who review that leave a messenger at most, whatever they have installed, where nothing lowers what a
/// messenger weighs to them but takes the primary one down to `least` of that.
fn leaving_at_most(weight: &[f64; MAX_MESSENGERS], primary: usize, least: f64) -> f64 {
    let others: f64 = (0..MAX_MESSENGERS).filter(|&m| m != primary).map(|m| weight[m]).sum();
    others / (others + weight[primary] * least)
}

/// Factor on the odds of a messenger for a privacy loss in utils at concern 1, and a concern in 1/1024.
fn of_privacy(loss: f64, concern: u32) -> f64 {
    if loss == 0.0 { 1.0 } else { batch::exp(-loss * (f64::from(concern) / 1024.0)) }
}

/// What reviewing users weigh this week, in which some of them may be refused.
fn weights(world: &World, refusing: bool) -> Weights {
    let levers = &world.levers;
    let (brands, messengers) = (world.brands(), world.messengers());
    let block_loss = world.constants.messenger_block_loss;
    let appeal = (0..messengers)
        .map(|m| world.constants.messenger_appeal[m] + levers.messenger_service_weight * world.market.mini_gain[m])
        .collect();
    let loss: PerBrandMessenger<[f64; 2]> = (0..brands * messengers)
        .map(|cell| {
            let (b, m) = (cell / messengers, cell % messengers);
            let depth = title::depth(world, m, b) * block_loss;
            let without = if world.operators[m].withdrawn[b] { 1.0 } else { world.os_vendors[b].pilot_weight };
            let others = if world.operators[m].withdrawn[b] { depth } else { 0.0 };
            [others, depth * without].map(|loss| batch::exp(-loss))
        })
        .collect();
    // What all messengers cost alike moves nobody.
    let cost: PerMessenger<f64> = (0..messengers).map(|m| super::consent::messenger_cost(world, m)).collect();
    let least = cost.iter().copied().fold(f64::INFINITY, f64::min);
    let privacy: PerMessenger<f64> =
        cost.iter().map(|cost| (cost - least) * levers.privacy_weight_revealed / levers.rmb_per_util).collect();
    let most_concerned = world.concern.iter().copied().max().unwrap_or(0);
    let (own, refused) = (batch::exp(levers.messenger_inertia), batch::exp(-block_loss));
    let refusal = if refusing { refused.min(1.0) } else { 1.0 };
    let least = (0..messengers)
        .map(|m| {
            let factors = (0..brands).flat_map(|b| loss[b * messengers + m]);
            own * refusal * factors.fold(1.0, f64::min) * of_privacy(privacy[m], most_concerned)
        })
        .collect();
    Weights { appeal, loss, privacy, own, refused, least }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_leaves_who_is_not_looked_at() {
        let stream = crate::world::Luck::new(4).stream(Decision::Messenger, 0);
        let (mut looked_at, mut left) = (0, 0);
        for user in 0..2_000 {
            let draw = |index: u64| stream.unit(user, index);
            let weight: [f64; MAX_MESSENGERS] = std::array::from_fn(|m| if m < 4 { 0.1 + draw(m as u64) } else { 0.0 });
            let (primary, least) = ((draw(10) * 4.0) as usize, 1.0 + draw(11));
            // Some messengers are not installed, and what is weighs less to some users, but no less than assumed.
            let mut own = weight;
            for (m, weight) in own.iter_mut().enumerate() {
                let factor = if draw(20 + m as u64) < 0.3 { 0.0 } else { draw(30 + m as u64) };
                *weight *= if m == primary { least * (1.0 + draw(12)) } else { factor };
            }
            let looks = draw(13) < leaving_at_most(&weight, primary, least);
            let next = leaves(&own, primary, draw(13));
            assert!(looks || next.is_none());
            looked_at += u32::from(looks);
            left += u32::from(next.is_some());
        }
        assert!(left > 200 && looked_at < 1_800, "{left} of {looked_at} left");
    }

    #[test]
    fn each_other_messenger_is_taken_by_its_odds() {
        let weight = [2.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        let taken = |draw| leaves(&weight, 0, draw);
        assert_eq!([0.1, 0.24, 0.26, 0.49, 0.51, 0.99].map(taken), [Some(1), Some(1), Some(2), Some(2), None, None]);
    }
}
