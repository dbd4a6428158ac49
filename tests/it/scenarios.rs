//! Scenario files: the shipped ones load and name their sources; broken ones end in a list of problems.

use gatekeepers::scenario::{self, Problem, Scenario};

fn library(name: &str) -> Option<String> {
    scenario::shipped(name).map(str::to_owned)
}

fn load(name: &str, text: &[u8]) -> Result<Scenario, Vec<Problem>> {
    scenario::load(name, text, &library)
}

#[test]
fn every_shipped_scenario_loads() {
    for (name, text) in scenario::SHIPPED {
        match load(name, text.as_bytes()) {
            Ok(scenario) => assert_eq!(scenario.id, *name),
            Err(problems) => {
                let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
                panic!("{name}:\n{}", said.join("\n"));
            }
        }
    }
}
