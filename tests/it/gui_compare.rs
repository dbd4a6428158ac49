//! Comparison through its accessible names: pinned runs, the table, changes edited in place, and why nothing changed.

use eframe::egui::{self, Vec2, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gatekeepers::cli;
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::comparison::{Comparison, Order};
use gatekeepers::gui::pins::PinCommand;
use gatekeepers::gui::plots::PlotChoice;
use gatekeepers::gui::workbench::scenario_library;
use gatekeepers::gui::worker::InlineRunner;
use gatekeepers::metrics::MetricId;
use gatekeepers::scenario::{self, LeverId};

use super::window::{harness, harness_with, press, quick_harness, send, workbench};

fn set(harness: &mut Harness<'_, App>, value: f64) {
    send(harness, Command::SetLever { id: LeverId::take_mini, value, done: true });
}

/// Presses the tab, whatever number stands behind its word.
fn tab(harness: &mut Harness<'_, App>, word: &str) {
    let named = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node().label().is_some_and(|label| label == word || label.starts_with(&format!("{word} ")))
    };
    harness.query_all_by_role(Role::Button).find(named).expect("the tab").click();
    harness.run();
}

fn type_over(harness: &mut Harness<'_, App>, role: Role, label: &str, words: &str) {
    harness.get_by_role_and_label(role, label).click();
    harness.run();
    harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    harness.event(egui::Event::Text(words.to_owned()));
    harness.key_press(egui::Key::Enter);
    harness.run();
}

#[test]
fn a_run_is_pinned_named_and_hidden_through_its_labels() {
    let mut harness = harness();
    set(&mut harness, 0.5);
    press(&mut harness, "Runs ▾");
    harness.query_all_by_label_contains(Action::PinRun.spec().label).last().expect("the row").click();
    harness.run();
    set(&mut harness, 0.3);
    let name = workbench(&harness).pins()[0].name.clone();
    assert!(harness.query_by_role_and_label(Role::CheckBox, &name).is_some(), "the legend names the pin");
    tab(&mut harness, "Compare");
    press(&mut harness, &format!("Options of {name}"));
    type_over(&mut harness, Role::TextInput, "Name of this run", "High fee");
    assert_eq!(workbench(&harness).pins()[0].name, "High fee");
    press(&mut harness, "Options of High fee");
    press(&mut harness, "Hide in plots and table");
    let id = workbench(&harness).pins()[0].id;
    assert!(!workbench(&harness).shows_pin(id));
    press(&mut harness, "Options of High fee");
    press(&mut harness, "Make it the baseline");
    assert_eq!(workbench(&harness).baseline_pin(), Some(id));
    press(&mut harness, Action::SwapBaseline.spec().label);
    assert!((workbench(&harness).lever(LeverId::take_mini) - 0.5).abs() < 1e-12);
    press(&mut harness, "Options of High fee");
    press(&mut harness, "Remove from the comparison");
    assert!(workbench(&harness).pin(id).is_none());
}

#[test]
fn every_shipped_scenario_can_be_added_from_the_tab() {
    let mut harness = quick_harness();
    tab(&mut harness, "Compare");
    press(&mut harness, "Add scenario ▾");
    for (name, text) in scenario::SHIPPED {
        let loaded = scenario::load(name, text.as_bytes(), &scenario_library).expect("valid");
        let rows = harness.query_all_by_role_and_label(Role::Button, &loaded.title);
        rows.last().unwrap_or_else(|| panic!("{name} is offered")).click_accesskit();
        harness.run();
        assert_eq!(workbench(&harness).pins().last().map(|pin| pin.name.clone()), Some(loaded.title));
        let id = workbench(&harness).pins()[0].id;
        send(&mut harness, Command::Pins(PinCommand::Remove(id)));
        press(&mut harness, "Add scenario ▾");
    }
    assert!(workbench(&harness).changes().is_empty(), "the work stays");
}

