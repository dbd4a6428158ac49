//! Who got which data from whom in a week, as nodes, links and a list of flows.

use std::collections::BTreeMap;

use crate::rules::{LEVER_RULE, Slot, SlotKind, Slots};
use crate::run::Trace;
use crate::run::trace::Stance;
use crate::scenario::Scenario;
use crate::scenario::vocabulary::{Category, DataType, Origin, Purpose, Response};
use crate::world::flow::{DataFlow, Fate};

use super::text;

/// An actor of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// Everybody who uses phones.
    Users,
    /// A messenger with its operator.
    Messenger(usize),
    /// A phone maker.
    Brand(usize),
    /// App vendors, all or those of a category.
    Vendors(Option<Category>),
    /// The regulator.
    Regulator,
}

impl Node {
    /// Its name.
    pub fn name(self, scenario: &Scenario) -> String {
        match self {
            Self::Users => "Users".to_owned(),
            Self::Messenger(m) => scenario.messengers.get(m).map_or_else(String::new, |known| known.name.clone()),
            Self::Brand(b) => scenario.brands.get(b).map_or_else(String::new, |known| known.name.clone()),
            Self::Vendors(None) => "App vendors".to_owned(),
            Self::Vendors(Some(category)) => format!("{} vendors", text::capitalised(category.label())),
            Self::Regulator => "Regulator".to_owned(),
        }
    }

    fn of(slots: &Slots, slot: Slot, by_category: bool) -> Self {
        match slots.kind(slot) {
            SlotKind::Brand(brand) => Self::Brand(brand),
            SlotKind::Messenger(messenger) => Self::Messenger(messenger),
            SlotKind::Category(category) if by_category => Self::Vendors(Some(category)),
            SlotKind::Named(_) | SlotKind::Category(_) => Self::Vendors(None),
        }
    }
}

/// What became of data, as drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Course {
    /// Moved under a rule: a solid line.
    Moved,
    /// Taken against the rules: a zigzag with a warning sign.
    Violation,
    /// Wanted and denied: dashes with a bar across.
    Denied,
}

impl Course {
    /// All of them, in the order of the legend.
    pub const ALL: &'static [Self] = &[Self::Moved, Self::Violation, Self::Denied];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Moved => "permitted",
            Self::Violation => "against the rules",
            Self::Denied => "denied or blocked",
        }
    }

    /// How a fate is drawn.
    pub const fn of(fate: Fate) -> Self {
        match fate {
            Fate::Permitted(_) => Self::Moved,
            Fate::Violation(_) => Self::Violation,
            _ => Self::Denied,
        }
    }
}

/// What decides the colour of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tint {
    /// How the holder came by the data.
    #[default]
    Provenance,
    /// What data it is.
    Data,
}

/// The word behind a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// How the data were come by.
    Origin(Origin),
    /// What data.
    Data(DataType),
    /// Data that nobody got have no provenance.
    None,
}

impl Key {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Origin(origin) => origin.label(),
            Self::Data(data) => data.label(),
            Self::None => "not obtained",
        }
    }
}

/// What the map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Weeks up to the time cursor of which the mean is shown.
    pub weeks: u32,
    /// One type of data, or all.
    pub data: Option<DataType>,
    /// What decides the colour.
    pub tint: Tint,
    /// Whether vendors are shown by category.
    pub by_category: bool,
    /// Whether what actors collect from their own users is shown.
    pub own: bool,
    /// Whether what was denied is shown.
    pub denied: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { weeks: 1, data: None, tint: Tint::default(), by_category: false, own: true, denied: true }
    }
}

/// Means that are offered, weeks.
pub const MEANS: &[u32] = &[1, 4, 13];

/// One flow of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Who holds or generates the data.
    pub from: Node,
    /// Who wants it.
    pub to: Node,
    /// What.
    pub data: DataType,
    /// What for.
    pub purpose: Purpose,
    /// What became of it.
    pub fate: Fate,
    /// Whether it never left the phone.
    pub on_device: bool,
    /// Id of the rule that decided; none for the scenario's default.
    pub rule: Option<String>,
    /// User-weeks a week.
    pub user_weeks: f64,
}

impl Item {
    /// The rule in words.
    pub fn rule_words(&self) -> String {
        match self.rule.as_deref() {
            None => "the scenario's default".to_owned(),
            Some(LEVER_RULE) => "the lever on permissions for messages".to_owned(),
            Some(id) => format!("the rule “{id}”"),
        }
    }

    /// The flow as a sentence without full stop.
    pub fn sentence(&self, scenario: &Scenario) -> String {
        let (from, to) = (self.from.name(scenario), self.to.name(scenario));
        let data = text::capitalised(self.data.label());
        let way = if self.from == Node::Users {
            format!("{data} of its users wanted by {to}")
        } else {
            format!("{data} wanted by {to} from {from}")
        };
        let place = if self.on_device { ", processed on the phone" } else { "" };
        format!(
            "{way} to {}, {}, {}{place}, decided by {}",
            self.purpose.label(),
            volume(self.user_weeks),
            self.fate.label(),
            self.rule_words()
        )
    }
}

