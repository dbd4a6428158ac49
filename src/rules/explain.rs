//! Says a decision in plain English.

use crate::scenario::Scenario;
use crate::scenario::vocabulary::{DataType, Purpose, Subject};

use super::names::{Names, capital};
use super::overrides::LEVER_RULE;
use super::sentence::{asked, conditions, data, purposes};
use super::{Access, Denial, RuleTag, Slot, Slots, Verdict};

/// A flow of data that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Who holds or generates the data.
    pub sender: Slot,
    /// Who wants it; the sender itself for first-party collection.
    pub recipient: Slot,
    /// What data.
    pub data: DataType,
    /// What for.
    pub purpose: Purpose,
}

/// Why a flow may or may not happen, as a sentence; `neutral` hides the names of firms.
pub fn explain(
    verdict: Verdict,
    flow: Flow,
    access: &Access,
    slots: &Slots,
    scenario: &Scenario,
    neutral: bool,
) -> String {
    let names = Names { scenario, neutral };
    let (sender, recipient) = (slots.party(flow.sender), slots.party(flow.recipient));
    let own = flow.sender == flow.recipient;
    let subject = verdict_rule(verdict).map_or(Subject::Both, |rule| access.rule(rule).subject);
    let who = names.subject(&recipient);
    let may = if verdict.is_granted() { "may" } else { "may not" };
    let what = data(&[flow.data], subject);
    let read = flow.data == DataType::Message;
    let verb = if read { "read" } else { "use" };
    let act = if own {
        format!("collect {what} in {}", who.own())
    } else {
        format!("{verb} {what} {}", names.place(&sender, read, false))
    };
    let act = format!("{} {may} {act} {}", who.words, purposes(&[flow.purpose]));
    let rule = |index| rule_name(access, index);
    let how = |index| access.rule(index).consent;
    let holder = names.holder(&sender);
    let text = match verdict {
        Verdict::Granted { rule: 0 } => {
            format!("{act}, because no rule covers it and the scenario allows what no rule covers")
        }
        Verdict::Granted { rule: index } => {
            let on = conditions(names, access.rule(index).needs, how(index), (&sender, &recipient), own);
            format!("{act}, {on}; {} allows it", rule(index))
        }
        Verdict::Denied(Denial::NoRule) => format!("{act}, because no rule allows it"),
        Verdict::Denied(Denial::Forbidden { rule: index }) => format!("{act}, because {} forbids it", rule(index)),
        Verdict::Denied(Denial::NeedsUserToSender { rule: index } | Denial::NeedsUserToRecipient { rule: index })
            if own =>
        {
            format!("{act}; {} allows it only if {}", rule(index), asked(how(index), ""))
        }
        Verdict::Denied(Denial::NeedsUserToSender { rule: index }) => {
            let agrees = asked(how(index), &format!(" towards {holder}"));
            format!("{act}; {} allows it only if {agrees}", rule(index))
        }
        Verdict::Denied(Denial::NeedsSender { rule: index }) => {
            format!("{act}; {} allows it only if {holder} agrees", rule(index))
        }
        Verdict::Denied(Denial::NeedsUserToRecipient { rule: index }) => {
            format!("{act}; {} allows it only if {}", rule(index), asked(how(index), ""))
        }
    };
    format!("{}.", capital(&text))
}

const fn verdict_rule(verdict: Verdict) -> Option<u16> {
    match verdict {
        Verdict::Granted { rule } => Some(rule),
        Verdict::Denied(denial) => denial.rule(),
    }
}

/// "the rule “honor-consent”".
fn rule_name(access: &Access, index: u16) -> String {
    let id = &access.source(index).id;
    match access.rule(index).tag {
        RuleTag::LEVER => {
            debug_assert_eq!(id, LEVER_RULE, "the lever's rule has one name");
            "the lever on access to messages".to_owned()
        }
        RuleTag::DEFAULT => "the scenario's default".to_owned(),
        _ => format!("the rule “{id}”"),
    }
}
