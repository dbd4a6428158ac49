//! Phase 12: operators and phone makers decide: all of them each quarter, and in the week after an event that names
//! one, that one. They choose the best response valued on aggregated users over 52 weeks, or follow what the scenario
//! or a lever fixes.
//!
//! An operator stops capture by a set of brands iff `Pr(precedent) × V_div > V_block(set)`. Nothing looks at the size
//! of a coalition; a large one is spared only where hindering it costs the operator too much.

use crate::scenario::Price;
use crate::scenario::vocabulary::{Capture, Category, ConsentMode, DataType, Outcome, Purpose, Response};
use crate::world::market::K;
use crate::world::stocks::{Kind, VIOLATION};
use crate::world::users::column;
use crate::world::{Actor, CaseKind, Cause, Detail, EventKind, Weighed, World};

use super::Pool;
use super::payments::{YEAR, ads_per_user, mini_use, paid_per_occasion};
use super::regulator::{fine_rmb, hinders, may_hinder, mediation, open_case};
use super::rules::{announce, end_conflict, note_refusal, set_conflict};
use super::services::expected_use;
use super::{choice, learning, phones, refusals, terms, title};

/// Weeks over which firms value a decision.
pub(super) const HORIZON: f64 = 52.0;
/// Weeks until a phone maker gives way that is better off doing so; assumed, the shortest two decisions take.
const GIVE_WAY: f64 = 2.0;
/// Probability that a complaint or suit ends as the operator hopes; assumed.
const LEGAL_SUCCESS: f64 = 0.5;

/// Lets firms decide.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    let quarter = world.week % 13 == 12;
    let named = |alert: Option<u32>, week: u32| alert.is_some_and(|raised| raised < week);
    for m in 0..world.messengers() {
        let alert = world.operators[m].alert;
        if quarter || named(alert, world.week) {
            if named(alert, world.week) {
                world.operators[m].alert = None;
            }
            operator(world, m);
            if m == 0 {
                refusals::operator(world);
            }
        }
        if quarter {
            terms::operator(world, m);
        }
    }
    for b in 0..world.brands() {
        let alert = world.os_vendors[b].alert;
        if quarter || named(alert, world.week) {
            if named(alert, world.week) {
                world.os_vendors[b].alert = None;
            }
            os_vendor(world, b);
        }
        if quarter {
            terms::os_vendor(world, b);
        }
    }
}

/// Users of a brand and messenger, persons.
fn users(world: &World, brand: usize, messenger: usize) -> f64 {
    world.tally.cell(brand, messenger)[column::USERS] as f64 * world.persons_per_agent
}

/// All users of a messenger, persons.
fn users_of(world: &World, messenger: usize) -> f64 {
    (0..world.brands()).map(|b| users(world, b, messenger)).sum()
}

/// Weekly revenue of an operator from one user, RMB: advertising and commissions.
pub(super) fn revenue_per_user(world: &World, messenger: usize) -> f64 {
    let used = mini_use(world, messenger);
    let base = world.constants.mini_use[messenger];
    let relative = if base > 0.0 { used / base } else { 1.0 };
    ads_per_user(world, relative) + used * paid_per_occasion(world) * world.operators[messenger].take.ordinary
}

/// Share of covered users who agree when a brand asks for messages.
fn expected_consent(world: &World, messenger: usize, brand: usize) -> f64 {
    let terms = message_terms(world, messenger, brand);
    let terms = if terms.allows() { terms } else { title::terms_of_conduct(world, messenger, brand) };
    if title::asks_user(terms) {
        choice::consent_target(&world.levers, terms.consent)
    } else if terms.allows() {
        1.0
    } else {
        choice::consent_target(&world.levers, ConsentMode::OsPrompt)
    }
}

