//! Tokens out of answers whose shape is not documented.

use super::catalog;
use crate::{
    Error, ErrorCode, Json, Tokens, auth,
    call::Renewal,
    operation::{Class, Operation},
    text,
};

/// How the members of a token refresh, and of a sign-in's answer, are called.
///
/// The platform documents none of these names: the defaults are assumed. A dot in the name of a
/// member of the answer reaches into an object: `session.accessToken`.
///
/// ```
/// use keybearer::pug::RefreshMembers;
///
/// let members = RefreshMembers {
///     access_token: "token".to_owned(),
///     ..RefreshMembers::default()
/// };
/// assert_eq!(members.refresh_token, "refreshToken");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshMembers {
    /// In the request: the refresh token. `refreshToken` unless given.
    pub refresh_token: String,
    /// In the answer: the new access token. `accessToken` unless given.
    pub access_token: String,
    /// In the answer: the next refresh token; without it the old one goes on. `refreshToken`
    /// unless given.
    pub new_refresh_token: String,
    /// In the answer: the lifetime of the access token, as a number of seconds, such a number as
    /// text, or a duration such as `3600s`. `expiresIn` unless given.
    pub expires_in: String,
}

impl Default for RefreshMembers {
    fn default() -> Self {
        Self {
            refresh_token: "refreshToken".to_owned(),
            access_token: "accessToken".to_owned(),
            new_refresh_token: "refreshToken".to_owned(),
            expires_in: "expiresIn".to_owned(),
        }
    }
}

/// Makes tokens of the answer to a sign-in or a refresh, ready for
/// [`PugClient::set_tokens`](super::PugClient::set_tokens).
///
/// ```
/// use keybearer::pug::{RefreshMembers, tokens_from};
///
/// let answer = serde_json::json!({ "accessToken": "a.b.c", "expiresIn": "3600s" });
/// let tokens = tokens_from(&answer, &RefreshMembers::default())?;
/// assert_eq!(tokens.expires_in.unwrap().as_secs(), 3600);
/// # Ok::<(), keybearer::Error>(())
/// ```
///
/// # Errors
///
/// `unauthenticated` with reason `further_step_required` if there is no access token in it: a
/// magic link was only asked for, or the member is called otherwise.
pub fn tokens_from(answer: &Json, members: &RefreshMembers) -> Result<Tokens, Error> {
    let json = serde_json::to_vec(answer).unwrap_or_default();
    tokens_in(&json, members)
}

/// As [`tokens_from`], of the body of an answer.
#[doc(hidden)]
pub fn tokens_in(body: &[u8], members: &RefreshMembers) -> Result<Tokens, Error> {
    let RefreshMembers {
        access_token,
        new_refresh_token,
        expires_in,
        ..
    } = members;
    let names = [&**access_token, new_refresh_token, expires_in];
    Tokens::named(&auth::answer(body)?, names).ok_or_else(|| {
        let message = text::filled(
            "the answer holds no {}: the server asks for a further step, or calls the token \
             otherwise (refresh_members)",
            &[access_token],
        );
        Error::new(ErrorCode::Unauthenticated, message).because("further_step_required")
    })
}

/// Renewal by Pug's own operation.
impl Renewal for RefreshMembers {
    fn operation(&self, _rotating: bool) -> (&'static Operation, Class, &str) {
        let declared = &catalog::auth::refresh_token;
        (declared, declared.class, &self.refresh_token)
    }

    fn read(&self, body: &[u8]) -> Result<Tokens, Error> {
        tokens_in(body, self)
    }

    fn rotates(&self) -> bool {
        // Not documented. Taken for yes: to spend a token twice may end the session.
        true
    }

    fn check(&self) -> Result<(), Error> {
        let names = [
            &self.refresh_token,
            &self.access_token,
            &self.new_refresh_token,
            &self.expires_in,
        ];
        if names.iter().any(|name| text::trim(name).is_empty()) {
            return Err(Error::option("refresh_members", "must not hold an empty name"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::time::Duration;

    #[test]
    fn tokens_are_found_under_the_names_that_were_given() {
        let answer = json!({ "session": { "jwt": "a.b.c" }, "next": "r2", "ttl": "60s" });
        let members = RefreshMembers {
            access_token: "session.jwt".to_owned(),
            new_refresh_token: "next".to_owned(),
            expires_in: "ttl".to_owned(),
            ..RefreshMembers::default()
        };
        let expected = Tokens::new("a.b.c")
            .with_refresh_token("r2")
            .with_expires_in(Duration::from_mins(1));
        assert_eq!(tokens_from(&answer, &members).unwrap(), expected);
    }

    #[test]
    fn an_answer_without_a_token_asks_for_a_further_step() {
        for answer in [json!({}), json!(null), json!({ "accessToken": "" }), json!([1])] {
            let error = tokens_from(&answer, &RefreshMembers::default()).unwrap_err();
            assert_eq!(error.code(), ErrorCode::Unauthenticated);
            assert_eq!(error.reason(), Some("further_step_required"));
            assert!(error.message().contains("accessToken"), "{error}");
        }
    }
}
