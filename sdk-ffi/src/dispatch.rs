//! From the name of an operation to the typed call of the core, and back to JSON.

use std::fmt;

use futures_util::{FutureExt, StreamExt, TryStreamExt, stream::BoxStream};
use keybearer::{
    Call, CompositeClient, Error, Json, Method, Page, PugClient, PuguhClient, Request, Response, Secret,
    composite::{EventPage, TeamMemberPage, UserPage as CompositeUserPage},
    erased::{self, Operation, Rewrite},
    puguh::{MemberPage, OrganizationPage, UserPage},
};
use keybearer_lists::List;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    failure::Failure,
    hooks::TokenValues,
    options::{CallOptions, checks_from},
    running::{Answer, Metadata, Work},
};

/// A client of any of the platforms.
pub(crate) enum Core {
    Pug(PugClient),
    Puguh(PuguhClient),
    Composite(CompositeClient),
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pug(client) => client.fmt(f),
            Self::Puguh(client) => client.fmt(f),
            Self::Composite(client) => client.fmt(f),
        }
    }
}

/// Why a call has no answer: an error of the core, or what was found before it was asked.
#[allow(clippy::large_enum_variant, reason = "made once, when a call has failed")]
pub(crate) enum Problem {
    Core(Error),
    Local(Failure),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Local(failure)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Core(error) => error.into(),
            Problem::Local(failure) => failure,
        }
    }
}

/// What a call is asked for.
pub(crate) struct Ask<'a> {
    pub(crate) operation: &'a str,
    pub(crate) arguments: &'a [String],
    /// JSON; an empty text for none.
    pub(crate) request: &'a str,
    pub(crate) options: CallOptions,
}

impl Ask<'_> {
    fn argument(&self, index: usize, name: &str) -> Result<&str, Failure> {
        let argument = self.arguments.get(index).map(String::as_str);
        argument.ok_or_else(|| Failure::member(name, "is missing"))
    }

    fn arguments_of(&self, operation: &Operation) -> Result<Vec<&str>, Failure> {
        let names = operation.parameters.iter().enumerate();
        names.map(|(index, name)| self.argument(index, name)).collect()
    }

    fn request<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        parse(if self.request.is_empty() {
            "{}"
        } else {
            self.request
        })
    }

    fn unknown(&self) -> Failure {
        Failure::member(
            "operation",
            format!("there is none of this name: {}", self.operation),
        )
    }
}

/// A message of the core. What is wrong names the member, never its value: it may be a secret.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| refused(&place(text, &error), &error))
}

/// The path of the member that a reader stumbled over: `events[0].name`.
///
/// It follows the text to where the error was met. A reader that keeps the path would have to be
/// compiled once more for every message.
fn place(text: &str, error: &serde_json::Error) -> String {
    let before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let end = (before + error.column()).min(text.len());
    let mut path: Vec<Step> = Vec::new();
    let mut bytes = text.as_bytes()[..end].iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (byte, path.last_mut()) {
            (b'{', _) => path.push(Step::Before),
            (b'[', _) => path.push(Step::Item(0)),
            (b'}' | b']', _) => drop(path.pop()),
            (b',', Some(Step::Item(index))) => *index += 1,
            (b',', Some(step)) => *step = Step::Before,
            (b'"', step) => {
                let mut escaped = false;
                let close = bytes.find(|(_, byte)| {
                    let closes = **byte == b'"' && !escaped;
                    escaped = **byte == b'\\' && !escaped;
                    closes
                });
                if let (Some(step @ Step::Before), Some((close, _))) = (step, close) {
                    *step = Step::Member(text[at + 1..close].to_owned());
                }
            }
            _ => {}
        }
    }
    let mut shown = String::new();
    for step in path {
        match step {
            Step::Before => {}
            Step::Item(index) => shown.extend(["[", &index.to_string(), "]"]),
            Step::Member(name) if shown.is_empty() => shown = name,
            Step::Member(name) => shown.extend([".", &name]),
        }
    }
    shown
}

/// One step of a path.
enum Step {
    /// In an object, before the name of a member.
    Before,
    Member(String),
    Item(usize),
}

fn refused(path: &str, error: &serde_json::Error) -> Failure {
    let told = error.to_string();
    let told = told
        .rsplit_once(" at line ")
        .map_or(told.as_str(), |(told, _)| told);
    if let Some(name) = told
        .strip_prefix("missing field `")
        .and_then(|name| name.strip_suffix('`'))
    {
        let separator = if path.is_empty() { "" } else { "." };
        return Failure::member(&format!("{path}{separator}{name}"), "is missing");
    }
    let field = if path.is_empty() { "request" } else { path };
    match told.rsplit_once("expected ") {
        Some((_, wanted)) if error.is_data() => Failure::member(field, format!("must be {wanted}")),
        _ if error.is_data() => Failure::member(field, "is of another type than declared"),
        _ => Failure::json(field, error),
    }
}

fn written(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::json("answer", error))
}

