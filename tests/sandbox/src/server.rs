//! The accept loop, and one request's way through the sandbox.
//!
//! A request is read whole, entered in the journal, offered to the rules, answered by its API, and
//! sent as the rule's fault allows.

use std::future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE};
use http::{Request, Response, Version};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::{self, DateForm};
use crate::connection::{self, Connection, Ending, LentStream};
use crate::faults::{BoxError, Fault, ResponseBody};
use crate::http::{Answer, Call};
use crate::journal::{Entry, Exchange};
use crate::rules::Rule;
use crate::shared::Shared;
use crate::state::Platform;
use crate::{control, cors, secrets, tokens};

/// After an answer with `close_idle`, how long the connection stays open: long enough for the
/// answer to leave, short enough that a client's next request meets a closed connection.
const IDLE_CLOSE_AFTER: Duration = Duration::from_millis(15);

/// Numbers connections over all sandboxes of the process.
static CONNECTIONS: AtomicU64 = AtomicU64::new(1);

/// Accepts until `stop` turns true; then every connection is dropped.
pub(crate) async fn run(listener: TcpListener, shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_connection(stream, Arc::clone(&shared)));
                }
                // Out of file descriptors, or the client left before it was accepted.
                Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            },
            Some(_) = connections.join_next() => {}
            () = stopped(&mut stop) => break,
        }
    }
}

/// Waits until the sandbox is told to stop.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender lives in what is being served; losing it means the same.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn serve_connection(stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let _open = OpenConnection::count(&shared);
    if shared.has_connection_faults() && takes_connection(&stream, &shared).await {
        connection::reset(stream);
        return;
    }
    let connection = Arc::new(Connection::new(CONNECTIONS.fetch_add(1, Ordering::Relaxed)));
    let (lent, returned) = LentStream::new(stream);
    {
        let service =
            service_fn(|request| serve_request(request, Arc::clone(&connection), Arc::clone(&shared)));
        let mut builder = auto::Builder::new(TokioExecutor::new());
        // `Date` is the sandbox's own, so that it can be shifted and taken off.
        builder.http1().timer(TokioTimer::new()).auto_date_header(false);
        builder
            .http2()
            .timer(TokioTimer::new())
            .auto_date_header(false)
            .max_concurrent_streams(1_000);
        let serving = builder.serve_connection(TokioIo::new(lent), service);
        tokio::select! {
            _ = serving => {}
            () = connection.wait_for_end() => {}
        }
    }
    if let Ok(stream) = returned.await {
        connection.finish(stream).await;
    }
}

/// Waits for the first bytes and asks the rules whether the connection is to be reset. The control
/// API stays reachable over HTTP/1.1.
async fn takes_connection(stream: &TcpStream, shared: &Shared) -> bool {
    let mut head = [0; 64];
    let Ok(length) = stream.peek(&mut head).await else {
        return false;
    };
    let head = String::from_utf8_lossy(&head[..length]);
    let is_control = head.split(' ').nth(1).is_some_and(control::is_control_path);
    length > 0 && !is_control && shared.rules().takes_connection()
}

/// Counts a connection for as long as it lives.
struct OpenConnection<'a>(&'a Shared);

impl<'a> OpenConnection<'a> {
    fn count(shared: &'a Shared) -> Self {
        let mut state = shared.state();
        state.counters.connections_opened += 1;
        state.counters.connections_open += 1;
        Self(shared)
    }
}

impl Drop for OpenConnection<'_> {
    fn drop(&mut self) {
        let counters = &mut self.0.state().counters;
        counters.connections_open = counters.connections_open.saturating_sub(1);
    }
}

async fn serve_request(
    request: Request<Incoming>,
    connection: Arc<Connection>,
    shared: Arc<Shared>,
) -> Result<Response<ResponseBody>, BoxError> {
    let number = connection.count_request();
    let is_http2 = request.version() == Version::HTTP_2;
    let (head, body) = request.into_parts();
    let mut call = Call {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: Bytes::new(),
    };
    if control::is_control_path(&call.path) {
        call.body = body.collect().await?.to_bytes();
        return control::serve(&call, &shared).await;
    }

    let platform = Platform::of(&call.path);
    let exchange = shared
        .journal
        .begin(entry(&call, platform, &connection, is_http2, &shared));
    call.body = body.collect().await?.to_bytes();
    record_body(&call, &exchange, &shared);

    if cors::is_preflight(&call) && !shared.rules().asks_for_preflights() {
        let answer = cors::preflight(platform, &call);
        return Ok(send(answer, None, &shared, exchange, &connection));
    }

    let rule = shared.rules().take(&call);
    if let Some(rule) = &rule {
        exchange.update(|entry| entry.fault = rule.fault.map(Fault::name));
        if rule.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(rule.delay_ms)).await;
        }
        if let Some(fault) = rule.fault
            && breaks_before_answer(fault)
        {
            if rule.process {
                process(&call, platform, &shared).await;
            }
            return break_exchange(fault, is_http2, number, exchange, &connection).await;
        }
    }

    let scripted = rule.as_ref().and_then(|rule| rule.respond.as_ref());
    let mut answer = match scripted {
        Some(respond) => {
            if rule.as_ref().is_some_and(|rule| rule.process) {
                process(&call, platform, &shared).await;
            }
            respond.answer(shared.now()).map_err(io::Error::other)?
        }
        None => process(&call, platform, &shared).await,
    };
    cors::decorate(platform, &call, &mut answer);
    Ok(send(answer, rule.as_ref(), &shared, exchange, &connection))
}

