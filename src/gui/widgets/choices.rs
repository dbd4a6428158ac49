//! What each choice of a lever comes to, in a line.

use crate::scenario::LeverId;

/// What a choice that leaves the matter to the scenario says.
const SCENARIO: &str = "As the file of the scenario says, which may differ from actor to actor";

/// The lines, in the order of each lever's choices.
const CHOICES: &[(LeverId, &[&str])] = &[
    (
        LeverId::message_authorisation,
        &[
            "As the access rules of the scenario say",
            "The messages are the user's, and the phone maker need ask nobody else",
            "The user agrees and the operator of the messenger agrees as well",
            "The user towards the operator, the operator towards the phone maker, and the user once more",
            "Whoever can read the messages may do so without asking",
        ],
    ),
    (
        LeverId::message_consent_mode,
        &[
            "As the access rules of the scenario say",
            "Whoever accepts the terms of the service has agreed",
            "Read until the user finds the switch",
            "A banner that can only be accepted",
            "A banner whose refusal takes a second page",
            "A question with two equal buttons",
            "A prompt of the phone's system, as for location",
            "Purposes are chosen one by one, with some set beforehand",
            "Purposes are chosen one by one, with none set beforehand",
        ],
    ),
    (
        LeverId::capture,
        &[
            SCENARIO,
            "Nobody reads messages",
            "Messages stay on the phone, so there is no learning across users and little for a rival to see",
            "Messages are read on servers and learnt from; rivals can see it",
            "Each maker chooses what pays best, less what operators are likely to answer",
        ],
    ),
    (
        LeverId::capture_all_brands,
        &[
            "Only the makers that the scenario lets read messages",
            "Every maker does what the reading maker does, asks its users as that one does, and keeps to the rules or not",
        ],
    ),
    (
        LeverId::os_terms,
        &[SCENARIO, "The rates of the levers hold", "Each maker chooses the rate that earns it most in a year"],
    ),
    (
        LeverId::quick_app,
        &[SCENARIO, "No maker offers quick apps", "Every maker offers quick apps, which need no messages"],
    ),
    (
        LeverId::operator_terms,
        &[
            SCENARIO,
            "The openness and rates of the levers hold",
            "Each operator chooses the openness and rates that earn it most in a year",
        ],
    ),
    (
        LeverId::default_install,
        &[
            "Users find an operator's own service as they find any other vendor",
            "It is there with the messenger, and many users look no further",
        ],
    ),
    (
        LeverId::operator_response,
        &[
            "What the scenario fixes for an operator, else the best response",
            "Nothing is done about it",
            "Each operator that finds it lets its messenger work worse on the phones that read",
            "Each operator that finds it stops its messenger on the phones that read",
            "A court may order the maker to stop, and later to pay damages",
            "The ministry mediates and orders what its own lever says",
            "A licence at a price from which both gain, where the rules ask for the operator's permission",
            "What costs the operator least in a year, weighing a block against the risk that reading spreads",
        ],
    ),
    (
        LeverId::withdraw_brand,
        &["The messenger serves all phones", "The messenger stops on all phones of one brand, whatever the brand does"],
    ),
    (
        LeverId::official_accounts,
        &[SCENARIO, "Vendors cannot push content inside the messenger", "Vendors win customers inside it at less cost"],
    ),
    (
        LeverId::open_hardware,
        &[SCENARIO, "Makers get no signals from the operator", "Makers buy location and usage signals, never messages"],
    ),
    (
        LeverId::regulator_outcome,
        &[
            SCENARIO,
            "The case ends without an order",
            "The maker stops reading and the messenger works again",
            "The operator must give access to messages of users who agree",
            "The maker must stop and delete what it took",
        ],
    ),
];

/// What a choice of a lever comes to; nothing for a lever without choices.
pub(super) fn line(id: LeverId, choice: usize) -> Option<&'static str> {
    CHOICES.iter().find(|(lever, _)| *lever == id).and_then(|(_, lines)| lines.get(choice)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_every_lever_has_a_line() {
        for &id in LeverId::ALL {
            let spec = id.spec();
            for (place, word) in spec.choices.iter().enumerate() {
                let line = line(id, place).unwrap_or_else(|| panic!("“{word}” of {} has none", spec.id));
                assert!(!line.ends_with('.') && line != *word, "{line}");
            }
            assert_eq!(line(id, spec.choices.len()), None, "{} has a line too many", spec.id);
        }
    }
}
