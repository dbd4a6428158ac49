//! Series that the analyst lays over plots.

use super::Workbench;
use crate::gui::plots::{PlotChoice, PlotCommand};
use crate::gui::series::SeriesCommand;
use crate::metrics::table::Dim;
use crate::scenario::Series;

impl Workbench {
    /// The series that the analyst lays over plots.
    pub fn own_series(&self) -> &[Series] {
        &self.own_series
    }

    /// Does what is asked about them.
    pub(super) fn lay(&mut self, command: SeriesCommand) {
        match command {
            SeriesCommand::Add(series) => {
                self.own_series.retain(|known| (&known.label, &known.metric) != (&series.label, &series.metric));
                self.show_figure(&series.metric);
                self.own_series.push(series);
            }
            SeriesCommand::Remove(place) => {
                if place < self.own_series.len() {
                    self.own_series.remove(place);
                }
            }
        }
    }

    /// Adds a plot of a figure where none shows it.
    fn show_figure(&mut self, id: &str) {
        let columns = self.current.as_ref().map_or(&[][..], |run| &run.columns);
        let Some(column) = columns.iter().find(|column| column.id == id) else { return };
        if self.board.plots.iter().any(|plot| plot.choice.shows(column)) {
            return;
        }
        let choice = match column.metric.spec().dim {
            Dim::One => PlotChoice::all(column.metric),
            _ => PlotChoice::one(column.metric, column.index),
        };
        self.board.apply(PlotCommand::Add(choice));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::Command;
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;

    #[test]
    fn a_series_gets_a_plot_is_kept_and_replaced_by_one_of_its_name() {
        let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        bench.poll();
        let series = |value: f64| Series {
            label: "survey".to_owned(),
            metric: "phone_share_b".to_owned(),
            points: vec![(scenario().start, value)],
            source: "own".to_owned(),
        };
        let before = bench.board().plots.len();
        bench.apply(Command::Series(SeriesCommand::Add(series(0.2))));
        bench.apply(Command::Series(SeriesCommand::Add(series(0.3))));
        assert_eq!(bench.own_series(), [series(0.3)]);
        let shown = bench.board().plots.iter().any(|plot| {
            bench.current().is_some_and(|run| {
                run.columns.iter().any(|column| column.id == "phone_share_b" && plot.choice.shows(column))
            })
        });
        assert!(shown && bench.board().plots.len() <= before + 1);
        let text = serde_json::to_string(&bench.work()).expect("text");
        let work: super::super::Work = serde_json::from_str(&text).expect("work");
        assert_eq!(work.own_series, [series(0.3)]);
        bench.apply(Command::Series(SeriesCommand::Remove(0)));
        assert!(bench.own_series().is_empty());
    }
}
