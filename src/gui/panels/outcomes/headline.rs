//! One figure, large, and a sentence that says what moved, by how much, and whether luck could do it.

use egui::{Button, RichText, Ui};

use super::super::super::command::Command;
use super::super::super::plots::{Pairs, PlotChoice, Seeds};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use super::picker::{PickerView, Target, picker_ui};
use crate::metrics::table::MetricId;
use crate::run::compare::Verdict;

/// Draws the headline at a week.
pub(super) fn headline_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    seeds: &Seeds<'_>,
    week: u32,
    picker: &mut PickerView,
    commands: &mut Vec<Command>,
) {
    let choice = workbench.headline();
    let value = Workbench::value(workbench.current(), choice, week);
    let base = Workbench::value(workbench.baseline(), choice, week);
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::value(choice.metric, value)).text_style(theme::display_style()));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                title_ui(ui, workbench, choice, picker, commands);
                ui.label(text::unit(choice.metric.spec()));
                let date = text::date(workbench.scenario(), week);
                ui.add(egui::Label::new(theme::quiet(format!("in the week of {date}"))).truncate());
            });
            let pairs = column_of(workbench, choice).and_then(|column| seeds.pairs_in(column, week, workbench.gap()));
            let seed = workbench.current().filter(|_| is_changed(workbench)).map(|run| run.record.seed);
            let said = sentence(choice.metric, value, base, seed, pairs);
            ui.add(egui::Label::new(&said).truncate()).on_hover_text(&said);
            let rivals = rivals(workbench, choice, week);
            if !rivals.is_empty() {
                ui.add(egui::Label::new(theme::quiet(&rivals)).truncate()).on_hover_text(&rivals);
            }
        });
    });
}

fn title_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    choice: PlotChoice,
    picker: &mut PickerView,
    commands: &mut Vec<Command>,
) {
    let Some(current) = workbench.current() else { return };
    let title = theme::title(format!("{} ▾", choice.label(&current.columns)));
    let button = ui.add(Button::new(title).frame_when_inactive(false)).accessible_name("Metric of the headline");
    let spec = choice.metric.spec();
    let about = text::about(spec);
    let button = button.on_hover_text(about);
    picker_ui(&button, workbench, Some(choice), Target::Headline, picker, commands);
}

fn column_of(workbench: &Workbench, choice: PlotChoice) -> Option<usize> {
    let columns = &workbench.current()?.columns;
    columns
        .iter()
        .position(|column| column.metric == choice.metric && column.index == choice.member.unwrap_or_default())
}

fn is_changed(workbench: &Workbench) -> bool {
    match (workbench.current(), workbench.baseline()) {
        (Some(current), Some(baseline)) => current.token != baseline.token,
        _ => false,
    }
}

/// What the rival positions come to.
fn rivals(workbench: &Workbench, choice: PlotChoice, week: u32) -> String {
    let told: Vec<String> = workbench
        .rivals()
        .iter()
        .filter_map(|rival| {
            let value = Workbench::value(rival.run.as_ref(), choice, week)?;
            let figure = text::value(choice.metric, Some(value));
            let against = beside(choice.metric, value, Workbench::value(workbench.current(), choice, week));
            Some(format!("{} {figure}{against}", rival.title))
        })
        .collect();
    told.join(" · ")
}

/// How the figure of another run lies to that of the run on show.
fn beside(metric: MetricId, value: f64, own: Option<f64>) -> String {
    match own {
        None => String::new(),
        Some(own) if value.to_bits() == own.to_bits() => ", as this run".to_owned(),
        own => format!(", {} against this run", text::change(metric, Some(value), own)),
    }
}

/// What moved with this seed, by how much, and what its paired seeds say of that week.
fn sentence(
    metric: MetricId,
    value: Option<f64>,
    base: Option<f64>,
    seed: Option<u64>,
    pairs: Option<Pairs>,
) -> String {
    let Some(seed) = seed else {
        return "This is the baseline until something is changed".to_owned();
    };
    let (Some(value), Some(base)) = (value, base) else {
        return "There is no figure to compare with the baseline in this week".to_owned();
    };
    let gap = value - base;
    let moved = if gap == 0.0 {
        format!("Exactly as the baseline with seed {seed}")
    } else {
        let unit = match text::unit(metric.spec()) {
            "%" => "percentage points",
            unit => unit,
        };
        let more = if gap > 0.0 { "more" } else { "less" };
        let size = text::figure((gap * text::scale(metric)).abs());
        let share = text::relative(gap, base).map_or_else(String::new, |share| format!(" ({share})"));
        format!("{size} {unit} {more} than the baseline{share} with seed {seed}")
    };
    pairs.map_or_else(|| moved.clone(), |pairs| format!("{moved}; {}", luck(&pairs)))
}

