//! The runs of a study: which are there, and how long the others take.

use crate::run::compare::Summaries;

/// Runs that belong together, by number.
#[derive(Debug)]
pub struct Batch {
    /// Its first request; what was asked for earlier belongs to another study.
    first_token: u64,
    figures: Vec<Option<Summaries>>,
    /// Runs that have ended, well or not, and those whose figures were known.
    ended: usize,
    computed: usize,
    seconds: f64,
    failure: Option<String>,
    stopped: bool,
}

impl Batch {
    /// So many runs, asked for from this request on.
    pub fn new(runs: usize, first_token: u64) -> Self {
        let figures = vec![None; runs];
        Self { first_token, figures, ended: 0, computed: 0, seconds: 0.0, failure: None, stopped: false }
    }

    /// Takes over figures that are known without a run.
    pub fn know(&mut self, number: usize, figures: Summaries) {
        if let Some(place) = self.figures.get_mut(number).filter(|place| place.is_none()) {
            *place = Some(figures);
            self.ended += 1;
        }
    }

    /// Takes over what became of a run: its figures and how long it took, or why it failed.
    pub fn take(&mut self, number: u32, token: u64, result: Result<(Summaries, f64), String>) {
        if token < self.first_token || self.stopped {
            return;
        }
        match result {
            Ok((figures, seconds)) => {
                self.know(number as usize, figures);
                self.computed += 1;
                self.seconds += seconds;
            }
            Err(why) => {
                self.ended += 1;
                self.failure = Some(why);
            }
        }
    }

    /// The figures of a run.
    pub fn figures(&self, number: usize) -> Option<&Summaries> {
        self.figures.get(number)?.as_ref()
    }

    /// Whether all runs with the numbers from `from` on, `count` of them, are there.
    pub fn has(&self, from: usize, count: usize) -> bool {
        self.figures.get(from..from + count).is_some_and(|figures| figures.iter().all(Option::is_some))
    }

    /// Runs that have ended, and all.
    pub const fn progress(&self) -> (usize, usize) {
        (self.ended, self.figures.len())
    }

    /// Whether runs are still to come.
    pub const fn is_running(&self) -> bool {
        !self.stopped && self.ended < self.figures.len()
    }

    /// Seconds until the last run has ended if the others take as long as those before; none before the first.
    pub fn left(&self) -> Option<f64> {
        let rest = self.figures.len() - self.ended;
        (self.computed > 0).then(|| self.seconds / self.computed as f64 * rest as f64)
    }

    /// Why a run failed.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Nothing more is to come.
    pub const fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether it was ended before its time.
    pub const fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// A number that no other batch has.
    pub const fn stamp(&self) -> u64 {
        self.first_token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_what_is_there_and_reckons_what_is_left() {
        let mut batch = Batch::new(4, 10);
        batch.know(0, vec![Some(1.0)]);
        assert_eq!((batch.progress(), batch.left()), ((1, 4), None));
        batch.take(1, 9, Ok((vec![Some(5.0)], 9.0)));
        assert!(batch.figures(1).is_none(), "a run of an earlier study is not taken over");
        batch.take(1, 11, Ok((vec![Some(2.0)], 3.0)));
        assert_eq!((batch.progress(), batch.left()), ((2, 4), Some(6.0)));
        assert!(batch.has(0, 2) && !batch.has(1, 2) && !batch.has(3, 2));
        batch.take(2, 12, Err("it broke".to_owned()));
        assert_eq!((batch.failure(), batch.is_running()), (Some("it broke"), true));
        batch.stop();
        batch.take(3, 13, Ok((vec![None], 1.0)));
        assert!(batch.figures(3).is_none() && !batch.is_running());
    }
}
