//! Why a change moves nothing, or so little that it does not matter: by its date, by another change, by a setting under
//! which its lever does nothing, by rules that decide before it, or because nobody asks for the data it is about.

use std::sync::Arc;

use crate::run::RunInput;
use crate::run::compare::summaries;
use crate::run::summary::{HEADLINES, spec_of};
use crate::scenario::vocabulary::DataType;
use crate::scenario::{Applies, LeverId, Levers, Reform, Scenario};

use super::access::list::{InForce, rows};
use super::access::position::{on_all_phones, readers, somebody_reads};
use super::changes::{self, levers_at, rules_at};
use super::text;
use super::workbench::Workbench;
use super::worker::Finished;

/// A reach of readers below this share of all phones is named as the reason for a small effect.
const SMALL_REACH: f64 = 0.05;

/// A setting under which levers do nothing.
struct Condition {
    /// The levers.
    levers: &'static [LeverId],
    /// Whether the setting holds.
    holds: fn(&Scenario, &Levers) -> bool,
    /// What is said about a lever, without full stop.
    words: &'static str,
}

/// Settings under which levers do nothing; a test runs the model for each pair.
const CONDITIONS: &[Condition] = &[
    Condition {
        levers: &[
            LeverId::capture_coverage,
            LeverId::capture_all_brands,
            LeverId::message_authorisation,
            LeverId::message_consent_mode,
            LeverId::operator_response,
            LeverId::precedent_probability,
            LeverId::reversal_probability,
            LeverId::reversal_weeks,
        ],
        holds: |scenario, levers| !reads(scenario, levers),
        words: "It does nothing while no phone maker reads messages",
    },
    Condition {
        levers: &[LeverId::interop_uptake],
        holds: |_, levers| levers.interop_reach == 0.0,
        words: "It does nothing while the reach of interoperability is 0 %",
    },
    Condition {
        levers: &[LeverId::interop_reach],
        holds: |_, levers| levers.interop_uptake == 0.0,
        words: "It does nothing while no user switches interoperability on",
    },
    Condition {
        levers: &[LeverId::open_hardware_price_rmb],
        holds: |scenario, levers| {
            let open = scenario.messengers.iter().any(|messenger| messenger.open_hardware);
            levers.open_hardware == 1.0 || (levers.open_hardware == 0.0 && !open)
        },
        words: "It does nothing while the Open Hardware Platform is closed",
    },
    Condition {
        levers: &[LeverId::official_accounts_fee_rmb],
        holds: |scenario, levers| {
            let open = scenario.messengers.iter().any(|messenger| messenger.official_accounts);
            levers.official_accounts == 1.0 || (levers.official_accounts == 0.0 && !open)
        },
        words: "It does nothing while Official Accounts are closed",
    },
    Condition {
        levers: &[LeverId::own_service_boost, LeverId::default_install, LeverId::default_kept, LeverId::update_hazard],
        holds: |scenario, _| scenario.messengers.iter().all(|messenger| messenger.own_services.is_empty()),
        words: "It does nothing, because no operator of the scenario has services of its own",
    },
    Condition {
        levers: &[LeverId::tool_removed, LeverId::refuge_installed, LeverId::refuge_dropped],
        holds: |scenario, _| scenario.vendors.named.iter().all(|vendor| vendor.intruder_share <= 0.0),
        words: "It does nothing, because no vendor of the scenario has a tool that interferes with a messenger",
    },
    Condition {
        levers: &[LeverId::incentive_logits],
        holds: |_, levers| levers.incentive_rmb == 0.0,
        words: "It does nothing while nobody is paid for consent",
    },
    Condition {
        levers: &[LeverId::fine_fixed_m, LeverId::fine_turnover_share, LeverId::fine_cap_m],
        holds: |scenario, _| !scenario.regulator.fines,
        words: "It does nothing, because the ministry of the scenario gives no fines",
    },
];

/// Whether a phone maker reads messages or may decide to.
fn reads(scenario: &Scenario, levers: &Levers) -> bool {
    match levers.capture as usize {
        0 => somebody_reads(scenario),
        1 => false,
        _ => somebody_reads(scenario) || levers.capture_all_brands > 0.5,
    }
}

