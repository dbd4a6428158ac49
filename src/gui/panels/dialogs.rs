//! The window's own file dialogs: a typed path always works, and the dialog of the system is offered beside it.

use std::path::{Path, PathBuf};

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Button, Context, Id, Modal, RichText, TextEdit, Ui};

use super::super::command::{Action, Command};
use super::super::editor::EditorCommand;
use super::super::editor::writing::Form;
use super::super::export::{self, ExportKind};
use super::super::files::{self, SystemDialog, WriteError};
use super::super::save;
use super::super::theme;
use super::super::workbench::Workbench;

/// What a dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Open a file.
    Open,
    /// Add a file to the comparison.
    Compare,
    /// Save the scenario with its changes.
    Save,
    /// Export the run.
    Export(ExportKind),
    /// Export all kinds into a folder.
    ExportAll,
}

impl Purpose {
    /// Whether it asks for a file that is there.
    const fn reads(self) -> bool {
        matches!(self, Self::Open | Self::Compare)
    }
}

/// An open dialog.
#[derive(Debug)]
pub struct Dialog {
    purpose: Purpose,
    path: String,
    /// Why the last try did not work.
    trouble: Option<String>,
    /// Whether there is a file already and the next click replaces it.
    replaces: bool,
    /// Whether the next click creates the folder of the file first.
    creates: bool,
    system: Option<SystemDialog>,
    /// How the changes are written, where a scenario is saved.
    form: Form,
    fresh: bool,
    /// The only plot that is exported; none is all large ones.
    plot: Option<usize>,
}

impl Dialog {
    /// The dialog an action asks for.
    pub fn for_action(action: Action, workbench: &Workbench) -> Option<Self> {
        let purpose = match action {
            Action::Open => Purpose::Open,
            Action::AddToComparison => Purpose::Compare,
            Action::SaveAs => Purpose::Save,
            Action::Export(kind) => Purpose::Export(kind),
            Action::ExportAll => Purpose::ExportAll,
            _ => return None,
        };
        let name = match purpose {
            Purpose::Open | Purpose::Compare => String::new(),
            Purpose::Save => save::file_name(workbench),
            Purpose::Export(kind) => export::file_name(kind, workbench),
            Purpose::ExportAll => format!("{}-export", workbench.scenario().id),
        };
        let folder = workbench.path().and_then(|path| path.parent()).map(std::path::Path::to_path_buf);
        let folder = folder.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
        let path = folder.join(name).display().to_string();
        let (trouble, system, form) = (None, None, Form::Child);
        Some(Self { purpose, path, trouble, replaces: false, creates: false, system, form, fresh: true, plot: None })
    }

    /// The dialog that asks where to export one plot.
    pub fn for_plot(kind: ExportKind, plot: usize, workbench: &Workbench) -> Option<Self> {
        let dialog = Self::for_action(Action::Export(kind), workbench)?;
        Some(Self { plot: Some(plot), ..dialog })
    }

    /// The dialog that asks whether to replace a file that somebody else wrote to.
    pub fn to_replace(path: PathBuf, workbench: &Workbench) -> Option<Self> {
        let mut dialog = Self::for_action(Action::SaveAs, workbench)?;
        dialog.path = path.display().to_string();
        dialog.trouble = Some("The file was changed by somebody else since it was opened or saved".to_owned());
        dialog.replaces = true;
        dialog.form = workbench.file().map_or(Form::Child, |file| file.form);
        Some(dialog)
    }

    const fn title(&self) -> &'static str {
        match self.purpose {
            Purpose::Open => "Open a scenario, a run record or another exported file",
            Purpose::Compare => "Add a scenario, a run record or another exported file to the comparison",
            Purpose::Save => "Save the scenario with its changes",
            Purpose::Export(kind) => kind.spec().title,
            Purpose::ExportAll => "Export all kinds of files into a folder",
        }
    }

    const fn verb(&self) -> &'static str {
        match (self.purpose, self.replaces) {
            (Purpose::Save, _) if self.creates => "Create the folder and save",
            (Purpose::Export(_), _) if self.creates => "Create the folder and export",
            (Purpose::Open, _) => "Open file",
            (Purpose::Compare, _) => "Add file",
            (Purpose::ExportAll, true) => "Replace the files",
            (_, true) => "Replace the file",
            (Purpose::Save, false) => "Save file",
            (Purpose::Export(_), false) => "Export file",
            (Purpose::ExportAll, false) => "Export files",
        }
    }
}

