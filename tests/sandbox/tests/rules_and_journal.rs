//! Rules, the journal, settings, and the control API over HTTP.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{Bench, json, status};
use keybearer_sandbox::{Rule, Sandbox};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_rule_answers_as_scripted_and_only_as_often_as_it_says() {
    let bench = Bench::start().await;
    let rule = json!({ "rules": [{
        "match": { "method": "GET", "path": "/api/v1/*", "query": "page=2" },
        "skip": 1,
        "times": 2,
        "respond": {
            "status": 429,
            "headers": [["retry-after", "{now+2s:http_date}"], ["x-one", "a"], ["x-one", "b"]],
            "json": { "detail": "slow down" },
        },
    }] });
    assert_eq!(status(bench.post("/_sandbox/rules").json(&rule)).await, 200);
    let ask = || bench.puguh(Method::GET, "/api/v1/organizations?page=2");
    assert_eq!(status(ask()).await, 200);
    let answer = ask().send().await.unwrap();
    assert_eq!(answer.status(), 429);
    assert!(answer.headers()["retry-after"].to_str().unwrap().ends_with("GMT"));
    assert_eq!(answer.headers().get_all("x-one").iter().count(), 2);
    assert_eq!(
        status(bench.puguh(Method::GET, "/api/v1/organizations?page=1")).await,
        200
    );
    assert_eq!(status(ask()).await, 429);
    assert_eq!(status(ask()).await, 200);
}

#[tokio::test]
async fn a_wrong_rule_is_refused_with_a_reason_and_adds_nothing() {
    let bench = Bench::start().await;
    for (rule, reason) in [
        (json!({ "respnd": {} }), "respnd"),
        (json!({ "fault": "explode" }), "explode"),
        (json!({ "fault": "reset", "respond": {} }), "not both"),
        (json!({ "respond": { "headers": { "a b": "" } } }), "a b"),
        (
            json!({ "respond": { "headers": { "x": "{now+2:epoch}" } } }),
            "{now+2:epoch}",
        ),
    ] {
        let body = json!({ "rules": [{}, rule] });
        let answer = bench.post("/_sandbox/rules").json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        let text = answer.text().await.unwrap();
        assert!(text.contains(reason), "{text}");
    }
    assert_eq!(json(bench.get("/_sandbox/rules")).await["rules"], json!([]));
}

#[tokio::test]
async fn headers_can_be_taken_off_and_added_even_when_the_answer_is_real() {
    let bench = Bench::start().await;
    let rule = Rule::pass().without_header("date").header("x-added", "yes");
    bench.sandbox.add_rules([rule]).unwrap();
    let answer = bench.get("/.well-known/jwks.json").send().await.unwrap();
    assert!(!answer.headers().contains_key("date"));
    assert_eq!(answer.headers()["x-added"], "yes");
    let answer = bench.get("/.well-known/jwks.json").send().await.unwrap();
    assert!(answer.headers().contains_key("date"));
}

#[tokio::test]
async fn the_journal_tells_what_arrived_and_keeps_foreign_secrets_to_itself() {
    let bench = Bench::start().await;
    let key = &bench.sandbox.info().composite.public_key;
    let body = json!({ "name": "seen" });
    status(bench.post("/v1/events").bearer_auth(key).json(&body)).await;
    status(
        bench
            .post("/v1/events?api_key=sk_live_a_real_key_by_mistake")
            .json(&body),
    )
    .await;
    let login = json!({ "email": "a@b.example", "password": "somebody's real password" });
    status(bench.post("/api/v1/auth/login").json(&login)).await;

    let journal = bench.sandbox.journal();
    assert_eq!(journal[0].headers["authorization"], format!("Bearer {key}"));
    assert_eq!(journal[0].body, body);
    assert_eq!(journal[0].body_sha256.as_ref().unwrap().len(), 64);
    assert_eq!(journal[0].status, Some(202));
    assert_eq!(journal[1].query, "api_key=sk_…take");
    assert_eq!(journal[1].credential.as_deref(), Some("sk_…take"));
    let over_http = json(bench.get("/_sandbox/journal")).await.to_string();
    assert!(!over_http.contains("real_key_by_mistake"));
    assert!(!over_http.contains("somebody's real password"));
}

#[tokio::test]
async fn the_journal_counts_requests_in_flight_and_notices_a_client_that_leaves() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .add_rules([Rule::pass().delay(Duration::from_secs(30))])
        .unwrap();
    let slow = tokio::spawn(bench.get("/.well-known/jwks.json").send());
    while bench.sandbox.journal().is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(status(bench.get("/.well-known/jwks.json")).await, 200);
    assert_eq!(bench.sandbox.journal()[1].in_flight, 1);
    slow.abort();
    while !bench.sandbox.journal()[0].aborted {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(bench.sandbox.journal()[0].status, None);
    status(bench.get("/.well-known/jwks.json")).await;
    assert_eq!(bench.sandbox.journal()[2].in_flight, 0);
}

