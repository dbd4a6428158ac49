//! Vendors, flows and users of the run on show, through accessible names.

use eframe::egui::Vec2;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::Command;
use gatekeepers::gui::panels::tabs::Tab;
use gatekeepers::gui::people::{Grouping, Measure, Pick};
use gatekeepers::gui::shell::ShellCommand;
use gatekeepers::gui::vendors::Head;
use gatekeepers::gui::workbench::PeopleCommand;
use gatekeepers::scenario::LeverId;

use super::window::{OnceRunner, harness, harness_with, press, quick_harness, send, workbench};

/// Everything that is said by labels and buttons.
fn said(harness: &Harness<'_, App>) -> Vec<String> {
    let nodes = harness.query_all_by(|_| true);
    nodes.filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value())).collect()
}

fn says(harness: &Harness<'_, App>, words: &str) -> bool {
    said(harness).iter().any(|line| line.contains(words))
}

fn type_into(harness: &mut Harness<'_, App>, field: &str, words: &str) {
    harness.get_by_role_and_label(Role::TextInput, field).focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, field).type_text(words);
    harness.run();
}

/// A change after which run and baseline differ.
fn change(harness: &mut Harness<'_, App>) {
    send(harness, Command::SetLever { id: LeverId::take_mini, value: 0.5, done: true });
}

#[test]
fn vendors_are_sorted_by_every_heading() {
    let mut harness = harness();
    change(&mut harness);
    press(&mut harness, "Vendors");
    for head in Head::ALL {
        press(&mut harness, &format!("Sort by {}", head.label()));
        assert!(says(&harness, &format!("{} ", head.label())) || says(&harness, head.label()), "{head:?}");
    }
    press(&mut harness, "Sort by Entry, week");
    let alive = workbench(&harness).current().expect("a run").trace.vendors(59).len();
    assert!(says(&harness, &format!("{alive} vendors alive")), "{:?}", said(&harness));
}

#[test]
fn a_vendor_is_found_and_its_life_told() {
    let mut harness = harness();
    change(&mut harness);
    press(&mut harness, "Vendors");
    let vendor = workbench(&harness).scenario().vendors.named[0].clone();
    harness.get_by_role_and_label(Role::CheckBox, "All that ever lived").click();
    type_into(&mut harness, "Search vendors", &vendor.name);
    let name = format!("{}, {}", vendor.name, vendor.category.label());
    press(&mut harness, &name);
    assert!(says(&harness, "is there from the start with a quality of"), "{:?}", said(&harness));
    assert!(says(&harness, "In the baseline it"), "{:?}", said(&harness));
    press(&mut harness, "Close the vendor");
    assert!(!says(&harness, "In the baseline it"));
}

#[test]
fn a_search_without_vendors_offers_all_of_them() {
    let mut harness = quick_harness();
    press(&mut harness, "Vendors");
    type_into(&mut harness, "Search vendors", "no such vendor");
    press(&mut harness, "Show all vendors");
    let ever = workbench(&harness).current().expect("a run").trace.firms().len();
    let alive = workbench(&harness).current().expect("a run").trace.vendors(59).len();
    assert!(ever > alive && says(&harness, &format!("and {} others", ever - alive)), "{:?}", said(&harness));
}

/// Sentences of the flows on show.
fn flows(harness: &Harness<'_, App>) -> Vec<String> {
    said(harness).into_iter().filter(|line| line.contains("decided by the ") && line.contains(" wanted ")).collect()
}

#[test]
fn the_map_names_its_actors_and_lists_the_flows_of_one() {
    let mut harness = quick_harness();
    press(&mut harness, "Ecosystem");
    let scenario = workbench(&harness).scenario().clone();
    let names = scenario.brands.iter().map(|brand| &brand.name);
    for name in names.chain(scenario.messengers.iter().map(|messenger| &messenger.name)) {
        let prefix = format!("{name}, ");
        let nodes = harness.query_all_by_role(Role::Button);
        assert!(nodes.filter_map(|node| node.accesskit_node().label()).any(|l| l.starts_with(&prefix)), "{name}");
    }
    let all = flows(&harness);
    assert!(!all.is_empty(), "{:?}", said(&harness));
    let regulator = said(&harness).into_iter().find(|line| line.starts_with("Regulator, ")).expect("a regulator");
    press(&mut harness, &regulator);
    assert!(says(&harness, "Flows of Regulator") && flows(&harness).is_empty());
    press(&mut harness, "Show all flows");
    assert_eq!(flows(&harness), all);
}

