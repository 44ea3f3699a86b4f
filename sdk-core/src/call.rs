//! A call that a user holds: options, then `.await`.

use std::{
    borrow::Cow,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, HeaderName, HeaderValue, Method, header::AUTHORIZATION};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    Json, JsonMap, Metadata, Secret, Tokens,
    auth::{Credential, Grant, GrantError, Placement},
    client::{Answer, Core, Request as Prepared, Shared, execute},
    error::{Error, ErrorCode, Violation},
    json::{self, Request},
    operation::{Class, Operation, Protocol},
    protocol::decode,
    runtime::{BoxFuture, MaybeSend, MaybeSync},
    secret, text,
    time::Duration,
    tree, url,
    wait::over,
};

/// Headers that the pipeline writes itself; a caller's would break authentication or framing.
const RESERVED: &[&str] = &[
    "authorization",
    "connect-protocol-version",
    "connect-timeout-ms",
    "connection",
    "content-length",
    "content-type",
    "host",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "upgrade",
    "x-api-key",
];

/// A request that is sent when it is awaited.
///
/// Before that it takes options of its own. Dropping it while it runs cancels it: in a wait
/// nothing more is sent, in an exchange the HTTP request is aborted.
///
/// ```
/// # async fn demo(client: keybearer::PuguhClient) -> Result<(), keybearer::Error> {
/// use std::time::Duration;
/// use keybearer::puguh::ListOrganizations;
///
/// let page = client
///     .organizations()
///     .list(ListOrganizations::default())
///     .timeout(Duration::from_secs(5))
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T> {
    core: Arc<Core>,
    request: Arc<Prepared>,
    decode: fn(&[u8]) -> Result<T, Error>,
    state: State,
}

enum State {
    Unsent,
    Running(BoxFuture<'static, Result<Answer, Error>>),
    Done,
}

/// A value and what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<T> {
    /// The decoded answer.
    pub value: T,
    /// Status, headers, request id, rate limit, attempts.
    pub metadata: Metadata,
}

/// The answer of an operation that returns nothing of use. Any 2xx body is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Empty;

impl<'de> serde::Deserialize<'de> for Empty {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

impl<T: DeserializeOwned> Call<T> {
    /// A call of a declared operation.
    pub(crate) fn new<R: Request>(
        core: &Arc<Core>,
        operation: &'static Operation,
        parameters: &[&str],
        request: Option<R>,
    ) -> Self {
        let mut found = Vec::new();
        let message = request.and_then(|request| message(&core.shared, operation, request, &mut found));
        let prepared = prepare(&core.shared, operation, parameters, message, found);
        let decode = match operation.response {
            "Empty" => ignored::<T>,
            "Json" => open::<T>,
            _ => decode::<T>,
        };
        Self::with(core, prepared, decode)
    }
}

/// The part of [`Call::new`] that depends on the request and not on the answer.
fn message<R: Request>(
    shared: &Shared,
    operation: &Operation,
    mut request: R,
    found: &mut Vec<Violation>,
) -> Option<Message> {
    request.prepare(&*shared.runtime);
    request.check(found);
    let written = if operation.has_query() || operation.form {
        serde_json::to_value(&request).map(|message| pairs(message, found))
    } else {
        serde_json::to_vec(&request).map(body)
    };
    written.unwrap_or_else(|error| {
        found.push(Violation::new("request", error.to_string()));
        None
    })
}

/// Whatever a success without a result says, it is a success.
fn ignored<T: DeserializeOwned>(_: &[u8]) -> Result<T, Error> {
    decode(b"null")
}

/// Open JSON takes any body: one that is not JSON becomes a JSON text.
fn open<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let text = String::from_utf8_lossy(body);
    if text.trim_ascii().is_empty() || serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() {
        return decode(body);
    }
    decode(Json::from(text).to_string().as_bytes())
}

/// A request message, written for where it goes.
#[derive(Debug)]
pub enum Message {
    /// Names and values: for the query, or for a form, whichever the operation declares.
    Pairs(Vec<(String, String)>),
    /// JSON.
    Body(Vec<u8>),
}

/// A message as JSON. A request for a method that asks for nothing is `null`.
fn body(written: Vec<u8>) -> Option<Message> {
    (written != b"null").then_some(Message::Body(written))
}

/// The members of a message as names and values.
fn pairs(message: Json, found: &mut Vec<Violation>) -> Option<Message> {
    match message {
        Json::Null => None,
        Json::Object(fields) => Some(Message::Pairs(query(fields))),
        other => {
            found.push(Violation::new(
                "request",
                format!("must be an object, not {}", json::kind(&other)),
            ));
            None
        }
    }
}

