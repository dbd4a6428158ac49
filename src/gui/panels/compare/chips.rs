//! The runs that are compared, each with what is changed in it and its seed, and what can be done with it.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Button, Frame, Key, Label, Margin, PopupCloseBehavior, RichText, Stroke, TextEdit, TextStyle, TextWrapMode, Ui,
    WidgetText, vec2,
};

use super::super::super::between::between;
use super::super::super::changes;
use super::super::super::command::Command;
use super::super::super::pins::{Compared, Pin, PinCommand};
use super::super::super::plots::{LayerKind, sample};
use super::super::super::replications::Role;
use super::super::super::studies::steps_between;
use super::super::super::theme;
use super::super::super::workbench::{Workbench, scenario_library};
use crate::scenario;
use crate::scenario::neutral::Names;

/// Most differences that are told on hover.
const MOST_SENTENCES: usize = 10;

/// How the chips look.
#[derive(Debug, Default)]
pub(super) struct ChipView {
    /// The name that is being typed, of a pin.
    name: Option<(u32, String)>,
    /// Titles of the shipped scenarios, with or without the names of firms.
    titles: Option<(bool, Vec<String>)>,
}

/// Draws a chip for each run.
pub(super) fn chips_ui(ui: &mut Ui, workbench: &Workbench, view: &mut ChipView, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        for run in workbench.compared() {
            // A frame is laid out before it is known whether it fits, so that the row is ended in time.
            if width(ui, workbench, &run) > ui.available_size_before_wrap().x {
                ui.end_row();
            }
            chip_ui(ui, workbench, &run, view, commands);
        }
    });
}

/// How wide the chip of a run will be, from above.
fn width(ui: &Ui, workbench: &Workbench, run: &Compared) -> f32 {
    let words = |words: RichText| {
        let galley =
            WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Extend), f32::INFINITY, TextStyle::Body);
        galley.size().x
    };
    // The sample of the line, the margins and the button of the menu.
    let rest = 22.0 + 18.0 + 30.0 + 4.0 * ui.spacing().item_spacing.x;
    words(RichText::new(shortened(&run.label))) + words(theme::quiet(state(workbench, run))) + rest
}

/// How a run is drawn in plots.
fn kind(workbench: &Workbench, role: Role) -> LayerKind {
    match role {
        Role::Current => LayerKind::Current,
        Role::Baseline => LayerKind::Baseline,
        Role::Pinned(id) => LayerKind::Pinned { id, place: workbench.pin(id).map_or(0, |pin| pin.place) },
    }
}

fn chip_ui(ui: &mut Ui, workbench: &Workbench, run: &Compared, view: &mut ChipView, commands: &mut Vec<Command>) {
    let dark = ui.visuals().dark_mode;
    let frame = Frame::new()
        .fill(theme::card(dark))
        .stroke(Stroke::new(1.0, theme::hairline(dark)))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(8, 3));
    frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            let kind = kind(workbench, run.role);
            let (rect, _) = ui.allocate_exact_size(vec2(22.0, 12.0), egui::Sense::hover());
            let color = match kind {
                LayerKind::Pinned { place, .. } => theme::pin(dark, place),
                LayerKind::Baseline => theme::baseline(dark),
                LayerKind::Current | LayerKind::Rival(_) => ui.visuals().text_color(),
            };
            sample(ui, rect, if run.shown { color } else { color.gamma_multiply(0.35) }, kind.style());
            let name = RichText::new(shortened(&run.label));
            let name = if run.shown { name } else { name.weak() };
            ui.add(Label::new(name)).on_hover_ui(|ui| said_ui(ui, workbench, run));
            ui.label(theme::quiet(state(workbench, run))).on_hover_ui(|ui| said_ui(ui, workbench, run));
            let pin = match run.role {
                Role::Pinned(id) => workbench.pin(id),
                Role::Baseline => workbench.baseline_pin().and_then(|id| workbench.pin(id)),
                Role::Current => None,
            };
            if let Some(pin) = pin {
                menu_ui(ui, workbench, pin, view, commands);
            }
        });
    });
}

/// What is said behind the name of a run.
fn state(workbench: &Workbench, run: &Compared) -> String {
    let state = if run.run.is_none() {
        ", being computed"
    } else if run.shown {
        ""
    } else {
        ", hidden"
    };
    format!("{}, seed {}{state}", made(workbench, run), run.input.seed)
}

/// How many changes a run has; where a pinned run is the baseline, how many of them make a difference to it.
fn made(workbench: &Workbench, run: &Compared) -> String {
    if workbench.baseline_pin().is_some() && run.role != Role::Baseline {
        let base = workbench.baseline_input();
        return match steps_between(&base, &run.input).len() {
            _ if base.scenario.id != run.input.scenario.id => "of another scenario".to_owned(),
            0 => "as the baseline".to_owned(),
            1 => "1 difference to the baseline".to_owned(),
            count => format!("{count} differences to the baseline"),
        };
    }
    match run.input.changes.len() {
        0 => "as it stands".to_owned(),
        1 => "1 change".to_owned(),
        made => format!("{made} changes"),
    }
}

