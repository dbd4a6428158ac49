//! Studies: asked for, cancelled, and their runs taken over.

use std::sync::Arc;

use super::Workbench;
use crate::experiment::facts::{self, ARMS};
use crate::experiment::regimes;
use crate::gui::changes::{self, Step};
use crate::gui::history::Setup;
use crate::gui::pins::{Kept, PinCommand};
use crate::gui::replications::{Arm, Role, same_run};
use crate::gui::studies::{
    AssumptionStudy, Batch, FactStudy, Regime, RegimeStudy, ShareStudy, Studies, StudyCommand, steps_between,
};
use crate::gui::worker::{Finished, Slot, Study};
use crate::run::RunInput;
use crate::run::compare::{Summaries, summaries};
use crate::scenario::Scenario;

impl Workbench {
    /// The studies.
    pub const fn studies(&self) -> &Studies {
        &self.studies
    }

    /// Weeks of each regime's run.
    pub fn regime_weeks(&self) -> u32 {
        self.studies.set.weeks.unwrap_or(self.weeks)
    }

    /// Agents of each regime's run.
    pub fn regime_agents(&self) -> u32 {
        self.studies.set.agents.unwrap_or(self.agents)
    }

    /// Runs that a study would take if it started now.
    pub fn study_runs(&self, study: Study) -> usize {
        let seeds = self.studies.seeds(study);
        match study {
            Study::Shares => ShareStudy::runs(self.steps_from_baseline().len(), seeds),
            Study::Assumption => AssumptionStudy::runs(&self.baseline_input(), &self.current_input(), seeds),
            Study::Regimes => self.studies.set.regimes().len() * seeds as usize,
            Study::Facts => ARMS.len() * seeds as usize,
        }
    }

    /// Seconds that it would take, by the last run; none before there is one.
    pub fn study_seconds(&self, study: Study) -> Option<f64> {
        let run = self.current()?;
        let size = |agents: u32, weeks: u32| f64::from(agents) * f64::from(weeks);
        let wanted = match study {
            Study::Regimes => size(self.regime_agents(), self.regime_weeks()),
            Study::Shares | Study::Assumption => size(self.agents, self.weeks),
            // The mean over runs of different lengths.
            Study::Facts => f64::from(facts::agents()) * facts::weeks(1) as f64 / ARMS.len() as f64,
        };
        let one = run.seconds * wanted / size(run.record.agents, run.record.weeks).max(1.0);
        Some(one * self.study_runs(study) as f64)
    }

    /// Whether a study has anything to say.
    pub fn can_study(&self, study: Study) -> bool {
        match study {
            Study::Regimes | Study::Facts => true,
            Study::Shares => self.study_runs(study) > 0,
            Study::Assumption => !same_run(&self.baseline_input(), &self.current_input()),
        }
    }

    /// The split of the difference, where it is about the run on show.
    pub fn share_study(&self) -> Option<&ShareStudy> {
        self.studies.shares.as_ref().filter(|study| study.is_of(&self.baseline_input(), &self.current_input()))
    }

    /// What differs in the run on show from its baseline, or from its scenario where the baseline has another one.
    pub fn steps_from_baseline(&self) -> Vec<Step> {
        steps_between(&self.baseline_input(), &self.current_input())
    }

    /// The look at other assumptions, where it is about the run on show and its baseline.
    pub fn assumption_study(&self) -> Option<&AssumptionStudy> {
        let study = self.studies.assumptions.as_ref();
        study.filter(|study| study.is_of(&self.baseline_input(), &self.current_input()))
    }

    /// The ranking, where it is about the regimes on the page.
    pub fn regime_study(&self) -> Option<&RegimeStudy> {
        let (weeks, agents) = (self.regime_weeks(), self.regime_agents());
        self.studies.regimes.as_ref().filter(|study| study.is_of(&self.studies.set, weeks, agents))
    }

