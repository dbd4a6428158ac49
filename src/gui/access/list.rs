//! The rules of one week in the order in which they decide, each with where it stands and why.

use crate::rules::{Access, Precedence, RuleTag, Slots, Standing, sentence};
use crate::scenario::{Levers, Reform, Rule, Scenario};

use super::super::changes;
use super::super::text;
use super::edits;

/// The rules of a week, compiled.
#[derive(Debug)]
pub struct InForce {
    /// The week.
    pub week: u32,
    /// The parties of the scenario.
    pub slots: Slots,
    /// Rules after the changes made until that week, in the order of the list.
    pub rules: Vec<Rule>,
    /// Levers of that week.
    pub levers: Levers,
    /// Who may have what.
    pub access: Access,
}

impl InForce {
    /// Compiles the rules of a week.
    pub fn at(scenario: &Scenario, list: &[Reform], week: u32) -> Self {
        let slots = Slots::new(scenario);
        let rules = changes::rules_at(scenario, list, week);
        let levers = changes::levers_at(scenario, list, week);
        let access = Access::compile(scenario, &rules, &slots, &levers, week);
        Self { week, slots, rules, levers, access }
    }

    /// Name of a rule by its tag, as part of a sentence.
    pub fn rule_name(&self, tag: RuleTag) -> String {
        match tag {
            RuleTag::LEVER => "the lever on permissions for messages".to_owned(),
            tag => match tag.index().and_then(|place| self.rules.get(place)) {
                Some(rule) => format!("the rule “{}”", rule.id),
                None => "the scenario's default".to_owned(),
            },
        }
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The rule.
    pub rule: Rule,
    /// What it says.
    pub sentence: String,
    /// Where it stands.
    pub standing: Standing,
    /// Why it decides nothing, without full stop; none where it decides something.
    pub idle: Option<String>,
    /// Whether the analyst added it.
    pub own: bool,
    /// Whether a change is about it.
    pub changed: bool,
}

impl Row {
    /// Whether the row has all the words that are searched for.
    pub fn has(&self, words: &[String]) -> bool {
        let hay = format!("{} {}", self.rule.id, self.sentence).to_lowercase();
        words.iter().all(|word| hay.contains(word))
    }
}

/// All rules of a week, the first to decide first.
pub fn rows(scenario: &Scenario, list: &[Reform], in_force: &InForce) -> Vec<Row> {
    let InForce { week, slots, rules, access, .. } = in_force;
    let standings = Precedence::new(rules, slots, *week).standings(access, slots, *week);
    let row = |place: usize| {
        let rule = &rules[place];
        Row {
            sentence: sentence(rule, scenario, false),
            idle: idle(scenario, in_force, &standings[place]),
            standing: standings[place].clone(),
            own: !edits::from_scenario(scenario, &rule.id),
            changed: edits::touches(list, &rule.id),
            rule: rule.clone(),
        }
    };
    edits::precedence(rules).into_iter().map(row).collect()
}

fn idle(scenario: &Scenario, in_force: &InForce, standing: &Standing) -> Option<String> {
    let date = |week: u32| format!("{} (week {week})", text::date(scenario, week));
    match standing {
        Standing::Decides(_) => None,
        Standing::Off => Some("Switched off, so it decides nothing".to_owned()),
        Standing::NotYet(from) => Some(format!("Not yet in force, it holds from {}", date(*from))),
        Standing::Over(until) => Some(format!("No longer in force since {}", date(*until))),
        Standing::Nobody => Some("Never matches, because no two parties of the scenario fit it".to_owned()),
        Standing::Overruled(others) => {
            let names: Vec<String> = others.iter().map(|tag| in_force.rule_name(*tag)).collect();
            Some(format!("Never decides, because {} always comes first", names.join(" or ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::scenario::LeverId;

    fn rule(id: &str, priority: i32) -> Rule {
        Rule { id: id.to_owned(), priority, ..edits::template(&[]) }
    }

    #[test]
    fn each_rule_says_why_it_decides_nothing() {
        let mut scenario = (*scenario()).clone();
        let nobody = crate::scenario::Party::Actor("gone".to_owned());
        scenario.rules = vec![
            rule("high", 20),
            rule("low", 10),
            Rule { enabled: false, ..rule("off", 30) },
            Rule { from: 30, ..rule("late", 30) },
            Rule { until: Some(5), ..rule("early", 30) },
            Rule { recipient: nobody, ..rule("nobody", 30) },
        ];
        let rows = rows(&scenario, &[], &InForce::at(&scenario, &[], 12));
        let idle = |id: &str| rows.iter().find(|row| row.rule.id == id).and_then(|row| row.idle.clone());
        assert_eq!(idle("high"), None);
        assert_eq!(idle("low").as_deref(), Some("Never decides, because the rule “high” always comes first"));
        for (id, word) in [("off", "off"), ("late", "week 30"), ("early", "week 5"), ("nobody", "no two parties")] {
            assert!(idle(id).is_some_and(|said| said.contains(word)), "{id}: {:?}", idle(id));
        }
    }

    #[test]
    fn a_lever_that_sets_a_rule_aside_is_named() {
        let mut scenario = (*scenario()).clone();
        scenario.rules = vec![Rule { effect: crate::scenario::vocabulary::Effect::Deny, ..rule("ban", 20) }];
        let list = [Reform::lever(12, LeverId::message_authorisation, 1.0)];
        let rows = rows(&scenario, &list, &InForce::at(&scenario, &list, 12));
        let idle = rows[0].idle.as_deref().unwrap_or_default();
        assert!(idle.contains("the lever on permissions"), "{idle}");
    }
}
