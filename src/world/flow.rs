//! What became of each wish for data in a week, so that maps and tables can show who got what from whom, and why not.

use crate::rules::Slot;
use crate::scenario::vocabulary::{DataType, Origin, Purpose};

/// Data of one type that one party wanted from another in one week, and one thing that became of it.
///
/// A wish that is granted for some users and denied for others is several of these. Where sender and recipient are
/// one party it collected the data itself. Vendors take part by category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DataFlow {
    /// Who holds or generates the data.
    pub sender: Slot,
    /// Who wants it.
    pub recipient: Slot,
    /// What.
    pub data: DataType,
    /// The purpose under which it was asked for.
    pub purpose: Purpose,
    /// What became of it.
    pub fate: Fate,
    /// Whether it was processed on the phone and nobody holds it afterwards.
    pub on_device: bool,
    /// Index of the deciding rule in the week's access table; 0 where no rule covers it.
    pub rule: u16,
    /// User-weeks.
    pub user_weeks: f32,
}

/// What became of wanted data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It moved under a rule.
    Permitted(Origin),
    /// It was taken against the rules.
    Violation(Origin),
    /// No rule allows it, or one forbids it.
    DeniedRule,
    /// Users did not agree, or were not asked yet.
    DeniedUser,
    /// The holder did not agree.
    DeniedHolder,
    /// It was more than a cap of the rule lets through.
    DeniedCap,
    /// The operator has blocked the reading phones, or does not serve them.
    Blocked,
    /// An order makes the recipient stop.
    Ordered,
}

impl Fate {
    /// Whether the recipient got the data.
    pub const fn moved(self) -> bool {
        matches!(self, Self::Permitted(_) | Self::Violation(_))
    }

    /// How the recipient came by the data, if it did.
    pub const fn origin(self) -> Option<Origin> {
        match self {
            Self::Permitted(origin) | Self::Violation(origin) => Some(origin),
            _ => None,
        }
    }

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Permitted(origin) => origin.label(),
            Self::Violation(_) => "taken against the rules",
            Self::DeniedRule => "denied by the rules",
            Self::DeniedUser => "without the user's agreement",
            Self::DeniedHolder => "without the holder's agreement",
            Self::DeniedCap => "above the cap of the rule",
            Self::Blocked => "blocked in a conflict",
            Self::Ordered => "stopped by an order",
        }
    }
}
