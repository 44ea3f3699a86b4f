use std::sync::Mutex;

use futures_util::{TryStreamExt, future::join_all};

use super::*;
use crate::{
    Pacing, PuguhClient,
    puguh::{CreateOrganization, ListOrganizations, Login, PuguhClientBuilder, Register},
    testing::{Act, Script, VirtualRuntime},
    transport::FaultKind::{MaybeProcessed, NotSent, Refused},
};

const SECOND: Duration = Duration::from_secs(1);
const PAGE: &str = r#"{"items":[],"total":0}"#;
const NOTHING: &[(&str, &str)] = &[];

fn ok() -> Act {
    Act::Answer(200, NOTHING, PAGE)
}

fn status(status: u16) -> Act {
    Act::Answer(status, NOTHING, "")
}

fn retry_after(status: u16, header: &'static [(&'static str, &'static str)]) -> Act {
    Act::Answer(status, header, r#"{"detail":"slow down"}"#)
}

/// A client on virtual time, with draws of one half unless told otherwise.
struct Bench {
    runtime: VirtualRuntime,
    script: Script,
}

impl Bench {
    fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let runtime = VirtualRuntime::drawing(0.5);
        let script = Script::new(&runtime, acts);
        Self { runtime, script }
    }

    fn builder(&self) -> PuguhClientBuilder {
        PuguhClient::builder()
            .transport(self.script.clone())
            .runtime(self.runtime.clone())
    }

    fn client(&self) -> PuguhClient {
        self.builder()
            .api_key("key-0123456789")
            .organization_id("org-1")
            .build()
            .unwrap()
    }

    fn requests(&self) -> usize {
        self.script.sent().len()
    }
}

fn list() -> ListOrganizations {
    ListOrganizations::default()
}

#[tokio::test(start_paused = true)]
async fn a_safe_call_is_retried_with_growing_waits_and_four_attempts_in_all() {
    let bench = Bench::new((0..9).map(|_| status(500)));
    let error = bench.client().organizations().list(list()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Server);
    assert_eq!(error.attempts().len(), 4);
    assert!(error.retryable());
    // Draws of one half of 100, 200 and 400 ms.
    let gaps: Vec<_> = bench.script.gaps().iter().map(Duration::as_millis).collect();
    for (gap, expected) in gaps.iter().zip([50, 100, 200]) {
        assert!(gap.abs_diff(expected) <= 2, "{gaps:?}");
    }
    let delays: Vec<_> = error
        .attempts()
        .iter()
        .map(|attempt| attempt.delay.is_some())
        .collect();
    assert_eq!(delays, [true, true, true, false]);
    assert_eq!(error.attempts()[0].outcome, "HTTP 500");
}

