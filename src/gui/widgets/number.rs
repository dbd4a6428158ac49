//! Numbers with their unit, as they are shown in a field and read from what is typed.

/// A unit that fits beside the number.
pub fn short_unit(unit: &'static str) -> Option<&'static str> {
    match unit {
        "share" => Some("%"),
        "RMB" | "US$" | "weeks" | "utils" | "logits" => Some(unit),
        _ => None,
    }
}

/// A value in the unit of files as it stands in a field, shares in per cent.
pub fn shown(unit: &'static str, value: f64) -> String {
    let scaled = if unit == "share" { value * 100.0 } else { value };
    let rounded = format!("{scaled:.6}");
    let number = rounded.trim_end_matches('0').trim_end_matches('.');
    short_unit(unit).map_or_else(|| number.to_owned(), |unit| format!("{number} {unit}"))
}

/// Reads a typed value. Shares are typed in per cent, with or without the sign; a unit behind the number is allowed.
pub fn parsed(unit: &'static str, typed: &str) -> Option<f64> {
    let typed = typed.trim().replace(',', "").replace('−', "-");
    let end =
        typed.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))).unwrap_or(typed.len());
    let number: f64 = typed.get(..end)?.trim().parse().ok()?;
    Some(if unit == "share" { number / 100.0 } else { number })
}

/// Steps are multiples in binary, which leaves a tail of noise in the decimals.
pub fn without_noise(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_typed_in_per_cent() {
        assert_eq!(shown("share", 0.1), "10 %");
        for typed in ["40", "40 %", " 40% "] {
            assert_eq!(parsed("share", typed), Some(0.4), "{typed}");
        }
        assert_eq!(parsed("share", "a lot"), None);
    }

    #[test]
    fn numbers_are_typed_with_or_without_unit() {
        assert_eq!(parsed("RMB", "2.5 RMB"), Some(2.5));
        assert_eq!(parsed("RMB per week", "20,000"), Some(20_000.0));
    }
}
