//! Phase 9: everybody pays and is paid. Amounts become whole fen here, once, and the journal keeps their reasons.

use arrayvec::ArrayVec;

use crate::scenario::vocabulary::Category;
use crate::scenario::{Levers, Price};
use crate::world::ledger::{Account, Reason};
use crate::world::luck::Stream;
use crate::world::market::{K, place};
use crate::world::users::{MAX_BRANDS, MAX_MESSENGERS, column};
use crate::world::vendors::channels;
use crate::world::{Actor, Charge, World};

use super::Pool;
use super::services::{message_consent, occasions_of};
use super::title;

/// Fen in a yuan.
pub(super) const FEN: f64 = 100.0;
/// Weeks in a year, for amounts quoted a year.
pub(super) const YEAR: f64 = 52.0;

/// Settles the week.
pub(super) fn phase(world: &mut World, _pool: &Pool) {
    vendors(world);
    own_services(world);
    phones(world);
    operators(world);
    let charges = std::mem::take(&mut world.charges);
    for charge in &charges {
        settle(world, charge);
    }
    world.charges = charges;
}

/// Amount in whole fen.
pub(super) fn fen(rmb: f64) -> i64 {
    nearest(rmb * FEN)
}

/// Nearest whole number; of two as near, the even one.
#[inline]
fn nearest(x: f64) -> i64 {
    // Added to a number whose last place is a whole one, what remains of `x` is whole.
    const WHOLE: f64 = 6_755_399_441_055_744.0; // 1.5 x 2^52
    if x.abs() < 1e15 { (x + WHOLE).to_bits() as i64 - WHOLE.to_bits() as i64 } else { x as i64 }
}

/// What a vendor earns and pays at one occasion, by channel, RMB; used in the journal and in vendors' expectations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Price of the occasion.
    pub(super) gross: f64,
    /// Cost of keeping the customers behind one weekly occasion, by channel.
    pub(super) acquisition: [f64; 3],
    /// Advertising revenue.
    pub(super) ads: f64,
}

impl Terms {
    /// Margin in a channel before fixed cost, where so much of a payment is kept.
    pub(super) fn margin(&self, channel: usize, kept: f64) -> f64 {
        self.gross * kept + self.ads - self.acquisition[channel]
    }
}

/// Terms of vendors that track a share of their users.
pub(super) fn terms(world: &World, tracked: f64) -> Terms {
    let l = &world.levers;
    let usd = l.rmb_per_usd * l.customer_turnover;
    let direct = l.acquisition_direct_usd * usd;
    let accounts = world.operators.iter().any(|operator| operator.official_accounts);
    // Without Official Accounts half of the advantage of the social channel is lost; assumed.
    let mini = if accounts { l.acquisition_mini_usd * usd } else { 0.5 * (l.acquisition_mini_usd * usd + direct) };
    // Who comes by a shared link costs as much as a customer inside a messenger.
    let linked = super::nearness::link_part(world);
    Terms {
        gross: l.revenue_per_occasion_rmb,
        acquisition: [(1.0 - linked) * direct + linked * mini, mini, mini],
        ads: visit_ads(l, tracked),
    }
}

/// Advertising revenue of a vendor from one visit, RMB, where it tracks a share of its users.
pub(super) fn visit_ads(l: &Levers, tracked: f64) -> f64 {
    l.ad_revenue_per_occasion_rmb
        * l.ad_revenue_factor
        * (l.untracked_ad_share + (1.0 - l.untracked_ad_share) * tracked)
}

/// What an average user pays a vendor at an occasion, RMB, as operators and phone makers expect it.
pub(super) fn paid_per_occasion(world: &World) -> f64 {
    world.levers.revenue_per_occasion_rmb + world.counters.price_rise
}

/// Share of a vendor's users it may track: all users who agree, or, where its banner offers refusal, those who would
/// agree with a refuse button. Whether a vendor's banner does is a fixed trait of the vendor.
pub(super) fn tracked_share(world: &World, vendor: usize) -> f64 {
    let access = &world.access;
    let (sender, recipient) =
        (world.slots.brand(0), world.slots.category(Category::ALL[usize::from(world.vendors.category[vendor])]));
    let title = title::transfer(
        access,
        sender,
        recipient,
        crate::scenario::vocabulary::DataType::Log,
        crate::scenario::vocabulary::Purpose::Ads,
        true,
    );
    let agreed = match title {
        Ok(title) if title.needs_recipient_consent => {
            super::data::agreed_share(world, crate::scenario::vocabulary::DataType::Log)
        }
        Ok(_) => 1.0,
        Err(_) => return 0.0,
    };
    if offers_refusal(world, world.vendors.id[vendor]) { agreed.min(tracking_with_refusal(world)) } else { agreed }
}

