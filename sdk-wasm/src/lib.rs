//! The core of Keybearer for hosts of JavaScript.
//!
//! What crosses the border is text and numbers: no JavaScript value is held here, and messages are
//! written and read on the other side. Calls, clients and exchanges are known by numbers. The host
//! calls the functions of this file; what it is called for stands in `host.rs`. Texts are lent to them:
//! what wasm-bindgen writes to hand one over looks for errors that there are none of.
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
    erased::{Client, Message, Next, PageFacts, Unsent, text::cut, tree::Value, undecodable},
    pug,
    puguh::{CallbackParameters, LoginResponse, OAuth},
    runtime::BoxFuture,
};
use keybearer_http::Bytes;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    json::{Object, duration, error_json, items, text, texts, truth, unexpected},
    slots::{Reply, Thrown},
};

/// What [`start`] begins, with what it takes beside the options of a call.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// The operation at `place` in its platform's catalog: its arguments, and the pairs of its message,
    /// if it goes as such and not as a body.
    Operation,
    /// A call of any path: the method and the path.
    Request,
    /// A call of any RPC: the service and the method, and a body.
    Rpc,
    /// Installs tokens: they themselves (see `session.rs`).
    SetTokens,
    /// Signs out.
    SignOut,
}

impl Start {
    /// By their numbers: what wasm-bindgen writes to read an enum compares floating-point numbers.
    const ALL: [Self; 5] = [
        Self::Operation,
        Self::Request,
        Self::Rpc,
        Self::SetTokens,
        Self::SignOut,
    ];
}

/// What [`ask`] answers, with what it takes.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// Builds a client: the platform and the options.
    Connect,
    /// Replaces the key: its option and the key.
    SetKey,
    /// The rate limit last seen.
    RateLimit,
    /// The tokens in use.
    Tokens,
    /// Where to send a person to sign in: the client's id, where it is to send them back, the scopes, and
    /// whether with PKCE.
    Authorization,
    /// The code that came back, if its state is the one that was sent: the URL and the state.
    CallbackCode,
    /// The tokens in the answer to a sign-in; of Pug's, by the names of its members, which follow.
    TokensFrom,
    /// What comes after a page: see `walk`.
    Walk,
}

impl Question {
    /// By their numbers, as those of [`Start`].
    const ALL: [Self; 8] = [
        Self::Connect,
        Self::SetKey,
        Self::RateLimit,
        Self::Tokens,
        Self::Authorization,
        Self::CallbackCode,
        Self::TokensFrom,
        Self::Walk,
    ];
}

/// Begins something that ends by `done` or `fail`. `input` is a list: the options of the call, and what
/// `what` takes. An empty `body` is none.
#[wasm_bindgen]
pub fn start(what: usize, client: u32, call: u32, place: usize, within: bool, input: &str, body: &str) {
    let Some(own) = client::find(client) else {
        return host::fail(call, "");
    };
    let input = items(input);
    let body = body.as_bytes().to_vec();
    let (given, mut started) = match (Start::ALL[what], &input[..]) {
        (Start::Operation, [given, arguments, pairs]) => {
            (given, operation(&own, place, arguments, pairs, body))
        }
        (Start::Request, [given, method, path]) => (given, request(&own, text(method), text(path), body)),
        (Start::Rpc, [given, service, method]) => (given, own.rpc(text(service), text(method), body)),
        (Start::SetTokens, [_, tokens @ ..]) => {
            return settle(call, own.set_tokens(session::tokens(tokens)));
        }
        (Start::SignOut, _) => return settle(call, own.sign_out()),
        _ => unexpected(),
    };
    if let Some(mut unsent) = started.unsent() {
        options(&mut unsent, given);
    }
    let sent = own.send(&started, within);
    let work = async move {
        let read = sent
            .await
            .and_then(|answer| answer.decode(|body| read(call, body)));
        let done = read.map(|((), metadata)| {
            let limit = metadata.rate_limit.as_ref();
            let mut told = limit.map_or(String::new(), |limit| json::rate_limit(limit).end());
            if let Some(id) = &metadata.request_id {
                told.push('\n');
                told.push_str(id);
            }
            host::done(call, metadata.attempts, json::micros(metadata.elapsed), &told);
        });
        ended(call, done);
    };
    tasks::spawn(call, Box::pin(work));
    tasks::run();
}

