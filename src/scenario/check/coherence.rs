//! What no single field can show: sums of shares, names that must exist, weeks within the horizon.

use super::draft::{Draft, Listed, Record};
use super::observable;
use super::spanned::{Desk, Node};
use crate::scenario::vocabulary::Capture;
use crate::scenario::{Party, Rule, Scenario, ShockKind};

/// How far a sum of shares may be from 1.
const ROUNDING: f64 = 0.001;
/// Most brands with "other", messengers and named vendors; the table of access rules has a row for each.
const MOST: [usize; 3] = [16, 7, 24];
/// Most accounts of a messenger that one person holds.
const ACCOUNTS_A_PERSON: f64 = 2.0;

/// Checks a scenario as a whole; its entries stand in the order of the draft's.
pub(super) fn check<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    let head = &draft.head;
    if scenario.policy_week >= scenario.weeks {
        within(desk, &head.at("policy_week"), scenario.policy_week, scenario.weeks);
    }
    crowd(desk, draft);
    let shares = scenario.brands.iter().map(|brand| brand.base_share);
    sum(desk, &head.at("brands"), shares, "the base shares of the brands");
    let shares = scenario.messengers.iter().map(|messenger| messenger.primary_share);
    sum(desk, &head.at("messengers"), shares, "the primary shares of the messengers");
    if let Some(vendors) = &draft.vendors {
        let shares = scenario.vendors.occasion_shares.iter().copied();
        sum(desk, &vendors.at("occasion_shares"), shares, "the occasion shares");
    }
    shipments(desk, draft, scenario);
    brands(desk, draft, scenario);
    messengers(desk, draft, scenario);
    for (rule, (_, record)) in scenario.rules.iter().zip(&draft.rules) {
        parties(desk, scenario, rule, record);
    }
    reforms(desk, draft, scenario);
    shocks(desk, draft, scenario);
    series(desk, draft, scenario);
}

fn within(desk: &mut Desk<'_>, node: &Node<'_>, week: u32, weeks: u32) {
    let last = weeks.saturating_sub(1);
    let found = format!("week {week}, which is after the end");
    desk.say(node, found, format!("a week from 0 to {last}"), "choose an earlier week or a longer horizon");
}

fn crowd<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>) {
    let vendors = draft.vendors.as_ref().map_or_else(|| draft.head.at("vendors"), |record| record.at("named"));
    let places = [draft.head.at("brands"), draft.head.at("messengers"), vendors];
    let found = [draft.brands.len(), draft.messengers.len(), draft.named.len()];
    for ((node, found), (most, least)) in places.iter().zip(found).zip(MOST.into_iter().zip([1, 1, 0])) {
        if !(least..=most).contains(&found) {
            desk.say(node, format!("{found} entries"), format!("{least} to {most} entries"), "add or remove entries");
        }
    }
}

fn sum(desk: &mut Desk<'_>, node: &Node<'_>, shares: impl Iterator<Item = f64>, what: &str) {
    let sum: f64 = shares.sum();
    if (sum - 1.0).abs() > ROUNDING {
        let found = format!("{sum:.4} as the sum of {what}");
        desk.say(node, found, "1, give or take 0.001", "correct the shares");
    }
}

/// In each year of shipments every brand has a share, and they sum to 1.
fn shipments<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    let mut years: Vec<i32> = scenario.brands.iter().flat_map(|b| b.shipments.iter().map(|s| s.0)).collect();
    years.sort_unstable();
    years.dedup();
    for year in years {
        let mut shares = Vec::new();
        for (brand, (_, record)) in scenario.brands.iter().zip(&draft.brands) {
            match brand.shipments.iter().find(|shipment| shipment.0 == year) {
                Some(shipment) => shares.push(shipment.1),
                None => {
                    let found = format!("no share of shipments for {year}, which other brands have");
                    let allowed = "the same years for every brand";
                    desk.say(&record.at("shipments"), found, allowed, "add the year, or remove it elsewhere");
                }
            }
        }
        if shares.len() == scenario.brands.len() {
            let what = format!("the brands' shares of shipments in {year}");
            sum(desk, &draft.head.at("brands"), shares.into_iter(), &what);
        }
    }
}

