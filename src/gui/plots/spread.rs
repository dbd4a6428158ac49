//! The luck of the draw, from runs that differ in nothing but their seed.

use super::super::replications::{Arm, Replications, Role, Sample};
use super::measure::Measure;
use super::prepare::Weekly;
use crate::run::compare::{self, Signs, Verdict};

/// Share of the seeds below the band, and above it.
const OUTSIDE: f64 = 0.1;
/// Fewest seeds for which a band is drawn.
pub const FEWEST_SEEDS: usize = 5;

/// Runs that differ in nothing but their seed.
#[derive(Debug, Default)]
pub struct Seeds<'a> {
    /// Another number whenever the runs are others.
    pub version: u64,
    /// The current run with each seed.
    pub current: Vec<&'a Sample>,
    /// The baseline with each seed.
    pub baseline: Vec<&'a Sample>,
    /// Baseline and current run with the same seed.
    pub pairs: Vec<(&'a Sample, &'a Sample)>,
    /// Which column of the baseline is which of the current run, where their scenarios have different ones.
    of_baseline: Option<Vec<Option<usize>>>,
    /// Pinned runs with their pairs.
    pinned: Vec<Pinned<'a>>,
}

/// A pinned run beside the baseline.
#[derive(Debug)]
struct Pinned<'a> {
    id: u32,
    /// Baseline and pinned run with the same seed.
    pairs: Vec<(&'a Sample, &'a Sample)>,
    /// See [`Seeds`].
    of_baseline: Option<Vec<Option<usize>>>,
}

/// Which column of the baseline is which of a run, where they have different ones.
fn places(run: &Arm, base: &Arm) -> Option<Vec<Option<usize>>> {
    let place = |id: &String| base.columns.iter().position(|column| column == id);
    (run.columns != base.columns).then(|| run.columns.iter().map(place).collect())
}

impl<'a> Seeds<'a> {
    /// The seeds of the runs on show.
    pub fn of(replications: &'a Replications) -> Self {
        let samples = |role| replications.arm(role).into_iter().flat_map(Arm::samples).map(AsRef::as_ref);
        Self {
            version: replications.stamp(),
            current: samples(Role::Current).collect(),
            baseline: samples(Role::Baseline).collect(),
            pairs: replications.pairs(Role::Baseline, Role::Current),
            of_baseline: replications.current().zip(replications.baseline()).and_then(|(run, base)| places(run, base)),
            pinned: Vec::new(),
        }
    }

    /// The same with those of pinned runs.
    pub fn with_pins(replications: &'a Replications, pins: impl Iterator<Item = u32>) -> Self {
        let pinned = |id: u32| {
            let (run, base) = (replications.arm(Role::Pinned(id))?, replications.baseline()?);
            let pairs = replications.pairs(Role::Baseline, Role::Pinned(id));
            Some(Pinned { id, pairs, of_baseline: places(run, base) })
        };
        Self { pinned: pins.filter_map(pinned).collect(), ..Self::of(replications) }
    }

    /// The pairs of a pinned run and the column of the baseline that belongs to one of it.
    pub(super) fn of_pin(&self, id: u32, column: usize) -> Option<(&[(&'a Sample, &'a Sample)], usize)> {
        let pinned = self.pinned.iter().find(|pinned| pinned.id == id)?;
        let places = pinned.of_baseline.as_ref();
        let place = places.map_or(Some(column), |columns| columns.get(column).copied().flatten())?;
        Some((&pinned.pairs, place))
    }

    /// The column of the baseline that belongs to one of the current run.
    pub(super) fn of_baseline(&self, column: usize) -> Option<usize> {
        self.of_baseline.as_ref().map_or(Some(column), |columns| columns.get(column).copied().flatten())
    }

    /// None of them, under the same version.
    pub fn none(replications: &Replications) -> Self {
        Self { version: replications.stamp(), ..Self::default() }
    }

