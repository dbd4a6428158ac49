//! Memory in the weekly loop: once a run is under way, its weeks ask for none but for lists that grow and decisions.

use allocation_counter::measure;
use gatekeepers::metrics::{columns, read};
use gatekeepers::step::{PHASES, Pool};

use crate::support::{after, scenario, short};

#[test]
fn weeks_ask_for_no_memory_but_where_a_list_grows_or_a_firm_decides() {
    const WEEKS: usize = 50;
    for name in ["honor-magic-2017", "user-authorised", "os-prompt", "os-data-pool", "sole-source-cutoff-2017"] {
        let simulation = after(&short(scenario(name), 120, 2_048), 60);
        let (mut world, pool) = (simulation.world().clone(), Pool::new(1));
        let mut rows = Vec::with_capacity(WEEKS * columns(&world.scenario).len());
        let mut asked = Vec::new();
        for _ in 0..WEEKS {
            // The identities are checked in debug builds only.
            for phase in PHASES.iter().filter(|phase| phase.name != "identities") {
                let count = measure(|| (phase.run)(&mut world, &pool)).count_total;
                asked.extend((count > 0).then_some((phase.name, world.week, count)));
            }
            let count = measure(|| read(&world, &mut rows)).count_total;
            asked.extend((count > 0).then_some(("metrics", world.week, count)));
            world.week += 1;
        }
        // Lists of events, vendors, stocks and entries grow by doubling, and firms weigh their strategies each quarter.
        for phase in PHASES {
            let weeks = asked.iter().filter(|(name, _, _)| *name == phase.name).count();
            assert!(weeks <= 6, "{name}, {}: {asked:?}", phase.name);
        }
    }
}
