//! The model against simpler methods, inside the window: what each would have said at each figure about the next ones.

use super::curve::CEILINGS;
use super::{Adoption, Bass, Point, Published};

/// Fewest figures that something is fitted to.
pub const FEWEST_FIGURES: usize = 6;
/// How many figures ahead the methods are judged; most figures are a quarter apart.
pub const AHEAD: [usize; 3] = [1, 4, 8];

/// A way to say what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The model, run on from its own state.
    RunOn,
    /// The model, run on from the last published figure.
    FromLast,
    /// Bass's curve.
    Bass,
    /// The last figure again.
    LastValue,
    /// A straight line through all figures.
    Linear,
}

impl Method {
    /// All methods, the model first.
    pub const ALL: &'static [Self] = &[Self::RunOn, Self::FromLast, Self::Bass, Self::LastValue, Self::Linear];

    /// Word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::RunOn => "model_run_on",
            Self::FromLast => "model_from_last_figure",
            Self::Bass => "bass",
            Self::LastValue => "last_value",
            Self::Linear => "linear",
        }
    }

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::RunOn => "Model, run on from its own state",
            Self::FromLast => "Model, run on from the last figure",
            Self::Bass => "Bass curve",
            Self::LastValue => "Last value",
            Self::Linear => "Linear trend",
        }
    }

    /// Accounts that the method, fitted to `known`, says for each of `wanted`, millions. The model takes the scenario's
    /// first week and most accounts from `published`.
    pub fn says(self, published: &Published, known: &[Point], wanted: &[Point]) -> Vec<f64> {
        let Some(last) = known.last() else { return Vec::new() };
        let weeks = wanted.last().map_or(0, |point| point.week + 1);
        let fit = || Adoption::fit_to(known, published.start_m, published.most_m, &CEILINGS);
        match self {
            Self::RunOn => {
                let path = fit().path(published.start_m, weeks);
                wanted.iter().map(|point| path[point.week]).collect()
            }
            Self::FromLast => {
                let path = fit().path(last.accounts_m, weeks.saturating_sub(last.week));
                let at = |point: &Point| point.week.checked_sub(last.week + 1).map_or(last.accounts_m, |k| path[k]);
                wanted.iter().map(at).collect()
            }
            Self::Bass => {
                let curve = Bass::fit(known);
                wanted.iter().map(|point| curve.at(point.date)).collect()
            }
            Self::LastValue => vec![last.accounts_m; wanted.len()],
            Self::Linear => {
                let mean = |of: &dyn Fn(&Point) -> f64| known.iter().map(of).sum::<f64>() / known.len() as f64;
                let (x, y) = (mean(&|point| point.week as f64), mean(&|point| point.accounts_m));
                let slope = mean(&|point| (point.week as f64 - x) * (point.accounts_m - y))
                    / mean(&|point| (point.week as f64 - x).powi(2));
                wanted.iter().map(|point| y + slope * (point.week as f64 - x)).collect()
            }
        }
    }
}

/// How far a method is from published figures inside the window, million accounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The method.
    pub method: Method,
    /// Root mean square error of its fit to all figures; none where it is not fitted.
    pub fit_m: Option<f64>,
    /// Root mean square error of what it says [`AHEAD`] figures ahead, fitted only to the figures before.
    pub ahead_m: [Option<f64>; AHEAD.len()],
    /// The same over all distances of one to eight figures.
    pub all_m: f64,
}

/// Judges every method: at each figure from the sixth on it is fitted to the figures so far and says the rest.
pub fn judge(published: &Published) -> Vec<Judged> {
    let points = &published.points;
    let farthest = AHEAD[AHEAD.len() - 1];
    let one = |&method: &Method| {
        let mut errors: Vec<(usize, f64)> = Vec::new();
        for known in FEWEST_FIGURES..points.len() {
            let wanted = &points[known..points.len().min(known + farthest)];
            let said = method.says(published, &points[..known], wanted);
            errors.extend(said.iter().zip(wanted).zip(1..).map(|((said, point), k)| (k, said - point.accounts_m)));
        }
        let of = |ahead: usize| errors.iter().filter(move |(k, _)| *k == ahead).map(|(_, error)| *error);
        let fit_m = match method {
            Method::FromLast | Method::LastValue => None,
            _ => {
                let said = method.says(published, points, points);
                rms(said.iter().zip(points).map(|(said, point)| said - point.accounts_m))
            }
        };
        let all_m = rms(errors.iter().map(|(_, error)| *error)).unwrap_or(f64::NAN);
        Judged { method, fit_m, ahead_m: AHEAD.map(|ahead| rms(of(ahead))), all_m }
    };
    Method::ALL.iter().map(one).collect()
}

/// Root of the mean square; none of nothing.
fn rms(errors: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = errors.fold((0.0, 0_u32), |(sum, count), error| (sum + error * error, count + 1));
    (count > 0).then(|| (sum / f64::from(count)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::{HISTORY, shipped_scenario};
    use super::*;

    #[test]
    fn a_method_that_is_right_has_no_error() {
        let mut published = Published::of(&shipped_scenario(HISTORY).expect("shipped")).expect("figures");
        published.points.iter_mut().for_each(|point| point.accounts_m = 50.0 + 2.0 * point.week as f64);
        let judged = judge(&published);
        let linear = judged.iter().find(|judged| judged.method == Method::Linear).expect("judged");
        assert!(linear.all_m < 1e-6 && linear.fit_m.is_some_and(|error| error < 1e-6), "{linear:?}");
        let last = judged.iter().find(|judged| judged.method == Method::LastValue).expect("judged");
        assert!(last.ahead_m[0].is_some_and(|error| error > 20.0), "{last:?}");
    }

    #[test]
    fn from_the_last_figure_the_model_starts_there() {
        let published = Published::of(&shipped_scenario(HISTORY).expect("shipped")).expect("figures");
        let (known, wanted) = published.points.split_at(10);
        let last = known[9];
        let said = Method::FromLast.says(&published, known, &[last, wanted[0]]);
        assert_eq!(said[0], last.accounts_m);
        assert!(said[1] > last.accounts_m && said[1] < last.accounts_m + 100.0, "{said:?}");
    }
}
