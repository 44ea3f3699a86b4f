//! Errors of the REST APIs: FastAPI, RFC 6749, RFC 9457, Composite's several forms, and what
//! proxies put in their place.

use http::StatusCode;

use super::{MOST_ITEMS, Rejection, Told, classify, json, reject, status_line, usable_id};
use crate::{
    error::Violation,
    redact,
    retry::server_delay,
    text,
    time::Duration,
    transport::HttpResponse,
    tree::{Map, Value},
};

/// The meaning of an answer that is not a success. The status alone decides its class.
pub(crate) fn rejection(response: &HttpResponse, unix_now: Duration) -> Rejection {
    let told = told(response);
    let delay = server_delay(
        response.status.as_u16(),
        &response.headers,
        told.message.as_deref(),
        unix_now,
    );
    reject(response, classify(response.status), told, delay)
}

/// What the body tells, whatever it is.
pub(super) fn told(response: &HttpResponse) -> Told {
    let mut told = Told::default();
    let body = response
        .body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&response.body)
        .trim_ascii();
    match json(body) {
        _ if body.is_empty() => {}
        Some(json) => from_json(&json, &mut told),
        None => told.message = Some(unparsed(body, response.status)),
    }
    told
}

/// What a body says that is not JSON.
fn unparsed(body: &[u8], status: StatusCode) -> String {
    let head = text::lossy(&body[..body.len().min(4096)]);
    let what = match body[0] {
        b'<' => title(&head).unwrap_or_else(|| "an HTML page".to_owned()),
        // JSON that was cut off, or is too long to be an explanation: the excerpt shows it.
        b'{' | b'[' | b'"' => return status_line(status) + ", with a body that cannot be read",
        _ => return redact::bounded(&head, 300),
    };
    text::filled("{}: {}", &[&status_line(status), &what])
}

fn from_json(body: &Value, told: &mut Told) {
    let members = match body {
        Value::Object(members) => members,
        Value::String(text) => {
            told.message = Some(text.clone());
            return;
        }
        other => {
            if let Value::Array(_) = other {
                violations(other, told);
            }
            return;
        }
    };
    let error = members.get("error");
    // {"error": {"code", "message", "type", "details"}}, also within {"success": false}.
    if let Some(Value::Object(error)) = error {
        explain(error, told);
    }
    // RFC 6749 §5.2: {"error": "invalid_grant", "error_description": "…"}. Elsewhere `error` is
    // a sentence, or the name of the status beside a better message.
    let sentence = error.and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = sentence.filter(|text| !text::holds(text, b' '));
    fill(&mut told.rest.server_code, label(members.get("code")));
    fill(&mut told.rest.server_code, name);
    fill(
        &mut told.message,
        first(members, &["error_description", "message"]),
    );
    if let Some(errors) = members.get("errors") {
        violations(errors, told);
    }
    match members.get("detail") {
        Some(Value::Object(detail)) => explain(detail, told),
        Some(list @ Value::Array(_)) => violations(list, told),
        detail => fill(&mut told.message, words(detail)),
    }
    if told.rest.violations.is_empty() {
        fill(&mut told.message, sentence);
        // RFC 9457's.
        fill(&mut told.message, words(members.get("title")));
    }
    told.rest.reason = told.message.as_deref().and_then(missing_permission);
    told.rest.request_id = words(members.get("request_id")).and_then(usable_id);
    told.rest.server_code = told.rest.server_code.as_deref().map(bounded);
    told.rest.violations.truncate(MOST_ITEMS);
}

/// Puts a text where there is none yet.
fn fill(place: &mut Option<String>, text: Option<&str>) {
    if place.is_none() {
        *place = text.map(str::to_owned);
    }
}

/// An error object: `{code, message, type, details}`.
fn explain(error: &Map, told: &mut Told) {
    for name in &["code", "type"] {
        fill(&mut told.rest.server_code, label(error.get(name)));
    }
    fill(&mut told.message, first(error, &["message", "msg", "detail"]));
    for name in &["details", "errors"] {
        if let Some(list @ Value::Array(_)) = error.get(name) {
            violations(list, told);
        }
    }
}

/// Every spelling of a list of refused fields: `[{loc, msg, type}]`, `[{field, message}]`,
/// `["text"]`, `{field: ["text"]}`. What validators echo of the request (`input`, `ctx`) is not
/// looked at.
fn violations(list: &Value, told: &mut Told) {
    let found = &mut told.rest.violations;
    match list {
        Value::Array(items) => {
            for item in items.iter().take(MOST_ITEMS) {
                if let Some(violation) = violation(item) {
                    found.push(violation);
                }
            }
        }
        Value::Object(fields) => {
            for (field, message) in fields.iter().take(MOST_ITEMS) {
                let message = match message {
                    Value::Array(messages) => messages.first(),
                    message => Some(message),
                };
                if let Some(message) = words(message) {
                    found.push(Violation::new(field.as_str(), bounded(message)));
                }
            }
        }
        _ => {}
    }
}

