//! The pipeline: the one way that every call of every platform goes.
//!
//! [`execute`] is the whole of it. Each step is a method of [`Run`] of that name, in the order in
//! which a call meets them: guard, authorize, pace, send, observe, decide, report. What a step
//! decides by lives in the file of its name; what a platform is lives in that platform's folder.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{AUTHORIZATION, CONTENT_TYPE, PROXY_AUTHENTICATE, SET_COOKIE},
};

use crate::{
    Secret, Tokens,
    auth::{
        Credential, Current, ExpiryReason, Kept, KeyRules, Placement, Recovery, Refresher, Session,
        SessionParts, Store,
    },
    error::{Attempt, Error, ErrorCode, Violation},
    guard::guard,
    limits::{Gate, RateLimit, Scope, Scopes, rate_limit},
    observe::{Event, Observers},
    operation::{Access, Class, Operation, Packed, Protocol},
    protocol::{self, Rejection},
    redact::{self, Mask},
    retry::{Budget, Delays, Failure, Verdict, Withdrawal, verdict},
    runtime::{ArcSwap, BoxFuture, Runtime},
    text,
    time::Duration,
    trace,
    transport::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError},
    url::{self, BaseUrl},
    wait::within,
};

/// A retry that would leave less than this for its attempt is not worth waiting for.
const MARGIN: Duration = Duration::from_millis(100);
/// Clocks that differ by less are taken to agree: `Date` has whole seconds and travels.
const TOLERATED_SKEW: u64 = 30;
/// Where a session's token goes.
static TOKEN_HEADER: HeaderName = AUTHORIZATION;
/// Answers may set secrets too; they are readable, but not shown by `Debug`.
static SECRET_HEADERS: [HeaderName; 3] = [AUTHORIZATION, SET_COOKIE, PROXY_AUTHENTICATE];
/// The protocol allows ten digits of milliseconds.
const LONGEST_CONNECT_TIMEOUT: u64 = 9_999_999_999;

/// What a platform is, as far as the pipeline cares.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) name: &'static str,
    pub(crate) base_url: &'static str,
    /// The path at the end of a base URL that is not doubled.
    pub(crate) prefix: &'static str,
    /// What requests act for: the option's name and the header that carries it.
    pub(crate) context: &'static [(&'static str, &'static str)],
    pub(crate) operations: &'static Packed,
    /// What a raw call of an undeclared path is called.
    pub(crate) raw_name: &'static str,
    pub(crate) key: ReadKey,
}

/// The credential that a key makes, given by the option of this name; the last parameter says
/// whether it would be in a web page.
type ReadKey = fn(&str, &Secret, &KeyRules, bool) -> Result<Arc<Credential>, Error>;

/// Everything that the calls of one client share, except the credential.
pub(crate) struct Shared {
    pub(crate) platform: &'static Platform,
    pub(crate) base: BaseUrl,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) delays: Delays,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) observers: Observers,
    /// The headers of what requests act for.
    pub(crate) context: Arc<HeaderMap>,
    /// Headers that every request of this client carries.
    pub(crate) headers: HeaderMap,
    pub(crate) paths: Vec<(String, String)>,
    pub(crate) budget: Budget,
    pub(crate) scopes: Scopes,
    pub(crate) skew: AtomicI64,
}

/// A client's inside: cheap to share, safe to swap credentials on.
pub(crate) struct Core {
    pub(crate) shared: Arc<Shared>,
    pub(crate) credential: ArcSwap<Credential>,
    /// What was given for the session that the client has, or may become.
    pub(crate) becoming: Becoming,
    pub(crate) key_rules: KeyRules,
}

/// How the session of a client renews and keeps its tokens.
pub(crate) struct Becoming {
    pub(crate) refresher: Option<Refresher>,
    pub(crate) store: Option<Arc<dyn Store>>,
}

