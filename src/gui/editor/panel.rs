//! The editor of a scenario: sections on top, one form below, problems beside their fields and all in one list.

use std::collections::BTreeMap;

use egui::{Button, Label, RichText, ScrollArea, TextBuffer, TextEdit, TextStyle, Ui};

use super::actors;
use super::dated;
use super::draft::{Draft, EditorCommand};
use super::fields::{BASICS, DEFAULT_EFFECT, REGULATOR};
use super::form::{Form, Typing, problem_ui};
use super::numbers as named;
use super::rules;
use crate::gui::command::{Action, Command};
use crate::gui::panels::action_button;
use crate::gui::theme;
use crate::gui::widgets::numbers;
use crate::gui::workbench::Workbench;
use crate::scenario::patch::top;

/// A part of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Title, story, dates, seed, parent.
    Basics,
    /// Phone makers.
    Brands,
    /// Messengers.
    Messengers,
    /// App vendors.
    Vendors,
    /// The regulator.
    Regulator,
    /// Access rules.
    Rules,
    /// Levers that differ.
    Levers,
    /// Dated changes.
    Reforms,
    /// Shocks.
    Shocks,
    /// Observed series.
    Series,
    /// Sources and neutral words.
    Sources,
    /// The text itself.
    Text,
}

impl Section {
    /// All sections, in the order of a file.
    pub const ALL: &'static [Self] = &[
        Self::Basics,
        Self::Brands,
        Self::Messengers,
        Self::Vendors,
        Self::Regulator,
        Self::Rules,
        Self::Levers,
        Self::Reforms,
        Self::Shocks,
        Self::Series,
        Self::Sources,
        Self::Text,
    ];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Basics => "Basics",
            Self::Brands => "Phone makers",
            Self::Messengers => "Messengers",
            Self::Vendors => "App vendors",
            Self::Regulator => "Regulator",
            Self::Rules => "Access rules",
            Self::Levers => "Levers",
            Self::Reforms => "Dated changes",
            Self::Shocks => "Shocks",
            Self::Series => "Observed series",
            Self::Sources => "Sources",
            Self::Text => "Text",
        }
    }

    /// Fields at the top of a file that belong to the section.
    pub const fn heads(self) -> &'static [&'static str] {
        match self {
            Self::Basics => &[
                "title",
                "story",
                "parent",
                "start",
                "weeks",
                "policy_week",
                "persons_m",
                "no_messenger_share",
                "agents",
                "seed",
                "format",
            ],
            Self::Brands => &["brands"],
            Self::Messengers => &["messengers"],
            Self::Vendors => &["vendors"],
            Self::Regulator => &["regulator", "default_effect"],
            Self::Rules => &["rules"],
            Self::Levers => &["levers"],
            Self::Reforms => &["reforms"],
            Self::Shocks => &["shocks"],
            Self::Series => &["series"],
            Self::Sources => &["sources", "neutral_words"],
            Self::Text => &[],
        }
    }

    /// The section of a problem.
    pub fn of(field: &str) -> Self {
        let head = field.split(['.', '[']).next().unwrap_or_default();
        Self::ALL.iter().copied().find(|section| section.heads().contains(&head)).unwrap_or(Self::Text)
    }
}

/// How the editor looks.
#[derive(Debug)]
pub struct EditorView {
    section: Section,
    /// Which entry of a list is shown.
    pub chosen: BTreeMap<Section, usize>,
    /// What is being typed.
    pub typing: Typing,
    /// Words to find a lever by.
    pub search: String,
    problems: bool,
    /// The scenario that was last shown.
    known: Option<String>,
}

impl Default for EditorView {
    fn default() -> Self {
        Self {
            section: Section::Basics,
            chosen: BTreeMap::new(),
            typing: Typing::default(),
            search: String::new(),
            problems: false,
            known: None,
        }
    }
}

impl EditorView {
    /// A scenario with problems opens where the first of them is.
    fn meet(&mut self, draft: &Draft) {
        if self.known.as_deref() == Some(draft.name()) {
            return;
        }
        self.known = Some(draft.name().to_owned());
        if let Some(problem) = draft.problems().first() {
            self.section = Section::of(&problem.field);
        }
    }

    /// The scenario is no longer written.
    pub fn forget(&mut self) {
        self.known = None;
    }
}

/// Draws the editor.
pub fn editor_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    draft: &Draft,
    view: &mut EditorView,
    commands: &mut Vec<Command>,
) {
    view.meet(draft);
    bar_ui(ui, workbench, draft, view, commands);
    ui.separator();
    sections_ui(ui, draft, view);
    ui.separator();
    ScrollArea::vertical().id_salt(view.section.label()).auto_shrink(false).show(ui, |ui| {
        if view.problems {
            problems_ui(ui, draft, view);
            return;
        }
        if !draft.family().is_open() && view.section != Section::Text {
            ui.label("The text is no scenario yet, so that its fields cannot be shown");
            for problem in draft.problems().iter().take(1) {
                problem_ui(ui, &problem.to_string());
            }
            if ui.button("Mend it in the text").clicked() {
                view.section = Section::Text;
            }
            return;
        }
        section_ui(ui, workbench, draft, view, commands);
        ui.add_space(24.0);
    });
}

