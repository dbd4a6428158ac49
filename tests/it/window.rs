//! A window without a display, for the tests of its parts.

use std::sync::Arc;

use eframe::egui::{Vec2, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::Command;
use gatekeepers::gui::workbench::{Workbench, scenario_library};
use gatekeepers::gui::worker::{InlineRunner, Job, Outcome, Progress, Runner, Slot};
use gatekeepers::scenario::{self, Scenario};

/// The default scenario, small and short, so that the window's tests do not wait for the market.
pub(crate) fn scenario() -> Arc<Scenario> {
    let text = scenario::shipped(scenario::DEFAULT).expect("shipped");
    let mut scenario = scenario::load(scenario::DEFAULT, text.as_bytes(), &scenario_library).expect("valid");
    scenario.weeks = 60;
    scenario.agents = 512;
    Arc::new(scenario)
}

/// A window on the small scenario with a runner of the test.
pub(crate) fn harness_with(runner: Box<dyn Runner>, size: Vec2) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(size)
        // A notice slides in over two dozen frames.
        .with_max_steps(40)
        .build_eframe(|cc| App::new(&cc.egui_ctx, Workbench::new(scenario(), runner)));
    harness.run();
    harness
}

/// Computes the run on show once and ignores what comes after, for tests that are not about runs.
#[derive(Default)]
pub(crate) struct OnceRunner {
    inner: InlineRunner,
    ran: bool,
}

impl Runner for OnceRunner {
    fn submit(&mut self, job: Job) {
        if !self.ran {
            self.ran = true;
            self.inner.submit(job);
        }
    }

    fn poll(&mut self) -> Vec<Outcome> {
        self.inner.poll()
    }

    fn progress(&self) -> Option<Progress> {
        None
    }
}

/// A window whose runs do not matter after the first.
pub(crate) fn quick_harness() -> Harness<'static, App> {
    harness_with(Box::new(OnceRunner::default()), Vec2::new(1280.0, 800.0))
}

/// A window that computes each run at once.
pub(crate) fn harness() -> Harness<'static, App> {
    harness_with(Box::new(InlineRunner::default()), Vec2::new(1280.0, 800.0))
}

/// Clicks the button of this name.
pub(crate) fn press(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run();
}

/// What the window knows.
pub(crate) fn workbench<'a>(harness: &'a Harness<'_, App>) -> &'a Workbench {
    harness.state().workbench()
}

/// Sends a command and waits until the window rests.
pub(crate) fn send(harness: &mut Harness<'_, App>, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().send(&ctx, command);
    harness.run();
}

/// Sends a command after which the window goes on moving for a while.
pub(crate) fn send_loosely(harness: &mut Harness<'_, App>, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().send(&ctx, command);
    harness.run_steps(4);
}

/// Computes studies with few agents, as many runs as it is told, and nothing else that is large.
pub(crate) struct SmallRunner {
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

/// A window on a market that is smaller still than for other tests, because a study takes hundreds of runs; so many of
/// them are computed.
pub(crate) fn study_harness(left: usize) -> Harness<'static, App> {
    let runner = SmallRunner { inner: InlineRunner::with_background(left), left };
    let mut small = (*scenario()).clone();
    (small.weeks, small.agents, small.policy_week) = (8, 64, 3);
    let mut harness = Harness::builder()
        .with_size(Vec2::new(1280.0, 900.0))
        .with_max_steps(12)
        .build_eframe(|cc| App::new(&cc.egui_ctx, Workbench::new(Arc::new(small), Box::new(runner))));
    harness.run();
    harness
}

/// Whether something is labelled so, among other words.
pub(crate) fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}
