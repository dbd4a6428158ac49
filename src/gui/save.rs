//! The scenario with its changes as a scenario file: a child that states only what differs, or its own text with the
//! changes added. Comments of the text stay.

use std::path::{Path, PathBuf};

use crate::export::reproduce::reform_text;
use crate::scenario::patch::{Step, set, then, top};
use crate::scenario::write::flat;
use crate::scenario::{self, Reform, Scenario};

use super::editor::EditorCommand;
use super::editor::writing::Form;
use super::files::{self, WriteError};
use super::workbench::Workbench;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedText {
    /// The scenario file itself.
    pub text: String,
    /// Parents that are not shipped and must stand beside it: (file name, text).
    pub parents: Vec<(String, String)>,
}

/// Why nothing was saved to the same file.
#[derive(Debug, PartialEq, Eq)]
pub enum Again {
    /// There is no such file yet.
    Nowhere,
    /// Somebody else wrote to it meanwhile.
    Changed(PathBuf),
    /// Something else, as a sentence.
    Failed(String),
}

/// The name proposed for the file.
pub fn file_name(workbench: &Workbench) -> String {
    match workbench.draft() {
        Some(draft) => format!("{}.ron", draft.name()),
        None => format!("{}-changed.ron", workbench.named_scenario().id),
    }
}

/// Whether there is a choice of how changes are written.
pub fn has_choice(workbench: &Workbench) -> bool {
    workbench.draft().is_none() && !workbench.changes().is_empty()
}

/// What a file of this name would say: the draft, if one is being written, else the scenario on show with its changes.
pub fn scenario_text(workbench: &Workbench, form: Form, stem: &str) -> Result<SavedText, String> {
    if let Some(draft) = workbench.draft() {
        return Ok(SavedText { text: draft.text().to_owned(), parents: beside(draft.parents().iter()) });
    }
    let scenario = workbench.named_scenario();
    let reforms = workbench.reforms();
    match form {
        Form::Child if stem == scenario.id => {
            Err("A scenario cannot be its own parent. Choose another name, or save the whole text".to_owned())
        }
        Form::Child => {
            Ok(SavedText { text: child(workbench, scenario, &reforms), parents: beside(scenario.texts.iter()) })
        }
        Form::Whole => {
            let text = whole(workbench, scenario, &reforms).ok_or("The text of the scenario cannot be changed")?;
            Ok(SavedText { text, parents: beside(scenario.texts.iter().skip(1)) })
        }
    }
}

/// Writes to the file that holds the work already, if nobody else wrote to it meanwhile.
pub fn again(workbench: &Workbench) -> Result<EditorCommand, Again> {
    let file = workbench.file().ok_or(Again::Nowhere)?;
    let stem = file.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let saved = scenario_text(workbench, file.form, &stem).map_err(Again::Failed)?;
    if let Ok(bytes) = files::read(&file.path)
        && String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}') != file.text
    {
        return Err(Again::Changed(file.path.clone()));
    }
    write(&file.path, &saved, true).map_err(|error| match error {
        WriteError::Exists => Again::Changed(file.path.clone()),
        WriteError::NoFolder(folder) => {
            Again::Failed(format!("The folder {} does not exist any more", folder.display()))
        }
        WriteError::Other(why) => Again::Failed(why),
    })?;
    Ok(EditorCommand::Saved { path: file.path.clone(), text: saved.text, form: file.form })
}

/// Writes a scenario and, beside it, those of its parents that are not there yet.
pub fn write(path: &Path, saved: &SavedText, replace: bool) -> Result<(), WriteError> {
    for (name, text) in &saved.parents {
        let beside = path.with_file_name(name);
        if !beside.exists() && beside != path {
            files::write(&beside, text.as_bytes(), false)?;
        }
    }
    files::write(path, saved.text.as_bytes(), replace)
}

fn beside<'a>(texts: impl Iterator<Item = &'a (String, String)>) -> Vec<(String, String)> {
    let unshipped = texts.filter(|(id, body)| scenario::shipped(id) != Some(body.as_str()));
    unshipped.map(|(id, text)| (format!("{id}.ron"), text.clone())).collect()
}

/// Numbers of the run that differ from the scenario's: (field, value).
fn settings(workbench: &Workbench, scenario: &Scenario) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut differs = |name, now: u64, before: u64| {
        if now != before {
            fields.push((name, now.to_string()));
        }
    };
    differs("weeks", workbench.weeks().into(), scenario.weeks.into());
    differs("policy_week", workbench.policy_week().into(), scenario.policy_week.into());
    differs("agents", workbench.agents().into(), scenario.agents.into());
    differs("seed", workbench.seed(), scenario.seed);
    fields
}

