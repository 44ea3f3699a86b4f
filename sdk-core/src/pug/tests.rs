//! What goes over the wire, seen from a transport that answers as told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use http::{HeaderMap, Method, StatusCode, header::AUTHORIZATION};
use serde_json::json;

use super::*;
use crate::{
    BoxError, ErrorCode, JsonMap, MemoryTokenStore, Properties, TokenStore,
    auth::USER_TOKEN,
    operation::{Access, Class, Operation},
    runtime::BoxFuture,
    transport::{HttpRequest, HttpResponse, Transport, TransportError},
};

/// Answers in order, then `{}`, and remembers what was sent.
#[derive(Clone, Default)]
struct Fake(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<(u16, Json)>,
    sent: Vec<Sent>,
}

struct Sent {
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Json,
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Fake {
    fn answering(answers: impl IntoIterator<Item = (u16, Json)>) -> Self {
        let fake = Self::default();
        fake.0.lock().unwrap().answers.extend(answers);
        fake
    }

    fn sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.0.lock().unwrap().sent)
    }

    fn urls(&self) -> Vec<String> {
        self.sent().into_iter().map(|sent| sent.url).collect()
    }
}

impl Transport for Fake {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let mut state = self.0.lock().unwrap();
            state.sent.push(Sent {
                method: request.method,
                url: request.url,
                headers: request.headers,
                body: serde_json::from_slice(&request.body).unwrap(),
            });
            let (status, body) = state.answers.pop_front().unwrap_or((200, json!({})));
            Ok(HttpResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                body: body.to_string().into(),
            })
        })
    }
}

const SDK: &str = "pk_sdk_0123456789abcdef";
const SHARED: &str = "pk_shared_0123456789abcdef";

fn with_sdk_key(fake: &Fake) -> PugClient {
    let builder = PugClient::builder().sdk_key(SDK).project_id("proj_1");
    builder.transport(fake.clone()).build().unwrap()
}

fn with_shared_key(fake: &Fake) -> PugClient {
    let builder = PugClient::builder().shared_key(SHARED).project_id("proj_1");
    builder.transport(fake.clone()).build().unwrap()
}

fn with_token(fake: &Fake) -> PugClient {
    let builder = PugClient::builder().access_token("a.b.c").project_id("proj_1");
    builder.transport(fake.clone()).build().unwrap()
}

/// Makes one call, compares what was sent, and gives what came back.
async fn exchange<T>(fake: &Fake, answer: Json, call: Call<T>, path: &str, body: Json) -> T {
    fake.0.lock().unwrap().answers.push_back((200, answer));
    let value = call.await.unwrap();
    let sent = fake.sent();
    assert_eq!(sent.len(), 1);
    let sent = &sent[0];
    assert_eq!(sent.method, Method::POST);
    assert_eq!(sent.url, format!("https://api.pug.sh{path}"));
    assert_eq!(sent.body, body);
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("connect-protocol-version"), Some("1"));
    assert!(sent.header("connect-timeout-ms").is_some());
    assert_eq!(sent.header("x-project-id"), Some("proj_1"));
    value
}

#[track_caller]
fn refused(error: &Error, field: &str, message: &str) {
    assert_eq!(error.code(), ErrorCode::InvalidRequest, "{error}");
    let violations = error.violations();
    let found = violations.iter().find(|violation| violation.field == field);
    let found = found.unwrap_or_else(|| panic!("{field} is not among {violations:?}"));
    assert!(found.message.contains(message), "{found:?}");
}

#[tokio::test]
async fn a_batch_of_events_goes_out_as_documented() {
    let fake = Fake::default();
    let pug = with_sdk_key(&fake);
    let event = Event::new("order_paid")
        .with_property("total", 12.5)
        .with_property("plan", "pro")
        .with_property("trial", false)
        .with_timestamp("2026-06-01T10:00:00Z")
        .with_session_id("s-1")
        .with_extra("eventId", "e-1");
    let bare = Event::new("seen").with_properties(json!({ "n": 1 }));
    let created = exchange(
        &fake,
        json!({ "eventsCreated": "2", "new": true }),
        pug.events().batch_create(vec![event, bare].into()),
        "/events.v1.EventsService/BatchCreate",
        json!({ "events": [
            {
                "name": "order_paid",
                "properties": { "total": 12.5, "plan": "pro", "trial": false },
                "timestamp": "2026-06-01T10:00:00Z",
                "sessionId": "s-1",
                "eventId": "e-1",
            },
            { "name": "seen", "properties": { "n": 1 } },
        ] }),
    )
    .await;
    assert_eq!(created.events_created, Some(2));
    assert_eq!(created.other["new"], true);
}

