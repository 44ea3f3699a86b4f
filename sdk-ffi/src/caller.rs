//! Where a call came from, for hooks that have to run there: the number of its lane.
//!
//! A refresh is a task of its own, and what a hook is asked from is another thread. Both carry the
//! number of the lane whose call started them.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use keybearer::{
    Error,
    runtime::{Runtime, TokioRuntime},
};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::runtime::Executor;

tokio::task_local! {
    static LANE: u64;
}

/// The lane that all this comes from; 0 for none.
pub(crate) fn lane() -> u64 {
    LANE.try_with(|lane| *lane).unwrap_or_default()
}

/// `work` as work for a call of this lane.
pub(crate) fn for_lane<F: Future>(lane: u64, work: F) -> impl Future<Output = F::Output> {
    LANE.scope(lane, work)
}

/// Asks a hook, on a thread that may block.
pub(crate) fn ask<T: Send + 'static>(hook: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let lane = lane();
    spawn_blocking(move || LANE.sync_scope(lane, hook))
}

/// The runtime of the core: what it spawns is for the lane that it was spawned for.
pub(crate) struct Marking {
    runtime: TokioRuntime,
    executor: Arc<Executor>,
}

impl Marking {
    pub(crate) fn new(executor: &Arc<Executor>) -> Self {
        Self {
            runtime: TokioRuntime::with_handle(executor.handle().clone()),
            executor: Arc::clone(executor),
        }
    }
}

impl Runtime for Marking {
    fn now(&self) -> Duration {
        self.runtime.now()
    }

    fn unix_now(&self) -> Duration {
        self.runtime.unix_now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.executor.timer(duration);
        self.runtime.sleep(duration)
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.runtime.spawn(Box::pin(for_lane(lane(), task)));
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.runtime.fill_random(bytes);
    }

    fn check(&self) -> Result<(), Error> {
        self.runtime.check()
    }
}
