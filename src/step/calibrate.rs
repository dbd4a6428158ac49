//! Constants of choice solved at week 0: the appeal of brands and messengers, and the loss from a block.

use crate::scenario::Scenario;
use crate::world::World;
use crate::world::users::{BLOCK, Block, MAX_MESSENGERS, NO_MESSENGER, accounts_of, column, installed};

use super::choice::root;
use super::setup::SAMPLE;
use super::{consent, messengers};

/// Appeal of brands by year, fitted so that the mean-field market sells what each brand shipped.
pub(super) fn brand_appeals(world: &World) -> Vec<Vec<f64>> {
    let scenario = &world.scenario;
    let brands = world.brands();
    let l = &world.levers;
    let years = (scenario.weeks as usize).div_ceil(52).max(1);
    let mut base: Vec<f64> = scenario.brands.iter().map(|brand| brand.base_share).collect();
    let inertia = libm::exp(l.brand_inertia);
    let mut appeal = vec![0.0; brands];
    let mut result = Vec::with_capacity(years);
    for year in 0..years {
        let calendar = chrono::Datelike::year(&scenario.date(year as u32 * 52 + 26));
        let target = shipments(scenario, calendar, &base);
        let mut end = base.clone();
        for _ in 0..25 {
            let mut sold = vec![0.0; brands];
            end.clone_from(&base);
            let pull: Vec<f64> = appeal.iter().map(|&a| libm::exp(a)).collect();
            let all: f64 = pull.iter().sum();
            // Quarterly steps: bases move by a tenth of replacements meanwhile.
            for _ in 0..4 {
                let replaced = 1.0 - libm::pow(1.0 - l.replacement_hazard, 13.0);
                let mut bought = vec![0.0; brands];
                for own in 0..brands {
                    let total = all + pull[own] * (inertia - 1.0);
                    for (next, amount) in bought.iter_mut().enumerate() {
                        let factor = if next == own { inertia } else { 1.0 };
                        *amount += end[own] * pull[next] * factor / total;
                    }
                }
                for b in 0..brands {
                    sold[b] += bought[b] / 4.0;
                    end[b] += replaced * (bought[b] - end[b]);
                }
            }
            for b in 0..brands {
                appeal[b] += libm::log(target[b] / sold[b].max(1e-9));
            }
        }
        result.push(appeal.clone());
        base = end;
    }
    result
}

/// Shares of shipments in a calendar year: the brand's last known year up to it, else its base; they sum to 1.
fn shipments(scenario: &Scenario, calendar: i32, base: &[f64]) -> Vec<f64> {
    let known: Vec<f64> = scenario
        .brands
        .iter()
        .zip(base)
        .map(|(brand, &base)| {
            let last = brand.shipments.iter().filter(|(year, _)| *year <= calendar).max_by_key(|(year, _)| *year);
            last.map_or(base, |(_, share)| *share).max(1e-4)
        })
        .collect();
    let total: f64 = known.iter().sum();
    known.iter().map(|share| share / total).collect()
}

/// Users of the sample who review alike: community, primary, installed set; with their number.
struct Class {
    block: Block,
    members: f64,
    primary: usize,
    installed: [bool; MAX_MESSENGERS],
    count: f64,
}

