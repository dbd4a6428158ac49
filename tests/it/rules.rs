//! The access-rule language: precedence, terms, levers, and the sentences.

use gatekeepers::rules::{
    Access, Denial, Flow, PermissionSet, Precedence, RuleTag, Slot, SlotKind, Slots, Standing, Tie, Verdict, explain,
    sentence,
};
use gatekeepers::scenario::vocabulary::{ActorClass, Category, ConsentMode, DataType, Effect, Permission, Purpose};
use gatekeepers::scenario::{Levers, Party, Price, Rule, Scenario};
use proptest::prelude::*;

use crate::strategies::{arbitrary_rule, arbitrary_rules, brand, messenger, rule, small_scenario, vendor};

/// A compiled rule list with everything needed to ask it.
struct Court {
    scenario: Scenario,
    slots: Slots,
    access: Access,
}

fn court(rules: &[Rule], levers: &Levers, week: u32) -> Court {
    let scenario = small_scenario();
    let slots = Slots::new(&scenario);
    let access = Access::compile(&scenario, rules, &slots, levers, week);
    Court { scenario, slots, access }
}

fn plain(rules: &[Rule]) -> Court {
    court(rules, &Levers::default(), 3)
}

impl Court {
    /// WeChat's messages for Huawei to personalise.
    fn dispute(&self) -> Flow {
        Flow {
            sender: self.slots.messenger(0),
            recipient: self.slots.brand(0),
            data: DataType::Message,
            purpose: Purpose::Personalise,
        }
    }

    fn judge(&self, flow: Flow, held: PermissionSet) -> Verdict {
        self.access.verdict(flow.sender, flow.recipient, flow.data, flow.purpose, held)
    }

    fn cell(&self, flow: Flow) -> u16 {
        self.access.cell(flow.sender, flow.recipient, flow.data, flow.purpose)
    }

    fn say(&self, verdict: Verdict, flow: Flow, neutral: bool) -> String {
        explain(verdict, flow, &self.access, &self.slots, &self.scenario, neutral)
    }
}

fn all_flows(slots: &Slots) -> Vec<Flow> {
    let mut flows = Vec::new();
    for sender in slots.all() {
        for recipient in slots.all() {
            for &data in DataType::ALL {
                flows.extend(Purpose::ALL.iter().map(|&purpose| Flow { sender, recipient, data, purpose }));
            }
        }
    }
    flows
}

fn all_held() -> impl Iterator<Item = PermissionSet> {
    (0..8_u8).map(|bits| {
        let held = Permission::ALL.iter().filter(|permission| bits >> permission.index() & 1 != 0);
        held.fold(PermissionSet::EMPTY, |set, &permission| set.with(permission))
    })
}

/// The deciding rule, worked out the long way from the words of the specification.
fn reference(rules: &[Rule], slots: &Slots, flow: Flow, week: u32) -> u16 {
    let is = |slot: Slot, party: &Party| match (slots.kind(slot), party) {
        (SlotKind::Category(category), Party::Category(wanted)) => category == *wanted,
        (SlotKind::Named(index), Party::Category(wanted)) => [Category::Travel, Category::Maps][index] == *wanted,
        (_, Party::Class(class)) => slots.class(slot) == *class,
        (_, Party::Category(_)) | (SlotKind::Category(_), Party::Actor(_)) => false,
        (_, Party::Actor(id)) => slots.id(slot) == id,
    };
    let matches = |rule: &Rule| {
        let there = is(flow.sender, &rule.sender) && is(flow.recipient, &rule.recipient);
        let back = is(flow.recipient, &rule.sender) && is(flow.sender, &rule.recipient);
        rule.enabled
            && rule.from <= week
            && rule.until.is_none_or(|until| week < until)
            && (there || back && rule.reciprocal && rule.effect == Effect::Allow)
            && rule.types.contains(&flow.data)
            && rule.purposes.contains(&flow.purpose)
            && rule.first_party.is_none_or(|own| own == (flow.sender == flow.recipient))
    };
    let mut best: Option<usize> = None;
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| matches(rule)) {
        let beats = best.is_none_or(|best| {
            let best = &rules[best];
            rule.priority > best.priority
                || rule.priority == best.priority && best.effect == Effect::Allow && rule.effect == Effect::Deny
        });
        if beats {
            best = Some(index);
        }
    }
    best.map_or(0, |index| index as u16 + 1)
}

