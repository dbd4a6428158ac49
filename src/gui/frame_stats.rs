//! How long frames take, and how soon a moved lever shows. Figures only; the clock is in the window.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use serde::Serialize;

/// Frames that are kept, ten minutes at sixty a second.
const KEPT: usize = 36_000;
/// Seconds of work after which a screen of sixty frames a second misses one.
const LATE: f64 = 0.016;
/// Seconds of a whole frame that a person notices.
const SLOW: f64 = 0.1;
/// Frames that the small display speaks of.
const RECENT: usize = 120;

/// Seconds that the work for one frame took, by part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct FrameTimes {
    /// Moving time and taking over runs.
    pub logic: f64,
    /// Laying out all parts.
    pub layout: f64,
    /// From shapes to triangles.
    pub tessellation: f64,
}

impl FrameTimes {
    /// All parts together.
    pub fn work(self) -> f64 {
        self.logic + self.layout + self.tessellation
    }
}

/// How figures spread, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many there are.
    pub count: usize,
    /// Half of them are at most this.
    pub median: f64,
    /// 95 of 100 are at most this.
    pub p95: f64,
    /// The largest.
    pub most: f64,
}

impl Spread {
    /// The spread of seconds; none of nothing.
    pub fn of(seconds: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = seconds.map(|seconds| seconds * 1000.0).collect();
        sorted.sort_by(f64::total_cmp);
        let most = *sorted.last()?;
        // The nearest rank: the smallest figure that a share of all does not exceed.
        let rank = |share: f64| sorted[((share * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len()) - 1];
        Some(Self { count: sorted.len(), median: rank(0.5), p95: rank(0.95), most })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "median {:.1} ms, 95 of 100 below {:.1} ms, most {:.1} ms", self.median, self.p95, self.most)
    }
}

/// The frame that took most work.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Worst {
    /// When it began, seconds after the window opened.
    pub at: f64,
    /// What it took.
    pub times: FrameTimes,
}

/// The frame that took longest as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Longest {
    /// When it began, seconds after the window opened.
    pub at: f64,
    /// Seconds it took, with painting and with waiting for a core.
    pub whole: f64,
    /// Seconds of work in it.
    pub work: f64,
}

/// Collects figures of frames.
#[derive(Clone, Debug, Default)]
pub struct FrameStats {
    frames: VecDeque<FrameTimes>,
    whole: VecDeque<f64>,
    latency: VecDeque<f64>,
    /// When the runs were asked for that are not there yet, by their number.
    asked: BTreeMap<u64, f64>,
    asked_for: usize,
    counted: usize,
    late: usize,
    slow: usize,
    worst: Option<Worst>,
    longest: Option<Longest>,
}

impl FrameStats {
    /// The work for a frame that began at this second.
    pub fn frame(&mut self, at: f64, times: FrameTimes) {
        self.counted += 1;
        self.late += usize::from(times.work() > LATE);
        if self.worst.is_none_or(|worst| times.work() > worst.times.work()) {
            self.worst = Some(Worst { at, times });
        }
        push(&mut self.frames, times);
    }

    /// Seconds from the beginning of a frame at this second to that of the next one, which followed without a pause.
    pub fn whole_frame(&mut self, at: f64, seconds: f64) {
        self.slow += usize::from(seconds > SLOW);
        if self.longest.is_none_or(|longest| seconds > longest.whole) {
            let work = self.frames.back().map_or(0.0, |times| times.work());
            self.longest = Some(Longest { at, whole: seconds, work });
        }
        push(&mut self.whole, seconds);
    }

    /// A run was asked for by a gesture that the window saw at this second.
    pub fn asked(&mut self, token: u64, at: f64) {
        if self.asked.insert(token, at).is_none() {
            self.asked_for += 1;
        }
    }

    /// A run stands in the picture since this second; it took so long to compute.
    pub fn shown(&mut self, token: u64, at: f64, run_seconds: f64) {
        if let Some(asked) = self.asked.get(&token) {
            push(&mut self.latency, (at - asked - run_seconds).max(0.0));
        }
        // What was asked for before is overtaken.
        self.asked = self.asked.split_off(&(token + 1));
    }

    /// Everything that was measured.
    pub fn summary(&self) -> Summary {
        self.last(KEPT)
    }

    /// The same of the last two seconds or so.
    pub fn recent(&self) -> Summary {
        self.last(RECENT)
    }

    fn last(&self, most: usize) -> Summary {
        let frames = || self.frames.iter().rev().take(most);
        let spread = |figures: &VecDeque<f64>| Spread::of(figures.iter().rev().take(most).copied());
        Summary {
            frames: self.counted,
            late: self.late,
            slow: self.slow,
            work: Spread::of(frames().map(|times| times.work())),
            logic: Spread::of(frames().map(|times| times.logic)),
            layout: Spread::of(frames().map(|times| times.layout)),
            tessellation: Spread::of(frames().map(|times| times.tessellation)),
            whole_frame: spread(&self.whole),
            asked: self.asked_for,
            beyond_run: spread(&self.latency),
            worst: self.worst,
            longest: self.longest,
        }
    }
}

fn push<T>(ring: &mut VecDeque<T>, item: T) {
    if ring.len() == KEPT {
        ring.pop_front();
    }
    ring.push_back(item);
}

