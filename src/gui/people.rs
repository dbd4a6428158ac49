//! Who wins and who loses against the baseline: users by group in five bins, and whose life to look at.

use crate::run::persons::{PersonRow, Persons};
use crate::scenario::Scenario;

use super::text;

/// What a user is asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Gain from services only.
    #[default]
    Surplus,
    /// The same less privacy loss at the revealed weight.
    LessRevealed,
    /// The same less privacy loss at the stated weight.
    LessStated,
}

impl Measure {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Surplus, Self::LessRevealed, Self::LessStated];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Surplus => "Consumer surplus from services",
            Self::LessRevealed => "Less privacy loss, revealed weight",
            Self::LessStated => "Less privacy loss, stated weight",
        }
    }

    /// What a user has by it, RMB a week.
    pub fn of(self, row: &PersonRow) -> f64 {
        let surplus = f64::from(row.surplus_rmb);
        match self {
            Self::Surplus => surplus,
            Self::LessRevealed => surplus - f64::from(row.privacy_revealed_rmb),
            Self::LessStated => surplus - f64::from(row.privacy_stated_rmb),
        }
    }
}

/// By what users are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Fifths by privacy concern.
    #[default]
    Concern,
    /// The phone at the end of the baseline.
    Phone,
    /// The primary messenger at the end of the baseline.
    Messenger,
    /// Whether the phone's maker reads their messages in the run on show.
    Read,
}

impl Grouping {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Concern, Self::Phone, Self::Messenger, Self::Read];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Concern => "Privacy concern",
            Self::Phone => "Phone in the baseline",
            Self::Messenger => "Messenger in the baseline",
            Self::Read => "Messages read or not",
        }
    }

    fn member(self, here: &PersonRow, there: &PersonRow) -> u8 {
        match self {
            Self::Concern => here.fifth,
            Self::Phone => there.brand,
            Self::Messenger => there.primary.unwrap_or(u8::MAX),
            Self::Read => u8::from(here.read),
        }
    }

    fn name(self, member: u8, scenario: &Scenario) -> String {
        let place = usize::from(member);
        match self {
            Self::Concern => {
                let fifths = ["Least concerned", "Second least", "Middle", "Second most", "Most concerned"];
                format!("{} fifth", fifths[place.min(4)])
            }
            Self::Phone => {
                scenario.brands.get(place).map_or_else(|| format!("Brand {place}"), |brand| brand.name.clone())
            }
            Self::Messenger => match scenario.messengers.get(place) {
                Some(messenger) => messenger.name.clone(),
                None => "No messenger".to_owned(),
            },
            Self::Read if member == 1 => "Messages read by the phone's maker".to_owned(),
            Self::Read => "Messages not read".to_owned(),
        }
    }
}

/// A bin of changes, as a part of the user's surplus in the baseline.
#[derive(Debug)]
pub struct Bin {
    /// The words shown to people.
    pub label: &'static str,
    /// The sign inside the bar.
    pub sign: &'static str,
}

/// Changes beyond which a user loses or gains a little, and much.
const EDGES: [f64; 2] = [0.01, 0.05];

/// The bins, from those who lose most.
pub const BINS: [Bin; 5] = [
    Bin { label: "loses more than 5 %", sign: "−−" },
    Bin { label: "loses 1 to 5 %", sign: "−" },
    Bin { label: "within 1 %", sign: "=" },
    Bin { label: "gains 1 to 5 %", sign: "+" },
    Bin { label: "gains more than 5 %", sign: "++" },
];

/// The bin of a change against a base, RMB a week. Without a base any change is a large one.
pub fn bin(change: f64, base: f64) -> usize {
    let part = if base > 1e-9 { change / base } else { change * f64::INFINITY };
    match part.abs() {
        size if size <= EDGES[0] || size.is_nan() => 2,
        size if size <= EDGES[1] => {
            if part < 0.0 {
                1
            } else {
                3
            }
        }
        _ => {
            if part < 0.0 {
                0
            } else {
                4
            }
        }
    }
}

/// Users of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What its users have in common; none for all users.
    pub member: Option<u8>,
    /// Users.
    pub users: usize,
    /// Users by bin.
    pub bins: [usize; 5],
    /// Mean in the run and in the baseline, RMB a week.
    pub mean_rmb: [f64; 2],
}

impl Group {
    /// Users of a bin in per cent of the group.
    pub fn percent(&self, bin: usize) -> f64 {
        100.0 * self.bins[bin] as f64 / self.users.max(1) as f64
    }

    /// The bins in words.
    pub fn sentence(&self) -> String {
        let bins = BINS.iter().enumerate().map(|(k, bin)| format!("{} % {}", one_decimal(self.percent(k)), bin.label));
        format!("{}, {}", self.name, bins.collect::<Vec<_>>().join(", "))
    }
}

/// A figure with at most one decimal.
pub fn one_decimal(figure: f64) -> String {
    text::number((figure * 10.0).round() / 10.0)
}

/// All users, then each group that has any.
pub fn groups(
    scenario: &Scenario,
    here: &Persons,
    there: &Persons,
    measure: Measure,
    grouping: Grouping,
) -> Vec<Group> {
    let empty = |name: String, member| Group { name, member, users: 0, bins: [0; 5], mean_rmb: [0.0; 2] };
    let mut all = empty("All users".to_owned(), None);
    let mut by_member: std::collections::BTreeMap<u8, Group> = std::collections::BTreeMap::new();
    for (a, b) in here.rows.iter().zip(&there.rows) {
        let (now, before) = (measure.of(a), measure.of(b));
        let bin = bin(now - before, f64::from(b.surplus_rmb));
        let member = grouping.member(a, b);
        let group = by_member.entry(member).or_insert_with(|| empty(grouping.name(member, scenario), Some(member)));
        for group in [&mut all, group] {
            group.users += 1;
            group.bins[bin] += 1;
            group.mean_rmb[0] += now;
            group.mean_rmb[1] += before;
        }
    }
    let mut groups: Vec<Group> = std::iter::once(all).chain(by_member.into_values()).collect();
    for group in &mut groups {
        group.mean_rmb = group.mean_rmb.map(|sum| sum / group.users.max(1) as f64);
    }
    groups
}

