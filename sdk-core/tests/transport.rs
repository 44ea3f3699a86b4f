//! What the native transport says about requests that went wrong, over real sockets.
//!
//! Each server here is a few lines that misbehave in one exact way. Everything stays on loopback,
//! and every wait is bounded.
#![cfg(all(feature = "native", not(target_arch = "wasm32")))]
// clippy.toml allows it in `#[test]` functions; the servers are helpers of theirs.
#![allow(clippy::unwrap_used)]

use std::{
    error::Error as _,
    fmt::Write as _,
    future::Future,
    io::Write as _,
    net::SocketAddr,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use keybearer::transport::{
    FaultKind, HttpRequest, HttpResponse, NativeTransport, NativeTransportBuilder, Transport, TransportError,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, oneshot},
    time::timeout,
};

/// Long enough for a machine under load; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

// The client's side.

fn builder() -> NativeTransportBuilder {
    NativeTransport::builder().no_proxy()
}

fn transport() -> NativeTransport {
    builder().build().unwrap()
}

/// A request with a secret wherever one can stand, so that each fault can be searched for it.
fn request(method: Method, origin: &str) -> HttpRequest {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::AUTHORIZATION,
        HeaderValue::from_static("Bearer hidden-token"),
    );
    HttpRequest {
        body: if method == Method::POST {
            Bytes::from_static(b"{\"hidden\":true}")
        } else {
            Bytes::new()
        },
        method,
        url: format!("{origin}/hidden/path?api_key=hidden-key"),
        headers,
    }
}

async fn get(transport: &NativeTransport, origin: &str) -> Result<HttpResponse, TransportError> {
    send(transport, request(Method::GET, origin)).await
}

async fn post(transport: &NativeTransport, origin: &str) -> Result<HttpResponse, TransportError> {
    send(transport, request(Method::POST, origin)).await
}

async fn send(transport: &NativeTransport, request: HttpRequest) -> Result<HttpResponse, TransportError> {
    timeout(PATIENCE, transport.send(request))
        .await
        .expect("the transport gave no answer")
}

/// Checks the kind and that nothing secret is told, and gives the message.
#[track_caller]
fn fault(result: Result<HttpResponse, TransportError>, kind: FaultKind) -> String {
    let error = result.expect_err("the request succeeded");
    let mut told = format!("{error:?}\n{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(told, "\n{cause}").unwrap();
        source = cause.source();
    }
    assert_eq!(error.kind(), kind, "{told}");
    assert!(!told.contains("hidden"), "{told}");
    error.to_string()
}

// The servers' side.

fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// Gives each connection, and its number from 0, to `handle`.
async fn serve<F, T>(handle: F) -> SocketAddr
where
    F: Fn(TcpStream, usize) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(handle(stream, number));
        }
    });
    address
}

#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn lines(&self) -> Vec<String> {
        self.all()
            .iter()
            .map(|request| request.lines().next().unwrap_or_default().to_owned())
            .collect()
    }
}

/// Answers every request on every connection with what `answer` makes of it.
async fn answer_with(answer: impl Fn(&str) -> Vec<u8> + Clone + Send + Sync + 'static) -> (String, Journal) {
    let journal = Journal::default();
    let seen = journal.clone();
    let address = serve(move |mut stream, _| {
        let (answer, seen) = (answer.clone(), seen.clone());
        async move {
            while let Some(request) = read_request(&mut stream).await {
                let bytes = answer(&request);
                seen.0.lock().unwrap().push(request);
                if stream.write_all(&bytes).await.is_err() {
                    break;
                }
            }
        }
    })
    .await;
    (origin(address), journal)
}

