//! The time cursor: where it is, whether it plays, how fast, and which weeks it repeats. No clock: the window says how
//! much time has passed.

use serde::{Deserialize, Serialize};

use super::command::Action;
use super::marks;
use crate::run::EventRecord;

/// Speeds offered, weeks a second.
pub const SPEEDS: &[f64] = &[4.0, 13.0, 26.0, 52.0, 104.0];

/// Weeks of a loop of which only one end was set.
const LOOP_WEEKS: u32 = 26;

/// The weeks that are played again and again, first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// First week.
    pub from: u32,
    /// Last week, later than the first.
    pub to: u32,
}

/// A change of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayCommand {
    /// The loop starts in this week; its end stays where it can.
    LoopFrom(u32),
    /// The loop ends in this week; its start stays where it can.
    LoopTo(u32),
    /// The loop, or none.
    SetLoop(Option<Loop>),
}

/// The time cursor of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    position: f64,
    last: u32,
    looped: Option<Loop>,
    /// Whether the cursor moves by itself.
    pub playing: bool,
    /// Weeks a second.
    pub speed: f64,
}

impl Playback {
    /// A cursor at the end of a run of so many weeks.
    pub fn at_end(weeks: u32) -> Self {
        let last = weeks.saturating_sub(1);
        Self { position: f64::from(last), last, looped: None, playing: false, speed: 26.0 }
    }

    /// The week the cursor is in.
    pub fn week(&self) -> u32 {
        self.position as u32
    }

    /// The last week.
    pub const fn last(&self) -> u32 {
        self.last
    }

    /// The weeks that are repeated.
    pub const fn looped(&self) -> Option<Loop> {
        self.looped
    }

    /// Takes over another horizon and keeps the place where it still exists.
    pub fn set_weeks(&mut self, weeks: u32) {
        let was_at_end = self.week() == self.last;
        self.last = weeks.saturating_sub(1);
        self.position = if was_at_end { f64::from(self.last) } else { self.position.min(f64::from(self.last)) };
        self.apply(PlayCommand::SetLoop(self.looped));
    }

    /// Goes to a week.
    pub fn seek(&mut self, week: u32) {
        self.position = f64::from(week.min(self.last));
    }

    /// Plays or pauses; from the end it plays from the start.
    pub fn toggle(&mut self) {
        let (first, last) = self.range();
        if !self.playing && (self.week() >= last || self.week() < first) {
            self.position = f64::from(first);
        }
        self.playing = !self.playing;
    }

    /// Stops and moves by weeks.
    pub fn step(&mut self, weeks: i64) {
        self.playing = false;
        let week = (i64::from(self.week()) + weeks).clamp(0, i64::from(self.last));
        self.position = week as f64;
    }

    /// Lets time pass; returns whether the cursor goes on moving.
    pub fn tick(&mut self, seconds: f64) -> bool {
        if !self.playing {
            return false;
        }
        let (first, last) = self.range();
        let position = self.position + seconds * self.speed;
        match self.looped {
            // The last week is seen for as long as any other before the loop starts over.
            Some(_) if position >= f64::from(last) + 1.0 => {
                let span = f64::from(last - first) + 1.0;
                self.position = f64::from(first) + (position - f64::from(first)) % span;
            }
            Some(_) => self.position = position,
            None => {
                self.position = position.min(f64::from(last));
                self.playing = self.week() < last;
            }
        }
        self.playing
    }

    /// Changes the loop.
    pub fn apply(&mut self, command: PlayCommand) {
        let looped = match command {
            PlayCommand::LoopFrom(from) => {
                let end = self.looped.map(|l| l.to).filter(|to| *to > from);
                Some(Loop { from, to: end.unwrap_or(from.saturating_add(LOOP_WEEKS)) })
            }
            PlayCommand::LoopTo(to) => {
                let start = self.looped.map(|l| l.from).filter(|from| *from < to);
                Some(Loop { from: start.unwrap_or(to.saturating_sub(LOOP_WEEKS)), to })
            }
            PlayCommand::SetLoop(looped) => looped,
        };
        self.looped = looped.and_then(|wanted| {
            let from = wanted.from.min(self.last.saturating_sub(1));
            let to = wanted.to.min(self.last);
            (from < to).then_some(Loop { from, to })
        });
    }

