//! Scenarios written as text and scenarios without the names of firms.

use std::sync::Arc;

use gatekeepers::export::report;
use gatekeepers::metrics::{METRICS, columns};
use gatekeepers::rules::sentence::sentence;
use gatekeepers::run::Record;
use gatekeepers::scenario::neutral::{NOTE, Names};
use gatekeepers::scenario::write::write;
use gatekeepers::scenario::{LEVERS, Party, Reform, SHIPPED, Scenario, load};

use super::support::{record, scenario, short};

/// Firms, products and services that the shipped scenarios speak about.
const FIRMS: &[&str] = &[
    "wechat",
    "weixin",
    "tencent",
    "huawei",
    "honor",
    "magic",
    "oppo",
    "vivo",
    "xiaomi",
    "apple",
    "qq",
    "alipay",
    "iflytek",
    "gaode",
    "ctrip",
    "dianping",
    "weibo",
    "maimai",
    "qihoo",
    "koukou",
    "msn",
    "microsoft",
    "cainiao",
    "alibaba",
    "taobao",
];

fn assert_nameless(text: &str, what: &str) {
    let words: Vec<String> = text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).collect();
    for firm in FIRMS {
        let place = words.iter().position(|word| word == firm);
        assert!(
            place.is_none(),
            "{what} names {firm}: {:?}",
            place.map(|p| words[p.saturating_sub(6)..].iter().take(14).collect::<Vec<_>>())
        );
    }
}

fn read(scenario: &Scenario) -> Scenario {
    let (name, text) = &scenario.texts[0];
    let library = |name: &str| scenario.texts.iter().find(|(id, _)| id == name).map(|(_, text)| text.clone());
    load(name, text.as_bytes(), &library).unwrap_or_else(|problems| panic!("{name}: {problems:?}\n{text}"))
}

fn run(scenario: Scenario) -> (Record, Arc<Scenario>) {
    let input = short(scenario, 45, 512);
    (record(&input), input.scenario)
}

#[test]
fn a_scenario_written_in_full_reads_back_equal() {
    for (name, _) in SHIPPED {
        let original = scenario(name);
        let mut texts = vec![(original.id.clone(), write(&original, original.root.as_deref()))];
        texts.extend(original.root.as_ref().map(|root| (root.id.clone(), write(root, None))));
        let mut again = read(&Scenario { texts, ..original.clone() });
        again.texts = original.texts.clone();
        if let (Some(root), Some(other)) = (&original.root, again.root.take()) {
            again.root = Some(Arc::new(Scenario { texts: root.texts.clone(), ..(*other).clone() }));
        }
        assert_eq!(again, original, "{name}");
    }
}

#[test]
fn neutral_scenarios_run_to_the_same_figures_and_name_nobody() {
    for (name, _) in SHIPPED {
        let original = scenario(name);
        let neutral = Names::of(&original, &[]).scenario(&original);
        assert_eq!(read(&neutral), neutral, "the texts of {name} say what it is");
        for (id, text) in &neutral.texts {
            assert_nameless(&format!("{id} {text}"), name);
        }
        assert!(neutral.story.ends_with(NOTE));
        for rule in &neutral.rules {
            assert_nameless(&sentence(rule, &neutral, false), name);
        }
        for column in columns(&neutral) {
            assert_nameless(&format!("{} {} {}", column.id, column.label, column.actor), name);
        }
        let (named, _) = run(original);
        let (record, neutral) = run(neutral);
        assert_eq!(record.values, named.values, "{name}");
        assert_eq!(record.events.len(), named.events.len(), "{name}");
        for event in &record.events {
            assert_nameless(&format!("{} {} {}", event.actor, event.counterpart, event.sentence), name);
        }
        let mut page = Vec::new();
        report::write(&record, &neutral, &mut page).expect("written");
        assert_nameless(&String::from_utf8_lossy(&page), name);
    }
}

#[test]
fn tables_that_everybody_reads_name_no_firm() {
    for lever in LEVERS {
        assert_nameless(&format!("{} {} {}", lever.label, lever.help, lever.choices.join(" ")), lever.id);
    }
    for metric in METRICS {
        assert_nameless(&format!("{} {}", metric.label, metric.formula), metric.id);
    }
}

#[test]
fn changes_come_back_under_their_names() {
    let original = scenario("honor-magic-2017");
    let mut rule =
        original.rules.iter().find(|rule| matches!(rule.recipient, Party::Actor(_))).expect("a rule").clone();
    "huawei-only".clone_into(&mut rule.id);
    let changes = vec![
        Reform { week: 3, rules: vec![rule], note: "For Huawei".to_owned(), ..Reform::default() },
        Reform { week: 4, disable: vec!["os-reads-messages".to_owned()], ..Reform::default() },
    ];
    let names = Names::of(&original, &changes);
    let neutral = names.changes(&changes);
    assert_eq!(neutral[0].rules[0].recipient, Party::Actor("phone_maker_a".to_owned()));
    assert_eq!(neutral[0].rules[0].id, "phone-maker-a-only");
    assert_eq!(names.back(&neutral), changes);
}
