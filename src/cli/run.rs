//! `run`: a scenario in, record, weekly metrics and outcome table out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{self, RunArgs, SizeArgs};
use super::checkpoint::{self, Checkpoint};
use super::fault::{Faults, whole};
use super::output::{Target, fresh};
use super::progress::Bar;
use super::source::{Source, open};
use super::{Code, Shell, changes, levers, table};
use crate::experiment::{LARGE, facts, replicate_each};
use crate::export::Format;
use crate::export::stream::Stream;
use crate::run::compare::FEWEST_PAIRS;
use crate::run::summary::{SUMMARY_NOTE, headlines, outcomes};
use crate::run::{DISCLAIMER, Record, RunInput, Simulation};
use crate::scenario::{FEWEST_AGENTS, MOST_AGENTS};

/// Folder for files where none is given.
pub(super) const FOLDER: &str = "report";

/// Most replications of one run: they are written as they finish, so that time and room for files are the limit.
const MOST_SEEDS: u32 = 100_000;
/// Most weeks, as in scenario files: twenty years.
const MOST_WEEKS: u32 = 1_040;
/// Word for one agent a person.
const EVERYBODY: &str = "all";
/// Most threads: more than any machine has, fewer than any system refuses.
const MOST_THREADS: usize = 1_024;

/// A run that is ready to start.
struct Plan {
    input: RunInput,
    seeds: u32,
    /// Where it goes on, if it began before.
    from: Option<Simulation>,
    checkpoint: Option<Checkpoint>,
    threads: usize,
    formats: Vec<Format>,
    target: Target,
    json: bool,
}

/// Does what `run` asks.
pub(super) fn run(args: &RunArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let plan = plan(args, &mut faults);
    match plan {
        Some(plan) if faults.is_empty() => execute(plan, shell),
        _ => shell.refuse(&faults),
    }
}

/// Runs the default scenario and writes record, metrics and report: what the program does where no window opens.
pub(super) fn headless(word: &str, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let source = open(word, &mut faults);
    let formats = vec![Format::Html, Format::Ron, Format::Csv];
    let target = Target::new(paths(&fresh(FOLDER), &formats), false, &mut faults);
    match source {
        Some(Source { input, .. }) if faults.is_empty() => {
            let (from, checkpoint) = (None, None);
            execute(Plan { input, seeds: 1, from, checkpoint, threads: cores(), formats, target, json: false }, shell)
        }
        _ => shell.refuse(&faults),
    }
}

/// Reads agents and weeks of a model that is no scenario, where they are given.
pub(super) fn agents_and_weeks(args: &SizeArgs, faults: &mut Faults) -> (Option<u32>, Option<u32>) {
    let weeks = whole("--weeks", args.weeks.as_deref(), 1, MOST_WEEKS, faults);
    (whole("--agents", args.agents.as_deref(), FEWEST_AGENTS, MOST_AGENTS, faults), weeks)
}

/// Reads the sizes that `run` and `compare` share into `input`; gives the number of threads.
pub(super) fn size(args: &SizeArgs, input: Option<&mut RunInput>, faults: &mut Faults) -> usize {
    let weeks = whole("--weeks", args.weeks.as_deref(), 1, MOST_WEEKS, faults);
    let most = input.as_ref().map_or(MOST_AGENTS, |input| input.scenario.most_agents());
    let agents = match args.agents.as_deref() {
        Some(EVERYBODY) => Some(most),
        text => whole("--agents", text, FEWEST_AGENTS, most, faults),
    };
    if let Some(input) = input {
        input.weeks = weeks.unwrap_or(input.weeks);
        input.agents = agents.unwrap_or(input.agents);
    }
    threads(args.threads.as_deref(), faults)
}

/// Seeds of a command that brings its own scenarios, where nothing is said: the fewest for which a verdict is given.
const OWN_SEEDS: u32 = FEWEST_PAIRS as u32;

/// Reads how many seeds, agents and threads a command that brings its own scenarios has.
pub(super) fn own_runs(args: &args::Runs, most_seeds: u32, faults: &mut Faults) -> (u32, u32, usize) {
    let seeds = whole("--seeds", args.seeds.as_deref(), 1, most_seeds, faults).unwrap_or(OWN_SEEDS);
    let agents = whole("--agents", args.agents.as_deref(), FEWEST_AGENTS, MOST_AGENTS, faults);
    let agents = agents.unwrap_or_else(facts::agents);
    (seeds, agents, threads(args.threads.as_deref(), faults))
}

