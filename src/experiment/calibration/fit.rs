//! Least squares without derivatives: Nelder and Mead's simplex from the crate `argmin`.

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::neldermead::NelderMead;
use argmin_math::{ArgminAdd, ArgminMul, ArgminSub};

/// Most steps of the simplex.
const STEPS: u64 = 2_000;
/// Spread of the objective over the simplex, relative to its size, below which it has arrived.
const TOLERANCE: f64 = 1e-12;
/// The simplex is set up anew this often, because it can collapse before it has arrived.
const ROUNDS: usize = 3;

/// A corner of the simplex.
#[derive(Clone, Debug, Default)]
struct Place(Vec<f64>);

impl Place {
    fn with(&self, other: &Self, merge: impl Fn(f64, f64) -> f64) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| merge(*a, *b)).collect())
    }
}

impl ArgminAdd<Self, Self> for Place {
    fn add(&self, other: &Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl ArgminSub<Self, Self> for Place {
    fn sub(&self, other: &Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl ArgminMul<f64, Self> for Place {
    fn mul(&self, factor: &f64) -> Self {
        Self(self.0.iter().map(|x| x * factor).collect())
    }
}

struct Objective<'a>(&'a dyn Fn(&[f64]) -> f64);

impl CostFunction for Objective<'_> {
    type Param = Place;
    type Output = f64;

    fn cost(&self, at: &Place) -> Result<f64, Error> {
        Ok((self.0)(&at.0))
    }
}

/// Finds a minimum of `objective` near `start`, looking `reach` away at first in each direction, and its value.
pub(super) fn minimise(objective: &dyn Fn(&[f64]) -> f64, start: &[f64], reach: &[f64]) -> (Vec<f64>, f64) {
    let mut best = (start.to_vec(), objective(start));
    for round in 0..ROUNDS {
        let shrink = 1.0 / f64::from(1_u32 << (2 * round));
        let mut simplex = vec![Place(best.0.clone())];
        for (k, step) in reach.iter().enumerate() {
            let mut corner = best.0.clone();
            corner[k] += step * shrink;
            simplex.push(Place(corner));
        }
        if let Ok(found) = descend(objective, simplex, best.1)
            && found.1 < best.1
        {
            best = found;
        }
    }
    best
}

fn descend(objective: &dyn Fn(&[f64]) -> f64, simplex: Vec<Place>, size: f64) -> Result<(Vec<f64>, f64), Error> {
    let solver = NelderMead::new(simplex).with_sd_tolerance(TOLERANCE * size.abs())?;
    let done =
        Executor::new(Objective(objective), solver).configure(|state| state.max_iters(STEPS)).timer(false).run()?;
    let state = done.state();
    Ok((state.get_best_param().cloned().unwrap_or_default().0, state.get_best_cost()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_valley_of_rosenbrock_is_followed_to_its_end() {
        let valley = |x: &[f64]| 100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2);
        let (at, value) = minimise(&valley, &[-1.2, 1.0], &[0.5, 0.5]);
        assert!(at.iter().all(|x| (x - 1.0).abs() < 1e-4), "{at:?} {value:e}");
    }
}
