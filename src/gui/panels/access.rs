//! The tab of the access rules: the positions of the dispute, who may have what as a matrix, the rules as sentences, and
//! the form in which a rule is edited.

mod detail;
pub mod form;
mod positions;
mod rules;

use std::sync::Arc;

use egui::{Panel, Rect, ScrollArea, Ui};

use super::super::access::Draft;
use super::super::access::list::{InForce, Row, rows};
use super::super::access::picture::{Holders, Look, Picture};
use super::super::command::Command;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::matrix::{Place, legend_ui, look_ui, matrix_ui};
use crate::scenario::vocabulary::Effect;
use crate::scenario::{Reform, Rule, Scenario};

/// From this width on the form stands beside the matrix, else in its place.
const BESIDE: f32 = 1080.0;

/// Why the form does not take another rule.
const IN_USE: &str = "Apply or discard the rule that is open before another is edited";

/// How the tab looks.
#[derive(Debug, Default)]
pub struct AccessView {
    look: Look,
    /// Names of row, group and type of the cell that is open.
    picked: Option<(String, String, &'static str)>,
    draft: Option<Draft>,
    search: String,
    shown: Option<Shown>,
}

/// What was last worked out, and for what.
#[derive(Debug)]
struct Shown {
    key: Key,
    /// The week of the time cursor.
    cursor: InForce,
    /// The week in which a change would act.
    now: InForce,
    rows: Vec<Row>,
    picture: Picture,
}

#[derive(Debug)]
struct Key {
    scenario: Arc<Scenario>,
    changes: Vec<Reform>,
    weeks: (u32, u32),
    look: Look,
    run: Option<u64>,
}

impl Key {
    fn of(workbench: &Workbench, look: Look) -> Self {
        Self {
            scenario: Arc::clone(workbench.scenario()),
            changes: workbench.changes().to_vec(),
            weeks: (workbench.playback.week(), workbench.rules_act_in()),
            look,
            run: workbench.current().map(|run| run.token),
        }
    }

    /// Whether it is about the same scenario.
    fn same_scenario(&self, workbench: &Workbench) -> bool {
        Arc::ptr_eq(&self.scenario, workbench.scenario())
    }

    fn holds(&self, workbench: &Workbench, look: Look) -> bool {
        self.same_scenario(workbench)
            && self.weeks == (workbench.playback.week(), workbench.rules_act_in())
            && self.look == look
            && self.run == workbench.current().map(|run| run.token)
            && self.changes == workbench.changes()
    }
}

impl AccessView {
    /// Opens the form of a rule, unless another one is being edited.
    pub fn edit(&mut self, rule: Rule, commands: &mut Vec<Command>) {
        if self.draft.as_ref().is_some_and(Draft::is_edited) {
            commands.push(Command::Report(IN_USE.to_owned()));
        } else {
            self.draft = Some(Draft::edit(rule));
        }
    }

    /// Finds a rule in the list.
    pub fn find_rule(&mut self, id: &str) {
        id.clone_into(&mut self.search);
    }

    /// Works the picture out again if anything it depends on has changed.
    fn refresh(&mut self, workbench: &Workbench) -> &Shown {
        let before = self.shown.take();
        let other = before.as_ref().is_some_and(|shown| !shown.key.same_scenario(workbench));
        let known = before.filter(|_| !other);
        if other {
            // A cell, a holder or a draft of another scenario means nothing here.
            (self.picked, self.draft) = (None, None);
            self.look.holders = Look::default().holders;
        }
        let shown = match known {
            Some(shown) if shown.key.holds(workbench, self.look) => shown,
            known => Shown::new(workbench, self.look, known),
        };
        self.shown.insert(shown)
    }
}

impl Shown {
    /// Works out what is shown; the list does not change while only the time cursor moves.
    fn new(workbench: &Workbench, look: Look, before: Option<Self>) -> Self {
        let (scenario, changes) = (workbench.scenario(), workbench.changes());
        let (week, acts) = (workbench.playback.week(), workbench.rules_act_in());
        let cursor = InForce::at(scenario, changes, week);
        let before = before.filter(|before| before.now.week == acts && before.key.changes == changes);
        let fresh = || {
            let now = InForce::at(scenario, changes, acts);
            let rows = rows(scenario, changes, &now);
            (now, rows)
        };
        let (now, rows) = before.map_or_else(fresh, |before| (before.now, before.rows));
        let told = workbench.current().map_or(&[][..], |run| run.trace.flows(week));
        let picture = Picture::new(scenario, &cursor, look, told);
        Self { key: Key::of(workbench, look), cursor, now, rows, picture }
    }

