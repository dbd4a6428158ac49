//! Rules that can never match: no time, no pair of actors, or another rule always decides first.

use super::draft::{Draft, Record};
use super::spanned::Desk;
use crate::scenario::vocabulary::{ActorClass, ConsentMode, Effect, Permission, Subject};
use crate::scenario::{Party, Rule, Scenario};

/// A rule with its place and the weeks in which it can hold.
struct Placed<'r, 'a> {
    rule: &'r Rule,
    record: &'r Record<'a>,
    from: u32,
    until: u32,
    /// Whether no dated change ever touches it, so that it holds in all its weeks.
    steady: bool,
}

/// Says which rules can never match.
pub(super) fn check<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    let placed = placed(draft, scenario);
    for rule in &placed {
        if time(desk, rule, scenario.weeks) {
            actors(desk, rule, scenario);
            asked(desk, rule);
        }
    }
    for (later, rule) in placed.iter().enumerate() {
        let earlier = placed.iter().enumerate().find(|(index, other)| {
            *index != later && other.steady && wins(other.rule, *index, rule.rule, later) && covers(other, rule, scenario)
        });
        if let Some((_, other)) = earlier {
            let found = format!("a rule that never decides, because `{}` always decides first", other.rule.id);
            let allowed = "a rule that decides in at least one week, for one pair of actors, type and purpose";
            desk.say(&rule.record.at("priority"), found, allowed, "raise its priority, narrow the other or remove it");
        }
    }
}

/// Rules that are on at some time, those of dated changes included.
fn placed<'r, 'a>(draft: &'r Draft<'a>, scenario: &'r Scenario) -> Vec<Placed<'r, 'a>> {
    let reforms = &scenario.reforms;
    let enabled = |id: &String| reforms.iter().any(|reform| reform.enable.contains(id));
    let touched = |id: &String| {
        enabled(id)
            || reforms.iter().any(|r| r.disable.contains(id) || r.rules.iter().any(|rule| rule.id == *id))
    };
    let place = |rule: &'r Rule, record: &'r Record<'a>, week: u32, steady: bool| Placed {
        rule,
        record,
        from: rule.from.max(week),
        until: rule.until.unwrap_or(scenario.weeks).min(scenario.weeks),
        steady,
    };
    let base = scenario.rules.iter().zip(&draft.rules).map(|(rule, (_, record))| {
        place(rule, record, 0, rule.enabled && !touched(&rule.id))
    });
    let added = reforms.iter().zip(&draft.reforms).flat_map(|(reform, (_, listed))| {
        reform.rules.iter().zip(listed).map(|(rule, (_, record))| place(rule, record, reform.week, false))
    });
    base.chain(added).filter(|placed| placed.rule.enabled || enabled(&placed.rule.id)).collect()
}

/// Whether the rule has a week at all.
fn time(desk: &mut Desk<'_>, placed: &Placed<'_, '_>, weeks: u32) -> bool {
    if placed.from >= weeks {
        let found = format!("week {}, so that the rule never holds", placed.from);
        let allowed = format!("a first week from 0 to {}", weeks.saturating_sub(1));
        desk.say(&placed.record.at("from"), found, allowed, "choose an earlier week or remove the rule");
        return false;
    }
    if placed.until <= placed.from {
        let found = format!("an end at week {}, not after the beginning at week {}", placed.until, placed.from);
        let allowed = "an end after the beginning, or None";
        desk.say(&placed.record.at("until"), found, allowed, "choose a later week or remove the rule");
        return false;
    }
    true
}

/// Whether sender and recipient can be the same actor, or different ones, as the rule wants.
fn actors(desk: &mut Desk<'_>, placed: &Placed<'_, '_>, scenario: &Scenario) {
    let rule = placed.rule;
    let same = within(&rule.sender, &rule.recipient, scenario) || within(&rule.recipient, &rule.sender, scenario);
    let single = |party: &Party| match party {
        Party::Actor(_) => true,
        Party::Class(ActorClass::OsVendors) => scenario.brands.len() == 1,
        Party::Class(ActorClass::Messengers) => scenario.messengers.len() == 1,
        Party::Class(ActorClass::AppVendors) | Party::Category(_) => false,
    };
    let found = match rule.first_party {
        Some(true) if !same => "`true`, but sender and recipient are never the same actor",
        Some(false) if same && single(&rule.sender) && single(&rule.recipient) => {
            "`false`, but sender and recipient are always the same actor"
        }
        _ => return,
    };
    let allowed = "a value with which the rule can match";
    desk.say(&placed.record.at("first_party"), found, allowed, "correct it, or the sender or the recipient");
}

/// A rule that wants the user's permission must also ask for it.
fn asked(desk: &mut Desk<'_>, placed: &Placed<'_, '_>) {
    let rule = placed.rule;
    let needs_user =
        rule.authorised_by.iter().any(|p| matches!(p, Permission::UserToRecipient | Permission::UserToSender));
    if rule.effect == Effect::Allow && needs_user && rule.consent == ConsentMode::NotAsked {
        let found = "no way of asking, though the user's permission is needed, so that the rule never lets data pass";
        desk.say(&placed.record.at("consent"), found, "a way of asking", "add `consent: …`, such as `os_prompt`");
    }
}

/// Whether the first rule decides where both match.
fn wins(rule: &Rule, place: usize, other: &Rule, other_place: usize) -> bool {
    if rule.priority != other.priority {
        return rule.priority > other.priority;
    }
    match (rule.effect, other.effect) {
        (Effect::Deny, Effect::Allow) => true,
        (Effect::Allow, Effect::Deny) => false,
        _ => place < other_place,
    }
}

/// Whether the first rule matches wherever and whenever the second does.
fn covers(wide: &Placed<'_, '_>, narrow: &Placed<'_, '_>, scenario: &Scenario) -> bool {
    let (a, b) = (wide.rule, narrow.rule);
    wide.from <= narrow.from
        && wide.until >= narrow.until
        && (a.first_party.is_none() || a.first_party == b.first_party)
        && (a.subject == Subject::Both || a.subject == b.subject)
        && b.types.iter().all(|item| a.types.contains(item))
        && b.purposes.iter().all(|item| a.purposes.contains(item))
        && within(&b.sender, &a.sender, scenario)
        && within(&b.recipient, &a.recipient, scenario)
}

/// Whether every actor of the first party belongs to the second.
fn within(narrow: &Party, wide: &Party, scenario: &Scenario) -> bool {
    match (narrow, wide) {
        (Party::Category(_), Party::Class(class)) => *class == ActorClass::AppVendors,
        (Party::Actor(id), Party::Class(ActorClass::OsVendors)) => scenario.brands.iter().any(|b| b.id == *id),
        (Party::Actor(id), Party::Class(ActorClass::Messengers)) => scenario.messengers.iter().any(|m| m.id == *id),
        (Party::Actor(id), Party::Class(ActorClass::AppVendors)) => {
            scenario.vendors.named.iter().any(|vendor| vendor.id == *id)
        }
        (Party::Actor(id), Party::Category(category)) => {
            scenario.vendors.named.iter().any(|vendor| vendor.id == *id && vendor.category == *category)
        }
        (narrow, wide) => narrow == wide,
    }
}
