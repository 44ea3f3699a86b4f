//! `docs/reference.md`: every operation and message of every platform.

use std::fmt::Write as _;

use keybearer::operation::{Class, Field, Message, OpenEnum, Operation, Protocol, Rule};

use crate::platforms::{PLATFORMS, credentials, joined, without_links};

const HEAD: &str = "\
<!-- Written by `cargo xtask generate` from the catalogs in sdk-core. Do not edit. -->

# Reference

Every operation, as declared in `sdk-core/src/<platform>/operations.rs`. Names are those of Rust and Python; TypeScript, Kotlin and Swift write them in their own case. An operation marked *assumed* has a path or shape that its platform does not document; every such path can be overridden.

How it may be retried: *safe* reads only; *idempotent* has the effect of one call however often it arrives; *unsafe* may act twice, so it is repeated only when it is known not to have acted, or when the caller marks it idempotent.
";

pub(crate) fn page() -> String {
    let mut page = HEAD.to_owned();
    for platform in PLATFORMS {
        let title = platform.title;
        let _ = write!(page, "\n## {title}\n");
        let mut service = "";
        for operation in platform.operations {
            let own = operation.name.rsplit_once('.').map_or("", |(service, _)| service);
            if own != service {
                service = own;
                let _ = write!(page, "\n### `{service}`\n");
            }
            describe(&mut page, operation);
        }
        let _ = write!(page, "\n### Messages of {title}\n");
        for message in platform.messages {
            fields(&mut page, message);
        }
        for open in platform.enums {
            values(&mut page, open);
        }
    }
    page
}

fn describe(page: &mut String, operation: &Operation) {
    let _ = write!(
        page,
        "\n#### `{}`\n\n{}\n\n",
        operation.name,
        prose(operation.doc)
    );
    let protocol = match operation.protocol {
        Protocol::Rest => "",
        Protocol::Connect => " (Connect)",
    };
    let _ = writeln!(page, "- `{} {}`{protocol}", operation.method, operation.path);
    let scope = operation
        .scope
        .map_or(String::new(), |scope| format!("; scope `{scope}`"));
    let _ = writeln!(
        page,
        "- called with {}{scope}",
        credentials(operation.access).unwrap_or_else(|| "no credential".to_owned())
    );
    let assumed = if operation.assumed { "; *assumed*" } else { "" };
    let _ = writeln!(page, "- {}{assumed}", class(operation.class));
    let mut takes: Vec<_> = operation
        .parameters
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    if !operation.request.is_empty() {
        let form = if operation.form { " as a form" } else { "" };
        takes.push(format!("`{}`{form}", operation.request));
    }
    if takes.is_empty() {
        takes.push("nothing".to_owned());
    }
    let gives = match operation.response {
        "Empty" => "nothing".to_owned(),
        "Json" => "open JSON".to_owned(),
        name => format!("`{name}`"),
    };
    let _ = writeln!(page, "- takes {}, gives {gives}", takes.join(", "));
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Safe => "safe",
        Class::Idempotent => "idempotent",
        Class::Unsafe => "unsafe",
        Class::Refresh => "a token refresh",
        Class::RotatingRefresh => "a token refresh that spends the token",
    }
}

fn fields(page: &mut String, message: &Message) {
    let _ = write!(page, "\n#### `{}`\n\n{}\n", message.name, prose(message.doc));
    if message.fields.is_empty() {
        return;
    }
    let _ = write!(page, "\n| field | type | |\n|---|---|---|\n");
    for field in message.fields {
        let wire = match field.wire {
            "" => String::new(),
            wire => format!(" (on the wire `{wire}`)"),
        };
        let _ = writeln!(
            page,
            "| `{}`{wire} | `{}` | {}{} |",
            field.name,
            field.kind,
            prose(field.doc),
            rules(field)
        );
    }
}

/// What of the rules the words of the declaration do not say anyway.
fn rules(field: &Field) -> String {
    let mut text = String::new();
    for rule in field.rules {
        let _ = match rule {
            Rule::NotEmpty => write!(text, " Not empty."),
            Rule::NotPrefix(prefix, _) => write!(text, " Not beginning with `{prefix}`."),
            Rule::Differs(other) => write!(text, " Different from `{other}`."),
            Rule::NeededWith(other, texts) => {
                write!(text, " Needed if `{other}` is `{}`.", texts.join("` or `"))
            }
            _ => continue,
        };
    }
    text
}

fn values(page: &mut String, open: &OpenEnum) {
    let _ = write!(
        page,
        "\n#### `{}`\n\n{} Other texts are values too.\n\n| value | text | |\n|---|---|---|\n",
        open.name,
        prose(open.doc)
    );
    for variant in open.variants {
        let _ = writeln!(
            page,
            "| `{}` | `{}` | {} |",
            variant.name,
            variant.text,
            prose(variant.doc)
        );
    }
}

/// A doc comment as running text.
fn prose(doc: &str) -> String {
    without_links(&joined(doc), str::to_owned)
}
