//! A scenario as the rest of the program reads it: parents merged, names resolved, ranges checked.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::levers::{LeverId, Levers};
use super::vocabulary::{
    ActorClass, Capture, Category, ConsentMode, DataType, Effect, Outcome, Permission, Place, Purpose, Response,
    Subject,
};

/// A complete, checked scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Name: the file's stem, or the name of a shipped scenario.
    pub id: String,
    /// Title shown to people.
    pub title: String,
    /// What happened and what is asked, in plain words.
    pub story: String,
    /// Monday of week 0.
    pub start: NaiveDate,
    /// Horizon in weeks.
    pub weeks: u32,
    /// Week from which policy and conduct levers act when an analyst changes them.
    pub policy_week: u32,
    /// Persons in the market, millions.
    pub persons_m: f64,
    /// Share of them who use no messenger at week 0; with the primary shares of the messengers it sums to 1.
    pub no_messenger_share: f64,
    /// Agents that stand for them.
    pub agents: u32,
    /// Seed of all luck.
    pub seed: u64,
    /// Phone makers, in the order of their indices; the last may be "other".
    pub brands: Vec<Brand>,
    /// Messengers with their operators, in the order of their indices; the first is the dominant one.
    pub messengers: Vec<Messenger>,
    /// App vendors.
    pub vendors: Vendors,
    /// The regulator's habits.
    pub regulator: Regulator,
    /// Effect where no rule matches.
    pub default_effect: Effect,
    /// Access rules in the order of the file.
    pub rules: Vec<Rule>,
    /// Levers from week 0.
    pub levers: Levers,
    /// Dated changes, in order of week.
    pub reforms: Vec<Reform>,
    /// Shocks, in order of week.
    pub shocks: Vec<Shock>,
    /// Observed series to lay over plots; of several on one column, calibration fits the first of the file.
    pub series: Vec<Series>,
    /// Words of prose to replace when the names of firms are to stay neutral, besides those of the actors.
    pub neutral_words: Vec<(String, String)>,
    /// Source of each number that is not a lever default: (what, source).
    pub sources: Vec<(String, String)>,
    /// The root of the family (the scenario without parent), to which the world is calibrated; none for a root.
    pub root: Option<Arc<Self>>,
    /// Texts this scenario was read from: (name, text), itself first, then parent, up to the root.
    pub texts: Vec<(String, String)>,
}

/// Fewest agents of a run.
pub const FEWEST_AGENTS: u32 = 64;
/// Most agents of a run, whatever the persons: their state takes 16 GB.
pub const MOST_AGENTS: u32 = 1_000_000_000;

/// Most agents for so many persons, millions.
pub(super) fn most_agents(persons_m: f64) -> u32 {
    ((persons_m * 1e6).floor() as u32).clamp(FEWEST_AGENTS, MOST_AGENTS)
}

impl Scenario {
    /// The scenario whose first week the constants of the world are solved in.
    pub fn root(&self) -> &Self {
        self.root.as_deref().unwrap_or(self)
    }

    /// Most agents that can stand for the persons: one for each, and never more than [`MOST_AGENTS`].
    pub fn most_agents(&self) -> u32 {
        most_agents(self.persons_m)
    }

    /// Whether a phone maker's assistant works with a vendor, given by its place among the named ones.
    pub fn partners(&self, brand: usize, named: usize) -> bool {
        self.vendors.named.get(named).is_some_and(|vendor| self.brands[brand].partners.contains(&vendor.id))
    }

    /// Monday of a week.
    pub fn date(&self, week: u32) -> NaiveDate {
        self.start + chrono::Days::new(u64::from(week) * 7)
    }
}

