//! What leaves the window as a file comes back as the work it came from.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{self, accesskit::Role as Widget};
use egui_kittest::kittest::Queryable as _;
use gatekeepers::cli;
use gatekeepers::export::taken;
use gatekeepers::gui::access::AccessCommand;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::export::{ExportKind, bytes, command, file_name, write_all};
use gatekeepers::gui::pins::{Compared, PinCommand};
use gatekeepers::gui::plots::{PlotChoice, PlotCommand};
use gatekeepers::gui::replications::Role;
use gatekeepers::gui::workbench::{Workbench, scenario_library};
use gatekeepers::gui::worker::InlineRunner;
use gatekeepers::metrics::MetricId;
use gatekeepers::run::DISCLAIMER;
use gatekeepers::scenario::vocabulary::Place;
use gatekeepers::scenario::{LeverId, Reform, Scenario, load, shipped};

use crate::window::{harness, press, scenario, send, send_loosely, workbench};

/// A small scenario without rival positions, whose runs would take time.
fn small() -> Arc<Scenario> {
    let text = shipped("messenger-withdrawn").expect("shipped");
    let mut scenario = load("messenger-withdrawn", text.as_bytes(), &scenario_library).expect("valid");
    (scenario.weeks, scenario.agents) = (40, 512);
    Arc::new(scenario)
}

/// A workbench with a lever, a rule, a seed and a policy date that are not those of the scenario.
fn changed_of(scenario: Arc<Scenario>, runner: InlineRunner) -> Workbench {
    let mut bench = Workbench::new(scenario, Box::new(runner));
    let rule = bench.scenario().rules[0].id.clone();
    bench.apply(Command::SetPolicyWeek { week: 21, done: true });
    bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.1 + 0.2, done: true });
    bench.apply(Command::SetRule { id: rule, enabled: false });
    bench.apply(Command::SetSeed(u64::MAX));
    bench.poll();
    bench
}

fn changed() -> Workbench {
    changed_of(small(), InlineRunner::default())
}

fn empty() -> Workbench {
    let mut bench = Workbench::new(small(), Box::new(InlineRunner::default()));
    bench.poll();
    bench
}

fn values(bench: &Workbench) -> Vec<Vec<Option<u64>>> {
    let values = &bench.current().expect("a run").record.values;
    values.iter().map(|cells| cells.iter().map(|cell| cell.map(f64::to_bits)).collect()).collect()
}

fn export(kind: ExportKind, bench: &Workbench) -> Vec<u8> {
    bytes(kind, bench).unwrap_or_else(|why| panic!("{kind:?}: {why}"))
}

#[test]
fn every_export_brings_back_the_work_to_the_same_bits() {
    let before = changed();
    for kind in ExportKind::ALL {
        let mut after = empty();
        let file = export(*kind, &before);
        let opened = after.open(kind.file_name(), &file, &scenario_library);
        assert!(opened, "{kind:?}: {:?}", after.problems().map(|problems| &problems.list));
        after.poll();
        assert_eq!(after.changes(), before.changes(), "{kind:?}");
        assert_eq!(
            (after.seed(), after.policy_week(), after.weeks(), after.agents()),
            (before.seed(), before.policy_week(), before.weeks(), before.agents()),
            "{kind:?}"
        );
        assert_eq!(after.scenario().texts, before.scenario().texts, "{kind:?}");
        assert!(values(&after) == values(&before), "{kind:?} runs again to the same bits");
        assert_eq!(export(*kind, &after), file, "{kind:?} has one form");
    }
}

#[test]
fn a_file_cut_anywhere_lists_problems_and_the_work_stays() {
    let before = changed();
    for kind in ExportKind::ALL {
        let file = export(*kind, &before);
        let mut bench = empty();
        let work = bench.work();
        // Every 97th byte, and each of the last hundred, where only the end is missing. A long file is cut less often.
        let step = 97 * (file.len() / 97 / 300).max(1);
        let near_end = file.len().saturating_sub(100)..file.len() - 1;
        for end in (0..file.len()).step_by(step).chain(near_end) {
            let opened = bench.open(kind.file_name(), &file[..end], &scenario_library);
            if opened {
                // Only what nobody reads may be missing.
                let rest = String::from_utf8_lossy(&file[end..]).into_owned();
                assert!(rest.trim().is_empty(), "{kind:?} cut at {end} of {} opens without {rest:?}", file.len());
                continue;
            }
            let problems = &bench.problems().expect("problems").list;
            assert!(!problems.is_empty() && problems.iter().all(|problem| !problem.found.is_empty()), "{kind:?}");
            assert_eq!(bench.work(), work, "{kind:?} cut at {end}");
        }
    }
}