    /// Place of the open cell in this picture.
    fn place(&self, picked: Option<&(String, String, &'static str)>) -> Option<Place> {
        let (line, group, data) = picked?;
        let row = self.picture.lines.iter().position(|known| known.name == *line)?;
        let mut columns = self.picture.columns.iter();
        Some((row, columns.position(|column| column.group == *group && column.data.id() == *data)?))
    }
}

/// Draws the tab.
pub fn access_ui(ui: &mut Ui, workbench: &Workbench, view: &mut AccessView, commands: &mut Vec<Command>) {
    view.refresh(workbench);
    if let Some(mut draft) = view.draft.take() {
        let beside = ui.available_width() >= BESIDE;
        let finished = if beside {
            let panel = Panel::right("rule editor").default_size(480.0).size_range(400.0..=700.0);
            panel.show(ui, |ui| form::editor_ui(ui, workbench, &mut draft, commands)).inner
        } else {
            form::editor_ui(ui, workbench, &mut draft, commands)
        };
        if !finished {
            view.draft = Some(draft);
        }
        if !beside {
            return;
        }
    }
    ScrollArea::vertical()
        .auto_shrink(false)
        .id_salt("access")
        .show(ui, |ui| overview_ui(ui, workbench, view, commands));
}

fn overview_ui(ui: &mut Ui, workbench: &Workbench, view: &mut AccessView, commands: &mut Vec<Command>) {
    let AccessView { look, picked, draft, search, shown } = view;
    let Some(shown) = shown else { return };
    let mut wanted = None;
    let scenario = workbench.scenario();
    positions::positions_ui(ui, workbench, &shown.now, commands);
    ui.add_space(4.0);
    ui.separator();
    when_ui(ui, workbench, commands);
    look_ui(ui, look, &shown.cursor, shown.picture.left_out);
    let place = shown.place(picked.as_ref());
    ui.add_space(2.0);
    let clicked = ScrollArea::horizontal()
        .id_salt("matrix")
        .show(ui, |ui| ui.vertical(|ui| matrix_ui(ui, &shown.picture, *look, place)).inner)
        .inner;
    legend_ui(ui);
    if let Some((row, column)) = clicked {
        let (line, head) = (&shown.picture.lines[row], &shown.picture.columns[column]);
        let names = (line.name.clone(), head.group.clone(), head.data.id());
        *picked = if place == clicked { None } else { Some(names) };
    }
    let open = shown.place(picked.as_ref());
    if let Some((row, column)) = open
        && let Some(cell) = &shown.picture.cells[row][column]
    {
        let (line, head) = (&shown.picture.lines[row], &shown.picture.columns[column]);
        let holders = if look.holders == Holders::ByClass { head.group.to_lowercase() } else { head.group.clone() };
        let whose = format!("{} wanted {} of {holders}", line.name, head.data.label());
        let top = ui.cursor().top();
        let asked = detail::detail_ui(ui, scenario, &shown.cursor, &shown.now, cell, (&whose, &holders));
        if clicked.is_some() {
            // What was asked for may lie below what is scrolled into view.
            let rect = Rect::from_x_y_ranges(ui.max_rect().x_range(), top..=ui.cursor().top());
            ui.scroll_to_rect(rect, None);
        }
        match asked {
            Some(detail::Asked::Edit(asked)) => wanted = Some(*asked),
            Some(detail::Asked::Close) => *picked = None,
            None => {}
        }
    }
    ui.add_space(6.0);
    ui.separator();
    wanted = rules::rules_ui(ui, workbench, &shown.rows, search, commands).or(wanted);
    match (wanted, draft.as_ref().is_some_and(Draft::is_edited)) {
        (Some(_), true) => {
            commands.push(Command::Report(IN_USE.to_owned()));
        }
        (Some(wanted), false) => *draft = Some(wanted),
        (None, _) => {}
    }
}

/// Says which week the matrix shows, from when a change of a rule acts, and what decides where no rule does.
fn when_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let scenario = workbench.scenario();
    let (cursor, acts) = (workbench.playback.week(), workbench.rules_act_in());
    let date = |week: u32| format!("{} (week {week})", text::date(scenario, week));
    let default = match scenario.default_effect {
        Effect::Deny => "What no rule allows is denied",
        Effect::Allow => "What no rule forbids is allowed",
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::title(format!("Who may have what on {}", date(cursor))));
        ui.label(theme::quiet(format!("{default}. A change of a rule acts from {}", date(acts))));
        if cursor < acts {
            ui.label(theme::quiet("The time cursor stands before that date, so the matrix does not show changes yet"));
            if ui.small_button("Go to that date").clicked() {
                commands.push(Command::Seek(acts));
            }
        }
    });
}
