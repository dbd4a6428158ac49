//! One thing that is wrong with a scenario, said so that a person can mend it.

use std::fmt;

/// A problem with its place, what was found, what is allowed and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file or scenario.
    pub file: String,
    /// Line, from 1; 0 where the problem has no place in a text.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Path of the field, such as `rules[2].priority`; empty for the file as a whole.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What is allowed.
    pub allowed: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "found {}; allowed {}; {}", self.found, self.allowed, self.mend)
    }
}
