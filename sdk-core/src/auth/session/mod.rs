//! A session: the current access token, and its renewal, once for everybody.
//!
//! Each token that is installed gets a **generation**, one more than the last; what a request was
//! signed with is known by that number, never by comparing token text. A renewal is a **flight**:
//! a task of its own that any number of callers wait for and none of them owns, so a caller that
//! is dropped cannot lose a refresh token that has just been rotated.

mod callback;
mod flight;
mod keep;
mod life;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use http::HeaderValue;

pub use self::callback::RefreshCallback;
use self::{
    callback::{in_callback_of, marking_callback_of},
    flight::Errand,
    life::Life,
};
use super::{
    clean, jwt,
    store::Store,
    tokens::{ExpiryReason, TokenExpired, Tokens},
};
use crate::{
    Secret,
    error::{Error, ErrorCode},
    observe::Observers,
    runtime::{ArcSwapOption, BoxFuture, MaybeSend, MaybeSync, Runtime, unit},
    secret,
    time::Duration,
    wait::{Awaited, Turn, promise, within},
};

/// Two generations rejected within this time mean that the 401 is not about the token; refreshing
/// stops for as long.
const REJECTION_WINDOW: Duration = Duration::from_mins(1);
/// However many scopes are answered with 401, the session is not refreshed more often than this in
/// that time.
const MAX_REJECTED_FLIGHTS: usize = 10;
/// A flight that takes longer than all its steps may has been parked with its runtime; the next
/// caller starts another.
const FLIGHT_LIMIT: Duration = Duration::from_secs(180);
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
    error: Error,
    outlook: Outlook,
}

/// What a failure means for the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outlook {
    /// The next time may go better.
    Open,
    /// The server refused the refresh token: the session is over.
    Over,
    /// The server may have spent the refresh token although its answer was not read.
    Unknown,
}

/// What a session is made of.
pub(crate) struct SessionParts {
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) observers: Observers,
    pub(crate) store: Option<Arc<dyn Store>>,
    pub(crate) refresher: Option<Refresher>,
    /// The refresh token to begin with where there is no access token yet.
    pub(crate) refresh_token: Option<Secret>,
}

pub(crate) struct Session {
    parts: SessionParts,
    /// Read on every call, so it costs no lock.
    current: ArcSwapOption<Current>,
    state: Mutex<State>,
    /// Held while the token store is written to, so that writes land in order.
    writing: Turn,
    this: Weak<Self>,
}

/// The token in use.
#[derive(Clone)]
pub(crate) struct Current {
    generation: u64,
    tokens: Tokens,
    header: HeaderValue,
    stated: Option<Stated>,
    life: Life,
}

/// What a token says of itself, by its issuer's clock.
#[derive(Clone, Copy)]
struct Stated {
    end: Duration,
    lifetime: Duration,
}

/// What the clocks and the dice said, read before any lock is taken: they are the caller's code.
#[derive(Clone, Copy)]
struct Reading {
    now: Duration,
    unix_now: Duration,
    draw: f64,
}

/// A renewal under way.
#[derive(Clone)]
struct Flight {
    id: u64,
    /// When it is given up for lost.
    latest: Duration,
    landed: Awaited,
}

#[derive(Default)]
struct State {
    /// Counts the generations.
    generation: u64,
    /// Counts sign-ins and sign-outs: a flight that began before the last one is discarded.
    epoch: u64,
    flight: Option<Flight>,
    /// Whether a refresh token is on its way to the endpoint that may spend it.
    granting: bool,
    /// When refreshes were started because of a 401, lately.
    rejected_flights: Vec<Duration>,
    flights: u64,
    failures: u32,
    unknown_outcomes: u32,
    cooling_until: Duration,
    last_error: Option<Error>,
    ended: Option<Error>,
    /// One for each scope: a 401 of one organization says nothing about another.
    rejections: Vec<Rejection>,
    /// What is in memory, tokens or none, is newer than what is in the store.
    unsaved: bool,
    rotating: bool,
    skew: i64,
}

