//! The waterfall: from the baseline to the run on show, one step for each change between them.

use egui::{Color32, Label, Rect, Sense, Stroke, Ui, pos2, vec2};
use egui_extras::{Column as Width, TableBuilder};

use super::super::changes::Step as Between;
use super::super::command::Command;
use super::super::studies::{start_label, steps_between};
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::super::worker::Study;
use super::study::{FigureBox, bare_gap, figure_ui, gap_between, gap_unit, place, start_ui};
use crate::experiment::Figure;
use crate::experiment::shapley::{MOST_CHANGES, MOST_EXACT, Split};
use crate::metrics::table::MetricId;
use crate::run::compare::LUCK_NOTE;

/// Below this share of the difference a change does nothing worth naming alone.
const ALONE: f64 = 0.05;
/// Height of a step.
const ROW: f32 = 24.0;

/// How the waterfall looks.
#[derive(Debug)]
pub struct WaterfallView {
    figure: FigureBox,
    /// Whether the interaction is shared out instead of being a step of its own.
    shared_out: bool,
    known: Option<Known>,
}

impl Default for WaterfallView {
    fn default() -> Self {
        // Where changes only work together, what each does alone says nothing.
        Self { figure: FigureBox::default(), shared_out: true, known: None }
    }
}

/// What was last worked out, and for what.
#[derive(Debug)]
struct Known {
    stamp: (u64, usize),
    column: String,
    split: Option<Split>,
}

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The level before or after all changes.
    Level,
    /// A change.
    Change,
    /// What changes do together beyond what they do alone.
    Interaction,
}

/// A step of the waterfall.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    kind: Kind,
    label: String,
    /// The same at length.
    help: String,
    from: f64,
    to: f64,
    /// What it says at its end.
    said: String,
    /// Interval of where it ends.
    interval: Option<(f64, f64)>,
}

/// Draws the waterfall with what starts it.
pub fn waterfall_ui(ui: &mut Ui, workbench: &Workbench, view: &mut WaterfallView, commands: &mut Vec<Command>) {
    ui.label(theme::title("Which change makes the difference"));
    let (base, run) = (workbench.baseline_input(), workbench.current_input());
    let start = start_label(&base, &run, &workbench.baseline_label());
    let differing = steps_between(&base, &run);
    let made = differing.len();
    if made == 0 {
        ui.label("Nothing differs from the baseline, so there is no difference to split");
        return;
    }
    if made > MOST_CHANGES {
        ui.label(format!("At most {MOST_CHANGES} changes can be told apart, and there are {made}"));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        figure_ui(ui, "Figure to split", workbench, &mut view.figure);
        start_ui(ui, workbench, Study::Shares, commands);
    });
    let changes = if made == 1 { "1 change".to_owned() } else { format!("{made} changes") };
    ui.add(Label::new(theme::quiet(format!("From “{start}” to this run, among {changes} between them"))).truncate());
    if base.scenario.id != run.scenario.id {
        let said = "The baseline is of another scenario, so the split starts from this run's scenario";
        ui.add(Label::new(theme::quiet(said)).wrap());
    }
    let Some(study) = workbench.share_study() else {
        let said = if workbench.studies().shares.is_some() {
            "The last split is of other changes"
        } else {
            "Runs the changes in all combinations and says what each adds, alone and together with the others"
        };
        ui.label(theme::quiet(said));
        return;
    };
    let Some(column) = view.figure.column(workbench) else { return };
    let stamp = (study.batch.stamp(), study.seeds_done());
    if view.known.as_ref().is_none_or(|known| (known.stamp, &known.column) != (stamp, &column.id)) {
        view.known = Some(Known { stamp, column: column.id.clone(), split: study.split(&column.id) });
    }
    let Some(split) = view.known.as_ref().and_then(|known| known.split.as_ref()) else {
        let said = if study.seeds_done() == 0 {
            "The steps are drawn when all runs of the first seed are there"
        } else {
            "This figure has no value in one of the runs"
        };
        ui.label(theme::quiet(said));
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(&mut view.shared_out, true, "Interaction shared out")
            .on_hover_text("Shapley's share of each change, its mean effect over all orders of making the changes");
        ui.radio_value(&mut view.shared_out, false, "Interaction as a step of its own")
            .on_hover_text("Each change as much as it does alone, and then what they do together beyond that");
    });
    let scenario = workbench.scenario();
    let same_date = differing.iter().all(|step| step.week() == differing[0].week());
    let date =
        |step: &Between| if same_date { String::new() } else { format!(", {}", text::date(scenario, step.week())) };
    let words = |step: &Between| (format!("{}{}", step.label(), date(step)), step.sentence(scenario));
    let labels: Vec<(String, String)> = study.steps().iter().map(words).collect();
    if let Some(said) = together(split, column.metric) {
        ui.label(said);
    }
    let steps = steps(split, &start, &labels, column.metric, view.shared_out);
    steps_ui(ui, &steps);
    let about = about(gap_unit(column.metric), split.seeds, study.plan().sampled());
    ui.add(Label::new(theme::quiet(about)).wrap()).on_hover_text(LUCK_NOTE);
}

