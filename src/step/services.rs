//! Phase 8: users choose services and the channel to reach them.
//!
//! `U(v, c) = ξ_v + η·lift − f_c + ζ·[habitual channel]` against `U(nothing)`. The logit factorises exactly into
//! channel, then vendor within channel. Neither is drawn: users are counted by all that their choice depends on, habits
//! included, and each class uses channels and vendors at its probabilities, because an agent stands for tens of
//! thousands of persons. What luck decides are the habits (`habits`).

use arrayvec::ArrayVec;

use crate::scenario::vocabulary::{Capture, Category};
use crate::world::habits::{Count, FIFTHS, HABITS, Habits, class_of, row_of, served};
use crate::world::market::{Cell, K, PLACES, Use, place};
use crate::world::users::{MAX_BRANDS, MAX_MESSENGERS, column, habit_of};
use crate::world::vendors::channels;
use crate::world::{Chunk, World};

use super::Pool;
use super::batch;
use super::habits::{self, Meeting};
use super::nearness::{self, Odds, Way};

/// Lets users choose.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    nearness::preinstall(world);
    value_channels(world);
    fill_cells(world);
    let week = world.week;
    use_services(world, pool, week, Some(Meeting::InTurn));
}

/// Occasions in a week behind a count of agents' use.
pub(super) fn occasions_of(world: &World, count: f64) -> f64 {
    count * world.persons_per_agent * world.levers.occasions_per_week
}

/// Values of all channels from vendors' qualities and holders' accuracies.
pub(super) fn value_channels(world: &mut World) {
    let levers = &world.levers;
    let eta = levers.learning_weight;
    let friction = [levers.friction_direct, levers.friction_mini, levers.friction_os].map(|f| batch::exp(-f));
    let scenario = world.scenario.clone();
    let market = &mut world.market;
    for (k, value) in market.nothing.iter_mut().enumerate() {
        *value = batch::exp(world.constants.nothing[k]);
    }
    market.direct = [0.0; K];
    market.pull_mini = [0.0; K];
    market.pull_os.iter_mut().for_each(|row| *row = [0.0; K]);
    let mut pull_any = [0.0; K];
    let vendors = &world.vendors;
    for v in 0..vendors.len() {
        let (k, set, pull) = (usize::from(vendors.category[v]), vendors.channels[v], vendors.pull[v]);
        if set & channels::DIRECT != 0 {
            market.direct[k] += pull * vendors.lift[v] * friction[0];
        }
        if set & channels::MINI != 0 {
            market.pull_mini[k] += pull;
        }
        if set & channels::OS != 0 {
            pull_any[k] += pull;
        }
        let named = usize::from(vendors.named[v]);
        if named < scenario.vendors.named.len() {
            for (b, row) in market.pull_os.iter_mut().enumerate() {
                // A partner serves the assistant by contract, whatever it gains from it.
                if scenario.partners(b, named) {
                    row[k] += pull;
                }
            }
        }
    }
    for (b, brand) in scenario.brands.iter().enumerate() {
        if brand.partners.is_empty() {
            market.pull_os[b] = pull_any;
        }
    }
    for (m, spec) in scenario.messengers.iter().enumerate() {
        let operator = &world.operators[m];
        for k in 0..K {
            let accuracy = operator.accuracy[usize::from(Category::ALL[k] == Category::Voice)];
            let lift = [1.0, batch::exp(eta * operator.openness * accuracy)];
            let open = spec.mini_programs && operator.openness > 0.0;
            let own = if spec.own_services.contains(&Category::ALL[k]) {
                // An own service of median quality, favoured as the lever says; assumed.
                batch::exp(std::f64::consts::LN_2 / levers.quality_tail + levers.own_service_boost)
            } else {
                0.0
            };
            for (consented, lift) in lift.into_iter().enumerate() {
                let third = if open { market.pull_mini[k] } else { 0.0 };
                market.own_service[m][k][consented] = own * lift * friction[1];
                market.mini[m][k][consented] = (third + own) * lift * friction[1];
            }
        }
    }
    for b in 0..scenario.brands.len() {
        let os = &world.os_vendors[b];
        for k in 0..K {
            let accuracy = os.accuracy[usize::from(Category::ALL[k] == Category::Voice)];
            let accuracy = if os.capture == Capture::OnDevice { levers.accuracy_floor } else { accuracy };
            let base = market.pull_os[b][k] * friction[2];
            let quick = if os.quick_app { base } else { 0.0 };
            let assistant = if os.capture == Capture::Off { quick } else { base * batch::exp(eta * accuracy) };
            market.os[b][k] = [quick, assistant];
        }
    }
    nearness::value(world);
    gains(world);
}

