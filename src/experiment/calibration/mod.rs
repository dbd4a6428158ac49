//! Calibration by program: which numbers of the model are fitted to published figures, to which, and how well.
//!
//! # What is fitted
//!
//! Three numbers: the weekly hazards p and q with which accounts of the dominant messenger are opened, and their ceiling.
//! They are fitted by least squares to the figures for its monthly active accounts in `history-2011` that were published
//! for days up to the end of [`LAST_YEAR`] under the definition in force since 2013 ([`Published`]); figures of the older
//! definition and registered users are drawn beside them and not fitted. Later years are never looked at: what the model
//! says about them is a forecast ([`super::forecast`]).
//!
//! A full run for each trial would take minutes. The objective is therefore the model's own phase without luck: the
//! accounts of one large community whose free places are filled with [`adoption_hazard`](crate::step::adoption_hazard)
//! each week ([`Adoption::path`]). Nobody drops an account in it, as in `history-2011`, where nobody uses another
//! messenger. [`calibrate`] then runs the whole model with the fitted numbers and says how far it is from the figures,
//! in the history and in the first year of the market. Two things bind the fit that do not bind a Bass curve: it starts
//! from the published figure of the scenario's first week, and it ends below two accounts a person.
//!
//! # How well
//!
//! To 18 figures from the end of 2012 to the end of 2017 the fit has p = .00135 and q = .00774 a week and a ceiling of
//! 1,344 million accounts, with a root mean square error of 17.3 million and R² = .995. The three numbers hang together:
//! figures that have only begun to bend say little about the ceiling, and without the last of them the fit goes to the
//! most there can be. The errors are not noise: the figures grow along a line until mid-2017 and then stop sooner
//! than any curve of this family, which is 28 million too high at the end. The whole model has an error of 18.9 million
//! (10,000 agents, mean of 20 seeds), because a run that starts with a few hundred holders has luck of its own; one run is
//! about 10 million off its mean at the end. In the first year of the market the model as shipped misses five figures by
//! 15.1 million, most at the end of 2017 (27.6 million too high).
//!
//! Against simpler methods, each fitted only to the figures before: one figure ahead the model from the last figure errs by
//! 19.8 million, from its own state by 27.7, a Bass curve by 30.1, a straight line by 25.5, the last value by 43.5. Four
//! figures ahead it is 87.7, 91.2, 103.3, 37.5 and 177.8. So the model beats the Bass curve and the last value at every
//! distance, and the straight line beats all of them from four figures on, as long as growth is straight: until 2017 no
//! method that knows of a ceiling could learn it from the figures.
//!
//! # What is solved
//!
//! The appeal of brands and the intercepts of consent are not fitted here: each run solves them in its week 0, so that
//! brands sell what was published year by year and each way of asking has the mean consent it is known for. They are
//! reported with what they were solved to ([`Solved`]). Of the brands' published years those after [`LAST_YEAR`] are
//! inputs to later years of a run, no part of this report.
//!
//! # What nothing fits
//!
//! No figure of the years up to [`LAST_YEAR`] says how easy a Mini Program is to reach: users of the first year were
//! published in January 2018, shares of traffic in 2019. The friction of that channel stays an assumption ([`UNFITTED`]).
//! Held against the figure that comes first after the window: a year in, users of the market spend 3.6 occasions a week
//! in Mini Programs, which would be 290 million users a day if days were alike; 170 million were published (SCA BI).

mod fit;
mod curve;
mod methods;
mod solved;

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

pub use curve::{Adoption, Bass, LAUNCH};
pub use methods::{AHEAD, FEWEST_FIGURES, Judged, Method, judge};
pub use solved::{BrandAppeal, ConsentIntercept, Solved};

use super::{Figure, Progress, replicate_map};
use crate::run::{Record, RunInput};
use crate::scenario::{LeverId, Scenario, Series, load, shipped};

/// Last calendar year whose figures are fitted.
pub const LAST_YEAR: i32 = 2017;
/// The shipped scenario that holds the figures and shows the fit.
pub const HISTORY: &str = "history-2011";
/// The shipped root of all others, which carries the fitted numbers.
pub const MARKET: &str = "baseline-2016";
/// Numbers that were to be fitted and are not, with the reason.
pub const UNFITTED: &[(LeverId, &str)] = &[(
    LeverId::friction_mini,
    "no figure up to 2017 tells it: users of the first year were published in January 2018, shares of traffic in 2019",
)];

