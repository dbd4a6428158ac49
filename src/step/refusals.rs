//! Refusals, parts of phases 2, 4, 6, 10 and 12: an operator that stops serving users who have a vendor's tool, and a
//! vendor that keeps its data from those whose service needs it.
//!
//! The operator decides by the value of the precedent, as with phone makers that read messages: a tool that interferes
//! takes the advertising of those who have it, and may spread to all users of the vendor's tool. Refused users remove
//! the tool, install another messenger, or wait. Both kinds of refusal end when the ministry says so.

use crate::rules::Slot;
use crate::scenario::Scenario;
use crate::scenario::vocabulary::{Outcome, Response};
use crate::world::luck::{Stream, threshold, unit};
use crate::world::users::{REFUGE, TOOL_REMOVED, Tally, accounts_of, installed};
use crate::world::{Actor, Chunk, Decision, EventKind, Refusal, World};

use super::Pool;
use super::payments::ads_per_user;
use super::pricing;
use super::regulator::mediation;
use super::setup::capacity;
use super::strategy::{HORIZON, chosen_response, revenue_per_user, switch_probability};

/// The named vendor whose tool users have, if there is one.
fn tool_vendor(scenario: &Scenario) -> Option<usize> {
    scenario.vendors.named.iter().position(|vendor| vendor.tool_share > 0.0)
}

/// Who has a vendor's tool, and which messenger refuses them.
#[derive(Clone, Copy)]
pub(super) struct Tools {
    vendor: u64,
    limit: u64,
    stream: Stream,
    /// The refusing messenger.
    pub(super) refusing: Option<u8>,
}

impl Tools {
    /// The tools of this week; none in a scenario without one.
    pub(super) fn of(world: &World) -> Option<Self> {
        let vendor = tool_vendor(&world.scenario)?;
        let refusing = world.refusals.open.iter().find_map(|refusal| match refusal.by {
            Actor::Messenger(m) => Some(m as u8),
            _ => None,
        });
        let limit = threshold(world.scenario.vendors.named[vendor].tool_share);
        Some(Self { vendor: vendor as u64, limit, stream: world.luck.stream(Decision::Refusal, 0), refusing })
    }

    /// Whether a user has the tool.
    pub(super) fn has(&self, user: u64, accounts: u16) -> bool {
        accounts & TOOL_REMOVED == 0 && self.stream.bits(user, self.vendor) >> 32 < self.limit
    }

    /// Whether a user's primary messenger refuses it.
    pub(super) fn refused(&self, user: u64, accounts: u16, primary: u8) -> bool {
        self.refusing == Some(primary) && self.has(user, accounts)
    }

    /// The messenger in which a user takes refuge from the first one: another, in proportion to accounts at the start.
    fn refuge(&self, user: u64, accounts_m: &[f64]) -> usize {
        let others = accounts_m.iter().skip(1);
        let mut rest = self.stream.unit(user, 64) * others.clone().sum::<f64>();
        let place = others.clone().position(|accounts| {
            rest -= accounts;
            rest <= 0.0
        });
        place.map_or(accounts_m.len() - 1, |place| place + 1)
    }
}

/// An interfering tool appears, and the dominant operator finds it.
pub(super) fn notice(world: &mut World) {
    let week = world.week;
    let found = world.scenario.vendors.named.iter().enumerate();
    let found: Vec<_> = found
        .filter(|(_, vendor)| vendor.intruder_share > 0.0 && vendor.intruder_from == week)
        .map(|(v, vendor)| (v, vendor.intruder_share * 100.0))
        .collect();
    for (v, per_cent) in found {
        world.note(EventKind::ToolFound, Actor::Messenger(0), Actor::Named(v), per_cent);
        world.operators[0].alert = Some(week);
    }
}

/// A named vendor begins to keep its data from all who need them.
pub(super) fn keep_back(world: &mut World, vendor: usize) {
    let id = &world.scenario.vendors.named[vendor].id;
    let needy: Vec<usize> = (0..world.scenario.vendors.named.len())
        .filter(|&v| world.scenario.vendors.named[v].needs.contains(id))
        .collect();
    for v in needy {
        refuse(world, Actor::Named(vendor), v, EventKind::DataRefused);
    }
}

/// Begins a refusal.
fn refuse(world: &mut World, by: Actor, against: usize, kind: EventKind) {
    let since = world.week;
    world.refusals.open.push(Refusal { by, against, since, stated: false, upheld: false });
    world.note(kind, by, Actor::Named(against), 0.0);
}

