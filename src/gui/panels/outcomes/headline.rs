//! One figure, large, and a sentence that says what moved, by how much, and whether luck could do it.

use egui::{Button, RichText, Ui};

use super::super::super::command::Command;
use super::super::super::plots::{Pairs, PlotChoice, Seeds};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use super::picker::{PickerView, Target, picker_ui};
use crate::metrics::table::MetricId;
use crate::run::compare::FEWEST_PAIRS;

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
            let pairs = column_of(workbench, choice).and_then(|column| seeds.pairs_in(column, week));
            let changed = is_changed(workbench);
            let said = sentence(choice.metric, value, base, changed, pairs);
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

/// What moved, by how much, and in how many paired seeds.
fn sentence(metric: MetricId, value: Option<f64>, base: Option<f64>, changed: bool, pairs: Option<Pairs>) -> String {
    if !changed {
        return "This is the baseline until something is changed".to_owned();
    }
    let (Some(value), Some(base)) = (value, base) else {
        return "There is no figure to compare with the baseline in this week".to_owned();
    };
    let gap = value - base;
    let moved = if gap == 0.0 {
        "Exactly as the baseline".to_owned()
    } else {
        let unit = match text::unit(metric.spec()) {
            "%" => "percentage points",
            unit => unit,
        };
        let more = if gap > 0.0 { "more" } else { "less" };
        let size = text::number((gap * text::scale(metric)).abs());
        let share = text::relative(gap, base).map_or_else(String::new, |share| format!(" ({share})"));
        format!("{size} {unit} {more} than the baseline{share}")
    };
    pairs.map_or_else(|| moved.clone(), |pairs| format!("{moved}, {}", luck(&pairs, gap)))
}

/// Whether the difference exceeds luck, in words.
fn luck(pairs: &Pairs, gap: f64) -> String {
    let Pairs { pairs: all, same_sign, mean, interval } = *pairs;
    if all < FEWEST_PAIRS {
        return format!("no verdict before ten paired seeds, {all} are there");
    }
    if mean == 0.0 {
        return format!("no difference on average over {all} paired seeds");
    }
    let beyond = interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    let way = if mean > 0.0 { "more" } else { "less" };
    match (same_sign == all, beyond) {
        (true, _) => format!("{way} in every one of {all} paired seeds"),
        (false, true) => format!("{way} in {same_sign} of {all} paired seeds, beyond luck on average"),
        // This seed need not be like the others.
        (false, false) if gap == 0.0 => format!("{way} in {same_sign} of {all} paired seeds"),
        (false, false) => format!("but {way} in only {same_sign} of {all} paired seeds, luck could do this"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(all: usize, same_sign: usize, interval: (f64, f64)) -> Pairs {
        let mean = f64::midpoint(interval.0, interval.1);
        Pairs { pairs: all, same_sign, mean, interval: Some(interval) }
    }

    #[test]
    fn the_sentence_says_how_much_and_whether_luck_could_do_it() {
        let metric = MetricId::consumer_surplus;
        let said = |pairs| sentence(metric, Some(42.4), Some(30.0), true, Some(pairs));
        let alone = sentence(metric, Some(42.4), Some(30.0), true, None);
        assert_eq!(alone, "12.4 RMB per user-week more than the baseline (+41.3 %)");
        assert!(said(pairs(20, 20, (11.0, 13.0))).ends_with(", more in every one of 20 paired seeds"));
        assert!(said(pairs(20, 12, (-1.0, 3.0))).ends_with("in only 12 of 20 paired seeds, luck could do this"));
        assert!(said(pairs(20, 18, (1.0, 3.0))).ends_with("in 18 of 20 paired seeds, beyond luck on average"));
        assert!(said(pairs(9, 9, (11.0, 13.0))).ends_with("no verdict before ten paired seeds, 9 are there"));
    }

    #[test]
    fn another_run_is_told_beside_the_run_on_show() {
        let metric = MetricId::consumer_surplus;
        assert_eq!(beside(metric, 30.0, Some(30.0)), ", as this run");
        assert_eq!(beside(metric, 42.4, Some(30.0)), ", +12.4 (+41.3 %) against this run");
        assert_eq!(beside(metric, 42.4, None), "");
    }

    #[test]
    fn shares_move_by_percentage_points_and_nothing_by_nothing() {
        let metric = MetricId::multi_homing;
        assert_eq!(
            sentence(metric, Some(0.25), Some(0.3), true, None),
            "5 percentage points less than the baseline (−16.7 %)"
        );
        assert_eq!(sentence(metric, Some(0.3), Some(0.3), true, None), "Exactly as the baseline");
        assert!(sentence(metric, None, Some(0.3), true, None).starts_with("There is no figure"));
        assert!(sentence(metric, Some(0.3), Some(0.3), false, None).starts_with("This is the baseline"));
    }
}
