//! The session of an analyst, step by step. Each step leaves a mark that the work must carry from then on.

use std::path::{Path, PathBuf};
use std::time::Instant;

use eframe::egui::accesskit::Role;
use gatekeepers::gui::command::Action;
use gatekeepers::gui::export::ExportKind;
use gatekeepers::gui::panels::tabs::Tab;
use gatekeepers::scenario::LeverId;
use serde_json::Value;

use crate::window::Window;

/// Title of the scenario that is opened.
pub(crate) const TITLE: &str = "A market for the screen";

/// A small and short scenario, so that the runs are no part of the waiting.
const SCENARIO: &str = r#"(
    format: 1,
    title: "A market for the screen",
    parent: Some("baseline-2016"),
    weeks: 60,
    agents: 512,
    policy_week: 10,
)
"#;

/// Levers that are dragged, and to which share of their range.
const LEVERS: &[(LeverId, f64)] = &[(LeverId::take_mini, 0.7), (LeverId::data_price_rmb, 0.4)];
/// The lever that is dragged once the run is pinned.
const AFTER_PIN: (LeverId, f64) = (LeverId::take_mini_games, 0.8);

/// The levers that the script moves.
pub(crate) fn moved() -> impl Iterator<Item = LeverId> {
    LEVERS.iter().chain([&AFTER_PIN]).map(|(id, _)| *id)
}

/// Something that is done, with what the session says from then on.
pub(crate) struct Mark {
    /// What was done.
    pub what: String,
    /// When the window had done it.
    pub at: Instant,
    holds: Box<dyn Fn(&Value) -> bool + Send>,
}

impl Mark {
    /// Whether a session carries it.
    pub(crate) fn holds(&self, session: &Value) -> bool {
        (self.holds)(session)
    }
}

/// The script, and what it has done so far.
pub(crate) struct Script {
    scenario: PathBuf,
    exports: PathBuf,
    marks: Vec<Mark>,
}

impl Script {
    /// A script that keeps its files in a folder.
    pub(crate) fn new(folder: &Path) -> Result<Self, String> {
        let (scenario, exports) = (folder.join("market.ron"), folder.join("exports"));
        let made = std::fs::create_dir_all(&exports).and_then(|()| std::fs::write(&scenario, SCENARIO));
        made.map_err(|error| format!("no files for the script, {error}"))?;
        Ok(Self { scenario, exports, marks: Vec::new() })
    }

    /// What was done, the latest last.
    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Where exported files are.
    pub(crate) fn exports(&self) -> &Path {
        &self.exports
    }

    fn mark(&mut self, what: impl Into<String>, holds: impl Fn(&Value) -> bool + Send + 'static) {
        self.marks.push(Mark { what: what.into(), at: Instant::now(), holds: Box::new(holds) });
    }

    /// Everything up to quitting.
    pub(crate) fn play(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        self.open(window)?;
        for (id, share) in LEVERS {
            self.drag(window, *id, *share)?;
        }
        self.edit_rule(window)?;
        self.pin(window)?;
        self.seek(window)?;
        self.export(window)?;
        self.export_all(window)?;
        self.compare(window)
    }

    fn open(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        window.screen().key("ctrl+o")?;
        let path = self.scenario.display().to_string();
        window.write("Path of the file", &path)?;
        window.screen().key("Return")?;
        window.find_start(Role::Button, TITLE)?;
        self.mark("a scenario was opened", move |session| session["work"]["path"] == path.as_str());
        window.rests()
    }

    fn drag(&mut self, window: &mut Window<'_>, id: LeverId, share: f64) -> Result<(), String> {
        let spec = id.spec();
        window.write("Search levers", spec.id)?;
        let slider = window.find(Role::Slider, spec.label)?;
        let [left, top, right, bottom] = slider.rect;
        // The handle does not reach the ends of the rail by its radius.
        let radius = (bottom - top) / 2.5;
        let place = |share: f64| (left + radius + (right - left - 2.0 * radius) * share, f64::midpoint(top, bottom));
        let now = (slider.number.unwrap_or(spec.min) - spec.min) / (spec.max - spec.min);
        window.screen().drag(place(now), place(share), 12)?;
        window.rests()?;
        let value = window.find(Role::Slider, spec.label)?.number.unwrap_or_default();
        let reached = (value - spec.min) / (spec.max - spec.min);
        if (reached - share).abs() > 0.1 {
            return Err(format!("{} was dragged to {share} and is at {reached}", spec.label));
        }
        self.mark(format!("{} was set to {value}", spec.label), move |session| {
            changes(session).any(|change| {
                let pairs = change["set"].as_array().into_iter().flatten();
                let mut pairs = pairs.filter(|pair| pair[0] == spec.id);
                pairs.any(|pair| pair[1].as_f64().is_some_and(|set| (set - value).abs() < 1e-9))
            })
        });
        window.write("Search levers", "")?;
        // Until then keys such as Ctrl+Home belong to the field.
        window.screen().key("Escape")
    }

