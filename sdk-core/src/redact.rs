//! Keeping secrets out of everything that is shown.
//!
//! Two nets, since either alone has holes: the exact secrets that a call carried ([`Mask`]), and
//! what looks like a credential wherever it comes from ([`text`], [`excerpt`]).

use std::{error::Error as StdError, fmt, mem};

use bytes::Bytes;
use zeroize::Zeroizing;

use crate::{
    JsonMap,
    error::Error,
    protocol::scalar,
    secret,
    text::{self, HEX, LOWER_HEX, holds, run},
    tree::{self, Value},
    url::UNRESERVED,
};

/// What stands where a secret stood.
pub(crate) const MARK: &str = "[redacted]";

/// How many characters of a body an error shows.
const EXCERPT: usize = 512;
/// A larger body is not parsed for secrets: an error page can be megabytes.
const LARGEST_PARSED: usize = 64 * 1024;
/// Text beyond this is cut off before it is searched, which takes quadratic time at the worst.
const LONGEST: usize = 16 * 1024;
/// A run shorter than this is not taken for a key by its looks alone: request ids (xid, 20
/// characters) and most words are shorter, 128 bits in base64 or hex are not much.
const OPAQUE: usize = 24;
/// An authorization code is at least this long; an error code that is called `code` too seldom
/// mixes digits or cases at that length.
const OPAQUE_CODE: usize = 16;

/// The beginning of a body, for an error: one line, secrets masked. `None` for an empty body.
pub(crate) fn excerpt(body: &[u8]) -> Option<String> {
    let shown = match parse(body) {
        Some(mut value) => {
            mask_members(&mut value, false);
            text(&value.json())
        }
        // One byte more than is shown, so that `text` sees that there is more.
        None => text(&text::lossy(&body[..body.len().min(LONGEST + 1)])),
    };
    let shown = bounded(&one_line(&shown), EXCERPT);
    (!shown.is_empty()).then_some(shown)
}

/// The beginning of the body of a success that could not be read.
///
/// Successes carry tokens and keys. Only where the body is JSON can their names be seen, or where
/// it is a page that no API of ours writes; of anything else nothing is shown.
pub(crate) fn readable_excerpt(body: &[u8]) -> Option<String> {
    let page = body.trim_ascii_start().starts_with(b"<");
    let json = || tree::parse(body).is_some();
    (page || json()).then(|| excerpt(body)).flatten()
}

/// The members of an object, as JSON, secrets masked.
pub(crate) fn members(members: &JsonMap) -> String {
    let json = serde_json::to_vec(members).unwrap_or_default();
    let mut value = tree::parse(&json).unwrap_or_default();
    mask_members(&mut value, false);
    text(&value.json())
}

/// Masks what looks like a credential, wherever it stands: keys by their prefixes, JWTs, what
/// follows `Bearer`, secret-named pairs (`token=…`, `"password": "…"`), the user info of a URL,
/// and long runs of letters and digits that are neither a UUID nor made of words.
pub(crate) fn text(text: &str) -> String {
    let text = if text.len() > LONGEST { &cut(text) } else { text };
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let plain = run(rest, |byte| !is_key_byte(byte));
        let within = shown.bytes().last().is_some_and(is_word_byte);
        let done = if plain > 0 || within {
            let plain = plain.max(1);
            shown.push_str(&rest[..plain]);
            plain
        } else {
            let found = secret_pair(rest)
                .or_else(|| scheme(rest))
                .or_else(|| user_info(rest));
            if let Some(Found { name, start, end }) = found {
                show(&rest[..name], &mut shown);
                shown.push_str(&rest[name..start]);
                shown.push_str(MARK);
                end
            } else {
                word(rest, &mut shown)
            }
        };
        rest = &rest[done..];
    }
    shown
}

/// The beginning of `text`, without the run at its end: half a key would not be recognized.
fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(LONGEST - '…'.len_utf8());
    let key = text.as_bytes()[..end].iter().rev();
    let key = key.take_while(|byte| is_key_byte(**byte)).count();
    text::joined(&[&text[..end - key], "…"])
}

