//! A flight: one renewal of the tokens, by the store, the callback or the refresh endpoint.

use std::sync::Arc;

use super::{GrantError, Origin, Outlook, Refresher, Session, State, signed_out};
use crate::{
    Secret,
    auth::{
        clean,
        store::{StoreAnswer, StoreTask, StoredTokens},
        tokens::{BoxError, ExpiryReason, TokenExpired, Tokens},
    },
    error::{Error, ErrorCode},
    observe::Event,
    runtime::{BoxFuture, scaled},
    text,
    time::Duration,
    wait::{Promise, within},
};

/// A callback, a refresh or a store that takes longer has failed.
pub(super) const REFRESH_LIMIT: Duration = Duration::from_secs(30);
/// The longest pause after failures in a row.
const MAX_COOL_DOWN: Duration = Duration::from_secs(30);

impl Session {
    /// Gets new tokens, by the shortest way there is: what is stored helps only where it did not have
    /// to be `kept` in step just now.
    async fn renew(
        &self,
        epoch: u64,
        kept: Result<bool, Error>,
        expired: TokenExpired,
    ) -> Result<(), GrantError> {
        // What is in memory and could not be saved, or only now, is newer than what is stored.
        if matches!(kept, Ok(false)) {
            let loaded = self.ask(StoreTask::Load, None).await;
            if self.take_over(loaded, epoch)? {
                return Ok(());
            }
        }
        let asked_at = self.now();
        let asked = self.refresh(epoch, expired)?;
        let answer = within(&*self.parts.runtime, REFRESH_LIMIT, asked).await;
        let tokens = self.answered(epoch, answer)?;
        let kept = self.keep(Some((epoch, &tokens, asked_at))).await.is_ok();
        self.land(epoch, tokens, asked_at, kept, Origin::Issuer)
            .map_err(GrantError::passing)
    }

    /// Takes over what is stored; says whether a call can use it. If it is out of date as well, its
    /// refresh token is all the same the one that is still good.
    fn take_over(&self, loaded: Result<StoreAnswer, Error>, epoch: u64) -> Result<bool, GrantError> {
        let stored = match loaded {
            Ok(answer) => answer.tokens,
            // Whether there is a session is not known: to say that there is none would end it.
            Err(error) if self.is_empty_handed() => {
                let error = error.with_code(ErrorCode::TokenRefreshFailed);
                return Err(GrantError::passing(error));
            }
            Err(_) => None,
        };
        let Some(stored) = stored.filter(|stored| !self.holds(stored)) else {
            return Ok(false);
        };
        let reading = self.reading();
        let now = reading.now;
        let left = stored
            .expires_at()
            .map(|end| end.saturating_sub(reading.unix_now));
        let tokens = Tokens {
            access_token: stored.access_token,
            refresh_token: stored.refresh_token,
            // An end that has passed is known, unlike a lifetime of zero, which means unknown.
            expires_in: left.map(|left| left.max(Duration::from_millis(1))),
        };
        // The call that waits for it needs some time.
        let soon = Duration::from_secs(1);
        match self.land(epoch, tokens, now, true, Origin::Caller) {
            Ok(()) => Ok(self
                .current
                .load()
                .as_ref()
                .is_none_or(|current| now + soon < current.life.end && now < current.life.mandatory)),
            Err(_) if left.is_some_and(|left| left <= soon) => Ok(false),
            Err(error) => Err(GrantError::passing(error)),
        }
    }

    pub(super) fn send(&self, errand: Errand, expired: Option<TokenExpired>) {
        self.parts.runtime.spawn(Box::pin(errand.run(expired)));
    }

    /// Whether these are the tokens in use.
    fn holds(&self, stored: &StoredTokens) -> bool {
        self.current.load().as_ref().is_some_and(|current| {
            let ours = &current.tokens;
            ours.access_token == stored.access_token && ours.refresh_token == stored.refresh_token
        })
    }

