//! Notices what happens to a user by comparing it before and after each phase.

use super::words::{self, Words};
use super::{About, Biography, Moment};
use crate::scenario::vocabulary::Channel;
use crate::step::person::{Person, Question, Service, privacy_rmb, surplus_rmb};
use crate::world::World;

/// Probability above which a user is taken to be exposed by contacts, and below which no longer; own definition.
const EXPOSED: [f64; 2] = [0.5, 0.1];
/// Categories by which another channel must lead before it is called the usual one; own definition.
const LEAD: usize = 5;

/// A life being told.
pub(super) struct Life {
    words: Words,
    biography: Biography,
    /// Phone, messenger and how it worked there, when that was last looked at.
    service: (usize, Option<usize>, Service),
    /// Bits and answers of requests that were told.
    told: Vec<(u16, bool)>,
    requests: u32,
    agreements: u32,
    weeks_hit: u32,
    exposed: bool,
    usual: Option<usize>,
}

impl Life {
    /// The life before week 0.
    pub(super) fn begin(world: &World, user: u64, neutral: bool, person: &Person) -> Option<Self> {
        let words = Words::new(world, neutral);
        let biography = Biography {
            user,
            users: world.agents,
            portrait: words.portrait(world, user, person)?,
            moments: Vec::new(),
            end: Vec::new(),
            surplus_rmb: Vec::new(),
            privacy_revealed_rmb: Vec::new(),
            privacy_stated_rmb: Vec::new(),
        };
        Some(Self {
            words,
            biography,
            service: (person.brand, person.primary, person.service),
            told: Vec::new(),
            requests: 0,
            agreements: 0,
            weeks_hit: 0,
            exposed: false,
            usual: usual(person, None),
        })
    }

    fn tell(&mut self, week: u32, about: About, sentence: String) {
        self.biography.moments.push(Moment { week, about, sentence });
    }

    /// A breach or a scandal that this user takes notice of.
    pub(super) fn news(&mut self, world: &World, before: &Person, after: &Person) {
        if after.shock > before.shock {
            for sentence in self.words.news(world) {
                self.tell(world.week, About::News, sentence);
            }
        }
    }

    /// A phone bought.
    pub(super) fn phone(&mut self, world: &World, before: &Person, after: &Person) {
        if after.brand != before.brand {
            let sentence = self.words.brand_left(world, before, after);
            self.tell(world.week, About::Phone, sentence);
        } else if after.phone_quarters < before.phone_quarters {
            let sentence = self.words.phone_renewed(before);
            self.tell(world.week, About::Phone, sentence);
        }
    }

    /// Messengers installed, dropped, and made the primary one.
    pub(super) fn messengers(&mut self, world: &World, before: &Person, after: &Person) {
        if after.primary != before.primary {
            let sentence = self.words.primary(before, after);
            self.tell(world.week, About::Messenger, sentence);
        }
        for &messenger in after.installed.iter().filter(|m| !before.installed.contains(m)) {
            // Who had none begins with the one that has just been told.
            if before.primary.is_some() || after.primary != Some(messenger) {
                let sentence = self.words.installed(messenger);
                self.tell(world.week, About::Messenger, sentence);
            }
        }
        for &messenger in before.installed.iter().filter(|m| !after.installed.contains(m)) {
            let sentence = self.words.dropped(messenger);
            self.tell(world.week, About::Messenger, sentence);
        }
    }

    /// Requests answered and consents withdrawn. The same answer to the same question is told once.
    pub(super) fn answers(&mut self, world: &World, asked: &[Question], before: &Person, after: &Person) {
        let withdrawn = before.consent & !after.consent;
        for sentence in self.words.withdrawn(withdrawn, after) {
            self.tell(world.week, About::Consent, sentence);
        }
        // A withdrawal starts the counter too, but then nothing is asked.
        if after.waited > 0 || withdrawn != 0 {
            return;
        }
        for question in asked {
            let agrees = after.consent & question.bits == question.bits;
            self.requests += 1;
            self.agreements += u32::from(agrees);
            if !self.told.contains(&(question.bits, agrees)) {
                self.told.retain(|(bits, _)| *bits != question.bits);
                self.told.push((question.bits, agrees));
                let sentence = self.words.answer(question, agrees, after);
                self.tell(world.week, About::Consent, sentence);
            }
        }
    }

    /// What is seen at the end of a week: conflict, contacts, habits, and what the week was worth.
    pub(super) fn close_week(&mut self, world: &World, person: &Person) {
        self.weeks_hit += u32::from(person.service != Service::Full);
        self.conflict(world, person);
        self.contacts(world, person);
        let usual = usual(person, self.usual);
        if usual != self.usual {
            if let Some(channel) = usual {
                let sentence = words::usual(Channel::ALL[channel]);
                self.tell(world.week, About::Habit, sentence);
            }
            self.usual = usual;
        }
        let user = self.biography.user;
        let full = privacy_rmb(world, user);
        let life = &mut self.biography;
        life.surplus_rmb.push(surplus_rmb(world, user) as f32);
        life.privacy_revealed_rmb.push((full * world.levers.privacy_weight_revealed) as f32);
        life.privacy_stated_rmb.push((full * world.levers.privacy_weight_stated) as f32);
    }

    /// How the primary messenger works on the phone, where that has changed.
    pub(super) fn conflict(&mut self, world: &World, person: &Person) {
        let now = (person.brand, person.primary, person.service);
        let elsewhere = (now.0, now.1) != (self.service.0, self.service.1);
        // A new phone or messenger that works needs no word: what was left has been told.
        if now != self.service && (person.service != Service::Full || !elsewhere) {
            let sentence = self.words.service(person);
            self.tell(world.week, About::Conflict, sentence);
        }
        self.service = now;
    }

    fn contacts(&mut self, world: &World, person: &Person) {
        let probability = 1.0 - libm::exp(-person.reading_contacts);
        let exposed = if self.exposed { probability > EXPOSED[1] } else { probability > EXPOSED[0] };
        if exposed != self.exposed {
            let sentence = words::exposed(person, exposed);
            self.tell(world.week, About::Contacts, sentence);
            self.exposed = exposed;
        }
    }

    /// The whole life.
    pub(super) fn end(mut self, person: &Person) -> Biography {
        let (asked, agreed, hit) = (self.requests, self.agreements, self.weeks_hit);
        self.biography.end = self.words.end(person, asked, agreed, hit);
        self.biography
    }
}

/// The channel most categories are habitually reached through; another takes its place only with a clear lead, because
/// single habits change from week to week.
fn usual(person: &Person, now: Option<usize>) -> Option<usize> {
    let count = |channel: usize| person.habits.iter().filter(|&&habit| habit as usize == channel + 1).count();
    let best = (0..Channel::COUNT).max_by_key(|&channel| (count(channel), std::cmp::Reverse(channel)))?;
    let least = now.map_or(1, |channel| count(channel) + LEAD);
    if count(best) >= least { Some(best) } else { now }
}
