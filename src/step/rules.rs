//! Phase 1: dated changes act, the access table is compiled, strategies fixed by levers are put in place.

use crate::rules::Access;
use crate::scenario::vocabulary::{Capture, Response};
use crate::scenario::{LeverId, Reform};
use crate::world::stocks::VIOLATION;
use crate::world::{Actor, Cause, Conflict, Detail, EventKind, World};

use super::regulator::hinders;
use super::title::{self, Refusal};
use super::{Pool, terms};

/// Activates what is due this week.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    let week = world.week;
    open_week(world);
    let due: Vec<(usize, Reform)> = world
        .reforms
        .iter()
        .enumerate()
        .filter(|(_, reform)| reform.week == week)
        .map(|(number, reform)| (number, reform.clone()))
        .collect();
    for (number, reform) in due {
        apply(world, &reform);
        world.note(EventKind::Reform, Actor::Nobody, Actor::Nobody, number as f64);
    }
    let windows = world.rules.iter().any(|rule| rule.from == week || rule.until == Some(week));
    if world.rules_changed || windows {
        world.access = Access::compile(&world.scenario, &world.rules, &world.slots, &world.levers, week);
        world.rules_changed = false;
    }
    fixed_conduct(world);
    for brand in 0..world.brands() {
        note_refusal(world, brand);
    }
}

/// Empties the week's counters and journal.
fn open_week(world: &mut World) {
    let counters = &mut world.counters;
    counters.phones_bought.fill(0);
    counters.brand_switches = 0;
    counters.messenger_switches = 0;
    counters.entered = 0;
    counters.left = 0;
    counters.permitted = 0.0;
    counters.denied_rule = 0.0;
    counters.denied_user = 0.0;
    counters.denied_sender = 0.0;
    counters.violations = 0.0;
    counters.detected = 0;
    world.ledger.open_week();
}

/// Applies one dated change to levers and rules. The check of the scenario has refused unknown names.
pub(super) fn apply(world: &mut World, reform: &Reform) {
    for (id, value) in &reform.set {
        if let Some(lever) = LeverId::from_id(id) {
            world.levers.set(lever, *value);
        }
    }
    for rule in &reform.rules {
        match world.rules.iter_mut().find(|old| old.id == rule.id) {
            Some(old) => *old = rule.clone(),
            None => world.rules.push(rule.clone()),
        }
    }
    for rule in &mut world.rules {
        if reform.enable.contains(&rule.id) {
            rule.enabled = true;
        }
        if reform.disable.contains(&rule.id) {
            rule.enabled = false;
        }
    }
    world.rules_changed = true;
}

/// Puts conduct in place that the scenario or a lever fixes; what they leave open the strategy phase decides.
pub(super) fn fixed_conduct(world: &mut World) {
    terms::follow_levers(world);
    let scenario = world.scenario.clone();
    let week = world.week;
    let reading = scenario.brands.iter().position(|brand| brand.capture != Some(Capture::Off));
    for (b, spec) in scenario.brands.iter().enumerate() {
        let model =
            if world.levers.capture_all_brands > 0.5 { reading.map_or(spec, |r| &scenario.brands[r]) } else { spec };
        let wanted = match world.levers.capture as usize {
            1 => Some(Capture::Off),
            2 => Some(Capture::OnDevice),
            3 => Some(Capture::Server),
            4 => None,
            _ => {
                if week >= model.capture_from {
                    model.capture
                } else {
                    Some(Capture::Off)
                }
            }
        };
        // The lever makes the scenario's reading brand read; without one, every brand.
        let concerned = world.levers.capture_all_brands > 0.5
            || reading.is_none_or(|r| r == b)
            || spec.capture != Some(Capture::Off);
        let wanted = if concerned { wanted } else { spec.capture };
        let coverage = if world.levers.capture_coverage > 0.0 { world.levers.capture_coverage } else { model.coverage };
        let quick_app = match world.levers.quick_app as usize {
            1 => false,
            2 => true,
            _ => spec.quick_app,
        };
        let os = &mut world.os_vendors[b];
        os.quick_app = quick_app;
        let changed = (os.coverage - coverage).abs() > 0.0;
        os.coverage = coverage;
        let before = os.capture;
        if let Some(capture) = wanted
            && !os.retreated
        {
            os.capture = capture;
        }
        if changed {
            super::setup::size_pilot(world, b);
        }
        announce(world, b, before, Cause::Fixed);
    }
    for (m, spec) in scenario.messengers.iter().enumerate() {
        let operator = &mut world.operators[m];
        operator.official_accounts = match world.levers.official_accounts as usize {
            1 => false,
            2 => true,
            _ => spec.official_accounts,
        };
        operator.open_hardware = match world.levers.open_hardware as usize {
            1 => false,
            2 => true,
            _ => spec.open_hardware,
        };
        let Some((brand, from)) = &spec.withdraws_from else { continue };
        let Some(b) = scenario.brands.iter().position(|candidate| candidate.id == *brand) else { continue };
        if week == *from && !operator.withdrawn[b] {
            operator.withdrawn[b] = true;
            world.note(EventKind::Withdrawn, Actor::Messenger(m), Actor::Brand(b), 0.0);
        }
    }
    if world.levers.withdraw_brand > 0.5 && !world.operators[0].withdrawn.iter().any(|&w| w) {
        let b = reading.unwrap_or(0);
        world.operators[0].withdrawn[b] = true;
        world.note(EventKind::Withdrawn, Actor::Messenger(0), Actor::Brand(b), 0.0);
    }
}

