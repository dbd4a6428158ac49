//! The fields of a scenario as the form shows them: label, unit, help, and what may be written.

use crate::scenario::vocabulary::{Capture, Category, Effect, Outcome, Response};

/// Words of a choice: as written in files, as shown.
pub type Words = Vec<(&'static str, &'static str)>;

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A line of text.
    Line,
    /// Several lines of text.
    Prose,
    /// A date.
    Date,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A share, shown in per cent.
    Share,
    /// Yes or no.
    Flag,
    /// One of a list of words.
    Word(fn() -> Words),
    /// One of a list of words, or none, which is shown with the words given.
    Maybe(&'static str, fn() -> Words),
    /// Any of a list of words.
    Set(fn() -> Words),
    /// Any of the named vendors.
    Vendors,
    /// Any of the rules.
    Rules,
    /// A phone maker.
    Brand,
    /// A phone maker, or none.
    MaybeBrand,
    /// A phone maker, messenger or named vendor.
    Actor,
    /// A column of the run.
    Column,
    /// Shares by calendar year.
    Years,
    /// A phone maker and a week, or none.
    Withdrawal,
    /// Dates with values, one a line.
    Points,
}

/// A row of the form.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Name in files.
    pub name: &'static str,
    /// Name shown to people.
    pub label: &'static str,
    /// Unit, empty where there is none.
    pub unit: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Value where nothing is said, as in files; empty where it must be said.
    pub default: &'static str,
    /// One sentence of help.
    pub help: &'static str,
}

const fn row(
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    kind: Kind,
    default: &'static str,
    help: &'static str,
) -> FieldSpec {
    FieldSpec { name, label, unit, kind, default, help }
}

fn captures() -> Words {
    Capture::ALL.iter().map(|word| (word.id(), word.label())).collect()
}

fn responses() -> Words {
    Response::ALL.iter().map(|word| (word.id(), word.label())).collect()
}

fn categories() -> Words {
    Category::ALL.iter().map(|word| (word.id(), word.label())).collect()
}

fn outcomes() -> Words {
    Outcome::ALL.iter().map(|word| (word.id(), word.label())).collect()
}

fn effects() -> Words {
    Effect::ALL.iter().map(|word| (word.id(), word.label())).collect()
}

fn shocks() -> Words {
    vec![
        ("breach", "data of the actor leak"),
        ("scandal", "news about the actor's use of data"),
        ("withdrawal", "the messenger stops on a phone maker's phones"),
        ("restoration", "the messenger returns to a phone maker's phones"),
        ("refusal", "a vendor keeps its data from those who need it"),
    ]
}

/// What a scenario says of itself.
pub const BASICS: &[FieldSpec] = &[
    row("title", "Title", "", Kind::Line, "", "What the scenario is called on screen and in reports"),
    row("story", "Story", "", Kind::Prose, "", "What happened and what is asked, in plain words"),
    row("start", "Start date, a Monday", "", Kind::Date, "", "First day of week 0, as year, month and day"),
    row("weeks", "Horizon", "weeks", Kind::Whole, "", "How long the run is, at most twenty years"),
    row("policy_week", "Policy date", "week", Kind::Whole, "", "Week from which policy and conduct levers act"),
    row("persons_m", "Persons in the market", "million", Kind::Number, "", "Persons, not accounts"),
    row(
        "no_messenger_share",
        "Persons without a messenger at the start",
        "%",
        Kind::Share,
        "0",
        "With the shares of the messengers they sum to 100 %",
    ),
    row(
        "agents",
        "Agents",
        "agents",
        Kind::Whole,
        "",
        "Simulated users; more of them give finer figures and longer runs",
    ),
    row("seed", "Seed of all luck", "", Kind::Whole, "", "Another seed is another draw of the same luck"),
];

