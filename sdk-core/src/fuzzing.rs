//! What the fuzz targets run, and the property tests with them: bytes from outside go in, and
//! what must hold of any answer is asserted.
//!
//! An answer is written as its status, its header lines, an empty line and its body, so that the
//! seeds in `fuzz/seeds` can be read and written by hand. No part of the public API.
#![allow(missing_docs)]

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::{auth, error::Error, limits, protocol, redact, retry, transport::HttpResponse};

/// 14 November 2023, 22:13:20 UTC.
const NOW: Duration = Duration::from_secs(1_700_000_000);

/// A token such as must never be seen in an error.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";

pub fn retry_after(data: &[u8]) {
    let response = response(data);
    let message = String::from_utf8_lossy(&response.body);
    let status = response.status.as_u16();
    let delay = retry::server_delay(status, &response.headers, Some(&message), NOW);
    assert!(delay.is_none_or(|delay| delay <= retry::LONGEST_DELAY));
    let passes = matches!(status, 408 | 425 | 429 | 500..=599);
    assert!(passes || delay.is_none(), "read on a status that does not pass");
}

pub fn rate_limit_headers(data: &[u8]) {
    let response = response(data);
    if let Some(limit) = limits::rate_limit(&response.headers, NOW) {
        assert!(
            limit != limits::RateLimit::default(),
            "what tells nothing is None"
        );
        assert!(limit.reset.unwrap_or_default() <= Duration::from_hours(1));
    }
}

pub fn fastapi_error(data: &[u8]) {
    let response = response(data);
    let rejection = protocol::rest::rejection(&response, NOW);
    hold(&response, &rejection.error);
    // An answer that is a success has the same reader in front of it.
    if let Err(error) = protocol::decode::<Vec<String>>(&response.body) {
        assert!(!error.to_string().contains(TOKEN));
    }
}

pub fn connect_error(data: &[u8]) {
    let response = response(data);
    let rejection = protocol::connect::rejection(&response, NOW);
    hold(&response, &rejection.error);
}

pub fn jwt(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let claims = auth::unverified(&text);
    assert_eq!(claims, auth::unverified(&text));
    // No character gives more than a mark, and very long text is cut off.
    assert!(redact::text(&text).len() <= 16 * text.len());
    let among = redact::text(&format!("{text} {TOKEN} {text}"));
    assert!(!among.contains(TOKEN), "a token stands in {among}");
}

/// The first line is a token, the rest a key set.
#[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
pub fn jwks(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (token, set) = text.split_once('\n').unwrap_or(("", &text));
    if let Ok(set) = auth::KeySet::parse(set.as_bytes()) {
        // Nobody who fuzzes holds a private key: what is accepted is forged.
        let checks = auth::TokenChecks::default();
        assert!(set.verify(token, &checks, NOW).is_err(), "accepted {token}");
    }
}

/// What must hold of the error of any answer.
fn hold(response: &HttpResponse, error: &Error) {
    assert_eq!(error.status(), Some(response.status.as_u16()));
    assert!(!error.message().is_empty());
    assert!(error.message().chars().count() <= 2000);
    assert!(error.body().is_none_or(|body| body.chars().count() <= 600));
    assert!(error.violations().len() <= 100);
    let delay = error.retry_after();
    assert!(delay.is_none_or(|delay| delay <= retry::LONGEST_DELAY));
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains(TOKEN), "a token stands in {shown}");
    }
    let line = |text: &str| !text.contains(['\n', '\r', '\u{1b}']);
    assert!(
        line(error.message()) && error.body().is_none_or(line),
        "more than one line"
    );
}

fn response(data: &[u8]) -> HttpResponse {
    let middle = data.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = middle.map_or((&b""[..], data), |at| (&data[..at], &data[at + 2..]));
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| StatusCode::from_bytes(line).ok());
    let mut headers = HeaderMap::new();
    for line in lines.take(100) {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default().trim_ascii();
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(&line[..colon]),
            HeaderValue::from_bytes(value),
        ) {
            headers.append(name, value);
        }
    }
    HttpResponse {
        status: status.unwrap_or(StatusCode::TOO_MANY_REQUESTS),
        headers,
        body: Bytes::copy_from_slice(body),
    }
}
