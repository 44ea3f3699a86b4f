//! The core of Keybearer for hosts of JavaScript.
//!
//! What crosses the border is text and numbers: no JavaScript value is held here, and messages are
//! written and read on the other side. Calls, clients and exchanges are known by numbers. The host
//! calls the functions of this file; what it is called for stands in `host.rs`.
//!
//! It decides nothing: `sdk-core` does.

#![cfg(target_arch = "wasm32")]

mod client;
mod host;
mod json;
mod memory;
mod runtime;
mod session;
mod slots;
mod tasks;
mod transport;

use bytes::Bytes;
use keybearer::{
    Call, Error,
    erased::{
        Client, Next, PageFacts, Settled, Walker, Written,
        text::parts,
        tree::{Map, Value},
        undecodable,
    },
    puguh::{CallbackParameters, OAuth},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    json::{Object, error_json, fields, text},
    slots::{Outcome, Thrown},
};

/// Builds a client from its options. Gives an empty text, or the error.
#[wasm_bindgen]
pub fn connect(client: u32, platform: &str, options: &str) -> String {
    told(client::build(client, platform, &fields(options)).map(|()| String::new()))
}

/// Forgets a client. Its calls go on to their end.
#[wasm_bindgen]
pub fn disconnect(client: u32) {
    client::forget(client);
}

/// Starts the operation at `place` in its platform's catalog.
#[wasm_bindgen]
pub fn start(client: u32, call: u32, place: usize, within: bool, input: &str, body: Option<String>) {
    let input = fields(input);
    let arguments: Vec<&str> = list(&input, "arguments").filter_map(Value::as_str).collect();
    let message = match body {
        Some(body) => Written::Body(body.into_bytes()),
        None if input.has("pairs") => Written::Pairs(pairs(&input, "pairs")),
        None => Written::Nothing,
    };
    let Some(own) = caller(client, call) else { return };
    if let Some(started) = own.operation(place, &arguments, message) {
        run(&own, call, within, started, &input);
    }
}

/// Starts a call of any path.
#[wasm_bindgen]
pub fn request(
    client: u32,
    call: u32,
    within: bool,
    method: &str,
    path: &str,
    input: &str,
    body: Option<String>,
) {
    let Some(own) = caller(client, call) else { return };
    let is = |names: &[&str]| names.iter().any(|name| method.eq_ignore_ascii_case(name));
    let bodiless = body.is_some() && is(&["GET", "HEAD"]);
    let mut started = own.request(method, path, body.map(String::into_bytes));
    // What no `fetch` sends (Fetch Standard, 2.2.1 and 5.3).
    if is(&["CONNECT", "TRACE", "TRACK"]) {
        started = started.unsendable("method", "is one that cannot be sent here");
    } else if bodiless {
        started = started.unsendable("body", "cannot go with GET or HEAD here");
    }
    run(&own, call, within, started, &fields(input));
}

/// Starts a call of any RPC.
#[wasm_bindgen]
pub fn rpc(client: u32, call: u32, within: bool, service: &str, method: &str, input: &str, body: String) {
    let Some(own) = caller(client, call) else { return };
    let started = own.rpc(service, method, body.into_bytes());
    run(&own, call, within, started, &fields(input));
}

/// Installs tokens.
#[wasm_bindgen]
pub fn set_tokens(client: u32, call: u32, tokens: &str) {
    let tokens = session::tokens(&fields(tokens));
    settle(client, call, &|own| own.set_tokens(tokens.clone()));
}

/// Signs out.
#[wasm_bindgen]
pub fn sign_out(client: u32, call: u32) {
    settle(client, call, &|own| Ok(own.sign_out()));
}

/// Replaces the key. Gives an empty text, or the error.
#[wasm_bindgen]
pub fn set_key(client: u32, option: &str, key: String) -> String {
    let named = client::KEYS.iter().find(|(name, _)| *name == option);
    let (Some(own), Some((_, option))) = (client::find(client), named) else {
        return String::new();
    };
    told(own.set_key(option, &key.into()).map(|()| String::new()))
}

/// The rate limit last seen, or an empty text.
#[wasm_bindgen]
pub fn rate_limit(client: u32) -> String {
    let seen = client::find(client).and_then(|own| own.rate_limit());
    seen.map_or(String::new(), |limit| json::rate_limit(&limit))
}

