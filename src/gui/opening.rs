//! What a file says: a scenario, or the record of a run with its scenario, changes and seed inside.

use std::path::Path;
use std::sync::Arc;

use crate::run::Record;
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
}

/// Reads a file, or says everything that is wrong with it. `library` knows the parents a scenario may name.
pub fn read(name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> Result<Opened, Vec<Problem>> {
    if is_record(bytes) {
        return read_record(name, bytes, library);
    }
    let stem = Path::new(name).file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    match scenario::load(&stem, bytes, library) {
        Ok(scenario) => {
            let (setup, weeks, agents) = (Setup::of(&scenario), scenario.weeks, scenario.agents);
            Ok(Opened { scenario: Arc::new(scenario), setup, weeks, agents })
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

fn read_record(name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> Result<Opened, Vec<Problem>> {
    let problem = |line: usize, column: usize, found: String| {
        vec![Problem {
            file: name.to_owned(),
            line,
            column,
            field: String::new(),
            found,
            allowed: "a record of a run as this program writes it".to_owned(),
            mend: "export the record again".to_owned(),
        }]
    };
    let record: Record = ron::de::from_bytes(bytes)
        .map_err(|error| problem(error.span.start.line, error.span.start.col, error.code.to_string()))?;
    let scenario = from_texts(&record.texts, library);
    let scenario = scenario.unwrap_or_else(|| Err(problem(0, 0, "no scenario text".to_owned())))?;
    let setup =
        Setup { changes: changes::split(&record.changes), policy_week: scenario.policy_week, seed: record.seed };
    Ok(Opened { scenario: Arc::new(scenario), setup, weeks: record.weeks, agents: record.agents })
}

/// The text of a scenario and those of its parents, however much is wrong with it; nothing for a record or no text.
pub fn texts(name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let stem = Path::new(name).file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    match std::str::from_utf8(bytes) {
        Ok(text) if !is_record(bytes) => scenario::texts(&stem, text, library),
        _ => Vec::new(),
    }
}

/// Whether a file is the record of a run and not a scenario: only a record names the version that wrote it.
fn is_record(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(400)];
    String::from_utf8_lossy(head).contains("app_version")
}
