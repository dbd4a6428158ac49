//! The bar at the top: which scenario, files, undo, export, look, help.

use std::path::PathBuf;

use egui::{Align, Button, Layout, MenuBar, RichText, ThemePreference, Ui, containers::menu::MenuButton};

use super::super::command::{Action, Command};
use super::super::export::ExportKind;
use super::super::menus::{COMPARE, EXPORT, HELP, Menu, PROGRAM, VIEW};
use super::super::palette::file_words;
use super::super::theme;
use super::super::workbench::Workbench;
use super::{action_button, action_row};
use crate::scenario::SHIPPED;

/// What the buttons beside the title take in the middle of the bar, in points; the title gets the rest.
const BUTTONS: f32 = 600.0;
/// The same in a wide window.
const WIDE_BUTTONS: f32 = 910.0;
/// The same in the widest.
const WIDEST_BUTTONS: f32 = 1010.0;
/// Below this width the bar leaves out what stands in a menu as well.
const WIDE: f32 = 1000.0;
/// From this width on the bar has room for all.
const WIDEST: f32 = 1200.0;

/// What the bar shows.
pub struct TopBar<'a> {
    /// The work.
    pub workbench: &'a Workbench,
    /// Titles of the shipped scenarios, in their order.
    pub titles: &'a [String],
    /// Files opened or saved, the newest first.
    pub recent: &'a [String],
}

/// Draws the bar.
pub fn top_ui(ui: &mut Ui, bar: &TopBar<'_>, commands: &mut Vec<Command>) {
    let workbench = bar.workbench;
    let width = ui.available_width();
    let wide = width >= WIDE;
    MenuBar::new().ui(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let name = RichText::new(PROGRAM.label).text_style(egui::TextStyle::Heading);
        MenuButton::from_button(Button::new(name)).ui(ui, |ui| menu_ui(ui, &PROGRAM, bar, commands));
        ui.add_space(if wide { 4.0 } else { 0.0 });
        let buttons = match width {
            WIDEST.. => WIDEST_BUTTONS,
            WIDE.. => WIDE_BUTTONS,
            _ => BUTTONS,
        };
        scenario_menu(ui, bar, (width - buttons).clamp(90.0, 420.0), commands);
        if wide {
            ui.separator();
            for action in [Action::Open, Action::SaveAs] {
                action_button(ui, workbench, action, commands);
            }
        }
        ui.menu_button(EXPORT.label, |ui| {
            theme::menu(ui);
            ui.set_min_width(180.0);
            for kind in ExportKind::ALL {
                action_row(ui, workbench, Action::Export(*kind), commands);
            }
            ui.separator();
            menu_ui(ui, &EXPORT, bar, commands);
        });
        ui.separator();
        for action in [Action::Undo, Action::Redo] {
            action_button(ui, workbench, action, commands);
        }
        if wide {
            action_button(ui, workbench, Action::ReplayChange, commands);
        }
        ui.separator();
        if width >= WIDEST {
            action_button(ui, workbench, Action::ShowCompare, commands);
        }
        ui.menu_button(COMPARE.label, |ui| menu_ui(ui, &COMPARE, bar, commands));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.menu_button(HELP.label, |ui| menu_ui(ui, &HELP, bar, commands));
            ui.menu_button(VIEW.label, |ui| menu_ui(ui, &VIEW, bar, commands));
            let made = workbench.changes().len();
            let said = match made {
                0 => "the scenario as it stands".to_owned(),
                1 => "1 change".to_owned(),
                made => format!("{made} changes"),
            };
            ui.add_space(6.0);
            // In a narrow window the buttons matter more.
            if ui.available_width() > 150.0 {
                ui.label(theme::quiet(said));
            }
        });
    });
}

