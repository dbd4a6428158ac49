//! Every user of run and baseline, and the life of one: asked for by the tab that shows them, computed beside the runs.

use std::sync::Arc;

use super::Workbench;
use super::runs::is_run_of;
use crate::gui::errand::Errand;
use crate::run::RunInput;
use crate::run::biography::{Biography, biography};
use crate::run::persons::{Persons, persons};

/// Runs whose users are remembered.
const REMEMBERED: usize = 3;

/// Something about users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleCommand {
    /// Looks at every user of run and baseline.
    LookAtAll,
    /// Chooses the user whose life is shown.
    Follow(u64),
    /// Reads the life of that user.
    ReadLife,
}

/// The life of a user in the run on show and in what it is compared with.
#[derive(Debug)]
pub struct Lives {
    /// In the run on show.
    pub here: Biography,
    /// In the baseline, where that is another run.
    pub there: Option<Biography>,
}

/// Users of one run by the run's number.
type Known = (u64, Arc<Persons>);

/// What is known about users.
#[derive(Debug, Default)]
pub(super) struct People {
    known: Vec<Known>,
    coming: Option<Errand<(u64, u64), Vec<Known>>>,
    pub(super) followed: Option<u64>,
    lives: Option<Errand<(u64, u64, u64), Lives>>,
}

impl People {
    /// Takes over what has been found.
    pub(super) fn poll(&mut self) {
        if let Some(coming) = &mut self.coming
            && coming.poll()
        {
            self.known.extend(coming.found().into_iter().flatten().cloned());
            let old = self.known.len().saturating_sub(REMEMBERED);
            self.known.drain(..old);
        }
        if let Some(lives) = &mut self.lives {
            lives.poll();
        }
    }

    fn of(&self, token: u64) -> Option<&Arc<Persons>> {
        self.known.iter().find(|(known, _)| *known == token).map(|(_, persons)| persons)
    }
}

impl Workbench {
    /// Numbers of run and baseline with what they are, once both are those that were asked for last.
    fn settled(&self) -> Option<[(u64, RunInput); 2]> {
        let (input, base) = (self.current_input(), self.baseline_input());
        let current = self.current().filter(|run| is_run_of(run, &input))?;
        let baseline = self.baseline().filter(|run| is_run_of(run, &base))?;
        Some([(current.token, input), (baseline.token, base)])
    }

    fn tokens(&self) -> Option<(u64, u64)> {
        Some((self.current()?.token, self.baseline()?.token))
    }

    /// Every user of the run on show and of the baseline, once looked at.
    pub fn persons(&self) -> Option<[&Arc<Persons>; 2]> {
        let (here, there) = self.tokens()?;
        Some([self.people.of(here)?, self.people.of(there)?])
    }

    /// How far looking at the users of these runs has got.
    pub fn persons_progress(&self) -> Option<f32> {
        let coming = self.people.coming.as_ref()?;
        if Some(coming.key) == self.tokens() { coming.progress() } else { None }
    }

    /// Whether looking at the users of these runs came to nothing.
    pub fn persons_failed(&self) -> bool {
        let over = |coming: &Errand<_, _>| Some(coming.key) == self.tokens() && coming.progress().is_none();
        self.persons().is_none() && self.people.coming.as_ref().is_some_and(over)
    }

    /// Whether nobody has looked at the users of these runs yet.
    pub fn wants_persons(&self) -> bool {
        self.progress().is_none()
            && self.persons().is_none()
            && self.people.coming.as_ref().is_none_or(|coming| Some(coming.key) != self.tokens())
            && self.settled().is_some()
    }

    /// The user whose life is shown.
    pub const fn followed(&self) -> Option<u64> {
        self.people.followed
    }

    fn lives_key(&self) -> Option<(u64, u64, u64)> {
        let (here, there) = self.tokens()?;
        Some((here, there, self.people.followed?))
    }

    /// The life that is shown, once read.
    pub fn lives(&self) -> Option<&Lives> {
        let lives = self.people.lives.as_ref()?;
        if Some(lives.key) == self.lives_key() { lives.found() } else { None }
    }

