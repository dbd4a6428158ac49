//! Points of the plots, prepared once a run and column, so that a frame only draws.

use std::collections::BTreeMap;
use std::rc::Rc;

use egui_plot::PlotPoint;

use super::super::text;
use super::super::worker::Finished;

/// A line in pieces: it breaks where a figure has no base.
pub(super) type Pieces = Rc<Vec<Vec<PlotPoint>>>;

/// Prepared lines of the runs on show.
#[derive(Debug, Default)]
pub struct Curves {
    lines: BTreeMap<(u64, usize), Pieces>,
}

impl Curves {
    /// The line of a column of a run, in the unit on screen.
    pub(super) fn line(&mut self, run: &Finished, column: usize) -> Pieces {
        let prepare = || {
            let scale = text::scale(run.columns[column].metric);
            Rc::new(pieces(run.record.values.get(column).map_or(&[], Vec::as_slice), scale))
        };
        Rc::clone(self.lines.entry((run.token, column)).or_insert_with(prepare))
    }

    /// Forgets the lines of runs that are no longer on show.
    pub fn keep(&mut self, tokens: &[u64]) {
        self.lines.retain(|(token, _), _| tokens.contains(token));
    }
}

fn pieces(values: &[Option<f64>], scale: f64) -> Vec<Vec<PlotPoint>> {
    let mut pieces: Vec<Vec<PlotPoint>> = Vec::new();
    let mut open = false;
    for (week, value) in values.iter().enumerate() {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                let point = PlotPoint::new(week as f64, value * scale);
                match pieces.last_mut() {
                    Some(piece) if open => piece.push(point),
                    _ => pieces.push(vec![point]),
                }
                open = true;
            }
            None => open = false,
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_there_is_no_figure() {
        let pieces = pieces(&[Some(0.1), Some(0.2), None, Some(0.4), Some(f64::NAN)], 100.0);
        let lengths: Vec<usize> = pieces.iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1]);
        assert!((pieces[1][0].y - 40.0).abs() < 1e-9 && (pieces[1][0].x - 3.0).abs() < 1e-9);
    }
}
