//! The layers of the house, kept by reading its sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which data flows; each may name only those before it.
const ORDER: &[&str] = &["scenario", "rules", "world", "step", "metrics", "run", "experiment", "export", "cli", "gui"];

/// The one door out of the order: the command line opens the window where it gets no command.
const DOORS: &[(&str, &str)] = &[("src/cli/window.rs", "gui")];

/// What the core may not name: the window, clocks, files, the process, and randomness of the operating system.
const OUTSIDE: &[&str] = &[
    "egui",
    "eframe",
    "egui_plot",
    "egui_tiles",
    "egui_extras",
    "rfd",
    "clap",
    "indicatif",
    "ctrlc",
    "anyhow",
    "Instant",
    "SystemTime",
    "thread_rng",
    "OsRng",
    "SysRng",
    "getrandom",
    "from_os_rng",
    "ThreadRng",
    "println",
    "eprintln",
    "stdout",
    "stderr",
    "tempfile",
];

/// Parts of the standard library that the core may not name.
const OUTSIDE_STD: &[&str] = &["fs", "env", "process", "net", "os"];

/// Words that mark unfinished work.
const UNFINISHED: &[&str] = &["TODO", "FIXME", "XXX", "HACK", "todo", "unimplemented", "dbg"];

/// Longest source file, in lines.
const LONGEST: usize = 600;

struct Source {
    /// Path from the root of the project, with forward slashes.
    path: String,
    text: String,
    /// The text without comments and without what stands inside quotes.
    code: String,
}

impl Source {
    /// Module at the top of the tree to which the file belongs; none for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        inside.split(['/', '.']).next().filter(|module| ORDER.contains(module))
    }

    fn is_core(&self) -> bool {
        !matches!(self.module(), Some("cli" | "gui"))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All sources below a folder of the project, in the order of their paths.
fn sources(folder: &str) -> Vec<Source> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    collect(&root().join(folder), &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source in UTF-8");
        let relative = path.strip_prefix(root()).expect("a path below the root");
        let path = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        Source { path, code: code_of(&text), text }
    };
    paths.into_iter().map(read).collect()
}

