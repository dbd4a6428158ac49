//! Where figures come from: scenario texts, changes, seed and size of every run in a file, the version that wrote it and
//! the notice. It travels inside the file, and a file that carries it brings the work back.
//!
//! Its text is one line of JSON in plain ASCII without `<`, `>`, `&` and `--`, so that it stands unchanged in comments
//! and elements of HTML and SVG, in a text chunk of a PNG, in a cell of a table and in the metadata of Parquet.

use serde::{Deserialize, Serialize};

use crate::run::{DISCLAIMER, Record};
use crate::scenario::{LeverId, MOST_AGENTS, Problem, Reform};

/// Version of this format.
const FORMAT: u32 = 1;
/// Word under which it is found in files that hold other things as well.
pub const MARK: &str = "gatekeepers-origin";
/// Most weeks and agents of a run, as in scenario files: what is beyond comes from a broken file.
const MOST: (u32, u32) = (1040, MOST_AGENTS);

/// Where the figures of a file come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// Version of the program that wrote the file.
    pub app_version: String,
    /// The sentence every export carries.
    pub notice: String,
    /// The runs, the one on show first.
    pub runs: Vec<RunOrigin>,
}

/// Everything that decides one run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOrigin {
    /// Its name among those it is compared with.
    pub name: String,
    /// Texts the scenario was read from: (name, text), itself first, then its parents.
    pub texts: Vec<(String, String)>,
    /// Changes on top of it.
    pub changes: Vec<Reform>,
    /// Seed of all luck.
    pub seed: u64,
    /// Weeks.
    pub weeks: u32,
    /// Agents.
    pub agents: u32,
    /// The policy date, where it is not that of the scenario.
    pub policy_week: Option<u32>,
    /// Whether the other runs are compared with it.
    pub is_baseline: bool,
}

impl RunOrigin {
    /// Where a record comes from.
    pub fn of(name: &str, record: &Record) -> Self {
        Self {
            name: name.to_owned(),
            texts: record.texts.clone(),
            changes: record.changes.clone(),
            seed: record.seed,
            weeks: record.weeks,
            agents: record.agents,
            policy_week: record.policy_week,
            is_baseline: false,
        }
    }
}

/// The form in a file: runs share texts, which are named by their place.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    gatekeepers: u32,
    app_version: String,
    notice: String,
    texts: Vec<(String, String)>,
    runs: Vec<WrittenRun>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRun {
    name: String,
    texts: Vec<usize>,
    changes: Vec<Reform>,
    seed: u64,
    weeks: u32,
    agents: u32,
    policy_week: Option<u32>,
    is_baseline: bool,
}

impl Origin {
    /// The origin of runs computed by this program.
    pub fn of(runs: Vec<RunOrigin>) -> Self {
        Self { app_version: env!("CARGO_PKG_VERSION").to_owned(), notice: DISCLAIMER.to_owned(), runs }
    }

    /// The origin of records, each under its name.
    pub fn of_records<'a>(records: impl IntoIterator<Item = (&'a str, &'a Record)>) -> Self {
        Self::of(records.into_iter().map(|(name, record)| RunOrigin::of(name, record)).collect())
    }

    /// One line of text.
    pub fn to_text(&self) -> String {
        let mut texts: Vec<(String, String)> = Vec::new();
        let mut place = |text: &(String, String)| {
            texts.iter().position(|known| known == text).unwrap_or_else(|| {
                texts.push(text.clone());
                texts.len() - 1
            })
        };
        let runs = self.runs.iter().map(|run| WrittenRun {
            name: run.name.clone(),
            texts: run.texts.iter().map(&mut place).collect(),
            changes: run.changes.clone(),
            seed: run.seed,
            weeks: run.weeks,
            agents: run.agents,
            policy_week: run.policy_week,
            is_baseline: run.is_baseline,
        });
        let runs = runs.collect();
        let (app_version, notice) = (self.app_version.clone(), self.notice.clone());
        let written = Written { gatekeepers: FORMAT, app_version, notice, texts, runs };
        // Texts and numbers always have a JSON form.
        plain(&serde_json::to_string(&written).unwrap_or_default())
    }

    /// Reads what [`Self::to_text`] wrote; `file` names it in problems, all of which are said at once.
    pub fn from_text(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let written: Written = serde_json::from_str(text.trim())
            .map_err(|error| vec![broken(file, &format!("its origin cannot be read, {error}"))])?;
        let mut problems = Vec::new();
        if written.gatekeepers != FORMAT {
            problems.push(broken(file, &format!("an origin in format {}", written.gatekeepers)));
        }
        if written.runs.is_empty() {
            problems.push(broken(file, "an origin without runs"));
        }
        let mut runs = Vec::new();
        for run in written.runs {
            let texts: Option<Vec<_>> = run.texts.iter().map(|place| written.texts.get(*place).cloned()).collect();
            let texts = texts.unwrap_or_default();
            if texts.is_empty() {
                problems.push(broken(file, &format!("no scenario text for {}", run.name)));
            }
            problems.extend(changes_problems(file, &run.changes));
            problems.extend(size_problems(file, run.weeks, run.agents));
            let WrittenRun { name, texts: _, changes, seed, weeks, agents, policy_week, is_baseline } = run;
            runs.push(RunOrigin { name, texts, changes, seed, weeks, agents, policy_week, is_baseline });
        }
        let Written { app_version, notice, .. } = written;
        if problems.is_empty() { Ok(Self { app_version, notice, runs }) } else { Err(problems) }
    }
}

