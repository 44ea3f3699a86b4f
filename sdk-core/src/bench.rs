//! What the benchmarks measure from inside. No part of the public API.
#![allow(missing_docs)]

use std::{sync::Arc, time::Duration};

use http::HeaderValue;

use crate::{
    Error, Secret, Tokens,
    auth::{Session, SessionParts},
    observe::Observers,
    runtime::Runtime,
};

/// A session with a valid token, as every call reads it.
pub struct CurrentToken(Arc<Session>);

impl CurrentToken {
    pub fn new(token: &str, runtime: impl Runtime) -> Result<Self, Error> {
        let parts = SessionParts {
            runtime: Arc::new(runtime),
            observers: Observers::new(None),
            store: None,
            refresher: None,
            refresh_token: None,
        };
        let tokens = Tokens::from(Secret::from(token));
        Session::new(parts, Some(tokens)).map(Self)
    }

    pub fn read(&self, now: Duration) -> Option<(HeaderValue, u64)> {
        let current = self.0.signature(now)?;
        Some((current.header().clone(), current.generation()))
    }
}
