//! Integration tests, one binary.

mod scenarios;
mod cli;
mod export;
