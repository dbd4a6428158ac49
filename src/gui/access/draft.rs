//! A rule being edited. It changes nothing until it is applied, and it knows everything that is wrong with it.

use std::sync::Arc;

use crate::rules::{RuleTag, Slot, SlotKind};
use crate::scenario::vocabulary::{DataType, Purpose};
use crate::scenario::{self, Problem, Reform, Rule, Scenario};

use super::super::changes;
use super::AccessCommand;
use super::edits;
use super::list::{InForce, rows};
use super::position::LEVER;

/// Name of the text that is made to check a draft.
const CHECKED: &str = "the edited rule";

/// A rule that is not yet applied.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The rule as it stands in the form.
    pub rule: Rule,
    /// The rule as it was when editing began; none for a new one.
    before: Option<Rule>,
    problems: Vec<Problem>,
    outlook: Vec<String>,
    /// What the problems were found for.
    checked: Option<Checked>,
}

#[derive(Clone, Debug)]
struct Checked {
    rule: Rule,
    scenario: Arc<Scenario>,
    changes: Vec<Reform>,
    week: u32,
}

impl Draft {
    /// Edits a rule that is there.
    pub fn edit(rule: Rule) -> Self {
        Self { before: Some(rule.clone()), ..Self::fresh(rule) }
    }

    /// Makes a new one.
    pub const fn fresh(rule: Rule) -> Self {
        Self { rule, before: None, problems: Vec::new(), outlook: Vec::new(), checked: None }
    }

    /// Makes a new one like another, which decides right before it.
    pub fn copy_of(rules: &[Rule], rule: &Rule) -> Self {
        let priority = rule.priority.saturating_add(1).min(1_000_000);
        Self::fresh(Rule { id: edits::free_name(rules, &rule.id), priority, ..rule.clone() })
    }

    /// Whether the rule is a new one.
    pub const fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Whether something would be lost if it were discarded.
    pub fn is_edited(&self) -> bool {
        self.before.as_ref() != Some(&self.rule)
    }

    /// What the rule is called now, outside the form.
    pub fn name(&self) -> &str {
        self.before.as_ref().map_or(&self.rule.id, |before| &before.id)
    }

    /// Whether its name may be changed: a rule of the scenario keeps its own.
    pub fn may_rename(&self, scenario: &Scenario) -> bool {
        self.before.as_ref().is_none_or(|before| !edits::from_scenario(scenario, &before.id))
    }

    /// Looks for problems again if anything they depend on has changed.
    pub fn check(&mut self, scenario: &Arc<Scenario>, changes: &[Reform], week: u32) {
        let known = self.checked.as_ref().is_some_and(|checked| {
            checked.rule == self.rule
                && Arc::ptr_eq(&checked.scenario, scenario)
                && checked.week == week
                && checked.changes == changes
        });
        if known {
            return;
        }
        self.problems = self.find_problems(scenario, changes, week);
        self.outlook = if self.problems.is_empty() { self.outlook_at(scenario, changes, week) } else { Vec::new() };
        let (rule, scenario, changes) = (self.rule.clone(), Arc::clone(scenario), changes.to_vec());
        self.checked = Some(Checked { rule, scenario, changes, week });
    }

    /// What is wrong with the rule, as last checked.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What the rule would not decide, and what does instead, as last checked; sentences without full stop.
    pub fn outlook(&self) -> &[String] {
        &self.outlook
    }

    /// Why it cannot be applied, or nothing.
    pub fn why_not(&self) -> Option<String> {
        match self.problems.as_slice() {
            [] if !self.is_edited() => Some("Nothing is changed yet".to_owned()),
            [] => None,
            [problem] => Some(format!("One problem, found {}", problem.found)),
            problems => Some(format!("{} problems, the first is {}", problems.len(), problems[0].found)),
        }
    }

    /// The command that makes it a rule.
    pub fn command(&self) -> AccessCommand {
        let was = self.before.as_ref().map(|before| before.id.clone());
        AccessCommand::Put { rule: Box::new(self.rule.clone()), was }
    }

