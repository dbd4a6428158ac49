//! Phase 13: identities of people, data and money, checked each week in debug builds and by the tests of the laws.

use crate::world::ledger::{ACCOUNTS, Account, Entry, Ledger, Reason};
use crate::world::market::{Cell, K};
use crate::world::stocks::{Lot, VIOLATION};
use crate::world::users::{NO_MESSENGER, Tally, accounts_of, column};
use crate::world::{Habits, World};

use super::Pool;

/// An identity that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Number of the law in the model's list.
    pub law: u32,
    /// What was found.
    pub found: String,
}

/// Stops a debug build in the week in which an identity breaks.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    if cfg!(debug_assertions) {
        let broken = check(world, world.week.is_multiple_of(13));
        assert!(broken.is_empty(), "week {}: {broken:?}", world.week);
    }
}

/// All identities that do not hold this week; with `recount`, users are counted anew.
pub fn check(world: &World, recount: bool) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut demand = |law: u32, holds: bool, found: &dyn Fn() -> String| {
        if !holds {
            broken.push(Broken { law, found: found() });
        }
    };
    money(world, &mut demand);
    data(world, &mut demand);
    people(world, recount, &mut demand);
    broken
}

type Demand<'a> = dyn FnMut(u32, bool, &dyn Fn() -> String) + 'a;

/// Laws 1 to 3: accounts sum to zero, entries balance, take and net make gross, fines reach the regulator.
fn money(world: &World, demand: &mut Demand<'_>) {
    let ledger = &world.ledger;
    let accounts = [
        Account::Users,
        Account::PhoneBuyers,
        Account::OsVendors,
        Account::Operators,
        Account::Vendors,
        Account::Regulator,
        Account::Advertisers,
        Account::Suppliers,
        Account::Investors,
    ];
    assert_eq!(accounts.len(), ACCOUNTS);
    let total: i64 = accounts.iter().map(|&account| ledger.balance(account)).sum();
    demand(1, total == 0, &|| format!("accounts sum to {total} fen"));
    let sum = |entry: &Entry| entry.legs.iter().map(|leg| leg.2).sum::<i64>();
    let uneven = ledger.entries().iter().filter(|entry| sum(entry) != 0).count();
    demand(1, uneven == 0, &|| format!("{uneven} entries do not balance"));
    let week: Vec<i64> = accounts.iter().map(|&account| ledger.week(account)).collect();
    let mut recomputed = vec![0; ACCOUNTS];
    for entry in ledger.entries() {
        for leg in entry.legs {
            recomputed[leg.0 as usize] += leg.2;
        }
    }
    demand(1, week == recomputed || !Ledger::KEEPS_ENTRIES, &|| format!("week {week:?}, entries {recomputed:?}"));
    for entry in ledger.entries().iter().filter(|entry| entry.reason == Reason::Purchase) {
        let gross = -entry.legs[0].2;
        let parts = entry.legs[1].2 + entry.legs[2].2;
        demand(2, gross == parts && entry.legs[2].2 <= gross, &|| format!("gross {gross}, take and net {parts}"));
    }
    let fines = ledger.paid(Reason::Fine);
    let received = ledger.week(Account::Regulator);
    demand(3, fines == received, &|| format!("fines {fines}, received {received}"));
}

/// Laws 4 to 8: generation, transfers, titles, stock and flow, purposes.
fn data(world: &World, demand: &mut Demand<'_>) {
    let c = &world.counters;
    let gap = (c.generated - c.first_party - c.uncollected).abs();
    demand(4, gap <= 1e-9 * c.generated.max(1.0), &|| format!("generated {} misses by {gap}", c.generated));
    for lot in world.stocks.lots() {
        let expected = lot.before - lot.aged - lot.expired - lot.deleted + lot.inflow;
        let near = (lot.stock - expected).abs() <= 1e-6 * lot.stock.abs().max(1.0);
        demand(7, near && lot.stock >= 0.0, &|| format!("lot {lot:?} should hold {expected}"));
        demand(6, titled(world, lot), &|| format!("lot {lot:?} has no title"));
        let empty = lot.delete_by.is_none_or(|due| due > world.week);
        demand(7, empty, &|| format!("lot {lot:?} is not deleted in time"));
        demand(8, lot.purposes != 0, &|| format!("lot {lot:?} serves no purpose"));
    }
    for charge in &world.charges {
        let persons = world.persons_per_agent * world.agents as f64;
        // No user generates more than four times the mean of a type.
        demand(5, charge.user_weeks <= 4.0 * persons, &|| format!("{charge:?} exceeds what users generate"));
    }
}

/// Whether a lot names a rule of the scenario, its default, a lever's rule, or is tagged as a violation.
fn titled(world: &World, lot: &Lot) -> bool {
    lot.rule == VIOLATION || usize::from(lot.rule) <= world.rules.len() || lot.rule == u16::MAX
}

/// Laws 9 and 10: people and occasions add up, shares are shares.
fn people(world: &World, recount: bool, demand: &mut Demand<'_>) {
    let brands = world.brands();
    let by_brand: i64 = (0..brands).map(|b| world.tally.of_brand(b, column::USERS)).sum();
    let by_messenger: i64 =
        (0..=usize::from(NO_MESSENGER)).map(|m| world.tally.of_messenger(brands, m, column::USERS)).sum();
    let agents = world.agents as i64;
    demand(9, by_brand == agents && by_messenger == agents, &|| {
        format!("{by_brand}, {by_messenger} of {agents} users")
    });
    // Users by habit and the chances of every choice are whole numbers, and so is the use that follows from them.
    for k in 0..K {
        let users: i64 = world.habits.category(k).iter().map(|count| count.users()).sum();
        demand(9, users == agents, &|| format!("{users} of {agents} users have habits in category {k}"));
    }
    let sums = world.market.cells.iter().map(|cell| cell.chances.iter().map(|&chance| u64::from(chance)).sum::<u64>());
    let uneven = sums.filter(|&sum| sum != Cell::WHOLE as u64).count();
    demand(9, uneven == 0, &|| format!("the chances of {uneven} choices are no whole"));
    // Weighed by the shares of categories it is exact but for rounding.
    let whole = world.agents as f64;
    let used: f64 = world.market.used.iter().map(|used| used.count).sum();
    demand(9, (used - whole).abs() <= 1e-12 * whole, &|| format!("{used} of {whole} agents' occasions"));
    if !recount {
        return;
    }
    let mut tally = Tally::new(brands);
    for chunk in &world.chunks {
        for i in 0..chunk.len() {
            tally.count(chunk, i, &world.concern, 1);
            let primary = usize::from(chunk.primary[i]);
            let has = primary == usize::from(NO_MESSENGER) || accounts_of(chunk.accounts[i], primary) > 0;
            demand(9, has, &|| format!("user {} has not installed the primary messenger", chunk.first + i as u64));
        }
        let blocks = chunk.counted_blocks(world.messengers());
        demand(9, blocks == chunk.blocks, &|| "communities are not counted right".to_owned());
    }
    demand(9, tally == world.tally, &|| "users are not counted right".to_owned());
    let habits = Habits::counted(brands, &world.chunks);
    demand(9, habits == world.habits, &|| "habits are not counted right".to_owned());
}
