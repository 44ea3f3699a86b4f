//! When a token is renewed: the windows of its life.

use crate::{runtime::scaled, time::Duration};

/// The moments of a token's life, on the monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Life {
    /// From here it is refreshed in the background.
    pub(super) advisory: Duration,
    /// From here calls wait for the refresh.
    pub(super) mandatory: Duration,
    pub(super) end: Duration,
}

impl Life {
    pub(super) const UNKNOWN: Self = Self {
        advisory: Duration::MAX,
        mandatory: Duration::MAX,
        end: Duration::MAX,
    };

    /// A life of `lifetime` that ends at `end`.
    ///
    /// `draw`, from `[0, 1)`, moves the advisory window by ±10 %, so that clients that signed in
    /// together do not refresh together.
    pub(super) fn new(end: Duration, lifetime: Duration, draw: f64) -> Self {
        let advisory = (lifetime / 10)
            .max(Duration::from_mins(1))
            .min(Duration::from_mins(15))
            .min(lifetime / 2);
        let advisory = scaled(advisory, 0.9 + 0.2 * draw);
        let mandatory = Duration::from_secs(30).min(lifetime / 5);
        Self {
            advisory: end.saturating_sub(advisory.max(mandatory)),
            mandatory: end.saturating_sub(mandatory),
            end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1000);

    fn windows(lifetime: u64, draw: f64) -> (u64, u64) {
        let lifetime = Duration::from_secs(lifetime);
        let life = Life::new(START + lifetime, lifetime, draw);
        (
            (life.end - life.advisory).as_secs(),
            (life.end - life.mandatory).as_secs(),
        )
    }

    #[test]
    fn windows_follow_the_lifetime_within_their_bounds() {
        // A draw of one half moves nothing.
        assert_eq!(windows(3600, 0.5), (360, 30));
        assert_eq!(windows(300, 0.5), (60, 30));
        assert_eq!(windows(100, 0.5), (50, 20));
        assert_eq!(windows(86_400, 0.5), (900, 30));
        assert_eq!(windows(10, 0.5), (5, 2));
    }

    #[test]
    fn the_advisory_window_moves_by_a_tenth_either_way() {
        assert_eq!(windows(3600, 0.0), (324, 30));
        assert_eq!(windows(36_000, 0.999_999_9).0, 989);
    }

    #[test]
    fn a_token_at_its_end_is_due_at_once() {
        let life = Life::new(START, Duration::ZERO, 0.5);
        assert_eq!((life.advisory, life.mandatory, life.end), (START, START, START));
    }
}