/// The last 401 that answered a current token.
struct Rejection {
    /// By what requests acted for.
    scope: Vec<u8>,
    generation: u64,
    at: Duration,
    /// Until when no 401 of this scope leads to a refresh.
    suspended_until: Duration,
}

/// Where tokens come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The caller, or the store: they may be of any age.
    Caller,
    /// A refresh, just now.
    Issuer,
}

/// Done when the token store has what was told.
pub(crate) type Kept = Awaited;

/// What to do about a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// Send the request again, with the current token.
    Replay,
    /// Give the answer to the caller.
    Surface,
}

impl Current {
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// What a request is signed with.
    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }
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
            writing: Turn::default(),
            this: this.clone(),
        });
        if let Some(tokens) = tokens {
            let reading = session.reading();
            let mut state = session.state();
            state.unsaved = true;
            session.install(&mut state, tokens, reading.now, reading, Origin::Caller)?;
        }
        Ok(session)
    }

    /// Takes the place of another process's session, signed out or not. It did not come by its
    /// tokens itself, so it does not write them over those in the store.
    pub(crate) fn inherit(&self, ended: bool) {
        let mut state = self.state();
        state.unsaved = false;
        state.ended = ended.then(signed_out);
    }

    /// The token to sign a request with, if it is not due. The hot path.
    pub(crate) fn signature(&self, now: Duration) -> Option<Arc<Current>> {
        let current = self.current.load();
        let current = current.as_ref()?;
        (now < current.life.advisory).then(|| Arc::clone(current))
    }

    /// The token to use after a wait: the given one, unless there is a newer one by now.
    pub(crate) fn newest(&self, signature: Arc<Current>) -> Arc<Current> {
        self.current.load_full().unwrap_or(signature)
    }

    /// The token in use, if there is one, and why a call with this scope has to wait for a newer one,
    /// if it has; begins what can be done while nobody waits.
    pub(crate) fn due(&self, scope: &[u8]) -> (Option<Arc<Current>>, Option<ExpiryReason>) {
        let now = self.now();
        let Some(current) = self.current.load_full() else {
            return (None, Some(ExpiryReason::Missing));
        };
        let due =
            if now < current.life.advisory || !self.can_refresh(&current) || self.is_suspended(scope, now) {
                None
            } else if now < current.life.mandatory {
                // The flight goes on by itself; nobody needs to wait for it.
                if self.state().unknown_outcomes == 0 {
                    let _ = self.board(current.generation, ExpiryReason::Expiring);
                }
                None
            } else if now < current.life.end {
                Some(ExpiryReason::Expiring)
            } else {
                Some(ExpiryReason::Expired)
            };
        (Some(current), due)
    }

    /// The token after a refresh that was due: the old one, if that failed and it is still good.
    pub(crate) fn sign(
        &self,
        due: Option<Arc<Current>>,
        refreshed: Result<(), Error>,
    ) -> Result<Arc<Current>, Error> {
        let Some(current) = self.current.load_full() else {
            refreshed?;
            return Err(self.state().ended.clone().unwrap_or_else(signed_out));
        };
        if let Err(error) = refreshed {
            let same = due.is_some_and(|due| due.generation == current.generation);
            if !same || self.now() >= current.life.end {
                return Err(error);
            }
        }
        Ok(current)
    }

    /// Records a 401; says what to do about it unless that takes a refresh.
    pub(crate) fn note_rejection(&self, generation: u64, scope: &[u8]) -> Result<Option<Recovery>, Error> {
        let now = self.now();
        let mut state = self.state();
        let Some(current) = self.current.load_full() else {
            return Err(state.ended.clone().unwrap_or_else(signed_out));
        };
        if current.generation != generation {
            return Ok(Some(Recovery::Replay));
        }
        let suspended = state.reject(generation, scope, now);
        let often = state.rejected_flights.len() >= MAX_REJECTED_FLIGHTS;
        let surface = suspended || often || !self.can_refresh(&current);
        Ok(surface.then_some(Recovery::Surface))
    }

    fn is_suspended(&self, scope: &[u8], now: Duration) -> bool {
        let state = self.state();
        let mut rejections = state.rejections.iter();
        rejections.any(|rejection| rejection.scope == scope && now < rejection.suspended_until)
    }

    /// Installs tokens of the caller's, which also revives a session that has ended.
    pub(crate) fn set_tokens(&self, tokens: Tokens) -> Result<Kept, Error> {
        let reading = self.reading();
        let past = {
            let mut state = self.state();
            self.install(&mut state, tokens, reading.now, reading, Origin::Caller)?;
            let past = state.begin_epoch();
            state.unsaved = true;
            past
        };
        drop(past);
        Ok(self.keep_in_background())
    }

    /// Forgets the tokens. The result of a flight that is under way is discarded.
    pub(crate) fn sign_out(&self) -> Kept {
        let past = {
            let mut state = self.state();
            let past = state.begin_epoch();
            state.ended = Some(signed_out());
            state.unsaved = true;
            self.current.store(None);
            past
        };
        drop(past);
        self.keep_in_background()
    }

    /// The tokens in use.
    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.current.load().as_ref().map(|current| current.tokens.clone())
    }

    /// The access token in use, as it is sent.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        self.current.load().as_ref().map(|current| current.header.clone())
    }

    /// The server's clock is `skew` seconds ahead of ours: expiries that it wrote move by that.
    pub(crate) fn learn_skew(&self, skew: i64) {
        let reading = self.reading();
        let mut state = self.state();
        if state.skew == skew {
            return;
        }
        state.skew = skew;
        if let Some(current) = self.current.load_full()
            && current.stated.is_some()
        {
            let mut current = Current::clone(&current);
            let server_now = shifted(reading.unix_now, skew);
            current.life = life(&current.tokens, current.stated, reading.now, server_now, reading);
            self.current.store(Some(Arc::new(current)));
        }
    }

    /// Polls `future` so that calls within it are known to come from `on_token_expired`.
    pub(crate) fn marking_callback<F: Future + Unpin>(&self, future: F) -> impl Future<Output = F::Output> {
        marking_callback_of(self, future)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clock. Called rather than inlined: the way to it is longer than the call.
    #[inline(never)]
    fn now(&self) -> Duration {
        self.parts.runtime.now()
    }

    fn can_refresh(&self, current: &Current) -> bool {
        match &self.parts.refresher {
            Some(Refresher::Callback(_)) => true,
            Some(Refresher::Grant(_)) => current.tokens.refresh_token.is_some() || self.parts.store.is_some(),
            None => false,
        }
    }

    fn reading(&self) -> Reading {
        let runtime = &*self.parts.runtime;
        Reading {
            now: self.now(),
            unix_now: runtime.unix_now(),
            draw: unit(runtime),
        }
    }

    fn install(
        &self,
        state: &mut State,
        mut tokens: Tokens,
        asked_at: Duration,
        reading: Reading,
        origin: Origin,
    ) -> Result<(), Error> {
        let text = clean("access_token", &tokens.access_token)?;
        let header = secret::header(["Bearer ", text.expose()])
            .ok_or_else(|| Error::config("access_token cannot stand in a header"))?;
        tokens.access_token = text;
        let (mut stated, mut life) = read(&tokens, state.skew, asked_at, reading);
        // Nobody issues tokens that have ended: by its clock it has not, and ours is wrong.
        if origin == Origin::Issuer && stated.is_some() && life.end <= reading.now {
            (stated, life) = (None, Life::UNKNOWN);
        }
        state.generation += 1;
        self.current.store(Some(Arc::new(Current {
            generation: state.generation,
            tokens,
            header,
            stated,
            life,
        })));
        Ok(())
    }

    /// Waits until a token newer than `generation` is in use. `None`: not before the deadline.
    pub(crate) async fn refreshed(
        &self,
        generation: u64,
        reason: ExpiryReason,
        deadline: Option<Duration>,
    ) -> Option<Result<(), Error>> {
        let runtime = &*self.parts.runtime;
        loop {
            let flight = match self.board(generation, reason) {
                Ok(flight) => flight,
                Err(settled) => return Some(settled),
            };
            if in_callback_of(self) {
                return Some(Err(Error::new(
                    ErrorCode::Callback,
                    "on_token_expired made a call that needs the token it is to supply; \
                     call only public operations in it, or use a client of its own",
                )
                .because("reentrant_call")));
            }
            let latest = deadline.map_or(flight.latest, |deadline| deadline.min(flight.latest));
            let left = latest.saturating_sub(self.now());
            if let Some(landed) = within(runtime, left, flight.landed).await {
                return Some(landed);
            }
            if deadline.is_some_and(|deadline| deadline <= self.now()) {
                return None;
            }
        }
    }

    /// Joins the flight that is under way, or starts one. An error if there is a newer token
    /// already, or cannot be.
    fn board(&self, generation: u64, reason: ExpiryReason) -> Result<Flight, Result<(), Error>> {
        let now = self.now();
        let (flight, errand, expired) = {
            let mut state = self.state();
            if let Some(error) = &state.ended {
                return Err(Err(error.clone()));
            }
            let current = self.current.load_full();
            if current.as_ref().map_or(0, |current| current.generation) != generation {
                return Err(Ok(()));
            }
            if let Some(flight) = state.flight.as_ref().filter(|flight| now < flight.latest) {
                return Ok(flight.clone());
            }
            let failed = state.last_error.clone();
            if let (Some(error), true) = (&failed, now < state.cooling_until) {
                let left = state.cooling_until.saturating_sub(now);
                return Err(Err(error.clone().with_retry_after(Some(left))));
            }
            if state.unknown_outcomes >= MAX_UNKNOWN_OUTCOMES {
                let error = failed.unwrap_or_else(signed_out);
                let valid = current.is_some_and(|current| now < current.life.end);
                if valid && reason != ExpiryReason::Rejected {
                    return Err(Err(error));
                }
                return Err(Err(self.end(&mut state, error)));
            }
            let Some(this) = self.this.upgrade() else {
                return Err(Err(abandoned()));
            };
            if reason == ExpiryReason::Rejected {
                state.rejected_flights.push(now);
            }
            state.flights += 1;
            let (done, landed) = promise(Err(abandoned()));
            let flight = Flight {
                id: state.flights,
                latest: now.saturating_add(FLIGHT_LIMIT),
                landed,
            };
            state.flight = Some(flight.clone());
            let errand = Errand {
                session: this,
                flight: flight.id,
                epoch: state.epoch,
                done,
            };
            let expired = TokenExpired::new(reason, state.failures + 1);
            (flight, errand, expired)
        };
        self.send(errand, Some(expired));
        Ok(flight)
    }
}

