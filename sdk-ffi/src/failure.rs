//! The one error that crosses: every field of the core's.

use std::time::Duration;

use keybearer::{Error, ErrorCode};
use serde::Serialize;

/// Why a call or a client failed.
#[derive(Clone, Debug, thiserror::Error, uniffi::Error)]
pub enum Failure {
    /// The only case: what went wrong is told by `code`.
    #[error("{}", .error.text)]
    Failed {
        /// All that is known of it.
        error: FailureDetails,
    },
}

/// The fields of an error, as `keybearer::Error` documents them. Durations are seconds.
#[derive(Clone, Debug, Default, Serialize, uniffi::Record)]
pub struct FailureDetails {
    /// The stable code, such as `rate_limited`.
    pub code: String,
    /// What went wrong, for people.
    pub message: String,
    /// Code, message and what else helps, in one line.
    pub text: String,
    /// `pug`, `puguh` or `composite`.
    pub platform: Option<String>,
    /// The operation, such as `puguh.organizations.list`.
    pub operation: Option<String>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// The server's own code.
    pub server_code: Option<String>,
    /// The reason behind the code.
    pub reason: Option<String>,
    /// The request's id at the server.
    pub request_id: Option<String>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Whether a retry was due but the retry budget was empty.
    pub retries_suppressed: bool,
    /// Whether the server can have acted although no answer was read.
    pub maybe_processed: bool,
    /// How long to wait.
    pub retry_after: Option<f64>,
    /// The fields that were refused.
    pub violations: Vec<Violation>,
    /// Structured details that have no place of their own.
    pub details: Vec<Detail>,
    /// What happened, attempt by attempt.
    pub attempts: Vec<Attempt>,
    /// The beginning of the body of the answer, with credentials masked.
    pub body: Option<String>,
    /// What the errors behind this one say, outermost first.
    pub causes: Vec<String>,
}

/// One field that was refused, and why.
#[derive(Clone, Debug, Serialize, uniffi::Record)]
pub struct Violation {
    /// The path of the field.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// The rule that was broken.
    pub rule: Option<String>,
}

/// A structured detail of a Connect error.
#[derive(Clone, Debug, Serialize, uniffi::Record)]
pub struct Detail {
    /// The full protobuf name.
    pub type_name: String,
    /// The encoded message.
    pub value: Vec<u8>,
}

/// What happened to one attempt.
#[derive(Clone, Debug, Serialize, uniffi::Record)]
pub struct Attempt {
    /// Such as `HTTP 503`.
    pub outcome: String,
    /// How long it took.
    pub elapsed: f64,
    /// How long the call then waited.
    pub delay: Option<f64>,
}

impl Failure {
    /// A failure that is found here, before the core is asked.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>, reason: &str) -> Self {
        let message = message.into();
        FailureDetails {
            code: code.as_str().to_owned(),
            text: format!("{code}: {message}"),
            message,
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            ..FailureDetails::default()
        }
        .into()
    }

    /// An option that is refused, in the words of the core.
    pub(crate) fn option(name: &str, problem: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::InvalidConfig, format!("{name} {problem}"), name)
    }

    /// A request that is refused because of one of its members.
    pub(crate) fn member(field: &str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        let Self::Failed { mut error } =
            Self::new(ErrorCode::InvalidRequest, format!("{field}: {problem}"), "");
        error.violations = vec![Violation {
            field: field.to_owned(),
            message: problem,
            rule: None,
        }];
        error.into()
    }

    pub(crate) fn of_operation(self, operation: &str) -> Self {
        let Self::Failed { mut error } = self;
        let (platform, _) = operation.split_once('.').unwrap_or((operation, ""));
        error.platform = Some(platform.to_owned());
        error.text = format!("{} ({operation})", error.text);
        error.operation = Some(operation.to_owned());
        error.into()
    }

    /// What a call comes to that was given up.
    pub(crate) fn cancelled(why: &str, reason: &str) -> Self {
        Self::new(ErrorCode::Cancelled, why, reason)
    }

    /// What a client comes to that was closed.
    pub(crate) fn closed() -> Self {
        Self::new(
            ErrorCode::InvalidConfig,
            "this client is closed; build another one",
            "client_closed",
        )
    }

    pub(crate) fn details(&self) -> &FailureDetails {
        let Self::Failed { error } = self;
        error
    }
}

impl From<FailureDetails> for Failure {
    fn from(error: FailureDetails) -> Self {
        Self::Failed { error }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut causes = Vec::new();
        let mut cause = std::error::Error::source(&error);
        while let Some(shown) = cause {
            causes.push(shown.to_string());
            cause = shown.source();
        }
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let seconds = |duration: Option<Duration>| duration.map(|duration| duration.as_secs_f64());
        FailureDetails {
            code: error.code().as_str().to_owned(),
            message: error.message().to_owned(),
            text: error.to_string(),
            platform: owned(error.platform()),
            operation: owned(error.operation()),
            status: error.status(),
            server_code: owned(error.server_code()),
            reason: owned(error.reason()),
            request_id: owned(error.request_id()),
            retryable: error.retryable(),
            retries_suppressed: error.retries_suppressed(),
            maybe_processed: error.maybe_processed(),
            retry_after: seconds(error.retry_after()),
            violations: error
                .violations()
                .iter()
                .map(|violation| Violation {
                    field: violation.field.clone(),
                    message: violation.message.clone(),
                    rule: violation.rule.clone(),
                })
                .collect(),
            details: error
                .details()
                .iter()
                .map(|detail| Detail {
                    type_name: detail.type_name.clone(),
                    value: detail.value.clone(),
                })
                .collect(),
            attempts: error
                .attempts()
                .iter()
                .map(|attempt| Attempt {
                    outcome: attempt.outcome.clone(),
                    elapsed: attempt.elapsed.as_secs_f64(),
                    delay: seconds(attempt.delay),
                })
                .collect(),
            body: owned(error.body()),
            causes,
        }
        .into()
    }
}
