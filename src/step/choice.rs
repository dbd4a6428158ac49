//! Discrete choice: logit probabilities as thresholds, consent, quantiles. All exponentials come from `libm`, which
//! gives the same bits on every platform.

use crate::scenario::Levers;
use crate::scenario::vocabulary::{ConsentMode, DataType, Purpose};

use super::batch;

/// The logistic function.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + batch::exp(-x))
}

/// The logistic function at steps of 1/64, to decide most draws without an exponential.
#[derive(Debug)]
pub struct Logistic([f64; STEPS]);

/// Steps of the table, which ends at 16 on both sides.
const STEPS: usize = 2049;

impl Logistic {
    /// The one table.
    pub fn table() -> &'static Self {
        static TABLE: std::sync::LazyLock<Logistic> =
            std::sync::LazyLock::new(|| Logistic(std::array::from_fn(|k| logistic(k as f64 / 64.0 - 16.0))));
        &TABLE
    }

    /// Whether a draw lies below the logistic function of `x`.
    #[inline]
    pub fn reach(&self, x: f64, draw: f64) -> bool {
        // The function rises, so that it lies between its values at the steps around.
        let step = (x + 16.0) * 64.0;
        if step > 0.0 && step < (STEPS - 2) as f64 {
            // Which step, but for rounding, which the further ones make up for.
            let k = step as usize;
            if draw < self.0[k.saturating_sub(1)] {
                return true;
            }
            if draw >= self.0[k + 2] {
                return false;
            }
        }
        draw < logistic(x)
    }
}

/// Standard normal distribution function.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * (1.0 + libm::erf(x * std::f64::consts::FRAC_1_SQRT_2))
}

/// Standard normal quantile as the root of [`normal_cdf`]; error below 1e-9 for probabilities of table midpoints.
pub fn normal_quantile(probability: f64) -> f64 {
    root(-8.0, 8.0, |x| normal_cdf(x) - probability)
}

/// Root of an increasing function: the secant through both ends, with the Illinois rule against an end that stays
/// (Dowell and Jarratt 1971), and a halving of the interval whenever two steps have not done as much. Exact to the
/// last places of the ends; where the function has no root between them, the nearer end.
pub fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut at_low, mut at_high) = (f(low), f(high));
    if at_low >= 0.0 || at_high <= 0.0 {
        return if at_low >= 0.0 { low } else { high };
    }
    let precision = 4.0 * f64::EPSILON * low.abs().max(high.abs()).max(1e-3);
    // Which end moved last, and the width two steps ago.
    let (mut side, mut width) = (0, high - low);
    for step in 1..200 {
        let secant = (low * at_high - high * at_low) / (at_high - at_low);
        let slow = step % 2 == 0 && high - low > 0.5 * width;
        let x = if slow || !(secant > low && secant < high) { 0.5 * (low + high) } else { secant };
        if step % 2 == 0 {
            width = high - low;
        }
        let at = f(x);
        if at < 0.0 {
            (low, at_low) = (x, at);
            at_high *= if side < 0 { 0.5 } else { 1.0 };
            side = -1;
        } else if at > 0.0 {
            (high, at_high) = (x, at);
            at_low *= if side > 0 { 0.5 } else { 1.0 };
            side = 1;
        } else {
            return x;
        }
        if high - low <= precision {
            break;
        }
    }
    0.5 * (low + high)
}

/// Privacy concern θ at 256 quantile midpoints: three groups (Westin's fundamentalists, pragmatists, unconcerned,
/// WES, contested as predictors by URB and WOO), lognormal within each.
pub fn concern_table(levers: &Levers) -> [f64; 256] {
    let middle_share = 1.0 - levers.concern_high_share - levers.concern_low_share;
    let groups = [
        (levers.concern_low_share, levers.concern_low),
        (middle_share, 1.0),
        (levers.concern_high_share, levers.concern_high),
    ];
    let spread = levers.concern_spread.max(1e-3);
    let cdf = |log: f64| {
        groups
            .iter()
            .map(|&(share, centre)| share * normal_cdf((log - libm::log(centre.max(1e-6))) / spread))
            .sum::<f64>()
    };
    // The quantiles increase, so that each search starts where the last ended and steps on until it has passed.
    let mut low = -20.0;
    std::array::from_fn(|k| {
        let probability = (k as f64 + 0.5) / 256.0;
        let (mut high, mut step) = (low, 0.02);
        while high < 6.0 && cdf(high) < probability {
            low = high;
            high += step;
            step *= 2.0;
        }
        low = root(low, high, |log| cdf(log) - probability);
        libm::exp(low)
    })
}

