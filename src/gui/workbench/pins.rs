//! Pinned runs: kept beside the run on show, compared with it, and put in its place.

use std::sync::Arc;

use super::{Notice, Workbench, scenario_library};
use crate::gui::access::position::somebody_reads;
use crate::gui::changes;
use crate::gui::history::Setup;
use crate::gui::opening;
use crate::gui::pins::lessons::{Lesson, LessonRun};
use crate::gui::pins::{Compared, Kept, MOST_PINS, Pin, PinCommand, SavedPin, distinct, shortened};
use crate::gui::plots::PlotCommand;
use crate::gui::replications::Role;
use crate::gui::worker::Slot;
use crate::run::RunInput;
use crate::scenario::neutral::Names;
use crate::scenario::{self, Scenario};

/// What a workbench knows about pinned runs.
#[derive(Debug, Default)]
pub(super) struct Pins {
    list: Vec<Pin>,
    /// The pin that is the baseline; none is the scenario as it stands.
    baseline: Option<u32>,
    last: u32,
}

impl Workbench {
    /// The pinned runs, in the order in which they were pinned.
    pub fn pins(&self) -> &[Pin] {
        &self.pins.list
    }

    /// A pinned run by its number.
    pub fn pin(&self, id: u32) -> Option<&Pin> {
        self.pins.list.iter().find(|pin| pin.id == id)
    }

    /// The pin that is the baseline; none is the scenario on show as it stands.
    pub const fn baseline_pin(&self) -> Option<u32> {
        self.pins.baseline
    }

    /// Whether plots and tables show a pinned run.
    pub fn shows_pin(&self, id: u32) -> bool {
        !self.board.hides(&Pin::key(id))
    }

    /// The pin that is the run on show, if it is pinned.
    pub fn pin_on_show(&self) -> Option<&Pin> {
        let kept = self.kept();
        self.pins.list.iter().find(|pin| pin.kept.is(&kept))
    }

    /// Name of the baseline.
    pub fn baseline_label(&self) -> String {
        let pin = self.pins.baseline.and_then(|id| self.pin(id));
        pin.map_or_else(|| "baseline".to_owned(), |pin| format!("baseline, {}", pin.name))
    }

    /// All runs that are compared: what the others are compared with first, then the run on show, then the pinned ones
    /// in their order. A run on show that is its own baseline, and a pin that is the baseline, are there once.
    pub fn compared(&self) -> Vec<Compared> {
        let compared =
            |label: String, input: RunInput, run: Option<_>, role, shown| Compared { label, input, run, role, shown };
        let shows = |key: &str| !self.board.hides(key);
        let mut all = Vec::new();
        if !self.is_own_baseline() {
            let input = self.baseline_input();
            let run = self.baseline.clone().filter(|run| super::runs::is_run_of(run, &input));
            all.push(compared(self.baseline_label(), input, run, Role::Baseline, shows("run baseline")));
        }
        let input = self.current_input();
        let run = self.current.clone().filter(|run| super::runs::is_run_of(run, &input));
        all.push(compared("this run".to_owned(), input, run, Role::Current, shows("run this run")));
        for pin in self.pins.list.iter().filter(|pin| Some(pin.id) != self.pins.baseline) {
            let shown = self.shows_pin(pin.id);
            all.push(compared(pin.name.clone(), pin.input.clone(), pin.run.clone(), Role::Pinned(pin.id), shown));
        }
        all
    }

    /// Whether the run on show is what the others are compared with.
    pub fn is_own_baseline(&self) -> bool {
        match self.pins.baseline.and_then(|id| self.pin(id)) {
            Some(pin) => pin.kept.has_rules_of(self.named_scenario(), &self.named_changes()),
            None => self.setup.changes.is_empty(),
        }
    }

    /// The smallest gap of interest, a share of the baseline's figure.
    pub const fn gap(&self) -> f64 {
        self.gap
    }

    pub(super) fn set_gap(&mut self, gap: f64) {
        self.gap = gap.clamp(0.0, 1.0);
    }

    /// Whether another run can be pinned.
    pub fn has_room_for_pin(&self) -> bool {
        self.pins.list.len() < MOST_PINS
    }

