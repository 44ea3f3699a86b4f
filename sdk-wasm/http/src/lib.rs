//! What Keybearer uses of the crates [`http`](https://docs.rs/http) and
//! [`bytes`](https://docs.rs/bytes), under the same names.
//!
//! On WebAssembly the core is built with this in their place: the tables and the hash map of `http`
//! are made for servers with thousands of connections, and would be a tenth of what a page loads.
//! Here headers are a short list that is searched from its beginning. Names and methods are checked as
//! there. Bytes are of one kind, and not a table of functions for each.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

use std::{borrow::Cow, fmt, ops::Deref, str::FromStr, sync::Arc};

use zeroize::Zeroizing;

/// Something is not what HTTP calls by that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not valid HTTP")
    }
}

impl std::error::Error for Invalid {}

/// Bytes that are cheap to clone, and overwritten when their last copy is dropped.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bytes(Arc<Zeroizing<Vec<u8>>>);

impl Bytes {
    /// No bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// These, which are not copied.
    pub fn from_owner(owner: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        Self(Arc::new(owner.into()))
    }

    /// Those that are part of the program.
    pub fn from_static(bytes: &'static [u8]) -> Self {
        Self::from_owner(bytes.to_vec())
    }
}

impl Clone for Bytes {
    // Most of what is cloned is cloned with a header: the counting is not repeated at each place.
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Names of headers that the core speaks of.
pub mod header {
    use super::HeaderName;

    /// `accept`
    pub const ACCEPT: HeaderName = HeaderName::from_static("accept");
    /// `authorization`
    pub const AUTHORIZATION: HeaderName = HeaderName::from_static("authorization");
    /// `cache-control`
    pub const CACHE_CONTROL: HeaderName = HeaderName::from_static("cache-control");
    /// `content-type`
    pub const CONTENT_TYPE: HeaderName = HeaderName::from_static("content-type");
    /// `date`
    pub const DATE: HeaderName = HeaderName::from_static("date");
    /// `proxy-authenticate`
    pub const PROXY_AUTHENTICATE: HeaderName = HeaderName::from_static("proxy-authenticate");
    /// `retry-after`
    pub const RETRY_AFTER: HeaderName = HeaderName::from_static("retry-after");
    /// `set-cookie`
    pub const SET_COOKIE: HeaderName = HeaderName::from_static("set-cookie");
    /// `user-agent`
    pub const USER_AGENT: HeaderName = HeaderName::from_static("user-agent");
}

/// The name of a header, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeaderName(Cow<'static, str>);

impl HeaderName {
    /// A name that is known to be one, in lower case.
    pub const fn from_static(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A name in any case.
    ///
    /// # Errors
    ///
    /// If it is no token (RFC 9110 §5.6.2).
    pub fn from_bytes(name: &[u8]) -> Result<Self, Invalid> {
        token(name).map(|name| Self(Cow::Owned(name.to_ascii_lowercase())))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A token (RFC 9110 §5.6.2).
fn token(bytes: &[u8]) -> Result<&str, Invalid> {
    let sign = |byte: u8| "!#$%&'*+-.^_`|~".bytes().any(|own| own == byte);
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || sign(*byte);
    if bytes.is_empty() || !bytes.iter().all(fits) {
        return Err(Invalid);
    }
    std::str::from_utf8(bytes).map_err(|_| Invalid)
}

impl FromStr for HeaderName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::from_bytes(text.as_bytes())
    }
}

impl AsRef<str> for HeaderName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for HeaderName {
    fn from(name: &'static str) -> Self {
        Self::from_static(name)
    }
}

/// The value of a header. `Debug` shows none, as if all were sensitive.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderValue(Bytes);

impl HeaderValue {
    /// A value that is known to be one.
    pub fn from_static(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }

    /// A value of these bytes, which are not copied.
    ///
    /// # Errors
    ///
    /// If a control character is among them.
    pub fn from_maybe_shared(bytes: Bytes) -> Result<Self, Invalid> {
        let fits = |byte: &u8| *byte == b'\t' || (*byte >= b' ' && *byte != 127);
        if bytes.iter().all(fits) {
            return Ok(Self(bytes));
        }
        Err(Invalid)
    }

    /// A value of this text.
    ///
    /// # Errors
    ///
    /// If it holds a control character.
    #[allow(clippy::should_implement_trait, reason = "as there")]
    pub fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::from_maybe_shared(Bytes::from_owner(text.as_bytes().to_vec()))
    }

    /// Whether `Debug` hides it, which it does without being asked.
    pub fn set_sensitive(&mut self, _: bool) {}

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// If it is not visible ASCII throughout.
    pub fn to_str(&self) -> Result<&str, Invalid> {
        let visible = |byte: &u8| *byte == b'\t' || (b' '..127).contains(byte);
        if !self.0.iter().all(visible) {
            return Err(Invalid);
        }
        std::str::from_utf8(&self.0).map_err(|_| Invalid)
    }
}

impl FromStr for HeaderValue {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::from_str(text)
    }
}

