//! Composite Analytics: events, profiles and the project behind two kinds of keys.

use std::collections::{BTreeMap, HashSet};

use http::StatusCode;
use http::header::{ALLOW, HeaderName, RETRY_AFTER};
use serde_json::{Map, Value, json};

use crate::clock;
use crate::http::{Answer, Call};
use crate::seed;
use crate::state::State;

/// The id of the seeded key with one scope.
pub(crate) const SCOPED_KEY_ID: &str = "key_5andb0x_scoped";

/// How many events a batch may hold, and how many bytes a body: past either, 413.
const MAX_BATCH: usize = 1_000;
const MAX_BODY: usize = 1_048_576;

/// A key and what it may do.
#[derive(Clone, Debug)]
struct Key {
    id: &'static str,
    text: &'static str,
    /// `None` for a public key.
    scopes: Option<Scopes>,
}

#[derive(Clone, Debug)]
enum Scopes {
    All,
    Only(&'static [&'static str]),
}

impl Key {
    fn is_secret(&self) -> bool {
        self.scopes.is_some()
    }
}

/// Composite's state.
#[derive(Debug)]
pub(crate) struct Composite {
    keys: Vec<Key>,
    events: Vec<Value>,
    /// The `sys_uuid`s of the events taken in.
    seen: HashSet<String>,
    users: BTreeMap<String, User>,
    aliases: BTreeMap<String, String>,
    recordings: u64,
    settings: Map<String, Value>,
    exports: BTreeMap<String, Value>,
    team: Vec<Value>,
    billing: Map<String, Value>,
}