    /// Asks for new tokens.
    fn refresh(&self, epoch: u64, expired: TokenExpired) -> Result<Asked<'_>, GrantError> {
        match &self.parts.refresher {
            Some(Refresher::Callback(callback)) => Ok(self.call_back(&**callback, expired)),
            Some(Refresher::Grant(grant)) => {
                let token = self.refresh_token().ok_or_else(no_refresh_token)?;
                // The token is read before the epoch is looked at: another's is not this flight's to spend.
                let rotating = self.state().begin_grant(epoch);
                let rotating = rotating.ok_or_else(|| GrantError::passing(signed_out()))?;
                Ok(grant.refresh(token, rotating))
            }
            None => {
                let error = signed_out().with_code(ErrorCode::Unauthenticated);
                Err(GrantError::passing(error))
            }
        }
    }

    /// What has come of it within the time that there is for it.
    fn answered(&self, epoch: u64, answer: Option<Result<Tokens, GrantError>>) -> Result<Tokens, GrantError> {
        self.state().end_grant(epoch);
        let by_grant = matches!(self.parts.refresher, Some(Refresher::Grant(_)));
        let mut tokens = match answer {
            Some(answer) => answer?,
            None if by_grant => {
                let message = "the refresh endpoint gave no answer within 30 s";
                return Err(GrantError::unknown(Error::new(ErrorCode::Timeout, message)));
            }
            None => {
                let message = "on_token_expired gave no token within 30 s";
                return Err(GrantError::of_callback(message, "callback_timeout"));
            }
        };
        // RFC 6749 §6: no new refresh token means that the old one goes on.
        if by_grant && tokens.refresh_token.is_none() {
            tokens.refresh_token = self.refresh_token();
        }
        Ok(tokens)
    }

    /// The refresh token in use, or the one to begin with.
    fn refresh_token(&self) -> Option<Secret> {
        match self.current.load().as_ref() {
            Some(current) => current.tokens.refresh_token.clone(),
            None => self
                .parts
                .refresh_token
                .clone()
                .filter(|_| self.state().generation == 0),
        }
    }

    /// Whether there is nothing to refresh with but what the store may hold.
    fn is_empty_handed(&self) -> bool {
        matches!(self.parts.refresher, Some(Refresher::Grant(_))) && self.refresh_token().is_none()
    }

    /// What `on_token_expired` has given, if it is a token that can help.
    pub(super) fn accept(
        &self,
        given: Result<Tokens, BoxError>,
        expired: TokenExpired,
    ) -> Result<Tokens, GrantError> {
        let tokens = given.map_err(|error| self.callback_failed(error))?;
        match self.found_wanting(&tokens, expired) {
            Some(error) => Err(error),
            None => Ok(tokens),
        }
    }

    fn found_wanting(&self, tokens: &Tokens, expired: TokenExpired) -> Option<GrantError> {
        if let Err(error) = clean("the token that on_token_expired returned", &tokens.access_token) {
            return Some(GrantError::of_callback(error.message(), "callback_invalid_token"));
        }
        let current = self.current.load_full();
        let unchanged = current.is_some_and(|current| current.tokens.access_token == tokens.access_token);
        // The same text is fine as long as the old one has not been found wanting.
        let message = match expired.reason {
            ExpiryReason::Expiring => return None,
            _ if !unchanged => return None,
            _ if tokens.expires_in.is_none() => {
                "on_token_expired returned the token that is no longer accepted; it has to get a new one"
            }
            ExpiryReason::Rejected => {
                "on_token_expired returned the token that the server has just rejected; it has to get a new one"
            }
            _ => return None,
        };
        Some(GrantError::of_callback(message, "callback_same_token"))
    }

    /// Installs what a flight of this epoch has brought, and the store has if it is `kept`.
    fn land(
        &self,
        epoch: u64,
        tokens: Tokens,
        asked_at: Duration,
        kept: bool,
        origin: Origin,
    ) -> Result<(), Error> {
        let reading = self.reading();
        let mut state = self.state();
        if state.epoch != epoch {
            // Signed in or out meanwhile: it belongs to the past.
            return Ok(());
        }
        let rotated = self.current.load().as_ref().is_some_and(|current| {
            let old = &current.tokens.refresh_token;
            old.is_some() && *old != tokens.refresh_token
        });
        self.install(&mut state, tokens, asked_at, reading, origin)
            .map_err(|error| error.with_code(ErrorCode::TokenRefreshFailed))?;
        state.rotating |= rotated;
        state.unsaved = !kept;
        Ok(())
    }

    /// Takes note of how a flight has ended and says what its waiters are told.
    fn conclude(
        &self,
        epoch: u64,
        started: Duration,
        expired: TokenExpired,
        outcome: Result<(), GrantError>,
    ) -> Result<(), Error> {
        let reading = self.reading();
        let now = reading.now;
        // Dropped after the lock: it may hold an error of the caller's own.
        let _past;
        let mut state = self.state();
        if state.epoch != epoch {
            return match &state.ended {
                Some(error) => Err(error.clone()),
                None => Ok(()),
            };
        }
        let Err(failure) = outcome else {
            _past = state.last_error.take();
            state.failures = 0;
            state.unknown_outcomes = 0;
            let generation = state.generation;
            drop(state);
            self.parts.observers.tell(|| Event::TokenRefreshed {
                generation,
                reason: expired.reason.as_str(),
                elapsed: now.saturating_sub(started),
            });
            return Ok(());
        };
        if failure.outlook == Outlook::Unknown && state.rotating {
            state.unknown_outcomes += 1;
        }
        let ceiling = Duration::from_secs(1 << state.failures.min(5)).min(MAX_COOL_DOWN);
        state.failures = state.failures.saturating_add(1);
        let cool_down = scaled(ceiling, reading.draw);
        state.cooling_until = now + cool_down;
        let error = if failure.outlook == Outlook::Over {
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
        let message = text::filled(
            "the session can no longer be refreshed, sign in again ({})",
            &[cause.message()],
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
}

fn no_refresh_token() -> GrantError {
    GrantError::terminal(Error::new(
        ErrorCode::SessionExpired,
        "there is no refresh token: sign in again",
    ))
}

/// New tokens that were asked for.
type Asked<'a> = BoxFuture<'a, Result<Tokens, GrantError>>;

/// What a session does on a task of its own, so that a caller that leaves does not stop it.
pub(super) struct Errand {
    pub(super) session: Arc<Session>,
    /// The number of the flight that it is, or 0.
    pub(super) flight: u64,
    pub(super) epoch: u64,
    /// Dropped last, so that who waits for a flight finds it over.
    pub(super) done: Promise,
}

impl Errand {
    /// Brings the token store in line with memory, and on a flight renews the tokens.
    async fn run(self, expired: Option<TokenExpired>) {
        let session = &*self.session;
        let started = session.now();
        // Another process must not refresh meanwhile, and may be about to save what it has refreshed.
        let lock = session.ask(StoreTask::Lock, None).await;
        let kept = session.keep(None).await;
        let Some(expired) = expired else {
            return self.done.keep(kept.map(|_| ()));
        };
        let outcome = session.renew(self.epoch, kept, expired).await;
        // Whoever is told of what came of it does not hold up other processes.
        drop(lock);
        self.done
            .keep(session.conclude(self.epoch, started, expired, outcome));
    }
}

/// Clears the flight when it has landed or crashed, or when its runtime never let it start: callers
/// must not join a flight that nobody flies.
impl Drop for Errand {
    fn drop(&mut self) {
        let mut state = self.session.state();
        if state
            .flight
            .as_ref()
            .is_none_or(|flight| flight.id != self.flight)
        {
            return;
        }
        let past = state.flight.take();
        if std::mem::take(&mut state.granting) && state.rotating {
            // Dropped with its runtime while the refresh token was on its way.
            state.unknown_outcomes += 1;
        }
        drop(state);
        drop(past);
    }
}