/// Lets the dominant operator decide whether to refuse users of a tool whose vendor interferes.
pub(super) fn operator(world: &mut World) {
    let week = world.week;
    let Some(vendor) = tool_vendor(&world.scenario) else { return };
    let spec = &world.scenario.vendors.named[vendor];
    let seen = spec.intruder_share > 0.0 && spec.intruder_from <= week;
    let by = Actor::Messenger(0);
    if !seen || world.refusals.forbidden || world.refusals.open.iter().any(|refusal| refusal.by == by) {
        return;
    }
    let refuses = match chosen_response(world, 0) {
        None => refusal_value(world) > 0.0,
        Some(response) => response == Response::Block,
    };
    if refuses {
        refuse(world, by, vendor, EventKind::UsersRefused);
    }
}

/// What refusing the users of a tool is worth to the dominant operator over 52 weeks, RMB: the advertising that it
/// would lose if the interfering tool spread to all users of the vendor's tool, times the probability of that, less
/// the revenue of refused users until they have removed the tool or left, and the cost of a reversal.
fn refusal_value(world: &World) -> f64 {
    let l = &world.levers;
    let everybody = world.persons_per_agent * world.agents as f64;
    let hit = world.refusals.with_tool[0] as f64 * world.persons_per_agent;
    let stake = l.precedent_probability * hit * HORIZON * ads_per_user(world, 1.0);
    let revenue = revenue_per_user(world, 0);
    let exit = l.review_hazard * switch_probability(world, 0, 1.0, 0.0);
    let end = (l.tool_removed + exit).clamp(1.0 / HORIZON, 1.0);
    let waiting = hit * revenue / end;
    let left = hit * exit / end * HORIZON * revenue;
    let reversal = (l.reversal_probability * hit / everybody).min(1.0) * l.reversal_weeks * revenue * hit;
    stake - waiting - left - reversal
}

/// Refused users remove the tool or install another messenger; those who did drop it once nobody refuses them.
pub(super) fn users(world: &mut World, pool: &Pool) {
    let Some(tools) = Tools::of(world) else { return };
    let stream = world.luck.stream(Decision::Refusal, world.week + 1);
    let traits = world.luck.stream(Decision::Trait, 0);
    let (l, brands) = (&world.levers, world.os_vendors.len());
    let specs = &world.scenario.messengers;
    let accounts_m: Vec<f64> = specs.iter().map(|spec| spec.accounts_m).collect();
    let room: Vec<f64> = specs.iter().map(|spec| spec.ceiling_m / world.scenario.persons_m).collect();
    let work = |chunk: &mut Chunk, (delta, with_tool, refused_users): &mut (Tally, i64, i64)| {
        for i in 0..chunk.len() {
            let id = chunk.first + i as u64;
            let (old, primary) = (chunk.accounts[i], chunk.primary[i]);
            let refused = tools.refused(id, old, primary);
            let mut accounts = old;
            let mut moved = None;
            if refused {
                let draw = unit(stream.bits(id, 0));
                if draw < l.tool_removed {
                    accounts |= TOOL_REMOVED;
                } else if draw < l.tool_removed + l.refuge_installed && installed(old) == 1 && specs.len() > 1 {
                    let to = tools.refuge(id, &accounts_m);
                    if capacity(traits, id, to, room[to]) > accounts_of(old, to) {
                        accounts = (accounts + (1 << (2 * to))) | REFUGE;
                        moved = Some((to, 1));
                    }
                }
            } else if old & REFUGE != 0 {
                let to = tools.refuge(id, &accounts_m);
                // Who has moved there for good, or has dropped it already, needs no refuge any more.
                if usize::from(primary) == to || accounts_of(old, to) == 0 {
                    accounts &= !REFUGE;
                } else if unit(stream.bits(id, 1)) < l.refuge_dropped {
                    accounts = (accounts - (1 << (2 * to))) & !REFUGE;
                    moved = Some((to, -1));
                }
            }
            *with_tool += i64::from(tools.has(id, accounts));
            *refused_users += i64::from(refused && accounts & TOOL_REMOVED == 0);
            if accounts == old {
                continue;
            }
            delta.recount_accounts(old, accounts);
            chunk.accounts[i] = accounts;
            if let Some((to, change)) = moved {
                let block = &mut chunk.blocks[i / crate::world::users::BLOCK];
                block.accounts[to] = block.accounts[to].saturating_add_signed(change);
            }
        }
    };
    let merge = |sum: &mut (Tally, i64, i64), part: (Tally, i64, i64)| {
        sum.0.merge(&part.0);
        sum.1 += part.1;
        sum.2 += part.2;
    };
    let mut report = (std::mem::take(&mut world.tally), 0, 0);
    pool.count(&mut world.chunks, &mut report, || (Tally::new(brands), 0, 0), work, merge);
    let (tally, with_tool, refused_users) = report;
    world.tally = tally;
    let first = if world.week == 0 { with_tool } else { world.refusals.with_tool[1] };
    world.refusals.with_tool = [with_tool, first];
    world.refusals.refused_users = refused_users;
}

