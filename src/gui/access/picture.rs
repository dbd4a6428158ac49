//! The picture of who may have what in a week: rows are who wants data, columns the types of data by holder.

use std::collections::BTreeSet;

use crate::rules::{Flow, PermissionSet, Precedence, Slot, SlotKind, Slots, Tie};
use crate::scenario::Scenario;
use crate::scenario::vocabulary::{Category, DataType, Permission, Purpose};
use crate::world::flow::{DataFlow, Fate};

use super::super::text::capitalised;
use super::list::InForce;

/// What holds for a flow, the more permissive first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Nobody's permission is needed.
    Free,
    /// The user's.
    User,
    /// The holder's.
    Holder,
    /// The user's and the holder's.
    Several,
    /// Two permissions of one priority on different terms: the earlier in the list decides.
    Conflict,
    /// A denial and a permission of one priority: the denial decides.
    Tie,
    /// No rule allows it, or one forbids it.
    Denied,
}

impl Decision {
    /// All decisions, in the order of the legend.
    pub const ALL: &'static [Self] =
        &[Self::Free, Self::User, Self::Holder, Self::Several, Self::Denied, Self::Tie, Self::Conflict];

    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Free => "allowed freely",
            Self::User => "needs the user",
            Self::Holder => "needs the holder",
            Self::Several => "needs user and holder",
            Self::Denied => "denied",
            Self::Tie => "denied by a tie",
            Self::Conflict => "allowed, terms in conflict",
        }
    }

    /// Whether the flow may happen if those asked agree.
    pub const fn allows(self) -> bool {
        !matches!(self, Self::Denied | Self::Tie)
    }
}

/// Whose data the columns are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holders {
    /// Everybody's, by class, and what each collects in its own service.
    #[default]
    ByClass,
    /// One holder's.
    One(Slot),
}

/// What the picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// One purpose, or the most permissive of all.
    pub purpose: Option<Purpose>,
    /// Whose data.
    pub holders: Holders,
    /// Whether columns that nobody may have are shown as well.
    pub all_columns: bool,
}

/// User-weeks of a week by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Volume {
    /// Moved under a rule.
    pub permitted: f64,
    /// Wanted and denied.
    pub denied: f64,
    /// Taken against the rules.
    pub violation: f64,
}

impl Volume {
    fn add(&mut self, flow: &DataFlow) {
        let user_weeks = f64::from(flow.user_weeks);
        match flow.fate {
            Fate::Permitted(_) => self.permitted += user_weeks,
            Fate::Violation(_) => self.violation += user_weeks,
            _ => self.denied += user_weeks,
        }
    }

    /// Whether nothing moved and nothing was wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Who wants data: parties among whom the rules make no difference.
#[derive(Clone, Debug)]
pub struct Line {
    /// The words at the left.
    pub name: String,
    recipients: Vec<Slot>,
}

/// Whose data of which type.
#[derive(Clone, Debug)]
pub struct Column {
    /// The words above the group of columns.
    pub group: String,
    /// The type.
    pub data: DataType,
    /// Holders; none for an actor's own service.
    holders: Option<Vec<Slot>>,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What holds for the most permissive flow in the cell.
    pub decision: Decision,
    /// Purposes that are allowed on some terms.
    pub allowed: BTreeSet<Purpose>,
    /// Whether holders in the cell differ.
    pub mixed: bool,
    /// The flow that is decided so.
    pub flow: Flow,
    /// This week's volume.
    pub volume: Volume,
}

/// The picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Rows.
    pub lines: Vec<Line>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Cells by row and column; none where sender and recipient cannot be.
    pub cells: Vec<Vec<Option<Cell>>>,
    /// Columns left out, because nobody may have them and nobody did.
    pub left_out: usize,
    /// Largest volume in a cell.
    pub largest: f64,
}

