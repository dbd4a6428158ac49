//! One row of the lever panel: name, help, reset, slider or choice, typed value with unit, kind and when it acts.

use egui::{Button, ComboBox, DragValue, Popup, Rect, Response, Sides, Slider, Stroke, Ui, Vec2, pos2};

use super::super::changes;
use super::super::command::Command;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::{Icon, icon_button, number, slider_x};
use crate::scenario::{LeverId, LeverSpec};

/// Width of the typed value.
const VALUE_WIDTH: f32 = 86.0;

/// Draws a lever and sends what is asked of it.
pub fn lever_ui(ui: &mut Ui, workbench: &Workbench, id: LeverId, commands: &mut Vec<Command>) {
    let spec = id.spec();
    let (value, base) = (workbench.lever(id), workbench.baseline_lever(id));
    let changed = changes::touches(workbench.changes(), id);
    let dark = ui.visuals().dark_mode;
    let top = ui.cursor().top();
    let left = ui.max_rect().left();
    ui.push_id(spec.id, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        head(ui, workbench, id, changed, commands);
        if spec.choices.is_empty() {
            slider_ui(ui, spec, id, (value, base), commands);
        } else {
            choice(ui, spec, id, value, commands);
        }
        let acts = format!("{} · acts {}", spec.kind.label(), spec.applies.label());
        // A value of the baseline brings its unit along.
        let unit =
            if changed || spec.unit.is_empty() || number::short_unit(spec.unit).is_some() || !spec.choices.is_empty() {
                String::new()
            } else {
                format!("{} · ", spec.unit)
            };
        let was = if changed { format!("baseline {} · ", spec.display(base)) } else { String::new() };
        ui.label(theme::quiet(format!("{was}{unit}{acts}")));
    });
    let strip = Rect::from_min_max(pos2(left - 10.0, top + 2.0), pos2(left - 7.0, ui.min_rect().bottom()));
    ui.painter().rect_filled(strip, 1.5, theme::kind(dark, spec.kind).gamma_multiply(if changed { 1.0 } else { 0.45 }));
    ui.add_space(8.0);
}

fn head(ui: &mut Ui, workbench: &Workbench, id: LeverId, changed: bool, commands: &mut Vec<Command>) {
    let spec = id.spec();
    Sides::new().shrink_left().wrap().height(18.0).show(
        ui,
        |ui| {
            if changed {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(8.0), egui::Sense::hover());
                ui.painter().circle_filled(rect.center(), 3.5, theme::accent(ui.visuals().dark_mode));
                ui.label(theme::title(spec.label));
            } else {
                ui.label(spec.label);
            }
        },
        |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let help = icon_button(ui, Icon::Help, &format!("Help on {}", spec.label));
            Popup::from_toggle_button_response(&help).width(340.0).show(|ui| help_ui(ui, workbench, id));
            if changed && icon_button(ui, Icon::Reset, &format!("Reset {}", spec.label)).clicked() {
                commands.push(Command::ResetLever(id));
            }
        },
    );
}

/// What a lever is, in full.
fn help_ui(ui: &mut Ui, workbench: &Workbench, id: LeverId) {
    let spec = id.spec();
    ui.set_max_width(340.0);
    ui.label(theme::title(spec.label));
    ui.label(spec.help);
    ui.add_space(4.0);
    let unit = match spec.unit {
        "choice" => "one of a list",
        "share" => "per cent",
        "" => "pure number",
        unit => unit,
    };
    let mut rows = vec![("Unit", unit.to_owned())];
    if spec.choices.is_empty() {
        rows.push(("Range", format!("{} to {}", spec.display(spec.min), spec.display(spec.max))));
    }
    rows.extend([
        ("Default", spec.display(spec.default)),
        ("In this scenario", spec.display(workbench.baseline_lever(id))),
        ("Kind", spec.kind.label().to_owned()),
        ("Acts", spec.applies.label().to_owned()),
        ("Source", spec.source.to_owned()),
        ("Name in files", spec.id.to_owned()),
    ]);
    egui::Grid::new(("help", spec.id)).num_columns(2).spacing([14.0, 3.0]).show(ui, |ui| {
        for (what, said) in rows {
            ui.label(theme::quiet(what));
            ui.label(said);
            ui.end_row();
        }
    });
}

fn slider_ui(
    ui: &mut Ui,
    spec: &'static LeverSpec,
    id: LeverId,
    (value, base): (f64, f64),
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        let mut edited = value;
        ui.spacing_mut().slider_width = (ui.available_width() - VALUE_WIDTH - 8.0).max(60.0);
        // A value between two steps stays as it is until somebody moves it.
        let slider = Slider::new(&mut edited, spec.min..=spec.max)
            .clamping(egui::SliderClamping::Edits)
            .show_value(false)
            .step_by(spec.step);
        let slider = ui.add(slider).accessible_name(spec.label);
        tick(ui, &slider, spec, base);
        send(&slider, id, edited, commands);
        let mut typed = value;
        let field = DragValue::new(&mut typed)
            .range(spec.min..=spec.max)
            .speed(spec.step)
            .update_while_editing(false)
            .min_size(Vec2::new(VALUE_WIDTH, 0.0))
            .custom_formatter(move |value, _| number::shown(spec.unit, value))
            .custom_parser(move |typed| number::parsed(spec.unit, typed));
        let field = ui.add(field).accessible_name(spec.label);
        send(&field, id, typed, commands);
    });
}

fn send(response: &Response, id: LeverId, value: f64, commands: &mut Vec<Command>) {
    if response.changed() {
        let value = number::without_noise(value);
        commands.push(Command::SetLever { id, value, done: !response.dragged() });
    }
    if response.drag_stopped() {
        commands.push(Command::EndGesture);
    }
}

/// The baseline on the rail of a slider.
fn tick(ui: &Ui, slider: &Response, spec: &LeverSpec, base: f64) {
    let place = (base - spec.min) / (spec.max - spec.min);
    let x = slider_x(slider.rect, ui.style(), place);
    let (top, bottom) = (slider.rect.center().y + 5.0, slider.rect.bottom());
    let stroke = Stroke::new(1.5, theme::baseline(ui.visuals().dark_mode));
    ui.painter().line_segment([pos2(x, top), pos2(x, bottom)], stroke);
}

fn choice(ui: &mut Ui, spec: &'static LeverSpec, id: LeverId, value: f64, commands: &mut Vec<Command>) {
    let mut chosen = value as usize;
    let word = |place: usize| spec.choices.get(place).copied().unwrap_or_default();
    ui.horizontal(|ui| {
        let width = ui.available_width();
        let combo = ComboBox::from_id_salt("choice").width(width - 2.0).truncate();
        combo
            .selected_text(text::capitalised(word(chosen)))
            .show_ui(ui, |ui| {
                for place in 0..spec.choices.len() {
                    if ui.add(Button::selectable(place == chosen, text::capitalised(word(place)))).clicked() {
                        chosen = place;
                        commands.push(Command::SetLever { id, value: place as f64, done: true });
                    }
                }
            })
            .response
            .accessible_name(spec.label);
    });
}
