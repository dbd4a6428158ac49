//! Runs kept for comparison: what a pinned run is, what can be asked of it, and how it is kept between starts.

pub mod lessons;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::changes;
use super::history::Setup;
use super::replications::Role;
use super::worker::Finished;
use crate::run::RunInput;
use crate::scenario::neutral::Names;
use crate::scenario::{Reform, Scenario};

/// Most pinned runs; with the run on show there are eight.
pub const MOST_PINS: usize = 7;
/// Longest name of a pinned run.
const LONGEST_NAME: usize = 60;

/// Something asked about pinned runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinCommand {
    /// Adds what a file says, a scenario or the record of a run.
    Add {
        /// Name of the file without folder.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Adds a shipped scenario by its name.
    AddShipped(String),
    /// Gives a pinned run another name.
    Rename(u32, String),
    /// Takes a pinned run out of the comparison.
    Remove(u32),
    /// Shows a pinned run in plots and tables, or hides it.
    Show(u32, bool),
    /// Makes a pinned run the run on show.
    Open(u32),
    /// What all runs are compared with; `None` is the scenario on show as it stands.
    Baseline(Option<u32>),
}

/// A pinned run.
#[derive(Clone, Debug)]
pub struct Pin {
    /// Its number, which no other pin of the session has.
    pub id: u32,
    /// Which dash and colour it has.
    pub place: usize,
    /// Its name, without names of firms while neutral ones are shown.
    pub name: String,
    /// What is run, without names of firms while neutral ones are shown.
    pub input: RunInput,
    /// The run, once there.
    pub run: Option<Arc<Finished>>,
    /// The name as it was given.
    pub(super) own_name: String,
    /// What is run, under its own names.
    pub(super) kept: Kept,
    /// Whether a swap put it there; it goes when it is no longer the baseline.
    pub(super) lent: bool,
}

impl Pin {
    /// The word under which a hidden pin is remembered.
    pub fn key(id: u32) -> String {
        format!("pin {id}")
    }

    /// How it is kept between starts. `open` is the scenario on show, whose texts are kept once.
    pub(super) fn saved(&self, open: &Scenario) -> SavedPin {
        let texts = &self.kept.scenario.texts;
        SavedPin {
            id: self.id,
            place: self.place,
            name: self.own_name.clone(),
            texts: if *texts == open.texts { Vec::new() } else { texts.clone() },
            setup: self.kept.setup.clone(),
            weeks: self.kept.weeks,
            agents: self.kept.agents,
            lent: self.lent,
        }
    }
}

/// A run that is compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its name.
    pub label: String,
    /// What is run.
    pub input: RunInput,
    /// The run, once there.
    pub run: Option<Arc<Finished>>,
    /// What it is in the comparison.
    pub role: Role,
    /// Whether plots and tables show it.
    pub shown: bool,
}

/// What decides a run, under its own names.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The scenario.
    pub(super) scenario: Arc<Scenario>,
    /// Changes, policy date and seed.
    pub(super) setup: Setup,
    /// Weeks of the run.
    pub(super) weeks: u32,
    /// Agents of the run.
    pub(super) agents: u32,
}

impl Kept {
    /// The run of it.
    pub(super) fn input(&self) -> RunInput {
        RunInput {
            scenario: Arc::clone(&self.scenario),
            changes: self.setup.changes.clone(),
            seed: self.setup.seed,
            weeks: self.weeks,
            agents: self.agents,
        }
    }

    /// The run of it without names of firms.
    pub(super) fn neutral(&self) -> RunInput {
        let names = Names::of(&self.scenario, &self.setup.changes);
        let scenario = Arc::new(names.scenario(&self.scenario));
        RunInput { scenario, changes: names.changes(&self.setup.changes), ..self.input() }
    }

    /// Whether both have the same rules, whatever their luck and size.
    pub(super) fn has_rules_of(&self, scenario: &Arc<Scenario>, changes: &[Reform]) -> bool {
        self.setup.changes == changes && (Arc::ptr_eq(&self.scenario, scenario) || self.scenario == *scenario)
    }

