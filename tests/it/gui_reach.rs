//! Everything is reached and explained: the palette, the help, the tour, zoom, and a top bar that fits.

use std::path::PathBuf;

use eframe::egui::{self, Key, Modifiers, Vec2, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gatekeepers::export::description::{Block, sections};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{ACTIONS, Action, Command};
use gatekeepers::gui::panels::tabs::Tab;
use gatekeepers::gui::session::{LAYOUT, LOOK, Look};
use gatekeepers::gui::tour::STEPS;
use gatekeepers::metrics::{METRICS, MetricId};
use gatekeepers::scenario::{LeverId, SHIPPED};

use crate::window::{OnceRunner, harness, harness_with, press, quick_harness, send, send_loosely, workbench};

/// Opens the palette, types, and presses Enter.
fn choose(harness: &mut Harness<'_, App>, typed: &str) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(2);
    assert!(harness.query_by_role_and_label(Role::TextInput, "Search commands").is_some(), "the palette is open");
    harness.event(egui::Event::Text(typed.to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(Role::TextInput, "Search commands").is_none(), "{typed} closes it");
}

#[test]
fn the_palette_reaches_tabs_scenarios_levers_and_metrics() {
    let mut harness = quick_harness();
    let layout = |harness: &Harness<'_, App>| {
        let session = harness.state().session(&harness.ctx);
        session.readable::<serde_json::Value>(LAYOUT).map(|layout| layout.to_string())
    };
    let mut fronts = std::collections::BTreeSet::new();
    for tab in Tab::ALL {
        choose(&mut harness, &format!("Show {}", tab.label()));
        fronts.insert(layout(&harness));
    }
    assert_eq!(fronts.len(), Tab::ALL.len(), "each tab came to the front");
    for id in MetricId::ALL.iter().step_by(9) {
        choose(&mut harness, &format!("Plot {}", id.spec().label));
        assert_eq!(workbench(&harness).board().plots[0].choice.metric, *id);
        choose(&mut harness, &format!("Headline {}", id.spec().label));
        assert_eq!(workbench(&harness).headline().metric, *id);
    }
    for id in LeverId::ALL.iter().step_by(23) {
        choose(&mut harness, id.spec().id);
        harness.run_steps(3);
        let named = |role| harness.query_by_role_and_label(role, id.spec().label);
        let widget = named(Role::Slider).or_else(|| named(Role::ComboBox));
        assert!(
            widget.is_some_and(|node| node.is_focused()),
            "{} has the keyboard, {:?}",
            id.spec().id,
            harness.ctx.memory(egui::Memory::focused)
        );
    }
    for (name, _) in SHIPPED {
        choose(&mut harness, name);
        assert_eq!(workbench(&harness).scenario().id, *name);
    }
    assert!(METRICS.len() > 40, "the steps above leave enough to try");
}

#[test]
fn the_palette_does_actions_and_leaves_greyed_ones_alone() {
    let mut harness = quick_harness();
    choose(&mut harness, Action::Live.spec().label);
    assert_eq!(workbench(&harness).mode(), gatekeepers::gui::workbench::Mode::Live);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(2);
    harness.event(egui::Event::Text("Undo".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    let open =
        |harness: &Harness<'_, App>| harness.query_by_role_and_label(Role::TextInput, "Search commands").is_some();
    assert!(open(&harness), "nothing was changed, so that undo is greyed and Enter does nothing");
    harness.key_press(Key::ArrowDown);
    harness.run_steps(1);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(!open(&harness), "Escape closes it");
}

#[test]
fn every_shortcut_is_listed_and_the_glossary_explains_what_is_typed() {
    let mut harness = quick_harness();
    send(&mut harness, Command::Do(Action::Shortcuts));
    harness.run_steps(4);
    for spec in ACTIONS.iter().filter(|spec| spec.shortcut.is_some()) {
        assert!(harness.query_all_by_label(spec.help).next().is_some(), "{} is listed", spec.label);
    }
    harness.key_press(Key::F1);
    harness.run_steps(4);
    harness.event(egui::Event::Text("take rate".to_owned()));
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("share of a vendor's revenue").is_some());
    send(&mut harness, Command::Do(Action::About));
    harness.run_steps(4);
    assert!(harness.query_by_label(env!("CARGO_PKG_VERSION")).is_some());
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Close help").is_none(), "Escape closes the help");
}

#[test]
fn the_description_of_the_model_is_read_by_its_headings_and_searched() {
    let mut harness = quick_harness();
    // The title of the text is that of the page.
    for section in sections().into_iter().skip(1) {
        // Opened anew, it has nothing typed.
        send(&mut harness, Command::Do(Action::ModelDescription));
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::Button, "1. Purpose and patterns");
        harness.event(egui::Event::Text(section.heading.to_owned()));
        harness.run_steps(2);
        let heading = harness.query_all_by_role_and_label(Role::Button, section.heading).last();
        heading.unwrap_or_else(|| panic!("{} is listed", section.heading)).click();
        harness.run_steps(3);
        let said = section.blocks.first().and_then(|block| match block {
            Block::Paragraph(text) => text.split(['`', '*']).find(|words| !words.is_empty()),
            _ => None,
        });
        let shown = said.is_none_or(|words| harness.query_all_by_label_contains(words).next().is_some());
        assert!(shown, "{} is shown", section.heading);
    }
    send(&mut harness, Command::Do(Action::ModelDescription));
    harness.run_steps(2);
    harness.event(egui::Event::Text("no such words".to_owned()));
    harness.run_steps(2);
    assert!(harness.query_by_label("No section says this").is_some());
}

#[test]
fn the_tour_is_offered_once_and_taken_by_the_keyboard() {
    let mut harness = quick_harness();
    harness.state_mut().offer_tour();
    harness.run_steps(3);
    press(&mut harness, Action::Tour.spec().label);
    for place in 0..STEPS.len() {
        assert!(harness.query_by_label(&format!("Step {} of {}", place + 1, STEPS.len())).is_some());
        // The work goes on beside it.
        let id = LeverId::take_mini;
        send(&mut harness, Command::SetLever { id, value: 0.2 + 0.1 * place as f64, done: true });
        assert_eq!(workbench(&harness).changes().len(), 1);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
    }
    assert!(harness.query_by_label("Step 5 of 5").is_none(), "the tour is over");
    assert!(harness.query_by_label("Weeks of the headline").is_some(), "and the tab where it began is in front again");
    let look = harness.state().session(&harness.ctx).readable::<Look>(LOOK).expect("a look");
    assert!(look.toured);
    harness.state_mut().offer_tour();
    harness.run_steps(2);
    assert!(harness.query_by_label_contains("New here?").is_none(), "it is not offered again");
    send(&mut harness, Command::Do(Action::Tour));
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(harness.query_by_label("Step 1 of 5").is_none(), "Escape closes it");
}

#[test]
fn who_closes_the_offer_of_the_tour_has_declined_it() {
    let mut harness = quick_harness();
    harness.state_mut().offer_tour();
    harness.run_steps(3);
    press(&mut harness, "Close this message");
    let look = harness.state().session(&harness.ctx).readable::<Look>(LOOK).expect("a look");
    assert!(look.toured);
}

#[test]
fn zoom_follows_the_keyboard() {
    let mut harness = quick_harness();
    let zoomed = |harness: &mut Harness<'_, App>, key| {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        harness.run_steps(3);
        (harness.ctx.zoom_factor() * 10.0).round()
    };
    assert_eq!(zoomed(&mut harness, Key::Plus), 11.0);
    assert_eq!(zoomed(&mut harness, Key::Equals), 12.0);
    assert_eq!(zoomed(&mut harness, Key::Minus), 11.0);
    assert_eq!(zoomed(&mut harness, Key::Num0), 10.0);
}