/// Draws a dialog. Returns whether it stays open.
pub fn dialog_ui(ctx: &Context, dialog: &mut Dialog, workbench: &Workbench, commands: &mut Vec<Command>) -> bool {
    if let Some(answer) = dialog.system.as_ref().and_then(SystemDialog::poll) {
        dialog.system = None;
        match answer {
            Some(path) => {
                dialog.path = path.display().to_string();
                // The system has asked already whether to replace a file.
                dialog.replaces = !dialog.purpose.reads() && path.exists();
                return !carry_out(dialog, workbench, commands);
            }
            None => dialog.trouble = Some("No file was chosen. A path can be typed as well".to_owned()),
        }
    }
    let mut stays = true;
    let modal = Modal::new(Id::unique("file dialog")).show(ctx, |ui| {
        ui.set_width(560.0);
        ui.label(RichText::new(dialog.title()).text_style(egui::TextStyle::Heading));
        ui.add_space(4.0);
        stays = content_ui(ui, dialog, workbench, commands);
    });
    stays && !modal.should_close()
}

fn content_ui(ui: &mut Ui, dialog: &mut Dialog, workbench: &Workbench, commands: &mut Vec<Command>) -> bool {
    let all = dialog.purpose == Purpose::ExportAll;
    let label = ui.label(theme::quiet(if all { "Path of the folder" } else { "Path of the file" }));
    let field = ui.add(TextEdit::singleline(&mut dialog.path).desired_width(f32::INFINITY));
    let field = field.labelled_by(label.id);
    if dialog.fresh {
        field.request_focus();
        // What is typed or pasted first takes the place of the name.
        let mut state = TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
        let (first, last) = proposed(dialog.purpose, &dialog.path);
        state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(first), CCursor::new(last))));
        state.store(ui.ctx(), field.id);
        dialog.fresh = false;
    }
    if field.changed() {
        (dialog.replaces, dialog.creates, dialog.trouble) = (false, false, None);
    }
    if dialog.purpose == Purpose::Open {
        ui.label(theme::quiet("A file can also be dropped on the window"));
    }
    if dialog.purpose == Purpose::Save && save::has_choice(workbench) {
        form_ui(ui, &mut dialog.form);
    }
    if let Some(trouble) = &dialog.trouble {
        ui.colored_label(ui.visuals().warn_fg_color, trouble);
    }
    ui.add_space(8.0);
    let mut stays = true;
    ui.horizontal(|ui| {
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let ready = !dialog.path.trim().is_empty();
        let go = ui.add_enabled(ready, Button::new(theme::title(dialog.verb()))).clicked();
        // Enter replaces no file and creates no folder: that takes a click on the button that says so.
        if go || (enter && ready && !dialog.replaces && !dialog.creates) {
            stays = !carry_out(dialog, workbench, commands);
        }
        // The dialog of the system asks for files.
        if !all && ui.add_enabled(dialog.system.is_none(), Button::new("Browse…")).clicked() {
            dialog.system = ask_system(ui.ctx(), dialog);
        }
        if ui.button("Cancel").clicked() {
            stays = false;
        }
        if dialog.system.is_some() {
            ui.spinner();
            ui.label(theme::quiet("Waiting for the dialog of the system"));
        }
    });
    stays
}

/// Where in a proposed path, in characters, the part is that people replace: all of it where a file is to be named that
/// is there, and else the name without its ending.
fn proposed(purpose: Purpose, path: &str) -> (usize, usize) {
    let name = Path::new(path).file_name().map_or(0, |name| name.to_string_lossy().chars().count());
    let stem = Path::new(path).file_stem().map_or(0, |stem| stem.to_string_lossy().chars().count());
    let all = path.chars().count();
    if purpose.reads() { (0, all) } else { (all - name, all - name + stem) }
}

fn ask_system(ctx: &Context, dialog: &Dialog) -> Option<SystemDialog> {
    let ctx = ctx.clone();
    let wake = move || ctx.request_repaint();
    let path = PathBuf::from(&dialog.path);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if dialog.purpose.reads() { SystemDialog::open(wake) } else { SystemDialog::save(name, wake) }
}