/// What OS channels and Mini Programs add for a user, from the mean over occasions; phones and messengers read it in
/// the next week.
fn gains(world: &mut World) {
    let shares = world.scenario.vendors.occasion_shares;
    let brands = world.brands();
    let agreed: ArrayVec<f64, MAX_BRANDS> = (0..brands).map(|b| message_consent(world, b)).collect();
    let market = &mut world.market;
    for b in 0..brands {
        market.os_gain[b] = (0..K)
            .map(|k| {
                let base = market.nothing[k] + market.direct[k] + market.mini[0][k][1];
                let [quick, assistant] = market.os[b][k];
                let gain = |value: f64| batch::ln((base + value) / base);
                shares[k] * (agreed[b] * gain(assistant) + (1.0 - agreed[b]) * market.outside_chat * gain(quick))
            })
            .sum();
    }
    for m in 0..market.mini_gain.len() {
        market.mini_gain[m] = (0..K)
            .map(|k| {
                let base = market.nothing[k] + market.direct[k];
                shares[k] * batch::ln((base + market.mini[m][k][1]) / base)
            })
            .sum();
    }
}

/// Share of a brand's users whose messages reach its maker.
pub(super) fn message_consent(world: &World, brand: usize) -> f64 {
    let users = world.tally.of_brand(brand, column::USERS) as f64 * world.persons_per_agent;
    if users > 0.0 { world.os_vendors[brand].readers.iter().sum::<f64>() / users } else { 0.0 }
}

/// Fills the choice cells of all pairs of an OS and a Mini option that somebody has: pair × category × habit.
pub(super) fn fill_cells(world: &mut World) {
    let brands = world.brands();
    let messengers = world.messengers();
    let habit = batch::exp(world.levers.channel_inertia);
    // A retaliating phone maker makes Mini Programs as hard to reach as apps once were degraded; assumed.
    let hindered = batch::exp(-world.levers.degrade_depth);
    let market = &mut world.market;
    // Options that exist: 0 is closed; each open one has its own number.
    let mut os_values: ArrayVec<([f64; K], bool), { 1 + 2 * MAX_BRANDS }> = ArrayVec::new();
    let mut mini_values: ArrayVec<([f64; K], Way), { 1 + 2 * MAX_BRANDS * MAX_MESSENGERS }> = ArrayVec::new();
    let mut pairs: ArrayVec<(usize, usize), { 32 * MAX_BRANDS }> = ArrayVec::new();
    os_values.push(([0.0; K], true));
    mini_values.push(([0.0; K], Way::default()));
    let mut starts = std::mem::take(&mut market.starts);
    starts.clear();
    starts.resize(brands * 16, [None; 2]);
    for (row, starts) in starts.iter_mut().enumerate() {
        let (b, m, agreed) = (row / 16, row / 2 % 8, row % 2);
        let [without, with] = lived_in(&world.habits, row);
        if !(without || with) {
            continue;
        }
        let mini = if m < messengers {
            let factor = if world.os_vendors[b].retaliates { hindered } else { 1.0 };
            let values: [f64; K] = std::array::from_fn(|k| market.mini[m][k][agreed] * factor);
            number(&mut mini_values, (values, Way::of(market, m, agreed)))
        } else {
            0
        };
        let mut start = |read: usize| {
            let values: [f64; K] = std::array::from_fn(|k| market.os[b][k][read]);
            // What reads messages is at hand in a chat as well, and so is what is closed everywhere.
            let reads = read == 1 && world.os_vendors[b].capture != Capture::Off;
            let everywhere = reads || values == [0.0; K];
            let os = number(&mut os_values, (values, everywhere));
            number(&mut pairs, (os, mini)) * K * HABITS
        };
        *starts = [Some(start(0)), with.then(|| start(1))];
    }
    market.starts = starts;
    market.cells.clear();
    for &(os, mini) in &pairs {
        let ((os, everywhere), (mini, way)) = (&os_values[os], &mini_values[mini]);
        for k in 0..K {
            let values = [market.direct[k], mini[k], os[k]];
            let none = cell(market.nothing[k], values, 0, habit, (way, k, *everywhere));
            market.cells.push(none);
            for usual in 1..HABITS {
                // The habit of a channel that is closed is none.
                let closed = values[usual - 1] == 0.0;
                let with = || cell(market.nothing[k], values, usual, habit, (way, k, *everywhere));
                market.cells.push(if closed { none } else { with() });
            }
        }
    }
}