/// How the steps came about, in words.
fn about(unit: &str, seeds: usize, sampled: Option<usize>) -> String {
    let seeds = if seeds == 1 { "1 seed".to_owned() } else { format!("{seeds} seeds, intervals of 95 %") };
    let how = match sampled {
        None => "all combinations of the changes".to_owned(),
        Some(orders) => format!("{orders} of all orders, because there are more than {MOST_EXACT} changes"),
    };
    format!(
        "Steps in {unit}, over {seeds}, from {how}. Shapley (1953); the interaction is the difference less what each change does alone"
    )
}

/// What is said of a level at length.
fn over_seeds(metric: MetricId, figure: Figure) -> String {
    let value = |value: f64| text::value(metric, Some(value));
    figure.interval.map_or_else(
        || "Of one seed".to_owned(),
        |(low, high)| format!("Mean over seeds, 95 % interval {} to {}", value(low), value(high)),
    )
}

/// What is said where changes do together what none of them does alone; nothing elsewhere.
fn together(split: &Split, metric: MetricId) -> Option<String> {
    let most = split.parts.iter().map(|part| part.alone.mean.abs()).fold(0.0, f64::max);
    let all = split.difference.mean;
    let works_alone = most >= ALONE * all.abs();
    (split.parts.len() > 1 && !works_alone)
        .then(|| format!("None of them works alone; together they do {} {}", bare_gap(metric, all), gap_unit(metric)))
}

/// The steps in their order, each where the last one ends.
fn steps(split: &Split, start: &str, labels: &[(String, String)], metric: MetricId, shared_out: bool) -> Vec<Step> {
    let level = |label: &str, figure: Figure| {
        let said = format!("{} {}", text::value(metric, Some(figure.mean)), text::unit(metric.spec()));
        let (label, to, help) = (label.to_owned(), figure.mean, over_seeds(metric, figure));
        // The luck that all runs share would hide the steps, so that a level has no whisker.
        Step { kind: Kind::Level, label, help, from: to, to, said, interval: None }
    };
    let mut steps = vec![level(start, split.base)];
    let mut at = split.base.mean;
    let mut step = |kind: Kind, label: &str, help: &str, figure: Figure| {
        let from = at;
        at += figure.mean;
        let interval = figure.interval.map(|(low, high)| (from + low, from + high));
        let (label, help) = (label.to_owned(), help.to_owned());
        steps.push(Step { kind, label, help, from, to: at, said: gap_between(metric, figure), interval });
    };
    for (part, (label, help)) in split.parts.iter().zip(labels) {
        step(Kind::Change, label, help, if shared_out { part.share } else { part.alone });
    }
    if !shared_out && split.parts.len() > 1 {
        let help = "The difference less what each change does alone";
        step(Kind::Interaction, "Interaction of the changes", help, split.interaction);
    }
    steps.push(level("This run", split.result));
    steps
}

fn steps_ui(ui: &mut Ui, steps: &[Step]) {
    let ends = || steps.iter().flat_map(|step| [step.from, step.to].into_iter().chain(both(step.interval)));
    let low = ends().fold(f64::INFINITY, f64::min);
    let high = ends().fold(f64::NEG_INFINITY, f64::max);
    let dark = ui.visuals().dark_mode;
    let width = ui.available_width();
    let table = TableBuilder::new(ui).vscroll(false).id_salt("waterfall");
    let table = table.column(Width::exact(0.46 * width).clip(true)).column(Width::exact(0.26 * width));
    let table =
        table.column(Width::remainder().clip(true)).cell_layout(egui::Layout::left_to_right(egui::Align::Center));
    table.body(|body| {
        body.rows(ROW, steps.len(), |mut row| {
            let place = row.index();
            let Some(step) = steps.get(place) else { return };
            let strong = step.kind == Kind::Level;
            let words = |words: &str| if strong { theme::title(words) } else { words.into() };
            row.col(|ui| {
                ui.add(Label::new(words(&step.label)).truncate()).on_hover_text(&step.help);
            });
            row.col(|ui| {
                let size = vec2(ui.available_width(), ROW - 4.0);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                paint(ui, rect.shrink2(vec2(6.0, 2.0)), step, steps.get(place + 1), (low, high), dark);
            });
            row.col(|ui| {
                ui.add(Label::new(words(&step.said)).truncate());
            });
        });
    });
}

