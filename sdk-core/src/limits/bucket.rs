//! A token bucket whose waiters are served in the order of their arrival.

use std::{
    future::poll_fn,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use super::HeldBack;
use crate::{
    runtime::{Runtime, scaled},
    time::Duration,
    wait::{Awaited, Promise, promise, within},
};

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
    ///
    /// A call that is not polled when its turn comes keeps its turn, and holds up nobody: calls
    /// that were left alone for a while may then leave together.
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

/// Timers may not be asked for nothing: on a clock that only they move, that is for ever.
const SHORTEST_SLEEP: Duration = Duration::from_nanos(1);

/// Who stands at place `i` of the queue passes when there are `i + 1` tokens: those ahead have
/// theirs reserved. So nobody depends on anybody else being polled, and nobody waits longer than
/// was expected when he came.
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
    queue: Vec<Waiter>,
    next_id: u64,
}

#[derive(Debug)]
struct Waiter {
    id: u64,
    asleep: Option<Asleep>,
}

#[derive(Debug)]
struct Asleep {
    wake: Promise,
    until: Duration,
}

impl Asleep {
    /// A waker runs code of the executor's: not to be called under the lock.
    fn wake(self) {
        drop(self.wake);
    }
}

/// What a waiter is to do.
enum Turn {
    Pass,
    /// These come first, and could pass as well: wake them, and let them.
    After(Vec<Asleep>),
    Sleep(Duration, Awaited),
}

