//! The one error type, with stable codes.

use std::{error::Error as StdError, fmt, sync::Arc};

use crate::{runtime::DOCUMENTED, text, time::Duration};

/// What went wrong, as text that never changes between versions or languages.
///
/// `docs/errors.md` is generated from this table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// Refused while building a client.
    InvalidConfig,
    /// The request is wrong: refused locally, or by the server.
    InvalidRequest,
    /// The credential is not accepted, and no refresh could cure it.
    Unauthenticated,
    /// The session can no longer be refreshed.
    SessionExpired,
    /// The token could not be refreshed this time.
    TokenRefreshFailed,
    /// This credential may not call this operation.
    PermissionDenied,
    /// No such thing.
    NotFound,
    /// It exists already, or was changed meanwhile.
    Conflict,
    /// Too many requests: said by the server, or held back locally.
    RateLimited,
    /// The deadline passed with no answer.
    Timeout,
    /// The caller gave up.
    Cancelled,
    /// No usable connection: DNS, connect, TLS, reset.
    Connection,
    /// The server failed.
    Server,
    /// A body that is not what the API promises.
    Decode,
    /// Code supplied by the caller failed.
    Callback,
}

impl ErrorCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::InvalidConfig,
        Self::InvalidRequest,
        Self::Unauthenticated,
        Self::SessionExpired,
        Self::TokenRefreshFailed,
        Self::PermissionDenied,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::Timeout,
        Self::Cancelled,
        Self::Connection,
        Self::Server,
        Self::Decode,
        Self::Callback,
    ];

    /// The stable text, such as `rate_limited`.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// When this code is given.
    pub const fn meaning(self) -> &'static str {
        self.row().1
    }

    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::InvalidConfig => (
                "invalid_config",
                "Refused while building a client: an empty or malformed key, a missing organization, plain http to a remote host, two credentials.",
                "Correct the option that the message names. Nothing was sent.",
            ),
            Self::InvalidRequest => (
                "invalid_request",
                "Refused locally, or answered with 400, 413, 415, 422 or another 4xx without a code of its own, or Connect `invalid_argument`, `failed_precondition`, `out_of_range`.",
                "Correct the fields listed in `violations`. Repeating the same request fails again.",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                "The server answered 401 and no refresh could cure it.",
                "Check the key, its environment and its kind; with a token, sign in again or pass `on_token_expired`.",
            ),
            Self::SessionExpired => (
                "session_expired",
                "The session can no longer be refreshed. Every call fails without network until new tokens are set.",
                "Sign in again and hand the new tokens to `set_tokens`.",
            ),
            Self::TokenRefreshFailed => (
                "token_refresh_failed",
                "`on_token_expired` or the refresh endpoint failed this time. A token that is still valid stays in use.",
                "Try again after `retry_after`; the source tells what the callback or the endpoint said.",
            ),
            Self::PermissionDenied => (
                "permission_denied",
                "The server answered 403; or this kind of credential may not call this operation, and nothing was sent.",
                "Use the kind of credential that the message names, or have the permission granted.",
            ),
            Self::NotFound => (
                "not_found",
                "404, or Connect `not_found`.",
                "Check the id, and that the credential belongs to the project or organization that owns it.",
            ),
            Self::Conflict => (
                "conflict",
                "409, or Connect `already_exists` or `aborted`.",
                "Read the current state, then decide.",
            ),
            Self::RateLimited => (
                "rate_limited",
                "429 or Connect `resource_exhausted` after the attempts were used up or with a delay too long to wait; or held back locally because the limit is known to be exhausted.",
                "Try again after `retry_after`. Send fewer, larger requests.",
            ),
            Self::Timeout => (
                "timeout",
                "The deadline of the call passed with no answer.",
                "Whether the server acted is unknown unless the operation is safe. Raise `timeout`, or try again if repeating does no harm.",
            ),
            Self::Cancelled => (
                "cancelled",
                "The caller gave up.",
                "Nothing: this is what was asked for.",
            ),
            Self::Connection => (
                "connection",
                "DNS, connect, TLS, a reset, or a redirect that is not followed. `maybe_processed` tells whether the server can have acted.",
                "Check the network, the base URL and the proxy settings.",
            ),
            Self::Server => (
                "server",
                "5xx, or Connect `internal`, `unknown`, `data_loss`, `unavailable`, `unimplemented`.",
                "Try again later if `retryable`; quote `request_id` to support.",
            ),
            Self::Decode => (
                "decode",
                "A success whose body is not what the API promises, or one over the size limit.",
                "Use the raw call to see the body, and report it: the server acted, only its answer is unreadable.",
            ),
            Self::Callback => (
                "callback",
                "Code supplied by the caller failed: a callback called the client in a circle, panicked, or gave a value of the wrong kind.",
                "Correct the callback that the message names.",
            ),
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One field that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The path of the field, such as `body.items[0].email`. Empty for a rule on the whole message.
    pub field: String,
    /// What is wrong, for people.
    pub message: String,
    /// The rule that was broken, such as `value_error.missing` or `string.min_len`, if told.
    pub rule: Option<String>,
}

