//! Making one's own scenario without a text editor.
//!
//! The draft is always a text, and the form only shows and patches it: comments stay, a bad value is kept until it is
//! mended, and the checker of scenario files is the only one there is.

pub mod family;
pub mod draft;
pub mod writing;
pub mod begin;
pub mod value;
pub mod fields;
pub mod form;
pub mod actors;
pub mod numbers;
pub mod rules;
pub mod dated;
pub mod panel;
pub mod start;

pub use draft::{Draft, EditorCommand};
