//! A request that was read whole, and the answer to it.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;
use serde_json::Value;

/// A request with its whole body: what every platform's handler works on.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// A header's text, when it is there and readable.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The text after `Bearer `; the scheme's case does not matter.
    pub(crate) fn bearer(&self) -> Option<&str> {
        bearer(self.headers.get(AUTHORIZATION)?.to_str().ok()?)
    }

    /// A decoded query parameter: the first of that name.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        form_value(self.query.as_bytes(), name)
    }

    /// The path's segments, percent-decoded, without the leading slash.
    pub(crate) fn segments(&self) -> Vec<String> {
        let decode = |text: &str| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8_lossy()
                .into_owned()
        };
        self.path.trim_start_matches('/').split('/').map(decode).collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_slice(&self.body)
    }
}

/// The credential of an `Authorization` value with the scheme `Bearer`.
pub(crate) fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The first value of a name in a query or form body.
pub(crate) fn form_value(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// What goes back: always a whole body, which the fault layer may cut.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// Boxed, because answers are also the errors of the handlers, and errors should be small.
    pub(crate) headers: Box<HeaderMap>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Box::default(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        // Values and plain structs of strings and numbers always serialize.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::typed(status, "application/json", body)
    }

    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, value)
    }

    pub(crate) fn text(status: StatusCode, text: impl Into<String>) -> Self {
        Self::typed(status, "text/plain; charset=utf-8", text.into())
    }

    pub(crate) fn typed(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut answer = Self::empty(status);
        answer.body = body.into();
        answer.with(CONTENT_TYPE, content_type)
    }

    /// Sets a header; a value that no header can carry is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets a header; a value that no header can carry is left out.
    pub(crate) fn set(&mut self, name: HeaderName, value: impl AsRef<str>) {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.insert(name, value);
        }
    }
}
