//! What all generators read: the platforms as they are declared, and what their names and comments
//! become.

use std::fmt::Write as _;

use keybearer::{
    composite,
    operation::{Access, Field, Message, OpenEnum, Operation},
    pug, puguh,
};

/// One platform's declarations.
pub(crate) struct Platform {
    /// For people.
    pub(crate) title: &'static str,
    /// In the names of operations.
    pub(crate) name: &'static str,
    /// The name of its client in every language.
    pub(crate) client: &'static str,
    pub(crate) operations: &'static [&'static Operation],
    pub(crate) messages: &'static [Message],
    pub(crate) enums: &'static [OpenEnum],
}

pub(crate) static PLATFORMS: &[Platform] = &[
    Platform {
        title: "Pug",
        name: "pug",
        client: "PugClient",
        operations: pug::catalog::ALL,
        messages: pug::MESSAGES,
        enums: pug::ENUMS,
    },
    Platform {
        title: "ARSAKA PUGUH",
        name: "puguh",
        client: "PuguhClient",
        operations: puguh::catalog::ALL,
        messages: puguh::MESSAGES,
        enums: puguh::ENUMS,
    },
    Platform {
        title: "Composite Analytics",
        name: "composite",
        client: "CompositeClient",
        operations: composite::catalog::ALL,
        messages: composite::MESSAGES,
        enums: &[],
    },
];

impl Platform {
    /// The message of this name; a name may also be that of an enum, or of no type of ours.
    pub(crate) fn message(&self, name: &str) -> Option<&'static Message> {
        self.messages.iter().find(|message| message.name == name)
    }
}

/// Of a page of a list: the field that holds its items, and what an item is.
pub(crate) fn items(message: &Message) -> Option<(&'static Field, &'static str)> {
    if !message.name.ends_with("Page") {
        return None;
    }
    let item = |field: &Field| field.kind.strip_prefix("Vec<")?.strip_suffix('>');
    let found = message
        .fields
        .iter()
        .find_map(|field| Some((field, item(field)?)));
    assert!(found.is_some(), "{} has no items", message.name);
    found
}

/// Who may call an operation; `None` if no credential is sent.
pub(crate) fn credentials(access: Access) -> Option<String> {
    match access {
        Access::Public => None,
        Access::AnyCredential => Some("any credential".to_owned()),
        Access::Kinds(kinds) => {
            let labels: Vec<_> = kinds.iter().map(|kind| kind.label).collect();
            Some(labels.join(" or "))
        }
    }
}

/// `sign_in_with_oauth` as `signInWithOAuth`: OAuth is one word.
pub(crate) fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| text + &capital(word))
}

/// `email_providers` as `EmailProviders`.
pub(crate) fn pascal(snake: &str) -> String {
    snake.split('_').map(capital).collect()
}

fn capital(word: &str) -> String {
    if word == "oauth" {
        return "OAuth".to_owned();
    }
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// `UniqueUsers` as `UNIQUE_USERS`.
pub(crate) fn constant(pascal: &str) -> String {
    let mut text = String::new();
    for (at, letter) in pascal.char_indices() {
        if at > 0 && letter.is_uppercase() {
            text.push('_');
        }
        text.extend(letter.to_uppercase());
    }
    text
}

/// A comment whose links to Rust items are reduced to what `name` makes of theirs.
pub(crate) fn without_links(text: &str, name: impl Fn(&str) -> String) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((item, after)) = after.split_once("`]") else {
            break;
        };
        let _ = write!(plain, "{before}`{}`", name(item));
        rest = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    plain + rest
}

/// The lines of a comment as one.
pub(crate) fn joined(doc: &str) -> String {
    let lines: Vec<_> = doc.lines().map(str::trim).collect();
    lines.join(" ").trim().to_owned()
}
