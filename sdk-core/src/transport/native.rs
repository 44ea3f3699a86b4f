//! The transport of native programs: reqwest on tokio, TLS by rustls.
//!
//! It sends one request and reads one answer. What reqwest would decide by itself is taken from
//! it: redirects (credentials must not travel), retries (the pipeline has the budget) and TLS
//! (one configuration, the same on every platform).

mod fault;

use std::{fmt, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use bytes::{Bytes, BytesMut};
use http::{Method, StatusCode, header};
use reqwest::{Client, Proxy, Request, Response, Url};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, KeyProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::SigningKey,
};
use tokio::runtime::Handle;

use super::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError};
use crate::{
    error::{Error, ErrorCode},
    runtime::BoxFuture,
};

/// Longer than three retransmissions of a lost SYN take, and short enough to leave an attempt of
/// 15 s time for the exchange.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Larger than any documented answer of the three APIs, small enough to survive a hostile one.
const MAX_RESPONSE_BYTES: usize = 32 << 20;

/// Common load balancers drop an idle connection after 60 s. Closing first avoids the race in
/// which a request meets the server's close.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(50);

/// A burst of calls over HTTP/1.1 opens a socket for each. Without a bound all of them would stay
/// open until they time out, and a common limit of a process is 1024 files.
const MAX_IDLE_PER_HOST: usize = 128;

/// An HTTP/2 connection that died silently would swallow every retry, since an attempt that
/// times out gives up its stream and not the connection. With a ping after 5 s without a frame
/// and 5 s to answer it, a dead connection is found within the 15 s of one attempt. Only while a
/// request is open: idle connections are not kept awake.
const HTTP2_PING_INTERVAL: Duration = Duration::from_secs(5);
const HTTP2_PING_TIMEOUT: Duration = Duration::from_secs(5);

const MAX_REDIRECTS: usize = 5;

/// What is reserved for a body at most before a byte of it has come: the length is the server's
/// claim.
const MAX_RESERVED_BYTES: usize = 1 << 20;

/// Sends requests with reqwest. Clones share one pool of connections.
///
/// It speaks HTTP/1.1 and, where the server offers it, HTTP/2. Certificates are checked against
/// Mozilla's roots, which are part of the program, and those added with
/// [`root_certificate_pem`](NativeTransportBuilder::root_certificate_pem). Proxies are taken from
/// `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, and on Windows and macOS from the system's settings,
/// when the transport is built. Plain `http`, which the clients speak on loopback only, goes
/// through no proxy but one given to [`proxy`](NativeTransportBuilder::proxy): it would show the
/// proxy the credential.
///
/// ```
/// use std::time::Duration;
///
/// use keybearer::transport::NativeTransport;
///
/// let transport = NativeTransport::builder()
///     .connect_timeout(Duration::from_secs(2))
///     .no_proxy()
///     .build()?;
/// # Ok::<(), keybearer::Error>(())
/// ```
#[derive(Clone)]
pub struct NativeTransport {
    client: Client,
    /// For plain `http`: the same, but without the proxies of the environment.
    plain: Client,
    origin: Arc<ArcSwapOption<Origin>>,
    max_response_bytes: usize,
}

/// The origin of the last request, read: most requests of a transport go to the same.
struct Origin {
    /// As it is written in front of the path: `https://api.example.com`.
    text: String,
    url: Url,
}

