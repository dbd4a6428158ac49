//! The program in its window, used the way a person does: found by name, moved by mouse and keys.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use gatekeepers::gui::command::Action;
use gatekeepers::gui::menus::menu_of;
use gatekeepers::gui::panels::tabs::Tab;
use serde_json::Value;

use crate::remote::{Remote, Widget, free_port};
use crate::screen::{SIZE, Screen};

/// How long a window may take to close.
const CLOSING: Duration = Duration::from_secs(20);

/// The process, to be ended from elsewhere as well.
#[derive(Clone)]
pub(crate) struct Process(Arc<Mutex<Child>>);

impl Process {
    /// Ends it at once and without a word to it.
    pub(crate) fn kill(&self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended already.
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Waits until it has ended by itself; whether all was well.
    fn ended(&self) -> Result<(), String> {
        let began = Instant::now();
        loop {
            let status = self.0.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
            match status.map_err(|error| error.to_string())? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(format!("the program ended with {status}")),
                None if began.elapsed() > CLOSING => return Err("the window does not close".to_owned()),
                None => thread::sleep(Duration::from_millis(50)),
            }
        }
    }
}

/// A running window.
pub(crate) struct Window<'a> {
    screen: &'a Screen,
    process: Process,
    remote: Remote,
    state: PathBuf,
}

