//! Lines and bands of the plots, prepared once a run and column, so that a frame only draws.

use std::collections::BTreeMap;
use std::rc::Rc;

use egui_plot::PlotPoint;

use super::super::replications::Sample;
use super::super::text;
use super::super::worker::Finished;
use super::board::{PlotSpec, Smoothing, Spread};
use super::prepare::{self, Weekly};
use super::spread::{self, Seeds};

/// A prepared line.
#[derive(Debug)]
pub(super) struct Curve {
    /// Figures as drawn, in the unit of files.
    pub(super) values: Weekly,
    /// Points on the axis; the line breaks where a figure has no base.
    pub(super) pieces: Vec<Vec<PlotPoint>>,
    /// Figures that a logarithmic axis cannot show.
    pub(super) left_out: usize,
}

/// The luck of the draw around a line.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// Pieces of the band: weeks, lower and upper edge on the axis.
    pub(super) areas: Vec<Area>,
    /// Half of the seeds lie below.
    pub(super) median: Vec<Vec<PlotPoint>>,
    /// Every seed.
    pub(super) seeds: Vec<Vec<Vec<PlotPoint>>>,
    /// All points of the edges.
    edges: Vec<PlotPoint>,
}

/// Weeks, lower and upper edge.
type Area = (Vec<f64>, Vec<f64>, Vec<f64>);

impl Around {
    /// The points that must be inside the plot.
    pub(super) fn edges(&self, spread: Spread) -> impl Iterator<Item = &PlotPoint> {
        let (edges, seeds): (&[PlotPoint], &[Vec<Vec<PlotPoint>>]) = match spread {
            Spread::Off => (&[], &[]),
            Spread::Band => (&self.edges, &[]),
            Spread::Runs => (&[], &self.seeds),
        };
        edges.iter().chain(seeds.iter().flatten().flatten())
    }
}

/// Which arm of the paired seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Arm {
    /// The current run.
    Current,
    /// The baseline.
    Baseline,
    /// Current run less baseline, seed by seed.
    Gap,
    /// A pinned run less baseline, seed by seed.
    PinnedGap(u32),
}

type LineKey = (u64, Option<u64>, usize, Smoothing, bool);
type BandKey = (u64, Arm, usize, Smoothing, bool);

/// Prepared lines of the runs on show.
#[derive(Debug, Default)]
pub struct Curves {
    lines: BTreeMap<LineKey, Rc<Curve>>,
    bands: BTreeMap<BandKey, Rc<Around>>,
}

impl Curves {
    /// The line of a column of a run; less the same column of a base, where there is one.
    pub(super) fn line(
        &mut self,
        run: &Finished,
        base: Option<&Finished>,
        column: usize,
        spec: &PlotSpec,
    ) -> Rc<Curve> {
        let key = (run.token, base.map(|base| base.token), column, spec.smoothing, spec.is_log());
        let prepare = || {
            let values = run.record.values.get(column).map_or(&[][..], Vec::as_slice);
            let wanted = &run.columns[column].id;
            let values = match base {
                None => values.to_vec(),
                Some(base) => {
                    let place = base.columns.iter().position(|other| other.id == *wanted);
                    let base = place.and_then(|place| base.record.values.get(place)).map_or(&[][..], Vec::as_slice);
                    prepare::difference(values, base)
                }
            };
            let values = prepare::smooth(&values, spec.smoothing.weeks());
            let pieces = prepare::pieces(&values, text::scale(run.columns[column].metric), spec.is_log());
            let left_out = if spec.is_log() { prepare::without_logarithm(&values) } else { 0 };
            Rc::new(Curve { values, pieces, left_out })
        };
        Rc::clone(self.lines.entry(key).or_insert_with(prepare))
    }

    /// The luck around the line of a column.
    pub(super) fn around(
        &mut self,
        seeds: &Seeds<'_>,
        arm: Arm,
        column: usize,
        scale: f64,
        spec: &PlotSpec,
    ) -> Rc<Around> {
        let key = (seeds.version, arm, column, spec.smoothing, spec.is_log());
        let prepare = || {
            let runs: Vec<Weekly> = match arm {
                Arm::Current => seeds.current.iter().map(|run| spread::weekly(run, column)).collect(),
                Arm::Baseline => seeds.baseline.iter().map(|run| spread::weekly(run, column)).collect(),
                Arm::Gap => {
                    let of_baseline = seeds.of_baseline(column);
                    let gap = |(base, run): &(&Sample, &Sample)| {
                        let base = of_baseline.map_or_else(Weekly::new, |column| spread::weekly(base, column));
                        prepare::difference(&spread::weekly(run, column), &base)
                    };
                    seeds.pairs.iter().map(gap).collect()
                }
                Arm::PinnedGap(id) => seeds.of_pin(id, column).map_or_else(Vec::new, |(pairs, of_baseline)| {
                    let gap = |(base, run): &(&Sample, &Sample)| {
                        prepare::difference(&spread::weekly(run, column), &spread::weekly(base, of_baseline))
                    };
                    pairs.iter().map(gap).collect()
                }),
            };
            let smooth: Vec<Weekly> = runs.iter().map(|run| prepare::smooth(run, spec.smoothing.weeks())).collect();
            let points = |values: &Weekly| prepare::pieces(values, scale, spec.is_log());
            let band = spread::band(&smooth);
            let on_axis = |value: &Option<f64>| value.and_then(|value| prepare::on_axis(value, scale, spec.is_log()));
            let areas = areas(band.low.iter().map(on_axis).zip(band.high.iter().map(on_axis)));
            let edge = |(xs, low, high): &Area| -> Vec<PlotPoint> {
                let both = xs.iter().zip(low).chain(xs.iter().zip(high));
                both.map(|(x, y)| PlotPoint::new(*x, *y)).collect()
            };
            Rc::new(Around {
                edges: areas.iter().flat_map(edge).collect(),
                areas,
                median: points(&band.median),
                seeds: smooth.iter().map(points).collect(),
            })
        };
        Rc::clone(self.bands.entry(key).or_insert_with(prepare))
    }

    /// Forgets the lines of runs that are no longer on show, and bands of other seeds.
    pub fn keep(&mut self, tokens: &[u64], version: u64) {
        self.lines
            .retain(|(token, base, ..), _| tokens.contains(token) && base.is_none_or(|base| tokens.contains(&base)));
        self.bands.retain(|(of, ..), _| *of == version);
    }
}

/// The pieces of a band: it breaks where either edge is missing.
fn areas(edges: impl Iterator<Item = (Option<f64>, Option<f64>)>) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    let mut open = false;
    for (week, edge) in edges.enumerate() {
        let (Some(low), Some(high)) = edge else {
            open = false;
            continue;
        };
        if !open {
            areas.push(Area::default());
            open = true;
        }
        if let Some((xs, lows, highs)) = areas.last_mut() {
            xs.push(week as f64);
            lows.push(low);
            highs.push(high);
        }
    }
    areas
}

impl Curve {
    /// The figure of a week, in the unit of files.
    pub(super) fn at(&self, week: u32) -> Option<f64> {
        self.values.get(week as usize).copied().flatten()
    }
}