/// Number of an option among those that exist.
fn number<T: PartialEq, const MOST: usize>(existing: &mut ArrayVec<T, MOST>, option: T) -> usize {
    let found = existing.iter().position(|other| *other == option);
    found.unwrap_or_else(|| {
        existing.push(option);
        existing.len() - 1
    })
}

/// Choice of one class of users in one category, who meet its occasions in their way; `everywhere` says whether the OS
/// channel is at hand in a chat.
fn cell(nothing: f64, values: [f64; 3], usual: usize, habit: f64, (way, k, everywhere): (&Way, usize, bool)) -> Cell {
    let odds = |values: [f64; 3]| Odds::of(nothing, values, usual, habit);
    let [direct, mini, os] = values;
    let in_chat = if everywhere { os } else { 0.0 };
    let mut chosen = odds(values);
    if !everywhere && way.in_chat > 0.0 {
        let shut = odds([direct, mini, in_chat]);
        chosen = chosen.mixed(shut, way.in_chat);
    }
    if way.linked > 0.0 {
        // Of the occasions in a chat, those whose link opens.
        let opened = odds([direct * way.by_link, mini, in_chat]);
        let closed = odds([direct, mini, in_chat]);
        chosen = chosen.shifted(closed, opened, way.linked);
    }
    if way.preset[k] > 0.0 {
        chosen = chosen.preset(way.preset[k], batch::ln((nothing + way.own[k]) / nothing));
    }
    Cell::of(chosen.chances, chosen.log_sum)
}

/// What users of one brand, messenger and consent share.
#[derive(Clone, Copy)]
struct Row {
    /// Where their use is counted, in places of all categories: of nothing and of each channel.
    places: [usize; 4],
    /// Start of the cells without and with recent data.
    cells: [usize; 2],
    /// Part of an agent's persons whose messages are read.
    reads: f64,
}

impl Row {
    fn of(world: &World, brand: usize, primary: usize, agreed: usize) -> Self {
        let [without, with] = world.market.starts[(brand * 8 + primary) * 2 + agreed];
        let without = without.unwrap_or(0);
        Self {
            places: [place::NOTHING / K, place::DIRECT / K, place::MINI / K + primary, place::OS / K + brand],
            cells: [without, with.unwrap_or(without)],
            reads: world.os_vendors[brand].pilot_weight,
        }
    }
}

/// A class that has users.
struct Class {
    /// Its number.
    number: usize,
    row: Row,
    /// Part of an agent's persons who choose with recent data of theirs.
    read: f64,
}

impl Class {
    /// Its choice in a slot, in the mean over the persons of an agent.
    #[inline]
    fn cell(&self, cells: &[Cell], slot: usize) -> Cell {
        let [first, second] = self.row.cells.map(|first| cells[first + slot]);
        if self.read <= 0.0 {
            return first;
        }
        if self.read >= 1.0 {
            return second;
        }
        first.mixed(&second, self.read)
    }
}

