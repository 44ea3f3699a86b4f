//! What a sign-in or a refresh yields, and what a refresh callback is told.

use crate::{
    Error, ErrorCode, Secret,
    protocol::scalar,
    text,
    time::Duration,
    tree::{self, Value},
};

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

    /// What stands in an answer under the names of the access token, the refresh token and the
    /// lifetime. A dot in a name reaches into an object. `None` without an access token.
    pub(crate) fn named(answer: &Value, [access, refresh, lifetime]: [&str; 3]) -> Option<Self> {
        let mut tokens = Self::new(secret(answer, access)?);
        tokens.refresh_token = secret(answer, refresh);
        tokens.expires_in = member(answer, lifetime).and_then(seconds);
        Some(tokens)
    }
}

/// The answer to a sign-in or a refresh, as JSON.
pub(crate) fn answer(body: &[u8]) -> Result<Value, Error> {
    tree::parse(body).ok_or_else(|| unreadable("it is not valid JSON"))
}

pub(crate) fn unreadable(fault: &str) -> Error {
    let message = text::joined(&["the answer cannot be read: ", fault]);
    Error::new(ErrorCode::Decode, message)
}

fn secret(answer: &Value, name: &str) -> Option<Secret> {
    let text = member(answer, name)?.as_str()?;
    (!text::trim(text).is_empty()).then(|| Secret::from(text))
}

/// A member by its name, or by the names on the way to it.
fn member<'a>(answer: &'a Value, name: &str) -> Option<&'a Value> {
    answer
        .get(name)
        .or_else(|| text::parts(name, b'.').try_fold(answer, |inner, name| inner.get(name)))
}

/// A lifetime: a number of seconds, such a number as text, or a duration such as `3600s`. What cannot
/// be one is none: the token then tells itself, or a 401 does.
fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::Number(number) => number,
        Value::String(text) => {
            let text = text::trim(text);
            text.strip_suffix('s').unwrap_or(text)
        }
        _ => return None,
    };
    let lifetime = scalar::json_seconds(number)?;
    // The end of all time is a number that nobody meant.
    (!lifetime.is_zero() && lifetime < Duration::MAX).then_some(lifetime)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lifetime_is_read_in_each_form_and_nonsense_is_none() {
        for (value, lifetime) in [
            (json!(3600), 3600.0),
            (json!(1.5), 1.5),
            (json!("3600"), 3600.0),
            (json!("3600s"), 3600.0),
            (json!("1.5s"), 1.5),
        ] {
            assert_eq!(
                seconds(&value.clone().into()),
                Some(Duration::from_secs_f64(lifetime)),
                "{value}"
            );
        }
        for value in [
            json!(0),
            json!(-1),
            json!("NaN"),
            json!("inf"),
            json!("1e300"),
            json!("1h"),
            json!(""),
            json!(null),
            json!({}),
        ] {
            assert_eq!(seconds(&value.clone().into()), None, "{value}");
        }
    }
}