impl Violation {
    /// A violation without a named rule.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
            rule: None,
        }
    }

    /// Names the rule that was broken.
    #[must_use]
    pub fn with_rule(mut self, rule: Option<String>) -> Self {
        self.rule = rule;
        self
    }
}

/// What happened to one attempt of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// What happened, such as `HTTP 503`, `attempt timed out` or `connection refused`.
    pub outcome: String,
    /// How long the attempt took.
    pub elapsed: Duration,
    /// How long the call then waited before it went on; `None` after the last attempt.
    pub delay: Option<Duration>,
}

/// A structured detail of a Connect error that Keybearer has no name for, kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detail {
    /// The full protobuf name, such as `google.rpc.Help`.
    pub type_name: String,
    /// The encoded message.
    pub value: Vec<u8>,
}

/// The error of every call, in every language.
///
/// It is cheap to move and to clone, and holds no secret: text that came from a server is bounded,
/// and credentials in it are masked.
///
/// ```
/// # async fn demo(client: keybearer::PuguhClient) {
/// use keybearer::{ErrorCode, puguh::ListOrganizations};
///
/// match client.organizations().list(ListOrganizations::default()).await {
///     Ok(page) => println!("{} organizations", page.items.len()),
///     Err(error) if error.code() == ErrorCode::RateLimited => {
///         println!("come back in {:?}", error.retry_after());
///     }
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Fields>);

#[derive(Clone)]
struct Fields {
    code: ErrorCode,
    message: String,
    platform: Option<&'static str>,
    operation: Option<String>,
    status: Option<u16>,
    told: Told,
    retryable: bool,
    retries_suppressed: bool,
    maybe_processed: bool,
    retry_after: Option<Duration>,
    attempts: Vec<Attempt>,
    source: Option<Arc<Source>>,
}

/// The error beneath another, which clones share.
type Source = Box<dyn StdError + Send + Sync>;

/// What an answer tells of an error, besides the message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) server_code: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) details: Vec<Detail>,
    /// The beginning of the body.
    pub(crate) body: Option<String>,
}

impl Error {
    /// An error with a message and nothing else known.
    ///
    /// For callbacks, transports and stores that want to fail in the same way as the client does.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::told(code, message.into(), Told::default())
    }

    /// An error that came as an answer.
    pub(crate) fn told(code: ErrorCode, message: String, told: Told) -> Self {
        Self(Box::new(Fields {
            code,
            message,
            platform: None,
            operation: None,
            status: None,
            told,
            retryable: false,
            retries_suppressed: false,
            maybe_processed: false,
            retry_after: None,
            attempts: Vec::new(),
            source: None,
        }))
    }

    /// What went wrong.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// What went wrong, for people: the server's words where it gave any.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Which API: `pug`, `puguh` or `composite`.
    pub fn platform(&self) -> Option<&'static str> {
        self.0.platform
    }

    /// The operation, such as `puguh.organizations.list`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP status of the last answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The server's own code, such as Connect's `resource_exhausted` or OAuth's `invalid_grant`.
    pub fn server_code(&self) -> Option<&str> {
        self.0.told.server_code.as_deref()
    }

    /// The reason behind the code: `google.rpc.ErrorInfo`'s reason, the permission that is
    /// missing, or for a local refusal a word such as `callback_timeout`.
    pub fn reason(&self) -> Option<&str> {
        self.0.told.reason.as_deref()
    }

    /// The request's id at the server, to quote to support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.told.request_id.as_deref()
    }

    /// Whether the same request may succeed later.
    pub fn retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether a retry was due but the retry budget was empty.
    pub fn retries_suppressed(&self) -> bool {
        self.0.retries_suppressed
    }

    /// Whether the server can have acted on the request although no answer was read.
    ///
    /// `false` for an error that came as an answer, and for a request that was never sent.
    pub fn maybe_processed(&self) -> bool {
        self.0.maybe_processed
    }

    /// How long the server, or the local limiter, asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The fields that were refused.
    pub fn violations(&self) -> &[Violation] {
        &self.0.told.violations
    }

    /// Structured details that have no place of their own.
    pub fn details(&self) -> &[Detail] {
        &self.0.told.details
    }

    /// What happened, attempt by attempt. Empty if nothing was sent.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.attempts
    }

    /// The beginning of the body of the answer, with credentials masked.
    pub fn body(&self) -> Option<&str> {
        self.0.told.body.as_deref()
    }
}

