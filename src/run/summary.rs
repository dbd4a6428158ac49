//! One figure a column: how a run is summed up in outcome tables and comparisons.
//!
//! A flow is summed up by its mean over the last [`SUMMARY_WEEKS`] weeks, because a single week is noisy; a stock and
//! a running total by their value in the last week. Empty cells have no base and are left out; a figure without any
//! base stays empty.

use super::Record;
use crate::metrics::{Dim, METRICS, MetricKind, MetricSpec, columns};
use crate::scenario::Scenario;

/// Weeks at the end of a run over which flows are averaged: one year.
pub const SUMMARY_WEEKS: usize = 52;

/// The sentence that tells readers how figures are summed up.
pub const SUMMARY_NOTE: &str = "Flows are means of the last 52 weeks, stocks and totals those of the last week; shares change in percentage points.";

/// Metrics in the short outcome table, in the order of the metrics table; those by actor show every actor.
pub const HEADLINES: &[&str] = &[
    "phone_share",
    "messenger_share",
    "multi_homing",
    "channel_share",
    "consumer_surplus",
    "privacy_loss_revealed",
    "privacy_loss_stated",
    "contacts_exposed",
    "consent_message_os",
    "n_vendors",
    "quality_mean",
    "data_origin",
    "hhi_data",
    "new_violations",
    "profit_os",
    "profit_operator",
    "profit_vendors",
    "cum_fines",
    "cum_conflict_weeks",
    "new_blocked_users",
    "welfare_revealed",
    "welfare_stated",
];

/// The row of the metrics table that a column belongs to.
pub fn spec_of(column: &str) -> Option<&'static MetricSpec> {
    // The longest id wins, so that no metric swallows the columns of another whose id goes on.
    METRICS
        .iter()
        .filter(|spec| match spec.dim {
            Dim::One => column == spec.id,
            _ => column.strip_prefix(spec.id).is_some_and(|rest| rest.starts_with('_')),
        })
        .max_by_key(|spec| spec.id.len())
}

/// The figure that stands for a column: see the module.
pub fn summary(record: &Record, column: &str) -> Option<f64> {
    let cells = record.column(column)?;
    match spec_of(column).map(|spec| spec.kind) {
        Some(MetricKind::Flow) => record.mean(column, cells.len().saturating_sub(SUMMARY_WEEKS)..cells.len()),
        _ => cells.last().copied().flatten(),
    }
}

/// One line of an outcome table.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Id of the column.
    pub column: String,
    /// Name shown to people.
    pub label: String,
    /// Row of the metrics table; none if this program does not know the column.
    pub spec: Option<&'static MetricSpec>,
    /// Value in week 0.
    pub first: Option<f64>,
    /// The summary, see [`summary`].
    pub last: Option<f64>,
}

impl Outcome {
    /// Summary minus first week.
    pub fn change(&self) -> Option<f64> {
        Some(self.last? - self.first?)
    }
}

/// All columns of a record summed up, in its order.
pub fn outcomes(record: &Record, scenario: &Scenario) -> Vec<Outcome> {
    let labels = labels(&record.columns, scenario);
    record
        .columns
        .iter()
        .zip(labels)
        .map(|(column, label)| Outcome {
            column: column.clone(),
            label,
            spec: spec_of(column),
            first: record.column(column).and_then(|cells| cells.first().copied().flatten()),
            last: summary(record, column),
        })
        .collect()
}

/// The outcomes of [`HEADLINES`].
pub fn headlines(record: &Record, scenario: &Scenario) -> Vec<Outcome> {
    outcomes(record, scenario)
        .into_iter()
        .filter(|outcome| outcome.spec.is_some_and(|spec| HEADLINES.contains(&spec.id)))
        .collect()
}

/// Names of columns as people read them; a column the scenario does not have keeps its id.
pub fn labels(ids: &[String], scenario: &Scenario) -> Vec<String> {
    let known = columns(scenario);
    ids.iter()
        .map(|id| {
            known.iter().find(|column| column.id == *id).map_or_else(|| id.clone(), |column| column.label.clone())
        })
        .collect()
}

/// A figure as people read it, with its unit: per cent for shares, else four significant digits; a dash without base.
pub fn display(value: Option<f64>, unit: &str) -> String {
    let number = number(value, unit);
    match shown_unit(unit) {
        "" => number,
        _ if value.is_none() => number,
        unit => format!("{number} {unit}"),
    }
}

/// A figure as people read it under a heading that names [`shown_unit`]; a dash without base.
pub fn number(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| significant(if unit == "share" { value * 100.0 } else { value }))
}

/// A unit as people read it: shares are shown in per cent.
pub fn shown_unit(unit: &str) -> &str {
    if unit == "share" { "%" } else { unit }
}

/// A change as people read it under such a heading, with its sign; changes of shares are percentage points.
pub fn signed(value: Option<f64>, unit: &str) -> String {
    let number = number(value, unit);
    if value.is_some_and(|value| value > 1e-9) { format!("+{number}") } else { number }
}

/// A number with four significant digits and no more than six decimals; smaller ones in powers of ten.
pub fn significant(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let mut magnitude = 0_usize;
    let mut rest = value.abs();
    while rest >= 10.0 && magnitude < 400 {
        rest /= 10.0;
        magnitude += 1;
    }
    let mut decimals = 3_usize.saturating_sub(magnitude);
    let mut rest = value.abs();
    while rest > 0.0 && rest < 1.0 && decimals < 6 {
        rest *= 10.0;
        decimals += 1;
    }
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match text {
        // A figure too small for six decimals is not nothing.
        "0" | "-0" if value.abs() > 1e-9 => format!("{value:.1e}"),
        "0" | "-0" if value != 0.0 => "~0".to_owned(),
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}
