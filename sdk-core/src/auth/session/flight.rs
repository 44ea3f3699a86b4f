//! A flight: one renewal of the tokens, by the store, the callback or the refresh endpoint.

use std::{panic::AssertUnwindSafe, pin::pin, sync::Arc, time::Duration};

use futures_channel::oneshot;
use futures_util::{
    FutureExt,
    future::{Either, select},
};

use super::{
    Grant, GrantError, RefreshCallback, Refresher, Session, State,
    callback::{callback_failed, marking_callback_of},
    life, shifted, signed_out, stated,
};
use crate::{
    auth::{
        clean,
        store::{StoreError, StoredTokens, TokenStore},
        tokens::{ExpiryReason, TokenExpired, Tokens},
    },
    error::{Error, ErrorCode},
    observe::Event,
    redact,
    runtime::BoxFuture,
};

/// A callback, a refresh or a store that takes longer has failed.
const REFRESH_LIMIT: Duration = Duration::from_secs(30);
/// The longest pause after failures in a row.
const MAX_COOL_DOWN: Duration = Duration::from_secs(30);

impl Session {
    pub(super) async fn fly(
        self: Arc<Self>,
        id: u64,
        epoch: u64,
        expired: TokenExpired,
        done: oneshot::Sender<Result<(), Error>>,
    ) {
        // Also when the task is dropped with its runtime: waiters must not join a dead flight.
        let landing = Landing { session: &self, id };
        let started = self.parts.runtime.now();
        let outcome = self.renew(epoch, expired).await;
        let result = self.conclude(epoch, started, expired, outcome);
        drop(landing);
        let _ = done.send(result);
    }

    /// Gets new tokens, by the shortest way there is.
    async fn renew(&self, epoch: u64, expired: TokenExpired) -> Result<Renewed, GrantError> {
        let Some(store) = &self.parts.store else {
            return self.refresh(expired).await;
        };
        // Held until the new tokens are saved: another process must not refresh meanwhile.
        let _lock = self
            .bounded(store.lock())
            .await
            .map_err(|error| self.report_store(&error));
        // What the caller has just handed in is newer than anything in the store.
        let ours = matches!(self.save_if_unsaved().await, Ok(true) | Err(_));
        if !ours && let Some(found) = self.found_in(&**store).await {
            if self.is_fresh(&found) {
                return Ok(found);
            }
            // Out of date as well, but its refresh token is the one that is still good.
            let reading = self.reading();
            let mut state = self.state();
            if state.epoch == epoch {
                let _ = self.install(&mut state, found.tokens, found.asked_at, reading);
            }
        }
        let renewed = self.refresh(expired).await?;
        if self.state().epoch == epoch {
            let stored = self.stored(renewed.tokens.clone(), renewed.asked_at);
            if let Err(error) = self.bounded(store.save(stored)).await {
                self.report_store(&error);
            }
        }
        Ok(renewed)
    }

    /// What another process has put into the store, if that is not what we hold.
    async fn found_in(&self, store: &dyn TokenStore) -> Option<Renewed> {
        let stored = match self.bounded(store.load()).await {
            Ok(stored) => stored?,
            Err(error) => {
                self.report_store(&error);
                return None;
            }
        };
        let ours = self.tokens();
        let same = ours.is_some_and(|ours| {
            ours.access_token == stored.access_token && ours.refresh_token == stored.refresh_token
        });
        let runtime = &*self.parts.runtime;
        let left = stored
            .expires_at()
            .map(|end| end.saturating_sub(runtime.unix_now()));
        (!same).then(|| Renewed {
            tokens: Tokens {
                access_token: stored.access_token,
                refresh_token: stored.refresh_token,
                // An end that has passed is known, unlike a lifetime of zero, which means unknown.
                expires_in: left.map(|left| left.max(Duration::from_millis(1))),
            },
            asked_at: runtime.now(),
        })
    }

    fn is_fresh(&self, found: &Renewed) -> bool {
        let reading = self.reading();
        let skew = self.state().skew;
        let stated = stated(&found.tokens, shifted(reading.unix_now, skew));
        let life = life(skew, &found.tokens, stated, found.asked_at, reading);
        // Worth taking over only if the call that waits for it can still use it.
        reading.now + Duration::from_secs(1) < life.end && reading.now < life.mandatory
    }

