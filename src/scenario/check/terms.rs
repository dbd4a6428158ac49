//! Access rules, dated changes, shocks and observed series: each field with its range.

use super::draft::{ENFORCEMENT, Listed, Record};
use super::observable;
use super::read::SHARE;
use super::spanned::{Desk, Node};
use crate::scenario::vocabulary::{
    ActorClass, Category, ConsentMode, DataType, Effect, Permission, Place, Purpose, Response, Subject,
};
use crate::scenario::{Enforcement, LEVERS, LeverId, Party, Price, Reform, Rule, Series, Shock, ShockKind};

/// Words of the kinds of shock.
const SHOCKS: &[ShockKind] =
    &[ShockKind::Breach, ShockKind::Scandal, ShockKind::Withdrawal, ShockKind::Restoration, ShockKind::Refusal];

const fn shock_word(kind: ShockKind) -> &'static str {
    match kind {
        ShockKind::Breach => "breach",
        ShockKind::Scandal => "scandal",
        ShockKind::Withdrawal => "withdrawal",
        ShockKind::Restoration => "restoration",
        ShockKind::Refusal => "refusal",
    }
}

/// Reads an access rule.
pub(super) fn rule<'a>(desk: &mut Desk<'a>, id: &str, record: &Record<'a>) -> Option<Rule> {
    let priority = record.must(desk, "priority", |d, n| d.whole(n, &(-1_000_000..=1_000_000)));
    let effect = record.must(desk, "effect", |d, n| d.word(n, Effect::ALL, Effect::id));
    let sender = record.must(desk, "sender", party);
    let recipient = record.must(desk, "recipient", party);
    let first_party = record.or(desk, "first_party", None, |d, n| d.maybe(n, Desk::flag));
    let subject = record.or(desk, "subject", Subject::Both, |d, n| d.word(n, Subject::ALL, Subject::id));
    let types = record.must(desk, "types", |d, n| d.set(n, DataType::ALL, DataType::id, true));
    let purposes = record.must(desk, "purposes", |d, n| d.set(n, Purpose::ALL, Purpose::id, true));
    let authorised_by =
        record.or(desk, "authorised_by", Vec::new(), |d, n| d.set(n, Permission::ALL, Permission::id, false));
    let consent =
        record.or(desk, "consent", ConsentMode::NotAsked, |d, n| d.word(n, ConsentMode::ALL, ConsentMode::id));
    let place = record.or(desk, "place", Place::Server, |d, n| d.word(n, Place::ALL, Place::id));
    let onward = record.or(desk, "onward", false, Desk::flag);
    let reciprocal = record.or(desk, "reciprocal", false, Desk::flag);
    let non_discriminatory = record.or(desk, "non_discriminatory", false, Desk::flag);
    let price = record.or(desk, "price", Price::Free, price);
    let user_share = record.or(desk, "user_share", 0.0, Desk::share);
    let cap_records = record
        .or(desk, "cap_records", None, |d, n| d.maybe(n, |d, n| d.number(n, &(0.0..=1e9), "records per user-week")));
    let cap_subjects = record.or(desk, "cap_subjects", None, |d, n| d.maybe(n, Desk::share));
    let latency_weeks = record.or(desk, "latency_weeks", 0, Desk::week);
    let retention_weeks = record.or(desk, "retention_weeks", None, |d, n| d.maybe(n, Desk::week));
    let from = record.or(desk, "from", 0, Desk::week_of_run);
    let until = record.or(desk, "until", None, |d, n| d.maybe(n, Desk::week));
    let enforcement = record.or(desk, "enforcement", Enforcement::default(), enforcement);
    let enabled = record.or(desk, "enabled", true, Desk::flag);
    Some(Rule {
        id: id.to_owned(),
        priority: priority?,
        effect: effect?,
        sender: sender?,
        recipient: recipient?,
        first_party: first_party?,
        subject: subject?,
        types: types?,
        purposes: purposes?,
        authorised_by: authorised_by?,
        consent: consent?,
        place: place?,
        onward: onward?,
        reciprocal: reciprocal?,
        non_discriminatory: non_discriminatory?,
        price: price?,
        user_share: user_share?,
        cap_records: cap_records?,
        cap_subjects: cap_subjects?,
        latency_weeks: latency_weeks?,
        retention_weeks: retention_weeks?,
        from: from?,
        until: until?,
        enforcement: enforcement?,
        enabled: enabled?,
    })
}

/// `class(os_vendors)`, `category(food)` or `actor("huawei")`.
fn party<'a>(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Party> {
    match desk.variant(node)? {
        ("class", Some(value)) => desk.word(&value, ActorClass::ALL, ActorClass::id).map(Party::Class),
        ("category", Some(value)) => desk.word(&value, Category::ALL, Category::id).map(Party::Category),
        ("actor", Some(value)) => desk.actor(&value).map(Party::Actor),
        (word, _) => {
            let mend = desk.suggest(word, &["class", "category", "actor"], "write one of these");
            let allowed = "class(os_vendors), class(messengers), class(app_vendors), category(food) or another \
                           category, or actor(\"id\")";
            desk.say(node, node.quoted(), allowed, mend);
            None
        }
    }
}