#[test]
fn slots_number_every_party_once() {
    let scenario = small_scenario();
    let slots = Slots::new(&scenario);
    assert_eq!(slots.len(), 3 + 2 + 2 + 10);
    assert_eq!(slots.kind(slots.messenger(1)), SlotKind::Messenger(1));
    assert_eq!(slots.kind(slots.named(1)), SlotKind::Named(1));
    assert_eq!(slots.label(slots.named(0), false), "Ctrip");
    assert_eq!(slots.label(slots.named(0), true), "Vendor c");
    assert_eq!(slots.label(slots.category(Category::Food), false), "food vendors");
    assert_eq!(slots.class(slots.category(Category::Food)), ActorClass::AppVendors);
    assert!(slots.covers(&Party::Category(Category::Maps), slots.named(1)));
    assert!(!slots.covers(&Party::Actor("nobody".to_owned()), slots.named(1)));
}

#[test]
fn named_vendors_without_a_slot_share_that_of_their_category() {
    let mut scenario = small_scenario();
    scenario.vendors.named = (0..60).map(|k| vendor(&format!("v{k}"), "V", Category::Film)).collect();
    let slots = Slots::new(&scenario);
    assert_eq!(slots.len(), Slots::MAX);
    assert_eq!(slots.named(59), slots.category(Category::Film));
}

#[test]
fn highest_priority_decides() {
    let deny = Rule { effect: Effect::Deny, priority: 5, ..rule("deny") };
    let court = plain(&[rule("allow"), deny]);
    assert_eq!(court.judge(court.dispute(), PermissionSet::ALL), Verdict::Denied(Denial::Forbidden { rule: 2 }));
}

#[test]
fn a_tie_between_allow_and_deny_denies_and_between_allows_goes_to_the_earlier() {
    let deny = Rule { effect: Effect::Deny, ..rule("deny") };
    let court = plain(&[rule("allow"), deny]);
    assert_eq!(court.cell(court.dispute()), 2);
    let court = plain(&[rule("first"), rule("second")]);
    assert_eq!(court.cell(court.dispute()), 1);
    assert_eq!(court.access.deciding(), [true, false]);
}

#[test]
fn a_rule_says_where_it_stands_and_who_overrules_it() {
    let deny = Rule { effect: Effect::Deny, ..rule("deny") };
    let rules = [rule("allow"), deny, Rule { enabled: false, ..rule("off") }];
    let court = plain(&rules);
    let order = Precedence::new(&rules, &court.slots, 3);
    let standings = order.standings(&court.access, &court.slots, 3);
    assert_eq!(standings[0], Standing::Overruled([RuleTag::listed(1)].into()));
    assert!(matches!(standings[1], Standing::Decides(flows) if flows > 0));
    assert_eq!(standings[2], Standing::Off);
    assert_eq!(order.tie(court.dispute()), Some(Tie::Denied));
}

#[test]
fn what_no_rule_covers_is_decided_by_the_default() {
    let court = plain(&[]);
    assert_eq!(court.judge(court.dispute(), PermissionSet::ALL), Verdict::Denied(Denial::NoRule));
    let scenario = Scenario { default_effect: Effect::Allow, ..small_scenario() };
    let access = Access::compile(&scenario, &[], &court.slots, &Levers::default(), 0);
    let flow = court.dispute();
    let verdict = access.verdict(flow.sender, flow.recipient, flow.data, flow.purpose, PermissionSet::EMPTY);
    assert_eq!(verdict, Verdict::Granted { rule: 0 });
}

#[test]
fn rules_hold_only_between_their_dates_and_when_switched_on() {
    let dated = Rule { from: 2, until: Some(4), ..rule("dated") };
    let in_week = |week| {
        let court = court(std::slice::from_ref(&dated), &Levers::default(), week);
        court.cell(court.dispute())
    };
    assert_eq!([1, 2, 3, 4].map(in_week), [0, 1, 1, 0]);
    let court = plain(&[Rule { enabled: false, ..rule("off") }]);
    assert_eq!(court.cell(court.dispute()), 0);
}

