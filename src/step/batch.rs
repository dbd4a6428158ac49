//! The exponential and the logarithm for many numbers at once: no branch and no call, so that the compiler works on
//! several side by side, and nothing but additions, products and shifts in a fixed order, so that the bits are the same
//! on every platform, as those of `libm` are.

use std::f64::consts::{LN_2, LOG2_E};

/// Adding this to a number below 2^51 leaves its nearest whole number in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// The natural logarithm of 2 with zeros in its lower bits, so that its multiples are exact, and the rest.
const LN_2_UPPER: f64 = 0.693_147_180_369_123_8;
const LN_2_LOWER: f64 = 1.908_214_929_270_587_7e-10;
/// Coefficients of the exponential: one over factorials, from the fourteenth power down to the zeroth.
const FACTORIALS: [f64; 14] = {
    let mut result = [1.0; 14];
    let mut k = 12;
    let mut factorial = 1.0;
    loop {
        factorial *= (13 - k) as f64;
        result[k] = 1.0 / factorial;
        if k == 0 {
            break;
        }
        k -= 1;
    }
    result
};

/// e to the power of `x`, for `x` from −700 to 700; outside it is what it is there. Error below two units of the last
/// place.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = x - whole * LN_2_UPPER - whole * LN_2_LOWER;
    let series = FACTORIALS.iter().fold(0.0, |sum, coefficient| sum * r + coefficient);
    // Two to the whole number: its bits are the exponent.
    series * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()))
}

/// Natural logarithm of a positive normal number. Error below two units of the last place.
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
    let series = [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0_f64];
    let sum = series.iter().fold(0.0, |sum, odd| (sum + 1.0 / odd) * square);
    2.0 * s + (2.0 * s * sum + exponent * LN_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_exact_ones() {
        for k in -14_000..14_000 {
            let x = f64::from(k) / 20.0 + 0.013;
            let error = exp(x) / libm::exp(x.clamp(-700.0, 700.0)) - 1.0;
            assert!(error.abs() < 4.5e-16, "exp {x}: {error}");
            let y = libm::exp(x / 3.0);
            assert!((ln(y) - libm::log(y)).abs() <= 4.5e-16 * libm::log(y).abs().max(0.5), "ln {y}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
    }
}
