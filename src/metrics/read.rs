//! Reads one week's row of outcomes from a world. NaN stands for an empty cell: a share without a base.

use arrayvec::ArrayVec;

use crate::metrics::table::{COHORTS, MetricId, SEGMENTS};
use crate::scenario::Messenger;
use crate::scenario::vocabulary::{Capture, Category, ConsentMode, DataType, Origin};
use crate::step::flows;
use crate::world::ledger::{Account, Reason};
use crate::world::market::{K, place};
use crate::world::stocks::Kind;
use crate::world::users::{MAX_BRANDS, MAX_MESSENGERS, column};
use crate::world::vendors::{Draft, MAX_VENDORS, channels};
use crate::world::{Operator, World};

/// Appends the values of all columns, in their order.
pub fn read(world: &World, row: &mut Vec<f64>) {
    let view = View::new(world);
    for &metric in MetricId::ALL {
        view.push(metric, row);
    }
}

const EMPTY: f64 = f64::NAN;

/// Part of a whole, or empty without a whole.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { EMPTY }
}

/// Herfindahl-Hirschman index of amounts, 0 to 1, or empty without a sum.
pub fn hhi(amounts: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut squares) = (0.0, 0.0);
    for amount in amounts {
        total += amount;
        squares += amount * amount;
    }
    if total > 0.0 { squares / (total * total) } else { EMPTY }
}

/// The same of many.
fn hhi_of<T: Copy>(amounts: &[T], of: impl Fn(T) -> f64) -> f64 {
    let squared = |amount| [of(amount), of(amount) * of(amount)];
    let [total, squares] = sums_of(amounts, squared);
    if total > 0.0 { squares / (total * total) } else { EMPTY }
}

/// Sum of many numbers.
fn sum_of(values: &[f64]) -> f64 {
    let [sum] = sums_of(values, |value| [value]);
    sum
}

/// Sums over many values, four at a time: one after the other, each would wait for the last.
fn sums_of<T: Copy, const N: usize>(values: &[T], of: impl Fn(T) -> [f64; N]) -> [f64; N] {
    let add = |sums: &mut [f64; N], value: &T| sums.iter_mut().zip(of(*value)).for_each(|(sum, value)| *sum += value);
    let (fours, rest) = values.as_chunks::<4>();
    let (mut parts, mut last) = ([[0.0; N]; 4], [0.0; N]);
    for four in fours {
        parts.iter_mut().zip(four).for_each(|(sums, value)| add(sums, value));
    }
    for value in rest {
        add(&mut last, value);
    }
    std::array::from_fn(|k| parts.iter().map(|part| part[k]).sum::<f64>() + last[k])
}

/// Fen as RMB million.
fn million(fen: i64) -> f64 {
    fen as f64 / 1e8
}

/// What several metrics share, read once.
struct View<'a> {
    world: &'a World,
    persons: f64,
    /// Counts of users, summed over brands and messengers.
    totals: [i64; column::WIDTH],
    by_brand: ArrayVec<f64, MAX_BRANDS>,
    by_messenger: ArrayVec<f64, MAX_MESSENGERS>,
    used: UsedOccasions,
    /// Revenue of all vendors, fen.
    gross: i64,
    top: Top,
    privacy: flows::PrivacyLoss,
    surplus: [f64; SEGMENTS],
    vendor_profit: i64,
}

/// Sampled occasions and spending by channel and category.
#[derive(Default)]
struct UsedOccasions {
    nothing: f64,
    channel: [f64; 3],
    spend: [f64; 3],
    category: [f64; K],
    /// Of operators' own services, and of the categories in which there is one.
    own_service: f64,
    entered: f64,
}

impl<'a> View<'a> {
    fn new(world: &'a World) -> Self {
        let brands = world.brands();
        let by_brand = (0..brands).map(|b| world.tally.of_brand(b, column::USERS) as f64).collect();
        let by_messenger =
            (0..world.messengers()).map(|m| world.tally.of_messenger(brands, m, column::USERS) as f64).collect();
        let l = &world.levers;
        let value = l.occasions_per_week * l.rmb_per_util;
        let market = &world.market;
        let surplus = std::array::from_fn(|f| share(market.log_sums[f] * value, market.agents[f]));
        let ledger = &world.ledger;
        Self {
            world,
            persons: world.persons_per_agent * world.agents as f64,
            totals: world.tally.totals(),
            by_brand,
            by_messenger,
            used: used(world),
            gross: world.vendors.gross.iter().sum(),
            top: Top::of(&world.vendors.gross),
            privacy: flows::privacy_loss(world),
            surplus,
            vendor_profit: ledger.week(Account::Vendors) - ledger.paid(Reason::EntryCash)
                + ledger.paid(Reason::ExitCash),
        }
    }

