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

use keybearer::{
    Call, Error, Secret,
    erased::{
        Client, Message, Next, PageFacts,
        text::parts,
        tree::{Map, Value},
        undecodable,
    },
    pug,
    puguh::{CallbackParameters, LoginResponse, OAuth},
    runtime::BoxFuture,
};
use keybearer_http::Bytes;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    json::{Object, error_json, fields, object, text, truth},
    slots::{Reply, Thrown},
};

/// What [`start`] begins, with what it takes beside the options of a call.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// The operation at `place` in its platform's catalog: `arguments`, and a body or `pairs`.
    Operation,
    /// A call of any path: `method`, `path`.
    Request,
    /// A call of any RPC: `service`, `method`, a body.
    Rpc,
    /// Installs tokens: they themselves.
    SetTokens,
    /// Signs out.
    SignOut,
}

/// What [`ask`] answers, with what it takes.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// Builds a client: `platform`, `options`.
    Connect,
    /// Replaces the key: `option`, `key`.
    SetKey,
    /// The rate limit last seen.
    RateLimit,
    /// The tokens in use.
    Tokens,
    /// Where to send a person to sign in: `clientId`, `redirectUri`, `scopes`, `pkce`.
    Authorization,
    /// The code that came back, if its state is the one that was sent: `url`, `state`.
    CallbackCode,
    /// The tokens in the answer to a sign-in: `answer`; of Pug's, by the names of its `members`.
    TokensFrom,
    /// What comes after a page: see `walk`.
    Walk,
}

/// Begins something that ends by `done` or `fail`. `input` is an object, or empty.
#[wasm_bindgen]
pub fn start(
    what: Start,
    client: u32,
    call: u32,
    place: usize,
    within: bool,
    input: &str,
    body: Option<String>,
) {
    let Some(own) = client::find(client) else {
        return host::fail(call, "");
    };
    let input = fields(input);
    let body = body.map(String::into_bytes);
    let started = match what {
        Start::Operation => operation(&own, place, &input, body),
        Start::Request => request(&own, &input, body),
        Start::Rpc => own.rpc(
            text(&input, "service").unwrap_or_default(),
            text(&input, "method").unwrap_or_default(),
            body.unwrap_or_default(),
        ),
        Start::SetTokens => return settle(call, own.set_tokens(session::tokens(&input))),
        Start::SignOut => return settle(call, own.sign_out()),
    };
    let sent = own.send(&optioned(started, &input), within);
    let work = async move {
        match sent
            .await
            .and_then(|answer| answer.decode(|body| read(call, body)))
        {
            Ok(((), metadata)) => {
                let limit = metadata.rate_limit.as_ref();
                let mut told = limit.map_or(String::new(), |limit| json::rate_limit(limit).end());
                if let Some(id) = &metadata.request_id {
                    told.push('\n');
                    told.push_str(id);
                }
                host::done(call, metadata.attempts, json::micros(metadata.elapsed), &told);
            }
            Err(error) => host::fail(call, &error_json(&error)),
        }
    };
    tasks::spawn(call, Box::pin(work));
    tasks::run();
}

/// Answers with JSON: `null` if there is nothing to say, or `error`. `input` is an object, or empty.
#[wasm_bindgen]
pub fn ask(question: Question, client: u32, input: &str) -> String {
    let told = told(question, client, &fields(input));
    let told = told.unwrap_or_else(|error| Some(failed("error", &error)));
    told.map_or_else(|| "null".to_owned(), Object::end)
}

/// What the host was asked for has come. Of an exchange, this is the status, in lines those headers
/// that the core reads, a name and a value in turn, and the body, unless that stays with the host;
/// of code of the user's, a text; of a timer, nothing.
#[wasm_bindgen]
pub fn answer(slot: u32, status: u16, text: String, body: Option<String>) {
    slots::complete(slot, Ok(Reply { status, text, body }));
}

/// What the host was asked for has failed, in a way that `transport.rs` numbers. `own` is the code and
/// the reason of an error of ours, a line each, if it was one that code of the user's threw.
#[wasm_bindgen]
pub fn refuse(slot: u32, kind: u8, message: String, own: String) {
    slots::complete(
        slot,
        Err(Thrown {
            slot,
            kind,
            message,
            own,
        }),
    );
}

/// The caller gave up.
#[wasm_bindgen]
pub fn abort(call: u32) {
    tasks::cancel(call);
    tasks::run();
}

/// Forgets a client. Its calls go on to their end.
#[wasm_bindgen]
pub fn disconnect(client: u32) {
    client::forget(client);
}

/// Forgets where a list stands.
#[wasm_bindgen]
pub fn halt(walker: u32) {
    client::halt(walker);
}

fn operation(client: &Client, place: usize, input: &Map, body: Option<Vec<u8>>) -> Call<()> {
    let message = match body {
        Some(body) => Some(Message::Body(body)),
        None if input.has("pairs") => {
            let texts = texts(input, "pairs");
            let pairs = texts.as_chunks().0.iter();
            let owned = pairs.map(|[name, value]| ((*name).to_owned(), (*value).to_owned()));
            Some(Message::Pairs(owned.collect()))
        }
        None => None,
    };
    client.operation(place, &texts(input, "arguments"), message)
}

