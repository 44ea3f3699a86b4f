//! The clients of this instance, and what they are built from.

use std::{cell::RefCell, sync::Arc};

use keybearer::{
    Error, Event, Observer, Pacing, composite,
    erased::{Client, KeyRules, Options, Walker, tree::Value},
    pug::{self, RefreshMembers},
    puguh,
    time::Duration,
};

use crate::{
    host,
    json::{duration, event_json, text, unexpected},
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

/// The options that are keys.
const KEYS: [&str; 3] = ["sdk_key", "shared_key", "api_key"];

/// The options that say what requests act for.
pub(crate) const CONTEXT: [&str; 3] = ["project_id", "organization_id", "application_id"];

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

pub(crate) fn refresh_members(given: &Value) -> RefreshMembers {
    let mut members = RefreshMembers::default();
    for (name, member) in [
        ("refreshToken", &mut members.refresh_token),
        ("accessToken", &mut members.access_token),
        ("newRefreshToken", &mut members.new_refresh_token),
        ("expiresIn", &mut members.expires_in),
    ] {
        if let Some(Value::String(given)) = given.get(name) {
            given.clone_into(member);
        }
    }
    members
}

/// What a client is told, by the names that options have here. The host gives each platform its own
/// options only.
fn options(client: u32, given: &Value) -> Options {
    let has = |name: &str| given.get(name).is_some();
    let host = Arc::new(Host {
        client,
        in_browser: has("in_browser"),
        observed: has("observer"),
    });
    let mut options = Options {
        callback: has("on_token_expired").then(|| host.clone() as _),
        token_store: has("token_store").then(|| host.clone() as _),
        observer: Some(host.clone()),
        transport: Some(host.clone()),
        runtime: Some(host),
        keys: named(&KEYS, given),
        context: named(&CONTEXT, given),
        anonymous: has("anonymous"),
        expires_in: given.get("expires_in").and_then(duration),
        pacing: given.get("pacing").map(pacing),
        ..Options::default()
    };
    fill(&mut options.base_url, given, "base_url");
    fill(&mut options.user_agent, given, "user_agent");
    fill(&mut options.access_token, given, "access_token");
    fill(&mut options.refresh_token, given, "refresh_token");
    if let Some(Value::Object(paths)) = given.get("override_path") {
        for (operation, path) in paths.iter() {
            options.paths.push((operation.clone(), text(path).to_owned()));
        }
    }
    if let Some(timeout) = given.get("timeout") {
        // `null`: none.
        options.timeout = duration(timeout);
    }
    limit(&mut options.attempt_timeout, given, "attempt_timeout");
    limit(&mut options.max_server_delay, given, "max_server_delay");
    if let Some(attempts) = given.get("max_attempts").and_then(Value::as_u64) {
        options.max_attempts = attempts.try_into().unwrap_or(u32::MAX);
    }
    if let Some(members) = given.get("refresh_members") {
        options.renewal = Some(Arc::new(refresh_members(members)));
    }
    key_rules(&mut options.key_rules, given);
    options
}

/// Puts a text where it belongs, if it is given.
fn fill<'a, T: From<&'a str>>(place: &mut Option<T>, given: &'a Value, name: &str) {
    *place = given.get(name).and_then(Value::as_str).map(T::from);
}

/// As [`fill`], of a duration in the place of another.
fn limit(place: &mut Duration, given: &Value, name: &str) {
    if let Some(told) = given.get(name).and_then(duration) {
        *place = told;
    }
}

/// Those of the options `names` that are given.
fn named<'a, T: From<&'a str>>(names: &[&'static str], given: &'a Value) -> Vec<(&'static str, T)> {
    let mut named = Vec::new();
    for name in names {
        if let Some(Value::String(text)) = given.get(name) {
            named.push((*name, T::from(text)));
        }
    }
    named
}

/// Requests in a million seconds, and at once.
fn pacing(given: &Value) -> Pacing {
    let Some([rate, burst]) = given.as_array() else {
        unexpected()
    };
    let whole = |number: &Value| number.as_u64().unwrap_or_default();
    Pacing::new(
        whole(rate) as f64 / 1e6,
        whole(burst).try_into().unwrap_or_default(),
    )
}

fn key_rules(rules: &mut KeyRules, given: &Value) {
    let is = |name: &str, wanted: &str| given.get(name).and_then(Value::as_str) == Some(wanted);
    rules.in_query = is("key_placement", "query");
    rules.environment = ["live", "test"]
        .into_iter()
        .find(|known| is("environment", known));
    rules.browser_allowed = given.get("dangerously_allow_browser").is_some();
    if let Some(Value::Array(scopes)) = given.get("scopes") {
        let scopes = scopes.iter().map(|scope| text(scope).to_owned());
        rules.scopes = Some(Arc::new(scopes.collect()));
    }
}

pub(crate) fn build(id: u32, platform: &str, given: &Value) -> Result<(), Error> {
    let options = &mut options(id, given);
    let client = match platform {
        "pug" => pug::connect(options),
        "puguh" => puguh::connect(options),
        _ => composite::connect(options),
    }?;
    CLIENTS.with_borrow_mut(|clients| clients.push((id, client)));
    Ok(())
}