#[tokio::test]
async fn credentials_travel_as_bearer_and_only_where_they_belong() {
    let fake = Fake::default();
    for (pug, expected) in [
        (with_sdk_key(&fake), format!("Bearer {SDK}")),
        (with_shared_key(&fake), format!("Bearer {SHARED}")),
        (with_token(&fake), "Bearer a.b.c".to_owned()),
    ] {
        pug.call("x.v1.X", "Y", &json!({})).await.unwrap();
        let sent = fake.sent();
        assert_eq!(sent[0].url, "https://api.pug.sh/x.v1.X/Y");
        assert_eq!(sent[0].header("authorization"), Some(expected.as_str()));
        assert!(sent[0].headers[AUTHORIZATION].is_sensitive());
        pug.auth()
            .sign_in(json!({ "email": "a@b.example" }))
            .await
            .unwrap();
        let sent = fake.sent();
        assert_eq!(sent[0].url, "https://api.pug.sh/auth.v1.AuthService/SignIn");
        assert!(sent[0].header("authorization").is_none());
        assert!(sent[0].header("x-project-id").is_none());
    }
}

#[tokio::test]
async fn profiles_go_out_and_come_back_as_shown() {
    let fake = Fake::default();
    let pug = with_sdk_key(&fake);
    let identified = exchange(
        &fake,
        json!({ "profileId": "prof_1" }),
        pug.profiles()
            .identify(Identify::new("u-1").with_trait("plan", "pro")),
        "/profiles.v1.ProfilesSDKService/Identify",
        json!({ "externalId": "u-1", "traits": { "plan": "pro" } }),
    )
    .await;
    assert_eq!(identified.profile_id.as_deref(), Some("prof_1"));
    exchange(
        &fake,
        json!({}),
        pug.profiles().alias(Alias::new("anon-1", "u-1")),
        "/profiles.v1.ProfilesSDKService/Alias",
        json!({ "previousId": "anon-1", "externalId": "u-1" }),
    )
    .await;

    let profile = json!({
        "id": "prof_1", "externalId": "u-1", "traits": { "plan": "pro" },
        "firstSeen": "2026-06-01T10:00:00Z", "lastSeen": "2026-06-02T10:00:00Z",
        "eventCount": 7, "score": 0.5,
    });
    let pug = with_shared_key(&fake);
    let answer = exchange(
        &fake,
        json!({ "profile": profile }),
        pug.profiles().get(GetProfile::new("u-1")),
        "/profiles.v1.ProfilesService/Get",
        json!({ "externalId": "u-1" }),
    )
    .await;
    assert_eq!(answer.profile.event_count, Some(7));
    assert_eq!(answer.profile.traits["plan"], "pro");
    assert_eq!(answer.profile.other["score"], 0.5);
    assert_eq!(serde_json::to_value(&answer.profile).unwrap(), profile);

    let asked = ListProfiles {
        query: Some("pro".to_owned()),
        limit: Some(10),
        offset: Some(20),
    };
    let list = exchange(
        &fake,
        json!({ "profiles": [profile], "total": 21 }),
        pug.profiles().list(asked),
        "/profiles.v1.ProfilesService/List",
        json!({ "query": "pro", "limit": 10, "offset": 20 }),
    )
    .await;
    assert_eq!((list.profiles.len(), list.total), (1, Some(21)));
    // Protobuf's JSON leaves empty lists and zeros out.
    let none = exchange(
        &fake,
        json!({}),
        pug.profiles().list(ListProfiles::default()),
        "/profiles.v1.ProfilesService/List",
        json!({}),
    )
    .await;
    assert!(none.profiles.is_empty());
    exchange(
        &fake,
        json!(null),
        pug.profiles().delete(json!({ "externalId": "u-1" })),
        "/profiles.v1.ProfilesService/Delete",
        json!({ "externalId": "u-1" }),
    )
    .await;
}

#[tokio::test]
async fn a_query_goes_out_as_shown_and_its_series_comes_back() {
    let fake = Fake::default();
    let pug = with_shared_key(&fake);
    let query = InsightsQuery::new("signup")
        .with_event(QueryEvent::new("order_paid").with_filter(Filter::equals("plan", "pro")))
        .with_time_range("2026-06-01T00:00:00Z", "2026-06-08T00:00:00Z")
        .with_granularity(Granularity::Day)
        .with_aggregation_of(Aggregation::Sum, "total")
        .with_breakdown("$geo.country")
        .with_filter(Filter::new("n", Operator::Other("OPERATOR_GT".to_owned()), 1))
        .with_conversion_window(std::time::Duration::from_hours(168));
    let result = exchange(
        &fake,
        json!({
            "series": [{ "timestamp": "2026-06-01T00:00:00Z", "value": 3, "group": "DE" }],
            "funnel": [1],
        }),
        pug.insights().query(query.into()),
        "/insights.v1.InsightsService/Query",
        json!({ "query": {
            "events": [
                { "name": "signup" },
                { "name": "order_paid", "filters": [
                    { "property": "plan", "operator": "OPERATOR_EQUALS", "value": "pro" },
                ] },
            ],
            "timeRange": { "start": "2026-06-01T00:00:00Z", "end": "2026-06-08T00:00:00Z" },
            "granularity": "GRANULARITY_DAY",
            "aggregation": "AGGREGATION_SUM",
            "aggregationProperty": "total",
            "breakdown": { "property": "$geo.country" },
            "filters": [{ "property": "n", "operator": "OPERATOR_GT", "value": 1 }],
            "conversionWindow": "604800s",
        } }),
    )
    .await;
    assert_eq!(result.series[0].value, Some(3.0));
    assert_eq!(result.series[0].other["group"], "DE");
    assert_eq!(result.other["funnel"], json!([1]));
    let empty: InsightsResult = serde_json::from_value(json!({ "series": null })).unwrap();
    assert_eq!(empty, InsightsResult::default());
}

