//! Phase 5: users answer requests, withdraw consent and forget shocks.
//!
//! `Pr = σ(c0(mode) + [B − ω_p·y·θ·Σ_τ w_τ(1 − λℓ_τ)·κ_purpose − mean]/s_c + incentive − fatigue)`. The luck of an
//! answer does not depend on the week: a user gives the same question the same answer until its terms change.

use arrayvec::ArrayVec;

use crate::rules::Slot;
use crate::scenario::vocabulary::{Category, ConsentMode, DataType, Place, Purpose};
use crate::world::habits::{Habits, Standing};
use crate::world::luck::{GROUP, Lane, bits_of, threshold, unit};
use crate::world::market::K;
use crate::world::users::{
    ASKED_MESSAGE, BLOCK, MAX_BRANDS, MAX_MESSENGERS, NEVER, NO_MESSENGER, SETTLED, SHOCK_BITS, TYPES, Tally, Towards,
    WAKE, a_week_later, asked_of, column, consent_bit, shock_of, with_asked, with_shock,
};
use crate::world::{Chunk, Decision, TermsSeen, World};

use super::Pool;
use super::batch;
use super::choice;
use super::title::{self, Title};

/// One request that a counterparty puts to its users.
#[derive(Clone, Copy, Debug)]
struct Request {
    /// Bits of consent it asks for.
    bits: u16,
    /// Way of asking.
    mode: ConsentMode,
    /// Logit of a yes where the user's own concern does not count.
    logit: f64,
    /// What concern 1 takes off the logit.
    concern: f64,
    /// The part of that which goes where all neighbours' data have leaked.
    leaky: f64,
    /// Whether it is about messages for the phone's maker.
    message: bool,
    /// Whose answer it is: luck differs between counterparties.
    key: u16,
}

/// What a counterparty asks at most: one request for each of three types.
type Requests = ArrayVec<Request, 3>;

/// What users of one (brand, messenger) cell can be asked, and which data reach the phone's maker.
#[derive(Default)]
struct Terms {
    /// On messages for the phone's maker, and of the maker, the operator and vendors.
    requests: ArrayVec<Request, 10>,
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
    let makers: ArrayVec<Maker, MAX_BRANDS> = (0..brands).map(|brand| Maker::of(world, brand)).collect();
    let operators: ArrayVec<Requests, MAX_MESSENGERS> =
        (0..world.messengers()).map(|m| to_operator(world, m)).collect();
    let lived_in = |primary: usize| primary < world.messengers() || primary == usize::from(NO_MESSENGER);
    let mut terms = ArrayVec::<Terms, { 8 * MAX_BRANDS }>::new();
    for cell in 0..brands * 8 {
        let (brand, primary) = (cell / 8, cell % 8);
        let operator = operators.get(primary).map_or(&[][..], ArrayVec::as_slice);
        terms.push(Terms::default());
        if lived_in(primary) {
            terms[cell].set(world, &makers[brand], operator, brand, primary);
        }
    }
    lapse(world, &mut terms);
    let answers = Answers::new(world);
    let everyone = terms.iter().any(|terms| terms.lapsed != 0) || differs(world, &terms, &answers.carried);
    let mut counts = (std::mem::take(&mut world.tally), std::mem::take(&mut world.habits));
    let empty = || (Tally::new(brands), Habits::new(brands));
    let work = |chunk: &mut Chunk, counts: &mut Counts| answers.chunk(chunk, &terms, everyone, counts);
    let merge = |sum: &mut Counts, part: Counts| {
        sum.0.merge(&part.0);
        sum.1.merge(&part.1);
    };
    pool.count(&mut world.chunks, &mut counts, empty, work, merge);
    (world.tally, world.habits) = counts;
    count_modes(world, &terms);
}

