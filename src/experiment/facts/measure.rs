//! How facts are measured in runs: what is kept of a run, and one function a figure.

use std::ops::Range;

use super::arms::{Arm, POLICY};
use crate::run::Record;
use crate::run::compare::Summaries;

/// Columns that the facts read; a run is kept as these, week by week.
pub const COLUMNS: &[&str] = &[
    "phone_share_huawei",
    "messenger_share_wechat",
    "accounts_m_wechat",
    "channel_share_direct",
    "channel_share_mini",
    "channel_share_os",
    "tracked_users",
    "observed_weeks",
    "consumer_surplus",
    "privacy_loss_stated",
    "consent_message_os",
    "consent_segment_1",
    "consent_segment_5",
    "n_vendors",
    "new_vendors",
    "new_vendor_exits",
    "hhi_vendors",
    "top_revenue_share",
    "revenue_tail",
    "profit_vendors",
    "profit_operator_wechat",
    "profit_os_huawei",
    "gross_revenue",
    "ad_revenue_vendors",
    "data_price_os_huawei",
    "new_degraded_users",
    "new_blocked_users",
    "n_capturing",
    "cum_left_brand",
    "cum_left_messenger",
];

/// Weeks in a year, and months in it.
const YEAR: usize = 52;
const MONTHS: f64 = 12.0;

/// What is kept of a run: [`COLUMNS`] one after the other, each a value a week.
pub fn figures(record: &Record) -> Summaries {
    let weeks = record.weeks as usize;
    let cells = |column: &&str| record.column(column).map_or_else(|| vec![None; weeks], <[Option<f64>]>::to_vec);
    COLUMNS.iter().flat_map(cells).collect()
}

/// The runs of one seed, by arm.
#[derive(Clone, Copy, Debug)]
pub struct Seed<'a> {
    /// What is kept of each arm; none where it has not run.
    pub runs: &'a [Option<&'a Summaries>],
}

impl Seed<'_> {
    /// A column of an arm, week by week.
    pub fn cells(&self, arm: Arm, column: &str) -> Option<&[Option<f64>]> {
        let place = COLUMNS.iter().position(|known| *known == column)?;
        let weeks = arm.spec().weeks as usize;
        (*self.runs.get(arm as usize)?)?.get(place * weeks..(place + 1) * weeks)
    }

    /// Mean over weeks, empty cells left out.
    pub fn mean(&self, arm: Arm, column: &str, weeks: Range<usize>) -> Option<f64> {
        let cells: Vec<f64> = self.cells(arm, column)?.get(weeks)?.iter().flatten().copied().collect();
        (!cells.is_empty()).then(|| cells.iter().sum::<f64>() / cells.len() as f64)
    }

    /// Value in a week.
    pub fn at(&self, arm: Arm, column: &str, week: usize) -> Option<f64> {
        self.cells(arm, column)?.get(week).copied().flatten()
    }

    /// Change of a mean against another arm, as a share of it.
    fn change(&self, arm: Arm, base: Arm, column: &str, weeks: Range<usize>) -> Option<f64> {
        Some(self.mean(arm, column, weeks.clone())? / self.mean(base, column, weeks)? - 1.0)
    }

    /// First week in which a column is above zero; none if it never is.
    fn first(&self, arm: Arm, column: &str) -> Option<usize> {
        self.cells(arm, column)?.iter().position(|cell| cell.is_some_and(|value| value > 0.0))
    }

    /// First week in which users of a brand that reads are degraded or blocked; its last week and one if it never is.
    fn hindered(&self, arm: Arm) -> usize {
        let of = |column| self.first(arm, column).unwrap_or(arm.spec().weeks as usize);
        of("new_degraded_users").min(of("new_blocked_users"))
    }
}

/// The year from the policy on.
const AFTER: Range<usize> = POLICY..POLICY + YEAR;

fn logit(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

fn told(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

// The opt-in law.

pub(super) fn observed_users(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::Consent, Arm::Baseline, "tracked_users", AFTER)
}

pub(super) fn weeks_observed(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::Consent, Arm::Baseline, "observed_weeks", AFTER)
}

