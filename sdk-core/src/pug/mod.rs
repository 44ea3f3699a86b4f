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
    auth::{Credential, KeyRules, Placement, clean},
    call,
    client::{Core, Platform},
    erased,
    operation::CredentialKind,
    options::{Options, put, session_options, shared_options, variable},
    text,
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

static PLATFORM: Platform = Platform {
    name: "pug",
    base_url: "https://api.pug.sh",
    prefix: "",
    context: &[("project_id", "x-project-id")],
    operations: &catalog::PACKED,
    raw_name: "pug.call",
    key,
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
}

impl PugClientBuilder {
    /// An SDK key (`pk_sdk_…`): it writes events and profiles and reads nothing, so it may be in
    /// browsers and apps. Servers may ask for a [`project_id`](Self::project_id) with it.
    pub fn sdk_key(mut self, key: impl Into<Secret>) -> Self {
        put(&mut self.options.keys, SDK_KEY.name, key.into());
        self
    }

    /// A shared key (`pk_shared_…`): it reads profiles, insights and activity. For trusted servers
    /// only. Servers may ask for a [`project_id`](Self::project_id) with it.
    pub fn shared_key(mut self, key: impl Into<Secret>) -> Self {
        put(&mut self.options.keys, SHARED_KEY.name, key.into());
        self
    }

    /// Accepts a shared key in a web page, where every visitor can read it.
    pub fn dangerously_allow_browser(mut self, allow: bool) -> Self {
        self.options.key_rules.browser_allowed = allow;
        self
    }

    /// The project to act for, sent as `x-project-id` with every request that carries a
    /// credential, also those about an organization. Without it the header is left out, and the
    /// server decides: the platform says of all authenticated requests that they need it, and also
    /// of those for a project alone.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        put(&mut self.options.context, "project_id", id.into());
        self
    }

    /// How the members of a token refresh are called, where the server names them otherwise than
    /// the default. The platform documents none of them.
    pub fn refresh_members(mut self, members: RefreshMembers) -> Self {
        self.options.renewal = Some(Arc::new(members));
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
        self.options.read(
            &variable,
            &[
                (SDK_KEY.name, "PUG_SDK_API_KEY"),
                (SHARED_KEY.name, "PUG_SHARED_API_KEY"),
            ],
            &[("project_id", "PUG_PROJECT_ID")],
            "PUG_BASE_URL",
        );
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// `invalid_config`, naming the option, for anything that could not work.
    pub fn build(mut self) -> Result<PugClient, Error> {
        let core = connect(&mut self.options)?.core;
        Ok(PugClient { core })
    }
}

/// A client without types, for bindings. It takes what it needs out of the options.
#[doc(hidden)]
pub fn connect(options: &mut Options) -> Result<erased::Client, Error> {
    let twice = if options.keys.len() > 1 {
        "is given twice: both sdk_key (PUG_SDK_API_KEY) and shared_key (PUG_SHARED_API_KEY) are set, and a \
         client holds one of them"
    } else {
        "is given twice: a client holds one of sdk_key, shared_key and access_token"
    };
    options.check_credential(
        "is missing: give sdk_key (PUG_SDK_API_KEY), shared_key (PUG_SHARED_API_KEY) or access_token, or \
         say anonymous to use public operations only",
        twice,
    )?;
    let renewal = options.renewal.take();
    let renewal = renewal.unwrap_or_else(|| Arc::new(RefreshMembers::default()));
    renewal.check()?;
    let shared = options.keys.iter().any(|(option, _)| *option == SHARED_KEY.name);
    if shared && options.in_browser() && !options.key_rules.browser_allowed {
        return Err(Error::option(
            SHARED_KEY.name,
            "reads what a project holds, and every visitor of a web page can read it: use an SDK key \
             (pk_sdk_…), or set dangerously_allow_browser where there are no visitors",
        ));
    }
    let core = options.connect(&PLATFORM, Some(renewal))?;
    Ok(erased::Client { core })
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
        self.core.set_key(SDK_KEY.name, &key.into())
    }

    /// Replaces the shared key. Calls in flight keep the old one.
    ///
    /// # Errors
    ///
    /// `invalid_config` on a client that holds no shared key, or for a malformed key.
    pub fn set_shared_key(&self, key: impl Into<Secret>) -> Result<(), Error> {
        self.core.set_key(SHARED_KEY.name, &key.into())
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
    pub fn erased(&self) -> erased::Client {
        erased::Client::new(&self.core)
    }

    /// The rate limit as the last answer told it.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.core.shared.rate_limit(&self.core.credential.load())
    }
}

fn key(option: &str, key: &Secret, _: &KeyRules, _: bool) -> Result<Arc<Credential>, Error> {
    let key = clean(option, key)?;
    let (kind, other, mistaken) = if option == SDK_KEY.name {
        (SDK_KEY, SHARED_KEY, "pk_shared_")
    } else {
        (SHARED_KEY, SDK_KEY, "pk_sdk_")
    };
    // A key of the wrong kind in a browser would show everybody what only servers may read.
    if key.expose().starts_with(mistaken) {
        let problem = text::filled("is {}: give it as {}", &[other.label, other.name]);
        return Err(Error::option(option, &problem));
    }
    let placement = Placement::header(AUTHORIZATION, "Bearer ", &key)?;
    Ok(Credential::new(kind, placement, key, None))
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
