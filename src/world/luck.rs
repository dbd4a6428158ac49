//! Luck is a function, not a stream: a draw is a keyed hash of (seed, decision, week, actor, index).
//!
//! Two runs that differ in one rule share all other luck (common random numbers), and adding an actor moves nobody
//! else's draws. The draws of one decision in one week are those of SplitMix64 (Steele, Lea and Flood 2014), read at the
//! actor's place from a start that is itself hashed, because raw keys such as `seed * 1000 + week` would leave patterns.
//! Where an event is rare, the draws of sixty-four actors are compared at once in their upper bits, and only who may
//! fall short of the limit needs bits of its own ([`Draws`]).

use rand::TryRng;
use std::convert::Infallible;

/// What a draw decides. Each decision has luck of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Decision {
    /// Fixed traits of a user.
    Trait = 1,
    /// First state of a user.
    Start,
    /// Phone replacement and the brand bought.
    Phone,
    /// Messenger adoption and review.
    Messenger,
    /// Answer to a request for consent; does not depend on the week, so that the same question gets the same answer.
    Consent,
    /// Withdrawal of consent and fading of memories.
    Withdrawal,
    /// Use of services.
    Service,
    /// Whose phone is part of a pilot.
    Pilot,
    /// Quality and traits of a vendor.
    Vendor,
    /// Number of entrants.
    Entry,
    /// Exit for other reasons.
    Exit,
    /// Detection of a violation.
    Detection,
    /// Outcomes of cases.
    Case,
    /// Who notices a shock.
    Shock,
    /// Who has a vendor's tool, and what users do while a messenger refuses to serve them.
    Refusal,
    /// Errors of a fit drawn again, for the interval of a forecast; no part of a run.
    Resample,
}

/// All luck of a run.
#[derive(Clone, Copy, Debug)]
pub struct Luck {
    key: u64,
}

impl Luck {
    /// Luck of a seed.
    pub const fn new(seed: u64) -> Self {
        Self { key: mix(seed ^ 0x6A09_E667_F3BC_C908) }
    }

    /// Luck of one decision in one week.
    pub const fn stream(self, decision: Decision, week: u32) -> Stream {
        let a = mix(self.key ^ (decision as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Stream { key: mix(a ^ (week as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03)) }
    }
}

/// Luck of one decision in one week: a function of actor and index.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    key: u64,
}

/// Actors whose draws are compared at once.
pub const GROUP: usize = 64;
/// Upper bits of a draw that a group has side by side; the rest is each actor's own.
const SHARED: usize = 6;
/// Bits of a draw that is compared.
const DEPTH: usize = 32;
/// Indices of what compared draws are made of, beyond those of single draws.
const COMPARED: u64 = 1 << 32;

/// A lane of draws that are compared, group by group; each lane of a stream has luck of its own.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    stream: Stream,
    /// What tells the words of the upper bits, and last the lower bits, from one another.
    parts: [u64; SHARED + 1],
}

/// The draws of sixty-four actors in one lane, to be compared with limits.
#[derive(Clone, Copy, Debug)]
pub struct Draws<'a> {
    /// One word for each of the upper bits, the highest first; actor i of the group has bit i.
    upper: [u64; SHARED],
    lane: &'a Lane,
    group: u64,
}

impl Lane {
    /// The draws of a group of actors.
    #[inline]
    pub fn draws(&self, group: u64) -> Draws<'_> {
        Draws { upper: std::array::from_fn(|depth| self.word(single(group), depth)), lane: self, group }
    }

    /// The whole draw of one actor that [`Draws::below`] compares, for limits of its own.
    #[inline]
    pub fn draw(&self, actor: u64) -> u64 {
        self.draws(actor / GROUP as u64).draw((actor % GROUP as u64) as u32)
    }

    /// The lower bits of such a draw.
    #[inline]
    fn lower(&self, actor: u64) -> u64 {
        self.word(actor, SHARED) >> (64 - DEPTH + SHARED)
    }

    #[inline]
    fn word(&self, place: u64, part: usize) -> u64 {
        mix((place.wrapping_mul(ACTOR) ^ self.parts[part]).wrapping_add(self.stream.key))
    }
}