/// An operation, and what its types are for.
struct Declared {
    operation: &'static Operation,
    begin: fn(&erased::Client, &Self, &Ask<'_>) -> Result<Call<String>, Failure>,
    rewrite: Rewrite,
}

fn without_request(
    client: &erased::Client,
    declared: &Declared,
    ask: &Ask<'_>,
) -> Result<Call<String>, Failure> {
    begun(client, declared, ask, None::<Json>)
}

fn with_request<R: Request + DeserializeOwned>(
    client: &erased::Client,
    declared: &Declared,
    ask: &Ask<'_>,
) -> Result<Call<String>, Failure> {
    begun(client, declared, ask, Some(ask.request::<R>()?))
}

fn begun<R: Request>(
    client: &erased::Client,
    declared: &Declared,
    ask: &Ask<'_>,
    request: Option<R>,
) -> Result<Call<String>, Failure> {
    let arguments = ask.arguments_of(declared.operation)?;
    Ok(client.asked(declared.operation, &arguments, request, declared.rewrite))
}

fn found(of: &'static [Declared], ask: &Ask<'_>) -> Option<&'static Declared> {
    of.iter()
        .find(|declared| declared.operation.name == ask.operation)
}

/// The call of a declared operation.
fn declared(of: &'static [Declared], client: &erased::Client, ask: &Ask<'_>) -> Result<Work, Failure> {
    match found(of, ask) {
        Some(declared) => Ok(send((declared.begin)(client, declared, ask)?, &ask.options)),
        None => Err(ask.unknown()),
    }
}

/// The call of an operation.
fn send(call: Call<String>, options: &CallOptions) -> Work {
    let metadata = options.metadata;
    let call = options.apply(call);
    async move {
        let response = call.response().await?;
        Ok(answer(response.value, &response.metadata, metadata))
    }
    .boxed()
}

/// An answer, with its metadata if that was asked for.
fn answer(value: String, metadata: &keybearer::Metadata, asked: bool) -> Answer {
    Answer {
        value,
        metadata: asked.then(|| Metadata::from(metadata)),
    }
}

/// What gives no answer, or one that is there already.
fn value(value: &Json) -> Answer {
    Answer {
        value: value.to_string(),
        metadata: None,
    }
}

/// A stream of pages, each as JSON, or of the lists of their items.
pub(crate) type PageStream = BoxStream<'static, Result<Answer, Problem>>;

fn pages<P: Page + Serialize + DeserializeOwned>(
    call: Call<String>,
    options: &CallOptions,
    items: bool,
) -> PageStream
where
    P::Item: Serialize,
{
    let asked = options.metadata;
    let pages = options
        .apply(call)
        .read_by(erased::read::<P>)
        .responses()
        .map_err(Problem::from);
    let written = move |page: Response<P>| {
        let value = if items {
            written(&page.value.into_items())
        } else {
            written(&page.value)
        };
        Ok(answer(value?, &page.metadata, asked))
    };
    pages
        .and_then(move |page| std::future::ready(written(page)))
        .boxed()
}

/// Makes `DECLARED`: every operation of a platform.
macro_rules! emit_dispatch {
    (
        platform $platform:ident $protocol:ident $client:ident;
        $(
            $(#[doc = $service_doc:literal])*
            service $service:ident $handle:ident {
                $(
                    $(#[doc = $doc:literal])*
                    $name:ident ( $($parameter:ident),* $(; $request:ident)? ) -> $response:ident
                        = $method:ident $path:literal, $access:ident, $class:ident
                        $(, $flag:ident $($value:literal)?)*;
                )*
            }
        )*
    ) => {
        pub(super) static DECLARED: &[Declared] = &[$($(
            Declared {
                operation: &catalog::$service::$name,
                begin: begin!($($request)?),
                rewrite: rewrite!($response),
            },
        )*)*];
    };
}

/// How an answer becomes the text of its JSON.
macro_rules! rewrite {
    (Empty) => {
        erased::nothing
    };
    (Json) => {
        erased::as_it_came
    };
    (EventPage) => {
        <EventPage as List>::rewritten
    };
    (MemberPage) => {
        <MemberPage as List>::rewritten
    };
    (OrganizationPage) => {
        <OrganizationPage as List>::rewritten
    };
    (UserPage) => {
        <UserPage as List>::rewritten
    };
    ($response:ident) => {
        erased::rewritten::<$response>
    };
}

/// What makes the call of an operation, with a request of its type or without.
macro_rules! begin {
    () => {
        without_request
    };
    ($request:ident) => {
        with_request::<$request>
    };
}

/// The declared operations of one platform.
macro_rules! platform {
    ($platform:ident $client:ident $operations:ident) => {
        mod $platform {
            #[allow(
                clippy::wildcard_imports,
                reason = "the names are those of the declarations"
            )]
            use keybearer::$platform::*;
            #[allow(unused_imports, reason = "not every platform has them all")]
            use keybearer::{Empty, Json, $client};

            #[allow(unused_imports, reason = "not every platform has them all")]
            use super::{Declared, List, erased, with_request, without_request};

            keybearer::$operations!(emit_dispatch);
        }
    };
}

