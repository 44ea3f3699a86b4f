//! Code of the application's that the core calls: the token callback, the token store, the
//! observer and the deploy step of a key rotation.
//!
//! A foreign method returns at once and answers later, on whatever thread it likes, through the
//! object that it was handed. So no thread of ours waits for the other language, and whatever that
//! does wrong (it throws, forgets the object, answers twice, takes for ever) is an error of the
//! core's and never a hang.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use keybearer::{
    BoxError, Error, ErrorCode, Secret, StoreError, StoreLock, StoredTokens, TokenExpired, Tokens,
};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::{caller, failure::Failure};

/// What a hook throws to say that it cannot do what it was asked for.
#[derive(Clone, Debug, thiserror::Error, uniffi::Error)]
pub enum HookError {
    /// It failed.
    #[error("{reason}")]
    Failed {
        /// Why, for people. It should hold no secret.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HookError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}

/// Tokens as a sign-in or a refresh gives them.
#[derive(Clone, Serialize, Deserialize, uniffi::Record)]
#[serde(deny_unknown_fields)]
pub struct TokenValues {
    /// The token that signs requests.
    pub access_token: String,
    /// The token that buys the next access token.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// Seconds that the access token lives, counted from when it was asked for.
    #[serde(default)]
    pub expires_in: Option<f64>,
}

impl fmt::Debug for TokenValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenValues(…)")
    }
}

impl TokenValues {
    /// # Errors
    ///
    /// `invalid_request` for a lifetime that is no duration.
    pub(crate) fn tokens(self) -> Result<Tokens, Failure> {
        let mut tokens = Tokens::new(self.access_token);
        tokens.refresh_token = self.refresh_token.map(Secret::from);
        tokens.expires_in =
            match self.expires_in {
                None => None,
                Some(seconds) => Some(Duration::try_from_secs_f64(seconds).map_err(|_| {
                    Failure::member("expires_in", "must be a number of seconds, zero or more")
                })?),
            };
        Ok(tokens)
    }
}

impl From<Tokens> for TokenValues {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token.expose().to_owned(),
            refresh_token: tokens.refresh_token.map(|token| token.expose().to_owned()),
            expires_in: tokens.expires_in.map(|lifetime| lifetime.as_secs_f64()),
        }
    }
}

/// Tokens as they are kept.
#[derive(Clone, Serialize, Deserialize, uniffi::Record)]
#[serde(deny_unknown_fields)]
pub struct StoredTokenValues {
    /// The token that signs requests.
    pub access_token: String,
    /// The token that buys the next access token.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// When the access token ends, in whole seconds since the Unix epoch.
    #[serde(default)]
    pub expires_at: Option<u64>,
}

impl fmt::Debug for StoredTokenValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredTokenValues(…)")
    }
}

impl From<StoredTokenValues> for StoredTokens {
    fn from(stored: StoredTokenValues) -> Self {
        Self {
            access_token: stored.access_token.into(),
            refresh_token: stored.refresh_token.map(Secret::from),
            expires_at: stored.expires_at,
        }
    }
}

impl From<StoredTokens> for StoredTokenValues {
    fn from(stored: StoredTokens) -> Self {
        Self {
            access_token: stored.access_token.expose().to_owned(),
            refresh_token: stored.refresh_token.map(|token| token.expose().to_owned()),
            expires_at: stored.expires_at,
        }
    }
}

/// `on_token_expired`, as the other language implements it.
#[uniffi::export(with_foreign)]
pub trait TokenSource: Send + Sync {
    /// A new token is needed. Returns at once; the answer goes to `request`.
    fn token_expired(&self, request: Arc<TokenRequest>) -> Result<(), HookError>;
}

