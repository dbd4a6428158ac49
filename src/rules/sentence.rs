//! Says a rule in plain English.
//!
//! The first sentence is who may do what on whose agreement. Terms follow only where they differ from the plain case:
//! free of charge, processed on the recipient's server, kept without limit, not passed on.

use crate::scenario::vocabulary::{ConsentMode, DataType, Effect, Permission, Place, Purpose, Response, Subject};
use crate::scenario::{Enforcement, Party, Price, Rule, Scenario};

use super::names::{Names, capital, list, number, per_cent, weeks};
use super::{PermissionSet, Slots};

/// The rule as one or more sentences; `neutral` hides the names of firms.
pub fn sentence(rule: &Rule, scenario: &Scenario, neutral: bool) -> String {
    if rule.types.is_empty() || rule.purposes.is_empty() {
        let missing = if rule.types.is_empty() { "data type" } else { "purpose" };
        return format!("This rule names no {missing} and so decides nothing.");
    }
    let names = Names { scenario, neutral };
    let scope = scope(rule, &Slots::new(scenario));
    let act = act(names, rule, scope);
    let mut sentences = vec![match rule.effect {
        Effect::Deny => format!("{act}, whoever agrees"),
        Effect::Allow => {
            let needs = PermissionSet::of(&rule.authorised_by);
            let on = conditions(names, needs, rule.consent, (&rule.sender, &rule.recipient), scope == Scope::Own);
            format!("{act}, {on}")
        }
    }];
    if rule.effect == Effect::Allow {
        terms(&mut sentences, names, rule, scope);
    }
    enforcement(&mut sentences, names, &rule.enforcement, &rule.sender, scope);
    in_force(&mut sentences, scenario, rule);
    sentences.iter().map(|text| format!("{}.", capital(text))).collect::<Vec<_>>().join(" ")
}

/// Which flows a rule speaks about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Collection by an actor in its own service.
    Own,
    /// Transfers from one actor to another.
    Transfer,
    /// Both.
    Both,
}

fn scope(rule: &Rule, slots: &Slots) -> Scope {
    let (senders, recipients) = (slots.mask(&rule.sender), slots.mask(&rule.recipient));
    match rule.first_party {
        Some(true) => Scope::Own,
        Some(false) => Scope::Transfer,
        None if senders & recipients == 0 => Scope::Transfer,
        None if senders == recipients && senders.is_power_of_two() => Scope::Own,
        None => Scope::Both,
    }
}

/// "Huawei may read message content on WeChat to personalise".
fn act(names: Names<'_>, rule: &Rule, scope: Scope) -> String {
    let recipient = names.subject(&rule.recipient);
    let may = if rule.effect == Effect::Allow { "may" } else { "may not" };
    let data = data(&rule.types, rule.subject);
    let read = rule.types == [DataType::Message];
    let verb = if read { "read" } else { "use" };
    let (who, own) = (&recipient.words, recipient.own());
    let what = match scope {
        Scope::Own => format!("collect {data} in {own}"),
        Scope::Transfer => format!("{verb} {data} {}", names.place(&rule.sender, read, false)),
        Scope::Both => {
            let or = if rule.effect == Effect::Allow { "and" } else { "or" };
            let place = names.place(&rule.sender, false, true);
            format!("collect {data} in {own} {or} get it {place}")
        }
    };
    format!("{who} {may} {what} {}", purposes(&rule.purposes))
}

/// "message content and location of the user's contacts".
pub(super) fn data(types: &[DataType], subject: Subject) -> String {
    let all = DataType::ALL.iter().all(|data| types.contains(data));
    let words: Vec<_> = DataType::ALL.iter().filter(|data| types.contains(data)).map(|data| data.label()).collect();
    let words = if all { "data of every type".to_owned() } else { list(&words, "and") };
    match subject {
        Subject::Own => format!("the user's own {words}"),
        Subject::Contacts => format!("{words} of the user's contacts"),
        Subject::Both => words,
    }
}

