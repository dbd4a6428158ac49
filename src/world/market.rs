//! The services market: what each channel is worth to each class of users, and how often it was used.

use serde::{Deserialize, Serialize};

use crate::scenario::vocabulary::Category;

use super::users::{MAX_BRANDS, MAX_MESSENGERS};

/// Categories.
pub const K: usize = Category::COUNT;

/// Choice of one class of users in one category, in whole numbers, so that sums over users do not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Chances of nothing, the own app, a Mini Program and the OS channel, which together are [`Cell::WHOLE`].
    pub chances: [u32; 4],
    /// Log-sum above nothing, in units of [`Cell::UTIL`].
    pub log_sum: u32,
}

impl Cell {
    /// All of the chances: 2^26, so that the spending of a billion agents times it is a number of 64 bits.
    pub const WHOLE: f64 = (1_u32 << Self::BITS) as f64;
    const BITS: u32 = 26;
    /// Unit of log-sums, utils.
    pub const UTIL: f64 = 1.0 / 1_048_576.0;

    /// From chances that sum to 1 and a log-sum in utils.
    pub fn of(chances: [f64; 4], log_sum: f64) -> Self {
        let mut whole = chances.map(|chance| (chance * Self::WHOLE + 0.5) as u32);
        // What rounding leaves over goes to the likeliest, which is open.
        let likeliest = (0..4).fold(0, |best, k| if whole[k] > whole[best] { k } else { best });
        let rest = Self::WHOLE as i64 - whole.iter().map(|&chance| i64::from(chance)).sum::<i64>();
        whole[likeliest] = whole[likeliest].saturating_add_signed(rest as i32);
        Self { chances: whole, log_sum: (log_sum / Self::UTIL + 0.5) as u32 }
    }

    /// Where a part of occasions has the choice of another cell; equal cells stay as they are.
    #[inline]
    #[must_use]
    pub fn mixed(&self, other: &Self, part: f64) -> Self {
        let part = (part * Self::WHOLE) as i64;
        let mean = |a: u32, b: u32| (i64::from(a) + (((i64::from(b) - i64::from(a)) * part) >> Self::BITS)) as u32;
        let used = [1, 2, 3].map(|channel| mean(self.chances[channel], other.chances[channel]));
        let nothing = Self::WHOLE as u32 - used.iter().sum::<u32>();
        Self { chances: [nothing, used[0], used[1], used[2]], log_sum: mean(self.log_sum, other.log_sum) }
    }

    /// Chance of nothing (0) or of a channel.
    pub fn chance(&self, channel: usize) -> f64 {
        f64::from(self.chances[channel]) / Self::WHOLE
    }

    /// Log-sum above nothing, utils.
    pub fn utils(&self) -> f64 {
        f64::from(self.log_sum) * Self::UTIL
    }
}

/// Use of one channel in one category in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Use {
    /// Agents, each by the part of its occasions.
    pub count: f64,
    /// The same weighted by their spending, in 1/64.
    pub spend: f64,
}

/// Index of a use counter: nothing, own app, Mini Programs by messenger, OS channels by brand.
pub mod place {
    use super::{K, MAX_MESSENGERS};

    /// Nothing.
    pub const NOTHING: usize = 0;
    /// Own apps.
    pub const DIRECT: usize = K;
    /// Mini Programs of the first messenger; the others follow.
    pub const MINI: usize = 2 * K;
    /// OS channel of the first brand; the others follow.
    pub const OS: usize = MINI + (MAX_MESSENGERS + 1) * K;
}

/// Number of use counters.
pub const PLACES: usize = place::OS + MAX_BRANDS * K;

/// Values and use of channels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// e to the utility of nothing.
    pub nothing: [f64; K],
    /// Inclusive value (not its logarithm) of own apps.
    pub direct: [f64; K],
    /// Inclusive value of Mini Programs by messenger, without and with the user's consent.
    pub mini: Vec<[[f64; 2]; K]>,
    /// Part of it that is the operator's own service.
    pub own_service: Vec<[[f64; 2]; K]>,
    /// Part of the occasions served through Mini Programs that go to the operator's own service.
    pub own_part: Vec<[f64; K]>,
    /// Part of occasions that begin in a chat, with a shared link, by messenger.
    pub in_chat: Vec<f64>,
    /// Part of occasions that begin elsewhere, in the mean over users.
    pub outside_chat: f64,
    /// Part of occasions that begin with a shared link that opens, by messenger.
    pub linked: Vec<f64>,
    /// Factor on the value of own apps at an occasion that begins with a link.
    pub by_link: f64,
    /// The same factor in the mean over users and occasions.
    pub link_factor: f64,
    /// Part of the occasions served that take the preinstalled own service without a look at others, by messenger.
    pub preset: Vec<[f64; K]>,
    /// Inclusive value of the OS channel by brand, without and with recent data of the user; 0 is closed.
    pub os: Vec<[[f64; 2]; K]>,
    /// Sum of e to the quality of vendors in Mini Programs.
    pub pull_mini: [f64; K],
    /// Sum of e to the quality of partner vendors, by brand.
    pub pull_os: Vec<[f64; K]>,
    /// Choice cells: pair of options that somebody has x category x habit.
    pub cells: Vec<Cell>,
    /// Where the cells of users begin, by brand, messenger and consent: without recent data of theirs, wherever there are
    /// users, and with them, where some have any.
    pub starts: Vec<[Option<usize>; 2]>,
    /// Category of an occasion by twelve fair bits.
    pub category: Vec<u8>,
    /// Use this week.
    pub used: Vec<Use>,
    /// Sum over agents of the mean log-sum of an occasion this week, utils, by fifth of concern.
    pub log_sums: [f64; 5],
    /// Agents by fifth of concern.
    pub agents: [f64; 5],
    /// What the OS channel of a brand adds for a user, utils (mean over occasions).
    pub os_gain: Vec<f64>,
    /// What Mini Programs of a messenger add, utils (mean over occasions).
    pub mini_gain: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_of_cells_is_whole_and_lies_between_them() {
        let (a, b) = (Cell::of([0.4, 0.3, 0.3, 0.0], 1.0), Cell::of([0.2, 0.2, 0.1, 0.5], 2.0));
        for part in [0.0, 0.001, 0.25, 0.7] {
            let mixed = a.mixed(&b, part);
            assert_eq!(mixed.chances.iter().sum::<u32>(), Cell::WHOLE as u32);
            for channel in 0..4 {
                let mean = (1.0 - part) * a.chance(channel) + part * b.chance(channel);
                assert!((mixed.chance(channel) - mean).abs() < 1e-7, "{part} of {channel}");
            }
            assert!((mixed.utils() - 1.0 - part).abs() < 2.0 * Cell::UTIL);
            assert_eq!(a.mixed(&a, part), a, "equal cells stay as they are");
        }
    }
}