/// Figures of frames, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Frames drawn while it was measured.
    pub frames: usize,
    /// Frames with more than 16 ms of work.
    pub late: usize,
    /// Whole frames of more than 100 ms.
    pub slow: usize,
    /// The work of the window for a frame: logic, layout and tessellation.
    pub work: Option<Spread>,
    /// Its first part.
    pub logic: Option<Spread>,
    /// Its second part.
    pub layout: Option<Spread>,
    /// Its last part.
    pub tessellation: Option<Spread>,
    /// Whole frames, with painting, as far as one followed another without a pause.
    pub whole_frame: Option<Spread>,
    /// Runs that a gesture asked for.
    pub asked: usize,
    /// From the gesture to the picture of its run, without the time of the run itself; overtaken runs are left out.
    pub beyond_run: Option<Spread>,
    /// The frame that took most work.
    pub worst: Option<Worst>,
    /// The frame that took longest as a whole.
    pub longest: Option<Longest>,
}

impl Summary {
    /// The figures in words, each with its name.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let said = |spread: Option<Spread>| spread.map_or_else(|| "nothing measured".to_owned(), |s| s.to_string());
        let beyond = self.beyond_run.map_or_else(
            || "nothing measured".to_owned(),
            |spread| {
                let frame = self.whole_frame.map(|frame| frame.median).filter(|frame| *frame > 0.0);
                let frames = frame.map(|frame| format!(", {:.1} frames at the median", spread.median / frame));
                format!("{spread}{}", frames.unwrap_or_default())
            },
        );
        vec![
            ("Work of the window", said(self.work)),
            ("Logic", said(self.logic)),
            ("Layout", said(self.layout)),
            ("Tessellation", said(self.tessellation)),
            ("Whole frame", said(self.whole_frame)),
            ("Lever to picture beyond the run", beyond),
        ]
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.beyond_run.map_or(0, |spread| spread.count);
        let Self { frames, late, slow, asked, .. } = self;
        writeln!(f, "{frames} frames, {late} with more than 16 ms of work, {slow} longer than 100 ms as a whole")?;
        writeln!(f, "{asked} runs asked for by hand, {shown} of them shown")?;
        for (name, said) in self.lines() {
            writeln!(f, "{name:<32} {said}")?;
        }
        if let Some(Worst { at, times }) = self.worst {
            let [logic, layout, tessellation] = [times.logic, times.layout, times.tessellation].map(|s| s * 1000.0);
            let parts = format!("logic {logic:.1}, layout {layout:.1}, tessellation {tessellation:.1} ms");
            writeln!(f, "{:<32} at {at:.1} s, {parts}", "Most work")?;
        }
        if let Some(Longest { at, whole, work }) = self.longest {
            let [whole, work] = [whole, work].map(|s| s * 1000.0);
            writeln!(f, "{:<32} at {at:.1} s, {whole:.1} ms with {work:.1} ms of work", "Longest frame")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(milliseconds: f64) -> FrameTimes {
        FrameTimes { logic: 0.0, layout: milliseconds / 1000.0, tessellation: 0.0 }
    }

    #[test]
    fn ranks_are_those_of_the_figures() {
        let spread = Spread::of((1..=100).rev().map(|place| f64::from(place) / 1000.0)).expect("figures");
        assert_eq!(spread.count, 100);
        for (found, wanted) in [(spread.median, 50.0), (spread.p95, 95.0), (spread.most, 100.0)] {
            assert!((found - wanted).abs() < 1e-9, "{spread:?}");
        }
        assert_eq!(Spread::of(std::iter::empty()), None);
        let one = Spread::of(std::iter::once(0.25)).expect("a figure");
        assert_eq!((one.median, one.p95, one.most), (250.0, 250.0, 250.0));
    }

    #[test]
    fn the_worst_frame_outlives_the_ring() {
        let mut stats = FrameStats::default();
        stats.frame(1.0, times(50.0));
        for frame in 0..KEPT {
            stats.frame(2.0 + frame as f64, times(1.0));
        }
        let summary = stats.summary();
        assert_eq!((summary.frames, summary.work.map(|work| work.count)), (KEPT + 1, Some(KEPT)));
        assert!(summary.work.is_some_and(|work| work.most < 2.0), "the first frame has left the ring");
        assert_eq!(summary.worst.map(|worst| worst.at), Some(1.0));
        assert_eq!(stats.recent().work.map(|work| work.count), Some(RECENT));
    }

    #[test]
    fn a_lever_counts_from_its_gesture_without_its_run() {
        let mut stats = FrameStats::default();
        stats.asked(7, 1.0);
        stats.asked(8, 1.1);
        stats.asked(9, 1.2);
        // Number 7 is overtaken by number 8.
        stats.shown(8, 1.5, 0.3);
        stats.shown(9, 1.7, 0.3);
        let summary = stats.summary();
        assert_eq!(summary.asked, 3);
        let beyond = summary.beyond_run.expect("two were shown");
        assert_eq!(beyond.count, 2);
        assert!((beyond.median - 100.0).abs() < 1e-6 && (beyond.most - 200.0).abs() < 1e-6, "{beyond:?}");
        // What nobody asked for by hand is no answer to a gesture.
        stats.shown(10, 9.0, 0.1);
        assert_eq!(stats.summary().beyond_run.map(|spread| spread.count), Some(2));
    }

    #[test]
    fn the_words_name_every_figure() {
        let mut stats = FrameStats::default();
        assert!(stats.summary().to_string().contains("nothing measured"));
        stats.frame(0.5, FrameTimes { logic: 0.001, layout: 0.004, tessellation: 0.002 });
        stats.frame(0.6, times(17.0));
        stats.whole_frame(0.4, 0.02);
        stats.whole_frame(0.6, 0.15);
        stats.whole_frame(0.8, 0.02);
        stats.asked(1, 0.0);
        stats.shown(1, 0.13, 0.1);
        let text = stats.summary().to_string();
        for words in [
            "2 frames, 1 with",
            ", 1 longer",
            "median 7.0 ms",
            "most 150.0 ms",
            "1.5 frames",
            "at 0.6 s, logic 0.0",
            "at 0.6 s, 150.0 ms with 17.0",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
    }
}