/// Value of a brand's OS channel once messages are read on all covered phones, and without.
fn os_values(world: &World, brand: usize, messenger: usize) -> [[f64; K]; 2] {
    let levers = &world.levers;
    let os = &world.os_vendors[brand];
    let readers = users(world, brand, messenger) * os.coverage * expected_consent(world, messenger, brand);
    let holder = world.slots.brand(brand).index() as u8;
    let future = |kind: Kind, decay: f64| {
        let held = world.stocks.held(holder, kind, learning::LEARNING_PURPOSES);
        let coming = readers / decay.max(1e-6) * (1.0 - libm::pow(1.0 - decay, HORIZON));
        let now = learning::term(world, kind, held);
        (1.0 - levers.accuracy_floor) * (learning::term(world, kind, held.max(coming)) - now)
    };
    let accuracy = [
        os.accuracy[0] + future(Kind::Intent, levers.decay_message_intent),
        os.accuracy[1] + future(Kind::Language, levers.decay_message_language),
    ];
    let friction = libm::exp(-levers.friction_os);
    let partners = !world.scenario.brands[brand].partners.is_empty();
    let with = std::array::from_fn(|k| {
        // Without named partners, those who serve Mini Programs would come.
        let pull = if partners {
            world.market.pull_os[brand][k]
        } else {
            world.market.pull_os[brand][k].max(world.market.pull_mini[k])
        };
        let voice = usize::from(Category::ALL[k] == Category::Voice);
        pull * friction * libm::exp(levers.learning_weight * accuracy[voice])
    });
    let quick = if os.quick_app { friction * world.market.outside_chat } else { 0.0 };
    let without = std::array::from_fn(|k| world.market.pull_os[brand][k] * quick);
    [without, with]
}

/// Weekly use per agreeing user of Mini Programs and OS channel, shares of occasions, without and with reading.
fn diversion(world: &World, messenger: usize, brand: usize) -> [(f64, f64); 2] {
    let [without, with] = os_values(world, brand, messenger);
    let mini = |k: usize| world.market.mini[messenger][k][1];
    [expected_use(world, |k| without[k], mini), expected_use(world, |k| with[k], mini)]
}

/// What reading messages earns a brand in 52 weeks, RMB: commissions less expected fines and data prices.
pub(super) fn capture_value(world: &World, brand: usize) -> f64 {
    (0..world.messengers()).map(|m| capture_value_from(world, brand, m)).sum()
}

/// The part of it that the messages of one messenger earn.
fn capture_value_from(world: &World, brand: usize, messenger: usize) -> f64 {
    let levers = &world.levers;
    let covered = users(world, brand, messenger) * world.os_vendors[brand].coverage;
    let readers = covered * expected_consent(world, messenger, brand);
    let [(_, before), (_, after)] = diversion(world, messenger, brand);
    let occasions = levers.occasions_per_week * HORIZON * (after - before);
    let gain = readers * occasions * paid_per_occasion(world) * world.os_vendors[brand].take.ordinary;
    let violation = title::messages(world, messenger, brand).is_ok_and(|title| title.tag == VIOLATION);
    let fines = if violation && world.scenario.regulator.fines {
        (1.0 - libm::pow(1.0 - levers.detection_visible, HORIZON)) * fine_rmb(world, messenger, brand)
    } else {
        0.0
    };
    gain - fines - readers * HORIZON * levers.data_price_rmb
}

/// What a messenger hindered to a depth costs a brand in 52 weeks, RMB: owners who buy elsewhere take the margin of a
/// phone and two years of services with them.
fn conflict_loss(world: &World, messenger: usize, brand: usize, depth: f64) -> f64 {
    let levers = &world.levers;
    let hit = users(world, brand, messenger) * title::width(world, messenger, brand);
    let factor = if depth >= 1.0 { levers.blocked_replacement_factor } else { 1.0 };
    let replaced = 1.0 - libm::pow(1.0 - (levers.replacement_hazard * factor).min(1.0), HORIZON);
    let leave = leave_probability(world, brand, depth) - leave_probability(world, brand, 0.0);
    let worth = world.scenario.brands[brand].price_rmb * levers.hardware_margin + 2.0 * levers.os_services_rmb_year;
    hit * replaced * leave * worth
}

