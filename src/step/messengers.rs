//! Phase 4: accounts are adopted and dropped, primary messengers reviewed.
//!
//! Reach is read as it stood when the phase began, so that the order of users inside a community cannot matter.

use crate::world::luck::threshold;
use crate::world::users::{
    BLOCK, MAX_MESSENGERS, NEVER, NO_MESSENGER, Tally, Towards, accounts_of, column, consent_mask, installed,
    with_asked,
};
use crate::world::{Actor, Decision, EventKind, World};

use super::Pool;
use super::setup::capacity;
use super::{refusals, title};

/// Bits of a draw for one account or for a review: one hash serves three messengers and the review. A hazard is
/// rounded to the nearest 1/65,536 a week.
const DRAW_BITS: u32 = 16;
const DRAW_MASK: u64 = (1 << DRAW_BITS) - 1;

/// Threshold on a draw of [`DRAW_BITS`] bits.
fn lane(probability: f64) -> u64 {
    (probability.clamp(0.0, 1.0) * f64::from(1_u32 << DRAW_BITS)).round() as u64
}

/// Hazard a week that a free place for an account is filled, `p + q·F`, after Bass (LIN): `p` by itself, `q` by those
/// who have one, where `adopted` is the share F of places that are filled, here in the user's own community.
pub fn adoption_hazard(p: f64, q: f64, adopted: f64) -> f64 {
    (p + q * adopted.min(1.0)).min(0.5)
}