    /// Whether run and baseline can be swapped: the run on show needs a place among the pinned ones.
    pub(super) fn can_swap(&self) -> bool {
        !self.is_own_baseline() && (self.has_room_for_pin() || self.pin_on_show().is_some())
    }

    /// What decides the run on show.
    pub(super) fn kept(&self) -> Kept {
        Kept {
            scenario: Arc::clone(self.named_scenario()),
            setup: self.named_setup(),
            weeks: self.weeks,
            agents: self.agents,
        }
    }

    /// What decides the baseline, with luck and size of the run on show.
    pub(super) fn baseline_kept(&self) -> Kept {
        let open = self.kept();
        let pinned = self.pins.baseline.and_then(|id| self.pin(id)).map(|pin| &pin.kept);
        let (scenario, changes, policy_week) = match pinned {
            Some(kept) => (&kept.scenario, kept.setup.changes.clone(), kept.setup.policy_week),
            None => (&open.scenario, Vec::new(), open.setup.policy_week),
        };
        let setup = Setup { changes, policy_week, seed: open.setup.seed, muted: Vec::new() };
        Kept { scenario: Arc::clone(scenario), setup, weeks: open.weeks, agents: open.agents }
    }

    /// Pins the run on show.
    pub(super) fn pin_run(&mut self) {
        let kept = self.kept();
        if let Some(place) = self.pins.list.iter().position(|pin| pin.kept.is(&kept)) {
            // Who pins what a swap lent wants to keep it.
            self.pins.list[place].lent = false;
            let name = self.pins.list[place].name.clone();
            self.notices.push(Notice::Done(format!("This run is pinned as {name}")));
            return;
        }
        self.add_pin(kept, false);
    }

    /// Whether the runs of a lesson say something here and have room: a maker of the scenario must read messages.
    pub(super) fn can_teach(&self, lesson: Lesson) -> bool {
        let wanted = lesson.spec().runs.len() - 1;
        somebody_reads(&self.scenario) && self.pins.list.len() + wanted <= MOST_PINS
    }

    /// Pins all runs of a lesson but the last one, which becomes the run on show, with the figures that tell it.
    pub(super) fn teach(&mut self, lesson: Lesson) {
        let spec = lesson.spec();
        let Some((last, others)) = spec.runs.split_last() else { return };
        let policy_week = self.setup.policy_week;
        let changes = |scenario: &Scenario, run: &LessonRun| {
            let mut changes = Vec::new();
            for (id, value) in run.levers {
                changes::set_lever(scenario, &mut changes, policy_week, *id, *value);
            }
            changes
        };
        for run in others {
            let named = self.kept();
            let setup = Setup { changes: changes(&named.scenario, run), muted: Vec::new(), ..named.setup.clone() };
            let kept = Kept { setup, ..named };
            let known = self.pins.list.iter().find(|pin| pin.kept.is(&kept)).map(|pin| pin.id);
            if let Some(id) = known.or_else(|| self.add_pin(kept, false)) {
                self.rename_pin(id, run.name);
            }
        }
        let scenario = Arc::clone(&self.scenario);
        self.change(None, true, |setup| {
            setup.changes = changes(&scenario, last);
            setup.muted.clear();
        });
        let (headline, span) = spec.headline;
        self.board.show(None, headline);
        self.board.apply(PlotCommand::SetSpan(span));
        for (place, choice) in spec.plots.iter().enumerate() {
            self.board.show(Some(place), *choice);
        }
        let pinned: Vec<&str> = others.iter().map(|run| run.name).collect();
        let said = format!(
            "“{}” is on show, and pinned beside it {}. {}",
            last.name,
            pinned.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(" and "),
            spec.look_at
        );
        self.notices.push(Notice::Done(said));
    }

