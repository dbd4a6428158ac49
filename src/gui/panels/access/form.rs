//! The form for all fields of a rule, made from their table. It writes a draft and nothing else.

use egui::{
    Align, Button, CollapsingHeader, ComboBox, DragValue, Frame, Label, Layout, Margin, RichText, TextEdit, Ui, vec2,
};

use super::super::super::access::Draft;
use super::super::super::access::fields::{FIELDS, Field, Kind, Range, Section};
use super::super::super::command::Command;
use super::super::super::editor::value::on_screen;
use super::super::super::text;
use super::super::super::theme;
use super::super::super::widgets::number;
use super::super::super::workbench::Workbench;
use crate::scenario::vocabulary::Effect;
use crate::scenario::{Problem, Rule, Scenario};

/// Width of the names of fields.
const NAMES: f32 = 130.0;
/// From this width on the sections stand in two columns.
const TWO_COLUMNS: f32 = 760.0;
/// Sections in the left column.
const LEFT: usize = 3;

/// Draws the editor of a draft: its sentence, its buttons, its fields. Returns whether it is finished with.
pub(super) fn editor_ui(ui: &mut Ui, workbench: &Workbench, draft: &mut Draft, commands: &mut Vec<Command>) -> bool {
    let scenario = workbench.scenario();
    let week = workbench.rules_act_in();
    draft.check(scenario, workbench.changes(), week);
    let mut finished = false;
    let heading = if draft.is_new() { "New rule".to_owned() } else { format!("Rule {}", draft.name()) };
    ui.label(RichText::new(heading).text_style(egui::TextStyle::Heading));
    ui.add(Label::new(crate::rules::sentence(&draft.rule, scenario, false)).wrap());
    let why_not = draft.why_not();
    ui.horizontal_wrapped(|ui| {
        let apply = ui.add_enabled(why_not.is_none(), Button::new("Apply rule"));
        if apply.clicked() {
            commands.push(Command::Access(draft.command()));
            finished = true;
        }
        if ui.button("Discard").clicked() {
            finished = true;
        }
        let said = why_not
            .clone()
            .unwrap_or_else(|| format!("Acts from {} (week {week}), one step to undo", text::date(scenario, week)));
        ui.add(Label::new(theme::quiet(said)).wrap());
    });
    for said in draft.outlook() {
        ui.add(Label::new(RichText::new(format!("! {said}")).small().color(ui.visuals().warn_fg_color)).wrap());
    }
    ui.separator();
    let rename = draft.may_rename(scenario);
    let problems = draft.problems().to_vec();
    egui::ScrollArea::vertical().auto_shrink(false).id_salt("fields").show(ui, |ui| {
        for problem in problems.iter().filter(|problem| FIELDS.iter().all(|field| !field.concerns(problem))) {
            problem_ui(ui, problem);
        }
        fields_ui(ui, scenario, &mut draft.rule, rename, &problems);
    });
    finished
}

/// Draws all fields of a rule with the problems of each. `rename` says whether its name may change.
pub fn fields_ui(ui: &mut Ui, scenario: &Scenario, rule: &mut Rule, rename: bool, problems: &[Problem]) {
    if ui.available_width() < TWO_COLUMNS {
        for section in Section::ALL {
            section_ui(ui, scenario, rule, *section, rename, problems);
        }
        return;
    }
    let (left, right) = Section::ALL.split_at(LEFT);
    ui.columns(2, |columns| {
        for (ui, sections) in columns.iter_mut().zip([left, right]) {
            // Columns justify what is in them, which tears short lines apart.
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                for section in sections {
                    section_ui(ui, scenario, rule, *section, rename, problems);
                }
            });
        }
    });
}

fn section_ui(ui: &mut Ui, scenario: &Scenario, rule: &mut Rule, section: Section, rename: bool, problems: &[Problem]) {
    let moot = section.is_for_permissions_only() && rule.effect == Effect::Deny;
    CollapsingHeader::new(theme::title(section.label())).default_open(true).show(ui, |ui| {
        if moot {
            ui.label(theme::quiet("A denial holds whoever agrees, so these terms do nothing"));
        }
        let mut said: Vec<&str> = Vec::new();
        for field in FIELDS.iter().filter(|field| field.section == section) {
            if !applies(field, rule) {
                continue;
            }
            field_ui(ui, scenario, rule, field, rename);
            // Two widgets of one field share its problems.
            if !said.contains(&field.path) {
                said.push(field.path);
                problems.iter().filter(|problem| field.concerns(problem)).for_each(|problem| problem_ui(ui, problem));
            }
        }
    });
}

/// Whether the rule has the field at all: a free price has no amount.
fn applies(field: &Field, rule: &Rule) -> bool {
    match field.kind {
        Kind::Number { range, .. } => range(rule).is_some(),
        _ => true,
    }
}

