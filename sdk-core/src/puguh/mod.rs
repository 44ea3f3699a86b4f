//! ARSAKA PUGUH: identity and organizations.

mod operations;
mod types;
#[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
mod verify;

use std::{fmt, sync::Arc};

use http::{HeaderName, Method};

pub use self::{
    operations::{Auth, Iam, OAuth, Organizations, System, catalog},
    types::*,
};
pub use crate::auth::oauth::{Authorization, CallbackParameters};
use crate::{
    Call, Error, Json, Pacing, RateLimit, Secret, Tokens,
    auth::{Credential, KeyRules, Placement, clean, oauth},
    call::{self, Renewal},
    client::{Core, Platform},
    erased,
    operation::{Class, CredentialKind, Operation},
    options::{Options, put, session_options, shared_options, variable},
};

/// An API key with its organization.
pub(crate) const API_KEY: CredentialKind = CredentialKind {
    name: "api_key",
    label: "an API key",
};

static PLATFORM: Platform = Platform {
    name: "puguh",
    base_url: "https://api-puguh.arsaka.io",
    prefix: "/api/v1",
    context: &[
        ("organization_id", "x-organization-id"),
        ("application_id", "x-application-id"),
    ],
    operations: &catalog::PACKED,
    raw_name: "puguh.request",
    key,
};

/// The documented limits, as presets for [`PuguhClientBuilder::pacing`].
pub mod pacing {
    use super::Pacing;

    /// The Free plan: 60 requests a minute.
    pub const FREE: Pacing = Pacing::per_minute(60);
    /// The Pro plan: 300 requests a minute.
    pub const PRO: Pacing = Pacing::per_minute(300);
    /// The Business plan: 1,000 requests a minute.
    pub const BUSINESS: Pacing = Pacing::per_minute(1000);
}

/// The client of the PUGUH API.
///
/// With an API key it acts as a server, for one organization; with an access token, as a user.
///
/// ```no_run
/// # async fn demo() -> Result<(), keybearer::Error> {
/// use keybearer::{PuguhClient, puguh::ListOrganizations};
///
/// let puguh = PuguhClient::builder()
///     .api_key("…")
///     .organization_id("0b7c1f0e-…")
///     .build()?;
/// let page = puguh.organizations().list(ListOrganizations::default()).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PuguhClient {
    pub(crate) core: Arc<Core>,
    #[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
    keys: Arc<verify::KeyCache>,
    #[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
    checks: crate::TokenChecks,
}

/// Collects the options of a [`PuguhClient`].
#[derive(Clone, Default)]
#[must_use]
pub struct PuguhClientBuilder {
    options: Options,
    #[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
    checks: crate::TokenChecks,
}

impl PuguhClientBuilder {
    /// An API key. It needs [`organization_id`](Self::organization_id).
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        put(&mut self.options.keys, API_KEY.name, key.into());
        self
    }

    /// The organization to act for, sent as `X-Organization-ID`.
    pub fn organization_id(mut self, id: impl Into<String>) -> Self {
        put(&mut self.options.context, "organization_id", id.into());
        self
    }

    /// The application to act for, sent as `X-Application-ID`.
    pub fn application_id(mut self, id: impl Into<String>) -> Self {
        put(&mut self.options.context, "application_id", id.into());
        self
    }

    /// What [`PuguhClient::verify_token`] checks besides signature and expiry.
    #[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
    pub fn token_checks(mut self, checks: crate::TokenChecks) -> Self {
        self.checks = checks;
        self
    }

    session_options!();
    shared_options!();

    /// Takes what has not been given from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`,
    /// `PUGUH_APPLICATION_ID` and `PUGUH_BASE_URL`.
    pub fn read_env(mut self) -> Self {
        self.options.read(
            &variable,
            &[(API_KEY.name, "PUGUH_API_KEY")],
            &[
                ("organization_id", "PUGUH_ORGANIZATION_ID"),
                ("application_id", "PUGUH_APPLICATION_ID"),
            ],
            "PUGUH_BASE_URL",
        );
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// `invalid_config`, naming the option, for anything that could not work.
    pub fn build(mut self) -> Result<PuguhClient, Error> {
        Ok(PuguhClient {
            core: connect(&mut self.options)?.core,
            #[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
            keys: Arc::default(),
            #[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
            checks: self.checks,
        })
    }
}

/// A client without types, for bindings. It takes what it needs out of the options.
#[doc(hidden)]
pub fn connect(options: &mut Options) -> Result<erased::Client, Error> {
    options.check_credential(
        "is missing: give api_key (PUGUH_API_KEY) with organization_id, or access_token, or say anonymous to \
         use public operations only",
        "is given twice: a client holds api_key or access_token, not both",
    )?;
    if !options.keys.is_empty() && !options.has_context("organization_id") {
        return Err(Error::option(
            "organization_id",
            "is missing: an API key acts for one organization (PUGUH_ORGANIZATION_ID)",
        ));
    }
    let core = options.connect(&PLATFORM, Some(Arc::new(Refresh)))?;
    Ok(erased::Client { core })
}

