//! The OAuth 2.0 authorization-code flow: the URL to send a person to, and the way back.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{
    Secret,
    error::{Error, ErrorCode, Violation},
    protocol::scalar::base64url,
    runtime::Runtime,
    text, url,
};

/// Where to send a person, and what to keep until they come back.
#[derive(Clone)]
#[non_exhaustive]
pub struct Authorization {
    /// The address to open in a browser.
    pub url: String,
    /// Comes back with the person; compared by [`CallbackParameters::code`].
    pub state: Secret,
    /// The PKCE verifier (RFC 7636), if PKCE was asked for. It goes into the code exchange.
    pub code_verifier: Option<Secret>,
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The state stands in the query.
        let endpoint = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Authorization")
            .field("url", &endpoint)
            .field("state", &self.state)
            .field("code_verifier", &self.code_verifier)
            .finish()
    }
}

/// What the redirect back carried in its query.
#[derive(Clone, Debug, Default)]
pub struct CallbackParameters {
    /// The code to exchange.
    pub code: Option<Secret>,
    /// The state that was sent along.
    pub state: Option<Secret>,
    /// An error code of RFC 6749 §4.1.2.1, if the person or the server said no.
    pub error: Option<String>,
    /// What the server says about the error.
    pub error_description: Option<String>,
}

impl CallbackParameters {
    /// Reads the query of a callback URL: the whole URL, or what follows its `?`.
    ///
    /// ```
    /// use keybearer::puguh::CallbackParameters;
    ///
    /// let back = CallbackParameters::parse("https://app.example/cb?code=abc&state=xyz");
    /// assert_eq!(back.code(&"xyz".into()).unwrap().expose(), "abc");
    /// assert!(back.code(&"other".into()).is_err());
    /// ```
    pub fn parse(url: &str) -> Self {
        let query = text::cut(url, b'?').map_or(url, |(_, query)| query);
        let query = text::parts(query, b'#').next().unwrap_or_default();
        Self {
            code: parameter(query, "code").map(Secret::from),
            state: parameter(query, "state").map(Secret::from),
            error: parameter(query, "error"),
            error_description: parameter(query, "error_description"),
        }
    }

    /// The code, if the state is the one that was sent.
    ///
    /// # Errors
    ///
    /// `permission_denied` if the person or the server said no, `invalid_request` if the state
    /// differs or is missing: the redirect was then not an answer to this authorization.
    pub fn code(&self, state: &Secret) -> Result<Secret, Error> {
        let told = self.state.as_ref().map_or("", |state| state.expose());
        if state.expose().is_empty() || !same(told, state.expose()) {
            return Err(Error::request(vec![Violation::new(
                "state",
                "is not the one that was sent: this is not the answer to this authorization",
            )]));
        }
        if let Some(error) = &self.error {
            let message = self
                .error_description
                .as_deref()
                .unwrap_or("the authorization was refused");
            return Err(
                Error::new(ErrorCode::PermissionDenied, crate::redact::text(message))
                    .with_server_code(Some(crate::redact::text(error))),
            );
        }
        match &self.code {
            Some(code) if !code.expose().is_empty() => Ok(code.clone()),
            _ => Err(Error::request(vec![Violation::new("code", "is missing")])),
        }
    }
}

/// A parameter of a query. Of several of one name the last counts.
fn parameter(query: &str, name: &str) -> Option<String> {
    let mut found = None;
    for pair in text::parts(query, b'&') {
        let (own, value) = text::cut(pair, b'=').unwrap_or((pair, ""));
        if own == name {
            found = Some(value);
        }
    }
    found.map(text::from_form)
}

/// Compares in a time that does not tell where the difference is.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0, |difference, (left, right)| difference | (left ^ right))
            == 0
}

/// What an authorization asks for.
pub(crate) struct Ask<'a> {
    pub(crate) endpoint: String,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) scopes: &'a [&'a str],
    pub(crate) pkce: bool,
}

/// Builds the URL, with fresh state and, if asked for, a fresh PKCE pair.
pub(crate) fn authorization(ask: &Ask<'_>, runtime: &dyn Runtime) -> Authorization {
    let state = token(runtime);
    let code_verifier = ask.pkce.then(|| token(runtime));
    let mut scope = String::new();
    for one in ask.scopes.iter().filter(|one| !one.is_empty()) {
        text::append(one, " ", &mut scope);
    }
    let mut url = text::joined(&[&ask.endpoint, "?"]);
    let mut add = |name, value: &str| url::push_pair(name, value, &mut url);
    add("response_type", "code");
    add("client_id", ask.client_id);
    add("redirect_uri", ask.redirect_uri);
    add("state", state.expose());
    if !scope.is_empty() {
        add("scope", &scope);
    }
    // RFC 7636 §4.2, S256.
    if let Some(verifier) = &code_verifier {
        add("code_challenge", &base64url(&Sha256::digest(verifier.expose())));
        add("code_challenge_method", "S256");
    }
    Authorization {
        url,
        state,
        code_verifier,
    }
}

/// 256 random bits as 43 URL-safe characters: what RFC 7636 §4.1 recommends for a verifier.
fn token(runtime: &dyn Runtime) -> Secret {
    let mut bytes = [0; 32];
    runtime.fill_random(&mut bytes);
    Secret::from(base64url(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::VirtualRuntime;

    #[tokio::test(start_paused = true)]
    async fn an_authorization_is_shown_without_what_must_come_back() {
        let ask = Ask {
            endpoint: "https://api.example/oauth/authorize".to_owned(),
            client_id: "app",
            redirect_uri: "https://app.example/cb",
            scopes: &["read:user"],
            pkce: true,
        };
        let authorization = authorization(&ask, &VirtualRuntime::drawing(0.5));
        let state = authorization.state.expose();
        assert!(authorization.url.contains(state));
        let shown = format!("{authorization:?} {authorization:#?}");
        assert!(
            !shown.contains(state) && !shown.contains("code_challenge="),
            "{shown}"
        );
        assert!(shown.contains("https://api.example/oauth/authorize"), "{shown}");
    }
}
