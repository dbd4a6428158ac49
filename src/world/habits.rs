//! Who has which habits: users counted by all that decides which services they choose, kept up to date change by
//! change.
//!
//! What a class of users does in a week follows from these counts, so that nobody's choice has to be drawn to know how
//! often a channel is used; luck decides only whose habit changes.

use crate::scenario::vocabulary::{Category, DataType};

use super::market::K;
use super::users::{Chunk, MAX_BRANDS, TYPES, Towards, consent_bit, habit_of};

/// Fifths of users by privacy concern.
pub const FIFTHS: usize = 5;
/// Habits that a user can have in a category: none, or one of the channels.
pub const HABITS: usize = 4;

/// The type of data that tells what a user wants in a category: messages where a chat names the plan (the dispute was
/// over restaurants, films and taxis proposed from chats), location for maps, logs for games and security; assumed.
pub const fn main_type(category: Category) -> DataType {
    match category {
        Category::Food
        | Category::Travel
        | Category::Film
        | Category::Retail
        | Category::Payments
        | Category::Voice
        | Category::Logistics => DataType::Message,
        Category::Maps => DataType::Location,
        Category::Games | Category::Security => DataType::Log,
    }
}

/// Categories, one bit each, that a phone's maker can serve with the data that reach it, by the types of these. The
/// assistant is there for those whose messages it reads.
const SERVED: [u16; TYPES as usize + 1] = {
    let mut served = [0; TYPES as usize + 1];
    let mut reach = 0;
    while reach < served.len() {
        let mut k = 0;
        while k < K {
            if reach & 1 << DataType::Message as usize != 0 && reach & 1 << main_type(Category::ALL[k]) as usize != 0 {
                served[reach] |= 1 << k;
            }
            k += 1;
        }
        reach += 1;
    }
    served
};

/// Categories that a phone's maker can serve with what reaches it, one bit each.
#[inline]
pub const fn served(reach: u8) -> u16 {
    SERVED[(reach & TYPES) as usize]
}

/// Fifth of a quantile of concern.
#[inline]
pub const fn fifth_of(concern: u8) -> usize {
    (concern as usize * FIFTHS) >> 8
}

/// Users with the same brand and primary messenger who agree, or do not, to the messenger's use of their logs.
#[inline]
pub const fn row_of(brand: u8, primary: u8, consent: u16) -> usize {
    let agreed = consent & consent_bit(Towards::Messenger, DataType::Log) != 0;
    (brand as usize * 8 + (primary & 7) as usize) * 2 + agreed as usize
}

/// A class of users in one category: a row, and whether the phone's maker can serve them with their data.
#[inline]
pub const fn class_of(row: usize, served: bool) -> usize {
    row * 2 + served as usize
}

/// What a user is counted by besides its habits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    row: usize,
    served: u16,
}

impl Standing {
    /// Of one user.
    #[inline]
    pub fn of(chunk: &Chunk, i: usize) -> Self {
        Self { row: row_of(chunk.brand[i], chunk.primary[i], chunk.consent[i]), served: served(chunk.reach[i]) }
    }

    /// The class in a category.
    #[inline]
    pub const fn class(self, category: usize) -> usize {
        class_of(self.row, self.served >> category & 1 == 1)
    }
}

/// Users of one class and fifth of concern with one habit in a category, and the sum of their spending, in one word so
/// that both change at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count(i64);

impl Count {
    /// Spending takes the lower bits: room for the spending of two hundred million users and for their number above it,
    /// enough for a billion agents of one brand and messenger.
    const SHIFT: u32 = 34;

    /// One user.
    #[inline]
    const fn one(spend: u8) -> i64 {
        1 << Self::SHIFT | spend as i64
    }

    /// Users.
    #[inline]
    pub const fn users(self) -> i64 {
        self.0 >> Self::SHIFT
    }

    /// Whether nobody is counted in any of some counts.
    #[inline]
    pub fn none(counts: &[Self]) -> bool {
        counts.iter().fold(0, |any, count| any | count.0) == 0
    }