#[test]
fn files_of_other_programs_list_problems() {
    let foreign: &[(&str, &[u8])] = &[
        ("table.csv", b"a,b\n1,2\n"),
        ("table.csv", b"week,date,hhi\n0,2017-01-02,1\n"),
        ("table.csv", b""),
        ("page.html", b"<!DOCTYPE html><html><body>Hello</body></html>"),
        ("data.json", b"{\"a\": 1}"),
        ("data.json", b"[]"),
        ("picture.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
        ("picture.png", include_bytes!("../../assets/icon.png")),
        ("table.parquet", b"PAR1PAR1"),
        ("table.parquet", b"PAR1\xff\xff\xff\xffPAR1"),
        ("notes.csv", b"\xff\xfe\x00\x01"),
    ];
    let mut bench = empty();
    let work = bench.work();
    for (name, bytes) in foreign {
        assert!(!bench.open(name, bytes, &scenario_library), "{name} is no file of this program");
        let problems = &bench.problems().expect("problems").list;
        assert!(problems.iter().all(|problem| problem.file == *name && !problem.mend.is_empty()), "{problems:?}");
        assert_eq!(bench.work(), work, "{name}");
    }
}

#[test]
fn every_export_carries_the_notice() {
    let bench = changed();
    for kind in ExportKind::ALL {
        let file = export(*kind, &bench);
        let said = file.windows(DISCLAIMER.len()).any(|part| part == DISCLAIMER.as_bytes());
        assert!(said, "{kind:?} says that this is simulated");
    }
}

#[test]
fn a_run_that_is_not_there_yet_is_not_exported() {
    let mut bench = Workbench::new(small(), Box::new(InlineRunner::default()));
    assert!(bytes(ExportKind::Record, &bench).is_err());
    bench.poll();
    assert!(bytes(ExportKind::Record, &bench).is_ok());
    bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
    assert!(bytes(ExportKind::Record, &bench).is_err(), "the run on show is still that of before");
}

/// Firms that the default scenario speaks about.
const FIRMS: &[&str] = &["wechat", "weixin", "tencent", "huawei", "honor", "oppo", "vivo", "xiaomi", "apple", "alipay"];

#[test]
fn no_export_names_a_firm_while_names_are_hidden() {
    let mut bench = changed_of(scenario(), InlineRunner::default());
    bench.apply(Command::Do(Action::NeutralNames));
    bench.poll();
    for kind in ExportKind::ALL {
        let file = export(*kind, &bench);
        // What is compressed in a file is read back, so that it is looked at as well.
        let origin = taken::read(kind.file_name(), &file).expect("an export").expect("a whole one").runs;
        let text = format!("{} {origin:?}", String::from_utf8_lossy(&file)).to_lowercase();
        for firm in FIRMS {
            let place = text.match_indices(firm).map(|(place, _)| place).find(|place| {
                let before = text[..*place].chars().next_back();
                let after = text[place + firm.len()..].chars().next();
                !before.into_iter().chain(after).any(char::is_alphanumeric)
            });
            let around = place.and_then(|place| text.get(place.saturating_sub(60)..place + 40));
            assert!(place.is_none(), "{kind:?} names {firm}: {around:?}");
        }
        let mut after = empty();
        assert!(after.open(kind.file_name(), &file, &scenario_library), "{kind:?}");
        after.poll();
        assert!(values(&after) == values(&bench), "{kind:?} has the same figures under other names");
    }
}

#[test]
fn all_runs_of_a_table_come_back_with_their_names() {
    let mut before = changed();
    before.apply(Command::Do(Action::PinRun));
    before.apply(Command::SetLever { id: LeverId::take_mini, value: 0.05, done: true });
    before.apply(Command::Do(Action::PinRun));
    before.apply(Command::Do(Action::ClearChanges));
    before.apply(Command::SetLever { id: LeverId::data_price_rmb, value: 2.0, done: true });
    let (first, second) = (before.pins()[0].id, before.pins()[1].id);
    before.apply(Command::Pins(PinCommand::Rename(first, "An own name".to_owned())));
    before.apply(Command::Pins(PinCommand::Baseline(Some(second))));
    before.poll();
    for kind in [ExportKind::RunsCsv, ExportKind::RunsParquet, ExportKind::PlotsSvg, ExportKind::PlotsPng] {
        let file = export(kind, &before);
        let mut after = empty();
        assert!(after.open(kind.file_name(), &file, &scenario_library), "{kind:?}");
        after.poll();
        assert!(values(&after) == values(&before), "{kind:?}");
        let runs = |bench: &Workbench| -> Vec<_> {
            let compared = bench.compared();
            let figures = |run: &Compared| run.run.as_ref().map(|run| run.record.values.clone());
            compared.iter().map(|run| (run.role == Role::Baseline, figures(run))).collect()
        };
        assert!(runs(&after) == runs(&before), "{kind:?} brings all runs back");
        assert!(after.pins().iter().any(|pin| pin.name == "An own name"), "{kind:?}");
        assert!(after.baseline_pin().is_some(), "{kind:?}");
    }
    let text = String::from_utf8(export(ExportKind::RunsCsv, &before)).expect("UTF-8");
    assert!(text.starts_with("run,seed,week,date,"), "{}", &text[..80]);
    assert_eq!(text.lines().count(), 1 + 3 * before.weeks() as usize);
}

#[test]
fn the_comparison_leaves_with_all_its_rows_intervals_and_verdicts() {
    let mut bench = changed_of(small(), InlineRunner::with_background(60));
    bench.apply(Command::SetSeeds(10));
    bench.apply(Command::Do(Action::PinRun));
    bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.05, done: true });
    for _ in 0..3 {
        bench.poll();
    }
    let text = String::from_utf8(export(ExportKind::Comparison, &bench)).expect("UTF-8");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let heads = table.headers().expect("heads").clone();
    let place = |name: &str| heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}"));
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let columns = bench.current().expect("a run").record.columns.len();
    assert_eq!(rows.len(), 3 * columns, "baseline, this run and the pinned one");
    let differ = rows.iter().filter(|row| !row[place("difference")].is_empty() && row[place("difference")] != *"0");
    let differ: Vec<_> = differ.collect();
    assert!(differ.len() > 20, "{}", differ.len());
    for row in differ {
        assert!(!row[place("verdict")].is_empty() && row[place("pairs")] == *"10", "{row:?}");
        let number = |name: &str| row[place(name)].parse::<f64>().expect("a number");
        assert!(number("low_95") <= number("difference") && number("difference") <= number("high_95"), "{row:?}");
    }
}