/// A lognormal trait at 256 quantile midpoints with mean 1, in 1/64, capped at 255/64.
pub fn trait_table(spread: f64) -> [u8; 256] {
    let raw: [f64; 256] = std::array::from_fn(|k| libm::exp(spread * normal_quantile((k as f64 + 0.5) / 256.0)));
    let mean = raw.iter().sum::<f64>() / 256.0;
    raw.map(|value| (value / mean * 64.0).round().clamp(1.0, 255.0) as u8)
}

/// Contacts at sixteen quantile midpoints: lognormal, capped at 5,000 (COS, CD3, FWC).
pub fn degrees(levers: &Levers) -> [f64; 16] {
    std::array::from_fn(|k| {
        let z = normal_quantile((k as f64 + 0.5) / 16.0);
        libm::exp(levers.degree_log_mean + levers.degree_log_sd * z).min(5_000.0)
    })
}

/// Stated value of a type of data, RMB a week.
pub const fn worth(levers: &Levers, data_type: DataType) -> f64 {
    match data_type {
        DataType::Message => levers.worth_message_rmb,
        DataType::Graph => levers.worth_graph_rmb,
        DataType::Location => levers.worth_location_rmb,
        DataType::Transaction => levers.worth_transaction_rmb,
        DataType::Log => levers.worth_log_rmb,
    }
}

/// Weight of the most costly of the purposes in a mask.
pub fn purpose_weight(levers: &Levers, purposes: u8) -> f64 {
    let weight = |purpose: Purpose| match purpose {
        Purpose::Service | Purpose::Security | Purpose::Interop => 1.0,
        Purpose::Personalise => levers.purpose_personalise,
        Purpose::Ads => levers.purpose_ads,
        Purpose::Train => levers.purpose_train,
        Purpose::Resale => levers.purpose_resale,
    };
    Purpose::ALL
        .iter()
        .filter(|purpose| purposes >> purpose.index() & 1 == 1)
        .map(|&purpose| weight(purpose))
        .fold(0.0, f64::max)
}

/// Target of the population mean of consent to a MESSAGE request for service.
pub const fn consent_target(levers: &Levers, mode: ConsentMode) -> f64 {
    match mode {
        ConsentMode::NotAsked => 0.0,
        ConsentMode::Bundled => levers.consent_bundled,
        ConsentMode::OptOut => levers.consent_opt_out,
        ConsentMode::BannerNoRefusal => levers.consent_banner_no_refusal,
        ConsentMode::BannerSecondPage => levers.consent_banner_second_page,
        ConsentMode::RefuseButton => levers.consent_refuse_button,
        ConsentMode::OsPrompt => levers.consent_os_prompt,
        ConsentMode::GranularFirstPage => levers.consent_granular_first_page,
        ConsentMode::GranularNothing => levers.consent_granular_nothing,
    }
}

/// Logit of consent less its intercept: `[benefit − ω_p·y·θ·worth − mean] / s_c`, the mean taken over the
/// population at the benefit of a usual request and without leaks, so that the mode of asking sets the mean of consent.
pub fn consent_deviation(levers: &Levers, benefit_rmb: f64, cost_rmb: f64, mean_cost_rmb: f64) -> f64 {
    (benefit_rmb - cost_rmb - (levers.benefit_reference_rmb - mean_cost_rmb)) / levers.consent_scale_rmb
}

/// Population mean of consent to a MESSAGE request for service of usual worth, without leaks, at an intercept in logits;
/// `concern` holds the quantiles of concern in 1/1024.
pub fn consent_mean(levers: &Levers, concern: &[u32; 256], intercept: f64) -> f64 {
    let cost = levers.privacy_weight_revealed * levers.income_scale * worth(levers, DataType::Message);
    let theta = concern.map(|c| f64::from(c) / 1024.0);
    let mean = theta.iter().sum::<f64>() / 256.0;
    let logit = |t: f64| intercept + consent_deviation(levers, levers.benefit_reference_rmb, cost * t, cost * mean);
    let mut odds_against = theta.map(|t| -logit(t));
    for odds in &mut odds_against {
        *odds = batch::exp(*odds);
    }
    odds_against.iter().map(|odds| 1.0 / (1.0 + odds)).sum::<f64>() / 256.0
}