/// The tokens in use, or an empty text.
#[wasm_bindgen]
pub fn tokens(client: u32) -> String {
    let tokens = client::find(client).and_then(|own| own.tokens());
    tokens.map_or(String::new(), |tokens| session::tokens_json(&tokens))
}

/// Where to send a person to sign in.
#[wasm_bindgen]
pub fn authorization(client: u32, client_id: &str, redirect_uri: &str, scopes: &str, pkce: bool) -> String {
    let Some(own) = client::find(client) else {
        return String::new();
    };
    let scopes: Vec<&str> = parts(scopes, b' ').filter(|scope| !scope.is_empty()).collect();
    let oauth = OAuth::of(&own);
    let asked = if pkce {
        oauth.authorization_url_with_pkce(client_id, redirect_uri, &scopes)
    } else {
        oauth.authorization_url(client_id, redirect_uri, &scopes)
    };
    let mut object = Object::new();
    object.text("url", &asked.url);
    object.text("state", asked.state.expose());
    if let Some(verifier) = &asked.code_verifier {
        object.text("codeVerifier", verifier.expose());
    }
    object.end()
}

/// The code that came back, if its state is the one that was sent.
#[wasm_bindgen]
pub fn callback_code(url: &str, state: &str) -> String {
    let code = CallbackParameters::parse(url).code(&state.into());
    told(code.map(|code| {
        let mut object = Object::new();
        object.text("code", code.expose());
        object.end()
    }))
}

/// The tokens in an answer of Pug's, by the names of its members.
#[wasm_bindgen]
pub fn tokens_from(answer: &str, members: &str) -> String {
    let members = client::refresh_members(&fields(members));
    let tokens = keybearer::pug::tokens_in(answer.as_bytes(), &members);
    told(tokens.map(|tokens| session::tokens_json(&tokens)))
}

/// The tokens in the body of an answer to a sign-in to PUGUH.
#[wasm_bindgen]
pub fn tokens_of_login(body: &str) -> String {
    let tokens = keybearer::puguh::LoginResponse::tokens_in(body.as_bytes());
    told(tokens.map(|tokens| session::tokens_json(&tokens)))
}

/// What comes after a page: nothing; `{"name", "value"}`, the parameter that asks for the next
/// one; or `{"error"}`, with `repeated` if the page itself is not to be handed out.
#[wasm_bindgen]
pub fn walk(walker: u32, client: u32, place: usize, facts: &str) -> String {
    let Some(own) = client::find(client) else {
        return String::new();
    };
    let facts = fields(facts);
    let whole = |name: &str| facts.get(name).and_then(Value::as_u64);
    let page = PageFacts {
        empty: whole("count") == Some(0),
        has_next: match facts.get("hasNext") {
            Some(Value::Bool(more)) => Some(*more),
            _ => None,
        },
        total: whole("total"),
        page_size: whole("pageSize"),
        next_cursor: text(&facts, "nextCursor").map(str::to_owned),
    };
    let pairs = pairs(&facts, "pairs");
    let asked = |name: &str| {
        let pair = pairs.iter().find(|(own, _)| own == name);
        pair.map(|(_, value)| value.clone())
    };
    let next = if facts.has("numbered") {
        page.next_number(&asked)
    } else {
        page.next_cursor()
    };
    let same = facts.has("same");
    let next = client::walk(walker, |walker: &mut Walker| {
        walker.next(own.operations()[place], next, &asked, same)
    });
    let mut object = Object::new();
    match next {
        Next::Nowhere => return String::new(),
        Next::At(name, value) => {
            object.text("name", name);
            object.text("value", &value);
        }
        Next::Repeated(error) => {
            object.raw("error", &error_json(&error));
            object.raw("repeated", "true");
        }
        Next::Endless(error) => object.raw("error", &error_json(&error)),
    }
    object.end()
}

/// Forgets where a list stands.
#[wasm_bindgen]
pub fn halt(walker: u32) {
    client::halt(walker);
}

/// The caller gave up.
#[wasm_bindgen]
pub fn abort(call: u32) {
    tasks::cancel(call);
    tasks::run();
}

/// A timer has gone off.
#[wasm_bindgen]
pub fn wake(slot: u32) {
    slots::complete(slot, Outcome::Woken);
}

