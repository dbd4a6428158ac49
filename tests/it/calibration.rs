//! The history of one messenger, and the program that fits it.

use gatekeepers::cli;
use gatekeepers::metrics::MetricId;

use super::support::{after, columns_of, over_seeds, record, scenario, short};

fn go(args: &[&str]) -> (i32, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::main_with(std::iter::once("gatekeepers").chain(args.iter().copied()), &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (code, text(out), text(err))
}

#[test]
fn the_history_follows_the_published_accounts() {
    let history = scenario("history-2011");
    let published = history.series[0].points.clone();
    let (start, weeks) = (history.start, history.weeks);
    let runs = over_seeds(&short(history, weeks, 4_096), 8, |record| {
        let column = record.column("accounts_m_wechat").expect("a column").to_vec();
        let error = |(date, value): &(chrono::NaiveDate, f64)| {
            column[((*date - start).num_days() / 7) as usize].expect("a figure") - value
        };
        published.iter().map(error).collect::<Vec<f64>>()
    });
    // Luck moves a single run by as much as the fit misses, because few begin; the mean over seeds has the fit's own error.
    let mean = |k: usize| runs.iter().map(|errors| errors[k]).sum::<f64>() / runs.len() as f64;
    let means: Vec<f64> = (0..published.len()).map(mean).collect();
    let rms = (means.iter().map(|e| e * e).sum::<f64>() / means.len() as f64).sqrt();
    assert!((12.0..22.0).contains(&rms), "the fit itself misses by 17 million, the runs by {rms}: {means:?}");
}

#[test]
fn users_without_a_messenger_have_no_account_until_they_adopt_one() {
    let history = scenario("history-2011");
    let run = after(&short(history.clone(), 2, 4_096), 0);
    let world = run.world();
    let share = |users: i64| users as f64 / world.agents as f64;
    assert!((share(world.tally.homing[0]) - history.no_messenger_share).abs() < 0.01);
    assert!(
        (world.tally.accounts[0] as f64 * world.persons_per_agent / 1e6 / history.messengers[0].accounts_m - 1.0).abs()
            < 0.15
    );
    let later = after(&short(history.clone(), 60, 4_096), 60);
    assert!(later.world().tally.homing[0] < world.tally.homing[0], "some have adopted it");
    // Who adopts the only messenger uses it, so that its share among users of one is 1 in every week.
    let record = record(&short(history.clone(), 60, 2_048));
    for column in columns_of(&history, MetricId::messenger_share) {
        assert!(record.column(&column).expect("a column").iter().all(|cell| *cell == Some(1.0)));
    }
}

#[test]
fn habits_are_there_before_the_first_week() {
    let baseline = scenario("baseline-2016");
    let target = baseline.levers.nothing_share;
    let runs = over_seeds(&short(baseline, 14, 10_000), 4, |record| {
        let of = |column: &str| -> Vec<f64> {
            record.column(column).expect("a column").iter().map(|cell| cell.expect("a figure")).collect()
        };
        (of("nothing_share")[0], of("consumer_surplus"))
    });
    let mean = |figures: Vec<f64>| figures.iter().sum::<f64>() / figures.len() as f64;
    let nothing = mean(runs.iter().map(|(nothing, _)| *nothing).collect());
    assert!((nothing - target).abs() < 0.001, "{nothing} end in nothing at first, not {target}");
    // Habits that had still to form would raise what users gain week by week.
    for week in 1..14 {
        let rise = mean(runs.iter().map(|(_, surplus)| surplus[week] / surplus[0] - 1.0).collect());
        assert!(rise.abs() < 0.015, "surplus is {rise} higher in week {week} than in the first");
    }
}

#[test]
fn calibrate_says_what_it_fitted_and_how_well() {
    let small = ["--seeds=2", "--agents=512", "--threads=2"];
    let (code, shown, problems) = go(&[&["calibrate", "--json"], &small[..]].concat());
    assert_eq!((code, problems.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(json["is_carried"], true, "the shipped scenarios carry its output");
    assert!(json["window"]["last"].as_str().is_some_and(|last| last <= "2017-12-31"));
    let dates = json["figures"].as_array().expect("figures");
    assert!(dates.iter().all(|figure| figure["date"].as_str().is_some_and(|date| date <= "2017-12-31")));
    let methods: Vec<&str> =
        json["methods"].as_array().expect("methods").iter().filter_map(|method| method["id"].as_str()).collect();
    assert_eq!(methods, ["model_run_on", "model_from_last_figure", "bass", "last_value", "linear"]);
    // The errors that the documentation of the module states.
    let ahead = |method: usize, k: usize| json["methods"][method]["error_ahead_m"][k]["error_m"].as_f64();
    let stated = [
        (json["error_m"].as_f64(), 17.3),
        (ahead(0, 0), 27.7),
        (ahead(1, 0), 19.8),
        (ahead(2, 0), 30.1),
        (ahead(3, 0), 43.5),
        (ahead(4, 0), 25.5),
        (ahead(1, 1), 87.7),
        (ahead(2, 1), 103.3),
    ];
    for (value, said) in stated {
        assert!(value.is_some_and(|value| (value - said).abs() < 0.051), "{value:?}, not {said}");
    }
    assert_eq!(json["forecast"].as_array().map(Vec::len), Some(8));
    assert_eq!(json["brand_appeal"].as_array().map(Vec::len), Some(6));
    assert_eq!(json["consent_intercepts"].as_array().map(Vec::len), Some(8));
    let (code, shown, _) = go(&[&["calibrate"], &small[..]].concat());
    assert_eq!(code, 0);
    for words in
        ["Fitted to", "carry these numbers", "Bass curve", "Linear trend", "Not fitted: Friction of a Mini Program"]
    {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert_eq!(go(&["calibrate", "--seeds=0", "--agents=1"]).0, 2);
    assert_eq!(go(&["calibrate", "--json", "--ron"]).0, 2);
}

#[test]
fn what_calibrate_writes_is_what_a_scenario_carries() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("fitted.ron");
    let path = file.to_str().expect("a plain path");
    let args = ["calibrate", "--ron", "--seeds=1", "--agents=512", "--out", path];
    let (code, shown, problems) = go(&args);
    assert_eq!((code, problems.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&file).expect("written"), shown);
    assert_eq!(go(&args).0, 2, "a file is not replaced unasked");
    let child = format!("(\n    format: 1,\n    title: \"t\",\n    parent: Some(\"baseline-2016\"),\n{shown})\n");
    let library = |name: &str| gatekeepers::scenario::shipped(name).map(str::to_owned);
    let loaded = gatekeepers::scenario::load("child", child.as_bytes(), &library).expect("a child of the baseline");
    assert_eq!(loaded.messengers, scenario("baseline-2016").messengers);
    assert_eq!(shown.matches("// calibrated").count(), 3);
}
