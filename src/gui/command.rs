//! Everything that can be asked of the window: one enum, and one table of those that need no argument.
//!
//! Panels send commands and change nothing themselves. Buttons, menus and shortcuts are made from [`ACTIONS`].

use std::path::PathBuf;

use crate::scenario::LeverId;

use super::access::AccessCommand;
use super::changes::ChangeCommand;
use super::editor::EditorCommand;
use super::export::ExportKind;
use super::pins::PinCommand;
use super::pins::lessons::Lesson;
use super::playback::PlayCommand;
use super::plots::{PlotChoice, PlotCommand};
use super::series::SeriesCommand;
use super::shell::ShellCommand;
use super::studies::StudyCommand;
use super::workbench::PeopleCommand;

/// Something a panel asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// An action without argument.
    Do(Action),
    /// Opens what a file says: a scenario or the record of a run.
    OpenBytes {
        /// Name of the file without folder.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Opens a file by its path.
    OpenPath(PathBuf),
    /// Adds a file to the comparison by its path.
    AddPath(PathBuf),
    /// Opens a shipped scenario by its name.
    OpenShipped(String),
    /// Sets a lever. A drag sends many; only the one with `done`, or the end of the gesture, closes the step to undo.
    SetLever {
        /// Which.
        id: LeverId,
        /// New value in the unit of files.
        value: f64,
        /// Whether the gesture is over.
        done: bool,
    },
    /// The pointer was released.
    EndGesture,
    /// Takes out every change of a lever.
    ResetLever(LeverId),
    /// Switches an access rule on or off.
    SetRule {
        /// Name of the rule.
        id: String,
        /// On or off.
        enabled: bool,
    },
    /// Something about the access rules.
    Access(AccessCommand),
    /// Something about the list of changes.
    Changes(ChangeCommand),
    /// The smallest gap of interest, a share of the baseline's figure.
    SetGap(f64),
    /// Something about pinned runs.
    Pins(PinCommand),
    /// Takes out one change by its place in the list.
    RemoveChange(usize),
    /// Moves the date from which policy and conduct act.
    SetPolicyWeek {
        /// The new week.
        week: u32,
        /// Whether the gesture is over.
        done: bool,
    },
    /// Another luck for run and baseline.
    SetSeed(u64),
    /// How many seeds each run on show gets.
    SetSeeds(u32),
    /// Something about a scenario that is being written.
    Editor(EditorCommand),
    /// Moves the time cursor.
    Seek(u32),
    /// Weeks a second when playing.
    SetSpeed(f64),
    /// Shows another metric in a plot; `None` is the headline.
    Show {
        /// Place of the plot.
        plot: Option<usize>,
        /// What to show.
        choice: PlotChoice,
    },
    /// Changes what the outcomes show.
    Plots(PlotCommand),
    /// Something about users.
    People(PeopleCommand),
    /// Moves or loops time.
    Play(PlayCommand),
    /// A file was written, or why not; the window says so.
    Written(Result<PathBuf, String>),
    /// Something to tell, such as why a file could not be read.
    Report(String),
    /// Something that went well.
    Tell(String),
    /// Something the window itself does.
    Shell(ShellCommand),
    /// Something about own observed series.
    Series(SeriesCommand),
    /// Something about questions that take many runs.
    Study(StudyCommand),
}

