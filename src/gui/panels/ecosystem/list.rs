//! The flows of the map as a list, for those who read better than they see lines.

use egui::{Button, Label, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::super::command::Command;
use super::super::super::ecosystem::{Graph, Item};
use super::super::super::shell::ShellCommand;
use super::super::super::text;
use super::super::super::theme;
use super::super::super::widgets::sort_words;
use super::Picked;
use crate::rules::LEVER_RULE;
use crate::scenario::Scenario;

/// A column of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Head {
    From,
    To,
    #[default]
    Volume,
    Data,
    Purpose,
    Fate,
    Rule,
}

impl Head {
    const ALL: [Self; 7] = [Self::From, Self::To, Self::Volume, Self::Data, Self::Purpose, Self::Fate, Self::Rule];

    const fn label(self) -> &'static str {
        match self {
            Self::From => "From",
            Self::To => "To",
            Self::Data => "Data",
            Self::Purpose => "Purpose",
            Self::Fate => "What became of it",
            Self::Rule => "Decided by",
            Self::Volume => "Million user-weeks",
        }
    }

    fn words(self, item: &Item, scenario: &Scenario) -> String {
        match self {
            Self::From => item.from.name(scenario),
            Self::To => item.to.name(scenario),
            Self::Data => text::capitalised(item.data.label()),
            Self::Purpose => text::capitalised(item.purpose.label()),
            Self::Fate => text::capitalised(item.fate.label()),
            Self::Rule => item.rule.clone().unwrap_or_else(|| "default".to_owned()),
            Self::Volume => text::number((item.user_weeks / 1e3).round() / 1e3),
        }
    }

    fn column(self) -> Column {
        match self {
            Self::From | Self::To => Column::initial(116.0).at_least(60.0).clip(true),
            Self::Data => Column::initial(100.0).at_least(60.0).clip(true),
            Self::Purpose => Column::initial(96.0).at_least(60.0).clip(true),
            Self::Fate => Column::initial(150.0).at_least(60.0).clip(true),
            Self::Rule => Column::remainder().at_least(130.0).clip(true),
            Self::Volume => Column::exact(126.0),
        }
    }
}

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    head: Head,
    descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { head: Head::Volume, descending: true }
    }
}

/// Draws the list.
pub(super) fn list_ui(
    ui: &mut Ui,
    scenario: &Scenario,
    graph: &Graph,
    picked: &mut Option<Picked>,
    order: &mut Order,
    commands: &mut Vec<Command>,
) {
    let mut items: Vec<&Item> =
        graph.items.iter().filter(|item| picked.is_none_or(|picked| picked.holds(item))).collect();
    // The flows come with the largest first.
    if order.head != Head::Volume {
        items.sort_by_cached_key(|item| order.head.words(item, scenario));
    }
    if order.descending != (order.head == Head::Volume) {
        items.reverse();
    }
    ui.add_space(3.0);
    ui.horizontal_wrapped(|ui| {
        let of = match picked {
            None => String::new(),
            Some(Picked::Node(node)) => format!(" of {}", node.name(scenario)),
            Some(Picked::Link(from, to)) => format!(" from {} to {}", from.name(scenario), to.name(scenario)),
        };
        ui.label(theme::title(format!("Flows{of}")));
        let sum = |moved: bool| -> f64 {
            items.iter().filter(|item| item.fate.moved() == moved).map(|item| item.user_weeks).sum::<f64>() / 1e6
        };
        ui.label(theme::quiet(format!(
            "{} flows, {} million user-weeks a week moved and {} did not",
            items.len(),
            text::number(sum(true)),
            text::number(sum(false))
        )));
        if picked.is_some() && ui.small_button("Show all flows").clicked() {
            *picked = None;
        }
    });
    ScrollArea::horizontal().auto_shrink(false).id_salt("flows").show(ui, |ui| {
        let mut table = TableBuilder::new(ui).striped(true).auto_shrink(false).min_scrolled_height(0.0);
        table = table.cell_layout(egui::Layout::left_to_right(egui::Align::Center));
        for head in Head::ALL {
            table = table.column(head.column());
        }
        table
            .header(20.0, |mut header| {
                for head in Head::ALL {
                    header.col(|ui| head_ui(ui, head, order));
                }
            })
            .body(|body| {
                body.rows(20.0, items.len(), |mut row| {
                    let item = items[row.index()];
                    for head in Head::ALL {
                        row.col(|ui| cell_ui(ui, scenario, item, head, picked, commands));
                    }
                });
            });
    });
}

fn head_ui(ui: &mut Ui, head: Head, order: &mut Order) {
    let sorts = order.head == head;
    let words = sort_words(head.label(), sorts.then_some(order.descending));
    ui.spacing_mut().button_padding.x = 2.0;
    let button = ui.add(Button::new(words).frame_when_inactive(false).truncate());
    if button.accessible_name(format!("Sort flows by {}", head.label())).clicked() {
        *order = Order { head, descending: if sorts { !order.descending } else { head == Head::Volume } };
    }
}

fn cell_ui(
    ui: &mut Ui,
    scenario: &Scenario,
    item: &Item,
    head: Head,
    picked: &mut Option<Picked>,
    commands: &mut Vec<Command>,
) {
    let words = head.words(item, scenario);
    ui.spacing_mut().button_padding.x = 2.0;
    match head {
        Head::From => {
            let sentence = item.sentence(scenario);
            let button = ui.add(Button::new(words).frame_when_inactive(false).truncate());
            if button.accessible_name(&sentence).on_hover_text(sentence).clicked() {
                *picked = Some(Picked::Link(item.from, item.to));
            }
        }
        Head::Rule => match &item.rule {
            Some(id) if id != LEVER_RULE => {
                let button = ui.add(Button::new(words).frame_when_inactive(false).truncate());
                let button = button.accessible_name(format!("Show the rule {id}"));
                if button.on_hover_text("Shows the rule in the access tab").clicked() {
                    commands.push(Command::Shell(ShellCommand::ShowRule(id.clone())));
                }
            }
            _ => {
                ui.add(Label::new(item.rule_words()).selectable(false).truncate());
            }
        },
        Head::Volume => {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add_space(8.0);
                ui.add(Label::new(words).selectable(false));
            });
        }
        _ => {
            ui.add(Label::new(words).selectable(false).truncate());
        }
    }
}
