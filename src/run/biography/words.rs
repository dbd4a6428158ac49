//! The sentences of a biography.

use std::sync::Arc;

use crate::rules::{Slot, Slots, capital, list, weeks};
use crate::run::summary::significant;
use crate::scenario::Scenario;
use crate::scenario::vocabulary::{Channel, ConsentMode, DataType};
use crate::step::person::{Person, Question, Service, traits};
use crate::world::users::{Towards, consent_bit};
use crate::world::{Actor, EventKind, World};

/// A brand whose services are worth so much more, in utils an occasion, is taken to be bought for them; assumed.
const SERVICE_GAIN: f64 = 0.02;

/// Id of the actor that stands for all the small ones.
const OTHER: &str = "other";

/// Names of the market in the sentences about one user.
pub(super) struct Words {
    scenario: Arc<Scenario>,
    slots: Slots,
    neutral: bool,
    persons: f64,
}

impl Words {
    /// The names of a world.
    pub(super) fn new(world: &World, neutral: bool) -> Self {
        let persons = world.persons_per_agent;
        Self { scenario: Arc::clone(&world.scenario), slots: world.slots.clone(), neutral, persons }
    }

    fn brand(&self, brand: usize) -> String {
        self.name(self.slots.brand(brand))
    }

    fn messenger(&self, messenger: usize) -> String {
        self.name(self.slots.messenger(messenger))
    }

    /// The name of a party; those called "other" are words and no name.
    fn name(&self, slot: Slot) -> String {
        let name = self.slots.label(slot, self.neutral);
        if self.slots.id(slot) == OTHER { name.to_lowercase() } else { name }
    }