/// A volume with its unit.
pub fn volume(user_weeks: f64) -> String {
    format!("{} million user-weeks a week", text::number((user_weeks / 1e3).round() / 1e3))
}

/// One line of a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// How it is drawn.
    pub course: Course,
    /// What its colour says.
    pub key: Key,
    /// User-weeks a week.
    pub user_weeks: f64,
}

/// All lines from one node to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Whose data.
    pub from: Node,
    /// Who wants them.
    pub to: Node,
    /// Its lines.
    pub lanes: Vec<Lane>,
}

impl Link {
    /// Whether a flow of the list belongs to it.
    pub fn holds(&self, item: &Item) -> bool {
        (self.from, self.to) == (item.from, item.to)
    }
}

/// A conflict or a licence between an operator and a phone maker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The operator.
    pub messenger: usize,
    /// The phone maker.
    pub brand: usize,
    /// What there is.
    pub words: &'static str,
    /// Whether users feel it or somebody is ordered.
    pub grave: bool,
}

/// The picture of a week.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Flows, the largest first.
    pub items: Vec<Item>,
    /// Links by their ends.
    pub links: Vec<Link>,
    /// Conflicts and licences.
    pub badges: Vec<Badge>,
    /// Largest volume of a line, user-weeks a week.
    pub largest: f64,
}

impl Graph {
    /// Draws the picture of a week; no flow where the run has no trace.
    pub fn new(trace: &Trace, week: u32, look: Look) -> Self {
        let Some(slots) = trace.slots() else { return Self::default() };
        let items = items(trace, slots, week, look);
        let mut lanes: BTreeMap<(Node, Node), BTreeMap<(Course, Key), f64>> = BTreeMap::new();
        for item in &items {
            let course = Course::of(item.fate);
            let key = match look.tint {
                Tint::Data => Key::Data(item.data),
                Tint::Provenance => item.fate.origin().map_or(Key::None, Key::Origin),
            };
            *lanes.entry((item.from, item.to)).or_default().entry((course, key)).or_default() += item.user_weeks;
        }
        let link = |((from, to), lanes): ((Node, Node), BTreeMap<(Course, Key), f64>)| {
            let lane = |((course, key), user_weeks)| Lane { course, key, user_weeks };
            Link { from, to, lanes: lanes.into_iter().map(lane).collect() }
        };
        let links: Vec<Link> = lanes.into_iter().map(link).collect();
        let largest = links.iter().flat_map(|link| &link.lanes).map(|lane| lane.user_weeks).fold(0.0, f64::max);
        Self { items, links, badges: badges(trace, week), largest }
    }

    /// User-weeks that a node got, gave, and wanted in vain.
    pub fn of(&self, node: Node) -> [f64; 3] {
        let sum = |wanted: &dyn Fn(&Item) -> bool| -> f64 {
            self.items.iter().filter(|item| wanted(item)).map(|item| item.user_weeks).sum()
        };
        [
            sum(&|item| item.to == node && item.fate.moved()),
            sum(&|item| item.from == node && item.fate.moved()),
            sum(&|item| item.to == node && !item.fate.moved()),
        ]
    }
}

/// The largest volume of a line over the run, so that widths mean the same in every week.
pub fn largest(trace: &Trace, look: Look) -> f64 {
    let weeks = (0..trace.weeks()).step_by(26).chain(trace.weeks().checked_sub(1));
    weeks.map(|week| Graph::new(trace, week, Look { weeks: 1, ..look }).largest).fold(0.0, f64::max)
}

fn items(trace: &Trace, slots: &Slots, week: u32, look: Look) -> Vec<Item> {
    let first = (week + 1).saturating_sub(look.weeks.max(1));
    let count = f64::from(week + 1 - first);
    let mut items: Vec<Item> = Vec::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for week in first..=week {
        for flow in trace.flows(week).iter().filter(|flow| shows(look, flow)) {
            let own = flow.sender == flow.recipient;
            let rule = trace.rule(week, flow).map(|rule| rule.id.as_str());
            let to = Node::of(slots, flow.recipient, look.by_category);
            let from = if own { Node::Users } else { Node::of(slots, flow.sender, look.by_category) };
            let user_weeks = f64::from(flow.user_weeks) / count;
            let key = (flow.sender, flow.recipient, flow.data, flow.purpose, flow.fate, flow.on_device, rule);
            if let Some(&place) = known.get(&key) {
                items[place].user_weeks += user_weeks;
            } else {
                known.insert(key, items.len());
                let (data, purpose, fate, on_device) = (flow.data, flow.purpose, flow.fate, flow.on_device);
                let rule = rule.map(str::to_owned);
                items.push(Item { from, to, data, purpose, fate, on_device, rule, user_weeks });
            }
        }
    }
    if !look.by_category {
        items = merged(items);
    }
    items.sort_by(|a, b| b.user_weeks.total_cmp(&a.user_weeks));
    items
}

