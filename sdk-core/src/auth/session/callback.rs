//! `on_token_expired`: code of the caller's, which may do anything.

use std::{cell::RefCell, pin::Pin};

use futures_util::{FutureExt, future::poll_fn};

use super::{GrantError, Session};
use crate::{
    auth::tokens::{BoxError, TokenExpired, Tokens},
    error::{Error, ErrorCode},
    redact::Mask,
    runtime::{BoxFuture, MaybeSend, MaybeSync},
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

/// Polls `future` so that calls made within it are known to come from the session's callback.
pub(super) fn marking_callback_of<F: Future + Unpin>(
    session: &Session,
    mut future: F,
) -> impl Future<Output = F::Output> {
    struct Mark;
    impl Drop for Mark {
        fn drop(&mut self) {
            CALLBACKS.with_borrow_mut(Vec::pop);
        }
    }
    poll_fn(move |context| {
        CALLBACKS.with_borrow_mut(|stack| stack.push(std::ptr::from_ref(session)));
        // Popped also when the callback panics.
        let _mark = Mark;
        Pin::new(&mut future).poll(context)
    })
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
    let message = format!("on_token_expired failed: {}", mask.shown(&*error));
    let failed = Error::new(ErrorCode::TokenRefreshFailed, message).because(reason);
    GrantError {
        error: mask.sourced(failed, error),
        terminal,
        unknown: false,
    }
}
