//! What happens in a run, sorted by what people look for: which events are worth a mark, and what kind of thing each is.

use serde::{Deserialize, Serialize};

use crate::run::EventRecord;

/// What an event is about. Each has a shape of its own, so that colour is not needed to tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MarkKind {
    /// Messengers against phone makers.
    Conflict,
    /// Ministry and courts.
    Law,
    /// Who takes, licenses or loses data.
    Data,
    /// Firms that come, go or tip the market.
    Market,
    /// A dated change of the rules or levers.
    Change,
}

impl MarkKind {
    /// All kinds, in the order of a legend.
    pub const ALL: &'static [Self] = &[Self::Conflict, Self::Law, Self::Data, Self::Market, Self::Change];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Conflict => "Conflict",
            Self::Law => "Ministry and courts",
            Self::Data => "Data",
            Self::Market => "Market",
            Self::Change => "Dated change",
        }
    }

    /// The kind of an event by the word of its record.
    pub fn of(kind: &str) -> Self {
        match kind {
            "complaint" | "suit" | "statement" | "ruling" | "injunction" | "settlement" | "access_ordered"
            | "stop_ordered" | "fine" | "damages" | "resumed" => Self::Law,
            "capture_started" | "capture_stopped" | "capture_refused" | "data_refused" | "licence" | "breach"
            | "scandal" => Self::Data,
            "tipping" | "entry" | "exit" | "channel_change" => Self::Market,
            "reform" => Self::Change,
            _ => Self::Conflict,
        }
    }
}

/// Whether an event is worth a mark on the timeline.
pub fn is_notable(event: &EventRecord) -> bool {
    event.is_notable()
}

/// The nearest week after, or before, a week in which something notable happens.
pub fn next_week(events: &[EventRecord], week: u32, forward: bool) -> Option<u32> {
    let weeks = events.iter().filter(|event| is_notable(event)).map(|event| event.week);
    if forward { weeks.filter(|other| *other > week).min() } else { weeks.filter(|other| *other < week).max() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(week: u32, kind: &str) -> EventRecord {
        EventRecord {
            id: week,
            week,
            kind: kind.to_owned(),
            actor: String::new(),
            counterpart: String::new(),
            value: 0.0,
            sentence: String::new(),
        }
    }

    #[test]
    fn the_next_event_skips_what_happens_every_week() {
        let events = [event(3, "suit"), event(5, "entry"), event(9, "ruling")];
        assert_eq!(next_week(&events, 3, true), Some(9));
        assert_eq!(next_week(&events, 9, false), Some(3));
        assert_eq!((next_week(&events, 9, true), next_week(&events, 3, false)), (None, None));
    }

    #[test]
    fn kinds_of_events_are_told_apart() {
        let kinds = ["channel_blocked", "ruling", "breach", "tipping", "reform"].map(MarkKind::of);
        assert_eq!(kinds.as_slice(), MarkKind::ALL);
    }
}
