//! Phase 10: violations are found, cases move on with their lags, orders and fines follow.

use crate::scenario::Rule;
use crate::scenario::vocabulary::{Capture, DataType, Effect, Outcome, Purpose, Response};
use crate::world::ledger::{Account, Reason};
use crate::world::luck::unit;
use crate::world::stocks::{Kind, VIOLATION};
use crate::world::users::column;
use crate::world::{Actor, Case, CaseKind, Cause, Decision, EventKind, World};

use super::Pool;
use super::payments::fen;
use super::rules::{announce, end_conflict};
use super::{refusals, title};

/// Moves detection and cases on.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    detect(world);
    proceed(world);
    refusals::regulate(world);
    count_conflict(world);
}

/// Operators find data taken out of their messengers: likely where they can see it on their servers, hardly where
/// everything stays on the phone.
fn detect(world: &mut World) {
    let stream = world.luck.stream(Decision::Detection, world.week);
    for brand in 0..world.brands() {
        for messenger in 0..world.messengers() {
            if world.os_vendors[brand].taken[messenger] <= 0.0 || world.operators[messenger].knows[brand] {
                continue;
            }
            let visible = world.os_vendors[brand].capture == Capture::Server;
            let usual = if visible { world.levers.detection_visible } else { world.levers.detection_hidden };
            let terms = broken_terms(world, messenger, brand).enforcement.detection;
            if unit(stream.bits(brand as u64, messenger as u64)) < terms.unwrap_or(usual) {
                world.operators[messenger].knows[brand] = true;
                world.operators[messenger].alert = Some(world.week);
                world.counters.detected += 1;
                world.note(EventKind::CaptureFound, Actor::Messenger(messenger), Actor::Brand(brand), 0.0);
            }
        }
    }
}

/// Terms of the rule that a violation breaks.
fn broken_terms(world: &World, messenger: usize, brand: usize) -> &crate::rules::CompiledRule {
    let (sender, recipient) = (world.slots.messenger(messenger), world.slots.brand(brand));
    let purpose = crate::scenario::vocabulary::Purpose::Personalise;
    world.access.rule(world.access.cell(sender, recipient, DataType::Message, purpose))
}

/// Opens a case unless one of the same kind is open.
pub(super) fn open_case(world: &mut World, kind: CaseKind, messenger: usize, brand: usize, by: Actor, against: Actor) {
    let open = |case: &Case| case.kind == kind && case.messenger == messenger && case.brand == brand;
    if world.cases.iter().any(open) {
        return;
    }
    let (lag, event) = match kind {
        CaseKind::Ministry => (world.levers.lag_statement_weeks, EventKind::Complaint),
        CaseKind::Court => (world.levers.lag_injunction_weeks, EventKind::Suit),
    };
    let outcome = mediation(world);
    let due = world.week + lag as u32;
    world.cases.push(Case { kind, messenger, brand, opened: world.week, stage: 0, due, outcome });
    world.note(event, by, against, 0.0);
}

/// What the ministry orders at the end of mediation.
pub(super) fn mediation(world: &World) -> Outcome {
    match world.levers.regulator_outcome as usize {
        0 => world.scenario.regulator.mediation,
        k => Outcome::ALL[(k - 1).min(Outcome::COUNT - 1)],
    }
}

/// Takes the next step of the cases that are due.
fn proceed(world: &mut World) {
    let week = world.week;
    let (due, open): (Vec<Case>, Vec<Case>) = std::mem::take(&mut world.cases).into_iter().partition(|c| c.due <= week);
    world.cases = open;
    for mut case in due {
        let (by, against) = (Actor::Messenger(case.messenger), Actor::Brand(case.brand));
        match (case.kind, case.stage) {
            (CaseKind::Ministry, 0) => {
                world.note(EventKind::Statement, by, against, 0.0);
                case.stage = 1;
                case.due = week + (world.levers.lag_mediation_weeks as u32).max(1);
                world.cases.push(case);
            }
            (CaseKind::Ministry, _) => {
                world.note(EventKind::Ruling, by, against, 0.0);
                order(world, &case);
            }
            (CaseKind::Court, 0) => {
                let luck = world.luck.stream(Decision::Case, case.opened);
                // A court grants every other injunction; assumed.
                if violates(world, &case) && luck.unit(case.brand as u64, case.messenger as u64) < 0.5 {
                    world.note(EventKind::Injunction, by, against, 0.0);
                    stop(world, case.brand);
                }
                case.stage = 1;
                case.due = (case.opened + world.levers.lag_judgment_weeks as u32).max(week + 1);
                world.cases.push(case);
            }
            (CaseKind::Court, _) => {
                world.note(EventKind::Ruling, by, against, 0.0);
                judge(world, &case);
            }
        }
    }
}

/// Whether the brand takes, or took, data of the operator against the rules.
fn violates(world: &World, case: &Case) -> bool {
    world.os_vendors[case.brand].records_taken[case.messenger] > 0.0
}

/// Carries out the ministry's order.
fn order(world: &mut World, case: &Case) {
    let (m, b) = (case.messenger, case.brand);
    let (by, against) = (Actor::Messenger(m), Actor::Brand(b));
    match case.outcome {
        Outcome::Nothing => return,
        Outcome::StatusQuo => {
            world.note(EventKind::Settlement, by, against, 0.0);
            world.operators[m].ordered_to_serve[b] = true;
            give_up(world, b);
            if broken_terms(world, m, b).enforcement.deletion {
                delete_taken(world, b);
            }
        }
        Outcome::Access => {
            world.note(EventKind::AccessOrdered, by, against, 0.0);
            world.operators[m].ordered_to_open[b] = true;
            world.operators[m].ordered_to_serve[b] = true;
            if world.scenario.regulator.sets_precedent {
                for other in 0..world.brands() {
                    world.operators[m].ordered_to_open[other] = true;
                }
            }
        }
        Outcome::Stop => {
            world.note(EventKind::StopOrdered, by, against, 0.0);
            stop(world, b);
            if world.scenario.regulator.sets_precedent {
                forbid_for_all(world);
            }
        }
    }
    end_conflict(world, m, b);
    if world.scenario.regulator.fines && violates(world, case) {
        fine(world, m, b);
    }
}

