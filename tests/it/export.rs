//! What is written can be read back, to the bit.

use std::io::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use gatekeepers::experiment::{pairs, replicate, replicate_each};
use gatekeepers::export::{Format, csv, record, write};
use gatekeepers::metrics::columns;
use gatekeepers::run::record::{DISCLAIMER, FORMAT};
use gatekeepers::run::summary::{display, significant, spec_of, summary};
use gatekeepers::run::{EventRecord, Record, RunInput};
use gatekeepers::scenario::{DEFAULT, Reform, Scenario, load, shipped};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

fn scenario() -> Arc<Scenario> {
    let text = shipped(DEFAULT).expect("the default scenario is shipped");
    Arc::new(load(DEFAULT, text.as_bytes(), &|name| shipped(name).map(str::to_owned)).expect("it is right"))
}

fn short(weeks: u32) -> RunInput {
    RunInput { weeks, agents: 512, ..RunInput::new(scenario()) }
}

fn never(_: u32, _: u32) -> bool {
    true
}

/// Figures that text formats get wrong when they round or forget signs.
const AWKWARD: &[f64] = &[
    0.1,
    -0.0,
    0.0,
    5e-324,
    f64::MIN_POSITIVE,
    2.225_073_858_507_201e-308,
    f64::MAX,
    -f64::MAX,
    1e16,
    9_007_199_254_740_992.0,
    0.1 + 0.2,
    1.0 / 3.0,
    -123_456.789,
    1e-7,
    f64::EPSILON,
];

/// A record by hand with awkward figures, gaps and texts.
fn awkward() -> Record {
    let cells: Vec<Option<f64>> = AWKWARD.iter().copied().map(Some).chain([None]).collect();
    let weeks = u32::try_from(cells.len()).expect("few");
    Record {
        format: FORMAT,
        app_version: "0.0.0".to_owned(),
        notice: DISCLAIMER.to_owned(),
        scenario: "awkward".to_owned(),
        texts: vec![
            ("awkward".to_owned(), "(title: \"quotes \\\" and # and \"#, \r\n\ttabs, 微信 …\n)".to_owned()),
            ("root".to_owned(), String::new()),
        ],
        seed: u64::MAX,
        weeks,
        agents: 64,
        changes: vec![Reform { week: 3, set: vec![("take_mini".to_owned(), 0.1 + 0.2)], ..Reform::default() }],
        policy_week: Some(3),
        levers: AWKWARD.iter().map(|value| ("x".to_owned(), *value)).collect(),
        columns: vec!["hhi_phones".to_owned(), "phone_share_huawei".to_owned()],
        values: vec![cells.clone(), cells.into_iter().rev().collect()],
        events: vec![EventRecord {
            id: 0,
            week: 1,
            kind: "entry".to_owned(),
            actor: "a".to_owned(),
            counterpart: String::new(),
            value: -0.0,
            sentence: "A \"vendor\" entered; {it} said \\ and 'so'.".to_owned(),
        }],
    }
}

fn bytes(format: Format, records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(format, records, &scenario(), &mut bytes).expect("a buffer takes everything");
    bytes
}

fn bits(record: &Record) -> Vec<Vec<Option<u64>>> {
    record.values.iter().map(|cells| cells.iter().map(|cell| cell.map(f64::to_bits)).collect()).collect()
}

#[test]
fn a_record_reads_back_to_the_same_bits() {
    let stored = awkward();
    let text = String::from_utf8(bytes(Format::Ron, std::slice::from_ref(&stored))).expect("UTF-8");
    assert!(record::looks_like_one(&text), "{}", &text[..200]);
    let again = record::read("record.ron", &text).expect("it was just written");
    assert_eq!(again, stored);
    assert_eq!(bits(&again), bits(&stored));
    let sign = |record: &Record| record.events[0].value.to_bits();
    assert_eq!(sign(&again), sign(&stored));
    let levers = |record: &Record| record.levers.iter().map(|lever| lever.1.to_bits()).collect::<Vec<_>>();
    assert_eq!(levers(&again), levers(&stored));
    // Written again, the bytes are the same: a file has one form.
    assert_eq!(bytes(Format::Ron, &[again]), text.as_bytes());
}

#[test]
fn a_broken_record_gives_all_problems() {
    let mut broken = awkward();
    broken.format = 99;
    broken.values[0].pop();
    broken.changes[0].set = vec![("no_such".to_owned(), 1.0), ("take_mini".to_owned(), 7.0)];
    let text = String::from_utf8(bytes(Format::Ron, &[broken])).expect("UTF-8");
    let problems = record::read("record.ron", &text).expect_err("four things are wrong");
    assert_eq!(problems.len(), 4, "{problems:?}");
    let cut = &text[..text.len() / 2];
    let problems = record::read("record.ron", cut).expect_err("half a file");
    assert!(problems[0].line > 1, "{problems:?}");
}

