//! What happened inside a run, week by week: which data went where, which vendors lived how, who was in conflict.
//!
//! A trace is only read off the world after each week and never read by it, so that a run with a trace and one
//! without are the same to the bit.

use crate::rules::{RuleTag, Slots};
use crate::scenario::Rule;
use crate::scenario::vocabulary::{Capture, Category, Response};
use crate::world::{DataFlow, World};

/// The inside of a run. An empty one belongs to a run that was computed without.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    flows: Weekly<DataFlow>,
    /// The access rules by the index that flows name, from the week on in which they last changed.
    rules: Vec<(u32, Vec<(RuleTag, Rule)>)>,
    firms: Vec<Firm>,
    vendors: Weekly<VendorWeek>,
    brands: Weekly<BrandWeek>,
    stances: Weekly<Stance>,
    slots: Option<Slots>,
}

/// A vendor that lived at the end of at least one week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Firm {
    /// Number, the same for the same firm in every scenario of a seed.
    pub id: u64,
    /// Index among the scenario's named vendors, if it is one.
    pub named: Option<usize>,
    /// What it sells.
    pub category: Category,
    /// Quality in utils, drawn at entry.
    pub quality: f64,
    /// Week it entered; 0 for those at the start.
    pub born: u32,
    /// Week it left, if it did.
    pub left: Option<u32>,
}

/// A vendor at the end of a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VendorWeek {
    /// Index among [`Trace::firms`].
    pub firm: u32,
    /// Cash, RMB.
    pub cash_rmb: f32,
    /// Gross revenue of the week, RMB.
    pub gross_rmb: f32,
    /// Profit of the week, RMB.
    pub profit_rmb: f32,
    /// Accuracy from its own data, 0 to 1.
    pub accuracy: f32,
    /// Channels it is in, bits of [`crate::world::vendors::channels`].
    pub channels: u8,
}

/// What a phone maker does about messages in a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrandWeek {
    /// Whether and where it reads messages.
    pub capture: Capture,
    /// Share of its phones that read, 0 to 1.
    pub coverage: f32,
    /// Whether an order makes it stop.
    pub ordered_to_stop: bool,
    /// Whether it makes Mini Programs harder to reach, in answer to a degraded messenger.
    pub retaliates: bool,
}

/// What an operator does to one brand in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stance {
    /// Its answer to the brand's reading of messages.
    pub response: Option<Response>,
    /// Whether it does not serve the brand at all.
    pub withdrawn: bool,
    /// Whether the brand holds a licence.
    pub licensed: bool,
}

impl Trace {
    /// Reads the week that has just been simulated; weeks come in order.
    pub(super) fn note(&mut self, world: &World, week: u32) {
        self.slots.get_or_insert_with(|| world.slots.clone());
        self.flows.push(world.flows.iter().copied());
        self.note_rules(world, week);
        self.note_vendors(world, week);
        self.brands.push(world.os_vendors.iter().map(|os| BrandWeek {
            capture: os.capture,
            coverage: os.coverage as f32,
            ordered_to_stop: os.ordered_to_stop,
            retaliates: os.retaliates,
        }));
        self.stances.push(world.operators.iter().flat_map(|operator| {
            let of_brand = operator.conflict.iter().zip(&operator.withdrawn).zip(&operator.licence);
            of_brand.map(|((conflict, &withdrawn), licence)| Stance {
                response: conflict.map(|conflict| conflict.response),
                withdrawn,
                licensed: licence.is_some(),
            })
        }));
    }

    fn note_rules(&mut self, world: &World, week: u32) {
        let access = &world.access;
        let known = self.rules.last().map_or(&[][..], |(_, rules)| rules);
        let same = known.len() == access.count()
            && (0..).zip(known).all(|(k, (tag, rule))| access.rule(k).tag == *tag && access.source(k) == rule);
        if !same {
            let rules = (0..access.count() as u16).map(|k| (access.rule(k).tag, access.source(k).clone()));
            self.rules.push((week, rules.collect()));
        }
    }