platform!(pug PugClient pug_operations);
platform!(puguh PuguhClient puguh_operations);
platform!(composite CompositeClient composite_operations);

/// The tokens of `set_tokens`.
fn tokens(ask: &Ask<'_>) -> Result<keybearer::Tokens, Failure> {
    ask.request::<TokenValues>()?.tokens()
}

fn raw<T>(call: Call<T>, ask: &Ask<'_>) -> Result<Call<T>, Failure> {
    if ask.request.is_empty() {
        return Ok(call);
    }
    let body: &serde_json::value::RawValue =
        serde_json::from_str(ask.request).map_err(|error| Failure::json("body", error))?;
    Ok(call.body(&body))
}

fn method(ask: &Ask<'_>) -> Result<Method, Failure> {
    ask.argument(0, "method")?
        .parse()
        .map_err(|_| Failure::member("method", "is no HTTP method"))
}

/// The work of a call; what is wrong with it otherwise.
pub(crate) fn start(core: &Core, ask: &Ask<'_>) -> Result<Work, Failure> {
    Ok(match core {
        Core::Pug(client) => {
            let own = client.clone();
            match ask.operation {
                "pug.call" => {
                    let message: Json = ask.request()?;
                    let call = own.call(ask.argument(0, "service")?, ask.argument(1, "method")?, &message);
                    send(call.read_by(erased::as_it_came), &ask.options)
                }
                "pug.set_tokens" => {
                    let tokens = tokens(ask)?;
                    async move { Ok(own.set_tokens(tokens).await.map(|()| value(&Json::Null))?) }.boxed()
                }
                "pug.sign_out" => {
                    async move { Ok(own.sign_out().await.map(|()| value(&Json::Null))?) }.boxed()
                }
                _ => declared(pug::DECLARED, &client.erased(), ask)?,
            }
        }
        Core::Puguh(client) => {
            let own = client.clone();
            match ask.operation {
                "puguh.request" => send(
                    raw(own.request(method(ask)?, ask.argument(1, "path")?), ask)?
                        .read_by(erased::as_it_came),
                    &ask.options,
                ),
                "puguh.verify_credentials" => send(
                    own.verify_credentials()
                        .read_by(<OrganizationPage as List>::rewritten),
                    &ask.options,
                ),
                "puguh.verify_token" => {
                    let jwt = Secret::from(ask.argument(0, "jwt")?);
                    let checks = (!ask.request.is_empty())
                        .then(|| checks_from(ask.request))
                        .transpose()?;
                    async move {
                        let verified = match &checks {
                            None => own.verify_token(jwt.expose()).await?,
                            Some(checks) => own.verify_token_with(jwt.expose(), checks).await?,
                        };
                        Ok(value(&json!({
                            "subject": verified.subject,
                            "expires_at": verified.expires_at.as_secs_f64(),
                            "claims": verified.claims,
                        })))
                    }
                    .boxed()
                }
                "puguh.set_tokens" => {
                    let tokens = tokens(ask)?;
                    async move { Ok(own.set_tokens(tokens).await.map(|()| value(&Json::Null))?) }.boxed()
                }
                "puguh.sign_out" => {
                    async move { Ok(own.sign_out().await.map(|()| value(&Json::Null))?) }.boxed()
                }
                _ => declared(puguh::DECLARED, &client.erased(), ask)?,
            }
        }
        Core::Composite(client) => match ask.operation {
            "composite.request" => {
                let call = client.request(method(ask)?, ask.argument(1, "path")?);
                send(raw(call, ask)?.read_by(erased::as_it_came), &ask.options)
            }
            _ => declared(composite::DECLARED, &client.erased(), ask)?,
        },
    })
}

/// The pages of a list.
pub(crate) fn list(core: &Core, ask: &Ask<'_>, items: bool) -> Result<PageStream, Failure> {
    let (of, client) = match core {
        Core::Pug(client) => (pug::DECLARED, client.erased()),
        Core::Puguh(client) => (puguh::DECLARED, client.erased()),
        Core::Composite(client) => (composite::DECLARED, client.erased()),
    };
    let no_list = || Failure::member("operation", format!("{} is no list", ask.operation));
    let declared = found(of, ask).ok_or_else(no_list)?;
    // One that is forgotten here is found by the test that asks every operation whose answer is called a page.
    let pages = match (declared.operation.platform, declared.operation.response) {
        ("composite", "EventPage") => pages::<EventPage>,
        ("composite", "TeamMemberPage") => pages::<TeamMemberPage>,
        ("composite", "UserPage") => pages::<CompositeUserPage>,
        ("puguh", "MemberPage") => pages::<MemberPage>,
        ("puguh", "OrganizationPage") => pages::<OrganizationPage>,
        ("puguh", "UserPage") => pages::<UserPage>,
        _ => return Err(no_list()),
    };
    Ok(pages(
        (declared.begin)(&client, declared, ask)?,
        &ask.options,
        items,
    ))
}
