//! One row of the lever panel: name, help, reset, slider or choice, typed value with unit, kind and when it acts.

use egui::{
    Align2, Button, ComboBox, DragValue, Label, Popup, Rect, Response, RichText, Sense, Sides, Slider, Stroke,
    TextStyle, Ui, UiBuilder, Vec2, pos2,
};

use super::super::access::AccessCommand;
use super::super::advice;
use super::super::changes;
use super::super::command::Command;
use super::super::sources::named_in;
use super::super::text;
use super::super::theme;
use super::super::why;
use super::super::workbench::Workbench;
use super::{Icon, choices, icon_button, number, slider_x};
use crate::scenario::{LeverId, LeverSpec};

/// Width of the typed value.
const VALUE_WIDTH: f32 = 86.0;
/// What stands in the field of a lever that leaves the scenario's figure.
const OF_SCENARIO: &str = "scenario's";

/// Draws a lever and sends what is asked of it. `focus` puts the keyboard on it.
pub fn lever_ui(ui: &mut Ui, workbench: &Workbench, id: LeverId, focus: bool, commands: &mut Vec<Command>) {
    let spec = id.spec();
    let (value, base) = (workbench.lever(id), workbench.baseline_lever(id));
    let changed = changes::touches(workbench.changes(), id);
    let dark = ui.visuals().dark_mode;
    let left = ui.max_rect().left();
    // The row takes right clicks wherever none of its widgets does; it is no stop of the keyboard.
    let row = ui.scope_builder(UiBuilder::new().id_salt(spec.id).sense(Sense::CLICK), |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        head(ui, workbench, id, changed, commands);
        let control = if spec.choices.is_empty() {
            slider_ui(ui, spec, id, (value, base), commands)
        } else {
            choice(ui, spec, id, value, commands)
        };
        if focus {
            control.request_focus();
        }
        foot(ui, workbench, id, (changed || value != base).then_some(base));
        phones_ui(ui, workbench, id, commands);
        control
    });
    row.response.union(row.inner.clone()).context_menu(|ui| menu_ui(ui, workbench, id, commands));
    if focus || row.inner.gained_focus() {
        ui.scroll_to_rect(row.response.rect, None);
    }
    let strip = row.response.rect;
    let strip = Rect::from_min_max(pos2(left - 10.0, strip.top() + 2.0), pos2(left - 7.0, strip.bottom()));
    ui.painter().rect_filled(strip, 1.5, theme::kind(dark, spec.kind).gamma_multiply(if changed { 1.0 } else { 0.45 }));
    ui.add_space(8.0);
}

fn head(ui: &mut Ui, workbench: &Workbench, id: LeverId, changed: bool, commands: &mut Vec<Command>) {
    let spec = id.spec();
    Sides::new().shrink_left().wrap().height(18.0).show(
        ui,
        |ui| {
            if changed {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(8.0), Sense::hover());
                ui.painter().circle_filled(rect.center(), 3.5, theme::accent(ui.visuals().dark_mode));
                ui.label(theme::title(spec.label));
            } else {
                ui.label(spec.label);
            }
        },
        |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let more = icon_button(ui, Icon::More, &format!("More on {}", spec.label));
            Popup::menu(&more).show(|ui| menu_ui(ui, workbench, id, commands));
            let help = icon_button(ui, Icon::Help, &format!("Help on {}", spec.label));
            Popup::from_toggle_button_response(&help).width(340.0).show(|ui| help_ui(ui, workbench, id));
            if changed && icon_button(ui, Icon::Reset, &format!("Reset {}", spec.label)).clicked() {
                commands.push(Command::ResetLever(id));
            }
        },
    );
}

/// What can be done with a lever besides moving it.
fn menu_ui(ui: &mut Ui, workbench: &Workbench, id: LeverId, commands: &mut Vec<Command>) {
    let spec = id.spec();
    theme::menu(ui);
    let changed = changes::touches(workbench.changes(), id);
    if ui.add_enabled(changed, Button::new("Reset to the loaded scenario")).clicked() {
        commands.push(Command::ResetLever(id));
        ui.close();
    }
    let pair = format!("{}={}", spec.id, workbench.lever(id));
    if ui.button(format!("Copy {pair}")).clicked() {
        ui.ctx().copy_text(pair);
        ui.close();
    }
    if let Some(choice) = advice::moves(id) {
        let metric = choice.metric.spec().label;
        let button = ui.button("Show what it moves").on_hover_text(format!("Puts “{metric}” in the first plot"));
        if button.clicked() {
            commands.push(Command::Show { plot: Some(0), choice });
            ui.close();
        }
    }
    ui.separator();
    ui.label(theme::quiet(when(workbench, id)));
}

