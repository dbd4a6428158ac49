//! What of a world has to be kept to go on from it later, apart from its users: everything that cannot be made again from
//! the scenario, the changes and the seed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::habits::{Habits, Turns};
use super::users::{Chunk, Tally};
use super::{
    Case, Constants, Counters, Event, Ledger, Luck, Market, Operator, OsVendor, Refusals, Stocks, VendorTable, World,
    stocks,
};
use crate::rules::{Access, Slots};
use crate::scenario::vocabulary::ConsentMode;
use crate::scenario::{LeverId, Levers, Reform, Rule, Scenario};

/// The state of a world between two weeks without its users.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    week: u32,
    levers: Vec<(String, f64)>,
    rules: Vec<Rule>,
    constants: Constants,
    concern: Vec<u32>,
    degrees: [f64; 16],
    asked_as: Vec<[ConsentMode; 16]>,
    vendors: VendorTable,
    stocks: Stocks,
    ledger: Ledger,
    os_vendors: Vec<OsVendor>,
    operators: Vec<Operator>,
    cases: Vec<Case>,
    refusals: Refusals,
    market: Market,
    events: Vec<Event>,
    counters: Counters,
    in_transit: Vec<(u32, stocks::Inflow)>,
}

impl Kept {
    /// What has to be kept of a world.
    pub fn of(world: &World) -> Self {
        // Every field is named, so that a new one is either kept or left out with a reason.
        let World {
            week,
            levers,
            rules,
            constants,
            concern,
            degrees,
            asked_as,
            vendors,
            stocks,
            ledger,
            os_vendors,
            operators,
            cases,
            refusals,
            market,
            events,
            counters,
            in_transit,
            // Columns of users are kept beside this, their counts are counted again.
            chunks: _,
            tally: _,
            habits: _,
            // The run says these.
            scenario: _,
            reforms: _,
            luck: _,
            agents: _,
            persons_per_agent: _,
            // Made from the scenario, or from rules and levers at the beginning of a week.
            slots: _,
            access: _,
            rules_changed: _,
            // Emptied before they are used again.
            charges: _,
            flows: _,
            turns: _,
            // Nothing but speed depends on it.
            terms_seen: _,
        } = world;
        let levers = LeverId::ALL.iter().map(|&id| (id.spec().id.to_owned(), levers.get(id))).collect();
        Self {
            week: *week,
            levers,
            rules: rules.clone(),
            constants: constants.clone(),
            concern: concern.to_vec(),
            degrees: *degrees,
            asked_as: asked_as.clone(),
            vendors: vendors.clone(),
            stocks: stocks.clone(),
            ledger: ledger.clone(),
            os_vendors: os_vendors.clone(),
            operators: operators.clone(),
            cases: cases.clone(),
            refusals: refusals.clone(),
            market: market.clone(),
            events: events.clone(),
            counters: counters.clone(),
            in_transit: in_transit.clone(),
        }
    }

    /// Weeks simulated before.
    pub const fn week(&self) -> u32 {
        self.week
    }

    /// The world again, with its users. `None` where they or the state cannot be those of the scenario.
    pub fn restore(
        self,
        scenario: Arc<Scenario>,
        reforms: Vec<Reform>,
        seed: u64,
        chunks: Vec<Chunk>,
    ) -> Option<World> {
        let (brands, messengers) = (scenario.brands.len(), scenario.messengers.len());
        let levers = levers(&self.levers)?;
        let concern: [u32; 256] = self.concern.try_into().ok()?;
        if self.os_vendors.len() != brands || self.operators.len() != messengers {
            return None;
        }
        let agents: u64 = chunks.iter().map(|chunk| chunk.len() as u64).sum();
        let mut tally = Tally::new(brands);
        for chunk in &chunks {
            for i in 0..chunk.len() {
                tally.count(chunk, i, &concern, 1);
            }
        }
        let habits = Habits::counted(brands, &chunks);
        let slots = Slots::new(&scenario);
        let access = Access::compile(&scenario, &self.rules, &slots, &levers, self.week);
        Some(World {
            reforms,
            luck: Luck::new(seed),
            week: self.week,
            agents,
            persons_per_agent: scenario.persons_m * 1e6 / agents as f64,
            levers,
            rules: self.rules,
            // Compiled again at the beginning of the week, for its dates.
            rules_changed: true,
            slots,
            access,
            constants: self.constants,
            concern,
            degrees: self.degrees,
            chunks,
            asked_as: self.asked_as,
            tally,
            habits,
            vendors: self.vendors,
            stocks: self.stocks,
            ledger: self.ledger,
            os_vendors: self.os_vendors,
            operators: self.operators,
            cases: self.cases,
            refusals: self.refusals,
            market: self.market,
            events: self.events,
            counters: self.counters,
            in_transit: self.in_transit,
            charges: Vec::new(),
            flows: Vec::new(),
            turns: Turns::default(),
            terms_seen: Vec::new(),
            scenario,
        })
    }
}

/// Levers from their values by id; `None` unless all are there.
fn levers(kept: &[(String, f64)]) -> Option<Levers> {
    let mut levers = Levers::default();
    for &id in LeverId::ALL {
        let (_, value) = kept.iter().find(|(name, _)| name == id.spec().id)?;
        levers.set(id, *value);
    }
    Some(levers)
}
