//! What the parts of one running scenario share.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use keybearer::{Error, Event, MemoryTokenStore};
use keybearer_sandbox::{Mint, Revoke, Rule, Sandbox, SettingsUpdate};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{broken, clients::Client, json::substitute, scenario::Change};

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    /// The sandbox of another origin, if the scenario asks for one.
    pub(crate) other: Option<Sandbox>,
    variables: Mutex<Value>,
    clients: Mutex<BTreeMap<String, Client>>,
    pub(crate) stores: Mutex<BTreeMap<String, Arc<MemoryTokenStore>>>,
    pub(crate) log: Mutex<Log>,
}

/// What the clients told.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) events: Vec<Value>,
    pub(crate) callbacks: Vec<Value>,
    /// Everything that a person could get to see, and that therefore must hold no secret.
    pub(crate) shown: Vec<String>,
    /// What callbacks threw: as the cause of an error it stays as it is.
    pub(crate) thrown: Vec<String>,
}

impl World {
    pub(crate) async fn start(other: bool) -> Result<Self, String> {
        let start = async || Sandbox::start().await.map_err(|error| error.to_string());
        let sandbox = start().await?;
        let other = if other { Some(start().await?) } else { None };
        let mut variables = json!({ "info": sandbox.info(), "tokens": {}, "saved": {} });
        if let Some(other) = &other {
            variables["other"] = json!(other.info());
        }
        Ok(Self {
            sandbox,
            other,
            variables: Mutex::new(variables),
            clients: Mutex::default(),
            stores: Mutex::default(),
            log: Mutex::default(),
        })
    }

    /// `value` with the variables as they are now.
    pub(crate) fn resolve(&self, value: &Value) -> Result<Value, String> {
        substitute(value, &lock(&self.variables)).map_err(broken)
    }

    pub(crate) fn parse<T: DeserializeOwned>(&self, value: &Value) -> Result<T, String> {
        let resolved = self.resolve(value)?;
        serde_json::from_value(resolved).map_err(|error| broken(format!("{error} in {value}")))
    }

    pub(crate) fn save(&self, name: &str, value: Value) {
        lock(&self.variables)["saved"][name] = value;
    }

    pub(crate) fn add_client(&self, name: &str, client: Client) {
        lock(&self.clients).insert(name.to_owned(), client);
    }

    pub(crate) fn client(&self, name: &str) -> Result<Client, String> {
        let client = lock(&self.clients).get(name).cloned();
        client.ok_or_else(|| broken(format!("there is no client {name}")))
    }

    pub(crate) fn change(&self, change: &Change) -> Result<(), String> {
        if change.clear_rules {
            self.sandbox.clear_rules();
        }
        if let Some(settings) = &change.settings {
            self.sandbox
                .update_settings(&self.parse::<SettingsUpdate>(settings)?);
        }
        for (name, mint) in &change.mint {
            let minted = self.sandbox.mint(&self.parse::<Mint>(mint)?);
            lock(&self.variables)["tokens"][name] = json!(minted);
        }
        for rule in &change.rules {
            let rule = self.parse::<Rule>(rule)?;
            self.sandbox.add_rules([rule]).map_err(broken)?;
        }
        for revoke in &change.revoke {
            self.sandbox.revoke(&self.parse::<Revoke>(revoke)?);
        }
        if change.rotate_signing_key {
            self.sandbox.rotate_signing_key();
        }
        Ok(())
    }

    /// The requests so far, without the preflights of browsers.
    pub(crate) fn journal(&self) -> Vec<Value> {
        journal(&self.sandbox)
    }

    pub(crate) fn observe(&self, event: &Event) {
        let mut log = lock(&self.log);
        log.shown.push(format!("{event:?}"));
        log.events.push(event_json(event));
    }

    /// The error as JSON; all of its text is remembered.
    pub(crate) fn error_json(&self, error: &Error) -> Value {
        let mut log = lock(&self.log);
        let mut source = Some(error as &dyn std::error::Error);
        while let Some(shown) = source {
            if !log.thrown.contains(&shown.to_string()) {
                log.shown.push(format!("{shown} {shown:?}"));
            }
            source = shown.source();
        }
        let json = error_json(error);
        log.shown.push(json.to_string());
        json
    }

