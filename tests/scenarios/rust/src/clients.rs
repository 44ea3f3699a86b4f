//! Clients from their description in JSON.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use keybearer::{
    BoxError, CompositeClient, Error, MemoryTokenStore, Pacing, PugClient, PuguhClient, StoreError,
    StoredTokens, TokenExpired, TokenStore, Tokens,
    composite::{Environment, KeyPlacement},
    runtime::BoxFuture,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    broken, run,
    scenario::{CallStep, given},
    world::{World, lock},
};

/// A client of any of the platforms.
#[derive(Clone)]
pub(crate) enum Client {
    Pug(PugClient),
    Puguh(PuguhClient),
    Composite(CompositeClient),
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pug(client) => client.fmt(f),
            Self::Puguh(client) => client.fmt(f),
            Self::Composite(client) => client.fmt(f),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    platform: Platform,
    api_key: Option<String>,
    sdk_key: Option<String>,
    shared_key: Option<String>,
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in_ms: Option<u64>,
    #[serde(default)]
    anonymous: bool,
    on_token_expired: Option<Vec<Value>>,
    token_store: Option<StoreOptions>,
    organization_id: Option<String>,
    application_id: Option<String>,
    project_id: Option<String>,
    key_placement: Option<Placement>,
    scopes: Option<Vec<String>>,
    environment: Option<Target>,
    dangerously_allow_browser: Option<bool>,
    base_url: Option<String>,
    #[allow(clippy::option_option, reason = "absent and null differ")]
    #[serde(default, deserialize_with = "given")]
    timeout_ms: Option<Option<u64>>,
    attempt_timeout_ms: Option<u64>,
    max_attempts: Option<u32>,
    max_server_delay_ms: Option<u64>,
    pacing: Option<Pace>,
    user_agent: Option<String>,
    #[serde(default)]
    override_path: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Platform {
    Pug,
    Puguh,
    Composite,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Placement {
    Header,
    Query,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    Test,
    Live,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreOptions {
    name: String,
    holds: Option<TokensJson>,
    #[serde(default)]
    fails: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pace {
    per_second: f64,
    burst: u32,
}

/// Tokens, as text or with what is known of their life.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum TokensJson {
    Bare(String),
    Full {
        access_token: String,
        refresh_token: Option<String>,
        expires_in_ms: Option<u64>,
    },
}

impl From<TokensJson> for Tokens {
    fn from(tokens: TokensJson) -> Self {
        match tokens {
            TokensJson::Bare(access_token) => Self::new(access_token),
            TokensJson::Full {
                access_token,
                refresh_token,
                expires_in_ms,
            } => {
                let mut tokens = Self::new(access_token);
                if let Some(refresh_token) = refresh_token {
                    tokens = tokens.with_refresh_token(refresh_token);
                }
                match expires_in_ms {
                    Some(lifetime) => tokens.with_expires_in(Duration::from_millis(lifetime)),
                    None => tokens,
                }
            }
        }
    }
}

/// Builds a client; `Err` within is that of the SDK.
pub(crate) async fn build(
    world: &Arc<World>,
    name: &str,
    json: &Value,
) -> Result<Result<Client, Error>, String> {
    // What a callback will return may not exist yet: it is looked up when it is called.
    let mut json = json.clone();
    let script = json
        .as_object_mut()
        .and_then(|client| client.remove("on_token_expired"));
    let mut options: Options = world.parse(&json)?;
    options.on_token_expired = script.map(serde_json::from_value).transpose().map_err(broken)?;
    let script = options.on_token_expired.take().map(|results| {
        Arc::new(Script {
            world: Arc::downgrade(world),
            client: name.to_owned(),
            results,
            next: AtomicUsize::new(0),
        })
    });
    let store = match options.token_store.take() {
        Some(store) => Some(token_store(world, store).await?),
        None => None,
    };
    Ok(match options.platform {
        Platform::Pug => pug(world, options, script, store).map(Client::Pug),
        Platform::Puguh => puguh(world, options, script, store).map(Client::Puguh),
        Platform::Composite => composite(world, options).map(Client::Composite),
    })
}

/// The store of this name, made when it is first named.
async fn token_store(world: &World, options: StoreOptions) -> Result<Store, String> {
    let memory = Arc::clone(lock(&world.stores).entry(options.name).or_default());
    if let Some(tokens) = options.holds.map(Tokens::from) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(broken)?;
        let stored = StoredTokens {
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
            expires_at: tokens.expires_in.map(|lifetime| (now + lifetime).as_secs()),
        };
        memory.save(stored).await.map_err(broken)?;
    }
    Ok(Store {
        memory,
        fails: options.fails,
    })
}

/// A store that several clients may share, and that may be broken.
struct Store {
    memory: Arc<MemoryTokenStore>,
    fails: bool,
}

impl TokenStore for Store {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        self.memory.load()
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        if self.fails {
            return Box::pin(async { Err(StoreError::new("write tokens", "the disk is full")) });
        }
        self.memory.save(tokens)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.memory.clear()
    }
}

/// Calls a builder's method for each option that was given.
macro_rules! set {
    ($builder:ident: $($method:ident = $value:expr),* $(,)?) => {
        $(if let Some(value) = $value {
            $builder = $builder.$method(value);
        })*
    };
}

/// The options that all clients have.
macro_rules! shared {
    ($builder:ident, $world:ident, $options:ident) => {
        let url = $world.sandbox.url().to_owned();
        let observer = Arc::downgrade($world);
        $builder =
            $builder
                .base_url($options.base_url.unwrap_or(url))
                .observer(move |event: &keybearer::Event| {
                    if let Some(world) = observer.upgrade() {
                        world.observe(event);
                    }
                });
        set! { $builder:
            timeout = $options.timeout_ms.flatten().map(Duration::from_millis),
            attempt_timeout = $options.attempt_timeout_ms.map(Duration::from_millis),
            max_attempts = $options.max_attempts,
            max_server_delay = $options.max_server_delay_ms.map(Duration::from_millis),
            pacing = $options.pacing.map(|pace| Pacing::new(pace.per_second, pace.burst)),
            user_agent = $options.user_agent,
        }
        if $options.timeout_ms == Some(None) {
            $builder = $builder.no_timeout();
        }
        for (operation, path) in $options.override_path {
            $builder = $builder.override_path(operation, path);
        }
    };
}

/// The options of clients with a session.
macro_rules! session {
    ($builder:ident, $options:ident, $script:ident, $store:ident) => {
        set! { $builder:
            access_token = $options.access_token,
            refresh_token = $options.refresh_token,
            expires_in = $options.expires_in_ms.map(Duration::from_millis),
            token_store = $store,
        }
        if $options.anonymous {
            $builder = $builder.anonymous();
        }
        if let Some(script) = $script {
            $builder = $builder.on_token_expired(move |expired| Arc::clone(&script).call(expired));
        }
    };
}

fn pug(
    world: &Arc<World>,
    options: Options,
    script: Option<Arc<Script>>,
    store: Option<Store>,
) -> Result<PugClient, Error> {
    let mut builder = PugClient::builder();
    set! { builder:
        sdk_key = options.sdk_key,
        shared_key = options.shared_key,
        project_id = options.project_id,
    }
    session!(builder, options, script, store);
    shared!(builder, world, options);
    builder.build()
}

fn composite(world: &Arc<World>, options: Options) -> Result<CompositeClient, Error> {
    let mut builder = CompositeClient::builder();
    let placement = options.key_placement.map(|placement| match placement {
        Placement::Header => KeyPlacement::Header,
        Placement::Query => KeyPlacement::Query,
    });
    let environment = options.environment.map(|target| match target {
        Target::Test => Environment::Test,
        Target::Live => Environment::Live,
    });
    set! { builder:
        api_key = options.api_key,
        key_placement = placement,
        scopes = options.scopes,
        environment = environment,
        dangerously_allow_browser = Some(options.dangerously_allow_browser.unwrap_or(true)),
    }
    shared!(builder, world, options);
    builder.build()
}

fn puguh(
    world: &Arc<World>,
    options: Options,
    script: Option<Arc<Script>>,
    store: Option<Store>,
) -> Result<PuguhClient, Error> {
    let mut builder = PuguhClient::builder();
    set! { builder:
        api_key = options.api_key,
        organization_id = options.organization_id,
        application_id = options.application_id,
    }
    session!(builder, options, script, store);
    shared!(builder, world, options);
    builder.build()
}

/// An `on_token_expired` that plays back results; the last one repeats.
struct Script {
    world: Weak<World>,
    client: String,
    results: Vec<Value>,
    next: AtomicUsize,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Play {
    delay_ms: u64,
    call: Option<CallStep>,
    r#return: Option<Value>,
    throw: Option<String>,
    panic: bool,
    hang: bool,
}

impl Script {
    async fn call(self: Arc<Self>, expired: TokenExpired) -> Result<Tokens, BoxError> {
        let world = self.world.upgrade().ok_or("the scenario is over")?;
        let told = json!({
            "client": self.client,
            "reason": expired.reason.as_str(),
            "attempt": expired.attempt,
        });
        lock(&world.log).callbacks.push(told);
        let turn = self
            .next
            .fetch_add(1, Ordering::Relaxed)
            .min(self.results.len() - 1);
        let play: Play = serde_json::from_value(self.results[turn].clone())?;
        tokio::time::sleep(Duration::from_millis(play.delay_ms)).await;
        if let Some(step) = &play.call {
            run::call(&world, step).await?;
        }
        if play.panic {
            // As a panic, but without the report on stderr.
            std::panic::resume_unwind(Box::new("the callback was told to panic"));
        }
        if play.hang {
            drop(world);
            return std::future::pending().await;
        }
        if let Some(tokens) = &play.r#return {
            return Ok(world.parse::<TokensJson>(tokens)?.into());
        }
        let message = play.throw.map(Value::String).unwrap_or_default();
        let message = world.resolve(&message)?.as_str().unwrap_or_default().to_owned();
        lock(&world.log).thrown.push(message.clone());
        Err(message.into())
    }
}