/// Text on one line: control characters, of which terminals obey some, become spaces.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut apart = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            apart = !line.is_empty();
            continue;
        }
        if mem::take(&mut apart) {
            line.push(' ');
        }
        line.push(character);
    }
    line
}

/// At most `limit` characters, with an ellipsis as the last where something was cut off.
pub(crate) fn bounded(text: &str, limit: usize) -> String {
    let mut end = 0;
    for (count, (at, _)) in text.char_indices().enumerate() {
        if count == limit - 1 {
            end = at;
        }
        if count == limit {
            return text::joined(&[&text[..end], "…"]);
        }
    }
    text.to_owned()
}

/// The secrets that one call carried, to be taken out of what comes back.
#[derive(Default)]
pub(crate) struct Mask {
    needles: Vec<Zeroizing<String>>,
}

impl Mask {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut mask = Self::default();
        for secret in secrets {
            mask.hide(secret);
        }
        mask
    }

    /// Adds a secret as it is, percent-encoded, form-encoded and escaped as in JSON. One below four
    /// characters is ignored: it would take half the text with it.
    pub(crate) fn hide(&mut self, secret: &str) {
        let secret = text::trim(secret);
        if secret.chars().nth(3).is_none() {
            return;
        }
        self.keep(secret.to_owned());
        for kept in &["", UNRESERVED] {
            for hex in &[HEX, LOWER_HEX] {
                let mut encoded = String::with_capacity(3 * secret.len());
                text::escape(secret, kept, hex, &mut encoded);
                if holds(secret, b' ') {
                    self.keep(text::replace(&encoded, "%20", "+"));
                }
                self.keep(encoded);
            }
        }
        // Not by way of a `Value`, whose copy would outlive this.
        let quoted = Zeroizing::new(tree::quoted(secret));
        let inner = &quoted[1..quoted.len() - 1];
        self.keep(text::replace(inner, "/", "\\/"));
        self.keep(inner.to_owned());
    }

    fn keep(&mut self, needle: String) {
        let needle = Zeroizing::new(needle);
        if !self.needles.contains(&needle) {
            self.needles.push(needle);
        }
    }

    /// Takes out the exact secrets, in each form that a server may echo them in.
    pub(crate) fn exact(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let needles = self.needles.iter();
            let here = needles.filter(|needle| rest.starts_with(needle.as_str()));
            // The longest, so that a secret within another does not leave the rest of it standing.
            if let Some(length) = here.map(|needle| needle.len()).max() {
                shown.push_str(MARK);
                rest = &rest[length..];
            } else {
                shown.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        shown
    }

    /// The body without the exact secrets, for before it is parsed, cut or masked by its looks:
    /// of half a secret nothing could tell that it is one.
    pub(crate) fn body(&self, body: &Bytes) -> Bytes {
        let text = text::lossy(body);
        let found = |needle: &Zeroizing<String>| text::find(&text, needle).is_some();
        if self.needles.iter().any(found) {
            secret::bytes(self.exact(&text).into_bytes())
        } else {
            body.clone()
        }
    }
}

/// What the caller's own code says, as it may be shown.
impl Mask {
    pub(crate) fn shown(&self, error: &(dyn StdError + 'static)) -> String {
        text(&self.exact(&error.to_string()))
    }

    /// `error` with the caller's own error as its source, unless that tells a secret anywhere in
    /// its chain.
    pub(crate) fn sourced(&self, error: Error, source: Box<dyn StdError + Send + Sync>) -> Error {
        let tells = |shown: &str| text(&self.exact(shown)) != shown;
        let mut next: Option<&(dyn StdError + 'static)> = Some(&*source);
        while let Some(cause) = next {
            // Ours are masked already.
            if !cause.is::<Error>() && (tells(&cause.to_string()) || tells(&Debugged(cause).to_string())) {
                return error;
            }
            next = cause.source();
        }
        error.with_source(source)
    }
}

/// An error as `{:?}` shows it.
struct Debugged<'e>(&'e dyn StdError);

impl fmt::Display for Debugged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mask({} forms)", self.needles.len())
    }
}