/// "to personalise and train models".
pub(super) fn purposes(purposes: &[Purpose]) -> String {
    let named = || Purpose::ALL.iter().filter(|purpose| purposes.contains(purpose));
    if named().count() == Purpose::COUNT {
        return "for any purpose".to_owned();
    }
    let words: Vec<_> = named()
        .map(|purpose| match purpose {
            Purpose::Resale => "sell the data on",
            other => other.label(),
        })
        .collect();
    format!("to {}", list(&words, "and"))
}

/// Whose agreement a permitted flow needs: "if the user agrees in a prompt of the system; Tencent's permission is not
/// needed".
pub(super) fn conditions(
    names: Names<'_>,
    needs: PermissionSet,
    consent: ConsentMode,
    (sender, recipient): (&Party, &Party),
    own: bool,
) -> String {
    if own {
        return if needs.asks_user() {
            format!("if {}", asked(consent, ""))
        } else {
            "without asking the user".to_owned()
        };
    }
    let (holder, member) = (names.holder(sender), names.member(recipient));
    let towards = match (needs.contains(Permission::UserToSender), needs.contains(Permission::UserToRecipient)) {
        (true, true) if holder == member => " towards both sides".to_owned(),
        (true, true) => format!(" towards both {member} and {holder}"),
        (true, false) => format!(" towards {holder}"),
        (false, _) => String::new(),
    };
    let user = asked(consent, &towards);
    match (needs.asks_user(), needs.contains(Permission::SenderToRecipient)) {
        (true, true) => format!("if {user} and {holder} agrees as well"),
        (true, false) if holder.contains(" of ") => format!("if {user}; the permission of {holder} is not needed"),
        (true, false) => format!("if {user}; {holder}'s permission is not needed"),
        (false, true) => format!("if {holder} agrees; the user is not asked"),
        (false, false) => "without anybody's permission".to_owned(),
    }
}

/// How the user agrees; `towards` says with whom, where that is not plain.
pub(super) fn asked(consent: ConsentMode, towards: &str) -> String {
    let how = match consent {
        ConsentMode::NotAsked => return format!("the user has agreed{towards} without being asked by this rule"),
        ConsentMode::Bundled => "by accepting the terms of the service",
        ConsentMode::OptOut => "by leaving it switched on",
        ConsentMode::BannerNoRefusal => "on a banner without refusal",
        ConsentMode::BannerSecondPage => "on a banner with refusal on a second page",
        ConsentMode::RefuseButton => "by opting in, with a refuse button beside",
        ConsentMode::OsPrompt => "in a prompt of the system",
        ConsentMode::GranularFirstPage => "in granular choices on the first page",
        ConsentMode::GranularNothing => "in granular choices with nothing preselected",
    };
    format!("the user agrees{towards} {how}")
}

/// Terms that differ from the plain case.
fn terms(sentences: &mut Vec<String>, names: Names<'_>, rule: &Rule, scope: Scope) {
    let mut data: Vec<String> = Vec::new();
    match rule.place {
        Place::OnDevice => data.push("stays on the device".to_owned()),
        Place::Server => {}
        Place::Aggregate => data.push("is used only in aggregate".to_owned()),
    }
    match rule.retention_weeks {
        Some(0) => data.push("may not be kept".to_owned()),
        Some(count) => data.push(format!("may be kept for at most {}", weeks(count))),
        None => {}
    }
    if rule.onward {
        data.push("may be passed on".to_owned());
    }
    if rule.latency_weeks > 0 {
        data.push(format!("arrives {} late", weeks(rule.latency_weeks)));
    }
    if !data.is_empty() {
        sentences.push(format!("the data {}", list(&data, "and")));
    }
    let mut caps: Vec<String> = Vec::new();
    caps.extend(rule.cap_records.map(|records| format!("{} records per user and week", number(records))));
    caps.extend(rule.cap_subjects.map(|share| format!("{} of the recipient's users", per_cent(share))));
    if !caps.is_empty() {
        sentences.push(format!("it covers at most {}", list(&caps, "and")));
    }
    if scope == Scope::Own {
        return;
    }
    let recipient = names.subject(&rule.recipient);
    if let Some(price) = price(rule.price) {
        let user = if rule.user_share > 0.0 {
            format!(", of which {} goes to the user", per_cent(rule.user_share))
        } else {
            String::new()
        };
        sentences.push(format!("{} {} {price}{user}", recipient.words, recipient.verb("pays", "pay")));
    }
    if rule.reciprocal {
        sentences.push(format!("{} {} the same access in return", recipient.words, recipient.verb("gives", "give")));
    }
    if rule.non_discriminatory {
        sentences.push("every recipient gets the same terms".to_owned());
    }
}