/// A token store, as the other language implements it. Every method returns at once.
#[uniffi::export(with_foreign)]
pub trait TokenStore: Send + Sync {
    /// Asks for the tokens last saved: `resolve` with them, or with none.
    fn load(&self, reply: Arc<StoreReply>) -> Result<(), HookError>;
    /// Replaces what is saved, wholly or not at all.
    fn save(&self, tokens: StoredTokenValues, reply: Arc<StoreReply>) -> Result<(), HookError>;
    /// Forgets the tokens.
    fn clear(&self, reply: Arc<StoreReply>) -> Result<(), HookError>;
    /// Keeps other processes from refreshing until `unlock`. A store that is not shared resolves.
    fn lock(&self, reply: Arc<StoreReply>) -> Result<(), HookError>;
    /// Ends what `lock` began.
    fn unlock(&self) -> Result<(), HookError>;
}

/// An observer, as the other language implements it.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// What has happened since the last time, in order. Returns soon: the next events wait for it,
    /// and beyond some thousands they are lost.
    fn on_events(&self, events: Vec<Event>) -> Result<(), HookError>;
}

/// The step between the creation of a new API key and the revocation of the old one.
#[uniffi::export(with_foreign)]
pub trait Deploy: Send + Sync {
    /// Puts `key` to use. Returns at once; the answer goes to `reply`.
    fn deploy(&self, key: String, reply: Arc<DeployReply>) -> Result<(), HookError>;
}

/// Something that happened. `kind` is one of `attempt_started`, `attempt_finished`, `retrying`,
/// `call_finished`, `token_refreshed`, `token_refresh_failed`, `token_store_failed` and
/// `gate_closed`, and tells which members are given. Durations are seconds.
#[derive(Clone, Debug, Default, Serialize, uniffi::Record)]
pub struct Event {
    /// What happened.
    pub kind: String,
    /// The call's number, unique in the process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<u64>,
    /// The operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The attempt's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// How many attempts were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why a call goes on, or a token was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The code of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed: Option<f64>,
    /// How long the call, or the scope, waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<f64>,
    /// The session's generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<u64>,
    /// When the next refresh may start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cool_down: Option<f64>,
    /// What the token store said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The names of the events, for the option `observe`.
const EVENTS: [&str; 8] = [
    "attempt_started",
    "attempt_finished",
    "retrying",
    "call_finished",
    "token_refreshed",
    "token_refresh_failed",
    "token_store_failed",
    "gate_closed",
];

/// Which events an observer wants, one bit for each; changed at any time.
pub(crate) struct Wanted(AtomicU8);

impl Default for Wanted {
    fn default() -> Self {
        Self(AtomicU8::new(u8::MAX))
    }
}

impl Wanted {
    pub(crate) fn set(&self, names: &[String]) -> Result<(), Failure> {
        let mut bits = 0;
        for name in names {
            let place = EVENTS
                .iter()
                .position(|known| known == name)
                .ok_or_else(|| Failure::option("observe", format_args!("names no event: {name}")))?;
            bits |= 1 << place;
        }
        self.0.store(bits, Ordering::Relaxed);
        Ok(())
    }

    fn has(&self, kind: &str) -> bool {
        let bits = self.0.load(Ordering::Relaxed);
        let place = EVENTS.iter().position(|known| *known == kind);
        place.is_some_and(|place| bits & (1 << place) != 0)
    }
}

/// The name of an event, and the event as it crosses.
fn kind(event: &keybearer::Event) -> Option<&'static str> {
    use keybearer::Event as Core;
    Some(match event {
        Core::AttemptStarted { .. } => "attempt_started",
        Core::AttemptFinished { .. } => "attempt_finished",
        Core::Retrying { .. } => "retrying",
        Core::CallFinished { .. } => "call_finished",
        Core::TokenRefreshed { .. } => "token_refreshed",
        Core::TokenRefreshFailed { .. } => "token_refresh_failed",
        Core::TokenStoreFailed { .. } => "token_store_failed",
        Core::GateClosed { .. } => "gate_closed",
        _ => return None,
    })
}

