//! Verifying tokens locally, by the public keys that the issuer publishes. No network here.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::jwt::{LONGEST_TOKEN, numeric_date};
use crate::{
    error::{Error, ErrorCode},
    redact,
};

/// Larger than any set that is published, small enough to be read on each request.
const LARGEST_SET: usize = 64 * 1024;
const MOST_KEYS: usize = 64;
/// Beyond this it is no clock skew any more.
const LONGEST_LEEWAY: Duration = Duration::from_mins(5);
/// 2048 bits and 8192 bits: what ring verifies. RFC 7518 §3.3 asks for 2048 at least.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// What a token must satisfy besides its signature and its expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenChecks {
    /// The only `iss` accepted. Not looked at if `None`.
    pub issuer: Option<String>,
    /// What `aud` must be or contain. Not looked at if `None`.
    pub audience: Option<String>,
    /// By how much clocks may differ: 30 seconds by default, five minutes at most.
    pub leeway: Duration,
}

impl Default for TokenChecks {
    fn default() -> Self {
        Self {
            issuer: None,
            audience: None,
            leeway: Duration::from_secs(30),
        }
    }
}

impl TokenChecks {
    /// Accepts tokens of this issuer only.
    ///
    /// ```
    /// use keybearer::TokenChecks;
    ///
    /// let checks = TokenChecks::default()
    ///     .with_issuer("https://auth.example.com")
    ///     .with_audience("my-service");
    /// ```
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Accepts tokens for this audience only.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets by how much clocks may differ.
    #[must_use]
    pub fn with_leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }
}

/// A token whose signature and claims hold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VerifiedToken {
    /// Whom the token is about: `sub`.
    pub subject: Option<String>,
    /// When it expires (`exp`), as time since the Unix epoch.
    pub expires_at: Duration,
    /// Every claim, those above among them.
    pub claims: Map<String, Value>,
}

/// Why a token is not accepted. None of these holds the token or a part of its signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It is no JSON Web Token in compact form, or a claim is of the wrong type.
    #[error("not a well-formed JSON Web Token: {0}")]
    Malformed(&'static str),
    /// It is signed by another algorithm than RS256, or not at all.
    #[error("signed by an algorithm other than RS256")]
    Algorithm,
    /// Its header has critical extensions (`crit`), none of which is understood.
    #[error("the header has critical extensions that are not understood")]
    Critical,
    /// The set has no key of this id (none at all, if the token names none). It may be newer than
    /// the set.
    #[error("the key set has no fitting key (key id: {})", .0.as_deref().unwrap_or("none"))]
    UnknownKey(Option<String>),
    /// It names no key, and the set holds several.
    #[error("the token names no key and the key set holds several")]
    MissingKid,
    /// The signature is not the key's.
    #[error("the signature does not match")]
    Signature,
    /// It says nothing of its expiry.
    #[error("the token has no expiry")]
    MissingExpiry,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// It is not valid yet: `nbf` lies ahead.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// It is from another issuer than the one configured.
    #[error("the token is from another issuer")]
    Issuer,
    /// It is meant for another audience than the one configured.
    #[error("the token is meant for another audience")]
    Audience,
}

/// The RSA keys of a JSON Web Key Set (RFC 7517).
#[derive(Clone, Debug)]
pub(crate) struct KeySet {
    keys: Vec<Key>,
}

