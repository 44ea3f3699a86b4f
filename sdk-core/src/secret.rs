//! Text that must not be seen.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::text;

/// A key, token or password: never shown by `Debug`, overwritten when dropped.
///
/// ```
/// let key = keybearer::Secret::from("sk_live_0123456789abcdef");
/// assert_eq!(format!("{key:?}"), "Secret(…)");
/// assert_eq!(key.fingerprint(), "sk_…cdef");
/// assert_eq!(key.expose(), "sk_live_0123456789abcdef");
/// ```
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself. What is done with it must not end in a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// For keys only: enough to tell two of them apart and no more: `pk_…d456`, or `…` below 12 characters.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn fingerprint(text: &str) -> String {
    // A shorter key would be given away by what is shown of it. Tokens (JWTs) have no prefix
    // that tells anything, so only their end is shown.
    if text.len() < 12 || !text.is_ascii() {
        return "…".to_owned();
    }
    let end = &text[text.len() - 4..];
    match text::cut(text, b'_') {
        Some((prefix, _)) if prefix.len() <= 4 => format!("{prefix}_…{end}"),
        _ => format!("…{end}"),
    }
}

/// A header value that is marked sensitive and overwritten when its last copy is dropped.
///
/// `None` if the text cannot stand in a header.
pub(crate) fn header(parts: [&str; 2]) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(bytes(text::joined(&parts).into_bytes())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Bytes that are overwritten when their last copy is dropped.
pub(crate) fn bytes(secret: Vec<u8>) -> Bytes {
    Bytes::from_owner(Zeroizing::new(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_shown_only_for_twelve_characters_and_more() {
        assert_eq!(fingerprint("pk_abcdef1d4"), "pk_…f1d4");
        assert_eq!(fingerprint("pk_abcdef1d"), "…");
        assert_eq!(fingerprint("eyJhbGciOi.abc.defghijk"), "…hijk");
        assert_eq!(fingerprint("schlüssel_sehr_lang"), "…");
    }

    #[test]
    fn debug_output_never_holds_the_secret() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        let value = header(["Bearer ", "a.b.c"]).unwrap();
        assert_eq!(format!("{value:?}"), "Sensitive");
    }
}
