//! Gatekeepers simulates the fight over user data between phone makers and messaging operators.
//!
//! In 2017 a phone maker's assistant read users' chats inside the dominant messaging app, with the users' consent and
//! without the operator's. Who should be allowed to let whom use which data, on what terms, and what happens to
//! prices, app vendors, privacy and market structure under each answer? An analyst sets the terms, runs the market and
//! hands the result to somebody who can reproduce it.
//!
//! # The pipeline
//!
//! Data flows one way, and this is the order in which to read the modules:
//!
//! 1. [`scenario`] reads what the user writes: a text becomes a complete [`scenario::Scenario`] or a list of all its
//!    problems. The table [`scenario::LEVERS`] holds every number an analyst may change.
//! 2. [`rules`] compiles the access rules into a table of who may let whom use what, and says rules and decisions as
//!    sentences.
//! 3. [`world`] holds all state of the market: users, firms, the regulator, data stocks, the ledger, and luck.
//! 4. [`step`] moves the world by a week, phase by phase.
//! 5. [`metrics`] reads the world after each week; the table [`metrics::METRICS`] holds every outcome.
//! 6. [`run`] carries one experiment from scenario to [`run::Record`], which can be replayed to the same bits;
//!    [`experiment`] carries many and compares them.
//! 7. [`export`] turns records into bytes; [`cli`] and the window (module `gui`, feature `gui`) are the two ways in.
//!
//! # Invariants
//!
//! Each is kept by a test.
//!
//! - A module names only modules above it. The core, everything but the command line and the window, opens no file,
//!   prints nothing, reads no clock and asks the operating system for no randomness. `export` writes to what it is
//!   given.
//! - A run is decided by its scenario texts, changes, seed, horizon and number of agents: the same give the same
//!   record to the bit, whatever the threads, the build or the machine.
//! - Luck is a function of seed, decision, week, actor and index, not a stream: runs that differ in one rule share all
//!   other luck.
//! - Within a phase agents decide on the same world, in the order of their ids, and only then do decisions apply.
//! - Money is conserved: every payment is an entry that balances and says its reason.
//! - Every inflow of data carries the rule that allows it, or is a violation that says so.
//! - Every lever, metric and phase is one row of one table; sliders, flags, columns and documentation come from it.
//! - A problem in a scenario is reported with its place, all problems at once; nothing is silently ignored.
//! - Privacy is never folded into welfare at one weight: both weights stand side by side.

pub mod scenario;
pub mod rules;
pub mod world;
pub mod step;
pub mod metrics;
pub mod run;
pub mod experiment;
pub mod export;
pub mod cli;
#[cfg(feature = "gui")]
pub mod gui;