/// An exchange was answered. `headers` are those that the core reads, a name and a value in turn, a
/// line each.
#[wasm_bindgen]
pub fn answer(slot: u32, status: u16, headers: &str, body: Option<String>) {
    let body = match body {
        Some(body) => Bytes::from_owner(body.into_bytes()),
        // It stays with the host.
        None => Bytes::new(),
    };
    let answer = transport::response(status, headers, body);
    slots::complete(slot, Outcome::Answer(answer));
}

/// An exchange got no answer.
#[wasm_bindgen]
pub fn fault(slot: u32, kind: u8, message: String) {
    let thrown = Thrown::new(slot, message, String::new(), String::new());
    slots::complete(slot, Outcome::Fault(transport::kind(kind), thrown));
}

/// Code of the user's has answered.
#[wasm_bindgen]
pub fn reply(slot: u32, value: &str) {
    slots::complete(slot, Outcome::Reply(value.to_owned()));
}

/// Code of the user's has failed. `code` and `reason` are those of an error of ours, if it was one.
#[wasm_bindgen]
pub fn refuse(slot: u32, message: String, code: String, reason: String) {
    slots::complete(slot, Outcome::Thrown(Thrown::new(slot, message, code, reason)));
}

/// The client of a call; without one the call has failed.
fn caller(client: u32, call: u32) -> Option<Client> {
    let own = client::find(client);
    if own.is_none() {
        host::fail(call, "");
    }
    own
}

/// Sends a call and tells the host what came of it.
fn run(client: &Client, call: u32, within: bool, started: Call<()>, input: &Map) {
    let sent = client.send(&optioned(started, input), within);
    tasks::spawn(call, async move {
        let answer = sent.await;
        let read = |body: &mut Bytes| {
            let problem = host::read(call);
            if problem.is_empty() {
                return Ok(());
            }
            *body = Bytes::from_owner(host::body(call).into_bytes());
            Err(undecodable(problem))
        };
        match answer.and_then(|answer| answer.read(read)) {
            Ok(metadata) => host::done(
                call,
                metadata.attempts,
                json::micros(metadata.elapsed),
                metadata.request_id.as_deref().unwrap_or_default(),
                &metadata
                    .rate_limit
                    .as_ref()
                    .map_or(String::new(), json::rate_limit),
            ),
            Err(error) => host::fail(call, &error_json(&error)),
        }
    });
    tasks::run();
}

/// Begins what a client does about its session, and tells the host what came of it.
fn settle(client: u32, call: u32, begin: &dyn Fn(&Client) -> Result<Settled, Error>) {
    let Some(own) = caller(client, call) else { return };
    let begun = begin(&own);
    tasks::spawn(call, async move {
        let settled = match begun {
            Ok(work) => work.await,
            Err(error) => Err(error),
        };
        match settled {
            Ok(()) => host::done(call, 0, 0.0, "", ""),
            Err(error) => host::fail(call, &error_json(&error)),
        }
    });
    tasks::run();
}

/// The options of one call.
fn optioned(mut call: Call<()>, input: &Map) -> Call<()> {
    call = match input.get("timeout") {
        Some(Value::Null) => call.no_timeout(),
        Some(timeout) => call.timeout(json::millis(timeout)),
        None => call,
    };
    if input.has("idempotent") {
        call = call.idempotent();
    }
    for (name, value) in pairs(input, "headers") {
        call = call.header(&name, &value);
    }
    for (name, value) in pairs(input, "query") {
        call = call.query(name, value);
    }
    if let Some(id) = text(input, "organizationId") {
        call = call.organization_id(id);
    }
    if let Some(id) = text(input, "applicationId") {
        call = call.application_id(id);
    }
    if let Some(id) = text(input, "projectId") {
        call = call.project_id(id);
    }
    call
}

fn list<'a>(input: &'a Map, name: &str) -> impl Iterator<Item = &'a Value> {
    input
        .get(name)
        .and_then(Value::as_array)
        .unwrap_or_default()
        .iter()
}

fn pairs(input: &Map, name: &str) -> Vec<(String, String)> {
    let part = |text: &Value| text.as_str().map(str::to_owned);
    list(input, name)
        .filter_map(|pair| match pair.as_array()? {
            [name, value] => Some((part(name)?, part(value)?)),
            _ => None,
        })
        .collect()
}

/// The text, or the error as JSON.
fn told(result: Result<String, Error>) -> String {
    result.unwrap_or_else(|error| {
        let mut object = Object::new();
        object.raw("error", &error_json(&error));
        object.end()
    })
}
