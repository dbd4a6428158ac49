//! Phone makers, messengers, app vendors and the regulator: each field with its range.

use super::draft::{Draft, Record};
use super::spanned::{Desk, Node};
use crate::scenario::vocabulary::{Capture, Category, Outcome, Response};
use crate::scenario::{Brand, Messenger, NamedVendor, Regulator, Vendors};

/// Most vendors alive at the start, which is also the most a run holds.
const MOST_VENDORS: u32 = 4096;
/// Largest number of persons or accounts, millions; more than the Earth has.
const MOST_PEOPLE_M: f64 = 20_000.0;

/// Reads a phone maker.
pub(super) fn brand<'a>(desk: &mut Desk<'a>, id: &str, record: &Record<'a>) -> Option<Brand> {
    let name = record.must(desk, "name", Desk::text);
    let neutral_name = record.must(desk, "neutral_name", Desk::text);
    let base_share = record.must(desk, "base_share", Desk::share);
    let price_rmb = record.must(desk, "price_rmb", |d, n| d.number(n, &(0.0..=100_000.0), "RMB"));
    let shipments = record.or(desk, "shipments", Vec::new(), shipments);
    let capture =
        record.or(desk, "capture", Some(Capture::Off), |d, n| d.maybe(n, |d, n| d.word(n, Capture::ALL, Capture::id)));
    let capture_from = record.or(desk, "capture_from", 0, Desk::week_of_run);
    let coverage = record.or(desk, "coverage", 1.0, Desk::share);
    let partners = record.or(desk, "partners", Vec::new(), partners);
    let quick_app = record.or(desk, "quick_app", false, Desk::flag);
    let coalition = record.or(desk, "coalition", false, Desk::flag);
    let lawful = record.or(desk, "lawful", true, Desk::flag);
    let retreats = record.or(desk, "retreats", true, Desk::flag);
    let sets_terms = record.or(desk, "sets_terms", false, Desk::flag);
    Some(Brand {
        id: id.to_owned(),
        name: name?,
        neutral_name: neutral_name?,
        base_share: base_share?,
        price_rmb: price_rmb?,
        shipments: shipments?,
        capture: capture?,
        capture_from: capture_from?,
        coverage: coverage?,
        partners: partners?,
        quick_app: quick_app?,
        coalition: coalition?,
        lawful: lawful?,
        retreats: retreats?,
        sets_terms: sets_terms?,
    })
}

/// Ids of named vendors, each once.
fn partners<'a>(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Vec<String>> {
    let mut seen = Vec::new();
    desk.items(node, |desk, item| {
        let id = desk.vendor(item)?;
        if seen.contains(&id) {
            desk.say(item, format!("`{id}` a second time"), "each partner once", "remove one of the two");
            return None;
        }
        seen.push(id.clone());
        Some(id)
    })
}

/// Shares of shipments by year, years ascending.
fn shipments<'a>(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Vec<(i32, f64)>> {
    let mut last = None;
    desk.items(node, |desk, item| {
        let pair = desk.tuple(item, 2)?;
        let year = desk.whole(&pair[0], &(1970..=2200));
        let share = desk.share(&pair[1]);
        let (year, share) = (year?, share?);
        if last.is_some_and(|last| year <= last) {
            desk.say(&pair[0], format!("{year} after a later or the same year"), "years in order", "sort the years");
            return None;
        }
        last = Some(year);
        Some((year, share))
    })
}

