//! The searchable list of all metrics, behind the title of each plot and of the headline.

use egui::{Button, Key, Modifiers, Popup, PopupCloseBehavior, Response, ScrollArea, TextEdit, Ui};

use super::super::super::command::Command;
use super::super::super::plots::{PlotChoice, PlotCommand, observed_choices};
use super::super::super::text;
use super::super::super::theme;
use super::super::super::workbench::Workbench;
use crate::metrics::table::{Column, Dim, MetricId};
use crate::scenario::{Scenario, Series};

/// Heading of the metrics that have published figures to lay over them.
const OBSERVED: &str = "With observed figures";
/// Size of the list.
const SIZE: egui::Vec2 = egui::vec2(360.0, 330.0);

/// Where the metric goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// Into the headline.
    Headline,
    /// Into a plot.
    Plot(usize),
    /// Into a further plot.
    Further,
}

impl Target {
    fn command(self, choice: PlotChoice) -> Command {
        match self {
            Self::Headline => Command::Show { plot: None, choice },
            Self::Plot(place) => Command::Show { plot: Some(place), choice },
            Self::Further => Command::Plots(PlotCommand::Add(choice)),
        }
    }
}

/// What is typed in the list that is open, and which row is next.
#[derive(Debug, Default)]
pub(super) struct PickerView {
    open: Option<Target>,
    search: String,
    row: usize,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    group: &'static str,
    choice: PlotChoice,
    label: String,
}

/// The list that belongs to a button, where it is open.
pub(super) fn picker_ui(
    button: &Response,
    workbench: &Workbench,
    now: Option<PlotChoice>,
    target: Target,
    view: &mut PickerView,
    commands: &mut Vec<Command>,
) {
    let Some(current) = workbench.current() else { return };
    let popup = Popup::menu(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(SIZE.x)
        .accessible_name("Metrics");
    let shown = popup.show(|ui| {
        theme::menu(ui);
        ui.set_width(SIZE.x);
        let fresh = view.open != Some(target);
        if fresh {
            *view = PickerView { open: Some(target), ..PickerView::default() };
        }
        let with_all = target != Target::Headline;
        let entries = entries(workbench.scenario(), workbench.own_series(), &current.columns, &view.search, with_all);
        if fresh {
            view.row = entries.iter().position(|entry| Some(entry.choice) == now).unwrap_or_default();
        }
        if let Some(choice) = list_ui(ui, view, &entries, now, fresh) {
            commands.push(target.command(choice));
            view.open = None;
            ui.close();
        }
    });
    if shown.is_none() && view.open == Some(target) {
        view.open = None;
    }
}

fn list_ui(
    ui: &mut Ui,
    view: &mut PickerView,
    entries: &[Entry],
    now: Option<PlotChoice>,
    fresh: bool,
) -> Option<PlotChoice> {
    let mut moved = fresh;
    for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 10), (Key::PageUp, -10)] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            view.row = (view.row as i64 + by).clamp(0, entries.len().saturating_sub(1) as i64) as usize;
            moved = true;
        }
    }
    // The key that opened the list does not choose from it as well.
    let enter = !fresh && ui.input(|input| input.key_pressed(Key::Enter));
    let field = TextEdit::singleline(&mut view.search).hint_text("Search by name, id or formula");
    let field = ui.add(field.desired_width(f32::INFINITY)).accessible_name("Search metrics");
    if fresh {
        field.request_focus();
    }
    if field.changed() {
        view.row = 0;
        moved = true;
    }
    let typing = field.has_focus() || field.lost_focus();
    let mut chosen = (enter && typing).then(|| entries.get(view.row).map(|entry| entry.choice)).flatten();
    let height = SIZE.y - 78.0;
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false).show(ui, |ui| {
        let mut group = "";
        for (place, entry) in entries.iter().enumerate() {
            if entry.group != group {
                ui.label(theme::quiet(entry.group));
                group = entry.group;
            }
            let next = place == view.row;
            let row = Button::selectable(next || Some(entry.choice) == now, &entry.label);
            let row = ui.add(row.min_size(egui::vec2(ui.available_width(), 0.0)));
            if next && moved {
                row.scroll_to_me(None);
            }
            if row.hovered() && ui.input(|input| input.pointer.delta() != egui::Vec2::ZERO) {
                view.row = place;
            }
            if row.clicked() {
                chosen = Some(entry.choice);
            }
        }
        if entries.is_empty() {
            ui.label("No metric has these words in its name, id or formula");
        }
    });
    if let Some(entry) = entries.get(view.row) {
        ui.separator();
        let spec = entry.choice.metric.spec();
        let about = format!("{} · {} · {}", text::capitalised(spec.formula), text::unit(spec), spec.kind.label());
        ui.add(egui::Label::new(theme::quiet(about)).truncate());
    }
    chosen
}

/// All that can be shown and has the words in its name, id or formula; `with_all` also offers all members of a
/// breakdown together.
fn entries(scenario: &Scenario, own: &[Series], columns: &[Column], search: &str, with_all: bool) -> Vec<Entry> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let mut entries = Vec::new();
    let mut offer = |group: &'static str, choice: PlotChoice, id: &str, label: String| {
        let spec = choice.metric.spec();
        let text = format!("{label} {id} {} {} {}", spec.label, spec.formula, spec.group.label()).to_lowercase();
        if words.iter().all(|word| text.contains(word.as_str())) {
            entries.push(Entry { group, choice, label });
        }
    };
    for (choice, label) in observed_choices(scenario, own, columns) {
        offer(OBSERVED, choice, "observed", label);
    }
    for &metric in MetricId::ALL {
        let spec = metric.spec();
        let group = spec.group.label();
        if spec.dim == Dim::One {
            offer(group, PlotChoice::all(metric), spec.id, spec.label.to_owned());
            continue;
        }
        if with_all {
            offer(group, PlotChoice::all(metric), spec.id, format!("{}, all", spec.label));
        }
        for column in columns.iter().filter(|column| column.metric == metric) {
            offer(group, PlotChoice::one(metric, column.index), &column.id, column.label.clone());
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::metrics::columns;

    fn labels(search: &str, with_all: bool) -> Vec<String> {
        let scenario = scenario();
        let columns = columns(&scenario);
        entries(&scenario, &[], &columns, search, with_all).into_iter().map(|entry| entry.label).collect()
    }

    #[test]
    fn every_metric_is_found_by_its_id_and_by_its_label() {
        for metric in MetricId::ALL {
            let spec = metric.spec();
            for search in [spec.id, spec.label] {
                assert!(labels(search, true).iter().any(|label| label.starts_with(spec.label)), "{search}");
            }
        }
    }

    #[test]
    fn the_headline_is_one_figure() {
        assert!(labels("phone_share", true).contains(&"Installed base of phones, all".to_owned()));
        assert!(!labels("phone_share", false).iter().any(|label| label.ends_with(", all")));
    }

    #[test]
    fn all_words_must_be_there_in_any_place() {
        assert_eq!(
            labels("log-sum surplus", false).first().map(String::as_str),
            Some("Consumer surplus from services")
        );
        assert!(labels("no such words", false).is_empty());
    }
}