    fn edit_rule(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        window.press_tab(Tab::Access)?;
        // The first cell in which something is allowed, which only a rule of the list can do.
        let cells = {
            window.find_start(Role::Label, "Who may have what on")?;
            let mut cells = window.widgets()?;
            cells.retain(|widget| widget.role == Role::Button && widget.name.contains("purposes allowed"));
            cells.sort_by(|one, other| {
                one.rect[1].total_cmp(&other.rect[1]).then(one.rect[0].total_cmp(&other.rect[0]))
            });
            cells
        };
        let cell = cells.first().ok_or("the matrix has no cell")?.name.clone();
        window.press_in_pane(Role::Button, &cell)?;
        window.find(Role::Button, "Close the cell")?;
        let edit = window.widgets()?.into_iter().find(|widget| widget.role == Role::Button && is_edit(&widget.name));
        let edit = edit.ok_or_else(|| format!("no rule of the list decides {cell}"))?;
        let rule = edit.name.trim_start_matches("Edit ").trim_end_matches(" here").to_owned();
        window.press_in_pane(Role::Button, &edit.name)?;
        window.press_in_pane(Role::SpinButton, "Priority")?;
        window.widgets()?;
        window.screen().retype("77")?;
        window.screen().key("Return")?;
        window.press("Apply rule")?;
        window.gone(Role::Button, "Apply rule")?;
        self.mark(format!("rule {rule} was edited"), move |session| {
            changes(session).any(|change| {
                let mut rules = change["rules"].as_array().into_iter().flatten();
                rules.any(|changed| changed["id"] == rule.as_str() && changed["priority"] == 77)
            })
        });
        window.rests()
    }

    fn pin(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        window.choose(Action::PinRun)?;
        window.kept("a pinned run", |session| pins(session) == 1)?;
        self.mark("the run was pinned", |session| pins(session) == 1);
        // What is changed after that differs from the pinned run.
        let (id, share) = AFTER_PIN;
        self.drag(window, id, share)
    }

    fn seek(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        window.screen().key("ctrl+Home")?;
        for _ in 0..3 {
            window.screen().key("ctrl+Right")?;
        }
        window.stands_at("Week", 3.0)?;
        self.mark("the time cursor stands on week 3", |session| session["work"]["week"] == 3);
        Ok(())
    }

    /// One file by itself, with a name of one's own.
    fn export(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        window.choose(Action::Export(ExportKind::Record))?;
        let path = self.exports.join("mine.ron");
        window.write("Path of the file", &path.display().to_string())?;
        window.press("Export file")?;
        window.gone(Role::TextInput, "Path of the file")?;
        if path.exists() { Ok(()) } else { Err(format!("{} was not exported", path.display())) }
    }

    /// A file of each kind.
    fn export_all(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        window.choose(Action::ExportAll)?;
        window.write("Path of the folder", &self.exports.display().to_string())?;
        window.press("Export files")?;
        window.gone(Role::TextInput, "Path of the folder")?;
        for kind in ExportKind::ALL {
            let written = std::fs::read_dir(&self.exports).map_err(|error| error.to_string())?.flatten();
            let mut names = written.map(|entry| entry.file_name().to_string_lossy().into_owned());
            if !names.any(|name| name.ends_with(kind.file_name())) {
                return Err(format!("nothing ends in {} after everything was exported", kind.file_name()));
            }
        }
        Ok(())
    }

    fn compare(&mut self, window: &mut Window<'_>) -> Result<(), String> {
        let tab = Tab::Compare;
        window.press_tab(tab)?;
        window.find(Role::Button, Action::SwapBaseline.spec().label)?;
        self.mark("the tab that compares is in front", move |session| {
            // A tab in front is named by its container; which number it has is the layout's matter.
            let tiles = &session["layout"]["tiles"]["tiles"];
            let mut tiles = tiles.as_object().into_iter().flatten();
            let pane = tiles.find(|(_, tile)| tile["Pane"] == format!("{tab:?}")).map(|(id, _)| id.clone());
            let mut all = session["layout"]["tiles"]["tiles"].as_object().into_iter().flatten();
            let front = |tile: &Value| tile["Container"]["Tabs"]["active"].as_u64().map(|id| id.to_string());
            pane.is_some_and(|id| all.any(|(_, tile)| front(tile).as_ref() == Some(&id)))
        });
        Ok(())
    }
}

fn is_edit(name: &str) -> bool {
    name.starts_with("Edit ") && name.ends_with(" here")
}

fn changes(session: &Value) -> impl Iterator<Item = &Value> {
    session["work"]["setup"]["changes"].as_array().into_iter().flatten()
}

fn pins(session: &Value) -> usize {
    session["work"]["pins"].as_array().map_or(0, Vec::len)
}
