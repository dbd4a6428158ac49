//! The life of one user as dated sentences, with the life the same user has in the baseline beside it.

use egui::{Button, Label, RichText, Sense, Ui, vec2};

use super::super::super::command::Command;
use super::super::super::text;
use super::super::super::theme;
use super::super::super::widgets::{Spark, paint_sparks, spark_range};
use super::super::super::workbench::{Lives, PeopleCommand, Workbench};
use super::{failed_ui, waiting_ui};
use crate::run::biography::Biography;
use crate::run::summary::SUMMARY_WEEKS;

/// From this width on both lives stand side by side, else one below the other.
const BESIDE: f32 = 620.0;

/// Draws the life that is followed.
pub(super) fn life_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    if workbench.followed().is_none() {
        ui.label(theme::quiet(
            "Choose a user by number or by one of the buttons, and the life it has in this run is told",
        ));
        return;
    }
    let Some(lives) = workbench.lives() else {
        if workbench.life_failed() {
            failed_ui(ui, "Reading the life", PeopleCommand::ReadLife, commands);
            return;
        }
        waiting_ui(ui, workbench.lives_progress(), "Reading the life");
        return;
    };
    let week = workbench.playback.week();
    for sentence in &lives.here.portrait {
        ui.add(Label::new(sentence).wrap());
    }
    ui.add(Label::new(theme::title(balance(lives))).wrap());
    ui.add_space(4.0);
    charts_ui(ui, lives, week);
    ui.add_space(4.0);
    let Some(there) = &lives.there else {
        column_ui(ui, workbench, "In this run", &lives.here, None, commands);
        return;
    };
    let both = [("In this run", &lives.here, there), ("In the baseline", there, &lives.here)];
    if ui.available_width() >= BESIDE {
        ui.columns(2, |columns| {
            for (ui, (title, life, other)) in columns.iter_mut().zip(both) {
                ui.push_id(title, |ui| column_ui(ui, workbench, title, life, Some(other), commands));
            }
        });
    } else {
        for (title, life, other) in both {
            ui.push_id(title, |ui| column_ui(ui, workbench, title, life, Some(other), commands));
        }
    }
}

/// What the user gained or lost against the baseline at the end of the run, RMB a week.
fn balance(lives: &Lives) -> String {
    let end = |weekly: &[f32]| {
        let last = &weekly[weekly.len().saturating_sub(SUMMARY_WEEKS)..];
        last.iter().copied().map(f64::from).sum::<f64>() / last.len().max(1) as f64
    };
    let weeks = lives.here.surplus_rmb.len().min(SUMMARY_WEEKS);
    let when = format!("Over the last {weeks} weeks this user gains");
    let here = end(&lives.here.surplus_rmb);
    let Some(there) = &lives.there else {
        return format!("{when} RMB {} a week from services", text::figure(here));
    };
    let moved = |here: f64, there: f64| match text::gap_between(here, there) {
        None => "as much as in the baseline".to_owned(),
        Some(size) => {
            let more = if here > there { "more" } else { "less" };
            let share = text::relative(here - there, there).map_or_else(String::new, |share| format!(" ({share})"));
            format!("RMB {size}{share} {more} than in the baseline")
        }
    };
    let base = end(&there.surplus_rmb);
    let loss = [&lives.here, there].map(|life| end(&life.privacy_stated_rmb));
    format!(
        "{when} RMB {} a week from services, {}, and {} after privacy loss at the stated weight",
        text::figure(here),
        moved(here, base),
        moved(here - loss[0], base - loss[1])
    )
}

