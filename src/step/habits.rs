//! The habits of phase 8: the channel used last in a category becomes the habitual one.
//!
//! At the occasions sampled in some weeks, which are all in one category, luck says which users of a class end with
//! another habit. The users of a group meet the same category in the same weeks, so that all of them are looked at at
//! once.

use crate::scenario::vocabulary::Category;
use crate::world::habits::{
    Count, FIFTHS, HABITS, Habits, OfCategory, TURNS, Turn, Turns, change, fifth_of, main_type, row_of,
};
use crate::world::luck::{GROUP, Stream, bits_of};
use crate::world::market::{Cell, K};
use crate::world::users::CHUNK;
use crate::world::{Chunk, Decision, World};

use super::Pool;

/// Weeks from one look at a user's habits to the next; assumed, as are the occasions.
const EVERY: u64 = 2;
/// Occasions then at which the user may take up another habit, all in one category; a power of two.
const SAMPLED: usize = 4;

/// When users meet a category.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// In their turn, and then one.
    InTurn,
    /// All users, and all categories.
    All,
}

/// Lets users take up habits in a week, by their classes, each given by its number and the first of its cells.
pub(super) fn take_up(
    world: &mut World,
    pool: &Pool,
    week: u32,
    meeting: Meeting,
    classes: impl Iterator<Item = (usize, usize)>,
) {
    set_turns(&mut world.turns, &world.market.cells, classes);
    let this = Week {
        stream: world.luck.stream(Decision::Service, week),
        turn: u64::from(week),
        turns: &world.turns.by_category,
        category: &world.market.category,
    };
    let brands = world.brands();
    let mut habits = std::mem::take(&mut world.habits);
    let work = |chunk: &mut Chunk, habits: &mut Habits| match meeting {
        Meeting::InTurn => this.chunk(chunk, habits),
        Meeting::All => this.everything(chunk, habits),
    };
    pool.count(&mut world.chunks, &mut habits, || Habits::new(brands), work, |sum, part| sum.merge(&part));
    world.habits = habits;
}

/// Habits after the sampled occasions by the habit before, from the choices with each habit: the channel used last
/// becomes the habit, and nothing leaves it as it is.
fn habits_after(choices: &[Cell; HABITS]) -> [[f64; HABITS]; HABITS] {
    let once: [[f64; HABITS]; HABITS] = std::array::from_fn(|before| {
        let nothing = choices[before].chance(0);
        std::array::from_fn(|after| {
            let used = if after == 0 { 0.0 } else { choices[before].chance(after) };
            used + if after == before { nothing } else { 0.0 }
        })
    });
    // Two occasions are one after one, four are two after two.
    (0..SAMPLED.ilog2()).fold(once, |all, _| {
        all.map(|to_between| {
            let mut after = [0.0; HABITS];
            for (chance, from_between) in to_between.into_iter().zip(&all) {
                after.iter_mut().zip(from_between).for_each(|(sum, then)| *sum += chance * then);
            }
            after
        })
    })
}

/// Sets the turns of classes, given by their number and the first of their cells.
fn set_turns(turns: &mut Turns, cells: &[Cell], classes: impl Iterator<Item = (usize, usize)>) {
    let (choices, _) = cells.as_chunks::<HABITS>();
    let turn = |choices: &[Cell; HABITS]| {
        let after = habits_after(choices);
        std::array::from_fn::<_, HABITS, _>(|habit| {
            let mut sum = 0.0;
            let ends: [u16; 3] = std::array::from_fn(|channel| {
                sum += if channel + 1 == habit { 0.0 } else { after[habit][channel + 1] };
                // Exact to 1/65,536, which is less than the luck of as many agents as there are persons.
                (sum * 65_536.0 + 0.5).min(65_535.0) as u16
            });
            Turn { limit: ends[2], ends: [ends[0], ends[1]] }
        })
    };
    turns.of_cells.clear();
    turns.of_cells.extend(choices.iter().map(turn));
    turns.by_category.resize_with(K, OfCategory::default);
    for (class, start) in classes {
        for (turns, cells) in turns.by_category.iter_mut().zip(&turns.of_cells[start / HABITS..][..K]) {
            for (habit, turn) in cells.iter().enumerate() {
                let at = class * HABITS + habit;
                (turns.limits[at], turns.ends[at]) = (turn.limit, turn.ends);
            }
        }
    }
}

/// What is the same for all users of a week.
struct Week<'a> {
    stream: Stream,
    turn: u64,
    turns: &'a [OfCategory],
    /// Category of an occasion by twelve fair bits.
    category: &'a [u8],
}

