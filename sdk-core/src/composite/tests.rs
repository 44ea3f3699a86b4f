//! What leaves, and what does not, seen by a transport that answers from a script.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures_util::TryStreamExt;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::*;
use crate::{
    Empty, ErrorCode, Properties,
    json::rfc3339,
    runtime::BoxFuture,
    testing::VirtualRuntime,
    transport::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError},
};

const HOST: &str = "https://prod.alb.us.api.composite.com";
const PK: &str = "pk_live_0123456789ab";
const SK: &str = "sk_live_0123456789ab";
/// The moment of [`VirtualRuntime`], and the id that it gives when every draw is 0.
const NOW: &str = "2027-01-15T08:00:01.000Z";
const ID: &str = "01a3185c-53e8-7000-8000-000000000000";

/// Notes each request and answers the next of its script; a fault where the script has ended.
#[derive(Clone, Default)]
struct Wire(Arc<Script>);

#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<(u16, String)>>,
    seen: Mutex<Vec<HttpRequest>>,
}

impl Wire {
    fn answering(answers: &[(u16, &str)]) -> Self {
        let wire = Self::default();
        wire.then(answers);
        wire
    }

    /// The answers from here on.
    fn then(&self, answers: &[(u16, &str)]) {
        let answers = answers.iter().map(|(status, body)| (*status, (*body).to_owned()));
        *self.0.answers.lock().unwrap() = answers.collect();
    }

    fn seen(&self) -> Vec<HttpRequest> {
        std::mem::take(&mut self.0.seen.lock().unwrap())
    }

    /// The one request that has come since the last look.
    fn one(&self) -> HttpRequest {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1);
        seen.remove(0)
    }

    fn is_silent(&self) -> bool {
        self.seen().is_empty()
    }
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        // What a careless transport might say.
        let fault = format!("no route for {}", request.url);
        self.0.seen.lock().unwrap().push(request);
        let answer = self.0.answers.lock().unwrap().pop_front();
        Box::pin(async move {
            let (status, body) = answer.ok_or(TransportError::new(FaultKind::Certificate, fault))?;
            Ok(HttpResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                body: Bytes::from(body),
            })
        })
    }
}

fn builder(key: &str, wire: &Wire) -> CompositeClientBuilder {
    CompositeClient::builder()
        .api_key(key)
        .transport(wire.clone())
        .runtime(VirtualRuntime::drawing(0.0))
}

fn client(key: &str, wire: &Wire) -> CompositeClient {
    builder(key, wire).build().unwrap()
}

fn body(request: &HttpRequest) -> Json {
    if request.body.is_empty() {
        return Json::Null;
    }
    serde_json::from_slice(&request.body).unwrap()
}

fn refusal(builder: CompositeClientBuilder) -> Error {
    let error = builder.transport(Wire::default()).build().unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidConfig);
    error
}

fn fields(error: &Error) -> Vec<&str> {
    assert_eq!(error.code(), ErrorCode::InvalidRequest, "{error}");
    error
        .violations()
        .iter()
        .map(|violation| violation.field.as_str())
        .collect()
}

/// Makes calls and compares what leaves with what is written down for it.
struct Checks {
    wire: Wire,
    made: BTreeSet<String>,
}

