//! The world at week 0, and the constants solved there.
//!
//! The history before week 0 is the root scenario's: users, stocks, habits and vendors start as the root's rules and
//! conduct leave them, and the constants of the world are solved there. Only then do the rules and the conduct of the
//! scenario itself take their place, so that compared runs share their past and their constants.

use std::sync::Arc;

use crate::rules::{Access, Slots};
use crate::scenario::vocabulary::{Capture, ConsentMode, DataType};
use crate::scenario::{LeverId, LeverKind, Levers, Reform, Scenario};
use crate::world::habits::{Habits, Turns};
use crate::world::ledger::{Account, Reason};
use crate::world::luck::{Stream, unit};
use crate::world::market::{K, Market, PLACES, Use};
use crate::world::stocks::{Kind, Stocks};
use crate::world::users::{
    BLOCK, Block, CHUNK, MAX_BRANDS, MAX_MESSENGERS, NEVER, NO_MESSENGER, WAKE, accounts_of, with_asked,
};
use crate::world::{
    Chunk, Constants, Counters, Decision, Ledger, Luck, Operator, OsVendor, Refusals, Take, Tally, VendorTable, World,
};

use super::choice::{self, pick, root, thresholds};
use super::habits::Meeting;
use super::{Pool, calibrate, consent, data, learning, payments, pricing, services, terms, vendors};

/// Weeks for which the flows of the first week are taken to have run before; assumed.
const HISTORY_WEEKS: f64 = 260.0;
/// Chunks of users that the constants of messengers are solved on; more would change them within sampling error.
pub(super) const SAMPLE: usize = 2;
/// Fewest agents that carry a pilot, so that a small pilot is not noise.
const PILOT_AGENTS: f64 = 64.0;
/// Spread of activity and spending between users; assumed.
const TRAIT_SPREAD: f64 = 0.5;

/// Rounds in which the constants are solved.
const ROUNDS: u32 = 7;
/// Steps of the history before week 0: users, their answers, counts of them, the rounds, and the rest.
pub const HISTORY_STEPS: u32 = ROUNDS + 4;

/// Builds the world of a scenario with an analyst's changes, ready for week 0.
pub fn new_world(scenario: &Arc<Scenario>, changes: &[Reform], seed: u64, agents: u32, pool: &Pool) -> World {
    new_world_watched(scenario, changes, seed, agents, pool, &mut || true).expect("nobody stops it")
}

/// The same where `watch` is told that one more of [`HISTORY_STEPS`] is done, and stops by returning `false`; then
/// there is no world.
pub fn new_world_watched(
    scenario: &Arc<Scenario>,
    changes: &[Reform],
    seed: u64,
    agents: u32,
    pool: &Pool,
    watch: &mut dyn FnMut() -> bool,
) -> Option<World> {
    let reforms = dated_changes(scenario, changes);
    let past = Arc::new(past(scenario, &reforms));
    let mut world = assemble(&past, seed, u64::from(agents), pool);
    if !(watch() && solve(&mut world, pool, watch)) {
        return None;
    }
    // From here on the scenario's own rules and conduct.
    world.scenario = scenario.clone();
    world.slots = Slots::new(scenario);
    world.rules = scenario.rules.clone();
    world.levers = scenario.levers.clone();
    for reform in reforms.iter().filter(|reform| reform.week == 0) {
        set_levers(&mut world.levers, reform);
    }
    world.reforms = reforms;
    world.rules_changed = true;
    terms::start(&mut world);
    for b in 0..world.brands() {
        world.os_vendors[b].coverage = scenario.brands[b].coverage;
        size_pilot(&mut world, b);
    }
    Some(world)
}

/// Dated changes of the scenario and of the analyst, in order of week.
pub fn dated_changes(scenario: &Scenario, changes: &[Reform]) -> Vec<Reform> {
    let mut reforms: Vec<Reform> = scenario.reforms.iter().chain(changes).cloned().collect();
    reforms.sort_by_key(|reform| reform.week);
    reforms
}