/// What can be asked for without an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Puts the default scenario on the table, without changes.
    StartAfresh,
    /// Asks what a new scenario is to begin from.
    NewScenario,
    /// Edits the scenario on show.
    EditScenario,
    /// Asks for a file to open.
    Open,
    /// Saves to the same file.
    Save,
    /// Asks where to save the scenario with its changes.
    SaveAs,
    /// Asks where to export.
    Export(ExportKind),
    /// Asks for the folder of all exports.
    ExportAll,
    /// Copies the command line that runs the run on show again.
    CopyCommand,
    /// Takes back the last change.
    Undo,
    /// Makes it again.
    Redo,
    /// Takes out all changes.
    ClearChanges,
    /// Plays or pauses.
    PlayPause,
    /// One week on.
    StepForward,
    /// One week back.
    StepBack,
    /// To week 0.
    ToStart,
    /// To the last week.
    ToEnd,
    /// To the next week in which something notable happens.
    NextEvent,
    /// To the one before.
    PreviousEvent,
    /// The time cursor repeats the weeks from here.
    LoopFrom,
    /// The time cursor repeats the weeks up to here.
    LoopTo,
    /// The time cursor repeats nothing.
    EndLoop,
    /// Changes act from their date and the whole run is computed again.
    WhatIf,
    /// Changes act in the week of the time cursor.
    Live,
    /// Shows or hides the rival positions.
    ToggleRivals,
    /// Asks for a table to lay over plots.
    ObservedSeries,
    /// Replaces the names of firms by neutral ones, or shows them again.
    NeutralNames,
    /// Lays the runs of a lesson side by side.
    Teach(Lesson),
    /// Keeps the run on show for comparison.
    PinRun,
    /// The run on show becomes the baseline, and the baseline the run on show.
    SwapBaseline,
    /// The scenario as it stands becomes the baseline.
    ScenarioAsBaseline,
    /// Asks for a file to add to the comparison.
    AddToComparison,
    /// Closes the list of problems.
    CloseProblems,
    /// Puts the tabs back where they were.
    ResetLayout,
    /// Shows or hides how long frames take.
    FrameStatistics,
    /// Closes the window; the work is kept.
    Quit,
    /// Light colours.
    Light,
    /// Dark colours.
    Dark,
    /// The colours of the system.
    FollowSystem,
    /// Everything larger.
    ZoomIn,
    /// Everything smaller.
    ZoomOut,
    /// The usual size.
    ZoomReset,
    /// Finds anything by typing.
    Palette,
    /// Forgets the files opened and saved.
    ForgetRecent,
    /// Flips between the runs before and after the last change.
    ReplayChange,
    /// Drops the run that is being computed.
    CancelRun,
    /// Computes what was cancelled.
    RunAgain,
    /// Lets the runs with other seeds wait, or go on.
    PauseSeeds,
    /// Brings the comparison to the front.
    ShowCompare,
    /// Lists all shortcuts.
    Shortcuts,
    /// Explains terms, units, metrics and levers.
    Glossary,
    /// Describes the whole model.
    ModelDescription,
    /// Version, licence, where the work is kept.
    About,
    /// Shows the window in five steps.
    Tour,
}

/// A key with its modifiers, in words that do not depend on a window library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, or Cmd on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Name of the key.
    pub key: &'static str,
}

impl Shortcut {
    /// The shortcut as shown.
    pub fn label(self) -> String {
        let ctrl = if self.ctrl { "Ctrl+" } else { "" };
        let shift = if self.shift { "Shift+" } else { "" };
        format!("{ctrl}{shift}{}", self.key)
    }
}

/// One row of the table of actions.
#[derive(Debug)]
pub struct ActionSpec {
    /// What is done.
    pub action: Action,
    /// The words on the button.
    pub label: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// The keys.
    pub shortcut: Option<Shortcut>,
}

const fn key(key: &'static str) -> Shortcut {
    Shortcut { ctrl: false, shift: false, key }
}

const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, shift: false, key }
}

const fn ctrl_shift(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, shift: true, key }
}

const fn row(action: Action, label: &'static str, shortcut: Option<Shortcut>, help: &'static str) -> ActionSpec {
    ActionSpec { action, label, help, shortcut }
}

/// The row of an export, whose words stand in the table of kinds.
const fn export_row(kind: ExportKind, shortcut: Option<Shortcut>) -> ActionSpec {
    let spec = kind.spec();
    row(Action::Export(kind), spec.label, shortcut, spec.help)
}

/// The row of a lesson, whose words stand in its table.
const fn lesson_row(lesson: Lesson) -> ActionSpec {
    let spec = lesson.spec();
    row(Action::Teach(lesson), spec.label, None, spec.help)
}

