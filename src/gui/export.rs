//! What leaves the window as a file: kinds of export, and their bytes. Each carries the origin of its runs, so that it
//! can be dropped on the window again.

use std::io::Write;
use std::path::Path;

use super::files::WriteError;
use super::pins::Compared;
use super::plots::plots_on_paper;
use super::raster::{Pixels, pixels};
use super::replications::{Role, Sample};
use super::workbench::Workbench;
use crate::cli::fault::Faults;
use crate::cli::output::Target;
use crate::export::origin::{Origin, RunOrigin};
use crate::export::picture::Picture;
use crate::export::report::Page;
use crate::export::table::{Table, TableRun};
use crate::export::{self, Format, csv, parquet, plot};
use crate::run::compare::{Difference, Summaries, common_columns, compare, summaries};
use crate::run::{DISCLAIMER, Record};

/// A kind of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// Everything needed to run it again to the same bits.
    Record,
    /// One row a week, one column a metric.
    Csv,
    /// The same, typed and compressed.
    Parquet,
    /// Record and weekly metrics for programs.
    Json,
    /// All runs on show in one table.
    RunsCsv,
    /// The same, typed and compressed.
    RunsParquet,
    /// How all runs on show differ from the baseline.
    Comparison,
    /// The large plots as they are on the screen, to be scaled and edited.
    PlotsSvg,
    /// The same in pixels.
    PlotsPng,
    /// One page to read.
    Report,
}

/// A row of the table of kinds.
#[derive(Debug)]
pub struct KindSpec {
    /// The words on the row of the menu.
    pub label: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// The title of the dialog that asks where.
    pub title: &'static str,
    /// End of the name of the file, after that of the scenario.
    pub file_name: &'static str,
}

impl ExportKind {
    /// All kinds, in the order of the menu.
    pub const ALL: &'static [Self] = &[
        Self::Record,
        Self::Csv,
        Self::Parquet,
        Self::Json,
        Self::RunsCsv,
        Self::RunsParquet,
        Self::Comparison,
        Self::PlotsSvg,
        Self::PlotsPng,
        Self::Report,
    ];

    /// The row of the kind.
    pub const fn spec(self) -> KindSpec {
        match self {
            Self::Record => KindSpec {
                label: "Run record…",
                help: "Everything needed to run it again to the same bits, as RON",
                title: "Export the run record",
                file_name: "record.ron",
            },
            Self::Csv => KindSpec {
                label: "Weekly metrics as CSV…",
                help: "One row a week and one column a metric; the last column says where the figures come from",
                title: "Export the weekly metrics as CSV",
                file_name: "metrics.csv",
            },
            Self::Parquet => KindSpec {
                label: "Weekly metrics as Parquet…",
                help: "One row a week and one column a metric, typed and compressed",
                title: "Export the weekly metrics as Parquet",
                file_name: "metrics.parquet",
            },
            Self::Json => KindSpec {
                label: "Weekly metrics as JSON…",
                help: "The run with its weekly metrics and events as one object",
                title: "Export the weekly metrics as JSON",
                file_name: "metrics.json",
            },
            Self::RunsCsv => KindSpec {
                label: "All runs as CSV…",
                help: "All runs on show in one table, one row a run and week",
                title: "Export all runs as CSV",
                file_name: "runs.csv",
            },
            Self::RunsParquet => KindSpec {
                label: "All runs as Parquet…",
                help: "All runs on show in one table, one row a run and week, typed and compressed",
                title: "Export all runs as Parquet",
                file_name: "runs.parquet",
            },
            Self::Comparison => KindSpec {
                label: "Comparison as CSV…",
                help: "All runs on show against the baseline in every metric, with intervals and verdicts",
                title: "Export the comparison as CSV",
                file_name: "comparison.csv",
            },
            Self::PlotsSvg => KindSpec {
                label: "Plots as SVG…",
                help: "The large plots as they are on the screen, on white paper, as a drawing",
                title: "Export the plots as SVG",
                file_name: "plots.svg",
            },
            Self::PlotsPng => KindSpec {
                label: "Plots as PNG…",
                help: "The large plots as they are on the screen, on white paper, as a picture",
                title: "Export the plots as PNG",
                file_name: "plots.png",
            },
            Self::Report => KindSpec {
                label: "Report…",
                help: "One page to read: what changed, plots, outcomes, sources and how to reproduce it, as HTML",
                title: "Export the report",
                file_name: "report.html",
            },
        }
    }

    /// Name of the file proposed.
    pub const fn file_name(self) -> &'static str {
        self.spec().file_name
    }
}

/// Name of the file proposed for the run on show.
pub fn file_name(kind: ExportKind, workbench: &Workbench) -> String {
    format!("{}-{}", workbench.scenario().id, kind.file_name())
}

