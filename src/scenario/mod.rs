//! What the user writes: shapes of a scenario file, the levers table, dated reforms, and the check that reports
//! every problem at once with line and column. Text in, [`Scenario`] or problems out; no files.

pub mod vocabulary;
pub mod levers;
pub mod model;
pub mod problem;
pub mod check;
pub mod write;
pub mod neutral;
pub mod shipped;

pub use check::{load, patch, texts};
pub use levers::{Applies, LEVERS, LeverGroup, LeverId, LeverKind, LeverSpec, Levers};
pub use model::{
    Brand, Enforcement, FEWEST_AGENTS, MOST_AGENTS, Messenger, NamedVendor, Party, Price, Reform, Regulator, Rule,
    Scenario, Series, Shock, ShockKind, Vendors,
};
pub use problem::Problem;
pub use shipped::{DEFAULT, SHIPPED, shipped};
