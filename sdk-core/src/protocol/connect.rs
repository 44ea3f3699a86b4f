//! Errors of the Connect protocol: `{code, message, details[]}` with protobuf messages within.

use std::iter;

use super::{MOST_ITEMS, Rejection, Told, classify, json, reject, rest, scalar, status_line, usable_id};
use crate::{
    error::{Detail, ErrorCode, Violation},
    redact,
    retry::{Failure, LONGEST_DELAY, server_delay},
    text,
    time::Duration,
    transport::HttpResponse,
    tree::{self, Value},
};

/// The meaning of an answer that is not a success.
///
/// A Connect error body decides before the HTTP status does. Without one the status decides as on
/// REST, but for 404: a procedure that does not exist is the server's lack, not a missing thing.
pub(crate) fn rejection(response: &HttpResponse, unix_now: Duration) -> Rejection {
    let body = json(&response.body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let code = text("code");
    let decides = code.and_then(meaning);
    let mut told = Told::default();
    if decides.is_some() {
        told.message = text("message").map(str::to_owned);
        told.rest.server_code = code.map(str::to_owned);
    } else {
        told = rest::told(response);
    }
    let meaning = match response.status.as_u16() {
        404 if decides.is_none() => {
            let hint = ": no such procedure: the path or the base URL may be wrong";
            told.message = Some(status_line(response.status) + hint);
            (ErrorCode::Server, Failure::Final)
        }
        _ => decides.unwrap_or_else(|| classify(response.status)),
    };

    // With a body that decides, the delay is read as for the status that goes with its code.
    let status = match meaning.1 {
        Failure::Throttled => 429,
        Failure::Unavailable => 503,
        _ => response.status.as_u16(),
    };
    let mut delay = server_delay(status, &response.headers, told.message.as_deref(), unix_now);
    if let Some(Value::Array(details)) = body.get("details") {
        for detail in details.iter().take(MOST_ITEMS) {
            read_detail(detail, &mut told);
        }
    }
    told.rest.violations.truncate(MOST_ITEMS);
    // Headers come first, unless all they say is "now"; and only what can pass is worth coming
    // back for.
    if matches!(status, 408 | 425 | 429 | 500..=599) {
        let asked = delay.filter(|delay| !delay.is_zero());
        delay = asked.or(told.delay).or(delay);
    }
    reject(response, meaning, told, delay)
}

/// What a Connect code means; `None` if it is not one.
fn meaning(code: &str) -> Option<(ErrorCode, Failure)> {
    const MEANINGS: [(&str, ErrorCode, Failure); 10] = [
        ("canceled", ErrorCode::Cancelled, Failure::Final),
        (
            "unknown unimplemented internal data_loss",
            ErrorCode::Server,
            Failure::Final,
        ),
        (
            "invalid_argument failed_precondition out_of_range",
            ErrorCode::InvalidRequest,
            Failure::Final,
        ),
        ("deadline_exceeded", ErrorCode::Timeout, Failure::Final),
        ("not_found", ErrorCode::NotFound, Failure::Final),
        ("already_exists aborted", ErrorCode::Conflict, Failure::Final),
        ("permission_denied", ErrorCode::PermissionDenied, Failure::Final),
        ("resource_exhausted", ErrorCode::RateLimited, Failure::Throttled),
        ("unavailable", ErrorCode::Server, Failure::Unavailable),
        (
            "unauthenticated",
            ErrorCode::Unauthenticated,
            Failure::Unauthenticated,
        ),
    ];
    let (_, meaning, failure) = MEANINGS.iter().find(|(codes, ..)| text::listed(code, codes))?;
    Some((*meaning, *failure))
}

/// Adds one detail to what is told: raw, if it is unknown or cannot be decoded.
fn read_detail(detail: &Value, told: &mut Told) {
    let Some(name) = detail.get("type").and_then(Value::as_str) else {
        return;
    };
    // Connect gives the bare name; bodies that passed through gRPC carry the `Any` prefix.
    let name = text::cut_last(name, b'/').map_or(name, |(_, name)| name);
    let text = detail.get("value").and_then(Value::as_str).unwrap_or_default();
    let value = scalar::base64(text);
    let read = value.as_deref().and_then(|value| read_message(name, value, told));
    if read.is_none() {
        told.rest.details.push(Detail {
            type_name: redact::bounded(&redact::one_line(name), 200),
            value: value.unwrap_or_else(|| text.as_bytes().to_vec()),
        });
    }
}

/// Puts what a detail of a known type says where it belongs. `None` for an unknown or malformed one.
fn read_message(name: &str, value: &[u8], told: &mut Told) -> Option<()> {
    let detail = Message::read(value)?;
    match name {
        "google.rpc.ErrorInfo" => told.rest.reason = filled(detail.text(1)?),
        "google.rpc.RequestInfo" => told.rest.request_id = usable_id(detail.text(1)?),
        "google.rpc.RetryInfo" => told.delay = duration(detail.message(1)?)?,
        "google.rpc.ResourceInfo" => {
            let named = text::filled("{} {}", &[detail.text(1)?, detail.text(2)?]);
            let named = text::trim(&named);
            match &mut told.message {
                Some(message) if named.is_empty() || text::find(message, named).is_some() => {}
                Some(message) => *message = text::filled("{} ({})", &[message, named]),
                None => told.message = Some(text::filled("no such thing: {}", &[named])),
            }
        }
        "google.rpc.BadRequest" => add(told, detail, bad_field)?,
        "buf.validate.Violations" => add(told, detail, broken_rule)?,
        _ => return None,
    }
    Some(())
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Servers in transition send the same violations in two messages: each counts once. Those of a
/// malformed message do not count.
fn add(told: &mut Told, detail: Message<'_>, read: fn(Message<'_>) -> Option<Violation>) -> Option<()> {
    let known = &mut told.rest.violations;
    let before = known.len();
    let added = detail.each(1, &mut |violation| {
        let violation = read(violation)?;
        let same = |other: &Violation| other.field == violation.field && other.message == violation.message;
        if !known.iter().any(same) {
            known.push(violation);
        }
        Some(())
    });
    if added.is_none() {
        known.truncate(before);
    }
    added
}

/// `google.rpc.BadRequest.FieldViolation`
fn bad_field(violation: Message<'_>) -> Option<Violation> {
    let (field, message, rule) = (violation.text(1)?, violation.text(2)?, violation.text(3)?);
    Some(Violation::new(field, message).with_rule(filled(rule)))
}

/// `buf.validate.Violation`
fn broken_rule(violation: Message<'_>) -> Option<Violation> {
    let (id, message) = (violation.text(2)?, violation.text(3)?);
    let field = field_path(violation.message(5)?)?;
    let path = field_path(violation.message(6)?)?;
    let rule = if id.is_empty() { &path } else { id };
    let message = if message.is_empty() { rule } else { message };
    Some(Violation::new(field, message).with_rule(filled(rule)))
}

/// A `google.protobuf.Duration`, if it is more than nothing. `None` for one that is malformed.
#[allow(clippy::option_option, reason = "malformed is not absent")]
fn duration(value: Message<'_>) -> Option<Option<Duration>> {
    // Negative ones are in two's complement: they are what is too large here.
    let (Ok(seconds), Ok(nanos)) = (i64::try_from(value.number(1)?), u32::try_from(value.number(2)?)) else {
        return Some(None);
    };
    let delay =
        Duration::from_secs(seconds.unsigned_abs()).saturating_add(Duration::from_nanos(nanos.into()));
    Some((!delay.is_zero()).then(|| delay.min(LONGEST_DELAY)))
}

/// `buf.validate.FieldPath`: `events[0].name`, `labels["colour"].value`.
fn field_path(value: Message<'_>) -> Option<String> {
    let mut path = String::new();
    value.each(1, &mut |element| {
        let name = match element.text(2)? {
            "" => &text::digits(element.number(1)?),
            name => name,
        };
        text::append(name, ".", &mut path);
        for field in element.fields() {
            // The index of a list, or the key of a map.
            let key = match field {
                (6 | 9, Field::Number(index)) => text::digits(index),
                (7, Field::Number(key)) => if key == 0 { "false" } else { "true" }.to_owned(),
                (8, Field::Number(key)) => {
                    let key = key.cast_signed();
                    let sign = if key < 0 { "-" } else { "" };
                    text::joined(&[sign, &text::digits(key.unsigned_abs())])
                }
                (10, Field::Bytes(key)) => tree::quoted(std::str::from_utf8(key).ok()?),
                _ => continue,
            };
            for part in &["[", &key, "]"] {
                path.push_str(part);
            }
        }
        Some(())
    })?;
    Some(path)
}

/// A message in protobuf's wire format, in which all fields are well-formed.
#[derive(Clone, Copy)]
struct Message<'a>(&'a [u8]);

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Nothing that is read here is of fixed width.
    Fixed,
}

