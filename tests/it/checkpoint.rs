//! The state of a run in a file: it goes on to the same bits, and a file that is not whole is refused.

use std::fs;
use std::path::Path;

use gatekeepers::cli::progress::Stop;
use gatekeepers::cli::{Code, Shell, main_in, main_with};
use gatekeepers::export::checkpoint::{looks_like_one, read, write};
use gatekeepers::run::Simulation;
use gatekeepers::scenario::{LeverId, SHIPPED};
use tempfile::TempDir;

use crate::support::{after, assert_identical, at, record, scenario, short};

/// More than one chunk of work, the last not full.
const SEVERAL_CHUNKS: u32 = 17_000;

fn go(args: &[&str]) -> (i32, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("gatekeepers").chain(args.iter().copied());
    let code = main_with(args, &mut out, &mut err);
    (code, String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn bytes(simulation: &Simulation) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(simulation, &mut bytes).expect("memory takes it");
    bytes
}

fn restored(bytes: &[u8], threads: usize) -> Simulation {
    read("kept", &mut &*bytes, threads).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn every_shipped_scenario_goes_on_from_its_checkpoint_to_the_same_bits() {
    for (name, _) in SHIPPED {
        let mut input = short(scenario(name), 64, 2_048);
        input.set(LeverId::openness, 0.55);
        input.changes.push(at(45, LeverId::take_os, 1.0 / 3.0));
        let whole = record(&input);
        let mut resumed = restored(&bytes(&after(&input, 40)), 1);
        for _ in 40..64 {
            resumed.step(&mut |_| {});
        }
        assert_identical(&whole, &resumed.record(), name);
    }
}

#[test]
fn a_checkpoint_of_a_checkpoint_is_the_same_file() {
    let first = bytes(&after(&short(scenario("user-authorised"), 30, SEVERAL_CHUNKS), 20));
    assert!(looks_like_one(&first));
    assert_eq!(bytes(&restored(&first, 2)), first);
}

/// Files that a run writes, in a folder of its own.
fn files(folder: &Path, args: &[&str]) -> Vec<Vec<u8>> {
    let out = folder.to_str().expect("UTF-8");
    let (code, _, problems) = go(&[args, &["--out", out]].concat());
    assert_eq!((code, problems.as_str()), (0, ""), "{args:?}");
    ["record.ron", "metrics.csv"].map(|name| fs::read(folder.join(name)).expect("it was written")).to_vec()
}

#[test]
fn a_resumed_run_writes_the_same_files_as_one_that_was_never_interrupted() {
    let place = folder();
    let kept = place.path().join("kept");
    let kept = kept.to_str().expect("UTF-8");
    let agents = format!("--agents={SEVERAL_CHUNKS}");
    let begin = ["run", "user-authorised", agents.as_str(), "--at=3:take_mini=30%"];
    for threads in ["--threads=1", "--threads=2"] {
        let whole =
            files(&place.path().join(format!("whole{threads}")), &[&begin[..], &["--weeks=20", threads]].concat());
        let half = [&begin[..], &["--weeks=10", "--every=4", "--force", "--checkpoint", kept, threads]].concat();
        files(&place.path().join(format!("half{threads}")), &half);
        let resumed = ["run", "--resume", kept, "--weeks=20", threads];
        assert_eq!(files(&place.path().join(format!("resumed{threads}")), &resumed), whole, "{threads}");
        // It kept itself up to date, so that nothing is left to simulate.
        assert_eq!(files(&place.path().join(format!("again{threads}")), &["run", "--resume", kept]), whole);
    }
}

#[test]
fn a_file_that_is_not_whole_is_refused_and_never_a_panic() {
    let whole = bytes(&after(&short(scenario("honor-magic-2017"), 8, 512), 3));
    let refused = |bytes: &[u8], found: &str| {
        let problems = read("kept", &mut &*bytes, 1).expect_err(found);
        assert!(problems.iter().all(|problem| problem.file == "kept"), "{problems:?}");
        assert!(problems[0].found.contains(found), "{found} in {problems:?}");
    };
    for end in (0..whole.len()).step_by(997).chain([whole.len() - 1]) {
        refused(&whole[..end], "the end of the file");
    }
    let line = whole.iter().position(|&byte| byte == b'\n').expect("a first line") + 1;
    for at in (line..whole.len()).step_by(1_999).chain([whole.len() - 1]) {
        let mut altered = whole.clone();
        altered[at] ^= 0x10;
        assert!(read("kept", &mut &*altered, 1).is_err(), "byte {at}");
    }
    refused(&[&whole[..], b"x"].concat(), "more after the end");
    refused(b"(format: 1)", "another kind of file");
    refused(b"gatekeepers checkpoint 1, program 0.0.0\n", "program 0.0.0");
}

#[test]
fn mistakes_with_checkpoints_are_said_and_nothing_is_written() {
    let place = folder();
    let there = place.path().join("there");
    fs::write(&there, "(format: 1)").expect("room");
    let there = there.to_str().expect("UTF-8");
    let small = ["run", "baseline-2016", "--weeks=2", "--agents=512"];
    for (args, said) in [
        (&["--checkpoint", there][..], "exists already; --force replaces it"),
        (&["--checkpoint", "x", "--seeds=2"], "--seeds: found with --checkpoint"),
        (&["--every=0", "--checkpoint", "x"], "--every: found 0"),
        (&["--every=3"], "--every: found without --checkpoint"),
        (&["--resume", there], "cannot be used with"),
    ] {
        let (code, shown, problems) = go(&[&small[..], args].concat());
        assert_eq!((code, shown.as_str()), (2, ""), "{args:?}");
        assert!(problems.contains(said), "{said} in {problems}");
    }
    for (args, said) in [
        (["run", "--resume", there], "found another kind of file"),
        (["run", "--resume", "nowhere"], "nowhere: cannot be read"),
    ] {
        let (code, _, problems) = go(&args);
        assert_eq!(code, 2, "{problems}");
        assert!(problems.contains(said), "{said} in {problems}");
    }
    assert_eq!(fs::read_dir(place.path()).expect("the folder").count(), 1);
}

#[test]
fn a_checkpoint_is_no_scenario_and_says_how_to_go_on() {
    let place = folder();
    let kept = place.path().join("kept");
    fs::write(&kept, bytes(&after(&short(scenario("baseline-2016"), 4, 512), 2))).expect("room");
    let kept = kept.to_str().expect("UTF-8");
    let (code, _, problems) = go(&["check", kept]);
    assert_eq!(code, 2);
    assert!(problems.contains(&format!("run --resume {kept}")), "{problems}");
    // It stands after two weeks, so that no end before them is left to choose.
    let (code, _, problems) = go(&["run", "--resume", kept, "--weeks=1"]);
    assert!(code == 2 && problems.contains("--weeks: found 1, allowed the whole numbers 2 to 1040"), "{problems}");
}

/// What the program says when somebody has asked it to stop.
fn go_stopped(args: &[&str]) -> (Code, String) {
    let stop = Stop::default();
    stop.ask();
    let (mut shown, mut said) = (Vec::new(), Vec::new());
    let shell = Shell { out: &mut shown, err: &mut said, interactive: false, width: None, stop, signals: false };
    let code = main_in(std::iter::once("gatekeepers").chain(args.iter().copied()), shell);
    (code, String::from_utf8(said).expect("UTF-8"))
}

#[test]
fn an_interrupted_run_leaves_its_last_checkpoint_and_says_how_to_go_on() {
    let place = folder();
    let kept = place.path().join("kept");
    let name = kept.to_str().expect("UTF-8");
    let out = place.path().join("out");
    let out_name = out.to_str().expect("UTF-8");
    fs::write(&kept, bytes(&after(&short(scenario("baseline-2016"), 9, 512), 1))).expect("room");
    let (code, said) = go_stopped(&["run", "--resume", name, "--every=1", "--out", out_name]);
    assert_eq!(code, Code::Interrupted);
    assert_eq!(said, format!("interrupted after 2 weeks; `gatekeepers run --resume {name}` goes on after week 2\n"));
    assert!(!out.exists());
    let (code, shown, _) = go(&["run", "--resume", name, "--out", out_name]);
    assert!(code == 0 && shown.contains("9 weeks from"), "{shown}");
}

#[test]
fn a_run_interrupted_before_its_first_week_leaves_nothing() {
    let place = folder();
    let (kept, out) = (place.path().join("kept"), place.path().join("out"));
    let (kept_name, out_name) = (kept.to_str().expect("UTF-8"), out.to_str().expect("UTF-8"));
    let small = ["run", "baseline-2016", "--weeks=9", "--agents=512", "--out", out_name];
    let (code, said) = go_stopped(&[&small[..], &["--checkpoint", kept_name]].concat());
    assert_eq!((code, said.as_str()), (Code::Interrupted, "interrupted, nothing was written\n"));
    assert!(!kept.exists() && !out.exists());
}

#[test]
fn one_agent_a_person_is_the_most() {
    let small = ["run", "baseline-2016", "--weeks=1"];
    let (code, _, problems) = go(&[&small[..], &["--agents=724000001"]].concat());
    assert_eq!(code, 2);
    assert!(problems.contains("--agents: found 724000001, allowed the whole numbers 64 to 724000000"), "{problems}");
}