/// A vendor, by its index among the named, that is still alive.
fn alive(world: &World, named: usize) -> Option<usize> {
    world.vendors.named.iter().position(|&who| usize::from(who) == named)
}

/// Whether a named vendor gives its data to another, where a rule leaves that to it.
pub(super) fn shares(world: &World, sender: usize, recipient: usize, reciprocal: bool) -> bool {
    let kept = |by: usize, against: usize| {
        world.refusals.open.iter().any(|refusal| refusal.by == Actor::Named(by) && refusal.against == against)
    };
    !(kept(sender, recipient) || reciprocal && kept(recipient, sender))
}

/// A wish of a named vendor for the data of another.
pub(super) struct Need {
    /// Index of the sender and the recipient among the named vendors.
    pub(super) between: (usize, usize),
    /// Their slots.
    pub(super) slots: (Slot, Slot),
    /// User-weeks of transactions that the sender collected this week.
    pub(super) wanted: f64,
}

/// What a named vendor wants this week of another, of which it names several.
pub(super) fn need(world: &World, to: usize, which: usize) -> Option<Need> {
    let named = &world.scenario.vendors.named;
    let id = named[to].needs.get(which)?;
    let from = named.iter().position(|other| other.id == *id)?;
    let (sender, _) = (alive(world, from)?, alive(world, to)?);
    let slots = (world.slots.named(from), world.slots.named(to));
    Some(Need { between: (from, to), slots, wanted: world.vendors.inflow[sender] })
}

/// Sets how well named vendors work with the users who still have their tool, before any data are missing; `false`
/// where none has a tool or needs data.
pub(super) fn work(world: &mut World) -> bool {
    let named = &world.scenario.vendors.named;
    if named.iter().all(|vendor| vendor.needs.is_empty() && vendor.tool_share <= 0.0) {
        return false;
    }
    let [now, first] = world.refusals.with_tool;
    let part = |tool_share: f64| if tool_share > 0.0 && first > 0 { now as f64 / first as f64 } else { 1.0 };
    world.refusals.working.clear();
    world.refusals.working.extend(named.iter().map(|vendor| part(vendor.tool_share)));
    true
}

/// Scales how well a named vendor works by the data that it wanted of another and got.
pub(super) fn miss(world: &mut World, recipient: usize, wanted: f64, got: f64) {
    let missing = if wanted > 0.0 { 1.0 - got / wanted } else { 0.0 };
    world.refusals.working[recipient] *= 1.0 - world.scenario.vendors.named[recipient].fails * missing;
}

/// Weighs what named vendors offer anew.
pub(super) fn attract(world: &mut World) {
    for v in 0..world.vendors.len() {
        if usize::from(world.vendors.named[v]) < world.refusals.working.len() {
            pricing::attract(world, v);
        }
    }
}

/// Moves refusals through the ministry: a statement, then an order after its lags.
pub(super) fn regulate(world: &mut World) {
    let week = world.week;
    let statement = world.levers.lag_statement_weeks as u32;
    let order = statement + (world.levers.lag_mediation_weeks as u32).max(1);
    let outcome = mediation(world);
    for mut refusal in std::mem::take(&mut world.refusals.open) {
        let (by, against) = (refusal.by, Actor::Named(refusal.against));
        if !refusal.stated && week >= refusal.since + statement {
            world.note(EventKind::Statement, by, against, 0.0);
            refusal.stated = true;
        }
        if refusal.upheld || week < refusal.since + order {
            world.refusals.open.push(refusal);
            continue;
        }
        world.note(EventKind::Ruling, by, against, 0.0);
        if matches!(outcome, Outcome::StatusQuo | Outcome::Access) {
            world.note(EventKind::Resumed, by, against, 0.0);
            world.refusals.forbidden |= matches!(by, Actor::Messenger(_));
        } else {
            refusal.upheld = true;
            world.refusals.open.push(refusal);
        }
    }
}
