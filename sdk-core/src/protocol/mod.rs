//! From the bytes of an answer to a value or an [`Error`].

pub(crate) mod connect;
pub(crate) mod rest;
pub(crate) mod scalar;

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, StatusCode};
use serde::de::DeserializeOwned;

use crate::{
    error::{self, Error, ErrorCode, Violation},
    redact,
    retry::Failure,
    text,
    time::Duration,
    transport::HttpResponse,
    tree::{self, Value},
};

/// No error body is parsed beyond this: no server explains itself at such length.
const LONGEST_PARSED: usize = 256 * 1024;
/// How many characters of the server's own words become the message.
const LONGEST_MESSAGE: usize = 1000;
/// How many violations, details and the like are kept.
const MOST_ITEMS: usize = 100;

/// An answer that is not a success: what retries need to know of it, and the error for the caller.
#[derive(Debug)]
pub(crate) struct Rejection {
    pub(crate) failure: Failure,
    pub(crate) error: Error,
}

/// What the body of a failed answer tells, whatever its form.
#[derive(Debug, Default)]
struct Told {
    message: Option<String>,
    /// What goes into the error as it is.
    rest: error::Told,
    /// What `google.rpc.RetryInfo` asks to wait.
    delay: Option<Duration>,
}

/// The body of a failed answer, if it is JSON.
fn json(body: &[u8]) -> Option<Value> {
    (body.len() <= LONGEST_PARSED).then(|| tree::parse(body))?
}

/// What the status of a failed answer means.
fn classify(status: StatusCode) -> (ErrorCode, Failure) {
    match status.as_u16() {
        401 => (ErrorCode::Unauthenticated, Failure::Unauthenticated),
        403 => (ErrorCode::PermissionDenied, Failure::Final),
        404 | 410 => (ErrorCode::NotFound, Failure::Final),
        409 => (ErrorCode::Conflict, Failure::Final),
        429 => (ErrorCode::RateLimited, Failure::Throttled),
        503 => (ErrorCode::Server, Failure::Unavailable),
        // Not implemented, version not supported, a captive portal: none of them passes.
        501 | 505 | 511 => (ErrorCode::Server, Failure::Final),
        // 408 and 425: not taken in time, or too early, which is not the caller's doing.
        408 | 425 | 500..=599 => (ErrorCode::Server, Failure::ServerFault),
        400..=499 => (ErrorCode::InvalidRequest, Failure::Final),
        300..=399 => (ErrorCode::Connection, Failure::Final),
        _ => (ErrorCode::Server, Failure::Final),
    }
}

/// Assembles the error. `delay` is what the server asks to wait.
fn reject(
    response: &HttpResponse,
    (code, failure): (ErrorCode, Failure),
    told: Told,
    delay: Option<Duration>,
) -> Rejection {
    let retryable = matches!(
        failure,
        Failure::Throttled | Failure::Unavailable | Failure::ServerFault
    );
    let mut message = redact::one_line(&told.message.unwrap_or_default());
    if message.is_empty() {
        message = summary(&told.rest.violations);
    }
    if message.is_empty() {
        message = status_line(response.status);
        if response.status.is_redirection() {
            message.push_str(": redirects are not followed");
        }
    }
    let mut told = told.rest;
    told.body = redact::excerpt(&response.body);
    // An id in 32 hex digits looks like a key, but support needs it whole.
    let id = request_id(&response.headers).or(told.request_id.take());
    let error = Error::told(code, redact::bounded(&message, LONGEST_MESSAGE), told)
        .masked(redact::text)
        .with_status(response.status.as_u16())
        .with_request_id(id)
        .with_retryable(retryable)
        .with_retry_after(delay);
    Rejection { failure, error }
}

/// `HTTP 502 Bad Gateway`.
fn status_line(status: StatusCode) -> String {
    let mut line = text::filled("HTTP {}", &[&text::digits(status.as_u16().into())]);
    if let Some(reason) = status.canonical_reason() {
        text::append(reason, " ", &mut line);
    }
    line
}

/// The first violations, as one line.
fn summary(violations: &[Violation]) -> String {
    let mut summary = String::new();
    for Violation { field, message, .. } in violations.iter().take(3) {
        if field.is_empty() {
            text::append(message, "; ", &mut summary);
        } else {
            text::append(field, "; ", &mut summary);
            text::append(message, ": ", &mut summary);
        }
    }
    if violations.len() > 3 {
        let more = text::digits((violations.len() - 3) as u64);
        text::append(&text::filled("and {} more", &[&more]), "; ", &mut summary);
    }
    summary
}

/// The request's id at the server.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    static IDS: [HeaderName; 2] = [
        HeaderName::from_static("x-request-id"),
        HeaderName::from_static("x-correlation-id"),
    ];
    IDS.iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
        .find_map(usable_id)
}

/// An id that can be quoted: short, printable, and not a credential that came back.
fn usable_id(id: &str) -> Option<String> {
    let id = text::trim(id);
    let printable = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || text::holds("-_.:/=+~", byte));
    (!id.is_empty() && id.len() <= 128 && printable && !redact::has_key(id)).then(|| id.to_owned())
}

