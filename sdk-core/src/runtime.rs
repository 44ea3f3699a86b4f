//! Time, tasks and randomness: what differs between a server, a browser and a test.
//!
//! The rest of the crate asks a [`Runtime`] for all of them, so it has no `cfg(target_arch)` of
//! its own and its unit tests run on virtual time. The difference between native futures, which
//! are `Send`, and browser futures, which are not, is settled here and nowhere else.

use std::{any::Any, pin::Pin};

use futures_util::Stream;

use crate::{error::Error, time::Duration};

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

    /// Whether calls can be made from here. Asked at the start of each call, so that what is
    /// missing is an error rather than a panic in [`sleep`](Self::sleep).
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidConfig`](crate::ErrorCode::InvalidConfig), saying what is missing.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether requests leave from a web page: visitors then see every key, and a header more can
    /// cost a preflight that the server does not allow.
    fn in_browser(&self) -> bool {
        false
    }
}

/// What is shared and replaced as a whole. Reading it costs no lock.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use arc_swap::{ArcSwap, ArcSwapOption};

/// What is found by a key: as many as there are scopes.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Table<K, V> = std::collections::HashMap<K, V>;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::{
    doubled as exponential,
    small::{ArcSwap, ArcSwapOption, Table},
};

/// The same for one thread, in a fraction of the code: a page has to load it.
#[cfg(target_arch = "wasm32")]
mod small {
    use std::{cell::RefCell, sync::Arc};

    pub(crate) struct Guard<T>(T);

    impl<T> std::ops::Deref for Guard<T> {
        type Target = T;

        fn deref(&self) -> &T {
            &self.0
        }
    }

    pub(crate) struct ArcSwap<T>(RefCell<Arc<T>>);

    impl<T> ArcSwap<T> {
        pub(crate) fn new(value: Arc<T>) -> Self {
            Self(RefCell::new(value))
        }

        pub(crate) fn load(&self) -> Guard<Arc<T>> {
            Guard(self.load_full())
        }

        pub(crate) fn load_full(&self) -> Arc<T> {
            self.0.borrow().clone()
        }

        pub(crate) fn store(&self, value: Arc<T>) {
            let _past = self.0.replace(value);
        }
    }

    pub(crate) struct ArcSwapOption<T>(RefCell<Option<Arc<T>>>);

    impl<T> ArcSwapOption<T> {
        pub(crate) fn empty() -> Self {
            Self(RefCell::new(None))
        }

        pub(crate) fn load(&self) -> Guard<Option<Arc<T>>> {
            Guard(self.load_full())
        }

        pub(crate) fn load_full(&self) -> Option<Arc<T>> {
            self.0.borrow().clone()
        }

        pub(crate) fn store(&self, value: Option<Arc<T>>) {
            let _past = self.0.replace(value);
        }
    }

    /// As the map of that name, searched from its beginning.
    #[derive(Debug)]
    pub(crate) struct Table<K, V>(Vec<(K, V)>);

    impl<K, V> Default for Table<K, V> {
        fn default() -> Self {
            Self(Vec::new())
        }
    }

    impl<K: PartialEq, V> Table<K, V> {
        pub(crate) fn len(&self) -> usize {
            self.0.len()
        }

        pub(crate) fn get(&self, key: &K) -> Option<&V> {
            let found = self.0.iter().find(|(own, _)| own == key);
            found.map(|(_, value)| value)
        }

        /// Only for a key that has no value yet.
        pub(crate) fn insert(&mut self, key: K, value: V) {
            self.0.push((key, value));
        }

        pub(crate) fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
            let mut place = 0;
            while let Some((key, value)) = self.0.get_mut(place) {
                if keep(key, value) {
                    place += 1;
                } else {
                    self.0.swap_remove(place);
                }
            }
        }

        pub(crate) fn shrink_to(&mut self, _: usize) {}
    }
}

/// As [`exponential`], for pages: one number is not worth a crate there.
#[cfg(any(target_arch = "wasm32", test))]
pub(crate) fn doubled(base: Duration, ceiling: Duration, number: u32) -> Duration {
    base.saturating_mul(1 << number).min(ceiling)
}

/// `base`, doubled `number` times, but no longer than `ceiling`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn exponential(base: Duration, ceiling: Duration, number: u32) -> Duration {
    use backon::{BackoffBuilder, ExponentialBuilder};

    let schedule = ExponentialBuilder::new()
        .with_min_delay(base)
        .with_max_delay(ceiling)
        .without_max_times();
    schedule.build().nth(number as usize).unwrap_or(ceiling)
}

/// Whether declarations carry their documentation. On wasm nothing reads it, and it would be a
/// tenth of what a page has to load.
pub(crate) const DOCUMENTED: bool = cfg!(not(target_arch = "wasm32"));

/// A number drawn uniformly from `[0, 1)`.
pub(crate) fn unit(runtime: &dyn Runtime) -> f64 {
    let mut bytes = [0; 8];
    runtime.fill_random(&mut bytes);
    // 53 bits are what an f64 holds exactly.
    #[allow(clippy::cast_precision_loss)]
    let unit = (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64;
    unit
}

/// `duration` times `factor`, which is not negative. std's way takes numbers of 128 bits.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "what does not fit becomes the longest"
)]
pub(crate) fn scaled(duration: Duration, factor: f64) -> Duration {
    Duration::from_nanos((duration.as_secs_f64() * factor * 1e9 + 0.5) as u64)
}

/// A duration drawn uniformly from `[0, ceiling)`.
pub(crate) fn jitter(runtime: &dyn Runtime, ceiling: Duration) -> Duration {
    scaled(ceiling, unit(runtime))
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

    use super::{BoxFuture, Error, Runtime};

    /// What the clock shows at its origin. A paused clock can run ahead of the others of the
    /// process and be the one that the origin is taken from; theirs is then before it. 100 years
    /// are more than such a test skips, and their nanoseconds still fit into 64 bits.
    const BASE: Duration = Duration::from_hours(100 * 365 * 24);

    /// The [`Runtime`] of native programs: tokio's clock, timers and tasks.
    ///
    /// Without a handle it uses the tokio runtime that it is called on.
    #[derive(Clone, Debug, Default)]
    pub struct TokioRuntime {
        handle: Option<Handle>,
    }

    impl TokioRuntime {
        /// Background work and timers run on `handle`, wherever the call comes from.
        pub fn with_handle(handle: Handle) -> Self {
            Self { handle: Some(handle) }
        }
    }

    impl Runtime for TokioRuntime {
        fn now(&self) -> Duration {
            // One origin for the whole process: moments of different clients compare.
            static START: OnceLock<Instant> = OnceLock::new();
            let now = Instant::now();
            reading(*START.get_or_init(|| now), now)
        }

        fn unix_now(&self) -> Duration {
            // A clock set before 1970 reads as 1970.
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
            let handle = self.handle.clone();
            Box::pin(async move {
                // A timer keeps to the runtime that it is made on, wherever it is polled.
                let timer = {
                    let _entered = handle.as_ref().map(Handle::enter);
                    tokio::time::sleep(duration)
                };
                timer.await;
            })
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

        fn check(&self) -> Result<(), Error> {
            if self.handle.is_some() || Handle::try_current().is_ok() {
                return Ok(());
            }
            Err(Error::config(
                "Keybearer runs on tokio: make calls inside a tokio runtime, or give TokioRuntime::with_handle",
            ))
        }
    }

    /// What the clock shows `now`, which may come before its origin.
    fn reading(origin: Instant, now: Instant) -> Duration {
        match now.checked_duration_since(origin) {
            Some(after) => BASE.saturating_add(after),
            None => BASE.saturating_sub(origin.duration_since(now)),
        }
    }

    #[cfg(test)]
    mod tests {
        use std::task::{Context, Waker};

        use super::*;
        use crate::ErrorCode;

        const HOUR: Duration = Duration::from_hours(1);

        /// On virtual time.
        fn tokio_runtime() -> tokio::runtime::Runtime {
            tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap()
        }

        #[tokio::test(start_paused = true)]
        async fn a_clock_that_is_behind_the_origin_moves_all_the_same() {
            let behind = Instant::now();
            tokio::time::advance(HOUR).await;
            let origin = Instant::now();
            assert_eq!(reading(origin, origin), BASE);
            assert_eq!(reading(origin, behind), BASE - HOUR);
            assert_eq!(reading(origin, behind + 2 * HOUR), BASE + HOUR);
        }

        #[tokio::test(start_paused = true)]
        async fn the_clock_moves_with_that_of_tokio() {
            let runtime = TokioRuntime::default();
            let before = runtime.now();
            tokio::time::advance(HOUR).await;
            assert_eq!(runtime.now() - before, HOUR);
        }

        #[test]
        fn the_clock_never_overflows_when_delays_are_added() {
            let longest = Duration::from_secs(u32::MAX.into());
            let late = TokioRuntime::default().now() + longest + longest;
            assert!(u64::try_from(late.as_nanos()).is_ok());
        }

        #[test]
        fn outside_tokio_calls_are_refused_with_what_is_missing() {
            let error = TokioRuntime::default().check().unwrap_err();
            assert_eq!(error.code(), ErrorCode::InvalidConfig);
            assert_eq!(
                error.message(),
                "Keybearer runs on tokio: make calls inside a tokio runtime, or give TokioRuntime::with_handle"
            );
        }

        #[test]
        fn inside_tokio_or_with_a_handle_calls_can_be_made() {
            let tokio = tokio_runtime();
            assert!(TokioRuntime::with_handle(tokio.handle().clone()).check().is_ok());
            assert!(tokio.block_on(async { TokioRuntime::default().check() }).is_ok());
        }

        #[test]
        fn with_a_handle_a_timer_can_be_started_outside_tokio() {
            let tokio = tokio_runtime();
            let mut timer = TokioRuntime::with_handle(tokio.handle().clone()).sleep(HOUR);
            let mut context = Context::from_waker(Waker::noop());
            assert!(timer.as_mut().poll(&mut context).is_pending());
            tokio.block_on(async {
                let before = Instant::now();
                timer.await;
                assert!(before.elapsed() >= HOUR);
            });
        }
    }
}
