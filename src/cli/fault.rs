//! Bad input: everything that is wrong with a command, collected before anything is done.

use std::fmt::Display;
use std::io::{self, Write};

use crate::scenario::Problem;

/// All that is wrong with a command.
#[derive(Debug, Default)]
pub struct Faults {
    lines: Vec<String>,
}

impl Faults {
    /// Adds one.
    pub fn say(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Adds the problems of a scenario or record.
    pub fn problems(&mut self, problems: &[Problem]) {
        self.lines.extend(problems.iter().map(sentence));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// All that is wrong, one sentence each.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Takes over all of another list.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// Prints the list, one a line.
    pub fn print(&self, err: &mut dyn Write) -> io::Result<()> {
        let count = match self.lines.len() {
            1 => "one problem".to_owned(),
            count => format!("{count} problems"),
        };
        writeln!(err, "{count}, nothing was written")?;
        for line in &self.lines {
            writeln!(err, "  {line}")?;
        }
        Ok(())
    }
}

/// A problem as one line; without place where it has none.
pub fn sentence(problem: &Problem) -> String {
    if problem.line > 0 {
        return problem.to_string();
    }
    let field = if problem.field.is_empty() { String::new() } else { format!("{}: ", problem.field) };
    format!("{}: {field}found {}; allowed {}; {}", problem.file, problem.found, problem.allowed, problem.mend)
}

/// Asks whether the nearest known name was meant; nothing where none is near.
pub fn did_you_mean<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| format!("did you mean {name}?"))
}

/// Reads a whole number between two bounds; what is wrong goes to `faults`.
pub fn whole<T>(flag: &str, text: Option<&str>, min: T, max: T, faults: &mut Faults) -> Option<T>
where
    T: std::str::FromStr + PartialOrd + Display + Copy,
{
    let text = text?;
    match text.parse::<T>() {
        Ok(value) if value >= min && value <= max => Some(value),
        _ => {
            faults.say(format!("{flag}: found {text}, allowed the whole numbers {min} to {max}"));
            None
        }
    }
}
