//! The window, and what happens where none can be opened.

use std::io;

use super::args::WindowArgs;
use super::{Code, Shell, run};
use crate::scenario::DEFAULT;

/// Opens the window on a file, the work as it was left, or the default scenario. Where no window can be opened, says why and runs it headless.
pub(super) fn open(window: WindowArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let file = window.file.clone();
    let word = file.as_ref().map_or_else(|| DEFAULT.to_owned(), |path| path.display().to_string());
    // A mistyped name is bad input, window or not; only the window itself lists the problems inside a file.
    if let Some(path) = file.as_ref().filter(|path| !path.is_file()) {
        let mut faults = super::fault::Faults::default();
        if super::source::open(&path.display().to_string(), &mut faults).is_none() {
            return shell.refuse(&faults);
        }
    }
    match show(window) {
        Ok(()) => Ok(Code::Done),
        Err(reason) => {
            writeln!(shell.err, "No window opens: {reason}")?;
            writeln!(shell.err, "Running {word} without one; `gatekeepers --help` says what else can be done")?;
            shell.listen();
            run::headless(&word, shell)
        }
    }
}

#[cfg(feature = "gui")]
fn show(window: WindowArgs) -> Result<(), String> {
    crate::gui::open(crate::gui::Options { file: window.file, state_dir: window.state_dir })
}

#[cfg(not(feature = "gui"))]
fn show(_window: WindowArgs) -> Result<(), String> {
    Err("this program was built without the feature `gui`".to_owned())
}
