//! The line at the very bottom: what was run, what is being run, and the sentence every result carries.

use egui::{Align, Button, Layout, ProgressBar, RichText, ScrollArea, Ui};

use super::command::{Action, Command};
use super::studies::Batch;
use super::text;
use super::theme;
use super::workbench::{Notice, Workbench};
use super::worker::{Progress, Study};

/// A run that takes longer than this shows how far it has got, seconds.
const QUICK: f64 = 0.3;
/// Seeds that take longer than this say how long, seconds.
const LONG: f64 = 3.0;

/// Draws the line. `told` is what was told so far, the newest last.
pub fn status_ui(ui: &mut Ui, workbench: &Workbench, told: &[Notice], commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.set_min_height(16.0);
        let slow = |progress: &Progress| progress.seconds > QUICK || workbench.current().is_none();
        if let Some(progress) = workbench.progress().filter(slow) {
            let share = progress.done as f32 / progress.weeks.max(1) as f32;
            let bar = ProgressBar::new(share).desired_width(120.0).desired_height(6.0);
            ui.add(bar);
            ui.label(theme::quiet(running(&progress)));
            small_button(ui, workbench, Action::CancelRun, commands);
        } else if workbench.is_cancelled() {
            let said = if workbench.is_current() {
                "Cancelled, some of the other runs are missing"
            } else {
                "Cancelled, what is on show is the run before"
            };
            ui.label(theme::quiet(said));
            small_button(ui, workbench, Action::RunAgain, commands);
        } else if let Some(run) = workbench.current() {
            let said = format!(
                "{} agents for {} weeks, seed {}, in {} ms",
                text::number(f64::from(run.record.agents)),
                run.record.weeks,
                run.record.seed,
                (run.seconds * 1000.0).round()
            );
            ui.label(theme::quiet(said));
        }
        if workbench.current().is_some() {
            seeds_ui(ui, workbench, commands);
            studies_ui(ui, workbench);
        }
        if !told.is_empty() {
            told_ui(ui, told);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(theme::quiet(crate::run::DISCLAIMER)).truncate());
        });
    });
}

fn running(progress: &Progress) -> String {
    let said = format!("Running, week {} of {}", progress.done, progress.weeks);
    progress.left().map_or_else(|| said.clone(), |left| format!("{said}, about {}", duration(left)))
}

/// A time that is left, in the unit in which people count it.
fn duration(seconds: f64) -> String {
    if seconds < 90.0 {
        format!("{} s left", seconds.max(1.0).round())
    } else {
        format!("{} min left", (seconds / 60.0).round())
    }
}

/// How far the studies are that were asked for.
fn studies_ui(ui: &mut Ui, workbench: &Workbench) {
    let running = |study: &&Study| workbench.studies().batch(**study).is_some_and(Batch::is_running);
    for study in Study::ALL.iter().filter(running) {
        let (done, runs) = workbench.studies().batch(*study).map_or((0, 0), Batch::progress);
        let said = text::capitalised(&format!("{}, {done} of {runs} runs", study.name()));
        ui.label(theme::quiet(said)).on_hover_text("Computed beside your work; its tab shows it and cancels it");
    }
}

/// How many seeds are there, and how to let them wait.
fn seeds_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let (done, wanted) = workbench.replications().progress();
    if done >= wanted {
        return;
    }
    let paused = workbench.replications().is_paused();
    let pace = workbench.current().map_or(0.0, |run| run.seconds);
    let left = pace * (wanted - done) as f64;
    let said = match (paused, left > LONG) {
        (true, _) => format!("{done} of {wanted} seeds, paused"),
        (false, true) => format!("{done} of {wanted} seeds, about {}", duration(left)),
        (false, false) => format!("{done} of {wanted} seeds"),
    };
    ui.label(theme::quiet(said)).on_hover_text("Runs with other seeds, which say what is luck; they wait for you");
    let spec = Action::PauseSeeds.spec();
    let words = if paused { "Go on with seeds" } else { spec.label };
    if ui.add(Button::new(words).small()).on_hover_text(spec.help).clicked() {
        commands.push(Command::Do(Action::PauseSeeds));
    }
}

fn small_button(ui: &mut Ui, workbench: &Workbench, action: Action, commands: &mut Vec<Command>) {
    let spec = action.spec();
    if ui.add_enabled(workbench.can(action), Button::new(spec.label).small()).on_hover_text(spec.help).clicked() {
        commands.push(Command::Do(action));
    }
}

/// Past notices, which vanish from the window after a few seconds.
fn told_ui(ui: &mut Ui, told: &[Notice]) {
    let label = if told.len() == 1 { "1 notice".to_owned() } else { format!("{} notices", told.len()) };
    ui.menu_button(theme::quiet(label), |ui| {
        ui.set_min_width(420.0);
        let dark = ui.visuals().dark_mode;
        ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            for notice in told.iter().rev() {
                let (sign, color, said) = match notice {
                    Notice::Done(said) => ("✓", theme::good(dark), said),
                    Notice::Failed(said) => ("!", theme::bad(dark), said),
                };
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(sign).color(color));
                    ui.add(egui::Label::new(said).wrap());
                });
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_says_how_far_it_has_got_and_how_long_it_takes() {
        let at = |done, seconds| running(&Progress { done, weeks: 100, seconds });
        assert_eq!(at(0, 0.5), "Running, week 0 of 100");
        assert_eq!(at(25, 4.0), "Running, week 25 of 100, about 12 s left");
        assert_eq!(at(1, 4.0), "Running, week 1 of 100, about 7 min left");
        assert_eq!(at(100, 4.0), "Running, week 100 of 100, about 1 s left");
    }
}
