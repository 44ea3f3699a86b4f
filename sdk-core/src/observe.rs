//! What a client tells about its work while it works.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    error::ErrorCode,
    runtime::{MaybeSend, MaybeSync},
    time::Duration,
};

/// Something that happened. No event holds a secret.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// An attempt is about to be sent.
    AttemptStarted {
        /// The call's number, unique in the process.
        call: u64,
        /// The operation, such as `puguh.organizations.list`.
        operation: Cow<'static, str>,
        /// 1 for the first attempt. A replay after a refresh keeps its number.
        attempt: u32,
    },
    /// An attempt has ended.
    AttemptFinished {
        /// The call's number.
        call: u64,
        /// The operation.
        operation: Cow<'static, str>,
        /// The attempt's number.
        attempt: u32,
        /// The HTTP status, if there was an answer.
        status: Option<u16>,
        /// How long it took.
        elapsed: Duration,
    },
    /// The call goes on after a failure.
    Retrying {
        /// The call's number.
        call: u64,
        /// The operation.
        operation: Cow<'static, str>,
        /// The number of the attempt that failed.
        attempt: u32,
        /// Why: `throttled`, `unavailable`, `server_fault`, `not_sent`, `refused`,
        /// `maybe_processed`, `timed_out`, or `unauthenticated` for a replay with a new token.
        reason: &'static str,
        /// How long it waits first.
        delay: Duration,
    },
    /// A call has ended.
    CallFinished {
        /// The call's number.
        call: u64,
        /// The operation.
        operation: Cow<'static, str>,
        /// `None` for a success.
        error: Option<ErrorCode>,
        /// How many attempts were sent.
        attempts: u32,
        /// How long the call took, waits included.
        elapsed: Duration,
    },
    /// A new token is in use.
    TokenRefreshed {
        /// The session's generation: one more for each token installed.
        generation: u64,
        /// Why it was asked for: `missing`, `expiring`, `expired` or `rejected`.
        reason: &'static str,
        /// How long the refresh took.
        elapsed: Duration,
    },
    /// A refresh failed.
    TokenRefreshFailed {
        /// `token_refresh_failed`, or `session_expired` if it ends the session.
        error: ErrorCode,
        /// When the next refresh may start.
        cool_down: Duration,
    },
    /// Tokens could not be written to the token store, or read from it.
    TokenStoreFailed {
        /// What the store said.
        message: String,
    },
    /// The server asked a whole scope to wait.
    GateClosed {
        /// The operation whose answer closed it.
        operation: Cow<'static, str>,
        /// For how long.
        delay: Duration,
    },
}

/// Is told of [`Event`]s, on the task that made them: it should return quickly.
///
/// Any `Fn(&Event)` is one. An observer that panics is ignored.
pub trait Observer: MaybeSend + MaybeSync + 'static {
    /// Something happened.
    fn on_event(&self, event: &Event);
}

impl<F: Fn(&Event) + MaybeSend + MaybeSync + 'static> Observer for F {
    fn on_event(&self, event: &Event) {
        self(event);
    }
}

/// The observer of a client, if it has one.
#[derive(Clone, Default)]
pub(crate) struct Observers(Option<Arc<dyn Observer>>);

impl Observers {
    pub(crate) fn new(observer: Option<Arc<dyn Observer>>) -> Self {
        Self(observer)
    }

    /// Makes the event only if somebody listens.
    pub(crate) fn tell(&self, event: impl FnOnce() -> Event) {
        if let Some(observer) = &self.0 {
            told(&**observer, event());
        }
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "dropped here and not wherever one is made"
)]
fn told(observer: &dyn Observer, event: Event) {
    // What an observer does wrong must not fail the call that it watches.
    let _ = catch_unwind(AssertUnwindSafe(|| observer.on_event(&event)));
}