/// All actions, in the order of a menu.
pub const ACTIONS: &[ActionSpec] = &[
    row(Action::StartAfresh, "Start afresh", None, "Puts the scenario of 2017 on the table, without any change"),
    row(Action::Open, "Open…", Some(ctrl("O")), "Opens a scenario, a run record or any other exported file"),
    row(Action::NewScenario, "New scenario…", Some(ctrl("N")), "Begins a scenario of your own"),
    row(
        Action::EditScenario,
        "Edit…",
        Some(ctrl("E")),
        "Edits the scenario on show in a form; needs names to be shown",
    ),
    row(Action::Save, "Save", Some(ctrl("S")), "Saves to the file it came from"),
    row(Action::SaveAs, "Save as…", Some(ctrl_shift("A")), "Saves the scenario with its changes as a scenario file"),
    export_row(ExportKind::Record, Some(ctrl_shift("S"))),
    export_row(ExportKind::Csv, None),
    export_row(ExportKind::Parquet, None),
    export_row(ExportKind::Json, None),
    export_row(ExportKind::RunsCsv, None),
    export_row(ExportKind::RunsParquet, None),
    export_row(ExportKind::Comparison, None),
    export_row(ExportKind::PlotsSvg, None),
    export_row(ExportKind::PlotsPng, None),
    export_row(ExportKind::Report, None),
    row(Action::ExportAll, "Export everything…", None, "All kinds of files into one folder"),
    row(
        Action::CopyCommand,
        "Copy reproduce command",
        None,
        "Copies the command line that runs this run again to the same figures",
    ),
    row(Action::Undo, "Undo", Some(ctrl("Z")), "Takes back the last change"),
    row(Action::Redo, "Redo", Some(ctrl_shift("Z")), "Makes the change again"),
    row(Action::ClearChanges, "Reset all changes", None, "Goes back to the scenario as it stands"),
    row(Action::PlayPause, "Play or pause", Some(key("Space")), "Lets the time cursor run"),
    row(Action::StepForward, "Step forward", Some(ctrl("Right")), "One week on"),
    row(Action::StepBack, "Step back", Some(ctrl("Left")), "One week back"),
    row(Action::ToStart, "To the start", Some(ctrl("Home")), "Puts the time cursor on week 0"),
    row(Action::ToEnd, "To the end", Some(ctrl("End")), "Puts the time cursor on the last week"),
    row(
        Action::NextEvent,
        "Next event",
        Some(ctrl_shift("Right")),
        "Puts the time cursor on the next week in which something notable happens",
    ),
    row(
        Action::PreviousEvent,
        "Previous event",
        Some(ctrl_shift("Left")),
        "Puts the time cursor on the last week before in which something notable happened",
    ),
    row(Action::LoopFrom, "Loop from here", Some(ctrl("L")), "Playing repeats the weeks that start at the time cursor"),
    row(Action::LoopTo, "Loop to here", Some(ctrl_shift("L")), "Playing repeats the weeks that end at the time cursor"),
    row(Action::EndLoop, "End loop", None, "Playing goes on to the end of the run"),
    row(Action::WhatIf, "What-if", None, "A change acts from its date and the whole run is computed again"),
    row(Action::Live, "Live", None, "A change acts in the week of the time cursor and is dated so"),
    row(Action::ToggleRivals, "Rival positions", None, "Draws the two rival positions of the dispute behind the run"),
    row(
        Action::ObservedSeries,
        "Own observed series…",
        None,
        "Lays a table of your own over the plots, and holds it against the run",
    ),
    row(
        Action::NeutralNames,
        "Neutral names",
        None,
        "Replaces the names of firms by neutral ones on screen and in exports; the figures stay the same",
    ),
    row(
        Action::PinRun,
        "Pin this run",
        Some(ctrl("P")),
        "Keeps this run beside what you do next; up to seven pinned runs are drawn and compared",
    ),
    lesson_row(Lesson::Coalition),
    lesson_row(Lesson::Permission),
    row(
        Action::SwapBaseline,
        "Swap run and baseline",
        Some(ctrl_shift("P")),
        "The baseline becomes the run on show, and this run the baseline; time and zoom stay",
    ),
    row(
        Action::ScenarioAsBaseline,
        "Scenario as baseline",
        None,
        "The scenario as it stands becomes the baseline again",
    ),
    row(
        Action::AddToComparison,
        "Add to comparison…",
        None,
        "Pins a scenario file or the record of a run, and leaves your work as it is",
    ),
    row(Action::CloseProblems, "Close problems", None, "Closes the list of problems"),
    row(Action::ResetLayout, "Reset layout", None, "Puts the tabs back where they were"),
    row(Action::FrameStatistics, "Frame statistics", None, "Shows how long frames take and how soon a lever shows"),
    row(Action::Quit, "Quit", Some(ctrl("Q")), "Closes the window; the work is there again at the next start"),
    row(Action::Light, "Light", None, "Dark text on a light ground"),
    row(Action::Dark, "Dark", None, "Light text on a dark ground"),
    row(Action::FollowSystem, "System", None, "As the system is set"),
    row(Action::ZoomIn, "Zoom in", Some(ctrl("Plus")), "Makes everything in the window larger"),
    row(Action::ZoomOut, "Zoom out", Some(ctrl("Minus")), "Makes everything in the window smaller"),
    row(Action::ZoomReset, "Reset zoom", Some(ctrl("0")), "Shows everything in its usual size"),
    row(
        Action::Palette,
        "Command palette",
        Some(ctrl("K")),
        "Finds any command, tab, scenario, file, lever or metric by a few letters",
    ),
    row(Action::ForgetRecent, "Forget recent files", None, "Empties the list of files opened and saved"),
    row(
        Action::ReplayChange,
        "Replay last change",
        Some(ctrl("R")),
        "Flips all plots between the run before the last change and the run after it",
    ),
    row(
        Action::CancelRun,
        "Cancel run",
        Some(ctrl("Period")),
        "Drops the run that is being computed and keeps the last one on show",
    ),
    row(Action::RunAgain, "Run again", None, "Computes the run that was cancelled"),
    row(Action::PauseSeeds, "Pause seeds", None, "Lets the runs with other seeds wait, until it is chosen again"),
    row(
        Action::ShowCompare,
        "Compare runs",
        Some(ctrl_shift("C")),
        "Lays the runs side by side, with differences, intervals and verdicts",
    ),
    row(Action::Shortcuts, "Shortcuts", None, "Lists all shortcuts of the keyboard"),
    row(Action::Glossary, "Glossary", Some(key("F1")), "Explains every term, unit, metric and lever, with its source"),
    row(
        Action::ModelDescription,
        "Model description",
        None,
        "Describes the whole model, with its equations, defaults, sources and limits",
    ),
    row(Action::About, "About Gatekeepers", None, "Version, licence, and where the work is kept"),
    row(Action::Tour, "Take the tour", None, "Shows in five steps what the window can do"),
];