/// Population mean of consent to tracking where a refuse button stands beside: the mode's mean, less what the missing
/// benefit costs, because tracking for advertising unlocks nothing for the user, and without those who hide anyway.
fn tracking_with_refusal(world: &World) -> f64 {
    use crate::scenario::vocabulary::{ConsentMode, DataType, Purpose};
    let l = &world.levers;
    let weight = super::choice::purpose_weight(l, 1 << Purpose::Ads.index());
    let cost = l.privacy_weight_revealed * l.income_scale * super::choice::worth(l, DataType::Log) * weight;
    let intercept = world.constants.consent_intercept[ConsentMode::RefuseButton.index()];
    let mean = world.mean_concern();
    let consent = |&theta: &u32| {
        let deviation = super::choice::consent_deviation(l, 0.0, cost * f64::from(theta) / 1024.0, cost * mean);
        super::choice::logistic(intercept + deviation)
    };
    // Quantiles rise with concern, and the most concerned hide.
    world.concern[..256 - hiding_quantiles(world)].iter().map(consent).sum::<f64>() / 256.0
}

/// How many of the 256 quantiles of concern, from the top, wipe what identifies them.
fn hiding_quantiles(world: &World) -> usize {
    (world.levers.hiding_share * 256.0).round() as usize
}

/// Identifiers under which vendors see a user in a year, for a share of users that they may track; where their banner
/// offers refusal, those who hide are not among them (ARI for the substitution, the numbers assumed).
fn identifiers(world: &World, tracked: f64, refusal: bool) -> f64 {
    let hiding = if refusal { 0.0 } else { tracked * hiding_quantiles(world) as f64 / 256.0 };
    tracked - hiding + hiding * YEAR / world.levers.hidden_weeks
}

/// Whether a vendor's banner offers refusal under the lever on third parties.
pub(super) fn offers_refusal(world: &World, id: u64) -> bool {
    offers_refusal_at(world, id, world.levers.third_party_opt_in)
}

/// Whether it does where a share of vendors does.
pub(super) fn offers_refusal_at(world: &World, id: u64, share: f64) -> bool {
    refuses(world.luck.stream(crate::world::Decision::Vendor, 1), id, share)
}

/// The same with the luck of it.
fn refuses(luck: Stream, id: u64, share: f64) -> bool {
    share > 0.0 && luck.unit(id, 7) < share
}

/// A way into a category this week.
struct Door {
    /// The operator or phone maker that keeps a commission there.
    keeper: u32,
    take: f64,
    /// Visits and spending, as many as there are for one unit of a vendor's weight.
    visits: f64,
    spent: f64,
    /// Whether it is open to the brand's named partners alone.
    partners_only: bool,
}

/// What all vendors of a category face this week.
#[derive(Default)]
struct Trade {
    /// Visits and spending in own apps for one unit of a vendor's weight and lift.
    direct: (f64, f64),
    mini: ArrayVec<Door, MAX_MESSENGERS>,
    os: ArrayVec<Door, MAX_BRANDS>,
}

impl Trade {
    /// Sets what vendors of a category face.
    fn set(&mut self, world: &World, k: usize) {
        let market = &world.market;
        let category = Category::ALL[k];
        // For one unit of weight where all weights sum to `all`.
        let each = |at: usize, part: f64, all: f64| {
            let used = market.used[at];
            let part = if all > 0.0 { part / all } else { 0.0 };
            (occasions_of(world, used.count) * part, occasions_of(world, used.spend) / 64.0 * part)
        };
        for (m, operator) in world.operators.iter().enumerate() {
            let (visits, spent) = each(place::MINI + m * K + k, 1.0 - market.own_part[m][k], market.pull_mini[k]);
            if market.used[place::MINI + m * K + k].count > 0.0 && market.pull_mini[k] > 0.0 {
                let (keeper, take) = (m as u32, operator.take.of(category));
                self.mini.push(Door { keeper, take, visits, spent, partners_only: false });
            }
        }
        for (b, maker) in world.os_vendors.iter().enumerate() {
            let (visits, spent) = each(place::OS + b * K + k, 1.0, market.pull_os[b][k]);
            if visits > 0.0 {
                let partners_only = !world.scenario.brands[b].partners.is_empty();
                let (keeper, take) = (b as u32, maker.take.of(category));
                self.os.push(Door { keeper, take, visits, spent, partners_only });
            }
        }
        let friction = libm::exp(-world.levers.friction_direct);
        self.direct = each(place::DIRECT + k, friction, market.direct[k]);
    }
}

