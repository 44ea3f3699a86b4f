//! The retry budget: how many retries an origin is worth when everything fails.
//!
//! A client that retries each call three times quadruples the load on a server that is already
//! down. The budget allows 20 retries in a burst and one in five calls for long; what is over it
//! gets its error at once.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use crate::time::Duration;

const CAPACITY: f64 = 100.0;
const RETRY: f64 = 5.0;
/// A timeout costs double: the server is likely still working on the first attempt.
const TIMEOUT_RETRY: f64 = 10.0;
const FIRST_TRY_SUCCESS: f64 = 1.0;
const REFILL_PER_SECOND: f64 = 1.0;

/// Shared by all clones of a client.
#[derive(Debug)]
pub(crate) struct Budget {
    bucket: Mutex<Bucket>,
    /// Whether there is no room for a reward. Almost always so, and then calls that succeed need
    /// not wait for each other.
    full: AtomicBool,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: Duration,
}

/// What a call's last retry cost, to be given back if it succeeds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Withdrawal(f64);

impl Budget {
    pub(crate) fn new() -> Self {
        Self {
            bucket: Mutex::new(Bucket {
                tokens: CAPACITY,
                at: Duration::ZERO,
            }),
            full: AtomicBool::new(true),
        }
    }

    /// Takes the price of one retry, or says that nothing is left.
    pub(crate) fn withdraw(&self, after_timeout: bool, now: Duration) -> Option<Withdrawal> {
        let cost = if after_timeout { TIMEOUT_RETRY } else { RETRY };
        self.with(now, |tokens| {
            (*tokens >= cost).then(|| {
                *tokens -= cost;
                Withdrawal(cost)
            })
        })
    }

    /// A call succeeded: at the first try, or after the retry that `last` paid for.
    pub(crate) fn reward(&self, last: Option<Withdrawal>, now: Duration) {
        if self.full.load(Ordering::Relaxed) {
            return;
        }
        let amount = last.map_or(FIRST_TRY_SUCCESS, |withdrawal| withdrawal.0);
        self.with(now, |tokens| *tokens += amount);
    }

    fn with<T>(&self, now: Duration, change: impl FnOnce(&mut f64) -> T) -> T {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let refill = now.saturating_sub(bucket.at).as_secs_f64() * REFILL_PER_SECOND;
        bucket.at = bucket.at.max(now);
        bucket.tokens = (bucket.tokens + refill).min(CAPACITY);
        let result = change(&mut bucket.tokens);
        bucket.tokens = bucket.tokens.min(CAPACITY);
        self.full.store(bucket.tokens >= CAPACITY, Ordering::Relaxed);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_is_worth_twenty_retries_or_ten_after_timeouts() {
        let budget = Budget::new();
        let granted = (0..50)
            .filter(|_| budget.withdraw(false, START).is_some())
            .count();
        assert_eq!(granted, 20);
        let budget = Budget::new();
        let granted = (0..50).filter(|_| budget.withdraw(true, START).is_some()).count();
        assert_eq!(granted, 10);
    }

    #[test]
    fn five_seconds_buy_one_retry() {
        let budget = Budget::new();
        while budget.withdraw(false, START).is_some() {}
        assert!(
            budget
                .withdraw(false, START + Duration::from_millis(4900))
                .is_none()
        );
        assert!(budget.withdraw(false, START + Duration::from_secs(5)).is_some());
        assert!(budget.withdraw(false, START + Duration::from_secs(5)).is_none());
    }

    #[test]
    fn a_success_after_a_retry_gives_that_retry_back() {
        let budget = Budget::new();
        while budget.withdraw(false, START).is_some() {}
        budget.reward(Some(Withdrawal(RETRY)), START);
        assert!(budget.withdraw(false, START).is_some());
        for _ in 0..4 {
            budget.reward(None, START);
        }
        assert!(budget.withdraw(false, START).is_none());
        budget.reward(None, START);
        assert!(budget.withdraw(false, START).is_some());
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let budget = Budget::new();
        for _ in 0..1000 {
            budget.reward(None, Duration::from_secs(900));
        }
        let granted = (0..50)
            .filter(|_| budget.withdraw(false, Duration::from_secs(900)).is_some())
            .count();
        assert_eq!(granted, 20);
    }
}
