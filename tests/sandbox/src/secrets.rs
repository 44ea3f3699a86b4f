//! What the journal may show of a credential.

use std::collections::HashSet;

use serde_json::Value;

/// The credentials this sandbox issued. Anything else that looks like one may be somebody's real
/// key, sent here by mistake, and is never kept.
#[derive(Debug, Default)]
pub(crate) struct Issued {
    known: HashSet<String>,
}

/// Members of a body whose text is a secret.
const SECRET_MEMBERS: [&str; 10] = [
    "password",
    "refresh_token",
    "refreshToken",
    "access_token",
    "accessToken",
    "client_secret",
    "api_key",
    "apiKey",
    "token",
    "code",
];

impl Issued {
    pub(crate) fn insert(&mut self, secret: &str) {
        self.known.insert(secret.to_owned());
    }

    /// The secret itself when it is the sandbox's own, else its fingerprint.
    pub(crate) fn redact(&self, secret: &str) -> String {
        if self.known.contains(secret) {
            secret.to_owned()
        } else {
            fingerprint(secret)
        }
    }

    /// A header's value, redacted when the header carries a credential.
    pub(crate) fn redact_header(&self, name: &str, value: &str) -> String {
        match name {
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, secret)) => format!("{scheme} {}", self.redact(secret)),
                None => self.redact(value),
            },
            "x-api-key" | "cookie" => self.redact(value),
            _ => value.to_owned(),
        }
    }

    /// A query or form body with its secret members redacted; otherwise as it was sent.
    pub(crate) fn redact_form(&self, form: &str) -> String {
        let redact_pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if SECRET_MEMBERS.contains(&name) => {
                let secret = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                if self.known.contains(secret.as_ref()) {
                    pair.to_owned()
                } else {
                    format!("{name}={}", fingerprint(&secret))
                }
            }
            _ => pair.to_owned(),
        };
        form.split('&').map(redact_pair).collect::<Vec<_>>().join("&")
    }

    /// Redacts the secret members of a JSON body, at any depth.
    pub(crate) fn redact_json(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(secret) if SECRET_MEMBERS.contains(&name.as_str()) => {
                            *secret = self.redact(secret);
                        }
                        other => self.redact_json(other),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_json(item)),
            _ => {}
        }
    }
}

/// Enough of a secret to recognise it: `pk_…d456`. Short ones show nothing.
pub(crate) fn fingerprint(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    if letters.len() < 12 {
        return "…".to_owned();
    }
    let prefix = letters
        .iter()
        .take(4)
        .position(|letter| *letter == '_')
        .map_or(3, |at| at + 1);
    let start: String = letters[..prefix].iter().collect();
    let end: String = letters[letters.len() - 4..].iter().collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fingerprints_show_the_kind_and_the_last_four() {
        assert_eq!(fingerprint("pk_live_abc123d456"), "pk_…d456");
        assert_eq!(fingerprint("eyJhbGciOiJSUzI1NiJ9.x.y789"), "eyJ…y789");
        assert_eq!(fingerprint("short"), "…");
    }

    #[test]
    fn only_what_the_sandbox_issued_is_kept() {
        let mut issued = Issued::default();
        issued.insert("sk_test_sandbox_0001");
        assert_eq!(
            issued.redact_header("authorization", "Bearer sk_test_sandbox_0001"),
            "Bearer sk_test_sandbox_0001"
        );
        assert_eq!(
            issued.redact_header("authorization", "Bearer sk_live_somebodys_own"),
            "Bearer sk_…_own"
        );
        assert_eq!(
            issued.redact_form("a=1&api_key=sk_live_somebodys_own"),
            "a=1&api_key=sk_…_own"
        );
        let mut body = json!({"user": {"password": "correct horse battery"}});
        issued.redact_json(&mut body);
        assert_eq!(body, json!({"user": {"password": "cor…tery"}}));
    }
}
