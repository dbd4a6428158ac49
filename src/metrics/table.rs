//! The metrics table: every outcome once, with unit, formula and source; columns are metrics by actor.

use crate::scenario::Scenario;
use crate::scenario::vocabulary::{Category, Channel, ConsentMode, DataType, Origin};

/// Whether a figure is a state, a weekly change or a running total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// A state at the end of the week.
    Stock,
    /// What happened in the week.
    Flow,
    /// The sum since week 0.
    Cumulative,
}

impl MetricKind {
    /// The word shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Flow => "flow",
            Self::Cumulative => "cumulative",
        }
    }
}

/// What a metric is broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dim {
    /// One figure.
    One,
    /// One a brand.
    Brand,
    /// One a messenger.
    Messenger,
    /// One a category.
    Category,
    /// One a channel.
    Channel,
    /// One a data type.
    DataType,
    /// One an origin of data.
    Origin,
    /// One a consent mode.
    ConsentMode,
    /// One a fifth of users by privacy concern, from the least concerned.
    Segment,
    /// One a yearly cohort of vendors; the first is those alive at week 0.
    Cohort,
}

impl Dim {
    /// What there is one column for each of; empty where there is one figure.
    pub const fn each(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Brand => "brand",
            Self::Messenger => "messenger",
            Self::Category => "category",
            Self::Channel => "channel",
            Self::DataType => "data type",
            Self::Origin => "origin",
            Self::ConsentMode => "way of asking",
            Self::Segment => "fifth of users by concern",
            Self::Cohort => "yearly cohort",
        }
    }
}

/// Fifths of users by privacy concern.
pub const SEGMENTS: usize = 5;
/// Cohorts of vendors: those at week 0, then one a year for five years.
pub const COHORTS: usize = 6;

/// Sections of the outcome lists, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricGroup {
    /// Market shares and concentration.
    Markets,
    /// What users get and lose.
    Users,
    /// App vendors.
    Vendors,
    /// Data and access.
    Data,
    /// Profits and payments.
    Money,
    /// Conflict and cases.
    Conflict,
    /// Welfare from services and firms, two weights side by side.
    Welfare,
}

impl MetricGroup {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Markets => "Markets",
            Self::Users => "Users",
            Self::Vendors => "App vendors",
            Self::Data => "Data and access",
            Self::Money => "Money",
            Self::Conflict => "Conflict",
            Self::Welfare => "Welfare",
        }
    }
}

/// One row of the metrics table.
#[derive(Debug)]
pub struct MetricSpec {
    /// Word in exports; `new_` flow, `n_` count, `cum_` cumulative.
    pub id: &'static str,
    /// Section.
    pub group: MetricGroup,
    /// Breakdown.
    pub dim: Dim,
    /// Stock, flow or cumulative.
    pub kind: MetricKind,
    /// Name shown to people.
    pub label: &'static str,
    /// Unit; "share" is 0 to 1 in files and per cent on screen.
    pub unit: &'static str,
    /// Formula in words.
    pub formula: &'static str,
    /// Source of the formula, or "own definition".
    pub source: &'static str,
}

macro_rules! metrics {
    ($($id:ident: $group:ident $dim:ident $kind:ident, $label:literal, $unit:literal, $formula:literal, $source:literal;)+) => {
        /// Names a metric; the index of its row in [`METRICS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[allow(non_camel_case_types, missing_docs, reason = "the variants are the ids of METRICS")]
        pub enum MetricId { $($id,)+ }

        /// All metrics, in the order of columns.
        pub const METRICS: &[MetricSpec] = &[$(MetricSpec {
            id: stringify!($id), group: MetricGroup::$group, dim: Dim::$dim, kind: MetricKind::$kind,
            label: $label, unit: $unit, formula: $formula, source: $source,
        },)+];

        impl MetricId {
            /// All ids, in the order of [`METRICS`].
            pub const ALL: &'static [Self] = &[$(Self::$id,)+];
        }
    };
}

