//! Phase 6: data are generated and collected, flow under rules or against them, and age.
//!
//! Flows are computed from whole-number counts of users by brand, messenger and consent, so that they do not depend
//! on the number of threads. Data from use enter here in the week after the use.

use crate::rules::Slot;
use crate::scenario::vocabulary::{Capture, Category, DataType, Origin, Place, Purpose};
use crate::world::market::{K, place};
use crate::world::stocks::{Inflow, KINDS, Kind, VIOLATION};
use crate::world::users::{Towards, column, consent_bit};
use crate::world::{Actor, Charge, DataFlow, Fate, World};

use super::services::occasions_of;
use super::title::{self, Refusal, Title};
use super::{Pool, pooling, refusals};

/// Moves the week's data.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    let decay = decay(world);
    world.stocks.open_week(world.week, &decay);
    flows(world);
    vendor_stocks(world, decay[Kind::Transaction as usize]);
}

/// Ageing by kind, per week.
pub(super) const fn decay(world: &World) -> [f64; KINDS] {
    let l = &world.levers;
    [
        l.decay_message_intent,
        l.decay_message_language,
        l.decay_graph,
        l.decay_location,
        l.decay_transaction,
        l.decay_log,
    ]
}

/// All flows of the week.
pub(super) fn flows(world: &mut World) {
    world.charges.clear();
    world.flows.clear();
    world.counters.generated = 0.0;
    world.counters.first_party = 0.0;
    world.counters.uncollected = 0.0;
    arrivals(world);
    let arrived = pooling::on_offer(world);
    first_party(world);
    for brand in 0..world.brands() {
        for messenger in 0..world.messengers() {
            messages(world, messenger, brand);
            open_hardware(world, messenger, brand);
        }
    }
    pooling::between_brands(world, &arrived);
    for messenger in 0..world.messengers() {
        to_vendors_from_messenger(world, messenger);
    }
    for brand in 0..world.brands() {
        to_vendors_from_brand(world, brand);
    }
    between_vendors(world);
}

/// Transactions that named vendors need of each other.
fn between_vendors(world: &mut World) {
    if !refusals::work(world) {
        return;
    }
    for to in 0..world.scenario.vendors.named.len() {
        for which in 0..world.scenario.vendors.named[to].needs.len() {
            if let Some(need) = refusals::need(world, to, which) {
                let got = shared(world, &need);
                refusals::miss(world, to, need.wanted, got);
            }
        }
    }
    refusals::attract(world);
}

/// What one of them gets of another.
fn shared(world: &mut World, need: &refusals::Need) -> f64 {
    let ((from, to), (sender, recipient)) = (need.between, need.slots);
    let (data_type, purpose, wanted) = (DataType::Transaction, Purpose::Service, need.wanted);
    let reciprocal = world.access.rule(world.access.cell(sender, recipient, data_type, purpose)).reciprocal;
    let agrees = refusals::shares(world, from, to, reciprocal);
    let title = title::transfer(&world.access, sender, recipient, data_type, purpose, agrees);
    let agreed = match &title {
        Ok(title) if title.needs_recipient_consent || title.needs_sender_consent => {
            wanted * agreed_share(world, data_type)
        }
        _ => wanted,
    };
    let flow = Transfer {
        sender: Actor::Named(from),
        recipient: Actor::Named(to),
        from: sender,
        slot: recipient,
        data_type,
        purpose,
        wanted,
        agreed,
    };
    transfer(world, &flow, title)
}

/// Data that were under way arrive.
fn arrivals(world: &mut World) {
    let (week, stocks) = (world.week, &mut world.stocks);
    world.in_transit.retain(|(arrival, flow)| {
        let under_way = *arrival > week;
        if !under_way {
            stocks.receive(flow, week);
        }
        under_way
    });
}