/// Share of all phones that read messages, if the makers that may do so do; none where nobody does.
fn reach(scenario: &Scenario, levers: &Levers) -> Option<f64> {
    if !reads(scenario, levers) {
        return None;
    }
    let readers = readers(scenario, levers.capture_all_brands > 0.5);
    let coverage = |own: f64| if levers.capture_coverage > 0.0 { levers.capture_coverage } else { own };
    Some(readers.into_iter().map(|(brand, own)| brand.base_share * coverage(own)).sum())
}

/// Why a lever does nothing under some levers, as a sentence without full stop; nothing where it can act.
pub fn idle(scenario: &Scenario, levers: &Levers, id: LeverId) -> Option<&'static str> {
    let holds = |known: &&Condition| known.levers.contains(&id) && (known.holds)(scenario, levers);
    CONDITIONS.iter().find(holds).map(|known| known.words)
}

/// Why a change of the lever would do nothing now, before it is made.
pub fn idle_now(workbench: &Workbench, id: LeverId) -> Option<&'static str> {
    let levers = levers_at(workbench.scenario(), workbench.changes(), workbench.acts_in(id));
    idle(workbench.scenario(), &levers, id)
}

/// Levers of whose permission or consent opens messages, which move nothing while hardly a phone reads any.
const PERMISSIONS: &[LeverId] = &[LeverId::message_authorisation, LeverId::message_consent_mode];

/// For a lever on permissions: whether all phones read messages, without which it may move little or nothing, and how
/// many do. Nothing for other levers, and where all phones read in the scenario itself.
pub fn phones(workbench: &Workbench, id: LeverId) -> Option<(bool, String)> {
    if !PERMISSIONS.contains(&id) {
        return None;
    }
    let scenario = workbench.scenario();
    let levers = levers_at(scenario, workbench.changes(), workbench.acts_in(id));
    let known = scenario.levers.capture_all_brands > 0.5;
    if known {
        return None;
    }
    let all = on_all_phones(scenario, &levers);
    let said = match reach(scenario, &levers) {
        _ if all => "messages are read now".to_owned(),
        None => "messages are read on none now".to_owned(),
        Some(reach) if reach < SMALL_REACH => format!("read on {} now, too few to see", read_on(reach)),
        Some(reach) => format!("messages are read on {} now", read_on(reach)),
    };
    Some((all, said))
}

/// The part of all phones that read messages, in per cent.
fn read_on(reach: f64) -> String {
    format!("{} %", text::number((reach * 100_000.0).round() / 1000.0))
}

/// What is said about a run that is, or nearly is, its baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    key: (u64, u64, f64),
    /// What did not move.
    pub headline: String,
    /// Why, a sentence a change, and what they have in common.
    pub reasons: Vec<String>,
    /// Whether it is, among other reasons, because few phones read messages.
    pub few_phones: bool,
}

impl Why {
    /// What is to be said now, worked out again only where the runs are others; nothing where something moves.
    pub fn refreshed(known: Option<Self>, workbench: &Workbench) -> Option<Self> {
        let (run, base) = (workbench.current()?, workbench.baseline()?);
        if run.token == base.token || workbench.is_own_baseline() {
            return None;
        }
        let key = (run.token, base.token, workbench.gap());
        let known = known.filter(|known| known.key == key);
        // A run that moves something says so by an empty headline, which is remembered as well.
        Some(known.unwrap_or_else(|| Self::of(workbench, run, base, key)))
    }

    /// Whether there is anything to say.
    pub fn speaks(&self) -> bool {
        !self.headline.is_empty()
    }

    fn of(workbench: &Workbench, run: &Arc<Finished>, base: &Arc<Finished>, key: (u64, u64, f64)) -> Self {
        let same = run.record.values == base.record.values;
        let headline = if same {
            "Nothing changed, and here is why".to_owned()
        } else {
            match largest(run, base) {
                Some((label, share)) if share.abs() <= workbench.gap() => format!(
                    "No headline figure of this seed moves by more than {}. The largest is {label}, {}",
                    text::relative(workbench.gap(), 1.0).unwrap_or_default().trim_start_matches('+'),
                    if share.abs() < 1e-5 {
                        "by less than 0.001 %".to_owned()
                    } else {
                        text::relative(share, 1.0).unwrap_or_default()
                    },
                ),
                _ => String::new(),
            }
        };
        let reasons = if headline.is_empty() { Vec::new() } else { reasons(workbench, run, base, same) };
        let few_phones = !headline.is_empty() && pilot(&workbench.current_input()).is_some();
        Self { key, headline, reasons, few_phones }
    }
}

