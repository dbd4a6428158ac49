//! A small scenario for unit tests of the window.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::scenario::{Brand, Levers, Messenger, Regulator, Scenario, Vendors, vocabulary};

/// Two brands, one messenger, no rules, 40 weeks.
pub(crate) fn scenario() -> Arc<Scenario> {
    let brand = |id: &str, share: f64| Brand {
        id: id.to_owned(),
        name: id.to_uppercase(),
        neutral_name: "Phone maker".to_owned(),
        base_share: share,
        price_rmb: 2500.0,
        shipments: Vec::new(),
        capture: None,
        capture_from: 0,
        coverage: 1.0,
        partners: Vec::new(),
        quick_app: false,
        coalition: false,
        retreats: true,
        lawful: true,
        sets_terms: false,
    };
    let messenger = Messenger {
        id: "m".to_owned(),
        name: "Messenger".to_owned(),
        operator: "Operator".to_owned(),
        neutral_name: "Messenger".to_owned(),
        primary_share: 1.0,
        accounts_m: 100.0,
        ceiling_m: 200.0,
        adoption_p: 0.001,
        adoption_q: 0.01,
        mini_programs: true,
        official_accounts: true,
        open_hardware: false,
        response: None,
        licenses: false,
        own_services: Vec::new(),
        withdraws_from: None,
        sets_terms: false,
    };
    Arc::new(Scenario {
        id: "sample".to_owned(),
        title: "Sample".to_owned(),
        story: "A small market".to_owned(),
        start: NaiveDate::from_ymd_opt(2016, 12, 5).unwrap_or_default(),
        weeks: 40,
        policy_week: 12,
        persons_m: 100.0,
        no_messenger_share: 0.0,
        agents: 512,
        seed: 1,
        brands: vec![brand("a", 0.6), brand("b", 0.4)],
        messengers: vec![messenger],
        vendors: Vendors { at_start: 16, named: Vec::new(), occasion_shares: [0.1; vocabulary::Category::COUNT] },
        regulator: Regulator { mediation: vocabulary::Outcome::StatusQuo, fines: false, sets_precedent: false },
        default_effect: vocabulary::Effect::Deny,
        rules: Vec::new(),
        levers: Levers::default(),
        reforms: Vec::new(),
        shocks: Vec::new(),
        series: Vec::new(),
        neutral_words: Vec::new(),
        sources: Vec::new(),
        root: None,
        texts: vec![("sample".to_owned(), "()".to_owned())],
    })
}
