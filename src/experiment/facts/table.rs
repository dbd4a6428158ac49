//! The table of published facts. Statements are in words of our own, keys name the sources, tolerances are assumed.

use super::arms::Arm;
use super::{Fact, Kind, Measure, Part, Scored, measure, mechanism};

const fn emergent(
    label: &'static str,
    unit: &'static str,
    (target, tolerance): (&'static str, &'static str),
    band: (f64, f64),
    measure: Measure,
) -> Part {
    Part { label, unit, target, tolerance, band, kind: Kind::Emergent, scored: Scored::Mean, measure }
}

impl Part {
    const fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    const fn every(self) -> Self {
        Self { scored: Scored::Every, ..self }
    }

    const fn unscored(self) -> Self {
        Self { scored: Scored::Not, ..self }
    }
}

/// A statement that is true or not, in every seed.
const fn always(label: &'static str, measure: fn(&super::Seed<'_>) -> Option<f64>) -> Part {
    emergent(label, "share", ("in every seed", "none"), (1.0, 1.0), Measure::Runs(measure)).every()
}

const SIGN: &str = "sign";
/// Above and below nothing; a figure of exactly nothing has neither sign.
const ABOVE: (f64, f64) = (f64::MIN_POSITIVE, f64::INFINITY);
const BELOW: (f64, f64) = (f64::NEG_INFINITY, -f64::MIN_POSITIVE);

use Kind::{Calibrated, Input};
use Measure::{Mechanism, Runs};

/// A way of asking with the mean of consent it is known for.
const fn asked(
    label: &'static str,
    target: &'static str,
    band: (f64, f64),
    measure: fn(&crate::scenario::Levers) -> f64,
) -> Part {
    emergent(label, "share", (target, "±5 points"), band, Mechanism(measure)).of(Calibrated)
}

/// A quarter's end, to be scored by whoever has the published figure.
const fn quarter(label: &'static str, measure: fn(&super::Seed<'_>) -> Option<f64>) -> Part {
    emergent(label, "million", ("kept aside", "none"), ABOVE, Runs(measure)).unscored()
}

