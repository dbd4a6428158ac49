//! The tabs in the middle: they can be dragged, docked, split, and put back.

use egui::{Color32, Frame, Id, Margin, Stroke, Ui, Visuals, WidgetText};
use egui_tiles::{Behavior, SimplificationOptions, TabState, Tile, TileId, Tiles, Tree, UiResponse};
use serde::{Deserialize, Serialize};

use super::super::command::Command;
use super::super::marks::is_notable;
use super::super::theme;
use super::super::workbench::Workbench;
use super::{access, changes, compare, ecosystem, events, evidence, outcomes, regimes, scenario, users, vendors, why};

/// A tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tab {
    /// Headline and plots.
    Outcomes,
    /// Who gets which data from whom.
    Ecosystem,
    /// The vendors.
    Vendors,
    /// Winners and losers, and the life of one user.
    Users,
    /// The access rules.
    Access,
    /// What happened.
    Events,
    /// Runs side by side.
    Compare,
    /// The list of changes.
    Changes,
    /// What makes the difference, and what it hangs on.
    Why,
    /// Scenarios ranked against each other.
    Regimes,
    /// Published facts against the model.
    Evidence,
    /// Story, run, actors, sources, text.
    Scenario,
}

impl Tab {
    /// All tabs, in the order of the first layout.
    pub const ALL: &'static [Self] = &[
        Self::Outcomes,
        Self::Ecosystem,
        Self::Vendors,
        Self::Users,
        Self::Access,
        Self::Events,
        Self::Compare,
        Self::Changes,
        Self::Why,
        Self::Regimes,
        Self::Evidence,
        Self::Scenario,
    ];

    /// The word on the tab.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Outcomes => "Outcomes",
            Self::Ecosystem => "Ecosystem",
            Self::Vendors => "Vendors",
            Self::Users => "Users",
            Self::Access => "Access",
            Self::Events => "Events",
            Self::Compare => "Compare",
            Self::Changes => "Changes",
            Self::Why => "Why",
            Self::Regimes => "Regimes",
            Self::Evidence => "Evidence",
            Self::Scenario => "Scenario",
        }
    }
}

/// How the tabs look.
#[derive(Debug, Default)]
pub struct TabView {
    outcomes: outcomes::OutcomesView,
    ecosystem: ecosystem::EcosystemView,
    vendors: vendors::VendorView,
    users: users::UsersView,
    events: events::EventView,
    compare: compare::CompareView,
    why: why::WhyView,
    regimes: regimes::RegimeView,
    evidence: evidence::EvidenceView,
    scenario: scenario::ScenarioView,
    access: access::AccessView,
    /// The tab that something done in another one leads to.
    leads_to: Option<Tab>,
}

impl TabView {
    /// Finds a rule in the list of the access tab.
    pub fn find_rule(&mut self, id: &str) {
        self.access.find_rule(id);
    }
}

/// The first layout.
pub fn first_layout() -> Tree<Tab> {
    Tree::new_tabs(Id::unique("tabs"), Tab::ALL.to_vec())
}

/// Whether every tab has a place in a layout.
pub fn has_all_tabs(tree: &Tree<Tab>) -> bool {
    let has = |tab: &Tab| tree.tiles.tiles().any(|tile| matches!(tile, Tile::Pane(pane) if pane == tab));
    Tab::ALL.iter().all(has)
}

/// Brings a tab to the front.
pub fn show_tab(tree: &mut Tree<Tab>, tab: Tab) {
    tree.make_active(|_, tile| matches!(tile, Tile::Pane(pane) if *pane == tab));
}

/// The tabs in front, one for each place where tabs are docked.
pub fn front_tabs(tree: &Tree<Tab>) -> Vec<Tab> {
    let pane = |id: TileId| match tree.tiles.get(id) {
        Some(Tile::Pane(tab)) => Some(*tab),
        _ => None,
    };
    tree.active_tiles().into_iter().filter_map(pane).collect()
}

