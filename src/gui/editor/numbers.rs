//! Sections of the form for the parent, levers that differ, sources and neutral words.

use egui::{Button, ComboBox, ScrollArea, TextEdit, Ui};

use super::draft::EditorCommand;
use super::form::{Form, choice, label};
use super::value;
use crate::gui::theme;
use crate::scenario::patch::{Step, quoted, then, top};
use crate::scenario::{LEVERS, LeverId, LeverSpec, SHIPPED};

/// The parent, of which the draft states only what differs.
pub fn parent_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let path = top("parent");
    let now = form.draft.family().value(&path).filter(|stated| stated.own).and_then(|stated| value::inner(stated.text));
    let now = now.map(value::text).unwrap_or_default();
    let mut all = vec![(String::new(), "none, everything is stated here".to_owned())];
    let known = form.draft.parents().iter().map(|(name, _)| name.as_str());
    let names = SHIPPED.iter().map(|(name, _)| *name).chain(known).filter(|name| *name != form.draft.name());
    for name in names {
        if !all.iter().any(|(id, _)| id == name) {
            all.push((name.to_owned(), name.to_owned()));
        }
    }
    ui.horizontal(|ui| {
        label(ui, "Parent", "What this scenario does not state is as its parent says");
        if let Some(chosen) = choice(ui, "Parent", &now, &all) {
            let value = if chosen.is_empty() { "None".to_owned() } else { format!("Some({})", quoted(&chosen)) };
            form.set(&path, value);
        }
    });
    form.problems(ui, &path);
}

/// A value of a lever in the unit of the screen; gives the new value as RON.
pub fn lever_value_ui(ui: &mut Ui, form: &mut Form<'_>, spec: &LeverSpec, name: &str, now: &str) -> Option<String> {
    if spec.choices.is_empty() {
        let scale = if spec.unit == "share" { 100.0 } else { 1.0 };
        let typed = form.number(ui, name, now, scale);
        ui.label(theme::quiet(if spec.unit == "share" { "%" } else { spec.unit }));
        return typed;
    }
    let words: Vec<(String, String)> =
        spec.choices.iter().enumerate().map(|(place, word)| (place.to_string(), (*word).to_owned())).collect();
    choice(ui, name, &value::number(now, 1.0), &words)
}

/// A button that opens a list of levers with a search; gives the one chosen.
pub fn lever_picker_ui(ui: &mut Ui, search: &mut String, without: &[String]) -> Option<LeverId> {
    let mut chosen = None;
    let combo = ComboBox::from_id_salt("add lever").width(260.0).selected_text("Add a lever");
    let menu = combo.height(320.0).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show_ui(ui, |ui| {
        let field = TextEdit::singleline(search).hint_text("Search levers to add");
        ui.add(field).accessible_name("Search levers to add");
        let wanted = search.to_lowercase();
        ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            for (spec, id) in LEVERS.iter().zip(LeverId::ALL) {
                let known = without.iter().any(|known| known == spec.id);
                let found = spec.label.to_lowercase().contains(&wanted) || spec.id.contains(&wanted);
                if !known && found && ui.add(Button::selectable(false, spec.label)).on_hover_text(spec.help).clicked() {
                    chosen = Some(*id);
                    ui.close();
                }
            }
        });
    });
    menu.response.accessible_name("Add a lever");
    if chosen.is_some() {
        search.clear();
    }
    chosen
}

/// Levers that differ from their defaults from week 0 on.
pub fn levers_ui(ui: &mut Ui, form: &mut Form<'_>, search: &mut String) {
    let path = top("levers");
    let names = form.draft.family().names(&path);
    ui.label(theme::quiet("These hold from week 0. A change at a later week is a dated change"));
    form.problems_here(ui, &path);
    for id in &names {
        let place = then(&path, Step::Key(id.clone()));
        let Some(stated) = form.draft.family().value(&place) else { continue };
        let (now, own, by) = (stated.text.to_owned(), stated.own, stated.by.to_owned());
        ui.horizontal(|ui| {
            let Some(spec) = LeverId::from_id(id).map(LeverId::spec) else {
                label(ui, id, "No lever of this program");
                take_out(ui, form, &place, id);
                return;
            };
            label(ui, spec.label, spec.help);
            if let Some(value) = lever_value_ui(ui, form, spec, spec.label, &now) {
                form.set(&place, value);
            }
            ui.label(theme::quiet(format!("default {}", spec.display(spec.default))));
            if own {
                take_out(ui, form, &place, spec.label);
            } else {
                ui.label(theme::quiet(format!("as in {by}")));
            }
        });
        form.problems(ui, &place);
    }
    if let Some(id) = lever_picker_ui(ui, search, &names) {
        let spec = id.spec();
        form.set(&then(&path, Step::Key(spec.id.to_owned())), format!("{}", spec.default));
    }
}

/// A small button that takes out what stands at a path.
pub fn take_out(ui: &mut Ui, form: &mut Form<'_>, path: &[Step], what: &str) {
    if ui.small_button("Remove").accessible_name(format!("Remove {what}")).clicked() {
        form.send(EditorCommand::Remove(path.to_vec()));
        form.forget();
    }
}

/// Sources of numbers, then words that stand for others when names are to stay neutral.
pub fn sources_ui(ui: &mut Ui, form: &mut Form<'_>) {
    ui.label(theme::title("Source of each number"));
    let help = "A field as files name it, such as brands.huawei.price_rmb, and where its value comes from";
    ui.label(theme::quiet(help));
    map_ui(ui, form, "sources", "source", "\"assumed\"");
    ui.add_space(10.0);
    ui.label(theme::title("Words replaced when names are to stay neutral"));
    ui.label(theme::quiet("Names of actors and operators are known already; this is for products and other firms"));
    map_ui(ui, form, "neutral_words", "word", "\"a firm\"");
}

fn map_ui(ui: &mut Ui, form: &mut Form<'_>, map: &str, one: &str, template: &str) {
    let path = top(map);
    form.problems_here(ui, &path);
    let names = form.draft.family().names(&path);
    for name in &names {
        let place = then(&path, Step::Key(name.clone()));
        let Some(stated) = form.draft.family().value(&place) else { continue };
        let (now, own, by) = (value::text(stated.text), stated.own, stated.by.to_owned());
        ui.horizontal(|ui| {
            label(ui, name, "");
            if let Some(typed) = form.line(ui, &format!("{one} of {name}"), &now, 420.0) {
                form.set(&place, quoted(&typed));
            }
            if own {
                take_out(ui, form, &place, &format!("{one} of {name}"));
            } else {
                ui.label(theme::quiet(format!("as in {by}")));
            }
        });
        form.problems(ui, &place);
    }
    ui.horizontal(|ui| {
        let field = format!("New {one} for");
        label(ui, &field, "Name it and add it, then say what it is");
        let id = ui.make_persistent_id(&field);
        let mut typed = ui.data_mut(|data| data.get_temp::<String>(id)).unwrap_or_default();
        ui.add(TextEdit::singleline(&mut typed).desired_width(300.0)).accessible_name(&field);
        let fresh = !typed.trim().is_empty() && !names.contains(&typed.trim().to_owned());
        if ui.add_enabled(fresh, Button::new(format!("Add {one}"))).clicked() {
            form.set(&then(&path, Step::Key(typed.trim().to_owned())), template.to_owned());
            typed.clear();
        }
        ui.data_mut(|data| data.insert_temp(id, typed));
    });
}
