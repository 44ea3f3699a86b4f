//! Base URLs and paths: what is accepted, and how an address is put together.

use crate::{
    error::{Error, Violation},
    text::{self, HEX},
};

/// What needs no encoding besides letters and digits (RFC 3986 §2.3).
pub(crate) const UNRESERVED: &str = "-._~";

/// Where an API lives: an origin, and perhaps a path in front of the API's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    /// Reads a base URL as people write it: with or without a trailing slash, with the path of a
    /// gateway, or with the API's own `prefix` at its end, which is then not doubled.
    pub(crate) fn parse(text: &str, prefix: &str) -> Result<Self, Error> {
        match Self::read(text.trim_ascii(), prefix) {
            Ok(url) => Ok(Self(url)),
            Err(problem) => Err(Error::option("base_url", problem)),
        }
    }

    fn read(text: &str, prefix: &str) -> Result<String, &'static str> {
        let absolute = "must be absolute; write it like https://api.example.com";
        let malformed = "is not a URL; write it like https://api.example.com";
        let fits = |byte: u8| byte.is_ascii_graphic() && !text::holds("\"<>\\^`{|}", byte);
        if text.is_empty() || !text.bytes().all(fits) {
            return Err(malformed);
        }
        let (scheme, rest) = text::cut(text, b':').ok_or(absolute)?;
        let rest = rest.strip_prefix("//").ok_or(absolute)?;
        let (authority, path) = rest.split_at(text::run(rest, |byte| !text::holds("/?#", byte)));
        if text::holds(authority, b'@') {
            return Err("must not hold a user name or password");
        }
        let host = host(authority).ok_or(malformed)?;
        if text::holds(path, b'?') || text::holds(path, b'#') {
            return Err("must not hold a query or a fragment");
        }
        let scheme = if scheme.eq_ignore_ascii_case("https") {
            "https"
        } else if !scheme.eq_ignore_ascii_case("http") {
            return Err("must start with https://");
        } else if is_loopback(host) {
            "http"
        } else {
            return Err("is plain http to a remote host, which would show the credential; use https");
        };
        let path = text::without_end(path, b'/');
        let path = text::without_end(path.strip_suffix(prefix).unwrap_or(path), b'/');
        if text::parts(path, b'/').any(|segment| segment == "." || segment == "..") {
            return Err("must not hold . or .. in its path");
        }
        Ok(text::joined(&[scheme, "://", authority, path]))
    }

    /// The address of `path`, which starts with a slash.
    pub(crate) fn join(&self, path: &str) -> String {
        // Room for a short query, which is what most requests have.
        let mut url = String::with_capacity(self.0.len() + path.len() + 64);
        url.push_str(&self.0);
        url.push_str(path);
        url
    }
}

/// The host in `host:port`. `None` if there is none, or if what follows it is no port.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        text::cut(rest, b']')?
    } else {
        authority.split_at(text::run(authority, |byte| byte != b':'))
    };
    let port_fits =
        port.is_empty() || text::number(port.strip_prefix(':')?).is_some_and(|port| port <= 65_535);
    (!host.is_empty() && port_fits).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    // All of 127.0.0.0/8, written as four numbers (RFC 6943 §3.1.1 warns of other ways).
    let is_number = |part: &str| {
        (part == "0" || !part.starts_with('0')) && text::number(part).is_some_and(|number| number <= 255)
    };
    let mut parts = text::parts(host, b'.');
    let is_ipv4 = host.starts_with("127.") && parts.clone().count() == 4 && parts.all(is_number);
    host.eq_ignore_ascii_case("localhost") || host == "::1" || is_ipv4
}

/// Appends a segment, or a name or value of a query, percent-encoded.
pub(crate) fn push(text: &str, url: &mut String) {
    text::escape(text, UNRESERVED, HEX, url);
}

/// Appends a pair to a query or a form.
pub(crate) fn push_pair(name: &str, value: &str, url: &mut String) {
    if !matches!(url.bytes().last(), None | Some(b'?')) {
        url.push('&');
    }
    push(name, url);
    url.push('=');
    push(value, url);
}