impl Picture {
    /// Draws the picture of a week; `told` is what flowed in it.
    pub fn new(scenario: &Scenario, in_force: &InForce, look: Look, told: &[DataFlow]) -> Self {
        let judge = Judge { in_force, precedence: Precedence::new(&in_force.rules, &in_force.slots, in_force.week) };
        let lines = lines(scenario, in_force);
        let mut columns = columns(&in_force.slots, look.holders);
        let cell = |line: &Line, column: &Column| judge.cell(line, column, look.purpose, told);
        let mut cells: Vec<Vec<Option<Cell>>> =
            lines.iter().map(|line| columns.iter().map(|column| cell(line, column)).collect()).collect();
        let before = columns.len();
        if !look.all_columns {
            let of_use = |place: usize| {
                let mut column = cells.iter().filter_map(|row| row[place].as_ref());
                column.any(|cell| cell.decision != Decision::Denied || !cell.volume.is_empty())
            };
            let keep: Vec<bool> = (0..before).map(of_use).collect();
            let kept = |place: &usize| keep[*place];
            columns = (0..before).filter(kept).map(|place| columns[place].clone()).collect();
            for row in &mut cells {
                *row = (0..before).filter(kept).map(|place| row[place].take()).collect();
            }
        }
        let volumes = cells.iter().flatten().flatten().map(|cell| cell.volume);
        let largest = volumes.map(|v| v.permitted.max(v.denied).max(v.violation)).fold(0.0, f64::max);
        Self { left_out: before - columns.len(), lines, columns, cells, largest }
    }
}

/// Everybody who may want data. Vendors share a row where the rules make no difference between them.
fn lines(scenario: &Scenario, in_force: &InForce) -> Vec<Line> {
    let InForce { slots, access, .. } = in_force;
    let single = |slot: Slot| Line { name: heading(slots, slot), recipients: vec![slot] };
    let firms = slots.all().filter(|&slot| matches!(slots.kind(slot), SlotKind::Brand(_) | SlotKind::Messenger(_)));
    let mut lines: Vec<Line> = firms.map(single).collect();
    let decided = |recipient: Slot| -> Vec<u16> {
        let from = slots.all().filter(|&sender| sender != recipient && !is_vendor(slots, sender));
        let others = from.flat_map(|sender| row(access, sender, recipient));
        others.chain(row(access, recipient, recipient)).collect()
    };
    let categories: Vec<Slot> = Category::ALL.iter().map(|category| slots.category(*category)).collect();
    let named = (0..scenario.vendors.named.len()).map(|place| slots.named(place));
    let named: Vec<Slot> = named.filter(|slot| matches!(slots.kind(*slot), SlotKind::Named(_))).collect();
    let alike = categories.windows(2).all(|pair| decided(pair[0]) == decided(pair[1]));
    let mut vendors: Vec<Line> = if alike {
        vec![Line { name: "App vendors".to_owned(), recipients: categories }]
    } else {
        categories.into_iter().map(single).collect()
    };
    // A named vendor has a row of its own only where a rule treats it apart.
    let mut apart = Vec::new();
    for slot in named {
        match vendors.iter_mut().find(|line| decided(line.recipients[0]) == decided(slot)) {
            Some(line) => line.recipients.push(slot),
            None => apart.push(single(slot)),
        }
    }
    lines.append(&mut vendors);
    lines.append(&mut apart);
    lines
}

/// Name of a party at the head of something. Firms write their own names as they like.
pub fn heading(slots: &Slots, slot: Slot) -> String {
    let name = slots.label(slot, false);
    if matches!(slots.kind(slot), SlotKind::Category(_)) { capitalised(&name) } else { name }
}

fn is_vendor(slots: &Slots, slot: Slot) -> bool {
    matches!(slots.kind(slot), SlotKind::Named(_) | SlotKind::Category(_))
}

fn row(access: &crate::rules::Access, sender: Slot, recipient: Slot) -> impl Iterator<Item = u16> {
    let cell = move |data: DataType| Purpose::ALL.iter().map(move |&p| access.cell(sender, recipient, data, p));
    DataType::ALL.iter().flat_map(move |&data| cell(data))
}

