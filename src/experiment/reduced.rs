//! The reduced model: two messengers, contacts, a logit choice and two counters; small enough to be written in any
//! language, so that engines can be timed on the same work. `tests/bench/reduced.md` says its rules for a port.
//!
//! It is here twice: [`Ring::plain`] goes from user to user as any first version would, [`Ring::sliced`] works on 64
//! users at a time. Both draw the same luck and give the same counts to the bit.

use crate::step::choice::logistic;
use crate::world::Decision;
use crate::world::luck::{Luck, Stream, threshold};

/// Users at which engines are compared.
pub const SIZES: &[u32] = &[10_000, 100_000, 1_000_000];
/// Weeks for which engines are compared.
pub const WEEKS: u32 = 100;
/// Users that stand together in one word.
pub const BLOCK: usize = 64;
/// Contacts of a user: three on either side of the ring, and two far ones.
pub const CONTACTS: usize = 8;
/// Share of users who start with messenger B.
pub const START: f64 = 0.35;
/// Utility of B less that of A for a user with as many contacts on either, who belongs to neither.
pub const QUALITY: f64 = 0.2;
/// What it adds to the utility of B less that of A if all contacts have B instead of A.
pub const NETWORK: f64 = 2.0;
/// What it adds to the utility of the messenger a user has.
pub const INERTIA: f64 = 1.0;

/// What is counted in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Week {
    /// Users who have messenger B at its end.
    pub with_b: u64,
    /// Users who changed their messenger in it.
    pub switches: u64,
}

/// A far contact of each user of a block.
#[derive(Clone, Copy, Debug)]
struct Far {
    block: u32,
    /// The user at place `p` knows the one at place `(p + turn) mod 64` of the far block.
    turn: u32,
}

/// Users on a ring before their first week.
#[derive(Clone, Debug)]
pub struct Ring {
    luck: Luck,
    /// Messengers at the start, a bit a user, set for B.
    start: Vec<u64>,
    far: Vec<[Far; 2]>,
    /// Thresholds on 32 fair bits of choosing B, by own messenger and then by contacts with B.
    thresholds: [[u64; CONTACTS + 1]; 2],
}

impl Ring {
    /// A ring of so many users, rounded up to whole blocks.
    pub fn new(users: u32, seed: u64) -> Self {
        let luck = Luck::new(seed);
        let blocks = (users as usize).div_ceil(BLOCK).max(1);
        let draws = luck.stream(Decision::Start, 0);
        let starts = threshold(START);
        let has_b = |user: usize| u64::from(draws.bits(user as u64, 0) >> 32 < starts);
        let word = |block: usize| (0..BLOCK).fold(0, |word, place| word | has_b(block * BLOCK + place) << place);
        let places = luck.stream(Decision::Trait, 0);
        let far = |block: usize| {
            [0, 1].map(|which| {
                let bits = places.bits(block as u64, which);
                Far { block: (((bits >> 32) * blocks as u64) >> 32) as u32, turn: (bits % BLOCK as u64) as u32 }
            })
        };
        Self {
            luck,
            start: (0..blocks).map(word).collect(),
            far: (0..blocks).map(far).collect(),
            thresholds: [0, 1].map(|own| std::array::from_fn(|with_b| threshold(probability(own == 1, with_b)))),
        }
    }

    /// Users.
    pub fn users(&self) -> u64 {
        (self.start.len() * BLOCK) as u64
    }

    /// The weeks one after the other, user by user.
    pub fn plain(&self, weeks: u32) -> Vec<Week> {
        let bit = |user: usize| (self.start[user / BLOCK] >> (user % BLOCK) & 1) as u8;
        let start = (0..self.start.len() * BLOCK).map(bit).collect();
        each_week(start, weeks, |week, now, next| self.plain_week(week, now, next))
    }

    fn plain_week(&self, week: u32, now: &[u8], next: &mut [u8]) -> Week {
        let draws = self.luck.stream(Decision::Messenger, week);
        let users = now.len();
        let wrap = |user: usize| if user < users { user } else { user - users };
        let mut count = Week::default();
        for (block, far) in self.far.iter().enumerate() {
            let turn = turn(draws, block);
            for place in 0..BLOCK {
                let user = block * BLOCK + place;
                let own = now[user];
                let mut chosen = own;
                if turn >> place & 1 == 1 {
                    let ring: u8 = (1..=3).map(|step| now[wrap(user + step)] + now[wrap(user + users - step)]).sum();
                    let far: u8 = far
                        .iter()
                        .map(|far| now[far.block as usize * BLOCK + (place + far.turn as usize) % BLOCK])
                        .sum();
                    let limit = self.thresholds[usize::from(own)][usize::from(ring + far)];
                    chosen = u8::from(draws.bits(user as u64, 2) >> 32 < limit);
                }
                next[user] = chosen;
                count.with_b += u64::from(chosen);
                count.switches += u64::from(chosen != own);
            }
        }
        count
    }

