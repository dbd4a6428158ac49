//! Users as packed columns, sixteen bytes each, in chunks of whole communities.
//!
//! A chunk holds its own columns and the counts of its communities, so that threads can work on different chunks
//! without sharing anything; what they count is added up in whole numbers, in the order of chunks.

use crate::scenario::vocabulary::{Category, DataType};

/// Agents in a community, whatever the number of agents, so that results do not depend on scale.
pub const BLOCK: usize = 512;
/// Agents in a chunk of work: 32 communities.
pub const CHUNK: usize = 32 * BLOCK;
/// Most brands.
pub const MAX_BRANDS: usize = 16;
/// Most messengers.
pub const MAX_MESSENGERS: usize = 7;
/// Value of `primary` for a user without a messenger.
pub const NO_MESSENGER: u8 = 7;
/// Weeks since asked at which the counter stops; also the value of a user who was never asked.
pub const NEVER: u32 = 255;

/// Whom a user consents towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Towards {
    /// The maker of the user's phone.
    Os,
    /// The operator of the user's primary messenger.
    Messenger,
    /// App vendors.
    Vendors,
}

/// Bit of a consent.
pub const fn consent_bit(towards: Towards, data_type: DataType) -> u16 {
    1 << (towards as usize * DataType::COUNT + data_type.index())
}

/// All consents towards a counterparty.
pub const fn consent_mask(towards: Towards) -> u16 {
    0b1_1111 << (towards as usize * DataType::COUNT)
}

/// Bit that says the phone's maker has asked for messages.
pub const ASKED_MESSAGE: u16 = 1 << 15;

/// Types of data in the column of reach.
pub const TYPES: u8 = 0b1_1111;
/// Bit of the reach that says that nothing the user could be asked is open.
pub const SETTLED: u8 = 1 << 6;
/// Bit of the reach that says that what reaches the phone's maker must be looked at again.
pub const WAKE: u8 = 1 << 7;

/// Columns of some thousand users and the counts of their communities.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Number of the first agent.
    pub first: u64,
    /// Brand of the phone.
    pub brand: Vec<u8>,
    /// Age of the phone in quarters of a year, saturating.
    pub phone_age: Vec<u8>,
    /// Primary messenger, or [`NO_MESSENGER`].
    pub primary: Vec<u8>,
    /// Accounts by messenger, two bits each; [`REFUGE`] and [`TOOL_REMOVED`].
    pub accounts: Vec<u16>,
    /// Consents, and whether asked for messages.
    pub consent: Vec<u16>,
    /// Habitual channel by category, two bits each (0 none, else channel + 1); shock memory, four bits; weeks since
    /// asked, eight bits.
    pub habit: Vec<u32>,
    /// Types of which recent data have reached the phone's maker, one bit a type; [`SETTLED`] and [`WAKE`].
    pub reach: Vec<u8>,
    /// Quantile of privacy concern.
    pub concern: Vec<u8>,
    /// Activity, in 1/64 of the mean.
    pub activity: Vec<u8>,
    /// Spending, in 1/64 of the mean.
    pub spend: Vec<u8>,
    /// Quantile of the number of contacts.
    pub degree: Vec<u8>,
    /// Communities of this chunk.
    pub blocks: Vec<Block>,
}

/// Counts of one community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Members by primary messenger.
    pub primary: [u16; MAX_MESSENGERS],
    /// Accounts by messenger.
    pub accounts: [u16; MAX_MESSENGERS],
    /// Members whose messages reach the maker of their phone, by brand.
    pub captured: [u16; MAX_BRANDS],
}

impl Chunk {
    /// Users in the chunk.
    pub fn len(&self) -> usize {
        self.brand.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.brand.is_empty()
    }

    /// Makes room for so many users, and no more.
    pub fn reserve(&mut self, users: usize) {
        let Self {
            brand, phone_age, primary, accounts, consent, habit, reach, concern, activity, spend, degree, ..
        } = self;
        for column in [brand, phone_age, primary, reach, concern, activity, spend, degree] {
            column.reserve_exact(users);
        }
        accounts.reserve_exact(users);
        consent.reserve_exact(users);
        habit.reserve_exact(users);
    }