/// Tells the host of a call that failed.
fn ended(call: u32, done: Result<(), Error>) {
    if let Err(error) = done {
        host::fail(call, &error_json(&error));
    }
}

/// Answers with JSON: `null` if there is nothing to say, or `error`. `input` is a list.
#[wasm_bindgen]
pub fn ask(question: usize, client: u32, input: &str) -> String {
    let told = told(Question::ALL[question], client, &items(input));
    let told = told.unwrap_or_else(|error| Some(failed("error", &error)));
    told.map_or_else(|| "null".to_owned(), Object::end)
}

/// What the host was asked for has come. Of an exchange, this is the status, in lines those headers
/// that the core reads, a name and a value in turn, and the body, unless that stays with the host;
/// of code of the user's, a text; of a timer, nothing.
#[wasm_bindgen]
pub fn answer(slot: u32, status: u16, text: &str, body: &str) {
    let (text, body) = (text.to_owned(), body.to_owned());
    slots::complete(slot, Ok(Reply { status, text, body }));
}

/// What the host was asked for has failed, in a way that `transport.rs` numbers. `own` is the code and
/// the reason of an error of ours, a line each, if it was one that code of the user's threw.
#[wasm_bindgen]
pub fn refuse(slot: u32, kind: u8, message: &str, own: &str) {
    let thrown = Thrown {
        slot,
        kind,
        message: message.to_owned(),
        own: own.to_owned(),
    };
    slots::complete(slot, Err(thrown));
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

fn operation(client: &Client, place: usize, arguments: &Value, pairs: &Value, body: Vec<u8>) -> Call<()> {
    let message = if !body.is_empty() {
        Some(Message::Body(body))
    } else if let Value::Array(_) = pairs {
        let texts = texts(Some(pairs));
        let pairs = texts.as_chunks().0.iter();
        let owned = pairs.map(|[name, value]| ((*name).to_owned(), (*value).to_owned()));
        Some(Message::Pairs(owned.collect()))
    } else {
        None
    };
    client.operation(place, &texts(Some(arguments)), message)
}

fn request(client: &Client, method: &str, path: &str, body: Vec<u8>) -> Call<()> {
    let has_body = !body.is_empty();
    let mut call = client.request(method, path, has_body.then_some(body));
    let is = |names: &[&str]| names.iter().any(|name| method.eq_ignore_ascii_case(name));
    if let Some(mut unsent) = call.unsent() {
        // What no `fetch` sends (Fetch Standard, 2.2.1 and 5.3).
        if is(&["CONNECT", "TRACE", "TRACK"]) {
            unsent.refuse("method", "is one that cannot be sent here");
        } else if has_body && is(&["GET", "HEAD"]) {
            unsent.refuse("body", "cannot go with GET or HEAD here");
        }
    }
    call
}

/// The member of an answer that is an error.
fn failed(name: &str, error: &Error) -> Object {
    let mut object = Object::new();
    object.raw(name, &error_json(error));
    object
}

fn told(question: Question, client: u32, input: &[Value]) -> Result<Option<Object>, Error> {
    if let (Question::Connect, [platform, options]) = (question, input) {
        return client::build(client, text(platform), options).map(|()| None);
    }
    let Some(client) = client::find(client) else {
        return Ok(None);
    };
    Ok(match (question, input) {
        (Question::SetKey, [option, key]) => {
            client.set_key(text(option), &text(key).into())?;
            None
        }
        (Question::RateLimit, _) => client.rate_limit().as_ref().map(json::rate_limit),
        (Question::Tokens, _) => client.tokens().as_ref().map(session::tokens_json),
        (Question::Authorization, [id, uri, scopes, pkce]) => {
            let (id, uri, scopes) = (text(id), text(uri), texts(Some(scopes)));
            let oauth = OAuth::of(&client);
            let asked = match truth(pkce) {
                Some(true) => oauth.authorization_url_with_pkce(id, uri, &scopes),
                _ => oauth.authorization_url(id, uri, &scopes),
            };
            let mut object = Object::new();
            object.text("url", &asked.url);
            object.text("state", asked.state.expose());
            object.maybe("codeVerifier", asked.code_verifier.as_ref().map(Secret::expose));
            Some(object)
        }
        (Question::CallbackCode, [url, state]) => {
            let code = CallbackParameters::parse(text(url)).code(&text(state).into())?;
            let mut object = Object::new();
            object.text("code", code.expose());
            Some(object)
        }
        (Question::TokensFrom, [answer, members @ ..]) => {
            let answer = text(answer).as_bytes();
            let tokens = match members {
                [members] => pug::tokens_in(answer, &client::refresh_members(members)),
                _ => LoginResponse::tokens_in(answer),
            };
            Some(session::tokens_json(&tokens?))
        }
        (Question::Walk, input) => walk(&client, input)?,
        _ => unexpected(),
    })
}

/// What comes after a page: nothing; `name` and `value` of the parameter that asks for the next one;
/// an error, and the page is not to be handed out; or, once it has been, the error `endless`.
fn walk(client: &Client, input: &[Value]) -> Result<Option<Object>, Error> {
    let [
        walker,
        place,
        query,
        numbered,
        same,
        count,
        has_next,
        total,
        page_size,
        next_cursor,
    ] = input
    else {
        unexpected()
    };
    let page = PageFacts {
        empty: count.as_u64() == Some(0),
        has_next: truth(has_next),
        total: total.as_u64(),
        page_size: page_size.as_u64(),
        next_cursor: next_cursor.as_str().map(str::to_owned),
    };
    let query = texts(Some(query));
    let asked = |name: &str| {
        let mut pairs = query.as_chunks().0.iter();
        let [_, value] = pairs.rfind(|[own, _]| *own == name)?;
        Some((*value).to_owned())
    };
    let next = if truth(numbered) == Some(true) {
        page.next_number(&asked)
    } else {
        page.next_cursor()
    };
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let operation = &client.operations()[number(place) as usize];
    let next = client::walk(number(walker) as u32, |walker| {
        walker.next(operation, next, &asked, truth(same) == Some(true))
    });
    Ok(Some(match next {
        Next::Nowhere => return Ok(None),
        Next::At(name, value) => {
            let mut object = Object::new();
            object.text("name", name);
            object.text("value", &value);
            object
        }
        Next::Repeated(error) => return Err(error),
        Next::Endless(error) => failed("endless", &error),
    }))
}

/// Begins what a client does about its session, and tells the host what came of it.
fn settle(call: u32, work: BoxFuture<'static, Result<(), Error>>) {
    let work = async move {
        let done = work.await;
        ended(call, done.map(|()| host::done(call, 0, 0.0, "")));
    };
    tasks::spawn(call, Box::pin(work));
    tasks::run();
}

/// Has the host read the body of a success. What it cannot read is looked at here.
fn read(call: u32, body: &mut Bytes) -> Result<(), Error> {
    let read = host::read(call);
    let Some((problem, text)) = cut(&read, b'\n') else {
        return Ok(());
    };
    *body = Bytes::from_owner(text.to_owned().into_bytes());
    Err(undecodable(problem.to_owned()))
}

/// The options of one call.
fn options(call: &mut Unsent<'_>, given: &Value) {
    if let Some(timeout) = given.get("timeout") {
        // `null`: none.
        call.timeout(duration(timeout));
    }
    if given.get("idempotent").is_some() {
        call.idempotent();
    }
    for [name, value] in texts(given.get("headers")).as_chunks().0 {
        call.header(name, value);
    }
    for [name, value] in texts(given.get("query")).as_chunks().0 {
        call.query((*name).to_owned(), (*value).to_owned());
    }
    for option in client::CONTEXT {
        if let Some(Value::String(id)) = given.get(option) {
            call.context(option, id);
        }
    }
}