#[test]
fn first_party_rules_match_only_the_diagonal() {
    let vendors = Party::Class(ActorClass::AppVendors);
    let own = Rule { sender: vendors.clone(), recipient: vendors, first_party: Some(true), ..rule("own") };
    let court = plain(&[own]);
    let (named, category) = (court.slots.named(0), court.slots.category(Category::Travel));
    let cell = |sender, recipient| court.access.cell(sender, recipient, DataType::Message, Purpose::Personalise);
    assert_eq!((cell(named, named), cell(category, category), cell(named, category)), (1, 1, 0));
}

#[test]
fn the_permission_missing_first_in_time_is_reported() {
    let triple = Rule { authorised_by: Permission::ALL.to_vec(), ..rule("triple") };
    let court = plain(&[triple]);
    let denied = |held: &[Permission]| match court.judge(court.dispute(), PermissionSet::of(held)) {
        Verdict::Denied(denial) => Some(denial),
        Verdict::Granted { .. } => None,
    };
    assert_eq!(denied(&[]), Some(Denial::NeedsUserToSender { rule: 1 }));
    assert_eq!(denied(&[Permission::UserToSender]), Some(Denial::NeedsSender { rule: 1 }));
    let sender = [Permission::UserToSender, Permission::SenderToRecipient];
    assert_eq!(denied(&sender), Some(Denial::NeedsUserToRecipient { rule: 1 }));
    assert_eq!(denied(Permission::ALL), None);
}

#[test]
fn an_actor_needs_no_agreement_with_itself() {
    let party = Party::Class(ActorClass::Messengers);
    let own = Rule {
        sender: party.clone(),
        recipient: party,
        authorised_by: vec![Permission::UserToSender, Permission::SenderToRecipient],
        ..rule("own")
    };
    let court = plain(&[own]);
    let flow = Flow { recipient: court.slots.messenger(0), ..court.dispute() };
    assert!(!court.judge(flow, PermissionSet::EMPTY).is_granted());
    assert!(court.judge(flow, PermissionSet::of(&[Permission::UserToRecipient])).is_granted());
}

#[test]
fn a_reciprocal_allow_covers_the_way_back() {
    let court = plain(&[Rule { reciprocal: true, ..rule("both ways") }]);
    let flow = court.dispute();
    assert_eq!(court.cell(Flow { sender: flow.recipient, recipient: flow.sender, ..flow }), 1);
}

#[test]
fn the_lever_on_permissions_takes_the_four_positions() {
    let deny = Rule { effect: Effect::Deny, priority: 9, ..rule("deny") };
    let needs = |rules: &[Rule], position| {
        let levers = Levers { message_authorisation: position, ..Levers::default() };
        let court = court(rules, &levers, 3);
        let rule = court.access.rule(court.cell(court.dispute()));
        assert!(rule.allows());
        rule.needs
    };
    let user = PermissionSet::of(&[Permission::UserToRecipient]);
    for rules in [vec![], vec![rule("allow")], vec![deny.clone()], vec![rule("allow"), deny]] {
        assert_eq!(needs(&rules, 1.0), user);
        assert_eq!(needs(&rules, 2.0), user.with(Permission::SenderToRecipient));
        assert_eq!(needs(&rules, 3.0), PermissionSet::ALL);
        assert_eq!(needs(&rules, 4.0), PermissionSet::EMPTY);
    }
}