#[test]
fn the_picture_shows_what_the_screen_shows() {
    let mut bench = changed();
    // The origin inside holds the text of the scenario, which speaks of everything.
    let svg = |bench: &Workbench| {
        let text = String::from_utf8(export(ExportKind::PlotsSvg, bench)).expect("UTF-8");
        text.split_once("</metadata>").expect("an origin").1.to_owned()
    };
    let metric = PlotChoice::all(MetricId::phone_share);
    bench.apply(Command::Show { plot: Some(0), choice: metric });
    bench.apply(Command::Plots(PlotCommand::SetLarge(1)));
    let all = svg(&bench);
    assert!(all.contains(">Installed base of phones<") && !all.contains("Consumer surplus"), "the metric chosen");
    assert!(all.contains(" 2017<"), "months of a year");
    bench.apply(Command::Plots(PlotCommand::SetLog(0, true)));
    bench.apply(Command::Plots(PlotCommand::Zoom(Some((5, 12)))));
    let zoomed = svg(&bench);
    assert!(zoomed.contains("log axis") && !zoomed.contains(" 2017<"), "zoom and axis");
    bench.apply(Command::Show { plot: Some(0), choice: PlotChoice::headline() });
    let single = svg(&bench);
    assert!(single.contains(">baseline<") && single.contains(">this run<"));
    bench.apply(Command::Plots(PlotCommand::ToggleSeries("run baseline".to_owned())));
    assert!(!svg(&bench).contains(">baseline<"), "a hidden run is not drawn");
}

/// Splits a command line as a shell does that knows words and single quotes.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut escaped) = (Vec::new(), None::<String>, false, false);
    for letter in line.chars() {
        match letter {
            '\\' if !quoted && !escaped => escaped = true,
            '\'' if !escaped => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted && !escaped => words.extend(word.take()),
            letter => {
                word.get_or_insert_default().push(letter);
                escaped = false;
            }
        }
    }
    words.extend(word);
    words
}

/// Runs a command line of this program and gives the figures of the record that it writes.
fn run_line(line: &str, folder: &Path) -> Vec<Vec<Option<u64>>> {
    let out = folder.join("out");
    let mut words = shell_words(line);
    let more = ["--out", &out.display().to_string(), "--format", "ron", "--force"];
    words.extend(more.map(str::to_owned));
    let (mut said, mut wrong) = (Vec::new(), Vec::new());
    let code = cli::main_with(&words, &mut said, &mut wrong);
    assert_eq!(code, 0, "{line}\n{}", String::from_utf8_lossy(&wrong));
    let bytes = std::fs::read(out.join("record.ron")).expect("a record");
    let taken = taken::read("record.ron", &bytes).expect("a record").expect("it was just written");
    let values = taken.record.expect("the whole run").values;
    values.iter().map(|cells| cells.iter().map(|cell| cell.map(f64::to_bits)).collect()).collect()
}

