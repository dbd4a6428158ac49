//! Regimes against each other: a table of ranks, and sorted bars of one criterion.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Button, DragValue, Label, Layout, Rect, ScrollArea, Sense, Stroke, TextEdit, Ui, pos2, vec2};
use egui_extras::{Column as Width, TableBuilder, TableRow};

use super::super::command::Command;
use super::super::files;
use super::super::opening;
use super::super::studies::{MOST_REGIMES, Ranking, Regime, StudyCommand, shipped};
use super::super::text;
use super::super::theme;
use super::super::widgets::{Icon, icon_button};
use super::super::workbench::Workbench;
use super::super::worker::Study;
use super::study::{place, start_ui};
use crate::experiment::regimes::{CRITERIA, Criterion, Standing};
use crate::run::compare::FEWEST_PAIRS;

/// Height of a row of the table.
const ROW: f32 = 38.0;
/// Height of the heads.
const HEAD: f32 = 92.0;
/// Height of a bar.
const BAR: f32 = 24.0;
/// Width of the column of names.
const NAME: f32 = 222.0;
/// Least and most width of a column of ranks.
const CELL: (f32, f32) = (60.0, 110.0);
/// What the ranks mean.
const NOTE: &str = "A rank such as 2–4 means that it is open which of these it is, because the 95 % intervals of paired \
     differences include 0 or lie within the smallest gap. Intervals speak of the luck of the draw only, each pair for \
     itself";

/// What is said of privacy.
const PRIVACY: &str =
    "Privacy is never folded in at one weight; figures without it and at both weights stand side by side";

/// What a ranking depends on: the runs, how many seeds have ended, the smallest gap, and the regime compared with.
type RankKey = (u64, usize, u64, usize);

/// How the tab looks.
#[derive(Debug, Default)]
pub struct RegimeView {
    /// Place of the criterion that the bars show.
    criterion: usize,
    path: String,
    trouble: Vec<String>,
    known: Option<(RankKey, Option<Ranking>)>,
}

/// Draws the tab.
pub fn regimes_ui(ui: &mut Ui, workbench: &Workbench, view: &mut RegimeView, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        start_ui(ui, workbench, Study::Regimes, commands);
        size_ui(ui, workbench, commands);
        add_ui(ui, workbench, view, commands);
    });
    let study = workbench.regime_study();
    let (gap, reference) = (workbench.gap(), workbench.studies().set.reference());
    let key = study.map(|study| (study.batch.stamp(), study.seeds_done(), gap.to_bits(), reference));
    if view.known.as_ref().map(|(key, _)| *key) != key {
        view.known = key.zip(study.map(|study| study.ranking(gap, reference)));
    }
    let ranking = view.known.as_ref().and_then(|(_, ranking)| ranking.as_ref());
    ui.label(theme::quiet(state(workbench, ranking)));
    let gap = text::relative(gap, 1.0).unwrap_or_default();
    let rule = format!(
        "Figures are means over seeds, m is million, and rank 1 is the highest; two regimes share ranks where luck could make their \
         paired difference or it lies within the smallest gap, {}",
        gap.trim_start_matches('+')
    );
    ui.add(Label::new(theme::quiet(rule)).wrap());
    ui.add_space(4.0);
    let width = ui.available_width() - 12.0;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        let chosen = table_ui(ui, workbench, ranking, view.criterion, commands);
        view.criterion = chosen.unwrap_or(view.criterion).min(CRITERIA.len() - 1);
        ui.add_space(10.0);
        bars_ui(ui, workbench, ranking, view.criterion);
        ui.add_space(6.0);
        // The table may be wider than the tab, and words are not.
        ui.allocate_ui(vec2(width, 0.0), |ui| {
            ui.set_max_width(width);
            ui.add(Label::new(theme::quiet(NOTE)).wrap());
            ui.add(Label::new(theme::quiet(PRIVACY)).wrap());
        });
    });
}

/// What the table shows, in words.
fn state(workbench: &Workbench, ranking: Option<&Ranking>) -> String {
    let regimes = workbench.studies().set.regimes().len();
    match ranking {
        None if workbench.studies().regimes.is_some() && workbench.regime_study().is_none() => {
            "The last ranking is of other regimes, weeks or agents".to_owned()
        }
        None => format!("{regimes} regimes are compared seed by seed; nothing runs before you ask for it"),
        Some(ranking) if ranking.seeds < FEWEST_PAIRS => {
            format!("{} seeds are there; there is no rank below {FEWEST_PAIRS}", ranking.seeds)
        }
        Some(ranking) => format!("{regimes} regimes over {} seeds, the same for all", ranking.seeds),
    }
}

