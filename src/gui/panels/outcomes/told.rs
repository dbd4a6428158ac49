//! What the headline says about a figure beside that of the baseline: whether there is a difference worth naming, how
//! large it is, and whether luck could do it.

use super::super::super::plots::Pairs;
use super::super::super::text;
use crate::metrics::table::MetricId;
use crate::run::compare::Verdict;

/// The figure of the run on show beside that of the baseline.
pub(super) struct Told {
    pub(super) metric: MetricId,
    pub(super) unit: &'static str,
    pub(super) value: Option<f64>,
    pub(super) base: Option<f64>,
    /// The smallest gap of interest, a share of the baseline.
    pub(super) gap: f64,
}

impl Told {
    /// Whether there is a difference worth naming, by how much this seed moved, and what its paired seeds say.
    pub(super) fn sentence(&self, seed: Option<u64>, pairs: Option<Pairs>) -> String {
        let Some(seed) = seed else {
            return "This is the baseline until something is changed".to_owned();
        };
        let (Some(value), Some(base)) = (self.value, self.base) else {
            return "There is no figure to compare with the baseline here".to_owned();
        };
        let size = self.size(value, base);
        let moved = match &size {
            None => format!("exactly as the baseline with seed {seed}"),
            Some(size) => format!("{size} than the baseline{} with seed {seed}", Self::share(value, base)),
        };
        let Some(pairs) = pairs else {
            return if size.is_some() && self.is_small(value, base) {
                self.nothing(seed)
            } else {
                text::capitalised(&moved)
            };
        };
        let luck = luck(&pairs);
        match pairs.verdict {
            Verdict::WithinGap => {
                // One seed may move by more than all do on average.
                let alone = match size.filter(|_| !self.is_small(value, base)) {
                    None => String::new(),
                    Some(size) => format!("; seed {seed} alone has {size}{}", Self::share(value, base)),
                };
                format!("No difference worth naming on average, {luck}{alone}")
            }
            Verdict::Luck => format!("No clear difference, {luck}; {moved}"),
            Verdict::TooFewPairs if size.is_some() && self.is_small(value, base) => {
                format!("{}; {luck}", self.nothing(seed))
            }
            _ => format!("{}; {luck}", text::capitalised(&moved)),
        }
    }

    /// Whether the difference is below the smallest gap of interest.
    fn is_small(&self, value: f64, base: f64) -> bool {
        (value - base).abs() < self.gap * base.abs()
    }

    fn nothing(&self, seed: u64) -> String {
        let gap = text::relative(self.gap, 1.0).unwrap_or_default();
        format!(
            "No difference worth naming, less than {} of the baseline with seed {seed}",
            gap.trim_start_matches('+')
        )
    }

    /// By how much more or less, in the precision of the figures; nothing where both are the same.
    fn size(&self, value: f64, base: f64) -> Option<String> {
        if value.to_bits() == base.to_bits() || value == base {
            return None;
        }
        let unit = match self.unit {
            "%" => "percentage points",
            unit => unit,
        };
        let scale = text::scale(self.metric);
        let more = if value > base { "more" } else { "less" };
        Some(match text::gap_between(value * scale, base * scale) {
            Some(size) => format!("{size} {unit} {more}"),
            None => format!("hardly {more}"),
        })
    }

    fn share(value: f64, base: f64) -> String {
        text::relative(value - base, base).map_or_else(String::new, |share| format!(" ({share})"))
    }
}

