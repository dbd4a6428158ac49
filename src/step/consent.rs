//! Phase 5: users answer requests, withdraw consent and forget shocks.
//!
//! `Pr = σ(c0(mode) + [B − ω_p·y·θ·Σ_τ w_τ(1 − λℓ_τ)·κ_purpose − mean]/s_c + incentive − fatigue)`. The luck of an
//! answer does not depend on the week: a user gives the same question the same answer until its terms change.

use crate::rules::Slot;
use crate::scenario::vocabulary::{Category, ConsentMode, DataType, Place, Purpose};
use crate::world::luck::{threshold, unit};
use crate::world::market::K;
use crate::world::users::{
    ASKED_MESSAGE, BLOCK, MAX_BRANDS, NEVER, NO_MESSENGER, Tally, Towards, asked_of, column, consent_bit, shock_of,
    with_asked, with_shock,
};
use crate::world::{Chunk, Decision, World};

use super::Pool;
use super::choice;
use super::title::{self, Title};

/// One request that a counterparty puts to its users.
#[derive(Clone, Debug)]
struct Request {
    /// Bits of consent it asks for.
    bits: u16,
    /// Way of asking.
    mode: ConsentMode,
    /// Privacy cost at concern 1 and full weight, RMB a week.
    cost: f64,
    /// Part of the cost that falls when neighbours' data have leaked.
    leaky: f64,
    /// Expected benefit, RMB a week.
    benefit: f64,
    /// Payment in logits.
    incentive: f64,
    /// Whether it is about messages for the phone's maker.
    message: bool,
    /// Whose answer it is: luck differs between counterparties.
    key: u64,
}

/// What users of one (brand, messenger) cell can be asked, and which data reach the phone's maker.
struct Terms {
    requests: Vec<Request>,
    /// Types that reach it without, with the user's agreement towards it, and with that towards both; one bit a type.
    free: u8,
    needs_os: u8,
    needs_both: u8,
    needs_sender: u8,
    /// Whether it matters which phones of the brand read messages.
    message: bool,
    /// Consents that no longer hold, because the same is now asked for in a way that fewer agree to.
    lapsed: u16,
}

/// Lets users answer.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    let brands = world.brands();
    let mut terms: Vec<Terms> = (0..brands * 8).map(|cell| terms(world, cell / 8, cell % 8)).collect();
    lapse(world, &mut terms);
    let answers = Answers::new(world);
    let reports = pool.map(&mut world.chunks, |chunk| {
        let mut delta = Tally::new(brands);
        for i in 0..chunk.len() {
            let row = &terms[usize::from(chunk.brand[i]) * 8 + usize::from(chunk.primary[i])];
            answers.user(chunk, i, row, &mut delta);
        }
        delta
    });
    for delta in reports {
        world.tally.merge(&delta);
    }
    count_modes(world, &terms);
}

/// Finds the consents that were given in another way than is asked now. A consent got by a switch that nobody finds is
/// none under a rule that asks for an answer; one that was given to a plain question holds under a laxer rule. Assumed,
/// after the renewal of consents under the European law.
fn lapse(world: &mut World, terms: &mut [Terms]) {
    world.asked_as.resize(terms.len(), [ConsentMode::NotAsked; 16]);
    let intercept = &world.constants.consent_intercept;
    for (cell, terms) in world.asked_as.iter_mut().zip(terms) {
        for request in &terms.requests {
            for bit in (0..15).filter(|bit| request.bits >> bit & 1 == 1) {
                let before = std::mem::replace(&mut cell[bit], request.mode);
                if before != ConsentMode::NotAsked && intercept[request.mode.index()] < intercept[before.index()] {
                    terms.lapsed |= 1 << bit;
                }
            }
        }
    }
}

/// Counts users asked and users who agree by way of asking.
fn count_modes(world: &mut World, terms: &[Terms]) {
    let mut modes = [[0.0; 2]; ConsentMode::COUNT];
    for (number, terms) in terms.iter().enumerate() {
        let cell = world.tally.cell(number / 8, number % 8);
        for request in &terms.requests {
            let bit = request.bits.trailing_zeros() as usize;
            let asked = if request.message { cell[column::BITS + 15] } else { cell[column::USERS] };
            modes[request.mode.index()][0] += asked as f64;
            modes[request.mode.index()][1] += cell[column::BITS + bit] as f64;
        }
    }
    world.counters.modes = modes;
}

