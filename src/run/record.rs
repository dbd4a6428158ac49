//! The record of a run: everything needed to read it, trust it and run it again to the same bits.

use serde::{Deserialize, Serialize};

use crate::scenario::Reform;

/// Version of the record format.
pub const FORMAT: u32 = 1;

/// The sentence every export carries.
pub const DISCLAIMER: &str = "Simulated conduct under stated assumptions, not a finding about any firm.";

/// Something that happened in the simulated market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRecord {
    /// Number within the run, from 0.
    pub id: u32,
    /// Week.
    pub week: u32,
    /// Kind, a word such as `channel_blocked`.
    pub kind: String,
    /// Who did it, by id; empty where nobody did.
    pub actor: String,
    /// Whom it concerns, by id; empty where nobody.
    pub counterpart: String,
    /// Size in the unit the sentence names; 0 where there is none.
    pub value: f64,
    /// The event as a sentence.
    pub sentence: String,
}

/// Kinds of event that happen in any week and tell nothing by themselves.
const EVERYDAY: &[&str] = &["entry", "exit", "channel_change"];

impl EventRecord {
    /// Whether it is more than what happens in any week.
    pub fn is_notable(&self) -> bool {
        !EVERYDAY.contains(&self.kind.as_str())
    }
}

/// A finished run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that wrote it.
    pub app_version: String,
    /// [`DISCLAIMER`].
    pub notice: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Texts the scenario was read from: (name, text), itself first, then its parents up to the root.
    pub texts: Vec<(String, String)>,
    /// Seed of all luck.
    pub seed: u64,
    /// Weeks simulated.
    pub weeks: u32,
    /// Agents.
    pub agents: u32,
    /// Changes of the analyst on top of the scenario, in order.
    pub changes: Vec<Reform>,
    /// The policy date the analyst set, where it is not that of the scenario. It decides nothing: changes are dated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_week: Option<u32>,
    /// Levers in the last week: (id, value), in the order of the table.
    pub levers: Vec<(String, f64)>,
    /// Ids of the columns.
    pub columns: Vec<String>,
    /// Values by column, then week; `None` where a figure has no base.
    pub values: Vec<Vec<Option<f64>>>,
    /// What happened.
    pub events: Vec<EventRecord>,
}

impl Record {
    /// One column by its id.
    pub fn column(&self, id: &str) -> Option<&[Option<f64>]> {
        let index = self.columns.iter().position(|column| column == id)?;
        self.values.get(index).map(Vec::as_slice)
    }

    /// The last value of a column that is not empty.
    pub fn last(&self, id: &str) -> Option<f64> {
        self.column(id)?.iter().rev().flatten().next().copied()
    }

    /// Mean of a column over a range of weeks, empty cells left out.
    pub fn mean(&self, id: &str, weeks: std::ops::Range<usize>) -> Option<f64> {
        let column = self.column(id)?;
        let cells = column.get(weeks.start..weeks.end.min(column.len()))?;
        let (sum, count) = cells.iter().flatten().fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
        (count > 0).then(|| sum / f64::from(count))
    }
}
