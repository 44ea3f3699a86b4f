//! The pipeline: the one way that every call of every platform goes.
//!
//! [`execute`] is the whole of it. Each step is a method of [`Run`] of that name, in the order in
//! which a call meets them: guard, authorize, pace, send, observe, decide, report. What a step
//! decides by lives in the file of its name; what a platform is lives in that platform's folder.

use std::{
    borrow::Cow,
    ops::ControlFlow,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, CONTENT_TYPE, PROXY_AUTHENTICATE, SET_COOKIE},
};
use zeroize::Zeroizing;

use crate::{
    Secret, Tokens,
    auth::{
        Credential, Due, ExpiryReason, Kept, KeyRules, Placement, Recovery, Refresher, Session, SessionParts,
        Store,
    },
    call,
    error::{Attempt, Error, ErrorCode},
    guard::guard,
    limits::{Gate, Pass, RateLimit, Scope, Scopes, rate_limit},
    observe::{Event, Observers},
    operation::{Access, Class, Operation, Protocol},
    protocol::{self, Rejection},
    redact::{self, Mask},
    retry::{Budget, Delays, Failure, Verdict, Withdrawal, verdict},
    runtime::{ArcSwap, BoxFuture, Runtime},
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
/// Answers may set secrets too; they are readable, but not shown by `Debug`.
const SECRET_HEADERS: [HeaderName; 3] = [AUTHORIZATION, SET_COOKIE, PROXY_AUTHENTICATE];
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
    pub(crate) operations: &'static [&'static Operation],
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
    pub(crate) context: Vec<(&'static str, HeaderName, HeaderValue)>,
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
    pub(crate) operation: Cow<'static, Operation>,
    /// The path below the base URL, its parameters filled in.
    pub(crate) path: String,
    pub(crate) query: Vec<(Cow<'static, str>, String)>,
    pub(crate) body: Option<(HeaderValue, Bytes)>,
    pub(crate) headers: HeaderMap,
    pub(crate) context: Vec<(&'static str, HeaderName, HeaderValue)>,
    /// `None`: the client's. `Some(None)`: none at all.
    #[allow(clippy::option_option)]
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) idempotent: bool,
    /// Why it cannot be sent, if it cannot.
    pub(crate) refused: Option<Error>,
}

/// A success, not decoded yet. The call ends when it is.
pub(crate) struct Answer {
    body: Bytes,
    metadata: Metadata,
    report: Report,
}

/// What is told when a call ends: the last step, taken once its answer has been read.
struct Report {
    shared: Arc<Shared>,
    operation: Cow<'static, str>,
    call: u64,
    started: Duration,
    sent: u32,
    attempts: Vec<Attempt>,
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
            return Err(Error::config(format!(
                "this client holds {}, which {} cannot replace; build another client",
                current.kind().label,
                credential.kind().label
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
            return Err(Error::config(format!(
                "this client holds {} and has no session; build another client",
                current.kind().label
            )));
        }
        let session = self.becoming.session(&self.shared, true, None, Some(tokens))?;
        let kept = session.keep_in_background();
        self.credential
            .store(Credential::token(Placement::Session(session)));
        Ok(kept)
    }

    /// Forgets the tokens of the session, and revokes them where the platform has an operation for it.
    pub(crate) async fn sign_out(&self) -> Result<(), Error> {
        let credential = self.credential.load_full();
        let Some(session) = credential.session() else {
            return Ok(());
        };
        let tokens = session.tokens();
        session.sign_out().await?;
        // The session has forgotten the token, so it is carried by hand this once.
        let placement =
            tokens.map(|tokens| Placement::header(AUTHORIZATION, "Bearer ", &tokens.access_token));
        let mut operations = self.shared.platform.operations.iter();
        let logout = operations.find(|operation| operation.ends_session);
        let (Some(Ok(placement)), Some(logout)) = (placement, logout) else {
            return Ok(());
        };
        let request = call::plain(&self.shared, logout);
        let revoked = execute(Arc::clone(&self.shared), Credential::token(placement), request).await;
        match revoked.and_then(|answer| answer.decode(|_| Ok(()))) {
            // A token that has ended needs no revoking.
            Err(error) if error.code() != ErrorCode::Unauthenticated => Err(error),
            _ => Ok(()),
        }
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
            refresher: self.refresher.clone().filter(|_| renewed),
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
        let started = shared.runtime.now();
        let gate = shared.scopes.gate(shared.scope(&credential, &request), started);
        let mut run = Run::new(&shared, &credential, &request, &gate, started);
        let result = trace::in_call(&request.operation.name, run.steps()).await;
        let result = match credential.session() {
            // In a box of its own, so that only the calls that sign out hold the room for it.
            Some(session) if request.operation.ends_session => Box::pin(ended(session, result)).await,
            _ => result,
        };
        let report = Report {
            operation: request.operation.name.clone(),
            call: run.call,
            started: run.started,
            sent: run.sent,
            attempts: run.failures,
            shared,
        };
        match result {
            Ok((body, metadata)) => Ok(Answer {
                body,
                metadata,
                report,
            }),
            Err(error) => Err(report.failure(error)),
        }
    })
}

/// The session ends with a call that was to end it, if the server agreed.
async fn ended<T>(session: &Session, result: Result<T, Error>) -> Result<T, Error> {
    let value = result?;
    session.sign_out().await?;
    Ok(value)
}

impl Answer {
    /// Reads the body, and with that ends the call.
    pub(crate) fn decode<T>(
        mut self,
        decode: impl FnOnce(&mut Bytes) -> Result<T, Error>,
    ) -> Result<(T, Metadata), Error> {
        match decode(&mut self.body) {
            Ok(value) => {
                self.report.success();
                Ok((value, self.metadata))
            }
            Err(error) => {
                self.report.attempts.push(Attempt {
                    outcome: format!("HTTP {}, unreadable", self.metadata.status),
                    elapsed: self.metadata.attempt_elapsed,
                    delay: None,
                });
                let error = error
                    .with_status(self.metadata.status)
                    .with_request_id(self.metadata.request_id)
                    .with_body(redact::readable_excerpt(&self.body))
                    .with_maybe_processed(true);
                Err(self.report.failure(error))
            }
        }
    }
}

impl Report {
    fn success(self) {
        self.finish(None);
    }

    /// Completes the error.
    fn failure(mut self, error: Error) -> Error {
        let attempts = std::mem::take(&mut self.attempts);
        let error = error
            .with_operation(self.shared.platform.name, &self.operation)
            .with_attempts(attempts);
        self.finish(Some(error.code()));
        error
    }

    fn finish(self, error: Option<ErrorCode>) {
        trace::finished(&self.operation, error);
        self.shared.observers.tell(|| Event::CallFinished {
            call: self.call,
            operation: self.operation,
            error,
            attempts: self.sent,
            elapsed: self.shared.runtime.now().saturating_sub(self.started),
        });
    }
}

struct Run<'a> {
    shared: &'a Shared,
    credential: &'a Credential,
    request: &'a Request,
    gate: &'a Gate,
    call: u64,
    started: Duration,
    /// The clock as last read. Each reading costs as much as a step, so that only a step that may
    /// have waited takes another.
    now: Duration,
    deadline: Option<Duration>,
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

/// The token of one attempt, if a session has it, and its generation.
type Signature = Option<(HeaderValue, u64)>;

/// How an attempt ended.
enum Outcome {
    Answer(HttpResponse),
    Fault(TransportError),
    TimedOut,
}

/// What comes after an attempt: the end of the call, or what is done before another attempt.
type Next = ControlFlow<Result<(Bytes, Metadata), Error>, Pause>;

/// What is done before another attempt.
enum Pause {
    Sleep(Duration),
    /// The token of this generation was rejected: a newer one is needed.
    Recover(u64, Error),
}

impl<'a> Run<'a> {
    fn new(
        shared: &'a Shared,
        credential: &'a Credential,
        request: &'a Request,
        gate: &'a Gate,
        started: Duration,
    ) -> Self {
        static CALLS: AtomicU64 = AtomicU64::new(1);
        let timeout = request.timeout.unwrap_or(shared.timeout);
        Self {
            shared,
            credential,
            request,
            gate,
            call: CALLS.fetch_add(1, Ordering::Relaxed),
            started,
            now: started,
            deadline: timeout.and_then(|timeout| started.checked_add(timeout)),
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

    async fn steps(&mut self) -> Result<(Bytes, Metadata), Error> {
        self.guard()?;
        loop {
            // Nothing of the attempt is kept while the call sleeps: ten thousand may.
            let pause = {
                let signature = self.authorize().await?;
                let pass = self.pace().await?;
                let signature = self.newest(signature);
                let (outcome, elapsed) = self.send(&signature, pass).await;
                self.observe(&outcome);
                match self.decide(outcome, &signature, elapsed) {
                    Next::Break(result) => return result,
                    Next::Continue(pause) => pause,
                }
            };
            match pause {
                Pause::Sleep(delay) if delay.is_zero() => {}
                Pause::Sleep(delay) => self.shared.runtime.sleep(delay).await,
                Pause::Recover(generation, error) => Box::pin(self.recover(generation, error)).await?,
            }
            self.now = self.shared.runtime.now();
        }
    }

    /// May this credential make this request? If not, nothing is sent.
    fn guard(&self) -> Result<(), Error> {
        if let Some(error) = &self.request.refused {
            return Err(error.clone());
        }
        guard(&self.request.operation, self.credential)?;
        self.shared.runtime.check()
    }

    /// Waits for the rate limit of this scope.
    async fn pace(&self) -> Result<Pass<'a>, Error> {
        // Leave to send is worth nothing without the time to send.
        let latest = self.deadline.map(|deadline| deadline.saturating_sub(MARGIN));
        self.gate
            .pass(&*self.shared.runtime, latest)
            .await
            .map_err(|held| match &self.last_error {
                Some(error) => error.clone().with_retry_after(Some(held.retry_after)),
                None => Error::new(
                    ErrorCode::RateLimited,
                    "held back: the rate limit is exhausted for longer than this call may wait. \
                     Nothing was sent",
                )
                .because("held_back")
                .with_retryable(true)
                .with_retry_after(Some(held.retry_after)),
            })
    }

    /// The current token, after a refresh if it needs one.
    async fn authorize(&self) -> Result<Signature, Error> {
        let Some(session) = self.session() else {
            return Ok(None);
        };
        match session.signature(self.now) {
            // In a box of its own: most calls never wait here, and all would hold the room for it.
            None => Box::pin(self.renewed(session)).await.map(Some),
            signature => Ok(signature),
        }
    }

    async fn renewed(&self, session: &Session) -> Result<(HeaderValue, u64), Error> {
        match session.due(&self.scope()) {
            Due::NotYet(header, generation) => Ok((header, generation)),
            Due::Now(current, reason) => {
                let generation = current.as_ref().map_or(0, |current| current.generation());
                let refreshed = session.refreshed(generation, reason, self.deadline).await;
                session.sign(current, refreshed.ok_or_else(|| self.too_late())?)
            }
        }
    }

    /// The session whose token goes with this request.
    fn session(&self) -> Option<&'a Session> {
        let session = self.credential.session()?;
        (self.request.operation.access != Access::Public).then_some(session)
    }

    /// The token, or a newer one that came up while the call was held.
    fn newest(&self, signature: Signature) -> Signature {
        Some(self.session()?.newest(signature?))
    }

    /// One attempt over the transport, within its time.
    async fn send(&mut self, signature: &Signature, pass: Pass<'_>) -> (Outcome, Duration) {
        let runtime = &*self.shared.runtime;
        let started = runtime.now();
        let left = self.deadline.map(|deadline| deadline.saturating_sub(started));
        let time = left.map_or(self.shared.attempt_timeout, |left| {
            left.min(self.shared.attempt_timeout)
        });
        // A replay is the same attempt with another token.
        if !std::mem::take(&mut self.replaying) {
            self.sent += 1;
        }
        self.tell(|call, operation| Event::AttemptStarted {
            call,
            operation,
            attempt: self.sent,
        });
        let request = self.http_request(signature, time);
        pass.used();
        let exchange = trace::in_attempt(self.sent, self.shared.transport.send(request));
        let outcome = match within(runtime, time, pin!(exchange)).await {
            Some(Ok(response)) => Outcome::Answer(response),
            Some(Err(fault)) => Outcome::Fault(fault),
            None => Outcome::TimedOut,
        };
        self.now = runtime.now();
        let elapsed = self.now.saturating_sub(started);
        self.tell(|call, operation| Event::AttemptFinished {
            call,
            operation,
            attempt: self.sent,
            status: outcome.status(),
            elapsed,
        });
        (outcome, elapsed)
    }

    /// Learns what every answer tells: rate limits, and how far the server's clock is off.
    fn observe(&mut self, outcome: &Outcome) {
        let Outcome::Answer(response) = outcome else {
            return;
        };
        let unix_now = self.shared.runtime.unix_now();
        let server_now = protocol::scalar::server_date(&response.headers);
        self.rate_limit = rate_limit(&response.headers, server_now.unwrap_or(unix_now));
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
    fn decide(&mut self, outcome: Outcome, signature: &Signature, elapsed: Duration) -> Next {
        let now = self.now;
        let outcome = match outcome {
            Outcome::Answer(response) if response.status.is_success() => {
                self.shared.budget.reward(self.withdrawal, now);
                return Next::Break(Ok(self.answer(response, elapsed)));
            }
            failed => failed,
        };
        let description = outcome.description();
        let (failure, error) = match outcome {
            Outcome::Answer(response) => self.rejection(&response, signature),
            Outcome::Fault(fault) => fault_error(fault),
            Outcome::TimedOut => timed_out(elapsed),
        };
        // One more, not four: most calls that wait have failed once.
        self.failures.reserve_exact(1);
        self.failures.push(Attempt {
            outcome: description,
            elapsed,
            delay: None,
        });
        if let (Failure::Unauthenticated, Some((_, generation))) = (failure, signature) {
            return Next::Continue(Pause::Recover(*generation, error));
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
            Err(Suppressed(false)) => return Next::Break(Err(error)),
            Err(Suppressed(true)) => return Next::Break(Err(error.with_retries_suppressed())),
        };
        self.retrying(failure.as_str(), delay);
        self.last_error = Some(error);
        Next::Continue(Pause::Sleep(delay))
    }

    /// A 401 of a session: replay once with a newer token, if there is one to be had.
    async fn recover(&mut self, generation: u64, error: Error) -> Result<(), Error> {
        let Some(session) = self.credential.session() else {
            return Err(error);
        };
        if self.replayed {
            // The second 401 of one call is the answer. The session still learns of it.
            let _ = session.note_rejection(generation, &self.scope());
            return Err(error);
        }
        match session.note_rejection(generation, &self.scope())? {
            Some(Recovery::Surface) => return Err(error),
            Some(Recovery::Replay) => {}
            None => {
                let rejected = ExpiryReason::Rejected;
                let refreshed = session.refreshed(generation, rejected, self.deadline).await;
                refreshed.ok_or_else(|| self.too_late())??;
            }
        }
        self.replayed = true;
        self.replaying = true;
        self.retrying(Failure::Unauthenticated.as_str(), Duration::ZERO);
        self.last_error = Some(error);
        Ok(())
    }

    /// What the request acts for, as the session tells its 401s apart.
    fn scope(&self) -> Vec<u8> {
        self.shared.scope(self.credential, self.request).context
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn delay(
        &mut self,
        failure: Failure,
        server_delay: Option<Duration>,
        now: Duration,
    ) -> Result<Duration, Suppressed> {
        const STOP: Suppressed = Suppressed(false);
        let class = match self.request.operation.class {
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
        let request = self.request;
        let operation = &*request.operation;
        let mut headers = self.shared.headers.clone();
        if operation.access != Access::Public {
            for (_, name, value) in self.shared.context_of(request) {
                headers.insert(name.clone(), value.clone());
            }
        }
        let placement = match operation.access {
            Access::Public => &Placement::Nowhere,
            _ => self.credential.placement(),
        };
        if !request.headers.is_empty() {
            headers.extend(request.headers.clone());
        }
        let credential = match (placement, signature) {
            (Placement::Header(name, value), _) => Some((name, value)),
            (_, Some((token, _))) => Some((&AUTHORIZATION, token)),
            _ => None,
        };
        if let Some((name, value)) = credential {
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
        let key = match placement {
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
                headers.insert(CONTENT_TYPE, kind.clone());
                body.clone()
            }
            None => Bytes::new(),
        };
        HttpRequest {
            method: operation.method.clone(),
            url,
            headers,
            body,
        }
    }

    fn answer(&self, response: HttpResponse, elapsed: Duration) -> (Bytes, Metadata) {
        let mut headers = response.headers;
        for name in SECRET_HEADERS {
            headers
                .get_mut(name)
                .into_iter()
                .for_each(|value| value.set_sensitive(true));
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
        (response.body, metadata)
    }

    /// What a failed answer means, with nothing in it that was secret in the request.
    fn rejection(&self, response: &HttpResponse, signature: &Signature) -> (Failure, Error) {
        let body = self.request.body.as_ref().map_or(&[][..], |(_, body)| body);
        let mut secrets = redact::secrets_in_json(body);
        let header = match (signature, self.credential.placement()) {
            (Some((value, _)), _) | (None, Placement::Header(_, value)) => value.to_str().ok(),
            _ => None,
        };
        let credential = header.map_or(self.credential.secret().expose(), |value| {
            value.strip_prefix("Bearer ").unwrap_or(value)
        });
        secrets.push(Zeroizing::new(credential.to_owned()));
        let mask = Mask::new(secrets.iter().map(|secret| secret.as_str()));
        let response = HttpResponse {
            status: response.status,
            headers: response.headers.clone(),
            // Before anything is cut short: half a password is still a secret.
            body: mask.body(&response.body),
        };
        let unix_now = self.shared.runtime.unix_now();
        let Rejection { failure, error } = match self.request.operation.protocol {
            Protocol::Rest => protocol::rest::rejection(&response, unix_now),
            Protocol::Connect => protocol::connect::rejection(&response, unix_now),
        };
        (failure, error.masked(|text| mask.exact(text)))
    }

    fn close_gate(&self, delay: Duration, now: Duration) {
        // One absurd header must not freeze an application for days: past the longest delay that
        // is waited for, the gate lets a request through to ask again.
        let at_most = self.shared.delays.max_server_delay;
        self.gate.close(delay, at_most, now);
        let delay = delay.min(at_most);
        self.tell(|_, operation| Event::GateClosed { operation, delay });
    }

    fn retrying(&mut self, reason: &'static str, delay: Duration) {
        if let Some(attempt) = self.failures.last_mut() {
            attempt.delay = Some(delay);
        }
        trace::retrying(reason, delay);
        self.tell(|call, operation| Event::Retrying {
            call,
            operation,
            attempt: self.sent,
            reason,
            delay,
        });
    }

    /// The deadline passed while waiting for a new token.
    fn too_late(&self) -> Error {
        match &self.last_error {
            Some(error) => error.clone(),
            None => Error::new(
                ErrorCode::Timeout,
                "the deadline passed while waiting for a new token",
            )
            .with_retryable(true),
        }
    }

    fn tell(&self, event: impl FnOnce(u64, Cow<'static, str>) -> Event) {
        let tell = || event(self.call, self.request.operation.name.clone());
        self.shared.observers.tell(tell);
    }
}

/// No retry follows; `true` if only because the budget is empty.
struct Suppressed(bool);

impl Shared {
    /// What the server counts this request by.
    fn scope(&self, credential: &Credential, request: &Request) -> Scope {
        if request.operation.access == Access::Public {
            // A sign-in that is throttled says nothing about refreshes, nor about the calls of a key.
            return Scope {
                credential: u64::MAX,
                context: request.operation.name.as_bytes().to_vec(),
            };
        }
        scope_of(credential, &mut self.context_of(request))
    }

    /// The client's context with the call's own in its place.
    fn context_of<'r>(
        &'r self,
        request: &'r Request,
    ) -> impl Iterator<Item = &'r (&'static str, HeaderName, HeaderValue)> {
        let overridden = |option: &str| request.context.iter().any(|(own, ..)| *own == option);
        self.context
            .iter()
            .filter(move |(option, ..)| !overridden(option))
            .chain(&request.context)
    }

    /// The path of an operation: the caller's, where it was overridden.
    pub(crate) fn path<'o>(&'o self, operation: &'o Operation) -> &'o str {
        let own = self.paths.iter().find(|(name, _)| *name == operation.name);
        own.map_or(&operation.path, |(_, path)| path)
    }

    /// The limits last seen for what a request without overrides is counted by.
    pub(crate) fn rate_limit(&self, credential: &Credential) -> Option<RateLimit> {
        let scope = scope_of(credential, &mut self.context.iter());
        let now = self.runtime.now();
        self.scopes.gate(scope, now).seen(now)
    }
}

fn scope_of(
    credential: &Credential,
    headers: &mut dyn Iterator<Item = &(&'static str, HeaderName, HeaderValue)>,
) -> Scope {
    // One or two headers with an id each.
    let mut context = Vec::with_capacity(128);
    for (_, name, value) in headers {
        context.extend_from_slice(name.as_str().as_bytes());
        context.extend_from_slice(value.as_bytes());
        context.push(0);
    }
    Scope {
        credential: credential.id(),
        context,
    }
}

impl Outcome {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Answer(response) => Some(response.status.as_u16()),
            Self::Fault(_) | Self::TimedOut => None,
        }
    }

    fn description(&self) -> String {
        match self {
            Self::Answer(response) => format!("HTTP {}", response.status.as_u16()),
            Self::Fault(fault) => redact::text(&fault.to_string()),
            Self::TimedOut => "attempt timed out".to_owned(),
        }
    }
}

fn fault_error(fault: TransportError) -> (Failure, Error) {
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
    let error = Error::new(code, redact::text(&fault.to_string()))
        .with_retryable(failure != Failure::Final)
        .with_maybe_processed(maybe_processed)
        .with_source(fault);
    (failure, error)
}

fn timed_out(elapsed: Duration) -> (Failure, Error) {
    let error = Error::new(
        ErrorCode::Timeout,
        format!("no answer within {} ms", protocol::scalar::millis(elapsed)),
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