#[test]
fn csv_has_one_row_a_week_and_empty_cells() {
    let record = awkward();
    let mut text = Vec::new();
    let start = NaiveDate::from_ymd_opt(2016, 12, 5).expect("a date");
    csv::write(std::slice::from_ref(&record), start, &mut text).expect("a buffer");
    let text = String::from_utf8(text).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "week,date,hhi_phones,phone_share_huawei");
    assert_eq!(lines[1], "0,2016-12-05,0.1,");
    assert!(lines[2].starts_with("1,2016-12-12,-0,"), "{}", lines[2]);
    assert_eq!(lines.len(), 1 + record.weeks as usize);
    assert!(lines[record.weeks as usize].ends_with(",,0.1"), "{}", lines[record.weeks as usize]);
    for (line, value) in lines[1..].iter().zip(AWKWARD) {
        let cell = line.split(',').nth(2).expect("a third cell");
        assert_eq!(cell.parse::<f64>().expect("a number").to_bits(), value.to_bits(), "{cell}");
    }
}

#[test]
fn replications_make_one_tidy_file() {
    let records = replicate(&short(3), 4, 2, &never).expect("nobody stops it");
    let text = String::from_utf8(bytes(Format::Csv, &records)).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("seed,week,date,"), "{}", lines[0]);
    assert_eq!(lines.len(), 1 + 4 * 3);
    let first = records[0].seed;
    assert!(lines[1].starts_with(&format!("{first},0,2016-12-05,")));
    assert!(lines[12].starts_with(&format!("{},2,2016-12-19,", first + 3)));
}

#[test]
fn json_reads_back() {
    let stored = awkward();
    let again: Record =
        serde_json::from_slice(&bytes(Format::Json, std::slice::from_ref(&stored))).expect("one object");
    assert_eq!(bits(&again), bits(&stored));
    assert_eq!(again, stored);
    let list: Vec<Record> = serde_json::from_slice(&bytes(Format::Json, &[stored.clone(), stored])).expect("a list");
    assert_eq!(list.len(), 2);
}

#[test]
fn parquet_reads_back_with_its_scenario() {
    let stored = awkward();
    let file = bytes(Format::Parquet, &[stored.clone(), stored.clone()]);
    assert_eq!(file, bytes(Format::Parquet, &[stored.clone(), stored.clone()]), "equal runs give equal bytes");
    let mut place = tempfile::tempfile().expect("a temporary file");
    place.write_all(&file).expect("room for it");
    let reader = SerializedFileReader::new(place).expect("a Parquet file");
    let metadata = reader.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().expect("key-value pairs");
    let value = |key: &str| pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
    assert_eq!(value("notice").as_deref(), Some(DISCLAIMER));
    assert_eq!(value("text.0.awkward").as_deref(), Some(stored.texts[0].1.as_str()));
    assert_eq!(value("seeds").as_deref(), Some("18446744073709551615,18446744073709551615"));
    let mut rows = 0;
    for (k, row) in reader.get_row_iter(None).expect("rows").enumerate() {
        let row = row.expect("a row");
        let cells: Vec<(&String, &Field)> = row.get_column_iter().collect();
        assert_eq!(cells[0], (&"seed".to_owned(), &Field::ULong(u64::MAX)));
        let week = k % stored.weeks as usize;
        assert_eq!(cells[1].1, &Field::Int(i32::try_from(week).expect("small")));
        // 5 December 2016 is day 17,140 since 1970.
        assert_eq!(cells[2].1, &Field::Date(17_140 + 7 * i32::try_from(week).expect("small")));
        for (cell, column) in cells[3..].iter().zip(&stored.values) {
            match (cell.1, column[week]) {
                (Field::Null, None) => {}
                (Field::Double(found), Some(value)) => assert_eq!(found.to_bits(), value.to_bits()),
                other => panic!("{other:?}"),
            }
        }
        rows += 1;
    }
    assert_eq!(rows, 2 * stored.weeks);
}

