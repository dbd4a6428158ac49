//! The table metric by run: figure, difference to the baseline with its interval, and what can be said about it.

use egui::{Button, Label, RichText, ScrollArea, Sense, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::super::comparison::{Comparison, figure};
use super::super::super::plots::PlotChoice;
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use crate::metrics::table::{self, Dim, MetricSpec};
use crate::run::compare::{Difference, Verdict};

/// Height of a row of two lines, and of the header.
const ROW: f32 = 32.0;
/// Least width of the metric, and widths of a figure, of a difference and of a verdict.
const WIDTHS: [f32; 4] = [226.0, 88.0, 146.0, 218.0];
/// The same where several runs stand side by side: figures of runs are then told on hover.
const NARROW: [f32; 4] = [200.0, 82.0, 138.0, 148.0];
/// So much wider is the column of metrics where there is room.
const MOST_METRIC: f32 = 400.0;

/// Draws the table. A click on a metric picks it for the plot.
pub(super) fn table_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    comparison: &Comparison,
    shown: &[usize],
    picked: &mut PlotChoice,
) {
    if comparison.against.is_empty() && !workbench.is_own_baseline() {
        ui.label("This run is being computed");
    } else if comparison.against.is_empty() {
        ui.label("Nothing is compared with the baseline yet. Change a lever or a rule, or add a scenario");
    }
    if shown.is_empty() {
        ui.label("No metric has all of these words");
        return;
    }
    let (room, space) = (ui.available_width() - ui.spacing().scroll.bar_width, ui.spacing().item_spacing.x);
    let plan = Plan::of(room, space, comparison.against.len());
    let metric = (room - plan.without_metric(space, comparison.against.len())).clamp(plan.widths[0], MOST_METRIC);
    ScrollArea::horizontal().auto_shrink(false).id_salt("compared").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut table = TableBuilder::new(ui).striped(true).sense(Sense::CLICK).min_scrolled_height(0.0);
        table = table.column(Column::exact(metric).clip(true)).column(Column::exact(plan.widths[1]));
        for _ in &comparison.against {
            table = plan.of_run().iter().fold(table, |table, width| table.column(Column::exact(*width).clip(true)));
        }
        table
            .header(ROW, |mut header| {
                header.col(|ui| two_ui(ui, theme::title("Metric"), "unit"));
                header.col(|ui| two_ui(ui, theme::title("Baseline"), "mean"));
                for run in &comparison.against {
                    let name = theme::title(text::capitalised(&run.label));
                    if plan.narrow {
                        header.col(|ui| two_ui(ui, name, "difference, 95 % interval"));
                    } else {
                        header.col(|ui| two_ui(ui, name, "mean, change in %"));
                        header.col(|ui| two_ui(ui, theme::title("Difference"), "95 % interval"));
                    }
                    header.col(|ui| two_ui(ui, theme::title("Verdict"), &pairs(run.pairs)));
                }
            })
            .body(|body| {
                body.rows(ROW, shown.len(), |mut row| {
                    let place = shown[row.index()];
                    let column = &comparison.columns[place];
                    let choice = choice(column);
                    row.set_selected(choice == *picked);
                    let mut clicked = false;
                    row.col(|ui| clicked = metric_ui(ui, column));
                    let spec = column.metric.spec();
                    row.col(|ui| {
                        two_ui(ui, RichText::new(text::value(column.metric, comparison.mean_of_baseline(place))), "");
                    });
                    for run in &comparison.against {
                        cells_ui(&mut row, spec, column, run.row(place), plan.narrow);
                    }
                    if clicked || row.response().clicked() {
                        *picked = choice;
                    }
                });
            });
    });
}

/// How wide the columns are.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Plan {
    widths: [f32; 4],
    /// Whether the figures of runs have no column of their own.
    narrow: bool,
}

impl Plan {
    /// The plan for so many runs beside the baseline: wide where all of them fit.
    fn of(room: f32, space: f32, runs: usize) -> Self {
        let wide = Self { widths: WIDTHS, narrow: false };
        let fits = wide.widths[0] + wide.without_metric(space, runs) <= room;
        if fits || runs < 2 { wide } else { Self { widths: NARROW, narrow: true } }
    }

    /// Widths of the columns of one run.
    fn of_run(&self) -> &[f32] {
        if self.narrow { &self.widths[2..] } else { &self.widths[1..] }
    }

    /// Width of everything but the column of metrics, with the spaces between.
    fn without_metric(&self, space: f32, runs: usize) -> f32 {
        let columns = 2 + runs * self.of_run().len();
        self.widths[1] + runs as f32 * self.of_run().iter().sum::<f32>() + space * columns as f32
    }
}

/// How many pairs there are.
fn pairs(count: usize) -> String {
    if count == 1 { "over 1 pair".to_owned() } else { format!("over {count} pairs") }
}

