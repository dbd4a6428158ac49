//! App vendors as columns.

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

use crate::scenario::vocabulary::Category;

/// Most vendors alive at once.
pub const MAX_VENDORS: usize = 4096;

/// Figures of vendors that are worked with for a moment; they need no memory of their own.
pub type Draft<T> = ArrayVec<T, MAX_VENDORS>;

/// Bits of the channels a vendor is in.
pub mod channels {
    /// Its own app.
    pub const DIRECT: u8 = 1;
    /// Mini Programs.
    pub const MINI: u8 = 2;
    /// OS channels.
    pub const OS: u8 = 4;
}

/// Vendors alive, in order of their numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct VendorTable {
    /// Number, the same for the same firm in every scenario of a seed: the k-th at the start is k, the k-th entrant
    /// of week t is t × 65,536 + k + 65,536.
    pub id: Vec<u64>,
    /// What it sells.
    pub category: Vec<u8>,
    /// Index among named vendors, or 255.
    pub named: Vec<u8>,
    /// Quality in utils.
    pub quality: Vec<f64>,
    /// e to the utility of what it offers: of its quality, less what its price rose, as far as it works.
    pub pull: Vec<f64>,
    /// What it charges at an occasion above the price of the first week, RMB; below 0 where it charges less.
    pub price: Vec<f64>,
    /// Cash in fen.
    pub cash: Vec<i64>,
    /// Channels it is in.
    pub channels: Vec<u8>,
    /// Own stock of transactions, user-weeks.
    pub stock: Vec<f64>,
    /// Transactions that came this week, user-weeks.
    pub inflow: Vec<f64>,
    /// Share of its category's first-party learning after discouragement of investment.
    pub effort: Vec<f64>,
    /// e to the lift of its own app from its own data.
    pub lift: Vec<f64>,
    /// Accuracy from its own data.
    pub accuracy: Vec<f64>,
    /// Week it entered; 0 for those at the start.
    pub born: Vec<u32>,
    /// Gross revenue this week, fen.
    pub gross: Vec<i64>,
    /// Profit this week, fen.
    pub profit: Vec<i64>,
}

impl VendorTable {
    /// Vendors alive.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether none is alive.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Lets a vendor in.
    pub fn push(&mut self, firm: &Firm) {
        let Firm { id, category, named, quality, cash, channels, born } = *firm;
        self.id.push(id);
        self.category.push(category.index() as u8);
        self.named.push(named);
        self.quality.push(quality);
        self.pull.push(libm::exp(quality));
        self.price.push(0.0);
        self.cash.push(cash);
        self.channels.push(channels);
        self.stock.push(0.0);
        self.inflow.push(0.0);
        self.effort.push(1.0);
        self.lift.push(1.0);
        self.accuracy.push(0.0);
        self.born.push(born);
        self.gross.push(0);
        self.profit.push(0);
    }

    /// Drops the vendors that `leave` names by their places, in rising order; the others keep theirs.
    pub fn remove(&mut self, leave: &[usize]) {
        fn drop<T>(column: &mut Vec<T>, leave: &[usize]) {
            // Few leave at a time: moving the rest up is quicker than asking each.
            for &at in leave.iter().rev() {
                column.remove(at);
            }
        }
        let Self {
            id,
            category,
            named,
            quality,
            pull,
            price,
            cash,
            channels,
            stock,
            inflow,
            effort,
            lift,
            accuracy,
            born,
            gross,
            profit,
        } = self;
        drop(id, leave);
        drop(category, leave);
        drop(named, leave);
        drop(quality, leave);
        drop(pull, leave);
        drop(price, leave);
        drop(cash, leave);
        drop(channels, leave);
        drop(stock, leave);
        drop(inflow, leave);
        drop(effort, leave);
        drop(lift, leave);
        drop(accuracy, leave);
        drop(born, leave);
        drop(gross, leave);
        drop(profit, leave);
    }
}

/// A vendor that is about to enter.
#[derive(Clone, Copy, Debug)]
pub struct Firm {
    /// Number.
    pub id: u64,
    /// What it sells.
    pub category: Category,
    /// Index among named vendors, or 255.
    pub named: u8,
    /// Quality in utils.
    pub quality: f64,
    /// Cash in fen.
    pub cash: i64,
    /// Channels.
    pub channels: u8,
    /// Week of entry.
    pub born: u32,
}
