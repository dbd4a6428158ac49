//! The command line, driven in process and as the program itself.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs a command line in process: exit code, standard output, standard error.
fn go(args: &[&str]) -> (i32, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("gatekeepers").chain(args.iter().copied());
    let code = gatekeepers::cli::main_with(args, &mut out, &mut err);
    (code, String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

/// The program itself, in a folder of its own and without a display.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatekeepers"));
    command.current_dir(folder).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    command
}

fn output(folder: &Path, args: &[&str]) -> Output {
    program(folder).args(args).output().expect("the program starts")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("the file is there")
}

#[test]
fn run_writes_record_and_metrics_and_prints_outcomes() {
    let place = folder();
    let dir = place.path().join("a/b");
    let out = dir.to_str().expect("UTF-8");
    let (code, shown, problems) = go(&["run", "baseline-2016", "--weeks", "4", "--agents", "512", "--out", out]);
    assert_eq!((code, problems.as_str()), (0, ""));
    assert_eq!(names(&dir), ["metrics.csv", "record.ron"]);
    for part in ["Consumer surplus", "Change", "Simulated conduct under stated assumptions", "Wrote"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let csv = text(&dir.join("metrics.csv"));
    assert!(csv.starts_with("week,date,phone_share_huawei,"), "{}", &csv[..80]);
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.lines().nth(1).expect("a row").starts_with("0,2016-12-05,"));

    let record = dir.join("record.ron");
    let record = record.to_str().expect("UTF-8");
    let (code, shown, _) = go(&["replay", record]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.starts_with("identical"), "{shown}");
}

#[test]
fn all_formats_and_seeds_are_written() {
    let place = folder();
    let dir = place.path().join("out");
    let out = dir.to_str().expect("UTF-8");
    let args = ["run", "user-authorised", "--weeks=3", "--agents=512", "--seeds=3", "--seed=9", "--format"];
    let (code, shown, problems) = go(&[&args[..], &["csv,parquet,summary,json,ron,html", "--out", out]].concat());
    assert_eq!((code, problems.as_str()), (0, ""));
    assert!(shown.contains("Highest") && shown.contains("3 runs with the seeds 9 to 11"), "{shown}");
    let files = ["metrics.csv", "metrics.parquet", "record.json", "record.ron", "report.html", "summary.csv"];
    assert_eq!(names(&dir), files);
    let summary = text(&dir.join("summary.csv"));
    assert!(summary.starts_with("seed,phone_share_huawei,"), "{}", &summary[..80]);
    assert_eq!(summary.lines().count(), 4);
    let csv = text(&dir.join("metrics.csv"));
    assert!(csv.starts_with("seed,week,date,phone_share_huawei,"));
    let seeds: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().expect("a cell")).collect();
    assert_eq!(seeds, ["9", "9", "9", "10", "10", "10", "11", "11", "11"]);
    let json: serde_json::Value = serde_json::from_str(&text(&dir.join("record.json"))).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(3));
}

#[test]
fn threads_do_not_change_a_byte() {
    let place = folder();
    let csv = |threads: &str| {
        let dir = place.path().join(threads);
        let out = dir.to_str().expect("UTF-8");
        let args = ["run", "user-authorised", "--weeks=6", "--agents=2000", "--threads", threads, "--out", out];
        assert_eq!(go(&args).0, 0);
        (fs::read(dir.join("metrics.csv")).expect("metrics"), fs::read(dir.join("record.ron")).expect("record"))
    };
    let one = csv("1");
    assert_eq!(one, csv("2"));
    assert_eq!(one, csv("16"));
}

