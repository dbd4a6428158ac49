//! Runs side by side, metric by metric: the figures of the table of comparison, worked out once whenever a seed ends.

use crate::metrics::table::{Column, MetricSpec};
use crate::metrics::{self};
use crate::run::compare::{self, Difference, Summaries, Verdict, common_columns};
use crate::run::summary::HEADLINES;

use super::replications::{Arm, Role};
use super::workbench::Workbench;

/// In which order metrics stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As in all lists of metrics.
    Table,
    /// The largest difference in per cent first.
    Size,
    /// What can be said first, what luck could do later, what is equal last.
    #[default]
    Verdict,
}

impl Order {
    /// All, in the order of a menu.
    pub const ALL: &'static [Self] = &[Self::Verdict, Self::Size, Self::Table];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Table => "In the usual order",
            Self::Size => "Largest difference first",
            Self::Verdict => "Clearest verdict first",
        }
    }
}

/// One run against the baseline.
#[derive(Clone, Debug)]
pub struct Against {
    /// What the run is.
    pub role: Role,
    /// Its name.
    pub label: String,
    /// Pairs of seeds that have ended.
    pub pairs: usize,
    /// By column of the baseline; none where the run has no such column.
    rows: Vec<Option<Difference>>,
}

impl Against {
    /// The difference in a column of the baseline.
    pub fn row(&self, column: usize) -> Option<&Difference> {
        self.rows.get(column)?.as_ref()
    }
}

/// All runs on show against the baseline.
#[derive(Debug)]
pub struct Comparison {
    key: Key,
    /// The columns of the baseline.
    pub columns: Vec<Column>,
    /// Mean figures of the baseline over its seeds.
    means: Vec<Option<f64>>,
    /// The other runs.
    pub against: Vec<Against>,
}

/// What the figures depend on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    stamp: u64,
    gap: f64,
    runs: Vec<(Role, String)>,
}

impl Key {
    fn of(workbench: &Workbench) -> Self {
        let runs = compared(workbench).into_iter();
        Self { stamp: workbench.replications().stamp(), gap: workbench.gap(), runs: runs.collect() }
    }
}

/// The runs that are compared with the baseline.
fn compared(workbench: &Workbench) -> Vec<(Role, String)> {
    let own = workbench.is_own_baseline();
    let other = |role: Role| !(role == Role::Baseline || (own && role == Role::Current));
    let runs = workbench.compared().into_iter().filter(|run| other(run.role));
    runs.filter(|run| run.shown || run.role == Role::Current).map(|run| (run.role, run.label)).collect()
}

impl Comparison {
    /// The comparison as it is now, worked out again only where something changed; nothing before the first run.
    pub fn refreshed(known: Option<Self>, workbench: &Workbench) -> Option<Self> {
        let key = Key::of(workbench);
        match known {
            Some(known) if known.key == key => Some(known),
            _ => Self::of(workbench, key),
        }
    }

    fn of(workbench: &Workbench, key: Key) -> Option<Self> {
        let luck = workbench.replications();
        let base = luck.baseline()?;
        let columns = metrics::columns(&base.input.scenario);
        let means = (0..columns.len()).map(|column| mean(base, column)).collect();
        let against = key.runs.iter().filter_map(|(role, label)| {
            let arm = luck.arm(*role)?;
            // Until the run on show is computed, its seeds are still those of the run before, here the baseline.
            if *role == Role::Current && arm.id == base.id {
                return None;
            }
            Some(against(workbench, base, arm, (*role, label)))
        });
        let against = against.collect();
        Some(Self { key, columns, means, against })
    }

    /// Mean figure of the baseline: over the pairs with the first run, or over all its seeds where there is no other.
    pub fn mean_of_baseline(&self, column: usize) -> Option<f64> {
        match self.against.first().and_then(|run| run.row(column)) {
            Some(row) if row.pairs > 0 => row.mean_a,
            _ => self.means.get(column).copied().flatten(),
        }
    }

    /// The columns to be seen, in their order.
    pub fn shown(&self, search: &str, headlines: bool, order: Order) -> Vec<usize> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let wanted = |column: &Column| {
            let spec = column.metric.spec();
            let said = format!("{} {} {}", column.label, column.id, spec.formula).to_lowercase();
            (!headlines || HEADLINES.contains(&spec.id)) && words.iter().all(|word| said.contains(word))
        };
        let mut shown: Vec<usize> = (0..self.columns.len()).filter(|&place| wanted(&self.columns[place])).collect();
        let rows = |column: usize| self.against.iter().filter_map(move |run| run.row(column));
        match order {
            Order::Table => {}
            Order::Size => {
                let size = |column: usize| rows(column).filter_map(|row| row.share).map(f64::abs).fold(0.0, f64::max);
                shown.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
            }
            Order::Verdict => shown.sort_by_key(|&column| rows(column).map(|row| rank(row.verdict)).min()),
        }
        shown
    }
}

fn mean(arm: &Arm, column: usize) -> Option<f64> {
    let figures: Vec<f64> = arm.samples().filter_map(|run| run.figures.get(column).copied().flatten()).collect();
    (!figures.is_empty()).then(|| figures.iter().sum::<f64>() / figures.len() as f64)
}

