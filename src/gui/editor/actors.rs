//! Sections of the form for actors: phone makers, messengers, vendors.

use egui::{Button, Ui};

use super::draft::EditorCommand;
use super::fields::{BRAND, FieldSpec, MESSENGER, NAMED, VENDORS};
use super::form::{Form, label};
use crate::gui::theme;
use crate::scenario::patch::{Step, field, then, top};
use crate::scenario::vocabulary::Category;

/// A list of actors with their form.
pub struct Actors {
    /// Where the list stands.
    path: &'static [&'static str],
    /// One of them, as in "Add phone maker".
    one: &'static str,
    fields: &'static [FieldSpec],
    /// A new one but for its id and name, as fields of a file.
    template: &'static str,
}

/// Phone makers.
pub const BRANDS: Actors =
    Actors { path: &["brands"], one: "phone maker", fields: BRAND, template: "base_share: 0.0,\n    price_rmb: 2000," };

/// Messengers.
pub const MESSENGERS: Actors = Actors {
    path: &["messengers"],
    one: "messenger",
    fields: MESSENGER,
    template: "operator: \"New operator\",\n    primary_share: 0.0,\n    accounts_m: 10,\n    ceiling_m: 100,\n    \
               adoption_p: 0.0001,\n    adoption_q: 0.001,",
};

/// Vendors with a name.
const NAMED_VENDORS: Actors = Actors {
    path: &["vendors", "named"],
    one: "named vendor",
    fields: NAMED,
    template: "category: retail,\n    quality_rank: 0.9,",
};

impl Actors {
    fn path(&self) -> Vec<Step> {
        self.path.iter().map(|name| Step::Field((*name).to_owned())).collect()
    }

    fn fresh(&self, known: &[String]) -> (String, String) {
        let word = self.one.replace(' ', "-");
        let mut number = known.len() + 1;
        while known.contains(&format!("{word}-{number}")) {
            number += 1;
        }
        let (id, name) = (format!("{word}-{number}"), format!("New {} {number}", self.one));
        let fields = format!("id: \"{id}\",\n    name: \"{name}\",\n    neutral_name: \"{name}\",");
        (id, format!("(\n    {fields}\n    {}\n)", self.template))
    }
}

/// A list of actors, and the form of the one that is chosen.
pub fn list_ui(ui: &mut Ui, form: &mut Form<'_>, kind: &Actors, chosen: &mut usize) {
    let path = kind.path();
    form.problems_here(ui, &path);
    let all = form.actors(&path);
    *chosen = (*chosen).min(all.len().saturating_sub(1));
    ui.horizontal_wrapped(|ui| {
        for (place, (id, name)) in all.iter().enumerate() {
            let entry = then(&path, Step::Id(id.clone()));
            let wrong = form.draft.family().problems_at(form.draft.problems(), &entry).count();
            let words = if wrong == 0 { name.clone() } else { format!("{name} ! {wrong}") };
            if ui.add(Button::selectable(place == *chosen, words)).clicked() {
                *chosen = place;
                form.forget();
            }
        }
        if ui.button(format!("Add {}", kind.one)).clicked() {
            let ids: Vec<String> = all.iter().map(|(id, _)| id.clone()).collect();
            let (id, value) = kind.fresh(&ids);
            form.set(&then(&path, Step::Id(id)), value);
            *chosen = all.len();
        }
    });
    // What was just added is there in the next frame.
    let Some((id, name)) = all.get(*chosen) else { return };
    let entry = then(&path, Step::Id(id.clone()));
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::title(name.clone()));
        ui.label(theme::quiet(format!("called {id} in files")));
        remove_ui(ui, form, kind, &entry);
    });
    ui.add_space(2.0);
    form.rows(ui, &entry, kind.fields);
}

/// Taking an entry out: one that a parent has cannot be taken out, only what is stated here about it.
fn remove_ui(ui: &mut Ui, form: &mut Form<'_>, kind: &Actors, entry: &[Step]) {
    let family = form.draft.family();
    let words = if family.inherits(entry) { "Inherit all".to_owned() } else { format!("Remove {}", kind.one) };
    let button = ui.add_enabled(family.states(entry), Button::new(words).small());
    let why = "It belongs to the parent scenario; it can be changed here but not taken out";
    if button.on_disabled_hover_text(why).clicked() {
        form.send(EditorCommand::Remove(entry.to_vec()));
        form.forget();
    }
}

/// App vendors: how many, how occasions divide, and those with a name.
pub fn vendors_ui(ui: &mut Ui, form: &mut Form<'_>, chosen: &mut usize) {
    form.rows(ui, &top("vendors"), VENDORS);
    ui.add_space(6.0);
    ui.label(theme::title("Occasions to use a service"));
    let path = field(&top("vendors"), "occasion_shares");
    form.problems_here(ui, &path);
    for (place, category) in Category::ALL.iter().enumerate() {
        let named = field(&path, category.id());
        let value = form.draft.family().value(&named).map(|stated| stated.text.to_owned());
        let unnamed = value.is_none().then(|| form.share_of_tuple(&path, place)).flatten();
        let now = value.or(unnamed).unwrap_or_default();
        ui.horizontal(|ui| {
            let name = format!("Occasions for {}", category.label());
            label(ui, &name, "All categories sum to 100 %");
            if let Some(value) = form.number(ui, &name, &now, 100.0) {
                form.set(&named, value);
            }
            ui.label(theme::quiet("%"));
        });
        form.problems(ui, &named);
    }
    ui.add_space(6.0);
    ui.label(theme::title("Vendors with a name"));
    list_ui(ui, form, &NAMED_VENDORS, chosen);
}