impl NativeTransport {
    /// A transport with the default settings.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidConfig`] if TLS cannot be set up.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A transport with settings of its own.
    pub fn builder() -> NativeTransportBuilder {
        NativeTransportBuilder {
            connect_timeout: CONNECT_TIMEOUT,
            max_response_bytes: MAX_RESPONSE_BYTES,
            root_certificates: Vec::new(),
            http2_prior_knowledge: false,
            proxy: ProxyChoice::Environment,
        }
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        // Asked here and not when the future is made: what counts is where it is polled.
        if Handle::try_current().is_err() {
            return Err(TransportError::new(
                FaultKind::Invalid,
                "Keybearer's native transport runs on tokio: call it inside a tokio runtime",
            ));
        }
        let HttpRequest {
            method,
            url,
            mut headers,
            body,
        } = request;
        let mut url = self.url(&url)?;
        // A redirect does not change the scheme.
        let client = match url.scheme() {
            "http" => &self.plain,
            _ => &self.client,
        };
        // Only what may follow a redirect is sent again, so only that keeps its headers.
        let follows = method == Method::GET || method == Method::HEAD;
        let mut redirects = 0;
        loop {
            let mut outgoing = Request::new(method.clone(), url.clone());
            *outgoing.headers_mut() = if follows {
                headers.clone()
            } else {
                std::mem::take(&mut headers)
            };
            if !body.is_empty() {
                *outgoing.body_mut() = Some(body.clone().into());
            }
            let response = client
                .execute(outgoing)
                .await
                .map_err(|error| fault::of_head(error, &url))?;
            let Some(location) = redirect_location(&response) else {
                return self.read(response, &method).await;
            };
            url = redirect_target(&url, location, &method)?;
            redirects += 1;
            if redirects > MAX_REDIRECTS {
                return Err(redirect(format!(
                    "{} redirected more than {MAX_REDIRECTS} times: check base_url",
                    url.origin().ascii_serialization()
                )));
            }
        }
    }

    /// Reads a URL: its path alone if its origin is that of the last one, whose host and port are
    /// most of the work.
    fn url(&self, text: &str) -> Result<Url, TransportError> {
        let (origin, path) = split_origin(text);
        if let Some(last) = &*self.origin.load()
            && last.text == origin
            && let Some(url) = below(&last.url, path)
        {
            return Ok(url);
        }
        let url = parse_url(text)?;
        // Without the rest, which may hold a key; and only if it is written as it is read, so that
        // what follows it means the same behind either.
        if let Ok(root) = url.join("/")
            && root.as_str().strip_suffix('/') == Some(origin)
        {
            self.origin.store(Some(Arc::new(Origin {
                text: origin.to_owned(),
                url: root,
            })));
        }
        Ok(url)
    }

    async fn read(&self, mut response: Response, method: &Method) -> Result<HttpResponse, TransportError> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = if method == Method::HEAD || is_bodiless(status) {
            // A length among their headers describes a body that is not there.
            Bytes::new()
        } else {
            // `Content-Length` and `Content-Encoding` are gone from a body that is decompressed.
            let length = headers
                .get(header::CONTENT_LENGTH)
                .and_then(|value| value.to_str().ok()?.parse().ok());
            self.read_body(&mut response, length).await?
        };
        Ok(HttpResponse {
            status,
            headers,
            body,
        })
    }

    async fn read_body(&self, response: &mut Response, length: Option<u64>) -> Result<Bytes, TransportError> {
        let limit = self.max_response_bytes;
        if length.is_some_and(|length| length > limit as u64) {
            return Err(too_large(limit));
        }
        let mut next = async || response.chunk().await.map_err(fault::of_body);
        // Most answers come in one piece, which is handed on without a copy.
        let mut body = next().await?.unwrap_or_default();
        if body.len() > limit {
            return Err(too_large(limit));
        }
        if let Some(second) = next().await? {
            let expected = length
                .and_then(|length| usize::try_from(length).ok())
                .unwrap_or_default()
                .min(MAX_RESERVED_BYTES);
            let mut whole = BytesMut::with_capacity(expected.max(body.len() + second.len()));
            whole.extend_from_slice(&body);
            let mut piece = Some(second);
            while let Some(bytes) = piece {
                if bytes.len() > limit - whole.len() {
                    return Err(too_large(limit));
                }
                whole.extend_from_slice(&bytes);
                piece = next().await?;
            }
            body = whole.freeze();
        }
        // hyper ends a body without an error when the HTTP/2 stream is reset with NO_ERROR: only
        // the length tells that something is missing.
        if length.is_some_and(|length| length > body.len() as u64) {
            return Err(TransportError::new(
                FaultKind::MaybeProcessed,
                "the answer was cut short",
            ));
        }
        Ok(body)
    }
}

