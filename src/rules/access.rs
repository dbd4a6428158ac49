//! The access table: compiled from the rule list, asked by the weekly step.

use crate::scenario::vocabulary::{ActorClass, DataType, Effect, Permission, Purpose};
use crate::scenario::{Levers, Party, Rule, Scenario};

use super::overrides::MessageLevers;
use super::table::{CELLS, active, position_in_row, table};
use super::{CompiledRule, PermissionSet, RuleTag, Slot, Slots};

/// Who may use what in one week: a table over sender, recipient, data type and purpose.
#[derive(Clone, Debug)]
pub struct Access {
    slots: usize,
    /// Deciding rule of each cell, an index into `rules`.
    cells: Vec<u16>,
    /// The default, then the listed rules, then what levers made of them.
    rules: Vec<CompiledRule>,
    /// The same rules with their names, for sentences.
    sources: Vec<Rule>,
}

/// Whether a flow may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may, under this rule (see [`Access::rule`]).
    Granted {
        /// The deciding rule.
        rule: u16,
    },
    /// It may not.
    Denied(Denial),
}

impl Verdict {
    /// Whether the flow may happen.
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted { .. })
    }
}

/// Why a flow may not happen.
///
/// Where several permissions are missing, the one that comes first in time is reported: the user lets the sender have
/// the data, the sender lets the recipient at it, the user agrees with the recipient. A user is thus never counted as
/// refusing a recipient to whom the sender would not give the data anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// No rule covers the flow and the scenario's default is to deny.
    NoRule,
    /// A rule forbids it.
    Forbidden {
        /// The deciding rule.
        rule: u16,
    },
    /// The user has not agreed towards the sender.
    NeedsUserToSender {
        /// The deciding rule.
        rule: u16,
    },
    /// The sender has not agreed.
    NeedsSender {
        /// The deciding rule.
        rule: u16,
    },
    /// The user has not agreed towards the recipient.
    NeedsUserToRecipient {
        /// The deciding rule.
        rule: u16,
    },
}

impl Denial {
    /// The deciding rule, if there is one.
    pub const fn rule(self) -> Option<u16> {
        match self {
            Self::NoRule => None,
            Self::Forbidden { rule }
            | Self::NeedsUserToSender { rule }
            | Self::NeedsSender { rule }
            | Self::NeedsUserToRecipient { rule } => Some(rule),
        }
    }
}

impl Access {
    /// Compiles the rules in force in a week, with the levers that override terms of access to messages.
    ///
    /// The highest priority that matches decides; between equal priorities a deny before an allow, and of two alike
    /// the earlier in the list. An allow that is reciprocal covers the way back on the same terms.
    pub fn compile(scenario: &Scenario, rules: &[Rule], slots: &Slots, levers: &Levers, week: u32) -> Self {
        let mut sources = vec![default_rule(scenario.default_effect)];
        sources.extend_from_slice(rules);
        let tags = std::iter::once(RuleTag::DEFAULT).chain((0..rules.len()).map(RuleTag::listed));
        let mut compiled: Vec<_> = sources.iter().zip(tags).map(|(rule, tag)| CompiledRule::new(rule, tag)).collect();
        let active = active(rules, slots, week);
        for (order, rule) in (0..).zip(&active) {
            compiled[usize::from(rule.index)].order = order;
        }
        let mut access = Self { slots: slots.len(), cells: table(&active, slots), rules: compiled, sources };
        if let Some(message) = MessageLevers::read(levers) {
            message.apply(&mut access, &active, slots);
        }
        access
    }

    /// The deciding rule of a flow, an index for [`Self::rule`]; 0 where no rule covers it.
    pub fn cell(&self, sender: Slot, recipient: Slot, data: DataType, purpose: Purpose) -> u16 {
        self.cells[self.position(sender, recipient, data, purpose)]
    }

    /// Number of rules, the scenario's default and those that levers add included.
    pub const fn count(&self) -> usize {
        self.rules.len()
    }

    /// A rule by its index: 0 is the scenario's default, then the list in its order, then what levers add.
    pub fn rule(&self, index: u16) -> &CompiledRule {
        &self.rules[usize::from(index)]
    }

    /// The same rule with its names, as levers have changed it; feed it to [`super::sentence()`].
    pub fn source(&self, index: u16) -> &Rule {
        &self.sources[usize::from(index)]
    }

    /// The rule that permits a flow, whatever permissions it asks for; none where the flow is denied.
    pub fn decide(&self, sender: Slot, recipient: Slot, data: DataType, purpose: Purpose) -> Option<&CompiledRule> {
        let rule = self.rule(self.cell(sender, recipient, data, purpose));
        rule.allows().then_some(rule)
    }

    /// Whether a flow may happen, given the permissions held.
    ///
    /// Collection by an actor in its own service needs no agreement of the actor with itself.
    pub fn verdict(
        &self,
        sender: Slot,
        recipient: Slot,
        data: DataType,
        purpose: Purpose,
        held: PermissionSet,
    ) -> Verdict {
        let index = self.cell(sender, recipient, data, purpose);
        let held = if sender == recipient { held.towards_oneself() } else { held };
        self.judge(index, held)
    }

    /// Whether the rule at an index lets a flow happen, given the permissions held.
    pub fn judge(&self, index: u16, held: PermissionSet) -> Verdict {
        let rule = self.rule(index);
        let lacks = |permission| rule.needs.contains(permission) && !held.contains(permission);
        Verdict::Denied(if !rule.allows() {
            if index == 0 { Denial::NoRule } else { Denial::Forbidden { rule: index } }
        } else if lacks(Permission::UserToSender) {
            Denial::NeedsUserToSender { rule: index }
        } else if lacks(Permission::SenderToRecipient) {
            Denial::NeedsSender { rule: index }
        } else if lacks(Permission::UserToRecipient) {
            Denial::NeedsUserToRecipient { rule: index }
        } else {
            return Verdict::Granted { rule: index };
        })
    }

    /// For each rule of the list, whether it decides anything this week, by itself or as changed by levers.
    pub fn deciding(&self) -> Vec<bool> {
        let listed = self.rules.iter().filter_map(|rule| rule.tag.index()).max().map_or(0, |last| last + 1);
        let mut deciding = vec![false; listed];
        for &cell in &self.cells {
            if let Some(index) = self.rules[usize::from(cell)].tag.index() {
                deciding[index] = true;
            }
        }
        deciding
    }

    /// Sets the deciding rule of a flow.
    pub(super) fn set_cell(&mut self, sender: Slot, recipient: Slot, data: DataType, purpose: Purpose, rule: u16) {
        let position = self.position(sender, recipient, data, purpose);
        self.cells[position] = rule;
    }

    /// Adds a rule that a lever makes and returns its index.
    pub(super) fn add(&mut self, source: Rule, tag: RuleTag, order: u16) -> u16 {
        self.rules.push(CompiledRule { order, ..CompiledRule::new(&source, tag) });
        self.sources.push(source);
        (self.rules.len() - 1) as u16
    }

    const fn position(&self, sender: Slot, recipient: Slot, data: DataType, purpose: Purpose) -> usize {
        (sender.index() * self.slots + recipient.index()) * CELLS + position_in_row(data, purpose)
    }
}

/// What decides where no rule matches, in the shape of a rule.
pub(super) fn default_rule(effect: Effect) -> Rule {
    Rule {
        priority: i32::MIN,
        effect,
        recipient: Party::Class(ActorClass::Messengers),
        types: DataType::ALL.to_vec(),
        purposes: Purpose::ALL.to_vec(),
        ..Rule::plain("default")
    }
}
