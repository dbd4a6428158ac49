//! The outcomes: one headline figure, and plots of the run with the baseline and rival positions behind it.

use egui::{Button, ComboBox, Frame, Margin, RichText, ScrollArea, Sides, Stroke, Ui, Vec2, vec2};

use super::super::command::Command;
use super::super::plots::{Chart, Curves, Layer, LayerKind, PlotChoice, chart_ui, is_observed, observed_choices};
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use crate::metrics::table::{Dim, MetricGroup, MetricId};
use crate::scenario::Scenario;

/// Below this width of a plot there is one column less.
const LEAST_PLOT_WIDTH: f32 = 290.0;
/// Below this height plots scroll instead of shrinking.
const LEAST_PLOT_HEIGHT: f32 = 190.0;

/// Draws the tab.
pub fn outcomes_ui(ui: &mut Ui, workbench: &Workbench, curves: &mut Curves, commands: &mut Vec<Command>) {
    let Some(current) = workbench.current() else {
        ui.centered_and_justified(|ui| ui.label("The first run is being computed"));
        return;
    };
    let mut layers = Vec::new();
    for (place, rival) in workbench.rivals().iter().enumerate() {
        if let Some(run) = &rival.run {
            layers.push(Layer { kind: LayerKind::Rival(place), name: &rival.title, run });
        }
    }
    let changed = workbench.baseline().is_some_and(|baseline| baseline.token != current.token);
    if let Some(baseline) = workbench.baseline().filter(|_| changed) {
        layers.push(Layer { kind: LayerKind::Baseline, name: "baseline", run: baseline });
    }
    layers.push(Layer { kind: LayerKind::Current, name: "this run", run: current });
    let tokens: Vec<u64> = layers.iter().map(|layer| layer.run.token).collect();
    curves.keep(&tokens);

    headline_ui(ui, workbench, commands);
    let columns = &current.columns;
    let observed = workbench.board().plots.iter().any(|plot| is_observed(workbench.scenario(), columns, plot.choice));
    let moved = workbench.baseline().is_some_and(|baseline| baseline.record.values != current.record.values);
    let remark = match (changed, moved) {
        (false, _) => "The run is the baseline until something is changed",
        (true, false) => "The changes move no figure of this run",
        (true, true) => "",
    };
    legend_ui(ui, &layers, observed, remark);
    ui.add_space(4.0);
    grid_ui(ui, workbench, &layers, curves, commands);
}

fn headline_ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Vec<Command>) {
    let (choice, week) = (workbench.headline(), workbench.playback.week());
    let value = Workbench::value(workbench.current(), choice, week);
    let base = Workbench::value(workbench.baseline(), choice, week);
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::value(choice.metric, value)).text_style(theme::display_style()));
        ui.vertical(|ui| {
            ui.add_space(5.0);
            let unit = text::unit(choice.metric.spec());
            // The unit stands in the row above.
            let change = text::change(choice.metric, value, base);
            ui.horizontal(|ui| {
                choice_ui(ui, workbench, choice, None, false, commands);
                ui.label(theme::quiet(unit));
            });
            let date = text::date(workbench.scenario(), week);
            let mut said = format!("{} in the week of {date}", text::capitalised(&change));
            for rival in workbench.rivals() {
                if let Some(value) = Workbench::value(rival.run.as_ref(), choice, week) {
                    let value = text::value(choice.metric, Some(value));
                    said = format!("{said} · {} {value}", lowered(&rival.title));
                }
            }
            ui.add(egui::Label::new(said).truncate());
        });
    });
}

