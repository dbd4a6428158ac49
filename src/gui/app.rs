//! The window itself: `logic` moves time and takes over runs, `ui` draws the parts and carries their commands out.

pub mod meter;
mod remember;
mod shell;

use std::path::Path;
use std::sync::mpsc::Sender;

use egui::{CentralPanel, Context, Frame, Key, KeyboardShortcut, Margin, Modifiers, Panel, Ui, ViewportCommand};

use super::command::{ACTIONS, Action, Command, Shortcut};
use super::editor::EditorCommand;
use super::editor::start::{Start, start_ui};
use super::export;
use super::files;
use super::frame_stats::Summary;
use super::panels::dialogs::{Dialog, dialog_ui};
use super::panels::levers::{LeverView, levers_ui};
use super::panels::offer::{Offer, offer_ui};
use super::panels::problems::problems_ui;
use super::panels::series::{SeriesDialog, series_ui};
use super::panels::tabs::{Tab, TabView, first_layout, show_tab, tabs_ui};
use super::panels::timeline::timeline_ui;
use super::panels::top::{TopBar, top_ui};
use super::panels::tour::Places;
use super::save;
use super::series;
use super::session::{Keeper, Look};
use super::status::status_ui;
use super::theme;
use super::workbench::{Notice, Workbench, scenario_library};
use crate::scenario;
use crate::scenario::neutral::Names;
use shell::Overlays;

use meter::Meter;

/// Toasts stand above the timeline, which stays in use.
const TOAST_MARGIN: egui::Vec2 = egui::vec2(12.0, 142.0);

/// The window: what it knows, and how it looks just now.
pub struct App {
    workbench: Workbench,
    levers: LeverView,
    tabs: egui_tiles::Tree<Tab>,
    view: TabView,
    dialog: Option<Dialog>,
    series: Option<SeriesDialog>,
    start: Option<Start>,
    toasts: egui_notify::Toasts,
    /// What was told so far, the newest last.
    told: Vec<Notice>,
    /// Titles of the shipped scenarios, in their order, and the same without the names of firms.
    titles: [Vec<String>; 2],
    /// What is said and offered under the top bar.
    offer: Option<Offer>,
    /// Palette, help and tour.
    over: Overlays,
    /// Files opened or saved, the newest first.
    recent: Vec<String>,
    /// How the window was left, as far as nothing else knows it.
    look: Look,
    /// Saves all of this.
    keeper: Option<Keeper>,
    /// Measures frames.
    meter: Meter,
    /// Takes the figures when the window is closed.
    measured: Option<Sender<Summary>>,
}

