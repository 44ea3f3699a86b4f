//! What reqwest's errors say about the fate of a request.
//!
//! The question is always the same: can the server have acted? Reqwest does not answer it, the
//! errors beneath it do. When they leave a doubt, the answer is yes.

use std::{error::Error as StdError, io, iter};

use hyper_util::client::legacy;
use reqwest::Url;
use rustls::CertificateError;

use super::{FaultKind, TransportError};

/// Why no status was read.
pub(super) fn of_head(error: reqwest::Error, url: &Url) -> TransportError {
    let error = error.without_url();
    let (kind, message) = classify(&error, url.host_str().unwrap_or_default());
    TransportError::new(kind, message).with_source(error)
}

/// Why the body was not read to its end. The server has answered, so it has acted.
pub(super) fn of_body(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let message = if find::<hyper::Error>(&error).is_none() && find::<h2::Error>(&error).is_none() {
        "the answer could not be decompressed"
    } else if is_reset(&error) {
        "the connection was reset while the answer was read"
    } else if error.is_timeout() {
        "the server fell silent while the answer was read"
    } else {
        "the answer was cut short"
    };
    TransportError::new(FaultKind::MaybeProcessed, message).with_source(error)
}

fn classify(error: &reqwest::Error, host: &str) -> (FaultKind, String) {
    if error.is_builder() {
        return (FaultKind::Invalid, "the request is not valid HTTP".to_owned());
    }
    match find::<rustls::Error>(error) {
        Some(rustls::Error::InvalidCertificate(why)) => {
            return (
                FaultKind::Certificate,
                format!("the certificate of {host} was not accepted: {}", reason(why)),
            );
        }
        Some(rustls::Error::NoCertificatesPresented) => {
            return (FaultKind::Certificate, format!("{host} showed no certificate"));
        }
        _ => {}
    }
    if let Some(client) = find::<legacy::Error>(error) {
        if client.is_connect() {
            return (FaultKind::NotSent, connect_message(error, host));
        }
        // A connection that was given the request is named in the error. Without one, the
        // handshake of HTTP/2 failed, or the pool had no connection to give.
        if client.connect_info().is_none() {
            return (
                FaultKind::NotSent,
                format!("the connection to {host} closed before the request was written"),
            );
        }
    }
    // hyper gives back a request that it has not begun to write.
    if find::<hyper::Error>(error).is_some_and(hyper::Error::is_canceled) {
        return (
            FaultKind::NotSent,
            format!("the connection to {host} closed before the request was written"),
        );
    }
    if let Some(http2) = find::<h2::Error>(error)
        && http2.is_remote()
    {
        // RFC 9113, 8.7: a refused stream was not processed.
        if http2.is_reset() && http2.reason() == Some(h2::Reason::REFUSED_STREAM) {
            return (FaultKind::Refused, "the server refused the stream".to_owned());
        }
        // RFC 9113, 6.8: nor was one above the last that GOAWAY names, and h2 fails no other
        // with it. A reason other than NO_ERROR tells of trouble, so it stays in doubt.
        if http2.is_go_away() && http2.reason() == Some(h2::Reason::NO_ERROR) {
            return (
                FaultKind::Refused,
                "the server is closing the connection and did not take the request".to_owned(),
            );
        }
    }
    let message = if is_reset(error) {
        "the connection was reset after the request was written"
    } else if error.is_timeout() {
        "the server fell silent after the request was written"
    } else if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        "the answer is not valid HTTP"
    } else {
        "the connection was closed before the answer came"
    };
    (FaultKind::MaybeProcessed, message.to_owned())
}

fn connect_message(error: &reqwest::Error, host: &str) -> String {
    if error.is_dns() {
        return format!("the name {host} could not be resolved");
    }
    if error.is_timeout() {
        return format!("no connection to {host} in time");
    }
    if find::<rustls::Error>(error).is_some() {
        return format!("the TLS handshake with {host} failed");
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "connection refused".to_owned(),
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            format!("{host} is unreachable")
        }
        _ => format!("no connection to {host}"),
    }
}

fn reason(why: &CertificateError) -> &'static str {
    match why {
        CertificateError::UnknownIssuer => "unknown issuer",
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "not valid yet",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name"
        }
        CertificateError::Revoked => "revoked",
        CertificateError::BadSignature => "bad signature",
        _ => "not valid",
    }
}

fn is_reset(error: &reqwest::Error) -> bool {
    chain(error)
        .filter_map(<dyn StdError>::downcast_ref::<io::Error>)
        .any(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe
            )
        })
}

fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    chain(error).find_map(<dyn StdError>::downcast_ref)
}

/// The error and all beneath it. `io::Error::source` skips the error that it wraps, in which
/// rustls and h2 put theirs.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}