/// Purchases, advertising and costs of vendors.
fn vendors(world: &mut World) {
    let tracked = trackers(world);
    let seen = [false, true].map(|refusal| identifiers(world, tracked[usize::from(refusal)], refusal));
    // By whether a vendor's banner offers refusal.
    let terms = tracked.map(|tracked| terms(world, tracked));
    let mut trades: [Trade; K] = Default::default();
    for (k, trade) in trades.iter_mut().enumerate() {
        trade.set(world, k);
    }
    let scenario = world.scenario.clone();
    let l = world.levers.clone();
    let fixed = (world.constants.fixed_cost as f64 * l.fixed_cost_factor).round() / FEN;
    let fee = if world.operators[0].official_accounts { fen(l.official_accounts_fee_rmb) } else { 0 };
    let invested = l.investment_share / FEN;
    let refusals = world.luck.stream(crate::world::Decision::Vendor, 1);
    let (ledger, vendors) = (&mut world.ledger, &mut world.vendors);
    let mut tracked_occasions = 0.0;
    let mut identified = 0.0;
    let mut all_occasions = 0.0;
    let mut price_rises = 0.0;
    for v in 0..vendors.len() {
        let trade = &trades[usize::from(vendors.category[v])];
        let (pull, set, price) = (vendors.pull[v], vendors.channels[v], vendors.price[v]);
        let refusal = usize::from(refuses(refusals, vendors.id[v], l.third_party_opt_in));
        let terms = &terms[refusal];
        let own = (Account::Vendors, v as u32);
        // Spending differs between users, and a rise is the same for all.
        let paid = |visits: f64, spent: f64| fen((spent * terms.gross + visits * price).max(0.0));
        let mut visits = [0.0; 3];
        let mut costs = fixed;
        let mut gross_total = 0;
        let mut net_total = 0;
        if set & channels::DIRECT != 0 {
            let weight = pull * vendors.lift[v];
            visits[0] = trade.direct.0 * weight;
            let gross = paid(visits[0], trade.direct.1 * weight);
            ledger.pay(Reason::Purchase, v as u32, (Account::Users, 0), own, gross);
            gross_total += gross;
            net_total += gross;
        }
        let mut sell = |channel: usize, keeper: (Account, u32), door: &Door| {
            let here = door.visits * pull;
            let gross = paid(here, door.spent * pull);
            let take = nearest(gross as f64 * door.take);
            let legs = [(own.0, own.1, gross - take), (keeper.0, keeper.1, take)];
            ledger.post(Reason::Purchase, v as u32, (Account::Users, 0), legs);
            visits[channel] += here;
            gross_total += gross;
            net_total += gross - take;
        };
        if set & channels::MINI != 0 {
            trade.mini.iter().for_each(|door| sell(1, (Account::Operators, door.keeper), door));
        }
        let named = usize::from(vendors.named[v]);
        let mut integrated = false;
        for door in &trade.os {
            let serves = if door.partners_only {
                scenario.partners(door.keeper as usize, named)
            } else {
                set & channels::OS != 0
            };
            if serves {
                sell(2, (Account::OsVendors, door.keeper), door);
                integrated = true;
            }
        }
        if set & channels::MINI != 0 {
            costs += l.integration_cost_rmb;
            if fee > 0 {
                ledger.pay(Reason::OfficialAccount, v as u32, own, (Account::Operators, 0), fee);
                net_total -= fee;
            }
        }
        if integrated {
            costs += l.integration_cost_rmb;
        }
        let total: f64 = visits.iter().sum();
        tracked_occasions += total * tracked[refusal];
        identified += total * seen[refusal];
        all_occasions += total;
        price_rises += total * price;
        let ads = fen(total * terms.ads);
        ledger.pay(Reason::VendorAds, v as u32, (Account::Advertisers, 0), own, ads);
        costs += visits.iter().zip(&terms.acquisition).map(|(visits, cost)| visits * cost).sum::<f64>();
        costs += net_total.max(0) as f64 * (invested * vendors.effort[v]);
        let costs = fen(costs);
        ledger.pay(Reason::VendorCosts, v as u32, own, (Account::Suppliers, 0), costs);
        vendors.gross[v] = gross_total;
        vendors.profit[v] = net_total + ads - costs;
        // A week of one user's purchases is one user-week of transactions.
        vendors.inflow[v] = total / l.occasions_per_week;
    }
    world.counters.tracked = if all_occasions > 0.0 { tracked_occasions / all_occasions } else { 0.0 };
    world.counters.price_rise = if all_occasions > 0.0 { price_rises / all_occasions } else { 0.0 };
    world.counters.observed_weeks = if identified > 0.0 { YEAR * tracked_occasions / identified } else { 0.0 };
}