fn crossing(kind: &str, event: &keybearer::Event) -> Event {
    use keybearer::Event as Core;
    let none = Event {
        kind: kind.to_owned(),
        ..Event::default()
    };
    let seconds = |duration: &Duration| Some(duration.as_secs_f64());
    match event {
        Core::AttemptStarted {
            call,
            operation,
            attempt,
        } => Event {
            call: Some(*call),
            operation: Some(operation.to_string()),
            attempt: Some(*attempt),
            ..none
        },
        Core::AttemptFinished {
            call,
            operation,
            attempt,
            status,
            elapsed,
        } => Event {
            call: Some(*call),
            operation: Some(operation.to_string()),
            attempt: Some(*attempt),
            status: *status,
            elapsed: seconds(elapsed),
            ..none
        },
        Core::Retrying {
            call,
            operation,
            attempt,
            reason,
            delay,
        } => Event {
            call: Some(*call),
            operation: Some(operation.to_string()),
            attempt: Some(*attempt),
            reason: Some((*reason).to_owned()),
            delay: seconds(delay),
            ..none
        },
        Core::CallFinished {
            call,
            operation,
            error,
            attempts,
            elapsed,
        } => Event {
            call: Some(*call),
            operation: Some(operation.to_string()),
            error: error.map(|code| code.as_str().to_owned()),
            attempts: Some(*attempts),
            elapsed: seconds(elapsed),
            ..none
        },
        Core::TokenRefreshed {
            generation,
            reason,
            elapsed,
        } => Event {
            generation: Some(*generation),
            reason: Some((*reason).to_owned()),
            elapsed: seconds(elapsed),
            ..none
        },
        Core::TokenRefreshFailed { error, cool_down } => Event {
            error: Some(error.as_str().to_owned()),
            cool_down: seconds(cool_down),
            ..none
        },
        Core::TokenStoreFailed { message } => Event {
            message: Some(message.clone()),
            ..none
        },
        Core::GateClosed { operation, delay } => Event {
            operation: Some(operation.to_string()),
            delay: seconds(delay),
            ..none
        },
        _ => none,
    }
}

/// Events that an observer has not been told yet.
const WAITING_EVENTS: usize = 8192;
/// Events that cross at once.
const EVENTS_AT_ONCE: usize = 256;

/// What the core tells its events to: a queue, so that no call waits for the other language.
pub(crate) fn observing(
    observer: Arc<dyn Observer>,
    wanted: Arc<Wanted>,
    runtime: &tokio::runtime::Handle,
) -> impl Fn(&keybearer::Event) + Send + Sync + 'static {
    let (tell, mut told) = mpsc::channel(WAITING_EVENTS);
    runtime.spawn(async move {
        loop {
            let mut events = Vec::new();
            // The client is gone after the last: then there are none, and that is told as well.
            let last = told.recv_many(&mut events, EVENTS_AT_ONCE).await == 0;
            let observer = Arc::clone(&observer);
            // What an observer does wrong is its own affair, as in the core.
            let _ = tokio::task::spawn_blocking(move || observer.on_events(events)).await;
            if last {
                return;
            }
        }
    });
    move |event| {
        if let Some(kind) = kind(event)
            && wanted.has(kind)
        {
            // One that has fallen behind so far loses events rather than memory.
            let _ = tell.try_send(crossing(kind, event));
        }
    }
}

/// Where one answer goes. The first counts.
struct Slot<T>(Mutex<Option<oneshot::Sender<Result<T, BoxError>>>>);

impl<T> Slot<T> {
    fn new() -> (Self, oneshot::Receiver<Result<T, BoxError>>) {
        let (tell, told) = oneshot::channel();
        (Self(Mutex::new(Some(tell))), told)
    }

    fn fill(&self, answer: Result<T, BoxError>) -> bool {
        let tell = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        tell.is_some_and(|tell| tell.send(answer).is_ok())
    }
}

