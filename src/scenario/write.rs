//! A whole scenario as a text of its own, with a short comment for each section.

use ron::ser::PrettyConfig;
use serde::Serialize;

use super::check::patch::quoted;
use super::vocabulary::Category;
use super::{LeverId, Levers, Scenario};

/// Writes a scenario that states everything itself. With a parent, it names it and adds only those dated changes,
/// shocks and series that the parent does not have; what has a name is stated in full and replaces the parent's.
pub fn write(scenario: &Scenario, parent: Option<&Scenario>) -> String {
    let mut page = Page { text: String::new() };
    page.head(scenario, parent);
    page.actors(scenario);
    page.rules(scenario);
    page.levers(&scenario.levers, &parent.map_or_else(Levers::default, |parent| parent.levers.clone()));
    let (reforms, shocks, series) =
        parent.map_or_else(Default::default, |parent| (&parent.reforms[..], &parent.shocks[..], &parent.series[..]));
    page.comment("Dated changes: levers set, rules added, switched on or off from a week on.");
    page.list("reforms", &added(&scenario.reforms, reforms));
    page.comment("What happens from outside: breach, scandal, withdrawal, restoration.");
    page.list("shocks", &added(&scenario.shocks, shocks));
    page.comment("Published figures, drawn over the simulated ones.");
    page.list("series", &added(&scenario.series, series));
    page.comment("Words replaced when the names of firms are to stay neutral, besides those of the actors.");
    page.map("neutral_words", scenario.neutral_words.iter().map(|(word, other)| (word.as_str(), quoted(other))));
    page.comment("Where each number comes from: keys of published sources, or \"assumed\".");
    page.map("sources", scenario.sources.iter().map(|(what, source)| (what.as_str(), quoted(source))));
    page.text += ")\n";
    page.text
}

/// Entries that are not among those of a parent; each entry of the parent takes out one.
fn added<T: Clone + PartialEq>(all: &[T], parent: &[T]) -> Vec<T> {
    let mut rest: Vec<T> = all.to_vec();
    for known in parent {
        if let Some(place) = rest.iter().position(|entry| entry == known) {
            rest.remove(place);
        }
    }
    rest
}

struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text += "    ";
        self.text += line;
        self.text += "\n";
    }

    fn comment(&mut self, said: &str) {
        self.text += "\n";
        self.line(&format!("// {said}"));
    }

    fn field(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}: {},", value.replace('\n', "\n    ")));
    }

    fn list<T: Serialize>(&mut self, name: &str, entries: &[T]) {
        if entries.is_empty() {
            return self.field(name, "[]");
        }
        let entries: Vec<String> =
            entries.iter().map(|entry| format!("\n    {},", ron(entry).replace('\n', "\n    "))).collect();
        self.field(name, &format!("[{}\n]", entries.concat()));
    }

    fn map<'a>(&mut self, name: &str, entries: impl Iterator<Item = (&'a str, String)>) {
        let entries: Vec<String> = entries.map(|(key, value)| format!("\n    {}: {value},", quoted(key))).collect();
        let end = if entries.is_empty() { "" } else { "\n" };
        self.field(name, &format!("{{{}{end}}}", entries.concat()));
    }

    fn head(&mut self, scenario: &Scenario, parent: Option<&Scenario>) {
        self.text += "// A scenario: a share is a number from 0 to 1, a unit stands in the name of its field, weeks count from 0.\n(\n";
        self.field("format", "1");
        self.field("title", &quoted(&scenario.title));
        self.field("story", &quoted(&scenario.story));
        if let Some(parent) = parent {
            self.field("parent", &format!("Some({})", quoted(&parent.id)));
        }
        self.comment("Monday of week 0, weeks of the run, and the week from which policy and conduct act.");
        self.field("start", &quoted(&scenario.start.to_string()));
        self.field("weeks", &scenario.weeks.to_string());
        self.field("policy_week", &scenario.policy_week.to_string());
        self.comment(
            "Persons in the market in millions, the share of them without a messenger at the start, simulated agents that stand for them, and the seed of all luck.",
        );
        self.field("persons_m", &ron(&scenario.persons_m));
        self.field("no_messenger_share", &ron(&scenario.no_messenger_share));
        self.field("agents", &scenario.agents.to_string());
        self.field("seed", &scenario.seed.to_string());
    }

    fn actors(&mut self, scenario: &Scenario) {
        self.comment("Phone makers, in the order of tables and plots.");
        self.list("brands", &scenario.brands);
        self.comment("Messengers with their operators, the dominant one first.");
        self.list("messengers", &scenario.messengers);
        self.comment(
            "App vendors: how many at the start, those with a name, and how occasions divide among categories.",
        );
        let shares = Category::ALL.iter().zip(&scenario.vendors.occasion_shares);
        let shares: Vec<String> =
            shares.map(|(category, share)| format!("\n        {}: {},", category.id(), ron(share))).collect();
        let named: Vec<String> =
            scenario.vendors.named.iter().map(|vendor| format!("\n        {},", flat(vendor))).collect();
        let end = if named.is_empty() { "" } else { "\n    " };
        self.field(
            "vendors",
            &format!(
                "(\n    at_start: {},\n    named: [{}{end}],\n    occasion_shares: ({}\n    ),\n)",
                scenario.vendors.at_start,
                named.concat(),
                shares.concat()
            ),
        );
        self.comment("What the regulator orders at the end of mediation, and whether it fines and sets precedents.");
        self.field("regulator", &flat(&scenario.regulator));
    }

    fn rules(&mut self, scenario: &Scenario) {
        self.comment("Access rules: the highest priority that matches decides. Where none matches, the default holds.");
        self.field("default_effect", scenario.default_effect.id());
        self.list("rules", &scenario.rules);
    }

    fn levers(&mut self, levers: &Levers, base: &Levers) {
        self.comment("Levers that differ, by their ids.");
        let differing = LeverId::ALL.iter().filter(|id| levers.get(**id).to_bits() != base.get(**id).to_bits());
        self.map("levers", differing.map(|id| (id.spec().id, ron(&levers.get(*id)))));
    }
}

/// A value on several lines, one a field.
fn ron<T: Serialize>(value: &T) -> String {
    pretty(value, 1)
}

/// A value on one line.
pub fn flat<T: Serialize>(value: &T) -> String {
    pretty(value, 0)
}

fn pretty<T: Serialize>(value: &T, depth: usize) -> String {
    let layout = PrettyConfig::new().new_line("\n").indentor("    ").depth_limit(depth);
    // Only maps with keys that are no values cannot be written, and there are none.
    ron::ser::to_string_pretty(value, layout).unwrap_or_default()
}
