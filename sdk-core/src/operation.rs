//! What a call is: where it goes, who may make it and how it may be retried.
//!
//! Each operation is declared once, in its platform's `operations.rs`, by the macro
//! `<platform>_operations!`. From the declarations come the typed methods of this crate and the
//! table (`catalog`) that the guard, the generated reference and the other languages read.

use std::borrow::Cow;

use http::Method;

/// How an operation may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Reads only: repeating it does no harm.
    Safe,
    /// Repeating it has the effect of doing it once.
    Idempotent,
    /// Repeating it may do it twice.
    Unsafe,
    /// A token refresh that leaves the refresh token as it is.
    Refresh,
    /// A token refresh that spends the refresh token.
    RotatingRefresh,
}

/// A kind of credential, as the guard and its messages know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CredentialKind {
    /// Stable name, such as `shared_key`.
    pub name: &'static str,
    /// For people, with the article: `a shared key (pk_shared_…)`.
    pub label: &'static str,
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone. No credential is sent.
    Public,
    /// The holder of a credential of one of these kinds.
    Kinds(&'static [CredentialKind]),
    /// The holder of any credential: what a raw call asks for.
    AnyCredential,
}

/// How requests, answers and errors are written on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// JSON over plain HTTP verbs.
    Rest,
    /// Connect unary RPC with JSON messages.
    Connect,
}

/// The declaration of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The platform, such as `puguh`.
    pub platform: &'static str,
    /// The full name, such as `puguh.organizations.list`.
    pub name: Cow<'static, str>,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with parameters in braces: `/api/v1/organizations/{id}`.
    pub path: Cow<'static, str>,
    /// Who may call it.
    pub access: Access,
    /// The scope that a scoped credential needs, if one is named.
    pub scope: Option<&'static str>,
    /// How it may be retried.
    pub class: Class,
    /// The protocol that it speaks.
    pub protocol: Protocol,
    /// Whether the body is a form (`application/x-www-form-urlencoded`) rather than JSON.
    pub form: bool,
    /// Whether a success ends the session at the server, so that its tokens are forgotten here.
    pub ends_session: bool,
    /// Whether its path or shape is assumed rather than documented by the platform.
    pub assumed: bool,
    /// The Rust type of the request, or an empty text.
    pub request: &'static str,
    /// The Rust type of the answer.
    pub response: &'static str,
    /// The names of the path parameters, in order.
    pub parameters: &'static [&'static str],
    /// What it does: the doc comment of its declaration.
    pub doc: &'static str,
}

impl Operation {
    /// The base of every declaration: a POST that may not be repeated, sending no credential.
    pub(crate) const fn new(platform: &'static str, name: &'static str) -> Self {
        Self {
            platform,
            name: Cow::Borrowed(name),
            method: Method::POST,
            path: Cow::Borrowed(""),
            access: Access::Public,
            scope: None,
            class: Class::Unsafe,
            protocol: Protocol::Rest,
            form: false,
            ends_session: false,
            assumed: false,
            request: "",
            response: "",
            parameters: &[],
            doc: "",
        }
    }

    /// Whether the request's fields travel in the URL instead of the body.
    pub fn has_query(&self) -> bool {
        self.protocol == Protocol::Rest && (self.method == Method::GET || self.method == Method::DELETE)
    }
}

/// A field of a message, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The Rust name.
    pub name: &'static str,
    /// The name on the wire, if it follows no rule; else an empty text.
    pub wire: &'static str,
    /// The Rust type, such as `Option<u32>`.
    pub kind: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// A message, as declared: what the other languages are generated from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The Rust name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

impl Field {
    #[doc(hidden)]
    pub const fn new(name: &'static str, wire: &'static str, kind: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            wire,
            kind,
            doc,
        }
    }
}

impl Message {
    #[doc(hidden)]
    pub const fn new(name: &'static str, doc: &'static str, fields: &'static [Field]) -> Self {
        Self { name, doc, fields }
    }
}
