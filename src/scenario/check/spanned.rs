//! Pieces of a scenario text that know where they stand.
//!
//! `ron` says where a text stops being RON, but an ordinary deserialisation ends at the first bad field. Here each
//! struct, list, tuple or map is opened one level at a time into raw pieces that borrow from the text; their distance
//! from its beginning is their place, and one bad piece does not hide the next.

use std::fmt;

use ron::error::SpannedError;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::names::Names;
use crate::scenario::Problem;

/// Problems listed at most; a file of garbage has as many as it has bytes.
const LISTED: usize = 200;

/// A text with its name.
pub(super) struct Source<'a> {
    /// Name of the file or scenario.
    pub(super) name: String,
    /// What it says.
    pub(super) text: &'a str,
}

/// A piece of a source: a whole value or the name of a field.
#[derive(Clone)]
pub(super) struct Node<'a> {
    /// Index of the source.
    file: usize,
    /// The piece, without blanks and comments around it.
    pub(super) text: &'a str,
    /// Path of the field within its file.
    pub(super) path: String,
}

impl<'a> Node<'a> {
    /// The whole of a source.
    pub(super) const fn whole(file: usize, text: &'a str) -> Self {
        Self { file, text, path: String::new() }
    }

    /// The same place under the path of one of its fields.
    pub(super) fn field(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{}{dot}{name}", self.path), ..self.clone() }
    }

    fn part(&self, text: &'a str, step: &str) -> Self {
        Self { file: self.file, text, path: format!("{}{step}", self.path) }
    }

    /// The piece as a problem quotes it: one line, not too long.
    pub(super) fn quoted(&self) -> String {
        let beginning: String = self.text.chars().take(200).collect();
        let mut words = beginning.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() > 48 {
            words = words.chars().take(45).collect();
            words.push('…');
        }
        if words.is_empty() { "nothing".to_owned() } else { format!("`{words}`") }
    }
}

/// A field: its name and its value.
#[derive(Clone)]
pub(super) struct Field<'a> {
    /// The name.
    pub(super) key: Node<'a>,
    /// The value.
    pub(super) value: Node<'a>,
}

/// The sources under check and what was found wrong with them.
pub(super) struct Desk<'a> {
    /// The scenario itself first, then its parents.
    pub(super) sources: Vec<Source<'a>>,
    /// What the scenario under check has.
    pub(super) names: Names,
    problems: Vec<Problem>,
    left_out: usize,
}

impl<'a> Desk<'a> {
    /// A desk without problems.
    pub(super) fn new() -> Self {
        Self { sources: Vec::new(), names: Names::default(), problems: Vec::new(), left_out: 0 }
    }

