//! `bindings/npm/src/generated/<platform>.ts`: the types and methods of the npm package, and the
//! tables by which it writes, checks and reads messages.

use std::{collections::BTreeSet, fmt::Write as _};

use keybearer::operation::{Case, Class, Field, Message, Operation, Protocol, Reader, Rule};

use crate::platforms::{PLATFORMS, Platform, camel, credentials, items, pascal, without_links};

pub(crate) fn pug() -> String {
    module(&PLATFORMS[0])
}

pub(crate) fn puguh() -> String {
    module(&PLATFORMS[1])
}

pub(crate) fn composite() -> String {
    module(&PLATFORMS[2])
}

fn module(platform: &Platform) -> String {
    let given = reachable(platform);
    let mut text = String::new();
    let _ = writeln!(text, "/** What is declared of {}. */", platform.title);
    tables(&mut text, platform);
    for declared in platform.enums {
        let known: Vec<_> = declared
            .variants
            .iter()
            .map(|variant| format!("\"{}\"", variant.text))
            .collect();
        comment(&mut text, "", &prose(declared.doc));
        let _ = writeln!(
            text,
            "export type {} = {} | (string & {{}});\n",
            declared.name,
            known.join(" | ")
        );
    }
    for message in platform.messages {
        // What is both read and written is typed as what is written.
        let way = Way {
            given: given.contains(message.name),
        };
        interface(&mut text, message, way);
    }
    for (service, operations) in services(platform) {
        let _ = writeln!(
            text,
            "/** The operations of `{}.{}`. */\nexport interface {}Service {{",
            platform.name,
            camel(service),
            pascal(service)
        );
        for (index, operation) in operations.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            method(&mut text, platform, operation);
        }
        text.push_str("}\n\n");
    }
    let used = |names: &[&str]| {
        // With what follows them: in prose they are words.
        let used = names.iter().filter(|name| text.contains(**name));
        used.map(|name| name.trim_end_matches('<'))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut head = "// Written by `cargo xtask generate` from the declarations of sdk-core. Do not edit.\n\n\
                    import type { Platform } from \"../client.js\";\n"
        .to_owned();
    for (names, from) in [
        (used(&["Call<", "CallOptions", "List<"]), "call"),
        (used(&["JsonObject", "JsonValue"]), "codec"),
    ] {
        if !names.is_empty() {
            let _ = writeln!(head, "import type {{ {names} }} from \"../{from}.js\";");
        }
    }
    head + "\n" + text.trim_end() + "\n"
}

/// Which way a message goes.
#[derive(Clone, Copy)]
struct Way {
    given: bool,
}

/// The messages that are part of requests.
fn reachable(platform: &Platform) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<_> = platform
        .operations
        .iter()
        .map(|operation| operation.request)
        .collect();
    while let Some(name) = next.pop() {
        let Some(message) = platform.message(name) else {
            continue;
        };
        if found.insert(message.name) {
            next.extend(message.fields.iter().map(|field| inner(field.kind)));
        }
    }
    found
}