impl Checks {
    async fn is<T>(&mut self, call: Call<T>, name: &str, line: &str, expected: Json)
    where
        Call<T>: Future<Output = Result<T, Error>>,
    {
        let name = format!("composite.{name}");
        assert_eq!(format!("{call:?}"), format!("Call {{ operation: {name:?}, .. }}"));
        let mut operations = catalog::ALL.iter();
        let declared = operations.find(|declared| declared.name == name).unwrap();
        self.wire.then(&[match declared.response {
            "Empty" => (200, "thanks"),
            "EventPage" | "UserPage" | "TeamMemberPage" => (200, r#"{"data":[],"next_cursor":null}"#),
            _ => (200, r#"{"more":1}"#),
        }]);
        call.await.map(|_| ()).unwrap();
        let request = self.wire.one();
        let path = request.url.strip_prefix(HOST).unwrap();
        assert_eq!(format!("{} {path}", request.method), line);
        assert_eq!(body(&request), expected, "{name}");
        let header = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("authorization"), Some(format!("Bearer {SK}").as_str()));
        assert_eq!(header("accept"), Some("application/json"));
        let kind = (!request.body.is_empty()).then_some("application/json");
        assert_eq!(header("content-type"), kind);
        self.made.insert(name);
    }

    async fn events(&mut self, events: Events) {
        let event = Event::new("order_placed")
            .with_distinct_id("u1")
            .with_properties(json!({ "total": 42.5, "coupon": null }))
            .with_set(json!({ "plan": "pro" }))
            .with_set_once(json!({ "plan": "free" }));
        let sent = json!({
            "name": "order_placed", "distinct_id": "u1", "properties": { "total": 42.5, "coupon": null },
            "$set": { "plan": "pro" }, "$set_once": { "plan": "free" }, "timestamp": NOW, "sys_uuid": ID,
        });
        let call = events.send(event.clone());
        self.is(call, "events.send", "POST /v1/events", sent.clone())
            .await;

        let own_id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        let own = Event::new("seen")
            .with_timestamp("2026-01-31T09:30:00+01:00")
            .with_sys_uuid(own_id)
            .with_set(Properties::new());
        let own_sent =
            json!({ "name": "seen", "timestamp": "2026-01-31T09:30:00+01:00", "sys_uuid": own_id });
        let call = events.send_batch(vec![event, own].into());
        let batch = json!({ "batch": [sent, own_sent] });
        self.is(call, "events.send_batch", "POST /ingest/batch", batch)
            .await;

        let call = events.list(ListEvents {
            distinct_id: Some("a b".into()),
            name: Some("x&y".into()),
            from: Some("2026-01-31T08:30:00+01:00".into()),
            limit: Some(5),
            ..ListEvents::default()
        });
        let line =
            "GET /v1/events?distinct_id=a%20b&from=2026-01-31T08%3A30%3A00%2B01%3A00&limit=5&name=x%26y";
        self.is(call, "events.list", line, Json::Null).await;
    }

    async fn users(&mut self, users: Users) {
        let call = users.identify(
            Identify::new("u1")
                .with_anonymous_id("anon")
                .with_set(json!({ "plan": null })),
        );
        let expected = json!({
            "name": "sys_identify", "distinct_id": "u1", "anonymous_id": "anon", "$set": { "plan": null },
            "timestamp": NOW, "sys_uuid": ID,
        });
        self.is(call, "users.identify", "POST /v1/events", expected).await;
        let call = users.alias(Alias::new("u1", "u2"));
        let expected = json!({
            "name": "sys_alias", "distinct_id": "u1", "alias": "u2", "timestamp": NOW, "sys_uuid": ID,
        });
        self.is(call, "users.alias", "POST /v1/events", expected).await;

        let call = users.me(Me::new("u/1"));
        self.is(call, "users.me", "GET /v1/users/me?distinct_id=u%2F1", Json::Null)
            .await;
        let call = users.list(ListUsers {
            search: Some("ada@example.com".into()),
            cursor: Some("c=1".into()),
            limit: None,
        });
        let line = "GET /v1/users?cursor=c%3D1&search=ada%40example.com";
        self.is(call, "users.list", line, Json::Null).await;
        let call = users.get("a/b%c@d e");
        self.is(call, "users.get", "GET /v1/users/a%2Fb%25c%40d%20e", Json::Null)
            .await;
        let call = users.upsert("u1", Upsert::new(json!({ "plan": "pro" })));
        let expected = json!({ "properties": { "plan": "pro" } });
        self.is(call, "users.upsert", "PUT /v1/users/u1", expected).await;
        let call = users.delete("u1");
        self.is(call, "users.delete", "DELETE /v1/users/u1", Json::Null)
            .await;
    }

    async fn project(&mut self, c: &CompositeClient) {
        let recording = SendRecording::new("s1", vec![json!({ "type": 2 }), json!([1])])
            .with_distinct_id("u1")
            .with_timestamp(NOW);
        let expected = json!({
            "session_id": "s1", "distinct_id": "u1", "events": [{ "type": 2 }, [1]], "timestamp": NOW,
        });
        let call = c.recordings().send(recording);
        self.is(call, "recordings.send", "POST /v1/recordings", expected)
            .await;

        let call = c.project().get();
        self.is(call, "project.get", "GET /v1/project", Json::Null).await;
        let settings = json!({ "timezone": "Asia/Tokyo" });
        let call = c.project().update(settings.clone());
        self.is(call, "project.update", "PATCH /v1/project", settings)
            .await;

        let call = c.exports().create(CreateExport {
            from: Some(NOW.into()),
            format: Some("csv".into()),
            ..CreateExport::new("events")
        });
        let expected = json!({ "type": "events", "from": NOW, "format": "csv" });
        self.is(call, "exports.create", "POST /v1/exports", expected)
            .await;
        let call = c.exports().get("exp_1");
        self.is(call, "exports.get", "GET /v1/exports/exp_1", Json::Null)
            .await;
    }

    async fn administration(&mut self, c: &CompositeClient) {
        let call = c.team().list();
        self.is(call, "team.list", "GET /v1/team/members", Json::Null)
            .await;
        let call = c
            .team()
            .invite(InviteTeamMember::new("ada@example.com").with_role("admin"));
        let expected = json!({ "email": "ada@example.com", "role": "admin" });
        self.is(call, "team.invite", "POST /v1/team/members", expected)
            .await;
        let call = c.team().update("m/1", UpdateTeamMember::new("viewer"));
        let expected = json!({ "role": "viewer" });
        self.is(call, "team.update", "PATCH /v1/team/members/m%2F1", expected)
            .await;
        let call = c.team().remove("m1");
        self.is(call, "team.remove", "DELETE /v1/team/members/m1", Json::Null)
            .await;

        let call = c.billing().get();
        self.is(call, "billing.get", "GET /v1/billing", Json::Null).await;
        let plan = json!({ "plan": "pro" });
        let call = c.billing().update(plan.clone());
        self.is(call, "billing.update", "PATCH /v1/billing", plan).await;
        let call = c.api_keys().revoke("key_1");
        self.is(call, "api_keys.revoke", "DELETE /v1/api-keys/key_1", Json::Null)
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn each_operation_is_the_request_that_it_is_declared_to_be() {
    let wire = Wire::default();
    let client = client(SK, &wire);
    let mut checks = Checks {
        wire,
        made: BTreeSet::new(),
    };
    checks.events(client.events()).await;
    checks.users(client.users()).await;
    checks.project(&client).await;
    checks.administration(&client).await;
    let declared = catalog::ALL.iter().map(|declared| declared.name.to_string());
    assert_eq!(checks.made, declared.collect());
}

#[tokio::test]
async fn any_path_can_be_called() {
    let wire = Wire::answering(&[(200, "[1]")]);
    let client = builder(SK, &wire)
        .base_url("https://gateway.example/composite/v1/")
        .build()
        .unwrap();
    let call = client.request(Method::GET, "/v1/cohorts").query("limit", 5);
    assert_eq!(call.await.unwrap(), json!([1]));
    assert_eq!(
        wire.one().url,
        "https://gateway.example/composite/v1/cohorts?limit=5"
    );
}

#[tokio::test]
async fn public_keys_may_do_what_the_permission_matrix_says() {
    let public = [
        "events.send",
        "events.send_batch",
        "users.identify",
        "users.alias",
        "users.me",
        "recordings.send",
        "project.get",
    ];
    for declared in catalog::ALL {
        let name = declared.name.strip_prefix("composite.").unwrap();
        let expected: &[_] = if public.contains(&name) {
            &[PUBLIC_KEY, SECRET_KEY]
        } else {
            &[SECRET_KEY]
        };
        assert_eq!(
            declared.access,
            crate::operation::Access::Kinds(expected),
            "{name}"
        );
        assert_eq!(declared.assumed, name != "events.send", "{name}");
    }

    let wire = Wire::default();
    let client = client(PK, &wire);
    let errors = [
        client.users().list(ListUsers::default()).await.unwrap_err(),
        // By another way it is the same operation.
        client.request(Method::GET, "/v1/users").await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), ErrorCode::PermissionDenied);
        assert_eq!(error.operation(), Some("composite.users.list"));
        let text = error.to_string();
        assert!(
            text.contains("composite.users.list needs a secret key (sk_…)"),
            "{text}"
        );
        assert!(text.contains("this client holds a public key (pk_…)"), "{text}");
        assert!(!format!("{text} {error:?}").contains("0123456789ab"));
    }
    let error = client.users().get("u").await.unwrap_err();
    assert_eq!(error.operation(), Some("composite.users.get"));
    assert!(wire.is_silent());

    // Its own profile is not somebody else's.
    let wire = Wire::answering(&[(200, r#"{"distinct_id":"u"}"#)]);
    let call = self::client(PK, &wire).request(Method::GET, "/v1/users/me");
    call.query("distinct_id", "u").await.unwrap();
}

#[tokio::test]
async fn declared_scopes_are_held_to_and_undeclared_ones_are_not() {
    let wire = Wire::answering(&[(202, ""), (200, r#"{"data":[]}"#)]);
    let scoped = builder(SK, &wire).scopes(["events:write"]).build().unwrap();
    scoped.events().send(Event::new("x")).await.unwrap();
    scoped.team().list().await.unwrap();
    assert_eq!(wire.seen().len(), 2);
    let error = scoped.users().identify(Identify::new("u")).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    assert_eq!(error.operation(), Some("composite.users.identify"));
    assert!(error.message().contains("users:write"), "{error}");
    let error = scoped
        .exports()
        .create(CreateExport::new("events"))
        .await
        .unwrap_err();
    assert!(error.message().contains("events:read"), "{error}");
    let error = scoped.users().delete("u").await.unwrap_err();
    assert!(error.message().contains("users:write"), "{error}");
    // The scopes are those of the key's successor too.
    scoped.set_api_key("sk_live_next").unwrap();
    let error = scoped.billing().get().await.unwrap_err();
    assert!(error.message().contains("billing:read"), "{error}");
    assert!(wire.is_silent());

    // A public key has none.
    let wire = Wire::answering(&[(202, "")]);
    let public = builder(PK, &wire).scopes(Vec::<String>::new()).build().unwrap();
    public.users().identify(Identify::new("u")).await.unwrap();
}

#[tokio::test]
async fn a_key_in_the_query_is_encoded_and_nowhere_else() {
    let key = "sk_a+b/c%d&e=0123456789";
    let encoded = "sk_a%2Bb%2Fc%25d%26e%3D0123456789";
    let echo = json!({ "error": { "message": format!("bad key {key} in ?api_key={encoded}") } }).to_string();
    let wire = Wire::answering(&[(200, r#"{"data":[]}"#), (401, &echo)]);
    let seen: Arc<Mutex<String>> = Arc::default();
    let notes = Arc::clone(&seen);
    let client = builder(key, &wire)
        .key_placement(KeyPlacement::Query)
        .observer(move |event: &crate::Event| {
            let _ = write!(notes.lock().unwrap(), "{event:?}");
        })
        .build()
        .unwrap();
    let list = || {
        client.users().list(ListUsers {
            limit: Some(2),
            ..ListUsers::default()
        })
    };
    list().await.unwrap();
    let request = wire.one();
    assert_eq!(request.url, format!("{HOST}/v1/users?limit=2&api_key={encoded}"));
    assert!(!request.headers.contains_key("authorization"));

    let refused = list().await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Unauthenticated);
    let fault = list().await.unwrap_err();
    assert_eq!(fault.code(), ErrorCode::Connection);
    wire.seen();
    let second = list().query("api_key", "pk_other").await.unwrap_err();
    assert_eq!(second.code(), ErrorCode::Connection);
    assert_eq!(
        wire.one().url,
        format!("{HOST}/v1/users?limit=2&api_key={encoded}")
    );
    let smuggled = client
        .request(Method::GET, "/v1/users?api_key=pk_other")
        .await
        .unwrap_err();
    assert_eq!(fields(&smuggled), ["path"]);
    assert!(wire.is_silent());

    let mut shown = format!("{client:?} {:?} {request:?} {:?}", list(), builder(key, &wire));
    for error in [&refused, &fault, &second, &smuggled] {
        let _ = write!(shown, "{error} {error:?} {:?}", error.body());
    }
    shown.push_str(&seen.lock().unwrap());
    for secret in [key, encoded, "0123456789"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_repeat_the_id_and_the_time_of_the_event() {
    let wire = Wire::answering(&[
        (503, ""),
        (503, ""),
        (200, ""),
        (503, ""),
        (200, r#"{"ok":true}"#),
    ]);
    let client = client(PK, &wire);
    let event = Event::new("x");
    client.events().send(event.clone()).await.unwrap();
    let requests = wire.seen();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(requests[0].body, requests[2].body);
    let sent = body(&requests[0]);
    assert!(rfc3339(sent["timestamp"].as_str().unwrap()));
    let id = uuid::Uuid::try_parse(sent["sys_uuid"].as_str().unwrap()).unwrap();
    assert_eq!(id.get_version_num(), 7);

    tokio::time::sleep(Duration::from_millis(1500)).await;
    client.events().send_batch(vec![event].into()).await.unwrap();
    let requests = wire.seen();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    // Another call is another event.
    let again = &body(&requests[0])["batch"][0];
    assert_ne!(again["sys_uuid"], sent["sys_uuid"]);
    assert_ne!(again["timestamp"], sent["timestamp"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_no_stable_id_is_not_repeated() {
    let wire = Wire::answering(&[(503, "")]);
    let c = client(SK, &wire);
    let recording = SendRecording::new("s", vec![]);
    c.recordings().send(recording).await.unwrap_err();
    assert_eq!(wire.seen().len(), 1);

    // With a body of the caller's, nobody knows of an id in it.
    let own = json!({ "event": "x" });
    for call in [
        c.request(Method::POST, "/v1/events").body(&own),
        c.events().send(Event::new("x")).body(&own).json(),
    ] {
        wire.then(&[(503, ""), (200, "")]);
        assert_eq!(call.await.unwrap_err().status(), Some(503));
        let request = wire.one();
        assert_eq!(body(&request), own);
    }
    wire.then(&[(503, ""), (200, "")]);
    let call = c.request(Method::POST, "/v1/events").idempotent().body(&own);
    call.await.unwrap();
    assert_eq!(wire.seen().len(), 2);
}

#[tokio::test]
async fn ids_that_name_nobody_are_refused() {
    let wire = Wire::default();
    let client = client(SK, &wire);
    for id in ["", ".", ".."] {
        let error = client.users().get(id).await.unwrap_err();
        assert_eq!(fields(&error), ["distinct_id"], "{id:?}");
        let error = client.team().remove(id).await.unwrap_err();
        assert_eq!(fields(&error), ["id"], "{id:?}");
    }
    for id in ["", " \t"] {
        let error = client.users().identify(Identify::new(id)).await.unwrap_err();
        assert_eq!(fields(&error), ["distinct_id"]);
        let error = client.users().me(Me::new(id)).await.unwrap_err();
        assert_eq!(fields(&error), ["distinct_id"]);
        let event = Event::new("x").with_distinct_id(id);
        let error = client.events().send(event).await.unwrap_err();
        assert_eq!(fields(&error), ["distinct_id"]);
    }
    let error = client.users().alias(Alias::new("u", "u")).await.unwrap_err();
    assert_eq!(fields(&error), ["alias"]);
    assert!(wire.is_silent());
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_by_its_place() {
    let wire = Wire::default();
    let client = client(SK, &wire);
    let bad = Event::new(" ")
        .with_properties(Properties::new().with("total", f64::NAN))
        .with_set(json!(["plan"]))
        .with_set_once(Properties::from_serialize(&7))
        .with_timestamp("yesterday")
        .with_sys_uuid("1");
    let wrong = [
        "name",
        "properties.total",
        "$set",
        "$set_once",
        "timestamp",
        "sys_uuid",
    ];
    let error = client.events().send(bad.clone()).await.unwrap_err();
    assert_eq!(fields(&error), wrong);

    let good = Event::new("x");
    let batch: SendBatch = [good.clone(), good.clone(), good.clone(), bad]
        .into_iter()
        .collect();
    let error = client.events().send_batch(batch).await.unwrap_err();
    assert_eq!(fields(&error), wrong.map(|field| format!("batch[3].{field}")));
    let error = client.events().send_batch(vec![].into()).await.unwrap_err();
    assert_eq!(fields(&error), ["batch"]);

    for name in ["sys_identify", "sys_"] {
        let error = client.events().send(Event::new(name)).await.unwrap_err();
        assert_eq!(fields(&error), ["name"]);
        let batch = vec![good.clone(), Event::new(name)];
        let error = client.events().send_batch(batch.into()).await.unwrap_err();
        assert_eq!(fields(&error), ["batch[1].name"]);
    }

    let traits = Properties::new().with("score", f32::INFINITY);
    let identify = Identify::new("u").with_set(traits.clone()).with_timestamp("");
    let error = client.users().identify(identify).await.unwrap_err();
    assert_eq!(fields(&error), ["$set.score", "timestamp"]);
    let error = client.users().upsert("u", Upsert::new(traits)).await.unwrap_err();
    assert_eq!(fields(&error), ["properties.score"]);
    let none = ListUsers {
        limit: Some(0),
        ..ListUsers::default()
    };
    let error = client.users().list(none).await.unwrap_err();
    assert_eq!(fields(&error), ["limit"]);
    assert!(wire.is_silent());
}

#[tokio::test]
async fn a_success_is_one_whatever_its_body_says() {
    let bodies = ["", "OK", "<html></html>", "[1,", r#"{"failed":[{"index":0}]}"#];
    let expected = [
        Json::Null,
        json!("OK"),
        json!("<html></html>"),
        json!("[1,"),
        json!({ "failed": [{ "index": 0 }] }),
    ];
    for (text, expected) in bodies.into_iter().zip(expected) {
        let wire = Wire::answering(&[(202, text), (202, text), (204, text)]);
        let client = client(SK, &wire);
        let batch = vec![Event::new("x")];
        assert_eq!(client.events().send_batch(batch.into()).await.unwrap(), expected);
        assert_eq!(client.events().send(Event::new("x")).await.unwrap(), Empty);
        assert_eq!(client.users().delete("u").await.unwrap(), Empty);
    }
}

#[tokio::test]
async fn a_change_that_was_made_is_one_whatever_is_said_of_it() {
    for (status, text) in [
        (204, ""),
        (200, ""),
        (200, "null"),
        (200, "{}"),
        (202, "OK"),
        (200, "7"),
    ] {
        let wire = Wire::default();
        let client = client(SK, &wire);
        let answer = || wire.then(&[(status, text)]);
        answer();
        let user = client.users().upsert("u", Upsert::new(json!({}))).await;
        assert_eq!(json!(user.unwrap()), json!({}));
        answer();
        let project = client.project().update(json!({})).await;
        assert_eq!(json!(project.unwrap()), json!({}));
        answer();
        let export = client.exports().create(CreateExport::new("events")).await;
        assert_eq!(json!(export.unwrap()), json!({}));
        answer();
        let member = client.team().invite(InviteTeamMember::new("a@b.example")).await;
        assert_eq!(json!(member.unwrap()), json!({}));
        answer();
        let member = client.team().update("m", UpdateTeamMember::new("admin")).await;
        assert_eq!(json!(member.unwrap()), json!({}));
    }
}

#[tokio::test]
async fn answers_of_any_shape_are_read() {
    let wire = Wire::default();
    let client = client(SK, &wire);
    wire.then(&[(200, "")]);
    assert_eq!(json!(client.project().get().await.unwrap()), json!({}));
    wire.then(&[(204, "")]);
    assert_eq!(json!(client.exports().get("e").await.unwrap()), json!({}));

    let odd = json!({ "distinct_id": 7, "properties": [], "first_seen": 1_700_000_000, "plan": "pro" });
    wire.then(&[(200, &odd.to_string())]);
    let user = client.users().get("u").await.unwrap();
    assert_eq!(user.distinct_id.as_deref(), Some("7"));
    assert_eq!(user.first_seen.as_deref(), Some("1700000000"));
    assert_eq!(user.properties, None);
    assert_eq!(json!(user.other), json!({ "properties": [], "plan": "pro" }));

    for (page, count, cursor) in [
        (r#"{"data":[{"id":7},{"id":true}],"next_cursor":5}"#, 2, Some("5")),
        (r#"{"data":[{"id":"a"},"b",null]}"#, 3, None),
        (r#"{"data":null,"next_cursor":[]}"#, 0, None),
        (r#"[{"id":"a"}]"#, 1, None),
        ("{}", 0, None),
        ("", 0, None),
    ] {
        wire.then(&[(200, page)]);
        let read = client.team().list().await.unwrap();
        assert_eq!(
            (read.data.len(), read.next_cursor.as_deref()),
            (count, cursor),
            "{page}"
        );
    }
    let last = r#"{"data":[{"timestamp":1700000000}],"next_cursor":false}"#;
    wire.then(&[(200, last)]);
    let events: Vec<_> = client
        .events()
        .list(ListEvents::default())
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(events[0].timestamp.as_deref(), Some("1700000000"));

    // A page of a proxy is no answer of the API.
    wire.then(&[(200, "<html></html>")]);
    let error = client.users().get("u").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Decode);
}

#[tokio::test]
async fn lists_go_on_at_the_cursor_until_there_is_none() {
    let first = r#"{"data":[{"distinct_id":"a"},{"properties":{"x":1}}],"next_cursor":"n/1"}"#;
    let second = r#"{"data":[],"next_cursor":"n2"}"#;
    for end in ["", r#","next_cursor":null"#, r#","next_cursor":"""#] {
        let third = format!(r#"{{"data":[{{"distinct_id":"c","plan":"pro"}}]{end}}}"#);
        let wire = Wire::answering(&[(200, first), (200, second), (200, &third)]);
        let call = client(SK, &wire).users().list(ListUsers {
            limit: Some(2),
            ..ListUsers::default()
        });
        let users: Vec<User> = call.items().try_collect().await.unwrap();
        assert_eq!(users.len(), 3);
        assert_eq!(users[2].other["plan"], "pro");
        let urls: Vec<_> = wire.seen().into_iter().map(|request| request.url).collect();
        let expected = ["", "&cursor=n%2F1", "&cursor=n2"].map(|end| format!("{HOST}/v1/users?limit=2{end}"));
        assert_eq!(urls, expected);
    }
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_an_error() {
    let page = r#"{"data":[{"name":"x"}],"next_cursor":"same"}"#;
    let wire = Wire::answering(&[(200, page), (200, page), (200, page)]);
    let pages = client(SK, &wire).events().list(ListEvents::default()).pages();
    let error = pages.try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Decode);
    assert_eq!(error.reason(), Some("endless_list"));
    assert_eq!(error.operation(), Some("composite.events.list"));
    assert_eq!(wire.seen().len(), 2);
}

#[tokio::test]
async fn a_key_is_replaced_by_one_of_its_kind_only() {
    let wire = Wire::answering(&[(200, ""), (200, "")]);
    let client = builder("pk_live_1", &wire)
        .environment(Environment::Live)
        .build()
        .unwrap();
    let clone = client.clone();
    let send = || clone.events().send(Event::new("x"));
    send().await.unwrap();
    assert_eq!(wire.one().headers["authorization"], "Bearer pk_live_1");
    client.set_api_key(" pk_7_00ff00ff00ff00ff\n").unwrap();
    for (key, why) in [
        (
            "sk_live_1",
            "this client holds a public key (pk_…), which a secret key (sk_…) cannot replace",
        ),
        ("pk_test_1", "environment is live, but api_key is a test key"),
        ("pk_", "api_key must start with pk_ or sk_"),
        ("", "api_key is empty"),
    ] {
        let error = client.set_api_key(key).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidConfig);
        assert!(error.message().starts_with(why), "{error}");
    }
    send().await.unwrap();
    assert_eq!(
        wire.one().headers["authorization"],
        "Bearer pk_7_00ff00ff00ff00ff"
    );
}

#[test]
fn only_the_prefix_of_a_key_tells_its_kind() {
    for (key, kind) in [
        ("pk_live_abc", PUBLIC_KEY),
        ("pk_abc", PUBLIC_KEY),
        ("pk_7_00ff00ff00ff00ff", PUBLIC_KEY),
        ("\tsk_test_abc \r\n", SECRET_KEY),
        ("sk_x", SECRET_KEY),
    ] {
        let client = client(key, &Wire::default());
        assert_eq!(client.core.credential.load().kind(), kind, "{key}");
    }
    for key in ["pk_", "sk_", "PK_live_1", "rk_live_1", "live_pk_1", "p", "pké_1"] {
        let error = refusal(CompositeClient::builder().api_key(key));
        assert_eq!(error.reason(), Some("api_key"));
        assert!(!error.message().contains(key) || key.len() < 4, "{error}");
    }
    for key in ["pk_", "sk_", "rk_live_1"] {
        let error = refusal(CompositeClient::builder().api_key(key));
        assert!(error.message().starts_with("api_key must start with pk_ or sk_"));
    }
    for key in ["", "\"pk_live_1\"", "pk live"] {
        assert_eq!(
            refusal(CompositeClient::builder().api_key(key)).reason(),
            Some("api_key")
        );
    }
    let error = refusal(CompositeClient::builder());
    assert!(error.message().starts_with("api_key is missing"));
}

#[test]
fn only_a_definite_mismatch_of_environments_is_refused() {
    for (key, expected) in [
        ("pk_test_1", Environment::Live),
        ("sk_test_1", Environment::Live),
        ("sk_live_1", Environment::Test),
    ] {
        let error = refusal(CompositeClient::builder().api_key(key).environment(expected));
        assert_eq!(error.reason(), Some("environment"));
        assert!(!error.message().contains(key));
    }
    for key in [
        "pk_live_1",
        "pk_1",
        "pk_test",
        "pk_testing_1",
        "pk_7_0f",
        "sk_LIVE_1",
    ] {
        builder(key, &Wire::default())
            .environment(Environment::Live)
            .build()
            .unwrap();
    }
}

#[test]
fn a_secret_key_in_a_web_page_must_be_asked_for() {
    let secret = Secret::from(SK);
    let rules = KeyRules::default();
    assert!(key("api_key", &Secret::from(PK), &rules, true).is_ok());
    assert!(key("api_key", &secret, &rules, false).is_ok());
    let error = key("api_key", &secret, &rules, true).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidConfig);
    assert!(error.message().contains("dangerously_allow_browser"));
    assert!(!error.message().contains(SK));
    let allowed = KeyRules {
        browser_allowed: true,
        ..rules
    };
    assert!(key("api_key", &secret, &allowed, true).is_ok());
}

#[cfg(feature = "native")]
#[tokio::test]
async fn a_server_that_knows_only_the_published_facts_agrees() {
    let sandbox = keybearer_sandbox::Sandbox::start().await.unwrap();
    let keys = &sandbox.info().composite;
    let at = |key: &str, placement| {
        let builder = CompositeClient::builder().api_key(key).key_placement(placement);
        builder.base_url(sandbox.url()).build().unwrap()
    };
    let secret = at(&keys.secret_key, KeyPlacement::Header);
    for placement in [KeyPlacement::Header, KeyPlacement::Query] {
        let public = at(&keys.public_key, placement);
        let events = ["a", "b"].map(|name| Event::new(name).with_distinct_id("ada/1 %"));
        let batch: SendBatch = events.into_iter().collect();
        let answer = public.events().send_batch(batch).await.unwrap();
        assert_eq!(answer["accepted"], 2);
        public.events().send(Event::new("c")).await.unwrap();
        let identify = Identify::new("ada/1 %").with_set(json!({ "plan": "pro" }));
        public.users().identify(identify).await.unwrap();
        public.users().alias(Alias::new("ada/1 %", "ada")).await.unwrap();
        let recording = SendRecording::new("s", vec![json!({})]);
        public.recordings().send(recording).await.unwrap();
        public.users().me(Me::new("ada/1 %")).await.unwrap();
        assert!(public.project().get().await.unwrap().id.is_some());
        assert!(public.rate_limit().is_some());
    }
    let list = ListEvents {
        distinct_id: Some("ada/1 %".into()),
        limit: Some(1),
        ..ListEvents::default()
    };
    let events: Vec<_> = secret.events().list(list).items().try_collect().await.unwrap();
    assert!(
        events
            .iter()
            .filter(|event| event.name.as_deref() == Some("a"))
            .count()
            == 2
    );
    let user = secret
        .users()
        .upsert("ada/1 %", Upsert::new(json!({ "seats": 3 })))
        .await
        .unwrap();
    assert_eq!(user.properties.unwrap().as_map()["seats"], 3);
    let user = secret.users().get("ada/1 %").await.unwrap();
    assert_eq!(user.distinct_id.as_deref(), Some("ada/1 %"));
    secret.users().delete("ada/1 %").await.unwrap();

    let project = secret
        .project()
        .update(json!({ "timezone": "UTC" }))
        .await
        .unwrap();
    assert_eq!(project.settings.unwrap()["timezone"], "UTC");
    let export = secret
        .exports()
        .create(CreateExport::new("events"))
        .await
        .unwrap();
    secret.exports().get(export.id.unwrap()).await.unwrap();
    let member = secret
        .team()
        .invite(InviteTeamMember::new("new@example.com"))
        .await
        .unwrap();
    let id = member.id.unwrap();
    let member = secret
        .team()
        .update(&id, UpdateTeamMember::new("admin"))
        .await
        .unwrap();
    assert_eq!(member.role.as_deref(), Some("admin"));
    assert!(
        secret
            .team()
            .list()
            .await
            .unwrap()
            .data
            .iter()
            .any(|member| member.id.as_ref() == Some(&id))
    );
    secret.team().remove(&id).await.unwrap();
    secret.billing().update(json!({ "plan": "pro" })).await.unwrap();
    assert_eq!(secret.billing().get().await.unwrap()["plan"], "pro");

    let scoped = at(&keys.scoped_secret_key, KeyPlacement::Header);
    let error = scoped.users().list(ListUsers::default()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.status()),
        (ErrorCode::PermissionDenied, Some(403))
    );
    secret
        .api_keys()
        .revoke(&keys.scoped_secret_key_id)
        .await
        .unwrap();
    let error = scoped.events().send(Event::new("x")).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthenticated);
}
