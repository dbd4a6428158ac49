//! What no single field can show: numbers of actors and sums of their shares.

use super::draft::{Draft, Record};
use super::spanned::{Desk, Node};
use crate::scenario::{Brand, Messenger, NamedVendor, Vendors};

/// How far a sum of shares may be from 1.
const ROUNDING: f64 = 0.001;
/// Fewest and most brands with "other", messengers and named vendors; the table of access rules has a row for each.
const CROWD: [(usize, usize); 3] = [(1, 16), (1, 7), (0, 24)];
/// Most accounts of a messenger that one person holds.
const ACCOUNTS_A_PERSON: f64 = 2.0;

/// Says where there are too few or too many actors.
pub(super) fn crowd<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>) {
    let head = &draft.head;
    let vendors = draft.vendors.as_ref().map_or_else(|| head.at("vendors"), |record| record.at("named"));
    let places = [head.at("brands"), head.at("messengers"), vendors];
    let found = [draft.brands.len(), draft.messengers.len(), draft.named.len()];
    for ((node, found), (least, most)) in places.iter().zip(found).zip(CROWD) {
        if !(least..=most).contains(&found) {
            desk.say(node, format!("{found} entries"), format!("{least} to {most} entries"), "add or remove entries");
        }
    }
}

/// Checks the phone makers together; those that could not be read are `None`.
pub(super) fn brands<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, brands: &[Option<Brand>]) {
    let node = draft.head.at("brands");
    if let Some(brands) = complete(brands) {
        let shares = brands.iter().map(|brand| brand.base_share);
        sum(desk, &node, shares, "the base shares of the brands");
    }
    let mut years: Vec<i32> = brands.iter().flatten().flat_map(|b| b.shipments.iter().map(|s| s.0)).collect();
    years.sort_unstable();
    years.dedup();
    for year in years {
        let mut shares = Vec::new();
        for (brand, (_, record)) in brands.iter().zip(&draft.brands) {
            let Some(brand) = brand else { continue };
            if let Some(shipment) = brand.shipments.iter().find(|shipment| shipment.0 == year) {
                shares.push(shipment.1);
            } else {
                let found = format!("no share of shipments for {year}, which other brands have");
                let allowed = "the same years for every brand";
                desk.say(&record.at("shipments"), found, allowed, "add the year, or remove it elsewhere");
            }
        }
        if shares.len() == brands.len() {
            let what = format!("the brands' shares of shipments in {year}");
            sum(desk, &node, shares.into_iter(), &what);
        }
    }
}

/// Checks the messengers together, with the persons in the market, millions, and the share of them without a messenger.
pub(super) fn messengers<'a>(
    desk: &mut Desk<'a>,
    draft: &Draft<'a>,
    messengers: &[Option<Messenger>],
    persons: Option<(f64, f64)>,
) {
    let without = persons.map_or(0.0, |(_, without)| without);
    if let Some(messengers) = complete(messengers) {
        let shares = messengers.iter().map(|messenger| messenger.primary_share).chain([without]);
        let and = if without > 0.0 { ", with the share of persons without one" } else { "" };
        let what = format!("the primary shares of the messengers{and}");
        sum(desk, &draft.head.at("messengers"), shares, &what);
    }
    for (messenger, (_, record)) in messengers.iter().zip(&draft.messengers) {
        let Some(messenger) = messenger else { continue };
        let most = |limit: f64, what: &str| (messenger.accounts_m > limit).then(|| (limit, what.to_owned()));
        // Only who uses a messenger can have an account at the start.
        let holders = if without > 0.0 { " for each person who uses a messenger" } else { "" };
        let within = persons.and_then(|(persons, _)| {
            most(persons * ACCOUNTS_A_PERSON * (1.0 - without), &format!("two accounts a person{holders}"))
        });
        let ceiling = most(messenger.ceiling_m * (1.0 - without), &format!("the ceiling{holders}"));
        for (limit, what) in [ceiling, within].into_iter().flatten() {
            let found = format!("{} million accounts, more than {what}", messenger.accounts_m);
            desk.say(&record.at("accounts_m"), found, format!("at most {limit} million"), "correct one of the two");
        }
        let least = persons.map_or(0.0, |(persons, _)| persons * messenger.primary_share);
        if messenger.accounts_m < least * (1.0 - ROUNDING) {
            let found = format!("{} million accounts, fewer than its users have", messenger.accounts_m);
            let allowed = format!("at least {least} million, one for each person whose primary messenger it is");
            desk.say(&record.at("accounts_m"), found, allowed, "correct one of the two");
        }
    }
}

/// Checks the vendors together.
pub(super) fn vendors<'a>(desk: &mut Desk<'a>, record: &Record<'a>, vendors: &Vendors) {
    sum(desk, &record.at("occasion_shares"), vendors.occasion_shares.iter().copied(), "the occasion shares");
    let named = vendors.named.len();
    if usize::try_from(vendors.at_start).is_ok_and(|count| count < named) {
        let found = format!("{} vendors, fewer than are named", vendors.at_start);
        desk.say(&record.at("at_start"), found, format!("at least {named}"), "raise the number");
    }
}

/// Checks what named vendors need of each other and the tools that users have of them.
pub(super) fn bonds<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>, named: &[NamedVendor]) {
    let mut tools = 0;
    for (vendor, (_, record)) in named.iter().zip(&draft.named) {
        if vendor.needs.contains(&vendor.id) {
            let found = "the vendor itself among those it needs";
            desk.say(&record.at("needs"), found, "other named vendors", "remove it");
        }
        if vendor.needs.is_empty() != (vendor.fails <= 0.0) {
            let found = "one of `needs` and `fails` without the other";
            let allowed = "both, or neither: whose data it needs, and the part of its service that fails without";
            desk.say(
                &record.at(if vendor.needs.is_empty() { "fails" } else { "needs" }),
                found,
                allowed,
                "add the other",
            );
        }
        if vendor.intruder_share > vendor.tool_share {
            let found = "more users of the interfering tool than of the vendor's tool";
            let allowed = format!("a share from 0 to the vendor's `tool_share` of {}", vendor.tool_share);
            desk.say(&record.at("intruder_share"), found, allowed, "correct one of the two");
        }
        tools += usize::from(vendor.tool_share > 0.0);
        if vendor.tool_share > 0.0 && tools > 1 {
            desk.say(&record.at("tool_share"), "a second vendor with a tool", "one at most", "remove one of the two");
        }
    }
}

/// All entries, if all could be read; a sum over the others would be wrong for no reason of its own.
fn complete<T>(entries: &[Option<T>]) -> Option<Vec<&T>> {
    entries.iter().map(Option::as_ref).collect::<Option<Vec<_>>>().filter(|entries| !entries.is_empty())
}

fn sum(desk: &mut Desk<'_>, node: &Node<'_>, shares: impl Iterator<Item = f64>, what: &str) {
    let sum: f64 = shares.sum();
    if (sum - 1.0).abs() > ROUNDING {
        let found = format!("{sum:.4} as the sum of {what}");
        desk.say(node, found, "1, give or take 0.001", "correct the shares");
    }
}
