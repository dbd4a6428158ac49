//! Phone makers, messaging operators and the cases between them.

use serde::{Deserialize, Serialize};

use crate::scenario::vocabulary::{Capture, Category, Outcome, Response};

/// Part of a vendor's gross revenue that the owner of a channel keeps, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Take {
    /// From all vendors but those of games.
    pub ordinary: f64,
    /// From games.
    pub games: f64,
}

impl Take {
    /// The rate of a category.
    pub fn of(self, category: Category) -> f64 {
        if category == Category::Games { self.games } else { self.ordinary }
    }
}

/// A phone maker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OsVendor {
    /// What it does with messages on the screen now.
    pub capture: Capture,
    /// Share of its installed base with the assistant.
    pub coverage: f64,
    /// Share of its agents that carry the pilot; at least enough agents that a small pilot is not noise.
    pub pilot_agents: f64,
    /// Part of a carrying agent's persons who are in the pilot; coverage = agents x weight.
    pub pilot_weight: f64,
    /// Whether it offers quick apps.
    pub quick_app: bool,
    /// Whether it would read messages and keeps to rules that do not let it; only events read this.
    pub refused: bool,
    /// Whether it gave up capture after a conflict and does not start again by itself.
    pub retreated: bool,
    /// Whether it is ordered to stop.
    pub ordered_to_stop: bool,
    /// Week in which an event named it, so that it decides in the week after and not only at the quarter.
    pub alert: Option<u32>,
    /// Whether it makes Mini Programs harder to reach on its phones, in answer to a degraded messenger.
    pub retaliates: bool,
    /// User-weeks of messages taken this week against the rules, by messenger.
    pub taken: Vec<f64>,
    /// Records taken against the rules since the last ruling, by messenger.
    pub records_taken: Vec<f64>,
    /// Users whose messages reach it this week, by messenger, under whatever title.
    pub readers: Vec<f64>,
    /// Take rate of its OS channel.
    pub take: Take,
    /// Price it posts for message data where the rules let it post one, RMB per user-week.
    pub posted_price: f64,
    /// Accuracy for text categories and for voice.
    pub accuracy: [f64; 2],
}

/// What an operator does to one brand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// What it does.
    pub response: Response,
    /// Since when.
    pub since: u32,
}

/// A messaging operator with its messenger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operator {
    /// Brands whose capture it knows of.
    pub knows: Vec<bool>,
    /// What it does to each brand now.
    pub conflict: Vec<Option<Conflict>>,
    /// Brands it does not serve at all.
    pub withdrawn: Vec<bool>,
    /// Brands that hold a licence, with the price in RMB per user-week.
    pub licence: Vec<Option<f64>>,
    /// Whether an order forbids it to degrade or block a brand.
    pub ordered_to_serve: Vec<bool>,
    /// Whether an order makes it give access to a brand.
    pub ordered_to_open: Vec<bool>,
    /// Week in which an event named it, so that it decides in the week after.
    pub alert: Option<u32>,
    /// Openness of Mini Programs, 0 closed to 1.
    pub openness: f64,
    /// Take rate of Mini Programs.
    pub take: Take,
    /// Part of its users whom a preinstalled own service has reached, 0 to 1.
    pub preinstalled: f64,
    /// Whether Official Accounts are open.
    pub official_accounts: bool,
    /// Whether the Open Hardware Platform is open.
    pub open_hardware: bool,
    /// Accuracy for text categories and for voice.
    pub accuracy: [f64; 2],
    /// Users by which it is adopted: accounts / ceiling.
    pub adopted: f64,
}

/// The way a case takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseKind {
    /// Before the ministry: statement, mediation, order.
    Ministry,
    /// Before a court: injunction, judgment.
    Court,
}

/// A case about a phone maker's use of an operator's messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The way it takes.
    pub kind: CaseKind,
    /// Operator.
    pub messenger: usize,
    /// Phone maker.
    pub brand: usize,
    /// Week of complaint or suit.
    pub opened: u32,
    /// 0 filed, 1 statement or injunction done.
    pub stage: u8,
    /// Week of the next step.
    pub due: u32,
    /// Order that the next step brings.
    pub outcome: Outcome,
}