#[derive(Clone, Debug)]
struct User {
    properties: Map<String, Value>,
    first_seen: f64,
    last_seen: f64,
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

impl Composite {
    pub(crate) fn seeded() -> Self {
        let all = Some(Scopes::All);
        let only = Some(Scopes::Only(&["events:write"]));
        Self {
            keys: vec![
                Key {
                    id: "key_5andb0x_public",
                    text: seed::COMPOSITE_PUBLIC_KEY,
                    scopes: None,
                },
                Key {
                    id: "key_5andb0x_secret",
                    text: seed::COMPOSITE_SECRET_KEY,
                    scopes: all,
                },
                Key {
                    id: SCOPED_KEY_ID,
                    text: seed::COMPOSITE_SCOPED_KEY,
                    scopes: only,
                },
            ],
            events: Vec::new(),
            seen: HashSet::new(),
            users: BTreeMap::new(),
            aliases: BTreeMap::new(),
            recordings: 0,
            settings: object(json!({ "timezone": "UTC", "session_recording": true })),
            exports: BTreeMap::new(),
            team: vec![json!({
                "id": "mem_5andb0x_ada", "email": seed::EMAIL, "role": "owner",
            })],
            billing: object(json!({ "plan": "growth", "status": "active" })),
        }
    }
}

/// One of the forms that clients have to understand.
fn refused(status: StatusCode, code: &str, message: &str) -> Answer {
    let kind = match status.as_u16() {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        500.. => "api_error",
        _ => "invalid_request_error",
    };
    Answer::json(
        status,
        &json!({ "error": { "code": code, "message": message, "type": kind } }),
    )
}

fn invalid(message: &str) -> Answer {
    refused(StatusCode::BAD_REQUEST, "invalid_request", message)
}

fn not_found(what: &str) -> Answer {
    refused(StatusCode::NOT_FOUND, "not_found", &format!("{what} not found"))
}

pub(crate) fn handle(state: &mut State, call: &Call) -> Answer {
    let key = match authenticate(state, call) {
        Ok(key) => key,
        // Without a key there is no counter of its own, but the headers are there all the same.
        Err(answer) => return limited(state, "anonymous", false, |_| answer),
    };
    limited(state, key.text, key.is_secret(), |state| {
        route(state, call, &key).unwrap_or_else(|answer| answer)
    })
}

/// Counts a request and puts the limiter's headers on its answer.
fn limited(
    state: &mut State,
    scope: &str,
    secret: bool,
    answer: impl FnOnce(&mut State) -> Answer,
) -> Answer {
    let (per_second, burst) = if secret { (1_000, 10_000) } else { (100, 1_000) };
    let now = state.now();
    let verdict = state
        .limits
        .second(scope, per_second, burst, &state.settings, now);
    let mut answer = match verdict.retry_after {
        Some(seconds) => refused(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests")
            .with(RETRY_AFTER, seconds.to_string()),
        None => answer(state),
    };
    let headers = [
        ("x-ratelimit-limit", verdict.limit.to_string()),
        ("x-ratelimit-remaining", verdict.remaining.to_string()),
        ("x-ratelimit-reset", verdict.reset.to_string()),
    ];
    for (name, value) in headers {
        answer.set(HeaderName::from_static(name), value);
    }
    answer
}

fn authenticate(state: &State, call: &Call) -> Result<Key, Answer> {
    let header = call.bearer();
    let query = call.query_value("api_key");
    if header.is_some() && query.is_some() {
        return Err(invalid(
            "Send the API key in the header or in the query, not in both",
        ));
    }
    let unauthorized = |message| refused(StatusCode::UNAUTHORIZED, "unauthorized", message);
    let text = header
        .map(str::to_owned)
        .or(query)
        .ok_or_else(|| unauthorized("Missing API key"))?;
    state
        .composite
        .keys
        .iter()
        .find(|key| key.text == text)
        .cloned()
        .ok_or_else(|| unauthorized("Invalid API key"))
}

/// Refuses a key without this permission. Public keys have what `public` says; secret keys need
/// the scope, where one is documented.
fn need(key: &Key, public: bool, scope: Option<&str>) -> Result<(), Answer> {
    let forbidden = |message: &str| {
        Err(refused(
            StatusCode::FORBIDDEN,
            "insufficient_permissions",
            message,
        ))
    };
    match (&key.scopes, scope) {
        (None, _) if !public => forbidden("This operation needs a secret key"),
        (Some(Scopes::Only(scopes)), Some(scope)) if !scopes.contains(&scope) => {
            forbidden(&format!("Missing scope: {scope}"))
        }
        _ => Ok(()),
    }
}

fn route(state: &mut State, call: &Call, key: &Key) -> Result<Answer, Answer> {
    let segments = call.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let now = state.now();
    let composite = &mut state.composite;
    match (call.method.as_str(), parts.as_slice()) {
        ("POST", ["v1", "events"] | ["ingest", "e"]) => send_event(composite, call, key, now),
        ("POST", ["ingest", "batch"]) => send_batch(composite, call, key, now),
        ("GET", ["v1", "events"]) => list_events(composite, call, key),
        ("POST", ["v1", "recordings"]) => send_recording(composite, call, key),
        ("GET", ["v1", "users", "me"]) => own_profile(composite, call, key),
        ("GET", ["v1", "users"]) => list_users(composite, call, key),
        (_, ["v1", "users", id]) => user(composite, call, key, id, now),
        ("GET", ["v1", "project"]) => {
            need(key, true, Some("projects:read"))?;
            Ok(Answer::ok(&composite.project()))
        }
        ("PATCH", ["v1", "project"]) => {
            need(key, false, Some("projects:write"))?;
            composite.settings.extend(read_object(call)?);
            Ok(Answer::ok(&composite.project()))
        }
        ("POST", ["v1", "exports"]) => {
            need(key, false, Some("events:read"))?;
            let mut job = read_object(call)?;
            let id = format!("exp_{}", seed::new_uuid());
            job.insert("id".into(), id.as_str().into());
            job.insert("status".into(), "completed".into());
            job.insert("url".into(), format!("{}/exports/{id}.ndjson", state.url).into());
            let answer = Answer::json(StatusCode::ACCEPTED, &job);
            composite.exports.insert(id, job.into());
            Ok(answer)
        }
        ("GET", ["v1", "exports", id]) => {
            need(key, false, Some("events:read"))?;
            composite
                .exports
                .get(*id)
                .map(Answer::ok)
                .ok_or_else(|| not_found("Export"))
        }
        (_, ["v1", "team", "members", rest @ ..]) => team(composite, call, key, rest),
        ("GET", ["v1", "billing"]) => {
            need(key, false, Some("billing:read"))?;
            Ok(Answer::ok(&composite.billing))
        }
        ("PATCH", ["v1", "billing"]) => {
            need(key, false, Some("billing:write"))?;
            composite.billing.extend(read_object(call)?);
            Ok(Answer::ok(&composite.billing))
        }
        ("DELETE", ["v1", "api-keys", id]) => {
            need(key, false, None)?;
            let before = composite.keys.len();
            composite.keys.retain(|key| key.id != *id);
            if composite.keys.len() == before {
                return Err(not_found("API key"));
            }
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (_, parts) => Err(unrouted(parts)),
    }
}

/// 405 where the path exists, else 404.
fn unrouted(parts: &[&str]) -> Answer {
    let allowed = match parts {
        ["v1", "events"] => "GET, POST",
        ["ingest", "e" | "batch"] | ["v1", "recordings" | "exports"] => "POST",
        ["v1", "users"] | ["v1", "users", "me"] | ["v1", "exports", _] => "GET",
        ["v1", "project" | "billing"] => "GET, PATCH",
        ["v1", "api-keys", _] => "DELETE",
        _ => return not_found("Route"),
    };
    method_not_allowed(allowed)
}

fn method_not_allowed(allowed: &str) -> Answer {
    refused(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
    )
    .with(ALLOW, allowed)
}

fn read_object(call: &Call) -> Result<Map<String, Value>, Answer> {
    if call.body.len() > MAX_BODY {
        let message = "The body is larger than 1 MiB";
        return Err(refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            message,
        ));
    }
    match call.json() {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(invalid("The body must be a JSON object")),
        Err(error) => Err(invalid(&format!("The body is not JSON: {error}"))),
    }
}

/// What is wrong with an event, if anything.
fn check_event(event: &Map<String, Value>) -> Result<(), String> {
    if event
        .get("name")
        .and_then(Value::as_str)
        .is_none_or(|name| name.trim().is_empty())
    {
        return Err("name is required".to_owned());
    }
    for member in ["properties", "$set", "$set_once"] {
        if event
            .get(member)
            .is_some_and(|value| !value.is_object() && !value.is_null())
        {
            return Err(format!("{member} must be an object"));
        }
    }
    for member in ["distinct_id", "timestamp", "sys_uuid"] {
        if event
            .get(member)
            .is_some_and(|value| !value.is_string() && !value.is_null())
        {
            return Err(format!("{member} must be text"));
        }
    }
    let named = |name: &str| event.get("name").and_then(Value::as_str) == Some(name);
    let filled = |member: &str| {
        event
            .get(member)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty())
    };
    if (named("sys_identify") || named("sys_alias")) && !filled("distinct_id") {
        return Err("distinct_id is required".to_owned());
    }
    if named("sys_alias") && !filled("alias") {
        return Err("alias is required".to_owned());
    }
    Ok(())
}

/// Identifying and aliasing are events by name and profile changes by scope.
fn need_for_event(key: &Key, event: &Map<String, Value>) -> Result<(), Answer> {
    let name = event.get("name").and_then(Value::as_str).unwrap_or_default();
    let scope = if matches!(name, "sys_identify" | "sys_alias") {
        "users:write"
    } else {
        "events:write"
    };
    need(key, true, Some(scope))
}

fn send_event(composite: &mut Composite, call: &Call, key: &Key, now: f64) -> Result<Answer, Answer> {
    let event = read_object(call)?;
    need_for_event(key, &event)?;
    check_event(&event).map_err(|message| invalid(&message))?;
    let duplicate = !composite.take_in(event, now);
    let answer = json!({ "status": "ok", "duplicate": duplicate });
    Ok(Answer::json(StatusCode::ACCEPTED, &answer))
}

fn send_batch(composite: &mut Composite, call: &Call, key: &Key, now: f64) -> Result<Answer, Answer> {
    need(key, true, Some("events:write"))?;
    let mut body = read_object(call)?;
    let Some(Value::Array(batch)) = body.remove("batch") else {
        return Err(invalid("batch is required and must be a list"));
    };
    if batch.len() > MAX_BATCH {
        let message = format!("A batch holds at most {MAX_BATCH} events");
        return Err(refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            &message,
        ));
    }
    let mut events = Vec::with_capacity(batch.len());
    let mut faults = Vec::new();
    for (index, event) in batch.into_iter().enumerate() {
        match event {
            Value::Object(event) => match check_event(&event) {
                Ok(()) => {
                    need_for_event(key, &event)?;
                    events.push(event);
                }
                Err(message) => faults.push((index, message)),
            },
            _ => faults.push((index, "an event must be an object".to_owned())),
        }
    }
    if !faults.is_empty() {
        let errors: Vec<Value> = faults
            .iter()
            .map(|(index, message)| json!({ "field": format!("batch[{index}]"), "message": message }))
            .collect();
        return Err(Answer::json(
            StatusCode::BAD_REQUEST,
            &json!({ "errors": errors }),
        ));
    }
    let accepted = events.len();
    let duplicates = events
        .into_iter()
        .map(|event| composite.take_in(event, now))
        .filter(|new| !new)
        .count();
    let answer = json!({ "status": "ok", "accepted": accepted, "duplicates": duplicates });
    Ok(Answer::json(StatusCode::ACCEPTED, &answer))
}

