//! Reads single values: numbers in their range, words of a vocabulary, dates, names.

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::spanned::{Desk, Node};

/// Longest id; ids become parts of column names.
const ID_LENGTH: usize = 40;
/// What is said about a share.
pub(super) const SHARE: &str = "a share, not per cent";

impl<'a> Desk<'a> {
    /// "did you mean …" if a word is close to the one found, else the plain advice.
    pub(super) fn suggest(&self, found: &str, words: &[impl AsRef<str>], advice: &str) -> String {
        if self.is_full() {
            return advice.to_owned(); // Nobody will read it, and a file of garbage asks a million times.
        }
        let short: String = found.chars().take(64).collect();
        let near = words
            .iter()
            .map(|word| (strsim::damerau_levenshtein(&short, word.as_ref()), word.as_ref()))
            .min()
            .filter(|&(distance, word)| distance <= (word.chars().count() / 3).max(1));
        near.map_or_else(|| advice.to_owned(), |(_, word)| format!("did you mean `{word}`?"))
    }

    /// Text in quotes that may be empty.
    pub(super) fn note(&mut self, node: &Node<'a>) -> Option<String> {
        let text = ron::from_str::<String>(node.text).ok();
        if text.is_none() {
            self.say(node, node.quoted(), "text in quotes, such as \"words\"", "put it in quotes");
        }
        text
    }

    /// Text in quotes that says something.
    pub(super) fn text(&mut self, node: &Node<'a>) -> Option<String> {
        let text = self.note(node)?;
        if text.trim().is_empty() {
            self.say(node, "an empty text", "a text that says something", "write it between the quotes");
            return None;
        }
        Some(text)
    }

    /// A number in a range.
    pub(super) fn number(&mut self, node: &Node<'a>, range: &RangeInclusive<f64>, unit: &str) -> Option<f64> {
        let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let allowed = format!("a number from {} to {}{unit}", range.start(), range.end());
        match ron::from_str::<f64>(node.text) {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(number) => {
                let share = (number * 1e10).round() / 1e12;
                let mend = if unit.contains(SHARE) && range.contains(&share) && number > 0.0 {
                    format!("write a number in this range, {share} for {number} per cent")
                } else {
                    "write a number in this range".to_owned()
                };
                self.say(node, node.quoted(), allowed, mend);
                None
            }
            Err(_) => {
                self.say(node, node.quoted(), allowed, "write a plain number without quotes or unit");
                None
            }
        }
    }

    /// A share.
    pub(super) fn share(&mut self, node: &Node<'a>) -> Option<f64> {
        self.number(node, &(0.0..=1.0), SHARE)
    }