fn bar_ui(ui: &mut Ui, workbench: &Workbench, draft: &Draft, view: &mut EditorView, commands: &mut Vec<Command>) {
    let mut ask = |command| commands.push(Command::Editor(command));
    ui.horizontal_wrapped(|ui| {
        let state = if draft.is_changed() { "not saved" } else { "no unsaved edits" };
        ui.label(theme::title(format!("Editing {}", draft.name())));
        ui.label(theme::quiet(state));
        ui.separator();
        let good = draft.scenario().is_some();
        let run = ui.add_enabled(good, Button::new(theme::title("Run the draft")));
        let run = run.on_hover_text("Opens it in the window and computes its run");
        if run.on_disabled_hover_text("Mend the problems first").clicked() {
            ask(EditorCommand::Run);
        }
        if ui.add_enabled(draft.can_undo(), Button::new("Undo edit")).clicked() {
            ask(EditorCommand::Undo);
        }
        if ui.add_enabled(draft.can_redo(), Button::new("Redo edit")).clicked() {
            ask(EditorCommand::Redo);
        }
        let words = match draft.problems().len() {
            0 => "No problems".to_owned(),
            1 => "! 1 problem".to_owned(),
            count => format!("! {count} problems"),
        };
        if ui.add_enabled(!good, Button::selectable(view.problems && !good, words)).clicked() {
            view.problems = !view.problems;
        }
        view.problems &= !good;
        if ui.button("Close editor").clicked() {
            ask(EditorCommand::Close);
        }
    });
    ui.horizontal_wrapped(|ui| {
        action_button(ui, workbench, Action::Save, commands);
        action_button(ui, workbench, Action::SaveAs, commands);
        if draft.asks() {
            ui.colored_label(ui.visuals().warn_fg_color, "The edits are not saved");
            if ui.button("Keep editing").clicked() {
                commands.push(Command::Editor(EditorCommand::Keep));
            }
            if ui.button("Discard the edits").clicked() {
                commands.push(Command::Editor(EditorCommand::Discard));
            }
        }
    });
}

fn sections_ui(ui: &mut Ui, draft: &Draft, view: &mut EditorView) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for section in Section::ALL {
            let here = draft.problems().iter().filter(|problem| Section::of(&problem.field) == *section).count();
            let words = if here == 0 { section.label().to_owned() } else { format!("{} ! {here}", section.label()) };
            let button = ui.add(Button::selectable(view.section == *section && !view.problems, words));
            if button.accessible_name(format!("Section {}", section.label())).clicked() {
                (view.section, view.problems) = (*section, false);
                view.typing = Typing::default();
            }
        }
    });
}

fn problems_ui(ui: &mut Ui, draft: &Draft, view: &mut EditorView) {
    let mut wanted = None;
    for (place, problem) in draft.problems().iter().enumerate() {
        ui.horizontal_top(|ui| {
            let section = Section::of(&problem.field);
            let go = ui.small_button(section.label());
            if go.accessible_name(format!("Go to problem {}", place + 1)).clicked() {
                wanted = Some(section);
            }
            ui.add(egui::Label::new(problem.to_string()).wrap());
        });
    }
    if let Some(section) = wanted {
        (view.section, view.problems) = (section, false);
    }
}

fn section_ui(ui: &mut Ui, workbench: &Workbench, draft: &Draft, view: &mut EditorView, commands: &mut Vec<Command>) {
    let EditorView { section, chosen, typing, search, .. } = view;
    let mut form = Form { draft, typing, commands };
    let chosen = chosen.entry(*section).or_default();
    match section {
        Section::Basics => {
            form.rows(ui, &[], BASICS);
            named::parent_ui(ui, &mut form);
        }
        Section::Brands => actors::list_ui(ui, &mut form, &actors::BRANDS, chosen),
        Section::Messengers => actors::list_ui(ui, &mut form, &actors::MESSENGERS, chosen),
        Section::Vendors => actors::vendors_ui(ui, &mut form, chosen),
        Section::Regulator => {
            form.rows(ui, &top("regulator"), REGULATOR);
            form.row(ui, &[], &DEFAULT_EFFECT);
        }
        Section::Rules => {
            let scenario = draft.scenario().unwrap_or_else(|| workbench.scenario());
            rules::rules_ui(ui, &mut form, scenario, chosen);
        }
        Section::Levers => named::levers_ui(ui, &mut form, search),
        Section::Reforms => dated::reforms_ui(ui, &mut form, chosen, search),
        Section::Shocks => dated::shocks_ui(ui, &mut form, chosen),
        Section::Series => dated::series_ui(ui, &mut form, chosen),
        Section::Sources => named::sources_ui(ui, &mut form),
        Section::Text => text_ui(ui, &mut form),
    }
}

/// The whole text, for those who like to write it; lines with a problem carry a sign.
fn text_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let own: Vec<_> = form.draft.problems().iter().filter(|problem| problem.file == form.draft.name()).collect();
    for problem in own.iter().take(6) {
        problem_ui(ui, &problem.to_string());
    }
    let mut text = form.draft.text().to_owned();
    let wrong = |line: usize| own.iter().any(|problem| problem.line == line);
    let lines = text.lines().count().max(1) + usize::from(text.ends_with('\n'));
    let beside: Vec<String> = (1..=lines).map(|line| numbers(line, wrong(line))).collect();
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _: f32| {
        let font = TextStyle::Monospace.resolve(ui.style());
        let color = ui.visuals().text_color();
        ui.ctx().fonts_mut(|fonts| fonts.layout_no_wrap(text.as_str().to_owned(), font, color))
    };
    ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.add_space(2.0);
                ui.add(Label::new(RichText::new(beside.join("\n")).monospace().weak()).selectable(false));
            });
            let field = TextEdit::multiline(&mut text).lock_focus(true).layouter(&mut layouter).desired_rows(24);
            if ui.add(field).accessible_name("Text of the scenario").changed() {
                form.send(EditorCommand::Write(text.clone()));
            }
        });
    });
}
