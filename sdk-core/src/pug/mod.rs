//! Pug: product analytics.

mod operations;
mod refresh;
mod rotate;
#[cfg(test)]
mod tests;
mod types;

use std::{fmt, sync::Arc};

use http::header::AUTHORIZATION;
use serde::Serialize;

use self::refresh::Refresh;
pub use self::{
    operations::{
        Activity, Auth, Customers, Dashboards, EmailProviders, Events, Insights, Orgs, Profiles, Projects,
        catalog,
    },
    refresh::{RefreshMembers, tokens_from, tokens_in},
    types::*,
};
use crate::{
    Call, Error, Json, RateLimit, Secret, Tokens,
    auth::{Credential, Grant, Placement, clean},
    call::{self, RefreshGrant},
    client::{Core, Platform, Shared},
    operation::CredentialKind,
    options::{Options, SessionOptions, option, session_options, shared_options, variable},
    secret,
};

/// A key that may write, and nothing else.
pub(crate) const SDK_KEY: CredentialKind = CredentialKind {
    name: "sdk_key",
    label: "an SDK key (pk_sdk_…)",
};
/// A key that may read, for trusted servers.
pub(crate) const SHARED_KEY: CredentialKind = CredentialKind {
    name: "shared_key",
    label: "a shared key (pk_shared_…)",
};
/// The token of a signed-in user.
pub(crate) const USER_TOKEN: CredentialKind = CredentialKind {
    name: "access_token",
    label: "an access token",
};

static PLATFORM: Platform = Platform {
    name: "pug",
    base_url: "https://api.pug.sh",
    prefix: "",
    context: &[("project_id", "x-project-id")],
    operations: catalog::ALL,
    raw_name: "pug.call",
};

/// The client of the Pug API.
///
/// With an SDK key it sends events, with a shared key it reads what became of them, with an access
/// token it does what a person does on the dashboard.
///
/// ```no_run
/// # async fn demo() -> Result<(), keybearer::Error> {
/// use keybearer::{PugClient, pug::{BatchCreate, Event}};
///
/// let pug = PugClient::builder()
///     .sdk_key("pk_sdk_…")
///     .project_id("proj_…")
///     .build()?;
/// let order = Event::new("order_paid").with_property("total", 12.5);
/// pug.events().batch_create(BatchCreate::new([order])).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PugClient {
    core: Arc<Core>,
}

/// Collects the options of a [`PugClient`].
#[derive(Clone, Default)]
#[must_use]
pub struct PugClientBuilder {
    options: Options,
    session: SessionOptions,
    sdk_key: Option<Secret>,
    shared_key: Option<Secret>,
    members: RefreshMembers,
    browser_allowed: bool,
}

impl PugClientBuilder {
    /// An SDK key (`pk_sdk_…`): it writes events and profiles and reads nothing, so it may be in
    /// browsers and apps. Servers may ask for a [`project_id`](Self::project_id) with it.
    pub fn sdk_key(mut self, key: impl Into<Secret>) -> Self {
        self.sdk_key = Some(key.into());
        self
    }

    /// A shared key (`pk_shared_…`): it reads profiles, insights and activity. For trusted servers
    /// only. Servers may ask for a [`project_id`](Self::project_id) with it.
    pub fn shared_key(mut self, key: impl Into<Secret>) -> Self {
        self.shared_key = Some(key.into());
        self
    }

    /// Accepts a shared key in a web page, where every visitor can read it.
    pub fn dangerously_allow_browser(mut self, allow: bool) -> Self {
        self.browser_allowed = allow;
        self
    }

    /// The project to act for, sent as `x-project-id` with every request that carries a
    /// credential, also those about an organization. Without it the header is left out, and the
    /// server decides: the platform says of all authenticated requests that they need it, and also
    /// of those for a project alone.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.options.set_context("project_id", id.into());
        self
    }

    /// How the members of a token refresh are called, where the server names them otherwise than
    /// the default. The platform documents none of them.
    pub fn refresh_members(mut self, members: RefreshMembers) -> Self {
        self.members = members;
        self
    }

    session_options!();
    shared_options!();

    /// Takes what has not been given from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY` (not both),
    /// `PUG_PROJECT_ID` and `PUG_BASE_URL`.
    pub fn read_env(self) -> Self {
        self.read(variable)
    }

    fn read(mut self, variable: impl Fn(&str) -> Option<String>) -> Self {
        if self.sdk_key.is_none() && self.shared_key.is_none() && !self.is_user() {
            self.sdk_key = variable("PUG_SDK_API_KEY").map(Secret::from);
            self.shared_key = variable("PUG_SHARED_API_KEY").map(Secret::from);
        }
        if let (false, Some(id)) = (self.options.has_context("project_id"), variable("PUG_PROJECT_ID")) {
            self.options.set_context("project_id", id);
        }
        self.options.base_url = self.options.base_url.or_else(|| variable("PUG_BASE_URL"));
        self
    }

    /// Whether a session was given, or none on purpose.
    fn is_user(&self) -> bool {
        self.session.is_given(&self.options, false) || self.session.anonymous
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// `invalid_config`, naming the option, for anything that could not work.
    pub fn build(self) -> Result<PugClient, Error> {
        let given = [
            self.sdk_key.is_some(),
            self.shared_key.is_some(),
            self.session
                .is_given(&self.options, self.sdk_key.is_some() || self.shared_key.is_some()),
            self.session.anonymous,
        ];
        match given.iter().filter(|given| **given).count() {
            1 => {}
            0 => {
                return Err(option(
                    "credential",
                    "is missing: give sdk_key (PUG_SDK_API_KEY), shared_key (PUG_SHARED_API_KEY) or \
                     access_token, or say anonymous to use public operations only",
                ));
            }
            _ if self.sdk_key.is_some() && self.shared_key.is_some() => {
                return Err(option(
                    "credential",
                    "is given twice: both sdk_key (PUG_SDK_API_KEY) and shared_key \
                     (PUG_SHARED_API_KEY) are set, and a client holds one of them",
                ));
            }
            _ => {
                return Err(option(
                    "credential",
                    "is given twice: a client holds one of sdk_key, shared_key and access_token",
                ));
            }
        }
        self.members.check()?;
        if self.shared_key.is_some() && self.options.in_browser() && !self.browser_allowed {
            return Err(option(
                "shared_key",
                "reads what a project holds, and every visitor of a web page can read it: use an SDK key \
                 (pk_sdk_…), or set dangerously_allow_browser where there are no visitors",
            ));
        }
        let key = match (self.sdk_key, self.shared_key) {
            (Some(key), _) => Some(key_credential(SDK_KEY, &key)?),
            (None, Some(key)) => Some(key_credential(SHARED_KEY, &key)?),
            (None, None) => None,
        };
        let members = Arc::new(self.members);
        let grant = |shared: &Arc<Shared>| grant(shared, &members);
        let core = self
            .session
            .into_core(self.options, &PLATFORM, key, USER_TOKEN, &grant)?;
        Ok(PugClient { core })
    }
}