#[test]
fn the_lever_on_permissions_leaves_other_flows_and_limits_on_use_alone() {
    let levers = Levers { message_authorisation: 4.0, ..Levers::default() };
    let all = Rule { types: DataType::ALL.to_vec(), purposes: Purpose::ALL.to_vec(), ..rule("all") };
    let resale = Rule { effect: Effect::Deny, priority: 1, purposes: vec![Purpose::Resale], ..rule("no resale") };
    let court = court(&[all, resale], &levers, 3);
    let flow = court.dispute();
    assert_eq!(court.cell(Flow { purpose: Purpose::Resale, ..flow }), 2);
    assert_eq!(court.cell(Flow { data: DataType::Location, ..flow }), 1);
    let changed = court.access.rule(court.cell(flow));
    assert_eq!((changed.tag.index(), changed.needs), (Some(0), PermissionSet::EMPTY));
    assert_eq!(court.access.deciding(), [true, true]);
}

#[test]
fn the_lever_on_asking_replaces_the_consent_mode_and_nothing_else() {
    let levers = Levers { message_consent_mode: 5.0, ..Levers::default() };
    let own = Rule { recipient: Party::Class(ActorClass::Messengers), first_party: Some(true), ..rule("own") };
    let court = court(&[rule("allow"), own], &levers, 3);
    let flow = court.dispute();
    let changed = court.access.rule(court.cell(flow));
    assert_eq!((changed.consent, changed.needs), (ConsentMode::RefuseButton, court.access.rule(1).needs));
    let own = court.access.rule(court.cell(Flow { recipient: flow.sender, ..flow }));
    assert_eq!(own.consent, ConsentMode::OsPrompt);
    assert!(court.access.decide(flow.sender, flow.recipient, DataType::Message, Purpose::Ads).is_none());
}

#[test]
fn a_rule_that_asked_nobody_asks_by_a_prompt_once_a_lever_wants_the_user_asked() {
    let veto =
        Rule { authorised_by: vec![Permission::SenderToRecipient], consent: ConsentMode::NotAsked, ..rule("veto") };
    let levers = Levers { message_authorisation: 1.0, ..Levers::default() };
    let court = court(&[veto], &levers, 3);
    assert_eq!(court.access.rule(court.cell(court.dispute())).consent, ConsentMode::OsPrompt);
}

#[test]
fn the_dispute_reads_as_in_the_specification() {
    let scenario = small_scenario();
    let huawei = Rule {
        sender: Party::Actor("wechat".to_owned()),
        recipient: Party::Actor("huawei".to_owned()),
        ..rule("dispute")
    };
    let say = |rule: &Rule| sentence(rule, &scenario, false);
    assert_eq!(
        say(&huawei),
        "Huawei may read message content on WeChat to personalise, if the user agrees in a prompt of the system; \
         Tencent's permission is not needed."
    );
    assert_eq!(
        sentence(&huawei, &scenario, true),
        "Maker h may read message content on Messenger w to personalise, if the user agrees in a prompt of the \
         system; the permission of the operator of Messenger w is not needed."
    );
    let triple = Rule { authorised_by: Permission::ALL.to_vec(), ..huawei.clone() };
    assert_eq!(
        say(&triple),
        "Huawei may read message content on WeChat to personalise, if the user agrees towards both Huawei and Tencent \
         in a prompt of the system and Tencent agrees as well."
    );
    let deny = Rule { effect: Effect::Deny, purposes: Purpose::ALL.to_vec(), ..huawei.clone() };
    assert_eq!(say(&deny), "Huawei may not read message content on WeChat for any purpose, whoever agrees.");
    let licence = Rule {
        authorised_by: vec![Permission::SenderToRecipient],
        price: Price::PerUserWeek(0.1),
        user_share: 0.5,
        retention_weeks: Some(26),
        onward: true,
        from: 10,
        ..huawei
    };
    assert_eq!(
        say(&licence),
        "Huawei may read message content on WeChat to personalise, if Tencent agrees; the user is not asked. The data \
         may be kept for at most 26 weeks and may be passed on. Huawei pays RMB 0.1 per user and week, of which 50 % \
         goes to the user. It holds from week 10 (13 February 2017)."
    );
}

