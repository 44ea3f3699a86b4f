//! `on_token_expired` and the token store, which are the user's.

use keybearer::{
    BoxError, Secret, StoreError, StoreLock, StoredTokens, TokenExpired, TokenStore, Tokens,
    erased::{
        self,
        tree::{Map, Value},
    },
    runtime::BoxFuture,
};

use crate::{
    client::Host,
    host,
    json::{Object, fields, micros, millis, text},
    slots::{self, Outcome, Thrown},
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

impl erased::RefreshCallback for Host {
    fn call(&self, expired: TokenExpired) -> BoxFuture<'static, Result<Tokens, BoxError>> {
        let client = self.client;
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

impl Host {
    async fn ask(&self, action: &'static str, tokens: String) -> Result<(u32, String), Thrown> {
        let client = self.client;
        let mut asked = 0;
        let answer = slots::ask(|slot| {
            asked = slot;
            host::store(client, slot, action, &tokens);
        });
        match answer.await {
            Outcome::Reply(reply) => Ok((asked, reply)),
            Outcome::Thrown(thrown) => Err(thrown),
            _ => Ok((asked, String::new())),
        }
    }
}

impl TokenStore for Host {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        Box::pin(async {
            let answer = self.ask("load", String::new()).await;
            let (_, reply) = answer.map_err(|thrown| StoreError::new("load tokens", thrown))?;
            if reply.is_empty() {
                return Ok(None);
            }
            let stored = fields(&reply);
            Ok(Some(StoredTokens {
                access_token: text(&stored, "accessToken").unwrap_or_default().into(),
                refresh_token: text(&stored, "refreshToken").map(Secret::from),
                expires_at: stored.get("expiresAt").and_then(Value::as_u64),
            }))
        })
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut object = Object::new();
            object.text("accessToken", tokens.access_token.expose());
            if let Some(token) = &tokens.refresh_token {
                object.text("refreshToken", token.expose());
            }
            if let Some(end) = tokens.expires_at {
                object.whole("expiresAt", end);
            }
            let answer = self.ask("save", object.end()).await;
            answer.map_err(|thrown| StoreError::new("save tokens", thrown))?;
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            let answer = self.ask("clear", String::new()).await;
            answer.map_err(|thrown| StoreError::new("forget tokens", thrown))?;
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(async {
            let answer = self.ask("lock", String::new()).await;
            let (slot, _) = answer.map_err(|thrown| StoreError::new("lock", thrown))?;
            Ok(Box::new(Lock(slot)) as StoreLock)
        })
    }
}

struct Lock(u32);

impl Drop for Lock {
    fn drop(&mut self) {
        host::unlock(self.0);
    }
}
