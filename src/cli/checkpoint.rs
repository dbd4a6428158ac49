//! Runs that keep their state in a file and go on from it.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::fault::{Faults, whole};
use super::output::Target;
use super::progress::Bar;
use super::{Code, Shell};
use crate::export::checkpoint;
use crate::run::{Record, RunInput, Simulation};
use crate::step::HISTORY_STEPS;

/// Weeks between two checkpoints where nothing is said: a quarter.
const EVERY: u32 = 13;
/// Most weeks between two, as many as a run can have.
const MOST_EVERY: u32 = 1_040;

/// Where and how often the state of a run is kept.
pub(super) struct Checkpoint {
    file: PathBuf,
    target: Target,
    every: u32,
    /// The checkpoint that the run began from.
    resumed: Option<PathBuf>,
}

impl Checkpoint {
    /// What the arguments ask for; a resumed run keeps its own file up to date.
    pub(super) fn new(args: &RunArgs, faults: &mut Faults) -> Option<Self> {
        let every = whole("--every", args.every.as_deref(), 1, MOST_EVERY, faults);
        let Some(file) = args.checkpoint.clone().or_else(|| args.resume.clone()) else {
            if every.is_some() {
                faults.say("--every: found without --checkpoint; allowed beside it".to_owned());
            }
            return None;
        };
        // What is in the way is said now; later each checkpoint takes the place of the one before.
        let own = args.resume.as_ref() == Some(&file);
        Target::new(vec![file.clone()], args.force || own, faults);
        let target = Target::new(vec![file.clone()], true, &mut Faults::default());
        Some(Self { file, target, every: every.unwrap_or(EVERY), resumed: args.resume.clone() })
    }

    /// Where it is.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    fn is_due(&self, simulation: &Simulation) -> bool {
        let done = simulation.weeks_done();
        done.is_multiple_of(self.every) || done == simulation.input().weeks
    }

    fn keep(&self, simulation: &Simulation) -> io::Result<()> {
        self.target.write(|_, out| checkpoint::write(simulation, out), || true).map(|_| ())
    }
}

/// Reads the run of a checkpoint; what is wrong goes to `faults`.
pub(super) fn open(file: &Path, threads: usize, faults: &mut Faults) -> Option<Simulation> {
    let shown = file.display().to_string();
    let from = match File::open(file) {
        Ok(from) => from,
        Err(error) => {
            faults.say(format!("{shown}: cannot be read, {error}"));
            return None;
        }
    };
    checkpoint::read(&shown, &mut BufReader::new(from), threads).map_err(|problems| faults.problems(&problems)).ok()
}

/// A run before its first week; none if somebody asked to stop.
pub(super) fn begin(input: &RunInput, threads: usize, shell: &Shell<'_>) -> Option<Simulation> {
    let bar = Bar::before_weeks(u64::from(HISTORY_STEPS), shell.interactive, &shell.stop);
    Simulation::begin(input, threads, &mut || bar.advance())
}

/// Simulates to the end and keeps the state as often as asked. An interrupted run leaves its last checkpoint and says how
/// it goes on; then, and after an error, there is a code in place of the record.
pub(super) fn go_on(
    mut simulation: Simulation,
    kept: Option<&Checkpoint>,
    shell: &mut Shell<'_>,
) -> io::Result<Result<Record, Code>> {
    let weeks = simulation.input().weeks;
    let bar = Bar::from(u64::from(simulation.weeks_done()), u64::from(weeks), shell.interactive, &shell.stop);
    let began = kept.and_then(|kept| kept.resumed.as_deref());
    let mut last = began.map(|file| (file, simulation.weeks_done()));
    while simulation.weeks_done() < weeks {
        simulation.step(&mut |_| {});
        let go_on = bar.advance();
        if let Some(kept) = kept.filter(|kept| kept.is_due(&simulation)) {
            if let Err(error) = kept.keep(&simulation) {
                bar.finish();
                return shell.failed(&format!("the checkpoint could not be written, {error}")).map(Err);
            }
            last = Some((kept.file(), simulation.weeks_done()));
        }
        if !go_on && simulation.weeks_done() < weeks {
            bar.finish();
            let Some((file, week)) = last else {
                return shell.interrupted().map(Err);
            };
            let (file, done) = (file.display(), simulation.weeks_done());
            writeln!(
                shell.err,
                "interrupted after {done} weeks; `gatekeepers run --resume {file}` goes on after week {week}"
            )?;
            return Ok(Err(Code::Interrupted));
        }
    }
    bar.finish();
    Ok(Ok(simulation.record()))
}