metrics! {
    phone_share: Markets Brand Stock, "Installed base of phones", "share", "users of the brand / users", "own definition";
    shipment_share: Markets Brand Flow, "Phones bought", "share", "purchases of the brand / purchases in the week; empty without purchases", "own definition";
    hhi_phones: Markets One Stock, "Concentration of phones (HHI)", "", "sum of squared shares of the installed base", "Herfindahl-Hirschman index, 0 to 1";
    messenger_share: Markets Messenger Stock, "Primary messenger", "share", "users whose primary messenger it is / users with one", "own definition";
    accounts_m: Markets Messenger Stock, "Accounts", "million", "accounts held by agents x persons per agent", "own definition";
    hhi_messengers: Markets One Stock, "Concentration of messengers (HHI)", "", "sum of squared shares of primary messengers", "Herfindahl-Hirschman index, 0 to 1";
    multi_homing: Markets One Stock, "Multi-homing", "share", "users with two or more messengers installed / users", "own definition";
    new_messenger_switches: Markets One Flow, "Primary messenger switched", "share", "users who changed their primary messenger in the week / users", "own definition";
    new_brand_switches: Markets One Flow, "Brand switched", "share", "buyers who left their brand / buyers in the week; empty without purchases", "own definition";
    channel_share: Markets Channel Flow, "Use by channel", "share", "occasions served through the channel / occasions served", "own definition";
    channel_revenue_share: Markets Channel Flow, "Revenue by channel", "share", "gross revenue through the channel / gross revenue", "own definition";
    nothing_share: Markets One Flow, "Occasions without a purchase", "share", "occasions that end in nothing / occasions", "own definition";
    category_share: Markets Category Flow, "Use by category", "share", "occasions served in the category / occasions served", "own definition";
    hhi_categories: Markets One Flow, "Concentration of vendors within categories (HHI)", "", "mean over categories of the sum of squared revenue shares", "Herfindahl-Hirschman index, 0 to 1";
    hhi_vendors: Markets One Flow, "Concentration of vendors (HHI)", "", "sum of squared shares of vendors' gross revenue", "Herfindahl-Hirschman index, 0 to 1";
    own_service_share: Markets One Flow, "Operators' own services", "share", "occasions served by operators' own services / occasions served in the categories in which they have one; empty where none has", "own definition";

    tracked_users: Users One Flow, "Observed users", "share", "occasions of users whom vendors may track / occasions served", "own definition";
    observed_weeks: Users One Flow, "Weeks for which a user is observed", "weeks", "weeks of a year in which tracked users are seen / identifiers under which they are seen; who hides is often somebody new; empty without tracking", "own definition; ARI for what is counted";
    consumer_surplus: Users One Flow, "Consumer surplus from services", "RMB per user-week", "occasions x RMB per util x mean log-sum of services above nothing, utility net of the usual price; messenger and phone are not in it", "Small and Rosen 1981";
    surplus_segment: Users Segment Flow, "Consumer surplus from services by privacy concern", "RMB per user-week", "the same within a fifth of users by privacy concern; messenger and phone are not in it", "Small and Rosen 1981";
    privacy_loss_revealed: Users One Flow, "Privacy loss at the revealed weight", "RMB per user-week", "revealed weight x income scale x concern x value of types held by others x weight of purpose, half of messages charged to contacts", "TRI; ACE for the discount";
    privacy_loss_stated: Users One Flow, "Privacy loss at the stated weight", "RMB per user-week", "the same at the stated weight", "TRI";
    privacy_segment: Users Segment Flow, "Privacy loss by privacy concern, stated weight", "RMB per user-week", "the same within a fifth of users by privacy concern", "TRI";
    contacts_exposed: Users One Stock, "Exposed without consent", "share", "probability that a user who did not consent has a contact of the own community who did; with a median of 178 contacts it nears 100 % once a few per cent of users are read", "own definition";
    contact_loss_stated: Users One Flow, "Privacy loss of contacts, stated weight", "RMB per user-week", "half of the value of messages for each consenting sender's contacts", "own definition";
    consent_message_os: Users One Stock, "Consent to phone makers reading messages", "share", "users who consent / users asked, also where the holder's permission is lacking and nothing is read; empty where nobody was asked", "own definition";
    consent_mode: Users ConsentMode Stock, "Consent by way of asking", "share", "users who consent / users whose last request came this way; empty where none", "own definition";
    consent_segment: Users Segment Stock, "Consent to message requests by privacy concern", "share", "users of the fifth who consent / users of the fifth asked; empty where none", "own definition";

    n_vendors: Vendors One Stock, "Vendors alive", "vendors", "vendors at the end of the week", "own definition";
    new_vendors: Vendors One Flow, "Entry of vendors", "vendors", "vendors that entered in the week", "own definition";
    new_vendor_exits: Vendors One Flow, "Exit of vendors", "vendors", "vendors that left in the week", "own definition";
    vendor_survival: Vendors Cohort Stock, "Survival by cohort", "share", "vendors of the cohort alive / vendors of the cohort that entered so far; empty before its first entry", "own definition";
    top_revenue_share: Vendors One Flow, "Revenue of the top 1 %", "share", "gross revenue of the top one in a hundred vendors / gross revenue", "APP TSA";
    revenue_tail: Vendors One Flow, "Tail exponent of vendors' revenue", "", "Hill's estimate of the Pareto exponent over the top tenth of vendors by gross revenue; the lower, the more goes to few", "Hill 1975";
    quality_mean: Vendors One Stock, "Mean quality", "utils", "mean quality of vendors alive", "own definition";
    quality_top: Vendors One Stock, "Quality of the best tenth", "utils", "mean quality of the best tenth of vendors alive", "own definition";
    vendors_in_mini: Vendors One Stock, "Vendors in Mini Programs", "share", "vendors in the channel / vendors alive", "own definition";
    vendors_in_os: Vendors One Stock, "Vendors in OS channels", "share", "vendors that joined an OS channel / vendors alive", "own definition";

    data_stock: Data DataType Stock, "Data held", "million user-weeks", "sum of lots over holders after ageing", "own definition";
    data_origin: Data Origin Stock, "Provenance of data held", "share", "stock of the origin / all stocks; empty without stock", "own definition";
    hhi_data: Data One Stock, "Concentration of data (HHI)", "", "sum of squared shares of holders in all stocks; empty without stock", "Herfindahl-Hirschman index, 0 to 1";
    accuracy_os: Data Brand Stock, "Accuracy of the assistant", "share", "a0 + (1 - a0) x sum over types of weight x [1 - (1 + S/D0)^-beta], mean over categories", "HES";
    accuracy_messenger: Data Messenger Stock, "Accuracy of Mini Programs", "share", "the same for the messenger's stocks", "HES";
    accuracy_vendors: Data One Stock, "Accuracy of vendors", "share", "the same for vendors' own stocks, weighted by revenue", "HES";
    new_flows_permitted: Data One Flow, "Transfers permitted", "million user-weeks", "user-weeks of data that moved to another actor under a rule", "own definition";
    new_denied_rule: Data One Flow, "Requests denied by the rules", "million user-weeks", "user-weeks of data wanted and denied because no rule allows it", "own definition";
    new_denied_user: Data One Flow, "Requests denied by users", "million user-weeks", "user-weeks wanted and denied for want of the user's agreement", "own definition";
    new_denied_sender: Data One Flow, "Requests denied by the holder", "million user-weeks", "user-weeks wanted and denied for want of the holder's agreement", "own definition";
    new_violations: Data One Flow, "Violations", "million user-weeks", "user-weeks of data taken against the rules", "own definition";
    new_detected: Data One Flow, "Violations found", "cases", "violating actors found in the week", "own definition";

    profit_os: Money Brand Flow, "Profit of the phone maker", "RMB million per week", "hardware margin + services + commissions - data prices - incentives - fines and damages - cost of disputes", "own definition";
    profit_operator: Money Messenger Flow, "Profit of the operator", "RMB million per week", "advertising + commissions + own services + account fees + licences - fines and damages - cost of disputes", "own definition";
    profit_vendors: Money One Flow, "Profit of vendors", "RMB million per week", "revenue net of take + advertising - fixed, acquisition, integration and data costs", "own definition";
    profit_vendor_median: Money One Flow, "Profit of the median vendor", "RMB million per week", "median over vendors alive", "own definition";
    gross_revenue: Money One Flow, "Gross revenue of vendors", "RMB million per week", "payments of users to vendors before take", "own definition";
    vendor_price: Money One Flow, "Price of vendors' services", "RMB per occasion", "revenue per occasion of the lever + what vendors ask for lost advertising, mean over visits; for a user of average spending", "own definition; ARM for what moves it";
    ad_revenue_vendors: Money One Flow, "Advertising revenue of vendors", "RMB million per week", "payments of advertisers to vendors", "own definition";
    take_mini_revenue: Money One Flow, "Commissions of operators", "RMB million per week", "take of the Mini Program channel", "own definition";
    take_os_revenue: Money One Flow, "Commissions of phone makers", "RMB million per week", "take of the OS channel", "own definition";
    openness_mini: Money Messenger Stock, "Openness of Mini Programs", "share", "what the lever says, or what the operator chose; empty where it hosts none", "own definition";
    take_rate_mini: Money Messenger Stock, "Take rate of Mini Programs, without games", "share", "what the lever says, or what the operator chose; empty where it hosts none", "own definition";
    take_rate_os: Money Brand Stock, "Take rate of the OS channel, without games", "share", "what the lever says, or what the phone maker chose; empty where the channel is closed", "own definition";
    licence_fees: Money One Flow, "Payments for data", "RMB million per week", "prices paid for data by recipients", "own definition";
    data_price_os: Money Brand Stock, "Posted price of message data", "RMB per user-week", "what the phone maker posts for the messages of a user, of which the rule gives the user a share; empty where it posts none", "own definition; ACE for how it is set";
    fines: Money One Flow, "Fines", "RMB million per week", "fines paid to the regulator", "own definition";
    cum_fines: Money One Cumulative, "Fines so far", "RMB million", "sum of fines", "own definition";
    user_dividend: Money One Flow, "Data dividend of users", "RMB per user-week", "data prices and incentives paid to users / users", "own definition";

    cum_conflict_weeks: Conflict One Cumulative, "Weeks of conflict", "weeks", "weeks in which an operator degrades or blocks its messenger on a brand in answer to capture, or refuses users for a tool; a withdrawal is none", "own definition";
    new_blocked_users: Conflict One Flow, "Users blocked", "million", "users whose primary messenger is blocked, withdrawn on their phone, or refused to them for a tool", "own definition";
    new_degraded_users: Conflict One Flow, "Users degraded", "million", "users whose primary messenger is degraded on their phone", "own definition";
    cum_left_brand: Conflict One Cumulative, "Left the brand over a block", "million", "blocked users who moved to another brand", "own definition";
    cum_left_messenger: Conflict One Cumulative, "Left the messenger over a block", "million", "blocked users who moved to another primary messenger", "own definition";
    n_capturing: Conflict One Stock, "Brands that read messages", "brands", "brands with capture switched on", "own definition";
    n_cases: Conflict One Stock, "Open cases", "cases", "cases before the regulator or a court", "own definition";

    welfare_revealed: Welfare One Flow, "Welfare from services and firms, privacy at the revealed weight", "RMB million per week", "consumer surplus of services + dividends - privacy loss (revealed) + profits + fines received; what messenger and phone themselves are worth to users is not in it", "own definition";
    welfare_stated: Welfare One Flow, "Welfare from services and firms, privacy at the stated weight", "RMB million per week", "consumer surplus of services + dividends - privacy loss (stated) + profits + fines received; what messenger and phone themselves are worth to users is not in it", "own definition";
    welfare_users: Welfare One Flow, "Users' part before privacy", "RMB million per week", "consumer surplus + dividends", "own definition";
    welfare_firms: Welfare One Flow, "Firms' part", "RMB million per week", "profits of phone makers, operators and vendors", "own definition";
    welfare_state: Welfare One Flow, "The state's part", "RMB million per week", "fines received", "own definition";
}