impl App {
    /// A window on a workbench, which remembers nothing and nothing remembers.
    pub fn new(ctx: &Context, workbench: Workbench) -> Self {
        theme::install(ctx);
        // Zoom has rows in the table of actions.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        Self {
            workbench,
            levers: LeverView::default(),
            tabs: first_layout(),
            view: TabView::default(),
            dialog: None,
            series: None,
            start: None,
            toasts: egui_notify::Toasts::default()
                .with_anchor(egui_notify::Anchor::BottomRight)
                .with_margin(TOAST_MARGIN),
            told: Vec::new(),
            titles: titles(),
            offer: None,
            over: Overlays::default(),
            recent: Vec::new(),
            look: Look::default(),
            keeper: None,
            meter: Meter::default(),
            measured: None,
        }
    }

    /// What the window knows.
    pub const fn workbench(&self) -> &Workbench {
        &self.workbench
    }

    /// Measures every frame and tells the figures when the window is closed.
    pub fn measure(&mut self, measured: Sender<Summary>) {
        self.meter.always();
        self.measured = Some(measured);
    }

    /// Carries a command out, as if a panel had sent it.
    pub fn send(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::Do(action) => self.act(ctx, action),
            Command::OpenPath(path) => self.open(&path),
            // A table that this program has not written may be laid over plots.
            Command::OpenBytes { name, bytes } if series::is_foreign(&name, &bytes) => {
                self.series = Some(SeriesDialog::of(&name, &bytes, &self.workbench));
            }
            Command::AddPath(path) => self.add_to_comparison(&path),
            Command::Shell(command) => self.shell(command),
            Command::Editor(command) => {
                if matches!(command, EditorCommand::New { .. } | EditorCommand::Mend) {
                    show_tab(&mut self.tabs, Tab::Scenario);
                }
                self.workbench.apply(Command::Editor(command));
            }
            command => {
                if let Command::Written(Ok(path)) = &command
                    && path.extension().is_some_and(|ending| ending == "ron")
                {
                    self.remember_file(path);
                }
                self.workbench.apply(command);
            }
        }
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        if self.shell_act(ctx, action) {
            return;
        }
        match action {
            Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Action::FrameStatistics => self.meter.toggle(ctx),
            Action::StartAfresh => {
                self.offer = None;
                self.workbench.apply(Command::Do(action));
            }
            Action::ObservedSeries => self.series = Some(SeriesDialog::new()),
            Action::NewScenario => self.start = Some(Start::new(&self.workbench)),
            Action::EditScenario => {
                self.workbench.apply(Command::Do(action));
                show_tab(&mut self.tabs, Tab::Scenario);
            }
            Action::Save => self.save(),
            Action::CopyCommand => self.copy_command(ctx),
            Action::Open | Action::AddToComparison | Action::SaveAs | Action::Export(_) | Action::ExportAll => {
                // What is taken away is the run after the change.
                self.workbench.stop_replay();
                self.dialog = Dialog::for_action(action, &self.workbench);
            }
            action => self.workbench.apply(Command::Do(action)),
        }
    }

    /// Copies the command line that runs the run on show again.
    fn copy_command(&mut self, ctx: &Context) {
        self.workbench.stop_replay();
        match export::command(&self.workbench) {
            Ok((command, needs_no_file)) => {
                ctx.copy_text(command);
                let said = if needs_no_file { "Copied" } else { "Copied. It needs the exported run record beside it" };
                self.workbench.apply(Command::Tell(said.to_owned()));
            }
            Err(why) => self.workbench.apply(Command::Report(why)),
        }
    }

    /// Saves to the file that holds the work, or asks where.
    fn save(&mut self) {
        match save::again(&self.workbench) {
            Ok(saved) => {
                let path = self.workbench.file().map(|file| file.path.clone()).unwrap_or_default();
                self.workbench.apply(Command::Editor(saved));
                self.remember_file(&path);
                self.workbench.apply(Command::Written(Ok(path)));
            }
            Err(save::Again::Nowhere) => self.dialog = Dialog::for_action(Action::SaveAs, &self.workbench),
            Err(save::Again::Changed(path)) => self.dialog = Dialog::to_replace(path, &self.workbench),
            Err(save::Again::Failed(why)) => self.workbench.apply(Command::Report(why)),
        }
    }

    fn open(&mut self, path: &Path) {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match files::read(path) {
            Ok(bytes) if series::is_foreign(&name, &bytes) => {
                self.series = Some(SeriesDialog::of(&name, &bytes, &self.workbench));
            }
            Ok(bytes) => {
                if self.workbench.open(&name, &bytes, &files::library(path)) {
                    self.workbench.set_path(Some(path.to_path_buf()));
                    self.remember_file(path);
                }
            }
            Err(why) => self.workbench.apply(Command::Report(why)),
        }
    }

    /// Pins what a file says.
    fn add_to_comparison(&mut self, path: &Path) {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match files::read(path) {
            Ok(bytes) => {
                self.workbench.add_to_comparison(&name, &bytes, &files::library(path));
            }
            Err(why) => self.workbench.apply(Command::Report(why)),
        }
    }

    fn shortcuts(&mut self, ctx: &Context) {
        // While a text is typed or a dialog is open, plain keys and undo belong to it.
        let dialog = self.dialog.is_some() || self.series.is_some() || self.start.is_some();
        let typing = dialog || self.over.palette.is_some() || ctx.text_edit_focused();
        // The plus is on the key of the equals sign.
        if ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Equals)) {
            self.send(ctx, Command::Do(Action::ZoomIn));
        }
        // The longer shortcut comes first, because Ctrl+Z would also take Ctrl+Shift+Z.
        let mut specs: Vec<_> = ACTIONS.iter().filter_map(|spec| Some((spec.action, spec.shortcut?))).collect();
        specs.sort_by_key(|(_, keys)| !keys.shift);
        for (action, keys) in specs {
            let Some(keys) = keyboard(keys) else { continue };
            // Space presses a focused button; only without focus it plays.
            let plain = keys.modifiers.is_none() && action != Action::Glossary;
            let taken =
                (plain && ctx.memory(|memory| memory.focused().is_some())) || (typing && !always(action, dialog));
            if taken || !self.can(action) {
                continue;
            }
            // Keys pressed while a slow frame was drawn arrive together, and each counts.
            let pressed = ctx.input_mut(|input| input.count_and_consume_key(keys.modifiers, keys.logical_key));
            for _ in 0..pressed {
                if self.can(action) {
                    self.send(ctx, Command::Do(action));
                }
            }
        }
    }

    fn dropped(&mut self, ctx: &Context) {
        for file in ctx.input(|input| input.raw.dropped_files.clone()) {
            let path = file.path().to_path_buf();
            if path.exists() {
                self.send(ctx, Command::OpenPath(path));
                continue;
            }
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            match file.bytes() {
                Ok(bytes) => self.send(ctx, Command::OpenBytes { name, bytes }),
                Err(why) => self.send(ctx, Command::Report(format!("{name} could not be read, {why}"))),
            }
        }
    }

    fn tell(&mut self, dark: bool) {
        for notice in self.workbench.take_notices() {
            self.told.push(notice.clone());
            // The signs of the library are not in every font; these are.
            let (said, sign, color) = match notice {
                Notice::Done(said) => (said, "✓", theme::good(dark)),
                Notice::Failed(said) => (said, "!", theme::bad(dark)),
            };
            let level = egui_notify::ToastLevel::Custom(sign.to_owned(), color);
            let toast = self.toasts.add(egui_notify::Toast::custom(said, level));
            toast.duration(Some(std::time::Duration::from_secs(5))).closable(false);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        self.workbench.poll();
        let seconds = ctx.input(|input| f64::from(input.stable_dt.min(0.25)));
        if self.workbench.playback.tick(seconds) {
            ctx.request_repaint();
        } else if let Some(wait) = self.workbench.tick_replay(ctx.input(|input| input.time)) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait));
        } else if self.workbench.progress().is_some() {
            // The progress bar moves a few times a second; the end of the run wakes the window by itself.
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
        self.meter.logic_done(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.meter.begin_layout(&ctx, &self.workbench);
        self.shortcuts(&ctx);
        self.dropped(&ctx);
        let mut commands = Vec::new();
        let workbench = &self.workbench;
        let side = Frame::side_top_panel(ui.style());
        let top = Panel::top("top").frame(side.inner_margin(Margin::symmetric(12, 6))).show(ui, |ui| {
            let titles = &self.titles[usize::from(workbench.is_neutral())];
            let bar = TopBar { workbench, titles, recent: &self.recent };
            top_ui(ui, &bar, &mut commands);
        });
        if let Some(offer) = &self.offer {
            offer_ui(ui, offer, workbench, &mut commands);
        }
        Panel::bottom("status").frame(side.inner_margin(Margin::symmetric(12, 3))).show(ui, |ui| {
            status_ui(ui, workbench, &self.told, &mut commands);
        });
        let timeline = Panel::bottom("timeline").frame(side.inner_margin(Margin::symmetric(12, 2))).show(ui, |ui| {
            timeline_ui(ui, workbench, &mut commands);
        });
        let left = Panel::left("levers").default_size(self.look.levers_width).size_range(270.0..=520.0);
        let left = left.frame(side.inner_margin(Margin { left: 12, right: 8, top: 4, bottom: 0 })).show(ui, |ui| {
            levers_ui(ui, workbench, &mut self.levers, &mut commands);
        });
        self.look.levers_width = left.response.rect.width();
        let middle = CentralPanel::no_frame().show(ui, |ui| {
            tabs_ui(ui, &mut self.tabs, workbench, &mut self.view, &mut commands);
        });
        let places = Places {
            top: top.response.rect,
            levers: left.response.rect,
            middle: middle.response.rect,
            timeline: timeline.response.rect,
        };
        problems_ui(&ctx, workbench, &mut commands);
        if let Some(dialog) = &mut self.series
            && !series_ui(&ctx, dialog, workbench, &mut commands)
        {
            self.series = None;
        }
        if let Some(dialog) = &mut self.dialog
            && !dialog_ui(&ctx, dialog, workbench, &mut commands)
        {
            self.dialog = None;
        }
        if let Some(start) = &mut self.start
            && !start_ui(&ctx, start, &mut commands)
        {
            self.start = None;
        }
        self.overlays(&ctx, &places, &mut commands);
        for command in commands {
            self.send(&ctx, command);
            // What a command started may be there at once, and what it changed is to be seen at once.
            ctx.request_repaint();
        }
        self.workbench.poll();
        self.tell(ui.visuals().dark_mode);
        self.toasts.show(&ctx);
        self.autosave(&ctx);
        if ctx.input(|input| input.viewport().close_requested()) {
            self.save_now(&ctx);
        }
        self.meter.layout_done(&ctx, &self.workbench);
    }

    fn raw_input_hook(&mut self, _: &Context, _: &mut egui::RawInput) {
        self.meter.begin();
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        if let (Some(measured), Some(summary)) = (self.measured.take(), self.meter.summary()) {
            // Whoever asked may have gone.
            let _ = measured.send(summary);
        }
    }

    fn persist_egui_memory(&self) -> bool {
        // The session is the only place where something is remembered.
        false
    }
}

