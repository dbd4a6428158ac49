//! What the lever panel says about a lever beside its number: when a change acts, why it cannot, words for the ends of
//! its slider, and the metric it moves most plainly.

use crate::metrics::MetricId;
use crate::scenario::{Applies, Brand, LeverId, LeverSpec};

use super::access::position::readers;
use super::changes::levers_at;
use super::plots::PlotChoice;
use super::text;
use super::widgets::number;
use super::workbench::{Mode, Workbench};

/// When a change of the lever acts in the mode that is on, as the end of a sentence.
pub fn acts(workbench: &Workbench, id: LeverId) -> String {
    let week = workbench.acts_in(id);
    let date = || format!("{} (week {week})", text::date(workbench.scenario(), week));
    match (id.spec().applies, workbench.mode()) {
        (Applies::FromStart, _) => "acts from the start".to_owned(),
        (Applies::FromPolicyDate, Mode::WhatIf) => format!("acts from {}", date()),
        (Applies::FromPolicyDate, Mode::Live) => format!("acts from this week, {}", date()),
    }
}

/// Why a change of the lever can do nothing or very little, by its date alone; nothing where it can act.
pub fn too_late(workbench: &Workbench, id: LeverId) -> Option<String> {
    let weeks = workbench.weeks();
    let left = weeks.saturating_sub(workbench.acts_in(id));
    match left {
        0 => Some("It is dated after the end of the run and changes nothing".to_owned()),
        1 if weeks > 1 && workbench.mode() == Mode::Live => {
            Some("The time cursor stands on the last week, so a change has one week to act".to_owned())
        }
        1 if weeks > 1 => Some("The policy date is the last week, so a change has one week to act".to_owned()),
        _ => None,
    }
}

/// Words for the two ends of a slider, where they help more than numbers.
pub fn ends(spec: &LeverSpec) -> Option<(&'static str, &'static str)> {
    let likelihood = ["Probability", "Risk", "Detection"].iter().any(|word| spec.label.starts_with(word));
    match spec.unit {
        "share" | "per week" if likelihood && spec.min == 0.0 && spec.max == 1.0 => Some(("never", "certain")),
        _ if spec.leaves(spec.min) => Some(("as the scenario says", "all")),
        "share" if spec.label.starts_with("Consent ") => Some(("nobody agrees", "everybody agrees")),
        "share" if spec.label.starts_with("Openness") => Some(("closed", "wide open")),
        "share" if spec.min == 0.0 && spec.max == 1.0 => Some(("none", "all")),
        "weeks" if spec.label.starts_with("Lag ") => Some(("at once", "late")),
        "logits" | "utils" if spec.min == 0.0 => Some(("none", "strong")),
        "" if spec.label.ends_with(", factor") && spec.min < 1.0 => Some(("less", "more")),
        "" if spec.label.starts_with("Weight ") && spec.min == 0.0 => Some(("none", "heavy")),
        unit if unit.starts_with("RMB") && spec.min == 0.0 => Some(("nothing", "much")),
        _ => None,
    }
}

/// What the scenario says where a lever leaves the matter to it, as the end of a sentence.
pub fn in_scenario(workbench: &Workbench, id: LeverId) -> Option<String> {
    let scenario = workbench.scenario();
    let brand = |brand: &Brand| brand.name.clone();
    match id {
        LeverId::capture_coverage => coverage(workbench),
        LeverId::operator_response => Some(grouped(
            &scenario.messengers,
            |messenger| messenger.name.clone(),
            |messenger| messenger.response.map_or("best response", |response| response.label()).to_owned(),
        )),
        LeverId::capture => Some(grouped(&scenario.brands, brand, |brand| {
            brand.capture.map_or("best response", |capture| capture.label()).to_owned()
        })),
        LeverId::quick_app => {
            let word = |brand: &Brand| if brand.quick_app { "open" } else { "closed" }.to_owned();
            Some(grouped(&scenario.brands, brand, word))
        }
        LeverId::regulator_outcome => Some(scenario.regulator.mediation.label().to_owned()),
        _ => None,
    }
}

