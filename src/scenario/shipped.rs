//! The scenarios embedded in the program.

/// Name of the scenario opened when nothing is said.
pub const DEFAULT: &str = "honor-magic-2017";

/// All shipped scenarios: (name, text).
pub const SHIPPED: &[(&str, &str)] = &[];

/// Text of a shipped scenario.
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(id, _)| *id == name).map(|(_, text)| *text)
}
