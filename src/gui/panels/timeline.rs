//! The timeline at the bottom: play, step, loop, speed, the policy date, when changes act, and the rail to scrub on.

mod handle;
mod rail;

use egui::{Align, ComboBox, DragValue, Label, Layout, RichText, TextStyle, Ui};

use super::super::command::{Action, Command};
use super::super::playback::SPEEDS;
use super::super::text;
use super::super::theme;
use super::super::widgets::{Icon, icon_button};
use super::super::workbench::{Mode, Workbench};
use rail::rail_ui;

/// Below this width the buttons and what says when changes act stand in two rows.
const LEAST_WIDTH_OF_ONE_ROW: f32 = 1010.0;

/// Draws the timeline.
pub fn timeline_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.add_space(4.0);
    let wide = ui.available_width() > LEAST_WIDTH_OF_ONE_ROW;
    ui.horizontal(|ui| {
        buttons(ui, workbench, commands);
        ui.add_space(8.0);
        let week = workbench.playback.week();
        let date = RichText::new(text::date(workbench.scenario(), week)).text_style(TextStyle::Heading);
        ui.label(date);
        ui.label(format!("week {week} of {}", workbench.playback.last()));
        ui.add_space(8.0);
        speed(ui, workbench, commands);
        if wide {
            acting(ui, workbench, commands);
        }
    });
    if !wide {
        ui.horizontal(|ui| acting(ui, workbench, commands));
    }
    let said = acts_when(workbench);
    ui.add(Label::new(theme::quiet(&said)).truncate()).on_hover_text(said);
    rail_ui(ui, workbench, commands);
    ui.add_space(2.0);
}

fn speed(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let speed = workbench.playback.speed;
    ComboBox::from_id_salt("speed")
        .width(96.0)
        .selected_text(format!("{speed} weeks/s"))
        .show_ui(ui, |ui| {
            for offered in SPEEDS {
                if ui.selectable_label(*offered == speed, format!("{offered} weeks/s")).clicked() {
                    commands.push(Command::SetSpeed(*offered));
                }
            }
        })
        .response
        .accessible_name("Speed")
        .on_hover_text("How fast time runs when it plays");
}

/// Which changes act when, and which weeks are repeated.
fn acts_when(workbench: &Workbench) -> String {
    let scenario = workbench.scenario();
    let at = |week: u32| format!("{} (week {week})", text::date(scenario, week));
    let (policy, week) = (workbench.policy_week(), workbench.playback.week());
    let mut said = match workbench.mode() {
        Mode::WhatIf => format!("What you change acts from {}, assumptions from the start", at(policy)),
        Mode::Live => format!("What you change acts from the time cursor, {}, assumptions from the start", at(week)),
    };
    let mut weeks: Vec<u32> = workbench.changes().iter().map(|change| change.week).filter(|week| *week > 0).collect();
    weeks.sort_unstable();
    weeks.dedup();
    if let [first, rest @ ..] = weeks.as_slice() {
        let acting = workbench.changes().len();
        let changes = if acting == 1 { "1 change acts".to_owned() } else { format!("{acting} changes act") };
        let last = rest.last().map_or_else(String::new, |last| format!(", the last from {}", at(*last)));
        said = format!("{said} · {changes}, the first dated one from {}{last}", at(*first));
    }
    if let Some(looped) = workbench.playback.looped() {
        said = format!("{said} · playing repeats weeks {} to {}", looped.from, looped.to);
    }
    said
}

/// From when changes act, at the right end of a row.
fn acting(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        modes(ui, workbench, commands);
        ui.add_space(12.0);
        policy_date(ui, workbench, commands);
    });
}

fn buttons(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 3.0;
    let play = if workbench.playback.playing { Icon::Pause } else { Icon::Play };
    let row = [
        (Icon::Start, Action::ToStart),
        (Icon::Back, Action::StepBack),
        (play, Action::PlayPause),
        (Icon::Forward, Action::StepForward),
        (Icon::End, Action::ToEnd),
        (Icon::PreviousMark, Action::PreviousEvent),
        (Icon::NextMark, Action::NextEvent),
        (Icon::LoopFrom, Action::LoopFrom),
        (Icon::LoopTo, Action::LoopTo),
        (Icon::LoopEnd, Action::EndLoop),
    ];
    for (icon, action) in row {
        ui.add_enabled_ui(workbench.can(action), |ui| {
            if icon_button(ui, icon, action.spec().label).clicked() {
                commands.push(Command::Do(action));
            }
        });
    }
    ui.spacing_mut().item_spacing.x = 8.0;
}

fn modes(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for (action, mode) in [(Action::Live, Mode::Live), (Action::WhatIf, Mode::WhatIf)] {
        let spec = action.spec();
        let button = ui.selectable_label(workbench.mode() == mode, spec.label).on_hover_text(spec.help);
        if button.clicked() {
            commands.push(Command::Do(action));
        }
    }
    ui.label(theme::quiet("Changes act"));
}

fn policy_date(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let mut week = workbench.policy_week();
    let scenario = workbench.scenario();
    let field = DragValue::new(&mut week)
        .range(0..=workbench.playback.last())
        .speed(0.5)
        .update_while_editing(false)
        .custom_formatter(|week, _| format!("{}, week {week}", text::date(scenario, week as u32)))
        .custom_parser(|typed| typed.rsplit([' ', ',']).find_map(|word| word.parse().ok()));
    let field = ui.add(field).accessible_name("Policy date");
    let field = field.on_hover_text("The week from which changes of conduct and policy act. Drag it or type a week");
    if field.changed() {
        commands.push(Command::SetPolicyWeek { week, done: !field.dragged() });
    }
    if field.drag_stopped() {
        commands.push(Command::EndGesture);
    }
    ui.label(theme::quiet("Policy date"));
}