/// The scenario's market as it was before its own rules and conduct: those of the root.
fn past(scenario: &Scenario, reforms: &[Reform]) -> Scenario {
    let root = scenario.root();
    let mut past = scenario.clone();
    let mut own = scenario.levers.clone();
    for reform in reforms.iter().filter(|reform| reform.week == 0) {
        set_levers(&mut own, reform);
    }
    past.levers = root.levers.clone();
    for &id in LeverId::ALL.iter().filter(|id| id.spec().kind == LeverKind::Assumption) {
        past.levers.set(id, own.get(id));
    }
    past.rules = root.rules.clone();
    // What vendors need of each other they always got.
    past.vendors.named.iter_mut().for_each(|vendor| vendor.needs.clear());
    past.shocks.clear();
    past.reforms.clear();
    for brand in &mut past.brands {
        let old = root.brands.iter().find(|old| old.id == brand.id);
        brand.capture = Some(Capture::Off);
        brand.quick_app = old.is_some_and(|old| old.quick_app);
        brand.partners.clear();
    }
    for messenger in &mut past.messengers {
        let old = root.messengers.iter().find(|old| old.id == messenger.id);
        messenger.own_services = old.map(|old| old.own_services.clone()).unwrap_or_default();
        messenger.mini_programs = old.map_or(messenger.mini_programs, |old| old.mini_programs);
        messenger.official_accounts = old.map_or(messenger.official_accounts, |old| old.official_accounts);
        messenger.open_hardware = old.map_or(messenger.open_hardware, |old| old.open_hardware);
        messenger.withdraws_from = None;
    }
    past
}

/// Sets the levers of a reform.
fn set_levers(levers: &mut Levers, reform: &Reform) {
    for (id, value) in &reform.set {
        if let Some(lever) = LeverId::from_id(id) {
            levers.set(lever, *value);
        }
    }
}

/// Sizes a brand's pilot: enough agents carry it, each for a part of its persons.
pub(super) fn size_pilot(world: &mut World, brand: usize) {
    let users = world.agents as f64 * world.scenario.brands[brand].base_share;
    let os = &mut world.os_vendors[brand];
    os.pilot_agents = os.coverage.max((PILOT_AGENTS / users.max(1.0)).min(1.0));
    os.pilot_weight = os.coverage / os.pilot_agents;
}

/// Accounts a person can have with a messenger: the ceiling in accounts a person, at most two.
pub(super) fn capacity(traits: Stream, id: u64, messenger: usize, mean: f64) -> u16 {
    let whole = mean.floor();
    let more = unit(traits.bits(id, 16 + messenger as u64)) < mean - whole;
    (whole as u16 + u16::from(more)).min(2)
}