/// Puts `values` in the place of the braces of `template`, each as one path segment.
pub(crate) fn render(template: &str, names: &[&str], values: &[&str]) -> Result<String, Violation> {
    for (name, value) in names.iter().zip(values) {
        let problem = match *value {
            "" => "must not be empty",
            "." | ".." => "must not be . or ..",
            _ => continue,
        };
        return Err(Violation::new(*name, problem));
    }
    let mut path = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, inner)) = text::cut(rest, b'{') {
        path.push_str(before);
        let value = text::cut(inner, b'}').and_then(|(name, after)| {
            let place = names.iter().position(|own| *own == name)?;
            Some((values.get(place)?, after))
        });
        rest = if let Some((value, after)) = value {
            push(value, &mut path);
            after
        } else {
            path.push('{');
            inner
        };
    }
    path.push_str(rest);
    Ok(path)
}

/// Checks a path that the caller wrote: below the base URL, and nothing that walks out of it.
pub(crate) fn check_path(path: &str) -> Result<(), Violation> {
    let problem = if !path.starts_with('/') {
        "must start with /"
    } else if path.starts_with("//") {
        "must not start with //"
    } else if text::holds(path, b'?') || text::holds(path, b'#') {
        "must not hold a query or fragment; add query parameters separately"
    } else if !path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        "holds characters that must be percent-encoded"
    } else if text::parts(path, b'/').any(is_dot_segment) {
        "must not hold . or .."
    } else {
        return Ok(());
    };
    Err(Violation::new("path", problem))
}

/// Dots may also come percent-encoded; URL parsers read them all the same.
fn is_dot_segment(segment: &str) -> bool {
    matches!(&text::unescape(segment.as_bytes())[..], b"." | b"..")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_base_url_is_taken_as_people_write_it() {
        for (text, expected) in [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            ("https://api.example.com/api/v1", "https://api.example.com"),
            ("https://api.example.com/api/v1/", "https://api.example.com"),
            ("https://gw.example.com/puguh", "https://gw.example.com/puguh"),
            (
                "https://gw.example.com/puguh/api/v1//",
                "https://gw.example.com/puguh",
            ),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/x/", "http://[::1]:8080/x"),
            (" http://LOCALHOST:1 \n", "http://LOCALHOST:1"),
        ] {
            assert_eq!(BaseUrl::parse(text, "/api/v1").unwrap().0, expected, "{text}");
        }
    }

    #[test]
    fn a_base_url_that_would_leak_or_mislead_is_refused() {
        for text in [
            "",
            "api.example.com",
            "/api/v1",
            "ftp://example.com",
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1@example.com",
            "http://10.0.0.1",
            "https://user:hunter2@example.com",
            "https://example.com?x=1",
            "https://example.com#top",
            "https://example.com/a/../b",
        ] {
            let error = BaseUrl::parse(text, "/api/v1").unwrap_err();
            assert_eq!(error.code().as_str(), "invalid_config", "{text}");
            assert!(error.message().starts_with("base_url"), "{text}");
            assert!(!error.to_string().contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn an_id_is_one_segment_whatever_it_holds() {
        let path = render("/u/{id}/x", &["id"], &["a/b%c d@e?f#g"]).unwrap();
        assert_eq!(path, "/u/a%2Fb%25c%20d%40e%3Ff%23g/x");
        for bad in ["", ".", ".."] {
            assert_eq!(render("/u/{id}", &["id"], &[bad]).unwrap_err().field, "id");
        }
    }

    #[test]
    fn a_path_of_the_callers_cannot_leave_the_base() {
        assert!(check_path("/api/v1/webhooks").is_ok());
        for bad in [
            "",
            "api",
            "//evil.example",
            "/a/../b",
            "/a/%2e%2E/b",
            "/a?b=1",
            "/a b",
            "/a\nb",
            "/a\\b",
            "/a/.",
        ] {
            assert!(check_path(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_rendered_id_never_adds_a_segment(id in ".+") {
            if let Ok(path) = render("/u/{id}", &["id"], &[&id]) {
                prop_assert_eq!(path.matches('/').count(), 2);
                prop_assert!(path.is_ascii());
                prop_assert!(!path.contains(['?', '#', '\\', '\n']));
            }
        }
    }
}
