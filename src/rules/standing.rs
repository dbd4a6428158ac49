//! Which rules speak about a flow, in the order in which they decide, and where each rule of a list stands in a week.

use std::collections::BTreeSet;

use crate::scenario::Rule;
use crate::scenario::vocabulary::{DataType, Effect, Purpose};

use super::table::{Active, active};
use super::{Access, Flow, RuleTag, Slots};

/// The rules in force in a week, the deciding one first.
pub struct Precedence<'a> {
    rules: &'a [Rule],
    active: Vec<Active>,
}

/// Two rules of one priority that speak about the same flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A denial and a permission: the denial decides.
    Denied,
    /// Two permissions on different terms: the earlier in the list decides.
    Terms,
}

/// Where a rule stands in a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It decides so many flows: pairs of parties, types and purposes.
    Decides(usize),
    /// It is switched off.
    Off,
    /// It holds only from a later week.
    NotYet(u32),
    /// It held until an earlier week.
    Over(u32),
    /// It speaks about no pair of parties that the scenario has.
    Nobody,
    /// Others decide first wherever it speaks.
    Overruled(BTreeSet<RuleTag>),
}

impl<'a> Precedence<'a> {
    /// Sorts the rules of a week.
    pub fn new(rules: &'a [Rule], slots: &Slots, week: u32) -> Self {
        Self { rules, active: active(rules, slots, week) }
    }

    /// The rules that speak about a flow, by their places in the list, the deciding one first.
    pub fn speaking(&self, flow: Flow) -> impl Iterator<Item = usize> {
        let covers = move |rule: &&Active| rule.covers(flow.sender, flow.recipient, flow.data, flow.purpose);
        self.active.iter().filter(covers).map(|rule| usize::from(rule.index) - 1)
    }

    /// Whether the rule that decides a flow does so only by the way ties are broken.
    pub fn tie(&self, flow: Flow) -> Option<Tie> {
        let mut speaking = self.speaking(flow).map(|place| &self.rules[place]);
        let first = speaking.next()?;
        let mut tied = speaking.take_while(|rule| rule.priority == first.priority);
        if first.effect == Effect::Deny {
            return tied.any(|rule| rule.effect == Effect::Allow).then_some(Tie::Denied);
        }
        tied.any(|rule| !same_terms(first, rule)).then_some(Tie::Terms)
    }

    /// Where each rule of the list stands, given the table that was compiled from it for the same week.
    pub fn standings(&self, access: &Access, slots: &Slots, week: u32) -> Vec<Standing> {
        let mut decides = vec![0; self.rules.len()];
        let mut overruled = vec![BTreeSet::new(); self.rules.len()];
        for flow in flows(slots) {
            let tag = access.rule(access.cell(flow.sender, flow.recipient, flow.data, flow.purpose)).tag;
            if let Some(place) = tag.index() {
                decides[place] += 1;
            }
            for place in self.speaking(flow).filter(|place| tag != RuleTag::listed(*place)) {
                overruled[place].insert(tag);
            }
        }
        let counted = self.rules.iter().zip(decides).zip(overruled);
        counted.map(|((rule, decides), overruled)| standing(rule, week, decides, overruled)).collect()
    }
}

fn standing(rule: &Rule, week: u32, decides: usize, overruled: BTreeSet<RuleTag>) -> Standing {
    if decides > 0 {
        Standing::Decides(decides)
    } else if !rule.enabled {
        Standing::Off
    } else if rule.from > week {
        Standing::NotYet(rule.from)
    } else if let Some(until) = rule.until.filter(|until| *until <= week) {
        Standing::Over(until)
    } else if overruled.is_empty() {
        Standing::Nobody
    } else {
        Standing::Overruled(overruled)
    }
}

/// Every flow that the table decides.
fn flows(slots: &Slots) -> impl Iterator<Item = Flow> {
    slots.all().flat_map(move |sender| {
        slots.all().flat_map(move |recipient| {
            DataType::ALL.iter().flat_map(move |&data| {
                Purpose::ALL.iter().map(move |&purpose| Flow { sender, recipient, data, purpose })
            })
        })
    })
}

/// Whether two rules differ only in whom and what they speak about.
fn same_terms(a: &Rule, b: &Rule) -> bool {
    let b = Rule {
        id: a.id.clone(),
        sender: a.sender.clone(),
        recipient: a.recipient.clone(),
        first_party: a.first_party,
        types: a.types.clone(),
        purposes: a.purposes.clone(),
        from: a.from,
        until: a.until,
        ..b.clone()
    };
    *a == b
}
