//! One whole session: the script, quitting, and another start with the work as it was left.

use std::path::Path;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use gatekeepers::gui::panels::tabs::Tab;
use serde_json::Value;

use crate::files::all_whole;
use crate::remote::Widget;
use crate::screen::Screen;
use crate::script::{Script, TITLE, moved};
use crate::window::{Window, session};

/// Plays the session. Returns how long the script took.
pub(crate) fn journey(screen: &Screen, folder: &Path) -> Result<Duration, String> {
    let (state, figures) = (folder.join("state"), folder.join("frames.json"));
    std::fs::create_dir_all(&state).map_err(|error| error.to_string())?;
    let mut script = Script::new(folder)?;
    let began = Instant::now();
    let mut window = Window::open(screen, &state, Some(&figures))?;
    println!("the window is open after {:.1} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    if let Err(why) = script.play(&mut window) {
        let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("e2e.png");
        let seen = window.picture(&picture).map(|()| format!("; {} shows the window", picture.display()));
        return Err(format!("{why}{}", seen.unwrap_or_default()));
    }
    let took = began.elapsed();
    for mark in script.marks() {
        println!("{:6.1} s  {}", mark.at.duration_since(began).as_secs_f64(), mark.what);
    }
    println!("the script took {:.1} s and wrote {} files", took.as_secs_f64(), all_whole(script.exports())?);
    let left = seen(&mut window)?;
    window.quit()?;
    let work = session(&state);
    for mark in script.marks() {
        if !mark.holds(&work) {
            return Err(format!("after quitting the session does not say that {}", mark.what));
        }
    }
    let figures = std::fs::read(&figures).map_err(|error| format!("no figures of frames, {error}"))?;
    let figures: Value = serde_json::from_slice(&figures).map_err(|error| error.to_string())?;
    for name in ["frames", "work", "whole_frame", "beyond_run"] {
        println!("{name}, in ms where it is a time: {}", figures[name]);
    }
    let mut window = Window::open(screen, &state, None)?;
    window.find_start(Role::Button, TITLE)?;
    window.rests()?;
    let found = seen(&mut window)?;
    let lost: Vec<_> = left.iter().filter(|widget| !found.contains(widget)).collect();
    if !lost.is_empty() {
        return Err(format!("after another start the window does not show {lost:?}"));
    }
    window.quit()?;
    let again = session(&state);
    if again == work { Ok(took) } else { Err(format!("the work has changed by being opened\n{work}\n{again}")) }
}

/// What the window shows of the work: titles, tabs, levers, changes and the place in time.
fn seen(window: &mut Window<'_>) -> Result<Vec<(Role, String, String)>, String> {
    window.rests()?;
    let shown = |widget: Widget| {
        let said = match widget.role {
            Role::Slider => format!("{:?}", widget.number),
            Role::Button => format!("{:?}", widget.on),
            _ => return None,
        };
        Some((widget.role, widget.name, said))
    };
    // Rows of levers are laid out as far as they are near the view, which is no part of the work.
    let levers = || moved().map(|id| id.spec().label);
    let mut names: Vec<String> = levers().map(|label| format!("Reset {label}")).collect();
    names.extend(levers().map(str::to_owned));
    names.extend([TITLE, "Week"].map(str::to_owned));
    names.extend(Tab::ALL.iter().map(|tab| tab.label().to_owned()));
    let widgets = window.widgets()?.into_iter().filter_map(shown);
    Ok(widgets.filter(|(_, said, _)| names.iter().any(|name| said.starts_with(name.as_str()))).collect())
}