    /// Does what is asked of the studies.
    pub(super) fn study(&mut self, command: StudyCommand) {
        let set = &mut self.studies.set;
        match command {
            StudyCommand::Start(study) => self.start_study(study),
            StudyCommand::Cancel(study) => {
                self.runner.withdraw(&|slot| matches!(slot, Slot::Study(known, _) if known == study));
                if let Some(batch) = self.studies.batch_mut(study) {
                    batch.stop();
                }
            }
            StudyCommand::SetSeeds(study, seeds) => self.studies.set_seeds(study, seeds),
            StudyCommand::AddShipped(name) => {
                if let Some(regime) = Regime::shipped(&name) {
                    set.add(regime);
                }
            }
            StudyCommand::AddCurrent => {
                let regime = Regime::new(Arc::clone(self.named_scenario()), self.named_changes());
                self.studies.set.add(regime);
            }
            StudyCommand::AddPin(id) => {
                if let Some(kept) = self.pin(id).map(|pin| pin.kept.clone()) {
                    self.studies.set.add(Regime::new(kept.scenario, kept.setup.changes));
                }
            }
            StudyCommand::Add(scenario, changes) => set.add(Regime::new(scenario, changes)),
            StudyCommand::Remove(place) => set.remove(place),
            StudyCommand::SetReference(place) => set.set_reference(place),
            StudyCommand::SetWeeks(weeks) => set.weeks = Some(weeks.max(1)),
            StudyCommand::SetAgents(agents) => set.agents = Some(agents.max(1)),
            StudyCommand::ResetRegimes => set.reset(),
            StudyCommand::OpenRegime(place) => {
                if let Some(Regime { scenario, changes, .. }) = set.regimes().get(place).cloned() {
                    let setup = Setup { changes: changes::split(&changes), ..Setup::of(&scenario) };
                    let (weeks, agents) = (scenario.weeks, scenario.agents);
                    self.put_on_the_table(scenario, setup, weeks, agents);
                }
            }
            StudyCommand::OpenArm(arm, against) => self.open_arm(arm, against),
        }
    }

    /// Puts a run behind a fact on the table; what it is held against is pinned and becomes the baseline.
    fn open_arm(&mut self, arm: facts::Arm, against: Option<facts::Arm>) {
        let (weeks, agents) = (arm.spec().weeks, facts::agents());
        let setup = |scenario: &Scenario, arm: facts::Arm| Setup {
            changes: changes::split(&arm.changes()),
            ..Setup::of(scenario)
        };
        let Some(scenario) = arm.scenario() else { return };
        let own = setup(&scenario, arm);
        self.put_on_the_table(scenario, own, weeks, agents);
        let Some((other, scenario)) = against.and_then(|other| Some((other, other.scenario()?))) else { return };
        let setup = setup(&scenario, other);
        let kept = Kept { scenario, setup, weeks, agents };
        let known = self.pins().iter().find(|pin| pin.kept.is(&kept)).map(|pin| pin.id);
        if let Some(id) = known.or_else(|| self.add_pin(kept, false)) {
            self.pin_command(PinCommand::Baseline(Some(id)));
        }
    }

    fn start_study(&mut self, study: Study) {
        if !self.can_study(study) {
            return;
        }
        self.runner.withdraw(&|slot| matches!(slot, Slot::Study(known, _) if known == study));
        let (seeds, token) = (self.studies.seeds(study), self.next_token);
        let (base, run) = (self.baseline_input(), self.current_input());
        let inputs = match study {
            Study::Shares => {
                let Some(study) = ShareStudy::new(&base, run.clone(), seeds, token) else { return };
                let inputs = study.inputs();
                self.studies.shares = Some(study);
                inputs
            }
            Study::Assumption => {
                let study = AssumptionStudy::new(base, run.clone(), seeds, token);
                let inputs = study.inputs();
                self.studies.assumptions = Some(study);
                inputs
            }
            Study::Regimes => {
                let (weeks, agents) = (self.regime_weeks(), self.regime_agents());
                // What is opened later does not change what was ranked.
                (self.studies.set.weeks, self.studies.set.agents) = (Some(weeks), Some(agents));
                let study = RegimeStudy::new(self.studies.set.clone(), weeks, agents, seeds, token);
                let inputs = study.inputs();
                self.studies.regimes = Some(study);
                inputs
            }
            Study::Facts => {
                let study = FactStudy::new(seeds, token);
                let inputs = study.inputs();
                self.studies.facts = Some(study);
                inputs
            }
        };
        for (number, input) in inputs.into_iter().enumerate() {
            let alone = matches!(study, Study::Regimes | Study::Facts);
            let known = if alone { None } else { self.known(&input, run.seed) };
            match (known, self.studies.batch_mut(study)) {
                (Some(figures), Some(batch)) => batch.know(number, figures),
                _ => self.submit_input(Slot::Study(study, number as u32), input),
            }
        }
    }