/// What can be said over all paired seeds, in the words of the comparison.
fn luck(pairs: &Pairs) -> String {
    let Pairs { pairs: all, signs, verdict, .. } = *pairs;
    let said = verdict.label();
    match verdict {
        Verdict::Identical | Verdict::NoBase => format!("{said} in {all} paired seeds"),
        Verdict::TooFewPairs => format!("{said}, {all} are there"),
        Verdict::Larger | Verdict::Smaller => format!("{said} beyond luck, {} of {all} seeds", signs.words()),
        Verdict::WithinGap | Verdict::Luck => format!("{said}, {} of {all} seeds", signs.words()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many pairs, of which some have a difference, about a base of 30.
    fn pairs(all: usize, moved: usize, by: f64) -> Pairs {
        let figures: Vec<(f64, f64)> =
            (0..all).map(|k| (30.0, 30.0 + if k < moved { by + 0.001 * (k % 3) as f64 } else { 0.0 })).collect();
        Pairs::of(&figures, 0.01).expect("pairs")
    }

    #[test]
    fn the_sentence_says_how_much_and_what_can_be_said_about_it() {
        let metric = MetricId::consumer_surplus;
        let told = told(metric, Some(42.4), Some(30.0));
        let said = |pairs| told.sentence(Some(7), Some(pairs));
        let alone = told.sentence(Some(7), None);
        assert_eq!(alone, "12.40 RMB per user-week more than the baseline (+41.3 %) with seed 7");
        let words = "larger beyond luck, larger in 20 of 20 seeds";
        assert!(said(pairs(20, 20, 12.0)).ends_with(words), "{}", said(pairs(20, 20, 12.0)));
        // Beyond luck and too small to matter.
        let words = "No difference worth naming on average, within the smallest gap, smaller in 11, equal in 9 of \
                     20 seeds; seed 7 alone has 12.40 RMB per user-week more (+41.3 %)";
        assert_eq!(said(pairs(20, 11, -0.06)), words);
        assert!(said(pairs(20, 1, 12.0)).starts_with("No clear difference, luck could do this, larger in 1"));
        assert!(said(pairs(9, 9, 12.0)).ends_with("no verdict below ten pairs, 9 are there"));
        assert!(said(pairs(10, 0, 0.0)).ends_with("identical in 10 paired seeds"));
    }

    #[test]
    fn beyond_luck_is_said_only_of_clear_verdicts() {
        for (moved, by) in [(20, 12.0), (11, -0.06), (1, 12.0), (0, 0.0), (20, -5.0), (20, 0.001)] {
            let pairs = pairs(20, moved, by);
            assert_eq!(luck(&pairs).contains("beyond luck"), pairs.verdict.is_clear(), "{pairs:?}");
        }
    }

    fn told(metric: MetricId, value: Option<f64>, base: Option<f64>) -> Told {
        Told { metric, unit: text::unit(metric.spec()), value, base, gap: 0.01 }
    }

    #[test]
    fn shares_move_by_percentage_points_and_nothing_by_nothing() {
        let said = |value, base, seed| told(MetricId::multi_homing, value, base).sentence(seed, None);
        assert_eq!(
            said(Some(0.25), Some(0.3), Some(7)),
            "5 percentage points less than the baseline (−16.7 %) with seed 7"
        );
        assert_eq!(said(Some(0.3), Some(0.3), Some(7)), "Exactly as the baseline with seed 7");
        assert!(said(None, Some(0.3), Some(7)).starts_with("There is no figure"));
        assert!(said(Some(0.3), Some(0.3), None).starts_with("This is the baseline"));
    }

    #[test]
    fn what_is_not_worth_naming_is_not_spelt_out() {
        let told = told(MetricId::consumer_surplus, Some(29.230_160_3), Some(29.23));
        let nothing = "No difference worth naming, less than 1 % of the baseline with seed 7";
        assert_eq!(told.sentence(Some(7), None), nothing);
        assert!(told.sentence(Some(7), Some(pairs(3, 3, 0.001))).starts_with(nothing));
        let within = told.sentence(Some(7), Some(pairs(20, 20, 0.001)));
        assert!(within.starts_with("No difference worth naming") && !within.contains("0.0001"), "{within}");
        // Beyond luck on average, and as good as nothing with this seed.
        let clear = told.sentence(Some(7), Some(pairs(20, 20, 12.0)));
        assert!(clear.starts_with("Hardly more than the baseline"), "{clear}");
    }
}
