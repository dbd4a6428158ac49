//! A screen that nobody looks at, and the mouse and keyboard in front of it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Width and height of the screen.
pub(crate) const SIZE: (f64, f64) = (1280.0, 800.0);

/// Programs that it takes.
pub(crate) const NEEDED: &[&str] = &["Xvfb", "xdotool"];

/// Programs that are not installed.
pub(crate) fn missing() -> Vec<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = |name: &str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    NEEDED.iter().copied().filter(|name| !there(name)).collect()
}

/// A screen of its own, on the first number that is free.
pub(crate) struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// Switches it on.
    pub(crate) fn open() -> Result<Self, String> {
        let size = format!("{}x{}x24", SIZE.0, SIZE.1);
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = server.map_err(|error| format!("Xvfb does not start, {error}"))?;
        let mut number = String::new();
        if let Some(said) = server.stdout.take() {
            BufReader::new(said).read_line(&mut number).map_err(|error| error.to_string())?;
        }
        let display = format!(":{}", number.trim());
        let screen = Self { server, display };
        if number.trim().is_empty() { Err("Xvfb names no display".to_owned()) } else { Ok(screen) }
    }

    /// Its name.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Moves mouse and keys, as the words of xdotool say; what it prints.
    pub(crate) fn act(&self, words: &[&str]) -> Result<String, String> {
        let output = Command::new("xdotool").args(words).env("DISPLAY", &self.display).output();
        let output = output.map_err(|error| format!("xdotool does not start, {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(format!("xdotool {} failed, {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim()))
    }

    /// Gives the keyboard to the window, once it is there. Nobody else hands it out, for there is no window manager.
    pub(crate) fn focus(&self) -> Result<(), String> {
        for _ in 0..300 {
            let found = self.act(&["search", "--onlyvisible", "--name", "^Gatekeepers$"]).unwrap_or_default();
            if let Some(window) = found.lines().next() {
                self.act(&["windowmove", window, "0", "0"])?;
                return self.act(&["windowfocus", window]).map(|_| ());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err("no window appears".to_owned())
    }

    /// A click, as slow as a person's.
    pub(crate) fn click(&self, at: (f64, f64)) -> Result<(), String> {
        let [x, y] = [at.0, at.1].map(|side| side.round().to_string());
        let words = ["mousemove", &x, &y, "sleep", "0.06", "mousedown", "1", "sleep", "0.06", "mouseup", "1"];
        self.act(&words).map(|_| ())
    }

    /// Presses the mouse at one place and lets it go at another, over so many places between.
    pub(crate) fn drag(&self, from: (f64, f64), to: (f64, f64), steps: u32) -> Result<(), String> {
        let place = |share: f64| [from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share];
        let mut words: Vec<String> = Vec::new();
        let mut say = |text: &[&str]| words.extend(text.iter().map(|word| (*word).to_owned()));
        for step in 0..=steps {
            let [x, y] = place(f64::from(step) / f64::from(steps)).map(|side| side.round().to_string());
            say(&["mousemove", &x, &y, "sleep", "0.03"]);
            if step == 0 {
                say(&["mousedown", "1", "sleep", "0.05"]);
            }
        }
        say(&["mouseup", "1"]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.act(&words).map(|_| ())
    }

    /// Turns the wheel over a place, down where the number is positive.
    pub(crate) fn wheel(&self, at: (f64, f64), clicks: i32) -> Result<(), String> {
        let [x, y] = [at.0, at.1].map(|side| side.round().to_string());
        let (button, times) = (if clicks > 0 { "5" } else { "4" }, clicks.unsigned_abs().to_string());
        let words = ["mousemove", &x, &y, "sleep", "0.05", "click", "--repeat", &times, "--delay", "30", button];
        self.act(&words).map(|_| ())
    }

    /// Presses keys together, such as ctrl+a.
    pub(crate) fn key(&self, keys: &str) -> Result<(), String> {
        self.act(&["key", "--delay", "40", keys]).map(|_| ())
    }

    /// Types in place of what the field under the keyboard says.
    pub(crate) fn retype(&self, text: &str) -> Result<(), String> {
        self.key("ctrl+a")?;
        if text.is_empty() {
            return self.key("BackSpace");
        }
        self.act(&["type", "--delay", "12", text]).map(|_| ())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
