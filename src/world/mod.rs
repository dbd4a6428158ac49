//! All state of the simulated market, without behaviour: users, firms, data, money, cases. No files, no clock.

pub mod luck;
pub mod users;
pub mod habits;
pub mod vendors;
pub mod stocks;
pub mod flow;
pub mod ledger;
pub mod firms;
pub mod refusals;
pub mod events;
pub mod market;
pub mod kept;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use events::{Actor, Cause, Detail, Event, EventKind, Weighed};
pub use firms::{Case, CaseKind, Conflict, Operator, OsVendor, Take};
pub use flow::{DataFlow, Fate};
pub use habits::Habits;
pub use kept::Kept;
pub use ledger::{Account, Ledger, Reason};
pub use luck::{Decision, Luck};
pub use market::Market;
pub use refusals::{Refusal, Refusals};
pub use stocks::{Kind, Stocks};
pub use users::{Chunk, Tally};
pub use vendors::VendorTable;

use crate::rules::{Access, Slots};
use crate::scenario::vocabulary::{Category, ConsentMode};
use crate::scenario::{Levers, Reform, Rule, Scenario};

/// The whole state of a run between two weeks.
#[derive(Clone, Debug)]
pub struct World {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Dated changes still to come or done, of the scenario and of the analyst, in order of week.
    pub reforms: Vec<Reform>,
    /// Luck of the seed.
    pub luck: Luck,
    /// The week being simulated.
    pub week: u32,
    /// Agents.
    pub agents: u64,
    /// Persons an agent stands for.
    pub persons_per_agent: f64,
    /// Levers now.
    pub levers: Levers,
    /// Access rules now.
    pub rules: Vec<Rule>,
    /// Whether the access table must be compiled anew.
    pub rules_changed: bool,
    /// Numbering of the parties.
    pub slots: Slots,
    /// The compiled rules.
    pub access: Access,
    /// Constants solved at week 0.
    pub constants: Constants,
    /// Concern by quantile, mean not normalised, in 1/1024 for exact sums.
    pub concern: [u32; 256],
    /// Contacts of a user at sixteen quantile midpoints.
    pub degrees: [f64; 16],
    /// Users.
    pub chunks: Vec<Chunk>,
    /// How each consent was last asked for, by brand and primary messenger and then by bit of consent.
    pub asked_as: Vec<[ConsentMode; 16]>,
    /// What of the terms of consent users' marks were set by, by brand and primary messenger; nothing but speed
    /// depends on it.
    pub terms_seen: Vec<TermsSeen>,
    /// Counts of users.
    pub tally: Tally,
    /// Counts of users by what decides their choice of services.
    pub habits: Habits,
    /// When habits change this week; filled before it is used.
    pub turns: habits::Turns,
    /// App vendors.
    pub vendors: VendorTable,
    /// Data held by phone makers, operators and, by category, vendors.
    pub stocks: Stocks,
    /// Money.
    pub ledger: Ledger,
    /// Phone makers.
    pub os_vendors: Vec<OsVendor>,
    /// Messaging operators.
    pub operators: Vec<Operator>,
    /// Cases before the ministry and the courts.
    pub cases: Vec<Case>,
    /// Refusals to serve users of a vendor's tool or to share data with a vendor.
    pub refusals: Refusals,
    /// Services market: values and use.
    pub market: Market,
    /// Events of the run so far.
    pub events: Vec<Event>,
    /// Counters of this week and since week 0.
    pub counters: Counters,
    /// Data under way to holders: (week of arrival, flow).
    pub in_transit: Vec<(u32, stocks::Inflow)>,
    /// Transfers of this week that carry a price.
    pub charges: Vec<Charge>,
    /// What became of each wish for data this week; nothing in the model reads it.
    pub flows: Vec<DataFlow>,
}

/// What of the terms of consent decides whether a user has anything to do: while it stays, only those have for whom it
/// is time, whose own state has changed or whose luck calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermsSeen {
    /// Types that reach the phone's maker freely, with the user's agreement, with that to both, and to the sender.
    pub flows: [u8; 4],
    /// One more than the limit below which a phone carries a pilot; 0 where messages do not flow.
    pub carried: u64,
    /// Bits asked for, and whether they are for messages to the phone's maker.
    pub asks: Vec<(u16, bool)>,
}