/// A phone maker.
pub const BRAND: &[FieldSpec] = &[
    row("name", "Name of the phone maker", "", Kind::Line, "", "Name shown to people"),
    row("neutral_name", "Neutral name of the phone maker", "", Kind::Line, "", "Shown when firms are to stay neutral"),
    row(
        "base_share",
        "Share of phones at the start",
        "%",
        Kind::Share,
        "",
        "Share of the phones in use; all makers sum to 100 %",
    ),
    row("price_rmb", "Mean price of a phone", "RMB", Kind::Number, "", "Price a buyer pays on average"),
    row(
        "shipments",
        "Share of shipments by year",
        "%",
        Kind::Years,
        "[]",
        "The brand's appeal is fitted to them; each year sums to 100 % over all makers",
    ),
    row(
        "capture",
        "Reading messages on the screen",
        "",
        Kind::Maybe("chooses its best response", captures),
        "off",
        "What it does with messages that its phones show",
    ),
    row("capture_from", "Reads from", "week", Kind::Whole, "0", "First week in which it reads messages"),
    row("coverage", "Phones with the assistant", "%", Kind::Share, "1.0", "Part of its phones that can read messages"),
    row(
        "partners",
        "Partners of the assistant",
        "",
        Kind::Vendors,
        "[]",
        "Vendors it may propose; with none named every vendor may apply",
    ),
    row("quick_app", "Offers quick apps", "", Kind::Flag, "false", "A channel to the user without message content"),
    row("coalition", "Member of the coalition", "", Kind::Flag, "false", "Shares one channel with other phone makers"),
    row("lawful", "Keeps to the rules", "", Kind::Flag, "true", "Takes data only where the rules permit it"),
    row(
        "retreats",
        "Gives up when it does not pay",
        "",
        Kind::Flag,
        "true",
        "Stops reading messages when that earns more than going on",
    ),
    row(
        "sets_terms",
        "Sets its take rate itself",
        "",
        Kind::Flag,
        "false",
        "Chooses the take rate of its channel by its best response; else the levers say it",
    ),
];

/// A messenger.
pub const MESSENGER: &[FieldSpec] = &[
    row("name", "Name of the messenger", "", Kind::Line, "", "Name shown to people"),
    row("operator", "Operator", "", Kind::Line, "", "The firm that runs it"),
    row("neutral_name", "Neutral name of the messenger", "", Kind::Line, "", "Shown when firms are to stay neutral"),
    row(
        "primary_share",
        "Share as primary messenger",
        "%",
        Kind::Share,
        "",
        "Persons whose main messenger it is; all messengers sum to 100 %",
    ),
    row(
        "accounts_m",
        "Accounts at the start",
        "million",
        Kind::Number,
        "",
        "Accounts, not persons; a person holds at most two",
    ),
    row("ceiling_m", "Ceiling of accounts", "million", Kind::Number, "", "Most accounts it will ever have"),
    row("adoption_p", "New accounts by themselves (p)", "per week", Kind::Number, "", "Bass coefficient of innovation"),
    row("adoption_q", "New accounts by imitation (q)", "per week", Kind::Number, "", "Bass coefficient of imitation"),
    row("mini_programs", "Hosts Mini Programs", "", Kind::Flag, "false", "Vendors serve users inside the messenger"),
    row(
        "official_accounts",
        "Official Accounts are open",
        "",
        Kind::Flag,
        "false",
        "Vendors may address their followers",
    ),
    row(
        "open_hardware",
        "Open Hardware Platform is open",
        "",
        Kind::Flag,
        "false",
        "Phone makers may buy location and usage signals",
    ),
    row(
        "response",
        "Response to reading",
        "",
        Kind::Maybe("chooses its best response", responses),
        "None",
        "What it does when a phone maker reads its messages",
    ),
    row(
        "licenses",
        "Bargains over licences",
        "",
        Kind::Flag,
        "false",
        "Whether message content can be licensed at all",
    ),
    row("own_services", "Own services", "", Kind::Set(categories), "[]", "Categories in which it serves users itself"),
    row(
        "withdraws_from",
        "Withdraws from a phone maker",
        "",
        Kind::Withdrawal,
        "None",
        "Phone maker it stops serving, and from which week",
    ),
    row(
        "sets_terms",
        "Sets openness and take rates itself",
        "",
        Kind::Flag,
        "false",
        "Chooses the terms of Mini Programs by its best response; else the levers say them",
    ),
];