#[test]
fn every_mistake_is_reported_at_once_and_nothing_is_written() {
    let place = folder();
    fs::write(place.path().join("file"), "").expect("room");
    let blocked = place.path().join("file/below");
    let args = [
        "run",
        "baseline-2061",
        "--seed=-1",
        "--seeds=0",
        "--weeks=many",
        "--agents=3",
        "--threads=none",
        "--set=take_mni=0.1",
        "--set=take_mini=95%",
        "--set=openness",
        "--at=x:take_mini=0.2",
        "--at=5:operator_response=shout",
        "--format=csv,xls",
        "--out",
        blocked.to_str().expect("UTF-8"),
    ];
    let (code, shown, problems) = go(&args);
    assert_eq!((code, shown.as_str()), (2, ""));
    let parts = [
        "13 problems, nothing was written",
        "did you mean baseline-2016?",
        "--seed: found -1",
        "--seeds: found 0",
        "--weeks: found many",
        "--agents: found 3",
        "--threads: found none",
        "no lever is called take_mni; did you mean take_mini?",
        "--set take_mini=95%: found 95%, allowed 0 % to 90 %",
        "--set openness: allowed ID=VALUE",
        "--at x:take_mini=0.2: found week x",
        "found shout, allowed 0 (as the scenario says), 1 (ignore)",
        "--format: found \"xls\", allowed ron, csv, parquet, summary, json, html",
        "is not a folder",
    ];
    for part in parts {
        assert!(problems.contains(part), "{part} in {problems}");
    }
    assert_eq!(names(place.path()), ["file"]);
}

#[test]
fn levers_take_words_per_cents_and_weeks() {
    let place = folder();
    let dir = place.path().join("out");
    let args = [
        "run",
        "baseline-2016",
        "--weeks=40",
        "--agents=512",
        "--set=take_mini=15%",
        "--set=operator_response=block",
        "--at=3:openness=0.5",
        "--set=accuracy_floor=0.4",
        "--out",
        dir.to_str().expect("UTF-8"),
    ];
    let (code, shown, problems) = go(&args);
    assert_eq!((code, problems.as_str()), (0, ""));
    assert!(shown.contains("From week 35 (2017-08-07), “Take rate of Mini Programs” is 15 %."), "{shown}");
    assert!(shown.contains("From week 3 (2016-12-26)"), "{shown}");
    let text = text(&dir.join("record.ron"));
    let record = gatekeepers::export::record::read("record.ron", &text).expect("it was just written");
    let changes: Vec<(u32, &str, f64)> = record
        .changes
        .iter()
        .flat_map(|change| change.set.iter().map(|(id, value)| (change.week, id.as_str(), *value)))
        .collect();
    let wanted =
        [(0, "accuracy_floor", 0.4), (3, "openness", 0.5), (35, "take_mini", 0.15), (35, "operator_response", 3.0)];
    assert_eq!(changes, wanted);
}

#[test]
fn changes_that_would_do_nothing_are_refused() {
    let run = ["run", "baseline-2016", "--weeks=10", "--out", "/nonexistent/never"];
    for (change, says) in [
        ("--set=take_mini=0.2", "acts from week 35, after the last week 9"),
        ("--at=10:take_mini=0.2", "acts from week 10, after the last week 9"),
        ("--at=5:accuracy_floor=0.2", "use --set accuracy_floor=VALUE"),
    ] {
        let (code, _, problems) = go(&[&run[..], &[change]].concat());
        assert_eq!(code, 2);
        assert!(problems.contains(says), "{problems}");
    }
    let twice = ["--at=5:take_mini=0.2", "--at=5:take_mini=0.3"];
    let (code, _, problems) = go(&[&run[..], &twice].concat());
    assert_eq!(code, 2);
    assert!(problems.contains("take_mini is already set for week 5"), "{problems}");
}

#[test]
fn existing_files_are_kept_unless_forced() {
    let place = folder();
    let file = place.path().join("metrics.csv");
    fs::write(&file, "mine").expect("room");
    let out = place.path().to_str().expect("UTF-8");
    let args = ["run", "baseline-2016", "--weeks=2", "--agents=512", "--out", out];
    let (code, _, problems) = go(&args);
    assert_eq!(code, 2);
    assert!(problems.contains("exists already; --force replaces it"), "{problems}");
    assert_eq!(text(&file), "mine");
    assert_eq!(names(place.path()), ["metrics.csv"]);
    assert_eq!(go(&[&args[..], &["--force"]].concat()).0, 0);
    assert!(text(&file).starts_with("week,date,"));
    assert_eq!(names(place.path()), ["metrics.csv", "record.ron"]);
}