#[derive(Clone, Debug)]
struct Key {
    id: Option<String>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl KeySet {
    /// Reads a set. Keys of other kinds or for other uses are skipped (RFC 7517 §5 asks for that).
    ///
    /// # Errors
    ///
    /// [`ErrorCode::Decode`] if it is no set at all, or one of unreasonable size.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Error> {
        let refused = |why: &str| Error::new(ErrorCode::Decode, format!("the key set {why}"));
        if body.len() > LARGEST_SET {
            return Err(refused("is larger than 64 KiB"));
        }
        let set: Value = read(body).unwrap_or_default();
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| refused("is not a JSON Web Key Set (RFC 7517)"))?;
        if keys.len() > MOST_KEYS {
            return Err(refused("holds more than 64 keys"));
        }
        Ok(Self {
            keys: keys.iter().filter_map(Key::read).collect(),
        })
    }

    /// Verifies the signature, then the claims, as of `unix_now`.
    pub(crate) fn verify(
        &self,
        token: &str,
        checks: &TokenChecks,
        unix_now: Duration,
    ) -> Result<VerifiedToken, VerifyError> {
        if token.len() > LONGEST_TOKEN {
            return Err(VerifyError::Malformed("longer than 64 KiB"));
        }
        let (signed, signature) = token
            .rsplit_once('.')
            .ok_or(VerifyError::Malformed("no signature"))?;
        let (header, payload) = signed
            .split_once('.')
            .ok_or(VerifyError::Malformed("not three parts"))?;
        let header = Header::read(header)?;
        let signature = decode(signature)?;

        let verified = self.candidates(header.kid)?.any(|key| {
            let key = RsaPublicKeyComponents {
                n: &key.modulus,
                e: &key.exponent,
            };
            key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
                .is_ok()
        });
        if !verified {
            return Err(VerifyError::Signature);
        }
        let claims =
            read(&decode(payload)?).ok_or(VerifyError::Malformed("the claims are not a JSON object"))?;
        accept(claims, checks, unix_now)
    }

    /// The keys that the token can mean. Keys that share an id are each tried: a set in the middle
    /// of a rotation may hold two, and only the right one verifies.
    fn candidates(&self, kid: Option<String>) -> Result<impl Iterator<Item = &Key>, VerifyError> {
        let wanted = match (&kid, self.keys.as_slice()) {
            (Some(kid), keys) if keys.iter().any(|key| key.id.as_ref() == Some(kid)) => Some(kid.clone()),
            // The one key there is, as long as nothing says that the token means another.
            (None, [_]) | (Some(_), [Key { id: None, .. }]) => None,
            (None, [_, ..]) => return Err(VerifyError::MissingKid),
            _ => {
                let shown = |kid: String| redact::bounded(&redact::text(&redact::one_line(&kid)), 100);
                return Err(VerifyError::UnknownKey(kid.map(shown)));
            }
        };
        let fits = move |key: &&Key| wanted.is_none() || key.id == wanted;
        Ok(self.keys.iter().filter(fits))
    }
}

impl Key {
    /// An RSA key that may verify RS256 signatures; `None` for every other.
    fn read(key: &Value) -> Option<Self> {
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        let absent_or = |name: &str, wanted: &str| match key.get(name) {
            None | Some(Value::Null) => true,
            Some(value) => value == wanted,
        };
        // RFC 7517 §4.3: `key_ops` restricts like `use` does.
        let may_verify = key
            .get("key_ops")
            .and_then(Value::as_array)
            .is_none_or(|operations| operations.iter().any(|operation| operation == "verify"));
        if text("kty") != Some("RSA") || !absent_or("use", "sig") || !absent_or("alg", "RS256") || !may_verify
        {
            return None;
        }
        let modulus = integer(text("n")?)?;
        let exponent = integer(text("e")?)?;
        (MODULUS_BYTES.contains(&modulus.len()) && !exponent.is_empty()).then(|| Self {
            id: text("kid").map(str::to_owned),
            modulus,
            exponent,
        })
    }
}

/// A `Base64urlUInt` (RFC 7518 §2). Leading zeros, which it forbids and some write, are dropped.
fn integer(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes[zeros..].to_vec())
}

struct Header {
    kid: Option<String>,
}

impl Header {
    fn read(part: &str) -> Result<Self, VerifyError> {
        let members: Map<String, Value> =
            read(&decode(part)?).ok_or(VerifyError::Malformed("the header is not a JSON object"))?;
        // RFC 8725 §3.1: the verifier chooses the algorithm, never the token.
        if members.get("alg").and_then(Value::as_str) != Some("RS256") {
            return Err(VerifyError::Algorithm);
        }
        // RFC 7515 §4.1.11: what is critical and not understood makes the token invalid.
        if members.contains_key("crit") {
            return Err(VerifyError::Critical);
        }
        let kid = match members.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(VerifyError::Malformed("kid is not text")),
        };
        Ok(Self { kid })
    }
}

/// Strictly as RFC 7515 §2 has it: a second spelling of the same bytes is a second token.
fn decode(part: &str) -> Result<Vec<u8>, VerifyError> {
    let malformed = |_| VerifyError::Malformed("a part is not base64url without padding");
    URL_SAFE_NO_PAD.decode(part).map_err(malformed)
}

/// Reads JSON, as text: `serde_json` has another parser for bytes, which nothing else needs.
fn read<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    serde_json::from_str(str::from_utf8(json).ok()?).ok()
}

