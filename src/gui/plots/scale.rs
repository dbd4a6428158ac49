//! Axes: the range of values to show, round values on a plain or logarithmic axis, and dates on the time axis.

use chrono::Datelike as _;
use egui_plot::{GridInput, GridMark};

use crate::scenario::Scenario;

/// Share of the range left free above and below the lines.
const MARGIN: f64 = 0.06;

/// The range of values to show. It fits the values, or begins at zero where that is asked for, and is never so narrow
/// that noise looks like news. On a logarithmic axis values are logarithms, and zero is nowhere.
pub(super) fn range(values: impl Iterator<Item = f64>, log: bool, from_zero: bool) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.filter(|value| value.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        return (0.0, 1.0);
    }
    if from_zero && !log {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    let size = low.abs().max(high.abs());
    // Around nothing at all any width will do, so long as the ends can be told apart in words.
    let least = if log {
        0.02
    } else if size == 0.0 {
        1.0
    } else {
        (0.02 * size).max(1e-6)
    };
    if high - low < least {
        let middle = f64::midpoint(low, high);
        (low, high) = (middle - 0.5 * least, middle + 0.5 * least);
    }
    let free = MARGIN * (high - low);
    (low - free, high + free)
}

/// About four round values between the ends.
pub(super) fn levels(input: &GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let (values, step_size) = round_values(low, high);
    // The grid draws a line the stronger the wider its step, so that all of these look the same.
    values.into_iter().map(|value| GridMark { value, step_size }).collect()
}

/// Round values on a logarithmic axis, at their logarithms.
pub(super) fn log_levels(input: &GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    if !(low.is_finite() && high > low && high < 300.0 && low > -300.0) {
        return Vec::new();
    }
    let decades = high - low;
    let values: Vec<f64> = if decades < 0.7 {
        round_values(10_f64.powf(low), 10_f64.powf(high)).0.into_iter().filter(|value| *value > 0.0).collect()
    } else {
        let stride = (decades / 5.0).ceil() as usize;
        let within: &[f64] = if decades < 2.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let powers = (low.floor() as i32..=high.ceil() as i32).step_by(stride.max(1));
        powers.flat_map(|power| within.iter().map(move |k| k * 10_f64.powi(power))).collect()
    };
    let step_size = decades / 4.0;
    let marks = values.into_iter().map(|value| GridMark { value: value.log10(), step_size });
    marks.filter(|mark| mark.value >= low && mark.value <= high).collect()
}

fn round_values(low: f64, high: f64) -> (Vec<f64>, f64) {
    let rough = (high - low) / 4.0;
    if !(rough.is_finite() && rough > 0.0) {
        return (Vec::new(), 1.0);
    }
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    ((first..=last.min(first + 20)).map(|k| k as f64 * step).collect(), step)
}

/// Grid lines of the time axis: the first Monday of each quarter, stronger at that of each year; of each month where
/// few weeks are shown, and every week where very few are.
pub(super) fn dates(scenario: &Scenario, input: &GridInput) -> Vec<GridMark> {
    let first = input.bounds.0.ceil().max(0.0) as u32;
    let last = (input.bounds.1.floor().max(0.0) as u32).min(first + 2600);
    let weeks = last.saturating_sub(first);
    let mark = |week: u32| {
        let date = scenario.date(week);
        let month = date.month0();
        let step_size = match (date.day() <= 7, weeks) {
            (true, _) if month == 0 => 52.0,
            (true, _) if month.is_multiple_of(3) => 13.0,
            (true, ..=80) => 4.0,
            (_, ..=16) => 1.0,
            _ => return None,
        };
        Some(GridMark { value: f64::from(week), step_size })
    };
    (first..=last).filter_map(mark).collect()
}

/// The words at a grid line of the time axis.
pub(super) fn date_label(scenario: &Scenario, mark: &GridMark) -> String {
    let date = scenario.date(mark.value.max(0.0) as u32);
    let format = match mark.step_size {
        50.0.. => "%Y",
        4.0.. => "%b",
        _ => "%-d %b",
    };
    date.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;

    fn input(bounds: (f64, f64)) -> GridInput {
        GridInput { bounds, base_step_size: 1.0 }
    }

    #[test]
    fn the_range_fits_the_values_or_begins_at_zero_and_is_never_too_narrow() {
        assert_eq!(range([0.0, 1.0].into_iter(), false, false), (-0.06, 1.06));
        assert_eq!(range([0.2, 1.0].into_iter(), false, true), (-0.06, 1.06));
        let (low, high) = range([0.2, 1.0].into_iter(), false, false);
        assert!(low > 0.1 && high > 1.0, "{low} to {high}");
        // A dip of one per cent takes much of the height.
        let (low, high) = range([990.0, 1000.0].into_iter(), false, false);
        assert!(10.0 / (high - low) > 0.4, "{low} to {high}");
        let (low, high) = range([50.0, 50.0].into_iter(), false, false);
        assert!(low < 50.0 && high > 50.0 && high - low < 2.0);
        assert_eq!(range([0.0, -0.0].into_iter(), false, false), (-0.56, 0.56));
        assert_eq!(range([f64::NAN].into_iter(), false, true), (0.0, 1.0));
    }

    #[test]
    fn a_logarithmic_axis_has_round_values_at_any_width() {
        for (low, high) in [(1.0, 1000.0), (0.9, 1.1), (3.0, 40.0), (1e-6, 1e6), (0.5, 0.502)] {
            let marks = log_levels(&input((f64::log10(low), f64::log10(high))));
            assert!((2..=12).contains(&marks.len()), "{} marks from {low} to {high}", marks.len());
            assert!(marks.iter().all(|mark| (low * 0.999..=high * 1.001).contains(&10_f64.powf(mark.value))));
        }
        assert!(log_levels(&input((f64::NAN, 1.0))).is_empty());
    }

    #[test]
    fn the_time_axis_shows_more_of_the_calendar_the_fewer_weeks_there_are() {
        let scenario = scenario();
        let count = |to: f64| dates(&scenario, &input((0.0, to))).len();
        assert_eq!(count(259.0), 20, "quarters of five years");
        assert_eq!(count(51.0), 12, "months of a year");
        assert_eq!(count(9.0), 10, "weeks");
    }
}
