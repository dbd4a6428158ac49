//! The life of one user in a run: who this is, and what happened to it when, as sentences.
//!
//! The run is computed again and the user looked at before and after each phase. Looking changes nothing, so that this
//! is the life the user had in the run on show.

mod life;
mod words;

use super::RunInput;
use crate::step::person::{person, questions};
use crate::step::{self, PHASES, Pool};
use life::Life;

/// The life of one user.
#[derive(Clone, Debug, PartialEq)]
pub struct Biography {
    /// Number of the user, from 0.
    pub user: u64,
    /// Users that there are.
    pub users: u64,
    /// Who this is, as sentences.
    pub portrait: Vec<String>,
    /// What happened, in order of weeks.
    pub moments: Vec<Moment>,
    /// How it came out, as sentences.
    pub end: Vec<String>,
    /// What the user gains from services, RMB by week: the mean over what may happen in the week.
    pub surplus_rmb: Vec<f32>,
    /// Privacy loss at the revealed weight, RMB by week.
    pub privacy_revealed_rmb: Vec<f32>,
    /// The same at the stated weight.
    pub privacy_stated_rmb: Vec<f32>,
}

/// Something that happened to a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub week: u32,
    /// What it is about.
    pub about: About,
    /// What happened, as a sentence.
    pub sentence: String,
}

/// What a moment of a life is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The phone.
    Phone,
    /// Messengers.
    Messenger,
    /// A conflict that reaches this user, and its end.
    Conflict,
    /// Requests and consents.
    Consent,
    /// What contacts give away.
    Contacts,
    /// Ways to reach services.
    Habit,
    /// News about the use of data.
    News,
}

impl About {
    /// The word shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Messenger => "messenger",
            Self::Conflict => "conflict",
            Self::Consent => "consent",
            Self::Contacts => "contacts",
            Self::Habit => "habit",
            Self::News => "news",
        }
    }
}

/// Computes a run again and follows one user; a number that no user has means the last one. `neutral` hides the names
/// of firms. `progress` is told each finished week and stops by returning `false`; then there is no biography.
pub fn biography(
    input: &RunInput,
    user: u64,
    neutral: bool,
    progress: &mut dyn FnMut(u32) -> bool,
) -> Option<Biography> {
    let pool = Pool::new(1);
    let mut world = step::new_world(&input.scenario, &input.changes, input.seed, input.agents, &pool);
    let user = user.min(world.agents.saturating_sub(1));
    let mut now = person(&world, user)?;
    let mut life = Life::begin(&world, user, neutral, &now)?;
    for week in 0..input.weeks {
        for phase in PHASES {
            let asked = if phase.name == "consent" { questions(&world, user) } else { Vec::new() };
            (phase.run)(&mut world, &pool);
            let next = person(&world, user)?;
            match phase.name {
                "shocks" => {
                    life.news(&world, &now, &next);
                    // Users may answer a withdrawal in the same week.
                    life.conflict(&world, &next);
                }
                "phones" => life.phone(&world, &now, &next),
                "messengers" => life.messengers(&world, &now, &next),
                "consent" => life.answers(&world, &asked, &now, &next),
                _ => {}
            }
            now = next;
        }
        life.close_week(&world, &now);
        world.week += 1;
        if !progress(week) {
            return None;
        }
    }
    Some(life.end(&now))
}