/// One call, ready to be sent any number of times.
#[derive(Clone)]
pub(crate) struct Request {
    /// The declaration that it keeps to.
    pub(crate) operation: &'static Operation,
    /// The operation's name; a raw call of what is not declared has one of its own.
    pub(crate) name: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) class: Class,
    /// The path below the base URL, its parameters filled in.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// Its type and its bytes.
    pub(crate) body: Option<(&'static str, Bytes)>,
    pub(crate) headers: HeaderMap,
    /// The client's, unless the call says otherwise.
    pub(crate) context: Arc<HeaderMap>,
    /// `None`: the client's. `Some(None)`: none at all.
    #[allow(clippy::option_option)]
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) idempotent: bool,
    /// Why it cannot be sent, if it cannot.
    pub(crate) refused: Vec<Violation>,
}

/// A success, not decoded yet. The call ends when it is.
#[doc(hidden)]
pub struct Answer {
    reply: Box<Reply>,
    run: Box<Run>,
}

/// The answer to an attempt that succeeded.
struct Reply {
    body: Bytes,
    metadata: Metadata,
}

/// What came with an answer besides its body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The request's id at the server, if it names one.
    pub request_id: Option<String>,
    /// What the answer says of the rate limit.
    pub rate_limit: Option<RateLimit>,
    /// How many attempts were sent.
    pub attempts: u32,
    /// How long the call took, waits included.
    pub elapsed: Duration,
    /// How long the attempt that was answered took.
    pub attempt_elapsed: Duration,
}

impl Core {
    /// Replaces the key by another of the same kind.
    pub(crate) fn set_key(&self, option: &str, key: &Secret) -> Result<(), Error> {
        let Shared {
            platform, runtime, ..
        } = &*self.shared;
        let credential = (platform.key)(option, key, &self.key_rules, runtime.in_browser())?;
        let current = self.credential.load();
        if current.kind() != credential.kind() {
            return Err(Error::config(text::filled(
                "this client holds {}, which {} cannot replace; build another client",
                &[current.kind().label, credential.kind().label],
            )));
        }
        self.credential.store(credential);
        Ok(())
    }

    /// Hands tokens to the session, or makes an anonymous client one. They are kept when what is
    /// given says so.
    pub(crate) fn set_tokens(&self, tokens: Tokens) -> Result<Kept, Error> {
        let current = self.credential.load_full();
        if let Some(session) = current.session() {
            return session.set_tokens(tokens);
        }
        if !current.is_anonymous() {
            return Err(Error::config(text::filled(
                "this client holds {} and has no session; build another client",
                &[current.kind().label],
            )));
        }
        let session = self.becoming.session(&self.shared, true, None, Some(tokens))?;
        let kept = session.keep_in_background();
        self.credential
            .store(Credential::token(Placement::Session(session)));
        Ok(kept)
    }
}

impl Becoming {
    /// A session, renewed if it is to be. It begins with tokens, or with a refresh token alone.
    pub(crate) fn session(
        &self,
        shared: &Shared,
        renewed: bool,
        refresh_token: Option<Secret>,
        tokens: Option<Tokens>,
    ) -> Result<Arc<Session>, Error> {
        let parts = SessionParts {
            runtime: Arc::clone(&shared.runtime),
            observers: shared.observers.clone(),
            store: self.store.clone(),
            refresher: if renewed { self.refresher.clone() } else { None },
            refresh_token,
        };
        Session::new(parts, tokens)
    }
}

/// Takes one call through the pipeline, up to an answer that [`Answer::decode`] reads.
///
/// Boxed here, so that there is one copy of it in a program however many messages there are, and a
/// call that sleeps costs its caller one pointer.
pub(crate) fn execute(
    shared: Arc<Shared>,
    credential: Arc<Credential>,
    request: Arc<Request>,
) -> BoxFuture<'static, Result<Answer, Error>> {
    Box::pin(async move {
        let mut run = Box::new(Run::new(shared, credential, request));
        let span = trace::call(&run.request.name);
        let mut result = span.around(run.steps()).await;
        // The session ends with a call that was to end it, if the server agreed.
        if result.is_ok()
            && run.request.operation.ends_session
            && let Some(session) = run.credential.session()
            && let Err(error) = session.sign_out().await
        {
            result = Err(error);
        }
        match result {
            Ok(reply) => Ok(Answer { reply, run }),
            Err(error) => Err(run.failed(error)),
        }
    })
}

