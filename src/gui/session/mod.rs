//! What is remembered between starts and after a kill: the work, and how the window looks.
//!
//! A session is a JSON object with one member a part. Each part is read by itself, so that one that another version
//! wrote differently costs that part and not the work.

mod keeper;

pub use keeper::{Found, Keeper};

use egui::ThemePreference;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Version of the file; a newer one is set aside rather than misread.
const FORMAT: u64 = 1;

/// Name of the part with the work itself.
pub const WORK: &str = "work";
/// Name of the part with what the plots show.
pub const SHOWN: &str = "plots";
/// Name of the part with how the window looks.
pub const LOOK: &str = "look";
/// Name of the part with the places of the tabs.
pub const LAYOUT: &str = "layout";
/// Name of the part with the files opened and saved.
pub const FILES: &str = "recent_files";

/// All parts of a session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    parts: Map<String, Value>,
}

impl Session {
    /// Remembers a part under a name. What cannot be written as JSON is left out.
    pub fn put(&mut self, name: &str, part: &impl Serialize) {
        if let Ok(value) = serde_json::to_value(part) {
            self.parts.insert(name.to_owned(), value);
        }
    }

    /// A part by its name, `None` where there is none, an error where it cannot be read.
    pub fn part<T: DeserializeOwned>(&self, name: &str) -> Option<Result<T, String>> {
        self.parts.get(name).map(|value| T::deserialize(value).map_err(|error| error.to_string()))
    }

    /// A part that can be read.
    pub fn readable<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.part(name).and_then(Result::ok)
    }

    /// Forgets a part.
    pub fn remove(&mut self, name: &str) {
        self.parts.remove(name);
    }

    /// The file's content.
    pub fn text(&self) -> String {
        let mut whole = Map::new();
        whole.insert("format".to_owned(), FORMAT.into());
        whole.insert("app_version".to_owned(), env!("CARGO_PKG_VERSION").into());
        whole.insert("parts".to_owned(), Value::Object(self.parts.clone()));
        Value::Object(whole).to_string()
    }

    /// Reads the file's content.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let whole: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if whole.get("format").and_then(Value::as_u64) != Some(FORMAT) {
            return Err("it is of another version".to_owned());
        }
        match whole.get("parts") {
            Some(Value::Object(parts)) => Ok(Self { parts: parts.clone() }),
            _ => Err("it has no parts".to_owned()),
        }
    }
}

/// How the window looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Light, dark or as the system.
    pub theme: ThemePreference,
    /// How much larger than usual everything is.
    pub zoom: f32,
    /// Width and height of the window without zoom, in points.
    pub size: Option<[f32; 2]>,
    /// Width of the panel of levers.
    pub levers_width: f32,
    /// Whether only changed levers are shown.
    pub changed_only: bool,
    /// Whether the tour was taken or declined.
    pub toured: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: ThemePreference::System,
            zoom: 1.0,
            size: None,
            levers_width: 330.0,
            changed_only: false,
            toured: false,
        }
    }
}

impl Look {
    /// The size to open the window with; none where the one remembered makes no sense.
    pub fn window_size(&self) -> Option<[f32; 2]> {
        self.size.filter(|size| size.iter().all(|side| (400.0..=10_000.0).contains(side)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_reads_what_it_wrote_part_by_part() {
        let mut session = Session::default();
        session.put("look", &Look { zoom: 1.5, ..Look::default() });
        session.put("layout", &["not", "a", "look"]);
        let again = Session::read(session.text().as_bytes()).expect("readable");
        assert_eq!(again, session);
        assert_eq!(again.readable::<Look>("look").map(|look| look.zoom), Some(1.5));
        assert!(again.part::<Look>("layout").is_some_and(|part| part.is_err()));
        assert!(again.part::<Look>("none").is_none());
    }

    #[test]
    fn other_files_are_refused() {
        for text in ["", "{", "[]", "{\"format\": 2, \"parts\": {}}", "{\"format\": 1}", "\u{0}\u{0}"] {
            assert!(Session::read(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_senseless_size_is_not_taken() {
        let look = |size| Look { size: Some(size), ..Look::default() };
        assert_eq!(look([1280.0, 800.0]).window_size(), Some([1280.0, 800.0]));
        assert_eq!(look([3.0, 800.0]).window_size(), None);
    }
}
