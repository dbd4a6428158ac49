//! How one run differs from another, as sentences: levers and rules week by week, luck, size, and what else their
//! scenarios say.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::rewritten;
use crate::run::RunInput;
use crate::scenario::{LeverId, Levers, Rule, Scenario};

use super::changes::{levers_at, rules_at};
use super::text;

/// What differs in a run from another, each as a sentence without full stop.
pub fn between(base: &RunInput, run: &RunInput) -> Vec<String> {
    let mut said = others(base, run);
    let mut before = (vec![None; LeverId::ALL.len()], BTreeMap::new());
    for week in weeks(base, run) {
        let when = if week == 0 {
            "From the start".to_owned()
        } else {
            format!("From {} (week {week})", text::date(&run.scenario, week))
        };
        let now = (levers(base, run, week), rules(base, run, week));
        for (place, &id) in LeverId::ALL.iter().enumerate() {
            if now.0[place] != before.0[place] {
                let spec = id.spec();
                said.push(match now.0[place] {
                    Some((a, b)) => {
                        format!("{when}, “{}” is {} instead of {}", spec.label, spec.said(b), spec.said(a))
                    }
                    None => format!("{when}, “{}” is as in the other again", spec.label),
                });
            }
        }
        for (id, how) in &now.1 {
            if before.1.get(id) != Some(how) {
                said.push(format!("{when}, the rule “{id}” {how}"));
            }
        }
        for id in before.1.keys().filter(|id| !now.1.contains_key(*id)) {
            said.push(format!("{when}, the rule “{id}” is as in the other again"));
        }
        before = now;
    }
    said
}

/// Weeks in which levers or rules of either run change.
fn weeks(base: &RunInput, run: &RunInput) -> BTreeSet<u32> {
    let dated = |input: &RunInput| -> Vec<u32> {
        input.scenario.reforms.iter().chain(&input.changes).map(|reform| reform.week).collect()
    };
    let last = base.weeks.max(run.weeks);
    std::iter::once(0).chain(dated(base)).chain(dated(run)).filter(|week| *week < last).collect()
}

fn levers(base: &RunInput, run: &RunInput, week: u32) -> Vec<Option<(f64, f64)>> {
    let at = |input: &RunInput| -> Levers { levers_at(&input.scenario, &input.changes, week) };
    let (a, b) = (at(base), at(run));
    LeverId::ALL.iter().map(|&id| (a.get(id), b.get(id))).map(|(a, b)| (a != b).then_some((a, b))).collect()
}

/// What is different about each rule that differs.
fn rules(base: &RunInput, run: &RunInput, week: u32) -> BTreeMap<String, String> {
    let at = |input: &RunInput| -> BTreeMap<String, Rule> {
        let rules = rules_at(&input.scenario, &input.changes, week);
        rules.into_iter().map(|rule| (rule.id.clone(), rule)).collect()
    };
    let (a, b) = (at(base), at(run));
    let ids: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let mut different = BTreeMap::new();
    for id in ids {
        let how = match (a.get(id), b.get(id)) {
            (Some(a), Some(b)) if a == b => continue,
            (Some(a), Some(b)) if Rule { enabled: b.enabled, ..a.clone() } == *b => {
                if b.enabled {
                    "is on instead of off".to_owned()
                } else {
                    "is off instead of on".to_owned()
                }
            }
            (Some(a), Some(b)) => rewritten(Some(a), b, &run.scenario),
            (None, Some(b)) if !b.enabled => continue,
            (None, Some(b)) => rewritten(None, b, &run.scenario),
            (Some(a), None) if !a.enabled => continue,
            _ => "is not there".to_owned(),
        };
        different.insert(id.clone(), how.trim_end_matches('.').to_owned());
    }
    different
}

/// What differs beside levers and rules.
fn others(base: &RunInput, run: &RunInput) -> Vec<String> {
    let mut said = Vec::new();
    let (a, b): (&Scenario, &Scenario) = (&base.scenario, &run.scenario);
    if a.title != b.title {
        said.push(format!("The scenario is “{}” instead of “{}”", b.title, a.title));
    }
    if base.seed != run.seed {
        said.push(format!("The luck is that of seed {} instead of {}", run.seed, base.seed));
    }
    if base.weeks != run.weeks {
        said.push(format!("The run has {} weeks instead of {}", run.weeks, base.weeks));
    }
    if base.agents != run.agents {
        said.push(format!("The run has {} agents instead of {}", run.agents, base.agents));
    }
    if a.start != b.start {
        said.push(format!("The run starts on {} instead of {}", text::date(b, 0), text::date(a, 0)));
    }
    let parts = [
        ("phone makers", a.brands != b.brands),
        ("messengers", a.messengers != b.messengers),
        ("app vendors", a.vendors != b.vendors),
        ("ministry", a.regulator != b.regulator),
        ("shocks from outside", a.shocks != b.shocks),
        ("decision where no rule decides", a.default_effect != b.default_effect),
    ];
    let parts: Vec<&str> = parts.iter().filter(|(_, differs)| *differs).map(|(part, _)| *part).collect();
    if !parts.is_empty() {
        said.push(format!("The scenarios also differ in what they say about {}", parts.join(", ")));
    }
    said
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::gui::access::edits;
    use crate::gui::sample::scenario;
    use crate::scenario::Reform;

    #[test]
    fn a_run_does_not_differ_from_itself() {
        let run = RunInput::new(scenario());
        assert!(between(&run, &run).is_empty());
    }

    #[test]
    fn levers_rules_luck_and_scenarios_are_told_apart() {
        let base = RunInput::new(scenario());
        let rule = edits::template(&[]);
        let added = Reform { week: 20, rules: vec![rule.clone()], ..Reform::default() };
        let off = Reform { week: 30, disable: vec![rule.id.clone()], ..Reform::default() };
        let lever = Reform::lever(12, LeverId::take_mini, 0.4);
        let run = RunInput { changes: vec![lever, added, off], seed: 9, ..base.clone() };
        let said = between(&base, &run);
        for words in ["seed 9 instead of 1", "(week 12), “Take rate of Mini Programs” is 40 % instead of 10 %"] {
            assert!(said.iter().any(|sentence| sentence.contains(words)), "{words} in {said:?}");
        }
        assert!(said.iter().any(|sentence| sentence.contains("(week 20)") && sentence.contains("is added")));
        assert!(said.iter().any(|sentence| sentence.contains("(week 30)") && sentence.contains("again")));
        assert!(said.iter().all(|sentence| !sentence.ends_with('.')), "{said:?}");
        let back = between(&run, &base);
        assert!(back.iter().any(|sentence| sentence.contains("is 10 % instead of 40 %")), "{back:?}");
        let mut other = (*scenario()).clone();
        other.title = "Other".to_owned();
        other.brands[0].coverage = 0.5;
        let said = between(&base, &RunInput::new(Arc::new(other)));
        assert!(said.iter().any(|sentence| sentence.contains("about phone makers")), "{said:?}");
    }
}
