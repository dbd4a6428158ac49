//! Fills the access table from the rules in force.

use std::collections::BTreeMap;

use crate::scenario::Rule;
use crate::scenario::vocabulary::{DataType, Effect, Purpose};

use super::{Slot, Slots};

/// Cells of a pair of slots: one a data type and purpose.
pub(super) const CELLS: usize = DataType::COUNT * Purpose::COUNT;

/// Whether a rule is switched on and its dates include a week.
pub fn in_force(rule: &Rule, week: u32) -> bool {
    rule.enabled && rule.from <= week && rule.until.is_none_or(|until| week < until)
}

/// Place of a data type and purpose among the cells of a pair.
pub(super) const fn position_in_row(data: DataType, purpose: Purpose) -> usize {
    data.index() * Purpose::COUNT + purpose.index()
}

/// A rule in force, as bit masks.
pub(super) struct Active {
    /// Index into the rules of the table.
    pub(super) index: u16,
    /// Whether it permits.
    pub(super) allows: bool,
    senders: u64,
    recipients: u64,
    first_party: Option<bool>,
    both_ways: bool,
    /// Types and purposes, one bit a cell of a row.
    cells: u64,
}

impl Active {
    /// Whether the rule speaks about flows from one slot to another; `own` says that they are one actor.
    fn matches(&self, sender: Slot, recipient: Slot, own: bool) -> bool {
        let within = |slot: Slot, mask: u64| mask >> slot.index() & 1 != 0;
        let there = within(sender, self.senders) && within(recipient, self.recipients);
        let back = self.both_ways && within(sender, self.recipients) && within(recipient, self.senders);
        (there || back) && self.first_party.is_none_or(|wanted| wanted == own)
    }

    /// Whether the rule speaks about this flow.
    pub(super) fn covers(&self, sender: Slot, recipient: Slot, data: DataType, purpose: Purpose) -> bool {
        self.cells >> position_in_row(data, purpose) & 1 != 0 && self.matches(sender, recipient, sender == recipient)
    }
}

/// The rules in force, the deciding one first.
pub(super) fn active(rules: &[Rule], slots: &Slots, week: u32) -> Vec<Active> {
    let mut in_force: Vec<(usize, &Rule)> = rules.iter().enumerate().filter(|(_, rule)| in_force(rule, week)).collect();
    in_force.sort_by_key(|(index, rule)| (std::cmp::Reverse(rule.priority), rule.effect == Effect::Allow, *index));
    let compiled = in_force.into_iter().map(|(index, rule)| Active {
        index: index as u16 + 1,
        allows: rule.effect == Effect::Allow,
        senders: slots.mask(&rule.sender),
        recipients: slots.mask(&rule.recipient),
        first_party: rule.first_party,
        both_ways: rule.reciprocal && rule.effect == Effect::Allow,
        cells: (rule.types.iter())
            .flat_map(|&data| rule.purposes.iter().map(move |&purpose| position_in_row(data, purpose)))
            .fold(0, |bits, position| bits | 1 << position),
    });
    // A rule about nobody or nothing has no place in the order.
    compiled.filter(|rule| rule.senders != 0 && rule.recipients != 0 && rule.cells != 0).collect()
}

/// Fills the table. Slots that no rule tells apart share their rows, so that the work grows with the number of rules
/// that differ and not with the number of actors.
pub(super) fn table(active: &[Active], slots: &Slots) -> Vec<u16> {
    let senders = Kinds::of(slots, active, |rule| (rule.senders, rule.recipients));
    let recipients = Kinds::of(slots, active, |rule| (rule.recipients, rule.senders));
    let transfers: Vec<[u16; CELLS]> = (senders.examples.iter())
        .flat_map(|&from| recipients.examples.iter().map(move |&to| row(active, from, to, false)))
        .collect();
    let mut cells = Vec::with_capacity(slots.len() * slots.len() * CELLS);
    for sender in slots.all() {
        for recipient in slots.all() {
            if sender == recipient {
                cells.extend_from_slice(&row(active, sender, sender, true));
            } else {
                let (from, to) = (senders.of_slot[sender.index()], recipients.of_slot[recipient.index()]);
                cells.extend_from_slice(&transfers[from * recipients.examples.len() + to]);
            }
        }
    }
    cells
}

/// Slots sorted into kinds that no rule tells apart on one side of a flow.
struct Kinds {
    /// Kind of each slot.
    of_slot: Vec<usize>,
    /// One slot of each kind.
    examples: Vec<Slot>,
}

impl Kinds {
    /// Sorts by membership in what `side` gives for each rule: the slots on this side of a flow that the rule speaks
    /// about, and those on this side of the way back.
    fn of(slots: &Slots, active: &[Active], side: impl Fn(&Active) -> (u64, u64)) -> Self {
        let mut known: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        let (mut of_slot, mut examples) = (Vec::with_capacity(slots.len()), Vec::new());
        for slot in slots.all() {
            let memberships = active.iter().map(|rule| {
                let (there, back) = side(rule);
                let back = if rule.both_ways { back } else { 0 };
                ((there >> slot.index() & 1) | (back >> slot.index() & 1) << 1) as u8
            });
            let kind = *known.entry(memberships.collect()).or_insert(examples.len());
            if kind == examples.len() {
                examples.push(slot);
            }
            of_slot.push(kind);
        }
        Self { of_slot, examples }
    }
}

/// Deciding rules of one pair of slots: the first rule in order takes a cell, the others find it taken.
fn row(active: &[Active], sender: Slot, recipient: Slot, own: bool) -> [u16; CELLS] {
    let mut row = [0; CELLS];
    let mut undecided: u64 = (1 << CELLS) - 1;
    for rule in active {
        if undecided == 0 {
            break;
        }
        if rule.matches(sender, recipient, own) {
            let mut decided = rule.cells & undecided;
            undecided &= !decided;
            while decided != 0 {
                row[decided.trailing_zeros() as usize] = rule.index;
                decided &= decided - 1;
            }
        }
    }
    row
}
