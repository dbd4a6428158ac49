//! Everything that is tested from outside, in one binary.

#[cfg(feature = "gui")]
mod gui;
mod biography;
mod cli;
mod export;
mod golden;
mod laws;
mod neutral;
mod outcomes;
mod rules;
mod scenarios;
mod strategies;
mod support;
mod texts;
mod tidy;
mod trace;