/// Answers the first request of each connection with `answer`, then closes.
async fn answer_once(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    let address = serve(move |mut stream, _| {
        let answer = answer.clone();
        async move {
            read_request(&mut stream).await;
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    origin(address)
}

/// One HTTP/1.1 request with its body, or `None` at the end of the stream.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut text = Vec::new();
    let end = loop {
        if let Some(end) = text.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut text).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&text[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    while text.len() < end + length {
        if stream.read_buf(&mut text).await.ok()? == 0 {
            return None;
        }
    }
    Some(String::from_utf8(text).unwrap())
}

fn redirect_to(location: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped_answer(body: &[u8]) -> Vec<u8> {
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

// HTTP/2 by hand: RFC 9113, section 4.1.

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const DATA: u8 = 0;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;
const REFUSED_STREAM: u32 = 7;
const NO_ERROR: u32 = 0;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend_from_slice(&stream.to_be_bytes());
    frame.extend_from_slice(payload);
    frame
}

fn go_away(last_stream: u32, code: u32) -> Vec<u8> {
    let payload = [last_stream.to_be_bytes(), code.to_be_bytes()].concat();
    frame(GOAWAY, 0, 0, &payload)
}

/// `:status: 200`, and `content-length: 5` if asked for.
fn response_headers(with_length: bool) -> Vec<u8> {
    if with_length {
        vec![0x88, 0x0f, 0x0d, 1, b'5']
    } else {
        vec![0x88]
    }
}

/// Answers each request with the frames that `answer` makes for its stream, and counts them.
async fn serve_http2(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: impl Fn(u32) -> Vec<u8>,
    seen: mpsc::UnboundedSender<u32>,
) -> std::io::Result<()> {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match (head[3], head[4] & ACK != 0) {
            (SETTINGS, false) => stream.write_all(&frame(SETTINGS, ACK, 0, &[])).await?,
            (HEADERS, _) => {
                let _ = seen.send(id);
                stream.write_all(&answer(id)).await?;
            }
            _ => {}
        }
    }
}

async fn answer_http2(
    answer: impl Fn(u32) -> Vec<u8> + Clone + Send + Sync + 'static,
) -> (String, mpsc::UnboundedReceiver<u32>) {
    let (seen, streams) = mpsc::unbounded_channel();
    let address = serve(move |stream, _| {
        let (answer, seen) = (answer.clone(), seen.clone());
        async move {
            let _ = serve_http2(stream, answer, seen).await;
        }
    })
    .await;
    (origin(address), streams)
}

fn http2_transport() -> NativeTransport {
    builder().http2_prior_knowledge(true).build().unwrap()
}

fn count(mut streams: mpsc::UnboundedReceiver<u32>) -> usize {
    std::iter::from_fn(|| streams.try_recv().ok()).count()
}

// TLS.

fn tls_server(names: &[&str], alpn: &[u8]) -> (tokio_rustls::TlsAcceptor, String) {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let mut config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
    config.alpn_protocols = vec![alpn.to_vec()];
    (Arc::new(config).into(), cert.pem())
}

async fn answer_tls(names: &[&str]) -> (String, String, Journal) {
    let (acceptor, pem) = tls_server(names, b"http/1.1");
    let journal = Journal::default();
    let seen = journal.clone();
    let address = serve(move |stream, _| {
        let (acceptor, seen) = (acceptor.clone(), seen.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            while let Some(request) = read_request(&mut stream).await {
                seen.0.lock().unwrap().push(request);
                stream.write_all(OK).await.unwrap();
            }
        }
    })
    .await;
    (format!("https://{address}"), pem, journal)
}

// An exchange that goes well.

#[tokio::test]
async fn a_request_arrives_as_it_was_given_and_the_answer_comes_back_whole() {
    let (origin, journal) = answer_with(|_| OK.to_vec()).await;
    let answer = post(&transport(), &origin).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CONTENT_LENGTH], "2");
    assert_eq!(answer.body, "ok");
    let sent = journal.all().remove(0);
    assert!(sent.starts_with("POST /hidden/path?api_key=hidden-key HTTP/1.1\r\n"));
    assert!(sent.contains("authorization: Bearer hidden-token\r\n"));
    assert!(sent.contains("accept-encoding: gzip\r\n"));
    assert!(sent.ends_with("\r\n\r\n{\"hidden\":true}"));
}

#[tokio::test]
async fn an_error_status_is_an_answer_and_not_a_fault() {
    for status in [304, 400, 401, 429, 503] {
        let origin = answer_once(format!("HTTP/1.1 {status} Whatever\r\ncontent-length: 0\r\n\r\n")).await;
        let answer = get(&transport(), &origin).await.unwrap();
        assert_eq!(answer.status.as_u16(), status);
    }
}

#[tokio::test]
async fn a_body_in_many_pieces_is_put_together() {
    let mut answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        answer.extend_from_slice(b"400\r\n");
        answer.extend_from_slice(&[b'a'; 0x400]);
        answer.extend_from_slice(b"\r\n");
    }
    answer.extend_from_slice(b"0\r\n\r\n");
    let origin = answer_once(answer).await;
    let answer = get(&transport(), &origin).await.unwrap();
    assert_eq!(answer.body, vec![b'a'; 102_400]);
}