/// All actors and users in their first state, before anything is solved.
fn assemble(scenario: &Arc<Scenario>, seed: u64, agents: u64, pool: &Pool) -> World {
    let brands = scenario.brands.len();
    let count = scenario.messengers.len();
    let luck = Luck::new(seed);
    let levers = scenario.levers.clone();
    let slots = Slots::new(scenario);
    let access = Access::compile(scenario, &scenario.rules, &slots, &levers, 0);
    let concern = choice::concern_quantiles(&levers);
    let mut chunks: Vec<Chunk> =
        (0..agents.div_ceil(CHUNK as u64)).map(|k| Chunk { first: k * CHUNK as u64, ..Chunk::default() }).collect();
    let mut tally = Tally::new(brands);
    let work = |chunk: &mut Chunk, tally: &mut Tally| fill(chunk, scenario, luck, agents, &concern, tally);
    pool.count(&mut chunks, &mut tally, || Tally::new(brands), work, |sum, part| sum.merge(&part));
    let os_vendor = |b: usize| OsVendor {
        capture: Capture::Off,
        coverage: 0.0,
        pilot_agents: 0.0,
        pilot_weight: 0.0,
        quick_app: scenario.brands[b].quick_app,
        retreated: false,
        ordered_to_stop: false,
        alert: None,
        retaliates: false,
        refused: false,
        taken: vec![0.0; count],
        records_taken: vec![0.0; count],
        readers: vec![0.0; count],
        take: Take { ordinary: levers.take_os, games: levers.take_os_games },
        posted_price: 0.0,
        accuracy: [levers.accuracy_floor; 2],
    };
    let operator = |m: usize| Operator {
        knows: vec![false; brands],
        conflict: vec![None; brands],
        withdrawn: vec![false; brands],
        licence: vec![None; brands],
        ordered_to_serve: vec![false; brands],
        ordered_to_open: vec![false; brands],
        alert: None,
        openness: levers.openness,
        take: Take { ordinary: levers.take_mini, games: levers.take_mini_games },
        preinstalled: 0.0,
        official_accounts: scenario.messengers[m].official_accounts,
        open_hardware: scenario.messengers[m].open_hardware,
        accuracy: [levers.accuracy_floor; 2],
        adopted: scenario.messengers[m].accounts_m / scenario.messengers[m].ceiling_m,
    };
    World {
        reforms: Vec::new(),
        luck,
        week: 0,
        agents,
        persons_per_agent: scenario.persons_m * 1e6 / agents as f64,
        rules: scenario.rules.clone(),
        rules_changed: false,
        slots,
        access,
        constants: Constants {
            brand_appeal: vec![vec![0.0; brands]],
            messenger_appeal: vec![0.0; count],
            messenger_block_loss: 0.0,
            consent_intercept: [0.0; ConsentMode::COUNT],
            nothing: [0.0; K],
            fixed_cost: 0,
            entrant_profit: 1.0,
            mini_use: vec![0.0; count],
            visit_ads: [0.0; 2],
            visit_ads_refusal: 0.0,
        },
        concern,
        degrees: choice::degrees(&levers),
        chunks,
        asked_as: Vec::new(),
        terms_seen: Vec::new(),
        tally,
        habits: Habits::default(),
        vendors: VendorTable::default(),
        stocks: Stocks::default(),
        ledger: Ledger::new(brands, count),
        os_vendors: (0..brands).map(os_vendor).collect(),
        operators: (0..count).map(operator).collect(),
        cases: Vec::new(),
        refusals: Refusals::default(),
        market: empty_market(scenario),
        events: Vec::new(),
        counters: Counters { phones_bought: vec![0; brands], ..Counters::default() },
        in_transit: Vec::new(),
        charges: Vec::new(),
        flows: Vec::new(),
        turns: Turns::default(),
        levers,
        scenario: scenario.clone(),
    }
}

/// A market in which nothing has been valued yet.
fn empty_market(scenario: &Scenario) -> Market {
    let (brands, count) = (scenario.brands.len(), scenario.messengers.len());
    Market {
        nothing: [1.0; K],
        direct: [0.0; K],
        mini: vec![[[0.0; 2]; K]; count],
        own_service: vec![[[0.0; 2]; K]; count],
        own_part: vec![[0.0; K]; count],
        in_chat: vec![0.0; count],
        outside_chat: 1.0,
        linked: vec![0.0; count],
        by_link: 1.0,
        link_factor: 1.0,
        preset: vec![[0.0; K]; count],
        os: vec![[[0.0; 2]; K]; brands],
        pull_mini: [0.0; K],
        pull_os: vec![[0.0; K]; brands],
        cells: Vec::new(),
        starts: vec![[None; 2]; brands * 16],
        category: services::category_table(&scenario.vendors.occasion_shares),
        used: vec![Use::default(); PLACES],
        log_sums: [0.0; 5],
        agents: [0.0; 5],
        os_gain: vec![0.0; brands],
        mini_gain: vec![0.0; count],
    }
}

