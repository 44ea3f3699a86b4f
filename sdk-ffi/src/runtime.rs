//! What the calls of a process run on: made when it is first needed, and anew in a child process.
//!
//! An answer that wakes a thread of ours, which then wakes the thread that waits for it, costs two
//! wakings; on a machine with little to do each is as long as half of what a call computes. So whoever
//! waits runs the calls: a thread that blocks does so until its outcome is there, and an event
//! loop when the descriptor of the executor says that there is something to do. Only while neither
//! does, a thread of our own keeps things going.

use std::{
    cell::RefCell,
    future::poll_fn,
    io, mem,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::Notify,
};

use crate::descriptor::Descriptor;

/// How long calls may stand still when those who ran them have gone, before our own thread does.
const REST: Duration = Duration::from_millis(10);

/// The longest that an event loop is kept by what is to do.
const TURN: Duration = Duration::from_millis(2);

/// So many calls keep one thread busy: with more, an event loop had better go on with what has come,
/// and leave the calls to a thread of their own.
const CROWD: usize = 3;

/// What the calls of this process run on. One thread at a time runs them.
pub(crate) struct Executor {
    process: u32,
    runtime: Runtime,
    keeper: Keeper,
    /// Held during a turn.
    turns: Mutex<()>,
    /// Threads that block on the runtime, the keeper among them.
    blocking: AtomicUsize,
    /// Calls that were started and have not ended.
    under_way: Arc<AtomicUsize>,
    /// Counts whatever ran calls, so that the keeper sees that somebody does.
    beats: AtomicU64,
    descriptor: OnceLock<Option<Descriptor>>,
}

/// The thread that runs the calls while nobody else does.
struct Keeper {
    /// There is such a thread.
    started: AtomicBool,
    /// It runs them now.
    at_work: AtomicBool,
    leave: Notify,
    /// It has seen that a thread blocks, and wants to be told when none does any more.
    call_me: AtomicBool,
    /// When a timer ends that is shorter than its rest.
    soon: Mutex<Option<Instant>>,
    called: Condvar,
}

static CURRENT: ArcSwapOption<Executor> = ArcSwapOption::const_empty();

/// The executor of this process.
///
/// # Errors
///
/// Those of the operating system, if it gives no thread.
pub(crate) fn executor() -> io::Result<Arc<Executor>> {
    let process = std::process::id();
    loop {
        let current = CURRENT.load();
        if let Some(current) = &*current
            && current.process == process
        {
            current.keep()?;
            return Ok(Arc::clone(current));
        }
        let fresh = Arc::new(Executor::new(process)?);
        // No lock: one that another thread held when the process was forked would never be free.
        let previous = CURRENT.compare_and_swap(&*current, Some(Arc::clone(&fresh)));
        let won = match (&*previous, &*current) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        if won {
            // Its thread stayed in the parent: to shut it down would wait for that for ever.
            if let Some(parents) = &*previous {
                mem::forget(Arc::clone(parents));
            }
        } else if let Some(fresh) = Arc::into_inner(fresh) {
            fresh.runtime.shutdown_background();
        }
    }
}