    /// Its communities counted anew, as they are kept up to date change by change.
    pub fn counted_blocks(&self, messengers: usize) -> Vec<Block> {
        let mut blocks = vec![Block::default(); self.len().div_ceil(BLOCK)];
        for i in 0..self.len() {
            let block = &mut blocks[i / BLOCK];
            if let Some(users) = block.primary.get_mut(usize::from(self.primary[i])) {
                *users += 1;
            }
            for (m, accounts) in block.accounts.iter_mut().enumerate().take(messengers) {
                *accounts += accounts_of(self.accounts[i], m);
            }
            block.captured[usize::from(self.brand[i])] += u16::from(self.reach[i] & 1);
        }
        blocks
    }

    /// Bytes of user state a user, communities left out.
    pub const BYTES_PER_USER: usize = 1 + 1 + 1 + 2 + 2 + 4 + 1 + 1 + 1 + 1 + 1;
}

/// Bit of the accounts that says that a messenger was installed only because another refused its service.
pub const REFUGE: u16 = 1 << 14;
/// Bit of the accounts that says that the user removed the tool over which a messenger refused its service.
pub const TOOL_REMOVED: u16 = 1 << 15;

/// Accounts of a user with one messenger.
pub const fn accounts_of(accounts: u16, messenger: usize) -> u16 {
    (accounts >> (2 * messenger)) & 3
}

/// Habitual channel in a category: 0 none, else channel + 1.
pub const fn habit_of(habit: u32, category: usize) -> u32 {
    (habit >> (2 * category)) & 3
}

const SHOCK_SHIFT: u32 = 2 * Category::COUNT as u32;
const ASKED_SHIFT: u32 = 24;
/// Where the shock memory is kept.
pub const SHOCK_BITS: u32 = 15 << SHOCK_SHIFT;

/// Shock memory, 0 to 15.
pub const fn shock_of(habit: u32) -> u32 {
    (habit >> SHOCK_SHIFT) & 15
}

/// The word with another shock memory.
pub const fn with_shock(habit: u32, value: u32) -> u32 {
    (habit & !(15 << SHOCK_SHIFT)) | (value << SHOCK_SHIFT)
}

/// Weeks since the last round of requests, at most [`NEVER`].
pub const fn asked_of(habit: u32) -> u32 {
    habit >> ASKED_SHIFT
}

/// The word a week later: one more week since asked, up to [`NEVER`].
pub const fn a_week_later(habit: u32) -> u32 {
    habit + (((habit < NEVER << ASKED_SHIFT) as u32) << ASKED_SHIFT)
}

/// The word with another number of weeks since asked.
pub const fn with_asked(habit: u32, value: u32) -> u32 {
    (habit & ((1 << ASKED_SHIFT) - 1)) | (value << ASKED_SHIFT)
}

/// Columns of the tally of one (brand, primary messenger) cell.
pub mod column {
    /// Users.
    pub const USERS: usize = 0;
    /// Activity of the users.
    pub const ACTIVITY: usize = 1;
    /// Users with each of the sixteen consent bits.
    pub const BITS: usize = 2;
    /// Activity of users whose messages may go to the phone's maker, then to the operator, then both.
    pub const ACTIVE_OS: usize = 18;
    /// See [`ACTIVE_OS`].
    pub const ACTIVE_MESSENGER: usize = 19;
    /// Users who consent to both maker and operator, by type.
    pub const BOTH: usize = 20;
    /// By fifth of concern: users, users asked for messages, users who agreed, then concern by consent bit (15).
    pub const SEGMENTS: usize = 25;
    /// Columns of one fifth.
    pub const SEGMENT_WIDTH: usize = 19;
    /// Concern of all users of the fifth, within a fifth's columns.
    pub const CONCERN: usize = 3;
    /// Concern by consent bit, within a fifth's columns.
    pub const CONCERN_BITS: usize = 4;
    /// Columns in all.
    pub const WIDTH: usize = SEGMENTS + 5 * SEGMENT_WIDTH;
}

