//! Results do not depend on the number of agents: runs of different sizes differ by sampling error only.

use gatekeepers::experiment::sizes::agreement;

use crate::support::{THREADS, scenario, short};

/// The first is the default.
const SIZES: &[u32] = &[10_000, 50_000, 250_000];
const SEEDS: u32 = 6;
const WEEKS: u32 = 26;
/// Half the width of the 99.9 % interval of Student's t with five degrees of freedom, divided among some forty columns.
const ERRORS: f64 = 15.5;
/// Largest mean square of the gaps in standard errors; 5/3 is expected with five degrees of freedom.
const MEAN_SQUARE: f64 = 4.0;

#[test]
fn markets_of_ten_thousand_and_a_quarter_of_a_million_agents_agree_within_sampling_error() {
    let metrics = [
        "phone_share",
        "messenger_share",
        "accounts_m",
        "multi_homing",
        "channel_share",
        "nothing_share",
        "consumer_surplus",
        "privacy_loss_stated",
        "gross_revenue",
        "data_stock",
        "n_vendors",
    ];
    let input = short(scenario("user-authorised"), WEEKS, 0);
    let rows = agreement(&input, SIZES, SEEDS, &metrics, THREADS, &|_, _| true).expect("nobody stops it");
    assert!(rows.len() > 20, "{} columns", rows.len());
    let mut squares = Vec::new();
    for row in rows {
        for (k, size) in SIZES.iter().skip(1).enumerate() {
            let (small, large, errors) = (row.means[0], row.means[k + 1], row.errors(k));
            println!("{}: {small} and {large} with {size} agents, {errors:.1} standard errors", row.column);
            assert!(errors.abs() < ERRORS, "{} at {size} agents", row.column);
            squares.push(errors * errors);
        }
    }
    let mean = squares.iter().sum::<f64>() / squares.len() as f64;
    println!("mean square {mean}");
    assert!(mean < MEAN_SQUARE, "{mean}");
}
