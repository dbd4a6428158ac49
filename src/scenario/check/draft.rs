//! A scenario file as a set of named pieces, and how a child's pieces are laid over its parent's.

use super::spanned::{Desk, Field, Node};
use crate::scenario::vocabulary::Category;

/// Most entries of a list of actors, rules, changes, shocks or series.
const MOST_ENTRIES: usize = 512;
/// Most entries of the maps of levers and sources.
const MOST_NAMES: usize = 2048;
/// Fields of a scenario file.
const SCENARIO: &[&str] = &[
    "format",
    "title",
    "story",
    "parent",
    "start",
    "weeks",
    "policy_week",
    "persons_m",
    "no_messenger_share",
    "agents",
    "seed",
    "brands",
    "messengers",
    "vendors",
    "regulator",
    "default_effect",
    "rules",
    "levers",
    "reforms",
    "shocks",
    "series",
    "neutral_words",
    "sources",
];
/// Fields that a child never takes from its parent.
const OWN: &[&str] = &["format", "title", "parent"];
const BRAND: &[&str] = &[
    "id",
    "name",
    "neutral_name",
    "base_share",
    "price_rmb",
    "shipments",
    "capture",
    "capture_from",
    "coverage",
    "partners",
    "quick_app",
    "coalition",
    "lawful",
    "retreats",
    "sets_terms",
];
const MESSENGER: &[&str] = &[
    "id",
    "name",
    "operator",
    "neutral_name",
    "primary_share",
    "accounts_m",
    "ceiling_m",
    "adoption_p",
    "adoption_q",
    "mini_programs",
    "official_accounts",
    "open_hardware",
    "response",
    "licenses",
    "own_services",
    "withdraws_from",
    "sets_terms",
];
const VENDORS: &[&str] = &["at_start", "named", "occasion_shares"];
const NAMED: &[&str] = &[
    "id",
    "name",
    "neutral_name",
    "category",
    "quality_rank",
    "needs",
    "fails",
    "tool_share",
    "intruder_share",
    "intruder_from",
];
const REGULATOR: &[&str] = &["mediation", "fines", "sets_precedent"];
const RULE: &[&str] = &[
    "id",
    "priority",
    "effect",
    "sender",
    "recipient",
    "first_party",
    "subject",
    "types",
    "purposes",
    "authorised_by",
    "consent",
    "place",
    "onward",
    "reciprocal",
    "non_discriminatory",
    "price",
    "user_share",
    "cap_records",
    "cap_subjects",
    "latency_weeks",
    "retention_weeks",
    "from",
    "until",
    "enforcement",
    "enabled",
];
const REFORM: &[&str] = &["week", "note", "set", "rules", "enable", "disable"];
const SHOCK: &[&str] = &["week", "kind", "actor", "brand", "share", "note"];
const SERIES: &[&str] = &["label", "metric", "points", "source"];
/// Fields of a rule's enforcement.
pub(super) const ENFORCEMENT: &[&str] =
    &["detection", "fine_fixed_m", "fine_turnover_share", "fine_cap_m", "deletion", "remedies"];

/// A struct opened into its fields, each known and given once.
#[derive(Clone)]
pub(super) struct Record<'a> {
    /// Where it stands; of a patched entry, where the patch stands.
    pub(super) node: Node<'a>,
    fields: Vec<Field<'a>>,
}

impl<'a> Record<'a> {
    /// Opens a struct; names the fields that are unknown or given twice.
    pub(super) fn open(desk: &mut Desk<'a>, node: &Node<'a>, known: &[&str]) -> Option<Self> {
        let mut record = Self { node: node.clone(), fields: Vec::new() };
        for field in desk.fields(node)? {
            let name = field.key.text;
            if !known.contains(&name) {
                let mend = desk.suggest(name, known, "remove it or give it one of these names");
                let allowed = format!("the fields {}", known.join(", "));
                desk.say(&field.key, format!("an unknown field `{name}`"), allowed, mend);
            } else if record.get(name).is_some() {
                desk.say(&field.key, format!("`{name}` a second time"), "each field once", "remove one of the two");
            } else {
                record.fields.push(field);
            }
        }
        Some(record)
    }