/// Whether terms are others than those of the last week, by which users' marks were set; keeps them for the next.
fn differs(world: &mut World, terms: &[Terms], carried: &[u64; MAX_BRANDS]) -> bool {
    let mut differs = world.terms_seen.len() != terms.len();
    world.terms_seen.resize(terms.len(), TermsSeen::default());
    for (cell, (seen, terms)) in world.terms_seen.iter_mut().zip(terms).enumerate() {
        let flows = [terms.free, terms.needs_os, terms.needs_both, terms.needs_sender];
        let carried = if terms.message { carried[cell / 8] + 1 } else { 0 };
        let asks = || terms.requests.iter().map(|request| (request.bits, request.message));
        if seen.flows != flows || seen.carried != carried || !asks().eq(seen.asks.iter().copied()) {
            *seen = TermsSeen { flows, carried, asks: asks().collect() };
            differs = true;
        }
    }
    differs
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

/// Counts that answers change.
type Counts = (Tally, Habits);

/// Everything a user's answers depend on besides the terms.
struct Answers {
    concern: [u32; 256],
    luck: crate::world::luck::Stream,
    withdrawals: crate::world::luck::Stream,
    /// Draws of who withdraws a consent.
    withdraws: Lane,
    pilot: crate::world::luck::Stream,
    carried: [u64; MAX_BRANDS],
    yes: &'static choice::Logistic,
    fatigue: f64,
    reask: u32,
    withdrawal: [u64; 16],
    stale: u64,
}

impl Answers {
    fn new(world: &World) -> Self {
        let levers = &world.levers;
        let mut carried = [0; MAX_BRANDS];
        for (limit, os) in carried.iter_mut().zip(&world.os_vendors) {
            *limit = threshold(os.pilot_agents);
        }
        Self {
            concern: world.concern,
            luck: world.luck.stream(Decision::Consent, 0),
            withdrawals: world.luck.stream(Decision::Withdrawal, world.week),
            withdraws: world.luck.stream(Decision::Withdrawal, world.week).lane(0),
            pilot: world.luck.stream(Decision::Pilot, 0),
            carried,
            yes: choice::Logistic::table(),
            fatigue: levers.fatigue_logits,
            reask: levers.reask_weeks as u32,
            withdrawal: std::array::from_fn(|memory| {
                threshold(levers.withdrawal_hazard * (1.0 + levers.withdrawal_shock * memory as f64 / 15.0))
            }),
            // Data about a user stay useful for one half-life after the flow ends, on average over users.
            stale: threshold(levers.decay_message_intent / std::f64::consts::LN_2),
        }
    }

    /// The week of one chunk: those who have anything to do, or everyone.
    fn chunk(&self, chunk: &mut Chunk, terms: &[Terms], everyone: bool, counts: &mut Counts) {
        let due = with_asked(0, self.reask);
        for first in (0..chunk.len()).step_by(GROUP) {
            let end = (first + GROUP).min(chunk.len());
            let group = (chunk.first + first as u64) / GROUP as u64;
            let mut withdraws = self.withdraws.draws(group).below(self.withdrawal[0]);
            // One byte a user, which the compiler fills many at a time: words first, then bytes.
            let (mut asked, mut flags) = ([0_u8; GROUP], [0_u8; GROUP]);
            let users = asked.iter_mut().zip(&mut flags).zip(&mut chunk.habit[first..end]);
            for ((asked, flag), habit) in users {
                *habit = a_week_later(*habit);
                *asked = u8::from(*habit >= due);
                *flag = u8::from(*habit & SHOCK_BITS != 0);
            }
            for (flag, (&asked, &reach)) in flags.iter_mut().zip(asked.iter().zip(&chunk.reach[first..end])) {
                *flag |= (asked & u8::from(reach & SETTLED == 0)) | u8::from(reach & WAKE != 0);
            }
            let mut busy = if everyone { u64::MAX } else { withdraws | bits_of(&flags) };
            while busy != 0 {
                let place = busy.trailing_zeros() as usize;
                busy &= busy - 1;
                let i = first + place;
                if i < end {
                    let row = &terms[usize::from(chunk.brand[i]) * 8 + usize::from(chunk.primary[i])];
                    let memory = shock_of(chunk.habit[i]) as usize;
                    if memory > 0 && self.withdraws.draw(chunk.first + i as u64) < self.withdrawal[memory] {
                        withdraws |= 1 << place;
                    }
                    self.user(chunk, i, row, withdraws >> place & 1 == 1, counts);
                }
            }
        }
    }

    /// One user's week of consent.
    fn user(&self, chunk: &mut Chunk, i: usize, terms: &Terms, withdraws: bool, counts: &mut Counts) {
        let before = Standing::of(chunk, i);
        let id = chunk.first + i as u64;
        let mut habit = chunk.habit[i];
        let old = chunk.consent[i];
        let mut consent = old;
        if consent & terms.lapsed != 0 {
            consent &= !terms.lapsed;
            habit = with_asked(habit, NEVER);
        }
        let given = consent & !ASKED_MESSAGE;
        if withdraws && given != 0 {
            // One of the consents given, each as likely as the others.
            let nth = (u64::from(given.count_ones()) * (self.withdrawals.bits(id, 1) >> 40)) >> 24;
            let mut rest = given;
            for _ in 0..nth {
                rest &= rest - 1;
            }
            consent &= !(rest & rest.wrapping_neg());
            habit = with_asked(habit, 0);
        }
        // A memory of 15 fades within about a quarter; assumed.
        habit = with_shock(habit, shock_of(habit).saturating_sub(1));
        let brand = usize::from(chunk.brand[i]);
        let covered = terms.message && self.pilot.bits(id, brand as u64) >> 32 < self.carried[brand];
        let mut settled = false;
        if asked_of(habit) >= self.reask {
            (consent, settled) = self.round(chunk, i, terms, consent, covered);
            if !settled {
                // Who is asked anything is not asked again for some weeks.
                habit = with_asked(habit, 0);
            }
        }
        if consent != old {
            counts.0.recount_consent(chunk, i, &self.concern, consent);
            chunk.consent[i] = consent;
        }
        chunk.habit[i] = habit;
        self.reach(chunk, i, terms, covered, settled);
        let after = Standing::of(chunk, i);
        if after != before {
            counts.1.count(chunk, i, before, -1);
            counts.1.count(chunk, i, after, 1);
        }
    }

    /// A round of requests: the consents after it, and whether there was nothing to ask.
    fn round(&self, chunk: &Chunk, i: usize, terms: &Terms, mut consent: u16, covered: bool) -> (u16, bool) {
        let theta = f64::from(self.concern[usize::from(chunk.concern[i])]) / 1024.0;
        let mut asked = 0.0;
        for request in &terms.requests {
            if consent & request.bits == request.bits || (request.message && !covered) {
                continue;
            }
            let leaked = if request.leaky > 0.0 { leak(chunk, i, request.message) } else { 0.0 };
            let logit = request.logit - theta * (request.concern - leaked * request.leaky) - self.fatigue * asked;
            asked += 1.0;
            if request.message {
                consent |= ASKED_MESSAGE;
            }
            if self.yes.reach(logit, unit(self.luck.bits(chunk.first + i as u64, u64::from(request.key)))) {
                consent |= request.bits;
            }
        }
        (consent, asked == 0.0)
    }

    /// Which types of recent data the phone's maker has; marks who has nothing left to be asked, and who must be looked
    /// at again.
    fn reach(&self, chunk: &mut Chunk, i: usize, terms: &Terms, covered: bool, settled: bool) {
        let consent = chunk.consent[i];
        let (os, messenger) = ((consent & 31) as u8, (consent >> DataType::COUNT & 31) as u8);
        let mut active =
            terms.free | (terms.needs_os & os) | (terms.needs_both & os & messenger) | (terms.needs_sender & messenger);
        if !covered {
            active &= !1;
        }
        let old = chunk.reach[i] & TYPES;
        let mut reach = active;
        let id = chunk.first + i as u64;
        if old & !active != 0 && self.withdrawals.bits(id, 0) >> 32 >= self.stale {
            reach |= old;
        }
        let captured = &mut chunk.blocks[i / BLOCK].captured[usize::from(chunk.brand[i])];
        *captured = *captured + u16::from(reach & 1) - u16::from(old & 1);
        let pending = if reach == active { 0 } else { WAKE };
        chunk.reach[i] = reach | pending | if settled { SETTLED } else { 0 };
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

/// What a phone's maker collects itself, and what it and app vendors ask of its users.
struct Maker {
    collects: ArrayVec<(DataType, Title), 2>,
    asks: Requests,
    vendors: Requests,
}

impl Maker {
    fn of(world: &World, brand: usize) -> Self {
        let os = world.slots.brand(brand);
        let title = |data_type| title::own(&world.access, os, data_type).ok().map(|title| (data_type, title));
        let collects: ArrayVec<_, 2> = [DataType::Location, DataType::Log].into_iter().filter_map(title).collect();
        let mut asks = Requests::new();
        let usual = world.levers.benefit_reference_rmb;
        push(world, &mut asks, Towards::Os, &collects, usual, brand as u16);
        Self { collects, asks, vendors: to_vendors(world, brand) }
    }
}

/// What an operator asks of its users.
fn to_operator(world: &World, messenger: usize) -> Requests {
    let own = collected_by_messenger(world, world.slots.messenger(messenger));
    // What a user gains inside the messenger from letting it use the data.
    let benefit = world.levers.benefit_occasions * world.levers.rmb_per_util * consent_gain(world, messenger);
    let benefit = benefit.max(world.levers.benefit_reference_rmb);
    let mut requests = Requests::new();
    push(world, &mut requests, Towards::Messenger, &own, benefit, 32 + messenger as u16);
    requests
}

impl Terms {
    /// Requests and flows of the users of one brand and one messenger.
    fn set(&mut self, world: &World, maker: &Maker, operator: &[Request], brand: usize, primary: usize) {
        let message = (primary < world.messengers()).then(|| title::messages(world, primary, brand).ok()).flatten();
        if let Some(title) = &message {
            self.note(DataType::Message, title);
            self.message = true;
        }
        for (data_type, title) in &maker.collects {
            self.note(*data_type, title);
        }
        if let Some(title) = &message
            && title.needs_recipient_consent
        {
            let benefit =
                message_benefit(world, brand) + super::payments::dividend_rmb(world, primary, brand, title.rule);
            let mut requests = Requests::new();
            push(world, &mut requests, Towards::Os, &[(DataType::Message, *title)], benefit, brand as u16);
            self.requests.extend(requests);
        }
        for requests in [&maker.asks, operator, &maker.vendors] {
            self.requests.extend(requests.iter().copied());
        }
    }

    /// Notes a type of data that reaches the phone's maker under a title.
    fn note(&mut self, data_type: DataType, title: &Title) {
        if title.place != Place::Aggregate {
            let bit = 1 << data_type.index();
            match (title.needs_recipient_consent, title.needs_sender_consent) {
                (false, false) => self.free |= bit,
                (true, false) => self.needs_os |= bit,
                (true, true) => self.needs_both |= bit,
                (false, true) => self.needs_sender |= bit,
            }
        }
    }
}

/// What app vendors ask of the users of a brand.
fn to_vendors(world: &World, brand: usize) -> Requests {
    let usual = world.levers.benefit_reference_rmb;
    let os = world.slots.brand(brand);
    let mut requests = Requests::new();
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
            push(world, &mut requests, Towards::Vendors, &[(data_type, title)], benefit, 48 + bit);
        }
    }
    requests
}

/// What users of a brand and a messenger are asked: the bits, the way, and whether it is about messages for the phone's
/// maker.
pub(super) fn asks(world: &World, brand: usize, primary: usize) -> Vec<(u16, ConsentMode, bool)> {
    let operator = if primary < world.messengers() { to_operator(world, primary) } else { Requests::new() };
    let mut terms = Terms::default();
    terms.set(world, &Maker::of(world, brand), &operator, brand, primary);
    terms.requests.iter().map(|ask| (ask.bits, ask.mode, ask.message)).collect()
}

/// What an operator collects in its own service.
fn collected_by_messenger(world: &World, slot: Slot) -> ArrayVec<(DataType, Title), 3> {
    [DataType::Message, DataType::Graph, DataType::Log]
        .iter()
        .filter_map(|&data_type| title::own(&world.access, slot, data_type).ok().map(|title| (data_type, title)))
        .collect()
}

/// Adds one request for all types that are asked for in the same way.
fn push(world: &World, requests: &mut Requests, towards: Towards, asked: &[(DataType, Title)], benefit: f64, key: u16) {
    let levers = &world.levers;
    // RMB to logits, and privacy in RMB to logits.
    let (scale, weight) = (1.0 / levers.consent_scale_rmb, levers.privacy_weight_revealed / levers.consent_scale_rmb);
    let cost_of = |data_type: DataType, title: &Title| {
        levers.income_scale * choice::worth(levers, data_type) * choice::purpose_weight(levers, title.purposes)
    };
    for &mode in ConsentMode::ALL.iter().filter(|mode| **mode != ConsentMode::NotAsked) {
        let (mut bits, mut cost, mut leaky, mut message) = (0, 0.0, 0.0, false);
        for (data_type, title) in asked {
            if !title.needs_recipient_consent || world.access.rule(title.rule).consent != mode {
                continue;
            }
            let rmb = cost_of(*data_type, title);
            bits |= consent_bit(towards, *data_type);
            cost += rmb;
            leaky += if matches!(data_type, DataType::Message | DataType::Graph) { rmb } else { 0.0 };
            message |= towards == Towards::Os && *data_type == DataType::Message;
        }
        if bits != 0 {
            let incentive = if message { levers.incentive_logits * levers.incentive_rmb / 69.0 } else { 0.0 };
            let key = key * 16 + mode.index() as u16 % 2 + if message { 2 } else { 0 };
            let logit = world.constants.consent_intercept[mode.index()]
                + scale * (benefit - levers.benefit_reference_rmb)
                + weight * world.mean_concern() * cost
                + incentive;
            let (concern, leaky) = (weight * cost, weight * levers.leak_discount * leaky);
            requests.push(Request { bits, mode, logit, concern, leaky, message, key });
        }
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
            world.scenario.vendors.occasion_shares[k] * batch::ln((base + with.max(without)) / (base + without))
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
            world.scenario.vendors.occasion_shares[k] * batch::ln((base + with) / (base + without))
        })
        .sum()
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

    /// Users who are passed over have nothing to do: a run in which every user is looked at in every week is the same.
    #[test]
    fn looking_only_at_those_who_have_something_to_do_changes_nothing() {
        for name in ["honor-magic-2017", "user-authorised", "opt-in-law", "os-prompt"] {
            let text = crate::scenario::shipped(name).expect("shipped");
            let library = |parent: &str| crate::scenario::shipped(parent).map(str::to_owned);
            let scenario = crate::scenario::load(name, text.as_bytes(), &library).expect("valid");
            let pool = Pool::default();
            let start = super::super::new_world(&std::sync::Arc::new(scenario), &[], 5, 1_300, &pool);
            let (mut some, mut all) = (start.clone(), start);
            for week in 0..90 {
                for world in [&mut some, &mut all] {
                    super::super::week(world, &pool, &mut |_| {});
                    world.week += 1;
                }
                all.terms_seen.clear();
                let state = |world: &World| {
                    let users = world.chunks.iter().map(|chunk| {
                        let reach: Vec<u8> = chunk.reach.iter().map(|reach| reach & TYPES).collect();
                        (chunk.consent.clone(), chunk.habit.clone(), reach, chunk.blocks.clone())
                    });
                    (users.collect::<Vec<_>>(), world.tally.clone())
                };
                assert!(state(&some) == state(&all), "{name}, week {week}");
            }
        }
    }
}
