//! Phase 7: holders learn from the data they may use.
//!
//! Accuracy `A = a0 + (1 − a0)·Σ_τ ϖ_τ[1 − (1 + S_τ/D0)^−β]`: a power law with a floor (HES).

use crate::scenario::Levers;
use crate::scenario::vocabulary::{Category, Purpose};
use crate::world::World;
use crate::world::market::K;
use crate::world::stocks::{KINDS, Kind};

use super::{Pool, batch};

/// Purposes under which data may improve a service; anything else is held in vain (law 8).
pub(super) const LEARNING_PURPOSES: u8 =
    1 << Purpose::Service.index() as u8 | 1 << Purpose::Personalise.index() as u8 | 1 << Purpose::Train.index() as u8;

/// Updates the accuracy of all holders.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    let held = world.stocks.held_by_all(LEARNING_PURPOSES);
    for brand in 0..world.brands() {
        world.os_vendors[brand].accuracy = accuracies(world, &held[world.slots.brand(brand).index()]);
    }
    for messenger in 0..world.messengers() {
        world.operators[messenger].accuracy = accuracies(world, &held[world.slots.messenger(messenger).index()]);
    }
    vendors(world, &held);
}

/// What is left to learn from a stock in user-weeks, as a part of what it could teach: `(1 + S/D0)^−β` (HES).
pub fn unlearnt(levers: &Levers, stock: f64) -> f64 {
    if stock == 0.0 {
        return 1.0;
    }
    batch::exp(-levers.learning_exponent * batch::ln(1.0 + stock / (levers.data_scale_m * 1e6)))
}

/// Learning term of one stock: `ϖ[1 − (1 + S/D0)^−β]`.
pub(super) fn term(world: &World, kind: Kind, stock: f64) -> f64 {
    let levers = &world.levers;
    let weight = match kind {
        Kind::Intent | Kind::Language => levers.learn_message,
        Kind::Graph => levers.learn_graph,
        Kind::Location => levers.learn_location,
        Kind::Transaction => levers.learn_transaction,
        Kind::Log => levers.learn_log,
    };
    weight * (1.0 - unlearnt(levers, stock))
}

/// Accuracy of a holder with messages read for what they say now, and for how people speak, from what it holds by kind.
fn accuracies(world: &World, held: &[f64; KINDS]) -> [f64; 2] {
    let floor = world.levers.accuracy_floor;
    let term = |kind: Kind| term(world, kind, held[kind as usize]);
    let others: f64 = [Kind::Graph, Kind::Location, Kind::Transaction, Kind::Log].map(term).iter().sum();
    [Kind::Intent, Kind::Language].map(|message| floor + (1.0 - floor) * (term(message) + others))
}

/// Accuracy of each vendor from its own transactions and its share of what its category received.
fn vendors(world: &mut World, held: &[[f64; KINDS]]) {
    let floor = world.levers.accuracy_floor;
    let eta = world.levers.learning_weight;
    // What a category received helps its vendors alike; each learns from the mean vendor's part of it.
    let mut count = [0_u32; K];
    for &k in &world.vendors.category {
        count[usize::from(k)] += 1;
    }
    let received: [f64; K] = std::array::from_fn(|k| {
        let here = &held[world.slots.category(Category::ALL[k]).index()];
        let share = 1.0 / f64::from(count[k].max(1));
        [Kind::Intent, Kind::Graph, Kind::Location, Kind::Log]
            .iter()
            .map(|&kind| term(world, kind, here[kind as usize] * share))
            .sum()
    });
    // A named vendor learns from what others share with it as well.
    let (named, slots) = (world.scenario.vendors.named.len(), &world.slots);
    let shared = |n: usize| if n < named { held[slots.named(n).index()][Kind::Transaction as usize] } else { 0.0 };
    let vendors = &mut world.vendors;
    let scale = 1.0 / (world.levers.data_scale_m * 1e6);
    let (exponent, weight) = (-world.levers.learning_exponent, world.levers.learn_transaction);
    // What is left to learn, as `unlearnt` says it, for all vendors at once.
    let left = &mut vendors.accuracy;
    left.clear();
    left.extend_from_slice(&vendors.stock);
    for (left, &named) in left.iter_mut().zip(&vendors.named) {
        *left += shared(usize::from(named));
    }
    for left in left.iter_mut() {
        *left = batch::exp(exponent * batch::ln(1.0 + *left * scale));
    }
    for (accuracy, (&k, effort)) in left.iter_mut().zip(vendors.category.iter().zip(&vendors.effort)) {
        let own = weight * (1.0 - *accuracy);
        *accuracy = floor + (1.0 - floor) * (own + received[usize::from(k)]) * effort;
    }
    vendors.lift.iter_mut().zip(&vendors.accuracy).for_each(|(lift, a)| *lift = batch::exp(eta * 0.5 * a));
}
