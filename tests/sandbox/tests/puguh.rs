//! ARSAKA PUGUH, as its facts say.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Bench, json, status};
use keybearer_sandbox::{Mint, Plan, Revoke, SettingsUpdate, TokenPlatform};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_key_needs_its_organization_and_a_token_needs_to_be_alive() {
    let bench = Bench::start().await;
    let info = &bench.sandbox.info().puguh;
    let health = || bench.get("/api/v1/health");
    let key = || health().header("x-api-key", &info.api_key);
    assert_eq!(status(health()).await, 401);
    assert_eq!(
        status(key().header("x-organization-id", &info.organization_id)).await,
        200
    );
    assert_eq!(status(key()).await, 422);
    assert_eq!(status(health().header("x-api-key", "wrong")).await, 401);
    assert_eq!(status(health().bearer_auth(&info.access_token)).await, 200);
    let expired = json(health().bearer_auth(&info.expired_access_token)).await;
    assert_eq!(expired, json!({ "detail": "Token has expired" }));
    let minted = bench.sandbox.mint(&Mint::new(TokenPlatform::Puguh));
    assert_eq!(status(health().bearer_auth(&minted.access_token)).await, 200);
    bench
        .sandbox
        .revoke(&Revoke::AccessToken(minted.access_token.clone()));
    assert_eq!(status(health().bearer_auth(&minted.access_token)).await, 401);
}

#[tokio::test]
async fn organizations_come_in_pages() {
    let bench = Bench::start().await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        let path = format!("/api/v1/organizations?page={page}");
        let answer = json(bench.puguh(Method::GET, &path)).await;
        assert_eq!(answer["total"], 45);
        assert_eq!(answer["has_next"], page < 3);
        assert_eq!(answer["has_prev"], page > 1);
        seen.extend(answer["items"].as_array().unwrap().clone());
    }
    assert_eq!(seen.len(), 45);
    assert_eq!(seen[0]["id"], bench.sandbox.info().puguh.organization_id);
    let answer = bench
        .puguh(Method::GET, "/api/v1/organizations?page_size=101")
        .send()
        .await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 422);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({ "detail": [{
            "loc": ["query", "page_size"],
            "msg": "Input should be less than or equal to 100",
            "type": "less_than_equal",
        }] })
    );
}

#[tokio::test]
async fn an_organization_lives_and_its_slug_is_unique() {
    let bench = Bench::start().await;
    let new = json!({ "name": "New", "slug": "new" });
    let create = || {
        bench
            .puguh(Method::POST, "/api/v1/organizations")
            .json(&new)
            .send()
    };
    let created = create().await.unwrap();
    assert_eq!(created.status(), 201);
    let id = created.json::<Value>().await.unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(create().await.unwrap().status(), 409);
    let path = format!("/api/v1/organizations/{id}");
    let change = json!({ "description": "changed" });
    let changed = json(bench.puguh(Method::PATCH, &path).json(&change)).await;
    assert_eq!(changed["description"], "changed");

    let members = format!("{path}/members");
    let guest = json!({ "email": "guest@example.test", "role": "viewer" });
    let invited = json(bench.puguh(Method::POST, &members).json(&guest)).await;
    let member = format!("{members}/{}", invited["user_id"].as_str().unwrap());
    let role = json!({ "role": "admin" });
    assert_eq!(
        json(bench.puguh(Method::PATCH, &member).json(&role)).await["role"],
        "admin"
    );
    let owner = json!({ "email": "x@example.test", "role": "owner" });
    assert_eq!(
        status(bench.puguh(Method::POST, &members).json(&owner)).await,
        422
    );
    assert_eq!(status(bench.puguh(Method::DELETE, &member)).await, 204);

    assert_eq!(status(bench.puguh(Method::DELETE, &path)).await, 204);
    assert_eq!(status(bench.puguh(Method::GET, &path)).await, 404);
    assert_eq!(status(bench.puguh(Method::PUT, &path)).await, 405);
}

#[tokio::test]
async fn a_viewer_is_told_which_permission_is_missing() {
    let bench = Bench::start().await;
    let id = &bench.sandbox.info().puguh.viewer_organization_id;
    let path = format!("/api/v1/organizations/{id}/members");
    let guest = json!({ "email": "guest@example.test", "role": "viewer" });
    let answer = bench
        .puguh(Method::POST, &path)
        .json(&guest)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 403);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({ "detail": "Missing permission: organization.members.create" })
    );
}

#[tokio::test]
async fn a_refresh_keeps_its_token_unless_it_rotates_and_a_spent_one_ends_the_family() {
    let bench = Bench::start().await;
    let login = json!({
        "email": bench.sandbox.info().puguh.email,
        "password": bench.sandbox.info().puguh.password,
    });
    let session = json(bench.post("/api/v1/auth/login").json(&login)).await;
    let refresh = async |token: &Value| {
        let body = json!({ "refresh_token": token });
        bench
            .post("/api/v1/auth/refresh")
            .json(&body)
            .send()
            .await
            .unwrap()
    };
    for _ in 0..2 {
        let answer = refresh(&session["refresh_token"])
            .await
            .json::<Value>()
            .await
            .unwrap();
        assert!(answer.get("refresh_token").is_none());
    }
    let rotate = SettingsUpdate {
        rotate_refresh_tokens: Some(true),
        ..Default::default()
    };
    bench.sandbox.update_settings(&rotate);
    let second = refresh(&session["refresh_token"])
        .await
        .json::<Value>()
        .await
        .unwrap();
    assert!(second["refresh_token"].is_string());
    assert_eq!(refresh(&session["refresh_token"]).await.status(), 401);
    assert_eq!(refresh(&second["refresh_token"]).await.status(), 401);
    let health = bench
        .get("/api/v1/health")
        .bearer_auth(second["access_token"].as_str().unwrap());
    assert_eq!(status(health).await, 401);
    let counters = bench.sandbox.counters();
    assert_eq!((counters.refreshes["puguh"], counters.refreshed["puguh"]), (5, 3));
}