#[tokio::test]
async fn the_journal_streams_what_was_and_what_comes() {
    let bench = Bench::start().await;
    status(bench.get("/.well-known/jwks.json")).await;
    let mut stream = bench.get("/_sandbox/journal/stream").send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: {\"seq\":1"));
    status(bench.get("/v1/nothing")).await;
    let next = stream.chunk().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&next).contains("/v1/nothing"));
}

#[tokio::test]
async fn the_clock_can_be_shifted() {
    let bench = Bench::start().await;
    let settings = json!({ "clock_skew_seconds": -7200 });
    let set = json(bench.post("/_sandbox/settings").json(&settings)).await;
    assert_eq!(set["clock_skew_seconds"], -7200);
    let answer = bench.puguh(Method::GET, "/api/v1/health").send().await.unwrap();
    let reset: i64 = answer.headers()["x-ratelimit-reset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let behind = i64::try_from(now.as_secs()).unwrap() - reset;
    assert!((7100..7300).contains(&behind), "{behind}");
    let unknown = bench.post("/_sandbox/settings").json(&json!({ "clock": 1 }));
    assert_eq!(status(unknown).await, 400);
}

#[tokio::test]
async fn a_spawned_sandbox_is_its_own_and_can_be_stopped() {
    let bench = Bench::start().await;
    let info = json(bench.post("/_sandbox/spawn")).await;
    let url = info["url"].as_str().unwrap().to_owned();
    assert_ne!(url, bench.sandbox.url());
    assert_eq!(
        status(bench.client.get(format!("{url}/.well-known/jwks.json"))).await,
        200
    );
    assert!(bench.sandbox.journal().is_empty());
    assert_eq!(status(bench.client.delete(format!("{url}/_sandbox"))).await, 200);
    while bench
        .client
        .get(format!("{url}/_sandbox/info"))
        .send()
        .await
        .is_ok()
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(
        status(bench.client.delete(format!("{}/_sandbox", bench.sandbox.url()))).await,
        409
    );
}

#[tokio::test]
async fn reset_brings_back_the_state_and_the_tokens() {
    let bench = Bench::start().await;
    assert_eq!(
        status(bench.puguh(Method::POST, "/api/v1/auth/logout")).await,
        200
    );
    assert_eq!(status(bench.puguh(Method::GET, "/api/v1/health")).await, 401);
    assert_eq!(status(bench.post("/_sandbox/reset")).await, 200);
    assert!(bench.sandbox.journal().is_empty());
    assert_eq!(status(bench.puguh(Method::GET, "/api/v1/health")).await, 200);
    assert_eq!(bench.sandbox.counters().requests, 1);
}

#[tokio::test]
async fn shutdown_frees_the_port() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.url().trim_start_matches("http://").parse().unwrap();
    sandbox.shutdown().await;
    Sandbox::start_on(address).await.unwrap();
}

#[tokio::test]
async fn the_page_and_the_control_api_are_open_to_browsers() {
    let bench = Bench::start().await;
    let page = bench.get("/").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Keybearer sandbox"));
    assert!(!page.contains("https://"), "the page needs nothing from outside");
    let preflight = bench
        .request(Method::OPTIONS, "/_sandbox/rules")
        .header("origin", "http://app.test")
        .header("access-control-request-method", "DELETE")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), 204);
    assert_eq!(preflight.headers()["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn each_api_answers_preflights_in_its_own_way() {
    let bench = Bench::start().await;
    let ask = |path: &'static str, headers: &'static str| {
        let request = bench
            .request(Method::OPTIONS, path)
            .header("origin", "http://app.test")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", headers)
            .send();
        async { request.await.unwrap() }
    };
    for (path, good) in [
        (
            "/api/v1/organizations",
            "content-type,x-api-key,x-organization-id",
        ),
        (
            "/events.v1.EventsService/BatchCreate",
            "authorization,x-project-id,content-type",
        ),
        ("/v1/events", "authorization,content-type"),
    ] {
        let granted = ask(path, good).await;
        assert!(granted.status().is_success());
        assert_eq!(
            granted.headers()["access-control-allow-headers"],
            good.replace(',', ", ")
        );
        let refused = ask(path, "x-made-up").await;
        assert!(
            !refused.headers().contains_key("access-control-allow-headers"),
            "{path}"
        );
    }
}