fn request(client: &Client, input: &Map, body: Option<Vec<u8>>) -> Call<()> {
    let method = text(input, "method").unwrap_or_default();
    let path = text(input, "path").unwrap_or_default();
    let is = |names: &[&str]| names.iter().any(|name| method.eq_ignore_ascii_case(name));
    // What no `fetch` sends (Fetch Standard, 2.2.1 and 5.3).
    let problem = if is(&["CONNECT", "TRACE", "TRACK"]) {
        Some(("method", "is one that cannot be sent here"))
    } else if body.is_some() && is(&["GET", "HEAD"]) {
        Some(("body", "cannot go with GET or HEAD here"))
    } else {
        None
    };
    let call = client.request(method, path, body);
    match problem {
        Some((field, message)) => call.unsendable(field, message),
        None => call,
    }
}

/// The member of an answer that is an error.
fn failed(name: &str, error: &Error) -> Object {
    let mut object = Object::new();
    object.raw(name, &error_json(error));
    object
}

fn told(question: Question, client: u32, input: &Map) -> Result<Option<Object>, Error> {
    let text = |name| text(input, name).unwrap_or_default();
    if let Question::Connect = question {
        return client::build(client, text("platform"), object(input, "options")).map(|()| None);
    }
    let Some(client) = client::find(client) else {
        return Ok(None);
    };
    Ok(match question {
        Question::Connect => None,
        Question::SetKey => {
            let option = client::KEYS.iter().find(|(name, _)| *name == text("option"));
            if let Some((_, option)) = option {
                client.set_key(option, &text("key").into())?;
            }
            None
        }
        Question::RateLimit => client.rate_limit().as_ref().map(json::rate_limit),
        Question::Tokens => client.tokens().as_ref().map(session::tokens_json),
        Question::Authorization => Some(authorization(&OAuth::of(&client), input)),
        Question::CallbackCode => {
            let code = CallbackParameters::parse(text("url")).code(&text("state").into())?;
            let mut object = Object::new();
            object.text("code", code.expose());
            Some(object)
        }
        Question::TokensFrom => {
            let answer = text("answer").as_bytes();
            let tokens = match input.get("members") {
                Some(Value::Object(members)) => pug::tokens_in(answer, &client::refresh_members(members)),
                _ => LoginResponse::tokens_in(answer),
            };
            Some(session::tokens_json(&tokens?))
        }
        Question::Walk => walk(&client, input),
    })
}

fn authorization(oauth: &OAuth, input: &Map) -> Object {
    let text = |name| text(input, name).unwrap_or_default();
    let scopes: Vec<&str> = parts(text("scopes"), b' ')
        .filter(|scope| !scope.is_empty())
        .collect();
    let (id, uri) = (text("clientId"), text("redirectUri"));
    let asked = if truth(input, "pkce") == Some(true) {
        oauth.authorization_url_with_pkce(id, uri, &scopes)
    } else {
        oauth.authorization_url(id, uri, &scopes)
    };
    let mut object = Object::new();
    object.text("url", &asked.url);
    object.text("state", asked.state.expose());
    object.maybe("codeVerifier", asked.code_verifier.as_ref().map(Secret::expose));
    object
}

/// What comes after a page: nothing; `name` and `value` of the parameter that asks for the next one;
/// an `error`, and the page is not to be handed out; or, once it has been, the error `endless`.
fn walk(client: &Client, input: &Map) -> Option<Object> {
    let whole = |name| input.get(name).and_then(Value::as_u64);
    let page = PageFacts {
        empty: whole("count") == Some(0),
        has_next: truth(input, "hasNext"),
        total: whole("total"),
        page_size: whole("pageSize"),
        next_cursor: text(input, "nextCursor").map(str::to_owned),
    };
    let query = object(input, "query");
    let asked = |name: &str| text(query, name).map(str::to_owned);
    let next = if input.has("numbered") {
        page.next_number(&asked)
    } else {
        page.next_cursor()
    };
    let number = |name| {
        whole(name)
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or_default()
    };
    let operation = &client.operations()[number("place") as usize];
    let next = client::walk(number("walker"), |walker| {
        walker.next(operation, next, &asked, input.has("same"))
    });
    Some(match next {
        Next::Nowhere => return None,
        Next::At(name, value) => {
            let mut object = Object::new();
            object.text("name", name);
            object.text("value", &value);
            object
        }
        Next::Repeated(error) => failed("error", &error),
        Next::Endless(error) => failed("endless", &error),
    })
}

/// Begins what a client does about its session, and tells the host what came of it.
fn settle(call: u32, work: BoxFuture<'static, Result<(), Error>>) {
    let work = async move {
        match work.await {
            Ok(()) => host::done(call, 0, 0.0, ""),
            Err(error) => host::fail(call, &error_json(&error)),
        }
    };
    tasks::spawn(call, Box::pin(work));
    tasks::run();
}

/// Has the host read the body of a success. What it cannot read is looked at here.
fn read(call: u32, body: &mut Bytes) -> Result<(), Error> {
    let Some(problem) = host::read(call) else {
        return Ok(());
    };
    *body = Bytes::from_owner(host::body(call).into_bytes());
    Err(undecodable(problem))
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
    for [name, value] in texts(input, "headers").as_chunks().0 {
        call = call.header(name, value);
    }
    for [name, value] in texts(input, "query").as_chunks().0 {
        call = call.query(*name, value);
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

/// The texts of a list: of names and values, in turn.
fn texts<'a>(input: &'a Map, name: &str) -> Vec<&'a str> {
    let list = input.get(name).and_then(Value::as_array);
    list.unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}