fn brands<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    let named = &scenario.vendors.named;
    for (brand, (_, record)) in scenario.brands.iter().zip(&draft.brands) {
        if brand.capture != Some(Capture::Off) && brand.capture_from >= scenario.weeks {
            within(desk, &record.at("capture_from"), brand.capture_from, scenario.weeks);
        }
        for (index, partner) in brand.partners.iter().enumerate() {
            let node = record.at("partners");
            if !named.iter().any(|vendor| vendor.id == *partner) {
                let ids: Vec<&str> = named.iter().map(|vendor| vendor.id.as_str()).collect();
                let mend = desk.suggest(partner, &ids, "name it under `vendors` or remove it");
                desk.say(&node, format!("the unknown vendor `{partner}`"), "ids of named vendors", mend);
            }
            if brand.partners[..index].contains(partner) {
                desk.say(&node, format!("`{partner}` a second time"), "each partner once", "remove one of the two");
            }
        }
    }
    if usize::try_from(scenario.vendors.at_start).is_ok_and(|count| count < named.len())
        && let Some(record) = &draft.vendors
    {
        let found = format!("{} vendors, fewer than are named", scenario.vendors.at_start);
        desk.say(&record.at("at_start"), found, format!("at least {}", named.len()), "raise the number");
    }
}

fn messengers<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    for (messenger, (_, record)) in scenario.messengers.iter().zip(&draft.messengers) {
        let accounts = messenger.accounts_m;
        let room = scenario.persons_m * ACCOUNTS_A_PERSON;
        for (most, what) in [(messenger.ceiling_m, "the ceiling"), (room, "two accounts a person")] {
            if accounts > most {
                let found = format!("{accounts} million accounts, more than {what}");
                desk.say(&record.at("accounts_m"), found, format!("at most {most} million"), "correct one of the two");
            }
        }
        if let Some((brand, week)) = &messenger.withdraws_from {
            let node = record.at("withdraws_from");
            brand_exists(desk, &node, brand, scenario);
            if *week >= scenario.weeks {
                within(desk, &node, *week, scenario.weeks);
            }
        }
    }
}

fn brand_exists(desk: &mut Desk<'_>, node: &Node<'_>, id: &str, scenario: &Scenario) {
    if !scenario.brands.iter().any(|brand| brand.id == id) {
        let ids: Vec<&str> = scenario.brands.iter().map(|brand| brand.id.as_str()).collect();
        let mend = desk.suggest(id, &ids, "name one of the brands");
        desk.say(node, format!("the unknown brand `{id}`"), format!("one of {}", ids.join(", ")), mend);
    }
}

/// An id must name exactly one brand, messenger or named vendor.
fn actor_exists(desk: &mut Desk<'_>, node: &Node<'_>, id: &str, scenario: &Scenario) {
    let brands = scenario.brands.iter().map(|brand| brand.id.as_str());
    let messengers = scenario.messengers.iter().map(|messenger| messenger.id.as_str());
    let vendors = scenario.vendors.named.iter().map(|vendor| vendor.id.as_str());
    let ids: Vec<&str> = brands.chain(messengers).chain(vendors).collect();
    let allowed = format!("the id of one actor: {}", ids.join(", "));
    match ids.iter().filter(|other| **other == id).count() {
        1 => {}
        0 => {
            let mend = desk.suggest(id, &ids, "name one of the actors");
            desk.say(node, format!("the unknown actor `{id}`"), allowed, mend);
        }
        _ => desk.say(node, format!("`{id}`, which several actors are called"), allowed, "give them different ids"),
    }
}

fn parties(desk: &mut Desk<'_>, scenario: &Scenario, rule: &Rule, record: &Record<'_>) {
    for (name, party) in [("sender", &rule.sender), ("recipient", &rule.recipient)] {
        if let Party::Actor(id) = party {
            actor_exists(desk, &record.at(name), id, scenario);
        }
    }
}

