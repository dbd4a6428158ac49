//! A rule as the weekly step reads it.

use crate::scenario::vocabulary::{ConsentMode, DataType, Effect, Place, Purpose, Subject};
use crate::scenario::{Enforcement, Price, Rule};

use super::PermissionSet;

/// Which rule data came under, kept with the data; the same for a rule and for what levers make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleTag(pub u16);

impl RuleTag {
    /// The scenario's default.
    pub const DEFAULT: Self = Self(0);
    /// The rule that the lever on message access adds.
    pub const LEVER: Self = Self(u16::MAX);

    /// The rule at this index of the list.
    pub const fn listed(index: usize) -> Self {
        Self(index as u16 + 1)
    }

    /// Index in the rule list; none for the default and the lever's rule.
    pub const fn index(self) -> Option<usize> {
        match self {
            Self::DEFAULT | Self::LEVER => None,
            Self(tag) => Some(tag as usize - 1),
        }
    }
}

/// A rule without names: effect, permissions and terms.
#[derive(Clone, Debug, PartialEq)]
pub struct CompiledRule {
    /// Where it comes from.
    pub tag: RuleTag,
    /// Place in the order of precedence among the rules in force, 0 decides first; `u16::MAX` if not in force.
    pub order: u16,
    /// Permits or forbids.
    pub effect: Effect,
    /// Permissions needed.
    pub needs: PermissionSet,
    /// How the user is asked.
    pub consent: ConsentMode,
    /// Whose data.
    pub subject: Subject,
    /// Where the data is processed.
    pub place: Place,
    /// Whether the recipient may pass it on.
    pub onward: bool,
    /// Whether the way back is covered too.
    pub reciprocal: bool,
    /// Whether every recipient of the class gets the same terms.
    pub non_discriminatory: bool,
    /// Price.
    pub price: Price,
    /// Share of the price paid to the user, 0 to 1.
    pub user_share: f64,
    /// Most records per user and week.
    pub cap_records: Option<f64>,
    /// Largest share of the recipient's users covered, 0 to 1.
    pub cap_subjects: Option<f64>,
    /// Weeks until the data arrives.
    pub latency_weeks: u32,
    /// Weeks the recipient may keep it; without limit if absent.
    pub retention_weeks: Option<u32>,
    /// Purposes as bits, in the order of [`Purpose::ALL`].
    pub purposes: u8,
    /// Data types as bits, in the order of [`DataType::ALL`].
    pub types: u8,
    /// Enforcement.
    pub enforcement: Enforcement,
}

impl CompiledRule {
    /// Compiles one rule; it is not yet in force.
    pub(super) fn new(rule: &Rule, tag: RuleTag) -> Self {
        Self {
            tag,
            order: u16::MAX,
            effect: rule.effect,
            needs: PermissionSet::of(&rule.authorised_by),
            consent: rule.consent,
            subject: rule.subject,
            place: rule.place,
            onward: rule.onward,
            reciprocal: rule.reciprocal,
            non_discriminatory: rule.non_discriminatory,
            price: rule.price,
            user_share: rule.user_share,
            cap_records: rule.cap_records,
            cap_subjects: rule.cap_subjects,
            latency_weeks: rule.latency_weeks,
            retention_weeks: rule.retention_weeks,
            purposes: rule.purposes.iter().fold(0, |bits, purpose| bits | 1 << purpose.index()),
            types: rule.types.iter().fold(0, |bits, data| bits | 1 << data.index()),
            enforcement: rule.enforcement.clone(),
        }
    }

    /// Whether it permits.
    pub fn allows(&self) -> bool {
        self.effect == Effect::Allow
    }

    /// Whether it names a purpose.
    pub const fn has_purpose(&self, purpose: Purpose) -> bool {
        self.purposes & 1 << purpose.index() != 0
    }

    /// Whether it names a data type.
    pub const fn has_type(&self, data: DataType) -> bool {
        self.types & 1 << data.index() != 0
    }
}
