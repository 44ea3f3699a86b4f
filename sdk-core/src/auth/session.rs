//! A session: the current access token, and its renewal, once for everybody.
//!
//! Each token that is installed gets a **generation**, one more than the last; what a request was
//! signed with is known by that number, never by comparing token text. A renewal is a **flight**:
//! a task of its own that any number of callers wait for and none of them owns, so a caller that
//! is dropped cannot lose a refresh token that has just been rotated.

use std::{
    cell::RefCell,
    panic::AssertUnwindSafe,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::Poll,
    time::Duration,
};

use arc_swap::ArcSwapOption;
use futures_channel::oneshot;
use futures_util::{
    FutureExt,
    future::{Either, Shared, poll_fn, select},
};
use http::HeaderValue;

use super::{
    clean, jwt,
    store::{StoreError, StoredTokens, TokenStore},
    tokens::{BoxError, ExpiryReason, TokenExpired, Tokens},
};
use crate::{
    Secret,
    error::{Error, ErrorCode},
    observe::{Event, Observers},
    redact,
    runtime::{BoxFuture, MaybeSend, MaybeSync, Runtime, jitter, unit},
    secret,
};

/// A callback, a refresh or a store that takes longer has failed.
const REFRESH_LIMIT: Duration = Duration::from_secs(30);
/// The longest pause after failures in a row.
const MAX_COOL_DOWN: Duration = Duration::from_secs(30);
/// Two generations rejected within this time mean that the 401 is not about the token; refreshing
/// stops for as long.
const REJECTION_WINDOW: Duration = Duration::from_secs(60);
/// A rotating refresh whose outcome is unknown is tried once more, then never again.
const MAX_UNKNOWN_OUTCOMES: u32 = 2;

/// How new tokens are got.
#[derive(Clone)]
pub(crate) enum Refresher {
    /// By the caller's `on_token_expired`.
    Callback(Arc<dyn RefreshCallback>),
    /// By the platform's refresh endpoint.
    Grant(Arc<dyn Grant>),
}

/// `on_token_expired`, its types erased.
pub(crate) trait RefreshCallback: MaybeSend + MaybeSync {
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

/// The platform's refresh-token grant.
pub(crate) trait Grant: MaybeSend + MaybeSync {
    /// Exchanges a refresh token. `rotating` tells whether this server is known to spend it.
    fn refresh(&self, token: Secret, rotating: bool) -> BoxFuture<'_, Result<Tokens, GrantError>>;

    /// Whether the server must be taken to rotate refresh tokens before it has shown it.
    fn rotates(&self) -> bool;
}

/// How a refresh-token grant failed.
#[derive(Clone, Debug)]
pub(crate) struct GrantError {
    pub(crate) error: Error,
    /// The server refused the refresh token: the session is over.
    pub(crate) terminal: bool,
    /// The server may have spent the refresh token although its answer was not read.
    pub(crate) unknown: bool,
}

/// What a session is made of.
pub(crate) struct SessionParts {
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) observers: Observers,
    pub(crate) store: Option<Arc<dyn TokenStore>>,
    pub(crate) refresher: Option<Refresher>,
    /// The refresh token to begin with where there is no access token yet.
    pub(crate) refresh_token: Option<Secret>,
}

pub(crate) struct Session {
    parts: SessionParts,
    /// Read on every call, so it costs no lock.
    current: ArcSwapOption<Current>,
    state: Mutex<State>,
    this: Weak<Self>,
}

/// The token in use.
pub(crate) struct Current {
    generation: u64,
    tokens: Tokens,
    header: HeaderValue,
    /// When it ends by the server's clock, if it says so itself.
    exp: Option<Duration>,
    life: Life,
}

/// The moments of a token's life, on the monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Life {
    /// From here it is refreshed in the background.
    advisory: Duration,
    /// From here calls wait for the refresh.
    mandatory: Duration,
    end: Duration,
}

impl Life {
    const UNKNOWN: Self = Self {
        advisory: Duration::MAX,
        mandatory: Duration::MAX,
        end: Duration::MAX,
    };