/// A phone maker with its system, assistant and strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// Word in files and metric ids.
    pub id: String,
    /// Name shown to people.
    pub name: String,
    /// Name shown instead when firms are to stay neutral.
    pub neutral_name: String,
    /// Share of the installed base at week 0.
    pub base_share: f64,
    /// Mean price of a phone, RMB.
    pub price_rmb: f64,
    /// Shares of shipments by calendar year, to which the brand's appeal is fitted; years between are held.
    #[serde(default)]
    pub shipments: Vec<(i32, f64)>,
    /// What it does with messages on the screen; `None` lets it choose its best response.
    #[serde(default = "capture_off")]
    pub capture: Option<Capture>,
    /// Week from which it captures.
    #[serde(default)]
    pub capture_from: u32,
    /// Share of its installed base whose phones have the assistant.
    #[serde(default = "one")]
    pub coverage: f64,
    /// Vendors the assistant may propose, by id; empty lets every vendor apply.
    #[serde(default)]
    pub partners: Vec<String>,
    /// Whether it offers quick apps, an OS channel without message content.
    #[serde(default)]
    pub quick_app: bool,
    /// Whether it is a member of the coalition that shares one OS channel.
    #[serde(default)]
    pub coalition: bool,
    /// Whether it takes data only where the rules permit it; `false` reads the screen without asking the law.
    #[serde(default = "yes")]
    pub lawful: bool,
    /// Whether it gives up capture when that pays less than going on; `false` holds on whatever it costs.
    #[serde(default = "yes")]
    pub retreats: bool,
    /// Whether it sets the take rate of its OS channel by its best response; else the levers say it.
    #[serde(default)]
    pub sets_terms: bool,
}

#[allow(clippy::unnecessary_wraps, reason = "a serde default has the type of its field")]
const fn capture_off() -> Option<Capture> {
    Some(Capture::Off)
}

const fn one() -> f64 {
    1.0
}

const fn yes() -> bool {
    true
}

/// A messenger with its operator and strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messenger {
    /// Word in files and metric ids.
    pub id: String,
    /// Name shown to people.
    pub name: String,
    /// Name of the operator.
    pub operator: String,
    /// Name shown instead when firms are to stay neutral.
    pub neutral_name: String,
    /// Share of persons whose primary messenger it is at week 0.
    pub primary_share: f64,
    /// Accounts at week 0, millions.
    pub accounts_m: f64,
    /// Ceiling of accounts, millions.
    pub ceiling_m: f64,
    /// Bass coefficient of innovation, per week.
    pub adoption_p: f64,
    /// Bass coefficient of imitation, per week.
    pub adoption_q: f64,
    /// Whether it hosts Mini Programs.
    #[serde(default)]
    pub mini_programs: bool,
    /// Whether Official Accounts are open.
    #[serde(default)]
    pub official_accounts: bool,
    /// Whether the Open Hardware Platform is open.
    #[serde(default)]
    pub open_hardware: bool,
    /// Fixed response to capture; `None` lets it choose its best response.
    #[serde(default)]
    pub response: Option<Response>,
    /// Whether it bargains over licences of message content at all.
    #[serde(default)]
    pub licenses: bool,
    /// Categories with an own service, by default installed and favoured by the lever `own_service_boost`.
    #[serde(default)]
    pub own_services: Vec<Category>,
    /// Brand it stops serving, and from which week.
    #[serde(default)]
    pub withdraws_from: Option<(String, u32)>,
    /// Whether it sets openness and take rates of Mini Programs by its best response; else the levers say them.
    #[serde(default)]
    pub sets_terms: bool,
}

/// App vendors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendors {
    /// Alive at week 0, the named ones included.
    pub at_start: u32,
    /// Named vendors.
    #[serde(default)]
    pub named: Vec<NamedVendor>,
    /// Share of occasions by category, in the order of [`Category::ALL`]; sums to 1.
    pub occasion_shares: [f64; Category::COUNT],
}

