//! Composite Analytics, as its facts and the proposals for its gaps say.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Bench, json, status};
use keybearer_sandbox::SettingsUpdate;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

fn call(bench: &Bench, key: &str, method: &Method, path: &str) -> RequestBuilder {
    let request = bench.request(method.clone(), path).bearer_auth(key);
    if *method == Method::GET || *method == Method::DELETE {
        return request;
    }
    request.json(&json!({
        "name": "a", "session_id": "s", "events": [], "email": "x@example.test", "batch": [],
    }))
}

#[tokio::test]
async fn the_permission_matrix_holds_for_each_kind_of_key() {
    let bench = Bench::start().await;
    let info = bench.sandbox.info().composite.clone();
    for (method, path, public, secret, scoped) in [
        (Method::POST, "/v1/events", 202, 202, 202),
        (Method::POST, "/ingest/e", 202, 202, 202),
        (Method::POST, "/ingest/batch", 202, 202, 202),
        (Method::POST, "/v1/recordings", 202, 202, 202),
        (Method::GET, "/v1/project", 200, 200, 403),
        (Method::GET, "/v1/users/me?distinct_id=nobody", 404, 404, 403),
        (Method::PATCH, "/v1/project", 403, 200, 403),
        (Method::GET, "/v1/events", 403, 200, 403),
        (Method::GET, "/v1/users", 403, 200, 403),
        (Method::GET, "/v1/users/u", 403, 404, 403),
        (Method::PUT, "/v1/users/u", 403, 200, 403),
        (Method::DELETE, "/v1/users/u", 403, 204, 403),
        (Method::POST, "/v1/exports", 403, 202, 403),
        (Method::GET, "/v1/team/members", 403, 200, 403),
        (Method::POST, "/v1/team/members", 403, 201, 403),
        (Method::GET, "/v1/billing", 403, 200, 403),
        (Method::PATCH, "/v1/billing", 403, 200, 403),
    ] {
        let asked = format!("{method} {path}");
        let ask = |key: &str| status(call(&bench, key, &method, path));
        assert_eq!(ask(&info.public_key).await, public, "{asked} with a public key");
        assert_eq!(ask(&info.secret_key).await, secret, "{asked} with a secret key");
        assert_eq!(
            ask(&info.scoped_secret_key).await,
            scoped,
            "{asked} with a scoped key"
        );
        assert_eq!(
            ask("sk_test_unknown_key").await,
            401,
            "{asked} with an unknown key"
        );
    }
}

#[tokio::test]
async fn the_key_goes_in_the_header_or_the_query_but_not_in_both() {
    let bench = Bench::start().await;
    let key = &bench.sandbox.info().composite.public_key;
    let path = format!("/v1/events?api_key={key}");
    let event = json!({ "name": "a" });
    assert_eq!(status(bench.post(&path).json(&event)).await, 202);
    assert_eq!(status(bench.post(&path).bearer_auth(key).json(&event)).await, 400);
    assert_eq!(status(bench.post("/v1/events").json(&event)).await, 401);
}

#[tokio::test]
async fn events_are_read_back_in_pages_and_repeats_are_dropped() {
    let bench = Bench::start().await;
    let key = bench.sandbox.info().composite.secret_key.clone();
    let batch: Vec<Value> = (0..25)
        .map(|number| json!({ "name": "tick", "sys_uuid": format!("id-{number}") }))
        .collect();
    let send = || {
        bench
            .post("/ingest/batch")
            .bearer_auth(&key)
            .json(&json!({ "batch": batch }))
    };
    assert_eq!(json(send()).await["duplicates"], 0);
    assert_eq!(json(send()).await["duplicates"], 25);
    let mut cursor = String::new();
    let mut sizes = Vec::new();
    loop {
        let path = format!("/v1/events?limit=10{cursor}");
        let page = json(bench.get(&path).bearer_auth(&key)).await;
        sizes.push(page["data"].as_array().unwrap().len());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(sizes, [10, 10, 5]);
}

#[tokio::test]
async fn identify_sets_the_profile_and_links_the_anonymous_id() {
    let bench = Bench::start().await;
    let info = bench.sandbox.info().composite.clone();
    let identify = json!({
        "name": "sys_identify", "distinct_id": "a/b@c", "anonymous_id": "anon",
        "$set": { "plan": "pro" }, "$set_once": { "plan": "free", "first": 1 },
    });
    assert_eq!(
        status(
            bench
                .post("/v1/events")
                .bearer_auth(&info.public_key)
                .json(&identify)
        )
        .await,
        202
    );
    let me = json(
        bench
            .get("/v1/users/me?distinct_id=anon")
            .bearer_auth(&info.public_key),
    )
    .await;
    assert_eq!(me["distinct_id"], "a/b@c");
    assert_eq!(me["properties"], json!({ "plan": "pro", "first": 1 }));
    let user = bench.get("/v1/users/a%2Fb%40c").bearer_auth(&info.secret_key);
    assert_eq!(status(user).await, 200);
}

#[tokio::test]
async fn a_bad_batch_names_its_events_and_a_large_one_is_too_large() {
    let bench = Bench::start().await;
    let key = bench.sandbox.info().composite.public_key.clone();
    let send = |batch: Value| {
        bench
            .post("/ingest/batch")
            .bearer_auth(&key)
            .json(&json!({ "batch": batch }))
    };
    let answer = send(json!([{ "name": "a" }, {}])).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({ "errors": [{ "field": "batch[1]", "message": "name is required" }] })
    );
    assert_eq!(status(send(vec![json!({ "name": "a" }); 1001].into())).await, 413);
}

#[tokio::test]
async fn a_revoked_key_is_refused_and_the_burst_is_limited() {
    let bench = Bench::start().await;
    let info = bench.sandbox.info().composite.clone();
    let path = format!("/v1/api-keys/{}", info.scoped_secret_key_id);
    assert_eq!(
        status(bench.request(Method::DELETE, &path).bearer_auth(&info.secret_key)).await,
        204
    );
    let event = json!({ "name": "a" });
    let send = |key: &str| bench.post("/v1/events").bearer_auth(key).json(&event);
    assert_eq!(status(send(&info.scoped_secret_key)).await, 401);

    let enforce = SettingsUpdate {
        enforce_rate_limits: Some(true),
        ..Default::default()
    };
    bench.sandbox.update_settings(&enforce);
    let mut refused = None;
    for _ in 0..20_000 {
        let answer = send(&info.public_key).send().await.unwrap();
        if answer.status() == 429 {
            refused = Some(answer);
            break;
        }
    }
    assert_eq!(refused.unwrap().headers()["retry-after"], "1");
}