/// Reads a messenger.
pub(super) fn messenger<'a>(desk: &mut Desk<'a>, id: &str, record: &Record<'a>) -> Option<Messenger> {
    let people = |d: &mut Desk<'a>, n: &Node<'a>| d.number(n, &(0.0..=MOST_PEOPLE_M), "million accounts");
    let rate = |d: &mut Desk<'a>, n: &Node<'a>| d.number(n, &(0.0..=1.0), "per week");
    let name = record.must(desk, "name", Desk::text);
    let operator = record.must(desk, "operator", Desk::text);
    let neutral_name = record.must(desk, "neutral_name", Desk::text);
    let primary_share = record.must(desk, "primary_share", Desk::share);
    let accounts_m = record.must(desk, "accounts_m", people);
    let ceiling_m = record.must(desk, "ceiling_m", people);
    let adoption_p = record.must(desk, "adoption_p", rate);
    let adoption_q = record.must(desk, "adoption_q", rate);
    let mini_programs = record.or(desk, "mini_programs", false, Desk::flag);
    let official_accounts = record.or(desk, "official_accounts", false, Desk::flag);
    let open_hardware = record.or(desk, "open_hardware", false, Desk::flag);
    let response = record.or(desk, "response", None, |d, n| d.maybe(n, |d, n| d.word(n, Response::ALL, Response::id)));
    let licenses = record.or(desk, "licenses", false, Desk::flag);
    let own_services = record.or(desk, "own_services", Vec::new(), |d, n| d.set(n, Category::ALL, Category::id, false));
    let withdraws_from = record.or(desk, "withdraws_from", None, |d, n| {
        d.maybe(n, |d, n| {
            let pair = d.tuple(n, 2)?;
            let brand = d.brand(&pair[0]);
            let week = d.week_of_run(&pair[1]);
            Some((brand?, week?))
        })
    });
    let sets_terms = record.or(desk, "sets_terms", false, Desk::flag);
    Some(Messenger {
        id: id.to_owned(),
        name: name?,
        operator: operator?,
        neutral_name: neutral_name?,
        primary_share: primary_share?,
        accounts_m: accounts_m?,
        ceiling_m: ceiling_m?,
        adoption_p: adoption_p?,
        adoption_q: adoption_q?,
        mini_programs: mini_programs?,
        official_accounts: official_accounts?,
        open_hardware: open_hardware?,
        response: response?,
        licenses: licenses?,
        own_services: own_services?,
        withdraws_from: withdraws_from?,
        sets_terms: sets_terms?,
    })
}

/// Reads the app vendors.
pub(super) fn vendors<'a>(desk: &mut Desk<'a>, draft: &Draft<'a>) -> Option<Vendors> {
    let record = draft.vendors.as_ref()?;
    let at_start = record.must(desk, "at_start", |d, n| d.whole(n, &(1..=MOST_VENDORS)));
    let named: Vec<_> = draft.named.iter().map(|(id, record)| named_vendor(desk, id, record)).collect();
    let node = record.need(desk, "occasion_shares")?;
    let occasions = draft.occasions.as_ref()?;
    let mut occasion_shares = [0.0; Category::COUNT];
    let mut good = true;
    for (share, category) in occasion_shares.iter_mut().zip(Category::ALL) {
        let id = category.id();
        if let Some((_, _, value)) = occasions.iter().find(|(name, ..)| name == id) {
            let value = desk.share(value);
            good &= value.is_some();
            *share = value.unwrap_or_default();
        } else {
            let allowed = "a share of occasions for each of the ten categories";
            desk.say(&node, format!("no share for `{id}`"), allowed, format!("add `{id}: …`"));
            good = false;
        }
    }
    let named = named.into_iter().collect::<Option<Vec<_>>>();
    good.then_some(())?;
    Some(Vendors { at_start: at_start?, named: named?, occasion_shares })
}

fn named_vendor<'a>(desk: &mut Desk<'a>, id: &str, record: &Record<'a>) -> Option<NamedVendor> {
    let name = record.must(desk, "name", Desk::text);
    let neutral_name = record.must(desk, "neutral_name", Desk::text);
    let category = record.must(desk, "category", |d, n| d.word(n, Category::ALL, Category::id));
    // The quality at rank 1 is infinite, hence the small distance from both ends.
    let quality_rank = record.must(desk, "quality_rank", |d, n| d.number(n, &(0.0001..=0.9999), "a rank"));
    let needs = record.or(desk, "needs", Vec::new(), partners);
    let fails = record.or(desk, "fails", 0.0, Desk::share);
    let tool_share = record.or(desk, "tool_share", 0.0, Desk::share);
    let intruder_share = record.or(desk, "intruder_share", 0.0, Desk::share);
    let intruder_from = record.or(desk, "intruder_from", 0, Desk::week_of_run);
    Some(NamedVendor {
        id: id.to_owned(),
        name: name?,
        neutral_name: neutral_name?,
        category: category?,
        quality_rank: quality_rank?,
        needs: needs?,
        fails: fails?,
        tool_share: tool_share?,
        intruder_share: intruder_share?,
        intruder_from: intruder_from?,
    })
}

/// Reads the regulator.
pub(super) fn regulator<'a>(desk: &mut Desk<'a>, record: &Record<'a>) -> Option<Regulator> {
    let mediation = record.must(desk, "mediation", |d, n| d.word(n, Outcome::ALL, Outcome::id));
    let fines = record.or(desk, "fines", false, Desk::flag);
    let sets_precedent = record.or(desk, "sets_precedent", false, Desk::flag);
    Some(Regulator { mediation: mediation?, fines: fines?, sets_precedent: sets_precedent? })
}
