//! The study that ranks a set of scenarios, and the set itself.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::experiment::regimes::{CRITERIA, Standing, rank};
use crate::run::RunInput;
use crate::scenario::neutral::Names;
use crate::scenario::{self, Reform, Scenario};

use super::super::opening;
use super::super::workbench::scenario_library;
use super::Batch;

/// The regime that the others are compared with at first.
const REFERENCE: &str = "baseline-2016";
/// Most regimes of a set.
pub const MOST_REGIMES: usize = 24;

/// A scenario with changes, as one of a set.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Its name.
    pub title: String,
    /// Its name without the names of firms.
    pub neutral: String,
    /// The scenario, under its names.
    pub scenario: Arc<Scenario>,
    /// Changes on top of it.
    pub changes: Vec<Reform>,
}

impl PartialEq for Regime {
    fn eq(&self, other: &Self) -> bool {
        let Self { title: _, neutral: _, scenario, changes } = self;
        // The same scenario in memory needs no look at its texts, and this is asked in every frame.
        (Arc::ptr_eq(scenario, &other.scenario) || *scenario == other.scenario) && *changes == other.changes
    }
}

impl Regime {
    /// A scenario with changes; where there are any, the name says so.
    pub fn new(scenario: Arc<Scenario>, changes: Vec<Reform>) -> Self {
        let more = match changes.len() {
            0 => String::new(),
            1 => ", 1 change".to_owned(),
            made => format!(", {made} changes"),
        };
        let neutral = Names::of(&scenario, &changes).prose(&scenario.title);
        Self { title: format!("{}{more}", scenario.title), neutral: format!("{neutral}{more}"), scenario, changes }
    }

    /// The shipped scenario of this name.
    pub fn shipped(name: &str) -> Option<Self> {
        SHIPPED.iter().find(|regime| regime.scenario.id == name).cloned()
    }
}

/// The shipped scenarios, read once.
static SHIPPED: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        let scenario = scenario::load(name, text.as_bytes(), &scenario_library).ok()?;
        Some(Regime::new(Arc::new(scenario), Vec::new()))
    };
    let mut regimes: Vec<Regime> = scenario::SHIPPED.iter().filter_map(read).collect();
    // The stable sort puts the reference first and leaves the others in their order.
    regimes.sort_by_key(|regime| regime.scenario.id != REFERENCE);
    regimes
});

/// The shipped scenarios of the reference's market, the reference first: what happens in another market at another time
/// has no rank among them.
pub fn shipped() -> &'static [Regime] {
    static COMPARABLE: LazyLock<Vec<Regime>> =
        LazyLock::new(|| SHIPPED.iter().filter(|regime| regime.scenario.root().id == REFERENCE).cloned().collect());
    &COMPARABLE
}

/// A regime as a file keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kept {
    /// By the name of a shipped scenario.
    Shipped(String),
    /// By its texts, itself first.
    Own { texts: Vec<(String, String)>, changes: Vec<Reform> },
}

/// The set of regimes as a file keeps it; none is the shipped set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptSet {
    regimes: Option<Vec<Kept>>,
    reference: usize,
    weeks: Option<u32>,
    agents: Option<u32>,
}

/// A set of regimes to be ranked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegimeSet {
    /// None is the shipped set.
    own: Option<Vec<Regime>>,
    reference: usize,
    /// Weeks of each run; none is as many as the run on show has.
    pub weeks: Option<u32>,
    /// Agents of each run; none is as many as the run on show has.
    pub agents: Option<u32>,
}

impl RegimeSet {
    /// The regimes, in the order of the page.
    pub fn regimes(&self) -> &[Regime] {
        self.own.as_deref().unwrap_or_else(|| shipped())
    }

    /// Whether it is the shipped set.
    pub const fn is_shipped(&self) -> bool {
        self.own.is_none()
    }

    /// Place of the one that the others are compared with.
    pub fn reference(&self) -> usize {
        self.reference.min(self.regimes().len().saturating_sub(1))
    }

    /// Compares the others with this one.
    pub fn set_reference(&mut self, place: usize) {
        self.reference = place;
    }

    /// Whether a regime can be added.
    pub fn has_room(&self) -> bool {
        self.regimes().len() < MOST_REGIMES
    }

    /// Adds a regime, unless it is there.
    pub fn add(&mut self, regime: Regime) {
        if self.has_room() && !self.regimes().contains(&regime) {
            let mut regimes = self.regimes().to_vec();
            regimes.push(regime);
            self.own = Some(regimes);
        }
    }

    /// Takes a regime out; the last two stay.
    pub fn remove(&mut self, place: usize) {
        let mut regimes = self.regimes().to_vec();
        if regimes.len() <= 2 || place >= regimes.len() {
            return;
        }
        regimes.remove(place);
        self.reference = match self.reference() {
            reference if reference > place => reference - 1,
            reference if reference == place => 0,
            reference => reference,
        };
        self.own = Some(regimes);
    }

    /// The shipped set again.
    pub fn reset(&mut self) {
        (self.own, self.reference) = (None, 0);
    }

    /// As a file keeps it.
    pub fn kept(&self) -> KeptSet {
        let keep = |regime: &Regime| {
            let shipped = shipped().contains(regime);
            let Regime { title: _, neutral: _, scenario, changes } = regime;
            if shipped {
                Kept::Shipped(scenario.id.clone())
            } else {
                Kept::Own { texts: scenario.texts.clone(), changes: changes.clone() }
            }
        };
        let regimes = self.own.as_ref().map(|own| own.iter().map(keep).collect());
        KeptSet { regimes, reference: self.reference, weeks: self.weeks, agents: self.agents }
    }