fn size_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let mut weeks = workbench.regime_weeks();
    let field = DragValue::new(&mut weeks).range(1..=1040).suffix(" weeks");
    if ui.add(field).accessible_name("Weeks of each regime").changed() {
        commands.push(Command::Study(StudyCommand::SetWeeks(weeks)));
    }
    let mut agents = workbench.regime_agents();
    let field = DragValue::new(&mut agents).range(64..=1_000_000).speed(50.0).suffix(" agents");
    if ui.add(field).accessible_name("Agents of each regime").changed() {
        commands.push(Command::Study(StudyCommand::SetAgents(agents)));
    }
}

/// The menu that adds regimes.
fn add_ui(ui: &mut Ui, workbench: &Workbench, view: &mut RegimeView, commands: &mut Vec<Command>) {
    let set = &workbench.studies().set;
    let mut send = |command| commands.push(Command::Study(command));
    if !set.has_room() {
        ui.label(theme::quiet(format!("At most {MOST_REGIMES} regimes")));
    }
    let neutral = workbench.is_neutral();
    let menu = egui::containers::menu::MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    egui::containers::menu::MenuButton::new("Add regime…").config(menu).ui(ui, |ui| {
        theme::menu(ui);
        ui.set_min_width(320.0);
        if ui.button("The run on show, with its changes").clicked() {
            send(StudyCommand::AddCurrent);
            ui.close();
        }
        for pin in workbench.pins() {
            if ui.button(format!("Pinned, {}", pin.name)).clicked() {
                send(StudyCommand::AddPin(pin.id));
                ui.close();
            }
        }
        ui.separator();
        for regime in shipped().iter().filter(|regime| !set.regimes().contains(regime)) {
            if ui.button(title(regime, neutral)).clicked() {
                send(StudyCommand::AddShipped(regime.scenario.id.clone()));
                ui.close();
            }
        }
        if !set.is_shipped() && ui.button("The shipped regimes only").clicked() {
            send(StudyCommand::ResetRegimes);
            ui.close();
        }
        ui.separator();
        let label = ui.label(theme::quiet("Path of a scenario or run record"));
        ui.add(TextEdit::singleline(&mut view.path).desired_width(f32::INFINITY)).labelled_by(label.id);
        let ready = !view.path.trim().is_empty();
        if ui.add_enabled(ready, Button::new("Add file")).clicked() {
            match read(&view.path) {
                Ok(command) => {
                    send(command);
                    view.trouble.clear();
                    view.path.clear();
                    ui.close();
                }
                Err(trouble) => view.trouble = trouble,
            }
        }
        for trouble in &view.trouble {
            ui.add(Label::new(egui::RichText::new(trouble).color(ui.visuals().error_fg_color)).wrap());
        }
    });
}

/// What a file says, or everything that is wrong with it.
fn read(path: &str) -> Result<StudyCommand, Vec<String>> {
    let path = PathBuf::from(path.trim());
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let bytes = files::read(&path).map_err(|why| vec![why])?;
    let opened = opening::read(&name, &bytes, &files::library(&path));
    let opened = opened.map_err(|list| list.iter().map(ToString::to_string).collect::<Vec<String>>())?;
    Ok(StudyCommand::Add(Arc::clone(&opened.scenario), opened.setup.changes))
}

fn title(regime: &Regime, neutral: bool) -> &str {
    if neutral { &regime.neutral } else { &regime.title }
}

/// Draws the table. Returns the criterion whose head was clicked.
fn table_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    ranking: Option<&Ranking>,
    chosen: usize,
    commands: &mut Vec<Command>,
) -> Option<usize> {
    let set = &workbench.studies().set;
    let mut clicked = None;
    let (least, most) = CELL;
    let gap = ui.spacing().item_spacing.x;
    let cell = ((ui.available_width() - NAME) / CRITERIA.len() as f32 - gap).clamp(least, most);
    let mut table = TableBuilder::new(ui).vscroll(false).id_salt("regimes").striped(true);
    table = table.column(Width::exact(NAME).clip(true)).columns(Width::exact(cell), CRITERIA.len());
    let table = table.cell_layout(Layout::left_to_right(egui::Align::Center));
    let table = table.header(HEAD, |mut row| {
        row.col(|ui| {
            ui.add(Label::new(theme::quiet("Regime, and the one the others are compared with")).wrap());
        });
        for (place, criterion) in CRITERIA.iter().enumerate() {
            row.col(|ui| {
                if head_ui(ui, criterion, place == chosen) {
                    clicked = Some(place);
                }
            });
        }
    });
    table.body(|body| {
        body.rows(ROW, set.regimes().len(), |mut row| {
            let place = row.index();
            if let Some(regime) = set.regimes().get(place) {
                regime_ui(&mut row, workbench, place, regime, commands);
            }
            for k in 0..CRITERIA.len() {
                let standing = ranking.and_then(|ranking| ranking.standings.get(k)?.get(place));
                row.col(|ui| cell_ui(ui, &CRITERIA[k], standing));
            }
        });
    });
    clicked
}

