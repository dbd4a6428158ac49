//! Whether a market tells the same whatever the number of agents that stand for its persons.
//!
//! Runs of two sizes with one seed share their vendors, firms and luck of firms, but not their users, so that their
//! difference is sampling error if size does not matter. Over seeds its mean is then within a few standard errors of
//! nought.

use super::{Progress, batch};
use crate::run::compare::standard_error;
use crate::run::summary::spec_of;
use crate::run::{Record, RunInput};

/// Weeks at the end of a run over which a column is averaged: a quarter.
const WINDOW: usize = 13;

/// One column of outcomes at several sizes.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Id of the column.
    pub column: String,
    /// Mean over seeds of the mean over the last quarter, by size.
    pub means: Vec<f64>,
    /// Gap between each size after the first and the first: the mean over seeds, and its standard error.
    pub gaps: Vec<(f64, f64)>,
}

impl Agreement {
    /// The gap of a size after the first in standard errors; 0 where no seed has one.
    pub fn errors(&self, size: usize) -> f64 {
        let (gap, error) = self.gaps[size];
        if gap == 0.0 { 0.0 } else { gap / error }
    }
}

/// Runs `input` with so many agents each, for `seeds` seeds, and compares the columns of the metrics that `wanted` names,
/// those that are empty somewhere left out. Needs two seeds. `None` if `progress` stopped it.
pub fn agreement(
    input: &RunInput,
    sizes: &[u32],
    seeds: u32,
    wanted: &[&str],
    threads: usize,
    progress: &Progress<'_>,
) -> Option<Vec<Agreement>> {
    let mut by_size = Vec::new();
    for &agents in sizes {
        let inputs: Vec<RunInput> =
            super::seeds(input.seed, seeds).map(|seed| RunInput { seed, agents, ..input.clone() }).collect();
        by_size.push(batch(&inputs, threads, progress, |record| ends(&record, wanted))?);
    }
    let columns: Vec<String> = by_size.first()?.first()?.iter().map(|(column, _)| column.clone()).collect();
    let compared = columns.into_iter().enumerate().filter_map(|(k, column)| {
        let values = |size: &Vec<Vec<(String, Option<f64>)>>| -> Option<Vec<f64>> {
            size.iter().map(|seed| seed.get(k).and_then(|(_, value)| *value)).collect()
        };
        let values: Vec<Vec<f64>> = by_size.iter().map(values).collect::<Option<_>>()?;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let gap = |size: &Vec<f64>| {
            let gaps: Vec<f64> = size.iter().zip(&values[0]).map(|(a, b)| a - b).collect();
            (mean(&gaps), standard_error(&gaps))
        };
        let gaps = values.iter().skip(1).map(gap).collect();
        Some(Agreement { column, means: values.iter().map(|size| mean(size)).collect(), gaps })
    });
    Some(compared.collect())
}

/// Means of the wanted columns over the last quarter.
fn ends(record: &Record, wanted: &[&str]) -> Vec<(String, Option<f64>)> {
    let weeks = record.weeks as usize;
    let is_wanted = |column: &&String| spec_of(column).is_some_and(|spec| wanted.contains(&spec.id));
    let end = |column: &String| (column.clone(), record.mean(column, weeks.saturating_sub(WINDOW)..weeks));
    record.columns.iter().filter(is_wanted).map(end).collect()
}