/// Reads the body of a success. An empty body reads as `null`, so that a 204 is a
/// [`serde_json::Value`], a unit or a `None`.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let text = text(body);
    let decoded = serde_json::from_str(&text).or_else(|error| {
        if error.is_syntax() && is_prose(&text) {
            // Of an answer that need not hold anything, `OK` is one.
            serde_json::from_str("null").map_err(|_| error)
        } else {
            Err(error)
        }
    });
    decoded.map_err(|error| undecodable(&text, &error))
}

/// The text of a body. A byte order mark is passed over, as RFC 8259 §8.1 allows, and bytes that
/// are not UTF-8 are replaced, as a browser does.
///
/// Looked at once for the whole body: done for each text in it, that was a sixth of the decoding.
fn text(body: &[u8]) -> Cow<'_, str> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Cow::Borrowed("null");
    }
    // The lossy conversion alone takes longer.
    match str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(body),
    }
}

/// Whether this does not even begin like JSON that holds something, or like HTML or XML.
fn is_prose(text: &str) -> bool {
    let first = text.trim_ascii_start().bytes().next();
    first.is_some_and(|first| !matches!(first, b'{' | b'[' | b'"' | b'<'))
}

/// Says where and what, and never quotes the body as the message of serde would.
fn undecodable(body: &str, error: &serde_json::Error) -> Error {
    use serde_json::error::Category;

    let text = error.to_string();
    let text = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(text, _)| text);
    let fault = match error.classify() {
        _ if body.trim_ascii_start().starts_with('<') => "it is HTML or XML, not JSON".to_owned(),
        Category::Eof => "it ends too early".to_owned(),
        Category::Syntax | Category::Io => "it is not valid JSON".to_owned(),
        // These name what the type declares, and nothing of what came.
        Category::Data if text.starts_with("missing field `") => text.to_owned(),
        Category::Data if text.starts_with("data did not match any variant") => text.to_owned(),
        Category::Data => {
            let kinds = [
                "invalid type: ",
                "invalid value: ",
                "invalid length ",
                "unknown variant ",
            ];
            // What was found comes before what was expected, so the last "expected" is serde's.
            let expected = text.rsplit_once(", expected ").map(|(_, expected)| expected);
            match expected.filter(|_| kinds.iter().any(|kind| text.starts_with(kind))) {
                Some(expected) => format!("expected {expected}"),
                None => "a value is not what was expected".to_owned(),
            }
        }
    };
    let message = format!(
        "the answer cannot be read: {fault} (line {}, column {})",
        error.line(),
        error.column()
    );
    Error::new(ErrorCode::Decode, message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Organization {
        id: String,
        members: u32,
        plan: Option<Plan>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Plan {
        Free,
    }

    fn message(body: &str) -> String {
        let error = decode::<Organization>(body.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Decode);
        error.message().to_owned()
    }

    #[test]
    fn an_empty_body_reads_as_null() {
        for body in ["", " \r\n", "null"] {
            assert_eq!(decode::<Value>(body.as_bytes()).unwrap(), Value::Null);
            decode::<()>(body.as_bytes()).unwrap();
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_eq!(decode::<u32>(b"\xef\xbb\xbf 7").unwrap(), 7);
        assert_eq!(decode::<Value>(b"\xef\xbb\xbf").unwrap(), Value::Null);
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        assert_eq!(decode::<String>(b"\"caf\xe9\"").unwrap(), "caf\u{fffd}");
        assert_eq!(decode::<Value>(b"gew\xe4hrt").unwrap(), Value::Null);
    }

    #[test]
    fn words_are_an_answer_only_where_nothing_is_needed() {
        for body in ["OK", "no"] {
            assert_eq!(
                decode::<Option<Organization>>(body.as_bytes())
                    .unwrap()
                    .map(|_| ()),
                None
            );
            assert!(message(body).contains("not valid JSON"));
        }
        for body in ["<html>", "{\"id\"", "[1,", "\"OK", "7"] {
            assert!(decode::<Option<Organization>>(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn the_message_names_the_place_and_never_the_content() {
        assert_eq!(
            message(r#"{"members":1}"#),
            "the answer cannot be read: missing field `id` (line 1, column 13)"
        );
        assert_eq!(
            message("{\"id\":\"a\",\n\"members\":\"hunter2, expected x at line 3\"}"),
            "the answer cannot be read: expected u32 (line 2, column 41)"
        );
        let text = message(r#"{"id":"a","members":1,"plan":"hunter2"}"#);
        assert!(
            text.contains("expected `free`") && !text.contains("hunter2"),
            "{text}"
        );
        assert!(message("<html>").contains("HTML"));
        assert!(message("{\"id\":").contains("ends too early"));
        assert!(message("{]").contains("not valid JSON"));
    }

    proptest! {
        #[test]
        fn a_string_of_the_wrong_type_is_never_quoted(secret in "[a-z0-9 ,:]{12,40}") {
            let body = serde_json::json!({ "id": "a", "members": secret }).to_string();
            prop_assert!(!message(&body).contains(&secret));
        }
    }
}