/// The headline metric that moves most, in per cent of the baseline.
fn largest(run: &Finished, base: &Finished) -> Option<(String, f64)> {
    let columns = &base.record.columns;
    let (a, b) = (summaries(&base.record, columns), summaries(&run.record, columns));
    let mut most: Option<(usize, f64)> = None;
    for (place, column) in columns.iter().enumerate() {
        let headline = spec_of(column).is_some_and(|spec| HEADLINES.contains(&spec.id));
        let share = match (a[place], b[place]) {
            _ if !headline => continue,
            (Some(a), Some(b)) if a == b => 0.0,
            (Some(a), Some(b)) if a != 0.0 => (b - a) / a.abs(),
            // From nothing to something is more than any share.
            _ => f64::INFINITY,
        };
        if most.is_none_or(|(_, known)| share.abs() > known.abs()) {
            most = Some((place, share));
        }
    }
    let (place, share) = most?;
    Some((base.columns.get(place).map_or_else(|| columns[place].clone(), |column| column.label.clone()), share))
}

/// The reason of each change, and what they have in common.
fn reasons(workbench: &Workbench, run: &Finished, base: &Finished, same: bool) -> Vec<String> {
    let input = workbench.current_input();
    let mut said: Vec<String> = Vec::new();
    for (place, change) in input.changes.iter().enumerate() {
        if let Some(why) = reason(&input, place, run, base) {
            said.push(format!("{}. {why}", changes::brief(change)));
        }
    }
    if let Some(why) = pilot(&input) {
        said.push(why);
    }
    if said.is_empty() && same {
        said.push("What is changed is in force, but nobody in this run decides otherwise because of it".to_owned());
    }
    said
}

/// Why one change does nothing, without full stop.
fn reason(input: &RunInput, place: usize, run: &Finished, base: &Finished) -> Option<String> {
    let scenario = &input.scenario;
    let change = input.changes.get(place)?;
    if change.week >= input.weeks {
        return Some("It is dated after the end of the run".to_owned());
    }
    let others: Vec<Reform> = input
        .changes
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .map(|(_, change)| change.clone())
        .collect();
    let weeks = || {
        let dated = scenario.reforms.iter().chain(&input.changes).map(|reform| reform.week);
        dated.filter(|week| *week >= change.week && *week < input.weeks)
    };
    if let Some(id) = changes::lever_of(change) {
        if id.spec().applies == Applies::FromStart && change.week > 0 {
            return Some("Its lever acts from the start only, and this change is dated later".to_owned());
        }
        let with = |list: &[Reform], week| levers_at(scenario, list, week);
        if weeks().all(|week| with(&others, week).get(id) == with(&input.changes, week).get(id)) {
            return Some("Another change of the same lever sets it aside, or it says what holds anyway".to_owned());
        }
        let idle = |week| idle(scenario, &with(&input.changes, week), id);
        return weeks().map(idle).collect::<Option<Vec<_>>>()?.first().map(|words| (*words).to_owned());
    }
    let id = change.rules.first().map(|rule| rule.id.clone());
    let id = id.or_else(|| changes::rule_of(change).map(|(id, _)| id.to_owned()))?;
    if weeks().all(|week| rules_at(scenario, &others, week) == rules_at(scenario, &input.changes, week)) {
        return Some("Another change sets it aside, or it says what holds anyway".to_owned());
    }
    let row = |list: &[Reform]| {
        let rows = rows(scenario, list, &InForce::at(scenario, list, change.week));
        rows.into_iter().find(|row| row.rule.id == id)
    };
    let (before, after) = (row(&others), row(&input.changes));
    let idle = |row: &Option<super::access::list::Row>| row.as_ref().is_none_or(|row| row.idle.is_some());
    if idle(&before) && idle(&after) {
        let why = after.and_then(|row| row.idle).unwrap_or_else(|| "No such rule decides anything".to_owned());
        return Some(why);
    }
    let used = |run: &Finished| {
        (change.week..input.weeks).any(|week| {
            run.trace.flows(week).iter().any(|flow| run.trace.rule(week, flow).is_some_and(|rule| rule.id == id))
        })
    };
    (!used(run) && !used(base)).then(|| "Nobody asks for the data it is about in this run".to_owned())
}

