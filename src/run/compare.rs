//! Two arms of an experiment side by side: differences over paired seeds, and what can be said about them.
//!
//! Each pair is one seed run under both arms, so both had the same luck; the interval is Student's t over the paired
//! differences. It speaks of the luck of the draw in this model only, not of errors in the model or its numbers.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::statistics::Statistics;

use super::Record;
use super::summary::{labels, spec_of, summary};
use crate::scenario::Scenario;

/// Fewest pairs for which a verdict is given.
pub const FEWEST_PAIRS: usize = 10;

/// Smallest gap of interest where nobody states another: share of the mean of A. Assumed.
pub const DEFAULT_GAP: f64 = 0.01;

/// What every comparison must say about itself.
pub const LUCK_NOTE: &str = "Intervals are 95 % confidence intervals of the mean difference over these paired seeds \
     (Student's t); a single draw varies more, and more seeds make them narrower. They speak of the luck of the draw in \
     this model and of nothing else: not its assumptions, not its numbers. Of a hundred metrics that do not differ, about \
     five show a difference by luck.";

/// What can be said about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No pair has a figure in both arms.
    NoBase,
    /// Every pair is equal to the bit.
    Identical,
    /// Fewer than [`FEWEST_PAIRS`] pairs.
    TooFewPairs,
    /// All of the interval is smaller than the smallest gap of interest.
    WithinGap,
    /// The interval contains zero and reaches beyond the smallest gap.
    Luck,
    /// The interval lies above zero and reaches beyond the smallest gap: the sign is clear, the size may be.
    Larger,
    /// The interval lies below zero and reaches beyond the smallest gap.
    Smaller,
}

impl Verdict {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoBase => "no figure to compare",
            Self::Identical => "identical",
            Self::TooFewPairs => "no verdict below ten pairs",
            Self::WithinGap => "within the smallest gap",
            Self::Luck => "luck could do this",
            Self::Larger => "larger",
            Self::Smaller => "smaller",
        }
    }

    /// Whether the difference is beyond luck and may be beyond the smallest gap of interest.
    pub const fn is_clear(self) -> bool {
        matches!(self, Self::Larger | Self::Smaller)
    }
}

/// Which way the differences of paired seeds go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// Pairs in which B is larger.
    pub larger: usize,
    /// Pairs in which both are equal to the bit.
    pub equal: usize,
    /// Pairs in which B is smaller.
    pub smaller: usize,
}

impl Signs {
    /// Counts the signs of differences.
    pub fn of(differences: &[f64]) -> Self {
        let count = |wanted: fn(f64) -> bool| differences.iter().filter(|value| wanted(**value)).count();
        Self {
            larger: count(|value| value > 0.0),
            equal: count(|value| value == 0.0),
            smaller: count(|value| value < 0.0),
        }
    }

    /// In words, what happens more often first, without what does not happen.
    pub fn words(self) -> String {
        let Self { larger, equal, smaller } = self;
        let mut counted = [("larger", larger), ("equal", equal), ("smaller", smaller)];
        if smaller > larger {
            counted.reverse();
        }
        let said = counted.iter().filter(|(_, count)| *count > 0).map(|(way, count)| format!("{way} in {count}"));
        said.collect::<Vec<_>>().join(", ")
    }
}

/// One metric of two arms over all pairs that have a figure in both.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Id of the column.
    pub column: String,
    /// Name shown to people.
    pub label: String,
    /// Unit of the column.
    pub unit: &'static str,
    /// Pairs with a figure in both arms.
    pub pairs: usize,
    /// Mean of A.
    pub mean_a: Option<f64>,
    /// Mean of B.
    pub mean_b: Option<f64>,
    /// Mean of B minus A.
    pub difference: Option<f64>,
    /// The difference as a share of the size of A; none where A is zero.
    pub share: Option<f64>,
    /// 95 % interval of the difference; none below two pairs.
    pub interval: Option<(f64, f64)>,
    /// Smallest gap of interest in the metric's unit.
    pub gap: f64,
    /// Which way the pairs go.
    pub signs: Signs,
    /// Pairs whose difference has the sign of the mean difference.
    pub same_sign: usize,
    /// Those of them that differ by at least the gap.
    pub beyond_gap: usize,
    /// What can be said.
    pub verdict: Verdict,
}