/// When it acts, as a sentence without full stop.
fn when(workbench: &Workbench, id: LeverId) -> String {
    let said = text::capitalised(&advice::acts(workbench, id));
    let why = advice::too_late(workbench, id).or_else(|| why::idle_now(workbench, id).map(str::to_owned));
    why.map_or_else(|| said.clone(), |why| format!("{said}. {why}"))
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
        rows.push(("Range", spec.range()));
    }
    if let Some(said) = advice::in_scenario(workbench, id) {
        rows.push(("The scenario says", said));
    }
    rows.extend([
        ("Default", spec.display(spec.default)),
        ("In this scenario", spec.display(workbench.baseline_lever(id))),
        ("Kind", spec.kind.label().to_owned()),
        ("When", when(workbench, id)),
        ("Source", spec.source.to_owned()),
        ("Name in files", spec.id.to_owned()),
    ]);
    rows.extend(named_in(spec.source).map(|(key, address, _)| (*key, (*address).to_owned())));
    egui::Grid::new(("help", spec.id)).num_columns(2).spacing([14.0, 3.0]).show(ui, |ui| {
        for (what, said) in rows {
            ui.label(theme::quiet(what));
            ui.add(Label::new(said).wrap());
            ui.end_row();
        }
    });
}

/// What the baseline has, unit, kind and when a change acts.
fn foot(ui: &mut Ui, workbench: &Workbench, id: LeverId, base: Option<f64>) {
    let spec = id.spec();
    let mut said = Vec::new();
    // A value of the baseline brings its unit along.
    match base {
        Some(base) => said.push(format!("baseline {}", spec.display(base))),
        None if spec.choices.is_empty() && number::short_unit(spec.unit).is_none() && !spec.unit.is_empty() => {
            said.push(spec.unit.to_owned());
        }
        None => {}
    }
    said.extend(advice::in_scenario(workbench, id).map(|figure| format!("the scenario says {figure}")));
    said.push(spec.kind.label().to_owned());
    said.push(advice::acts(workbench, id));
    ui.label(theme::quiet(said.join(" · ")));
    if let Some(why) = why::idle_now(workbench, id) {
        // It is a warning once somebody has moved the lever.
        let quiet = base.is_none();
        let words = RichText::new(format!("! {why}")).small();
        ui.label(if quiet { words.weak() } else { words.color(ui.visuals().warn_fg_color) });
    }
}

/// The way to let all phones read messages, without which the lever may move nothing. It is one line high whatever it
/// says, so that what stands below stays where it is.
fn phones_ui(ui: &mut Ui, workbench: &Workbench, id: LeverId, commands: &mut Vec<Command>) {
    let Some((mut all, said)) = why::phones(workbench, id) else { return };
    ui.horizontal(|ui| {
        let tick = ui.checkbox(&mut all, RichText::new("On all phones").small());
        if tick.accessible_name(format!("On all phones, {}", id.spec().label)).changed() {
            commands.push(Command::Access(AccessCommand::OnAllPhones(all)));
        }
        ui.add(Label::new(theme::quiet(said)).truncate());
    });
}

fn slider_ui(
    ui: &mut Ui,
    spec: &'static LeverSpec,
    id: LeverId,
    (value, base): (f64, f64),
    commands: &mut Vec<Command>,
) -> Response {
    let row = ui.horizontal(|ui| {
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
        let field =
            DragValue::new(&mut typed)
                .range(spec.min..=spec.max)
                .speed(spec.step)
                .update_while_editing(false)
                .min_size(Vec2::new(VALUE_WIDTH, 0.0))
                .custom_formatter(move |value, _| {
                    if spec.leaves(value) { OF_SCENARIO.to_owned() } else { number::shown(spec.unit, value) }
                })
                .custom_parser(move |typed| {
                    let leaves = spec.leaves(0.0) && typed.trim() == OF_SCENARIO;
                    if leaves { Some(0.0) } else { number::parsed(spec.unit, typed) }
                });
        let field = ui.add(field).accessible_name(spec.label);
        send(&field, id, typed, commands);
        slider
    });
    if let Some(words) = advice::ends(spec) {
        ends_ui(ui, row.inner.rect, words);
    }
    row.inner
}

/// Words under the two ends of a slider.
fn ends_ui(ui: &mut Ui, slider: Rect, (low, high): (&str, &str)) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(slider.width(), 10.0), Sense::hover());
    let (font, color) = (TextStyle::Small.resolve(ui.style()), ui.visuals().weak_text_color());
    for (at, align, word) in [(rect.left_top(), Align2::LEFT_TOP, low), (rect.right_top(), Align2::RIGHT_TOP, high)] {
        ui.painter().text(at - Vec2::new(0.0, 3.0), align, word, font.clone(), color);
    }
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

fn choice(ui: &mut Ui, spec: &'static LeverSpec, id: LeverId, value: f64, commands: &mut Vec<Command>) -> Response {
    let mut chosen = value as usize;
    let word = |place: usize| spec.choices.get(place).copied().unwrap_or_default();
    let row = ui.horizontal(|ui| {
        let width = ui.available_width();
        let line = |place: usize| choices::line(id, place).unwrap_or_default();
        let combo = ComboBox::from_id_salt("choice").width(width - 2.0).truncate();
        let shown = combo.selected_text(text::capitalised(word(chosen))).show_ui(ui, |ui| {
            for place in 0..spec.choices.len() {
                let button = Button::selectable(place == chosen, text::capitalised(word(place)));
                if ui.add(button).on_hover_text(line(place)).clicked() {
                    chosen = place;
                    commands.push(Command::SetLever { id, value: place as f64, done: true });
                    // A list that is worked by keys does not close by itself.
                    ui.close();
                }
            }
        });
        shown.response.accessible_name(spec.label).on_hover_text(line(chosen))
    });
    row.inner
}