/// A title inside a sentence.
fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Which line is which run; the words stand beside a sample of the line.
fn legend_ui(ui: &mut Ui, layers: &[Layer<'_>], observed: bool, remark: &str) {
    let dark = ui.visuals().dark_mode;
    ui.horizontal_wrapped(|ui| {
        for layer in layers.iter().rev() {
            let (rect, _) = ui.allocate_exact_size(vec2(24.0, 12.0), egui::Sense::hover());
            let line = [rect.left_center(), rect.right_center()];
            match layer.kind {
                LayerKind::Current => {
                    // Lines of this run have their actor's colour; what they share is that they are thick.
                    ui.painter().line_segment(line, Stroke::new(2.6, ui.visuals().text_color()));
                }
                LayerKind::Baseline => {
                    let dashes = egui::Shape::dashed_line(&line, Stroke::new(1.6, theme::baseline(dark)), 5.0, 3.0);
                    ui.painter().extend(dashes);
                }
                LayerKind::Rival(place) => {
                    ui.painter().line_segment(line, Stroke::new(1.3, theme::rival(dark, place)));
                }
            }
            // A name that does not fit goes to the next row whole.
            ui.add(egui::Label::new(theme::quiet(layer.name)).extend());
            ui.add_space(6.0);
        }
        if observed {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), egui::Sense::hover());
            let corners = [vec2(0.0, -4.0), vec2(4.0, 0.0), vec2(0.0, 4.0), vec2(-4.0, 0.0)];
            let corners = corners.map(|way| rect.center() + way).to_vec();
            ui.painter().add(egui::Shape::closed_line(corners, Stroke::new(1.0, theme::observed(dark))));
            ui.label(theme::quiet("observed"));
            ui.add_space(6.0);
        }
        if !remark.is_empty() {
            ui.add(egui::Label::new(theme::quiet(remark)).extend());
        }
    });
}

fn grid_ui(ui: &mut Ui, workbench: &Workbench, layers: &[Layer<'_>], curves: &mut Curves, commands: &mut Vec<Command>) {
    let space = ui.available_size();
    let gap = 8.0;
    let columns = ((space.x + gap) / (LEAST_PLOT_WIDTH + gap)).floor().clamp(1.0, 3.0) as usize;
    let rows = workbench.board().plots.len().div_ceil(columns);
    let width = (space.x - gap * (columns as f32 - 1.0)) / columns as f32;
    let height = ((space.y - gap * (rows as f32 - 1.0)) / rows as f32).max(LEAST_PLOT_HEIGHT);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(gap);
        for row in 0..rows {
            ui.horizontal_top(|ui| {
                for place in (row * columns)..workbench.board().plots.len().min((row + 1) * columns) {
                    let size = vec2(width, height);
                    let down = egui::Layout::top_down(egui::Align::Min);
                    ui.allocate_ui_with_layout(size, down, |ui| {
                        card_ui(ui, workbench, layers, curves, place, size, commands);
                    });
                }
            });
        }
    });
}

fn card_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    layers: &[Layer<'_>],
    curves: &mut Curves,
    place: usize,
    size: Vec2,
    commands: &mut Vec<Command>,
) {
    let Some(choice) = workbench.board().plots.get(place).map(|plot| plot.choice) else { return };
    let dark = ui.visuals().dark_mode;
    let frame = Frame::new()
        .fill(theme::card(dark))
        .stroke(Stroke::new(1.0, theme::hairline(dark)))
        .corner_radius(6.0)
        .inner_margin(Margin { left: 8, right: 10, top: 6, bottom: 4 });
    ui.push_id(("card", place), |ui| {
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let inner = size - vec2(20.0, 12.0);
            ui.set_width(inner.x);
            let top = ui.cursor().top();
            choice_ui(ui, workbench, choice, Some(place), true, commands);
            reading_ui(ui, workbench, choice);
            let left = (inner.y - (ui.cursor().top() - top)).max(80.0);
            let chart = Chart {
                place,
                choice,
                layers,
                scenario: workbench.scenario(),
                week: workbench.playback.week(),
                policy_week: workbench.policy_week(),
                weeks: workbench.weeks(),
            };
            if let Some(week) = chart_ui(ui, &chart, curves, vec2(inner.x, left)) {
                commands.push(Command::Seek(week));
            }
        });
    });
}

