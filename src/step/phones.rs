//! Phase 3: users replace phones. A user whose messenger is blocked replaces ten times as fast; a brand on which the
//! primary messenger is blocked loses appeal in proportion.

use crate::world::luck::threshold;
use crate::world::users::{ASKED_MESSAGE, BLOCK, MAX_BRANDS, NEVER, Tally, Towards, consent_mask, with_asked};
use crate::world::{Decision, World};

use super::Pool;
use super::choice::{pick, thresholds};
use super::title;

/// Appeal of brands for owners of one brand with one primary messenger, and how fast they replace.
struct Choice {
    thresholds: [u32; MAX_BRANDS],
    /// Replacement when the phone does not read messages, and when it does.
    hazard: [u64; 2],
    /// Part of a reading phone's persons who are blocked, and of any phone's.
    blocked: [f64; 2],
}

/// What one chunk reports.
struct Report {
    delta: Tally,
    bought: Vec<i64>,
    switches: i64,
    left: f64,
}

/// Lets users replace their phones.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    let (brands, messengers) = (world.brands(), world.messengers());
    let choices: Vec<Choice> =
        (0..brands * 8).map(|cell| choice(world, cell / 8, (cell % 8).min(messengers))).collect();
    let stream = world.luck.stream(Decision::Phone, world.week);
    let pilot = world.luck.stream(Decision::Pilot, 0);
    let carried: Vec<u64> = world.os_vendors.iter().map(|os| threshold(os.pilot_agents)).collect();
    let ages = world.week % 13 == 12;
    let concern = &world.concern;
    let reports = pool.map(&mut world.chunks, |chunk| {
        let mut report = Report { delta: Tally::new(brands), bought: vec![0; brands], switches: 0, left: 0.0 };
        if ages {
            chunk.phone_age.iter_mut().for_each(|age| *age = age.saturating_add(1));
        }
        for i in 0..chunk.len() {
            let id = chunk.first + i as u64;
            let own = usize::from(chunk.brand[i]);
            let row = &choices[own * 8 + usize::from(chunk.primary[i])];
            let bits = stream.bits(id, 0);
            let draw = bits & 0xFFFF_FFFF;
            if draw >= row.hazard[0].max(row.hazard[1]) {
                continue;
            }
            let reads = pilot.bits(id, own as u64) >> 32 < carried[own];
            if draw >= row.hazard[usize::from(reads)] {
                continue;
            }
            let next = pick(&row.thresholds[..brands], (bits >> 32) as u32);
            report.bought[next] += 1;
            chunk.phone_age[i] = 0;
            if next == own {
                continue;
            }
            report.switches += 1;
            report.left += row.blocked[usize::from(reads)];
            report.delta.count(chunk, i, concern, -1);
            if chunk.reach[i] & 1 == 1 {
                chunk.blocks[i / BLOCK].captured[own] -= 1;
            }
            chunk.brand[i] = next as u8;
            chunk.consent[i] &= !(consent_mask(Towards::Os) | ASKED_MESSAGE);
            chunk.reach[i] = 0;
            chunk.habit[i] = with_asked(chunk.habit[i], NEVER);
            report.delta.count(chunk, i, concern, 1);
        }
        report
    });
    for report in reports {
        world.tally.merge(&report.delta);
        for (total, bought) in world.counters.phones_bought.iter_mut().zip(&report.bought) {
            *total += bought;
        }
        world.counters.brand_switches += report.switches;
        world.counters.left_brand += report.left;
    }
}

/// Logit of phones for one class of users:
/// `U_b = α_b(t) − β_p·price_b + γ·[own brand] + φ·LS_b − L·deg`.
fn choice(world: &World, own: usize, primary: usize) -> Choice {
    let levers = &world.levers;
    let hit = |b: usize| {
        if primary < world.messengers() {
            title::depth(world, primary, b) * title::width(world, primary, b)
        } else {
            0.0
        }
    };
    let appeal = appeal(world);
    let weights: Vec<f64> = (0..world.brands())
        .map(|b| {
            let inertia = if b == own { levers.brand_inertia } else { 0.0 };
            libm::exp(appeal[b] + inertia - levers.block_loss * hit(b))
        })
        .collect();
    let depth = if primary < world.messengers() { title::depth(world, primary, own) } else { 0.0 };
    let withdrawn = primary < world.messengers() && world.operators[primary].withdrawn[own];
    let full = if depth >= 1.0 { 1.0 } else { 0.0 };
    let blocked =
        [if withdrawn { 1.0 } else { 0.0 }, if withdrawn { 1.0 } else { full * world.os_vendors[own].pilot_weight }];
    let hazard = blocked
        .map(|part| threshold(levers.replacement_hazard * (1.0 + (levers.blocked_replacement_factor - 1.0) * part)));
    Choice { thresholds: thresholds(&weights), hazard, blocked }
}

/// Appeal of each brand before inertia and blocks, logits.
pub(super) fn appeal(world: &World) -> Vec<f64> {
    let levers = &world.levers;
    let years = &world.constants.brand_appeal;
    let fitted = &years[(world.week as usize / 52).min(years.len() - 1)];
    world
        .scenario
        .brands
        .iter()
        .enumerate()
        .map(|(b, brand)| {
            let drift = levers.brand_drift * fitted[b] + (1.0 - levers.brand_drift) * years[0][b];
            let base = world.scenario.root().brands.get(b).map_or(brand.price_rmb, |root| root.price_rmb);
            // The fitted appeal holds at the root's prices; only differences from them move demand.
            drift - levers.price_sensitivity * (brand.price_rmb - base)
                + levers.phone_service_weight * world.market.os_gain[b]
        })
        .collect()
}
