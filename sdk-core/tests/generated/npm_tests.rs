//! `bindings/npm/tests/scenarios/operations.json`: what the scenario runner has to know of operations
//! and messages, from the declarations and not from the package that it tests.

use keybearer::operation::Field;
use serde_json::{Map, Value, json};

use crate::platforms::PLATFORMS;

const ABOUT: &str = "Written by `cargo xtask generate` from the catalogs in sdk-core. Do not edit.";

pub(crate) fn page() -> String {
    let mut operations = Map::new();
    let mut messages = Map::new();
    for platform in PLATFORMS {
        for operation in platform.operations {
            operations.insert(
                operation.name.to_string(),
                json!({
                    "parameters": operation.parameters,
                    "request": operation.request,
                    "response": operation.response,
                }),
            );
        }
        // How the platform writes the members of its messages.
        let wire = if platform.name == "pug" {
            camel
        } else {
            str::to_owned
        };
        let described = platform.messages.iter().map(|message| {
            let fields = message.fields.iter().map(|field| member(field, wire));
            (message.name.to_owned(), Value::Object(fields.collect()))
        });
        messages.insert(platform.name.to_owned(), Value::Object(described.collect()));
    }
    let page = json!({ "about": ABOUT, "operations": operations, "messages": messages });
    format!("{page:#}\n")
}

/// A member by its name on the wire: the Rust name, and the type without what wraps it.
fn member(field: &Field, wire: fn(&str) -> String) -> (String, Value) {
    let name = match field.wire {
        "" => wire(field.name),
        wire => wire.to_owned(),
    };
    let kind = field.kind.replace(' ', "");
    let inner = kind.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
    (name, json!({ "name": field.name, "type": inner }))
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut text, word| {
        let mut letters = word.chars();
        text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        text.push_str(letters.as_str());
        text
    })
}
