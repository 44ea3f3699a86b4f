//! Rotating an API key: create, deploy, and only then revoke.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use serde_json::json;

use super::{ApiKey, CreateApiKey, Projects};
use crate::{
    BoxError, Call, Error, ErrorCode, Json, Secret, Violation,
    redact::{self, Mask},
};

const NAME: &str = "pug.projects.rotate_api_key";

impl Projects {
    /// Replaces an API key: creates `new`, hands the new key to `deploy`, and revokes the old one
    /// only if `deploy` succeeded. Gives the new key.
    ///
    /// `old_key` is the id of the old key. It is sent as `{"id": …}`, which is assumed; an object is
    /// sent as it is, for servers that name it otherwise. If `new` names a project, both calls act
    /// in it.
    ///
    /// To drop the future stops it where it is: after the first step the new key may exist, and
    /// nobody has it.
    ///
    /// ```no_run
    /// # async fn demo(pug: keybearer::PugClient) -> Result<(), keybearer::Error> {
    /// # async fn save(_: &str) -> Result<(), std::io::Error> { Ok(()) }
    /// use keybearer::pug::{ApiKeyType, CreateApiKey};
    ///
    /// let new = CreateApiKey::new(ApiKeyType::Shared, "server, autumn");
    /// let key = pug
    ///     .projects()
    ///     .rotate_api_key("key_1", new, |key| async move { Ok(save(key.expose()).await?) })
    ///     .await?;
    /// println!("{} is in use", key.id);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the creation, if there is no new key. `callback` if `deploy` failed or panicked:
    /// nothing is revoked, and the message names the new key's id so that it can be. That of the
    /// revocation with reason `both_keys_live`, if the new key is deployed and the old one remains.
    pub async fn rotate_api_key<F, Fut>(
        &self,
        old_key: impl Into<Json>,
        new: CreateApiKey,
        deploy: F,
    ) -> Result<ApiKey, Error>
    where
        F: FnOnce(Secret) -> Fut,
        Fut: Future<Output = Result<(), BoxError>>,
    {
        let revocation = revocation(old_key.into()).map_err(named)?;
        let project = new.project_id.clone();
        let created = in_project(self.create_api_key(new), project.as_deref()).await?;
        let new = created.api_key;
        let Some(key) = new.key.clone() else {
            let message = format!("the answer holds the new key's id, {}, but not the key", new.id);
            return Err(named(
                Error::new(ErrorCode::Decode, message).with_maybe_processed(true),
            ));
        };
        // Called within, so that a panic before its first await is caught too.
        let deployed = AssertUnwindSafe(async { deploy(key.clone()).await })
            .catch_unwind()
            .await;
        match deployed {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(named(not_deployed(&new.id, &key, error))),
            Err(_) => {
                let message = undeployed(&new.id, "the deploy step panicked");
                let error = Error::new(ErrorCode::Callback, message);
                return Err(named(error.because("callback_panicked")));
            }
        }
        let revoked = in_project(self.revoke_api_key(revocation), project.as_deref()).await;
        revoked.map_err(|error| {
            let message = format!(
                "both keys are live: {} is deployed, and the old one could not be revoked: {}",
                new.id,
                error.message()
            );
            named(error.with_message(message).because("both_keys_live"))
        })?;
        Ok(new)
    }
}

fn named(error: Error) -> Error {
    error.with_operation("pug", NAME)
}

/// The message that revokes the old key, checked before there is a new one.
fn revocation(old_key: Json) -> Result<Json, Error> {
    let problem = match old_key {
        Json::String(id) if !id.trim().is_empty() => return Ok(json!({ "id": id })),
        Json::Object(message) if !message.is_empty() => return Ok(Json::Object(message)),
        Json::String(_) | Json::Object(_) => "must not be empty",
        _ => "must be the id of a key, or the message that revokes it",
    };
    Err(Error::request(vec![Violation::new("old_key", problem)]))
}

fn in_project<T>(call: Call<T>, project: Option<&str>) -> Call<T> {
    match project {
        Some(id) => call.project_id(id),
        None => call,
    }
}

fn undeployed(id: &str, why: &str) -> String {
    format!("{why}. Nothing was revoked; the new key {id} exists and can be revoked")
}

/// The error of the caller's step, without the key that it was handed.
fn not_deployed(id: &str, key: &Secret, error: BoxError) -> Error {
    let mask = Mask::new([key.expose()]);
    let why = redact::one_line(&redact::text(&mask.exact(&error.to_string())));
    let message = undeployed(id, &format!("the deploy step failed: {why}"));
    let refused = Error::new(ErrorCode::Callback, message).because("callback_failed");
    let shown = format!("{error} {error:?}");
    if mask.exact(&shown) == shown {
        refused.with_source(error)
    } else {
        refused
    }
}