    fn outlook_at(&self, scenario: &Scenario, changes: &[Reform], week: u32) -> Vec<String> {
        let mut list = changes.to_vec();
        self.command().apply(scenario, &mut list, week);
        let in_force = InForce::at(scenario, &list, week);
        let rows = rows(scenario, &list, &in_force);
        let idle = rows.into_iter().find(|row| row.rule.id == self.rule.id).and_then(|row| row.idle);
        let follow = self.rule.types.contains(&DataType::Message).then(|| led_by_lever(&in_force)).flatten();
        idle.into_iter().chain(follow).collect()
    }

    fn find_problems(&self, scenario: &Scenario, changes: &[Reform], week: u32) -> Vec<Problem> {
        let mut problems = check(scenario, changes, week, &self.rule);
        let rules = changes::rules_at(scenario, changes, week);
        let taken = self.rule.id != self.name() || self.is_new();
        if taken && rules.iter().any(|rule| rule.id == self.rule.id) {
            problems.push(Problem {
                file: CHECKED.to_owned(),
                line: 0,
                column: 0,
                field: "id".to_owned(),
                found: format!("the name `{}`, which another rule has", self.rule.id),
                allowed: "a name that no other rule has".to_owned(),
                mend: "give it another name".to_owned(),
            });
        }
        problems
    }
}

/// Phone makers whose messages no rule of the list opens, so that the lever on permissions alone does.
fn led_by_lever(in_force: &InForce) -> Option<String> {
    let InForce { slots, access, levers, .. } = in_force;
    let of = |wanted: fn(SlotKind) -> bool| slots.all().filter(move |slot| wanted(slots.kind(*slot)));
    let led = |brand: &Slot| {
        of(|kind| matches!(kind, SlotKind::Messenger(_))).any(|sender| {
            let cell = |purpose| access.cell(sender, *brand, DataType::Message, purpose);
            Purpose::ALL.iter().any(|purpose| access.rule(cell(*purpose)).tag == RuleTag::LEVER)
        })
    };
    let brands = of(|kind| matches!(kind, SlotKind::Brand(_))).filter(led);
    let names: Vec<String> = brands.map(|brand| slots.label(brand, false)).collect();
    let spec = LEVER.spec();
    let said = spec.said(levers.get(LEVER));
    (!names.is_empty())
        .then(|| format!("Messages to {} follow the lever “{}”, now {said}, and no rule", names.join(", "), spec.label))
}

/// What the checker of scenarios says of a rule that would hold from a week on. The rule is written as part of a
/// scenario that names the open one as its parent, so that there is one checker and one set of ranges.
fn check(scenario: &Scenario, changes: &[Reform], week: u32, rule: &Rule) -> Vec<Problem> {
    let mut reforms = changes.to_vec();
    edits::reset_in_week(&mut reforms, week, &rule.id);
    reforms.push(Reform { week, rules: vec![rule.clone()], ..Reform::default() });
    let text = match ron::to_string(&reforms) {
        Ok(reforms) => {
            format!("(format: 1, title: \"Draft\", parent: Some({:?}), reforms: {reforms})", scenario.id)
        }
        Err(why) => return vec![unwritten(why.to_string())],
    };
    let library = |name: &str| {
        let mut texts = scenario.texts.iter();
        let own = if name == scenario.id { texts.next() } else { texts.find(|(known, _)| known == name) };
        own.map(|(_, text)| text.clone()).or_else(|| scenario::shipped(name).map(str::to_owned))
    };
    let found = scenario::load(CHECKED, text.as_bytes(), &library).err().unwrap_or_default();
    let prefix = format!("reforms[{}]", reforms.len() - 1);
    let of_rule = found.into_iter().filter_map(|mut problem| {
        let field = problem.field.strip_prefix(&prefix)?;
        // What follows from a rule that could not be read, such as a change that changes nothing, helps nobody.
        let field = field.strip_prefix(".rules[0]").or_else(|| field.strip_prefix(".week").and(Some("from")))?;
        problem.field = field.trim_start_matches('.').to_owned();
        (problem.file == CHECKED).then_some(problem)
    });
    of_rule.collect()
}