/// What the plot of a column shows.
const fn choice(column: &table::Column) -> PlotChoice {
    match column.metric.spec().dim {
        Dim::One => PlotChoice::all(column.metric),
        _ => PlotChoice::one(column.metric, column.index),
    }
}

fn two_ui(ui: &mut Ui, upper: RichText, lower: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add(Label::new(upper).selectable(false).truncate());
        ui.add(Label::new(theme::quiet(lower)).selectable(false).truncate());
    });
}

/// The name of a metric, and on hover what its figure is. Returns whether it was clicked.
fn metric_ui(ui: &mut Ui, column: &table::Column) -> bool {
    let spec = column.metric.spec();
    let unit = match text::unit(spec) {
        "%" => "%, differences in percentage points",
        unit => unit,
    };
    let about =
        format!("{}. {}. {}, source {}", text::capitalised(spec.formula), figure(spec), spec.kind.label(), spec.source);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().button_padding = egui::Vec2::ZERO;
        ui.spacing_mut().interact_size.y = 0.0;
        let button = Button::new(&column.label).frame_when_inactive(false).truncate();
        let name = format!("Plot the difference in {}", column.label);
        let clicked = ui.add(button).on_hover_text(about).accessible_name(name).clicked();
        ui.add(Label::new(theme::quiet(unit)).selectable(false).truncate());
        clicked
    })
    .inner
}

fn cells_ui(
    row: &mut egui_extras::TableRow<'_, '_>,
    spec: &MetricSpec,
    column: &table::Column,
    found: Option<&Difference>,
    narrow: bool,
) {
    let scale = text::scale(column.metric);
    let Some(found) = found else {
        for words in ["–", "–", "no such metric"].into_iter().skip(usize::from(narrow)) {
            row.col(|ui| two_ui(ui, RichText::new(words).weak(), ""));
        }
        return;
    };
    let base = found.mean_a.unwrap_or_default() * scale;
    let signed = |value: f64| signed(value * scale, base);
    let relative = match found.share {
        Some(share) if share != 0.0 => text::relative(share, 1.0).unwrap_or_default(),
        _ => String::new(),
    };
    let mean = text::value(column.metric, found.mean_b);
    if !narrow {
        row.col(|ui| two_ui(ui, RichText::new(&mean), &relative));
    }
    let difference = found.difference.map_or_else(|| "–".to_owned(), signed);
    let interval = found.interval.filter(|_| found.verdict != Verdict::Identical);
    let interval = interval.map_or_else(String::new, |(low, high)| format!("{} to {}", signed(low), signed(high)));
    row.col(|ui| {
        two_ui(ui, RichText::new(difference), &interval);
        ui.response().on_hover_text(format!("Mean {mean} {relative}\n{}", in_words(spec, found, scale)));
    });
    let strong = found.verdict.is_clear();
    let verdict = RichText::new(text::capitalised(found.verdict.label()));
    let verdict = if strong { verdict.strong() } else { verdict.weak() };
    let same = match found.verdict {
        Verdict::NoBase => String::new(),
        Verdict::Identical => format!("equal in {} of {}", found.pairs, found.pairs),
        _ => format!("{} of {}", found.signs.words(), found.pairs),
    };
    row.col(|ui| two_ui(ui, verdict, &same));
}

/// A number with its sign; beside a base that is a million times as large it is next to nothing.
fn signed(value: f64, base: f64) -> String {
    if value != 0.0 && value.abs() < (1e-6 * base.abs()).max(1e-8) {
        return text::NEXT_TO_NOTHING.to_owned();
    }
    if value > 0.0 { format!("+{}", text::figure(value)) } else { text::figure(value) }
}

/// A difference as a sentence.
fn in_words(spec: &MetricSpec, found: &Difference, scale: f64) -> String {
    let unit = match text::unit(spec) {
        "%" => "percentage points",
        unit => unit,
    };
    format!(
        "{} over {} pairs, smallest gap of interest {} {unit}, {} pairs beyond it",
        text::capitalised(found.verdict.label()),
        found.pairs,
        text::number(found.gap * scale),
        found.beyond_gap
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_fit_beside_the_baseline_in_the_usual_window() {
        // The middle of a window of 1280 points beside the levers.
        let (room, space) = (930.0, 8.0);
        for runs in [1, 2] {
            let plan = Plan::of(room, space, runs);
            assert!(plan.widths[0] + plan.without_metric(space, runs) <= room, "{runs} runs in {plan:?}");
            assert_eq!(plan.narrow, runs == 2);
        }
        assert!(!Plan::of(1800.0, space, 2).narrow, "with room figures have their own column");
    }

    #[test]
    fn differences_next_to_nothing_are_not_spelt_out() {
        let cases = [(0.0, "0"), (-3e-8, "~0"), (0.5, "+0.5000"), (-0.5, "−0.5000"), (3.0, "+3")];
        for (value, expected) in cases {
            assert_eq!(signed(value, 73.2), expected);
        }
        assert_eq!(signed(3e-8, 0.0), "+0.00000003", "without a base it may be all there is");
    }
}
