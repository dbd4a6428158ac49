//! A scenario that is being written: its text, what is wrong with it, and the way back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::family::Family;
use super::writing::Form;
use crate::scenario::patch::{Step, remove, set};
use crate::scenario::{self, Problem, Scenario};

/// Steps that can be taken back.
const STEPS: usize = 300;

/// A scenario that is being written. Its text is always kept, whatever is wrong with it.
#[derive(Clone, Debug)]
pub struct Draft {
    name: String,
    text: String,
    /// The text as it was last saved, opened or begun.
    kept: String,
    /// Parents that are not shipped: (name, text).
    parents: Vec<(String, String)>,
    past: Vec<String>,
    future: Vec<String>,
    /// The place that is being typed into, so that one word is one step to take back.
    typing: Option<Vec<Step>>,
    family: Family,
    checked: Result<Arc<Scenario>, Vec<Problem>>,
    asks: bool,
}

impl Draft {
    /// A draft of a text; `parents` are those that the program does not ship.
    pub fn new(name: &str, text: String, parents: Vec<(String, String)>) -> Self {
        let mut draft = Self {
            name: name.to_owned(),
            kept: text.clone(),
            text,
            parents,
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
            family: Family::of(Vec::new()),
            checked: Err(Vec::new()),
            asks: false,
        };
        draft.check();
        draft
    }

    /// Name of the scenario: the stem of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text with those of its parents.
    pub const fn family(&self) -> &Family {
        &self.family
    }

    /// All problems of the draft.
    pub fn problems(&self) -> &[Problem] {
        self.checked.as_ref().err().map_or(&[], Vec::as_slice)
    }

    /// The scenario, if nothing is wrong.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.checked.as_ref().ok()
    }

    /// Whether something is not saved.
    pub fn is_changed(&self) -> bool {
        self.text != self.kept
    }

    /// Whether closing it has to be decided first.
    pub const fn asks(&self) -> bool {
        self.asks
    }

    /// Whether a step can be taken back.
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether a step can be made again.
    pub const fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Parents that are not shipped: (name, text).
    pub fn parents(&self) -> &[(String, String)] {
        &self.parents
    }

    /// Does what the form asks for; what is about the window as a whole does nothing here.
    pub fn apply(&mut self, command: EditorCommand) {
        match command {
            EditorCommand::Set { path, value } => {
                self.set(&path, &value);
            }
            EditorCommand::Remove(path) => {
                self.remove(&path);
            }
            EditorCommand::Write(text) => self.write(text),
            EditorCommand::Undo => self.undo(),
            EditorCommand::Redo => self.redo(),
            EditorCommand::Keep => self.asks = false,
            _ => {}
        }
    }

    /// Sets a value at a path. Returns whether the path leads somewhere.
    pub fn set(&mut self, path: &[Step], value: &str) -> bool {
        let Some(text) = set(&self.text, path, value) else { return false };
        let on = self.typing.as_deref() == Some(path);
        self.rewrite(text, on);
        self.typing = Some(path.to_vec());
        true
    }

    /// Takes out what stands at a path.
    pub fn remove(&mut self, path: &[Step]) -> bool {
        let Some(text) = remove(&self.text, path) else { return false };
        self.rewrite(text, false);
        true
    }

    /// Replaces the whole text.
    pub fn write(&mut self, text: String) {
        let on = self.typing.as_ref().is_some_and(Vec::is_empty);
        self.rewrite(text, on);
        self.typing = Some(Vec::new());
    }

    /// Takes back the last step.
    pub fn undo(&mut self) {
        if let Some(text) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.text, text));
            self.typing = None;
            self.check();
        }
    }

    /// Makes it again.
    pub fn redo(&mut self) {
        if let Some(text) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.text, text));
            self.typing = None;
            self.check();
        }
    }

    /// Remembers that the text is in a file.
    pub fn saved(&mut self, path: &Path, text: &str) {
        text.clone_into(&mut self.kept);
        self.asks = false;
        if let Some(stem) = path.file_stem() {
            self.name = stem.to_string_lossy().into_owned();
            self.check();
        }
    }

    /// Whether closing it has to be decided first.
    pub const fn ask(&mut self, asks: bool) {
        self.asks = asks;
    }

    /// The text of a parent by its name: one that came with the draft, else a shipped one.
    pub fn library(&self) -> impl Fn(&str) -> Option<String> + use<'_> {
        |name| {
            let known = self.parents.iter().find(|(id, _)| id == name).map(|(_, text)| text.clone());
            known.or_else(|| scenario::shipped(name).map(str::to_owned))
        }
    }

    fn rewrite(&mut self, text: String, on: bool) {
        if text == self.text {
            return;
        }
        let before = std::mem::replace(&mut self.text, text);
        if !on {
            self.past.push(before);
            if self.past.len() > STEPS {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.typing = None;
        self.check();
    }

    fn check(&mut self) {
        let (family, checked) = {
            let library = self.library();
            let texts = scenario::texts(&self.name, &self.text, &library);
            (Family::of(texts), scenario::load(&self.name, self.text.as_bytes(), &library).map(Arc::new))
        };
        (self.family, self.checked) = (family, checked);
    }
}

/// A draft as the session keeps it, without the steps to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    name: String,
    text: String,
    saved: String,
    parents: Vec<(String, String)>,
}