/// JSON in which only ASCII is left and nothing that ends a comment or an element: everything else becomes an escape,
/// which is allowed because it can only stand inside a string.
fn plain(json: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(json.len());
    let mut dash = false;
    for letter in json.chars() {
        let ends_comment = letter == '-' && dash;
        dash = letter == '-' && !ends_comment;
        if letter.is_ascii() && !matches!(letter, '<' | '>' | '&' | '\u{7f}') && !ends_comment {
            text.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

/// What is wrong with the changes of a run.
pub(super) fn changes_problems(file: &str, changes: &[Reform]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        for (id, value) in &change.set {
            let (found, allowed, mend) = match LeverId::from_id(id) {
                None => (format!("lever {id}"), "a lever of this program".to_owned(), "see `gatekeepers list levers`"),
                Some(lever) => match lever.spec().problem_with(*value) {
                    Some(wrong) => (format!("{id} = {value}"), wrong, "give a value in the range of the lever"),
                    None => continue,
                },
            };
            let field = format!("changes[{index}].set");
            problems.push(Problem { field, allowed, mend: mend.to_owned(), ..broken(file, &found) });
        }
    }
    problems
}

/// What is wrong with the size of a run.
pub(super) fn size_problems(file: &str, weeks: u32, agents: u32) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (field, found, most) in [("weeks", weeks, MOST.0), ("agents", agents, MOST.1)] {
        if found == 0 || found > most {
            let allowed = format!("1 to {most}");
            problems.push(Problem { field: field.to_owned(), allowed, ..broken(file, &found.to_string()) });
        }
    }
    problems
}

/// A problem of an exported file as a whole.
pub(super) fn broken(file: &str, found: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line: 0,
        column: 0,
        field: String::new(),
        found: found.to_owned(),
        allowed: "a whole file as this program exports it".to_owned(),
        mend: "export it again, or open the run record instead".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::LeverId;

    fn origin() -> Origin {
        let texts = vec![("mine".to_owned(), "(title: \"-- --> <b> & 微信 \\u{1F600} ]]>\")\r\n".repeat(9))];
        let run = |name: &str, value: f64| RunOrigin {
            name: name.to_owned(),
            texts: texts.clone(),
            changes: vec![Reform::lever(3, LeverId::take_mini, value)],
            seed: u64::MAX,
            weeks: 260,
            agents: 512,
            policy_week: Some(7),
            is_baseline: name != "this run",
        };
        Origin::of(vec![run("this run", 0.1 + 0.2), run("--->", 1e-7)])
    }

    #[test]
    fn an_origin_reads_back_and_harms_no_file_it_stands_in() {
        let text = origin().to_text();
        assert_eq!(Origin::from_text("a.svg", &text).expect("it was just written"), origin());
        assert!(text.is_ascii() && !text.contains(['<', '>', '&', '\n', '\r']) && !text.contains("--"), "{text}");
        let repeated = text.matches("title").count();
        assert_eq!(repeated, 9, "runs share their texts");
    }

    #[test]
    fn an_origin_cut_anywhere_is_a_problem_and_never_a_panic() {
        let text = origin().to_text();
        for end in (0..text.len()).step_by(7) {
            let problems = Origin::from_text("a.svg", &text[..end]).expect_err("half an origin");
            assert!(problems.iter().all(|problem| problem.file == "a.svg" && !problem.found.is_empty()));
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let mut wrong = origin();
        wrong.runs[0].weeks = 0;
        wrong.runs[0].agents = u32::MAX;
        wrong.runs[0].texts.clear();
        wrong.runs[1].changes[0].set = vec![("no_such".to_owned(), 1.0), ("take_mini".to_owned(), 7.0)];
        assert_eq!(Origin::from_text("a.svg", &wrong.to_text()).expect_err("five problems").len(), 5);
    }
}
