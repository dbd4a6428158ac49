//! Data stocks by lot: who holds what, how it came, under which rule, for which purposes, how old.
//!
//! Stocks are in user-weeks: the data of one person in one week. Data are nonrival, so a transfer leaves the
//! sender's stock as it is.

use serde::{Deserialize, Serialize};

use crate::scenario::vocabulary::{DataType, Origin};

/// A kind of stock: a data type, with message content split by how it ages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// Intent read in messages, which ages within weeks.
    Intent,
    /// Language of messages, which ages within years.
    Language,
    /// Social graph.
    Graph,
    /// Location.
    Location,
    /// Transactions.
    Transaction,
    /// Usage logs.
    Log,
}

/// Number of kinds.
pub const KINDS: usize = 6;

impl Kind {
    /// All kinds in order.
    pub const ALL: [Self; KINDS] =
        [Self::Intent, Self::Language, Self::Graph, Self::Location, Self::Transaction, Self::Log];

    /// The data type it belongs to.
    pub const fn data_type(self) -> DataType {
        match self {
            Self::Intent | Self::Language => DataType::Message,
            Self::Graph => DataType::Graph,
            Self::Location => DataType::Location,
            Self::Transaction => DataType::Transaction,
            Self::Log => DataType::Log,
        }
    }

    /// The kinds of a data type; message content has two.
    pub const fn of(data_type: DataType) -> &'static [Self] {
        match data_type {
            DataType::Message => &[Self::Intent, Self::Language],
            DataType::Graph => &[Self::Graph],
            DataType::Location => &[Self::Location],
            DataType::Transaction => &[Self::Transaction],
            DataType::Log => &[Self::Log],
        }
    }
}

/// Tag of a flow that no rule permits; one less than the tag of the rule that a lever adds.
pub const VIOLATION: u16 = u16::MAX - 1;

/// A lot of data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lot {
    /// Slot of the holder.
    pub holder: u8,
    /// What it is.
    pub kind: Kind,
    /// How it came.
    pub origin: Origin,
    /// Tag of the rule it came under, or [`VIOLATION`].
    pub rule: u16,
    /// Purposes it may be used for, one bit a [`crate::scenario::vocabulary::Purpose`].
    pub purposes: u8,
    /// User-weeks held.
    pub stock: f64,
    /// User-weeks that came this week.
    pub inflow: f64,
    /// Records that came this week, for prices.
    pub records: f64,
    /// User-weeks lost to age this week.
    pub aged: f64,
    /// User-weeks that reached the end of their retention this week.
    pub expired: f64,
    /// User-weeks deleted this week.
    pub deleted: f64,
    /// Stock at the start of the week.
    pub before: f64,
    /// Mean week in which what is held was collected.
    pub vintage: f64,
    /// Week by which an order wants it empty.
    pub delete_by: Option<u32>,
    /// Inflows waiting for the end of retention, oldest first, where the rule limits it.
    pub waiting: Option<Vec<f64>>,
}

impl Lot {
    /// Empties the lot, as an order to delete says.
    fn delete(&mut self) {
        self.deleted += self.stock;
        self.stock = 0.0;
        self.delete_by = None;
        if let Some(waiting) = &mut self.waiting {
            waiting.fill(0.0);
        }
    }
}

/// All lots.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stocks {
    lots: Vec<Lot>,
    /// The lot after the one received last: flows come in the same order week by week.
    #[serde(skip)]
    next: usize,
}

impl Stocks {
    /// The lots.
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// Opens a week: ages every lot, ends retention, carries out deletions that are due.
    pub fn open_week(&mut self, week: u32, decay: &[f64; KINDS]) {
        self.next = 0;
        for lot in &mut self.lots {
            lot.before = lot.stock;
            lot.aged = lot.stock * decay[lot.kind as usize];
            lot.stock -= lot.aged;
            lot.inflow = 0.0;
            lot.records = 0.0;
            lot.expired = 0.0;
            lot.deleted = 0.0;
            if let Some(waiting) = &mut lot.waiting {
                let keep = 1.0 - decay[lot.kind as usize];
                for amount in waiting.iter_mut() {
                    *amount *= keep;
                }
                lot.expired = waiting.remove(0).min(lot.stock);
                waiting.push(0.0);
                lot.stock -= lot.expired;
            }
            if lot.delete_by.is_some_and(|due| due <= week) {
                lot.delete();
            }
        }
    }

