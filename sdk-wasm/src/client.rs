//! The clients of this instance, and what they are built from.

use std::{cell::RefCell, sync::Arc};

use keybearer::{
    CompositeClient, Error, Event, Pacing, PugClient, PuguhClient,
    composite::{Environment, KeyPlacement},
    erased::{
        self, Options, SessionOptions, Walker,
        tree::{Map, Value},
    },
    pug::RefreshMembers,
};

use crate::{
    host,
    json::{event_json, millis, text},
    runtime::HostRuntime,
    session::{self, Store},
    transport::Fetch,
};

#[derive(Clone)]
pub(crate) enum Client {
    Pug(PugClient),
    Puguh(PuguhClient),
    Composite(CompositeClient),
}

/// A client's number, shared by all that calls the functions of its user: they outlive the client
/// itself by what it has begun.
pub(crate) struct Owner(pub(crate) u32);

impl Drop for Owner {
    fn drop(&mut self) {
        host::gone(self.0);
    }
}

thread_local! {
    static CLIENTS: RefCell<Vec<(u32, Client)>> = const { RefCell::new(Vec::new()) };
    static WALKERS: RefCell<Vec<(u32, Walker)>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn find(id: u32) -> Option<Client> {
    CLIENTS.with_borrow(|clients| {
        let client = clients.iter().find(|(own, _)| *own == id);
        client.map(|(_, client)| client.clone())
    })
}

pub(crate) fn forget(id: u32) {
    let _dropped = CLIENTS.with_borrow_mut(|clients| {
        let place = clients.iter().position(|(own, _)| *own == id)?;
        Some(clients.swap_remove(place))
    });
}

pub(crate) fn walk<T>(id: u32, step: impl FnOnce(&mut Walker) -> T) -> T {
    WALKERS.with_borrow_mut(|walkers| {
        let place = walkers.iter().position(|(own, _)| *own == id);
        let place = place.unwrap_or_else(|| {
            walkers.push((id, Walker::default()));
            walkers.len() - 1
        });
        step(&mut walkers[place].1)
    })
}

pub(crate) fn halt(id: u32) {
    WALKERS.with_borrow_mut(|walkers| walkers.retain(|(own, _)| *own != id));
}

impl Client {
    pub(crate) fn erased(&self) -> erased::Client {
        match self {
            Self::Pug(client) => client.erased(),
            Self::Puguh(client) => client.erased(),
            Self::Composite(client) => client.erased(),
        }
    }

    pub(crate) fn set_key(&self, option: &str, key: String) -> Result<(), Error> {
        match self {
            Self::Pug(client) if option == "sdkKey" => client.set_sdk_key(key),
            Self::Pug(client) => client.set_shared_key(key),
            Self::Puguh(client) => client.set_api_key(key),
            Self::Composite(client) => client.set_api_key(key),
        }
    }
}

pub(crate) fn refresh_members(given: &Map) -> RefreshMembers {
    let mut members = RefreshMembers::default();
    for (name, member) in [
        ("refreshToken", &mut members.refresh_token),
        ("accessToken", &mut members.access_token),
        ("newRefreshToken", &mut members.new_refresh_token),
        ("expiresIn", &mut members.expires_in),
    ] {
        if let Some(given) = text(given, name) {
            given.clone_into(member);
        }
    }
    members
}

/// Puts a text that was given where it belongs.
fn put<T: for<'a> From<&'a str>>(place: &mut Option<T>, options: &Map, name: &str) {
    if let Some(text) = text(options, name) {
        *place = Some(text.into());
    }
}

/// The options by which a client has a session, or may come to have one.
const SESSION: [&str; 5] = [
    "accessToken",
    "refreshToken",
    "tokenStore",
    "onTokenExpired",
    "anonymous",
];

/// The options that all clients have.
fn shared(options: &mut Options, client: &Arc<Owner>, given: &Map) {
    options.runtime = Some(Arc::new(HostRuntime {
        in_browser: given.has("inBrowser"),
    }));
    options.transport = Some(Arc::new(Fetch {
        client: Arc::clone(client),
    }));
    put(&mut options.base_url, given, "baseUrl");
    put(&mut options.user_agent, given, "userAgent");
    options.timeout = given.get("timeout").map(|timeout| match timeout {
        Value::Null => None,
        timeout => Some(millis(timeout)),
    });
    options.attempt_timeout = given.get("attemptTimeout").map(millis);
    options.max_server_delay = given.get("maxServerDelay").map(millis);
    options.max_attempts = given
        .get("maxAttempts")
        .and_then(Value::as_u64)
        .map(|attempts| attempts.try_into().unwrap_or(u32::MAX));
    options.pacing = given.get("pacing").map(|pacing| {
        let whole = |name: &str| pacing.get(name).and_then(Value::as_u64).unwrap_or_default();
        Pacing::new(
            // Of requests in a million seconds.
            whole("perMillion") as f64 / 1e6,
            whole("burst").try_into().unwrap_or_default(),
        )
    });
    if let Some(Value::Object(paths)) = given.get("overridePath") {
        let path = |path: &Value| path.as_str().unwrap_or_default().to_owned();
        options.paths = paths
            .iter()
            .map(|(name, value)| (name.clone(), path(value)))
            .collect();
    }
    // Without an observer the host only wants to know of new tokens.
    let all = given.has("observer");
    if all || SESSION.iter().any(|name| given.has(name)) {
        let client = Arc::clone(client);
        options.observer = Some(Arc::new(move |event: &Event| {
            if all || matches!(event, Event::TokenRefreshed { .. }) {
                host::event(client.0, &event_json(event));
            }
        }));
    }
    if given.has("tokenStore") {
        options.token_store = Some(Arc::new(Store {
            client: Arc::clone(client),
        }));
    }
}

/// The options of clients that can hold a session.
fn session(session: &mut SessionOptions, client: &Arc<Owner>, given: &Map) {
    put(&mut session.access_token, given, "accessToken");
    put(&mut session.refresh_token, given, "refreshToken");
    session.expires_in = given.get("expiresIn").map(millis);
    session.anonymous = given.has("anonymous");
    if given.has("onTokenExpired") {
        session.callback = Some(Arc::new(session::OnTokenExpired(Arc::clone(client))));
    }
}

pub(crate) fn build(id: u32, platform: &str, options: &Map) -> Result<(), Error> {
    let owner = Arc::new(Owner(id));
    let client = match platform {
        "pug" => Client::Pug(pug(&owner, options)?),
        "puguh" => Client::Puguh(puguh(&owner, options)?),
        _ => Client::Composite(composite(&owner, options)?),
    };
    CLIENTS.with_borrow_mut(|clients| clients.push((id, client)));
    Ok(())
}

fn pug(client: &Arc<Owner>, options: &Map) -> Result<PugClient, Error> {
    let mut builder = PugClient::builder();
    if let Some(key) = text(options, "sdkKey") {
        builder = builder.sdk_key(key);
    }
    if let Some(key) = text(options, "sharedKey") {
        builder = builder.shared_key(key);
    }
    if let Some(id) = text(options, "projectId") {
        builder = builder.project_id(id);
    }
    if let Some(Value::Object(members)) = options.get("refreshMembers") {
        builder = builder.refresh_members(refresh_members(members));
    }
    builder = builder.dangerously_allow_browser(options.has("dangerouslyAllowBrowser"));
    session(builder.session_mut(), client, options);
    shared(builder.options_mut(), client, options);
    builder.build()
}

fn puguh(client: &Arc<Owner>, options: &Map) -> Result<PuguhClient, Error> {
    let mut builder = PuguhClient::builder();
    if let Some(key) = text(options, "apiKey") {
        builder = builder.api_key(key);
    }
    if let Some(id) = text(options, "organizationId") {
        builder = builder.organization_id(id);
    }
    if let Some(id) = text(options, "applicationId") {
        builder = builder.application_id(id);
    }
    session(builder.session_mut(), client, options);
    shared(builder.options_mut(), client, options);
    builder.build()
}

fn composite(client: &Arc<Owner>, options: &Map) -> Result<CompositeClient, Error> {
    let mut builder = CompositeClient::builder();
    if let Some(key) = text(options, "apiKey") {
        builder = builder.api_key(key);
    }
    if text(options, "keyPlacement") == Some("query") {
        builder = builder.key_placement(KeyPlacement::Query);
    }
    match text(options, "environment") {
        Some("live") => builder = builder.environment(Environment::Live),
        Some("test") => builder = builder.environment(Environment::Test),
        _ => {}
    }
    if let Some(scopes) = options.get("scopes").and_then(Value::as_array) {
        builder = builder.scopes(scopes.iter().filter_map(Value::as_str));
    }
    builder = builder.dangerously_allow_browser(options.has("dangerouslyAllowBrowser"));
    shared(builder.options_mut(), client, options);
    builder.build()
}
