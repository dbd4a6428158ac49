//! Under what title data move: which rule, whose agreement, or against the rules.

use crate::rules::{Access, CompiledRule, Slot};
use crate::scenario::vocabulary::{Capture, DataType, Origin, Permission, Place, Purpose, Response};
use crate::world::World;
use crate::world::stocks::VIOLATION;

/// The title of a flow, and what it still needs from users.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Title {
    /// Index of the deciding rule in the table; what a violation breaks.
    pub(super) rule: u16,
    /// Tag of the rule for the lots, or [`VIOLATION`].
    pub(super) tag: u16,
    /// How the recipient comes to hold it.
    pub(super) origin: Origin,
    /// Whether the user must have agreed towards the recipient.
    pub(super) needs_recipient_consent: bool,
    /// Whether the user must have agreed towards the sender.
    pub(super) needs_sender_consent: bool,
    /// Where it is processed.
    pub(super) place: Place,
    /// Purposes, one bit each.
    pub(super) purposes: u8,
}

/// Why there is no title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nobody wants it.
    NotWanted,
    /// The operator has blocked the phones, or does not serve them.
    Blocked,
    /// An order makes the phone maker stop.
    Ordered,
    /// No rule allows it, or one forbids it.
    Rule,
    /// The holder does not agree.
    Sender,
}

/// Title of an actor's own collection.
pub(super) fn own(access: &Access, slot: Slot, data_type: DataType) -> Result<Title, Refusal> {
    let rule = access.cell(slot, slot, data_type, Purpose::Service);
    let terms = access.rule(rule);
    if !terms.allows() {
        return Err(Refusal::Rule);
    }
    Ok(Title {
        rule,
        tag: terms.tag.0,
        origin: Origin::FirstParty,
        needs_recipient_consent: terms.needs.contains(Permission::UserToRecipient)
            || terms.needs.contains(Permission::UserToSender),
        needs_sender_consent: false,
        place: terms.place,
        purposes: terms.purposes,
    })
}

/// Title of a transfer for a purpose, where the sender's agreement is known.
pub(super) fn transfer(
    access: &Access,
    sender: Slot,
    recipient: Slot,
    data_type: DataType,
    purpose: Purpose,
    sender_agrees: bool,
) -> Result<Title, Refusal> {
    let rule = access.cell(sender, recipient, data_type, purpose);
    let terms = access.rule(rule);
    if !terms.allows() {
        return Err(Refusal::Rule);
    }
    let needs_holder = terms.needs.contains(Permission::SenderToRecipient);
    if needs_holder && !sender_agrees {
        return Err(Refusal::Sender);
    }
    let needs_recipient_consent = terms.needs.contains(Permission::UserToRecipient);
    let needs_sender_consent = terms.needs.contains(Permission::UserToSender);
    let origin = if needs_holder || sender_agrees {
        Origin::Licensed
    } else if needs_recipient_consent || needs_sender_consent {
        Origin::ConsentedCapture
    } else {
        Origin::Unconsented
    };
    Ok(Title {
        rule,
        tag: terms.tag.0,
        origin,
        needs_recipient_consent,
        needs_sender_consent,
        place: terms.place,
        purposes: terms.purposes,
    })
}

/// Title under which a phone maker reads the messages of a messenger now.
pub(super) fn messages(world: &World, messenger: usize, brand: usize) -> Result<Title, Refusal> {
    let os = &world.os_vendors[brand];
    let operator = &world.operators[messenger];
    let blocked = operator.conflict[brand].is_some_and(|conflict| conflict.response == Response::Block);
    if os.capture == Capture::Off {
        return Err(Refusal::NotWanted);
    }
    if os.ordered_to_stop {
        return Err(Refusal::Ordered);
    }
    if blocked || operator.withdrawn[brand] {
        return Err(Refusal::Blocked);
    }
    let agrees = operator.licence[brand].is_some() || operator.ordered_to_open[brand];
    let (sender, recipient) = (world.slots.messenger(messenger), world.slots.brand(brand));
    let found = transfer(&world.access, sender, recipient, DataType::Message, Purpose::Personalise, agrees);
    let place = if os.capture == Capture::OnDevice { Place::OnDevice } else { Place::Server };
    match found {
        Ok(title) if title.place == Place::Server => Ok(Title { place, ..title }),
        Ok(title) => Ok(title),
        Err(refusal) if world.scenario.brands[model(world, brand)].lawful => Err(refusal),
        // The phone can read the screen whatever the rules say. It asks its user where the rule has it ask.
        Err(_) => {
            let rule = rule_of_conduct(world, messenger, brand);
            let asks = asks_user(world.access.rule(rule));
            Ok(Title {
                rule,
                tag: VIOLATION,
                origin: if asks { Origin::ConsentedCapture } else { Origin::Unconsented },
                needs_recipient_consent: asks,
                needs_sender_consent: false,
                place,
                purposes: 1 << Purpose::Service.index() | 1 << Purpose::Personalise.index(),
            })
        }
    }
}

/// Whose conduct over messages a brand shows where the rules do not let it read: its own, or that of the scenario's
/// reading brand where a lever has every brand do what that one does.
fn model(world: &World, brand: usize) -> usize {
    let reading = |brand: &crate::scenario::Brand| brand.capture != Some(Capture::Off);
    let all = world.levers.capture_all_brands > 0.5;
    if all && world.scenario.brands[brand].lawful {
        world.scenario.brands.iter().position(reading).unwrap_or(brand)
    } else {
        brand
    }
}

/// Index of the rule by which a brand that reads against the rules asks its users.
fn rule_of_conduct(world: &World, messenger: usize, brand: usize) -> u16 {
    let (sender, recipient) = (world.slots.messenger(messenger), world.slots.brand(model(world, brand)));
    world.access.cell(sender, recipient, DataType::Message, Purpose::Personalise)
}

/// Terms of that rule.
pub(super) fn terms_of_conduct(world: &World, messenger: usize, brand: usize) -> &CompiledRule {
    world.access.rule(rule_of_conduct(world, messenger, brand))
}

/// Whether a recipient asks its users under a rule.
pub(super) fn asks_user(terms: &CompiledRule) -> bool {
    terms.allows() && terms.needs.contains(Permission::UserToRecipient)
}

/// Whether an operator serves a brand's reading phones less than fully: 0 fully, 1 not at all.
pub(super) fn depth(world: &World, messenger: usize, brand: usize) -> f64 {
    let operator = &world.operators[messenger];
    if operator.withdrawn[brand] {
        return 1.0;
    }
    match operator.conflict[brand].map(|conflict| conflict.response) {
        Some(Response::Block) => 1.0,
        Some(Response::Degrade) => world.levers.degrade_depth,
        _ => 0.0,
    }
}

/// Which part of a brand's phones a conflict hits: those that read messages, or all where service is withdrawn.
pub(super) fn width(world: &World, messenger: usize, brand: usize) -> f64 {
    if world.operators[messenger].withdrawn[brand] { 1.0 } else { world.os_vendors[brand].coverage }
}
