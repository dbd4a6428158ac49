//! Integration tests, one binary.

mod scenarios;