    /// The verb that agrees with a brand.
    fn verb(&self, brand: usize, one: &'static str, many: &'static str) -> &'static str {
        if self.scenario.brands[brand].id == OTHER { many } else { one }
    }

    /// Who the user is.
    pub(super) fn portrait(&self, world: &World, user: u64, person: &Person) -> Option<Vec<String>> {
        let traits = traits(world, user)?;
        let mut said = vec![format!(
            "User {user} of {} stands for {} people and belongs to community {}",
            world.agents,
            people(self.persons),
            traits.community
        )];
        let messenger = person
            .primary
            .map_or_else(|| "has no messenger yet".to_owned(), |m| format!("mainly writes on {}", self.messenger(m)));
        let others: Vec<String> =
            person.installed.iter().filter(|&&m| Some(m) != person.primary).map(|&m| self.messenger(m)).collect();
        let also = if others.is_empty() { String::new() } else { format!(" and has {} too", list(&others, "and")) };
        said.push(format!("Before week 0, owns a phone of {}, {messenger}{also}", self.brand(person.brand)));
        let fifths = ["least concerned", "second least concerned", "middle", "second most concerned", "most concerned"];
        said.push(format!(
            "Belongs to the {} fifth of users by privacy, weighs it at {} times the mean",
            fifths[traits.fifth.min(4)],
            round(traits.concern)
        ));
        said.push(format!(
            "Has {} contacts, writes {} and spends {} times the mean",
            round(traits.contacts.round()),
            round(traits.activity),
            round(traits.spend)
        ));
        let given: Vec<String> = [Towards::Os, Towards::Messenger, Towards::Vendors]
            .into_iter()
            .filter_map(|towards| {
                let types = types_of(person.consent, towards);
                (!types.is_empty()).then(|| format!("{} to {}", types_list(&types), self.towards(towards, person)))
            })
            .collect();
        said.push(if given.is_empty() {
            "Has agreed to no use of data so far".to_owned()
        } else {
            format!("Has agreed to give {}", list(&given, "and"))
        });
        Some(said)
    }

    fn towards(&self, towards: Towards, person: &Person) -> String {
        match towards {
            Towards::Os => self.brand(person.brand),
            Towards::Messenger => person.primary.map_or_else(|| "the operator".to_owned(), |m| self.messenger(m)),
            Towards::Vendors => "app vendors".to_owned(),
        }
    }

    /// News of the week about the use of data.
    pub(super) fn news(&self, world: &World) -> Vec<String> {
        let of_week = world.events.iter().rev().take_while(|event| event.week == world.week);
        let of_week = of_week.filter(|event| matches!(event.kind, EventKind::Breach | EventKind::Scandal));
        of_week
            .map(|event| {
                let who = match event.actor {
                    Actor::Brand(b) => self.brand(b),
                    Actor::Messenger(m) => self.messenger(m),
                    actor => actor.name(&self.scenario),
                };
                match event.kind {
                    EventKind::Breach => format!("Hears that data held by {who} have leaked"),
                    _ => format!("Hears in the news how {who} uses data"),
                }
            })
            .collect()
    }

    /// Another brand bought, and the probable reason.
    pub(super) fn brand_left(&self, world: &World, before: &Person, after: &Person) -> String {
        let old = self.brand(before.brand);
        let gain = world.market.os_gain[after.brand] - world.market.os_gain[before.brand];
        let reason = match (before.service, before.primary) {
            (Service::Blocked | Service::Withdrawn, Some(m)) => {
                format!("most probably because {} no longer works on the old one", self.messenger(m))
            }
            (Service::Degraded, Some(m)) => {
                format!("perhaps because {} works worse on the old one", self.messenger(m))
            }
            _ if gain > SERVICE_GAIN => "perhaps because its assistant offers more".to_owned(),
            _ => format!("a usual replacement after {}", age(before.phone_quarters)),
        };
        format!("Leaves {old} and buys a phone of {}, {reason}", self.brand(after.brand))
    }

    /// A new phone of the same brand.
    pub(super) fn phone_renewed(&self, before: &Person) -> String {
        let still = match before.service {
            Service::Full => String::new(),
            _ => ", in spite of the conflict".to_owned(),
        };
        format!("Buys a new phone of {} after {}{still}", self.brand(before.brand), age(before.phone_quarters))
    }

    /// Another primary messenger, and the probable reason.
    pub(super) fn primary(&self, before: &Person, after: &Person) -> String {
        let Some(new) = after.primary else { return "Uses no messenger any more".to_owned() };
        let name = self.messenger(new);
        let Some(old) = before.primary else { return format!("Starts to write on {name}") };
        let left = self.messenger(old);
        let share = |m: usize| round((before.community[m] * 100.0).round());
        let reason = match before.service {
            Service::Blocked | Service::Withdrawn => {
                format!("most probably because {left} no longer works on this phone")
            }
            Service::Degraded => format!("perhaps because {left} works worse on this phone"),
            Service::Full => format!("where {} % of the community write, against {} %", share(new), share(old)),
        };
        format!("Makes {name} the primary messenger instead of {left}, {reason}")
    }

    /// A messenger installed.
    pub(super) fn installed(&self, messenger: usize) -> String {
        format!("Opens an account with {}", self.messenger(messenger))
    }

    /// A messenger dropped.
    pub(super) fn dropped(&self, messenger: usize) -> String {
        format!("Closes the account with {}", self.messenger(messenger))
    }

    /// Consents taken back, one sentence a counterparty.
    pub(super) fn withdrawn(&self, bits: u16, person: &Person) -> Vec<String> {
        [Towards::Os, Towards::Messenger, Towards::Vendors]
            .into_iter()
            .filter_map(|towards| {
                let types = types_of(bits, towards);
                let who = self.towards(towards, person);
                (!types.is_empty()).then(|| format!("Withdraws the consent that {who} may use {}", types_list(&types)))
            })
            .collect()
    }

    /// A request and its answer.
    pub(super) fn answer(&self, question: &Question, agrees: bool, person: &Person) -> String {
        let who = capital(&self.towards(question.towards, person));
        let verb = match question.towards {
            Towards::Os => self.verb(person.brand, "asks", "ask"),
            Towards::Messenger => "asks",
            Towards::Vendors => "ask",
        };
        let answer = match (agrees, question.mode) {
            (true, ConsentMode::Bundled) => "accepts",
            (true, _) => "agrees",
            (false, _) => "refuses",
        };
        format!("{who} {verb} for {} {}; the user {answer}", types_list(&question.types), how(question.mode))
    }

    /// How the primary messenger works from now on.
    pub(super) fn service(&self, person: &Person) -> String {
        let Some(m) = person.primary else { return String::new() };
        let (messenger, brand) = (self.messenger(m), self.brand(person.brand));
        let reads = self.verb(person.brand, "reads", "read");
        let part = if person.carrying_part < 0.995 && person.service != Service::Withdrawn {
            format!(", which concerns {} % of the people this user stands for", round(person.carrying_part * 100.0))
        } else {
            String::new()
        };
        let said = match person.service {
            Service::Full => format!("{messenger} works again as it should on this phone of {brand}"),
            Service::Degraded => {
                format!("{messenger} works worse on this phone, because {brand} {reads} messages{part}")
            }
            Service::Blocked => format!("{messenger} is blocked on this phone, because {brand} {reads} messages{part}"),
            Service::Withdrawn => format!("{messenger} is withdrawn from phones of {brand} and no longer works here"),
        };
        capital(&said)
    }

    /// How it came out.
    pub(super) fn end(&self, person: &Person, asked: u32, agreed: u32, hit: u32) -> Vec<String> {
        let messenger = person.primary.map_or_else(|| "no messenger".to_owned(), |m| self.messenger(m));
        let times = |count: u32| if count == 1 { "once".to_owned() } else { format!("{count} times") };
        let mut said = vec![format!("Ends with a phone of {} and {messenger}", self.brand(person.brand))];
        said.push(if asked == 0 {
            "Was asked for nothing".to_owned()
        } else {
            format!(
                "Was asked {} and agreed {}",
                times(asked),
                if agreed == 0 { "never".to_owned() } else { times(agreed) }
            )
        });
        if hit > 0 {
            said.push(format!("Was hit by a conflict in {}", weeks(hit)));
        }
        said
    }
}

