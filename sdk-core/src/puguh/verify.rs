//! Verifying access tokens locally, by the keys that PUGUH publishes.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{PuguhClient, catalog};
use crate::{Call, Error, ErrorCode, Json, TokenChecks, VerifiedToken, VerifyError, auth::KeySet};

/// Keys are asked for again after this, unless the server says how long they keep.
const KEEP: Duration = Duration::from_hours(1);
/// Bounds on what the server may say.
const KEEP_RANGE: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(24));
/// After a failure to fetch them, callers get that failure for as long.
const PAUSE: Duration = Duration::from_secs(5);
/// An unknown key makes the set be fetched again, but not more often than this: anybody can make
/// up a token with an unknown key.
const COOL_DOWN: Duration = Duration::from_mins(1);

/// The keys of one client, shared by its clones.
#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    cached: Mutex<Option<Cached>>,
    /// The last failure to fetch, and when: callers after it fail at once for a while.
    failed: Mutex<Option<(Duration, Error)>>,
    /// Held by the one caller that fetches; the others wait and take what it brings.
    fetching: futures_util::lock::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Cached {
    keys: Arc<KeySet>,
    fetched: Duration,
    keep: Duration,
}

impl KeyCache {
    fn get(&self) -> Option<Cached> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last failure, if it is recent.
    fn failure(&self, now: Duration) -> Option<Error> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        failed.and_then(|(at, error)| (now.saturating_sub(at) < PAUSE).then_some(error))
    }

    fn note(&self, failure: Option<&Error>, now: Duration) {
        let failure = failure.map(|error| (now, error.clone()));
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let past = std::mem::replace(&mut *failed, failure);
        drop(failed);
        drop(past);
    }

    fn set(&self, cached: Cached) {
        *self.cached.lock().unwrap_or_else(PoisonError::into_inner) = Some(cached);
    }
}

impl Cached {
    fn age(&self, now: Duration) -> Duration {
        now.saturating_sub(self.fetched)
    }
}

impl PuguhClient {
    /// Verifies an access token by signature (RS256 only), expiry and, if configured, issuer and
    /// audience, without asking the server about it.
    ///
    /// The public keys are fetched when first needed and kept as long as `Cache-Control` says (an
    /// hour if it says nothing); an unknown key id fetches them again, at most once a minute.
    ///
    /// # Errors
    ///
    /// `unauthenticated` for a token that is not acceptable, with a `reason` such as
    /// `token_expired` and a [`VerifyError`] as source. A failure to fetch the keys is an error of
    /// its own kind (`connection`, `server`, …): it says nothing about the token.
    ///
    /// ```no_run
    /// # async fn demo(puguh: keybearer::PuguhClient, jwt: &str) -> Result<(), keybearer::Error> {
    /// let token = puguh.verify_token(jwt).await?;
    /// println!("signed in: {:?}", token.subject);
    /// # Ok(()) }
    /// ```
    pub async fn verify_token(&self, jwt: &str) -> Result<VerifiedToken, Error> {
        let checks = self.checks.clone();
        self.verify_token_with(jwt, &checks).await
    }

    /// As [`verify_token`](Self::verify_token), with other checks than the client's.
    ///
    /// # Errors
    ///
    /// As [`verify_token`](Self::verify_token).
    pub async fn verify_token_with(&self, jwt: &str, checks: &TokenChecks) -> Result<VerifiedToken, Error> {
        let jwt = jwt.trim_ascii();
        let runtime = &self.core.shared.runtime;
        let cached = match self.keys.get() {
            Some(cached) if cached.age(runtime.now()) < cached.keep => cached,
            stale => self.newer_keys(stale).await?,
        };
        let verified = cached.keys.verify(jwt, checks, runtime.unix_now());
        let unknown = matches!(verified, Err(VerifyError::UnknownKey(_)));
        let verified = if unknown && cached.age(runtime.now()) >= COOL_DOWN {
            let newer = self.newer_keys(Some(cached)).await?;
            newer.keys.verify(jwt, checks, runtime.unix_now())
        } else {
            verified
        };
        verified.map_err(refused)
    }

    /// Fetches the keys, unless another caller has replaced `known` meanwhile.
    async fn newer_keys(&self, known: Option<Cached>) -> Result<Cached, Error> {
        let _fetching = self.keys.fetching.lock().await;
        let known = known.map(|known| known.fetched);
        let now = self.core.shared.runtime.now();
        match self.keys.get() {
            Some(newer) if Some(newer.fetched) != known => return Ok(newer),
            _ => {}
        }
        if let Some(error) = self.keys.failure(now) {
            return Err(error);
        }
        let fetched = self.fetch_keys().await;
        self.keys
            .note(fetched.as_ref().err(), self.core.shared.runtime.now());
        fetched
    }

    async fn fetch_keys(&self) -> Result<Cached, Error> {
        let call: Call<Json> = Call::new(&self.core, &catalog::system::jwks, &[], None::<Json>);
        let answer = call.response().await?;
        let keep = answer
            .metadata
            .headers
            .get(http::header::CACHE_CONTROL)
            .and_then(|value| value.to_str().ok())
            .and_then(max_age)
            .unwrap_or(KEEP)
            .clamp(KEEP_RANGE.0, KEEP_RANGE.1);
        let body = serde_json::to_vec(&answer.value).unwrap_or_default();
        let cached = Cached {
            keys: Arc::new(KeySet::parse(&body)?),
            fetched: self.core.shared.runtime.now(),
            keep,
        };
        self.keys.set(cached.clone());
        Ok(cached)
    }
}

/// `max-age` of a `Cache-Control` header (RFC 9111 §5.2.2.1).
fn max_age(header: &str) -> Option<Duration> {
    header.split(',').find_map(|directive| {
        let (name, value) = directive.trim().split_once('=')?;
        name.eq_ignore_ascii_case("max-age")
            .then(|| value.trim_matches('"').parse().ok().map(Duration::from_secs))?
    })
}

fn refused(error: VerifyError) -> Error {
    let reason = match &error {
        VerifyError::Malformed(_) => "token_malformed",
        VerifyError::Algorithm | VerifyError::Critical => "token_algorithm",
        VerifyError::UnknownKey(_) | VerifyError::MissingKid => "token_unknown_key",
        VerifyError::Signature => "token_signature",
        VerifyError::MissingExpiry | VerifyError::Expired => "token_expired",
        VerifyError::NotYetValid => "token_not_yet_valid",
        VerifyError::Issuer => "token_issuer",
        VerifyError::Audience => "token_audience",
    };
    Error::new(ErrorCode::Unauthenticated, error.to_string())
        .with_operation("puguh", "puguh.verify_token")
        .because(reason)
        .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lifetime_of_keys_is_read_from_cache_control() {
        assert_eq!(max_age("public, max-age=300"), Some(Duration::from_secs(300)));
        assert_eq!(max_age("Max-Age=\"5\""), Some(Duration::from_secs(5)));
        for nothing in ["", "no-store", "max-age=x", "max-age"] {
            assert_eq!(max_age(nothing), None, "{nothing}");
        }
    }
}