    /// `draw`, from `[0, 1)`, moves the advisory window by ±10 %, so that clients that signed in
    /// together do not refresh together.
    fn new(start: Duration, lifetime: Duration, draw: f64) -> Self {
        if lifetime.is_zero() {
            return Self {
                advisory: start,
                mandatory: start,
                end: start,
            };
        }
        let advisory = (lifetime / 10)
            .max(Duration::from_secs(60))
            .min(Duration::from_secs(15 * 60))
            .min(lifetime / 2)
            .mul_f64(0.9 + 0.2 * draw);
        let mandatory = Duration::from_secs(30).min(lifetime / 5);
        let end = start.saturating_add(lifetime);
        Self {
            advisory: end.saturating_sub(advisory.max(mandatory)),
            mandatory: end.saturating_sub(mandatory),
            end,
        }
    }
}

type Flight = Shared<BoxFuture<'static, Result<(), Error>>>;

#[derive(Default)]
struct State {
    /// Counts the generations.
    generation: u64,
    /// Counts sign-ins and sign-outs: a flight that began before the last one is discarded.
    epoch: u64,
    flight: Option<(u64, Flight)>,
    flights: u64,
    failures: u32,
    unknown_outcomes: u32,
    cooling_until: Duration,
    last_error: Option<Error>,
    ended: Option<Error>,
    last_rejected: Option<(u64, Duration)>,
    suspended_until: Duration,
    /// The current tokens came from the caller and are not in the store yet.
    unsaved: bool,
    rotating: bool,
    skew: i64,
}

/// What to do about a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// Send the request again, with the current token.
    Replay,
    /// Give the answer to the caller.
    Surface,
}

impl Session {
    pub(crate) fn new(parts: SessionParts, tokens: Option<Tokens>) -> Result<Arc<Self>, Error> {
        let rotating = matches!(&parts.refresher, Some(Refresher::Grant(grant)) if grant.rotates());
        let session = Arc::new_cyclic(|this| Self {
            parts,
            current: ArcSwapOption::empty(),
            state: Mutex::new(State {
                rotating,
                ..State::default()
            }),
            this: this.clone(),
        });
        if let Some(tokens) = tokens {
            let now = session.parts.runtime.now();
            let mut state = session.state();
            state.unsaved = true;
            session.install(&mut state, tokens, now)?;
        }
        Ok(session)
    }

    /// The header to sign a request with, and its generation. The hot path.
    pub(crate) fn signature(&self, now: Duration) -> Option<(HeaderValue, u64)> {
        let current = self.current.load();
        let current = current.as_ref()?;
        (now < current.life.advisory).then(|| (current.header.clone(), current.generation))
    }

    /// As [`signature`](Self::signature), waiting for a refresh where one is needed.
    pub(crate) async fn authorize(&self) -> Result<(HeaderValue, u64), Error> {
        let now = self.parts.runtime.now();
        let Some(current) = self.current.load_full() else {
            self.refreshed(0, ExpiryReason::Missing).await?;
            return self.sign();
        };
        let valid = (current.header.clone(), current.generation);
        if now < current.life.advisory || !self.can_refresh(&current) {
            return Ok(valid);
        }
        if now < current.life.mandatory {
            // The flight goes on by itself; nobody needs to wait for it.
            if self.state().unknown_outcomes == 0 {
                let _ = self.board(current.generation, ExpiryReason::Expiring);
            }
            return Ok(valid);
        }
        let expired = now >= current.life.end;
        let reason = if expired {
            ExpiryReason::Expired
        } else {
            ExpiryReason::Expiring
        };
        match self.refreshed(current.generation, reason).await {
            Ok(()) => self.sign(),
            Err(_) if self.parts.runtime.now() < current.life.end && self.is_current(&current) => Ok(valid),
            Err(error) => Err(error),
        }
    }

    /// A request signed by `generation` was answered with 401.
    pub(crate) async fn rejected(&self, generation: u64) -> Result<Recovery, Error> {
        if let Some(recovery) = self.note_rejection(generation)? {
            return Ok(recovery);
        }
        self.refreshed(generation, ExpiryReason::Rejected).await?;
        Ok(Recovery::Replay)
    }

    /// Records a 401; says what to do about it unless that takes a refresh.
    pub(crate) fn note_rejection(&self, generation: u64) -> Result<Option<Recovery>, Error> {
        let now = self.parts.runtime.now();
        let mut state = self.state();
        let Some(current) = self.current.load_full() else {
            return Err(state.ended.clone().unwrap_or_else(signed_out));
        };
        if current.generation != generation {
            return Ok(Some(Recovery::Replay));
        }
        let before = state.last_rejected.replace((generation, now));
        if before.is_some_and(|(other, at)| other != generation && now - at < REJECTION_WINDOW) {
            state.suspended_until = now + REJECTION_WINDOW;
        }
        let surface = now < state.suspended_until || !self.can_refresh(&current);
        Ok(surface.then_some(Recovery::Surface))
    }

