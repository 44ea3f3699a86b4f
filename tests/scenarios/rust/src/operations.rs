//! The methods of the clients, by name. The typed ones come from the SDK's own declarations.

use std::{pin::Pin, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use keybearer::{
    Call, CompositeClient, Error, Metadata, Method, Page, Properties, PugClient, PuguhClient, composite, pug,
};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    broken,
    clients::{Client, TokensJson},
    scenario::{CallStep, Collect},
    world::millis,
};

/// A call under way. It gives the value, and the metadata if those are expected.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<(Value, Value), Error>> + Send>>;

/// Makes the call of a step; `Err` if the step makes no sense.
pub(crate) fn start(client: &Client, step: &CallStep) -> Result<Running, String> {
    match client {
        Client::Pug(client) => pug_method(client, step),
        Client::Puguh(client) => puguh_method(client, step),
        Client::Composite(client) => composite_method(client, step),
    }
}

impl CallStep {
    fn argument(&self, index: usize, name: &str) -> Result<&str, String> {
        let argument = self.arguments.get(index).map(String::as_str);
        argument.ok_or_else(|| broken(format!("{} needs the argument {name}", self.call)))
    }

    fn request<T: DeserializeOwned>(&self) -> Result<T, String> {
        let request = self.request.clone().unwrap_or_else(|| json!({}));
        serde_json::from_value(request).map_err(|error| broken(format!("{}: {error}", self.call)))
    }

    fn options<T>(&self, mut call: Call<T>) -> Call<T> {
        let options = &self.options;
        if let Some(timeout) = options.timeout_ms {
            call = match timeout {
                Some(timeout) => call.timeout(Duration::from_millis(timeout)),
                None => call.no_timeout(),
            };
        }
        if options.idempotent {
            call = call.idempotent();
        }
        for (name, value) in &options.headers {
            call = call.header(name, value);
        }
        for (name, value) in &options.query {
            call = call.query(name, value);
        }
        if let Some(id) = &options.organization_id {
            call = call.organization_id(id);
        }
        if let Some(id) = &options.application_id {
            call = call.application_id(id);
        }
        if let Some(id) = &options.project_id {
            call = call.project_id(id);
        }
        call
    }
}

fn send<T: DeserializeOwned + Send + 'static>(
    step: &CallStep,
    call: Call<T>,
    to_json: fn(T) -> Value,
) -> Running {
    let call = step.options(call);
    if step.expect.metadata.is_some() {
        Box::pin(async move {
            let response = call.response().await?;
            Ok((to_json(response.value), metadata_json(&response.metadata)))
        })
    } else {
        Box::pin(async move { Ok((to_json(call.await?), Value::Null)) })
    }
}

fn collect<P: Page + Serialize + DeserializeOwned>(step: &CallStep, call: Call<P>, how: Collect) -> Running
where
    P::Item: Serialize,
{
    let call = step.options(call);
    let most = step.take.unwrap_or(usize::MAX);
    Box::pin(async move {
        let found: Vec<Value> = match how {
            Collect::Items => call.items().map_ok(json_of).take(most).try_collect().await?,
            Collect::Pages => call.pages().map_ok(json_of).take(most).try_collect().await?,
        };
        Ok((Value::Array(found), Value::Null))
    })
}

/// What needs no network.
fn done(result: Result<Value, Error>) -> Running {
    Box::pin(std::future::ready(result.map(|value| (value, Value::Null))))
}

fn json_of<T: Serialize>(value: T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn metadata_json(metadata: &Metadata) -> Value {
    json!({
        "status": metadata.status,
        "request_id": metadata.request_id,
        "attempts": metadata.attempts,
        "rate_limit": metadata.rate_limit.map(rate_limit_json),
    })
}

fn rate_limit_json(limit: keybearer::RateLimit) -> Value {
    json!({ "limit": limit.limit, "remaining": limit.remaining, "reset_ms": limit.reset.map(millis) })
}

/// Makes `declared(client, step)`: every operation of a platform, typed.
macro_rules! emit_declared {
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
        pub(super) fn declared(client: &$client, step: &CallStep) -> Result<Running, String> {
            $($({
                const NAME: &str = concat!(
                    stringify!($platform), ".", stringify!($service), ".", stringify!($name)
                );
                if step.call == NAME {
                    #[allow(unused_mut, unused_variables, reason = "used once for each parameter")]
                    let mut indices = 0..;
                    let call = client.$service().$name(
                        $(step.argument(indices.next().unwrap_or_default(), stringify!($parameter))?,)*
                        $(step.request::<$request>()?)?
                    );
                    return Ok(send(step, call, to_json!($response)));
                }
            })*)*
            Err(broken(format!("there is no operation {}", step.call)))
        }
    };
}

macro_rules! to_json {
    (Empty) => {
        |_: Empty| Value::Null
    };
    ($response:ident) => {
        json_of::<$response>
    };
}

/// The declared operations of one platform.
macro_rules! platform {
    ($module:ident $platform:ident $client:ident $operations:ident) => {
        mod $module {
            use keybearer::$client;
            #[allow(
                clippy::wildcard_imports,
                reason = "the names are those of the declarations"
            )]
            use keybearer::$platform::*;
            #[allow(unused_imports, reason = "not every platform has both")]
            use keybearer::{Empty, Json};
            #[allow(
                unused_imports,
                reason = "not every platform has operations without an answer"
            )]
            use serde_json::Value;

            use super::{CallStep, Running, broken, json_of, send};

            keybearer::$operations!(emit_declared);
        }
    };
}