/// Fills one chunk with users.
fn fill(chunk: &mut Chunk, scenario: &Scenario, luck: Luck, agents: u64, concern: &[u32; 256], tally: &mut Tally) {
    let traits = luck.stream(Decision::Trait, 0);
    let start = luck.stream(Decision::Start, 0);
    let table = choice::trait_table(TRAIT_SPREAD);
    let brand_shares: Vec<f64> = scenario.brands.iter().map(|brand| brand.base_share).collect();
    let mut primary_shares: Vec<f64> = scenario.messengers.iter().map(|m| m.primary_share).collect();
    primary_shares.push((1.0 - primary_shares.iter().sum::<f64>()).max(0.0));
    let brands: [u32; MAX_BRANDS] = thresholds(&brand_shares);
    let primaries: [u32; MAX_MESSENGERS + 1] = thresholds(&primary_shares);
    let persons = scenario.persons_m;
    let caps: Vec<f64> = scenario.messengers.iter().map(|m| m.ceiling_m / persons).collect();
    // Accounts beyond the first of each primary user fill the other places with this probability; who uses no messenger
    // has no account.
    let extra: Vec<f64> = scenario
        .messengers
        .iter()
        .map(|m| {
            let first = m.primary_share * persons;
            let places = m.ceiling_m * (1.0 - scenario.no_messenger_share) - first;
            if places > 0.0 { ((m.accounts_m - first) / places).clamp(0.0, 1.0) } else { 0.0 }
        })
        .collect();
    let length = (agents - chunk.first).min(CHUNK as u64) as usize;
    chunk.reserve(length);
    chunk.blocks = vec![Block::default(); length.div_ceil(BLOCK)];
    for i in 0..length {
        let id = chunk.first + i as u64;
        let trait_bits = traits.bits(id, 0);
        let byte = |k: u32| (trait_bits >> (8 * k)) as u8;
        let bits = start.bits(id, 0);
        let primary = pick(&primaries[..=scenario.messengers.len()], (bits >> 32) as u32);
        let mut accounts = 0;
        let uses_one = primary < scenario.messengers.len();
        for (m, &mean) in caps.iter().enumerate().filter(|_| uses_one) {
            let base = u16::from(primary == m);
            let room = capacity(traits, id, m, mean).saturating_sub(base);
            let more =
                (0..room).filter(|&slot| unit(start.bits(id, 2 + 2 * m as u64 + u64::from(slot))) < extra[m]).count();
            accounts |= (base + more as u16) << (2 * m);
        }
        chunk.brand.push(pick(&brands[..scenario.brands.len()], bits as u32) as u8);
        chunk.phone_age.push((start.bits(id, 1) % 8) as u8);
        chunk.primary.push(if primary == scenario.messengers.len() { NO_MESSENGER } else { primary as u8 });
        chunk.accounts.push(accounts);
        chunk.consent.push(0);
        chunk.habit.push(with_asked(0, NEVER));
        chunk.reach.push(WAKE);
        chunk.concern.push(byte(0));
        chunk.activity.push(table[usize::from(byte(1))]);
        chunk.spend.push(table[usize::from(byte(2))]);
        chunk.degree.push(byte(3));
        let block = &mut chunk.blocks[i / BLOCK];
        if primary < scenario.messengers.len() {
            block.primary[primary] += 1;
        }
        for m in 0..scenario.messengers.len() {
            block.accounts[m] += accounts_of(accounts, m);
        }
        tally.count(chunk, i, concern, 1);
    }
}

/// Solves the constants and brings users, stocks, habits and vendors into the state of week 0; `false` if `watch`
/// stopped it.
fn solve(world: &mut World, pool: &Pool, watch: &mut dyn FnMut() -> bool) -> bool {
    world.constants.consent_intercept =
        std::array::from_fn(|mode| choice::consent_intercept(&world.levers, &world.concern, ConsentMode::ALL[mode]));
    admit_first_vendors(world);
    consent::phase(world, pool);
    // Answers given long ago do not delay the first request of the run.
    settle_answers(world, pool);
    if !watch() {
        return false;
    }
    let (brands, count) = (world.brands(), |chunk: &mut Chunk, habits: &mut Habits| habits.count_all(chunk));
    let mut habits = Habits::new(brands);
    pool.count(&mut world.chunks, &mut habits, || Habits::new(brands), count, |sum, part| sum.merge(&part));
    world.habits = habits;
    fill_stocks(world);
    if !watch() {
        return false;
    }
    for round in 0..ROUNDS {
        learning::phase(world, pool);
        services::value_channels(world);
        services::fill_cells(world);
        let share = services::nothing_shares(world).map(|share| share.clamp(1e-6, 1.0 - 1e-6));
        let target = world.levers.nothing_share;
        for k in 0..K {
            let gap = libm::log(target / (1.0 - target)) - libm::log(share[k] / (1.0 - share[k]));
            world.constants.nothing[k] += gap;
        }
        services::value_channels(world);
        services::fill_cells(world);
        // In all categories, so that habits are there before week 0; every other round is enough.
        let meeting = (round % 2 == 0).then_some(Meeting::All);
        services::use_services(world, pool, u32::MAX - 8 + round, meeting);
        world.ledger.open_week();
        payments::phase(world, pool);
        mature_vendors(world);
        if round < 4 {
            vendors::choose_channels(world, true);
        }
        if round == 3 {
            world.stocks = Stocks::default();
            fill_stocks(world);
        }
        if !watch() {
            return false;
        }
    }
    for m in 0..world.messengers() {
        world.constants.mini_use[m] = payments::mini_use(world, m);
    }
    pricing::keep_start(world);
    fund_vendors(world);
    world.constants.brand_appeal = calibrate::brand_appeals(world);
    calibrate::solve_messengers(world);
    world.ledger.open_week();
    watch()
}