impl Answer {
    /// Reads the body, and with that ends the call.
    ///
    /// # Errors
    ///
    /// Those of `decode`, completed by what is known of the call.
    pub fn decode<T>(
        mut self,
        decode: impl FnOnce(&mut Bytes) -> Result<T, Error>,
    ) -> Result<(T, Metadata), Error> {
        match decode(&mut self.reply.body) {
            Ok(value) => {
                self.run.finished(None);
                Ok((value, self.reply.metadata))
            }
            Err(error) => Err(self.unreadable(error)),
        }
    }

    fn unreadable(mut self, error: Error) -> Error {
        let Reply { body, metadata } = *self.reply;
        let outcome = text::filled("HTTP {}, unreadable", &[&text::digits(metadata.status.into())]);
        self.run.attempt_failed(outcome, metadata.attempt_elapsed);
        let error = error
            .with_status(metadata.status)
            .with_request_id(metadata.request_id)
            .with_body(redact::readable_excerpt(&body))
            .with_maybe_processed(true);
        self.run.failed(error)
    }
}

/// One call, on its way.
struct Run {
    shared: Arc<Shared>,
    credential: Arc<Credential>,
    request: Arc<Request>,
    gate: Arc<Gate>,
    call: u64,
    started: Duration,
    /// The clock as last read. Each reading costs as much as a step, so that only a step that may
    /// have waited takes another.
    now: Duration,
    /// The wall clock as the last answer came.
    unix_now: Duration,
    deadline: Option<Duration>,
    /// When the last attempt was sent.
    sent_at: Duration,
    /// Attempts sent, replays not counted.
    sent: u32,
    failures: Vec<Attempt>,
    withdrawal: Option<Withdrawal>,
    refused_before: bool,
    replayed: bool,
    replaying: bool,
    last_error: Option<Error>,
    /// What the last answer said.
    rate_limit: Option<RateLimit>,
}

/// The token of one attempt, if a session has it.
type Signature = Option<Arc<Current>>;

/// How an attempt ended: with an answer, with a fault, or not in its time.
type Outcome = Option<Result<HttpResponse, TransportError>>;

/// What comes after an attempt that did not fail the call.
enum Next {
    Done(Box<Reply>),
    /// Another attempt, after this time.
    Sleep(Duration),
    /// Another attempt, with a newer token than the one of this generation, which was rejected.
    Refresh(u64, Error),
}

impl Run {
    fn new(shared: Arc<Shared>, credential: Arc<Credential>, request: Arc<Request>) -> Self {
        static CALLS: AtomicU64 = AtomicU64::new(1);
        let started = shared.now();
        let timeout = request.timeout.unwrap_or(shared.timeout);
        Self {
            gate: shared.scopes.gate(request.scope(&credential), started),
            shared,
            credential,
            request,
            call: CALLS.fetch_add(1, Ordering::Relaxed),
            started,
            now: started,
            unix_now: Duration::ZERO,
            deadline: timeout.and_then(|timeout| started.checked_add(timeout)),
            sent_at: started,
            sent: 0,
            failures: Vec::new(),
            withdrawal: None,
            refused_before: false,
            replayed: false,
            replaying: false,
            last_error: None,
            rate_limit: None,
        }
    }

