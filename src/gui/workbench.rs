//! Everything the window knows except pixels. Panels read it and send commands; [`Workbench::apply`] is the only place
//! of change. No type of the window library is named here, so that every behaviour is tested without a window.

mod runs;
mod series;
mod studies;
mod pins;
mod desks;
mod work;
mod people;
mod replay;
mod patience;

pub use people::{Lives, PeopleCommand};
pub use replay::Shown;
pub use work::Work;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::run::compare::DEFAULT_GAP;
use crate::scenario::{self, Applies, LeverId, Problem, Reform, Scenario, Series};

use super::changes;
use super::command::{Action, Command};
use super::editor::writing::Writing;
use super::history::{History, Setup};
use super::opening;
use super::pins::PinCommand;
use super::playback::Playback;
use super::plots::{Board, PlotChoice};
use super::replications::Replications;
use super::studies::Studies;
use super::worker::{Finished, Progress, Runner};
use desks::Desks;
use pins::Pins;
use replay::Replay;

/// The two positions of the dispute that are drawn behind the default scenario.
pub const RIVALS: &[&str] = &["user-authorised", "operator-veto"];

/// When a change of a lever acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// From the policy date or the start; the whole run is computed again.
    WhatIf,
    /// From the week of the time cursor.
    Live,
}

/// What could not be opened, and every reason.
#[derive(Clone, Debug)]
pub struct Problems {
    /// Name of the file.
    pub name: String,
    /// All problems.
    pub list: Vec<Problem>,
    /// The text of the scenario and those of its parents, to be mended in the editor; empty for a record.
    pub texts: Vec<(String, String)>,
}

/// A run drawn behind for comparison.
#[derive(Clone, Debug)]
pub struct Rival {
    /// Its title.
    pub title: String,
    /// Its scenario.
    pub scenario: Arc<Scenario>,
    /// Its run, once there.
    pub run: Option<Arc<Finished>>,
}

/// Something to tell, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// All went well.
    Done(String),
    /// It did not.
    Failed(String),
}

/// What the window knows.
pub struct Workbench {
    scenario: Arc<Scenario>,
    /// The file it came from.
    path: Option<PathBuf>,
    setup: Setup,
    history: History,
    weeks: u32,
    agents: u32,
    current: Option<Arc<Finished>>,
    baseline: Option<Arc<Finished>>,
    rivals: Vec<Rival>,
    pins: Pins,
    desks: Desks,
    gap: f64,
    replications: Replications,
    studies: Studies,
    people: people::People,
    /// Series that the analyst lays over plots.
    own_series: Vec<Series>,
    problems: Option<Problems>,
    failure: Option<String>,
    notices: Vec<Notice>,
    mode: Mode,
    show_rivals: bool,
    board: Board,
    writing: Writing,
    /// The time cursor.
    pub playback: Playback,
    runner: Box<dyn Runner>,
    next_token: u64,
    /// Newest request for the run on show.
    asked: u64,
    /// The run before the last change, if it was on show.
    before: Option<Arc<Finished>>,
    replay: Option<Replay>,
    /// Whether the run asked for last was cancelled.
    cancelled: bool,
    /// First request for the scenario that is open; what was asked for before is not shown any more.
    first_token: u64,
}

impl Workbench {
    /// Opens a scenario and asks for its run.
    pub fn new(scenario: Arc<Scenario>, runner: Box<dyn Runner>) -> Self {
        let mut workbench = Self::at_rest(scenario, runner);
        workbench.start_over();
        workbench
    }

    /// A scenario whose run nobody has asked for.
    fn at_rest(scenario: Arc<Scenario>, runner: Box<dyn Runner>) -> Self {
        let setup = Setup::of(&scenario);
        Self {
            playback: Playback::at_end(scenario.weeks),
            weeks: scenario.weeks,
            agents: scenario.agents,
            scenario,
            path: None,
            setup,
            history: History::default(),
            current: None,
            baseline: None,
            rivals: Vec::new(),
            pins: Pins::default(),
            desks: Desks::default(),
            gap: DEFAULT_GAP,
            replications: Replications::default(),
            studies: Studies::default(),
            people: people::People::default(),
            own_series: Vec::new(),
            problems: None,
            failure: None,
            notices: Vec::new(),
            mode: Mode::WhatIf,
            show_rivals: true,
            board: Board::default(),
            writing: Writing::default(),
            runner,
            next_token: 1,
            asked: 0,
            before: None,
            replay: None,
            cancelled: false,
            first_token: 1,
        }
    }

    /// The scenario as loaded.
    pub const fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// The file it came from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The analyst's changes.
    pub fn changes(&self) -> &[Reform] {
        &self.setup.changes
    }

    /// Changes that are switched off and kept.
    pub fn muted(&self) -> &[Reform] {
        &self.setup.muted
    }