/// Vendors at week 0: the named ones, then drawn ones.
fn admit_first_vendors(world: &mut World) {
    let scenario = world.scenario.clone();
    for id in 0..u64::from(scenario.vendors.at_start) {
        let named = scenario.vendors.named.get(id as usize);
        let given = named.map(|vendor| (vendor.category, vendor.quality_rank));
        let index = if named.is_some() { id as u8 } else { 255 };
        let firm = vendors::firm(world, id, index, given, 0);
        world.vendors.push(&firm);
        world.counters.cohort_entered[0] += 1;
    }
}

/// Users who answered before week 0 can be asked something new at once.
fn settle_answers(world: &mut World, pool: &Pool) {
    let long_ago = |chunk: &mut Chunk, (): &mut ()| {
        chunk.habit.iter_mut().for_each(|habit| *habit = with_asked(*habit, NEVER - 1));
    };
    pool.count(&mut world.chunks, &mut (), || (), long_ago, |(), ()| ());
}

/// Fills the stocks as if the flows of the first week had run for long.
fn fill_stocks(world: &mut World) {
    data::flows(world);
    let decay = data::decay(world);
    world.stocks.mature(HISTORY_WEEKS, &decay);
}

/// Fills vendors' own stocks in the same way.
fn mature_vendors(world: &mut World) {
    let decay = data::decay(world)[Kind::Transaction as usize].max(1e-12);
    let weeks = (1.0 - libm::pow(1.0 - decay, HISTORY_WEEKS)) / decay;
    let agreed = data::agreed_share(world, DataType::Transaction);
    for v in 0..world.vendors.len() {
        world.vendors.stock[v] = world.vendors.inflow[v] * agreed * weeks;
    }
}

/// Fixed cost, cash and the profit that entry is compared with.
///
/// A vendor that loses money is gone after `cash/loss` weeks, so that vendors whose cash is spread evenly up to its
/// full level leave at the rate `loss / (cash weeks × F)`. The fixed cost F makes these exits, together with those for
/// other reasons, as frequent as observed.
fn fund_vendors(world: &mut World) {
    let l = &world.levers;
    let mut margins: Vec<f64> = world.vendors.profit.iter().map(|&profit| profit as f64).collect();
    margins.sort_by(f64::total_cmp);
    let count = margins.len().max(1) as f64;
    let target = (l.exit_at_start - l.exit_hazard).max(0.0);
    let top = margins.get(margins.len() * 9 / 10).copied().unwrap_or(1.0).max(100.0);
    let exits = |fixed: f64| {
        margins.iter().map(|margin| ((fixed - margin) / (l.cash_weeks * fixed)).clamp(0.0, 1.0)).sum::<f64>() / count
    };
    let fixed = root(1.0, top, |fixed| exits(fixed) - target).round() as i64;
    world.constants.fixed_cost = fixed;
    world.constants.entrant_profit = (vendors::entrant_margin(world, 0.0) - fixed as f64).max(1.0);
    world.ledger = Ledger::new(world.brands(), world.messengers());
    let stream = world.luck.stream(Decision::Vendor, 0);
    let full = fixed as f64 * world.levers.cash_weeks;
    for v in 0..world.vendors.len() {
        let cash = (full * stream.unit(world.vendors.id[v], 2)).round() as i64 + 1;
        world.vendors.cash[v] = cash;
        world.ledger.pay(Reason::EntryCash, v as u32, (Account::Investors, 0), (Account::Vendors, 0), cash);
    }
}
