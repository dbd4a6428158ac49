//! From weekly figures to the points of a line: difference, mean, unit on screen, logarithm, and no more points than
//! pixels. Pure arithmetic on lists.

use std::borrow::Cow;

use egui_plot::PlotPoint;

/// Weekly figures; `None` where a figure has no base.
pub(super) type Weekly = Vec<Option<f64>>;

/// Week by week, one less the other.
pub(super) fn difference(values: &[Option<f64>], base: &[Option<f64>]) -> Weekly {
    values.iter().zip(base).map(|(value, base)| Some((*value)? - (*base)?)).collect()
}

/// The mean of the figures in a week and those just before it, so many weeks in all; weeks without a figure stay so.
pub(super) fn smooth(values: &[Option<f64>], weeks: usize) -> Weekly {
    if weeks <= 1 {
        return values.to_vec();
    }
    let mean = |(week, value): (usize, &Option<f64>)| {
        (*value)?;
        let window = &values[(week + 1).saturating_sub(weeks)..=week];
        let known = window.iter().flatten().count();
        Some(window.iter().flatten().sum::<f64>() / known as f64)
    };
    values.iter().enumerate().map(mean).collect()
}

/// A figure on the axis: scaled to the unit on screen, and its logarithm where the axis is logarithmic. Zero and less
/// have no logarithm.
pub(super) fn on_axis(value: f64, scale: f64, log: bool) -> Option<f64> {
    let value = value * scale;
    let value = if log && value > 0.0 {
        value.log10()
    } else if log {
        f64::NAN
    } else {
        value
    };
    value.is_finite().then_some(value)
}

/// The line in pieces: it breaks where there is no figure, and where the axis cannot show it.
pub(super) fn pieces(values: &[Option<f64>], scale: f64, log: bool) -> Vec<Vec<PlotPoint>> {
    let mut pieces: Vec<Vec<PlotPoint>> = Vec::new();
    let mut open = false;
    for (week, value) in values.iter().enumerate() {
        match value.and_then(|value| on_axis(value, scale, log)) {
            Some(y) => {
                let point = PlotPoint::new(week as f64, y);
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

/// Figures that a logarithmic axis cannot show.
pub(super) fn without_logarithm(values: &[Option<f64>]) -> usize {
    values.iter().flatten().filter(|value| **value <= 0.0).count()
}

/// The points between two places and one beyond at either end, at most four a pixel: the first, lowest, highest and last of what falls on it, so
/// that no peak is lost.
pub(super) fn decimate(points: &[PlotPoint], from: f64, to: f64, pixels: usize) -> Cow<'_, [PlotPoint]> {
    let start = points.partition_point(|point| point.x < from).saturating_sub(1);
    let end = (points.partition_point(|point| point.x <= to) + 1).min(points.len());
    let seen = points.get(start..end).unwrap_or_default();
    let pixels = pixels.max(1);
    if seen.len() <= 4 * pixels {
        return Cow::Borrowed(seen);
    }
    let first = seen[0].x;
    let wide = ((seen[seen.len() - 1].x - first) / pixels as f64).max(f64::MIN_POSITIVE);
    let pixel = |point: &PlotPoint| ((point.x - first) / wide) as usize;
    let mut kept = Vec::with_capacity(4 * pixels);
    for bucket in seen.chunk_by(|a, b| pixel(a) == pixel(b)) {
        let by_height = |a: &&PlotPoint, b: &&PlotPoint| a.y.total_cmp(&b.y);
        let ends = [bucket.first(), bucket.iter().min_by(by_height), bucket.iter().max_by(by_height), bucket.last()];
        let mut points: Vec<PlotPoint> = ends.into_iter().flatten().copied().collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        points.dedup();
        kept.extend(points);
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_there_is_no_figure() {
        let pieces = pieces(&[Some(0.1), Some(0.2), None, Some(0.4), Some(f64::NAN)], 100.0, false);
        let lengths: Vec<usize> = pieces.iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1]);
        assert!((pieces[1][0].y - 40.0).abs() < 1e-9 && (pieces[1][0].x - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_logarithmic_line_breaks_at_zero_and_below_and_says_how_often() {
        let values = [Some(1.0), Some(0.0), Some(-3.0), Some(1000.0), None];
        let pieces = pieces(&values, 1.0, true);
        let heights: Vec<f64> = pieces.iter().flatten().map(|point| point.y).collect();
        assert_eq!((pieces.len(), heights), (2, vec![0.0, 3.0]));
        assert_eq!(without_logarithm(&values), 2);
    }

    #[test]
    fn a_mean_looks_back_and_leaves_empty_weeks_empty() {
        let values = [Some(4.0), Some(8.0), None, Some(12.0), Some(0.0)];
        assert_eq!(smooth(&values, 3), [Some(4.0), Some(6.0), None, Some(10.0), Some(6.0)]);
        assert_eq!(smooth(&values, 1), values);
    }

    #[test]
    fn a_difference_needs_both_figures() {
        let gaps = difference(&[Some(3.0), None, Some(1.0)], &[Some(1.0), Some(1.0), None]);
        assert_eq!(gaps, [Some(2.0), None, None]);
    }

    #[test]
    fn fewer_points_than_pixels_keep_every_peak() {
        let height = |k: usize| if k == 4321 { 50.0 } else { (k as f64 * 0.7).sin() };
        let points: Vec<PlotPoint> = (0..10_000).map(|k| PlotPoint::new(k as f64, height(k))).collect();
        let kept = decimate(&points, 0.0, 1e9, 300);
        assert!(kept.len() <= 4 * 301, "{} points", kept.len());
        assert!(kept.iter().any(|point| point.y == 50.0), "the peak is kept");
        assert!(kept.windows(2).all(|pair| pair[0].x < pair[1].x), "in order");
        assert_eq!((kept[0].x, kept[kept.len() - 1].x), (0.0, 9999.0));
    }

    #[test]
    fn a_zoomed_line_reaches_beyond_both_edges() {
        let points: Vec<PlotPoint> = (0..100).map(|k| PlotPoint::new(f64::from(k), 0.0)).collect();
        let seen = decimate(&points, 40.0, 50.0, 300);
        assert_eq!((seen[0].x, seen[seen.len() - 1].x), (39.0, 51.0));
        assert!(decimate(&[], 0.0, 1.0, 10).is_empty());
    }
}
