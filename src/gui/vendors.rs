//! The vendors of a run as rows of a table: who lives in a week, found, sorted and compared with the baseline.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::run::Trace;
use crate::run::trace::{Firm, VendorWeek};
use crate::scenario::Scenario;
use crate::scenario::vocabulary::{Category, Channel};
use crate::world::Actor;
use crate::world::vendors::channels;

use super::text;

/// A column by which the table can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// Named vendors by name, then the others by number.
    Name,
    /// What it sells.
    Category,
    /// Where it is reached.
    Channels,
    /// Cash at the end of the week.
    Cash,
    /// Gross revenue of the week.
    #[default]
    Gross,
    /// Profit of the week.
    Profit,
    /// Cash less that in the baseline.
    Gap,
    /// Drawn at entry.
    Quality,
    /// From its own data.
    Accuracy,
    /// Week of entry.
    Born,
    /// Week of exit.
    Left,
}

impl Head {
    /// All columns, in the order of the table.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Category,
        Self::Channels,
        Self::Cash,
        Self::Gross,
        Self::Profit,
        Self::Gap,
        Self::Quality,
        Self::Accuracy,
        Self::Born,
        Self::Left,
    ];

    /// The words above the column.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "Vendor",
            Self::Category => "Category",
            Self::Channels => "Channels",
            Self::Cash => "Cash, RMB million",
            Self::Gross => "Gross, RMB million",
            Self::Profit => "Profit, RMB million",
            Self::Gap => "Cash against baseline",
            Self::Quality => "Quality, utils",
            Self::Accuracy => "Accuracy, %",
            Self::Born => "Entry, week",
            Self::Left => "Exit, week",
        }
    }

    /// One sentence of help.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Name => "Named vendors come first, the others by number",
            Self::Category => "What the vendor sells",
            Self::Channels => "Where users reach it, its own app, Mini Programs, or what phone makers offer",
            Self::Cash => "Cash at the end of the week",
            Self::Gross => "What users paid in the week, before commissions",
            Self::Profit => "Revenue net of commissions and advertising less costs of the week",
            Self::Gap => "Cash less the cash that the same vendor has in the baseline, RMB million",
            Self::Quality => "Drawn at entry and kept",
            Self::Accuracy => "How well its own data let it serve, from 0 to 100 %",
            Self::Born => "0 for those at the start",
            Self::Left => "Empty for those that live on to the end of the run",
        }
    }
}

/// An amount of money over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Money {
    /// Cash.
    #[default]
    Cash,
    /// Gross revenue.
    Gross,
    /// Profit.
    Profit,
}

impl Money {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Cash, Self::Gross, Self::Profit];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cash => "Cash",
            Self::Gross => "Gross revenue",
            Self::Profit => "Profit",
        }
    }

    /// Unit of the figures that are shown.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Cash => "RMB million",
            Self::Gross | Self::Profit => "RMB million per week",
        }
    }

    /// The amount of a week, RMB million.
    pub fn of(self, week: &VendorWeek) -> f64 {
        let rmb = match self {
            Self::Cash => week.cash_rmb,
            Self::Gross => week.gross_rmb,
            Self::Profit => week.profit_rmb,
        };
        f64::from(rmb) / 1e6
    }

    /// Weeks and amounts of a vendor while it lived.
    pub fn series(self, trace: &Trace, firm: u32) -> Vec<[f64; 2]> {
        let Some(known) = trace.firms().get(firm as usize) else { return Vec::new() };
        let weeks = known.born..known.left.unwrap_or(trace.weeks()).min(trace.weeks());
        weeks.filter_map(|week| Some([f64::from(week), self.of(trace.vendor(firm, week)?)])).collect()
    }
}

/// What the table shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Words in name or category.
    pub search: String,
    /// One category, or all.
    pub category: Option<Category>,
    /// Whether vendors that left or have not come yet are shown as well.
    pub ever: bool,
    /// Whether only vendors that the scenario names are shown.
    pub named: bool,
    /// The column that decides the order.
    pub sort: Head,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        let (search, category, sort) = (String::new(), None, Head::default());
        Self { search, category, ever: false, named: false, sort, descending: true }
    }
}

impl Wanted {
    /// Sorts by a column, or the other way round where it already does.
    pub fn sort_by(&mut self, head: Head) {
        if self.sort == head {
            self.descending = !self.descending;
        } else {
            self.sort = head;
            self.descending = !matches!(head, Head::Name | Head::Category | Head::Born);
        }
    }

    fn shows(&self, row: &Row) -> bool {
        let hay = || format!("{} {}", row.name, row.firm.category.label()).to_lowercase();
        (self.ever || row.now.is_some())
            && (!self.named || row.firm.named.is_some())
            && self.category.is_none_or(|category| row.firm.category == category)
            && self.search.to_lowercase().split_whitespace().all(|word| hay().contains(word))
    }
}

