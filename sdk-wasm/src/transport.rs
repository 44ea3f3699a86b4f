//! The host's `fetch` as a transport.

use keybearer::{
    erased::text::parts,
    runtime::BoxFuture,
    transport::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError},
};
use keybearer_http::{Bytes, HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::{
    client::Host,
    host,
    slots::{self, Reply},
    tasks,
};

impl Transport for Host {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let head = head(&request);
        let body = std::str::from_utf8(&request.body).ok();
        let body = body.filter(|body| !body.is_empty());
        // What a call is answered is read by the host; what a refresh is answered, here.
        let call = tasks::current_call();
        let exchange = slots::ask(|slot| host::send(self.client, slot, call, &head, body));
        Box::pin(async {
            match exchange.await {
                Ok(reply) => Ok(response(reply)),
                Err(thrown) => {
                    Err(TransportError::new(kind(thrown.kind), thrown.message.clone()).with_source(thrown))
                }
            }
        })
    }
}

/// The lines of [`host::send`].
fn head(request: &HttpRequest) -> Vec<u8> {
    let mut head = Vec::with_capacity(512);
    let mut line = |text: &[u8]| {
        head.extend_from_slice(text);
        head.push(b'\n');
    };
    line(request.method.as_str().as_bytes());
    line(request.url.as_bytes());
    for (name, value) in request.headers.iter() {
        line(name.as_str().as_bytes());
        line(value.as_bytes());
    }
    head
}

fn response(reply: Reply) -> HttpResponse {
    let mut headers = HeaderMap::new();
    let mut lines = parts(&reply.text, b'\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes())
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.append(name, value);
        }
    }
    HttpResponse {
        status: StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        headers,
        body: Bytes::from_owner(reply.body.into_bytes()),
    }
}

fn kind(number: u8) -> FaultKind {
    match number {
        0 => FaultKind::NotSent,
        1 => FaultKind::MaybeProcessed,
        2 => FaultKind::Certificate,
        3 => FaultKind::TooLarge,
        4 => FaultKind::Redirect,
        5 => FaultKind::Invalid,
        _ => FaultKind::Failed,
    }
}
