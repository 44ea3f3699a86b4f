//! The little JSON that crosses the border.

use std::error::Error as StdError;

use keybearer::{
    Attempt, Detail, Error, ErrorCode, Event, RateLimit, Violation,
    erased::text,
    erased::tree::{self, Value},
    time::Duration,
};

use crate::slots::Thrown;

/// What the host tells: a list. What there is nothing to say of is `null` in it.
pub(crate) fn items(json: &str) -> Vec<Value> {
    match tree::parse(json.as_bytes()) {
        Some(Value::Array(items)) => items,
        _ => unexpected(),
    }
}

/// To go on with nothing would be to send something else than was asked for.
pub(crate) fn unexpected() -> ! {
    panic!("the host tells other things")
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        _ => None,
    }
}

/// The texts of a list: of names and values, in turn.
pub(crate) fn texts(list: Option<&Value>) -> Vec<&str> {
    let list = list.and_then(Value::as_array).unwrap_or_default();
    list.iter().map(text).collect()
}

/// Whole microseconds.
#[allow(clippy::cast_precision_loss, reason = "exact for 285 years")]
pub(crate) fn micros(duration: Duration) -> f64 {
    duration.as_micros() as f64
}

/// A duration, which comes in whole microseconds.
pub(crate) fn duration(micros: &Value) -> Option<Duration> {
    micros.as_u64().map(Duration::from_micros)
}

/// An object that is written as it grows.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
    }

    pub(crate) fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.0.push_str(json);
    }

    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        tree::quote(text, &mut self.0);
    }

    pub(crate) fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    pub(crate) fn whole(&mut self, name: &str, number: u64) {
        self.name(name);
        self.0.push_str(&text::digits(number));
    }

    /// A duration, in milliseconds.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "durations are neither negative nor longer"
    )]
    pub(crate) fn duration(&mut self, name: &str, duration: Duration) {
        self.whole(name, micros(duration) as u64);
        self.0.push_str("e-3");
    }

    /// Seconds, in milliseconds.
    pub(crate) fn seconds(&mut self, name: &str, seconds: u64) {
        self.whole(name, seconds);
        self.0.push_str("e3");
    }

    fn flag(&mut self, name: &str, holds: bool) {
        if holds {
            self.raw(name, "true");
        }
    }

    /// A list, unless there is nothing in it.
    fn list(&mut self, name: &str, items: &mut dyn Iterator<Item = String>) {
        let mut list = String::new();
        for item in items {
            list.push(if list.is_empty() { '[' } else { ',' });
            list.push_str(&item);
        }
        if !list.is_empty() {
            list.push(']');
            self.raw(name, &list);
        }
    }

    /// What every event of a call begins with.
    fn event(&mut self, kind: &str, call: u64, operation: &str, counted: &str, count: u32) {
        self.text("type", kind);
        self.whole("call", call);
        self.text("operation", operation);
        self.whole(counted, count.into());
    }

    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

pub(crate) fn rate_limit(limit: &RateLimit) -> Object {
    let mut object = Object::new();
    if let Some(number) = limit.limit {
        object.whole("limit", number);
    }
    if let Some(number) = limit.remaining {
        object.whole("remaining", number);
    }
    if let Some(reset) = limit.reset {
        object.duration("reset", reset);
    }
    object
}

pub(crate) fn error_json(error: &Error) -> String {
    let mut object = Object::new();
    object.text("code", error.code().as_str());
    object.text("message", error.message());
    object.maybe("platform", error.platform());
    object.maybe("operation", error.operation());
    if let Some(status) = error.status() {
        object.whole("status", status.into());
    }
    object.maybe("serverCode", error.server_code());
    object.maybe("reason", error.reason());
    object.maybe("requestId", error.request_id());
    object.flag("retryable", error.retryable());
    object.flag("retriesSuppressed", error.retries_suppressed());
    object.flag("maybeProcessed", error.maybe_processed());
    if let Some(delay) = error.retry_after() {
        object.duration("retryAfter", delay);
    }
    object.list("violations", &mut error.violations().iter().map(violation));
    object.list("details", &mut error.details().iter().map(detail));
    object.list("attempts", &mut error.attempts().iter().map(attempt));
    object.maybe("body", error.body());
    if let Some(thrown) = thrown(error) {
        object.whole("cause", thrown.slot.into());
    }
    object.end()
}

fn violation(violation: &Violation) -> String {
    let mut object = Object::new();
    object.text("field", &violation.field);
    object.text("message", &violation.message);
    object.maybe("rule", violation.rule.as_deref());
    object.end()
}

fn detail(detail: &Detail) -> String {
    let mut object = Object::new();
    object.text("typeName", &detail.type_name);
    object.list("value", &mut detail.value.iter().map(u8::to_string));
    object.end()
}

fn attempt(attempt: &Attempt) -> String {
    let mut object = Object::new();
    object.text("outcome", &attempt.outcome);
    object.duration("elapsed", attempt.elapsed);
    if let Some(delay) = attempt.delay {
        object.duration("delay", delay);
    }
    object.end()
}

/// What code of the user's threw, if that is beneath this error.
fn thrown(error: &Error) -> Option<&Thrown> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(thrown) = cause.downcast_ref() {
            return Some(thrown);
        }
        next = cause.source();
    }
    None
}

pub(crate) fn event_json(event: &Event) -> String {
    let mut object = Object::new();
    match event {
        Event::AttemptStarted {
            call,
            operation,
            attempt,
        } => object.event("attempt_started", *call, operation, "attempt", *attempt),
        Event::AttemptFinished {
            call,
            operation,
            attempt,
            status,
            elapsed,
        } => {
            object.event("attempt_finished", *call, operation, "attempt", *attempt);
            if let Some(status) = status {
                object.whole("status", (*status).into());
            }
            object.duration("elapsed", *elapsed);
        }
        Event::Retrying {
            call,
            operation,
            attempt,
            reason,
            delay,
        } => {
            object.event("retrying", *call, operation, "attempt", *attempt);
            object.text("reason", reason);
            object.duration("delay", *delay);
        }
        Event::CallFinished {
            call,
            operation,
            error,
            attempts,
            elapsed,
        } => {
            object.event("call_finished", *call, operation, "attempts", *attempts);
            object.maybe("error", error.map(ErrorCode::as_str));
            object.duration("elapsed", *elapsed);
        }
        Event::TokenRefreshed {
            generation,
            reason,
            elapsed,
        } => {
            object.text("type", "token_refreshed");
            object.whole("generation", *generation);
            object.text("reason", reason);
            object.duration("elapsed", *elapsed);
        }
        Event::TokenRefreshFailed { error, cool_down } => {
            object.text("type", "token_refresh_failed");
            object.text("error", error.as_str());
            object.duration("coolDown", *cool_down);
        }
        Event::TokenStoreFailed { message } => {
            object.text("type", "token_store_failed");
            object.text("message", message);
        }
        Event::GateClosed { operation, delay } => {
            object.text("type", "gate_closed");
            object.text("operation", operation);
            object.duration("delay", *delay);
        }
        _ => object.text("type", "other"),
    }
    object.end()
}