/// Whose life to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Anybody.
    Random,
    /// Who loses most against the baseline.
    LostMost,
    /// Who gains most.
    GainedMost,
    /// Anybody whose messages the phone's maker reads.
    Read,
}

impl Pick {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Random, Self::LostMost, Self::GainedMost, Self::Read];

    /// The words on the button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Random => "Random user",
            Self::LostMost => "Who lost most",
            Self::GainedMost => "Who gained most",
            Self::Read => "Random user whose messages are read",
        }
    }
}

/// The user of a group that is asked for; `draw` decides where chance does. None where the group has no such user.
pub fn pick(
    here: &Persons,
    there: &Persons,
    (measure, grouping): (Measure, Grouping),
    member: Option<u8>,
    pick: Pick,
    draw: u64,
) -> Option<u64> {
    let rows = here.rows.iter().zip(&there.rows).enumerate();
    let of_group = rows.filter(|(_, (a, b))| member.is_none_or(|member| grouping.member(a, b) == member));
    let gain = |(a, b): (&PersonRow, &PersonRow)| measure.of(a) - measure.of(b);
    let found = match pick {
        Pick::LostMost => of_group.min_by(|x, y| gain(x.1).total_cmp(&gain(y.1))).map(|(user, _)| user),
        Pick::GainedMost => of_group.max_by(|x, y| gain(x.1).total_cmp(&gain(y.1))).map(|(user, _)| user),
        Pick::Random | Pick::Read => {
            let users: Vec<usize> =
                of_group.filter(|(_, (a, _))| pick == Pick::Random || a.read).map(|(user, _)| user).collect();
            let place = (scatter(draw) % users.len().max(1) as u64) as usize;
            users.get(place).copied()
        }
    };
    found.map(|user| user as u64)
}

/// Spreads a counter over all numbers: the finaliser of splitmix64.
const fn scatter(draw: u64) -> u64 {
    let mut x = draw.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::sample::scenario;
    use crate::run::RunInput;
    use crate::run::persons::persons;
    use crate::scenario::LeverId;

    fn both() -> (Persons, Persons) {
        let base = RunInput::new(scenario());
        let mut changed = base.clone();
        changed.set(LeverId::take_mini, 0.6);
        let users = |input: &RunInput| persons(input, 1, &mut |_| true).expect("nobody stops it");
        (users(&changed), users(&base))
    }

    #[test]
    fn bins_have_their_edges() {
        let changes = [-6.0, -5.0, -1.01, -1.0, 0.0, 1.0, 1.01, 5.0, 5.01];
        let found: Vec<usize> = changes.iter().map(|change| bin(*change, 100.0)).collect();
        assert_eq!(found, [0, 1, 1, 2, 2, 2, 3, 3, 4]);
        assert_eq!([bin(0.0, 0.0), bin(1.0, 0.0), bin(-1.0, 0.0)], [2, 4, 0]);
    }

    #[test]
    fn every_user_is_in_one_bin_of_one_group() {
        let (here, there) = both();
        for measure in Measure::ALL {
            for grouping in Grouping::ALL {
                let groups = groups(&scenario(), &here, &there, *measure, *grouping);
                assert_eq!(groups[0].users, 512);
                assert_eq!(groups[1..].iter().map(|group| group.users).sum::<usize>(), 512, "{grouping:?}");
                for group in &groups {
                    assert_eq!(group.bins.iter().sum::<usize>(), group.users, "{group:?}");
                }
                let mean: f64 = groups[1..].iter().map(|g| g.mean_rmb[0] * g.users as f64).sum::<f64>() / 512.0;
                assert!((mean - groups[0].mean_rmb[0]).abs() < 1e-6 * mean.abs().max(1.0));
            }
        }
        let none = groups(&scenario(), &there, &there, Measure::LessStated, Grouping::Concern);
        assert_eq!(none[0].bins, [0, 0, 512, 0, 0], "a run against itself changes nothing");
    }

    #[test]
    fn those_asked_for_are_found() {
        let (here, there) = both();
        let ask =
            |member, wanted, draw| pick(&here, &there, (Measure::Surplus, Grouping::Concern), member, wanted, draw);
        let gain = |user: u64| {
            Measure::Surplus.of(&here.rows[user as usize]) - Measure::Surplus.of(&there.rows[user as usize])
        };
        let (worst, best) = (ask(None, Pick::LostMost, 0), ask(None, Pick::GainedMost, 0));
        let gains: Vec<f64> = (0..512).map(gain).collect();
        assert_eq!(worst.map(gain), gains.iter().copied().min_by(f64::total_cmp));
        assert_eq!(best.map(gain), gains.iter().copied().max_by(f64::total_cmp));
        let drawn: std::collections::BTreeSet<u64> = (0..40).filter_map(|k| ask(Some(3), Pick::Random, k)).collect();
        assert!(drawn.len() > 20 && drawn.iter().all(|user| here.rows[*user as usize].fifth == 3));
        assert_eq!(ask(Some(99), Pick::Random, 1), None);
        assert_eq!(ask(None, Pick::Read, 1), None, "nobody reads in the sample");
    }
}