fn columns(slots: &Slots, holders: Holders) -> Vec<Column> {
    let group = |name: &str, holders: Option<Vec<Slot>>| {
        let column = |&data| Column { group: name.to_owned(), data, holders: holders.clone() };
        DataType::ALL.iter().map(column).collect::<Vec<_>>()
    };
    let of = |wanted: fn(SlotKind) -> bool| Some(slots.all().filter(|&slot| wanted(slots.kind(slot))).collect());
    match holders {
        Holders::One(slot) => group(&heading(slots, slot), Some(vec![slot])),
        Holders::ByClass => [
            group("Its own service", None),
            group("Messengers", of(|kind| matches!(kind, SlotKind::Messenger(_)))),
            group("Phone makers", of(|kind| matches!(kind, SlotKind::Brand(_)))),
            group("App vendors", of(|kind| matches!(kind, SlotKind::Named(_) | SlotKind::Category(_)))),
        ]
        .concat(),
    }
}

struct Judge<'a> {
    in_force: &'a InForce,
    precedence: Precedence<'a>,
}

impl Judge<'_> {
    fn cell(&self, line: &Line, column: &Column, purpose: Option<Purpose>, told: &[DataFlow]) -> Option<Cell> {
        let recipient = *line.recipients.first()?;
        let senders: Vec<Slot> = match &column.holders {
            None => vec![recipient],
            // What an actor collects in its own service has columns of its own, unless one holder is asked about.
            Some(one) if one.len() == 1 => one.clone(),
            Some(several) => several.iter().copied().filter(|sender| !line.recipients.contains(sender)).collect(),
        };
        let purposes = purpose.map_or_else(|| Purpose::ALL.to_vec(), |purpose| vec![purpose]);
        let mut best: Option<(Decision, Flow)> = None;
        let mut allowed = BTreeSet::new();
        let mut of_senders = BTreeSet::new();
        for &sender in &senders {
            let mut of_sender = Vec::new();
            for &purpose in &purposes {
                let flow = Flow { sender, recipient, data: column.data, purpose };
                let decision = self.decision(flow);
                of_sender.push(decision);
                if decision.allows() {
                    allowed.insert(purpose);
                }
                if best.is_none_or(|(known, _)| decision < known) {
                    best = Some((decision, flow));
                }
            }
            of_senders.insert(of_sender);
        }
        let (decision, flow) = best?;
        let within = |flow: &&DataFlow| {
            flow.data == column.data
                && purposes.contains(&flow.purpose)
                && line.recipients.contains(&flow.recipient)
                && match column.holders {
                    None => flow.sender == flow.recipient,
                    Some(_) => senders.contains(&flow.sender),
                }
        };
        let mut volume = Volume::default();
        told.iter().filter(within).for_each(|flow| volume.add(flow));
        Some(Cell { decision, allowed, mixed: of_senders.len() > 1, flow, volume })
    }

    fn decision(&self, flow: Flow) -> Decision {
        let access = &self.in_force.access;
        let rule = access.rule(access.cell(flow.sender, flow.recipient, flow.data, flow.purpose));
        let tie = if rule.tag.index().is_some() { self.precedence.tie(flow) } else { None };
        if !rule.allows() {
            return if tie == Some(Tie::Denied) { Decision::Tie } else { Decision::Denied };
        }
        if tie == Some(Tie::Terms) {
            return Decision::Conflict;
        }
        let own = flow.sender == flow.recipient;
        let held = if own { PermissionSet::EMPTY.towards_oneself() } else { PermissionSet::EMPTY };
        let user = rule.needs.asks_user();
        let holder =
            rule.needs.contains(Permission::SenderToRecipient) && !held.contains(Permission::SenderToRecipient);
        match (user, holder) {
            (true, true) => Decision::Several,
            (true, false) => Decision::User,
            (false, true) => Decision::Holder,
            (false, false) => Decision::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::edits::template;
    use super::*;
    use crate::gui::sample::scenario;
    use crate::scenario::vocabulary::Effect;
    use crate::scenario::{Party, Rule};

    fn picture(rules: Vec<Rule>, look: Look) -> Picture {
        let mut scenario = (*scenario()).clone();
        scenario.rules = rules;
        let in_force = InForce::at(&scenario, &[], 12);
        let flow = |sender, recipient, user_weeks| DataFlow {
            sender,
            recipient,
            data: DataType::Message,
            purpose: Purpose::Personalise,
            fate: Fate::Violation(crate::scenario::vocabulary::Origin::Unconsented),
            on_device: false,
            rule: 0,
            user_weeks,
        };
        let (messenger, brand) = (in_force.slots.messenger(0), in_force.slots.brand(0));
        Picture::new(&scenario, &in_force, look, &[flow(messenger, brand, 3.0), flow(messenger, messenger, 5.0)])
    }

    fn rule(id: &str, edit: impl FnOnce(&mut Rule)) -> Rule {
        let mut rule = Rule { id: id.to_owned(), ..template(&[]) };
        edit(&mut rule);
        rule
    }

    fn decided(rules: Vec<Rule>) -> Decision {
        let picture = picture(rules, Look { purpose: Some(Purpose::Personalise), ..Look::default() });
        let column = picture.columns.iter().position(|c| c.group == "Messengers" && c.data == DataType::Message);
        picture.cells[0][column.expect("a column")].as_ref().expect("a cell").decision
    }

    #[test]
    fn a_cell_says_whose_permission_is_needed() {
        let needs = |list: Vec<Permission>| decided(vec![rule("a", |rule| rule.authorised_by = list)]);
        assert_eq!(needs(vec![]), Decision::Free);
        assert_eq!(needs(vec![Permission::UserToSender]), Decision::User);
        assert_eq!(needs(vec![Permission::SenderToRecipient]), Decision::Holder);
        assert_eq!(needs(Permission::ALL.to_vec()), Decision::Several);
        assert_eq!(decided(vec![]), Decision::Denied);
    }

    #[test]
    fn ties_and_conflicts_are_seen() {
        let deny = |priority| rule("no", |r| (r.effect, r.priority) = (Effect::Deny, priority));
        let allow = rule("yes", |_| {});
        assert_eq!(decided(vec![allow.clone(), deny(allow.priority)]), Decision::Tie);
        assert_eq!(decided(vec![allow.clone(), deny(allow.priority + 1)]), Decision::Denied);
        let other = rule("other", |rule| rule.onward = true);
        assert_eq!(decided(vec![allow.clone(), other]), Decision::Conflict);
        assert_eq!(decided(vec![allow.clone(), rule("same", |_| {})]), Decision::User);
    }

    #[test]
    fn columns_nobody_may_have_are_left_out_unless_data_moved() {
        let few = picture(vec![], Look::default());
        let seen: Vec<_> = few.columns.iter().map(|column| column.group.as_str()).collect();
        assert_eq!(seen, ["Its own service", "Messengers"]);
        assert_eq!(few.left_out, 18);
        assert!((few.largest - 5.0).abs() < 1e-12);
        let all = picture(vec![], Look { all_columns: true, ..Look::default() });
        assert_eq!((all.columns.len(), all.left_out), (20, 0));
    }

    #[test]
    fn vendors_have_rows_of_their_own_only_where_a_rule_tells_them_apart() {
        let alike = picture(vec![rule("a", |_| {})], Look::default());
        assert_eq!(alike.lines.len(), 4);
        let food = rule("food", |rule| rule.recipient = Party::Category(Category::Food));
        let apart = picture(vec![food], Look::default());
        assert_eq!(apart.lines.len(), 3 + Category::COUNT);
    }

    #[test]
    fn one_holder_shows_its_own_collection_too() {
        let mut scenario = (*scenario()).clone();
        scenario.rules =
            vec![rule("a", |rule| rule.recipient = Party::Class(crate::scenario::vocabulary::ActorClass::Messengers))];
        let in_force = InForce::at(&scenario, &[], 12);
        let look = Look { holders: Holders::One(in_force.slots.messenger(0)), all_columns: true, ..Look::default() };
        let picture = Picture::new(&scenario, &in_force, look, &[]);
        assert_eq!(picture.columns.len(), DataType::COUNT);
        assert!(picture.cells.iter().flatten().all(Option::is_some));
    }
}
