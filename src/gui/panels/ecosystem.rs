//! The map of the market: actors as nodes, the data of the week under the time cursor as lines between them, and the
//! same as a list.

mod list;
mod map;
mod place;

use egui::{Button, ComboBox, Panel, Ui};

use super::super::command::Command;
use super::super::ecosystem::{Graph, Item, Link, Look, MEANS, Node, Tint, largest};
use super::super::plots::PlotChoice;
use super::super::text;
use super::super::theme;
use super::super::workbench::Workbench;
use super::super::worker::Finished;
use crate::metrics::MetricId;
use crate::scenario::vocabulary::{Capture, Category, DataType};
use list::{Order, list_ui};
use map::{legend_ui, map_ui};

/// What was clicked in the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picked {
    Node(Node),
    Link(Node, Node),
}

impl Picked {
    pub(super) fn holds(self, item: &Item) -> bool {
        match self {
            Self::Node(node) => item.from == node || item.to == node,
            Self::Link(from, to) => (item.from, item.to) == (from, to),
        }
    }

    const fn link(link: &Link) -> Self {
        Self::Link(link.from, link.to)
    }
}

/// How the tab looks.
#[derive(Debug, Default)]
pub struct EcosystemView {
    look: Look,
    picked: Option<Picked>,
    order: Order,
    shown: Option<Shown>,
    /// For which run and look the largest volume holds.
    scale: Option<(u64, Look, f64)>,
    /// Whether the list is hidden.
    map_only: bool,
}

/// What was last worked out, and for what.
#[derive(Debug)]
pub(super) struct Shown {
    key: (u64, u32, Look),
    graph: Graph,
    /// Nodes with a word on how each does.
    nodes: Vec<(Node, String)>,
    largest: f64,
}

impl EcosystemView {
    fn refresh(&mut self, workbench: &Workbench, run: &Finished) {
        let week = workbench.playback.week().min(run.trace.weeks().saturating_sub(1));
        let key = (run.token, week, self.look);
        if self.shown.as_ref().is_some_and(|shown| shown.key == key) {
            return;
        }
        let largest = match self.scale {
            Some((token, look, known)) if (token, look) == (run.token, self.look) => known,
            _ => largest(&run.trace, self.look),
        };
        self.scale = Some((run.token, self.look, largest));
        let graph = Graph::new(&run.trace, week, self.look);
        let nodes = nodes(workbench, run, week, self.look.by_category);
        if let Some(picked) = self.picked
            && !nodes.iter().any(|(node, _)| match picked {
                Picked::Node(known) => known == *node,
                Picked::Link(_, to) => to == *node,
            })
        {
            self.picked = None;
        }
        let largest = largest.max(graph.largest);
        self.shown = Some(Shown { key, graph, nodes, largest });
    }
}

/// All nodes, each with a word on how it does in the week.
fn nodes(workbench: &Workbench, run: &Finished, week: u32, by_category: bool) -> Vec<(Node, String)> {
    let scenario = workbench.scenario();
    let value = |metric: MetricId, member: Option<usize>| {
        let choice = PlotChoice { metric, member };
        Workbench::value(workbench.current(), choice, week)
    };
    let percent = |share: Option<f64>| share.map_or(0.0, |share| (share * 1000.0).round() / 10.0);
    let mut nodes = vec![(Node::Users, format!("{} million", text::number(scenario.persons_m)))];
    for messenger in 0..scenario.messengers.len() {
        let share = percent(value(MetricId::messenger_share, Some(messenger)));
        nodes.push((Node::Messenger(messenger), format!("{} % of users", text::number(share))));
    }
    for (brand, now) in run.trace.brands(week).iter().enumerate() {
        let share = text::number(percent(value(MetricId::phone_share, Some(brand))));
        let reads = match now.capture {
            _ if now.ordered_to_stop => ", ordered to stop",
            Capture::Off => "",
            Capture::OnDevice => ", on phones",
            Capture::Server => ", reads",
        };
        nodes.push((Node::Brand(brand), format!("{share} %{reads}")));
    }
    let alive = run.trace.vendors(week);
    if by_category {
        for category in Category::ALL {
            let of = |row: &&crate::run::trace::VendorWeek| {
                run.trace.firms().get(row.firm as usize).is_some_and(|firm| firm.category == *category)
            };
            let count = alive.iter().filter(of).count();
            nodes.push((Node::Vendors(Some(*category)), format!("{count} alive")));
        }
    } else {
        nodes.push((Node::Vendors(None), format!("{} alive", text::number(alive.len() as f64))));
    }
    let cases = value(MetricId::n_cases, None).unwrap_or_default();
    let said = match cases as u32 {
        0 => "no open case".to_owned(),
        1 => "1 open case".to_owned(),
        more => format!("{more} open cases"),
    };
    nodes.push((Node::Regulator, said));
    nodes
}

