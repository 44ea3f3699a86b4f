//! `on_token_expired` and the token store, which are the user's.

use keybearer::{
    BoxError, Secret, StoreError, StoreLock, StoredTokens, TokenExpired, Tokens,
    erased::{self, StoreAnswer, StoreTask, text::parts, tree::Value},
    runtime::BoxFuture,
};

use crate::{
    client::Host,
    host::{self, Action},
    json::{self, Object, items, text, unexpected},
    slots::{self, Thrown},
};

/// An access token, the refresh token and its life.
pub(crate) fn tokens(given: &[Value]) -> Tokens {
    let [access_token, refresh_token, expires_in] = given else {
        unexpected()
    };
    let mut tokens = Tokens::new(text(access_token));
    tokens.refresh_token = refresh_token.as_str().map(Secret::from);
    tokens.expires_in = json::duration(expires_in);
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

impl erased::RefreshCallback for Host {
    fn call(&self, expired: TokenExpired) -> BoxFuture<'static, Result<Tokens, BoxError>> {
        let mut given = Object::new();
        given.text("reason", expired.reason.as_str());
        given.whole("attempt", expired.attempt.into());
        let asked = slots::ask(|slot| host::ask(self.client, slot, Action::Refresh as u32, &given.end()));
        Box::pin(async {
            asked
                .await
                .map(|reply| tokens(&items(&reply.text)))
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

/// As [`tokens`], with the second in which the access token expires.
fn stored(given: &[Value]) -> StoredTokens {
    let [access_token, refresh_token, expires_at] = given else {
        unexpected()
    };
    StoredTokens {
        access_token: text(access_token).into(),
        refresh_token: refresh_token.as_str().map(Secret::from),
        expires_at: expires_at.as_u64(),
    }
}

fn stored_json(tokens: &StoredTokens) -> String {
    let mut object = both(&tokens.access_token, tokens.refresh_token.as_ref());
    if let Some(end) = tokens.expires_at {
        object.seconds("expiresAt", end);
    }
    object.end()
}

impl erased::Store for Host {
    fn ask(&self, task: StoreTask) -> BoxFuture<'_, Result<StoreAnswer, StoreError>> {
        let mut tokens = String::new();
        let (action, failing) = match &task {
            StoreTask::Lock => (Action::Lock, "lock"),
            StoreTask::Load => (Action::Load, "load tokens"),
            StoreTask::Save(given) => {
                tokens = stored_json(given);
                (Action::Save, "save tokens")
            }
            StoreTask::Clear => (Action::Clear, "forget tokens"),
        };
        let mut asked = 0;
        let answer = slots::ask(|slot| {
            asked = slot;
            host::ask(self.client, slot, action as u32, &tokens);
        });
        let locks = matches!(task, StoreTask::Lock);
        Box::pin(async move {
            let reply = answer
                .await
                .map_err(|thrown| StoreError::new(failing, thrown))?
                .text;
            Ok(StoreAnswer {
                tokens: (!reply.is_empty()).then(|| stored(&items(&reply))),
                lock: locks.then(|| Box::new(Lock(asked)) as StoreLock),
            })
        })
    }
}

struct Lock(u32);

impl Drop for Lock {
    fn drop(&mut self) {
        host::cancel(self.0);
    }
}
