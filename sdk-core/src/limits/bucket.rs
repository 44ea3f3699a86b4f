//! A token bucket whose waiters are served in the order of their arrival.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::HeldBack;
use crate::runtime::Runtime;

/// A local limit on how fast requests leave, so that the server's limit is not met.
///
/// Off unless asked for. Each platform's module has the documented limits as presets.
///
/// ```
/// use keybearer::Pacing;
///
/// let gentle = Pacing::new(10.0, 20);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pacing {
    per_second: f64,
    burst: u32,
}

impl Pacing {
    /// `per_second` requests on average, and at most `burst` at once.
    ///
    /// A rate that is not a positive number, or a burst of 0, is refused when the client is built.
    pub const fn new(per_second: f64, burst: u32) -> Self {
        Self { per_second, burst }
    }

    /// `requests` a minute, as plans are quoted.
    pub const fn per_minute(requests: u32) -> Self {
        Self::new(requests as f64 / 60.0, requests)
    }

    pub(crate) fn is_valid(self) -> bool {
        self.per_second.is_finite() && self.per_second > 0.0 && self.burst > 0
    }
}

#[derive(Debug)]
pub(crate) struct Bucket {
    pacing: Pacing,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    tokens: f64,
    at: Duration,
    /// Who waits, first come first.
    queue: VecDeque<Waiter>,
    next_id: u64,
}

#[derive(Debug)]
struct Waiter {
    id: u64,
    wake: Option<oneshot::Sender<()>>,
}

impl Bucket {
    pub(crate) fn new(pacing: Pacing, now: Duration) -> Self {
        Self {
            pacing,
            state: Mutex::new(State {
                tokens: f64::from(pacing.burst),
                at: now,
                queue: VecDeque::new(),
                next_id: 0,
            }),
        }
    }

    /// Waits for a token. Refuses at once if the queue is too long for `deadline`.
    pub(crate) async fn take(
        &self,
        runtime: &dyn Runtime,
        deadline: Option<Duration>,
    ) -> Result<(), HeldBack> {
        let ticket = {
            let now = runtime.now();
            let mut state = self.refilled(now);
            if state.queue.is_empty() && state.tokens >= 1.0 {
                state.tokens -= 1.0;
                return Ok(());
            }
            #[allow(clippy::cast_precision_loss)]
            let ahead = state.queue.len() as f64 + 1.0 - state.tokens;
            let wait = self.time_for(ahead);
            if deadline.is_some_and(|deadline| now.saturating_add(wait) > deadline) {
                return Err(HeldBack { retry_after: wait });
            }
            let id = state.next_id;
            state.next_id += 1;
            state.queue.push_back(Waiter { id, wake: None });
            Ticket { bucket: self, id }
        };
        loop {
            let (wake, woken) = oneshot::channel();
            let wait = {
                let mut state = self.refilled(runtime.now());
                let first = state.queue.front().is_some_and(|waiter| waiter.id == ticket.id);
                if first && state.tokens >= 1.0 {
                    state.tokens -= 1.0;
                    // Dropping the ticket removes it and wakes the next.
                    return Ok(());
                }
                let wait = first.then(|| self.time_for(1.0 - state.tokens));
                if let Some(place) = state.place(ticket.id) {
                    state.queue[place].wake = Some(wake);
                }
                wait
            };
            match wait {
                Some(wait) => match select(woken, runtime.sleep(wait)).await {
                    Either::Left(_) | Either::Right(_) => {}
                },
                None => {
                    let _ = woken.await;
                }
            }
        }
    }

    /// Gives a token back that was taken but not used.
    pub(crate) fn give_back(&self) {
        let mut state = self.lock();
        state.tokens = (state.tokens + 1.0).min(f64::from(self.pacing.burst));
        wake_first(state);
    }

    fn time_for(&self, tokens: f64) -> Duration {
        Duration::try_from_secs_f64(tokens.max(0.0) / self.pacing.per_second).unwrap_or(Duration::MAX)
    }

