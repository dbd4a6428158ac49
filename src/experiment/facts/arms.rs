//! The runs behind the facts: shipped scenarios with dated changes, and a few markets written for one fact.
//!
//! Rows share runs: an arm is run once a seed, whatever reads it. All arms of a seed have the same luck.

use std::sync::{Arc, LazyLock};

use crate::run::RunInput;
use crate::scenario::{self, LeverId, Reform, Scenario, shipped};

/// First week in which policies act in the family of the baseline.
pub const POLICY: usize = 35;

/// One market that is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// The market before the quarrel.
    Baseline,
    /// An opt-in law with its costs.
    OptIn,
    /// The opt-in of the law without its costs.
    Consent,
    /// Less revenue and a higher fixed cost, and nothing else.
    Costs,
    /// The same with entry halved.
    CostsEntryHalved,
    /// A prompt of the system before tracking.
    OsPrompt,
    /// Messages are asked for in the way named, one after the other.
    AskedBundled,
    /// See [`Self::AskedBundled`].
    AskedOptOut,
    /// See [`Self::AskedBundled`].
    AskedNoRefusal,
    /// See [`Self::AskedBundled`].
    AskedSecondPage,
    /// See [`Self::AskedBundled`].
    AskedRefuseButton,
    /// See [`Self::AskedBundled`].
    AskedOsPrompt,
    /// See [`Self::AskedBundled`].
    AskedGranularFirst,
    /// See [`Self::AskedBundled`].
    AskedGranularNothing,
    /// The prompt of the system with a small payment.
    AskedPaid,
    /// The messenger leaves a brand.
    Withdrawn,
    /// A pilot of one maker reads messages.
    Pilot,
    /// One maker reads them on all its phones.
    OneBrand,
    /// Three makers do.
    ThreeBrands,
    /// Five allied makers do, two thirds of all phones.
    Coalition,
    /// Messengers must interoperate, off by default.
    Interop,
    /// The operator's permission is needed and not given.
    Veto,
    /// It is sold on equal terms.
    Licensed,
    /// A price is posted for messages.
    Dividend,
    /// The same where neighbours' data say nothing about oneself.
    DividendNoLeak,
    /// One collector posts a price and nobody else collects.
    DividendAlone,
    /// Data are worth nothing to anybody.
    Worthless,
    /// The same, and every data channel is closed.
    WorthlessClosed,
}

/// What an arm runs.
#[derive(Debug)]
pub struct ArmSpec {
    /// Which.
    pub arm: Arm,
    /// What it is called where it is opened.
    pub title: &'static str,
    /// Name of a shipped scenario.
    pub scenario: &'static str,
    /// Name and text of a market of its own whose parent is that scenario; none takes the scenario as it stands.
    pub text: Option<(&'static str, &'static str)>,
    /// Levers set: week, lever, value.
    pub set: &'static [(u32, LeverId, f64)],
    /// Whether all access rules are switched off in week 0.
    pub closed: bool,
    /// Weeks that the facts need.
    pub weeks: u32,
}

const fn arm(arm: Arm, title: &'static str, scenario: &'static str, weeks: u32) -> ArmSpec {
    ArmSpec { arm, title, scenario, text: None, set: &[], closed: false, weeks }
}

impl ArmSpec {
    const fn set(self, set: &'static [(u32, LeverId, f64)]) -> Self {
        Self { set, ..self }
    }

    const fn text(self, name: &'static str, text: &'static str) -> Self {
        Self { text: Some((name, text)), ..self }
    }
}

/// Revenue falls by 12 % and the fixed cost rises by 27 %, in the policy week (NBE, derived).
const COSTS: &[(u32, LeverId, f64)] = &[
    (35, LeverId::revenue_per_occasion_rmb, 1.76),
    (35, LeverId::ad_revenue_factor, 0.88),
    (35, LeverId::fixed_cost_factor, 1.27),
];
/// The same, and half as many vendors arrive as would otherwise.
const COSTS_ENTRY_HALVED: &[(u32, LeverId, f64)] = &[
    (35, LeverId::revenue_per_occasion_rmb, 1.76),
    (35, LeverId::ad_revenue_factor, 0.88),
    (35, LeverId::fixed_cost_factor, 1.27),
    (35, LeverId::entry_factor, 0.5),
];
/// No learning, no premium on tracking, and no privacy cost in choices, so that data are worth nothing to anybody.
const WORTHLESS: &[(u32, LeverId, f64)] = &[
    (0, LeverId::learning_weight, 0.0),
    (0, LeverId::untracked_ad_share, 1.0),
    (0, LeverId::privacy_weight_revealed, 0.0),
];

/// Weeks of the runs in which users are asked about messages: the year after the policy.
const ASKED: u32 = 88;

const fn asked(which: Arm, title: &'static str, set: &'static [(u32, LeverId, f64)]) -> ArmSpec {
    arm(which, title, "user-authorised", ASKED).set(set)
}