/// Value and change at the time cursor, and the unit.
fn reading_ui(ui: &mut Ui, workbench: &Workbench, choice: PlotChoice) {
    let unit = text::unit(choice.metric.spec());
    if choice.is_many() {
        ui.label(theme::quiet(unit));
        return;
    }
    let week = workbench.playback.week();
    let value = Workbench::value(workbench.current(), choice, week);
    let base = Workbench::value(workbench.baseline(), choice, week);
    let shown = format!("{} {unit}", text::value(choice.metric, value));
    let change = text::change(choice.metric, value, base);
    Sides::new().height(14.0).shrink_right().truncate().show(
        ui,
        |ui| ui.label(RichText::new(shown).small()),
        |ui| ui.label(theme::quiet(change)),
    );
}

/// The title of a plot, which is a list of all metrics by section.
fn choice_ui(
    ui: &mut Ui,
    workbench: &Workbench,
    choice: PlotChoice,
    plot: Option<usize>,
    wide: bool,
    commands: &mut Vec<Command>,
) {
    let Some(current) = workbench.current() else { return };
    let columns = &current.columns;
    let name =
        plot.map_or_else(|| "Metric of the headline".to_owned(), |place| format!("Metric of plot {}", place + 1));
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
        ui.spacing_mut().button_padding.x = 0.0;
        let title = theme::title(choice.label(columns));
        let width = if wide { ui.available_width() } else { title_width(ui, &title) };
        let combo = ComboBox::from_id_salt(("metric", plot)).width(width).truncate();
        let response = combo
            .selected_text(title)
            .show_ui(ui, |ui| {
                theme::menu(ui);
                ui.set_min_width(300.0);
                if let Some(choice) = menu_ui(ui, workbench.scenario(), choice, columns, plot.is_some()) {
                    commands.push(Command::Show { plot, choice });
                }
            })
            .response;
        let spec = choice.metric.spec();
        let about = format!("{}. {}, source {}", text::capitalised(spec.formula), spec.kind.label(), spec.source);
        response.accessible_name(name).on_hover_text(about);
    });
}

/// As wide as the words and the arrow, and never wider than there is room.
fn title_width(ui: &Ui, title: &RichText) -> f32 {
    let words = egui::WidgetText::from(title.clone());
    let galley = words.into_galley(ui, Some(egui::TextWrapMode::Extend), f32::INFINITY, theme::title_style());
    // Room for the arrow, and for the unit behind it.
    (galley.size().x + 28.0).min((ui.available_width() - 120.0).max(120.0))
}

fn menu_ui(
    ui: &mut Ui,
    scenario: &Scenario,
    now: PlotChoice,
    columns: &[crate::metrics::table::Column],
    with_all: bool,
) -> Option<PlotChoice> {
    let mut chosen = None;
    let mut row = |ui: &mut Ui, choice: PlotChoice, label: &str| {
        if ui.add(Button::selectable(choice == now, label)).clicked() {
            chosen = Some(choice);
        }
    };
    let observed = observed_choices(scenario, columns);
    if !observed.is_empty() {
        ui.label(theme::quiet("With observed figures"));
    }
    for (choice, label) in &observed {
        row(ui, *choice, label);
    }
    let mut group: Option<MetricGroup> = None;
    for metric in MetricId::ALL {
        let spec = metric.spec();
        if group != Some(spec.group) {
            ui.add_space(4.0);
            ui.label(theme::quiet(spec.group.label()));
            group = Some(spec.group);
        }
        if spec.dim == Dim::One {
            row(ui, PlotChoice::all(*metric), spec.label);
            continue;
        }
        if with_all {
            row(ui, PlotChoice::all(*metric), &format!("{}, all", spec.label));
        }
        for column in columns.iter().filter(|column| column.metric == *metric) {
            row(ui, PlotChoice::one(*metric, column.index), &column.label);
        }
    }
    chosen
}
