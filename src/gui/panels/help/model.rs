//! The page of the help with the description of the model: its headings at the left, one section at a time beside them.

use egui::text::LayoutJob;
use egui::{
    Align, Button, FontSelection, Label, Layout, RichText, ScrollArea, TextEdit, TextStyle, Ui, WidgetText, vec2,
};

use super::super::super::theme;
use crate::export::description::{Block, Section, sections};
use crate::scenario::neutral::Names;
use crate::scenario::{DEFAULT, load, shipped};

const ROW: f32 = 22.0;
/// Width of the list of headings.
const LIST: f32 = 230.0;

/// The text, which section is open, and what is searched for.
#[derive(Debug)]
pub(super) struct Reader {
    sections: Vec<Shown>,
    search: String,
    /// Places of the sections that have what is searched for.
    found: Vec<usize>,
    chosen: usize,
    /// Heights of the lines of the open section at the width they were laid out for; those out of sight are not laid
    /// out again.
    heights: Vec<Option<f32>>,
    width: f32,
}

/// A section as it is shown and searched.
#[derive(Debug)]
struct Shown {
    level: usize,
    heading: String,
    lines: Vec<Line>,
    /// Everything it says, in lower case.
    words: String,
}

/// What is laid out in one piece.
#[derive(Debug)]
enum Line {
    Paragraph(String),
    Item(String),
    Code(String),
    /// A row of a table: its first cell, then the others with the names of their columns.
    Row(String, Vec<(&'static str, String)>),
}

impl Reader {
    /// The description, under neutral names if they are wanted.
    pub(super) fn new(neutral: bool) -> Self {
        let names = neutral.then(names).flatten();
        let said = |text: &str| names.as_ref().map_or_else(|| text.to_owned(), |names| names.prose(text));
        let sections: Vec<Shown> = sections().iter().map(|section| Shown::of(section, &said)).collect();
        let found = (0..sections.len()).collect();
        Self { sections, search: String::new(), found, chosen: 0, heights: Vec::new(), width: 0.0 }
    }

    fn search(&mut self) {
        let typed: Vec<String> = self.search.split_whitespace().map(str::to_lowercase).collect();
        let has = |place: &usize| typed.iter().all(|word| self.sections[*place].words.contains(word.as_str()));
        self.found = (0..self.sections.len()).filter(has).collect();
        if !self.found.contains(&self.chosen) {
            let first = self.found.first().copied().unwrap_or(self.chosen);
            self.open(first);
        }
    }

    fn open(&mut self, place: usize) {
        self.chosen = place;
        self.heights.clear();
    }
}

/// The neutral names of the firms that the text names.
fn names() -> Option<Names> {
    let library = |name: &str| shipped(name).map(str::to_owned);
    let scenario = load(DEFAULT, shipped(DEFAULT)?.as_bytes(), &library).ok()?;
    Some(Names::of(&scenario, &[]))
}

impl Shown {
    fn of(section: &Section, said: &dyn Fn(&str) -> String) -> Self {
        let mut lines = Vec::new();
        for block in &section.blocks {
            match block {
                Block::Paragraph(text) => lines.push(Line::Paragraph(said(text))),
                Block::Item(text) => lines.push(Line::Item(said(text))),
                Block::Code(text) => lines.push(Line::Code(text.clone())),
                Block::Table { header, rows } => lines.extend(rows.iter().map(|row| {
                    let cells = header.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
                    Line::Row(said(row[0]), cells.map(|(name, cell)| (*name, said(cell))).collect())
                })),
            }
        }
        let mut words = section.heading.to_lowercase();
        for line in &lines {
            words.push(' ');
            words.push_str(&line.plain().to_lowercase());
        }
        Self { level: section.level, heading: section.heading.to_owned(), lines, words }
    }
}

impl Line {
    /// Everything it says.
    fn plain(&self) -> String {
        match self {
            Self::Paragraph(text) | Self::Item(text) | Self::Code(text) => text.clone(),
            Self::Row(first, cells) => {
                let cells: Vec<&str> = cells.iter().map(|(_, cell)| cell.as_str()).collect();
                format!("{first} {}", cells.join(" "))
            }
        }
    }
}

/// Draws the page. `fresh` asks for the keyboard.
pub(super) fn model_ui(ui: &mut Ui, reader: &mut Reader, fresh: bool) {
    let field = TextEdit::singleline(&mut reader.search).hint_text("Search the description");
    let field = ui.add(field.desired_width(f32::INFINITY)).accessible_name("Search the description");
    if fresh {
        field.request_focus();
    }
    if field.changed() {
        reader.search();
    }
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        ui.allocate_ui_with_layout(vec2(LIST, height), Layout::top_down_justified(Align::LEFT), |ui| {
            headings_ui(ui, reader);
        });
        ui.separator();
        ui.vertical(|ui| {
            // Each section begins at its top.
            let area = ScrollArea::vertical().id_salt(("section", reader.chosen)).auto_shrink(false);
            area.show(ui, |ui| section_ui(ui, reader));
        });
    });
}

