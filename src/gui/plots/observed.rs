//! Observed figures of the scenario, laid over the plot that shows the same column.

use egui_plot::PlotPoint;

use super::super::text;
use super::{Chart, PlotChoice};
use crate::metrics::table::{Column, MetricId};
use crate::scenario::{Scenario, Series};

/// An observed series in the unit on screen.
#[derive(Debug)]
pub(super) struct Observed {
    /// Its name, which says that it is observed.
    pub(super) name: String,
    /// Its points; weeks are counted in fractions, because observations do not fall on Mondays.
    pub(super) points: Vec<PlotPoint>,
}

/// The series that belong to a plot, within the weeks of the run.
pub(super) fn observed(chart: &Chart<'_>) -> Vec<Observed> {
    let Some(columns) = chart.layers.last().map(|layer| layer.run.columns.as_slice()) else { return Vec::new() };
    let scale = text::scale(chart.choice.metric);
    let mut found = Vec::new();
    for series in chart.scenario.series.iter().chain(chart.own) {
        if !columns.iter().any(|column| chart.choice.shows(column) && column.id == series.metric) {
            continue;
        }
        let place = |date: chrono::NaiveDate| (date - chart.scenario.start).num_days() as f64 / 7.0;
        let points = series.points.iter().map(|(date, value)| PlotPoint::new(place(*date), value * scale));
        let inside = points.filter(|point| point.x >= 0.0 && point.x <= f64::from(chart.weeks));
        found.push(Observed { name: format!("observed, {}", series.label), points: inside.collect() });
    }
    found
}

/// Whether a plot has observed figures laid over it.
pub fn is_observed(scenario: &Scenario, own: &[Series], columns: &[Column], choice: PlotChoice) -> bool {
    let wanted = |column: &&Column| choice.shows(column);
    let mut series = scenario.series.iter().chain(own);
    series.any(|series| columns.iter().filter(wanted).any(|column| series.metric == column.id))
}

/// What can be plotted beside observed figures, with its name, in the order of the scenario.
pub fn observed_choices(scenario: &Scenario, own: &[Series], columns: &[Column]) -> Vec<(PlotChoice, String)> {
    let mut choices = Vec::new();
    for series in scenario.series.iter().chain(own) {
        let Some(column) = columns.iter().find(|column| column.id == series.metric) else { continue };
        let metric: MetricId = column.metric;
        let single = metric.spec().dim == crate::metrics::table::Dim::One;
        let choice = if single { PlotChoice::all(metric) } else { PlotChoice::one(metric, column.index) };
        if choices.iter().all(|(known, _)| *known != choice) {
            choices.push((choice, column.label.clone()));
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::workbench::scenario_library;
    use crate::metrics::columns;
    use crate::scenario;

    #[test]
    fn the_published_accounts_can_be_laid_over_their_plot() {
        let text = scenario::shipped(scenario::DEFAULT).expect("shipped");
        let scenario = scenario::load(scenario::DEFAULT, text.as_bytes(), &scenario_library).expect("valid");
        let columns = columns(&scenario);
        let choices = observed_choices(&scenario, &[], &columns);
        assert!(choices.iter().any(|(choice, _)| *choice == PlotChoice::one(MetricId::accounts_m, 0)), "{choices:?}");
        assert!(choices.iter().all(|(choice, _)| is_observed(&scenario, &[], &columns, *choice)));
        assert!(!is_observed(&scenario, &[], &columns, PlotChoice::headline()));
    }
}