impl From<u64> for HeaderValue {
    fn from(number: u64) -> Self {
        Self(Bytes::from_owner(number.to_string().into_bytes()))
    }
}

impl fmt::Debug for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive")
    }
}

/// Headers, in the order in which they were added. There are no more than a few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderMap(Vec<(HeaderName, HeaderValue)>);

#[allow(clippy::iter_without_into_iter, reason = "no more than is used")]
impl HeaderMap {
    /// No headers.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(own, _)| own.as_str() == name)
    }

    /// The first value of this name.
    pub fn get(&self, name: impl AsRef<str>) -> Option<&HeaderValue> {
        self.place(name.as_ref()).map(|place| &self.0[place].1)
    }

    /// The first value of this name.
    pub fn get_mut(&mut self, name: impl AsRef<str>) -> Option<&mut HeaderValue> {
        self.place(name.as_ref()).map(|place| &mut self.0[place].1)
    }

    /// All values of this name.
    pub fn get_all<N: AsRef<str>>(&self, name: N) -> GetAll<'_, N> {
        GetAll { headers: self, name }
    }

    /// Adds a value beside those of the same name.
    pub fn append(&mut self, name: impl Into<HeaderName>, value: HeaderValue) {
        self.0.push((name.into(), value));
    }

    /// Adds a value in the place of those of the same name.
    pub fn insert(&mut self, name: impl Into<HeaderName>, value: HeaderValue) {
        let name = name.into();
        self.remove(&name);
        self.0.push((name, value));
    }

    /// Takes out all values of this name.
    pub fn remove(&mut self, name: &HeaderName) {
        while let Some(place) = self.place(name.as_str()) {
            self.0.remove(place);
        }
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

/// The values of one name.
#[derive(Debug)]
pub struct GetAll<'a, N> {
    headers: &'a HeaderMap,
    name: N,
}

#[allow(clippy::iter_without_into_iter, reason = "no more than is used")]
impl<'a, N: AsRef<str>> GetAll<'a, N> {
    /// The values.
    pub fn iter(&self) -> impl Iterator<Item = &'a HeaderValue> {
        let named = self
            .headers
            .iter()
            .filter(|(own, _)| own.as_str() == self.name.as_ref());
        named.map(|(_, value)| value)
    }
}

/// A method.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method(Cow<'static, str>);

#[allow(missing_docs)]
impl Method {
    pub const GET: Self = Self(Cow::Borrowed("GET"));
    pub const HEAD: Self = Self(Cow::Borrowed("HEAD"));
    pub const POST: Self = Self(Cow::Borrowed("POST"));
    pub const PUT: Self = Self(Cow::Borrowed("PUT"));
    pub const PATCH: Self = Self(Cow::Borrowed("PATCH"));
    pub const DELETE: Self = Self(Cow::Borrowed("DELETE"));

    /// # Errors
    ///
    /// If it is no token.
    pub fn from_bytes(name: &[u8]) -> Result<Self, Invalid> {
        token(name).map(|name| Self(Cow::Owned(name.to_owned())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Method {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::from_bytes(text.as_bytes())
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusCode(u16);

impl StatusCode {
    /// 500
    pub const INTERNAL_SERVER_ERROR: Self = Self(500);

    /// A status of three digits.
    ///
    /// # Errors
    ///
    /// If it has not.
    pub fn from_u16(status: u16) -> Result<Self, Invalid> {
        if (100..1000).contains(&status) {
            return Ok(Self(status));
        }
        Err(Invalid)
    }

    /// The number.
    pub const fn as_u16(self) -> u16 {
        self.0
    }

    /// 2xx
    pub const fn is_success(self) -> bool {
        self.0 / 100 == 2
    }

    /// 3xx
    pub const fn is_redirection(self) -> bool {
        self.0 / 100 == 3
    }

    /// What the status is called, if it is one that a client meets.
    pub fn canonical_reason(self) -> Option<&'static str> {
        let mut reasons = REASONS.iter();
        reasons.find_map(|(status, reason)| (*status == self.0).then_some(*reason))
    }
}

/// A table is less to load than a branch for each.
const REASONS: [(u16, &str); 25] = [
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (413, "Payload Too Large"),
    (415, "Unsupported Media Type"),
    (422, "Unprocessable Entity"),
    (425, "Too Early"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_replaced_or_added() {
        let mut headers = HeaderMap::new();
        headers.append("a", HeaderValue::from_static("1"));
        headers.append("a", HeaderValue::from_static("2"));
        assert_eq!(headers.get_all("a").iter().count(), 2);
        headers.insert("a", HeaderValue::from(3));
        assert_eq!(headers.get("a").unwrap().to_str(), Ok("3"));
        headers.remove(&HeaderName::from_static("a"));
        assert!(headers.is_empty());
        assert_eq!("A-b".parse::<HeaderName>().unwrap().as_str(), "a-b");
        assert!("a b".parse::<HeaderName>().is_err() && HeaderValue::from_str("a\nb").is_err());
    }
}
