//! The texts that a new scenario begins with.

use crate::scenario::patch::quoted;

/// A whole market of its own, with round numbers and neutral names.
const BLANK: &str = include_str!("blank.ron");

/// A scenario that names its parent and so far differs in its title alone.
pub fn child(parent: &str, title: &str, story: &str) -> String {
    format!(
        "// A scenario that states only what differs from its parent.\n(\n    format: 1,\n    title: {},\n    \
         // What happened and what is asked, in plain words.\n    story: {},\n    parent: Some({}),\n    \
         // Where each number comes from: keys of published sources, or \"assumed\".\n    sources: {{}},\n)\n",
        quoted(title),
        quoted(story),
        quoted(parent)
    )
}

/// A scenario without parent.
pub fn whole(title: &str) -> String {
    BLANK.replace("\"Title\"", &quoted(title))
}

/// A name for the file of a scenario, from its title.
pub fn name(title: &str) -> String {
    let letters = title.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    if name.is_empty() { "my-scenario".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn an_empty_market_is_a_scenario_without_problems() {
        let loaded = load("mine", whole("My “market”").as_bytes(), &|_| None);
        assert_eq!(loaded.map(|scenario| scenario.title), Ok("My “market”".to_owned()));
    }
}
