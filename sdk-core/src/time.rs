//! Spans of time: those of `std`, and one number in their place where a page has to load the code.

#[cfg(not(target_arch = "wasm32"))]
pub use std::time::Duration;

#[cfg(target_arch = "wasm32")]
pub use small::Duration;

/// `std`'s span is two numbers, and most of its arithmetic is a call.
#[cfg(any(test, target_arch = "wasm32"))]
#[cfg_attr(not(target_arch = "wasm32"), allow(unreachable_pub))]
mod small {
    use std::ops::{Add, Div, Sub};

    const SECOND: u64 = 1_000_000;

    /// A span of time in whole microseconds, which is what hosts of WebAssembly tell apart. The
    /// longest is half a million years.
    ///
    /// Its functions are those of `std::time::Duration` by the same names. What is finer rounds up,
    /// so that nobody comes back too early, and what is longer is the longest.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Duration(u64);

    #[allow(missing_docs, reason = "each is described by its namesake")]
    impl Duration {
        pub const ZERO: Self = Self(0);
        pub const MAX: Self = Self(u64::MAX);

        pub const fn from_nanos(nanos: u64) -> Self {
            Self(nanos.div_ceil(1000))
        }

        pub const fn from_micros(micros: u64) -> Self {
            Self(micros)
        }

        pub const fn from_millis(millis: u64) -> Self {
            Self(product(millis, 1000))
        }

        pub const fn from_secs(seconds: u64) -> Self {
            Self(product(seconds, SECOND))
        }

        pub const fn from_mins(minutes: u64) -> Self {
            Self(product(minutes, 60 * SECOND))
        }

        pub const fn from_hours(hours: u64) -> Self {
            Self(product(hours, 3600 * SECOND))
        }

        pub const fn is_zero(self) -> bool {
            self.0 == 0
        }

        pub const fn as_micros(self) -> u64 {
            self.0
        }

        pub const fn as_millis(self) -> u64 {
            self.0 / 1000
        }

        pub const fn as_secs(self) -> u64 {
            self.0 / SECOND
        }

        #[allow(clippy::cast_precision_loss, reason = "exact for 285 years")]
        pub fn as_secs_f64(self) -> f64 {
            self.0 as f64 / SECOND as f64
        }

        pub const fn subsec_millis(self) -> u32 {
            self.subsec_nanos() / 1_000_000
        }

        #[allow(clippy::cast_possible_truncation, reason = "less than a second")]
        pub const fn subsec_nanos(self) -> u32 {
            (self.0 % SECOND) as u32 * 1000
        }

        pub const fn abs_diff(self, other: Self) -> Self {
            Self(self.0.abs_diff(other.0))
        }

        pub fn checked_add(self, more: Self) -> Option<Self> {
            self.0.checked_add(more.0).map(Self)
        }

        pub fn checked_sub(self, less: Self) -> Option<Self> {
            self.0.checked_sub(less.0).map(Self)
        }

        pub const fn saturating_add(self, more: Self) -> Self {
            Self(self.0.saturating_add(more.0))
        }

        pub const fn saturating_sub(self, less: Self) -> Self {
            Self(self.0.saturating_sub(less.0))
        }

        pub const fn saturating_mul(self, times: u32) -> Self {
            Self(product(self.0, times as u64))
        }
    }

    /// The product, or the largest number from where the next would be beyond it. To know exactly takes
    /// numbers of 128 bits.
    #[inline(never)]
    const fn product(number: u64, factor: u64) -> u64 {
        match u64::MAX.checked_div(factor) {
            Some(most) if number >= most => u64::MAX,
            _ => number * factor,
        }
    }

    impl Add for Duration {
        type Output = Self;

        fn add(self, more: Self) -> Self {
            self.saturating_add(more)
        }
    }

    impl Sub for Duration {
        type Output = Self;

        fn sub(self, less: Self) -> Self {
            self.saturating_sub(less)
        }
    }

    impl Div<u32> for Duration {
        type Output = Self;

        fn div(self, parts: u32) -> Self {
            Self(self.0 / u64::from(parts))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::small::Duration as Small;
    use super::*;

    /// Whole microseconds, in which both are exact; often near the ends and where `f64` is.
    fn micros() -> impl Strategy<Value = u64> {
        prop_oneof![0..10_u64, 0..10_000_000_u64, 0..u64::MAX / 4000]
    }

    fn both(micros: u64) -> (Duration, Small) {
        (Duration::from_micros(micros), Small::from_micros(micros))
    }

    fn same(ours: Small, theirs: Duration) -> bool {
        u128::from(ours.as_micros()) == theirs.as_micros()
    }

    proptest! {
        #[test]
        fn one_number_reckons_as_stds_span_does(one in micros(), two in micros(), times in 1..1000_u32) {
            let ((one, a), (two, b)) = (both(one), both(two));
            prop_assert_eq!(a.cmp(&b), one.cmp(&two));
            prop_assert_eq!(a.is_zero(), one.is_zero());
            prop_assert!(same(a + b, one + two));
            prop_assert!(same(a.saturating_add(b), one.saturating_add(two)));
            prop_assert!(same(a.saturating_sub(b), one.saturating_sub(two)));
            prop_assert!(same(a.abs_diff(b), one.abs_diff(two)));
            prop_assert!(same(a.saturating_mul(times), one.saturating_mul(times)));
            prop_assert!(same(a / times, one / times));
            prop_assert_eq!(a.checked_sub(b).map(|left| u128::from(left.as_micros())),
                one.checked_sub(two).map(|left| left.as_micros()));
            prop_assert_eq!(a.checked_add(b).map(|sum| u128::from(sum.as_micros())),
                one.checked_add(two).map(|sum| sum.as_micros()));
            prop_assert_eq!(a.as_secs(), one.as_secs());
            prop_assert_eq!(u128::from(a.as_millis()), one.as_millis());
            prop_assert_eq!(a.subsec_millis(), one.subsec_millis());
            prop_assert_eq!(a.subsec_nanos(), one.subsec_nanos());
            prop_assert!((a.as_secs_f64() - one.as_secs_f64()).abs() <= one.as_secs_f64() * 1e-15);
        }

        #[test]
        fn one_number_holds_what_stds_span_is_made_of(number in 0..u64::MAX / 3_600_000_000) {
            prop_assert!(same(Small::from_millis(number), Duration::from_millis(number)));
            prop_assert!(same(Small::from_secs(number), Duration::from_secs(number)));
            prop_assert!(same(Small::from_mins(number), Duration::from_mins(number)));
            prop_assert!(same(Small::from_hours(number), Duration::from_hours(number)));
        }
    }

    #[test]
    fn what_is_finer_rounds_up_and_what_is_longer_is_the_longest() {
        assert_eq!(Small::from_nanos(0), Small::ZERO);
        assert_eq!(Small::from_nanos(1), Small::from_micros(1));
        assert_eq!(Small::from_nanos(1000), Small::from_micros(1));
        assert_eq!(Small::from_secs(u64::MAX), Small::MAX);
        assert_eq!(Small::MAX + Small::from_micros(1), Small::MAX);
        assert_eq!(Small::MAX.checked_add(Small::from_micros(1)), None);
        assert_eq!(Small::ZERO - Small::from_micros(1), Small::ZERO);
    }
}