    /// Week from which changes of policy and conduct act.
    pub const fn policy_week(&self) -> u32 {
        self.setup.policy_week
    }

    /// Seed of run and baseline.
    pub const fn seed(&self) -> u64 {
        self.setup.seed
    }

    /// Weeks of the run.
    pub const fn weeks(&self) -> u32 {
        self.weeks
    }

    /// Agents of the run.
    pub const fn agents(&self) -> u32 {
        self.agents
    }

    /// The last run that ended well; while the last change is replayed, in turn with the run before it.
    pub fn current(&self) -> Option<&Arc<Finished>> {
        self.run_before().or(self.current.as_ref())
    }

    /// The run it is compared with, same seed: the scenario as it stands, or a pinned run.
    pub const fn baseline(&self) -> Option<&Arc<Finished>> {
        self.baseline.as_ref()
    }

    /// The rival positions, where the scenario has them and they are to be seen.
    pub fn rivals(&self) -> &[Rival] {
        if self.show_rivals { &self.rivals } else { &[] }
    }

    /// Whether there are rival positions at all.
    pub const fn has_rivals(&self) -> bool {
        !self.rivals.is_empty()
    }

    /// Whether rival positions are to be seen.
    pub const fn shows_rivals(&self) -> bool {
        self.show_rivals
    }

    /// Why the last file could not be opened.
    pub const fn problems(&self) -> Option<&Problems> {
        self.problems.as_ref()
    }

    /// Why the last run failed.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// What-if or live.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// What the outcomes show and how.
    pub const fn board(&self) -> &Board {
        &self.board
    }

    /// What the headline shows.
    pub const fn headline(&self) -> PlotChoice {
        self.board.headline
    }

    /// How far the run being computed has got.
    pub fn progress(&self) -> Option<Progress> {
        self.runner.progress()
    }

    /// What there is to tell since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Week in which a change of this lever would act now.
    pub fn acts_in(&self, id: LeverId) -> u32 {
        match (id.spec().applies, self.mode) {
            (Applies::FromStart, _) => 0,
            (Applies::FromPolicyDate, Mode::WhatIf) => self.setup.policy_week,
            (Applies::FromPolicyDate, Mode::Live) => self.playback.week(),
        }
    }

    /// Value of a lever where a change of it would act now, with the changes made.
    pub fn lever(&self, id: LeverId) -> f64 {
        changes::levers_at(&self.scenario, &self.setup.changes, self.acts_in(id)).get(id)
    }

    /// The same in the baseline.
    pub fn baseline_lever(&self, id: LeverId) -> f64 {
        let base = self.baseline_input();
        changes::levers_at(&base.scenario, &base.changes, self.acts_in(id)).get(id)
    }

    /// Week in which switching a rule would act now.
    pub fn rules_act_in(&self) -> u32 {
        if self.mode == Mode::Live { self.playback.week() } else { self.setup.policy_week }
    }

    /// Whether an action makes sense now.
    pub fn can(&self, action: Action) -> bool {
        match action {
            Action::Undo => self.history.can_undo() || self.desks.can_undo(),
            Action::Redo => self.history.can_redo() || self.desks.can_redo(),
            Action::SwapBaseline => self.can_swap(),
            Action::PinRun | Action::AddToComparison => self.has_room_for_pin(),
            Action::Teach(lesson) => self.can_teach(lesson),
            Action::ClearChanges => !(self.setup.changes.is_empty() && self.setup.muted.is_empty()),
            Action::Export(_) | Action::ExportAll | Action::CopyCommand => self.current.is_some(),
            Action::CloseProblems => self.problems.is_some() || self.failure.is_some(),
            Action::ToggleRivals => self.has_rivals(),
            Action::NewScenario | Action::EditScenario => !self.is_neutral(),
            Action::EndLoop => self.playback.looped().is_some(),
            Action::ReplayChange => self.can_replay(),
            Action::CancelRun => self.progress().is_some(),
            Action::RunAgain => self.cancelled,
            _ => true,
        }
    }

