//! The four positions of the dispute over messages, as values of one lever, and the levers that make an effect visible.

use crate::scenario::vocabulary::Capture;
use crate::scenario::{Brand, LeverId, Levers, Scenario};

/// A position: whose permission opens messages to the phone maker.
#[derive(Debug)]
pub struct Position {
    /// Value of the lever `message_authorisation`.
    pub value: u8,
    /// Whose position it is; the words on the button.
    pub label: &'static str,
    /// What it says, in one sentence.
    pub sentence: &'static str,
}

/// The four positions, in the order of the quarrel.
pub const POSITIONS: &[Position] = &[
    Position {
        value: 1,
        label: "The phone maker's position",
        sentence: "The messages are the user's, so the user's permission suffices.",
    },
    Position {
        value: 2,
        label: "The operator's position",
        sentence: "The user's permission is not enough, the operator's is needed as well.",
    },
    Position {
        value: 3,
        label: "The court's position",
        sentence: "Triple authorisation: the user to the operator, the operator to the phone maker, and the user again.",
    },
    Position {
        value: 4,
        label: "Nobody's permission",
        sentence: "Whoever can read the messages may, and nobody is asked.",
    },
];

/// The lever that holds the position; 0 leaves it to the scenario's rules.
pub const LEVER: LeverId = LeverId::message_authorisation;

/// The position that holds under some levers.
pub fn held(levers: &Levers) -> Option<&'static Position> {
    POSITIONS.iter().find(|position| f64::from(position.value) == levers.get(LEVER))
}

/// Levers that let every phone of every maker read messages, with their values.
pub fn all_phones(scenario: &Scenario) -> Vec<(LeverId, f64)> {
    let mut levers = vec![(LeverId::capture_all_brands, 1.0), (LeverId::capture_coverage, 1.0)];
    if !somebody_reads(scenario) {
        // On servers, as the maker of 2017 did.
        levers.push((LeverId::capture, 3.0));
    }
    levers
}

/// Whether all phones read messages under some levers.
pub fn on_all_phones(scenario: &Scenario, levers: &Levers) -> bool {
    all_phones(scenario).iter().all(|(lever, value)| levers.get(*lever) == *value)
}

/// Phone makers that read messages or may decide to, with the share of their phones as the scenario has it. Where a
/// lever has every maker do what the reading one does, that one's share holds for all.
pub fn readers(scenario: &Scenario, all: bool) -> Vec<(&Brand, f64)> {
    let reads = |brand: &&Brand| brand.capture != Some(Capture::Off);
    let model = scenario.brands.iter().find(reads).filter(|_| all);
    let readers = scenario.brands.iter().filter(|brand| all || reads(brand));
    readers.map(|brand| (brand, model.map_or(brand.coverage, |model| model.coverage))).collect()
}

/// Whether a phone maker of the scenario reads messages or may decide to.
pub fn somebody_reads(scenario: &Scenario) -> bool {
    scenario.brands.iter().any(|brand| brand.capture != Some(Capture::Off))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_is_a_choice_of_the_lever() {
        let choices = LEVER.spec().choices;
        assert_eq!(POSITIONS.len(), choices.len() - 1, "each but the scenario's own rules");
        for (place, position) in POSITIONS.iter().enumerate() {
            assert_eq!(usize::from(position.value), place + 1);
            assert!(position.sentence.ends_with('.') && !position.label.ends_with('.'));
            let mut levers = Levers::default();
            levers.set(LEVER, f64::from(position.value));
            assert_eq!(held(&levers).map(|held| held.label), Some(position.label));
        }
        assert!(held(&Levers::default()).is_none());
    }
}