/// The secrets in the body of a request, JSON or form: an answer may echo them.
pub(crate) fn secrets_in_json(body: &[u8]) -> Vec<Zeroizing<String>> {
    let mut secrets = Vec::new();
    if let Some(mut value) = parse(body) {
        take_secrets(&mut value, Named::Plain, &mut secrets);
    } else if body.len() <= LARGEST_PARSED {
        let form = Zeroizing::new(text::lossy(body));
        for pair in text::parts(&form, b'&') {
            if let Some((name, value)) = text::cut(pair, b'=') {
                let value = Zeroizing::new(text::from_form(value));
                if Named::by(&text::from_form(name)).holds_secret(&value) {
                    secrets.push(value);
                }
            }
        }
    }
    secrets
}

fn parse(body: &[u8]) -> Option<Value> {
    let value = (body.len() <= LARGEST_PARSED).then(|| tree::parse(body))?;
    value.filter(|value| !matches!(value, Value::Null))
}

/// Names of members that are secret, besides those that end in `token` and the like.
const SECRET_NAMES: [&str; 26] = [
    "assertion",
    "authcode",
    "authorization",
    "authorizationcode",
    "bearer",
    "clientassertion",
    "codeverifier",
    "cookie",
    "credential",
    "credentials",
    "hmackey",
    "jwt",
    "otp",
    "passphrase",
    "passwd",
    "pin",
    "privatekey",
    "proxyauthorization",
    "pwd",
    "rawkey",
    "sdkkey",
    "sessionid",
    "setcookie",
    "sharedkey",
    "signingkey",
    "totp",
];

/// What the name of a member says of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Secret,
    /// `code` and `key` name secrets as well as harmless things.
    Maybe,
    Plain,
}

impl Named {
    fn by(name: &str) -> Self {
        if name.len() > 64 {
            return Self::Plain;
        }
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        let name: String = letters
            .map(|letter| char::from(letter.to_ascii_lowercase()))
            .collect();
        let ends = ["token", "password", "secret", "apikey"];
        match name.as_str() {
            "code" | "key" | "state" | "nonce" => Self::Maybe,
            name if SECRET_NAMES.contains(&name) => Self::Secret,
            // Page tokens are needed to follow a report, and open nothing.
            name if ends.iter().any(|end| name.ends_with(end)) && text::find(name, "page").is_none() => {
                Self::Secret
            }
            _ => Self::Plain,
        }
    }

    /// Whether `value`, sent under such a name, must not be shown.
    fn holds_secret(self, value: &str) -> bool {
        match self {
            Self::Secret => !value.is_empty(),
            Self::Maybe => is_opaque(value, OPAQUE_CODE),
            Self::Plain => false,
        }
    }
}

/// Masks the values of secret-named members, and what validators echo of the request.
fn mask_members(value: &mut Value, secret: bool) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let named = Named::by(name);
                let masked = match value {
                    _ if matches!(name.as_str(), "input" | "ctx") => true,
                    Value::String(text) if named == Named::Maybe => secret || named.holds_secret(text),
                    _ => false,
                };
                if masked {
                    mark(value);
                } else {
                    mask_members(value, secret || named == Named::Secret);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_members(item, secret)),
        Value::String(_) | Value::Number(_) if secret => mark(value),
        _ => {}
    }
}

fn mark(value: &mut Value) {
    *value = Value::String(MARK.to_owned());
}

/// Moves the strings out of `value` rather than copying them, so that none outlives its wipe.
fn take_secrets(value: &mut Value, named: Named, secrets: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let own = Named::by(name);
                // What a secret-named object holds is secret under any name.
                let inherited = if named == Named::Secret { named } else { own };
                take_secrets(value, inherited, secrets);
            }
        }
        Value::Array(items) => {
            for item in items {
                take_secrets(item, named, secrets);
            }
        }
        Value::String(text) => {
            let text = Zeroizing::new(mem::take(text));
            if named.holds_secret(&text) {
                secrets.push(text);
            }
        }
        _ => {}
    }
}

/// The letters and digits that words and keys begin with.
fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The characters that names, and keys after their prefixes, are made of.
fn is_name_byte(byte: u8) -> bool {
    is_word_byte(byte) || holds("_-.", byte)
}

/// The characters that keys, tokens and their percent-encoded forms are made of.
fn is_key_byte(byte: u8) -> bool {
    is_word_byte(byte) || holds("-_.~+=%/", byte)
}

