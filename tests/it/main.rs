//! Everything that is tested from outside, in one binary.

mod rules;
mod scenarios;
mod strategies;
mod texts;
mod tidy;
