//! Phase 8: users choose services and the channel to reach them.
//!
//! `U(v, c) = ξ_v + η·lift − f_c + ζ·[habitual channel]` against `U(nothing)`. The logit factorises exactly into
//! channel, then vendor within channel; the channel is drawn for each sampled occasion, and the vendor within it is
//! not drawn but taken at its probability, because an agent stands for tens of thousands of persons. What does not
//! depend on the user is computed once a class of users and week.

use crate::scenario::vocabulary::{Capture, Category, DataType};
use crate::world::luck::{GROUP, Stream};
use crate::world::market::{Cell, K, PLACES, Use, place};
use crate::world::users::{NO_MESSENGER, Towards, column, consent_bit, habit_of};
use crate::world::vendors::channels;
use crate::world::{Chunk, Decision, World};

use super::Pool;
use super::consent::main_type;
use super::nearness::{self, Odds, Way};

/// Weight of one sampled occasion in the counters of use.
const WHOLE: u64 = 65_536;
/// Occasions sampled a user and week; they stand for all.
const SAMPLED: f64 = 2.0;

/// Lets users choose.
pub(super) fn phase(world: &mut World, pool: &Pool) {
    nearness::preinstall(world);
    value_channels(world);
    fill_cells(world);
    let week = world.week;
    use_services(world, pool, week);
}

/// Occasions in a week behind a counter of use.
pub(super) fn occasions_of(world: &World, count: u64) -> f64 {
    count as f64 / WHOLE as f64 * world.persons_per_agent * world.levers.occasions_per_week / SAMPLED
}