#[test]
fn own_collection_and_exchange_within_a_class_read_well() {
    let scenario = small_scenario();
    let vendors = Party::Class(ActorClass::AppVendors);
    let both = Rule {
        sender: vendors.clone(),
        recipient: vendors,
        types: vec![DataType::Location, DataType::Log],
        authorised_by: vec![],
        ..rule("vendors")
    };
    assert_eq!(
        sentence(&both, &scenario, false),
        "App vendors may collect location and usage logs in their own services and get it from other app vendors to \
         personalise, without anybody's permission."
    );
    let own = Rule { first_party: Some(true), ..both };
    assert_eq!(
        sentence(&own, &scenario, false),
        "App vendors may collect location and usage logs in their own services to personalise, without asking the user."
    );
}

#[test]
fn decisions_are_explained() {
    let triple = Rule { authorised_by: Permission::ALL.to_vec(), ..rule("triple") };
    let court = plain(&[triple]);
    let flow = court.dispute();
    let say = |held: &[Permission]| court.say(court.judge(flow, PermissionSet::of(held)), flow, false);
    assert_eq!(
        say(&[Permission::UserToSender]),
        "Huawei may not read message content on WeChat to personalise; the rule “triple” allows it only if Tencent \
         agrees."
    );
    assert_eq!(
        say(Permission::ALL),
        "Huawei may read message content on WeChat to personalise, if the user agrees towards both Huawei and Tencent \
         in a prompt of the system and Tencent agrees as well; the rule “triple” allows it."
    );
    let ads = Flow { purpose: Purpose::Ads, ..flow };
    assert_eq!(
        court.say(court.judge(ads, PermissionSet::ALL), ads, true),
        "Maker h may not read message content on Messenger w to target advertising, because no rule allows it."
    );
}

/// A sentence a person can read: no empty text, no formatting left over, a full stop at the end.
fn assert_readable(text: &str) {
    assert!(text.ends_with('.') && text.starts_with(|first: char| first.is_uppercase()), "{text}");
    for noise in ["{", "}", "::", "_", "  ", " ,", "..", " .", "NaN"] {
        assert!(!text.contains(noise), "{noise:?} in {text}");
    }
}

