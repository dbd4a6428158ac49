//! Questions that take many runs, through accessible names: the waterfall, the trial of assumptions, the regimes.

use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gatekeepers::experiment::regimes::CRITERIA;
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::menus::COMPARE;
use gatekeepers::gui::studies::StudyCommand;
use gatekeepers::gui::worker::Study;
use gatekeepers::scenario::LeverId;

use super::window::{press, says, send, study_harness, workbench};

fn change(harness: &mut Harness<'_, App>, id: LeverId, value: f64) {
    send(harness, Command::SetLever { id, value, done: true });
}

fn ask(harness: &mut Harness<'_, App>, command: StudyCommand) {
    send(harness, Command::Study(command));
}

#[test]
fn a_difference_is_split_among_its_changes() {
    let mut harness = study_harness(1000);
    press(&mut harness, "Why");
    assert!(says(&harness, "no difference to split"));
    change(&mut harness, LeverId::take_mini, 0.5);
    change(&mut harness, LeverId::friction_os, 2.0);
    ask(&mut harness, StudyCommand::SetSeeds(Study::Shares, 2));
    assert!(says(&harness, "8 runs"), "it says what it costs before it starts");
    press(&mut harness, "Split the difference");
    assert!(workbench(&harness).share_study().is_some_and(|study| study.seeds_done() == 2));
    for words in [
        "Scenario as it stands",
        "50 %, Take rate of Mini Programs",
        "From “Scenario as it stands” to this run",
        "over 2 seeds",
    ] {
        assert!(says(&harness, words), "{words}");
    }
    assert!(!says(&harness, "Interaction of the changes"), "it is in the shares");
    harness.get_by_role_and_label(Role::RadioButton, "Interaction as a step of its own").click();
    harness.run();
    assert!(says(&harness, "Interaction of the changes"));
    press(&mut harness, "Figure to split");
    harness.get_by_role_and_label(Role::TextInput, "Search figures").type_text("profit_vendor_median");
    harness.run();
    press(&mut harness, "Profit of the median vendor");
    assert!(says(&harness, "RMB million per week"), "another figure without another run");
    change(&mut harness, LeverId::take_mini, 0.6);
    assert!(says(&harness, "The last split is of other changes"));
}

#[test]
fn a_study_shows_how_far_it_is_and_is_cancelled() {
    let mut harness = study_harness(3);
    change(&mut harness, LeverId::take_mini, 0.5);
    press(&mut harness, "Why");
    ask(&mut harness, StudyCommand::SetSeeds(Study::Shares, 5));
    press(&mut harness, "Split the difference");
    assert!(says(&harness, "5 of 10 runs") && says(&harness, "left"));
    assert!(says(&harness, "The split, 5 of 10 runs"), "the line at the bottom says so in every tab");
    press(&mut harness, "Cancel the split");
    assert!(says(&harness, "Cancelled before its end"));
    assert!(!workbench(&harness).is_studying());
}

#[test]
fn assumptions_are_tried_at_half_and_at_double() {
    let mut harness = study_harness(1000);
    change(&mut harness, LeverId::take_mini, 0.5);
    press(&mut harness, "Why");
    ask(&mut harness, StudyCommand::SetSeeds(Study::Assumption, 1));
    press(&mut harness, "Try half and double");
    assert!(says(&harness, "its sign holds in"), "the answer in a sentence");
    let rows = harness.query_all_by_label_contains("half ").count();
    assert!((5..=13).contains(&rows), "{rows} rows at first");
    let all = harness.query_all_by_label_contains("that move it").next().expect("more rows");
    all.click_accesskit();
    harness.run();
    assert!(harness.query_by_label("First 12").is_some());
}

