//! Sets of permissions.

use crate::scenario::vocabulary::Permission;

/// A set of permissions: those a rule needs, or those a party holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet(u8);

impl PermissionSet {
    /// Nobody's permission.
    pub const EMPTY: Self = Self(0);
    /// Every permission.
    pub const ALL: Self = Self((1 << Permission::COUNT) - 1);

    /// A set of these.
    pub fn of(permissions: &[Permission]) -> Self {
        permissions.iter().fold(Self::EMPTY, |set, &permission| set.with(permission))
    }

    /// This set and one more.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | 1 << permission.index())
    }

    /// This set and one more if `held`.
    #[must_use]
    pub const fn with_if(self, permission: Permission, held: bool) -> Self {
        if held { self.with(permission) } else { self }
    }

    /// This set without one.
    #[must_use]
    pub const fn without(self, permission: Permission) -> Self {
        Self(self.0 & !(1 << permission.index()))
    }

    /// Whether one is in the set.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & 1 << permission.index() != 0
    }

    /// Whether all of `needed` are in the set.
    pub const fn covers(self, needed: Self) -> bool {
        needed.0 & !self.0 == 0
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the user's permission, towards either side, is in the set.
    pub const fn asks_user(self) -> bool {
        self.contains(Permission::UserToRecipient) || self.contains(Permission::UserToSender)
    }

    /// The bits, in the order of [`Permission::ALL`].
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The permissions in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |&permission| self.contains(permission))
    }

    /// What a holder of this set holds when it collects by itself, where sender and recipient are one actor: its own
    /// agreement goes without saying, and a user who agrees towards one side agrees towards both.
    #[must_use]
    pub const fn towards_oneself(self) -> Self {
        let own = self.with(Permission::SenderToRecipient);
        if self.asks_user() { own.with(Permission::UserToRecipient).with(Permission::UserToSender) } else { own }
    }
}
