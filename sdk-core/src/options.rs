//! The options that clients have, and what is made of them.

use std::{
    mem,
    sync::{Arc, atomic::AtomicI64},
};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    Pacing, Secret, Tokens,
    auth::{Credential, KeyRules, Placement, RefreshCallback, Refresher, Session, Store, clean},
    call::{RefreshGrant, Renewal},
    client::{Becoming, Core, Platform, Shared},
    error::Error,
    limits::Scopes,
    observe::{Observer, Observers},
    operation::Protocol,
    retry::{Budget, Delays, MAX_ATTEMPTS},
    runtime::{ArcSwap, Runtime},
    text,
    time::Duration,
    transport::Transport,
    url::{self, BaseUrl},
};

/// One deadline for a whole call, unless the caller says otherwise.
const TIMEOUT: Duration = Duration::from_mins(1);
/// No single attempt takes longer.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
/// What native clients call themselves. A browser does not let pages choose.
const USER_AGENT: &str = concat!("keybearer/", env!("CARGO_PKG_VERSION"));

/// What a builder has been told so far. A builder has a method for each, with its documentation;
/// not every platform knows all of them.
#[derive(Clone)]
#[allow(missing_docs, missing_debug_implementations)]
pub struct Options {
    pub base_url: Option<String>,
    pub timeout: Option<Duration>,
    pub attempt_timeout: Duration,
    pub max_attempts: u32,
    pub max_server_delay: Duration,
    pub pacing: Option<Pacing>,
    pub transport: Option<Arc<dyn Transport>>,
    pub runtime: Option<Arc<dyn Runtime>>,
    pub token_store: Option<Arc<dyn Store>>,
    pub observer: Option<Arc<dyn Observer>>,
    pub user_agent: Option<String>,
    pub context: Vec<(&'static str, String)>,
    pub paths: Vec<(String, String)>,
    /// By the names of their options.
    pub keys: Vec<(&'static str, Secret)>,
    pub key_rules: KeyRules,
    pub access_token: Option<Secret>,
    pub refresh_token: Option<Secret>,
    pub expires_in: Option<Duration>,
    pub callback: Option<Arc<dyn RefreshCallback>>,
    /// How a session is renewed that has no callback, if not in the platform's own way.
    pub renewal: Option<Arc<dyn Renewal>>,
    pub anonymous: bool,
    /// The tokens are those of the process that this one was forked from: what the store holds is as new.
    pub inherited: bool,
    /// The session was signed out of: it waits for tokens, and gets none by itself.
    pub signed_out: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base_url: None,
            timeout: Some(TIMEOUT),
            attempt_timeout: ATTEMPT_TIMEOUT,
            max_attempts: MAX_ATTEMPTS,
            max_server_delay: Delays::default().max_server_delay,
            pacing: None,
            transport: None,
            runtime: None,
            token_store: None,
            observer: None,
            user_agent: None,
            context: Vec::new(),
            paths: Vec::new(),
            keys: Vec::new(),
            key_rules: KeyRules::default(),
            access_token: None,
            refresh_token: None,
            expires_in: None,
            callback: None,
            renewal: None,
            anonymous: false,
            inherited: false,
            signed_out: false,
        }
    }
}

