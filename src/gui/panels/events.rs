//! What happened in the run, week by week; a click puts the time cursor there.
//!
//! Vendors come, go and change channels every week; such events are left out of the list and the timeline unless they are asked for.

use egui::{Label, ScrollArea, Sense, TextEdit, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::command::Command;
use super::super::marks::is_notable;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use crate::run::EventRecord;

/// How the list looks.
#[derive(Clone, Debug, Default)]
pub struct EventView {
    search: String,
    everyday: bool,
}

/// Draws the tab.
pub fn events_ui(ui: &mut Ui, workbench: &Workbench, view: &mut EventView, commands: &mut Vec<Command>) {
    let Some(run) = workbench.current() else { return };
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut view.search).hint_text("Search events").desired_width(220.0);
        ui.add(field).accessible_name("Search events");
        ui.checkbox(&mut view.everyday, "Vendors that come, go or change channels");
    });
    let wanted = view.search.to_lowercase();
    let shown = |event: &&EventRecord| {
        (view.everyday || is_notable(event))
            && (wanted.is_empty()
                || event.sentence.to_lowercase().contains(&wanted)
                || event.kind.contains(&wanted)
                || event.week.to_string() == wanted)
    };
    let events: Vec<&EventRecord> = run.record.events.iter().filter(shown).collect();
    if events.is_empty() {
        ui.label("There is no such event in this run");
        return;
    }
    ui.label(theme::quiet(format!("{} events, a click puts the time cursor on the week", events.len())));
    ui.add_space(4.0);
    let week = workbench.playback.week();
    ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        TableBuilder::new(ui)
            .striped(true)
            .sense(Sense::click())
            .column(Column::exact(52.0))
            .column(Column::exact(96.0))
            .column(Column::exact(170.0))
            .column(Column::remainder().at_least(320.0).clip(true))
            .header(22.0, |mut header| {
                for name in ["Week", "Date", "Kind", "What happened"] {
                    header.col(|ui| {
                        ui.label(theme::quiet(name));
                    });
                }
            })
            .body(|body| {
                body.rows(22.0, events.len(), |mut row| {
                    let event = events[row.index()];
                    row.set_selected(event.week == week);
                    row.col(|ui| {
                        ui.add(Label::new(event.week.to_string()).selectable(false));
                    });
                    row.col(|ui| {
                        ui.add(Label::new(text::date(workbench.scenario(), event.week)).selectable(false));
                    });
                    row.col(|ui| {
                        let kind = text::capitalised(&event.kind.replace('_', " "));
                        ui.add(Label::new(kind).selectable(false).truncate());
                    });
                    row.col(|ui| {
                        ui.add(Label::new(&event.sentence).selectable(false).truncate());
                    });
                    let name = format!("Week {}, {}", event.week, event.sentence);
                    if row.response().accessible_name(name).clicked() {
                        commands.push(Command::Seek(event.week));
                    }
                });
            });
    });
}
