//! What the model says about the accounts of the dominant messenger after the window that it was fitted to.
//!
//! The numbers of adoption come from [`super::calibration`], which sees no figure after its window; nor does this. The
//! forecast is a run of the whole model that starts from the last figure of the window, because inside the window that
//! erred less than running on from the model's own state ([`Method::FromLast`](super::calibration::Method)); a test
//! keeps this reason. The value is the mean over seeds.
//!
//! The 95 % interval is of a published figure and holds three kinds of doubt, drawn together [`DRAWS`] times: about the
//! numbers (errors of the fit are drawn again in runs of [`BLOCK`] figures, since neighbours are alike, added to the
//! fitted path and fitted anew), about each quarter (the errors the model made one quarter ahead inside the window are
//! drawn again and carried on), and the luck of the seeds. It does not hold the doubt whether accounts go on to be
//! adopted in this way at all.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};

use super::calibration::{Adoption, Bass, HISTORY, LAST_YEAR, Point, Published, shipped_scenario};
use super::{Progress, replicate_map};
use crate::run::RunInput;
use crate::scenario::Scenario;
use crate::world::{Decision, Luck};

/// Years that are forecast after the window.
const YEARS: i32 = 2;
/// Times that errors are drawn again.
pub const DRAWS: usize = 200;
/// Figures in a row that keep their errors together, about a year.
pub const BLOCK: usize = 4;
/// Where the search for a ceiling begins when errors are drawn again; the search among several beginnings is for the fit
/// itself.
const LIKELY_CEILING: f64 = 1.0;
/// Weeks between two figures that count as a quarter apart.
const QUARTER_WEEKS: std::ops::RangeInclusive<usize> = 12..=14;

/// The forecast of one quarter, million accounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quarter {
    /// Last day of the quarter.
    pub date: NaiveDate,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// The model's value, mean over seeds.
    pub value: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// What a Bass curve fitted to the same figures says.
    pub bass: f64,
}

/// The quarters of the two years after the window, from runs with `seeds` seeds of `agents` agents. `None` if
/// `progress` stopped them, or if the shipped history has no figures.
pub fn forecast(seeds: u32, agents: u32, threads: usize, progress: &Progress<'_>) -> Option<Vec<Quarter>> {
    let history = shipped_scenario(HISTORY)?;
    let published = Published::of(&history)?;
    let adoption = Adoption::fit(&published);
    let last = *published.points.last()?;
    let scenario = Arc::new(from_last(&adoption.carried_by(&history), last));
    let quarters: Vec<Point> = quarter_ends().map(|date| point_after(scenario.start, date)).collect();
    let weeks = quarters.last().map_or(1, |quarter| quarter.week as u32 + 1);
    let column = format!("accounts_m_{}", scenario.messengers.first()?.id);
    let input = RunInput { weeks, agents, ..RunInput::new(scenario) };
    let runs: Vec<Vec<f64>> = replicate_map(&input, seeds, threads, progress, |record| {
        let column = record.column(&column).unwrap_or_default();
        quarters.iter().filter_map(|quarter| column.get(quarter.week).copied().flatten()).collect()
    })?;
    let doubts = doubts(&published, adoption, &quarters);
    let bass = Bass::fit(&published.points);
    let of = |(k, quarter): (usize, &Point)| {
        let simulated: Vec<f64> = runs.iter().filter_map(|run| run.get(k).copied()).collect();
        let value = simulated.iter().sum::<f64>() / simulated.len().max(1) as f64;
        let luck = simulated.iter().map(|accounts| accounts - value).cycle();
        let mut drawn: Vec<f64> = doubts.iter().zip(luck).map(|(doubt, luck)| value + doubt[k] + luck).collect();
        drawn.sort_by(f64::total_cmp);
        let at = |share: f64| drawn.get((share * (drawn.len() - 1) as f64).round() as usize).copied().unwrap_or(value);
        Quarter { date: quarter.date, low: at(0.025), value, high: at(0.975), bass: bass.at(quarter.date) }
    };
    (!runs.is_empty()).then(|| quarters.iter().enumerate().map(of).collect())
}

/// Weeks that [`forecast`] simulates in all, for a progress bar.
pub fn weeks_to_run(seeds: u32) -> u64 {
    let last = shipped_scenario(HISTORY).and_then(|history| Published::of(&history)?.points.last().copied());
    let weeks = last.map(|last| quarter_ends().map(|date| point_after(monday_after(last.date), date).week + 1).max());
    weeks.flatten().map_or(0, |weeks| weeks as u64) * u64::from(seeds)
}

/// Last days of the quarters of the years after the window.
fn quarter_ends() -> impl Iterator<Item = NaiveDate> {
    let ends = [(3, 31), (6, 30), (9, 30), (12, 31)];
    (LAST_YEAR + 1..=LAST_YEAR + YEARS).flat_map(move |year| {
        ends.into_iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, month, day))
    })
}

fn point_after(start: NaiveDate, date: NaiveDate) -> Point {
    Point { date, week: usize::try_from((date - start).num_days() / 7).unwrap_or_default(), accounts_m: f64::NAN }
}