    async fn refresh(&self, expired: TokenExpired) -> Result<Renewed, GrantError> {
        let asked_at = self.parts.runtime.now();
        let tokens = match &self.parts.refresher {
            Some(Refresher::Callback(callback)) => self.call_back(&**callback, expired).await,
            Some(Refresher::Grant(grant)) => self.grant(&**grant).await,
            None => Err(GrantError::passing(
                signed_out().with_code(ErrorCode::Unauthenticated),
            )),
        }?;
        Ok(Renewed { tokens, asked_at })
    }

    async fn call_back(
        &self,
        callback: &dyn RefreshCallback,
        expired: TokenExpired,
    ) -> Result<Tokens, GrantError> {
        let fail = |message: &str, reason: &str| {
            let error = Error::new(ErrorCode::TokenRefreshFailed, message).with_reason(reason.to_owned());
            GrantError::passing(error)
        };
        let call = async { callback.call(expired).await };
        let call = AssertUnwindSafe(marking_callback_of(self, call)).catch_unwind();
        let tokens = match select(pin!(call), self.parts.runtime.sleep(REFRESH_LIMIT)).await {
            Either::Left((Ok(Ok(tokens)), _)) => tokens,
            Either::Left((Ok(Err(error)), _)) => return Err(callback_failed(error)),
            Either::Left((Err(_), _)) => return Err(fail("on_token_expired panicked", "callback_panicked")),
            Either::Right(_) => {
                return Err(fail(
                    "on_token_expired gave no token within 30 s",
                    "callback_timeout",
                ));
            }
        };
        if let Err(error) = clean("the token that on_token_expired returned", &tokens.access_token) {
            return Err(fail(error.message(), "callback_invalid_token"));
        }
        // The same text is fine as long as the old one has not been found wanting.
        let unchanged = self
            .tokens()
            .is_some_and(|old| old.access_token == tokens.access_token);
        if unchanged && expired.reason != ExpiryReason::Expiring && tokens.expires_in.is_none() {
            return Err(fail(
                "on_token_expired returned the token that is no longer accepted; it has to get a new one",
                "callback_same_token",
            ));
        }
        if unchanged && expired.reason == ExpiryReason::Rejected {
            return Err(fail(
                "on_token_expired returned the token that the server has just rejected; it has to get a new one",
                "callback_same_token",
            ));
        }
        Ok(tokens)
    }

    async fn grant(&self, grant: &dyn Grant) -> Result<Tokens, GrantError> {
        let first = || {
            self.parts
                .refresh_token
                .clone()
                .filter(|_| self.state().generation == 0)
        };
        let old = self
            .tokens()
            .and_then(|tokens| tokens.refresh_token)
            .or_else(first);
        let Some(refresh_token) = old else {
            return Err(GrantError::terminal(Error::new(
                ErrorCode::SessionExpired,
                "there is no refresh token: sign in again",
            )));
        };
        let rotating = self.state().rotating;
        let limit = self.parts.runtime.sleep(REFRESH_LIMIT);
        match select(grant.refresh(refresh_token.clone(), rotating), limit).await {
            Either::Left((Ok(tokens), _)) => Ok(match tokens.refresh_token {
                Some(_) => tokens,
                // RFC 6749 §6: no new refresh token means that the old one goes on.
                None => tokens.with_refresh_token(refresh_token),
            }),
            Either::Left((Err(error), _)) => Err(error),
            Either::Right(_) => Err(GrantError {
                error: Error::new(
                    ErrorCode::TokenRefreshFailed,
                    "the refresh endpoint gave no answer within 30 s",
                ),
                terminal: false,
                unknown: true,
            }),
        }
    }

