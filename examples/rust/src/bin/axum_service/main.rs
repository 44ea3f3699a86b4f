//! A web service on axum that stands on PUGUH: one client shared by all handlers, errors mapped to
//! answers, tokens of its callers verified locally, deadlines passed on, a graceful end.
//!
//!     cargo run --features axum --bin axum_service              # on a sandbox
//!     cargo run --features axum --bin axum_service -- --check   # and try it out
//!
//! With `PUGUH_API_KEY` and `PUGUH_ORGANIZATION_ID` set it stands on PUGUH itself.
#![allow(clippy::print_stdout, reason = "an example shows what happens")]

mod api;
mod caller;
mod check;

use std::{env, future, net::Ipv4Addr};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::get,
};
use keybearer::{
    BoxError, PuguhClient, TokenChecks,
    puguh::{ListOrganizations, Organization, OrganizationPage},
};
use keybearer_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::{net::TcpListener, signal};

use crate::{
    api::ApiError,
    caller::{Caller, Deadline},
};

/// What every handler has. Clones of a client share connections, rate limits and retry budget, so
/// that a 429 met by one request holds back the others too.
#[derive(Clone)]
struct App {
    puguh: PuguhClient,
}

fn router(puguh: PuguhClient) -> Router {
    Router::new()
        .route("/me", get(me))
        .route("/organizations", get(organizations))
        .route("/organizations/{id}", get(organization))
        .with_state(App { puguh })
}

async fn me(caller: Caller) -> Json<Value> {
    Json(json!({ "subject": caller.token.subject, "claims": caller.token.claims }))
}

/// Whoever has a valid token sees what the service's key sees; a real service would ask for more.
///
/// A caller who hangs up makes axum drop the handler, which drops the call, which ends the request.
async fn organizations(
    State(app): State<App>,
    _caller: Caller,
    deadline: Deadline,
) -> Result<Json<OrganizationPage>, ApiError> {
    let all = ListOrganizations::default();
    let page = app
        .puguh
        .organizations()
        .list(all)
        .timeout(deadline.left())
        .await?;
    Ok(Json(page))
}

async fn organization(
    State(app): State<App>,
    _caller: Caller,
    deadline: Deadline,
    Path(id): Path<String>,
) -> Result<Json<Organization>, ApiError> {
    let organization = app.puguh.organizations().get(id).timeout(deadline.left()).await?;
    Ok(Json(organization))
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    if env::args_os().any(|argument| argument == "--check") {
        return check::run().await;
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 8080)).await?;
    println!("http://{} · Ctrl-C stops it", listener.local_addr()?);
    if env::var_os("PUGUH_API_KEY").is_some() {
        return serve(listener, PuguhClient::from_env()?, asked_to_stop()).await;
    }
    let sandbox = Sandbox::start().await?;
    let token = &sandbox.info().puguh.access_token;
    println!("curl -H 'authorization: Bearer {token}' http://127.0.0.1:8080/organizations");
    serve(listener, client_of(&sandbox)?, asked_to_stop()).await
}

/// Serves until `stop`, then lets the requests that are under way end.
async fn serve(
    listener: TcpListener,
    puguh: PuguhClient,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), BoxError> {
    axum::serve(listener, router(puguh))
        .with_graceful_shutdown(stop)
        .await?;
    Ok(())
}

/// Ctrl-C, and SIGTERM where there is one: that is how containers are stopped.
async fn asked_to_stop() {
    let ctrl_c = async {
        if signal::ctrl_c().await.is_err() {
            // Without a signal to wait for, going on is better than ending at once.
            future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => signals.recv().await,
            Err(_) => future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        _ = terminate => {}
    }
}

fn client_of(sandbox: &Sandbox) -> Result<PuguhClient, keybearer::Error> {
    let info = &sandbox.info().puguh;
    PuguhClient::builder()
        .base_url(sandbox.url())
        .api_key(info.api_key.as_str())
        .organization_id(&info.organization_id)
        // A signature is not enough: it matters who issued the token.
        .token_checks(TokenChecks::default().with_issuer(sandbox.url()))
        .build()
}
