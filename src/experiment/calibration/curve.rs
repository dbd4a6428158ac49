//! The two curves that are fitted: adoption as the model does it, and Bass's curve in time since the launch.

use std::sync::Arc;

use chrono::NaiveDate;

use super::fit::minimise;
use super::{Point, Published};
use crate::scenario::Scenario;
use crate::step::adoption_hazard;

/// Day from which Bass's curve counts: the launch in January 2011, from memory and not verified. Five weeks more or less
/// change the error of its fit by less than 0.1 million accounts.
pub const LAUNCH: NaiveDate = NaiveDate::from_ymd_opt(2011, 1, 24).expect("a day of the calendar");

/// Digits with which fitted numbers are written into scenarios.
const DIGITS: usize = 5;
/// First guesses of p and q, the orders of magnitude of a messenger that takes five years.
const GUESS: (f64, f64) = (0.001, 0.008);
/// First guesses of the ceiling, as logits of its place between the largest figure and the most there can be.
pub(super) const CEILINGS: [f64; 3] = [-1.0, 1.0, 3.0];

/// How accounts of a messenger are adopted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adoption {
    /// Hazard by oneself, per week.
    pub p: f64,
    /// Hazard by the share who have one, per week.
    pub q: f64,
    /// Ceiling of accounts, millions.
    pub ceiling_m: f64,
}

impl Adoption {
    /// What a scenario says of its dominant messenger.
    pub fn of(scenario: &Scenario) -> Option<Self> {
        let messenger = scenario.messengers.first()?;
        Some(Self { p: messenger.adoption_p, q: messenger.adoption_q, ceiling_m: messenger.ceiling_m })
    }

    /// The scenario with these numbers for its dominant messenger.
    pub fn carried_by(self, scenario: &Scenario) -> Arc<Scenario> {
        let mut scenario = scenario.clone();
        if let Some(messenger) = scenario.messengers.first_mut() {
            (messenger.adoption_p, messenger.adoption_q, messenger.ceiling_m) = (self.p, self.q, self.ceiling_m);
        }
        Arc::new(scenario)
    }

    /// Accounts a week later, millions: each free place is filled with the hazard of the model.
    pub fn next(self, accounts_m: f64) -> f64 {
        let free = (self.ceiling_m - accounts_m).max(0.0);
        accounts_m + free * adoption_hazard(self.p, self.q, accounts_m / self.ceiling_m)
    }

    /// Accounts at the end of each of so many weeks, millions.
    pub fn path(self, start_m: f64, weeks: usize) -> Vec<f64> {
        let next = |accounts_m: &f64| Some(self.next(*accounts_m));
        std::iter::successors(next(&start_m), next).take(weeks).collect()
    }

    /// The numbers that come nearest to the figures by least squares, rounded as scenarios carry them.
    pub fn fit(published: &Published) -> Self {
        Self::fit_to(&published.points, published.start_m, published.most_m, &CEILINGS).rounded()
    }

    /// The numbers that come nearest to some figures when week 0 begins with `start_m`, with a ceiling below `most_m`;
    /// `ceilings` holds first guesses of it as in [`CEILINGS`], of which the best wins.
    pub(in crate::experiment) fn fit_to(points: &[Point], start_m: f64, most_m: f64, ceilings: &[f64]) -> Self {
        let least_m = points.iter().map(|point| point.accounts_m).fold(start_m, f64::max);
        let weeks = points.last().map_or(0, |point| point.week + 1);
        let of = |x: &[f64]| Self {
            p: libm::exp(x[0]),
            q: libm::exp(x[1]),
            ceiling_m: least_m + (most_m - least_m).max(0.0) / (1.0 + libm::exp(-x[2])),
        };
        let objective = |x: &[f64]| {
            let path = of(x).path(start_m, weeks);
            points.iter().map(|point| (path[point.week] - point.accounts_m).powi(2)).sum()
        };
        let from = ceilings.iter().map(|&ceiling| {
            let start = [libm::log(GUESS.0), libm::log(GUESS.1), ceiling];
            minimise(&objective, &start, &[0.3, 0.3, 0.5])
        });
        let best = from.min_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or_else(|| of(&[libm::log(GUESS.0), libm::log(GUESS.1), 0.0]), |(x, _)| of(&x))
    }

    fn rounded(self) -> Self {
        Self { p: digits(self.p), q: digits(self.q), ceiling_m: digits(self.ceiling_m) }
    }
}

/// A number to the digits that are written.
fn digits(value: f64) -> f64 {
    format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value)
}

/// Bass's curve: `m (1 − e^−(p+q)t) / (1 + q/p e^−(p+q)t)`, t weeks after the launch (LIN).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bass {
    /// Coefficient of innovation, per week.
    pub p: f64,
    /// Coefficient of imitation, per week.
    pub q: f64,
    /// Accounts in the end, millions.
    pub ceiling_m: f64,
}

impl Bass {
    /// Accounts on a day after the launch, millions.
    pub fn at(self, date: NaiveDate) -> f64 {
        let weeks = (date - LAUNCH).num_days() as f64 / 7.0;
        let decay = libm::exp(-(self.p + self.q) * weeks);
        self.ceiling_m * (1.0 - decay) / (1.0 + self.q / self.p * decay)
    }

    /// The curve that comes nearest to some figures by least squares; nothing binds its three numbers.
    pub fn fit(points: &[Point]) -> Self {
        let most = points.iter().map(|point| point.accounts_m).fold(1.0, f64::max);
        let of = |x: &[f64]| Self { p: libm::exp(x[0]), q: libm::exp(x[1]), ceiling_m: libm::exp(x[2]) };
        let objective = |x: &[f64]| {
            let curve = of(x);
            points.iter().map(|point| (curve.at(point.date) - point.accounts_m).powi(2)).sum()
        };
        let start = [libm::log(GUESS.0), libm::log(GUESS.1), libm::log(most * 1.3)];
        of(&minimise(&objective, &start, &[0.3, 0.3, 0.1]).0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HISTORY, shipped_scenario};
    use super::*;

    #[test]
    fn a_fit_finds_the_numbers_that_made_the_figures() {
        let history = shipped_scenario(HISTORY).expect("shipped");
        let mut published = Published::of(&history).expect("figures");
        let truth = Adoption { p: 0.0012, q: 0.009, ceiling_m: 1200.0 };
        let path = truth.path(published.start_m, 400);
        published.points.iter_mut().for_each(|point| point.accounts_m = path[point.week]);
        let found = Adoption::fit(&published);
        assert!((found.p / truth.p - 1.0).abs() < 0.002, "{found:?}");
        assert!((found.q / truth.q - 1.0).abs() < 0.002, "{found:?}");
        assert!((found.ceiling_m / truth.ceiling_m - 1.0).abs() < 0.002, "{found:?}");
        let curve = Bass { p: 0.001, q: 0.01, ceiling_m: 1250.0 };
        published.points.iter_mut().for_each(|point| point.accounts_m = curve.at(point.date));
        let found = Bass::fit(&published.points);
        assert!((found.ceiling_m / curve.ceiling_m - 1.0).abs() < 0.002, "{found:?}");
    }

    #[test]
    fn accounts_never_pass_the_ceiling() {
        let path = Adoption { p: 0.2, q: 0.9, ceiling_m: 10.0 }.path(1.0, 200);
        assert!(path.is_sorted() && path.iter().all(|accounts| *accounts <= 10.0));
    }
}