fn send_recording(composite: &mut Composite, call: &Call, key: &Key) -> Result<Answer, Answer> {
    need(key, true, Some("events:write"))?;
    let body = read_object(call)?;
    if body
        .get("session_id")
        .and_then(Value::as_str)
        .is_none_or(str::is_empty)
    {
        return Err(invalid("session_id is required"));
    }
    if !body.get("events").is_some_and(Value::is_array) {
        return Err(invalid("events is required and must be a list"));
    }
    composite.recordings += 1;
    Ok(Answer::json(StatusCode::ACCEPTED, &json!({ "status": "ok" })))
}

/// A list cut by `limit` and `cursor`; the cursor is opaque to clients.
fn page(call: &Call, items: Vec<Value>) -> Result<Answer, Answer> {
    let limit = match call.query_value("limit").map(|text| text.parse::<usize>()) {
        None => 100,
        Some(Ok(limit)) if (1..=1_000).contains(&limit) => limit,
        Some(_) => return Err(invalid("limit must be a number from 1 to 1000")),
    };
    let start = match call.query_value("cursor") {
        None => 0,
        Some(cursor) => cursor
            .strip_prefix("cur_")
            .and_then(|text| usize::from_str_radix(text, 16).ok())
            .ok_or_else(|| invalid("cursor is not one that this API gave"))?,
    };
    let end = start.saturating_add(limit);
    let next = (end < items.len()).then(|| format!("cur_{end:x}"));
    let data: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
    Ok(Answer::ok(&json!({ "data": data, "next_cursor": next })))
}

