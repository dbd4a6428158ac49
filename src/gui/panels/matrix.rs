//! The access matrix: who wants data down the side, data by holder along the top, in each cell what the rules decide
//! and this week's flow. A cell is a button that opens its rule.

use egui::{Align, Button, ComboBox, Layout, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::super::access::list::InForce;
use super::super::access::picture::{Cell, Decision, Holders, Look, Picture, Volume};
use super::super::text;
use super::super::theme;
use super::super::widgets::{Bar, paint_bar, paint_decision, paint_volume};
use crate::scenario::vocabulary::{DataType, Purpose};

/// Width of the names at the left.
const NAMES: f32 = 138.0;
/// Height of a cell.
const HEIGHT: f32 = 30.0;
/// Space between groups of columns.
const GAP: f32 = 8.0;

/// A cell of the picture by its row and column.
pub type Place = (usize, usize);

/// Draws what the matrix shows and for whom.
pub fn look_ui(ui: &mut Ui, look: &mut Look, in_force: &InForce, left_out: usize) {
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::quiet("Data held by"));
        let slots = &in_force.slots;
        let name = |holders: Holders| match holders {
            Holders::ByClass => "everybody, by class".to_owned(),
            Holders::One(slot) => slots.label(slot, false),
        };
        let combo = ComboBox::from_id_salt("holder").width(170.0).selected_text(name(look.holders));
        let menu = combo.show_ui(ui, |ui| {
            for holders in std::iter::once(Holders::ByClass).chain(slots.all().map(Holders::One)) {
                if ui.add(Button::selectable(look.holders == holders, name(holders))).clicked() {
                    look.holders = holders;
                    ui.close();
                }
            }
        });
        menu.response.accessible_name("Holder of the data");
        ui.label(theme::quiet("wanted to"));
        let name = |purpose: Option<Purpose>| purpose.map_or("the most permissive purpose", Purpose::label);
        let combo = ComboBox::from_id_salt("purpose").width(190.0).selected_text(name(look.purpose));
        let menu = combo.show_ui(ui, |ui| {
            for purpose in std::iter::once(None).chain(Purpose::ALL.iter().copied().map(Some)) {
                if ui.add(Button::selectable(look.purpose == purpose, name(purpose))).clicked() {
                    look.purpose = purpose;
                    ui.close();
                }
            }
        });
        menu.response.accessible_name("Purpose");
        let hidden = if left_out == 0 { String::new() } else { format!(" ({left_out} left out)") };
        ui.checkbox(&mut look.all_columns, format!("Columns nobody may have{hidden}"));
    });
}

/// Draws the matrix. Returns the cell that was clicked.
pub fn matrix_ui(ui: &mut Ui, picture: &Picture, look: Look, picked: Option<Place>) -> Option<Place> {
    if picture.columns.is_empty() {
        ui.label("No rule lets anybody have any data, and none moved this week");
        return None;
    }
    let groups = 1 + (1..picture.columns.len()).filter(|&k| new_group(picture, k)).count();
    let free = ui.available_width() - NAMES - GAP * groups as f32 - 4.0;
    let width = (free / picture.columns.len() as f32).clamp(58.0, 92.0);
    let mut clicked = None;
    let told = !is_behind_a_window(ui);
    ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
    heads(ui, picture, width);
    for (row, line) in picture.lines.iter().enumerate() {
        ui.horizontal(|ui| {
            name_ui(ui, &line.name, HEIGHT);
            for (place, cell) in picture.cells[row].iter().enumerate() {
                if new_group(picture, place) {
                    ui.add_space(GAP);
                }
                let size = vec2(width, HEIGHT);
                let Some(cell) = cell else {
                    ui.allocate_exact_size(size, Sense::hover());
                    continue;
                };
                let name = cell_name(picture, (row, place), cell, look);
                let mut response = cell_ui(ui, size, cell, picture.largest, look, picked == Some((row, place)), &name);
                if told {
                    response = response.on_hover_text(&name);
                }
                if response.clicked() {
                    clicked = Some((row, place));
                }
            }
        });
    }
    clicked
}

/// Whether another window is open, above which a tooltip would be drawn.
fn is_behind_a_window(ui: &Ui) -> bool {
    let above = |layer: &egui::LayerId| layer.order == egui::Order::Middle && *layer != ui.layer_id();
    ui.memory(|memory| memory.areas().visible_layer_ids().iter().any(above))
}

fn new_group(picture: &Picture, place: usize) -> bool {
    place == 0 || picture.columns[place].group != picture.columns[place - 1].group
}

fn heads(ui: &mut Ui, picture: &Picture, width: f32) {
    ui.horizontal(|ui| {
        name_ui(ui, "", 16.0);
        for (place, column) in picture.columns.iter().enumerate() {
            if new_group(picture, place) {
                ui.add_space(GAP);
                let count = picture.columns.iter().filter(|other| other.group == column.group).count();
                // One column has no room for both words, which stand in the tooltip.
                let words = if count == 1 && column.group == "App vendors" { "Vendors" } else { &column.group };
                head(ui, width * count as f32, theme::title(words).small(), &column.group);
            }
        }
    });
    ui.horizontal(|ui| {
        name_ui(ui, "Who wants it", 16.0);
        for (place, column) in picture.columns.iter().enumerate() {
            if new_group(picture, place) {
                ui.add_space(GAP);
            }
            head(ui, width, theme::quiet(short(column.data)), &text::capitalised(column.data.label()));
        }
    });
}

