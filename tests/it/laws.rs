//! The laws of the model: what must hold whatever the scenario, the levers and the luck. Exact where the law can be
//! worked out, over random rules and levers elsewhere.

mod books;
mod random;
mod same;
mod scale;
mod shares;
mod single_week;
mod sizes;

use gatekeepers::world::Chunk;

use crate::support::{after, record, scenario, short};

#[test]
fn a_user_takes_sixteen_bytes() {
    let simulation = after(&short(scenario("baseline-2016"), 1, 1_000), 0);
    let users = simulation.world().chunks.iter().map(Chunk::len).sum::<usize>();
    // Every column is named, so that a new one cannot be forgotten here.
    let bytes: usize = simulation
        .world()
        .chunks
        .iter()
        .map(|chunk| {
            let Chunk {
                first: _,
                brand,
                phone_age,
                primary,
                accounts,
                consent,
                habit,
                reach,
                concern,
                activity,
                spend,
                degree,
                blocks: _,
            } = chunk;
            let small = [brand, phone_age, primary, reach, concern, activity, spend, degree];
            small.iter().map(|column| size_of_val(column.as_slice())).sum::<usize>()
                + size_of_val(accounts.as_slice())
                + size_of_val(consent.as_slice())
                + size_of_val(habit.as_slice())
        })
        .sum();
    assert_eq!(users, 1_000);
    assert_eq!(bytes, 16 * users);
    assert_eq!(Chunk::BYTES_PER_USER, 16);
}

#[test]
fn events_are_numbered_from_nought_in_the_order_of_weeks() {
    let record = record(&short(scenario("honor-magic-2017"), 60, 4_096));
    assert!(record.events.len() > 50);
    for (number, event) in record.events.iter().enumerate() {
        assert_eq!(event.id as usize, number);
        assert!(event.week < record.weeks);
    }
    assert!(record.events.windows(2).all(|pair| pair[0].week <= pair[1].week));
}

#[test]
fn a_share_without_a_base_is_empty_and_not_nought() {
    let record = record(&short(scenario("baseline-2016"), 40, 2_048));
    let cells = |column: &str| record.column(column).unwrap_or_else(|| panic!("no column {column}")).to_vec();
    // Nobody is asked for messages in the baseline, nor in a way that no rule uses.
    for column in ["consent_message_os", "consent_segment_1", "consent_mode_none", "consent_mode_refuse_button"] {
        assert!(cells(column).iter().all(Option::is_none), "{column} has a value without a base");
    }
    // The cohort of the third year has not entered in the first.
    assert!(cells("vendor_survival_3").iter().all(Option::is_none));
    // What has a base is there, also where it is nought.
    assert!(cells("channel_share_os").iter().all(|cell| *cell == Some(0.0)));
    assert!(cells("phone_share_huawei").iter().all(Option::is_some));
}
