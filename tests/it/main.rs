//! One integration binary: laws, rules, tidiness.

mod rules;
mod strategies;