    /// Whether both are the same run.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.has_rules_of(&other.scenario, &other.setup.changes)
            && (self.setup.seed, self.weeks, self.agents) == (other.setup.seed, other.weeks, other.agents)
    }

    /// The name it gets where nobody gives it one: what is changed in it and in none of the `others`, if there is
    /// such a change.
    pub(super) fn name<'a>(&self, others: impl Iterator<Item = &'a Self>) -> String {
        let changes = &self.setup.changes;
        let known: Vec<&Reform> = others.flat_map(|other| &other.setup.changes).collect();
        let own = changes.iter().find(|change| !known.contains(change)).or_else(|| changes.first());
        let name = match (own, changes.len()) {
            (None, _) => self.scenario.title.clone(),
            (Some(own), 1) => changes::value_first(own),
            (Some(own), count) => format!("{} and {} more", changes::value_first(own), count - 1),
        };
        shortened(&name)
    }
}

/// A name without spaces around it and not too long; empty where there is none.
pub(super) fn shortened(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() <= LONGEST_NAME {
        return name;
    }
    let cut: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A name that none of the others has.
pub(super) fn distinct(name: &str, others: &[&str]) -> String {
    let mut number = 1;
    let mut wanted = name.to_owned();
    while others.contains(&wanted.as_str()) {
        number += 1;
        wanted = format!("{name}, {number}");
    }
    wanted
}

/// A pinned run as it is kept between starts; it is computed again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPin {
    id: u32,
    place: usize,
    name: String,
    /// Texts of the scenario; none are those of the scenario on show.
    #[serde(default)]
    texts: Vec<(String, String)>,
    setup: Setup,
    weeks: u32,
    agents: u32,
    #[serde(default)]
    lent: bool,
}

impl SavedPin {
    /// The pin again, or its name where its scenario cannot be read any more.
    pub(super) fn pin(
        self,
        open: &Arc<Scenario>,
        read: impl Fn(&[(String, String)]) -> Option<Scenario>,
    ) -> Result<Pin, String> {
        let scenario = if self.texts.is_empty() { Some(Arc::clone(open)) } else { read(&self.texts).map(Arc::new) };
        let Some(scenario) = scenario else { return Err(self.name) };
        let kept = Kept { scenario, setup: self.setup, weeks: self.weeks.max(1), agents: self.agents.max(1) };
        Ok(Pin {
            id: self.id,
            place: self.place % MOST_PINS,
            name: self.name.clone(),
            input: kept.input(),
            run: None,
            own_name: self.name,
            kept,
            lent: self.lent,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::gui::sample::scenario;
    use crate::scenario::LeverId;

    fn kept(changes: Vec<Reform>) -> Kept {
        let scenario = scenario();
        let setup = Setup { changes, ..Setup::of(&scenario) };
        Kept { setup, weeks: 40, agents: 512, scenario }
    }

    #[test]
    fn a_pin_is_named_after_what_it_changes() {
        let change = |value| Reform::lever(12, LeverId::take_mini, value);
        assert_eq!(kept(Vec::new()).name(iter::empty()), "Sample");
        let one = kept(vec![change(0.4)]).name(iter::empty());
        assert!(one.contains(LeverId::take_mini.spec().label) && one.starts_with("40 %"), "{one}");
        let (common, other) = (change(0.4), kept(vec![change(0.4)]));
        let told = kept(vec![common, change(0.7)]).name(iter::once(&other));
        assert!(told.starts_with("70 %") && told.ends_with("and 1 more"), "it begins with what differs, {told}");
        assert!(kept(vec![change(0.4), change(0.5), change(0.6)]).name(iter::empty()).ends_with("and 2 more"));
        assert_eq!(distinct("A", &["B", "A", "A, 2"]), "A, 3");
        assert_eq!(shortened("  a \n b "), "a b");
        assert_eq!(shortened(&"x".repeat(200)).chars().count(), LONGEST_NAME);
    }
}
