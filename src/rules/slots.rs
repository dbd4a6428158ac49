//! Numbers the parties of a scenario, so that a rule becomes a few bit masks.

use crate::scenario::vocabulary::{ActorClass, Category};
use crate::scenario::{Party, Scenario};

/// One party of the access table: an actor, or all unnamed vendors of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u8);

impl Slot {
    /// Position among all slots, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    const fn bit(self) -> u64 {
        1 << self.0
    }
}

/// What stands behind a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// The phone maker at this index of the scenario.
    Brand(usize),
    /// The messenger at this index of the scenario.
    Messenger(usize),
    /// The named vendor at this index of the scenario.
    Named(usize),
    /// All unnamed vendors of a category.
    Category(Category),
}

/// The numbering: brands, messengers, named vendors, then one slot a category for all unnamed vendors.
#[derive(Clone, Debug)]
pub struct Slots {
    brands: Vec<(String, String, String)>,
    messengers: Vec<(String, String, String)>,
    named: Vec<(String, String, String)>,
    named_categories: Vec<Category>,
}

impl Slots {
    /// Most slots there can be, so that a set of them fits a 64-bit mask.
    pub const MAX: usize = 64;

    /// Numbers the parties of a scenario.
    ///
    /// Named vendors for which no slot is left share the slot of their category.
    ///
    /// # Panics
    ///
    /// Where brands and messengers alone take more slots than there are beside the categories, which is more than
    /// twice what a checked scenario can hold.
    pub fn new(scenario: &Scenario) -> Self {
        let brands: Vec<_> =
            scenario.brands.iter().map(|b| (b.id.clone(), b.name.clone(), b.neutral_name.clone())).collect();
        let messengers: Vec<_> =
            scenario.messengers.iter().map(|m| (m.id.clone(), m.name.clone(), m.neutral_name.clone())).collect();
        let taken = brands.len() + messengers.len() + Category::COUNT;
        assert!(taken <= Self::MAX, "at most {} slots, found {taken} without named vendors", Self::MAX);
        let separate = scenario.vendors.named.iter().take(Self::MAX - taken);
        Self {
            brands,
            messengers,
            named: separate.map(|v| (v.id.clone(), v.name.clone(), v.neutral_name.clone())).collect(),
            named_categories: scenario.vendors.named.iter().map(|v| v.category).collect(),
        }
    }

    /// How many slots there are.
    #[expect(clippy::len_without_is_empty, reason = "the categories are always there")]
    pub fn len(&self) -> usize {
        self.first_category() + Category::COUNT
    }

    /// All slots in order.
    pub fn all(&self) -> impl ExactSizeIterator<Item = Slot> + use<> {
        (0..self.len() as u8).map(Slot)
    }

    /// Slot of the brand at index `brand` of the scenario.
    pub fn brand(&self, brand: usize) -> Slot {
        debug_assert!(brand < self.brands.len(), "no brand {brand}");
        Slot(brand as u8)
    }

    /// Slot of the messenger at index `messenger` of the scenario.
    pub fn messenger(&self, messenger: usize) -> Slot {
        debug_assert!(messenger < self.messengers.len(), "no messenger {messenger}");
        Slot((self.brands.len() + messenger) as u8)
    }

    /// Slot of the named vendor at index `vendor` of the scenario.
    pub fn named(&self, vendor: usize) -> Slot {
        if vendor < self.named.len() {
            Slot((self.brands.len() + self.messengers.len() + vendor) as u8)
        } else {
            self.category(self.named_categories[vendor])
        }
    }

    /// Slot of the unnamed vendors of a category.
    pub fn category(&self, category: Category) -> Slot {
        Slot((self.first_category() + category.index()) as u8)
    }

    /// What stands behind a slot.
    pub fn kind(&self, slot: Slot) -> SlotKind {
        let (brands, messengers) = (self.brands.len(), self.messengers.len());
        let index = slot.index();
        if index < brands {
            SlotKind::Brand(index)
        } else if index < brands + messengers {
            SlotKind::Messenger(index - brands)
        } else if index < self.first_category() {
            SlotKind::Named(index - brands - messengers)
        } else {
            SlotKind::Category(Category::ALL[index - self.first_category()])
        }
    }

    /// The party behind a slot, as a rule would name it.
    pub fn party(&self, slot: Slot) -> Party {
        match self.kind(slot) {
            SlotKind::Category(category) => Party::Category(category),
            _ => Party::Actor(self.id(slot).to_owned()),
        }
    }

    /// Class of the actors behind a slot.
    pub fn class(&self, slot: Slot) -> ActorClass {
        match self.kind(slot) {
            SlotKind::Brand(_) => ActorClass::OsVendors,
            SlotKind::Messenger(_) => ActorClass::Messengers,
            SlotKind::Named(_) | SlotKind::Category(_) => ActorClass::AppVendors,
        }
    }

    /// Name shown to people; `neutral` hides the names of firms.
    pub fn label(&self, slot: Slot, neutral: bool) -> String {
        let pick = |(_, name, neutral_name): &(String, String, String)| {
            if neutral { neutral_name.clone() } else { name.clone() }
        };
        match self.kind(slot) {
            SlotKind::Brand(index) => pick(&self.brands[index]),
            SlotKind::Messenger(index) => pick(&self.messengers[index]),
            SlotKind::Named(index) => pick(&self.named[index]),
            SlotKind::Category(category) => format!("{} vendors", category.label()),
        }
    }

    /// Word used in files, metric ids and exports; for a category its own word.
    pub fn id(&self, slot: Slot) -> &str {
        match self.kind(slot) {
            SlotKind::Brand(index) => &self.brands[index].0,
            SlotKind::Messenger(index) => &self.messengers[index].0,
            SlotKind::Named(index) => &self.named[index].0,
            SlotKind::Category(category) => category.id(),
        }
    }

    /// Whether a party covers a slot.
    ///
    /// A category and the class of app vendors cover the named vendors among them. An id that several actors share
    /// means the brand before the messenger before the vendor.
    pub fn covers(&self, party: &Party, slot: Slot) -> bool {
        self.mask(party) & slot.bit() != 0
    }

    /// The slots a party covers, as bits; none for an actor nobody has heard of.
    pub(super) fn mask(&self, party: &Party) -> u64 {
        match party {
            Party::Class(class) => self.all().filter(|&slot| self.class(slot) == *class).map(Slot::bit).sum(),
            Party::Category(category) => {
                let named = (0..self.named.len()).filter(|&k| self.named_categories[k] == *category);
                self.category(*category).bit() | named.map(|k| self.named(k).bit()).sum::<u64>()
            }
            Party::Actor(id) => {
                let actors = self.brands.iter().chain(&self.messengers).chain(&self.named);
                actors.zip(0..).find(|((word, ..), _)| word == id).map_or(0, |(_, index)| Slot(index).bit())
            }
        }
    }

    fn first_category(&self) -> usize {
        self.brands.len() + self.messengers.len() + self.named.len()
    }
}