    /// Does what a panel asks for. Actions that need a file or the look of the window are done by the window itself.
    pub fn apply(&mut self, command: Command) {
        let goes_on = matches!(
            command,
            Command::Do(Action::ReplayChange)
                | Command::EndGesture
                | Command::Seek(_)
                | Command::SetSpeed(_)
                | Command::Play(_)
                | Command::Show { .. }
                | Command::Plots(_)
        );
        if !goes_on {
            self.stop_replay();
        }
        match command {
            Command::Do(action) => self.act(action),
            Command::OpenBytes { name, bytes } => {
                self.open(&name, &bytes, &scenario_library);
            }
            // Files are read by the window, which sends their content.
            Command::OpenPath(_) | Command::AddPath(_) | Command::Shell(_) => {}
            Command::OpenShipped(name) => self.open_shipped(&name),
            Command::SetLever { id, value, done } => {
                let (week, scenario) = (self.acts_in(id), Arc::clone(&self.scenario));
                self.change(Some(id.spec().id), done, |setup| {
                    changes::set_lever(&scenario, &mut setup.changes, week, id, value);
                });
            }
            Command::EndGesture => self.history.end_gesture(&self.setup),
            Command::ResetLever(id) => self.change(None, true, |setup| changes::reset_lever(&mut setup.changes, id)),
            Command::SetRule { id, enabled } => {
                let (week, scenario) = (self.rules_act_in(), Arc::clone(&self.scenario));
                self.change(None, true, |setup| {
                    changes::set_rule(&scenario, &mut setup.changes, week, &id, enabled);
                });
            }
            Command::Access(command) => {
                let (week, scenario) = (self.rules_act_in(), Arc::clone(&self.scenario));
                self.change(None, true, |setup| command.apply(&scenario, &mut setup.changes, week));
            }
            Command::Pins(command) => self.pin_command(command),
            Command::SetGap(gap) => self.set_gap(gap),
            Command::Changes(command) => {
                let ((gesture, done), weeks) = (command.gesture(), self.weeks);
                self.change(gesture, done, |setup| command.apply(&mut setup.changes, &mut setup.muted, weeks));
            }
            Command::Study(command) => self.study(command),
            Command::Series(command) => self.lay(command),
            Command::RemoveChange(place) => self.change(None, true, |setup| {
                if place < setup.changes.len() {
                    setup.changes.remove(place);
                }
            }),
            Command::SetPolicyWeek { week, done } => {
                let week = week.min(self.weeks.saturating_sub(1));
                self.change(Some("policy week"), done, |setup| {
                    changes::move_policy_date(&mut setup.changes, setup.policy_week, week);
                    setup.policy_week = week;
                });
            }
            Command::SetSeeds(wanted) => self.set_seeds(wanted),
            Command::SetSeed(seed) => self.change(None, true, |setup| setup.seed = seed),
            Command::Editor(command) => self.write(command),
            Command::People(command) => self.ask_about_people(command),
            Command::Seek(week) => self.playback.seek(week),
            Command::SetSpeed(speed) => self.playback.speed = speed,
            Command::Show { plot, choice } => self.board.show(plot, choice),
            Command::Plots(command) => {
                let hidden = self.board.hidden.clone();
                self.board.apply(command);
                // A pin that is shown again wants its seeds.
                if self.board.hidden != hidden {
                    self.replicate();
                }
            }
            Command::Play(command) => self.playback.apply(command),
            Command::Written(Ok(path)) => self.notices.push(Notice::Done(format!("Saved {}", path.display()))),
            Command::Tell(said) => self.notices.push(Notice::Done(said)),
            Command::Written(Err(why)) | Command::Report(why) => self.notices.push(Notice::Failed(why)),
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Undo => match self.history.undo(&self.setup) {
                Some(setup) => self.restore(setup),
                None => self.undo_switch(),
            },
            Action::Redo => match self.history.redo(&self.setup) {
                Some(setup) => self.restore(setup),
                None => self.redo_switch(),
            },
            Action::ClearChanges => self.change(None, true, |setup| {
                setup.changes.clear();
                setup.muted.clear();
            }),
            Action::PlayPause
            | Action::StepForward
            | Action::StepBack
            | Action::ToStart
            | Action::ToEnd
            | Action::NextEvent
            | Action::PreviousEvent
            | Action::LoopFrom
            | Action::LoopTo
            | Action::EndLoop => {
                self.playback.act(action, self.current.as_ref().map_or(&[], |run| &run.record.events));
            }
            Action::WhatIf => self.mode = Mode::WhatIf,
            Action::Live => self.mode = Mode::Live,
            Action::ToggleRivals => self.show_rivals = !self.show_rivals,
            Action::CloseProblems => (self.problems, self.failure) = (None, None),
            Action::StartAfresh => self.start_afresh(),
            Action::EditScenario => self.edit(),
            Action::NeutralNames => self.switch_names(),
            Action::PinRun => self.pin_run(),
            Action::Teach(lesson) => self.teach(lesson),
            Action::SwapBaseline => self.swap(),
            Action::ReplayChange => self.switch_replay(),
            Action::CancelRun => self.cancel_run(),
            Action::RunAgain => self.run_again(),
            Action::PauseSeeds => self.pause_seeds(),
            Action::ScenarioAsBaseline => self.pin_command(PinCommand::Baseline(None)),
            Action::Open
            | Action::ObservedSeries
            | Action::AddToComparison
            | Action::NewScenario
            | Action::Save
            | Action::SaveAs
            | Action::Export(_)
            | Action::ExportAll
            | Action::CopyCommand
            | Action::ResetLayout
            | Action::FrameStatistics
            | Action::Quit
            | Action::Light
            | Action::Dark
            | Action::FollowSystem
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::ZoomReset
            | Action::Palette
            | Action::ForgetRecent
            | Action::ShowCompare
            | Action::Shortcuts
            | Action::Glossary
            | Action::ModelDescription
            | Action::About
            | Action::Tour => {}
        }
    }

