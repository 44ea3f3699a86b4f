//! The claims of a JSON Web Token that say how long it lives, read without verifying it.
//!
//! Whether a token is good is for the server to say; its `exp` only tells when to renew it. The
//! verification for services that receive tokens is in `jwks.rs`.

use crate::{
    protocol::scalar,
    text,
    time::Duration,
    tree::{self, Value},
};

/// A longer token would not fit in the headers that servers accept.
pub(super) const LONGEST_TOKEN: usize = 64 * 1024;

/// The times that a token states, since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    exp: Option<Duration>,
    iat: Option<Duration>,
}

impl Claims {
    /// When the token expires.
    pub(crate) fn exp(&self) -> Option<Duration> {
        self.exp
    }

    /// When it was issued.
    pub(crate) fn iat(&self) -> Option<Duration> {
        self.iat
    }
}

/// Reads the payload of a token in JWS compact form (RFC 7515 §7.1). `None` for anything else:
/// opaque tokens are as good.
pub(crate) fn unverified(token: &str) -> Option<Claims> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let (_, rest) = text::cut(text::trim(token), b'.')?;
    let (payload, signature) = text::cut(rest, b'.')?;
    if text::holds(signature, b'.') {
        return None;
    }
    // Some issuers pad; the server accepts their tokens, so the padding must not matter here.
    let claims = tree::parse(&scalar::base64(payload)?)?;
    let moment = |name: &str| match claims.get(name)? {
        Value::Number(number) => numeric_date(number),
        _ => None,
    };
    matches!(claims, Value::Object(_)).then(|| Claims {
        exp: moment("exp"),
        iat: moment("iat"),
    })
}

/// A `NumericDate` (RFC 7519 §2): seconds since the Unix epoch, possibly with a fraction. A
/// moment before 1970 reads as 1970, one beyond all time as the end of time.
pub(super) fn numeric_date(number: &str) -> Option<Duration> {
    scalar::json_seconds(number)
}

#[cfg(test)]
mod tests {
    use base64::{
        Engine as _,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    use proptest::prelude::*;

    use super::*;

    fn token(payload: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", encode(r#"{"alg":"none"}"#), encode(payload))
    }

    fn exp(payload: &str) -> Option<Duration> {
        unverified(&token(payload))?.exp()
    }

    #[test]
    fn the_expiry_is_read_whole_or_with_a_fraction() {
        assert_eq!(
            exp(r#"{"exp":1700000000}"#),
            Some(Duration::from_secs(1_700_000_000))
        );
        assert_eq!(
            exp(r#"{"exp":1700000000.5}"#),
            Some(Duration::from_millis(1_700_000_000_500))
        );
        assert_eq!(exp(r#"{"exp":1.7e9}"#), Some(Duration::from_secs(1_700_000_000)));
        assert_eq!(exp(r#"{"exp":-1}"#), Some(Duration::ZERO));
        assert_eq!(exp(r#"{"exp":1e300}"#), Some(Duration::MAX));
    }

    #[test]
    fn a_token_without_a_readable_expiry_has_none() {
        for payload in ["{}", r#"{"exp":null}"#, r#"{"exp":"soon"}"#, r#"{"exp":[1]}"#] {
            assert_eq!(
                unverified(&token(payload)),
                Some(Claims { exp: None, iat: None }),
                "{payload}"
            );
        }
    }

    #[test]
    fn padding_and_the_standard_alphabet_are_tolerated() {
        let payload = STANDARD.encode(r#"{"exp":7,"name":"~~???>>>"}"#);
        assert!(payload.contains(['+', '/', '=']));
        let claims = unverified(&format!(" e30.{payload}.x\n")).unwrap();
        assert_eq!(claims.exp(), Some(Duration::from_secs(7)));
    }

    #[test]
    fn what_is_no_token_in_compact_form_is_not_read() {
        let long = token(&format!(r#"{{"exp":1,"x":"{}"}}"#, "x".repeat(LONGEST_TOKEN)));
        for text in [
            "",
            "opaque",
            "a.b",
            "..",
            "a.b.c.d",
            "e30.e30.e30.e30.e30",
            "e30.W10.x",
            &long,
        ] {
            assert_eq!(unverified(text), None);
        }
        assert_eq!(exp("[1]"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text: String) {
            crate::fuzzing::jwt(text.as_bytes());
            crate::fuzzing::jwt(token(&text).as_bytes());
        }

        #[test]
        fn the_expiry_round_trips(seconds: u64) {
            let payload = format!(r#"{{"exp":{seconds}}}"#);
            prop_assert_eq!(exp(&payload), Some(Duration::from_secs(seconds)));
        }
    }
}