/// The part of [`Call::new`] that does not depend on the types.
fn prepare(
    shared: &Shared,
    operation: &'static Operation,
    parameters: &[&str],
    message: Option<Message>,
    mut found: Vec<Violation>,
) -> Prepared {
    let template = shared.path(operation);
    let path = url::render(template, operation.parameters, parameters).unwrap_or_else(|violation| {
        found.push(violation);
        String::new()
    });
    let mut prepared = addressed(shared, operation, path);
    match message {
        Some(Message::Pairs(pairs)) if operation.form => prepared.body = Some(form(&pairs)),
        Some(Message::Pairs(pairs)) => prepared.query = pairs,
        Some(Message::Body(body)) => prepared.body = Some((JSON, secret::bytes(body))),
        None => {}
    }
    prepared.refused = found;
    prepared
}

/// A request for a path, still without a message.
fn addressed(shared: &Shared, operation: &'static Operation, path: String) -> Prepared {
    // Connect has no empty body: a message without members is `{}`.
    let connect = operation.protocol == Protocol::Connect;
    Prepared {
        operation,
        name: operation.name.clone(),
        method: operation.method.clone(),
        class: operation.class,
        path,
        query: Vec::new(),
        body: connect.then(|| (JSON, bytes::Bytes::from_static(b"{}"))),
        headers: HeaderMap::new(),
        context: Arc::clone(&shared.context),
        timeout: None,
        idempotent: false,
        refused: Vec::new(),
    }
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A form from the members of a message.
fn form(pairs: &[(String, String)]) -> (&'static str, bytes::Bytes) {
    let mut form = String::new();
    for (name, value) in pairs {
        url::push_pair(name, value, &mut form);
    }
    (FORM, secret::bytes(form.into_bytes()))
}

/// Query parameters from the members of a message; lists repeat the name.
fn query(fields: JsonMap) -> Vec<(String, String)> {
    let mut query = Vec::new();
    for (name, value) in fields {
        let values = match value {
            Json::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let text = match value {
                Json::Null => continue,
                Json::String(text) => text,
                other => other.to_string(),
            };
            query.push((name.clone(), text));
        }
    }
    query
}

impl<T> Call<T> {
    pub(crate) fn with(core: &Arc<Core>, request: Prepared, decode: fn(&[u8]) -> Result<T, Error>) -> Self {
        Self {
            core: Arc::clone(core),
            request: Arc::new(request),
            decode,
            state: State::Unsent,
        }
    }

    /// What can still be said of the request, which nobody else holds until it is sent.
    #[doc(hidden)]
    pub fn unsent(&mut self) -> Option<Unsent<'_>> {
        Some(Unsent {
            core: &self.core,
            request: Arc::get_mut(&mut self.request)?,
        })
    }

    fn change(mut self, change: impl FnOnce(Unsent<'_>)) -> Self {
        if let Some(unsent) = self.unsent() {
            change(unsent);
        }
        self
    }

    /// One deadline for the whole call: credential, pacing, attempts, waits and body.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.change(|mut call| call.timeout(Some(timeout)))
    }

    /// No deadline. Attempts still have their own time and number.
    pub fn no_timeout(self) -> Self {
        self.change(|mut call| call.timeout(None))
    }

    /// Says that repeating this request does no harm, so that it may be retried like a PUT.
    pub fn idempotent(self) -> Self {
        self.change(|mut call| call.idempotent())
    }

    /// Adds a header. Those that carry credentials or frame the message are refused.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|mut call| call.header(name, value))
    }

    /// Acts for this organization instead of the client's.
    pub fn organization_id(self, id: &str) -> Self {
        self.change(|mut call| call.context("organization_id", id))
    }

    /// Acts for this application instead of the client's.
    pub fn application_id(self, id: &str) -> Self {
        self.change(|mut call| call.context("application_id", id))
    }

    /// Acts for this project instead of the client's.
    pub fn project_id(self, id: &str) -> Self {
        self.change(|mut call| call.context("project_id", id))
    }

    /// Adds a query parameter. One that would carry the credential is left to the client.
    pub fn query(self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.change(|mut call| call.query(name.into(), value.to_string()))
    }

    /// Sends this JSON body instead of the declared one: for shapes that differ from what is
    /// documented or assumed.
    ///
    /// A REST `POST` that is declared idempotent is so by its declared body, which holds a stable
    /// id. With another body it is retried as one that is not, unless
    /// [`idempotent`](Self::idempotent) says otherwise.
    pub fn body(self, body: &impl Serialize) -> Self {
        let written = json::encode("body", body);
        self.change(|call| match written {
            Ok(body) => call.request.written_body(body),
            Err(violation) => call.request.refuse(violation),
        })
    }

    /// Reads the answer in another way.
    #[doc(hidden)]
    pub fn read_by<U>(self, decode: fn(&[u8]) -> Result<U, Error>) -> Call<U> {
        Call {
            core: self.core,
            request: self.request,
            decode,
            state: State::Unsent,
        }
    }

    /// Gives the answer as open JSON: `null` if it has no body, a text if it is not JSON.
    pub fn json(self) -> Call<Json> {
        self.read_by(open::<Json>)
    }

    /// Sends the request and gives the answer with its [`Metadata`].
    ///
    /// # Errors
    ///
    /// As awaiting the call itself.
    pub async fn response(self) -> Result<Response<T>, Error> {
        let answer = self.start().await?;
        let (value, metadata) = answer.decode(|body| (self.decode)(body))?;
        Ok(Response { value, metadata })
    }

    /// The answer with its metadata, after `look` has seen its bytes.
    pub(crate) async fn answered(self, look: impl FnOnce(&[u8])) -> Result<Response<T>, Error> {
        let answer = self.start().await?;
        let decode = |body: &mut bytes::Bytes| {
            look(body);
            (self.decode)(body)
        };
        let (value, metadata) = answer.decode(decode)?;
        Ok(Response { value, metadata })
    }

    /// The same call once more: for the next page.
    pub(crate) fn again(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            request: Arc::clone(&self.request),
            decode: self.decode,
            state: State::Unsent,
        }
    }

    /// The request of such a call.
    pub(crate) fn request(&mut self) -> &mut Prepared {
        Arc::make_mut(&mut self.request)
    }

    pub(crate) fn start(&self) -> BoxFuture<'static, Result<Answer, Error>> {
        // A key that is rotated while the call is in flight is not this call's key.
        let credential = self.core.credential.load_full();
        execute(
            Arc::clone(&self.core.shared),
            credential,
            Arc::clone(&self.request),
        )
    }
}

