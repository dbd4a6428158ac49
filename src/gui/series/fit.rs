//! How far an observed series is from a run. This describes; it tests nothing.

use crate::run::Record;
use crate::scenario::{Scenario, Series};

/// How close a run comes to a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Observations within the weeks of the run.
    pub points: usize,
    /// Root of the mean squared error, in the unit of files.
    pub rmse: f64,
    /// Pearson's correlation; none below three observations, and where either side does not move.
    pub correlation: Option<f64>,
}

/// Holds a series against the run; none where they share no week.
pub fn fit(series: &Series, record: &Record, scenario: &Scenario) -> Option<Fit> {
    let cells = record.column(&series.metric)?;
    let pair = |(date, seen): &(chrono::NaiveDate, f64)| {
        let week = usize::try_from((*date - scenario.start).num_days().div_euclid(7)).ok()?;
        Some((*seen, cells.get(week).copied().flatten()?))
    };
    let pairs: Vec<(f64, f64)> = series.points.iter().filter_map(pair).collect();
    let count = pairs.len() as f64;
    if pairs.is_empty() {
        return None;
    }
    let rmse = (pairs.iter().map(|(seen, run)| (seen - run).powi(2)).sum::<f64>() / count).sqrt();
    let seen = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
    let run = pairs.iter().map(|pair| pair.1).sum::<f64>() / count;
    let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|(a, b)| of(a - seen, b - run)).sum::<f64>();
    let spread = (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
    let correlation = (pairs.len() >= 3 && spread > 0.0).then(|| sum(&|a, b| a * b) / spread);
    Some(Fit { points: pairs.len(), rmse, correlation })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::run::{RunInput, run};
    use chrono::Days;

    #[test]
    fn a_series_taken_from_the_run_fits_it_and_one_apart_is_as_far_as_it_is() {
        let scenario = scenario();
        let record = run(&RunInput::new(scenario.clone()), 1, &mut |_| true).expect("a run");
        let metric = "consumer_surplus".to_owned();
        let cells = record.column(&metric).expect("a column").to_vec();
        let shifted = |by: f64| {
            let point = |week: usize| {
                let date = scenario.start.checked_add_days(Days::new(7 * week as u64)).expect("a date");
                Some((date, (*cells.get(week)?)? + by))
            };
            let points = (0..100).map(|week| point(week).unwrap_or((scenario.start - Days::new(70), 0.0))).collect();
            Series { label: "seen".to_owned(), metric: metric.clone(), points, source: String::new() }
        };
        let same = fit(&shifted(0.0), &record, &scenario).expect("a fit");
        assert_eq!((same.points, same.rmse), (40, 0.0));
        let apart = fit(&shifted(2.0), &record, &scenario).expect("a fit");
        assert!((apart.rmse - 2.0).abs() < 1e-9 && apart.correlation.is_some_and(|r| r > 0.999), "{apart:?}");
        let other = Series { metric: "no_such".to_owned(), ..shifted(0.0) };
        assert_eq!(fit(&other, &record, &scenario), None);
    }
}
