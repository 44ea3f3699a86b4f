//! Keeping the token store in step with memory, whatever fails in between.

use super::{
    Kept, Session, abandoned,
    flight::{Errand, REFRESH_LIMIT},
};
use crate::{
    auth::{
        store::{StoreAnswer, StoreError, StoreTask, StoredTokens},
        tokens::{BoxError, Tokens},
    },
    error::{Error, ErrorCode},
    observe::Event,
    redact::Mask,
    text,
    time::Duration,
    wait::{over, promise, within},
};

impl Session {
    /// Brings the store in line with memory, if memory is newer; says whether it was. What a flight
    /// of this epoch has `brought` is written first, before anybody sees it.
    ///
    /// What fails stays marked as newer: the store is not believed until it has been written.
    pub(super) async fn keep(&self, mut brought: Option<(u64, &Tokens, Duration)>) -> Result<bool, Error> {
        let _writing = loop {
            match self.writing.take() {
                Ok(turn) => break turn,
                Err(before) => {
                    let _ = before.await;
                }
            }
        };
        let mut wrote = false;
        loop {
            let (unsaved, version) = {
                let state = self.state();
                (state.unsaved, (state.epoch, state.generation))
            };
            let current = self.current.load_full();
            let (tokens, asked_at) = match brought {
                Some((epoch, ..)) if epoch != version.0 => return Ok(false),
                Some((_, tokens, asked_at)) => (Some(tokens), Some(asked_at)),
                None if !unsaved => return Ok(wrote),
                None => (current.as_ref().map(|current| &current.tokens), None),
            };
            let task = match tokens {
                Some(tokens) => StoreTask::Save(self.stored(tokens, asked_at)),
                None => StoreTask::Clear,
            };
            let written = self.ask(task, tokens).await.map(drop);
            let mut state = self.state();
            match brought.take() {
                Some((epoch, ..)) if epoch == state.epoch => return written.map(|()| true),
                // Signed in or out while these were being written: the store is behind again.
                Some(_) => state.unsaved = true,
                None => {
                    written?;
                    wrote = true;
                    if (state.epoch, state.generation) == version {
                        state.unsaved = false;
                    }
                }
            }
        }
    }

    /// As [`keep`](Self::keep), on a task of its own.
    pub(crate) fn keep_in_background(&self) -> Kept {
        let (Some(_), Some(session)) = (&self.parts.store, self.this.upgrade()) else {
            return over(Ok(()));
        };
        let (done, kept) = promise(Err(abandoned()));
        let errand = Errand {
            session,
            flight: 0,
            epoch: 0,
            done,
        };
        self.send(errand, None);
        kept
    }

    /// Asks the store, within its time. Without one all is well, and nothing is there.
    ///
    /// A failure is told to the observer too, without the tokens of this session and the given ones.
    pub(super) fn ask<'a>(
        &'a self,
        task: StoreTask,
        tokens: Option<&'a Tokens>,
    ) -> impl Future<Output = Result<StoreAnswer, Error>> + 'a {
        let runtime = &*self.parts.runtime;
        let store = self.parts.store.as_ref();
        let asked = store.map(|store| within(runtime, REFRESH_LIMIT, store.ask(task)));
        async move {
            let Some(asked) = asked else {
                return Ok(StoreAnswer::default());
            };
            let error = match asked.await {
                Some(Ok(answer)) => return Ok(answer),
                Some(Err(error)) => error,
                None => StoreError::new("answer", TookTooLong),
            };
            Err(self.store_failed(error, tokens))
        }
    }

    /// Their lifetime counts from when they were asked for, or from now.
    fn stored(&self, tokens: &Tokens, asked_at: Option<Duration>) -> StoredTokens {
        let runtime = &*self.parts.runtime;
        let age = asked_at.map_or(Duration::ZERO, |asked_at| self.now().saturating_sub(asked_at));
        let end = |lifetime: Duration| {
            runtime
                .unix_now()
                .saturating_add(lifetime.saturating_sub(age))
                .as_secs()
        };
        StoredTokens {
            expires_at: tokens.expires_in.map(end),
            access_token: tokens.access_token.clone(),
            refresh_token: tokens.refresh_token.clone(),
        }
    }

    /// A store that fails is code of the caller's that fails.
    fn store_failed(&self, error: StoreError, tokens: Option<&Tokens>) -> Error {
        let failed = self.failure_of(error.into(), "", ErrorCode::Callback, "token_store", tokens);
        self.parts.observers.tell(|| Event::TokenStoreFailed {
            message: failed.message().to_owned(),
        });
        failed
    }

    /// What the caller's code says of its failure, without this session's tokens and the given ones.
    pub(super) fn failure_of(
        &self,
        error: BoxError,
        before: &str,
        code: ErrorCode,
        reason: &str,
        also: Option<&Tokens>,
    ) -> Error {
        let mut mask = Mask::default();
        let mut hide = |tokens: &Tokens| {
            mask.hide(tokens.access_token.expose());
            if let Some(token) = &tokens.refresh_token {
                mask.hide(token.expose());
            }
        };
        if let Some(current) = self.current.load_full() {
            hide(&current.tokens);
        }
        if let Some(also) = also {
            hide(also);
        }
        let message = text::joined(&[before, &mask.shown(&*error)]);
        mask.sourced(Error::new(code, message).because(reason), error)
    }
}

/// A store that does not answer.
#[derive(Debug, thiserror::Error)]
#[error("it took longer than 30 s")]
struct TookTooLong;