/// Share of the phones that read messages.
fn coverage(workbench: &Workbench) -> Option<String> {
    let (scenario, week) = (workbench.scenario(), workbench.acts_in(LeverId::capture_coverage));
    let all = levers_at(scenario, workbench.changes(), week).capture_all_brands > 0.5;
    let readers = readers(scenario, all);
    let reached: f64 = readers.iter().map(|(brand, coverage)| brand.base_share * coverage).sum();
    let reached = text::number((reached * 100_000.0).round() / 1000.0);
    let share = |(_, coverage): &(&Brand, f64)| number::shown("share", *coverage);
    (!readers.is_empty())
        .then(|| format!("{}, {reached} % of all phones", grouped(&readers, |(brand, _)| brand.name.clone(), share)))
}

/// What is said of each actor, those of whom the same is said together; the last of several groups without its names
/// where it is a large one.
fn grouped<T>(actors: &[T], name: impl Fn(&T) -> String, word: impl Fn(&T) -> String) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for actor in actors {
        let word = word(actor);
        match groups.iter_mut().find(|(known, _)| *known == word) {
            Some((_, names)) => names.push(name(actor)),
            None => groups.push((word, vec![name(actor)])),
        }
    }
    let several = groups.len() > 1;
    let of = |(word, names): &(String, Vec<String>)| match names.as_slice() {
        [_, _, _, ..] if several => format!("{word} for the others"),
        [_, _, ..] if !several => format!("{word} for all"),
        names => format!("{word} for {}", names.join(", ")),
    };
    // Who differs from the rest comes first.
    let mut groups: Vec<&(String, Vec<String>)> = groups.iter().collect();
    groups.sort_by_key(|(_, names)| names.len());
    groups.into_iter().map(of).collect::<Vec<String>>().join(", ")
}

/// What a lever moves most plainly.
const MOVES: &[(LeverId, MetricId)] = &[
    (LeverId::message_authorisation, MetricId::new_flows_permitted),
    (LeverId::message_consent_mode, MetricId::consent_message_os),
    (LeverId::third_party_opt_in, MetricId::tracked_users),
    (LeverId::data_price_rmb, MetricId::licence_fees),
    (LeverId::dividend_share, MetricId::user_dividend),
    (LeverId::interop_reach, MetricId::multi_homing),
    (LeverId::interop_uptake, MetricId::multi_homing),
    (LeverId::capture, MetricId::n_capturing),
    (LeverId::capture_coverage, MetricId::contacts_exposed),
    (LeverId::capture_all_brands, MetricId::n_capturing),
    (LeverId::take_os, MetricId::take_os_revenue),
    (LeverId::take_os_games, MetricId::take_os_revenue),
    (LeverId::quick_app, MetricId::vendors_in_os),
    (LeverId::os_services_rmb_year, MetricId::profit_os),
    (LeverId::hardware_margin, MetricId::profit_os),
    (LeverId::openness, MetricId::vendors_in_mini),
    (LeverId::take_mini, MetricId::take_mini_revenue),
    (LeverId::take_mini_games, MetricId::take_mini_revenue),
    (LeverId::operator_response, MetricId::cum_conflict_weeks),
    (LeverId::withdraw_brand, MetricId::phone_share),
    (LeverId::refuge_installed, MetricId::multi_homing),
    (LeverId::refuge_dropped, MetricId::multi_homing),
    (LeverId::own_service_boost, MetricId::own_service_share),
    (LeverId::default_install, MetricId::own_service_share),
    (LeverId::links_open, MetricId::channel_share),
    (LeverId::operator_ads_rmb_year, MetricId::profit_operator),
    (LeverId::revenue_per_occasion_rmb, MetricId::gross_revenue),
    (LeverId::ad_revenue_factor, MetricId::profit_vendors),
    (LeverId::payment_pass_through, MetricId::vendor_price),
    (LeverId::fixed_cost_factor, MetricId::n_vendors),
    (LeverId::entry_factor, MetricId::new_vendors),
    (LeverId::entry_rate, MetricId::new_vendors),
    (LeverId::exit_hazard, MetricId::new_vendor_exits),
    (LeverId::investment_share, MetricId::accuracy_vendors),
    (LeverId::detection_visible, MetricId::new_detected),
    (LeverId::detection_hidden, MetricId::new_detected),
    (LeverId::fine_fixed_m, MetricId::fines),
    (LeverId::fine_turnover_share, MetricId::fines),
    (LeverId::fine_cap_m, MetricId::fines),
    (LeverId::privacy_weight_revealed, MetricId::privacy_loss_revealed),
    (LeverId::privacy_weight_stated, MetricId::privacy_loss_stated),
    (LeverId::incentive_rmb, MetricId::consent_message_os),
    (LeverId::replacement_hazard, MetricId::new_brand_switches),
    (LeverId::brand_inertia, MetricId::new_brand_switches),
    (LeverId::messenger_inertia, MetricId::new_messenger_switches),
    (LeverId::network_weight, MetricId::messenger_share),
    (LeverId::nothing_share, MetricId::nothing_share),
    (LeverId::rmb_per_util, MetricId::consumer_surplus),
    (LeverId::data_scale_m, MetricId::accuracy_vendors),
];