#[test]
fn check_lists_the_problems_of_all_files() {
    let place = folder();
    let bad = place.path().join("bad.ron");
    fs::write(&bad, "(title: bad, nonsense: 1)").expect("room");
    let bad = bad.to_str().expect("UTF-8");
    let (code, shown, problems) = go(&["check", "baseline-2016", bad, "no-such"]);
    assert_eq!(code, 2);
    assert!(shown.contains("baseline-2016: fine"), "{shown}");
    assert!(problems.contains(&format!("{bad}:1:")), "{problems}");
    assert!(problems.contains("no-such: no such file"), "{problems}");
    let (code, shown, _) = go(&["check", "--json", "baseline-2016", "no-such"]);
    assert_eq!(code, 2);
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(json[0]["fine"], true);
    assert_eq!(json[1]["problems"].as_array().map(Vec::len), Some(1));
}

#[test]
fn check_accepts_every_shipped_scenario() {
    let names: Vec<&str> = gatekeepers::scenario::SHIPPED.iter().map(|(name, _)| *name).collect();
    let (code, shown, problems) = go(&[&["check"], &names[..]].concat());
    assert_eq!((code, problems.as_str()), (0, ""));
    assert_eq!(shown.lines().count(), names.len());
}

#[test]
fn lists_hold_every_row_of_their_tables() {
    let rows = |what: &str| {
        let (code, shown, _) = go(&["list", what, "--json"]);
        assert_eq!(code, 0);
        let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
        json.as_array().map(Vec::len).expect("a list")
    };
    assert_eq!(rows("levers"), gatekeepers::scenario::LEVERS.len());
    assert_eq!(rows("metrics"), gatekeepers::metrics::METRICS.len());
    assert_eq!(rows("scenarios"), gatekeepers::scenario::SHIPPED.len());
    assert_eq!(rows("phases"), gatekeepers::step::PHASES.len());
    for what in ["levers", "metrics", "scenarios", "phases", "model"] {
        let (code, shown, problems) = go(&["list", what]);
        assert_eq!((code, problems.as_str()), (0, ""));
        assert!(!shown.is_empty());
    }
    let (_, shown, _) = go(&["list", "model", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(json["markdown"], gatekeepers::export::description::MODEL);
    assert_eq!(go(&["list", "rules"]).0, 2);
}

#[test]
fn replay_names_the_first_week_and_metric_that_differ() {
    let place = folder();
    let out = place.path().to_str().expect("UTF-8");
    assert_eq!(go(&["run", "baseline-2016", "--weeks=5", "--agents=512", "--out", out]).0, 0);
    let file = place.path().join("record.ron");
    let mut record = gatekeepers::export::record::read("record.ron", &text(&file)).expect("it was just written");
    let column = record.columns.iter().position(|column| column == "hhi_phones").expect("a column");
    record.values[column][3] = Some(0.123);
    record.values[column][4] = None;
    record.app_version = "0.0.1".to_owned();
    let mut bytes = Vec::new();
    gatekeepers::export::record::write(&record, &mut bytes).expect("a buffer");
    fs::write(&file, bytes).expect("room");
    let word = file.to_str().expect("UTF-8");
    let (code, shown, _) = go(&["replay", word]);
    assert_eq!(code, 1);
    assert!(shown.contains("differs first in week 3, column hhi_phones, where the record has 0.123 and"), "{shown}");
    assert!(shown.contains("written by version 0.0.1"), "{shown}");
    let (code, shown, _) = go(&["replay", word, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!((code, &json["week"], &json["identical"]), (1, &3.into(), &false.into()));
    assert_eq!(go(&["replay", "baseline-2016"]).0, 2);
}

#[test]
fn compare_speaks_of_luck_and_of_ten_pairs() {
    let same = ["compare", "baseline-2016", "baseline-2016", "--weeks=3", "--agents=512", "--seeds=2"];
    let (code, shown, problems) = go(&same);
    assert_eq!((code, problems.as_str()), (0, ""));
    for part in ["identical", "luck of the draw", "Smallest gap of interest", "2 pairs of runs", "seeds 2017 to 2018"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let place = folder();
    let csv = place.path().join("c.csv");
    let json = place.path().join("c.json");
    let three =
        ["compare", "baseline-2016", "user-authorised", "operator-veto", "--weeks=3", "--agents=512", "--seeds=2"];
    for file in [&csv, &json] {
        let (code, _, problems) = go(&[&three[..], &["--out", file.to_str().expect("UTF-8")]].concat());
        assert_eq!((code, problems.as_str()), (0, ""));
    }
    assert!(text(&csv).starts_with("a,b,column,unit,pairs,mean_a,"));
    let json: serde_json::Value = serde_json::from_str(&text(&json)).expect("JSON");
    assert_eq!(json["comparisons"].as_array().map(Vec::len), Some(2));
    let (code, _, problems) = go(&["compare", "baseline-2016", "no-such", "--gap=2", "--seeds=x", "--out=f.txt"]);
    assert_eq!(code, 2);
    assert!(problems.contains("4 problems"), "{problems}");
}

#[test]
fn compare_takes_records_as_they_are_or_runs_them_again() {
    let place = folder();
    let record = |name: &str, seed: &str| {
        let dir = place.path().join(name);
        let out = dir.to_str().expect("UTF-8").to_owned();
        let code = go(&["run", "baseline-2016", "--weeks=3", "--agents=512", "--seed", seed, "--out", &out]).0;
        assert_eq!(code, 0);
        format!("{out}/record.ron")
    };
    let (a, b, c) = (record("a", "1"), record("b", "1"), record("c", "2"));
    let (code, shown, _) = go(&["compare", &a, &b]);
    assert_eq!(code, 0);
    assert!(shown.contains("The records as they are, one pair with seed 1."), "{shown}");
    let (code, _, problems) = go(&["compare", &a, &c]);
    assert_eq!(code, 2);
    assert!(problems.contains("they share no luck; give --seeds"), "{problems}");
    let (code, shown, _) = go(&["compare", &a, &c, "--seeds=3"]);
    assert_eq!(code, 0);
    assert!(shown.contains("seeds 1 to 3"), "{shown}");
}

#[test]
fn bench_times_every_phase_and_says_on_what() {
    let args = ["bench", "baseline-2016", "--agents=512", "--weeks=3", "--runs=2", "--threads=1"];
    let (code, shown, problems) = go(&args);
    assert_eq!(code, 0, "{problems}");
    assert_eq!(problems.contains("debug build"), cfg!(debug_assertions), "{problems}");
    for part in ["512 agents for 3 weeks, 2 runs, 1 thread of", "User-weeks a second", "ns a user-week"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let (code, shown, _) = go(&[&args[..], &["--json"]].concat());
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let phases = json["phases"].as_array().expect("a list");
    let names: Vec<&str> = phases.iter().filter_map(|phase| phase["name"].as_str()).collect();
    assert_eq!(names, gatekeepers::step::PHASES.iter().map(|phase| phase.name).collect::<Vec<_>>());
    let shares: f64 = phases.iter().filter_map(|phase| phase["share"].as_f64()).sum();
    assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    let figure = |id: &str, which: &str| json["figures"][id][which].as_f64().expect("a figure");
    for id in ["user_weeks_per_second", "run_seconds", "setup_seconds", "weeks_seconds"] {
        let (min, median, max) = (figure(id, "min"), figure(id, "median"), figure(id, "max"));
        assert!(0.0 < min && min <= median && median <= max, "{id} {min} {median} {max}");
    }
    let args = ["bench", "--reduced", "--agents=1000", "--weeks=3", "--runs=1"];
    let (code, shown, _) = go(&args);
    assert_eq!(code, 0);
    assert!(shown.contains("64 users at a time") && shown.contains("1024"), "{shown}");
    let (_, shown, _) = go(&[&args[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(json["rows"][0]["share_b"], json["rows"][1]["share_b"]);
    assert_eq!(go(&["bench", "baseline-2016", "--reduced"]).0, 2);
    let (code, _, problems) = go(&["bench", "no-such", "--runs=0", "--agents=1"]);
    assert_eq!(code, 2);
    assert!(problems.contains("3 problems"), "{problems}");
}

#[test]
fn the_program_gives_the_exit_codes_it_promises() {
    let place = folder();
    let code = |args: &[&str]| output(place.path(), args).status.code();
    assert_eq!(code(&["list", "levers"]), Some(0));
    assert_eq!(code(&["--version"]), Some(0));
    assert_eq!(code(&["run"]), Some(2));
    assert_eq!(code(&["fly"]), Some(2));
    assert_eq!(code(&["check", "nowhere.ron"]), Some(2));
    assert_eq!(code(&["nowhere.ron"]), Some(2));
    assert!(names(place.path()).is_empty());
    assert_eq!(code(&["run", "baseline-2016", "--weeks=2", "--agents=512"]), Some(0));
    assert_eq!(code(&["run", "baseline-2016", "--weeks=2", "--agents=512"]), Some(0));
    assert_eq!(names(place.path()), ["report", "report-2"]);
}

#[test]
fn without_a_display_the_default_scenario_runs_and_reports() {
    let place = folder();
    let done = output(place.path(), &[]);
    let (shown, problems) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{problems}");
    assert!(problems.contains("No window"), "{problems}");
    assert!(shown.contains("Consumer surplus"), "{shown}");
    assert_eq!(names(&place.path().join("report")), ["metrics.csv", "record.ron", "report.html"]);
    assert_eq!(output(place.path(), &[]).status.code(), Some(0));
    assert_eq!(names(place.path()), ["report", "report-2"]);
}

#[cfg(unix)]
mod unix {
    use std::io::Read;
    use std::process::Stdio;
    use std::time::Duration;

    use super::*;

    /// A run long enough to be interrupted, whose files go to a folder that does not exist yet.
    const LONG: &[&str] =
        &["run", "baseline-2016", "--weeks=1040", "--agents=20000", "--seeds=1000", "--out", "deep/out"];

    /// Waits until a process catches signals, so that none comes before it listens.
    #[cfg(target_os = "linux")]
    fn wait_until_listening(id: u32) {
        for _ in 0..600 {
            std::thread::sleep(Duration::from_millis(50));
            let Ok(status) = fs::read_to_string(format!("/proc/{id}/status")) else {
                continue;
            };
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("a list of signals");
            // Bit 1 is signal 2, the one of Ctrl+C.
            if u64::from_str_radix(caught.trim(), 16).expect("a mask") & 0b10 != 0 {
                return;
            }
        }
        panic!("it never listens");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_interrupted_run_leaves_nothing() {
        for signal in ["-INT", "-TERM"] {
            let place = folder();
            let mut child = program(place.path())
                .args(LONG)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program starts");
            wait_until_listening(child.id());
            let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
            assert!(sent.success());
            let status = child.wait().expect("it ends");
            let mut said = String::new();
            child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
            assert_eq!(status.code(), Some(130), "{said}");
            assert!(said.contains("interrupted, nothing was written"), "{said}");
            assert!(names(place.path()).is_empty(), "{:?}", names(place.path()));
        }
    }

    #[test]
    fn a_closed_pipe_is_no_panic_and_files_are_whole() {
        let place = folder();
        let mut child = program(place.path())
            .args(["run", "baseline-2016", "--weeks=2", "--agents=512", "--out", "o"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let status = child.wait().expect("it ends");
        let mut said = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
        assert_eq!((status.code(), said.as_str()), (Some(0), ""));
        assert_eq!(names(&place.path().join("o")), ["metrics.csv", "record.ron"]);
    }

    #[test]
    fn new_files_have_the_usual_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let place = folder();
        let done = Command::new("sh")
            .args(["-c", "umask 022; exec \"$0\" run baseline-2016 --weeks=1 --agents=512 --out o"])
            .arg(env!("CARGO_BIN_EXE_gatekeepers"))
            .current_dir(place.path())
            .output()
            .expect("a shell");
        assert!(done.status.success());
        let mode = fs::metadata(place.path().join("o/record.ron")).expect("the record").permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
    }
}
