//! The levers table: every number an analyst may change, once.
//!
//! Sliders, `--set id=value`, sweep axes, exported headers and reference documentation are generated from [`LEVERS`].

use serde::{Deserialize, Serialize};

/// What changing a lever means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LeverKind {
    /// What firms do.
    Conduct,
    /// What the regulator imposes.
    Policy,
    /// How the world is.
    Assumption,
}

impl LeverKind {
    /// The word shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Conduct => "conduct",
            Self::Policy => "policy",
            Self::Assumption => "assumption",
        }
    }
}

/// When a changed lever starts to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Applies {
    /// The whole run is another world.
    FromStart,
    /// From the scenario's policy date.
    FromPolicyDate,
}

impl Applies {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::FromStart => "from the start",
            Self::FromPolicyDate => "from the policy date",
        }
    }
}

/// Whose lever it is; the sections of the lever panel, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LeverGroup {
    /// Terms of access to messages.
    Access,
    /// Phone makers.
    OsVendors,
    /// Messaging operators.
    Operators,
    /// App vendors.
    Vendors,
    /// The regulator.
    Regulator,
    /// Users' consent and privacy.
    Consent,
    /// Users' choices of services, phones and messengers.
    Users,
    /// Data and learning.
    Data,
}

impl LeverGroup {
    /// All groups in the order of the panel.
    pub const ALL: &'static [Self] = &[
        Self::Access,
        Self::OsVendors,
        Self::Operators,
        Self::Vendors,
        Self::Regulator,
        Self::Consent,
        Self::Users,
        Self::Data,
    ];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "Access terms",
            Self::OsVendors => "Phone makers",
            Self::Operators => "Messaging operators",
            Self::Vendors => "App vendors",
            Self::Regulator => "Regulator",
            Self::Consent => "Consent and privacy",
            Self::Users => "Users' choices",
            Self::Data => "Data and learning",
        }
    }
}

/// One row of the levers table.
#[derive(Debug)]
pub struct LeverSpec {
    /// Word in files, flags and exports.
    pub id: &'static str,
    /// Section of the panel.
    pub group: LeverGroup,
    /// Conduct, policy or assumption.
    pub kind: LeverKind,
    /// When a change acts.
    pub applies: Applies,
    /// Name shown to people, without full stop.
    pub label: &'static str,
    /// Unit; "share" is 0 to 1 in files and per cent on screen; empty for a pure number; "choice" with [`Self::choices`].
    pub unit: &'static str,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value.
    pub max: f64,
    /// Step of the slider.
    pub step: f64,
    /// Value where a scenario says nothing.
    pub default: f64,
    /// For a choice, the words of the values 0, 1, 2 …; else empty.
    pub choices: &'static [&'static str],
    /// One sentence of help.
    pub help: &'static str,
    /// Source keys, "assumed" or "calibrated".
    pub source: &'static str,
}

macro_rules! levers {
    ($($group:ident { $($id:ident: $kind:ident $applies:ident, $label:literal, $unit:literal, $min:literal .. $max:literal by $step:literal = $default:literal $([$($choice:literal),+])?, $help:literal, $source:literal;)+ })+) => {
        /// The value of every lever in one week. The fields are the rows of [`LEVERS`], described there.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, reason = "each field is described by its row in LEVERS")]
        pub struct Levers { $($(pub $id: f64,)+)+ }

        /// Names a lever; the index of its row in [`LEVERS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(non_camel_case_types, missing_docs, reason = "the variants are the ids of LEVERS")]
        pub enum LeverId { $($($id,)+)+ }

        /// All levers, in the order of the panel.
        pub const LEVERS: &[LeverSpec] = &[$($(LeverSpec {
            id: stringify!($id),
            group: LeverGroup::$group,
            kind: LeverKind::$kind,
            applies: Applies::$applies,
            label: $label,
            unit: $unit,
            min: $min,
            max: $max,
            step: $step,
            default: $default,
            choices: &[$($($choice),+)?],
            help: $help,
            source: $source,
        },)+)+];

        impl LeverId {
            /// All ids, in the order of [`LEVERS`].
            pub const ALL: &'static [Self] = &[$($(Self::$id,)+)+];
        }

        impl Default for Levers {
            fn default() -> Self {
                Self { $($($id: $default,)+)+ }
            }
        }

        impl Levers {
            /// Value of one lever.
            pub const fn get(&self, id: LeverId) -> f64 {
                match id { $($(LeverId::$id => self.$id,)+)+ }
            }

            /// Sets one lever. The caller has checked the range.
            pub const fn set(&mut self, id: LeverId, value: f64) {
                match id { $($(LeverId::$id => self.$id = value,)+)+ }
            }
        }
    };
}