/// Everything a user's answers depend on besides the terms.
struct Answers {
    concern: [u32; 256],
    luck: crate::world::luck::Stream,
    withdrawals: crate::world::luck::Stream,
    pilot: crate::world::luck::Stream,
    carried: [u64; MAX_BRANDS],
    intercept: [f64; ConsentMode::COUNT],
    mean_concern: f64,
    weight: f64,
    leak_discount: f64,
    scale: f64,
    reference: f64,
    fatigue: f64,
    reask: u32,
    withdrawal: [u64; 16],
    stale: u64,
    forget: u64,
}

impl Answers {
    fn new(world: &World) -> Self {
        let levers = &world.levers;
        let mut carried = [0; MAX_BRANDS];
        for (limit, os) in carried.iter_mut().zip(&world.os_vendors) {
            *limit = threshold(os.pilot_agents);
        }
        let mean_concern = world.concern.iter().map(|&c| f64::from(c)).sum::<f64>() / 256.0 / 1024.0;
        Self {
            concern: world.concern,
            luck: world.luck.stream(Decision::Consent, 0),
            withdrawals: world.luck.stream(Decision::Withdrawal, world.week),
            pilot: world.luck.stream(Decision::Pilot, 0),
            carried,
            intercept: world.constants.consent_intercept,
            mean_concern,
            weight: levers.privacy_weight_revealed,
            leak_discount: levers.leak_discount,
            scale: levers.consent_scale_rmb,
            reference: levers.benefit_reference_rmb,
            fatigue: levers.fatigue_logits,
            reask: levers.reask_weeks as u32,
            withdrawal: std::array::from_fn(|memory| {
                threshold(levers.withdrawal_hazard * (1.0 + levers.withdrawal_shock * memory as f64 / 15.0))
            }),
            // Data about a user stay useful for one half-life after the flow ends, on average over users.
            stale: threshold(levers.decay_message_intent / std::f64::consts::LN_2),
            // A memory of 15 fades within about a quarter; assumed.
            forget: threshold(1.0),
        }
    }

    /// One user's week of consent.
    fn user(&self, chunk: &mut Chunk, i: usize, terms: &Terms, delta: &mut Tally) {
        let id = chunk.first + i as u64;
        let mut habit = chunk.habit[i];
        let old = chunk.consent[i];
        let mut consent = old;
        let waited = (asked_of(habit) + 1).min(NEVER);
        habit = with_asked(habit, waited);
        let memory = shock_of(habit);
        let bits = self.withdrawals.bits(id, 0);
        if consent & terms.lapsed != 0 {
            consent &= !terms.lapsed;
            habit = with_asked(habit, NEVER);
        }
        let given = consent & !ASKED_MESSAGE;
        if bits & 0xFFFF_FFFF < self.withdrawal[memory as usize] && given != 0 {
            // One of the consents given, each as likely as the others.
            let nth = (u64::from(given.count_ones()) * (bits >> 40)) >> 24;
            let mut rest = given;
            for _ in 0..nth {
                rest &= rest - 1;
            }
            consent &= !(rest & rest.wrapping_neg());
            habit = with_asked(habit, 0);
        }
        if memory > 0 && bits >> 32 < self.forget {
            habit = with_shock(habit, memory - 1);
        }
        let covered = terms.message
            && self.pilot.bits(id, u64::from(chunk.brand[i])) >> 32 < self.carried[usize::from(chunk.brand[i])];
        if asked_of(habit) >= self.reask {
            consent = self.round(chunk, i, terms, consent, covered, &mut habit);
        }
        if consent != old {
            delta.count(chunk, i, &self.concern, -1);
            chunk.consent[i] = consent;
            delta.count(chunk, i, &self.concern, 1);
        }
        chunk.habit[i] = habit;
        self.reach(chunk, i, terms, covered, bits);
    }

    /// A round of requests; a user who is asked anything is not asked again for some weeks.
    fn round(&self, chunk: &Chunk, i: usize, terms: &Terms, mut consent: u16, covered: bool, habit: &mut u32) -> u16 {
        let theta = f64::from(self.concern[usize::from(chunk.concern[i])]) / 1024.0;
        let mut asked = 0.0;
        for request in &terms.requests {
            if consent & request.bits == request.bits || (request.message && !covered) {
                continue;
            }
            let leaked = if request.leaky > 0.0 { leak(chunk, i, request.message) } else { 0.0 };
            let cost = self.weight * theta * (request.cost - self.leak_discount * leaked * request.leaky);
            let mean_cost = self.weight * self.mean_concern * request.cost;
            let logit = self.intercept[request.mode.index()]
                + (request.benefit - self.reference - cost + mean_cost) / self.scale
                + request.incentive
                - self.fatigue * asked;
            asked += 1.0;
            if request.message {
                consent |= ASKED_MESSAGE;
            }
            if unit(self.luck.bits(chunk.first + i as u64, request.key)) < choice::logistic(logit) {
                consent |= request.bits;
            }
        }
        if asked > 0.0 {
            *habit = with_asked(*habit, 0);
        }
        consent
    }

