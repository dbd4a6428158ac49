//! The access rules through their accessible names: positions, matrix, list and the form for all fields of a rule.

use eframe::egui::OutputCommand;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gatekeepers::gui::access::edits::{self, template};
use gatekeepers::gui::access::fields::{FIELDS, Field, Kind};
use gatekeepers::gui::access::position::{LEVER, POSITIONS};
use gatekeepers::gui::app::App;
use gatekeepers::gui::changes;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::scenario::{LeverId, Price, Rule};

use crate::window::{press, quick_harness, send, workbench};

/// Presses a button that may lie outside what is scrolled into view.
fn press_anywhere(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click_accesskit();
    harness.run();
}

fn access() -> Harness<'static, App> {
    let mut harness = quick_harness();
    press(&mut harness, "Access");
    harness
}

/// The rules where a change would act.
fn rules(harness: &Harness<'_, App>) -> Vec<Rule> {
    let bench = workbench(harness);
    changes::rules_at(bench.scenario(), bench.changes(), bench.rules_act_in())
}

/// Names of the rules in the order in which they decide.
fn order(harness: &Harness<'_, App>) -> Vec<String> {
    let rules = rules(harness);
    edits::precedence(&rules).into_iter().map(|place| rules[place].id.clone()).collect()
}

fn choose(harness: &mut Harness<'_, App>, label: &str, word: &str) {
    harness.get_by_role_and_label(Role::ComboBox, label).click_accesskit();
    harness.run();
    harness.query_all_by_role_and_label(Role::Button, word).last().expect("the word").click_accesskit();
    harness.run();
}

fn tick(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_role_and_label(Role::CheckBox, label).click_accesskit();
    harness.run();
}

/// Writes another value into a field of the form for a new rule and says what the rule should then be.
fn edit(harness: &mut Harness<'_, App>, field: &Field, mut rule: Rule) -> Rule {
    let scenario = workbench(harness).scenario().clone();
    match field.kind {
        Kind::Text(value) => {
            harness.get_by_role_and_label(Role::TextInput, field.label).focus();
            harness.run();
            harness.get_by_role_and_label(Role::TextInput, field.label).type_text("x");
            harness.run();
            value(&mut rule).push('x');
        }
        Kind::Flag(value) => {
            tick(harness, field.label);
            *value(&mut rule) ^= true;
        }
        Kind::Number { range, set, .. } => {
            if range(&rule).is_none() {
                choose(harness, "Price", "Per record");
                rule.price = Price::PerRecord(0.01);
            }
            harness.get_by_role_and_label(Role::SpinButton, field.label).set_value_accesskit(1.0);
            harness.run();
            set(&mut rule, 1.0);
        }
        Kind::Optional { set, .. } => {
            tick(harness, &format!("{} is set", field.label));
            // A rule that ends before it begins is refused.
            let value = if field.path == "until" { 50.0 } else { 1.0 };
            harness.get_by_role_and_label(Role::SpinButton, field.label).set_value_accesskit(value);
            harness.run();
            set(&mut rule, Some(value));
        }
        Kind::Choice { words, get, set } => {
            let words = words(&scenario);
            // The last word makes a rule that can match, or the first where the last holds already.
            let last = words.len() - 1;
            let place = if get(&rule, &scenario) == Some(last) { 0 } else { last };
            choose(harness, field.label, &words[place]);
            set(&mut rule, &scenario, place);
        }
        Kind::Set { words, get, set } => {
            let place = (0..words().len()).find(|place| !get(&rule, *place)).expect("a word that is not in the set");
            tick(harness, &format!("{}, {}", field.label, words()[place]));
            set(&mut rule, place, true);
        }
    }
    rule
}

#[test]
fn every_field_of_the_form_writes_its_field() {
    let mut harness = access();
    for field in FIELDS {
        let fresh = template(&rules(&harness));
        press_anywhere(&mut harness, "Add a rule…");
        let expected = edit(&mut harness, field, fresh.clone());
        assert_ne!(expected, fresh, "{} was to be changed", field.label);
        press_anywhere(&mut harness, "Apply rule");
        let written = rules(&harness).pop().expect("a rule");
        assert_eq!(written, expected, "{} writes its field", field.label);
        send(&mut harness, Command::Do(Action::Undo));
        assert!(workbench(&harness).changes().is_empty(), "{} was one step", field.label);
    }
}