/// Writes all kinds into a folder, all of them or none.
pub fn write_all(folder: &Path, workbench: &Workbench, replace: bool) -> Result<(), WriteError> {
    let files = ExportKind::ALL.iter().map(|kind| folder.join(file_name(*kind, workbench))).collect();
    if !replace && ExportKind::ALL.iter().any(|kind| folder.join(file_name(*kind, workbench)).exists()) {
        return Err(WriteError::Exists);
    }
    let contents = ExportKind::ALL.iter().map(|kind| bytes(*kind, workbench)).collect::<Result<Vec<_>, _>>();
    let contents = contents.map_err(WriteError::Other)?;
    let mut faults = Faults::default();
    let target = Target::new(files, replace, &mut faults);
    if !faults.is_empty() {
        return Err(WriteError::Other(faults.lines().join("\n")));
    }
    let write = |place: usize, out: &mut dyn Write| out.write_all(&contents[place]);
    target.write(write, || true).map(|_| ()).map_err(|error| WriteError::Other(format!("Nothing was written, {error}")))
}

/// The bytes of an export of the runs on show, with all large plots where it shows plots.
pub fn bytes(kind: ExportKind, workbench: &Workbench) -> Result<Vec<u8>, String> {
    let large: Vec<usize> = (0..workbench.board().large()).collect();
    bytes_with(kind, workbench, &large)
}

/// The same with the plots in these places.
pub fn bytes_with(kind: ExportKind, workbench: &Workbench, plots: &[usize]) -> Result<Vec<u8>, String> {
    let record = record(workbench)?;
    let scenario = workbench.scenario();
    let mut out = Vec::new();
    let one = std::slice::from_ref(&record);
    let written = match kind {
        ExportKind::Record => export::record::write(&record, &mut out),
        ExportKind::Csv => {
            let origin = Origin::of_records([(THIS_RUN, &record)]);
            csv::write_table(&Table::of_seeds(one, scenario.start), Some(&origin), &mut out)
        }
        ExportKind::Parquet => {
            let origin = Origin::of_records([(THIS_RUN, &record)]);
            parquet::write_table(&Table::of_seeds(one, scenario.start), &origin, &mut out)
        }
        ExportKind::Json => export::write(Format::Json, one, scenario, &mut out),
        ExportKind::RunsCsv => {
            let runs = runs(workbench, &record)?;
            csv::write_table(&table(&runs), Some(&origin(&runs)), &mut out)
        }
        ExportKind::RunsParquet => {
            let runs = runs(workbench, &record)?;
            parquet::write_table(&table(&runs), &origin(&runs), &mut out)
        }
        ExportKind::Comparison => {
            let runs = runs(workbench, &record)?;
            csv::write_comparison(&compared(workbench, &record, &runs), &origin(&runs), &mut out)
        }
        ExportKind::PlotsSvg => {
            let origin = origin(&runs(workbench, &record)?);
            picture(workbench, plots).write_svg(&origin, &mut out)
        }
        ExportKind::PlotsPng => {
            let origin = origin(&runs(workbench, &record)?);
            let Pixels { size, rgba } = pixels(&picture(workbench, plots));
            export::png::write(size, &rgba, &origin, &mut out)
        }
        ExportKind::Report => report(workbench, &record, plots, &mut out),
    };
    written.map(|()| out).map_err(|error| format!("The export could not be written, {error}"))
}

/// The page to read: against the baseline, with the plots on the screen and what the seeds say.
fn report(workbench: &Workbench, record: &Record, plots: &[usize], out: &mut Vec<u8>) -> std::io::Result<()> {
    let scenario = workbench.scenario();
    let runs = runs(workbench, record).map_err(std::io::Error::other)?;
    let baseline = runs.iter().find(|run| run.is_baseline);
    let picture = picture(workbench, plots);
    let differences = baseline.map_or_else(Vec::new, |baseline| {
        differences(workbench, (Role::Baseline, &baseline.record), (Role::Current, record))
    });
    // Where the run on show is the baseline itself, the others are compared with it.
    let base = baseline.map_or((Role::Current, record), |baseline| (Role::Baseline, &baseline.record));
    let pinned = runs.iter().filter(|run| matches!(run.role, Role::Pinned(_)));
    let others: Vec<(String, Vec<Difference>)> =
        pinned.map(|run| (run.name.clone(), self::differences(workbench, base, (run.role, &run.record)))).collect();
    let page = Page {
        record,
        scenario,
        baseline: baseline.map(|run| (run.name.as_str(), &run.record)),
        differences: &differences,
        others: &others,
        gap: workbench.gap(),
        picture: Some(&picture),
        origin: &origin(&runs),
    };
    export::report::write_page(&page, out)
}

