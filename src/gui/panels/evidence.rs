//! Published facts against the model: target beside figure beside miss, and the runs behind each.

use egui::{Button, Label, Layout, RichText, Ui, vec2};
use egui_extras::{Column as Width, TableBuilder, TableRow};

use super::super::command::Command;
use super::super::studies::StudyCommand;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::super::worker::Study;
use super::study::start_ui;
use crate::experiment::facts::{self, Arm, FACTS, Fact, Found, Kind, Part, Row, Verdict};
use crate::run::compare::FEWEST_PAIRS;

/// Height of a line of text in the table.
const LINE: f32 = 17.0;
/// Width of a letter of small text, about.
const LETTER: f32 = 6.2;
/// Widths of the columns after the first.
const KIND: f32 = 76.0;
const TARGET: f32 = 150.0;
const MODEL: f32 = 215.0;
const VERDICT: f32 = 150.0;
/// Least width of the first column.
const FIRST: f32 = 240.0;
/// What the kinds mean.
const NOTE: &str = "What was put in proves nothing when it comes out again, and what was calibrated proves that the fit \
     worked; only what nothing was told is evidence. A row is of the kind that claims least of its figures, and passes if \
     all of them do. Tolerances are assumed; intervals speak of the luck of the draw only";

/// How the tab looks.
#[derive(Debug, Default)]
pub struct EvidenceView {
    known: Option<((u64, usize), Vec<Row>)>,
}

/// A line of the table.
#[derive(Clone, Copy)]
enum Line {
    Fact(usize),
    Part(usize, usize),
    Note(usize),
}

/// Draws the tab.
pub fn evidence_ui(ui: &mut Ui, workbench: &Workbench, view: &mut EvidenceView, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| start_ui(ui, workbench, Study::Facts, commands));
    let studies = workbench.studies();
    let (study, findings) = (studies.facts.as_ref(), studies.findings.as_ref());
    let under_way = study.map(|study| (study.batch.stamp(), study.seeds_done())).filter(|stamp| stamp.1 > 0);
    let stamp = under_way.or_else(|| findings.map(|findings| (0, findings.seeds() as usize)));
    if view.known.as_ref().map(|(stamp, _)| *stamp) != stamp {
        let rows = match under_way {
            Some(_) => study.and_then(super::super::studies::FactStudy::rows),
            None => findings.and_then(super::super::studies::Findings::rows),
        };
        view.known = stamp.zip(rows);
    }
    let rows = view.known.as_ref().map(|(_, rows)| rows.as_slice());
    let seeds = view.known.as_ref().map_or(0, |(stamp, _)| stamp.1);
    for said in state(rows, seeds) {
        ui.label(theme::quiet(said));
    }
    ui.add(Label::new(theme::quiet(NOTE)).wrap());
    ui.add_space(4.0);
    table_ui(ui, rows, commands);
}

/// What the table shows, in words.
fn state(rows: Option<&[Row]>, seeds: usize) -> Vec<String> {
    let Some(rows) = rows else {
        return vec![format!("{} published facts; nothing runs before you ask for it", FACTS.len())];
    };
    let few = if seeds < FEWEST_PAIRS { format!(", too few below {FEWEST_PAIRS}") } else { String::new() };
    let of = |kind: &Kind| {
        let (pass, all) = facts::passes(rows, *kind);
        format!("{pass} of {all} {}", kind.label())
    };
    let counted: Vec<String> = Kind::ALL.iter().rev().map(of).collect();
    vec![format!("Rows that pass, {}, over {seeds} seeds{few}", counted.join(", "))]
}

fn table_ui(ui: &mut Ui, rows: Option<&[Row]>, commands: &mut Vec<Command>) {
    let gap = ui.spacing().item_spacing.x;
    let first = (ui.available_width() - KIND - TARGET - MODEL - VERDICT - 4.0 * gap - 16.0).max(FIRST);
    let mut lines = Vec::new();
    for (place, fact) in FACTS.iter().enumerate() {
        lines.push(Line::Fact(place));
        lines.extend((0..fact.parts.len()).map(|part| Line::Part(place, part)));
        lines.push(Line::Note(place));
    }
    let heights = lines.iter().map(|line| match line {
        Line::Fact(place) => height(FACTS[*place].statement.len() + FACTS[*place].id.len(), first).max(26.0) + 8.0,
        Line::Part(place, part) => height(FACTS[*place].parts[*part].label.len(), first - 14.0)
            .max(height(target(&FACTS[*place].parts[*part]).len(), TARGET)),
        // Small text is lower and narrower, by about a fifth and a tenth.
        Line::Note(place) => 0.8 * height(note(&FACTS[*place]).len() * 9 / 10, first) + 6.0,
    });
    let heights: Vec<f32> = heights.collect();
    egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let table = TableBuilder::new(ui).id_salt("facts").auto_shrink(false);
        let table = table.column(Width::exact(first).clip(true)).column(Width::exact(KIND));
        let table = table.columns(Width::exact(TARGET).clip(true), 1).column(Width::exact(MODEL).clip(true));
        let table = table.column(Width::exact(VERDICT).clip(true));
        let table = table.cell_layout(Layout::left_to_right(egui::Align::Center));
        let table = table.header(22.0, |mut row| {
            for head in ["Fact and figure", "Kind", "Target", "Model", "Verdict"] {
                row.col(|ui| {
                    ui.label(theme::quiet(head));
                });
            }
        });
        table.body(|body| {
            body.heterogeneous_rows(heights.into_iter(), |mut row| {
                let Some(line) = lines.get(row.index()) else { return };
                let found = |fact: usize| rows.and_then(|rows| rows.get(fact));
                match *line {
                    Line::Fact(place) => fact_ui(&mut row, &FACTS[place], found(place), commands),
                    Line::Part(place, part) => {
                        let found = found(place).and_then(|row| row.parts.get(part));
                        part_ui(&mut row, &FACTS[place].parts[part], found);
                    }
                    Line::Note(place) => {
                        row.col(|ui| {
                            ui.add(Label::new(theme::quiet(note(&FACTS[place]))).wrap());
                        });
                    }
                }
            });
        });
    });
}

