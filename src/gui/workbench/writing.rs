//! Scenarios being written, and names that are hidden.

use std::path::Path;
use std::sync::Arc;

use super::{Notice, Workbench, scenario_library};
use crate::gui::changes;
use crate::gui::editor::begin;
use crate::gui::editor::writing::{Form, Hidden, SavedFile};
use crate::gui::editor::{Draft, EditorCommand};
use crate::gui::history::{History, Setup};
use crate::scenario::neutral::Names;
use crate::scenario::{self, Reform, Scenario};

impl Workbench {
    /// The scenario that is being written.
    pub const fn draft(&self) -> Option<&Draft> {
        self.writing.draft.as_ref()
    }

    /// The file that holds the work.
    pub const fn file(&self) -> Option<&SavedFile> {
        self.writing.file.as_ref()
    }

    /// Whether neutral names are shown.
    pub const fn is_neutral(&self) -> bool {
        self.writing.neutral
    }

    /// The scenario with its names, also while neutral ones are shown.
    pub fn named_scenario(&self) -> &Arc<Scenario> {
        self.writing.hidden.as_ref().map_or(&self.scenario, |hidden| &hidden.scenario)
    }

    /// The analyst's changes with their names, also while neutral ones are shown.
    pub fn named_changes(&self) -> Vec<Reform> {
        let changes = &self.setup.changes;
        self.writing.hidden.as_ref().map_or_else(|| changes.clone(), |hidden| hidden.names.back(changes))
    }

    /// What decides the run, with names.
    pub(super) fn named_setup(&self) -> Setup {
        let mut setup = self.setup.clone();
        if let Some(hidden) = &self.writing.hidden {
            setup.rename(|changes| hidden.names.back(changes));
        }
        setup
    }

    /// What can be taken back and made again, with names.
    pub(super) fn named_history(&self) -> History {
        let mut history = self.history.clone();
        if let Some(hidden) = &self.writing.hidden {
            history.each(|setup| setup.rename(|changes| hidden.names.back(changes)));
        }
        history
    }

    /// Does what the editor asks for.
    pub(super) fn write(&mut self, command: EditorCommand) {
        match command {
            EditorCommand::New { parent, title } => self.begin(parent.as_deref(), &title),
            EditorCommand::Mend => {
                let problems = self.problems.take();
                if let Some(((name, text), parents)) = problems.as_ref().and_then(|p| p.texts.split_first()) {
                    self.writing.draft = Some(Draft::new(name, text.clone(), parents.to_vec()));
                }
            }
            EditorCommand::Run => self.run_draft(),
            EditorCommand::Saved { path, text, form } => {
                if let Some(draft) = &mut self.writing.draft {
                    draft.saved(&path, &text);
                }
                self.writing.file = Some(SavedFile { path, text, form });
            }
            EditorCommand::Discard => self.writing.draft = None,
            EditorCommand::Close => match &mut self.writing.draft {
                Some(draft) if draft.is_changed() => draft.ask(true),
                _ => self.writing.draft = None,
            },
            command => {
                if let Some(draft) = &mut self.writing.draft {
                    draft.apply(command);
                }
            }
        }
    }

    /// Begins to edit the scenario on show, or goes on with what is being written.
    pub(super) fn edit(&mut self) {
        if self.writing.draft.is_none() {
            let scenario = self.named_scenario();
            if let Some(((name, text), parents)) = scenario.texts.split_first() {
                self.writing.draft = Some(Draft::new(name, text.clone(), parents.to_vec()));
            }
        }
    }

    fn begin(&mut self, parent: Option<&str>, title: &str) {
        let open = self.named_scenario();
        let (text, parents) = match parent {
            None => (begin::whole(title), Vec::new()),
            Some(name) if open.id == name => (begin::child(name, title, &open.story), open.texts.clone()),
            Some(name) => {
                let loaded = scenario_library(name)
                    .and_then(|text| scenario::load(name, text.as_bytes(), &scenario_library).ok());
                (begin::child(name, title, &loaded.map_or_else(String::new, |parent| parent.story)), Vec::new())
            }
        };
        self.writing.draft = Some(Draft::new(&begin::name(title), text, parents));
        self.writing.file = None;
    }

