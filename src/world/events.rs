//! What happens, with numbers, so that metrics, lists and explanations read the same thing.

use serde::{Deserialize, Serialize};

use crate::rules::acting;
use crate::scenario::vocabulary::Response;
use crate::scenario::{Reform, Scenario};

/// Who acts or is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Nobody in particular.
    Nobody,
    /// A phone maker.
    Brand(usize),
    /// An operator.
    Messenger(usize),
    /// A named vendor.
    Named(usize),
    /// A vendor by number.
    Vendor(u64),
    /// The regulator.
    Regulator,
}

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $sentence:literal;)+) => {
        /// Kinds of event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum EventKind { $($(#[$doc])* $variant),+ }

        impl EventKind {
            /// The word in exports.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The sentence, with A for the actor, B for the counterpart, V for the value.
            const fn template(self) -> &'static str {
                match self { $(Self::$variant => $sentence),+ }
            }
        }
    };
}

event_kinds! {
    /// A dated change acts; the value is its number in the list of changes.
    Reform = "reform", "A dated change acts.";
    /// A phone maker starts to read messages.
    CaptureStarted = "capture_started", "{A} starts to read messages in the messenger.";
    /// A phone maker stops.
    CaptureStopped = "capture_stopped", "{A} stops reading messages.";
    /// Retreat after a conflict.
    Retreat = "retreat", "{A} gives up reading messages because of the conflict with {B}.";
    /// A phone maker has phones that could read messages, and no rule allows it; it keeps to the rules.
    CaptureRefused = "capture_refused", "{A} would read messages in the messenger, and does not, because a permission is missing.";
    /// An operator learns of capture.
    CaptureFound = "capture_found", "{A} finds that {B} reads messages in its messenger.";
    /// An operator weighs what a block would cost it against what reading that spreads would; the value is the second
    /// less the first, RMB million over 52 weeks.
    BlockWeighed = "block_weighed", "{A} weighs a block of {B}";
    /// The messenger works worse.
    Degraded = "degraded", "{A} degrades its messenger on the phones of {B} that read messages.";
    /// The messenger stops.
    Blocked = "channel_blocked", "{A} blocks its messenger on the phones of {B} that read messages.";
    /// Back to normal.
    Restored = "restored", "{A} restores its messenger on the phones of {B}.";
    /// The messenger is withdrawn.
    Withdrawn = "withdrawn", "{A} withdraws its messenger from {B}.";
    /// The operator decides to do nothing.
    Ignored = "ignored", "{A} decides to leave {B} alone.";
    /// Complaint.
    Complaint = "complaint", "{A} complains to the ministry about {B}.";
    /// Suit.
    Suit = "suit", "{A} sues {B}.";
    /// Statement of the ministry.
    Statement = "statement", "The ministry says that it looks into the dispute between {A} and {B}.";
    /// Ruling.
    Ruling = "ruling", "The case of {A} against {B} ends.";
    /// Injunction.
    Injunction = "injunction", "A court orders {B} to stop reading messages in the messenger of {A} for now.";
    /// Settlement.
    Settlement = "settlement", "{A} and {B} return to the state before the conflict.";
    /// Access is ordered.
    AccessOrdered = "access_ordered", "{A} must give {B} access to messages of users who agree.";
    /// Stop is ordered.
    StopOrdered = "stop_ordered", "{B} must stop reading messages of {A} and delete what it took.";
    /// Licence offered and taken.
    Licence = "licence", "{A} licenses message content to {B} for RMB {V} per user-week.";
    /// Fine.
    Fine = "fine", "{A} is fined RMB {V} million.";
    /// Damages.
    Damages = "damages", "{B} pays {A} damages of RMB {V} million.";
    /// An operator sets how open its Mini Programs are; the value is per cent.
    OpennessSet = "openness_set", "{A} opens its Mini Programs to {V} %.";
    /// An operator or a phone maker sets its take rate; the value is per cent.
    TakeSet = "take_set", "{A} sets its take rate to {V} %.";
    /// The same for games.
    GamesTakeSet = "games_take_set", "{A} sets its take rate for games to {V} %.";
    /// Retaliation of a phone maker.
    Retaliation = "retaliation", "{A} makes Mini Programs of {B} harder to reach on its phones.";
    /// Breach.
    Breach = "breach", "Data held by {A} leak.";
    /// An operator finds a vendor's tool that interferes; the value is its users in per cent.
    ToolFound = "tool_found", "{A} finds that a tool of {B} on the devices of {V} % of users interferes with its messenger.";
    /// An operator refuses users of a vendor's tool.
    UsersRefused = "users_refused", "{A} stops serving users who have the tool of {B}.";
    /// A vendor keeps its data from another.
    DataRefused = "data_refused", "{A} stops giving its data to {B}, which needs them.";
    /// A refusal ends.
    Resumed = "resumed", "{A} gives up its refusal towards {B} by order of the ministry.";
    /// Scandal.
    Scandal = "scandal", "{A} is in the news over its use of data.";
    /// Tipping.
    Tipping = "tipping", "More than 95 % of users have {A} as their primary messenger.";
    /// Entry of a vendor; the value is its quality.
    Entry = "entry", "{A} enters with a quality of {V} utils.";
    /// Exit of a vendor.
    Exit = "exit", "{A} leaves the market.";
    /// A vendor joins or leaves channels.
    ChannelChange = "channel_change", "{A} changes the channels it serves.";
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Number within the run.
    pub id: u32,
    /// Week.
    pub week: u32,
    /// What.
    pub kind: EventKind,
    /// Who.
    pub actor: Actor,
    /// Whom it concerns.
    pub counterpart: Actor,
    /// Size in the unit of the sentence.
    pub value: f64,
    /// What the sentence says besides.
    pub detail: Detail,
}

