//! The two levers that replace terms of access to message content: whose permission is needed and how users are asked.

use crate::scenario::vocabulary::{ConsentMode, DataType, Permission, Purpose};
use crate::scenario::{Levers, Rule};

use super::access::Access;
use super::table::Active;
use super::{PermissionSet, RuleTag, Slot, SlotKind, Slots};

/// Id of the rule that stands in where no rule opens messages to phone makers.
pub const LEVER_RULE: &str = "lever-message-access";

/// Purposes for which the lever opens messages.
const OPENED: [Purpose; 3] = [Purpose::Service, Purpose::Personalise, Purpose::Train];

/// The lever's rule comes after all rules in force.
const LEVER_ORDER: u16 = u16::MAX - 1;

/// Rule that decides and what a lever made of it.
type Changed = Vec<(u16, u16)>;

/// What the levers say about messages on their way from messengers to phone makers.
pub(super) struct MessageLevers {
    needs: Option<PermissionSet>,
    consent: Option<ConsentMode>,
}

impl MessageLevers {
    /// Reads the levers; none where they leave everything to the rules.
    pub(super) fn read(levers: &Levers) -> Option<Self> {
        let user = PermissionSet::of(&[Permission::UserToRecipient]);
        let needs = match levers.message_authorisation as usize {
            0 => None,
            1 => Some(user),
            2 => Some(user.with(Permission::SenderToRecipient)),
            3 => Some(PermissionSet::ALL),
            _ => Some(PermissionSet::EMPTY),
        };
        let mode = levers.message_consent_mode as usize;
        let consent = if mode == 0 { None } else { ConsentMode::ALL.get(mode).copied() };
        (needs.is_some() || consent.is_some()).then_some(Self { needs, consent })
    }

    /// Changes the table.
    ///
    /// The lever on permissions says whose agreement opens messages, so it sets a denial aside for the purposes a
    /// phone maker's assistant has. A denial for other purposes, such as resale, is a limit on use and stays.
    pub(super) fn apply(&self, access: &mut Access, active: &[Active], slots: &Slots) {
        let of_kind = |wanted: fn(SlotKind) -> bool| slots.all().filter(move |&slot| wanted(slots.kind(slot)));
        let mut changed = Changed::new();
        for sender in of_kind(|kind| matches!(kind, SlotKind::Messenger(_))) {
            for recipient in of_kind(|kind| matches!(kind, SlotKind::Brand(_))) {
                for &purpose in Purpose::ALL {
                    self.apply_to_cell(access, active, &mut changed, (sender, recipient, purpose));
                }
            }
        }
    }

    fn apply_to_cell(
        &self,
        access: &mut Access,
        active: &[Active],
        changed: &mut Changed,
        (sender, recipient, purpose): (Slot, Slot, Purpose),
    ) {
        let opens = self.needs.is_some() && OPENED.contains(&purpose);
        let decided = if opens {
            let allow =
                active.iter().find(|rule| rule.allows && rule.covers(sender, recipient, DataType::Message, purpose));
            allow.map(|rule| rule.index)
        } else {
            let cell = access.cell(sender, recipient, DataType::Message, purpose);
            if !access.rule(cell).allows() {
                return;
            }
            Some(cell)
        };
        // The lever's own rule is none of the list: it is remembered under an index no listed rule has.
        let key = decided.unwrap_or(u16::MAX);
        let known = changed.iter().find(|(from, _)| *from == key).map(|(_, to)| *to);
        let index = known.unwrap_or_else(|| {
            let to = self.change(access, decided);
            changed.push((key, to));
            to
        });
        access.set_cell(sender, recipient, DataType::Message, purpose, index);
    }

    /// The rule as the levers want it: itself if it is so already, else a changed copy.
    fn change(&self, access: &mut Access, decided: Option<u16>) -> u16 {
        let mut rule = decided.map_or_else(lever_rule, |index| access.source(index).clone());
        let before = (PermissionSet::of(&rule.authorised_by), rule.consent);
        let needs = self.needs.unwrap_or(before.0);
        // A rule that so far needed no agreement of the user does not say how to ask.
        let unasked = needs.asks_user() && !before.0.asks_user() && rule.consent == ConsentMode::NotAsked;
        let consent = self.consent.unwrap_or(if unasked { ConsentMode::OsPrompt } else { before.1 });
        match decided {
            Some(index) if before == (needs, consent) => index,
            _ => {
                rule.authorised_by = needs.iter().collect();
                rule.consent = consent;
                let (tag, order) = decided
                    .map_or((RuleTag::LEVER, LEVER_ORDER), |index| (access.rule(index).tag, access.rule(index).order));
                access.add(rule, tag, order)
            }
        }
    }
}

/// The rule that stands in where no rule of the list opens messages.
fn lever_rule() -> Rule {
    Rule {
        priority: i32::MIN,
        first_party: Some(false),
        purposes: OPENED.to_vec(),
        consent: ConsentMode::OsPrompt,
        ..Rule::plain(LEVER_RULE)
    }
}