/// Probability that an owner who replaces leaves the brand.
fn leave_probability(world: &World, brand: usize, depth: f64) -> f64 {
    let appeal = phones::appeal(world);
    let own = libm::exp(appeal[brand] + world.levers.brand_inertia - world.levers.block_loss * depth);
    let others: f64 = (0..world.brands()).filter(|&b| b != brand).map(|b| libm::exp(appeal[b])).sum();
    others / (own + others)
}

/// Probability that a reviewing user leaves a messenger of this reach when it is hindered to a depth, and more or
/// fewer others have left (`shift` of reach moved to the rivals).
pub(super) fn switch_probability(world: &World, messenger: usize, depth: f64, shift: f64) -> f64 {
    let levers = &world.levers;
    let all = (0..world.messengers()).map(|m| users_of(world, m)).sum::<f64>().max(1.0);
    let reach = |m: usize| users_of(world, m) / all;
    let value = |m: usize| {
        let moved = if m == messenger { -shift } else { shift / (world.messengers() - 1).max(1) as f64 };
        world.constants.messenger_appeal[m]
            + levers.network_weight * super::messengers::interoperable(levers, (reach(m) + moved).clamp(0.0, 1.0))
    };
    let own = libm::exp(value(messenger) + levers.messenger_inertia - world.constants.messenger_block_loss * depth);
    let others: f64 = (0..world.messengers()).filter(|&m| m != messenger).map(|m| libm::exp(value(m))).sum();
    // Only users with another messenger installed can leave this one.
    let total: i64 = world.tally.homing.iter().sum();
    let multi = world.tally.homing[2] as f64 / total.max(1) as f64;
    multi * others / (own + others)
}

/// Revenue an operator loses in 52 weeks if these brands read messages unanswered, RMB.
pub(super) fn diverted(world: &World, messenger: usize, followers: &[usize]) -> f64 {
    let levers = &world.levers;
    let base = world.constants.mini_use[messenger];
    followers
        .iter()
        .map(|&b| {
            let readers = users(world, b, messenger) * expected_consent(world, messenger, b);
            let [(before, _), (after, _)] = diversion(world, messenger, b);
            let lost = levers.occasions_per_week * (before - after);
            let commissions = lost * paid_per_occasion(world) * world.operators[messenger].take.ordinary;
            let relative = if base > 0.0 { lost / base } else { 0.0 };
            let ads = levers.operator_ads_rmb_year / YEAR * (1.0 - levers.operator_ads_floor) * relative;
            readers * HORIZON * (commissions + ads)
        })
        .sum()
}