fn child(workbench: &Workbench, scenario: &Scenario, reforms: &[Reform]) -> String {
    let title = if scenario.title.ends_with(", changed") {
        scenario.title.clone()
    } else {
        format!("{}, changed", scenario.title)
    };
    let mut lines = vec![
        "// What an analyst changed in a scenario. Everything else is as its parent says.".to_owned(),
        "(".to_owned(),
        "    format: 1,".to_owned(),
        format!("    title: {},", flat(&title)),
        format!("    parent: Some({}),", flat(&scenario.id)),
    ];
    lines.extend(settings(workbench, scenario).iter().map(|(name, value)| format!("    {name}: {value},")));
    lines.push("    reforms: [".to_owned());
    for reform in reforms {
        lines.push(format!("        // {}.", super::changes::sentence(scenario, reform)));
        lines.push(format!("        {},", reform_text(reform)));
    }
    lines.push("    ],".to_owned());
    lines.push(")".to_owned());
    lines.join("\n") + "\n"
}

fn whole(workbench: &Workbench, scenario: &Scenario, reforms: &[Reform]) -> Option<String> {
    let (_, text) = scenario.texts.first()?;
    let mut text = text.clone();
    for (name, value) in settings(workbench, scenario) {
        text = set(&text, &top(name), &value)?;
    }
    for reform in reforms {
        // A place beyond the last entry adds one.
        text = set(&text, &then(&top("reforms"), Step::Place(usize::MAX)), &reform_text(reform))?;
    }
    Some(text)
}

/// A dated change on one line, what it leaves open left out.
#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::gui::command::Command;
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LeverId;

    fn changed() -> Workbench {
        let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        workbench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.4, done: true });
        workbench
    }

    #[test]
    fn a_saved_scenario_names_its_parent_and_its_changes() {
        let mut workbench = changed();
        workbench.apply(Command::SetRule { id: "none".to_owned(), enabled: true });
        workbench.apply(Command::SetSeed(9));
        let saved = scenario_text(&workbench, Form::Child, "mine").expect("text");
        assert!(saved.text.contains("parent: Some(\"sample\")"), "{}", saved.text);
        assert!(saved.text.contains("    seed: 9,\n"), "{}", saved.text);
        assert!(saved.text.contains("(week: 12, set: [(\"take_mini\", 0.4)])"), "{}", saved.text);
        assert_eq!(saved.parents.len(), 1);
        assert!(scenario_text(&workbench, Form::Child, "sample").is_err());
    }

    #[test]
    fn the_whole_text_keeps_its_comments_and_gains_the_changes() {
        let text = "(\n    // Mine.\n    weeks: 40, // Short.\n    reforms: [\n        (week: 3, disable: [\"a\"]), // One.\n    ],\n)\n";
        let mut sample = (*scenario()).clone();
        sample.texts = vec![("sample".to_owned(), text.to_owned())];
        let mut workbench = Workbench::new(Arc::new(sample), Box::new(InlineRunner::default()));
        workbench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.4, done: true });
        let saved = scenario_text(&workbench, Form::Whole, "sample").expect("text");
        let added = "        (week: 3, disable: [\"a\"]), // One.\n        (week: 12, set: [(\"take_mini\", 0.4)]),\n";
        assert_eq!(saved.text, text.replace("        (week: 3, disable: [\"a\"]), // One.\n", added));
        assert!(saved.parents.is_empty());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.ron");
        let mut workbench = changed();
        assert_eq!(again(&workbench), Err(Again::Nowhere));
        let saved = scenario_text(&workbench, Form::Child, "mine").expect("text");
        write(&path, &saved, false).expect("written");
        workbench.apply(Command::Editor(EditorCommand::Saved {
            path: path.clone(),
            text: saved.text,
            form: Form::Child,
        }));
        workbench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.6, done: true });
        let command = again(&workbench).expect("saved again");
        assert!(std::fs::read_to_string(&path).expect("a file").contains("0.6"));
        workbench.apply(Command::Editor(command));
        std::fs::write(&path, "// Somebody else.").expect("written");
        assert_eq!(again(&workbench), Err(Again::Changed(path)));
    }
}