levers! {
Access {
    message_authorisation: Policy FromPolicyDate, "Whose permission opens messages to the phone maker", "choice", 0.0 .. 4.0 by 1.0 = 0.0 ["as the scenario's rules say", "the user's suffices", "the operator's is needed", "user, operator and user again", "nobody's is needed"], "Overrides who must agree before a phone maker may read message content in a messenger: the four positions of the 2017 dispute.", "NEU CD1 TN1";
    message_consent_mode: Policy FromPolicyDate, "How the user is asked about messages", "choice", 0.0 .. 8.0 by 1.0 = 0.0 ["as the scenario's rules say", "bundled with the terms", "on unless switched off", "banner without refusal", "banner, refusal on a second page", "opt-in with a refuse button", "prompt of the system", "granular on the first page", "granular, nothing preselected"], "Overrides the way in which a phone maker asks the user about message content.", "FOX1 FOX2 NOU UTZ";
    third_party_opt_in: Policy FromPolicyDate, "Share of vendors whose banner offers refusal", "share", 0.0 .. 1.0 by 0.01 = 0.0, "Share of app vendors that must ask for tracking with a refuse button; the others keep the way of asking in the rules.", "assumed";
    data_price_rmb: Policy FromPolicyDate, "Price of message data", "RMB per user-week", 0.0 .. 5.0 by 0.01 = 0.0, "Regulated price that the recipient of licensed or captured message data pays for one user-week; it moves money, and behaviour only where a phone maker chooses whether to read, or users get a share of it.", "assumed; LAI gives RMB 0.01 a record as a ceiling";
    dividend_share: Policy FromPolicyDate, "Share of the data price paid to the user", "share", 0.0 .. 1.0 by 0.05 = 0.0, "Part of every data price that goes to the user instead of the holder.", "assumed";
    interop_reach: Policy FromPolicyDate, "Interoperability reach", "share", 0.0 .. 1.0 by 0.01 = 0.0, "Share of the other messengers' users that a messenger can reach when interoperability is switched on.", "assumed; MEF";
    interop_uptake: Policy FromPolicyDate, "Users who switch interoperability on", "share", 0.0 .. 1.0 by 0.01 = 0.0, "Share of users for whom interoperability is switched on; it is off by default under the EU's rules.", "MEF";
    links_open: Policy FromPolicyDate, "Links to outside services that open", "share", 0.0 .. 1.0 by 0.05 = 0.0, "Part of the links to outsiders' services shared in a messenger with Mini Programs that open there at a touch; at 0 all of them are blocked.", "GLO PIN";
}
OsVendors {
    capture: Conduct FromPolicyDate, "Reading the screen", "choice", 0.0 .. 4.0 by 1.0 = 0.0 ["as the scenario says", "off", "on the device", "on servers", "best response"], "What phone makers do with messages on the screen of the messenger.", "assumed";
    capture_coverage: Conduct FromPolicyDate, "Share of the brand's phones that read messages", "share", 0.0 .. 1.0 by 0.0005 = 0.0, "Part of the installed base of a reading brand whose phones have the assistant; 0 leaves the scenario's figure.", "assumed; HOS CP1 call the base small";
    capture_all_brands: Conduct FromPolicyDate, "All phone makers read messages", "choice", 0.0 .. 1.0 by 1.0 = 0.0 ["only those the scenario names", "all"], "Lets every brand do what the reading brand does: where it reads, how it asks, and whether it keeps to the rules.", "assumed";
    take_os: Conduct FromPolicyDate, "Take rate of the OS channel", "share", 0.0 .. 0.9 by 0.01 = 0.30, "Part of a vendor's gross revenue through the assistant or a quick app that the phone maker keeps.", "EAL DIG";
    take_os_games: Conduct FromPolicyDate, "Take rate of the OS channel for games", "share", 0.0 .. 0.9 by 0.01 = 0.50, "The same for games; Chinese Android stores kept half.", "EAL";
    os_terms: Conduct FromPolicyDate, "How phone makers set their take rate", "choice", 0.0 .. 2.0 by 1.0 = 0.0 ["as the scenario says", "as the levers say", "best response"], "With the best response each phone maker chooses its take rate every quarter by what it earns in a year once vendors have answered and the other makers have matched it.", "assumed";
    quick_app: Conduct FromPolicyDate, "Quick apps of phone makers", "choice", 0.0 .. 2.0 by 1.0 = 0.0 ["as the scenario says", "closed", "open on every brand"], "Opens an OS channel that needs no message content.", "KRE";
    os_services_rmb_year: Assumption FromStart, "OS services revenue", "RMB per user-year", 0.0 .. 500.0 by 1.0 = 58.0, "What a phone maker earns on services from one user in a year, outside commissions.", "4HW, derived";
    hardware_margin: Assumption FromStart, "Hardware margin", "share", 0.0 .. 0.5 by 0.01 = 0.08, "Margin on the price of a phone.", "YTT, assumed";
}
Operators {
    openness: Conduct FromPolicyDate, "Openness of Mini Programs", "share", 0.0 .. 1.0 by 0.01 = 0.2, "How much of the messenger's reach and data an operator lends to vendors inside it; 0 closes the channel.", "assumed";
    take_mini: Conduct FromPolicyDate, "Take rate of Mini Programs", "share", 0.0 .. 0.9 by 0.01 = 0.10, "Part of a vendor's gross revenue through a Mini Program that the operator keeps.", "WAO, assumed outside games";
    take_mini_games: Conduct FromPolicyDate, "Take rate of Mini Programs for games", "share", 0.0 .. 0.9 by 0.01 = 0.40, "The same for games; mini-game developers kept 60 %.", "WAO LAN";
    operator_terms: Conduct FromPolicyDate, "How operators set openness and take rates", "choice", 0.0 .. 2.0 by 1.0 = 0.0 ["as the scenario says", "as the levers say", "best response"], "With the best response an operator chooses openness and take rates every quarter by what it earns in a year once vendors have answered; vendors do not pass commissions on to users, so that little but their leaving limits the rate.", "assumed";
    operator_response: Conduct FromPolicyDate, "Operator's response when its messages are read", "choice", 0.0 .. 7.0 by 1.0 = 0.0 ["as the scenario says", "ignore", "degrade", "block", "sue", "complain", "license", "best response"], "What an operator does when it finds that a phone maker reads its messages.", "assumed";
    withdraw_brand: Conduct FromPolicyDate, "Messenger withdrawn from a brand", "choice", 0.0 .. 1.0 by 1.0 = 0.0 ["no", "from the scenario's brand"], "The dominant operator stops serving the brand that the scenario names for it, whatever the brand does.", "CIW5";
    official_accounts: Conduct FromPolicyDate, "Official Accounts", "choice", 0.0 .. 2.0 by 1.0 = 0.0 ["as the scenario says", "closed", "open"], "Vendors may push content to followers inside the messenger; this lowers the cost of winning a customer there.", "MTC CHC";
    official_accounts_fee_rmb: Conduct FromPolicyDate, "Fee for an Official Account", "RMB per vendor-week", 0.0 .. 1000000.0 by 1000.0 = 0.0, "What an operator charges a vendor for its Official Account.", "assumed";
    open_hardware: Conduct FromPolicyDate, "Open Hardware Platform", "choice", 0.0 .. 2.0 by 1.0 = 0.0 ["as the scenario says", "closed", "open"], "Device makers get location and usage signals on the operator's terms, never message content: the licensed alternative to capture.", "assumed";
    open_hardware_price_rmb: Conduct FromPolicyDate, "Price of Open Hardware signals", "RMB per user-week", 0.0 .. 5.0 by 0.01 = 0.01, "What a device maker pays the operator for one user-week of location and usage signals.", "assumed";
    own_service_boost: Conduct FromPolicyDate, "Favour for the operator's own services", "utils", 0.0 .. 5.0 by 0.1 = 0.0, "Extra utility of the operator's own services in the categories that the scenario names: default installation and placement.", "assumed; WIK ATL";
    default_install: Conduct FromPolicyDate, "Own services installed by default", "choice", 0.0 .. 1.0 by 1.0 = 0.0 ["no", "yes"], "The operator's own services, where the scenario names any, come with the messenger and are taken unless the user looks further.", "WIK ATL";
    update_hazard: Assumption FromStart, "Updates of the messenger installed", "per week", 0.001 .. 1.0 by 0.001 = 0.05, "Part of users whom what comes with the messenger newly reaches in a week.", "assumed";
    operator_ads_rmb_year: Assumption FromStart, "Messenger advertising revenue", "RMB per user-year", 0.0 .. 500.0 by 1.0 = 45.0, "Advertising revenue of an operator from one user in a year.", "CAM, derived";
    operator_ads_floor: Assumption FromStart, "Advertising revenue that does not depend on Mini Programs", "share", 0.0 .. 1.0 by 0.05 = 0.7, "The rest moves with the use of Mini Programs relative to the first week.", "assumed";
    precedent_probability: Assumption FromStart, "Probability that capture spreads", "share", 0.0 .. 1.0 by 0.05 = 0.5, "What an operator believes about capture that goes unanswered setting a precedent.", "assumed";
    reversal_probability: Assumption FromStart, "Probability that a full block is reversed", "share", 0.0 .. 1.0 by 0.05 = 0.5, "Probability of a forced reversal when all users are hit, in proportion to the users hit.", "assumed; SHN CTN";
    reversal_weeks: Assumption FromStart, "Cost of a reversal", "weeks of revenue", 0.0 .. 104.0 by 1.0 = 13.0, "Operator revenue on the users hit that a forced reversal costs.", "assumed";
    nash_weight: Assumption FromStart, "Bargaining weight of the operator", "share", 0.0 .. 1.0 by 0.05 = 0.5, "Weight of the operator in Nash bargaining over a licence.", "assumed";
}
Vendors {
    revenue_per_occasion_rmb: Assumption FromStart, "Revenue per occasion", "RMB", 0.1 .. 50.0 by 0.1 = 2.0, "Gross revenue of a vendor from one use of its service; users' utility is net of it by calibration, so that welfare at two values of this lever is not to be compared.", "assumed";
    ad_revenue_per_occasion_rmb: Assumption FromStart, "Advertising revenue per occasion", "RMB", 0.0 .. 10.0 by 0.05 = 0.4, "Advertising revenue of a vendor from one use by a tracked user, outside the category's payments.", "assumed";
    ad_revenue_factor: Policy FromPolicyDate, "Advertising revenue of vendors, factor", "", 0.0 .. 2.0 by 0.01 = 1.0, "Multiplies vendors' advertising revenue.", "GJS gives .88 for an opt-in law";
    fixed_cost_factor: Policy FromPolicyDate, "Fixed cost of vendors, factor", "", 0.5 .. 3.0 by 0.01 = 1.0, "Multiplies vendors' weekly fixed cost.", "NBE; 1.27 derived for an opt-in law";
    entry_factor: Assumption FromPolicyDate, "Entry of vendors, factor", "", 0.0 .. 3.0 by 0.05 = 1.0, "Multiplies the arrival of new vendors, for conditional experiments.", "assumed";
    payment_pass_through: Assumption FromStart, "Lost advertising asked of users", "share", 0.0 .. 1.0 by 0.05 = 1.0, "Part of the advertising revenue that a visit no longer earns which a vendor adds to its price when it next reviews its channels, and of what it earns more which it takes off; at 100 % as a small vendor does under logit demand, while KES finds that payments rise very little after a system's prompt.", "ARM, derived; size contested by KES";
    untracked_ad_share: Assumption FromStart, "Advertising value of an untracked user", "share", 0.0 .. 1.0 by 0.01 = 0.48, "Advertising revenue from a user without tracking, relative to one with it.", "JSD";
    entry_rate: Assumption FromStart, "Entry rate", "share of first stock per week", 0.0 .. 0.05 by 0.0001 = 0.0047, "Arrival of new vendors when profits are as at the start.", "TIP CBN, derived";
    exit_hazard: Assumption FromStart, "Exit for other reasons", "per week", 0.0 .. 0.05 by 0.0001 = 0.003, "Hazard of exit that has nothing to do with cash.", "assumed";
    exit_at_start: Assumption FromStart, "Total exit at the start", "per week", 0.0 .. 0.05 by 0.0001 = 0.0060, "The fixed cost is calibrated so that exit at the start has this rate.", "TIP CBN, derived";
    cash_weeks: Assumption FromStart, "Cash of an entrant", "weeks of fixed cost", 1.0 .. 260.0 by 1.0 = 26.0, "Money an entrant starts with.", "assumed";
    quality_tail: Assumption FromStart, "Pareto exponent of vendor quality", "", 0.8 .. 3.0 by 0.05 = 1.1, "Quality is exponential with this rate, so that revenue has this Pareto exponent.", "APP TSA, derived";
    integration_cost_rmb: Assumption FromStart, "Cost of serving one more channel", "RMB per week", 0.0 .. 1000000.0 by 1000.0 = 20000.0, "What a vendor pays each week to keep one further channel working.", "assumed";
    customer_turnover: Assumption FromStart, "Customers replaced each week", "share", 0.0 .. 0.05 by 0.0005 = 0.002, "Part of a vendor's weekly customers who must be won anew.", "assumed, the ledger's uninstall hazard";
    acquisition_direct_usd: Assumption FromStart, "Cost of a customer, standalone app", "US$", 0.0 .. 300.0 by 1.0 = 40.0, "Marketing cost of winning one customer for a standalone app.", "TOT";
    acquisition_mini_usd: Assumption FromStart, "Cost of a customer, Mini Program", "US$", 0.0 .. 300.0 by 1.0 = 2.0, "The same inside a messenger.", "TOT";
    rmb_per_usd: Assumption FromStart, "Exchange rate", "RMB per US$", 5.0 .. 9.0 by 0.1 = 6.9, "Converts costs quoted in dollars.", "assumed";
    retaliation_probability: Assumption FromStart, "Risk of retaliation seen by vendors", "share", 0.0 .. 1.0 by 0.05 = 0.2, "Probability a vendor gives to losing its Mini Program if it joins the assistant of a phone maker.", "assumed";
    envelopment_discouragement: Assumption FromStart, "Discouragement by operator entry", "share", -0.5 .. 1.0 by 0.05 = 0.0, "Part of their investment that vendors cut when the operator enters their category; studies have both signs.", "WEN FOE, sign contested";
    investment_share: Assumption FromStart, "Investment in quality", "share of net revenue", 0.0 .. 0.5 by 0.01 = 0.05, "Part of net revenue that vendors invest in their data and quality, which scales what they learn.", "assumed";
}
Regulator {
    regulator_outcome: Policy FromPolicyDate, "What the ministry orders", "choice", 0.0 .. 4.0 by 1.0 = 0.0 ["as the scenario says", "no order", "status quo restored", "access ordered", "stop ordered"], "Order at the end of mediation.", "CD1 SHN TN6";
    detection_visible: Policy FromPolicyDate, "Detection where a rival can see", "per week", 0.0 .. 1.0 by 0.005 = 0.02, "Probability that a violation is found in a week when a rival can see it.", "assumed";
    detection_hidden: Policy FromPolicyDate, "Detection where nobody can see", "per week", 0.0 .. 1.0 by 0.001 = 0.002, "The same when no rival can see it.", "assumed";
    fine_fixed_m: Policy FromPolicyDate, "Fixed fine", "RMB million", 0.0 .. 20000.0 by 0.1 = 0.5, "Fixed part of a fine for a violation.", "assumed";
    fine_turnover_share: Policy FromPolicyDate, "Fine as a share of turnover", "share", 0.0 .. 0.1 by 0.001 = 0.0, "Part of yearly services turnover; 5 % under the later law.", "MOR";
    fine_cap_m: Policy FromPolicyDate, "Cap on a fine", "RMB million", 0.0 .. 100000.0 by 0.1 = 1.0, "Largest fine; in 2017 RMB 1 million.", "from memory, not verified";
    lag_statement_weeks: Policy FromPolicyDate, "Lag of the first statement", "weeks", 0.0 .. 52.0 by 1.0 = 1.0, "From complaint to the ministry's statement.", "CD1";
    lag_mediation_weeks: Policy FromPolicyDate, "Lag of mediation", "weeks", 0.0 .. 104.0 by 1.0 = 3.0, "From statement to the end of mediation; 1 to 5 weeks in the cases on record.", "SHN TN6";
    lag_injunction_weeks: Policy FromPolicyDate, "Lag of an injunction", "weeks", 0.0 .. 260.0 by 1.0 = 10.0, "From suit to injunction.", "YIC CFI, derived";
    lag_judgment_weeks: Policy FromPolicyDate, "Lag of a judgment", "weeks", 0.0 .. 520.0 by 1.0 = 104.0, "From suit to judgment; over 100 weeks.", "CPI";
    deletion_lag_weeks: Policy FromPolicyDate, "Lag of deletion", "weeks", 0.0 .. 52.0 by 1.0 = 4.0, "From an order to delete to empty stocks.", "assumed";
    judgment_price_rmb_record: Policy FromPolicyDate, "Damages per record", "RMB", 0.0 .. 1.0 by 0.001 = 0.01, "What a court awards the holder for one record taken; also the ceiling for a licensed record.", "LAI DHI";
}
Consent {
    consent_bundled: Assumption FromStart, "Consent when bundled", "share", 0.001 .. 0.999 by 0.001 = 0.94, "Mean consent to a request for message content when it is bundled with the terms.", "FOX2";
    consent_opt_out: Assumption FromStart, "Consent when on unless switched off", "share", 0.001 .. 0.999 by 0.001 = 0.998, "The same when users must find the switch.", "JSD";
    consent_banner_no_refusal: Assumption FromStart, "Consent on a banner without refusal", "share", 0.001 .. 0.999 by 0.001 = 0.90, "The same on a banner that offers no refusal.", "FOX2";
    consent_banner_second_page: Assumption FromStart, "Consent with refusal on a second page", "share", 0.001 .. 0.999 by 0.001 = 0.725, "The same when refusal is on a second page.", "NOU";
    consent_refuse_button: Assumption FromStart, "Consent with a refuse button", "share", 0.001 .. 0.999 by 0.001 = 0.50, "The same with a refuse button beside.", "FOX2";
    consent_os_prompt: Assumption FromStart, "Consent at a prompt of the system", "share", 0.001 .. 0.999 by 0.001 = 0.26, "The same at a prompt of the operating system.", "GMK FLU MKC";
    consent_granular_first_page: Assumption FromStart, "Consent with granular choices first", "share", 0.001 .. 0.999 by 0.001 = 0.36, "The same with granular choices on the first page.", "NOU";
    consent_granular_nothing: Assumption FromStart, "Consent with nothing preselected", "share", 0.0005 .. 0.999 by 0.0005 = 0.001, "The same with granular choices and nothing preselected.", "FOX1 UTZ";
    privacy_weight_revealed: Assumption FromStart, "Revealed weight of privacy", "", 0.0 .. 2.0 by 0.05 = 0.2, "Part of the stated value of privacy that users act on.", "assumed; URB GCH";
    privacy_weight_stated: Assumption FromStart, "Stated weight of privacy", "", 0.0 .. 2.0 by 0.05 = 1.0, "Part of the stated value used in the second welfare figure.", "TRI";
    consent_scale_rmb: Assumption FromStart, "Spread of consent", "RMB per week", 0.1 .. 20.0 by 0.1 = 1.0, "How much money moves consent by one logit.", "assumed";
    leak_discount: Assumption FromStart, "Discount for what has leaked already", "share", 0.0 .. 1.0 by 0.05 = 0.5, "By how much the value of one's messages and contacts falls when all neighbours share theirs.", "ACE, assumed";
    income_scale: Assumption FromStart, "Income scale of privacy values", "", 0.01 .. 2.0 by 0.01 = 0.25, "Converts values stated elsewhere into China's incomes.", "assumed";
    worth_message_rmb: Assumption FromStart, "Stated value of messages", "RMB per week", 0.0 .. 50.0 by 0.01 = 9.63, "Stated value of one week of message content.", "TRI, converted";
    worth_graph_rmb: Assumption FromStart, "Stated value of contacts", "RMB per week", 0.0 .. 50.0 by 0.01 = 5.57, "Stated value of one week of the social graph.", "TRI, converted";
    worth_location_rmb: Assumption FromStart, "Stated value of location", "RMB per week", 0.0 .. 50.0 by 0.01 = 2.90, "Stated value of one week of location.", "TRI, converted";
    worth_transaction_rmb: Assumption FromStart, "Stated value of transactions", "RMB per week", 0.0 .. 50.0 by 0.01 = 9.24, "Stated value of one week of transactions.", "TRI, converted";
    worth_log_rmb: Assumption FromStart, "Stated value of usage logs", "RMB per week", 0.0 .. 50.0 by 0.01 = 1.5, "Stated value of one week of usage logs.", "assumed";
    purpose_personalise: Assumption FromStart, "Weight of personalisation", "", 0.0 .. 10.0 by 0.1 = 1.2, "Privacy cost of personalisation relative to providing the service.", "assumed";
    purpose_ads: Assumption FromStart, "Weight of advertising", "", 0.0 .. 10.0 by 0.1 = 1.5, "Privacy cost of targeted advertising relative to providing the service.", "assumed";
    purpose_train: Assumption FromStart, "Weight of training", "", 0.0 .. 10.0 by 0.1 = 1.2, "Privacy cost of training models relative to providing the service.", "assumed";
    purpose_resale: Assumption FromStart, "Weight of resale", "", 0.0 .. 10.0 by 0.1 = 3.0, "Privacy cost of resale relative to providing the service.", "assumed";
    unconsented_weight: Assumption FromStart, "Weight of use without consent", "", 1.0 .. 3.0 by 0.1 = 1.0, "Privacy cost of unconsented use relative to consented use.", "assumed";
    concern_high_share: Assumption FromStart, "Users with high concern", "share", 0.0 .. 0.6 by 0.01 = 0.26, "Share of users with high privacy concern.", "WES; contested by URB WOO";
    concern_low_share: Assumption FromStart, "Users with low concern", "share", 0.0 .. 0.4 by 0.01 = 0.10, "Share of users who do not care.", "WES";
    concern_high: Assumption FromStart, "Concern of the high group", "", 0.0 .. 10.0 by 0.1 = 2.0, "Multiplies the value of privacy for users with high concern; the middle group has 1.", "assumed";
    concern_low: Assumption FromStart, "Concern of the low group", "", 0.0 .. 1.0 by 0.01 = 0.1, "The same for users who do not care.", "assumed";
    concern_spread: Assumption FromStart, "Spread of concern within groups", "", 0.0 .. 2.0 by 0.05 = 0.6, "Standard deviation of the logarithm of concern within a group.", "assumed";
    benefit_occasions: Assumption FromStart, "Occasions a user thinks of when asked", "occasions", 0.0 .. 50.0 by 1.0 = 1.0, "A request is answered at the occasion that raises it: the expected gain counts for so many occasions; at 10 users foresee the whole week.", "assumed";
    benefit_reference_rmb: Assumption FromStart, "Benefit of a usual request", "RMB per week", 0.0 .. 20.0 by 0.1 = 0.5, "What a user expects of a request whose use is a service of usual worth; the means of consent by way of asking hold at this benefit.", "assumed";
    incentive_rmb: Conduct FromPolicyDate, "Payment for consent", "RMB", 0.0 .. 690.0 by 1.0 = 0.0, "What a phone maker pays a user who agrees to a request.", "assumed";
    incentive_logits: Assumption FromStart, "Effect of a payment of RMB 69", "logits", 0.0 .. 3.0 by 0.01 = 0.81, "By how much a small payment raises consent.", "GCH SIE, derived";
    fatigue_logits: Assumption FromStart, "Fatigue a request", "logits", 0.0 .. 1.0 by 0.01 = 0.1, "By how much each further request in the same round lowers consent.", "assumed";
    hiding_share: Assumption FromStart, "Users who hide from tracking", "share", 0.0 .. 0.5 by 0.01 = 0.10, "Part of users, the most concerned first, who wipe what identifies them; they refuse tracking wherever a banner lets them.", "assumed; ARI for what they do";
    hidden_weeks: Assumption FromStart, "Life of a wiped identifier", "weeks", 1.0 .. 52.0 by 1.0 = 1.0, "Weeks after which a user who hides is somebody new to vendors.", "assumed";
    reask_weeks: Assumption FromStart, "Weeks between rounds of requests", "weeks", 1.0 .. 250.0 by 1.0 = 26.0, "A user who has answered is not asked again before.", "assumed";
    withdrawal_hazard: Assumption FromStart, "Withdrawal of consent", "per week", 0.0 .. 0.05 by 0.0001 = 0.0005, "Hazard that a user withdraws a consent.", "assumed";
    withdrawal_shock: Assumption FromStart, "Withdrawal after a scandal", "", 0.0 .. 100.0 by 1.0 = 20.0, "How many times the shock memory multiplies withdrawal.", "assumed";
}
Users {
    replacement_hazard: Assumption FromStart, "Phones replaced", "per week", 0.001 .. 0.05 by 0.0001 = 0.0096, "Hazard that a user buys a new phone.", "TN3, derived from 24 months";
    blocked_replacement_factor: Assumption FromStart, "Replacement when blocked, factor", "", 1.0 .. 50.0 by 1.0 = 10.0, "How much faster a user replaces a phone on which the messenger no longer runs.", "derived from the paths of model tests";
    brand_inertia: Assumption FromStart, "Brand inertia", "logits", 0.0 .. 5.0 by 0.01 = 1.26, "Pull of the brand one owns; 47 % of owners buy the same brand again at a base of 20 %.", "C114, derived";
    brand_drift: Assumption FromStart, "Brands follow their shipments", "share", 0.0 .. 1.0 by 0.1 = 1.0, "At 100 % each brand's appeal is fitted to its shipments a year at a time; at 0 it stays as in the first week.", "EDM ZDN1 HAI NIK";
    block_loss: Assumption FromStart, "Loss from a blocked messenger when choosing a phone", "logits", 0.0 .. 10.0 by 0.1 = 2.8, "Utility a brand loses when the primary messenger does not run on it.", "CIW5, derived: 95 % leave a 20 % brand";
    degrade_depth: Assumption FromStart, "Depth of degradation", "share", 0.0 .. 1.0 by 0.05 = 0.3, "Harm of a degraded messenger relative to a blocked one.", "assumed";
    block_exit_brand_share: Assumption FromStart, "Blocked users who leave the brand", "share", 0.5 .. 0.99 by 0.01 = 0.95, "Of users who resolve a block, those who leave the brand and not the messenger.", "CIW5";
    price_sensitivity: Assumption FromStart, "Price sensitivity of phone choice", "logits per RMB", 0.0 .. 0.01 by 0.0001 = 0.001, "Logits a brand loses for each RMB of price.", "assumed";
    phone_service_weight: Assumption FromStart, "Weight of services in phone choice", "per util", 0.0 .. 2.0 by 0.05 = 0.1, "How much the services of a brand's OS channel add to its appeal.", "assumed";
    messenger_service_weight: Assumption FromStart, "Weight of services in messenger choice", "per util", 0.0 .. 2.0 by 0.05 = 0.1, "How much the Mini Programs of a messenger add to its appeal.", "assumed";
    messenger_inertia: Assumption FromStart, "Messenger inertia", "logits", 0.0 .. 8.0 by 0.1 = 4.0, "Pull of the primary messenger one uses.", "assumed";
    network_weight: Assumption FromStart, "Network weight", "", 0.0 .. 10.0 by 0.1 = 4.0, "Pull of a messenger that all others use; above 2 a symmetric market tips.", "assumed; theory D";
    own_circle_weight: Assumption FromStart, "Weight of the own circle", "share", 0.0 .. 1.0 by 0.05 = 0.7, "Part of the network effect that comes from the user's own community.", "assumed";
    review_hazard: Assumption FromStart, "Review of the primary messenger", "per week", 0.0 .. 1.0 by 0.01 = 0.05, "Hazard that a user reconsiders the primary messenger.", "assumed";
    uninstall_hazard: Assumption FromStart, "Unused messenger removed", "per week", 0.0 .. 0.1 by 0.0005 = 0.002, "Hazard that an unused account is dropped.", "assumed";
    tool_removed: Assumption FromStart, "Refused users who remove the tool", "per week", 0.0 .. 0.6 by 0.001 = 0.6, "Part of the users whom a messenger does not serve because of a tool who remove the tool in a week.", "EEO, .607 of a poll; .23 of another in PPD";
    refuge_installed: Assumption FromStart, "Refused users who install another messenger", "per week", 0.0 .. 0.4 by 0.001 = 0.327, "Part of the same users who install another messenger in a week, if they have none.", "EEO; .57 of another poll in PPD";
    refuge_dropped: Assumption FromStart, "Messengers of refuge dropped", "per week", 0.0 .. 1.0 by 0.001 = 0.416, "Part of those who took another messenger in a refusal and drop it again in a week once it has ended; of all new apps nine in ten are dropped within 30 days.", "PHO, derived";
    messages_per_day: Assumption FromStart, "Messages a day", "", 1.0 .. 500.0 by 1.0 = 42.0, "Messages of a user of average activity.", "TOB, derived";
    degree_log_mean: Assumption FromStart, "Contacts, mean of the logarithm", "", 1.0 .. 8.0 by 0.01 = 5.18, "Contacts are lognormal; the median is 178.", "COS CD3, derived";
    degree_log_sd: Assumption FromStart, "Contacts, spread of the logarithm", "", 0.0 .. 2.0 by 0.01 = 0.94, "Standard deviation of the logarithm of contacts; the cap is 5,000.", "COS CD3 FWC, derived";
    learning_weight: Assumption FromStart, "Weight of data-driven quality", "utils", 0.0 .. 10.0 by 0.1 = 2.0, "What perfect accuracy adds to a service.", "assumed";
    friction_direct: Assumption FromStart, "Friction of a standalone app", "utils", 0.0 .. 5.0 by 0.05 = 1.0, "Cost of reaching a vendor through its own app.", "assumed";
    friction_mini: Assumption FromStart, "Friction of a Mini Program", "utils", 0.0 .. 5.0 by 0.05 = 0.6, "Cost of reaching a vendor inside a messenger.", "assumed; no figure up to 2017 tells it";
    friction_os: Assumption FromStart, "Friction of the OS channel", "utils", 0.0 .. 5.0 by 0.05 = 0.6, "Cost of reaching a vendor through assistant or quick app.", "assumed";
    link_share: Assumption FromStart, "Occasions that begin with a shared link", "share", 0.0 .. 1.0 by 0.001 = 0.346, "Part of occasions at which a contact has shared in a messenger with Mini Programs what the user is after: a quick app is not at hand there, and an own app is as near as a Mini Program only if the link opens.", "CIW2 for entries to Mini Programs, assumed for all occasions";
    default_kept: Assumption FromStart, "Users who take what is installed", "share", 0.0 .. 1.0 by 0.01 = 0.80, "Part of the uses of a kind of service that go to a preinstalled one without a look at others.", "GOO, an upper bound";
    channel_inertia: Assumption FromStart, "Channel inertia", "utils", 0.0 .. 5.0 by 0.1 = 0.5, "Pull of the channel used last in a category.", "assumed";
    nothing_share: Assumption FromStart, "Occasions without a purchase", "share", 0.01 .. 0.9 by 0.01 = 0.30, "Share of occasions that end in nothing at the start.", "assumed";
    occasions_per_week: Assumption FromStart, "Occasions a week", "", 1.0 .. 50.0 by 1.0 = 10.0, "How often a user needs one of the services.", "assumed";
    rmb_per_util: Assumption FromStart, "Value of a util", "RMB", 0.1 .. 20.0 by 0.1 = 2.0, "Converts the log-sum of services into money.", "assumed";
}
Data {
    accuracy_floor: Assumption FromStart, "Accuracy without data", "share", 0.0 .. 0.9 by 0.01 = 0.3, "Accuracy of a service that has learnt nothing.", "assumed";
    learning_exponent: Assumption FromStart, "Learning exponent", "", 0.07 .. 0.35 by 0.01 = 0.2, "Error falls with this power of the data.", "HES HES2";
    data_scale_m: Assumption FromStart, "Data scale", "million user-weeks", 0.01 .. 1000.0 by 0.01 = 2.0, "Stock at which learning starts to pay; scales with persons.", "assumed";
    learn_message: Assumption FromStart, "Learning from messages", "share", 0.0 .. 1.0 by 0.05 = 0.5, "Weight of message content in accuracy.", "assumed";
    learn_graph: Assumption FromStart, "Learning from the social graph", "share", 0.0 .. 1.0 by 0.05 = 0.05, "Weight of the social graph in accuracy.", "assumed";
    learn_location: Assumption FromStart, "Learning from location", "share", 0.0 .. 1.0 by 0.05 = 0.2, "Weight of location in accuracy.", "assumed";
    learn_transaction: Assumption FromStart, "Learning from transactions", "share", 0.0 .. 1.0 by 0.05 = 0.2, "Weight of transactions in accuracy.", "assumed";
    learn_log: Assumption FromStart, "Learning from usage logs", "share", 0.0 .. 1.0 by 0.05 = 0.05, "Weight of usage logs in accuracy.", "assumed";
    decay_message_intent: Assumption FromStart, "Ageing of intent in messages", "per week", 0.0 .. 1.0 by 0.001 = 0.159, "Loss of value of intent read in messages; half is gone in a month.", "VA2, assumed";
    decay_message_language: Assumption FromStart, "Ageing of language in messages", "per week", 0.0 .. 1.0 by 0.0001 = 0.0019, "Loss of value of text for language models; half is gone in seven years.", "VAL";
    decay_graph: Assumption FromStart, "Ageing of the social graph", "per week", 0.0 .. 1.0 by 0.001 = 0.0050, "Loss of value of contacts.", "assumed";
    decay_location: Assumption FromStart, "Ageing of location", "per week", 0.0 .. 1.0 by 0.001 = 0.159, "Loss of value of location.", "assumed";
    decay_transaction: Assumption FromStart, "Ageing of transactions", "per week", 0.0 .. 1.0 by 0.001 = 0.0263, "Loss of value of transactions.", "assumed";
    decay_log: Assumption FromStart, "Ageing of usage logs", "per week", 0.0 .. 1.0 by 0.001 = 0.159, "Loss of value of usage logs.", "assumed";
}
}