    /// Opens the draft in the window. Changes of the analyst stay where the scenario has what they speak about.
    fn run_draft(&mut self) {
        let Some(scenario) = self.writing.draft.as_ref().and_then(Draft::scenario).cloned() else { return };
        let Setup { mut changes, mut muted, .. } = self.named_setup();
        let known = |id: &String| scenario.rules.iter().any(|rule| rule.id == *id);
        for list in [&mut changes, &mut muted] {
            list.retain(|change| change.enable.iter().chain(&change.disable).all(known));
        }
        let before = self.named_scenario();
        let moved = (self.setup.policy_week != before.policy_week).then_some(self.setup.policy_week);
        let drawn = (self.setup.seed != before.seed).then_some(self.setup.seed);
        (self.setup.changes, self.setup.muted) = (changes, muted);
        self.setup.policy_week = moved.unwrap_or(scenario.policy_week).min(scenario.weeks.saturating_sub(1));
        self.setup.seed = drawn.unwrap_or(scenario.seed);
        (self.weeks, self.agents) = (scenario.weeks, scenario.agents);
        self.notices.push(Notice::Done(format!("The window shows {}", scenario.title)));
        self.scenario = scenario;
        self.writing.hidden = None;
        self.hide_names();
        self.start_over();
    }

    /// A file was opened as the scenario on show.
    pub(super) fn know_file(&mut self, path: Option<&Path>) {
        let scenario = self.named_scenario();
        let stem = path.and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
        // An exported file is no scenario, so that nothing is saved over it.
        let path = path.filter(|path| path.extension().is_some_and(|ending| ending == "ron"));
        let text = scenario.texts.first().filter(|(name, _)| Some(name) == stem.as_ref()).map(|(_, text)| text.clone());
        self.writing.file =
            path.zip(text).map(|(path, text)| SavedFile { path: path.to_path_buf(), text, form: Form::Whole });
    }

    /// Replaces names by neutral ones, or shows them again. All runs are made anew, to the same figures.
    pub(super) fn switch_names(&mut self) {
        self.writing.neutral = !self.writing.neutral;
        if let Some(hidden) = self.writing.hidden.take() {
            self.scenario = hidden.scenario;
            self.setup.rename(|changes| hidden.names.back(changes));
            self.history.each(|setup| setup.rename(|changes| hidden.names.back(changes)));
        }
        self.hide_names();
        self.first_token = self.next_token;
        self.rivals = self.load_rivals();
        self.name_pins();
        self.baseline = None;
        self.run_all();
    }

    /// Hides the names of the scenario just opened, where neutral ones are wanted.
    pub(super) fn hide_names(&mut self) {
        if !self.writing.neutral {
            self.writing.hidden = None;
            return;
        }
        let mut changes = self.setup.changes.clone();
        changes.extend(self.setup.muted.iter().cloned());
        self.history.each(|setup| changes.extend(setup.changes.iter().chain(&setup.muted).cloned()));
        let names = Names::of(&self.scenario, &changes);
        let neutral = Arc::new(names.scenario(&self.scenario));
        self.setup.rename(|changes| names.changes(changes));
        self.history.each(|setup| setup.rename(|changes| names.changes(changes)));
        let scenario = std::mem::replace(&mut self.scenario, neutral);
        self.writing.hidden = Some(Hidden { scenario, names });
    }

    /// The names that a scenario of its own has while neutral ones are shown.
    pub(super) fn shown(&self, scenario: Scenario) -> Scenario {
        if self.writing.neutral { Names::of(&scenario, &[]).scenario(&scenario) } else { scenario }
    }

    /// The changes as dated changes of a scenario, in the order of their weeks.
    pub fn reforms(&self) -> Vec<Reform> {
        let mut reforms = self.named_changes();
        reforms.sort_by_key(|reform| reform.week);
        changes::split(&reforms)
    }
}