    /// Which types of recent data the phone's maker has.
    fn reach(&self, chunk: &mut Chunk, i: usize, terms: &Terms, covered: bool, bits: u64) {
        let consent = chunk.consent[i];
        let (os, messenger) = ((consent & 31) as u8, (consent >> DataType::COUNT & 31) as u8);
        let mut active =
            terms.free | (terms.needs_os & os) | (terms.needs_both & os & messenger) | (terms.needs_sender & messenger);
        if !covered {
            active &= !1;
        }
        let old = chunk.reach[i];
        let mut reach = active;
        if old & !active != 0 && bits >> 32 >= self.stale {
            reach |= old;
        }
        if reach != old {
            let brand = usize::from(chunk.brand[i]);
            let captured = &mut chunk.blocks[i / BLOCK].captured[brand];
            *captured = *captured + u16::from(reach & 1) - u16::from(old & 1);
            chunk.reach[i] = reach;
        }
    }
}

/// Share of the user's community whose messages have leaked to the same counterparty.
fn leak(chunk: &Chunk, i: usize, to_os: bool) -> f64 {
    let block = &chunk.blocks[i / BLOCK];
    let members = (chunk.len() - i / BLOCK * BLOCK).min(BLOCK) as f64;
    if to_os {
        f64::from(block.captured[usize::from(chunk.brand[i])]) / members
    } else if chunk.primary[i] == NO_MESSENGER {
        0.0
    } else {
        f64::from(block.primary[usize::from(chunk.primary[i])]) / members
    }
}

/// Requests and flows of the users of one brand and one messenger.
fn terms(world: &World, brand: usize, primary: usize) -> Terms {
    let mut result =
        Terms { requests: Vec::new(), free: 0, needs_os: 0, needs_both: 0, needs_sender: 0, message: false, lapsed: 0 };
    let os = world.slots.brand(brand);
    let usual = world.levers.benefit_reference_rmb;
    let mut note = |data_type: DataType, title: &Title| {
        if title.place != Place::Aggregate {
            let bit = 1 << data_type.index();
            match (title.needs_recipient_consent, title.needs_sender_consent) {
                (false, false) => result.free |= bit,
                (true, false) => result.needs_os |= bit,
                (true, true) => result.needs_both |= bit,
                (false, true) => result.needs_sender |= bit,
            }
        }
    };
    let message = (primary < world.messengers()).then(|| title::messages(world, primary, brand).ok()).flatten();
    if let Some(title) = &message {
        note(DataType::Message, title);
        result.message = true;
    }
    let collected = [DataType::Location, DataType::Log];
    let own: Vec<(DataType, Title)> = collected
        .iter()
        .filter_map(|&data_type| title::own(&world.access, os, data_type).ok().map(|title| (data_type, title)))
        .collect();
    for (data_type, title) in &own {
        note(*data_type, title);
    }
    if let Some(title) = &message
        && title.needs_recipient_consent
    {
        let benefit = message_benefit(world, brand) + super::payments::dividend_rmb(world, primary, brand, title.rule);
        push(world, &mut result.requests, Towards::Os, &[(DataType::Message, *title)], benefit, brand as u64);
    }
    push(world, &mut result.requests, Towards::Os, &own, usual, brand as u64);
    if primary < world.messengers() {
        let slot = world.slots.messenger(primary);
        let own = collected_by_messenger(world, slot);
        // What a user gains inside the messenger from letting it use the data.
        let benefit = world.levers.benefit_occasions * world.levers.rmb_per_util * consent_gain(world, primary);
        push(world, &mut result.requests, Towards::Messenger, &own, benefit.max(usual), 32 + primary as u64);
    }
    // Tracking for advertising unlocks nothing for the user; the others are part of a service of usual worth.
    for (data_type, purpose, sender, bit, benefit) in [
        (DataType::Transaction, Purpose::Service, None, 0, usual),
        (DataType::Log, Purpose::Ads, Some(os), 1, 0.0),
        (DataType::Location, Purpose::Service, Some(os), 2, usual),
    ] {
        let vendor = world.slots.category(Category::Food);
        let title = match sender {
            None => title::own(&world.access, vendor, data_type),
            Some(from) => title::transfer(&world.access, from, vendor, data_type, purpose, true),
        };
        if let Ok(title) = title {
            push(world, &mut result.requests, Towards::Vendors, &[(data_type, title)], benefit, 48 + bit);
        }
    }
    result
}