/// Flows that differ only by the category of vendors as one.
fn merged(items: Vec<Item>) -> Vec<Item> {
    let mut all: Vec<Item> = Vec::new();
    for item in items {
        let same = |other: &&mut Item| {
            let ends = (other.from, other.to, other.data, other.purpose);
            ends == (item.from, item.to, item.data, item.purpose)
                && (other.fate, other.on_device, &other.rule) == (item.fate, item.on_device, &item.rule)
        };
        match all.iter_mut().find(same) {
            Some(other) => other.user_weeks += item.user_weeks,
            None => all.push(item),
        }
    }
    all
}

fn shows(look: Look, flow: &DataFlow) -> bool {
    look.data.is_none_or(|data| flow.data == data)
        && (look.own || flow.sender != flow.recipient)
        && (look.denied || flow.fate.moved())
}

fn badges(trace: &Trace, week: u32) -> Vec<Badge> {
    let Some(slots) = trace.slots() else { return Vec::new() };
    let messengers = slots.all().filter(|&slot| matches!(slots.kind(slot), SlotKind::Messenger(_))).count();
    let mut badges = Vec::new();
    for messenger in 0..messengers {
        for brand in 0..trace.brands(week).len() {
            if let Some((words, grave)) = badge(trace.stance(week, messenger, brand)) {
                badges.push(Badge { messenger, brand, words, grave });
            }
        }
    }
    badges
}

const fn badge(stance: Stance) -> Option<(&'static str, bool)> {
    if stance.withdrawn {
        return Some(("withdrawn", true));
    }
    match stance.response {
        Some(Response::Block) => Some(("blocked", true)),
        Some(Response::Degrade) => Some(("degraded", true)),
        Some(Response::Sue) => Some(("in court", true)),
        Some(Response::Complain) => Some(("complaint", true)),
        Some(Response::License) if !stance.licensed => Some(("licence offered", false)),
        Some(Response::Ignore | Response::License) | None if stance.licensed => Some(("licensed", false)),
        Some(Response::Ignore | Response::License) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::workbench::scenario_library;
    use crate::run::{RunInput, run_traced};
    use crate::scenario::{load, shipped};

    fn traced(name: &str) -> (crate::run::Record, Trace) {
        let text = shipped(name).expect("shipped");
        let scenario = load(name, text.as_bytes(), &scenario_library).expect("valid");
        let mut input = RunInput::new(std::sync::Arc::new(scenario));
        (input.weeks, input.agents) = (48, 1024);
        run_traced(&input, 1, &mut |_| true).expect("nobody stops it")
    }

    #[test]
    fn the_list_and_the_links_add_up_to_the_metrics() {
        for name in ["user-authorised", "honor-magic-2017"] {
            let (record, trace) = traced(name);
            for by_category in [false, true] {
                for (week, tint) in [(0, Tint::Data), (20, Tint::Provenance), (47, Tint::Data)] {
                    let graph = Graph::new(&trace, week, Look { by_category, own: false, tint, ..Look::default() });
                    let metric = |id: &str| record.column(id).and_then(|c| c[week as usize]).unwrap_or_default();
                    let listed = |course| {
                        let items = graph.items.iter().filter(|item| Course::of(item.fate) == course);
                        items.map(|item| item.user_weeks).sum::<f64>() / 1e6
                    };
                    let drawn = |course| {
                        let lanes = graph.links.iter().flat_map(|link| &link.lanes);
                        lanes.filter(|lane| lane.course == course).map(|lane| lane.user_weeks).sum::<f64>() / 1e6
                    };
                    let wanted =
                        [(Course::Moved, metric("new_flows_permitted")), (Course::Violation, metric("new_violations"))];
                    for (course, metric) in wanted {
                        for sum in [listed(course), drawn(course)] {
                            let close = (sum - metric).abs() <= 1e-5 * metric.max(1.0);
                            assert!(close, "{name}, week {week}, {course:?}: {sum} against {metric}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_mean_over_weeks_is_the_mean_of_the_weeks() {
        let (_, trace) = traced("user-authorised");
        let total = |week, weeks| -> f64 {
            Graph::new(&trace, week, Look { weeks, ..Look::default() }).items.iter().map(|item| item.user_weeks).sum()
        };
        let mean = (44..48).map(|week| total(week, 1)).sum::<f64>() / 4.0;
        assert!((total(47, 4) / mean - 1.0).abs() < 1e-9);
        assert!((total(0, 13) / total(0, 1) - 1.0).abs() < 1e-12, "weeks before the first do not count");
    }

    #[test]
    fn filters_leave_out_and_sentences_name_the_rule() {
        let (_, trace) = traced("user-authorised");
        let look = Look { data: Some(DataType::Message), denied: false, ..Look::default() };
        let graph = Graph::new(&trace, 47, look);
        assert!(!graph.items.is_empty());
        assert!(graph.items.iter().all(|item| item.data == DataType::Message && item.fate.moved()));
        let text = shipped("user-authorised").expect("shipped");
        let scenario = load("user-authorised", text.as_bytes(), &scenario_library).expect("valid");
        for item in &graph.items {
            let said = item.sentence(&scenario);
            assert!(said.contains("decided by the ") && !said.ends_with('.'), "{said}");
        }
        assert!(graph.items.windows(2).all(|pair| pair[0].user_weeks >= pair[1].user_weeks));
    }
}
