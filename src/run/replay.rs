//! Says whether a run repeated gives the record that was stored, to the bit.

use super::Record;

/// The first thing in which two records differ.
#[derive(Clone, Debug, PartialEq)]
pub enum Mismatch {
    /// The columns are not the same: those only in the stored record, those only in the new one.
    Columns {
        /// Only in the stored record.
        only_stored: Vec<String>,
        /// Only in the new one.
        only_again: Vec<String>,
    },
    /// A figure, the first by week and then by column.
    Value {
        /// Week.
        week: u32,
        /// Id of the column.
        column: String,
        /// In the stored record.
        stored: Option<f64>,
        /// In the new one.
        again: Option<f64>,
    },
    /// The number of weeks.
    Weeks {
        /// In the stored record.
        stored: u32,
        /// In the new one.
        again: u32,
    },
    /// An event, the first by its place in the list.
    Event {
        /// Its place in the list, from 0.
        index: usize,
        /// In the stored record.
        stored: Option<String>,
        /// In the new one.
        again: Option<String>,
    },
    /// The levers in the last week.
    Levers,
}

/// The first difference between a stored record and the same run now; `None` where they are identical. The version of
/// the program is not looked at.
pub fn first_mismatch(stored: &Record, again: &Record) -> Option<Mismatch> {
    if stored.columns != again.columns {
        let without = |of: &[String], other: &[String]| -> Vec<String> {
            of.iter().filter(|column| !other.contains(column)).cloned().collect()
        };
        return Some(Mismatch::Columns {
            only_stored: without(&stored.columns, &again.columns),
            only_again: without(&again.columns, &stored.columns),
        });
    }
    first_value(stored, again).or_else(|| {
        if stored.weeks != again.weeks {
            return Some(Mismatch::Weeks { stored: stored.weeks, again: again.weeks });
        }
        first_event(stored, again).or_else(|| {
            let same = stored.levers.len() == again.levers.len()
                && stored.levers.iter().zip(&again.levers).all(|(a, b)| a.0 == b.0 && a.1.to_bits() == b.1.to_bits());
            (!same).then_some(Mismatch::Levers)
        })
    })
}

fn first_value(stored: &Record, again: &Record) -> Option<Mismatch> {
    let weeks = stored.weeks.min(again.weeks);
    for week in 0..weeks {
        for (column, (a, b)) in stored.columns.iter().zip(stored.values.iter().zip(&again.values)) {
            let cell = |cells: &[Option<f64>]| cells.get(week as usize).copied().flatten();
            let (a, b) = (cell(a), cell(b));
            if a.map(f64::to_bits) != b.map(f64::to_bits) {
                return Some(Mismatch::Value { week, column: column.clone(), stored: a, again: b });
            }
        }
    }
    None
}

fn first_event(stored: &Record, again: &Record) -> Option<Mismatch> {
    let longest = stored.events.len().max(again.events.len());
    (0..longest).find_map(|index| {
        let (a, b) = (stored.events.get(index), again.events.get(index));
        let same = match (a, b) {
            (Some(a), Some(b)) => a == b && a.value.to_bits() == b.value.to_bits(),
            _ => false,
        };
        (!same).then(|| Mismatch::Event {
            index,
            stored: a.map(|event| event.sentence.clone()),
            again: b.map(|event| event.sentence.clone()),
        })
    })
}