/// All facts, in the order of their numbers; those that are missing have no published figure to hold a model to.
pub const FACTS: &[Fact] = &[
    Fact {
        id: "SF1",
        statement: "An opt-in law hides users from vendors; those who remain are observed for longer and are worth more",
        sources: "ARI MIT",
        parts: &[
            emergent(
                "observed users, change in the first year",
                "share",
                ("−12.5 to −10.7 %", "±4 points"),
                (-0.165, -0.067),
                Runs(measure::observed_users),
            )
            .of(Calibrated),
            emergent(
                "weeks for which a remaining user is observed, change",
                "share",
                ("+8 %", "±4 points"),
                (0.04, 0.12),
                Runs(measure::weeks_observed),
            ),
            emergent(
                "advertising value of an observed user, change",
                "share",
                ("rises", SIGN),
                ABOVE,
                Runs(measure::value_per_observed),
            ),
        ],
        behind: &[Arm::Consent, Arm::Baseline],
        note: "The share of vendors that offer refusal is set near the published fall. The most concerned tenth of users \
               wipe what identifies them within the week, as assumed, and refuse where they can, so that the identifiers \
               that remain live longer and each is worth more. The law's costs are left out here, because the study \
               looks at consent",
    },
    Fact {
        id: "SF2",
        statement: "Consent depends on how it is asked for, in a fixed order and far apart",
        sources: "JSD FOX1 FOX2 UTZ GMK FLU MKC",
        parts: &[
            asked("on unless switched off", "99.8 %", (0.948, 1.0), mechanism::consent_opt_out),
            asked("bundled with the terms", "94 %", (0.89, 0.99), mechanism::consent_bundled),
            asked("banner without refusal", "90 %", (0.85, 0.95), mechanism::consent_no_refusal),
            asked("refuse button", "50 %", (0.45, 0.55), mechanism::consent_refuse_button),
            asked("prompt of the system", "16 to 46 %", (0.11, 0.51), mechanism::consent_os_prompt),
            asked("granular, nothing preselected", "0.1 %", (0.0, 0.051), mechanism::consent_granular),
            always("the order holds in every week of a year", measure::consent_in_order),
            emergent(
                "refuse button, first answer in a run",
                "share",
                ("–", "shown beside"),
                ABOVE,
                Runs(measure::first_refusals),
            )
            .unscored(),
        ],
        behind: &[Arm::AskedRefuseButton, Arm::AskedOsPrompt, Arm::AskedBundled, Arm::AskedGranularNothing],
        note: "Intercepts are solved for these means of a request of usual worth; the order is read in runs. First answers \
               in a run are lower, because an assistant that has learnt nothing yet is worth less than usual",
    },
    Fact {
        id: "SF3",
        statement: "Hiding refusal on a second page raises consent, and granular choices on the first page lower it",
        sources: "NOU",
        parts: &[
            emergent(
                "second page against a refuse button beside",
                "logits",
                ("+0.97", "±0.2"),
                (0.77, 1.17),
                Runs(measure::second_page),
            )
            .of(Calibrated),
            emergent(
                "granular on the first page against it",
                "logits",
                ("−0.85 to −0.32", "±0.2"),
                (-1.05, -0.12),
                Runs(measure::granular_first_page),
            )
            .of(Calibrated),
        ],
        behind: &[Arm::AskedSecondPage, Arm::AskedRefuseButton, Arm::AskedGranularFirst],
        note: "Both means are put in; the study has 40 subjects",
    },
    Fact {
        id: "SF4",
        statement: "A small payment shifts disclosure, whatever people say of their concern",
        sources: "GCH SIE",
        parts: &[
            emergent("shift of consent", "logits", ("+0.81", "±0.3"), (0.51, 1.11), Runs(measure::payment)).of(Input),
            emergent(
                "shift of the most concerned fifth less that of the least",
                "logits",
                ("0", "±0.3"),
                (-0.3, 0.3),
                Runs(measure::payment_by_concern),
            )
            .of(Input),
        ],
        behind: &[Arm::AskedPaid, Arm::AskedOsPrompt],
        note: "The shift is a number of the model",
    },
    Fact {
        id: "SF5",
        statement: "Losing tracking halves advertising revenue per affected user; firms lose as they depend on it",
        sources: "JSD IDW MAC2",
        parts: &[
            emergent(
                "advertising revenue from an affected user",
                "share",
                ("−52 %", "±10 points"),
                (-0.62, -0.42),
                Runs(measure::loss_per_affected_user),
            )
            .of(Input),
            emergent(
                "revenue of a firm that lives on advertising",
                "share",
                ("−37 %", "±10 points"),
                (-0.47, -0.27),
                Runs(measure::loss_of_dependent),
            ),
            emergent(
                "revenue of a firm with other income",
                "share",
                ("−12 %", "±10 points"),
                (-0.22, -0.02),
                Runs(measure::loss_of_paid),
            ),
            always("the order holds", measure::losses_in_order),
        ],
        behind: &[Arm::OsPrompt, Arm::Baseline],
        note: "The loss per user is put in; how many are affected follows from the answers to the prompt, and what a firm \
               loses from the part of its income that comes from advertising. In the model that part is the same for all \
               vendors, so that the dependent firm stands for their advertising and the other for their whole income, of \
               which higher prices bring back more than half of what is lost",
    },
    Fact {
        id: "SF6",
        statement: "A privacy rule lowers the use of vendors and raises concentration, both for a time",
        sources: "JSG",
        parts: &[
            emergent(
                "vendors alive a year after, change",
                "share",
                ("−15 %", "±8 points"),
                (-0.23, -0.07),
                Runs(measure::vendors_after_a_year),
            ),
            emergent(
                "concentration of vendors in that year, change",
                "share",
                ("+17 %", "±8 points"),
                (0.09, 0.25),
                Runs(measure::concentration_after),
            ),
            emergent(
                "weeks until half of the fall is made good",
                "weeks",
                ("below 30", "none"),
                (0.0, 30.0),
                Runs(measure::half_life),
            ),
        ],
        behind: &[Arm::OptIn, Arm::Baseline],
        note: "The study counts vendors of web technology on sites, which came back within half a year. Vendors of the \
               model leave for good, and the law's costs stay, so that the fall is no passing one; sites that take in \
               fewer vendors for fear of enforcement at first are not in the model",
    },
    Fact {
        id: "SF7",
        statement: "Less revenue and more fixed cost drive out a third of vendors; with half the entry users lose as much",
        sources: "NBE; derived",
        parts: &[
            emergent(
                "vendors alive in the last year, change",
                "share",
                ("−33 %", "±8 points"),
                (-0.41, -0.25),
                Runs(measure::vendors_under_costs),
            ),
            emergent(
                "consumer surplus in the third year with entry halved, change",
                "share",
                ("−33 to −25 %", "±8 points"),
                (-0.41, -0.17),
                Runs(measure::surplus_with_entry_halved),
            ),
        ],
        behind: &[Arm::Costs, Arm::CostsEntryHalved, Arm::Baseline],
        note: "The rule is what the study derives, 12 % less revenue of every kind and 27 % more fixed cost, and nothing \
               about consent. Vendors ask users for the advertising that they lose, so that a visit earns a tenth less \
               and not 12 %; without these higher prices users would lose half a point less. Half of the entry tells \
               slowly, through vendors who leave and are not replaced: in the third year the loss of surplus still grows",
    },
    Fact {
        id: "SF8",
        statement: "A platform's privacy prompt drives out no vendors for good where payments replace advertising",
        sources: "CES KES",
        parts: &[emergent(
            "vendors alive a year after, change",
            "share",
            ("0", "±5 %"),
            (-0.05, 0.05),
            Runs(measure::vendors_under_prompt),
        )],
        behind: &[Arm::OsPrompt, Arm::Baseline],
        note: "Vendors ask users for what a visit no longer earns from advertisers, when they next review their channels, \
               one for one as under logit demand. Payments rise by more than the very little that KES finds. The fall \
               also stays within the tolerance where vendors pass on three quarters of the loss, and does not where they \
               pass on none. Commissions on the payments, and users who stay away, keep it from nought",
    },
    Fact {
        id: "SF10",
        statement: "Each doubling of data adds less accuracy; the error falls as a power of the data until its floor",
        sources: "HES HES2",
        parts: &[
            emergent(
                "slope of the error, both in logarithms",
                "",
                ("−0.35 to −0.07", "in range"),
                (-0.35, -0.07),
                Mechanism(mechanism::learning_slope),
            )
            .of(Input),
            emergent(
                "gain of the twelfth doubling over that of the first",
                "",
                ("below 1", SIGN),
                (0.0, 1.0),
                Mechanism(mechanism::gain_of_a_doubling),
            )
            .of(Input),
        ],
        behind: &[],
        note: "The exponent is an assumption within the published range",
    },
    Fact {
        id: "SF11",
        statement: "Data lose half of their use in seven years where they teach language, and in weeks where they tell intent",
        sources: "VAL VA2; the second assumed",
        parts: &[
            emergent(
                "half-life of language",
                "weeks",
                ("7 years", "exact to 1 %"),
                (360.36, 367.64),
                Mechanism(mechanism::language_half_life),
            )
            .of(Input),
            emergent(
                "half-life of intent",
                "weeks",
                ("weeks", "1 to 13"),
                (1.0, 13.0),
                Mechanism(mechanism::intent_half_life),
            )
            .of(Input),
        ],
        behind: &[],
        note: "Both rates of ageing are put in",
    },
    Fact {
        id: "SF13",
        statement: "Users whose messenger leaves their brand leave the brand and not the messenger",
        sources: "CIW5 IM ITZ",
        parts: &[emergent(
            "of those who leave either within a year, to another brand",
            "share",
            ("95 %, stated in a poll", "80 to 98 %"),
            (0.80, 0.98),
            Runs(measure::leavers_to_brands),
        )
        .of(Calibrated)],
        behind: &[Arm::Withdrawn, Arm::Baseline],
        note: "The loss from a blocked messenger is solved for the poll's answer",
    },
    Fact {
        id: "SF14",
        statement: "The operator stops a small pilot early, the maker gives way at once, and a large coalition is spared",
        sources: "CTN SHN CSC CP1",
        parts: &[
            always("the pilot is hindered, and no set later than a larger one", measure::small_sets_first),
            emergent(
                "weeks from the hindrance to the pilot's end",
                "weeks",
                ("at most 2", "every seed"),
                (0.0, 2.0),
                Runs(measure::weeks_to_retreat),
            )
            .every(),
            always("a coalition of two thirds of phones is not hindered", measure::coalition_spared),
        ],
        behind: &[Arm::Pilot, Arm::Coalition, Arm::OneBrand, Arm::ThreeBrands],
        note: "All sets read with their users' agreement under the same law, so that only their size differs; no decision \
               looks at the size of a coalition",
    },
    Fact {
        id: "SF16",
        statement: "Interoperability that is off by default moves no share; full reach ends tipping",
        sources: "MEF; derived",
        parts: &[
            emergent(
                "leader's share two years after, change",
                "share",
                ("near 0", "below 1 point"),
                (-0.01, 0.01),
                Runs(measure::leader_under_interop),
            ),
            emergent(
                "reach that ends tipping, less 1 − 2/ν",
                "share",
                ("0, a reach of 50 % at ν = 4", "exact to half a point"),
                (-0.005, 0.005),
                Mechanism(mechanism::reach_against_theory),
            ),
        ],
        behind: &[Arm::Interop, Arm::Baseline],
        note: "The uptake of one in a hundred is assumed. The second part is read at the choice of a messenger itself",
    },
    Fact {
        id: "SF17",
        statement: "Access to data raises entry and profit of vendors; what a platform's own entry does has both signs",
        sources: "BOU CBS; WEN against FOE",
        parts: &[
            emergent(
                "entry, change",
                "share",
                ("rises, up to fivefold", SIGN),
                ABOVE,
                Runs(measure::entry_with_access),
            ),
            emergent("profit of vendors, change", "share", ("rises", SIGN), ABOVE, Runs(measure::profit_with_access)),
        ],
        behind: &[Arm::Licensed, Arm::Veto],
        note: "Licensed access is held against the operator's veto. The effect of an operator's own entry on what vendors \
               invest is contested and a lever, so that it is not scored",
    },
    Fact {
        id: "SF18",
        statement: "The price of personal data falls as neighbours share theirs, and more collectors do not raise it",
        sources: "ACE",
        parts: &[
            emergent(
                "posted price where neighbours' data tell of oneself, change",
                "share",
                ("falls", SIGN),
                BELOW,
                Runs(measure::price_as_neighbours_share),
            ),
            emergent(
                "posted price with six collectors against one, change",
                "share",
                ("does not rise", "shown beside"),
                (f64::NEG_INFINITY, 0.0),
                Runs(measure::price_under_competition),
            )
            .unscored(),
        ],
        behind: &[Arm::Dividend, Arm::DividendNoLeak, Arm::DividendAlone],
        note: "A collector asks only its own users, who cannot sell the same messages to a rival's phone. More collectors \
               bring more vendors into the channel, so that data are worth a little more to each of them",
    },
    Fact {
        id: "SF19",
        statement: "A few vendors take nearly all revenue: its tail is that of a Pareto distribution near 1",
        sources: "APP TSA",
        parts: &[
            emergent(
                "exponent of the tail of revenue",
                "",
                ("1.0 to 1.15", "in range"),
                (1.0, 1.15),
                Runs(measure::tail),
            )
            .of(Input),
            emergent(
                "revenue of the top 1 %",
                "share",
                ("40 to 94 %", "shown beside"),
                (0.40, 0.94),
                Runs(measure::top_share),
            )
            .of(Input)
            .unscored(),
        ],
        behind: &[Arm::Baseline],
        note: "The exponent of quality is put in; what becomes of it once vendors compete, leave and enter is not. The \
               exponent is Hill's estimate over the top tenth. Published shares of the top 1 % are those of tens of \
               thousands of publishers; among five hundred vendors the same tail gives far less, so that only the \
               exponent is scored",
    },
    Fact {
        id: "SF20",
        statement: "Vendors come and go: 2.0 % enter and 2.6 % leave a month",
        sources: "TIP",
        parts: &[
            emergent(
                "entry a month in 2020",
                "share",
                ("2.0 %", "±0.3 points"),
                (0.017, 0.023),
                Runs(measure::entry_a_month),
            )
            .of(Calibrated),
            emergent(
                "exit a month in 2020",
                "share",
                ("2.6 %", "±0.3 points"),
                (0.023, 0.029),
                Runs(measure::exit_a_month),
            )
            .of(Calibrated),
        ],
        behind: &[Arm::Baseline],
        note: "Rates of entry and exit are set for the first week; what they are in the fourth year follows. The published \
               exits are removals of apps in a year of campaigns against dormant ones, which the model has not",
    },
    Fact {
        id: "SF21",
        statement: "Where data are worth nothing, closing every data channel changes nothing but the loss of privacy",
        sources: "logic",
        parts: &[
            emergent(
                "largest change of a figure of the market",
                "share",
                ("0", "exact, every seed"),
                (0.0, 0.0),
                Runs(measure::market_moves),
            )
            .every(),
            emergent(
                "loss of privacy, change",
                "share",
                ("falls", "sign, every seed"),
                BELOW,
                Runs(measure::privacy_moves),
            )
            .every(),
        ],
        behind: &[Arm::WorthlessClosed, Arm::Worthless],
        note: "No learning, no premium on tracking, no weight of privacy in choices",
    },
    Fact {
        id: "SF23",
        statement: "Accounts of WeChat in 2018 and 2019, from what was known by the end of 2017",
        sources: "derived; the published figures are kept aside",
        parts: &[
            quarter("first quarter of 2018", measure::accounts_2018_1),
            quarter("second quarter of 2018", measure::accounts_2018_2),
            quarter("third quarter of 2018", measure::accounts_2018_3),
            quarter("fourth quarter of 2018", measure::accounts_2018_4),
            quarter("first quarter of 2019", measure::accounts_2019_1),
            quarter("second quarter of 2019", measure::accounts_2019_2),
            quarter("third quarter of 2019", measure::accounts_2019_3),
            quarter("fourth quarter of 2019", measure::accounts_2019_4),
        ],
        behind: &[Arm::Baseline],
        note: "On the command line the forecast from figures up to the end of 2017, with the doubt about the fit, about each \
               quarter and about luck; in the window the accounts of the baseline's runs, with that about luck only",
    },
];
