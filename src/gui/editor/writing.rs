//! What the window knows about scenarios being written: the draft, the file, and names that are hidden.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Draft;
use crate::scenario::Scenario;
use crate::scenario::neutral::Names;

/// How a scenario with changes is written to a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A file that names the scenario as its parent and lists the changes.
    #[default]
    Child,
    /// The scenario's own text, the changes added to its dated changes.
    Whole,
}

/// A file that holds the work, and what it said when it was last read or written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFile {
    /// Where.
    pub path: PathBuf,
    /// What it said.
    pub text: String,
    /// How changes are written to it.
    pub form: Form,
}

/// A scenario with its names, while neutral ones are shown.
#[derive(Clone, Debug)]
pub struct Hidden {
    /// The scenario as it was opened.
    pub scenario: Arc<Scenario>,
    /// What is called how.
    pub names: Names,
}

/// What the window knows about writing.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// The scenario that is being written.
    pub draft: Option<Draft>,
    /// The file that holds the work.
    pub file: Option<SavedFile>,
    /// Set while neutral names are shown.
    pub hidden: Option<Hidden>,
    /// Whether neutral names are wanted.
    pub neutral: bool,
}
