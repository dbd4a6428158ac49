//! How much of the difference between two runs is due to each of the changes between them.
//!
//! The value of a set of changes is a figure of the run that has just these. The share of a change is the mean of what
//! it adds over all orders in which the changes could be made one after the other (Shapley 1953, "A value for n-person
//! games"). Shares add up to the difference, equal changes have equal shares, and a change that never does anything has
//! none. Beside them stands what each change does alone; the interaction is the difference less all of these.
//!
//! [`Plan`] says which sets have to be run and turns their values into shares; it runs nothing itself.

use rand::seq::SliceRandom as _;

use super::Figure;
use crate::world::luck::{Decision, Luck};

/// Up to so many changes all sets are run, two to the power of their number; beyond, orders are sampled.
pub const MOST_EXACT: usize = 6;
/// Most changes that can be split.
pub const MOST_CHANGES: usize = 24;
/// Random orders of which all rotations, forwards and backwards, are taken where not all sets are run. Among the
/// rotations each change stands in each place equally often.
const CYCLES: u64 = 2;

/// Some of the changes; bit k is the change at place k.
pub type Set = u64;

/// Which sets of changes have to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    changes: usize,
    /// The orders that are sampled; none where all sets are run.
    orders: Vec<Vec<usize>>,
    sets: Vec<Set>,
}

/// A difference split among changes, for one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Value without any change.
    pub base: f64,
    /// Value with all changes.
    pub result: f64,
    /// Shapley's share of each change; they add up to the difference.
    pub shares: Vec<f64>,
    /// What each change does alone.
    pub alone: Vec<f64>,
}

impl Shares {
    /// The difference less what the changes do alone.
    pub fn interaction(&self) -> f64 {
        self.result - self.base - self.alone.iter().sum::<f64>()
    }
}

impl Plan {
    /// The plan for so many changes; none for no change, and for more than [`MOST_CHANGES`].
    pub fn new(changes: usize) -> Option<Self> {
        if changes == 0 || changes > MOST_CHANGES {
            return None;
        }
        let all = (1 << changes) - 1;
        if changes <= MOST_EXACT {
            return Some(Self { changes, orders: Vec::new(), sets: (0..=all).collect() });
        }
        let orders = orders(changes);
        let mut sets = vec![0, all];
        sets.extend((0..changes).map(|change| 1 << change));
        for order in &orders {
            let mut set = 0;
            sets.extend(order.iter().map(|change| {
                set |= 1 << change;
                set
            }));
        }
        sets.sort_unstable();
        sets.dedup();
        Some(Self { changes, orders, sets })
    }

    /// Number of changes.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// The sets to run, the empty one first and the whole one last.
    pub fn sets(&self) -> &[Set] {
        &self.sets
    }

    /// Orders that are sampled; none where the shares are exact.
    pub const fn sampled(&self) -> Option<usize> {
        if self.orders.is_empty() { None } else { Some(self.orders.len()) }
    }

    /// Splits the difference of one seed; none where a set has no value.
    pub fn split(&self, value: impl Fn(Set) -> Option<f64>) -> Option<Shares> {
        let values: Vec<f64> = self.sets.iter().map(|&set| value(set)).collect::<Option<_>>()?;
        let at = |set: Set| self.sets.binary_search(&set).map_or(f64::NAN, |place| values[place]);
        let all = (1 << self.changes) - 1;
        let shares = if self.orders.is_empty() {
            (0..self.changes).map(|change| self.exact(change, &at)).collect()
        } else {
            self.over_orders(&at)
        };
        let alone = (0..self.changes).map(|change| at(1 << change) - at(0)).collect();
        Some(Shares { base: at(0), result: at(all), shares, alone })
    }

    /// The mean over all orders, by the sets that come before the change: those of a size weigh the same together.
    fn exact(&self, change: usize, at: &dyn Fn(Set) -> f64) -> f64 {
        let n = self.changes;
        let others = self.sets.iter().filter(|&&set| set & (1 << change) == 0);
        let parts = others.map(|&set| {
            let before = set.count_ones() as usize;
            (at(set | 1 << change) - at(set)) / (n as f64 * choose(n - 1, before))
        });
        parts.sum()
    }

