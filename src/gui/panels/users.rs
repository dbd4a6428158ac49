//! The tab of the users: who wins and loses against the baseline, by group, and the life of any one of them.

mod bars;
mod life;

use egui::{Button, ComboBox, DragValue, ProgressBar, ScrollArea, Ui};

use super::super::command::Command;
use super::super::people::{Group, Grouping, Measure, Pick, groups, pick};
use super::super::theme;
use super::super::workbench::{PeopleCommand, Workbench};
use super::super::worker::Finished;
use bars::{bars_ui, legend_ui};
use life::life_ui;

/// How the tab looks.
#[derive(Debug, Default)]
pub struct UsersView {
    measure: Measure,
    grouping: Grouping,
    /// What the users of the chosen group have in common; none for all.
    member: Option<u8>,
    shown: Option<Shown>,
    /// How often chance was asked.
    draws: u64,
}

/// What was last worked out, and for what.
#[derive(Debug)]
struct Shown {
    key: (u64, u64, Measure, Grouping),
    groups: Vec<Group>,
}

/// Draws the tab.
pub fn users_ui(ui: &mut Ui, workbench: &Workbench, view: &mut UsersView, commands: &mut Vec<Command>) {
    let (Some(run), Some(baseline)) = (workbench.current(), workbench.baseline()) else {
        ui.label("The first run is being computed");
        return;
    };
    if workbench.wants_persons() {
        commands.push(Command::People(PeopleCommand::LookAtAll));
    }
    if workbench.wants_life() {
        commands.push(Command::People(PeopleCommand::ReadLife));
    }
    ScrollArea::vertical().auto_shrink(false).id_salt("users").show(ui, |ui| {
        winners_ui(ui, workbench, view, (run, baseline), commands);
        ui.add_space(6.0);
        ui.separator();
        picks_ui(ui, workbench, view, commands);
        life_ui(ui, workbench, commands);
    });
}

fn winners_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    view: &mut UsersView,
    (run, baseline): (&Finished, &Finished),
    commands: &mut Vec<Command>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::title("Who wins and who loses against the baseline"));
        for measure in Measure::ALL {
            if ui.add(Button::selectable(view.measure == *measure, measure.label())).clicked() {
                view.measure = *measure;
            }
        }
    });
    ui.horizontal(|ui| {
        ui.label(theme::quiet("Groups by"));
        let combo = ComboBox::from_id_salt("groups").selected_text(view.grouping.label()).width(180.0);
        let combo = combo.show_ui(ui, |ui| {
            theme::menu(ui);
            for grouping in Grouping::ALL {
                if ui.add(Button::selectable(view.grouping == *grouping, grouping.label())).clicked() {
                    view.grouping = *grouping;
                    view.member = None;
                    ui.close();
                }
            }
        });
        combo.response.accessible_name("Groups of users");
    });
    let about = "The same user is compared in both runs, by the mean of every fourth week of the last year. Surplus is the \
                 mean over what may happen in a week; privacy loss leaves out what contacts expose; changes are a part \
                 of the user's surplus in the baseline. With so many weeks between, luck differs for single users as well";
    ui.label(theme::quiet(about));
    let Some([here, there]) = workbench.persons() else {
        if workbench.persons_failed() {
            failed_ui(ui, "Looking at every user", PeopleCommand::LookAtAll, commands);
            return;
        }
        waiting_ui(ui, workbench.persons_progress(), "Looking at every user");
        return;
    };
    if run.token == baseline.token {
        ui.label("Nothing is changed, so that run and baseline are one and nobody wins or loses");
    }
    let key = (run.token, baseline.token, view.measure, view.grouping);
    if view.shown.as_ref().is_none_or(|shown| shown.key != key) {
        let groups = groups(workbench.scenario(), here, there, view.measure, view.grouping);
        if !groups.iter().any(|group| group.member == view.member) {
            view.member = None;
        }
        view.shown = Some(Shown { key, groups });
    }
    let Some(shown) = &view.shown else { return };
    legend_ui(ui);
    bars_ui(ui, workbench, &shown.groups, &mut view.member);
}

fn waiting_ui(ui: &mut Ui, progress: Option<f32>, what: &str) {
    match progress {
        Some(part) => {
            let words = format!("{what}, {:.0} % done", part * 100.0);
            ui.add(ProgressBar::new(part).desired_width(320.0).text(&words)).accessible_name(words);
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
        }
        None => {
            ui.label(theme::quiet(format!("{what} begins when the run is done")));
        }
    }
}

/// Says that something came to nothing, with a way to try again.
fn failed_ui(ui: &mut Ui, what: &str, again: PeopleCommand, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        ui.colored_label(ui.visuals().warn_fg_color, format!("! {what} failed, nothing of the runs is lost"));
        if ui.button("Try again").accessible_name(format!("Try again, {what}")).clicked() {
            commands.push(Command::People(again));
        }
    });
}

/// Whose life is to be told.
fn picks_ui(ui: &mut Ui, workbench: &Workbench, view: &mut UsersView, commands: &mut Vec<Command>) {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::title("The life of user"));
        let mut user = workbench.followed().unwrap_or_default();
        let number = DragValue::new(&mut user).range(0..=workbench.agents().saturating_sub(1));
        if ui.add(number).accessible_name("Number of the user").changed() {
            commands.push(Command::People(PeopleCommand::Follow(user)));
        }
        let persons = workbench.persons();
        for wanted in Pick::ALL {
            let button = ui.add_enabled(persons.is_some(), Button::new(wanted.label()));
            if let Some([here, there]) = persons
                && button.clicked()
            {
                view.draws += 1;
                let by = (view.measure, view.grouping);
                match pick(here, there, by, view.member, *wanted, view.draws) {
                    Some(user) => commands.push(Command::People(PeopleCommand::Follow(user))),
                    None => commands.push(Command::Report("No user of the group has had messages read".to_owned())),
                }
            }
        }
        let name = |shown: &Shown| {
            let group = shown.groups.iter().find(|group| group.member == view.member)?;
            group.member.map(|_| format!("of the group “{}”", group.name))
        };
        if let Some(words) = view.shown.as_ref().and_then(name) {
            ui.label(theme::quiet(words));
        }
    });
}
