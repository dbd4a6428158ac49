//! Scenarios and random rules for property tests.

use gatekeepers::scenario::vocabulary::{
    ActorClass, Capture, Category, ConsentMode, DataType, Effect, Outcome, Permission, Place, Purpose, Response,
    Subject,
};
use gatekeepers::scenario::{
    Brand, Enforcement, Levers, Messenger, NamedVendor, Party, Price, Regulator, Rule, Scenario, Vendors,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A scenario built in code, with three brands, two messengers, two named vendors and no rules.
pub(crate) fn small_scenario() -> Scenario {
    Scenario {
        id: "small".to_owned(),
        title: "A small market".to_owned(),
        story: "Made for tests.".to_owned(),
        start: chrono::NaiveDate::from_ymd_opt(2016, 12, 5).expect("a Monday"),
        weeks: 52,
        policy_week: 4,
        persons_m: 1.0,
        no_messenger_share: 0.0,
        agents: 1_000,
        seed: 1,
        brands: vec![brand("huawei", "Huawei"), brand("oppo", "OPPO"), brand("xiaomi", "Xiaomi")],
        messengers: vec![messenger("wechat", "WeChat", "Tencent"), messenger("line", "Line", "Naver")],
        vendors: Vendors {
            at_start: 64,
            named: vec![vendor("ctrip", "Ctrip", Category::Travel), vendor("gaode", "Gaode", Category::Maps)],
            occasion_shares: [1.0 / Category::COUNT as f64; Category::COUNT],
        },
        regulator: Regulator { mediation: Outcome::StatusQuo, fines: false, sets_precedent: false },
        default_effect: Effect::Deny,
        rules: Vec::new(),
        levers: Levers::default(),
        reforms: Vec::new(),
        shocks: Vec::new(),
        series: Vec::new(),
        neutral_words: Vec::new(),
        sources: Vec::new(),
        root: None,
        texts: Vec::new(),
    }
}

pub(crate) fn brand(id: &str, name: &str) -> Brand {
    Brand {
        id: id.to_owned(),
        name: name.to_owned(),
        neutral_name: format!("Maker {}", &id[..1]),
        base_share: 0.3,
        price_rmb: 2_500.0,
        shipments: Vec::new(),
        capture: Some(Capture::Off),
        capture_from: 0,
        coverage: 1.0,
        partners: Vec::new(),
        quick_app: false,
        coalition: false,
        lawful: true,
        retreats: true,
        sets_terms: false,
    }
}

pub(crate) fn messenger(id: &str, name: &str, operator: &str) -> Messenger {
    Messenger {
        id: id.to_owned(),
        name: name.to_owned(),
        operator: operator.to_owned(),
        neutral_name: format!("Messenger {}", &id[..1]),
        primary_share: 0.5,
        accounts_m: 1.0,
        ceiling_m: 1.5,
        adoption_p: 0.001,
        adoption_q: 0.01,
        mini_programs: false,
        official_accounts: false,
        open_hardware: false,
        response: None,
        licenses: false,
        own_services: Vec::new(),
        withdraws_from: None,
        sets_terms: false,
    }
}

pub(crate) fn vendor(id: &str, name: &str, category: Category) -> NamedVendor {
    NamedVendor {
        id: id.to_owned(),
        name: name.to_owned(),
        neutral_name: format!("Vendor {}", &id[..1]),
        category,
        quality_rank: 0.9,
        needs: Vec::new(),
        fails: 0.0,
        tool_share: 0.0,
        intruder_share: 0.0,
        intruder_from: 0,
    }
}

/// A plain rule: messengers let phone makers use messages to personalise, on the user's agreement.
pub(crate) fn rule(id: &str) -> Rule {
    Rule { authorised_by: vec![Permission::UserToRecipient], consent: ConsentMode::OsPrompt, ..Rule::plain(id) }
}

/// Up to a dozen rules over the parties of [`small_scenario`], with few priorities so that ties are common.
pub(crate) fn arbitrary_rules() -> impl Strategy<Value = Vec<Rule>> {
    vec(arbitrary_rule(), 0..12).prop_map(|mut rules| {
        for (index, rule) in rules.iter_mut().enumerate() {
            rule.id = format!("rule-{index}");
        }
        rules
    })
}

/// One rule over the parties of [`small_scenario`], with every field at random.
pub(crate) fn arbitrary_rule() -> impl Strategy<Value = Rule> {
    let who = (
        arbitrary_party(),
        arbitrary_party(),
        option::of(any::<bool>()),
        select(Subject::ALL),
        subsequence(DataType::ALL, 1..=DataType::COUNT),
        subsequence(Purpose::ALL, 1..=Purpose::COUNT),
    );
    let how = (
        -1..3_i32,
        prop_oneof![3 => Just(Effect::Allow), 1 => Just(Effect::Deny)],
        subsequence(Permission::ALL, 0..=Permission::COUNT),
        select(ConsentMode::ALL),
        select(Place::ALL),
        (any::<bool>(), prop::bool::weighted(0.2), any::<bool>()),
    );
    let terms =
        (arbitrary_price(), 0.0..=1.0, option::of(0.0..1e4), option::of(0.0..=1.0), 0..3_u32, option::of(0..60_u32));
    let force = (0..3_u32, option::of(0..6_u32), arbitrary_enforcement(), prop::bool::weighted(0.9));
    (who, how, terms, force).prop_map(|(who, how, terms, force)| {
        let (sender, recipient, first_party, subject, types, purposes) = who;
        let (priority, effect, authorised_by, consent, place, flags) = how;
        let (onward, reciprocal, non_discriminatory) = flags;
        let (price, user_share, cap_records, cap_subjects, latency_weeks, retention_weeks) = terms;
        let (from, until, enforcement, enabled) = force;
        Rule {
            id: "rule".to_owned(),
            priority,
            effect,
            sender,
            recipient,
            first_party,
            subject,
            types,
            purposes,
            authorised_by,
            consent,
            place,
            onward,
            reciprocal,
            non_discriminatory,
            price,
            user_share,
            cap_records,
            cap_subjects,
            latency_weeks,
            retention_weeks,
            from,
            until,
            enforcement,
            enabled,
        }
    })
}

fn arbitrary_party() -> impl Strategy<Value = Party> {
    prop_oneof![
        3 => select(ActorClass::ALL).prop_map(Party::Class),
        1 => select(Category::ALL).prop_map(Party::Category),
        2 => select(vec!["huawei", "oppo", "xiaomi", "wechat", "line", "ctrip", "gaode"])
            .prop_map(|id| Party::Actor(id.to_owned())),
    ]
}

fn arbitrary_price() -> impl Strategy<Value = Price> {
    prop_oneof![
        Just(Price::Free),
        (0.0..5.0).prop_map(Price::PerRecord),
        (0.0..5.0).prop_map(Price::PerUserWeek),
        (0.0..1.0).prop_map(Price::RevenueShare),
        Just(Price::Posted),
        Just(Price::Bargained),
    ]
}

fn arbitrary_enforcement() -> impl Strategy<Value = Enforcement> {
    let money = (option::of(0.0..=1.0), option::of(0.0..1e3), option::of(0.0..0.1), option::of(0.0..1e4));
    (money, any::<bool>(), subsequence(Response::ALL, 0..=Response::COUNT)).prop_map(|(money, deletion, remedies)| {
        let (detection, fine_fixed_m, fine_turnover_share, fine_cap_m) = money;
        Enforcement { detection, fine_fixed_m, fine_turnover_share, fine_cap_m, deletion, remedies }
    })
}
