//! Phase 3: users replace phones. A user whose messenger is blocked replaces ten times as fast; a brand on which the
//! primary messenger is blocked loses appeal in proportion.

use arrayvec::ArrayVec;

use crate::world::habits::{Habits, Standing};
use crate::world::luck::{GROUP, threshold};
use crate::world::users::{
    ASKED_MESSAGE, BLOCK, MAX_BRANDS, NEVER, NO_MESSENGER, Tally, Towards, WAKE, consent_mask, with_asked,
};
use crate::world::{Chunk, Decision, World};

use super::choice::{pick, thresholds};
use super::title;
use super::{MILLION, Pool, millionths};

/// A figure of each brand.
type PerBrand = ArrayVec<f64, MAX_BRANDS>;

/// Appeal of brands for owners of one brand with one primary messenger, and how fast they replace.
#[derive(Clone, Copy, Default)]
struct Choice {
    thresholds: [u32; MAX_BRANDS],
    /// Replacement when the phone does not read messages, and when it does.
    hazard: [u64; 2],
    /// Part of a reading phone's persons who are blocked, and of any phone's.
    blocked: [f64; 2],
}

/// What chunks report.
struct Report {
    delta: Tally,
    habits: Habits,
    bought: [i64; MAX_BRANDS],
    switches: i64,
    left: i64,
}

impl Report {
    fn of(delta: Tally, habits: Habits) -> Self {
        Self { delta, habits, bought: [0; MAX_BRANDS], switches: 0, left: 0 }
    }
}

/// Lets users replace their phones.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    let (brands, messengers) = (world.brands(), world.messengers());
    let pull: PerBrand = appeal(world).into_iter().map(libm::exp).collect();
    let choice_of = |cell: usize| {
        let (own, primary) = (cell / 8, cell % 8);
        let lived_in = primary < messengers || primary == usize::from(NO_MESSENGER);
        if lived_in { choice(world, &pull, own, primary) } else { Choice::default() }
    };
    let mut choices = ArrayVec::<Choice, { 8 * MAX_BRANDS }>::new();
    choices.extend((0..brands * 8).map(choice_of));
    let most = choices.iter().flat_map(|choice| choice.hazard).max().unwrap_or(0);
    let stream = world.luck.stream(Decision::Phone, world.week);
    let lane = stream.lane(0);
    let pilot = world.luck.stream(Decision::Pilot, 0);
    let carried: ArrayVec<u64, MAX_BRANDS> = world.os_vendors.iter().map(|os| threshold(os.pilot_agents)).collect();
    let ages = world.week % 13 == 12;
    let concern = world.concern;
    let work = |chunk: &mut Chunk, report: &mut Report| {
        if ages {
            chunk.phone_age.iter_mut().for_each(|age| *age = age.saturating_add(1));
        }
        for first in (0..chunk.len()).step_by(GROUP) {
            let group = (chunk.first + first as u64) / GROUP as u64;
            let mut replace = lane.draws(group).below(most);
            while replace != 0 {
                let i = first + replace.trailing_zeros() as usize;
                replace &= replace - 1;
                if i < chunk.len() {
                    let id = chunk.first + i as u64;
                    let own = usize::from(chunk.brand[i]);
                    let row = &choices[own * 8 + usize::from(chunk.primary[i])];
                    let reads = pilot.bits(id, own as u64) >> 32 < carried[own];
                    let hazard = row.hazard[usize::from(reads)];
                    if hazard == most || lane.draw(id) < hazard {
                        let next = pick(&row.thresholds[..brands], (stream.bits(id, 0) >> 32) as u32);
                        buy(chunk, i, next, row.blocked[usize::from(reads)], &concern, report);
                    }
                }
            }
        }
    };
    let merge = |sum: &mut Report, part: Report| {
        sum.delta.merge(&part.delta);
        sum.habits.merge(&part.habits);
        sum.bought.iter_mut().zip(part.bought).for_each(|(sum, bought)| *sum += bought);
        sum.switches += part.switches;
        sum.left += part.left;
    };
    let mut report = Report::of(std::mem::take(&mut world.tally), std::mem::take(&mut world.habits));
    let empty = || Report::of(Tally::new(brands), Habits::new(brands));
    pool.count(&mut world.chunks, &mut report, empty, work, merge);
    (world.tally, world.habits) = (report.delta, report.habits);
    world.counters.phones_bought.copy_from_slice(&report.bought[..brands]);
    world.counters.brand_switches = report.switches;
    world.counters.left_brand += report.left as f64 / MILLION;
}

/// A user buys a phone; `blocked` is the part of the persons behind it who were blocked on the old one.
fn buy(chunk: &mut Chunk, i: usize, next: usize, blocked: f64, concern: &[u32; 256], report: &mut Report) {
    let own = usize::from(chunk.brand[i]);
    report.bought[next] += 1;
    chunk.phone_age[i] = 0;
    if next == own {
        return;
    }
    report.switches += 1;
    report.left += millionths(blocked);
    report.delta.count(chunk, i, concern, -1);
    report.habits.count(chunk, i, Standing::of(chunk, i), -1);
    if chunk.reach[i] & 1 == 1 {
        chunk.blocks[i / BLOCK].captured[own] -= 1;
    }
    chunk.brand[i] = next as u8;
    chunk.consent[i] &= !(consent_mask(Towards::Os) | ASKED_MESSAGE);
    chunk.reach[i] = WAKE;
    chunk.habit[i] = with_asked(chunk.habit[i], NEVER);
    report.delta.count(chunk, i, concern, 1);
    report.habits.count(chunk, i, Standing::of(chunk, i), 1);
}

/// Logit of phones for one class of users, where `pull` is e to the appeal of each brand:
/// `U_b = α_b(t) − β_p·price_b + γ·[own brand] + φ·LS_b − L·deg`.
fn choice(world: &World, pull: &[f64], own: usize, primary: usize) -> Choice {
    let levers = &world.levers;
    let hit = |b: usize| {
        if primary < world.messengers() {
            title::depth(world, primary, b) * title::width(world, primary, b)
        } else {
            0.0
        }
    };
    let weights: PerBrand = (0..world.brands())
        .map(|b| {
            let more = if b == own { levers.brand_inertia } else { 0.0 } - levers.block_loss * hit(b);
            if more == 0.0 { pull[b] } else { pull[b] * libm::exp(more) }
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
pub(super) fn appeal(world: &World) -> PerBrand {
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
