//! The life of one user: the same for the same run, another for another user, and with the conflict in it.

use gatekeepers::run::RunInput;
use gatekeepers::run::biography::{About, Biography, biography};
use gatekeepers::step::person::person;

use crate::support::{after, scenario, short};

fn life(input: &RunInput, user: u64) -> Biography {
    biography(input, user, false, &mut |_| true).expect("nobody stops it")
}

fn sentences(life: &Biography) -> Vec<&str> {
    life.moments.iter().map(|moment| moment.sentence.as_str()).collect()
}

#[test]
fn the_same_user_of_the_same_run_has_the_same_life() {
    let input = short(scenario("user-authorised"), 50, 1_024);
    assert_eq!(life(&input, 17), life(&input, 17));
}

#[test]
fn two_users_have_two_lives() {
    let input = short(scenario("user-authorised"), 50, 1_024);
    let (a, b) = (life(&input, 1), life(&input, 2));
    assert_ne!(a.portrait, b.portrait);
    assert_ne!(sentences(&a), sentences(&b));
    assert_ne!(a.surplus_rmb, b.surplus_rmb);
}

#[test]
fn a_life_covers_every_week_in_order() {
    let life = life(&short(scenario("user-authorised"), 50, 1_024), 5);
    assert_eq!([life.surplus_rmb.len(), life.privacy_revealed_rmb.len(), life.privacy_stated_rmb.len()], [50; 3]);
    assert!(life.moments.windows(2).all(|pair| pair[0].week <= pair[1].week));
    assert!(life.moments.iter().all(|moment| moment.week < 50 && !moment.sentence.is_empty()));
}

#[test]
fn a_user_of_a_brand_that_loses_its_messenger_is_told_so() {
    let input = short(scenario("messenger-withdrawn"), 120, 1_024);
    let start = after(&input, 35);
    let concerned = (0..1_024)
        .find(|&user| person(start.world(), user).is_some_and(|person| person.brand == 0 && person.primary == Some(0)));
    let life = life(&input, concerned.expect("somebody owns such a phone"));
    let conflict: Vec<_> = life.moments.iter().filter(|moment| moment.about == About::Conflict).collect();
    assert_eq!(conflict.first().map(|moment| moment.week), Some(35));
    assert!(conflict[0].sentence.contains("WeChat is withdrawn"), "{}", conflict[0].sentence);
}

#[test]
fn whoever_leaves_a_blocked_brand_is_told_the_probable_reason() {
    let input = short(scenario("messenger-withdrawn"), 120, 1_024);
    let lives = (0..40).map(|user| life(&input, user));
    let told = lives
        .flat_map(|life| life.moments)
        .filter(|moment| moment.about == About::Phone && moment.sentence.contains("because WeChat no longer works"));
    assert!(told.count() > 0);
}

#[test]
fn requests_are_told_with_who_asks_for_what_and_the_answer() {
    let input = short(scenario("user-authorised"), 60, 1_024);
    let told: Vec<String> = (0..20)
        .flat_map(|user| life(&input, user).moments)
        .filter(|moment| moment.about == About::Consent)
        .map(|moment| moment.sentence)
        .collect();
    assert!(told.iter().any(|said| said.contains("asks for message content") && said.ends_with("the user agrees")));
    assert!(told.iter().any(|said| said.contains("asks for message content") && said.ends_with("the user refuses")));
}

#[test]
fn neutral_names_hide_every_firm() {
    let input = short(scenario("messenger-withdrawn"), 60, 1_024);
    for user in 0..8 {
        let life = biography(&input, user, true, &mut |_| true).expect("nobody stops it");
        let said = [life.portrait.join(" "), sentences(&life).join(" "), life.end.join(" ")].join(" ");
        for firm in ["WeChat", "Huawei", "OPPO", "vivo", "Xiaomi", "Apple", "QQ"] {
            assert!(!said.contains(firm), "{firm} in {said}");
        }
    }
}

#[test]
fn fifty_users_have_lives_that_read_well() {
    let input = short(scenario("honor-magic-2017"), 30, 1_024);
    for user in (0..1_024).step_by(21).chain([1_023]) {
        let life = life(&input, user);
        let said = life.portrait.iter().chain(life.moments.iter().map(|moment| &moment.sentence)).chain(&life.end);
        for sentence in said {
            let well = sentence.starts_with(char::is_uppercase) && !sentence.ends_with('.') && !sentence.contains("  ");
            assert!(well && !sentence.contains("NaN"), "user {user}: {sentence:?}");
        }
    }
}