    /// Does what is asked about pinned runs.
    pub(super) fn pin_command(&mut self, command: PinCommand) {
        match command {
            PinCommand::Add { name, bytes } => {
                self.add_to_comparison(&name, &bytes, &scenario_library);
            }
            PinCommand::AddShipped(name) => match scenario::shipped(&name) {
                Some(text) => {
                    self.add_to_comparison(&name, text.as_bytes(), &scenario_library);
                }
                None => self.notices.push(Notice::Failed(format!("There is no shipped scenario named {name}"))),
            },
            PinCommand::Rename(id, name) => self.rename_pin(id, &name),
            PinCommand::Remove(id) => {
                self.pins.list.retain(|pin| pin.id != id);
                self.runner.withdraw(&|slot| slot == Slot::Pinned(id));
                self.board.hidden.remove(&Pin::key(id));
                if self.pins.baseline == Some(id) {
                    self.pins.baseline = None;
                    self.settle();
                }
                self.replicate();
            }
            PinCommand::Show(id, on) => {
                if self.shows_pin(id) != on {
                    self.board.apply(PlotCommand::ToggleSeries(Pin::key(id)));
                    self.replicate();
                }
            }
            PinCommand::Open(id) => self.open_pin(id),
            PinCommand::Baseline(id) => {
                self.pins.baseline = id.filter(|id| self.pin(*id).is_some());
                self.drop_lent();
                self.settle();
            }
        }
    }

    /// Adds what a file says to the comparison and leaves the work as it is; `library` knows the parents a scenario may
    /// name. Returns whether it could be read.
    pub fn add_to_comparison(&mut self, name: &str, bytes: &[u8], library: &dyn Fn(&str) -> Option<String>) -> bool {
        match opening::read(name, bytes, library) {
            Ok(opened) => {
                let opening::Opened { scenario, setup, weeks, agents, others, other_version: _ } = opened;
                self.add_pin(Kept { scenario, setup, weeks, agents }, false);
                self.pin_others(others);
                true
            }
            Err(list) => {
                let texts = opening::texts(name, bytes, library);
                self.problems = Some(super::Problems { name: name.to_owned(), list, texts });
                false
            }
        }
    }

    /// Pins the further runs of a file under their names; those that are pinned already stay as they are.
    pub(super) fn pin_others(&mut self, others: Vec<opening::Other>) {
        for opening::Other { name, run, is_baseline } in others {
            let opening::Opened { scenario, setup, weeks, agents, .. } = run;
            let kept = Kept { scenario, setup, weeks, agents };
            let known = self.pins.list.iter().find(|pin| pin.kept.is(&kept)).map(|pin| pin.id);
            let id = known.or_else(|| {
                let id = self.add_pin(kept, false)?;
                self.rename_pin(id, &name);
                Some(id)
            });
            if is_baseline {
                self.pin_command(PinCommand::Baseline(id));
            }
        }
    }

    /// Adds a pinned run and asks for it. Returns its number, `None` where there is no room.
    pub(super) fn add_pin(&mut self, kept: Kept, lent: bool) -> Option<u32> {
        if !self.has_room_for_pin() {
            let said = format!("There are {MOST_PINS} pinned runs already. Remove one first");
            self.notices.push(Notice::Failed(said));
            return None;
        }
        let names: Vec<&str> = self.pins.list.iter().map(|pin| pin.own_name.as_str()).collect();
        let own_name = distinct(&kept.name(self.pins.list.iter().map(|pin| &pin.kept)), &names);
        let taken: Vec<usize> = self.pins.list.iter().map(|pin| pin.place).collect();
        let place = (0..MOST_PINS).find(|place| !taken.contains(place)).unwrap_or_default();
        self.pins.last += 1;
        let id = self.pins.last;
        let pin = Pin { id, place, name: String::new(), input: kept.input(), run: None, own_name, kept, lent };
        self.pins.list.push(pin);
        self.name_pins();
        self.ask_for_pins();
        self.replicate();
        Some(id)
    }

    fn rename_pin(&mut self, id: u32, name: &str) {
        let name = shortened(name);
        let others: Vec<&str> =
            self.pins.list.iter().filter(|pin| pin.id != id).map(|pin| pin.own_name.as_str()).collect();
        let name = distinct(&name, &others);
        if let Some(pin) = self.pins.list.iter_mut().find(|pin| pin.id == id).filter(|_| !name.is_empty()) {
            pin.lent = false;
            pin.own_name = name;
            self.name_pins();
        }
    }

