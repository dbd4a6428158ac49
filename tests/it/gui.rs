//! The window through its accessible names, without a display: what a user can find, press and read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui::{self, Vec2, accesskit::Role, accesskit::Toggled};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{ACTIONS, Action, Command};
use gatekeepers::gui::menus::menu_of;
use gatekeepers::gui::panels::tabs::Tab;
use gatekeepers::gui::worker::{Job, Outcome, Progress, Runner};
use gatekeepers::scenario::{LEVERS, LeverId, LeverSpec};

use crate::window::{OnceRunner, harness, harness_with, press, quick_harness, send, send_loosely, workbench};

fn search<'a>(harness: &'a Harness<'_, App>) -> Node<'a> {
    harness.get_by_role_and_label(Role::TextInput, "Search levers")
}

#[test]
fn it_opens_already_run() {
    let harness = harness();
    let run = workbench(&harness).current().expect("a run");
    assert_eq!(run.record.weeks, 60);
    assert!(harness.query_by_label("Honor Magic against WeChat, 2017").is_some() || !run.record.scenario.is_empty());
    for tab in Tab::ALL {
        assert!(
            harness
                .query_all_by_role(Role::Button)
                .any(|node| { node.accesskit_node().label().is_some_and(|label| label.starts_with(tab.label())) })
        );
    }
}

/// A value of the lever that differs from the one it has, on the grid of its slider.
fn other_value(spec: &LeverSpec, now: f64) -> f64 {
    let steps = ((spec.max - spec.min) / spec.step).floor();
    let place = if (now - spec.min) / spec.step > 0.5 * steps { (steps * 0.25).floor() } else { (steps * 0.75).ceil() };
    (spec.min + place * spec.step).min(spec.max)
}

#[test]
fn every_lever_has_a_widget_that_writes_it() {
    let mut harness = quick_harness();
    search(&harness).focus();
    for (spec, id) in LEVERS.iter().zip(LeverId::ALL) {
        search(&harness).focus();
        harness.run();
        search(&harness).type_text(spec.id);
        harness.run();
        let now = workbench(&harness).lever(*id);
        let expected = other_value(spec, now);
        if spec.choices.is_empty() {
            harness.get_by_role_and_label(Role::Slider, spec.label).set_value_accesskit(expected);
            harness.run();
        } else {
            harness.get_by_role_and_label(Role::ComboBox, spec.label).click_accesskit();
            harness.run();
            let word = spec.choices[expected as usize];
            let word: String =
                word.chars().next().into_iter().flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
            harness.get_by_role_and_label(Role::Button, &word).click_accesskit();
            harness.run();
        }
        let written = workbench(&harness).lever(*id);
        assert!((written - expected).abs() <= spec.step * 0.51, "{} is {written}, wanted {expected}", spec.id);
        send(&mut harness, Command::ResetLever(*id));
        assert!(workbench(&harness).changes().is_empty(), "{} was reset", spec.id);
        search(&harness).focus();
        harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
        harness.key_press(egui::Key::Backspace);
        harness.run();
    }
}

#[test]
fn a_list_of_choices_closes_when_one_is_taken_by_keyboard() {
    let mut harness = quick_harness();
    let spec = LeverId::message_authorisation.spec();
    let [first, second] = [1, 2].map(|place| {
        let word = spec.choices[place];
        word[..1].to_uppercase() + &word[1..]
    });
    harness.get_by_role_and_label(Role::ComboBox, spec.label).click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, &first).focus();
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(workbench(&harness).lever(LeverId::message_authorisation), 1.0);
    assert!(harness.query_by_role_and_label(Role::Button, &second).is_none(), "the list is closed");
}