#[test]
fn every_position_writes_the_lever_and_is_undone_in_one_step() {
    let mut harness = access();
    for position in POSITIONS {
        press(&mut harness, position.label);
        assert_eq!(workbench(&harness).lever(LEVER), f64::from(position.value), "{}", position.label);
        assert!(harness.query_by_label("Holds now").is_some());
        send(&mut harness, Command::Do(Action::Undo));
        assert!(workbench(&harness).changes().is_empty(), "{} was one step", position.label);
    }
    tick(&mut harness, "On all phones");
    assert_eq!(workbench(&harness).lever(LeverId::capture_coverage), 1.0);
    assert_eq!(workbench(&harness).lever(LeverId::capture_all_brands), 1.0);
    send(&mut harness, Command::Do(Action::Undo));
    assert!(workbench(&harness).changes().is_empty());
}

#[test]
fn rules_are_added_copied_moved_reset_and_deleted() {
    let mut harness = access();
    let before = order(&harness);
    press_anywhere(&mut harness, "Add a rule…");
    press_anywhere(&mut harness, "Apply rule");
    assert_eq!(order(&harness)[0], "new-rule");
    press_anywhere(&mut harness, "Duplicate os-first-party");
    press_anywhere(&mut harness, "Apply rule");
    assert!(order(&harness).contains(&"os-first-party-2".to_owned()));
    let place = |harness: &Harness<'_, App>, id: &str| order(harness).iter().position(|known| known == id);
    let was = place(&harness, "mini-payments");
    press_anywhere(&mut harness, "Let mini-payments decide earlier");
    assert!(place(&harness, "mini-payments") < was);
    press_anywhere(&mut harness, "Reset mini-payments");
    assert_eq!(place(&harness, "mini-payments"), was);
    for own in ["new-rule", "os-first-party-2"] {
        press_anywhere(&mut harness, &format!("Delete {own}"));
    }
    assert_eq!(order(&harness), before);
    assert!(workbench(&harness).changes().is_empty());
    press_anywhere(&mut harness, "Delete mini-payments");
    assert!(rules(&harness).iter().any(|rule| rule.id == "mini-payments" && !rule.enabled));
    assert!(harness.query_by_label_contains("Switched off, so it decides nothing").is_some());
    press_anywhere(&mut harness, "Reset all rules");
    assert!(workbench(&harness).changes().is_empty());
}

#[test]
fn a_cell_says_why_and_opens_its_rule() {
    let mut harness = access();
    let cell = "Huawei with Honor wants message content, messengers";
    harness.get_by_label_contains(cell).click_accesskit();
    harness.run();
    let says = |harness: &Harness<'_, App>, words| harness.query_all_by_label_contains(words).next().is_some();
    assert!(says(&harness, "Huawei with Honor may read message content"), "a permission open to agreement is one");
    assert!(says(&harness, "the rule “os-reads-messages” allows it"));
    assert!(
        says(&harness, "Huawei with Honor wanted message content of messengers")
            || says(&harness, "Nothing was wanted")
    );
    press_anywhere(&mut harness, "Edit os-reads-messages here");
    assert!(harness.query_by_label("Rule os-reads-messages").is_some());
    harness.get_by_role_and_label(Role::SpinButton, "Priority").set_value_accesskit(30.0);
    harness.run();
    press_anywhere(&mut harness, "Apply rule");
    let changed = &workbench(&harness).changes()[0];
    assert_eq!((changed.rules[0].id.as_str(), changed.rules[0].priority), ("os-reads-messages", 30));
    harness.get_by_label_contains("OPPO wants message content, messengers, denied").click_accesskit();
    harness.run();
    press_anywhere(&mut harness, "Add a rule for this cell…");
    press_anywhere(&mut harness, "Apply rule");
    assert!(harness.query_by_label_contains("OPPO wants message content, messengers, needs the user").is_some());
}

