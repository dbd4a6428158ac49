//! The command line as one table: what can be asked, in which words, with which help.
//!
//! Numbers arrive as text and are read in `source` and `size`, so that every mistake of a command line is reported at once
//! instead of the first one only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Simulate the fight over user data between phone makers and messaging platforms.
#[derive(Debug, Parser)]
#[command(
    name = "gatekeepers",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Without arguments the window opens on the default scenario. SCENARIO is the name of a shipped \
                  scenario (see `gatekeepers list scenarios`), a scenario file, a run record, or any other file that \
                  this program exported.\n\
                  Exit codes: 0 done, 1 failed, 2 bad input (nothing written), 130 interrupted."
)]
pub struct Cli {
    /// How the window is opened.
    #[command(flatten)]
    pub window: WindowArgs,
    /// What to do; the window opens if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Arguments of the window.
#[derive(Debug, Default, Args)]
pub struct WindowArgs {
    /// Scenario file or run record to open in the window in place of the work as it was left.
    pub file: Option<PathBuf>,
    /// Folder in which the window keeps its work between starts [default: the user's data folder].
    #[arg(long, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
    /// Measure how long frames take and how soon a moved lever shows, and print it when the window is closed, or write
    /// it to a file as JSON.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub frame_stats: Option<Option<PathBuf>>,
}

/// Everything the program does without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario, write its record and weekly metrics, print the outcome table.
    Run(RunArgs),
    /// Check scenario files and report every problem with line and column.
    Check(CheckArgs),
    /// List scenarios, levers, metrics or the phases of a week.
    List(ListArgs),
    /// Run a record again and say whether it comes out the same, to the bit.
    Replay(ReplayArgs),
    /// Compare runs metric by metric over seeds they share.
    Compare(CompareArgs),
    /// Fit the numbers of adoption to the figures published up to 2017, and say how well they and simpler methods fit.
    Calibrate(CalibrateArgs),
    /// Hold the model against published facts, and say what passes and what is missed by how much.
    Facts(FactsArgs),
    /// Time a scenario on this machine: user-weeks a second, and the share of each phase of a week.
    Bench(BenchArgs),
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Name of a shipped scenario, scenario file, run record or other exported file.
    #[arg(required_unless_present = "resume")]
    pub scenario: Option<String>,
    /// Seed of all luck [default: the scenario's].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<String>,
    /// Replications, with the seeds N, N+1, … [default: 1].
    #[arg(long, value_name = "K", allow_hyphen_values = true)]
    pub seeds: Option<String>,
    /// How large and on how many threads.
    #[command(flatten)]
    pub size: SizeArgs,
    /// Set a lever the way its slider does: from the start or from the policy date. A share may be written 40%, a
    /// choice by its word or its number. May be repeated.
    #[arg(long, value_name = "ID=VALUE", allow_hyphen_values = true)]
    pub set: Vec<String>,
    /// Set a lever from a week on. May be repeated.
    #[arg(long, value_name = "WEEK:ID=VALUE", allow_hyphen_values = true)]
    pub at: Vec<String>,
    /// Change the scenario from a week on, with the fields of a dated change in a scenario file, such as
    /// `(week: 40, disable: ["os-reads-messages"])`. May be repeated.
    #[arg(long, value_name = "CHANGE", allow_hyphen_values = true)]
    pub change: Vec<String>,
    /// Folder for the files [default: report, or the first free of report-2, report-3, …].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Files to write, separated by commas: ron, csv, parquet, summary (a row a run), json, html.
    #[arg(long, value_name = "LIST", default_value = "ron,csv")]
    pub format: String,
    /// Replace files that exist.
    #[arg(long)]
    pub force: bool,
    /// Keep the state of the run in a file, from which it goes on after an interruption; about 16 bytes an agent.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Weeks between two checkpoints; the last week has one in any case [default: 13].
    #[arg(long, value_name = "WEEKS", allow_hyphen_values = true)]
    pub every: Option<String>,
    /// Go on with the run of a checkpoint, which is kept up to date; --weeks sets another end.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenario", "seed", "seeds", "agents", "set", "at", "change"])]
    pub resume: Option<PathBuf>,
    /// Print the outcome table as JSON.
    #[arg(long)]
    pub json: bool,
}