/// Advertising revenue for each identifier that vendors observe.
pub(super) fn value_per_observed(seed: &Seed<'_>) -> Option<f64> {
    let of = |arm| {
        let observed = seed.mean(arm, "tracked_users", AFTER)? / seed.mean(arm, "observed_weeks", AFTER)?;
        Some(seed.mean(arm, "ad_revenue_vendors", AFTER)? / observed)
    };
    Some(of(Arm::Consent)? / of(Arm::Baseline)? - 1.0)
}

pub(super) fn vendors_after_a_year(seed: &Seed<'_>) -> Option<f64> {
    let week = POLICY + YEAR;
    seed.change(Arm::OptIn, Arm::Baseline, "n_vendors", week..week + 1)
}

pub(super) fn concentration_after(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::OptIn, Arm::Baseline, "hhi_vendors", AFTER)
}

/// Weeks from the largest fall of the number of vendors until half of it is made good; the weeks left if it never is.
pub(super) fn half_life(seed: &Seed<'_>) -> Option<f64> {
    let (law, base) = (seed.cells(Arm::OptIn, "n_vendors")?, seed.cells(Arm::Baseline, "n_vendors")?);
    let gap = |week: usize| Some(law.get(week)?.as_ref()? / base.get(week)?.as_ref()? - 1.0);
    let gaps: Vec<f64> = (POLICY..law.len()).map_while(gap).collect();
    let (worst, fall) = gaps.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))?;
    let left = &gaps[worst..];
    Some(left.iter().position(|gap| *gap >= 0.5 * fall).unwrap_or(left.len()) as f64)
}

// A rule that costs vendors.

/// Weeks of the last year of the long runs.
const LAST: Range<usize> = 208..260;

pub(super) fn vendors_under_costs(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::Costs, Arm::Baseline, "n_vendors", LAST)
}

/// Consumer surplus in the third year after the rule.
pub(super) fn surplus_with_entry_halved(seed: &Seed<'_>) -> Option<f64> {
    let year = POLICY + 2 * YEAR..POLICY + 3 * YEAR;
    seed.change(Arm::CostsEntryHalved, Arm::Baseline, "consumer_surplus", year)
}

// The prompt of the system.

/// Loss of advertising revenue as a share of that from the users who are lost to tracking.
pub(super) fn loss_per_affected_user(seed: &Seed<'_>) -> Option<f64> {
    let lost = seed.change(Arm::OsPrompt, Arm::Baseline, "ad_revenue_vendors", AFTER)?;
    let users = seed.mean(Arm::Baseline, "tracked_users", AFTER)? - seed.mean(Arm::OsPrompt, "tracked_users", AFTER)?;
    Some(lost / users)
}

/// A vendor that lives on advertising alone.
pub(super) fn loss_of_dependent(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::OsPrompt, Arm::Baseline, "ad_revenue_vendors", AFTER)
}

/// A vendor that takes payments as well: all vendors together.
pub(super) fn loss_of_paid(seed: &Seed<'_>) -> Option<f64> {
    let all = |arm| Some(seed.mean(arm, "gross_revenue", AFTER)? + seed.mean(arm, "ad_revenue_vendors", AFTER)?);
    Some(all(Arm::OsPrompt)? / all(Arm::Baseline)? - 1.0)
}

pub(super) fn losses_in_order(seed: &Seed<'_>) -> Option<f64> {
    let [user, dependent, paid] = [loss_per_affected_user(seed)?, loss_of_dependent(seed)?, loss_of_paid(seed)?];
    Some(told(user < dependent && dependent < paid && paid < 0.0))
}

pub(super) fn vendors_under_prompt(seed: &Seed<'_>) -> Option<f64> {
    let week = POLICY + YEAR;
    seed.change(Arm::OsPrompt, Arm::Baseline, "n_vendors", week - 1..week)
}

// Consent.

/// Ways of asking, in the order in which consent falls.
const ORDERED: [Arm; 6] = [
    Arm::AskedOptOut,
    Arm::AskedBundled,
    Arm::AskedNoRefusal,
    Arm::AskedRefuseButton,
    Arm::AskedOsPrompt,
    Arm::AskedGranularNothing,
];

/// Consent in the first week in which users are asked.
fn first_answer(seed: &Seed<'_>, arm: Arm, column: &str) -> Option<f64> {
    seed.at(arm, column, POLICY)
}