/// Reads a number of threads; all cores where nothing is said.
pub(super) fn threads(text: Option<&str>, faults: &mut Faults) -> usize {
    whole("--threads", text, 1, MOST_THREADS, faults).unwrap_or_else(cores)
}

/// Threads this machine has.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn plan(args: &RunArgs, faults: &mut Faults) -> Option<Plan> {
    let seed = whole("--seed", args.seed.as_deref(), 0, u64::MAX, faults);
    let seeds = whole("--seeds", args.seeds.as_deref(), 1, MOST_SEEDS, faults).unwrap_or(1);
    let formats = formats(&args.format, faults);
    let folder = args.out.clone().unwrap_or_else(|| fresh(FOLDER));
    let target = Target::new(paths(&folder, &formats), args.force, faults);
    let checkpoint = Checkpoint::new(args, faults);
    if checkpoint.is_some() && seeds > 1 {
        faults.say("--seeds: found with --checkpoint, which keeps the state of one run; allowed 1".to_owned());
    }
    if let Some(file) = &args.resume {
        let mut from = checkpoint::open(file, threads(args.size.threads.as_deref(), faults), faults)?;
        let threads = size(&args.size, None, faults);
        let done = from.weeks_done().max(1);
        if let Some(weeks) = whole("--weeks", args.size.weeks.as_deref(), done, MOST_WEEKS, faults) {
            from.set_weeks(weeks);
        }
        let (input, from) = (from.input().clone(), Some(from));
        return Some(Plan { input, seeds, from, checkpoint, threads, formats, target, json: args.json });
    }
    let mut source = args.scenario.as_deref().and_then(|word| open(word, faults));
    let threads = size(&args.size, source.as_mut().map(|source| &mut source.input), faults);
    let Some(Source { mut input, .. }) = source else {
        // Levers can be checked without a scenario, all but their weeks.
        levers::check(&args.set, &args.at, faults);
        changes::check(&args.change, faults);
        return None;
    };
    input.seed = seed.unwrap_or(input.seed);
    levers::apply(&mut input, &args.set, &args.at, faults);
    changes::apply(&mut input, &args.change, faults);
    Some(Plan { input, seeds, from: None, checkpoint, threads, formats, target, json: args.json })
}

fn formats(list: &str, faults: &mut Faults) -> Vec<Format> {
    let mut formats = Vec::new();
    for word in list.split(',').map(str::trim) {
        match Format::from_id(word) {
            Some(format) if formats.contains(&format) => {}
            Some(format) => formats.push(format),
            None => {
                let known: Vec<&str> = Format::ALL.iter().map(|format| format.id()).collect();
                faults.say(format!("--format: found {word:?}, allowed {}", known.join(", ")));
            }
        }
    }
    formats
}

fn paths(folder: &Path, formats: &[Format]) -> Vec<PathBuf> {
    formats.iter().map(|format| folder.join(format.file_name())).collect()
}

fn execute(mut plan: Plan, shell: &mut Shell<'_>) -> io::Result<Code> {
    // A large run shows what it does before its first week as well.
    let alone = plan.seeds == 1 && plan.input.agents >= LARGE;
    let record = match (plan.from.take(), &plan.checkpoint) {
        (None, None) if !alone => None,
        (from, kept) => {
            let Some(simulation) = from.or_else(|| checkpoint::begin(&plan.input, plan.threads, shell)) else {
                return shell.interrupted();
            };
            match checkpoint::go_on(simulation, kept.as_ref(), shell)? {
                Ok(record) => Some(record),
                Err(code) => return Ok(code),
            }
        }
    };
    match write(&plan, record, shell) {
        Ok(Some(runs)) => {
            print(&plan, &runs, shell)?;
            Ok(Code::Done)
        }
        Ok(None) => shell.interrupted(),
        Err(error) => shell.failed(&format!("nothing was written, {error}")),
    }
}

