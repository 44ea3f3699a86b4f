//! The gate of a scope: closed by a 429, or by the last of the allowance being used up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Pacing, RateLimit, bucket::Bucket};
use crate::{
    runtime::{Runtime, Table, jitter},
    time::Duration,
};

/// Callers held at a gate come back spread over at most this.
const MAX_REOPENING: Duration = Duration::from_secs(1);
/// Two answers whose windows end this close together speak of the same window: servers round to
/// whole seconds, and so does their `Date`.
const SAME_WINDOW: Duration = Duration::from_secs(1);
/// From this number on scopes are forgotten when they hold nothing that matters.
const MANY_SCOPES: usize = 1024;

/// What a server counts requests by: a credential, and the organization or project it acts for, one
/// written after the other.
pub(crate) type Scope = Vec<u8>;

/// The gates of one client.
#[derive(Debug)]
pub(crate) struct Scopes {
    pacing: Option<Pacing>,
    gates: Mutex<Gates>,
}

#[derive(Debug)]
struct Gates {
    by_scope: Table<Scope, Arc<Gate>>,
    /// At how many of them to look next for those that can go: at twice what stayed the last time,
    /// so that a look at all costs each new scope a look at two.
    prune_at: usize,
}

impl Gates {
    fn prune(&mut self, now: Duration) {
        self.by_scope
            .retain(|_, gate| Arc::strong_count(gate) > 1 || gate.matters(now));
        self.prune_at = MANY_SCOPES.max(self.by_scope.len().saturating_mul(2));
        self.by_scope.shrink_to(self.prune_at);
    }
}

impl Scopes {
    pub(crate) fn new(pacing: Option<Pacing>) -> Self {
        Self {
            pacing,
            gates: Mutex::new(Gates {
                by_scope: Table::default(),
                prune_at: MANY_SCOPES,
            }),
        }
    }

    pub(crate) fn gate(&self, scope: Scope, now: Duration) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.by_scope.get(&scope) {
            return Arc::clone(gate);
        }
        if gates.by_scope.len() >= gates.prune_at {
            gates.prune(now);
        }
        let gate = Arc::new(Gate::new(self.pacing, now));
        gates.by_scope.insert(scope, Arc::clone(&gate));
        gate
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
    /// Until when the server asked for it, which may be later than is obeyed.
    asked_until: Duration,
}

impl Hold {
    /// Both: whichever ends later, for each end.
    fn and(self, other: Self) -> Self {
        let later = if other.until > self.until { other } else { self };
        Self {
            asked_until: self.asked_until.max(other.asked_until),
            ..later
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    limit: RateLimit,
    at: Duration,
}

impl Seen {
    fn resets_at(&self) -> Option<Duration> {
        self.limit.reset.map(|reset| self.at.saturating_add(reset))
    }
}

/// A request would have to wait longer than its deadline allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldBack {
    pub(crate) retry_after: Duration,
}

impl Gate {
    fn new(pacing: Option<Pacing>, now: Duration) -> Self {
        Self {
            bucket: pacing.map(|pacing| Bucket::new(pacing, now)),
            state: Mutex::default(),
        }
    }

    /// Waits until a request may leave, or says at once that this would be after `latest`. One that
    /// does not leave then is lost to the others.
    pub(crate) async fn pass(&self, runtime: &dyn Runtime, latest: Option<Duration>) -> Result<(), HeldBack> {
        loop {
            while let Some(pause) = self.pause(runtime, latest)? {
                runtime.sleep(pause).await;
            }
            let Some(bucket) = &self.bucket else {
                return Ok(());
            };
            bucket.take(runtime, latest).await?;
            // Whoever took a token before a closing would leave with all others at its end.
            if self.hold(runtime.now()).is_none() {
                return Ok(());
            }
            bucket.give_back();
        }
    }

    /// How long to wait before it may be open; `None` if it is.
    fn pause(&self, runtime: &dyn Runtime, latest: Option<Duration>) -> Result<Option<Duration>, HeldBack> {
        let now = runtime.now();
        let Some(hold) = self.hold(now) else {
            return Ok(None);
        };
        if latest.is_some_and(|latest| hold.until > latest) {
            return Err(HeldBack {
                retry_after: hold.asked_until.saturating_sub(now),
            });
        }
        // The spread must not cost a call its deadline.
        let leave = hold.until.saturating_add(jitter(runtime, hold.spread));
        let leave = latest.map_or(leave, |latest| leave.min(latest));
        Ok(Some(leave.saturating_sub(now)))
    }

    /// Closes the gate for the delay that the server asked for, but for `at_most` so long. A gate
    /// that is closed for longer stays so.
    pub(crate) fn close(&self, asked: Duration, at_most: Duration, now: Duration) {
        let delay = asked.min(at_most);
        let hold = Hold {
            until: now.saturating_add(delay),
            spread: reopening(delay),
            asked_until: now.saturating_add(asked),
        };
        let mut state = self.lock();
        let closed = state.closed.filter(|closed| closed.until > now);
        state.closed = Some(closed.map_or(hold, |closed| closed.and(hold)));
    }