    /// The figures of a run that another seed of the runs on show has given already.
    fn known(&self, input: &RunInput, first_seed: u64) -> Option<Summaries> {
        let place = usize::try_from(input.seed.wrapping_sub(first_seed)).ok()?;
        let of = |arm: &Arm| {
            let first = RunInput { seed: first_seed, ..input.clone() };
            let sample = arm.sample(place).filter(|_| same_run(&arm.input, &first))?;
            Some(sample.figures.clone())
        };
        let roles = [Role::Current, Role::Baseline];
        roles.iter().filter_map(|role| self.replications.arm(*role)).find_map(of)
    }

    /// Takes over a run of a study that has ended.
    pub(super) fn take_study(&mut self, study: Study, number: u32, token: u64, run: Result<Arc<Finished>, String>) {
        let figures = run.map(|run| {
            let record = &run.record;
            let figures = match study {
                Study::Regimes => regimes::figures(record),
                Study::Facts => facts::figures(record),
                Study::Shares | Study::Assumption => summaries(record, &record.columns),
            };
            (figures, run.seconds)
        });
        if let Some(batch) = self.studies.batch_mut(study) {
            batch.take(number, token, figures);
        }
        if study == Study::Facts {
            self.studies.settle_facts();
        }
    }

    /// Whether a study is being computed.
    pub fn is_studying(&self) -> bool {
        Study::ALL.iter().any(|study| self.studies.batch(*study).is_some_and(Batch::is_running))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::pins::PinCommand;
    use crate::gui::sample::scenario;
    use crate::gui::worker::InlineRunner;
    use crate::scenario::LeverId;

    const METRIC: &str = "profit_vendors";

    fn workbench(background: usize) -> Workbench {
        let mut small = (*scenario()).clone();
        (small.weeks, small.agents, small.policy_week) = (16, 128, 4);
        let mut workbench = Workbench::new(Arc::new(small), Box::new(InlineRunner::with_background(background)));
        workbench.apply(Command::SetSeeds(0));
        workbench.poll();
        workbench
    }

    fn set(workbench: &mut Workbench, id: LeverId, value: f64) {
        workbench.apply(Command::SetLever { id, value, done: true });
        workbench.poll();
    }

    fn ask(workbench: &mut Workbench, command: StudyCommand) {
        workbench.apply(Command::Study(command));
        workbench.poll();
    }

    #[test]
    fn shares_of_real_runs_add_up_and_a_change_after_the_end_has_none() {
        let mut bench = workbench(1000);
        assert!(!bench.can_study(Study::Shares), "nothing is changed");
        set(&mut bench, LeverId::take_mini, 0.5);
        set(&mut bench, LeverId::friction_os, 2.0);
        bench.apply(Command::Do(Action::Live));
        bench.apply(Command::Seek(15));
        set(&mut bench, LeverId::take_os, 0.9);
        ask(&mut bench, StudyCommand::SetSeeds(Study::Shares, 2));
        assert_eq!(bench.study_runs(Study::Shares), 16);
        ask(&mut bench, StudyCommand::Start(Study::Shares));
        let study = bench.share_study().expect("a study of the run on show");
        assert_eq!((study.seeds_done(), study.batch.is_running()), (2, false));
        let split = study.split(METRIC).expect("figures");
        let sum: f64 = split.parts.iter().map(|part| part.share.mean).sum();
        assert!((sum - split.difference.mean).abs() < 1e-9 * (1.0 + sum.abs()), "{split:?}");
        assert!((split.result.mean - split.base.mean - split.difference.mean).abs() < 1e-9);
        assert!(split.difference.mean != 0.0, "a toll moves the profit of vendors");
        let alone: f64 = split.parts.iter().map(|part| part.alone.mean).sum();
        assert!((alone + split.interaction.mean - split.difference.mean).abs() < 1e-9);
        set(&mut bench, LeverId::take_mini, 0.6);
        assert!(bench.share_study().is_none(), "the split is of another run");
        bench.apply(Command::Do(Action::Undo));
        assert!(bench.share_study().is_some(), "and comes back with it");
    }

    #[test]
    fn a_cancelled_study_keeps_what_is_there_and_another_starts_anew() {
        let mut bench = workbench(5);
        set(&mut bench, LeverId::take_mini, 0.5);
        ask(&mut bench, StudyCommand::SetSeeds(Study::Shares, 4));
        ask(&mut bench, StudyCommand::Start(Study::Shares));
        assert!(bench.is_studying());
        assert!(bench.share_study().and_then(|study| study.split(METRIC)).is_some_and(|split| split.seeds >= 2));
        ask(&mut bench, StudyCommand::Cancel(Study::Shares));
        assert!(!bench.is_studying());
        ask(&mut bench, StudyCommand::Start(Study::Shares));
        let batch = bench.studies().batch(Study::Shares).expect("runs");
        assert!(batch.is_running() && batch.progress().0 < 8);
    }

    #[test]
    fn a_split_starts_from_the_baseline_that_was_chosen() {
        let mut bench = workbench(1000);
        set(&mut bench, LeverId::take_mini, 0.5);
        set(&mut bench, LeverId::friction_os, 2.0);
        bench.apply(Command::Do(Action::PinRun));
        let id = bench.pins()[0].id;
        bench.apply(Command::Pins(PinCommand::Baseline(Some(id))));
        bench.poll();
        assert!(!bench.can_study(Study::Shares), "it is its own baseline");
        set(&mut bench, LeverId::take_mini, 0.9);
        set(&mut bench, LeverId::take_os, 0.4);
        ask(&mut bench, StudyCommand::SetSeeds(Study::Shares, 1));
        assert_eq!(bench.study_runs(Study::Shares), 4, "two steps and not the common change");
        ask(&mut bench, StudyCommand::Start(Study::Shares));
        let split = bench.share_study().expect("a study").split(METRIC).expect("figures");
        let figure =
            |run: Option<&Arc<Finished>>| run.and_then(|run| crate::run::summary::summary(&run.record, METRIC));
        assert_eq!(figure(bench.baseline()), Some(split.base.mean));
        assert_eq!(figure(bench.current()), Some(split.result.mean));
        bench.apply(Command::Pins(PinCommand::Baseline(None)));
        bench.poll();
        assert!(bench.share_study().is_none(), "it was about another baseline");
        assert_eq!(bench.study_runs(Study::Shares), 8);
    }

    #[test]
    fn assumptions_are_tried_around_the_difference() {
        let mut bench = workbench(1000);
        assert!(!bench.can_study(Study::Assumption));
        set(&mut bench, LeverId::take_mini, 0.5);
        ask(&mut bench, StudyCommand::SetSeeds(Study::Assumption, 1));
        ask(&mut bench, StudyCommand::Start(Study::Assumption));
        let study = bench.assumption_study().expect("a study of the run on show");
        let answer = study.answer(METRIC).expect("figures");
        assert_eq!(answer.seeds, 1);
        let figure =
            |run: Option<&Arc<Finished>>| run.and_then(|run| crate::run::summary::summary(&run.record, METRIC));
        let gap = figure(bench.current()).zip(figure(bench.baseline())).map(|(run, base)| run - base);
        assert!(gap.is_some_and(|gap| (gap - answer.difference.mean).abs() < 1e-9), "{gap:?} {answer:?}");
        assert!(answer.swings.len() > 50 && answer.swings[0].reach(answer.difference.mean) > 0.0);
    }

    #[test]
    fn regimes_are_ranked_whatever_is_opened_meanwhile_and_one_is_opened() {
        let mut bench = workbench(1000);
        ask(&mut bench, StudyCommand::AddCurrent);
        set(&mut bench, LeverId::take_mini, 0.5);
        ask(&mut bench, StudyCommand::AddCurrent);
        let before = bench.studies().set.regimes().len();
        ask(&mut bench, StudyCommand::AddCurrent);
        assert_eq!(bench.studies().set.regimes().len(), before, "the same regime is not there twice");
        while bench.studies().set.regimes().len() > 2 {
            ask(&mut bench, StudyCommand::Remove(0));
        }
        ask(&mut bench, StudyCommand::SetSeeds(Study::Regimes, 10));
        assert_eq!(bench.study_runs(Study::Regimes), 20);
        bench.apply(Command::Study(StudyCommand::Start(Study::Regimes)));
        bench.apply(Command::Study(StudyCommand::OpenRegime(0)));
        bench.poll();
        assert!(bench.changes().is_empty());
        let ranking = bench.regime_study().and_then(|study| study.ranking(0.01, 0)).expect("a ranking");
        assert_eq!(ranking.seeds, 10);
        assert!(ranking.standings.iter().flatten().all(|standing| standing.ranks.is_some()));
        ask(&mut bench, StudyCommand::OpenRegime(1));
        assert_eq!(bench.changes().len(), 1);
        assert!(bench.regime_study().is_some(), "the ranking stays");
    }
}
