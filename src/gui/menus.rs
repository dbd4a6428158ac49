//! The menus of the top bar that hold actions, as a table, so that a test finds every action in its menu.

use super::command::Action;
use super::pins::lessons::Lesson;

/// A menu: sections with a heading each, which may be empty.
#[derive(Debug)]
pub struct Menu {
    /// The word on the button.
    pub label: &'static str,
    /// Headings and their actions.
    pub sections: &'static [(&'static str, &'static [Action])],
}

/// The menu of the program.
pub const PROGRAM: Menu = Menu {
    label: "Gatekeepers ▾",
    sections: &[
        ("Scenario", &[Action::NewScenario, Action::Open, Action::EditScenario, Action::Save, Action::SaveAs]),
        ("Run", &[Action::ReplayChange, Action::CancelRun, Action::RunAgain, Action::PauseSeeds]),
        ("", &[Action::Palette]),
        ("", &[Action::ForgetRecent, Action::StartAfresh]),
        ("", &[Action::Quit]),
    ],
};

/// How the window looks.
pub const VIEW: Menu = Menu {
    label: "View ▾",
    sections: &[
        ("Colours", &[Action::FollowSystem, Action::Light, Action::Dark]),
        ("Plots and tabs", &[Action::ToggleRivals, Action::ResetLayout, Action::NeutralNames, Action::FrameStatistics]),
        ("Size", &[Action::ZoomIn, Action::ZoomOut, Action::ZoomReset]),
    ],
};

/// What is compared.
pub const COMPARE: Menu = Menu {
    label: "Runs ▾",
    sections: &[
        ("", &[Action::ShowCompare]),
        ("", &[Action::PinRun, Action::AddToComparison]),
        ("Baseline", &[Action::SwapBaseline, Action::ScenarioAsBaseline]),
        ("For a class", &[Action::Teach(Lesson::Coalition), Action::Teach(Lesson::Permission)]),
        ("Observed figures", &[Action::ObservedSeries]),
    ],
};

/// Where things are explained.
pub const HELP: Menu = Menu {
    label: "Help ▾",
    sections: &[
        ("", &[Action::Tour, Action::Glossary, Action::ModelDescription, Action::Shortcuts]),
        ("", &[Action::About]),
    ],
};

/// All menus that are made of actions.
pub const MENUS: &[&Menu] = &[&PROGRAM, &COMPARE, &VIEW, &HELP];

/// The menu an action stands in.
pub fn menu_of(action: Action) -> Option<&'static Menu> {
    if matches!(action, Action::Export(_) | Action::ExportAll | Action::CopyCommand) {
        return Some(&EXPORT);
    }
    MENUS.iter().find(|menu| menu.sections.iter().any(|(_, actions)| actions.contains(&action))).copied()
}

/// The menu of exports, whose rows come from the table of their kinds.
pub const EXPORT: Menu = Menu { label: "Export ▾", sections: &[("", &[Action::ExportAll, Action::CopyCommand])] };