#[tokio::test]
async fn projects_keys_and_invitations_go_out_as_shown() {
    let fake = Fake::default();
    let pug = with_token(&fake);
    let answer = exchange(
        &fake,
        json!({ "project": { "id": "proj_2", "orgId": "org_1" } }),
        pug.projects()
            .create(CreateProject::new("Production").with_timezone("Europe/Berlin")),
        "/projects.v1.ProjectsService/Create",
        json!({ "name": "Production", "timezone": "Europe/Berlin" }),
    )
    .await;
    assert_eq!(answer.project.id, "proj_2");
    assert_eq!(answer.project.other["orgId"], "org_1");
    let answer = exchange(
        &fake,
        json!({ "apiKey": {
            "id": "key_1", "key": SDK, "type": "API_KEY_TYPE_SDK", "createdAt": "2026-07-02T09:30:00Z",
        } }),
        pug.projects()
            .create_api_key(CreateApiKey::new(ApiKeyType::Sdk, "web").with_project_id("proj_2")),
        "/projects.v1.ProjectsService/CreateApiKey",
        json!({ "type": "API_KEY_TYPE_SDK", "name": "web", "projectId": "proj_2" }),
    )
    .await;
    assert_eq!(answer.api_key.kind, Some(ApiKeyType::Sdk));
    assert_eq!(answer.api_key.key.as_ref().unwrap().expose(), SDK);
    assert!(!format!("{answer:?}").contains(SDK));
    exchange(
        &fake,
        json!({}),
        pug.orgs()
            .invite_member(InviteMember::new("a@b.example", OrgRole::Member).with_extra("orgId", "org_1")),
        "/orgs.v1.OrgsService/InviteMember",
        json!({ "email": "a@b.example", "role": "ROLE_MEMBER", "orgId": "org_1" }),
    )
    .await;
}

#[tokio::test]
async fn dashboards_go_out_as_shown_and_nothing_is_lost_on_the_way_back() {
    let fake = Fake::default();
    let pug = with_token(&fake);
    let dashboards = pug.dashboards();
    let list = exchange(
        &fake,
        json!({ "dashboards": [{ "id": "dash_1", "name": "Sales" }] }),
        dashboards.list(json!({})),
        "/dashboards.v1.DashboardsService/List",
        json!({}),
    )
    .await;
    assert_eq!(list.dashboards[0].tiles, None);
    exchange(
        &fake,
        json!({ "dashboard": { "id": "dash_1" } }),
        dashboards.create(CreateDashboard::new("Sales")),
        "/dashboards.v1.DashboardsService/Create",
        json!({ "name": "Sales" }),
    )
    .await;
    let tiles = json!([
        {
            "id": "tile_1", "type": "TILE_TYPE_INSIGHT", "title": "Orders",
            "position": { "x": 0, "y": 0, "w": 6, "h": 4, "z": 1 },
            "insight": {
                "query": { "events": [{ "name": "order_paid", "alias": "o" }], "compare": true },
                "visualization": "VISUALIZATION_PIE", "colour": "red",
            },
        },
        { "id": "tile_2", "type": "TILE_TYPE_CLOCK", "clock": { "zone": "UTC" } },
    ]);
    let read = exchange(
        &fake,
        json!({ "dashboard": { "id": "dash_1", "name": "Sales", "tiles": tiles } }),
        dashboards.get(GetDashboard::new("dash_1")),
        "/dashboards.v1.DashboardsService/Get",
        json!({ "id": "dash_1" }),
    )
    .await;
    let mut written = tiles.as_array().unwrap().clone();
    written.push(json!({
        "type": "TILE_TYPE_MARKDOWN",
        "position": { "x": 6, "y": 0, "w": 6, "h": 4 },
        "markdown": { "content": "# Notes" },
    }));
    written.push(json!({
        "id": "tile_4", "type": "TILE_TYPE_INSIGHT",
        "position": { "x": 0, "y": 4, "w": 12, "h": 4 },
        "insight": { "query": { "events": [{ "name": "seen" }] }, "visualization": "VISUALIZATION_LINE" },
    }));
    let mut tiles = read.dashboard.tiles.unwrap();
    tiles.push(Tile::markdown(Position::new(6, 0, 6, 4), "# Notes"));
    let seen = InsightsQuery::new("seen");
    tiles.push(Tile::insight(Position::new(0, 4, 12, 4), seen, Visualization::Line).with_id("tile_4"));
    exchange(
        &fake,
        json!({}),
        dashboards.upsert(UpsertDashboard::new("dash_1", tiles)),
        "/dashboards.v1.DashboardsService/Upsert",
        json!({ "dashboardId": "dash_1", "tiles": written }),
    )
    .await;
}