    /// Does what an action of the timeline says; `events` are those of the run on show. Other actions do nothing.
    pub fn act(&mut self, action: Action, events: &[EventRecord]) {
        let week = self.week();
        match action {
            Action::PlayPause => self.toggle(),
            Action::StepForward => self.step(1),
            Action::StepBack => self.step(-1),
            Action::ToStart => self.seek(0),
            Action::ToEnd => self.seek(u32::MAX),
            Action::NextEvent | Action::PreviousEvent => {
                if let Some(week) = marks::next_week(events, week, action == Action::NextEvent) {
                    self.playing = false;
                    self.seek(week);
                }
            }
            Action::LoopFrom => self.apply(PlayCommand::LoopFrom(week)),
            Action::LoopTo => self.apply(PlayCommand::LoopTo(week)),
            Action::EndLoop => self.apply(PlayCommand::SetLoop(None)),
            _ => {}
        }
    }

    /// First and last week that are played.
    fn range(&self) -> (u32, u32) {
        self.looped.map_or((0, self.last), |looped| (looped.from, looped.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playing_from_the_end_starts_over_and_stops_at_the_end() {
        let mut playback = Playback::at_end(100);
        assert_eq!(playback.week(), 99);
        playback.toggle();
        assert_eq!((playback.week(), playback.playing), (0, true));
        assert!(playback.tick(1.0));
        assert_eq!(playback.week(), 26);
        assert!(!playback.tick(60.0));
        assert_eq!((playback.week(), playback.playing), (99, false));
    }

    #[test]
    fn stepping_pauses_and_stays_inside() {
        let mut playback = Playback::at_end(10);
        playback.playing = true;
        playback.step(5);
        assert_eq!((playback.week(), playback.playing), (9, false));
        playback.step(-20);
        assert_eq!(playback.week(), 0);
    }

    #[test]
    fn another_horizon_keeps_the_place() {
        let mut playback = Playback::at_end(260);
        playback.seek(50);
        playback.set_weeks(100);
        assert_eq!(playback.week(), 50);
        playback.set_weeks(20);
        assert_eq!(playback.week(), 19);
        playback.set_weeks(300);
        assert_eq!(playback.week(), 299);
    }

    #[test]
    fn a_loop_goes_round_and_never_stops_by_itself() {
        let mut playback = Playback::at_end(100);
        playback.apply(PlayCommand::SetLoop(Some(Loop { from: 20, to: 29 })));
        playback.toggle();
        assert_eq!(playback.week(), 20, "from outside the loop it plays from its start");
        playback.speed = 10.0;
        let mut seen = Vec::new();
        for _ in 0..12 {
            assert!(playback.tick(0.25));
            seen.push(playback.week());
        }
        assert_eq!(seen, [22, 25, 27, 20, 22, 25, 27, 20, 22, 25, 27, 20]);
    }

    #[test]
    fn setting_one_end_of_a_loop_keeps_the_other_where_it_can() {
        let mut playback = Playback::at_end(100);
        playback.apply(PlayCommand::LoopFrom(40));
        assert_eq!(playback.looped(), Some(Loop { from: 40, to: 66 }));
        playback.apply(PlayCommand::LoopTo(50));
        assert_eq!(playback.looped(), Some(Loop { from: 40, to: 50 }));
        playback.apply(PlayCommand::LoopFrom(70));
        assert_eq!(playback.looped(), Some(Loop { from: 70, to: 96 }));
        playback.apply(PlayCommand::LoopTo(10));
        assert_eq!(playback.looped(), Some(Loop { from: 0, to: 10 }));
    }

    #[test]
    fn a_shorter_run_shortens_the_loop_or_ends_it() {
        let mut playback = Playback::at_end(100);
        playback.apply(PlayCommand::SetLoop(Some(Loop { from: 20, to: 80 })));
        playback.set_weeks(50);
        assert_eq!(playback.looped(), Some(Loop { from: 20, to: 49 }));
        playback.set_weeks(1);
        assert_eq!(playback.looped(), None);
    }
}