fn price(price: Price) -> Option<String> {
    match price {
        Price::Free => None,
        Price::PerRecord(rmb) => Some(format!("RMB {} per record", number(rmb))),
        Price::PerUserWeek(rmb) => Some(format!("RMB {} per user and week", number(rmb))),
        Price::RevenueShare(share) => Some(format!("{} of the revenue that the data brings", per_cent(share))),
        Price::Posted => Some("the posted price per user and week".to_owned()),
        Price::Bargained => Some("a price that both sides bargain over".to_owned()),
    }
}

/// What happens to those who break the rule, as far as it says so itself.
fn enforcement(sentences: &mut Vec<String>, names: Names<'_>, rule: &Enforcement, sender: &Party, scope: Scope) {
    if let Some(probability) = rule.detection {
        sentences.push(format!("a violation is found with a probability of {} a week", per_cent(probability)));
    }
    let fixed = rule.fine_fixed_m.map(|rmb| format!("RMB {} million", number(rmb)));
    let share = rule.fine_turnover_share.map(|share| format!("{} of yearly turnover", per_cent(share)));
    let parts: Vec<String> = fixed.into_iter().chain(share).collect();
    let cap = rule.fine_cap_m.map(|rmb| format!("at most RMB {} million", number(rmb)));
    match (parts.is_empty(), cap) {
        (true, None) => {}
        (true, Some(cap)) => sentences.push(format!("the fine is {cap}")),
        (false, None) => sentences.push(format!("the fine is {}", list(&parts, "plus"))),
        (false, Some(cap)) => sentences.push(format!("the fine is {}, {cap}", list(&parts, "plus"))),
    }
    if rule.deletion {
        sentences.push("data taken against the rule must be deleted".to_owned());
    }
    if scope != Scope::Own && !rule.remedies.is_empty() {
        let remedies: Vec<_> = rule.remedies.iter().map(|&remedy| deed(remedy)).collect();
        sentences.push(format!("if it is broken, {} may {}", names.holder(sender), list(&remedies, "or")));
    }
}

const fn deed(response: Response) -> &'static str {
    match response {
        Response::Ignore => "let it pass",
        Response::Degrade => "degrade its service on the phones concerned",
        Response::Block => "block its service on the phones concerned",
        Response::Sue => "go to court",
        Response::Complain => "complain to the ministry",
        Response::License => "offer a licence",
    }
}

/// When the rule holds, where that is not always.
fn in_force(sentences: &mut Vec<String>, scenario: &Scenario, rule: &Rule) {
    let week = |week: u32| {
        let date = scenario.start.checked_add_days(chrono::Days::new(u64::from(week) * 7));
        date.map_or_else(|| format!("week {week}"), |date| format!("week {week} ({})", date.format("%-d %B %Y")))
    };
    match (rule.from, rule.until) {
        (from, Some(until)) if until <= from => {
            sentences.push("it is never in force, as it ends before it starts".to_owned());
        }
        (0, None) => {}
        (from, None) => sentences.push(format!("it holds from {}", week(from))),
        (0, Some(until)) => sentences.push(format!("it holds until {} begins", week(until))),
        (from, Some(until)) => sentences.push(format!("it holds from {} until {} begins", week(from), week(until))),
    }
    if !rule.enabled {
        sentences.push("the rule is switched off".to_owned());
    }
}
