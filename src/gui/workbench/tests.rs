//! What the workbench does, without a window.

use super::*;
use crate::gui::replications::Role;
use crate::gui::sample::scenario;
use crate::gui::worker::InlineRunner;

fn workbench() -> Workbench {
    let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
    workbench.poll();
    workbench
}

fn set(value: f64, done: bool) -> Command {
    Command::SetLever { id: LeverId::take_mini, value, done }
}

#[test]
fn it_opens_already_run_and_is_its_own_baseline() {
    let workbench = workbench();
    assert_eq!(workbench.playback.week(), 39);
    let tokens = (workbench.current().map(|run| run.token), workbench.baseline().map(|run| run.token));
    assert_eq!(tokens, (Some(1), Some(1)));
}

#[test]
fn a_lever_runs_again_and_keeps_the_baseline() {
    let mut workbench = workbench();
    workbench.apply(set(0.4, true));
    workbench.poll();
    let current = workbench.current().expect("a run");
    assert_eq!(current.record.changes, vec![Reform::lever(12, LeverId::take_mini, 0.4)]);
    assert_eq!(workbench.baseline().expect("a baseline").token, 1);
}

#[test]
fn a_drag_is_one_step_to_undo() {
    let mut workbench = workbench();
    for value in [0.2, 0.3, 0.4] {
        workbench.apply(set(value, false));
    }
    workbench.apply(Command::EndGesture);
    workbench.apply(set(0.6, true));
    workbench.apply(Command::Do(Action::Undo));
    assert!((workbench.lever(LeverId::take_mini) - 0.4).abs() < 1e-12);
    workbench.apply(Command::Do(Action::Undo));
    assert!(workbench.changes().is_empty() && !workbench.can(Action::Undo));
    workbench.apply(Command::Do(Action::Redo));
    assert!((workbench.lever(LeverId::take_mini) - 0.4).abs() < 1e-12);
}

#[test]
fn live_changes_act_in_the_week_of_the_cursor() {
    let mut workbench = workbench();
    workbench.apply(Command::Do(Action::Live));
    workbench.apply(Command::Seek(25));
    workbench.apply(set(0.4, true));
    workbench.apply(Command::Seek(30));
    workbench.apply(set(0.5, true));
    let weeks: Vec<u32> = workbench.changes().iter().map(|change| change.week).collect();
    assert_eq!(weeks, [25, 30]);
    workbench.apply(Command::Seek(26));
    assert!((workbench.lever(LeverId::take_mini) - 0.4).abs() < 1e-12);
}

#[test]
fn a_bad_file_shows_problems_and_changes_nothing() {
    let mut workbench = workbench();
    let before = workbench.current().map(|run| run.token);
    workbench.apply(Command::OpenBytes { name: "bad.ron".to_owned(), bytes: b"(nonsense".to_vec() });
    assert_eq!(workbench.problems().map(|p| p.name.as_str()), Some("bad.ron"));
    assert_eq!(workbench.current().map(|run| run.token), before);
    workbench.apply(Command::OpenBytes { name: "bad.ron".to_owned(), bytes: b"(app_version: 3".to_vec() });
    assert_eq!(workbench.problems().map(|p| p.list.len()), Some(1));
    workbench.apply(Command::Do(Action::CloseProblems));
    assert!(workbench.problems().is_none());
}

#[test]
fn another_seed_runs_both_again() {
    let mut workbench = workbench();
    workbench.apply(set(0.4, true));
    workbench.apply(Command::SetSeed(7));
    workbench.poll();
    let seeds = [workbench.current(), workbench.baseline()].map(|run| run.map(|run| run.record.seed));
    assert_eq!(seeds, [Some(7), Some(7)]);
}

#[test]
fn moving_the_policy_date_moves_what_if_changes() {
    let mut workbench = workbench();
    workbench.apply(set(0.4, true));
    workbench.apply(Command::SetPolicyWeek { week: 20, done: true });
    assert_eq!(workbench.changes()[0].week, 20);
    workbench.apply(Command::Do(Action::Undo));
    assert_eq!((workbench.changes()[0].week, workbench.policy_week()), (12, 12));
}

#[test]
fn seeds_run_in_pairs_behind_the_run_on_show() {
    let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::with_background(30)));
    workbench.apply(Command::SetSeeds(4));
    workbench.poll();
    workbench.apply(set(0.4, true));
    workbench.poll();
    workbench.poll();
    let pairs = workbench.replications().pairs(Role::Baseline, Role::Current);
    assert_eq!(pairs.iter().map(|(a, b)| (a.seed, b.seed)).collect::<Vec<_>>(), [(1, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(workbench.replications().progress(), (8, 8));
    workbench.apply(Command::SetSeeds(6));
    workbench.poll();
    assert_eq!(workbench.replications().progress(), (12, 12));
}