/// What can be said about the week over all paired seeds, in the words of the comparison.
fn luck(pairs: &Pairs) -> String {
    let Pairs { pairs: all, signs, verdict, .. } = *pairs;
    let said = verdict.label();
    match verdict {
        Verdict::Identical | Verdict::NoBase => format!("{said} in {all} paired seeds"),
        Verdict::TooFewPairs => format!("{said}, {all} are there"),
        Verdict::Larger | Verdict::Smaller => format!("{said} beyond luck, {} of {all} seeds", signs.words()),
        Verdict::WithinGap | Verdict::Luck => format!("{said}, {} of {all} seeds", signs.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many pairs, of which some have a difference, about a base of 30.
    fn pairs(all: usize, moved: usize, by: f64) -> Pairs {
        let figures: Vec<(f64, f64)> =
            (0..all).map(|k| (30.0, 30.0 + if k < moved { by + 0.001 * (k % 3) as f64 } else { 0.0 })).collect();
        Pairs::of(&figures, 0.01).expect("pairs")
    }

    #[test]
    fn the_sentence_says_how_much_and_what_can_be_said_about_it() {
        let metric = MetricId::consumer_surplus;
        let said = |pairs| sentence(metric, Some(42.4), Some(30.0), Some(7), Some(pairs));
        let alone = sentence(metric, Some(42.4), Some(30.0), Some(7), None);
        assert_eq!(alone, "12.40 RMB per user-week more than the baseline (+41.3 %) with seed 7");
        let words = "larger beyond luck, larger in 20, equal in 0, smaller in 0 of 20 seeds";
        assert!(said(pairs(20, 20, 12.0)).ends_with(words), "{}", said(pairs(20, 20, 12.0)));
        // Beyond luck and too small to matter.
        let words = "within the smallest gap, smaller in 11, equal in 9, larger in 0 of 20 seeds";
        assert!(said(pairs(20, 11, -0.06)).ends_with(words), "{}", said(pairs(20, 11, -0.06)));
        assert!(said(pairs(20, 1, 12.0)).contains("; luck could do this, larger in 1"));
        assert!(said(pairs(9, 9, 12.0)).ends_with("no verdict below ten pairs, 9 are there"));
        assert!(said(pairs(10, 0, 0.0)).ends_with("identical in 10 paired seeds"));
    }

    #[test]
    fn beyond_luck_is_said_only_of_clear_verdicts() {
        for (moved, by) in [(20, 12.0), (11, -0.06), (1, 12.0), (0, 0.0), (20, -5.0), (20, 0.001)] {
            let pairs = pairs(20, moved, by);
            assert_eq!(luck(&pairs).contains("beyond luck"), pairs.verdict.is_clear(), "{pairs:?}");
        }
    }

    #[test]
    fn another_run_is_told_beside_the_run_on_show() {
        let metric = MetricId::consumer_surplus;
        assert_eq!(beside(metric, 30.0, Some(30.0)), ", as this run");
        assert_eq!(beside(metric, 42.4, Some(30.0)), ", +12.40 (+41.3 %) against this run");
        assert_eq!(beside(metric, 42.4, None), "");
    }

    #[test]
    fn shares_move_by_percentage_points_and_nothing_by_nothing() {
        let metric = MetricId::multi_homing;
        assert_eq!(
            sentence(metric, Some(0.25), Some(0.3), Some(7), None),
            "5 percentage points less than the baseline (−16.7 %) with seed 7"
        );
        assert_eq!(sentence(metric, Some(0.3), Some(0.3), Some(7), None), "Exactly as the baseline with seed 7");
        assert!(sentence(metric, None, Some(0.3), Some(7), None).starts_with("There is no figure"));
        assert!(sentence(metric, Some(0.3), Some(0.3), None, None).starts_with("This is the baseline"));
    }
}