/// Draws the tabs.
pub fn tabs_ui(
    ui: &mut Ui,
    tree: &mut Tree<Tab>,
    workbench: &Workbench,
    view: &mut TabView,
    commands: &mut Vec<Command>,
) {
    tree.ui(&mut Panes { workbench, view, commands }, ui);
    if let Some(tab) = view.leads_to.take() {
        show_tab(tree, tab);
        ui.ctx().request_repaint();
    }
}

struct Panes<'a> {
    workbench: &'a Workbench,
    view: &'a mut TabView,
    commands: &'a mut Vec<Command>,
}

impl Behavior<Tab> for Panes<'_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, tab: &mut Tab) -> UiResponse {
        let (workbench, commands) = (self.workbench, &mut *self.commands);
        Frame::new().fill(ui.visuals().panel_fill).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
            // The ground is filled also where there is little to see.
            ui.set_min_size(ui.available_size());
            let view = &mut *self.view;
            let mut wanted = None;
            ui.push_id(tab.label(), |ui| match tab {
                Tab::Outcomes => outcomes::outcomes_ui(ui, workbench, &mut view.outcomes, commands),
                Tab::Ecosystem => ecosystem::ecosystem_ui(ui, workbench, &mut view.ecosystem, commands),
                Tab::Vendors => vendors::vendors_ui(ui, workbench, &mut view.vendors, commands),
                Tab::Users => users::users_ui(ui, workbench, &mut view.users, commands),
                Tab::Access => access::access_ui(ui, workbench, &mut view.access, commands),
                Tab::Events => events::events_ui(ui, workbench, &mut view.events, commands),
                Tab::Compare => wanted = compare::compare_ui(ui, workbench, &mut view.compare, commands),
                Tab::Changes => wanted = changes::changes_ui(ui, workbench, commands),
                Tab::Why => why::why_ui(ui, workbench, &mut view.why, commands),
                Tab::Regimes => regimes::regimes_ui(ui, workbench, &mut view.regimes, commands),
                Tab::Evidence => evidence::evidence_ui(ui, workbench, &mut view.evidence, commands),
                Tab::Scenario => scenario::scenario_ui(ui, workbench, &mut view.scenario, commands),
            });
            if let Some(changes::Wanted::EditRule(rule)) = wanted {
                view.access.edit(*rule, commands);
                view.leads_to = Some(Tab::Access);
            }
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, tab: &Tab) -> WidgetText {
        let count = match tab {
            Tab::Changes => self.workbench.changes().len(),
            Tab::Events => {
                let events = self.workbench.current().map_or(&[][..], |run| &run.record.events);
                events.iter().filter(|event| is_notable(event)).count()
            }
            Tab::Compare => self.workbench.pins().len(),
            Tab::Outcomes
            | Tab::Ecosystem
            | Tab::Vendors
            | Tab::Users
            | Tab::Access
            | Tab::Why
            | Tab::Regimes
            | Tab::Evidence
            | Tab::Scenario => 0,
        };
        let label = if count == 0 { tab.label().to_owned() } else { format!("{} {count}", tab.label()) };
        label.into()
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        30.0
    }

    fn tab_title_spacing(&self, _: &Visuals) -> f32 {
        12.0
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        3.0
    }

    fn tab_bar_color(&self, visuals: &Visuals) -> Color32 {
        visuals.faint_bg_color
    }

    fn tab_bg_color(&self, visuals: &Visuals, _: &Tiles<Tab>, _: TileId, state: &TabState) -> Color32 {
        if state.active { visuals.panel_fill } else { Color32::TRANSPARENT }
    }

    fn tab_outline_stroke(&self, visuals: &Visuals, _: &Tiles<Tab>, _: TileId, state: &TabState) -> Stroke {
        if state.active { Stroke::new(1.0, theme::hairline(visuals.dark_mode)) } else { Stroke::NONE }
    }

    fn tab_text_color(&self, visuals: &Visuals, _: &Tiles<Tab>, _: TileId, state: &TabState) -> Color32 {
        if state.active { visuals.text_color() } else { visuals.weak_text_color() }
    }
}
