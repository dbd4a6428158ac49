//! The shell of the window: what it remembers, how everything is reached.

use std::path::Path;

use eframe::egui::{self, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::session::{Found, Keeper, LAYOUT, LOOK, Look, SHOWN, Session, WORK};
use gatekeepers::gui::workbench::{Work, Workbench};
use gatekeepers::gui::worker::InlineRunner;
use gatekeepers::scenario::LeverId;

use crate::window::{quick_harness, scenario, send, send_loosely, workbench};

/// A window that takes up a session, and keeps it in a folder.
fn window_on(folder: &Path) -> Harness<'static, App> {
    let (keeper, found) = Keeper::open(folder).expect("a place for the session");
    let session = match found {
        Found::Session(session) => session,
        Found::Nothing(_) | Found::Broken(_) => Session::default(),
    };
    let mut harness = Harness::builder().with_size(egui::Vec2::new(1280.0, 800.0)).build_eframe(|cc| {
        let runner = Box::new(InlineRunner::default());
        let workbench = match session.readable::<Work>(WORK) {
            Some(work) => Workbench::resume(work.scenario().expect("a scenario"), work, runner),
            None => Workbench::new(scenario(), runner),
        };
        let mut app = App::new(&cc.egui_ctx, workbench);
        app.keep(keeper);
        app
    });
    // The harness chooses a theme when it is built, so that the looks come after it.
    let ctx = harness.ctx.clone();
    harness.state_mut().look_like(&ctx, &session);
    harness.run_steps(4);
    harness
}

fn session_of(harness: &Harness<'_, App>) -> Session {
    harness.state().session(&harness.ctx)
}

#[test]
fn a_window_that_was_killed_comes_back_as_it_was_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = window_on(folder.path());
    send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
    send(&mut harness, Command::Seek(33));
    send(&mut harness, Command::Do(Action::Light));
    harness.ctx.set_zoom_factor(1.2);
    // A second passes, which is what the window waits before it saves; nothing is said to it about an end.
    harness.run_steps(70);
    let before = session_of(&harness);
    drop(harness);
    let harness = window_on(folder.path());
    let after = session_of(&harness);
    for part in [WORK, SHOWN, LOOK, LAYOUT] {
        let read = |session: &Session| session.readable::<serde_json::Value>(part);
        assert!(read(&after).is_some() && read(&after) == read(&before), "the part {part} is as it was left");
    }
    assert_eq!(workbench(&harness).changes().len(), 1);
    assert_eq!(workbench(&harness).playback.week(), 33);
    assert!(after.readable::<Look>(LOOK).is_some_and(|look| look.theme == egui::ThemePreference::Light));
}

#[test]
fn the_window_offers_to_start_afresh_after_it_took_up_the_work() {
    let mut harness = quick_harness();
    send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
    harness.state_mut().say_resumed();
    harness.run();
    assert!(harness.query_by_label_contains("Your work is as you left it").is_some());
    harness.get_by_role_and_label(Role::Button, Action::StartAfresh.spec().label).click();
    harness.run();
    assert!(workbench(&harness).changes().is_empty());
    assert!(harness.query_by_label_contains("Your work is as you left it").is_none());
}

#[test]
fn files_opened_are_remembered_the_newest_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "(format: 1, title: \"Mine\", parent: Some(\"baseline-2016\"), weeks: 30, agents: 512, policy_week: 5)";
    let mut harness = quick_harness();
    for name in ["one.ron", "two.ron", "one.ron"] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        send_loosely(&mut harness, Command::OpenPath(path));
    }
    send_loosely(&mut harness, Command::OpenPath(folder.path().join("none.ron")));
    let recent: Vec<String> = session_of(&harness).readable("recent_files").expect("files");
    let names: Vec<&str> = recent.iter().filter_map(|path| Path::new(path).file_name()?.to_str()).collect();
    assert_eq!(names, ["one.ron", "two.ron"]);
}