/// What an event says besides its actors and its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// What an operator reckons when it decides by the best response.
    Weighed(Weighed),
    /// Why a phone maker stops reading messages.
    Stopped(Cause),
}

/// Both sides of the question whether to block, RMB over 52 weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// What blocking would cost the operator.
    pub block_rmb: f64,
    /// What it would lose by reading that goes unanswered, times the probability that it spreads.
    pub spread_rmb: f64,
    /// Brands it would block besides the counterpart.
    pub others: u32,
    /// What it does.
    pub answer: Response,
}

/// Why a phone maker stops reading messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// Its conduct is fixed so from this week on, by the scenario or a lever.
    Fixed,
    /// The end of a case.
    Case,
    /// An operator hinders its messenger.
    Hindered,
    /// Reading does not pay.
    Choice,
}

impl Cause {
    /// The end of the sentence.
    const fn words(self) -> &'static str {
        match self {
            Self::Fixed => ", as its conduct is fixed from this week on",
            Self::Case => " because of the case",
            Self::Hindered => " because its messenger was hindered",
            Self::Choice => ", because it does not pay",
        }
    }
}

impl Weighed {
    /// What follows the brand in the sentence.
    fn words(&self) -> String {
        let others = match self.others {
            0 => String::new(),
            1 => " and of one other maker".to_owned(),
            many => format!(" and of {many} other makers"),
        };
        let answer = match self.answer {
            Response::Ignore => "to leave them alone",
            Response::Degrade => "to degrade",
            Response::Block => "to block",
            Response::Sue => "to sue",
            Response::Complain => "to complain",
            Response::License => "to license",
        };
        // A block may pay and something else pay more.
        let pays = self.spread_rmb > self.block_rmb && self.answer != Response::Block;
        let decides = if pays { "so it would pay, but something else pays more and" } else { "so" };
        format!(
            "{others}, which would cost RMB {} million over 52 weeks, against RMB {} million if reading goes on and may \
             spread, {decides} the answer is {answer}.",
            in_millions(self.block_rmb),
            in_millions(self.spread_rmb)
        )
    }
}