/// What each actor collects in its own service.
fn first_party(world: &mut World) {
    let persons = world.persons_per_agent;
    for brand in 0..world.brands() {
        let slot = world.slots.brand(brand);
        for data_type in [DataType::Location, DataType::Log] {
            let bit = consent_bit(Towards::Os, data_type).trailing_zeros() as usize;
            let all = world.tally.of_brand(brand, column::USERS) as f64 * persons;
            let agreed = world.tally.of_brand(brand, column::BITS + bit) as f64 * persons;
            collect(world, slot, data_type, all, agreed);
        }
    }
    let brands = world.brands();
    for messenger in 0..world.messengers() {
        let slot = world.slots.messenger(messenger);
        for data_type in [DataType::Message, DataType::Graph, DataType::Log] {
            let bit = consent_bit(Towards::Messenger, data_type).trailing_zeros() as usize;
            let (all, agreed) = if data_type == DataType::Message {
                let scale = persons / 64.0;
                let sum = |c| world.tally.of_messenger(brands, messenger, c) as f64 * scale;
                (sum(column::ACTIVITY), sum(column::ACTIVE_MESSENGER))
            } else {
                let sum = |c| world.tally.of_messenger(brands, messenger, c) as f64 * persons;
                (sum(column::USERS), sum(column::BITS + bit))
            };
            collect(world, slot, data_type, all, agreed);
        }
    }
    // Vendors' own transactions are kept by vendor; here only what was generated and collected is counted.
    let bought: f64 = world.vendors.inflow.iter().sum();
    let slot = world.slots.category(Category::Food);
    let agreed = match title::own(&world.access, slot, DataType::Transaction) {
        Ok(title) if title.needs_recipient_consent => bought * agreed_share(world, DataType::Transaction),
        Ok(_) => bought,
        Err(_) => 0.0,
    };
    let kept = if bought > 0.0 { agreed / bought } else { 0.0 };
    note_purchases(world, kept);
    world.vendors.inflow.iter_mut().for_each(|amount| *amount *= kept);
    world.counters.generated += bought;
    world.counters.first_party += agreed;
    world.counters.uncollected += bought - agreed;
}

/// Notes what vendors keep of the week's purchases, by category.
fn note_purchases(world: &mut World, kept: f64) {
    let mut bought = [0.0; K];
    for (&k, &amount) in world.vendors.category.iter().zip(&world.vendors.inflow) {
        bought[usize::from(k)] += amount;
    }
    for (&category, amount) in Category::ALL.iter().zip(bought) {
        note_own(world, world.slots.category(category), DataType::Transaction, amount, amount * kept);
    }
}

/// Share of users who agree towards app vendors about a type.
pub(super) fn agreed_share(world: &World, data_type: DataType) -> f64 {
    let bit = consent_bit(Towards::Vendors, data_type).trailing_zeros() as usize;
    let agreed: i64 = (0..world.brands()).map(|b| world.tally.of_brand(b, column::BITS + bit)).sum();
    agreed as f64 / world.agents as f64
}

/// One actor's own collection of one type.
fn collect(world: &mut World, slot: Slot, data_type: DataType, all: f64, agreed: f64) {
    world.counters.generated += all;
    let Ok(title) = title::own(&world.access, slot, data_type) else {
        world.counters.uncollected += all;
        note_own(world, slot, data_type, all, 0.0);
        return;
    };
    let amount = if title.needs_recipient_consent { agreed } else { all };
    note_own(world, slot, data_type, all, amount);
    world.counters.first_party += amount;
    world.counters.uncollected += all - amount;
    if title.place != Place::OnDevice {
        receive(world, slot, data_type, &title, amount);
    }
}

/// Notes what an actor collects itself, and what it would have liked to.
fn note_own(world: &mut World, slot: Slot, data: DataType, all: f64, amount: f64) {
    let purpose = Purpose::Service;
    let rule = world.access.cell(slot, slot, data, purpose);
    let refused = if world.access.rule(rule).allows() { Fate::DeniedUser } else { Fate::DeniedRule };
    let on_device = world.access.rule(rule).place == Place::OnDevice;
    for (fate, user_weeks) in [(Fate::Permitted(Origin::FirstParty), amount), (refused, all - amount)] {
        note(
            world,
            DataFlow {
                sender: slot,
                recipient: slot,
                data,
                purpose,
                fate,
                on_device,
                rule,
                user_weeks: user_weeks as f32,
            },
        );
    }
}

/// Notes what became of wanted data, unless it is nothing.
fn note(world: &mut World, flow: DataFlow) {
    if flow.user_weeks > 0.0 {
        world.flows.push(flow);
    }
}

/// Records a user-week of a type stands for.
fn records_per_user_week(world: &World, data_type: DataType) -> f64 {
    match data_type {
        // Messages a week of a user of average activity; activity is in the user-weeks.
        DataType::Message => 7.0 * world.levers.messages_per_day,
        // A location and a log line an hour, a contact list a week; assumed.
        DataType::Location | DataType::Log => 168.0,
        DataType::Graph => 1.0,
        DataType::Transaction => world.levers.occasions_per_week,
    }
}

