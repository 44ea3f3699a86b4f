//! A client, as the other languages hold it.

use std::{mem, sync::Arc};

use arc_swap::ArcSwapOption;
use futures_util::FutureExt;
use keybearer::{
    Json, Secret,
    pug::{CreateApiKey, RefreshMembers, tokens_from},
    puguh::{CallbackParameters, LoginResponse},
};
use tokio::sync::watch;

use crate::{
    dispatch::{self, Ask, Core},
    failure::Failure,
    hooks::{Deploy, Observer, TokenRequest, TokenSource, TokenStore, TokenValues, Wanted, deployed},
    options::{self, CallOptions, Hooks, members_from},
    pages::Pages,
    running::{Answer, RateLimit, Running, Work, inside, no_thread},
    runtime,
};

/// A client of one of the three APIs. All that a process does with it may happen at once.
#[derive(uniffi::Object)]
pub struct Client {
    /// Empty once it is closed.
    live: ArcSwapOption<Live>,
    closing: watch::Sender<bool>,
    wanted: Arc<Wanted>,
}

struct Live {
    core: Core,
    process: u32,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.live.load() {
            Some(live) => live.core.fmt(f),
            None => f.write_str("Client(closed)"),
        }
    }
}

impl Client {
    pub(crate) fn build(platform: &str, options: &str, hooks: Hooks) -> Result<Self, Failure> {
        let executor = runtime::executor().map_err(|error| no_thread(&error))?;
        let wanted = Arc::clone(&hooks.wanted);
        let core = options::build(platform, options, hooks, &executor)?;
        let live = Live {
            core,
            process: std::process::id(),
        };
        Ok(Self {
            live: ArcSwapOption::from_pointee(live),
            closing: watch::Sender::new(false),
            wanted,
        })
    }

    /// What calls are made with.
    fn live(&self) -> Result<Arc<Live>, Failure> {
        let live = self.live.load_full().ok_or_else(Failure::closed)?;
        if live.process == std::process::id() {
            return Ok(live);
        }
        // The sockets are the parent's too, and the threads that moved their bytes are not here.
        Err(Failure::new(
            keybearer::ErrorCode::InvalidConfig,
            "this client was built before the process was forked; build another one in the child",
            "forked",
        ))
    }

    /// The work of a call.
    pub(crate) fn work(&self, ask: &Ask<'_>) -> Result<Work, Failure> {
        let named = |failure: Failure| failure.of_operation(ask.operation);
        dispatch::start(&self.live().map_err(named)?.core, ask).map_err(named)
    }

    /// The work of rotating a key.
    pub(crate) fn rotation(
        &self,
        old_key: &str,
        new: &str,
        deploy: Arc<dyn Deploy>,
    ) -> Result<Work, Failure> {
        const NAME: &str = "pug.projects.rotate_api_key";
        let named = |failure: Failure| failure.of_operation(NAME);
        let live = self.live().map_err(named)?;
        let Core::Pug(client) = &live.core else {
            return Err(named(Failure::member("operation", "is one of Pug's only")));
        };
        let old_key: Json =
            serde_json::from_str(old_key).map_err(|error| named(Failure::json("old_key", error)))?;
        let new: CreateApiKey = dispatch::parse(new).map_err(named)?;
        let projects = client.projects();
        let work = async move {
            let key = projects
                .rotate_api_key(old_key, new, |key| deployed(deploy, key))
                .await?;
            let value = serde_json::to_string(&key).map_err(|error| Failure::json("answer", error))?;
            Ok(Answer {
                value,
                metadata: None,
            })
        };
        Ok(work.boxed())
    }

    pub(crate) fn closed(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }
}

