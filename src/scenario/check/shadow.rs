//! Rules that can never match: no time, no pair of actors, or another rule always decides first.

use super::draft::{Draft, Record};
use super::names::Names;
use super::spanned::Desk;
use crate::scenario::vocabulary::{ActorClass, ConsentMode, Effect, Permission, Subject};
use crate::scenario::{Party, Reform, Rule};

/// A rule with its place and the weeks in which it can hold.
struct Placed<'r, 'a> {
    rule: &'r Rule,
    record: &'r Record<'a>,
    from: u32,
    until: u32,
    /// Whether no dated change ever touches it, so that it holds in all its weeks.
    steady: bool,
}

/// Says which rules can never match. Rules that could not be read are `None`; changes have all been read.
pub(super) fn check<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, rules: &[Option<Rule>], reforms: &[Reform]) {
    let Some(weeks) = desk.names.weeks else { return };
    let placed = placed(draft, rules, reforms, weeks);
    for rule in &placed {
        if time(desk, rule, weeks) {
            actors(desk, rule);
            asked(desk, rule);
        }
    }
    for (later, rule) in placed.iter().enumerate() {
        let earlier = placed.iter().enumerate().find(|(index, other)| {
            *index != later
                && other.steady
                && wins(other.rule, *index, rule.rule, later)
                && covers(other, rule, &desk.names)
        });
        if let Some((_, other)) = earlier {
            let found = format!("a rule that never decides, because `{}` always decides first", other.rule.id);
            let allowed = "a rule that decides in at least one week, for one pair of actors, type and purpose";
            desk.say(&rule.record.at("priority"), found, allowed, "raise its priority, narrow the other or remove it");
        }
    }
}

/// Rules that are on at some time, those of dated changes included.
fn placed<'r, 'a>(
    draft: &'r Draft<'a>,
    rules: &'r [Option<Rule>],
    reforms: &'r [Reform],
    weeks: u32,
) -> Vec<Placed<'r, 'a>> {
    let enabled = |id: &String| reforms.iter().any(|reform| reform.enable.contains(id));
    let touched = |id: &String| {
        enabled(id) || reforms.iter().any(|r| r.disable.contains(id) || r.rules.iter().any(|rule| rule.id == *id))
    };
    let place = |rule: &'r Rule, record: &'r Record<'a>, week: u32, steady: bool| Placed {
        rule,
        record,
        from: rule.from.max(week),
        until: rule.until.unwrap_or(weeks).min(weeks),
        steady,
    };
    let base = rules.iter().zip(&draft.rules).filter_map(|(rule, (_, record))| {
        rule.as_ref().map(|rule| place(rule, record, 0, rule.enabled && !touched(&rule.id)))
    });
    let added = reforms.iter().zip(&draft.reforms).flat_map(|(reform, (_, listed))| {
        reform.rules.iter().zip(listed).map(|(rule, (_, record))| place(rule, record, reform.week, false))
    });
    base.chain(added).filter(|placed| placed.rule.enabled || enabled(&placed.rule.id)).collect()
}

/// Whether the rule has a week at all; a first week after the end has been said where it was read.
fn time(desk: &mut Desk<'_>, placed: &Placed<'_, '_>, weeks: u32) -> bool {
    if placed.until <= placed.from && placed.from < weeks {
        let found = format!("an end at week {}, not after the beginning at week {}", placed.until, placed.from);
        let allowed = "an end after the beginning, or None";
        desk.say(&placed.record.at("until"), found, allowed, "choose a later week or remove the rule");
    }
    placed.from < placed.until
}

/// Whether sender and recipient can be the same actor, or different ones, as the rule wants.
fn actors(desk: &mut Desk<'_>, placed: &Placed<'_, '_>) {
    let names = &desk.names;
    let rule = placed.rule;
    let same = within(&rule.sender, &rule.recipient, names) || within(&rule.recipient, &rule.sender, names);
    let single = |party: &Party| match party {
        Party::Actor(_) => true,
        Party::Class(ActorClass::OsVendors) => names.brands.len() == 1,
        Party::Class(ActorClass::Messengers) => names.messengers.len() == 1,
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
fn covers(wide: &Placed<'_, '_>, narrow: &Placed<'_, '_>, names: &Names) -> bool {
    let (a, b) = (wide.rule, narrow.rule);
    wide.from <= narrow.from
        && wide.until >= narrow.until
        && (a.first_party.is_none() || a.first_party == b.first_party)
        && (a.subject == Subject::Both || a.subject == b.subject)
        && b.types.iter().all(|item| a.types.contains(item))
        && b.purposes.iter().all(|item| a.purposes.contains(item))
        && within(&b.sender, &a.sender, names)
        && within(&b.recipient, &a.recipient, names)
}

/// Whether every actor of the first party belongs to the second.
fn within(narrow: &Party, wide: &Party, names: &Names) -> bool {
    let category = |id: &String| {
        let index = names.vendors.iter().position(|vendor| vendor == id)?;
        names.categories.get(index).copied().flatten()
    };
    match (narrow, wide) {
        (Party::Category(_), Party::Class(class)) => *class == ActorClass::AppVendors,
        (Party::Actor(id), Party::Class(ActorClass::OsVendors)) => names.brands.contains(id),
        (Party::Actor(id), Party::Class(ActorClass::Messengers)) => names.messengers.contains(id),
        (Party::Actor(id), Party::Class(ActorClass::AppVendors)) => names.vendors.contains(id),
        (Party::Actor(id), Party::Category(wanted)) => category(id) == Some(*wanted),
        (narrow, wide) => narrow == wide,
    }
}