#[tokio::test(start_paused = true)]
async fn an_unsafe_call_is_repeated_only_when_it_certainly_did_nothing() {
    for (act, requests) in [
        (Act::Fault(NotSent), 2),
        (Act::Fault(Refused), 2),
        (status(429), 2),
        (retry_after(503, &[("retry-after", "1")]), 2),
        (status(503), 1),
        (status(500), 1),
        (Act::Fault(MaybeProcessed), 1),
        (Act::Hang, 1),
    ] {
        let bench = Bench::new([act, Act::Answer(201, NOTHING, r#"{"id":"o"}"#)]);
        let client = bench.client();
        let result = client.organizations().create(CreateOrganization::new("x")).await;
        assert_eq!(bench.requests(), requests);
        assert_eq!(result.is_ok(), requests == 2, "{result:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_can_say_that_repeating_does_no_harm() {
    let bench = Bench::new([status(500), Act::Answer(201, NOTHING, r#"{"id":"o"}"#)]);
    let client = bench.client();
    let create = client
        .organizations()
        .create(CreateOrganization::new("x"))
        .idempotent();
    assert_eq!(create.await.unwrap().id, "o");
    let sent = bench.script.sent();
    assert_eq!(sent[0].request.body, sent[1].request.body);
    assert_eq!(&sent[0].request.body[..], br#"{"name":"x"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_tells_that_the_server_may_have_acted() {
    let bench = Bench::new([Act::Fault(MaybeProcessed), Act::Fault(NotSent)]);
    let organizations = bench
        .builder()
        .max_attempts(1)
        .api_key("k")
        .organization_id("o")
        .build()
        .unwrap()
        .organizations();
    let error = organizations
        .create(CreateOrganization::new("x"))
        .await
        .unwrap_err();
    assert!(error.maybe_processed());
    let error = organizations
        .create(CreateOrganization::new("x"))
        .await
        .unwrap_err();
    assert!(!error.maybe_processed());
    assert_eq!(error.code(), ErrorCode::Connection);
}

#[tokio::test(start_paused = true)]
async fn a_server_delay_is_waited_out_and_spread_by_a_tenth() {
    let bench = Bench::new([retry_after(429, &[("retry-after", "10")]), ok()]);
    bench.client().organizations().list(list()).await.unwrap();
    let gap = bench.script.gaps()[0];
    assert!(gap >= SECOND * 10 && gap <= SECOND * 11, "{gap:?}");
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_is_too_long_is_given_to_the_caller_at_once() {
    let bench = Bench::new([retry_after(429, &[("retry-after", "86400")])]);
    let client = bench
        .builder()
        .no_timeout()
        .api_key("k")
        .organization_id("o")
        .build()
        .unwrap();
    let start = bench.runtime.now();
    let error = client.organizations().list(list()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::RateLimited);
    assert_eq!(error.retry_after(), Some(SECOND * 86_400));
    assert_eq!(bench.runtime.now(), start);
    // The gate holds the others too, but not for a day: then one may ask again.
    client.organizations().list(list()).await.unwrap_err();
    let waited = bench.script.gaps()[0];
    assert!(waited >= SECOND * 120 && waited <= SECOND * 122, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_past_the_deadline_gives_the_last_real_error_at_once() {
    let bench = Bench::new([retry_after(503, &[("retry-after", "5")])]);
    let start = bench.runtime.now();
    let error = bench
        .client()
        .organizations()
        .list(list())
        .timeout(SECOND * 5)
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.status()), (ErrorCode::Server, Some(503)));
    assert_eq!(bench.runtime.now(), start);
    assert_eq!(bench.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_is_cut_and_the_call_ends_at_its_deadline() {
    let bench = Bench::new((0..9).map(|_| Act::Hang));
    let start = bench.runtime.now();
    let error = bench
        .client()
        .organizations()
        .list(list())
        .timeout(SECOND * 20)
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert_eq!(error.attempts().len(), 2);
    let took = bench.runtime.now() - start;
    assert!(took >= SECOND * 20 && took < SECOND * 21, "{took:?}");
    assert_eq!(bench.script.dropped(), 2, "exchanges are aborted");
}

#[tokio::test(start_paused = true)]
async fn a_refused_stream_is_replayed_at_once_and_free_of_charge() {
    let bench = Bench::new([Act::Fault(Refused), ok()]);
    let client = bench.client();
    while client
        .core
        .shared
        .budget
        .withdraw(false, bench.runtime.now())
        .is_some()
    {}
    client.organizations().list(list()).await.unwrap();
    assert_eq!(bench.script.gaps(), [Duration::ZERO]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_gives_errors_at_once_and_says_so() {
    let bench = Bench::new((0..999).map(|_| status(500)));
    let client = bench.client();
    let errors = join_all((0..100).map(|_| client.organizations().list(list()))).await;
    let suppressed = errors
        .iter()
        .filter(|error| error.as_ref().unwrap_err().retries_suppressed());
    assert!(suppressed.count() >= 80);
    // Twenty retries in a burst, and what a second or so refills.
    assert!(bench.requests() <= 121, "{}", bench.requests());
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_the_whole_scope_but_no_other() {
    let bench = Bench::new([retry_after(429, &[("retry-after", "5")])]);
    let client = bench.client();
    let first = client.organizations().list(list());
    let second = async {
        bench.runtime.sleep(SECOND).await;
        client.organizations().get("o").await.unwrap_err()
    };
    let other = async {
        bench.runtime.sleep(SECOND).await;
        client
            .organizations()
            .get("o")
            .organization_id("org-2")
            .await
            .unwrap_err()
    };
    let _ = tokio::join!(first, second, other);
    let sent = bench.script.sent();
    let organization = |index: usize| {
        sent[index].request.headers["x-organization-id"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (organization(0), organization(1)),
        ("org-1".into(), "org-2".into())
    );
    assert!(sent[1].at - sent[0].at < SECOND * 2);
    assert!(sent[2].at - sent[0].at >= SECOND * 5);
    assert!(sent[3].at - sent[0].at >= SECOND * 5);
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_allowance_past_the_deadline_sends_nothing() {
    let headers = &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "30")];
    let bench = Bench::new([Act::Answer(200, headers, PAGE)]);
    let client = bench.client();
    client.organizations().list(list()).await.unwrap();
    let error = client
        .organizations()
        .list(list())
        .timeout(SECOND * 10)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.reason()),
        (ErrorCode::RateLimited, Some("held_back"))
    );
    assert!(error.retry_after().unwrap() <= SECOND * 30);
    assert_eq!(bench.requests(), 1);
    assert_eq!(client.rate_limit().unwrap().remaining, Some(0));
    client.organizations().list(list()).await.unwrap_err();
    assert!(bench.script.gaps()[0] >= SECOND * 30);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_sign_in_does_not_hold_other_calls() {
    let bench = Bench::new([retry_after(429, &[("retry-after", "50")])]);
    let client = bench.client();
    let login = client
        .auth()
        .login(Login::new("a@b.example", "hunter2"))
        .timeout(SECOND);
    assert_eq!(login.await.unwrap_err().code(), ErrorCode::RateLimited);
    let start = bench.runtime.now();
    client.health().await.unwrap();
    assert_eq!(bench.runtime.now(), start);
    let sent = bench.script.sent();
    assert!(
        !sent[0].request.headers.contains_key("x-api-key"),
        "sign-in carries no credential"
    );
    assert!(sent[1].request.headers.contains_key("x-api-key"));
}

#[tokio::test(start_paused = true)]
async fn pacing_spreads_requests_in_order() {
    let bench = Bench::new([]);
    let client = bench
        .builder()
        .api_key("k")
        .organization_id("o")
        .pacing(Pacing::new(2.0, 1))
        .build()
        .unwrap();
    join_all((0..4).map(|_| client.health())).await;
    for gap in bench.script.gaps() {
        assert!(
            gap >= Duration::from_millis(499) && gap < Duration::from_millis(520),
            "{gap:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sends_nothing_more() {
    let bench = Bench::new([status(500), ok()]);
    let client = bench.client();
    let call = tokio::time::timeout(Duration::from_millis(10), client.organizations().list(list()));
    assert!(call.await.is_err());
    bench.runtime.sleep(SECOND * 10).await;
    assert_eq!(bench.requests(), 1);
}

fn session(bench: &Bench, refreshes: &Arc<Mutex<u32>>) -> PuguhClient {
    let refreshes = refreshes.clone();
    bench
        .builder()
        .access_token("old-token")
        .on_token_expired(move |_| {
            let mut count = refreshes.lock().unwrap();
            *count += 1;
            let token = format!("token-{count}");
            async move { Ok(token) }
        })
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_401_is_replayed_once_with_the_new_token_and_uses_no_attempt() {
    let bench = Bench::new([status(401)].into_iter().chain((0..9).map(|_| status(500))));
    let refreshes = Arc::default();
    let client = session(&bench, &refreshes);
    let error = client.organizations().list(list()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts().len()), (ErrorCode::Server, 5));
    let sent = bench.script.sent();
    let token = |index: usize| {
        sent[index].request.headers["authorization"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        (token(0), token(1)),
        ("Bearer old-token".into(), "Bearer token-1".into())
    );
    assert_eq!(sent[1].at, sent[0].at, "no wait");
    assert_eq!(sent.len(), 5, "one replay and four attempts");
    assert_eq!(*refreshes.lock().unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_401_is_the_answer_and_stops_refreshing_for_a_while() {
    let bench = Bench::new((0..9).map(|_| status(401)));
    let refreshes = Arc::default();
    let client = session(&bench, &refreshes);
    for _ in 0..3 {
        let error = client.organizations().list(list()).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Unauthenticated);
    }
    assert_eq!(*refreshes.lock().unwrap(), 1);
    assert_eq!(bench.requests(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_refused_is_refused() {
    let bench = Bench::new([status(401)]);
    let error = bench.client().organizations().list(list()).await.unwrap_err();
    assert_eq!((error.code(), bench.requests()), (ErrorCode::Unauthenticated, 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_in_flight_keeps_the_key_it_began_with() {
    let bench = Bench::new([Act::After(SECOND, Box::new(status(500))), ok()]);
    let client = bench.client();
    let rotate = async {
        bench.runtime.sleep(Duration::from_millis(500)).await;
        client.set_api_key("key-new-0123456789").unwrap();
    };
    let (result, ()) = tokio::join!(client.organizations().list(list()), rotate);
    result.unwrap();
    client.organizations().list(list()).await.unwrap_err();
    let sent = bench.script.sent();
    let keys: Vec<_> = sent
        .iter()
        .map(|sent| sent.request.headers["x-api-key"].to_str().unwrap())
        .collect();
    assert_eq!(keys, ["key-0123456789", "key-0123456789", "key-new-0123456789"]);
}

#[tokio::test(start_paused = true)]
async fn secrets_that_an_answer_echoes_are_masked_wherever_they_stand() {
    let body = r#"{"detail":[{"loc":["body","password"],"msg":"'correct horse battery' is weak","type":"v","input":"correct horse battery"}],"x":"key-0123456789"}"#;
    let bench = Bench::new([Act::Answer(422, &[("x-request-id", "req-1")], body)]);
    let client = bench.client();
    let error = client
        .auth()
        .register(Register::new("a@b.example", "correct horse battery"))
        .await
        .unwrap_err();
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
    assert!(!shown.contains("horse"), "{shown}");
    assert_eq!(error.violations()[0].field, "body.password");
    assert_eq!(error.request_id(), Some("req-1"));
    let bench = Bench::new([Act::Answer(
        403,
        NOTHING,
        r#"{"detail":"Invalid API key: key-0123456789"}"#,
    )]);
    let error = bench.client().health().await.unwrap_err();
    assert!(!format!("{error:?}").contains("key-0123456789"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn every_way_to_misbuild_a_client_is_a_config_error_that_names_the_option() {
    let bench = Bench::new([]);
    let base = || bench.builder();
    let cases = [
        (base(), "credential"),
        (base().api_key("").organization_id("o"), "api_key"),
        (base().api_key("a\nb").organization_id("o"), "api_key"),
        (base().api_key("k"), "organization_id"),
        (base().api_key("k").organization_id(" "), "organization_id"),
        (
            base().api_key("k").organization_id("a\r\nx: y"),
            "organization_id",
        ),
        (
            base().api_key("k").organization_id("o").access_token("t"),
            "credential",
        ),
        (base().access_token(""), "access_token"),
        (base().access_token("a b"), "access_token"),
        (
            base()
                .access_token("t")
                .refresh_token("r")
                .on_token_expired(|_| async { Ok("t") }),
            "on_token_expired",
        ),
        (
            base().access_token("t").base_url("http://api.example.com"),
            "base_url",
        ),
        (base().access_token("t").base_url("nonsense"), "base_url"),
        (base().access_token("t").timeout(Duration::ZERO), "timeout"),
        (
            base().access_token("t").attempt_timeout(Duration::ZERO),
            "attempt_timeout",
        ),
        (base().access_token("t").max_attempts(0), "max_attempts"),
        (
            base().access_token("t").pacing(Pacing::new(f64::NAN, 1)),
            "pacing",
        ),
        (base().access_token("t").user_agent("a\nb"), "user_agent"),
        (
            base().access_token("t").override_path("puguh.nothing", "/x"),
            "override_path",
        ),
        (
            base().access_token("t").override_path("puguh.health", "x"),
            "override_path",
        ),
    ];
    for (builder, option) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidConfig, "{option}");
        assert_eq!(error.reason(), Some(option), "{error}");
        assert!(error.message().starts_with(option), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_request_is_told_before_anything_is_sent() {
    let bench = Bench::new([]);
    let client = bench.client();
    let organizations = client.organizations();
    let page_size = ListOrganizations {
        page_size: Some(101),
        ..list()
    };
    let refused = [
        (organizations.list(page_size).json(), "page_size"),
        (organizations.get("").json(), "id"),
        (organizations.get("..").json(), "id"),
        (organizations.create(CreateOrganization::new(" ")).json(), "name"),
        (
            organizations.get("o").header("Authorization", "x").json(),
            "authorization",
        ),
        (organizations.get("o").header("x-trace", "a\nb").json(), "x-trace"),
        (organizations.get("o").project_id("p").json(), "project_id"),
        (organizations.get("o").timeout(Duration::ZERO).json(), "timeout"),
        (client.request(Method::GET, "/a/../b"), "path"),
    ];
    for (call, field) in refused {
        let error = call.await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidRequest, "{field}");
        assert_eq!(error.violations()[0].field, field);
        assert!(error.operation().is_some());
    }
    assert_eq!(bench.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_raw_request_keeps_what_is_declared_and_guesses_the_rest() {
    let bench = Bench::new([status(500), status(500), status(500)]);
    let client = bench.client();
    let create = client
        .request(Method::POST, "/api/v1/organizations")
        .body(&serde_json::json!({"name": "x"}));
    assert_eq!(
        create.await.unwrap_err().operation(),
        Some("puguh.organizations.create")
    );
    assert_eq!(bench.requests(), 1, "declared as unsafe");
    let logout = client
        .request(Method::POST, "/api/v1/auth/logout")
        .await
        .unwrap_err();
    assert_eq!(
        logout.code(),
        ErrorCode::PermissionDenied,
        "declared for tokens only"
    );
    let other = client
        .request(Method::GET, "/api/v1/webhooks/endpoints")
        .query("page size", "a&b")
        .await
        .unwrap();
    assert_eq!(other, serde_json::json!({}));
    let sent = bench.script.sent();
    assert_eq!(sent.len(), 4, "an unknown GET is safe");
    assert!(
        sent[3]
            .request
            .url
            .ends_with("/api/v1/webhooks/endpoints?page%20size=a%26b"),
        "{}",
        sent[3].request.url
    );
}

#[tokio::test(start_paused = true)]
async fn pages_are_fetched_as_they_are_asked_for_and_each_may_be_retried() {
    let page = |body| Act::Answer(200, NOTHING, body);
    let bench = Bench::new([
        page(r#"{"items":[{"id":"a"},{"id":"b"}],"has_next":true}"#),
        status(500),
        page(r#"{"items":[{"organization":{"id":"c"},"role":"owner"}],"has_next":false}"#),
    ]);
    let client = bench.client();
    let mut items = client.organizations().list(list()).items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "a");
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "b");
    assert_eq!(bench.requests(), 1);
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "c");
    assert!(items.try_next().await.unwrap().is_none());
    let sent = bench.script.sent();
    assert_eq!(sent.len(), 3);
    assert!(sent[2].request.url.ends_with("?page=2"));
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_panics_harms_nobody() {
    let bench = Bench::new([status(500), ok()]);
    let client = bench
        .builder()
        .api_key("k")
        .organization_id("o")
        .observer(|_: &Event| panic!("in the observer"))
        .build()
        .unwrap();
    client.organizations().list(list()).await.unwrap();
}

#[tokio::test(start_paused = true)]
#[should_panic = "after it had completed"]
async fn a_call_that_has_its_answer_is_never_sent_again() {
    let bench = Bench::new([ok(), ok()]);
    let mut call = bench.client().organizations().list(list());
    (&mut call).await.unwrap();
    let _ = (&mut call).await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_look_at_the_page_is_found_out() {
    let page = || Act::Answer(200, NOTHING, r#"{"items":[{"id":"a"}],"has_next":true}"#);
    let bench = Bench::new((0..9).map(|_| page()));
    let mut pages = bench.client().organizations().list(list()).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().items.len(), 1);
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(
        (error.code(), error.reason()),
        (ErrorCode::Decode, Some("endless_list"))
    );
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(bench.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_callback_beside_a_key_is_never_called() {
    let bench = Bench::new([status(401)]);
    let client = bench
        .builder()
        .api_key("k")
        .organization_id("o")
        .on_token_expired(|_| async { Err::<String, _>("called".into()) })
        .token_store(crate::MemoryTokenStore::new())
        .build()
        .unwrap();
    let error = client.health().await.unwrap_err();
    assert_eq!((error.code(), bench.requests()), (ErrorCode::Unauthenticated, 1));
}

#[tokio::test(start_paused = true)]
async fn what_a_transport_tells_of_the_request_shows_none_of_its_secrets() {
    struct Telling;
    impl Transport for Telling {
        fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            let key = request.headers["x-api-key"].to_str().unwrap().to_owned();
            let fault = TransportError::new(FaultKind::Failed, format!("not sent: {key}"));
            Box::pin(async { Err(fault) })
        }
    }
    // Too short to look like a key.
    let key = "k3y-abcdefghijk";
    let client = PuguhClient::builder()
        .transport(Telling)
        .runtime(VirtualRuntime::drawing(0.5))
        .api_key(key)
        .organization_id("org-1")
        .build()
        .unwrap();
    let error = client.organizations().list(list()).await.unwrap_err();
    assert!(error.message().ends_with("not sent: [redacted]"), "{error}");
    assert!(!error.attempts()[0].outcome.contains(key));
}