impl<'a> Window<'a> {
    /// Opens it on what its folder remembers; `figures` is where it writes those of its frames in the end.
    pub(crate) fn open(screen: &'a Screen, state: &Path, figures: Option<&Path>) -> Result<Self, String> {
        let port = free_port()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatekeepers"));
        command.arg("--state-dir").arg(state);
        if let Some(figures) = figures {
            command.arg(format!("--frame-stats={}", figures.display()));
        }
        command.env("DISPLAY", screen.display()).env_remove("WAYLAND_DISPLAY").env("XDG_RUNTIME_DIR", state);
        command.env("EGUI_INSPECTION", format!("127.0.0.1:{port}")).env("LIBGL_ALWAYS_SOFTWARE", "1");
        command.current_dir(state).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| format!("the program does not start, {error}"))?;
        let process = Process(Arc::new(Mutex::new(child)));
        let opened = Remote::connect(port).and_then(|remote| screen.focus().map(|()| remote));
        match opened {
            Ok(remote) => Ok(Self { screen, process, remote, state: state.to_path_buf() }),
            Err(why) => {
                process.kill();
                Err(why)
            }
        }
    }

    /// Its process.
    pub(crate) fn process(&self) -> Process {
        self.process.clone()
    }

    /// Closes it by its key and waits until it is gone.
    pub(crate) fn quit(self) -> Result<(), String> {
        self.screen.key("ctrl+q")?;
        self.process.ended()
    }

    /// The screen it stands on.
    pub(crate) fn screen(&self) -> &Screen {
        self.screen
    }

    /// Everything that is there now.
    pub(crate) fn widgets(&mut self) -> Result<Vec<Widget>, String> {
        self.remote.widgets()
    }

    /// A widget by role and name.
    pub(crate) fn find(&mut self, role: Role, name: &str) -> Result<Widget, String> {
        self.remote.find(&format!("{role:?} {name}"), |widget| widget.role == role && widget.name == name)
    }

    /// A widget by role and the beginning of its name.
    pub(crate) fn find_start(&mut self, role: Role, start: &str) -> Result<Widget, String> {
        let fits = |widget: &Widget| widget.role == role && widget.name.starts_with(start);
        self.remote.find(&format!("{role:?} {start}"), fits)
    }

    /// Waits until no widget has this role and name.
    pub(crate) fn gone(&mut self, role: Role, name: &str) -> Result<(), String> {
        self.remote.gone(name, |widget| widget.role == role && widget.name == name)
    }

    /// Waits until no run is waited for.
    pub(crate) fn rests(&mut self) -> Result<(), String> {
        self.remote.gone("a run", |widget| widget.role == Role::Label && widget.name.starts_with("Running, week"))
    }

    /// Clicks a widget.
    pub(crate) fn click(&mut self, widget: &Widget) -> Result<(), String> {
        self.screen.click(widget.center())
    }

    /// Clicks a button by the beginning of its name.
    pub(crate) fn press(&mut self, start: &str) -> Result<(), String> {
        let button = self.find_start(Role::Button, start)?;
        self.click(&button)
    }

    /// Opens the menu an action stands in and chooses it there.
    pub(crate) fn choose(&mut self, action: Action) -> Result<(), String> {
        let label = action.spec().label;
        let menu = menu_of(action).ok_or_else(|| format!("{label} stands in no menu"))?;
        self.press(menu.label)?;
        self.press(label)
    }

    /// Brings a tab to the front.
    pub(crate) fn press_tab(&mut self, tab: Tab) -> Result<(), String> {
        // Some tabs count something behind their word.
        let is_tab = |widget: &Widget| {
            let counted = widget.name.strip_prefix(tab.label()).map(str::trim_start);
            widget.role == Role::Button
                && counted.is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit()))
        };
        let button = self.remote.find(&format!("the tab {}", tab.label()), is_tab)?;
        self.click(&button)
    }

    /// Clicks a button of the pane in the middle, scrolled into view first.
    pub(crate) fn press_in_pane(&mut self, role: Role, name: &str) -> Result<(), String> {
        let widget = self.reach(role, name)?;
        self.click(&widget)
    }

    /// A widget of the pane in the middle, scrolled into view.
    pub(crate) fn reach(&mut self, role: Role, name: &str) -> Result<Widget, String> {
        let tab = self.find_start(Role::Button, "Outcomes")?;
        // The timeline begins with its buttons.
        let timeline = self.find(Role::Button, Action::ToStart.spec().label)?;
        let (top, bottom) = (tab.rect[3] + 8.0, timeline.rect[1] - 16.0);
        for _ in 0..60 {
            let widget = self.find(role, name)?;
            let (_, middle) = widget.center();
            let pane = (SIZE.0 * 0.7, f64::midpoint(top, bottom));
            match middle {
                above if above < top + 8.0 => self.screen.wheel(pane, -2)?,
                below if below > bottom - 8.0 => self.screen.wheel(pane, 2)?,
                _ => return Ok(widget),
            }
        }
        Err(format!("{name} cannot be scrolled into view"))
    }

    /// Types in place of what a field says.
    pub(crate) fn write(&mut self, name: &str, text: &str) -> Result<(), String> {
        let field = self.find(Role::TextInput, name)?;
        self.click(&field)?;
        // The window has seen the click before it sees the keys.
        self.widgets()?;
        self.screen.retype(text)?;
        let said = |widget: &Widget| widget.role == Role::TextInput && widget.name == name && widget.value == text;
        self.remote.find(&format!("{name} with the words {text}"), said).map(|_| ())
    }

    /// Waits until a slider stands at a number.
    pub(crate) fn stands_at(&mut self, name: &str, number: f64) -> Result<(), String> {
        let at = |widget: &Widget| widget.role == Role::Slider && widget.name == name && widget.number == Some(number);
        self.remote.find(&format!("{name} at {number}"), at).map(|_| ())
    }

    /// What the window shows now, as a picture in a file.
    pub(crate) fn picture(&mut self, path: &Path) -> Result<(), String> {
        let picture = self.remote.picture()?;
        std::fs::write(path, picture).map_err(|error| error.to_string())
    }

    /// The parts of the session as its file has them now; nothing where there is none yet.
    pub(crate) fn session(&self) -> Value {
        session(&self.state)
    }

    /// Waits until the session holds something.
    pub(crate) fn kept(&self, what: &str, holds: impl Fn(&Value) -> bool) -> Result<(), String> {
        let began = Instant::now();
        while !holds(&self.session()) {
            if began.elapsed() > Duration::from_secs(10) {
                return Err(format!("{what} is not kept"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        self.process.kill();
    }
}

/// The parts of the session in a folder; nothing where there is none that can be read.
pub(crate) fn session(state: &Path) -> Value {
    let text = std::fs::read(state.join("window-1").join("session.json")).unwrap_or_default();
    let whole: Value = serde_json::from_slice(&text).unwrap_or_default();
    whole.get("parts").cloned().unwrap_or_default()
}
