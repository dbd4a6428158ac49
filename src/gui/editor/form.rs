//! One row of the form: label, what can be typed or chosen, unit, who states it, and what is wrong with it.

use egui::{Align, ComboBox, Layout, TextEdit, Ui, vec2};

use super::draft::{Draft, EditorCommand};
use super::fields::{FieldSpec, Kind, Words};
use super::value;
use crate::gui::command::Command;
use crate::gui::text::capitalised;
use crate::gui::theme;
use crate::scenario::Problem;
use crate::scenario::patch::{Step, field, quoted, top};

/// Width of the labels.
const LABEL_WIDTH: f32 = 220.0;
/// Width of a number.
const NUMBER_WIDTH: f32 = 110.0;
/// Width of a line of text.
const TEXT_WIDTH: f32 = 360.0;

/// What is being typed, so that a number keeps its point while more digits follow.
#[derive(Clone, Debug, Default)]
pub struct Typing {
    name: String,
    text: String,
}

/// Draws fields of a draft and sends what is asked of it.
pub struct Form<'a> {
    /// The draft.
    pub draft: &'a Draft,
    /// What is being typed.
    pub typing: &'a mut Typing,
    /// What is asked.
    pub commands: &'a mut Vec<Command>,
}

impl Form<'_> {
    /// Asks for something.
    pub fn send(&mut self, command: EditorCommand) {
        self.commands.push(Command::Editor(command));
    }

    /// Asks for a value at a path.
    pub fn set(&mut self, path: &[Step], value: String) {
        self.send(EditorCommand::Set { path: path.to_vec(), value });
    }

    /// Rows of a struct at a path.
    pub fn rows(&mut self, ui: &mut Ui, path: &[Step], specs: &[FieldSpec]) {
        for spec in specs {
            self.row(ui, path, spec);
        }
    }

    /// A row of a struct at a path.
    pub fn row(&mut self, ui: &mut Ui, path: &[Step], spec: &FieldSpec) {
        let path = field(path, spec.name);
        ui.push_id(&path, |ui| {
            ui.horizontal_top(|ui| {
                label(ui, spec.label, spec.help);
                let stated = self.draft.family().value(&path);
                let now = stated.map_or(spec.default, |stated| stated.text).to_owned();
                if let Some(value) = self.value_ui(ui, spec, &now)
                    && value != now
                {
                    self.set(&path, value);
                }
                if !spec.unit.is_empty() && !matches!(spec.kind, Kind::Years) {
                    ui.label(theme::quiet(spec.unit));
                }
                self.origin(ui, spec.label, &path);
            });
            self.problems(ui, &path);
        });
    }

    /// Who states a value, and the way back to the parent's.
    fn origin(&mut self, ui: &mut Ui, label: &str, path: &[Step]) {
        let family = self.draft.family();
        let stated = family.value(path);
        match stated {
            Some(stated) if stated.own => {
                let heads = ["title", "story"].iter().any(|name| path == top(name).as_slice());
                if family.has_parents() && !heads {
                    let inherit = ui.small_button("Inherit").on_hover_text("Takes the parent's value again");
                    if inherit.accessible_name(format!("Inherit {label}")).clicked() {
                        self.send(EditorCommand::Remove(path.to_vec()));
                    }
                }
            }
            Some(stated) => {
                ui.label(theme::quiet(format!("as in {}", stated.by)));
            }
            None => {}
        }
    }

    /// What is wrong with a field.
    pub fn problems(&self, ui: &mut Ui, path: &[Step]) {
        for problem in self.draft.family().problems_at(self.draft.problems(), path) {
            told_ui(ui, problem);
        }
    }

    /// What is wrong with a list or map as a whole.
    pub fn problems_here(&self, ui: &mut Ui, path: &[Step]) {
        for problem in self.draft.family().problems_with(self.draft.problems(), path) {
            told_ui(ui, problem);
        }
    }

    /// Forgets what is being typed, when another entry is shown under the same names.
    pub fn forget(&mut self) {
        *self.typing = Typing::default();
    }

    /// A share of a list of shares without names, by its place.
    pub fn share_of_tuple(&self, path: &[Step], place: usize) -> Option<String> {
        let shares = self.draft.family().value(path)?.text;
        let shares = shares.strip_prefix('(')?.strip_suffix(')')?;
        shares.split(',').nth(place).map(|share| share.trim().to_owned())
    }

    /// A line that is typed; gives the new text when it changes.
    pub fn line(&mut self, ui: &mut Ui, name: &str, shown: &str, width: f32) -> Option<String> {
        self.text_ui(ui, name, shown, width, 1)
    }

    fn text_ui(&mut self, ui: &mut Ui, name: &str, shown: &str, width: f32, rows: usize) -> Option<String> {
        let mut typed = if self.typing.name == name { self.typing.text.clone() } else { shown.to_owned() };
        let width = width.min(ui.available_width());
        let edit = if rows == 1 { TextEdit::singleline(&mut typed) } else { TextEdit::multiline(&mut typed) };
        let field = ui.add(edit.desired_width(width).desired_rows(rows)).accessible_name(name);
        if field.has_focus() {
            *self.typing = Typing { name: name.to_owned(), text: typed.clone() };
        } else if self.typing.name == name {
            *self.typing = Typing::default();
        }
        field.changed().then_some(typed)
    }

    /// A field by its kind; gives the new value as RON when it changes.
    fn value_ui(&mut self, ui: &mut Ui, spec: &FieldSpec, now: &str) -> Option<String> {
        let name = spec.label;
        match spec.kind {
            Kind::Line => self.line(ui, name, &value::text(now), TEXT_WIDTH).map(|typed| quoted(&typed)),
            Kind::Prose => {
                let width = ui.available_width() - 60.0;
                self.text_ui(ui, name, &value::text(now), width, 8).map(|typed| quoted(&typed))
            }
            Kind::Date => self.line(ui, name, &value::text(now), NUMBER_WIDTH).map(|typed| quoted(&typed)),
            Kind::Whole | Kind::Number => self.number(ui, name, now, 1.0),
            Kind::Share => self.number(ui, name, now, 100.0),
            Kind::Flag => flag(ui, name, now == "true").map(|on| on.to_string()),
            Kind::Word(words) => choice(ui, name, now, &owned(&words())),
            Kind::Maybe(none, words) => {
                let mut words = owned(&words());
                words.push(("None".to_owned(), none.to_owned()));
                let chosen = choice(ui, name, value::inner(now).unwrap_or("None"), &words)?;
                Some(if chosen == "None" { chosen } else { format!("Some({chosen})") })
            }
            Kind::Set(words) => several(ui, &owned(&words()), &value::list(now)).map(|items| value::words(&items)),
            Kind::Vendors => {
                let vendors = self.actors(&[Step::Field("vendors".into()), Step::Field("named".into())]);
                several(ui, &vendors, &value::list(now)).map(|items| value::texts(&items))
            }
            Kind::Rules => {
                let rules: Vec<_> = self.rules().into_iter().map(|id| (id.clone(), id)).collect();
                several(ui, &rules, &value::list(now)).map(|items| value::texts(&items))
            }
            Kind::Brand => text_choice(ui, name, now, &self.actors(&top("brands"))),
            Kind::MaybeBrand => {
                let mut brands = self.actors(&top("brands"));
                brands.push((String::new(), "no phone maker".to_owned()));
                let chosen = choice(ui, name, &value::inner(now).map(value::text).unwrap_or_default(), &brands)?;
                Some(if chosen.is_empty() { "None".to_owned() } else { format!("Some({})", quoted(&chosen)) })
            }
            Kind::Actor => text_choice(ui, name, now, &self.all_actors()),
            Kind::Column => text_choice(ui, name, now, &self.columns()),
            Kind::Years => self.years(ui, now),
            Kind::Withdrawal => self.withdrawal(ui, now),
            Kind::Points => {
                let edited = self.text_ui(ui, name, &value::points(now), NUMBER_WIDTH * 2.0, 6);
                edited.map(|typed| value::typed_points(&typed))
            }
        }
    }

    /// A typed number.
    pub fn number(&mut self, ui: &mut Ui, name: &str, now: &str, scale: f64) -> Option<String> {
        let typed = self.line(ui, name, &value::number(now, scale), NUMBER_WIDTH)?;
        Some(value::typed(&typed, scale))
    }

    /// Ids and names of the entries of a list.
    pub fn actors(&self, list: &[Step]) -> Vec<(String, String)> {
        let family = self.draft.family();
        let name = |id: &String| {
            let path = [list, &[Step::Id(id.clone()), Step::Field("name".into())]].concat();
            family.value(&path).map_or_else(|| id.clone(), |stated| value::text(stated.text))
        };
        family.ids(list).into_iter().map(|id| (id.clone(), name(&id))).collect()
    }

    fn all_actors(&self) -> Vec<(String, String)> {
        let lists = [top("brands"), top("messengers"), field(&top("vendors"), "named")];
        lists.iter().flat_map(|list| self.actors(list)).collect()
    }

    /// Ids of all rules, those of dated changes included.
    pub fn rules(&self) -> Vec<String> {
        let family = self.draft.family();
        let mut rules = family.ids(&top("rules"));
        for place in 0..family.own_len(&top("reforms")) {
            let path = [Step::Field("reforms".into()), Step::Place(place), Step::Field("rules".into())];
            rules.extend(family.ids(&path));
        }
        rules
    }

    fn columns(&self) -> Vec<(String, String)> {
        let columns = self.draft.scenario().map(|scenario| crate::metrics::columns(scenario)).unwrap_or_default();
        columns.into_iter().map(|column| (column.id, column.label)).collect()
    }

    fn years(&mut self, ui: &mut Ui, now: &str) -> Option<String> {
        let Some(mut pairs) = value::pairs(now) else {
            return self.line(ui, "Shares of shipments as text", now, TEXT_WIDTH);
        };
        let mut edited = None;
        ui.vertical(|ui| {
            for place in 0..pairs.len() {
                let (year, share) = pairs[place].clone();
                ui.horizontal(|ui| {
                    if let Some(typed) = self.line(ui, &format!("Year {}", place + 1), &value::number(&year, 1.0), 48.0)
                    {
                        pairs[place].0 = value::typed(&typed, 1.0);
                        edited = Some(value::paired(&pairs));
                    }
                    let name = format!("Share of shipments in {}", value::number(&year, 1.0));
                    if let Some(typed) = self.line(ui, &name, &value::number(&share, 100.0), 70.0) {
                        pairs[place].1 = value::typed(&typed, 100.0);
                        edited = Some(value::paired(&pairs));
                    }
                    ui.label(theme::quiet("%"));
                    let remove = ui.small_button("Remove");
                    if remove.accessible_name(format!("Remove {}", value::number(&year, 1.0))).clicked() {
                        pairs.remove(place);
                        edited = Some(value::paired(&pairs));
                    }
                });
                if pairs.len() <= place {
                    break;
                }
            }
            if ui.small_button("Add a year").clicked() {
                let last = pairs.last().and_then(|(year, _)| year.parse::<i32>().ok());
                pairs.push((last.map_or(2016, |year| year + 1).to_string(), "0".to_owned()));
                edited = Some(value::paired(&pairs));
            }
        });
        edited
    }

    fn withdrawal(&mut self, ui: &mut Ui, now: &str) -> Option<String> {
        let pair = value::inner(now).and_then(|pair| value::pairs(&format!("[{pair}]"))?.pop());
        let mut brands = self.actors(&top("brands"));
        brands.push((String::new(), "serves all phone makers".to_owned()));
        let brand = pair.as_ref().map(|(brand, _)| value::text(brand)).unwrap_or_default();
        let week = pair.map_or_else(|| "0".to_owned(), |(_, week)| week);
        let written = |brand: &str, week: &str| {
            if brand.is_empty() { "None".to_owned() } else { format!("Some(({}, {week}))", quoted(brand)) }
        };
        if let Some(chosen) = choice(ui, "Withdraws from a phone maker", &brand, &brands) {
            return Some(written(&chosen, &week));
        }
        if brand.is_empty() {
            return None;
        }
        ui.label("from week");
        let typed = self.line(ui, "Withdraws from week", &value::number(&week, 1.0), 56.0)?;
        Some(written(&brand, &value::typed(&typed, 1.0)))
    }
}

