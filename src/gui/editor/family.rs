//! The texts of a draft and its parents, and who of them states what.

use crate::scenario::Problem;
use crate::scenario::patch::{Piece, Step, outline};

/// A draft's text first, then those of its parents up to the root.
#[derive(Clone, Debug)]
pub struct Family {
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    name: String,
    text: String,
    /// None where the text is no RON.
    outline: Option<Piece>,
}

/// A value as some member states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated<'a> {
    /// The value as RON.
    pub text: &'a str,
    /// Name of who states it.
    pub by: &'a str,
    /// Whether the draft itself states it.
    pub own: bool,
}

impl Family {
    /// A family of texts by name.
    pub fn of(texts: Vec<(String, String)>) -> Self {
        let member = |(name, text): (String, String)| Member { outline: outline(&text), name, text };
        Self { members: texts.into_iter().map(member).collect() }
    }

    /// Whether the draft is RON, so that its fields can be shown.
    pub fn is_open(&self) -> bool {
        self.members.first().is_some_and(|own| own.outline.is_some())
    }

    /// Whether the draft has parents.
    pub const fn has_parents(&self) -> bool {
        self.members.len() > 1
    }

    /// Names and texts of the parents.
    pub fn parents(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().skip(1).map(|member| (member.name.as_str(), member.text.as_str()))
    }

    /// The value at a path: the draft's own, else that of the nearest parent.
    pub fn value(&self, path: &[Step]) -> Option<Stated<'_>> {
        self.members.iter().enumerate().find_map(|(place, member)| {
            let piece = member.outline.as_ref()?.at(path)?;
            Some(Stated { text: &member.text[piece.value.clone()], by: &member.name, own: place == 0 })
        })
    }

    /// Ids of the entries of a list, those of the root first, as the scenario has them.
    pub fn ids(&self, path: &[Step]) -> Vec<String> {
        self.merged(path, Piece::ids)
    }

    /// Names of the entries of a map, in the same order.
    pub fn names(&self, path: &[Step]) -> Vec<String> {
        self.merged(path, Piece::names)
    }

    fn merged(&self, path: &[Step], names: impl Fn(&Piece) -> Vec<String>) -> Vec<String> {
        let mut merged = Vec::new();
        for piece in self.members.iter().rev().filter_map(|member| member.outline.as_ref()?.at(path)) {
            for name in names(piece) {
                if !merged.contains(&name) {
                    merged.push(name);
                }
            }
        }
        merged
    }

    /// Number of entries of a list that the draft itself states.
    pub fn own_len(&self, path: &[Step]) -> usize {
        self.own(path).map_or(0, Piece::len)
    }

    /// Number of entries of a list that the parents state.
    pub fn inherited_len(&self, path: &[Step]) -> usize {
        let pieces = self.members.iter().skip(1).filter_map(|member| member.outline.as_ref()?.at(path));
        pieces.map(Piece::len).sum()
    }

    /// Whether the draft itself states something at a path.
    pub fn states(&self, path: &[Step]) -> bool {
        self.own(path).is_some()
    }

    /// Whether a parent states something at a path.
    pub fn inherits(&self, path: &[Step]) -> bool {
        self.members.iter().skip(1).any(|member| member.outline.as_ref().is_some_and(|piece| piece.at(path).is_some()))
    }

    fn own(&self, path: &[Step]) -> Option<&Piece> {
        self.members.first()?.outline.as_ref()?.at(path)
    }

    /// Problems with a field itself, not with something inside it.
    pub fn problems_with<'a>(&'a self, problems: &'a [Problem], path: &[Step]) -> impl Iterator<Item = &'a Problem> {
        let level = |field: &str| field.matches(['.', '[']).count();
        let said = self.members.first().and_then(|own| Some(level(&own.outline.as_ref()?.said(path))));
        self.problems_at(problems, path).filter(move |problem| Some(level(&problem.field)) == said)
    }

    /// Problems with a field or something inside it.
    pub fn problems_at<'a>(&'a self, problems: &'a [Problem], path: &[Step]) -> impl Iterator<Item = &'a Problem> {
        self.problems_inside(problems, path).map(|(problem, _)| problem)
    }

    /// The same, each with the rest of the field's name as it is said below `path`.
    pub fn problems_inside<'a>(
        &'a self,
        problems: &'a [Problem],
        path: &[Step],
    ) -> impl Iterator<Item = (&'a Problem, &'a str)> {
        let member = self.members.iter().find(|member| self.said_by(member, path));
        let said = member.and_then(|member| Some((member.name.as_str(), member.outline.as_ref()?.said(path))));
        problems.iter().filter_map(move |problem| {
            let (name, said) = said.as_ref()?;
            let rest = problem.field.strip_prefix(said.as_str())?;
            let inside = rest.is_empty() || rest.starts_with(['.', '[']);
            (problem.file == *name && inside).then(|| (problem, rest.trim_start_matches('.')))
        })
    }

    /// Whether a problem with a field would be said of this member: it has the struct that the field belongs to.
    fn said_by(&self, member: &Member, path: &[Step]) -> bool {
        let holder = path.len().saturating_sub(1);
        member.outline.as_ref().is_some_and(|outline| outline.at(path).is_some())
            || (member.outline.as_ref().is_some_and(|outline| outline.at(&path[..holder]).is_some())
                && self.value(path).is_none())
    }
}
