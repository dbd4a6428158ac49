//! The fields of an access rule as one table: name, help, and how each is read and written. The form is made from it.

use crate::scenario::vocabulary::{
    ActorClass, Category, ConsentMode, DataType, Effect, Permission, Place, Purpose, Response, Subject,
};
use crate::scenario::{Party, Price, Problem, Rule, Scenario};

use super::super::text::capitalised;

/// Sections of the form, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Name, effect, priority.
    Rule,
    /// Who, whose, what, what for.
    Scope,
    /// Whose permission.
    Permission,
    /// What the recipient may do.
    Use,
    /// What is paid.
    Price,
    /// How much and when.
    Limits,
    /// What happens to those who break it.
    Enforcement,
}

impl Section {
    /// All sections.
    pub const ALL: &'static [Self] =
        &[Self::Rule, Self::Scope, Self::Permission, Self::Use, Self::Price, Self::Limits, Self::Enforcement];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Rule => "The rule",
            Self::Scope => "Who may have what",
            Self::Permission => "On whose permission",
            Self::Use => "Use of the data",
            Self::Price => "Price",
            Self::Limits => "Limits and dates",
            Self::Enforcement => "Enforcement",
        }
    }

    /// Whether the section means nothing where the rule forbids.
    pub const fn is_for_permissions_only(self) -> bool {
        matches!(self, Self::Permission | Self::Use | Self::Price)
    }
}

/// Unit, range and step of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Unit; "share" is 0 to 1 in files and per cent on screen.
    pub unit: &'static str,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// Step.
    pub step: f64,
}

/// How a field is shown and edited.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A name.
    Text(fn(&mut Rule) -> &mut String),
    /// Yes or no.
    Flag(fn(&mut Rule) -> &mut bool),
    /// A number; `None` where it does not apply.
    Number {
        /// Its range; none where the rule has no such number.
        range: fn(&Rule) -> Option<Range>,
        /// Reads it.
        get: fn(&Rule) -> f64,
        /// Writes it.
        set: fn(&mut Rule, f64),
    },
    /// A number that may be absent.
    Optional {
        /// Its range.
        range: Range,
        /// What holds where it is absent.
        absent: &'static str,
        /// Where it begins when it is switched on.
        first: f64,
        /// Reads it.
        get: fn(&Rule) -> Option<f64>,
        /// Writes it.
        set: fn(&mut Rule, Option<f64>),
    },
    /// One of several words.
    Choice {
        /// The words.
        words: fn(&Scenario) -> Vec<String>,
        /// Place of the chosen one; none where the rule names something the scenario does not have.
        get: fn(&Rule, &Scenario) -> Option<usize>,
        /// Chooses.
        set: fn(&mut Rule, &Scenario, usize),
    },
    /// Any of several words.
    Set {
        /// The words.
        words: fn() -> Vec<&'static str>,
        /// Whether a word is in the set.
        get: fn(&Rule, usize) -> bool,
        /// Puts a word in or takes it out.
        set: fn(&mut Rule, usize, bool),
    },
}

/// One field.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its name in files, with a point before a part of the enforcement.
    pub path: &'static str,
    /// Section of the form.
    pub section: Section,
    /// Name shown to people.
    pub label: &'static str,
    /// What it means, without full stop.
    pub help: &'static str,
    /// How it is edited.
    pub kind: Kind,
}