/// Exposure by contacts begins or ends.
pub(super) fn exposed(person: &Person, exposed: bool) -> String {
    if exposed {
        let contacts = round(person.reading_contacts.round().max(1.0));
        format!("Is exposed by contacts, of whom about {contacts} let their phone's maker read chats")
    } else {
        "Is hardly exposed by contacts any more".to_owned()
    }
}

/// A new usual channel.
pub(super) fn usual(channel: Channel) -> String {
    match channel {
        Channel::Direct => "Reaches most services in their own apps from now on".to_owned(),
        Channel::Mini => "Reaches most services in Mini Programs from now on".to_owned(),
        Channel::Os => "Reaches most services through the phone's assistant or quick apps from now on".to_owned(),
    }
}

fn types_of(bits: u16, towards: Towards) -> Vec<DataType> {
    DataType::ALL.iter().copied().filter(|&data| bits & consent_bit(towards, data) != 0).collect()
}

fn types_list(types: &[DataType]) -> String {
    list(&types.iter().map(|data| data.label()).collect::<Vec<_>>(), "and")
}

const fn how(mode: ConsentMode) -> &'static str {
    match mode {
        ConsentMode::NotAsked => "without a question",
        ConsentMode::Bundled => "with the terms of the service",
        ConsentMode::OptOut => "with a switch that is on",
        ConsentMode::BannerNoRefusal => "on a banner without refusal",
        ConsentMode::BannerSecondPage => "on a banner with refusal on a second page",
        ConsentMode::RefuseButton => "with a refuse button beside",
        ConsentMode::OsPrompt => "in a prompt of the system",
        ConsentMode::GranularFirstPage => "in granular choices on the first page",
        ConsentMode::GranularNothing => "in granular choices with nothing preselected",
    }
}

fn age(quarters: u8) -> String {
    match quarters {
        0 | 1 => "a few months".to_owned(),
        2..=4 => "about a year".to_owned(),
        quarters => format!("about {} years", (u32::from(quarters) + 2) / 4),
    }
}

/// A figure to two decimals.
fn round(value: f64) -> String {
    significant((value * 100.0).round() / 100.0)
}

/// A large number to three digits, thousands apart.
fn people(value: f64) -> String {
    let step = libm::pow(10.0, (libm::floor(libm::log10(value.max(1.0))) - 2.0).max(0.0));
    let digits = format!("{:.0}", (value / step).round() * step);
    let groups: Vec<&str> = (0..digits.len().div_ceil(3))
        .rev()
        .map(|group| &digits[(digits.len()).saturating_sub(3 * group + 3)..digits.len() - 3 * group])
        .collect();
    groups.join(",")
}
