//! What leaves the window as a file comes back as the work it came from.

use std::sync::Arc;

use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::export::{ExportKind, bytes};
use gatekeepers::gui::pins::{Compared, PinCommand};
use gatekeepers::gui::plots::{PlotChoice, PlotCommand};
use gatekeepers::gui::replications::Role;
use gatekeepers::gui::workbench::{Workbench, scenario_library};
use gatekeepers::gui::worker::InlineRunner;
use gatekeepers::metrics::MetricId;
use gatekeepers::run::DISCLAIMER;
use gatekeepers::scenario::LeverId;

use crate::window::scenario;

/// A workbench with a lever, a rule, a seed and a policy date that are not those of the scenario.
fn changed() -> Workbench {
    let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
    let rule = bench.scenario().rules[0].id.clone();
    bench.apply(Command::SetPolicyWeek { week: 21, done: true });
    bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.1 + 0.2, done: true });
    bench.apply(Command::SetRule { id: rule, enabled: false });
    bench.apply(Command::SetSeed(u64::MAX));
    bench.poll();
    bench
}

fn empty() -> Workbench {
    let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
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
    let mut bench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
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
    let mut bench = changed();
    bench.apply(Command::Do(Action::NeutralNames));
    bench.poll();
    for kind in ExportKind::ALL {
        let file = export(*kind, &bench);
        let text = String::from_utf8_lossy(&file).to_lowercase();
        for firm in FIRMS {
            let place = text.match_indices(firm).map(|(place, _)| place).find(|place| {
                let before = text[..*place].chars().next_back();
                let after = text[place + firm.len()..].chars().next();
                !before.into_iter().chain(after).any(char::is_alphanumeric)
            });
            let around = place.and_then(|place| text.get(place.saturating_sub(60)..place + 40));
            assert!(place.is_none(), "{kind:?} names {firm}: {around:?}");
        }
        let mut after = Workbench::new(Arc::clone(&scenario()), Box::new(InlineRunner::default()));
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
