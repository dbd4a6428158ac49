//! The services market: what each channel is worth to each class of users, and how often it was used.

use serde::{Deserialize, Serialize};

use crate::scenario::vocabulary::Category;

use super::users::{MAX_BRANDS, MAX_MESSENGERS};

/// Categories.
pub const K: usize = Category::COUNT;

/// Choice of one class of users in one category: thresholds on 32 fair bits and the value of choosing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// A draw below the first ends in nothing, below the second in the app, below the third in a Mini Program, else
    /// in the OS channel.
    pub thresholds: [u32; 3],
    /// Log-sum above nothing, in 1/1,048,576 util.
    pub log_sum: u32,
}

/// Occasions by category for one channel, in 1/65,536 of a sampled occasion, and the same weighted by spending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Occasions.
    pub count: u64,
    /// Occasions times spending, in 1/64.
    pub spend: u64,
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
    /// Choice cells: OS option x mini option x category x habit.
    pub cells: Vec<Cell>,
    /// OS option by brand and whether it reads the user's messages and recent data reached it.
    pub os_option: Vec<[u16; 2]>,
    /// Mini option by brand, messenger and consent: retaliation of the brand can make it another.
    pub mini_option: Vec<[[u16; 2]; 8]>,
    /// Number of mini options.
    pub mini_options: usize,
    /// Category of an occasion by twelve fair bits.
    pub category: Vec<u8>,
    /// Use this week.
    pub used: Vec<Use>,
    /// Sum of log-sums this week over sampled occasions, in 1/1,048,576 util, by fifth of concern.
    pub log_sums: [u64; 5],
    /// Sampled occasions by fifth of concern.
    pub occasions: [u64; 5],
    /// What the OS channel of a brand adds for a user, utils (mean over occasions).
    pub os_gain: Vec<f64>,
    /// What Mini Programs of a messenger add, utils (mean over occasions).
    pub mini_gain: Vec<f64>,
}
