//! A text with the numbers of its lines; lines with a problem carry a sign.

use egui::{Label, RichText, ScrollArea, Ui};

use super::super::theme;

/// Draws a text to read, line by line; `marked` lines, from 1, have a problem.
pub fn numbered_ui(ui: &mut Ui, text: &str, marked: &[usize]) {
    let lines: Vec<&str> = text.lines().collect();
    let dark = ui.visuals().dark_mode;
    let height = ui.text_style_height(&egui::TextStyle::Monospace);
    ScrollArea::both().max_height(420.0).auto_shrink(false).show_rows(ui, height, lines.len(), |ui, rows| {
        for place in rows {
            let Some(line) = lines.get(place) else { break };
            let wrong = marked.contains(&(place + 1));
            let number = numbers(place + 1, wrong);
            ui.horizontal(|ui| {
                let number = RichText::new(number).monospace();
                ui.add(
                    Label::new(if wrong { number.color(theme::bad(dark)) } else { number.weak() }).selectable(false),
                );
                ui.add(Label::new(RichText::new(*line).monospace()).extend());
            });
        }
    });
}

/// The number of a line as it stands beside it.
pub fn numbers(line: usize, wrong: bool) -> String {
    format!("{}{line:>4}", if wrong { "!" } else { " " })
}
