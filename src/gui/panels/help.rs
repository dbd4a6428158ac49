//! Help: shortcuts, the glossary, the description of the model, and what this program is. It stays open beside the work.

mod model;

use egui::{
    Align, Button, Context, Grid, Key, Label, Layout, Modifiers, RichText, ScrollArea, TextEdit, Ui, Window, vec2,
};

use super::super::command::{ACTIONS, Action, Command};
use super::super::glossary::{Entry, Subject, entries};
use super::super::plots::PlotChoice;
use super::super::shell::ShellCommand;
use super::super::sources::named_in;
use super::super::theme;
use super::super::widgets::{Icon, icon_button};
use super::tabs::Tab;
use model::{Reader, model_ui};

const ROW: f32 = 22.0;

/// A page of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// All shortcuts.
    Shortcuts,
    /// All words.
    Glossary,
    /// The description of the model.
    Model,
    /// Version and licence.
    About,
}

impl Page {
    /// All pages.
    pub const ALL: &'static [Self] = &[Self::Shortcuts, Self::Glossary, Self::Model, Self::About];

    /// The page an action asks for.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::Shortcuts => Some(Self::Shortcuts),
            Action::Glossary => Some(Self::Glossary),
            Action::ModelDescription => Some(Self::Model),
            Action::About => Some(Self::About),
            _ => None,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Shortcuts => "Keyboard",
            Self::Glossary => "Words and units",
            Self::Model => "Model description",
            Self::About => "About",
        }
    }
}

/// The open help.
#[derive(Debug)]
pub struct Help {
    page: Page,
    words: Vec<Entry>,
    search: String,
    /// Places of the entries that have what is searched for.
    found: Vec<usize>,
    /// Place among all entries.
    chosen: usize,
    fresh: bool,
    /// Whether firms go under neutral names.
    neutral: bool,
    /// The description of the model, once it was asked for.
    model: Option<Reader>,
}

impl Help {
    /// The help on a page; firms go under neutral names if they are wanted.
    pub fn new(page: Page, neutral: bool) -> Self {
        let words = entries();
        let found = (0..words.len()).collect();
        Self { page, words, search: String::new(), found, chosen: 0, fresh: true, neutral, model: None }
    }
}

/// Draws the help. `kept` says where the work is kept. Returns whether it stays open.
pub fn help_ui(ctx: &Context, help: &mut Help, kept: Option<&str>, commands: &mut Vec<Command>) -> bool {
    let mut stays = true;
    let room = ctx.content_rect();
    let size = vec2(680.0, 480.0).min(room.size() - vec2(40.0, 80.0));
    Window::new("Help")
        .title_bar(false)
        .collapsible(false)
        .default_size(size)
        // A window that has become smaller bounds it as well.
        .max_size(room.size() - vec2(24.0, 24.0))
        .pivot(egui::Align2::CENTER_CENTER)
        .default_pos(room.center())
        .show(ctx, |ui| {
            ui.horizontal(|ui| {
                for page in Page::ALL {
                    if ui.add(Button::selectable(help.page == *page, page.label())).clicked() {
                        (help.page, help.fresh) = (*page, true);
                    }
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    stays &= !icon_button(ui, Icon::Close, "Close help").clicked();
                });
            });
            ui.separator();
            match help.page {
                Page::Shortcuts => shortcuts_ui(ui),
                Page::Glossary => glossary_ui(ui, help, commands),
                Page::Model => {
                    let fresh = std::mem::take(&mut help.fresh);
                    model_ui(ui, help.model.get_or_insert_with(|| Reader::new(help.neutral)), fresh);
                }
                Page::About => about_ui(ui, kept),
            }
        });
    let free = ctx.memory(|memory| memory.top_modal_layer().is_none());
    if free && stays && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        stays = false;
    }
    stays
}

/// Keys that no action has, because what they do depends on where the keyboard is.
const OTHER_KEYS: &[(&str, &str)] = &[
    ("Tab", "Goes to the next widget, and with Shift to the one before"),
    ("Space or Enter", "Presses the button that has the keyboard"),
    ("Left and right", "Move the slider that has the keyboard by one step"),
    ("Escape", "Closes the list, dialog, help or tour on top"),
];

