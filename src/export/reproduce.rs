//! The command line that runs a record again.

use crate::run::Record;
use crate::scenario::write::flat;
use crate::scenario::{Applies, LeverId, Reform, shipped};

/// The command line that runs a record again to the same figures. It speaks for itself where the scenario is a shipped
/// one; else it names `file`, any exported file of the run.
pub fn command(record: &Record, file: &str) -> String {
    if !is_shipped(record) {
        return format!("gatekeepers run {}", quoted(file));
    }
    let Record { scenario, seed, weeks, agents, .. } = record;
    let mut words = vec![format!("gatekeepers run {scenario} --seed {seed} --weeks {weeks} --agents {agents}")];
    // What is dated after the end changes nothing, and the command line refuses it.
    for change in record.changes.iter().filter(|change| change.week < record.weeks) {
        words.extend(change.set.iter().map(|(id, value)| {
            let from_start = LeverId::from_id(id).is_some_and(|lever| lever.spec().applies == Applies::FromStart);
            if from_start && change.week == 0 {
                format!("--set {id}={value}")
            } else {
                format!("--at {}:{id}={value}", change.week)
            }
        }));
        if !(change.rules.is_empty() && change.enable.is_empty() && change.disable.is_empty()) {
            words.push(format!("--change {}", quoted(&reform_text(&Reform { set: Vec::new(), ..change.clone() }))));
        }
    }
    words.join(" ")
}

/// Whether a record is of a shipped scenario as this program ships it.
pub fn is_shipped(record: &Record) -> bool {
    let same = |(name, text): &(String, String)| shipped(name) == Some(text.as_str());
    record.texts.first().is_some_and(|(name, _)| *name == record.scenario) && record.texts.iter().all(same)
}

/// A dated change on one line, as scenario files and the flag `--change` write it.
pub fn reform_text(reform: &Reform) -> String {
    let mut fields = vec![format!("week: {}", reform.week)];
    let mut part = |name: &str, empty: bool, value: String| {
        if !empty {
            fields.push(format!("{name}: {value}"));
        }
    };
    part("note", reform.note.is_empty(), flat(&reform.note));
    part("set", reform.set.is_empty(), flat(&reform.set));
    part("rules", reform.rules.is_empty(), flat(&reform.rules));
    part("enable", reform.enable.is_empty(), flat(&reform.enable));
    part("disable", reform.disable.is_empty(), flat(&reform.disable));
    format!("({})", fields.join(", "))
}

/// A word of a shell: as it is where nothing in it has a meaning there, else in single quotes.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/' | ':' | '=');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them() {
        let cases = [("a/b-c.ron", "a/b-c.ron"), ("my file", "'my file'"), ("it's", r"'it'\''s'"), ("", "''")];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
    }
}