#[tokio::test]
async fn the_guard_refuses_a_wrong_credential_before_anything_is_sent() {
    let fake = Fake::default();
    let error = with_sdk_key(&fake)
        .insights()
        .query(InsightsQuery::new("seen").into())
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    for part in [
        "pug.insights.query",
        "a shared key (pk_shared_…) or an access token",
        "an SDK key (pk_sdk_…)",
    ] {
        assert!(error.message().contains(part), "{error}");
    }
    let event = || BatchCreate::from(Event::new("seen"));
    let shared = with_shared_key(&fake);
    let token = with_token(&fake);
    let anonymous = PugClient::builder().anonymous().transport(fake.clone());
    let anonymous = anonymous.build().unwrap();
    for error in [
        shared.events().batch_create(event()).await.unwrap_err(),
        token.events().batch_create(event()).await.unwrap_err(),
        shared.orgs().list(json!({})).await.unwrap_err(),
        with_sdk_key(&fake).activity().list(json!({})).await.unwrap_err(),
        anonymous.customers().list(json!({})).await.unwrap_err(),
        // A raw call of a declared method is held to the same.
        shared
            .call("events.v1.EventsService", "BatchCreate", &json!({}))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.code(), ErrorCode::PermissionDenied, "{error}");
    }
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn bad_events_are_refused_before_anything_is_sent() {
    let fake = Fake::default();
    let events = with_sdk_key(&fake).events();
    let send = |event: Event| events.batch_create(event.into());
    let error = events.batch_create(BatchCreate::default()).await.unwrap_err();
    refused(&error, "events", "must not be empty");
    let many = vec![Event::new("seen"); MAX_EVENTS + 1];
    let error = events.batch_create(many.into()).await.unwrap_err();
    refused(&error, "events", "at most 1000");
    let error = send(Event::new(" ")).await.unwrap_err();
    refused(&error, "events[0].name", "must not be empty");
    let bad = Event::new("seen")
        .with_property("list", [1])
        .with_property("none", ())
        .with_property("total", f64::NAN)
        .with_timestamp("yesterday")
        .with_extra("sessionId", "s-1")
        .with_extra("weight", f64::NAN);
    let error = events
        .batch_create(BatchCreate::new([Event::new("seen"), bad]))
        .await
        .unwrap_err();
    refused(&error, "events[1].properties.list", "not a list");
    refused(&error, "events[1].properties.none", "not null");
    refused(&error, "events[1].properties.total", "NaN");
    refused(&error, "events[1].timestamp", "RFC 3339");
    refused(&error, "events[1].sessionId", "a field of its own");
    refused(&error, "events[1].weight", "NaN");
    assert_eq!(error.violations().len(), 6);
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn bad_requests_are_refused_before_anything_is_sent() {
    let fake = Fake::default();
    let pug = with_shared_key(&fake);
    let ask = |query: InsightsQuery| pug.insights().query(query.into());
    let error = ask(InsightsQuery::default()).await.unwrap_err();
    refused(&error, "query.events", "must not be empty");
    for aggregation in [Aggregation::Sum, Aggregation::Average] {
        let query = InsightsQuery::new("seen").with_aggregation(aggregation);
        let error = ask(query).await.unwrap_err();
        refused(&error, "query.aggregation_property", "is needed for AGGREGATION_");
    }
    let mut query = InsightsQuery::new("").with_time_range("2026-06-01", "2026-06-08T00:00:00Z");
    query.conversion_window = Some("7d".to_owned());
    let error = ask(query).await.unwrap_err();
    refused(&error, "query.events[0].name", "must not be empty");
    refused(&error, "query.time_range.start", "RFC 3339");
    refused(&error, "query.conversion_window", "604800s");
    assert_eq!(error.violations().len(), 3);
    let unsendable = || Filter::equals("total", f64::NAN);
    let filtered = InsightsQuery::new(QueryEvent::new("seen").with_filter(unsendable()))
        .with_filter(Filter::equals("plan", "pro"))
        .with_filter(unsendable());
    let error = ask(filtered.clone()).await.unwrap_err();
    refused(&error, "query.events[0].filters[0].value", "NaN");
    refused(&error, "query.filters[1].value", "NaN");
    assert_eq!(error.violations().len(), 2);
    let error = pug.profiles().get(GetProfile::new("")).await.unwrap_err();
    refused(&error, "external_id", "must not be empty");
    let error = pug.activity().list(Json::from(7)).await.unwrap_err();
    refused(&error, "request", "must be an object, not a number");

    let pug = with_sdk_key(&fake);
    let traits = Properties::new().with("age", f64::INFINITY);
    let error = pug.profiles().identify(Identify::new("u").with_traits(traits));
    refused(&error.await.unwrap_err(), "traits.age", "infinite");
    let error = pug.profiles().alias(Alias::new("", "u")).await.unwrap_err();
    refused(&error, "previous_id", "must not be empty");

    let pug = with_token(&fake);
    let invitation = InviteMember::new("a@b.example", OrgRole::Viewer)
        .with_extra("role", "x")
        .with_extra("days", f32::INFINITY);
    let error = pug.orgs().invite_member(invitation).await.unwrap_err();
    refused(&error, "role", "a field of its own");
    refused(&error, "days", "infinite");
    let error = pug.dashboards().upsert(UpsertDashboard::new("", []));
    refused(&error.await.unwrap_err(), "dashboard_id", "must not be empty");
    let tile = Tile::insight(Position::new(0, 0, 6, 4), filtered, Visualization::Line);
    let error = pug.dashboards().upsert(UpsertDashboard::new("dash_1", [tile]));
    let error = error.await.unwrap_err();
    refused(&error, "tiles[0].insight.query.filters[1].value", "NaN");
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn a_batch_is_repeated_only_if_the_caller_says_so() {
    let fake = Fake::answering([(500, json!({})), (500, json!({})), (200, json!({}))]);
    let events = with_sdk_key(&fake).events();
    let send = || events.batch_create(Event::new("seen").into());
    assert_eq!(send().await.unwrap_err().code(), ErrorCode::Server);
    assert_eq!(fake.sent().len(), 1);
    send().idempotent().await.unwrap();
    assert_eq!(fake.sent().len(), 2);
}

#[tokio::test]
async fn a_service_moves_as_a_whole() {
    let fake = Fake::default();
    let build = |name: &str, path: &str| {
        let builder = PugClient::builder().shared_key(SHARED).project_id("proj_1");
        builder.override_path(name, path).transport(fake.clone()).build()
    };
    let pug = build("pug.auth", "/public.auth.v1.AuthService").unwrap();
    pug.auth().sign_in(json!({})).await.unwrap();
    pug.auth().refresh_token(json!({})).await.unwrap();
    pug.insights()
        .query(InsightsQuery::new("seen").into())
        .await
        .unwrap();
    assert_eq!(
        fake.urls(),
        [
            "https://api.pug.sh/public.auth.v1.AuthService/SignIn",
            "https://api.pug.sh/public.auth.v1.AuthService/RefreshToken",
            "https://api.pug.sh/insights.v1.InsightsService/Query",
        ]
    );
    let pug = build("pug.activity.list", "/shared.activity.v1.ActivityService/Recent").unwrap();
    pug.activity().list(json!({})).await.unwrap();
    // A raw call finds the declared method by either path, and sends it to the new one.
    pug.call("activity.v1.ActivityService", "List", &json!({}))
        .await
        .unwrap();
    let moved = "https://api.pug.sh/shared.activity.v1.ActivityService/Recent";
    assert_eq!(fake.urls(), [moved, moved]);
}

#[tokio::test]
async fn of_two_services_under_one_name_the_one_that_moves_is_named() {
    let fake = Fake::default();
    let build = |name: &str, path: &str| {
        let builder = PugClient::builder().shared_key(SHARED).project_id("proj_1");
        builder.override_path(name, path).transport(fake.clone()).build()
    };
    let error = build("pug.profiles", "/shared.profiles.v1.ProfilesService").unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidConfig);
    assert!(error.message().contains("profiles.v1.ProfilesService"), "{error}");
    let moved = "/shared.profiles.v1.ProfilesService";
    let pug = build("profiles.v1.ProfilesService", moved).unwrap();
    pug.profiles().get(GetProfile::new("u-1")).await.unwrap_err();
    assert_eq!(fake.urls(), [format!("https://api.pug.sh{moved}/Get")]);
    let identify = &*catalog::profiles::identify.name;
    assert!(pug.core.shared.paths.iter().all(|(own, _)| own != identify));
    assert!(build("pug.nothing", "/x.v1.X").is_err());
}

#[tokio::test]
async fn an_expired_token_is_renewed_under_the_names_that_were_given() {
    let fake = Fake::answering([
        (401, json!({ "code": "unauthenticated", "message": "expired" })),
        (
            200,
            json!({ "token": "new.access.token", "next": "r2", "ttl": "3600s" }),
        ),
        (200, json!({ "orgs": [] })),
    ]);
    let pug = PugClient::builder()
        .access_token("old.access.token")
        .refresh_token("r1")
        .refresh_members(RefreshMembers {
            refresh_token: "renew".to_owned(),
            access_token: "token".to_owned(),
            new_refresh_token: "next".to_owned(),
            expires_in: "ttl".to_owned(),
        })
        .override_path("pug.auth.refresh_token", "/auth.v2.AuthService/Renew")
        .transport(fake.clone())
        .build()
        .unwrap();
    // Without a project, the header is left out.
    pug.orgs().list(json!({})).await.unwrap();
    let sent = fake.sent();
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[0].header("authorization"), Some("Bearer old.access.token"));
    assert_eq!(sent[0].header("x-project-id"), None);
    assert_eq!(sent[1].url, "https://api.pug.sh/auth.v2.AuthService/Renew");
    assert_eq!(sent[1].body, json!({ "renew": "r1" }));
    assert_eq!(sent[1].header("authorization"), None);
    assert_eq!(sent[2].header("authorization"), Some("Bearer new.access.token"));
    let tokens = pug.core.credential.load().session().unwrap().tokens().unwrap();
    assert_eq!(tokens.refresh_token, Some("r2".into()));
    assert_eq!(tokens.expires_in, Some(std::time::Duration::from_hours(1)));
}