/// Values of all channels from vendors' qualities and holders' accuracies.
pub(super) fn value_channels(world: &mut World) {
    let levers = &world.levers;
    let eta = levers.learning_weight;
    let friction = [levers.friction_direct, levers.friction_mini, levers.friction_os].map(|f| libm::exp(-f));
    let scenario = world.scenario.clone();
    let market = &mut world.market;
    for (k, value) in market.nothing.iter_mut().enumerate() {
        *value = libm::exp(world.constants.nothing[k]);
    }
    market.direct = [0.0; K];
    market.pull_mini = [0.0; K];
    market.pull_os.iter_mut().for_each(|row| *row = [0.0; K]);
    let partners: Vec<Vec<bool>> = scenario
        .brands
        .iter()
        .map(|brand| scenario.vendors.named.iter().map(|vendor| brand.partners.contains(&vendor.id)).collect())
        .collect();
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
            for (row, partner) in market.pull_os.iter_mut().zip(&partners) {
                // A partner serves the assistant by contract, whatever it gains from it.
                if partner[named] {
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
            let lift = [1.0, libm::exp(eta * operator.openness * accuracy)];
            let open = spec.mini_programs && operator.openness > 0.0;
            let own = if spec.own_services.contains(&Category::ALL[k]) {
                // An own service of median quality, favoured as the lever says; assumed.
                libm::exp(std::f64::consts::LN_2 / levers.quality_tail + levers.own_service_boost)
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
            let assistant = if os.capture == Capture::Off { quick } else { base * libm::exp(eta * accuracy) };
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
    let agreed: Vec<f64> = (0..brands).map(|b| message_consent(world, b)).collect();
    let market = &mut world.market;
    for b in 0..brands {
        market.os_gain[b] = (0..K)
            .map(|k| {
                let base = market.nothing[k] + market.direct[k] + market.mini[0][k][1];
                let [quick, assistant] = market.os[b][k];
                let gain = |value: f64| libm::log((base + value) / base);
                shares[k] * (agreed[b] * gain(assistant) + (1.0 - agreed[b]) * market.outside_chat * gain(quick))
            })
            .sum();
    }
    for m in 0..market.mini_gain.len() {
        market.mini_gain[m] = (0..K)
            .map(|k| {
                let base = market.nothing[k] + market.direct[k];
                shares[k] * libm::log((base + market.mini[m][k][1]) / base)
            })
            .sum();
    }
}

/// Share of a brand's users whose messages reach its maker.
pub(super) fn message_consent(world: &World, brand: usize) -> f64 {
    let users = world.tally.of_brand(brand, column::USERS) as f64 * world.persons_per_agent;
    if users > 0.0 { world.os_vendors[brand].readers.iter().sum::<f64>() / users } else { 0.0 }
}

/// Fills the choice cells: OS option × mini option × category × habit.
pub(super) fn fill_cells(world: &mut World) {
    let brands = world.brands();
    let messengers = world.messengers();
    let habit = libm::exp(world.levers.channel_inertia);
    // A retaliating phone maker makes Mini Programs as hard to reach as apps once were degraded; assumed.
    let hindered = libm::exp(-world.levers.degrade_depth);
    let market = &mut world.market;
    // Options that exist: 0 is closed; each open one has its own number.
    let mut os_values: Vec<([f64; K], bool)> = vec![([0.0; K], true)];
    for b in 0..brands {
        for z in 0..2 {
            let values: [f64; K] = std::array::from_fn(|k| market.os[b][k][z]);
            // What reads messages is at hand in a chat as well, and so is what is closed everywhere.
            let reads = z == 1 && world.os_vendors[b].capture != Capture::Off;
            let everywhere = reads || values == [0.0; K];
            market.os_option[b][z] = option(&mut os_values, (values, everywhere));
        }
    }
    let mut mini_values: Vec<([f64; K], Way)> = vec![([0.0; K], Way::default())];
    for b in 0..brands {
        market.mini_option[b] = [[0; 2]; 8];
        let factor = if world.os_vendors[b].retaliates { hindered } else { 1.0 };
        for m in 0..messengers {
            for z in 0..2 {
                let values: [f64; K] = std::array::from_fn(|k| market.mini[m][k][z] * factor);
                market.mini_option[b][m][z] = option(&mut mini_values, (values, Way::of(market, m, z)));
            }
        }
    }
    market.mini_options = mini_values.len();
    market.cells.clear();
    for (os, everywhere) in &os_values {
        for (mini, way) in &mini_values {
            for k in 0..K {
                let values = [market.direct[k], mini[k], os[k]];
                for usual in 0..4 {
                    market.cells.push(cell(market.nothing[k], values, usual, habit, (way, k, *everywhere)));
                }
            }
        }
    }
}

/// Number of an option among those that exist.
fn option<T: PartialEq>(existing: &mut Vec<T>, values: T) -> u16 {
    let found = existing.iter().position(|other| *other == values);
    found.unwrap_or_else(|| {
        existing.push(values);
        existing.len() - 1
    }) as u16
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
        chosen = chosen.preset(way.preset[k], libm::log((nothing + way.own[k]) / nothing));
    }
    Cell { thresholds: chosen.below.map(|sum| sum as u32), log_sum: (chosen.log_sum * 1_048_576.0) as u32 }
}

/// Occasions of whole agents are counted in the upper bits of a word, their spending in the lower forty.
const ONE: u64 = 1 << 40;
/// Counters of one row: categories by nothing and the three channels.
const SLOTS: usize = K * 4;

/// What users count: occasions by row, category and channel, and the values of choosing by fifth of concern.
struct Counts {
    /// Whole agents of the chunk at work.
    whole: Vec<u64>,
    /// All agents so far, in 1/65,536 of an occasion, so that an agent can be part of a pilot.
    used: Vec<Use>,
    /// By fifth; eight, so that a fifth never lies outside.
    log_sums: [u64; 8],
    part_sums: [u64; 8],
}

impl Counts {
    fn new(slots: usize) -> Self {
        Self { whole: vec![0; slots], used: vec![Use::default(); slots], log_sums: [0; 8], part_sums: [0; 8] }
    }

    /// Adds the chunk at work to all so far; a chunk is small enough for its words.
    fn close_chunk(&mut self) {
        for (used, whole) in self.used.iter_mut().zip(&mut self.whole) {
            used.count += (*whole / ONE) * WHOLE;
            used.spend += (*whole % ONE) * WHOLE;
            *whole = 0;
        }
    }

    fn merge(&mut self, other: &Self) {
        for (total, used) in self.used.iter_mut().zip(&other.used) {
            total.count += used.count;
            total.spend += used.spend;
        }
        for f in 0..5 {
            self.log_sums[f] += other.log_sums[f];
            self.part_sums[f] += other.part_sums[f];
        }
    }
}

/// What users of one brand, messenger and consent share.
#[derive(Clone, Copy, Default)]
struct Row {
    /// Start of the cells without and with recent data.
    base: [u32; 2],
    /// Start of the row's counters.
    slots: u32,
    /// Part of an agent's persons whose messages are read, in 1/65,536.
    reads: u32,
}

/// Number of the row of a user.
#[inline]
fn row_number(brand: u8, primary: u8, consented: bool) -> u8 {
    (brand & 15) << 4 | (primary & 7) << 1 | u8::from(consented)
}

/// Rows of all classes of users this week, and where the use of each of them is counted.
struct Rows {
    rows: [Row; 256],
    /// Start of the places of nothing and of each channel, row by row.
    places: Vec<[usize; 4]>,
}

impl Rows {
    fn of(world: &World) -> Self {
        let market = &world.market;
        let mut result = Self { rows: [Row::default(); 256], places: Vec::with_capacity(world.brands() * 16) };
        for brand in 0..world.brands() {
            let reads = (world.os_vendors[brand].pilot_weight * WHOLE as f64).round() as u32;
            let primaries = (0..world.messengers()).chain([usize::from(NO_MESSENGER)]);
            for (primary, consented) in primaries.flat_map(|primary| [(primary, 0), (primary, 1)]) {
                let mini = usize::from(market.mini_option[brand][primary][consented]);
                let base = |fresh: usize| {
                    let os = usize::from(market.os_option[brand][fresh]);
                    ((os * market.mini_options + mini) * SLOTS) as u32
                };
                let slots = (result.places.len() * SLOTS) as u32;
                result.rows[usize::from(row_number(brand as u8, primary as u8, consented == 1))] =
                    Row { base: [base(0), base(1)], slots, reads };
                result.places.push([place::NOTHING, place::DIRECT, place::MINI + primary * K, place::OS + brand * K]);
            }
        }
        result
    }

    /// Use by place.
    fn used(&self, counts: &Counts) -> Vec<Use> {
        let mut result = vec![Use::default(); PLACES];
        for (places, slots) in self.places.iter().zip(counts.used.chunks_exact(SLOTS)) {
            for (slot, used) in slots.iter().enumerate() {
                let total = &mut result[places[slot % 4] + slot / 4];
                total.count += used.count;
                total.spend += used.spend;
            }
        }
        result
    }
}

/// What a use changes of a habit, bit by bit, by four times the usual channel plus the one used: the channel used last
/// becomes the habit, and nothing (0) leaves it as it is. A table, because a branch here is guessed wrong too often.
const HABIT: [u8; 16] = {
    let mut change = [0; 16];
    let mut at = 0;
    while at < 16 {
        let (usual, used) = (at as u8 >> 2, at as u8 & 3);
        change[at] = if used == 0 { 0 } else { usual ^ used };
        at += 1;
    }
    change
};

/// What is the same for all users of a week.
struct Week<'a> {
    stream: Stream,
    cells: &'a [Cell],
    rows: &'a [Row; 256],
    /// Twice the category of an occasion, which is where its habit lies.
    twice: [u8; 4096],
    /// The type that tells what a user wants, by twice the category.
    mains: [u8; 32],
}

impl Week<'_> {
    /// The week of the users of one group; nobody's messages have reached a phone's maker unless `READ`.
    #[inline]
    fn group<const READ: bool>(&self, chunk: &mut Chunk, first: usize, counts: &mut Counts) {
        let end = (first + GROUP).min(chunk.len());
        let mini_bit = consent_bit(Towards::Messenger, DataType::Log);
        // Row and fifth of all, many at a time, before anybody chooses.
        let (mut rows, mut fifths) = ([0_u8; GROUP], [0_u8; GROUP]);
        let classes = chunk.brand[first..end].iter().zip(&chunk.primary[first..end]).zip(&chunk.consent[first..end]);
        for (row, ((&brand, &primary), &consent)) in rows.iter_mut().zip(classes) {
            *row = row_number(brand, primary, consent & mini_bit != 0);
        }
        for (fifth, &concern) in fifths.iter_mut().zip(&chunk.concern[first..end]) {
            *fifth = ((u16::from(concern) * 5) >> 8) as u8;
        }
        let (reach, spend) = (&chunk.reach[first..end], &chunk.spend[first..end]);
        let users = chunk.habit[first..end].iter_mut().zip(reach).zip(spend).zip(&rows).zip(&fifths);
        let actors = chunk.first + first as u64..;
        for (actor, ((((habit, &reach), &spend), &row), &fifth)) in actors.zip(users) {
            let row = &self.rows[usize::from(row)];
            let fifth = usize::from(fifth & 7);
            let mut word = *habit;
            let mut value = 0;
            let bits = self.stream.bits(actor, 0);
            // One hash serves both occasions: twelve bits for the category and twenty for the channel each.
            for bits in [bits as u32, (bits >> 32) as u32] {
                let twice = usize::from(self.twice[(bits & 0xFFF) as usize]) & 31;
                // Exact to a millionth, and never so large that a closed channel is reached.
                let draw = bits & !0xFFF;
                let usual = word >> twice & 3;
                // The assistant is there for those whose messages it reads, and serves a category whose data it has.
                let fresh = READ && reach & (reach >> (self.mains[twice] & 7)) & 1 == 1;
                let at = 2 * twice;
                let channel = if READ && fresh && u64::from(row.reads) < WHOLE {
                    let occasion = Occasion { at, usual: usual as usize, draw, spend: u64::from(spend), fifth };
                    pilot(self.cells, row, &occasion, counts)
                } else {
                    let base = row.base[usize::from(fresh)] as usize;
                    let (channel, worth) = choose(self.cells, base + at + usual as usize, draw);
                    counts.whole[row.slots as usize + at + channel] += ONE | u64::from(spend);
                    value += worth;
                    channel
                } as u32;
                word ^= u32::from(HABIT[(usual << 2 | channel) as usize & 15]) << twice;
            }
            counts.log_sums[fifth] += value;
            *habit = word;
        }
    }
}

