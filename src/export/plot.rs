//! A plot as a picture: axes with round values and dates, bands, lines with their names at the end, the policy date.

use chrono::{Datelike as _, Days, NaiveDate};

use super::picture::{Anchor, Colour, Mark, Picture};
use super::svg::ticks;
use crate::run::summary::significant;

/// Size of a plot, and the room around its lines.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 210.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 32.0;
/// Room for the words below all plots.
const FOOT: f64 = 20.0;
/// Height of a line of words, and the size of its letters.
const ROW: f64 = 15.0;
const LETTERS: f64 = 12.0;
/// Longest name at the end of a line, letters.
const LONGEST_NAME: usize = 30;

/// A piece of a band: weeks, lower and upper edge.
pub type Area = (Vec<f64>, Vec<f64>, Vec<f64>);

/// A line of a plot, in the unit on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotLine {
    /// The name at its end; empty for none.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// Its width.
    pub width: f64,
    /// Dash and gap, both 0 for a whole line.
    pub dash: (f64, f64),
    /// Weeks and values, broken where there is no figure.
    pub pieces: Vec<Vec<(f64, f64)>>,
}

/// A band behind the lines.
#[derive(Clone, Debug, PartialEq)]
pub struct PlotBand {
    /// Its colour.
    pub colour: Colour,
    /// Its pieces.
    pub areas: Vec<Area>,
}

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// Unit and manner, below the title.
    pub subtitle: String,
    /// Monday of week 0.
    pub start: NaiveDate,
    /// First and last week.
    pub weeks: (u32, u32),
    /// Whether values are logarithms.
    pub log: bool,
    /// Whether the axis begins at zero.
    pub from_zero: bool,
    /// The policy date.
    pub policy_week: Option<u32>,
    /// Bands, from the back to the front.
    pub bands: Vec<PlotBand>,
    /// Lines, from the back to the front.
    pub lines: Vec<PlotLine>,
}

/// Puts plots below each other, and lines of words below them.
pub fn picture(plots: &[Plot], words: &[String]) -> Picture {
    let mut marks = Vec::new();
    for (place, plot) in plots.iter().enumerate() {
        plot.draw(place as f64 * HEIGHT, &mut marks);
    }
    let below = plots.len() as f64 * HEIGHT + FOOT;
    for (place, line) in words.iter().enumerate() {
        let at = (LEFT, below + place as f64 * ROW);
        marks.push(words_at(at, Anchor::Start, Colour::QUIET, line));
    }
    let titles: Vec<&str> = plots.iter().map(|plot| plot.title.as_str()).collect();
    Picture { title: titles.join(", "), width: WIDTH, height: below + words.len() as f64 * ROW, marks }
}

fn words_at(at: (f64, f64), anchor: Anchor, colour: Colour, text: &str) -> Mark {
    Mark::Text { at, anchor, size: LETTERS, strong: false, colour, text: text.to_owned() }
}

const fn whole_line(points: Vec<(f64, f64)>, colour: Colour, width: f64) -> Mark {
    Mark::Line { points, colour, width, dash: (0.0, 0.0) }
}

