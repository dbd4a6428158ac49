//! Making one's own scenario through the window's accessible names, and hiding the names of firms.

use eframe::egui::{self, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use gatekeepers::gui::access::fields::FIELDS;
use gatekeepers::gui::app::App;
use gatekeepers::gui::command::{Action, Command};
use gatekeepers::gui::editor::fields::{
    BASICS, BRAND, FieldSpec, Kind, MESSENGER, NAMED, REFORM, REGULATOR, SERIES, SHOCK, VENDORS,
};
use gatekeepers::gui::editor::panel::Section;
use gatekeepers::gui::editor::{Draft, EditorCommand};
use gatekeepers::gui::panels::tabs::Tab;
use gatekeepers::gui::text::capitalised;
use gatekeepers::scenario::patch::{Step, field, then, top};

use super::window::{press, quick_harness, send, workbench};

type Window = Harness<'static, App>;

fn ask(harness: &mut Window, command: EditorCommand) {
    send(harness, Command::Editor(command));
}

fn draft(harness: &Window) -> &Draft {
    workbench(harness).draft().expect("a draft")
}

/// A draft with an entry in every list.
fn editing() -> Window {
    let mut harness = quick_harness();
    ask(&mut harness, EditorCommand::New { parent: None, title: "Mine".to_owned() });
    let entries = [
        (then(&field(&top("vendors"), "named"), Step::Id("shop".to_owned())), {
            "(id: \"shop\", name: \"Shop\", neutral_name: \"Shop\", category: retail, quality_rank: 0.5)"
        }),
        (then(&top("reforms"), Step::Place(0)), "(week: 30, note: \"\", set: [(\"take_mini\", 0.2)])"),
        (then(&top("shocks"), Step::Place(0)), "(week: 9, kind: scandal, actor: \"messenger-a\", share: 0.3)"),
        (then(&top("series"), Step::Place(0)), {
            "(label: \"Seen\", metric: \"n_vendors\", points: [(\"2017-02-01\", 200)], source: \"assumed\")"
        }),
    ];
    for (path, value) in entries {
        ask(&mut harness, EditorCommand::Set { path, value: value.to_owned() });
    }
    assert_eq!(draft(&harness).problems(), []);
    harness
}

fn open(harness: &mut Window, section: Section) {
    press(harness, &format!("Section {}", section.label()));
}

fn type_over(harness: &mut Window, role: Role, label: &str, typed: &str) {
    harness.get_by_role_and_label(role, label).focus();
    harness.run();
    harness.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
    harness.event(egui::Event::Text(typed.to_owned()));
    harness.run();
}

/// Words of the list of a field, as they are shown.
fn offered(harness: &Window, kind: Kind) -> Vec<String> {
    let words: Vec<String> = match kind {
        Kind::Word(words) | Kind::Maybe(_, words) => words().iter().map(|(_, label)| (*label).to_owned()).collect(),
        Kind::Brand | Kind::MaybeBrand | Kind::Withdrawal => vec!["Phone maker A".to_owned()],
        Kind::Actor => vec!["Other messengers".to_owned()],
        Kind::Column => {
            let scenario = draft(harness).scenario().expect("no problems");
            gatekeepers::metrics::columns(scenario).iter().take(1).map(|column| column.label.clone()).collect()
        }
        _ => Vec::new(),
    };
    words.iter().map(|word| capitalised(word)).collect()
}

fn choose_another(harness: &mut Window, label: &str, kind: Kind) {
    let before = draft(harness).text().to_owned();
    for word in offered(harness, kind) {
        harness.get_by_role_and_label(Role::ComboBox, label).click_accesskit();
        harness.run();
        harness
            .query_all_by_role_and_label(Role::Button, &word)
            .last()
            .unwrap_or_else(|| panic!("{label} offers {word}"))
            .click_accesskit();
        harness.run();
        if draft(harness).text() != before {
            return;
        }
        // What was chosen already leaves the list open where no pointer clicked.
        harness.key_press(egui::Key::Escape);
        harness.run();
    }
}

/// Uses the widget of a field, and says whether the text of the draft changed at its place.
fn check_field(harness: &mut Window, path: &[Step], spec: &FieldSpec) {
    let path = field(path, spec.name);
    let at = |harness: &Window| draft(harness).family().value(&path).map(|stated| stated.text.to_owned());
    let before = at(harness);
    let label = spec.label;
    match spec.kind {
        Kind::Line => type_over(harness, Role::TextInput, label, "Other words"),
        Kind::Date => type_over(harness, Role::TextInput, label, "2018-01-01"),
        Kind::Whole | Kind::Number | Kind::Share => type_over(harness, Role::TextInput, label, "17"),
        Kind::Prose => type_over(harness, Role::MultilineTextInput, label, "Another story."),
        Kind::Points => type_over(harness, Role::MultilineTextInput, label, "2017-02-01 300"),
        Kind::Flag => {
            harness.get_by_role_and_label(Role::CheckBox, label).click_accesskit();
            harness.run();
        }
        Kind::Word(_)
        | Kind::Maybe(..)
        | Kind::Brand
        | Kind::MaybeBrand
        | Kind::Actor
        | Kind::Column
        | Kind::Withdrawal => {
            choose_another(harness, label, spec.kind);
        }
        Kind::Set(_) => {
            harness.get_by_role_and_label(Role::CheckBox, "Retail").click_accesskit();
            harness.run();
        }
        Kind::Vendors => {
            harness.get_by_role_and_label(Role::CheckBox, "Shop").click_accesskit();
            harness.run();
        }
        Kind::Rules => {
            let which = usize::from(spec.name != "enable");
            let boxes = harness.query_all_by_role(Role::CheckBox);
            let boxes: Vec<_> =
                boxes.filter(|n| n.accesskit_node().label().as_deref() == Some("Mini-programs")).collect();
            boxes[which].click_accesskit();
            harness.run();
        }
        Kind::Years => press(harness, "Add a year"),
    }
    assert_ne!(at(harness), before, "{label} reaches the text");
    let typed = match spec.kind {
        Kind::Share => Some("0.17"),
        Kind::Whole | Kind::Number => Some("17"),
        _ => None,
    };
    if let Some(typed) = typed {
        assert_eq!(at(harness).as_deref(), Some(typed), "{label}");
    }
    ask(harness, EditorCommand::Undo);
    assert_eq!(at(harness), before, "{label} is taken back");
}

#[test]
fn every_field_of_the_form_reaches_the_text() {
    let mut harness = editing();
    let one = |list: &str, id: &str| then(&top(list), Step::Id(id.to_owned()));
    let first = |list: &str| then(&top(list), Step::Place(0));
    let named = then(&field(&top("vendors"), "named"), Step::Id("shop".to_owned()));
    let parts: Vec<(Section, Vec<Step>, &[FieldSpec])> = vec![
        (Section::Basics, Vec::new(), BASICS),
        (Section::Brands, one("brands", "maker-a"), BRAND),
        (Section::Messengers, one("messengers", "messenger-a"), MESSENGER),
        (Section::Vendors, top("vendors"), VENDORS),
        (Section::Vendors, named, NAMED),
        (Section::Regulator, top("regulator"), REGULATOR),
        (Section::Reforms, first("reforms"), REFORM),
        (Section::Shocks, first("shocks"), SHOCK),
        (Section::Series, first("series"), SERIES),
    ];
    for (section, path, specs) in parts {
        open(&mut harness, section);
        for spec in specs {
            check_field(&mut harness, &path, spec);
        }
    }
}

#[test]
fn a_bad_value_is_named_beside_its_field_and_kept() {
    let mut harness = editing();
    type_over(&mut harness, Role::TextInput, "Horizon", "many weeks");
    assert!(harness.query_all_by_label_contains("Found `\"many weeks\"`").count() > 0);
    assert!(harness.query_by_label("! 1 problem").is_some());
    type_over(&mut harness, Role::TextInput, "Horizon", "104");
    assert_eq!(draft(&harness).problems(), []);
}

#[test]
fn entries_are_added_and_removed() {
    let mut harness = editing();
    for (section, add, remove, list) in [
        (Section::Brands, "Add phone maker", "Remove phone maker", top("brands")),
        (Section::Messengers, "Add messenger", "Remove messenger", top("messengers")),
        (Section::Vendors, "Add named vendor", "Remove named vendor", field(&top("vendors"), "named")),
        (Section::Rules, "Add rule", "Remove rule", top("rules")),
        (Section::Reforms, "Add dated change", "Remove dated change", top("reforms")),
        (Section::Shocks, "Add shock", "Remove shock", top("shocks")),
        (Section::Series, "Add series", "Remove series", top("series")),
    ] {
        open(&mut harness, section);
        let before = draft(&harness).family().own_len(&list);
        press(&mut harness, add);
        assert_eq!(draft(&harness).family().own_len(&list), before + 1, "{add}");
        press(&mut harness, remove);
        assert_eq!(draft(&harness).family().own_len(&list), before, "{remove}");
    }
}

#[test]
fn a_rule_is_edited_in_all_its_fields() {
    let mut harness = editing();
    open(&mut harness, Section::Rules);
    press(&mut harness, "Add rule");
    assert_eq!(draft(&harness).problems(), []);
    for field in FIELDS {
        let named = |node: &Node<'_>| {
            let label = node.accesskit_node().label().unwrap_or_default();
            let rest = label.strip_prefix(field.label);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(", ") || rest == " is set")
        };
        let there = harness.query_all_by_label_contains(field.label).any(|node| named(&node));
        // A free price has no amount.
        assert!(there || field.label == "Amount", "{} is in the form", field.label);
    }
    harness.get_by_role_and_label(Role::SpinButton, "Priority").set_value_accesskit(77.0);
    harness.run();
    let rules = draft(&harness).scenario().expect("no problems").rules.clone();
    assert_eq!(rules.iter().find(|rule| rule.id == "new-rule").map(|rule| rule.priority), Some(77));
}