/// The text with comments, strings and character literals blanked.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let start = 2 + hashes;
            rest[start..].find(&close).map_or(rest.len(), |end| start + end + close.len())
        } else if first == '"' {
            string_length(rest)
        } else if first == '\'' {
            char_length(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

/// Number of hashes of a raw string that starts here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// Bytes of the string literal that starts here.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// Bytes of the character literal that starts here; 0 for a lifetime.
fn char_length(text: &str) -> usize {
    let inside = &text[1..];
    if let Some(escape) = inside.strip_prefix('\\') {
        let skip = escape.chars().next().map_or(0, char::len_utf8);
        return escape[skip..].find('\'').map_or(0, |end| 2 + skip + end + 1);
    }
    let Some(letter) = inside.chars().next() else { return 0 };
    if inside[letter.len_utf8()..].starts_with('\'') { letter.len_utf8() + 2 } else { 0 }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn words(code: &str) -> BTreeSet<&str> {
    code.split(|letter| !is_word(letter)).collect()
}

/// The names that follow `prefix::`, singly or in braces, wherever `prefix` is a whole word.
fn names_after(code: &str, prefix: &str) -> Vec<String> {
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ").replace(" :: ", "::");
    let start = format!("{prefix}::");
    let mut names = Vec::new();
    for (place, _) in code.match_indices(&start) {
        // A path that only ends in the prefix, such as `other::crate`, is another path.
        if code[..place].ends_with(|letter| is_word(letter) || letter == ':') {
            continue;
        }
        let after = &code[place + start.len()..];
        if let Some(group) = after.strip_prefix('{') {
            let mut depth = 1;
            let mut item = String::new();
            for letter in group.chars() {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                if depth == 0 || depth == 1 && letter == ',' {
                    names.push(item.trim().chars().take_while(|&letter| is_word(letter)).collect());
                    item.clear();
                } else {
                    item.push(letter);
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            names.push(after.chars().take_while(|&letter| is_word(letter)).collect());
        }
    }
    names
}

#[test]
fn modules_name_only_modules_above_them() {
    let place = |module: &str| ORDER.iter().position(|name| *name == module);
    for source in sources("src") {
        let Some(module) = source.module() else { continue };
        let mut named = names_after(&source.code, "crate");
        if source.path.matches('/').count() == 2 && source.path.ends_with("/mod.rs") {
            named.extend(names_after(&source.code, "super"));
        }
        named.extend(names_after(&source.code, "super::super"));
        for name in named.iter().filter(|name| place(name) > place(module)) {
            let door = DOORS.contains(&(source.path.as_str(), name.as_str()));
            assert!(door, "{} names {name}, which comes after {module}", source.path);
        }
    }
}

#[test]
fn the_core_touches_nothing_outside() {
    for source in sources("src").iter().filter(|source| source.is_core() && source.path != "src/main.rs") {
        let words = words(&source.code);
        for word in OUTSIDE {
            assert!(!words.contains(word), "{} names {word}", source.path);
        }
        for name in names_after(&source.code, "std") {
            assert!(!OUTSIDE_STD.contains(&name.as_str()), "{} names std::{name}", source.path);
        }
    }
}

#[test]
fn only_the_window_names_egui() {
    for source in sources("src").iter().filter(|source| source.module() != Some("gui")) {
        let words = words(&source.code);
        assert!(!words.iter().any(|word| word.contains("egui") || *word == "eframe"), "{} names egui", source.path);
    }
}

#[test]
fn only_the_theme_makes_colors() {
    for source in sources("src").iter().filter(|source| source.path != "src/gui/theme.rs") {
        for maker in ["Color32", "Rgba", "Hsva"] {
            // No color at all needs no choice.
            for name in
                names_after(&source.code, maker).into_iter().chain(names_after(&source.code, &format!("egui::{maker}")))
            {
                let harmless = ["TRANSPARENT", "PLACEHOLDER"].contains(&name.as_str());
                let takes_one = name.starts_with("to_") || name.starts_with("lerp") || name.starts_with("gamma");
                assert!(harmless || takes_one, "{} makes a color with {maker}::{name}", source.path);
            }
        }
        assert!(!words(&source.code).contains("hex_color"), "{} makes a color with hex_color!", source.path);
    }
}

#[test]
fn every_source_is_declared() {
    for (folder, starts) in [
        ("src", vec!["src/lib.rs", "src/main.rs"]),
        (
            "tests",
            vec![
                "tests/it/main.rs",
                "tests/bench/week.rs",
                "tests/bench/files.rs",
                "tests/bench/reduced.rs",
                "tests/bench/blocking.rs",
                "tests/bench/scale.rs",
                "tests/e2e/main.rs",
            ],
        ),
    ] {
        let sources = sources(folder);
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut waiting: Vec<String> = starts.iter().map(|&start| start.to_owned()).collect();
        while let Some(path) = waiting.pop() {
            let source = sources.iter().find(|source| source.path == path).expect("a declared source exists");
            reached.insert(path.clone());
            let (parent, file) = path.rsplit_once('/').expect("a path has a folder");
            let home = match file {
                "lib.rs" | "main.rs" | "mod.rs" => parent.to_owned(),
                _ => path.trim_end_matches(".rs").to_owned(),
            };
            assert!(!source.code.contains("#[path"), "{path} moves a module");
            for name in declared(&source.code) {
                let candidates = [format!("{home}/{name}.rs"), format!("{home}/{name}/mod.rs")];
                waiting.extend(candidates.into_iter().filter(|path| sources.iter().any(|source| source.path == *path)));
            }
        }
        for source in &sources {
            assert!(reached.contains(&source.path), "no `mod` line declares {}", source.path);
        }
    }
}

/// Names of the modules that a source declares in files of their own.
fn declared(code: &str) -> Vec<String> {
    let mut statements: Vec<&str> = code.split(';').collect();
    // What follows the last semicolon is no statement.
    statements.pop();
    let names = statements.into_iter().filter_map(|statement| {
        let statement = statement.rsplit(['{', '}', ']']).next().unwrap_or(statement);
        let (before, name) = statement.trim().rsplit_once("mod ")?;
        let visible = before.is_empty() || before.trim_end().ends_with("pub") || before.trim_end().ends_with(')');
        (visible && name.chars().all(is_word)).then(|| name.to_owned())
    });
    names.collect()
}

#[test]
fn nothing_is_left_unfinished() {
    let sources = sources("src").into_iter().chain(sources("tests"));
    for source in sources.filter(|source| source.path != "tests/it/tidy.rs") {
        let words = words(&source.text);
        for word in UNFINISHED {
            assert!(!words.contains(word), "{} says {word}", source.path);
        }
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, at most {LONGEST}", source.path);
    }
}

#[test]
fn every_source_says_what_it_is() {
    for source in sources("src") {
        assert!(source.text.starts_with("//!"), "{} does not begin with what it is", source.path);
    }
}

#[test]
fn the_reader_of_sources_reads_them() {
    let text = "a // b\n\"c \\\" d\" 'e' '\\'' f<'g> r#\"h\"# /* i */";
    assert_eq!(code_of(text).split_whitespace().collect::<Vec<_>>(), ["a", "f<'g>"]);
    let code = "use crate::{run::{self, record}, export}; crate::gui::open(); super::x; mycrate::y";
    assert_eq!(names_after(code, "crate"), ["run", "export", "gui"]);
    assert_eq!(
        declared("pub mod a; mod b; pub(super) mod c; mod d { fn x() {} } #[cfg(test)] mod e;"),
        ["a", "b", "c", "e"]
    );
}
