//! `on_token_expired` and the token store, which are the user's.

use std::sync::Arc;

use keybearer::{
    BoxError, Secret, StoreError, StoreLock, StoredTokens, TokenExpired, Tokens,
    erased::{
        self, StoreAnswer, StoreTask,
        tree::{Map, Value},
    },
    runtime::BoxFuture,
};

use crate::{
    client::Owner,
    host,
    json::{Object, fields, micros, millis, text},
    slots::{self, Outcome},
};

pub(crate) fn tokens(given: &Map) -> Tokens {
    let mut tokens = Tokens::new(text(given, "accessToken").unwrap_or_default());
    tokens.refresh_token = text(given, "refreshToken").map(Secret::from);
    tokens.expires_in = given.get("expiresIn").map(millis);
    tokens
}

pub(crate) fn tokens_json(tokens: &Tokens) -> String {
    let mut object = Object::new();
    object.text("accessToken", tokens.access_token.expose());
    if let Some(token) = &tokens.refresh_token {
        object.text("refreshToken", token.expose());
    }
    if let Some(lifetime) = tokens.expires_in {
        object.number("expiresIn", micros(lifetime));
    }
    object.end()
}

pub(crate) struct OnTokenExpired(pub(crate) Arc<Owner>);

impl erased::RefreshCallback for OnTokenExpired {
    fn call(&self, expired: TokenExpired) -> BoxFuture<'static, Result<Tokens, BoxError>> {
        let client = self.0.0;
        Box::pin(async move {
            let reason = expired.reason.as_str();
            let answer = slots::ask(|slot| host::refresh(client, slot, reason, expired.attempt));
            match answer.await {
                Outcome::Reply(reply) => Ok(tokens(&fields(&reply))),
                Outcome::Thrown(thrown) if !thrown.code.is_empty() => {
                    let reason = Some(thrown.reason.clone()).filter(|reason| !reason.is_empty());
                    Err(erased::failure(&thrown.code, thrown.message, reason).into())
                }
                Outcome::Thrown(thrown) => Err(thrown.into()),
                _ => Err(erased::failure("callback", String::new(), None).into()),
            }
        })
    }
}

fn stored(given: &Map) -> StoredTokens {
    StoredTokens {
        access_token: text(given, "accessToken").unwrap_or_default().into(),
        refresh_token: text(given, "refreshToken").map(Secret::from),
        expires_at: given.get("expiresAt").and_then(Value::as_u64),
    }
}

fn stored_json(tokens: &StoredTokens) -> String {
    let mut object = Object::new();
    object.text("accessToken", tokens.access_token.expose());
    if let Some(token) = &tokens.refresh_token {
        object.text("refreshToken", token.expose());
    }
    if let Some(end) = tokens.expires_at {
        object.whole("expiresAt", end);
    }
    object.end()
}

pub(crate) struct Store {
    pub(crate) client: Arc<Owner>,
}

impl erased::Store for Store {
    fn ask(&self, task: StoreTask) -> BoxFuture<'_, Result<StoreAnswer, StoreError>> {
        let mut tokens = String::new();
        let (action, failing) = match &task {
            StoreTask::Lock => ("lock", "lock"),
            StoreTask::Load => ("load", "load tokens"),
            StoreTask::Save(given) => {
                tokens = stored_json(given);
                ("save", "save tokens")
            }
            StoreTask::Clear => ("clear", "forget tokens"),
        };
        let mut asked = 0;
        let answer = slots::ask(|slot| {
            asked = slot;
            host::store(self.client.0, slot, action, &tokens);
        });
        let locks = matches!(task, StoreTask::Lock);
        Box::pin(async move {
            let reply = match answer.await {
                Outcome::Reply(reply) => reply,
                Outcome::Thrown(thrown) => return Err(StoreError::new(failing, thrown)),
                _ => String::new(),
            };
            Ok(StoreAnswer {
                tokens: (!reply.is_empty()).then(|| stored(&fields(&reply))),
                lock: locks.then(|| Box::new(Lock(asked)) as StoreLock),
            })
        })
    }
}

struct Lock(u32);

impl Drop for Lock {
    fn drop(&mut self) {
        host::unlock(self.0);
    }
}
