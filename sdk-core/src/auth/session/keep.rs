//! Keeping the token store in step with memory, whatever fails in between.

use std::{
    future::ready,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use super::{
    Kept, Session, abandoned,
    flight::{REFRESH_LIMIT, Renewed},
};
use crate::{
    Secret,
    auth::{
        store::{StoreError, StoredTokens, TokenStore},
        tokens::Tokens,
    },
    error::{Error, ErrorCode},
    observe::Event,
    redact::Mask,
    runtime::BoxFuture,
    time::Duration,
    wait::{Within, promise, within},
};

impl Session {
    /// Brings the store in line with memory, if memory is newer; says whether it was.
    ///
    /// What fails stays marked as newer: the store is not believed until it has been written.
    pub(super) async fn keep(&self) -> Result<bool, Error> {
        let Some(store) = &self.parts.store else {
            return Ok(false);
        };
        let _writing = self.writing.take().await;
        let mut wrote = false;
        loop {
            let (unsaved, version) = {
                let state = self.state();
                (state.unsaved, (state.epoch, state.generation))
            };
            if !unsaved {
                return Ok(wrote);
            }
            let tokens = self.tokens();
            let written = match &tokens {
                Some(tokens) => {
                    let stored = self.stored(tokens.clone(), self.parts.runtime.now());
                    self.bounded(store.save(stored)).await
                }
                None => self.bounded(store.clear()).await,
            };
            if let Err(error) = written {
                self.report_store(&error, tokens.as_ref());
                return Err(self.store_failed(error));
            }
            wrote = true;
            let mut state = self.state();
            if (state.epoch, state.generation) == version {
                state.unsaved = false;
            }
        }
    }

    /// As [`keep`](Self::keep), on a task of its own: a caller that leaves does not stop it.
    pub(crate) fn keep_in_background(&self) -> Kept {
        let (Some(store), Some(this)) = (&self.parts.store, self.this.upgrade()) else {
            return Box::pin(ready(Ok(())));
        };
        let store = Arc::clone(store);
        let (done, kept) = promise();
        self.parts.runtime.spawn(Box::pin(async move {
            // Another process may be about to save what it has just refreshed.
            let lock = this.bounded(store.lock()).await;
            let _lock = lock.map_err(|error| this.report_store(&error, None));
            done.keep(this.keep().await.map(|_| ()));
        }));
        Box::pin(async { kept.await.unwrap_or_else(|| Err(abandoned())) })
    }

    /// Writes new tokens before anybody sees them; says whether the store has them.
    pub(super) async fn keep_renewed(&self, store: &dyn TokenStore, epoch: u64, renewed: &Renewed) -> bool {
        let writing = self.writing.take().await;
        if self.state().epoch != epoch {
            return false;
        }
        let stored = self.stored(renewed.tokens.clone(), renewed.asked_at);
        let saved = self.bounded(store.save(stored)).await;
        if let Err(error) = &saved {
            self.report_store(error, Some(&renewed.tokens));
        }
        let overtaken = {
            let mut state = self.state();
            let overtaken = state.epoch != epoch;
            state.unsaved |= overtaken;
            overtaken
        };
        drop(writing);
        if overtaken {
            // Signed in or out while these were being written: the store is behind again.
            let _ = self.keep().await;
        }
        saved.is_ok() && !overtaken
    }

    fn stored(&self, tokens: Tokens, asked_at: Duration) -> StoredTokens {
        let runtime = &*self.parts.runtime;
        let age = runtime.now().saturating_sub(asked_at);
        let end = |lifetime: Duration| {
            runtime
                .unix_now()
                .saturating_add(lifetime.saturating_sub(age))
                .as_secs()
        };
        StoredTokens {
            expires_at: tokens.expires_in.map(end),
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
        }
    }

    /// A store that fails is code of the caller's that fails.
    pub(super) fn store_failed(&self, error: StoreError) -> Error {
        let mask = self.mask(None);
        let failed = Error::new(ErrorCode::Callback, mask.shown(&error)).because("token_store");
        mask.sourced(failed, error.into())
    }

    pub(super) fn report_store(&self, error: &StoreError, tokens: Option<&Tokens>) {
        let mask = self.mask(tokens);
        self.parts.observers.tell(|| Event::TokenStoreFailed {
            message: mask.shown(error),
        });
    }

    /// Takes this session's tokens out of what the caller's code says.
    pub(super) fn mask(&self, also: Option<&Tokens>) -> Mask {
        let ours = self.tokens();
        let tokens = ours.iter().chain(also);
        Mask::new(tokens.flat_map(|tokens| {
            let refresh = tokens.refresh_token.as_ref();
            std::iter::once(tokens.access_token.expose()).chain(refresh.map(Secret::expose))
        }))
    }

    /// What a store gives, within its time.
    pub(super) fn bounded<'w, T>(&self, work: BoxFuture<'w, Result<T, StoreError>>) -> Bounded<'w, T> {
        Bounded(within(&*self.parts.runtime, REFRESH_LIMIT, work))
    }
}

pub(super) struct Bounded<'w, T>(Within<BoxFuture<'w, Result<T, StoreError>>>);

impl<T> Future for Bounded<'_, T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let late = || Err(StoreError::new("answer", TookTooLong));
        let result = Pin::new(&mut self.0).poll(context);
        result.map(|result| result.unwrap_or_else(late))
    }
}

/// A store that does not answer.
#[derive(Debug, thiserror::Error)]
#[error("it took longer than 30 s")]
struct TookTooLong;