    /// Takes in what an answer says of the limit, also if answers overtake each other.
    pub(crate) fn observe(&self, limit: RateLimit, now: Duration) {
        let new = Seen { limit, at: now };
        let mut state = self.lock();
        let replaces = state.seen.is_none_or(|old| {
            let ends = old.resets_at().filter(|reset| *reset > now);
            match (ends, new.resets_at()) {
                // An older window that is still running says more than an answer without one.
                (Some(_), None) => false,
                (Some(old_reset), Some(new_reset)) if old_reset.abs_diff(new_reset) <= SAME_WINDOW => {
                    let kept = old.limit.remaining;
                    let fewer = |new| kept.is_none_or(|kept| new < kept);
                    limit.remaining.is_some_and(fewer)
                }
                (Some(old_reset), Some(new_reset)) => new_reset > old_reset,
                (None, _) => true,
            }
        });
        if replaces {
            state.seen = Some(new);
        }
    }

    /// The limit as last seen, its reset counted from now.
    pub(crate) fn seen(&self, now: Duration) -> Option<RateLimit> {
        let seen = self.lock().seen?;
        let mut limit = seen.limit;
        limit.reset = seen.resets_at().and_then(|reset| reset.checked_sub(now));
        Some(limit)
    }

    /// Whether nothing holds requests, whatever the time: none has to wait for its [`pass`](Self::pass).
    pub(crate) fn is_open(&self) -> bool {
        let state = self.lock();
        let exhausted = state.seen.is_some_and(|seen| seen.limit.remaining == Some(0));
        self.bucket.is_none() && state.closed.is_none() && !exhausted
    }

    fn hold(&self, now: Duration) -> Option<Hold> {
        let mut state = self.lock();
        state.closed = state.closed.filter(|closed| closed.until > now);
        let exhausted = state.seen.and_then(|seen| {
            let until = seen.resets_at().filter(|reset| *reset > now)?;
            (seen.limit.remaining == Some(0)).then(|| Hold {
                until,
                spread: reopening(until.saturating_sub(now)),
                asked_until: until,
            })
        });
        match (state.closed, exhausted) {
            (Some(closed), Some(exhausted)) => Some(closed.and(exhausted)),
            (closed, exhausted) => closed.or(exhausted),
        }
    }

    /// Whether a new gate in its place would let through what this one does not.
    fn matters(&self, now: Duration) -> bool {
        let paced = self.bucket.as_ref().is_some_and(|bucket| !bucket.is_full(now));
        paced || self.hold(now).is_some()
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
    use std::collections::BTreeSet;

    use futures_util::future::join_all;

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
        gate.pass(&runtime, None).await.unwrap();
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
        gate.close(SECOND * 30, Duration::MAX, now);
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
            gate.close(delay, Duration::MAX, start);
            gate.pass(&runtime, None).await.unwrap();
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
        gate.close(SECOND * 30, Duration::MAX, SECOND);
        gate.close(SECOND, Duration::MAX, SECOND);
        assert_eq!(gate.hold(SECOND).unwrap().until, SECOND * 31);
        assert!(gate.hold(SECOND * 31).is_none());
    }

