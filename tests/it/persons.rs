//! Every user of a run: the same as looked at one by one, and together what the metrics say.

use gatekeepers::run::persons::persons;
use gatekeepers::step::person::{person, privacy_rmb, surplus_rmb, traits, worth_of_all};

use crate::support::{after, mean, record, scenario, short};

#[test]
fn all_users_at_once_are_each_user_by_itself() {
    let input = short(scenario("user-authorised"), 45, 1_024);
    let simulation = after(&input, 45);
    let world = simulation.world();
    let worth = worth_of_all(world);
    assert_eq!(worth.len(), 1_024);
    for user in (0..1_024).step_by(37) {
        assert_eq!(worth[user as usize], [surplus_rmb(world, user), privacy_rmb(world, user)], "user {user}");
    }
}

#[test]
fn users_together_have_what_the_metrics_say() {
    for name in ["user-authorised", "honor-magic-2017"] {
        let input = short(scenario(name), 60, 4_096);
        let (record, users) = (record(&input), persons(&input, 1, &mut |_| true).expect("nobody stops it"));
        assert_eq!(users.weeks.last(), Some(&59));
        let of = |value: &dyn Fn(usize) -> f32| -> f64 {
            (0..users.rows.len()).map(|user| f64::from(value(user))).sum::<f64>() / users.rows.len() as f64
        };
        let close = |what: &str, mine: f64, metric: f64, most: f64| {
            assert!((mine / metric - 1.0).abs() < most, "{name}: {what} of users is {mine}, the metric says {metric}");
        };
        // The metric counts occasions as they fell, users are worth the mean over what may fall.
        close("surplus", of(&|user| users.rows[user].surplus_rmb), mean(&record, "consumer_surplus", 8..60), 0.03);
        let whole = mean(&record, "privacy_loss_stated", 8..60) - mean(&record, "contact_loss_stated", 8..60);
        close("privacy loss", of(&|user| users.rows[user].privacy_stated_rmb), whole, 0.01);
    }
}

#[test]
fn users_keep_their_place_and_can_be_stopped() {
    let input = short(scenario("user-authorised"), 20, 1_024);
    let users = persons(&input, 1, &mut |_| true).expect("nobody stops it");
    let end = after(&input, 20);
    for user in (0..1_024).step_by(41) {
        let (row, known) = (users.rows[user as usize], person(end.world(), user).expect("a user"));
        assert_eq!((usize::from(row.brand), row.primary.map(usize::from)), (known.brand, known.primary));
        assert_eq!(traits(end.world(), user).map(|traits| traits.fifth), Some(usize::from(row.fifth)));
    }
    assert_eq!(users, persons(&input, 2, &mut |_| true).expect("nobody stops it"), "threads do not matter");
    assert!(persons(&input, 1, &mut |week| week < 3).is_none());
}
