//! Dated changes on the command line: `--change '(week: 40, disable: ["os-reads-messages"])'`, written as in a scenario
//! file and checked like one.

use super::fault::Faults;
use crate::run::RunInput;
use crate::scenario::{Reform, load};

/// Adds the changes that the flags ask for to `input`; what is wrong goes to `faults`.
pub fn apply(input: &mut RunInput, texts: &[String], faults: &mut Faults) {
    for text in texts {
        let flag = format!("--change {text}");
        let Some(change) = read(&flag, text, faults) else { continue };
        let last = input.weeks.saturating_sub(1);
        if change.week > last {
            let week = change.week;
            faults.say(format!(
                "{flag}: acts from week {week}, after the last week {last} of the run; give --weeks more"
            ));
        } else if fits(&flag, text, input, faults) {
            input.changes.push(change);
        }
    }
    // A history reads in the order of its weeks; changes of one week keep the order of the command line.
    input.changes.sort_by_key(|change| change.week);
}

/// Checks what can be checked without a scenario.
pub fn check(texts: &[String], faults: &mut Faults) {
    for text in texts {
        read(&format!("--change {text}"), text, faults);
    }
}

fn read(flag: &str, text: &str, faults: &mut Faults) -> Option<Reform> {
    match ron::from_str(text) {
        Ok(change) => Some(change),
        Err(error) => {
            faults.say(format!("{flag}: found {error}; allowed a dated change as in a scenario file"));
            None
        }
    }
}

/// Whether the scenario has what a change speaks about: checked as a scenario that differs in nothing but the change.
fn fits(flag: &str, text: &str, input: &RunInput, faults: &mut Faults) -> bool {
    let parent = &input.scenario;
    let earlier: Vec<String> = input.changes.iter().map(crate::export::reproduce::reform_text).collect();
    let reforms = earlier.iter().map(String::as_str).chain([text]).collect::<Vec<_>>().join(", ");
    let child = format!("(format: 1, title: \"Changed\", parent: Some({:?}), reforms: [{reforms}])", parent.id);
    let library = |name: &str| parent.texts.iter().find(|(id, _)| id == name).map(|(_, text)| text.clone());
    match load("changed-on-the-command-line", child.as_bytes(), &library) {
        Ok(_) => true,
        Err(problems) => {
            for problem in problems {
                faults.say(format!("{flag}: found {}; allowed {}; {}", problem.found, problem.allowed, problem.mend));
            }
            false
        }
    }
}