impl Draws<'_> {
    /// The whole draw of the actor at a place of the group.
    #[inline]
    pub fn draw(&self, place: u32) -> u64 {
        let upper = self.upper.iter().fold(0, |upper, word| upper << 1 | word >> place & 1);
        upper << (DEPTH - SHARED) | self.lane.lower(self.group * GROUP as u64 + u64::from(place))
    }

    /// Which actors of the group (actor 64 x group + i at bit i) have a draw below a limit, on a scale of 32 bits as
    /// [`threshold`] gives it. A higher limit only adds actors.
    #[inline]
    pub fn below(&self, limit: u64) -> u64 {
        if limit >> DEPTH != 0 {
            return u64::MAX;
        }
        // Actors who fall short of the limit in the bits so far, and actors who still equal it.
        let (mut less, mut equal) = (0, u64::MAX);
        for (depth, word) in self.upper.iter().enumerate() {
            let bit = 0_u64.wrapping_sub(limit >> (DEPTH - 1 - depth) & 1);
            less |= equal & !word & bit;
            equal &= word ^ !bit;
        }
        let rest = limit & ((1 << (DEPTH - SHARED)) - 1);
        while rest != 0 && equal != 0 {
            let place = equal.trailing_zeros();
            equal &= equal - 1;
            let actor = self.group * GROUP as u64 + u64::from(place);
            less |= u64::from(self.lane.lower(actor) < rest) << place;
        }
        less
    }
}

impl Stream {
    /// Sixty-four fair bits for an actor and an index.
    #[inline]
    pub const fn bits(self, actor: u64, index: u64) -> u64 {
        let x = actor.wrapping_mul(ACTOR) ^ index_part(index);
        mix(x.wrapping_add(self.key))
    }

    /// Sixteen fair bits for each actor of a group, for draws that need no more.
    #[inline]
    pub fn sixteens(self, group: u64, index: u64) -> [u16; GROUP] {
        // Written as words and read as bytes, which costs nothing.
        let mut bytes = [0; 2 * GROUP];
        let (words, _) = bytes.as_chunks_mut::<8>();
        for (place, word) in words.iter_mut().enumerate() {
            *word = self.bits(single(group * (GROUP as u64 / 4) + place as u64), index).to_le_bytes();
        }
        let (pairs, _) = bytes.as_chunks::<2>();
        std::array::from_fn(|place| u16::from_le_bytes(pairs[place]))
    }

    /// A lane of draws that are compared.
    pub fn lane(self, lane: u64) -> Lane {
        let first = COMPARED + lane * (SHARED as u64 + 1);
        Lane { stream: self, parts: std::array::from_fn(|part| index_part(first + part as u64)) }
    }

    /// A number strictly between 0 and 1.
    #[inline]
    pub fn unit(self, actor: u64, index: u64) -> f64 {
        unit(self.bits(actor, index))
    }

    /// A generator for `rand`'s distributions, for one actor.
    pub const fn rng(self, actor: u64) -> KeyedRng {
        KeyedRng { stream: self, actor, index: 0 }
    }
}

/// Maps bits to a number strictly between 0 and 1.
#[inline]
pub fn unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// Threshold on 32 fair bits below which an event of this probability happens.
#[inline]
pub fn threshold(probability: f64) -> u64 {
    (probability.clamp(0.0, 1.0) * 4_294_967_296.0) as u64
}

/// One bit for each of sixty-four bytes that are 0 or 1.
pub fn bits_of(flags: &[u8; GROUP]) -> u64 {
    let (eights, _) = flags.as_chunks::<8>();
    // The factor moves the lowest bit of byte i to bit 56 + i, and nothing else there.
    let byte = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().enumerate().fold(0, |bits, (k, eight)| bits | byte(eight) << (8 * k))
}

/// `rand`'s view of the luck of one actor: successive indices of its stream.
#[derive(Clone, Debug)]
pub struct KeyedRng {
    stream: Stream,
    actor: u64,
    index: u64,
}