#[test]
fn a_lever_redraws_with_the_baseline_behind() {
    let mut harness = harness();
    harness.get_by_role_and_label(Role::Slider, LeverId::take_mini.spec().label).set_value_accesskit(0.5);
    harness.run();
    let bench = workbench(&harness);
    let tokens = [bench.current(), bench.baseline()].map(|run| run.map(|run| run.token));
    assert!(tokens[0] > tokens[1] && tokens[1].is_some(), "{tokens:?}");
    assert_eq!(bench.changes().len(), 1);
    assert!(harness.query_by_label("baseline").is_some(), "the legend names the baseline");
    press(&mut harness, "Changes 1");
    press(&mut harness, "Remove change 1");
    assert!(workbench(&harness).changes().is_empty());
}

#[test]
fn a_typed_value_is_taken() {
    let mut harness = quick_harness();
    let label = LeverId::data_price_rmb.spec().label;
    harness.get_by_role_and_label(Role::SpinButton, label).click();
    harness.run();
    harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    harness.event(egui::Event::Text("1.25".to_owned()));
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert!((workbench(&harness).lever(LeverId::data_price_rmb) - 1.25).abs() < 1e-9);
}

#[test]
fn time_plays_steps_and_scrubs() {
    let mut harness = quick_harness();
    assert_eq!(workbench(&harness).playback.week(), 59);
    press(&mut harness, Action::StepBack.spec().label);
    assert_eq!(workbench(&harness).playback.week(), 58);
    press(&mut harness, Action::ToStart.spec().label);
    press(&mut harness, Action::StepForward.spec().label);
    assert_eq!(workbench(&harness).playback.week(), 1);
    harness.get_by_role_and_label(Role::Slider, "Week").set_value_accesskit(30.0);
    harness.run();
    assert_eq!(workbench(&harness).playback.week(), 30);
    harness.get_by_role_and_label(Role::Button, Action::PlayPause.spec().label).click();
    harness.run_steps(3);
    assert!(workbench(&harness).playback.week() > 30 && workbench(&harness).playback.playing);
    harness.run_steps(20);
    assert_eq!((workbench(&harness).playback.week(), workbench(&harness).playback.playing), (59, false));
}

#[test]
fn a_bad_file_lists_its_problems_and_keeps_the_last_run() {
    let mut harness = quick_harness();
    let before = workbench(&harness).current().map(|run| run.token);
    let bytes = b"(format: 1, title: 3, weeks: \"many\", colour: red)".to_vec();
    send(&mut harness, Command::OpenBytes { name: "bad.ron".to_owned(), bytes });
    let found = workbench(&harness).problems().expect("problems").list.len();
    assert!(found >= 3, "{found} problems");
    assert!(harness.query_all_by_label_contains("bad.ron, line 1").count() >= 3);
    assert_eq!(workbench(&harness).current().map(|run| run.token), before);
    // The list finds its size and place over its first frames.
    harness.run_steps(4);
    press(&mut harness, Action::CloseProblems.spec().label);
    assert!(workbench(&harness).problems().is_none());
    let bytes = b"(format: 1, title: 3)".to_vec();
    send(&mut harness, Command::OpenBytes { name: "worse.ron".to_owned(), bytes });
    harness.run_steps(4);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(2);
    assert!(workbench(&harness).problems().is_none(), "Escape closes the list as well");
}

#[test]
fn a_dropped_file_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.ron");
    let text = "(format: 1, title: \"Mine\", parent: Some(\"baseline-2016\"), weeks: 30, agents: 512, policy_week: 5)";
    std::fs::write(&path, text).expect("written");
    let mut harness = quick_harness();
    send_loosely(&mut harness, Command::OpenPath(path));
    if let Some(problems) = workbench(&harness).problems() {
        panic!("{:?}", problems.list);
    }
    assert_eq!((workbench(&harness).scenario().title.as_str(), workbench(&harness).weeks()), ("Mine", 30));
}

#[test]
fn a_typed_path_takes_the_place_of_the_folder_that_stands_there() {
    let mut harness = quick_harness();
    send(&mut harness, Command::Do(Action::Open));
    harness.run_steps(3);
    harness.event(egui::Event::Text("/elsewhere/mine.ron".to_owned()));
    harness.run_steps(2);
    let field = harness.get_by_role_and_label(Role::TextInput, "Path of the file").value();
    assert_eq!(field.as_deref(), Some("/elsewhere/mine.ron"));
}