impl fmt::Debug for NativeTransport {
    // reqwest's own output shows proxies.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeTransport")
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

impl Transport for NativeTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn parse_url(text: &str) -> Result<Url, TransportError> {
    let invalid = |message: &str| TransportError::new(FaultKind::Invalid, message);
    let url = Url::parse(text).map_err(|error| invalid("the URL is not valid").with_source(error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("the URL is neither http nor https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("the URL holds a user name or a password"));
    }
    Ok(url)
}

/// Splits an absolute URL in front of its path.
fn split_origin(text: &str) -> (&str, &str) {
    let authority = text.find("://").map_or(0, |colon| colon + 3);
    let path = text[authority..].find(['/', '?', '#', '\\']);
    text.split_at(path.map_or(text.len(), |path| authority + path))
}

/// The URL of `path` at the origin of `base`, if nothing in the path could lead away from it: as a
/// reference, `//host` names another one, also in the spellings that URL parsers accept for it.
fn below(base: &Url, path: &str) -> Option<Url> {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let within = path.starts_with('/') && !path.starts_with("//");
    (plain && within).then(|| base.join(path).ok()).flatten()
}

/// Whether answers of this status end with their headers (RFC 9110 §6.4.1, §15.3.6).
fn is_bodiless(status: StatusCode) -> bool {
    status.is_informational()
        || matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        )
}

/// Where the answer sends the caller, if it does. A `304` is no redirect.
fn redirect_location(response: &Response) -> Option<&[u8]> {
    match response.status().as_u16() {
        301 | 302 | 303 | 307 | 308 => response
            .headers()
            .get(header::LOCATION)
            .map(http::HeaderValue::as_bytes),
        _ => None,
    }
}

/// The URL to go on with: the same scheme, host and port, for a GET or HEAD. Anything else would
/// take a credential or a body to where the caller did not send it.
fn redirect_target(from: &Url, location: &[u8], method: &Method) -> Result<Url, TransportError> {
    let here = from.origin().ascii_serialization();
    let target = std::str::from_utf8(location)
        .ok()
        .and_then(|location| from.join(location).ok())
        .filter(Url::has_host);
    let Some(target) = target else {
        return Err(redirect(format!(
            "{here} redirected to an unreadable address: check base_url"
        )));
    };
    let there = target.origin().ascii_serialization();
    if target.origin() != from.origin() || !target.username().is_empty() || target.password().is_some() {
        return Err(redirect(format!(
            "{here} redirected to {there}, which is not followed: check base_url"
        )));
    }
    if method != Method::GET && method != Method::HEAD {
        return Err(redirect(format!(
            "{here} redirected a {method} within itself, which is not followed: check base_url"
        )));
    }
    Ok(target)
}

fn redirect(message: String) -> TransportError {
    TransportError::new(FaultKind::Redirect, message)
}

fn too_large(limit: usize) -> TransportError {
    TransportError::new(
        FaultKind::TooLarge,
        format!("the answer is larger than {limit} bytes"),
    )
}

#[derive(Clone)]
enum ProxyChoice {
    Environment,
    None,
    Url(String),
}

/// The settings of a [`NativeTransport`].
#[derive(Clone)]
#[must_use]
pub struct NativeTransportBuilder {
    connect_timeout: Duration,
    max_response_bytes: usize,
    root_certificates: Vec<Vec<u8>>,
    http2_prior_knowledge: bool,
    proxy: ProxyChoice,
}

impl NativeTransportBuilder {
    /// How long resolving the name, connecting and the TLS handshake may take together: 5 s
    /// unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How large the body of an answer may be, in bytes after decompression: 32 MiB unless set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Trusts the certificates in this PEM text besides Mozilla's roots. May be repeated.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.root_certificates.push(pem.to_vec());
        self
    }

    /// Speaks HTTP/2 without negotiating it, over plain TCP too (h2c). For servers known to
    /// understand it.
    pub fn http2_prior_knowledge(mut self, enabled: bool) -> Self {
        self.http2_prior_knowledge = enabled;
        self
    }

    /// Sends everything through this proxy, such as `http://user:password@proxy.example:3128`,
    /// plain `http` too, and ignores the environment.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxyChoice::Url(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyChoice::None;
        self
    }

    /// Makes the transport. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidConfig`] if a root certificate or the proxy's URL cannot be read.
    pub fn build(self) -> Result<NativeTransport, Error> {
        let tls = self.tls()?;
        let client = self.client(tls.clone(), &self.proxy)?;
        let plain = match &self.proxy {
            ProxyChoice::Environment => self.client(tls, &ProxyChoice::None)?,
            ProxyChoice::None | ProxyChoice::Url(_) => client.clone(),
        };
        Ok(NativeTransport {
            client,
            plain,
            origin: Arc::default(),
            max_response_bytes: self.max_response_bytes,
        })
    }

