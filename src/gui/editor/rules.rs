//! The section of the form for access rules: a list, and the form of the one that is chosen.

use egui::{Button, Label, Ui};

use super::draft::EditorCommand;
use super::form::Form;
use crate::gui::access::fields::FIELDS;
use crate::gui::panels::access::form::{fields_ui, problem_ui};
use crate::gui::theme;
use crate::rules::sentence::sentence;
use crate::scenario::patch::{Inside, Step, field, outline, quoted, then, top};
use crate::scenario::write::flat;
use crate::scenario::{Problem, Rule, Scenario};

/// A rule that a new scenario can begin with: a phone maker reads messages if the user agrees.
const TEMPLATE: &str = "priority: 20,\n    effect: allow,\n    sender: class(messengers),\n    \
                        recipient: class(os_vendors),\n    types: [message],\n    purposes: [service],\n    \
                        authorised_by: [user_to_recipient],\n    consent: os_prompt,";

/// Draws the section.
pub fn rules_ui(ui: &mut Ui, form: &mut Form<'_>, scenario: &Scenario, chosen: &mut usize) {
    let path = top("rules");
    form.problems_here(ui, &path);
    let ids = form.draft.family().ids(&path);
    *chosen = (*chosen).min(ids.len().saturating_sub(1));
    ui.horizontal_wrapped(|ui| {
        for (place, id) in ids.iter().enumerate() {
            let entry = then(&path, Step::Id(id.clone()));
            let wrong = form.draft.family().problems_at(form.draft.problems(), &entry).count();
            let off = form.draft.family().value(&field(&entry, "enabled")).is_some_and(|stated| stated.text == "false");
            let mark = if wrong == 0 { String::new() } else { format!(" ! {wrong}") };
            let words = format!("{id}{}{mark}", if off { " (off)" } else { "" });
            if ui.add(Button::selectable(place == *chosen, words)).clicked() {
                *chosen = place;
            }
        }
        if ui.button("Add rule").clicked() {
            let id = free(&ids, "new-rule");
            form.set(&then(&path, Step::Id(id.clone())), format!("(\n    id: {},\n    {TEMPLATE}\n)", quoted(&id)));
            *chosen = ids.len();
        }
    });
    // What was just added is there in the next frame.
    let Some(id) = ids.get(*chosen) else { return };
    let entry = then(&path, Step::Id(id.clone()));
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        ui.label(theme::title(format!("Rule {id}")));
        if ui.small_button("Duplicate rule").clicked() {
            let copy = free(&ids, id);
            if let Some(text) = merged(form, &entry, &copy) {
                form.set(&then(&path, Step::Id(copy)), text);
                *chosen = ids.len();
            }
        }
        let family = form.draft.family();
        let words = if family.inherits(&entry) { "Inherit all" } else { "Remove rule" };
        let button = ui.add_enabled(family.states(&entry), Button::new(words).small());
        let why = "It belongs to the parent scenario; it can be changed and switched off here but not taken out";
        if button.on_disabled_hover_text(why).clicked() {
            form.send(EditorCommand::Remove(entry.clone()));
        }
    });
    let inside = form.draft.family().problems_inside(form.draft.problems(), &entry);
    let (of_fields, others): (Vec<_>, Vec<_>) = inside
        .map(|(problem, field)| Problem { field: field.to_owned(), ..problem.clone() })
        .partition(|problem| FIELDS.iter().any(|field| field.concerns(problem)));
    let text = merged(form, &entry, id).unwrap_or_default();
    let Ok(rule) = ron::from_str::<Rule>(&format!("#![enable(implicit_some)]{text}")) else {
        form.problems(ui, &entry);
        ui.label(theme::quiet("This rule cannot be shown as a form; mend it in the section Text"));
        return;
    };
    ui.add(Label::new(sentence(&rule, scenario, false)).wrap());
    for problem in &others {
        problem_ui(ui, problem);
    }
    let mut edited = rule.clone();
    // Its name is how a parent's rule is found, so that another name is another rule, which a duplicate makes.
    fields_ui(ui, scenario, &mut edited, false, &of_fields);
    if edited != rule {
        for (name, value) in changed(&rule, &edited) {
            form.set(&field(&entry, &name), value);
        }
    }
}

/// A rule with what its parents state about it, as one text with another id.
fn merged(form: &Form<'_>, entry: &[Step], id: &str) -> Option<String> {
    let family = form.draft.family();
    let names = family.names(entry);
    let field_of = |name: &String| Some(format!("    {name}: {},\n", family.value(&field(entry, name))?.text));
    let fields: String = names.iter().filter(|name| *name != "id").filter_map(field_of).collect();
    (!fields.is_empty()).then(|| format!("(\n    id: {},\n{fields})", quoted(id)))
}

/// Fields in which two rules differ, with the new value.
fn changed(before: &Rule, after: &Rule) -> Vec<(String, String)> {
    let fields = |rule: &Rule| {
        let text = flat(rule);
        let Some(outline) = outline(&text) else { return Vec::new() };
        match outline.inside {
            Inside::Fields(parts) => parts.into_iter().map(|part| (part.name, text[part.value].to_owned())).collect(),
            _ => Vec::new(),
        }
    };
    let old = fields(before);
    fields(after).into_iter().filter(|field| !old.contains(field)).collect()
}

fn free(ids: &[String], like: &str) -> String {
    let mut number = 2;
    let mut id = like.to_owned();
    while ids.contains(&id) {
        id = format!("{like}-{number}");
        number += 1;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_that_differ_are_written() {
        let rule = Rule::plain("a");
        let edited = Rule { priority: 77, cap_records: Some(2.5), ..rule.clone() };
        let said = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(changed(&rule, &edited), [said("priority", "77"), said("cap_records", "Some(2.5)")]);
        assert_eq!(changed(&rule, &rule), []);
    }
}
