//! What every word of the window means: terms of the field, units, metrics and levers. The last two come from their
//! tables.

use super::sources::SOURCES;
use super::text;
use crate::metrics::{METRICS, MetricId, MetricSpec};
use crate::scenario::{LeverId, LeverSpec};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A term of the field or of this program.
    Term,
    /// A unit.
    Unit,
    /// A metric.
    Metric(MetricId),
    /// A lever.
    Lever(LeverId),
    /// The key of a source.
    Source,
}

impl Subject {
    /// The word shown beside an entry.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Unit => "unit",
            Self::Metric(_) => "metric",
            Self::Lever(_) => "lever",
            Self::Source => "source",
        }
    }
}

/// An entry of the glossary.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is explained.
    pub subject: Subject,
    /// The word itself.
    pub word: String,
    /// What it means.
    pub meaning: String,
    /// Unit, range and when it acts, where it has them; (what, said).
    pub facts: Vec<(&'static str, String)>,
    /// Where the meaning comes from.
    pub source: String,
}

impl Entry {
    /// Whether all words that are searched for stand in it.
    pub fn has(&self, words: &[String]) -> bool {
        let hay = || format!("{} {}", self.word, self.meaning).to_lowercase();
        words.is_empty() || {
            let hay = hay();
            words.iter().all(|word| hay.contains(word))
        }
    }

    /// Whether it explains the very words that are searched for, as the key of a source does.
    pub fn is(&self, words: &[String]) -> bool {
        self.word.to_lowercase() == words.join(" ")
    }
}

