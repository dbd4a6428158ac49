//! Scenario files: the shipped ones load and name their sources; broken ones end in a list of problems.

mod mutations;

use std::collections::BTreeSet;
use std::path::Path;

use gatekeepers::metrics;
use gatekeepers::scenario::vocabulary::{Capture, Permission};
use gatekeepers::scenario::{self, Price, Problem, Scenario};

fn library(name: &str) -> Option<String> {
    scenario::shipped(name).map(str::to_owned)
}

fn load(name: &str, text: &str) -> Result<Scenario, Vec<Problem>> {
    scenario::load(name, text.as_bytes(), &library)
}

fn shipped(name: &str) -> Scenario {
    let text = scenario::shipped(name).unwrap_or_else(|| panic!("{name} is not shipped"));
    load(name, text).unwrap_or_else(|problems| panic!("{name}:\n{}", said(&problems)))
}

fn said(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A child of the baseline with these fields.
fn child(fields: &str) -> String {
    format!("(\n    format: 1,\n    title: \"t\",\n    parent: Some(\"baseline-2016\"),\n{fields}\n)\n")
}

/// Stands in a text before each place where a problem is expected.
const MARK: char = '¦';

/// Checks that a child of the baseline has problems at exactly the marked places: (field, word of the message).
#[track_caller]
fn check(fields: &str, expected: &[(&str, &str)]) {
    let marked = child(fields);
    let mut places = Vec::new();
    for (line, text) in marked.lines().enumerate() {
        let marks = text.chars().enumerate().filter(|(_, c)| *c == MARK).enumerate();
        places.extend(marks.map(|(before, (column, _))| (line + 1, column + 1 - before)));
    }
    let problems = load("mine", &marked.replace(MARK, "")).err().unwrap_or_default();
    let found: Vec<_> = problems.iter().map(|p| ((p.line, p.column), p.field.as_str())).collect();
    let wanted: Vec<_> = places.into_iter().zip(expected.iter().map(|(field, _)| *field)).collect();
    assert_eq!(found, wanted, "\n{}", said(&problems));
    for (problem, (_, word)) in problems.iter().zip(expected) {
        assert!(problem.to_string().contains(word), "no {word:?} in {problem}");
    }
}

#[test]
fn every_shipped_scenario_loads() {
    for (name, text) in scenario::SHIPPED {
        let scenario = shipped(name);
        assert_eq!(scenario.id, *name);
        assert_eq!(scenario.texts[0], ((*name).to_owned(), (*text).to_owned()));
        // A scenario of another time is a root of its own; all others share the past of the baseline.
        let own_past = scenario.root.is_none() && *name != "baseline-2016";
        assert!(own_past || scenario.root().id == "baseline-2016", "{name}");
        assert_eq!(scenario.start, scenario.root().start, "{name}");
        assert_eq!(scenario.start.to_string() == "2016-12-05", !own_past, "{name}");
        assert!(scenario.story.contains("not a finding about any firm"), "{name}");
    }
}

#[test]
fn every_file_is_shipped_and_the_default_exists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder of scenarios")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .collect();
    let names: BTreeSet<String> = scenario::SHIPPED.iter().map(|(name, _)| format!("{name}.ron")).collect();
    assert_eq!(files, names);
    assert!(scenario::shipped(scenario::DEFAULT).is_some());
}