/// What is absent is zero or empty; `None` stands for a field of another type than asked for. Of
/// several of one number the last counts.
impl<'a> Message<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = bytes;
        while !rest.is_empty() {
            field(&mut rest)?;
        }
        Some(Self(bytes))
    }

    /// All fields by their numbers, in their order.
    fn fields(mut self) -> impl Iterator<Item = (u64, Field<'a>)> {
        iter::from_fn(move || field(&mut self.0))
    }

    fn last(self, wanted: u64) -> Option<Field<'a>> {
        let mut last = None;
        for (own, field) in self.fields() {
            if own == wanted && !matches!(field, Field::Fixed) {
                last = Some(field);
            }
        }
        last
    }

    fn number(self, wanted: u64) -> Option<u64> {
        match self.last(wanted) {
            Some(Field::Number(number)) => Some(number),
            Some(_) => None,
            None => Some(0),
        }
    }

    fn bytes(self, wanted: u64) -> Option<&'a [u8]> {
        match self.last(wanted) {
            Some(Field::Bytes(bytes)) => Some(bytes),
            Some(_) => None,
            None => Some(&[]),
        }
    }

    fn text(self, wanted: u64) -> Option<&'a str> {
        std::str::from_utf8(self.bytes(wanted)?).ok()
    }

    fn message(self, wanted: u64) -> Option<Self> {
        Self::read(self.bytes(wanted)?)
    }

    /// Hands on each message of the field, until one is malformed for whom it is handed to.
    fn each(self, wanted: u64, read: &mut dyn FnMut(Self) -> Option<()>) -> Option<()> {
        let mut count = 0;
        for (own, field) in self.fields() {
            if own != wanted || count == MOST_ITEMS {
                continue;
            }
            match field {
                Field::Bytes(bytes) => read(Self::read(bytes)?)?,
                Field::Number(_) => return None,
                Field::Fixed => continue,
            }
            count += 1;
        }
        Some(())
    }
}

