//! OAuth 2.0 authorization code, with PKCE when the client asks for it.

use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};
use serde_json::json;

use super::accounts;
use super::fastapi::{self, Violations};
use crate::http::{Answer, Call, form_value};
use crate::seed;
use crate::state::State;
use crate::tokens::{self, TokenPlatform};

/// How long a code is good for.
const CODE_SECONDS: f64 = 60.0;

/// An authorization that waits for its exchange.
#[derive(Debug)]
pub(super) struct Grant {
    redirect_uri: String,
    code_challenge: Option<String>,
    expires_at: f64,
    scope: String,
}

/// The registered redirect, or any on loopback: the port there is the application's to choose
/// (RFC 8252, section 7.3).
fn is_redirect_allowed(uri: &str) -> bool {
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    uri == seed::OAUTH_REDIRECT_URI
        || loopback.iter().any(|origin| {
            uri.strip_prefix(origin)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with('/'))
        })
}

/// Everybody is signed in as the seeded user and consents at once.
pub(super) fn authorize(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let mut violations = Violations::default();
    let mut required = |name: &str| {
        call.query_value(name).unwrap_or_else(|| {
            violations.missing(&["query", name]);
            String::new()
        })
    };
    let client_id = required("client_id");
    let redirect_uri = required("redirect_uri");
    let response_type = required("response_type");
    violations.check()?;
    // These two are told to the person, not to the address: it may be an attacker's.
    if client_id != seed::OAUTH_CLIENT_ID {
        return Err(fastapi::detail(StatusCode::BAD_REQUEST, "Unknown client_id"));
    }
    if !is_redirect_allowed(&redirect_uri) {
        return Err(fastapi::detail(StatusCode::BAD_REQUEST, "Invalid redirect_uri"));
    }

    let challenge = call.query_value("code_challenge");
    let challenge_method = call.query_value("code_challenge_method");
    let mut parameters = form_urlencoded::Serializer::new(String::new());
    if response_type != "code" {
        parameters.append_pair("error", "unsupported_response_type");
        parameters.append_pair("error_description", "Only response_type=code is supported");
    } else if challenge.is_some() && challenge_method.as_deref() != Some("S256") {
        parameters.append_pair("error", "invalid_request");
        parameters.append_pair("error_description", "code_challenge_method must be S256");
    } else {
        let code = tokens::random_hex(20);
        let grant = Grant {
            redirect_uri: redirect_uri.clone(),
            code_challenge: challenge,
            expires_at: state.now() + CODE_SECONDS,
            scope: call.query_value("scope").unwrap_or_default(),
        };
        state.issued.insert(&code);
        parameters.append_pair("code", &code);
        state.puguh.grants.insert(code, grant);
    }
    if let Some(given) = call.query_value("state") {
        parameters.append_pair("state", &given);
    }
    let joiner = if redirect_uri.contains('?') { '&' } else { '?' };
    let location = format!("{redirect_uri}{joiner}{}", parameters.finish());
    Ok(Answer::empty(StatusCode::FOUND).with(LOCATION, location))
}

/// RFC 6749, section 5.2.
fn refused(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "error": error, "error_description": description }),
    )
    .with(CACHE_CONTROL, "no-store")
}

pub(super) fn token(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let field = |name: &str| form_value(&call.body, name).unwrap_or_default();
    let bad = |error: &str, description: &str| refused(StatusCode::BAD_REQUEST, error, description);
    let is_form = call
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(bad(
            "invalid_request",
            "The body must be application/x-www-form-urlencoded",
        ));
    }
    if field("client_id") != seed::OAUTH_CLIENT_ID || field("client_secret") != seed::OAUTH_CLIENT_SECRET {
        return Err(refused(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Unknown client or wrong secret",
        ));
    }
    match field("grant_type").as_str() {
        "authorization_code" => {}
        "refresh_token" => {
            let rotate = state.settings.rotate_refresh_tokens;
            return state
                .refresh(TokenPlatform::Puguh, &field("refresh_token"), rotate)
                .map(|tokens| accounts::token_answer(&tokens))
                .ok_or_else(|| bad("invalid_grant", "The refresh token is not valid"));
        }
        "" => return Err(bad("invalid_request", "grant_type is missing")),
        _ => return Err(bad("unsupported_grant_type", "Use authorization_code")),
    }
    // Removed at the first attempt, whatever comes of it: a code is for one use.
    let grant = state
        .puguh
        .grants
        .remove(&field("code"))
        .filter(|grant| grant.expires_at > state.now())
        .ok_or_else(|| bad("invalid_grant", "The code is unknown, used or expired"))?;
    if grant.redirect_uri != field("redirect_uri") {
        return Err(bad(
            "invalid_grant",
            "redirect_uri is not the one that was authorized",
        ));
    }
    if let Some(challenge) = &grant.code_challenge
        && tokens::sha256_base64url(&field("code_verifier")) != *challenge
    {
        return Err(bad("invalid_grant", "code_verifier does not match the challenge"));
    }
    let minted = state.sign_in(TokenPlatform::Puguh, &seed::user_id());
    let mut body = json!({
        "access_token": minted.access_token,
        "token_type": minted.token_type,
        "expires_in": minted.expires_in,
        "refresh_token": minted.refresh_token,
    });
    if !grant.scope.is_empty() {
        body["scope"] = grant.scope.into();
    }
    Ok(Answer::ok(&body).with(CACHE_CONTROL, "no-store"))
}
