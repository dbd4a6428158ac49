//! Numbers, dates and changes as people read them.

use crate::metrics::MetricKind;
use crate::metrics::table::{MetricId, MetricSpec};
use crate::scenario::Scenario;

/// Monday of a week, such as "27 Feb 2017".
pub fn date(scenario: &Scenario, week: u32) -> String {
    scenario.date(week).format("%-d %b %Y").to_string()
}

/// A number with at most four significant digits, thousands separated.
pub fn number(value: f64) -> String {
    digits(value, false)
}

/// A figure that stands in a column of others, with four significant digits; whole ones and zero are as they are.
pub fn figure(value: f64) -> String {
    let near = (value - value.round()).abs() < 1e-9 * value.abs().max(1.0);
    digits(value, !near || (value != 0.0 && value.round() == 0.0))
}

/// A difference as precise as the figures it lies between, and no more; none where it is less than their last digit.
pub fn gap_between(a: f64, b: f64) -> Option<String> {
    let gap = (a - b).abs();
    let size = a.abs().max(b.abs());
    // A figure out of nothing has digits of its own.
    let decimals = decimals(if a == 0.0 || b == 0.0 { gap } else { size });
    let whole = (gap - gap.round()).abs() < 1e-9 * gap.max(1.0);
    let said = with_decimals(gap, decimals, !whole);
    (said != "0").then_some(said)
}

/// Decimals of a number with four significant digits.
fn decimals(value: f64) -> usize {
    if value == 0.0 { 0 } else { (3 - value.abs().log10().floor() as i32).clamp(0, 8) as usize }
}

fn digits(value: f64, all: bool) -> String {
    with_decimals(value, decimals(value), all)
}

fn with_decimals(value: f64, decimals: usize, all: bool) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let fixed = format!("{:.decimals$}", value.abs());
    if fixed.bytes().all(|digit| matches!(digit, b'0' | b'.')) {
        // Less than the last decimal is nothing, and nothing has no sign.
        return "0".to_owned();
    }
    let (whole, fraction) = fixed.split_once('.').unwrap_or((&fixed, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = if all { fraction } else { fraction.trim_end_matches('0') };
    let sign = if value < 0.0 { "−" } else { "" };
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

/// Unit on screen: shares are shown in per cent.
pub fn unit(spec: &MetricSpec) -> &'static str {
    match spec.unit {
        "share" => "%",
        "" => "index",
        unit => unit,
    }
}

/// Unit of figures of several weeks added up; none where a sum means nothing, as of shares and states.
pub fn unit_of_sum(spec: &MetricSpec) -> Option<&'static str> {
    match (spec.kind, spec.unit) {
        (MetricKind::Flow, "RMB million per week") => Some("RMB million"),
        (MetricKind::Flow, "RMB per user-week") => Some("RMB per user"),
        (MetricKind::Flow, "million" | "million user-weeks") => Some("million user-weeks"),
        (MetricKind::Flow, "vendors") => Some("vendors"),
        (MetricKind::Flow, "cases") => Some("cases"),
        _ => None,
    }
}

/// Factor from the unit of files to the unit on screen.
pub fn scale(metric: MetricId) -> f64 {
    if metric.spec().unit == "share" { 100.0 } else { 1.0 }
}

/// A value in the unit of files, as shown, without its unit.
pub fn value(metric: MetricId, value: Option<f64>) -> String {
    value.map_or_else(|| "no data".to_owned(), |value| figure(value * scale(metric)))
}

/// What a difference is that would need many zeros to be spelt out.
pub const NEXT_TO_NOTHING: &str = "~0";

/// The change against a base with its sign, where the unit stands beside it: percentage points for shares, else the
/// amount and per cent.
pub fn change(metric: MetricId, value: Option<f64>, base: Option<f64>) -> String {
    let (Some(value), Some(base)) = (value, base) else { return "no base to compare".to_owned() };
    let gap = value - base;
    if gap == 0.0 {
        return "as the baseline".to_owned();
    }
    let sign = if gap > 0.0 { "+" } else { "−" };
    let scale = scale(metric);
    let size = gap_between(value * scale, base * scale).map(|size| format!("{sign}{size}"));
    if metric.spec().unit == "share" {
        return format!("{} percentage points", size.as_deref().unwrap_or(NEXT_TO_NOTHING));
    }
    let Some(size) = size else { return NEXT_TO_NOTHING.to_owned() };
    let relative = relative(gap, base).map_or_else(String::new, |relative| format!(" ({relative})"));
    format!("{size}{relative}")
}

