//! How a difference between two runs depends on what is assumed: each assumption at half and at double of its value.
//!
//! This is not luck of the draw, and no statement about how likely such values are; it says which assumptions a
//! conclusion hangs on.

use super::Figure;
use crate::scenario::{LEVERS, LeverId, LeverKind, Levers};

/// By how much an assumption is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// To half of its value.
    Half,
    /// To double its value.
    Double,
}

impl Factor {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Half, Self::Double];

    /// The word shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Half => "half",
            Self::Double => "double",
        }
    }

    const fn times(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Double => 2.0,
        }
    }
}

/// An assumption at another value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variation {
    /// The assumption.
    pub lever: LeverId,
    /// Half or double.
    pub factor: Factor,
    /// The value it gets.
    pub value: f64,
    /// Whether this is the end of its range, short of half or double.
    pub cut: bool,
}

/// Every assumption at half and at double, except `fixed` ones. What stays the same is left out: an assumption of zero,
/// one at the end of its range, and a choice between words.
pub fn variations(levers: &Levers, fixed: &[LeverId]) -> Vec<Variation> {
    let mut list = Vec::new();
    for (spec, &lever) in LEVERS.iter().zip(LeverId::ALL) {
        if spec.kind != LeverKind::Assumption || !spec.choices.is_empty() || fixed.contains(&lever) {
            continue;
        }
        let now = levers.get(lever);
        for &factor in Factor::ALL {
            let wanted = now * factor.times();
            let value = wanted.clamp(spec.min, spec.max);
            if (value - now).abs() > 1e-9 * (1.0 + now.abs()) {
                list.push(Variation {
                    lever,
                    factor,
                    value,
                    cut: (value - wanted).abs() > 1e-12 * (1.0 + wanted.abs()),
                });
            }
        }
    }
    list
}

/// What becomes of a difference when an assumption moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Which, and where to.
    pub variation: Variation,
    /// The difference then.
    pub difference: Figure,
}

/// One assumption with all that becomes of the difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// The assumption.
    pub lever: LeverId,
    /// At half and at double, as far as it can go there.
    pub moved: Vec<Moved>,
}

impl Swing {
    /// How far the difference moves from what it is, at most.
    pub fn reach(&self, difference: f64) -> f64 {
        self.moved.iter().map(|moved| (moved.difference.mean - difference).abs()).fold(0.0, f64::max)
    }
}

/// The assumptions, the one that moves the difference most first.
pub fn swings(moved: Vec<Moved>, difference: f64) -> Vec<Swing> {
    let mut swings: Vec<Swing> = Vec::new();
    for moved in moved {
        match swings.iter_mut().find(|swing| swing.lever == moved.variation.lever) {
            Some(swing) => swing.moved.push(moved),
            None => swings.push(Swing { lever: moved.variation.lever, moved: vec![moved] }),
        }
    }
    swings.sort_by(|a, b| b.reach(difference).total_cmp(&a.reach(difference)));
    swings
}

/// In how many of all variations the difference keeps its sign.
pub fn sign_holds(swings: &[Swing], difference: f64) -> (usize, usize) {
    let all = || swings.iter().flat_map(|swing| &swing.moved);
    (all().filter(|moved| moved.difference.mean * difference > 0.0).count(), all().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assumption_that_can_move_is_moved_and_stays_in_its_range() {
        let levers = Levers::default();
        let list = variations(&levers, &[LeverId::network_weight]);
        assert!(list.iter().all(|v| v.lever.spec().kind == LeverKind::Assumption));
        assert!(list.iter().all(|v| v.lever.spec().problem_with(v.value).is_none()), "{list:?}");
        assert!(list.iter().all(|v| v.value < levers.get(v.lever) || v.factor == Factor::Double));
        assert!(!list.iter().any(|v| v.lever == LeverId::network_weight), "what is fixed stays");
        let moved = |lever| list.iter().filter(|v| v.lever == lever).count();
        for (spec, &lever) in LEVERS.iter().zip(LeverId::ALL) {
            let free = spec.kind == LeverKind::Assumption && spec.choices.is_empty() && spec.default != 0.0;
            let expected = usize::from(spec.default > spec.min) + usize::from(spec.default < spec.max);
            if free && lever != LeverId::network_weight && spec.default > 0.0 {
                assert_eq!(moved(lever), expected, "{}", spec.id);
            }
        }
        let cut = list.iter().find(|v| v.lever == LeverId::learning_exponent && v.factor == Factor::Double);
        assert!(cut.is_some_and(|v| v.cut && (v.value - 0.35).abs() < 1e-12), "{cut:?}");
    }

    #[test]
    fn the_largest_swing_comes_first_and_signs_are_counted() {
        let moved = |lever, factor, mean| Moved {
            variation: Variation { lever, factor, value: 1.0, cut: false },
            difference: Figure { mean, interval: None },
        };
        let list = vec![
            moved(LeverId::cash_weeks, Factor::Half, 2.1),
            moved(LeverId::cash_weeks, Factor::Double, 1.9),
            moved(LeverId::network_weight, Factor::Half, 5.0),
            moved(LeverId::network_weight, Factor::Double, -1.0),
        ];
        let swings = swings(list, 2.0);
        assert_eq!(
            swings.iter().map(|swing| swing.lever).collect::<Vec<_>>(),
            [LeverId::network_weight, LeverId::cash_weeks]
        );
        assert!((swings[0].reach(2.0) - 3.0).abs() < 1e-12);
        assert_eq!(sign_holds(&swings, 2.0), (3, 4));
    }
}