/// Lets each user meet two sampled occasions that stand for all of the week.
pub(super) fn use_services(world: &mut World, pool: &Pool, week: u32) {
    let market = &world.market;
    let rows = Rows::of(world);
    let mut this = Week {
        stream: world.luck.stream(Decision::Service, week),
        cells: market.cells.as_slice(),
        rows: &rows.rows,
        twice: [0; 4096],
        mains: [0; 32],
    };
    for (twice, category) in this.twice.iter_mut().zip(&market.category) {
        *twice = 2 * category;
    }
    for (main, &category) in this.mains.chunks_exact_mut(2).zip(Category::ALL) {
        main[0] = main_type(category).index() as u8;
    }
    let work = |chunk: &mut Chunk, counts: &mut Counts| {
        for first in (0..chunk.len()).step_by(GROUP) {
            let reach = &chunk.reach[first..(first + GROUP).min(chunk.len())];
            let message = 1 << DataType::Message.index();
            if reach.iter().fold(0, |all, reach| all | reach) & message == 0 {
                this.group::<false>(chunk, first, counts);
            } else {
                this.group::<true>(chunk, first, counts);
            }
        }
        counts.close_chunk();
    };
    let empty = || Counts::new(rows.places.len() * SLOTS);
    let mut counts = empty();
    pool.count(&mut world.chunks, &mut counts, empty, work, |sum, part| sum.merge(&part));
    let market = &mut world.market;
    market.used = rows.used(&counts);
    for f in 0..5 {
        market.log_sums[f] = counts.log_sums[f] + counts.part_sums[f] / WHOLE;
    }
    let totals = world.tally.totals();
    for (f, occasions) in world.market.occasions.iter_mut().enumerate() {
        *occasions = 2 * WHOLE * totals[column::SEGMENTS + f * column::SEGMENT_WIDTH] as u64;
    }
}