    /// A whole number in a range.
    pub(super) fn whole<T>(&mut self, node: &Node<'a>, range: &RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i128> + PartialOrd + Display + Copy,
    {
        let digits = node.text.replace('_', "");
        let digits = digits.strip_prefix('+').unwrap_or(&digits);
        let value = digits.parse::<i128>().ok().and_then(|number| T::try_from(number).ok());
        if let Some(value) = value.filter(|value| range.contains(value)) {
            return Some(value);
        }
        let allowed = format!("a whole number from {} to {}", range.start(), range.end());
        self.say(node, node.quoted(), allowed, "write digits only, without quotes or unit");
        None
    }

    /// A number of weeks, such as a week of the longest run.
    pub(super) fn week(&mut self, node: &Node<'a>) -> Option<u32> {
        self.whole(node, &(0..=super::MOST_WEEKS))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, node: &Node<'a>) -> Option<bool> {
        let value = match node.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        if value.is_none() {
            self.say(node, node.quoted(), "true or false", "write one of the two without quotes");
        }
        value
    }

    /// A bare word of a closed vocabulary.
    pub(super) fn word<T: Copy>(&mut self, node: &Node<'a>, all: &[T], id: fn(T) -> &'static str) -> Option<T> {
        let found = all.iter().copied().find(|&item| id(item) == node.text);
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|&item| id(item)).collect();
            let mend = self.suggest(node.text.trim_matches('"'), &words, "write one of these words without quotes");
            self.say(node, node.quoted(), format!("one of {}", words.join(", ")), mend);
        }
        found
    }

    /// `None`, `Some(value)` or, for short, the value itself; the outer `None` says that it was none of these.
    #[expect(clippy::option_option, reason = "the outer layer is an error already reported, the inner the value")]
    pub(super) fn option(&mut self, node: &Node<'a>) -> Option<Option<Node<'a>>> {
        if node.text == "None" {
            return Some(None);
        }
        let rest = node.text.strip_prefix("Some").map(str::trim_start);
        if rest.is_some_and(|rest| rest.starts_with('(')) {
            return self.variant(node).map(|(_, value)| value);
        }
        Some(Some(node.clone()))
    }

    /// An optional value; the outer `None` says that something was wrong with it.
    #[expect(clippy::option_option, reason = "the outer layer is an error already reported, the inner the value")]
    pub(super) fn maybe<T>(
        &mut self,
        node: &Node<'a>,
        read: impl FnOnce(&mut Self, &Node<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.option(node)? {
            None => Some(None),
            Some(value) => read(self, &value).map(Some),
        }
    }

    /// A list of values, all of which must be in order.
    pub(super) fn items<T>(
        &mut self,
        node: &Node<'a>,
        mut read: impl FnMut(&mut Self, &Node<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let nodes = self.list(node)?;
        let values: Vec<T> = nodes.iter().filter_map(|item| read(self, item)).collect();
        (values.len() == nodes.len()).then_some(values)
    }

    /// A set of words: each once, and at least one where `needed`.
    pub(super) fn set<T: Copy + PartialEq>(
        &mut self,
        node: &Node<'a>,
        all: &[T],
        id: fn(T) -> &'static str,
        needed: bool,
    ) -> Option<Vec<T>> {
        let mut seen = Vec::new();
        let nodes = self.list(node)?;
        let mut good = true;
        for item in &nodes {
            match self.word(item, all, id) {
                Some(word) if seen.contains(&word) => {
                    self.say(item, format!("{} a second time", item.quoted()), "each word once", "remove it");
                    good = false;
                }
                Some(word) => seen.push(word),
                None => good = false,
            }
        }
        if needed && nodes.is_empty() {
            let words: Vec<&str> = all.iter().map(|&item| id(item)).collect();
            let allowed = format!("at least one of {}", words.join(", "));
            self.say(node, "an empty list, so that nothing ever matches", allowed, "add a word");
            good = false;
        }
        good.then_some(seen)
    }

    /// A name for use in files and columns, in quotes.
    pub(super) fn id(&mut self, node: &Node<'a>) -> Option<String> {
        let id = self.text(node)?;
        let start = id.starts_with(|c: char| c.is_ascii_lowercase());
        let rest = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
        if start && rest && id.len() <= ID_LENGTH {
            return Some(id);
        }
        let allowed = format!("small letters, digits, `-` and `_`, a letter first, at most {ID_LENGTH} characters");
        self.say(node, node.quoted(), allowed, "write a short plain name");
        None
    }

    /// A date in quotes.
    pub(super) fn date(&mut self, node: &Node<'a>) -> Option<NaiveDate> {
        let date = ron::from_str::<String>(node.text)
            .ok()
            .and_then(|text| NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok())
            .filter(|date| (1970..=2200).contains(&date.year()));
        if date.is_none() {
            let allowed = "a date in quotes from 1970 to 2200, such as \"2016-12-05\"";
            self.say(node, node.quoted(), allowed, "write year, month and day");
        }
        date
    }

    /// The Monday on which week 0 begins.
    pub(super) fn monday(&mut self, node: &Node<'a>) -> Option<NaiveDate> {
        let date = self.date(node)?;
        if date.weekday() == Weekday::Mon {
            return Some(date);
        }
        let monday = date.week(Weekday::Mon).first_day();
        self.say(node, format!("{date}, which is no Monday"), "a Monday", format!("write \"{monday}\""));
        None
    }
}
