//! Composite Analytics: events, users and session recordings.

mod operations;
#[cfg(test)]
mod tests;
mod types;

use std::{fmt, sync::Arc};

use http::{Method, header::AUTHORIZATION};

pub use self::{
    operations::{ApiKeys, Billing, Events, Exports, Projects, Recordings, Team, Users, catalog},
    types::*,
};
use crate::{
    Call, Error, Json, Pacing, RateLimit, Secret,
    auth::{Credential, KeyRules, Placement, clean},
    call,
    client::{Core, Platform},
    erased,
    operation::CredentialKind,
    options::{Options, put, shared_options, variable},
    text,
};

/// Fit for browsers and mobile apps.
pub(crate) const PUBLIC_KEY: CredentialKind = CredentialKind {
    name: "public_key",
    label: "a public key (pk_…)",
};
/// For servers only.
pub(crate) const SECRET_KEY: CredentialKind = CredentialKind {
    name: "secret_key",
    label: "a secret key (sk_…)",
};

/// The option that gives the key.
const OPTION: &str = "api_key";
/// The query parameter of [`KeyPlacement::Query`].
const KEY_PARAMETER: &str = "api_key";

static PLATFORM: Platform = Platform {
    name: "composite",
    base_url: "https://prod.alb.us.api.composite.com",
    prefix: "/v1",
    context: &[],
    operations: &catalog::PACKED,
    raw_name: "composite.request",
    key,
};

/// The documented limits, as presets for [`CompositeClientBuilder::pacing`].
pub mod pacing {
    use super::Pacing;

    /// Public keys: 100 requests a second, 1,000 at once.
    pub const PUBLIC_KEY: Pacing = Pacing::new(100.0, 1_000);
    /// Secret keys: 1,000 requests a second, 10,000 at once.
    pub const SECRET_KEY: Pacing = Pacing::new(1_000.0, 10_000);
}

/// Where the key goes in a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyPlacement {
    /// In the header: `Authorization: Bearer …`.
    #[default]
    Header,
    /// In the URL, as the parameter `api_key`, and in no header. Servers and proxies log URLs:
    /// only for where headers cannot be set.
    Query,
}

/// What a key works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Real data: `pk_live_…`, `sk_live_…`.
    Live,
    /// Data for trying out: `pk_test_…`, `sk_test_…`.
    Test,
}

impl Environment {
    fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

/// The client of the Composite Analytics API.
///
/// With a public key (`pk_…`) it sends events, recordings and identities, and reads the own profile
/// and the configuration of the project; everything else needs a secret key (`sk_…`), and is
/// refused without one before anything is sent.
///
/// ```no_run
/// # async fn demo() -> Result<(), keybearer::Error> {
/// use keybearer::{CompositeClient, composite::Event};
///
/// let composite = CompositeClient::builder().api_key("pk_live_…").build()?;
/// composite
///     .events()
///     .send(Event::new("order_placed").with_distinct_id("user-17"))
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct CompositeClient {
    pub(crate) core: Arc<Core>,
}

/// Collects the options of a [`CompositeClient`].
#[derive(Clone, Default)]
#[must_use]
pub struct CompositeClientBuilder {
    options: Options,
}

impl CompositeClientBuilder {
    /// The key: `pk_…` for browsers and mobile apps, `sk_…` for servers.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        put(&mut self.options.keys, OPTION, key.into());
        self
    }

    /// Where the key goes. In the `Authorization` header unless given.
    pub fn key_placement(mut self, placement: KeyPlacement) -> Self {
        self.options.key_rules.in_query = placement == KeyPlacement::Query;
        self
    }

    /// The scopes of the secret key, such as `events:write`. A key does not tell its own.
    ///
    /// A call that needs another is then refused before anything is sent; without this option the
    /// server decides. Public keys have no scopes: for them it has no effect.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        self.options.key_rules.scopes = Some(Arc::new(scopes));
        self
    }

    /// The environment that the key is expected to be for. A key that names the other one is
    /// refused; many keys name none, and pass.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.options.key_rules.environment = Some(environment.as_str());
        self
    }

    /// Accepts a secret key in a web page, where every visitor can read it.
    pub fn dangerously_allow_browser(mut self, allow: bool) -> Self {
        self.options.key_rules.browser_allowed = allow;
        self
    }

    shared_options!();

    /// Takes what has not been given from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`.
    pub fn read_env(mut self) -> Self {
        let keys = [(OPTION, "COMPOSITE_API_KEY")];
        self.options.read(&variable, &keys, &[], "COMPOSITE_BASE_URL");
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// `invalid_config`, naming the option, for anything that could not work.
    pub fn build(mut self) -> Result<CompositeClient, Error> {
        let core = connect(&mut self.options)?.core;
        Ok(CompositeClient { core })
    }
}

