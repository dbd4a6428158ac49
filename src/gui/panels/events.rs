//! What happened in the run, week by week; a click puts the time cursor there.
//!
//! Vendors come, go and change channels every week; such events are left out unless they are asked for.

use std::collections::BTreeMap;

use egui::{Button, ComboBox, Label, ScrollArea, Sense, TextEdit, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use super::super::command::Command;
use super::super::marks::{MarkKind, is_notable};
use super::super::text;
use super::super::theme;
use super::super::widgets::paint_mark;
use super::super::workbench::Workbench;
use crate::run::EventRecord;
use crate::scenario::Scenario;

/// Height of a row of one line.
const ROW: f32 = 22.0;
/// Width of a letter of a sentence, on average.
const LETTER: f32 = 6.6;

/// How the list looks.
#[derive(Clone, Debug)]
pub struct EventView {
    search: String,
    kind: Option<MarkKind>,
    actor: Option<String>,
    notable: bool,
    /// The row that was brought into view last, so that the list follows the time cursor and can still be scrolled.
    followed: Option<usize>,
}

impl Default for EventView {
    fn default() -> Self {
        Self { search: String::new(), kind: None, actor: None, notable: true, followed: None }
    }
}

impl EventView {
    fn shows(&self, event: &EventRecord) -> bool {
        let wanted = self.search.trim().to_lowercase();
        (!self.notable || is_notable(event))
            && self.kind.is_none_or(|kind| MarkKind::of(&event.kind) == kind)
            && self.actor.as_ref().is_none_or(|actor| event.actor == *actor || event.counterpart == *actor)
            && (wanted.is_empty()
                || event.sentence.to_lowercase().contains(&wanted)
                || event.kind.replace('_', " ").contains(&wanted)
                || event.week.to_string() == wanted)
    }

    /// Shows everything again.
    fn clear(&mut self) {
        *self = Self { notable: false, followed: self.followed, ..Self::default() };
    }
}

/// Draws the tab.
pub fn events_ui(ui: &mut Ui, workbench: &Workbench, view: &mut EventView, commands: &mut Vec<Command>) {
    let Some(run) = workbench.current() else {
        ui.label("The first run is being computed");
        return;
    };
    let all = &run.record.events;
    filters_ui(ui, workbench.scenario(), all, view);
    let events: Vec<&EventRecord> = all.iter().filter(|event| view.shows(event)).collect();
    if events.is_empty() {
        empty_ui(ui, all, view);
        return;
    }
    let passed = events.partition_point(|event| event.week <= workbench.playback.week());
    let marked = match passed.checked_sub(1).map(|last| events[last].week) {
        Some(week) => {
            format!("shaded are those of {}, the last up to the time cursor", text::date(workbench.scenario(), week))
        }
        None => "none is shaded, as none comes before the time cursor".to_owned(),
    };
    let said = format!(
        "{} of {} events, a click puts the time cursor on the week, {marked}",
        text::number(events.len() as f64),
        text::number(all.len() as f64)
    );
    ui.add(Label::new(theme::quiet(said)).wrap());
    ui.add_space(4.0);
    table_ui(ui, workbench, &events, view, commands);
}

fn filters_ui(ui: &mut Ui, scenario: &Scenario, all: &[EventRecord], view: &mut EventView) {
    ui.horizontal_wrapped(|ui| {
        let field = TextEdit::singleline(&mut view.search).hint_text("Search events").desired_width(180.0);
        ui.add(field).accessible_name("Search events");
        let kinds = ComboBox::from_id_salt("kind").selected_text(view.kind.map_or("All kinds", MarkKind::label));
        let kinds = kinds.show_ui(ui, |ui| {
            theme::menu(ui);
            if ui.selectable_value(&mut view.kind, None, "All kinds").clicked() {
                ui.close();
            }
            for kind in MarkKind::ALL {
                let count = all.iter().filter(|event| MarkKind::of(&event.kind) == *kind).count();
                if ui.selectable_value(&mut view.kind, Some(*kind), format!("{} ({count})", kind.label())).clicked() {
                    ui.close();
                }
            }
        });
        kinds.response.accessible_name("Kind of event");
        let actors = actors(scenario, all);
        let name = |id: &String| actors.get(id).cloned().unwrap_or_else(|| id.clone());
        let chosen = view.actor.as_ref().map_or_else(|| "All actors".to_owned(), name);
        let list = ComboBox::from_id_salt("actor").selected_text(chosen).width(170.0).truncate().show_ui(ui, |ui| {
            theme::menu(ui);
            if ui.selectable_value(&mut view.actor, None, "All actors").clicked() {
                ui.close();
            }
            for (id, name) in &actors {
                if ui.selectable_value(&mut view.actor, Some(id.clone()), name).clicked() {
                    ui.close();
                }
            }
        });
        list.response.accessible_name("Actor of events");
        let help = "Leaves out vendors that come, go or change channels, which happens in any week";
        ui.checkbox(&mut view.notable, "Notable only").on_hover_text(help);
    });
}

/// Actors that take part in events, by id with their names: makers, messengers and named vendors; the many vendors
/// without a name are found by their number in the search.
fn actors(scenario: &Scenario, all: &[EventRecord]) -> BTreeMap<String, String> {
    let brands = scenario.brands.iter().map(|brand| (brand.id.clone(), brand.name.clone()));
    let messengers = scenario.messengers.iter().map(|messenger| (messenger.id.clone(), messenger.name.clone()));
    let named = scenario.vendors.named.iter().map(|vendor| (vendor.id.clone(), vendor.name.clone()));
    let takes_part = |id: &str| all.iter().any(|event| event.actor == id || event.counterpart == id);
    let regulator = std::iter::once(("regulator".to_owned(), "The regulator".to_owned()));
    brands.chain(messengers).chain(named).chain(regulator).filter(|(id, _)| takes_part(id)).collect()
}

/// Why there is nothing to see, and what to do about it.
fn empty_ui(ui: &mut Ui, all: &[EventRecord], view: &mut EventView) {
    ui.add_space(8.0);
    if all.is_empty() {
        ui.label("Nothing happened in this run: nobody reads messages, goes to court, enters or leaves");
        return;
    }
    let notable = all.iter().filter(|event| is_notable(event)).count();
    let why = if view.notable && notable == 0 {
        "Only vendors came, went or changed channels in this run, which is left out"
    } else {
        "No event of this run has all of what is asked for above"
    };
    ui.label(why);
    if ui.button(format!("Show all {} events", text::number(all.len() as f64))).clicked() {
        view.clear();
    }
}

fn table_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    events: &[&EventRecord],
    view: &mut EventView,
    commands: &mut Vec<Command>,
) {
    let week = workbench.playback.week();
    // The rows of the last week in which something happened up to the cursor are marked, and the last of them is in view.
    let passed = events.partition_point(|event| event.week <= week);
    let row_here = passed.checked_sub(1);
    let here = row_here.map(|row| events[row].week);
    let follow = if view.followed == row_here { None } else { row_here };
    view.followed = row_here;
    // A sentence that is longer than its column takes a second line instead of losing its end.
    let room = (ui.available_width() - 46.0 - 92.0 - 150.0 - 40.0).max(320.0);
    let height = |event: &&EventRecord| {
        if event.sentence.chars().count() as f32 * LETTER > room { 2.0 * ROW - 4.0 } else { ROW }
    };
    let heights: Vec<f32> = events.iter().map(height).collect();
    ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let mut table = TableBuilder::new(ui)
            .striped(true)
            // A row takes clicks; the focus stays with the button of its week.
            .sense(Sense::CLICK)
            .column(Column::exact(46.0))
            .column(Column::exact(92.0))
            .column(Column::exact(150.0))
            .column(Column::remainder().at_least(320.0).clip(true));
        if let Some(row) = follow {
            table = table.scroll_to_row(row, None);
        }
        table
            .header(22.0, |mut header| {
                for name in ["Week", "Date", "Kind", "What happened"] {
                    header.col(|ui| {
                        ui.label(theme::quiet(name));
                    });
                }
            })
            .body(|body| {
                body.heterogeneous_rows(heights.iter().copied(), |mut row| {
                    let event = events[row.index()];
                    row.set_selected(Some(event.week) == here);
                    row.col(|ui| {
                        let name = format!("Week {}, {}", event.week, event.sentence);
                        let button = Button::new(event.week.to_string()).frame_when_inactive(false);
                        if ui.add(button).accessible_name(name).clicked() {
                            commands.push(Command::Seek(event.week));
                        }
                    });
                    row.col(|ui| {
                        ui.add(Label::new(text::date(workbench.scenario(), event.week)).selectable(false));
                    });
                    row.col(|ui| kind_ui(ui, event));
                    row.col(|ui| {
                        ui.add(Label::new(&event.sentence).selectable(false).wrap());
                    });
                    if row.response().clicked() {
                        commands.push(Command::Seek(event.week));
                    }
                });
            });
    });
}