    async fn steps(&mut self) -> Result<Box<Reply>, Error> {
        self.guard()?;
        loop {
            // Nothing of the attempt is kept while the call sleeps: ten thousand may.
            let next = {
                let (mut signature, due) = self.authorize();
                if let Some(reason) = due {
                    let generation = signature.as_ref().map_or(0, |current| current.generation());
                    let refreshed = self.refreshed(generation, reason).await?;
                    signature = self.renewed(signature, refreshed)?;
                }
                if !self.gate.is_open() {
                    self.pace().await?;
                }
                let signature = self.newest(signature);
                let outcome = self.send(&signature).await;
                let elapsed = self.observe(&outcome);
                self.decide(outcome, &signature, elapsed)?
            };
            match next {
                Next::Done(reply) => return Ok(reply),
                Next::Sleep(delay) if delay.is_zero() => {}
                Next::Sleep(delay) => self.shared.runtime.sleep(delay).await,
                Next::Refresh(generation, error) => {
                    self.refreshed(generation, ExpiryReason::Rejected).await??;
                    self.replay(error);
                }
            }
            self.now = self.shared.now();
        }
    }

    /// May this credential make this request? If not, nothing is sent.
    fn guard(&self) -> Result<(), Error> {
        if !self.request.refused.is_empty() {
            return Err(Error::request(self.request.refused.clone()));
        }
        guard(&self.request.name, self.request.operation, &self.credential)?;
        self.shared.runtime.check()
    }

    /// The current token, and why it has to be renewed before it is used, if it has.
    fn authorize(&self) -> (Signature, Option<ExpiryReason>) {
        let Some(session) = self.session() else {
            return (None, None);
        };
        match session.signature(self.now) {
            Some(current) => (Some(current), None),
            None => session.due(&self.scope()),
        }
    }

    /// The token after a refresh that was due.
    fn renewed(&self, signature: Signature, refreshed: Result<(), Error>) -> Result<Signature, Error> {
        let signed = self.session().map(|session| session.sign(signature, refreshed));
        signed.transpose()
    }

    /// Waits for the rate limit of this scope.
    ///
    /// In a box of its own: most calls never wait here, and all would hold the room for it.
    fn pace(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        // Leave to send is worth nothing without the time to send.
        let latest = self.deadline.map(|deadline| deadline.saturating_sub(MARGIN));
        Box::pin(async move {
            let passed = self.gate.pass(&*self.shared.runtime, latest).await;
            passed.map_err(|held| {
                let error = self.last_error.take().unwrap_or_else(|| {
                    Error::new(
                        ErrorCode::RateLimited,
                        "held back: the rate limit is exhausted for longer than this call may wait. \
                         Nothing was sent",
                    )
                    .because("held_back")
                    .with_retryable(true)
                });
                error.with_retry_after(Some(held.retry_after))
            })
        })
    }

    /// Where the credential goes in this request.
    fn placement(&self) -> &Placement {
        match self.request.operation.access {
            Access::Public => &Placement::Nowhere,
            _ => self.credential.placement(),
        }
    }

    /// The session whose token goes with this request.
    fn session(&self) -> Option<&Session> {
        match self.placement() {
            Placement::Session(session) => Some(session),
            _ => None,
        }
    }