fn price<'a>(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Price> {
    match desk.variant(node)? {
        ("free", None) => Some(Price::Free),
        ("posted", None) => Some(Price::Posted),
        ("bargained", None) => Some(Price::Bargained),
        ("per_record_rmb", Some(value)) => desk.number(&value, &(0.0..=1000.0), "RMB per record").map(Price::PerRecord),
        ("per_user_week_rmb", Some(value)) => {
            desk.number(&value, &(0.0..=1000.0), "RMB per user-week").map(Price::PerUserWeek)
        }
        ("revenue_share", Some(value)) => desk.share(&value).map(Price::RevenueShare),
        (word, _) => {
            let words = ["free", "posted", "bargained", "per_record_rmb", "per_user_week_rmb", "revenue_share"];
            let allowed = "free, posted, bargained, per_record_rmb(0.01), per_user_week_rmb(0.1) or \
                           revenue_share(0.05)";
            let mend = desk.suggest(word, &words, "write one of these");
            desk.say(node, node.quoted(), allowed, mend);
            None
        }
    }
}

fn enforcement<'a>(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Enforcement> {
    let record = Record::open(desk, node, ENFORCEMENT)?;
    let million = |d: &mut Desk<'a>, n: &Node<'a>| d.number(n, &(0.0..=1e6), "RMB million");
    let detection = record.or(desk, "detection", None, |d, n| d.maybe(n, Desk::share));
    let fine_fixed_m = record.or(desk, "fine_fixed_m", None, |d, n| d.maybe(n, million));
    let fine_turnover_share = record.or(desk, "fine_turnover_share", None, |d, n| d.maybe(n, Desk::share));
    let fine_cap_m = record.or(desk, "fine_cap_m", None, |d, n| d.maybe(n, million));
    let deletion = record.or(desk, "deletion", false, Desk::flag);
    let remedies = record.or(desk, "remedies", Vec::new(), |d, n| d.set(n, Response::ALL, Response::id, false));
    Some(Enforcement {
        detection: detection?,
        fine_fixed_m: fine_fixed_m?,
        fine_turnover_share: fine_turnover_share?,
        fine_cap_m: fine_cap_m?,
        deletion: deletion?,
        remedies: remedies?,
    })
}

/// Reads a dated change; its rules are whole rules, not patches.
pub(super) fn reform<'a>(desk: &mut Desk<'a>, record: &Record<'a>, listed: &Listed<'a>) -> Option<Reform> {
    let week = record.must(desk, "week", Desk::week_of_run);
    let note = record.or(desk, "note", String::new(), Desk::note);
    let set = record.or(desk, "set", Vec::new(), |d, n| {
        d.items(n, |d, item| {
            let pair = d.tuple(item, 2)?;
            let name = d.text(&pair[0])?;
            lever(d, &name, &pair[0], &pair[1]).map(|(_, value)| (name, value))
        })
    });
    let rules: Vec<_> = listed.iter().map(|(id, record)| rule(desk, id, record)).collect();
    let enable = record.or(desk, "enable", Vec::new(), |d, n| d.items(n, Desk::rule));
    let disable = record.or(desk, "disable", Vec::new(), |d, n| d.items(n, Desk::rule));
    let rules = rules.into_iter().collect::<Option<Vec<_>>>();
    let reform = Reform { week: week?, note: note?, set: set?, rules: rules?, enable: enable?, disable: disable? };
    let Reform { set, rules, enable, disable, .. } = &reform;
    if set.is_empty() && rules.is_empty() && enable.is_empty() && disable.is_empty() {
        let allowed = "at least one of set, rules, enable, disable";
        desk.say(&record.node, "a change that changes nothing", allowed, "say what changes or remove it");
    }
    for id in enable.iter().filter(|id| disable.contains(id)) {
        let found = format!("the rule `{id}`, which the same change switches on");
        desk.say(&record.at("disable"), found, "either the one or the other", "remove one of the two");
    }
    for (index, (id, _)) in set.iter().enumerate() {
        if set[..index].iter().any(|(other, _)| other == id) {
            desk.say(&record.at("set"), format!("`{id}` a second time"), "each lever once", "remove one of the two");
        }
    }
    Some(reform)
}

