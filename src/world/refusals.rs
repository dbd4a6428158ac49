//! Refusals: an operator that stops serving users who have a vendor's tool, a vendor that keeps its data from those who
//! need it.

use serde::{Deserialize, Serialize};

use super::events::Actor;

/// One refusal in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Who refuses: an operator or a named vendor.
    pub by: Actor,
    /// Index of the named vendor that is refused, or whose users are.
    pub against: usize,
    /// Week in which it began.
    pub since: u32,
    /// Whether the ministry has spoken.
    pub stated: bool,
    /// Whether the ministry has ruled and let it stand.
    pub upheld: bool,
}

/// All refusals and what follows from them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Refusals {
    /// In force.
    pub open: Vec<Refusal>,
    /// Whether the ministry forbids operators to refuse users for their tools.
    pub forbidden: bool,
    /// Agents that have the tool now, and those that had it at the start.
    pub with_tool: [i64; 2],
    /// Agents that a messenger does not serve this week because of the tool.
    pub refused_users: i64,
    /// Part of each named vendor's service that works this week, 0 to 1.
    pub working: Vec<f64>,
}
