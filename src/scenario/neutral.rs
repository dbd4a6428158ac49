//! A scenario without the names of firms, for a class or a publication in which nobody is to be named.
//!
//! Names, ids and prose are replaced and the texts written anew, so that whatever is made from the scenario, on screen
//! or in a file, is neutral by itself and runs again from its own texts. Nothing the model reads changes: the figures
//! are the same to the bit.

use std::sync::Arc;

use super::check::observable::{OF_BRANDS, OF_MESSENGERS};
use super::write::write;
use super::{Party, Reform, Rule, Scenario, Shock};

/// The sentence that a neutral scenario adds to its story.
pub const NOTE: &str = "The names of firms are replaced by neutral ones.";

/// Longest id, as the checker has it.
const ID_LENGTH: usize = 40;

/// Words of names that name no firm by themselves.
const GENERIC: &[&str] = &[
    "App",
    "China",
    "Chinese",
    "Company",
    "Group",
    "Maker",
    "Messenger",
    "Mobile",
    "Operator",
    "Other",
    "Phone",
    "Store",
    "The",
    "Vendor",
];

/// What is called how, and back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    brands: Vec<Renamed>,
    messengers: Vec<Renamed>,
    vendors: Vec<Renamed>,
    rules: Vec<(String, String)>,
    /// Words in prose with what stands instead, the longest first.
    words: Vec<(String, String)>,
}

/// An actor's id and name, and those that stand instead.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Renamed {
    id: String,
    name: String,
    neutral_id: String,
    neutral_name: String,
}

impl Names {
    /// The names of a scenario, its rules, and those that an analyst's changes bring.
    pub fn of(scenario: &Scenario, changes: &[Reform]) -> Self {
        let mut taken = Taken::default();
        let mut names = Self {
            brands: renamed(&mut taken, "brand", scenario.brands.iter().map(|b| (&b.id, &b.name, &b.neutral_name))),
            messengers: renamed(
                &mut taken,
                "messenger",
                scenario.messengers.iter().map(|m| (&m.id, &m.name, &m.neutral_name)),
            ),
            vendors: renamed(
                &mut taken,
                "vendor",
                scenario.vendors.named.iter().map(|v| (&v.id, &v.name, &v.neutral_name)),
            ),
            ..Self::default()
        };
        names.words = words(scenario, &names);
        let rules =
            scenario.rules.iter().chain(scenario.reforms.iter().chain(changes).flat_map(|reform| &reform.rules));
        let mut known: Vec<String> = Vec::new();
        for rule in rules {
            if names.rules.iter().any(|(id, _)| *id == rule.id) {
                continue;
            }
            let neutral = unique(names.id_of_rule(&rule.id), &known);
            known.push(neutral.clone());
            names.rules.push((rule.id.clone(), neutral));
        }
        names
    }

