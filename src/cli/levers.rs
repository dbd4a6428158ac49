//! Levers on the command line: `--set ID=VALUE` and `--at WEEK:ID=VALUE`.

use super::fault::{Faults, did_you_mean};
use crate::run::RunInput;
use crate::scenario::{Applies, LEVERS, LeverId, LeverSpec, Reform};

/// Adds the changes that the flags ask for to `input`; what is wrong goes to `faults`.
pub fn apply(input: &mut RunInput, set: &[String], at: &[String], faults: &mut Faults) {
    let mut seen: Vec<(u32, LeverId)> = Vec::new();
    for text in set {
        let flag = format!("--set {text}");
        if let Some((lever, value)) = assignment(&flag, text, faults) {
            let before = input.changes.len();
            input.set(lever, value);
            let week = input.changes.get(before).map_or(0, |change| change.week);
            once(&flag, week, lever, &mut seen, faults);
            in_horizon(&flag, week, input.weeks, faults);
        }
    }
    for text in at {
        let flag = format!("--at {text}");
        let Some((week, rest)) = text.split_once(':') else {
            faults.say(format!("{flag}: allowed WEEK:ID=VALUE, such as 40:take_mini=15%"));
            continue;
        };
        let week = if let Ok(week) = week.trim().parse::<u32>() {
            in_horizon(&flag, week, input.weeks, faults).then_some(week)
        } else {
            faults.say(format!("{flag}: found week {week}, allowed the whole numbers 0 to {}", last_week(input)));
            None
        };
        let assignment = assignment(&flag, rest, faults);
        let (Some(week), Some((lever, value))) = (week, assignment) else {
            continue;
        };
        if week > 0 && lever.spec().applies == Applies::FromStart {
            let id = lever.spec().id;
            faults.say(format!("{flag}: {id} makes the whole run another world; use --set {id}=VALUE"));
            continue;
        }
        once(&flag, week, lever, &mut seen, faults);
        input.changes.push(Reform::lever(week, lever, value));
    }
    // A history reads in the order of its weeks; changes of one week keep the order of the command line.
    input.changes.sort_by_key(|change| change.week);
}

/// Checks what can be checked without a scenario: forms, names and values.
pub fn check(set: &[String], at: &[String], faults: &mut Faults) {
    for text in set {
        assignment(&format!("--set {text}"), text, faults);
    }
    for text in at {
        let flag = format!("--at {text}");
        match text.split_once(':') {
            Some((week, rest)) => {
                if week.trim().parse::<u32>().is_err() {
                    faults.say(format!("{flag}: found week {week}, allowed a whole number from 0"));
                }
                assignment(&flag, rest, faults);
            }
            None => faults.say(format!("{flag}: allowed WEEK:ID=VALUE, such as 40:take_mini=15%")),
        }
    }
}

const fn last_week(input: &RunInput) -> u32 {
    input.weeks.saturating_sub(1)
}

fn in_horizon(flag: &str, week: u32, weeks: u32, faults: &mut Faults) -> bool {
    let inside = week < weeks;
    if !inside {
        let last = weeks.saturating_sub(1);
        faults.say(format!("{flag}: acts from week {week}, after the last week {last} of the run; give --weeks more"));
    }
    inside
}

fn once(flag: &str, week: u32, lever: LeverId, seen: &mut Vec<(u32, LeverId)>, faults: &mut Faults) {
    if seen.contains(&(week, lever)) {
        faults.say(format!("{flag}: {} is already set for week {week}", lever.spec().id));
    }
    seen.push((week, lever));
}

fn assignment(flag: &str, text: &str, faults: &mut Faults) -> Option<(LeverId, f64)> {
    let Some((id, value)) = text.split_once('=') else {
        faults.say(format!("{flag}: allowed ID=VALUE, such as take_mini=15%"));
        return None;
    };
    let id = id.trim();
    let Some(lever) = LeverId::from_id(id) else {
        let hint = did_you_mean(id, LEVERS.iter().map(|spec| spec.id))
            .unwrap_or_else(|| "see `gatekeepers list levers`".to_owned());
        faults.say(format!("{flag}: no lever is called {id}; {hint}"));
        return None;
    };
    match value_of(lever.spec(), value.trim()) {
        Ok(value) => Some((lever, value)),
        Err(wrong) => {
            faults.say(format!("{flag}: {wrong}"));
            None
        }
    }
}

/// Reads the value of a lever: a number, `40%` for a share, or the word of a choice.
pub fn value_of(spec: &LeverSpec, text: &str) -> Result<f64, String> {
    if let Some(index) = spec.choices.iter().position(|word| word.eq_ignore_ascii_case(text)) {
        return Ok(index as f64);
    }
    let number = match text.strip_suffix('%') {
        Some(share) if spec.unit == "share" => percent(share.trim_end()),
        _ => text.parse::<f64>().ok(),
    };
    match number {
        Some(value) if spec.problem_with(value).is_none() => Ok(value),
        _ => Err(format!("found {text}, allowed {}", range(spec))),
    }
}

/// The values that a lever takes, as people read them.
pub fn range(spec: &LeverSpec) -> String {
    if !spec.choices.is_empty() {
        let words: Vec<String> =
            spec.choices.iter().enumerate().map(|(index, word)| format!("{index} ({word})")).collect();
        return words.join(", ");
    }
    match spec.unit {
        "share" => spec.range(),
        _ => format!("{} to {}", spec.min, spec.display(spec.max)),
    }
}

/// A per cent figure as a share, rounded as the decimal says: `15%` is the number nearest to 0.15, not 15 × 0.01.
pub fn percent(text: &str) -> Option<f64> {
    text.parse::<f64>().ok()?;
    let shifted = if text.contains(['e', 'E']) { None } else { format!("{text}e-2").parse().ok() };
    shifted.or_else(|| text.parse::<f64>().ok().map(|value| value / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbers_per_cents_or_words() {
        let take = LeverId::take_mini.spec();
        assert_eq!(value_of(take, "0.15"), Ok(0.15));
        assert_eq!(value_of(take, "15%"), Ok(0.15));
        assert_eq!(value_of(take, "7 %"), Ok(0.07));
        assert!(value_of(take, "95%").is_err());
        assert!(value_of(take, "NaN").is_err());
        assert!(value_of(take, "").is_err());
        let response = LeverId::operator_response.spec();
        assert_eq!(value_of(response, "Block"), Ok(3.0));
        assert_eq!(value_of(response, "3"), Ok(3.0));
        assert!(value_of(response, "1.5").is_err());
        assert!(value_of(response, "50%").is_err());
    }
}