    /// How far reading that life has got.
    pub fn lives_progress(&self) -> Option<f32> {
        let lives = self.people.lives.as_ref()?;
        if Some(lives.key) == self.lives_key() { lives.progress() } else { None }
    }

    /// Whether reading that life came to nothing.
    pub fn life_failed(&self) -> bool {
        let over = |lives: &Errand<_, _>| Some(lives.key) == self.lives_key() && lives.progress().is_none();
        self.lives().is_none() && self.people.lives.as_ref().is_some_and(over)
    }

    /// Whether nobody has read that life yet.
    pub fn wants_life(&self) -> bool {
        let key = self.lives_key();
        key.is_some()
            && self.progress().is_none()
            && self.people.lives.as_ref().is_none_or(|lives| Some(lives.key) != key)
            && self.settled().is_some()
    }

    pub(super) fn ask_about_people(&mut self, command: PeopleCommand) {
        match command {
            PeopleCommand::LookAtAll => self.look_at_all(),
            PeopleCommand::Follow(user) => {
                self.people.followed = Some(user.min(u64::from(self.agents.saturating_sub(1))));
            }
            PeopleCommand::ReadLife => self.read_life(),
        }
    }

    fn look_at_all(&mut self) {
        let Some(both) = self.settled() else { return };
        let key = (both[0].0, both[1].0);
        let mut wanted: Vec<(u64, RunInput)> = Vec::new();
        for (token, input) in both {
            if self.people.of(token).is_none() && !wanted.iter().any(|(known, _)| *known == token) {
                wanted.push((token, input));
            }
        }
        let steps = wanted.iter().map(|(_, input)| input.weeks).sum();
        let errand = Errand::begin(&mut *self.runner, key, steps, move |step| {
            let look = |(token, input): (u64, RunInput)| Some((token, Arc::new(persons(&input, 1, &mut |_| step())?)));
            wanted.into_iter().map(look).collect()
        });
        self.people.coming = Some(errand);
    }

    fn read_life(&mut self) {
        let (Some(both), Some(user)) = (self.settled(), self.people.followed) else { return };
        let [(token, input), (base_token, base)] = both;
        let differ = token != base_token;
        let steps = if differ { 2 * input.weeks } else { input.weeks };
        let errand = Errand::begin(&mut *self.runner, (token, base_token, user), steps, move |step| {
            let here = biography(&input, user, false, &mut |_| step())?;
            let there = if differ { Some(biography(&base, user, false, &mut |_| step())?) } else { None };
            Some(Lives { here, there })
        });
        self.people.lives = Some(errand);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::Command;
    use crate::gui::errand::Aside;
    use crate::gui::sample::scenario;
    use crate::gui::worker::{InlineRunner, Job, Outcome, Progress, Runner};

    /// Runs are computed, and what is done beside them is lost.
    struct Lossy(InlineRunner);

    impl Runner for Lossy {
        fn submit(&mut self, job: Job) {
            self.0.submit(job);
        }

        fn poll(&mut self) -> Vec<Outcome> {
            self.0.poll()
        }

        fn progress(&self) -> Option<Progress> {
            None
        }

        fn aside(&mut self, _work: Aside) {}
    }

    #[test]
    fn what_came_to_nothing_says_so_and_may_be_tried_again() {
        let mut bench = Workbench::new(scenario(), Box::new(Lossy(InlineRunner::default())));
        bench.poll();
        assert!(bench.wants_persons() && !bench.persons_failed());
        bench.apply(Command::People(PeopleCommand::LookAtAll));
        bench.apply(Command::People(PeopleCommand::Follow(3)));
        bench.apply(Command::People(PeopleCommand::ReadLife));
        bench.poll();
        assert!(bench.persons_failed() && bench.life_failed());
        assert!(!bench.wants_persons() && !bench.wants_life(), "it does not try for ever");
        bench.runner = Box::new(InlineRunner::default());
        bench.apply(Command::People(PeopleCommand::LookAtAll));
        bench.apply(Command::People(PeopleCommand::ReadLife));
        bench.poll();
        assert!(!bench.persons_failed() && bench.persons().is_some());
        assert!(!bench.life_failed() && bench.lives().is_some());
    }
}
