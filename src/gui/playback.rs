//! The time cursor: where it is, whether it plays, how fast. No clock: the window says how much time has passed.

/// Speeds offered, weeks a second.
pub const SPEEDS: &[f64] = &[4.0, 13.0, 26.0, 52.0, 104.0];

/// The time cursor of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    position: f64,
    last: u32,
    /// Whether the cursor moves by itself.
    pub playing: bool,
    /// Weeks a second.
    pub speed: f64,
}

impl Playback {
    /// A cursor at the end of a run of so many weeks.
    pub fn at_end(weeks: u32) -> Self {
        let last = weeks.saturating_sub(1);
        Self { position: f64::from(last), last, playing: false, speed: 26.0 }
    }

    /// The week the cursor is in.
    pub fn week(&self) -> u32 {
        self.position as u32
    }

    /// The last week.
    pub const fn last(&self) -> u32 {
        self.last
    }

    /// Takes over another horizon and keeps the place where it still exists.
    pub fn set_weeks(&mut self, weeks: u32) {
        let was_at_end = self.week() == self.last;
        self.last = weeks.saturating_sub(1);
        self.position = if was_at_end { f64::from(self.last) } else { self.position.min(f64::from(self.last)) };
    }

    /// Goes to a week.
    pub fn seek(&mut self, week: u32) {
        self.position = f64::from(week.min(self.last));
    }

    /// Plays or pauses; from the end it plays from the start.
    pub fn toggle(&mut self) {
        if !self.playing && self.week() == self.last {
            self.position = 0.0;
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
        if self.playing {
            self.position = (self.position + seconds * self.speed).min(f64::from(self.last));
            self.playing = self.week() < self.last;
        }
        self.playing
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
}
