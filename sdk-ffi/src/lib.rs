//! Keybearer for other languages, by uniffi.
//!
//! The surface is small and does not know the operations: a [`Client`] takes the name of an
//! operation, its path arguments and its request as JSON, makes the typed call of the core, and
//! gives the answer as JSON. The faces that people use are generated in each language from the
//! core's own tables. Nothing is decided here: what is sent, retried, renewed or refused is
//! `keybearer`'s.

// What uniffi exports takes what the other language gave by value.
#![allow(clippy::needless_pass_by_value)]
// A failure is the exception: it is moved a few times where a call ends in one, and no call that succeeds
// has more to move than the answer. In a box it could not be a record of the other languages.
#![allow(clippy::result_large_err, clippy::large_enum_variant)]

mod caller;
mod client;
mod descriptor;
mod dispatch;
mod failure;
mod hooks;
mod lane;
mod mailbox;
mod options;
mod pages;
mod running;
mod runtime;

pub use self::{
    client::{Authorization, Client, callback_code, sign_in_tokens, version},
    failure::{Attempt, Detail, Failure, FailureDetails, Violation},
    hooks::{
        Deploy, DeployReply, Event, HookError, Observer, StoreReply, StoredTokenValues, TokenRequest,
        TokenSource, TokenStore, TokenValues,
    },
    lane::Lane,
    mailbox::Mailbox,
    pages::Pages,
    running::{Answer, Header, Metadata, RateLimit, Running},
};

uniffi::setup_scaffolding!();