#[test]
fn the_reproduce_command_runs_to_the_same_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bench = changed();
    let mut rule = bench.scenario().rules[1].clone();
    rule.priority += 7;
    let note = "It's \"quoted\" & more".to_owned();
    for step in 0..3 {
        match step {
            0 => {}
            1 => {
                let command = AccessCommand::Put { rule: Box::new(rule.clone()), was: None };
                bench.apply(Command::Access(command));
                bench.apply(Command::SetLever { id: LeverId::capture_coverage, value: 0.7, done: true });
            }
            _ => {
                // A change after the end changes nothing.
                let late = Reform { note: note.clone(), ..Reform::lever(39, LeverId::take_os, 0.1) };
                let mut record = bench.current().expect("a run").record.clone();
                record.changes.push(late);
                record.changes.push(Reform::lever(999, LeverId::take_os, 0.2));
                let line = gatekeepers::export::reproduce::command(&record, "record.ron");
                assert!(!line.contains("999"), "{line}");
                continue;
            }
        }
        bench.poll();
        let (line, needs_no_file) = command(&bench).expect("a command");
        assert!(needs_no_file && line.starts_with("gatekeepers run messenger-withdrawn --seed"), "{line}");
        assert!(run_line(&line, folder.path()) == values(&bench), "{line}");
    }
    bench.apply(Command::Do(Action::NeutralNames));
    bench.poll();
    let (line, needs_no_file) = command(&bench).expect("a command");
    assert!(!needs_no_file && line.ends_with("-record.ron"), "{line}");
    let file = file_name(ExportKind::Record, &bench);
    std::fs::write(folder.path().join(&file), export(ExportKind::Record, &bench)).expect("written");
    let line = line.replace(&file, &folder.path().join(&file).display().to_string());
    assert!(run_line(&line, folder.path()) == values(&bench), "{line}");
}

#[test]
fn a_change_on_the_command_line_is_checked() {
    let cases = [
        ("(week: 3, disable: [\"no-such-rule\"])", "no-such-rule"),
        ("(week: 999, disable: [])", "after the last week"),
        ("(week: 3, colour: 1)", "colour"),
        ("(week: 3, set: [(\"take_mini\", 7.0)])", "take_mini"),
    ];
    for (change, said) in cases {
        let (mut out, mut wrong) = (Vec::new(), Vec::new());
        let words = ["gatekeepers", "run", "messenger-withdrawn", "--weeks", "40", "--change", change];
        assert_eq!(cli::main_with(words, &mut out, &mut wrong), 2, "{change}");
        let wrong = String::from_utf8_lossy(&wrong).into_owned();
        assert!(wrong.contains(said) && wrong.contains("--change"), "{wrong}");
    }
}

#[test]
fn the_command_line_runs_every_exported_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = changed();
    for kind in ExportKind::ALL {
        let path = folder.path().join(kind.file_name());
        std::fs::write(&path, export(*kind, &bench)).expect("written");
        let line = format!("gatekeepers run '{}'", path.display());
        assert!(run_line(&line, folder.path()) == values(&bench), "{kind:?}");
    }
}