/// What hindering a set of brands to a depth costs an operator in 52 weeks, RMB: revenue of the user-weeks until
/// users move or the brand gives way, those who leave the messenger, at the reach that results, and a reversal.
pub(super) fn hindering_cost(world: &World, messenger: usize, set: &[usize], depth: f64, weeks: f64) -> f64 {
    let levers = &world.levers;
    let revenue = revenue_per_user(world, messenger);
    let all = (0..world.messengers()).map(|m| users_of(world, m)).sum::<f64>().max(1.0);
    let hit: f64 = set.iter().map(|&b| users(world, b, messenger) * world.os_vendors[b].coverage).sum();
    if hit <= 0.0 {
        return 0.0;
    }
    let mean_leave: f64 = set
        .iter()
        .map(|&b| users(world, b, messenger) * world.os_vendors[b].coverage / hit * leave_probability(world, b, depth))
        .sum();
    let replace = levers.replacement_hazard * if depth >= 1.0 { levers.blocked_replacement_factor } else { 1.0 };
    let brand_exit = (replace * mean_leave).min(1.0);
    let rest = users_of(world, messenger) - hit;
    let plain = switch_probability(world, messenger, 0.0, 0.0);
    let (mut shift, mut left, mut others) = (0.0, 0.0, 0.0);
    // Those who leave make the messenger worth less to all others; a few rounds settle it.
    for _ in 0..8 {
        let exit = levers.review_hazard * switch_probability(world, messenger, depth, shift);
        let total = (brand_exit + exit).clamp(1e-9, 1.0);
        left = hit * exit / total * (1.0 - libm::pow(1.0 - total, weeks));
        let more = levers.review_hazard * (switch_probability(world, messenger, 0.0, shift) - plain).max(0.0);
        others = rest * (1.0 - libm::pow(1.0 - more.min(1.0), HORIZON));
        shift = ((left + others) / all).min(1.0);
    }
    let exit = levers.review_hazard * switch_probability(world, messenger, depth, shift);
    let total = (brand_exit + exit).clamp(1e-9, 1.0);
    let waiting = (1.0 - libm::pow(1.0 - total, weeks)) / total;
    let reversal = (levers.reversal_probability * hit / all * depth).min(1.0) * levers.reversal_weeks * revenue * hit;
    // The others leave over the year, half of it on average.
    hit * depth * revenue * waiting + left * HORIZON * revenue + others * 0.5 * HORIZON * revenue + reversal
}

/// Decision of an operator.
fn operator(world: &mut World, messenger: usize) {
    for b in 0..world.brands() {
        if world.operators[messenger].conflict[b].is_some() && world.os_vendors[b].capture == Capture::Off {
            end_conflict(world, messenger, b);
            world.operators[messenger].knows[b] = false;
        }
    }
    license(world, messenger);
    let operator = &world.operators[messenger];
    let set: Vec<usize> = (0..world.brands())
        .filter(|&b| {
            operator.knows[b]
                && world.os_vendors[b].capture != Capture::Off
                && operator.licence[b].is_none()
                && !operator.ordered_to_open[b]
                && !operator.withdrawn[b]
                && may_hinder(world, messenger, b)
        })
        .collect();
    if set.is_empty() {
        return;
    }
    let response = chosen_response(world, messenger).unwrap_or_else(|| weigh_aloud(world, messenger, &set));
    for &b in &set {
        respond(world, messenger, b, response);
    }
}

/// The response that the scenario or a lever fixes; none leaves the choice to the operator.
pub(super) fn chosen_response(world: &World, messenger: usize) -> Option<Response> {
    match world.levers.operator_response as usize {
        0 => world.scenario.messengers[messenger].response,
        7 => None,
        k => Some(Response::ALL[k - 1]),
    }
}

/// The best response, with what a block would cost noted where the answer, or whom it is given to, is new.
fn weigh_aloud(world: &mut World, messenger: usize, set: &[usize]) -> Response {
    let weighed = weigh(world, messenger, set);
    let answer = weighed.answer;
    let given = |&b: &usize| world.operators[messenger].conflict[b].is_some_and(|known| known.response == answer);
    let is_new = !set.iter().all(given);
    // Where the rules leave no block there is none to be weighed.
    let remedies = remedies(world, messenger, set[0]);
    if is_new && (remedies.is_empty() || remedies.contains(&Response::Block)) {
        let balance = (weighed.spread_rmb - weighed.block_rmb) / 1e6;
        let (by, against) = (Actor::Messenger(messenger), Actor::Brand(set[0]));
        world.note_with(EventKind::BlockWeighed, by, against, balance, Detail::Weighed(weighed));
    }
    answer
}

/// The response with the highest value.
pub(super) fn best_response(world: &World, messenger: usize, set: &[usize]) -> Response {
    weigh(world, messenger, set).answer
}

