//! The clients of this instance, and what they are built from.

use std::{cell::RefCell, sync::Arc};

use keybearer::{
    Error, Event, Pacing, Secret, composite,
    erased::{
        Client, Options, Walker,
        tree::{Map, Value},
    },
    pug::{self, RefreshMembers},
    puguh,
};

use crate::{
    host,
    json::{event_json, millis, text},
    runtime::HostRuntime,
    session::{self, Store},
    transport::Fetch,
};

/// A client's number, shared by all that calls the functions of its user: they outlive the client
/// itself by what it has begun.
pub(crate) struct Owner(pub(crate) u32);

impl Drop for Owner {
    fn drop(&mut self) {
        host::gone(self.0);
    }
}

thread_local! {
    static CLIENTS: RefCell<Vec<(u32, Client)>> = RefCell::default();
    static WALKERS: RefCell<Vec<(u32, Walker)>> = RefCell::default();
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
fn options(client: &Arc<Owner>, given: &Map) -> Options {
    let mut options = Options::default();
    let secret = |name: &str| text(given, name).map(Secret::from);
    options.runtime = Some(Arc::new(HostRuntime {
        in_browser: given.has("inBrowser"),
    }));
    options.transport = Some(Arc::new(Fetch {
        client: Arc::clone(client),
    }));
    for (name, option) in KEYS {
        options.keys.extend(secret(name).map(|key| (option, key)));
    }
    for (name, option) in CONTEXT {
        options
            .context
            .extend(text(given, name).map(|id| (option, id.to_owned())));
    }
    options.base_url = text(given, "baseUrl").map(str::to_owned);
    options.user_agent = text(given, "userAgent").map(str::to_owned);
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
    options.access_token = secret("accessToken");
    options.refresh_token = secret("refreshToken");
    options.expires_in = given.get("expiresIn").map(millis);
    options.anonymous = given.has("anonymous");
    if given.has("onTokenExpired") {
        options.callback = Some(Arc::new(session::OnTokenExpired(Arc::clone(client))));
    }
    if given.has("tokenStore") {
        options.token_store = Some(Arc::new(Store {
            client: Arc::clone(client),
        }));
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
    if let Some(Value::Object(members)) = given.get("refreshMembers") {
        options.renewal = Some(Arc::new(refresh_members(members)));
    }
    let rules = &mut options.key_rules;
    rules.in_query = text(given, "keyPlacement") == Some("query");
    rules.environment = match text(given, "environment") {
        Some("live") => Some("live"),
        Some("test") => Some("test"),
        _ => None,
    };
    rules.browser_allowed = given.has("dangerouslyAllowBrowser");
    if let Some(scopes) = given.get("scopes").and_then(Value::as_array) {
        rules.scopes = Some(
            scopes
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        );
    }
    options
}

pub(crate) fn build(id: u32, platform: &str, given: &Map) -> Result<(), Error> {
    let options = options(&Arc::new(Owner(id)), given);
    let client = match platform {
        "pug" => pug::connect(&options),
        "puguh" => puguh::connect(&options),
        _ => composite::connect(&options),
    }?;
    CLIENTS.with_borrow_mut(|clients| clients.push((id, client)));
    Ok(())
}