/// Whole millions, and more digits where there is less than ten.
fn in_millions(rmb: f64) -> String {
    let millions = rmb / 1e6;
    let decimals = match millions.abs() {
        size if size >= 10.0 => 0,
        size if size >= 0.1 => 1,
        _ => 3,
    };
    let said = format!("{millions:.decimals$}");
    if said.contains('.') {
        return said.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let mut grouped = String::new();
    for (place, digit) in said.chars().enumerate() {
        if place > 0 && (said.len() - place).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl Actor {
    /// Word in exports.
    pub fn id(self, scenario: &Scenario) -> String {
        match self {
            Self::Nobody => String::new(),
            Self::Brand(b) => scenario.brands[b].id.clone(),
            Self::Messenger(m) => scenario.messengers[m].id.clone(),
            Self::Named(v) => scenario.vendors.named[v].id.clone(),
            Self::Vendor(id) => format!("vendor_{id}"),
            Self::Regulator => "regulator".to_owned(),
        }
    }

    /// Name as shown.
    pub fn name(self, scenario: &Scenario) -> String {
        match self {
            Self::Nobody => String::new(),
            Self::Brand(b) => scenario.brands[b].name.clone(),
            Self::Messenger(m) => scenario.messengers[m].name.clone(),
            Self::Named(v) => scenario.vendors.named[v].name.clone(),
            Self::Vendor(id) => match id.checked_sub(65_536) {
                None => format!("Vendor {id}"),
                Some(late) => format!("Entrant {} of week {}", late % 65_536 + 1, late / 65_536),
            },
            Self::Regulator => "The regulator".to_owned(),
        }
    }
}

impl Event {
    /// The event as a sentence; `reforms` are the dated changes of the run in the order of their weeks.
    pub fn sentence(&self, scenario: &Scenario, reforms: &[Reform]) -> String {
        if self.kind == EventKind::Reform
            && let Some(said) = reforms.get(self.value as usize).map(|reform| acting(reform, scenario))
            && !said.is_empty()
        {
            return said;
        }
        let value = format!("{:.2}", self.value);
        let (actor, counterpart) = (self.actor.name(scenario), self.counterpart.name(scenario));
        let mut template = match self.detail {
            Detail::None => self.kind.template().to_owned(),
            Detail::Weighed(weighed) => format!("{}{}", self.kind.template(), weighed.words()),
            Detail::Stopped(cause) => {
                format!("{}{}.", self.kind.template().trim_end_matches('.'), cause.words())
            }
        };
        for (place, name) in [("{A}", &actor), ("{B}", &counterpart)] {
            if name.starts_with("Other ") {
                template = of_many(&template, place);
            }
        }
        template
            .replace("{A}", &actor)
            .replace("{B}", &counterpart)
            .replace("{V}", value.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A template whose subject stands for many firms, so that its verb is in the plural.
fn of_many(template: &str, place: &str) -> String {
    let subject = |before: &str| before.is_empty() || before.ends_with("that ");
    let Some((before, after)) = template.split_once(place).filter(|(before, _)| subject(before)) else {
        return template.to_owned();
    };
    let (verb, rest) = after.trim_start().split_once(' ').unwrap_or((after, ""));
    let verb = if verb == "is" { "are" } else { verb.strip_suffix('s').unwrap_or(verb) };
    let mut rest = rest.to_owned();
    if before.is_empty() {
        // A subordinate clause has its own subject.
        for (one, many) in [(" its ", " their "), ("its ", "their "), (" it took", " they took")] {
            rest = if one.starts_with(' ') || rest.starts_with(one) { rest.replacen(one, many, 1) } else { rest };
        }
    }
    format!("{before}{place} {verb} {rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_as_precise_as_they_are_read() {
        let cases = [
            (3.571e9, "3,571"),
            (1.234_567e12, "1,234,567"),
            (33.4e6, "33"),
            (-1.5e6, "-1.5"),
            (0.0, "0"),
            (4e4, "0.04"),
        ];
        for (rmb, said) in cases {
            assert_eq!(in_millions(rmb), said);
        }
        assert_eq!(in_millions(-123e6), "-123");
    }

    #[test]
    fn many_firms_have_their_verb_in_the_plural() {
        let said = |kind: EventKind, place| of_many(kind.template(), place);
        assert_eq!(said(EventKind::CaptureStarted, "{A}"), "{A} start to read messages in the messenger.");
        assert_eq!(said(EventKind::Ignored, "{A}"), "{A} decide to leave {B} alone.");
        assert_eq!(said(EventKind::Fine, "{A}"), "{A} are fined RMB {V} million.");
        assert_eq!(said(EventKind::OpennessSet, "{A}"), "{A} open their Mini Programs to {V} %.");
        assert_eq!(said(EventKind::CaptureFound, "{B}"), "{A} finds that {B} read messages in its messenger.");
        assert_eq!(said(EventKind::CaptureFound, "{A}"), "{A} find that {B} reads messages in their messenger.");
        for kind in [EventKind::Ruling, EventKind::Breach, EventKind::Tipping] {
            assert_eq!(said(kind, "{A}"), kind.template(), "it is no subject");
        }
    }
}