    /// The header that carries the credential, if one does.
    fn signed<'r>(&'r self, signature: &'r Signature) -> Option<(&'r HeaderName, &'r HeaderValue)> {
        match (self.placement(), signature) {
            (Placement::Header(name, value), _) => Some((name, value)),
            (_, Some(current)) => Some((&TOKEN_HEADER, current.header())),
            _ => None,
        }
    }

    /// The token, or a newer one that came up while the call was held.
    fn newest(&self, signature: Signature) -> Signature {
        Some(self.session()?.newest(signature?))
    }

    /// One attempt over the transport, within its time.
    fn send(&mut self, signature: &Signature) -> impl Future<Output = Outcome> {
        self.sent_at = self.shared.now();
        let left = self
            .deadline
            .map(|deadline| deadline.saturating_sub(self.sent_at));
        let time = left.map_or(self.shared.attempt_timeout, |left| {
            left.min(self.shared.attempt_timeout)
        });
        // A replay is the same attempt with another token.
        if !std::mem::take(&mut self.replaying) {
            self.sent += 1;
        }
        self.tell(&|call, operation| Event::AttemptStarted {
            call,
            operation,
            attempt: self.sent,
        });
        let exchange = self.shared.transport.send(self.http_request(signature, time));
        within(
            &*self.shared.runtime,
            time,
            trace::in_attempt(self.sent, exchange),
        )
    }

    /// Takes in how the attempt ended, and what every answer tells: rate limits, and how far the
    /// server's clock is off. Gives how long it took.
    fn observe(&mut self, outcome: &Outcome) -> Duration {
        self.now = self.shared.now();
        let elapsed = self.now.saturating_sub(self.sent_at);
        let response = outcome.as_ref().and_then(|outcome| outcome.as_ref().ok());
        self.tell(&|call, operation| Event::AttemptFinished {
            call,
            operation,
            attempt: self.sent,
            status: response.map(|response| response.status.as_u16()),
            elapsed,
        });
        if let Some(response) = response {
            self.learn(&response.headers);
        }
        elapsed
    }

    fn learn(&mut self, headers: &HeaderMap) {
        let unix_now = self.shared.runtime.unix_now();
        self.unix_now = unix_now;
        let server_now = protocol::scalar::server_date(headers);
        self.rate_limit = rate_limit(headers, server_now.unwrap_or(unix_now));
        if let Some(limit) = self.rate_limit {
            self.gate.observe(limit, self.now);
        }
        // Looked at before it is written: it hardly ever changes, and all calls share it.
        let known = &self.shared.skew;
        if let Some(session) = self.credential.session()
            && let Some(skew) = skew(server_now, unix_now)
            && known.load(Ordering::Relaxed) != skew
            && known.swap(skew, Ordering::Relaxed) != skew
        {
            session.learn_skew(skew);
        }
    }

    /// Success, replay, retry or error.
    // Not inlined: an answer is not taken apart and put together again, which is code to load.
    #[inline(never)]
    fn decide(&mut self, outcome: Outcome, signature: &Signature, elapsed: Duration) -> Result<Next, Error> {
        let now = self.now;
        let (description, failure, error) = match outcome {
            Some(Ok(response)) if response.status.is_success() => {
                self.shared.budget.reward(self.withdrawal, now);
                return Ok(Next::Done(self.reply(response, elapsed)));
            }
            Some(Ok(response)) => {
                let description = text::filled("HTTP {}", &[&text::digits(response.status.as_u16().into())]);
                let (failure, error) = self.rejection(response, signature);
                (description, failure, error)
            }
            Some(Err(fault)) => {
                let (failure, error) = fault_error(fault, &self.mask(signature));
                (error.message().to_owned(), failure, error)
            }
            None => {
                let (failure, error) = timed_out(elapsed);
                ("attempt timed out".to_owned(), failure, error)
            }
        };
        self.attempt_failed(description, elapsed);
        if let (Failure::Unauthenticated, Some(current)) = (failure, signature) {
            return self.recover(current.generation(), error);
        }
        let server_delay = error.retry_after();
        // A delay of nothing is a valid one, and means the usual backoff.
        let error = if server_delay == Some(Duration::ZERO) {
            error.without_retry_after()
        } else {
            error
        };
        if let (Failure::Throttled, Some(delay)) = (failure, error.retry_after()) {
            self.close_gate(delay, now);
        }
        let delay = match self.delay(failure, server_delay, now) {
            Ok(delay) => delay,
            Err(Suppressed(false)) => return Err(error),
            Err(Suppressed(true)) => return Err(error.with_retries_suppressed()),
        };
        self.retrying(failure.as_str(), delay);
        self.last_error = Some(error);
        Ok(Next::Sleep(delay))
    }

    fn attempt_failed(&mut self, outcome: String, elapsed: Duration) {
        // One more, not four: most calls that wait have failed once.
        self.failures.reserve_exact(1);
        self.failures.push(Attempt {
            outcome,
            elapsed,
            delay: None,
        });
    }

    /// A 401 of a session: replay once with a newer token, if there is one to be had.
    fn recover(&mut self, generation: u64, error: Error) -> Result<Next, Error> {
        let Some(session) = self.session() else {
            return Err(error);
        };
        let recovery = session.note_rejection(generation, &self.scope());
        if self.replayed {
            // The second 401 of one call is the answer. The session still learns of it.
            return Err(error);
        }
        match recovery? {
            Some(Recovery::Surface) => Err(error),
            Some(Recovery::Replay) => {
                self.replay(error);
                Ok(Next::Sleep(Duration::ZERO))
            }
            None => Ok(Next::Refresh(generation, error)),
        }
    }

    fn replay(&mut self, error: Error) {
        self.replayed = true;
        self.replaying = true;
        self.retrying(Failure::Unauthenticated.as_str(), Duration::ZERO);
        self.last_error = Some(error);
    }

    /// What the server counts the request by, and by which the session tells its 401s apart.
    fn scope(&self) -> Scope {
        self.request.scope(&self.credential)
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn delay(
        &mut self,
        failure: Failure,
        server_delay: Option<Duration>,
        now: Duration,
    ) -> Result<Duration, Suppressed> {
        const STOP: Suppressed = Suppressed(false);
        let class = match self.request.class {
            Class::Unsafe if self.request.idempotent => Class::Idempotent,
            class => class,
        };
        let Verdict::Retry(backoff) = verdict(class, failure, server_delay.is_some(), self.refused_before)
        else {
            return Err(STOP);
        };
        if self.sent >= self.shared.max_attempts {
            return Err(STOP);
        }
        let runtime = &*self.shared.runtime;
        let delay = match server_delay.filter(|delay| !delay.is_zero()) {
            Some(delay) => self.shared.delays.after_server(delay, runtime).ok_or(STOP)?,
            None => Delays::backoff(backoff, self.sent, runtime),
        };
        if self
            .deadline
            .is_some_and(|deadline| now.saturating_add(delay).saturating_add(MARGIN) > deadline)
        {
            return Err(STOP);
        }
        if failure == Failure::Refused {
            // The server did no work, so this costs nothing.
            self.refused_before = true;
        } else {
            let after_timeout = failure == Failure::TimedOut;
            let withdrawal = self.shared.budget.withdraw(after_timeout, now);
            self.withdrawal = Some(withdrawal.ok_or(Suppressed(true))?);
        }
        Ok(delay)
    }

    fn http_request(&self, signature: &Signature, time: Duration) -> HttpRequest {
        let request = &*self.request;
        let operation = request.operation;
        let mut headers = self.shared.headers.clone();
        if operation.access != Access::Public {
            replace(&mut headers, &request.context);
        }
        replace(&mut headers, &request.headers);
        if let Some((name, value)) = self.signed(signature) {
            headers.insert(name.clone(), value.clone());
        }
        if operation.protocol == Protocol::Connect {
            headers.insert("connect-protocol-version", HeaderValue::from_static("1"));
            // In a browser a header more can cost a preflight that the server does not allow.
            if !self.shared.runtime.in_browser() {
                let millis = protocol::scalar::millis(time);
                headers.insert("connect-timeout-ms", millis.min(LONGEST_CONNECT_TIMEOUT).into());
            }
        }
        let mut url = self.shared.base.join(&request.path);
        let key = match self.placement() {
            Placement::Query(name) => Some((*name, self.credential.secret().expose())),
            _ => None,
        };
        if !request.query.is_empty() || key.is_some() {
            url.push('?');
        }
        for (name, value) in &request.query {
            url::push_pair(name, value, &mut url);
        }
        if let Some((name, value)) = key {
            url::push_pair(name, value, &mut url);
        }
        let body = match &request.body {
            Some((kind, body)) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                body.clone()
            }
            None => Bytes::new(),
        };
        HttpRequest {
            method: request.method.clone(),
            url,
            headers,
            body,
        }
    }

    fn reply(&self, response: HttpResponse, elapsed: Duration) -> Box<Reply> {
        let mut headers = response.headers;
        for name in &SECRET_HEADERS {
            if let Some(value) = headers.get_mut(name) {
                value.set_sensitive(true);
            }
        }
        let metadata = Metadata {
            status: response.status.as_u16(),
            request_id: protocol::request_id(&headers),
            rate_limit: self.rate_limit,
            attempts: self.sent,
            elapsed: self.now.saturating_sub(self.started),
            attempt_elapsed: elapsed,
            headers,
        };
        Box::new(Reply {
            body: response.body,
            metadata,
        })
    }

    /// What a failed answer means, with nothing in it that was secret in the request.
    fn rejection(&self, mut response: HttpResponse, signature: &Signature) -> (Failure, Error) {
        let mask = self.mask(signature);
        // Before anything is cut short: half a password is still a secret.
        response.body = mask.body(&response.body);
        let unix_now = self.unix_now;
        let Rejection { failure, error } = match self.request.operation.protocol {
            Protocol::Rest => protocol::rest::rejection(&response, unix_now),
            Protocol::Connect => protocol::connect::rejection(&response, unix_now),
        };
        (failure, error.masked(|text| mask.exact(text)))
    }

    /// What was secret in the request: its credential, and secret members of its body.
    fn mask(&self, signature: &Signature) -> Mask {
        let body = self.request.body.as_ref().map_or(&[][..], |(_, body)| body);
        let secrets = redact::secrets_in_json(body);
        let header = self.signed(signature).and_then(|(_, value)| value.to_str().ok());
        let credential = header.map_or(self.credential.secret().expose(), |value| {
            value.strip_prefix("Bearer ").unwrap_or(value)
        });
        let mut mask = Mask::new(secrets.iter().map(|secret| secret.as_str()));
        mask.hide(credential);
        mask
    }

    fn close_gate(&self, delay: Duration, now: Duration) {
        // One absurd header must not freeze an application for days: past the longest delay that
        // is waited for, the gate lets a request through to ask again.
        let at_most = self.shared.delays.max_server_delay;
        self.gate.close(delay, at_most, now);
        let delay = delay.min(at_most);
        self.tell(&|_, operation| Event::GateClosed { operation, delay });
    }

    fn retrying(&mut self, reason: &'static str, delay: Duration) {
        if let Some(attempt) = self.failures.last_mut() {
            attempt.delay = Some(delay);
        }
        trace::retrying(reason, delay);
        self.tell(&|call, operation| Event::Retrying {
            call,
            operation,
            attempt: self.sent,
            reason,
            delay,
        });
    }

    /// Waits for a token newer than `generation`, but not beyond the deadline, which is an error of
    /// its own.
    ///
    /// In a box of its own: most calls never wait here, and all would hold the room for it.
    fn refreshed(
        &mut self,
        generation: u64,
        reason: ExpiryReason,
    ) -> BoxFuture<'_, Result<Result<(), Error>, Error>> {
        Box::pin(async move {
            let Some(session) = self.session() else {
                return Ok(Ok(()));
            };
            let refreshed = session.refreshed(generation, reason, self.deadline).await;
            refreshed.ok_or_else(|| {
                self.last_error.take().unwrap_or_else(|| {
                    Error::new(
                        ErrorCode::Timeout,
                        "the deadline passed while waiting for a new token",
                    )
                    .with_retryable(true)
                })
            })
        })
    }

    /// Completes the error that the call ends with.
    fn failed(&mut self, error: Error) -> Error {
        let attempts = std::mem::take(&mut self.failures);
        let error = error
            .with_operation(self.shared.platform.name, &self.request.name)
            .with_attempts(attempts);
        self.finished(Some(error.code()));
        error
    }

    /// The last step, taken once the answer has been read.
    fn finished(&self, error: Option<ErrorCode>) {
        trace::finished(&self.request.name, error);
        self.tell(&|call, operation| Event::CallFinished {
            call,
            operation,
            error,
            attempts: self.sent,
            elapsed: self.shared.now().saturating_sub(self.started),
        });
    }

    fn tell(&self, event: &dyn Fn(u64, Cow<'static, str>) -> Event) {
        let tell = || event(self.call, self.request.name.clone());
        self.shared.observers.tell(tell);
    }
}