fn monday_after(date: NaiveDate) -> NaiveDate {
    date + Days::new(7 - u64::from(date.weekday().num_days_from_monday()))
}

/// The history's market on the Monday after a figure, with the accounts of that figure. Places for accounts are taken to
/// be filled at random, so that a person has none when all places of that person are free.
fn from_last(history: &Scenario, last: Point) -> Scenario {
    let mut scenario = history.clone();
    scenario.start = monday_after(last.date);
    if let Some(messenger) = scenario.messengers.first_mut() {
        let places = messenger.ceiling_m / scenario.persons_m;
        let free = 1.0 - last.accounts_m / messenger.ceiling_m;
        scenario.no_messenger_share = (2.0 - places) * free + (places - 1.0) * free * free;
        messenger.primary_share = 1.0 - scenario.no_messenger_share;
        messenger.accounts_m = last.accounts_m;
    }
    scenario
}

/// By draw and quarter, how far a forecast may be from the one by the fitted numbers: million accounts.
fn doubts(published: &Published, fitted: Adoption, quarters: &[Point]) -> Vec<Vec<f64>> {
    let Published { points, start_m, most_m, .. } = published;
    let Some(last) = points.last() else { return Vec::new() };
    let path = fitted.path(*start_m, last.week + 1);
    let errors = centred(points.iter().map(|point| point.accounts_m - path[point.week]).collect());
    let ahead = |pair: &[Point]| {
        let weeks = pair[1].week - pair[0].week;
        let said = fitted.path(pair[0].accounts_m, weeks).last().copied()?;
        QUARTER_WEEKS.contains(&weeks).then_some(pair[1].accounts_m - said)
    };
    let steps = centred(points.windows(2).filter_map(ahead).collect());
    let along = |adoption: Adoption, step: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let (mut accounts, mut week) = (last.accounts_m, 0);
        let walk = quarters.iter().enumerate().map(|(k, quarter)| {
            let weeks = quarter.week + 1 - week;
            accounts = adoption.path(accounts, weeks).last().copied().unwrap_or(accounts) + step(k);
            week = quarter.week + 1;
            accounts
        });
        walk.collect()
    };
    let plain = along(fitted, &|_| 0.0);
    let luck = Luck::new(0);
    let draw = |number: usize| {
        let stream = luck.stream(Decision::Resample, number as u32);
        let pick = |purpose: u64, k: usize, among: usize| (stream.bits(purpose, k as u64) % among as u64) as usize;
        let again: Vec<Point> = points
            .iter()
            .enumerate()
            .map(|(k, point)| {
                // Blocks go round, so that every error is drawn equally often.
                let error = errors[(pick(0, k / BLOCK, errors.len()) + k % BLOCK) % errors.len()];
                Point { accounts_m: (path[point.week] + error).max(1.0), ..*point }
            })
            .collect();
        let adoption = Adoption::fit_to(&again, *start_m, *most_m, &[LIKELY_CEILING]);
        let drawn = along(adoption, &|k| if steps.is_empty() { 0.0 } else { steps[pick(1, k, steps.len())] });
        drawn.iter().zip(&plain).map(|(drawn, plain)| drawn - plain).collect()
    };
    (0..DRAWS).map(draw).collect()
}

/// The figures less their mean.
fn centred(figures: Vec<f64>) -> Vec<f64> {
    let mean = figures.iter().sum::<f64>() / figures.len().max(1) as f64;
    figures.into_iter().map(|figure| figure - mean).collect()
}

#[cfg(test)]
mod tests {
    use super::super::calibration::{Method, judge};
    use super::*;

    #[test]
    fn the_forecast_starts_from_the_last_figure_since_that_errs_less_inside_the_window() {
        let judged = judge(&Published::of(&shipped_scenario(HISTORY).expect("shipped")).expect("figures"));
        let error = |method| judged.iter().find(|judged| judged.method == method).expect("judged").all_m;
        assert!(error(Method::FromLast) < error(Method::RunOn));
        assert!(error(Method::FromLast) < error(Method::Bass));
    }

    #[test]
    fn the_quarters_follow_the_window_in_order_with_their_intervals() {
        let quarters = forecast(2, 1_024, 1, &|_, _| true).expect("nobody stops it");
        let dates: Vec<String> = quarters.iter().map(|quarter| quarter.date.to_string()).collect();
        assert_eq!((dates.len(), dates[0].as_str(), dates[7].as_str()), (8, "2018-03-31", "2019-12-31"));
        for (k, quarter) in quarters.iter().enumerate() {
            assert!(quarter.low < quarter.value && quarter.value < quarter.high, "{quarter:?}");
            assert!(quarter.bass > 900.0 && quarter.high < 2_000.0, "{quarter:?}");
            let width = |quarter: &Quarter| quarter.high - quarter.low;
            assert!(k == 0 || width(quarter) > width(&quarters[0]) * 0.9, "doubt does not shrink: {quarters:?}");
        }
        assert_eq!(forecast(2, 1_024, 2, &|_, _| true), Some(quarters), "threads change nothing");
        assert_eq!(forecast(1, 64, 1, &|_, week| week < 3), None);
    }
}
