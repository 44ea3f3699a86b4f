//! Calls without types: what a binding stands on whose messages are written and read elsewhere.
//!
//! On wasm the browser's own JSON writes and reads messages, so that no page has to load a decoder
//! for each of them. Behaviour stays here: such a call goes through the same pipeline as a typed
//! one. This is for the bindings of this repository; it may change in any version.

use std::sync::Arc;

use http::Method;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Call, Error, ErrorCode, Json, RateLimit, Request, Secret, Tokens, Violation, call, client::Core,
    protocol::decode, runtime::BoxFuture, wait::over,
};
pub use crate::{
    auth::{KeyRules, RefreshCallback, Store, StoreAnswer, StoreTask},
    call::{Message, Unsent},
    client::Answer,
    operation::Operation,
    options::Options,
    pagination::{Next, PageFacts, Walker},
    text, tree,
};

/// A client of any platform.
#[derive(Clone)]
pub struct Client {
    pub(crate) core: Arc<Core>,
}

impl Client {
    pub(crate) fn new(core: &Arc<Core>) -> Self {
        Self {
            core: Arc::clone(core),
        }
    }

    /// A call of the operation at this place of the platform's `catalog::ALL`.
    pub fn operation(&self, place: usize, arguments: &[&str], message: Option<Message>) -> Call<()> {
        call::written(&self.core, &self.operations()[place], arguments, message)
    }

    /// A call of an operation with a request of its type, whose answer `rewrite` gives as text.
    pub fn asked<R: Request>(
        &self,
        operation: &'static Operation,
        arguments: &[&str],
        request: Option<R>,
        rewrite: Rewrite,
    ) -> Call<String> {
        call::asked(&self.core, operation, arguments, request, rewrite)
    }

    /// A call of any path, with a method by its name. The body is JSON.
    pub fn request(&self, method: &str, path: &str, body: Option<Vec<u8>>) -> Call<()> {
        let known = Method::from_bytes(method.as_bytes());
        let named = known.is_ok();
        let method = known.unwrap_or(Method::GET);
        let mut request = call::any_path(&self.core, method, path);
        if let Some(body) = body {
            request.written_body(body);
        }
        if !named {
            request.refuse(Violation::new("method", "is no HTTP method"));
        }
        call::unread(&self.core, request)
    }

    /// A call of any RPC. The body is JSON, an object.
    pub fn rpc(&self, service: &str, method: &str, body: Vec<u8>) -> Call<()> {
        let mut request = call::any_rpc(&self.core, service, method);
        request.written_body(body);
        call::unread(&self.core, request)
    }

    /// The tokens of the session, if there is one.
    pub fn tokens(&self) -> Option<Tokens> {
        let credential = self.core.credential.load();
        credential.session().and_then(|session| session.tokens())
    }

    /// Hands tokens to the session, or makes an anonymous client one.
    pub fn set_tokens(self, tokens: Tokens) -> BoxFuture<'static, Result<(), Error>> {
        let kept = self.core.set_tokens(tokens);
        Box::pin(kept.unwrap_or_else(|error| over(Err(error))))
    }

    /// Signs out: forgets the tokens, and revokes them where the platform has an operation for it.
    pub fn sign_out(self) -> BoxFuture<'static, Result<(), Error>> {
        call::sign_out(&self.core)
    }

    /// Replaces the key that the option of this name gave.
    ///
    /// # Errors
    ///
    /// `invalid_config` for a malformed key, or one that cannot replace the credential.
    pub fn set_key(&self, option: &str, key: &Secret) -> Result<(), Error> {
        self.core.set_key(option, key)
    }

    /// The limits last seen for what a request without overrides is counted by.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.core.shared.rate_limit(&self.core.credential.load())
    }

    /// What the platform of this client declares.
    pub fn operations(&self) -> &'static [Operation] {
        self.core.shared.platform.operations.all()
    }

    /// Sends a call. `within` says that it is made by `on_token_expired`: then it may not wait for
    /// the token that this is to supply.
    pub fn send(&self, call: &Call<()>, within: bool) -> BoxFuture<'static, Result<Answer, Error>> {
        let sent = call.start();
        match self.core.credential.load_full().session().cloned() {
            Some(session) if within => Box::pin(async move { session.marking_callback(sent).await }),
            _ => sent,
        }
    }
}

/// Gives an answer as the text of a JSON value: for surfaces that hand it on. All calls are of one
/// type then, and are compiled once.
pub type Rewrite = fn(&[u8]) -> Result<String, Error>;

/// An answer read as its type.
///
/// # Errors
///
/// `decode`, if it cannot be read.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    decode(body)
}

/// An answer read as its type, and written as JSON with what reading made of it.
///
/// # Errors
///
/// `decode`, if it cannot be read.
pub fn rewritten<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<String, Error> {
    serde_json::to_string(&decode::<T>(body)?)
        .map_err(|error| Error::new(ErrorCode::Decode, error.to_string()))
}

/// Open JSON as it came.
///
/// # Errors
///
/// None, but it stands where others fail.
pub fn as_it_came(body: &[u8]) -> Result<String, Error> {
    match std::str::from_utf8(body.trim_ascii()) {
        Ok("") => Ok("null".to_owned()),
        Ok(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => Ok(text.to_owned()),
        _ => Ok(Json::from(String::from_utf8_lossy(body)).to_string()),
    }
}

/// The answer of an operation that returns nothing of use.
///
/// # Errors
///
/// None, but it stands where others fail.
pub fn nothing(_: &[u8]) -> Result<String, Error> {
    Ok("null".to_owned())
}

/// An error of the host's: a callback's, for instance. `code` is the stable text.
pub fn failure(code: &str, message: String, reason: Option<String>) -> Error {
    let known = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
    Error::new(*known.unwrap_or(&ErrorCode::Callback), message).with_reason(reason)
}

/// A message that could not be written, with what is wrong with it.
pub fn undecodable(message: String) -> Error {
    Error::new(ErrorCode::Decode, message)
}