/// Reads a lever's value by the lever's id; `name` is the place of the id.
pub(super) fn lever<'a>(desk: &mut Desk<'a>, id: &str, name: &Node<'a>, value: &Node<'a>) -> Option<(LeverId, f64)> {
    let Some(lever) = LeverId::from_id(id) else {
        let ids: Vec<&str> = LEVERS.iter().map(|spec| spec.id).collect();
        let mend = desk.suggest(id, &ids, "the command `gatekeepers list levers` names them all");
        desk.say(name, format!("an unknown lever `{id}`"), "the id of a lever", mend);
        return None;
    };
    let spec = lever.spec();
    if !spec.choices.is_empty() {
        let number = ron::from_str::<f64>(value.text).ok();
        if number.is_none_or(|number| spec.problem_with(number).is_some()) {
            let words: Vec<String> =
                spec.choices.iter().enumerate().map(|(index, word)| format!("{index} ({word})")).collect();
            desk.say(value, value.quoted(), format!("one of {}", words.join(", ")), "write the number of the choice");
        }
        return number.map(|number| (lever, number));
    }
    let unit = if spec.unit == "share" { SHARE } else { spec.unit };
    desk.number(value, &(spec.min..=spec.max), unit).map(|number| (lever, number))
}

/// Reads a shock.
pub(super) fn shock<'a>(desk: &mut Desk<'a>, record: &Record<'a>) -> Option<Shock> {
    let week = record.must(desk, "week", Desk::week_of_run);
    let kind = record.must(desk, "kind", |d, n| d.word(n, SHOCKS, shock_word));
    let of_messenger = matches!(kind, Some(ShockKind::Withdrawal | ShockKind::Restoration));
    let refusal = kind == Some(ShockKind::Refusal);
    // Only a messenger can be withdrawn or restored, and only a named vendor be needed by another.
    let actor = record.must(desk, "actor", |d, n| match kind {
        Some(ShockKind::Withdrawal | ShockKind::Restoration) => d.messenger(n),
        Some(ShockKind::Refusal) => d.needed_vendor(n),
        _ => d.actor(n),
    });
    let brand = record.or(desk, "brand", None, |d, n| d.maybe(n, Desk::brand));
    let share = record.or(desk, "share", 0.0, Desk::share);
    let note = record.or(desk, "note", String::new(), Desk::note);
    let shock = Shock { week: week?, kind: kind?, actor: actor?, brand: brand?, share: share?, note: note? };
    match (of_messenger, &shock.brand) {
        (true, None) => {
            let allowed = "the brand on which the messenger stops or returns";
            desk.say(&record.at("brand"), "no brand", allowed, "add `brand: Some(\"…\")`");
        }
        (false, Some(_)) => {
            desk.say(&record.at("brand"), "a brand, which this kind of shock does not use", "no brand", "remove it");
        }
        _ => {}
    }
    let of_users = !of_messenger && !refusal;
    if !of_users && shock.share > 0.0 {
        desk.say(&record.at("share"), "a share, which this kind of shock does not use", "no share", "remove it");
    } else if of_users && shock.share <= 0.0 {
        let allowed = "a share of users who take notice, above 0 and at most 1";
        desk.say(&record.at("share"), "a share of 0, so that nothing happens", allowed, "add `share: …`");
    }
    Some(shock)
}

/// Reads an observed series.
pub(super) fn series<'a>(desk: &mut Desk<'a>, record: &Record<'a>) -> Option<Series> {
    let label = record.must(desk, "label", Desk::text);
    let metric = record.must(desk, "metric", |d, n| {
        let metric = d.text(n)?;
        let columns = observable::columns(&d.names);
        if columns.contains(&metric) {
            return Some(metric);
        }
        let mend = d.suggest(&metric, &columns, "`gatekeepers list metrics` names them all");
        let allowed = "the id of a column, such as `accounts_m_wechat`";
        d.say(n, format!("the unknown figure `{metric}`"), allowed, mend);
        None
    });
    let source = record.must(desk, "source", Desk::text);
    let is_share = metric.as_ref().is_some_and(|metric| observable::is_share(metric));
    let mut last = None;
    let points = record.must(desk, "points", |d, n| {
        d.items(n, |d, item| {
            let pair = d.tuple(item, 2)?;
            let date = d.date(&pair[0]);
            let value = if is_share {
                d.share(&pair[1])
            } else {
                d.number(&pair[1], &(-1e15..=1e15), "in the unit of the metric")
            };
            let (date, value) = (date?, value?);
            if last.is_some_and(|last| date <= last) {
                d.say(&pair[0], format!("{date} after a later or the same date"), "dates in order", "sort the points");
                return None;
            }
            last = Some(date);
            Some((date, value))
        })
    });
    if let (Some(points), Some(start), Some(weeks)) = (&points, desk.names.start, desk.names.weeks) {
        let end = start + chrono::Days::new(u64::from(weeks) * 7);
        if !points.iter().any(|(date, _)| (start..end).contains(date)) {
            let allowed = format!("at least one date from {start} and before {end}");
            desk.say(&record.at("points"), "no point within the run", allowed, "add points or remove the series");
        }
    }
    Some(Series { label: label?, metric: metric?, points: points?, source: source? })
}