/// How a vendor does in the baseline in the same week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gap {
    /// It lives in both: cash here less cash there, RMB million.
    Cash(f64),
    /// It lives only here.
    OnlyHere,
    /// It lives only there.
    OnlyThere,
    /// It lives in neither.
    Neither,
}

/// One vendor in a week.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place among those of the run.
    pub place: u32,
    /// What stays with it.
    pub firm: Firm,
    /// Its name.
    pub name: String,
    /// The week, if it lives.
    pub now: Option<VendorWeek>,
    /// Against the baseline, if there is another run to compare with.
    pub gap: Option<Gap>,
}

impl Row {
    /// The figure by which a column sorts; none comes last.
    fn figure(&self, head: Head) -> Option<f64> {
        let money = |money: Money| self.now.as_ref().map(|now| money.of(now));
        match head {
            // Sorted by its words, see below.
            Head::Name => None,
            Head::Category => Some(self.firm.category.index() as f64),
            Head::Channels => self.now.map(|now| f64::from(now.channels.count_ones() * 8 + u32::from(now.channels))),
            Head::Cash => money(Money::Cash),
            Head::Gross => money(Money::Gross),
            Head::Profit => money(Money::Profit),
            Head::Gap => match self.gap {
                Some(Gap::Cash(gap)) => Some(gap),
                _ => None,
            },
            Head::Quality => Some(self.firm.quality),
            Head::Accuracy => self.now.map(|now| f64::from(now.accuracy)),
            Head::Born => Some(f64::from(self.firm.born)),
            Head::Left => self.firm.left.map(f64::from),
        }
    }

    /// The cell of a column as people read it.
    pub fn cell(&self, head: Head) -> String {
        let figure = || self.figure(head).map_or_else(|| "–".to_owned(), text::number);
        match head {
            Head::Name => self.name.clone(),
            Head::Category => text::capitalised(self.firm.category.label()),
            Head::Channels => self.now.map_or_else(|| "–".to_owned(), |now| channel_words(now.channels)),
            Head::Gap => match self.gap {
                Some(Gap::Cash(gap)) if gap > 0.0 => format!("+{}", text::number(gap)),
                Some(Gap::Cash(gap)) => text::number(gap),
                Some(Gap::OnlyHere) => "only here".to_owned(),
                Some(Gap::OnlyThere) => "only there".to_owned(),
                Some(Gap::Neither) | None => "–".to_owned(),
            },
            Head::Accuracy => {
                let percent = |now: VendorWeek| text::number((f64::from(now.accuracy) * 1000.0).round() / 10.0);
                self.now.map_or_else(|| "–".to_owned(), percent)
            }
            Head::Left => self.firm.left.map_or_else(String::new, |week| week.to_string()),
            _ => figure(),
        }
    }
}

/// The channels of a vendor in short words.
pub fn channel_words(bits: u8) -> String {
    let all = [(channels::DIRECT, Channel::Direct), (channels::MINI, Channel::Mini), (channels::OS, Channel::Os)];
    let words: Vec<&str> = all
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .map(|(_, channel)| match channel {
            Channel::Direct => "app",
            Channel::Mini => "Mini",
            Channel::Os => "OS",
        })
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// Who a vendor is in events and exports.
pub fn actor(firm: &Firm) -> Actor {
    firm.named.map_or(Actor::Vendor(firm.id), Actor::Named)
}

/// The vendors of a run and where they are in the run it is compared with.
#[derive(Clone, Debug, Default)]
pub struct Twins {
    of: BTreeMap<u64, u32>,
}

impl Twins {
    /// Finds vendors of the baseline by their number, which is the same in every run of a seed.
    pub fn of(baseline: &Trace) -> Self {
        Self { of: (0..).zip(baseline.firms()).map(|(place, firm)| (firm.id, place)).collect() }
    }

    /// The same vendor's place in the baseline.
    pub fn find(&self, firm: &Firm) -> Option<u32> {
        self.of.get(&firm.id).copied()
    }

    /// How a vendor does there.
    fn gap(&self, baseline: &Trace, firm: &Firm, now: Option<&VendorWeek>, week: u32) -> Gap {
        let there = self.find(firm).and_then(|place| baseline.vendor(place, week));
        match (now, there) {
            (Some(now), Some(there)) => Gap::Cash(Money::Cash.of(now) - Money::Cash.of(there)),
            (Some(_), None) => Gap::OnlyHere,
            (None, Some(_)) => Gap::OnlyThere,
            (None, None) => Gap::Neither,
        }
    }
}

/// The rows that are asked for, in their order.
pub fn rows(
    scenario: &Scenario,
    trace: &Trace,
    baseline: Option<(&Trace, &Twins)>,
    week: u32,
    wanted: &Wanted,
) -> Vec<Row> {
    let row = |place: u32, now: Option<&VendorWeek>| {
        let firm = *trace.firms().get(place as usize)?;
        let gap = baseline.map(|(other, twins)| twins.gap(other, &firm, now, week));
        let row = Row { place, firm, name: actor(&firm).name(scenario), now: now.copied(), gap };
        wanted.shows(&row).then_some(row)
    };
    let mut rows: Vec<Row> = if wanted.ever {
        (0..trace.firms().len() as u32).filter_map(|place| row(place, trace.vendor(place, week))).collect()
    } else {
        trace.vendors(week).iter().filter_map(|now| row(now.firm, Some(now))).collect()
    };
    rows.sort_by(|a, b| compare(a, b, wanted.sort, wanted.descending));
    rows
}

fn compare(a: &Row, b: &Row, head: Head, descending: bool) -> Ordering {
    let turn = |order: Ordering| if descending { order.reverse() } else { order };
    let number = || a.firm.id.cmp(&b.firm.id);
    if head == Head::Name {
        let named = a.firm.named.is_none().cmp(&b.firm.named.is_none());
        let words = if a.firm.named.is_some() { a.name.cmp(&b.name) } else { number() };
        return named.then(turn(words));
    }
    match (a.figure(head), b.figure(head)) {
        (Some(a), Some(b)) => turn(a.total_cmp(&b)).then_with(number),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => number(),
    }
}

/// Sums over some rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Vendors that live.
    pub alive: usize,
    /// Cash, gross revenue and profit of those, RMB million.
    pub money: [f64; 3],
}