fn both(interval: Option<(f64, f64)>) -> impl Iterator<Item = f64> {
    interval.into_iter().flat_map(|(low, high)| [low, high])
}

fn paint(ui: &Ui, rect: Rect, step: &Step, next: Option<&Step>, (low, high): (f64, f64), dark: bool) {
    let painter = ui.painter();
    let x = |value: f64| place(rect, low, high, value);
    let color: Color32 = match step.kind {
        Kind::Level => theme::baseline(dark),
        Kind::Interaction => theme::kind(dark, crate::scenario::LeverKind::Policy),
        Kind::Change if step.to >= step.from => theme::rise(dark),
        Kind::Change => theme::fall(dark),
    };
    // A level is a thick mark, because its distance from zero would hide every step.
    let (a, b) = (x(step.from.min(step.to)), x(step.from.max(step.to)));
    let bar = Rect::from_x_y_ranges((a - 1.0)..=(b + 1.0), rect.y_range());
    painter.rect_filled(bar, 1.0, color);
    if let Some((from, to)) = step.interval {
        let (y, stroke) = (rect.center().y, Stroke::new(1.0, ui.visuals().text_color()));
        painter.line_segment([pos2(x(from), y), pos2(x(to), y)], stroke);
        for end in [from, to] {
            painter.line_segment([pos2(x(end), y - 3.0), pos2(x(end), y + 3.0)], stroke);
        }
    }
    if next.is_some() {
        let down = [pos2(x(step.to), rect.bottom()), pos2(x(step.to), rect.bottom() + ROW - rect.height())];
        painter.line_segment(down, Stroke::new(1.0, theme::grid(dark)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::shapley::{Plan, Shares};

    fn split() -> Split {
        let plan = Plan::new(2).expect("a plan");
        let seed = |base: f64| plan.split(|set| Some(base + [0.0, 1.0, 4.0, 9.0][set as usize])).expect("values");
        Split::of(&[seed(100.0), seed(102.0)] as &[Shares]).expect("two seeds")
    }

    #[test]
    fn steps_lead_from_the_scenario_to_the_run_either_way() {
        let labels = ["one", "two"].map(|name| (name.to_owned(), String::new()));
        for (shared_out, count) in [(false, 5), (true, 4)] {
            let steps = steps(&split(), "Baseline", &labels, MetricId::profit_vendors, shared_out);
            assert_eq!(steps.len(), count);
            for pair in steps.windows(2).take(count - 2) {
                assert!((pair[0].to - pair[1].from).abs() < 1e-12, "{pair:?}");
            }
            assert!((steps[count - 2].to - steps[count - 1].to).abs() < 1e-9, "{steps:?}");
        }
    }

    #[test]
    fn the_interaction_is_a_step_of_its_own_or_shared_out() {
        let labels = ["one", "two"].map(|name| (name.to_owned(), String::new()));
        let said = |shared_out| {
            let steps = steps(&split(), "Baseline", &labels, MetricId::profit_vendors, shared_out);
            steps.into_iter().map(|step| step.said.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(said(false), ["101", "+1", "+4", "+4", "110"]);
        assert_eq!(said(true), ["101", "+3", "+6", "110"]);
    }

    #[test]
    fn changes_that_only_work_together_are_told() {
        let of = |values: [f64; 4]| {
            let plan = Plan::new(2).expect("a plan");
            Split::of(&[plan.split(|set| Some(values[set as usize])).expect("values")]).expect("a seed")
        };
        let said = together(&of([10.0, 10.0, 10.1, 15.0]), MetricId::profit_vendors);
        assert!(
            said.as_ref().is_some_and(|said| said.starts_with("None of them works alone; together they do +5 ")),
            "{said:?}"
        );
        assert_eq!(together(&of([10.0, 12.0, 10.0, 15.0]), MetricId::profit_vendors), None);
        assert!(WaterfallView::default().shared_out);
    }

    #[test]
    fn sampled_shares_say_so() {
        assert!(about("RMB", 10, Some(28)).contains("28 of all orders"));
        assert!(about("RMB", 1, None).contains("1 seed, from all combinations"));
    }
}
