//! Noun phrases for the parties of a rule.

use crate::scenario::vocabulary::ActorClass;
use crate::scenario::{Party, Scenario};

/// Gives the parties of a scenario their names.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// The scenario that names its actors.
    pub(super) scenario: &'a Scenario,
    /// Whether the names of firms are hidden.
    pub(super) neutral: bool,
}

/// A party as the subject of a sentence.
pub(super) struct Subject {
    /// The words, not yet with a capital.
    pub(super) words: String,
    /// Whether the verb is in the plural.
    pub(super) plural: bool,
}

impl Subject {
    /// "its" or "their".
    pub(super) const fn own(&self) -> &'static str {
        if self.plural { "their own services" } else { "its own service" }
    }

    /// The verb that agrees with the subject.
    pub(super) const fn verb(&self, singular: &'static str, plural: &'static str) -> &'static str {
        if self.plural { plural } else { singular }
    }
}

/// One named actor.
struct Actor<'a> {
    class: ActorClass,
    name: &'a str,
    /// Who speaks for it: the operator of a messenger, else the actor.
    holder: String,
}

impl Names<'_> {
    /// The party as a subject: "Huawei", "phone makers", "food vendors".
    pub(super) fn subject(self, party: &Party) -> Subject {
        match party {
            Party::Class(class) => Subject { words: class.label().to_owned(), plural: true },
            Party::Category(category) => Subject { words: format!("{} vendors", category.label()), plural: true },
            Party::Actor(id) => {
                let words = self.actor(id).map_or(id.as_str(), |actor| actor.name).to_owned();
                Subject { words, plural: false }
            }
        }
    }

    /// One member of the party: "Huawei", "the phone maker", "the vendor".
    pub(super) fn member(self, party: &Party) -> String {
        match party {
            Party::Class(class) => one_of(*class).to_owned(),
            Party::Category(_) => one_of(ActorClass::AppVendors).to_owned(),
            Party::Actor(id) => self.actor(id).map_or(id.as_str(), |actor| actor.name).to_owned(),
        }
    }

    /// Who agrees for the party as holder of data: "Tencent", "the operator", "the vendor".
    pub(super) fn holder(self, party: &Party) -> String {
        match party {
            Party::Actor(id) => self.actor(id).map_or_else(|| id.clone(), |actor| actor.holder),
            _ => self.member(party),
        }
    }

    /// Where the data is, with its preposition: "on WeChat", "on any messenger", "at food vendors". `read` is for
    /// data read in place, else it is had from there; `other` leaves the recipient itself out of a class.
    pub(super) fn place(self, party: &Party, read: bool, other: bool) -> String {
        let (any, others) = if other { ("any other", "other ") } else { ("any", "") };
        let (class, noun) = match party {
            Party::Class(class @ ActorClass::OsVendors) => (*class, format!("{any} maker's phones")),
            Party::Class(class @ ActorClass::Messengers) => (*class, format!("{any} messenger")),
            Party::Class(class @ ActorClass::AppVendors) => (*class, format!("{others}app vendors")),
            Party::Category(category) => (ActorClass::AppVendors, format!("{others}{} vendors", category.label())),
            Party::Actor(id) => self.actor(id).map_or_else(
                || (ActorClass::AppVendors, id.clone()),
                |actor| match actor.class {
                    ActorClass::OsVendors => (actor.class, format!("phones of {}", actor.name)),
                    _ => (actor.class, actor.name.to_owned()),
                },
            ),
        };
        let preposition = match (read, class) {
            (false, _) => "from",
            (true, ActorClass::AppVendors) => "at",
            (true, _) => "on",
        };
        format!("{preposition} {noun}")
    }

    fn actor(&self, id: &str) -> Option<Actor<'_>> {
        let pick = |name, neutral_name| if self.neutral { neutral_name } else { name };
        let brands = self.scenario.brands.iter().map(|brand| {
            let name: &str = pick(&brand.name, &brand.neutral_name);
            (&brand.id, Actor { class: ActorClass::OsVendors, name, holder: name.to_owned() })
        });
        let messengers = self.scenario.messengers.iter().map(|messenger| {
            let name: &str = pick(&messenger.name, &messenger.neutral_name);
            let holder = if self.neutral { format!("the operator of {name}") } else { messenger.operator.clone() };
            (&messenger.id, Actor { class: ActorClass::Messengers, name, holder })
        });
        let vendors = self.scenario.vendors.named.iter().map(|vendor| {
            let name: &str = pick(&vendor.name, &vendor.neutral_name);
            (&vendor.id, Actor { class: ActorClass::AppVendors, name, holder: name.to_owned() })
        });
        brands.chain(messengers).chain(vendors).find(|(word, _)| *word == id).map(|(_, actor)| actor)
    }
}

const fn one_of(class: ActorClass) -> &'static str {
    match class {
        ActorClass::OsVendors => "the phone maker",
        ActorClass::Messengers => "the operator",
        ActorClass::AppVendors => "the vendor",
    }
}

/// Words in a row: "a", "a and b", "a, b and c".
pub(crate) fn list<S: AsRef<str>>(items: &[S], last: &str) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            let glue = if index + 1 == items.len() { format!(" {last} ") } else { ", ".to_owned() };
            text.push_str(&glue);
        }
        text.push_str(item.as_ref());
    }
    text
}

/// The text with a capital at its start.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with at most six decimals and no trailing noise.
pub(super) fn number(value: f64) -> String {
    let rounded = format!("{value:.6}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share as people read it.
pub(super) fn per_cent(share: f64) -> String {
    format!("{} %", number(share * 100.0))
}

/// "1 week", "2 weeks".
pub(crate) fn weeks(count: u32) -> String {
    if count == 1 { "1 week".to_owned() } else { format!("{count} weeks") }
}