    fn note_vendors(&mut self, world: &World, week: u32) {
        let (table, firms) = (&world.vendors, &mut self.firms);
        // Vendors keep their order and entrants come last: those of last week that are passed over have left.
        let mut before = self.vendors.last().iter().map(|row| row.firm);
        let mut rows = Vec::with_capacity(table.len());
        for v in 0..table.len() {
            let known = before.by_ref().find(|&firm| {
                let firm = &mut firms[firm as usize];
                let found = firm.id == table.id[v];
                if !found {
                    firm.left = Some(week);
                }
                found
            });
            let firm = known.unwrap_or_else(|| {
                firms.push(Firm {
                    id: table.id[v],
                    named: (table.named[v] != u8::MAX).then_some(usize::from(table.named[v])),
                    category: Category::ALL[usize::from(table.category[v])],
                    quality: table.quality[v],
                    born: table.born[v],
                    left: None,
                });
                firms.len() as u32 - 1
            });
            rows.push(VendorWeek {
                firm,
                cash_rmb: rmb(table.cash[v]),
                gross_rmb: rmb(table.gross[v]),
                profit_rmb: rmb(table.profit[v]),
                accuracy: table.accuracy[v] as f32,
                channels: table.channels[v],
            });
        }
        for firm in before {
            firms[firm as usize].left = Some(week);
        }
        self.vendors.push(rows);
    }

    /// Weeks it covers.
    pub fn weeks(&self) -> u32 {
        self.flows.len() as u32
    }

    /// Numbering of the parties that flows name; none in an empty trace.
    pub const fn slots(&self) -> Option<&Slots> {
        self.slots.as_ref()
    }

    /// What became of each wish for data in a week.
    pub fn flows(&self, week: u32) -> &[DataFlow] {
        self.flows.of(week)
    }

    /// The rule that a flow of a week names, as levers have changed it; none for the scenario's default.
    pub fn rule(&self, week: u32, flow: &DataFlow) -> Option<&Rule> {
        let (_, rules) = self.rules.iter().rev().find(|(from, _)| *from <= week)?;
        rules.get(usize::from(flow.rule)).filter(|(tag, _)| *tag != RuleTag::DEFAULT).map(|(_, rule)| rule)
    }

    /// All vendors that ever lived, in order of entry.
    pub fn firms(&self) -> &[Firm] {
        &self.firms
    }

    /// Vendors alive at the end of a week, by ascending index of the firm.
    pub fn vendors(&self, week: u32) -> &[VendorWeek] {
        self.vendors.of(week)
    }

    /// A vendor at the end of a week, if it lived.
    pub fn vendor(&self, firm: u32, week: u32) -> Option<&VendorWeek> {
        let rows = self.vendors(week);
        rows.binary_search_by_key(&firm, |row| row.firm).ok().map(|place| &rows[place])
    }

    /// What each phone maker did about messages in a week, by brand.
    pub fn brands(&self, week: u32) -> &[BrandWeek] {
        self.brands.of(week)
    }

    /// What an operator did to a brand in a week.
    pub fn stance(&self, week: u32, messenger: usize, brand: usize) -> Stance {
        let brands = self.brands(week).len();
        self.stances.of(week).get(messenger * brands + brand).copied().unwrap_or_default()
    }
}

/// Fen as RMB.
fn rmb(fen: i64) -> f32 {
    (fen as f64 / 100.0) as f32
}

/// Rows of several weeks behind one another.
#[derive(Clone, Debug)]
struct Weekly<T> {
    rows: Vec<T>,
    /// Where each week ends.
    ends: Vec<usize>,
}

impl<T> Default for Weekly<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Weekly<T> {
    fn push(&mut self, rows: impl IntoIterator<Item = T>) {
        self.rows.extend(rows);
        self.ends.push(self.rows.len());
    }

    const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Rows of a week; none of one that was not simulated.
    fn of(&self, week: u32) -> &[T] {
        let week = week as usize;
        let Some(&end) = self.ends.get(week) else { return &[] };
        let start = week.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.rows[start..end]
    }

    /// Rows of the last week.
    fn last(&self) -> &[T] {
        self.len().checked_sub(1).map_or(&[], |week| self.of(week as u32))
    }
}
