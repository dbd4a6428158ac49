//! Which weeks a figure speaks of: one week, the end of the run, all weeks since the policy date, or the week that
//! differs most from the baseline.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::super::text;
use crate::metrics::{MetricKind, MetricSpec};
use crate::run::summary::SUMMARY_WEEKS;

/// Which weeks the headline speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Span {
    /// The week of the time cursor, or that under the pointer.
    #[default]
    Cursor,
    /// The end of the run, summed up as in a comparison.
    End,
    /// All weeks since the policy date.
    SincePolicy,
    /// The week in which the run differs most from the baseline.
    Largest,
}

impl Span {
    /// All, in the order of a menu.
    pub const ALL: &'static [Self] = &[Self::Cursor, Self::End, Self::SincePolicy, Self::Largest];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cursor => "The week of the time cursor",
            Self::End => "The last 52 weeks",
            Self::SincePolicy => "All weeks since the policy date",
            Self::Largest => "The week that differs most",
        }
    }

    /// What is read, in a sentence.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Cursor => "One week, which moves with the time cursor and the mouse",
            Self::End => "As in the comparison, the mean of the last 52 weeks, or the last week of what is a state",
            Self::SincePolicy => "The sum since the policy date where weeks can be added up, else their mean",
            Self::Largest => "The week in which the difference to the baseline is largest, with a way there",
        }
    }

    /// What is worked out for a metric of a run of so many weeks. `cursor` is the week that is read, `largest` the one
    /// that differs most, if any does.
    pub fn measure(self, spec: &MetricSpec, weeks: u32, policy: u32, (cursor, largest): (u32, Option<u32>)) -> Measure {
        let last = weeks.saturating_sub(1);
        let since = policy.min(last)..=last;
        match (self, spec.kind) {
            (Self::Cursor, _) => Measure::Week(cursor),
            (Self::Largest, _) => Measure::Week(largest.unwrap_or(cursor)),
            (Self::End, MetricKind::Flow) => Measure::Mean(weeks.saturating_sub(SUMMARY_WEEKS as u32)..=last),
            (Self::End, _) => Measure::Week(last),
            (Self::SincePolicy, MetricKind::Cumulative) => Measure::Rise(since),
            (Self::SincePolicy, _) if text::unit_of_sum(spec).is_some() => Measure::Sum(since),
            (Self::SincePolicy, _) => Measure::Mean(since),
        }
    }
}

/// How one figure is made of those of weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// That of a week.
    Week(u32),
    /// The mean of these weeks, those without a figure left out.
    Mean(RangeInclusive<u32>),
    /// Their sum.
    Sum(RangeInclusive<u32>),
    /// By how much it rose from the week before them to the last of them.
    Rise(RangeInclusive<u32>),
}

impl Measure {
    /// The figure; none where no week of it has one.
    pub fn of(&self, cell: impl Fn(u32) -> Option<f64>) -> Option<f64> {
        let total = |weeks: &RangeInclusive<u32>| {
            weeks.clone().filter_map(&cell).fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1))
        };
        match self {
            Self::Week(week) => cell(*week),
            Self::Mean(weeks) => Some(total(weeks)).filter(|(_, count)| *count > 0).map(|(sum, n)| sum / f64::from(n)),
            Self::Sum(weeks) => Some(total(weeks)).filter(|(_, count)| *count > 0).map(|(sum, _)| sum),
            Self::Rise(weeks) => {
                let before = weeks.start().checked_sub(1).and_then(&cell).unwrap_or_default();
                Some(cell(*weeks.end())? - before)
            }
        }
    }

    /// The unit of it on screen.
    pub fn unit(&self, spec: &'static MetricSpec) -> &'static str {
        match self {
            Self::Sum(_) => text::unit_of_sum(spec).unwrap_or_else(|| text::unit(spec)),
            _ => text::unit(spec),
        }
    }
}

/// The week in which two rows of weekly figures differ most; none where they are the same.
pub fn most_different(run: &[Option<f64>], base: &[Option<f64>]) -> Option<u32> {
    let gaps = run.iter().zip(base).map(|(run, base)| Some((run.as_ref()? - base.as_ref()?).abs()));
    let known = (0..).zip(gaps).filter_map(|(week, gap)| Some((week, gap?))).filter(|(_, gap)| *gap > 0.0);
    // Of equal ones the first.
    known.reduce(|most, next| if next.1 > most.1 { next } else { most }).map(|(week, _)| week)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{METRICS, MetricId};

    fn of(span: Span, metric: MetricId) -> Measure {
        span.measure(metric.spec(), 100, 40, (7, Some(60)))
    }

    #[test]
    fn a_span_is_worked_out_as_the_kind_of_the_metric_asks() {
        assert_eq!(of(Span::Cursor, MetricId::profit_os), Measure::Week(7));
        assert_eq!(of(Span::Largest, MetricId::profit_os), Measure::Week(60));
        assert_eq!(of(Span::End, MetricId::profit_os), Measure::Mean(48..=99));
        assert_eq!(of(Span::End, MetricId::phone_share), Measure::Week(99));
        assert_eq!(of(Span::SincePolicy, MetricId::profit_os), Measure::Sum(40..=99));
        assert_eq!(of(Span::SincePolicy, MetricId::phone_share), Measure::Mean(40..=99));
        assert_eq!(of(Span::SincePolicy, MetricId::cum_fines), Measure::Rise(40..=99));
    }

    #[test]
    fn shares_and_states_are_never_added_up() {
        for (spec, metric) in METRICS.iter().zip(MetricId::ALL) {
            let sum = matches!(of(Span::SincePolicy, *metric), Measure::Sum(_));
            assert!(
                !sum || (spec.kind == MetricKind::Flow && !["share", "", "utils"].contains(&spec.unit)),
                "{}",
                spec.id
            );
            if sum {
                assert!(
                    !of(Span::SincePolicy, *metric).unit(spec).contains("week") || spec.unit.starts_with("million")
                );
            }
        }
    }

    #[test]
    fn figures_leave_empty_weeks_out() {
        let cells = [Some(1.0), None, Some(3.0), Some(8.0)];
        let cell = |week: u32| cells.get(week as usize).copied().flatten();
        assert_eq!(Measure::Mean(0..=2).of(cell), Some(2.0));
        assert_eq!(Measure::Sum(0..=3).of(cell), Some(12.0));
        assert_eq!(Measure::Rise(3..=3).of(cell), Some(5.0));
        assert_eq!(Measure::Rise(0..=3).of(cell), Some(8.0));
        assert_eq!((Measure::Week(1).of(cell), Measure::Mean(1..=1).of(cell)), (None, None));
        assert_eq!(most_different(&cells, &[Some(1.0), Some(1.0), Some(1.0), Some(6.0)]), Some(2));
        assert_eq!(most_different(&cells, &cells), None);
    }
}