impl MetricId {
    /// The row of this metric.
    pub const fn spec(self) -> &'static MetricSpec {
        &METRICS[self as usize]
    }

    /// Finds a metric by its id.
    pub fn from_id(id: &str) -> Option<Self> {
        METRICS.iter().position(|spec| spec.id == id).map(|index| Self::ALL[index])
    }
}

/// One column of a run: a metric, and which actor or class where it has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The metric.
    pub metric: MetricId,
    /// Index within the metric's breakdown.
    pub index: usize,
    /// Word in exports: the metric's id, then the actor's.
    pub id: String,
    /// Name shown to people.
    pub label: String,
    /// The actor's or class's own name; empty where the metric is one figure.
    pub actor: String,
}

/// The columns of a scenario, in the order of [`METRICS`].
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    let mut columns = Vec::new();
    for (spec, &metric) in METRICS.iter().zip(MetricId::ALL) {
        let members: Vec<(String, String)> = match spec.dim {
            Dim::One => vec![(String::new(), String::new())],
            Dim::Brand => scenario.brands.iter().map(|b| (b.id.clone(), b.name.clone())).collect(),
            Dim::Messenger => scenario.messengers.iter().map(|m| (m.id.clone(), m.name.clone())).collect(),
            Dim::Category => words(Category::ALL, |c| (c.id(), c.label())),
            Dim::Channel => words(Channel::ALL, |c| (c.id(), c.label())),
            Dim::DataType => words(DataType::ALL, |c| (c.id(), c.label())),
            Dim::Origin => words(Origin::ALL, |c| (c.id(), c.label())),
            Dim::ConsentMode => words(ConsentMode::ALL, |c| (c.id(), c.label())),
            Dim::Segment => (1..=SEGMENTS).map(|k| (k.to_string(), format!("fifth {k} by concern"))).collect(),
            Dim::Cohort => (0..COHORTS)
                .map(|k| {
                    let name = if k == 0 { "at the start".to_owned() } else { format!("entered in year {k}") };
                    (k.to_string(), name)
                })
                .collect(),
        };
        for (index, (word, actor)) in members.into_iter().enumerate() {
            let (id, label) = if word.is_empty() {
                (spec.id.to_owned(), spec.label.to_owned())
            } else {
                (format!("{}_{word}", spec.id), format!("{}, {actor}", spec.label))
            };
            columns.push(Column { metric, index, id, label, actor });
        }
    }
    columns
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> (&'static str, &'static str)) -> Vec<(String, String)> {
    all.iter().map(|&item| word(item)).map(|(id, label)| (id.to_owned(), label.to_owned())).collect()
}
