//! The parts of the window. Each reads the workbench and sends commands; what it remembers itself is how it looks.

mod study;
pub mod assumptions;
pub mod waterfall;
pub mod why;
pub mod matrix;
pub mod access;
pub mod changes;
pub mod compare;
pub mod dialogs;
pub mod ecosystem;
pub mod help;
pub mod events;
pub mod levers;
pub mod offer;
pub mod outcomes;
pub mod palette;
pub mod problems;
pub mod regimes;
pub mod evidence;
pub mod replay;
pub mod scenario;
pub mod series;
pub mod tabs;
pub mod timeline;
pub mod top;
pub mod tour;
pub mod users;
pub mod vendors;

use egui::{Button, Response, Ui};

use super::command::{Action, Command};
use super::workbench::Workbench;

/// A button of an action, with its help and shortcut on hover, greyed where it makes no sense.
pub fn action_button(ui: &mut Ui, workbench: &Workbench, action: Action, commands: &mut Vec<Command>) -> Response {
    action_widget(ui, workbench, action, Button::new(action.spec().label), commands)
}

/// The same as a row of a menu, with the shortcut shown.
pub fn action_row(ui: &mut Ui, workbench: &Workbench, action: Action, commands: &mut Vec<Command>) -> Response {
    let spec = action.spec();
    let mut button = Button::new(spec.label);
    if let Some(shortcut) = spec.shortcut {
        button = button.shortcut_text(shortcut.label());
    }
    action_widget(ui, workbench, action, button, commands)
}

fn action_widget(
    ui: &mut Ui,
    workbench: &Workbench,
    action: Action,
    button: Button<'_>,
    commands: &mut Vec<Command>,
) -> Response {
    let spec = action.spec();
    let help = spec.shortcut.map_or_else(|| spec.help.to_owned(), |keys| format!("{} ({})", spec.help, keys.label()));
    let response = ui.add_enabled(workbench.can(action), button).on_hover_text(&help).on_disabled_hover_text(help);
    if response.clicked() {
        commands.push(Command::Do(action));
    }
    response
}
