//! What a rewritten rule says now that it did not say before.

use crate::scenario::{Rule, Scenario};

use super::sentence;

/// What another text of a rule changes, to follow the name of the rule: the sentences that are new, and those they
/// stand instead of. No full stop at the end.
pub fn rewritten(old: Option<&Rule>, new: &Rule, scenario: &Scenario) -> String {
    let says = |rule: &Rule| -> Vec<String> {
        let text = sentence(rule, scenario, false);
        text.split(". ").map(|part| part.trim_end_matches('.').to_owned()).collect()
    };
    let after = says(new);
    let quoted = |parts: &[&String]| {
        let parts: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
        format!("“{}”", parts.join(". "))
    };
    let Some(old) = old else {
        return format!("is added and says {}", quoted(&after.iter().collect::<Vec<_>>()));
    };
    let before = says(old);
    let gone: Vec<&String> = before.iter().filter(|part| !after.contains(part)).collect();
    let come: Vec<&String> = after.iter().filter(|part| !before.contains(part)).collect();
    match (come.is_empty(), gone.is_empty()) {
        (false, false) => format!("says {} instead of {}", quoted(&come), quoted(&gone)),
        (false, true) => format!("says in addition {}", quoted(&come)),
        (true, false) => format!("no longer says {}", quoted(&gone)),
        (true, true) if old.priority != new.priority => {
            format!("has priority {} instead of {}", new.priority, old.priority)
        }
        (true, true) if old.enabled != new.enabled => {
            format!("is switched {}", if new.enabled { "on" } else { "off" })
        }
        (true, true) => "is rewritten and says the same".to_owned(),
    }
}

/// The same for a dated change of a scenario: before it stands what the scenario itself says by then.
pub fn rewritten_from(rule: &Rule, scenario: &Scenario, week: u32) -> String {
    let dated = scenario.reforms.iter().filter(|reform| reform.week < week).flat_map(|reform| &reform.rules);
    let mut known = scenario.rules.iter().chain(dated).filter(|known| known.id == rule.id);
    rewritten(known.next_back(), rule, scenario)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::vocabulary::Place;
    use crate::scenario::{load, shipped};

    #[test]
    fn a_rewritten_rule_tells_what_is_new_and_what_it_replaces() {
        let text = shipped("baseline-2016").expect("shipped");
        let scenario = load("baseline-2016", text.as_bytes(), &|_| None).expect("valid");
        let rule = scenario.rules.iter().find(|rule| rule.place == Place::Server).expect("a rule").clone();
        let said = |change: &dyn Fn(&mut Rule)| {
            let mut new = rule.clone();
            change(&mut new);
            rewritten_from(&new, &scenario, 30)
        };
        let on_device = said(&|rule| rule.place = Place::OnDevice);
        assert!(on_device.contains("device") && on_device.starts_with("says"), "{on_device}");
        assert_eq!(said(&|rule| rule.priority = 77), format!("has priority 77 instead of {}", rule.priority));
        assert_eq!(said(&|_| ()), "is rewritten and says the same");
        let added = said(&|rule| rule.id = "mine".to_owned());
        assert!(added.starts_with("is added and says “") && added.ends_with('”'), "{added}");
        let back = rewritten(Some(&Rule { place: Place::OnDevice, ..rule.clone() }), &rule, &scenario);
        assert!(back.starts_with("no longer says") || back.contains(" instead of "), "{back}");
    }
}
