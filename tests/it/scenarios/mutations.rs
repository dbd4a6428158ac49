//! Broken on purpose, in many ways, always the same.

use super::*;

/// Pieces of a text outside comments and strings: names of fields, and numbers.
struct Pieces {
    fields: Vec<std::ops::Range<usize>>,
    numbers: Vec<std::ops::Range<usize>>,
}

fn pieces(text: &str) -> Pieces {
    let bytes = text.as_bytes();
    let mut pieces = Pieces { fields: Vec::new(), numbers: Vec::new() };
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let length = |keep: fn(char) -> bool| rest.find(|c: char| !keep(c)).unwrap_or(rest.len());
        at += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if bytes[at] == b'"' {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else if bytes[at].is_ascii_alphabetic() {
            let end = length(|c| c.is_ascii_alphanumeric() || c == '_');
            if rest[end..].starts_with(':') {
                pieces.fields.push(at..at + end);
            }
            end
        } else if bytes[at].is_ascii_digit() {
            let end = length(|c| c.is_ascii_digit() || c == '.');
            pieces.numbers.push(at..at + end);
            end
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    pieces
}

fn replaced(text: &str, range: &std::ops::Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// End of the value that follows a field's name, with its comma.
fn value_end(text: &str, from: usize) -> usize {
    let (mut depth, mut quoted) = (0_i32, false);
    for (index, c) in text[from..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return from + index,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => return from + index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Loads a mutant: a scenario, or problems that all have a place and say all three things.
#[track_caller]
fn outcome(what: &str, bytes: &[u8]) -> Option<Vec<Problem>> {
    let problems = scenario::load("mutant", bytes, &library).err()?;
    assert!(!problems.is_empty(), "{what}: refused without a problem");
    for problem in &problems {
        assert!(problem.line >= 1 && problem.column >= 1, "{what}: {problem}");
        assert!(!problem.found.is_empty() && !problem.allowed.is_empty() && !problem.mend.is_empty(), "{what}");
    }
    Some(problems)
}

#[test]
fn a_renamed_field_is_always_named() {
    let mut count = 0;
    for (name, text) in scenario::SHIPPED {
        for field in pieces(text).fields {
            let wrong = format!("{}_x", &text[field.clone()]);
            let mutant = replaced(text, &field, &wrong);
            let what = format!("{name}: {wrong}");
            let problems = outcome(&what, mutant.as_bytes()).unwrap_or_else(|| panic!("{what}: nothing said"));
            let line = text[..field.start].matches('\n').count() + 1;
            assert!(
                problems.iter().any(|p| p.found.contains(&format!("`{wrong}`")) && p.line == line),
                "{what}:\n{}",
                said(&problems)
            );
            count += 1;
        }
    }
    assert!(count >= 200, "only {count} fields");
}

#[test]
fn a_field_given_twice_is_always_named() {
    for (name, text) in scenario::SHIPPED {
        for field in pieces(text).fields {
            let end = value_end(text, field.end);
            let whole = text[field.start..end].trim_end_matches(',');
            let mutant = replaced(text, &(field.start..field.start), &format!("{whole}, "));
            let word = &text[field.clone()];
            let problems = outcome(word, mutant.as_bytes()).unwrap_or_else(|| panic!("{name}: {word} twice"));
            assert!(problems.iter().any(|p| p.found.contains("second time")), "{name}:\n{}", said(&problems));
        }
    }
}

#[test]
fn a_removed_field_or_a_wrong_value_is_refused_or_harmless() {
    let numbers = ["-1", "1e30", "NaN", "99999999999999999999", "1..2"];
    let others = ["\"words\"", "[]", "()", "None", "Some(Some(1))", "true", "'c'"];
    let wrong = [&numbers[..], &others[..]].concat();
    let mut refused = 0;
    for (name, text) in scenario::SHIPPED {
        for (index, field) in pieces(text).fields.iter().enumerate() {
            let end = value_end(text, field.end);
            let word = &text[field.clone()];
            outcome(word, replaced(text, &(field.start..end), "").as_bytes());
            let value = wrong[index % wrong.len()];
            let mutant = replaced(text, &(field.end..end), &format!(": {value},"));
            refused += usize::from(outcome(&format!("{name}: {word}: {value}"), mutant.as_bytes()).is_some());
        }
    }
    assert!(refused > 200, "only {refused} refused");
}

#[test]
fn numbers_may_be_anything() {
    for (name, text) in scenario::SHIPPED {
        let numbers = pieces(text).numbers;
        for (index, number) in numbers.iter().enumerate() {
            let other = &numbers[(index * 7 + 3) % numbers.len()];
            outcome(name, replaced(text, number, &text[other.clone()]).as_bytes());
            outcome(name, replaced(text, number, "-0.5").as_bytes());
            let problems = outcome(name, replaced(text, number, "1e400").as_bytes());
            assert!(problems.is_some(), "{name}: an infinite number at byte {}", number.start);
        }
    }
}

#[test]
fn a_truncated_file_is_always_refused() {
    for (name, text) in scenario::SHIPPED {
        let end = text.trim_end().len();
        for at in (0..end).step_by(37) {
            let problems = outcome(name, &text.as_bytes()[..at]);
            assert!(problems.is_some(), "{name}: cut at byte {at}");
        }
    }
}

#[test]
fn bytes_that_are_not_utf_8_have_their_place() {
    for (name, text) in scenario::SHIPPED {
        for at in (0..text.len()).step_by(211) {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = 0xff;
            let problems = outcome(name, &bytes).unwrap_or_else(|| panic!("{name}: byte {at}"));
            assert_eq!(problems.len(), 1);
            assert_eq!(problems[0].line, text[..at].matches('\n').count() + 1);
            assert!(problems[0].found.contains("0xff"));
        }
    }
}

#[test]
fn a_byte_changed_anywhere_never_panics() {
    let text = scenario::shipped(scenario::DEFAULT).unwrap_or_default();
    for (turn, at) in (0..text.len()).step_by(5).enumerate() {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] = [b'(', b'}', b'"', b'#', b'0', 0, b'/'][turn % 7];
        outcome("a changed byte", &bytes);
    }
}

#[test]
fn garbage_is_refused_at_once() {
    let mut garbage = Vec::with_capacity(50_000_000);
    let mut state = 1_u32;
    while garbage.len() < 50_000_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        garbage.extend(state.to_le_bytes());
    }
    assert!(outcome("50 MB of garbage", &garbage).is_some());
    assert!(outcome("1 MB of garbage", &garbage[..1_000_000]).is_some());
    assert!(outcome("50 MB of blanks", &vec![b' '; 50_000_000]).is_some());
    let tiny = ["", " ", "\u{feff}", "(", ")", "#", "#![enable(", "[]", "42", "None", "\"\"", "Scenario(format: 1)"];
    for text in tiny {
        assert!(outcome(text, text.as_bytes()).is_some(), "{text:?}");
    }
}

#[test]
fn nesting_and_crowds_are_refused_without_a_hang() {
    let brackets = ["(", "[", "{", "(a:", "[(", "Some(", "x(", "{1:"];
    let others = ["/*", "#![enable(implicit_some)]", "r#", "'", "\""];
    for piece in [&brackets[..], &others[..]].concat() {
        let bomb = piece.repeat(100_000);
        assert!(outcome(piece, bomb.as_bytes()).is_some(), "{piece}");
        for field in ["brands", "levers", "title", "rules", "reforms", "start"] {
            let inside = child(&format!("{field}: {bomb}"));
            assert!(outcome(piece, inside.as_bytes()).is_some(), "{field}: {piece}");
        }
    }
    for (field, open, item, close) in [
        ("brands", "[", "(id: \"a\"),", "]"),
        ("rules", "[", "(id: \"a\"),", "]"),
        ("rules", "[(id: \"a\", types: [", "x,", "])]"),
        ("levers", "{", "\"a\": 1,", "}"),
        ("levers", "{", "1: 1,", "}"),
        ("sources", "{", "\"a\": 1,", "}"),
        ("regulator", "(", "a: 1,", ")"),
        ("shocks", "[", "0,", "]"),
    ] {
        let crowd = child(&format!("{field}: {open}{}{close}", item.repeat(200_000 / item.len())));
        let problems = outcome(field, crowd.as_bytes()).unwrap_or_else(|| panic!("{field}"));
        assert!(problems.len() <= 201, "{field}: {} problems", problems.len());
    }
}

#[test]
fn an_extension_of_ron_is_not_passed_over() {
    let text = child("");
    assert!(outcome("implicit_some", format!("#![enable(implicit_some)]\n{text}").as_bytes()).is_none());
    assert!(outcome("unwrap_newtypes", format!("#![enable(unwrap_newtypes)]\n{text}").as_bytes()).is_some());
    assert!(outcome("a name", format!("Scenario{text}").as_bytes()).is_some());
}