/// The intercept that makes the population mean of consent what a way of asking is known for, logits.
pub fn consent_intercept(levers: &Levers, concern: &[u32; 256], mode: ConsentMode) -> f64 {
    let target = consent_target(levers, mode);
    if target <= 0.0 {
        return -50.0;
    }
    root(-30.0, 30.0, |intercept| consent_mean(levers, concern, intercept) - target)
}

/// Quantiles of concern in 1/1024, for exact sums.
pub fn concern_quantiles(levers: &Levers) -> [u32; 256] {
    concern_table(levers).map(|theta| (theta * 1024.0).round() as u32)
}

/// Cumulative thresholds on 32 fair bits of a discrete distribution given by weights.
pub fn thresholds<const N: usize>(weights: &[f64]) -> [u32; N] {
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let mut result = [u32::MAX; N];
    for (slot, weight) in result.iter_mut().zip(weights) {
        sum += weight;
        *slot = (sum / total * 4_294_967_295.0) as u32;
    }
    if let Some(last) = result.get_mut(weights.len().saturating_sub(1)) {
        *last = u32::MAX;
    }
    result
}

/// Position of a draw among cumulative thresholds.
#[inline]
pub fn pick(thresholds: &[u32], draw: u32) -> usize {
    thresholds.iter().position(|&threshold| draw <= threshold).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_decides_as_the_logistic_function_does() {
        let stream = crate::world::Luck::new(6).stream(crate::world::Decision::Consent, 0);
        let table = Logistic::table();
        for user in 0..20_000 {
            let x = 40.0 * stream.unit(user, 0) - 20.0;
            let exact = logistic(x);
            // Draws from everywhere, and those that lie next to the function or at the steps around.
            let draws = [stream.unit(user, 1), exact, exact.next_down(), exact.next_up(), logistic(x + 1.0 / 64.0)];
            for draw in draws {
                assert_eq!(table.reach(x, draw), draw < exact, "{x}, {draw}");
            }
        }
        // On the steps themselves, where rounding may fall to either side.
        for step in 0..2_049 {
            let x = f64::from(step) / 64.0 - 16.0;
            for x in [x.next_down(), x, x.next_up()] {
                let exact = logistic(x);
                let draws = [exact.next_down(), exact, exact.next_up()];
                assert!(draws.iter().all(|&draw| table.reach(x, draw) == (draw < exact)), "{x}");
            }
        }
    }

    #[test]
    fn quantiles_invert_the_distribution_function() {
        for p in [0.001, 0.25, 0.5, 0.9, 0.999] {
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-9);
        }
    }

    #[test]
    fn roots_are_found_in_few_steps_however_the_function_bends() {
        type Case = (f64, f64, f64, u32, fn(f64) -> f64);
        let cases: [Case; 5] = [
            (0.0, 20.0, 2.0_f64.ln(), 40, |x| x.exp() - 2.0),
            (-30.0, 30.0, 0.0, 40, |x| 1.0 / (1.0 + (-x).exp()) - 0.5),
            (-30.0, 30.0, 6.906_754_778_648_554, 40, |x| 1.0 / (1.0 + (-x).exp()) - 0.999),
            (0.0, 100.0, 1.0, 200, |x| if x < 1.0 { -1e-3 } else { x }),
            (0.0, 1.0, 0.1, 40, |x| x.powi(9) - 1e-9),
        ];
        for (low, high, expected, most, f) in cases {
            let calls = std::cell::Cell::new(0);
            let counted = |x: f64| {
                calls.set(calls.get() + 1);
                f(x)
            };
            let found = root(low, high, counted);
            assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
            assert!(calls.get() < most, "{} calls for {expected}", calls.get());
        }
        assert_eq!(root(1.0, 2.0, |x| x), 1.0);
        assert_eq!(root(1.0, 2.0, |x| x - 5.0), 2.0);
    }

    #[test]
    fn concern_increases_and_has_the_groups_in_it() {
        let table = concern_table(&Levers::default());
        assert!(table.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(table[10] < 0.3 && table[128] > 0.6 && table[250] > 2.0);
    }

    #[test]
    fn a_draw_picks_in_proportion() {
        let t: [u32; 4] = thresholds(&[1.0, 3.0]);
        assert_eq!(pick(&t, 0), 0);
        assert_eq!(pick(&t, u32::MAX / 4 + 2), 1);
        assert_eq!(pick(&t, u32::MAX), 1);
    }
}
