//! The analyst's changes on top of a scenario: a list of reforms that each do one thing.
//!
//! Everything here is arithmetic on lists, so that undo is a copy and a sentence is a function.

use crate::rules::rewritten_from;
use crate::scenario::{Applies, LeverId, Levers, Reform, Rule, Scenario};

use super::text;

/// Something asked about the list of changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChangeCommand {
    /// Gives the change in this place another value.
    SetValue {
        /// Its place in the list.
        place: usize,
        /// The new value in the unit of files.
        value: f64,
        /// Whether the gesture is over.
        done: bool,
    },
    /// Gives it another week.
    SetWeek {
        /// Its place in the list.
        place: usize,
        /// The new week.
        week: u32,
        /// Whether the gesture is over.
        done: bool,
    },
    /// Switches it off and keeps it.
    Mute(usize),
    /// Switches it on again, by its place among those that are off.
    Unmute(usize),
    /// Takes one out that is off.
    RemoveMuted(usize),
}

impl ChangeCommand {
    /// The name of its gesture, and whether that is over.
    pub const fn gesture(self) -> (Option<&'static str>, bool) {
        match self {
            Self::SetValue { done, .. } => (Some("value of a change"), done),
            Self::SetWeek { done, .. } => (Some("week of a change"), done),
            Self::Mute(_) | Self::Unmute(_) | Self::RemoveMuted(_) => (None, true),
        }
    }

    /// Changes the lists of changes that act and of those that are off; a run has so many weeks.
    pub fn apply(self, acting: &mut Vec<Reform>, muted: &mut Vec<Reform>, weeks: u32) {
        let moved = |from: &mut Vec<Reform>, to: &mut Vec<Reform>, place: usize| {
            if place < from.len() {
                to.push(from.remove(place));
            }
        };
        match self {
            Self::SetValue { place, value, .. } => {
                let set = acting.get_mut(place).and_then(|change| change.set.first_mut());
                if let Some((id, old)) = set
                    && LeverId::from_id(id).is_some_and(|lever| lever.spec().problem_with(value).is_none())
                {
                    *old = value;
                }
            }
            Self::SetWeek { place, week, .. } => {
                if let Some(change) = acting.get_mut(place) {
                    change.week = week.min(weeks.saturating_sub(1));
                }
            }
            Self::Mute(place) => moved(acting, muted, place),
            Self::Unmute(place) => moved(muted, acting, place),
            Self::RemoveMuted(place) => {
                if place < muted.len() {
                    muted.remove(place);
                }
            }
        }
    }
}

/// Splits reforms that do several things into reforms that do one, in the same order.
pub fn split(reforms: &[Reform]) -> Vec<Reform> {
    let mut single = Vec::new();
    for reform in reforms {
        let part = || Reform { week: reform.week, note: reform.note.clone(), ..Reform::default() };
        single.extend(reform.set.iter().map(|pair| Reform { set: vec![pair.clone()], ..part() }));
        single.extend(reform.rules.iter().map(|rule| Reform { rules: vec![rule.clone()], ..part() }));
        single.extend(reform.enable.iter().map(|id| Reform { enable: vec![id.clone()], ..part() }));
        single.extend(reform.disable.iter().map(|id| Reform { disable: vec![id.clone()], ..part() }));
    }
    single
}

/// The levers of a scenario in a week, after the changes that are in force by then.
pub fn levers_at(scenario: &Scenario, changes: &[Reform], week: u32) -> Levers {
    let mut levers = scenario.levers.clone();
    let mut dated: Vec<&Reform> = scenario.reforms.iter().chain(changes).filter(|r| r.week <= week).collect();
    // The sort is stable, so that within a week the analyst's changes come after the scenario's.
    dated.sort_by_key(|reform| reform.week);
    for (id, value) in dated.iter().flat_map(|reform| &reform.set) {
        if let Some(lever) = LeverId::from_id(id) {
            levers.set(lever, *value);
        }
    }
    levers
}