#[test]
fn a_child_states_only_what_differs_and_can_inherit_again() {
    let mut harness = quick_harness();
    let parent = Some("baseline-2016".to_owned());
    ask(&mut harness, EditorCommand::New { parent, title: "Mine".to_owned() });
    open(&mut harness, Section::Brands);
    type_over(&mut harness, Role::TextInput, "Mean price of a phone", "3000");
    assert!(draft(&harness).text().contains("(id: \"huawei\", price_rmb: 3000)"), "{}", draft(&harness).text());
    assert_eq!(draft(&harness).problems(), []);
    press(&mut harness, "Inherit Mean price of a phone");
    assert!(!draft(&harness).text().contains("price_rmb"));
}

#[test]
fn a_draft_is_run_and_closing_it_asks_first() {
    let mut harness = editing();
    type_over(&mut harness, Role::TextInput, "Title", "My market");
    press(&mut harness, "Close editor");
    press(&mut harness, "Keep editing");
    harness.get_by_role_and_label(Role::Button, "Run the draft").click();
    // The toast that tells of it goes on moving for a while.
    harness.run_steps(40);
    assert_eq!(workbench(&harness).scenario().title, "My market");
    for button in ["Close editor", "Discard the edits"] {
        harness.get_by_role_and_label(Role::Button, button).click();
        harness.run_steps(6);
    }
    assert!(workbench(&harness).draft().is_none());
}

