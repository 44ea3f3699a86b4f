//! What a request brings along: who makes it, and how long it may take.

use std::time::{Duration, Instant};

use axum::{
    Json,
    extract::FromRequestParts,
    http::{
        StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use keybearer::{ErrorCode, VerifiedToken};
use serde_json::json;

use crate::{App, api::ApiError};

/// Whoever makes the request, by a token whose signature and expiry hold.
pub(crate) struct Caller {
    pub(crate) token: VerifiedToken,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let header = parts.headers.get(AUTHORIZATION);
        let bearer = header.and_then(|value| bearer(value.to_str().ok()?));
        let Some(jwt) = bearer else {
            return Err(unauthorized("Bearer"));
        };
        // Verified here, by keys that are fetched once: no request to PUGUH for each of ours.
        match app.puguh.verify_token(jwt).await {
            Ok(token) => Ok(Self { token }),
            Err(error) if error.code() == ErrorCode::Unauthenticated => {
                Err(unauthorized(r#"Bearer error="invalid_token""#))
            }
            // The keys could not be fetched, which says nothing about the token.
            Err(error) => Err(ApiError::from(error).into_response()),
        }
    }
}

/// The token in `Bearer …`; the scheme is compared without regard to case (RFC 9110 §11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn unauthorized(challenge: &'static str) -> Response {
    let body = json!({ "code": "unauthenticated", "message": "a valid access token is needed" });
    let headers = [(WWW_AUTHENTICATE, challenge)];
    (StatusCode::UNAUTHORIZED, headers, Json(body)).into_response()
}

/// Until when the caller waits for the answer, by the header `x-timeout-ms`.
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// Nobody waits longer than this for us.
    const LONGEST: Duration = Duration::from_secs(10);

    /// What is left for a call that starts now.
    pub(crate) fn left(&self) -> Duration {
        // A call takes no timeout of zero; one of a millisecond ends as `timeout`, which is true.
        let left = self.0.saturating_duration_since(Instant::now());
        left.max(Duration::from_millis(1))
    }
}

impl<S: Sync> FromRequestParts<S> for Deadline {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let wanted = match parts.headers.get("x-timeout-ms") {
            None => Self::LONGEST,
            Some(value) => value
                .to_str()
                .ok()
                .and_then(|text| text.parse().ok())
                .map(Duration::from_millis)
                .ok_or((
                    StatusCode::BAD_REQUEST,
                    "x-timeout-ms is a number of milliseconds",
                ))?,
        };
        Ok(Self(Instant::now() + wanted.min(Self::LONGEST)))
    }
}