/// The rules of a scenario in a week, after the changes that are in force by then.
pub fn rules_at(scenario: &Scenario, changes: &[Reform], week: u32) -> Vec<Rule> {
    let mut rules = scenario.rules.clone();
    let mut dated: Vec<&Reform> = scenario.reforms.iter().chain(changes).filter(|r| r.week <= week).collect();
    dated.sort_by_key(|reform| reform.week);
    for reform in dated {
        for rule in &reform.rules {
            match rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => known.clone_from(rule),
                None => rules.push(rule.clone()),
            }
        }
        for rule in &mut rules {
            if reform.enable.contains(&rule.id) {
                rule.enabled = true;
            }
            if reform.disable.contains(&rule.id) {
                rule.enabled = false;
            }
        }
    }
    rules
}

/// Whether a rule is switched on in a week, after the changes that are in force by then.
pub fn rule_enabled(scenario: &Scenario, changes: &[Reform], id: &str, week: u32) -> bool {
    rules_at(scenario, changes, week).iter().any(|rule| rule.id == id && rule.enabled)
}

/// Sets a lever from a week on. A change that says what holds anyway is taken out instead.
pub fn set_lever(scenario: &Scenario, changes: &mut Vec<Reform>, week: u32, id: LeverId, value: f64) {
    let place = changes.iter().position(|change| change.week == week && lever_of(change) == Some(id));
    let mut others = changes.clone();
    if let Some(place) = place {
        others.remove(place);
    }
    let otherwise = levers_at(scenario, &others, week).get(id);
    if (otherwise - value).abs() <= f64::EPSILON * value.abs() {
        *changes = others;
    } else if let Some(place) = place {
        changes[place] = Reform::lever(week, id, value);
    } else {
        changes.push(Reform::lever(week, id, value));
    }
}

/// Takes out every change of a lever.
pub fn reset_lever(changes: &mut Vec<Reform>, id: LeverId) {
    changes.retain(|change| lever_of(change) != Some(id));
}

/// Switches a rule on or off from a week on.
pub fn set_rule(scenario: &Scenario, changes: &mut Vec<Reform>, week: u32, id: &str, enabled: bool) {
    changes.retain(|change| !(change.week == week && rule_of(change).is_some_and(|(rule, _)| rule == id)));
    if rule_enabled(scenario, changes, id, week) != enabled {
        let (enable, disable) =
            if enabled { (vec![id.to_owned()], Vec::new()) } else { (Vec::new(), vec![id.to_owned()]) };
        changes.push(Reform { week, enable, disable, ..Reform::default() });
    }
}

/// Moves the changes that act from one policy date to another.
pub fn move_policy_date(changes: &mut [Reform], from: u32, to: u32) {
    for change in changes {
        let moves = lever_of(change).is_none_or(|id| id.spec().applies == Applies::FromPolicyDate);
        if moves && change.week == from {
            change.week = to;
        }
    }
}

/// The lever a single change sets.
pub fn lever_of(change: &Reform) -> Option<LeverId> {
    change.set.first().and_then(|(id, _)| LeverId::from_id(id))
}

/// The rule a single change switches, and to what.
pub fn rule_of(change: &Reform) -> Option<(&str, bool)> {
    let on = change.enable.first().map(|id| (id.as_str(), true));
    on.or_else(|| change.disable.first().map(|id| (id.as_str(), false)))
}

/// Whether any change touches the lever.
pub fn touches(changes: &[Reform], id: LeverId) -> bool {
    changes.iter().any(|change| lever_of(change) == Some(id))
}

/// A change in few words: what, and what it is now.
pub fn brief(change: &Reform) -> String {
    if let Some((id, value)) = change.set.first() {
        return LeverId::from_id(id).map_or_else(
            || format!("{id} {value}"),
            |lever| format!("{} {}", lever.spec().label, lever.spec().display(*value)),
        );
    }
    if let Some((id, on)) = rule_of(change) {
        return format!("Rule {id} {}", if on { "on" } else { "off" });
    }
    change.rules.first().map_or_else(|| "No change".to_owned(), |rule| format!("Rule {}", rule.id))
}

/// A change in few words that begin with what is new, for where the end may be cut off.
pub fn value_first(change: &Reform) -> String {
    match (lever_of(change), change.set.first()) {
        (Some(lever), Some((_, value))) => {
            format!("{}, {}", text::capitalised(&lever.spec().display(*value)), lever.spec().label)
        }
        _ => brief(change),
    }
}