/// The API's own answer, with the settings' delay on refreshes: the refresh is carried out first,
/// so a client that leaves while it waits has lost the answer and not the refresh.
async fn process(call: &Call, platform: Platform, shared: &Shared) -> Answer {
    if cors::is_preflight(call) {
        return cors::preflight(platform, call);
    }
    let (answer, delay_ms) = {
        let mut state = shared.state();
        let answer = state.handle(platform, call);
        (answer, state.settings.refresh_delay_ms)
    };
    let is_refresh = matches!(
        call.path.as_str(),
        "/api/v1/auth/refresh" | "/auth.v1.AuthService/RefreshToken"
    );
    if is_refresh && delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
    }
    answer
}

fn breaks_before_answer(fault: Fault) -> bool {
    match fault {
        Fault::Reset | Fault::Close | Fault::Hang | Fault::RefusedStream | Fault::GoAway => true,
        Fault::Truncate | Fault::Stall | Fault::CloseIdle | Fault::CloseBeforeRead => false,
    }
}

/// Ends an exchange without an answer.
async fn break_exchange(
    fault: Fault,
    is_http2: bool,
    number: u32,
    exchange: Exchange,
    connection: &Connection,
) -> Result<Response<ResponseBody>, BoxError> {
    let ending = match fault {
        Fault::RefusedStream if is_http2 => {
            exchange.done();
            return Err(h2::Error::from(h2::Reason::REFUSED_STREAM).into());
        }
        // Nothing is sent until the client leaves, which drops this future and the exchange.
        Fault::Hang => return future::pending().await,
        // A client's n-th stream has the number 2n - 1.
        Fault::GoAway if is_http2 => Ending::GoAway {
            last_stream: number.saturating_mul(2).saturating_sub(3),
        },
        Fault::Close | Fault::GoAway => Ending::Close,
        _ => Ending::Reset,
    };
    exchange.done();
    connection.end(ending);
    future::pending().await
}

/// Turns an answer into the response that goes out.
fn send(
    mut answer: Answer,
    rule: Option<&Rule>,
    shared: &Shared,
    exchange: Exchange,
    connection: &Arc<Connection>,
) -> Response<ResponseBody> {
    let now = shared.now();
    answer.headers.entry(DATE).or_insert_with(|| {
        clock::http_date(now, DateForm::Imf)
            .try_into()
            .unwrap_or_else(|_| {
                // The three date forms are ASCII; this is never reached.
                http::HeaderValue::from_static("")
            })
    });
    if let Some(rule) = rule {
        rule.edit_headers(&mut answer.headers, now);
    }
    let status = answer.status;
    exchange.update(|entry| entry.status = Some(status.as_u16()));
    *shared
        .state()
        .counters
        .statuses
        .entry(status.as_u16())
        .or_default() += 1;
    let body = match rule.and_then(|rule| rule.fault) {
        Some(Fault::Truncate) => ResponseBody::cut(&answer.body, exchange),
        Some(Fault::Stall) => ResponseBody::stalled(&answer.body, exchange),
        Some(Fault::CloseIdle) => {
            let connection = Arc::clone(connection);
            tokio::spawn(async move {
                tokio::time::sleep(IDLE_CLOSE_AFTER).await;
                connection.end(Ending::Close);
            });
            ResponseBody::whole(answer.body, Some(exchange))
        }
        _ => ResponseBody::whole(answer.body, Some(exchange)),
    };
    respond(answer.status, *answer.headers, body)
}

/// A response from its parts.
pub(crate) fn respond(
    status: http::StatusCode,
    headers: http::HeaderMap,
    body: ResponseBody,
) -> Response<ResponseBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The journal's entry for a request whose head has arrived.
fn entry(call: &Call, platform: Platform, connection: &Connection, is_http2: bool, shared: &Shared) -> Entry {
    let mut state = shared.state();
    state.counters.requests += 1;
    *state.counters.paths.entry(call.path.clone()).or_default() += 1;
    let mut headers = std::collections::BTreeMap::<String, String>::new();
    for (name, value) in &call.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = state.issued.redact_header(name.as_str(), &value);
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|text| {
                text.push_str(", ");
                text.push_str(&value);
            })
            .or_insert(value);
    }
    let credential = call
        .header("x-api-key")
        .or_else(|| call.bearer())
        .map(secrets::fingerprint)
        .or_else(|| call.query_value("api_key").map(|key| secrets::fingerprint(&key)));
    Entry {
        seq: 0,
        at_ms: 0.0,
        done_ms: None,
        connection: connection.id,
        protocol: if is_http2 { "HTTP/2" } else { "HTTP/1.1" },
        platform: platform.name(),
        method: call.method.to_string(),
        path: call.path.clone(),
        query: state.issued.redact_form(&call.query),
        headers,
        body: Value::Null,
        body_sha256: None,
        credential,
        status: None,
        fault: None,
        aborted: false,
        in_flight: 0,
    }
}

/// Adds the body to the journal's entry.
fn record_body(call: &Call, exchange: &Exchange, shared: &Shared) {
    if call.body.is_empty() {
        return;
    }
    let sha256 = tokens::sha256_hex(&call.body);
    let is_form = call
        .header(CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let text = String::from_utf8_lossy(&call.body);
    let state = shared.state();
    let body = if is_form {
        Value::String(state.issued.redact_form(&text))
    } else if let Ok(mut json) = call.json() {
        state.issued.redact_json(&mut json);
        json
    } else {
        Value::String(text.into_owned())
    };
    drop(state);
    exchange.update(|entry| {
        entry.body = body;
        entry.body_sha256 = Some(sha256);
    });
}