/// Gives `option` a value; the last word counts.
pub(crate) fn put<T>(options: &mut Vec<(&'static str, T)>, option: &'static str, value: T) {
    options.retain(|(own, _)| *own != option);
    options.push((option, value));
}

impl Options {
    /// Whether the client is to live in a web page.
    pub(crate) fn in_browser(&self) -> bool {
        self.runtime.as_ref().is_some_and(|runtime| runtime.in_browser())
    }

    pub(crate) fn has_context(&self, option: &str) -> bool {
        self.context.iter().any(|(own, _)| *own == option)
    }

    /// Takes what has not been given from the environment: a key by one of `keys`, unless there is
    /// another credential; what requests act for by `context`.
    pub(crate) fn read(
        &mut self,
        variable: &dyn Fn(&str) -> Option<String>,
        keys: &[(&'static str, &str)],
        context: &[(&'static str, &str)],
        base_url: &str,
    ) {
        if self.credentials() == 0 {
            for (option, name) in keys {
                self.keys
                    .extend(variable(name).map(|key| (*option, Secret::from(key))));
            }
        }
        for (option, name) in context {
            if !self.has_context(option) {
                self.context.extend(variable(name).map(|id| (*option, id)));
            }
        }
        self.base_url = self.base_url.take().or_else(|| variable(base_url));
    }

    /// How many credentials were given. To have none on purpose is one too.
    fn credentials(&self) -> usize {
        let tokens = self.access_token.is_some() || self.refresh_token.is_some();
        let source = self.callback.is_some() || self.token_store.is_some();
        // Beside a key, a callback or a store has nothing to do: a key is never renewed.
        let session = tokens || self.signed_out || (source && self.keys.is_empty() && !self.anonymous);
        self.keys.len() + usize::from(session) + usize::from(self.anonymous)
    }

    /// Holds that there is one credential; otherwise it `is missing`, or `is given twice`.
    pub(crate) fn check_credential(&self, missing: &str, twice: &str) -> Result<(), Error> {
        match self.credentials() {
            0 => Err(Error::option("credential", missing)),
            1 => Ok(()),
            _ => Err(Error::option("credential", twice)),
        }
    }

    /// Checks everything that clients of all platforms have, and puts a client together, for which it
    /// takes what it needs out of here. A session without callback is renewed by `renewal`.
    pub(crate) fn connect(
        &mut self,
        platform: &'static Platform,
        renewal: Option<Arc<dyn Renewal>>,
    ) -> Result<Arc<Core>, Error> {
        let key = match self.keys.first() {
            Some((option, key)) => Some((platform.key)(option, key, &self.key_rules, self.in_browser())?),
            None => None,
        };
        let shared = Arc::new(self.shared(platform)?);
        let grant = renewal.map(|renewal| {
            let shared = Arc::clone(&shared);
            Refresher::Grant(Arc::new(RefreshGrant { shared, renewal }))
        });
        let becoming = Becoming {
            refresher: self.callback.take().map(Refresher::Callback).or(grant),
            store: self.token_store.take(),
        };
        let credential = match key {
            Some(key) => key,
            None if self.anonymous => Credential::anonymous(),
            None => Credential::token(Placement::Session(self.session(&shared, &becoming)?)),
        };
        Ok(Arc::new(Core {
            shared,
            credential: ArcSwap::new(credential),
            becoming,
            key_rules: mem::take(&mut self.key_rules),
        }))
    }

    /// What the calls of a client share.
    fn shared(&mut self, platform: &'static Platform) -> Result<Shared, Error> {
        let base = self.base_url.as_deref().unwrap_or(platform.base_url);
        let base = BaseUrl::parse(base, platform.prefix)?;
        let problem = if self.timeout.is_some_and(|timeout| timeout.is_zero()) {
            Some(("timeout", "must be longer than zero"))
        } else if self.attempt_timeout.is_zero() {
            Some(("attempt_timeout", "must be longer than zero"))
        } else if self.max_attempts == 0 {
            Some(("max_attempts", "must be 1 or more"))
        } else if self.pacing.is_some_and(|pacing| !pacing.is_valid()) {
            Some(("pacing", "needs a rate above zero and a burst of 1 or more"))
        } else {
            None
        };
        if let Some((name, problem)) = problem {
            return Err(Error::option(name, problem));
        }
        let mut context = HeaderMap::new();
        for (name, id) in &self.context {
            let (header, value) =
                context_header(platform, name, id).map_err(|problem| Error::option(name, problem))?;
            context.insert(header, value);
        }
        let paths = overridden_paths(platform, &self.paths)?;
        let runtime = self.runtime.take().map_or_else(default_runtime, Ok)?;
        let transport = self.transport.take().map_or_else(default_transport, Ok)?;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(text) = &self.user_agent {
            let value = HeaderValue::from_str(text)
                .map_err(|_| Error::option("user_agent", "holds characters that cannot stand in a header"))?;
            headers.insert(header::USER_AGENT, value);
        } else if !runtime.in_browser() {
            headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        }
        Ok(Shared {
            platform,
            base,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_attempts: self.max_attempts,
            delays: Delays {
                max_server_delay: self.max_server_delay,
            },
            transport,
            runtime,
            observers: Observers::new(self.observer.take()),
            context: Arc::new(context),
            headers,
            paths,
            budget: Budget::new(),
            scopes: Scopes::new(self.pacing),
            skew: AtomicI64::new(0),
        })
    }

    /// The session that was given.
    fn session(&mut self, shared: &Shared, becoming: &Becoming) -> Result<Arc<Session>, Error> {
        let called_back = matches!(becoming.refresher, Some(Refresher::Callback(_)));
        let refresh_token = match &self.refresh_token {
            Some(token) => Some(clean("refresh_token", token)?),
            None => None,
        };
        if called_back && refresh_token.is_some() {
            return Err(Error::option(
                "on_token_expired",
                "and refresh_token are two ways to renew a token; give one of them",
            ));
        }
        let tokens = self.access_token.take().map(|access_token| Tokens {
            access_token,
            refresh_token: refresh_token.clone(),
            expires_in: self.expires_in,
        });
        let renewed = called_back || refresh_token.is_some() || becoming.store.is_some() || self.signed_out;
        let session = becoming.session(shared, renewed, refresh_token, tokens)?;
        if self.inherited || self.signed_out {
            session.inherit(self.signed_out);
        }
        Ok(session)
    }
}

/// The header that carries `option`, and the id ready to stand in it.
pub(crate) fn context_header(
    platform: &Platform,
    option: &str,
    id: &str,
) -> Result<(HeaderName, HeaderValue), &'static str> {
    let header = platform.context.iter().find(|(own, _)| *own == option);
    let Some((_, header)) = header else {
        return Err("is not something that this API knows");
    };
    let id = id.trim_ascii();
    if id.is_empty() {
        return Err("must not be empty");
    }
    if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("must be visible ASCII without spaces");
    }
    match HeaderValue::from_str(id) {
        Ok(value) => Ok((HeaderName::from_static(header), value)),
        Err(_) => Err("holds characters that cannot stand in a header"),
    }
}

/// The paths that the caller changed, by the full name of the operation. Of several the first counts:
/// what was said last of the operation itself, or first of its service.
fn overridden_paths(platform: &Platform, paths: &[(String, String)]) -> Result<Vec<(String, String)>, Error> {
    let refuse = |problem: &str| Err(Error::option("override_path", problem));
    let mut overridden: Vec<(String, String)> = Vec::new();
    for (name, path) in paths {
        if let Err(violation) = url::check_path(path) {
            return refuse(&violation.message);
        }
        let mut known = false;
        let mut moving = None;
        for operation in platform.operations.all() {
            let own = operation.name == *name;
            let (service, _) = text::cut_last(&operation.name, b'.').unwrap_or_default();
            let (declared, method) = text::cut_last(&operation.path, b'/').unwrap_or_default();
            let declared = text::after(declared, |byte| byte == b'/');
            let of_service = operation.protocol == Protocol::Connect && (service == name || declared == name);
            if !own && !of_service {
                continue;
            }
            known = true;
            // A Connect service moves as a whole: only its package or name changes.
            if !own && *moving.get_or_insert(declared) != declared {
                let problem = "{} is more than one service there; name one: {}";
                return refuse(&text::filled(problem, &[name, declared]));
            }
            let (place, path) = if own {
                (0, path.clone())
            } else {
                let path = text::joined(&[text::without_end(path, b'/'), "/", method]);
                (overridden.len(), path)
            };
            overridden.insert(place, (operation.name.to_string(), path));
        }
        if !known {
            return refuse(&text::filled("names no operation: {}", &[name]));
        }
    }
    Ok(overridden)
}

/// Reads an environment variable; an empty one counts as absent.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::transport::NativeTransport::new()?))
}

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
#[allow(clippy::unnecessary_wraps)]
fn default_runtime() -> Result<Arc<dyn Runtime>, Error> {
    Ok(Arc::new(crate::runtime::TokioRuntime::default()))
}

#[cfg(not(all(feature = "native", not(target_arch = "wasm32"))))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    Err(Error::option(
        "transport",
        "must be given: this build has none of its own",
    ))
}

