//! The gate of a scope: closed by a 429, or by the last of the allowance being used up.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{Pacing, RateLimit, bucket::Bucket};
use crate::runtime::{Runtime, jitter};

/// Callers held at a gate come back spread over at most this.
const MAX_REOPENING: Duration = Duration::from_secs(1);
/// Two answers whose windows end this close together speak of the same window: servers round to
/// whole seconds, and so does their `Date`.
const SAME_WINDOW: Duration = Duration::from_secs(1);
/// Scopes are forgotten above this number when they hold nothing that matters.
const MANY_SCOPES: usize = 1024;

/// What a server counts requests by: a credential, and the organization or project it acts for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    pub(crate) credential: u64,
    pub(crate) context: Vec<u8>,
}

/// The gates of one client.
#[derive(Debug)]
pub(crate) struct Scopes {
    pacing: Option<Pacing>,
    gates: Mutex<HashMap<Scope, Arc<Gate>>>,
}

impl Scopes {
    pub(crate) fn new(pacing: Option<Pacing>) -> Self {
        Self {
            pacing,
            gates: Mutex::default(),
        }
    }

    pub(crate) fn gate(&self, scope: Scope, now: Duration) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if gates.len() >= MANY_SCOPES && !gates.contains_key(&scope) {
            gates.retain(|_, gate| Arc::strong_count(gate) > 1 || gate.hold(now).is_some());
        }
        let new = || Arc::new(Gate::new(self.pacing, now));
        gates.entry(scope).or_insert_with(new).clone()
    }
}

#[derive(Debug)]
pub(crate) struct Gate {
    bucket: Option<Bucket>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    closed: Option<Hold>,
    seen: Option<Seen>,
}

/// Until when requests are held, and over how long they then come back.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hold {
    until: Duration,
    spread: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    limit: RateLimit,
    at: Duration,
}

impl Seen {
    fn resets_at(&self) -> Option<Duration> {
        self.limit.reset.map(|reset| self.at + reset)
    }
}

/// A request would have to wait longer than its deadline allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldBack {
    pub(crate) retry_after: Duration,
}

/// Leave to send one request, given back when dropped without [`Pass::used`].
#[derive(Debug)]
pub(crate) struct Pass<'a>(Option<&'a Bucket>);

impl Pass<'_> {
    pub(crate) fn used(mut self) {
        self.0 = None;
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if let Some(bucket) = self.0 {
            bucket.give_back();
        }
    }
}

impl Gate {
    fn new(pacing: Option<Pacing>, now: Duration) -> Self {
        Self {
            bucket: pacing.map(|pacing| Bucket::new(pacing, now)),
            state: Mutex::default(),
        }
    }