fn list_events(composite: &Composite, call: &Call, key: &Key) -> Result<Answer, Answer> {
    need(key, false, Some("events:read"))?;
    let (name, distinct_id) = (call.query_value("name"), call.query_value("distinct_id"));
    let (from, to) = (call.query_value("from"), call.query_value("to"));
    let is = |event: &Value, member: &str, wanted: Option<&str>| {
        wanted.is_none_or(|wanted| event[member] == wanted)
    };
    let items = composite
        .events
        .iter()
        .filter(|event| is(event, "name", name.as_deref()))
        .filter(|event| is(event, "distinct_id", distinct_id.as_deref()))
        .filter(|event| {
            // RFC 3339 in UTC sorts as text, which is close enough here.
            let at = event["timestamp"].as_str().unwrap_or_default();
            from.as_deref().is_none_or(|from| at >= from) && to.as_deref().is_none_or(|to| at < to)
        })
        .cloned()
        .collect();
    page(call, items)
}

fn own_profile(composite: &Composite, call: &Call, key: &Key) -> Result<Answer, Answer> {
    need(key, true, Some("users:read"))?;
    let id = call
        .query_value("distinct_id")
        .filter(|id| !id.is_empty())
        .ok_or_else(|| invalid("distinct_id is required"))?;
    composite
        .user(&id)
        .map(|user| Answer::ok(&user))
        .ok_or_else(|| not_found("User"))
}

fn list_users(composite: &Composite, call: &Call, key: &Key) -> Result<Answer, Answer> {
    need(key, false, Some("users:read"))?;
    let search = call.query_value("search").unwrap_or_default();
    let items = composite
        .users
        .keys()
        .filter(|id| id.contains(&search))
        .filter_map(|id| composite.user(id))
        .collect();
    page(call, items)
}