/// The label of a row, with its help on hover.
pub fn label(ui: &mut Ui, label: &str, help: &str) {
    let size = vec2(LABEL_WIDTH.min(ui.available_width() * 0.4), 20.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(size.x);
        ui.add(egui::Label::new(label).wrap()).on_hover_text(help);
    });
}

/// A problem beside its field, in the unit of the field.
fn told_ui(ui: &mut Ui, problem: &Problem) {
    let problem = value::on_screen(problem);
    problem_ui(ui, &format!("Found {}. Allowed is {}; {}", problem.found, problem.allowed, problem.mend));
}

/// A problem, marked by a sign as well as by its colour.
pub fn problem_ui(ui: &mut Ui, said: &str) {
    ui.horizontal_top(|ui| {
        ui.add_space(12.0);
        let dark = ui.visuals().dark_mode;
        ui.colored_label(theme::bad(dark), "!");
        ui.add(egui::Label::new(egui::RichText::new(said).small().color(theme::bad(dark))).wrap());
    });
}

fn flag(ui: &mut Ui, name: &str, mut on: bool) -> Option<bool> {
    let word = if on { "yes" } else { "no" };
    ui.checkbox(&mut on, word).accessible_name(name).changed().then_some(on)
}

fn owned(words: &Words) -> Vec<(String, String)> {
    words.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect()
}

