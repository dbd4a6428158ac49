//! The command palette: type a few letters, choose with the arrows, Enter does it.

use egui::{Align, Align2, Button, Context, Id, Key, Layout, Modal, Modifiers, ScrollArea, TextEdit, Ui, vec2};

use super::super::command::Command;
use super::super::palette::{Entry, found};
use super::super::theme;

const WIDTH: f32 = 620.0;
const ROW: f32 = 24.0;
const ROWS_SHOWN: usize = 14;

/// The open palette.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<Entry>,
    typed: String,
    /// Places of the entries that fit, the best first.
    found: Vec<usize>,
    /// Place among those found.
    chosen: usize,
    offset: f32,
    fresh: bool,
}

impl Palette {
    /// A palette with these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        let found = (0..entries.len()).collect();
        Self { entries, typed: String::new(), found, chosen: 0, offset: 0.0, fresh: true }
    }

    fn step(&mut self, by: isize) {
        let last = self.found.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(by).min(last);
    }
}

/// Draws the palette. Returns whether it stays open.
pub fn palette_ui(ctx: &Context, palette: &mut Palette, commands: &mut Vec<Command>) -> bool {
    let id = Id::unique("palette");
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, 72.0));
    let mut done = false;
    let modal = Modal::new(id).area(area).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - 60.0));
        done = content_ui(ui, palette, commands);
    });
    !done && !modal.should_close()
}

fn content_ui(ui: &mut Ui, palette: &mut Palette, commands: &mut Vec<Command>) -> bool {
    let before = palette.chosen;
    let enter = keys(ui, palette);
    let field = TextEdit::singleline(&mut palette.typed).hint_text("Type a few letters").desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name("Search commands");
    if std::mem::take(&mut palette.fresh) {
        field.request_focus();
    }
    if field.changed() {
        palette.found = found(&palette.entries, &palette.typed);
        (palette.chosen, palette.offset) = (0, 0.0);
    }
    ui.add_space(2.0);
    let clicked = rows_ui(ui, palette, before != palette.chosen || field.changed());
    ui.add_space(2.0);
    let entry = palette.found.get(palette.chosen).and_then(|place| palette.entries.get(*place));
    let help = entry.map_or("Nothing has these letters", |entry| entry.help.as_str());
    ui.add(egui::Label::new(theme::quiet(help)).truncate());
    let wanted = clicked.or(enter.then_some(palette.chosen));
    let entry = wanted.and_then(|row| palette.found.get(row)).and_then(|place| palette.entries.get(*place));
    match entry.filter(|entry| entry.enabled) {
        Some(entry) => {
            commands.extend(entry.commands.iter().cloned());
            true
        }
        None => false,
    }
}

/// Moves with the arrows, before the text field takes them. Returns whether Enter was pressed.
fn keys(ui: &Ui, palette: &mut Palette) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let page = ROWS_SHOWN as isize - 1;
    for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, page), (Key::PageUp, -page)] {
        if pressed(key) {
            palette.step(by);
        }
    }
    pressed(Key::Enter)
}

/// The rows in view. Returns the one that was clicked.
fn rows_ui(ui: &mut Ui, palette: &mut Palette, moved: bool) -> Option<usize> {
    let height = ROWS_SHOWN as f32 * ROW;
    let mut area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]);
    if moved {
        let top = palette.chosen as f32 * ROW;
        palette.offset = palette.offset.clamp((top + ROW - height).max(0.0), top);
        area = area.vertical_scroll_offset(palette.offset);
    }
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let shown = area.show_rows(ui, ROW, palette.found.len(), |ui, rows| {
        ui.with_layout(Layout::top_down_justified(Align::LEFT), |ui| {
            for row in rows {
                let Some(entry) = palette.found.get(row).and_then(|place| palette.entries.get(*place)) else {
                    continue;
                };
                let button = Button::selectable(row == palette.chosen, entry.label.as_str());
                let button = button.shortcut_text(theme::quiet(&entry.aside)).truncate().min_size(vec2(0.0, ROW));
                if ui.add_enabled(entry.enabled, button).clicked() {
                    clicked = Some(row);
                }
            }
        });
    });
    palette.offset = shown.state.clamped_offset().y;
    clicked
}