/// All arms, in the order of [`Arm`].
pub const ARMS: &[ArmSpec] = &[
    arm(Arm::Baseline, "The market before the quarrel", "baseline-2016", 260),
    arm(Arm::OptIn, "An opt-in law for tracking", "opt-in-law", 260),
    arm(Arm::Consent, "The opt-in of the law without its costs", "baseline-2016", 88).set(&[(
        35,
        LeverId::third_party_opt_in,
        0.18,
    )]),
    arm(Arm::Costs, "Revenue less 12 %, fixed cost plus 27 %", "baseline-2016", 260).set(COSTS),
    arm(Arm::CostsEntryHalved, "The same with entry halved", "baseline-2016", 260).set(COSTS_ENTRY_HALVED),
    arm(Arm::OsPrompt, "A prompt of the system for tracking", "os-prompt", 140),
    asked(Arm::AskedBundled, "Asked with the terms", &[(35, LeverId::message_consent_mode, 1.0)]),
    asked(Arm::AskedOptOut, "On unless switched off", &[(35, LeverId::message_consent_mode, 2.0)]),
    asked(Arm::AskedNoRefusal, "Asked by a banner without refusal", &[(35, LeverId::message_consent_mode, 3.0)]),
    asked(Arm::AskedSecondPage, "Refusal on a second page", &[(35, LeverId::message_consent_mode, 4.0)]),
    asked(Arm::AskedRefuseButton, "Asked with a refuse button", &[(35, LeverId::message_consent_mode, 5.0)]),
    asked(Arm::AskedOsPrompt, "Asked by a prompt of the system", &[(35, LeverId::message_consent_mode, 6.0)]),
    asked(Arm::AskedGranularFirst, "Granular on the first page", &[(35, LeverId::message_consent_mode, 7.0)]),
    asked(Arm::AskedGranularNothing, "Granular, nothing preselected", &[(35, LeverId::message_consent_mode, 8.0)]),
    asked(
        Arm::AskedPaid,
        "A prompt of the system with a payment of RMB 69",
        &[(35, LeverId::message_consent_mode, 6.0), (35, LeverId::incentive_rmb, 69.0)],
    ),
    arm(Arm::Withdrawn, "The messenger leaves one brand", "messenger-withdrawn", 88),
    arm(Arm::Pilot, "A pilot reads messages", "user-authorised", 90).text("pilot", include_str!("pilot.ron")),
    arm(Arm::OneBrand, "One maker reads messages", "user-authorised", 90)
        .text("one-brand", include_str!("one-brand.ron")),
    arm(Arm::ThreeBrands, "Three makers read messages", "user-authorised", 90)
        .text("three-brands", include_str!("three-brands.ron")),
    arm(Arm::Coalition, "Allied makers read messages", "user-authorised", 90)
        .text("coalition", include_str!("coalition.ron")),
    arm(Arm::Interop, "Messengers must interoperate", "messaging-interop", 227),
    arm(Arm::Veto, "The operator's permission is needed", "operator-veto", 260),
    arm(Arm::Licensed, "Licensed access on equal terms", "licensed-access", 260),
    arm(Arm::Dividend, "A dividend for the user's data", "portability-dividend", 140),
    arm(Arm::DividendNoLeak, "The same where neighbours reveal nothing", "portability-dividend", 140).set(&[(
        0,
        LeverId::leak_discount,
        0.0,
    )]),
    arm(Arm::DividendAlone, "One collector posts a price", "portability-dividend", 140)
        .text("one-collector", include_str!("one-collector.ron")),
    arm(Arm::Worthless, "Data are worth nothing", "baseline-2016", 60).set(WORTHLESS),
    ArmSpec {
        closed: true,
        ..arm(Arm::WorthlessClosed, "Data are worth nothing and every channel is closed", "baseline-2016", 60)
            .set(WORTHLESS)
    },
];

/// The scenarios of all arms, read once. A test reads them all, so that none is missing.
static SCENARIOS: LazyLock<Vec<Option<Arc<Scenario>>>> =
    LazyLock::new(|| ARMS.iter().map(|spec| read(spec).ok().map(Arc::new)).collect());

fn read(spec: &ArmSpec) -> Result<Scenario, Vec<scenario::Problem>> {
    let library = |name: &str| shipped(name).map(str::to_owned);
    let (name, text) = spec.text.unwrap_or_else(|| (spec.scenario, shipped(spec.scenario).unwrap_or_default()));
    scenario::load(name, text.as_bytes(), &library)
}

impl Arm {
    /// The row of this arm.
    pub const fn spec(self) -> &'static ArmSpec {
        &ARMS[self as usize]
    }

    /// Its scenario.
    pub fn scenario(self) -> Option<Arc<Scenario>> {
        SCENARIOS.get(self as usize).cloned().flatten()
    }

    /// Its changes on top of the scenario.
    pub fn changes(self) -> Vec<Reform> {
        let spec = self.spec();
        let set = spec.set.iter().map(|&(week, lever, value)| Reform::lever(week, lever, value));
        let closed = self.scenario().filter(|_| spec.closed).map(|scenario| Reform {
            note: "Every data channel is closed".to_owned(),
            disable: scenario.rules.iter().map(|rule| rule.id.clone()).collect(),
            ..Reform::default()
        });
        set.chain(closed).collect()
    }

    /// Its run with a seed, after further changes from week 0 that its own come on top of.
    pub fn input(self, seed: u64, agents: u32, assumed: &[Reform]) -> Option<RunInput> {
        let scenario = self.scenario()?;
        let changes = assumed.iter().cloned().chain(self.changes()).collect();
        Some(RunInput { scenario, changes, seed, weeks: self.spec().weeks, agents })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arm_has_a_scenario_and_its_own_row() {
        for (place, spec) in ARMS.iter().enumerate() {
            assert_eq!(spec.arm as usize, place, "{}", spec.title);
            let scenario = read(spec).unwrap_or_else(|problems| panic!("{}: {problems:?}", spec.title));
            assert!(spec.weeks <= scenario.weeks, "{}", spec.title);
            assert_eq!(scenario.seed, ARMS[0].arm.scenario().expect("a scenario").seed, "{}", spec.title);
            assert!(ARMS[..place].iter().all(|other| other.title != spec.title), "{}", spec.title);
            for (week, lever, value) in spec.set {
                assert!(*week < spec.weeks && lever.spec().problem_with(*value).is_none(), "{}", spec.title);
            }
        }
        assert_eq!(Arm::Baseline.scenario().map(|scenario| scenario.policy_week), Some(POLICY as u32));
    }
}