/// The type within options and lists.
fn inner(kind: &'static str) -> &'static str {
    match kind.split_once('<') {
        Some(("Option" | "Vec", rest)) => inner(rest.strip_suffix('>').unwrap_or(rest)),
        _ => kind,
    }
}

/// `puguh.organizations.list` as `organizations` and `list`; what is named without a service is the
/// system's.
fn name(operation: &Operation) -> (&str, &str) {
    let own = operation.name.split_once('.').map_or("", |(_, own)| own);
    own.split_once('.').unwrap_or(("system", own))
}

/// The operations by their services. The catalog has those of one service in a row.
fn services(platform: &Platform) -> Vec<(&'static str, Vec<&'static Operation>)> {
    let mut services: Vec<(&str, Vec<&Operation>)> = Vec::new();
    for operation in platform.operations {
        let (service, _) = name(operation);
        match services.last_mut() {
            Some((last, operations)) if *last == service => operations.push(operation),
            _ => services.push((service, vec![operation])),
        }
    }
    services
}

fn tables(text: &mut String, platform: &Platform) {
    let snake = platform
        .messages
        .iter()
        .any(|message| message.case == Case::Snake);
    let _ = write!(
        text,
        "export const PLATFORM: Platform = {{\n  name: \"{}\",\n  snake: {snake},\n  operations: {{\n",
        platform.name
    );
    for (service, operations) in services(platform) {
        let rows: Vec<_> = operations
            .into_iter()
            .map(|operation| operation_row(platform, operation))
            .collect();
        let _ = writeln!(text, "    {}: `{}`,", camel(service), rows.join("\n"));
    }
    text.push_str("  },\n  messages: {\n");
    for message in platform.messages {
        let mut lines: Vec<String> = Vec::new();
        if message.lenient {
            lines.push("~".to_owned());
        }
        if let Some((member, text)) = message.tag {
            lines.push(format!("={member}|s?|default:{text}"));
        }
        lines.extend(message.fields.iter().map(|field| row(platform, message, field)));
        if let Some((extra, _)) = message.extra {
            lines.push(format!("+{}", camel(extra)));
        }
        let _ = writeln!(text, "    {}: `{}`,", message.name, lines.join("\n"));
    }
    text.push_str("  },\n};\n\n");
}

/// An operation as the tables write it: the grammar is in `client.ts`.
fn operation_row(platform: &Platform, operation: &Operation) -> String {
    let (_, own) = name(operation);
    let how = if !operation.request.is_empty() && (operation.form || operation.has_query()) {
        "pairs"
    } else {
        ""
    };
    let page = platform.message(operation.response).and_then(items);
    let items = page.map_or(String::new(), |(items, _)| format!("/{}", camel(items.label())));
    let row = format!(
        "{own},{},{}{items},{how},{}",
        operation.request,
        operation.response,
        operation.parameters.join(",")
    );
    let row = row.trim_end_matches(',');
    row.strip_suffix(",Json,Json").unwrap_or(row).to_owned()
}

/// A field as the tables write it: the grammar is in `codec.ts`.
fn row(platform: &Platform, message: &Message, field: &Field) -> String {
    let own = camel(field.label());
    let wire = message.wire(field);
    let by_rule = if message.case == Case::Snake {
        snake(&own)
    } else {
        own.clone()
    };
    let named = if wire == by_rule {
        own
    } else {
        format!("{own}={wire}")
    };
    let optional = field.kind.starts_with("Option<");
    let paged = items(message).is_some_and(|(items, _)| items == field);
    let flag = match field.reader {
        _ if is_made(message, field) => "?",
        Reader::Loose if optional => "~",
        _ if optional => "?",
        Reader::OrDefault if paged && !message.lenient => "!",
        Reader::OrDefault => "*",
        _ => "",
    };
    let mut row = format!("{named}|{}{flag}", letter(platform, field));
    for rule in field.rules {
        let rule = match rule {
            Rule::NotEmpty => "filled".to_owned(),
            Rule::Range(from, to) => format!("range:{from}:{to}"),
            Rule::Min(from) => format!("min:{from}"),
            Rule::Items(from, usize::MAX) => format!("items:{from}"),
            Rule::Items(from, to) => format!("items:{from}:{to}"),
            // It is the kind of the field.
            Rule::Moment => continue,
            Rule::Uuid => "uuid".to_owned(),
            Rule::Duration => "duration".to_owned(),
            Rule::NotPrefix(prefix, advice) => {
                format!("prefix:{prefix}:{}", advice.replace("().", "."))
            }
            Rule::Differs(other) => format!("differs:{}", camel(other)),
            Rule::NeededWith(other, texts) => format!("needed:{}:{}", camel(other), texts.join("/")),
            Rule::Scalars => "scalars".to_owned(),
            Rule::AsRead => "asread".to_owned(),
            Rule::FilledWithNow => "now".to_owned(),
            Rule::FilledWithId => "id".to_owned(),
            Rule::DroppedWhenEmpty => "drop".to_owned(),
            other => panic!("the npm package does not know the rule {other:?}"),
        };
        row.push('|');
        row.push_str(&rule);
    }
    if is_made(message, field) {
        row.push_str("|default:authorization_code");
    }
    row.strip_suffix("|s?").unwrap_or(&row).to_owned()
}

/// The one field that has one value only, which the constructor writes in Rust.
fn is_made(message: &Message, field: &Field) -> bool {
    message.name == "ExchangeCode" && field.name == "grant_type"
}

fn is_moment(field: &Field) -> bool {
    field.rules.contains(&Rule::Moment)
}

fn letter(platform: &Platform, field: &Field) -> String {
    letter_of(platform, field.kind, is_moment(field))
}

fn letter_of(platform: &Platform, kind: &str, moment: bool) -> String {
    match kind {
        _ if kind.starts_with("Option<") => letter_of(platform, unwrapped(kind), moment),
        _ if kind.starts_with("Vec<") => format!("[{}", letter_of(platform, unwrapped(kind), moment)),
        "String" if moment => "t".to_owned(),
        "String" => "s".to_owned(),
        "Secret" => "p".to_owned(),
        "bool" => "b".to_owned(),
        "u32" | "u64" => "u".to_owned(),
        "f64" => "f".to_owned(),
        "Json" => "j".to_owned(),
        "Properties" | "JsonMap" => "m".to_owned(),
        name if platform.enums.iter().any(|own| own.name == name) => "e".to_owned(),
        name if platform.messages.iter().any(|own| own.name == name) => format!("@{name}"),
        other => panic!("the npm package does not know the type {other}"),
    }
}

fn unwrapped(kind: &str) -> &str {
    kind.split_once('<')
        .map_or(kind, |(_, rest)| rest.strip_suffix('>').unwrap_or(rest))
}

fn interface(text: &mut String, message: &Message, way: Way) {
    comment(text, "", &prose(message.doc));
    let _ = writeln!(text, "export interface {} {{", message.name);
    for field in message.fields {
        comment(text, "  ", &prose(field.doc));
        let optional = field.kind.starts_with("Option<")
            || is_made(message, field)
            || (way.given && field.reader == Reader::OrDefault && message.name == "Filter");
        let kind = type_of(field.kind, is_moment(field), way);
        let (mark, or_undefined) = match (optional, way.given) {
            (true, true) => ("?", " | undefined"),
            (true, false) => ("?", ""),
            _ => ("", ""),
        };
        let _ = writeln!(text, "  {}{mark}: {kind}{or_undefined};", camel(field.label()));
    }
    if let Some((extra, doc)) = message.extra {
        comment(text, "  ", &prose(doc));
        let name = camel(extra);
        let _ = if way.given {
            writeln!(text, "  {name}?: JsonObject | undefined;")
        } else {
            writeln!(text, "  {name}: Record<string, unknown>;")
        };
    }
    text.push_str("}\n\n");
}

fn type_of(kind: &str, moment: bool, way: Way) -> String {
    match kind {
        _ if kind.starts_with("Option<") => type_of(unwrapped(kind), moment, way),
        _ if kind.starts_with("Vec<") => {
            let readonly = if way.given { "readonly " } else { "" };
            let item = type_of(unwrapped(kind), moment, way);
            format!("{readonly}{item}[]")
        }
        "String" if moment && way.given => "Date | string".to_owned(),
        "String" if moment => "Date".to_owned(),
        "String" | "Secret" => "string".to_owned(),
        "bool" => "boolean".to_owned(),
        "u32" | "u64" | "f64" => "number".to_owned(),
        "Json" if way.given => "JsonValue".to_owned(),
        "Json" => "unknown".to_owned(),
        "Properties" | "JsonMap" if way.given => "JsonObject".to_owned(),
        "Properties" | "JsonMap" => "Record<string, unknown>".to_owned(),
        name => name.to_owned(),
    }
}

fn method(text: &mut String, platform: &Platform, operation: &Operation) {
    let mut doc = prose(operation.doc);
    let _ = write!(doc, "\n\n{}", facts(operation));
    comment(text, "  ", &doc);
    let (_, own) = name(operation);
    let mut parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|name| format!("{}: string", camel(name)))
        .collect();
    match operation.request {
        "" => {}
        "Json" => parameters.push("request?: JsonObject".to_owned()),
        name => {
            let nothing_needed = platform.message(name).is_some_and(|message| {
                message
                    .fields
                    .iter()
                    .all(|field| field.kind.starts_with("Option<"))
            });
            let mark = if nothing_needed { "?" } else { "" };
            parameters.push(format!("request{mark}: {name}"));
        }
    }
    parameters.push("options?: CallOptions".to_owned());
    let message = platform.message(operation.response);
    let gives = match (operation.response, message.and_then(items)) {
        ("Empty", _) => "Call<void>".to_owned(),
        ("Json", _) => "Call<unknown>".to_owned(),
        (page, Some((_, item))) => format!("List<{page}, {item}>"),
        (name, None) => format!("Call<{name}>"),
    };
    let _ = writeln!(text, "  {}({}): {gives};", camel(own), parameters.join(", "));
}