impl Plot {
    fn draw(&self, down: f64, marks: &mut Vec<Mark>) {
        let title = Mark::Text {
            at: (LEFT, down + 26.0),
            anchor: Anchor::Start,
            size: 16.0,
            strong: true,
            colour: Colour::INK,
            text: self.title.clone(),
        };
        marks.push(title);
        marks.push(words_at((LEFT, down + 44.0), Anchor::Start, Colour::QUIET, &self.subtitle));
        let levels = self.levels();
        let (Some(low), Some(high)) = (levels.first().copied(), levels.last().copied()) else {
            let at = (LEFT, down + 0.5 * HEIGHT);
            marks.push(words_at(at, Anchor::Start, Colour::QUIET, "No figure to show in these weeks"));
            return;
        };
        let (from, to) = (f64::from(self.weeks.0), f64::from(self.weeks.1));
        let (top, bottom, right) = (down + TOP, down + HEIGHT - BOTTOM, WIDTH - RIGHT);
        let x = |week: f64| LEFT + (right - LEFT) * (week - from) / (to - from).max(1.0);
        let y = |value: f64| bottom - (bottom - top) * (value - low) / (high - low).max(f64::MIN_POSITIVE);
        for level in &levels {
            let height = y(*level);
            marks.push(whole_line(vec![(LEFT, height), (right, height)], Colour::GRID, 1.0));
            let value = if self.log { 10_f64.powf(*level) } else { *level };
            marks.push(words_at((LEFT - 8.0, height + 4.0), Anchor::End, Colour::QUIET, &significant(value)));
        }
        for (week, label) in dates(self.start, self.weeks) {
            let across = x(f64::from(week));
            marks.push(whole_line(vec![(across, top), (across, bottom)], Colour::GRID, 1.0));
            marks.push(words_at((across, bottom + 18.0), Anchor::Middle, Colour::QUIET, &label));
        }
        if let Some(week) = self.policy_week.filter(|week| (self.weeks.0..=self.weeks.1).contains(week)) {
            let across = x(f64::from(week));
            let points = vec![(across, top), (across, bottom)];
            marks.push(Mark::Line { points, colour: Colour::QUIET, width: 1.0, dash: (2.0, 3.0) });
            marks.push(words_at((across + 4.0, top + 10.0), Anchor::Start, Colour::QUIET, "policy date"));
        }
        for band in &self.bands {
            for (weeks, lows, highs) in &band.areas {
                let seen = |place: &usize| weeks[*place] >= from && weeks[*place] <= to;
                let shown: Vec<usize> = (0..weeks.len().min(lows.len()).min(highs.len())).filter(seen).collect();
                let above = shown.iter().map(|place| (x(weeks[*place]), y(highs[*place])));
                let below = shown.iter().rev().map(|place| (x(weeks[*place]), y(lows[*place])));
                marks.push(Mark::Area { points: above.chain(below).collect(), colour: band.colour });
            }
        }
        for line in &self.lines {
            for piece in &line.pieces {
                let seen = piece.iter().filter(|(week, _)| *week >= from && *week <= to);
                let points: Vec<(f64, f64)> = seen.map(|(week, value)| (x(*week), y(*value))).collect();
                if !points.is_empty() {
                    marks.push(Mark::Line { points, colour: line.colour, width: line.width, dash: line.dash });
                }
            }
        }
        self.name_lines(&y, (top, bottom, right), marks);
    }

    /// Names with a sample of their line, each as near to the end of its line as the others allow.
    fn name_lines(&self, y: &dyn Fn(f64) -> f64, (top, bottom, right): (f64, f64, f64), marks: &mut Vec<Mark>) {
        let end = |line: &PlotLine| {
            let last = line.pieces.iter().flatten().rfind(|(week, _)| *week <= f64::from(self.weeks.1));
            last.map_or(bottom, |(_, value)| y(*value))
        };
        let mut named: Vec<(&PlotLine, f64)> =
            self.lines.iter().filter(|line| !line.name.is_empty()).map(|line| (line, end(line))).collect();
        named.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut free = top;
        let lowest = |left: usize| bottom - left as f64 * ROW;
        let count = named.len();
        for (place, (line, wanted)) in named.into_iter().enumerate() {
            let height = wanted.min(lowest(count - 1 - place)).max(free);
            free = height + ROW;
            let sample = vec![(right + 8.0, height), (right + 30.0, height)];
            marks.push(Mark::Line { points: sample, colour: line.colour, width: line.width, dash: line.dash });
            let name = shortened(&line.name);
            marks.push(words_at((right + 36.0, height + 4.0), Anchor::Start, Colour::INK, &name));
        }
    }