#[tokio::test]
async fn a_refresh_that_gives_no_token_is_a_failure_and_not_the_end() {
    let fake = Fake::answering([
        (401, json!({ "code": "unauthenticated" })),
        (200, json!({ "jwt": "new.access.token" })),
    ]);
    let pug = PugClient::builder()
        .access_token("old.access.token")
        .refresh_token("r1")
        .transport(fake.clone())
        .build()
        .unwrap();
    let error = pug.orgs().list(json!({})).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::TokenRefreshFailed, "{error}");
    assert_eq!(fake.sent()[1].body, json!({ "refreshToken": "r1" }));
}

#[tokio::test]
async fn a_refused_refresh_token_ends_the_session_until_new_tokens_are_set() {
    let refusal = json!({ "code": "unauthenticated", "message": "invalid refresh token" });
    let fake = Fake::answering([(401, json!({ "code": "unauthenticated" })), (401, refusal)]);
    let pug = PugClient::builder()
        .access_token("old.access.token")
        .refresh_token("r1")
        .transport(fake.clone())
        .build()
        .unwrap();
    let error = pug.orgs().list(json!({})).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::SessionExpired, "{error}");
    fake.sent();
    assert_eq!(
        pug.orgs().list(json!({})).await.unwrap_err().code(),
        ErrorCode::SessionExpired
    );
    assert!(fake.sent().is_empty());
    pug.set_tokens("x.y.z").await.unwrap();
    pug.orgs().list(json!({})).await.unwrap();
    pug.sign_out().await.unwrap();
    pug.orgs().list(json!({})).await.unwrap_err();
    assert_eq!(fake.urls(), ["https://api.pug.sh/orgs.v1.OrgsService/List"]);
}

