//! One user seen from outside: who it is, what it would be asked now, what its week is worth. Only reads the world.

use crate::scenario::vocabulary::{ConsentMode, DataType};
use crate::world::luck::threshold;
use crate::world::market::K;
use crate::world::users::{
    BLOCK, CHUNK, NO_MESSENGER, Towards, accounts_of, asked_of, consent_bit, habit_of, shock_of,
};
use crate::world::{Chunk, Decision, World};

use super::{consent, flows, services, title};

/// A user between two phases.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Brand of the phone.
    pub brand: usize,
    /// Age of the phone in quarters of a year.
    pub phone_quarters: u8,
    /// Primary messenger, if any.
    pub primary: Option<usize>,
    /// Messengers installed.
    pub installed: Vec<usize>,
    /// Consents as bits, see [`consent_bit`].
    pub consent: u16,
    /// Weeks since the last round of requests.
    pub waited: u32,
    /// Habitual channel by category: 0 none, else channel + 1.
    pub habits: [u32; K],
    /// Memory of a scandal or breach, 0 to 15.
    pub shock: u32,
    /// How the primary messenger works on this phone.
    pub service: Service,
    /// Whether the phone is one of those that its maker reads messages on, once it reads.
    pub carries: bool,
    /// Part of the persons the agent stands for whose phones read messages, if it carries.
    pub carrying_part: f64,
    /// Expected number of contacts in the own community who let their phone's maker read messages.
    pub reading_contacts: f64,
    /// Shares of the own community by primary messenger.
    pub community: Vec<f64>,
}

/// What stays with a user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traits {
    /// Fifth by privacy concern, 0 the least concerned.
    pub fifth: usize,
    /// Concern against the mean.
    pub concern: f64,
    /// Messages against the mean.
    pub activity: f64,
    /// Spending against the mean.
    pub spend: f64,
    /// Contacts.
    pub contacts: f64,
    /// Number of the community.
    pub community: usize,
}

/// How a messenger works on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// As it should.
    Full,
    /// Worse, in a conflict.
    Degraded,
    /// Not at all, in a conflict.
    Blocked,
    /// Not at all: the operator does not serve the brand.
    Withdrawn,
}

/// A request for consent.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Who asks.
    pub towards: Towards,
    /// For what.
    pub types: Vec<DataType>,
    /// How.
    pub mode: ConsentMode,
    /// The bits of consent it asks for.
    pub bits: u16,
}

/// The chunk of a user and its place there; none for a number that no user has.
fn locate(world: &World, user: u64) -> Option<(&Chunk, usize)> {
    let chunk = world.chunks.get((user / CHUNK as u64) as usize)?;
    let place = (user % CHUNK as u64) as usize;
    (place < chunk.len()).then_some((chunk, place))
}

/// The user now; none for a number that no user has.
pub fn person(world: &World, user: u64) -> Option<Person> {
    let (chunk, i) = locate(world, user)?;
    let (brand, habit) = (usize::from(chunk.brand[i]), chunk.habit[i]);
    let primary = (chunk.primary[i] != NO_MESSENGER).then(|| usize::from(chunk.primary[i]));
    let block = &chunk.blocks[i / BLOCK];
    let members = (chunk.len() - i / BLOCK * BLOCK).min(BLOCK) as f64;
    let carries = carries(world, user, brand);
    let reading: f64 =
        block.captured.iter().zip(&world.os_vendors).map(|(&n, os)| f64::from(n) * os.pilot_weight).sum();
    let contacts = world.degrees[usize::from(chunk.degree[i]) / 16];
    Some(Person {
        brand,
        phone_quarters: chunk.phone_age[i],
        primary,
        installed: (0..world.messengers()).filter(|&m| accounts_of(chunk.accounts[i], m) > 0).collect(),
        consent: chunk.consent[i],
        waited: asked_of(habit),
        habits: std::array::from_fn(|k| habit_of(habit, k)),
        shock: shock_of(habit),
        service: primary.map_or(Service::Full, |m| service(world, m, brand, carries)),
        carries,
        carrying_part: world.os_vendors[brand].pilot_weight,
        reading_contacts: contacts * world.levers.own_circle_weight * reading / members,
        community: (0..world.messengers()).map(|m| f64::from(block.primary[m]) / members).collect(),
    })
}

