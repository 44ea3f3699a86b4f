//! The control API under `/_sandbox`, and the page at `/`.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, DATE};
use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::clock::{self, DateForm};
use crate::faults::{BoxError, ResponseBody};
use crate::http::{Answer, Call};
use crate::rules::Rule;
use crate::settings::SettingsUpdate;
use crate::shared::Shared;
use crate::tokens::{Mint, Revoke};
use crate::{cors, server};

const PAGE: &str = include_str!("page.html");

/// How long a stopping sandbox stays up, so that the answer to `DELETE /_sandbox` gets out.
const LAST_WORDS: Duration = Duration::from_millis(50);

/// Whether a path is the sandbox's own rather than one of the APIs'.
pub(crate) fn is_control_path(path: &str) -> bool {
    path == "/" || path == "/favicon.ico" || path == "/_sandbox" || path.starts_with("/_sandbox/")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRules {
    rules: Vec<Rule>,
}

/// Answers a control request; these appear in no journal and obey no rule.
pub(crate) async fn serve(call: &Call, shared: &Arc<Shared>) -> Result<Response<ResponseBody>, BoxError> {
    if call.method == Method::GET && call.path == "/_sandbox/journal/stream" {
        return Ok(stream(call, shared));
    }
    let mut answer = route(call, shared).await.unwrap_or_else(|refused| refused);
    cors::permissive(call, &mut answer);
    answer.set(DATE, clock::http_date(shared.now(), DateForm::Imf));
    answer.set(CACHE_CONTROL, "no-store");
    let body = ResponseBody::whole(answer.body, None);
    Ok(server::respond(answer.status, *answer.headers, body))
}

async fn route(call: &Call, shared: &Arc<Shared>) -> Result<Answer, Answer> {
    let done = || Ok(Answer::ok(&json!({ "ok": true })));
    match (call.method.as_str(), call.path.as_str()) {
        ("OPTIONS", _) | ("GET", "/favicon.ico") => Ok(Answer::empty(StatusCode::NO_CONTENT)),
        ("GET" | "HEAD", "/") => Ok(Answer::typed(StatusCode::OK, "text/html; charset=utf-8", PAGE)),
        ("GET", "/_sandbox/info") => Ok(Answer::ok(&shared.info)),
        ("POST", "/_sandbox/reset") => {
            shared.reset();
            done()
        }
        ("GET", "/_sandbox/rules") => Ok(Answer::ok(&json!({ "rules": shared.rules().list() }))),
        ("POST", "/_sandbox/rules") => {
            let NewRules { rules } = body(call)?;
            shared.rules().add(rules).map_err(|message| refusal(&message))?;
            done()
        }
        ("DELETE", "/_sandbox/rules") => {
            shared.rules().clear();
            done()
        }
        ("GET", "/_sandbox/journal") => Ok(Answer::ok(&json!({ "requests": shared.journal.entries() }))),
        ("GET", "/_sandbox/counters") => Ok(Answer::ok(&shared.state().counters)),
        ("GET", "/_sandbox/settings") => Ok(Answer::ok(&shared.state().settings)),
        ("POST", "/_sandbox/settings") => {
            let update: SettingsUpdate = body(call)?;
            let mut state = shared.state();
            state.settings.update(&update);
            Ok(Answer::ok(&state.settings))
        }
        ("POST", "/_sandbox/mint") => {
            let mint: Mint = body(call)?;
            Ok(Answer::ok(&shared.state().mint(&mint)))
        }
        ("POST", "/_sandbox/revoke") => {
            let what: Revoke = body(call)?;
            Ok(Answer::ok(
                &json!({ "revoked": shared.state().tokens.revoke(&what) }),
            ))
        }
        ("POST", "/_sandbox/rotate_signing_key") => {
            Ok(Answer::ok(&json!({ "kid": shared.state().tokens.keys.rotate() })))
        }
        ("POST", "/_sandbox/spawn") => match crate::spawn(shared).await {
            Ok(info) => Ok(Answer::ok(&info)),
            Err(error) => Err(Answer::json(
                StatusCode::INTERNAL_SERVER_ERROR,
                &json!({ "error": error.to_string() }),
            )),
        },
        ("DELETE", "/_sandbox") => stop(shared),
        _ => Err(Answer::json(
            StatusCode::NOT_FOUND,
            &json!({ "error": format!("no such control: {} {}", call.method, call.path) }),
        )),
    }
}

fn refusal(message: &str) -> Answer {
    Answer::json(StatusCode::BAD_REQUEST, &json!({ "error": message }))
}

fn body<T: DeserializeOwned>(call: &Call) -> Result<T, Answer> {
    let bytes: &[u8] = if call.body.is_empty() { b"{}" } else { &call.body };
    serde_json::from_slice(bytes).map_err(|error| refusal(&error.to_string()))
}

/// Stops a spawned sandbox; the first one is stopped from outside.
fn stop(shared: &Arc<Shared>) -> Result<Answer, Answer> {
    let Some(parent) = shared.parent.clone() else {
        return Err(Answer::json(
            StatusCode::CONFLICT,
            &json!({ "error": "only a spawned sandbox can be stopped this way" }),
        ));
    };
    let url = shared.info.url.clone();
    tokio::spawn(async move {
        tokio::time::sleep(LAST_WORDS).await;
        if let Some(parent) = parent.upgrade() {
            parent.release(&url);
        }
    });
    Ok(Answer::ok(&json!({ "ok": true })))
}

/// The journal as server-sent events: what there is, then each change.
fn stream(call: &Call, shared: &Arc<Shared>) -> Response<ResponseBody> {
    let mut changes = shared.journal.subscribe();
    let past = shared.journal.entries();
    let (sender, parts) = mpsc::channel::<Bytes>(64);
    let mut stop = shared.stop.subscribe();
    tokio::spawn(async move {
        let event = |json: &str| Bytes::from(format!("data: {json}\n\n"));
        for entry in past {
            let json = serde_json::to_string(&entry).unwrap_or_default();
            if sender.send(event(&json)).await.is_err() {
                return;
            }
        }
        loop {
            let change = tokio::select! {
                change = changes.recv() => change,
                () = sender.closed() => return,
                () = server::stopped(&mut stop) => return,
            };
            match change {
                Ok(json) => {
                    if sender.send(event(&json)).await.is_err() {
                        return;
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
    let mut answer = Answer::empty(StatusCode::OK)
        .with(CONTENT_TYPE, "text/event-stream")
        .with(CACHE_CONTROL, "no-store");
    cors::permissive(call, &mut answer);
    server::respond(answer.status, *answer.headers, ResponseBody::feed(parts))
}