#[test]
fn a_saved_scenario_and_an_exported_record_open_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = harness();
    harness.get_by_role_and_label(Role::Slider, LeverId::take_mini.spec().label).set_value_accesskit(0.5);
    harness.run();
    let values = workbench(&harness).current().expect("a run").record.values.clone();
    for (button, verb, name) in [("Save as…", "Save file", "saved.ron"), ("Run record…", "Export file", "record.ron")]
    {
        if name == "record.ron" {
            press(&mut harness, "Export ▾");
        }
        harness.query_all_by_label_contains(button).last().expect("the button").click();
        harness.run();
        harness.get_by_role_and_label(Role::TextInput, "Path of the file").focus();
        harness.run();
        harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
        let path = folder.path().join(name).display().to_string();
        harness.get_by_role_and_label(Role::TextInput, "Path of the file").type_text(&path);
        harness.run();
        harness.get_by_role_and_label(Role::Button, verb).click();
        // The toast that tells of it goes on moving for a while.
        harness.run_steps(40);
        assert!(folder.path().join(name).exists(), "{name} was written");
    }
    send_loosely(&mut harness, Command::OpenPath(folder.path().join("saved.ron")));
    assert_eq!(workbench(&harness).problems().map(|p| format!("{:?}", p.list)), None);
    assert_eq!(
        workbench(&harness).scenario().reforms.last().map(|r| r.set.clone()),
        Some(vec![("take_mini".to_owned(), 0.5)])
    );
    send_loosely(&mut harness, Command::OpenPath(folder.path().join("record.ron")));
    assert_eq!(workbench(&harness).problems().map(|p| format!("{:?}", p.list)), None);
    assert_eq!(workbench(&harness).changes().len(), 1);
    let again = &workbench(&harness).current().expect("a run").record.values;
    assert_eq!(again, &values, "the record runs again to the same bits");
}

#[test]
fn every_action_is_reached_by_its_label() {
    for spec in ACTIONS {
        let mut harness = quick_harness();
        // Undo needs a change, redo an undone one, and the list of problems a problem.
        send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
        match spec.action {
            Action::Redo => send(&mut harness, Command::Do(Action::Undo)),
            Action::CloseProblems => {
                send(&mut harness, Command::OpenBytes { name: "bad.ron".to_owned(), bytes: b"(".to_vec() });
            }
            _ => {}
        }
        let menu = menu_of(spec.action).map(|menu| menu.label);
        if let Some(menu) = menu {
            press(&mut harness, menu);
        }
        let named = |node: &Node<'_>| node.accesskit_node().label().is_some_and(|label| label.starts_with(spec.label));
        let found = harness.query_all_by_role(Role::Button).rfind(named);
        found.unwrap_or_else(|| panic!("{} has a button", spec.label)).click();
        harness.run_steps(6);
        let bench = workbench(&harness);
        match spec.action {
            Action::Undo | Action::ClearChanges => assert!(bench.changes().is_empty()),
            Action::Redo => assert_eq!(bench.changes().len(), 1),
            Action::CloseProblems => assert!(bench.problems().is_none()),
            Action::ToggleRivals => assert!(!bench.shows_rivals()),
            Action::FrameStatistics => {
                assert!(harness.query_by_label("Lever to picture beyond the run").is_some());
            }
            Action::PinRun => assert_eq!(bench.pins().len(), 1),
            Action::Open | Action::AddToComparison | Action::SaveAs | Action::Export(_) => {
                assert!(harness.query_by_label("Path of the file").is_some(), "{} asks for a path", spec.label);
            }
            Action::ExportAll => assert!(harness.query_by_label("Path of the folder").is_some()),
            _ => {}
        }
    }
}