fn violation(item: &Value) -> Option<Violation> {
    let item = match item {
        Value::String(message) => return Some(Violation::new("", bounded(message))),
        Value::Object(item) => item,
        _ => return None,
    };
    let field = match item.get("loc") {
        Some(location) => &path(location),
        None => first(item, &["field", "path", "param", "name"]).unwrap_or_default(),
    };
    let rule = first(item, &["type", "rule", "code"]);
    let message = first(item, &["msg", "message", "detail", "description"]).or(rule)?;
    let violation = Violation::new(bounded(field), bounded(message));
    Some(violation.with_rule(rule.map(bounded)))
}

/// `["body", "items", 0, "email"]` as `body.items[0].email`.
fn path(location: &Value) -> String {
    let Value::Array(steps) = location else {
        return words(Some(location)).unwrap_or_default().to_owned();
    };
    let mut path = String::new();
    for step in steps.iter().take(MOST_ITEMS) {
        match step {
            Value::String(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Value::Number(index) => {
                path.push('[');
                path.push_str(index);
                path.push(']');
            }
            _ => {}
        }
    }
    path
}

/// `Missing permission: events:write` names what is missing.
fn missing_permission(message: &str) -> Option<String> {
    const PREFIX: &str = "missing permission:";
    let (prefix, permission) = message.split_at_checked(PREFIX.len())?;
    let permission = text::trim(permission);
    (prefix.eq_ignore_ascii_case(PREFIX) && !permission.is_empty()).then(|| bounded(permission))
}

fn words(value: Option<&Value>) -> Option<&str> {
    let text = text::trim(value?.as_str()?);
    (!text.is_empty()).then_some(text)
}

/// The first of these members that holds words.
fn first<'a>(members: &'a Map, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| words(members.get(name)))
}

/// A code, which some servers write as a number.
fn label(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Number(number)) => Some(number),
        text => words(text),
    }
}

fn bounded(text: &str) -> String {
    redact::bounded(&redact::one_line(text), 300)
}

