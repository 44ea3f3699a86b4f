//! Credentials, where they are placed, and the sessions that renew them.

mod credential;
#[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
mod jwks;
mod jwt;
pub(crate) mod oauth;
mod session;
mod store;
mod tokens;

#[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
pub(crate) use self::jwks::KeySet;
#[cfg(all(feature = "verify", not(target_arch = "wasm32")))]
pub use self::jwks::{TokenChecks, VerifiedToken, VerifyError};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use self::jwt::unverified;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use self::store::FileTokenStore;
pub use self::{
    credential::KeyRules,
    session::RefreshCallback,
    store::{
        MemoryTokenStore, Store, StoreAnswer, StoreError, StoreLock, StoreTask, StoredTokens, TokenStore,
    },
    tokens::{BoxError, ExpiryReason, TokenExpired, Tokens},
};
pub(crate) use self::{
    credential::{Credential, Placement, USER_TOKEN, clean},
    session::{Current, Grant, GrantError, Kept, Recovery, Refresher, Session, SessionParts},
    tokens::{answer, unreadable},
};