#[test]
fn shortcuts_undo_and_redo() {
    let mut harness = quick_harness();
    send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    harness.run();
    assert!(workbench(&harness).changes().is_empty());
    harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::Z);
    harness.run();
    assert_eq!(workbench(&harness).changes().len(), 1);
    harness.key_press(egui::Key::Space);
    harness.run_steps(1);
    assert!(workbench(&harness).playback.playing);
}

#[test]
fn a_rule_is_switched_off_by_its_checkbox() {
    let mut harness = quick_harness();
    press(&mut harness, "Access");
    let first = workbench(&harness).scenario().rules[0].id.clone();
    let checkbox = harness.get_by_role_and_label(Role::CheckBox, &first);
    let before = checkbox.accesskit_node().toggled();
    checkbox.click_accesskit();
    harness.run();
    let after = harness.get_by_role_and_label(Role::CheckBox, &first).accesskit_node().toggled();
    assert_ne!(before, after);
    assert_eq!(before, Some(Toggled::True));
    assert_eq!(workbench(&harness).changes()[0].disable, vec![first]);
}

#[test]
fn all_tabs_and_scenarios_fit_small_and_large_windows() {
    for size in [Vec2::new(800.0, 600.0), Vec2::new(1920.0, 1080.0)] {
        let mut harness = harness_with(Box::new(OnceRunner::default()), size);
        for tab in Tab::ALL {
            let named = |node: &Node<'_>| node.accesskit_node().label().is_some_and(|l| l.starts_with(tab.label()));
            harness.query_all_by_role(Role::Button).find(named).expect("the tab").click_accesskit();
            // In a narrow window the row of tabs takes a while to scroll.
            harness.run_steps(8);
        }
    }
}

/// Gives back what the test puts in, when the test says so.
#[derive(Clone, Default)]
struct HeldRunner {
    jobs: Arc<Mutex<Vec<Job>>>,
    outcomes: Arc<Mutex<Vec<Outcome>>>,
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Runner for HeldRunner {
    fn submit(&mut self, job: Job) {
        lock(&self.jobs).push(job);
    }

    fn poll(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut *lock(&self.outcomes))
    }

    fn progress(&self) -> Option<Progress> {
        lock(&self.jobs).first().map(|job| Progress { done: 10, weeks: job.input.weeks, seconds: 2.0 })
    }
}

#[test]
fn a_failed_run_is_told_and_a_running_one_shows_progress() {
    let runner = HeldRunner::default();
    let mut harness = harness_with(Box::new(runner.clone()), Vec2::new(1280.0, 800.0));
    assert!(harness.query_by_label("Running, week 10 of 60, about 10 s left").is_some());
    let job = lock(&runner.jobs).remove(0);
    let result = Err("a share left the range 0 to 1".to_owned());
    lock(&runner.outcomes).push(Outcome { slot: job.slot, token: job.token, result });
    harness.run();
    assert!(harness.query_by_label("a share left the range 0 to 1").is_some());
}

/// Pictures of whole screens; references are drawn by a software renderer, so that every machine can compare. They show
/// a short run of few agents; where the model's numbers change on purpose, `UPDATE_SNAPSHOTS=1` draws them anew.
#[cfg(feature = "snapshot")]
mod snapshot {
    use super::*;
    use crate::window::scenario;
    use egui_kittest::SnapshotResults;
    use gatekeepers::gui::pins::PinCommand;
    use gatekeepers::gui::shell::ShellCommand;
    use gatekeepers::gui::studies::StudyCommand;
    use gatekeepers::gui::workbench::{PeopleCommand, Workbench};
    use gatekeepers::gui::worker::{InlineRunner, Study};

