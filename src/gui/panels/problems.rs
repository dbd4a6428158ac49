//! Why a file could not be opened, every reason at once, or why a run failed. The last good state stays behind it.

use egui::{Context, Frame, Key, Margin, Modifiers, RichText, ScrollArea, Stroke, Ui, Window};

use super::super::command::{Action, Command};
use super::super::editor::EditorCommand;
use super::super::theme;
use super::super::workbench::Workbench;
use super::action_button;
use crate::scenario::Problem;

/// Draws the list over the window while there is something in it.
pub fn problems_ui(ctx: &Context, workbench: &Workbench, commands: &mut Vec<Command>) {
    let Some(title) = title(workbench) else { return };
    Window::new("Problems")
        .title_bar(false)
        .collapsible(false)
        .default_size([640.0, 380.0])
        .pivot(egui::Align2::CENTER_CENTER)
        .default_pos(ctx.content_rect().center())
        .show(ctx, |ui| {
            ui.set_min_width(480.0);
            ui.label(RichText::new(title).text_style(egui::TextStyle::Heading));
            ui.label(theme::quiet("The last good scenario and its run stay as they are"));
            ui.add_space(6.0);
            ScrollArea::vertical().max_height(ctx.content_rect().height() * 0.55).show(ui, |ui| {
                if let Some(problems) = workbench.problems() {
                    for problem in &problems.list {
                        problem_ui(ui, problem);
                    }
                }
                if let Some(failure) = workbench.failure() {
                    ui.label(failure);
                }
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                action_button(ui, workbench, Action::CloseProblems, commands);
                let texts = workbench.problems().is_some_and(|problems| !problems.texts.is_empty());
                if texts && ui.button("Mend it in the editor").clicked() {
                    commands.push(Command::Editor(EditorCommand::Mend));
                }
            });
        });
    let free = ctx.memory(|memory| memory.top_modal_layer().is_none()) && !ctx.text_edit_focused();
    if free && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(Command::Do(Action::CloseProblems));
    }
}

fn title(workbench: &Workbench) -> Option<String> {
    if let Some(problems) = workbench.problems() {
        let count = match problems.list.len() {
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        return Some(format!("{} was not opened, {count}", problems.name));
    }
    workbench.failure().map(|_| "The run failed".to_owned())
}

fn problem_ui(ui: &mut Ui, problem: &Problem) {
    let dark = ui.visuals().dark_mode;
    let frame =
        Frame::new().fill(ui.visuals().faint_bg_color).corner_radius(5.0).inner_margin(Margin::symmetric(10, 7));
    frame.stroke(Stroke::new(1.0, theme::hairline(dark))).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        let place = if problem.line == 0 {
            problem.file.clone()
        } else {
            format!("{}, line {}, column {}", problem.file, problem.line, problem.column)
        };
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::title(place));
            if !problem.field.is_empty() {
                ui.label(RichText::new(&problem.field).monospace());
            }
        });
        for (what, said) in [("Found", &problem.found), ("Allowed", &problem.allowed), ("Mend", &problem.mend)] {
            if said.is_empty() {
                continue;
            }
            ui.horizontal_top(|ui| {
                let size = egui::vec2(52.0, 15.0);
                ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.set_min_width(size.x);
                    ui.label(theme::quiet(what));
                });
                ui.add(egui::Label::new(said).wrap());
            });
        }
    });
    ui.add_space(4.0);
}
