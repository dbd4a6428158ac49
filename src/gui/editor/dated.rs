//! Sections of the form for what happens in a certain week, and for observed series. Those of a parent hold as well;
//! they are listed but belong to it.

use egui::{Button, Ui};

use super::fields::{FieldSpec, REFORM, SERIES, SHOCK};
use super::form::{Form, label};
use super::numbers::{lever_picker_ui, lever_value_ui, take_out};
use super::value;
use crate::gui::theme;
use crate::scenario::LeverId;
use crate::scenario::patch::{Step, field, quoted, then, top};

/// Dated changes: levers set, rules switched on and off.
pub fn reforms_ui(ui: &mut Ui, form: &mut Form<'_>, chosen: &mut usize, search: &mut String) {
    let week = form.draft.family().value(&top("policy_week")).map_or("0", |stated| stated.text).to_owned();
    let template = format!("(\n    week: {week},\n    note: \"\",\n    set: [(\"take_mini\", 0.2)],\n)");
    let list = List { name: "reforms", one: "dated change", title: "week", template: &template };
    let Some(entry) = list_ui(ui, form, &list, chosen) else { return };
    form.rows(ui, &entry, REFORM);
    ui.add_space(4.0);
    ui.label(theme::title("Levers set"));
    let path = field(&entry, "set");
    form.problems(ui, &path);
    let now = form.draft.family().value(&path).map_or("[]", |stated| stated.text).to_owned();
    let Some(mut pairs) = value::pairs(&now) else {
        if let Some(typed) = form.line(ui, "Levers set as text", &now, 420.0) {
            form.set(&path, typed);
        }
        return;
    };
    let mut edited = false;
    for place in 0..pairs.len() {
        let id = value::text(&pairs[place].0);
        let spec = LeverId::from_id(&id).map(LeverId::spec);
        let mut removed = false;
        ui.horizontal(|ui| {
            label(ui, spec.map_or(id.as_str(), |spec| spec.label), spec.map_or("No lever", |spec| spec.help));
            if let Some(spec) = spec
                && let Some(value) =
                    lever_value_ui(ui, form, spec, &format!("{} in the change", spec.label), &pairs[place].1)
            {
                pairs[place].1 = value;
                edited = true;
            }
            removed = ui.small_button("Remove").accessible_name(format!("Remove {id} from the change")).clicked();
        });
        if removed {
            pairs.remove(place);
            edited = true;
            break;
        }
    }
    let known: Vec<String> = pairs.iter().map(|(id, _)| value::text(id)).collect();
    if let Some(id) = lever_picker_ui(ui, search, &known) {
        pairs.push((quoted(id.spec().id), id.spec().default.to_string()));
        edited = true;
    }
    if edited {
        form.set(&path, value::paired(&pairs));
    }
    let rules = form.draft.family().own_len(&field(&entry, "rules"));
    if rules > 0 {
        ui.label(theme::quiet(format!("{rules} access rules change as well, see the section Text")));
    }
}

/// Shocks from outside.
pub fn shocks_ui(ui: &mut Ui, form: &mut Form<'_>, chosen: &mut usize) {
    let actor = form.draft.family().ids(&top("messengers")).first().cloned().unwrap_or_default();
    let template = format!("(\n    week: 0,\n    kind: scandal,\n    actor: {},\n    share: 0.3,\n)", quoted(&actor));
    plain_ui(ui, form, &List { name: "shocks", one: "shock", title: "kind", template: &template }, chosen, SHOCK);
}

/// Observed series.
pub fn series_ui(ui: &mut Ui, form: &mut Form<'_>, chosen: &mut usize) {
    let start = form.draft.family().value(&top("start")).map_or("\"2016-12-05\"", |stated| stated.text).to_owned();
    let template = format!(
        "(\n    label: \"New series\",\n    metric: \"n_vendors\",\n    points: [({start}, 0)],\n    source: \"assumed\",\n)"
    );
    plain_ui(ui, form, &List { name: "series", one: "series", title: "label", template: &template }, chosen, SERIES);
}

fn plain_ui(ui: &mut Ui, form: &mut Form<'_>, list: &List<'_>, chosen: &mut usize, fields: &[FieldSpec]) {
    if let Some(entry) = list_ui(ui, form, list, chosen) {
        form.rows(ui, &entry, fields);
    }
}

/// A list without ids.
struct List<'a> {
    name: &'static str,
    one: &'static str,
    /// Field shown beside the number of an entry.
    title: &'static str,
    template: &'a str,
}

/// The entries of the draft, and the path of the one that is chosen.
fn list_ui(ui: &mut Ui, form: &mut Form<'_>, list: &List<'_>, chosen: &mut usize) -> Option<Vec<Step>> {
    let path = top(list.name);
    let family = form.draft.family();
    let inherited = family.inherited_len(&path);
    if inherited > 0 {
        ui.label(theme::quiet(format!("{inherited} of the parents hold as well and can be changed there only")));
    }
    form.problems_here(ui, &path);
    let count = form.draft.family().own_len(&path);
    *chosen = (*chosen).min(count.saturating_sub(1));
    ui.horizontal_wrapped(|ui| {
        for place in 0..count {
            let entry = then(&path, Step::Place(place));
            let family = form.draft.family();
            let title = family.value(&field(&entry, list.title)).map_or_else(String::new, |s| value::text(s.text));
            let wrong = family.problems_at(form.draft.problems(), &entry).count();
            let mark = if wrong == 0 { String::new() } else { format!(" ! {wrong}") };
            let words = format!("{} · {} {title}{mark}", place + 1, list.title);
            if ui.add(Button::selectable(place == *chosen, words)).clicked() {
                *chosen = place;
                form.forget();
            }
        }
        if ui.button(format!("Add {}", list.one)).clicked() {
            form.set(&then(&path, Step::Place(count)), list.template.to_owned());
            *chosen = count;
        }
    });
    // What was just added is there in the next frame.
    if *chosen >= count {
        return None;
    }
    let entry = then(&path, Step::Place(*chosen));
    ui.horizontal(|ui| {
        ui.label(theme::title(format!("{} {}", crate::gui::text::capitalised(list.one), *chosen + 1)));
        take_out(ui, form, &entry, list.one);
    });
    form.problems_here(ui, &entry);
    Some(entry)
}