/// Share of users tracked by vendors whose banner offers no refusal, and by those whose banner does.
pub(super) fn trackers(world: &World) -> [f64; 2] {
    let example = |refusal: bool| {
        (0..world.vendors.len())
            .find(|&v| offers_refusal(world, world.vendors.id[v]) == refusal)
            .map_or(0.0, |v| tracked_share(world, v))
    };
    [example(false), example(true)]
}

/// Revenue of operators' own services.
fn own_services(world: &mut World) {
    for m in 0..world.messengers() {
        for k in 0..K {
            let own = world.market.own_part[m][k];
            if own <= 0.0 {
                continue;
            }
            let spent = occasions_of(world, world.market.used[place::MINI + m * K + k].spend) / 64.0;
            let gross = fen(spent * own * world.levers.revenue_per_occasion_rmb);
            let payee = (Account::Operators, m as u32);
            world.ledger.pay(Reason::Purchase, u32::MAX, (Account::Users, 0), payee, gross);
        }
    }
}

/// Phones sold and services of phone makers.
fn phones(world: &mut World) {
    for b in 0..world.brands() {
        let sold = world.counters.phones_bought[b] as f64 * world.persons_per_agent;
        let price = sold * world.scenario.brands[b].price_rmb;
        let margin = fen(price * world.levers.hardware_margin);
        let legs = [(Account::OsVendors, b as u32, margin), (Account::Suppliers, 0, fen(price) - margin)];
        world.ledger.post(Reason::PhoneSale, b as u32, (Account::PhoneBuyers, 0), legs);
        let users = world.tally.of_brand(b, column::USERS) as f64 * world.persons_per_agent;
        let services = fen(users * world.levers.os_services_rmb_year / YEAR);
        let payee = (Account::OsVendors, b as u32);
        world.ledger.pay(Reason::OsServices, b as u32, (Account::Advertisers, 0), payee, services);
        if world.levers.incentive_rmb > 0.0 {
            // Who agrees for the first time this week is paid; the stock of agreements follows readers.
            let now = message_consent(world, b) * users;
            let paid = fen(now * world.levers.incentive_rmb / (YEAR * 2.0));
            let payer = (Account::OsVendors, b as u32);
            world.ledger.pay(Reason::Incentive, b as u32, payer, (Account::Users, 0), paid);
        }
    }
}

/// Use of Mini Programs per user of a messenger, occasions a week.
pub(super) fn mini_use(world: &World, messenger: usize) -> f64 {
    let brands = world.brands();
    let users = world.tally.of_messenger(brands, messenger, column::USERS) as f64 * world.persons_per_agent;
    let used: f64 = (0..K).map(|k| world.market.used[place::MINI + messenger * K + k].count).sum();
    if users > 0.0 { occasions_of(world, used) / users } else { 0.0 }
}

/// Advertising revenue of an operator from one user in a week, RMB.
pub(super) fn ads_per_user(world: &World, relative_mini_use: f64) -> f64 {
    let l = &world.levers;
    l.operator_ads_rmb_year / YEAR * (l.operator_ads_floor + (1.0 - l.operator_ads_floor) * relative_mini_use)
}