/// What a run is, in full, and how it differs from the baseline.
fn said_ui(ui: &mut Ui, workbench: &Workbench, run: &Compared) {
    ui.set_max_width(420.0);
    let scenario = &run.input.scenario;
    ui.label(theme::title(&scenario.title));
    for change in &run.input.changes {
        ui.label(changes::sentence(scenario, change));
    }
    if run.input.changes.is_empty() {
        ui.label("Nothing is changed in it");
    }
    ui.label(theme::quiet(format!("{} agents for {} weeks", run.input.agents, run.input.weeks)));
    let (base, mut input) = (workbench.baseline_input(), run.input.clone());
    // The comparison gives all runs the same luck and size.
    (input.seed, input.weeks, input.agents) = (base.seed, base.weeks, base.agents);
    let differs = between(&base, &input);
    if run.role != Role::Baseline && workbench.baseline_pin().is_some() || base.scenario.id != scenario.id {
        ui.separator();
        ui.label(theme::quiet("Against the baseline"));
        for sentence in differs.iter().take(MOST_SENTENCES) {
            ui.label(sentence);
        }
        if differs.len() > MOST_SENTENCES {
            ui.label(theme::quiet(format!("and {} more", differs.len() - MOST_SENTENCES)));
        }
    }
}

fn shortened(name: &str) -> String {
    const MOST: usize = 38;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}

fn menu_ui(ui: &mut Ui, workbench: &Workbench, pin: &Pin, view: &mut ChipView, commands: &mut Vec<Command>) {
    let id = pin.id;
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, shown) = MenuButton::new(RichText::new("⋮").weak()).config(stays).ui(ui, |ui| {
        theme::menu(ui);
        ui.set_min_width(260.0);
        let (_, name) = view.name.get_or_insert_with(|| (id, pin.name.clone()));
        let label = ui.label(theme::quiet("Name of this run"));
        let field = ui.add(TextEdit::singleline(name).desired_width(f32::INFINITY)).labelled_by(label.id);
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            commands.push(Command::Pins(PinCommand::Rename(id, name.clone())));
            ui.close();
        }
        ui.separator();
        let is_baseline = workbench.baseline_pin() == Some(id);
        let shows = workbench.shows_pin(id);
        let rows = [
            (
                "Open as the run on show",
                "Its scenario, changes and seed become your work; undo brings back what is there now",
                PinCommand::Open(id),
            ),
            if is_baseline {
                ("Scenario as baseline", "The scenario as it stands is the baseline again", PinCommand::Baseline(None))
            } else {
                ("Make it the baseline", "All runs are compared with this one", PinCommand::Baseline(Some(id)))
            },
            if shows {
                ("Hide in plots and table", "It stays pinned", PinCommand::Show(id, false))
            } else {
                ("Show in plots and table", "It is drawn and compared again", PinCommand::Show(id, true))
            },
            ("Remove from the comparison", "It is pinned no more", PinCommand::Remove(id)),
        ];
        for (label, help, command) in rows {
            let offered = !is_baseline || !matches!(command, PinCommand::Show(..));
            if ui.add_enabled(offered, Button::new(label)).on_hover_text(help).clicked() {
                commands.push(Command::Pins(command));
                ui.close();
            }
        }
    });
    button.accessible_name(format!("Options of {}", pin.name)).on_hover_text("Name, baseline, open, hide, remove");
    if shown.is_none() && view.name.as_ref().is_some_and(|(of, _)| *of == id) {
        view.name = None;
    }
}

/// The shipped scenarios, each of which can be added.
pub(super) fn scenarios_ui(ui: &mut Ui, workbench: &Workbench, view: &mut ChipView, commands: &mut Vec<Command>) {
    let room = workbench.has_room_for_pin();
    ui.add_enabled_ui(room, |ui| {
        ui.menu_button("Add scenario ▾", |ui| {
            theme::menu(ui);
            ui.set_min_width(320.0);
            let neutral = workbench.is_neutral();
            if view.titles.as_ref().is_none_or(|(known, _)| *known != neutral) {
                view.titles = Some((neutral, titles(neutral)));
            }
            let titles = view.titles.as_ref().map_or(&[][..], |(_, titles)| titles);
            for ((name, _), title) in scenario::SHIPPED.iter().zip(titles) {
                if ui.button(title).clicked() {
                    commands.push(Command::Pins(PinCommand::AddShipped((*name).to_owned())));
                    ui.close();
                }
            }
        });
    });
}

fn titles(neutral: bool) -> Vec<String> {
    let title = |(name, text): &(&str, &str)| {
        let loaded = scenario::load(name, text.as_bytes(), &scenario_library).ok();
        loaded.map_or_else(
            || (*name).to_owned(),
            |scenario| if neutral { Names::of(&scenario, &[]).prose(&scenario.title) } else { scenario.title },
        )
    };
    scenario::SHIPPED.iter().map(title).collect()
}