#[tokio::test]
async fn a_body_without_a_length_ends_with_the_connection() {
    let origin = answer_once(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello").await;
    assert_eq!(get(&transport(), &origin).await.unwrap().body, "hello");
}

#[tokio::test]
async fn a_gzip_answer_is_decoded_and_its_old_length_is_dropped() {
    let origin = answer_once(gzipped_answer(&gzip(b"{\"a\":1}"))).await;
    let answer = get(&transport(), &origin).await.unwrap();
    assert_eq!(answer.body, "{\"a\":1}");
    assert!(!answer.headers.contains_key(header::CONTENT_LENGTH));
    assert!(!answer.headers.contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn a_head_answer_may_describe_a_body_that_is_not_there() {
    let origin =
        answer_once(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 900\r\n\r\n").await;
    let answer = send(&transport(), request(Method::HEAD, &origin)).await.unwrap();
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn an_answer_with_an_encoding_and_no_body_is_empty() {
    for status in ["200 OK", "204 No Content", "304 Not Modified"] {
        let origin = answer_once(format!(
            "HTTP/1.1 {status}\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n"
        ))
        .await;
        let answer = get(&transport(), &origin).await.unwrap();
        assert!(answer.body.is_empty());
    }
}

#[tokio::test]
async fn http2_with_prior_knowledge_works_over_plain_tcp() {
    let (origin, streams) = answer_http2(|id| {
        [
            frame(HEADERS, END_HEADERS, id, &response_headers(true)),
            frame(DATA, END_STREAM, id, b"hello"),
        ]
        .concat()
    })
    .await;
    let transport = http2_transport();
    assert_eq!(get(&transport, &origin).await.unwrap().body, "hello");
    assert_eq!(post(&transport, &origin).await.unwrap().body, "hello");
    assert_eq!(count(streams), 2);
}

#[tokio::test]
async fn http2_is_negotiated_over_tls() {
    let (acceptor, pem) = tls_server(&["127.0.0.1"], b"h2");
    let (seen, streams) = mpsc::unbounded_channel();
    let address = serve(move |stream, _| {
        let (acceptor, seen) = (acceptor.clone(), seen.clone());
        async move {
            let stream = acceptor.accept(stream).await.unwrap();
            let answer = |id| frame(HEADERS, END_HEADERS | END_STREAM, id, &[0x88]);
            let _ = serve_http2(stream, answer, seen).await;
        }
    })
    .await;
    let transport = builder().root_certificate_pem(pem.as_bytes()).build().unwrap();
    get(&transport, &format!("https://{address}")).await.unwrap();
    assert_eq!(count(streams), 1);
}

#[tokio::test]
async fn a_proxy_given_to_the_builder_is_used() {
    let (proxy, journal) = answer_with(|_| OK.to_vec()).await;
    let proxy = proxy.replace("http://", "http://user:hidden-password@");
    let builder = NativeTransport::builder().proxy(proxy);
    assert!(!format!("{builder:?}").contains("hidden"));
    let transport = builder.build().unwrap();
    assert!(!format!("{transport:?}").contains("hidden"));
    get(&transport, "http://api.invalid").await.unwrap();
    let sent = journal.all().remove(0);
    assert!(sent.starts_with("GET http://api.invalid/hidden/path?api_key=hidden-key HTTP/1.1\r\n"));
    assert!(sent.contains("proxy-authorization: Basic "));
}

/// In the environment of the child: the URLs that it gets, each on a line.
const URLS: &str = "KEYBEARER_TEST_URLS";

#[tokio::test]
#[ignore = "run by the test below, in a process with proxies in its environment"]
async fn child() {
    let transport = NativeTransport::new().unwrap();
    for url in std::env::var(URLS).unwrap_or_default().lines() {
        let _ = get(&transport, url).await;
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_sees_nothing_of_plain_http() {
    let (api, served) = answer_with(|_| OK.to_vec()).await;
    let (proxy, proxied) =
        answer_with(|_| b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let mut command = tokio::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "child", "--ignored"])
        .env(URLS, format!("{api}\nhttps://api.invalid"))
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true);
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, &proxy).env(name.to_uppercase(), &proxy);
    }
    // With it reqwest ignores HTTP_PROXY.
    for name in ["no_proxy", "NO_PROXY", "REQUEST_METHOD"] {
        command.env_remove(name);
    }
    let status = timeout(PATIENCE, command.status()).await.unwrap().unwrap();
    assert!(status.success());
    assert_eq!(served.lines(), ["GET /hidden/path?api_key=hidden-key HTTP/1.1"]);
    // What is encrypted still goes through it.
    assert_eq!(proxied.lines(), ["CONNECT api.invalid:443 HTTP/1.1"]);
}

#[tokio::test]
async fn a_proxy_given_to_the_builder_is_used_for_loopback_too() {
    let (proxy, journal) = answer_with(|_| OK.to_vec()).await;
    let transport = NativeTransport::builder().proxy(proxy).build().unwrap();
    get(&transport, "http://127.0.0.1:9").await.unwrap();
    assert_eq!(
        journal.lines(),
        ["GET http://127.0.0.1:9/hidden/path?api_key=hidden-key HTTP/1.1"]
    );
}

// Nothing was sent.

#[tokio::test]
async fn a_refused_port_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = origin(listener.local_addr().unwrap());
    drop(listener);
    let message = fault(post(&transport(), &origin).await, FaultKind::NotSent);
    assert_eq!(message, "connection refused");
}

#[tokio::test]
async fn an_unknown_name_means_not_sent() {
    let result = post(&transport(), "http://nonexistent.invalid").await;
    let message = fault(result, FaultKind::NotSent);
    assert_eq!(message, "the name nonexistent.invalid could not be resolved");
}

#[tokio::test]
async fn a_tls_handshake_that_is_never_answered_means_not_sent() {
    // The connection is made; the server says nothing. The time limit covers the handshake.
    let (keep, mut kept) = mpsc::unbounded_channel();
    let address = serve(move |stream, _| {
        let _ = keep.send(stream);
        async {}
    })
    .await;
    let transport = builder()
        .connect_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let result = post(&transport, &format!("https://{address}")).await;
    let message = fault(result, FaultKind::NotSent);
    assert_eq!(message, "no connection to 127.0.0.1 in time");
    assert!(kept.try_recv().is_ok());
}

#[tokio::test]
async fn a_tls_handshake_that_fails_means_not_sent() {
    let address = serve(|mut stream, _| async move {
        let _ = stream.read_u8().await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let result = post(&transport(), &format!("https://{address}")).await;
    let message = fault(result, FaultKind::NotSent);
    assert_eq!(message, "the TLS handshake with 127.0.0.1 failed");
}

#[tokio::test]
async fn a_connection_closed_during_the_tls_handshake_means_not_sent() {
    let address = serve(|mut stream, _| async move {
        let _ = stream.read_u8().await;
    })
    .await;
    let result = post(&transport(), &format!("https://{address}")).await;
    fault(result, FaultKind::NotSent);
}

/// A server on a thread of its own, so that its close has reached the client's socket before the
/// client goes on: it answers one request, closes, and then says so. What it does with further
/// connections is the caller's choice.
fn closing_server(go_on: bool) -> (String, oneshot::Receiver<()>) {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = origin(listener.local_addr().unwrap());
    let (closed, is_closed) = oneshot::channel();
    std::thread::spawn(move || {
        let answer_first = |listener: &std::net::TcpListener| {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut buffer, mut seen) = ([0; 4096], Vec::new());
            while !seen.ends_with(b"{\"hidden\":true}") {
                let length = stream.read(&mut buffer).unwrap();
                seen.extend_from_slice(&buffer[..length]);
            }
            stream.write_all(OK).unwrap();
        };
        answer_first(&listener);
        let listener = go_on.then_some(listener);
        closed.send(()).unwrap();
        if let Some(listener) = listener {
            answer_first(&listener);
        }
    });
    (origin, is_closed)
}

#[tokio::test]
async fn an_idle_connection_found_closed_is_replaced_before_anything_is_written() {
    let (origin, is_closed) = closing_server(true);
    let transport = transport();
    post(&transport, &origin).await.unwrap();
    timeout(PATIENCE, is_closed).await.unwrap().unwrap();
    // The second connection sees the request once: the server answers one per connection.
    post(&transport, &origin).await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_found_closed_and_no_other_to_be_had_means_not_sent() {
    let (origin, is_closed) = closing_server(false);
    let transport = transport();
    post(&transport, &origin).await.unwrap();
    timeout(PATIENCE, is_closed).await.unwrap().unwrap();
    fault(post(&transport, &origin).await, FaultKind::NotSent);
}

// The server did not look at it.

#[tokio::test]
async fn a_refused_stream_is_reported_and_not_sent_again() {
    let (origin, streams) = answer_http2(|id| frame(RST_STREAM, 0, id, &REFUSED_STREAM.to_be_bytes())).await;
    fault(post(&http2_transport(), &origin).await, FaultKind::Refused);
    assert_eq!(count(streams), 1);
}

#[tokio::test]
async fn a_stream_above_the_last_of_goaway_is_reported_and_not_sent_again() {
    let (origin, streams) = answer_http2(|_| go_away(0, NO_ERROR)).await;
    fault(post(&http2_transport(), &origin).await, FaultKind::Refused);
    assert_eq!(count(streams), 1);
}

#[tokio::test]
async fn a_stream_that_goaway_counts_as_taken_is_maybe_processed() {
    // The server takes the stream, says that it is the last, and closes.
    let address = serve(|mut stream, _| async move {
        let mut head = [0; 24 + 9];
        stream.read_exact(&mut head).await.unwrap();
        stream.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
        let mut seen = Vec::new();
        // The header of the first HEADERS frame: type 1, on stream 1.
        while !seen
            .windows(6)
            .any(|head| head[0] == 1 && head[2..] == [0, 0, 0, 1])
        {
            stream.read_buf(&mut seen).await.unwrap();
        }
        stream.write_all(&go_away(1, NO_ERROR)).await.unwrap();
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut seen).await;
    })
    .await;
    let result = post(&http2_transport(), &origin(address)).await;
    fault(result, FaultKind::MaybeProcessed);
}

#[tokio::test]
async fn a_stream_reset_for_another_reason_is_maybe_processed() {
    const INTERNAL_ERROR: u32 = 2;
    let (origin, streams) = answer_http2(|id| frame(RST_STREAM, 0, id, &INTERNAL_ERROR.to_be_bytes())).await;
    fault(post(&http2_transport(), &origin).await, FaultKind::MaybeProcessed);
    assert_eq!(count(streams), 1);
}

// The server may have acted.

#[tokio::test]
async fn a_reset_after_the_write_is_maybe_processed() {
    let address = serve(|mut stream, _| async move {
        read_request(&mut stream).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let result = post(&transport(), &origin(address)).await;
    let message = fault(result, FaultKind::MaybeProcessed);
    assert_eq!(message, "the connection was reset after the request was written");
}

#[tokio::test]
async fn the_end_of_the_stream_after_the_write_is_maybe_processed() {
    let origin = answer_once(Vec::new()).await;
    let message = fault(post(&transport(), &origin).await, FaultKind::MaybeProcessed);
    assert_eq!(message, "the connection was closed before the answer came");
}

#[tokio::test]
async fn a_request_written_on_a_reused_connection_is_not_sent_twice() {
    let journal = Journal::default();
    let seen = journal.clone();
    let address = serve(move |mut stream, _| {
        let seen = seen.clone();
        async move {
            for answer in [OK, b""] {
                let request = read_request(&mut stream).await.unwrap();
                seen.0.lock().unwrap().push(request);
                stream.write_all(answer).await.unwrap();
            }
        }
    })
    .await;
    let (transport, origin) = (transport(), origin(address));
    get(&transport, &origin).await.unwrap();
    fault(get(&transport, &origin).await, FaultKind::MaybeProcessed);
    assert_eq!(journal.all().len(), 2);
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_maybe_processed() {
    let origin = answer_once(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello").await;
    let message = fault(post(&transport(), &origin).await, FaultKind::MaybeProcessed);
    assert_eq!(message, "the answer was cut short");
}

#[tokio::test]
async fn a_chunked_body_without_its_end_is_maybe_processed() {
    for body in ["5\r\nhello\r\n", "5\r\nhel", "zz\r\n"] {
        let origin = answer_once(format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{body}"
        ))
        .await;
        fault(post(&transport(), &origin).await, FaultKind::MaybeProcessed);
    }
}

#[tokio::test]
async fn a_reset_while_the_answer_is_under_way_is_maybe_processed() {
    let address = serve(|mut stream, _| async move {
        read_request(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello";
        stream.write_all(head).await.unwrap();
        stream.set_zero_linger().unwrap();
    })
    .await;
    // A reset discards what the client has not read: the head may be lost or not.
    let result = post(&transport(), &origin(address)).await;
    fault(result, FaultKind::MaybeProcessed);
}

#[tokio::test]
async fn an_http2_body_that_is_reset_without_an_error_but_too_short_is_maybe_processed() {
    let (origin, _streams) = answer_http2(|id| {
        [
            frame(HEADERS, END_HEADERS, id, &response_headers(true)),
            frame(DATA, 0, id, b"hel"),
            frame(RST_STREAM, 0, id, &NO_ERROR.to_be_bytes()),
        ]
        .concat()
    })
    .await;
    let result = get(&http2_transport(), &origin).await;
    fault(result, FaultKind::MaybeProcessed);
}

#[tokio::test]
async fn an_answer_that_is_refused_in_the_middle_was_processed_all_the_same() {
    let (origin, _streams) = answer_http2(|id| {
        [
            frame(HEADERS, END_HEADERS, id, &response_headers(false)),
            frame(RST_STREAM, 0, id, &REFUSED_STREAM.to_be_bytes()),
        ]
        .concat()
    })
    .await;
    let result = get(&http2_transport(), &origin).await;
    fault(result, FaultKind::MaybeProcessed);
}

#[tokio::test]
async fn a_stray_length_on_an_answer_without_a_body_is_ignored() {
    for status in [101, 204, 205, 304] {
        let origin = answer_once(format!("HTTP/1.1 {status} Fine\r\ncontent-length: 5\r\n\r\n")).await;
        let answer = post(&transport(), &origin).await.unwrap();
        assert_eq!(answer.status, status);
        assert_eq!(answer.body, "");
    }
}

#[tokio::test]
async fn a_gzip_body_that_cannot_be_decoded_is_maybe_processed() {
    let whole = gzip(b"hello, hello, hello");
    let mut damaged = whole.clone();
    damaged[12] ^= 0xff;
    for body in [b"not gzip at all".as_slice(), &damaged, &whole[..whole.len() - 9]] {
        let origin = answer_once(gzipped_answer(body)).await;
        let message = fault(post(&transport(), &origin).await, FaultKind::MaybeProcessed);
        assert_eq!(message, "the answer could not be decompressed");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_maybe_processed() {
    let origin = answer_once(b"SSH-2.0-OpenSSH_9.9\r\n").await;
    let message = fault(post(&transport(), &origin).await, FaultKind::MaybeProcessed);
    assert_eq!(message, "the answer is not valid HTTP");
}

// Certificates.

#[tokio::test]
async fn a_certificate_of_an_unknown_issuer_is_a_certificate_fault_and_nothing_is_sent() {
    let (origin, _pem, journal) = answer_tls(&["127.0.0.1"]).await;
    let message = fault(post(&transport(), &origin).await, FaultKind::Certificate);
    assert_eq!(
        message,
        "the certificate of 127.0.0.1 was not accepted: unknown issuer"
    );
    assert!(journal.all().is_empty());
}

#[tokio::test]
async fn a_certificate_of_an_added_root_is_accepted() {
    let (origin, pem, _journal) = answer_tls(&["127.0.0.1"]).await;
    let transport = builder().root_certificate_pem(pem.as_bytes()).build().unwrap();
    assert_eq!(post(&transport, &origin).await.unwrap().body, "ok");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_a_certificate_fault() {
    let (origin, pem, journal) = answer_tls(&["other.example"]).await;
    let transport = builder().root_certificate_pem(pem.as_bytes()).build().unwrap();
    let message = fault(post(&transport, &origin).await, FaultKind::Certificate);
    assert_eq!(
        message,
        "the certificate of 127.0.0.1 was not accepted: it is for another name"
    );
    assert!(journal.all().is_empty());
}

#[test]
fn settings_that_cannot_be_used_are_refused_while_building() {
    let empty = builder().root_certificate_pem(b"nothing").build();
    let broken = builder()
        .root_certificate_pem(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .build();
    let proxy = NativeTransport::builder().proxy("http://user:hidden@[").build();
    for result in [empty, broken, proxy] {
        let error = result.unwrap_err();
        assert_eq!(error.code(), keybearer::ErrorCode::InvalidConfig);
        assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
    }
}

// The size limit.

#[tokio::test]
async fn a_body_of_the_limit_is_read_and_one_byte_more_is_too_large() {
    let transport = builder().max_response_bytes(5).build().unwrap();
    for framing in ["content-length: ", "x-length: "] {
        for (body, fits) in [("hello", true), ("hello!", false)] {
            let origin = answer_once(format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\n{framing}{}\r\n\r\n{body}",
                body.len()
            ))
            .await;
            let result = get(&transport, &origin).await;
            if fits {
                assert_eq!(result.unwrap().body, body);
            } else {
                fault(result, FaultKind::TooLarge);
            }
        }
    }
}

#[tokio::test]
async fn a_length_over_the_limit_is_refused_before_the_body_comes() {
    let address = serve(|mut stream, _| async move {
        read_request(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
        stream.write_all(head).await.unwrap();
        // Held open: nothing more comes.
        let _ = stream.read_u8().await;
    })
    .await;
    let message = fault(get(&transport(), &origin(address)).await, FaultKind::TooLarge);
    assert_eq!(message, "the answer is larger than 33554432 bytes");
}

#[tokio::test]
async fn a_gzip_body_without_end_is_stopped_at_the_limit() {
    let (stopped, is_stopped) = oneshot::channel();
    let stopped = Arc::new(Mutex::new(Some(stopped)));
    let address = serve(move |mut stream, _| {
        let stopped = stopped.lock().unwrap().take().unwrap();
        async move {
            read_request(&mut stream).await;
            let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\n";
            stream.write_all(head).await.unwrap();
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let zeros = vec![0; 64 << 10];
            // Ends only because the client hangs up.
            loop {
                encoder.write_all(&zeros).unwrap();
                let bytes = std::mem::take(encoder.get_mut());
                if stream.write_all(&bytes).await.is_err() {
                    break;
                }
                tokio::task::yield_now().await;
            }
            stopped.send(()).unwrap();
        }
    })
    .await;
    let transport = builder().max_response_bytes(1 << 20).build().unwrap();
    fault(get(&transport, &origin(address)).await, FaultKind::TooLarge);
    timeout(PATIENCE, is_stopped).await.unwrap().unwrap();
}

// Redirects.

#[tokio::test]
async fn a_get_follows_redirects_within_its_origin_with_the_same_headers() {
    let (origin, journal) = answer_with(|request| {
        if request.starts_with("GET /there") {
            OK.to_vec()
        } else if request.starts_with("GET /half/way") {
            redirect_to("../there?page=2")
        } else {
            redirect_to("/half/way")
        }
    })
    .await;
    assert_eq!(get(&transport(), &origin).await.unwrap().body, "ok");
    assert_eq!(
        journal.lines(),
        [
            "GET /hidden/path?api_key=hidden-key HTTP/1.1",
            "GET /half/way HTTP/1.1",
            "GET /there?page=2 HTTP/1.1",
        ]
    );
    for request in journal.all() {
        assert!(request.contains("authorization: Bearer hidden-token\r\n"));
        assert!(!request.contains("referer:"));
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_the_sixth_is_refused() {
    for (redirects, arrives) in [(5, true), (6, false)] {
        let (origin, journal) = answer_with(move |request| {
            let step: usize = request
                .strip_prefix("GET /")
                .and_then(|rest| rest.split_once(' ')?.0.parse().ok())
                .unwrap_or_default();
            if step == redirects {
                OK.to_vec()
            } else {
                redirect_to(&format!("/{}", step + 1))
            }
        })
        .await;
        let result = get(&transport(), &origin).await;
        if arrives {
            assert_eq!(result.unwrap().body, "ok");
        } else {
            let message = fault(result, FaultKind::Redirect);
            assert_eq!(
                message,
                format!("{origin} redirected more than 5 times: check base_url")
            );
        }
        assert_eq!(journal.all().len(), 6);
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_refused_and_nothing_is_sent_there() {
    let (other, other_journal) = answer_with(|_| OK.to_vec()).await;
    let location = format!("{other}/hidden/place?hidden=1");
    let (origin, _journal) = answer_with(move |_| redirect_to(&location)).await;
    let message = fault(get(&transport(), &origin).await, FaultKind::Redirect);
    assert_eq!(
        message,
        format!("{origin} redirected to {other}, which is not followed: check base_url")
    );
    assert!(other_journal.all().is_empty());
}

#[tokio::test]
async fn a_redirect_that_cannot_be_read_or_is_not_http_is_refused() {
    for location in ["http://[", "mailto:hidden@example.com", "https://127.0.0.1/"] {
        let (origin, journal) = answer_with(move |_| redirect_to(location)).await;
        fault(get(&transport(), &origin).await, FaultKind::Redirect);
        assert_eq!(journal.all().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_that_holds_a_user_name_or_a_password_is_refused() {
    for user in ["user", "user:hidden", ":hidden"] {
        let (origin, journal) = answer_with(move |request| {
            let host = request.lines().find_map(|line| line.strip_prefix("host: "));
            redirect_to(&format!("http://{user}@{}/there", host.unwrap()))
        })
        .await;
        fault(get(&transport(), &origin).await, FaultKind::Redirect);
        assert_eq!(journal.all().len(), 1, "{user}");
    }
}

#[tokio::test]
async fn a_post_is_not_redirected_even_within_its_origin() {
    for status in [301, 302, 303, 307, 308] {
        let (origin, journal) = answer_with(move |_| {
            format!("HTTP/1.1 {status} Go\r\nlocation: /there\r\ncontent-length: 0\r\n\r\n").into_bytes()
        })
        .await;
        let message = fault(post(&transport(), &origin).await, FaultKind::Redirect);
        assert!(message.ends_with("check base_url"), "{message}");
        assert_eq!(journal.all().len(), 1);
    }
}

// Cancellation, and requests that cannot be made.

#[tokio::test]
async fn dropping_the_future_closes_the_socket() {
    let (arrived, mut has_arrived) = mpsc::unbounded_channel();
    let (closed, mut is_closed) = mpsc::unbounded_channel();
    let address = serve(move |mut stream, _| {
        let (arrived, closed) = (arrived.clone(), closed.clone());
        async move {
            read_request(&mut stream).await;
            arrived.send(()).unwrap();
            // The end of the stream, since the client sends nothing more.
            let _ = closed.send(read_request(&mut stream).await.is_none());
        }
    })
    .await;
    let transport = transport();
    let exchange = transport.send(request(Method::POST, &origin(address)));
    tokio::select! {
        _ = exchange => panic!("there is no answer"),
        _ = has_arrived.recv() => {}
    }
    assert!(timeout(PATIENCE, is_closed.recv()).await.unwrap().unwrap());
}

#[tokio::test]
async fn a_url_that_cannot_be_requested_is_invalid() {
    for url in [
        "",
        "/hidden",
        "ftp://host/hidden",
        "http://",
        "http://user:hidden@127.0.0.1/",
        "http://127.0.0.1:99999/hidden",
    ] {
        let mut request = request(Method::GET, "");
        request.url = url.to_owned();
        fault(send(&transport(), request).await, FaultKind::Invalid);
    }
}

#[test]
fn outside_tokio_the_fault_says_what_is_missing() {
    let transport = transport();
    let mut exchange = transport.send(request(Method::GET, "http://127.0.0.1:9"));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(result) = exchange.as_mut().poll(&mut context) else {
        panic!("the transport waits for something");
    };
    assert_eq!(
        fault(result, FaultKind::Invalid),
        "Keybearer's native transport runs on tokio: call it inside a tokio runtime"
    );
}