impl LeverId {
    /// The row of this lever.
    pub const fn spec(self) -> &'static LeverSpec {
        &LEVERS[self as usize]
    }

    /// Finds a lever by its id.
    pub fn from_id(id: &str) -> Option<Self> {
        LEVERS.iter().position(|spec| spec.id == id).map(|index| Self::ALL[index])
    }
}

/// Levers, other than choices, of which 0 means what the scenario says.
const ZERO_LEAVES: &[&str] = &["capture_coverage"];
/// How that value is called.
const AS_SCENARIO: &str = "as the scenario says";

impl LeverSpec {
    /// Says what is wrong with a value, or nothing.
    pub fn problem_with(&self, value: f64) -> Option<String> {
        if !value.is_finite() || value < self.min || value > self.max {
            return Some(format!("found {value}, allowed {} to {}", self.min, self.max));
        }
        if !self.choices.is_empty() && value.fract() != 0.0 {
            return Some(format!("found {value}, allowed the whole numbers {} to {}", self.min, self.max));
        }
        None
    }

    /// Whether a value leaves what the lever is about as the scenario has it, as the first word of many a choice does.
    pub fn leaves(&self, value: f64) -> bool {
        value == 0.0 && ZERO_LEAVES.contains(&self.id)
    }

    /// A value as people read it: per cent for shares, the word for a choice, else number and unit.
    pub fn display(&self, value: f64) -> String {
        if self.leaves(value) { AS_SCENARIO.to_owned() } else { self.figure(value) }
    }

