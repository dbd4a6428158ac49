//! Regimes against each other: how a set of scenarios ranks for users, vendors, operators and phone makers.
//!
//! All regimes run with the same seeds, so that two of them are compared seed by seed. A regime is ranked behind another
//! only where the 95 % interval of their paired differences leaves out zero and reaches beyond the smallest gap of
//! interest; the ranks of those that cannot be told apart overlap. Privacy is never folded in at one weight: a figure without it and figures at both weights are ranked
//! side by side.

use std::cmp::Ordering;

use super::Figure;
use crate::metrics::MetricId;
use crate::run::Record;
use crate::run::compare::{Summaries, Verdict, interval, verdict};
use crate::run::summary::{spec_of, summary};

/// Whom a criterion is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Users.
    Users,
    /// App vendors.
    Vendors,
    /// Messaging operators.
    Operators,
    /// Phone makers.
    PhoneMakers,
    /// Everybody together.
    All,
}

impl Party {
    /// All parties, in the order of the page.
    pub const ALL: &'static [Self] = &[Self::Users, Self::Vendors, Self::Operators, Self::PhoneMakers, Self::All];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Vendors => "App vendors",
            Self::Operators => "Messaging operators",
            Self::PhoneMakers => "Phone makers",
            Self::All => "Everybody together",
        }
    }
}

/// A figure by which regimes are ranked, the highest first.
#[derive(Debug)]
pub struct Criterion {
    /// Word in files.
    pub id: &'static str,
    /// Whom it is about.
    pub party: Party,
    /// Name shown to people.
    pub label: &'static str,
    /// The same under a heading that names the party.
    pub head: &'static str,
    /// Unit, as in the table of metrics.
    pub unit: &'static str,
    /// Metrics with their signs; one with several actors is added up over them.
    pub terms: &'static [(MetricId, f64)],
    /// What it is, in a sentence.
    pub help: &'static str,
}

const fn row(
    id: &'static str,
    party: Party,
    label: &'static str,
    head: &'static str,
    unit: &'static str,
    terms: &'static [(MetricId, f64)],
    help: &'static str,
) -> Criterion {
    Criterion { id, party, label, head, unit, terms, help }
}

const PER_USER: &str = "RMB per user-week";
const MONEY: &str = "RMB million per week";

/// All criteria, in the order of the page.
pub const CRITERIA: &[Criterion] = &[
    row(
        "users",
        Party::Users,
        "Surplus before privacy",
        "before privacy",
        PER_USER,
        &[(MetricId::consumer_surplus, 1.0), (MetricId::user_dividend, 1.0)],
        "Consumer surplus from services and data dividends, without any privacy loss; messenger and phone are not in it",
    ),
    row(
        "users_revealed",
        Party::Users,
        "Surplus less privacy loss, revealed weight",
        "less loss, revealed",
        PER_USER,
        &[(MetricId::consumer_surplus, 1.0), (MetricId::user_dividend, 1.0), (MetricId::privacy_loss_revealed, -1.0)],
        "The same less privacy loss at the weight that users act on",
    ),
    row(
        "users_stated",
        Party::Users,
        "Surplus less privacy loss, stated weight",
        "less loss, stated",
        PER_USER,
        &[(MetricId::consumer_surplus, 1.0), (MetricId::user_dividend, 1.0), (MetricId::privacy_loss_stated, -1.0)],
        "The same less privacy loss at the weight that users state",
    ),
    row(
        "vendors_profit",
        Party::Vendors,
        "Profit of vendors",
        "profit",
        MONEY,
        &[(MetricId::profit_vendors, 1.0)],
        "Profit of all app vendors together",
    ),
    row(
        "vendors_number",
        Party::Vendors,
        "Vendors alive",
        "number",
        "vendors",
        &[(MetricId::n_vendors, 1.0)],
        "App vendors at the end of the run",
    ),
    row(
        "vendors_entry",
        Party::Vendors,
        "Entry of vendors",
        "entry",
        "vendors",
        &[(MetricId::new_vendors, 1.0)],
        "App vendors that enter in a week",
    ),
    row(
        "operators",
        Party::Operators,
        "Profit of operators",
        "profit",
        MONEY,
        &[(MetricId::profit_operator, 1.0)],
        "Profit of all messaging operators together",
    ),
    row(
        "phone_makers",
        Party::PhoneMakers,
        "Profit of phone makers",
        "profit",
        MONEY,
        &[(MetricId::profit_os, 1.0)],
        "Profit of all phone makers together",
    ),
    row(
        "all_revealed",
        Party::All,
        "Welfare from services and firms, revealed weight",
        "revealed weight",
        MONEY,
        &[(MetricId::welfare_revealed, 1.0)],
        "Users, firms and the state, less privacy loss at the weight that users act on",
    ),
    row(
        "all_stated",
        Party::All,
        "Welfare from services and firms, stated weight",
        "stated weight",
        MONEY,
        &[(MetricId::welfare_stated, 1.0)],
        "Users, firms and the state, less privacy loss at the weight that users state",
    ),
];

