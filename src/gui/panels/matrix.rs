//! Who may have what: one holder of data, everybody who may want it, and the type of data, for one purpose.

use egui::{ComboBox, Grid, RichText, Ui};

use super::super::changes;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use crate::rules::{Access, Denial, PermissionSet, Slot, Slots, Verdict, sentence};
use crate::scenario::vocabulary::{Category, DataType, Permission, Purpose};

/// How the matrix looks.
#[derive(Clone, Copy, Debug)]
pub struct MatrixView {
    /// The holder; `None` is the dominant messenger.
    holder: Option<Slot>,
    purpose: Purpose,
}

impl Default for MatrixView {
    fn default() -> Self {
        Self { holder: None, purpose: Purpose::Service }
    }
}

/// Draws the matrix for a week.
pub fn matrix_ui(ui: &mut Ui, workbench: &Workbench, view: &mut MatrixView, week: u32) {
    let scenario = workbench.scenario();
    let slots = Slots::new(scenario);
    let rules = changes::rules_at(scenario, workbench.changes(), week);
    let levers = changes::levers_at(scenario, workbench.changes(), week);
    let access = Access::compile(scenario, &rules, &slots, &levers, week);
    let holder = view.holder.unwrap_or_else(|| slots.messenger(0));
    ui.horizontal(|ui| {
        ui.label(theme::quiet("Data held by"));
        let combo = ComboBox::from_id_salt("holder").width(160.0).selected_text(slots.label(holder, false));
        let menu = combo.show_ui(ui, |ui| {
            for slot in slots.all() {
                if ui.selectable_label(slot == holder, slots.label(slot, false)).clicked() {
                    view.holder = Some(slot);
                }
            }
        });
        menu.response.accessible_name("Holder of the data");
        ui.label(theme::quiet("wanted to"));
        let combo = ComboBox::from_id_salt("purpose").width(160.0).selected_text(view.purpose.label());
        let menu = combo.show_ui(ui, |ui| {
            for purpose in Purpose::ALL {
                ui.selectable_value(&mut view.purpose, *purpose, purpose.label());
            }
        });
        menu.response.accessible_name("Purpose");
    });
    ui.add_space(4.0);
    let rows = rows(workbench, &slots, &access, holder, view.purpose);
    Grid::new("matrix").num_columns(DataType::COUNT + 1).spacing([18.0, 4.0]).striped(true).show(ui, |ui| {
        ui.label(theme::quiet("Who wants it"));
        for data in DataType::ALL {
            ui.label(theme::quiet(text::capitalised(data.label())));
        }
        ui.end_row();
        for (name, recipient) in rows {
            ui.label(name);
            for data in DataType::ALL {
                cell_ui(ui, &access, (holder, recipient), *data, view.purpose, workbench);
            }
            ui.end_row();
        }
    });
}

/// Everybody who may want data. App vendors share a row where the rules make no difference between them.
fn rows(workbench: &Workbench, slots: &Slots, access: &Access, holder: Slot, purpose: Purpose) -> Vec<(String, Slot)> {
    let scenario = workbench.scenario();
    let brands = (0..scenario.brands.len()).map(|place| slots.brand(place));
    let messengers = (0..scenario.messengers.len()).map(|place| slots.messenger(place));
    let mut rows: Vec<_> = brands.chain(messengers).map(|slot| (slots.label(slot, false), slot)).collect();
    let decided = |slot: Slot| -> Vec<u16> {
        DataType::ALL.iter().map(|data| access.cell(holder, slot, *data, purpose)).collect()
    };
    let categories: Vec<Slot> = Category::ALL.iter().map(|category| slots.category(*category)).collect();
    let alike = categories.windows(2).all(|pair| decided(pair[0]) == decided(pair[1]));
    if alike {
        rows.extend(categories.first().map(|slot| ("App vendors".to_owned(), *slot)));
    } else {
        rows.extend(categories.iter().map(|slot| (text::capitalised(&slots.label(*slot, false)), *slot)));
    }
    // A named vendor has a row of its own only where a rule treats it apart.
    for (place, vendor) in scenario.vendors.named.iter().enumerate() {
        let slot = slots.named(place);
        if decided(slot) != decided(slots.category(vendor.category)) {
            rows.push((vendor.name.clone(), slot));
        }
    }
    rows
}

fn cell_ui(
    ui: &mut Ui,
    access: &Access,
    (holder, recipient): (Slot, Slot),
    data: DataType,
    purpose: Purpose,
    workbench: &Workbench,
) {
    let dark = ui.visuals().dark_mode;
    let held = PermissionSet::EMPTY;
    let (word, color) = match access.verdict(holder, recipient, data, purpose, held) {
        Verdict::Granted { .. } => ("yes".to_owned(), theme::good(dark)),
        Verdict::Denied(Denial::NoRule | Denial::Forbidden { .. }) => ("no".to_owned(), ui.visuals().weak_text_color()),
        Verdict::Denied(denial) => {
            let index = denial.rule().unwrap_or_default();
            let needs = access.rule(index).needs;
            let user = needs.contains(Permission::UserToRecipient) || needs.contains(Permission::UserToSender);
            let holder_too = needs.contains(Permission::SenderToRecipient) && holder != recipient;
            let word = match (user, holder_too) {
                (true, true) => "if user and holder agree",
                (false, true) => "if the holder agrees",
                _ => "if the user agrees",
            };
            (word.to_owned(), ui.visuals().text_color())
        }
    };
    let rule = access.source(access.cell(holder, recipient, data, purpose));
    let said = sentence(rule, workbench.scenario(), false);
    ui.label(RichText::new(word).color(color).small()).on_hover_text(said);
}
