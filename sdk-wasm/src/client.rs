//! The clients of this instance, and what they are built from.

use std::cell::RefCell;

use keybearer::{
    CompositeClient, Error, Event, Pacing, PugClient, PuguhClient, RateLimit, Tokens,
    composite::{Environment, KeyPlacement},
    erased::{
        self, Walker,
        tree::{Map, Value},
    },
    operation::Operation,
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

impl Client {
    pub(crate) fn erased(&self) -> erased::Client {
        match self {
            Self::Pug(client) => client.erased(),
            Self::Puguh(client) => client.erased(),
            Self::Composite(client) => client.erased(),
        }
    }

    pub(crate) fn operations(&self) -> &'static [&'static Operation] {
        match self {
            Self::Pug(_) => keybearer::pug::catalog::ALL,
            Self::Puguh(_) => keybearer::puguh::catalog::ALL,
            Self::Composite(_) => keybearer::composite::catalog::ALL,
        }
    }

    pub(crate) fn rate_limit(&self) -> Option<RateLimit> {
        match self {
            Self::Pug(client) => client.rate_limit(),
            Self::Puguh(client) => client.rate_limit(),
            Self::Composite(client) => client.rate_limit(),
        }
    }

    pub(crate) async fn set_tokens(&self, tokens: Tokens) -> Result<(), Error> {
        match self {
            Self::Pug(client) => client.set_tokens(tokens).await,
            Self::Puguh(client) => client.set_tokens(tokens).await,
            Self::Composite(_) => Ok(()),
        }
    }

    pub(crate) async fn sign_out(&self) -> Result<(), Error> {
        match self {
            Self::Pug(client) => client.sign_out().await,
            Self::Puguh(client) => client.sign_out().await,
            Self::Composite(_) => Ok(()),
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

/// The members of an object, if it is one.
fn overridden(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    let members = match value {
        Some(Value::Object(members)) => Some(members),
        _ => None,
    };
    members.into_iter().flat_map(Map::iter)
}

/// Calls a method of the builder for each text that was given.
macro_rules! texts {
    ($builder:ident, $options:ident: $($name:literal $method:ident),* $(,)?) => {
        $(if let Some(value) = text($options, $name) {
            $builder = $builder.$method(value);
        })*
    };
}

/// The options that all clients have.
macro_rules! shared {
    ($builder:ident, $client:ident, $options:ident) => {
        let given = |name: &str| $options.get(name);
        $builder = $builder
            .runtime(HostRuntime {
                in_browser: given("inBrowser").is_some(),
            })
            .transport(Fetch { client: $client });
        texts! { $builder, $options: "baseUrl" base_url, "userAgent" user_agent }
        $builder = match given("timeout") {
            Some(Value::Null) => $builder.no_timeout(),
            Some(timeout) => $builder.timeout(millis(timeout)),
            None => $builder,
        };
        if let Some(timeout) = given("attemptTimeout") {
            $builder = $builder.attempt_timeout(millis(timeout));
        }
        if let Some(attempts) = given("maxAttempts").and_then(Value::as_u64) {
            $builder = $builder.max_attempts(attempts.try_into().unwrap_or(u32::MAX));
        }
        if let Some(delay) = given("maxServerDelay") {
            $builder = $builder.max_server_delay(millis(delay));
        }
        if let Some(pacing) = given("pacing") {
            let whole = |name: &str| pacing.get(name).and_then(Value::as_u64).unwrap_or_default();
            $builder = $builder.pacing(Pacing::new(
                // Of requests in a million seconds.
                whole("perMillion") as f64 / 1e6,
                whole("burst").try_into().unwrap_or_default(),
            ));
        }
        for (name, path) in overridden(given("overridePath")) {
            $builder = $builder.override_path(name.as_str(), path.as_str().unwrap_or_default());
        }
        // Without an observer the host only wants to know of new tokens.
        let all = given("observer").is_some();
        if all || given("accessToken").or(given("tokenStore")).is_some() {
            $builder = $builder.observer(move |event: &Event| {
                if all || matches!(event, Event::TokenRefreshed { .. }) {
                    host::event($client, &event_json(event));
                }
            });
        }
    };
}

/// The options of clients that can hold a session.
macro_rules! session {
    ($builder:ident, $client:ident, $options:ident) => {
        texts! { $builder, $options: "accessToken" access_token, "refreshToken" refresh_token }
        if let Some(lifetime) = $options.get("expiresIn") {
            $builder = $builder.expires_in(millis(lifetime));
        }
        if $options.has("anonymous") {
            $builder = $builder.anonymous();
        }
        if $options.has("onTokenExpired") {
            $builder = $builder.on_token_expired(move |expired| session::on_token_expired($client, expired));
        }
        if $options.has("tokenStore") {
            $builder = $builder.token_store(Store { client: $client });
        }
    };
}

pub(crate) fn build(id: u32, platform: &str, options: &Map) -> Result<(), Error> {
    let client = match platform {
        "pug" => Client::Pug(pug(id, options)?),
        "puguh" => Client::Puguh(puguh(id, options)?),
        _ => Client::Composite(composite(id, options)?),
    };
    CLIENTS.with_borrow_mut(|clients| clients.push((id, client)));
    Ok(())
}

fn pug(client: u32, options: &Map) -> Result<PugClient, Error> {
    let mut builder = PugClient::builder();
    texts! { builder, options: "sdkKey" sdk_key, "sharedKey" shared_key, "projectId" project_id }
    if let Some(Value::Object(members)) = options.get("refreshMembers") {
        builder = builder.refresh_members(refresh_members(members));
    }
    builder = builder.dangerously_allow_browser(options.has("dangerouslyAllowBrowser"));
    session!(builder, client, options);
    shared!(builder, client, options);
    builder.build()
}

fn puguh(client: u32, options: &Map) -> Result<PuguhClient, Error> {
    let mut builder = PuguhClient::builder();
    texts! { builder, options:
        "apiKey" api_key, "organizationId" organization_id, "applicationId" application_id,
    }
    session!(builder, client, options);
    shared!(builder, client, options);
    builder.build()
}

fn composite(client: u32, options: &Map) -> Result<CompositeClient, Error> {
    let mut builder = CompositeClient::builder();
    texts! { builder, options: "apiKey" api_key }
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
    shared!(builder, client, options);
    builder.build()
}
