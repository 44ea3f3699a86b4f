//! The host's `fetch` as a transport.

use bytes::Bytes;
use keybearer::{
    erased::text::parts,
    runtime::BoxFuture,
    transport::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError},
};
use keybearer_http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::{
    client::Host,
    host,
    slots::{self, Outcome},
    tasks,
};

impl Transport for Host {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let client = self.client;
        Box::pin(async move {
            // What a call is answered is read by the host; what a refresh is answered, here.
            let call = tasks::current_call();
            let mut head = String::with_capacity(512);
            head.push_str(request.method.as_str());
            head.push('\n');
            head.push_str(&request.url);
            head.push('\n');
            for (name, value) in request.headers.iter() {
                head.push_str(name.as_str());
                head.push('\n');
                match value.to_str() {
                    Ok(text) => head.push_str(text),
                    // As `fetch` wants them: a character for each byte.
                    Err(_) => head.extend(value.as_bytes().iter().map(|byte| char::from(*byte))),
                }
                head.push('\n');
            }
            let body = std::str::from_utf8(&request.body)
                .ok()
                .filter(|body| !body.is_empty());
            let exchange = slots::ask(|slot| host::send(client, slot, call, &head, body));
            match exchange.await {
                Outcome::Answer(answer) => Ok(answer),
                Outcome::Fault(kind, thrown) => {
                    Err(TransportError::new(kind, thrown.message.clone()).with_source(thrown))
                }
                _ => Err(TransportError::new(FaultKind::Failed, "")),
            }
        })
    }
}

pub(crate) fn response(status: u16, lines: &str, body: Bytes) -> HttpResponse {
    let mut headers = HeaderMap::new();
    let mut lines = parts(lines, b'\n');
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            headers.append(name, value);
        }
    }
    HttpResponse {
        status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        headers,
        body,
    }
}

pub(crate) fn kind(number: u8) -> FaultKind {
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