#[test]
fn the_dialog_begins_a_scenario_from_a_parent() {
    let mut harness = quick_harness();
    send(&mut harness, Command::Do(Action::NewScenario));
    harness.run_steps(3);
    type_over(&mut harness, Role::TextInput, "Title", "From the dialog");
    press(&mut harness, "Begin");
    let scenario = draft(&harness).scenario().expect("no problems");
    assert_eq!(scenario.title, "From the dialog");
    assert_eq!(scenario.texts.get(1).map(|(name, _)| name.as_str()), Some("honor-magic-2017"));
}

#[test]
fn a_file_with_problems_is_mended_in_the_editor() {
    let mut harness = quick_harness();
    let text = "(format: 1, title: \"Bad\", parent: Some(\"baseline-2016\"), weeks: \"many\")";
    send(&mut harness, Command::OpenBytes { name: "bad.ron".to_owned(), bytes: text.as_bytes().to_vec() });
    harness.run_steps(4);
    press(&mut harness, "Mend it in the editor");
    assert_eq!(draft(&harness).problems().len(), 1);
    type_over(&mut harness, Role::TextInput, "Horizon", "60");
    assert_eq!(draft(&harness).text(), text.replace("\"many\"", "60"));
    assert_eq!(draft(&harness).problems(), []);
}

/// Everything that can be read in the window.
fn words(harness: &Window) -> String {
    let nodes = harness.query_all_by(|_| true);
    let said = nodes.flat_map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()].into_iter().flatten().collect::<Vec<_>>()
    });
    said.collect::<Vec<_>>().join("\n")
}

#[test]
fn neutral_names_leave_no_firm_on_screen_and_come_back() {
    let mut harness = super::window::harness();
    send(&mut harness, Command::SetRule { id: "os-reads-messages".to_owned(), enabled: false });
    let values = workbench(&harness).current().expect("a run").record.values.clone();
    send(&mut harness, Command::Do(Action::NeutralNames));
    assert_eq!(workbench(&harness).current().expect("a run").record.values, values);
    for tab in Tab::ALL {
        let named = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label.starts_with(tab.label()))
        };
        harness.query_all_by_role(Role::Button).find(named).expect("the tab").click();
        harness.run();
        let said = words(&harness).to_lowercase();
        for firm in ["wechat", "tencent", "huawei", "honor", "oppo", "xiaomi", "alipay", "ctrip"] {
            let place = said.find(firm).map(|at| &said[at.saturating_sub(60)..(at + 40).min(said.len())]);
            assert_eq!(place, None, "{} names {firm}", tab.label());
        }
    }
    send(&mut harness, Command::Do(Action::NeutralNames));
    assert_eq!(workbench(&harness).scenario().brands[0].id, "huawei");
    assert_eq!(workbench(&harness).changes()[0].disable, ["os-reads-messages"]);
}