    /// Value of a field, if it is given.
    pub(super) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.fields.iter().find(|field| field.key.text == name).map(|field| &field.value)
    }

    /// Value of a field that must be given.
    pub(super) fn need(&self, desk: &mut Desk<'a>, name: &str) -> Option<Node<'a>> {
        let node = self.get(name).cloned();
        if node.is_none() {
            desk.say(&self.node.field(name), "nothing", format!("the field `{name}`"), format!("add `{name}: …`"));
        }
        node
    }

    /// Reads a field that must be given.
    pub(super) fn must<T>(
        &self,
        desk: &mut Desk<'a>,
        name: &str,
        read: impl FnOnce(&mut Desk<'a>, &Node<'a>) -> Option<T>,
    ) -> Option<T> {
        self.need(desk, name).and_then(|node| read(desk, &node))
    }

    /// Reads a field, or takes its default where it is not given.
    pub(super) fn or<T>(
        &self,
        desk: &mut Desk<'a>,
        name: &str,
        default: T,
        read: impl FnOnce(&mut Desk<'a>, &Node<'a>) -> Option<T>,
    ) -> Option<T> {
        self.get(name).map_or(Some(default), |node| read(desk, node))
    }

    /// Where a problem with a field is shown: at its value, or else at the beginning of the struct.
    pub(super) fn at(&self, name: &str) -> Node<'a> {
        self.get(name).cloned().unwrap_or_else(|| self.node.field(name))
    }

    /// These fields over those of a parent.
    fn over(mut self, parent: Self, own: &[&str]) -> Self {
        for field in parent.fields {
            if self.get(field.key.text).is_none() && !own.contains(&field.key.text) {
                self.fields.push(field);
            }
        }
        self
    }
}

/// Records that have ids.
pub(super) type Listed<'a> = Vec<(String, Record<'a>)>;
/// Values by name: (name, its place, value).
pub(super) type Named<'a> = Vec<(String, Node<'a>, Node<'a>)>;

/// A scenario file, or a child laid over its parents.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    /// The fields at the top.
    pub(super) head: Record<'a>,
    /// Phone makers.
    pub(super) brands: Listed<'a>,
    /// Messengers.
    pub(super) messengers: Listed<'a>,
    /// App vendors as a whole.
    pub(super) vendors: Option<Record<'a>>,
    /// Named vendors.
    pub(super) named: Listed<'a>,
    /// Share of occasions by category; `None` if absent or no list of shares.
    pub(super) occasions: Option<Named<'a>>,
    /// The regulator.
    pub(super) regulator: Option<Record<'a>>,
    /// Access rules.
    pub(super) rules: Listed<'a>,
    /// Levers.
    pub(super) levers: Named<'a>,
    /// Dated changes, each with its own rules.
    pub(super) reforms: Vec<(Record<'a>, Listed<'a>)>,
    /// Shocks.
    pub(super) shocks: Vec<Record<'a>>,
    /// Observed series.
    pub(super) series: Vec<Record<'a>>,
    /// Words that stand for others when names are to stay neutral.
    pub(super) neutral_words: Named<'a>,
    /// Sources.
    pub(super) sources: Named<'a>,
}