    fn client(&self, tls: ClientConfig, proxy: &ProxyChoice) -> Result<Client, Error> {
        let mut client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            // The pipeline decides about retries. With a maximum of 0 reqwest also saves the
            // copy of each request that `never()` alone would still make. What stays on is
            // hyper's own second try of a request that a pooled connection gave back unwritten
            // because the server had closed it: nothing was sent, so it is safe for any method.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .pool_max_idle_per_host(MAX_IDLE_PER_HOST)
            .http2_keep_alive_interval(HTTP2_PING_INTERVAL)
            .http2_keep_alive_timeout(HTTP2_PING_TIMEOUT)
            .tcp_nodelay(true);
        if self.http2_prior_knowledge {
            client = client.http2_prior_knowledge();
        }
        client = match proxy {
            ProxyChoice::Environment => client,
            ProxyChoice::None => client.no_proxy(),
            ProxyChoice::Url(url) => client.proxy(Proxy::all(url).map_err(|error| {
                config("the proxy's URL is not valid")
                    .because("proxy")
                    .with_source(error.without_url())
            })?),
        };
        client
            .build()
            .map_err(|error| config("the HTTP client cannot be set up").with_source(error.without_url()))
    }

    fn tls(&self) -> Result<ClientConfig, Error> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        for pem in &self.root_certificates {
            let mut found = false;
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate =
                    certificate.map_err(|error| certificate_error("is not valid PEM").with_source(error))?;
                roots
                    .add(certificate)
                    .map_err(|error| certificate_error("cannot be used").with_source(error))?;
                found = true;
            }
            if !found {
                return Err(certificate_error(
                    "is not PEM: it has no line `-----BEGIN CERTIFICATE-----`",
                ));
            }
        }
        // The provider is named here because a process may have set another default, or none.
        // The platform's verifier is not used: on Android it panics without a JNI set-up.
        let provider = CryptoProvider {
            key_provider: &NoPrivateKeys,
            ..ring::default_provider()
        };
        let mut tls = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| config("TLS cannot be set up").with_source(error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = if self.http2_prior_knowledge {
            vec![b"h2".to_vec()]
        } else {
            vec![b"h2".to_vec(), b"http/1.1".to_vec()]
        };
        Ok(tls)
    }
}

impl fmt::Debug for NativeTransportBuilder {
    // A proxy's URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("root_certificates", &self.root_certificates.len())
            .field("http2_prior_knowledge", &self.http2_prior_knowledge)
            .finish_non_exhaustive()
    }
}

/// Reads no private key: a client is known by its credential, never by a certificate. Without it
/// all that signs would be part of the program.
#[derive(Debug)]
struct NoPrivateKeys;

impl KeyProvider for NoPrivateKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General(
            "private keys are of no use here".to_owned(),
        ))
    }
}

fn config(message: &str) -> Error {
    Error::new(ErrorCode::InvalidConfig, message)
}

fn certificate_error(problem: &str) -> Error {
    config(&format!("a root certificate {problem}")).because("root_certificates")
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn a_url_reads_the_same_whatever_was_read_before(
            texts in vec(r"(https?://)?(a\.example|127\.0\.0\.1|u@b)?(:[0-9]{1,3})?[/\\?#@:.%\ta-z é]{0,9}", 8),
        ) {
            let transport = NativeTransport::new().unwrap();
            for text in texts.iter().flat_map(|text| [text, text]) {
                prop_assert_eq!(transport.url(text).ok(), parse_url(text).ok());
            }
        }
    }

    #[test]
    fn hosts_are_named_in_ascii() {
        assert!(parse_url("https://xn--bcher-kva.example/v1").is_ok());
        let fault = parse_url("https://bücher.example/v1").unwrap_err();
        assert_eq!(fault.kind(), FaultKind::Invalid);
    }

    #[test]
    fn a_path_cannot_name_another_host() {
        let base = Url::parse("https://api.example.com/v1").unwrap();
        for path in [
            "//evil.example/",
            "/\t/evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "",
        ] {
            assert_eq!(below(&base, path), None, "{path:?}");
        }
        assert_eq!(
            below(&base, "/a?b#c").unwrap().as_str(),
            "https://api.example.com/a?b#c"
        );
    }
}
