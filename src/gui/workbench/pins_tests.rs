//! Pinned runs and the run on show, without a window.

use std::sync::Arc;

use super::*;
use crate::gui::pins::{Compared, MOST_PINS, PinCommand};
use crate::gui::replications::Role;
use crate::gui::sample::scenario;
use crate::gui::worker::InlineRunner;
use crate::run::RunInput;

fn workbench() -> Workbench {
    let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
    workbench.poll();
    workbench
}

fn set(workbench: &mut Workbench, value: f64) {
    workbench.apply(Command::SetLever { id: LeverId::take_mini, value, done: true });
    workbench.poll();
}

fn act(workbench: &mut Workbench, action: Action) {
    assert!(workbench.can(action), "{action:?}");
    workbench.apply(Command::Do(action));
    workbench.poll();
}

/// Rules, luck and size of a run.
fn rules(input: &RunInput) -> (Vec<Reform>, u64, u32, u32, String) {
    (input.changes.clone(), input.seed, input.weeks, input.agents, input.scenario.title.clone())
}

fn is_there(run: Option<&Arc<Finished>>, input: &RunInput) -> bool {
    run.is_some_and(|run| run.record.changes == input.changes && run.record.seed == input.seed)
}

#[test]
fn a_pinned_run_stays_while_the_work_goes_on() {
    let mut workbench = workbench();
    set(&mut workbench, 0.4);
    act(&mut workbench, Action::PinRun);
    set(&mut workbench, 0.6);
    let pin = &workbench.pins()[0];
    assert_eq!(pin.input.changes, vec![Reform::lever(12, LeverId::take_mini, 0.4)]);
    assert!(is_there(pin.run.as_ref(), &pin.input));
    let roles: Vec<Role> = workbench.compared().iter().map(|run| run.role).collect();
    assert_eq!(roles, [Role::Baseline, Role::Current, Role::Pinned(pin.id)]);
    assert!(workbench.compared().iter().all(|run| run.shown && is_there(run.run.as_ref(), &run.input)));
}

#[test]
fn a_run_is_pinned_once_and_there_are_seven_at_most() {
    let mut workbench = workbench();
    for step in 0..MOST_PINS {
        set(&mut workbench, 0.1 * (step + 1) as f64);
        act(&mut workbench, Action::PinRun);
        workbench.apply(Command::Do(Action::PinRun));
    }
    assert_eq!(workbench.pins().len(), MOST_PINS);
    let mut places: Vec<usize> = workbench.pins().iter().map(|pin| pin.place).collect();
    places.dedup();
    assert_eq!(places.len(), MOST_PINS, "each has a dash of its own");
    assert!(!workbench.can(Action::PinRun));
    let second = workbench.pins()[1].id;
    workbench.apply(Command::Pins(PinCommand::Remove(second)));
    assert!(workbench.pin(second).is_none() && workbench.can(Action::PinRun));
    set(&mut workbench, 0.9);
    act(&mut workbench, Action::PinRun);
    assert_eq!(workbench.pins().last().map(|pin| pin.place), Some(1), "a free dash is taken again");
}

#[test]
fn swapping_twice_is_as_if_nothing_had_happened() {
    for pinned in [false, true] {
        let mut workbench = workbench();
        if pinned {
            set(&mut workbench, 0.7);
            act(&mut workbench, Action::PinRun);
            let id = workbench.pins()[0].id;
            workbench.apply(Command::Pins(PinCommand::Baseline(Some(id))));
        }
        set(&mut workbench, 0.4);
        workbench.apply(Command::Seek(20));
        let before = workbench.work();
        let (run, base) = (rules(&workbench.current_input()), rules(&workbench.baseline_input()));
        act(&mut workbench, Action::SwapBaseline);
        assert_eq!((rules(&workbench.baseline_input()), rules(&workbench.current_input())), (run, base));
        assert!(is_there(workbench.current(), &workbench.current_input()));
        assert!(is_there(workbench.baseline(), &workbench.baseline_input()));
        assert_eq!(workbench.playback.week(), 20);
        act(&mut workbench, Action::SwapBaseline);
        let after = workbench.work();
        assert_eq!((after.setup, after.pins, after.baseline), (before.setup, before.pins, before.baseline));
    }
}