/// How each run differs from the baseline, which comes first and differs from itself in nothing.
fn compared(workbench: &Workbench, record: &Record, runs: &[NamedRun]) -> Vec<(String, Vec<Difference>)> {
    let baseline = runs.iter().find(|run| run.is_baseline);
    // Where the run on show is the baseline itself, the others are compared with it.
    let base = baseline.map_or((Role::Current, record), |baseline| (Role::Baseline, &baseline.record));
    let others = runs.iter().filter(|run| run.role != base.0);
    let first = baseline.map_or(THIS_RUN, |baseline| &baseline.name).to_owned();
    std::iter::once((first, differences(workbench, base, base)))
        .chain(others.map(|run| (run.name.clone(), differences(workbench, base, (run.role, &run.record)))))
        .collect()
}

/// How one run differs from another, over the pairs of seeds that have ended, or the pair on show.
fn differences(
    workbench: &Workbench,
    (base, baseline): (Role, &Record),
    (role, record): (Role, &Record),
) -> Vec<Difference> {
    let columns = common_columns(&baseline.columns, &record.columns);
    let scenario = workbench.baseline_input().scenario;
    let pairs = workbench.replications().pairs(base, role);
    // A sample holds a figure for every column of its own run.
    let places = |of: &[String]| -> Vec<Option<usize>> {
        columns.iter().map(|column| of.iter().position(|other| other == column)).collect()
    };
    let (of_baseline, of_run) = (places(&baseline.columns), places(&record.columns));
    let figures = |sample: &Sample, places: &[Option<usize>]| -> Summaries {
        places.iter().map(|place| sample.figures.get((*place)?).copied().flatten()).collect()
    };
    let mut pairs: Vec<(Summaries, Summaries)> =
        pairs.into_iter().map(|(base, run)| (figures(base, &of_baseline), figures(run, &of_run))).collect();
    if pairs.is_empty() {
        pairs.push((summaries(baseline, &columns), summaries(record, &columns)));
    }
    compare(&columns, &scenario, &pairs, workbench.gap())
}

/// The command line that runs the run on show again, and whether it needs no file; else it names the run record as it
/// is exported.
pub fn command(workbench: &Workbench) -> Result<(String, bool), String> {
    let record = record(workbench)?;
    let file = format!("{}-{}", record.scenario, ExportKind::Record.file_name());
    Ok((export::reproduce::command(&record, &file), export::reproduce::is_shipped(&record)))
}

/// The plots in these places, and below them what they are.
fn picture(workbench: &Workbench, places: &[usize]) -> Picture {
    let scenario = workbench.scenario();
    let (seed, version) = (workbench.seed(), env!("CARGO_PKG_VERSION"));
    let about = format!("{}, seed {seed}, {} agents, gatekeepers {version}", scenario.title, workbench.agents());
    plot::picture(&plots_on_paper(workbench, places), &[about, DISCLAIMER.to_owned()])
}

/// Name of the run on show where it is alone.
const THIS_RUN: &str = "this run";

/// The record of the run on show, with the policy date it was made with.
fn record(workbench: &Workbench) -> Result<Record, String> {
    let run = workbench.current().ok_or("There is no run to export yet")?;
    if !workbench.is_current() {
        return Err("The run is still being computed".to_owned());
    }
    let moved = workbench.policy_week() != workbench.scenario().policy_week;
    Ok(Record { policy_week: moved.then_some(workbench.policy_week()), ..run.record.clone() })
}

/// A run of a table.
struct NamedRun {
    name: String,
    record: Record,
    start: chrono::NaiveDate,
    role: Role,
    is_baseline: bool,
}

/// The run on show first, then those it is compared with.
fn runs(workbench: &Workbench, record: &Record) -> Result<Vec<NamedRun>, String> {
    let mut runs = Vec::new();
    for Compared { label, input, run, role, shown } in workbench.compared() {
        let (start, is_baseline) = (input.scenario.start, role == Role::Baseline);
        if role == Role::Current {
            runs.insert(0, NamedRun { name: label, record: record.clone(), start, role, is_baseline });
        } else if shown {
            let run = run.ok_or_else(|| format!("The run “{label}” is still being computed"))?;
            runs.push(NamedRun { name: label, record: run.record.clone(), start, role, is_baseline });
        }
    }
    Ok(runs)
}

fn table(runs: &[NamedRun]) -> Table<'_> {
    let runs = runs.iter().map(|NamedRun { name, record, start, .. }| TableRun { name, record, start: *start });
    Table::of_runs(runs.collect())
}

fn origin(runs: &[NamedRun]) -> Origin {
    let run = |run: &NamedRun| RunOrigin { is_baseline: run.is_baseline, ..RunOrigin::of(&run.name, &run.record) };
    Origin::of(runs.iter().map(run).collect())
}