/// Where what begins at `at` ends: before white space, one of the `ends`, or with the text.
fn end(text: &str, at: usize, ends: &str) -> usize {
    let is_end = |character: char| {
        character.is_whitespace() || u8::try_from(character).is_ok_and(|byte| holds(ends, byte))
    };
    text[at..].find(is_end).map_or(text.len(), |length| at + length)
}

/// Where the run from `at` on ends whose bytes are all like this.
fn past(text: &str, at: usize, belongs: fn(u8) -> bool) -> usize {
    at + run(&text[at..], belongs)
}

fn is_space(byte: u8) -> bool {
    byte == b' '
}

/// The length of the run of key characters that `text` starts with, a final full stop left out.
fn key_run(text: &str) -> usize {
    text::without_end(&text[..run(text, is_key_byte)], b'.').len()
}

/// Where a text that begins with a name, or the like, has a secret.
struct Found {
    /// Where the name ends.
    name: usize,
    /// Where the secret stands.
    start: usize,
    end: usize,
}

/// `name=value` and `"name": "value"` with a name that says what the value is.
fn secret_pair(text: &str) -> Option<Found> {
    let path = &text[..run(text, is_name_byte)];
    let named = Named::by(text::cut_last(path, b'.').map_or(path, |(_, last)| last));
    if named == Named::Plain {
        return None;
    }
    let name = path.len();
    let quote = past_quote(text, name);
    let sign = past(text, quote, is_space);
    let equals = match text.as_bytes().get(sign) {
        Some(b'=') => true,
        Some(b':') => false,
        _ => return None,
    };
    let open = past(text, sign + 1, is_space);
    let start = past_quote(text, open);
    let is_quoted = start > open;
    let end = if is_quoted {
        closing(text.as_bytes(), open, start)
    } else {
        end(text, start, "&,;)}]>\"'\\<")
    };
    let secret = &text[start..end];
    // "Invalid token: expired" is prose; "X-API-Key: 9f…" is not.
    let assigned = equals || quote > name || is_quoted;
    let masked = if assigned && named == Named::Secret {
        // A list or an object begins here, or something without content.
        let other =
            matches!(secret.bytes().next(), Some(b'[' | b'{')) || text::listed(secret, "null true false");
        !secret.is_empty() && (is_quoted || !other)
    } else {
        is_opaque(secret, 8)
    };
    (masked && !secret.starts_with(MARK)).then_some(Found { name, start, end })
}

/// Where the quote that may stand at `at` ends.
fn past_quote(text: &str, at: usize) -> usize {
    at + match text.as_bytes()[at..] {
        [b'\\', b'"', ..] => 2,
        [b'"' | b'\'', ..] => 1,
        _ => 0,
    }
}

