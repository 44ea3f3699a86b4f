//! Rate limits: PUGUH's requests a minute and Composite's requests a second with bursts.

use std::collections::HashMap;

use crate::clock;
use crate::settings::Settings;

/// What a request meets at the limiter, and what the headers say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Epoch seconds.
    pub(crate) reset: i64,
    /// Seconds to wait, when the request is refused.
    pub(crate) retry_after: Option<i64>,
}

/// Counters by scope.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    minutes: HashMap<String, (i64, u32)>,
    buckets: HashMap<String, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: f64,
}

impl Limits {
    /// PUGUH: a window of one minute per organization.
    pub(crate) fn minute(&mut self, scope: &str, settings: &Settings, now: f64) -> Verdict {
        let limit = settings.puguh_plan.requests_per_minute();
        let window = clock::whole(now).div_euclid(60);
        let reset = (window + 1) * 60;
        let (counted_window, used) = self.minutes.entry(scope.to_owned()).or_default();
        if *counted_window != window {
            (*counted_window, *used) = (window, 0);
        }
        let refused = settings.enforce_rate_limits && *used >= limit;
        if !refused {
            *used = used.saturating_add(1);
        }
        let remaining = visible(limit.saturating_sub(*used), settings);
        let retry_after = refused.then(|| (reset - clock::whole(now)).max(1));
        Verdict {
            limit,
            remaining,
            reset,
            retry_after,
        }
    }

    /// Composite: a bucket per key that refills by the second.
    pub(crate) fn second(
        &mut self,
        key: &str,
        per_second: u32,
        burst: u32,
        settings: &Settings,
        now: f64,
    ) -> Verdict {
        let full = f64::from(burst);
        let bucket = self.buckets.entry(key.to_owned()).or_insert(Bucket {
            tokens: full,
            at: now,
        });
        let elapsed = (now - bucket.at).max(0.0);
        bucket.tokens = (bucket.tokens + elapsed * f64::from(per_second)).min(full);
        bucket.at = now;
        let has_token = bucket.tokens >= 1.0;
        if has_token {
            bucket.tokens -= 1.0;
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between zero and per_second"
        )]
        let left = bucket.tokens.min(f64::from(per_second)) as u32;
        let refused = settings.enforce_rate_limits && !has_token;
        Verdict {
            limit: per_second,
            remaining: visible(left, settings),
            reset: clock::whole(now) + 1,
            retry_after: refused.then_some(1),
        }
    }
}

/// A limit that is not enforced never says that nothing is left: clients would wait for nothing.
fn visible(remaining: u32, settings: &Settings) -> u32 {
    if settings.enforce_rate_limits {
        remaining
    } else {
        remaining.max(1)
    }
}