fn field_ui(ui: &mut Ui, scenario: &Scenario, rule: &mut Rule, field: &Field, rename: bool) {
    ui.push_id(field.label, |ui| {
        ui.horizontal_top(|ui| {
            ui.allocate_ui_with_layout(vec2(NAMES, 20.0), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_width(NAMES);
                ui.add(Label::new(field.label).truncate()).on_hover_text(field.help);
            });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let beside = ui.horizontal_wrapped(|ui| {
                    let beside = widget_ui(ui, scenario, rule, field, rename);
                    if let Some(week) = week_of(rule, field) {
                        ui.label(theme::quiet(text::date(scenario, week)));
                    }
                    beside
                });
                let beside = beside.inner;
                ui.add(Label::new(theme::quiet(beside)).wrap());
            });
        });
        ui.add_space(2.0);
    });
}

/// The week a field names, which has a date.
fn week_of(rule: &Rule, field: &Field) -> Option<u32> {
    match field.path {
        "from" => Some(rule.from),
        "until" => rule.until,
        _ => None,
    }
}

/// Draws the widget of a field and returns what stands under it: the range and what it means.
fn widget_ui(ui: &mut Ui, scenario: &Scenario, rule: &mut Rule, field: &Field, rename: bool) -> String {
    let help = field.help.to_owned();
    match field.kind {
        Kind::Text(value) => {
            let edit = TextEdit::singleline(value(rule)).desired_width(220.0);
            ui.add_enabled(rename, edit).accessible_name(field.label);
            if rename { help } else { "A rule of the scenario keeps its name; a duplicate takes another".to_owned() }
        }
        Kind::Flag(value) => {
            ui.checkbox(value(rule), "").accessible_name(field.label);
            help
        }
        Kind::Number { range, get, set } => {
            let Some(range) = range(rule) else { return help };
            let mut value = get(rule);
            if number_ui(ui, &mut value, range, field.label) {
                set(rule, value);
            }
            format!("{}; {}", allowed(range), lower(&help))
        }
        Kind::Optional { range, absent, first, get, set } => {
            let mut there = get(rule).is_some();
            if ui.checkbox(&mut there, "").accessible_name(format!("{} is set", field.label)).changed() {
                set(rule, there.then_some(first));
            }
            match get(rule) {
                Some(mut value) => {
                    if number_ui(ui, &mut value, range, field.label) {
                        set(rule, Some(value));
                    }
                    format!("{}; {}", allowed(range), lower(&help))
                }
                None => {
                    ui.label(text::capitalised(absent));
                    help
                }
            }
        }
        Kind::Choice { words, get, set } => {
            let words = words(scenario);
            let now = get(rule, scenario);
            let shown = now.and_then(|place| words.get(place)).map_or("an unknown actor", String::as_str);
            let combo = ComboBox::from_id_salt("choice").width(230.0).truncate().selected_text(shown);
            let menu = combo.show_ui(ui, |ui| {
                for (place, word) in words.iter().enumerate() {
                    if ui.add(Button::selectable(now == Some(place), word)).clicked() {
                        set(rule, scenario, place);
                        ui.close();
                    }
                }
            });
            menu.response.accessible_name(field.label);
            help
        }
        Kind::Set { words, get, set } => {
            for (place, word) in words().iter().enumerate() {
                let mut on = get(rule, place);
                let name = format!("{}, {word}", field.label);
                if ui.checkbox(&mut on, text::capitalised(word)).accessible_name(name).changed() {
                    set(rule, place, on);
                }
            }
            help
        }
    }
}

fn number_ui(ui: &mut Ui, value: &mut f64, range: Range, name: &str) -> bool {
    let Range { unit, min, max, step } = range;
    let field = DragValue::new(value)
        .range(min..=max)
        .speed(step)
        .update_while_editing(false)
        .min_size(vec2(90.0, 0.0))
        .custom_formatter(move |value, _| number::shown(unit, value))
        .custom_parser(move |typed| number::parsed(unit, typed));
    let changed = ui.add(field).accessible_name(name).changed();
    if number::short_unit(unit).is_none() && !unit.is_empty() {
        ui.label(unit);
    }
    *value = number::without_noise(if step.fract() == 0.0 { value.round() } else { *value });
    changed
}

/// The range in words.
fn allowed(range: Range) -> String {
    let Range { unit, min, max, .. } = range;
    let (scale, word) = if unit == "share" { (100.0, "%") } else { (1.0, unit) };
    let space = if word.is_empty() { "" } else { " " };
    format!("{} to {}{space}{word}", text::number(min * scale), text::number(max * scale))
}

/// The first letter in lower case, for the second half of a sentence.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Draws what is wrong with a rule, and how to mend it.
pub fn problem_ui(ui: &mut Ui, problem: &Problem) {
    let problem = on_screen(problem);
    let color = ui.visuals().error_fg_color;
    let frame = Frame::new().stroke(egui::Stroke::new(1.0, color)).corner_radius(4.0);
    frame.inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
        let said = format!("! Found {}; allowed {}; {}", problem.found, problem.allowed, problem.mend);
        ui.add(Label::new(RichText::new(said).small().color(color)).wrap());
    });
}
