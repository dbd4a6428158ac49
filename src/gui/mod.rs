//! The window. The only part of the program that names egui; it may touch files and clocks.
//!
//! [`workbench`] holds everything the window knows and is the only place of change; panels read it and send
//! [`command`]s. [`worker`] computes runs beside it. [`theme`] is the only file that names a colour.

pub mod command;
pub mod shell;
pub mod menus;
pub mod tour;
pub mod glossary;
pub mod sources;
pub mod changes;
pub mod between;
pub mod history;
pub mod opening;
pub mod marks;
pub mod playback;
pub mod worker;
pub mod replications;
pub mod pins;
pub mod studies;
pub mod series;
pub mod editor;
pub mod errand;
pub mod people;
pub mod workbench;
pub mod text;
pub mod comparison;
pub mod why;
pub mod advice;
pub mod save;
pub mod export;
pub mod raster;
pub mod access;
pub mod ecosystem;
pub mod vendors;
pub mod files;
pub mod theme;
pub mod palette;
pub mod plots;
pub mod widgets;
pub mod panels;
pub mod status;
pub mod session;
pub mod frame_stats;
pub mod app;
mod display;
mod start;
#[cfg(test)]
pub(crate) mod sample;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::scenario;

use command::Command;
use frame_stats::Summary;
use session::{LOOK, Look};
use start::Start;
use workbench::scenario_library;
use worker::ThreadRunner;

/// How the window is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A file to open in place of the work as it was left.
    pub file: Option<PathBuf>,
    /// Folder in which the work is kept; none is that of the user.
    pub state_dir: Option<PathBuf>,
    /// Whether frames are measured.
    pub frame_stats: bool,
}

/// Opens the window on the work as it was left, on the default scenario, or on a file, and returns when it is closed,
/// with figures of its frames where they were asked for.
///
/// An error is a sentence that says why no window could be opened, with the package to install where one is missing.
pub fn open(options: Options) -> Result<Option<Summary>, String> {
    display::check()?;
    let text = scenario::shipped(scenario::DEFAULT).ok_or("The default scenario is missing from the program")?;
    let loaded = scenario::load(scenario::DEFAULT, text.as_bytes(), &scenario_library);
    let first = loaded.map_err(|problems| {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("The default scenario cannot be read, {}", list.join("; "))
    })?;
    let start = Start::read(&options);
    let look = start.session.readable::<Look>(LOOK).unwrap_or_default();
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Gatekeepers")
            .with_app_id("gatekeepers")
            .with_inner_size(look.window_size().unwrap_or([1280.0, 800.0]))
            .with_min_inner_size([800.0, 560.0])
            .with_icon(icon())
            .with_drag_and_drop(true),
        renderer: eframe::Renderer::Glow,
        // Nothing here is a gradient, and a software renderer pays for it at every point.
        dithering: false,
        system_font_fallback: false,
        // The session remembers the size.
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let (measured, figures) = channel();
    let create = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let ctx = creation.egui_ctx.clone();
        // Not at once: that would draw twice, and the statistics could not tell a frame from the rest before it.
        let runner = ThreadRunner::start(move || ctx.request_repaint_after(WAKES))?;
        let mut app = start.app(&creation.egui_ctx, Arc::new(first), Box::new(runner));
        if options.frame_stats {
            app.measure(measured);
        }
        if let Some(path) = options.file {
            app.send(&creation.egui_ctx, Command::OpenPath(path));
        }
        Ok(Box::new(app))
    };
    eframe::run_native("Gatekeepers", native, Box::new(create))
        .map_err(|error| format!("The window could not be opened, {error}"))?;
    Ok(figures.try_recv().ok())
}

/// How long after the end of a run the window wakes.
const WAKES: Duration = Duration::from_millis(1);

/// The sign of the program in title bars and lists of windows. A test proves that it is a picture.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_icon_is_a_square_picture() {
        let icon = super::icon();
        assert!(icon.width >= 64 && icon.width == icon.height, "{} by {}", icon.width, icon.height);
    }
}
