//! The tab of published facts, through accessible names.

use egui_kittest::Harness;
use gatekeepers::experiment::facts::{ARMS, Arm, FACTS, Kind};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::Command;
use gatekeepers::gui::studies::StudyCommand;
use gatekeepers::gui::workbench::Workbench;
use gatekeepers::gui::worker::{InlineRunner, Study};

use super::window::{press, says, send, study_harness, workbench};

fn harness(left: usize) -> Harness<'static, App> {
    let mut harness = study_harness(left);
    press(&mut harness, "Evidence");
    harness
}

#[test]
fn facts_are_checked_when_asked_for_and_found_again_after_a_restart() {
    let mut harness = harness(ARMS.len());
    assert!(says(&harness, "nothing runs before you ask for it"));
    for fact in &FACTS[..2] {
        assert!(says(&harness, fact.statement) && says(&harness, fact.parts[0].target), "{}", fact.id);
    }
    send(&mut harness, Command::Study(StudyCommand::SetSeeds(Study::Facts, 1)));
    assert!(says(&harness, &format!("{} runs", ARMS.len())), "it says what it costs before it starts");
    press(&mut harness, "Check all facts");
    assert!(says(&harness, "over 1 seeds, too few below 10"));
    for kind in Kind::ALL {
        assert!(says(&harness, kind.label()), "rows are counted by kind");
    }
    assert!(says(&harness, "passes"));
    let work = serde_json::to_string(&workbench(&harness).work()).expect("text");
    let work: gatekeepers::gui::workbench::Work = serde_json::from_str(&work).expect("work");
    let scenario = work.scenario().expect("a scenario");
    let again = Workbench::resume(scenario, work, Box::new(InlineRunner::default()));
    assert_eq!(again.studies().findings, workbench(&harness).studies().findings);
    assert!(again.studies().findings.as_ref().is_some_and(|findings| findings.seeds() == 1));
}

#[test]
fn a_check_is_cancelled_and_a_row_opens_its_runs() {
    let mut harness = harness(3);
    press(&mut harness, "Check all facts");
    assert!(says(&harness, &format!("3 of {} runs", 10 * ARMS.len())));
    press(&mut harness, "Cancel the check");
    assert!(!workbench(&harness).is_studying());
    press(&mut harness, "Open the run behind SF1");
    let bench = workbench(&harness);
    let arm = FACTS[0].behind[0];
    assert_eq!(bench.scenario().id, arm.spec().scenario);
    assert_eq!(bench.pins().len(), 1, "what it is held against is pinned");
    assert_eq!(bench.baseline_pin(), Some(bench.pins()[0].id));
    // What differs from the scenario is a list of changes like any other.
    send(&mut harness, Command::Study(StudyCommand::OpenArm(Arm::Costs, Some(Arm::Baseline))));
    assert_eq!(workbench(&harness).changes().len(), 3);
}