impl TryRng for KeyedRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.index += 1;
        Ok(self.stream.bits(self.actor, self.index))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(8) {
            let bytes = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

/// The odd number nearest to 2^64 over the golden ratio, the step of SplitMix64.
const ACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Keeps hashes from being computed two at a time, which takes longer where there is no product of two pairs of whole
/// words.
#[inline]
fn single(place: u64) -> u64 {
    std::hint::black_box(place)
}

/// What tells the draws of one actor apart.
#[inline]
const fn index_part(index: u64) -> u64 {
    index.wrapping_mul(0xC2B2_AE3D_27D4_EB4F).rotate_left(17)
}

/// Stafford's variant 13 of the murmur finaliser, a bijection of 64 bits.
#[inline]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt as _;

    /// Chi-squared of 256 bins over draws given by `draw`; mean 255, standard deviation about 22.6.
    fn chi_squared(draws: u32, draw: impl Fn(u32) -> u64) -> f64 {
        let mut bins = [0_u32; 256];
        for k in 0..draws {
            bins[(draw(k) >> 56) as usize] += 1;
        }
        let expected = f64::from(draws) / 256.0;
        bins.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum()
    }

    #[test]
    fn draws_are_uniform_along_every_part_of_the_key() {
        let n = 65_536;
        let along = [
            chi_squared(n, |k| Luck::new(u64::from(k)).stream(Decision::Phone, 3).bits(7, 0)),
            chi_squared(n, |k| Luck::new(1).stream(Decision::Phone, k).bits(7, 0)),
            chi_squared(n, |k| Luck::new(1).stream(Decision::Phone, 3).bits(u64::from(k), 0)),
            chi_squared(n, |k| Luck::new(1).stream(Decision::Phone, 3).bits(7, u64::from(k))),
            chi_squared(n, |k| Luck::new(u64::from(k / 256) * 1000).stream(Decision::Phone, k % 256).bits(7, 0)),
        ];
        for value in along {
            assert!((155.0..375.0).contains(&value), "{value}");
        }
    }

    #[test]
    fn comparing_sixty_four_draws_is_comparing_each() {
        let s = Luck::new(11).stream(Decision::Phone, 4);
        let limits = [0, 1, 1 << 20, 41_231_686, 1 << 31, 4_000_000_001, u64::from(u32::MAX), 1 << 32];
        let mut counts = [0; 8];
        for group in 0..2_000 {
            let lane = s.lane(3);
            let draws = lane.draws(group);
            let masks = limits.map(|limit| draws.below(limit));
            for (k, (mask, limit)) in masks.into_iter().zip(limits).enumerate() {
                counts[k] += mask.count_ones();
                let each = (0..64).map(|i| u64::from(lane.draw(64 * group + i) < limit) << i);
                assert_eq!(each.sum::<u64>(), mask, "limit {limit}");
            }
            assert!(masks.windows(2).all(|pair| pair[0] & !pair[1] == 0), "a higher limit only adds");
        }
        for (count, limit) in counts.into_iter().zip(limits) {
            let p = limit as f64 / 4_294_967_296.0;
            let error = f64::from(count) - 128_000.0 * p;
            assert!(error.abs() <= 4.0 * (128_000.0 * p * (1.0 - p)).sqrt() + 1e-3, "limit {limit}: {count}");
        }
    }

    #[test]
    fn flags_become_bits() {
        let flags = std::array::from_fn(|k| u8::from(k % 3 == 0 || k == 62));
        assert_eq!(bits_of(&flags), (0..64).filter(|k| k % 3 == 0 || *k == 62).map(|k| 1 << k).sum::<u64>());
    }

    #[test]
    fn sixteen_bits_an_actor_are_uniform_in_every_place_of_a_group() {
        let s = Luck::new(3).stream(Decision::Service, 2);
        for place in [0, 1, 2, 3, 63] {
            let value = chi_squared(65_536, |k| u64::from(s.sixteens(u64::from(k), 1)[place]) << 48);
            assert!((155.0..375.0).contains(&value), "{value}");
        }
    }

    #[test]
    fn neighbouring_keys_are_independent() {
        let s = Luck::new(5).stream(Decision::Service, 10);
        let t = Luck::new(5).stream(Decision::Service, 11);
        let n = 50_000_u64;
        let correlation = |f: &dyn Fn(u64) -> (f64, f64)| {
            (0..n)
                .map(|k| {
                    let (a, b) = f(k);
                    (a - 0.5) * (b - 0.5) * 12.0
                })
                .sum::<f64>()
                / n as f64
        };
        // The standard error of each correlation is 1 / sqrt(n), about 0.0045.
        assert!(correlation(&|k| (s.unit(k, 0), s.unit(k + 1, 0))).abs() < 0.02);
        assert!(correlation(&|k| (s.unit(k, 0), s.unit(k, 1))).abs() < 0.02);
        assert!(correlation(&|k| (s.unit(k, 0), t.unit(k, 0))).abs() < 0.02);
    }

    #[test]
    fn a_million_keys_collide_nowhere() {
        let s = Luck::new(9).stream(Decision::Trait, 0);
        let mut seen: Vec<u64> = (0..1_000_000_u64).map(|k| s.bits(k / 4, k % 4)).collect();
        seen.sort_unstable();
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn the_generator_serves_the_distributions_of_rand() {
        let mut rng = Luck::new(3).stream(Decision::Vendor, 0).rng(4);
        let mean = (0..10_000).map(|_| rng.random::<f64>()).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02);
    }
}
