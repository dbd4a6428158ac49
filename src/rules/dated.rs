//! What a dated change does, in words.

use super::{capital, rewritten_from};
use crate::scenario::{LeverId, Reform, Scenario};

/// A dated change in words, one sentence with its date for each thing it does.
pub fn dated_sentences(reform: &Reform, scenario: &Scenario) -> Vec<String> {
    let when = format!("From week {} ({})", reform.week, scenario.date(reform.week));
    acts(reform, scenario).into_iter().map(|act| format!("{when}, {act}")).collect()
}

/// The same without the date; empty where the change does nothing.
pub fn acting(reform: &Reform, scenario: &Scenario) -> String {
    acts(reform, scenario).iter().map(|act| capital(act)).collect::<Vec<_>>().join(" ")
}

/// What it does, a sentence that begins in lower case for each thing.
fn acts(reform: &Reform, scenario: &Scenario) -> Vec<String> {
    let note = if reform.note.is_empty() { String::new() } else { format!(" {}", reform.note) };
    let levers = reform.set.iter().map(|(id, value)| match LeverId::from_id(id) {
        Some(lever) => format!("“{}” is {}.{note}", lever.spec().label, lever.spec().said(*value)),
        None => format!("{id} is {value}.{note}"),
    });
    let rules = reform.rules.iter().map(|rule| {
        let does = rewritten_from(rule, scenario, reform.week);
        format!("the rule “{}” {does}.{note}", rule.id)
    });
    let on = reform.enable.iter().map(|id| format!("the rule “{id}” is switched on.{note}"));
    let off = reform.disable.iter().map(|id| format!("the rule “{id}” is switched off.{note}"));
    levers.chain(rules).chain(on).chain(off).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{load, shipped};

    #[test]
    fn each_thing_that_a_change_does_is_a_sentence() {
        let text = shipped("baseline-2016").expect("shipped");
        let scenario = load("baseline-2016", text.as_bytes(), &|_| None).expect("valid");
        let rule = scenario.rules[0].id.clone();
        let change = Reform { disable: vec![rule.clone()], ..Reform::lever(35, LeverId::capture_coverage, 1.0) };
        let label = LeverId::capture_coverage.spec().label;
        assert_eq!(acting(&change, &scenario), format!("“{label}” is 100 %. The rule “{rule}” is switched off."));
        let dated = dated_sentences(&change, &scenario);
        assert_eq!(dated[0], format!("From week 35 (2017-08-07), “{label}” is 100 %."));
        assert_eq!((dated.len(), acting(&Reform::default(), &scenario)), (2, String::new()));
    }
}