/// The response with the highest value, and what a block would cost; ignoring is worth nothing.
fn weigh(world: &World, messenger: usize, set: &[usize]) -> Weighed {
    let followers: Vec<usize> = (0..world.brands()).filter(|&b| spread_value(world, b) > 0.0).collect();
    let stake = world.levers.precedent_probability * diverted(world, messenger, &followers);
    let violation = set.iter().any(|&b| title::messages(world, messenger, b).is_ok_and(|title| title.tag == VIOLATION));
    let gives_way = |depth: f64| set.iter().all(|&b| retreats_under(world, messenger, b, depth));
    let mut options = vec![(Response::Ignore, 0.0)];
    let degrade = world.levers.degrade_depth;
    if gives_way(degrade) {
        options.push((Response::Degrade, stake - hindering_cost(world, messenger, set, degrade, GIVE_WAY)));
    }
    // A block ends capture by itself; the rule values it until users have moved, whether or not the brand gives way.
    let block_rmb = hindering_cost(world, messenger, set, 1.0, HORIZON);
    options.push((Response::Block, stake - block_rmb));
    if violation {
        let helps = matches!(mediation(world), Outcome::StatusQuo | Outcome::Stop);
        if helps {
            options.push((Response::Complain, LEGAL_SUCCESS * stake));
        }
        let wait = (world.levers.lag_injunction_weeks / HORIZON).min(1.0);
        options.push((Response::Sue, LEGAL_SUCCESS * (1.0 - wait) * stake));
    }
    let remedies = remedies(world, messenger, set[0]);
    options.retain(|(response, _)| *response == Response::Ignore || remedies.is_empty() || remedies.contains(response));
    let answer =
        options.into_iter().fold((Response::Ignore, 0.0), |best, next| if next.1 > best.1 { next } else { best });
    Weighed { block_rmb, spread_rmb: stake, others: set.len() as u32 - 1, answer: answer.0 }
}

/// What the rule that governs messages lets the operator do by itself; empty leaves everything open.
fn remedies(world: &World, messenger: usize, brand: usize) -> &[Response] {
    &message_terms(world, messenger, brand).enforcement.remedies
}

/// Terms of the rule that governs a brand's access to messages.
fn message_terms(world: &World, messenger: usize, brand: usize) -> &crate::rules::CompiledRule {
    let (sender, recipient) = (world.slots.messenger(messenger), world.slots.brand(brand));
    world.access.rule(world.access.cell(sender, recipient, DataType::Message, Purpose::Personalise))
}

/// What reading would earn a brand that followed the precedent, RMB in 52 weeks.
fn spread_value(world: &World, brand: usize) -> f64 {
    let levers = &world.levers;
    let [(_, before), (_, after)] = diversion(world, 0, brand);
    users(world, brand, 0)
        * (after - before)
        * levers.occasions_per_week
        * paid_per_occasion(world)
        * world.os_vendors[brand].take.ordinary
}

/// Whether a brand is better off giving up capture than living with a hindered messenger. Members of a coalition
/// share one OS channel and decide on their joint account.
fn retreats_under(world: &World, messenger: usize, brand: usize, depth: f64) -> bool {
    let spec = &world.scenario.brands[brand];
    let together = |b: &usize| {
        *b == brand
            || (spec.coalition && world.scenario.brands[*b].coalition && world.os_vendors[*b].capture != Capture::Off)
    };
    let account: f64 = (0..world.brands())
        .filter(together)
        .map(|b| conflict_loss(world, messenger, b, depth) - capture_value(world, b))
        .sum();
    spec.retreats && (depth >= 1.0 || account > 0.0)
}