/// A request for a new token. Forgetting it is a failure.
#[derive(uniffi::Object)]
pub struct TokenRequest {
    expired: TokenExpired,
    slot: Slot<Tokens>,
    /// Calls made while it is open: the core has to see that they come from within.
    within: mpsc::UnboundedSender<BoxFuture<'static, ()>>,
    /// What these calls failed with.
    failures: Mutex<Vec<Error>>,
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("expired", &self.expired)
            .finish_non_exhaustive()
    }
}

#[uniffi::export]
impl TokenRequest {
    /// Why: `missing`, `expiring`, `expired` or `rejected`.
    pub fn reason(&self) -> String {
        self.expired.reason.as_str().to_owned()
    }

    /// 1, and one more for each failure in a row before this.
    pub fn attempt(&self) -> u32 {
        self.expired.attempt
    }

    /// Answers with new tokens. `false` if it was answered before, or too late.
    pub fn resolve(&self, tokens: TokenValues) -> bool {
        let tokens = tokens.tokens();
        self.slot
            .fill(tokens.map_err(|failure| failure.details().message.clone().into()))
    }

    /// Answers that there is no new token. `code` and `reason` are those of the error behind it,
    /// if that is one of this library's: `session_expired` ends the session. `false` if it was
    /// answered before, or too late.
    #[uniffi::method(default(code = None, reason = None))]
    pub fn reject(&self, message: String, code: Option<String>, reason: Option<String>) -> bool {
        let failures = std::mem::take(&mut *self.failures.lock().unwrap_or_else(PoisonError::into_inner));
        let known = failures.into_iter().find(|error| {
            code.as_deref() == Some(error.code().as_str()) && reason.as_deref() == error.reason()
        });
        let error: BoxError = match known {
            Some(error) => error.into(),
            None if code.as_deref() == Some(ErrorCode::SessionExpired.as_str()) => {
                Error::new(ErrorCode::SessionExpired, message).into()
            }
            None => message.into(),
        };
        self.slot.fill(Err(error))
    }
}

impl TokenRequest {
    /// Takes a call that is made within the callback; gives it back if the callback is over.
    pub(crate) fn adopt(&self, call: BoxFuture<'static, ()>) -> Result<(), BoxFuture<'static, ()>> {
        self.within.send(call).map_err(|refused| refused.0)
    }

    pub(crate) fn note(&self, error: &Error) {
        self.failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(error.clone());
    }
}

/// `on_token_expired`, as the core calls it.
pub(crate) async fn new_token(
    source: Arc<dyn TokenSource>,
    expired: TokenExpired,
) -> Result<Tokens, BoxError> {
    let (slot, mut told) = Slot::new();
    let (within, mut adopted) = mpsc::unbounded_channel();
    let request = Arc::new(TokenRequest {
        expired,
        slot,
        within,
        failures: Mutex::default(),
    });
    let mut asked = caller::ask(move || source.token_expired(request));
    let mut calls = FuturesUnordered::new();
    let mut returned = false;
    let answer = loop {
        tokio::select! {
            // First, as what it throws says more than that it forgot to answer.
            biased;
            asked = &mut asked, if !returned => match asked {
                Ok(Ok(())) => returned = true,
                Ok(Err(error)) => break Err(error.into()),
                Err(panic) => break Err(panic.into()),
            },
            answer = &mut told => match answer {
                Ok(answer) => break answer,
                Err(_) if returned => break Err("it was dropped without an answer".into()),
                // Dropped by a method that is still on its way back.
                Err(_) => match (&mut asked).await {
                    Ok(Ok(())) => break Err("it was dropped without an answer".into()),
                    Ok(Err(error)) => break Err(error.into()),
                    Err(panic) => break Err(panic.into()),
                },
            },
            Some(call) = adopted.recv() => calls.push(call),
            Some(()) = calls.next(), if !calls.is_empty() => {}
        }
    };
    // They no longer come from within: what still runs, runs on.
    adopted.close();
    while let Ok(call) = adopted.try_recv() {
        calls.push(call);
    }
    if !calls.is_empty() {
        tokio::spawn(calls.collect::<()>());
    }
    answer
}

/// Where a token store answers. Forgetting it is a failure.
#[derive(uniffi::Object)]
pub struct StoreReply(Slot<Option<StoredTokens>>);

#[uniffi::export]
impl StoreReply {
    /// It is done; of `load`, with the tokens if there are any. `false` if it was answered before,
    /// or too late.
    #[uniffi::method(default(tokens = None))]
    pub fn resolve(&self, tokens: Option<StoredTokenValues>) -> bool {
        self.0.fill(Ok(tokens.map(StoredTokens::from)))
    }

