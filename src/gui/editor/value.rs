//! Values of the form: as they stand in a file, and as they are shown and typed.

use crate::scenario::Problem;
use crate::scenario::patch::quoted;

/// A text without its quotes; whatever else stands there is shown as it is.
pub fn text(ron: &str) -> String {
    ron::from_str::<String>(ron).unwrap_or_else(|_| ron.to_owned())
}

/// A problem with a share as the form shows shares, in per cent; any other as it is.
pub fn on_screen(problem: &Problem) -> Problem {
    let allowed = problem.allowed.strip_suffix(" (a share, not per cent)");
    let range = allowed.and_then(|range| range.strip_prefix("a number from ")?.split_once(" to "));
    let Some((low, high)) = range else { return problem.clone() };
    let percent = |share: &str| share.trim_matches('`').parse::<f64>().ok().map(|share| plain(share * 100.0));
    let (Some(low), Some(high)) = (percent(low), percent(high)) else { return problem.clone() };
    let (found, mend) = match percent(&problem.found) {
        Some(found) => (format!("{found} %"), "type a number in this range"),
        None => (problem.found.clone(), "type a plain number"),
    };
    Problem { found, allowed: format!("a number from {low} to {high} %"), mend: mend.to_owned(), ..problem.clone() }
}

/// A number as shown, `scale` times that of the file; what is no number is shown as it is.
pub fn number(ron: &str, scale: f64) -> String {
    ron::from_str::<f64>(bare(ron)).map_or_else(|_| text(bare(ron)), |number| plain(number * scale))
}

/// A typed number as it stands in a file. What is no number is kept in quotes, so that the checker can name it.
pub fn typed(shown: &str, scale: f64) -> String {
    let shown = shown.trim().replace('−', "-");
    match shown.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            let kept = scale == 1.0 && shown.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let kept = kept && shown.ends_with(|c: char| c.is_ascii_digit()) && !shown.contains(['e', 'E']);
            if kept { shown } else { plain(number / scale) }
        }
        _ => quoted(&shown),
    }
}

/// A number with the digits that are meant, not those that a division leaves behind.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.12e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// The value inside `Some(…)`, or the value itself; `None` for none.
pub fn inner(ron: &str) -> Option<&str> {
    let ron = ron.trim();
    (ron != "None").then(|| bare(ron))
}

fn bare(ron: &str) -> &str {
    let inside = ron.trim().strip_prefix("Some").map(str::trim_start);
    inside.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')')).map_or(ron, str::trim)
}

/// Words or texts of a list.
pub fn list(ron: &str) -> Vec<String> {
    let inside = ron.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    inside.split(',').map(|word| text(word.trim())).filter(|word| !word.is_empty()).collect()
}

/// A list of bare words.
pub fn words(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

/// A list of texts.
pub fn texts(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
}

/// Pairs of a list such as `[(2016, 0.1)]`; `None` where it is something else.
pub fn pairs(ron: &str) -> Option<Vec<(String, String)>> {
    use ron::value::RawValue;
    let pairs = ron::from_str::<Vec<(&RawValue, &RawValue)>>(ron).ok()?;
    Some(pairs.iter().map(|(a, b)| (a.get_ron().trim().to_owned(), b.get_ron().trim().to_owned())).collect())
}

/// A list of pairs.
pub fn paired(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(a, b)| format!("({a}, {b})")).collect();
    format!("[{}]", pairs.join(", "))
}

/// Dates and values as lines.
pub fn points(ron: &str) -> String {
    let Some(pairs) = pairs(ron) else { return text(ron) };
    pairs.iter().map(|(date, value)| format!("{} {}", text(date), text(value))).collect::<Vec<_>>().join("\n")
}

/// Lines of dates and values as they stand in a file.
pub fn typed_points(shown: &str) -> String {
    let lines = shown.lines().map(str::trim).filter(|line| !line.is_empty());
    let point = |line: &str| {
        let (date, value) = line.split_once([' ', '\t', ',', ';']).unwrap_or((line, ""));
        format!("\n    ({}, {}),", quoted(date), typed(value.trim_start_matches([' ', '\t', ',', ';']), 1.0))
    };
    let lines: String = lines.map(point).collect();
    if lines.is_empty() { "[]".to_owned() } else { format!("[{lines}\n]") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_typed_in_per_cent_and_stay_exact() {
        assert_eq!(number("0.164", 100.0), "16.4");
        assert_eq!(typed("16.4", 100.0), "0.164");
        assert_eq!(typed("0.07", 100.0), "0.0007");
        assert_eq!(number("Some(0.29)", 100.0), "29");
    }

    #[test]
    fn a_problem_with_a_share_is_told_in_per_cent() {
        let problem = |found: &str, allowed: &str| Problem {
            file: String::new(),
            line: 1,
            column: 1,
            field: String::new(),
            found: found.to_owned(),
            allowed: allowed.to_owned(),
            mend: "write a number in this range".to_owned(),
        };
        let share = on_screen(&problem("`25`", "a number from 0 to 1 (a share, not per cent)"));
        assert_eq!((share.found.as_str(), share.allowed.as_str()), ("2500 %", "a number from 0 to 100 %"));
        let words = on_screen(&problem("\"a lot\"", "a number from 0 to 1 (a share, not per cent)"));
        assert_eq!((words.found.as_str(), words.mend.as_str()), ("\"a lot\"", "type a plain number"));
        let other = problem("25", "a number from 0 to 1 (RMB)");
        assert_eq!(on_screen(&other), other);
    }

    #[test]
    fn what_is_no_number_is_kept() {
        assert_eq!(typed("12,5)", 1.0), "\"12,5)\"");
        assert_eq!(number("\"12,5)\"", 1.0), "12,5)");
        assert_eq!(typed("", 1.0), "\"\"");
        assert_eq!(typed("2.50", 1.0), "2.50");
    }

    #[test]
    fn lists_and_pairs_go_there_and_back() {
        assert_eq!(list("[\"a\", \"b\",]"), ["a", "b"]);
        assert_eq!(texts(&list("[ \"a\" ]")), "[\"a\"]");
        assert_eq!(pairs("[(2016, 0.1), (2017, x)]").map(|p| paired(&p)).as_deref(), Some("[(2016, 0.1), (2017, x)]"));
        assert_eq!(points("[(\"2017-03-31\", 938)]"), "2017-03-31 938");
        assert_eq!(typed_points("2017-03-31 938\n"), "[\n    (\"2017-03-31\", 938),\n]");
        assert_eq!(inner("Some( ( \"a\", 3 ) )"), Some("( \"a\", 3 )"));
    }
}
