//! Registering, signing in, refreshing, signing out.

use http::StatusCode;
use serde_json::json;

use super::fastapi::{self, Body};
use super::organizations::Organization;
use super::{Caller, authenticate};
use crate::http::{Answer, Call};
use crate::seed;
use crate::state::State;
use crate::tokens::{Minted, TokenPlatform};

/// A person with a password.
#[derive(Debug)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) full_name: String,
    password: String,
}

impl User {
    pub(super) fn seeded() -> Self {
        Self {
            id: seed::user_id(),
            email: seed::EMAIL.into(),
            full_name: seed::FULL_NAME.into(),
            password: seed::PASSWORD.into(),
        }
    }
}

pub(super) fn auth(state: &mut State, call: &Call, action: &str) -> Result<Answer, Answer> {
    match action {
        "login" => login(state, call),
        "register" => register(state, call),
        "refresh" => refresh(state, call),
        _ => logout(state, call),
    }
}

/// The token answer: `refresh_token` only where there is a new one.
pub(super) fn token_answer(tokens: &Minted) -> Answer {
    let mut body = json!({
        "access_token": tokens.access_token,
        "token_type": tokens.token_type,
        "expires_in": tokens.expires_in,
    });
    if let Some(refresh_token) = &tokens.refresh_token {
        body["refresh_token"] = refresh_token.as_str().into();
    }
    Answer::ok(&body)
}

fn login(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let mut body = Body::read(call)?;
    let email = body.email("email");
    let password = body.text("password");
    body.check()?;
    let user = state
        .puguh
        .users
        .iter()
        .find(|user| user.email.eq_ignore_ascii_case(&email) && user.password == password)
        .ok_or_else(|| fastapi::unauthorized("Invalid email or password"))?;
    let user_id = user.id.clone();
    Ok(token_answer(&state.sign_in(TokenPlatform::Puguh, &user_id)))
}

fn register(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let mut body = Body::read(call)?;
    let email = body.email("email");
    let password = body.filled_text("password");
    let full_name = body.optional_text("full_name").unwrap_or_default();
    body.check()?;
    if state
        .puguh
        .users
        .iter()
        .any(|user| user.email.eq_ignore_ascii_case(&email))
    {
        return Err(fastapi::detail(StatusCode::CONFLICT, "Email already registered"));
    }
    let user = User {
        id: seed::new_uuid(),
        email,
        full_name,
        password,
    };
    let organization = Organization::personal(&user, state.now());
    let answer = json!({
        "user_id": user.id,
        "email": user.email,
        "organization_id": organization.id,
    });
    state.issued.insert(&user.password);
    state.puguh.users.push(user);
    state.puguh.organizations.push(organization);
    Ok(Answer::json(StatusCode::CREATED, &answer))
}

fn refresh(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let mut body = Body::read(call)?;
    let token = body.text("refresh_token");
    body.check()?;
    let rotate = state.settings.rotate_refresh_tokens;
    state
        .refresh(TokenPlatform::Puguh, &token, rotate)
        .map(|tokens| token_answer(&tokens))
        .ok_or_else(|| fastapi::unauthorized("Invalid refresh token"))
}

fn logout(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    match authenticate(state, call)? {
        Caller::Key => Err(fastapi::unauthorized("Not authenticated")),
        Caller::User { .. } => {
            state.end_session(TokenPlatform::Puguh, call.bearer().unwrap_or_default());
            Ok(Answer::ok(&json!({ "message": "Successfully logged out" })))
        }
    }
}
