//! Everything that is tested from outside, in one binary.

mod cli;
mod export;
mod laws;
mod rules;
mod scenarios;
mod strategies;
mod support;
mod texts;
mod tidy;
