//! `AuthService` and `CustomersService`: people and their sessions.

use serde_json::{Value, json};

use super::connect::{Code, Failure};
use super::{Object, Outcome, Pug, Rpc, SEED_CUSTOMER};
use crate::clock;
use crate::seed;
use crate::state::State;
use crate::tokens::{Minted, TokenPlatform};

/// A person who signs in.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) org: String,
    name: String,
    password: String,
}

impl Customer {
    pub(super) fn seeded() -> Self {
        Self {
            id: SEED_CUSTOMER.into(),
            email: seed::EMAIL.into(),
            org: seed::PUG_ORG.into(),
            name: seed::FULL_NAME.into(),
            password: seed::PASSWORD.into(),
        }
    }

    fn to_json(&self) -> Value {
        json!({ "id": self.id, "email": self.email, "name": self.name, "orgId": self.org })
    }
}

fn session(tokens: &Minted) -> Value {
    json!({
        "accessToken": tokens.access_token,
        "refreshToken": tokens.refresh_token,
        "expiresIn": tokens.expires_in,
    })
}

fn bad_credentials(message: &str) -> Failure {
    Failure::new(Code::Unauthenticated, message).reason("INVALID_CREDENTIALS")
}

pub(super) fn auth(state: &mut State, rpc: &Rpc<'_>, method: &str) -> Outcome {
    match method {
        "SignIn" => {
            let email = rpc.required("email")?;
            let password = rpc.required("password")?;
            let customer = state
                .pug
                .customers
                .iter()
                .find(|customer| customer.email == email && customer.password == password)
                .ok_or_else(|| bad_credentials("invalid email or password"))?;
            let id = customer.id.clone();
            Ok(session(&state.sign_in(TokenPlatform::Pug, &id)))
        }
        "SignUp" => sign_up(state, rpc),
        "SignInWithMagicLink" => match rpc.text("token") {
            Some(seed::PUG_MAGIC_LINK_TOKEN) => {
                Ok(session(&state.sign_in(TokenPlatform::Pug, SEED_CUSTOMER)))
            }
            Some(_) => {
                let message = "the magic link is not valid";
                Err(Failure::new(Code::InvalidArgument, message).reason("INVALID_TOKEN"))
            }
            // Asking for a link: nothing tells whether the address is known.
            None => rpc.required("email").map(|_| json!({})),
        },
        "SignInWithOAuth" => {
            if !matches!(
                rpc.text("provider"),
                None | Some("google" | "OAUTH_PROVIDER_GOOGLE")
            ) {
                let message = "this provider is not enabled";
                return Err(Failure::new(Code::InvalidArgument, message).reason("OAUTH_PROVIDER_DISABLED"));
            }
            let proof = ["idToken", "credential", "code", "token"];
            if proof.iter().any(|name| rpc.text(name).is_some()) {
                Ok(session(&state.sign_in(TokenPlatform::Pug, SEED_CUSTOMER)))
            } else {
                rpc.required("idToken").map(|_| Value::Null)
            }
        }
        _ => {
            let token = rpc.required("refreshToken")?.to_owned();
            state
                .refresh(TokenPlatform::Pug, &token, true)
                .map(|tokens| session(&tokens))
                .ok_or_else(|| {
                    Failure::new(Code::Unauthenticated, "invalid refresh token").reason("INVALID_TOKEN")
                })
        }
    }
}

/// A new person gets an organization of their own, without a project.
fn sign_up(state: &mut State, rpc: &Rpc<'_>) -> Outcome {
    let email = rpc.required("email")?.to_owned();
    let password = rpc.required("password")?.to_owned();
    if state.pug.customers.iter().any(|customer| customer.email == email) {
        return Err(Failure::new(Code::AlreadyExists, "this email address is taken"));
    }
    let name = rpc.text("name").unwrap_or_default().to_owned();
    let id = state.pug.new_id("cust");
    let org = state.pug.new_id("org");
    let mut data = Object::new();
    data.insert("id".into(), org.as_str().into());
    data.insert("name".into(), format!("{email}'s organization").into());
    data.insert("createdAt".into(), clock::rfc3339(rpc.now).into());
    state.pug.orgs.insert(org.clone(), data);
    state.issued.insert(&password);
    state.pug.customers.push(Customer {
        id: id.clone(),
        email,
        org,
        name,
        password,
    });
    Ok(session(&state.sign_in(TokenPlatform::Pug, &id)))
}

pub(super) fn customers(pug: &mut Pug, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let org = rpc.org().to_owned();
    if method == "List" {
        let list: Vec<Value> = pug
            .customers
            .iter()
            .filter(|customer| customer.org == org)
            .map(Customer::to_json)
            .collect();
        return Ok(json!({ "customers": list }));
    }
    // Without an id, the caller's own.
    let id = rpc.text("id").unwrap_or(rpc.customer()).to_owned();
    let customer = pug
        .customers
        .iter_mut()
        .find(|customer| customer.id == id && customer.org == org)
        .ok_or_else(|| Failure::not_found("customer", &id))?;
    if method == "Update"
        && let Some(name) = rpc.text("name")
    {
        name.clone_into(&mut customer.name);
    }
    Ok(json!({ "customer": customer.to_json() }))
}
