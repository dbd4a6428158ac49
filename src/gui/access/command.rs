//! What can be asked of the access rules. Each is one step to undo.

use crate::scenario::{Reform, Rule, Scenario};

use super::super::changes;
use super::edits;
use super::position;

/// Something the panel of access rules asks for; it acts from the week in which a change of rules acts.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessCommand {
    /// Adds a rule or replaces the one of its name.
    Put {
        /// The whole rule.
        rule: Box<Rule>,
        /// What it was called before, where the analyst renamed a rule of his own.
        was: Option<String>,
    },
    /// Takes a rule away.
    Remove(String),
    /// Takes out every change of a rule.
    Reset(String),
    /// Takes out every change of every rule.
    ResetAll,
    /// Gives a rule the priority to decide right before, or right after, another.
    Move {
        /// The rule that moves.
        id: String,
        /// The rule beside which it then stands.
        beside: String,
        /// Whether it decides before the other.
        before: bool,
    },
    /// All phones of all phone makers read messages, or as many as the scenario says.
    OnAllPhones(bool),
}

impl AccessCommand {
    /// Changes the list of dated changes.
    pub fn apply(self, scenario: &Scenario, list: &mut Vec<Reform>, week: u32) {
        match self {
            Self::Put { rule, was } => {
                if let Some(was) = was.filter(|was| *was != rule.id) {
                    edits::remove(scenario, list, week, &was);
                }
                edits::put(scenario, list, week, *rule);
            }
            Self::Remove(id) => edits::remove(scenario, list, week, &id),
            Self::Reset(id) => edits::reset(list, &id),
            Self::ResetAll => edits::reset_all(list),
            Self::Move { id, beside, before } => {
                let rules = changes::rules_at(scenario, list, week);
                if let Some(rule) = edits::moved(&rules, &id, &beside, before) {
                    edits::put(scenario, list, week, rule);
                }
            }
            Self::OnAllPhones(on) => {
                for (lever, value) in position::all_phones(scenario) {
                    if on {
                        changes::set_lever(scenario, list, week, lever, value);
                    } else {
                        changes::reset_lever(list, lever);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::command::{Action, Command};
    use crate::gui::sample::scenario;
    use crate::gui::workbench::Workbench;
    use crate::gui::worker::InlineRunner;

    #[test]
    fn each_command_is_one_step_and_acts_from_the_date() {
        let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        let rule = edits::template(&[]);
        let put = AccessCommand::Put { rule: Box::new(rule.clone()), was: None };
        workbench.apply(Command::Access(put));
        workbench.poll();
        let added = Reform { week: 12, rules: vec![rule.clone()], ..Reform::default() };
        assert_eq!(workbench.current().expect("a run").record.changes, vec![added]);
        workbench.apply(Command::Access(AccessCommand::OnAllPhones(true)));
        assert_eq!(workbench.changes().len(), 3);
        let named = Rule { id: "renamed".to_owned(), ..rule };
        let rename = AccessCommand::Put { rule: Box::new(named), was: Some("new-rule".to_owned()) };
        workbench.apply(Command::Access(rename));
        assert_eq!(workbench.changes().len(), 3);
        workbench.apply(Command::Access(AccessCommand::ResetAll));
        for left in [3, 3, 1, 0] {
            workbench.apply(Command::Do(Action::Undo));
            assert_eq!(workbench.changes().len(), left);
        }
    }

    #[test]
    fn live_a_rule_acts_in_the_week_of_the_cursor() {
        let mut workbench = Workbench::new(scenario(), Box::new(InlineRunner::default()));
        workbench.apply(Command::Do(Action::Live));
        workbench.apply(Command::Seek(25));
        let put = AccessCommand::Put { rule: Box::new(edits::template(&[])), was: None };
        workbench.apply(Command::Access(put));
        assert_eq!(workbench.changes()[0].week, 25);
    }
}