#[test]
fn every_number_of_a_shipped_scenario_has_a_source() {
    let brand = ["base_share", "price_rmb", "shipments"];
    let messenger = ["primary_share", "accounts_m", "ceiling_m", "adoption_p", "adoption_q"];
    let without = |scenario: &Scenario| (scenario.no_messenger_share > 0.0).then_some("no_messenger_share");
    for (name, _) in scenario::SHIPPED {
        let scenario = shipped(name);
        let mut wanted: Vec<(String, String)> = Vec::new();
        for actor in &scenario.brands {
            let mut fields = brand.to_vec();
            if actor.capture != Some(Capture::Off) {
                fields.push("capture_from");
            }
            if (actor.coverage - 1.0).abs() > 0.0 {
                fields.push("coverage");
            }
            wanted.extend(fields.iter().map(|f| (format!("brands.{f}"), format!("brands.{}.{f}", actor.id))));
        }
        for actor in &scenario.messengers {
            let mut fields = messenger.to_vec();
            if actor.withdraws_from.is_some() {
                fields.push("withdraws_from");
            }
            wanted.extend(fields.iter().map(|f| (format!("messengers.{f}"), format!("messengers.{}.{f}", actor.id))));
        }
        for rule in &scenario.rules {
            if rule.price != Price::Free {
                wanted.push(("rules.price".to_owned(), format!("rules.{}.price", rule.id)));
            }
            if rule.cap_records.is_some() {
                wanted.push(("rules.cap_records".to_owned(), format!("rules.{}.cap_records", rule.id)));
            }
        }
        for vendor in &scenario.vendors.named {
            let told =
                [("fails", vendor.fails), ("tool_share", vendor.tool_share), ("intruder_share", vendor.intruder_share)];
            for (field, _) in told.iter().filter(|(_, value)| *value > 0.0) {
                wanted.push((format!("vendors.named.{field}"), format!("vendors.{}.{field}", vendor.id)));
            }
        }
        let singles = ["persons_m", "agents", "seed", "policy_week", "vendors.at_start", "vendors.occasion_shares"];
        wanted.extend(singles.into_iter().chain(without(&scenario)).map(|s| (s.to_owned(), s.to_owned())));
        wanted.push(("vendors.quality_rank".to_owned(), "vendors.named.quality_rank".to_owned()));
        for (id, _) in scenario.reforms.iter().flat_map(|reform| &reform.set) {
            wanted.push((format!("levers.{id}"), format!("levers.{id}")));
        }
        for (all, one) in wanted {
            assert!(
                scenario.sources.iter().any(|(what, _)| *what == all || *what == one),
                "{name}: no source for {one}"
            );
        }
        assert!(scenario.series.iter().all(|series| !series.source.is_empty()));
    }
}

#[test]
fn the_shipped_scenarios_differ_as_they_say() {
    let baseline = shipped("baseline-2016");
    assert!(baseline.brands.iter().all(|brand| brand.capture == Some(Capture::Off) && brand.lawful));
    let magic = shipped("honor-magic-2017");
    let huawei = &magic.brands[0];
    assert_eq!((huawei.capture, huawei.capture_from, huawei.lawful), (Some(Capture::Server), 2, false));
    assert_eq!(magic.brands[1..], baseline.brands[1..]);
    assert_eq!(magic.rules[..baseline.rules.len()], baseline.rules[..]);
    let permissions = |name: &str| {
        let scenario = shipped(name);
        scenario.rules.iter().find(|rule| rule.id == "os-reads-messages").expect("the rule").authorised_by.clone()
    };
    let (user, again, sender) = (Permission::UserToRecipient, Permission::UserToSender, Permission::SenderToRecipient);
    assert_eq!(permissions("user-authorised"), [user]);
    assert_eq!(permissions("operator-veto"), [user, sender]);
    assert_eq!(permissions("triple-authorisation"), [user, again, sender]);
    assert!((shipped("mini-program-toll").levers.openness - 0.8).abs() < 1e-12);
    assert_eq!(shipped("opt-in-law").reforms[0].week, 35);
    assert_eq!(shipped("messenger-withdrawn").messengers[0].withdraws_from, Some(("huawei".to_owned(), 35)));
}