/// A vendor with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedVendor {
    /// Word in files.
    pub id: String,
    /// Name shown to people.
    pub name: String,
    /// Name shown instead when firms are to stay neutral.
    pub neutral_name: String,
    /// What it sells.
    pub category: Category,
    /// Rank of its quality among vendors, 0 worst to 1 best, exclusive; assumed.
    pub quality_rank: f64,
    /// Named vendors whose transaction data its service needs, by id.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Part of its service that fails without the data of one of them, 0 to 1.
    #[serde(default)]
    pub fails: f64,
    /// Share of persons who have its tool installed, 0 to 1.
    #[serde(default)]
    pub tool_share: f64,
    /// Share of persons who have a further tool of it that interferes with the dominant messenger, 0 to 1.
    #[serde(default)]
    pub intruder_share: f64,
    /// Week in which that tool appears.
    #[serde(default)]
    pub intruder_from: u32,
}

/// The regulator's habits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulator {
    /// Order at the end of mediation.
    pub mediation: Outcome,
    /// Whether it imposes a fine with the order.
    #[serde(default)]
    pub fines: bool,
    /// Whether what a ruling orders becomes a rule for everybody.
    #[serde(default)]
    pub sets_precedent: bool,
}

/// Who may send or receive: a class, a category of vendors, or one actor.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Party {
    /// All actors of a class.
    #[serde(rename = "class")]
    Class(ActorClass),
    /// App vendors of one category.
    #[serde(rename = "category")]
    Category(Category),
    /// One brand, messenger or named vendor, by id.
    #[serde(rename = "actor")]
    Actor(String),
}

/// Price of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Price {
    /// Nothing is paid.
    #[default]
    #[serde(rename = "free")]
    Free,
    /// RMB per record.
    #[serde(rename = "per_record_rmb")]
    PerRecord(f64),
    /// RMB per user and week.
    #[serde(rename = "per_user_week_rmb")]
    PerUserWeek(f64),
    /// Share of the recipient's gross revenue from the channel the data serves.
    #[serde(rename = "revenue_share")]
    RevenueShare(f64),
    /// Whatever the lever `data_price_rmb` says, per user-week.
    #[serde(rename = "posted")]
    Posted,
    /// Nash bargaining between sender and recipient.
    #[serde(rename = "bargained")]
    Bargained,
}

/// An access rule: a contextual-integrity statement plus market terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name within the scenario.
    pub id: String,
    /// The highest priority that matches decides.
    pub priority: i32,
    /// Permits or forbids.
    pub effect: Effect,
    /// Who holds or generates the data. A flow from an actor to itself is first-party collection.
    pub sender: Party,
    /// Who wants it.
    pub recipient: Party,
    /// Only the actor's own collection (sender and recipient are the same actor), or only transfers; both if absent.
    #[serde(default)]
    pub first_party: Option<bool>,
    /// Whose data.
    #[serde(default = "subject_both")]
    pub subject: Subject,
    /// Data types.
    pub types: Vec<DataType>,
    /// Purposes.
    pub purposes: Vec<Purpose>,
    /// Permissions needed; the empty set needs nobody's.
    #[serde(default)]
    pub authorised_by: Vec<Permission>,
    /// How the user is asked, where a user's permission is needed.
    #[serde(default = "not_asked")]
    pub consent: ConsentMode,
    /// Where the data is processed.
    #[serde(default = "server")]
    pub place: Place,
    /// Whether the recipient may pass it on.
    #[serde(default)]
    pub onward: bool,
    /// Whether the recipient must give the sender the same access.
    #[serde(default)]
    pub reciprocal: bool,
    /// Whether every recipient of the class gets the same terms.
    #[serde(default)]
    pub non_discriminatory: bool,
    /// Price.
    #[serde(default)]
    pub price: Price,
    /// Share of the price paid to the user, 0 to 1.
    #[serde(default)]
    pub user_share: f64,
    /// Most records per user and week.
    #[serde(default)]
    pub cap_records: Option<f64>,
    /// Largest share of the recipient's users covered, 0 to 1.
    #[serde(default)]
    pub cap_subjects: Option<f64>,
    /// Weeks until the data arrives.
    #[serde(default)]
    pub latency_weeks: u32,
    /// Weeks the recipient may keep it; without limit if absent.
    #[serde(default)]
    pub retention_weeks: Option<u32>,
    /// First week in force.
    #[serde(default)]
    pub from: u32,
    /// First week no longer in force.
    #[serde(default)]
    pub until: Option<u32>,
    /// Enforcement.
    #[serde(default)]
    pub enforcement: Enforcement,
    /// Switched off rules stay in the file and do nothing.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl Rule {
    /// A rule to write others from: phone makers may have messages to personalise, at nobody's permission, on their
    /// servers, free and without limits.
    pub fn plain(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            priority: 0,
            effect: Effect::Allow,
            sender: Party::Class(ActorClass::Messengers),
            recipient: Party::Class(ActorClass::OsVendors),
            first_party: None,
            subject: Subject::Both,
            types: vec![DataType::Message],
            purposes: vec![Purpose::Personalise],
            authorised_by: Vec::new(),
            consent: ConsentMode::NotAsked,
            place: Place::Server,
            onward: false,
            reciprocal: false,
            non_discriminatory: false,
            price: Price::Free,
            user_share: 0.0,
            cap_records: None,
            cap_subjects: None,
            latency_weeks: 0,
            retention_weeks: None,
            from: 0,
            until: None,
            enforcement: Enforcement::default(),
            enabled: true,
        }
    }
}