    /// The weeks one after the other, 64 users at a time.
    pub fn sliced(&self, weeks: u32) -> Vec<Week> {
        each_week(self.start.clone(), weeks, |week, now, next| self.sliced_week(week, now, next))
    }

    fn sliced_week(&self, week: u32, now: &[u64], next: &mut [u64]) -> Week {
        let draws = self.luck.stream(Decision::Messenger, week);
        let last = now.len() - 1;
        let mut count = Week::default();
        for (block, (far, next)) in self.far.iter().zip(next).enumerate() {
            let own = now[block];
            let before = now[if block == 0 { last } else { block - 1 }];
            let after = now[if block == last { 0 } else { block + 1 }];
            let [one, two] = far.map(|far| now[far.block as usize].rotate_right(far.turn));
            let planes = sum([
                own << 1 | before >> 63,
                own << 2 | before >> 62,
                own << 3 | before >> 61,
                own >> 1 | after << 63,
                own >> 2 | after << 62,
                own >> 3 | after << 61,
                one,
                two,
            ]);
            // Only those whose turn it is choose.
            let mut turn = turn(draws, block);
            let mut chosen = own & !turn;
            while turn != 0 {
                let place = turn.trailing_zeros();
                turn &= turn - 1;
                let with_b = planes.iter().rev().fold(0, |sum, plane| sum << 1 | plane >> place & 1) as usize;
                let limit = self.thresholds[(own >> place & 1) as usize][with_b];
                let user = block as u64 * BLOCK as u64 + u64::from(place);
                chosen |= u64::from(draws.bits(user, 2) >> 32 < limit) << place;
            }
            *next = chosen;
            count.with_b += u64::from(chosen.count_ones());
            count.switches += u64::from((chosen ^ own).count_ones());
        }
        count
    }
}

/// The weeks one after the other: each reads the state before it and writes the next.
fn each_week<T: Clone>(mut now: Vec<T>, weeks: u32, mut one: impl FnMut(u32, &[T], &mut [T]) -> Week) -> Vec<Week> {
    let mut next = now.clone();
    let mut counts = Vec::with_capacity(weeks as usize);
    for week in 0..weeks {
        counts.push(one(week, &now, &mut next));
        std::mem::swap(&mut now, &mut next);
    }
    counts
}

/// Probability that a user whose turn it is chooses B.
pub fn probability(has_b: bool, contacts_with_b: usize) -> f64 {
    let contacts = contacts_with_b as f64 / CONTACTS as f64 - 0.5;
    let own = if has_b { INERTIA } else { -INERTIA };
    logistic(QUALITY + NETWORK * contacts + own)
}

/// Users of a block whose turn it is: one in four.
const fn turn(draws: Stream, block: usize) -> u64 {
    draws.bits(block as u64, 0) & draws.bits(block as u64, 1)
}

/// Adds eight bits at each place, for 64 places at a time; the sum's lowest bits come first.
const fn sum(bits: [u64; CONTACTS]) -> [u64; 4] {
    let [a, b, c, d, e, f, g, h] = bits;
    let (ones_a, twos_a) = add(a, b, c);
    let (ones_b, twos_b) = add(d, e, f);
    let (ones_c, twos_c) = add(g, h, ones_a);
    let (ones, twos_d) = add(ones_b, ones_c, 0);
    let (twos_e, fours_a) = add(twos_a, twos_b, twos_c);
    let (twos, fours_b) = add(twos_d, twos_e, 0);
    let (fours, eights) = add(fours_a, fours_b, 0);
    [ones, twos, fours, eights]
}

/// Sum and carry of three bits.
const fn add(a: u64, b: u64, c: u64) -> (u64, u64) {
    let odd = a ^ b;
    (odd ^ c, a & b | odd & c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_counted_like_by_hand() {
        let draws = Luck::new(1).stream(Decision::Trait, 0);
        for round in 0..50 {
            let bits = std::array::from_fn(|k| draws.bits(round, k as u64));
            let planes = sum(bits);
            for place in 0..64 {
                let by_hand: u64 = bits.iter().map(|word| word >> place & 1).sum();
                let sliced = planes.iter().rev().fold(0, |sum, plane| sum << 1 | plane >> place & 1);
                assert_eq!(sliced, by_hand);
            }
        }
    }

    #[test]
    fn the_share_of_b_is_what_ports_must_find() {
        let shares: Vec<f64> = (0..20)
            .map(|seed| {
                let ring = Ring::new(10_000, seed);
                ring.sliced(WEEKS).last().map_or(0.0, |week| week.with_b as f64) / ring.users() as f64
            })
            .collect();
        let mean = shares.iter().sum::<f64>() / 20.0;
        // What the rules written for ports say, within three of its standard errors: luck may be drawn otherwise one day.
        assert!((mean - 0.6860).abs() < 3.0 * 0.0015, "{mean}");
    }

    #[test]
    fn both_ways_of_computing_it_are_the_same_to_the_bit() {
        for users in [1, 65, 1_000, 10_000] {
            let ring = Ring::new(users, u64::from(users));
            assert_eq!(ring.plain(40), ring.sliced(40), "{users} users");
        }
    }
}
