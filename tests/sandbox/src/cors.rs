//! Cross-origin answers: each API's own, and a permissive one for the control API.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{Method, StatusCode};

use crate::http::{Answer, Call};
use crate::state::Platform;

/// What an API lets pages do.
struct Policy {
    methods: &'static [&'static str],
    headers: &'static [&'static str],
    exposed: Option<&'static str>,
    max_age: &'static str,
    /// The status of a preflight that is granted, and of one that is not.
    granted: StatusCode,
    refused: StatusCode,
}

/// Headers that a page may always set (the CORS safelist).
const SAFELIST: [&str; 4] = ["accept", "accept-language", "content-language", "content-type"];

/// Starlette's CORS middleware: exposes nothing, so pages cannot read `Retry-After`.
const PUGUH: Policy = Policy {
    methods: &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
    headers: &[
        "authorization",
        "x-api-key",
        "x-organization-id",
        "x-application-id",
    ],
    exposed: None,
    max_age: "600",
    granted: StatusCode::OK,
    refused: StatusCode::BAD_REQUEST,
};

/// connect-go behind rs/cors: a refused preflight is a 204 without the allowing headers.
const PUG: Policy = Policy {
    methods: &["GET", "POST", "OPTIONS"],
    headers: &[
        "authorization",
        "x-project-id",
        "connect-protocol-version",
        "connect-timeout-ms",
        "connect-accept-encoding",
        "connect-content-encoding",
        "accept-encoding",
        "content-encoding",
        "grpc-timeout",
        "x-grpc-web",
        "x-user-agent",
    ],
    exposed: Some(
        "Content-Encoding, Connect-Content-Encoding, Grpc-Status, Grpc-Message, \
         Grpc-Status-Details-Bin",
    ),
    max_age: "7200",
    granted: StatusCode::NO_CONTENT,
    refused: StatusCode::NO_CONTENT,
};

const COMPOSITE: Policy = Policy {
    methods: &["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    headers: &["authorization"],
    exposed: None,
    max_age: "600",
    granted: StatusCode::NO_CONTENT,
    refused: StatusCode::FORBIDDEN,
};

fn policy(platform: Platform) -> Option<&'static Policy> {
    match platform {
        Platform::Pug => Some(&PUG),
        Platform::Puguh => Some(&PUGUH),
        Platform::Composite => Some(&COMPOSITE),
        Platform::Other => None,
    }
}

/// Whether a request is a preflight rather than a call.
pub(crate) fn is_preflight(call: &Call) -> bool {
    call.method == Method::OPTIONS
        && call.headers.contains_key(ORIGIN)
        && call.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight.
pub(crate) fn preflight(platform: Platform, call: &Call) -> Answer {
    let Some(policy) = policy(platform) else {
        return Answer::empty(StatusCode::NOT_FOUND);
    };
    let method = call
        .header(ACCESS_CONTROL_REQUEST_METHOD.as_str())
        .unwrap_or_default();
    let wanted: Vec<String> = call
        .header(ACCESS_CONTROL_REQUEST_HEADERS.as_str())
        .unwrap_or_default()
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    let allowed =
        |name: &String| policy.headers.contains(&name.as_str()) || SAFELIST.contains(&name.as_str());
    if !policy.methods.contains(&method) || !wanted.iter().all(allowed) {
        return Answer::text(policy.refused, "Disallowed CORS headers").with(VARY, "Origin");
    }
    Answer::empty(policy.granted)
        .with(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .with(ACCESS_CONTROL_ALLOW_METHODS, policy.methods.join(", "))
        .with(ACCESS_CONTROL_ALLOW_HEADERS, wanted.join(", "))
        .with(ACCESS_CONTROL_MAX_AGE, policy.max_age)
        .with(VARY, "Origin")
}

/// Lets the page that asked read the answer.
pub(crate) fn decorate(platform: Platform, call: &Call, answer: &mut Answer) {
    let Some(policy) = policy(platform) else {
        return;
    };
    if call.headers.contains_key(ORIGIN) && !is_preflight(call) {
        answer.set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if let Some(exposed) = policy.exposed {
            answer.set(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
}

/// The control API: any origin, any method, any header.
pub(crate) fn permissive(call: &Call, answer: &mut Answer) {
    answer.set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if call.method == Method::OPTIONS {
        answer.set(ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE, OPTIONS");
        answer.set(ACCESS_CONTROL_ALLOW_HEADERS, "*, content-type, authorization");
        answer.set(ACCESS_CONTROL_MAX_AGE, "600");
    }
}