#[test]
fn a_problem_stands_at_its_field_and_nothing_can_be_applied() {
    let mut harness = access();
    press_anywhere(&mut harness, "Add a rule…");
    tick(&mut harness, "Data types, message content");
    assert!(harness.query_by_label_contains("! Found an empty list, so that nothing ever matches").is_some());
    let apply = harness.get_by_role_and_label(Role::Button, "Apply rule");
    assert!(apply.accesskit_node().is_disabled());
    assert!(harness.query_by_label_contains("This rule names no data type").is_some(), "the sentence follows");
    press_anywhere(&mut harness, "Discard");
    assert!(workbench(&harness).changes().is_empty());
}

#[test]
fn a_permission_that_moves_nothing_leads_to_all_phones() {
    let mut harness = quick_harness();
    let label = format!("On all phones, {}", LEVER.spec().label);
    tick(&mut harness, &label);
    assert_eq!(workbench(&harness).lever(LeverId::capture_coverage), 1.0);
    tick(&mut harness, &label);
    assert!(workbench(&harness).changes().is_empty());
    let coverage = LeverId::capture_coverage.spec();
    let figure = "the scenario says 0.25 % for Huawei with Honor";
    assert!(harness.query_all_by_label_contains(figure).next().is_some());
    let field = harness.get_by_role_and_label(Role::SpinButton, coverage.label);
    assert_eq!(field.value().as_deref(), Some("scenario's"));
}

#[test]
fn levers_are_filtered_by_kind_and_offer_more_by_keyboard() {
    let mut harness = quick_harness();
    let label = LeverId::take_mini.spec().label;
    let count = |harness: &Harness<'_, App>| harness.query_all_by_role_and_label(Role::Slider, label).count();
    assert_eq!(count(&harness), 1);
    press(&mut harness, "Conduct");
    assert_eq!(count(&harness), 0);
    press(&mut harness, "Conduct");
    send(&mut harness, Command::SetLever { id: LeverId::take_mini, value: 0.4, done: true });
    press_anywhere(&mut harness, &format!("More on {label}"));
    harness.get_by_role_and_label(Role::Button, "Copy take_mini=0.4").click_accesskit();
    harness.run_steps(1);
    let copied = OutputCommand::CopyText("take_mini=0.4".to_owned());
    assert!(harness.output().platform_output.commands.contains(&copied));
    harness.run();
    press_anywhere(&mut harness, &format!("More on {label}"));
    press_anywhere(&mut harness, "Reset to the loaded scenario");
    assert!(workbench(&harness).changes().is_empty());
}

#[test]
fn a_right_click_on_a_lever_offers_the_same() {
    let mut harness = quick_harness();
    let label = LeverId::message_authorisation.spec().label;
    harness.get_by_role_and_label(Role::ComboBox, label).click_secondary();
    harness.run();
    press(&mut harness, "Show what it moves");
    let shown = workbench(&harness).board().plots[0].choice;
    assert_eq!(shown.metric, gatekeepers::metrics::MetricId::new_flows_permitted);
}

#[test]
fn every_lever_says_when_it_acts_in_both_modes() {
    let mut harness = quick_harness();
    assert!(harness.query_all_by_label_contains("policy · acts from 7 Aug 2017 (week 35)").next().is_some());
    send(&mut harness, Command::Do(Action::Live));
    assert!(harness.query_by_label_contains("a change has one week to act").is_some());
    send(&mut harness, Command::Seek(20));
    assert!(harness.query_all_by_label_contains("policy · acts from this week, 24 Apr 2017").next().is_some());
}

#[test]
fn the_tab_says_from_when_a_change_acts() {
    let mut harness = access();
    assert!(harness.query_by_label_contains("A change of a rule acts from 7 Aug 2017 (week 35)").is_some());
    send(&mut harness, Command::Do(Action::Live));
    send(&mut harness, Command::Seek(20));
    assert!(harness.query_by_label_contains("A change of a rule acts from 24 Apr 2017 (week 20)").is_some());
    send(&mut harness, Command::Do(Action::WhatIf));
    press_anywhere(&mut harness, "Go to that date");
    assert_eq!(workbench(&harness).playback.week(), 35);
}