/// Whole-number counts of users by (brand, primary messenger), kept up to date change by change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    cells: Vec<i64>,
    /// Users by number of messengers installed: none, one, two or more.
    pub homing: [i64; 3],
    /// Accounts by messenger.
    pub accounts: [i64; MAX_MESSENGERS],
}

impl Tally {
    /// An empty tally.
    pub fn new(brands: usize) -> Self {
        Self { cells: vec![0; brands * 8 * column::WIDTH], homing: [0; 3], accounts: [0; MAX_MESSENGERS] }
    }

    /// Sets everything to zero.
    pub fn clear(&mut self) {
        self.cells.fill(0);
        self.homing = [0; 3];
        self.accounts = [0; MAX_MESSENGERS];
    }

    /// The columns of one cell.
    pub fn cell(&self, brand: usize, primary: usize) -> &[i64] {
        let start = (brand * 8 + primary) * column::WIDTH;
        &self.cells[start..start + column::WIDTH]
    }

    /// Sums of all columns over all cells.
    pub fn totals(&self) -> [i64; column::WIDTH] {
        let mut totals = [0; column::WIDTH];
        for cell in self.cells.chunks_exact(column::WIDTH) {
            totals.iter_mut().zip(cell).for_each(|(total, count)| *total += count);
        }
        totals
    }

    /// Sum of a column over a brand's cells.
    pub fn of_brand(&self, brand: usize, column: usize) -> i64 {
        (0..8).map(|m| self.cell(brand, m)[column]).sum()
    }