/// Summaries of one run by column, in the order of a list of column ids.
pub type Summaries = Vec<Option<f64>>;

/// Sums up a record, column by column.
pub fn summaries(record: &Record, columns: &[String]) -> Summaries {
    columns.iter().map(|column| summary(record, column)).collect()
}

/// Columns that both arms have, in the order of A.
pub fn common_columns(a: &[String], b: &[String]) -> Vec<String> {
    a.iter().filter(|column| b.contains(column)).cloned().collect()
}

/// Compares two arms column by column. `pairs` holds the summaries of A and B seed by seed, `gap` the smallest gap of
/// interest as a share of the mean of A; `scenario` names the actors.
pub fn compare(columns: &[String], scenario: &Scenario, pairs: &[(Summaries, Summaries)], gap: f64) -> Vec<Difference> {
    columns
        .iter()
        .zip(labels(columns, scenario))
        .enumerate()
        .map(|(k, (column, label))| {
            let figures: Vec<(f64, f64)> = pairs
                .iter()
                .filter_map(|(a, b)| Some((a.get(k).copied().flatten()?, b.get(k).copied().flatten()?)))
                .collect();
            let unit = spec_of(column).map_or("", |spec| spec.unit);
            difference(column, label, unit, &figures, gap)
        })
        .collect()
}

fn difference(column: &str, label: String, unit: &'static str, figures: &[(f64, f64)], gap: f64) -> Difference {
    let mean = |values: &[f64]| (!values.is_empty()).then(|| values.mean());
    let a: Vec<f64> = figures.iter().map(|pair| pair.0).collect();
    let b: Vec<f64> = figures.iter().map(|pair| pair.1).collect();
    let differences: Vec<f64> = figures.iter().map(|(a, b)| b - a).collect();
    let mean_a = mean(&a);
    let difference = mean(&differences);
    let gap = gap * mean_a.unwrap_or(0.0).abs();
    let sign = difference.unwrap_or(0.0);
    let agreeing = || differences.iter().filter(|value| *value * sign > 0.0);
    let interval = interval(&differences);
    Difference {
        column: column.to_owned(),
        label,
        unit,
        pairs: figures.len(),
        mean_a,
        mean_b: mean(&b),
        difference,
        share: match (difference, mean_a) {
            (Some(difference), Some(mean_a)) if mean_a != 0.0 => Some(difference / mean_a.abs()),
            _ => None,
        },
        interval,
        gap,
        signs: Signs::of(&differences),
        same_sign: agreeing().count(),
        beyond_gap: agreeing().filter(|value| value.abs() >= gap).count(),
        verdict: verdict(&differences, interval, gap),
    }
}

/// 95 % interval of the mean of paired differences by Student's t; none below two pairs.
pub fn interval(differences: &[f64]) -> Option<(f64, f64)> {
    let pairs = differences.len();
    if pairs < 2 {
        return None;
    }
    let mean = differences.mean();
    let error = standard_error(differences);
    let freedom = StudentsT::new(0.0, 1.0, pairs as f64 - 1.0).ok()?;
    let reach = if error > 0.0 { freedom.inverse_cdf(0.975) * error } else { 0.0 };
    Some((mean - reach, mean + reach))
}

/// Standard errors of the mean difference between two arms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardErrors {
    /// Over differences seed by seed: the error when both arms share their luck.
    pub paired: f64,
    /// √(s_A² + s_B²)/√K: the error if each arm had luck of its own.
    pub unpaired: f64,
}

/// The gain from pairing, for figures of `a` and `b` in the order of the seeds; none below two pairs.
pub fn standard_errors(a: &[f64], b: &[f64]) -> Option<StandardErrors> {
    if a.len() != b.len() || a.len() < 2 {
        return None;
    }
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
    Some(StandardErrors { paired: standard_error(&differences), unpaired: standard_error(a).hypot(standard_error(b)) })
}

