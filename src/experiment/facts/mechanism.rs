//! Facts that are exact statements about a mechanism: measured at the mechanism itself, without a run.

use crate::scenario::Levers;
use crate::scenario::vocabulary::{ConsentMode, Origin, Purpose};
use crate::step::choice::{concern_quantiles, consent_intercept, consent_mean, logistic, root};
use crate::step::{interoperable, unlearnt};
use crate::world::stocks::{Inflow, KINDS};
use crate::world::{Kind, Stocks};

/// Doublings of the stock over which the learning curve is read, from the data scale on.
const DOUBLINGS: i32 = 12;

/// What is left to learn at so many doublings of the data scale.
fn left(levers: &Levers, doublings: i32) -> f64 {
    unlearnt(levers, levers.data_scale_m * 1e6 * libm::exp2(f64::from(doublings)))
}

/// Slope of the error that data can remove against the stock, both in logarithms.
pub(super) fn learning_slope(levers: &Levers) -> f64 {
    let (first, last) = (left(levers, 0), left(levers, DOUBLINGS));
    libm::log(last / first) / (f64::from(DOUBLINGS) * std::f64::consts::LN_2)
}

/// The gain of the last doubling over that of the first.
pub(super) fn gain_of_a_doubling(levers: &Levers) -> f64 {
    let gain = |doubling: i32| left(levers, doubling) - left(levers, doubling + 1);
    gain(DOUBLINGS - 1) / gain(0)
}

/// Weeks until half of a stock is of no more use, without inflow.
fn half_life(levers: &Levers, kind: Kind) -> f64 {
    let mut decay = [0.0; KINDS];
    decay[Kind::Intent as usize] = levers.decay_message_intent;
    decay[Kind::Language as usize] = levers.decay_message_language;
    let purposes = 1 << Purpose::Train.index() as u8;
    let mut stocks = Stocks::default();
    let (holder, origin, user_weeks) = (0, Origin::FirstParty, 1.0);
    stocks.receive(&Inflow { holder, kind, origin, rule: 0, purposes, user_weeks, records: 0.0, retention: None }, 0);
    let mut before = 1.0;
    for week in 1..10_000_u32 {
        stocks.open_week(week, &decay);
        let held = stocks.held(holder, kind, purposes);
        if held <= 0.5 {
            // The week is divided as the stock falls in it.
            return f64::from(week - 1) + (before - 0.5) / (before - held);
        }
        before = held;
    }
    f64::INFINITY
}

pub(super) fn language_half_life(levers: &Levers) -> f64 {
    half_life(levers, Kind::Language)
}

pub(super) fn intent_half_life(levers: &Levers) -> f64 {
    half_life(levers, Kind::Intent)
}

/// Share of the leader of two equal messengers that all have installed, without own circles and inertia, where reviews
/// have settled from a lead of one in a hundred (the map of the mean field, Katz and Shapiro 1985 in a logit).
fn leader(levers: &Levers, reach: f64) -> f64 {
    let levers = Levers { interop_reach: reach, interop_uptake: 1.0, ..levers.clone() };
    let next = |share: f64| {
        let reached = |share: f64| interoperable(&levers, share);
        logistic(levers.network_weight * (reached(share) - reached(1.0 - share)))
    };
    (0..20_000).fold(0.51, |share, _| next(share))
}

/// Smallest reach of interoperability from which on the market no longer tips, less what theory has it be, 1 − 2/ν.
pub(super) fn reach_against_theory(levers: &Levers) -> f64 {
    let ends = root(0.0, 1.0, |reach| 0.505 - leader(levers, reach));
    ends - (1.0 - 2.0 / levers.network_weight).max(0.0)
}

/// Mean consent to a usual request in a way of asking, at the intercept that is solved for it.
fn consent(levers: &Levers, mode: ConsentMode) -> f64 {
    let concern = concern_quantiles(levers);
    consent_mean(levers, &concern, consent_intercept(levers, &concern, mode))
}

macro_rules! consents {
    ($($name:ident: $mode:ident;)+) => {
        $(pub(super) fn $name(levers: &Levers) -> f64 {
            consent(levers, ConsentMode::$mode)
        })+
    };
}

consents! {
    consent_opt_out: OptOut;
    consent_bundled: Bundled;
    consent_no_refusal: BannerNoRefusal;
    consent_refuse_button: RefuseButton;
    consent_os_prompt: OsPrompt;
    consent_granular: GranularNothing;
}