platform!(declared_pug pug PugClient pug_operations);
platform!(declared_puguh puguh PuguhClient puguh_operations);
platform!(declared_composite composite CompositeClient composite_operations);

fn pug_method(client: &PugClient, step: &CallStep) -> Result<Running, String> {
    let own = client.clone();
    Ok(match step.call.as_str() {
        "pug.call" => {
            let message = step.request.as_ref().map_or(json!({}), Value::clone);
            let call = own.call(
                step.argument(0, "service")?,
                step.argument(1, "method")?,
                &message,
            );
            send(step, call, json_of)
        }
        "pug.events.batch_create" if has_nan(step) => {
            let mut request: pug::BatchCreate = step.request()?;
            for event in &mut request.events {
                event.properties = event.properties.as_ref().map(with_nan);
            }
            send(step, own.events().batch_create(request), json_of)
        }
        "pug.set_tokens" => {
            let tokens: TokensJson = step.request()?;
            Box::pin(async move { own.set_tokens(tokens).await.map(|()| NOTHING) })
        }
        "pug.set_sdk_key" => done(own.set_sdk_key(step.argument(0, "key")?).map(|()| Value::Null)),
        "pug.set_shared_key" => done(own.set_shared_key(step.argument(0, "key")?).map(|()| Value::Null)),
        "pug.sign_out" => Box::pin(async move { own.sign_out().await.map(|()| NOTHING) }),
        "pug.rate_limit" => done(Ok(json!(own.rate_limit().map(rate_limit_json)))),
        _ => declared_pug::declared(client, step)?,
    })
}

fn puguh_method(client: &PuguhClient, step: &CallStep) -> Result<Running, String> {
    let own = client.clone();
    if let Some(how) = step.collect {
        return Ok(match step.call.as_str() {
            "puguh.organizations.list" => collect(step, own.organizations().list(step.request()?), how),
            "puguh.organizations.list_members" => {
                let id = step.argument(0, "id")?;
                collect(step, own.organizations().list_members(id, step.request()?), how)
            }
            "puguh.iam.list_users" => collect(step, own.iam().list_users(step.request()?), how),
            other => return Err(broken(format!("{other} is no list"))),
        });
    }
    Ok(match step.call.as_str() {
        "puguh.health" => send(step, own.health(), json_of),
        "puguh.verify_credentials" => send(step, own.verify_credentials(), json_of),
        "puguh.request" => {
            let call = own.request(method(step)?, step.argument(1, "path")?);
            send(step, with_body(call, step), json_of)
        }
        "puguh.verify_token" => {
            let jwt = step.argument(0, "jwt")?.to_owned();
            Box::pin(async move {
                let token = own.verify_token(&jwt).await?;
                let value = json!({ "subject": token.subject, "claims": token.claims });
                Ok((value, Value::Null))
            })
        }
        "puguh.set_tokens" => {
            let tokens: TokensJson = step.request()?;
            Box::pin(async move { own.set_tokens(tokens).await.map(|()| NOTHING) })
        }
        "puguh.set_api_key" => done(own.set_api_key(step.argument(0, "key")?).map(|()| Value::Null)),
        "puguh.sign_out" => Box::pin(async move { own.sign_out().await.map(|()| NOTHING) }),
        "puguh.rate_limit" => done(Ok(json!(own.rate_limit().map(rate_limit_json)))),
        _ => declared_puguh::declared(client, step)?,
    })
}

fn composite_method(client: &CompositeClient, step: &CallStep) -> Result<Running, String> {
    let own = client.clone();
    if let Some(how) = step.collect {
        return Ok(match step.call.as_str() {
            "composite.events.list" => collect(step, own.events().list(step.request()?), how),
            "composite.users.list" => collect(step, own.users().list(step.request()?), how),
            "composite.team.list" => collect(step, own.team().list(), how),
            other => return Err(broken(format!("{other} is no list"))),
        });
    }
    Ok(match step.call.as_str() {
        "composite.request" => {
            let call = own.request(method(step)?, step.argument(1, "path")?);
            send(step, with_body(call, step), json_of)
        }
        "composite.events.send" if has_nan(step) => {
            let mut request: composite::Event = step.request()?;
            request.properties = request.properties.as_ref().map(with_nan);
            send(step, own.events().send(request), |_| Value::Null)
        }
        "composite.set_api_key" => done(own.set_api_key(step.argument(0, "key")?).map(|()| Value::Null)),
        "composite.rate_limit" => done(Ok(json!(own.rate_limit().map(rate_limit_json)))),
        _ => declared_composite::declared(client, step)?,
    })
}

/// What a method without result gives.
const NOTHING: (Value, Value) = (Value::Null, Value::Null);

fn method(step: &CallStep) -> Result<Method, String> {
    step.argument(0, "method")?.parse().map_err(broken)
}

fn with_body<T>(call: Call<T>, step: &CallStep) -> Call<T> {
    match &step.request {
        Some(body) => call.body(body),
        None => call,
    }
}

fn has_nan(step: &CallStep) -> bool {
    step.request
        .as_ref()
        .is_some_and(|request| request.to_string().contains(r#"{"$nan":true}"#))
}

/// The properties with not-a-number in the place of `{"$nan": true}`, which JSON cannot hold.
fn with_nan(properties: &Properties) -> Properties {
    properties
        .as_map()
        .iter()
        .fold(Properties::new(), |properties, (name, value)| {
            properties.with(name, Numbers(value))
        })
}

struct Numbers<'a>(&'a Value);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(members) if members.contains_key("$nan") => serializer.serialize_f64(f64::NAN),
            Value::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, member)| (name, Numbers(member))))
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Numbers)),
            other => other.serialize(serializer),
        }
    }
}