fn head(ui: &mut Ui, width: f32, text: egui::RichText, full: &str) {
    ui.allocate_ui_with_layout(vec2(width, 16.0), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        ui.add(egui::Label::new(text).truncate()).on_hover_text(full);
    });
}

/// A type of data in one short word; the full one stands in the tooltip.
const fn short(data: DataType) -> &'static str {
    match data {
        DataType::Message => "Messages",
        DataType::Graph => "Contacts",
        DataType::Location => "Location",
        DataType::Transaction => "Purchases",
        DataType::Log => "Usage",
    }
}

fn name_ui(ui: &mut Ui, name: &str, height: f32) {
    ui.allocate_ui_with_layout(vec2(NAMES, height), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(NAMES);
        ui.add(egui::Label::new(theme::quiet(name)).truncate());
    });
}

fn cell_ui(ui: &mut Ui, size: egui::Vec2, cell: &Cell, largest: f64, look: Look, picked: bool, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, picked, name));
    if ui.is_rect_visible(rect) {
        let dark = ui.visuals().dark_mode;
        let painter = ui.painter();
        let inner = rect.shrink2(vec2(1.0, 0.5));
        let tint =
            theme::decision(dark, cell.decision).gamma_multiply(if cell.decision.allows() { 0.16 } else { 0.06 });
        painter.rect_filled(inner, 3.0, tint);
        let strong = picked || response.hovered() || response.has_focus();
        if strong {
            let stroke = egui::Stroke::new(if picked { 2.0 } else { 1.5 }, theme::accent(dark));
            painter.rect_stroke(inner, 3.0, stroke, StrokeKind::Inside);
        }
        let counted = look.purpose.is_none() && !cell.allowed.is_empty();
        let (x, y) = (inner.left() + 13.0, inner.center().y - if counted { 4.0 } else { 0.0 });
        paint_decision(painter, Rect::from_center_size(pos2(x, y), egui::Vec2::splat(15.0)), cell.decision, dark);
        if counted {
            let font = egui::FontId::proportional(9.0);
            let count = format!("{}/{}", cell.allowed.len(), Purpose::COUNT);
            let place = pos2(x, inner.bottom() - 1.0);
            painter.text(place, egui::Align2::CENTER_BOTTOM, count, font, ui.visuals().weak_text_color());
        }
        let bars = Rect::from_min_max(inner.min + vec2(25.0, 4.0), inner.max - vec2(4.0, 4.0));
        paint_volume(painter, bars, cell.volume, largest, dark);
    }
    response
}

/// What a cell says, in words.
fn cell_name(picture: &Picture, (row, place): Place, cell: &Cell, look: Look) -> String {
    let column = &picture.columns[place];
    let (who, what, group) = (&picture.lines[row].name, column.data.label(), column.group.to_lowercase());
    let mut said = vec![format!("{who} wants {what}, {group}"), cell.decision.label().to_owned()];
    if look.purpose.is_none() && !cell.allowed.is_empty() {
        said.push(format!("{} of {} purposes allowed", cell.allowed.len(), Purpose::COUNT));
    }
    if cell.mixed {
        said.push("holders differ".to_owned());
    }
    if !cell.volume.is_empty() {
        said.push(volume_text(cell.volume));
    }
    said.join(", ")
}

/// A volume in words.
pub fn volume_text(volume: Volume) -> String {
    let parts = [("permitted", volume.permitted), ("denied", volume.denied), ("against the rules", volume.violation)];
    let moved = parts.iter().filter(|(_, amount)| *amount > 0.0);
    let words: Vec<String> = moved.map(|(what, amount)| format!("{} {what}", user_weeks(*amount))).collect();
    if words.is_empty() { "nothing wanted this week".to_owned() } else { words.join(", ") }
}

fn user_weeks(amount: f64) -> String {
    if amount >= 1e6 {
        format!("{} million user-weeks", text::number(amount / 1e6))
    } else {
        format!("{} user-weeks", text::number(amount))
    }
}

/// Draws what the signs and bars mean.
pub fn legend_ui(ui: &mut Ui) {
    let dark = ui.visuals().dark_mode;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for decision in Decision::ALL {
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(15.0), Sense::hover());
            paint_decision(ui.painter(), rect, *decision, dark);
            ui.label(theme::quiet(decision.label()));
            ui.add_space(6.0);
        }
        ui.label(theme::quiet(format!("k/{} for k of {} purposes", Purpose::COUNT, Purpose::COUNT)));
        ui.add_space(6.0);
        for bar in Bar::ALL {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 7.0), Sense::hover());
            paint_bar(ui.painter(), rect, *bar, dark);
            ui.label(theme::quiet(format!("{} this week", bar.label())));
            ui.add_space(6.0);
        }
    });
}
