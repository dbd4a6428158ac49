//! The work on the table as a value: what decides the runs and what is looked at. The session keeps it, and a workbench
//! starts from it again.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::scenario::{Problem, Scenario, Series};

use super::super::editor::draft::Kept;
use super::super::editor::writing::SavedFile;
use super::super::history::{History, Setup};
use super::super::opening;
use super::super::pins::SavedPin;
use super::super::playback::{Loop, PlayCommand};
use super::super::plots::Board;
use super::super::studies::{self, Studies};
use super::super::worker::Runner;
use super::{Mode, Workbench, scenario_library};

/// The work: scenario, changes and place in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Texts the scenario was read from, itself first, then its parents: a file that moved does not matter.
    pub texts: Vec<(String, String)>,
    /// The file it came from.
    pub path: Option<String>,
    /// Changes, policy date and seed.
    pub setup: Setup,
    /// What can be taken back and made again.
    #[serde(default)]
    pub history: History,
    /// Whether neutral names are shown; the work itself is kept under its names.
    #[serde(default)]
    pub neutral: bool,
    /// The scenario that is being written.
    #[serde(default)]
    pub draft: Option<Kept>,
    /// The file that holds the work, and what it said.
    #[serde(default)]
    pub file: Option<SavedFile>,
    /// The user whose life is told.
    #[serde(default)]
    pub followed: Option<u64>,
    /// Weeks of the run.
    pub weeks: u32,
    /// Agents of the run.
    pub agents: u32,
    /// Whether changes act in the week of the time cursor.
    pub live: bool,
    /// Whether rival positions are to be seen.
    pub shows_rivals: bool,
    /// Week of the time cursor.
    pub week: u32,
    /// Weeks a second when playing.
    pub speed: f64,
    /// The weeks that playing repeats.
    #[serde(default)]
    pub looped: Option<Loop>,
    /// Smallest gap of interest.
    #[serde(default)]
    pub gap: Option<f64>,
    /// The pinned runs.
    #[serde(default)]
    pub pins: Vec<SavedPin>,
    /// The pinned run that is the baseline.
    #[serde(default)]
    pub baseline: Option<u32>,
    /// What is set for studies.
    #[serde(default)]
    pub studies: studies::Kept,
    /// Series that the analyst lays over plots.
    #[serde(default)]
    pub own_series: Vec<Series>,
}

impl Work {
    /// The scenario it is about, read again, or everything that is wrong with it now.
    pub fn scenario(&self) -> Result<Arc<Scenario>, Vec<Problem>> {
        opening::from_texts(&self.texts, &scenario_library).unwrap_or_else(|| Err(Vec::new())).map(Arc::new)
    }
}

impl Workbench {
    /// A workbench with the work as it was left, and its runs asked for.
    pub fn resume(scenario: Arc<Scenario>, work: Work, runner: Box<dyn Runner>) -> Self {
        let mut workbench = Self::at_rest(scenario, runner);
        workbench.take_up(work);
        workbench
    }

    /// The work as it stands.
    pub fn work(&self) -> Work {
        let (pins, baseline) = self.saved_pins();
        Work {
            texts: self.named_scenario().texts.clone(),
            path: self.path.as_ref().map(|path| path.to_string_lossy().into_owned()),
            setup: self.named_setup(),
            history: self.named_history(),
            neutral: self.is_neutral(),
            draft: self.draft().map(Kept::of),
            file: self.file().cloned(),
            followed: self.followed(),
            weeks: self.weeks,
            agents: self.agents,
            live: self.mode == Mode::Live,
            shows_rivals: self.show_rivals,
            week: self.playback.week(),
            speed: self.playback.speed,
            looped: self.playback.looped(),
            gap: Some(self.gap),
            pins,
            baseline,
            studies: self.studies.kept(),
            own_series: self.own_series.clone(),
        }
    }

    /// Shows the same in the outcomes again. It is kept apart from the work, because a metric of another version may be
    /// unknown here.
    pub fn show_again(&mut self, board: Board) {
        self.board = board;
    }

    /// Puts the work on the table in place of what is there; the scenario is already that of the work.
    fn take_up(&mut self, work: Work) {
        self.setup = work.setup;
        self.people.followed = work.followed;
        self.path = work.path.map(PathBuf::from);
        self.set_gap(work.gap.unwrap_or(self.gap));
        self.weeks = work.weeks.max(1);
        self.agents = work.agents.max(1);
        self.mode = if work.live { Mode::Live } else { Mode::WhatIf };
        self.show_rivals = work.shows_rivals;
        self.writing.draft = work.draft.map(Kept::draft);
        self.writing.file = work.file;
        self.writing.neutral = work.neutral;
        self.history = work.history;
        self.studies = Studies::of(work.studies);
        self.own_series = work.own_series;
        self.take_up_pins(work.pins, work.baseline);
        self.hide_names();
        let history = std::mem::take(&mut self.history);
        self.start_over();
        self.history = history;
        self.playback.seek(work.week);
        self.playback.apply(PlayCommand::SetLoop(work.looped));
        if work.speed > 0.0 {
            self.playback.speed = work.speed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::pins::PinCommand;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::{self, LeverId};

    fn workbench() -> Workbench {
        let text = scenario::shipped(scenario::DEFAULT).expect("shipped");
        let mut scenario = scenario::load(scenario::DEFAULT, text.as_bytes(), &scenario_library).expect("valid");
        (scenario.weeks, scenario.agents) = (30, 512);
        let mut workbench = Workbench::new(Arc::new(scenario), Box::new(InlineRunner::default()));
        workbench.poll();
        workbench
    }

    #[test]
    fn work_taken_up_again_is_as_it_was_left_and_gives_the_same_run() {
        let mut before = workbench();
        before.apply(Command::Do(Action::Live));
        before.apply(Command::Seek(20));
        before.apply(Command::SetLever { id: LeverId::take_mini, value: 0.4, done: true });
        before.apply(Command::SetSeed(7));
        before.apply(Command::Do(Action::ToggleRivals));
        before.apply(Command::SetSpeed(52.0));
        before.apply(Command::Do(Action::PinRun));
        before.apply(Command::Pins(PinCommand::AddShipped("user-authorised".to_owned())));
        let id = before.pins()[0].id;
        before.apply(Command::Pins(PinCommand::Baseline(Some(id))));
        before.poll();
        let text = serde_json::to_string(&before.work()).expect("text");
        let work: Work = serde_json::from_str(&text).expect("work");
        assert_eq!(work, before.work());
        let scenario = work.scenario().expect("a scenario");
        let mut after = Workbench::resume(scenario, work, Box::new(InlineRunner::default()));
        after.poll();
        assert_eq!(after.work(), before.work());
        let values = |bench: &Workbench| bench.current().map(|run| run.record.values.clone());
        assert_eq!(values(&after), values(&before));
        assert!(after.pins().iter().all(|pin| pin.run.is_some()), "pinned runs are computed again");
        after.apply(Command::Do(Action::Undo));
        after.apply(Command::Do(Action::Undo));
        assert!(after.changes().is_empty(), "the steps to undo are kept");
    }

    #[test]
    fn work_without_texts_has_no_scenario() {
        let work = Work { texts: Vec::new(), ..workbench().work() };
        assert!(work.scenario().is_err());
    }
}
