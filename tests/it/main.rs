//! Integration tests, one binary.

mod strategies;
mod scenarios;
mod rules;
mod export;
mod cli;