    /// Notes a problem with a piece; the same problem is noted once.
    pub(super) fn say(
        &mut self,
        node: &Node<'_>,
        found: impl Into<String>,
        allowed: impl Into<String>,
        mend: impl Into<String>,
    ) {
        if self.is_full() {
            self.left_out += 1;
            return;
        }
        let source = &self.sources[node.file];
        let (line, column) = place(source.text, offset(source.text, node.text));
        let problem = Problem {
            file: source.name.clone(),
            line,
            column,
            field: node.path.clone(),
            found: found.into(),
            allowed: allowed.into(),
            mend: mend.into(),
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Whether the list of problems is full.
    pub(super) const fn is_full(&self) -> bool {
        self.problems.len() >= LISTED
    }

    /// Whether nothing is wrong so far.
    pub(super) const fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// All problems, in the order of files and lines.
    pub(super) fn problems(self) -> Vec<Problem> {
        let Self { sources, mut problems, left_out, .. } = self;
        let rank = |file: &str| sources.iter().position(|source| source.name == file);
        problems.sort_by_key(|problem| (rank(&problem.file), problem.line, problem.column));
        if left_out > 0
            && let Some(last) = problems.last().cloned()
        {
            problems.push(Problem {
                field: String::new(),
                found: format!("{left_out} more problems, not listed"),
                allowed: format!("at most {LISTED} problems in a list"),
                mend: "mend the ones above first and check again".to_owned(),
                ..last
            });
        }
        problems
    }

    /// Opens a struct into its fields.
    pub(super) fn fields(&mut self, node: &Node<'a>) -> Option<Vec<Field<'a>>> {
        let Struct(pairs) = self.open(node, "fields in parentheses, such as `(name: value, …)`")?;
        let dot = if node.path.is_empty() { "" } else { "." };
        let field = |(name, value): (&'a str, &'a RawValue)| Field {
            key: node.part(name, &format!("{dot}{name}")),
            value: node.part(bare(value), &format!("{dot}{name}")),
        };
        Some(pairs.into_iter().map(field).collect())
    }

    /// Opens a map into its entries; the keys are pieces of RON.
    pub(super) fn entries(&mut self, node: &Node<'a>) -> Option<Vec<Field<'a>>> {
        let Map(pairs) = self.open(node, "entries in braces, such as `{\"name\": value, …}`")?;
        let entry = |(key, value): (&'a RawValue, &'a RawValue)| {
            let key = bare(key);
            let step = format!("[{key}]");
            Field { key: node.part(key, &step), value: node.part(bare(value), &step) }
        };
        Some(pairs.into_iter().map(entry).collect())
    }

    /// Opens a list into its items.
    pub(super) fn list(&mut self, node: &Node<'a>) -> Option<Vec<Node<'a>>> {
        let List(items) = self.open(node, "a list in brackets, such as `[a, b]`")?;
        Some(numbered(node, items))
    }

    /// Opens a tuple of `arity` values.
    pub(super) fn tuple(&mut self, node: &Node<'a>, arity: usize) -> Option<Vec<Node<'a>>> {
        let allowed = format!("{arity} values in parentheses, separated by commas");
        let Tuple(items) = self.open(node, &allowed)?;
        if items.len() != arity {
            self.say(node, format!("{} values", items.len()), allowed, "add or remove values");
            return None;
        }
        Some(numbered(node, items))
    }

    /// Splits `word(value)` into the word and the value; a bare word has no value.
    pub(super) fn variant(&mut self, node: &Node<'a>) -> Option<(&'a str, Option<Node<'a>>)> {
        let end = node.text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(node.text.len());
        let (word, rest) = node.text.split_at(end);
        let rest = rest.trim_start();
        if rest.is_empty() {
            return Some((word, None));
        }
        let inside = Node { text: rest, ..node.clone() };
        if word.is_empty() || !rest.starts_with('(') {
            self.say(node, node.quoted(), "a word, alone or with a value in parentheses", "write it without quotes");
            return None;
        }
        let value = self.tuple(&inside, 1)?.pop()?;
        Some((word, Some(Node { path: node.path.clone(), ..value })))
    }

    /// Reads a piece as a type of `ron`, or says where it cannot be.
    fn open<T: Deserialize<'a>>(&mut self, node: &Node<'a>, allowed: &str) -> Option<T> {
        match ron::from_str::<T>(node.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = Node { text: tail(node.text, &error), ..node.clone() };
                if node.path.is_empty() {
                    self.say(&at, syntax(&error, at.text), "a scenario in RON", "mend the text at this place");
                } else {
                    self.say(node, node.quoted(), allowed, format!("write {allowed}"));
                }
                None
            }
        }
    }
}

/// What stopped the reader, in plain words.
fn syntax(error: &SpannedError, rest: &str) -> String {
    let said = match &error.code {
        ron::Error::ExceededRecursionLimit => "brackets nested too deeply".to_owned(),
        other => other.to_string(),
    };
    match rest.chars().next() {
        None => format!("the end of the file ({said})"),
        Some(next) => format!("{next:?} ({said})"),
    }
}

/// The text from the place of an error.
fn tail<'a>(text: &'a str, error: &SpannedError) -> &'a str {
    let place = error.span.end;
    let line_at: usize = text.split_inclusive('\n').take(place.line.saturating_sub(1)).map(str::len).sum();
    let line = &text[line_at..];
    let in_line = line.char_indices().nth(place.col.saturating_sub(1)).map_or(line.len(), |(index, _)| index);
    &line[in_line..]
}

/// A raw piece without blanks and comments around it.
fn bare(raw: &RawValue) -> &str {
    let text = raw.get_ron();
    // Only a piece with a slash can have a comment at its ends, which the reader has to be asked for.
    if text.contains('/') { raw.trim().get_ron() } else { text.trim() }
}

fn numbered<'a>(node: &Node<'a>, items: Vec<&'a RawValue>) -> Vec<Node<'a>> {
    let item = |(index, raw): (usize, &'a RawValue)| node.part(bare(raw), &format!("[{index}]"));
    items.into_iter().enumerate().map(item).collect()
}

/// Bytes from the beginning of `text` to its part.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// Line and column of a byte, both from 1, columns in characters.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_at = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_at..].chars().count() + 1)
}

/// The fields of a struct.
struct Struct<'a>(Vec<(&'a str, &'a RawValue)>);
/// The entries of a map.
struct Map<'a>(Vec<(&'a RawValue, &'a RawValue)>);
/// The items of a list.
struct List<'a>(Vec<&'a RawValue>);
/// The values of a tuple.
struct Tuple<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Struct<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("", &[], Pairs::default()).map(Self)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Map<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs::default()).map(Self)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items).map(Self)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Tuple<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(0, Items).map(Self)
    }
}

