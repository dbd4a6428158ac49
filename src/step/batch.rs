//! The exponential and the logarithm for many numbers at once: no branch and no call, so that the compiler works on
//! several side by side, and nothing but additions, products and shifts in a fixed order, so that the bits are the same
//! on every platform, as those of `libm` are.

use std::f64::consts::{LN_2, LOG2_E};

/// Adding this to a number below 2^51 leaves its nearest whole number in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// The natural logarithm of 2 with zeros in its lower bits, so that its multiples are exact, and the rest.
const LN_2_UPPER: f64 = 0.693_147_180_369_123_8;
const LN_2_LOWER: f64 = 1.908_214_929_270_587_7e-10;

/// Coefficients of the exponential: one over factorials, from the zeroth power up to the thirteenth.
const EXP: [f64; 16] = {
    let mut result = [0.0; 16];
    let (mut k, mut factorial) = (0, 1.0);
    while k < 14 {
        result[k] = 1.0 / factorial;
        k += 1;
        factorial *= k as f64;
    }
    result
};
/// Coefficients of artanh s over s, less 1 and over the square of s, in the squares: one over odd numbers from three.
const ARTANH: [f64; 16] = {
    let mut result = [0.0; 16];
    let mut k = 0;
    while k < 10 {
        result[k] = 1.0 / (2 * k + 3) as f64;
        k += 1;
    }
    result
};

/// A polynomial in pairs of pairs (Estrin 1960), so that its products need not wait for one another.
#[inline]
fn polynomial(coefficients: &[f64; 16], x: f64) -> f64 {
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15] = *coefficients;
    let (x2, pair) = (x * x, |low: f64, high: f64| low + high * x);
    let (x4, four) = (x2 * x2, |a, b, c, d| pair(a, b) + pair(c, d) * x2);
    let lower = four(c0, c1, c2, c3) + four(c4, c5, c6, c7) * x4;
    let upper = four(c8, c9, c10, c11) + four(c12, c13, c14, c15) * x4;
    lower + upper * (x4 * x4)
}

/// e to the power of `x`, for `x` from −700 to 700; outside it is what it is there. Error below four units of the last
/// place.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = x - whole * LN_2_UPPER - whole * LN_2_LOWER;
    // Two to the whole number: its bits are the exponent.
    polynomial(&EXP, r) * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()))
}

/// Natural logarithm of a positive normal number. Error below four units of the last place.
#[inline]
pub(super) fn ln(x: f64) -> f64 {
    // The exponent is counted from the root of a half, so that what is left lies around 1.
    const FROM: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
    let above = x.to_bits().wrapping_sub(FROM);
    // Moved into the positive and back, because shifts that keep a sign are slow in numbers.
    let shifted = above.wrapping_add(1024 << 52) >> 52;
    let exponent = f64::from_bits(shifted.wrapping_add(ROUND.to_bits())) - ROUND - 1024.0;
    let m = f64::from_bits((above & 0x000F_FFFF_FFFF_FFFF).wrapping_add(FROM));
    // ln m = 2 artanh s, with |s| below .172.
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    2.0 * s + (2.0 * s * (square * polynomial(&ARTANH, square)) + exponent * LN_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_exact_ones() {
        for k in -14_000..14_000 {
            let x = f64::from(k) / 20.0 + 0.013;
            let error = exp(x) / libm::exp(x.clamp(-700.0, 700.0)) - 1.0;
            assert!(error.abs() < 9e-16, "exp {x}: {error}");
            let y = libm::exp(x / 3.0);
            assert!((ln(y) - libm::log(y)).abs() <= 9e-16 * libm::log(y).abs().max(0.5), "ln {y}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
    }
}