/// Puts an inflow into its lots, or on its way, within the caps of its rule.
fn receive(world: &mut World, slot: Slot, data_type: DataType, title: &Title, user_weeks: f64) {
    if user_weeks <= 0.0 {
        return;
    }
    let records = user_weeks * records_per_user_week(world, data_type);
    let terms = world.access.rule(title.rule);
    let (retention, latency) =
        if title.tag == VIOLATION { (None, 0) } else { (terms.retention_weeks, terms.latency_weeks) };
    for &kind in Kind::of(data_type) {
        let flow = Inflow {
            holder: slot.index() as u8,
            kind,
            origin: title.origin,
            rule: title.tag,
            purposes: title.purposes,
            user_weeks,
            records,
            retention,
        };
        if latency == 0 {
            world.stocks.receive(&flow, world.week);
        } else {
            world.in_transit.push((world.week + latency, flow));
        }
    }
}

/// A transfer that some users agree to: counts what is permitted, denied and taken, and moves the data.
pub(super) struct Transfer {
    pub(super) sender: Actor,
    pub(super) recipient: Actor,
    /// Slot of the sender.
    pub(super) from: Slot,
    /// Slot of the recipient.
    pub(super) slot: Slot,
    pub(super) data_type: DataType,
    pub(super) purpose: Purpose,
    /// User-weeks wanted.
    pub(super) wanted: f64,
    /// User-weeks of users who agree as the title asks.
    pub(super) agreed: f64,
}

pub(super) fn transfer(world: &mut World, flow: &Transfer, title: Result<Title, Refusal>) -> f64 {
    let title = match title {
        Ok(title) => title,
        Err(refusal) => {
            refuse(world, flow, refusal);
            return 0.0;
        }
    };
    let terms = world.access.rule(title.rule);
    let mut amount = flow.agreed.min(flow.wanted);
    if title.tag != VIOLATION {
        let per_week = records_per_user_week(world, flow.data_type);
        amount *= terms.cap_records.map_or(1.0, |cap| (cap / per_week).min(1.0));
        amount = amount.min(terms.cap_subjects.map_or(f64::INFINITY, |share| share * flow.wanted));
    }
    let agreed = flow.agreed.min(flow.wanted);
    let fate = if title.tag == VIOLATION { Fate::Violation(title.origin) } else { Fate::Permitted(title.origin) };
    let parts = [(fate, amount), (Fate::DeniedCap, agreed - amount), (Fate::DeniedUser, flow.wanted - agreed)];
    for (fate, user_weeks) in parts {
        let on_device = title.place == Place::OnDevice;
        note(world, DataFlow { on_device, ..became(world, flow, fate, user_weeks) });
    }
    world.counters.denied_user += flow.wanted - amount;
    if title.tag == VIOLATION {
        world.counters.violations += amount;
    } else {
        world.counters.permitted += amount;
        let records = amount * records_per_user_week(world, flow.data_type);
        let message = flow.data_type == DataType::Message;
        let (sender, recipient) = (flow.sender, flow.recipient);
        world.charges.push(Charge { sender, recipient, rule: title.rule, message, user_weeks: amount, records });
    }
    if title.place != Place::OnDevice {
        receive(world, flow.slot, flow.data_type, &title, amount);
    }
    amount
}

/// Counts what is refused to everybody.
fn refuse(world: &mut World, flow: &Transfer, refusal: Refusal) {
    let fate = match refusal {
        Refusal::NotWanted => return,
        Refusal::Blocked => Fate::Blocked,
        Refusal::Ordered => Fate::Ordered,
        Refusal::Rule => {
            world.counters.denied_rule += flow.wanted;
            Fate::DeniedRule
        }
        Refusal::Sender => {
            world.counters.denied_sender += flow.wanted;
            Fate::DeniedHolder
        }
    };
    note(world, became(world, flow, fate, flow.wanted));
}

/// What became of so much of a transfer.
fn became(world: &World, flow: &Transfer, fate: Fate, user_weeks: f64) -> DataFlow {
    DataFlow {
        sender: flow.from,
        recipient: flow.slot,
        data: flow.data_type,
        purpose: flow.purpose,
        fate,
        on_device: false,
        rule: world.access.cell(flow.from, flow.slot, flow.data_type, flow.purpose),
        user_weeks: user_weeks as f32,
    }
}

