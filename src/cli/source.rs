//! Where scenarios come from: the shipped ones by name, files by path, run records and other exported files with all
//! they hold.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::fault::Faults;
use crate::export::checkpoint;
use crate::export::origin::RunOrigin;
use crate::export::taken::{self, Taken};
use crate::run::{Record, RunInput};
use crate::scenario::{SHIPPED, Scenario, load, shipped};

/// Largest file read, bytes: a thousand weeks of a thousand columns fit, a disk image does not.
const LARGEST: u64 = 256 << 20;

/// What a word on the command line turned out to be.
pub struct Source {
    /// The word.
    pub word: String,
    /// How to run it.
    pub input: RunInput,
    /// The run itself, where the word is a record.
    pub record: Option<Record>,
}

/// Finds what `word` names; all that is wrong goes to `faults`.
pub fn open(word: &str, faults: &mut Faults) -> Option<Source> {
    // A name without folder and ending is a shipped scenario, unless a file of exactly this name lies here.
    if let Some(text) = shipped(word).filter(|_| !Path::new(word).is_file()) {
        let scenario = check(word, text.as_bytes(), &library(None), faults)?;
        return Some(Source { word: word.to_owned(), input: RunInput::new(scenario), record: None });
    }
    let path = Path::new(word);
    let bytes = read(path, faults)?;
    if let Some(taken) = taken::read(word, &bytes) {
        return match taken {
            Ok(taken) => from_run(word, taken, faults),
            Err(problems) => {
                faults.problems(&problems);
                None
            }
        };
    }
    let name = path.file_stem().map_or_else(|| word.to_owned(), |stem| stem.to_string_lossy().into_owned());
    let folder = path.parent().map(Path::to_path_buf);
    // Problems name the file as it was typed; the scenario itself is named by the stem.
    match load(&name, &bytes, &library(folder.as_deref())) {
        Ok(scenario) => Some(Source { word: word.to_owned(), input: RunInput::new(Arc::new(scenario)), record: None }),
        Err(mut problems) => {
            for problem in problems.iter_mut().filter(|problem| problem.file == name) {
                word.clone_into(&mut problem.file);
            }
            faults.problems(&problems);
            None
        }
    }
}

/// The first run that an exported file describes.
fn from_run(word: &str, taken: Taken, faults: &mut Faults) -> Option<Source> {
    let run = taken.runs.into_iter().next()?;
    let (name, text) = run.texts.first()?;
    let parents =
        |wanted: &str| run.texts.iter().skip(1).find(|(name, _)| name == wanted).map(|(_, text)| text.clone());
    let scenario = check(name, text.as_bytes(), &parents, faults)?;
    let RunOrigin { changes, seed, weeks, agents, .. } = run;
    if agents > scenario.most_agents() {
        faults.say(format!("{word}: found {agents} agents, allowed up to one a person, {}", scenario.most_agents()));
        return None;
    }
    let input = RunInput { scenario, changes, seed, weeks, agents };
    Some(Source { word: word.to_owned(), input, record: taken.record })
}

fn check(
    name: &str,
    text: &[u8],
    library: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults,
) -> Option<Arc<Scenario>> {
    match load(name, text, library) {
        Ok(scenario) => Some(Arc::new(scenario)),
        Err(problems) => {
            faults.problems(&problems);
            None
        }
    }
}

/// Parents: a file of the same folder first, so that a family can be edited, then the shipped scenarios.
fn library(folder: Option<&Path>) -> impl Fn(&str) -> Option<String> + use<'_> {
    move |name| {
        let beside = folder
            // A name is a name: it cannot lead out of the folder.
            .filter(|_| !name.contains(['/', '\\']) && name != "..")
            .and_then(|folder| {
                let path = folder.join(format!("{name}.ron"));
                path.is_file().then(|| read(&path, &mut Faults::default())).flatten()
            })
            .and_then(|bytes| String::from_utf8(bytes).ok());
        beside.or_else(|| shipped(name).map(str::to_owned))
    }
}

fn read(path: &Path, faults: &mut Faults) -> Option<Vec<u8>> {
    let shown = path.display();
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)) {
        Ok(_) if checkpoint::looks_like_one(&bytes) => {
            faults.say(format!("{shown}: is a checkpoint; go on with `gatekeepers run --resume {shown}`"));
            None
        }
        Ok(_) if bytes.len() as u64 > LARGEST => {
            faults.say(format!("{shown}: larger than {} MB, so neither a scenario nor a run record", LARGEST >> 20));
            None
        }
        Ok(_) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let names = SHIPPED.iter().map(|(name, _)| *name);
            let hint = super::fault::did_you_mean(&shown.to_string(), names)
                .unwrap_or_else(|| "give the path of a file or a name from `gatekeepers list scenarios`".to_owned());
            faults.say(format!("{shown}: no such file and no shipped scenario of this name; {hint}"));
            None
        }
        Err(error) => {
            faults.say(format!("{shown}: cannot be read, {error}"));
            None
        }
    }
}