/// How the crate fills in an error. Each method takes and returns it, so that they chain.
#[allow(clippy::return_self_not_must_use)]
impl Error {
    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidConfig, message)
    }

    /// An option that is refused, by its name.
    pub(crate) fn option(name: &str, problem: &str) -> Self {
        Self::config(text::filled("{} {}", &[name, problem])).because(name)
    }

    /// A request that is refused locally because of `violations`.
    pub(crate) fn request(violations: Vec<Violation>) -> Self {
        let mut message = String::new();
        for violation in &violations {
            let refused = text::filled("{}: {}", &[&violation.field, &violation.message]);
            text::append(&refused, "; ", &mut message);
        }
        let mut error = Self::new(ErrorCode::InvalidRequest, message);
        error.0.told.violations = violations;
        error
    }

    pub(crate) fn with_code(mut self, code: ErrorCode) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    pub(crate) fn without_retry_after(mut self) -> Self {
        self.0.retry_after = None;
        self
    }

    pub(crate) fn with_operation(mut self, platform: &'static str, operation: &str) -> Self {
        self.0.platform = Some(platform);
        self.0.operation = Some(operation.to_owned());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_server_code(mut self, code: Option<String>) -> Self {
        self.0.told.server_code = code;
        self
    }

    pub(crate) fn with_reason(mut self, reason: Option<String>) -> Self {
        self.0.told.reason = reason;
        self
    }

    pub(crate) fn because(self, reason: &str) -> Self {
        self.with_reason(Some(reason.to_owned()))
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        if id.is_some() {
            self.0.told.request_id = id;
        }
        self
    }

    pub(crate) fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub(crate) fn with_retries_suppressed(mut self) -> Self {
        self.0.retries_suppressed = true;
        self
    }

    pub(crate) fn with_maybe_processed(mut self, maybe: bool) -> Self {
        self.0.maybe_processed = maybe;
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<Duration>) -> Self {
        if delay.is_some() {
            self.0.retry_after = delay;
        }
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_body(mut self, excerpt: Option<String>) -> Self {
        self.0.told.body = excerpt;
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(Arc::new(source.into()));
        self
    }

    /// Passes every text that came from outside through `mask`.
    pub(crate) fn masked(mut self, mask: impl Fn(&str) -> String) -> Self {
        self.0.mask(&mask);
        self
    }
}

impl Fields {
    fn mask(&mut self, mask: &dyn Fn(&str) -> String) {
        let told = &mut self.told;
        let masked = |text: &mut String| *text = mask(text);
        masked(&mut self.message);
        for violation in &mut told.violations {
            masked(&mut violation.field);
            masked(&mut violation.message);
            violation.rule.as_mut().map(masked);
        }
        let optional = [
            &mut told.server_code,
            &mut told.reason,
            &mut told.request_id,
            &mut told.body,
        ];
        optional.into_iter().flatten().for_each(masked);
        // An unknown detail cannot be searched for secrets that it may encode.
        told.details.retain(|detail| {
            let value = text::lossy(&detail.value);
            mask(&value) == value
        });
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = &self.0.told;
        let status = self.0.status.map(|status| text::digits(status.into()));
        let attempts = self.0.attempts.len() as u64;
        let attempts = (attempts > 1).then(|| text::digits(attempts));
        let delay = self.0.retry_after.map(|delay| match delay.subsec_millis() {
            0 => text::digits(delay.as_secs()),
            millis => {
                let millis = text::digits(1000 + u64::from(millis));
                text::filled("{}.{}", &[&text::digits(delay.as_secs()), &millis[1..]])
            }
        });
        let suppressed = self.0.retries_suppressed.then(String::new);
        for part in &[self.0.code.as_str(), ": ", &self.0.message] {
            f.write_str(part)?;
        }
        let mut before = " (";
        for (label, note, end) in &[
            ("", &self.0.operation, ""),
            ("HTTP ", &status, ""),
            ("", &told.server_code, ""),
            ("", &told.reason, ""),
            ("request ", &told.request_id, ""),
            ("after ", &attempts, " attempts"),
            ("not retried: retry budget empty", &suppressed, ""),
            ("retry after ", &delay, "s"),
        ] {
            let Some(note) = note else {
                continue;
            };
            for part in &[before, label, note, end] {
                f.write_str(part)?;
            }
            before = ", ";
        }
        f.write_str(if before == ", " { ")" } else { "" })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = &*self.0;
        if !DOCUMENTED {
            return f.write_str(&fields.message);
        }
        f.debug_struct("Error")
            .field("code", &fields.code)
            .field("message", &fields.message)
            .field("operation", &fields.operation)
            .field("status", &fields.status)
            .field("server_code", &fields.told.server_code)
            .field("reason", &fields.told.reason)
            .field("request_id", &fields.told.request_id)
            .field("retryable", &fields.retryable)
            .field("retry_after", &fields.retry_after)
            .field("violations", &fields.told.violations)
            .field("attempts", &fields.attempts)
            .field("body", &fields.told.body)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(&**source)
    }
}
