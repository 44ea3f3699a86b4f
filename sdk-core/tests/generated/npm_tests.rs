//! `bindings/npm/tests/scenarios/operations.json`: what the scenario runner has to know of operations
//! and messages, from the declarations and not from the package that it tests.

use keybearer::operation::{Field, Message};
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
        let described = platform.messages.iter().map(|message| {
            let fields = message.fields.iter().map(|field| member(message, field));
            (message.name.to_owned(), Value::Object(fields.collect()))
        });
        messages.insert(platform.name.to_owned(), Value::Object(described.collect()));
    }
    let page = json!({ "about": ABOUT, "operations": operations, "messages": messages });
    format!("{page:#}\n")
}

/// A member by its name on the wire: the Rust name, and the type without what wraps it.
fn member(message: &Message, field: &Field) -> (String, Value) {
    let inner = field
        .kind
        .rsplit('<')
        .next()
        .unwrap_or_default()
        .trim_end_matches('>');
    (message.wire(field), json!({ "name": field.name, "type": inner }))
}