impl Action {
    /// The row of this action.
    pub fn spec(self) -> &'static ActionSpec {
        // Every action has a row, which a test proves; the first row stands in for what cannot happen.
        ACTIONS.iter().find(|spec| spec.action == self).unwrap_or(&ACTIONS[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_export_has_a_row() {
        for kind in ExportKind::ALL {
            assert!(ACTIONS.iter().any(|spec| spec.action == Action::Export(*kind)), "{kind:?}");
        }
    }

    #[test]
    fn every_lesson_has_a_row() {
        for lesson in Lesson::LIST {
            assert!(ACTIONS.iter().any(|spec| spec.action == Action::Teach(*lesson)), "{lesson:?}");
        }
    }

    #[test]
    fn labels_and_shortcuts_are_unique_and_well_spelt() {
        for (place, spec) in ACTIONS.iter().enumerate() {
            assert_eq!(spec.action.spec().label, spec.label);
            assert!(!spec.label.ends_with(['.', ':']) && !spec.help.ends_with(['.', ':']), "{}", spec.label);
            let asks = matches!(
                spec.action,
                Action::NewScenario
                    | Action::EditScenario
                    | Action::Open
                    | Action::AddToComparison
                    | Action::ObservedSeries
                    | Action::SaveAs
                    | Action::Export(_)
                    | Action::ExportAll
            );
            assert_eq!(spec.label.ends_with('…'), asks, "{} asks for more or not", spec.label);
            for other in &ACTIONS[place + 1..] {
                assert_ne!(spec.label, other.label);
                assert!(spec.shortcut.is_none() || spec.shortcut != other.shortcut, "{}", spec.label);
            }
        }
    }
}