fn accept(
    claims: Map<String, Value>,
    checks: &TokenChecks,
    unix_now: Duration,
) -> Result<VerifiedToken, VerifyError> {
    let leeway = checks.leeway.min(LONGEST_LEEWAY);
    let moment = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_number()
            .and_then(|number| numeric_date(&number.to_string()))
            .map(Some)
            .ok_or(VerifyError::Malformed("exp or nbf is not a number")),
    };
    let expires_at = moment("exp")?.ok_or(VerifyError::MissingExpiry)?;
    // RFC 7519 §4.1.4: not accepted on or after that moment.
    if unix_now >= expires_at.saturating_add(leeway) {
        return Err(VerifyError::Expired);
    }
    if moment("nbf")?.is_some_and(|from| from > unix_now.saturating_add(leeway)) {
        return Err(VerifyError::NotYetValid);
    }
    if let Some(issuer) = &checks.issuer
        && claims.get("iss").and_then(Value::as_str) != Some(issuer)
    {
        return Err(VerifyError::Issuer);
    }
    if let Some(audience) = &checks.audience {
        let meant = match claims.get("aud") {
            Some(Value::String(one)) => one == audience,
            Some(Value::Array(several)) => several.iter().any(|one| one == audience.as_str()),
            _ => false,
        };
        if !meant {
            return Err(VerifyError::Audience);
        }
    }
    let subject = claims.get("sub").and_then(Value::as_str).map(str::to_owned);
    Ok(VerifiedToken {
        subject,
        expires_at,
        claims,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ring::{
        rand::SystemRandom,
        signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair},
    };
    use serde_json::json;

    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    /// Made for these tests with `openssl genpkey`; they guard nothing.
    fn private(name: &str) -> RsaKeyPair {
        let key: &[u8] = match name {
            "one" => include_bytes!("testdata/one.pk8"),
            _ => include_bytes!("testdata/two.pk8"),
        };
        RsaKeyPair::from_pkcs8(key).unwrap()
    }

    fn jwk(name: &str, more: &Value) -> Value {
        let public = RsaPublicKeyComponents::<Vec<u8>>::from(private(name).public_key());
        let mut jwk = json!({
            "kty": "RSA",
            "kid": name,
            "n": URL_SAFE_NO_PAD.encode(public.n),
            "e": URL_SAFE_NO_PAD.encode(public.e),
        });
        for (member, value) in more.as_object().unwrap() {
            jwk[member] = value.clone();
        }
        jwk
    }

    fn set(keys: &[Value]) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    fn both() -> KeySet {
        let none = json!({});
        set(&[jwk("one", &none), jwk("two", &none)])
    }

    fn sign_with(encoding: &'static dyn RsaEncoding, name: &str, header: &str, claims: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", encode(header), encode(claims));
        let key = private(name);
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(encoding, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn sign(name: &str, header: &Value, claims: &Value) -> String {
        sign_with(&RSA_PKCS1_SHA256, name, &header.to_string(), &claims.to_string())
    }

    fn token(claims: &Value) -> String {
        sign("one", &json!({ "alg": "RS256", "kid": "one" }), claims)
    }

    fn with_header(header: &Value) -> Result<VerifiedToken, VerifyError> {
        let token = sign("one", header, &json!({ "exp": 1_700_000_060 }));
        both().verify(&token, &TokenChecks::default(), NOW)
    }

    fn with_claims(claims: &Value, checks: &TokenChecks) -> Result<VerifiedToken, VerifyError> {
        both().verify(&token(claims), checks, NOW)
    }

    #[test]
    fn a_good_token_gives_its_claims() {
        let claims = json!({ "sub": "user_1", "exp": 1_700_000_060.5, "plan": "pro" });
        let verified = with_claims(&claims, &TokenChecks::default()).unwrap();
        assert_eq!(verified.subject.as_deref(), Some("user_1"));
        assert_eq!(verified.expires_at, Duration::from_millis(1_700_000_060_500));
        assert_eq!(verified.claims["plan"], "pro");
    }

    #[test]
    fn only_rs256_is_accepted() {
        for algorithm in [
            json!("none"),
            json!("HS256"),
            json!("RS512"),
            json!("rs256"),
            Value::Null,
        ] {
            let header = json!({ "alg": algorithm, "kid": "one" });
            assert_eq!(with_header(&header), Err(VerifyError::Algorithm), "{header}");
        }
        assert_eq!(with_header(&json!({ "kid": "one" })), Err(VerifyError::Algorithm));
        let other = sign_with(
            &RSA_PKCS1_SHA512,
            "one",
            r#"{"alg":"RS256","kid":"one"}"#,
            r#"{"exp":1700000060}"#,
        );
        let refused = both().verify(&other, &TokenChecks::default(), NOW);
        assert_eq!(refused, Err(VerifyError::Signature));
    }

    #[test]
    fn critical_extensions_are_refused() {
        for critical in [json!(["b64"]), json!([]), Value::Null] {
            let header = json!({ "alg": "RS256", "kid": "one", "crit": critical });
            assert_eq!(with_header(&header), Err(VerifyError::Critical), "{header}");
        }
    }

    #[test]
    fn the_key_is_chosen_by_its_id() {
        let claims = json!({ "exp": 1_700_000_060 });
        let header = |kid: &str| json!({ "alg": "RS256", "kid": kid });
        let checks = TokenChecks::default();
        let by_two = sign("two", &header("two"), &claims);
        assert!(both().verify(&by_two, &checks, NOW).is_ok());
        let forged = sign("two", &header("one"), &claims);
        assert_eq!(both().verify(&forged, &checks, NOW), Err(VerifyError::Signature));
        assert_eq!(
            with_header(&header("three")),
            Err(VerifyError::UnknownKey(Some("three".to_owned())))
        );
        assert!(matches!(
            with_header(&json!({ "alg": "RS256", "kid": 1 })),
            Err(VerifyError::Malformed(_))
        ));
    }

    #[test]
    fn a_token_may_name_no_key_only_if_there_is_one() {
        let none = json!({});
        let unnamed = sign(
            "one",
            &json!({ "alg": "RS256" }),
            &json!({ "exp": 1_700_000_060 }),
        );
        let checks = TokenChecks::default();
        let verify = |set: &KeySet, token: &str| set.verify(token, &checks, NOW).map(|_| ());
        assert_eq!(verify(&both(), &unnamed), Err(VerifyError::MissingKid));
        assert_eq!(verify(&set(&[jwk("one", &none)]), &unnamed), Ok(()));
        assert_eq!(verify(&set(&[]), &unnamed), Err(VerifyError::UnknownKey(None)));
        // A set of one key without an id serves tokens that name one.
        let named = token(&json!({ "exp": 1_700_000_060 }));
        assert_eq!(
            verify(&set(&[jwk("one", &json!({ "kid": null }))]), &named),
            Ok(())
        );
    }

    #[test]
    fn keys_that_share_an_id_are_each_tried() {
        let two_as_one = jwk("two", &json!({ "kid": "one" }));
        let set = set(&[two_as_one, jwk("one", &json!({}))]);
        let token = token(&json!({ "exp": 1_700_000_060 }));
        assert!(set.verify(&token, &TokenChecks::default(), NOW).is_ok());
    }

    #[test]
    fn keys_of_another_kind_or_use_are_skipped() {
        for more in [
            json!({ "kty": "EC" }),
            json!({ "kty": "oct", "k": "AAAA" }),
            json!({ "use": "enc" }),
            json!({ "alg": "RS512" }),
            json!({ "alg": "RSA-OAEP" }),
            json!({ "key_ops": ["encrypt"] }),
            json!({ "n": "AQAB" }),
            json!({ "n": "!" }),
            json!({ "e": "" }),
            json!({ "e": 65537 }),
        ] {
            assert!(set(&[jwk("one", &more)]).keys.is_empty(), "{more}");
        }
        for more in [
            json!({ "use": "sig", "alg": "RS256", "key_ops": ["verify"] }),
            json!({ "x5t": "unknown", "use": null }),
            json!({ "e": "AAEAAQ==" }),
        ] {
            assert_eq!(set(&[jwk("one", &more)]).keys.len(), 1, "{more}");
        }
    }

    #[test]
    fn a_set_of_unreasonable_size_is_refused() {
        for body in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>"] {
            let error = KeySet::parse(body.as_bytes()).unwrap_err();
            assert_eq!(error.code(), ErrorCode::Decode);
        }
        let many = json!({ "keys": vec![1; 65] }).to_string();
        assert!(KeySet::parse(many.as_bytes()).is_err());
        let large = format!(r#"{{"keys":[],"x":"{}"}}"#, "x".repeat(LARGEST_SET));
        assert!(KeySet::parse(large.as_bytes()).is_err());
    }

    #[test]
    fn times_are_checked_with_a_bounded_leeway() {
        let checks = |leeway| {
            let leeway = Duration::from_secs(leeway);
            TokenChecks {
                leeway,
                ..TokenChecks::default()
            }
        };
        let exp = |exp: i64, leeway| with_claims(&json!({ "exp": exp }), &checks(leeway)).map(|_| ());
        assert_eq!(exp(1_700_000_001, 0), Ok(()));
        assert_eq!(exp(1_700_000_000, 0), Err(VerifyError::Expired));
        assert_eq!(exp(1_699_999_971, 30), Ok(()));
        assert_eq!(exp(1_699_999_970, 30), Err(VerifyError::Expired));
        assert_eq!(exp(1_699_999_700, 1_000_000), Err(VerifyError::Expired));
        assert_eq!(exp(-5, 30), Err(VerifyError::Expired));

        let nbf = |nbf: i64| {
            let claims = json!({ "exp": 1_700_000_060, "nbf": nbf });
            with_claims(&claims, &checks(30)).map(|_| ())
        };
        assert_eq!(nbf(1_700_000_030), Ok(()));
        assert_eq!(nbf(1_700_000_031), Err(VerifyError::NotYetValid));
        for (claims, error) in [
            (json!({}), VerifyError::MissingExpiry),
            (
                json!({ "exp": "1" }),
                VerifyError::Malformed("exp or nbf is not a number"),
            ),
            (
                json!([]),
                VerifyError::Malformed("the claims are not a JSON object"),
            ),
        ] {
            assert_eq!(with_claims(&claims, &checks(30)), Err(error));
        }
    }

    #[test]
    fn issuer_and_audience_are_checked_when_configured() {
        let checks = TokenChecks {
            issuer: Some("us".to_owned()),
            ..TokenChecks::default()
        };
        let iss = |iss: Value| {
            let claims = json!({ "exp": 1_700_000_060, "iss": iss });
            with_claims(&claims, &checks).map(|_| ())
        };
        assert_eq!(iss(json!("us")), Ok(()));
        for other in [json!("them"), Value::Null, json!(["us"])] {
            assert_eq!(iss(other), Err(VerifyError::Issuer));
        }

        let audience = Some("billing".to_owned());
        let checks = TokenChecks {
            audience,
            ..TokenChecks::default()
        };
        let aud = |aud: Value| {
            let claims = json!({ "exp": 1_700_000_060, "aud": aud });
            with_claims(&claims, &checks).map(|_| ())
        };
        assert_eq!(aud(json!("billing")), Ok(()));
        assert_eq!(aud(json!(["api", "billing"])), Ok(()));
        for other in [json!("billing2"), json!([]), Value::Null, json!(["BILLING"])] {
            assert_eq!(aud(other), Err(VerifyError::Audience));
        }
    }

    #[test]
    fn what_is_not_in_compact_form_is_malformed() {
        let good = token(&json!({ "exp": 1_700_000_060 }));
        let (signed, signature) = good.rsplit_once('.').unwrap();
        for token in [
            String::new(),
            "a.b".to_owned(),
            format!("{signed}.{signature}="),
            format!("{signed}.{signature}.x"),
            format!(" {good}"),
            "e30.e30.e30".replace("e30.", "W10."),
            "x".repeat(LONGEST_TOKEN + 1),
        ] {
            let refused = both().verify(&token, &TokenChecks::default(), NOW);
            assert!(matches!(refused, Err(VerifyError::Malformed(_))), "{refused:?}");
        }
    }

    #[test]
    fn an_unknown_key_id_is_shown_bounded_and_masked() {
        let kid = format!("a\n{}{}", "b ".repeat(200), "sk_live_0123456789abcdef");
        let error = with_header(&json!({ "alg": "RS256", "kid": kid }))
            .unwrap_err()
            .to_string();
        assert!(error.chars().count() < 200 && !error.contains('\n') && !error.contains("sk_live"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_are_read_without_panic(data: Vec<u8>) {
            crate::fuzzing::jwks(&data);
        }

        #[test]
        fn a_changed_token_is_never_accepted(at: prop::sample::Index, by in 1_u8..) {
            let good = token(&json!({ "exp": 1_700_000_060 })).into_bytes();
            let mut changed = good.clone();
            let at = at.index(changed.len());
            changed[at] ^= by;
            let changed = String::from_utf8_lossy(&changed);
            prop_assert!(both().verify(&changed, &TokenChecks::default(), NOW).is_err());
        }
    }
}