    /// Secrets that must be seen nowhere: variables whose names say so.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        collect_secrets(&lock(&self.variables), &mut secrets);
        secrets
    }
}

pub(crate) fn journal(sandbox: &Sandbox) -> Vec<Value> {
    let entries = sandbox.journal().into_iter();
    entries
        .filter(|entry| entry.method != "OPTIONS")
        .map(|entry| json!(entry))
        .collect()
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn collect_secrets(value: &Value, secrets: &mut Vec<String>) {
    const ENDINGS: [&str; 5] = ["key", "token", "password", "secret", "code"];
    for (name, member) in value.as_object().into_iter().flatten() {
        match member {
            Value::String(text) if ENDINGS.iter().any(|ending| name.ends_with(ending)) => {
                secrets.push(text.clone());
            }
            other => collect_secrets(other, secrets),
        }
    }
}

fn error_json(error: &Error) -> Value {
    let violations: Vec<_> = error
        .violations()
        .iter()
        .map(|violation| json!({ "field": violation.field, "message": violation.message, "rule": violation.rule }))
        .collect();
    let attempts: Vec<_> = error
        .attempts()
        .iter()
        .map(|attempt| {
            json!({
                "outcome": attempt.outcome,
                "elapsed_ms": millis(attempt.elapsed),
                "delay_ms": attempt.delay.map(millis),
            })
        })
        .collect();
    let details: Vec<_> = error
        .details()
        .iter()
        .map(|detail| json!({ "type_name": detail.type_name, "value": detail.value }))
        .collect();
    json!({
        "code": error.code().as_str(),
        "message": error.message(),
        "platform": error.platform(),
        "operation": error.operation(),
        "status": error.status(),
        "server_code": error.server_code(),
        "reason": error.reason(),
        "request_id": error.request_id(),
        "retryable": error.retryable(),
        "retries_suppressed": error.retries_suppressed(),
        "maybe_processed": error.maybe_processed(),
        "retry_after_ms": error.retry_after().map(millis),
        "violations": violations,
        "details": details,
        "attempts": attempts,
        "body": error.body(),
    })
}

fn event_json(event: &Event) -> Value {
    match event {
        Event::AttemptStarted {
            operation, attempt, ..
        } => json!({ "type": "attempt_started", "operation": operation, "attempt": attempt }),
        Event::AttemptFinished {
            operation,
            attempt,
            status,
            elapsed,
            ..
        } => json!({
            "type": "attempt_finished",
            "operation": operation,
            "attempt": attempt,
            "status": status,
            "elapsed_ms": millis(*elapsed),
        }),
        Event::Retrying {
            operation,
            attempt,
            reason,
            delay,
            ..
        } => json!({
            "type": "retrying",
            "operation": operation,
            "attempt": attempt,
            "reason": reason,
            "delay_ms": millis(*delay),
        }),
        Event::CallFinished {
            operation,
            error,
            attempts,
            elapsed,
            ..
        } => json!({
            "type": "call_finished",
            "operation": operation,
            "error": error.map(keybearer::ErrorCode::as_str),
            "attempts": attempts,
            "elapsed_ms": millis(*elapsed),
        }),
        Event::TokenRefreshed {
            generation,
            reason,
            elapsed,
        } => json!({
            "type": "token_refreshed",
            "generation": generation,
            "reason": reason,
            "elapsed_ms": millis(*elapsed),
        }),
        Event::TokenRefreshFailed { error, cool_down } => json!({
            "type": "token_refresh_failed",
            "error": error.as_str(),
            "cool_down_ms": millis(*cool_down),
        }),
        Event::TokenStoreFailed { message } => json!({ "type": "token_store_failed", "message": message }),
        Event::GateClosed { operation, delay } => json!({
            "type": "gate_closed",
            "operation": operation,
            "delay_ms": millis(*delay),
        }),
        other => json!({ "type": "unknown", "debug": format!("{other:?}") }),
    }
}

pub(crate) fn millis(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