fn unwritten(why: String) -> Problem {
    Problem {
        file: CHECKED.to_owned(),
        line: 0,
        column: 0,
        field: String::new(),
        found: why,
        allowed: "a rule that can be written to a file".to_owned(),
        mend: "undo the last edit".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::FIELDS;
    use super::*;
    use crate::gui::workbench::scenario_library;

    fn scenario() -> Arc<Scenario> {
        let text = scenario::shipped(scenario::DEFAULT).expect("shipped");
        Arc::new(scenario::load(scenario::DEFAULT, text.as_bytes(), &scenario_library).expect("valid"))
    }

    fn problems(edit: impl FnOnce(&mut Rule)) -> Vec<String> {
        let scenario = scenario();
        let mut draft = Draft::fresh(edits::template(&scenario.rules));
        edit(&mut draft.rule);
        draft.check(&scenario, &[], scenario.policy_week);
        draft.problems().iter().map(|problem| problem.field.clone()).collect()
    }

    #[test]
    fn a_new_rule_begins_without_problems() {
        assert_eq!(problems(|_| {}), Vec::<String>::new());
    }

    #[test]
    fn every_problem_stands_at_its_field() {
        assert_eq!(problems(|rule| rule.types.clear()), ["types"]);
        assert_eq!(problems(|rule| rule.id = "Not a name".to_owned()), ["id"]);
        assert_eq!(problems(|rule| rule.id = "os-first-party".to_owned()), ["id"]);
        assert_eq!(problems(|rule| rule.user_share = 2.0), ["user_share"]);
        assert_eq!(problems(|rule| rule.enforcement.detection = Some(7.0)), ["enforcement.detection"]);
        assert_eq!(problems(|rule| rule.consent = scenario::vocabulary::ConsentMode::NotAsked), ["consent"]);
        for field in problems(|rule| (rule.from, rule.until) = (5, Some(4))) {
            assert!(FIELDS.iter().any(|known| field.starts_with(known.path)), "{field}");
        }
    }

    #[test]
    fn a_rule_that_another_always_overrules_is_a_problem_until_that_one_is_off() {
        let scenario = scenario();
        let reading = scenario.rules.iter().find(|rule| rule.id == "os-reads-messages").expect("the quarrel's rule");
        let mut draft = Draft::fresh(Rule { id: "copy".to_owned(), priority: 1, ..reading.clone() });
        draft.check(&scenario, &[], 35);
        assert_eq!(draft.problems().iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["priority"]);
        assert!(draft.why_not().is_some_and(|why| why.contains("os-reads-messages")));
        let off = Reform { week: 35, disable: vec![reading.id.clone()], ..Reform::default() };
        draft.check(&scenario, &[off], 35);
        assert!(draft.problems().is_empty());
    }

    #[test]
    fn a_rule_says_whom_it_does_not_reach() {
        let scenario = scenario();
        let reading = scenario.rules.iter().find(|rule| rule.id == "os-reads-messages").expect("the quarrel's rule");
        let mut draft = Draft::edit(reading.clone());
        draft.check(&scenario, &[], 35);
        assert_eq!(draft.outlook(), Vec::<String>::new());
        let lever = Reform::lever(35, LEVER, 1.0);
        draft.check(&scenario, std::slice::from_ref(&lever), 35);
        let said = draft.outlook().join("\n");
        assert!(said.contains("OPPO") && said.contains("“the user's suffices”") && !said.contains("Huawei"), "{said}");
        draft.rule.enabled = false;
        draft.check(&scenario, &[], 35);
        assert!(draft.outlook()[0].contains("Switched off"), "{:?}", draft.outlook());
    }

    #[test]
    fn nothing_changed_is_nothing_to_apply() {
        let scenario = scenario();
        let mut draft = Draft::edit(scenario.rules[0].clone());
        draft.check(&scenario, &[], 35);
        assert_eq!(draft.why_not().as_deref(), Some("Nothing is changed yet"));
        assert!(!draft.may_rename(&scenario));
        draft.rule.priority += 1;
        draft.check(&scenario, &[], 35);
        assert_eq!(draft.why_not(), None);
    }
}
