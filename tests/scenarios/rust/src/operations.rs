//! The methods of the clients, by name. The typed ones come from the SDK's own declarations.

use std::{pin::Pin, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use keybearer::{Call, Error, Metadata, Method, Page, PuguhClient};
use serde::{Serialize, de::DeserializeOwned};
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
        Client::Puguh(client) => puguh_extras(client, step),
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

mod puguh {
    #[allow(clippy::wildcard_imports, reason = "the names are those of the declarations")]
    use keybearer::puguh::*;
    use keybearer::{Empty, Json, PuguhClient};
    use serde_json::Value;

    use super::{CallStep, Running, broken, json_of, send};

    keybearer::puguh_operations!(emit_declared);
}

fn puguh_extras(client: &PuguhClient, step: &CallStep) -> Result<Running, String> {
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
            let method = step.argument(0, "method")?.parse::<Method>().map_err(broken)?;
            let mut call = own.request(method, step.argument(1, "path")?);
            if let Some(body) = &step.request {
                call = call.body(body);
            }
            send(step, call, json_of)
        }
        "puguh.verify_token" => {
            let jwt = step.argument(0, "jwt")?.to_owned();
            Box::pin(async move {
                let token = own.verify_token(&jwt).await?;
                Ok((
                    json!({ "subject": token.subject, "claims": token.claims }),
                    Value::Null,
                ))
            })
        }
        "puguh.set_tokens" => {
            let tokens: TokensJson = step.request()?;
            Box::pin(async move { own.set_tokens(tokens).await.map(|()| (Value::Null, Value::Null)) })
        }
        "puguh.set_api_key" => done(own.set_api_key(step.argument(0, "key")?).map(|()| Value::Null)),
        "puguh.sign_out" => {
            Box::pin(async move { own.sign_out().await.map(|()| (Value::Null, Value::Null)) })
        }
        "puguh.rate_limit" => done(Ok(json!(own.rate_limit().map(rate_limit_json)))),
        _ => puguh::declared(client, step)?,
    })
}