#[test]
fn a_switch_is_undone_with_the_steps_before_it() {
    let mut workbench = workbench();
    set(&mut workbench, 0.4);
    act(&mut workbench, Action::PinRun);
    let id = workbench.pins()[0].id;
    set(&mut workbench, 0.6);
    workbench.apply(Command::Pins(PinCommand::Open(id)));
    assert!((workbench.lever(LeverId::take_mini) - 0.4).abs() < 1e-12);
    set(&mut workbench, 0.5);
    act(&mut workbench, Action::Undo);
    act(&mut workbench, Action::Undo);
    assert!((workbench.lever(LeverId::take_mini) - 0.6).abs() < 1e-12, "the switch is undone");
    act(&mut workbench, Action::Undo);
    assert!((workbench.lever(LeverId::take_mini) - 0.4).abs() < 1e-12, "and the step before it");
    act(&mut workbench, Action::Redo);
    act(&mut workbench, Action::Redo);
    assert!((workbench.lever(LeverId::take_mini) - 0.4).abs() < 1e-12, "the switch is made again");
    act(&mut workbench, Action::Undo);
    set(&mut workbench, 0.9);
    assert!(!workbench.can(Action::Redo), "after a change nothing is made again");
}

#[test]
fn another_scenario_is_added_opened_and_left_again() {
    let mut workbench = workbench();
    set(&mut workbench, 0.4);
    workbench.apply(Command::Pins(PinCommand::AddShipped("user-authorised".to_owned())));
    let (id, name) = workbench.pins().first().map(|pin| (pin.id, pin.name.clone())).expect("a pin");
    let title = workbench.pins()[0].input.scenario.title.clone();
    assert_eq!((workbench.scenario().id.as_str(), &name), ("sample", &title), "the work stays");
    workbench.apply(Command::Pins(PinCommand::Open(id)));
    assert_eq!((workbench.scenario().id.as_str(), workbench.changes().len()), ("user-authorised", 0));
    act(&mut workbench, Action::Undo);
    assert_eq!((workbench.scenario().id.as_str(), workbench.changes().len()), ("sample", 1));
    let bytes = b"(nonsense".to_vec();
    workbench.apply(Command::Pins(PinCommand::Add { name: "bad.ron".to_owned(), bytes }));
    assert!(workbench.problems().is_some() && workbench.pins().len() == 1);
}

#[test]
fn the_baseline_is_any_pin_and_has_the_luck_of_the_run_on_show() {
    let mut workbench = workbench();
    set(&mut workbench, 0.4);
    act(&mut workbench, Action::PinRun);
    let id = workbench.pins()[0].id;
    set(&mut workbench, 0.6);
    workbench.apply(Command::Pins(PinCommand::Baseline(Some(id))));
    workbench.apply(Command::SetSeed(9));
    workbench.poll();
    assert!((workbench.baseline_lever(LeverId::take_mini) - 0.4).abs() < 1e-12);
    assert_eq!(workbench.baseline().map(|run| run.record.seed), Some(9));
    assert_eq!(workbench.pins()[0].input.seed, 1, "the pin itself is what was pinned");
    let labels: Vec<String> = workbench.compared().into_iter().map(|run| run.label).collect();
    assert_eq!(labels[0], format!("baseline, {}", workbench.pins()[0].name));
    workbench.apply(Command::Pins(PinCommand::Remove(id)));
    workbench.poll();
    assert!(workbench.baseline().is_some_and(|run| run.record.changes.is_empty()));
}