/// Draws the tab.
pub fn ecosystem_ui(ui: &mut Ui, workbench: &Workbench, view: &mut EcosystemView, commands: &mut Vec<Command>) {
    let Some(run) = workbench.current() else {
        ui.label("The first run is being computed");
        return;
    };
    view.refresh(workbench, run);
    controls_ui(ui, view);
    let EcosystemView { look, picked, order, shown: Some(shown), map_only, .. } = view else { return };
    let scenario = workbench.scenario();
    if !*map_only {
        let height = (ui.available_height() * 0.3).clamp(110.0, 260.0);
        let panel = Panel::bottom("flows").default_size(height).size_range(90.0..=520.0);
        panel.show(ui, |ui| list_ui(ui, scenario, &shown.graph, picked, order, commands));
    }
    let week = shown.key.1;
    let mean = match look.weeks {
        1 => String::new(),
        weeks => format!(", mean of {weeks} weeks"),
    };
    ui.label(theme::quiet(format!(
        "Data wanted in the week of {} (week {week}){mean}, a click on a line or an actor lists its flows",
        text::date(scenario, week)
    )));
    legend_ui(ui, shown, *look);
    if let Some(clicked) = map_ui(ui, scenario, shown, *picked) {
        *picked = if *picked == Some(clicked) { None } else { Some(clicked) };
    }
}

fn controls_ui(ui: &mut Ui, view: &mut EcosystemView) {
    let look = &mut view.look;
    ui.horizontal_wrapped(|ui| {
        let name =
            |data: Option<DataType>| data.map_or_else(|| "All data".to_owned(), |data| text::capitalised(data.label()));
        let combo = ComboBox::from_id_salt("data").selected_text(name(look.data)).width(120.0);
        let combo = combo.show_ui(ui, |ui| {
            theme::menu(ui);
            for data in std::iter::once(None).chain(DataType::ALL.iter().copied().map(Some)) {
                if ui.selectable_value(&mut look.data, data, name(data)).clicked() {
                    ui.close();
                }
            }
        });
        combo.response.accessible_name("Type of data");
        let name = |weeks: u32| if weeks == 1 { "This week".to_owned() } else { format!("Mean of {weeks} weeks") };
        let combo = ComboBox::from_id_salt("weeks").selected_text(name(look.weeks)).width(130.0);
        let combo = combo.show_ui(ui, |ui| {
            theme::menu(ui);
            for weeks in MEANS {
                if ui.selectable_value(&mut look.weeks, *weeks, name(*weeks)).clicked() {
                    ui.close();
                }
            }
        });
        combo.response.accessible_name("Weeks shown");
        ui.label(theme::quiet("Colour by"));
        for (tint, words) in [(Tint::Provenance, "Provenance"), (Tint::Data, "Type of data")] {
            if ui.add(Button::selectable(look.tint == tint, words)).clicked() {
                look.tint = tint;
            }
        }
        let help = "What each actor collects from its own users, which “Transfers permitted” does not count";
        ui.checkbox(&mut look.own, "Own collection").on_hover_text(help);
        ui.checkbox(&mut look.denied, "Denied").on_hover_text("What was wanted and not obtained");
        ui.checkbox(&mut look.by_category, "Vendors by category");
        let mut lists = !view.map_only;
        ui.checkbox(&mut lists, "Flows as a list");
        view.map_only = !lists;
    });
}