    /// Mean consumer surplus, RMB per user-week.
    fn consumer_surplus(&self) -> f64 {
        let market = &self.world.market;
        let l = &self.world.levers;
        let utils: f64 = market.log_sums.iter().sum();
        share(utils * l.occasions_per_week * l.rmb_per_util, market.agents.iter().sum())
    }

    /// Data prices and incentives paid to users, fen.
    fn dividends(&self) -> i64 {
        self.world.ledger.paid(Reason::Dividend) + self.world.ledger.paid(Reason::Incentive)
    }

    /// Profits of all firms, fen.
    fn firms(&self) -> i64 {
        let ledger = &self.world.ledger;
        ledger.week(Account::OsVendors) + ledger.week(Account::Operators) + self.vendor_profit
    }

    /// Total welfare at a privacy loss per user-week, RMB million.
    fn welfare(&self, privacy: f64) -> f64 {
        (self.consumer_surplus() - privacy) * self.persons / 1e6
            + million(self.dividends() + self.firms() + self.world.ledger.week(Account::Regulator))
    }

    /// A figure of each operator that hosts Mini Programs, none of the others.
    fn hosts<'b>(&'b self, figure: impl Fn(&Operator) -> f64 + 'b) -> impl Iterator<Item = f64> + 'b {
        let hosts = self.world.scenario.messengers.iter().map(|messenger| messenger.mini_programs);
        let operators = self.world.operators.iter().zip(hosts);
        operators.map(move |(operator, hosts)| if hosts { figure(operator) } else { f64::NAN })
    }

