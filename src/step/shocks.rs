//! Phase 2: what happens to the market from outside.

use crate::scenario::ShockKind;
use crate::scenario::vocabulary::Capture;
use crate::world::luck::threshold;
use crate::world::users::{NO_MESSENGER, shock_of, with_shock};
use crate::world::{Actor, Chunk, Decision, EventKind, World};

use super::{Pool, refusals};

/// Lets the scenario's shocks of this week happen.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    let scenario = world.scenario.clone();
    let week = world.week;
    refusals::notice(world);
    for (number, shock) in scenario.shocks.iter().enumerate().filter(|(_, shock)| shock.week == week) {
        let brand = scenario.brands.iter().position(|brand| brand.id == shock.actor);
        let messenger = scenario.messengers.iter().position(|messenger| messenger.id == shock.actor);
        let named = scenario.vendors.named.iter().position(|vendor| vendor.id == shock.actor);
        let actor = brand
            .map(Actor::Brand)
            .or(messenger.map(Actor::Messenger))
            .or(named.map(Actor::Named))
            .unwrap_or(Actor::Nobody);
        let on = shock.brand.as_ref().and_then(|id| scenario.brands.iter().position(|brand| brand.id == *id));
        match shock.kind {
            ShockKind::Withdrawal | ShockKind::Restoration => {
                if let (Some(m), Some(b)) = (messenger, on) {
                    let withdrawn = shock.kind == ShockKind::Withdrawal;
                    world.operators[m].withdrawn[b] = withdrawn;
                    let kind = if withdrawn { EventKind::Withdrawn } else { EventKind::Restored };
                    world.note(kind, actor, Actor::Brand(b), 0.0);
                }
            }
            ShockKind::Refusal => {
                if let Some(vendor) = named {
                    refusals::keep_back(world, vendor);
                }
            }
            ShockKind::Breach | ShockKind::Scandal => {
                let kind = if shock.kind == ShockKind::Breach { EventKind::Breach } else { EventKind::Scandal };
                world.note(kind, actor, Actor::Nobody, shock.share);
                remember(world, pool, number as u64, shock.share, brand, messenger);
                if let Some(b) = brand
                    && world.os_vendors[b].capture != Capture::Off
                {
                    // News make visible what was hidden.
                    for operator in &mut world.operators {
                        operator.knows[b] = true;
                        operator.alert = Some(world.week);
                    }
                }
            }
        }
    }
}

/// Fills the shock memory of the share of concerned users who take notice.
fn remember(world: &mut World, pool: &Pool, number: u64, share: f64, brand: Option<usize>, messenger: Option<usize>) {
    let stream = world.luck.stream(Decision::Shock, world.week);
    let limit = threshold(share);
    let notice = |chunk: &mut Chunk, (): &mut ()| {
        for i in 0..chunk.len() {
            let customer = brand.is_none_or(|b| usize::from(chunk.brand[i]) == b)
                && messenger.is_none_or(|m| chunk.primary[i] != NO_MESSENGER && usize::from(chunk.primary[i]) == m);
            if customer && stream.bits(chunk.first + i as u64, number) >> 32 < limit {
                let memory = shock_of(chunk.habit[i]).max(15);
                chunk.habit[i] = with_shock(chunk.habit[i], memory);
            }
        }
    };
    pool.count(&mut world.chunks, &mut (), || (), notice, |(), ()| ());
}