    /// Prose with the names replaced.
    pub fn prose(&self, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let inside = said.chars().next_back().is_some_and(char::is_alphanumeric);
            let found = self.words.iter().find(|(word, _)| {
                let ends = |rest: &str| !rest.chars().next().is_some_and(char::is_alphanumeric);
                !inside && rest.strip_prefix(word.as_str()).is_some_and(ends)
            });
            if let Some((word, other)) = found {
                let begins = said.trim_end().is_empty() || said.trim_end().ends_with(['.', '!', '?', '“', '"']);
                said += &if begins { capital(other) } else { other.clone() };
                rest = &rest[word.len()..];
            } else {
                said.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        said
    }

    /// The scenario under neutral names.
    pub fn scenario(&self, scenario: &Scenario) -> Scenario {
        let root = scenario.root.as_ref().map(|root| self.renamed(root, None));
        let child = self.renamed(scenario, root.as_ref());
        let mut texts = vec![(child.id.clone(), write(&child, root.as_ref()))];
        texts.extend(root.as_ref().map(|root| root.texts[0].clone()));
        Scenario { texts, root: root.map(Arc::new), ..child }
    }

    /// An analyst's changes under neutral names.
    pub fn changes(&self, changes: &[Reform]) -> Vec<Reform> {
        changes.iter().map(|change| self.reform(change, &|id| self.actor(id), &|id| self.rule_id(id), false)).collect()
    }

    /// Changes made under neutral names, as the scenario with its names would have them.
    pub fn back(&self, changes: &[Reform]) -> Vec<Reform> {
        let all = || self.brands.iter().chain(&self.messengers).chain(&self.vendors);
        let actor = |id: &str| all().find(|known| known.neutral_id == id).map_or(id, |known| &known.id).to_owned();
        let rule = |id: &str| self.rules.iter().find(|known| known.1 == id).map_or(id, |known| &known.0).to_owned();
        changes.iter().map(|change| self.reform(change, &actor, &rule, false)).collect()
    }

    fn renamed(&self, scenario: &Scenario, root: Option<&Scenario>) -> Scenario {
        let mut neutral = scenario.clone();
        neutral.title = self.prose(&scenario.title);
        neutral.story = format!("{} {NOTE}", self.prose(&scenario.story).trim_end());
        neutral.id = self.id_of_scenario(scenario, &neutral.title);
        if root.is_some_and(|root| root.id == neutral.id) {
            neutral.id = format!("{}-2", neutral.id);
        }
        for brand in &mut neutral.brands {
            (brand.id, brand.name) = pick(&self.brands, &brand.id, &brand.name);
            brand.neutral_name = brand.name.clone();
            for partner in &mut brand.partners {
                *partner = pick(&self.vendors, partner, "").0;
            }
        }
        for messenger in &mut neutral.messengers {
            (messenger.id, messenger.name) = pick(&self.messengers, &messenger.id, &messenger.name);
            messenger.neutral_name = messenger.name.clone();
            messenger.operator = self.prose(&messenger.operator);
            if let Some((brand, _)) = &mut messenger.withdraws_from {
                *brand = pick(&self.brands, brand, "").0;
            }
        }
        for vendor in &mut neutral.vendors.named {
            (vendor.id, vendor.name) = pick(&self.vendors, &vendor.id, &vendor.name);
            vendor.neutral_name = vendor.name.clone();
            for needed in &mut vendor.needs {
                *needed = pick(&self.vendors, needed, "").0;
            }
        }
        let (actor, rule_id) = (|id: &str| self.actor(id), |id: &str| self.rule_id(id));
        for rule in &mut neutral.rules {
            rename_rule(rule, &actor, &rule_id);
        }
        neutral.reforms = scenario.reforms.iter().map(|reform| self.reform(reform, &actor, &rule_id, true)).collect();
        for shock in &mut neutral.shocks {
            self.shock(shock);
        }
        for series in &mut neutral.series {
            series.label = self.prose(&series.label);
            series.source = self.prose(&series.source);
            series.metric = self.column(&series.metric);
        }
        neutral.sources =
            scenario.sources.iter().map(|(what, source)| (self.place(what), self.prose(source))).collect();
        neutral.neutral_words = Vec::new();
        neutral.texts = vec![(neutral.id.clone(), write(&neutral, None))];
        neutral
    }

    fn shock(&self, shock: &mut Shock) {
        shock.actor = self.actor(&shock.actor);
        shock.brand = shock.brand.take().map(|brand| pick(&self.brands, &brand, "").0);
        shock.note = self.prose(&shock.note);
    }

    fn reform(
        &self,
        reform: &Reform,
        actor: &dyn Fn(&str) -> String,
        rule_id: &dyn Fn(&str) -> String,
        note: bool,
    ) -> Reform {
        let mut other = reform.clone();
        if note {
            other.note = self.prose(&reform.note);
        }
        for rule in &mut other.rules {
            rename_rule(rule, actor, rule_id);
        }
        for id in other.enable.iter_mut().chain(&mut other.disable) {
            *id = rule_id(id);
        }
        other
    }

    /// The neutral id of an actor; one that several share means the brand before the messenger before the vendor.
    fn actor(&self, id: &str) -> String {
        let mut all = self.brands.iter().chain(&self.messengers).chain(&self.vendors);
        all.find(|known| known.id == id).map_or(id, |known| &known.neutral_id).to_owned()
    }

    fn rule_id(&self, id: &str) -> String {
        let known = self.rules.iter().find(|(own, _)| own == id);
        known.map_or_else(|| self.id_of_rule(id), |(_, neutral)| neutral.clone())
    }

    /// The column of a brand or messenger.
    fn column(&self, column: &str) -> String {
        for (metrics, actors) in [(OF_BRANDS, &self.brands), (OF_MESSENGERS, &self.messengers)] {
            let metric =
                metrics.iter().find_map(|metric| Some((metric, column.strip_prefix(metric)?.strip_prefix('_')?)));
            if let Some((metric, id)) = metric {
                return format!("{metric}_{}", pick(actors, id, "").0);
            }
        }
        column.to_owned()
    }

    /// The name of a field in the list of sources, such as `brands.huawei.coverage`.
    fn place(&self, what: &str) -> String {
        let mut parts: Vec<String> = what.split('.').map(str::to_owned).collect();
        for place in 1..parts.len() {
            let actors = match parts[place - 1].as_str() {
                "brands" => &self.brands,
                "messengers" => &self.messengers,
                "named" | "vendors" => &self.vendors,
                "rules" => {
                    parts[place] = self.rule_id(&parts[place]);
                    continue;
                }
                _ => continue,
            };
            parts[place] = pick(actors, &parts[place], "").0;
        }
        parts.join(".")
    }

    /// Whether a part of an id names a firm.
    fn names_a_firm(&self, part: &str) -> bool {
        let ids = self.brands.iter().chain(&self.messengers).chain(&self.vendors);
        let named = |word: &str| word.split(' ').any(|word| word.to_lowercase() == part.to_lowercase());
        ids.filter(|known| known.id != known.neutral_id).any(|known| known.id == part)
            || self.words.iter().any(|(word, _)| named(word))
    }

    fn id_of_rule(&self, id: &str) -> String {
        let parts = id.split_inclusive(['-', '_']).map(|part| {
            let (word, stop) = match part.strip_suffix(['-', '_']) {
                Some(word) => (word, &part[word.len()..]),
                None => (part, ""),
            };
            if self.names_a_firm(word) {
                format!("{}{stop}", slug(&self.actor_word(word), '-'))
            } else {
                part.to_owned()
            }
        });
        let id: String = parts.collect();
        id.chars().take(ID_LENGTH).collect()
    }

    fn actor_word(&self, word: &str) -> String {
        let id = self.actor(word);
        if id == word { "firm".to_owned() } else { id }
    }

    fn id_of_scenario(&self, scenario: &Scenario, title: &str) -> String {
        if scenario.id.split(['-', '_', '.', ' ']).any(|part| self.names_a_firm(part)) {
            slug(title, '-')
        } else {
            scenario.id.clone()
        }
    }
}

fn rename_rule(rule: &mut Rule, actor: &dyn Fn(&str) -> String, rule_id: &dyn Fn(&str) -> String) {
    rule.id = rule_id(&rule.id);
    for party in [&mut rule.sender, &mut rule.recipient] {
        if let Party::Actor(id) = party {
            *id = actor(id);
        }
    }
}

/// Neutral id and name of an actor; an unknown one keeps its own.
fn pick(actors: &[Renamed], id: &str, name: &str) -> (String, String) {
    let found = actors.iter().find(|known| known.id == id);
    found.map_or_else(
        || (id.to_owned(), name.to_owned()),
        |known| (known.neutral_id.clone(), known.neutral_name.clone()),
    )
}

#[derive(Default)]
struct Taken {
    ids: Vec<String>,
    names: Vec<String>,
}

fn renamed<'a>(
    taken: &mut Taken,
    kind: &str,
    actors: impl Iterator<Item = (&'a String, &'a String, &'a String)>,
) -> Vec<Renamed> {
    let mut all = Vec::new();
    for (place, (id, name, neutral_name)) in actors.enumerate() {
        if name == neutral_name {
            // Who has no name of a firm keeps what it has; two actors may share such an id.
            all.push(Renamed {
                id: id.clone(),
                name: name.clone(),
                neutral_id: id.clone(),
                neutral_name: name.clone(),
            });
            continue;
        }
        let word = slug(neutral_name, '_');
        let word = if word.is_empty() { format!("{kind}_{}", place + 1) } else { word };
        let neutral_id = unique(word, &taken.ids);
        let mut shown = neutral_name.clone();
        let mut number = 2;
        while taken.names.contains(&shown) {
            shown = format!("{neutral_name} {number}");
            number += 1;
        }
        taken.ids.push(neutral_id.clone());
        taken.names.push(shown.clone());
        all.push(Renamed { id: id.clone(), name: name.clone(), neutral_id, neutral_name: shown });
    }
    all
}

/// An id that is not among those known.
fn unique(id: String, known: &[String]) -> String {
    let mut other = id.clone();
    let mut number = 2;
    while known.contains(&other) {
        other = format!("{id}-{number}");
        number += 1;
    }
    other
}

/// Words to replace: those that the scenario lists, whole names, then the single words of names.
fn words(scenario: &Scenario, names: &Names) -> Vec<(String, String)> {
    let mut words = scenario.neutral_words.clone();
    let mut parts = Vec::new();
    let mut add = |name: &str, other: &str| {
        words.push((name.to_owned(), other.to_owned()));
        let single = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 1 && word.chars().any(char::is_uppercase) && !GENERIC.contains(word));
        parts.extend(single.map(|word| (word.to_owned(), other.to_owned())));
    };
    for actor in names.brands.iter().chain(&names.messengers).chain(&names.vendors) {
        if actor.name != actor.neutral_name {
            add(&actor.name, &actor.neutral_name);
        }
    }
    for (messenger, known) in scenario.messengers.iter().zip(&names.messengers) {
        if known.name != known.neutral_name {
            add(&messenger.operator, &format!("the operator of {}", known.neutral_name));
        }
    }
    for part in parts {
        if !words.iter().any(|(word, _)| *word == part.0) {
            words.push(part);
        }
    }
    // The sort is stable: of two words of the same length, the one listed first wins.
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words
}

/// A text as an id: small letters and digits, other characters as one `stop`.
fn slug(text: &str, stop: char) -> String {
    let mut id = String::new();
    for letter in text.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with(stop) {
            id.push(stop);
        }
        if id.len() == ID_LENGTH {
            break;
        }
    }
    id.trim_start_matches(|c: char| !c.is_ascii_lowercase()).trim_end_matches(stop).to_owned()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
