//! Time, tasks and randomness: what differs between a server, a browser and a test.
//!
//! The rest of the crate asks a [`Runtime`] for all of them, so it has no `cfg(target_arch)` of
//! its own and its unit tests run on virtual time. The difference between native futures, which
//! are `Send`, and browser futures, which are not, is settled here and nowhere else.

use std::{any::Any, pin::Pin, time::Duration};

use futures_util::Stream;

/// `Send` on native targets, nothing on wasm.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send` on native targets, nothing on wasm.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync` on native targets, nothing on wasm.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Sync + ?Sized> MaybeSync for T {}

/// `Sync` on native targets, nothing on wasm.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSync for T {}

/// A boxed future that is `Send` where the target has threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future that is `Send` where the target has threads.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A boxed stream that is `Send` where the target has threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxStream<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

/// A boxed stream that is `Send` where the target has threads.
#[cfg(target_arch = "wasm32")]
pub type BoxStream<'a, T> = Pin<Box<dyn Stream<Item = T> + 'a>>;

/// A boxed value of any type that is `Send` where the target has threads.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxAny = Box<dyn Any + Send>;

/// A boxed value of any type that is `Send` where the target has threads.
#[cfg(target_arch = "wasm32")]
pub type BoxAny = Box<dyn Any>;

/// What the pipeline needs of its surroundings.
///
/// On native targets the default is [`TokioRuntime`]. In a browser the host supplies one made of
/// its own timers.
pub trait Runtime: MaybeSend + MaybeSync + 'static {
    /// Monotonic time since a fixed but arbitrary moment.
    fn now(&self) -> Duration;

    /// Wall-clock time since the Unix epoch.
    fn unix_now(&self) -> Duration;

    /// Completes after `duration`. Dropping the future cancels the timer.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Runs `task` in the background, independent of whoever asked for it.
    fn spawn(&self, task: BoxFuture<'static, ()>);

    /// Fills `bytes` from a cryptographically secure source.
    fn fill_random(&self, bytes: &mut [u8]);
}

/// Whether requests leave from a web page, where headers and timers are not wholly ours.
pub(crate) const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// A number drawn uniformly from `[0, 1)`.
pub(crate) fn unit(runtime: &dyn Runtime) -> f64 {
    let mut bytes = [0; 8];
    runtime.fill_random(&mut bytes);
    // 53 bits are what an f64 holds exactly.
    #[allow(clippy::cast_precision_loss)]
    let unit = (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64;
    unit
}

/// A duration drawn uniformly from `[0, ceiling)`.
pub(crate) fn jitter(runtime: &dyn Runtime, ceiling: Duration) -> Duration {
    ceiling.mul_f64(unit(runtime))
}

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use self::native::TokioRuntime;

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
mod native {
    use std::{
        sync::OnceLock,
        time::{Duration, SystemTime, UNIX_EPOCH},
    };

    use tokio::{runtime::Handle, time::Instant};

    use super::{BoxFuture, Runtime};

    /// The [`Runtime`] of native programs: tokio's clock, timers and tasks.
    ///
    /// Without a handle it uses the tokio runtime that it is called on.
    #[derive(Clone, Debug, Default)]
    pub struct TokioRuntime {
        handle: Option<Handle>,
    }

    impl TokioRuntime {
        /// Background work runs on `handle`, whichever runtime the call comes from.
        pub fn with_handle(handle: Handle) -> Self {
            Self { handle: Some(handle) }
        }
    }

    impl Runtime for TokioRuntime {
        fn now(&self) -> Duration {
            // One origin for the whole process: moments of different clients compare.
            static START: OnceLock<Instant> = OnceLock::new();
            START.get_or_init(Instant::now).elapsed()
        }

        fn unix_now(&self) -> Duration {
            // A clock set before 1970 reads as 1970.
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
            // The timer is made on the first poll: outside tokio the transport answers first,
            // with an error rather than a panic.
            Box::pin(async move { tokio::time::sleep(duration).await })
        }

        fn spawn(&self, task: BoxFuture<'static, ()>) {
            let handle = self.handle.clone().or_else(|| Handle::try_current().ok());
            // Without a runtime the task is dropped, which its waiters see as an error.
            if let Some(handle) = handle {
                handle.spawn(task);
            }
        }

        fn fill_random(&self, bytes: &mut [u8]) {
            // It fails only where there is no generator at all; std panics there too.
            assert!(
                getrandom::fill(bytes).is_ok(),
                "the operating system has no source of randomness"
            );
        }
    }
}