#[uniffi::export]
impl Client {
    /// Builds a client; nothing is sent. `platform` is `pug`, `puguh` or `composite`; `options` is
    /// a JSON object of the options in snake case, durations in seconds. `null` is as good as
    /// leaving an option out, but for `timeout` (none) and `proxy` (none).
    ///
    /// # Errors
    ///
    /// `invalid_config`, its reason the option's name.
    #[uniffi::constructor(default(token_source = None, token_store = None, observer = None))]
    pub fn new(
        platform: &str,
        options: &str,
        token_source: Option<Arc<dyn TokenSource>>,
        token_store: Option<Arc<dyn TokenStore>>,
        observer: Option<Arc<dyn Observer>>,
    ) -> Result<Arc<Self>, Failure> {
        let hooks = Hooks {
            token_source,
            token_store,
            observer,
            wanted: Arc::default(),
        };
        Self::build(platform, options, hooks).map(Arc::new)
    }

    /// Starts a call. `operation` is its full name, such as `puguh.organizations.list`, or one of
    ///
    /// - `pug.call` (service, method; message), `puguh.request` and `composite.request` (method,
    ///   path; body)
    /// - `<platform>.set_tokens` (; tokens), `<platform>.sign_out`
    /// - `puguh.verify_credentials`, `puguh.verify_token` (token; checks)
    ///
    /// `request` is JSON with members as on the wire, `options` a JSON object with `timeout`
    /// (seconds; `null` for none), `idempotent`, `headers`, `query`, `organization_id`,
    /// `application_id`, `project_id` and `metadata` (whether to give it). A call that is made
    /// while a token request is answered names it, so that a circle is found.
    ///
    /// What is wrong with the call is told by its result.
    #[uniffi::method(default(request = None, options = None, token_request = None))]
    pub fn start(
        &self,
        operation: &str,
        arguments: Vec<String>,
        request: Option<String>,
        options: Option<String>,
        token_request: Option<Arc<TokenRequest>>,
    ) -> Result<Arc<Running>, Failure> {
        let options = CallOptions::read(options.as_deref().unwrap_or_default())
            .map_err(|failure| failure.of_operation(operation))?;
        let ask = Ask {
            operation,
            arguments: &arguments,
            request: request.as_deref().unwrap_or_default(),
            options,
        };
        let work = self.work(&ask)?;
        Running::start(inside(token_request, work), self.closed())
    }

    /// The pages of a list, or with `items` the lists of their items. Nothing is sent yet.
    #[uniffi::method(default(request = None, options = None, items = false))]
    pub fn pages(
        &self,
        operation: &str,
        arguments: Vec<String>,
        request: Option<String>,
        options: Option<String>,
        items: bool,
    ) -> Result<Arc<Pages>, Failure> {
        let named = |failure: Failure| failure.of_operation(operation);
        let ask = Ask {
            operation,
            arguments: &arguments,
            request: request.as_deref().unwrap_or_default(),
            options: CallOptions::read(options.as_deref().unwrap_or_default()).map_err(named)?,
        };
        let pages = dispatch::list(&self.live().map_err(named)?.core, &ask, items).map_err(named)?;
        Ok(Arc::new(Pages::new(pages, self.closed())))
    }

    /// Replaces a Pug API key: creates `new` (a `CreateApiKey` as JSON), hands the key to `deploy`,
    /// and revokes the old one, an id or a message as JSON, only if that succeeded. The answer is
    /// the new key.
    #[uniffi::method(default(token_request = None))]
    pub fn rotate_api_key(
        &self,
        old_key: &str,
        new: &str,
        deploy: Arc<dyn Deploy>,
        token_request: Option<Arc<TokenRequest>>,
    ) -> Result<Arc<Running>, Failure> {
        let work = self.rotation(old_key, new, deploy)?;
        Running::start(inside(token_request, work), self.closed())
    }

    /// Replaces a key by another of its kind: `api_key`, `sdk_key` or `shared_key`. Calls in
    /// flight keep the old one.
    pub fn set_key(&self, name: &str, key: &str) -> Result<(), Failure> {
        let live = self.live()?;
        match (&live.core, name) {
            (Core::Pug(client), "sdk_key") => client.set_sdk_key(key)?,
            (Core::Pug(client), "shared_key") => client.set_shared_key(key)?,
            (Core::Puguh(client), "api_key") => client.set_api_key(key)?,
            (Core::Composite(client), "api_key") => client.set_api_key(key)?,
            _ => return Err(Failure::option(name, "is no key of this client")),
        }
        Ok(())
    }

