//! `on_token_expired` and the token store, which are the user's.

use std::sync::Arc;

use keybearer::{
    BoxError, Secret, StoreError, StoreLock, StoredTokens, TokenExpired, TokenStore, Tokens,
    erased::{
        self,
        text::parts,
        tree::{Map, Value},
    },
    runtime::BoxFuture,
};

use crate::{
    client::Owner,
    host,
    json::{Object, fields, millis, text},
    slots::{self, Thrown},
};

pub(crate) fn tokens(given: &Map) -> Tokens {
    let mut tokens = Tokens::new(text(given, "accessToken").unwrap_or_default());
    tokens.refresh_token = text(given, "refreshToken").map(Secret::from);
    tokens.expires_in = given.get("expiresIn").map(millis);
    tokens
}

pub(crate) fn tokens_json(tokens: &Tokens) -> Object {
    let mut object = both(&tokens.access_token, tokens.refresh_token.as_ref());
    if let Some(lifetime) = tokens.expires_in {
        object.duration("expiresIn", lifetime);
    }
    object
}

/// An access token, and the refresh token if there is one.
fn both(access: &Secret, refresh: Option<&Secret>) -> Object {
    let mut object = Object::new();
    object.text("accessToken", access.expose());
    object.maybe("refreshToken", refresh.map(Secret::expose));
    object
}

pub(crate) struct OnTokenExpired(pub(crate) Arc<Owner>);

impl erased::RefreshCallback for OnTokenExpired {
    fn call(&self, expired: TokenExpired) -> BoxFuture<'static, Result<Tokens, BoxError>> {
        let mut given = Object::new();
        given.text("reason", expired.reason.as_str());
        given.whole("attempt", expired.attempt.into());
        let asked = slots::ask(|slot| host::ask(self.0.0, slot, "refresh", &given.end()));
        Box::pin(async {
            asked
                .await
                .map(|reply| tokens(&fields(&reply.text)))
                .map_err(failed)
        })
    }
}

/// What `on_token_expired` threw: an error of ours is known by its code.
fn failed(thrown: Thrown) -> BoxError {
    let mut own = parts(&thrown.own, b'\n');
    match own.next() {
        None | Some("") => thrown.into(),
        Some(code) => {
            let reason = own.next().filter(|reason| !reason.is_empty());
            erased::failure(code, thrown.message.clone(), reason.map(str::to_owned)).into()
        }
    }
}

pub(crate) struct Store {
    pub(crate) client: Arc<Owner>,
}

impl Store {
    /// Asks for an action, which completes the sentence "the token store failed to …" as `task`, and
    /// reads the answer, which came in a slot.
    fn ask<T>(
        &self,
        action: &str,
        task: &'static str,
        given: &str,
        read: fn(u32, &str) -> T,
    ) -> BoxFuture<'static, Result<T, StoreError>>
    where
        T: 'static,
    {
        let mut asked = 0;
        let answer = slots::ask(|slot| {
            asked = slot;
            host::ask(self.client.0, slot, action, given);
        });
        Box::pin(async move {
            match answer.await {
                Ok(reply) => Ok(read(asked, &reply.text)),
                Err(thrown) => Err(StoreError::new(task, thrown)),
            }
        })
    }
}

impl TokenStore for Store {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        self.ask("load", "load tokens", "", |_, reply| {
            let stored = fields(reply);
            Some(StoredTokens {
                access_token: text(&stored, "accessToken")?.into(),
                refresh_token: text(&stored, "refreshToken").map(Secret::from),
                expires_at: stored.get("expiresAt").and_then(Value::as_u64),
            })
        })
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut object = both(&tokens.access_token, tokens.refresh_token.as_ref());
        if let Some(end) = tokens.expires_at {
            object.whole("expiresAt", end);
        }
        self.ask("save", "save tokens", &object.end(), |_, _| ())
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.ask("clear", "forget tokens", "", |_, _| ())
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        self.ask("lock", "lock", "", |slot, _| Box::new(Lock(slot)) as StoreLock)
    }
}

struct Lock(u32);

impl Drop for Lock {
    fn drop(&mut self) {
        host::cancel(self.0);
    }
}
