//! Files of this program taken back: which runs are in them and where they come from.

use super::origin::{MARK, Origin, RunOrigin, broken};
use super::{csv, json, parquet, png, record};
use crate::run::Record;
use crate::scenario::Problem;

/// What was found in a file.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The runs, the one on show first.
    pub runs: Vec<RunOrigin>,
    /// Version of the program that wrote them.
    pub app_version: String,
    /// The first run itself, where the file holds all of it.
    pub record: Option<Record>,
}

/// A form of file from which runs are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Record,
    Json,
    Csv,
    Parquet,
    Html,
    Svg,
    Png,
}

/// Endings of file names. That of a record is also that of a scenario.
const ENDINGS: &[(&str, Form)] = &[
    ("json", Form::Json),
    ("csv", Form::Csv),
    ("parquet", Form::Parquet),
    ("html", Form::Html),
    ("htm", Form::Html),
    ("svg", Form::Svg),
    ("png", Form::Png),
];

/// Reads a file by what it holds, or by its ending where that says nothing. `None` for what can only be a scenario.
pub fn read(file: &str, bytes: &[u8]) -> Option<Result<Taken, Vec<Problem>>> {
    let form = form_of(file, bytes)?;
    Some(match form {
        Form::Parquet => parquet::read(file, bytes).map(of_origin),
        Form::Png => png::read(file, bytes).map(of_origin),
        Form::Record | Form::Json | Form::Csv | Form::Html | Form::Svg => match std::str::from_utf8(bytes) {
            Ok(text) => read_text(file, form, text.trim_start_matches('\u{feff}')),
            Err(_) => Err(vec![broken(file, "bytes that are no text in UTF-8")]),
        },
    })
}

fn form_of(file: &str, bytes: &[u8]) -> Option<Form> {
    if bytes.starts_with(png::SIGN) {
        return Some(Form::Png);
    }
    if bytes.starts_with(parquet::SIGN) {
        return Some(Form::Parquet);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let begins = |words: &[&str]| words.iter().any(|word| head.starts_with(word));
    if record::looks_like_one(head) || begins(&["("]) && head.contains("app_version") {
        return Some(Form::Record);
    }
    if begins(&["<!DOCTYPE html", "<html"]) {
        return Some(Form::Html);
    }
    if begins(&["<?xml", "<svg"]) {
        return Some(Form::Svg);
    }
    if begins(&["week,date,", "seed,week,", "run,seed,", "run,column,"]) {
        return Some(Form::Csv);
    }
    if begins(&["{", "["]) {
        return Some(Form::Json);
    }
    let (_, ending) = file.rsplit_once('.')?;
    ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, form)| *form)
}

fn read_text(file: &str, form: Form, text: &str) -> Result<Taken, Vec<Problem>> {
    match form {
        Form::Record => record::read(file, text).map(|record| of_records(vec![record])),
        Form::Json => json::read(file, text).map(of_records),
        Form::Csv => csv::read(file, text).map(of_origin),
        Form::Html => marked(file, text, &format!("<!-- {MARK} "), " -->", "</html>").map(of_origin),
        Form::Svg => marked(file, text, &format!("<metadata id=\"{MARK}\">"), "</metadata>", "</svg>").map(of_origin),
        // Pictures and Parquet are no texts.
        Form::Parquet | Form::Png => Err(vec![broken(file, "bytes of another form")]),
    }
}

/// The origin between two marks of a text that must end as it should.
fn marked(file: &str, text: &str, from: &str, to: &str, end: &str) -> Result<Origin, Vec<Problem>> {
    let problem = |found: &str| vec![broken(file, found)];
    let (_, rest) = text.split_once(from).ok_or_else(|| problem("a page or picture without its origin"))?;
    let (origin, rest) = rest.split_once(to).ok_or_else(|| problem("a file that ends too early"))?;
    if !rest.trim_end().ends_with(end) {
        return Err(problem("a file that ends too early"));
    }
    Origin::from_text(file, origin)
}

fn of_origin(origin: Origin) -> Taken {
    Taken { runs: origin.runs, app_version: origin.app_version, record: None }
}

fn of_records(records: Vec<Record>) -> Taken {
    let runs = records.iter().map(|record| RunOrigin::of(&format!("seed {}", record.seed), record)).collect();
    let record = records.into_iter().next();
    let app_version = record.as_ref().map(|record| record.app_version.clone()).unwrap_or_default();
    Taken { runs, app_version, record }
}