impl Criterion {
    /// The criterion of a run whose columns have these figures; none where a part has none.
    pub fn value(&self, columns: &[String], figures: &[Option<f64>]) -> Option<f64> {
        let mut sum = 0.0;
        for (metric, sign) in self.terms {
            let id = metric.spec().id;
            let of_metric = |column: &String| spec_of(column).is_some_and(|spec| spec.id == id);
            let mut found = columns.iter().zip(figures).filter(|(column, _)| of_metric(column)).peekable();
            found.peek()?;
            for (_, figure) in found {
                sum += sign * (*figure)?;
            }
        }
        Some(sum)
    }
}

/// Where a regime stands by one criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Mean over seeds, with the interval of the mean; none where no seed has a figure.
    pub figure: Option<Figure>,
    /// Best and worst rank that cannot be ruled out, from 1; none below ten seeds that all regimes share.
    pub ranks: Option<(usize, usize)>,
    /// Against the regime that the others are compared with; none of itself and without seeds that both share.
    pub against: Option<Against>,
}

/// A regime less another, seed by seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// Mean difference with its 95 % interval.
    pub difference: Figure,
    /// Seeds that both share.
    pub pairs: usize,
    /// What can be said about it, by the rules of a comparison.
    pub verdict: Verdict,
}

impl Against {
    /// One regime less another by seed; `gap` is the smallest difference of interest, a share of the other's mean.
    fn of(regime: &[Option<f64>], other: &[Option<f64>], gap: f64) -> Option<Self> {
        let pairs: Vec<(f64, f64)> = regime.iter().zip(other).filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect();
        let differences: Vec<f64> = pairs.iter().map(|(a, b)| a - b).collect();
        let difference = Figure::of(&differences)?;
        let mean = pairs.iter().map(|(_, b)| b).sum::<f64>() / pairs.len() as f64;
        let verdict = verdict(&differences, interval(&differences), gap * mean.abs());
        Some(Self { difference, pairs: pairs.len(), verdict })
    }
}

impl Standing {
    /// Whether it shares its rank with another regime.
    pub fn is_tied(&self) -> bool {
        self.ranks.is_some_and(|(best, worst)| best != worst)
    }
}

/// Ranks regimes, the highest first. `regimes` holds the figures of each regime by seed, the same seeds for all; `gap`
/// is the smallest difference of interest as a share of a mean, and `reference` the one the others are compared with.
pub fn rank(regimes: &[Vec<Option<f64>>], gap: f64, reference: usize) -> Vec<Standing> {
    let standing = |(place, regime): (usize, &Vec<Option<f64>>)| {
        let known: Vec<f64> = regime.iter().flatten().copied().collect();
        let other = regimes.get(reference).filter(|_| place != reference);
        let against = other.and_then(|other| Against::of(regime, other, gap));
        Standing { figure: Figure::of(&known), ranks: None, against }
    };
    let mut standings: Vec<Standing> = regimes.iter().enumerate().map(standing).collect();
    for (place, regime) in regimes.iter().enumerate() {
        let others = regimes.iter().enumerate().filter(|(other, _)| *other != place);
        let against: Option<Vec<Ordering>> = others.map(|(_, other)| told(regime, other, gap)).collect();
        standings[place].ranks = against.map(|against| {
            let count = |told: Ordering| against.iter().filter(|known| **known == told).count();
            (1 + count(Ordering::Less), regimes.len() - count(Ordering::Greater))
        });
    }
    standings
}

/// Whether `a` is higher or lower than `b`, as far as luck lets it be told and it is worth telling, and equal where it is
/// not; none below ten pairs.
pub fn told(a: &[Option<f64>], b: &[Option<f64>], gap: f64) -> Option<Ordering> {
    // What is smaller than the gap beside either of them is no difference between them.
    let (a_to_b, b_to_a) = (Against::of(a, b, gap)?.verdict, Against::of(b, a, gap)?.verdict);
    match (a_to_b, b_to_a) {
        (Verdict::TooFewPairs | Verdict::NoBase, _) => None,
        (Verdict::Larger, Verdict::Smaller) => Some(Ordering::Greater),
        (Verdict::Smaller, Verdict::Larger) => Some(Ordering::Less),
        _ => Some(Ordering::Equal),
    }
}