#[tokio::test]
async fn limits_are_always_told_and_enforced_when_asked() {
    let bench = Bench::start().await;
    bench.sandbox.update_settings(&SettingsUpdate {
        puguh_plan: Some(Plan::Free),
        enforce_rate_limits: Some(true),
        ..Default::default()
    });
    let mut last = None;
    for _ in 0..130 {
        let answer = bench.puguh(Method::GET, "/api/v1/health").send().await.unwrap();
        assert_eq!(answer.headers()["x-ratelimit-limit"], "60");
        if answer.status() == 429 {
            last = Some(answer);
            break;
        }
    }
    let refused = last.unwrap();
    let seconds = refused.headers()["retry-after"].to_str().unwrap().to_owned();
    assert_eq!(refused.headers()["x-ratelimit-remaining"], "0");
    let detail = refused.json::<Value>().await.unwrap()["detail"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(detail.contains(&format!("{seconds} seconds")), "{detail}");
}

#[tokio::test]
async fn oauth_codes_work_once_and_only_with_their_verifier() {
    let bench = Bench::start().await;
    let info = &bench.sandbox.info().puguh;
    // The pair of RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let authorize = async || {
        let answer = bench
            .get(&format!(
                "/oauth/authorize?client_id={}&redirect_uri={}&response_type=code&state=s%201\
                 &scope=read%3Auser&code_challenge={challenge}&code_challenge_method=S256",
                info.oauth_client_id, info.redirect_uri
            ))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 302);
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(location.starts_with(&info.redirect_uri));
        assert!(location.ends_with("state=s+1"));
        let code = location.split_once("code=").unwrap().1;
        code.split('&').next().unwrap().to_owned()
    };
    let exchange = async |code: &str, verifier: &str| {
        let form = format!(
            "grant_type=authorization_code&code={code}&client_id={}&client_secret={}\
             &redirect_uri={}&code_verifier={verifier}",
            info.oauth_client_id, info.oauth_client_secret, info.redirect_uri
        );
        bench
            .post("/oauth/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap()
    };
    let code = authorize().await;
    let tokens = exchange(&code, verifier).await.json::<Value>().await.unwrap();
    assert_eq!(tokens["scope"], "read:user");
    assert_eq!(
        status(
            bench
                .get("/api/v1/health")
                .bearer_auth(tokens["access_token"].as_str().unwrap())
        )
        .await,
        200
    );
    let again = exchange(&code, verifier).await;
    assert_eq!(again.status(), 400);
    assert_eq!(again.json::<Value>().await.unwrap()["error"], "invalid_grant");
    assert_eq!(exchange(&authorize().await, "wrong").await.status(), 400);
}

#[tokio::test]
async fn rotated_keys_sign_at_once_and_the_set_lists_both() {
    let bench = Bench::start().await;
    let kids = async || {
        let set = json(bench.get("/.well-known/jwks.json")).await;
        let keys = set["keys"].as_array().unwrap().clone();
        keys.iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(kids().await, ["sandbox-1"]);
    assert_eq!(bench.sandbox.rotate_signing_key(), "sandbox-2");
    assert_eq!(kids().await, ["sandbox-2", "sandbox-1"]);
    let minted = bench
        .sandbox
        .mint(&Mint::new(TokenPlatform::Puguh).without_exp_claim());
    assert_eq!(minted.access_token.split('.').count(), 3);
    let health = bench.get("/api/v1/health").bearer_auth(&minted.access_token);
    assert_eq!(status(health).await, 200);
}

#[tokio::test]
async fn a_registered_user_can_sign_in() {
    let bench = Bench::start().await;
    let person = json!({ "email": "new@example.test", "password": "long enough", "full_name": "N" });
    let answer = bench
        .post("/api/v1/auth/register")
        .json(&person)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.json::<Value>().await.unwrap()["organization_id"].is_string());
    assert_eq!(
        status(bench.post("/api/v1/auth/register").json(&person)).await,
        409
    );
    assert_eq!(status(bench.post("/api/v1/auth/login").json(&person)).await, 200);
    let answer = bench
        .post("/api/v1/auth/login")
        .json(&json!({ "email": 1 }))
        .send()
        .await;
    let detail = answer.unwrap().json::<Value>().await.unwrap()["detail"].clone();
    assert_eq!(
        detail,
        json!([
            { "loc": ["body", "email"], "msg": "Input should be a valid string", "type": "string_type" },
            { "loc": ["body", "password"], "msg": "Field required", "type": "missing" },
        ])
    );
}