/// The choice at one occasion: the channel (0 nothing) and the value of choosing.
#[inline]
fn choose(cells: &[Cell], cell: usize, draw: u32) -> (usize, u64) {
    let cell = &cells[cell];
    let channel = usize::from(draw >= cell.thresholds[0])
        + usize::from(draw >= cell.thresholds[1])
        + usize::from(draw >= cell.thresholds[2]);
    (channel, u64::from(cell.log_sum))
}

/// What one user gains in a week, RMB: the mean over the occasions that may come, with the habits it has now.
pub(super) fn surplus(world: &World, chunk: &Chunk, i: usize) -> f64 {
    surplus_of(world, &Rows::of(world), chunk, i)
}

/// The same for every user, in order.
pub(super) fn surpluses(world: &World) -> Vec<f64> {
    let rows = Rows::of(world);
    let users = world.chunks.iter().flat_map(|chunk| (0..chunk.len()).map(move |i| (chunk, i)));
    users.map(|(chunk, i)| surplus_of(world, &rows, chunk, i)).collect()
}

fn surplus_of(world: &World, rows: &Rows, chunk: &Chunk, i: usize) -> f64 {
    let market = &world.market;
    let mini_bit = consent_bit(Towards::Messenger, DataType::Log);
    let row = &rows.rows[usize::from(row_number(chunk.brand[i], chunk.primary[i], chunk.consent[i] & mini_bit != 0))];
    let shares = &world.scenario.vendors.occasion_shares;
    let total: f64 = shares.iter().sum();
    let reach = chunk.reach[i];
    let utils: f64 = (0..K)
        .map(|k| {
            let fresh = usize::from(reach & reach >> main_type(Category::ALL[k]).index() & 1);
            let usual = habit_of(chunk.habit[i], k) as usize;
            let log_sum = |fresh: usize| choose(&market.cells, row.base[fresh] as usize + 4 * k + usual, 0).1 as f64;
            let reads = if fresh == 1 { f64::from(row.reads) / WHOLE as f64 } else { 0.0 };
            shares[k] / total * (reads * log_sum(1) + (1.0 - reads) * log_sum(0))
        })
        .sum();
    utils / 1_048_576.0 * world.levers.occasions_per_week * world.levers.rmb_per_util
}