/// Carries out a response to one brand.
fn respond(world: &mut World, messenger: usize, brand: usize, response: Response) {
    let old = world.operators[messenger].conflict[brand];
    if old.is_some_and(|old| old.response == response) {
        return;
    }
    let (by, against) = (Actor::Messenger(messenger), Actor::Brand(brand));
    if old.is_some_and(|old| hinders(old.response)) && !hinders(response) {
        world.note(EventKind::Restored, by, against, 0.0);
    }
    set_conflict(world, messenger, brand, Some(response));
    let violation = title::messages(world, messenger, brand).is_ok_and(|title| title.tag == VIOLATION)
        || world.os_vendors[brand].taken[messenger] > 0.0;
    match response {
        Response::Ignore | Response::License => world.note(EventKind::Ignored, by, against, 0.0),
        Response::Degrade | Response::Block => {
            let kind = if response == Response::Block { EventKind::Blocked } else { EventKind::Degraded };
            world.note(kind, by, against, 0.0);
            world.os_vendors[brand].alert = Some(world.week);
            if violation {
                open_case(world, CaseKind::Ministry, messenger, brand, by, against);
            }
        }
        Response::Sue => open_case(world, CaseKind::Court, messenger, brand, by, against),
        Response::Complain => open_case(world, CaseKind::Ministry, messenger, brand, by, against),
    }
}

/// Nash bargaining over message content with weight w, where rules ask for the operator's agreement:
/// price = w × gain of the brand + (1 − w) × loss of the operator, if the joint gain is positive.
fn license(world: &mut World, messenger: usize) {
    let asked = world.levers.operator_response as usize == 6
        || world.scenario.messengers[messenger].response == Some(Response::License);
    if !world.scenario.messengers[messenger].licenses && !asked {
        return;
    }
    for b in 0..world.brands() {
        if world.operators[messenger].licence[b].is_some() || world.os_vendors[b].ordered_to_stop {
            continue;
        }
        let wants = world.os_vendors[b].capture != Capture::Off;
        let terms = message_terms(world, messenger, b);
        if !wants || !terms.allows() {
            continue;
        }
        let readers = users(world, b, messenger) * world.os_vendors[b].coverage * expected_consent(world, messenger, b);
        let posted = match terms.price {
            Price::PerUserWeek(rmb) => Some(rmb),
            Price::PerRecord(rmb) => Some(rmb * 7.0 * world.levers.messages_per_day),
            // Non-discriminatory terms are those of the first licence.
            _ if terms.non_discriminatory => world.operators[messenger].licence.iter().flatten().next().copied(),
            _ => None,
        };
        let gain = capture_value_from(world, b, messenger) / (readers * HORIZON).max(1.0);
        let loss = diverted(world, messenger, &[b]) * world.os_vendors[b].coverage / (readers * HORIZON).max(1.0);
        let w = world.levers.nash_weight;
        let price = posted.unwrap_or(w * gain + (1.0 - w) * loss);
        if gain > price && price > loss {
            world.operators[messenger].licence[b] = Some(price);
            end_conflict(world, messenger, b);
            world.note(EventKind::Licence, Actor::Messenger(messenger), Actor::Brand(b), price);
            note_refusal(world, b);
        }
    }
}