    /// Puts the outcome of a flight into effect and says what its waiters are told.
    fn conclude(
        &self,
        epoch: u64,
        started: Duration,
        expired: TokenExpired,
        outcome: Result<Renewed, GrantError>,
    ) -> Result<(), Error> {
        let reading = self.reading();
        let now = reading.now;
        // Dropped after the lock: it may hold an error of the caller's own.
        let _past;
        let mut state = self.state();
        if state.epoch != epoch {
            // Signed in or out meanwhile: what this flight brought belongs to the past.
            return match &state.ended {
                Some(error) => Err(error.clone()),
                None => Ok(()),
            };
        }
        let failure = match outcome {
            Ok(renewed) => {
                let old = self.tokens().and_then(|tokens| tokens.refresh_token);
                let rotated = old.is_some() && renewed.tokens.refresh_token != old;
                match self.install(&mut state, renewed.tokens, renewed.asked_at, reading) {
                    Ok(()) => {
                        state.rotating |= rotated;
                        state.failures = 0;
                        state.unknown_outcomes = 0;
                        _past = state.last_error.take();
                        let generation = state.generation;
                        drop(state);
                        self.parts.observers.tell(|| Event::TokenRefreshed {
                            generation,
                            reason: expired.reason.as_str(),
                            elapsed: now.saturating_sub(started),
                        });
                        return Ok(());
                    }
                    Err(error) => GrantError::passing(error.with_code(ErrorCode::TokenRefreshFailed)),
                }
            }
            Err(failure) => failure,
        };
        let rotating = state.rotating;
        if failure.unknown && rotating {
            state.unknown_outcomes += 1;
        }
        let ceiling = Duration::from_secs(1 << state.failures.min(5)).min(MAX_COOL_DOWN);
        state.failures = state.failures.saturating_add(1);
        let cool_down = ceiling.mul_f64(reading.draw);
        state.cooling_until = now + cool_down;
        let error = if failure.terminal {
            self.end(&mut state, failure.error)
        } else {
            let error = failure
                .error
                .with_retryable(true)
                .with_retry_after(Some(cool_down));
            _past = state.last_error.replace(error.clone());
            error
        };
        drop(state);
        let code = error.code();
        self.parts.observers.tell(|| Event::TokenRefreshFailed {
            error: code,
            cool_down,
        });
        Err(error)
    }

    /// Ends the session: from now on calls fail without network.
    pub(super) fn end(&self, state: &mut State, cause: Error) -> Error {
        let message = format!(
            "the session can no longer be refreshed, sign in again ({})",
            cause.message()
        );
        let error = cause
            .clone()
            .with_code(ErrorCode::SessionExpired)
            .with_message(message)
            .with_retryable(false)
            .without_retry_after()
            .with_source(cause);
        state.ended = Some(error.clone());
        self.current.store(None);
        error
    }

    /// Writes tokens of the caller's that are not in the store yet; says whether there were any.
    pub(super) async fn save_if_unsaved(&self) -> Result<bool, Error> {
        let Some(store) = &self.parts.store else {
            return Ok(false);
        };
        let unsaved = {
            let mut state = self.state();
            let unsaved = std::mem::take(&mut state.unsaved);
            self.current.load_full().filter(|_| unsaved)
        };
        let Some(current) = unsaved else {
            return Ok(false);
        };
        let stored = self.stored(current.tokens.clone(), self.parts.runtime.now());
        match self.bounded(store.save(stored)).await {
            Ok(()) => Ok(true),
            Err(error) => {
                self.report_store(&error);
                Err(self.store_failed(error))
            }
        }
    }

    fn stored(&self, tokens: Tokens, asked_at: Duration) -> StoredTokens {
        let runtime = &*self.parts.runtime;
        let age = runtime.now().saturating_sub(asked_at);
        StoredTokens {
            expires_at: tokens
                .expires_in
                .map(|lifetime| (runtime.unix_now() + lifetime.saturating_sub(age)).as_secs()),
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
        }
    }

    /// A store that fails is code of the caller's that fails.
    #[allow(clippy::unused_self)]
    pub(super) fn store_failed(&self, error: StoreError) -> Error {
        Error::new(ErrorCode::Callback, redact::text(&error.to_string()))
            .with_reason("token_store".to_owned())
            .with_source(error)
    }

    fn report_store(&self, error: &StoreError) {
        self.parts.observers.tell(|| Event::TokenStoreFailed {
            message: redact::text(&error.to_string()),
        });
    }

    pub(super) async fn bounded<T>(
        &self,
        work: BoxFuture<'_, Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match select(work, self.parts.runtime.sleep(REFRESH_LIMIT)).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(StoreError::new("answer", "it took longer than 30 s")),
        }
    }
}

/// New tokens, and the moment from which their lifetime counts.
pub(super) struct Renewed {
    tokens: Tokens,
    asked_at: Duration,
}

/// Clears the flight when it has landed, or crashed.
struct Landing<'a> {
    session: &'a Session,
    id: u64,
}

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        let mut state = self.session.state();
        if state.flight.as_ref().is_some_and(|(id, _)| *id == self.id) {
            state.flight = None;
        }
    }
}