    /// Appends the values of one metric. One arm a metric, in the order of the table.
    fn push(&self, metric: MetricId, row: &mut Vec<f64>) {
        let world = self.world;
        let (counters, ledger, vendors) = (&world.counters, &world.ledger, &world.vendors);
        let agents = world.agents as f64;
        let users_m = world.persons_per_agent / 1e6;
        let alive = vendors.len() as f64;
        let served: f64 = self.used.channel.iter().sum();
        let l = &world.levers;
        match metric {
            MetricId::phone_share => row.extend(self.by_brand.iter().map(|users| users / agents)),
            MetricId::shipment_share => {
                let total: i64 = counters.phones_bought.iter().sum();
                row.extend(counters.phones_bought.iter().map(|&bought| share(bought as f64, total as f64)));
            }
            MetricId::hhi_phones => row.push(hhi(self.by_brand.iter().copied())),
            MetricId::messenger_share => {
                let total: f64 = self.by_messenger.iter().sum();
                row.extend(self.by_messenger.iter().map(|users| share(*users, total)));
            }
            MetricId::accounts_m => {
                row.extend((0..world.messengers()).map(|m| world.tally.accounts[m] as f64 * users_m));
            }
            MetricId::hhi_messengers => row.push(hhi(self.by_messenger.iter().copied())),
            MetricId::multi_homing => row.push(world.tally.homing[2] as f64 / agents),
            MetricId::new_messenger_switches => row.push(counters.messenger_switches as f64 / agents),
            MetricId::new_brand_switches => {
                let bought: i64 = counters.phones_bought.iter().sum();
                row.push(share(counters.brand_switches as f64, bought as f64));
            }
            MetricId::channel_share => row.extend(self.used.channel.iter().map(|used| share(*used, served))),
            MetricId::channel_revenue_share => {
                let total: f64 = self.used.spend.iter().sum();
                row.extend(self.used.spend.iter().map(|spend| share(*spend, total)));
            }
            MetricId::nothing_share => row.push(share(self.used.nothing, self.used.nothing + served)),
            MetricId::category_share => row.extend(self.used.category.iter().map(|used| share(*used, served))),
            MetricId::hhi_categories => row.push(hhi_categories(world)),
            MetricId::hhi_vendors => {
                row.push(hhi_of(&vendors.gross, |gross| gross as f64));
            }
            MetricId::own_service_share => row.push(share(self.used.own_service, self.used.entered)),
            MetricId::tracked_users => row.push(counters.tracked),
            MetricId::observed_weeks => {
                let weeks = counters.observed_weeks;
                row.push(if weeks > 0.0 { weeks } else { EMPTY });
            }
            MetricId::consumer_surplus => row.push(self.consumer_surplus()),
            MetricId::surplus_segment => row.extend(self.surplus),
            MetricId::privacy_loss_revealed => row.push(self.privacy.mean * l.privacy_weight_revealed),
            MetricId::privacy_loss_stated => row.push(self.privacy.mean * l.privacy_weight_stated),
            MetricId::privacy_segment => {
                row.extend(self.privacy.segment.iter().map(|loss| loss * l.privacy_weight_stated));
            }
            MetricId::contacts_exposed => row.push(self.exposed()),
            MetricId::contact_loss_stated => row.push(self.privacy.contacts * l.privacy_weight_stated),
            MetricId::consent_message_os => {
                let segment = |at: usize| (0..SEGMENTS).map(|f| self.of_fifth(f, at)).sum::<f64>();
                row.push(share(segment(2), segment(1)));
            }
            MetricId::consent_mode => {
                row.extend((0..ConsentMode::COUNT).map(|mode| share(counters.modes[mode][1], counters.modes[mode][0])));
            }
            MetricId::consent_segment => {
                row.extend((0..SEGMENTS).map(|f| share(self.of_fifth(f, 2), self.of_fifth(f, 1))));
            }
            MetricId::n_vendors => row.push(alive),
            MetricId::new_vendors => row.push(f64::from(counters.entered)),
            MetricId::new_vendor_exits => row.push(f64::from(counters.left)),
            MetricId::vendor_survival => row.extend(survival(world)),
            MetricId::top_revenue_share => row.push(self.top.share),
            MetricId::revenue_tail => row.push(self.top.tail),
            MetricId::quality_mean => row.push(share(sum_of(&vendors.quality), alive)),
            MetricId::quality_top => row.push(top_quality(&vendors.quality)),
            MetricId::vendors_in_mini => row.push(share(self.in_channel(channels::MINI), alive)),
            MetricId::vendors_in_os => row.push(share(self.in_channel(channels::OS), alive)),
            MetricId::data_stock => {
                row.extend(DataType::ALL.iter().map(|&data_type| data_stock(world, data_type) / 1e6));
            }
            MetricId::data_origin => row.extend(origins(world)),
            MetricId::hhi_data => row.push(hhi_data(world)),
            MetricId::accuracy_os => row.extend(world.os_vendors.iter().map(|os| mean_accuracy(os.accuracy))),
            MetricId::accuracy_messenger => row.extend(world.operators.iter().map(|m| mean_accuracy(m.accuracy))),
            MetricId::accuracy_vendors => {
                let weighted = vendors.accuracy.iter().zip(&vendors.gross).map(|(a, &g)| a * g as f64).sum::<f64>();
                row.push(share(weighted, self.gross as f64));
            }
            MetricId::new_flows_permitted => row.push(counters.permitted / 1e6),
            MetricId::new_denied_rule => row.push(counters.denied_rule / 1e6),
            MetricId::new_denied_user => row.push(counters.denied_user / 1e6),
            MetricId::new_denied_sender => row.push(counters.denied_sender / 1e6),
            MetricId::new_violations => row.push(counters.violations / 1e6),
            MetricId::new_detected => row.push(f64::from(counters.detected)),
            MetricId::profit_os => row.extend((0..world.brands()).map(|b| million(ledger.os_vendor(b)))),
            MetricId::profit_operator => row.extend((0..world.messengers()).map(|m| million(ledger.operator(m)))),
            MetricId::profit_vendors => row.push(million(self.vendor_profit)),
            MetricId::profit_vendor_median => row.push(million(crate::step::median(&vendors.profit))),
            MetricId::gross_revenue => row.push(million(ledger.paid(Reason::Purchase))),
            MetricId::vendor_price => row.push(l.revenue_per_occasion_rmb + counters.price_rise),
            MetricId::ad_revenue_vendors => row.push(million(ledger.paid(Reason::VendorAds))),
            MetricId::take_mini_revenue => row.push(million(ledger.commissions(Account::Operators))),
            MetricId::take_os_revenue => row.push(million(ledger.commissions(Account::OsVendors))),
            MetricId::openness_mini => row.extend(self.hosts(|operator| operator.openness)),
            MetricId::take_rate_mini => row.extend(self.hosts(|operator| operator.take.ordinary)),
            MetricId::take_rate_os => row.extend(world.os_vendors.iter().map(|os| {
                let open = os.capture != Capture::Off || os.quick_app;
                if open { os.take.ordinary } else { f64::NAN }
            })),
            MetricId::licence_fees => {
                row.push(million(ledger.paid(Reason::DataPrice) + ledger.paid(Reason::Dividend)));
            }
            MetricId::data_price_os => row.extend(world.os_vendors.iter().map(|os| {
                let posts = os.capture != Capture::Off && os.posted_price > 0.0;
                if posts { os.posted_price } else { EMPTY }
            })),
            MetricId::fines => row.push(million(ledger.paid(Reason::Fine))),
            MetricId::cum_fines => row.push(million(counters.fines)),
            MetricId::user_dividend => row.push(self.dividends() as f64 / 100.0 / self.persons),
            MetricId::cum_conflict_weeks => row.push(f64::from(counters.conflict_weeks)),
            MetricId::new_blocked_users => row.push(counters.blocked_users * users_m),
            MetricId::new_degraded_users => row.push(counters.degraded_users * users_m),
            MetricId::cum_left_brand => row.push(counters.left_brand * users_m),
            MetricId::cum_left_messenger => row.push(counters.left_messenger * users_m),
            MetricId::n_capturing => {
                let off = crate::scenario::vocabulary::Capture::Off;
                row.push(world.os_vendors.iter().filter(|os| os.capture != off).count() as f64);
            }
            MetricId::n_cases => {
                let refusals = world.refusals.open.iter().filter(|refusal| !refusal.upheld).count();
                row.push((world.cases.len() + refusals) as f64);
            }
            MetricId::welfare_revealed => row.push(self.welfare(self.privacy.mean * l.privacy_weight_revealed)),
            MetricId::welfare_stated => row.push(self.welfare(self.privacy.mean * l.privacy_weight_stated)),
            MetricId::welfare_users => {
                row.push(self.consumer_surplus() * self.persons / 1e6 + million(self.dividends()));
            }
            MetricId::welfare_firms => row.push(million(self.firms())),
            MetricId::welfare_state => row.push(million(ledger.week(Account::Regulator))),
        }
    }