thread_local! {
    /// The turn that this thread takes.
    static TAKEN: RefCell<Option<Taken>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Taken {
    waker: Option<Waker>,
    idle: bool,
}

/// Ready when nothing is left to do in the turn of this thread.
fn idle() -> impl Future<Output = ()> {
    poll_fn(|context| {
        TAKEN.with_borrow_mut(|taken| match taken {
            Some(taken) if !taken.idle => {
                taken.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
    })
}

/// Called by the runtime when its thread has nothing left but to wait. In a turn it must not: what
/// was woken is looked at first, which lets the runtime look for events once more and go on.
fn about_to_wait() {
    TAKEN.with_borrow_mut(|taken| {
        if let Some(taken) = taken {
            let executor = CURRENT.load();
            let descriptor = executor.as_ref().and_then(|executor| executor.descriptor());
            taken.idle = !descriptor.is_some_and(Descriptor::is_readable);
            if let Some(waker) = &taken.waker {
                waker.wake_by_ref();
            }
        }
    });
}

impl Executor {
    fn new(process: u32) -> io::Result<Self> {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(64)
            .thread_name_fn(|| format!("keybearer-{}", THREADS.fetch_add(1, Ordering::Relaxed)))
            .on_thread_park(about_to_wait)
            .enable_all()
            .build()?;
        Ok(Self {
            process,
            runtime,
            keeper: Keeper {
                started: AtomicBool::new(false),
                at_work: AtomicBool::new(false),
                leave: Notify::new(),
                call_me: AtomicBool::new(false),
                soon: Mutex::new(None),
                called: Condvar::new(),
            },
            turns: Mutex::new(()),
            blocking: AtomicUsize::new(0),
            under_way: Arc::default(),
            beats: AtomicU64::new(0),
            descriptor: OnceLock::new(),
        })
    }

    pub(crate) fn handle(&self) -> &Handle {
        self.runtime.handle()
    }

    /// What is readable while there is something to do, where the system has such a thing.
    pub(crate) fn descriptor(&self) -> Option<&Descriptor> {
        self.descriptor
            .get_or_init(|| Descriptor::of(&self.runtime))
            .as_ref()
    }

    /// Blocks until `future` is ready, and runs the calls meanwhile, or has another thread do it that
    /// blocks too.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.enter();
        let output = self.runtime.block_on(future);
        self.beats.fetch_add(1, Ordering::Relaxed);
        if self.blocking.fetch_sub(1, Ordering::SeqCst) == 1
            && self.keeper.call_me.swap(false, Ordering::SeqCst)
        {
            drop(self.keeper.soon());
            self.keeper.called.notify_one();
        }
        output
    }

    /// Says that this thread blocks from now on.
    fn enter(&self) {
        self.blocking.fetch_add(1, Ordering::SeqCst);
        // A turn that began before ends first; the next one finds us.
        drop(self.turns.lock());
        self.relieve();
    }

    /// Asks the keeper to stop.
    fn relieve(&self) {
        if self.keeper.at_work.load(Ordering::SeqCst) {
            self.keeper.leave.notify_one();
        }
    }

    /// Does what can be done without waiting, `first` before all else; unless another thread is at
    /// it, which then does it. Never blocks.
    pub(crate) fn turn(&self, first: impl FnOnce()) {
        let turn = self.turns.try_lock();
        if turn.is_err() || self.blocking.load(Ordering::SeqCst) > 0 {
            first();
            return self.relieve();
        }
        TAKEN.set(Some(Taken::default()));
        let done = self.runtime.block_on(async {
            first();
            tokio::time::timeout(TURN, idle()).await
        });
        TAKEN.set(None);
        self.beats.fetch_add(1, Ordering::Relaxed);
        // What came from other threads at the very end has not been seen, though it has rung.
        if done.is_err() || self.runtime.metrics().global_queue_depth() > 0 {
            self.ring();
        }
        drop(turn);
    }

    /// Counts a call for as long as it is held.
    pub(crate) fn under_way(&self) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(&self.under_way))
    }

    /// Whether there are more calls than an event loop should run itself.
    pub(crate) fn is_crowded(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) >= CROWD
    }

    /// Has the keeper run the calls at once if nobody does.
    pub(crate) fn call_keeper(&self) {
        self.timer(Duration::ZERO);
    }

    /// Makes the descriptor readable.
    fn ring(&self) {
        self.handle().spawn(async {});
    }

    /// Told of each timer, as a short one may end while nobody runs the calls.
    pub(crate) fn timer(&self, duration: Duration) {
        if duration >= REST || self.blocking.load(Ordering::SeqCst) > 0 {
            return;
        }
        let end = Instant::now() + duration;
        let mut soon = self.keeper.soon();
        if soon.is_none_or(|soon| end < soon) {
            *soon = Some(end);
            drop(soon);
            self.keeper.called.notify_one();
        }
    }

    /// Starts the keeper, if there is none.
    fn keep(self: &Arc<Self>) -> io::Result<()> {
        let started = &self.keeper.started;
        if started.load(Ordering::Relaxed) || started.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let executor = Arc::clone(self);
        let thread = thread::Builder::new().name("keybearer".into());
        let thread = thread.spawn(move || executor.kept());
        if thread.is_err() {
            started.store(false, Ordering::Relaxed);
        }
        thread.map(drop)
    }

    fn kept(&self) -> ! {
        loop {
            self.work();
            while !self.rest() {}
        }
    }

    fn work(&self) {
        self.blocking.fetch_add(1, Ordering::SeqCst);
        self.keeper.at_work.store(true, Ordering::SeqCst);
        drop(self.turns.lock());
        self.runtime.block_on(self.keeper.leave.notified());
        self.keeper.at_work.store(false, Ordering::SeqCst);
        self.blocking.fetch_sub(1, Ordering::SeqCst);
        // An event loop may wait for what this thread has just been told and has not done.
        self.ring();
    }

    /// Whether nobody runs the calls any more.
    fn rest(&self) -> bool {
        let beats = self.beats.load(Ordering::Relaxed);
        let keeper = &self.keeper;
        let until = Instant::now() + REST;
        let mut soon = keeper.soon();
        let hurried = loop {
            let now = Instant::now();
            if soon.is_some_and(|soon| soon <= now) {
                *soon = None;
                break true;
            }
            if until <= now {
                break false;
            }
            let end = soon.map_or(until, |soon| soon.min(until));
            soon = keeper.wait(soon, Some(end - now));
        };
        keeper.call_me.store(true, Ordering::SeqCst);
        while self.blocking.load(Ordering::SeqCst) > 0 && keeper.call_me.load(Ordering::SeqCst) {
            soon = keeper.wait(soon, None);
        }
        keeper.call_me.store(false, Ordering::SeqCst);
        hurried || self.beats.load(Ordering::Relaxed) == beats
    }
}

/// One call under way.
pub(crate) struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Keeper {
    fn soon(&self) -> MutexGuard<'_, Option<Instant>> {
        self.soon.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(
        &self,
        soon: MutexGuard<'a, Option<Instant>>,
        patience: Option<Duration>,
    ) -> MutexGuard<'a, Option<Instant>> {
        match patience {
            Some(patience) => {
                let waited = self.called.wait_timeout(soon, patience);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.called.wait(soon).unwrap_or_else(PoisonError::into_inner),
        }
    }
}