fn user(composite: &mut Composite, call: &Call, key: &Key, id: &str, now: f64) -> Result<Answer, Answer> {
    match call.method.as_str() {
        "GET" => {
            need(key, false, Some("users:read"))?;
            composite
                .user(id)
                .map(|user| Answer::ok(&user))
                .ok_or_else(|| not_found("User"))
        }
        "PUT" => {
            need(key, false, Some("users:write"))?;
            let mut body = read_object(call)?;
            let properties = match body.remove("properties") {
                Some(Value::Object(properties)) => properties,
                None | Some(Value::Null) => Map::new(),
                Some(_) => return Err(invalid("properties must be an object")),
            };
            composite.profile(id, now).properties.extend(properties);
            composite
                .user(id)
                .map(|user| Answer::ok(&user))
                .ok_or_else(|| not_found("User"))
        }
        "DELETE" => {
            need(key, false, Some("users:write"))?;
            composite.users.remove(id);
            composite.events.retain(|event| event["distinct_id"] != id);
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(method_not_allowed("DELETE, GET, PUT")),
    }
}

fn team(composite: &mut Composite, call: &Call, key: &Key, rest: &[&str]) -> Result<Answer, Answer> {
    need(key, false, Some("team:write"))?;
    let team = &mut composite.team;
    let find = |team: &[Value], id: &str| {
        team.iter()
            .position(|member| member["id"] == id)
            .ok_or_else(|| not_found("Member"))
    };
    match (call.method.as_str(), rest) {
        ("GET", []) => page(call, team.clone()),
        ("POST", []) => {
            let mut member = read_object(call)?;
            if member
                .get("email")
                .and_then(Value::as_str)
                .is_none_or(|text| !text.contains('@'))
            {
                return Err(invalid("email is required"));
            }
            if team
                .iter()
                .any(|other| Some(&other["email"]) == member.get("email"))
            {
                let message = "This person is already a member";
                return Err(refused(StatusCode::CONFLICT, "conflict", message));
            }
            member.insert("id".into(), format!("mem_{}", seed::new_uuid()).into());
            member.entry("role").or_insert("member".into());
            let member = Value::Object(member);
            team.push(member.clone());
            Ok(Answer::json(StatusCode::CREATED, &member))
        }
        ("PATCH", [id]) => {
            let place = find(team, id)?;
            let change = read_object(call)?;
            if let Some(role) = change.get("role") {
                team[place]["role"] = role.clone();
            }
            Ok(Answer::ok(&team[place]))
        }
        ("DELETE", [id]) => {
            team.remove(find(team, id)?);
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (_, []) => Err(method_not_allowed("GET, POST")),
        (_, [_]) => Err(method_not_allowed("DELETE, PATCH")),
        _ => Err(not_found("Route")),
    }
}

impl Composite {
    /// Takes an event in and says whether it was new.
    fn take_in(&mut self, mut event: Map<String, Value>, now: f64) -> bool {
        if let Some(id) = event.get("sys_uuid").and_then(Value::as_str)
            && !self.seen.insert(id.to_owned())
        {
            return false;
        }
        event
            .entry("timestamp")
            .or_insert_with(|| clock::rfc3339(now).into());
        if let Some(id) = event.get("distinct_id").and_then(Value::as_str) {
            let id = id.to_owned();
            let profile = self.profile(&id, now);
            if let Some(Value::Object(set)) = event.get("$set") {
                profile.properties.extend(set.clone());
            }
            if let Some(Value::Object(once)) = event.get("$set_once") {
                for (name, value) in once {
                    profile.properties.entry(name).or_insert_with(|| value.clone());
                }
            }
            let text = |member: &str| event.get(member).and_then(Value::as_str);
            for other in [text("anonymous_id"), text("alias")].into_iter().flatten() {
                if other != id {
                    self.aliases.insert(other.to_owned(), id.clone());
                }
            }
        }
        self.events.push(Value::Object(event));
        true
    }

    /// The profile of an id, made when there is none.
    fn profile(&mut self, id: &str, now: f64) -> &mut User {
        let id = self.aliases.get(id).map_or(id, String::as_str);
        let user = self.users.entry(id.to_owned()).or_insert_with(|| User {
            properties: Map::new(),
            first_seen: now,
            last_seen: now,
        });
        user.last_seen = now;
        user
    }

    fn user(&self, id: &str) -> Option<Value> {
        let id = self.aliases.get(id).map_or(id, String::as_str);
        let user = self.users.get(id)?;
        Some(json!({
            "distinct_id": id,
            "properties": user.properties,
            "first_seen": clock::rfc3339(user.first_seen),
            "last_seen": clock::rfc3339(user.last_seen),
        }))
    }

    fn project(&self) -> Value {
        json!({
            "id": "prj_5andb0x",
            "name": "Sandbox",
            "environment": "test",
            "settings": self.settings,
        })
    }
}