impl State {
    /// Records a 401 of the current generation; says whether refreshing is suspended by now.
    fn reject(&mut self, generation: u64, scope: &[u8], now: Duration) -> bool {
        let recent = |at: Duration| now.saturating_sub(at) < REJECTION_WINDOW;
        self.rejections.retain(|rejection| recent(rejection.at));
        self.rejected_flights.retain(|at| recent(*at));
        let place = self.rejections.iter().position(|last| last.scope == scope);
        let Some(place) = place else {
            self.rejections.push(Rejection {
                scope: scope.to_vec(),
                generation,
                at: now,
                suspended_until: Duration::ZERO,
            });
            return false;
        };
        let last = &mut self.rejections[place];
        if last.generation != generation {
            last.suspended_until = now + REJECTION_WINDOW;
        }
        last.generation = generation;
        last.at = now;
        now < last.suspended_until
    }

    /// A refresh token is about to be sent; says whether the server is known to spend it. `None`: the
    /// flight is of a past epoch, and has none to send.
    fn begin_grant(&mut self, epoch: u64) -> Option<bool> {
        if self.epoch != epoch {
            return None;
        }
        self.granting = true;
        Some(self.rotating)
    }

    /// What came of it is known. A flight of the past leaves alone what a new one has sent.
    fn end_grant(&mut self, epoch: u64) {
        self.granting &= self.epoch != epoch;
    }