fn headings_ui(ui: &mut Ui, reader: &mut Reader) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if reader.found.is_empty() {
        ui.label(theme::quiet("No section says this"));
    }
    let mut opened = None;
    ScrollArea::vertical().id_salt("headings").auto_shrink(false).show_rows(ui, ROW, reader.found.len(), |ui, rows| {
        for &place in &reader.found[rows] {
            let section = &reader.sections[place];
            let heading = RichText::new(section.heading.as_str());
            let heading = if section.level == 2 { strong(ui, heading) } else { heading };
            let button = Button::selectable(place == reader.chosen, heading).truncate().min_size(vec2(0.0, ROW));
            if ui.add(button).clicked() {
                opened = Some(place);
            }
        }
    });
    if let Some(place) = opened {
        reader.open(place);
    }
}

fn section_ui(ui: &mut Ui, reader: &mut Reader) {
    let section = &reader.sections[reader.chosen];
    let width = ui.available_width();
    if reader.width != width || reader.heights.len() != section.lines.len() {
        (reader.width, reader.heights) = (width, vec![None; section.lines.len()]);
    }
    ui.label(theme::title(section.heading.as_str()));
    for (line, known) in section.lines.iter().zip(&mut reader.heights) {
        if let Some(height) = *known {
            let room = egui::Rect::from_min_size(ui.cursor().min, vec2(width, height));
            if !ui.is_rect_visible(room) {
                ui.allocate_space(room.size());
                continue;
            }
        }
        let response = line_ui(ui, line);
        *known = Some(response.rect.height());
    }
}

fn line_ui(ui: &mut Ui, line: &Line) -> egui::Response {
    let mut job = LayoutJob::default();
    match line {
        Line::Paragraph(text) => written(ui, &mut job, text),
        Line::Item(text) => {
            if !text.starts_with(|first: char| first.is_ascii_digit()) {
                piece(ui, &mut job, RichText::new("• "));
            }
            written(ui, &mut job, text);
        }
        Line::Code(text) => piece(ui, &mut job, RichText::new(text).monospace().strong()),
        Line::Row(first, cells) => {
            piece(ui, &mut job, strong(ui, RichText::new(bare(first))));
            for (name, cell) in cells {
                piece(ui, &mut job, RichText::new(format!(" · {name} ")).weak());
                written(ui, &mut job, cell);
            }
        }
    }
    ui.add(Label::new(WidgetText::from(job)).wrap())
}

/// Adds a text with its names and its strong words.
fn written(ui: &Ui, job: &mut LayoutJob, text: &str) {
    for (style, words) in spans(text) {
        let words = RichText::new(words);
        let words = match style {
            Style::Plain => words,
            Style::Strong => strong(ui, words),
            Style::Name => words.monospace().size(TextStyle::Body.resolve(ui.style()).size - 1.0),
        };
        piece(ui, job, words);
    }
}

/// Words in the font of headings.
fn strong(ui: &Ui, words: RichText) -> RichText {
    words.family(theme::title_style().resolve(ui.style()).family)
}

fn piece(ui: &Ui, job: &mut LayoutJob, words: RichText) {
    words.append_to(job, ui.style(), FontSelection::Default, Align::Center);
}

/// A text without its marks.
fn bare(text: &str) -> String {
    spans(text).into_iter().map(|(_, words)| words).collect()
}

/// How words are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Strong,
    Name,
}

/// Words by how they are set: names between backticks, strong words between one or two asterisks.
fn spans(text: &str) -> Vec<(Style, &str)> {
    let mut spans = Vec::new();
    let mut strong = false;
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            spans.push((Style::Name, part));
            continue;
        }
        let mut rest = part;
        while !rest.is_empty() {
            let end = rest.find('*').unwrap_or(rest.len());
            if end > 0 {
                spans.push((if strong { Style::Strong } else { Style::Plain }, &rest[..end]));
            }
            let after = rest[end..].trim_start_matches('*');
            strong ^= after.len() < rest.len() - end;
            rest = after;
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_styles_and_leave_no_trace() {
        let set = spans("**Luck.** A draw of `seed` and *week*, no more.");
        assert_eq!(
            set,
            [
                (Style::Strong, "Luck."),
                (Style::Plain, " A draw of "),
                (Style::Name, "seed"),
                (Style::Plain, " and "),
                (Style::Strong, "week"),
                (Style::Plain, ", no more."),
            ]
        );
        assert_eq!(bare("`take_mini`"), "take_mini");
    }

    #[test]
    fn every_section_is_found_by_a_word_of_it() {
        let mut reader = Reader::new(false);
        reader.search = "retaliating maker".to_owned();
        reader.search();
        assert!(!reader.found.is_empty() && reader.found.contains(&reader.chosen));
        assert_eq!(reader.sections[reader.chosen].heading, "7.8 Services");
        reader.search = "no such words here".to_owned();
        reader.search();
        assert!(reader.found.is_empty());
    }

    #[test]
    fn neutral_names_hide_the_firms_in_the_text() {
        let reader = Reader::new(true);
        let named = |name: &str| reader.sections.iter().any(|section| section.words.contains(name));
        assert!(!named("wechat") && !named("huawei") && !named("alipay"));
    }
}
