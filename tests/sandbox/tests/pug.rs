//! Pug, as its documentation says.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use common::{Bench, json, status};
use keybearer_sandbox::{SettingsUpdate, ValidationDetails};
use serde_json::{Value, json};

const BATCH: &str = "/events.v1.EventsService/BatchCreate";
const QUERY: &str = "/insights.v1.InsightsService/Query";
const DASHBOARDS: &str = "/dashboards.v1.DashboardsService/List";

#[tokio::test]
async fn every_boundary_lets_in_its_own_credentials() {
    let bench = Bench::start().await;
    let info = bench.sandbox.info().pug.clone();
    let event = json!({ "events": [{ "name": "a" }] });
    let query = json!({ "query": { "events": [{ "name": "a" }] } });
    let empty = json!({});
    for (path, body, sdk, shared, jwt) in [
        (BATCH, &event, 200, 403, 403),
        (QUERY, &query, 403, 200, 200),
        (DASHBOARDS, &empty, 403, 403, 200),
    ] {
        assert_eq!(status(bench.pug(&info.sdk_key, path, body)).await, sdk, "{path}");
        assert_eq!(
            status(bench.pug(&info.shared_key, path, body)).await,
            shared,
            "{path}"
        );
        assert_eq!(
            status(bench.pug(&info.access_token, path, body)).await,
            jwt,
            "{path}"
        );
        assert_eq!(
            status(bench.pug("pk_sdk_unknown_key", path, body)).await,
            401,
            "{path}"
        );
        assert_eq!(status(bench.post(path).json(body)).await, 401, "{path}");
    }
    assert_eq!(
        status(bench.pug(&info.expired_access_token, QUERY, &query)).await,
        401
    );
    let elsewhere = |project: &str| {
        let request = bench
            .post(DASHBOARDS)
            .bearer_auth(&info.access_token)
            .json(&empty);
        request.header("x-project-id", project)
    };
    assert_eq!(status(elsewhere("proj_unknown")).await, 404);
    assert_eq!(status(elsewhere(&info.foreign_project_id)).await, 403);
}

/// The bytes of an error's detail of this type.
fn detail(error: &Value, kind: &str) -> String {
    let details = error["details"].as_array().unwrap();
    let found = details.iter().find(|detail| detail["type"] == kind);
    let value = found.unwrap_or_else(|| panic!("no {kind} in {error}"))["value"]
        .as_str()
        .unwrap();
    String::from_utf8_lossy(&STANDARD_NO_PAD.decode(value).unwrap()).into_owned()
}

#[tokio::test]
async fn a_bad_batch_is_refused_with_the_fields_named() {
    let bench = Bench::start().await;
    let key = bench.sandbox.info().pug.sdk_key.clone();
    let bad = json!({ "events": [{ "name": "a" }, { "properties": { "x": [1] } }] });
    let answer = bench.pug(&key, BATCH, &bad).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let error = answer.json::<Value>().await.unwrap();
    assert_eq!(error["code"], "invalid_argument");
    assert!(detail(&error, "google.rpc.ErrorInfo").contains("INVALID_ARGUMENT"));
    assert!(!detail(&error, "google.rpc.RequestInfo").is_empty());
    assert!(detail(&error, "google.rpc.BadRequest").contains("events.name"));

    bench.sandbox.update_settings(&SettingsUpdate {
        pug_validation_details: Some(ValidationDetails::Violations),
        ..Default::default()
    });
    let error = json(bench.pug(&key, BATCH, &bad)).await;
    assert!(detail(&error, "buf.validate.Violations").contains("required"));

    let many: Vec<Value> = vec![json!({ "name": "a" }); 1001];
    assert_eq!(
        status(bench.pug(&key, BATCH, &json!({ "events": many }))).await,
        400
    );
    let good = json!({ "events": vec![json!({ "name": "a" }); 1000] });
    assert_eq!(
        json(bench.pug(&key, BATCH, &good)).await,
        json!({ "eventsCreated": 1000 })
    );
}