impl<'a> Draft<'a> {
    /// Opens a file.
    pub(super) fn open(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Self> {
        let head = Record::open(desk, node, SCENARIO)?;
        let part =
            |desk: &mut Desk<'a>, name: &str, known| head.get(name).and_then(|node| Record::open(desk, node, known));
        let vendors = part(desk, "vendors", VENDORS);
        let regulator = part(desk, "regulator", REGULATOR);
        let of_vendors = |name| vendors.as_ref().and_then(|vendors| vendors.get(name));
        let reforms = records(desk, head.get("reforms"), REFORM)
            .into_iter()
            .map(|reform| {
                let rules = listed(desk, reform.get("rules"), RULE);
                (reform, rules)
            })
            .collect();
        Some(Self {
            brands: listed(desk, head.get("brands"), BRAND),
            messengers: listed(desk, head.get("messengers"), MESSENGER),
            named: listed(desk, of_vendors("named"), NAMED),
            occasions: of_vendors("occasion_shares").and_then(|node| occasions(desk, node)),
            rules: listed(desk, head.get("rules"), RULE),
            levers: named(desk, head.get("levers")),
            shocks: records(desk, head.get("shocks"), SHOCK),
            series: records(desk, head.get("series"), SERIES),
            neutral_words: named(desk, head.get("neutral_words")),
            sources: named(desk, head.get("sources")),
            reforms,
            vendors,
            regulator,
            head,
        })
    }

    /// This file over its parent: what it says replaces, what has an id or a name is merged, the rest is added.
    pub(super) fn over(self, parent: Self) -> Self {
        Self {
            head: self.head.over(parent.head, OWN),
            brands: patched(self.brands, parent.brands),
            messengers: patched(self.messengers, parent.messengers),
            vendors: laid(self.vendors, parent.vendors),
            named: patched(self.named, parent.named),
            occasions: match (self.occasions, parent.occasions) {
                (Some(child), Some(parent)) => Some(renamed(child, parent)),
                (child, parent) => child.or(parent),
            },
            regulator: laid(self.regulator, parent.regulator),
            rules: patched(self.rules, parent.rules),
            levers: renamed(self.levers, parent.levers),
            reforms: parent.reforms.into_iter().chain(self.reforms).collect(),
            shocks: parent.shocks.into_iter().chain(self.shocks).collect(),
            series: parent.series.into_iter().chain(self.series).collect(),
            neutral_words: renamed(self.neutral_words, parent.neutral_words),
            sources: renamed(self.sources, parent.sources),
        }
    }
}

fn laid<'a>(child: Option<Record<'a>>, parent: Option<Record<'a>>) -> Option<Record<'a>> {
    match (child, parent) {
        (Some(child), Some(parent)) => Some(child.over(parent, &[])),
        (child, parent) => child.or(parent),
    }
}

fn patched<'a>(child: Listed<'a>, parent: Listed<'a>) -> Listed<'a> {
    let mut merged = parent;
    for (id, patch) in child {
        match merged.iter_mut().find(|(other, _)| *other == id) {
            Some((_, record)) => *record = patch.over(record.clone(), &[]),
            None => merged.push((id, patch)),
        }
    }
    merged
}

fn renamed<'a>(child: Named<'a>, parent: Named<'a>) -> Named<'a> {
    let mut merged = parent;
    for entry in child {
        match merged.iter_mut().find(|other| other.0 == entry.0) {
            Some(other) => *other = entry,
            None => merged.push(entry),
        }
    }
    merged
}

fn records<'a>(desk: &mut Desk<'a>, node: Option<&Node<'a>>, known: &[&str]) -> Vec<Record<'a>> {
    let mut nodes = node.and_then(|node| desk.list(node)).unwrap_or_default();
    if let Some(beyond) = nodes.get(MOST_ENTRIES).cloned() {
        let found = format!("{} entries", nodes.len());
        desk.say(&beyond, found, format!("at most {MOST_ENTRIES} entries in a list"), "remove the rest");
        nodes.truncate(MOST_ENTRIES);
    }
    nodes.iter().filter_map(|node| Record::open(desk, node, known)).collect()
}

/// Records with ids; an id given twice in one file is a problem.
fn listed<'a>(desk: &mut Desk<'a>, node: Option<&Node<'a>>, known: &[&str]) -> Listed<'a> {
    let mut listed: Listed<'a> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for record in records(desk, node, known) {
        let Some(id) = record.need(desk, "id").and_then(|node| desk.id(&node).map(|id| (id, node))) else { continue };
        let (id, place) = id;
        if seen.insert(id.clone()) {
            listed.push((id, record));
        } else {
            desk.say(&place, format!("the id `{id}` a second time"), "each id once in a list", "give it another id");
        }
    }
    listed
}

/// A map of names to values; a name given twice is a problem.
fn named<'a>(desk: &mut Desk<'a>, node: Option<&Node<'a>>) -> Named<'a> {
    let mut named: Named<'a> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut entries = node.and_then(|node| desk.entries(node)).unwrap_or_default();
    if let Some(beyond) = entries.get(MOST_NAMES).map(|entry| entry.key.clone()) {
        let found = format!("{} entries", entries.len());
        desk.say(&beyond, found, format!("at most {MOST_NAMES} entries in a map"), "remove the rest");
        entries.truncate(MOST_NAMES);
    }
    for entry in entries {
        let Some(name) = desk.text(&entry.key) else { continue };
        if seen.insert(name.clone()) {
            named.push((name, entry.key, entry.value));
        } else {
            desk.say(&entry.key, format!("`{name}` a second time"), "each name once", "remove one of the two");
        }
    }
    named
}

/// Shares by category: `(food: 0.1, …)`, or all ten in the order of the vocabulary.
fn occasions<'a>(desk: &mut Desk<'a>, node: &Node<'a>) -> Option<Named<'a>> {
    let words: Vec<&str> = Category::ALL.iter().map(|category| category.id()).collect();
    let inside = node.text.get(1..).unwrap_or_default().trim_start();
    if inside.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+')) {
        let shares = desk.tuple(node, Category::COUNT)?;
        return Some(
            words.iter().zip(shares).map(|(word, share)| ((*word).to_owned(), share.clone(), share)).collect(),
        );
    }
    let record = Record::open(desk, node, &words)?;
    Some(record.fields.into_iter().map(|field| (field.key.text.to_owned(), field.key, field.value)).collect())
}
