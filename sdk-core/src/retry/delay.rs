//! How long to wait before an attempt.

use super::Backoff;
use crate::{
    runtime::{Runtime, exponential, jitter},
    time::Duration,
};

/// Attempts per call in all, unless the caller says otherwise.
pub(crate) const MAX_ATTEMPTS: u32 = 4;

/// The first ceiling for faults that pass by themselves.
const TRANSIENT_BASE: Duration = Duration::from_millis(100);
/// The first ceiling for a server that asks for less.
const THROTTLE_BASE: Duration = Duration::from_secs(1);
/// No backoff is longer than this.
const CEILING: Duration = Duration::from_secs(20);
/// Retries after a server's delay are spread over at most this.
const MAX_SPREAD: Duration = Duration::from_secs(5);

/// The delays of one client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delays {
    /// A longer delay asked for by the server is not waited out.
    pub(crate) max_server_delay: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            max_server_delay: Duration::from_mins(2),
        }
    }
}

impl Delays {
    /// The wait before retry `number`, counted from 1: full jitter below a ceiling that doubles.
    ///
    /// Full jitter, because callers that failed together must not come back together.
    pub(crate) fn backoff(backoff: Backoff, number: u32, runtime: &dyn Runtime) -> Duration {
        let base = match backoff {
            Backoff::None => return Duration::ZERO,
            Backoff::Transient => TRANSIENT_BASE,
            Backoff::Throttle => THROTTLE_BASE,
        };
        jitter(runtime, ceiling(base, number))
    }

    /// The wait for a delay that the server named: never less than it, and spread a little.
    ///
    /// `None` if it is too long to wait.
    pub(crate) fn after_server(self, delay: Duration, runtime: &dyn Runtime) -> Option<Duration> {
        (delay <= self.max_server_delay)
            .then(|| delay.saturating_add(jitter(runtime, (delay / 10).min(MAX_SPREAD))))
    }
}

/// `base · 2^(number − 1)`, at most 20 s.
pub(crate) fn ceiling(base: Duration, number: u32) -> Duration {
    exponential(base, CEILING, number.saturating_sub(1).min(31)).min(CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{runtime::doubled, testing::VirtualRuntime};

    #[test]
    fn ceilings_double_from_the_base_and_stop_at_twenty_seconds() {
        let ceilings: Vec<_> = (1..=10).map(|n| ceiling(TRANSIENT_BASE, n).as_millis()).collect();
        assert_eq!(
            ceilings,
            [100, 200, 400, 800, 1600, 3200, 6400, 12800, 20000, 20000]
        );
        assert_eq!(ceiling(THROTTLE_BASE, 3).as_secs(), 4);
        assert_eq!(ceiling(THROTTLE_BASE, u32::MAX).as_secs(), 20);
    }

    #[test]
    fn the_schedule_of_pages_is_that_of_backon() {
        for number in 0..=31 {
            let theirs = exponential(TRANSIENT_BASE, CEILING, number).min(CEILING);
            let ours = doubled(TRANSIENT_BASE, CEILING, number);
            // backon counts in numbers of 32 bits, which are a few nanoseconds off.
            assert_eq!(ours.as_millis(), theirs.as_millis());
        }
    }

    #[test]
    fn backoff_is_full_jitter() {
        let low = VirtualRuntime::drawing(0.0);
        let high = VirtualRuntime::drawing(0.999_999);
        assert_eq!(Delays::backoff(Backoff::Transient, 3, &low), Duration::ZERO);
        let top = Delays::backoff(Backoff::Transient, 3, &high);
        assert!(top < Duration::from_millis(400) && top > Duration::from_millis(399));
        assert_eq!(Delays::backoff(Backoff::None, 1, &high), Duration::ZERO);
    }

    #[test]
    fn a_server_delay_is_never_cut_and_spread_by_a_tenth_at_most() {
        let delays = Delays::default();
        let high = VirtualRuntime::drawing(0.999_999);
        let low = VirtualRuntime::drawing(0.0);
        let ten = Duration::from_secs(10);
        assert_eq!(delays.after_server(ten, &low), Some(ten));
        let spread = delays.after_server(ten, &high).unwrap();
        assert!(spread > ten && spread <= Duration::from_secs(11));
        let hundred = delays.after_server(Duration::from_secs(100), &high).unwrap();
        assert!(hundred <= Duration::from_secs(105));
        assert_eq!(delays.after_server(Duration::from_secs(121), &low), None);
        assert_eq!(delays.after_server(Duration::MAX, &low), None);
    }
}
