//! One figure, large, and a sentence that says what moved, by how much, and whether luck could do it.

use egui::{Button, ComboBox, Label, RichText, Ui};

use super::super::super::command::Command;
use super::super::super::plots::{Measure, PlotChoice, PlotCommand, Seeds, Span, most_different};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use super::super::super::worker::Finished;
use super::picker::{PickerView, Target, picker_ui};
use super::told::Told;
use crate::metrics::table::MetricId;

/// Draws the headline. `hovered` is the week under the pointer in a plot.
pub(super) fn headline_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    seeds: &Seeds<'_>,
    hovered: Option<u32>,
    picker: &mut PickerView,
    commands: &mut Vec<Command>,
) {
    let choice = workbench.headline();
    let reading = Reading::of(workbench, hovered);
    let value = reading.value(workbench.current().map(AsRef::as_ref));
    let base = reading.value(workbench.baseline().map(AsRef::as_ref));
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::value(choice.metric, value)).text_style(theme::display_style()));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                title_ui(ui, workbench, choice, picker, commands);
                ui.label(reading.measure.unit(choice.metric.spec()));
                span_ui(ui, workbench, &reading, commands);
            });
            let pairs = column_of(workbench, choice)
                .and_then(|column| seeds.pairs_in(column, &reading.measure, workbench.gap()));
            let seed = workbench.current().filter(|_| is_changed(workbench)).map(|run| run.record.seed);
            let unit = reading.measure.unit(choice.metric.spec());
            let told = Told { metric: choice.metric, unit, value, base, gap: workbench.gap() };
            ui.add(Label::new(told.sentence(seed, pairs)).wrap());
            let rivals = rivals(workbench, choice, &reading);
            if !rivals.is_empty() {
                ui.add(Label::new(theme::quiet(rivals)).wrap());
            }
        });
    });
}

/// Which weeks are read, and how.
struct Reading {
    choice: PlotChoice,
    measure: Measure,
    /// The words after the name of the metric.
    caption: String,
    /// The week that differs most, where that is asked for and there is one.
    largest: Option<u32>,
}

impl Reading {
    fn of(workbench: &Workbench, hovered: Option<u32>) -> Self {
        let (choice, span) = (workbench.headline(), workbench.board().span);
        let differ = || most_different(cells(workbench.current()?, choice)?, cells(workbench.baseline()?, choice)?);
        let largest = if span == Span::Largest { differ() } else { None };
        let cursor = hovered.unwrap_or(workbench.playback.week());
        let spec = choice.metric.spec();
        let measure = span.measure(spec, workbench.weeks(), workbench.policy_week(), (cursor, largest));
        let date = |week: u32| text::date(workbench.scenario(), week);
        let caption = match (&measure, span) {
            (Measure::Week(week), Span::Cursor) if hovered.is_some() => {
                format!("at the mouse, in the week of {}", date(*week))
            }
            (Measure::Week(week), Span::Largest) if largest.is_some() => {
                format!("in the week of {}, where it differs most", date(*week))
            }
            (Measure::Week(week), Span::Largest) => format!("in the week of {}, no week differs", date(*week)),
            (Measure::Week(week), Span::End) => format!("in the last week, {}", date(*week)),
            (Measure::Week(week), _) => format!("in the week of {}", date(*week)),
            (Measure::Mean(weeks), Span::End) => {
                format!("mean of the last {} weeks", weeks.end() + 1 - weeks.start())
            }
            (Measure::Mean(weeks), _) => format!("mean since {}", date(*weeks.start())),
            (Measure::Sum(weeks), _) => format!("sum since {}", date(*weeks.start())),
            (Measure::Rise(weeks), _) => format!("added since {}", date(*weeks.start())),
        };
        Self { choice, measure, caption, largest }
    }

    /// The figure of a run.
    fn value(&self, run: Option<&Finished>) -> Option<f64> {
        let cells = cells(run?, self.choice)?;
        self.measure.of(|week| cells.get(week as usize).copied().flatten())
    }
}

/// The weekly figures of what the headline shows.
fn cells(run: &Finished, choice: PlotChoice) -> Option<&[Option<f64>]> {
    let member = choice.member.unwrap_or_default();
    let place = run.columns.iter().position(|column| column.metric == choice.metric && column.index == member)?;
    run.record.values.get(place).map(Vec::as_slice)
}