/// The head of a column: whom it is about, and what. Returns whether it was clicked.
fn head_ui(ui: &mut Ui, criterion: &Criterion, chosen: bool) -> bool {
    ui.spacing_mut().button_padding.x = 3.0;
    let words = format!("{}\n{}\n{}", criterion.party.label(), criterion.head, short_unit(criterion));
    let button = Button::selectable(chosen, theme::quiet(words)).wrap();
    let response = ui.add_sized(vec2(ui.available_width(), HEAD - 2.0), button);
    let response = response.accessible_name(format!("Rank by {}", criterion.label));
    response.on_hover_text(format!("{}, {}", criterion.help, unit(criterion))).clicked()
}

/// The unit where there is little room.
fn short_unit(criterion: &Criterion) -> &'static str {
    match criterion.unit {
        "RMB per user-week" => "RMB a user-week",
        "RMB million per week" => "RMB m a week",
        unit => unit,
    }
}

fn unit(criterion: &Criterion) -> &'static str {
    crate::run::summary::shown_unit(criterion.unit)
}

fn regime_ui(
    row: &mut TableRow<'_, '_>,
    workbench: &Workbench,
    place: usize,
    regime: &Regime,
    commands: &mut Vec<Command>,
) {
    let set = &workbench.studies().set;
    let title = title(regime, workbench.is_neutral());
    row.col(|ui| {
        let mut send = |command| commands.push(Command::Study(command));
        let is_reference = set.reference() == place;
        let radio = ui.radio(is_reference, "").on_hover_text("The bars below compare the others with this one");
        if radio.accessible_name(format!("Compare with {title}")).clicked() {
            send(StudyCommand::SetReference(place));
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let more = set.regimes().len() > 2;
            ui.add_enabled_ui(more, |ui| {
                if icon_button(ui, Icon::Close, &format!("Take {title} out")).clicked() {
                    send(StudyCommand::Remove(place));
                }
            });
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                let open = ui.add(Button::new(title).frame(false).wrap());
                if open.on_hover_text("Opens it as the run on show").clicked() {
                    send(StudyCommand::OpenRegime(place));
                }
            });
        });
    });
}

fn cell_ui(ui: &mut Ui, criterion: &Criterion, standing: Option<&Standing>) {
    let Some(figure) = standing.and_then(|standing| standing.figure) else {
        ui.label("–");
        return;
    };
    let ranks = standing.map(ranks).unwrap_or_default();
    let about = standing.map(|standing| in_words(criterion, standing)).unwrap_or_default();
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(2.0);
        ui.label(theme::title(ranks));
        ui.label(theme::quiet(text::number(figure.mean)));
    })
    .response
    .on_hover_text(about);
}

/// How a regime differs from the one the others are compared with, seed by seed.
fn in_words(criterion: &Criterion, standing: &Standing) -> String {
    let Some(against) = standing.against else {
        return "The regime the others are compared with".to_owned();
    };
    let between = against
        .difference
        .interval
        .map_or_else(String::new, |(low, high)| format!(", 95 % interval {} to {}", gap(low), gap(high)));
    format!(
        "{} {} against the regime compared with{between}, {} over {} pairs of seeds",
        gap(against.difference.mean),
        unit(criterion),
        against.verdict.label(),
        against.pairs
    )
}

/// The rank of a regime, with those it shares.
fn ranks(standing: &Standing) -> String {
    match standing.ranks {
        None => "–".to_owned(),
        Some((best, worst)) if best == worst => format!("{best}"),
        Some((best, worst)) => format!("{best}–{worst}"),
    }
}