    fn refilled(&self, now: Duration) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        let elapsed = now.saturating_sub(state.at).as_secs_f64();
        state.at = state.at.max(now);
        state.tokens = (state.tokens + elapsed * self.pacing.per_second).min(f64::from(self.pacing.burst));
        // Sleeping exactly until a token is due must find it there, rounding or not.
        if state.tokens.fract() > 1.0 - 1e-6 {
            state.tokens = state.tokens.ceil();
        }
        state
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Where a waiter stands. Ids are given in order, so the queue is sorted by them.
    fn place(&self, id: u64) -> Option<usize> {
        self.queue.binary_search_by_key(&id, |waiter| waiter.id).ok()
    }
}

/// Wakes who is next, after the lock is released: a waker runs code of the executor's.
fn wake_first(mut state: MutexGuard<'_, State>) {
    let wake = state.queue.front_mut().and_then(|waiter| waiter.wake.take());
    drop(state);
    if let Some(wake) = wake {
        let _ = wake.send(());
    }
}

/// A place in the queue, given up when dropped.
struct Ticket<'a> {
    bucket: &'a Bucket,
    id: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.bucket.lock();
        if let Some(place) = state.place(self.id) {
            state.queue.remove(place);
        }
        wake_first(state);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::future::join_all;

    use super::*;
    use crate::testing::VirtualRuntime;

    #[tokio::test(start_paused = true)]
    async fn waiters_are_served_in_order_at_the_rate() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Bucket::new(Pacing::new(10.0, 2), runtime.now());
        let served = join_all((0..5).map(|_| async {
            bucket.take(&runtime, None).await.unwrap();
            runtime.now()
        }))
        .await;
        let start = served[0];
        let waits: Vec<_> = served.iter().map(|at| (*at - start).as_millis()).collect();
        assert_eq!(waits[..2], [0, 0]);
        for (wait, expected) in waits[2..].iter().zip([100, 200, 300]) {
            assert!(wait.abs_diff(expected) <= 3, "{waits:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_waiter_gives_its_slot_to_the_next() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Arc::new(Bucket::new(Pacing::new(1.0, 1), runtime.now()));
        bucket.take(&runtime, None).await.unwrap();
        let start = runtime.now();
        let waiter = |bucket: Arc<Bucket>, runtime: VirtualRuntime| {
            tokio::spawn(async move {
                bucket.take(&runtime, None).await.unwrap();
                runtime.now()
            })
        };
        let first = waiter(bucket.clone(), runtime.clone());
        tokio::task::yield_now().await;
        let second = waiter(bucket.clone(), runtime.clone());
        tokio::task::yield_now().await;
        first.abort();
        let delay = second.await.unwrap() - start;
        assert!(delay < Duration::from_millis(1010), "{delay:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_given_back_is_used_at_once() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Arc::new(Bucket::new(Pacing::new(0.01, 1), runtime.now()));
        bucket.take(&runtime, None).await.unwrap();
        let waiting = {
            let (bucket, runtime) = (bucket.clone(), runtime.clone());
            tokio::spawn(async move { bucket.take(&runtime, None).await })
        };
        tokio::task::yield_now().await;
        let start = runtime.now();
        bucket.give_back();
        waiting.await.unwrap().unwrap();
        assert!(runtime.now() - start < Duration::from_millis(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_past_the_deadline_is_refused_at_once() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Bucket::new(Pacing::new(0.1, 1), runtime.now());
        bucket.take(&runtime, None).await.unwrap();
        let now = runtime.now();
        let refused = bucket.take(&runtime, Some(now + Duration::from_secs(9))).await;
        assert_eq!(
            refused,
            Err(HeldBack {
                retry_after: Duration::from_secs(10)
            })
        );
        assert_eq!(runtime.now(), now);
    }
}
