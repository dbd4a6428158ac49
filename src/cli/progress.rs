//! Progress of long work on standard error, and the wish to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether somebody asked to stop, set by Ctrl+C.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks to stop.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A bar over simulated weeks, with the time left, or over the steps before the first.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    stop: Stop,
}

impl Bar {
    /// A bar over `weeks`; only a terminal gets to see it.
    pub fn new(weeks: u64, visible: bool, stop: &Stop) -> Self {
        Self::from(0, weeks, visible, stop)
    }

    /// A bar over `weeks` of which some are done already.
    pub fn from(done: u64, weeks: u64, visible: bool, stop: &Stop) -> Self {
        Self::styled("{bar:40} {pos} of {len} weeks, {pace}, {eta} left", done, weeks, visible, stop)
    }

    /// A bar over the steps that bring users and firms into the state of the first week.
    pub fn before_weeks(steps: u64, visible: bool, stop: &Stop) -> Self {
        Self::styled("{bar:40} {pos} of {len} steps before the first week", 0, steps, visible, stop)
    }

    fn styled(template: &str, done: u64, all: u64, visible: bool, stop: &Stop) -> Self {
        let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::hidden()).with_position(done);
        bar.reset_eta();
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("pace", pace));
        }
        if visible {
            show_later(bar.downgrade());
        }
        Self { bar, stop: stop.clone() }
    }

    /// Counts one week or step; whether to go on.
    pub fn advance(&self) -> bool {
        self.bar.inc(1);
        !self.stop.asked()
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Weeks a minute.
fn pace(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    let pace = 60.0 * state.per_sec();
    // A bar that cannot be drawn is not worth a word.
    let _ = if pace < 10.0 { write!(out, "{pace:.1} a minute") } else { write!(out, "{pace:.0} a minute") };
}

/// Shows a bar when the work has taken a while and is not done yet.
fn show_later(bar: indicatif::WeakProgressBar) {
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        if let Some(bar) = bar.upgrade().filter(|bar| !bar.is_finished()) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
}