#[cfg(not(all(feature = "native", not(target_arch = "wasm32"))))]
fn default_runtime() -> Result<Arc<dyn Runtime>, Error> {
    Err(Error::option(
        "runtime",
        "must be given: this build has none of its own",
    ))
}

/// The builder methods that every client has.
macro_rules! shared_options {
    () => {
        /// What clients are told, for bindings.
        #[doc(hidden)]
        pub fn options_mut(&mut self) -> &mut $crate::erased::Options {
            &mut self.options
        }

        /// Where the API lives, if not at its public address.
        ///
        /// A path is kept; a trailing slash, or the API's own prefix at the end, does no harm.
        /// Plain `http` is accepted for loopback addresses only.
        pub fn base_url(mut self, url: impl Into<String>) -> Self {
            self.options.base_url = Some(url.into());
            self
        }

        /// The deadline of each call, waits and retries included. 60 s unless given.
        pub fn timeout(mut self, timeout: $crate::time::Duration) -> Self {
            self.options.timeout = Some(timeout);
            self
        }

        /// No deadline for calls. Attempts still have their own time and number.
        pub fn no_timeout(mut self) -> Self {
            self.options.timeout = None;
            self
        }

        /// The longest that one attempt may take. 15 s unless given.
        pub fn attempt_timeout(mut self, timeout: $crate::time::Duration) -> Self {
            self.options.attempt_timeout = timeout;
            self
        }

        /// How many attempts a call may take in all; 1 turns retries off. 4 unless given.
        pub fn max_attempts(mut self, attempts: u32) -> Self {
            self.options.max_attempts = attempts;
            self
        }

        /// The longest delay asked for by the server that is waited out. Beyond it the call fails
        /// at once, and `retry_after` of the error says how long it is. 120 s unless given.
        pub fn max_server_delay(mut self, delay: $crate::time::Duration) -> Self {
            self.options.max_server_delay = delay;
            self
        }

        /// Limits locally how fast requests leave. Off unless given.
        pub fn pacing(mut self, pacing: $crate::Pacing) -> Self {
            self.options.pacing = Some(pacing);
            self
        }

        /// Sends requests in another way than the built-in one.
        pub fn transport(mut self, transport: impl $crate::transport::Transport) -> Self {
            self.options.transport = Some(::std::sync::Arc::new(transport));
            self
        }

        /// Time, tasks and randomness, if not tokio's and the operating system's.
        pub fn runtime(mut self, runtime: impl $crate::runtime::Runtime) -> Self {
            self.options.runtime = Some(::std::sync::Arc::new(runtime));
            self
        }

        /// Is told what the client does: attempts, waits, refreshes.
        ///
        /// A closure needs the type of its parameter written out:
        /// `.observer(|event: &keybearer::Event| println!("{event:?}"))`.
        pub fn observer(mut self, observer: impl $crate::Observer) -> Self {
            self.options.observer = Some(::std::sync::Arc::new(observer));
            self
        }

        /// What the client calls itself in `User-Agent`.
        pub fn user_agent(mut self, text: impl Into<String>) -> Self {
            self.options.user_agent = Some(text.into());
            self
        }

        /// Sends an operation elsewhere than declared, for paths that are assumed or have moved.
        ///
        /// `operation` is the full name, as errors show it. Of a Connect API a whole service can
        /// be named, as here or as on the wire, and `path` is then that of the service.
        pub fn override_path(mut self, operation: impl Into<String>, path: impl Into<String>) -> Self {
            self.options.paths.push((operation.into(), path.into()));
            self
        }
    };
}