/// A term, what it means, and its source.
type Term = (&'static str, &'static str, &'static str);

const OWN: &str = "Own definition";

/// Terms of the field and of this program, in the order of the alphabet.
pub const TERMS: &[Term] = &[
    (
        "Access rule",
        "Who may pass which data about whom to whom, for which purpose, with whose permission, and on what terms. The rule with the highest priority that matches decides; where none matches, what the scenario says holds.",
        "Own definition, after contextual integrity, Nissenbaum (CI1)",
    ),
    (
        "Agent",
        "A simulated user. One agent stands for many persons, so that shares and means do not depend on their number.",
        OWN,
    ),
    (
        "App vendor",
        "A third party that serves users in a category such as food or travel, through its own app, inside a messenger, or through the phone's assistant.",
        OWN,
    ),
    (
        "Authorisation",
        "The permissions that a flow needs, out of user to recipient, user to sender, and sender to recipient. The positions of the dispute differ in this field and in nothing else.",
        OWN,
    ),
    ("Baseline", "The run of the scenario as it stands, with the same luck. Every change is measured against it.", OWN),
    (
        "Bass curve",
        "Adoption as the sum of innovation, at a rate p, and imitation, at a rate q times the share that has adopted.",
        "Bass model as in LIN",
    ),
    (
        "Block",
        "The operator stops serving a phone maker's users, who then leave either the phone or the messenger.",
        OWN,
    ),
    (
        "Capture",
        "A phone reads the messages on its screen, with or without permission; on the device or on the maker's servers.",
        "The dispute of 2017, TN1",
    ),
    (
        "Channel",
        "The way by which a user reaches a vendor: the vendor's own app, a Mini Program inside a messenger, or the phone's assistant and quick apps.",
        OWN,
    ),
    ("Coalition", "Phone makers that share one channel, so that blocking one means blocking all.", OWN),
    (
        "Common random numbers",
        "Luck is computed from seed, decision, week and actor. Two runs that differ in a rule share all other luck, so that what differs between them is the rule's doing.",
        "Standard practice of simulation",
    ),
    ("Conduct", "What firms do of their own will, in contrast to policy and assumption.", OWN),
    (
        "Consent mode",
        "How a user is asked: bundled with the service, opt-out, with or without a button to refuse, opt-in, by the system, or one purpose at a time. The mode moves consent more than what is asked for.",
        "UTZ, NOU",
    ),
    (
        "Consumer surplus",
        "What users gain from services against having none, from the log-sum of their choices, in RMB. The utility of a service is net of its price, which is the same everywhere and is absorbed where the value of nothing is calibrated: runs with another revenue per occasion are other worlds and cannot be compared. Messenger and phone themselves are not in it. A change between runs has a meaning; the level depends on where nothing is set.",
        "Small and Rosen 1981, not verified",
    ),
    (
        "Contacts exposed",
        "Persons whose messages were read because the other party to the conversation agreed, although they did not.",
        OWN,
    ),
    (
        "Data-enabled learning",
        "More data makes a service better, by a power of the stock that grows ever more slowly.",
        "HES",
    ),
    ("Degrade", "The operator makes its messenger worse on a maker's phones without stopping it.", OWN),
    (
        "Depreciation of data",
        "Data lose their use with age; the intent in a message within weeks, language within years.",
        "VAL",
    ),
    ("Event", "Something notable with a week and an actor, such as a complaint, a ruling or a blocked channel.", OWN),
    ("FRAND", "Fair, reasonable and non-discriminatory terms of a licence.", "Term of competition law"),
    ("Headline", "The one large figure above the plots.", OWN),
    (
        "HHI",
        "Herfindahl-Hirschman index, the sum of squared market shares, from near 0 for many small firms to 1 for one.",
        "Herfindahl-Hirschman index",
    ),
    (
        "Honor Magic",
        "A phone of the brand Honor whose assistant read chats in 2017 and proposed services; the dispute about it is the first scenario.",
        "TN1",
    ),
    ("Interoperability", "Users of one messenger reach those of another.", "MEF"),
    (
        "Interval",
        "Where the mean difference over paired seeds lies with 95 % confidence. It speaks of luck only, not of the assumptions.",
        "Student's t",
    ),
    ("Lever", "A number that an analyst may change: conduct, policy or assumption.", OWN),
    ("Live", "While time plays, a change acts in the week of the time cursor and is noted with this date.", OWN),
    (
        "Log-sum",
        "The value of a set of choices before one of them is taken, ln of the sum of exp of their utilities.",
        "Train 2009, not verified",
    ),
    (
        "Logit",
        "Choice with probability in proportion to exp of utility. Also the unit of the utility in it.",
        "Train 2009, not verified",
    ),
    (
        "Lot",
        "Data of one type with one holder, from one origin and under one rule, so that what was wrongly taken can be found and deleted.",
        OWN,
    ),
    ("Mini Program", "A vendor's app that runs inside the messenger, on the operator's terms.", "KR1"),
    ("Multi-homing", "A person uses two or more messengers.", "BNA"),
    (
        "Network effect",
        "A messenger is worth more the more of one's own circle uses it.",
        "Katz and Shapiro 1985, not verified",
    ),
    ("Official Account", "A vendor's page in the messenger that may send content to its followers.", OWN),
    (
        "Open Hardware Platform",
        "The operator's programme that gives device makers location and usage signals, never messages.",
        OWN,
    ),
    ("Openness", "The part of a messenger's reach and data that its operator gives to vendors inside it.", OWN),
    ("Operator", "The firm that runs a messenger.", OWN),
    (
        "Paired seeds",
        "Two runs that are compared get the same seeds, and each pair gives one difference.",
        "Standard practice of simulation",
    ),
    (
        "Pass-through",
        "The part of a change of costs, or of advertising revenue, that a firm puts into the price its users pay.",
        "ARM",
    ),
    ("Policy date", "The week from which changes of policy and conduct act. Assumptions act from the start.", OWN),
    ("Primary messenger", "The messenger that a person uses most.", OWN),
    (
        "Provenance",
        "Where data come from: the holder's own service, a licence, a capture with consent, or a capture without.",
        OWN,
    ),
    ("Quick App", "A small app that the phone's system runs without installing it; it reads no messages.", OWN),
    (
        "Regime",
        "A set of rules as a whole, such as the user's consent suffices, or the operator's permission is needed.",
        OWN,
    ),
    (
        "Rival position",
        "What the other side of the dispute would have all phones do, drawn behind the run for comparison.",
        OWN,
    ),
    (
        "Seed",
        "The number that decides all luck. The same seed, scenario and changes give the same run to the bit.",
        OWN,
    ),
    ("Segment", "A fifth of the users by concern about privacy, from the least concerned.", OWN),
    (
        "Stated and revealed privacy loss",
        "The same loss of privacy at two weights: what people say it is worth, and what they act as if it were worth. The first is several times the second, so both are always shown.",
        "TRI for stated values; the ratio is assumed",
    ),
    (
        "Switching cost",
        "What it takes to leave a phone or a messenger, in units of utility.",
        "Klemperer, Farrell, not verified",
    ),
    ("Take rate", "The share of a vendor's revenue that the owner of the channel keeps.", OWN),
    ("Tipping", "One messenger gains nearly everybody because network effects feed on themselves.", OWN),
    (
        "Triple authorisation",
        "A flow needs the user's permission to the sender, the sender's to the recipient, and the user's to the recipient.",
        "Weibo against Maimai, not verified",
    ),
    (
        "Verdict",
        "In how many paired seeds the difference has the same sign, and whether it exceeds luck. There is none below ten pairs.",
        OWN,
    ),
    (
        "Violation",
        "A flow that happens without the permission it needs. It is marked as such and can be detected, blocked and fined.",
        OWN,
    ),
    (
        "What-if",
        "A change acts from the policy date, or from the start for assumptions, and the whole run is computed again with the same luck.",
        OWN,
    ),
];

/// Units as files write them, and what they mean.
pub const UNITS: &[(&str, &str)] = &[
    ("", "A pure number without unit, such as an index from 0 to 1 or a factor."),
    ("RMB", "Renminbi of the week in question, not adjusted for inflation."),
    ("RMB million", "Millions of renminbi."),
    ("RMB million per week", "Millions of renminbi in one week."),
    ("RMB per US$", "The rate at which figures in dollars are converted."),
    ("RMB per occasion", "Renminbi for each time that a person uses a service."),
    ("RMB per user-week", "Renminbi for each person and week."),
    ("RMB per user-year", "Renminbi for each person and year of 52 weeks."),
    ("RMB per vendor-week", "Renminbi for each vendor and week."),
    ("RMB per week", "Renminbi in one week."),
    ("US$", "Dollars of the United States."),
    ("brands", "A number of phone makers."),
    ("cases", "A number of cases before the regulator."),
    ("choice", "One of a list of words."),
    ("logits", "Utility inside a choice; one logit multiplies the odds by e, some 2.7 times."),
    ("logits per RMB", "How much one renminbi moves a choice."),
    ("million", "Millions, of persons or accounts as the name says."),
    ("million user-weeks", "The use of one million persons during one week."),
    ("occasions", "Times in a week at which a person could use a service."),
    ("per util", "A share of a util that passes on into another choice."),
    ("per week", "A rate or a chance in one week."),
    (
        "share",
        "A part of a whole, from 0 to 1 in files and in per cent on screen; differences are in percentage points.",
    ),
    ("share of first stock per week", "A rate in one week as a part of the number at the start."),
    ("share of net revenue", "A part of what is left after the take rate."),
    ("utils", "Units of utility in a choice, the same scale as logits."),
    ("vendors", "A number of app vendors."),
    ("weeks", "Weeks of seven days that begin on Monday."),
    ("weeks of fixed cost", "An amount of money, as so many weeks of a vendor's fixed cost."),
    ("weeks of revenue", "An amount of money, as so many weeks of revenue."),
];

/// The whole glossary: terms, units, metrics, levers, sources.
pub fn entries() -> Vec<Entry> {
    let term = |(word, meaning, source): &Term| Entry {
        subject: Subject::Term,
        word: (*word).to_owned(),
        meaning: (*meaning).to_owned(),
        facts: Vec::new(),
        source: (*source).to_owned(),
    };
    let unit = |(word, meaning): &(&str, &str)| Entry {
        subject: Subject::Unit,
        word: if word.is_empty() { "no unit".to_owned() } else { (*word).to_owned() },
        meaning: (*meaning).to_owned(),
        facts: Vec::new(),
        source: OWN.to_owned(),
    };
    let metrics = METRICS.iter().zip(MetricId::ALL).map(|(spec, id)| metric(spec, *id));
    let levers = LeverId::ALL.iter().map(|id| lever(id.spec(), *id));
    let sources = SOURCES.iter().map(|(key, _, grade)| Entry {
        subject: Subject::Source,
        word: (*key).to_owned(),
        meaning: format!("The key of a publication, a {}", grade.label()),
        facts: Vec::new(),
        source: (*key).to_owned(),
    });
    TERMS.iter().map(term).chain(UNITS.iter().map(unit)).chain(metrics).chain(levers).chain(sources).collect()
}

fn metric(spec: &MetricSpec, id: MetricId) -> Entry {
    Entry {
        subject: Subject::Metric(id),
        word: spec.label.to_owned(),
        meaning: text::capitalised(spec.formula),
        facts: vec![
            ("Unit", text::unit(spec).to_owned()),
            ("Kind", spec.kind.label().to_owned()),
            ("Section", spec.group.label().to_owned()),
            ("In files", spec.id.to_owned()),
        ],
        source: spec.source.to_owned(),
    }
}

fn lever(spec: &LeverSpec, id: LeverId) -> Entry {
    let unit = match spec.unit {
        "share" => "%",
        "" => "none",
        unit => unit,
    };
    let range = if spec.choices.is_empty() { spec.range() } else { spec.choices.join(", ") };
    Entry {
        subject: Subject::Lever(id),
        word: spec.label.to_owned(),
        meaning: spec.help.to_owned(),
        facts: vec![
            ("Unit", unit.to_owned()),
            ("Range", range),
            ("Default", spec.display(spec.default)),
            ("Kind", spec.kind.label().to_owned()),
            ("Acts", spec.applies.label().to_owned()),
            ("Section", spec.group.label().to_owned()),
            ("In files", spec.id.to_owned()),
        ],
        source: spec.source.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::scenario::LEVERS;

    #[test]
    fn every_metric_lever_and_unit_is_explained() {
        let entries = entries();
        assert_eq!(entries.len(), TERMS.len() + UNITS.len() + METRICS.len() + LEVERS.len() + SOURCES.len());
        for entry in &entries {
            assert!(!entry.word.is_empty() && !entry.meaning.is_empty() && !entry.source.is_empty(), "{entry:?}");
        }
        let known: BTreeSet<&str> = UNITS.iter().map(|(unit, _)| *unit).collect();
        let used: BTreeSet<&str> =
            METRICS.iter().map(|spec| spec.unit).chain(LEVERS.iter().map(|spec| spec.unit)).collect();
        assert_eq!(known, used, "units explained and units used");
        assert_eq!(known.len(), UNITS.len(), "no unit twice");
    }

    #[test]
    fn terms_are_in_order_and_end_as_sentences() {
        let words: Vec<String> = TERMS.iter().map(|(word, ..)| word.to_lowercase()).collect();
        let mut sorted = words.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(words, sorted);
        for (word, meaning, source) in TERMS {
            assert!(meaning.ends_with('.') && meaning.starts_with(char::is_uppercase), "{word}");
            assert!(!source.ends_with('.') && !word.contains(':'), "{word}");
        }
        assert!(UNITS.iter().all(|(_, meaning)| meaning.ends_with('.')));
    }

    #[test]
    fn words_are_searched_in_what_they_mean() {
        let words = ["squared".to_owned(), "shares".to_owned()];
        let found: Vec<String> =
            entries().into_iter().filter(|entry| entry.has(&words)).map(|entry| entry.word).collect();
        assert!(found.iter().any(|word| word == "HHI"), "{found:?}");
        let key = ["tri".to_owned()];
        assert_eq!(entries().iter().filter(|entry| entry.is(&key)).count(), 1);
        assert!(entries().iter().filter(|entry| entry.has(&key)).count() < 20, "not every metric has these letters");
    }
}