proptest! {
    #[test]
    fn decisions_equal_the_reference(rules in arbitrary_rules(), week in 0..7_u32) {
        let court = court(&rules, &Levers::default(), week);
        for flow in all_flows(&court.slots) {
            prop_assert_eq!(court.cell(flow), reference(&rules, &court.slots, flow, week));
        }
    }

    #[test]
    fn the_first_rule_that_speaks_decides(rules in arbitrary_rules(), week in 0..7_u32) {
        let court = court(&rules, &Levers::default(), week);
        let order = Precedence::new(&rules, &court.slots, week);
        for flow in all_flows(&court.slots) {
            let first = order.speaking(flow).next().map_or(RuleTag::DEFAULT, RuleTag::listed);
            prop_assert_eq!(court.access.rule(court.cell(flow)).tag, first);
        }
        let deciding = order.standings(&court.access, &court.slots, week);
        let deciding: Vec<bool> = deciding.iter().map(|standing| matches!(standing, Standing::Decides(_))).collect();
        prop_assert_eq!(deciding, court.access.deciding());
    }

    #[test]
    fn rules_deny_or_grant_as_their_permissions_say(rules in arbitrary_rules()) {
        let court = plain(&rules);
        for flow in all_flows(&court.slots).into_iter().filter(|flow| flow.sender != flow.recipient) {
            let index = court.cell(flow);
            for held in all_held() {
                let granted = index > 0
                    && rules[usize::from(index) - 1].effect == Effect::Allow
                    && rules[usize::from(index) - 1].authorised_by.iter().all(|&needed| held.contains(needed));
                prop_assert_eq!(court.judge(flow, held).is_granted(), granted);
            }
        }
    }

    #[test]
    fn a_rule_that_matches_nothing_changes_no_cell(rules in arbitrary_rules(), extra in arbitrary_rule(), how in 0..4) {
        let idle = match how {
            0 => Rule { enabled: false, ..extra },
            1 => Rule { from: 99, ..extra },
            2 => Rule { sender: Party::Actor("nobody".to_owned()), reciprocal: false, ..extra },
            _ => Rule { types: Vec::new(), ..extra },
        };
        let mut more = rules.clone();
        more.push(idle);
        for position in 0..5 {
            let levers = Levers { message_authorisation: f64::from(position), ..Levers::default() };
            let (without, with) = (court(&rules, &levers, 3), court(&more, &levers, 3));
            for flow in all_flows(&with.slots) {
                let (a, b) = (without.access.rule(without.cell(flow)), with.access.rule(with.cell(flow)));
                prop_assert_eq!(a, b);
            }
        }
    }

    #[test]
    fn asking_for_less_never_denies_more(rules in arbitrary_rules(), pick in any::<prop::sample::Index>()) {
        prop_assume!(!rules.is_empty());
        let mut eased = rules.clone();
        let rule = &mut eased[pick.index(rules.len())];
        prop_assume!(!rule.authorised_by.is_empty());
        rule.authorised_by.pop();
        let (before, after) = (plain(&rules), plain(&eased));
        for flow in all_flows(&before.slots) {
            for held in all_held().filter(|&held| before.judge(flow, held).is_granted()) {
                prop_assert!(after.judge(flow, held).is_granted());
            }
        }
    }

    #[test]
    fn levers_touch_only_messages_on_their_way_to_phone_makers(
        rules in arbitrary_rules(), position in 0..5, mode in 0..9,
    ) {
        let levers = Levers {
            message_authorisation: f64::from(position),
            message_consent_mode: f64::from(mode),
            ..Levers::default()
        };
        let (base, changed) = (plain(&rules), court(&rules, &levers, 3));
        for flow in all_flows(&base.slots) {
            let disputed = base.slots.class(flow.sender) == ActorClass::Messengers
                && base.slots.class(flow.recipient) == ActorClass::OsVendors
                && flow.data == DataType::Message;
            let rule = changed.access.rule(changed.cell(flow));
            if !disputed {
                prop_assert_eq!(base.access.rule(base.cell(flow)), rule);
            } else if rule.allows() && mode > 0 {
                prop_assert_eq!(rule.consent, ConsentMode::ALL[mode as usize]);
            }
        }
    }

    #[test]
    fn every_rule_and_decision_can_be_read(rules in arbitrary_rules(), neutral in any::<bool>(), position in 0..5) {
        let levers = Levers { message_authorisation: f64::from(position), ..Levers::default() };
        let court = court(&rules, &levers, 3);
        for rule in &rules {
            assert_readable(&sentence(rule, &court.scenario, neutral));
        }
        for flow in all_flows(&court.slots).into_iter().step_by(7) {
            for held in [PermissionSet::EMPTY, PermissionSet::of(&[Permission::UserToSender]), PermissionSet::ALL] {
                assert_readable(&court.say(court.judge(flow, held), flow, neutral));
            }
        }
    }
}

/// Times the compilation of sixty rules over all sixty-four slots; run in release with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn compilation_is_fast() {
    let mut scenario = small_scenario();
    scenario.brands.extend((3..16).map(|k| brand(&format!("brand{k}"), "Brand")));
    scenario.messengers.extend((2..7).map(|k| messenger(&format!("messenger{k}"), "Messenger", "Operator")));
    scenario.vendors.named.extend((2..40).map(|k| vendor(&format!("vendor{k}"), "Vendor", Category::Games)));
    let slots = Slots::new(&scenario);
    assert_eq!(slots.len(), Slots::MAX);
    let mut rules: Vec<Rule> = Vec::new();
    for slot in slots.all().take(54) {
        let sender = Party::Actor(slots.id(slot).to_owned());
        let types = DataType::ALL.to_vec();
        rules.push(Rule { priority: 1, sender, types, purposes: Purpose::ALL.to_vec(), ..rule(slots.id(slot)) });
    }
    let levers = Levers { message_authorisation: 3.0, ..Levers::default() };
    for count in [10, 20, rules.len()] {
        let mut times: Vec<_> = (0..200)
            .map(|_| {
                let start = std::time::Instant::now();
                std::hint::black_box(Access::compile(&scenario, &rules[..count], &slots, &levers, 0));
                start.elapsed()
            })
            .collect();
        times.sort();
        println!("{count} rules over {} slots: median {:?}", slots.len(), times[times.len() / 2]);
    }
}
