//! The double-entry journal: every payment with its reason, in fen (RMB 0.01), as whole numbers, so that the sum of
//! all accounts is exactly zero and does not depend on any order.

use serde::{Deserialize, Serialize};

/// Whose money it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Account {
    /// Users as buyers of services and receivers of dividends.
    Users,
    /// Users as buyers of phones.
    PhoneBuyers,
    /// Phone makers.
    OsVendors,
    /// Messaging operators.
    Operators,
    /// App vendors.
    Vendors,
    /// The regulator, for the state.
    Regulator,
    /// Advertisers; closes the books.
    Advertisers,
    /// Suppliers; closes the books.
    Suppliers,
    /// Investors of vendors; closes the books.
    Investors,
}

/// Number of accounts.
pub const ACCOUNTS: usize = 9;

/// Why money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    /// A user buys from a vendor through a channel; the channel's owner keeps its take.
    Purchase,
    /// Advertisers pay a vendor.
    VendorAds,
    /// A vendor pays fixed cost, acquisition, integration and investment.
    VendorCosts,
    /// A vendor pays for its Official Account.
    OfficialAccount,
    /// Investors give an entrant its cash.
    EntryCash,
    /// What is left, or missing, at exit goes to investors.
    ExitCash,
    /// A user buys a phone; the maker keeps its margin.
    PhoneSale,
    /// Services revenue of a phone maker outside commissions.
    OsServices,
    /// Advertising revenue of an operator.
    OperatorAds,
    /// A price paid for data.
    DataPrice,
    /// The user's share of a price paid for data.
    Dividend,
    /// A payment to a user who consents.
    Incentive,
    /// A fine.
    Fine,
    /// Damages awarded to the holder of data.
    Damages,
    /// Cost of lawyers and of running a dispute.
    Dispute,
}

/// Number of reasons.
pub const REASONS: usize = Reason::Dispute as usize + 1;

/// One journal entry: up to three legs that sum to zero.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Why.
    pub reason: Reason,
    /// The firm it is about: index of vendor, brand or messenger.
    pub firm: u32,
    /// Legs: account, index of the firm on that account, fen received (negative: paid).
    pub legs: [(Account, u32, i64); 3],
}

/// The journal of one week and the balances since week 0.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ledger {
    /// Emptied when a week opens, so that no saved state needs it.
    #[serde(skip)]
    entries: Vec<Entry>,
    /// Balances before this week.
    balances: [i64; ACCOUNTS],
    week: [i64; ACCOUNTS],
    /// Gross of this week by reason: what the payer paid.
    by_reason: [i64; REASONS],
    /// Commissions on vendors' sales of this week by who keeps them.
    commissions: [i64; ACCOUNTS],
    os_vendors: Vec<i64>,
    operators: Vec<i64>,
}

impl Ledger {
    /// An empty journal.
    pub fn new(brands: usize, messengers: usize) -> Self {
        Self {
            entries: Vec::new(),
            balances: [0; ACCOUNTS],
            week: [0; ACCOUNTS],
            by_reason: [0; REASONS],
            commissions: [0; ACCOUNTS],
            os_vendors: vec![0; brands],
            operators: vec![0; messengers],
        }
    }

    /// Opens the journal of a new week.
    pub fn open_week(&mut self) {
        self.entries.clear();
        self.balances.iter_mut().zip(self.week).for_each(|(balance, week)| *balance += week);
        self.week = [0; ACCOUNTS];
        self.by_reason = [0; REASONS];
        self.commissions = [0; ACCOUNTS];
        self.os_vendors.fill(0);
        self.operators.fill(0);
    }

    /// Posts an entry. What the payer loses is what the others get, so an entry cannot be out of balance.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "where accounts and reason are known, little of it is left")]
    pub fn post(&mut self, reason: Reason, firm: u32, payer: (Account, u32), receivers: [(Account, u32, i64); 2]) {
        let total = receivers[0].2 + receivers[1].2;
        if total == 0 && receivers[0].2 == 0 {
            return;
        }
        self.move_money(payer.0, payer.1, -total);
        self.move_money(receivers[0].0, receivers[0].1, receivers[0].2);
        if receivers[1].2 != 0 {
            self.move_money(receivers[1].0, receivers[1].1, receivers[1].2);
            if reason == Reason::Purchase {
                // Whoever is not the vendor keeps a commission.
                self.commissions[receivers[1].0 as usize] += receivers[1].2;
            }
        }
        self.by_reason[reason as usize] += total;
        if Self::KEEPS_ENTRIES {
            self.entries.push(Entry { reason, firm, legs: [(payer.0, payer.1, -total), receivers[0], receivers[1]] });
        }
    }

    /// Books one leg.
    #[inline]
    fn move_money(&mut self, account: Account, index: u32, fen: i64) {
        self.week[account as usize] += fen;
        match account {
            Account::OsVendors => self.os_vendors[index as usize] += fen,
            Account::Operators => self.operators[index as usize] += fen,
            _ => {}
        }
    }

    /// Posts a payment from one account to another.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    pub fn pay(&mut self, reason: Reason, firm: u32, payer: (Account, u32), receiver: (Account, u32), fen: i64) {
        // The second receiver is the same and gets nothing.
        self.post(reason, firm, payer, [(receiver.0, receiver.1, fen), (receiver.0, receiver.1, 0)]);
    }

    /// Whether single entries are kept, for the checks of debug builds: nothing else reads more than the sums.
    pub const KEEPS_ENTRIES: bool = cfg!(debug_assertions);

    /// Entries of this week, if they are kept.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Sum of all changes of an account since week 0, fen.
    pub const fn balance(&self, account: Account) -> i64 {
        self.balances[account as usize] + self.week[account as usize]
    }

    /// Change of an account in this week, fen.
    pub const fn week(&self, account: Account) -> i64 {
        self.week[account as usize]
    }

    /// What was paid this week for a reason, fen.
    pub const fn paid(&self, reason: Reason) -> i64 {
        self.by_reason[reason as usize]
    }

    /// Commissions that an account kept of vendors' sales this week, fen.
    pub const fn commissions(&self, account: Account) -> i64 {
        self.commissions[account as usize]
    }

    /// Change of one phone maker's account in this week, fen.
    pub fn os_vendor(&self, brand: usize) -> i64 {
        self.os_vendors[brand]
    }

    /// Change of one operator's account in this week, fen.
    pub fn operator(&self, messenger: usize) -> i64 {
        self.operators[messenger]
    }
}
