//! What a plot shows: a metric, of one actor or of all.

use serde::{Deserialize, Serialize};

use crate::metrics::table::{Column, Dim, MetricId};
use crate::scenario::vocabulary::Channel;

/// A metric, of one member of its breakdown or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlotChoice {
    /// The metric.
    pub metric: MetricId,
    /// Index within the breakdown; `None` shows all, and the one figure of a metric without breakdown.
    pub member: Option<usize>,
}

impl PlotChoice {
    /// All of a metric.
    pub const fn all(metric: MetricId) -> Self {
        Self { metric, member: None }
    }

    /// One member of a metric.
    pub const fn one(metric: MetricId, member: usize) -> Self {
        Self { metric, member: Some(member) }
    }

    /// The first headline: what users get.
    pub const fn headline() -> Self {
        Self::all(MetricId::consumer_surplus)
    }

    /// The plots of the first picture, the two large ones first: the quarrel and what users get of it; then their loss,
    /// third parties, both sides' money, app vendors and phones.
    pub fn first() -> Vec<Self> {
        vec![
            Self::one(MetricId::channel_share, Channel::Os as usize),
            Self::all(MetricId::consumer_surplus),
            Self::all(MetricId::privacy_loss_stated),
            Self::all(MetricId::contacts_exposed),
            Self::one(MetricId::profit_operator, 0),
            Self::one(MetricId::profit_os, 0),
            Self::all(MetricId::profit_vendors),
            Self::all(MetricId::phone_share),
        ]
    }

    /// Whether a column belongs to it.
    pub fn shows(self, column: &Column) -> bool {
        column.metric == self.metric && self.member.is_none_or(|member| column.index == member)
    }

    /// Whether it draws several lines for one run.
    pub fn is_many(self) -> bool {
        self.member.is_none() && self.metric.spec().dim != Dim::One
    }

    /// Whether zero means something: of utilities, and of what is made of them, only the change does.
    pub fn has_zero(self) -> bool {
        let made_of_utility = [
            MetricId::consumer_surplus,
            MetricId::surplus_segment,
            MetricId::welfare_revealed,
            MetricId::welfare_stated,
        ];
        self.metric.spec().unit != "utils" && !made_of_utility.contains(&self.metric)
    }

    /// The name of what is shown.
    pub fn label(self, columns: &[Column]) -> String {
        let column = columns.iter().find(|column| self.shows(column));
        match (self.member, column) {
            (Some(_), Some(column)) => column.label.clone(),
            _ => self.metric.spec().label.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::metrics::columns;

    #[test]
    fn the_first_picture_exists_in_every_scenario() {
        let columns = columns(&scenario());
        for choice in PlotChoice::first() {
            let shown = columns.iter().filter(|column| choice.shows(column)).count();
            assert_eq!(shown > 1, choice.is_many(), "{}", choice.label(&columns));
            assert!(shown > 0, "{}", choice.label(&columns));
        }
        let many = PlotChoice::all(MetricId::phone_share);
        assert!(many.is_many());
        assert_eq!(columns.iter().filter(|column| many.shows(column)).count(), 2);
    }
}