impl Kept {
    /// What there is to keep of a draft.
    pub fn of(draft: &Draft) -> Self {
        let Draft { name, text, kept, parents, .. } = draft.clone();
        Self { name, text, saved: kept, parents }
    }

    /// The draft again.
    pub fn draft(self) -> Draft {
        let mut draft = Draft::new(&self.name, self.text, self.parents);
        draft.kept = self.saved;
        draft
    }
}

/// What a panel asks of the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditorCommand {
    /// Begins a scenario that states what differs from a parent, or a whole one where none is named.
    New {
        /// Name of a shipped scenario, or of the one on show.
        parent: Option<String>,
        /// Its title.
        title: String,
    },
    /// Edits a text that could not be opened.
    Mend,
    /// Sets a value.
    Set {
        /// Where.
        path: Vec<Step>,
        /// The value as RON.
        value: String,
    },
    /// Takes a part out.
    Remove(Vec<Step>),
    /// Replaces the whole text.
    Write(String),
    /// Takes back the last step.
    Undo,
    /// Makes it again.
    Redo,
    /// Opens the draft in the window and runs it.
    Run,
    /// Closes the editor; asks first where something is not saved.
    Close,
    /// Goes on editing after all.
    Keep,
    /// Closes the editor, whatever is not saved.
    Discard,
    /// A file was written with this text.
    Saved {
        /// Where.
        path: PathBuf,
        /// What.
        text: String,
        /// How changes are written to it.
        form: Form,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::patch::top;

    fn draft() -> Draft {
        let text = "(\n    format: 1, // Version.\n    title: \"Mine\",\n    parent: Some(\"baseline-2016\"),\n    weeks: 60,\n)\n";
        Draft::new("mine", text.to_owned(), Vec::new())
    }

    #[test]
    fn a_word_typed_is_one_step_to_take_back() {
        let mut draft = draft();
        for typed in ["\"A\"", "\"Ab\"", "\"Abc\""] {
            assert!(draft.set(&top("title"), typed));
        }
        assert!(draft.set(&top("weeks"), "61") && draft.is_changed());
        draft.undo();
        assert_eq!(draft.scenario().map(|s| (s.title.clone(), s.weeks)), Some(("Abc".to_owned(), 60)));
        draft.undo();
        assert!(!draft.is_changed() && !draft.can_undo());
        draft.redo();
        assert_eq!(draft.scenario().map(|s| s.title.clone()), Some("Abc".to_owned()));
    }

    #[test]
    fn a_changed_number_changes_its_line_only() {
        let mut draft = draft();
        let before = draft.text().to_owned();
        draft.set(&top("weeks"), "80");
        let differing: Vec<_> = before.lines().zip(draft.text().lines()).filter(|(a, b)| a != b).collect();
        assert_eq!(differing, [("    weeks: 60,", "    weeks: 80,")]);
    }

    #[test]
    fn a_bad_value_stays_and_is_named() {
        let mut draft = draft();
        draft.set(&top("weeks"), "\"many\"");
        assert!(draft.scenario().is_none() && draft.text().contains("\"many\""));
        let path = top("weeks");
        assert_eq!(draft.family().problems_at(draft.problems(), &path).count(), 1);
    }

    #[test]
    fn what_a_parent_states_is_known_as_such() {
        let draft = draft();
        let path = vec![Step::Field("brands".into()), Step::Id("huawei".into()), Step::Field("price_rmb".into())];
        let stated = draft.family().value(&path).expect("a price");
        assert_eq!((stated.text, stated.by, stated.own), ("2500", "baseline-2016", false));
    }
}
