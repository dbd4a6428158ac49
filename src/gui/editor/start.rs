//! The dialog that begins a scenario: from a parent, or whole.

use egui::{ComboBox, Context, Id, Modal, RichText, TextEdit};

use super::draft::EditorCommand;
use crate::gui::command::Command;
use crate::gui::theme;
use crate::gui::workbench::{Workbench, scenario_library};
use crate::scenario::{self, SHIPPED};

/// A choice of what to begin from.
#[derive(Debug)]
struct Origin {
    parent: Option<String>,
    title: String,
    story: String,
}

/// The open dialog.
#[derive(Debug)]
pub struct Start {
    origins: Vec<Origin>,
    chosen: usize,
    title: String,
    fresh: bool,
}

impl Start {
    /// A dialog that offers the scenario on show, the shipped ones, and an empty market.
    pub fn new(workbench: &Workbench) -> Self {
        let open = workbench.named_scenario();
        let mut origins = Vec::new();
        if scenario::shipped(&open.id).is_none() {
            origins.push(Origin {
                parent: Some(open.id.clone()),
                title: open.title.clone(),
                story: open.story.clone(),
            });
        }
        for (name, text) in SHIPPED {
            if let Ok(scenario) = scenario::load(name, text.as_bytes(), &scenario_library) {
                origins.push(Origin { parent: Some((*name).to_owned()), title: scenario.title, story: scenario.story });
            }
        }
        let chosen = origins.iter().position(|origin| origin.parent.as_ref() == Some(&open.id)).unwrap_or_default();
        origins.push(Origin {
            parent: None,
            title: "An empty market of your own".to_owned(),
            story: "Two phone makers, one messenger and round numbers under neutral names, to be filled in.".to_owned(),
        });
        Self { origins, chosen, title: "My scenario".to_owned(), fresh: true }
    }
}

/// Draws the dialog. Returns whether it stays open.
pub fn start_ui(ctx: &Context, start: &mut Start, commands: &mut Vec<Command>) -> bool {
    let mut stays = true;
    let modal = Modal::new(Id::unique("new scenario")).show(ctx, |ui| {
        ui.set_width(520.0);
        ui.label(RichText::new("New scenario").text_style(egui::TextStyle::Heading));
        ui.add_space(4.0);
        let label = ui.label(theme::quiet("Title"));
        let field = ui.add(TextEdit::singleline(&mut start.title).desired_width(f32::INFINITY)).labelled_by(label.id);
        if start.fresh {
            field.request_focus();
            start.fresh = false;
        }
        ui.add_space(4.0);
        ui.label(theme::quiet("Begin from, and state only what differs"));
        let shown = start.origins.get(start.chosen).map_or("", |origin| &origin.title);
        let combo = ComboBox::from_id_salt("parent").width(500.0).selected_text(shown);
        let menu = combo.show_ui(ui, |ui| {
            for (place, origin) in start.origins.iter().enumerate() {
                if ui.selectable_value(&mut start.chosen, place, &origin.title).clicked() {
                    ui.close();
                }
            }
        });
        menu.response.accessible_name("Begin from");
        let Some(origin) = start.origins.get(start.chosen) else { return };
        ui.add_space(4.0);
        let sentence = origin.story.split_inclusive(". ").next().unwrap_or_default().trim();
        ui.add(egui::Label::new(theme::quiet(sentence)).wrap());
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let ready = !start.title.trim().is_empty();
            if ui.add_enabled(ready, egui::Button::new(theme::title("Begin"))).clicked() {
                let title = start.title.trim().to_owned();
                commands.push(Command::Editor(EditorCommand::New { parent: origin.parent.clone(), title }));
                stays = false;
            }
            if ui.button("Cancel").clicked() {
                stays = false;
            }
        });
    });
    stays && !modal.should_close()
}