/// The title of an HTML page, which is where proxies say what failed.
fn title(page: &str) -> Option<String> {
    // ASCII case folding keeps every byte in its place.
    let folded = page.to_ascii_lowercase();
    let seek = |from: usize, needle: &str| Some(from + text::find(&folded[from..], needle)?);
    let start = seek(seek(0, "<title")?, ">")? + 1;
    let end = seek(start, "</title")?;
    let mut title = redact::bounded(&redact::one_line(&page[start..end]), 120);
    for (entity, character) in &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        title = text::replace(&title, entity, character);
    }
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        error::{Error, ErrorCode},
        retry::Failure,
    };

    fn reject(status: u16, body: impl Into<Bytes>) -> Rejection {
        let response = HttpResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.into(),
        };
        rejection(&response, Duration::from_secs(1_700_000_000))
    }

    fn error(status: u16, body: &str) -> Error {
        reject(status, body.to_owned()).error
    }

    fn fields(error: &Error) -> Vec<(&str, &str, Option<&str>)> {
        error
            .violations()
            .iter()
            .map(|violation| {
                (
                    violation.field.as_str(),
                    violation.message.as_str(),
                    violation.rule.as_deref(),
                )
            })
            .collect()
    }

    #[test]
    fn the_status_decides_the_class() {
        for (status, code, failure) in [
            (302, ErrorCode::Connection, Failure::Final),
            (400, ErrorCode::InvalidRequest, Failure::Final),
            (401, ErrorCode::Unauthenticated, Failure::Unauthenticated),
            (402, ErrorCode::InvalidRequest, Failure::Final),
            (403, ErrorCode::PermissionDenied, Failure::Final),
            (404, ErrorCode::NotFound, Failure::Final),
            (408, ErrorCode::Server, Failure::ServerFault),
            (409, ErrorCode::Conflict, Failure::Final),
            (410, ErrorCode::NotFound, Failure::Final),
            (413, ErrorCode::InvalidRequest, Failure::Final),
            (415, ErrorCode::InvalidRequest, Failure::Final),
            (422, ErrorCode::InvalidRequest, Failure::Final),
            (425, ErrorCode::Server, Failure::ServerFault),
            (429, ErrorCode::RateLimited, Failure::Throttled),
            (500, ErrorCode::Server, Failure::ServerFault),
            (501, ErrorCode::Server, Failure::Final),
            (502, ErrorCode::Server, Failure::ServerFault),
            (503, ErrorCode::Server, Failure::Unavailable),
            (504, ErrorCode::Server, Failure::ServerFault),
            (505, ErrorCode::Server, Failure::Final),
            (511, ErrorCode::Server, Failure::Final),
            (520, ErrorCode::Server, Failure::ServerFault),
        ] {
            let rejection = reject(status, "");
            assert_eq!(
                (rejection.error.code(), rejection.failure),
                (code, failure),
                "{status}"
            );
            let passes = matches!(
                failure,
                Failure::ServerFault | Failure::Unavailable | Failure::Throttled
            );
            assert_eq!(rejection.error.retryable(), passes, "{status}");
            assert_eq!(rejection.error.status(), Some(status));
        }
    }

    #[test]
    fn a_fastapi_text_is_the_message() {
        let error = error(401, r#"{"detail":"Could not validate credentials"}"#);
        assert_eq!(error.message(), "Could not validate credentials");
        assert_eq!(
            error.body(),
            Some(r#"{"detail":"Could not validate credentials"}"#)
        );
    }

    #[test]
    fn a_missing_permission_is_the_reason() {
        let error = error(403, r#"{"detail":"Missing permission: members:invite"}"#);
        assert_eq!(error.reason(), Some("members:invite"));
    }

    #[test]
    fn a_fastapi_list_gives_violations_and_echoes_no_input() {
        let body = json!({ "detail": [
            { "loc": ["body", "items", 0, "email"], "msg": "field required",
              "type": "value_error.missing", "input": { "email": "ann@example.com" } },
            { "loc": ["query", "page_size"], "msg": "too large", "type": "less_than",
              "ctx": { "le": "hunter2hunter2" } },
            { "loc": "body", "msg": "odd" },
            "just text",
            7,
        ] });
        let error = error(422, &body.to_string());
        assert_eq!(
            fields(&error),
            [
                (
                    "body.items[0].email",
                    "field required",
                    Some("value_error.missing")
                ),
                ("query.page_size", "too large", Some("less_than")),
                ("body", "odd", None),
                ("", "just text", None),
            ]
        );
        assert_eq!(
            error.message(),
            "body.items[0].email: field required; query.page_size: too large; body: odd; and 1 more"
        );
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("ann@") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn each_form_of_body_is_understood() {
        for (body, message, server_code) in [
            (
                r#"{"detail":{"code":"TOKEN_EXPIRED","message":"The token expired"}}"#,
                "The token expired",
                Some("TOKEN_EXPIRED"),
            ),
            (
                r#"{"error":"invalid_grant","error_description":"The code is spent"}"#,
                "The code is spent",
                Some("invalid_grant"),
            ),
            (
                r#"{"error":"invalid_grant"}"#,
                "invalid_grant",
                Some("invalid_grant"),
            ),
            (
                r#"{"error":{"code":"bad_key","message":"No such key","type":"auth"}}"#,
                "No such key",
                Some("bad_key"),
            ),
            (
                r#"{"error":{"message":"No such key","type":"auth"}}"#,
                "No such key",
                Some("auth"),
            ),
            (r#"{"error":"Something is off"}"#, "Something is off", None),
            (r#"{"message":"Quota","code":"quota"}"#, "Quota", Some("quota")),
            (r#"{"message":"Quota","code":4002}"#, "Quota", Some("4002")),
            (
                r#"{"success":false,"error":{"code":"X","message":"Y","details":null}}"#,
                "Y",
                Some("X"),
            ),
            (
                r#"{"type":"about:blank","title":"Conflict","detail":"Taken"}"#,
                "Taken",
                None,
            ),
            (r#"{"title":"Conflict"}"#, "Conflict", None),
            (r#""plain JSON text""#, "plain JSON text", None),
            ("upstream connect error\n", "upstream connect error", None),
            ("{}", "HTTP 400 Bad Request", None),
            ("null", "HTTP 400 Bad Request", None),
            (r#"{"detail":null}"#, "HTTP 400 Bad Request", None),
            (r#"{"detail":[]}"#, "HTTP 400 Bad Request", None),
            ("", "HTTP 400 Bad Request", None),
            (
                r#"{"detail":"Rate lim"#,
                "HTTP 400 Bad Request, with a body that cannot be read",
                None,
            ),
            (
                "<html><head><TITLE>502 Bad &amp; ugly</TITLE>",
                "HTTP 400 Bad Request: 502 Bad & ugly",
                None,
            ),
            (
                "<!doctype html><p>Sorry",
                "HTTP 400 Bad Request: an HTML page",
                None,
            ),
            (
                "\u{feff}{\"detail\":\"With a byte order mark\"}",
                "With a byte order mark",
                None,
            ),
        ] {
            let error = error(400, body);
            assert_eq!(
                (error.message(), error.server_code()),
                (message, server_code),
                "{body}"
            );
        }
    }

    #[test]
    fn composite_lists_give_violations() {
        let error = error(
            400,
            r#"{"message":"Bad event","errors":[{"message":"is empty","field":"event","code":"min"}]}"#,
        );
        assert_eq!(error.message(), "Bad event");
        assert_eq!(fields(&error), [("event", "is empty", Some("min"))]);
        let error = self::error(
            400,
            r#"{"errors":{"email":["is taken","is odd"],"name":"is long"}}"#,
        );
        assert_eq!(
            fields(&error),
            [("email", "is taken", None), ("name", "is long", None)]
        );
        assert_eq!(error.message(), "email: is taken; name: is long");
        let error = self::error(
            400,
            r#"{"error":{"message":"M","details":[{"loc":["a"],"msg":"b"}]}}"#,
        );
        assert_eq!(fields(&error), [("a", "b", None)]);
    }

    #[test]
    fn a_redirect_says_that_it_is_not_followed() {
        assert_eq!(
            error(307, "").message(),
            "HTTP 307 Temporary Redirect: redirects are not followed"
        );
    }

    #[test]
    fn the_delay_is_read_from_headers_or_words() {
        let limited = error(429, r#"{"detail":"Rate limit exceeded. Retry after 12 seconds"}"#);
        assert_eq!(limited.retry_after(), Some(Duration::from_secs(12)));
        let denied = error(403, r#"{"detail":"Retry after 12 seconds"}"#);
        assert_eq!(denied.retry_after(), None);
    }

    #[test]
    fn the_request_id_survives_and_a_credential_in_its_place_does_not() {
        let with = |id: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-request-id", HeaderValue::from_static(id));
            let response = HttpResponse {
                status: StatusCode::BAD_GATEWAY,
                headers,
                body: Bytes::new(),
            };
            rejection(&response, Duration::ZERO)
                .error
                .request_id()
                .map(str::to_owned)
        };
        let hex = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(with(hex).as_deref(), Some(hex));
        assert_eq!(with("sk_live_0123456789abcdef"), None);
        assert_eq!(with("a b"), None);
        assert_eq!(with(""), None);
    }

    #[test]
    fn credentials_in_a_body_are_masked_everywhere() {
        let body = json!({ "detail": [{
            "loc": ["body", "sk_live_0123456789abcdef"],
            "msg": "Bearer abc123 is not accepted",
        }], "code": "eyJhbGciOiJSUzI1NiJ9.e30.c2ln" });
        let error = error(400, &body.to_string());
        let shown = format!("{error} {error:?}");
        for secret in ["0123456789", "abc123", "eyJ"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn what_is_endless_is_bounded() {
        let list = vec![json!({ "loc": ["a"], "msg": "b ".repeat(500) }); 150];
        let error = error(422, &json!({ "detail": list }).to_string());
        assert_eq!(error.violations().len(), 100);
        assert!(error.message().chars().count() <= 1000);
        assert!(error.violations()[0].message.chars().count() <= 300);
    }

    proptest! {
        #[test]
        fn any_bytes_give_an_error(data: Vec<u8>) {
            crate::fuzzing::fastapi_error(&data);
        }

        #[test]
        fn any_json_gives_an_error(
            name in prop::sample::select(vec!["detail", "error", "errors", "message", "code", "x"]),
            inner in prop::sample::select(vec!["loc", "msg", "code", "message", "details", "field"]),
            value in prop::sample::select(vec!["null", "1", "[]", "{}", "\"t\"", "[1,\"a\",{}]", "[[[]]]"]),
        ) {
            for body in [
                format!(r#"{{"{name}":{value}}}"#),
                format!(r#"{{"{name}":{{"{inner}":{value}}}}}"#),
                format!(r#"{{"{name}":[{{"{inner}":{value}}}]}}"#),
            ] {
                crate::fuzzing::fastapi_error(format!("422\n\n{body}").as_bytes());
                crate::fuzzing::connect_error(format!("422\n\n{body}").as_bytes());
            }
        }

        #[test]
        fn a_location_renders_each_step(names in prop::collection::vec("[a-z]{1,8}", 1..6), index: u16) {
            let mut steps: Vec<crate::Json> = names.iter().map(|name| json!(name)).collect();
            steps.push(json!(index));
            prop_assert_eq!(path(&crate::Json::from(steps).into()), format!("{}[{index}]", names.join(".")));
        }
    }
}