pub(super) fn first_refusals(seed: &Seed<'_>) -> Option<f64> {
    first_answer(seed, Arm::AskedRefuseButton, "consent_message_os")
}

/// Whether consent falls from way to way in every week after the first request.
pub(super) fn consent_in_order(seed: &Seed<'_>) -> Option<f64> {
    let cells: Option<Vec<&[Option<f64>]>> = ORDERED.iter().map(|arm| seed.cells(*arm, "consent_message_os")).collect();
    let cells = cells?;
    let falls = |week: usize| cells.windows(2).all(|pair| pair[0][week] > pair[1][week]);
    Some(told((POLICY..ORDERED[0].spec().weeks as usize).all(falls)))
}

fn shift(seed: &Seed<'_>, arm: Arm, from: Arm, column: &str) -> Option<f64> {
    Some(logit(first_answer(seed, arm, column)?) - logit(first_answer(seed, from, column)?))
}

pub(super) fn second_page(seed: &Seed<'_>) -> Option<f64> {
    shift(seed, Arm::AskedSecondPage, Arm::AskedRefuseButton, "consent_message_os")
}

pub(super) fn granular_first_page(seed: &Seed<'_>) -> Option<f64> {
    shift(seed, Arm::AskedGranularFirst, Arm::AskedRefuseButton, "consent_message_os")
}

pub(super) fn payment(seed: &Seed<'_>) -> Option<f64> {
    shift(seed, Arm::AskedPaid, Arm::AskedOsPrompt, "consent_message_os")
}

/// The shift in the fifth of users with the highest concern less that in the fifth with the lowest.
pub(super) fn payment_by_concern(seed: &Seed<'_>) -> Option<f64> {
    let of = |column| shift(seed, Arm::AskedPaid, Arm::AskedOsPrompt, column);
    Some(of("consent_segment_5")? - of("consent_segment_1")?)
}

// The dispute.

pub(super) fn leavers_to_brands(seed: &Seed<'_>) -> Option<f64> {
    let week = Arm::Withdrawn.spec().weeks as usize - 1;
    let brand = seed.at(Arm::Withdrawn, "cum_left_brand", week)?;
    let messenger = seed.at(Arm::Withdrawn, "cum_left_messenger", week)?;
    Some(brand / (brand + messenger))
}

/// Sets of makers that read, from the smallest.
const READERS: [Arm; 4] = [Arm::Pilot, Arm::OneBrand, Arm::ThreeBrands, Arm::Coalition];

/// Whether the pilot is hindered, and no set later than a larger one.
pub(super) fn small_sets_first(seed: &Seed<'_>) -> Option<f64> {
    seed.cells(Arm::Coalition, "n_capturing")?;
    let weeks: Vec<usize> = READERS.iter().map(|arm| seed.hindered(*arm)).collect();
    Some(told(weeks[0] < Arm::Pilot.spec().weeks as usize && weeks.is_sorted()))
}

/// Weeks from the hindering of the pilot until it reads no more; all weeks if it is left alone or goes on.
pub(super) fn weeks_to_retreat(seed: &Seed<'_>) -> Option<f64> {
    let reading = seed.cells(Arm::Pilot, "n_capturing")?;
    let from = seed.hindered(Arm::Pilot);
    let weeks = reading.iter().skip(from).position(|cell| *cell == Some(0.0));
    Some(weeks.unwrap_or(reading.len()) as f64)
}

pub(super) fn coalition_spared(seed: &Seed<'_>) -> Option<f64> {
    let reading = seed.mean(Arm::Coalition, "n_capturing", POLICY + 1..Arm::Coalition.spec().weeks as usize)?;
    Some(told(seed.hindered(Arm::Coalition) == Arm::Coalition.spec().weeks as usize && reading >= 5.0))
}

// Access.

/// Change of the leader's share two years after the mandate works, against the market without it.
pub(super) fn leader_under_interop(seed: &Seed<'_>) -> Option<f64> {
    let week = 122 + 2 * YEAR;
    Some(
        seed.at(Arm::Interop, "messenger_share_wechat", week)?
            - seed.at(Arm::Baseline, "messenger_share_wechat", week)?,
    )
}