impl PuguhClient {
    /// Starts a client. It needs one credential: see [`PuguhClientBuilder`].
    pub fn builder() -> PuguhClientBuilder {
        PuguhClientBuilder::default()
    }

    /// A client from `PUGUH_API_KEY`, `PUGUH_ORGANIZATION_ID`, and if set `PUGUH_APPLICATION_ID`
    /// and `PUGUH_BASE_URL`.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().read_env().build()
    }

    /// Asks whether the service is well. The body is open JSON.
    pub fn health(&self) -> Call<Json> {
        self.system().health()
    }

    /// Checks the credential with a call that cannot succeed without it: the first page of one
    /// organization. A health check alone would not prove it.
    pub fn verify_credentials(&self) -> Call<OrganizationPage> {
        self.organizations().list(ListOrganizations {
            page_size: Some(1),
            ..ListOrganizations::default()
        })
    }

    /// Calls any path with this client's credential, retries and errors, in open JSON.
    ///
    /// ```no_run
    /// # async fn demo(puguh: keybearer::PuguhClient) -> Result<(), keybearer::Error> {
    /// use keybearer::Method;
    ///
    /// let endpoints = puguh
    ///     .request(Method::GET, "/api/v1/webhooks/endpoints")
    ///     .query("page_size", 50)
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> Call<Json> {
        call::rest(&self.core, method, path)
    }

    /// Installs new tokens: after a sign-in, or to revive a session that has expired.
    ///
    /// An anonymous client becomes a session by this.
    ///
    /// # Errors
    ///
    /// `invalid_config` on a client that holds an API key, or for a malformed token; `callback` if
    /// the token store failed, in which case the tokens are in use nevertheless.
    pub async fn set_tokens(&self, tokens: impl Into<Tokens>) -> Result<(), Error> {
        self.core.set_tokens(tokens.into())?.await
    }

    /// Replaces the API key. Calls in flight keep the old one.
    ///
    /// # Errors
    ///
    /// `invalid_config` on a client that holds no API key, or for a malformed key.
    pub fn set_api_key(&self, key: impl Into<Secret>) -> Result<(), Error> {
        self.core.set_key(API_KEY.name, &key.into())
    }

    /// Signs out: forgets the tokens here and in the token store, whatever then happens, and
    /// revokes the session at the server. A refresh that is under way is discarded.
    ///
    /// # Errors
    ///
    /// That of the token store, or of the server's answer.
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

impl OAuth {
    /// The one of a client without types, for bindings.
    #[doc(hidden)]
    pub fn of(client: &erased::Client) -> Self {
        Self {
            core: Arc::clone(&client.core),
        }
    }

    /// Where to send a person to sign in, with a fresh state.
    ///
    /// Keep the whole [`Authorization`] until they come back, then compare the state by
    /// [`CallbackParameters::code`] and exchange the code.
    pub fn authorization_url(&self, client_id: &str, redirect_uri: &str, scopes: &[&str]) -> Authorization {
        self.authorization(client_id, redirect_uri, scopes, false)
    }

    /// As [`authorization_url`](Self::authorization_url), with PKCE (RFC 7636, S256). The platform
    /// does not document it.
    pub fn authorization_url_with_pkce(
        &self,
        client_id: &str,
        redirect_uri: &str,
        scopes: &[&str],
    ) -> Authorization {
        self.authorization(client_id, redirect_uri, scopes, true)
    }

    fn authorization(
        &self,
        client_id: &str,
        redirect_uri: &str,
        scopes: &[&str],
        pkce: bool,
    ) -> Authorization {
        let ask = oauth::Ask {
            endpoint: self.core.shared.base.join("/oauth/authorize"),
            client_id,
            redirect_uri,
            scopes,
            pkce,
        };
        oauth::authorization(&ask, &*self.core.shared.runtime)
    }
}

fn key(option: &str, key: &Secret, _: &KeyRules, _: bool) -> Result<Arc<Credential>, Error> {
    let key = clean(option, key)?;
    let placement = Placement::header(HeaderName::from_static("x-api-key"), "", &key)?;
    Ok(Credential::new(API_KEY, placement, key, None))
}

/// Renewal by PUGUH's own operation.
struct Refresh;

impl Renewal for Refresh {
    fn operation(&self, rotating: bool) -> (&'static Operation, Class, &str) {
        let class = if rotating {
            Class::RotatingRefresh
        } else {
            Class::Refresh
        };
        (&catalog::auth::refresh, class, "refresh_token")
    }

    fn read(&self, body: &[u8]) -> Result<Tokens, Error> {
        LoginResponse::tokens_in(body)
    }

    fn rotates(&self) -> bool {
        // The contract returns no new refresh token; a server that does is then known to rotate.
        false
    }
}

impl fmt::Debug for PuguhClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PuguhClient")
            .field("credential", &**self.core.credential.load())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PuguhClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PuguhClientBuilder").finish_non_exhaustive()
    }
}
