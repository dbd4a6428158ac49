//! What a file says: a scenario, or the runs that any exported file carries with scenario, changes and seed inside.

use std::path::Path;
use std::sync::Arc;

use crate::export::origin::RunOrigin;
use crate::export::taken;
use crate::scenario::{self, Problem, Scenario};

use super::changes;
use super::history::Setup;

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// The scenario as it stands.
    pub scenario: Arc<Scenario>,
    /// Changes, policy date and seed.
    pub setup: Setup,
    /// Weeks to run.
    pub weeks: u32,
    /// Agents to run.
    pub agents: u32,
    /// Further runs of the file, which are compared with it.
    pub others: Vec<Other>,
    /// Version of the program that wrote the file, where it is another one.
    pub other_version: Option<String>,
}

/// A further run of a file.
#[derive(Debug)]
pub struct Other {
    /// Its name.
    pub name: String,
    /// The run.
    pub run: Opened,
    /// Whether the others are compared with it.
    pub is_baseline: bool,
}

/// Reads a file, or says everything that is wrong with it. `library` knows the parents a scenario may name.
pub fn read(name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> Result<Opened, Vec<Problem>> {
    if let Some(taken) = taken::read(name, bytes) {
        return taken.and_then(|taken| take(name, taken, library));
    }
    let stem = Path::new(name).file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    match scenario::load(&stem, bytes, library) {
        Ok(scenario) => {
            let (setup, weeks, agents) = (Setup::of(&scenario), scenario.weeks, scenario.agents);
            let scenario = Arc::new(scenario);
            Ok(Opened { scenario, setup, weeks, agents, others: Vec::new(), other_version: None })
        }
        Err(mut list) => {
            // A scenario is known by its stem; people look for the file.
            for problem in list.iter_mut().filter(|problem| problem.file == stem) {
                name.clone_into(&mut problem.file);
            }
            Err(list)
        }
    }
}

/// Reads a scenario from the texts it was read from before, itself first; `None` where there are none.
pub fn from_texts(
    texts: &[(String, String)],
    library: &dyn Fn(&str) -> Option<String>,
) -> Option<Result<Scenario, Vec<Problem>>> {
    let (id, text) = texts.first()?;
    // The parents inside come first, so that nothing depends on what is shipped or lies beside it now.
    let inside = |wanted: &str| {
        let text = texts.iter().skip(1).find(|(id, _)| id == wanted).map(|(_, text)| text.clone());
        text.or_else(|| library(wanted))
    };
    Some(scenario::load(id, text.as_bytes(), &inside))
}

/// The first run becomes the work, the others are compared with it.
fn take(name: &str, taken: taken::Taken, library: &dyn Fn(&str) -> Option<String>) -> Result<Opened, Vec<Problem>> {
    let other_version = (taken.app_version != env!("CARGO_PKG_VERSION")).then_some(taken.app_version);
    let mut opened: Vec<Other> = Vec::new();
    for run in taken.runs {
        let known = opened.iter().map(|known| &known.run.scenario).find(|scenario| scenario.texts == run.texts);
        let scenario = match known {
            Some(scenario) => Arc::clone(scenario),
            None => Arc::new(scenario_of(name, &run, library)?),
        };
        let last_week = run.weeks.saturating_sub(1);
        let policy_week = run.policy_week.unwrap_or(scenario.policy_week).min(last_week);
        let setup = Setup { changes: changes::split(&run.changes), policy_week, seed: run.seed, muted: Vec::new() };
        let (weeks, agents, other_version) = (run.weeks, run.agents, other_version.clone());
        let opening = Opened { scenario, setup, weeks, agents, others: Vec::new(), other_version };
        opened.push(Other { name: run.name, run: opening, is_baseline: run.is_baseline });
    }
    if opened.is_empty() {
        return Err(vec![nothing(name, "no run")]);
    }
    let mut first = opened.remove(0).run;
    // The scenario as it stands is the baseline of the run on show, whether or not it is in the file.
    opened.retain(|Other { run, .. }| !(run.setup.changes.is_empty() && is_same_world(run, &first)));
    first.others = opened;
    Ok(first)
}

fn is_same_world(a: &Opened, b: &Opened) -> bool {
    (a.setup.seed, a.weeks, a.agents) == (b.setup.seed, b.weeks, b.agents) && Arc::ptr_eq(&a.scenario, &b.scenario)
}

fn scenario_of(
    name: &str,
    run: &RunOrigin,
    library: &dyn Fn(&str) -> Option<String>,
) -> Result<Scenario, Vec<Problem>> {
    let missing = || Err(vec![nothing(name, &format!("no scenario text for {}", run.name))]);
    from_texts(&run.texts, library).unwrap_or_else(missing)
}

fn nothing(name: &str, found: &str) -> Problem {
    Problem {
        file: name.to_owned(),
        line: 0,
        column: 0,
        field: String::new(),
        found: found.to_owned(),
        allowed: "a whole file as this program exports it".to_owned(),
        mend: "export it again".to_owned(),
    }
}

/// The text of a scenario and those of its parents, however much is wrong with it; nothing for a run or no text.
pub fn texts(name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let stem = Path::new(name).file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    match std::str::from_utf8(bytes) {
        Ok(text) if taken::read(name, bytes).is_none() => scenario::texts(&stem, text, library),
        _ => Vec::new(),
    }
}