#[tokio::test]
async fn a_sign_in_makes_an_anonymous_client_a_session() {
    let fake = Fake::answering([(200, json!({ "accessToken": "a.b.c", "expiresIn": 3600 }))]);
    let pug = PugClient::builder().anonymous().transport(fake.clone());
    let pug = pug.build().unwrap();
    let answer = pug
        .auth()
        .sign_in(json!({ "email": "a@b.example" }))
        .await
        .unwrap();
    let tokens = tokens_from(&answer, &RefreshMembers::default()).unwrap();
    pug.set_tokens(tokens).await.unwrap();
    pug.customers().list(json!({})).await.unwrap();
    assert_eq!(fake.sent()[1].header("authorization"), Some("Bearer a.b.c"));
    let error = with_sdk_key(&fake).set_tokens("a.b.c").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidConfig);
}

#[tokio::test]
async fn the_session_of_an_anonymous_client_is_kept_and_renewed_as_it_was_told() {
    let fake = Fake::answering([(401, json!({ "code": "unauthenticated" })), (200, json!({}))]);
    let store = Arc::new(MemoryTokenStore::default());
    let pug = PugClient::builder()
        .anonymous()
        .token_store(Arc::clone(&store))
        .on_token_expired(async |_| Ok::<_, BoxError>("d.e.f"))
        .transport(fake.clone())
        .build()
        .unwrap();
    let kept = async || store.load().await.unwrap().map(|tokens| tokens.access_token);
    assert_eq!(kept().await, None);
    pug.set_tokens("a.b.c").await.unwrap();
    assert_eq!(kept().await, Some("a.b.c".into()));
    pug.customers().list(json!({})).await.unwrap();
    let sent = fake.sent();
    assert_eq!(sent[0].header("authorization"), Some("Bearer a.b.c"));
    assert_eq!(sent[1].header("authorization"), Some("Bearer d.e.f"));
    assert_eq!(kept().await, Some("d.e.f".into()));
}

const NEW_KEY: &str = "pk_shared_fedcba9876543210";

fn created() -> (u16, Json) {
    let key = json!({ "id": "key_2", "key": NEW_KEY, "type": "API_KEY_TYPE_SHARED" });
    (200, json!({ "apiKey": key }))
}

fn server_key() -> CreateApiKey {
    CreateApiKey::new(ApiKeyType::Shared, "server").with_project_id("proj_2")
}