    /// Sum of a column over a messenger's cells.
    pub fn of_messenger(&self, brands: usize, primary: usize, column: usize) -> i64 {
        (0..brands).map(|b| self.cell(b, primary)[column]).sum()
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine += theirs;
        }
        for (mine, theirs) in self.homing.iter_mut().zip(&other.homing) {
            *mine += theirs;
        }
        for (mine, theirs) in self.accounts.iter_mut().zip(&other.accounts) {
            *mine += theirs;
        }
    }

    /// Counts a user in (`sign` 1) or out (−1); `concern` in 1/1024.
    pub fn count(&mut self, chunk: &Chunk, i: usize, concern: &[u32; 256], sign: i64) {
        let (brand, primary, consent) = (usize::from(chunk.brand[i]), usize::from(chunk.primary[i]), chunk.consent[i]);
        let quantile = usize::from(chunk.concern[i]);
        let start = (brand * 8 + primary) * column::WIDTH;
        let cell = &mut self.cells[start..start + column::WIDTH];
        let activity = i64::from(chunk.activity[i]) * sign;
        let weight = i64::from(concern[quantile]) * sign;
        cell[column::USERS] += sign;
        cell[column::ACTIVITY] += activity;
        let segment = column::SEGMENTS + quantile * 5 / 256 * column::SEGMENT_WIDTH;
        cell[segment] += sign;
        cell[segment + column::CONCERN] += weight;
        let mut rest = consent;
        while rest != 0 {
            let bit = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            cell[column::BITS + bit] += sign;
            if bit < 15 {
                cell[segment + column::CONCERN_BITS + bit] += weight;
            }
        }
        let message_os = consent & consent_bit(Towards::Os, DataType::Message) != 0;
        if consent & ASKED_MESSAGE != 0 {
            cell[segment + 1] += sign;
            cell[segment + 2] += if message_os { sign } else { 0 };
        }
        if message_os {
            cell[column::ACTIVE_OS] += activity;
        }
        if consent & consent_bit(Towards::Messenger, DataType::Message) != 0 {
            cell[column::ACTIVE_MESSENGER] += activity;
        }
        let mut both = consent & (consent >> DataType::COUNT) & consent_mask(Towards::Os);
        while both != 0 {
            cell[column::BOTH + both.trailing_zeros() as usize] += sign;
            both &= both - 1;
        }
        self.homing[installed(chunk.accounts[i]).min(2)] += sign;
        for (messenger, total) in self.accounts.iter_mut().enumerate() {
            *total += i64::from(accounts_of(chunk.accounts[i], messenger)) * sign;
        }
    }

    /// Counts what a user's other accounts change: nothing but accounts and homing.
    pub fn recount_accounts(&mut self, old: u16, new: u16) {
        self.homing[installed(old).min(2)] -= 1;
        self.homing[installed(new).min(2)] += 1;
        for (messenger, total) in self.accounts.iter_mut().enumerate() {
            *total += i64::from(accounts_of(new, messenger)) - i64::from(accounts_of(old, messenger));
        }
    }

    /// Counts what a user's other consents change, before the user has them.
    pub fn recount_consent(&mut self, chunk: &Chunk, i: usize, concern: &[u32; 256], new: u16) {
        let old = chunk.consent[i];
        let (brand, primary) = (usize::from(chunk.brand[i]), usize::from(chunk.primary[i]));
        let quantile = usize::from(chunk.concern[i]);
        let start = (brand * 8 + primary) * column::WIDTH;
        let cell = &mut self.cells[start..start + column::WIDTH];
        let activity = i64::from(chunk.activity[i]);
        let weight = i64::from(concern[quantile]);
        let segment = column::SEGMENTS + quantile * 5 / 256 * column::SEGMENT_WIDTH;
        let change = |mask: u16| i64::from(new & mask == mask) - i64::from(old & mask == mask);
        let mut rest = old ^ new;
        while rest != 0 {
            let bit = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let sign = change(1 << bit);
            cell[column::BITS + bit] += sign;
            if bit < 15 {
                cell[segment + column::CONCERN_BITS + bit] += weight * sign;
            }
        }
        let (os, messenger) =
            (consent_bit(Towards::Os, DataType::Message), consent_bit(Towards::Messenger, DataType::Message));
        cell[segment + 1] += change(ASKED_MESSAGE);
        cell[segment + 2] += change(ASKED_MESSAGE | os);
        cell[column::ACTIVE_OS] += activity * change(os);
        cell[column::ACTIVE_MESSENGER] += activity * change(messenger);
        for data_type in 0..DataType::COUNT {
            cell[column::BOTH + data_type] += change((os | messenger) << data_type);
        }
    }
}

/// Number of messengers installed.
pub const fn installed(accounts: u16) -> usize {
    ((accounts | (accounts >> 1)) & 0x1555).count_ones() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Decision, Luck};

    #[test]
    fn counting_a_change_is_counting_out_and_in() {
        let concern = std::array::from_fn(|k| 3 * k as u32 + 1);
        let stream = Luck::new(7).stream(Decision::Trait, 0);
        let mut chunk = Chunk::default();
        for i in 0..200 {
            let bits = stream.bits(i, 0);
            chunk.brand.push((bits % 6) as u8);
            chunk.primary.push((bits >> 8) as u8 % 4);
            chunk.accounts.push((bits >> 16) as u16 & 0x3FFF);
            chunk.consent.push((bits >> 32) as u16);
            chunk.concern.push((bits >> 48) as u8);
            chunk.activity.push((bits >> 56) as u8);
        }
        let mut whole = Tally::new(6);
        (0..200).for_each(|i| whole.count(&chunk, i, &concern, 1));
        let mut changed = whole.clone();
        for i in 0..200 {
            let bits = stream.bits(i as u64, 1);
            let (consent, accounts) = (bits as u16, (bits >> 16) as u16 & 0x3FFF);
            changed.recount_consent(&chunk, i, &concern, consent);
            changed.recount_accounts(chunk.accounts[i], accounts);
            whole.count(&chunk, i, &concern, -1);
            (chunk.consent[i], chunk.accounts[i]) = (consent, accounts);
            whole.count(&chunk, i, &concern, 1);
            assert_eq!(whole, changed);
        }
    }
}