/// One thing that differs between two lists of changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What only the first list has.
    pub out: Vec<Reform>,
    /// What only the second list has.
    pub into: Vec<Reform>,
}

impl Step {
    /// In few words that begin with what is new.
    pub fn label(&self) -> String {
        match (self.into.last(), self.out.first()) {
            (Some(change), _) => value_first(change),
            (None, Some(change)) => format!("Not {}", value_first(change)),
            (None, None) => "No change".to_owned(),
        }
    }

    /// At length.
    pub fn sentence(&self, scenario: &Scenario) -> String {
        let into = self.into.iter().map(|change| sentence(scenario, change));
        let out = self.out.iter().map(|change| format!("No longer as in the baseline: {}", sentence(scenario, change)));
        into.chain(out).collect::<Vec<String>>().join("\n")
    }

    /// The week from which it acts.
    pub fn week(&self) -> u32 {
        self.into.iter().chain(&self.out).map(|change| change.week).min().unwrap_or_default()
    }
}

/// What a change is about: a lever or a rule.
fn subject(change: &Reform) -> Option<(bool, &str)> {
    let lever = change.set.first().map(|(id, _)| (true, id.as_str()));
    let rule = || rule_of(change).map(|(id, _)| (false, id));
    lever.or_else(rule).or_else(|| change.rules.first().map(|rule| (false, rule.id.as_str())))
}

/// The steps from one list of changes to another. What both have is none of them, and what one list says instead of the
/// other about the same lever or rule is a single one.
pub fn steps(base: &[Reform], run: &[Reform]) -> Vec<Step> {
    let about =
        |step: &Step, change: &Reform| step.into.iter().chain(&step.out).any(|known| subject(known) == subject(change));
    let mut out: Vec<Reform> = base.iter().filter(|change| !run.contains(change)).cloned().collect();
    let mut steps: Vec<Step> = Vec::new();
    for change in run.iter().filter(|change| !base.contains(change)) {
        let known = steps.iter_mut().find(|step| !step.out.is_empty() && about(step, change));
        if let Some(step) = known {
            step.into.push(change.clone());
            continue;
        }
        let (instead, others) = out.into_iter().partition(|other| subject(other) == subject(change));
        out = others;
        steps.push(Step { out: instead, into: vec![change.clone()] });
    }
    steps.extend(out.into_iter().map(|change| Step { out: vec![change], into: Vec::new() }));
    steps
}

/// The first list of changes after some of the steps to the second.
pub fn after_steps(base: &[Reform], run: &[Reform], steps: &[Step], made: impl Fn(usize) -> bool) -> Vec<Reform> {
    if !(0..steps.len()).any(&made) {
        return base.to_vec();
    }
    let is_made = |part: fn(&Step) -> &[Reform], change: &Reform| {
        steps.iter().position(|step| part(step).contains(change)).map(&made)
    };
    let of_run = run.iter().filter(|change| is_made(|step| &step.into, change) != Some(false));
    let of_base = base.iter().filter(|change| is_made(|step| &step.out, change) == Some(false));
    of_run.chain(of_base).cloned().collect()
}

