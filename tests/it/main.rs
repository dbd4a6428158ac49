//! Everything that is tested from outside, in one binary.

#[cfg(feature = "gui")]
mod gui;
mod cli;
mod export;
mod rules;
mod scenarios;
mod strategies;
mod texts;
mod tidy;