    /// Replaces the option `observe`: the kinds of events that the observer is told from now on.
    pub fn observe(&self, kinds: Vec<String>) -> Result<(), Failure> {
        self.wanted.set(&kinds)
    }

    /// The rate limit as the last answer told it.
    pub fn rate_limit(&self) -> Result<Option<RateLimit>, Failure> {
        let live = self.live()?;
        let limit = match &live.core {
            Core::Pug(client) => client.rate_limit(),
            Core::Puguh(client) => client.rate_limit(),
            Core::Composite(client) => client.rate_limit(),
        };
        Ok(limit.map(RateLimit::from))
    }

    /// Where to send a person to sign in at PUGUH, with a fresh state and, if wanted, PKCE.
    pub fn authorization_url(
        &self,
        client_id: &str,
        redirect_uri: &str,
        scopes: Vec<String>,
        pkce: bool,
    ) -> Result<Authorization, Failure> {
        let live = self.live()?;
        let Core::Puguh(client) = &live.core else {
            return Err(Failure::member("operation", "is one of PUGUH's only"));
        };
        let scopes: Vec<_> = scopes.iter().map(String::as_str).collect();
        let made = if pkce {
            client
                .oauth()
                .authorization_url_with_pkce(client_id, redirect_uri, &scopes)
        } else {
            client.oauth().authorization_url(client_id, redirect_uri, &scopes)
        };
        Ok(Authorization {
            url: made.url,
            state: made.state.expose().to_owned(),
            code_verifier: made.code_verifier.map(|verifier| verifier.expose().to_owned()),
        })
    }

    /// The client for people: its kind of credential and a fingerprint of it, no secret.
    pub fn describe(&self) -> String {
        format!("{self:?}")
    }

    /// Closes it: calls under way come to `cancelled`, later ones to `invalid_config`, and its
    /// connections are closed. A second time has no effect.
    pub fn shutdown(&self) {
        let live = self.live.swap(None);
        self.closing.send_replace(true);
        forget_parents(live);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        forget_parents(self.live.swap(None));
    }
}

/// What was built before a fork is left as it is: to take it down would touch locks and tasks of
/// threads that are not here.
fn forget_parents(live: Option<Arc<Live>>) {
    if live
        .as_ref()
        .is_some_and(|live| live.process != std::process::id())
    {
        mem::forget(live);
    }
}

/// Where to send a person to sign in, and what to keep until they come back.
#[derive(Clone, uniffi::Record)]
pub struct Authorization {
    /// The address to open in a browser.
    pub url: String,
    /// Comes back with the person; `callback_code` compares it.
    pub state: String,
    /// The PKCE verifier, if PKCE was asked for.
    pub code_verifier: Option<String>,
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorization(…)")
    }
}

/// The code in the address that a person came back with, if its state is the one that was sent.
///
/// # Errors
///
/// `permission_denied` if the person or the server said no, `invalid_request` if the state differs.
#[uniffi::export]
pub fn callback_code(url: &str, state: &str) -> Result<String, Failure> {
    let code = CallbackParameters::parse(url).code(&Secret::from(state))?;
    Ok(code.expose().to_owned())
}

/// The tokens in the answer to a sign-in, as JSON, ready for `set_tokens`. `members` names the
/// members of Pug's answers, as the option `refresh_members` does.
///
/// # Errors
///
/// `unauthenticated` with reason `further_step_required` if there are none.
#[uniffi::export(default(members = None))]
pub fn sign_in_tokens(platform: &str, answer: &str, members: Option<String>) -> Result<TokenValues, Failure> {
    if platform == "puguh" {
        let answer: LoginResponse = dispatch::parse(answer)?;
        return Ok(answer.tokens()?.into());
    }
    let answer: Json = dispatch::parse(answer)?;
    let members = members.map_or(Ok(RefreshMembers::default()), |members| members_from(&members))?;
    Ok(tokens_from(&answer, &members)?.into())
}

/// The version of the library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
