//! Everything that is tested from outside, in one binary.

#[cfg(feature = "gui")]
mod window;
#[cfg(feature = "gui")]
mod gui;
#[cfg(feature = "gui")]
mod gui_access;
mod biography;
#[cfg(feature = "gui")]
mod gui_outcomes;
#[cfg(feature = "gui")]
mod gui_shell;
#[cfg(feature = "gui")]
mod gui_compare;
#[cfg(feature = "gui")]
mod gui_insight;
#[cfg(feature = "gui")]
mod gui_reach;
#[cfg(feature = "gui")]
mod gui_editor;
#[cfg(feature = "gui")]
mod gui_export;
#[cfg(feature = "gui")]
mod gui_studies;
mod calibration;
#[cfg(feature = "gui")]
mod gui_evidence;
mod checkpoint;
mod cli;
mod description;
mod events;
mod export;
mod facts;
mod golden;
mod laws;
mod memory;
mod neutral;
mod outcomes;
mod persons;
mod pricing;
mod rules;
mod scenarios;
mod strategies;
mod support;
mod terms;
mod texts;
mod tidy;
mod trace;
