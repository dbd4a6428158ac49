//! Changes of access rules: arithmetic on the list of dated changes, as for levers.

use crate::scenario::vocabulary::{ConsentMode, Effect, Permission};
use crate::scenario::{Reform, Rule, Scenario};

use super::super::changes;

/// Adds a rule from a week on, or replaces the one of its name. What holds anyway is no change and is taken out.
pub fn put(scenario: &Scenario, list: &mut Vec<Reform>, week: u32, rule: Rule) {
    let place = list.iter().position(|change| change.week == week && concerns(change, &rule.id));
    reset_in_week(list, week, &rule.id);
    if changes::rules_at(scenario, list, week).contains(&rule) {
        return;
    }
    let change = Reform { week, rules: vec![rule], ..Reform::default() };
    list.insert(place.unwrap_or(list.len()).min(list.len()), change);
}

/// Takes a rule away from a week on: one that the analyst added in or after that week disappears, any other is
/// switched off.
pub fn remove(scenario: &Scenario, list: &mut Vec<Reform>, week: u32, id: &str) {
    let own = !from_scenario(scenario, id);
    if own && list.iter().filter(|change| concerns(change, id)).all(|change| change.week >= week) {
        reset(list, id);
    } else {
        changes::set_rule(scenario, list, week, id, false);
    }
}

/// Takes out the changes of a rule in one week.
pub fn reset_in_week(list: &mut Vec<Reform>, week: u32, id: &str) {
    list.retain(|change| !(change.week == week && concerns(change, id)));
}

/// Takes out every change of a rule.
pub fn reset(list: &mut Vec<Reform>, id: &str) {
    list.retain(|change| !concerns(change, id));
}

/// Takes out every change of any rule.
pub fn reset_all(list: &mut Vec<Reform>) {
    list.retain(|change| change.rules.is_empty() && changes::rule_of(change).is_none());
}

/// Whether the scenario has a rule of this name, at the start or by a dated change of its own.
pub fn from_scenario(scenario: &Scenario, id: &str) -> bool {
    let dated = scenario.reforms.iter().flat_map(|reform| &reform.rules);
    scenario.rules.iter().chain(dated).any(|rule| rule.id == id)
}

/// Whether any change is about the rule.
pub fn touches(list: &[Reform], id: &str) -> bool {
    list.iter().any(|change| concerns(change, id))
}

/// Whether any change is about rules.
pub fn touches_any(list: &[Reform]) -> bool {
    list.iter().any(|change| !change.rules.is_empty() || changes::rule_of(change).is_some())
}

/// Whether a single change is about the rule.
fn concerns(change: &Reform, id: &str) -> bool {
    change.rules.iter().any(|rule| rule.id == id) || changes::rule_of(change).is_some_and(|(rule, _)| rule == id)
}

/// Places of the rules in the order in which they decide.
pub fn precedence(rules: &[Rule]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..rules.len()).collect();
    places
        .sort_by_key(|&place| (std::cmp::Reverse(rules[place].priority), rules[place].effect == Effect::Allow, place));
    places
}

/// The rule with the priority it needs to decide right before another, or right after it. Others that share the
/// other's priority may be passed on the way; none where no priority is left.
pub fn moved(rules: &[Rule], id: &str, other: &str, before: bool) -> Option<Rule> {
    let place = rules.iter().position(|rule| rule.id == id)?;
    let beside = rules.iter().position(|rule| rule.id == other)?;
    let key = |place: usize| (rules[place].effect == Effect::Allow, place);
    let same = rules[beside].priority;
    let first_at_tie = key(place) < key(beside);
    let priority = match (before, first_at_tie) {
        (true, true) | (false, false) => same,
        (true, false) => same.checked_add(1)?,
        (false, true) => same.checked_sub(1)?,
    };
    Some(Rule { priority, ..rules[place].clone() })
}

/// A name that no rule has, made from another.
pub fn free_name(rules: &[Rule], wanted: &str) -> String {
    let stem = wanted.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('-');
    let taken = |name: &str| rules.iter().any(|rule| rule.id == name);
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let name = format!("{stem}-{number}");
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// A rule to begin with: it lets phone makers read messages to personalise, if the user agrees, before all others.
pub fn template(rules: &[Rule]) -> Rule {
    let highest = rules.iter().map(|rule| rule.priority).max().unwrap_or_default();
    Rule {
        priority: highest.saturating_add(10).min(1_000_000),
        authorised_by: vec![Permission::UserToRecipient],
        consent: ConsentMode::OsPrompt,
        ..Rule::plain(&free_name(rules, "new-rule"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;

    fn rule(id: &str, priority: i32) -> Rule {
        Rule { id: id.to_owned(), priority, ..template(&[]) }
    }

    #[test]
    fn a_rule_put_back_to_what_holds_is_no_change() {
        let mut scenario = (*scenario()).clone();
        scenario.rules = vec![rule("a", 10)];
        let mut list = Vec::new();
        put(&scenario, &mut list, 12, rule("a", 20));
        put(&scenario, &mut list, 12, rule("b", 5));
        put(&scenario, &mut list, 12, rule("a", 30));
        assert_eq!(list.iter().map(|change| change.rules[0].priority).collect::<Vec<_>>(), [30, 5]);
        put(&scenario, &mut list, 12, rule("a", 10));
        assert_eq!(list.len(), 1);
    }

    #[test]
    fn an_own_rule_disappears_and_one_of_the_scenario_is_switched_off() {
        let mut scenario = (*scenario()).clone();
        scenario.rules = vec![rule("a", 10)];
        let mut list = Vec::new();
        put(&scenario, &mut list, 12, rule("b", 5));
        remove(&scenario, &mut list, 12, "b");
        assert!(list.is_empty());
        remove(&scenario, &mut list, 12, "a");
        assert_eq!(list, vec![Reform { week: 12, disable: vec!["a".to_owned()], ..Reform::default() }]);
        reset_all(&mut list);
        assert!(list.is_empty());
    }

    #[test]
    fn an_own_rule_taken_away_later_keeps_its_past() {
        let scenario = scenario();
        let mut list = Vec::new();
        put(&scenario, &mut list, 12, rule("b", 5));
        remove(&scenario, &mut list, 20, "b");
        assert!(changes::rule_enabled(&scenario, &list, "b", 15));
        assert!(!changes::rule_enabled(&scenario, &list, "b", 20));
    }

    #[test]
    fn moving_a_rule_takes_the_nearest_priority() {
        let mut rules = vec![rule("a", 10), rule("b", 10), rule("c", 5)];
        let name = |rules: &[Rule]| precedence(rules).iter().map(|&k| rules[k].id.clone()).collect::<String>();
        assert_eq!(name(&rules), "abc");
        let up = moved(&rules, "b", "a", true).expect("a rule");
        assert_eq!(up.priority, 11);
        rules[1] = up;
        assert_eq!(name(&rules), "bac");
        let down = moved(&rules, "b", "c", false).expect("a rule");
        assert_eq!(down.priority, 4);
        let level = moved(&rules, "a", "c", true).expect("a rule");
        assert_eq!(level.priority, 5);
    }

    #[test]
    fn a_copy_takes_the_next_free_number() {
        let rules = [rule("a", 1), rule("a-2", 1)];
        assert_eq!(free_name(&rules, "a"), "a-3");
        assert_eq!(free_name(&rules, "a-2"), "a-3");
        assert_eq!(free_name(&rules, "b"), "b");
    }
}