/// A file that is written gets the ending of its kind where none was typed.
fn complete(purpose: Purpose, path: PathBuf) -> PathBuf {
    let ending = match purpose {
        Purpose::Open | Purpose::Compare | Purpose::ExportAll => return path,
        Purpose::Save => "ron",
        Purpose::Export(kind) => kind.file_name().rsplit('.').next().unwrap_or_default(),
    };
    if path.extension().is_some() || path.file_name().is_none() { path } else { path.with_extension(ending) }
}

/// Does what the dialog is for. Returns whether it is done.
fn carry_out(dialog: &mut Dialog, workbench: &Workbench, commands: &mut Vec<Command>) -> bool {
    let path = complete(dialog.purpose, PathBuf::from(dialog.path.trim()));
    if dialog.creates
        && let Err(error) = files::make_folder_of(&path)
    {
        say(dialog, error);
        return false;
    }
    let written = match dialog.purpose {
        Purpose::Open => {
            commands.push(Command::OpenPath(path));
            return true;
        }
        Purpose::Compare => {
            commands.push(Command::AddPath(path));
            return true;
        }
        Purpose::Save => return save_scenario(dialog, path, workbench, commands),
        Purpose::Export(kind) => dialog
            .plot
            .map_or_else(|| export::bytes(kind, workbench), |plot| export::bytes_with(kind, workbench, &[plot]))
            .map_err(WriteError::Other)
            .and_then(|bytes| files::write(&path, &bytes, dialog.replaces)),
        Purpose::ExportAll => export::write_all(&path, workbench, dialog.replaces),
    };
    match written {
        Ok(()) => {
            commands.push(Command::Written(Ok(path)));
            true
        }
        Err(error) => {
            say(dialog, error);
            false
        }
    }
}

/// Says why nothing was written, and offers to replace what is there.
fn say(dialog: &mut Dialog, error: WriteError) {
    dialog.replaces = error == WriteError::Exists;
    dialog.creates = matches!(error, WriteError::NoFolder(_));
    dialog.trouble = Some(match error {
        WriteError::Exists if dialog.purpose == Purpose::ExportAll => {
            "There are files of these names already".to_owned()
        }
        WriteError::Exists => "There is a file of this name already".to_owned(),
        WriteError::NoFolder(folder) => format!("The folder {} does not exist", folder.display()),
        WriteError::Other(why) => why,
    });
}

/// How changes are written: as a scenario of their own, or into the text of the one on show.
fn form_ui(ui: &mut Ui, form: &mut Form) {
    ui.add_space(4.0);
    ui.label(theme::quiet("The changes become dated changes of"));
    ui.radio_value(form, Form::Child, "a new scenario that names this one as its parent");
    ui.radio_value(form, Form::Whole, "the whole text of this scenario, its comments kept");
}

fn save_scenario(dialog: &mut Dialog, path: PathBuf, workbench: &Workbench, commands: &mut Vec<Command>) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let saved = match save::scenario_text(workbench, dialog.form, &stem) {
        Ok(saved) => saved,
        Err(why) => {
            dialog.trouble = Some(why);
            return false;
        }
    };
    match save::write(&path, &saved, dialog.replaces) {
        Ok(()) => {
            let (text, form) = (saved.text, dialog.form);
            commands.push(Command::Editor(EditorCommand::Saved { path: path.clone(), text, form }));
            commands.push(Command::Written(Ok(path)));
            true
        }
        Err(error) => {
            say(dialog, error);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_is_replaced_is_the_name_of_a_new_file_and_all_of_an_old_one() {
        let part = |purpose, path: &str| {
            let (first, last) = proposed(purpose, path);
            path.chars().skip(first).take(last - first).collect::<String>()
        };
        assert_eq!(part(Purpose::Export(ExportKind::Csv), "/fälle/kurs/lauf.csv"), "lauf");
        assert_eq!(part(Purpose::ExportAll, "/a/honor-export"), "honor-export");
        assert_eq!(part(Purpose::Open, "/a/b/"), "/a/b/");
    }

    #[test]
    fn a_written_file_gets_the_ending_of_its_kind() {
        let complete = |purpose, path: &str| complete(purpose, PathBuf::from(path)).display().to_string();
        assert_eq!(complete(Purpose::Export(ExportKind::Csv), "a/b"), "a/b.csv");
        assert_eq!(complete(Purpose::Save, "mine.txt"), "mine.txt");
        assert_eq!(complete(Purpose::Open, "record"), "record");
    }
}