fn against(workbench: &Workbench, base: &Arm, arm: &Arm, (role, label): (Role, &str)) -> Against {
    let common = common_columns(&base.columns, &arm.columns);
    let places = |arm: &Arm| -> Vec<Option<usize>> {
        common.iter().map(|id| arm.columns.iter().position(|column| column == id)).collect()
    };
    let (of_base, of_arm) = (places(base), places(arm));
    let pick = |figures: &Summaries, places: &[Option<usize>]| -> Summaries {
        places.iter().map(|place| place.and_then(|place| figures.get(place).copied().flatten())).collect()
    };
    let pairs = workbench.replications().pairs(Role::Baseline, role);
    let figures: Vec<(Summaries, Summaries)> =
        pairs.iter().map(|(a, b)| (pick(&a.figures, &of_base), pick(&b.figures, &of_arm))).collect();
    let mut rows = vec![None; base.columns.len()];
    let differences = compare::compare(&common, &base.input.scenario, &figures, workbench.gap());
    for (row, place) in differences.into_iter().zip(of_base) {
        if let Some(place) = place {
            rows[place] = Some(row);
        }
    }
    Against { role, label: label.to_owned(), pairs: pairs.len(), rows }
}

/// What can be said comes first.
const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Larger | Verdict::Smaller => 0,
        Verdict::Luck => 1,
        Verdict::TooFewPairs => 2,
        Verdict::WithinGap => 3,
        Verdict::Identical => 4,
        Verdict::NoBase => 5,
    }
}

/// How a metric is summed up to one figure, as a sentence without full stop.
pub fn figure(spec: &MetricSpec) -> String {
    let how = match spec.kind {
        metrics::MetricKind::Flow => "The mean of the last 52 weeks",
        metrics::MetricKind::Stock => "The value in the last week",
        metrics::MetricKind::Cumulative => "The total up to the last week",
    };
    format!("{how}, averaged over the seeds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LeverId;

    fn workbench(seeds: u32) -> Workbench {
        let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::with_background(200)));
        workbench.apply(Command::SetSeeds(seeds));
        workbench.poll();
        workbench
    }

    fn set(workbench: &mut Workbench, value: f64) {
        workbench.apply(Command::SetLever { id: LeverId::take_mini, value, done: true });
        workbench.poll();
        workbench.poll();
    }

    #[test]
    fn each_run_is_compared_over_its_own_pairs() {
        let mut workbench = workbench(10);
        set(&mut workbench, 0.6);
        workbench.apply(Command::Do(Action::PinRun));
        set(&mut workbench, 0.3);
        workbench.poll();
        let table = Comparison::refreshed(None, &workbench).expect("a comparison");
        assert_eq!(table.against.iter().map(|run| run.pairs).collect::<Vec<_>>(), [10, 10]);
        let column = table.columns.iter().position(|column| column.id == "take_mini_revenue").expect("a column");
        let row = table.against[0].row(column).expect("a row");
        assert!(row.interval.is_some() && row.verdict != Verdict::TooFewPairs, "{row:?}");
        assert_eq!(row.mean_a, table.mean_of_baseline(column));
        let again = Comparison::refreshed(Some(table), &workbench).expect("a comparison");
        workbench.apply(Command::SetGap(0.5));
        let wide = Comparison::refreshed(Some(again), &workbench).expect("a comparison");
        let within = (0..wide.columns.len()).filter_map(|column| wide.against[0].row(column));
        assert!(within.filter(|row| row.verdict == Verdict::WithinGap).count() > 3, "a wider gap takes more in");
    }

    #[test]
    fn a_run_without_changes_has_nothing_to_be_compared_with() {
        let table = Comparison::refreshed(None, &workbench(2)).expect("a comparison");
        assert!(table.against.is_empty());
        assert!((0..table.columns.len()).any(|column| table.mean_of_baseline(column).is_some()));
    }

    #[test]
    fn below_ten_pairs_there_is_no_verdict() {
        let mut workbench = workbench(4);
        set(&mut workbench, 0.6);
        let table = Comparison::refreshed(None, &workbench).expect("a comparison");
        let verdicts: Vec<Verdict> =
            (0..table.columns.len()).filter_map(|column| table.against[0].row(column)).map(|row| row.verdict).collect();
        let allowed = [Verdict::TooFewPairs, Verdict::Identical, Verdict::NoBase];
        assert!(verdicts.iter().all(|verdict| allowed.contains(verdict)), "{verdicts:?}");
    }

    #[test]
    fn rows_are_searched_and_ordered() {
        let mut workbench = workbench(10);
        set(&mut workbench, 0.9);
        let table = Comparison::refreshed(None, &workbench).expect("a comparison");
        let all = table.shown("", false, Order::Table);
        assert_eq!(all.len(), table.columns.len());
        assert!(table.shown("", true, Order::Table).len() < all.len());
        let found = table.shown("MINI revenue", false, Order::Table);
        assert!(!found.is_empty() && found.iter().all(|&k| table.columns[k].metric.spec().formula.len() > 3));
        let size = |column: &usize| table.against[0].row(*column).and_then(|row| row.share).map_or(0.0, f64::abs);
        let sizes: Vec<f64> = table.shown("", false, Order::Size).iter().map(size).collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b));
        let ranks: Vec<_> = table.shown("", false, Order::Verdict).into_iter().collect();
        let ranks: Vec<u8> =
            ranks.iter().filter_map(|k| table.against[0].row(*k)).map(|row| rank(row.verdict)).collect();
        assert!(ranks.is_sorted() && ranks.first() != ranks.last());
    }
}