/// A transfer of data that may cost the recipient money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charge {
    /// Who gives.
    pub sender: Actor,
    /// Who takes and pays; app vendors pay as a class.
    pub recipient: Actor,
    /// Index of the rule in the access table.
    pub rule: u16,
    /// Whether it is message content.
    pub message: bool,
    /// User-weeks.
    pub user_weeks: f64,
    /// Records.
    pub records: f64,
}

impl World {
    /// Number of brands.
    pub fn brands(&self) -> usize {
        self.os_vendors.len()
    }

    /// Mean concern of users.
    pub fn mean_concern(&self) -> f64 {
        f64::from(self.concern.iter().sum::<u32>()) / 256.0 / 1024.0
    }

    /// Number of messengers.
    pub fn messengers(&self) -> usize {
        self.operators.len()
    }

    /// Adds an event.
    pub fn note(&mut self, kind: EventKind, actor: Actor, counterpart: Actor, value: f64) {
        self.note_with(kind, actor, counterpart, value, Detail::None);
    }

    /// Adds an event that says more than that.
    pub fn note_with(&mut self, kind: EventKind, actor: Actor, counterpart: Actor, value: f64, detail: Detail) {
        let event = Event { id: self.events.len() as u32, week: self.week, kind, actor, counterpart, value, detail };
        self.events.push(event);
    }
}

/// What is solved at week 0 in the root scenario of the family and then frozen in every compared run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constants {
    /// Appeal of brands by year of the run, logits.
    pub brand_appeal: Vec<Vec<f64>>,
    /// Appeal of messengers, logits.
    pub messenger_appeal: Vec<f64>,
    /// Loss from a block when choosing a messenger, logits.
    pub messenger_block_loss: f64,
    /// Intercepts of consent by mode, logits.
    pub consent_intercept: [f64; ConsentMode::COUNT],
    /// Utility of nothing by category.
    pub nothing: [f64; Category::COUNT],
    /// Weekly fixed cost of a vendor, fen.
    pub fixed_cost: i64,
    /// Profit of an entrant of median quality at the start, fen a week.
    pub entrant_profit: f64,
    /// Use of Mini Programs per user of each messenger at the start, occasions a week.
    pub mini_use: Vec<f64>,
    /// Advertising revenue from a visit at the start, RMB: at vendors whose banner offers no refusal, and at others.
    pub visit_ads: [f64; 2],
    /// Share of vendors whose banner offered refusal at the start.
    pub visit_ads_refusal: f64,
}

/// Counters behind the metrics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counters {
    /// Phones bought this week, by brand.
    pub phones_bought: Vec<i64>,
    /// Of these, by users who left their brand.
    pub brand_switches: i64,
    /// Users who changed their primary messenger this week.
    pub messenger_switches: i64,
    /// Vendors that entered and left this week.
    pub entered: u32,
    /// See [`Self::entered`].
    pub left: u32,
    /// Vendors that entered, by yearly cohort.
    pub cohort_entered: [u32; crate::world::COHORTS],
    /// User-weeks moved under a rule, and wanted but denied.
    pub permitted: f64,
    /// Denied because no rule allows.
    pub denied_rule: f64,
    /// Denied for want of the user's agreement.
    pub denied_user: f64,
    /// Denied for want of the holder's agreement.
    pub denied_sender: f64,
    /// User-weeks taken against the rules.
    pub violations: f64,
    /// Violating actors found this week.
    pub detected: u32,
    /// Generated first-party user-weeks this week, before any rule.
    pub generated: f64,
    /// First-party inflow this week.
    pub first_party: f64,
    /// First-party data not collected for want of agreement or rule.
    pub uncollected: f64,
    /// Weeks of conflict since week 0.
    pub conflict_weeks: u32,
    /// Users blocked and degraded now, weighted by the share of an agent concerned.
    pub blocked_users: f64,
    /// See [`Self::blocked_users`].
    pub degraded_users: f64,
    /// Blocked users who left the brand since week 0.
    pub left_brand: f64,
    /// Blocked users who left the messenger since week 0.
    pub left_messenger: f64,
    /// Fines since week 0, fen.
    pub fines: i64,
    /// Share of tracked users in vendors' advertising this week.
    pub tracked: f64,
    /// Weeks in a year for which one identifier of a tracked user is observed.
    pub observed_weeks: f64,
    /// What users paid at an occasion this week above the prices of the first week, RMB, mean over their visits.
    pub price_rise: f64,
    /// Users asked and users who agree, by way of asking.
    pub modes: [[f64; 2]; ConsentMode::COUNT],
}

/// Cohorts of vendors: those at week 0, then one a year.
pub const COHORTS: usize = 6;