#[test]
fn a_metric_of_the_table_is_plotted_and_goes_to_the_outcomes() {
    let mut harness = harness();
    set(&mut harness, 0.5);
    tab(&mut harness, "Compare");
    harness.get_by_role_and_label(Role::TextInput, "Search compared metrics").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Search compared metrics").type_text("multi-homing");
    harness.run();
    press(&mut harness, "Plot the difference in Multi-homing");
    assert!(harness.query_by_label("Multi-homing, less the baseline").is_some());
    press(&mut harness, "Show in the outcomes");
    assert_eq!(workbench(&harness).board().plots[0].choice, PlotChoice::all(MetricId::multi_homing));
    type_over(&mut harness, Role::SpinButton, "Smallest gap of interest", "2.5 %");
    assert!((workbench(&harness).gap() - 0.025).abs() < 1e-12);
    assert!(harness.query_by_label_contains("of the luck of the draw in this model and of nothing else").is_some());
}

#[test]
fn changes_are_edited_where_they_are_listed() {
    for place in ["Changes", "Compare"] {
        let mut harness = quick_harness();
        set(&mut harness, 0.5);
        tab(&mut harness, place);
        if place == "Compare" {
            harness.get_by_label("What is changed in this run (1)").click();
            harness.run_steps(20);
        }
        let value = |harness: &Harness<'_, App>| workbench(harness).changes()[0].set[0].1;
        harness.get_by_role_and_label(Role::Slider, "Value of change 1").set_value_accesskit(0.25);
        harness.run();
        assert!((value(&harness) - 0.25).abs() < 1e-9);
        type_over(&mut harness, Role::SpinButton, "Value of change 1", "35");
        assert!((value(&harness) - 0.35).abs() < 1e-9);
        type_over(&mut harness, Role::SpinButton, "Week of change 1", "41");
        assert_eq!(workbench(&harness).changes()[0].week, 41);
        harness.get_by_role_and_label(Role::CheckBox, "Change 1 acts").click();
        harness.run();
        assert_eq!((workbench(&harness).changes().len(), workbench(&harness).muted().len()), (0, 1));
        harness.get_by_role_and_label(Role::CheckBox, "Change 1 acts").click();
        harness.run();
        assert_eq!((workbench(&harness).changes().len(), workbench(&harness).muted().len()), (1, 0));
        send(&mut harness, Command::Do(Action::Undo));
        send(&mut harness, Command::Do(Action::Undo));
        assert_eq!(workbench(&harness).changes()[0].week, 41, "each edit is one step to undo");
        press(&mut harness, "Remove change 1");
        assert!(workbench(&harness).changes().is_empty());
    }
}

#[test]
fn a_change_of_a_rule_leads_to_its_form() {
    let mut harness = quick_harness();
    let rule = workbench(&harness).scenario().rules[0].id.clone();
    send(&mut harness, Command::SetRule { id: rule.clone(), enabled: false });
    tab(&mut harness, "Changes");
    press(&mut harness, "Edit the rule of change 1");
    assert!(harness.query_by_label(&format!("Rule {rule}")).is_some(), "the form is open");
}

#[test]
fn the_table_says_what_the_command_line_says() {
    let seeds = 10;
    let mut harness = harness_with(Box::new(InlineRunner::with_background(60)), Vec2::new(1280.0, 800.0));
    send(&mut harness, Command::SetSeeds(seeds));
    send(&mut harness, Command::Pins(PinCommand::AddShipped("user-authorised".to_owned())));
    harness.run_steps(4);
    let bench = workbench(&harness);
    let table = Comparison::refreshed(None, bench).expect("a comparison");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args =
        ["gatekeepers", "compare", "honor-magic-2017", "user-authorised", "--weeks=60", "--agents=512", "--json"];
    let args = args.iter().map(ToString::to_string).chain([format!("--seeds={seeds}")]);
    let code = cli::main_with(args, &mut out, &mut err);
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&err));
    let said: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let metrics = said["comparisons"][0]["metrics"].as_array().expect("metrics");
    assert!(metrics.len() > 100);
    let run = table.against.last().expect("the pinned scenario");
    assert_eq!(run.pairs, seeds as usize);
    for metric in metrics {
        let column = table.columns.iter().position(|column| metric["column"] == column.id.as_str()).expect("a column");
        let row = run.row(column).expect("a row");
        let shown = serde_json::json!({
            "pairs": row.pairs, "mean_a": row.mean_a, "mean_b": row.mean_b, "difference": row.difference,
            "low": row.interval.map(|interval| interval.0), "high": row.interval.map(|interval| interval.1),
            "same_sign": row.same_sign, "beyond_gap": row.beyond_gap, "verdict": row.verdict.label(),
        });
        for (what, value) in shown.as_object().expect("an object") {
            assert_eq!(metric[what], *value, "{what} of {}", row.column);
        }
    }
    assert_eq!(table.shown("", false, Order::Table).len(), table.columns.len());
}

