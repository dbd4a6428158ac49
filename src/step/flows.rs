//! What flows about whom cost users: the privacy loss behind the metrics and the biography of a user.

use arrayvec::ArrayVec;

use crate::scenario::vocabulary::{Category, DataType, Place, Purpose, Subject};
use crate::world::market::place;
use crate::world::stocks::VIOLATION;
use crate::world::users::{Towards, column, consent_bit};
use crate::world::{Chunk, World};

use super::choice::{purpose_weight, worth};
use super::title::{self, Title};

/// Privacy loss at full weight, RMB per user-week.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PrivacyLoss {
    /// Mean over users.
    pub mean: f64,
    /// Mean within each fifth of users by concern.
    pub segment: [f64; 5],
    /// Part charged to contacts of those whose messages are read, whether or not they consented.
    pub contacts: f64,
}

/// One flow's cost at concern 1, and whose concern it takes: users with a consent bit, or all of a cell.
#[derive(Clone, Copy)]
struct Cost {
    bit: Option<usize>,
    rmb: f64,
    /// Part of each agent's persons concerned.
    part: f64,
    /// Whether contacts bear half of it in addition.
    contacts: bool,
}

/// What flows of a user's data cost: two to its phone maker, three to its operator and from there its messages to the
/// maker, three to vendors.
type Costs = ArrayVec<Cost, 9>;

/// Sums the privacy loss of all flows: `y·θ·w_τ(1 − λℓ_τ)·κ_purpose`.
pub fn privacy_loss(world: &World) -> PrivacyLoss {
    let mut result = PrivacyLoss::default();
    let mut users = [0_i64; 5];
    let mean_concern = world.mean_concern();
    let shared = vendor_costs(world);
    for brand in 0..world.brands() {
        let of_brand = brand_costs(world, brand);
        for primary in 0..8 {
            let cell = world.tally.cell(brand, primary);
            if cell[column::USERS] == 0 {
                continue;
            }
            let mut costs: Costs = of_brand.iter().chain(&shared).copied().collect();
            if primary < world.messengers() {
                costs.extend(messenger_costs(world, primary, brand));
            }
            for (f, count) in users.iter_mut().enumerate() {
                let segment = &cell[column::SEGMENTS + f * column::SEGMENT_WIDTH..][..column::SEGMENT_WIDTH];
                *count += segment[0];
                for cost in &costs {
                    let at = cost.bit.map_or(column::CONCERN, |bit| column::CONCERN_BITS + bit);
                    let concern = segment[at] as f64 / 1024.0 * cost.part;
                    result.segment[f] += concern * cost.rmb;
                    if cost.contacts {
                        // Contacts have the mean concern of everybody.
                        let people = match cost.bit {
                            Some(_) => concern / mean_concern,
                            None => segment[0] as f64 * cost.part,
                        };
                        result.contacts += 0.5 * people * mean_concern * cost.rmb;
                    }
                }
            }
        }
    }
    let agents = world.agents as f64;
    result.contacts /= agents;
    result.mean = result.segment.iter().sum::<f64>() / agents + result.contacts;
    for (loss, count) in result.segment.iter_mut().zip(users) {
        *loss /= (count as f64).max(1.0);
    }
    result
}

/// Privacy loss of one user at full weight, RMB a week: what others hold about the user, without the part that is
/// charged to contacts.
pub(super) fn privacy_loss_of(world: &World, chunk: &Chunk, i: usize) -> f64 {
    let costs = costs_of(world, usize::from(chunk.brand[i]), usize::from(chunk.primary[i]));
    borne(world, &costs, chunk, i)
}

/// The same for every user, in order.
pub(super) fn privacy_losses(world: &World) -> Vec<f64> {
    let costs: Vec<Costs> = (0..world.brands() * 8).map(|cell| costs_of(world, cell / 8, cell % 8)).collect();
    let users = world.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(move |i| (chunk, i)));
    let cell = |chunk: &Chunk, i: usize| usize::from(chunk.brand[i]) * 8 + usize::from(chunk.primary[i]);
    users.map(|(chunk, i)| borne(world, &costs[cell(chunk, i)], chunk, i)).collect()
}

fn costs_of(world: &World, brand: usize, primary: usize) -> Costs {
    let mut costs = brand_costs(world, brand);
    costs.extend(vendor_costs(world));
    if primary < world.messengers() {
        costs.extend(messenger_costs(world, primary, brand));
    }
    costs
}