fn scenario_menu(ui: &mut Ui, bar: &TopBar<'_>, width: f32, commands: &mut Vec<Command>) {
    let workbench = bar.workbench;
    let scenario = workbench.scenario();
    ui.scope(|ui| {
        ui.set_max_width(width);
        let title = Button::new(theme::title(format!("{} ▾", shortened(&scenario.title, (width / 8.2) as usize))));
        MenuButton::from_button(title).ui(ui, |ui| {
            theme::menu(ui);
            ui.set_min_width(320.0);
            ui.label(theme::quiet("Shipped scenarios"));
            for ((name, _), title) in SHIPPED.iter().zip(bar.titles) {
                let here = *name == workbench.named_scenario().id;
                // A name in files may be that of a firm.
                let help = if workbench.is_neutral() { title } else { *name };
                if ui.add(Button::selectable(here, title)).on_hover_text(help).clicked() {
                    commands.push(Command::OpenShipped((*name).to_owned()));
                }
            }
            if !bar.recent.is_empty() && !workbench.is_neutral() {
                ui.separator();
                recent_ui(ui, bar, commands);
            }
        });
    });
}

/// Files opened or saved. One that is gone says so and stays, because a disk may come back.
fn recent_ui(ui: &mut Ui, bar: &TopBar<'_>, commands: &mut Vec<Command>) {
    ui.label(theme::quiet("Recent files"));
    for path in bar.recent {
        let (name, folder) = known_words(ui, path);
        let button = Button::new(name).right_text(theme::quiet(shortened_left(&folder, 46)));
        if ui.add(button).on_hover_text(path).clicked() {
            commands.push(Command::OpenPath(PathBuf::from(path)));
        }
    }
    let spec = Action::ForgetRecent.spec();
    if ui.button(spec.label).on_hover_text(spec.help).clicked() {
        commands.push(Command::Do(Action::ForgetRecent));
    }
}

/// Name and folder of a file. The disk is asked now and then, not in each frame, because it may be slow.
fn known_words(ui: &Ui, path: &str) -> (String, String) {
    const SECONDS: f64 = 3.0;
    let (id, now) = (egui::Id::unique("recent file").with(path), ui.input(|input| input.time));
    let known = ui.data(|data| data.get_temp::<(f64, (String, String))>(id));
    if let Some((_, words)) = known.filter(|(asked, _)| now - asked < SECONDS) {
        return words;
    }
    let words = file_words(path);
    ui.data_mut(|data| data.insert_temp(id, (now, words.clone())));
    words
}

/// The rows of a menu; those that are switched on are marked.
fn menu_ui(ui: &mut Ui, menu: &Menu, bar: &TopBar<'_>, commands: &mut Vec<Command>) {
    let workbench = bar.workbench;
    theme::menu(ui);
    ui.set_min_width(220.0);
    for (place, (heading, actions)) in menu.sections.iter().enumerate() {
        if place > 0 {
            ui.separator();
        }
        if !heading.is_empty() {
            ui.label(theme::quiet(*heading));
        }
        for action in *actions {
            match is_on(ui, workbench, *action) {
                Some(on) => {
                    let spec = action.spec();
                    let row = ui.add_enabled(workbench.can(*action), Button::selectable(on, spec.label));
                    if row.on_hover_text(spec.help).clicked() {
                        commands.push(Command::Do(*action));
                    }
                }
                None => {
                    let known = *action != Action::ForgetRecent || !bar.recent.is_empty();
                    ui.add_enabled_ui(known, |ui| action_row(ui, workbench, *action, commands));
                }
            }
        }
    }
}

/// Whether what an action chooses is chosen now; `None` for one that chooses nothing.
fn is_on(ui: &Ui, workbench: &Workbench, action: Action) -> Option<bool> {
    let look = ui.ctx().options(|options| options.theme_preference);
    match action {
        Action::FollowSystem => Some(look == ThemePreference::System),
        Action::Light => Some(look == ThemePreference::Light),
        Action::Dark => Some(look == ThemePreference::Dark),
        Action::ToggleRivals => Some(workbench.shows_rivals()),
        Action::NeutralNames => Some(workbench.is_neutral()),
        Action::PauseSeeds => Some(workbench.replications().is_paused()),
        Action::FrameStatistics => Some(super::super::app::meter::is_shown(ui.ctx())),
        Action::ScenarioAsBaseline => Some(workbench.baseline_pin().is_none()),
        _ => None,
    }
}

/// A long title, cut at a word.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ' ']))
}

/// A long path, of which the end matters.
fn shortened_left(text: &str, most: usize) -> String {
    let letters = text.chars().count();
    if letters <= most {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(letters - most).collect::<String>())
    }
}