/// The builder methods of clients that can hold a session.
macro_rules! session_options {
    () => {
        /// An access token. It is renewed by [`on_token_expired`](Self::on_token_expired) or with
        /// the [`refresh_token`](Self::refresh_token), if either is given.
        pub fn access_token(mut self, token: impl Into<$crate::Secret>) -> Self {
            self.options.access_token = Some(token.into());
            self
        }

        /// The token that buys the next access token, at the platform's own endpoint.
        pub fn refresh_token(mut self, token: impl Into<$crate::Secret>) -> Self {
            self.options.refresh_token = Some(token.into());
            self
        }

        /// How long the access token still lives, where that is known better than the token says.
        pub fn expires_in(mut self, lifetime: $crate::time::Duration) -> Self {
            self.options.expires_in = Some(lifetime);
            self
        }

        /// Access token, refresh token and lifetime at once, as a sign-in gave them.
        pub fn tokens(mut self, tokens: $crate::Tokens) -> Self {
            self.options.access_token = Some(tokens.access_token);
            self.options.refresh_token = tokens.refresh_token;
            self.options.expires_in = tokens.expires_in;
            self
        }

        /// Supplies a new token when the current one nears its end or is rejected.
        ///
        /// However many calls need it, it runs once, and no call that gives up stops it. It
        /// returns a token as text, or [`Tokens`]($crate::Tokens) with lifetime and refresh token.
        /// One that fails, panics, takes over 30 s, returns the rejected token again or calls
        /// this client in a circle ends in a typed error.
        pub fn on_token_expired<F, Fut, T>(mut self, callback: F) -> Self
        where
            F: Fn($crate::TokenExpired) -> Fut
                + $crate::runtime::MaybeSend
                + $crate::runtime::MaybeSync
                + 'static,
            Fut: Future<Output = Result<T, $crate::BoxError>> + $crate::runtime::MaybeSend + 'static,
            T: Into<$crate::Tokens>,
        {
            self.options.callback = Some(::std::sync::Arc::new(callback));
            self
        }

        /// Keeps the tokens where they outlive the process.
        ///
        /// Without an access token the session starts with what the store holds.
        pub fn token_store(mut self, store: impl $crate::TokenStore) -> Self {
            self.options.token_store = Some(::std::sync::Arc::new(store));
            self
        }

        /// Builds a client without credential, for public operations such as signing in.
        /// `set_tokens` then makes it a session, which is renewed and kept by what is given here:
        /// `on_token_expired` and `token_store` serve it from then on.
        pub fn anonymous(mut self) -> Self {
            self.options.anonymous = true;
            self
        }
    };
}

pub(crate) use {session_options, shared_options};