    /// A column of the users of a fifth, summed over brands and messengers.
    fn of_fifth(&self, fifth: usize, at: usize) -> f64 {
        self.totals[column::SEGMENTS + fifth * column::SEGMENT_WIDTH + at] as f64
    }

    /// Vendors in a channel.
    fn in_channel(&self, channel: u8) -> f64 {
        self.world.vendors.channels.iter().filter(|&&set| set & channel != 0).count() as f64
    }

    /// Probability that a user who did not consent has a contact in the own circle who did.
    fn exposed(&self) -> f64 {
        let readers: f64 = self.world.os_vendors.iter().flat_map(|os| &os.readers).sum();
        let part = (readers / self.persons).clamp(0.0, 1.0);
        let circle = self.world.levers.own_circle_weight;
        let hidden = libm::log((1.0 - part).max(f64::MIN_POSITIVE));
        let exposure = |degree: &f64| 1.0 - libm::exp(degree * circle * hidden);
        self.world.degrees.iter().map(exposure).sum::<f64>() / self.world.degrees.len() as f64
    }
}

/// Use of channels this week.
fn used(world: &World) -> UsedOccasions {
    let market = &world.market;
    let mut result = UsedOccasions::default();
    for k in 0..K {
        result.nothing += market.used[place::NOTHING + k].count;
        let mut add = |channel: usize, at: usize| {
            result.channel[channel] += market.used[at].count;
            result.spend[channel] += market.used[at].spend;
            result.category[k] += market.used[at].count;
        };
        add(0, place::DIRECT + k);
        for m in 0..world.messengers() {
            add(1, place::MINI + m * K + k);
        }
        for b in 0..world.brands() {
            add(2, place::OS + b * K + k);
        }
        let own = |m: usize| market.own_part[m][k] * market.used[place::MINI + m * K + k].count;
        result.own_service += (0..world.messengers()).map(own).sum::<f64>();
        let entered = |m: &Messenger| m.own_services.contains(&Category::ALL[k]);
        if world.scenario.messengers.iter().any(entered) {
            result.entered += result.category[k];
        }
    }
    result
}

/// Mean over categories of the concentration of vendors' revenue.
fn hhi_categories(world: &World) -> f64 {
    let revenue = world.vendors.gross.iter().zip(&world.vendors.category).map(|(&g, &k)| (g as f64, usize::from(k)));
    let (mut total, mut squares) = ([0.0; K], [0.0; K]);
    for (gross, k) in revenue {
        total[k] += gross;
        squares[k] += gross * gross;
    }
    let known = (0..K).filter(|&k| total[k] > 0.0);
    share(known.clone().map(|k| squares[k] / (total[k] * total[k])).sum(), known.count() as f64)
}