#[test]
fn a_change_that_moves_nothing_is_told_before_it_runs_and_after() {
    let mut harness = harness();
    send(&mut harness, Command::SetLever { id: LeverId::capture, value: 1.0, done: true });
    harness.get_by_role_and_label(Role::TextInput, "Search levers").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Search levers").type_text(LeverId::capture_all_brands.spec().id);
    harness.run();
    let why = "while no phone maker reads messages";
    assert!(harness.query_by_label_contains(why).is_some(), "it is said at the lever");
    // With the run so far as baseline, the next change moves nothing.
    send(&mut harness, Command::Do(Action::PinRun));
    let id = workbench(&harness).pins()[0].id;
    send(&mut harness, Command::Pins(PinCommand::Baseline(Some(id))));
    send(&mut harness, Command::SetLever { id: LeverId::capture_all_brands, value: 1.0, done: true });
    tab(&mut harness, "Compare");
    assert!(harness.query_by_label_contains("Nothing changed, and here is why").is_some());
    assert!(harness.query_all_by_label_contains(why).count() >= 2, "at the lever and in the comparison");
}

#[test]
fn the_table_keeps_its_place_above_the_plot_and_has_rows_to_read() {
    for (size, least, with_plot) in
        [((1280.0, 800.0), 5, true), ((1024.0, 700.0), 4, false), ((1920.0, 1080.0), 9, true)]
    {
        let mut harness = harness_with(Box::new(InlineRunner::with_background(0)), Vec2::new(size.0, size.1));
        set(&mut harness, 0.5);
        send(&mut harness, Command::Do(Action::PinRun));
        set(&mut harness, 0.3);
        tab(&mut harness, "Compare");
        let open = |harness: &Harness<'_, App>| {
            let title = harness.query_all_by_label_contains(", less the baseline").next()?;
            Some(title.rect().top())
        };
        let rows = |harness: &Harness<'_, App>| -> Vec<egui::Rect> {
            harness.query_all_by_label_contains("Plot the difference in ").map(|row| row.rect()).collect()
        };
        let bottom = |harness: &Harness<'_, App>| {
            // The lowest of them is that of the timeline, under the tab.
            harness.query_all_by_label_contains("Policy date").map(|date| date.rect().top()).fold(0.0, f32::max)
        };
        assert_eq!(open(&harness).is_some(), with_plot, "{size:?}");
        let end = open(&harness).unwrap_or_else(|| bottom(&harness));
        let whole = rows(&harness).iter().filter(|row| row.bottom() < end).count();
        assert!(whole >= least, "{whole} rows above {end} at {size:?}: {:?}", rows(&harness));
        for on in [!with_plot, with_plot] {
            harness.get_by_role_and_label(Role::CheckBox, "Plot").click();
            harness.run();
            assert_eq!(open(&harness).is_some(), on);
            let end = open(&harness).unwrap_or_else(|| bottom(&harness));
            // One row more than there is room for is laid out, and cut off.
            let rows = rows(&harness);
            assert!(rows.iter().all(|row| row.top() < end + 36.0), "a row under {end} at {size:?}: {rows:?}");
        }
    }
}

#[test]
fn counts_of_seeds_say_what_is_equal_and_the_plot_what_its_figures_are() {
    let mut harness = harness_with(Box::new(InlineRunner::with_background(40)), Vec2::new(1280.0, 800.0));
    send(&mut harness, Command::SetSeeds(10));
    set(&mut harness, 0.5);
    harness.run_steps(4);
    tab(&mut harness, "Compare");
    let counts = harness.query_all_by_label_contains(" of 10").count();
    assert!(counts >= 1, "no count of larger, equal and smaller");
    assert!(harness.query_by_label_contains("same sign").is_none());
    let seed = format!("lines and figures of seed {}", workbench(&harness).seed());
    assert!(harness.query_by_label_contains(&seed).is_some());
}
