//! Hooks for languages that had better not be called: they take letters from a box, and answer.
//!
//! A thread of ours that calls into an interpreter which is shutting down brings the process down.
//! Here a thread of the language's own waits for the next letter, and nothing of ours enters it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    caller,
    client::Client,
    failure::Failure,
    hooks::{
        Deploy, DeployReply, Event, HookError, Observer, StoreReply, StoredTokenValues, TokenRequest,
        TokenSource, TokenStore, TokenValues,
    },
    options::Hooks,
};

/// What the hooks of a process are asked for.
///
/// A letter is a JSON object: `id`, `tag` (whose it is: the number given for the client), `kind`,
/// `lane` (the number of the lane whose call led to it; 0 for none), and what the kind needs. After
/// the last events of a client there is a letter without any.
///
/// | kind | has | answered with |
/// |---|---|---|
/// | `token` | `reason`, `attempt` | tokens: `{access_token, refresh_token, expires_in}` |
/// | `load` | | `{access_token, refresh_token, expires_at}`, or null |
/// | `save` | `tokens` | null |
/// | `clear`, `lock` | | null |
/// | `unlock` | | nothing |
/// | `deploy` | `key` | null |
/// | `events` | `events` | nothing |
#[derive(uniffi::Object)]
pub struct Mailbox(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    arrived: Condvar,
    next: AtomicU64,
}

#[derive(Default)]
struct State {
    letters: VecDeque<String>,
    open: HashMap<u64, Reply>,
}

/// Where the answer to a letter goes.
enum Reply {
    Token(Arc<TokenRequest>),
    Store(Arc<StoreReply>),
    Deploy(Arc<DeployReply>),
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(&self, tag: u64, kind: &str, mut letter: Value, reply: Option<Reply>) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        letter["id"] = json!(id);
        letter["tag"] = json!(tag);
        letter["kind"] = json!(kind);
        letter["lane"] = json!(caller::lane());
        let mut state = self.state();
        state.letters.push_back(letter.to_string());
        if let Some(reply) = reply {
            state.open.insert(id, reply);
        }
        drop(state);
        self.arrived.notify_one();
    }
}

/// The hooks of one client: each posts a letter.
pub(crate) struct Slot {
    shared: Arc<Shared>,
    tag: u64,
}

impl Slot {
    #[allow(clippy::unnecessary_wraps, reason = "what every hook returns")]
    fn post(&self, kind: &str, letter: Value, reply: Option<Reply>) -> Result<(), HookError> {
        self.shared.post(self.tag, kind, letter, reply);
        Ok(())
    }
}

impl TokenSource for Slot {
    fn token_expired(&self, request: Arc<TokenRequest>) -> Result<(), HookError> {
        let letter = json!({ "reason": request.reason(), "attempt": request.attempt() });
        self.post("token", letter, Some(Reply::Token(request)))
    }
}

impl TokenStore for Slot {
    fn load(&self, reply: Arc<StoreReply>) -> Result<(), HookError> {
        self.post("load", json!({}), Some(Reply::Store(reply)))
    }

    fn save(&self, tokens: StoredTokenValues, reply: Arc<StoreReply>) -> Result<(), HookError> {
        self.post("save", json!({ "tokens": tokens }), Some(Reply::Store(reply)))
    }

    fn clear(&self, reply: Arc<StoreReply>) -> Result<(), HookError> {
        self.post("clear", json!({}), Some(Reply::Store(reply)))
    }

    fn lock(&self, reply: Arc<StoreReply>) -> Result<(), HookError> {
        self.post("lock", json!({}), Some(Reply::Store(reply)))
    }

    fn unlock(&self) -> Result<(), HookError> {
        self.post("unlock", json!({}), None)
    }
}

impl Observer for Slot {
    fn on_events(&self, events: Vec<Event>) -> Result<(), HookError> {
        self.post("events", json!({ "events": events }), None)
    }
}

impl Deploy for Slot {
    fn deploy(&self, key: String, reply: Arc<DeployReply>) -> Result<(), HookError> {
        self.post("deploy", json!({ "key": key }), Some(Reply::Deploy(reply)))
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailbox")
    }
}

impl Mailbox {
    pub(crate) fn slot(&self, tag: u64) -> Slot {
        Slot {
            shared: Arc::clone(&self.0),
            tag,
        }
    }

    /// The token request that a letter asks to answer, if it is still open.
    pub(crate) fn token_request(&self, letter: u64) -> Option<Arc<TokenRequest>> {
        match self.0.state().open.get(&letter) {
            Some(Reply::Token(request)) => Some(Arc::clone(request)),
            _ => None,
        }
    }
}

#[uniffi::export]
impl Mailbox {
    /// An empty box.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Arc::new(Shared {
            state: Mutex::default(),
            arrived: Condvar::new(),
            next: AtomicU64::new(1),
        })))
    }

    /// As the constructor of `Client`, with hooks that post letters here under `tag`.
    pub fn client(
        &self,
        platform: &str,
        options: &str,
        tag: u64,
        token_source: bool,
        token_store: bool,
        observer: bool,
    ) -> Result<Arc<Client>, Failure> {
        let slot = || Arc::new(self.slot(tag));
        let hooks = Hooks {
            token_source: token_source.then(|| slot() as Arc<dyn TokenSource>),
            token_store: token_store.then(|| slot() as Arc<dyn TokenStore>),
            observer: observer.then(|| slot() as Arc<dyn Observer>),
            wanted: Arc::default(),
        };
        Client::build(platform, options, hooks).map(Arc::new)
    }

    /// Blocks until there is a letter, but no longer than so many milliseconds; an empty text if
    /// there is none by then.
    pub fn take(&self, milliseconds: u64) -> String {
        let until = Instant::now() + Duration::from_millis(milliseconds);
        let mut state = self.0.state();
        loop {
            if let Some(letter) = state.letters.pop_front() {
                return letter;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return String::new();
            }
            let waited = self.0.arrived.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Answers a letter. `false` if it was answered before, or too late.
    ///
    /// # Errors
    ///
    /// `invalid_request` for an answer that is none to such a letter; the letter stays open.
    pub fn answer(&self, letter: u64, answer: &str) -> Result<bool, Failure> {
        let mut state = self.0.state();
        let answered = match state.open.get(&letter) {
            None => return Ok(false),
            Some(Reply::Token(request)) => {
                let tokens: TokenValues = crate::dispatch::parse(answer)?;
                tokens.clone().tokens()?;
                request.resolve(tokens)
            }
            Some(Reply::Store(reply)) => reply.resolve(crate::dispatch::parse(answer)?),
            Some(Reply::Deploy(reply)) => reply.resolve(),
        };
        state.open.remove(&letter);
        Ok(answered)
    }

    /// Answers a letter with a failure; `code` and `reason` are those of the error behind it, if
    /// that is one of this library's. `false` if it was answered before, or too late.
    #[uniffi::method(default(code = None, reason = None))]
    pub fn refuse(&self, letter: u64, message: String, code: Option<String>, reason: Option<String>) -> bool {
        match self.0.state().open.remove(&letter) {
            None => false,
            Some(Reply::Token(request)) => request.reject(message, code, reason),
            Some(Reply::Store(reply)) => reply.reject(message),
            Some(Reply::Deploy(reply)) => reply.reject(message),
        }
    }
}
