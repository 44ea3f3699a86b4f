//! Composite Analytics: events, users and session recordings.

mod operations;
#[cfg(test)]
mod tests;
mod types;

use std::{fmt, sync::Arc};

use http::{Method, header};

pub use self::{
    operations::{ApiKeys, Billing, Events, Exports, Projects, Recordings, Team, Users, catalog},
    types::*,
};
use crate::{
    Call, Error, Json, Pacing, RateLimit, Secret,
    auth::{Credential, Placement, clean},
    call,
    client::{Core, Platform},
    operation::CredentialKind,
    options::{Options, option, shared_options, variable},
    secret, text,
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

/// The query parameter of [`KeyPlacement::Query`].
const KEY_PARAMETER: &str = "api_key";

static PLATFORM: Platform = Platform {
    name: "composite",
    base_url: "https://prod.alb.us.api.composite.com",
    prefix: "/v1",
    context: &[],
    operations: catalog::ALL,
    raw_name: "composite.request",
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
    rules: KeyRules,
}

/// Collects the options of a [`CompositeClient`].
#[derive(Clone, Default)]
#[must_use]
pub struct CompositeClientBuilder {
    options: Options,
    api_key: Option<Secret>,
    scopes: Option<Vec<String>>,
    rules: KeyRules,
}

/// What is asked of a key, and where it goes: the same for the first and for those that replace it.
#[derive(Clone, Copy, Default)]
struct KeyRules {
    placement: KeyPlacement,
    environment: Option<Environment>,
    browser_allowed: bool,
}

impl CompositeClientBuilder {
    /// The key: `pk_…` for browsers and mobile apps, `sk_…` for servers.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Where the key goes. In the `Authorization` header unless given.
    pub fn key_placement(mut self, placement: KeyPlacement) -> Self {
        self.rules.placement = placement;
        self
    }

    /// The scopes of the secret key, such as `events:write`. A key does not tell its own.
    ///
    /// A call that needs another is then refused before anything is sent; without this option the
    /// server decides. Public keys have no scopes: for them it has no effect.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// The environment that the key is expected to be for. A key that names the other one is
    /// refused; many keys name none, and pass.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.rules.environment = Some(environment);
        self
    }

    /// Accepts a secret key in a web page, where every visitor can read it.
    pub fn dangerously_allow_browser(mut self, allow: bool) -> Self {
        self.rules.browser_allowed = allow;
        self
    }

    shared_options!();

    /// Takes what has not been given from `COMPOSITE_API_KEY` and `COMPOSITE_BASE_URL`.
    pub fn read_env(mut self) -> Self {
        self.api_key = self
            .api_key
            .or_else(|| variable("COMPOSITE_API_KEY").map(Secret::from));
        self.options.base_url = self.options.base_url.or_else(|| variable("COMPOSITE_BASE_URL"));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// `invalid_config`, naming the option, for anything that could not work.
    pub fn build(self) -> Result<CompositeClient, Error> {
        let Some(key) = self.api_key else {
            return Err(option(
                "api_key",
                "is missing: give a key that starts with pk_ or sk_ (COMPOSITE_API_KEY)",
            ));
        };
        let credential = self.rules.credential(&key, self.options.in_browser())?;
        let credential = if credential.kind() == SECRET_KEY {
            credential.with_scopes(self.scopes)
        } else {
            credential
        };
        let shared = Arc::new(self.options.build(&PLATFORM)?);
        let credential = crate::runtime::ArcSwap::from_pointee(credential);
        Ok(CompositeClient {
            core: Arc::new(Core {
                shared,
                credential,
                becoming: None,
            }),
            rules: self.rules,
        })
    }
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
        let in_browser = self.core.shared.runtime.in_browser();
        let credential = self.rules.credential(&key.into(), in_browser)?;
        self.core.replace(credential.kind(), credential)
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

impl KeyRules {
    fn credential(self, key: &Secret, in_browser: bool) -> Result<Credential, Error> {
        let key = clean("api_key", key)?;
        let kind = kind(key.expose())
            .ok_or_else(|| option("api_key", "must start with pk_ or sk_, and go on after it"))?;
        if kind == SECRET_KEY && in_browser && !self.browser_allowed {
            return Err(option(
                "api_key",
                "is a secret key, which every visitor of a web page can read: use a public key (pk_…), \
                 or set dangerously_allow_browser where there are no visitors",
            ));
        }
        if let Some(expected) = self.environment
            && let Some(found) = environment(key.expose())
            && expected != found
        {
            let (expected, found) = (expected.as_str(), found.as_str());
            let problem = format!("is {expected}, but api_key is a {found} key");
            return Err(option("environment", problem));
        }
        let placement = match self.placement {
            KeyPlacement::Query => Placement::Query(KEY_PARAMETER),
            KeyPlacement::Header => {
                let value = secret::header(["Bearer ", key.expose()])
                    .ok_or_else(|| option("api_key", "cannot stand in a header"))?;
                Placement::Header(header::AUTHORIZATION, value)
            }
        };
        Ok(Credential::new(kind, placement, key))
    }
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
fn environment(key: &str) -> Option<Environment> {
    match text::cut(text::cut(key, b'_')?.1, b'_')?.0 {
        "live" => Some(Environment::Live),
        "test" => Some(Environment::Test),
        _ => None,
    }
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