impl PugClient {
    /// Starts a client. It needs one credential: see [`PugClientBuilder`].
    pub fn builder() -> PugClientBuilder {
        PugClientBuilder::default()
    }

    /// A client from `PUG_SDK_API_KEY` or `PUG_SHARED_API_KEY`, `PUG_PROJECT_ID`, and if set
    /// `PUG_BASE_URL`.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().read_env().build()
    }

    /// Calls any method with this client's credential, retries and errors, in open JSON.
    ///
    /// `service` is the full name, package included. A method that this crate declares keeps its
    /// guard, class and path.
    ///
    /// ```no_run
    /// # async fn demo(pug: keybearer::PugClient) -> Result<(), keybearer::Error> {
    /// use serde_json::json;
    ///
    /// let alerts = pug
    ///     .call("alerts.v1.AlertsService", "List", &json!({ "limit": 50 }))
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn call(&self, service: &str, method: &str, message: &impl Serialize) -> Call<Json> {
        call::rpc(&self.core, service, method, message)
    }

    /// Installs new tokens: after a sign-in, or to revive a session that has expired.
    /// [`tokens_from`] makes them of an answer of [`auth`](Self::auth).
    ///
    /// An anonymous client becomes a session by this.
    ///
    /// # Errors
    ///
    /// `invalid_config` on a client that holds a key, or for a malformed token; `callback` if the
    /// token store failed, in which case the tokens are in use nevertheless.
    pub async fn set_tokens(&self, tokens: impl Into<Tokens>) -> Result<(), Error> {
        self.core.set_tokens(tokens.into())?.await
    }

    /// Replaces the SDK key. Calls in flight keep the old one.
    ///
    /// # Errors
    ///
    /// `invalid_config` on a client that holds no SDK key, or for a malformed key.
    pub fn set_sdk_key(&self, key: impl Into<Secret>) -> Result<(), Error> {
        self.core.replace(SDK_KEY, key_credential(SDK_KEY, &key.into())?)
    }

    /// Replaces the shared key. Calls in flight keep the old one.
    ///
    /// # Errors
    ///
    /// `invalid_config` on a client that holds no shared key, or for a malformed key.
    pub fn set_shared_key(&self, key: impl Into<Secret>) -> Result<(), Error> {
        self.core
            .replace(SHARED_KEY, key_credential(SHARED_KEY, &key.into())?)
    }

    /// Signs out: forgets the tokens here and in the token store. A refresh that is under way is
    /// discarded. Nothing is sent, as the platform documents no method for it.
    ///
    /// # Errors
    ///
    /// That of the token store.
    pub async fn sign_out(&self) -> Result<(), Error> {
        call::sign_out(&self.core).await
    }

    /// This client without types, for bindings.
    #[doc(hidden)]
    pub fn erased(&self) -> crate::erased::Client {
        crate::erased::Client::new(&self.core)
    }

    /// The rate limit as the last answer told it.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.core.shared.rate_limit(&self.core.credential.load())
    }
}

fn grant(shared: &Arc<Shared>, members: &Arc<RefreshMembers>) -> Arc<dyn Grant> {
    Arc::new(RefreshGrant(Box::new(Refresh {
        shared: Arc::clone(shared),
        members: Arc::clone(members),
    })))
}

fn key_credential(kind: CredentialKind, key: &Secret) -> Result<Credential, Error> {
    let key = clean(kind.name, key)?;
    // A key of the wrong kind in a browser would show everybody what only servers may read.
    let mistaken = [(SDK_KEY, "pk_sdk_"), (SHARED_KEY, "pk_shared_")]
        .into_iter()
        .find(|(other, prefix)| *other != kind && key.expose().starts_with(prefix));
    if let Some((other, _)) = mistaken {
        let problem = format!("is {}: give it as {}", other.label, other.name);
        return Err(option(kind.name, problem));
    }
    let value = secret::header(["Bearer ", key.expose()])
        .ok_or_else(|| option(kind.name, "cannot stand in a header"))?;
    Ok(Credential::new(
        kind,
        Placement::Header(AUTHORIZATION, value),
        key,
    ))
}

impl fmt::Debug for PugClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PugClient")
            .field("credential", &**self.core.credential.load())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PugClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PugClientBuilder").finish_non_exhaustive()
    }
}