/// Who may call an operation, how it is retried, and whether it is documented.
fn facts(operation: &Operation) -> String {
    let access = credentials(operation.access).map_or_else(
        || "without a credential".to_owned(),
        |credentials| format!("with {credentials}"),
    );
    let scope = operation
        .scope
        .map_or(String::new(), |scope| format!(" that has the scope `{scope}`"));
    let class = match operation.class {
        Class::Safe => "It only reads, so it is retried.",
        Class::Idempotent => "Repeating it does no harm, so it is retried.",
        Class::Unsafe => "It is repeated only when the server is known not to have acted.",
        Class::Refresh | Class::RotatingRefresh => "It is repeated as a refresh may be.",
    };
    let protocol = match operation.protocol {
        Protocol::Rest => String::new(),
        Protocol::Connect => " (Connect)".to_owned(),
    };
    let assumed = if operation.assumed {
        " **Assumed**: the platform documents no path or shape for it; see `overridePath` and `body`."
    } else {
        ""
    };
    format!(
        "`{} {}`{protocol}, {access}{scope}. {class}{assumed}",
        operation.method, operation.path
    )
}

fn comment(text: &mut String, indent: &str, doc: &str) {
    let lines: Vec<_> = doc.trim().lines().collect();
    if let [line] = lines.as_slice() {
        let _ = writeln!(text, "{indent}/** {line} */");
        return;
    }
    let _ = writeln!(text, "{indent}/**");
    for line in lines {
        let _ = writeln!(text, "{indent}{}", format!(" * {line}").trim_end());
    }
    let _ = writeln!(text, "{indent} */");
}

/// A doc comment in the words of TypeScript: paragraphs as lines, names in its case.
fn prose(doc: &str) -> String {
    let mut plain = String::new();
    let mut paragraph = String::new();
    for line in doc.lines().map(str::trim).chain([""]) {
        if line.is_empty() {
            if !paragraph.is_empty() {
                if !plain.is_empty() {
                    plain.push_str("\n\n");
                }
                plain.push_str(&paragraph);
                paragraph.clear();
            }
            continue;
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(line);
    }
    // Names of Rust, and links to them.
    let mut text = String::new();
    for (index, part) in plain.split('`').enumerate() {
        if index % 2 == 1 {
            let name = part.replace("::", ".").replace('*', "");
            let _ = if name.contains(' ') || name.starts_with("sys_") || name.contains('/') {
                write!(text, "`{part}`")
            } else {
                write!(text, "`{}`", camel(&name))
            };
        } else {
            text.push_str(part);
        }
    }
    without_links(&text, str::to_owned).replace("*/", "*\u{200b}/")
}

fn snake(camel: &str) -> String {
    let mut text = String::new();
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
