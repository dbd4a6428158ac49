//! Phone makers that train on each other's data, part of phase 6.

use arrayvec::ArrayVec;

use crate::rules::RuleTag;
use crate::scenario::vocabulary::{DataType, Origin, Purpose};
use crate::world::stocks::{Kind, Lot, VIOLATION};
use crate::world::users::MAX_BRANDS;
use crate::world::{Actor, World};

use super::data::{Transfer, transfer};
use super::title;

/// Whether a holder may pass a lot on: its own collection, or what came under a rule that allows it.
fn may_pass_on(world: &World, lot: &Lot) -> bool {
    let rule = RuleTag(lot.rule).index().and_then(|index| world.rules.get(index));
    lot.origin == Origin::FirstParty || (lot.rule != VIOLATION && rule.is_some_and(|rule| rule.onward))
}

/// Phone makers that train on each other's data, where a rule lets them.
///
/// What each can give is read before anything is given, and what only arrived this week was given before: nothing
/// goes round the pool.
pub(super) fn between_brands(world: &mut World, arrived: &[[f64; 3]]) {
    let brands = world.brands();
    for (giver, amounts) in on_offer(world).iter().enumerate() {
        let amounts: [f64; 3] = std::array::from_fn(|k| (amounts[k] - arrived[giver][k]).max(0.0));
        let from = world.slots.brand(giver);
        for taker in (0..brands).filter(|&taker| taker != giver) {
            let to = world.slots.brand(taker);
            for (data_type, amount) in POOLED.into_iter().zip(amounts).filter(|(_, amount)| *amount > 0.0) {
                let title = title::transfer(&world.access, from, to, data_type, Purpose::Train, true);
                if title.is_ok() {
                    let (sender, recipient) = (Actor::Brand(giver), Actor::Brand(taker));
                    let (wanted, agreed, purpose) = (amount, amount, Purpose::Train);
                    let flow = Transfer { sender, recipient, from, slot: to, data_type, purpose, wanted, agreed };
                    transfer(world, &flow, title);
                }
            }
        }
    }
}

/// Types that phone makers hold about users.
const POOLED: [DataType; 3] = [DataType::Location, DataType::Log, DataType::Message];

/// What came to each brand so far this week and may be passed on, by type.
pub(super) fn on_offer(world: &World) -> ArrayVec<[f64; 3], MAX_BRANDS> {
    let brands = world.brands();
    let mut offered: ArrayVec<_, MAX_BRANDS> = (0..brands).map(|_| [0.0; 3]).collect();
    for lot in world.stocks.lots().iter().filter(|lot| lot.inflow > 0.0) {
        let brand = (0..brands).find(|&brand| world.slots.brand(brand).index() == usize::from(lot.holder));
        let pooled = POOLED.iter().position(|&data_type| Kind::of(data_type)[0] == lot.kind);
        if let (Some(brand), Some(pooled)) = (brand, pooled)
            && may_pass_on(world, lot)
        {
            offered[brand][pooled] += lot.inflow;
        }
    }
    offered
}