    fn picture(results: &mut SnapshotResults, name: &str, prepare: impl FnOnce(&mut Harness<'_, App>)) {
        picture_of(results, name, Vec2::new(1280.0, 800.0), prepare);
    }

    fn picture_of(results: &mut SnapshotResults, name: &str, size: Vec2, prepare: impl FnOnce(&mut Harness<'_, App>)) {
        let mut harness = Harness::builder().with_size(size).with_max_steps(12).wgpu().build_eframe(|cc| {
            App::new(&cc.egui_ctx, Workbench::new(scenario(), Box::new(InlineRunner::with_background(400))))
        });
        harness.run();
        prepare(&mut harness);
        // All seeds come to their end, so that no time that is left is in the picture.
        for _ in 0..400 {
            harness.step();
            let (done, wanted) = workbench(&harness).replications().progress();
            if done == wanted {
                break;
            }
        }
        harness.run_steps(4);
        harness.remove_cursor();
        harness.run_steps(2);
        // How long the run took differs from time to time, and with it the width of the words.
        let took = harness.query_all_by_label_contains("agents for").map(|node| node.rect()).next();
        if let Some(took) = took {
            harness.mask(egui::Rect::from_min_size(took.min, Vec2::new(600.0, took.height())));
        }
        // How long studies will take is told from how long the run took.
        let estimates: Vec<_> = harness.query_all_by_label_contains("in the background").map(|n| n.rect()).collect();
        estimates.into_iter().for_each(|words| harness.mask(words.with_max_x(words.min.x + 400.0)));
        results.add(harness.try_snapshot(name));
    }

    /// All phone makers read messages with the user's permission, and the toll of Mini Programs is half.
    fn change(harness: &mut Harness<'_, App>) {
        let changes = [
            (LeverId::message_authorisation, 1.0),
            (LeverId::capture_all_brands, 1.0),
            (LeverId::capture_coverage, 1.0),
            (LeverId::take_mini, 0.5),
        ];
        for (id, value) in changes {
            send(harness, Command::SetLever { id, value, done: true });
        }
    }

    fn show(harness: &mut Harness<'_, App>, look: Action, tab: Tab) {
        send(harness, Command::Do(look));
        send(harness, Command::Shell(ShellCommand::ShowTab(tab)));
    }

    #[test]
    fn whole_screens_look_the_same() {
        let mut results = SnapshotResults::new();
        for (name, look) in [("window_dark", Action::Dark), ("window_light", Action::Light)] {
            picture(&mut results, name, |harness| {
                send(harness, Command::Do(look));
                change(harness);
            });
        }
        picture(&mut results, "window_problems", |harness| {
            send(harness, Command::Do(Action::Dark));
            let bytes = b"(format: 1, title: 3, weeks: \"many\", colour: red)".to_vec();
            send(harness, Command::OpenBytes { name: "bad.ron".to_owned(), bytes });
        });
        picture_of(&mut results, "window_small", Vec2::new(1024.0, 700.0), |harness| {
            send(harness, Command::Do(Action::Light));
            change(harness);
        });
    }

    #[test]
    fn tabs_look_the_same() {
        let mut results = SnapshotResults::new();
        picture(&mut results, "tab_access", |harness| show(harness, Action::Light, Tab::Access));
        picture(&mut results, "tab_ecosystem", |harness| {
            change(harness);
            show(harness, Action::Dark, Tab::Ecosystem);
        });
        picture(&mut results, "tab_vendors", |harness| {
            change(harness);
            show(harness, Action::Light, Tab::Vendors);
        });
        picture(&mut results, "tab_users", |harness| {
            change(harness);
            show(harness, Action::Dark, Tab::Users);
            for command in [PeopleCommand::LookAtAll, PeopleCommand::Follow(7), PeopleCommand::ReadLife] {
                send(harness, Command::People(command));
            }
        });
        picture(&mut results, "tab_compare", |harness| {
            send(harness, Command::SetSeeds(10));
            send(harness, Command::Pins(PinCommand::AddShipped("operator-veto".to_owned())));
            change(harness);
            show(harness, Action::Light, Tab::Compare);
        });
        picture(&mut results, "tab_why", |harness| {
            change(harness);
            show(harness, Action::Dark, Tab::Why);
            send(harness, Command::Study(StudyCommand::SetSeeds(Study::Shares, 2)));
            send(harness, Command::Study(StudyCommand::Start(Study::Shares)));
        });
    }
}