    /// Installs tokens of the caller's, which also revives a session that has ended.
    pub(crate) async fn set_tokens(&self, tokens: Tokens) -> Result<(), Error> {
        {
            let now = self.parts.runtime.now();
            let mut state = self.state();
            self.install(&mut state, tokens, now)?;
            state.begin_epoch();
            state.unsaved = true;
        }
        self.save_if_unsaved().await
    }

    /// Forgets the tokens. The result of a flight that is under way is discarded.
    pub(crate) async fn sign_out(&self) -> Result<(), Error> {
        {
            let mut state = self.state();
            state.begin_epoch();
            state.ended = Some(signed_out());
            self.current.store(None);
        }
        match &self.parts.store {
            Some(store) => self.bounded(store.clear()).await.map_err(store_failed),
            None => Ok(()),
        }
    }

    /// The refresh token, for a sign-out that has to name it.
    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.current.load().as_ref().map(|current| current.tokens.clone())
    }

    /// The server's clock is `skew` seconds ahead of ours: expiries that it wrote move by that.
    pub(crate) fn learn_skew(&self, skew: i64) {
        let mut state = self.state();
        if state.skew == skew {
            return;
        }
        state.skew = skew;
        if let Some(current) = self.current.load_full().filter(|current| current.exp.is_some()) {
            let life = self.life(&state, &current.tokens, current.exp, self.parts.runtime.now());
            self.current.store(Some(Arc::new(Current {
                generation: current.generation,
                tokens: current.tokens.clone(),
                header: current.header.clone(),
                exp: current.exp,
                life,
            })));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sign(&self) -> Result<(HeaderValue, u64), Error> {
        match self.current.load().as_ref() {
            Some(current) => Ok((current.header.clone(), current.generation)),
            None => Err(self.state().ended.clone().unwrap_or_else(signed_out)),
        }
    }

    fn is_current(&self, current: &Current) -> bool {
        self.current
            .load()
            .as_ref()
            .is_some_and(|now| now.generation == current.generation)
    }

    fn can_refresh(&self, current: &Current) -> bool {
        match &self.parts.refresher {
            Some(Refresher::Callback(_)) => true,
            Some(Refresher::Grant(_)) => current.tokens.refresh_token.is_some() || self.parts.store.is_some(),
            None => false,
        }
    }

    fn install(&self, state: &mut State, tokens: Tokens, asked_at: Duration) -> Result<(), Error> {
        let text = clean("access_token", &tokens.access_token)?;
        let header = secret::header(["Bearer ", text.expose()])
            .ok_or_else(|| Error::config("access_token cannot stand in a header"))?;
        let exp = match tokens.expires_in {
            Some(lifetime) if !lifetime.is_zero() => None,
            _ => jwt::unverified(text.expose()).and_then(|claims| claims.exp()),
        };
        let tokens = Tokens {
            access_token: text,
            ..tokens
        };
        let life = self.life(state, &tokens, exp, asked_at);
        state.generation += 1;
        self.current.store(Some(Arc::new(Current {
            generation: state.generation,
            tokens,
            header,
            exp,
            life,
        })));
        Ok(())
    }

    fn life(&self, state: &State, tokens: &Tokens, exp: Option<Duration>, asked_at: Duration) -> Life {
        let runtime = &*self.parts.runtime;
        if let Some(exp) = exp {
            let server_now = shifted(runtime.unix_now(), state.skew);
            return Life::new(runtime.now(), exp.saturating_sub(server_now), unit(runtime));
        }
        match tokens.expires_in {
            Some(lifetime) if !lifetime.is_zero() => Life::new(asked_at, lifetime, unit(runtime)),
            _ => Life::UNKNOWN,
        }
    }

    /// Waits until a token newer than `generation` is in use.
    async fn refreshed(&self, generation: u64, reason: ExpiryReason) -> Result<(), Error> {
        let Some(flight) = self.board(generation, reason)? else {
            return Ok(());
        };
        if in_callback_of(self) {
            return Err(Error::new(
                ErrorCode::Callback,
                "on_token_expired made a call that needs the token it is to supply; \
                 call only public operations in it, or use a client of its own",
            )
            .with_reason("reentrant_call".to_owned()));
        }
        flight.await
    }

    /// Joins the flight that is under way, or starts one. `None`: there is a newer token already.
    fn board(&self, generation: u64, reason: ExpiryReason) -> Result<Option<Flight>, Error> {
        let now = self.parts.runtime.now();
        let (flight, task) = {
            let mut state = self.state();
            if let Some(error) = &state.ended {
                return Err(error.clone());
            }
            let current = self.current.load_full();
            if current.as_ref().map_or(0, |current| current.generation) != generation {
                return Ok(None);
            }
            if let Some((_, flight)) = &state.flight {
                return Ok(Some(flight.clone()));
            }
            if let (Some(error), true) = (&state.last_error, now < state.cooling_until) {
                return Err(error.clone().with_retry_after(Some(state.cooling_until - now)));
            }
            if state.unknown_outcomes >= MAX_UNKNOWN_OUTCOMES {
                let error = state.last_error.clone().unwrap_or_else(signed_out);
                let valid = current.is_some_and(|current| now < current.life.end);
                if valid && reason != ExpiryReason::Rejected {
                    return Err(error);
                }
                return Err(self.end(&mut state, error));
            }
            let Some(this) = self.this.upgrade() else {
                return Err(abandoned());
            };
            state.flights += 1;
            let id = state.flights;
            let (done, landed) = oneshot::channel();
            let landed: BoxFuture<'static, Result<(), Error>> =
                Box::pin(landed.map(|result| result.unwrap_or_else(|_| Err(abandoned()))));
            let flight = landed.shared();
            state.flight = Some((id, flight.clone()));
            let expired = TokenExpired::new(reason, state.failures + 1);
            (flight, this.fly(id, state.epoch, expired, done))
        };
        self.parts.runtime.spawn(Box::pin(task));
        Ok(Some(flight))
    }

    async fn fly(
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
        let lock = self.bounded(store.lock()).await;
        if let Err(error) = &lock {
            self.report_store(error);
        }
        // What the caller has just handed in is newer than anything in the store.
        if self.save_if_unsaved().await.is_err() || !self.differs_from_store().await {
            let renewed = self.refresh(expired).await?;
            if self.state().epoch == epoch {
                self.save(renewed.tokens.clone(), renewed.asked_at).await;
            }
            return Ok(renewed);
        }
        match self.bounded(store.load()).await {
            Ok(Some(stored)) => Ok(self.adopt(stored)),
            _ => self.refresh(expired).await,
        }
    }

    /// Whether another process has put other tokens into the store.
    async fn differs_from_store(&self) -> bool {
        let Some(store) = &self.parts.store else {
            return false;
        };
        match self.bounded(store.load()).await {
            Ok(Some(stored)) => self.tokens().is_none_or(|tokens| {
                tokens.access_token != stored.access_token || tokens.refresh_token != stored.refresh_token
            }),
            Ok(None) => false,
            Err(error) => {
                self.report_store(&error);
                false
            }
        }
    }

    fn adopt(&self, stored: StoredTokens) -> Renewed {
        let runtime = &*self.parts.runtime;
        let expires_in = stored
            .expires_at()
            .and_then(|end| end.checked_sub(runtime.unix_now()));
        Renewed {
            tokens: Tokens {
                access_token: stored.access_token,
                refresh_token: stored.refresh_token,
                expires_in,
            },
            asked_at: runtime.now(),
        }
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
        let now = self.parts.runtime.now();
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
                match self.install(&mut state, renewed.tokens, renewed.asked_at) {
                    Ok(()) => {
                        state.rotating |= rotated;
                        state.failures = 0;
                        state.unknown_outcomes = 0;
                        state.last_error = None;
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
        let cool_down = jitter(&*self.parts.runtime, ceiling);
        state.cooling_until = now + cool_down;
        let error = if failure.terminal {
            self.end(&mut state, failure.error)
        } else {
            let error = failure
                .error
                .with_retryable(true)
                .with_retry_after(Some(cool_down));
            state.last_error = Some(error.clone());
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
    fn end(&self, state: &mut State, cause: Error) -> Error {
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

    async fn save_if_unsaved(&self) -> Result<(), Error> {
        let Some(store) = &self.parts.store else {
            return Ok(());
        };
        let tokens = {
            let mut state = self.state();
            let unsaved = std::mem::take(&mut state.unsaved);
            self.current.load_full().filter(|_| unsaved)
        };
        let Some(current) = tokens else {
            return Ok(());
        };
        let stored = self.stored(current.tokens.clone(), self.parts.runtime.now());
        self.bounded(store.save(stored)).await.map_err(|error| {
            self.report_store(&error);
            store_failed(error)
        })
    }

    async fn save(&self, tokens: Tokens, asked_at: Duration) {
        let Some(store) = &self.parts.store else { return };
        let stored = self.stored(tokens, asked_at);
        if let Err(error) = self.bounded(store.save(stored)).await {
            self.report_store(&error);
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

    fn report_store(&self, error: &StoreError) {
        self.parts.observers.tell(|| Event::TokenStoreFailed {
            message: redact::text(&error.to_string()),
        });
    }

    async fn bounded<T>(&self, work: BoxFuture<'_, Result<T, StoreError>>) -> Result<T, StoreError> {
        match select(work, self.parts.runtime.sleep(REFRESH_LIMIT)).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => Err(StoreError::new("answer", "it took longer than 30 s")),
        }
    }
}

/// New tokens, and the moment from which their lifetime counts.
struct Renewed {
    tokens: Tokens,
    asked_at: Duration,
}

impl State {
    fn begin_epoch(&mut self) {
        self.epoch += 1;
        self.flight = None;
        self.failures = 0;
        self.unknown_outcomes = 0;
        self.cooling_until = Duration::ZERO;
        self.last_error = None;
        self.ended = None;
        self.last_rejected = None;
        self.suspended_until = Duration::ZERO;
        self.unsaved = false;
    }
}

impl GrantError {
    /// What the answer of a refresh endpoint means for the session.
    pub(crate) fn of(error: Error) -> Self {
        let refused = matches!(error.status(), Some(400 | 401 | 403))
            || error.server_code() == Some("invalid_grant")
            || error.code() == ErrorCode::Unauthenticated;
        Self {
            terminal: refused,
            unknown: error.maybe_processed(),
            error: error.with_code(ErrorCode::TokenRefreshFailed),
        }
    }

    pub(crate) fn passing(error: Error) -> Self {
        Self {
            error,
            terminal: false,
            unknown: false,
        }
    }

    pub(crate) fn terminal(error: Error) -> Self {
        Self {
            error,
            terminal: true,
            unknown: false,
        }
    }
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

thread_local! {
    /// The sessions whose callback is being polled on this thread, innermost last.
    static CALLBACKS: RefCell<Vec<*const Session>> = const { RefCell::new(Vec::new()) };
}

/// Polls `future` so that calls made within it are known to come from the session's callback.
async fn marking_callback_of<T>(session: &Session, future: impl Future<Output = T>) -> T {
    struct Mark;
    impl Drop for Mark {
        fn drop(&mut self) {
            CALLBACKS.with_borrow_mut(Vec::pop);
        }
    }
    let mut future = pin!(future);
    poll_fn(|context| {
        CALLBACKS.with_borrow_mut(|stack| stack.push(std::ptr::from_ref(session)));
        // Popped also when the callback panics.
        let _mark = Mark;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(value),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn in_callback_of(session: &Session) -> bool {
    CALLBACKS.with_borrow(|stack| stack.contains(&std::ptr::from_ref(session)))
}

fn callback_failed(error: BoxError) -> GrantError {
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
    let message = format!("on_token_expired failed: {}", redact::text(&error.to_string()));
    GrantError {
        error: Error::new(ErrorCode::TokenRefreshFailed, message)
            .with_reason(reason.to_owned())
            .with_source(error),
        terminal,
        unknown: false,
    }
}

fn signed_out() -> Error {
    Error::new(
        ErrorCode::SessionExpired,
        "there is no session: sign in, then hand the tokens to set_tokens",
    )
}

fn abandoned() -> Error {
    Error::new(
        ErrorCode::TokenRefreshFailed,
        "the refresh ended with the async runtime it ran on; try again",
    )
    .with_reason("refresh_abandoned".to_owned())
    .with_retryable(true)
}

fn store_failed(error: StoreError) -> Error {
    Error::new(ErrorCode::Callback, redact::text(&error.to_string()))
        .with_reason("token_store".to_owned())
        .with_source(error)
}

/// `time` moved by `seconds`, which may be negative.
fn shifted(time: Duration, seconds: i64) -> Duration {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        time.saturating_sub(by)
    } else {
        time + by
    }
}