/// Whether a user's phone of a brand is one of those that read messages.
fn carries(world: &World, user: u64, brand: usize) -> bool {
    world.luck.stream(Decision::Pilot, 0).bits(user, brand as u64) >> 32
        < threshold(world.os_vendors[brand].pilot_agents)
}

fn service(world: &World, messenger: usize, brand: usize, carries: bool) -> Service {
    if world.operators[messenger].withdrawn[brand] {
        return Service::Withdrawn;
    }
    match title::depth(world, messenger, brand) {
        depth if !carries || depth <= 0.0 => Service::Full,
        depth if depth < 1.0 => Service::Degraded,
        _ => Service::Blocked,
    }
}

/// What stays with the user.
pub fn traits(world: &World, user: u64) -> Option<Traits> {
    let (chunk, i) = locate(world, user)?;
    Some(Traits {
        fifth: usize::from(chunk.concern[i]) * 5 / 256,
        concern: f64::from(world.concern[usize::from(chunk.concern[i])]) / 1024.0 / world.mean_concern(),
        activity: f64::from(chunk.activity[i]) / 64.0,
        spend: f64::from(chunk.spend[i]) / 64.0,
        contacts: world.degrees[usize::from(chunk.degree[i]) / 16],
        community: (user / BLOCK as u64) as usize,
    })
}

/// What the user would be asked this week, were it time to ask.
pub fn questions(world: &World, user: u64) -> Vec<Question> {
    let Some((chunk, i)) = locate(world, user) else { return Vec::new() };
    let (brand, consent) = (usize::from(chunk.brand[i]), chunk.consent[i]);
    let carries = carries(world, user, brand);
    consent::asks(world, brand, usize::from(chunk.primary[i]))
        .into_iter()
        .filter(|(bits, _, message)| consent & bits != *bits && (carries || !message))
        .map(|(bits, mode, _)| question(bits, mode))
        .collect()
}

fn question(bits: u16, mode: ConsentMode) -> Question {
    let towards = [Towards::Os, Towards::Messenger, Towards::Vendors]
        .into_iter()
        .find(|&towards| DataType::ALL.iter().any(|&data| bits & consent_bit(towards, data) != 0))
        .unwrap_or(Towards::Vendors);
    let types = DataType::ALL.iter().copied().filter(|&data| bits & consent_bit(towards, data) != 0).collect();
    Question { towards, types, mode, bits }
}

/// What the user gains from services in a week, RMB: the mean over what may happen in it.
pub fn surplus_rmb(world: &World, user: u64) -> f64 {
    locate(world, user).map_or(0.0, |(chunk, i)| services::surplus(world, chunk, i))
}

/// Privacy loss of the user in a week at full weight, RMB; what contacts expose is not in it.
pub fn privacy_rmb(world: &World, user: u64) -> f64 {
    locate(world, user).map_or(0.0, |(chunk, i)| flows::privacy_loss_of(world, chunk, i))
}

/// What a week is worth to every user, in order: gain from services and privacy loss at full weight, RMB, each as for
/// one user above.
pub fn worth_of_all(world: &World) -> Vec<[f64; 2]> {
    services::surpluses(world).into_iter().zip(flows::privacy_losses(world)).map(|(gain, loss)| [gain, loss]).collect()
}

/// To which groups a user belongs now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Fifth by privacy concern, 0 the least concerned.
    pub fifth: u8,
    /// Brand of the phone.
    pub brand: u8,
    /// Primary messenger, if any.
    pub primary: Option<u8>,
    /// Whether recent messages have reached the phone's maker.
    pub read: bool,
}

/// The groups of every user, in order.
pub fn marks_of_all(world: &World) -> impl Iterator<Item = Mark> + '_ {
    let users = world.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(move |i| (chunk, i)));
    users.map(|(chunk, i)| Mark {
        fifth: (usize::from(chunk.concern[i]) * 5 / 256) as u8,
        brand: chunk.brand[i],
        primary: (chunk.primary[i] != NO_MESSENGER).then_some(chunk.primary[i]),
        read: chunk.reach[i] >> DataType::Message.index() & 1 == 1,
    })
}