/// Where the value ends whose quote stands from `open` to `start`: at the next such quote that is not
/// escaped, or with the text.
fn closing(text: &[u8], open: usize, start: usize) -> usize {
    let mut at = start;
    while at < text.len() && !text[at..].starts_with(&text[open..start]) {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    at.min(text.len())
}

/// `Bearer …` and `Basic …`, unless prose about them.
fn scheme(text: &str) -> Option<Found> {
    let scheme = &text[..run(text, is_word_byte)];
    let bearer = scheme.eq_ignore_ascii_case("bearer");
    if !bearer && !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let name = scheme.len();
    let mut start = past(text, name, |byte| byte == b' ' || byte == b':');
    if text[start..].starts_with("%20") {
        start += 3;
    }
    let end = start + key_run(&text[start..]);
    let word = &text[start..end];
    if start == name || !word.bytes().any(is_word_byte) {
        return None;
    }
    let prose = "token tokens auth authentication authorization scheme credential credentials header realm error \
                 is was required or and in not key keys format type";
    let secret = if bearer {
        let first = &word[..run(word, |byte| byte != b'=')];
        !text::listed(&first.to_ascii_lowercase(), prose)
    } else {
        // RFC 7617 §2: what is encoded is `user:password`.
        scalar::base64(word).is_some_and(|decoded| decoded.into_iter().any(|byte| byte == b':'))
    };
    secret.then_some(Found { name, start, end })
}

/// The user name and password of a URL.
fn user_info(text: &str) -> Option<Found> {
    let name = run(text, |byte| byte.is_ascii_alphabetic());
    if !text[name..].starts_with("://") {
        return None;
    }
    let start = name + 3;
    let (user, _) = text::cut_last(&text[start..end(text, start, "/?#\"'<>")], b'@')?;
    (!user.ends_with(MARK)).then_some(Found {
        name,
        start,
        end: start + user.len(),
    })
}

/// Shows or masks the run that `text` starts with, and returns how much of it that is.
fn word(text: &str, shown: &mut String) -> usize {
    let length = key_run(text).max(1);
    let run = &text[..length];
    // In `name=value` and in a query only the value is judged.
    if key_start(run).is_none()
        && let Some((name, value)) = text::cut(run, b'=')
        && is_readable(name)
        && !text::without_end(value, b'=').is_empty()
    {
        shown.push_str(name);
        shown.push('=');
        return name.len() + 1;
    }
    show(run, shown);
    length
}

/// Shows a run, or a mark where it is a key or looks like one.
fn show(run: &str, shown: &mut String) {
    let (before, key) = run.split_at(key_start(run).unwrap_or(run.len()));
    shown.push_str(if is_opaque(before, OPAQUE) { MARK } else { before });
    if !key.is_empty() {
        shown.push_str(MARK);
    }
}

/// Whether a key stands in `id` that its prefix gives away.
pub(crate) fn has_key(id: &str) -> bool {
    key_start(id).is_some()
}

/// Where in a run a key begins that its prefix gives away.
fn key_start(run: &str) -> Option<usize> {
    // (prefix, at least so many characters after it, whether words may follow it too)
    const PREFIXES: [(&str, usize, bool); 6] = [
        // `{"` in base64url: the header of every JWT.
        ("eyJ", 8, false),
        ("pk_", 6, false),
        ("sk_", 6, false),
        ("whsec_", 6, false),
        // A field may well be called `pub_date`.
        ("pub_", 6, true),
        ("prv_", 6, true),
    ];
    run.bytes().enumerate().find_map(|(at, first)| {
        let is_key = |(prefix, length, words): &(&str, usize, bool)| {
            // One byte is enough to pass over most places: each request id is looked through.
            if prefix.as_bytes()[0] != first || !run.as_bytes()[at..].starts_with(prefix.as_bytes()) {
                return false;
            }
            let key = &run[at + prefix.len()..];
            let key = &key[..text::run(key, is_name_byte)];
            key.len() >= *length && !(*words && is_readable(key))
        };
        let within_word = run.as_bytes()[..at].last().copied().is_some_and(is_word_byte);
        (!within_word && PREFIXES.iter().any(is_key)).then_some(at)
    })
}

/// Whether `text` has at least `length` characters that look drawn at random.
fn is_opaque(text: &str, length: usize) -> bool {
    let mixed = |one: fn(&u8) -> bool, other: fn(&u8) -> bool| {
        text.as_bytes().iter().any(one) && text.as_bytes().iter().any(other)
    };
    let random = mixed(u8::is_ascii_alphabetic, u8::is_ascii_digit)
        // The code of an OAuth answer may happen to hold no digit.
        || length < OPAQUE && mixed(u8::is_ascii_lowercase, u8::is_ascii_uppercase);
    text.len() >= length && random && !is_readable(text)
}

/// Whether every part of `text` is a word, a number, a UUID or the like: a path, a host name, a
/// field, an error code.
fn is_readable(text: &str) -> bool {
    let parts = |segment: &str| {
        let mut parts = segment.as_bytes().split(|byte| holds("-_.~+=%", *byte));
        parts.all(is_natural)
    };
    text::parts(text, b'/').all(|segment| is_uuid(segment) || parts(segment))
}

/// RFC 9562 §4, with hyphens.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A number, or a word in one of the usual spellings that may end in a short number: `v1`,
/// `oauth2`, `MAX_LENGTH_64`, `pageSize`.
fn is_natural(part: &[u8]) -> bool {
    let digits = part.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let letters = &part[..part.len() - digits];
    if letters.is_empty() {
        // A Unix time in milliseconds has 13 digits.
        return digits <= 13;
    }
    if digits > 4 || letters.len() > 40 || !letters.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let humps = letters
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    // Words of a camel-case name have four letters or more on the average; `userId` has three.
    let average = if letters.len() < 8 { 3 } else { 4 };
    humps == 0 && letters.len() <= 24 || letters.len() >= average * (humps + 1)
}

#[cfg(test)]
mod tests {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');

    /// What an error's text goes through: the exact secrets first, then what looks like one.
    fn apply(mask: &Mask, shown: &str) -> String {
        text(&mask.exact(shown))
    }

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";

    #[test]
    fn credentials_are_masked_wherever_they_stand() {
        for (shown, masked) in [
            (JWT, "[redacted]"),
            ("token <eyJhbGciOi.eyJzdW.c2ln>.", "token <[redacted]>."),
            ("eyJhbGciOiJSUzI1", "[redacted]"),
            ("key pk_live_abcd1234 is unknown", "key [redacted] is unknown"),
            ("sk_test_x9y8z7, expired", "[redacted], expired"),
            ("pk_sdk_abcdef.", "[redacted]."),
            ("whsec_abcdef0123", "[redacted]"),
            ("pub_1a2b3c4d / prv_1a2b3c4d", "[redacted] / [redacted]"),
            ("Authorization: Bearer hunter", "Authorization: Bearer [redacted]"),
            ("bearer  abc.def-1", "bearer  [redacted]"),
            ("Basic dXNlcjpwYXNz", "Basic [redacted]"),
            ("GET /v1/me?api_key=abc&x=1", "GET /v1/me?api_key=[redacted]&x=1"),
            ("/cb?code=SplxlOBeZQ&state=up", "/cb?code=[redacted]&state=up"),
            ("?code=SplxlOBeZQQYbYS6WxSbIA&a=b", "?code=[redacted]&a=b"),
            ("password=p@ss!word rest", "password=[redacted] rest"),
            (
                r#"{"password": "p\"w", "a": 1"#,
                r#"{"password": "[redacted]", "a": 1"#,
            ),
            (
                r#"{\"refreshToken\":\"abc\"}"#,
                r#"{\"refreshToken\":\"[redacted]\"}"#,
            ),
            ("client_secret='a b c'", "client_secret='[redacted]'"),
            ("X-API-Key: 9f86d081", "X-API-Key: [redacted]"),
            (
                "https://user:pw@host.example/x",
                "https://[redacted]@host.example/x",
            ),
            (
                "saw 9f86d081884c7d659a2feaa0c55ad015 today",
                "saw [redacted] today",
            ),
            (
                "saw Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA== today",
                "saw [redacted] today",
            ),
            ("saw abc%2FZm9vYmFyYmF6cXV4MTIzNDU2 today", "saw [redacted] today"),
            ("eyJabcdefgh1token=abc", "[redacted]=[redacted]"),
            ("q=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA", "q=[redacted]"),
        ] {
            assert_eq!(text(shown), masked, "{shown}");
            assert_eq!(text(masked), masked, "{shown} once more");
        }
    }

    #[test]
    fn what_people_need_to_read_stays() {
        for shown in [
            "",
            "Missing permission: events:write",
            "body.items[0].email: field required",
            "Invalid token: expired",
            "token expired; the password must be at least 8 characters",
            "Bearer token required",
            "Bearer authentication and Basic auth are accepted",
            "code: INVALID_GRANT, error_code=TOKEN_EXPIRED",
            "request 0190a5b2-7c1e-7d3a-9f00-1a2b3c4d5e6f failed",
            "request 9m4e2mr0ui3e8a215n4g failed",
            "no organization org_2b3c4d5e in project proj_8a7b6c",
            "/api/v1/organizations/0190a5b2-7c1e-7d3a-9f00-1a2b3c4d5e6f/members2",
            "https://analytics-api2.eu-west-1.example.com/v1/identities",
            "https://docs.example.com/errors/rate-limits#v2",
            "google.rpc.ErrorInfo PROFILE_NOT_FOUND_2",
            "2026-11-22T10:15:30.123456Z",
            "pub_date: pub_date_of_the_first_2_issues",
            "keys begin with pk_ or sk_",
            r#"{"token":null,"tokens":[]}"#,
            "Zürich — naïve “quotes” 日本語",
            "HTTP 502 Bad Gateway",
            "next_page_token=abc",
        ] {
            assert_eq!(text(shown), shown);
        }
    }

    #[test]
    fn members_are_masked_by_their_names() {
        let body = br#"{"access_token":"a","Refresh-Token":"b","user":{"apiKey":"c","name":"Ann"},
            "secret":{"deep":["d"]},"code":"INVALID_GRANT_FOR_CLIENT_2","key":"email","token":7}"#;
        let shown = excerpt(body).unwrap();
        for kept in ["Ann", "INVALID_GRANT_FOR_CLIENT_2", "email"] {
            assert!(shown.contains(kept), "{shown}");
        }
        assert_eq!(shown.matches(MARK).count(), 5, "{shown}");
    }

    #[test]
    fn what_validators_echo_is_masked() {
        let body = br#"{"detail":[{"loc":["body","password"],"msg":"too short","type":"x",
            "input":{"email":"ann@example.com"},"ctx":{"given":"hunter2"}}]}"#;
        let shown = excerpt(body).unwrap();
        assert!(!shown.contains("ann@") && !shown.contains("hunter2"), "{shown}");
        assert!(
            shown.contains(r#""loc":["body","password"],"msg":"too short""#),
            "{shown}"
        );
    }

    #[test]
    fn an_excerpt_is_one_bounded_line() {
        assert_eq!(excerpt(b""), None);
        assert_eq!(excerpt(b" \r\n "), None);
        assert_eq!(
            excerpt(b"a\r\n\x1b[31mb \xff"),
            Some("a [31mb \u{fffd}".to_owned())
        );
        let shown = excerpt("é ".repeat(1000).as_bytes()).unwrap();
        assert_eq!(shown.chars().count(), 512);
        assert!(shown.ends_with('…'));
        let exact = "é".repeat(512);
        assert_eq!(excerpt(exact.as_bytes()), Some(exact));
    }

    #[test]
    fn a_key_that_the_bound_cuts_in_two_is_not_shown() {
        let body = format!("{}9f86d081884c7d659a2feaa0c55ad015", " ".repeat(LONGEST - 10));
        assert_eq!(excerpt(body.as_bytes()), Some("…".to_owned()));
        let body = format!("{}{JWT}", "a ".repeat(250));
        assert!(!excerpt(body.as_bytes()).unwrap().contains("eyJ"));
    }

    #[test]
    fn a_mask_takes_out_each_form_of_its_secrets() {
        let secret = "p@ss w/\"rd+é";
        let mask = Mask::new([secret, "abc", " "]);
        for shown in [
            secret.to_owned(),
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
            utf8_percent_encode(secret, UNRESERVED)
                .to_string()
                .replace("%20", "+"),
            "p%40ss%20w%2f%22rd%2b%c3%a9".to_owned(),
            r#"p@ss w/\"rd+é"#.to_owned(),
            r#"p@ss w\/\"rd+é"#.to_owned(),
        ] {
            assert_eq!(apply(&mask, &format!("<{shown}>")), "<[redacted]>", "{shown}");
        }
        assert_eq!(apply(&mask, "abc stays"), "abc stays");
        assert!(format!("{mask:?}").starts_with("Mask("));
    }

    #[test]
    fn a_body_is_masked_before_anything_is_cut_from_it() {
        let mask = Mask::new(["correct horse"]);
        let body = Bytes::from(format!(r#"{{"m":"{}correct horse"}}"#, "é ".repeat(249)));
        let shown = excerpt(&mask.body(&body)).unwrap();
        assert!(shown.contains("[red") && !shown.contains("correct"), "{shown}");
        let body = Bytes::from_static(b"\xff untouched");
        assert_eq!(mask.body(&body), body);
    }

    #[test]
    fn a_secret_within_another_leaves_nothing_standing() {
        let mask = Mask::new(["hunter", "hunter2hunter3"]);
        assert_eq!(apply(&mask, "hunter2hunter3 hunter4"), "[redacted] [redacted]4");
    }

    #[test]
    fn the_secrets_of_a_request_are_found() {
        let found = |body: &str| -> Vec<String> {
            let mut found: Vec<_> = secrets_in_json(body.as_bytes())
                .iter()
                .map(|secret| secret.to_string())
                .collect();
            found.sort();
            found
        };
        let json = r#"{"email":"a@b.c","password":"hunter2","key":"email","page_token":"p",
            "oauth":{"code":"SplxlOBeZQQYbYS6WxSbIA"},"secrets":["no"],"client_secret":["s1"]}"#;
        assert_eq!(found(json), ["SplxlOBeZQQYbYS6WxSbIA", "hunter2", "s1"]);
        let form = "grant_type=refresh_token&refresh_token=a%2Bb+c&code_verifier=v&x";
        assert_eq!(found(form), ["a+b c", "v"]);
        assert_eq!(found(""), [""; 0]);
        assert_eq!(found("null"), [""; 0]);
    }

    /// A secret with letters and digits, as keys are.
    fn opaque() -> impl Strategy<Value = String> {
        "[A-Za-z0-9_-]{24,80}".prop_filter("random enough", |text| is_opaque(text, OPAQUE))
    }

    proptest! {
        #[test]
        fn any_text_around_a_token_is_masked_without_panic(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "token", "=", ":", "\"", "\\", "'", " ", "Bearer", "[redacted]", "eyJabcdefgh1",
                    "pk_", "sk_live_1", "https://", "@", ".", "%", "code", "key", "9f86d081884c7d659a2f",
                    "{", "]", "&", "é", "/", "password", "a", "-", "\n",
                ]),
                0..20,
            ),
            other in "\\PC*",
        ) {
            for around in [pieces.concat(), other] {
                let sentence = format!("{around} {JWT} {around}");
                let once = text(&sentence);
                prop_assert!(!once.contains(JWT) && !text(&once).contains(JWT), "{}", once);
            }
        }

        #[test]
        fn any_body_gives_a_bounded_line(body: Vec<u8>) {
            if let Some(shown) = excerpt(&body) {
                prop_assert!(!shown.is_empty() && shown.chars().count() <= EXCERPT);
                prop_assert!(!shown.contains(['\n', '\r']));
            }
        }

        #[test]
        fn the_mask_always_removes_its_secret(
            secret in "[A-Za-z0-9!/ +é\"\\\\]{4,40}",
            before in "\\PC{0,20}",
            after in "\\PC{0,20}",
        ) {
            let secret = secret.trim();
            prop_assume!(secret.chars().count() >= 4 && !MARK.contains(secret));
            let mask = Mask::new([secret]);
            let plain = format!("{before}{secret}{after}");
            prop_assert!(!apply(&mask, &plain).contains(secret));
            prop_assert!(!mask.exact(&tree::quoted(&plain)).contains(secret));
            let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
            let query = format!("?q={encoded}&x");
            prop_assert!(!apply(&mask, &query).contains(&encoded));
        }

        #[test]
        fn an_opaque_run_is_masked_in_any_sentence(secret in opaque()) {
            for sentence in [
                format!("refused {secret} today"),
                format!("\"{secret}\""),
                format!("https://host.example/a/{secret}"),
                format!("?x={secret}&y=1"),
                format!("({secret})."),
            ] {
                prop_assert!(!text(&sentence).contains(&secret), "{}", sentence);
            }
        }

        #[test]
        fn a_uuid_is_never_masked(id: u128) {
            let hex = format!("{id:032x}");
            let id = format!(
                "{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]
            );
            let sentence = format!("no member {id} in /v1/{id}/x");
            prop_assert_eq!(text(&sentence), sentence);
        }

        #[test]
        fn a_secret_member_is_masked_in_whole_and_in_truncated_json(
            secret in "[a-zA-Z0-9]{6,40}",
            cut in 0_usize..3,
        ) {
            prop_assume!(!MARK.contains(&secret) && !"access_token detail user".contains(&secret));
            let body = serde_json::json!({ "detail": { "access_token": secret }, "user": "u" });
            let body = body.to_string();
            let shown = excerpt(&body.as_bytes()[..body.len() - cut]).unwrap();
            prop_assert!(!shown.contains(&secret), "{}", shown);
        }
    }
}