    fn over_orders(&self, at: &dyn Fn(Set) -> f64) -> Vec<f64> {
        let mut shares = vec![0.0; self.changes];
        for order in &self.orders {
            let mut set = 0;
            for &change in order {
                let with = set | 1 << change;
                shares[change] += at(with) - at(set);
                set = with;
            }
        }
        shares.iter().map(|sum| sum / self.orders.len() as f64).collect()
    }
}

/// All rotations of a few random orders, forwards and backwards; the same ones every time.
fn orders(changes: usize) -> Vec<Vec<usize>> {
    // No world is simulated here, so that any luck will do.
    let luck = Luck::new(0).stream(Decision::Trait, 0);
    let mut orders = Vec::new();
    for cycle in 0..CYCLES {
        let mut order: Vec<usize> = (0..changes).collect();
        order.shuffle(&mut luck.rng(cycle));
        for _ in 0..changes {
            order.rotate_left(1);
            orders.push(order.clone());
            orders.push(order.iter().rev().copied().collect());
        }
    }
    orders
}

/// Ways to choose `k` of `n`.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

/// A change in the split of a difference, over all seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Shapley's share.
    pub share: Figure,
    /// What the change does alone.
    pub alone: Figure,
}

/// A difference split among changes, over all seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Seeds with a value for every set.
    pub seeds: usize,
    /// Value without any change.
    pub base: Figure,
    /// Value with all changes.
    pub result: Figure,
    /// The second less the first.
    pub difference: Figure,
    /// The changes, in their order.
    pub parts: Vec<Part>,
    /// The difference less what the changes do alone.
    pub interaction: Figure,
}