/// What can be said of a call until it is sent: [`Call`] does so by value, bindings do in place.
#[doc(hidden)]
pub struct Unsent<'a> {
    core: &'a Core,
    request: &'a mut Prepared,
}

#[allow(missing_docs, reason = "each does what the method of `Call` does")]
impl Unsent<'_> {
    pub fn timeout(&mut self, timeout: Option<Duration>) {
        if timeout.is_some_and(|timeout| timeout.is_zero()) {
            self.refuse("timeout", "must be longer than zero");
        }
        self.request.timeout = Some(timeout);
    }

    pub fn idempotent(&mut self) {
        self.request.idempotent = true;
    }

    pub fn header(&mut self, name: &str, value: &str) {
        let mut context = self.core.shared.platform.context.iter();
        let told = context.find(|(_, header)| header.eq_ignore_ascii_case(name));
        if let Some((option, _)) = told {
            return self.context(option, value);
        }
        match (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            (Ok(name), _) if RESERVED.contains(&name.as_str()) => {
                self.refuse(name.as_str(), "is set by the client itself");
            }
            (Ok(name), Ok(value)) => {
                self.request.headers.append(name, value);
            }
            (Err(_), _) => self.refuse("header", "the name is not a header name"),
            (_, Err(_)) => self.refuse(name, "holds characters that cannot stand in a header"),
        }
    }

    pub fn context(&mut self, option: &'static str, id: &str) {
        match crate::options::context_header(self.core.shared.platform, option, id) {
            Ok((name, value)) => {
                let mut context = HeaderMap::clone(&self.request.context);
                context.insert(name, value);
                self.request.context = Arc::new(context);
            }
            Err(problem) => self.refuse(option, problem),
        }
    }

    pub fn query(&mut self, name: String, value: String) {
        // Not appended to the key's own: which of two counts, only the server knows.
        if !self.core.credential.load().placement().is_query(&name) {
            self.request.query.push((name, value));
        }
    }

    /// Refuses the call: for what its host cannot send, too.
    pub fn refuse(&mut self, field: &str, problem: &str) {
        self.request.refuse(Violation::new(field, problem));
    }
}

impl Prepared {
    pub(crate) fn refuse(&mut self, violation: Violation) {
        self.refused.push(violation);
    }

    /// As [`Call::body`], with JSON that is written already.
    pub(crate) fn written_body(&mut self, body: Vec<u8>) {
        self.body = Some((JSON, secret::bytes(body)));
        if self.operation.protocol == Protocol::Rest
            && self.method == Method::POST
            && self.class == Class::Idempotent
        {
            self.class = Class::Unsafe;
        }
    }
}