/// One occasion of an agent.
struct Occasion {
    /// Four times the category.
    at: usize,
    usual: usize,
    draw: u32,
    spend: u64,
    fifth: usize,
}

/// An occasion of an agent that stands for persons inside and outside a pilot: both parts choose with the same luck,
/// and the habit kept is that of those outside.
#[cold]
fn pilot(cells: &[Cell], row: &Row, occasion: &Occasion, counts: &mut Counts) -> usize {
    let mut outside = 0;
    let at = occasion.at;
    for (fresh, weight) in [(1, u64::from(row.reads)), (0, WHOLE - u64::from(row.reads))] {
        let (channel, worth) = choose(cells, row.base[fresh] as usize + at + occasion.usual, occasion.draw);
        let used = &mut counts.used[row.slots as usize + at + channel];
        used.count += weight;
        used.spend += weight * occasion.spend;
        counts.part_sums[occasion.fifth] += worth * weight;
        outside = channel;
    }
    outside
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
        let cell = plain([1.0, 2.0, 0.0]);
        let share = |t: u32| f64::from(t) / 4_294_967_296.0;
        assert!((share(cell.thresholds[0]) - 0.25).abs() < 1e-6);
        assert!((share(cell.thresholds[1]) - 0.5).abs() < 1e-6);
        // A closed channel is never drawn: the last threshold is as good as one.
        assert!(share(cell.thresholds[2]) > 0.999_999_9);
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
