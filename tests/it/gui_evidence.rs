//! The tab of published facts, through accessible names.

use std::sync::Arc;

use eframe::egui::Vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gatekeepers::experiment::facts::{ARMS, Arm, FACTS, Kind};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::Command;
use gatekeepers::gui::studies::StudyCommand;
use gatekeepers::gui::workbench::Workbench;
use gatekeepers::gui::worker::{InlineRunner, Job, Outcome, Progress, Runner, Slot, Study};

use super::window::{press, scenario, send, workbench};

/// Computes studies with few agents, as many runs as it is told, and nothing else that is large.
struct SmallRunner {
    inner: InlineRunner,
    left: usize,
}

impl Runner for SmallRunner {
    fn submit(&mut self, mut job: Job) {
        match job.slot {
            Slot::Seed(..) => return,
            Slot::Study(..) => {
                let Some(left) = self.left.checked_sub(1) else { return };
                self.left = left;
            }
            _ if job.input.agents > 1000 => job.input.weeks = 1,
            _ => {}
        }
        job.input.agents = 64;
        self.inner.submit(job);
    }

    fn poll(&mut self) -> Vec<Outcome> {
        self.inner.poll()
    }

    fn progress(&self) -> Option<Progress> {
        None
    }
}

fn harness(left: usize) -> Harness<'static, App> {
    let runner = SmallRunner { inner: InlineRunner::with_background(left), left };
    let mut small = (*scenario()).clone();
    (small.weeks, small.agents, small.policy_week) = (8, 64, 3);
    let mut harness = Harness::builder()
        .with_size(Vec2::new(1280.0, 900.0))
        .with_max_steps(12)
        .build_eframe(|cc| App::new(&cc.egui_ctx, Workbench::new(Arc::new(small), Box::new(runner))));
    harness.run();
    press(&mut harness, "Evidence");
    harness
}

fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
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