#[test]
fn regimes_are_ranked_when_asked_for_and_opened_by_a_click() {
    let mut harness = study_harness(1000);
    press(&mut harness, "Regimes");
    while workbench(&harness).studies().set.regimes().len() > 2 {
        let out = harness.query_all_by_label_contains("Take ").last().expect("a regime to take out");
        out.click_accesskit();
        harness.run();
    }
    assert_eq!(workbench(&harness).studies().set.regimes().len(), 2);
    ask(&mut harness, StudyCommand::SetSeeds(Study::Regimes, 10));
    assert!(says(&harness, "nothing runs before you ask for it"));
    press(&mut harness, "Rank these regimes");
    assert!(says(&harness, "2 regimes over 10 seeds"));
    for criterion in CRITERIA {
        let name = format!("Rank by {}", criterion.label);
        harness.get_by_role_and_label(Role::Button, &name).click_accesskit();
        harness.run();
        assert!(harness.query_all_by_label(criterion.help).next().is_some(), "{}", criterion.id);
    }
    let regime = workbench(&harness).studies().set.regimes()[1].clone();
    press(&mut harness, &regime.title);
    assert_eq!(workbench(&harness).scenario().id, regime.scenario.id);
    assert!(says(&harness, "2 regimes over 10 seeds"), "the ranking stays");
}

#[test]
fn the_run_on_show_and_shipped_scenarios_are_added_to_the_regimes() {
    let mut harness = study_harness(0);
    change(&mut harness, LeverId::take_mini, 0.5);
    press(&mut harness, "Regimes");
    let before = workbench(&harness).studies().set.regimes().len();
    press(&mut harness, "Add regime…");
    press(&mut harness, "The run on show, with its changes");
    let regimes = workbench(&harness).studies().set.regimes();
    assert_eq!((regimes.len(), regimes[before].changes.len()), (before + 1, 1));
    let title = regimes[before].title.clone();
    assert!(title.ends_with(", 1 change"), "{title}");
    press(&mut harness, "Add regime…");
    let path = "Path of a scenario or run record";
    harness.get_by_role_and_label(Role::TextInput, path).focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, path).type_text("/no/such.ron");
    harness.run();
    press(&mut harness, "Add file");
    assert!(says(&harness, "could not be read"));
    press(&mut harness, "The shipped regimes only");
    assert_eq!(workbench(&harness).studies().set.regimes().len(), before);
}

/// A table that somebody saved elsewhere.
const TABLE: &str = "month;consumer surplus seen\n2016-12;10\n2017-01;11,5\n2017-02;12\n";

#[test]
fn an_own_series_is_read_laid_over_a_plot_held_against_the_run_and_removed() {
    let mut harness = study_harness(0);
    let (name, bytes) = ("seen.csv".to_owned(), TABLE.as_bytes().to_vec());
    send(&mut harness, Command::OpenBytes { name, bytes });
    assert!(says(&harness, "3 observations from 1 Dec 2016 to 1 Feb 2017, between 10 and 12"), "what comes of it");
    press(&mut harness, "Lay over plots");
    let series = workbench(&harness).own_series();
    assert_eq!((series.len(), series[0].label.as_str()), (1, "consumer surplus seen"));
    assert!(says(&harness, "RMSE") && says(&harness, "they are no test of the model"));
    press(&mut harness, "Close");
    assert!(harness.query_by_label("observed").is_some(), "the legend says that there are observed figures");
    press(&mut harness, COMPARE.label);
    press(&mut harness, Action::ObservedSeries.spec().label);
    press(&mut harness, "Remove consumer surplus seen");
    assert!(workbench(&harness).own_series().is_empty());
}

#[test]
fn a_table_with_problems_lists_them_and_another_column_mends_it() {
    let mut harness = study_harness(0);
    let text = "week,note,surplus\n0,low,10\nsoon,high,11\n4,high,x\n".as_bytes();
    send(&mut harness, Command::OpenBytes { name: "seen.csv".to_owned(), bytes: text.to_vec() });
    assert!(says(&harness, "Line 3, column 1 (week), found soon, allowed is a date"));
    assert!(says(&harness, "Line 4, column 3 (surplus), found x, allowed is a number"));
    harness.get_by_role_and_label(Role::Button, "Lay over plots").click();
    harness.run();
    assert!(workbench(&harness).own_series().is_empty(), "nothing is laid that is not understood");
    press(&mut harness, "Another table…");
    let path = "Path of a table, with a column of dates or weeks and one of values";
    harness.get_by_role_and_label(Role::TextInput, path).focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, path).type_text("/no/such.csv");
    harness.run();
    press(&mut harness, "Read table");
    assert!(says(&harness, "could not be read"));
}
