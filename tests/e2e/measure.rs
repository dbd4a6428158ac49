//! Figures of frames while a lever is moved in the default layout, at the 10,000 agents and 260 weeks of the default
//! scenario.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use gatekeepers::gui::command::Action;
use gatekeepers::gui::menus::menu_of;
use gatekeepers::scenario::LeverId;
use serde_json::Value;

use crate::screen::Screen;
use crate::window::Window;

/// How long the lever is dragged.
const DRAGGED: Duration = Duration::from_secs(10);
/// Single moves after that, each with its picture before the next.
const CLICKS: u32 = 20;

/// How long the window gets to follow.
const SETTLED: Duration = Duration::from_millis(500);

/// Moves a lever and prints the figures, first of a drag, then of single moves.
pub(crate) fn measure(screen: &Screen, folder: &Path) -> Result<(), String> {
    for dragged in [true, false] {
        let state = folder.join(if dragged { "dragged" } else { "clicked" });
        std::fs::create_dir_all(&state).map_err(|error| error.to_string())?;
        let figures = state.join("frames.json");
        let mut window = Window::open(screen, &state, Some(&figures))?;
        window.find_start(Role::Button, "Outcomes")?;
        window.rests()?;
        let slider = window.find(Role::Slider, LeverId::data_price_rmb.spec().label)?;
        // What was measured while the window opened is forgotten when the display comes up. Once the places are known the
        // mouse alone does it: who asks for widgets, and a screen that learns new keys, hold the window up.
        let action = Action::FrameStatistics.spec().label;
        let menu = menu_of(Action::FrameStatistics).ok_or_else(|| format!("{action} stands in no menu"))?;
        let menu = window.find(Role::Button, menu.label)?;
        window.click(&menu)?;
        let entry = window.find(Role::Button, action)?;
        window.click(&entry)?;
        for _ in 0..3 {
            for widget in [&menu, &entry] {
                thread::sleep(SETTLED);
                window.click(widget)?;
            }
        }
        thread::sleep(Duration::from_secs(1));
        let [left, top, right, bottom] = slider.rect;
        let place = |share: f64| (left + (right - left) * share, f64::midpoint(top, bottom));
        let began = Instant::now();
        while dragged && began.elapsed() < DRAGGED {
            screen.drag(place(0.1), place(0.9), 40)?;
            screen.drag(place(0.9), place(0.1), 40)?;
        }
        for step in 1..=if dragged { 0 } else { CLICKS } {
            screen.click(place(f64::from(step) / f64::from(CLICKS + 1)))?;
            thread::sleep(Duration::from_millis(600));
        }
        thread::sleep(2 * SETTLED);
        window.quit()?;
        let figures = std::fs::read(&figures).map_err(|error| format!("no figures of frames, {error}"))?;
        let figures: Value = serde_json::from_slice(&figures).map_err(|error| error.to_string())?;
        println!("{} {figures:#}", if dragged { "dragged" } else { "clicked" });
    }
    Ok(())
}