#[tokio::test]
async fn a_key_is_rotated_by_creating_deploying_and_revoking_in_this_order() {
    let fake = Fake::answering([created()]);
    let pug = with_token(&fake);
    let deployed = Mutex::new(None);
    let key = pug
        .projects()
        .rotate_api_key("key_1", server_key(), async |key: Secret| {
            assert_eq!(fake.0.lock().unwrap().sent.len(), 1, "nothing is revoked yet");
            *deployed.lock().unwrap() = Some(key);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(deployed.into_inner().unwrap(), Some(NEW_KEY.into()));
    assert_eq!((key.id.as_str(), key.key), ("key_2", Some(Secret::from(NEW_KEY))));
    let sent = fake.sent();
    assert!(sent[0].url.ends_with("/projects.v1.ProjectsService/CreateApiKey"));
    assert!(sent[1].url.ends_with("/projects.v1.ProjectsService/RevokeApiKey"));
    assert_eq!(sent[1].body, json!({ "id": "key_1" }));
    assert!(
        sent.iter()
            .all(|sent| sent.header("x-project-id") == Some("proj_2"))
    );
}

#[tokio::test]
async fn nothing_is_revoked_if_the_new_key_was_not_deployed() {
    let fake = Fake::answering([created(), created()]);
    let pug = with_token(&fake);
    let error = pug
        .projects()
        .rotate_api_key("key_1", server_key(), |key| async move {
            Err(format!("could not store {}", key.expose()).into())
        })
        .await
        .unwrap_err();
    assert_eq!(error.reason(), Some("callback_failed"));
    assert!(std::error::Error::source(&error).is_none());
    let panicked = pug
        .projects()
        .rotate_api_key(
            "key_1",
            server_key(),
            |_| -> std::future::Ready<Result<(), BoxError>> { panic!("before the first await") },
        )
        .await
        .unwrap_err();
    assert_eq!(panicked.reason(), Some("callback_panicked"));
    for error in [error, panicked] {
        assert_eq!(error.code(), ErrorCode::Callback);
        assert_eq!(error.operation(), Some("pug.projects.rotate_api_key"));
        assert!(error.message().contains("key_2"), "{error}");
        assert!(!format!("{error} {error:?}").contains(NEW_KEY), "{error}");
    }
    let urls = fake.urls();
    assert_eq!(urls.len(), 2);
    assert!(urls.iter().all(|url| url.ends_with("/CreateApiKey")));
}

#[tokio::test]
async fn a_failed_revocation_says_that_both_keys_are_live() {
    let refusal = json!({ "code": "permission_denied", "message": "admins only" });
    let fake = Fake::answering([created(), (403, refusal)]);
    let old = json!({ "apiKeyId": "key_1" });
    let error = with_token(&fake)
        .projects()
        .rotate_api_key(old.clone(), server_key(), async |_| Ok(()))
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    assert_eq!(error.reason(), Some("both_keys_live"));
    assert!(
        error.message().contains("key_2") && error.message().contains("admins only"),
        "{error}"
    );
    assert_eq!(fake.sent()[1].body, old);
}

#[tokio::test]
async fn a_rotation_that_cannot_be_finished_is_not_begun() {
    let fake = Fake::default();
    let projects = with_token(&fake).projects();
    for old in [json!(""), json!({}), json!(null), json!(1)] {
        let call = projects.rotate_api_key(old, server_key(), async |_| Ok(()));
        refused(&call.await.unwrap_err(), "old_key", "must");
    }
    assert!(fake.sent().is_empty());
    fake.0.lock().unwrap().answers.push_back((
        200,
        json!({ "apiKey": { "id": "key_2", "type": "API_KEY_TYPE_SHARED" } }),
    ));
    let error = projects
        .rotate_api_key("key_1", server_key(), async |_| {
            panic!("there is nothing to deploy")
        })
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::Decode);
    assert!(error.message().contains("key_2"), "{error}");
    assert_eq!(fake.sent().len(), 1);
}

#[test]
fn a_client_holds_exactly_one_credential() {
    let build = |builder: PugClientBuilder| builder.transport(Fake::default()).build();
    let problem = |builder: PugClientBuilder| {
        let error = build(builder).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidConfig);
        error.message().to_owned()
    };
    let new = PugClient::builder;
    assert!(problem(new()).starts_with("credential is missing"));
    let both = problem(new().sdk_key(SDK).shared_key(SHARED).project_id("p"));
    assert!(
        both.contains("sdk_key") && both.contains("PUG_SHARED_API_KEY"),
        "{both}"
    );
    assert!(problem(new().sdk_key(SDK).access_token("a.b.c").project_id("p")).contains("given twice"));
    assert!(problem(new().sdk_key(SDK).anonymous().project_id("p")).contains("given twice"));
    let mixed = problem(new().sdk_key(SHARED).project_id("p"));
    assert!(mixed.starts_with("sdk_key is a shared key"), "{mixed}");
    assert!(!mixed.contains(SHARED));
    assert!(problem(new().shared_key("a b").project_id("p")).contains("white space"));
    let nameless = RefreshMembers {
        access_token: String::new(),
        ..RefreshMembers::default()
    };
    assert!(problem(new().access_token("a.b.c").refresh_members(nameless)).contains("refresh_members"));
    // Whether a project is needed, the server says.
    for builder in [
        new().sdk_key(SDK),
        new().shared_key(SHARED),
        new().access_token("a.b.c"),
        new().anonymous(),
    ] {
        build(builder).unwrap();
    }
}

