//! The life of one vendor: what it is, its money over time with that in the baseline behind, and its events.

use egui::{Button, Label, ScrollArea, Sense, Ui, vec2};

use super::super::super::command::Command;
use super::super::super::text;
use super::super::super::theme;
use super::super::super::vendors::{Money, Twins, actor, channel_words};
use super::super::super::widgets::{Icon, Spark, icon_button, paint_sparks, spark_range};
use super::super::super::workbench::Workbench;
use super::super::super::worker::Finished;
use crate::run::trace::Firm;

/// An amount over time, here and in the baseline.
#[derive(Debug)]
struct Course {
    money: Money,
    here: Vec<[f64; 2]>,
    there: Vec<[f64; 2]>,
}

/// A vendor's life, worked out once.
#[derive(Debug)]
pub(super) struct Detail {
    runs: (u64, Option<u64>),
    place: u32,
    firm: Firm,
    name: String,
    lines: Vec<Course>,
    /// The same vendor in the baseline.
    twin: Option<(u32, Firm)>,
    /// Week and sentence of its events.
    events: Vec<(u32, String)>,
}

impl Detail {
    /// The life of the vendor of this number; none if it never lived in the run.
    pub(super) fn new(workbench: &Workbench, id: u64, run: &Finished, baseline: Option<&Finished>) -> Option<Self> {
        let place = run.trace.firms().iter().position(|firm| firm.id == id)?;
        let firm = run.trace.firms()[place];
        let place = place as u32;
        let found = |other: &Finished| {
            let place = Twins::of(&other.trace).find(&firm)?;
            Some((place, *other.trace.firms().get(place as usize)?))
        };
        let twin = baseline.and_then(found);
        let other = |money: Money| match (baseline, twin) {
            (Some(baseline), Some((place, _))) => money.series(&baseline.trace, place),
            _ => Vec::new(),
        };
        let course =
            |money: &Money| Course { money: *money, here: money.series(&run.trace, place), there: other(*money) };
        let scenario = workbench.scenario();
        let word = actor(&firm).id(scenario);
        let of_it = run.record.events.iter().filter(|event| event.actor == word || event.counterpart == word);
        Some(Self {
            runs: (run.token, baseline.map(|run| run.token)),
            place,
            firm,
            name: actor(&firm).name(scenario),
            lines: Money::ALL.iter().map(course).collect(),
            twin,
            events: of_it.map(|event| (event.week, event.sentence.clone())).collect(),
        })
    }

    /// Whether it is the life of this vendor in these runs.
    pub(super) fn holds(&self, id: u64, run: &Finished, baseline: Option<&Finished>) -> bool {
        self.firm.id == id && self.runs == (run.token, baseline.map(|run| run.token))
    }

    fn sentences(&self, workbench: &Workbench, run: &Finished, baseline: Option<&Finished>, week: u32) -> Vec<String> {
        let date = |week: u32| format!("{} (week {week})", text::date(workbench.scenario(), week));
        let Firm { category, quality, born, left, .. } = self.firm;
        let came = if born == 0 { "is there from the start".to_owned() } else { format!("enters on {}", date(born)) };
        let went = left.map_or_else(String::new, |week| format!(" and leaves on {}", date(week)));
        let mut said =
            vec![format!("Sells {}, {came} with a quality of {} utils{went}", category.label(), text::number(quality))];
        if let Some(now) = run.trace.vendor(self.place, week) {
            let money = |money: Money| text::number(money.of(now));
            said.push(format!(
                "Holds RMB {} million in the week of {}, takes in {} and earns {}, is reached through {}",
                money(Money::Cash),
                date(week),
                money(Money::Gross),
                money(Money::Profit),
                channel_words(now.channels)
            ));
        } else {
            said.push(format!("Does not live in the week of {}", date(week)));
        }
        if let Some(baseline) = baseline {
            let there = self.twin.and_then(|(place, _)| baseline.trace.vendor(place, week));
            said.push(match (there, self.twin.and_then(|(_, firm)| firm.left), self.twin) {
                (Some(there), ..) => format!(
                    "In the baseline it holds RMB {} million in the same week and earns {}",
                    text::number(Money::Cash.of(there)),
                    text::number(Money::Profit.of(there))
                ),
                (None, Some(left), _) if left <= week => format!("In the baseline it left on {}", date(left)),
                (None, _, Some(_)) => "In the baseline it has not come yet".to_owned(),
                (None, _, None) => "In the baseline it never enters".to_owned(),
            });
        }
        said
    }
}

/// Draws the life. Returns whether it stays open.
pub(super) fn detail_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    detail: &Detail,
    run: &Finished,
    baseline: Option<&Finished>,
    commands: &mut Vec<Command>,
) -> bool {
    let mut open = true;
    let last = run.trace.weeks().saturating_sub(1);
    let week = workbench.playback.week().min(last);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(theme::title(&detail.name));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            open = !icon_button(ui, Icon::Close, "Close the vendor").clicked();
        });
    });
    ScrollArea::vertical().auto_shrink(false).id_salt("vendor life").show(ui, |ui| {
        for sentence in detail.sentences(workbench, run, baseline, week) {
            ui.add(Label::new(sentence).wrap());
        }
        let wide = ui.available_width() > 620.0;
        let width = if wide { (ui.available_width() - 24.0) / 3.0 } else { ui.available_width() - 8.0 };
        let charts = |ui: &mut Ui| {
            for course in &detail.lines {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    chart_ui(ui, course, width, last, week);
                });
            }
        };
        if wide {
            ui.horizontal(charts)
        } else {
            ui.vertical(charts)
        };
        ui.add_space(4.0);
        if detail.events.is_empty() {
            ui.label(theme::quiet("Nothing is told about it in this run"));
        }
        for (when, sentence) in &detail.events {
            ui.horizontal_wrapped(|ui| {
                let name = format!("Week {when}, {sentence}");
                if ui.add(Button::new(format!("Week {when}")).small()).accessible_name(name).clicked() {
                    commands.push(Command::Seek(*when));
                }
                ui.label(sentence);
            });
        }
    });
    open
}

fn chart_ui(ui: &mut Ui, course: &Course, width: f32, last: u32, week: u32) {
    let Course { money, here, there } = course;
    let dark = ui.visuals().dark_mode;
    let lines = [
        Spark { points: there, color: theme::baseline(dark), dashed: true },
        Spark { points: here, color: theme::accent(dark), dashed: false },
    ];
    let [low, high] = spark_range(&lines);
    let compared = if there.is_empty() { "" } else { ", baseline dashed" };
    ui.label(theme::quiet(format!("{}, {}{compared}", money.label(), money.unit())));
    ui.label(theme::quiet(format!("from {} to {}, weeks 0 to {last}", text::number(low), text::number(high))));
    let (rect, _) = ui.allocate_exact_size(vec2(width, 64.0), Sense::hover());
    ui.painter().rect_filled(rect, 4.0, theme::card(dark));
    paint_sparks(ui, rect.shrink2(vec2(4.0, 4.0)), &lines, last, week);
}