impl Week<'_> {
    /// The habits of a chunk of users after the occasions sampled. Groups take turns, and the users of a group meet the
    /// same category. They are taken category by category, because what one category needs is small enough to stay at
    /// hand.
    fn chunk(&self, chunk: &mut Chunk, habits: &mut Habits) {
        let first = chunk.first / GROUP as u64;
        let groups = || (0..chunk.len().div_ceil(GROUP)).filter(|&group| self.looks_at(first + group as u64));
        let category = |group: usize| {
            let bits = self.stream.bits(first + group as u64, 0);
            usize::from(self.category[(bits & 0xFFF) as usize]) % K
        };
        // Where the groups of each category begin, and then the groups in that order.
        let mut starts = [0; K];
        groups().for_each(|group| starts[category(group)] += 1);
        let mut sum = 0;
        for start in &mut starts {
            (*start, sum) = (sum, sum + *start);
        }
        let mut order = [(0_u8, 0_u8); CHUNK / GROUP];
        for group in groups() {
            let k = category(group);
            order[starts[k] % (CHUNK / GROUP)] = (group as u8, k as u8);
            starts[k] += 1;
        }
        for &(group, k) in &order[..sum] {
            let k = usize::from(k);
            self.group(chunk, usize::from(group) * GROUP, k, 1, habits.category_mut(k));
        }
    }

    /// The habits of a chunk of users after occasions in each category.
    fn everything(&self, chunk: &mut Chunk, habits: &mut Habits) {
        for k in 0..K {
            for first in (0..chunk.len()).step_by(GROUP) {
                self.group(chunk, first, k, 1 + k as u64, habits.category_mut(k));
            }
        }
    }

    /// Whether it is a group's turn.
    const fn looks_at(&self, group: u64) -> bool {
        (group + self.turn).is_multiple_of(EVERY)
    }

    /// The habits of a group after its occasions, which are in one category; `index` tells the draws of several apart.
    fn group(&self, chunk: &mut Chunk, first: usize, k: usize, index: u64, counts: &mut [Count]) {
        let end = (first + GROUP).min(chunk.len());
        let here = first..end;
        let everyone = u64::MAX >> (GROUP - here.len());
        let (twice, main) = (2 * k as u32, main_type(Category::ALL[k]).index() as u32);
        // Class and habit of all, many at a time: bytes first, as long as they do.
        let (mut served, mut usual, mut at) = ([0_u8; GROUP], [0_u8; GROUP], [0_u16; GROUP]);
        for (served, &reach) in served.iter_mut().zip(&chunk.reach[here.clone()]) {
            *served = reach & reach >> main & 1;
        }
        for (usual, &habit) in usual.iter_mut().zip(&chunk.habit[here.clone()]) {
            *usual = (habit >> twice) as u8 & 3;
        }
        let rows = chunk.brand[here.clone()].iter().zip(&chunk.primary[here.clone()]).zip(&chunk.consent[here.clone()]);
        for (at, ((&brand, &primary), &consent)) in at.iter_mut().zip(rows) {
            *at = row_of(brand, primary, consent) as u16;
        }
        for (at, (&served, &usual)) in at.iter_mut().zip(served.iter().zip(&usual)) {
            *at = (*at * 2 + u16::from(served)) * HABITS as u16 + u16::from(usual);
        }
        let draws = self.stream.sixteens((chunk.first + first as u64) / GROUP as u64, index);
        let turns = &self.turns[k];
        let mut flags = [0_u8; GROUP];
        for (flag, (&at, &draw)) in flags.iter_mut().zip(at.iter().zip(&draws)) {
            *flag = u8::from(draw < turns.limits[usize::from(at) % TURNS]);
        }
        let mut changing = bits_of(&flags) & everyone;
        let (habit, concern, spend) =
            (&mut chunk.habit[here.clone()], &chunk.concern[here.clone()], &chunk.spend[here]);
        while changing != 0 {
            let place = changing.trailing_zeros() as usize;
            changing &= changing - 1;
            let (draw, at) = (draws[place], usize::from(at[place]) % TURNS);
            let [direct, mini] = turns.ends[at];
            let channel = 1 + usize::from(draw >= direct) + usize::from(draw >= mini);
            let usual = at % HABITS;
            habit[place] ^= ((usual ^ channel) as u32) << twice;
            let from = at * FIFTHS + fifth_of(concern[place]);
            change(counts, spend[place], from, from + channel * FIFTHS - usual * FIFTHS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_after_four_occasions_are_those_of_every_way_there() {
        let cell = |chances: [f64; 4]| Cell::of(chances, 0.0);
        let choices = [
            cell([0.3, 0.3, 0.4, 0.0]),
            cell([0.3, 0.5, 0.2, 0.0]),
            cell([0.3, 0.2, 0.5, 0.0]),
            cell([0.3, 0.3, 0.4, 0.0]),
        ];
        let after = habits_after(&choices);
        // None stays none only if nothing is used each time; from the own app to the Mini Program by one or three changes.
        assert!((after[0][0] - 0.3_f64.powi(4)).abs() < 1e-6);
        assert!((after[1][2] - (4.0 * 0.2 * 0.8_f64.powi(3) + 4.0 * 0.2_f64.powi(3) * 0.8)).abs() < 1e-6);
        assert!(after.iter().all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-6));
    }
}
