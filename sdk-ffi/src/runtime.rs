//! The tokio runtime of the process: made when it is first needed, and anew in a child process. And
//! such as run on a thread of the other language's.

use std::{
    io, mem,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use arc_swap::ArcSwapOption;
use tokio::runtime::{Builder, Handle, Runtime};

/// What the calls of this process run on.
///
/// One thread does: it waits for sockets and moves bytes, and what a call computes takes
/// microseconds. A second one would only take turns with it on small machines.
const WORKERS: usize = 1;

struct Current {
    process: u32,
    runtime: Runtime,
}

static CURRENT: ArcSwapOption<Current> = ArcSwapOption::const_empty();

/// The runtime of this process.
///
/// # Errors
///
/// Those of the operating system, if it gives no thread.
pub(crate) fn handle() -> io::Result<Handle> {
    let process = std::process::id();
    loop {
        let current = CURRENT.load();
        if let Some(current) = &*current
            && current.process == process
        {
            return Ok(current.runtime.handle().clone());
        }
        let fresh = Arc::new(Current {
            process,
            runtime: build()?,
        });
        // No lock: one that another thread held when the process was forked would never be free.
        let previous = CURRENT.compare_and_swap(&*current, Some(Arc::clone(&fresh)));
        let won = match (&*previous, &*current) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        if won {
            // Its threads stayed in the parent: to shut it down would wait for them for ever.
            if let Some(parents) = &*previous {
                mem::forget(Arc::clone(parents));
            }
            return Ok(fresh.runtime.handle().clone());
        }
        if let Some(fresh) = Arc::into_inner(fresh) {
            fresh.runtime.shutdown_background();
        }
    }
}

fn build() -> io::Result<Runtime> {
    finished(Builder::new_multi_thread().worker_threads(WORKERS))
}

/// A runtime that runs on whichever thread blocks on it.
///
/// # Errors
///
/// Those of the operating system.
pub(crate) fn own() -> io::Result<Runtime> {
    finished(&mut Builder::new_current_thread())
}

fn finished(builder: &mut Builder) -> io::Result<Runtime> {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    builder
        .max_blocking_threads(64)
        .thread_name_fn(|| format!("keybearer-{}", THREADS.fetch_add(1, Ordering::Relaxed)))
        .enable_all()
        .build()
}
