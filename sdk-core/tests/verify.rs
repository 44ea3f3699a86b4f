//! Local verification of tokens, with keys fetched from a real server.
#![allow(clippy::unwrap_used)]

use futures_util::future::join_all;
use keybearer::{ErrorCode, PuguhClient, TokenChecks, VerifyError};
use keybearer_sandbox::{Mint, Sandbox, TokenPlatform};

fn client(sandbox: &Sandbox) -> PuguhClient {
    PuguhClient::builder()
        .base_url(sandbox.url())
        .anonymous()
        .build()
        .unwrap()
}

fn fetches(sandbox: &Sandbox) -> u64 {
    let counters = sandbox.counters();
    counters.paths.get("/.well-known/jwks.json").copied().unwrap_or(0)
}

#[tokio::test]
async fn any_number_of_verifications_fetch_the_keys_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let token = sandbox.info().puguh.access_token.clone();
    let verified = join_all((0..100).map(|_| client.verify_token(&token))).await;
    for token in verified {
        let token = token.unwrap();
        assert_eq!(
            token.subject.as_deref(),
            Some(sandbox.info().puguh.user_id.as_str())
        );
    }
    assert_eq!(fetches(&sandbox), 1);
}

#[tokio::test]
async fn made_up_keys_do_not_make_the_client_fetch_again_and_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    client
        .verify_token(&sandbox.info().puguh.access_token)
        .await
        .unwrap();
    sandbox.rotate_signing_key();
    let newer = sandbox.mint(&Mint::new(TokenPlatform::Puguh)).access_token;
    for _ in 0..20 {
        let error = client.verify_token(&newer).await.unwrap_err();
        assert_eq!(error.reason(), Some("token_unknown_key"));
    }
    assert_eq!(fetches(&sandbox), 1, "within the cool-down");
    // A client that starts after the rotation knows the new key.
    self::client(&sandbox).verify_token(&newer).await.unwrap();
}

#[tokio::test]
async fn tokens_that_are_not_acceptable_are_told_apart() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let expired = &sandbox.info().puguh.expired_access_token;
    let good = &sandbox.info().puguh.access_token;
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", "A".repeat(342));
    let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
    let hmac = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
    for (token, reason) in [
        (expired.as_str(), "token_expired"),
        (forged.as_str(), "token_signature"),
        (unsigned, "token_algorithm"),
        (hmac, "token_algorithm"),
        ("nonsense", "token_malformed"),
        ("", "token_malformed"),
    ] {
        let error = client.verify_token(token).await.unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            (ErrorCode::Unauthenticated, Some(reason)),
            "{token}"
        );
        assert!(std::error::Error::source(&error).unwrap().is::<VerifyError>());
    }
}

#[tokio::test]
async fn issuer_and_audience_are_checked_when_configured() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = sandbox.info().puguh.access_token.clone();
    let mut checks = TokenChecks::default();
    checks.issuer = Some(sandbox.url().to_owned());
    client(&sandbox).verify_token_with(&token, &checks).await.unwrap();
    checks.issuer = Some("https://somebody.example".to_owned());
    let error = client(&sandbox)
        .verify_token_with(&token, &checks)
        .await
        .unwrap_err();
    assert_eq!(error.reason(), Some("token_issuer"));
}

#[tokio::test]
async fn a_failure_to_fetch_is_shared_by_all_who_wait_for_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let down = keybearer_sandbox::Rule::respond(501).path("/.well-known/jwks.json");
    sandbox.add_rules([down.always()]).unwrap();
    let client = client(&sandbox);
    let token = sandbox.info().puguh.access_token.clone();
    for result in join_all((0..50).map(|_| client.verify_token(&token))).await {
        assert_eq!(result.unwrap_err().code(), ErrorCode::Server);
    }
    assert_eq!(fetches(&sandbox), 1);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_says_nothing_about_the_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = sandbox.info().puguh.access_token.clone();
    let client = client(&sandbox);
    sandbox.shutdown().await;
    let error = client.verify_token(&token).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connection);
}