    /// Forgets everything but the counters. What is forgotten holds errors of the caller's own,
    /// whose `Drop` is user code: it is to be dropped once the lock is released.
    #[must_use]
    fn begin_epoch(&mut self) -> Self {
        let new = Self {
            generation: self.generation,
            epoch: self.epoch + 1,
            flights: self.flights,
            rotating: self.rotating,
            skew: self.skew,
            ..Self::default()
        };
        std::mem::replace(self, new)
    }
}

impl GrantError {
    /// What the answer of a refresh endpoint means for the session.
    pub(crate) fn of(error: Error) -> Self {
        let refused = matches!(error.status(), Some(400 | 401 | 403))
            || error.server_code() == Some("invalid_grant")
            || error.code() == ErrorCode::Unauthenticated;
        let outlook = match error.maybe_processed() {
            _ if refused => Outlook::Over,
            true => Outlook::Unknown,
            false => Outlook::Open,
        };
        Self {
            error: error.with_code(ErrorCode::TokenRefreshFailed),
            outlook,
        }
    }

    pub(crate) fn passing(error: Error) -> Self {
        Self {
            error,
            outlook: Outlook::Open,
        }
    }

    /// What was asked for may have been done: the answer to it is missing, or cannot be read.
    pub(crate) fn unknown(error: Error) -> Self {
        Self {
            error: error.with_code(ErrorCode::TokenRefreshFailed),
            outlook: Outlook::Unknown,
        }
    }