/// A choice among words; gives the id of another one chosen.
pub fn choice(ui: &mut Ui, name: &str, now: &str, all: &[(String, String)]) -> Option<String> {
    let shown = all.iter().find(|(id, _)| id == now).map_or(now, |(_, label)| label);
    let mut chosen = None;
    let combo = ComboBox::from_id_salt(name).width(240.0).truncate().selected_text(capitalised(shown));
    let menu = combo.show_ui(ui, |ui| {
        for (id, label) in all {
            if ui.selectable_label(id == now, capitalised(label)).clicked() {
                chosen = Some(id.clone());
            }
        }
    });
    menu.response.accessible_name(name);
    chosen.filter(|id| id != now)
}

/// A choice among texts.
fn text_choice(ui: &mut Ui, name: &str, now: &str, all: &[(String, String)]) -> Option<String> {
    choice(ui, name, &value::text(now), all).map(|id| quoted(&id))
}

/// Any of several words; gives all that are chosen when that changes.
fn several(ui: &mut Ui, all: &[(String, String)], now: &[String]) -> Option<Vec<String>> {
    let mut edited = None;
    ui.horizontal_wrapped(|ui| {
        ui.set_max_width(ui.available_width() - 70.0);
        for (id, label) in all {
            let mut on = now.contains(id);
            if ui.checkbox(&mut on, capitalised(label)).changed() {
                let mut items: Vec<String> = now.iter().filter(|item| *item != id).cloned().collect();
                if on {
                    items.push(id.clone());
                }
                edited = Some(items);
            }
        }
        if all.is_empty() {
            ui.label(theme::quiet("none to choose from"));
        }
    });
    edited
}