    /// It could not be done. `false` if it was answered before, or too late.
    pub fn reject(&self, message: String) -> bool {
        self.0.fill(Err(message.into()))
    }
}

impl fmt::Debug for StoreReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreReply")
    }
}

/// A store of the other language's, as the core uses it.
pub(crate) struct ForeignStore(pub(crate) Arc<dyn TokenStore>);

impl ForeignStore {
    async fn ask(
        &self,
        action: &'static str,
        ask: impl FnOnce(&dyn TokenStore, Arc<StoreReply>) -> Result<(), HookError> + Send + 'static,
    ) -> Result<Option<StoredTokens>, StoreError> {
        let (slot, told) = Slot::new();
        let store = Arc::clone(&self.0);
        let reply = Arc::new(StoreReply(slot));
        let asked = caller::ask(move || ask(&*store, reply)).await;
        let answer = match asked {
            Ok(Ok(())) => told
                .await
                .unwrap_or_else(|_| Err("it was dropped without an answer".into())),
            Ok(Err(error)) => Err(error.into()),
            Err(panic) => Err(panic.into()),
        };
        answer.map_err(|error| StoreError::new(action, error))
    }
}

impl keybearer::TokenStore for ForeignStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        self.ask("read tokens", |store, reply| store.load(reply)).boxed()
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        let asked = self.ask("write tokens", |store, reply| store.save(tokens.into(), reply));
        asked.map(|done| done.map(drop)).boxed()
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        let asked = self.ask("forget tokens", |store, reply| store.clear(reply));
        asked.map(|done| done.map(drop)).boxed()
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        let store = Arc::clone(&self.0);
        let asked = self.ask("lock itself", |store, reply| store.lock(reply));
        asked
            .map(|done| done.map(|_| Box::new(Locked(store)) as StoreLock))
            .boxed()
    }
}

struct Locked(Arc<dyn TokenStore>);

impl Drop for Locked {
    fn drop(&mut self) {
        let store = Arc::clone(&self.0);
        if tokio::runtime::Handle::try_current().is_ok() {
            caller::ask(move || store.unlock());
        }
    }
}

/// Where the deploy step of a key rotation answers. Forgetting it is a failure.
#[derive(uniffi::Object)]
pub struct DeployReply(Slot<()>);

#[uniffi::export]
impl DeployReply {
    /// The key is in use. `false` if it was answered before.
    pub fn resolve(&self) -> bool {
        self.0.fill(Ok(()))
    }

    /// The key could not be put to use: the old one stays. `false` if it was answered before.
    pub fn reject(&self, message: String) -> bool {
        self.0.fill(Err(message.into()))
    }
}

impl fmt::Debug for DeployReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeployReply")
    }
}

/// The deploy step, as the core calls it.
pub(crate) async fn deployed(deploy: Arc<dyn Deploy>, key: Secret) -> Result<(), BoxError> {
    let (slot, told) = Slot::new();
    let reply = Arc::new(DeployReply(slot));
    caller::ask(move || deploy.deploy(key.expose().to_owned(), reply)).await??;
    told.await
        .unwrap_or_else(|_| Err("it was dropped without an answer".into()))
}