    /// What `on_token_expired` does wrong may be right the next time.
    fn of_callback(message: &str, reason: &str) -> Self {
        Self::passing(Error::new(ErrorCode::TokenRefreshFailed, message).because(reason))
    }

    pub(crate) fn terminal(error: Error) -> Self {
        Self {
            error,
            outlook: Outlook::Over,
        }
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
    .because("refresh_abandoned")
    .with_retryable(true)
}
/// What a token says of itself, where no lifetime was told along with it.
fn stated(tokens: &Tokens, server_now: Duration) -> Option<Stated> {
    if tokens.expires_in.is_some_and(|lifetime| !lifetime.is_zero()) {
        return None;
    }
    let claims = jwt::unverified(tokens.access_token.expose())?;
    let end = claims.exp()?;
    let start = claims.iat().unwrap_or(server_now);
    Some(Stated {
        end,
        lifetime: end.saturating_sub(start),
    })
}

/// What a token says of itself, and when it is to be renewed.
fn read(tokens: &Tokens, skew: i64, asked_at: Duration, reading: Reading) -> (Option<Stated>, Life) {
    let server_now = shifted(reading.unix_now, skew);
    let stated = stated(tokens, server_now);
    (stated, life(tokens, stated, asked_at, server_now, reading))
}

fn life(
    tokens: &Tokens,
    stated: Option<Stated>,
    asked_at: Duration,
    server_now: Duration,
    reading: Reading,
) -> Life {
    let (end, lifetime) = match (stated, tokens.expires_in) {
        (Some(stated), _) => {
            let left = stated.end.saturating_sub(server_now);
            (reading.now.saturating_add(left), stated.lifetime)
        }
        (None, Some(lifetime)) if !lifetime.is_zero() => (asked_at.saturating_add(lifetime), lifetime),
        _ => return Life::UNKNOWN,
    };
    Life::new(end, lifetime, reading.draw)
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