    /// Round values that span the figures to show; none where there are none.
    fn levels(&self) -> Vec<f64> {
        let inside = |week: f64| week >= f64::from(self.weeks.0) && week <= f64::from(self.weeks.1);
        let lines = self.lines.iter().flat_map(|line| line.pieces.iter().flatten().copied());
        let bands = self.bands.iter().flat_map(|band| &band.areas).flat_map(|(weeks, lows, highs)| {
            weeks.iter().zip(lows).chain(weeks.iter().zip(highs)).map(|(week, value)| (*week, *value))
        });
        let seen = lines.chain(bands).filter(|(week, value)| inside(*week) && value.is_finite());
        let (low, high) =
            seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, value)| (low.min(value), high.max(value)));
        if low > high {
            return Vec::new();
        }
        if !self.log {
            return if self.from_zero { ticks(low.min(0.0), high.max(0.0)) } else { ticks(low, high) };
        }
        // Within a decade plain round values lie closer; at their logarithms they span the figures as well.
        if high - low < 1.0 {
            let round = ticks(10_f64.powf(low), 10_f64.powf(high));
            let levels: Vec<f64> = round.into_iter().filter(|value| *value > 0.0).map(f64::log10).collect();
            let spans = levels.len() > 1 && levels[0] <= low && levels[levels.len() - 1] >= high;
            if spans {
                return levels;
            }
        }
        let (first, last) = (low.floor() as i32, (high.ceil() as i32).max(low.floor() as i32 + 1));
        let step = (last - first).unsigned_abs().div_ceil(6) as usize;
        let mut levels: Vec<f64> = (first..=last).step_by(step).map(f64::from).collect();
        if levels.last().is_some_and(|top| *top < high) {
            levels.push(f64::from(last));
        }
        levels
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Dates on the axis: years, months where few weeks are shown, Mondays where very few are.
fn dates(start: NaiveDate, (from, to): (u32, u32)) -> Vec<(u32, String)> {
    let date = |week: u32| start + Days::new(u64::from(week) * 7);
    let begins = |week: &u32, of: fn(NaiveDate) -> i32| *week == 0 || of(date(*week)) != of(date(*week - 1));
    let months = |date: NaiveDate| date.year() * 12 + date.month0().cast_signed();
    let (kept, format): (Vec<u32>, &str) = match to.saturating_sub(from) {
        0..=16 => ((from..=to).collect(), "%-d %b"),
        17..=90 => ((from..=to).filter(|week| begins(week, months)).collect(), "%b %Y"),
        _ => ((from..=to).filter(|week| *week > 0 && begins(week, |date| date.year())).collect(), "%Y"),
    };
    let every = kept.len().div_ceil(8).max(1);
    kept.into_iter().step_by(every).map(|week| (week, date(week).format(format).to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(weeks: (u32, u32), log: bool, values: &[f64]) -> Plot {
        let pieces = vec![values.iter().enumerate().map(|(week, value)| (week as f64, *value)).collect()];
        let line =
            PlotLine { name: "A < B & “C”".to_owned(), colour: Colour::INK, width: 2.0, dash: (0.0, 0.0), pieces };
        Plot {
            title: "Share".to_owned(),
            subtitle: "%".to_owned(),
            start: NaiveDate::from_ymd_opt(2016, 12, 5).expect("a date"),
            weeks,
            log,
            from_zero: false,
            policy_week: Some(3),
            bands: Vec::new(),
            lines: vec![line.clone(), PlotLine { name: "other".to_owned(), ..line }],
        }
    }

    #[test]
    fn every_line_stays_on_the_paper_in_any_weeks_and_on_any_axis() {
        let values: Vec<f64> = (0..260).map(|week| (f64::from(week) * 0.1).sin() * 40.0).collect();
        for weeks in [(0, 259), (40, 50), (7, 80), (259, 259)] {
            for log in [false, true] {
                let picture = picture(&[plot(weeks, log, &values), plot(weeks, log, &[])], &["foot".to_owned()]);
                for mark in &picture.marks {
                    let points = match mark {
                        Mark::Line { points, .. } | Mark::Area { points, .. } => points.clone(),
                        Mark::Text { at, .. } => vec![*at],
                    };
                    let inside = |(x, y): &(f64, f64)| (0.0..=WIDTH).contains(x) && (0.0..=picture.height).contains(y);
                    assert!(points.iter().all(inside), "{weeks:?} {log} {mark:?}");
                }
            }
        }
    }

    #[test]
    fn names_of_lines_that_end_together_stand_apart() {
        let picture = picture(&[plot((0, 9), false, &[1.0; 10])], &[]);
        let heights: Vec<f64> = picture
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Text { at, text, .. } if text == "other" || text.starts_with('A') => Some(at.1),
                _ => None,
            })
            .collect();
        assert!(heights.len() == 2 && (heights[0] - heights[1]).abs() >= ROW, "{heights:?}");
    }

    #[test]
    fn a_logarithmic_axis_spans_its_figures_with_round_values() {
        for (low, high) in [(1.0, 1000.0), (0.9, 1.1), (3.0, 40.0), (1e-6, 1e9), (5.0, 5.0)] {
            let levels = plot((0, 1), true, &[f64::log10(low), f64::log10(high)]).levels();
            assert!((2..=9).contains(&levels.len()), "{low} to {high}: {levels:?}");
            let (first, last) = (levels[0], levels[levels.len() - 1]);
            assert!(first <= low.log10() && last >= high.log10() && last > first, "{low} to {high}: {levels:?}");
        }
    }
}