#[test]
fn the_report_says_what_changed_and_what_the_seeds_say() {
    let mut bench = changed_of(small(), InlineRunner::with_background(60));
    bench.apply(Command::SetSeeds(10));
    bench.poll();
    let page = String::from_utf8(export(ExportKind::Report, &bench)).expect("UTF-8");
    let parts = [
        "Changes to the scenario",
        "Outcomes against the baseline",
        "95 % interval",
        "10 pairs of runs",
        "of 10</td>",
        "Smallest gap of interest: 1 %",
        "policy date",
        "Sources of the numbers",
        "gatekeepers run messenger-withdrawn --seed",
        "gatekeepers run report.html",
        "stroke-dasharray=\"2 3\"",
    ];
    for part in parts {
        assert!(page.contains(part), "{part}");
    }
    for outside in ["<script", "src=", "href=", "@import", "NaN", "no verdict below ten pairs"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let (matters, folded) =
        page.split_once("<h2>Events</h2>").expect("events").1.split_once("<details>").expect("more");
    assert!(!matters.contains("leaves the market") && folded.contains("changes of channels of app vendors"));
    assert!(!page.contains("The change dated this week acts"), "dated changes say what they do");
    bench.apply(Command::Do(Action::PinRun));
    let (mut rule, pin) = (bench.scenario().rules[0].clone(), bench.pins()[0].id);
    rule.place = if rule.place == Place::OnDevice { Place::Server } else { Place::OnDevice };
    bench.apply(Command::Pins(PinCommand::Rename(pin, "Kept run".to_owned())));
    bench.apply(Command::Access(AccessCommand::Put { rule: Box::new(rule), was: None }));
    bench.poll();
    let page = String::from_utf8(export(ExportKind::Report, &bench)).expect("UTF-8");
    for part in ["“Kept run” against the baseline", "That run is</th>", "on the device", "Change since week 0"] {
        assert!(page.contains(part), "{part}");
    }
    let alone = String::from_utf8(export(ExportKind::Report, &empty())).expect("UTF-8");
    assert!(alone.contains("None: the scenario as it stands") && !alone.contains("against the baseline"));
}

#[test]
fn everything_is_exported_at_once_and_replaced_only_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("new").join("all");
    let mut harness = harness();
    for verb in ["Export files", "Export files", "Replace the files"] {
        if harness.query_by_label("Path of the folder").is_none() {
            press(&mut harness, "Export ▾");
            press(&mut harness, Action::ExportAll.spec().label);
            harness.get_by_role_and_label(Widget::TextInput, "Path of the folder").focus();
            harness.run();
            harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
            let field = harness.get_by_role_and_label(Widget::TextInput, "Path of the folder");
            field.type_text(&place.display().to_string());
            harness.run();
        }
        harness.get_by_role_and_label(Widget::Button, verb).click();
        harness.run_steps(12);
    }
    assert!(harness.query_by_label("Path of the folder").is_none(), "the files were replaced");
    let found = std::fs::read_dir(&place).expect("a folder").count();
    assert_eq!(found, ExportKind::ALL.len(), "nothing but the files is left");
    for kind in ExportKind::ALL {
        let path = place.join(file_name(*kind, workbench(&harness)));
        send_loosely(&mut harness, Command::OpenPath(path));
        assert!(workbench(&harness).problems().is_none(), "{kind:?}");
    }
}

#[test]
fn an_export_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = changed();
    // A folder stands where one of the last files would go.
    let name = file_name(ExportKind::Report, &bench);
    std::fs::create_dir(folder.path().join(&name)).expect("a folder");
    assert!(write_all(folder.path(), &bench, true).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1);
    let file = folder.path().join(&name).join("file");
    std::fs::write(&file, "mine").expect("written");
    assert!(write_all(&file, &bench, false).is_err());
    assert_eq!(std::fs::read_to_string(&file).expect("readable"), "mine");
}

#[test]
fn the_reproduce_command_is_copied() {
    let mut harness = harness();
    send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
    let ctx = harness.ctx.clone();
    harness.state_mut().send(&ctx, Command::Do(Action::CopyCommand));
    harness.step();
    let copied = harness.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let expected = command(workbench(&harness)).expect("a command").0;
    assert_eq!(copied, Some(expected));
}

#[test]
fn nothing_is_saved_over_an_exported_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = harness();
    // The name is that of the scenario, as if the file were the scenario.
    let path = folder.path().join(format!("{}.svg", workbench(&harness).scenario().id));
    std::fs::write(&path, export(ExportKind::PlotsSvg, workbench(&harness))).expect("written");
    send_loosely(&mut harness, Command::OpenPath(path));
    assert!(workbench(&harness).problems().is_none());
    assert!(workbench(&harness).file().is_none(), "saving asks where");
}

#[test]
fn a_plot_is_exported_from_its_own_menu() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = harness();
    press(&mut harness, "Options of plot 2");
    press(&mut harness, "Export as SVG…");
    harness.get_by_role_and_label(Widget::TextInput, "Path of the file").focus();
    harness.run();
    harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    let path = folder.path().join("plot.svg");
    harness.get_by_role_and_label(Widget::TextInput, "Path of the file").type_text(&path.display().to_string());
    harness.run();
    harness.get_by_role_and_label(Widget::Button, "Export file").click();
    harness.run_steps(12);
    let text = std::fs::read_to_string(&path).expect("a picture");
    let (_, drawn) = text.split_once("</metadata>").expect("an origin");
    let second = workbench(&harness).board().plots[1].choice;
    let columns = &workbench(&harness).current().expect("a run").columns;
    assert!(drawn.contains(&format!(">{}<", second.label(columns))));
    assert_eq!(drawn.matches("font-weight").count(), 1, "one plot only");
}