#[test]
fn the_environment_fills_in_what_was_not_given() {
    fn read(builder: PugClientBuilder, set: &[(&str, &str)]) -> Result<PugClient, Error> {
        let variable = |name: &str| {
            let found = set.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        builder.read(variable).transport(Fake::default()).build()
    }
    let kind = |client: &PugClient| client.core.credential.load().kind().name;
    let (sdk, shared) = (("PUG_SDK_API_KEY", SDK), ("PUG_SHARED_API_KEY", SHARED));
    let project = ("PUG_PROJECT_ID", "proj_env");
    let base = ("PUG_BASE_URL", "https://pug.example");
    let client = read(PugClient::builder(), &[sdk, project, base]).unwrap();
    assert_eq!(kind(&client), "sdk_key");
    assert_eq!(client.core.shared.base.join("/x"), "https://pug.example/x");
    assert_eq!(client.core.shared.context["x-project-id"], "proj_env");
    let client = read(PugClient::builder(), &[shared, project]).unwrap();
    assert_eq!(kind(&client), "shared_key");
    let error = read(PugClient::builder(), &[sdk, shared, project]).unwrap_err();
    assert!(
        error.message().contains("both sdk_key (PUG_SDK_API_KEY)"),
        "{error}"
    );
    // What was given counts, and keeps the environment's credential out.
    let given = PugClient::builder().access_token("a.b.c").project_id("proj_own");
    let client = read(given, &[sdk, shared, project]).unwrap();
    assert_eq!(kind(&client), "access_token");
    assert_eq!(client.core.shared.context["x-project-id"], "proj_own");
    let client = read(PugClient::builder().sdk_key(SDK), &[shared, project]).unwrap();
    assert_eq!(kind(&client), "sdk_key");
}

#[tokio::test]
async fn a_key_is_replaced_by_one_of_its_kind_only() {
    let fake = Fake::default();
    let pug = with_sdk_key(&fake);
    pug.set_sdk_key("pk_sdk_rotated00000000").unwrap();
    assert!(pug.set_shared_key(SHARED).is_err());
    assert!(pug.set_sdk_key(SHARED).is_err());
    pug.events()
        .batch_create(Event::new("seen").into())
        .await
        .unwrap();
    assert_eq!(
        fake.sent()[0].header("authorization"),
        Some("Bearer pk_sdk_rotated00000000")
    );
    assert!(!format!("{pug:?}").contains("rotated"));
}

#[test]
fn every_method_is_declared_within_its_boundary_and_class() {
    for operation in catalog::ALL {
        let Operation {
            name, path, access, ..
        } = operation;
        assert_eq!(operation.method, Method::POST);
        let (package, rest) = path[1..].split_once(".v1.").unwrap();
        let (service, method) = rest.split_once('/').unwrap();
        let boundary: &[CredentialKind] = match service {
            "AuthService" => &[],
            "EventsService" | "ProfilesSDKService" => &[SDK_KEY],
            "InsightsService" | "ProfilesService" | "ActivityService" => &[SHARED_KEY, USER_TOKEN],
            _ => &[USER_TOKEN],
        };
        match access {
            Access::Public => assert!(boundary.is_empty(), "{name}"),
            Access::Kinds(kinds) => assert_eq!(*kinds, boundary, "{name}"),
            Access::AnyCredential => panic!("{name}"),
        }
        let reads = ["Get", "List", "Query"];
        let repeats = ["Delete", "Remove", "Revoke", "Upsert", "Identify"];
        let class = if method == "RefreshToken" {
            Class::RotatingRefresh
        } else if reads.iter().any(|verb| method.starts_with(verb)) {
            Class::Safe
        } else if repeats.iter().any(|verb| method.starts_with(verb)) {
            Class::Idempotent
        } else {
            Class::Unsafe
        };
        assert_eq!(operation.class, class, "{name}");
        let inferred = ["auth", "orgs", "customers", "activity", "orgemailproviders"];
        let open = operation.request == "Json";
        let assumed = inferred.contains(&package) || service == "ProfilesService" || open;
        assert_eq!(operation.assumed, assumed, "{name}");
        let verb = name.rsplit('.').next().unwrap().replace('_', "");
        assert_eq!(verb, method.to_lowercase());
    }
    assert_eq!(catalog::ALL.len(), 40);
}

#[test]
fn unknown_members_and_values_survive() {
    let role: OrgRole = serde_json::from_value(json!("ROLE_OWNER")).unwrap();
    assert_eq!(role, OrgRole::Other("ROLE_OWNER".to_owned()));
    let filter = json!({ "property": "p", "operator": "OPERATOR_IS_SET" });
    let filter: Filter = serde_json::from_value(filter).unwrap();
    assert_eq!(filter.value, Json::Null);
    let other = JsonMap::from_iter([("id".to_owned(), json!("e-1"))]);
    assert_eq!(*Event::new("seen").with_extra("id", "e-1").extra, other);
}