    /// A value inside a sentence: as people read it, words in quotes.
    pub fn said(&self, value: f64) -> String {
        let words = self.leaves(value) || self.choices.get(value as usize).is_some();
        if words { format!("“{}”", self.display(value)) } else { self.figure(value) }
    }

    /// Smallest and largest value as people read them.
    pub fn range(&self) -> String {
        format!("{} to {}", self.figure(self.min), self.figure(self.max))
    }

    fn figure(&self, value: f64) -> String {
        if let Some(word) = self.choices.get(value as usize) {
            return (*word).to_owned();
        }
        match self.unit {
            "share" => format!("{} %", trimmed(value * 100.0)),
            "" => trimmed(value),
            unit => format!("{} {unit}", trimmed(value)),
        }
    }
}

/// A number with at most six significant digits and no trailing noise.
fn trimmed(value: f64) -> String {
    let rounded = format!("{value:.6}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_leaves_the_scenarios_figure_is_said_in_words() {
        for spec in LEVERS {
            let leaves = spec.help.contains("0 leaves the scenario's figure");
            assert_eq!(spec.leaves(0.0), leaves, "{}", spec.id);
            assert!(!spec.leaves(spec.max), "{}", spec.id);
        }
        let spec = LeverId::capture_coverage.spec();
        assert_eq!((spec.display(0.0), spec.said(1.0)), ("as the scenario says".to_owned(), "100 %".to_owned()));
        assert_eq!((spec.said(0.0), spec.range()), ("“as the scenario says”".to_owned(), "0 % to 100 %".to_owned()));
        assert_eq!(LeverId::message_authorisation.spec().said(1.0), "“the user's suffices”");
    }
}