fn reforms<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    let mut ids: Vec<String> = scenario.rules.iter().map(|rule| rule.id.clone()).collect();
    ids.extend(scenario.reforms.iter().flat_map(|reform| reform.rules.iter().map(|rule| rule.id.clone())));
    for (reform, (record, listed)) in scenario.reforms.iter().zip(&draft.reforms) {
        if reform.week >= scenario.weeks {
            within(desk, &record.at("week"), reform.week, scenario.weeks);
        }
        if reform.set.is_empty()
            && reform.rules.is_empty()
            && reform.enable.is_empty()
            && reform.disable.is_empty()
        {
            let allowed = "at least one of set, rules, enable, disable";
            desk.say(&record.node, "a change that changes nothing", allowed, "say what changes or remove it");
        }
        for (name, wanted) in [("enable", &reform.enable), ("disable", &reform.disable)] {
            for id in wanted.iter().filter(|id| !ids.contains(id)) {
                let mend = desk.suggest(id, &ids, "name one of the rules");
                desk.say(&record.at(name), format!("the unknown rule `{id}`"), "ids of rules", mend);
            }
        }
        for id in reform.enable.iter().filter(|id| reform.disable.contains(id)) {
            let found = format!("the rule `{id}`, which the same change switches on");
            desk.say(&record.at("disable"), found, "either the one or the other", "remove one of the two");
        }
        rules_of(desk, scenario, &reform.rules, listed);
    }
}

fn rules_of(desk: &mut Desk<'_>, scenario: &Scenario, rules: &[Rule], listed: &Listed<'_>) {
    for (rule, (_, record)) in rules.iter().zip(listed) {
        parties(desk, scenario, rule, record);
    }
}

fn shocks<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    for (shock, record) in scenario.shocks.iter().zip(&draft.shocks) {
        if shock.week >= scenario.weeks {
            within(desk, &record.at("week"), shock.week, scenario.weeks);
        }
        let node = record.at("actor");
        actor_exists(desk, &node, &shock.actor, scenario);
        if let Some(brand) = &shock.brand {
            brand_exists(desk, &record.at("brand"), brand, scenario);
        }
        if matches!(shock.kind, ShockKind::Withdrawal | ShockKind::Restoration) {
            if !scenario.messengers.iter().any(|messenger| messenger.id == shock.actor) {
                let found = format!("`{}`, which is no messenger", shock.actor);
                desk.say(&node, found, "the id of a messenger", "only a messenger can be withdrawn or restored");
            }
            if shock.brand.is_none() {
                let allowed = "the brand on which the messenger stops or returns";
                desk.say(&record.node, "no brand", allowed, "add `brand: Some(\"…\")`");
            }
            if record.get("share").is_some() {
                let found = "a share, which this kind of shock does not use";
                desk.say(&record.at("share"), found, "no share", "remove it");
            }
        } else {
            if shock.brand.is_some() {
                let found = "a brand, which this kind of shock does not use";
                desk.say(&record.at("brand"), found, "no brand", "remove it");
            }
            if shock.share <= 0.0 {
                let allowed = "a share of users who take notice, above 0 and at most 1";
                desk.say(&record.at("share"), "a share of 0, so that nothing happens", allowed, "add `share: …`");
            }
        }
    }
}

fn series<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, scenario: &Scenario) {
    let columns = observable::columns(scenario);
    let end = scenario.date(scenario.weeks);
    for (series, record) in scenario.series.iter().zip(&draft.series) {
        if !columns.contains(&series.metric) {
            let mend = desk.suggest(&series.metric, &columns, "`gatekeepers list metrics` names them all");
            let found = format!("the unknown figure `{}`", series.metric);
            desk.say(&record.at("metric"), found, "the id of a column, such as `accounts_m_wechat`", mend);
        }
        if !series.points.iter().any(|(date, _)| (scenario.start..end).contains(date)) {
            let allowed = format!("at least one point from {} to {end}", scenario.start);
            desk.say(&record.at("points"), "no point within the run", allowed, "add points or remove the series");
        }
    }
}
