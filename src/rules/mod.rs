//! The access-rule language: who may let whom use which data, on whose permission and on what terms.
//!
//! A rule list is compiled whenever it changes ([`Access::compile`]) into a table over [`Slots`], which the weekly
//! step reads; every rule ([`sentence()`]) and every decision ([`explain()`]) can be said as an English sentence.
//!
//! Invariants: the order of rules in the file matters only between two allows of equal priority; a flow that nothing
//! covers is decided by the scenario's default; a permission more than asked for never hurts.

pub mod slots;
pub mod permission;
pub mod terms;
mod table;
pub mod access;
mod overrides;
mod names;
pub mod sentence;
pub mod rewrite;
mod dated;
pub mod explain;
pub mod standing;

pub use access::{Access, Denial, Verdict};
pub use dated::{acting, dated_sentences};
pub use explain::{Flow, explain};
pub(crate) use names::{capital, list, weeks};
pub use overrides::LEVER_RULE;
pub use permission::PermissionSet;
pub use rewrite::{rewritten, rewritten_from};
pub use sentence::sentence;
pub use slots::{Slot, SlotKind, Slots};
pub use standing::{Precedence, Standing, Tie};
pub use table::in_force;
pub use terms::{CompiledRule, RuleTag};