/// What one chunk reports.
struct Report {
    delta: Tally,
    switches: i64,
    left: f64,
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
    let stream = world.luck.stream(Decision::Messenger, world.week);
    let pilot = world.luck.stream(Decision::Pilot, 0);
    let traits = world.luck.stream(Decision::Trait, 0);
    let carried: Vec<u64> = world.os_vendors.iter().map(|os| threshold(os.pilot_agents)).collect();
    let blocked: Vec<f64> = (0..brands * messengers)
        .map(|cell| {
            let (b, m) = (cell / messengers, cell % messengers);
            if title::depth(world, m, b) < 1.0 {
                0.0
            } else if world.operators[m].withdrawn[b] {
                1.0
            } else {
                world.os_vendors[b].pilot_weight
            }
        })
        .collect();
    let withdrawn: Vec<bool> =
        (0..brands * messengers).map(|cell| world.operators[cell % messengers].withdrawn[cell / messengers]).collect();
    let weights = weights(world);
    let population = world.agents as f64;
    let overall: Vec<f64> =
        (0..messengers).map(|m| world.tally.of_messenger(brands, m, column::USERS) as f64 / population).collect();
    let levers = &world.levers;
    let scenario = &world.scenario;
    let per_block: Vec<f64> =
        scenario.messengers.iter().map(|m| m.ceiling_m / scenario.persons_m * BLOCK as f64).collect();
    let caps: Vec<f64> = scenario.messengers.iter().map(|m| m.ceiling_m / scenario.persons_m).collect();
    let review = lane(levers.review_hazard);
    let drop_from = (1 << DRAW_BITS) - lane(levers.uninstall_hazard);
    let concern = &world.concern;
    let tools = refusals::Tools::of(world).filter(|tools| tools.refusing.is_some());
    let refusal_loss = world.constants.messenger_block_loss;
    let reports = pool.map(&mut world.chunks, |chunk| {
        let mut report = Report { delta: Tally::new(brands), switches: 0, left: 0.0 };
        let mut adopt = [0_u64; MAX_MESSENGERS];
        let mut base = [0.0; MAX_MESSENGERS];
        for i in 0..chunk.len() {
            if i % BLOCK == 0 {
                let block = &chunk.blocks[i / BLOCK];
                let members = (chunk.len() - i).min(BLOCK) as f64;
                let full = members / BLOCK as f64;
                for m in 0..messengers {
                    let spec = &scenario.messengers[m];
                    let share = f64::from(block.accounts[m]) / (per_block[m] * full).max(1e-9);
                    adopt[m] = lane(adoption_hazard(spec.adoption_p, spec.adoption_q, share));
                    let circle = f64::from(block.primary[m]) / members;
                    let reach = levers.own_circle_weight * circle + (1.0 - levers.own_circle_weight) * overall[m];
                    base[m] = weights.appeal[m] + levers.network_weight * interoperable(levers, reach);
                }
            }
            let id = chunk.first + i as u64;
            let primary = chunk.primary[i];
            let first_bits = stream.bits(id, 1);
            if messengers <= 3 && primary != NO_MESSENGER && !stirs(first_bits, &adopt, drop_from, review) {
                continue;
            }
            let old = chunk.accounts[i];
            let mut accounts = old;
            let mut reviews = false;
            for three in 0..messengers.div_ceil(3) {
                let mut bits = if three == 0 { first_bits } else { stream.bits(id, 1 + three as u64) };
                reviews |= three == 0 && bits >> (3 * DRAW_BITS) < review;
                for m in 3 * three..(3 * three + 3).min(messengers) {
                    let draw = bits & DRAW_MASK;
                    bits >>= DRAW_BITS;
                    let have = accounts_of(accounts, m);
                    // An adopting draw is low and a dropping draw high, so that they exclude each other.
                    if draw < 2 * adopt[m] {
                        let room = capacity(traits, id, m, caps[m]).saturating_sub(have);
                        if draw < adopt[m] * u64::from(room) {
                            accounts += 1 << (2 * m);
                        }
                    } else if draw >= drop_from && have > 0 && usize::from(chunk.primary[i]) != m {
                        accounts -= 1 << (2 * m);
                    }
                }
            }
            let mut next = primary;
            if primary == NO_MESSENGER {
                next = (0..messengers).find(|&m| accounts_of(accounts, m) > 0).map_or(NO_MESSENGER, |m| m as u8);
            } else if reviews && installed(accounts) > 1 {
                let draw = (stream.bits(id, 0) >> 32) as u32;
                let brand = usize::from(chunk.brand[i]);
                let reads = pilot.bits(id, brand as u64) >> 32 < carried[brand];
                let refused = tools.is_some_and(|tools| tools.refused(id, old, primary));
                let loss = |m: usize| {
                    let refusal = if refused && usize::from(primary) == m { refusal_loss } else { 0.0 };
                    weights.loss[brand * messengers + m][usize::from(reads)] + refusal
                };
                let theta = f64::from(concern[usize::from(chunk.concern[i])]) / 1024.0;
                next = choose(&base[..messengers], accounts, primary, draw, &|m| {
                    let own = if usize::from(primary) == m { levers.messenger_inertia } else { 0.0 };
                    own - loss(m) - weights.privacy[m] * theta
                });
            }
            if accounts == old && next == primary {
                continue;
            }
            report.delta.count(chunk, i, concern, -1);
            let block = &mut chunk.blocks[i / BLOCK];
            for m in 0..messengers {
                block.accounts[m] = block.accounts[m] + accounts_of(accounts, m) - accounts_of(old, m);
            }
            chunk.accounts[i] = accounts;
            if next != primary {
                if primary != NO_MESSENGER {
                    report.switches += 1;
                    block.primary[usize::from(primary)] -= 1;
                    let brand = usize::from(chunk.brand[i]);
                    let cell = brand * messengers + usize::from(primary);
                    let reads = pilot.bits(id, brand as u64) >> 32 < carried[brand];
                    if reads || withdrawn[cell] {
                        report.left += blocked[cell];
                    }
                }
                block.primary[usize::from(next)] += 1;
                chunk.primary[i] = next;
                chunk.consent[i] &= !consent_mask(Towards::Messenger);
                chunk.habit[i] = with_asked(chunk.habit[i], NEVER);
            }
            report.delta.count(chunk, i, concern, 1);
        }
        report
    });
    let before: Vec<i64> = (0..messengers).map(|m| world.tally.of_messenger(brands, m, column::USERS)).collect();
    for report in reports {
        world.tally.merge(&report.delta);
        world.counters.messenger_switches += report.switches;
        world.counters.left_messenger += report.left;
    }
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

/// Whether any of a user's four draws of the week is low or high enough to matter; most weeks none is.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "four comparisons without a branch, in the hot loop")]
fn stirs(bits: u64, adopt: &[u64; MAX_MESSENGERS], drop_from: u64, review: u64) -> bool {
    let account = |m: usize| {
        let draw = bits >> (DRAW_BITS * m as u32) & DRAW_MASK;
        (draw < 2 * adopt[m]) | (draw >= drop_from)
    };
    account(0) | account(1) | account(2) | (bits >> (3 * DRAW_BITS) < review)
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
            weight[m] = libm::exp(value + extra(m));
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
