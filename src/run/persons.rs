//! What the last year of a run is worth to each of its users, so that winners and losers can be counted.
//!
//! The run is computed again and every user looked at in every fourth week of its last year. Looking changes nothing,
//! so that these are the users of the run on show.

use super::RunInput;
use super::summary::SUMMARY_WEEKS;
use crate::step::person::{marks_of_all, worth_of_all};
use crate::step::{self, PHASES, Pool};

/// Weeks between two looks.
const EVERY: u32 = 4;

/// The users of a run, each with means over the weeks looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Persons {
    /// Weeks that were looked at.
    pub weeks: Vec<u32>,
    /// One row a user, by its number.
    pub rows: Vec<PersonRow>,
}

/// One user.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PersonRow {
    /// Gain from services, RMB a week: the mean over what may happen in it.
    pub surplus_rmb: f32,
    /// Privacy loss at the revealed weight, RMB a week, without what contacts expose.
    pub privacy_revealed_rmb: f32,
    /// The same at the stated weight.
    pub privacy_stated_rmb: f32,
    /// Fifth by privacy concern, 0 the least concerned.
    pub fifth: u8,
    /// Brand of the phone at the end.
    pub brand: u8,
    /// Primary messenger at the end, if any.
    pub primary: Option<u8>,
    /// Whether the phone's maker had recent messages of the user in a week looked at.
    pub read: bool,
}

/// Weeks at which users are looked at: every fourth of the last year, the last among them.
fn weeks_looked_at(weeks: u32) -> Vec<u32> {
    let first = weeks.saturating_sub(SUMMARY_WEEKS as u32);
    (first..weeks).filter(|week| (weeks - 1 - week).is_multiple_of(EVERY)).collect()
}

/// Computes a run again and looks at its users. `progress` is told each finished week and stops by returning `false`;
/// then there are none.
pub fn persons(input: &RunInput, threads: usize, progress: &mut dyn FnMut(u32) -> bool) -> Option<Persons> {
    let pool = Pool::new(threads);
    let mut world = step::new_world(&input.scenario, &input.changes, input.seed, input.agents, &pool);
    let weeks = weeks_looked_at(input.weeks);
    let mut rows = vec![PersonRow::default(); world.agents as usize];
    let part = 1.0 / weeks.len().max(1) as f64;
    for week in 0..input.weeks {
        for phase in PHASES {
            (phase.run)(&mut world, &pool);
        }
        if weeks.contains(&week) {
            let (revealed, stated) = (world.levers.privacy_weight_revealed, world.levers.privacy_weight_stated);
            let worth = worth_of_all(&world);
            for ((row, [surplus, privacy]), mark) in rows.iter_mut().zip(worth).zip(marks_of_all(&world)) {
                row.surplus_rmb += (surplus * part) as f32;
                row.privacy_revealed_rmb += (privacy * revealed * part) as f32;
                row.privacy_stated_rmb += (privacy * stated * part) as f32;
                (row.fifth, row.brand, row.primary) = (mark.fifth, mark.brand, mark.primary);
                row.read |= mark.read;
            }
        }
        world.week += 1;
        if !progress(week) {
            return None;
        }
    }
    Some(Persons { weeks, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_weeks_of_the_last_year_are_looked_at() {
        let weeks = weeks_looked_at(260);
        assert_eq!((weeks.len(), weeks.first(), weeks.last()), (13, Some(&211), Some(&259)));
        assert_eq!(weeks_looked_at(6), [1, 5]);
        assert_eq!(weeks_looked_at(1), [0]);
    }
}