#[test]
fn seeds_of_pinned_runs_come_in_pairs_with_the_baseline() {
    let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::with_background(100)));
    workbench.apply(Command::SetSeeds(3));
    workbench.poll();
    set(&mut workbench, 0.4);
    act(&mut workbench, Action::PinRun);
    let id = workbench.pins()[0].id;
    set(&mut workbench, 0.6);
    workbench.poll();
    let pairs = |workbench: &Workbench| workbench.replications().pairs(Role::Baseline, Role::Pinned(id)).len();
    assert_eq!(pairs(&workbench), 3);
    workbench.apply(Command::Pins(PinCommand::Show(id, false)));
    assert_eq!(pairs(&workbench), 0, "hidden pins ask for no seeds");
    assert_eq!(workbench.compared().iter().filter(|run| !run.shown).count(), 1);
    workbench.apply(Command::Pins(PinCommand::Show(id, true)));
    workbench.poll();
    assert_eq!(pairs(&workbench), 3);
}

#[test]
fn names_of_firms_are_hidden_in_pins_and_come_back() {
    let mut workbench = workbench();
    workbench.apply(Command::Pins(PinCommand::AddShipped("honor-magic-2017".to_owned())));
    workbench.poll();
    let named: Vec<Compared> = workbench.compared();
    act(&mut workbench, Action::NeutralNames);
    let pin = &workbench.pins()[0];
    let said = format!("{} {} {:?}", pin.name, pin.input.scenario.title, pin.input.scenario.texts);
    assert!(!said.contains("Honor") && !said.contains("WeChat"), "{}", pin.name);
    assert!(pin.run.is_some());
    act(&mut workbench, Action::NeutralNames);
    let again = workbench.compared();
    assert_eq!(again.last().map(|run| &run.label), named.last().map(|run| &run.label));
}

#[test]
fn pins_are_renamed_to_names_of_their_own() {
    let mut workbench = workbench();
    for value in [0.4, 0.6] {
        set(&mut workbench, value);
        act(&mut workbench, Action::PinRun);
    }
    let ids: Vec<u32> = workbench.pins().iter().map(|pin| pin.id).collect();
    for id in &ids {
        workbench.apply(Command::Pins(PinCommand::Rename(*id, " High  fee ".to_owned())));
        workbench.apply(Command::Pins(PinCommand::Rename(*id, "  ".to_owned())));
    }
    let names: Vec<&str> = workbench.pins().iter().map(|pin| pin.name.as_str()).collect();
    assert_eq!(names, ["High fee", "High fee, 2"]);
}

#[test]
fn a_lesson_pins_its_runs_and_shows_the_last_of_them_as_one_step() {
    for lesson in crate::gui::pins::lessons::Lesson::LIST {
        let mut bench = workbench();
        let spec = lesson.spec();
        assert!(bench.can(Action::Teach(*lesson)));
        bench.apply(Command::Do(Action::Teach(*lesson)));
        bench.poll();
        let (last, others) = spec.runs.split_last().expect("runs");
        let names: Vec<&str> = bench.pins().iter().map(|pin| pin.name.as_str()).collect();
        assert_eq!(names, others.iter().map(|run| run.name).collect::<Vec<_>>());
        for (id, value) in last.levers {
            assert_eq!(bench.lever(*id), *value, "{}", id.spec().id);
        }
        for (pin, run) in bench.pins().iter().zip(others) {
            let levers = crate::gui::changes::levers_at(&pin.input.scenario, &pin.input.changes, 39);
            assert!(run.levers.iter().all(|(id, value)| levers.get(*id) == *value), "{}", run.name);
        }
        assert_eq!((bench.headline(), bench.board().span), spec.headline);
        bench.apply(Command::Do(Action::Teach(*lesson)));
        assert_eq!(bench.pins().len(), others.len(), "taught again it pins nothing twice");
        bench.apply(Command::Do(Action::Undo));
        assert!(bench.changes().is_empty(), "one step to undo");
    }
}