#[test]
fn recent_files_stand_in_the_menu_of_scenarios_until_they_are_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.ron");
    let text = "(format: 1, title: \"Mine\", parent: Some(\"baseline-2016\"), weeks: 30, agents: 512, policy_week: 5)";
    std::fs::write(&path, text).expect("written");
    let mut harness = quick_harness();
    send(&mut harness, Command::OpenPath(PathBuf::from(&path)));
    send(&mut harness, Command::Do(Action::StartAfresh));
    choose(&mut harness, "File mine.ron");
    assert_eq!(workbench(&harness).scenario().title, "Mine");
    std::fs::remove_file(&path).expect("removed");
    press(&mut harness, "Mine ▾");
    let missing = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node().label().is_some_and(|label| label.starts_with("mine.ron") && label.ends_with("missing"))
    };
    assert!(harness.query_all_by_role(Role::Button).any(|node| missing(&node)), "a file that is gone says so");
    harness.get_by_role_and_label(Role::Button, Action::ForgetRecent.spec().label).click();
    harness.run_steps(3);
    assert!(!harness.state().can(Action::ForgetRecent));
}

#[test]
fn nothing_in_the_top_bar_is_cut_off() {
    for width in [800.0, 1024.0, 1280.0, 1920.0] {
        let mut harness = harness_with(Box::new(OnceRunner::default()), Vec2::new(width, 700.0));
        send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
        let mut bar: Vec<(egui::Rect, String)> = harness
            .query_all_by_role(Role::Button)
            .filter(|node| node.rect().center().y < 40.0)
            .map(|node| (node.rect(), node.accesskit_node().label().unwrap_or_default()))
            .collect();
        bar.sort_by(|a, b| a.0.left().total_cmp(&b.0.left()));
        assert!(bar.len() >= 8, "{width}: {bar:?}");
        assert!(bar[0].0.left() >= 0.0 && bar[bar.len() - 1].0.right() <= width, "{width}: {bar:?}");
        for pair in bar.windows(2) {
            assert!(pair[0].0.right() <= pair[1].0.left(), "{width}: {} lies under {}", pair[0].1, pair[1].1);
        }
    }
}

#[test]
fn the_last_change_is_replayed_in_words_and_stops_by_its_button() {
    let mut harness = harness();
    send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
    let after = workbench(&harness).current().map(|run| run.token);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    let mut said = Vec::new();
    for _ in 0..400 {
        harness.run_steps(1);
        let words = ["Before the last change", "After the last change"];
        let shown = words.iter().position(|words| harness.query_by_label(words).is_some());
        if shown.is_some() {
            assert_eq!(shown == Some(1), workbench(&harness).current().map(|run| run.token) == after);
        }
        if said.last() != Some(&shown) {
            said.push(shown);
        }
    }
    said.retain(Option::is_some);
    assert_eq!(said, [Some(0), Some(1), Some(0), Some(1), Some(0), Some(1)]);
    send_loosely(&mut harness, Command::Do(Action::ReplayChange));
    harness.get_by_role_and_label(Role::Button, "Stop").click();
    harness.run_steps(3);
    assert!(workbench(&harness).replayed().is_none());
}