/// What users of a brand and a messenger are asked: the bits, the way, and whether it is about messages for the phone's
/// maker.
pub(super) fn asks(world: &World, brand: usize, primary: usize) -> Vec<(u16, ConsentMode, bool)> {
    terms(world, brand, primary).requests.iter().map(|ask| (ask.bits, ask.mode, ask.message)).collect()
}

/// What an operator collects in its own service.
fn collected_by_messenger(world: &World, slot: Slot) -> Vec<(DataType, Title)> {
    [DataType::Message, DataType::Graph, DataType::Log]
        .iter()
        .filter_map(|&data_type| title::own(&world.access, slot, data_type).ok().map(|title| (data_type, title)))
        .collect()
}

/// Adds one request for all types that are asked for in the same way.
fn push(
    world: &World,
    requests: &mut Vec<Request>,
    towards: Towards,
    asked: &[(DataType, Title)],
    benefit: f64,
    key: u64,
) {
    let levers = &world.levers;
    for mode in ConsentMode::ALL {
        let mine: Vec<&(DataType, Title)> = asked
            .iter()
            .filter(|(_, title)| title.needs_recipient_consent && world.access.rule(title.rule).consent == *mode)
            .collect();
        if mine.is_empty() || *mode == ConsentMode::NotAsked {
            continue;
        }
        let cost_of = |data_type: DataType, title: &Title| {
            levers.income_scale * choice::worth(levers, data_type) * choice::purpose_weight(levers, title.purposes)
        };
        let message = towards == Towards::Os && mine.iter().any(|(data_type, _)| *data_type == DataType::Message);
        requests.push(Request {
            bits: mine.iter().fold(0, |bits, (data_type, _)| bits | consent_bit(towards, *data_type)),
            mode: *mode,
            cost: mine.iter().map(|(data_type, title)| cost_of(*data_type, title)).sum(),
            leaky: mine
                .iter()
                .filter(|(data_type, _)| matches!(data_type, DataType::Message | DataType::Graph))
                .map(|(data_type, title)| cost_of(*data_type, title))
                .sum(),
            benefit,
            incentive: if message { levers.incentive_logits * levers.incentive_rmb / 69.0 } else { 0.0 },
            message,
            key: key * 16 + mode.index() as u64 % 2 + if message { 2 } else { 0 },
        });
    }
}

/// Expected gain from letting the phone's maker read messages, RMB: what it adds at the occasions that a user thinks
/// of when asked. Users who foresaw the whole week would nearly all agree, which no prompt on record has brought about
/// (GMK, FLU, MKC give 16 to 46 %), so that the default is the occasion at hand.
pub(super) fn message_benefit(world: &World, brand: usize) -> f64 {
    let market = &world.market;
    let gain: f64 = (0..K)
        .map(|k| {
            let base = market.nothing[k] + market.direct[k] + market.mini[0][k][1];
            let [without, with] = market.os[brand][k];
            world.scenario.vendors.occasion_shares[k] * libm::log((base + with.max(without)) / (base + without))
        })
        .sum();
    gain * world.levers.benefit_occasions * world.levers.rmb_per_util
}

/// What consent towards the operator adds for a user of its Mini Programs, utils an occasion.
fn consent_gain(world: &World, messenger: usize) -> f64 {
    let market = &world.market;
    (0..K)
        .map(|k| {
            let base = market.nothing[k] + market.direct[k];
            let [without, with] = market.mini[messenger][k];
            world.scenario.vendors.occasion_shares[k] * libm::log((base + with) / (base + without))
        })
        .sum()
}

/// The type of data that tells what a user wants in a category: messages where a chat names the plan (the dispute was
/// over restaurants, films and taxis proposed from chats), location for maps, logs for games and security; assumed.
pub(super) const fn main_type(category: Category) -> DataType {
    match category {
        Category::Food
        | Category::Travel
        | Category::Film
        | Category::Retail
        | Category::Payments
        | Category::Voice
        | Category::Logistics => DataType::Message,
        Category::Maps => DataType::Location,
        Category::Games | Category::Security => DataType::Log,
    }
}

/// Privacy cost of a messenger's own collection at concern 1 and full weight, RMB a week.
pub(super) fn messenger_cost(world: &World, messenger: usize) -> f64 {
    let slot = world.slots.messenger(messenger);
    let levers = &world.levers;
    collected_by_messenger(world, slot)
        .iter()
        .map(|(data_type, title)| {
            levers.income_scale * choice::worth(levers, *data_type) * choice::purpose_weight(levers, title.purposes)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_type_that_a_phone_can_know() {
        for &category in Category::ALL {
            assert!(matches!(main_type(category), DataType::Message | DataType::Location | DataType::Log));
        }
    }
}
