//! Options from JSON: of a client, and of one call.

use std::{fmt::Display, sync::Arc, time::Duration};

use keybearer::{
    Call, CompositeClient, FileTokenStore, Json, JsonMap, Pacing, PugClient, PuguhClient, Secret,
    TokenChecks,
    composite::{Environment, KeyPlacement},
    erased::Options,
    pug::RefreshMembers,
    transport::NativeTransport,
};

use crate::{
    caller::Marking,
    dispatch::Core,
    failure::Failure,
    hooks::{ForeignStore, Observer, TokenSource, TokenStore, Wanted, new_token, observing},
    runtime::Executor,
};

/// Code of the application's that a client is given.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) token_source: Option<Arc<dyn TokenSource>>,
    pub(crate) token_store: Option<Arc<dyn TokenStore>>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) wanted: Arc<Wanted>,
}

/// The options that have not been read yet.
struct Reader {
    platform: &'static str,
    options: JsonMap,
}

impl Reader {
    /// An option that was given. `null` is as good as nothing, but for a few that say so.
    fn take(&mut self, name: &str) -> Option<Json> {
        self.options.remove(name).filter(|value| !value.is_null())
    }

    /// Whether an option was given as `null`.
    fn is_null(&self, name: &str) -> bool {
        self.options.get(name).is_some_and(Json::is_null)
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, Failure> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(name, "text", &other)),
        }
    }

    fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, Failure> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let texts = value.as_array().and_then(|items| {
            items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        });
        texts
            .map(Some)
            .ok_or_else(|| wrong(name, "a list of texts", &value))
    }

    fn flag(&mut self, name: &str) -> Result<bool, Failure> {
        match self.take(name) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(flag),
            Some(other) => Err(wrong(name, "true or false", &other)),
        }
    }

    fn seconds(&mut self, name: &str) -> Result<Option<Duration>, Failure> {
        self.take(name)
            .map(|value| {
                seconds(&value).ok_or_else(|| wrong(name, "a number of seconds, zero or more", &value))
            })
            .transpose()
    }

    fn count(&mut self, name: &str) -> Result<Option<u32>, Failure> {
        self.take(name)
            .map(|value| {
                let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
                count.ok_or_else(|| wrong(name, "a whole number, zero or more", &value))
            })
            .transpose()
    }

    fn object(&mut self, name: &str) -> Result<Option<JsonMap>, Failure> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Object(members)) => Ok(Some(members)),
            Some(other) => Err(wrong(name, "an object", &other)),
        }
    }

    /// Options within an option, as `pacing` has.
    fn within(&mut self, name: &str) -> Result<Option<Self>, Failure> {
        let platform = self.platform;
        Ok(self.object(name)?.map(|options| Self { platform, options }))
    }

    /// Everything has been read: what is left is unknown.
    fn done(self) -> Result<(), Failure> {
        match self.options.keys().next() {
            None => Ok(()),
            Some(name) => Err(Failure::option(
                name,
                format_args!("is no option of a {} client", self.platform),
            )),
        }
    }
}

/// What is wrong, without the value: it may be a secret.
fn wrong(name: &str, wanted: &str, found: &Json) -> Failure {
    Failure::option(name, format_args!("must be {wanted}, not {}", kind(found)))
}

pub(crate) fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "such a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