/// A client without types, for bindings. It takes what it needs out of the options.
#[doc(hidden)]
pub fn connect(options: &mut Options) -> Result<erased::Client, Error> {
    if options.keys.is_empty() {
        return Err(Error::option(
            OPTION,
            "is missing: give a key that starts with pk_ or sk_ (COMPOSITE_API_KEY)",
        ));
    }
    let core = options.connect(&PLATFORM, None)?;
    Ok(erased::Client { core })
}

impl CompositeClient {
    /// Starts a client. It needs a key: see [`CompositeClientBuilder::api_key`].
    pub fn builder() -> CompositeClientBuilder {
        CompositeClientBuilder::default()
    }

    /// A client from `COMPOSITE_API_KEY`, and if set `COMPOSITE_BASE_URL`.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().read_env().build()
    }

    /// Calls any path with this client's key, retries and errors, in open JSON.
    ///
    /// ```no_run
    /// # async fn demo(composite: keybearer::CompositeClient) -> Result<(), keybearer::Error> {
    /// use keybearer::Method;
    ///
    /// let cohorts = composite
    ///     .request(Method::GET, "/v1/cohorts")
    ///     .query("limit", 50)
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> Call<Json> {
        call::rest(&self.core, method, path)
    }

    /// Replaces the key by another of the same kind. Calls in flight keep the old one; placement,
    /// scopes and expected environment stay.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a malformed key, one of the other kind, or one of another environment
    /// than the expected. The old key then stays.
    pub fn set_api_key(&self, key: impl Into<Secret>) -> Result<(), Error> {
        self.core.set_key(OPTION, &key.into())
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

fn key(option: &str, key: &Secret, rules: &KeyRules, in_browser: bool) -> Result<Arc<Credential>, Error> {
    let key = clean(option, key)?;
    let kind = kind(key.expose())
        .ok_or_else(|| Error::option(option, "must start with pk_ or sk_, and go on after it"))?;
    let is_secret = kind == SECRET_KEY;
    if is_secret && in_browser && !rules.browser_allowed {
        return Err(Error::option(
            option,
            "is a secret key, which every visitor of a web page can read: use a public key (pk_…), or set \
             dangerously_allow_browser where there are no visitors",
        ));
    }
    if let Some(expected) = rules.environment
        && let Some(found) = environment(key.expose())
        && expected != found
    {
        let problem = text::filled("is {}, but {} is a {} key", &[expected, option, found]);
        return Err(Error::option("environment", &problem));
    }
    let placement = if rules.in_query {
        Placement::Query(KEY_PARAMETER)
    } else {
        Placement::header(AUTHORIZATION, "Bearer ", &key)?
    };
    let scopes = rules.scopes.clone().filter(|_| is_secret);
    Ok(Credential::new(kind, placement, key, scopes))
}

/// Nothing but the prefix is reliable: `pk_live_…`, `pk_…` and `pk_7_…` are all in use.
fn kind(key: &str) -> Option<CredentialKind> {
    match key.split_at_checked(3)? {
        (_, "") => None,
        ("pk_", _) => Some(PUBLIC_KEY),
        ("sk_", _) => Some(SECRET_KEY),
        _ => None,
    }
}

/// The environment that a key names, if it names one.
fn environment(key: &str) -> Option<&str> {
    let named = text::cut(text::cut(key, b'_')?.1, b'_')?.0;
    matches!(named, "live" | "test").then_some(named)
}

impl fmt::Debug for CompositeClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompositeClient")
            .field("credential", &**self.core.credential.load())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CompositeClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompositeClientBuilder").finish_non_exhaustive()
    }
}