fn kind_ui(ui: &mut Ui, event: &EventRecord) {
    // A cell lays out from top to bottom, which would push the words under the mark and out of the row.
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(10.0, 12.0), Sense::hover());
        let kind = MarkKind::of(&event.kind);
        paint_mark(ui.painter(), kind, rect.center(), 3.5, ui.visuals().dark_mode);
        let words = text::capitalised(&event.kind.replace('_', " "));
        ui.add(Label::new(words).selectable(false).truncate()).on_hover_text(kind.label());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, actor: &str, sentence: &str) -> EventRecord {
        EventRecord {
            id: 0,
            week: 7,
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            counterpart: "b".to_owned(),
            value: 0.0,
            sentence: sentence.to_owned(),
        }
    }

    #[test]
    fn filters_narrow_by_kind_actor_text_and_notability() {
        let suit = event("suit", "a", "A sues B.");
        let entry = event("entry", "vendor_1", "Vendor 1 enters.");
        let shown = |view: &EventView| [view.shows(&suit), view.shows(&entry)];
        let all = EventView { notable: false, ..EventView::default() };
        assert_eq!(shown(&EventView::default()), [true, false]);
        assert_eq!(shown(&all), [true, true]);
        assert_eq!(shown(&EventView { kind: Some(MarkKind::Market), ..all.clone() }), [false, true]);
        assert_eq!(shown(&EventView { actor: Some("a".to_owned()), ..all.clone() }), [true, false]);
        assert_eq!(shown(&EventView { actor: Some("b".to_owned()), ..all.clone() }), [true, true]);
        assert_eq!(shown(&EventView { search: " SUES ".to_owned(), ..all.clone() }), [true, false]);
        assert_eq!(shown(&EventView { search: "7".to_owned(), ..all }), [true, true]);
    }
}
