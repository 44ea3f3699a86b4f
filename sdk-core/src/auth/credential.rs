//! A credential: of what kind it is, and where it goes in a request.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use http::{HeaderName, HeaderValue};

use super::Session;
use crate::{Error, Secret, operation::CredentialKind, secret};

/// The token of a signed-in user.
pub(crate) const USER_TOKEN: CredentialKind = CredentialKind {
    name: "access_token",
    label: "an access token",
};

/// What a client signs its requests with. Replaced as a whole when a key is rotated.
pub(crate) struct Credential {
    kind: CredentialKind,
    placement: Placement,
    scopes: Option<Arc<Vec<String>>>,
    secret: Secret,
    id: u64,
}

/// Where a credential goes.
pub(crate) enum Placement {
    /// Nowhere: the client has none.
    Nowhere,
    /// In a header, ready to be sent.
    Header(HeaderName, HeaderValue),
    /// In the query under this name.
    Query(&'static str),
    /// In `Authorization`, as the session's current token.
    Session(Arc<Session>),
}

/// What is asked of a key, and where it goes: the same for the first and for those that replace it.
#[derive(Clone, Default)]
#[allow(missing_docs, missing_debug_implementations)]
pub struct KeyRules {
    pub in_query: bool,
    /// The one that the key must not name another than.
    pub environment: Option<&'static str>,
    pub browser_allowed: bool,
    pub scopes: Option<Arc<Vec<String>>>,
}

impl Placement {
    /// In `header`, after `scheme`.
    pub(crate) fn header(header: HeaderName, scheme: &str, secret: &Secret) -> Result<Self, Error> {
        match secret::header([scheme, secret.expose()]) {
            Some(value) => Ok(Self::Header(header, value)),
            None => Err(Error::config("the credential cannot stand in a header")),
        }
    }

    /// Whether the query parameter `name` carries the credential.
    pub(crate) fn is_query(&self, name: &str) -> bool {
        matches!(self, Self::Query(own) if *own == name)
    }
}

impl Credential {
    pub(crate) fn new(
        kind: CredentialKind,
        placement: Placement,
        secret: Secret,
        scopes: Option<Arc<Vec<String>>>,
    ) -> Arc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Arc::new(Self {
            kind,
            placement,
            scopes,
            secret,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
        })
    }

    pub(crate) fn anonymous() -> Arc<Self> {
        const ANONYMOUS: CredentialKind = CredentialKind {
            name: "anonymous",
            label: "no credential",
        };
        Self::new(ANONYMOUS, Placement::Nowhere, Secret::default(), None)
    }

    /// The token of a signed-in user, which is found as `placement` says.
    pub(crate) fn token(placement: Placement) -> Arc<Self> {
        Self::new(USER_TOKEN, placement, Secret::default(), None)
    }

    pub(crate) fn kind(&self) -> CredentialKind {
        self.kind
    }

    pub(crate) fn placement(&self) -> &Placement {
        &self.placement
    }

    /// The key itself; empty for sessions, whose token changes.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Tells credentials apart without comparing secrets.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        matches!(self.placement, Placement::Nowhere)
    }

    /// Whether the scope is among the declared ones, or none were declared.
    pub(crate) fn may_hold(&self, scope: &str) -> bool {
        self.scopes
            .as_ref()
            .is_none_or(|scopes| scopes.iter().any(|declared| declared == scope))
    }

    pub(crate) fn session(&self) -> Option<&Arc<Session>> {
        match &self.placement {
            Placement::Session(session) => Some(session),
            _ => None,
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("kind", &self.kind.name)
            .field("fingerprint", &self.secret.fingerprint())
            .finish_non_exhaustive()
    }
}

/// Trims a key or token and refuses what cannot be one, naming the option it came by.
pub(crate) fn clean(option: &str, secret: &Secret) -> Result<Secret, Error> {
    let text = secret.expose().trim_ascii();
    let problem = if text.is_empty() {
        "is empty"
    } else if matches!(text.as_bytes(), [b'"' | b'\'', ..] | [.., b'"' | b'\'']) {
        "is in quotes: remove them"
    } else if text.chars().any(char::is_whitespace) {
        "holds white space: it was probably copied with a line break"
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "holds characters that cannot stand in a header"
    } else {
        return Ok(Secret::from(text));
    };
    Err(Error::option(option, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_trimmed_and_then_held_to_visible_ascii() {
        let ok = clean("api_key", &Secret::from(" \tpk_live_1\r\n")).unwrap();
        assert_eq!(ok.expose(), "pk_live_1");
        for bad in [
            "",
            "  \n",
            "pk live",
            "pk\nlive",
            "\"pk_live\"",
            "pk_\u{7f}x",
            "pk_ü",
            "a\0b",
        ] {
            let error = clean("api_key", &Secret::from(bad)).unwrap_err();
            assert_eq!(error.code().as_str(), "invalid_config", "{bad:?}");
            assert!(error.message().starts_with("api_key "), "{error}");
            assert!(bad.trim().is_empty() || !error.to_string().contains(bad.trim()));
        }
    }
}