pub(super) fn entry_with_access(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::Licensed, Arm::Veto, "new_vendors", POLICY..260)
}

pub(super) fn profit_with_access(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::Licensed, Arm::Veto, "profit_vendors", POLICY..260)
}

/// Weeks over which posted prices are compared: a year and a half after collection began, when prices have been posted.
const PRICED: Range<usize> = 88..140;

pub(super) fn price_as_neighbours_share(seed: &Seed<'_>) -> Option<f64> {
    let of = |arm| seed.mean(arm, "data_price_os_huawei", PRICED);
    Some(of(Arm::Dividend)? / of(Arm::DividendNoLeak)? - 1.0)
}

pub(super) fn price_under_competition(seed: &Seed<'_>) -> Option<f64> {
    let of = |arm| seed.mean(arm, "data_price_os_huawei", PRICED);
    Some(of(Arm::Dividend)? / of(Arm::DividendAlone)? - 1.0)
}

// Vendors in the baseline.

pub(super) fn tail(seed: &Seed<'_>) -> Option<f64> {
    seed.mean(Arm::Baseline, "revenue_tail", LAST)
}

pub(super) fn top_share(seed: &Seed<'_>) -> Option<f64> {
    seed.mean(Arm::Baseline, "top_revenue_share", LAST)
}

/// Weeks of 2020, in which the churn was observed.
const IN_2020: Range<usize> = 160..212;

fn a_month(seed: &Seed<'_>, column: &str) -> Option<f64> {
    let weekly = seed.mean(Arm::Baseline, column, IN_2020)? / seed.mean(Arm::Baseline, "n_vendors", IN_2020)?;
    Some(weekly * YEAR as f64 / MONTHS)
}

pub(super) fn entry_a_month(seed: &Seed<'_>) -> Option<f64> {
    a_month(seed, "new_vendors")
}

pub(super) fn exit_a_month(seed: &Seed<'_>) -> Option<f64> {
    a_month(seed, "new_vendor_exits")
}

// Data worth nothing.

/// Columns of the market that no data rule may move where data are worth nothing.
const MARKET: &[&str] = &[
    "phone_share_huawei",
    "messenger_share_wechat",
    "accounts_m_wechat",
    "channel_share_direct",
    "channel_share_mini",
    "channel_share_os",
    "consumer_surplus",
    "n_vendors",
    "new_vendors",
    "new_vendor_exits",
    "hhi_vendors",
    "profit_vendors",
    "profit_operator_wechat",
    "profit_os_huawei",
    "gross_revenue",
    "ad_revenue_vendors",
];

/// The largest gap of any figure of the market in any week, as a share of it.
pub(super) fn market_moves(seed: &Seed<'_>) -> Option<f64> {
    let mut largest = 0.0_f64;
    for column in MARKET {
        let (open, closed) = (seed.cells(Arm::Worthless, column)?, seed.cells(Arm::WorthlessClosed, column)?);
        for (open, closed) in open.iter().flatten().zip(closed.iter().flatten()) {
            largest = largest.max((open - closed).abs() / open.abs().max(1e-9));
        }
    }
    Some(largest)
}

pub(super) fn privacy_moves(seed: &Seed<'_>) -> Option<f64> {
    seed.change(Arm::WorthlessClosed, Arm::Worthless, "privacy_loss_stated", POLICY..60)
}

// Adoption.

/// Weeks that end with or before the last day of each quarter of 2018 and 2019.
const QUARTERS: [usize; 8] = [67, 80, 94, 107, 120, 133, 146, 159];

macro_rules! accounts {
    ($($name:ident: $quarter:literal;)+) => {
        $(pub(super) fn $name(seed: &Seed<'_>) -> Option<f64> {
            seed.at(Arm::Baseline, "accounts_m_wechat", QUARTERS[$quarter])
        })+
    };
}

accounts! {
    accounts_2018_1: 0;
    accounts_2018_2: 1;
    accounts_2018_3: 2;
    accounts_2018_4: 3;
    accounts_2019_1: 4;
    accounts_2019_2: 5;
    accounts_2019_3: 6;
    accounts_2019_4: 7;
}