/// Collects keys and values, repeated keys included.
struct Pairs<K>(std::marker::PhantomData<K>);

impl<K> Default for Pairs<K> {
    fn default() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<'de, K: Deserialize<'de>> Visitor<'de> for Pairs<K> {
    type Value = Vec<(K, &'de RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

/// Collects items.
struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_know_their_place() {
        let text = "// 模型\n#![enable(implicit_some)]\n\
                    (a: 1, /* two */ b: [x, class( y ), Some(\"z\")],\n 中: {\"k\" : (3, 4)}, a: 'r',)";
        let mut desk = Desk::new();
        desk.sources.push(Source { name: "t".to_owned(), text });
        let fields = desk.fields(&Node::whole(0, text)).unwrap();
        let seen: Vec<_> = fields.iter().map(|f| (f.key.text, f.value.text)).collect();
        let list = "[x, class( y ), Some(\"z\")]";
        assert_eq!(seen, [("a", "1"), ("b", list), ("中", "{\"k\" : (3, 4)}"), ("a", "'r'")]);
        let items = desk.list(&fields[1].value).unwrap();
        let (word, value) = desk.variant(&items[1]).unwrap();
        assert_eq!((word, value.unwrap().text), ("class", "y"));
        let entries = desk.entries(&fields[2].value).unwrap();
        assert_eq!(place(text, offset(text, entries[0].value.text)), (4, 12));
        desk.say(&fields[2].key, "x", "y", "z");
        let problems = desk.problems();
        assert_eq!((problems[0].line, problems[0].column, problems[0].field.as_str()), (4, 2, "中"));
    }

    #[test]
    fn a_syntax_error_has_its_place() {
        let broken = [("(a: 1,\n b: [1, }", 2, 9), ("(a: 1,\n b: ", 2, 5), ("", 1, 1), ("(a: 1) x", 1, 8)];
        for (text, line, column) in broken {
            let mut desk = Desk::new();
            desk.sources.push(Source { name: "t".to_owned(), text });
            assert!(desk.fields(&Node::whole(0, text)).is_none());
            let problems = desk.problems();
            assert_eq!((problems[0].line, problems[0].column), (line, column), "{text:?}: {}", problems[0]);
        }
    }
}
