//! Tokens: signing, the JWKS, and the book of what was issued, spent and revoked.

use std::collections::HashMap;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use ring::{digest, hmac};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock;
use crate::secrets::Issued;

/// Public test keys, good for nothing else.
const KEYS: [&[u8]; 3] = [
    include_bytes!("../keys/rs256-1.der"),
    include_bytes!("../keys/rs256-2.der"),
    include_bytes!("../keys/rs256-3.der"),
];

/// Pug's own algorithm is not documented; its tokens are opaque to clients, so HS256 will do.
const PUG_SECRET: &[u8] = b"keybearer sandbox: a public secret, good for nothing else";

/// The RS256 keys: the current one signs, the current and the one before are published.
pub(crate) struct SigningKeys {
    pairs: Vec<KeyPair>,
    generation: usize,
    random: SystemRandom,
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeys")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl SigningKeys {
    pub(crate) fn load() -> io::Result<Self> {
        let pairs = KEYS
            .iter()
            .map(|der| KeyPair::from_pkcs8(der).map_err(|refused| io::Error::other(refused.to_string())))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            pairs,
            generation: 0,
            random: SystemRandom::new(),
        })
    }

    /// Puts the next key in charge and returns its id.
    pub(crate) fn rotate(&mut self) -> String {
        self.generation += 1;
        kid(self.generation)
    }

    fn pair(&self, generation: usize) -> &KeyPair {
        &self.pairs[generation % self.pairs.len()]
    }

    /// The published set (RFC 7517).
    pub(crate) fn jwks(&self) -> Value {
        let oldest = self.generation.saturating_sub(1);
        let keys: Vec<Value> = (oldest..=self.generation)
            .rev()
            .map(|generation| {
                let public: PublicKeyComponents<Vec<u8>> = self.pair(generation).public_key().into();
                json!({
                    "kty": "RSA",
                    "kid": kid(generation),
                    "use": "sig",
                    "alg": "RS256",
                    "n": URL_SAFE_NO_PAD.encode(public.n),
                    "e": URL_SAFE_NO_PAD.encode(public.e),
                })
            })
            .collect();
        json!({ "keys": keys })
    }

    fn sign_rs256(&self, claims: &Value) -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": kid(self.generation) });
        let input = signing_input(&header, claims);
        let pair = self.pair(self.generation);
        let mut signature = vec![0; pair.public().modulus_len()];
        // Signing fails only when the buffer's length is wrong or randomness is missing.
        let signed = pair.sign(&RSA_PKCS1_SHA256, &self.random, input.as_bytes(), &mut signature);
        debug_assert!(signed.is_ok(), "the modulus length is the key's own");
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn kid(generation: usize) -> String {
    format!("sandbox-{}", generation + 1)
}

fn sign_hs256(claims: &Value) -> String {
    let input = signing_input(&json!({ "alg": "HS256", "typ": "JWT" }), claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, PUG_SECRET), input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn signing_input(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

/// Random bytes as hex.
pub(crate) fn random_hex(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    // The system's generator fails only where there is none at all.
    let filled = SystemRandom::new().fill(&mut buffer);
    debug_assert!(filled.is_ok(), "the system has a random source");
    hex(&buffer)
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// SHA-256 as lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// SHA-256 as base64url without padding: the S256 form of PKCE (RFC 7636).
pub(crate) fn sha256_base64url(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// A platform that has tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlatform {
    /// Pug: HS256 access tokens, refresh tokens that always rotate.
    Pug,
    /// PUGUH: RS256 access tokens, refresh tokens that rotate when the settings say so.
    Puguh,
}

/// What a token is wanted for: the body of `POST /_sandbox/mint`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mint {
    /// Whose tokens.
    pub platform: TokenPlatform,
    /// Seconds until the access token expires; may be negative. Default: the TTL of the settings.
    #[serde(default)]
    pub expires_in: Option<i64>,
    /// Whether the access token carries `exp`. The sandbox knows its expiry either way.
    #[serde(default = "yes")]
    pub exp_claim: bool,
    /// Whether a refresh token comes with it.
    #[serde(default = "yes")]
    pub refresh: bool,
}

fn yes() -> bool {
    true
}

impl Mint {
    /// A pair of tokens as a sign-in would give.
    pub fn new(platform: TokenPlatform) -> Self {
        Self {
            platform,
            expires_in: None,
            exp_claim: true,
            refresh: true,
        }
    }

    /// With this lifetime in seconds, which may be negative.
    #[must_use]
    pub fn expires_in(mut self, seconds: i64) -> Self {
        self.expires_in = Some(seconds);
        self
    }

    /// Without the `exp` claim.
    #[must_use]
    pub fn without_exp_claim(mut self) -> Self {
        self.exp_claim = false;
        self
    }

    /// Without a refresh token.
    #[must_use]
    pub fn without_refresh(mut self) -> Self {
        self.refresh = false;
        self
    }
}

/// Tokens that the sandbox issued.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Minted {
    /// The access token.
    pub access_token: String,
    /// The refresh token, when one was asked for.
    pub refresh_token: Option<String>,
    /// `Bearer`
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
}

/// What to revoke: the body of `POST /_sandbox/revoke`, one member of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revoke {
    /// One access token.
    AccessToken(String),
    /// One refresh token.
    RefreshToken(String),
    /// Every token of a platform.
    All(TokenPlatform),
}