/// Notes that a brand began or ceased to read messages, and why it ceased, and lets operators see what is not hidden
/// from them.
pub(super) fn announce(world: &mut World, brand: usize, before: Capture, cause: Cause) {
    let now = world.os_vendors[brand].capture;
    if (before == Capture::Off) == (now == Capture::Off) {
        return;
    }
    if now == Capture::Off {
        // Who was refused has nothing to stop.
        if !std::mem::take(&mut world.os_vendors[brand].refused) {
            let (by, detail) = (Actor::Brand(brand), Detail::Stopped(cause));
            world.note_with(EventKind::CaptureStopped, by, Actor::Nobody, 0.0, detail);
        }
        return;
    }
    let refused = is_refused(world, brand);
    world.os_vendors[brand].refused = refused;
    let kind = if refused { EventKind::CaptureRefused } else { EventKind::CaptureStarted };
    world.note(kind, Actor::Brand(brand), Actor::Nobody, 0.0);
    for m in 0..world.messengers() {
        // What the rules permit is done in the open; what they forbid must be found.
        let open = title::messages(world, m, brand).is_ok_and(|title| title.tag != VIOLATION);
        if open {
            world.operators[m].knows[brand] = true;
            world.operators[m].alert = Some(world.week);
        }
    }
}

/// Whether a brand that would read messages reads none, because it keeps to rules that do not let it.
fn is_refused(world: &World, brand: usize) -> bool {
    let known = world.os_vendors[brand].refused;
    let mut refusals = (0..world.messengers()).map(|m| title::messages(world, m, brand).err());
    // A messenger that is blocked as well does not make a refused brand one that reads.
    refusals.clone().all(|refusal| refusal.is_some())
        && (known || refusals.any(|refusal| matches!(refusal, Some(Refusal::Rule | Refusal::Sender))))
}

/// Notes that the rules have come to refuse what a brand reads, or refuse it no longer.
pub(super) fn note_refusal(world: &mut World, brand: usize) {
    if world.os_vendors[brand].capture == Capture::Off {
        return;
    }
    let refused = is_refused(world, brand);
    if refused != std::mem::replace(&mut world.os_vendors[brand].refused, refused) {
        let kind = if refused { EventKind::CaptureRefused } else { EventKind::CaptureStarted };
        world.note(kind, Actor::Brand(brand), Actor::Nobody, 0.0);
    }
}

/// Ends what an operator does to a brand. A messenger that was hindered works again, which is noted.
pub(super) fn end_conflict(world: &mut World, messenger: usize, brand: usize) {
    let hindered = world.operators[messenger].conflict[brand].is_some_and(|conflict| hinders(conflict.response));
    set_conflict(world, messenger, brand, None);
    if hindered {
        world.note(EventKind::Restored, Actor::Messenger(messenger), Actor::Brand(brand), 0.0);
    }
}

/// Sets or lifts what an operator does to a brand.
pub(super) fn set_conflict(world: &mut World, messenger: usize, brand: usize, response: Option<Response>) {
    let conflict = response.map(|response| Conflict { response, since: world.week });
    world.operators[messenger].conflict[brand] = conflict;
}