    /// At most `burst` and what the rate gives, however one looks.
    fn assert_paced(passed: &[Duration], per_second: f64, burst: f64) {
        for (first, from) in passed.iter().enumerate() {
            let mut most = burst;
            for (until, number) in passed[first..].iter().zip(1..) {
                // Timers are a millisecond late.
                let time = (*until - *from).as_secs_f64() + 0.002;
                most = most.max(burst + per_second * time);
                assert!(f64::from(number) <= most, "{passed:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn callers_held_at_a_gate_leave_at_the_pace_when_it_reopens() {
        let runtime = VirtualRuntime::drawing(0.5);
        let start = runtime.now();
        // Closed before they come; and after the first few have passed, while the others queue.
        for closed_after in [Duration::ZERO, SECOND] {
            let gate = Gate::new(Some(Pacing::new(5.0, 1)), runtime.now());
            let close = async {
                runtime.sleep(closed_after).await;
                gate.close(SECOND * 20, Duration::MAX, runtime.now());
                runtime.now() + SECOND * 20
            };
            let calls = join_all((0..50).map(|_| async {
                // The gate is closed first.
                tokio::task::yield_now().await;
                gate.pass(&runtime, None).await.unwrap();
                runtime.now()
            }));
            let (reopened, mut passed) = futures_util::future::join(close, calls).await;
            passed.sort_unstable();
            assert_paced(&passed, 5.0, 1.0);
            let early = passed.iter().filter(|at| **at < reopened).count();
            assert!(early <= if closed_after.is_zero() { 0 } else { 6 }, "{passed:?}");
            let last = passed[49] - reopened;
            assert!(last < SECOND * 11, "{last:?}");
        }
        assert!(runtime.now() - start < SECOND * 65);
    }

    #[tokio::test(start_paused = true)]
    async fn a_gate_closed_for_ever_overflows_nothing() {
        let runtime = VirtualRuntime::drawing(0.999);
        let gate = Gate::new(None, runtime.now());
        gate.close(Duration::MAX, Duration::MAX, runtime.now());
        let pass = gate.pass(&runtime, None);
        let waited = tokio::time::timeout(SECOND, pass).await;
        assert!(waited.is_err());
        gate.observe(
            RateLimit {
                remaining: Some(0),
                reset: Some(Duration::MAX),
                ..RateLimit::default()
            },
            runtime.now(),
        );
        assert_eq!(gate.hold(runtime.now()).unwrap().until, Duration::MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_held_back_is_told_the_time_that_the_server_asked_for() {
        let runtime = VirtualRuntime::drawing(0.0);
        let gate = Gate::new(None, runtime.now());
        let start = runtime.now();
        gate.close(SECOND * 3600, SECOND * 120, start);
        runtime.sleep(SECOND * 10).await;
        let now = runtime.now();
        let refused = gate.pass(&runtime, Some(now + SECOND)).await.unwrap_err();
        assert_eq!(refused.retry_after, start + SECOND * 3600 - now);

        // Neither a shorter delay nor an exhausted limit makes it shorter.
        gate.close(SECOND * 115, SECOND * 120, now);
        gate.observe(limit(0, 200), now);
        let refused = gate.pass(&runtime, Some(now + SECOND)).await.unwrap_err();
        assert_eq!(refused.retry_after, start + SECOND * 3600 - now);

        let gate = Gate::new(None, start);
        gate.close(SECOND * 3600, SECOND * 120, start);
        gate.pass(&runtime, None).await.unwrap();
        assert!(runtime.now() - start < SECOND * 123);
        // What was asked before the reopening is over with it.
        let now = runtime.now();
        gate.close(SECOND * 5, SECOND * 120, now);
        let refused = gate.pass(&runtime, Some(now)).await.unwrap_err();
        assert_eq!(refused.retry_after, SECOND * 5);
    }

    fn scope(credential: u64) -> Scope {
        credential.to_le_bytes().to_vec()
    }

    #[test]
    fn scopes_that_stay_are_looked_at_a_few_times_however_many_come() {
        let scopes = Scopes::new(None);
        let mut looks = BTreeSet::new();
        let held: Vec<_> = (0..50_000)
            .map(|credential| {
                let gate = scopes.gate(scope(credential), SECOND);
                looks.insert(scopes.gates.lock().unwrap().prune_at);
                gate
            })
            .collect();
        let sizes: Vec<_> = looks.into_iter().collect();
        assert_eq!(sizes, [1024, 2048, 4096, 8192, 16384, 32768, 65536]);
        assert_eq!(scopes.gates.lock().unwrap().by_scope.len(), held.len());

        drop(held);
        for credential in 50_000..100_000 {
            scopes.gate(scope(credential), SECOND);
        }
        let gates = scopes.gates.lock().unwrap();
        assert_eq!(gates.prune_at, MANY_SCOPES);
        assert!(gates.by_scope.len() <= MANY_SCOPES && gates.by_scope.capacity() < 4 * MANY_SCOPES);
    }

    #[tokio::test(start_paused = true)]
    async fn a_scope_is_kept_while_it_is_used_holds_or_owes_and_forgotten_after() {
        let runtime = VirtualRuntime::drawing(0.0);
        let scopes = Scopes::new(Some(Pacing::new(0.1, 2)));
        let start = runtime.now();
        let used = scopes.gate(scope(0), start);
        scopes
            .gate(scope(1), start)
            .close(SECOND * 30, Duration::MAX, start);
        let owing = scopes.gate(scope(2), start);
        owing.pass(&runtime, None).await.unwrap();
        drop(owing);
        scopes.gate(scope(3), start);
        let kept = |now| {
            let mut gates = scopes.gates.lock().unwrap();
            gates.prune(now);
            let mut kept: Vec<_> = gates.by_scope.keys().map(|scope| scope[0]).collect();
            kept.sort_unstable();
            kept
        };
        assert_eq!(kept(start), [0, 1, 2]);
        assert_eq!(kept(start + SECOND * 9), [0, 1, 2]);
        assert_eq!(kept(start + SECOND * 11), [0, 1]);
        assert_eq!(kept(start + SECOND * 31), [0]);
        drop(used);
        assert!(kept(start + SECOND * 31).is_empty());
    }
}