#[test]
fn flows_are_sorted_filtered_and_lead_to_their_rule() {
    let mut harness = quick_harness();
    press(&mut harness, "Ecosystem");
    for head in ["From", "To", "Data", "Purpose", "What became of it", "Decided by"] {
        press(&mut harness, &format!("Sort flows by {head}"));
    }
    press(&mut harness, "Sort flows by From");
    let up = flows(&harness);
    press(&mut harness, "Sort flows by From");
    let down = flows(&harness);
    assert_ne!(up, down);
    harness.get_by_role_and_label(Role::CheckBox, "Denied").click();
    harness.run();
    assert!(flows(&harness).iter().all(|line| !line.contains("denied")), "{:?}", flows(&harness));
    let rule = said(&harness).into_iter().find_map(|line| line.strip_prefix("Show the rule ").map(str::to_owned));
    let rule = rule.expect("a rule decides");
    let name = format!("Show the rule {rule}");
    harness.query_all_by_role_and_label(Role::Button, &name).last().expect("a button").click_accesskit();
    harness.run();
    assert!(says(&harness, "Who may have what"), "the access tab is shown");
    assert!(harness.query_by_role_and_label(Role::CheckBox, &rule).is_some(), "{rule} is in the list");
}

#[test]
fn the_map_follows_the_time_cursor() {
    let mut harness = quick_harness();
    press(&mut harness, "Ecosystem");
    assert!(says(&harness, "(week 59)"));
    send(&mut harness, Command::Seek(3));
    assert!(says(&harness, "(week 3)"));
    harness.get_by_role_and_label(Role::CheckBox, "Vendors by category").click();
    harness.run();
    assert!(says(&harness, "Food vendors, "));
    harness.get_by_role_and_label(Role::CheckBox, "Flows as a list").click();
    harness.run();
    assert!(flows(&harness).is_empty());
}

#[test]
fn every_grouping_and_measure_has_bars_that_name_all_users() {
    let mut harness = harness();
    change(&mut harness);
    press(&mut harness, "Users");
    for grouping in Grouping::ALL {
        harness.get_by_role_and_label(Role::ComboBox, "Groups of users").click_accesskit();
        harness.run();
        harness.query_all_by_role_and_label(Role::Button, grouping.label()).last().expect("a row").click_accesskit();
        harness.run();
        for measure in Measure::ALL {
            press(&mut harness, measure.label());
            assert!(says(&harness, "All users, "), "{grouping:?} {measure:?}: {:?}", said(&harness));
            let bars: Vec<String> =
                said(&harness).into_iter().filter(|line| line.contains("loses more than 5 %,")).collect();
            assert!(bars.len() >= 2, "{bars:?}");
        }
    }
}

#[test]
fn the_life_of_a_picked_user_is_told_beside_that_in_the_baseline() {
    let mut harness = harness();
    change(&mut harness);
    press(&mut harness, "Users");
    for pick in [Pick::Random, Pick::LostMost, Pick::GainedMost] {
        press(&mut harness, pick.label());
        let user = workbench(&harness).followed().expect("somebody");
        let lives = workbench(&harness).lives().expect("a life");
        assert_eq!((lives.here.user, lives.there.as_ref().map(|life| life.user)), (user, Some(user)));
        assert!(says(&harness, &format!("User {user} of 512 stands for")), "{:?}", said(&harness));
        assert!(says(&harness, "In the baseline"));
    }
    let user = workbench(&harness).followed();
    let work = workbench(&harness).work();
    assert_eq!(work.followed, user, "the user survives a restart");
}

#[test]
fn a_user_is_followed_by_number_and_its_moments_move_the_cursor() {
    let mut harness = harness();
    press(&mut harness, "Users");
    assert!(says(&harness, "Nothing is changed"));
    send(&mut harness, Command::People(PeopleCommand::Follow(10_000)));
    assert_eq!(workbench(&harness).followed(), Some(511));
    let moment = said(&harness).into_iter().find(|line| line.starts_with("In this run, week ")).expect("a moment");
    let week: u32 = moment.split([' ', ',']).nth(5).and_then(|week| week.parse().ok()).expect("a week");
    harness.get_by_role_and_label(Role::Button, &moment).click_accesskit();
    harness.run();
    assert_eq!(workbench(&harness).playback.week(), week);
}

#[test]
fn nothing_of_these_tabs_stands_outside_the_window() {
    for size in [Vec2::new(1024.0, 700.0), Vec2::new(1280.0, 800.0)] {
        let mut harness = harness_with(Box::new(OnceRunner::default()), size);
        for tab in [Tab::Ecosystem, Tab::Users] {
            send(&mut harness, Command::Shell(ShellCommand::ShowTab(tab)));
            harness.run_steps(4);
            for node in harness.query_all_by_role(Role::Button) {
                let (rect, name) = (node.rect(), node.accesskit_node().label().unwrap_or_default());
                // The row of tabs and the list of flows scroll.
                let scrolls =
                    rect.top() < 100.0 || ["Show the rule", "Sort flows by"].iter().any(|w| name.starts_with(w));
                assert!(scrolls || rect.left() <= size.x - 10.0, "{name:?} of {tab:?} at {rect:?} in {size:?}");
            }
        }
    }
}
