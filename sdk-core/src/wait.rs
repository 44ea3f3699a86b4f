//! Waiting for somebody else: not for ever, for a value, or for one's turn.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use crate::{
    error::Error,
    runtime::{BoxFuture, Runtime},
    time::Duration,
};

/// What `work` gives, or `None` if that takes longer than `limit`.
pub(crate) fn within<F: Future + Unpin>(runtime: &dyn Runtime, limit: Duration, work: F) -> Within<F> {
    Within {
        work,
        timer: runtime.sleep(limit),
    }
}

pub(crate) struct Within<F> {
    work: F,
    timer: BoxFuture<'static, ()>,
}

impl<F: Future + Unpin> Future for Within<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match Pin::new(&mut self.work).poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending => self.timer.as_mut().poll(context).map(|()| None),
        }
    }
}

/// How something ends.
type Outcome = Result<(), Error>;

/// An end to come, which any number of tasks can wait for. `otherwise` is how it ends if nothing
/// else is told.
pub(crate) fn promise(otherwise: Outcome) -> (Promise, Awaited) {
    let shared = Arc::new(Shared(Mutex::new(State {
        outcome: otherwise,
        over: false,
        waiting: Vec::new(),
        last: 0,
    })));
    let promise = Promise(Arc::clone(&shared));
    (promise, Awaited { shared, id: 0 })
}

/// An end that has come.
pub(crate) fn over(outcome: Outcome) -> Awaited {
    promise(outcome).1
}

/// The side that ends the wait, when it is dropped.
#[derive(Debug)]
pub(crate) struct Promise(Arc<Shared>);

/// The side that waits.
#[derive(Debug)]
pub(crate) struct Awaited {
    shared: Arc<Shared>,
    /// 0 for one that has not been polled.
    id: u64,
}

#[derive(Debug)]
struct Shared(Mutex<State>);

#[derive(Debug)]
struct State {
    outcome: Outcome,
    over: bool,
    waiting: Vec<(u64, Waker)>,
    last: u64,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Promise {
    /// Tells how it ends, once it does.
    pub(crate) fn keep(&self, outcome: Outcome) {
        self.0.state().outcome = outcome;
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.0.state();
            state.over = true;
            std::mem::take(&mut state.waiting)
        };
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

impl Awaited {
    pub(crate) fn is_over(&self) -> bool {
        self.shared.state().over
    }
}

impl Clone for Awaited {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            id: 0,
        }
    }
}

impl Future for Awaited {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let shared = Arc::clone(&self.shared);
        let mut state = shared.state();
        if state.over {
            return Poll::Ready(state.outcome.clone());
        }
        let past = state.forget(self.id);
        state.last += 1;
        self.id = state.last;
        state.waiting.push((self.id, context.waker().clone()));
        drop(state);
        drop(past);
        Poll::Pending
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        // Dropped once the lock is released: with a waker may go whatever its task holds.
        let _past = self.shared.state().forget(self.id);
    }
}

impl State {
    #[must_use]
    fn forget(&mut self, id: u64) -> Option<(u64, Waker)> {
        let place = self.waiting.iter().position(|(own, _)| *own == id)?;
        Some(self.waiting.swap_remove(place))
    }
}

/// A lock that may be held while its holder waits.
pub(crate) struct Turn(Mutex<Awaited>);

impl Default for Turn {
    fn default() -> Self {
        Self(Mutex::new(over(Ok(()))))
    }
}

impl Turn {
    /// One's turn, which lasts until it is dropped, or the one to wait for before asking again.
    pub(crate) fn take(&self) -> Result<Promise, Awaited> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !last.is_over() {
            return Err(last.clone());
        }
        let (turn, over) = promise(Ok(()));
        *last = over;
        Ok(turn)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{join, join_all};

    use super::*;
    use crate::testing::VirtualRuntime;

    #[tokio::test(start_paused = true)]
    async fn work_is_waited_for_until_its_time_is_up() {
        let runtime = VirtualRuntime::drawing(0.5);
        let limit = Duration::from_secs(1);
        assert_eq!(within(&runtime, limit, Box::pin(async { 7 })).await, Some(7));
        let started = runtime.now();
        assert_eq!(within(&runtime, limit, std::future::pending::<()>()).await, None);
        assert_eq!(runtime.now().saturating_sub(started), limit);
    }

    #[tokio::test]
    async fn a_promise_is_kept_for_all_who_wait_and_all_who_come_late() {
        let (promise, awaited) = promise(Err(Error::config("not kept")));
        let waiting = join_all([awaited.clone(), awaited.clone()]);
        let (kept, ()) = join(waiting, async move { promise.keep(Ok(())) }).await;
        assert!(matches!(kept[..], [Ok(()), Ok(())]));
        assert!(awaited.await.is_ok());
    }

    #[tokio::test]
    async fn a_promise_that_is_dropped_ends_the_wait() {
        let (promise, awaited) = promise(Err(Error::config("not kept")));
        let (kept, ()) = join(awaited, async { drop(promise) }).await;
        assert_eq!(kept.unwrap_err().message(), "not kept");
    }

    #[tokio::test]
    async fn who_waits_no_more_leaves_no_waker_behind() {
        let (_promise, awaited) = promise(Ok(()));
        let mut early = awaited.clone();
        for _ in 0..2 {
            assert!(futures_util::poll!(&mut early).is_pending());
            assert_eq!(awaited.shared.state().waiting.len(), 1);
        }
        drop(early);
        assert_eq!(awaited.shared.state().waiting.len(), 0);
    }

    #[tokio::test]
    async fn turns_are_taken_one_at_a_time() {
        let turn = Turn::default();
        let within = AtomicUsize::new(0);
        let taken = |_| async {
            let held = loop {
                match turn.take() {
                    Ok(held) => break held,
                    Err(before) => before.await.unwrap(),
                }
            };
            assert_eq!(within.fetch_add(1, Ordering::Relaxed), 0);
            tokio::task::yield_now().await;
            within.fetch_sub(1, Ordering::Relaxed);
            drop(held);
        };
        join_all((0..5).map(taken)).await;
    }
}