impl Bucket {
    pub(crate) fn new(pacing: Pacing, now: Duration) -> Self {
        Self {
            pacing,
            state: Mutex::new(State {
                tokens: f64::from(pacing.burst),
                at: now,
                queue: Vec::new(),
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
            let missing = state.missing(state.queue.len());
            if missing <= 0.0 {
                state.tokens -= 1.0;
                return Ok(());
            }
            let wait = self.time_for(missing);
            if deadline.is_some_and(|deadline| now.saturating_add(wait) > deadline) {
                return Err(HeldBack { retry_after: wait });
            }
            let id = state.next_id;
            state.next_id += 1;
            state.queue.push(Waiter { id, asleep: None });
            Ticket { bucket: self, id }
        };
        loop {
            match self.turn(ticket.id, runtime.now()) {
                Turn::Pass => return Ok(()),
                Turn::After(others) => {
                    others.into_iter().for_each(Asleep::wake);
                    yield_once().await;
                }
                Turn::Sleep(wait, woken) => {
                    within(runtime, wait, woken).await;
                }
            }
        }
    }

    /// Gives a token back that was taken but not used.
    pub(crate) fn give_back(&self) {
        let mut state = self.lock();
        state.tokens = (state.tokens + 1.0).min(self.room(&state));
        self.wake(state, 0);
    }

    /// Whether nobody waits and all that was taken has come back: as good as new.
    pub(crate) fn is_full(&self, now: Duration) -> bool {
        let state = self.refilled(now);
        state.queue.is_empty() && state.tokens >= f64::from(self.pacing.burst)
    }

    fn turn(&self, id: u64, now: Duration) -> Turn {
        let mut state = self.refilled(now);
        let place = state.place(id);
        let missing = state.missing(place);
        if missing > 0.0 {
            let wait = self.time_for(missing).max(SHORTEST_SLEEP);
            let (wake, woken) = promise(Ok(()));
            let until = now.saturating_add(wait);
            state.queue[place].asleep = Some(Asleep { wake, until });
            return Turn::Sleep(wait, woken);
        }
        // Who does not come when woken is not woken again, and not waited for.
        let ahead = state.queue[..place].iter_mut();
        let others: Vec<_> = ahead.filter_map(|waiter| waiter.asleep.take()).collect();
        if !others.is_empty() {
            return Turn::After(others);
        }
        state.tokens -= 1.0;
        self.remove(state, id);
        Turn::Pass
    }

    /// Takes a waiter out of the queue, if it still is in it.
    fn remove(&self, mut state: MutexGuard<'_, State>, id: u64) {
        let place = state.place(id);
        if state.queue.get(place).is_none_or(|waiter| waiter.id != id) {
            return;
        }
        let removed = state.queue.remove(place);
        state.tokens = state.tokens.min(self.room(&state));
        self.wake(state, place);
        drop(removed);
    }

    /// Wakes who stands at `place` if that is to pass now, or earlier than it sleeps. Those behind
    /// follow, each woken by the one before as that leaves.
    fn wake(&self, mut state: MutexGuard<'_, State>, place: usize) {
        let missing = state.missing(place);
        let due = state.at.saturating_add(self.time_for(missing));
        // A whole turn earlier, that is: less is rounding.
        let earlier = due.saturating_add(self.time_for(0.5));
        let asleep = state.queue.get_mut(place).and_then(|waiter| {
            waiter
                .asleep
                .take_if(|asleep| missing <= 0.0 || earlier < asleep.until)
        });
        drop(state);
        if let Some(asleep) = asleep {
            asleep.wake();
        }
    }

    /// How many tokens are kept: the burst, or those that are reserved if they are more.
    fn room(&self, state: &State) -> f64 {
        f64::from(self.pacing.burst).max(count(state.queue.len()))
    }

    fn time_for(&self, tokens: f64) -> Duration {
        scaled(Duration::from_secs(1), tokens.max(0.0) / self.pacing.per_second)
    }

    fn refilled(&self, now: Duration) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        let elapsed = now.saturating_sub(state.at).as_secs_f64();
        state.at = state.at.max(now);
        state.tokens = (state.tokens + elapsed * self.pacing.per_second).min(self.room(&state));
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
    fn place(&self, id: u64) -> usize {
        self.queue.partition_point(|waiter| waiter.id < id)
    }

    /// How many tokens there are too few for the waiter at `place` to pass.
    fn missing(&self, place: usize) -> f64 {
        count(place) + 1.0 - self.tokens
    }
}

#[allow(clippy::cast_precision_loss)]
fn count(waiters: usize) -> f64 {
    waiters as f64
}

/// Lets the executor poll others that are ready.
fn yield_once() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
}

/// A place in the queue, given up when dropped.
struct Ticket<'a> {
    bucket: &'a Bucket,
    id: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.bucket.remove(self.bucket.lock(), self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::{FutureExt, future::join_all};

    use super::*;
    use crate::testing::VirtualRuntime;

    /// On the real clock: a virtual one does not go on while a thread is blocked.
    #[tokio::test]
    async fn waiters_are_served_in_order_after_the_executor_was_blocked() {
        for ahead in 1..6 {
            let runtime = VirtualRuntime::drawing(0.0);
            let bucket = Arc::new(Bucket::new(Pacing::new(100.0, 1), runtime.now()));
            bucket.take(&runtime, None).await.unwrap();
            let order = Arc::new(Mutex::new(Vec::new()));
            let waiter = |number| {
                let (bucket, runtime, order) = (bucket.clone(), runtime.clone(), order.clone());
                tokio::spawn(async move {
                    bucket.take(&runtime, None).await.unwrap();
                    order.lock().unwrap().push(number);
                })
            };
            let waiters: Vec<_> = (0..ahead + 2).map(waiter).collect();
            tokio::task::yield_now().await;
            std::thread::sleep(Duration::from_millis(150));
            // One that gives up wakes the next, which is the last.
            waiters[ahead].abort();
            join_all(waiters).await;
            let order = order.lock().unwrap();
            assert!(order.is_sorted(), "{ahead} ahead: {order:?}");
        }
    }

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

    /// The times of `served` since `start`, in milliseconds.
    fn millis(served: &[Duration], start: Duration) -> Vec<u128> {
        served.iter().map(|at| (*at - start).as_millis()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_is_left_alone_holds_up_nobody_and_keeps_its_turn() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Bucket::new(Pacing::new(1.0, 1), runtime.now());
        bucket.take(&runtime, None).await.unwrap();
        let start = runtime.now();
        let mut head = Box::pin(bucket.take(&runtime, None));
        assert!(head.as_mut().now_or_never().is_none());
        for seconds in 2..5 {
            let deadline = Some(start + Duration::from_secs(seconds));
            bucket.take(&runtime, deadline).await.unwrap();
            let late = runtime.now() - start - Duration::from_secs(seconds);
            assert!(late < Duration::from_millis(3), "{late:?}");
        }
        let now = runtime.now();
        head.await.unwrap();
        assert_eq!(runtime.now(), now);
        assert!(bucket.take(&runtime, Some(now)).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn waiters_that_are_polled_go_in_order_however_fast_and_whoever_is_dropped() {
        // At twenty to a tick of the timer; and at two ticks each, some given up.
        for (per_second, given_up) in [(20_000.0, false), (500.0, true)] {
            let runtime = VirtualRuntime::drawing(0.0);
            let bucket = Arc::new(Bucket::new(Pacing::new(per_second, 3), runtime.now()));
            let order = Arc::new(Mutex::new(Vec::new()));
            let tasks = (0..2_000).map(|number| {
                let (bucket, runtime, order) = (bucket.clone(), runtime.clone(), order.clone());
                tokio::spawn(async move {
                    bucket.take(&runtime, None).await.unwrap();
                    order.lock().unwrap().push(number);
                })
            });
            let tasks: Vec<_> = tasks.collect();
            tokio::task::yield_now().await;
            for task in tasks.iter().skip(5).step_by(3).filter(|_| given_up) {
                task.abort();
            }
            join_all(tasks).await;
            let order = order.lock().unwrap();
            let disorder = order.windows(2).find(|pair| pair[0] > pair[1]);
            assert_eq!(disorder, None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_came_first_goes_first_even_if_those_ahead_were_dropped_or_left_alone() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Arc::new(Bucket::new(Pacing::new(1.0, 1), runtime.now()));
        bucket.take(&runtime, None).await.unwrap();
        let start = runtime.now();
        let mut idle: Vec<_> = (0..3).map(|_| Box::pin(bucket.take(&runtime, None))).collect();
        for waiter in &mut idle {
            assert!(waiter.as_mut().now_or_never().is_none());
        }
        let order = Arc::new(Mutex::new(Vec::new()));
        let waiter = |name| {
            let (bucket, runtime, order) = (bucket.clone(), runtime.clone(), order.clone());
            tokio::spawn(async move {
                bucket.take(&runtime, None).await.unwrap();
                order.lock().unwrap().push(name);
                runtime.now()
            })
        };
        let (first, dropped, second) = (waiter("first"), waiter("dropped"), waiter("second"));
        tokio::task::yield_now().await;
        // The one left alone is told of the two slots before it, and tells nobody.
        idle.drain(..2);
        // The second is told of this one, so it wakes before the first would.
        dropped.abort();
        let served = [first.await.unwrap(), second.await.unwrap()];
        assert_eq!(*order.lock().unwrap(), ["first", "second"]);
        assert_eq!(served[0], served[1]);
        assert!(millis(&served, start)[0].abs_diff(3_000) <= 2, "{served:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_waiters_of_which_every_second_is_dropped_finish_at_the_rate() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Arc::new(Bucket::new(Pacing::new(100.0, 1), runtime.now()));
        bucket.take(&runtime, None).await.unwrap();
        let start = runtime.now();
        let tasks = (0..10_000).map(|_| {
            let (bucket, runtime) = (bucket.clone(), runtime.clone());
            tokio::spawn(async move {
                bucket.take(&runtime, None).await.unwrap();
                runtime.now()
            })
        });
        let tasks: Vec<_> = tasks.collect();
        tokio::task::yield_now().await;
        for task in tasks.iter().step_by(2) {
            task.abort();
        }
        let served: Vec<_> = join_all(tasks).await.into_iter().flatten().collect();
        let served = millis(&served, start);
        assert_eq!(served.len(), 5_000);
        for (at, expected) in served.iter().zip((1..).map(|number| number * 10)) {
            assert!(at.abs_diff(expected) <= 2, "{at} rather than {expected}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn tokens_that_were_reserved_do_not_outlast_their_waiters() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Bucket::new(Pacing::new(1.0, 2), runtime.now());
        let mut idle: Vec<_> = (0..22).map(|_| Box::pin(bucket.take(&runtime, None))).collect();
        let served = idle
            .iter_mut()
            .filter_map(|waiter| waiter.as_mut().now_or_never());
        assert_eq!(served.count(), 2);
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(idle);
        let now = runtime.now();
        assert!(bucket.is_full(now));
        for served in [true, true, false] {
            assert_eq!(bucket.take(&runtime, Some(now)).await.is_ok(), served);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_rounds_to_nothing_still_lets_time_pass() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Bucket::new(Pacing::new(f64::MAX, 1), runtime.now());
        let served = join_all((0..100).map(|_| bucket.take(&runtime, None))).await;
        assert!(served.iter().all(Result::is_ok));
    }

    #[tokio::test(start_paused = true)]
    async fn the_slowest_rate_there_is_still_hands_on_what_is_given_back() {
        let runtime = VirtualRuntime::drawing(0.0);
        let bucket = Arc::new(Bucket::new(Pacing::new(f64::MIN_POSITIVE, 1), runtime.now()));
        bucket.take(&runtime, None).await.unwrap();
        let mut waiting = Box::pin(bucket.take(&runtime, None));
        assert!(waiting.as_mut().now_or_never().is_none());
        bucket.give_back();
        let now = runtime.now();
        waiting.await.unwrap();
        assert_eq!(runtime.now(), now);
    }

    #[test]
    fn a_waker_may_use_the_bucket_it_is_woken_by() {
        struct Reentrant(Arc<Bucket>);
        impl std::task::Wake for Reentrant {
            fn wake(self: Arc<Self>) {
                self.0.is_full(Duration::ZERO);
            }
        }
        let runtime = VirtualRuntime::drawing(0.0);
        let executor = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let _guard = executor.enter();
        let bucket = Arc::new(Bucket::new(Pacing::new(1.0, 1), runtime.now()));
        let waker = Arc::new(Reentrant(bucket.clone())).into();
        let mut context = std::task::Context::from_waker(&waker);
        let mut takes: Vec<_> = (0..4).map(|_| Box::pin(bucket.take(&runtime, None))).collect();
        for (number, take) in takes.iter_mut().enumerate() {
            assert_eq!(take.as_mut().poll(&mut context).is_ready(), number == 0);
        }
        bucket.give_back();
        drop(takes.remove(2));
        assert!(takes[1].as_mut().poll(&mut context).is_ready());
    }
}
