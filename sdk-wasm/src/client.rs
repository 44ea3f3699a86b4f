//! The clients of this instance, and what they are built from.

use std::{cell::RefCell, sync::Arc};

use keybearer::{
    Error, Event, Observer, Pacing, Secret, composite,
    erased::{
        Client, KeyRules, Options, Walker,
        tree::{Map, Value},
    },
    pug::{self, RefreshMembers},
    puguh,
};

use crate::{
    host,
    json::{event_json, millis, text},
};

/// What a client asks of its host: exchanges, time, and the functions of its user.
///
/// Shared by all that the client has begun, which outlives the client itself.
pub(crate) struct Host {
    /// The client's number.
    pub(crate) client: u32,
    pub(crate) in_browser: bool,
    /// Whether the user observes. The host itself only wants to know of new tokens.
    observed: bool,
}

impl Drop for Host {
    fn drop(&mut self) {
        host::gone(self.client);
    }
}

impl Observer for Host {
    fn on_event(&self, event: &Event) {
        if self.observed || matches!(event, Event::TokenRefreshed { .. }) {
            host::event(self.client, &event_json(event));
        }
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

/// The options that are keys: as they are called there and here.
pub(crate) const KEYS: [(&str, &str); 3] = [
    ("sdkKey", "sdk_key"),
    ("sharedKey", "shared_key"),
    ("apiKey", "api_key"),
];

/// The options that say what requests act for.
const CONTEXT: [(&str, &str); 3] = [
    ("projectId", "project_id"),
    ("organizationId", "organization_id"),
    ("applicationId", "application_id"),
];

/// The options by which a client has a session, or may come to have one.
const SESSION: [&str; 5] = [
    "accessToken",
    "refreshToken",
    "tokenStore",
    "onTokenExpired",
    "anonymous",
];

/// What a client is told. The host gives each platform its own options only.
fn options(client: u32, given: &Map) -> Options {
    let host = Arc::new(Host {
        client,
        in_browser: given.has("inBrowser"),
        observed: given.has("observer"),
    });
    let observes = host.observed || SESSION.iter().any(|name| given.has(name));
    let secret = |name: &str| text(given, name).map(Secret::from);
    let owned = |name: &str| text(given, name).map(str::to_owned);
    let mut options = Options {
        runtime: Some(host.clone()),
        transport: Some(host.clone()),
        callback: given.has("onTokenExpired").then(|| host.clone() as _),
        token_store: given.has("tokenStore").then(|| host.clone() as _),
        observer: observes.then(|| host as _),
        base_url: owned("baseUrl"),
        user_agent: owned("userAgent"),
        access_token: secret("accessToken"),
        refresh_token: secret("refreshToken"),
        expires_in: given.get("expiresIn").map(millis),
        anonymous: given.has("anonymous"),
        pacing: given.get("pacing").map(pacing),
        renewal: match given.get("refreshMembers") {
            Some(Value::Object(members)) => Some(Arc::new(refresh_members(members))),
            _ => None,
        },
        key_rules: key_rules(given),
        ..Options::default()
    };
    for (name, option) in &KEYS {
        if let Some(key) = secret(name) {
            options.keys.push((option, key));
        }
    }
    for (name, option) in &CONTEXT {
        if let Some(id) = owned(name) {
            options.context.push((option, id));
        }
    }
    if let Some(Value::Object(paths)) = given.get("overridePath") {
        for (operation, path) in paths.iter() {
            let path = path.as_str().unwrap_or_default();
            options.paths.push((operation.clone(), path.to_owned()));
        }
    }
    if let Some(timeout) = given.get("timeout") {
        options.timeout = (!matches!(timeout, Value::Null)).then(|| millis(timeout));
    }
    if let Some(timeout) = given.get("attemptTimeout") {
        options.attempt_timeout = millis(timeout);
    }
    if let Some(delay) = given.get("maxServerDelay") {
        options.max_server_delay = millis(delay);
    }
    if let Some(attempts) = given.get("maxAttempts").and_then(Value::as_u64) {
        options.max_attempts = attempts.try_into().unwrap_or(u32::MAX);
    }
    options
}

fn pacing(given: &Value) -> Pacing {
    let whole = |name: &str| given.get(name).and_then(Value::as_u64).unwrap_or_default();
    Pacing::new(
        // Of requests in a million seconds.
        whole("perMillion") as f64 / 1e6,
        whole("burst").try_into().unwrap_or_default(),
    )
}

fn key_rules(given: &Map) -> KeyRules {
    let scopes = given.get("scopes").and_then(Value::as_array);
    let environment = text(given, "environment");
    KeyRules {
        in_query: text(given, "keyPlacement") == Some("query"),
        environment: ["live", "test"]
            .into_iter()
            .find(|known| environment == Some(known)),
        browser_allowed: given.has("dangerouslyAllowBrowser"),
        scopes: scopes.map(|scopes| {
            let scopes = scopes.iter().filter_map(Value::as_str).map(str::to_owned);
            Arc::new(scopes.collect())
        }),
    }
}

pub(crate) fn build(id: u32, platform: &str, given: &Map) -> Result<(), Error> {
    let options = &mut options(id, given);
    let client = match platform {
        "pug" => pug::connect(options),
        "puguh" => puguh::connect(options),
        _ => composite::connect(options),
    }?;
    CLIENTS.with_borrow_mut(|clients| clients.push((id, client)));
    Ok(())
}