/// The figure of a run by each criterion, in the order of [`CRITERIA`].
pub fn figures(record: &Record) -> Summaries {
    let figures: Summaries = record.columns.iter().map(|column| summary(record, column)).collect();
    CRITERIA.iter().map(|criterion| criterion.value(&record.columns, &figures)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::METRICS;

    /// Ten seeds around a mean, with luck that all regimes share and a little of their own.
    fn regime(mean: f64, own: f64) -> Vec<Option<f64>> {
        (0..10_i32).map(|k| Some(mean + f64::from(k * 3 % 10) * 5.0 + own * f64::from(1 - 2 * (k % 2)))).collect()
    }

    fn ranks(regimes: &[Vec<Option<f64>>]) -> Vec<Option<(usize, usize)>> {
        rank(regimes, 0.0, 0).iter().map(|standing| standing.ranks).collect()
    }

    #[test]
    fn paired_luck_does_not_hide_a_difference() {
        let list = [regime(1.0, 0.1), regime(2.0, -0.1), regime(3.0, 0.1)];
        assert_eq!(ranks(&list), [Some((3, 3)), Some((2, 2)), Some((1, 1))]);
        assert!(rank(&list, 0.0, 0).iter().all(|standing| !standing.is_tied()));
        let against = rank(&list, 0.0, 0)[2].against.expect("another regime");
        assert!((against.difference.mean - 2.0).abs() < 1e-9 && against.pairs == 10, "{against:?}");
        assert_eq!((against.verdict, rank(&list, 0.0, 2)[2].against), (Verdict::Larger, None));
    }

    #[test]
    fn what_lies_within_the_smallest_gap_shares_its_rank() {
        // Means of 100 and more: differences of 1 are one per cent.
        let list = [regime(100.0, 0.0), regime(100.5, 0.1), regime(110.0, 0.0)];
        let of = |gap| rank(&list, gap, 0).iter().map(|standing| standing.ranks).collect::<Vec<_>>();
        assert_eq!(of(0.0), [Some((3, 3)), Some((2, 2)), Some((1, 1))]);
        assert_eq!(of(0.01), [Some((2, 3)), Some((2, 3)), Some((1, 1))]);
        assert_eq!(rank(&list, 0.01, 0)[1].against.map(|against| against.verdict), Some(Verdict::WithinGap));
    }

    #[test]
    fn regimes_that_cannot_be_told_apart_share_their_ranks() {
        let list = [regime(5.0, 0.5), regime(5.1, -0.5), regime(1.0, 0.1), regime(1.0, 0.1)];
        assert_eq!(ranks(&list), [Some((1, 2)), Some((1, 2)), Some((3, 4)), Some((3, 4))]);
        // The one in the middle cannot be told from either end, though the ends can be told apart.
        let chain = [regime(0.0, 0.0), regime(0.5, 1.0), regime(1.0, 0.0)];
        assert_eq!(ranks(&chain), [Some((2, 3)), Some((1, 3)), Some((1, 2))]);
    }

    #[test]
    fn no_rank_below_ten_seeds() {
        let short: Vec<_> = [regime(1.0, 0.1), regime(9.0, 0.1)].map(|regime| regime[..9].to_vec()).into();
        assert_eq!(ranks(&short), [None, None]);
        assert!(rank(&short, 0.0, 0).iter().all(|standing| standing.figure.is_some()));
        let mut holes = [regime(1.0, 0.1), regime(9.0, 0.1)];
        holes[1][4] = None;
        assert_eq!(ranks(&holes), [None, None]);
        assert_eq!(ranks(&[regime(1.0, 0.0)]), [Some((1, 1))]);
    }

    #[test]
    fn criteria_have_the_units_of_their_metrics_and_are_unique() {
        for (place, criterion) in CRITERIA.iter().enumerate() {
            assert!(criterion.terms.iter().all(|(metric, _)| metric.spec().unit == criterion.unit), "{}", criterion.id);
            assert!(!criterion.help.ends_with('.') && !criterion.label.ends_with(['.', ':']));
            assert!(CRITERIA[..place].iter().all(|known| known.id != criterion.id && known.label != criterion.label));
        }
        assert!(Party::ALL.iter().all(|party| CRITERIA.iter().any(|criterion| criterion.party == *party)));
        assert!(METRICS.len() > CRITERIA.len());
    }

    #[test]
    fn a_criterion_adds_up_actors_and_signs() {
        let columns = ["consumer_surplus", "user_dividend", "privacy_loss_stated", "profit_os_a", "profit_os_b"];
        let columns = columns.map(str::to_owned);
        let figures = [Some(10.0), Some(1.0), Some(4.0), Some(2.0), Some(3.0)];
        let value = |id: &str, figures: &[Option<f64>]| {
            CRITERIA.iter().find(|criterion| criterion.id == id).and_then(|c| c.value(&columns, figures))
        };
        assert_eq!(value("users_stated", &figures), Some(7.0));
        assert_eq!(value("phone_makers", &figures), Some(5.0));
        assert_eq!(value("operators", &figures), None, "no such column");
        assert_eq!(value("phone_makers", &[None; 5]), None);
    }
}
