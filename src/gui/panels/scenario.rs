//! The scenario: its story, what the run is made of, sources, and the text it was read from.

use egui::{CollapsingHeader, DragValue, Grid, Label, RichText, ScrollArea, Ui};

use super::super::command::Command;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;

/// Widest comfortable line of reading.
const READING_WIDTH: f32 = 760.0;

/// Draws the tab.
pub fn scenario_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let scenario = workbench.scenario();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(READING_WIDTH);
        ui.label(RichText::new(&scenario.title).text_style(egui::TextStyle::Heading));
        let from = workbench.path().map_or_else(|| scenario.id.clone(), |path| path.display().to_string());
        ui.label(theme::quiet(from));
        ui.add_space(6.0);
        ui.label(&scenario.story);
        ui.add_space(4.0);
        ui.label(theme::quiet(crate::run::DISCLAIMER));
        ui.add_space(12.0);
        section(ui, "The run");
        run_ui(ui, workbench, commands);
        ui.add_space(12.0);
        section(ui, "Actors");
        actors_ui(ui, workbench);
        ui.add_space(12.0);
        if !scenario.sources.is_empty() {
            CollapsingHeader::new(theme::title(format!("Sources, {}", scenario.sources.len()))).show(ui, |ui| {
                Grid::new("sources").num_columns(2).spacing([16.0, 3.0]).striped(true).show(ui, |ui| {
                    for (what, source) in &scenario.sources {
                        ui.label(what);
                        ui.add(Label::new(source).wrap());
                        ui.end_row();
                    }
                });
            });
        }
        for (name, body) in &scenario.texts {
            CollapsingHeader::new(theme::title(format!("Text of {name}"))).show(ui, |ui| {
                ui.add(Label::new(RichText::new(body).monospace()).wrap());
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

fn actors_ui(ui: &mut Ui, workbench: &Workbench) {
    let scenario = workbench.scenario();
    let list = |names: Vec<String>| names.join(", ");
    let share = |name: &str, share: f64| format!("{name} {}\u{a0}%", text::number(share * 100.0));
    let rows = [
        ("Phone makers", list(scenario.brands.iter().map(|b| share(&b.name, b.base_share)).collect())),
        ("Messengers", list(scenario.messengers.iter().map(|m| share(&m.name, m.primary_share)).collect())),
        ("App vendors", format!("{} at the start", scenario.vendors.at_start)),
        ("Named vendors", list(scenario.vendors.named.iter().map(|v| v.name.clone()).collect())),
    ];
    Grid::new("actors").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
        for (what, said) in rows.into_iter().filter(|(_, said)| !said.is_empty()) {
            ui.label(theme::quiet(what));
            ui.add(Label::new(said).wrap());
            ui.end_row();
        }
    });
}