impl Field {
    /// Whether a problem is about the field or a part of it.
    pub fn concerns(&self, problem: &Problem) -> bool {
        let rest = problem.field.strip_prefix(self.path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
    }
}

const fn share(step: f64) -> Range {
    Range { unit: "share", min: 0.0, max: 1.0, step }
}

const fn weeks() -> Range {
    Range { unit: "weeks", min: 0.0, max: 1040.0, step: 1.0 }
}

const MILLION: Range = Range { unit: "RMB million", min: 0.0, max: 1e6, step: 0.1 };

/// A vocabulary as a choice.
macro_rules! word {
    ($type:ident, $field:ident) => {
        Kind::Choice {
            words: |_| $type::ALL.iter().map(|word| capitalised(word.label())).collect(),
            get: |rule, _| Some(rule.$field.index()),
            set: |rule, _, place| rule.$field = $type::ALL[place],
        }
    };
}

/// A vocabulary as a set, kept in the order of the vocabulary.
macro_rules! words {
    ($type:ident, $($field:ident).+) => {
        Kind::Set {
            words: || $type::ALL.iter().map(|word| word.label()).collect(),
            get: |rule, place| rule.$($field).+.contains(&$type::ALL[place]),
            set: |rule, place, on| {
                let list = &mut rule.$($field).+;
                list.retain(|word| *word != $type::ALL[place]);
                if on {
                    list.push($type::ALL[place]);
                    list.sort();
                }
            },
        }
    };
}

macro_rules! party {
    ($field:ident) => {
        Kind::Choice {
            words: |scenario| parties(scenario).iter().map(|party| party_label(scenario, party)).collect(),
            get: |rule, scenario| parties(scenario).iter().position(|party| *party == rule.$field),
            set: |rule, scenario, place| {
                if let Some(party) = parties(scenario).into_iter().nth(place) {
                    rule.$field = party;
                }
            },
        }
    };
}

macro_rules! optional_share {
    ($($field:ident).+, $absent:literal, $first:literal, $step:literal) => {
        Kind::Optional {
            range: share($step),
            absent: $absent,
            first: $first,
            get: |rule| rule.$($field).+,
            set: |rule, value| rule.$($field).+ = value,
        }
    };
}

macro_rules! optional_million {
    ($field:ident) => {
        Kind::Optional {
            range: MILLION,
            absent: "as the regulator's levers say",
            first: 1.0,
            get: |rule| rule.enforcement.$field,
            set: |rule, value| rule.enforcement.$field = value,
        }
    };
}

const fn field(path: &'static str, section: Section, label: &'static str, help: &'static str, kind: Kind) -> Field {
    Field { path, section, label, help, kind }
}

/// All fields, in the order of the form.
pub const FIELDS: &[Field] = &[
    field(
        "id",
        Section::Rule,
        "Name",
        "Small letters, digits, - and _, a letter first",
        Kind::Text(|rule| &mut rule.id),
    ),
    field("effect", Section::Rule, "Effect", "Whether it permits or forbids", word!(Effect, effect)),
    field(
        "priority",
        Section::Rule,
        "Priority",
        "Where several rules match, the highest decides, and of two alike the one that denies",
        Kind::Number {
            range: |_| Some(Range { unit: "", min: -1e6, max: 1e6, step: 1.0 }),
            get: |rule| f64::from(rule.priority),
            set: |rule, value| rule.priority = value as i32,
        },
    ),
    field(
        "enabled",
        Section::Rule,
        "Switched on",
        "A rule that is switched off does nothing",
        Kind::Flag(|r| &mut r.enabled),
    ),
    field("sender", Section::Scope, "Holder", "Who holds or generates the data", party!(sender)),
    field("recipient", Section::Scope, "Recipient", "Who wants the data", party!(recipient)),
    field(
        "first_party",
        Section::Scope,
        "Own service",
        "Whether it is about what an actor collects in its own service, or what it gets from others",
        Kind::Choice {
            words: |_| ["Own service and transfers", "Own service only", "Transfers only"].map(str::to_owned).to_vec(),
            get: |rule, _| Some(rule.first_party.map_or(0, |own| if own { 1 } else { 2 })),
            set: |rule, _, place| rule.first_party = [None, Some(true), Some(false)][place],
        },
    ),
    field("types", Section::Scope, "Data types", "At least one", words!(DataType, types)),
    field("subject", Section::Scope, "Whose data", "Seen from the user who is asked", word!(Subject, subject)),
    field("purposes", Section::Scope, "Purposes", "At least one", words!(Purpose, purposes)),
    field(
        "authorised_by",
        Section::Permission,
        "Permissions",
        "All that are marked are needed; none means that nobody is asked",
        words!(Permission, authorised_by),
    ),
    field(
        "consent",
        Section::Permission,
        "Way of asking",
        "How the user is asked, where a user's permission is needed",
        word!(ConsentMode, consent),
    ),
    field("place", Section::Use, "Place of processing", "Where the recipient uses the data", word!(Place, place)),
    field(
        "onward",
        Section::Use,
        "May be passed on",
        "Whether the recipient may pass the data on",
        Kind::Flag(|r| &mut r.onward),
    ),
    field(
        "reciprocal",
        Section::Use,
        "Reciprocal",
        "Whether the recipient must give the holder the same access",
        Kind::Flag(|rule| &mut rule.reciprocal),
    ),
    field(
        "non_discriminatory",
        Section::Use,
        "Same terms for all",
        "Whether every recipient of the class gets the same terms",
        Kind::Flag(|rule| &mut rule.non_discriminatory),
    ),
    field(
        "price",
        Section::Price,
        "Price",
        "What the recipient pays the holder",
        Kind::Choice {
            words: |_| PRICES.map(str::to_owned).to_vec(),
            get: |rule, _| Some(price_place(rule.price)),
            set: |rule, _, place| rule.price = price_at(place, rule.price),
        },
    ),
    field(
        "price",
        Section::Price,
        "Amount",
        "How much, in the unit of the price",
        Kind::Number { range: amount_range, get: |rule| amount(rule.price), set: set_amount },
    ),
    field(
        "user_share",
        Section::Price,
        "The user's part",
        "The part of the price that goes to the user",
        Kind::Number {
            range: |_| Some(share(0.01)),
            get: |rule| rule.user_share,
            set: |rule, value| rule.user_share = value,
        },
    ),
    field(
        "cap_records",
        Section::Limits,
        "Most records",
        "Most records that may be had about one user in a week",
        Kind::Optional {
            range: Range { unit: "records per user-week", min: 0.0, max: 1e9, step: 1.0 },
            absent: "no limit",
            first: 7.0,
            get: |rule| rule.cap_records,
            set: |rule, value| rule.cap_records = value,
        },
    ),
    field(
        "cap_subjects",
        Section::Limits,
        "Most users",
        "Largest share of the recipient's users covered",
        optional_share!(cap_subjects, "no limit", 0.5, 0.01),
    ),
    field(
        "latency_weeks",
        Section::Limits,
        "Delay",
        "How long until the data arrives",
        Kind::Number {
            range: |_| Some(weeks()),
            get: |rule| f64::from(rule.latency_weeks),
            set: |rule, value| rule.latency_weeks = value as u32,
        },
    ),
    field(
        "retention_weeks",
        Section::Limits,
        "Retention",
        "How long the recipient may keep the data",
        Kind::Optional {
            range: weeks(),
            absent: "without limit",
            first: 52.0,
            get: |rule| rule.retention_weeks.map(f64::from),
            set: |rule, value| rule.retention_weeks = value.map(|weeks| weeks as u32),
        },
    ),
    field(
        "from",
        Section::Limits,
        "From week",
        "First week in force, counted from the start of the run",
        Kind::Number {
            range: |_| Some(Range { unit: "", ..weeks() }),
            get: |rule| f64::from(rule.from),
            set: |rule, value| rule.from = value as u32,
        },
    ),
    field(
        "until",
        Section::Limits,
        "Until week",
        "First week no longer in force, counted from the start of the run",
        Kind::Optional {
            range: Range { unit: "", ..weeks() },
            absent: "without end",
            first: 104.0,
            get: |rule| rule.until.map(f64::from),
            set: |rule, value| rule.until = value.map(|week| week as u32),
        },
    ),
    field(
        "enforcement.detection",
        Section::Enforcement,
        "Detection in a week",
        "Probability that a violation is found in a week",
        optional_share!(enforcement.detection, "as the regulator's levers say", 0.02, 0.001),
    ),
    field(
        "enforcement.fine_fixed_m",
        Section::Enforcement,
        "Fixed fine",
        "Fixed part of the fine for a violation",
        optional_million!(fine_fixed_m),
    ),
    field(
        "enforcement.fine_turnover_share",
        Section::Enforcement,
        "Fine by turnover",
        "Part of yearly services turnover that is fined",
        optional_share!(enforcement.fine_turnover_share, "as the regulator's levers say", 0.05, 0.001),
    ),
    field(
        "enforcement.fine_cap_m",
        Section::Enforcement,
        "Cap on the fine",
        "Largest fine",
        optional_million!(fine_cap_m),
    ),
    field(
        "enforcement.deletion",
        Section::Enforcement,
        "Data must be deleted",
        "Whether data taken against the rule must be deleted",
        Kind::Flag(|rule| &mut rule.enforcement.deletion),
    ),
    field(
        "enforcement.remedies",
        Section::Enforcement,
        "Own remedies",
        "What the holder may do itself against those who break the rule",
        words!(Response, enforcement.remedies),
    ),
];

/// Everybody a rule can name: classes, categories of vendors, single actors.
pub fn parties(scenario: &Scenario) -> Vec<Party> {
    let classes = ActorClass::ALL.iter().map(|class| Party::Class(*class));
    let brands = scenario.brands.iter().map(|brand| &brand.id);
    let messengers = scenario.messengers.iter().map(|messenger| &messenger.id);
    let vendors = scenario.vendors.named.iter().map(|vendor| &vendor.id);
    let ids: Vec<&String> = brands.chain(messengers).chain(vendors).collect();
    // An id that several actors share names none of them.
    let single = |id: &&&String| ids.iter().filter(|other| **other == **id).count() == 1;
    let actors = ids.iter().filter(single).map(|id| Party::Actor((*id).clone()));
    let categories = Category::ALL.iter().map(|category| Party::Category(*category));
    classes.chain(actors).chain(categories).collect()
}

/// A party as people read it.
pub fn party_label(scenario: &Scenario, party: &Party) -> String {
    match party {
        Party::Class(class) => format!("All {}", class.label()),
        Party::Category(category) => format!("Vendors of {}", category.label()),
        Party::Actor(id) => {
            let brand = scenario.brands.iter().find(|brand| brand.id == *id).map(|brand| &brand.name);
            let messenger = scenario.messengers.iter().find(|m| m.id == *id).map(|messenger| &messenger.name);
            let vendor = scenario.vendors.named.iter().find(|vendor| vendor.id == *id).map(|vendor| &vendor.name);
            brand.or(messenger).or(vendor).unwrap_or(id).clone()
        }
    }
}

const PRICES: [&str; 6] = [
    "Free of charge",
    "Per record",
    "Per user and week",
    "Share of the revenue it brings",
    "The posted price (a lever)",
    "Bargained between both sides",
];

const fn price_place(price: Price) -> usize {
    match price {
        Price::Free => 0,
        Price::PerRecord(_) => 1,
        Price::PerUserWeek(_) => 2,
        Price::RevenueShare(_) => 3,
        Price::Posted => 4,
        Price::Bargained => 5,
    }
}

/// The price at a place of the list; an amount stays only where the unit stays.
fn price_at(place: usize, before: Price) -> Price {
    match place {
        _ if place == price_place(before) => before,
        1 => Price::PerRecord(0.01),
        2 => Price::PerUserWeek(0.1),
        3 => Price::RevenueShare(0.05),
        4 => Price::Posted,
        5 => Price::Bargained,
        _ => Price::Free,
    }
}

const fn amount(price: Price) -> f64 {
    match price {
        Price::PerRecord(amount) | Price::PerUserWeek(amount) | Price::RevenueShare(amount) => amount,
        Price::Free | Price::Posted | Price::Bargained => 0.0,
    }
}

const fn amount_range(rule: &Rule) -> Option<Range> {
    match rule.price {
        Price::PerRecord(_) => Some(Range { unit: "RMB per record", min: 0.0, max: 1000.0, step: 0.001 }),
        Price::PerUserWeek(_) => Some(Range { unit: "RMB per user-week", min: 0.0, max: 1000.0, step: 0.01 }),
        Price::RevenueShare(_) => Some(share(0.01)),
        Price::Free | Price::Posted | Price::Bargained => None,
    }
}

const fn set_amount(rule: &mut Rule, value: f64) {
    match &mut rule.price {
        Price::PerRecord(amount) | Price::PerUserWeek(amount) | Price::RevenueShare(amount) => *amount = value,
        Price::Free | Price::Posted | Price::Bargained => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::edits::template;
    use super::*;
    use crate::gui::sample::scenario;

    #[test]
    fn every_field_of_a_rule_is_in_the_form_and_reads_well() {
        let written = ron::to_string(&template(&[])).expect("a rule as text");
        let paths: BTreeSet<&str> = FIELDS.iter().map(|field| field.path).collect();
        let top: BTreeSet<&str> = paths.iter().map(|path| path.split('.').next().unwrap_or(path)).collect();
        for name in &top {
            assert!(written.contains(&format!("{name}:")), "{name} is a field of a rule");
        }
        for part in written.split([',', '(']).filter_map(|part| part.split_once(':').map(|(name, _)| name)) {
            let known =
                paths.contains(part) || top.contains(part) || paths.contains(format!("enforcement.{part}").as_str());
            assert!(known, "the form has no field {part}");
        }
        for field in FIELDS {
            assert!(!field.label.ends_with(['.', ':']) && !field.help.ends_with(['.', ':']), "{}", field.label);
        }
    }

    #[test]
    fn every_field_writes_what_it_reads() {
        let scenario = scenario();
        for field in FIELDS {
            let mut rule = template(&[]);
            if field.label == "Amount" {
                rule.price = Price::PerRecord(0.01);
            }
            let before = rule.clone();
            match field.kind {
                Kind::Text(get) => get(&mut rule).push('x'),
                Kind::Flag(get) => *get(&mut rule) ^= true,
                Kind::Number { set, get, .. } => {
                    set(&mut rule, 1.0);
                    assert_eq!(get(&rule), 1.0, "{}", field.label);
                }
                Kind::Optional { set, get, .. } => {
                    set(&mut rule, Some(1.0));
                    assert_eq!(get(&rule), Some(1.0), "{}", field.label);
                }
                Kind::Choice { words, get, set } => {
                    let last = words(&scenario).len() - 1;
                    set(&mut rule, &scenario, last);
                    assert_eq!(get(&rule, &scenario), Some(last), "{}", field.label);
                    if rule == before {
                        set(&mut rule, &scenario, 0);
                    }
                }
                Kind::Set { get, set, .. } => {
                    set(&mut rule, 2, true);
                    assert!(get(&rule, 2), "{}", field.label);
                }
            }
            assert_ne!(rule, before, "{} is written", field.label);
        }
    }
}