fn borne(world: &World, costs: &[Cost], chunk: &Chunk, i: usize) -> f64 {
    let concern = f64::from(world.concern[usize::from(chunk.concern[i])]) / 1024.0;
    let given = |cost: &&Cost| cost.bit.is_none_or(|bit| chunk.consent[i] >> bit & 1 == 1);
    costs.iter().filter(given).map(|cost| concern * cost.rmb * cost.part).sum()
}

/// Cost of a type of data under a title at concern 1, RMB a week.
fn rmb(world: &World, data_type: DataType, title: &Title, leaked: f64) -> f64 {
    let l = &world.levers;
    let discount = match data_type {
        DataType::Message | DataType::Graph => 1.0 - l.leak_discount * leaked,
        _ => 1.0,
    };
    let asked = title.needs_recipient_consent || title.needs_sender_consent;
    let weight = if asked { 1.0 } else { l.unconsented_weight };
    // What never leaves the phone is not held by others.
    let held = if title.place == Place::OnDevice { 0.0 } else { 1.0 };
    l.income_scale * worth(l, data_type) * purpose_weight(l, title.purposes) * discount * weight * held
}

/// Position of a consent bit among the columns of concern.
fn bit(towards: Towards, data_type: DataType) -> usize {
    consent_bit(towards, data_type).trailing_zeros() as usize
}

/// What a phone maker collects itself.
fn brand_costs(world: &World, brand: usize) -> Costs {
    [DataType::Location, DataType::Log]
        .iter()
        .filter_map(|&data_type| {
            let title = title::own(&world.access, world.slots.brand(brand), data_type).ok()?;
            let asked = title.needs_recipient_consent.then(|| bit(Towards::Os, data_type));
            Some(Cost { bit: asked, rmb: rmb(world, data_type, &title, 0.0), part: 1.0, contacts: false })
        })
        .collect()
}

/// What an operator collects, and what the phone's maker reads in its messenger.
fn messenger_costs(world: &World, messenger: usize, brand: usize) -> Costs {
    let leaked = world.tally.of_messenger(world.brands(), messenger, column::USERS) as f64 / world.agents as f64;
    let mut costs: Costs = [DataType::Message, DataType::Graph, DataType::Log]
        .iter()
        .filter_map(|&data_type| {
            let title = title::own(&world.access, world.slots.messenger(messenger), data_type).ok()?;
            let asked = title.needs_recipient_consent.then(|| bit(Towards::Messenger, data_type));
            Some(Cost { bit: asked, rmb: rmb(world, data_type, &title, leaked), part: 1.0, contacts: false })
        })
        .collect();
    if let Ok(title) = title::messages(world, messenger, brand) {
        let os = &world.os_vendors[brand];
        let part = if title.needs_recipient_consent { os.pilot_weight } else { os.coverage };
        let asked = if title.needs_recipient_consent {
            Some(bit(Towards::Os, DataType::Message))
        } else {
            title.needs_sender_consent.then(|| bit(Towards::Messenger, DataType::Message))
        };
        let leaked = super::services::message_consent(world, brand);
        let subject = world.access.rule(title.rule).subject;
        let contacts = title.tag == VIOLATION || subject != Subject::Own;
        costs.push(Cost { bit: asked, rmb: rmb(world, DataType::Message, &title, leaked), part, contacts });
    }
    costs
}

/// What vendors hold: transactions, logs for advertising, the place.
fn vendor_costs(world: &World) -> Costs {
    let vendor = world.slots.category(Category::Food);
    let brand = world.slots.brand(0);
    let transfer = |data_type, purpose| title::transfer(&world.access, brand, vendor, data_type, purpose, true);
    // The place goes to vendors only with the occasions that the OS channel serves.
    let through_os: f64 = world.market.used[place::OS..].iter().map(|used| used.count).sum();
    let all: f64 = world.market.used.iter().map(|used| used.count).sum();
    let part = |data_type| if data_type == DataType::Location { through_os / all.max(f64::MIN_POSITIVE) } else { 1.0 };
    [
        (DataType::Transaction, title::own(&world.access, vendor, DataType::Transaction)),
        (DataType::Log, transfer(DataType::Log, Purpose::Ads)),
        (DataType::Location, transfer(DataType::Location, Purpose::Service)),
    ]
    .into_iter()
    .filter_map(|(data_type, title)| {
        let title = title.ok()?;
        let asked = title.needs_recipient_consent.then(|| bit(Towards::Vendors, data_type));
        Some(Cost { bit: asked, rmb: rmb(world, data_type, &title, 0.0), part: part(data_type), contacts: false })
    })
    .collect()
}