/// One life; what the other does not have is set strong and marked.
fn column_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    title: &str,
    life: &Biography,
    other: Option<&Biography>,
    commands: &mut Vec<Command>,
) {
    let week = workbench.playback.week();
    ui.label(theme::title(title));
    if life.moments.is_empty() {
        ui.label(theme::quiet("Nothing happens to this user"));
    }
    for moment in &life.moments {
        let only = other.is_some_and(|other| !other.moments.contains(moment));
        ui.horizontal_top(|ui| {
            let date = format!("{} (week {})", text::date(workbench.scenario(), moment.week), moment.week);
            let name = format!("{title}, week {}, {}", moment.week, moment.sentence);
            let button = ui.add(Button::new(format!("Week {}", moment.week)).small()).accessible_name(name);
            if button.on_hover_text(format!("{date}, about {}", moment.about.label())).clicked() {
                commands.push(Command::Seek(moment.week));
            }
            let sign = if only { "≠ " } else { "" };
            let mut words = RichText::new(format!("{sign}{}", moment.sentence));
            if only {
                words = words.strong();
            }
            if moment.week > week {
                words = words.weak();
            }
            ui.add(Label::new(words).wrap());
        });
    }
    for sentence in &life.end {
        ui.add(Label::new(sentence).wrap());
    }
    if other.is_some() {
        ui.label(theme::quiet("≠ marks what the other life does not have"));
    }
}

fn charts_ui(ui: &mut Ui, lives: &Lives, week: u32) {
    let of = |life: &Biography| {
        [&life.surplus_rmb, &life.privacy_revealed_rmb, &life.privacy_stated_rmb].map(|weekly| points(weekly))
    };
    let here = of(&lives.here);
    let there = lives.there.as_ref().map_or_else(Default::default, of);
    let names = ["Gain from services", "Privacy loss, revealed weight", "Privacy loss, stated weight"];
    let width = ((ui.available_width() - 20.0) / 3.0).max(120.0);
    ui.horizontal(|ui| {
        for (name, (here, there)) in names.into_iter().zip(here.iter().zip(&there)) {
            ui.vertical(|ui| {
                ui.set_width(width);
                chart_ui(ui, name, here, there, width, week);
            });
        }
    });
}

fn points(weekly: &[f32]) -> Vec<[f64; 2]> {
    (0_u32..).zip(weekly).map(|(week, value)| [f64::from(week), f64::from(*value)]).collect()
}

fn chart_ui(ui: &mut Ui, name: &str, here: &[[f64; 2]], there: &[[f64; 2]], width: f32, week: u32) {
    let dark = ui.visuals().dark_mode;
    let lines = [
        Spark { points: there, color: theme::baseline(dark), dashed: true },
        Spark { points: here, color: theme::accent(dark), dashed: false },
    ];
    let [low, high] = spark_range(&lines);
    let last = (here.len() as u32).saturating_sub(1);
    let compared = if there.is_empty() { "" } else { ", baseline dashed" };
    ui.add(Label::new(theme::quiet(format!("{name}, RMB a week{compared}"))).truncate());
    ui.add(Label::new(theme::quiet(format!("from {} to {}", text::number(low), text::number(high)))).truncate());
    let (rect, _) = ui.allocate_exact_size(vec2(width, 54.0), Sense::hover());
    ui.painter().rect_filled(rect, 4.0, theme::card(dark));
    paint_sparks(ui, rect.shrink(4.0), &lines, last, week);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_balance_says_what_a_user_lost_in_rmb_a_week() {
        let life = |surplus: f32, loss: f32| Biography {
            user: 0,
            users: 1,
            portrait: Vec::new(),
            moments: Vec::new(),
            end: Vec::new(),
            surplus_rmb: vec![surplus; 60],
            privacy_revealed_rmb: vec![0.0; 60],
            privacy_stated_rmb: vec![loss; 60],
        };
        let alone = Lives { here: life(28.5, 1.0), there: None };
        assert_eq!(balance(&alone), "Over the last 52 weeks this user gains RMB 28.50 a week from services");
        let lives = Lives { here: life(28.5, 1.0), there: Some(life(30.0, 1.0)) };
        assert_eq!(
            balance(&lives),
            "Over the last 52 weeks this user gains RMB 28.50 a week from services, RMB 1.50 (−5 %) less than in the \
             baseline, and RMB 1.50 (−5.2 %) less than in the baseline after privacy loss at the stated weight"
        );
        let same = Lives { here: life(28.5, 1.0), there: Some(life(28.5, 1.0)) };
        assert!(balance(&same).contains("as much as in the baseline"));
    }
}