/// Messages from a messenger to a phone maker.
fn messages(world: &mut World, messenger: usize, brand: usize) {
    let (coverage, weight) = (world.os_vendors[brand].coverage, world.os_vendors[brand].pilot_weight);
    let title = title::messages(world, messenger, brand);
    let cell = world.tally.cell(brand, messenger);
    let scale = world.persons_per_agent / 64.0;
    let wanted = cell[column::ACTIVITY] as f64 * coverage * scale;
    let bit = |b: usize| cell[column::BITS + b] as f64;
    let both = if bit(0) > 0.0 { cell[column::BOTH] as f64 / bit(0) } else { 0.0 };
    let agreed = match &title {
        Ok(title) => match (title.needs_recipient_consent, title.needs_sender_consent) {
            (false, false) => wanted,
            (false, true) => cell[column::ACTIVE_MESSENGER] as f64 * coverage * scale,
            (true, needs_both) => cell[column::ACTIVE_OS] as f64 * weight * scale * if needs_both { both } else { 1.0 },
        },
        Err(_) => 0.0,
    };
    // A rule that covers the user's own data only leaves the contacts' half of a conversation out.
    let own_only = title.as_ref().is_ok_and(|title| {
        title.tag != VIOLATION && world.access.rule(title.rule).subject == crate::scenario::vocabulary::Subject::Own
    });
    let part = if own_only { 0.5 } else { 1.0 };
    let (wanted, agreed) = (wanted * part, agreed * part);
    let readers = match &title {
        Ok(title) if title.needs_recipient_consent => {
            bit(0) * weight * if title.needs_sender_consent { both } else { 1.0 }
        }
        Ok(title) if title.needs_sender_consent => bit(DataType::COUNT) * coverage,
        Ok(_) => cell[column::USERS] as f64 * coverage,
        Err(_) => 0.0,
    };
    let violation = title.as_ref().is_ok_and(|title| title.tag == VIOLATION);
    let flow = Transfer {
        sender: Actor::Messenger(messenger),
        recipient: Actor::Brand(brand),
        from: world.slots.messenger(messenger),
        slot: world.slots.brand(brand),
        data_type: DataType::Message,
        purpose: Purpose::Personalise,
        wanted,
        agreed,
    };
    let amount = transfer(world, &flow, title);
    let records = amount * records_per_user_week(world, DataType::Message);
    let persons = world.persons_per_agent;
    let os = &mut world.os_vendors[brand];
    os.readers[messenger] = readers * persons;
    os.taken[messenger] = if violation { amount } else { 0.0 };
    os.records_taken[messenger] += if violation { records } else { 0.0 };
}

/// Location and usage signals from an operator's Open Hardware Platform, never message content.
fn open_hardware(world: &mut World, messenger: usize, brand: usize) {
    if !world.operators[messenger].open_hardware {
        return;
    }
    for data_type in [DataType::Location, DataType::Log] {
        let (sender, recipient) = (world.slots.messenger(messenger), world.slots.brand(brand));
        let title = title::transfer(&world.access, sender, recipient, data_type, Purpose::Service, true);
        let cell = world.tally.cell(brand, messenger);
        let wanted = cell[column::USERS] as f64 * world.persons_per_agent;
        let agreed = match &title {
            Ok(title) => agreed_in(cell, title, DataType::Log) * world.persons_per_agent,
            Err(_) => 0.0,
        };
        let flow = Transfer {
            sender: Actor::Messenger(messenger),
            recipient: Actor::Brand(brand),
            from: sender,
            slot: recipient,
            data_type,
            purpose: Purpose::Service,
            wanted,
            agreed,
        };
        transfer(world, &flow, title);
    }
}

/// Users of a cell who agree as a title asks, where consent towards the sender is about `given`.
fn agreed_in(cell: &[i64], title: &Title, given: DataType) -> f64 {
    let bit =
        |towards, data_type| cell[column::BITS + consent_bit(towards, data_type).trailing_zeros() as usize] as f64;
    match (title.needs_recipient_consent, title.needs_sender_consent) {
        (false, false) => cell[column::USERS] as f64,
        (false, true) => bit(Towards::Messenger, given),
        (true, false) => bit(Towards::Os, given),
        (true, true) => cell[column::BOTH + given.index()] as f64,
    }
}