/// Most accounts of a messenger that one person holds.
const ACCOUNTS_A_PERSON: f64 = 2.0;

/// A published figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its day.
    pub date: NaiveDate,
    /// Week of the scenario in which the day falls.
    pub week: usize,
    /// Accounts, millions.
    pub accounts_m: f64,
}

/// The figures to fit, and what the scenario says besides.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// What was observed.
    pub label: String,
    /// Source keys.
    pub source: String,
    /// Figures up to [`LAST_YEAR`], in order.
    pub points: Vec<Point>,
    /// Monday of week 0.
    pub start: NaiveDate,
    /// Accounts before the first week, millions.
    pub start_m: f64,
    /// Most accounts there can be, two a person, millions.
    pub most_m: f64,
}

impl Published {
    /// The first series on the accounts of a scenario's dominant messenger; none without one that can be fitted.
    pub fn of(scenario: &Scenario) -> Option<Self> {
        let messenger = scenario.messengers.first()?;
        let series = first_series(scenario)?;
        let points = points_of(scenario, series);
        (points.len() >= FEWEST_FIGURES).then(|| Self {
            label: series.label.clone(),
            source: series.source.clone(),
            points,
            start: scenario.start,
            start_m: messenger.accounts_m,
            most_m: scenario.persons_m * ACCOUNTS_A_PERSON,
        })
    }
}

/// The first series on the accounts of the dominant messenger.
fn first_series(scenario: &Scenario) -> Option<&Series> {
    let column = accounts_of(&scenario.messengers.first()?.id);
    scenario.series.iter().find(|series| series.metric == column)
}

/// Figures from the start of a scenario to the end of the window, in order.
fn points_of(scenario: &Scenario, series: &Series) -> Vec<Point> {
    let point = |&(date, accounts_m): &(NaiveDate, f64)| {
        let inside = date >= scenario.start && date.year() <= LAST_YEAR;
        inside.then(|| Point { date, week: week_of(scenario.start, date), accounts_m })
    };
    let mut points: Vec<Point> = series.points.iter().filter_map(point).collect();
    points.sort_by_key(|point| point.date);
    points
}

/// Column of a messenger's accounts.
fn accounts_of(messenger: &str) -> String {
    format!("accounts_m_{messenger}")
}

/// Week in which a day falls that is not before the start.
fn week_of(start: NaiveDate, date: NaiveDate) -> usize {
    usize::try_from((date - start).num_days() / 7).unwrap_or_default()
}

/// How far a whole run is from published figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunError {
    /// Published figures compared.
    pub figures: usize,
    /// Root mean square of the distances, million accounts, over seeds.
    pub error_m: Figure,
    /// Distance of the last figure, simulated less published, million accounts, over seeds.
    pub last_m: Figure,
}