    /// Opens a scenario or a record; on problems everything stays as it was, and the problems are shown.
    /// Returns whether it was opened.
    pub fn open(&mut self, name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> bool {
        match opening::read(name, bytes, library) {
            Ok(opened) => {
                let before = self.put_away();
                self.put_on_the_table(opened.scenario, opened.setup, opened.weeks, opened.agents);
                self.desks = before;
                self.pin_others(opened.others);
                let changes = match self.setup.changes.len() {
                    0 => "without changes".to_owned(),
                    1 => "with 1 change".to_owned(),
                    made => format!("with {made} changes"),
                };
                self.notices
                    .push(Notice::Done(format!("Opened {name} {changes}, Undo brings back what was on show before")));
                if let Some(version) = opened.other_version {
                    let said = format!("{name} was written by version {version}, whose figures may differ");
                    self.notices.push(Notice::Done(said));
                }
                true
            }
            Err(list) => {
                self.problems =
                    Some(Problems { name: name.to_owned(), list, texts: opening::texts(name, bytes, library) });
                false
            }
        }
    }

    /// Puts a scenario with changes on the table in place of what is there.
    fn put_on_the_table(&mut self, scenario: Arc<Scenario>, setup: Setup, weeks: u32, agents: u32) {
        self.scenario = scenario;
        self.path = None;
        self.setup = setup;
        self.weeks = weeks;
        self.agents = agents;
        self.history = History::default();
        self.writing.file = None;
        self.hide_names();
        self.start_over();
    }

    /// Remembers which file the scenario came from.
    pub fn set_path(&mut self, path: Option<PathBuf>) {
        self.know_file(path.as_deref());
        self.path = path;
    }

    fn start_afresh(&mut self) {
        self.clear_pins();
        self.open_shipped(scenario::DEFAULT);
        self.mode = Mode::WhatIf;
        self.board = Board::default();
    }

    fn open_shipped(&mut self, name: &str) {
        match scenario::shipped(name) {
            Some(text) => {
                self.open(name, text.as_bytes(), &scenario_library);
            }
            None => self.notices.push(Notice::Failed(format!("There is no shipped scenario named {name}"))),
        }
    }

    /// What was just opened becomes scenario, run and baseline; older runs are not compared with it.
    fn start_over(&mut self) {
        self.history = History::default();
        self.desks.clear();
        self.first_token = self.next_token;
        self.problems = None;
        self.failure = None;
        self.playback.playing = false;
        self.playback.set_weeks(self.weeks);
        self.rivals = self.load_rivals();
        self.baseline = None;
        self.name_pins();
        self.run_all();
    }

    fn load_rivals(&self) -> Vec<Rival> {
        if self.named_scenario().id != scenario::DEFAULT {
            return Vec::new();
        }
        let load = |name: &&str| {
            let text = scenario::shipped(name)?;
            let loaded = scenario::load(name, text.as_bytes(), &scenario_library).ok()?;
            let scenario = Arc::new(self.shown(loaded));
            Some(Rival { title: scenario.title.clone(), scenario, run: None })
        };
        RIVALS.iter().filter_map(load).collect()
    }

    fn change(&mut self, gesture: Option<&'static str>, done: bool, change: impl FnOnce(&mut Setup)) {
        let before = self.setup.clone();
        change(&mut self.setup);
        if self.setup != before {
            self.history.push(before.clone(), gesture);
            self.desks.forget_later();
            self.rerun(&before);
        }
        if done {
            self.history.end_gesture(&self.setup);
        }
    }

    fn restore(&mut self, setup: Setup) {
        let before = std::mem::replace(&mut self.setup, setup);
        self.rerun(&before);
    }

    /// A column's value in a week of a run.
    pub fn value(run: Option<&Arc<Finished>>, choice: PlotChoice, week: u32) -> Option<f64> {
        let run = run?;
        let place = run
            .columns
            .iter()
            .position(|column| column.metric == choice.metric && column.index == choice.member.unwrap_or_default())?;
        run.record.values.get(place)?.get(week as usize).copied().flatten()
    }
}

/// The parents a scenario may name: the shipped ones.
pub fn scenario_library(name: &str) -> Option<String> {
    scenario::shipped(name).map(str::to_owned)
}

#[cfg(test)]
mod pins_tests;
#[cfg(test)]
mod tests;