/// No retry follows; `true` if only because the budget is empty.
struct Suppressed(bool);

impl Request {
    /// What the server counts it by.
    fn scope(&self, credential: &Credential) -> Scope {
        if self.operation.access == Access::Public {
            // A sign-in that is throttled says nothing about refreshes, nor about the calls of a key.
            return self.name.as_bytes().to_vec();
        }
        scope_of(credential, &self.context)
    }
}

impl Shared {
    /// The path of an operation: the caller's, where it was overridden.
    pub(crate) fn path<'o>(&'o self, operation: &'o Operation) -> &'o str {
        let own = self.paths.iter().find(|(name, _)| *name == operation.name);
        own.map_or(&operation.path, |(_, path)| path)
    }

    /// The limits last seen for what a request without overrides is counted by.
    pub(crate) fn rate_limit(&self, credential: &Credential) -> Option<RateLimit> {
        let scope = scope_of(credential, &self.context);
        let now = self.now();
        self.scopes.gate(scope, now).seen(now)
    }

    fn now(&self) -> Duration {
        self.runtime.now()
    }
}

/// Adds all of `more`, in the place of those of the same names.
#[allow(
    clippy::explicit_iter_loop,
    reason = "what stands in for `http` in pages has only this"
)]
fn replace(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, _) in more.iter() {
        headers.remove(name);
    }
    for (name, value) in more.iter() {
        headers.append(name.clone(), value.clone());
    }
}