fn shortcuts_ui(ui: &mut Ui) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        Grid::new("shortcuts").num_columns(3).spacing([20.0, 5.0]).striped(true).show(ui, |ui| {
            let with_keys = ACTIONS.iter().filter_map(|spec| Some((spec, spec.shortcut?)));
            for (spec, keys) in with_keys {
                ui.label(RichText::new(keys.label()).monospace());
                ui.label(spec.label);
                ui.label(theme::quiet(spec.help));
                ui.end_row();
            }
            for (keys, does) in OTHER_KEYS {
                ui.label(RichText::new(*keys).monospace());
                ui.label("");
                ui.label(theme::quiet(*does));
                ui.end_row();
            }
        });
    });
}

fn glossary_ui(ui: &mut Ui, help: &mut Help, commands: &mut Vec<Command>) {
    let field = TextEdit::singleline(&mut help.search).hint_text("Search words").desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name("Search words");
    if std::mem::take(&mut help.fresh) {
        field.request_focus();
    }
    if field.changed() {
        let typed: Vec<String> = help.search.split_whitespace().map(str::to_lowercase).collect();
        help.found = (0..help.words.len()).filter(|place| help.words[*place].has(&typed)).collect();
        help.found.sort_by_key(|place| !help.words[*place].is(&typed));
        // A word that begins as what is typed is meant rather than one that mentions it.
        let begins = |place: &&usize| help.words[**place].word.to_lowercase().starts_with(&help.search.to_lowercase());
        help.chosen = help.found.iter().find(begins).or(help.found.first()).copied().unwrap_or(help.chosen);
    }
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(vec2(270.0, height), Layout::top_down_justified(Align::LEFT), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if help.found.is_empty() {
                ui.label(theme::quiet("No word has this in its name or meaning"));
            }
            ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW, help.found.len(), |ui, rows| {
                for place in &help.found[rows] {
                    let entry = &help.words[*place];
                    let button = Button::selectable(*place == help.chosen, entry.word.as_str()).truncate();
                    let button = button.shortcut_text(theme::quiet(entry.subject.label())).min_size(vec2(0.0, ROW));
                    if ui.add(button).clicked() {
                        help.chosen = *place;
                    }
                }
            });
        });
        ui.separator();
        ui.vertical(|ui| {
            if let Some(entry) = help.words.get(help.chosen) {
                ScrollArea::vertical().id_salt("entry").auto_shrink(false).show(ui, |ui| entry_ui(ui, entry, commands));
            }
        });
    });
}

fn entry_ui(ui: &mut Ui, entry: &Entry, commands: &mut Vec<Command>) {
    ui.label(theme::title(entry.word.as_str()));
    ui.label(theme::quiet(entry.subject.label()));
    ui.add_space(4.0);
    ui.add(Label::new(&entry.meaning).wrap());
    ui.add_space(6.0);
    Grid::new("facts").num_columns(2).spacing([12.0, 3.0]).show(ui, |ui| {
        let facts = entry.facts.iter().map(|(what, said)| (*what, said.as_str()));
        for (what, said) in facts.chain([("Source", entry.source.as_str())]) {
            ui.label(theme::quiet(what));
            ui.add(Label::new(said).wrap());
            ui.end_row();
        }
        for (key, address, grade) in named_in(&entry.source) {
            ui.label(theme::quiet(*key)).on_hover_text(grade.label());
            ui.add(Label::new(theme::quiet(*address)).wrap());
            ui.end_row();
        }
    });
    ui.add_space(6.0);
    match entry.subject {
        Subject::Lever(id) if ui.button("Show this lever").clicked() => {
            commands.push(Command::Shell(ShellCommand::GoToLever(id)));
        }
        Subject::Metric(id) if ui.button("Plot this metric").clicked() => {
            commands.push(Command::Show { plot: Some(0), choice: PlotChoice::all(id) });
            commands.push(Command::Shell(ShellCommand::ShowTab(Tab::Outcomes)));
        }
        _ => {}
    }
}

fn about_ui(ui: &mut Ui, kept: Option<&str>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(RichText::new("Gatekeepers").text_style(egui::TextStyle::Heading));
        ui.label(env!("CARGO_PKG_DESCRIPTION"));
        ui.add_space(6.0);
        Grid::new("about").num_columns(2).spacing([16.0, 5.0]).show(ui, |ui| {
            let rows = [
                ("Version", env!("CARGO_PKG_VERSION")),
                ("Licence", env!("CARGO_PKG_LICENSE")),
                ("The work is kept in", kept.unwrap_or("no folder, it is lost when the window closes")),
            ];
            for (what, said) in rows {
                ui.label(theme::quiet(what));
                ui.add(Label::new(said).wrap());
                ui.end_row();
            }
        });
        ui.add_space(8.0);
        ui.add(Label::new(crate::run::DISCLAIMER).wrap());
    });
}