    /// From a file; what cannot be read any more is left out.
    pub fn of(kept: KeptSet) -> Self {
        let KeptSet { regimes, reference, weeks, agents } = kept;
        let read = |kept: Kept| match kept {
            Kept::Shipped(name) => Regime::shipped(&name),
            Kept::Own { texts, changes } => {
                let scenario = opening::from_texts(&texts, &scenario_library)?.ok()?;
                Some(Regime::new(Arc::new(scenario), changes))
            }
        };
        let own = regimes.map(|regimes| regimes.into_iter().filter_map(read).collect::<Vec<Regime>>());
        Self { own: own.filter(|own| own.len() >= 2), reference, weeks, agents }
    }
}

/// The runs of all regimes, seed by seed.
#[derive(Debug)]
pub struct RegimeStudy {
    set: RegimeSet,
    weeks: u32,
    agents: u32,
    seeds: u32,
    /// How far its runs are.
    pub batch: Batch,
}

/// How the regimes stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// By criterion, in the order of [`CRITERIA`], then by regime.
    pub standings: Vec<Vec<Standing>>,
    /// Seeds behind it.
    pub seeds: usize,
}

impl RegimeStudy {
    /// The study of a set.
    pub fn new(set: RegimeSet, weeks: u32, agents: u32, seeds: u32, first_token: u64) -> Self {
        let batch = Batch::new(set.regimes().len() * seeds as usize, first_token);
        Self { set, weeks, agents, seeds, batch }
    }

    /// All runs, in the order of their numbers. All regimes run with the seeds of the reference.
    pub fn inputs(&self) -> Vec<RunInput> {
        let regimes = self.set.regimes();
        let first = regimes.get(self.set.reference()).map_or(0, |regime| regime.scenario.seed);
        let input = |seed: u32, regime: &Regime| RunInput {
            scenario: Arc::clone(&regime.scenario),
            changes: regime.changes.clone(),
            seed: first.wrapping_add(u64::from(seed)),
            weeks: self.weeks,
            agents: self.agents,
        };
        (0..self.seeds).flat_map(|seed| regimes.iter().map(move |regime| input(seed, regime))).collect()
    }

    /// Whether it is about these regimes, whatever they are compared with.
    pub fn is_of(&self, set: &RegimeSet, weeks: u32, agents: u32) -> bool {
        self.set.regimes() == set.regimes() && (self.weeks, self.agents) == (weeks, agents)
    }

    /// Seeds of which all runs have ended well.
    pub fn seeds_done(&self) -> usize {
        let runs = self.set.regimes().len();
        (0..self.seeds as usize).filter(|seed| self.batch.has(seed * runs, runs)).count()
    }

    /// The ranking over the seeds that are there; none before the first. `gap` is the smallest difference of interest,
    /// a share of a mean, and `reference` the regime the others are compared with.
    pub fn ranking(&self, gap: f64, reference: usize) -> Option<Ranking> {
        let regimes = self.set.regimes().len();
        let seeds: Vec<usize> =
            (0..self.seeds as usize).filter(|seed| self.batch.has(seed * regimes, regimes)).collect();
        let standings = (0..CRITERIA.len()).map(|criterion| {
            let value = |seed: usize, regime: usize| {
                self.batch.figures(seed * regimes + regime)?.get(criterion).copied().flatten()
            };
            let of = |regime: usize| seeds.iter().map(|&seed| value(seed, regime)).collect();
            rank(&(0..regimes).map(of).collect::<Vec<Vec<Option<f64>>>>(), gap, reference)
        });
        (!seeds.is_empty()).then(|| Ranking { standings: standings.collect(), seeds: seeds.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_set_is_the_shipped_one_with_the_baseline_first() {
        let set = RegimeSet::default();
        assert!(set.regimes().iter().all(|regime| regime.scenario.root().id == REFERENCE));
        assert!(set.regimes().len() < scenario::SHIPPED.len(), "a history of other years is not ranked");
        assert_eq!(set.regimes()[set.reference()].scenario.id, REFERENCE);
    }

    #[test]
    fn a_set_is_kept_and_read_again() {
        let mut set = RegimeSet::default();
        assert_eq!(RegimeSet::of(set.kept()), set);
        set.remove(3);
        set.set_reference(2);
        let scenario = Arc::clone(&set.regimes()[1].scenario);
        set.add(Regime::new(scenario, vec![Reform::lever(20, crate::scenario::LeverId::take_mini, 0.5)]));
        let before = set.regimes().len();
        set.add(set.regimes()[0].clone());
        assert_eq!(set.regimes().len(), before, "the same regime is not there twice");
        set.weeks = Some(100);
        let text = serde_json::to_string(&set.kept()).expect("text");
        let again = RegimeSet::of(serde_json::from_str(&text).expect("a set"));
        assert_eq!(again, set);
        assert!(text.len() < 60_000, "shipped scenarios are kept by name, {} bytes", text.len());
    }

    #[test]
    fn the_reference_stays_the_same_when_another_regime_goes() {
        let mut set = RegimeSet::default();
        set.set_reference(3);
        let id = set.regimes()[3].scenario.id.clone();
        set.remove(1);
        assert_eq!(set.regimes()[set.reference()].scenario.id, id);
        set.remove(set.reference());
        assert_eq!(set.reference(), 0);
        for _ in 0..20 {
            set.remove(0);
        }
        assert_eq!(set.regimes().len(), 2, "one regime has no rank");
    }
}