/// App vendors as a whole.
pub const VENDORS: &[FieldSpec] = &[row(
    "at_start",
    "Vendors at the start",
    "vendors",
    Kind::Whole,
    "",
    "Alive in week 0, the named ones among them",
)];

/// A vendor with a name.
pub const NAMED: &[FieldSpec] = &[
    row("name", "Name of the vendor", "", Kind::Line, "", "Name shown to people"),
    row("neutral_name", "Neutral name of the vendor", "", Kind::Line, "", "Shown when firms are to stay neutral"),
    row("category", "Category", "", Kind::Word(categories), "", "What it sells"),
    row(
        "quality_rank",
        "Rank of quality",
        "%",
        Kind::Share,
        "",
        "From the worst vendor at 0 % to the best at 100 %, both exclusive",
    ),
    row("needs", "Needs the data of", "", Kind::Vendors, "[]", "Vendors whose transaction data its service needs"),
    row(
        "fails",
        "Service that fails without",
        "%",
        Kind::Share,
        "0.0",
        "Part that fails without the data of one of them",
    ),
    row("tool_share", "Users with its tool", "%", Kind::Share, "0.0", "Persons who have its tool installed"),
    row(
        "intruder_share",
        "Users with its interfering tool",
        "%",
        Kind::Share,
        "0.0",
        "Persons who have a further tool of it that interferes with the dominant messenger",
    ),
    row("intruder_from", "Interfering tool from", "week", Kind::Whole, "0", "Week in which that tool appears"),
];

/// The regulator, and what holds without a rule.
pub const REGULATOR: &[FieldSpec] = &[
    row(
        "mediation",
        "Order at the end of mediation",
        "",
        Kind::Word(outcomes),
        "",
        "What the regulator orders when talks end",
    ),
    row("fines", "Imposes fines", "", Kind::Flag, "false", "Whether a fine comes with the order"),
    row(
        "sets_precedent",
        "Sets precedents",
        "",
        Kind::Flag,
        "false",
        "Whether what a ruling orders becomes a rule for everybody",
    ),
];

/// What holds where no rule matches.
pub const DEFAULT_EFFECT: FieldSpec = row(
    "default_effect",
    "Where no rule matches",
    "",
    Kind::Word(effects),
    "deny",
    "What holds for a flow that no rule speaks about",
);

/// A dated change, besides its levers.
pub const REFORM: &[FieldSpec] = &[
    row("week", "Week of the change", "week", Kind::Whole, "", "Week from which it holds"),
    row("note", "Why, with its source", "", Kind::Line, "\"\"", "Shown beside the change"),
    row("enable", "Rules switched on", "", Kind::Rules, "[]", "Rules that hold from then on"),
    row("disable", "Rules switched off", "", Kind::Rules, "[]", "Rules that hold no longer"),
];

/// A shock.
pub const SHOCK: &[FieldSpec] = &[
    row("week", "Week of the shock", "week", Kind::Whole, "", "When it happens"),
    row("kind", "What happens", "", Kind::Word(shocks), "", "Kind of shock"),
    row("actor", "Whom it concerns", "", Kind::Actor, "", "The messenger that stops or returns, or whose data it is"),
    row("brand", "On the phones of", "", Kind::MaybeBrand, "None", "Only where a messenger stops or returns"),
    row("share", "Users who take notice", "%", Kind::Share, "0.0", "Only for a leak or news"),
    row("note", "Why, with its source", "", Kind::Line, "\"\"", "Shown beside the shock"),
];

