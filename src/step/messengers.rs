//! Phase 4: accounts are adopted and dropped, primary messengers reviewed.
//!
//! Reach is read as it stood when the phase began, so that the order of users inside a community cannot matter.

use crate::world::luck::{GROUP, Lane, Stream, threshold};
use crate::world::users::{
    BLOCK, Block, MAX_MESSENGERS, NEVER, NO_MESSENGER, Tally, Towards, WAKE, accounts_of, column, consent_mask,
    installed, with_asked,
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
    switches: i64,
    left: i64,
}

/// What reviewing users weigh, apart from their community.
pub(super) struct Weights {
    appeal: Vec<f64>,
    /// Loss from degradation or block by brand and messenger, logits, on reading phones and on others.
    loss: Vec<[f64; 2]>,
    /// Privacy loss per unit of concern at each messenger, utils.
    privacy: Vec<f64>,
}

/// Lets users adopt, drop and review messengers.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    let (brands, messengers) = (world.brands(), world.messengers());
    let before: Vec<i64> = (0..messengers).map(|m| world.tally.of_messenger(brands, m, column::USERS)).collect();
    let mut report = Report { delta: world.tally.clone(), ..Report::default() };
    let mut chunks = std::mem::take(&mut world.chunks);
    let week = Week::of(world);
    pool.count(
        &mut chunks,
        &mut report,
        || Report { delta: Tally::new(brands), ..Report::default() },
        |chunk, report| week.chunk(chunk, report),
        |sum, part| {
            sum.delta.merge(&part.delta);
            sum.switches += part.switches;
            sum.left += part.left;
        },
    );
    world.chunks = chunks;
    world.tally = report.delta;
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
struct Week<'a> {
    world: &'a World,
    messengers: usize,
    stream: Stream,
    reviews: Lane,
    /// Draws of the messengers' accounts.
    accounts: Vec<Lane>,
    pilot: Stream,
    traits: Stream,
    carried: Vec<u64>,
    /// Part of the persons behind an agent whose primary messenger is blocked, by brand and messenger, and whether it
    /// is withdrawn.
    blocked: Vec<(f64, bool)>,
    weights: Weights,
    /// Share of each messenger among all users.
    overall: Vec<f64>,
    /// Places for accounts a person.
    caps: Vec<f64>,
    review: u64,
    keep: u64,
    tools: Option<refusals::Tools>,
}

/// What users of one community share.
#[derive(Clone, Copy, Default)]
struct Circle {
    /// Adoption by messenger: the limit of a draw for one free place.
    adopt: [u64; MAX_MESSENGERS],
    /// Utility of each messenger before what is the user's own.
    base: [f64; MAX_MESSENGERS],
}

/// Who in a group of users has a draw that may matter, one bit a user.
#[derive(Clone, Copy, Default)]
struct Stirred {
    review: u64,
    /// By messenger: a draw low enough to fill one of two free places, and high enough to drop an account.
    adopt: [u64; MAX_MESSENGERS],
    drop: [u64; MAX_MESSENGERS],
}

impl<'a> Week<'a> {
    fn of(world: &'a World) -> Self {
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
        Self {
            world,
            messengers,
            stream,
            reviews: stream.lane(0),
            accounts: (0..messengers).map(|m| stream.lane(1 + m as u64)).collect(),
            pilot: world.luck.stream(Decision::Pilot, 0),
            traits: world.luck.stream(Decision::Trait, 0),
            carried: world.os_vendors.iter().map(|os| threshold(os.pilot_agents)).collect(),
            blocked: (0..brands * messengers).map(blocked).collect(),
            weights: weights(world),
            overall: (0..messengers)
                .map(|m| world.tally.of_messenger(brands, m, column::USERS) as f64 / population)
                .collect(),
            caps: scenario.messengers.iter().map(|m| m.ceiling_m / scenario.persons_m).collect(),
            review: threshold(world.levers.review_hazard),
            keep: (1 << 32) - threshold(world.levers.uninstall_hazard),
            tools: refusals::Tools::of(world).filter(|tools| tools.refusing.is_some()),
        }
    }

    /// The week of one chunk, community by community.
    fn chunk(&self, chunk: &mut Chunk, report: &mut Report) {
        for first in (0..chunk.len()).step_by(BLOCK) {
            let end = (first + BLOCK).min(chunk.len());
            let circle = self.circle(&chunk.blocks[first / BLOCK], (end - first) as f64);
            for start in (first..end).step_by(GROUP) {
                let stirred = self.stirred(&circle, (chunk.first + start as u64) / GROUP as u64);
                let (mut accounts, mut someone) = (0, stirred.review);
                for m in 0..self.messengers {
                    accounts |= stirred.adopt[m] | stirred.drop[m];
                }
                someone |= accounts;
                while someone != 0 {
                    let place = someone.trailing_zeros();
                    someone &= someone - 1;
                    let i = start + place as usize;
                    // A review without a choice is none.
                    if i < end && (accounts >> place & 1 == 1 || installed(chunk.accounts[i]) > 1) {
                        self.user(chunk, i, (&circle, &stirred, place), report);
                    }
                }
            }
        }
    }

    /// What users of a community share, as it stood when the phase began.
    fn circle(&self, block: &Block, members: f64) -> Circle {
        let levers = &self.world.levers;
        let mut circle = Circle::default();
        for (m, spec) in self.world.scenario.messengers.iter().enumerate() {
            let filled = f64::from(block.accounts[m]) / (self.caps[m] * members).max(1e-9);
            // A user has up to two places, so that the limit for two stays on the scale.
            circle.adopt[m] = threshold(adoption_hazard(spec.adoption_p, spec.adoption_q, filled));
            let near = f64::from(block.primary[m]) / members;
            let reach = levers.own_circle_weight * near + (1.0 - levers.own_circle_weight) * self.overall[m];
            circle.base[m] = self.weights.appeal[m] + levers.network_weight * interoperable(levers, reach);
        }
        circle
    }