/// A difference from a level, both in the unit of files, as shown without its unit; it has a sign and is as precise as
/// the level.
pub fn difference(metric: MetricId, gap: f64, level: f64) -> String {
    if gap == 0.0 {
        return "0".to_owned();
    }
    let sign = if gap > 0.0 { "+" } else { "−" };
    let scale = scale(metric);
    gap_between((level + gap) * scale, level * scale)
        .map_or_else(|| NEXT_TO_NOTHING.to_owned(), |size| format!("{sign}{size}"))
}

/// A gap in per cent of its base, with its sign; none where the base is zero.
pub fn relative(gap: f64, base: f64) -> Option<String> {
    let sign = if gap > 0.0 { "+" } else { "−" };
    (base.abs() > 1e-12).then(|| match percent(gap / base.abs()) {
        nothing if nothing == "0" && gap != 0.0 => format!("{sign}<0.001 %"),
        share => format!("{sign}{share} %"),
    })
}

/// A ratio in per cent with at most two decimals.
fn percent(ratio: f64) -> String {
    let percent = ratio.abs() * 100.0;
    if percent >= 100.0 {
        number(percent.round())
    } else if percent >= 1.0 {
        number((percent * 10.0).round() / 10.0)
    } else {
        number((percent * 1000.0).round() / 1000.0)
    }
}

/// What a metric is, for whoever asks: how it is worked out, of which kind it is and where it comes from.
pub fn about(spec: &MetricSpec) -> String {
    format!("{}. {}, source {}", capitalised(spec.formula), spec.kind.label(), spec.source)
}

/// The first letter in upper case, for a sentence that begins with a word of the vocabulary.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_and_separators() {
        let cases = [(0.0, "0"), (1234567.0, "1,234,567"), (0.012345, "0.01235"), (-12.5, "−12.5"), (99.999, "100")];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn figures_in_a_column_have_the_same_digits_and_nothing_has_no_sign() {
        let cases = [(36.9, "36.90"), (29.234, "29.23"), (12.0, "12"), (0.0, "0"), (1234567.25, "1,234,567")];
        for (value, expected) in cases {
            assert_eq!(figure(value), expected);
        }
        assert_eq!((number(-1e-12), figure(-1e-12)), ("0".to_owned(), "0".to_owned()));
    }

    #[test]
    fn shares_change_in_percentage_points() {
        let metric = MetricId::multi_homing;
        assert_eq!(change(metric, Some(0.25), Some(0.2)), "+5 percentage points");
        assert_eq!(change(metric, Some(0.2), Some(0.2)), "as the baseline");
        assert_eq!(change(metric, None, Some(0.2)), "no base to compare");
        assert_eq!(change(metric, Some(0.2025), Some(0.2)), "+0.25 percentage points");
        assert_eq!(change(metric, Some(0.200_025), Some(0.2)), "~0 percentage points", "20.00 beside 20.00");
        assert_eq!(change(metric, Some(0.000_025), Some(0.0)), "+0.002500 percentage points");
        assert_eq!(change(metric, Some(0.2 + 1e-9), Some(0.2)), "~0 percentage points");
        let money = MetricId::gross_revenue;
        assert_eq!(change(money, Some(90.0), Some(100.0)), "−10 (−10 %)");
        assert_eq!(change(money, Some(100.0 + 1e-7), Some(100.0)), "~0");
        // Never 0.0001603 beside 29.23.
        assert_eq!(change(money, Some(29.230_160_3), Some(29.23)), "~0");
        assert_eq!(change(money, Some(29.75), Some(29.23)), "+0.52 (+1.8 %)");
        let gaps = [(0.0, "0"), (-0.000_160_3, "~0"), (7.67, "+7.67"), (-0.2603, "−0.26")];
        for (gap, said) in gaps {
            assert_eq!(difference(money, gap, 29.23), said);
        }
        assert_eq!(relative(-1e-7, 1.0).as_deref(), Some("−<0.001 %"));
    }
}
