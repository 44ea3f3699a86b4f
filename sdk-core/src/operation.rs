//! What a call is: where it goes, who may make it and how it may be retried.
//!
//! Each operation is declared once, in its platform's `operations.rs`, by the macro
//! `<platform>_operations!`. From the declarations come the typed methods of this crate and the
//! table (`catalog`) that the guard, the generated reference and the other languages read.

use std::{borrow::Cow, sync::OnceLock};

use http::Method;

use crate::text;

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
    /// What is not declared: the server says who may call it, and repeating it may do it twice.
    pub(crate) const fn undeclared(protocol: Protocol) -> Self {
        Self {
            platform: "",
            name: Cow::Borrowed(""),
            method: Method::POST,
            path: Cow::Borrowed(""),
            access: Access::AnyCredential,
            scope: None,
            class: Class::Unsafe,
            protocol,
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

/// The operations of a platform, their names and paths apart from all else. A page loads them so: most
/// declarations are alike then, and take no room once they are compressed.
#[derive(Debug)]
pub(crate) struct Packed {
    /// A line for each operation: its name, and behind it its path.
    lines: &'static str,
    /// The operations without names and paths.
    rest: fn() -> Box<[Operation]>,
    all: OnceLock<&'static [Operation]>,
}

impl Packed {
    pub(crate) const fn new(lines: &'static str, rest: fn() -> Box<[Operation]>) -> Self {
        Self {
            lines,
            rest,
            all: OnceLock::new(),
        }
    }

    /// Every operation, in the order of declaration. They are put together once, and stay.
    pub(crate) fn all(&self) -> &'static [Operation] {
        self.all.get_or_init(|| {
            let operations = Box::leak((self.rest)());
            for (operation, line) in operations.iter_mut().zip(text::parts(self.lines, b'\n')) {
                let (name, path) = line.split_at(text::run(line, |byte| byte != b'/'));
                operation.name = Cow::Borrowed(name);
                operation.path = Cow::Borrowed(path);
            }
            operations
        })
    }
}

/// A rule that a field keeps: checked before anything is sent, and what other languages check by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Text that says something besides white space.
    NotEmpty,
    /// A number from the first to the second.
    Range(u32, u32),
    /// A number from this one on.
    Min(u32),
    /// A list of so many items, from the first to the second.
    Items(usize, usize),
    /// A moment as RFC 3339 writes it. Languages that have a type for moments use it.
    Moment,
    /// A UUID.
    Uuid,
    /// A duration as protobuf's JSON writes it: seconds with an `s`, such as `604800s`.
    Duration,
    /// Text that does not begin with the first; the second says what to do instead.
    NotPrefix(&'static str, &'static str),
    /// Another text than the field of this name holds.
    Differs(&'static str),
    /// Needed when the field of this name holds one of these texts.
    NeededWith(&'static str, &'static [&'static str]),
    /// Properties whose values are text, numbers or booleans.
    Scalars,
    /// What was read and is written back as it is: of it, only what cannot be sent is refused.
    AsRead,
    /// Filled in once with the time of the call where it is absent, so that retries repeat it.
    FilledWithNow,
    /// Filled in once with a new UUID (version 7) where it is absent, so that retries repeat it.
    FilledWithId,
    /// Left out when it holds no property.
    DroppedWhenEmpty,
}

/// How a field of an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reader {
    /// As its type says.
    Strict,
    /// A scalar of another type is converted; what cannot be is kept among the members that are
    /// not declared.
    Loose,
    /// A number, or the text of one.
    Number,
    /// `null` or absent is the empty value of its type.
    OrDefault,
    /// Text, or a number as text; it must not be absent.
    Text,
}

/// A field of a message, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The Rust name.
    pub name: &'static str,
    /// The name on the wire, if it follows no rule; else an empty text.
    pub wire: &'static str,
    /// The Rust type, such as `Option<u32>`, without spaces.
    pub kind: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// What it has to keep to.
    pub rules: &'static [Rule],
    /// How it is read.
    pub reader: Reader,
}

impl Field {
    /// The name that languages other than Rust give it, in snake case: `type`, which Rust could
    /// not call so, and `set` for `$set`, which is a name nowhere.
    pub fn label(&self) -> &'static str {
        let identifier = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if self.wire.is_empty() || !identifier(self.wire) {
            self.name
        } else {
            self.wire
        }
    }
}

/// How the names of a message's fields are written on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Case {
    /// `page_size`
    Snake,
    /// `pageSize`
    Camel,
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
    /// How their names are written on the wire.
    pub case: Case,
    /// A member with a fixed text that is written in front of the declared ones.
    pub tag: Option<(&'static str, &'static str)>,
    /// The field that holds what is not declared: its name and what it means.
    pub extra: Option<(&'static str, &'static str)>,
    /// Whether anything is read as it: every field is [`Reader::Loose`], a bare list is its `data`,
    /// and what is no object holds nothing.
    pub lenient: bool,
}

impl Message {
    /// What a field is called on the wire.
    pub fn wire(&self, field: &Field) -> String {
        if !field.wire.is_empty() {
            return field.wire.to_owned();
        }
        match self.case {
            Case::Snake => field.name.to_owned(),
            Case::Camel => camel_case(field.name),
        }
    }
}

fn camel_case(snake: &str) -> String {
    let mut words = snake.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        text.push_str(&first.to_ascii_uppercase());
        text.push_str(rest);
    }
    text
}

/// An enum that any text is a value of, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenEnum {
    /// The Rust name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// The values that are known.
    pub variants: &'static [Variant],
}

/// A known value of an [`OpenEnum`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variant {
    /// The Rust name.
    pub name: &'static str,
    /// The text on the wire.
    pub text: &'static str,
    /// What it means.
    pub doc: &'static str,
}

#[cfg(test)]
mod tests {
    use super::{Operation, Packed};
    use crate::{composite, pug, puguh};

    #[test]
    fn what_is_packed_is_what_is_declared() {
        let platforms: [(&Packed, &[&Operation]); 3] = [
            (&pug::catalog::PACKED, pug::catalog::ALL),
            (&puguh::catalog::PACKED, puguh::catalog::ALL),
            (&composite::catalog::PACKED, composite::catalog::ALL),
        ];
        for (packed, declared) in platforms {
            let as_asked_for = declared.iter().map(|declared| Operation {
                response: "",
                assumed: false,
                ..(*declared).clone()
            });
            assert!(as_asked_for.eq(packed.all().iter().cloned()));
        }
    }
}