impl<T> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if matches!(self.state, State::Unsent) {
            self.state = State::Running(self.start());
        }
        let State::Running(running) = &mut self.state else {
            // As any async function: a second answer would need a second request.
            panic!("a call was polled after it had completed");
        };
        let answer = std::task::ready!(running.as_mut().poll(context));
        self.state = State::Done;
        Poll::Ready(answer.and_then(|answer| Ok(answer.decode(|body| (self.decode)(body))?.0)))
    }
}

/// Nothing in a call is pinned: what runs is in a box of its own.
impl<T> Unpin for Call<T> {}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.request.name)
            .finish_non_exhaustive()
    }
}

/// A call of a path of the caller's choice. A declared operation keeps its guard and class.
pub(crate) fn rest(core: &Arc<Core>, method: Method, path: &str) -> Call<Json> {
    Call::with(core, any_path(core, method, path), open::<Json>)
}

static ANY_PATH: Operation = Operation::undeclared(Protocol::Rest);
static ANY_RPC: Operation = Operation::undeclared(Protocol::Connect);

/// As [`rest`], for somebody who reads the answer himself.
pub(crate) fn any_path(core: &Arc<Core>, method: Method, path: &str) -> Prepared {
    // A HEAD is a GET without the body: whoever may not have the one may not have the other.
    let read_as = if method == Method::HEAD {
        &Method::GET
    } else {
        &method
    };
    let declared = core.shared.platform.operations.all().iter().find(|operation| {
        operation.method == *read_as && matches_template(core.shared.path(operation), path)
    });
    let mut request = raw(core, declared.unwrap_or(&ANY_PATH), path.to_owned());
    if declared.is_none() {
        request.name = Cow::Borrowed(core.shared.platform.raw_name);
        request.class = match method.as_str() {
            "GET" | "HEAD" => Class::Safe,
            "PUT" | "DELETE" => Class::Idempotent,
            _ => Class::Unsafe,
        };
    }
    request.method = method;
    request
}

/// A call of an RPC of the caller's choice. A declared one keeps its guard and class.
pub(crate) fn rpc(core: &Arc<Core>, service: &str, method: &str, message: &impl Serialize) -> Call<Json> {
    let mut request = any_rpc(core, service, method);
    if let Ok(other) = serde_json::to_value(message)
        && !other.is_object()
    {
        let problem = format!("must be an object, not {}", json::kind(&other));
        request.refuse(Violation::new("body", problem));
    }
    Call::with(core, request, open::<Json>).body(message)
}

/// As [`rpc`], still without its message.
pub(crate) fn any_rpc(core: &Arc<Core>, service: &str, method: &str) -> Prepared {
    let path = text::filled("/{}/{}", &[service, method]);
    let mut operations = core.shared.platform.operations.all().iter();
    let declared = operations.find(|operation| core.shared.path(operation) == path || operation.path == path);
    let mut request = if let Some(declared) = declared {
        raw(core, declared, core.shared.path(declared).to_owned())
    } else {
        let mut request = raw(core, &ANY_RPC, path);
        request.name = Cow::Owned(text::filled(
            "{}.{}/{}",
            &[core.shared.platform.name, service, method],
        ));
        request
    };
    let mut check = |field, name: &str, problem| {
        if name.is_empty() || text::holds(name, b'/') {
            request.refuse(Violation::new(field, problem));
        }
    };
    check(
        "service",
        service,
        "must be a full service name such as events.v1.EventsService",
    );
    check("method", method, "must be a method name such as BatchCreate");
    request
}

fn raw(core: &Arc<Core>, operation: &'static Operation, path: String) -> Prepared {
    let mut request = addressed(&core.shared, operation, path);
    if let Err(violation) = url::check_path(&request.path) {
        request.refused.push(violation);
    }
    request
}

/// Whether `path` is `template` with something in the place of each parameter.
///
/// Spelled in any way: servers may fold slashes and decode segments before they look.
fn matches_template(template: &str, path: &str) -> bool {
    let mut wanted = text::parts(template, b'/').filter(|segment| !segment.is_empty());
    let mut given = text::parts(path, b'/').filter(|segment| !segment.is_empty());
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(_)) if wanted.starts_with('{') => {}
            (Some(wanted), Some(given))
                if wanted == given || text::unescape(given.as_bytes()) == wanted.as_bytes() => {}
            _ => return false,
        }
    }
}

