//! The luck of the draw, from runs that differ in nothing but their seed.

use super::prepare::Weekly;

/// Share of the seeds below the band, and above it.
const OUTSIDE: f64 = 0.1;
/// Fewest seeds for which a band is drawn.
pub const FEWEST_SEEDS: usize = 5;

/// Runs that differ in nothing but their seed. The same place in both arms is the same seed.
#[derive(Clone, Debug, Default)]
pub struct Seeds<'a> {
    /// Another number whenever the runs are others.
    pub version: u64,
    /// Values by column, then week, of the current run.
    pub current: Vec<&'a [Weekly]>,
    /// The same of the baseline.
    pub baseline: Vec<&'a [Weekly]>,
}

impl Seeds<'_> {
    /// How the differences between current run and baseline lie in a week.
    pub fn pairs(&self, column: usize, week: u32) -> Option<Pairs> {
        let at = |run: &[Weekly]| run.get(column)?.get(week as usize).copied().flatten();
        let gaps = self.current.iter().zip(&self.baseline).filter_map(|(run, base)| Some(at(run)? - at(base)?));
        Pairs::of(&gaps.collect::<Vec<f64>>())
    }
}

/// The middle of the seeds, week by week.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Band {
    /// A tenth of the seeds lies below.
    pub(super) low: Weekly,
    /// Half of the seeds lie below.
    pub(super) median: Weekly,
    /// A tenth of the seeds lies above.
    pub(super) high: Weekly,
}

/// The band of several runs; a week in which fewer than [`FEWEST_SEEDS`] have a figure has none.
pub(super) fn band(runs: &[Weekly]) -> Band {
    let weeks = runs.iter().map(Vec::len).max().unwrap_or(0);
    let mut band = Band::default();
    let mut seen = Vec::with_capacity(runs.len());
    for week in 0..weeks {
        seen.clear();
        seen.extend(runs.iter().filter_map(|run| run.get(week).copied().flatten()).filter(|value| value.is_finite()));
        seen.sort_by(f64::total_cmp);
        let enough = seen.len() >= FEWEST_SEEDS;
        let at = |share: f64| enough.then(|| quantile(&seen, share));
        band.low.push(at(OUTSIDE));
        band.median.push(at(0.5));
        band.high.push(at(1.0 - OUTSIDE));
    }
    band
}

/// A quantile of sorted figures, in a straight line between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// How the differences of paired seeds in one week lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pairs {
    /// Pairs with a figure in both arms.
    pub pairs: usize,
    /// Pairs whose difference has the sign of the mean difference.
    pub same_sign: usize,
    /// The mean difference.
    pub mean: f64,
    /// Its interval of 95 %, where there are two pairs.
    pub interval: Option<(f64, f64)>,
}

impl Pairs {
    /// The differences of pairs in a week; `None` without any pair.
    pub fn of(differences: &[f64]) -> Option<Self> {
        let pairs = differences.len();
        if pairs == 0 {
            return None;
        }
        let mean = differences.iter().sum::<f64>() / pairs as f64;
        let same = |gap: &&f64| **gap != 0.0 && (**gap > 0.0) == (mean > 0.0);
        let same_sign = differences.iter().filter(same).count();
        Some(Self { pairs, same_sign, mean, interval: crate::run::compare::interval(differences) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_the_middle_and_needs_enough_seeds() {
        let runs: Vec<Weekly> = (0..=10).map(|k| vec![Some(f64::from(k)), (k < 3).then_some(1.0)]).collect();
        let band = band(&runs);
        assert_eq!((band.low[0], band.median[0], band.high[0]), (Some(1.0), Some(5.0), Some(9.0)));
        assert_eq!((band.low[1], band.median[1], band.high[1]), (None, None, None));
    }

    #[test]
    fn pairs_compare_the_same_seed() {
        let (a, b, c) = (vec![vec![Some(2.0)]], vec![vec![Some(5.0)]], vec![vec![Some(1.0)]]);
        let seeds = Seeds { version: 1, current: vec![&a, &b], baseline: vec![&c] };
        let pairs = seeds.pairs(0, 0).expect("pairs");
        assert_eq!((pairs.pairs, pairs.mean), (1, 1.0));
        assert_eq!(seeds.pairs(0, 7), None);
    }

    #[test]
    fn pairs_count_the_sign_of_their_mean() {
        let pairs = Pairs::of(&[1.0, 2.0, -0.5, 0.0]).expect("pairs");
        assert_eq!((pairs.pairs, pairs.same_sign), (4, 2));
        assert_eq!(Pairs::of(&[]), None);
    }
}