/// An observed series.
pub const SERIES: &[FieldSpec] = &[
    row("label", "What was observed", "", Kind::Line, "", "Shown in the legend of the plot"),
    row("metric", "Figure it belongs to", "", Kind::Column, "", "The plot over which it is laid"),
    row(
        "points",
        "Dates and values, one pair a line",
        "",
        Kind::Points,
        "",
        "Such as 2017-03-31 938, in the unit of files: a share from 0 to 1",
    ),
    row("source", "Source of the series", "", Kind::Line, "", "Where the figures were published"),
];

/// All tables of rows with the place of their fields in a file.
pub const TABLES: &[(&str, &[FieldSpec])] = &[
    ("", BASICS),
    ("brands", BRAND),
    ("messengers", MESSENGER),
    ("vendors", VENDORS),
    ("vendors.named", NAMED),
    ("regulator", REGULATOR),
    ("reforms", REFORM),
    ("shocks", SHOCK),
    ("series", SERIES),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::model::{Shock, ShockKind};
    use crate::scenario::patch::outline;
    use crate::scenario::write::flat;
    use crate::scenario::{Reform, Scenario, load, shipped};

    fn scenario() -> Scenario {
        let text = shipped("messenger-withdrawn").expect("shipped");
        let library = |name: &str| shipped(name).map(str::to_owned);
        load("messenger-withdrawn", text.as_bytes(), &library).expect("valid")
    }

    /// Fields with a part of the form of their own.
    const APART: &[&str] = &["id", "named", "occasion_shares", "set", "rules"];

    #[test]
    fn the_form_has_a_row_for_every_field_of_a_file() {
        let scenario = scenario();
        let shock = Shock {
            week: 1,
            kind: ShockKind::Breach,
            actor: String::new(),
            brand: None,
            share: 0.0,
            note: String::new(),
        };
        let texts = [
            (BRAND, flat(&scenario.brands[0])),
            (MESSENGER, flat(&scenario.messengers[0])),
            (VENDORS, flat(&scenario.vendors)),
            (NAMED, flat(&scenario.vendors.named[0])),
            (REGULATOR, flat(&scenario.regulator)),
            (REFORM, flat(&Reform::default())),
            (SHOCK, flat(&shock)),
            (SERIES, flat(&scenario.series[0])),
        ];
        for (rows, text) in texts {
            let mut names = outline(&text).expect("RON").names();
            names.retain(|name| !APART.contains(&name.as_str()));
            for name in &names {
                assert!(rows.iter().any(|row| row.name == name), "no row for {name}");
            }
            assert_eq!(rows.len(), names.len(), "{names:?}");
        }
    }

    /// Fields of a scenario with a section of the form of their own, or shown above it.
    const SECTIONS: &[&str] = &[
        "format",
        "parent",
        "brands",
        "messengers",
        "vendors",
        "regulator",
        "default_effect",
        "rules",
        "levers",
        "reforms",
        "shocks",
        "series",
        "sources",
        "neutral_words",
    ];

    #[test]
    fn the_form_has_a_row_or_a_section_for_every_field_of_a_scenario() {
        let names = outline(shipped("baseline-2016").expect("shipped")).expect("RON").names();
        assert!(names.len() > BASICS.len(), "the baseline states everything itself");
        for name in &names {
            let known = BASICS.iter().any(|row| row.name == name) || SECTIONS.contains(&name.as_str());
            assert!(known, "no row for {name}");
        }
        for row in BASICS {
            assert!(names.iter().any(|name| name == row.name), "{} is no field", row.name);
        }
    }

    #[test]
    fn labels_are_unique_and_well_spelt() {
        for (place, (_, rows)) in TABLES.iter().enumerate() {
            for row in *rows {
                assert!(!row.label.ends_with(['.', ':']) && !row.help.ends_with(['.', ':']), "{}", row.label);
                assert!(row.help.starts_with(char::is_uppercase), "{}", row.help);
                let same = rows.iter().filter(|other| other.label == row.label).count();
                assert_eq!(same, 1, "{} in table {place}", row.label);
            }
        }
    }
}