/// The choice of weeks, which says what is read just now.
fn span_ui(ui: &mut Ui, workbench: &Workbench, reading: &Reading, commands: &mut Vec<Command>) {
    let list = ComboBox::from_id_salt("span").selected_text(theme::quiet(&reading.caption));
    let width = ui.available_width().min(330.0);
    let list = list.width(0.0).wrap_mode(egui::TextWrapMode::Truncate);
    ui.scope(|ui| {
        ui.set_max_width(width);
        let list = list.show_ui(ui, |ui| {
            theme::menu(ui);
            for span in Span::ALL {
                let row = ui.add(Button::selectable(workbench.board().span == *span, span.label()));
                if row.on_hover_text(span.help()).clicked() {
                    commands.push(Command::Plots(PlotCommand::SetSpan(*span)));
                    ui.close();
                }
            }
        });
        list.response.accessible_name("Weeks of the headline").on_hover_text(&reading.caption);
    });
    if let Some(week) = reading.largest.filter(|week| *week != workbench.playback.week())
        && ui.small_button("Go there").on_hover_text("Puts the time cursor on this week").clicked()
    {
        commands.push(Command::Seek(week));
    }
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
fn rivals(workbench: &Workbench, choice: PlotChoice, reading: &Reading) -> String {
    let own = reading.value(workbench.current().map(AsRef::as_ref));
    let told: Vec<String> = workbench
        .rivals()
        .iter()
        .filter_map(|rival| {
            let value = reading.value(rival.run.as_deref())?;
            let figure = text::value(choice.metric, Some(value));
            Some(format!("{} {figure}{}", rival.title, beside(choice.metric, value, own)))
        })
        .collect();
    if told.is_empty() { String::new() } else { format!("For comparison, {}", told.join(" · ")) }
}

/// How the figure of another run lies to that of the run on show.
fn beside(metric: MetricId, value: f64, own: Option<f64>) -> String {
    match own {
        None => String::new(),
        Some(own) if value.to_bits() == own.to_bits() => ", as this run".to_owned(),
        own => format!(", {} against this run", text::change(metric, Some(value), own)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_run_is_told_beside_the_run_on_show() {
        let metric = MetricId::consumer_surplus;
        assert_eq!(beside(metric, 30.0, Some(30.0)), ", as this run");
        assert_eq!(beside(metric, 42.4, Some(30.0)), ", +12.40 (+41.3 %) against this run");
        assert_eq!(beside(metric, 42.4, None), "");
    }

    #[test]
    fn the_words_say_which_weeks_are_read() {
        use crate::gui::sample::scenario;
        use crate::gui::worker::InlineRunner;
        use crate::scenario::LeverId;
        let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        bench.apply(Command::Show { plot: None, choice: PlotChoice::one(MetricId::profit_operator, 0) });
        bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
        bench.poll();
        let mut read = |span| {
            bench.apply(Command::Plots(PlotCommand::SetSpan(span)));
            (Reading::of(&bench, None), Reading::of(&bench, Some(3)))
        };
        let (cursor, mouse) = read(Span::Cursor);
        assert_eq!(cursor.caption, "in the week of 4 Sep 2017");
        assert_eq!(mouse.caption, "at the mouse, in the week of 26 Dec 2016");
        let (since, mouse) = read(Span::SincePolicy);
        assert_eq!(
            (since.caption.as_str(), mouse.caption.as_str()),
            ("sum since 27 Feb 2017", "sum since 27 Feb 2017")
        );
        assert_eq!(since.measure.unit(MetricId::profit_operator.spec()), "RMB million");
        assert_eq!(read(Span::End).0.caption, "mean of the last 40 weeks");
        let largest = read(Span::Largest).0;
        assert!(largest.caption.ends_with("where it differs most"), "{}", largest.caption);
        let week = largest.largest.expect("a week");
        let runs = [bench.current(), bench.baseline()].map(|run| run.map(AsRef::as_ref));
        let gap = |week| {
            let read = Reading { measure: Measure::Week(week), ..Reading::of(&bench, None) };
            Some((read.value(runs[0])? - read.value(runs[1])?).abs())
        };
        assert!((0..40).all(|other| gap(other) <= gap(week)), "week {week}");
    }
}
