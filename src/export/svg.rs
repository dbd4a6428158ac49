//! Line charts as small inline SVG: axes with round ticks, gaps where a figure has no base, a legend in words.

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};

use crate::run::summary::significant;

/// Size of a chart in user units.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 26.0;

/// Okabe and Ito's eight colours, told apart by colour-blind readers, without yellow, which is faint on white.
const COLOURS: &[&str] = &["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];

/// Dashes after the first seven lines, so that no two lines look alike.
const DASHES: &[&str] = &["", "6 3", "2 2"];

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Name in the legend.
    pub label: &'a str,
    /// One value a week.
    pub cells: &'a [Option<f64>],
    /// The same in the baseline; empty where there is none.
    pub base: &'a [Option<f64>],
}

/// Draws a chart. `start` is the Monday of week 0; shares are drawn in per cent.
pub fn chart(title: &str, unit: &str, lines: &[Line<'_>], start: NaiveDate) -> String {
    let scale = if unit == "share" { 100.0 } else { 1.0 };
    let unit = if unit == "share" { "%" } else { unit };
    let weeks = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let figures = || {
        lines
            .iter()
            .flat_map(|line| line.cells.iter().chain(line.base))
            .flatten()
            .map(|value| value * scale)
            .filter(|v| v.is_finite())
    };
    let (low, high) = figures().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let heading = if unit.is_empty() { escape(title) } else { format!("{}, {}", escape(title), escape(unit)) };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{heading}\">\n\
         <text x=\"{LEFT}\" y=\"16\" class=\"title\">{heading}</text>\n"
    );
    if low > high {
        let _ =
            writeln!(svg, "<text x=\"{LEFT}\" y=\"{}\">no figure has a base in this run</text>\n</svg>", HEIGHT / 2.0);
        return svg;
    }
    let ticks = ticks(low, high);
    let (bottom, top) = (ticks.first().copied().unwrap_or(low), ticks.last().copied().unwrap_or(high));
    let x = |week: usize| LEFT + (WIDTH - LEFT - RIGHT) * week as f64 / weeks.saturating_sub(1).max(1) as f64;
    let y = |value: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - bottom) / (top - bottom);
    for tick in &ticks {
        let height = y(*tick);
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{height:.1}\" y2=\"{height:.1}\" class=\"grid\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            height + 4.0,
            significant(*tick)
        );
    }
    for (week, year) in new_years(start, weeks) {
        let _ = writeln!(
            svg,
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{TOP}\" y2=\"{1:.1}\" class=\"grid\"/>\
             <text x=\"{0:.1}\" y=\"{2:.1}\" text-anchor=\"middle\">{year}</text>",
            x(week),
            HEIGHT - BOTTOM,
            HEIGHT - 8.0
        );
    }
    for (k, line) in lines.iter().enumerate() {
        let (colour, dash) = look(k);
        if !line.base.is_empty() {
            let points = path(line.base, scale, &x, &y);
            let _ = writeln!(
                svg,
                "<path d=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1\" stroke-dasharray=\"2 3\"/>"
            );
        }
        let points = path(line.cells, scale, &x, &y);
        let _ = writeln!(
            svg,
            "<path d=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" stroke-dasharray=\"{dash}\"/>"
        );
    }
    svg.push_str("</svg>\n");
    if lines.len() > 1 {
        svg.push_str("<div class=\"legend\">");
        for (k, line) in lines.iter().enumerate() {
            let (colour, dash) = look(k);
            let _ = write!(
                svg,
                "<span><svg viewBox=\"0 0 24 8\" class=\"key\"><line x1=\"0\" x2=\"24\" y1=\"4\" y2=\"4\" stroke=\"{colour}\" \
                 stroke-width=\"2.5\" stroke-dasharray=\"{dash}\"/></svg>{}</span> ",
                escape(line.label)
            );
        }
        svg.push_str("</div>\n");
    }
    svg
}

fn look(k: usize) -> (&'static str, &'static str) {
    (COLOURS[k % COLOURS.len()], DASHES[k / COLOURS.len() % DASHES.len()])
}

/// A path that starts anew after each gap.
fn path(cells: &[Option<f64>], scale: f64, x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut drawing = false;
    for (week, cell) in cells.iter().enumerate() {
        let Some(value) = cell.map(|value| value * scale).filter(|value| value.is_finite()) else {
            drawing = false;
            continue;
        };
        let _ = write!(path, "{}{:.1} {:.1}", if drawing { "L" } else { "M" }, x(week), y(value));
        drawing = true;
    }
    path
}

/// Round numbers that span `low` to `high`, four to eight of them.
pub(super) fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = if high > low { high - low } else { low.abs().max(1.0) };
    let rough = span / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    // A span below the precision of its own size would make endless ticks.
    (0..=((last - first) as usize).min(10)).map(|k| (first + k as f64) * step).collect()
}

/// Weeks in which a year begins, thinned to about eight.
fn new_years(start: NaiveDate, weeks: usize) -> Vec<(usize, i32)> {
    let year = |week: usize| (start + Days::new(week as u64 * 7)).year();
    let all: Vec<(usize, i32)> =
        (1..weeks).filter(|&week| year(week) != year(week - 1)).map(|week| (week, year(week))).collect();
    let every = all.len().div_ceil(8).max(1);
    all.into_iter().step_by(every).collect()
}

/// Text safe in HTML and in attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_span_the_figures_in_round_steps() {
        for (low, high) in [(0.0, 1.0), (-3.2, 17.9), (0.164, 0.1641), (5.0, 5.0), (-1e9, 1e9), (0.0, 0.0)] {
            let ticks = ticks(low, high);
            assert!(ticks.len() >= 2 && ticks.len() <= 8, "{low} {high} {ticks:?}");
            assert!(ticks[0] <= low && *ticks.last().expect("two") >= high, "{low} {high} {ticks:?}");
        }
    }

    #[test]
    fn gaps_are_not_bridged() {
        let cells = [Some(1.0), Some(2.0), None, Some(3.0)];
        let drawn = path(&cells, 1.0, &|week| week as f64, &|value| value);
        assert_eq!(drawn.matches('M').count(), 2, "{drawn}");
    }
}