/// Ends capture and keeps it ended.
fn give_up(world: &mut World, brand: usize) {
    let before = world.os_vendors[brand].capture;
    world.os_vendors[brand].capture = Capture::Off;
    world.os_vendors[brand].retreated = true;
    announce(world, brand, before, Cause::Case);
}

/// Orders a brand to stop and to delete what it took against the rules.
fn stop(world: &mut World, brand: usize) {
    world.os_vendors[brand].ordered_to_stop = true;
    give_up(world, brand);
    delete_taken(world, brand);
}

/// Orders a brand to delete the messages it has and whatever it took against the rules, within the lag.
fn delete_taken(world: &mut World, brand: usize) {
    let holder = world.slots.brand(brand).index() as u8;
    let lag = world.levers.deletion_lag_weeks as u32;
    let covers = |rule: u16, kind: Kind| rule == VIOLATION || kind.data_type() == DataType::Message;
    world.stocks.order_deletion(holder, world.week, lag, |lot| covers(lot.rule, lot.kind));
    // What is still under way would arrive after the deletion.
    world.in_transit.retain(|(_, flow)| flow.holder != holder || !covers(flow.rule, flow.kind));
}

/// Makes the order a rule for everybody.
fn forbid_for_all(world: &mut World) {
    let id = "ruling-no-message-access";
    if world.rules.iter().any(|rule| rule.id == id) {
        return;
    }
    world.rules.push(Rule {
        priority: 1_000,
        effect: Effect::Deny,
        first_party: Some(false),
        purposes: Purpose::ALL.to_vec(),
        non_discriminatory: true,
        from: world.week,
        ..Rule::plain(id)
    });
    world.rules_changed = true;
}

/// A judgment: damages at the price of a record, and an end to the taking.
fn judge(world: &mut World, case: &Case) {
    if !violates(world, case) {
        return;
    }
    let (m, b) = (case.messenger, case.brand);
    let records = std::mem::take(&mut world.os_vendors[b].records_taken[m]);
    // Damages are capped at the yearly services turnover of the brand; assumed.
    let damages = (records * world.levers.judgment_price_rmb_record).min(turnover(world, b));
    let (payer, payee) = ((Account::OsVendors, b as u32), (Account::Operators, m as u32));
    world.ledger.pay(Reason::Damages, b as u32, payer, payee, fen(damages));
    world.note(EventKind::Damages, Actor::Messenger(m), Actor::Brand(b), damages / 1e6);
    if world.os_vendors[b].capture != Capture::Off && world.os_vendors[b].taken[m] > 0.0 {
        stop(world, b);
    }
}

/// Yearly services turnover of a brand, RMB.
pub(super) fn turnover(world: &World, brand: usize) -> f64 {
    let users = world.tally.of_brand(brand, column::USERS) as f64 * world.persons_per_agent;
    users * world.levers.os_services_rmb_year
}

/// Fine for a violation: `min(cap, fixed + share × turnover)`, RMB.
pub(super) fn fine_rmb(world: &World, messenger: usize, brand: usize) -> f64 {
    let l = &world.levers;
    let terms = &broken_terms(world, messenger, brand).enforcement;
    let fixed = terms.fine_fixed_m.unwrap_or(l.fine_fixed_m) * 1e6;
    let share = terms.fine_turnover_share.unwrap_or(l.fine_turnover_share);
    let cap = terms.fine_cap_m.unwrap_or(l.fine_cap_m) * 1e6;
    (fixed + share * turnover(world, brand)).min(cap)
}

/// Fines a brand.
fn fine(world: &mut World, messenger: usize, brand: usize) {
    let amount = fine_rmb(world, messenger, brand);
    let fine = fen(amount);
    let payer = (Account::OsVendors, brand as u32);
    world.ledger.pay(Reason::Fine, brand as u32, payer, (Account::Regulator, 0), fine);
    world.counters.fines += fine;
    world.note(EventKind::Fine, Actor::Brand(brand), Actor::Messenger(messenger), amount / 1e6);
}

/// Counts who is blocked and degraded this week.
fn count_conflict(world: &mut World) {
    let mut blocked = 0.0;
    let mut degraded = 0.0;
    let mut conflict = false;
    for brand in 0..world.brands() {
        for messenger in 0..world.messengers() {
            let depth = title::depth(world, messenger, brand);
            if depth <= 0.0 {
                continue;
            }
            let users =
                world.tally.cell(brand, messenger)[column::USERS] as f64 * title::width(world, messenger, brand);
            conflict |= !world.operators[messenger].withdrawn[brand];
            if depth >= 1.0 { blocked += users } else { degraded += users }
        }
    }
    conflict |= world.refusals.refused_users > 0;
    blocked += world.refusals.refused_users as f64;
    world.counters.blocked_users = blocked;
    world.counters.degraded_users = degraded;
    world.counters.conflict_weeks += u32::from(conflict);
}

/// Whether an operator may serve a brand less than fully.
pub(super) fn may_hinder(world: &World, messenger: usize, brand: usize) -> bool {
    !world.operators[messenger].ordered_to_serve[brand]
}

/// Whether a response hinders users.
pub(super) const fn hinders(response: Response) -> bool {
    matches!(response, Response::Degrade | Response::Block)
}