impl Totals {
    /// Adds up.
    pub fn of(rows: &[Row]) -> Self {
        let mut totals = Self::default();
        for now in rows.iter().filter_map(|row| row.now.as_ref()) {
            totals.alive += 1;
            for (sum, money) in totals.money.iter_mut().zip(Money::ALL) {
                *sum += money.of(now);
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::run::{RunInput, run_traced};

    fn trace(take: f64) -> Trace {
        let mut input = RunInput::new(scenario());
        input.set(crate::scenario::LeverId::take_mini, take);
        run_traced(&input, 1, &mut |_| true).expect("nobody stops it").1
    }

    #[test]
    fn every_column_sorts_both_ways_and_keeps_empty_cells_last() {
        let (run, base) = (trace(0.3), trace(0.1));
        let twins = Twins::of(&base);
        for head in Head::ALL {
            for descending in [false, true] {
                let wanted = Wanted { sort: *head, descending, ever: true, ..Wanted::default() };
                let rows = rows(&scenario(), &run, Some((&base, &twins)), 30, &wanted);
                assert_eq!(rows.len(), run.firms().len());
                let figures: Vec<_> = rows.iter().map(|row| row.figure(*head)).collect();
                let known: Vec<f64> = figures.iter().copied().flatten().collect();
                assert!(figures[..known.len()].iter().all(Option::is_some), "{head:?}");
                let in_order = |pair: &[f64]| if descending { pair[0] >= pair[1] } else { pair[0] <= pair[1] };
                assert!(known.windows(2).all(in_order), "{head:?}, {descending}");
            }
        }
    }

    #[test]
    fn a_run_against_itself_has_no_gaps() {
        let run = trace(0.2);
        let twins = Twins::of(&run);
        let rows = rows(&scenario(), &run, Some((&run, &twins)), 39, &Wanted::default());
        assert!(!rows.is_empty() && rows.iter().all(|row| row.gap == Some(Gap::Cash(0.0))));
    }

    #[test]
    fn filters_narrow_and_totals_add_up() {
        let run = trace(0.2);
        let all = rows(&scenario(), &run, None, 39, &Wanted::default());
        let parts = Category::ALL.iter().map(|category| {
            let wanted = Wanted { category: Some(*category), ..Wanted::default() };
            rows(&scenario(), &run, None, 39, &wanted)
        });
        let parts: Vec<Totals> = parts.map(|rows| Totals::of(&rows)).collect();
        let whole = Totals::of(&all);
        assert_eq!(parts.iter().map(|part| part.alive).sum::<usize>(), whole.alive);
        let gross: f64 = parts.iter().map(|part| part.money[1]).sum();
        assert!((gross - whole.money[1]).abs() < 1e-9 * whole.money[1].max(1.0));
        let wanted = Wanted { search: format!("{} ", all[0].name.to_uppercase()), ..Wanted::default() };
        assert!(rows(&scenario(), &run, None, 39, &wanted).iter().any(|row| row.place == all[0].place));
        assert!(rows(&scenario(), &run, None, 39, &Wanted { named: true, ..Wanted::default() }).is_empty());
    }

    #[test]
    fn a_second_press_turns_the_order_round() {
        let mut wanted = Wanted::default();
        wanted.sort_by(Head::Cash);
        assert_eq!((wanted.sort, wanted.descending), (Head::Cash, true));
        wanted.sort_by(Head::Cash);
        assert_eq!((wanted.sort, wanted.descending), (Head::Cash, false));
        wanted.sort_by(Head::Name);
        assert_eq!((wanted.sort, wanted.descending), (Head::Name, false));
    }
}