/// The plot in which a change of the lever is most plainly seen, if one is known.
pub fn moves(id: LeverId) -> Option<PlotChoice> {
    MOVES.iter().find(|(lever, _)| *lever == id).map(|(_, metric)| PlotChoice::all(*metric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LEVERS;
    use crate::scenario::vocabulary::Capture;

    #[test]
    fn every_mode_says_when_a_lever_acts() {
        let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        assert_eq!(acts(&workbench, LeverId::take_mini), "acts from 27 Feb 2017 (week 12)");
        assert_eq!(acts(&workbench, LeverId::network_weight), "acts from the start");
        assert_eq!(too_late(&workbench, LeverId::take_mini), None);
        workbench.apply(Command::Do(Action::Live));
        assert!(too_late(&workbench, LeverId::take_mini).is_some_and(|why| why.contains("last week")));
        assert_eq!(too_late(&workbench, LeverId::network_weight), None);
        workbench.apply(Command::Seek(20));
        assert_eq!(acts(&workbench, LeverId::take_mini), "acts from this week, 24 Apr 2017 (week 20)");
    }

    #[test]
    fn what_the_scenario_says_is_told_where_a_lever_leaves_it() {
        let mut market = (*scenario()).clone();
        market.brands.iter_mut().for_each(|brand| brand.capture = Some(Capture::Off));
        (market.brands[0].capture, market.brands[0].coverage) = (Some(Capture::Server), 0.0025);
        let [first, second] = [0, 1].map(|place| market.brands[place].name.clone());
        let mut workbench = Workbench::new(std::sync::Arc::new(market), Box::new(InlineRunner::default()));
        let said = |workbench: &Workbench, id| in_scenario(workbench, id);
        let share = LeverId::capture_coverage;
        assert_eq!(said(&workbench, share), Some(format!("0.25 % for {first}, 0.15 % of all phones")));
        workbench.apply(Command::SetLever { id: LeverId::capture_all_brands, value: 1.0, done: true });
        // Every maker does what the reading one does.
        assert_eq!(said(&workbench, share).as_deref(), Some("0.25 % for all, 0.25 % of all phones"));
        assert_eq!(said(&workbench, LeverId::capture), Some(format!("on servers for {first}, off for {second}")));
        assert!(said(&workbench, LeverId::operator_response).is_some_and(|said| said.starts_with("best response for")));
        assert_eq!(said(&workbench, LeverId::regulator_outcome).as_deref(), Some("status quo restored"));
        assert_eq!(said(&workbench, LeverId::take_mini), None);
    }

    #[test]
    fn many_of_whom_the_same_is_said_are_the_others() {
        let word = |place: &usize| if *place == 2 { "open" } else { "closed" }.to_owned();
        let name = |place: &usize| format!("M{place}");
        assert_eq!(grouped(&[0, 1, 2, 3], name, word), "open for M2, closed for the others");
        assert_eq!(grouped(&[0, 1], name, word), "closed for all");
        assert_eq!(grouped(&[1], name, word), "closed for M1");
    }

    #[test]
    fn the_ends_of_a_slider_differ() {
        let with_words = LEVERS.iter().filter_map(|spec| ends(spec)).inspect(|(low, high)| assert_ne!(low, high));
        assert!(with_words.count() > 40);
        assert_eq!(ends(LeverId::precedent_probability.spec()), Some(("never", "certain")));
        assert_eq!(ends(LeverId::capture_coverage.spec()), Some(("as the scenario says", "all")));
        assert_eq!(ends(LeverId::dividend_share.spec()), Some(("none", "all")));
        assert_eq!(ends(LeverId::capture.spec()), None);
    }
}
