//! What a sign-in or a refresh yields, and what a refresh callback is told.

use crate::{Secret, time::Duration};

/// Any error of the caller's own.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An access token, with what is known of its life.
///
/// A plain string is a token of which nothing else is known: its expiry is then read from the
/// token itself if it is a JWT.
///
/// ```
/// use std::time::Duration;
/// use keybearer::Tokens;
///
/// let bare = Tokens::from("eyJhbGciOi…");
/// let full = Tokens::new("eyJhbGciOi…")
///     .with_refresh_token("Zm9vYmFy")
///     .with_expires_in(Duration::from_secs(3600));
/// assert!(bare.refresh_token.is_none() && full.refresh_token.is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tokens {
    /// The token that signs requests.
    pub access_token: Secret,
    /// The token that buys the next access token.
    pub refresh_token: Option<Secret>,
    /// How long the access token lives, counted from when it was asked for.
    pub expires_in: Option<Duration>,
}

impl Tokens {
    /// An access token alone.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        Self {
            access_token: access_token.into(),
            refresh_token: None,
            expires_in: None,
        }
    }

    /// Adds the token that buys the next access token.
    #[must_use]
    pub fn with_refresh_token(mut self, token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }

    /// Adds how long the access token lives. Zero counts as not known: the token then tells itself,
    /// or is used until the server refuses it.
    #[must_use]
    pub fn with_expires_in(mut self, lifetime: Duration) -> Self {
        self.expires_in = Some(lifetime);
        self
    }
}

impl From<String> for Tokens {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl From<&str> for Tokens {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

impl From<Secret> for Tokens {
    fn from(token: Secret) -> Self {
        Self::new(token)
    }
}

/// Why a new token is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpiryReason {
    /// There is no token yet.
    Missing,
    /// The token nears its end but still works.
    Expiring,
    /// The token has reached its end.
    Expired,
    /// The server answered 401.
    Rejected,
}

impl ExpiryReason {
    /// The stable text, such as `rejected`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
        }
    }
}

/// What `on_token_expired` is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenExpired {
    /// Why a new token is asked for.
    pub reason: ExpiryReason,
    /// 1, and one more for each failure in a row before this.
    pub attempt: u32,
}

impl TokenExpired {
    pub(crate) const fn new(reason: ExpiryReason, attempt: u32) -> Self {
        Self { reason, attempt }
    }
}
