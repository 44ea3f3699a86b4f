//! Sending one HTTP request, and saying precisely how it failed if it did.

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
mod native;

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::runtime::{BoxFuture, DOCUMENTED, MaybeSend, MaybeSync};

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use self::native::{NativeTransport, NativeTransportBuilder};

/// One HTTP exchange as the pipeline asks for it.
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL. With [`KeyPlacement::Query`](crate::composite::KeyPlacement) it holds a
    /// secret: it must not be logged.
    pub url: String,
    /// The headers, the credential's among them (marked sensitive).
    pub headers: HeaderMap,
    /// The body; empty for none. A retry sends the same bytes.
    pub body: Bytes,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A whole answer.
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// What is known of a request that got no answer. Retries hang on this distinction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// No byte of the request left: DNS, connect refused or timed out, an idle connection that
    /// was found closed.
    NotSent,
    /// The server says that it did not look at it: HTTP/2 `REFUSED_STREAM`, or `GOAWAY` with a
    /// lower last stream.
    Refused,
    /// It may have been acted on: a reset or end of stream after the write, a truncated body.
    MaybeProcessed,
    /// The server's certificate was not accepted. Never retried.
    Certificate,
    /// The body is larger than the limit.
    TooLarge,
    /// The answer redirects where credentials must not follow.
    Redirect,
    /// The request cannot be made: an invalid URL or header, no async runtime.
    Invalid,
    /// The transport itself failed: code supplied by the caller. Never retried.
    Failed,
}

/// Why a request got no answer.
#[derive(thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    kind: FaultKind,
    message: String,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !DOCUMENTED {
            return f.write_str(&self.message);
        }
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("source", &self.source)
            .finish()
    }
}

impl TransportError {
    /// A fault with a message for people. The message must hold no URL query and no header value.
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// Adds the underlying error. Its text must hold no secret either.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// What is known of the request's fate.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }
}

/// Sends requests. Implement it to run Keybearer on another HTTP stack, or on none in a test.
///
/// The pipeline owns timeouts, retries, redirect policy towards other origins and credentials; a
/// transport sends one request and drops it when its future is dropped.
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends one request and reads the whole answer. Dropping the future aborts the exchange.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;
}