/// Standard error of a mean, s/√K.
pub(crate) fn standard_error(values: &[f64]) -> f64 {
    values.std_dev() / (values.len() as f64).sqrt()
}

/// What can be said about paired differences with this interval, where `gap` is the smallest one of interest in their
/// unit.
pub fn verdict(differences: &[f64], interval: Option<(f64, f64)>, gap: f64) -> Verdict {
    if differences.is_empty() {
        return Verdict::NoBase;
    }
    if differences.iter().all(|value| *value == 0.0) {
        return Verdict::Identical;
    }
    let Some((low, high)) = interval.filter(|_| differences.len() >= FEWEST_PAIRS) else {
        return Verdict::TooFewPairs;
    };
    if low.abs().max(high.abs()) < gap {
        Verdict::WithinGap
    } else if low <= 0.0 && high >= 0.0 {
        Verdict::Luck
    } else if low > 0.0 {
        Verdict::Larger
    } else {
        Verdict::Smaller
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(differences: &[f64], gap: f64) -> Verdict {
        verdict(differences, interval(differences), gap)
    }

    #[test]
    fn verdicts_follow_interval_gap_and_number_of_pairs() {
        let clear: Vec<f64> = (0..10).map(|k| 5.0 + f64::from(k % 3) * 0.1).collect();
        let noise: Vec<f64> = (0..10).map(|k| if k % 2 == 0 { 3.0 } else { -3.1 }).collect();
        let minus: Vec<f64> = clear.iter().map(|value| -value).collect();
        assert_eq!(of(&clear, 1.0), Verdict::Larger);
        assert_eq!(of(&minus, 1.0), Verdict::Smaller);
        assert_eq!(of(&noise, 1.0), Verdict::Luck);
        assert_eq!(of(&noise, 100.0), Verdict::WithinGap);
        assert_eq!(of(&clear, 5.3), Verdict::WithinGap);
        // The mean is below the gap and the interval reaches beyond it: the sign is clear, the size is open.
        assert_eq!(of(&clear, 5.12), Verdict::Larger);
        assert_eq!(of(&clear[..9], 1.0), Verdict::TooFewPairs);
        assert_eq!(of(&[0.0; 3], 1.0), Verdict::Identical);
        assert_eq!(of(&[], 1.0), Verdict::NoBase);
        assert_eq!(of(&[2.0; 10], 1.0), Verdict::Larger);
    }

    #[test]
    fn equal_pairs_are_counted_as_equal() {
        let signs = Signs::of(&[-1.0, 0.0, -2.0, 0.0, 0.0]);
        assert_eq!(signs.words(), "smaller in 2, equal in 3");
        assert_eq!(Signs::of(&[0.5, -0.5, 1.0]).words(), "larger in 2, smaller in 1");
    }

    #[test]
    fn the_interval_is_students() {
        // Ten values 1..10: mean 5.5, s = 3.02765, t(9) at .975 = 2.262157.
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let (low, high) = interval(&values).expect("ten values");
        let reach = 2.262_157 * 3.027_650 / 10.0_f64.sqrt();
        assert!((low - (5.5 - reach)).abs() < 1e-5 && (high - (5.5 + reach)).abs() < 1e-5, "{low} {high}");
    }

    #[test]
    fn pairing_removes_common_luck() {
        let a: Vec<f64> = (0..20).map(|k| f64::from(k * 7 % 20)).collect();
        let b: Vec<f64> = a.iter().enumerate().map(|(k, value)| value + 1.0 + 0.01 * (k % 2) as f64).collect();
        let errors = standard_errors(&a, &b).expect("twenty pairs");
        assert!(errors.paired * 100.0 < errors.unpaired, "{errors:?}");
    }

    #[test]
    fn empty_cells_leave_a_pair_out() {
        let row = difference("x", "X".to_owned(), "", &[], 0.01);
        assert_eq!((row.pairs, row.mean_a, row.verdict), (0, None, Verdict::NoBase));
    }
}