/// Titles of the shipped scenarios, and the same without the names of firms.
fn titles() -> [Vec<String>; 2] {
    let title = |(name, text): &(&str, &str)| {
        let loaded = scenario::load(name, text.as_bytes(), &scenario_library).ok();
        loaded.map_or_else(
            || ((*name).to_owned(), (*name).to_owned()),
            |scenario| (scenario.title.clone(), Names::of(&scenario, &[]).prose(&scenario.title)),
        )
    };
    let (named, neutral) = scenario::SHIPPED.iter().map(title).unzip();
    [named, neutral]
}

/// Whether a shortcut acts also while a text is typed; zoom even while a dialog is open.
fn always(action: Action, dialog: bool) -> bool {
    match action {
        Action::ZoomIn | Action::ZoomOut | Action::ZoomReset => true,
        Action::Palette | Action::Glossary => !dialog,
        _ => false,
    }
}

/// The window library's name of a shortcut.
fn keyboard(keys: Shortcut) -> Option<KeyboardShortcut> {
    let key = match keys.key {
        "Left" => Key::ArrowLeft,
        "Right" => Key::ArrowRight,
        name => Key::from_name(name)?,
    };
    let modifiers = Modifiers { shift: keys.shift, command: keys.ctrl, ..Modifiers::NONE };
    Some(KeyboardShortcut::new(modifiers, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_names_a_key() {
        for spec in ACTIONS {
            assert!(spec.shortcut.is_none_or(|keys| keyboard(keys).is_some()), "{}", spec.label);
        }
    }
}
