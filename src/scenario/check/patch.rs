//! Changes single values of a scenario text and leaves all else as it is, comments and order included.
//!
//! A text is first outlined: every struct, list and map with the places of its parts. A value that is stated is
//! replaced where it stands; one that is not is added as the last part of its struct, list or map.

use std::ops::Range;

use super::spanned::{Desk, Node, Source};

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field of a struct.
    Field(String),
    /// The entry of a list that has this id.
    Id(String),
    /// An entry of a list by its place.
    Place(usize),
    /// The entry of a map that has this name.
    Key(String),
}

/// A field at the top of a scenario, as a path.
pub fn top(name: &str) -> Vec<Step> {
    vec![Step::Field(name.to_owned())]
}

/// A path and one step more.
#[must_use]
pub fn then(path: &[Step], step: Step) -> Vec<Step> {
    path.iter().cloned().chain([step]).collect()
}

/// A path and one field more.
#[must_use]
pub fn field(path: &[Step], name: &str) -> Vec<Step> {
    then(path, Step::Field(name.to_owned()))
}

/// A part of a text.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Name of the field or of the entry of a map; empty for an entry of a list.
    pub name: String,
    /// The part with its name.
    pub whole: Range<usize>,
    /// The value alone.
    pub value: Range<usize>,
    /// What is inside.
    pub inside: Inside,
}

/// What a value is made of.
#[derive(Clone, Debug)]
pub enum Inside {
    /// Nothing that has parts of its own here: a number, a text, a word, a tuple.
    Atom,
    /// A struct with named fields.
    Fields(Vec<Piece>),
    /// A list; the ids of entries that have one stand beside them.
    Items(Vec<(Option<String>, Piece)>),
    /// A map.
    Entries(Vec<Piece>),
}

impl Piece {
    /// The part one step further in.
    pub fn part(&self, step: &Step) -> Option<&Self> {
        match (step, &self.inside) {
            (Step::Field(name), Inside::Fields(parts)) | (Step::Key(name), Inside::Entries(parts)) => {
                parts.iter().find(|part| part.name == *name)
            }
            (Step::Id(id), Inside::Items(items)) => {
                items.iter().find(|(own, _)| own.as_ref() == Some(id)).map(|(_, part)| part)
            }
            (Step::Place(place), Inside::Items(items)) => items.get(*place).map(|(_, part)| part),
            _ => None,
        }
    }