fn scope_of(credential: &Credential, headers: &Arc<HeaderMap>) -> Scope {
    // One or two headers with an id each.
    let mut scope = Vec::with_capacity(128);
    scope.extend_from_slice(&credential.id().to_le_bytes());
    for (name, value) in headers.iter() {
        scope.extend_from_slice(name.as_str().as_bytes());
        scope.extend_from_slice(value.as_bytes());
        scope.push(0);
    }
    scope
}

fn fault_error(fault: TransportError, mask: &Mask) -> (Failure, Error) {
    let (failure, code) = match fault.kind() {
        FaultKind::NotSent => (Failure::NotSent, ErrorCode::Connection),
        FaultKind::Refused => (Failure::Refused, ErrorCode::Connection),
        FaultKind::MaybeProcessed => (Failure::MaybeProcessed, ErrorCode::Connection),
        FaultKind::Certificate | FaultKind::Redirect => (Failure::Final, ErrorCode::Connection),
        FaultKind::TooLarge => (Failure::Final, ErrorCode::Decode),
        FaultKind::Invalid => (Failure::Final, ErrorCode::InvalidConfig),
        FaultKind::Failed => (Failure::Final, ErrorCode::Callback),
    };
    let maybe_processed = matches!(fault.kind(), FaultKind::MaybeProcessed | FaultKind::TooLarge);
    let error = Error::new(code, redact::text(&mask.exact(fault.message())))
        .with_retryable(failure != Failure::Final)
        .with_maybe_processed(maybe_processed)
        .with_source(fault);
    (failure, error)
}

fn timed_out(elapsed: Duration) -> (Failure, Error) {
    let error = Error::new(
        ErrorCode::Timeout,
        text::filled(
            "no answer within {} ms",
            &[&text::digits(protocol::scalar::millis(elapsed))],
        ),
    )
    .with_retryable(true)
    .with_maybe_processed(true);
    (Failure::TimedOut, error)
}

/// How many seconds the server is ahead of us; 0 if that can be the network's doing.
fn skew(server_now: Option<Duration>, unix_now: Duration) -> Option<i64> {
    let server = server_now?;
    let apart = server.abs_diff(unix_now).as_secs();
    if apart <= TOLERATED_SKEW {
        return Some(0);
    }
    let apart = i64::try_from(apart).ok()?;
    Some(if server > unix_now { apart } else { -apart })
}

#[cfg(test)]
mod tests;
