//! Everything that can be asked for, as one list that is searched by a few letters. It is made from the tables: actions,
//! tabs, scenarios, recent files, levers and metrics.

use std::path::{Path, PathBuf};

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::command::{ACTIONS, Action, Command};
use super::panels::tabs::Tab;
use super::plots::PlotChoice;
use super::shell::ShellCommand;
use super::text;
use super::workbench::Workbench;
use crate::metrics::{METRICS, table::MetricId};
use crate::scenario::{LeverId, SHIPPED};

/// Something that can be asked for.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is done, in words; they are searched first.
    pub label: String,
    /// A sentence about it, which is searched as well.
    pub help: String,
    /// Its shortcut, or what kind of thing it is.
    pub aside: String,
    /// Whether it makes sense now.
    pub enabled: bool,
    /// What is sent when it is chosen.
    pub commands: Vec<Command>,
}

impl Entry {
    fn new(label: String, help: impl Into<String>, aside: impl Into<String>, commands: Vec<Command>) -> Self {
        Self { label, help: help.into(), aside: aside.into(), enabled: true, commands }
    }
}

/// What the window knows of files and scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'a> {
    /// Titles of the shipped scenarios, in their order.
    pub titles: &'a [String],
    /// Files opened or saved, the newest first.
    pub recent: &'a [String],
}

/// All entries, in the order in which they are shown while nothing is searched for. `can` says which actions make sense.
pub fn entries(workbench: &Workbench, shelf: Shelf<'_>, can: &dyn Fn(Action) -> bool) -> Vec<Entry> {
    let mut all = Vec::with_capacity(ACTIONS.len() + LeverId::ALL.len() + 2 * METRICS.len() + 40);
    // The palette is open already.
    for spec in ACTIONS.iter().filter(|spec| spec.action != Action::Palette) {
        let aside = spec.shortcut.map_or_else(|| "command".to_owned(), super::command::Shortcut::label);
        let entry = Entry::new(spec.label.to_owned(), spec.help, aside, vec![Command::Do(spec.action)]);
        all.push(Entry { enabled: can(spec.action), ..entry });
    }
    for tab in Tab::ALL {
        let show = vec![Command::Shell(ShellCommand::ShowTab(*tab))];
        all.push(Entry::new(format!("Show {}", tab.label()), "Brings the tab to the front", "tab", show));
    }
    for ((name, _), title) in SHIPPED.iter().zip(shelf.titles) {
        let help = if workbench.is_neutral() { "Opens the shipped scenario" } else { *name };
        let open = vec![Command::OpenShipped((*name).to_owned())];
        all.push(Entry::new(format!("Scenario {title}"), help, "scenario", open));
    }
    // Names of files may be those of firms.
    for path in shelf.recent.iter().filter(|_| !workbench.is_neutral()) {
        let (name, folder) = file_words(path);
        all.push(Entry::new(format!("File {name}"), folder, "file", vec![Command::OpenPath(PathBuf::from(path))]));
    }
    for id in LeverId::ALL {
        let spec = id.spec();
        let go = vec![Command::Shell(ShellCommand::GoToLever(*id))];
        let help = format!("{} Called {} in files.", spec.help, spec.id);
        all.push(Entry::new(format!("Lever {}", spec.label), help, spec.group.label(), go));
    }
    for (verb, plot) in [("Plot", Some(0)), ("Headline", None)] {
        for id in MetricId::ALL {
            let spec = id.spec();
            let show = Command::Show { plot, choice: PlotChoice::all(*id) };
            let help = format!("{}, called {} in files", text::capitalised(spec.formula), spec.id);
            let commands = vec![show, Command::Shell(ShellCommand::ShowTab(Tab::Outcomes))];
            all.push(Entry::new(format!("{verb} {}", spec.label), help, spec.group.label(), commands));
        }
    }
    all
}

/// Name and folder of a file, with a word where it is not there.
pub fn file_words(path: &str) -> (String, String) {
    let path = Path::new(path);
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let folder = if path.exists() { folder } else { format!("{folder}, missing") };
    (name, folder)
}

/// Places of the entries that fit what is typed, the best first. Letters of the label may be left out; what is found only
/// in the help comes last and must be there as typed.
pub fn found(entries: &[Entry], typed: &str) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return (0..entries.len()).collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let mut letters = Vec::new();
    let score = |(place, entry): (usize, &Entry)| {
        let label = Utf32Str::new(&entry.label, &mut letters);
        if let Some(score) = pattern.score(label, &mut matcher) {
            // A label with nothing else in it is what was meant.
            return Some((place, score.saturating_mul(2).saturating_sub(entry.label.len() as u32 / 4) + 1));
        }
        let hay = format!("{} {} {}", entry.label, entry.help, entry.aside).to_lowercase();
        // Whole words before parts of longer ones, so that an id is not taken for the beginning of another.
        let stands = |word: &String| hay.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word);
        words.iter().all(|word| hay.contains(word)).then(|| (place, u32::from(words.iter().all(stands))))
    };
    let mut scored: Vec<(usize, u32)> = entries.iter().enumerate().filter_map(score).collect();
    // The sort is stable, so that equals stay in the order of the list.
    scored.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;

    fn all() -> Vec<Entry> {
        let workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        let titles: Vec<String> = SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
        let recent = ["/nowhere/mine.ron".to_owned()];
        entries(&workbench, Shelf { titles: &titles, recent: &recent }, &|action| workbench.can(action))
    }

    #[test]
    fn every_table_is_in_the_list_once() {
        let all = all();
        let labels: std::collections::BTreeSet<&str> = all.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(labels.len(), all.len(), "no label twice");
        let expected = ACTIONS.len() - 1 + Tab::ALL.len() + SHIPPED.len() + 1 + LeverId::ALL.len() + 2 * METRICS.len();
        assert_eq!(all.len(), expected);
        for entry in &all {
            assert!(!entry.commands.is_empty() && !entry.help.is_empty() && !entry.aside.is_empty(), "{entry:?}");
        }
    }

    #[test]
    fn a_whole_label_is_found_first_and_letters_may_be_left_out() {
        let all = all();
        for (place, entry) in all.iter().enumerate() {
            let found = found(&all, &entry.label);
            assert!(found.iter().take(3).any(|found| *found == place), "{} is among the first", entry.label);
        }
        let first = |typed: &str| found(&all, typed).first().map(|place| all[*place].label.clone());
        assert_eq!(first("rst zm").as_deref(), Some("Reset zoom"));
        assert_eq!(first("concern_high").as_deref(), Some(&*format!("Lever {}", LeverId::concern_high.spec().label)));
        assert_eq!(first("take_mini").as_deref(), Some(&*format!("Lever {}", LeverId::take_mini.spec().label)));
        assert_eq!(first("zzzz"), None);
    }

    #[test]
    fn a_file_that_is_gone_says_so() {
        assert_eq!(file_words("/nowhere/mine.ron"), ("mine.ron".to_owned(), "/nowhere, missing".to_owned()));
    }

    #[test]
    fn what_makes_no_sense_is_greyed() {
        let undo = all().into_iter().find(|entry| entry.label == "Undo").expect("undo");
        assert!(!undo.enabled, "nothing was changed yet");
    }
}