/// Takes the first field off `rest`.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Field<'a>)> {
    let tag = varint(rest)?;
    let kind = tag & 7;
    let number = match kind {
        0 | 2 => varint(rest)?,
        1 => 8,
        5 => 4,
        _ => return None,
    };
    let field = if kind == 0 {
        Field::Number(number)
    } else {
        let (bytes, left) = rest.split_at_checked(number.try_into().ok()?)?;
        *rest = left;
        if kind == 2 {
            Field::Bytes(bytes)
        } else {
            Field::Fixed
        }
    };
    Some((tag >> 3, field))
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..70).step_by(7) {
        let (byte, left) = rest.split_first()?;
        *rest = left;
        number |= u64::from(byte & 127).checked_shl(shift)?;
        if *byte < 128 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};
    use proptest::prelude::*;
    use prost::Message;
    use serde_json::json;

    use super::*;
    use crate::Json;
    use crate::error::Error;

    #[derive(Clone, PartialEq, Message)]
    struct ErrorInfo {
        #[prost(string, tag = "1")]
        reason: String,
    }

    #[derive(Clone, PartialEq, Message)]
    struct RequestInfo {
        #[prost(string, tag = "1")]
        request_id: String,
    }

    #[derive(Clone, PartialEq, Message)]
    struct RetryInfo {
        #[prost(message, optional, tag = "1")]
        retry_delay: Option<ProtoDuration>,
    }

    /// `google.protobuf.Duration`.
    #[derive(Clone, Copy, PartialEq, Message)]
    struct ProtoDuration {
        #[prost(int64, tag = "1")]
        seconds: i64,
        #[prost(int32, tag = "2")]
        nanos: i32,
    }

    #[derive(Clone, PartialEq, Message)]
    struct ResourceInfo {
        #[prost(string, tag = "1")]
        resource_type: String,
        #[prost(string, tag = "2")]
        resource_name: String,
    }

    #[derive(Clone, PartialEq, Message)]
    struct BadRequest {
        #[prost(message, repeated, tag = "1")]
        field_violations: Vec<FieldViolation>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct FieldViolation {
        #[prost(string, tag = "1")]
        field: String,
        #[prost(string, tag = "2")]
        description: String,
        #[prost(string, tag = "3")]
        reason: String,
    }

    /// `buf.validate.Violations`.
    #[derive(Clone, PartialEq, Message)]
    struct Violations {
        #[prost(message, repeated, tag = "1")]
        violations: Vec<BufViolation>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct BufViolation {
        #[prost(string, optional, tag = "2")]
        rule_id: Option<String>,
        #[prost(string, optional, tag = "3")]
        message: Option<String>,
        #[prost(message, optional, tag = "5")]
        field: Option<FieldPath>,
        #[prost(message, optional, tag = "6")]
        rule: Option<FieldPath>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct FieldPath {
        #[prost(message, repeated, tag = "1")]
        elements: Vec<FieldPathElement>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct FieldPathElement {
        #[prost(int32, optional, tag = "1")]
        field_number: Option<i32>,
        #[prost(string, optional, tag = "2")]
        field_name: Option<String>,
        #[prost(oneof = "Subscript", tags = "6, 7, 8, 9, 10")]
        subscript: Option<Subscript>,
    }

    #[derive(Clone, PartialEq, prost::Oneof)]
    enum Subscript {
        #[prost(uint64, tag = "6")]
        Index(u64),
        #[prost(bool, tag = "7")]
        BoolKey(bool),
        #[prost(int64, tag = "8")]
        IntKey(i64),
        #[prost(uint64, tag = "9")]
        UintKey(u64),
        #[prost(string, tag = "10")]
        StringKey(String),
    }

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn response(status: u16, body: impl Into<Bytes>) -> HttpResponse {
        HttpResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.into(),
        }
    }

    fn reject(status: u16, body: &Json) -> Rejection {
        rejection(&response(status, body.to_string()), NOW)
    }

    fn detail(name: &str, message: &impl Message) -> Json {
        json!({ "type": name, "value": STANDARD_NO_PAD.encode(message.encode_to_vec()) })
    }

    fn with_details(code: &str, details: &[Json]) -> Error {
        reject(
            400,
            &json!({ "code": code, "message": "it failed", "details": details }),
        )
        .error
    }

    fn bad_request() -> BadRequest {
        BadRequest {
            field_violations: vec![FieldViolation {
                field: "events.name".to_owned(),
                description: "value is required".to_owned(),
                reason: String::new(),
            }],
        }
    }

    #[test]
    fn the_body_decides_before_the_status() {
        for (code, meaning, failure) in [
            ("canceled", ErrorCode::Cancelled, Failure::Final),
            ("unknown", ErrorCode::Server, Failure::Final),
            ("invalid_argument", ErrorCode::InvalidRequest, Failure::Final),
            ("deadline_exceeded", ErrorCode::Timeout, Failure::Final),
            ("not_found", ErrorCode::NotFound, Failure::Final),
            ("already_exists", ErrorCode::Conflict, Failure::Final),
            ("permission_denied", ErrorCode::PermissionDenied, Failure::Final),
            ("resource_exhausted", ErrorCode::RateLimited, Failure::Throttled),
            ("failed_precondition", ErrorCode::InvalidRequest, Failure::Final),
            ("aborted", ErrorCode::Conflict, Failure::Final),
            ("out_of_range", ErrorCode::InvalidRequest, Failure::Final),
            ("unimplemented", ErrorCode::Server, Failure::Final),
            ("internal", ErrorCode::Server, Failure::Final),
            ("unavailable", ErrorCode::Server, Failure::Unavailable),
            ("data_loss", ErrorCode::Server, Failure::Final),
            (
                "unauthenticated",
                ErrorCode::Unauthenticated,
                Failure::Unauthenticated,
            ),
        ] {
            let rejection = reject(503, &json!({ "code": code, "message": "m" }));
            assert_eq!(
                (rejection.error.code(), rejection.failure),
                (meaning, failure),
                "{code}"
            );
            assert_eq!(rejection.error.server_code(), Some(code));
            assert_eq!(rejection.error.message(), "m");
        }
    }

    #[test]
    fn without_a_connect_body_the_status_decides() {
        for (status, code, failure) in [
            (400, ErrorCode::InvalidRequest, Failure::Final),
            (401, ErrorCode::Unauthenticated, Failure::Unauthenticated),
            (403, ErrorCode::PermissionDenied, Failure::Final),
            (404, ErrorCode::Server, Failure::Final),
            (429, ErrorCode::RateLimited, Failure::Throttled),
            (500, ErrorCode::Server, Failure::ServerFault),
            (502, ErrorCode::Server, Failure::ServerFault),
            (503, ErrorCode::Server, Failure::Unavailable),
            (504, ErrorCode::Server, Failure::ServerFault),
        ] {
            for body in ["", "<html>", "{}", r#"{"code":"odd"}"#, r#"{"code":5}"#, "[]"] {
                let rejection = rejection(&response(status, body), NOW);
                let found = (rejection.error.code(), rejection.failure);
                assert_eq!(found, (code, failure), "{status} {body}");
            }
        }
        let error = rejection(&response(404, "404 page not found"), NOW).error;
        assert!(
            error.message().contains("the path or the base URL may be wrong"),
            "{error}"
        );
        let error = rejection(&response(401, r#"{"detail":"Not signed in"}"#), NOW).error;
        assert_eq!(error.message(), "Not signed in");
    }

    #[test]
    fn the_details_of_an_error_are_read() {
        let error = with_details(
            "invalid_argument",
            &[
                detail(
                    "google.rpc.ErrorInfo",
                    &ErrorInfo {
                        reason: "INVALID_EVENT_BATCH".to_owned(),
                    },
                ),
                detail(
                    "google.rpc.RequestInfo",
                    &RequestInfo {
                        request_id: "9m4e2mr0ui3e8a215n4g".to_owned(),
                    },
                ),
                detail("type.googleapis.com/google.rpc.BadRequest", &bad_request()),
                detail(
                    "google.rpc.ResourceInfo",
                    &ResourceInfo {
                        resource_type: "project".to_owned(),
                        resource_name: "proj_1".to_owned(),
                    },
                ),
            ],
        );
        assert_eq!(error.reason(), Some("INVALID_EVENT_BATCH"));
        assert_eq!(error.request_id(), Some("9m4e2mr0ui3e8a215n4g"));
        assert_eq!(
            error.violations(),
            [Violation::new("events.name", "value is required")]
        );
        assert_eq!(error.message(), "it failed (project proj_1)");
        assert_eq!(error.details(), []);
    }

    #[test]
    fn protovalidate_paths_are_rendered() {
        let element = |name: &str, subscript| FieldPathElement {
            field_number: Some(1),
            field_name: Some(name.to_owned()),
            subscript,
        };
        let path = FieldPath {
            elements: vec![
                element("events", Some(Subscript::Index(0))),
                element("labels", Some(Subscript::StringKey("a\"b".to_owned()))),
                element("by_id", Some(Subscript::IntKey(-7))),
                element("flags", Some(Subscript::BoolKey(true))),
                element("", Some(Subscript::UintKey(9))),
                element("name", None),
            ],
        };
        let violations = Violations {
            violations: vec![BufViolation {
                rule_id: Some("string.min_len".to_owned()),
                message: Some("must be at least 1 character".to_owned()),
                field: Some(path),
                rule: None,
            }],
        };
        let error = with_details(
            "invalid_argument",
            &[
                detail("buf.validate.Violations", &violations),
                detail("buf.validate.Violations", &violations),
            ],
        );
        let [violation] = error.violations() else {
            panic!("{error:?}")
        };
        assert_eq!(
            violation.field,
            r#"events[0].labels["a\"b"].by_id[-7].flags[true].1[9].name"#
        );
        assert_eq!(violation.rule.as_deref(), Some("string.min_len"));
    }

    #[test]
    fn unknown_and_undecodable_details_are_kept_raw() {
        let error = with_details(
            "failed_precondition",
            &[
                json!({ "type": "type.googleapis.com/google.rpc.Help", "value": "CgJoaQ" }),
                json!({ "type": "google.rpc.BadRequest", "value": "/////w" }),
                json!({ "type": "google.rpc.ErrorInfo", "value": "not base64!" }),
                json!({ "type": 5 }),
                json!("odd"),
            ],
        );
        let kept: Vec<_> = error
            .details()
            .iter()
            .map(|detail| (detail.type_name.as_str(), detail.value.as_slice()))
            .collect();
        assert_eq!(
            kept,
            [
                ("google.rpc.Help", &b"\n\x02hi"[..]),
                ("google.rpc.BadRequest", b"\xff\xff\xff\xff"),
                ("google.rpc.ErrorInfo", b"not base64!"),
            ]
        );
    }

    #[test]
    fn the_delay_comes_from_headers_then_from_retry_info() {
        let info = |seconds, nanos| {
            detail(
                "google.rpc.RetryInfo",
                &RetryInfo {
                    retry_delay: Some(ProtoDuration { seconds, nanos }),
                },
            )
        };
        // The status that belongs to the code counts, not the one that came.
        let error = with_details("resource_exhausted", &[info(3, 500_000_000)]);
        assert_eq!(error.retry_after(), Some(Duration::from_millis(3500)));
        for none in [info(0, 0), info(-1, 0), info(1, -5)] {
            assert_eq!(with_details("unavailable", &[none]).retry_after(), None);
        }
        assert_eq!(
            with_details("invalid_argument", &[info(3, 0)]).retry_after(),
            None
        );

        let error = with_details("unavailable", &[info(i64::MAX, 0)]);
        assert_eq!(error.retry_after(), Some(LONGEST_DELAY));

        for (header, details, expected) in [
            ("7", vec![info(3, 0)], 7),
            ("0", vec![info(3, 0)], 3),
            ("0", vec![], 0),
        ] {
            let body = json!({ "code": "unavailable", "details": details }).to_string();
            let mut response = response(503, body);
            response
                .headers
                .insert("retry-after", HeaderValue::from_static(header));
            assert_eq!(
                rejection(&response, NOW).error.retry_after(),
                Some(Duration::from_secs(expected)),
                "{header}"
            );
        }
    }

    #[test]
    fn a_body_without_a_message_still_says_something() {
        let error = reject(404, &json!({ "code": "not_found" })).error;
        assert_eq!(error.message(), "HTTP 404 Not Found");
        let error = reject(
            400,
            &json!({
                "code": "invalid_argument",
                "details": [detail("google.rpc.BadRequest", &bad_request())],
            }),
        )
        .error;
        assert_eq!(error.message(), "events.name: value is required");
    }

    proptest! {
        #[test]
        fn any_bytes_give_an_error(data: Vec<u8>) {
            crate::fuzzing::connect_error(&data);
        }

        #[test]
        fn any_detail_gives_an_error(
            name in prop::sample::select(vec![
                "google.rpc.ErrorInfo", "google.rpc.BadRequest", "google.rpc.RequestInfo",
                "google.rpc.RetryInfo", "google.rpc.ResourceInfo", "buf.validate.Violations", "x",
            ]),
            value: Vec<u8>,
        ) {
            let detail = json!({ "type": name, "value": STANDARD_NO_PAD.encode(&value) });
            let body = json!({ "code": "unavailable", "details": [detail] });
            crate::fuzzing::connect_error(format!("503\n\n{body}").as_bytes());
        }
    }
}