/// Height of a text of so many letters, wrapped.
fn height(letters: usize, width: f32) -> f32 {
    (letters as f32 * LETTER / width).ceil().max(1.0) * LINE + 4.0
}

fn note(fact: &Fact) -> String {
    format!("{}. Sources {}", fact.note, fact.sources)
}

fn fact_ui(row: &mut TableRow<'_, '_>, fact: &'static Fact, found: Option<&Row>, commands: &mut Vec<Command>) {
    row.col(|ui| {
        ui.add(Label::new(theme::title(format!("{}  {}", fact.id, fact.statement))).wrap());
    });
    row.col(|ui| {
        ui.label(fact.kind().label());
    });
    row.col(|_| {});
    row.col(|ui| {
        let Some(&arm) = fact.behind.first() else { return };
        let against = fact.behind.get(1).copied();
        let open = ui.add(Button::new("Open the run").min_size(vec2(0.0, 22.0)));
        let open = open.on_hover_text(hover(arm, against));
        if open.accessible_name(format!("Open the run behind {}", fact.id)).clicked() {
            commands.push(Command::Study(StudyCommand::OpenArm(arm, against)));
        }
    });
    row.col(|ui| {
        let words =
            found.map_or_else(|| RichText::new("–"), |row| verdict_text(ui, row.verdict(), row.verdict().label()));
        ui.label(words.strong());
    });
}

/// What a click opens.
fn hover(arm: Arm, against: Option<Arm>) -> String {
    let pins = against.map_or_else(String::new, |other| format!(", against “{}”, which is pinned", other.spec().title));
    format!("Puts “{}” on the table{pins}", arm.spec().title)
}

/// The target and its tolerance, where there is one to be told.
fn target(part: &Part) -> String {
    match (part.target, part.tolerance) {
        (target, "none" | "sign") => target.to_owned(),
        ("–", tolerance) => tolerance.to_owned(),
        (target, tolerance) => format!("{target}, {tolerance}"),
    }
}

fn part_ui(row: &mut TableRow<'_, '_>, part: &Part, found: Option<&Found>) {
    row.col(|ui| {
        ui.add_space(14.0);
        ui.add(Label::new(part.label).wrap());
    });
    row.col(|ui| {
        ui.label(theme::quiet(part.kind.label()));
    });
    row.col(|ui| {
        ui.add(Label::new(target(part)).wrap());
    });
    row.col(|ui| {
        let figure = found.and_then(|found| found.figure);
        let value = figure.map_or_else(|| "–".to_owned(), |figure| shown(figure.mean, part.unit));
        let label = ui.label(value);
        if let Some((low, high)) = figure.and_then(|figure| figure.interval).filter(|(low, high)| low < high) {
            let between = format!("({} to {})", bare(low, part.unit), bare(high, part.unit));
            ui.add(Label::new(theme::quiet(between)).truncate());
            label.on_hover_text("Mean over seeds, and the 95 % interval of the mean");
        }
    });
    row.col(|ui| {
        let words =
            found.map_or_else(|| RichText::new("–"), |found| verdict_text(ui, found.verdict, &said(part, found)));
        ui.label(words);
    });
}

/// A figure without its unit, shares in per cent.
fn bare(value: f64, unit: &str) -> String {
    text::number(if unit == "share" { value * 100.0 } else { value })
}

fn shown(value: f64, unit: &str) -> String {
    format!("{} {}", bare(value, unit), crate::run::summary::shown_unit(unit)).trim_end().to_owned()
}

/// The verdict in words, with the size of a miss.
fn said(part: &Part, found: &Found) -> String {
    match (found.verdict, found.miss) {
        (Verdict::Miss, Some(miss)) => {
            let sign = if miss > 0.0 { "+" } else { "" };
            let unit = if part.unit == "share" { "points" } else { part.unit };
            format!("misses by {sign}{} {unit}", bare(miss, part.unit)).trim_end().to_owned()
        }
        (Verdict::Miss, None) => "misses, without a figure".to_owned(),
        (Verdict::Pass, _) => "passes".to_owned(),
        (Verdict::Unscored, _) => "unscored".to_owned(),
    }
}

fn verdict_text(ui: &Ui, verdict: Verdict, words: &str) -> RichText {
    let dark = ui.visuals().dark_mode;
    let text = RichText::new(words);
    match verdict {
        Verdict::Pass => text.color(theme::good(dark)),
        Verdict::Miss => text.color(theme::bad(dark)),
        Verdict::Unscored => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_is_said_with_its_size_and_sign() {
        let part = FACTS.iter().flat_map(|fact| fact.parts).find(|part| part.unit == "share").expect("a share");
        let far = Found::of(part, vec![Some(part.band.1 + 0.05)]);
        assert_eq!(said(part, &far), "misses by +5 points");
        assert_eq!(said(part, &Found::of(part, vec![Some(part.band.0)])), "passes");
        assert_eq!(said(part, &Found::of(part, vec![None])), "misses, without a figure");
    }
}
