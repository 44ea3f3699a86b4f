//! ARSAKA PUGUH: a FastAPI application with organizations, members and sign-in.

mod accounts;
mod fastapi;
mod oauth;
mod organizations;

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::{HeaderName, RETRY_AFTER};
use serde_json::json;

use crate::http::{Answer, Call};
use crate::seed;
use crate::state::State;
use crate::tokens::{Refused, TokenPlatform};

use accounts::User;
use oauth::Grant;
use organizations::Organization;

pub(crate) use organizations::viewer_organization_id;

/// PUGUH's state.
#[derive(Debug)]
pub(crate) struct Puguh {
    users: Vec<User>,
    organizations: Vec<Organization>,
    /// OAuth codes that were not exchanged yet.
    grants: BTreeMap<String, Grant>,
}

impl Puguh {
    pub(crate) fn seeded(now: f64) -> Self {
        Self {
            users: vec![User::seeded()],
            organizations: organizations::seeded(now),
            grants: BTreeMap::new(),
        }
    }

    pub(crate) fn email_of(&self, user_id: &str) -> &str {
        self.users
            .iter()
            .find(|user| user.id == user_id)
            .map_or("", |user| &user.email)
    }
}

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Caller {
    /// An API key: acts with every permission in its organization.
    Key,
    /// A user, by JWT.
    User { id: String },
}

const X_RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const X_RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const X_RATELIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

pub(crate) fn handle(state: &mut State, call: &Call) -> Answer {
    let scope = call.header("x-organization-id").unwrap_or("anonymous").to_owned();
    let now = state.now();
    let verdict = state.limits.minute(&scope, &state.settings, now);
    let mut answer = match verdict.retry_after {
        Some(seconds) => fastapi::detail(
            StatusCode::TOO_MANY_REQUESTS,
            &format!("Rate limit exceeded. Retry after {seconds} seconds."),
        )
        .with(RETRY_AFTER, seconds.to_string()),
        None => route(state, call).unwrap_or_else(|refused| refused),
    };
    if state.settings.retry_after_on_success && answer.status.is_success() {
        answer.set(
            RETRY_AFTER,
            (verdict.reset - crate::clock::whole(now)).max(1).to_string(),
        );
    }
    answer.set(X_RATELIMIT_LIMIT, verdict.limit.to_string());
    answer.set(X_RATELIMIT_REMAINING, verdict.remaining.to_string());
    answer.set(X_RATELIMIT_RESET, verdict.reset.to_string());
    answer
}

fn route(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let segments = call.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let method = call.method.as_str();
    match parts.as_slice() {
        [".well-known", "jwks.json"] => match method {
            "GET" => Ok(Answer::ok(&state.tokens.keys.jwks())),
            _ => Err(fastapi::method_not_allowed("GET")),
        },
        ["oauth", "authorize"] => match method {
            "GET" => oauth::authorize(state, call),
            _ => Err(fastapi::method_not_allowed("GET")),
        },
        ["oauth", "token"] => match method {
            "POST" => oauth::token(state, call),
            _ => Err(fastapi::method_not_allowed("POST")),
        },
        [
            "api",
            "v1",
            "auth",
            action @ ("login" | "register" | "refresh" | "logout"),
        ] => {
            if method != "POST" {
                return Err(fastapi::method_not_allowed("POST"));
            }
            accounts::auth(state, call, action)
        }
        ["api", "v1", "health"] => {
            if method != "GET" {
                return Err(fastapi::method_not_allowed("GET"));
            }
            authenticate(state, call)?;
            Ok(Answer::ok(&json!({ "status": "ok", "version": "sandbox" })))
        }
        ["api", "v1", "iam", "users"] => {
            if method != "GET" {
                return Err(fastapi::method_not_allowed("GET"));
            }
            organizations::list_users(state, call)
        }
        ["api", "v1", "organizations", rest @ ..] => organizations::route(state, call, method, rest),
        _ => Err(fastapi::not_found()),
    }
}

/// Checks the credential of a request: an API key with its organization, or a JWT.
fn authenticate(state: &State, call: &Call) -> Result<Caller, Answer> {
    if let Some(key) = call.header("x-api-key") {
        if key != seed::PUGUH_API_KEY {
            return Err(fastapi::unauthorized("Invalid API key"));
        }
        let Some(organization) = call.header("x-organization-id") else {
            let mut violations = fastapi::Violations::default();
            violations.missing(&["header", "x-organization-id"]);
            violations.check()?;
            return Err(fastapi::not_found());
        };
        return if organization == seed::organization_id() {
            Ok(Caller::Key)
        } else {
            Err(fastapi::unauthorized(
                "API key is not valid for this organization",
            ))
        };
    }
    let token = call
        .bearer()
        .ok_or_else(|| fastapi::unauthorized("Not authenticated"))?;
    match state.tokens.check(TokenPlatform::Puguh, token, state.now()) {
        Ok(subject) => Ok(Caller::User {
            id: subject.user_id.clone(),
        }),
        Err(Refused::Expired) => Err(fastapi::unauthorized("Token has expired")),
        Err(Refused::Unknown) => Err(fastapi::unauthorized("Could not validate credentials")),
    }
}
