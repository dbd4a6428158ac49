//! The scenario: its story, what the run is made of, what differs, sources, and the text it was read from. While one is
//! being written, its form stands here instead.

use egui::{CollapsingHeader, DragValue, Grid, Label, RichText, ScrollArea, Ui};

use super::super::changes;
use super::super::command::{Action, Command};
use super::super::editor::panel::{EditorView, editor_ui};
use super::super::text;
use super::super::theme;
use super::super::widgets::numbered_ui;
use super::super::workbench::Workbench;
use super::action_button;
use crate::rules::dated_sentences;
use crate::scenario::{LEVERS, LeverId, Levers, Scenario};

/// Widest comfortable line of reading.
const READING_WIDTH: f32 = 760.0;

/// How the tab looks.
#[derive(Debug, Default)]
pub struct ScenarioView {
    editor: EditorView,
}

/// Draws the tab.
pub fn scenario_ui(ui: &mut Ui, workbench: &Workbench, view: &mut ScenarioView, commands: &mut Vec<Command>) {
    // A draft has the names of firms.
    if let Some(draft) = workbench.draft().filter(|_| !workbench.is_neutral()) {
        editor_ui(ui, workbench, draft, &mut view.editor, commands);
        return;
    }
    view.editor.forget();
    let scenario = workbench.scenario();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(READING_WIDTH);
        ui.label(RichText::new(&scenario.title).text_style(egui::TextStyle::Heading));
        let file = workbench.file().filter(|_| !workbench.is_neutral());
        let from = file.map_or_else(|| scenario.id.clone(), |file| file.path.display().to_string());
        ui.label(theme::quiet(from));
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            for action in [Action::EditScenario, Action::Save, Action::SaveAs, Action::NewScenario] {
                action_button(ui, workbench, action, commands);
            }
        });
        ui.add_space(6.0);
        ui.label(&scenario.story);
        ui.add_space(4.0);
        ui.label(theme::quiet(crate::run::DISCLAIMER));
        ui.add_space(12.0);
        section(ui, "The run");
        run_ui(ui, workbench, commands);
        ui.add_space(12.0);
        section(ui, "Actors");
        actors_ui(ui, scenario);
        ui.add_space(12.0);
        differs_ui(ui, scenario);
        sources_ui(ui, scenario);
        for (name, body) in &scenario.texts {
            CollapsingHeader::new(theme::title(format!("Text of {name}"))).show(ui, |ui| {
                numbered_ui(ui, body, &[]);
            });
        }
        ui.add_space(12.0);
    });
}

fn section(ui: &mut Ui, title: &str) {
    ui.label(theme::title(title));
    ui.add_space(2.0);
}

fn run_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let scenario = workbench.scenario();
    Grid::new("run").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
        let last = workbench.weeks().saturating_sub(1);
        let rows = [
            (
                "Weeks",
                format!("{} from {} to {}", workbench.weeks(), text::date(scenario, 0), text::date(scenario, last)),
            ),
            ("Persons", format!("{} million", text::number(scenario.persons_m))),
            (
                "Agents",
                format!(
                    "{}, each stands for {} persons",
                    text::number(f64::from(workbench.agents())),
                    text::number(scenario.persons_m * 1e6 / f64::from(workbench.agents().max(1)))
                ),
            ),
        ];
        for (what, said) in rows {
            ui.label(theme::quiet(what));
            ui.label(said);
            ui.end_row();
        }
        ui.label(theme::quiet("Seed of all luck"));
        let mut seed = workbench.seed();
        let field = ui.add(DragValue::new(&mut seed).speed(0.2).update_while_editing(false)).accessible_name("Seed");
        if field.on_hover_text("The same seed gives the same run to the bit; baseline and rivals share it").changed() {
            commands.push(Command::SetSeed(seed));
        }
        ui.end_row();
    });
}

fn actors_ui(ui: &mut Ui, scenario: &Scenario) {
    let list = |names: Vec<String>| names.join(", ");
    let share = |name: &str, share: f64| format!("{name} {}\u{a0}%", text::number(share * 100.0));
    let rows = [
        ("Phone makers", list(scenario.brands.iter().map(|b| share(&b.name, b.base_share)).collect())),
        ("Messengers", list(scenario.messengers.iter().map(|m| share(&m.name, m.primary_share)).collect())),
        ("App vendors", format!("{} at the start", scenario.vendors.at_start)),
        ("Named vendors", list(scenario.vendors.named.iter().map(|v| v.name.clone()).collect())),
        ("Regulator", format!("{} after mediation", scenario.regulator.mediation.label())),
    ];
    Grid::new("actors").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
        for (what, said) in rows.into_iter().filter(|(_, said)| !said.is_empty()) {
            ui.label(theme::quiet(what));
            ui.add(Label::new(said).wrap());
            ui.end_row();
        }
    });
}

/// The parents, and which levers and dated changes make this scenario another one.
fn differs_ui(ui: &mut Ui, scenario: &Scenario) {
    section(ui, "What differs");
    let parents: Vec<&str> = scenario.texts.iter().skip(1).map(|(name, _)| name.as_str()).collect();
    let said = match parents.as_slice() {
        [] => "It has no parent and states everything itself".to_owned(),
        parents => format!("It states what differs from {}", parents.join(", which differs from ")),
    };
    ui.label(said);
    let defaults = Levers::default();
    let week0 = changes::levers_at(scenario, &[], 0);
    for (spec, id) in LEVERS.iter().zip(LeverId::ALL) {
        let (now, default) = (week0.get(*id), defaults.get(*id));
        if now.to_bits() != default.to_bits() {
            ui.label(format!("{} is {} instead of {}", spec.label, spec.said(now), spec.said(default)));
        }
    }
    for sentence in scenario.reforms.iter().flat_map(|reform| dated_sentences(reform, scenario)) {
        ui.add(Label::new(sentence).wrap());
    }
    for shock in &scenario.shocks {
        let (date, kind) = (text::date(scenario, shock.week), format!("{:?}", shock.kind).to_lowercase());
        ui.add(Label::new(format!("{date} (week {}), {kind} of {}. {}", shock.week, shock.actor, shock.note)).wrap());
    }
    ui.add_space(12.0);
}

fn sources_ui(ui: &mut Ui, scenario: &Scenario) {
    if scenario.sources.is_empty() {
        return;
    }
    CollapsingHeader::new(theme::title(format!("Sources of numbers, {}", scenario.sources.len()))).show(ui, |ui| {
        Grid::new("sources").num_columns(2).spacing([16.0, 3.0]).striped(true).show(ui, |ui| {
            for (what, source) in &scenario.sources {
                ui.label(RichText::new(what).monospace());
                ui.add(Label::new(source).wrap());
                ui.end_row();
            }
        });
    });
}