    /// Sum of their spending, in 1/64.
    #[inline]
    pub const fn spend(self) -> i64 {
        self.0 & ((1 << Self::SHIFT) - 1)
    }
}

/// Counts of users by category, class, habit and fifth of concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    counts: Vec<Count>,
}

impl Habits {
    /// Nobody.
    pub fn new(brands: usize) -> Self {
        Self { counts: vec![Count::default(); K * classes(brands) * HABITS * FIFTHS] }
    }

    /// Everybody, counted anew.
    pub fn counted(brands: usize, chunks: &[Chunk]) -> Self {
        let mut habits = Self::new(brands);
        for chunk in chunks {
            habits.count_all(chunk);
        }
        habits
    }

    /// Counts all users of a chunk in.
    pub fn count_all(&mut self, chunk: &Chunk) {
        (0..chunk.len()).for_each(|i| self.count(chunk, i, Standing::of(chunk, i), 1));
    }

    /// Counts a user in (`sign` 1) or out (−1), with its habits as they are; nothing before all have been counted.
    pub fn count(&mut self, chunk: &Chunk, i: usize, standing: Standing, sign: i64) {
        if self.counts.is_empty() {
            return;
        }
        let (fifth, one) = (fifth_of(chunk.concern[i]), sign * Count::one(chunk.spend[i]));
        let size = self.counts.len() / K;
        for (k, counts) in self.counts.chunks_exact_mut(size).enumerate() {
            let at = standing.class(k) * HABITS + habit_of(chunk.habit[i], k) as usize;
            counts[at * FIFTHS + fifth].0 += one;
        }
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| mine.0 += theirs.0);
    }

    /// Counts of a category, by class, habit and fifth.
    pub fn category(&self, category: usize) -> &[Count] {
        let size = self.counts.len() / K;
        &self.counts[category * size..(category + 1) * size]
    }

    /// The same, to be changed.
    #[inline]
    pub fn category_mut(&mut self, category: usize) -> &mut [Count] {
        let size = self.counts.len() / K;
        &mut self.counts[category * size..(category + 1) * size]
    }
}

/// Number of classes where there are so many brands.
pub const fn classes(brands: usize) -> usize {
    class_of(brands * 16, false)
}

/// Most classes of users by habit in a category.
pub const TURNS: usize = classes(MAX_BRANDS) * HABITS;

/// When habits change this week. Filled before it is used, for the classes that have users.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// By category.
    pub by_category: Vec<OfCategory>,
    /// By cell of choice and habit, from which the others are taken.
    pub of_cells: Vec<[Turn; HABITS]>,
}

/// Draws of sixteen bits that change a habit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Turn {
    /// A draw below this does.
    pub limit: u16,
    /// A draw below the first makes the own app the habit, below the second a Mini Program, else the OS channel.
    pub ends: [u16; 2],
}

/// The draws that change the habits of users in one category, by class and habit.
#[derive(Clone, Debug)]
pub struct OfCategory {
    /// See [`Turn::limit`].
    pub limits: [u16; TURNS],
    /// See [`Turn::ends`].
    pub ends: [[u16; 2]; TURNS],
}

impl Default for OfCategory {
    fn default() -> Self {
        Self { limits: [0; TURNS], ends: [[0; 2]; TURNS] }
    }
}

/// Counts a user's change from one habit of a class to another in a category.
#[inline]
pub fn change(counts: &mut [Count], spend: u8, from: usize, to: usize) {
    let one = Count::one(spend);
    counts[from].0 -= one;
    counts[to].0 += one;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_type_that_a_phone_can_know() {
        for &category in Category::ALL {
            assert!(matches!(main_type(category), DataType::Message | DataType::Location | DataType::Log));
        }
        // Everything with all types, nothing without messages, and with them alone what they tell.
        assert_eq!((served(TYPES), served(TYPES & !1)), ((1 << K) - 1, 0));
        assert_eq!(served(1).count_ones(), 7);
    }
}