/// Part of each cohort that is alive.
fn survival(world: &World) -> [f64; COHORTS] {
    let mut alive = [0.0; COHORTS];
    for (&born, &id) in world.vendors.born.iter().zip(&world.vendors.id) {
        let cohort = if id < 65_536 { 0 } else { 1 + (born / 52) as usize };
        alive[cohort.min(COHORTS - 1)] += 1.0;
    }
    std::array::from_fn(|k| share(alive[k], f64::from(world.counters.cohort_entered[k])))
}

/// The largest so many of some values, in falling order.
fn largest<T: Copy>(values: &mut [T], count: usize, order: impl Fn(&T, &T) -> std::cmp::Ordering) -> &[T] {
    let falling = |a: &T, b: &T| order(b, a);
    if count < values.len() {
        values.select_nth_unstable_by(count, falling);
    }
    let top = values.len().min(count);
    values[..top].sort_unstable_by(falling);
    &values[..top]
}

/// How vendors' revenue is spread at the top.
struct Top {
    /// Share of the top one in a hundred, at least one vendor.
    share: f64,
    /// Hill's estimate of the exponent of a Pareto tail: the number of the top tenth over the sum of their log distances
    /// to the next below; empty with fewer than twenty vendors that earn anything.
    tail: f64,
}

impl Top {
    fn of(gross: &[i64]) -> Self {
        let mut earning = Draft::<i64>::new();
        earning.extend(gross.iter().copied().filter(|&gross| gross > 0));
        let (hundredth, tenth) = (gross.len().div_ceil(100), earning.len() / 10);
        let total: i64 = earning.iter().sum();
        // The next below the tenth is the last of one more.
        let top = largest(&mut earning, hundredth.max(tenth + 1), i64::cmp);
        let share = share(top.iter().take(hundredth).sum::<i64>() as f64, total as f64);
        let tail = match top.get(tenth) {
            Some(&next) if tenth >= 2 => {
                let logs = top[..tenth].iter().map(|&gross| libm::log(gross as f64 / next as f64)).sum();
                self::share(tenth as f64, logs)
            }
            _ => EMPTY,
        };
        Self { share, tail }
    }
}

/// Mean quality of the best tenth, at least one vendor.
fn top_quality(quality: &[f64]) -> f64 {
    let mut ranked = Draft::<f64>::new();
    ranked.try_extend_from_slice(quality).expect("no more vendors than have room");
    let top = largest(&mut ranked, quality.len().div_ceil(10), f64::total_cmp);
    share(top.iter().sum(), top.len() as f64)
}

/// Stock of a type, user-weeks. Text that is kept both for what it says and for how people speak counts once.
fn data_stock(world: &World, data_type: DataType) -> f64 {
    let kind = if data_type == DataType::Message { Kind::Intent } else { Kind::of(data_type)[0] };
    let lots: f64 = world.stocks.lots().iter().filter(|lot| lot.kind == kind).map(|lot| lot.stock).sum();
    lots + if data_type == DataType::Transaction { sum_of(&world.vendors.stock) } else { 0.0 }
}

/// Shares of stocks by origin.
fn origins(world: &World) -> [f64; Origin::COUNT] {
    let mut amounts = [0.0; Origin::COUNT];
    for lot in world.stocks.lots().iter().filter(|lot| lot.kind != Kind::Language) {
        amounts[lot.origin.index()] += lot.stock;
    }
    amounts[Origin::FirstParty.index()] += sum_of(&world.vendors.stock);
    let total: f64 = amounts.iter().sum();
    amounts.map(|amount| share(amount, total))
}

/// Concentration of data among holders: each vendor's own stock is a holder, what a category received another.
fn hhi_data(world: &World) -> f64 {
    let mut by_slot = [0.0; 64];
    for lot in world.stocks.lots().iter().filter(|lot| lot.kind != Kind::Language) {
        by_slot[usize::from(lot.holder) % 64] += lot.stock;
    }
    let mut held = ArrayVec::<f64, { 64 + MAX_VENDORS }>::new();
    held.extend(by_slot);
    held.try_extend_from_slice(&world.vendors.stock).expect("no more vendors than have room");
    hhi_of(&held, |amount| amount)
}

/// Mean over categories: one of them is voice, the others read what messages say.
fn mean_accuracy(accuracy: [f64; 2]) -> f64 {
    let voice = Category::ALL.iter().filter(|&&c| c == Category::Voice).count() as f64;
    let all = Category::COUNT as f64;
    (accuracy[0] * (all - voice) + accuracy[1] * voice) / all
}