/// Whether a row has users without and with data that the phone's maker can serve them with, in some category.
fn lived_in(habits: &Habits, row: usize) -> [bool; 2] {
    // What tells most about a user are messages, which the first category goes by.
    let users = habits.category(0);
    [false, true].map(|served| {
        let here = class_of(row, served) * HABITS * FIFTHS;
        !Count::none(&users[here..here + HABITS * FIFTHS])
    })
}

/// Some classes.
type Classes = ArrayVec<Class, { 64 * MAX_BRANDS }>;

/// Adds the classes that have users in some category, whose cells are filled.
fn add_classes(world: &World, classes: &mut Classes) {
    for (number, starts) in world.market.starts.iter().enumerate() {
        if starts[0].is_none() {
            continue;
        }
        let row = Row::of(world, number / 16, number / 2 % 8, number % 2);
        classes.push(Class { number: class_of(number, false), row, read: 0.0 });
        if starts[1].is_some() {
            classes.push(Class { number: class_of(number, true), row, read: row.reads });
        }
    }
}

/// Use of channels and value of choosing that a week brings users with the habits they have. Sums are of whole numbers,
/// so that they do not depend on how users are put into classes.
fn count_use(world: &mut World, classes: &[Class]) {
    let shares = category_shares(world);
    let market = &mut world.market;
    market.used.fill(Use::default());
    (market.log_sums, market.agents) = ([0.0; FIFTHS], [0.0; FIFTHS]);
    let mut used = [[0_u64; 2]; PLACES / K];
    for (k, share) in shares.into_iter().enumerate() {
        used.fill([0; 2]);
        let (mut log_sums, mut agents) = ([0_u64; FIFTHS], [0_u64; FIFTHS]);
        let counts = world.habits.category(k);
        for class in classes {
            let by_habit = counts[class.number * HABITS * FIFTHS..][..HABITS * FIFTHS].as_chunks::<FIFTHS>().0;
            for (habit, by_fifth) in by_habit.iter().enumerate() {
                let users = by_fifth.map(|count| count.users() as u64);
                let all: u64 = users.iter().sum();
                if all == 0 {
                    continue;
                }
                let spend = by_fifth.iter().map(|count| count.spend()).sum::<i64>() as u64;
                let cell = class.cell(&market.cells, k * HABITS + habit);
                for (at, chance) in class.row.places.into_iter().zip(cell.chances) {
                    let used = &mut used[at];
                    used[0] += all * u64::from(chance);
                    used[1] += spend * u64::from(chance);
                }
                let worth = u64::from(cell.log_sum);
                log_sums.iter_mut().zip(users).for_each(|(sum, users)| *sum += worth * users);
                if k == 0 {
                    agents.iter_mut().zip(users).for_each(|(sum, users)| *sum += users);
                }
            }
        }
        // From whole numbers to agents and utils.
        let part = share / Cell::WHOLE;
        for (place, [count, spend]) in used.iter().enumerate() {
            market.used[place * K + k] = Use { count: part * *count as f64, spend: part * *spend as f64 };
        }
        for (sum, worth) in market.log_sums.iter_mut().zip(log_sums) {
            *sum += share * Cell::UTIL * worth as f64;
        }
        if k == 0 {
            market.agents = agents.map(|agents| agents as f64);
        }
    }
}

/// Part of occasions that are of each category.
fn category_shares(world: &World) -> [f64; K] {
    let shares = &world.scenario.vendors.occasion_shares;
    let total: f64 = shares.iter().sum();
    shares.map(|share| share / total)
}

/// Lets users use services for a week, and take up habits where they meet categories.
pub(super) fn use_services(world: &mut World, pool: &Pool, week: u32, meeting: Option<Meeting>) {
    let mut classes = Classes::new();
    add_classes(world, &mut classes);
    count_use(world, &classes);
    if let Some(meeting) = meeting {
        // Where part of an agent's persons are in a pilot, the habit kept is that of those outside.
        let choices = classes.iter().map(|class| (class.number, class.row.cells[usize::from(class.read >= 1.0)]));
        habits::take_up(world, pool, week, meeting, choices);
    }
}