impl Split {
    /// Means and intervals over seeds; none without a seed.
    pub fn of(seeds: &[Shares]) -> Option<Self> {
        let figure = |of: &dyn Fn(&Shares) -> f64| Figure::of(&seeds.iter().map(of).collect::<Vec<f64>>());
        let part = |change: usize| {
            Some(Part { share: figure(&|seed| seed.shares[change])?, alone: figure(&|seed| seed.alone[change])? })
        };
        Some(Self {
            seeds: seeds.len(),
            base: figure(&|seed| seed.base)?,
            result: figure(&|seed| seed.result)?,
            difference: figure(&|seed| seed.result - seed.base)?,
            parts: (0..seeds.first()?.shares.len()).map(part).collect::<Option<_>>()?,
            interaction: figure(&Shares::interaction)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(changes: usize, value: impl Fn(Set) -> f64) -> Shares {
        Plan::new(changes).expect("a plan").split(|set| Some(value(set))).expect("values")
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9 * (1.0 + a.abs())
    }

    /// A game without any structure.
    fn rough(set: Set) -> f64 {
        (Luck::new(7).stream(Decision::Trait, 1).bits(set, 0) >> 40) as f64 / 1000.0
    }

    #[test]
    fn shares_add_up_to_the_difference() {
        for changes in 1..=10 {
            let Shares { base, result, shares, .. } = split(changes, rough);
            assert!(near(shares.iter().sum(), result - base), "{changes} changes");
        }
    }

    #[test]
    fn changes_that_only_add_up_have_what_they_do_alone_and_do_not_interact() {
        let worth = [3.0, -1.0, 0.0, 2.5, 7.0, -4.0, 0.25, 8.0];
        for changes in 1..=8 {
            let seed =
                split(changes, |set| 10.0 + (0..changes).filter(|k| set >> k & 1 == 1).map(|k| worth[k]).sum::<f64>());
            for (change, &worth) in worth.iter().enumerate().take(changes) {
                assert!(near(seed.shares[change], worth) && near(seed.alone[change], worth), "{seed:?}");
            }
            assert!(near(seed.interaction(), 0.0));
        }
    }

    #[test]
    fn one_left_glove_and_two_right_ones_have_the_shares_of_the_textbook() {
        let pair = |set: Set| f64::from(u8::from(set & 1 == 1 && set & 0b110 != 0));
        let seed = split(3, pair);
        let expected = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
        assert!(seed.shares.iter().zip(expected).all(|(share, expected)| near(*share, expected)), "{seed:?}");
        assert!(near(seed.interaction(), 1.0), "alone no glove is worth anything");
    }

    #[test]
    fn equal_changes_have_equal_shares_and_an_idle_one_has_none() {
        for changes in 3..=MOST_EXACT {
            // Only the number of the others counts, and the first does nothing.
            let seed = split(changes, |set| f64::from((set >> 1).count_ones()).powi(3));
            assert!(near(seed.shares[0], 0.0));
            assert!(seed.shares[1..].iter().all(|share| near(*share, seed.shares[1])), "{seed:?}");
        }
        // Where orders are sampled, each change still stands in each place equally often.
        let seed = split(9, |set| f64::from(set.count_ones()).powi(3));
        assert!(seed.shares.iter().all(|share| near(*share, 81.0)), "{seed:?}");
        let seed = split(9, |set| f64::from((set >> 1).count_ones()).powi(2));
        assert!(near(seed.shares[0], 0.0));
    }

    #[test]
    fn the_exact_formula_is_the_mean_over_all_orders() {
        let seed = split(4, rough);
        let mut sums = [0.0; 4];
        let mut orders = 0.0;
        for code in 0..256_usize {
            let order = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6];
            if (0..4).any(|change| !order.contains(&change)) {
                continue;
            }
            orders += 1.0;
            let mut set = 0;
            for change in order {
                sums[change] += rough(set | 1 << change) - rough(set);
                set |= 1 << change;
            }
        }
        assert!(near(orders, 24.0));
        assert!(seed.shares.iter().zip(sums).all(|(share, sum)| near(*share, sum / orders)), "{seed:?} {sums:?}");
    }

    #[test]
    fn sampled_shares_are_close_to_exact_ones_and_the_same_every_time() {
        // Pairs interact, which orders and their reverses split exactly.
        let pairs = |set: Set| {
            let size = f64::from(set.count_ones());
            size + f64::from(u8::from(set & 3 == 3)) * 4.0 + f64::from(u8::from(set & 0b1_1000 == 0b1_1000)) * 2.0
        };
        let seed = split(8, pairs);
        let expected = [3.0, 3.0, 1.0, 2.0, 2.0, 1.0, 1.0, 1.0];
        assert!(seed.shares.iter().zip(expected).all(|(share, expected)| near(*share, expected)), "{seed:?}");
        assert_eq!(Plan::new(8), Plan::new(8));
    }

    #[test]
    fn a_plan_is_small_and_holds_what_it_needs() {
        assert_eq!(Plan::new(6).map(|plan| (plan.sets().len(), plan.sampled())), Some((64, None)));
        assert!(Plan::new(0).is_none() && Plan::new(MOST_CHANGES + 1).is_none());
        for changes in [7, 10, MOST_CHANGES] {
            let plan = Plan::new(changes).expect("a plan");
            assert_eq!(plan.sampled(), Some(4 * changes));
            assert!(plan.sets().len() <= 2 * changes * changes + 2, "{changes}: {}", plan.sets().len());
            assert_eq!((plan.sets()[0], plan.sets().last()), (0, Some(&((1 << changes) - 1))));
        }
    }

    #[test]
    fn a_set_without_a_value_leaves_the_seed_out() {
        let plan = Plan::new(2).expect("a plan");
        assert!(plan.split(|set| (set != 2).then_some(1.0)).is_none());
        assert_eq!(Split::of(&[]), None);
    }

    #[test]
    fn a_split_is_the_mean_over_seeds() {
        let seeds = [split(2, |set| set as f64), split(2, |set| 2.0 * set as f64)];
        let split = Split::of(&seeds).expect("two seeds");
        assert!(near(split.parts[1].share.mean, 3.0) && near(split.difference.mean, 4.5), "{split:?}");
        assert!(split.parts[0].share.interval.is_some_and(|(low, high)| low < 1.0 && high > 2.0));
    }
}
