//! Vendors, flows and users of the run on show, through accessible names.

use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::Command;
use gatekeepers::gui::vendors::Head;
use gatekeepers::scenario::LeverId;

use super::window::{harness, press, quick_harness, send, workbench};

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