    /// Waits until a request may leave, or says at once that this would be after `latest`.
    pub(crate) async fn pass(
        &self,
        runtime: &dyn Runtime,
        latest: Option<Duration>,
    ) -> Result<Pass<'_>, HeldBack> {
        let mut pass = Pass(None);
        if let Some(bucket) = &self.bucket {
            bucket.take(runtime, latest).await?;
            pass.0 = Some(bucket);
        }
        loop {
            let now = runtime.now();
            let Some(hold) = self.hold(now) else {
                return Ok(pass);
            };
            if latest.is_some_and(|latest| hold.until > latest) {
                return Err(HeldBack {
                    retry_after: hold.until.saturating_sub(now),
                });
            }
            // The spread must not cost a call its deadline.
            let leave = hold.until + jitter(runtime, hold.spread);
            let leave = latest.map_or(leave, |latest| leave.min(latest));
            runtime.sleep(leave.saturating_sub(now)).await;
        }
    }

    /// Closes the gate for `delay`. A gate that is closed for longer stays so.
    pub(crate) fn close(&self, delay: Duration, now: Duration) {
        let until = now.saturating_add(delay);
        let mut state = self.lock();
        if state.closed.is_none_or(|closed| closed.until < until) {
            state.closed = Some(Hold {
                until,
                spread: reopening(delay),
            });
        }
    }

    /// Takes in what an answer says of the limit, also if answers overtake each other.
    pub(crate) fn observe(&self, limit: RateLimit, now: Duration) {
        let new = Seen { limit, at: now };
        let mut state = self.lock();
        let Some(old) = state.seen else {
            state.seen = Some(new);
            return;
        };
        match (old.resets_at(), new.resets_at()) {
            // An older window that is still running says more than an answer without one.
            (Some(old_reset), None) if old_reset > now => {}
            (Some(old_reset), Some(new_reset)) if old_reset > now => {
                if old_reset.abs_diff(new_reset) <= SAME_WINDOW {
                    let kept = old.limit.remaining;
                    if limit
                        .remaining
                        .is_some_and(|new| kept.is_none_or(|kept| new < kept))
                    {
                        state.seen = Some(new);
                    }
                } else if new_reset > old_reset {
                    state.seen = Some(new);
                }
            }
            _ => state.seen = Some(new),
        }
    }

    /// The limit as last seen, its reset counted from now.
    pub(crate) fn seen(&self, now: Duration) -> Option<RateLimit> {
        let seen = self.lock().seen?;
        let mut limit = seen.limit;
        limit.reset = seen.resets_at().and_then(|reset| reset.checked_sub(now));
        Some(limit)
    }

    fn hold(&self, now: Duration) -> Option<Hold> {
        let mut state = self.lock();
        state.closed = state.closed.filter(|closed| closed.until > now);
        let exhausted = state.seen.and_then(|seen| {
            let until = seen.resets_at().filter(|reset| *reset > now)?;
            (seen.limit.remaining == Some(0)).then(|| Hold {
                until,
                spread: reopening(until.saturating_sub(now)),
            })
        });
        match (state.closed, exhausted) {
            (Some(closed), Some(exhausted)) if exhausted.until > closed.until => Some(exhausted),
            (Some(closed), _) => Some(closed),
            (None, exhausted) => exhausted,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reopening(delay: Duration) -> Duration {
    (delay / 10).min(MAX_REOPENING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::VirtualRuntime;

    const SECOND: Duration = Duration::from_secs(1);

    fn limit(remaining: u64, reset: u64) -> RateLimit {
        RateLimit {
            limit: Some(100),
            remaining: Some(remaining),
            reset: Some(Duration::from_secs(reset)),
        }
    }

    fn remaining(gate: &Gate, now: Duration) -> Option<u64> {
        gate.seen(now).and_then(|seen| seen.remaining)
    }

    #[test]
    fn answers_of_one_window_keep_the_smaller_remaining() {
        let gate = Gate::new(None, SECOND);
        gate.observe(limit(7, 30), SECOND);
        gate.observe(limit(9, 30), SECOND);
        assert_eq!(remaining(&gate, SECOND), Some(7));
        gate.observe(limit(6, 30), SECOND);
        assert_eq!(remaining(&gate, SECOND), Some(6));
    }

    #[test]
    fn a_newer_window_replaces_and_an_older_one_is_ignored() {
        let gate = Gate::new(None, SECOND);
        gate.observe(limit(0, 10), SECOND);
        gate.observe(limit(99, 70), SECOND);
        assert_eq!(remaining(&gate, SECOND), Some(99));
        gate.observe(limit(0, 10), SECOND);
        assert_eq!(remaining(&gate, SECOND), Some(99));
    }

    #[test]
    fn a_window_that_has_ended_is_replaced_by_any_answer() {
        let gate = Gate::new(None, SECOND);
        gate.observe(limit(0, 1), SECOND);
        gate.observe(limit(99, 1), SECOND * 3);
        assert_eq!(remaining(&gate, SECOND * 3), Some(99));
    }

    #[tokio::test(start_paused = true)]
    async fn an_exhausted_limit_holds_requests_until_its_reset() {
        let runtime = VirtualRuntime::drawing(0.0);
        let gate = Gate::new(None, runtime.now());
        let start = runtime.now();
        gate.observe(limit(0, 5), start);
        gate.pass(&runtime, None).await.unwrap().used();
        assert!(runtime.now() - start >= SECOND * 5);
        let refused = gate.seen(runtime.now()).unwrap();
        assert_eq!(
            refused.reset,
            Some(Duration::ZERO).filter(|_| refused.reset.is_some())
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_past_the_deadline_is_refused_at_once() {
        let runtime = VirtualRuntime::drawing(0.0);
        let gate = Gate::new(None, runtime.now());
        let now = runtime.now();
        gate.close(SECOND * 30, now);
        let refused = gate.pass(&runtime, Some(now + SECOND * 29)).await.unwrap_err();
        assert_eq!(refused.retry_after, SECOND * 30);
        assert_eq!(runtime.now(), now);
    }

    #[tokio::test(start_paused = true)]
    async fn a_gate_reopens_spread_over_a_tenth_of_the_delay_and_a_second_at_most() {
        for (delay, most) in [(SECOND * 5, SECOND / 2), (SECOND * 60, SECOND)] {
            let runtime = VirtualRuntime::drawing(0.999_999);
            let gate = Gate::new(None, runtime.now());
            let start = runtime.now();
            gate.close(delay, start);
            gate.pass(&runtime, None).await.unwrap().used();
            let late = runtime.now() - start - delay;
            assert!(
                late > most * 9 / 10 && late <= most + Duration::from_millis(2),
                "{late:?}"
            );
        }
    }

    #[test]
    fn a_shorter_closing_does_not_reopen_a_gate() {
        let gate = Gate::new(None, SECOND);
        gate.close(SECOND * 30, SECOND);
        gate.close(SECOND, SECOND);
        assert_eq!(gate.hold(SECOND).unwrap().until, SECOND * 31);
        assert!(gate.hold(SECOND * 31).is_none());
    }
}