/// All that calibration says.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// What was fitted to.
    pub published: Published,
    /// The fitted numbers.
    pub adoption: Adoption,
    /// What the history and the market carry now.
    pub carried: [(&'static str, Adoption); 2],
    /// Fitted accounts at each figure, millions.
    pub fitted: Vec<f64>,
    /// Root mean square error of the fit, million accounts.
    pub error_m: f64,
    /// Share of the figures' variance that the fit explains.
    pub r_squared: f64,
    /// The model and simpler methods, judged by what each would have said inside the window.
    pub judged: Vec<Judged>,
    /// The whole model with the fitted numbers, in the history.
    pub history: RunError,
    /// The whole model as it is shipped, in the first year of the market.
    pub market: RunError,
    /// What each run solves in its week 0.
    pub solved: Solved,
}

impl Calibration {
    /// Whether the shipped scenarios carry the fitted numbers, to the digits they are written with.
    pub fn is_carried(&self) -> bool {
        self.carried.iter().all(|(_, carried)| *carried == self.adoption)
    }
}

/// A shipped scenario; none if it does not load.
pub fn shipped_scenario(name: &str) -> Option<Arc<Scenario>> {
    let library = |name: &str| shipped(name).map(str::to_owned);
    load(name, shipped(name)?.as_bytes(), &library).ok().map(Arc::new)
}

/// Weeks that [`calibrate`] simulates in all, for a progress bar.
pub fn weeks_to_run(seeds: u32) -> u64 {
    let one = |name| shipped_scenario(name).map_or(0, |scenario| u64::from(scenario.weeks));
    let market = shipped_scenario(MARKET).map_or(0, |market| u64::from(market_weeks(&market)));
    (one(HISTORY) + market) * u64::from(seeds)
}

/// Weeks of the market that are compared with published figures.
fn market_weeks(market: &Scenario) -> u32 {
    let points = first_series(market).map(|series| points_of(market, series)).unwrap_or_default();
    points.last().map_or(0, |point| point.week as u32 + 1).max(Solved::WEEKS)
}

/// Fits, judges and runs. Each check of the whole model has `seeds` seeds and `agents` agents. `None` if `progress`
/// stopped it, or if the shipped scenarios have no figures to fit.
pub fn calibrate(seeds: u32, agents: u32, threads: usize, progress: &Progress<'_>) -> Option<Calibration> {
    let (history, market) = (shipped_scenario(HISTORY)?, shipped_scenario(MARKET)?);
    let published = Published::of(&history)?;
    let adoption = Adoption::fit(&published);
    let path = adoption.path(published.start_m, published.points.last()?.week + 1);
    let fitted: Vec<f64> = published.points.iter().map(|point| path[point.week]).collect();
    let errors: Vec<f64> = fitted.iter().zip(&published.points).map(|(fit, point)| fit - point.accounts_m).collect();
    let figures: Vec<f64> = published.points.iter().map(|point| point.accounts_m).collect();
    let mean = figures.iter().sum::<f64>() / figures.len() as f64;
    let squares: f64 = errors.iter().map(|error| error * error).sum();
    let variance: f64 = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum();
    let input = |scenario: &Arc<Scenario>, weeks| RunInput { weeks, agents, ..RunInput::new(scenario.clone()) };
    let runs = replicate_map(&input(&adoption.carried_by(&history), history.weeks), seeds, threads, progress, |r| {
        errors_of(&r, &history.messengers[0].id, &published.points)
    })?;
    let year = points_of(&market, first_series(&market)?);
    let later = |k: u32, week: u32| progress(seeds.saturating_add(k), week);
    let market_runs = replicate_map(&input(&market, market_weeks(&market)), seeds, threads, &later, |record| {
        (errors_of(&record, &market.messengers[0].id, &year), Solved::shipments(&record, &market))
    })?;
    let (market_errors, shipments): (Vec<_>, Vec<_>) = market_runs.into_iter().unzip();
    Some(Calibration {
        carried: [(HISTORY, Adoption::of(&history)?), (MARKET, Adoption::of(&market)?)],
        judged: judge(&published),
        history: run_error(&runs)?,
        market: run_error(&market_errors)?,
        solved: Solved::of(&market, &shipments),
        error_m: (squares / errors.len() as f64).sqrt(),
        r_squared: 1.0 - squares / variance,
        published,
        adoption,
        fitted,
    })
}

/// Simulated less published accounts, millions, at each figure that the run reaches.
fn errors_of(record: &Record, messenger: &str, points: &[Point]) -> Vec<f64> {
    let Some(column) = record.column(&accounts_of(messenger)) else { return Vec::new() };
    let at = |point: &Point| Some(column.get(point.week).copied().flatten()? - point.accounts_m);
    points.iter().filter_map(at).collect()
}

fn run_error(runs: &[Vec<f64>]) -> Option<RunError> {
    let figures = runs.first()?.len();
    let rms = |errors: &Vec<f64>| (errors.iter().map(|e| e * e).sum::<f64>() / errors.len().max(1) as f64).sqrt();
    Some(RunError {
        figures,
        error_m: Figure::of(&runs.iter().map(rms).collect::<Vec<_>>())?,
        last_m: Figure::of(&runs.iter().filter_map(|errors| errors.last().copied()).collect::<Vec<_>>())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_scenarios_carry_what_the_program_fits() {
        let history = shipped_scenario(HISTORY).expect("shipped");
        let fitted = Adoption::fit(&Published::of(&history).expect("figures"));
        for name in [HISTORY, MARKET] {
            let carried = Adoption::of(&shipped_scenario(name).expect("shipped"));
            assert_eq!(carried, Some(fitted), "{name} carries the output of `gatekeepers calibrate`");
        }
    }

    #[test]
    fn no_figure_after_the_window_is_in_the_fit() {
        let mut history = (*shipped_scenario(HISTORY).expect("shipped")).clone();
        let before = Adoption::fit(&Published::of(&history).expect("figures"));
        let later = NaiveDate::from_ymd_opt(LAST_YEAR + 1, 3, 31).expect("a day");
        history.series[0].points.push((later, 5000.0));
        assert_eq!(Adoption::fit(&Published::of(&history).expect("figures")), before);
    }
}