    /// Shows or hides the names of firms in what is pinned. A run of other names is another run.
    pub(super) fn name_pins(&mut self) {
        let neutral = self.writing.neutral;
        let hidden = self.writing.hidden.as_ref();
        for pin in &mut self.pins.list {
            let (name, input) = match hidden {
                _ if !neutral => (pin.own_name.clone(), pin.kept.input()),
                // The scenario on show and a pin of it have one set of names.
                Some(hidden) if Arc::ptr_eq(&hidden.scenario, &pin.kept.scenario) => {
                    let changes = hidden.names.changes(&pin.kept.setup.changes);
                    let input = RunInput { scenario: Arc::clone(&self.scenario), changes, ..pin.kept.input() };
                    (hidden.names.prose(&pin.own_name), input)
                }
                _ => {
                    let names = Names::of(&pin.kept.scenario, &pin.kept.setup.changes);
                    (names.prose(&pin.own_name), pin.kept.neutral())
                }
            };
            pin.name = name;
            pin.run = pin.run.take().filter(|run| super::runs::is_run_of(run, &input));
            pin.input = input;
        }
    }

    /// Asks for the pinned runs that are not there.
    pub(super) fn ask_for_pins(&mut self) {
        let shown = [&self.current, &self.baseline].map(Clone::clone);
        let mut missing = Vec::new();
        for pin in self.pins.list.iter_mut().filter(|pin| pin.run.is_none()) {
            pin.run = shown.iter().flatten().find(|run| super::runs::is_run_of(run, &pin.input)).cloned();
            if pin.run.is_none() {
                missing.push((Slot::Pinned(pin.id), pin.input.clone()));
            }
        }
        for (slot, input) in missing {
            self.submit_input(slot, input);
        }
    }

    /// Takes over a pinned run that has ended.
    pub(super) fn take_pinned(&mut self, id: u32, run: Arc<super::Finished>) {
        let pin = self.pins.list.iter_mut().find(|pin| pin.id == id);
        if let Some(pin) = pin.filter(|pin| super::runs::is_run_of(&run, &pin.input)) {
            pin.run = Some(run);
            self.replicate();
        }
    }

    /// Sets what all runs are compared with: the scenario as it stands, a pin with these rules, or else one that is
    /// lent for it.
    pub(super) fn compare_with(&mut self, kept: Kept) {
        let stands = kept.has_rules_of(self.named_scenario(), &[]);
        let same = |pin: &&Pin| pin.kept.has_rules_of(&kept.scenario, &kept.setup.changes);
        let pinned = self.pins.list.iter().find(same).map(|pin| pin.id);
        self.pins.baseline = if stands { None } else { pinned.or_else(|| self.add_pin(kept, true)) };
        self.drop_lent();
    }

    /// What a swap lent goes when it is no longer the baseline.
    fn drop_lent(&mut self) {
        let baseline = self.pins.baseline;
        self.pins.list.retain(|pin| !pin.lent || Some(pin.id) == baseline);
    }

    /// No pinned runs, and the scenario as it stands as baseline.
    pub(super) fn clear_pins(&mut self) {
        self.runner.withdraw(&|slot| matches!(slot, Slot::Pinned(_)));
        (self.pins.list, self.pins.baseline) = (Vec::new(), None);
    }

    /// The pinned runs as they are kept between starts, and which of them is the baseline.
    pub(super) fn saved_pins(&self) -> (Vec<SavedPin>, Option<u32>) {
        let open = self.named_scenario();
        (self.pins.list.iter().map(|pin| pin.saved(open)).collect(), self.pins.baseline)
    }

    /// Takes up pinned runs as they were kept; the scenario on show is already there, under its names.
    pub(super) fn take_up_pins(&mut self, saved: Vec<SavedPin>, baseline: Option<u32>) {
        let read = |texts: &[(String, String)]| opening::from_texts(texts, &scenario_library)?.ok();
        let open = Arc::clone(self.named_scenario());
        for saved in saved.into_iter().take(MOST_PINS) {
            match saved.pin(&open, read) {
                Ok(pin) => {
                    self.pins.last = self.pins.last.max(pin.id);
                    self.pins.list.push(pin);
                }
                Err(name) => {
                    self.notices.push(Notice::Failed(format!("The pinned run {name} cannot be read any more")));
                }
            }
        }
        self.pins.baseline = baseline.filter(|id| self.pin(*id).is_some());
    }
}