#[test]
fn many_runs_go_to_parquet_in_several_row_groups() {
    // Sixteen weeks each, so that one row group holds 2,048 of them.
    let run = awkward();
    let count = 2_100_u64;
    let records: Vec<Record> = (0..count).map(|seed| Record { seed, ..run.clone() }).collect();
    let mut place = tempfile::tempfile().expect("a temporary file");
    place.write_all(&bytes(Format::Parquet, &records)).expect("room for it");
    let reader = SerializedFileReader::new(place).expect("a Parquet file");
    let metadata = reader.metadata();
    assert_eq!(metadata.num_row_groups(), 2);
    assert_eq!(metadata.file_metadata().num_rows(), i64::from(run.weeks) * count.cast_signed());
    let pairs = metadata.file_metadata().key_value_metadata().expect("key-value pairs");
    let seeds = pairs.iter().find(|pair| pair.key == "seeds").and_then(|pair| pair.value.as_ref()).expect("seeds");
    assert_eq!(seeds.split(',').count() as u64, count);
    for (k, row) in (0..).zip(reader.get_row_iter(None).expect("rows")) {
        let row = row.expect("a row");
        let cells: Vec<(&String, &Field)> = row.get_column_iter().collect();
        let (seed, week) = (k / u64::from(run.weeks), (k % u64::from(run.weeks)) as usize);
        assert_eq!(cells[0].1, &Field::ULong(seed));
        match (cells[3].1, run.values[0][week]) {
            (Field::Null, None) => {}
            (Field::Double(found), Some(value)) => assert_eq!(found.to_bits(), value.to_bits()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_summary_has_one_row_a_run() {
    let records = replicate(&short(3), 4, 2, &never).expect("nobody stops it");
    let text = String::from_utf8(bytes(Format::Summary, &records)).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5);
    let column = records[0].columns.iter().position(|column| column == "new_violations").expect("a column");
    for (line, record) in lines[1..].iter().zip(&records) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), 1 + record.columns.len());
        assert_eq!(cells[0], record.seed.to_string());
        let figure = summary(record, "new_violations").expect("a figure");
        assert_eq!(cells[1 + column].parse::<f64>().expect("a number"), figure);
    }
}

#[test]
fn runs_that_are_handed_on_are_the_replications_in_their_order() {
    let input = short(4);
    let together = replicate(&input, 5, 1, &never).expect("nobody stops it");
    for threads in [1, 2, 8] {
        let mut one_by_one = Vec::new();
        let whole = replicate_each(&input, 5, threads, &never, &mut |record| {
            one_by_one.push(record);
            Ok::<(), ()>(())
        });
        assert_eq!((whole, &one_by_one), (Ok(true), &together), "{threads} threads");
        let mut taken = 0;
        let full = replicate_each(&input, 5, threads, &never, &mut |_| {
            taken += 1;
            if taken == 2 { Err("full") } else { Ok(()) }
        });
        assert_eq!((full, taken), (Err("full"), 2), "{threads} threads");
        let stopped = replicate_each(&input, 5, threads, &|k, _| k < 3, &mut |_| Ok::<(), ()>(()));
        assert_eq!(stopped, Ok(false), "{threads} threads");
    }
}

#[test]
fn the_report_stands_alone_and_escapes_texts() {
    let records = replicate(&short(60), 1, 1, &never).expect("nobody stops it");
    let mut first = records[0].clone();
    first.texts[0].1.push_str("<script>alert(1)</script>");
    let text = String::from_utf8(bytes(Format::Html, &[first])).expect("UTF-8");
    for part in
        ["<h1>", DISCLAIMER, "<svg", "Consumer surplus", "How to reproduce", "gatekeepers run report.html", "</html>"]
    {
        assert!(text.contains(part), "{part}");
    }
    for outside in ["<script", "src=", "href=", "@import", "NaN"] {
        assert!(!text.contains(outside), "{outside}");
    }
    assert_eq!(text.matches("<svg viewBox=\"0 0 560").count(), 6);
}

#[test]
fn replications_are_ordered_and_do_not_depend_on_threads() {
    let input = short(4);
    let one = replicate(&input, 5, 1, &never).expect("nobody stops it");
    let four = replicate(&input, 5, 4, &never).expect("nobody stops it");
    assert_eq!(one, four);
    let seeds: Vec<u64> = one.iter().map(|record| record.seed).collect();
    assert_eq!(seeds, (0..5).map(|k| input.seed + k).collect::<Vec<_>>());
}

#[test]
fn pairs_share_their_seeds_and_stop_when_asked() {
    let (a, mut b) = (short(2), short(2));
    b.seed = 7;
    let together = pairs(&a, &b, 3, 2, &never).expect("nobody stops it");
    assert!(together.iter().all(|(a, b)| a.seed == b.seed));
    assert_eq!(together[2].0.seed, a.seed + 2);
    assert_eq!(pairs(&a, &b, 3, 2, &|_, week| week < 1), None);
}

#[test]
fn every_column_finds_its_metric() {
    for column in columns(&scenario()) {
        assert_eq!(spec_of(&column.id).map(|spec| spec.id), Some(column.metric.spec().id), "{}", column.id);
    }
    assert!(spec_of("no_such_metric").is_none());
}

#[test]
fn figures_are_shown_with_four_digits_and_their_unit() {
    assert_eq!(display(Some(0.163_97), "share"), "16.4 %");
    assert_eq!(display(Some(1234.56), "RMB"), "1235 RMB");
    assert_eq!(display(None, "share"), "–");
    assert_eq!(significant(-0.0), "0");
    assert_eq!(significant(0.000_012_34), "0.000012");
    assert_eq!(significant(3e-9), "3.0e-9");
    assert_eq!(significant(-5e-18), "~0");
    assert_eq!(significant(99.999), "100");
}
