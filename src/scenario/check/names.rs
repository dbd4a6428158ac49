//! What a field may refer to: actors and rules by id, weeks within the horizon.

use chrono::NaiveDate;

use super::draft::{Draft, Listed};
use super::spanned::{Desk, Node};
use crate::scenario::vocabulary::Category;

/// What the scenario under check has, as far as it could be read.
#[derive(Default)]
pub(super) struct Names {
    /// Ids of phone makers.
    pub(super) brands: Vec<String>,
    /// Ids of messengers.
    pub(super) messengers: Vec<String>,
    /// Ids of named vendors.
    pub(super) vendors: Vec<String>,
    /// Ids of the vendors that a named vendor needs.
    pub(super) needed: Vec<String>,
    /// Categories of named vendors, in the same order.
    pub(super) categories: Vec<Option<Category>>,
    /// Ids of rules, those of dated changes included.
    rules: Vec<String>,
    /// First day.
    pub(super) start: Option<NaiveDate>,
    /// Number of weeks.
    pub(super) weeks: Option<u32>,
}

impl Names {
    /// The names of a draft; an entry that is otherwise wrong has its name all the same.
    pub(super) fn of(draft: &Draft<'_>) -> Self {
        let ids = |listed: &Listed<'_>| listed.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let category = |text: &str| Category::ALL.iter().copied().find(|category| category.id() == text);
        let categories =
            draft.named.iter().map(|(_, record)| record.get("category").and_then(|node| category(node.text)));
        let needs = draft.named.iter().filter_map(|(_, record)| record.get("needs"));
        let needed = needs.flat_map(|node| node.text.split('"').skip(1).step_by(2)).map(str::to_owned).collect();
        let mut rules = ids(&draft.rules);
        rules.extend(draft.reforms.iter().flat_map(|(_, listed)| ids(listed)));
        Self {
            brands: ids(&draft.brands),
            messengers: ids(&draft.messengers),
            vendors: ids(&draft.named),
            categories: categories.collect(),
            needed,
            rules,
            ..Self::default()
        }
    }
}

impl<'a> Desk<'a> {
    /// A week within the horizon.
    pub(super) fn week_of_run(&mut self, node: &Node<'a>) -> Option<u32> {
        let week = self.week(node)?;
        let Some(weeks) = self.names.weeks.filter(|weeks| week >= *weeks) else { return Some(week) };
        let allowed = format!("a week from 0 to {}", weeks.saturating_sub(1));
        let found = format!("week {week}, which is after the end");
        self.say(node, found, allowed, "choose an earlier week or a longer horizon");
        None
    }

    /// Id of a phone maker.
    pub(super) fn brand(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.text(node)?;
        self.known(node, id, "brand", |names| &names.brands)
    }

    /// Id of a messenger.
    pub(super) fn messenger(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.text(node)?;
        self.known(node, id, "messenger", |names| &names.messengers)
    }

    /// Id of a named vendor.
    pub(super) fn vendor(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.text(node)?;
        self.known(node, id, "named vendor", |names| &names.vendors)
    }

    /// Id of a named vendor whose data another one needs.
    pub(super) fn needed_vendor(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.vendor(node)?;
        if self.names.needed.contains(&id) {
            return Some(id);
        }
        let found = format!("`{id}`, whose data no vendor needs, so that nothing happens");
        self.say(node, found, "a vendor that another one names in `needs`", "add `needs` to a vendor");
        None
    }

    /// Id of a rule.
    pub(super) fn rule(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.text(node)?;
        self.known(node, id, "rule", |names| &names.rules)
    }

    fn known(
        &mut self,
        node: &Node<'a>,
        id: String,
        what: &str,
        among: impl FnOnce(&Names) -> &Vec<String>,
    ) -> Option<String> {
        let ids = among(&self.names);
        if ids.contains(&id) {
            return Some(id);
        }
        let mend = self.suggest(&id, ids, &format!("name a {what} of this scenario or remove it"));
        let allowed = match ids.join(", ") {
            all if all.is_empty() => format!("no {what}, for there is none"),
            all => format!("one of {all}"),
        };
        self.say(node, format!("the unknown {what} `{id}`"), allowed, mend);
        None
    }

    /// Id of exactly one brand, messenger or named vendor.
    pub(super) fn actor(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.text(node)?;
        let names = &self.names;
        let ids: Vec<&str> =
            names.brands.iter().chain(&names.messengers).chain(&names.vendors).map(String::as_str).collect();
        let (found, mend) = match ids.iter().filter(|other| **other == id).count() {
            1 => return Some(id),
            0 => (format!("the unknown actor `{id}`"), self.suggest(&id, &ids, "name one of the actors")),
            _ => (format!("`{id}`, which several actors are called"), "give them different ids".to_owned()),
        };
        // A word for two actors names neither.
        let single = ids.iter().filter(|id| ids.iter().filter(|other| other == id).count() == 1);
        let allowed = format!("the id of one actor: {}", single.copied().collect::<Vec<_>>().join(", "));
        self.say(node, found, allowed, mend);
        None
    }
}