/// Draws the bars of one criterion, the highest first.
fn bars_ui(ui: &mut Ui, workbench: &Workbench, ranking: Option<&Ranking>, chosen: usize) {
    let Some((criterion, standings)) = CRITERIA.get(chosen).zip(ranking.and_then(|r| r.standings.get(chosen))) else {
        return;
    };
    let set = &workbench.studies().set;
    let reference = standings.get(set.reference()).and_then(|standing| standing.figure).map(|figure| figure.mean);
    ui.label(theme::title(format!("{}, {}", criterion.label, unit(criterion))));
    ui.label(theme::quiet(criterion.help));
    let mut order: Vec<(usize, &Standing)> = standings.iter().enumerate().collect();
    let mean = |standing: &Standing| standing.figure.map_or(f64::NEG_INFINITY, |figure| figure.mean);
    order.sort_by(|a, b| mean(b.1).total_cmp(&mean(a.1)));
    let ends = || {
        standings.iter().filter_map(|standing| standing.figure).flat_map(|figure| {
            let (low, high) = figure.interval.unwrap_or((figure.mean, figure.mean));
            [low, high]
        })
    };
    let low = ends().fold(f64::INFINITY, f64::min);
    let high = ends().fold(f64::NEG_INFINITY, f64::max);
    let table = TableBuilder::new(ui).vscroll(false).id_salt("bars");
    let table = table.column(Width::exact(300.0).clip(true)).column(Width::exact(320.0));
    let table = table.column(Width::exact(300.0).clip(true)).cell_layout(Layout::left_to_right(egui::Align::Center));
    table.body(|body| {
        body.rows(BAR, order.len(), |mut row| {
            let Some(&(place, standing)) = order.get(row.index()) else { return };
            row.col(|ui| {
                let name = set.regimes().get(place).map_or("", |regime| title(regime, workbench.is_neutral()));
                ui.add(Label::new(format!("{}  {name}", ranks(standing))).truncate());
            });
            row.col(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), BAR - 4.0), Sense::hover());
                paint(ui, rect.shrink2(vec2(6.0, 4.0)), standing, reference, (low, high));
            });
            row.col(|ui| {
                let gap = match (standing.figure, reference) {
                    _ if place == set.reference() => ", compared with".to_owned(),
                    (Some(figure), Some(reference)) => format!(", {}", gap(figure.mean - reference)),
                    _ => String::new(),
                };
                let value = standing.figure.map_or_else(|| "–".to_owned(), |figure| text::number(figure.mean));
                ui.label(format!("{value}{gap}"));
            });
        });
    });
}

fn gap(gap: f64) -> String {
    let sign = if gap > 0.0 { "+" } else { "" };
    format!("{sign}{}", text::number(gap))
}

fn paint(ui: &Ui, rect: Rect, standing: &Standing, reference: Option<f64>, (low, high): (f64, f64)) {
    let Some(figure) = standing.figure else { return };
    let dark = ui.visuals().dark_mode;
    let painter = ui.painter();
    let x = |value: f64| place(rect, low, high, value);
    let from = reference.unwrap_or(low);
    let color = if figure.mean >= from { theme::rise(dark) } else { theme::fall(dark) };
    let bar = Rect::from_x_y_ranges(x(figure.mean.min(from))..=x(figure.mean.max(from)), rect.y_range());
    painter.rect_filled(bar, 1.0, color);
    let stroke = Stroke::new(1.5, theme::baseline(dark));
    painter.line_segment([pos2(x(from), rect.top() - 6.0), pos2(x(from), rect.bottom() + 6.0)], stroke);
    if let Some((a, b)) = figure.interval {
        let (y, stroke) = (rect.center().y, Stroke::new(1.0, ui.visuals().text_color()));
        painter.line_segment([pos2(x(a), y), pos2(x(b), y)], stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Figure;
    use crate::experiment::regimes::Party;

    #[test]
    fn shared_ranks_are_said_as_a_range() {
        let standing = |ranks| Standing { figure: Figure::of(&[1.0]), ranks, against: None };
        assert_eq!(ranks(&standing(Some((2, 2)))), "2");
        assert_eq!(ranks(&standing(Some((2, 4)))), "2–4");
        assert_eq!(ranks(&standing(None)), "–");
    }

    #[test]
    fn a_cell_tells_the_paired_difference_with_its_interval() {
        let regime = |by: f64| (0..10).map(|k| Some(100.0 + by + f64::from(k % 3) * 0.1 * by)).collect::<Vec<_>>();
        let standings = crate::experiment::regimes::rank(&[regime(0.0), regime(10.0)], 0.01, 0);
        let said = in_words(&CRITERIA[0], &standings[1]);
        assert!(said.starts_with("+10.9 RMB per user-week against") && said.contains("larger over 10 pairs"), "{said}");
        assert!(in_words(&CRITERIA[0], &standings[0]).starts_with("The regime the others"));
    }

    #[test]
    fn columns_stand_by_party() {
        let places: Vec<Option<usize>> =
            CRITERIA.iter().map(|c| Party::ALL.iter().position(|party| *party == c.party)).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn a_file_that_is_not_there_says_why() {
        let trouble = read("/no/such/file.ron").expect_err("no file");
        assert!(trouble[0].contains("could not be read"), "{trouble:?}");
    }
}