#[test]
fn a_series_can_be_laid_over_every_metric() {
    let series = |metric: &str| {
        format!("series: [(label: \"l\", metric: {metric}, points: [(\"2017-01-01\", 1)], source: \"s\")]")
    };
    for column in metrics::columns(&shipped("baseline-2016")) {
        check(&series(&format!("\"{}\"", column.id)), &[]);
    }
    check(&series("¦\"accounts_m_wechatt\""), &[("series[0].metric", "did you mean `accounts_m_wechat`")]);
    // Per cent typed for a share, or more than 1 where no figure can be.
    for column in metrics::columns(&shipped("baseline-2016")) {
        let text = series(&format!("\"{}\"", column.id)).replace(", 1)]", ", 27.0)]");
        let problems = load("mine", &child(&text)).err().unwrap_or_default();
        // An exponent has no unit either, and no bound.
        let bounded = matches!(column.metric.spec().unit, "share" | "") && column.id != "revenue_tail";
        assert_eq!(!problems.is_empty(), bounded, "{}: {}", column.id, said(&problems));
        assert!(problems.iter().all(|problem| problem.allowed.contains("0 to 1")), "{}", said(&problems));
    }
}

#[test]
fn all_problems_are_reported_at_once_with_their_places() {
    check(
        "weeks: ¦2000, /* 评 */ agents: ¦3,
        seed: ¦-1, ¦stroy: \"x\",
        brands: [(id: \"huawei\", price_rmb: ¦\"dear\", base_share: ¦1.5, partners: [¦\"alipai\"])],
        levers: {¦\"take_minni\": 0.1, \"openness\": ¦7, \"capture\": ¦1.5},
        regulator: (mediation: ¦peace, fines: ¦1),
        start: ¦\"2016-12-06\",",
        &[
            ("weeks", "a whole number from 1 to 1040"),
            ("agents", "from 64 to 724000000"),
            ("seed", "`-1`"),
            ("stroy", "did you mean `story`"),
            ("brands[0].price_rmb", "without quotes"),
            ("brands[0].base_share", "from 0 to 1"),
            ("brands[0].partners[0]", "did you mean `alipay`"),
            ("levers[\"take_minni\"]", "did you mean `take_mini`"),
            ("levers[\"openness\"]", "from 0 to 1"),
            ("levers[\"capture\"]", "2 (on the device)"),
            ("regulator.mediation", "status_quo"),
            ("regulator.fines", "true or false"),
            ("start", "write \"2016-12-05\""),
        ],
    );
}

#[test]
fn numbers_must_be_finite() {
    for number in ["NaN", "inf", "-inf", "1e999"] {
        check(&format!("persons_m: ¦{number}"), &[("persons_m", "0.001 to 10000")]);
    }
}

#[test]
fn accounts_fit_the_persons_who_use_a_messenger() {
    check(
        "messengers: [(id: \"wechat\", accounts_m: ¦500)]",
        &[("messengers[0].accounts_m", "one for each person whose primary messenger it is")],
    );
    check("no_messenger_share: 0.05, messengers: ¦[]", &[("messengers", "with the share of persons without one")]);
    let half = "(id: \"wechat\", primary_share: 0.4, accounts_m: ¦700), (id: \"qq\", primary_share: 0.09, accounts_m: 300), \
                (id: \"other\", primary_share: 0.01)";
    check(
        &format!("no_messenger_share: 0.5, messengers: [{half}]"),
        &[("messengers[0].accounts_m", "for each person who uses a messenger")],
    );
}

#[test]
fn names_must_exist_and_be_given_once() {
    check(
        "rules: [
            (id: \"a\", priority: 1, effect: deny, sender: actor(¦\"hauwei\"), recipient: class(¦nobody),
                types: [message, ¦message], purposes: [ads]),
            (id: ¦\"a\", priority: 2, ¦priority: 3),
        ],
        reforms: [(week: 3, enable: [¦\"open-hardwear\"], set: [(¦\"take\", 1)])],
        messengers: [(id: \"wechat\", withdraws_from: Some((¦\"htc\", ¦300)))],
        shocks: [(week: 3, kind: scandal, actor: ¦\"other\", share: 0.1)],",
        &[
            ("rules[0].sender", "did you mean `huawei`"),
            ("rules[0].recipient", "os_vendors, messengers, app_vendors"),
            ("rules[0].types[1]", "second time"),
            ("rules[1].id", "second time"),
            ("rules[1].priority", "second time"),
            ("reforms[0].enable[0]", "did you mean `open-hardware`"),
            ("reforms[0].set[0][0]", "unknown lever"),
            ("messengers[0].withdraws_from[0]", "unknown brand"),
            ("messengers[0].withdraws_from[1]", "week 300"),
            ("shocks[0].actor", "several actors"),
        ],
    );
}

#[test]
fn shares_must_sum_to_one() {
    check(
        "brands: ¦[(id: \"vivo\", base_share: 0.3)],
        messengers: ¦[(id: \"qq\", primary_share: 0.1, accounts_m: ¦1400)],
        vendors: (at_start: ¦3, occasion_shares: ¦(food: 0.9)),",
        &[
            ("brands", "1.1520"),
            ("messengers", "0.9200"),
            ("messengers[0].accounts_m", "the ceiling"),
            ("vendors.at_start", "fewer than are named"),
            ("vendors.occasion_shares", "1.6800"),
        ],
    );
    check(
        "vendors: (occasion_shares: (0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1))", // As serde writes it.
        &[],
    );
}

#[test]
fn rules_that_can_never_match_are_named() {
    let rule = |fields: &str, expected: &[(&str, &str)]| {
        let terms = "sender: class(messengers), recipient: class(os_vendors), types: [message], purposes: [ads]";
        check(&format!("rules: [(id: \"mine\", priority: 10, effect: deny, {terms}, {fields})]"), expected);
    };
    rule("from: 5, until: Some(9)", &[]);
    rule("from: 9, until: ¦Some(9)", &[("rules[0].until", "not after the beginning")]);
    rule("from: ¦260", &[("rules[0].from", "after the end")]);
    rule("first_party: ¦Some(true)", &[("rules[0].first_party", "never the same actor")]);
    check(
        "rules: [(id: \"mini-programs\", types: ¦[], purposes: ¦[])]",
        &[("rules[0].types", "nothing ever matches"), ("rules[0].purposes", "nothing ever matches")],
    );
    check("rules: [(id: \"vendor-tracking\", consent: ¦none)]", &[("rules[0].consent", "user's permission is needed")]);
    let wide = "(id: \"wide\", priority: 11, effect: deny, sender: class(os_vendors), recipient: class(app_vendors), \
                types: [log, location], purposes: [ads])";
    let problems = load("mine", &child(&format!("rules: [{wide}]"))).expect_err("a rule in the shadow");
    assert_eq!(problems.len(), 1, "{}", said(&problems));
    assert_eq!((problems[0].file.as_str(), problems[0].field.as_str()), ("baseline-2016", "rules[7].priority"));
    assert!(problems[0].found.contains("`wide`"));
    check(&format!("rules: [{wide}], reforms: [(week: 20, disable: [\"wide\"])]"), &[]);
}

#[test]
fn changes_and_shocks_after_the_horizon_are_refused() {
    check(
        "weeks: 40,
        reforms: [(week: ¦40, set: [(\"take_mini\", 0.2)]), ¦(week: 3)],
        shocks: [
            (week: ¦41, kind: withdrawal, actor: \"wechat\", brand: \"vivo\"),
            ¦(week: 1, kind: breach, actor: \"qq\"),
            (week: 2, kind: scandal, actor: \"qq\", share: 0.1, brand: ¦Some(\"vivo\")),
            (week: 3, kind: restoration, actor: ¦\"vivo\"),
            ¦(week: 3, kind: restoration, actor: \"qq\"),
        ],",
        &[
            ("reforms[0].week", "week 40"),
            ("reforms[1]", "changes nothing"),
            ("shocks[0].week", "week 41"),
            ("shocks[1].share", "nothing happens"),
            ("shocks[2].brand", "does not use"),
            ("shocks[3].actor", "unknown messenger"),
            ("shocks[4].brand", "no brand"),
        ],
    );
}

#[test]
fn bonds_between_vendors_and_tools_must_make_sense() {
    check(
        "vendors: (named: [
            (id: \"ctrip\", needs: ¦[\"ctrip\"], fails: 0.1),
            (id: \"gaode\", needs: ¦[\"dianping\"]),
            (id: \"dianping\", fails: ¦0.2),
            (id: \"alipay\", tool_share: 0.3, intruder_share: 0.01, intruder_from: 3),
            (id: \"iflytek\", tool_share: ¦0.1, intruder_share: ¦0.2),
        ]),
        shocks: [(week: 3, kind: refusal, actor: ¦\"alipay\"), (week: 3, kind: refusal, actor: \"dianping\")],",
        &[
            ("vendors.named[0].needs", "itself"),
            ("vendors.named[1].needs", "without the other"),
            ("vendors.named[2].fails", "without the other"),
            ("vendors.named[4].tool_share", "second vendor"),
            ("vendors.named[4].intruder_share", "0 to the vendor's"),
            ("shocks[0].actor", "no vendor needs"),
        ],
    );
}

#[test]
fn a_child_states_only_what_differs() {
    let text = child(
        "story: r#\"raw \"story\"\"#, weeks: 99, levers: {\"openness\": 0.5},\n\
         brands: [(id: \"oppo\", quick_app: true), (id: \"tiny\", name: \"T\", neutral_name: \"T\", base_share: 0.0, \
         price_rmb: 1, shipments: [(2016, 0), (2017, 0), (2018, 0), (2019, 0)])],\n\
         rules: [(id: \"vendor-tracking\", consent: refuse_button, cap_records: 5)],\n\
         sources: {\"seed\": \"mine\"},",
    );
    let (mine, baseline) = (load("folder/mine.ron", &text).map_err(|p| said(&p)).unwrap(), shipped("baseline-2016"));
    assert_eq!((mine.id.as_str(), mine.weeks, mine.story.as_str()), ("mine", 99, "raw \"story\""));
    assert_eq!(mine.brands.len(), baseline.brands.len() + 1);
    assert!(mine.brands[1].quick_app && mine.brands[1].name == "OPPO");
    assert_eq!(mine.rules.len(), baseline.rules.len());
    assert_eq!(mine.rules[7].cap_records, Some(5.0));
    assert_eq!(mine.sources.len(), baseline.sources.len());
    assert_eq!(mine.root.as_deref(), Some(&baseline));
}

#[test]
fn parents_must_exist_and_not_go_round() {
    let text = |parent: &str| format!("(format: 1, title: \"t\",\n  parent: \"{parent}\")");
    let problems = load("mine", &text("baseline-2061")).expect_err("no such parent");
    assert_eq!((problems[0].line, problems[0].column, problems[0].field.as_str()), (2, 11, "parent"));
    let round = |name: &str| match name {
        "a" => Some(text("b")),
        "b" => Some(text("a")),
        _ => None,
    };
    let problems = scenario::load("a", text("b").as_bytes(), &round).expect_err("a cycle");
    assert_eq!((problems[0].file.as_str(), problems[0].line), ("b", 2), "{}", said(&problems));
    let endless = |name: &str| Some(text(&format!("{name}x")));
    assert!(scenario::load("a", text("b").as_bytes(), &endless).is_err());
}

#[test]
fn another_format_is_refused_alone() {
    let problems = load("mine", "(format: 2, news: [])").expect_err("a later format");
    assert_eq!(problems.len(), 1, "{}", said(&problems));
    assert_eq!((problems[0].column, problems[0].field.as_str()), (10, "format"));
    let problems = load("mine", "()").expect_err("nothing");
    assert!(problems.iter().any(|problem| problem.field == "format"));
    assert!(problems.iter().any(|problem| problem.field == "vendors"));
}
