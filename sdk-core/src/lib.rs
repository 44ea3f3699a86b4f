//! Keybearer: one client for the Pug, ARSAKA PUGUH and Composite Analytics APIs.
//!
//! ```no_run
//! # async fn fetch_token() -> Result<String, std::io::Error> { Ok(String::new()) }
//! use keybearer::{PuguhClient, puguh::ListOrganizations};
//!
//! # async fn demo(token: String) -> Result<(), keybearer::Error> {
//! let puguh = PuguhClient::builder()
//!     .access_token(token)
//!     .on_token_expired(|_| async { Ok(fetch_token().await?) })
//!     .build()?;
//! let page = puguh.organizations().list(ListOrganizations::default()).await?;
//! # Ok(()) }
//! ```
//!
//! A client is cheap to clone and safe to share; its clones share credential, connections, rate
//! limits and retry budget. Every call is a [`Call`]: options first, then `.await`. Every failure
//! is an [`Error`] with a stable [`ErrorCode`].

#![forbid(unsafe_code)]
#![deny(missing_docs)]
// A test in which time runs backwards should panic.
#![cfg_attr(test, allow(clippy::unchecked_time_subtraction, clippy::unnecessary_wraps))]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(target_arch = "wasm32")]
extern crate keybearer_http as bytes;
/// A page has to load it: what is used of these two, in a tenth of their size.
#[cfg(target_arch = "wasm32")]
extern crate keybearer_http as http;

mod auth;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
mod call;
mod client;
pub mod composite;
#[doc(hidden)]
pub mod emit;
#[doc(hidden)]
pub mod erased;
mod error;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod json;
mod limits;
mod observe;
pub mod operation;
mod options;
mod pagination;
mod protocol;
pub mod pug;
pub mod puguh;
mod redact;
mod retry;
pub mod runtime;
mod secret;
#[cfg(test)]
mod testing;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod time;
mod trace;
pub mod transport;
#[doc(hidden)]
pub mod tree;
mod url;
mod wait;

pub use http::Method;

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use self::auth::FileTokenStore;
#[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
pub use self::auth::{TokenChecks, VerifiedToken, VerifyError};
pub use self::{
    auth::{
        BoxError, ExpiryReason, MemoryTokenStore, StoreError, StoreLock, StoredTokens, TokenExpired,
        TokenStore, Tokens,
    },
    call::{Call, Empty, Response},
    client::Metadata,
    composite::CompositeClient,
    error::{Attempt, Detail, Error, ErrorCode, Violation},
    json::{Extra, Json, JsonMap, Properties, Request},
    limits::{Pacing, RateLimit},
    observe::{Event, Observer},
    pagination::Page,
    pug::PugClient,
    puguh::PuguhClient,
    secret::Secret,
};

/// The examples of the documents are tested like those of the code.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    struct OfTheCrate;
    #[doc = include_str!("../../README.md")]
    struct OfTheRepository;
    #[doc = include_str!("../../docs/guides/sessions.md")]
    struct Sessions;
    #[doc = include_str!("../../docs/guides/retries-and-limits.md")]
    struct RetriesAndLimits;
}
