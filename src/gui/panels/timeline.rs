//! The timeline at the bottom: play, step, scrub, speed, events, the policy date, and when changes act.

use egui::{Align, ComboBox, DragValue, Layout, Rect, Sense, Shape, Slider, Stroke, Ui, Vec2, pos2, vec2};

use super::super::command::{Action, Command};
use super::super::marks::is_notable;
use super::super::playback::SPEEDS;
use super::super::text;
use super::super::theme;
use super::super::widgets::{Icon, icon_button, slider_x};
use super::super::workbench::{Mode, Workbench};

/// Below this width the buttons and what says when changes act stand in two rows.
const LEAST_WIDTH_OF_ONE_ROW: f32 = 900.0;

/// Draws the timeline.
pub fn timeline_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    ui.add_space(4.0);
    let wide = ui.available_width() > LEAST_WIDTH_OF_ONE_ROW;
    ui.horizontal(|ui| {
        buttons(ui, workbench, commands);
        ui.add_space(8.0);
        let week = workbench.playback.week();
        ui.label(theme::title(text::date(workbench.scenario(), week)));
        ui.label(theme::quiet(format!("week {week} of {}", workbench.playback.last())));
        ui.add_space(8.0);
        ui.label(theme::quiet("Speed"));
        let speed = workbench.playback.speed;
        ComboBox::from_id_salt("speed")
            .width(96.0)
            .selected_text(format!("{speed} weeks/s"))
            .show_ui(ui, |ui| {
                for offered in SPEEDS {
                    let row = ui.selectable_label(*offered == speed, format!("{offered} weeks/s"));
                    if row.clicked() {
                        commands.push(Command::SetSpeed(*offered));
                    }
                }
            })
            .response
            .accessible_name("Speed");
        if wide {
            acting(ui, workbench, commands);
        }
    });
    if !wide {
        ui.horizontal(|ui| acting(ui, workbench, commands));
    }
    scrub(ui, workbench, commands);
    ui.add_space(2.0);
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

/// The rail with years, events and the policy date. It is a slider, so that keys and screen readers work.
fn scrub(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let last = workbench.playback.last();
    let dark = ui.visuals().dark_mode;
    let mut week = workbench.playback.week();
    let width = ui.available_width();
    let (lane, _) = ui.allocate_exact_size(vec2(width, 10.0), Sense::hover());
    ui.spacing_mut().slider_width = width;
    let slider = ui.add(Slider::new(&mut week, 0..=last).show_value(false).smart_aim(false)).accessible_name("Week");
    if slider.changed() {
        commands.push(Command::Seek(week));
    }
    let style = std::sync::Arc::clone(ui.style());
    let x = |week: u32| slider_x(slider.rect, &style, f64::from(week) / f64::from(last.max(1)));
    let painter = ui.painter();
    if let Some(run) = workbench.current() {
        for event in run.record.events.iter().filter(|event| is_notable(event)) {
            let center = pos2(x(event.week), lane.center().y + 1.0);
            painter.circle_filled(center, 2.2, ui.visuals().weak_text_color());
        }
    }
    let policy = x(workbench.policy_week());
    let color = theme::policy(dark);
    let line = [pos2(policy, lane.top()), pos2(policy, slider.rect.bottom())];
    painter.line_segment(line, Stroke::new(1.2, color));
    let flag = vec![pos2(policy, lane.top()), pos2(policy + 8.0, lane.top() + 3.5), pos2(policy, lane.top() + 7.0)];
    painter.add(Shape::convex_polygon(flag, color, Stroke::NONE));
    years(ui, workbench, &x);
}

fn years(ui: &mut Ui, workbench: &Workbench, x: &dyn Fn(u32) -> f32) {
    use chrono::Datelike as _;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 13.0), Sense::hover());
    let scenario = workbench.scenario();
    let font = egui::TextStyle::Small.resolve(ui.style());
    let color = ui.visuals().weak_text_color();
    let mut free_from = row.left();
    for week in 0..=workbench.playback.last() {
        let date = scenario.date(week);
        if date.month0() == 0 && date.day() <= 7 && x(week) >= free_from {
            let at = pos2(x(week), row.top());
            ui.painter().line_segment([at, at + Vec2::new(0.0, 4.0)], Stroke::new(1.0, color));
            let text = Rect::from_min_size(at + Vec2::new(3.0, -1.0), vec2(40.0, 13.0));
            ui.painter().text(text.min, egui::Align2::LEFT_TOP, date.year().to_string(), font.clone(), color);
            free_from = text.right();
        }
    }
}