/// Decision of a phone maker.
fn os_vendor(world: &mut World, brand: usize) {
    let before = world.os_vendors[brand].capture;
    if before != Capture::Off {
        let worst = (0..world.messengers())
            .map(|m| (m, title::depth(world, m, brand)))
            .filter(|&(m, _)| !world.operators[m].withdrawn[brand])
            .fold((0, 0.0), |worst, next| if next.1 > worst.1 { next } else { worst });
        if worst.1 > 0.0 {
            if retreats_under(world, worst.0, brand, worst.1) {
                world.os_vendors[brand].capture = Capture::Off;
                world.os_vendors[brand].retreated = true;
                world.os_vendors[brand].retaliates = false;
                world.note(EventKind::Retreat, Actor::Brand(brand), Actor::Messenger(worst.0), 0.0);
                announce(world, brand, before, Cause::Hindered);
                world.operators[worst.0].alert = Some(world.week);
            } else if !world.os_vendors[brand].retaliates {
                world.os_vendors[brand].retaliates = true;
                let (by, against) = (Actor::Brand(brand), Actor::Messenger(worst.0));
                world.note(EventKind::Retaliation, by, against, 0.0);
                open_case(world, CaseKind::Ministry, worst.0, brand, by, against);
            }
            return;
        }
    }
    world.os_vendors[brand].retaliates = false;
    post_price(world, brand);
    let free = match world.levers.capture as usize {
        0 => world.scenario.brands[brand].capture.is_none() && world.week >= world.scenario.brands[brand].capture_from,
        4 => true,
        _ => false,
    };
    let os = &world.os_vendors[brand];
    if !free || os.retreated || os.ordered_to_stop {
        return;
    }
    // The best of three: off is worth nothing; on the device there is no pooled learning, nor anything to find.
    let server = with_capture(world, brand, Capture::Server);
    let device = with_capture(world, brand, Capture::OnDevice);
    let best = if server > 0.0 && server >= device {
        Capture::Server
    } else if device > 0.0 {
        Capture::OnDevice
    } else {
        Capture::Off
    };
    world.os_vendors[brand].capture = best;
    announce(world, brand, before, Cause::Choice);
}

/// Value of a way of capture for a brand, less what operators' likely answer costs.
fn with_capture(world: &World, brand: usize, capture: Capture) -> f64 {
    let mut tried = world.clone();
    tried.os_vendors[brand].capture = capture;
    let permitted = (0..world.messengers()).any(|m| title::messages(&tried, m, brand).is_ok());
    if !permitted {
        return 0.0;
    }
    let value = capture_value(&tried, brand);
    let mut set: Vec<usize> =
        (0..world.brands()).filter(|&b| b == brand || world.os_vendors[b].capture != Capture::Off).collect();
    set.dedup();
    let answer = best_response(&tried, 0, &set);
    let loss = if hinders(answer) && may_hinder(world, 0, brand) {
        let depth = if answer == Response::Block { 1.0 } else { world.levers.degrade_depth };
        conflict_loss(&tried, 0, brand, depth)
    } else {
        0.0
    };
    value - loss
}

/// The lowest price for message data that brings the collector its best coverage, RMB per user-week: the price that
/// maximises (value − price) × share of users who agree. It falls as neighbours share, because the privacy cost of
/// one's own data does. The damages for a record are a ceiling.
fn post_price(world: &mut World, brand: usize) {
    let terms = message_terms(world, 0, brand);
    if terms.price != Price::Posted || world.os_vendors[brand].capture == Capture::Off {
        return;
    }
    let readers = users(world, brand, 0) * world.os_vendors[brand].coverage * expected_consent(world, 0, brand);
    let value = capture_value_from(world, brand, 0).max(0.0) / (readers * HORIZON).max(1.0);
    let ceiling = world.levers.judgment_price_rmb_record * 7.0 * world.levers.messages_per_day;
    let levers = &world.levers;
    let leaked = super::services::message_consent(world, brand);
    let cost = levers.income_scale * levers.worth_message_rmb * choice::purpose_weight(levers, terms.purposes);
    let user_share = terms.user_share.max(levers.dividend_share);
    let intercept = world.constants.consent_intercept[terms.consent.index()];
    let mean = world.mean_concern();
    let coverage = |price: f64| {
        world
            .concern
            .iter()
            .map(|&theta| {
                let own = levers.privacy_weight_revealed * cost * f64::from(theta) / 1024.0
                    * (1.0 - levers.leak_discount * leaked);
                let average = levers.privacy_weight_revealed * cost * mean;
                choice::logistic(intercept + (user_share * price - own + average) / levers.consent_scale_rmb)
            })
            .sum::<f64>()
            / 256.0
    };
    let best = (0..=100)
        .map(|step| f64::from(step) / 100.0 * value.min(ceiling))
        .map(|price| (price, (value - price) * coverage(price)))
        .fold((0.0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
    world.os_vendors[brand].posted_price = best.0;
}