/// How large a run is and how it is computed.
#[derive(Debug, Args)]
pub struct SizeArgs {
    /// Weeks to simulate [default: the scenario's].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub weeks: Option<String>,
    /// Agents that stand for the persons, up to one a person, which is `all` [default: the scenario's].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub agents: Option<String>,
    /// Threads to compute with; results do not depend on it [default: all cores].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub threads: Option<String>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Names of shipped scenarios, scenario files or run records.
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// Print the problems as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list.
    pub what: ListWhat,
    /// Print as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListWhat {
    /// Shipped scenarios.
    Scenarios,
    /// Levers, with range, default and source.
    Levers,
    /// Metrics, with unit, formula and source.
    Metrics,
    /// Phases of a week, in their order.
    Phases,
    /// The description of the model, as markdown.
    Model,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Run record to run again.
    pub record: String,
    /// Threads to compute with; results do not depend on it [default: all cores].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub threads: Option<String>,
    /// Print the answer as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// What the others are compared with: name of a shipped scenario, scenario file or run record.
    pub a: String,
    /// One or more to compare with A.
    #[arg(required = true)]
    pub b: Vec<String>,
    /// Pairs of runs, with the seeds of A onwards; records given without it are compared as they are [default: 10].
    #[arg(long, value_name = "K", allow_hyphen_values = true)]
    pub seeds: Option<String>,
    /// How large and on how many threads.
    #[command(flatten)]
    pub size: SizeArgs,
    /// Smallest gap of interest, as a share of the mean of A [default: 1%].
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub gap: Option<String>,
    /// Show every metric, not only the headline ones.
    #[arg(long)]
    pub all: bool,
    /// Write every metric to a file, as its ending says: .csv or .json.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long)]
    pub force: bool,
    /// Print every metric as JSON.
    #[arg(long)]
    pub json: bool,
}

/// How many runs a command computes that brings its own scenarios, and how.
#[derive(Debug, Args)]
pub struct Runs {
    /// Seeds of each run; all runs share them [default: 10].
    #[arg(long, value_name = "K", allow_hyphen_values = true)]
    pub seeds: Option<String>,
    /// Agents that stand for the persons [default: the scenario's].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub agents: Option<String>,
    /// Threads to compute with; results do not depend on it [default: all cores].
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub threads: Option<String>,
}

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// How many runs, and how.
    #[command(flatten)]
    pub runs: Runs,
    /// Print everything as JSON.
    #[arg(long)]
    pub json: bool,
    /// Print only the fields that a scenario file carries.
    #[arg(long, conflicts_with = "json")]
    pub ron: bool,
    /// Write these fields to a file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `facts`.
#[derive(Debug, Args)]
pub struct FactsArgs {
    /// How many runs, and how.
    #[command(flatten)]
    pub runs: Runs,
    /// Say which facts and which rankings of regimes change when each of the assumptions that carry them goes to half
    /// and to double; takes thirteen times as long and more.
    #[arg(long)]
    pub sensitivity: bool,
    /// Print the table as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Name of a shipped scenario, scenario file, run record or other exported file [default: the default scenario].
    pub scenario: Option<String>,
    /// How large and on how many threads.
    #[command(flatten)]
    pub size: SizeArgs,
    /// Runs to time [default: 5].
    #[arg(long, value_name = "K", allow_hyphen_values = true)]
    pub runs: Option<String>,
    /// Time the reduced model instead, whose rules are written down for other engines, on one thread; agents and weeks
    /// are those of its rules unless given.
    #[arg(long, conflicts_with_all = ["scenario", "threads"])]
    pub reduced: bool,
    /// Print everything as JSON.
    #[arg(long)]
    pub json: bool,
}
