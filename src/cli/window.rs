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
        Ok(figures) => {
            write!(shell.out, "{figures}")?;
            Ok(Code::Done)
        }
        Err(reason) => {
            writeln!(shell.err, "No window opens: {reason}")?;
            writeln!(shell.err, "Running {word} without one; `gatekeepers --help` says what else can be done")?;
            shell.listen();
            run::headless(&word, shell)
        }
    }
}

/// Shows the window until it is closed; what there is to print then.
#[cfg(feature = "gui")]
fn show(window: WindowArgs) -> Result<String, String> {
    let WindowArgs { file, state_dir, frame_stats } = window;
    let options = crate::gui::Options { file, state_dir, frame_stats: frame_stats.is_some() };
    let Some(figures) = crate::gui::open(options)? else { return Ok(String::new()) };
    let Some(path) = frame_stats.flatten() else { return Ok(figures.to_string()) };
    // The window was shown, so that a trouble with its figures is no reason to do without one.
    let written = serde_json::to_vec_pretty(&figures).map_err(|error| error.to_string());
    let written = written.and_then(|bytes| std::fs::write(&path, bytes).map_err(|error| error.to_string()));
    Ok(written.err().map_or_else(String::new, |why| format!("{} could not be written, {why}\n", path.display())))
}

#[cfg(not(feature = "gui"))]
fn show(_window: WindowArgs) -> Result<String, String> {
    Err("this program was built without the feature `gui`".to_owned())
}
