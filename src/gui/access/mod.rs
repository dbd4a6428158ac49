//! The access rules as the analyst edits them: commands, drafts, the positions of the dispute, and the picture of who
//! may have what. Nothing here names the window library; the drawing is in the panels.

pub mod edits;
pub mod command;
pub mod position;
pub mod fields;
pub mod draft;
pub mod picture;
pub mod list;

pub use command::AccessCommand;
pub use draft::Draft;
