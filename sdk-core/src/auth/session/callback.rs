//! `on_token_expired`: code of the caller's, which may do anything.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::Poll,
};

use futures_util::{FutureExt, future::poll_fn};

use super::{GrantError, Session};
use crate::{
    auth::tokens::{BoxError, TokenExpired, Tokens},
    error::{Error, ErrorCode},
    redact::Mask,
    runtime::{BoxFuture, MaybeSend, MaybeSync},
    text,
};

/// `on_token_expired`, its types erased.
pub trait RefreshCallback: MaybeSend + MaybeSync {
    /// Asks for new tokens.
    fn call(&self, expired: TokenExpired) -> BoxFuture<'static, Result<Tokens, BoxError>>;
}

impl<F, Fut, T> RefreshCallback for F
where
    F: Fn(TokenExpired) -> Fut + MaybeSend + MaybeSync,
    Fut: Future<Output = Result<T, BoxError>> + MaybeSend + 'static,
    T: Into<Tokens>,
{
    fn call(&self, expired: TokenExpired) -> BoxFuture<'static, Result<Tokens, BoxError>> {
        Box::pin(self(expired).map(|result| result.map(Into::into)))
    }
}

thread_local! {
    /// The sessions whose callback is being polled on this thread, innermost last.
    static CALLBACKS: RefCell<Vec<*const Session>> = const { RefCell::new(Vec::new()) };
}

/// As long as it lives, calls made on this thread are known to come from the session's callback.
struct Mark;

impl Mark {
    fn of(session: &Session) -> Self {
        CALLBACKS.with_borrow_mut(|stack| stack.push(session));
        Self
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        CALLBACKS.with_borrow_mut(Vec::pop);
    }
}

/// Polls `future` so that calls made within it are known to come from the session's callback.
pub(super) fn marking_callback_of<F: Future + Unpin>(
    session: &Session,
    mut future: F,
) -> impl Future<Output = F::Output> {
    poll_fn(move |context| {
        let _mark = Mark::of(session);
        Pin::new(&mut future).poll(context)
    })
}

impl Session {
    /// Calls `on_token_expired`, which may panic, both when it is called and when it is polled.
    pub(super) fn call_back<'a>(
        &'a self,
        callback: &'a dyn RefreshCallback,
        expired: TokenExpired,
    ) -> BoxFuture<'a, Result<Tokens, GrantError>> {
        let mut called = None;
        Box::pin(poll_fn(move |context| {
            let polled = catch_unwind(AssertUnwindSafe(|| {
                let _mark = Mark::of(self);
                let called = called.get_or_insert_with(|| callback.call(expired));
                called.as_mut().poll(context)
            }));
            match polled {
                Ok(given) => given.map(|given| self.accept(given, expired)),
                Err(_) => Poll::Ready(Err(GrantError::of_callback(
                    "on_token_expired panicked",
                    "callback_panicked",
                ))),
            }
        }))
    }
}

pub(super) fn in_callback_of(session: &Session) -> bool {
    CALLBACKS.with_borrow(|stack| stack.contains(&std::ptr::from_ref(session)))
}

/// What an error of the callback means for the session.
pub(super) fn callback_failed(error: BoxError, mask: &Mask) -> GrantError {
    let (terminal, reentrant) = match error.downcast_ref::<Error>() {
        // The callback says it itself: there is nothing left to refresh with.
        Some(error) => (
            error.code() == ErrorCode::SessionExpired,
            error.reason() == Some("reentrant_call"),
        ),
        None => (false, false),
    };
    let reason = if reentrant {
        "callback_reentrant"
    } else {
        "callback_failed"
    };
    let message = text::filled("on_token_expired failed: {}", &[&mask.shown(&*error)]);
    let failed = Error::new(ErrorCode::TokenRefreshFailed, message).because(reason);
    GrantError {
        error: mask.sourced(failed, error),
        terminal,
        unknown: false,
    }
}