/// What vendors get through Mini Programs and Official Accounts, and what the operator learns from payments there.
fn to_vendors_from_messenger(world: &mut World, messenger: usize) {
    let brands = world.brands();
    let sender = world.slots.messenger(messenger);
    let open = world.operators[messenger].openness > 0.0 && world.scenario.messengers[messenger].mini_programs;
    let used: [f64; K] =
        std::array::from_fn(|k| occasions_of(world, world.market.used[place::MINI + messenger * K + k].count));
    let total: f64 = used.iter().sum();
    let users = world.tally.of_messenger(brands, messenger, column::USERS) as f64 * world.persons_per_agent;
    let occasions = world.levers.occasions_per_week;
    let agreements = [DataType::Graph, DataType::Log].map(|data_type| Agreement::of(world, messenger, data_type));
    let share = agreed_share(world, DataType::Transaction);
    for (k, &occasions_here) in used.iter().enumerate() {
        let slot = world.slots.category(Category::ALL[k]);
        if open && total > 0.0 {
            // The persons who met a vendor of the category here, as a part of all users of the messenger.
            let persons = (occasions_here / occasions).min(users);
            for agreement in &agreements {
                let data_type = agreement.data_type;
                let title = title::transfer(&world.access, sender, slot, data_type, Purpose::Service, true);
                let agreed = persons * agreement.to(title.as_ref().ok());
                let (from, sender, recipient) = (sender, Actor::Messenger(messenger), Actor::Nobody);
                let (wanted, purpose) = (persons, Purpose::Service);
                transfer(world, &Transfer { sender, recipient, from, slot, data_type, purpose, wanted, agreed }, title);
            }
            let back = title::transfer(&world.access, slot, sender, DataType::Transaction, Purpose::Service, true);
            let agreed = if back.as_ref().is_ok_and(|t| t.needs_sender_consent) { persons * share } else { persons };
            let flow = Transfer {
                sender: Actor::Nobody,
                recipient: Actor::Messenger(messenger),
                from: slot,
                slot: sender,
                data_type: DataType::Transaction,
                purpose: Purpose::Service,
                wanted: persons,
                agreed,
            };
            transfer(world, &flow, back);
        }
    }
}

/// Shares of a messenger's users who agree that a type of data goes to vendors.
struct Agreement {
    data_type: DataType,
    /// Towards the operator, and towards vendors.
    operator: f64,
    vendors: f64,
}

impl Agreement {
    fn of(world: &World, messenger: usize, data_type: DataType) -> Self {
        let sum = |column| world.tally.of_messenger(world.brands(), messenger, column);
        let bit = consent_bit(Towards::Messenger, data_type).trailing_zeros() as usize;
        let operator = sum(column::BITS + bit) as f64 / sum(column::USERS).max(1) as f64;
        Self { data_type, operator, vendors: agreed_share(world, data_type) }
    }

    /// Share of those who agree as a title asks.
    fn to(&self, title: Option<&Title>) -> f64 {
        let part = |needed: bool, agree: f64| if needed { agree } else { 1.0 };
        title.map_or(0.0, |title| {
            part(title.needs_sender_consent, self.operator) * part(title.needs_recipient_consent, self.vendors)
        })
    }
}

/// What phone makers hand to vendors: the place for a service, usage logs for advertising.
fn to_vendors_from_brand(world: &mut World, brand: usize) {
    let sender = world.slots.brand(brand);
    let users = world.tally.of_brand(brand, column::USERS) as f64 * world.persons_per_agent;
    let open = world.os_vendors[brand].capture != Capture::Off || world.os_vendors[brand].quick_app;
    let shares = world.scenario.vendors.occasion_shares;
    let occasions = world.levers.occasions_per_week;
    let [log, location] = [DataType::Log, DataType::Location].map(|data_type| agreed_share(world, data_type));
    for (k, share_of_category) in shares.iter().enumerate() {
        let slot = world.slots.category(Category::ALL[k]);
        let tracked = title::transfer(&world.access, sender, slot, DataType::Log, Purpose::Ads, true);
        let wanted = users * share_of_category;
        let agreed = match &tracked {
            Ok(title) if title.needs_recipient_consent => wanted * log,
            Ok(_) => wanted,
            Err(_) => 0.0,
        };
        let flow = Transfer {
            sender: Actor::Brand(brand),
            recipient: Actor::Nobody,
            from: sender,
            slot,
            data_type: DataType::Log,
            purpose: Purpose::Ads,
            wanted,
            agreed,
        };
        transfer(world, &flow, tracked);
        let here = occasions_of(world, world.market.used[place::OS + brand * K + k].count) / occasions;
        if open && here > 0.0 {
            let title = title::transfer(&world.access, sender, slot, DataType::Location, Purpose::Service, true);
            let agreed = match &title {
                Ok(title) if title.needs_recipient_consent => here * location,
                Ok(_) => here,
                Err(_) => 0.0,
            };
            let flow = Transfer {
                sender: Actor::Brand(brand),
                recipient: Actor::Nobody,
                from: sender,
                slot,
                data_type: DataType::Location,
                purpose: Purpose::Service,
                wanted: here,
                agreed,
            };
            transfer(world, &flow, title);
        }
    }
}

/// Vendors' own transactions age and grow.
fn vendor_stocks(world: &mut World, decay: f64) {
    let vendors = &mut world.vendors;
    for (stock, inflow) in vendors.stock.iter_mut().zip(&vendors.inflow) {
        *stock = *stock * (1.0 - decay) + inflow;
    }
}