/// Appeal of messengers such that the first review moves no primary share, and the loss from a block such that of
/// the users who resolve one, as many leave the brand as was stated (CIW5).
pub(super) fn solve_messengers(world: &mut World) {
    let count = world.messengers();
    let classes = classes(world);
    let total: f64 = classes.iter().map(|class| class.count).sum();
    if total <= 0.0 {
        return;
    }
    let current: Vec<f64> = (0..count)
        .map(|m| classes.iter().filter(|class| class.primary == m).map(|class| class.count).sum::<f64>())
        .collect();
    let overall: Vec<f64> = (0..count)
        .map(|m| world.tally.of_messenger(world.brands(), m, column::USERS) as f64 / world.agents as f64)
        .collect();
    let l = world.levers.clone();
    let service: Vec<f64> = world.market.mini_gain.iter().map(|gain| l.messenger_service_weight * gain).collect();
    let cost: Vec<f64> =
        (0..count).map(|m| consent::messenger_cost(world, m) * l.privacy_weight_revealed / l.rmb_per_util).collect();
    // What each class makes of each messenger before its appeal and a loss.
    let pull = |class: &Class| -> [f64; MAX_MESSENGERS] {
        std::array::from_fn(|m| {
            if m >= count || !class.installed[m] {
                return 0.0;
            }
            let circle = f64::from(class.block.primary[m]) / class.members;
            let reach = l.own_circle_weight * circle + (1.0 - l.own_circle_weight) * overall[m];
            let own = if class.primary == m { l.messenger_inertia } else { 0.0 };
            libm::exp(service[m] - cost[m] + l.network_weight * messengers::interoperable(&l, reach) + own)
        })
    };
    let pulls: Vec<[f64; MAX_MESSENGERS]> = classes.iter().map(pull).collect();
    let probabilities = |(class, pull): (&Class, &[f64; MAX_MESSENGERS]), appeal: &[f64], loss: f64| {
        let mut weights = *pull;
        weights.iter_mut().zip(appeal).for_each(|(weight, appeal)| *weight *= appeal);
        weights[class.primary] *= loss;
        let sum: f64 = weights.iter().sum();
        weights.map(|weight| weight / sum)
    };
    let mut appeal = vec![0.0; count];
    for _ in 0..60 {
        let factors: Vec<f64> = appeal.iter().map(|&appeal| libm::exp(appeal)).collect();
        let mut predicted = vec![0.0; count];
        let mut slope = vec![1e-9; count];
        for (class, pull) in classes.iter().zip(&pulls) {
            for (m, p) in probabilities((class, pull), &factors, 1.0).into_iter().enumerate().take(count) {
                predicted[m] += p * class.count;
                slope[m] += p * (1.0 - p) * class.count;
            }
        }
        let mut largest = 0.0_f64;
        for m in 1..count {
            // A damped Newton step on the diagonal; the first messenger is the reference.
            let step = ((current[m] - predicted[m]) / slope[m]).clamp(-1.0, 1.0) * 0.7;
            appeal[m] += step;
            largest = largest.max(step.abs());
        }
        if largest < 1e-13 {
            break;
        }
    }
    world.constants.messenger_appeal = appeal.clone();
    // The median brand of the base stands for the blocked one.
    let brand = world.scenario.brands.iter().enumerate().max_by(|a, b| a.1.base_share.total_cmp(&b.1.base_share));
    let share = brand.map_or(0.2, |(_, brand)| brand.base_share);
    let stay = share / (1.0 - share) * libm::exp(l.brand_inertia - l.block_loss);
    let leave_brand = (l.replacement_hazard * l.blocked_replacement_factor).min(1.0) / (1.0 + stay);
    let wanted = leave_brand * (1.0 - l.block_exit_brand_share) / l.block_exit_brand_share;
    let dominant: f64 = classes.iter().filter(|class| class.primary == 0).map(|class| class.count).sum();
    let factors: Vec<f64> = appeal.iter().map(|&appeal| libm::exp(appeal)).collect();
    world.constants.messenger_block_loss = root(0.0, 20.0, |loss| {
        let factor = libm::exp(-loss);
        let leaving: f64 = classes
            .iter()
            .zip(&pulls)
            .filter(|(class, _)| class.primary == 0)
            .map(|(class, pull)| class.count * (1.0 - probabilities((class, pull), &factors, factor)[0]))
            .sum();
        l.review_hazard * leaving / dominant.max(1.0) - wanted
    });
}

/// Classes of reviewing users in the sample.
fn classes(world: &World) -> Vec<Class> {
    let count = world.messengers();
    let mut classes: Vec<Class> = Vec::new();
    for chunk in world.chunks.iter().take(SAMPLE) {
        for (number, block) in chunk.blocks.iter().enumerate() {
            let first = number * BLOCK;
            let members = (chunk.len() - first).min(BLOCK);
            let mut found = std::collections::BTreeMap::new();
            for i in first..first + members {
                if chunk.primary[i] == NO_MESSENGER || installed(chunk.accounts[i]) == 0 {
                    continue;
                }
                let set = (0..count).fold(0_u8, |set, m| set | u8::from(accounts_of(chunk.accounts[i], m) > 0) << m);
                *found.entry((chunk.primary[i], set)).or_insert(0_u32) += 1;
            }
            for ((primary, set), users) in found {
                classes.push(Class {
                    block: *block,
                    members: members as f64,
                    primary: usize::from(primary),
                    installed: std::array::from_fn(|m| set >> m & 1 == 1),
                    count: f64::from(users),
                });
            }
        }
    }
    classes
}
