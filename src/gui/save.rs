//! The scenario with its changes as a scenario file that names its parent and states only what differs.

use ron::ser::PrettyConfig;

use crate::scenario::{self, Scenario};

use super::workbench::Workbench;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedText {
    /// The scenario file itself.
    pub text: String,
    /// Parents that are not shipped and must stand beside it: (file name, text).
    pub parents: Vec<(String, String)>,
}

/// The name proposed for the file.
pub fn file_name(scenario: &Scenario) -> String {
    format!("{}-changed.ron", scenario.id)
}

/// Writes what differs from the scenario that is open.
pub fn scenario_text(workbench: &Workbench) -> Result<SavedText, String> {
    let scenario = workbench.scenario();
    let text = |value: &str| ron::to_string(value).map_err(|error| error.to_string());
    let title = if scenario.title.ends_with(", changed") {
        scenario.title.clone()
    } else {
        format!("{}, changed", scenario.title)
    };
    let mut lines = vec![
        "// What an analyst changed in a scenario. Everything else is as its parent says.".to_owned(),
        "(".to_owned(),
        "    format: 1,".to_owned(),
        format!("    title: {},", text(&title)?),
        format!("    parent: Some({}),", text(&scenario.id)?),
    ];
    if workbench.seed() != scenario.seed {
        lines.push(format!("    seed: {},", workbench.seed()));
    }
    if workbench.policy_week() != scenario.policy_week {
        lines.push(format!("    policy_week: {},", workbench.policy_week()));
    }
    lines.push("    reforms: [".to_owned());
    let mut reforms = workbench.changes().to_vec();
    reforms.sort_by_key(|reform| reform.week);
    for reform in &reforms {
        lines.push(format!("        // {}.", super::changes::sentence(scenario, reform)));
        lines.push(format!("        {},", reform_text(reform)?));
    }
    lines.push("    ],".to_owned());
    lines.push(")".to_owned());
    let unshipped = scenario.texts.iter().filter(|(id, body)| scenario::shipped(id) != Some(body.as_str()));
    let parents = unshipped.map(|(id, text)| (format!("{id}.ron"), text.clone())).collect();
    Ok(SavedText { text: lines.join("\n") + "\n", parents })
}

fn reform_text(reform: &scenario::Reform) -> Result<String, String> {
    let mut fields = vec![format!("week: {}", reform.week)];
    let plain = PrettyConfig::new().depth_limit(0);
    let part = |value: Result<String, ron::Error>| value.map_err(|error| error.to_string());
    if !reform.note.is_empty() {
        fields.push(format!("note: {}", part(ron::to_string(&reform.note))?));
    }
    if !reform.set.is_empty() {
        fields.push(format!("set: {}", part(ron::to_string(&reform.set))?));
    }
    if !reform.rules.is_empty() {
        fields.push(format!("rules: {}", part(ron::ser::to_string_pretty(&reform.rules, plain))?));
    }
    if !reform.enable.is_empty() {
        fields.push(format!("enable: {}", part(ron::to_string(&reform.enable))?));
    }
    if !reform.disable.is_empty() {
        fields.push(format!("disable: {}", part(ron::to_string(&reform.disable))?));
    }
    Ok(format!("({})", fields.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::Command;
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LeverId;

    #[test]
    fn a_saved_scenario_names_its_parent_and_its_changes() {
        let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        workbench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.4, done: true });
        workbench.apply(Command::SetRule { id: "none".to_owned(), enabled: true });
        let saved = scenario_text(&workbench).expect("text");
        assert!(saved.text.contains("parent: Some(\"sample\")"), "{}", saved.text);
        assert!(saved.text.contains("(week: 12, set: [(\"take_mini\",0.4)])"), "{}", saved.text);
        assert_eq!(saved.parents.len(), 1);
    }
}