/// Share of occasions that end in nothing, by category, with the habits users have.
pub(super) fn nothing_shares(world: &mut World) -> [f64; K] {
    let mut classes = Classes::new();
    add_classes(world, &mut classes);
    count_use(world, &classes);
    let (shares, market) = (category_shares(world), &world.market);
    let all: f64 = market.agents.iter().sum();
    std::array::from_fn(|k| market.used[place::NOTHING + k].count / (shares[k] * all).max(f64::MIN_POSITIVE))
}

/// What one user gains in a week, RMB: the mean over the occasions that may come, with the habits it has now.
pub(super) fn surplus(world: &World, chunk: &Chunk, i: usize) -> f64 {
    surplus_of(world, &category_shares(world), chunk, i)
}

/// The same for every user, in order.
pub(super) fn surpluses(world: &World) -> Vec<f64> {
    let shares = category_shares(world);
    let users = world.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(move |i| (chunk, i)));
    users.map(|(chunk, i)| surplus_of(world, &shares, chunk, i)).collect()
}

fn surplus_of(world: &World, shares: &[f64; K], chunk: &Chunk, i: usize) -> f64 {
    let agreed = row_of(0, 0, chunk.consent[i]);
    let row = Row::of(world, usize::from(chunk.brand[i]), usize::from(chunk.primary[i]), agreed);
    let served = served(chunk.reach[i]);
    let reads = |k: usize| if served >> k & 1 == 1 { row.reads } else { 0.0 };
    let utils: f64 = (0..K)
        .map(|k| {
            let slot = k * HABITS + habit_of(chunk.habit[i], k) as usize;
            let [without, with] = row.cells.map(|first| world.market.cells[first + slot].utils());
            shares[k] * ((1.0 - reads(k)) * without + reads(k) * with)
        })
        .sum();
    utils * world.levers.occasions_per_week * world.levers.rmb_per_util
}

/// Table from twelve fair bits to the category of an occasion.
pub(super) fn category_table(shares: &[f64; K]) -> Vec<u8> {
    let mut limits = [0.0; K];
    let mut sum = 0.0;
    for (limit, share) in limits.iter_mut().zip(shares) {
        sum += share;
        *limit = sum;
    }
    (0..4096)
        .map(|bits| {
            let at = (f64::from(bits) + 0.5) / 4096.0 * sum;
            limits.iter().position(|&limit| at < limit).unwrap_or(K - 1) as u8
        })
        .collect()
}

/// Expected use of an average user of a brand and the dominant messenger by channel, if the OS channel were worth
/// `os` and Mini Programs `mini`: shares of all occasions through Mini Programs and the OS channel.
pub(super) fn expected_use(world: &World, os: impl Fn(usize) -> f64, mini: impl Fn(usize) -> f64) -> (f64, f64) {
    let market = &world.market;
    let shares = &world.scenario.vendors.occasion_shares;
    let (mut through_mini, mut through_os) = (0.0, 0.0);
    for k in 0..K {
        let (o, m) = (os(k), mini(k));
        let total = market.nothing[k] + market.direct[k] + m + o;
        through_mini += shares[k] * m / total;
        through_os += shares[k] * o / total;
    }
    (through_mini, through_os)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(values: [f64; 3]) -> Cell {
        cell(1.0, values, 0, 1.6, (&Way::default(), 0, true))
    }

    #[test]
    fn a_cell_gives_each_channel_its_logit_share() {
        // A closed channel is never used.
        assert_eq!([0, 1, 2, 3].map(|channel| plain([1.0, 2.0, 0.0]).chance(channel)), [0.25, 0.25, 0.5, 0.0]);
    }

    #[test]
    fn adding_an_option_never_lowers_the_log_sum() {
        for extra in [0.0, 0.1, 1.0, 10.0] {
            assert!(plain([1.0, 2.0, extra]).log_sum >= plain([1.0, 2.0, 0.0]).log_sum);
        }
    }

    #[test]
    fn categories_are_met_in_proportion() {
        let mut shares = [0.0; K];
        shares[0] = 0.25;
        shares[9] = 0.75;
        let table = category_table(&shares);
        assert_eq!(table.iter().filter(|&&k| k == 0).count(), 1024);
    }
}