pub(crate) fn seconds(value: &Json) -> Option<Duration> {
    Duration::try_from_secs_f64(value.as_f64()?).ok()
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
fn shared(
    options: &mut Options,
    given: &mut Reader,
    hooks: Hooks,
    executor: &Arc<Executor>,
) -> Result<(), Failure> {
    options.runtime = Some(Arc::new(Marking::new(executor)));
    options.base_url = given.text("base_url")?;
    if given.is_null("timeout") {
        given.options.remove("timeout");
        options.timeout = None;
    } else if let Some(timeout) = given.seconds("timeout")? {
        options.timeout = Some(timeout);
    }
    if let Some(timeout) = given.seconds("attempt_timeout")? {
        options.attempt_timeout = timeout;
    }
    if let Some(attempts) = given.count("max_attempts")? {
        options.max_attempts = attempts;
    }
    if let Some(delay) = given.seconds("max_server_delay")? {
        options.max_server_delay = delay;
    }
    options.pacing = pacing(given)?;
    options.user_agent = given.text("user_agent")?;
    options.transport = transport(given)?.map(|transport| Arc::new(transport) as _);
    for (operation, path) in given.object("override_path")?.unwrap_or_default() {
        match path {
            Json::String(path) => options.paths.push((operation, path)),
            other => return Err(wrong("override_path", "an object of texts", &other)),
        }
    }
    if let Some(wanted) = given.texts("observe")? {
        hooks.wanted.set(&wanted)?;
    }
    if let Some(observer) = hooks.observer {
        let observer = observing(observer, hooks.wanted, executor.handle());
        options.observer = Some(Arc::new(observer));
    }
    Ok(())
}

/// The options of clients with a session.
fn session(options: &mut Options, given: &mut Reader, hooks: &Hooks) -> Result<(), Failure> {
    options.access_token = given.text("access_token")?.map(Secret::from);
    options.refresh_token = given.text("refresh_token")?.map(Secret::from);
    options.expires_in = given.seconds("expires_in")?;
    options.anonymous = given.flag("anonymous")?;
    options.inherited = given.flag("inherited")?;
    options.signed_out = given.flag("signed_out")?;
    if let Some(source) = hooks.token_source.clone() {
        options.callback = Some(Arc::new(move |expired| new_token(Arc::clone(&source), expired)));
    }
    let file = given.text("token_store_file")?;
    options.token_store = match (hooks.token_store.clone(), file) {
        (Some(_), Some(_)) => {
            return Err(Failure::option(
                "token_store",
                "and token_store_file are two stores; give one of them",
            ));
        }
        (Some(store), None) => Some(Arc::new(ForeignStore(store))),
        (None, Some(file)) => Some(Arc::new(FileTokenStore::new(file))),
        (None, None) => None,
    };
    Ok(())
}

/// Builds a client. Nothing is sent.
pub(crate) fn build(
    platform: &str,
    options: &str,
    hooks: Hooks,
    runtime: &Arc<Executor>,
) -> Result<Core, Failure> {
    let options = match serde_json::from_str(options) {
        Ok(Json::Object(options)) => options,
        Ok(other) => return Err(wrong("options", "an object", &other)),
        // The error of the parser shows nothing but the place.
        Err(error) => return Err(Failure::option("options", format_args!("are no JSON: {error}"))),
    };
    match platform {
        "pug" => pug(options, hooks, runtime).map(Core::Pug),
        "puguh" => puguh(options, hooks, runtime).map(Core::Puguh),
        "composite" => composite(options, hooks, runtime).map(Core::Composite),
        other => Err(Failure::option("platform", format_args!("is unknown: {other}"))),
    }
}

fn pug(options: JsonMap, hooks: Hooks, runtime: &Arc<Executor>) -> Result<PugClient, Failure> {
    let mut options = Reader {
        platform: "pug",
        options,
    };
    let mut builder = PugClient::builder();
    set! { builder:
        sdk_key = options.text("sdk_key")?,
        shared_key = options.text("shared_key")?,
        project_id = options.text("project_id")?,
        refresh_members = refresh_members(&mut options)?,
    }
    session(builder.options_mut(), &mut options, &hooks)?;
    shared(builder.options_mut(), &mut options, hooks, runtime)?;
    if options.flag("from_env")? {
        builder = builder.read_env();
    }
    options.done()?;
    Ok(builder.build()?)
}

fn puguh(options: JsonMap, hooks: Hooks, runtime: &Arc<Executor>) -> Result<PuguhClient, Failure> {
    let mut options = Reader {
        platform: "puguh",
        options,
    };
    let mut builder = PuguhClient::builder();
    set! { builder:
        api_key = options.text("api_key")?,
        organization_id = options.text("organization_id")?,
        application_id = options.text("application_id")?,
    }
    if let Some(mut given) = options.within("token_checks")? {
        builder = builder.token_checks(token_checks(&mut given)?);
        given.done()?;
    }
    session(builder.options_mut(), &mut options, &hooks)?;
    shared(builder.options_mut(), &mut options, hooks, runtime)?;
    if options.flag("from_env")? {
        builder = builder.read_env();
    }
    options.done()?;
    Ok(builder.build()?)
}

fn composite(options: JsonMap, hooks: Hooks, runtime: &Arc<Executor>) -> Result<CompositeClient, Failure> {
    let mut options = Reader {
        platform: "composite",
        options,
    };
    if hooks.token_source.is_some() || hooks.token_store.is_some() {
        let name = if hooks.token_source.is_some() {
            "on_token_expired"
        } else {
            "token_store"
        };
        return Err(Failure::option(
            name,
            "is no option of a composite client: it has no session",
        ));
    }
    let mut builder = CompositeClient::builder();
    let placement = match options.text("key_placement")?.as_deref() {
        None => None,
        Some("header") => Some(KeyPlacement::Header),
        Some("query") => Some(KeyPlacement::Query),
        Some(_) => return Err(Failure::option("key_placement", "must be header or query")),
    };
    let environment = match options.text("environment")?.as_deref() {
        None => None,
        Some("live") => Some(Environment::Live),
        Some("test") => Some(Environment::Test),
        Some(_) => return Err(Failure::option("environment", "must be live or test")),
    };
    set! { builder:
        api_key = options.text("api_key")?,
        key_placement = placement,
        scopes = options.texts("scopes")?,
        environment = environment,
    }
    shared(builder.options_mut(), &mut options, hooks, runtime)?;
    if options.flag("from_env")? {
        builder = builder.read_env();
    }
    options.done()?;
    Ok(builder.build()?)
}

fn pacing(options: &mut Reader) -> Result<Option<Pacing>, Failure> {
    let Some(mut pacing) = options.within("pacing")? else {
        return Ok(None);
    };
    let per_second = pacing.take("per_second").as_ref().and_then(Json::as_f64);
    let burst = pacing.count("burst")?;
    pacing.done()?;
    match (per_second, burst) {
        (Some(per_second), Some(burst)) => Ok(Some(Pacing::new(per_second, burst))),
        _ => Err(Failure::option(
            "pacing",
            "needs per_second and burst, both numbers",
        )),
    }
}

/// Sockets of the client's own, if an option asks for what the default ones do not have.
fn transport(options: &mut Reader) -> Result<Option<NativeTransport>, Failure> {
    let no_proxy = options.is_null("proxy");
    let proxy = options.text("proxy")?;
    let certificates = options.texts("root_certificates")?;
    let connect_timeout = options.seconds("connect_timeout")?;
    let limit = options.count("max_response_bytes")?;
    let given = no_proxy || proxy.is_some() || certificates.is_some();
    if !given && connect_timeout.is_none() && limit.is_none() {
        return Ok(None);
    }
    let mut builder = NativeTransport::builder();
    set! { builder:
        proxy = proxy,
        connect_timeout = connect_timeout,
        max_response_bytes = limit.map(|limit| limit as usize),
    }
    if no_proxy {
        options.options.remove("proxy");
        builder = builder.no_proxy();
    }
    for pem in certificates.unwrap_or_default() {
        builder = builder.root_certificate_pem(pem.as_bytes());
    }
    Ok(Some(builder.build()?))
}

fn refresh_members(options: &mut Reader) -> Result<Option<RefreshMembers>, Failure> {
    let Some(mut given) = options.within("refresh_members")? else {
        return Ok(None);
    };
    let members = members_of(&mut given)?;
    given.done()?;
    Ok(Some(members))
}

fn members_of(given: &mut Reader) -> Result<RefreshMembers, Failure> {
    let mut members = RefreshMembers::default();
    for (name, member) in [
        ("refresh_token", &mut members.refresh_token),
        ("access_token", &mut members.access_token),
        ("new_refresh_token", &mut members.new_refresh_token),
        ("expires_in", &mut members.expires_in),
    ] {
        if let Some(own) = given.text(name)? {
            *member = own;
        }
    }
    Ok(members)
}

/// How the members of a sign-in's answer are called, from JSON.
pub(crate) fn members_from(json: &str) -> Result<RefreshMembers, Failure> {
    let options = serde_json::from_str(json)
        .map_err(|error| Failure::option("refresh_members", format_args!("must be an object: {error}")))?;
    let mut given = Reader {
        platform: "pug",
        options,
    };
    let members = members_of(&mut given)?;
    given.done()?;
    Ok(members)
}

fn token_checks(given: &mut Reader) -> Result<TokenChecks, Failure> {
    let mut checks = TokenChecks::default();
    if let Some(issuer) = given.text("issuer")? {
        checks = checks.with_issuer(issuer);
    }
    if let Some(audience) = given.text("audience")? {
        checks = checks.with_audience(audience);
    }
    if let Some(leeway) = given.seconds("leeway")? {
        checks = checks.with_leeway(leeway);
    }
    Ok(checks)
}

/// What a token is checked for, from JSON.
pub(crate) fn checks_from(json: &str) -> Result<TokenChecks, Failure> {
    let options = serde_json::from_str(json)
        .map_err(|error| Failure::member("checks", format!("must be an object: {error}")))?;
    let mut given = Reader {
        platform: "puguh",
        options,
    };
    let checks = token_checks(&mut given)?;
    given.done()?;
    Ok(checks)
}

/// The options of one call.
#[derive(Default)]
pub(crate) struct CallOptions {
    /// `Some(None)`: no deadline.
    #[allow(clippy::option_option, reason = "absent and null differ")]
    timeout: Option<Option<Duration>>,
    idempotent: bool,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    organization_id: Option<String>,
    application_id: Option<String>,
    project_id: Option<String>,
    /// Whether to give what came with the answer.
    pub(crate) metadata: bool,
}

impl CallOptions {
    /// Reads them from JSON: an object, or an empty text for none.
    pub(crate) fn read(json: &str) -> Result<Self, Failure> {
        let mut read = Self::default();
        if json.is_empty() {
            return Ok(read);
        }
        let options = match serde_json::from_str(json) {
            Ok(Json::Object(options)) => options,
            Ok(other) => {
                return Err(Failure::member(
                    "options",
                    format!("must be an object, not {}", kind(&other)),
                ));
            }
            Err(error) => return Err(Failure::member("options", format!("are no JSON: {error}"))),
        };
        for (name, value) in options {
            let wrong =
                |wanted: &str| Failure::member(&name, format!("must be {wanted}, not {}", kind(&value)));
            let text = || match &value {
                Json::Null => Ok(None),
                Json::String(text) => Ok(Some(text.clone())),
                _ => Err(wrong("text")),
            };
            match name.as_str() {
                "timeout" => {
                    read.timeout = Some(match &value {
                        Json::Null => None,
                        value => {
                            Some(seconds(value).ok_or_else(|| wrong("a number of seconds, zero or more"))?)
                        }
                    });
                }
                "idempotent" => read.idempotent = value.as_bool().ok_or_else(|| wrong("true or false"))?,
                "metadata" => read.metadata = value.as_bool().ok_or_else(|| wrong("true or false"))?,
                "headers" => read.headers = pairs(&name, &value)?,
                "query" => read.query = pairs(&name, &value)?,
                "organization_id" => read.organization_id = text()?,
                "application_id" => read.application_id = text()?,
                "project_id" => read.project_id = text()?,
                _ => return Err(Failure::member(&name, "is no option of a call")),
            }
        }
        Ok(read)
    }

    pub(crate) fn apply<T>(&self, mut call: Call<T>) -> Call<T> {
        call = match self.timeout {
            None => call,
            Some(None) => call.no_timeout(),
            Some(Some(timeout)) => call.timeout(timeout),
        };
        if self.idempotent {
            call = call.idempotent();
        }
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        for (name, value) in &self.query {
            call = call.query(name, value);
        }
        if let Some(id) = &self.organization_id {
            call = call.organization_id(id);
        }
        if let Some(id) = &self.application_id {
            call = call.application_id(id);
        }
        if let Some(id) = &self.project_id {
            call = call.project_id(id);
        }
        call
    }
}

/// The members of an object of texts; lists repeat the name, numbers are written out.
fn pairs(option: &str, value: &Json) -> Result<Vec<(String, String)>, Failure> {
    let Json::Object(members) = value else {
        return Err(Failure::member(
            option,
            format!("must be an object, not {}", kind(value)),
        ));
    };
    let mut pairs = Vec::new();
    for (name, value) in members {
        let several = match value {
            Json::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in several {
            pairs.push((
                name.clone(),
                written(value).ok_or_else(|| {
                    Failure::member(
                        &format!("{option}.{name}"),
                        format!("must be text, not {}", kind(value)),
                    )
                })?,
            ));
        }
    }
    Ok(pairs)
}

fn written(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// A problem that is shown with the name of what it is about.
impl Failure {
    pub(crate) fn json(field: &str, error: impl Display) -> Self {
        Self::member(field, format!("is no JSON: {error}"))
    }
}