#[tokio::test]
async fn an_identified_profile_can_be_read_and_merges_its_traits() {
    let bench = Bench::start().await;
    let info = bench.sandbox.info().pug.clone();
    let identify = |traits: Value| {
        let body = json!({ "externalId": "u-1", "traits": traits });
        bench.pug(&info.sdk_key, "/profiles.v1.ProfilesSDKService/Identify", &body)
    };
    let first = json(identify(json!({ "plan": "pro" }))).await;
    assert_eq!(json(identify(json!({ "seats": 3 }))).await, first);
    let read = |id: &str| {
        let body = json!({ "externalId": id });
        bench.pug(&info.shared_key, "/profiles.v1.ProfilesService/Get", &body)
    };
    let profile = json(read("u-1")).await["profile"].clone();
    assert_eq!(profile["traits"], json!({ "plan": "pro", "seats": 3 }));
    let list = bench.pug(&info.shared_key, "/profiles.v1.ProfilesService/List", &json!({}));
    assert_eq!(json(list).await["total"], 1);
    assert_eq!(status(read("u-2")).await, 404);
}

#[tokio::test]
async fn a_created_key_works_until_it_is_revoked() {
    let bench = Bench::start().await;
    let jwt = bench.sandbox.info().pug.access_token.clone();
    let projects =
        |method: &str, body: Value| bench.pug(&jwt, &format!("/projects.v1.ProjectsService/{method}"), &body);
    let body = json!({ "name": "ci", "type": "API_KEY_TYPE_SDK" });
    let created = json(projects("CreateApiKey", body)).await["apiKey"].clone();
    let key = created["key"].as_str().unwrap();
    assert!(key.starts_with("pk_sdk_"));
    let event = json!({ "events": [{ "name": "a" }] });
    assert_eq!(status(bench.pug(key, BATCH, &event)).await, 200);
    let listed = json(projects("ListApiKeys", json!({}))).await["apiKeys"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 3);
    assert!(
        listed
            .as_array()
            .unwrap()
            .iter()
            .all(|key| key.get("key").is_none())
    );
    assert_eq!(
        status(projects("RevokeApiKey", json!({ "id": created["id"] }))).await,
        200
    );
    assert_eq!(status(bench.pug(key, BATCH, &event)).await, 401);
}

#[tokio::test]
async fn upsert_replaces_the_whole_tile_set() {
    let bench = Bench::start().await;
    let jwt = bench.sandbox.info().pug.access_token.clone();
    let call = |method: &str, body: Value| {
        bench.pug(&jwt, &format!("/dashboards.v1.DashboardsService/{method}"), &body)
    };
    let created = json(call("Create", json!({ "name": "Sales" }))).await;
    let id = created["dashboard"]["id"].clone();
    let tile = |text: &str| json!({ "type": "TILE_TYPE_MARKDOWN", "markdown": { "content": text } });
    let two = json!({ "dashboardId": id, "tiles": [tile("a"), tile("b")] });
    let kept = json(call("Upsert", two)).await["dashboard"]["tiles"][1].clone();
    let one = json!({ "dashboardId": id, "tiles": [kept] });
    assert_eq!(status(call("Upsert", one)).await, 200);
    let read = json(call("Get", json!({ "id": id }))).await;
    assert_eq!(read["dashboard"]["tiles"], json!([kept]));
}

#[tokio::test]
async fn a_spent_refresh_token_ends_the_session() {
    let bench = Bench::start().await;
    let info = bench.sandbox.info().pug.clone();
    let sign_in = json!({ "email": info.email, "password": info.password });
    let session = json(bench.post("/auth.v1.AuthService/SignIn").json(&sign_in)).await;
    let refresh = |token: &Value| {
        let body = json!({ "refreshToken": token });
        bench.post("/auth.v1.AuthService/RefreshToken").json(&body)
    };
    let next = json(refresh(&session["refreshToken"])).await;
    assert_ne!(next["refreshToken"], session["refreshToken"]);
    assert_eq!(status(refresh(&session["refreshToken"])).await, 401);
    assert_eq!(status(refresh(&next["refreshToken"])).await, 401);
}

#[tokio::test]
async fn the_protocol_is_kept() {
    let bench = Bench::start().await;
    let key = bench.sandbox.info().pug.sdk_key.clone();
    assert_eq!(status(bench.get(BATCH)).await, 405);
    assert_eq!(
        status(bench.post(BATCH).body("{}").header("content-type", "text/plain")).await,
        415
    );
    assert_eq!(
        status(bench.post("/events.v1.EventsService/Nothing").json(&json!({}))).await,
        404
    );
    let version = bench
        .pug(&key, BATCH, &json!({}))
        .header("connect-protocol-version", "2");
    assert_eq!(status(version).await, 400);
}