    /// The part at the end of a path.
    pub fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |piece, step| piece.part(step))
    }

    /// Ids of the entries of a list, in their order.
    pub fn ids(&self) -> Vec<String> {
        match &self.inside {
            Inside::Items(items) => items.iter().filter_map(|(id, _)| id.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// Names of the fields of a struct or the entries of a map, in their order.
    pub fn names(&self) -> Vec<String> {
        match &self.inside {
            Inside::Fields(parts) | Inside::Entries(parts) => parts.iter().map(|part| part.name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// How many parts there are.
    pub const fn len(&self) -> usize {
        match &self.inside {
            Inside::Atom => 0,
            Inside::Fields(parts) | Inside::Entries(parts) => parts.len(),
            Inside::Items(items) => items.len(),
        }
    }

    /// Whether there is nothing inside.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn first(&self) -> Option<&Self> {
        match &self.inside {
            Inside::Atom => None,
            Inside::Fields(parts) | Inside::Entries(parts) => parts.first(),
            Inside::Items(items) => items.first().map(|(_, part)| part),
        }
    }

    fn last(&self) -> Option<&Self> {
        match &self.inside {
            Inside::Atom => None,
            Inside::Fields(parts) | Inside::Entries(parts) => parts.last(),
            Inside::Items(items) => items.last().map(|(_, part)| part),
        }
    }

    /// The path as the checker writes it, such as `brands[0].price_rmb`; parts that are not there count as fields.
    pub fn said(&self, path: &[Step]) -> String {
        let mut said = String::new();
        let mut here = Some(self);
        for step in path {
            let place = match (step, here.map(|piece| &piece.inside)) {
                (Step::Id(id), Some(Inside::Items(items))) => {
                    items.iter().position(|(own, _)| own.as_ref() == Some(id)).unwrap_or(items.len())
                }
                (Step::Place(place), _) => *place,
                _ => 0,
            };
            let named = match step {
                Step::Field(name) if said.is_empty() => name.clone(),
                Step::Field(name) => format!(".{name}"),
                Step::Key(name) => format!("[{}]", quoted(name)),
                Step::Id(_) | Step::Place(_) => format!("[{place}]"),
            };
            said.push_str(&named);
            here = here.and_then(|piece| piece.part(step));
        }
        said
    }
}

/// The outline of a text, or nothing where it is no RON.
pub fn outline(text: &str) -> Option<Piece> {
    let mut desk = Desk::new();
    desk.sources.push(Source { name: String::new(), text });
    let bare = ron::from_str::<&ron::value::RawValue>(text).ok()?.trim().get_ron();
    let start = bare.as_ptr() as usize - text.as_ptr() as usize;
    let value = start..start + bare.len();
    let parts = fields(&mut desk, &Node::whole(0, text), text)?;
    Some(Piece { name: String::new(), whole: value.clone(), value, inside: Inside::Fields(parts) })
}

fn fields<'a>(desk: &mut Desk<'a>, node: &Node<'a>, text: &'a str) -> Option<Vec<Piece>> {
    let fields = desk.fields(node)?;
    Some(fields.iter().map(|field| piece(desk, field.key.text.to_owned(), &field.key, &field.value, text)).collect())
}

fn span(node: &Node<'_>, text: &str) -> Range<usize> {
    let start = (node.text.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + node.text.len()
}

fn piece<'a>(desk: &mut Desk<'a>, name: String, key: &Node<'a>, value: &Node<'a>, text: &'a str) -> Piece {
    let inside = match value.text.as_bytes().first() {
        Some(b'[') => desk.list(value).map(|items| Inside::Items(listed(desk, &items, text))),
        Some(b'{') => desk.entries(value).map(|entries| {
            let entry = |field: &super::spanned::Field<'a>| {
                let name = ron::from_str::<String>(field.key.text).unwrap_or_else(|_| field.key.text.to_owned());
                piece(desk, name, &field.key, &field.value, text)
            };
            Inside::Entries(entries.iter().map(entry).collect())
        }),
        Some(b'(') => fields(desk, value, text).map(Inside::Fields),
        _ => None,
    };
    let value = span(value, text);
    Piece { name, whole: span(key, text).start..value.end, value, inside: inside.unwrap_or(Inside::Atom) }
}

fn listed<'a>(desk: &mut Desk<'a>, items: &[Node<'a>], text: &'a str) -> Vec<(Option<String>, Piece)> {
    let mut listed = Vec::new();
    for item in items {
        let piece = piece(desk, String::new(), item, item, text);
        let id = piece.part(&Step::Field("id".to_owned()));
        let id = id.and_then(|id| ron::from_str::<String>(&text[id.value.clone()]).ok());
        listed.push((id, piece));
    }
    listed
}

/// A text as RON.
pub fn quoted(text: &str) -> String {
    // A text always can be written.
    ron::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

/// Sets the value at a path, adding what is missing on the way. `None` where the text is no RON or the path leads into
/// something that has no such parts.
pub fn set(text: &str, path: &[Step], value: &str) -> Option<String> {
    let outline = outline(text)?;
    let mut here = &outline;
    for (depth, step) in path.iter().enumerate() {
        match here.part(step) {
            Some(part) => here = part,
            None => return added(text, here, &entry(&path[depth..], value)),
        }
    }
    Some(replaced(text, &here.value, &indented(value, indent_of(text, here.whole.start))))
}

/// Takes a part out, with its name, its comma and a comment on the same line. `None` where there is no such part.
pub fn remove(text: &str, path: &[Step]) -> Option<String> {
    let outline = outline(text)?;
    let piece = outline.at(path)?;
    let mut range = piece.whole.clone();
    let rest = &text[range.end..];
    let blank = rest.len() - rest.trim_start().len();
    if rest[blank..].starts_with(',') {
        range.end += blank + 1;
    }
    let line = text[range.end..].find('\n').map_or(text.len(), |end| range.end + end);
    let tail = text[range.end..line].trim();
    let head = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let alone = text[head..range.start].trim().is_empty();
    if tail.is_empty() || tail.starts_with("//") {
        range.end = line;
        if alone {
            range.start = head;
            range.end = (line + 1).min(text.len());
        }
    } else if text[range.end..].starts_with(' ') {
        range.end += 1;
    }
    Some(replaced(text, &range, ""))
}

fn replaced(text: &str, range: &Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// A new part of a struct, list or map, with all that a path asks for inside.
fn entry(path: &[Step], value: &str) -> String {
    let Some((step, rest)) = path.split_first() else { return value.to_owned() };
    match step {
        Step::Field(name) => format!("{name}: {}", built(rest, value)),
        Step::Key(name) => format!("{}: {}", quoted(name), built(rest, value)),
        Step::Id(_) if rest.is_empty() => value.to_owned(),
        Step::Id(id) => format!("(id: {}, {})", quoted(id), entry(rest, value)),
        Step::Place(_) => built(rest, value),
    }
}

fn built(path: &[Step], value: &str) -> String {
    match path.first() {
        None => value.to_owned(),
        Some(Step::Field(_)) => format!("({})", entry(path, value)),
        Some(Step::Key(_)) => format!("{{{}}}", entry(path, value)),
        Some(Step::Id(_) | Step::Place(_)) => format!("[{}]", entry(path, value)),
    }
}

/// Puts a part in as the last one.
fn added(text: &str, here: &Piece, entry: &str) -> Option<String> {
    if matches!(here.inside, Inside::Atom) {
        return None;
    }
    let close = here.value.end - 1;
    let outer = indent_of(text, here.whole.start);
    let (Some(first), Some(last)) = (here.first(), here.last()) else {
        let inner = here.value.start + 1..close;
        let comments = text[inner.clone()].trim_end();
        if comments.is_empty() && entry.len() < 60 && !entry.contains('\n') {
            return Some(replaced(text, &inner, entry));
        }
        let indent = format!("{outer}    ");
        return Some(replaced(text, &inner, &format!("{comments}\n{indent}{},\n{outer}", indented(entry, &indent))));
    };
    let comma = comma(&text[last.value.end..close]).map(|place| last.value.end + place + 1);
    let (text, end, close) = match comma {
        Some(end) => (text.to_owned(), end, close),
        None => (replaced(text, &(last.value.end..last.value.end), ","), last.value.end + 1, close + 1),
    };
    let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
    let line_start = text[..first.whole.start].rfind('\n').map_or(0, |newline| newline + 1);
    let own_line = text[line_start..first.whole.start].trim().is_empty();
    if own_line && line_end < close {
        let indent = indent_of(&text, first.whole.start).to_owned();
        return Some(replaced(&text, &(line_end..line_end), &format!("\n{indent}{},", indented(entry, &indent))));
    }
    Some(replaced(&text, &(end..end), &format!(" {entry}")))
}

/// Place of a comma that only blanks and comments precede.
fn comma(text: &str) -> Option<usize> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.starts_with(',') {
            return Some(text.len() - rest.len());
        }
        let end = if rest.starts_with("//") {
            rest.find('\n')?
        } else if rest.starts_with("/*") {
            rest.find("*/")? + 2
        } else {
            return None;
        };
        rest = &rest[end..];
    }
}

/// Blanks at the beginning of the line of a byte.
fn indent_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// A value of several lines under the indentation of its place.
fn indented(value: &str, indent: &str) -> String {
    value.replace('\n', &format!("\n{indent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(words: &[&str]) -> Vec<Step> {
        let step = |word: &&str| match word.split_at(1) {
            ("#", id) => Step::Id(id.to_owned()),
            ("@", key) => Step::Key(key.to_owned()),
            ("!", place) => Step::Place(place.parse().unwrap_or_default()),
            _ => Step::Field((*word).to_owned()),
        };
        words.iter().map(step).collect()
    }

    fn check(text: &str, words: &[&str], value: &str, expected: &str) {
        let patched = set(text, &path(words), value);
        assert_eq!(patched.as_deref(), Some(expected), "{words:?}");
    }

    #[test]
    fn a_stated_value_is_replaced_where_it_stands() {
        check("( a: 1, // one\n  b: (c: 2),)", &["b", "c"], "30", "( a: 1, // one\n  b: (c: 30),)");
        check("(l: [(id: \"x\", v: 1), (id: \"y\", v: 2)])", &["l", "#y", "v"], "3", {
            "(l: [(id: \"x\", v: 1), (id: \"y\", v: 3)])"
        });
        check("(m: {\"k\": 1})", &["m", "@k"], "2", "(m: {\"k\": 2})");
    }

    #[test]
    fn a_new_value_comes_last_and_looks_like_its_neighbours() {
        check("(\n    a: 1, // one\n)\n", &["b"], "2", "(\n    a: 1, // one\n    b: 2,\n)\n");
        check("(\n    a: 1 // one\n)\n", &["b"], "2", "(\n    a: 1, // one\n    b: 2,\n)\n");
        check("(a: 1)", &["b"], "2", "(a: 1, b: 2)");
        check("(a: [])", &["a", "#x", "v"], "2", "(a: [(id: \"x\", v: 2)])");
        check("(\n    a: {},\n)", &["a", "@k"], "2", "(\n    a: {\"k\": 2},\n)");
        check("(\n    a: 1,\n)", &["m", "@k"], "2", "(\n    a: 1,\n    m: {\"k\": 2},\n)");
        check("(\n    l: [\n        (id: \"x\"),\n    ],\n)", &["l", "#y"], "(\n    id: \"y\",\n)", {
            "(\n    l: [\n        (id: \"x\"),\n        (\n            id: \"y\",\n        ),\n    ],\n)"
        });
        check("(\n    l: [ // none\n    ],\n)", &["l", "!0"], "1", "(\n    l: [ // none\n        1,\n    ],\n)");
    }

    #[test]
    fn a_part_leaves_with_its_line() {
        let text = "(\n    a: 1, // one\n    b: [(id: \"x\"), (id: \"y\")],\n)";
        assert_eq!(remove(text, &path(&["a"])).as_deref(), Some("(\n    b: [(id: \"x\"), (id: \"y\")],\n)"));
        assert_eq!(remove(text, &path(&["b", "#x"])).as_deref(), Some("(\n    a: 1, // one\n    b: [(id: \"y\")],\n)"));
        assert_eq!(remove(text, &path(&["c"])), None);
    }

    #[test]
    fn paths_are_said_as_the_checker_says_them() {
        let outline = outline("(l: [(id: \"x\"), (id: \"y\", v: 2)], m: {\"k\": 1})").expect("RON");
        assert_eq!(outline.said(&path(&["l", "#y", "v"])), "l[1].v");
        assert_eq!(outline.said(&path(&["m", "@k"])), "m[\"k\"]");
        assert_eq!(outline.said(&path(&["l", "#x", "none"])), "l[0].none");
    }

    #[test]
    fn what_is_no_ron_cannot_be_changed() {
        assert_eq!(set("(a: ", &path(&["a"]), "1"), None);
        assert_eq!(set("(a: 1)", &path(&["a", "b"]), "1"), None);
    }
}