/// Levers about messages that phone makers read.
const ABOUT_MESSAGES: &[LeverId] = &[
    LeverId::capture,
    LeverId::capture_coverage,
    LeverId::capture_all_brands,
    LeverId::message_authorisation,
    LeverId::message_consent_mode,
    LeverId::data_price_rmb,
    LeverId::dividend_share,
    LeverId::operator_response,
];

/// How few phones read messages, where a change is about them.
fn pilot(input: &RunInput) -> Option<String> {
    let scenario = &input.scenario;
    let about = |change: &Reform| {
        let lever = changes::lever_of(change).is_some_and(|id| ABOUT_MESSAGES.contains(&id));
        let rules = rules_at(scenario, &input.changes, change.week);
        let id =
            change.rules.first().map(|rule| rule.id.as_str()).or_else(|| changes::rule_of(change).map(|(id, _)| id));
        let rule = id.and_then(|id| rules.iter().find(|rule| rule.id == id));
        lever || rule.is_some_and(|rule| rule.types.contains(&DataType::Message))
    };
    if !input.changes.iter().any(about) {
        return None;
    }
    let levers = levers_at(scenario, &input.changes, input.weeks.saturating_sub(1));
    let reach = reach(scenario, &levers).filter(|reach| *reach < SMALL_REACH)?;
    Some(format!("Messages are read on {} of phones only, so that little can move in the whole market", read_on(reach)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::access::edits;
    use crate::gui::command::Command;
    use crate::gui::sample;
    use crate::gui::workbench::scenario_library;
    use crate::gui::worker::InlineRunner;
    use crate::run::run;
    use crate::scenario::{self, Rule};

    /// The scenario of 2017, short and small, with a setting under which levers do nothing.
    fn market(set: &dyn Fn(&mut Scenario)) -> Arc<Scenario> {
        let text = scenario::shipped(scenario::DEFAULT).expect("shipped");
        let mut scenario = scenario::load(scenario::DEFAULT, text.as_bytes(), &scenario_library).expect("valid");
        (scenario.weeks, scenario.agents, scenario.policy_week) = (40, 512, 5);
        scenario.reforms.clear();
        set(&mut scenario);
        Arc::new(scenario)
    }

    /// A setting of each condition, in the order of their table.
    fn settings() -> Vec<Arc<Scenario>> {
        vec![
            market(&|scenario| scenario.levers.capture = 1.0),
            market(&|scenario| scenario.levers.interop_reach = 0.0),
            market(&|scenario| scenario.levers.interop_uptake = 0.0),
            market(&|scenario| scenario.levers.open_hardware = 1.0),
            market(&|scenario| scenario.levers.official_accounts = 1.0),
            market(&|scenario| scenario.messengers.iter_mut().for_each(|m| m.own_services.clear())),
            market(&|scenario| scenario.vendors.named.iter_mut().for_each(|v| v.intruder_share = 0.0)),
            market(&|scenario| scenario.levers.incentive_rmb = 0.0),
            market(&|scenario| scenario.regulator.fines = false),
        ]
    }

    #[test]
    fn levers_that_are_said_to_do_nothing_do_nothing() {
        let settings = settings();
        assert_eq!(settings.len(), CONDITIONS.len(), "each condition has a setting");
        let mut wrong = Vec::new();
        for (known, scenario) in CONDITIONS.iter().zip(settings) {
            let base = RunInput::new(scenario);
            let values = run(&base, 1, &mut |_| true).expect("a run").values;
            for &id in known.levers {
                assert_eq!(idle(&base.scenario, &base.scenario.levers, id), Some(known.words));
                let spec = id.spec();
                let now = base.scenario.levers.get(id);
                let other = if now > 0.5 * (spec.min + spec.max) { spec.min } else { spec.max };
                let mut changed = base.clone();
                changed.set(id, other);
                if run(&changed, 1, &mut |_| true).expect("a run").values != values {
                    wrong.push(spec.id);
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    fn workbench(scenario: Arc<Scenario>) -> Workbench {
        let mut workbench = Workbench::new(scenario, Box::new(InlineRunner::default()));
        workbench.poll();
        workbench
    }

    fn said(workbench: &mut Workbench) -> Why {
        workbench.poll();
        Why::refreshed(None, workbench).expect("something to say")
    }

    #[test]
    fn a_change_that_moves_nothing_says_why() {
        let mut bench = workbench(market(&|scenario| scenario.levers.capture = 1.0));
        bench.apply(Command::SetLever { id: LeverId::capture_coverage, value: 0.5, done: true });
        let why = said(&mut bench);
        assert!(why.headline.starts_with("Nothing changed") && why.reasons[0].contains("no phone maker"), "{why:?}");
        assert_eq!(idle_now(&bench, LeverId::take_mini), None);
        assert!(idle_now(&bench, LeverId::capture_all_brands).is_some());
    }

    #[test]
    fn a_rule_that_nobody_uses_or_that_never_decides_says_so() {
        let high = Rule { priority: 90, ..edits::template(&[]) };
        let low = Rule { id: "low".to_owned(), priority: 1, ..high.clone() };
        let mut bench = workbench(sample::scenario());
        for rule in [high, low] {
            bench.apply(Command::Access(crate::gui::access::AccessCommand::Put { rule: Box::new(rule), was: None }));
        }
        let why = said(&mut bench);
        if why.speaks() {
            assert!(why.reasons.iter().any(|said| said.contains("always comes first")), "{why:?}");
        }
    }

    #[test]
    fn a_run_that_moves_says_nothing() {
        let mut bench = workbench(sample::scenario());
        bench.apply(Command::SetLever { id: LeverId::take_mini, value: 0.9, done: true });
        assert!(!said(&mut bench).speaks());
        let known = said(&mut bench);
        assert_eq!(Why::refreshed(Some(known.clone()), &bench), Some(known), "it is worked out once");
    }

    #[test]
    fn a_pilot_on_few_phones_is_named() {
        let mut bench = workbench(market(&|_| {}));
        bench.apply(Command::SetGap(1.0));
        bench.apply(Command::SetLever { id: LeverId::message_authorisation, value: 1.0, done: true });
        let why = said(&mut bench);
        assert!(!why.speaks() || why.reasons.iter().any(|said| said.contains("% of phones only")), "{why:?}");
        assert_eq!(why.few_phones, why.speaks());
    }

    #[test]
    fn a_permission_offers_all_phones_while_few_read() {
        let mut bench = workbench(market(&|_| {}));
        let offered = |bench: &Workbench| phones(bench, LeverId::message_authorisation).map(|(all, _)| all);
        assert_eq!((offered(&bench), phones(&bench, LeverId::take_mini)), (Some(false), None));
        bench.apply(Command::SetLever { id: LeverId::capture_coverage, value: 0.9, done: true });
        assert_eq!(offered(&bench), Some(false), "it stays where it is while many read");
        bench.apply(Command::Access(crate::gui::access::AccessCommand::OnAllPhones(true)));
        assert_eq!(offered(&bench), Some(true), "it can be taken back");
        let all =
            market(&|scenario| (scenario.levers.capture_all_brands, scenario.levers.capture_coverage) = (1.0, 1.0));
        assert_eq!(offered(&workbench(all)), None, "there is nothing to offer");
    }

    #[test]
    fn a_change_dated_after_the_end_or_set_aside_says_so() {
        let scenario = sample::scenario();
        let late = Reform::lever(45, LeverId::take_mini, 0.4);
        let first = Reform::lever(12, LeverId::take_mini, 0.5);
        let second = Reform::lever(12, LeverId::take_mini, 0.6);
        let input = RunInput { changes: vec![late, first, second], ..RunInput::new(scenario) };
        let bench = workbench(sample::scenario());
        let run = bench.current().expect("a run");
        assert!(reason(&input, 0, run, run).is_some_and(|why| why.contains("after the end")));
        assert!(reason(&input, 1, run, run).is_some_and(|why| why.contains("sets it aside")));
        assert_eq!(reason(&input, 2, run, run), None);
    }
}