    /// Draws of a group of users.
    fn stirred(&self, circle: &Circle, group: u64) -> Stirred {
        let review = self.reviews.draws(group).below(self.review);
        let mut stirred = Stirred { review, ..Stirred::default() };
        for m in 0..self.messengers {
            // An adopting draw is low and a dropping draw high, so that they exclude each other.
            let draws = self.accounts[m].draws(group);
            stirred.adopt[m] = draws.below(2 * circle.adopt[m]);
            stirred.drop[m] = !draws.below(self.keep);
        }
        stirred
    }

    /// One user whose draws of the week may matter.
    fn user(&self, chunk: &mut Chunk, i: usize, luck: (&Circle, &Stirred, u32), report: &mut Report) {
        let (circle, stirred, place) = luck;
        let is = |bits: u64| bits >> place & 1 == 1;
        let id = chunk.first + i as u64;
        let (old, primary) = (chunk.accounts[i], chunk.primary[i]);
        let mut accounts = old;
        for m in 0..self.messengers {
            let have = accounts_of(accounts, m);
            if is(stirred.adopt[m]) {
                let room = capacity(self.traits, id, m, self.caps[m]).saturating_sub(have);
                let one = || self.accounts[m].draw(id) < circle.adopt[m];
                if room > 1 || room == 1 && one() {
                    accounts += 1 << (2 * m);
                }
            } else if is(stirred.drop[m]) && have > 0 && usize::from(primary) != m {
                accounts -= 1 << (2 * m);
            }
        }
        let mut next = primary;
        if primary == NO_MESSENGER {
            next = (0..self.messengers).find(|&m| accounts_of(accounts, m) > 0).map_or(NO_MESSENGER, |m| m as u8);
        } else if is(stirred.review) && installed(accounts) > 1 {
            next = self.review(chunk, i, accounts, circle);
        }
        if accounts != old {
            report.delta.recount_accounts(old, accounts);
            let block = &mut chunk.blocks[i / BLOCK];
            for m in 0..self.messengers {
                block.accounts[m] = block.accounts[m] + accounts_of(accounts, m) - accounts_of(old, m);
            }
            chunk.accounts[i] = accounts;
        }
        if next != primary {
            self.change(chunk, i, next, report);
        }
    }

    /// The primary messenger after a review.
    fn review(&self, chunk: &Chunk, i: usize, accounts: u16, circle: &Circle) -> u8 {
        let (id, primary) = (chunk.first + i as u64, chunk.primary[i]);
        let world = self.world;
        let brand = usize::from(chunk.brand[i]);
        let refused = self.tools.is_some_and(|tools| tools.refused(id, chunk.accounts[i], primary));
        let reads = usize::from(self.reads(id, brand));
        let theta = f64::from(world.concern[usize::from(chunk.concern[i])]) / 1024.0;
        let draw = (self.stream.bits(id, 0) >> 32) as u32;
        choose(&circle.base[..self.messengers], accounts, primary, draw, &|m| {
            let own = usize::from(primary) == m;
            let refusal = if refused && own { world.constants.messenger_block_loss } else { 0.0 };
            let inertia = if own { world.levers.messenger_inertia } else { 0.0 };
            let loss = self.weights.loss[brand * self.messengers + m][reads];
            inertia - (loss + refusal) - self.weights.privacy[m] * theta
        })
    }

    /// A user takes another primary messenger.
    fn change(&self, chunk: &mut Chunk, i: usize, next: u8, report: &mut Report) {
        let primary = chunk.primary[i];
        report.delta.count(chunk, i, &self.world.concern, -1);
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
        report.delta.count(chunk, i, &self.world.concern, 1);
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

/// Logit over the installed messengers.
fn choose(base: &[f64], accounts: u16, primary: u8, draw: u32, extra: &dyn Fn(usize) -> f64) -> u8 {
    let mut weight = [0.0; MAX_MESSENGERS];
    let mut total = 0.0;
    for (m, &value) in base.iter().enumerate() {
        if accounts_of(accounts, m) > 0 {
            weight[m] = batch::exp(value + extra(m));
            total += weight[m];
        }
    }
    let mut rest = (f64::from(draw) + 0.5) / 4_294_967_296.0 * total;
    for (m, &w) in weight.iter().enumerate() {
        if w > 0.0 {
            rest -= w;
            if rest <= 0.0 {
                return m as u8;
            }
        }
    }
    primary
}

/// What reviewing users weigh this week.
pub(super) fn weights(world: &World) -> Weights {
    let levers = &world.levers;
    let (brands, messengers) = (world.brands(), world.messengers());
    let appeal = (0..messengers)
        .map(|m| world.constants.messenger_appeal[m] + levers.messenger_service_weight * world.market.mini_gain[m])
        .collect();
    let loss = (0..brands * messengers)
        .map(|cell| {
            let (b, m) = (cell / messengers, cell % messengers);
            let depth = title::depth(world, m, b) * world.constants.messenger_block_loss;
            if world.operators[m].withdrawn[b] {
                [depth, depth]
            } else {
                [0.0, depth * world.os_vendors[b].pilot_weight]
            }
        })
        .collect();
    let privacy = (0..messengers)
        .map(|m| super::consent::messenger_cost(world, m) * levers.privacy_weight_revealed / levers.rmb_per_util)
        .collect();
    Weights { appeal, loss, privacy }
}