/// Who a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) platform: TokenPlatform,
    pub(crate) user_id: String,
    /// Tokens descended from one sign-in share a family.
    pub(crate) family: String,
}

#[derive(Clone, Debug)]
struct Access {
    subject: Subject,
    expires_at: f64,
}

#[derive(Clone, Debug)]
struct Refresh {
    subject: Subject,
    spent: bool,
}

/// Why an access token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Not one of this sandbox, or revoked.
    Unknown,
    /// Too old.
    Expired,
}

/// The tokens that count.
#[derive(Clone, Debug, Default)]
struct Book {
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
}

/// The book of tokens, and the keys that sign them.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) keys: SigningKeys,
    book: Book,
    seed: Book,
}

/// What an access token is made of.
#[derive(Debug)]
pub(crate) struct Claims<'a> {
    pub(crate) subject: Subject,
    pub(crate) issuer: &'a str,
    pub(crate) email: &'a str,
    pub(crate) now: f64,
    pub(crate) expires_in: i64,
    pub(crate) exp_claim: bool,
}

impl Tokens {
    pub(crate) fn new(keys: SigningKeys) -> Self {
        Self {
            keys,
            book: Book::default(),
            seed: Book::default(),
        }
    }

    /// Takes the present tokens as those that a reset brings back.
    pub(crate) fn keep_as_seed(&mut self) {
        self.seed = self.book.clone();
    }

    /// Back to the seeded tokens and the first signing key.
    pub(crate) fn reset(&mut self) {
        self.book = self.seed.clone();
        self.keys.generation = 0;
    }

    /// Signs an access token and enters it.
    pub(crate) fn issue_access(&mut self, claims: Claims<'_>, issued: &mut Issued) -> String {
        let iat = clock::whole(claims.now);
        let exp = iat + claims.expires_in;
        let mut payload = Map::new();
        payload.insert("sub".into(), claims.subject.user_id.clone().into());
        payload.insert("email".into(), claims.email.into());
        payload.insert("iat".into(), iat.into());
        if claims.exp_claim {
            payload.insert("exp".into(), exp.into());
        }
        payload.insert("jti".into(), random_hex(12).into());
        let token = match claims.subject.platform {
            TokenPlatform::Puguh => {
                payload.insert("iss".into(), claims.issuer.into());
                self.keys.sign_rs256(&payload.into())
            }
            TokenPlatform::Pug => {
                payload.insert("iss".into(), "pug/auth".into());
                payload.insert("aud".into(), "pug/dashboard".into());
                sign_hs256(&payload.into())
            }
        };
        #[allow(clippy::cast_precision_loss, reason = "epoch seconds are far below 2^52")]
        let expires_at = exp as f64;
        self.book.access.insert(
            token.clone(),
            Access {
                subject: claims.subject,
                expires_at,
            },
        );
        issued.insert(&token);
        token
    }

    /// Makes a refresh token and enters it.
    pub(crate) fn issue_refresh(&mut self, subject: Subject, issued: &mut Issued) -> String {
        let token = random_hex(32);
        self.book.refresh.insert(
            token.clone(),
            Refresh {
                subject,
                spent: false,
            },
        );
        issued.insert(&token);
        token
    }

    /// Whose access token this is, if it is good.
    pub(crate) fn check(&self, platform: TokenPlatform, token: &str, now: f64) -> Result<&Subject, Refused> {
        let access = self
            .book
            .access
            .get(token)
            .filter(|access| access.subject.platform == platform)
            .ok_or(Refused::Unknown)?;
        if access.expires_at <= now {
            Err(Refused::Expired)
        } else {
            Ok(&access.subject)
        }
    }

    /// Redeems a refresh token. Spending it (`rotate`) makes a second use revoke its family.
    pub(crate) fn redeem(&mut self, platform: TokenPlatform, token: &str, rotate: bool) -> Option<Subject> {
        let refresh = self
            .book
            .refresh
            .get_mut(token)
            .filter(|found| found.subject.platform == platform)?;
        let subject = refresh.subject.clone();
        if refresh.spent {
            self.revoke_family(&subject.family);
            return None;
        }
        refresh.spent = rotate;
        Some(subject)
    }

    /// Ends every token descended from one sign-in.
    pub(crate) fn revoke_family(&mut self, family: &str) {
        self.book
            .access
            .retain(|_, access| access.subject.family != family);
        self.book
            .refresh
            .retain(|_, refresh| refresh.subject.family != family);
    }

    pub(crate) fn revoke(&mut self, what: &Revoke) -> usize {
        let before = self.book.access.len() + self.book.refresh.len();
        match what {
            Revoke::AccessToken(token) => drop(self.book.access.remove(token)),
            Revoke::RefreshToken(token) => drop(self.book.refresh.remove(token)),
            Revoke::All(platform) => {
                self.book
                    .access
                    .retain(|_, access| access.subject.platform != *platform);
                self.book
                    .refresh
                    .retain(|_, refresh| refresh.subject.platform != *platform);
            }
        }
        before - (self.book.access.len() + self.book.refresh.len())
    }
}