const fn subject_both() -> Subject {
    Subject::Both
}

const fn not_asked() -> ConsentMode {
    ConsentMode::NotAsked
}

const fn server() -> Place {
    Place::Server
}

/// What happens to those who break a rule; absent numbers come from the regulator's levers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Enforcement {
    /// Probability that a violation is found in a week.
    pub detection: Option<f64>,
    /// Fixed fine, RMB million.
    pub fine_fixed_m: Option<f64>,
    /// Fine as a share of yearly services turnover.
    pub fine_turnover_share: Option<f64>,
    /// Cap on the fine, RMB million.
    pub fine_cap_m: Option<f64>,
    /// Whether data taken must be deleted.
    pub deletion: bool,
    /// What the sender may do by itself.
    pub remedies: Vec<Response>,
}

/// A dated change: a difference to the scenario, never a copy of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reform {
    /// Week from which it holds.
    pub week: u32,
    /// Why, with its source.
    pub note: String,
    /// Levers set: (id, value).
    pub set: Vec<(String, f64)>,
    /// Rules added, or replaced where the id exists.
    pub rules: Vec<Rule>,
    /// Rules switched on.
    pub enable: Vec<String>,
    /// Rules switched off.
    pub disable: Vec<String>,
}

impl Reform {
    /// A change of one lever.
    pub fn lever(week: u32, id: LeverId, value: f64) -> Self {
        Self { week, set: vec![(id.spec().id.to_owned(), value)], ..Self::default() }
    }
}

/// Something that happens to the market from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shock {
    /// When.
    pub week: u32,
    /// What.
    pub kind: ShockKind,
    /// Whom it concerns: brand, messenger or named vendor, by id.
    pub actor: String,
    /// Brand from which a messenger is withdrawn, or back to.
    #[serde(default)]
    pub brand: Option<String>,
    /// Share of users who take notice.
    #[serde(default)]
    pub share: f64,
    /// Why, with its source.
    #[serde(default)]
    pub note: String,
}

/// Kinds of shock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ShockKind {
    /// Data of the actor leak to everybody.
    #[serde(rename = "breach")]
    Breach,
    /// News about the actor's use of data.
    #[serde(rename = "scandal")]
    Scandal,
    /// The messenger stops on a brand.
    #[serde(rename = "withdrawal")]
    Withdrawal,
    /// The messenger returns to a brand.
    #[serde(rename = "restoration")]
    Restoration,
    /// A named vendor keeps its data from the vendors that need it.
    #[serde(rename = "refusal")]
    Refusal,
}

/// An observed series to lay over a plot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// What was observed.
    pub label: String,
    /// Metric column it belongs to.
    pub metric: String,
    /// Points: date and value in the metric's unit.
    pub points: Vec<(NaiveDate, f64)>,
    /// Source keys.
    pub source: String,
}