    /// Adds an inflow to its lot.
    pub fn receive(&mut self, flow: &Inflow, week: u32) {
        let same = |lot: &Lot| {
            lot.holder == flow.holder && lot.kind == flow.kind && lot.origin == flow.origin && lot.rule == flow.rule
        };
        let expected = self.lots.get(self.next).is_some_and(same).then_some(self.next);
        let index = expected.or_else(|| self.lots.iter().position(same)).unwrap_or_else(|| {
            self.lots.push(Lot {
                holder: flow.holder,
                kind: flow.kind,
                origin: flow.origin,
                rule: flow.rule,
                purposes: flow.purposes,
                stock: 0.0,
                inflow: 0.0,
                records: 0.0,
                aged: 0.0,
                expired: 0.0,
                deleted: 0.0,
                before: 0.0,
                vintage: f64::from(week),
                delete_by: None,
                waiting: flow.retention.map(|weeks| vec![0.0; weeks.max(1) as usize]),
            });
            self.lots.len() - 1
        });
        self.next = index + 1;
        let lot = &mut self.lots[index];
        lot.purposes = flow.purposes;
        let total = lot.stock + flow.user_weeks;
        if total > 0.0 {
            lot.vintage = (lot.vintage * lot.stock + f64::from(week) * flow.user_weeks) / total;
        }
        lot.stock = total;
        lot.inflow += flow.user_weeks;
        lot.records += flow.records;
        if let Some(newest) = lot.waiting.as_mut().and_then(|waiting| waiting.last_mut()) {
            *newest += flow.user_weeks;
        }
    }

    /// Orders in a week that the lots of a holder that match be empty so many weeks later; at once without a lag.
    pub fn order_deletion(&mut self, holder: u8, week: u32, lag: u32, matches: impl Fn(&Lot) -> bool) {
        let due = week + lag;
        for lot in self.lots.iter_mut().filter(|lot| lot.holder == holder && lot.stock > 0.0 && matches(lot)) {
            lot.delete_by = Some(lot.delete_by.map_or(due, |old| old.min(due)));
            if lag == 0 {
                lot.delete();
            }
        }
    }

    /// User-weeks by holder and kind, over lots whose purposes include one of `purposes`.
    pub fn held_by_all(&self, purposes: u8) -> [[f64; KINDS]; 64] {
        let mut held = [[0.0; KINDS]; 64];
        for lot in self.lots.iter().filter(|lot| lot.purposes & purposes != 0) {
            held[usize::from(lot.holder) % 64][lot.kind as usize] += lot.stock;
        }
        held
    }

    /// User-weeks of a kind held by a holder, over lots whose purposes include one of `purposes`.
    pub fn held(&self, holder: u8, kind: Kind, purposes: u8) -> f64 {
        self.lots
            .iter()
            .filter(|lot| lot.holder == holder && lot.kind == kind && lot.purposes & purposes != 0)
            .map(|lot| lot.stock)
            .sum()
    }

    /// Sets stocks as if the inflows of this week had come for `weeks` weeks.
    pub fn mature(&mut self, weeks: f64, decay: &[f64; KINDS]) {
        for lot in &mut self.lots {
            let d = decay[lot.kind as usize].max(1e-12);
            let horizon = lot.waiting.as_ref().map_or(weeks, |waiting| weeks.min(waiting.len() as f64));
            lot.stock = lot.inflow * (1.0 - libm::pow(1.0 - d, horizon)) / d;
            lot.before = lot.stock;
            lot.vintage = -1.0 / d;
            if let Some(waiting) = &mut lot.waiting {
                let length = waiting.len();
                for (k, amount) in waiting.iter_mut().enumerate() {
                    *amount = lot.inflow * libm::pow(1.0 - d, (length - 1 - k) as f64);
                }
            }
            lot.inflow = 0.0;
        }
    }
}

/// Data arriving at a holder.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Inflow {
    /// Slot of the holder.
    pub holder: u8,
    /// What it is.
    pub kind: Kind,
    /// How it came.
    pub origin: Origin,
    /// Tag of the rule, or [`VIOLATION`].
    pub rule: u16,
    /// Purposes, one bit each.
    pub purposes: u8,
    /// User-weeks.
    pub user_weeks: f64,
    /// Records.
    pub records: f64,
    /// Weeks the holder may keep it.
    pub retention: Option<u32>,
}