/// What is kept of runs that are written as they finish.
#[derive(Default)]
struct Runs {
    first: Option<Record>,
    /// Figures at the end of each run, in the order of the headlines.
    ends: Vec<Vec<Option<f64>>>,
}

/// Runs everything, unless there is a record already, and writes all files; `None` if somebody asked to stop.
fn write(plan: &Plan, record: Option<Record>, shell: &Shell<'_>) -> io::Result<Option<Runs>> {
    let bar = Bar::new(u64::from(plan.input.weeks) * u64::from(plan.seeds), shell.interactive, &shell.stop);
    let scenario = &plan.input.scenario;
    let mut runs = Runs::default();
    let mut staged = plan.target.stage()?;
    let mut outs = staged.outs();
    let mut streams: Vec<Stream<'_>> = plan
        .formats
        .iter()
        .zip(&mut outs)
        .map(|(format, out)| Stream::new(*format, plan.seeds as usize, scenario, out))
        .collect();
    let mut add = |record: Record| {
        for (index, stream) in streams.iter_mut().enumerate() {
            stream.add(&record).map_err(|error| plan.target.at(index, &error))?;
        }
        runs.ends.push(headlines(&record, scenario).iter().map(|row| row.last).collect());
        runs.first.get_or_insert(record);
        io::Result::Ok(())
    };
    let whole = match record {
        Some(record) => add(record).map(|()| true)?,
        None => replicate_each(&plan.input, plan.seeds, plan.threads, &|_, _| bar.advance(), &mut add)?,
    };
    bar.finish();
    if !whole {
        return Ok(None);
    }
    for (index, stream) in streams.into_iter().enumerate() {
        stream.close().map_err(|error| plan.target.at(index, &error))?;
    }
    for (index, mut out) in outs.into_iter().enumerate() {
        out.flush().map_err(|error| plan.target.at(index, &error))?;
    }
    Ok(staged.finish(|| !shell.stop.asked())?.then_some(runs))
}

fn print(plan: &Plan, runs: &Runs, shell: &mut Shell<'_>) -> io::Result<()> {
    let (Some(record), scenario) = (&runs.first, &plan.input.scenario) else {
        return Ok(());
    };
    if plan.json {
        // Replications are all in the files; the table is that of the first.
        let rows: Vec<_> = outcomes(record, scenario)
            .iter()
            .map(|row| {
                serde_json::json!({
                    "column": row.column, "label": row.label, "unit": row.spec.map(|spec| spec.unit),
                    "first": row.first, "end": row.last, "change": row.change(),
                })
            })
            .collect();
        let files: Vec<String> = plan.target.files().iter().map(|path| path.display().to_string()).collect();
        return shell.json(&serde_json::json!({
            "scenario": record.scenario, "seed": record.seed, "seeds": plan.seeds, "weeks": record.weeks,
            "agents": record.agents, "notice": DISCLAIMER, "note": SUMMARY_NOTE, "outcomes": rows, "files": files,
        }));
    }
    writeln!(shell.out, "{}", scenario.title)?;
    writeln!(
        shell.out,
        "{} weeks from {}, {} agents for {} million persons, seed {}",
        record.weeks, scenario.start, record.agents, scenario.persons_m, record.seed
    )?;
    for change in record.changes.iter().flat_map(|reform| crate::rules::dated_sentences(reform, scenario)) {
        writeln!(shell.out, "{change}")?;
    }
    if plan.seeds > 1 {
        table::spread(&headlines(record, scenario), &runs.ends, shell)?;
        let (count, first) = (plan.seeds, record.seed);
        let last = first.wrapping_add(u64::from(count) - 1);
        writeln!(shell.out, "{count} runs with the seeds {first} to {last}; record and report hold the first of them")?;
    } else {
        table::outcomes(&headlines(record, scenario), shell)?;
    }
    writeln!(shell.out, "{SUMMARY_NOTE}")?;
    writeln!(shell.out, "{DISCLAIMER}")?;
    for file in plan.target.files() {
        writeln!(shell.out, "Wrote {}", file.display())?;
    }
    if let Some(checkpoint) = &plan.checkpoint {
        let file = checkpoint.file().display();
        writeln!(shell.out, "Wrote {file}, from which `gatekeepers run --resume {file} --weeks N` goes on")?;
    }
    Ok(())
}