/// A call of a declared operation whose answer is given as text.
///
/// Every request is written in one way, and read again where it becomes pairs: less code than a
/// second way to write each, for those who count it rather than time.
pub(crate) fn asked<R: Request>(
    core: &Arc<Core>,
    operation: &'static Operation,
    parameters: &[&str],
    request: Option<R>,
    decode: fn(&[u8]) -> Result<String, Error>,
) -> Call<String> {
    let mut found = Vec::new();
    let message = request.and_then(|mut request| {
        request.prepare(&*core.shared.runtime);
        request.check(&mut found);
        match serde_json::to_vec(&request) {
            Ok(written) if operation.has_query() || operation.form => {
                pairs(serde_json::from_slice(&written).unwrap_or_default(), &mut found)
            }
            Ok(written) => body(written),
            Err(error) => {
                found.push(Violation::new("request", error.to_string()));
                None
            }
        }
    });
    let prepared = prepare(&core.shared, operation, parameters, message, found);
    Call::with(core, prepared, decode)
}

/// A call of a declared operation whose message is written already.
pub(crate) fn written(
    core: &Arc<Core>,
    operation: &'static Operation,
    parameters: &[&str],
    message: Option<Message>,
) -> Call<()> {
    unread(
        core,
        prepare(&core.shared, operation, parameters, message, Vec::new()),
    )
}

/// A call for somebody who reads the answer himself.
pub(crate) fn unread(core: &Arc<Core>, prepared: Prepared) -> Call<()> {
    Call::with(core, prepared, |_| Ok(()))
}

/// How a platform renews tokens: by one operation of its own.
pub trait Renewal: MaybeSend + MaybeSync {
    /// The operation, how it may be retried, and the member that the refresh token is sent as.
    fn operation(&self, rotating: bool) -> (&'static Operation, Class, &str);

    /// The tokens in the body of a success.
    fn read(&self, body: &[u8]) -> Result<Tokens, Error>;

    /// As [`Grant::rotates`].
    fn rotates(&self) -> bool;

    /// Whether it could work as it was given.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Renewal by the refresh token: sent by the session itself, without credential.
pub(crate) struct RefreshGrant {
    pub(crate) shared: Arc<Shared>,
    pub(crate) renewal: Arc<dyn Renewal>,
}

impl Grant for RefreshGrant {
    fn refresh(&self, token: Secret, rotating: bool) -> BoxFuture<'_, Result<Tokens, GrantError>> {
        let shared = &self.shared;
        let (declared, class, member) = self.renewal.operation(rotating);
        let token = Zeroizing::new(tree::quoted(token.expose()));
        let body = text::joined(&["{", &tree::quoted(member), ":", &token, "}"]);
        let message = Some(Message::Body(body.into_bytes()));
        let mut request = prepare(shared, declared, &[], message, Vec::new());
        request.class = class;
        let sent = execute(Arc::clone(shared), Credential::anonymous(), Arc::new(request));
        Box::pin(async move {
            let answer = sent.await.map_err(GrantError::of)?;
            // A success was acted on: what cannot be read is not the same as a refusal.
            let tokens = answer.decode(|body| self.renewal.read(body));
            tokens.map(|(tokens, _)| tokens).map_err(GrantError::unknown)
        })
    }

    fn rotates(&self) -> bool {
        self.renewal.rotates()
    }
}

/// The request of a declared operation without message or parameters.
pub(crate) fn plain(shared: &Shared, operation: &'static Operation) -> Arc<Prepared> {
    Arc::new(prepare(shared, operation, &[], None, Vec::new()))
}

/// Forgets the tokens of the session, and revokes them where the platform has an operation for it.
pub(crate) fn sign_out(core: &Core) -> BoxFuture<'static, Result<(), Error>> {
    let credential = core.credential.load_full();
    let session = credential.session();
    let token = session.and_then(|session| session.header());
    let revocation = token.and_then(|token| revocation(&core.shared, token));
    let forgotten = session.map_or_else(|| over(Ok(())), |session| session.sign_out());
    Box::pin(async move {
        forgotten.await?;
        let Some(revocation) = revocation else {
            return Ok(());
        };
        match revocation.await.and_then(|answer| answer.decode(|_| Ok(()))) {
            // A token that has ended needs no revoking.
            Err(error) if error.code() != ErrorCode::Unauthenticated => Err(error),
            _ => Ok(()),
        }
    })
}

/// The call that revokes a token. The session has forgotten it by then, so it is carried by hand.
fn revocation(shared: &Arc<Shared>, token: HeaderValue) -> Option<BoxFuture<'static, Result<Answer, Error>>> {
    let mut operations = shared.platform.operations.all().iter();
    let logout = operations.find(|operation| operation.ends_session)?;
    let credential = Credential::token(Placement::Header(AUTHORIZATION, token));
    Some(execute(Arc::clone(shared), credential, plain(shared, logout)))
}