/// Advertising revenue of operators: users who can use the messenger see it.
fn operators(world: &mut World) {
    for m in 0..world.messengers() {
        let base = world.constants.mini_use[m];
        let relative = if base > 0.0 { mini_use(world, m) / base } else { 1.0 };
        let reachable: f64 = (0..world.brands())
            .map(|b| {
                let users = world.tally.cell(b, m)[column::USERS] as f64;
                users * (1.0 - title::depth(world, m, b) * title::width(world, m, b))
            })
            .sum();
        let refused = if m == 0 { world.refusals.refused_users as f64 } else { 0.0 };
        let ads = fen((reachable - refused).max(0.0) * world.persons_per_agent * ads_per_user(world, relative));
        let payee = (Account::Operators, m as u32);
        world.ledger.pay(Reason::OperatorAds, m as u32, (Account::Advertisers, 0), payee, ads);
    }
}

/// Price of a transfer, RMB per user-week.
fn price(world: &World, charge: &Charge) -> f64 {
    let terms = world.access.rule(charge.rule);
    let l = &world.levers;
    if let (Actor::Messenger(_), Actor::Brand(_), false) = (charge.sender, charge.recipient, charge.message) {
        return l.open_hardware_price_rmb;
    }
    // A licence is paid for at the price that was agreed, whatever the rule says of those who need none.
    if let (Actor::Messenger(m), Actor::Brand(b), true) = (charge.sender, charge.recipient, charge.message)
        && let Some(agreed) = world.operators[m].licence[b]
    {
        return agreed;
    }
    let records = if charge.user_weeks > 0.0 { charge.records / charge.user_weeks } else { 0.0 };
    match terms.price {
        Price::Free if charge.message => l.data_price_rmb,
        // A bargained price is due from the agreement on, which is paid above.
        Price::Free | Price::Bargained => 0.0,
        Price::PerRecord(rmb) => rmb * records,
        Price::PerUserWeek(rmb) => rmb,
        Price::Posted => match charge.recipient {
            Actor::Brand(b) if l.data_price_rmb <= 0.0 => world.os_vendors[b].posted_price,
            _ => l.data_price_rmb,
        },
        Price::RevenueShare(share) => match charge.recipient {
            Actor::Brand(b) => {
                let gross: f64 = (0..K)
                    .map(|k| occasions_of(world, world.market.used[place::OS + b * K + k].spend) / 64.0)
                    .sum::<f64>()
                    * paid_per_occasion(world);
                share * gross / charge.user_weeks.max(1.0)
            }
            _ => 0.0,
        },
    }
}

/// What a user gets for the messages a brand reads, RMB per user-week.
pub(super) fn dividend_rmb(world: &World, messenger: usize, brand: usize, rule: u16) -> f64 {
    let charge = Charge {
        sender: Actor::Messenger(messenger),
        recipient: Actor::Brand(brand),
        rule,
        message: true,
        user_weeks: 1.0,
        records: 7.0 * world.levers.messages_per_day,
    };
    price(world, &charge) * world.access.rule(rule).user_share.max(world.levers.dividend_share)
}

/// Pays for one transfer: the recipient pays, the user's share goes to the user and the rest to the sender.
fn settle(world: &mut World, charge: &Charge) {
    let total = fen(price(world, charge) * charge.user_weeks);
    if total <= 0 {
        return;
    }
    let share = world.access.rule(charge.rule).user_share.max(world.levers.dividend_share);
    let to_user = (total as f64 * share).round() as i64;
    let payer = match charge.recipient {
        Actor::Brand(b) => (Account::OsVendors, b as u32),
        Actor::Messenger(m) => (Account::Operators, m as u32),
        _ => (Account::Vendors, 0),
    };
    let payee = match charge.sender {
        Actor::Brand(b) => (Account::OsVendors, b as u32),
        Actor::Messenger(m) => (Account::Operators, m as u32),
        _ => (Account::Vendors, 0),
    };
    let firm = payer.1;
    world.ledger.pay(Reason::DataPrice, firm, payer, payee, total - to_user);
    world.ledger.pay(Reason::Dividend, firm, payer, (Account::Users, 0), to_user);
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn amounts_go_to_the_nearest_whole_fen_and_of_two_to_the_even_one() {
        for x in [0.0, 0.49, 0.5, 1.5, 2.5, -0.5, -1.5, -2.51, 123_456_789.5, 4e14 + 0.25, -4e14 - 0.75, 3e15, 9e18] {
            assert_eq!(nearest(x), x.round_ties_even() as i64, "{x}");
        }
        assert_eq!(nearest(f64::NAN), 0);
    }
}
