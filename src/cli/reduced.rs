//! `bench --reduced`: the reduced model on this machine, to be laid beside other engines.

use std::hint::black_box;
use std::io;
use std::time::Instant;

use serde_json::{Value, json};

use super::bench::{Spread, machine};
use super::table::print;
use super::{Code, Shell};
use crate::experiment::reduced::{Ring, SIZES, WEEKS, Week};

/// A way of computing it.
struct Way {
    id: &'static str,
    label: &'static str,
    run: fn(&Ring, u32) -> Vec<Week>,
}

const WAYS: &[Way] = &[
    Way { id: "plain", label: "user by user", run: Ring::plain },
    Way { id: "sliced", label: "64 users at a time", run: Ring::sliced },
];

/// Times both ways over `runs` runs, at the usual sizes where none is given, on one thread.
pub(super) fn bench(
    (users, weeks): (Option<u32>, Option<u32>),
    runs: u32,
    as_json: bool,
    shell: &mut Shell<'_>,
) -> io::Result<Code> {
    let weeks = weeks.unwrap_or(WEEKS);
    let mut rows = Vec::new();
    for &size in users.as_ref().map_or(SIZES, std::slice::from_ref) {
        let ring = Ring::new(size, 1);
        for way in WAYS {
            let mut rates = Vec::new();
            let mut with_b = 0;
            for _ in 0..runs {
                let start = Instant::now();
                let counts = (way.run)(black_box(&ring), weeks);
                rates.push(ring.users() as f64 * f64::from(weeks) / start.elapsed().as_secs_f64());
                with_b = counts.last().map_or(0, |week| week.with_b);
                if shell.stop.asked() {
                    return shell.interrupted();
                }
            }
            rows.push((way, ring.users(), Spread::of(rates.into_iter()), with_b as f64 / ring.users() as f64));
        }
    }
    if as_json {
        let list = rows.iter().map(|(way, users, rate, share)| {
            json!({ "way": way.id, "users": users, "user_weeks_per_second": rate.as_json(), "share_b": share })
        });
        let list: Vec<Value> = list.collect();
        let more = json!({ "weeks": weeks, "runs": runs, "threads": 1, "rows": list });
        return shell.json(&machine(more)).map(|()| Code::Done);
    }
    writeln!(shell.out, "Reduced model: two messengers, eight contacts, a logit choice, {weeks} weeks")?;
    writeln!(shell.out, "{runs} runs on one thread, million user-weeks a second; seed 1")?;
    let lines = rows.into_iter().map(|(way, users, rate, share)| {
        let mut line = rate.row(way.label, 1e-6);
        line.insert(1, users.to_string());
        line.push(format!("{:.2} %", 100.0 * share));
        line
    });
    let header = ["Computed", "Users", "Lowest", "Median", "Highest", "With B at the end"];
    print(&header, &[1, 2, 3, 4, 5], lines, shell).map(|()| Code::Done)
}