/// A change as a sentence: from when, what, and what it replaces.
pub fn sentence(scenario: &Scenario, change: &Reform) -> String {
    let when = if change.week == 0 {
        "From the start".to_owned()
    } else {
        format!("From {} (week {})", text::date(scenario, change.week), change.week)
    };
    if let Some((id, value)) = change.set.first() {
        let Some(lever) = LeverId::from_id(id) else { return format!("{when}, {id} is {value}") };
        let spec = lever.spec();
        let before = levers_at(scenario, &[], change.week).get(lever);
        let late =
            if change.week >= scenario.weeks { ", which is after the end of the run and changes nothing" } else { "" };
        return format!("{when}, “{}” is {} instead of {}{late}", spec.label, spec.said(*value), spec.said(before));
    }
    if let Some((id, on)) = rule_of(change) {
        return format!("{when}, the rule “{id}” is switched {}", if on { "on" } else { "off" });
    }
    if let Some(rule) = change.rules.first() {
        let does = rewritten_from(rule, scenario, change.week);
        return format!("{when}, the rule “{}” {does}", rule.id);
    }
    format!("{when}, nothing changes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;

    #[test]
    fn a_lever_set_back_to_what_holds_is_no_change() {
        let (scenario, mut changes) = (scenario(), Vec::new());
        set_lever(&scenario, &mut changes, 12, LeverId::take_mini, 0.4);
        set_lever(&scenario, &mut changes, 12, LeverId::take_mini, 0.5);
        assert_eq!(changes, vec![Reform::lever(12, LeverId::take_mini, 0.5)]);
        let base = scenario.levers.take_mini;
        set_lever(&scenario, &mut changes, 12, LeverId::take_mini, base);
        assert!(changes.is_empty());
    }

    #[test]
    fn words_of_a_choice_stand_in_quotes() {
        let said = sentence(&scenario(), &Reform::lever(12, LeverId::message_authorisation, 2.0));
        assert!(said.ends_with("is “the operator's is needed” instead of “as the scenario's rules say”"), "{said}");
        let said = sentence(&scenario(), &Reform::lever(12, LeverId::capture_coverage, 1.0));
        assert!(said.ends_with("is 100 % instead of “as the scenario says”"), "{said}");
    }

    #[test]
    fn later_changes_win_and_earlier_weeks_do_not_see_them() {
        let (scenario, mut changes) = (scenario(), Vec::new());
        set_lever(&scenario, &mut changes, 30, LeverId::take_mini, 0.6);
        set_lever(&scenario, &mut changes, 12, LeverId::take_mini, 0.4);
        assert!((levers_at(&scenario, &changes, 29).take_mini - 0.4).abs() < 1e-12);
        assert!((levers_at(&scenario, &changes, 30).take_mini - 0.6).abs() < 1e-12);
    }

    #[test]
    fn moving_the_policy_date_leaves_changes_from_the_start() {
        let mut changes =
            vec![Reform::lever(0, LeverId::network_weight, 1.0), Reform::lever(0, LeverId::take_mini, 0.4)];
        move_policy_date(&mut changes, 0, 20);
        assert_eq!((changes[0].week, changes[1].week), (0, 20));
    }

    #[test]
    fn steps_lead_from_one_list_to_another_and_swap_what_is_about_the_same() {
        let lever = |week, id, value| Reform::lever(week, id, value);
        let common = lever(12, LeverId::friction_os, 2.0);
        let base = [lever(12, LeverId::take_mini, 0.4), common.clone(), lever(5, LeverId::openness, 0.2)];
        let run = [common.clone(), lever(12, LeverId::take_mini, 0.5), lever(12, LeverId::take_os, 0.3)];
        let steps = steps(&base, &run);
        let sizes: Vec<(usize, usize)> = steps.iter().map(|step| (step.out.len(), step.into.len())).collect();
        assert_eq!(sizes, [(1, 1), (0, 1), (1, 0)], "{steps:?}");
        assert!(steps[0].label().starts_with("50 %, "), "{}", steps[0].label());
        assert!(steps[2].label().starts_with("Not "));
        let after = |set: u32| after_steps(&base, &run, &steps, |step| set >> step & 1 == 1);
        assert_eq!((after(0), after(7)), (base.to_vec(), run.to_vec()));
        let one = after(1);
        assert!(one.contains(&run[1]) && !one.contains(&base[0]) && one.contains(&common) && one.contains(&base[2]));
        assert_eq!(one.len(), 3);
        assert!(super::steps(&run, &run).is_empty());
        // Two dates of one lever are two steps where nothing is said instead.
        let twice = [lever(12, LeverId::take_mini, 0.5), lever(30, LeverId::take_mini, 0.6)];
        assert_eq!(super::steps(&[], &twice).len(), 2);
    }

    #[test]
    fn splitting_keeps_every_part() {
        let reform = Reform {
            week: 3,
            set: vec![("take_mini".to_owned(), 0.2), ("openness".to_owned(), 0.5)],
            disable: vec!["a".to_owned()],
            ..Reform::default()
        };
        let single = split(&[reform]);
        assert_eq!(single.len(), 3);
        assert!(single.iter().all(|part| part.week == 3));
    }
}
