//! Questions that take many runs. They are asked for, computed in the background after all that somebody waits for, and
//! can be cancelled.
//!
//! Everything here is bookkeeping: which runs a study needs, which are there, and what they say. The workbench asks the
//! worker for them.

mod batch;
mod shares;
mod assumptions;
mod regimes;
mod facts;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::experiment::facts::Arm;
use crate::scenario::{Reform, Scenario};

use super::worker::Study;

pub use assumptions::{Answer, AssumptionStudy};
pub use batch::Batch;
pub use facts::{FactStudy, Findings};
pub use regimes::{KeptSet, MOST_REGIMES, Ranking, Regime, RegimeSet, RegimeStudy, shipped};
pub use shares::{ShareStudy, start_label, steps_between};

/// Most seeds of a study.
pub const MOST_SEEDS: u32 = 100;

/// What can be asked of studies.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyCommand {
    /// Starts a study, in place of the last of its kind.
    Start(Study),
    /// Ends it before its time; what is there stays.
    Cancel(Study),
    /// How many seeds the next one of its kind has.
    SetSeeds(Study, u32),
    /// Adds a shipped scenario to the regimes.
    AddShipped(String),
    /// Adds the run on show to the regimes, with its changes.
    AddCurrent,
    /// Adds a pinned run to the regimes, with its changes.
    AddPin(u32),
    /// Adds a scenario with changes to the regimes.
    Add(Arc<Scenario>, Vec<Reform>),
    /// Takes a regime out.
    Remove(usize),
    /// The regime that the others are compared with.
    SetReference(usize),
    /// Weeks of each regime's run.
    SetWeeks(u32),
    /// Agents of each regime's run.
    SetAgents(u32),
    /// The shipped regimes again.
    ResetRegimes,
    /// Opens a regime as the run on show.
    OpenRegime(usize),
    /// Opens a run behind a fact as the run on show, and makes another the pinned baseline.
    OpenArm(Arm, Option<Arm>),
}

/// What of studies is kept between starts. Results are computed again when asked for, but those of the facts, which are
/// few figures of many runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    shares: Option<u32>,
    assumptions: Option<u32>,
    regimes: Option<u32>,
    set: KeptSet,
    facts: Option<u32>,
    findings: Option<Findings>,
}

/// All studies of a window.
#[derive(Debug, Default)]
pub struct Studies {
    /// Seeds, where the analyst set them, in the order of [`Study::ALL`].
    seeds: [Option<u32>; 4],
    /// The regimes to rank.
    pub set: RegimeSet,
    /// The last split of a difference.
    pub shares: Option<ShareStudy>,
    /// The last look at other assumptions.
    pub assumptions: Option<AssumptionStudy>,
    /// The last ranking of regimes.
    pub regimes: Option<RegimeStudy>,
    /// The last check of the facts while it is under way.
    pub facts: Option<FactStudy>,
    /// What the last check found that came to its end.
    pub findings: Option<Findings>,
}

const fn place(study: Study) -> usize {
    match study {
        Study::Assumption => 0,
        Study::Shares => 1,
        Study::Regimes => 2,
        Study::Facts => 3,
    }
}

impl Studies {
    /// Seeds of the next study of a kind. Ranks and facts need ten pairs; the many assumptions need few seeds each, because luck
    /// is shared.
    pub fn seeds(&self, study: Study) -> u32 {
        self.seeds[place(study)].unwrap_or(match study {
            Study::Assumption => 3,
            Study::Shares | Study::Facts => 10,
            Study::Regimes => 20,
        })
    }

    /// Sets the seeds of the next study of a kind.
    pub fn set_seeds(&mut self, study: Study, seeds: u32) {
        self.seeds[place(study)] = Some(seeds.clamp(1, MOST_SEEDS));
    }

    /// The runs of the last study of a kind.
    pub fn batch(&self, study: Study) -> Option<&Batch> {
        match study {
            Study::Assumption => self.assumptions.as_ref().map(|study| &study.batch),
            Study::Shares => self.shares.as_ref().map(|study| &study.batch),
            Study::Regimes => self.regimes.as_ref().map(|study| &study.batch),
            Study::Facts => self.facts.as_ref().map(|study| &study.batch),
        }
    }

    /// The same, to be changed.
    pub fn batch_mut(&mut self, study: Study) -> Option<&mut Batch> {
        match study {
            Study::Assumption => self.assumptions.as_mut().map(|study| &mut study.batch),
            Study::Shares => self.shares.as_mut().map(|study| &mut study.batch),
            Study::Regimes => self.regimes.as_mut().map(|study| &mut study.batch),
            Study::Facts => self.facts.as_mut().map(|study| &mut study.batch),
        }
    }

    /// Keeps what a check of the facts has found once its last run is there; the runs themselves are let go.
    pub fn settle_facts(&mut self) {
        if let Some(findings) = self.facts.as_ref().and_then(FactStudy::findings) {
            self.findings = Some(findings);
            self.facts = None;
        }
    }

    /// What is kept between starts.
    pub fn kept(&self) -> Kept {
        let [assumptions, shares, regimes, facts] = self.seeds;
        Kept { shares, assumptions, regimes, set: self.set.kept(), facts, findings: self.findings.clone() }
    }

    /// From what was kept.
    pub fn of(kept: Kept) -> Self {
        let Kept { shares, assumptions, regimes, set, facts, findings } = kept;
        let seeds = [assumptions, shares, regimes, facts].map(|seeds| seeds.map(|seeds| seeds.clamp(1, MOST_SEEDS)));
        let findings = findings.filter(|findings| findings.rows().is_some());
        Self { seeds, set: RegimeSet::of(set), findings, ..Self::default() }
    }
}