    /// How the differences between current run and baseline lie; `gap` is the smallest one of interest, a share of the
    /// baseline's figure.
    pub fn pairs_in(&self, column: usize, measure: &Measure, gap: f64) -> Option<Pairs> {
        let base_column = self.of_baseline(column)?;
        let at = |sample: &Sample, column: usize| {
            let weeks = sample.values.get(column)?;
            measure.of(|week| weeks.get(week as usize).map(|value| f64::from(*value)).filter(|value| value.is_finite()))
        };
        let figures = self.pairs.iter().filter_map(|(base, run)| Some((at(base, base_column)?, at(run, column)?)));
        Pairs::of(&figures.collect::<Vec<(f64, f64)>>(), gap)
    }
}

/// The weekly figures of a column.
pub(super) fn weekly(sample: &Sample, column: usize) -> Weekly {
    let cells = sample.values.get(column).map_or(&[][..], Vec::as_slice);
    cells.iter().map(|cell| cell.is_finite().then_some(f64::from(*cell))).collect()
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
    /// Which way they go.
    pub signs: Signs,
    /// The mean difference.
    pub mean: f64,
    /// What can be said about it, by the same rules as in a comparison over the whole run.
    pub verdict: Verdict,
}

impl Pairs {
    /// Pairs of baseline and run; `gap` is the smallest one of interest as a share of the baseline's mean. `None`
    /// without any pair.
    pub fn of(figures: &[(f64, f64)], gap: f64) -> Option<Self> {
        let pairs = figures.len();
        if pairs == 0 {
            return None;
        }
        let mean = |sum: f64| sum / pairs as f64;
        let differences: Vec<f64> = figures.iter().map(|(base, run)| run - base).collect();
        let gap = gap * mean(figures.iter().map(|(base, _)| base).sum()).abs();
        let verdict = compare::verdict(&differences, compare::interval(&differences), gap);
        Some(Self { pairs, signs: Signs::of(&differences), mean: mean(differences.iter().sum()), verdict })
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
    fn pairs_take_current_run_less_baseline() {
        let sample = |value: f32| Sample { seed: 1, values: vec![vec![value, f32::NAN]], figures: Vec::new() };
        let (base, run) = (sample(1.0), sample(3.0));
        let seeds = Seeds { pairs: vec![(&base, &run)], ..Seeds::default() };
        let of = |column, week| seeds.pairs_in(column, &Measure::Week(week), 0.01);
        assert_eq!(of(0, 0).map(|pairs| (pairs.pairs, pairs.mean)), Some((1, 2.0)));
        assert_eq!((of(0, 1), of(0, 7), of(7, 0)), (None, None, None));
        let sum = seeds.pairs_in(0, &Measure::Sum(0..=1), 0.01);
        assert_eq!(sum.map(|pairs| pairs.mean), Some(2.0), "weeks without a figure are left out");
        assert_eq!(weekly(&run, 0), [Some(3.0), None]);
    }

    #[test]
    fn a_pinned_run_has_pairs_of_its_own() {
        let sample = |value: f32| Sample { seed: 1, values: vec![vec![value], vec![2.0 * value]], figures: Vec::new() };
        let (base, run) = (sample(1.0), sample(3.0));
        let pinned = Pinned { id: 7, pairs: vec![(&base, &run)], of_baseline: Some(vec![Some(1), None]) };
        let seeds = Seeds { pinned: vec![pinned], ..Seeds::default() };
        assert_eq!(seeds.of_pin(7, 0).map(|(pairs, place)| (pairs.len(), place)), Some((1, 1)));
        assert!(seeds.of_pin(7, 1).is_none() && seeds.of_pin(8, 0).is_none());
    }

    #[test]
    fn pairs_say_which_way_they_go_and_whether_that_matters() {
        let of =
            |gap| Pairs::of(&[(10.0, 11.0), (10.0, 12.0), (10.0, 9.5), (10.0, 10.0)].repeat(10), gap).expect("pairs");
        assert_eq!((of(0.01).pairs, of(0.01).signs), (40, Signs { larger: 20, equal: 10, smaller: 10 }));
        assert_eq!((of(0.01).verdict, of(0.1).verdict), (Verdict::Larger, Verdict::WithinGap));
        assert_eq!(Pairs::of(&[], 0.01), None);
    }
}
