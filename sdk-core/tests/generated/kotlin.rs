//! The typed face of the Kotlin package: messages, how they are written and read, and services.
//!
//! Everything here is spelling. What is sent, checked or retried is told by the core when a call
//! is made.

use std::{collections::BTreeSet, fmt::Write as _};

use keybearer::{
    ErrorCode,
    operation::{Class, Field, Message, OpenEnum, Operation, Rule},
    pug,
};

use crate::platforms::{PLATFORMS, Platform, camel, constant, credentials, items, pascal};

/// Takes the services out of the declarations: `services(puguh)`.
macro_rules! services {
    (
        platform $platform:ident $protocol:ident $client:ident;
        $(
            $(#[doc = $doc:literal])*
            service $service:ident $handle:ident { $($operations:tt)* }
        )*
    ) => {
        &[$((stringify!($service), stringify!($handle), concat!($($doc, "\n"),*))),*]
    };
}

/// Service, the name of its handle, what it is.
type Service = (&'static str, &'static str, &'static str);

const PUG: &[Service] = keybearer::pug_operations!(services);
const PUGUH: &[Service] = keybearer::puguh_operations!(services);
const COMPOSITE: &[Service] = keybearer::composite_operations!(services);

fn platform(name: &str) -> &'static Platform {
    let platform = PLATFORMS.iter().find(|platform| platform.name == name);
    platform.unwrap_or_else(|| panic!("{name} is no platform"))
}

macro_rules! pages {
    ($($module:ident $name:literal $services:ident)*) => {$(
        pub(crate) mod $module {
            pub(crate) fn messages() -> String {
                super::messages(super::platform($name))
            }

            pub(crate) fn codecs() -> String {
                super::codecs(super::platform($name))
            }

            pub(crate) fn services() -> String {
                super::service_classes(super::platform($name), super::$services)
            }

            pub(crate) fn runner() -> String {
                super::runner(super::platform($name), super::$services)
            }
        }
    )*};
}

pages! {
    for_pug "pug" PUG
    for_puguh "puguh" PUGUH
    for_composite "composite" COMPOSITE
}

// ---------------------------------------------------------------------------------------------
// Names and types

/// What Kotlin makes of a Rust type.
#[derive(Clone, Copy, PartialEq)]
enum Kind<'a> {
    Text,
    Secret,
    Moment,
    Boolean,
    UInt,
    ULong,
    Double,
    Enum(&'a str),
    /// An object of open JSON.
    Map,
    /// Any JSON.
    Json,
    /// A list of any JSON.
    Jsons,
    Message(&'a str),
    Messages(&'a str),
}

/// The kind of a field, and whether it may be absent.
fn kind(platform: &Platform, field: &Field) -> (Kind<'static>, bool) {
    let inner = field
        .kind
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'));
    let name = inner.unwrap_or(field.kind);
    let known = match name {
        "String" if field.rules.contains(&Rule::Moment) => Kind::Moment,
        "String" => Kind::Text,
        "Secret" => Kind::Secret,
        "bool" => Kind::Boolean,
        "u32" => Kind::UInt,
        "u64" => Kind::ULong,
        "f64" => Kind::Double,
        "Properties" | "JsonMap" => Kind::Map,
        "Json" => Kind::Json,
        "Vec<Json>" => Kind::Jsons,
        name if platform.enums.iter().any(|known| known.name == name) => Kind::Enum(name),
        name => match name.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
            Some(item) => Kind::Messages(item),
            None => Kind::Message(name),
        },
    };
    (known, inner.is_some())
}

fn type_name(kind: Kind<'_>) -> String {
    match kind {
        Kind::Text | Kind::Secret => "String".to_owned(),
        Kind::Moment => "Instant".to_owned(),
        Kind::Boolean => "Boolean".to_owned(),
        Kind::UInt => "UInt".to_owned(),
        Kind::ULong => "ULong".to_owned(),
        Kind::Double => "Double".to_owned(),
        Kind::Enum(name) | Kind::Message(name) => name.to_owned(),
        Kind::Map => "Map<String, Any?>".to_owned(),
        Kind::Json => "Any?".to_owned(),
        Kind::Jsons => "List<Any?>".to_owned(),
        Kind::Messages(item) => format!("List<{item}>"),
    }
}

/// The value that a member has where the caller gives none.
fn default(field: &Field, kind: Kind<'_>, optional: bool) -> Option<String> {
    if optional || kind == Kind::Json {
        return Some("null".to_owned());
    }
    // A member that can only say one thing says it by itself.
    let constant = field
        .doc
        .trim()
        .strip_prefix('`')
        .and_then(|rest| rest.strip_suffix("`."));
    match constant {
        Some(text) if kind == Kind::Text && !text.contains('`') => Some(format!("\"{text}\"")),
        _ => None,
    }
}

// ---------------------------------------------------------------------------------------------
// Prose

/// A doc comment as `KDoc`, indented by so many spaces.
fn kdoc(doc: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let text = prose(doc);
    let lines = wrap(&text, 110 - indent);
    if let [line] = lines.as_slice() {
        return format!("{margin}/** {line} */\n");
    }
    let mut page = format!("{margin}/**\n");
    for line in lines {
        let line = format!("{margin} * {line}");
        let _ = writeln!(page, "{}", line.trim_end());
    }
    page + &margin + " */\n"
}

/// The words of a Rust comment in the words of Kotlin: names in its case, no links to Rust items.
fn prose(doc: &str) -> String {
    let mut text = String::new();
    let paragraphs = doc.trim().split("\n\n").map(|paragraph| {
        let lines: Vec<_> = paragraph.lines().map(str::trim).collect();
        lines.join(" ")
    });
    let doc = paragraphs.collect::<Vec<_>>().join("\n\n");
    let doc = doc
        .replace("[`MAX_EVENTS`]", &pug::MAX_EVENTS.to_string())
        .replace("as `Other`", "by their text");
    let mut rest = doc.replace("*/", "* /").replace("[`", "`").replace("`]", "`");
    while let Some((before, after)) = rest.clone().split_once('`') {
        let Some((code, after)) = after.split_once('`') else {
            break;
        };
        let _ = write!(text, "{before}`{}`", in_kotlin(code));
        after.clone_into(&mut rest);
    }
    text + &rest
}

/// Code within a comment.
fn in_kotlin(code: &str) -> String {
    const OWN: &[&str] = &[
        "set_tokens",
        "sign_out",
        "verify_credentials",
        "verify_token",
        "tokens_from",
        "override_path",
        // Of errors.
        "on_token_expired",
        "retry_after",
        "maybe_processed",
        "request_id",
    ];
    if code == "None" {
        return "null".to_owned();
    }
    let path: Vec<_> = code.split("::").collect();
    let declared = |name: &str| {
        PLATFORMS.iter().any(|platform| {
            let operation = |operation: &&Operation| operation.name.ends_with(&format!(".{name}"));
            let field = |message: &Message| message.fields.iter().any(|field| field.name == name);
            platform.operations.iter().any(operation) || platform.messages.iter().any(field)
        })
    };
    let path: Vec<_> = path
        .iter()
        .map(|part| {
            if part.contains('_') && (OWN.contains(part) || declared(part)) {
                camel(part)
            } else {
                (*part).to_owned()
            }
        })
        .collect();
    path.join(".")
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

fn head(source: &str, package: &str, imports: &BTreeSet<String>) -> String {
    let mut page =
        format!("// Written by `cargo xtask generate` from {source}. Do not edit.\n\npackage {package}\n\n");
    for import in imports {
        let _ = writeln!(page, "import {import}");
    }
    page
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

// ---------------------------------------------------------------------------------------------
// Messages

fn messages(platform: &Platform) -> String {
    let mut body = String::new();
    let mut imports = set(&["dev.keybearer.Message"]);
    for declared in platform.enums {
        imports.insert("dev.keybearer.OpenEnum".to_owned());
        open_enum(&mut body, declared);
    }
    for message in platform.messages {
        data_class(&mut body, &mut imports, platform, message);
    }
    let source = format!("sdk-core/src/{}/types.rs", platform.name);
    let package = format!("dev.keybearer.{}", platform.name);
    head(&source, &package, &imports) + &body
}

fn open_enum(page: &mut String, declared: &OpenEnum) {
    let name = declared.name;
    let _ = write!(
        page,
        "\n{}@JvmInline\npublic value class {name}(override val text: String) : OpenEnum {{\n    \
         override fun toString(): String = text\n\n    public companion object {{\n",
        kdoc(declared.doc, 0)
    );
    for (index, variant) in declared.variants.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let _ = writeln!(
            page,
            "{gap}{}        public val {}: {name} = {name}(\"{}\")",
            kdoc(variant.doc, 8),
            constant(variant.name),
            variant.text
        );
    }
    page.push_str("    }\n}\n");
}

fn data_class(page: &mut String, imports: &mut BTreeSet<String>, platform: &Platform, message: &Message) {
    let name = message.name;
    let codec = format!("{name}Codec");
    let _ = write!(page, "\n{}public data class {name}(\n", kdoc(message.doc, 0));
    for field in message.fields {
        let (kind, optional) = kind(platform, field);
        if kind == Kind::Moment {
            imports.insert("java.time.Instant".to_owned());
        }
        if kind == Kind::Secret {
            imports.insert("dev.keybearer.internal.hidden".to_owned());
        }
        let question = if optional && kind != Kind::Json { "?" } else { "" };
        let value = default(field, kind, optional).map_or(String::new(), |value| format!(" = {value}"));
        let _ = writeln!(
            page,
            "{}    val {}: {}{question}{value},",
            kdoc(field.doc, 4),
            camel(field.label()),
            type_name(kind),
        );
    }
    if let Some((extra, doc)) = message.extra {
        let _ = writeln!(
            page,
            "{}    val {extra}: Map<String, Any?> = emptyMap(),",
            kdoc(doc, 4)
        );
    }
    let _ = write!(
        page,
        ") : Message {{\n    override fun toJson(): Map<String, Any?> = {codec}.toMap(this)\n"
    );
    shown(page, imports, platform, message);
    let _ = write!(
        page,
        "\n    public companion object {{\n        /** The message that [json] holds, its members named as on \
         the wire. */\n        public fun fromJson(json: Map<String, Any?>): {name} = {codec}.fromMap(json)\n    \
         }}\n}}\n"
    );
}

/// A message that may hold secrets is shown without them.
fn shown(page: &mut String, imports: &mut BTreeSet<String>, platform: &Platform, message: &Message) {
    let secret = |field: &Field| kind(platform, field).0 == Kind::Secret;
    if !message.fields.iter().any(secret) && message.extra.is_none() {
        return;
    }
    let mut members: Vec<_> = message
        .fields
        .iter()
        .map(|field| {
            let name = camel(field.label());
            if secret(field) {
                format!("{name}=${{hidden({name})}}")
            } else {
                format!("{name}=${name}")
            }
        })
        .collect();
    if let Some((extra, _)) = message.extra {
        imports.insert("dev.keybearer.internal.names".to_owned());
        members.push(format!("{extra}=${{names({extra})}}"));
    }
    let _ = write!(
        page,
        "\n    override fun toString(): String =\n        \"{}(",
        message.name
    );
    let mut width = message.name.len() + 10;
    for (index, member) in members.iter().enumerate() {
        let gap = if index == 0 { "" } else { ", " };
        if width + member.len() > 108 {
            page.push_str("\" +\n            \"");
            width = 14;
        }
        width += member.len() + gap.len();
        page.push_str(gap);
        page.push_str(member);
    }
    page.push_str(")\"\n");
}

// ---------------------------------------------------------------------------------------------
// Codecs

fn codecs(platform: &Platform) -> String {
    let mut body = String::new();
    let mut imports = set(&[
        "dev.keybearer.internal.Codec",
        "dev.keybearer.internal.ObjectReader",
        "dev.keybearer.internal.ObjectWriter",
        "dev.keybearer.internal.member",
    ]);
    if platform.messages.iter().all(|message| message.fields.is_empty()) {
        imports.remove("dev.keybearer.internal.member");
    }
    for message in platform.messages {
        codec(&mut body, platform, message);
    }
    let source = format!("sdk-core/src/{}/types.rs", platform.name);
    let package = format!("dev.keybearer.{}", platform.name);
    head(&source, &package, &imports) + &body
}

fn codec(page: &mut String, platform: &Platform, message: &Message) {
    let name = message.name;
    let keeps = message.extra.is_some();
    let _ = write!(
        page,
        "\ninternal object {name}Codec : Codec<{name}>(\n    keeps = {keeps},\n"
    );
    for field in message.fields {
        let own = camel(field.label());
        let below = match kind(platform, field).0 {
            Kind::Message(other) | Kind::Messages(other) => format!(" {{ {other}Codec }}"),
            _ => String::new(),
        };
        // What the core calls it in a refusal.
        let name = if field.wire.is_empty() {
            field.name
        } else {
            field.wire
        };
        let name = name.replace('$', "\\$");
        let _ = writeln!(page, "    member(\"{name}\", \"{own}\"){below},");
    }
    let _ = write!(
        page,
        ") {{\n    override fun write(value: {name}, to: ObjectWriter) {{\n"
    );
    for field in message.fields {
        let _ = writeln!(page, "        {}", written(platform, message, field));
    }
    if let Some((extra, _)) = message.extra {
        let _ = writeln!(page, "        to.rest(value.{extra})");
    }
    let _ = write!(
        page,
        "    }}\n\n    override fun read(from: ObjectReader): {name} = {name}(\n"
    );
    for field in message.fields {
        let _ = writeln!(
            page,
            "        {} = {},",
            camel(field.label()),
            read(platform, message, field)
        );
    }
    if let Some((extra, _)) = message.extra {
        let _ = writeln!(page, "        {extra} = from.rest(),");
    }
    page.push_str("    )\n}\n");
}

fn written(platform: &Platform, message: &Message, field: &Field) -> String {
    let own = camel(field.label());
    let wire = message.wire(field).replace('$', "\\$");
    let (kind, optional) = kind(platform, field);
    let method = match kind {
        Kind::Text | Kind::Secret => "text",
        Kind::Moment => "instant",
        Kind::Boolean => "boolean",
        Kind::UInt => "uint",
        Kind::ULong => "ulong",
        Kind::Enum(_) => "enum",
        Kind::Double => "double",
        Kind::Map => "map",
        Kind::Json if optional => "optionalJson",
        Kind::Json => "json",
        Kind::Jsons => "list",
        Kind::Message(_) => "message",
        Kind::Messages(_) => "messages",
    };
    match kind {
        Kind::Double | Kind::Map | Kind::Json | Kind::Jsons => {
            format!("to.{method}(\"{own}\", \"{wire}\", value.{own})")
        }
        Kind::Message(other) | Kind::Messages(other) => {
            format!("to.{method}(\"{own}\", \"{wire}\", {other}Codec, value.{own})")
        }
        _ => format!("to.{method}(\"{wire}\", value.{own})"),
    }
}

fn read(platform: &Platform, message: &Message, field: &Field) -> String {
    let wire = message.wire(field).replace('$', "\\$");
    let (kind, optional) = kind(platform, field);
    let value = match kind {
        Kind::Text | Kind::Secret => format!("from.text(\"{wire}\")"),
        Kind::Moment => format!("from.instant(\"{wire}\")"),
        Kind::Boolean => format!("from.boolean(\"{wire}\")"),
        Kind::UInt => format!("from.uint(\"{wire}\")"),
        Kind::ULong => format!("from.ulong(\"{wire}\")"),
        Kind::Double => format!("from.double(\"{wire}\")"),
        Kind::Enum(name) => format!("from.text(\"{wire}\")?.let(::{name})"),
        Kind::Map => format!("from.map(\"{wire}\")"),
        Kind::Json => format!("from.json(\"{wire}\")"),
        Kind::Jsons => format!("from.list(\"{wire}\")"),
        Kind::Message(other) => format!("from.message(\"{wire}\", {other}Codec)"),
        Kind::Messages(other) => format!("from.messages(\"{wire}\", {other}Codec)"),
    };
    if optional || kind == Kind::Json {
        return value;
    }
    match (default(field, kind, optional), kind) {
        (Some(default), _) => format!("{value} ?: {default}"),
        (None, Kind::Messages(_) | Kind::Jsons) => format!("{value} ?: emptyList()"),
        (None, Kind::Map) => format!("{value} ?: emptyMap()"),
        (None, _) => format!("from.required(\"{wire}\", {value})"),
    }
}

// ---------------------------------------------------------------------------------------------
// Services

fn service_classes(platform: &Platform, services: &[Service]) -> String {
    let mut body = String::new();
    let mut imports = set(&["dev.keybearer.CallOptions", "dev.keybearer.internal.Caller"]);
    let at_root = |operation: &&&Operation| operation.name.matches('.').count() == 1;
    let base = format!("{}Services", pascal(platform.name));
    let _ = write!(
        body,
        "\n/** The operations of the client, by service. */\npublic abstract class {base} internal \
         constructor() {{\n    internal abstract val caller: Caller\n"
    );
    for (service, handle, doc) in services {
        if operations(platform, service).next().is_some() {
            let _ = write!(
                body,
                "\n{}    public val {}: {handle} by lazy(LazyThreadSafetyMode.PUBLICATION) {{ {handle}(caller) }}\n",
                kdoc(doc, 4),
                camel(service)
            );
        }
    }
    for operation in platform.operations.iter().filter(at_root) {
        methods(&mut body, &mut imports, platform, operation);
    }
    body.push_str("}\n");
    for (service, handle, doc) in services {
        if operations(platform, service).next().is_none() {
            continue;
        }
        // What needs no network, and so is no operation, is added by hand.
        let open = if *handle == "OAuth" || (platform.name, *handle) == ("pug", "Projects") {
            "internal "
        } else {
            "private "
        };
        let _ = write!(
            body,
            "\n{}public class {handle} internal constructor({open}val caller: Caller) {{\n",
            kdoc(doc, 0)
        );
        let mut methods_of = String::new();
        for operation in operations(platform, service) {
            methods(&mut methods_of, &mut imports, platform, operation);
        }
        body.push_str(methods_of.trim_start_matches('\n'));
        body.push_str("}\n");
    }
    if body.contains("open(request)") {
        imports.insert("dev.keybearer.internal.open".to_owned());
    }
    let source = format!("sdk-core/src/{}/operations.rs", platform.name);
    let package = format!("dev.keybearer.{}", platform.name);
    head(&source, &package, &imports) + &body
}

fn operations<'a>(platform: &'a Platform, service: &'a str) -> impl Iterator<Item = &'a Operation> {
    let prefix = format!("{}.{service}.", platform.name);
    platform
        .operations
        .iter()
        .copied()
        .filter(move |operation| operation.name.starts_with(&prefix))
}

/// The item of a list, and the member that holds the items, if the answer is a page of one.
fn paged(platform: &Platform, operation: &Operation) -> Option<(&'static str, String)> {
    let (field, item) = platform.message(operation.response).and_then(items)?;
    Some((item, camel(field.label())))
}

fn methods(page: &mut String, imports: &mut BTreeSet<String>, platform: &Platform, operation: &Operation) {
    if !operation.parameters.is_empty() {
        imports.insert("dev.keybearer.internal.Argument".to_owned());
    }
    let name = camel(operation.name.rsplit('.').next().unwrap_or_default());
    let doc = format!("{}\n\n{}", operation.doc.trim(), notes(operation));
    method(page, platform, operation, &doc, &name, Shape::One);
    if let Some((item, _)) = paged(platform, operation) {
        imports.insert("kotlinx.coroutines.flow.Flow".to_owned());
        let doc = format!(
            "The pages of `{name}`, fetched as they are asked for. A page that is not asked for is not fetched."
        );
        method(
            page,
            platform,
            operation,
            &doc,
            &format!("{name}Pages"),
            Shape::Pages,
        );
        let doc = format!("The items of `{name}`, page after page, fetched as they are asked for.");
        method(
            page,
            platform,
            operation,
            &doc,
            &format!("{name}Items"),
            Shape::Items(item),
        );
    }
}

#[derive(Clone, Copy)]
enum Shape<'a> {
    One,
    Pages,
    Items(&'a str),
}

fn method(
    page: &mut String,
    platform: &Platform,
    operation: &Operation,
    doc: &str,
    name: &str,
    shape: Shape<'_>,
) {
    let mut parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|parameter| format!("{}: String", camel(parameter)))
        .collect();
    match operation.request {
        "" => {}
        "Json" => parameters.push("request: Map<String, Any?> = emptyMap()".to_owned()),
        request => {
            let message = platform.message(request);
            let message = message.unwrap_or_else(|| panic!("{request} is not declared"));
            let optional = message.fields.iter().all(|field| {
                let (kind, optional) = kind(platform, field);
                default(field, kind, optional).is_some()
            });
            let value = if optional {
                format!(" = {request}()")
            } else {
                String::new()
            };
            parameters.push(format!("request: {request}{value}"));
        }
    }
    parameters.push("options: CallOptions = CallOptions.DEFAULT".to_owned());
    let (result, suspends) = match (shape, operation.response) {
        (Shape::One, "Empty") => (String::new(), "suspend "),
        (Shape::One, "Json") => (": Any?".to_owned(), "suspend "),
        (Shape::One, response) => (format!(": {response}"), "suspend "),
        (Shape::Pages, response) => (format!(": Flow<{response}>"), ""),
        (Shape::Items(item), _) => (format!(": Flow<{item}>"), ""),
    };
    let one_line = format!(
        "    public {suspends}fun {name}({}){result}",
        parameters.join(", ")
    );
    let signature = if one_line.len() <= 116 {
        one_line
    } else {
        let lines: Vec<_> = parameters
            .iter()
            .map(|parameter| format!("        {parameter},\n"))
            .collect();
        format!(
            "    public {suspends}fun {name}(\n{}    ){result}",
            lines.concat()
        )
    };
    let arguments: Vec<_> = operation
        .parameters
        .iter()
        .map(|name| format!("Argument(\"{0}\", {0})", camel(name)))
        .collect();
    let arguments = match arguments.as_slice() {
        [] => "emptyList()".to_owned(),
        arguments => format!("listOf({})", arguments.join(", ")),
    };
    let request = match operation.request {
        "" => "null".to_owned(),
        "Json" => "open(request)".to_owned(),
        request => format!("{request}Codec.asked(request)"),
    };
    let call = format!("\"{}\", {arguments}, {request}, options", operation.name);
    let body = match (shape, operation.response) {
        (Shape::One, "Empty") => format!(" {{\n        caller.run({call})\n    }}\n"),
        (Shape::One, "Json") => format!(" =\n        caller.open({call})\n"),
        (Shape::One, response) => format!(" =\n        caller.call({call}, {response}Codec)\n"),
        (Shape::Pages, response) => format!(" =\n        caller.pages({call}, {response}Codec)\n"),
        (Shape::Items(_), response) => {
            let items = paged(platform, operation).map_or(String::new(), |(_, items)| items);
            format!(" =\n        caller.items({call}, {response}Codec) {{ it.{items} }}\n")
        }
    };
    let _ = write!(page, "\n{}{signature}{body}", kdoc(doc, 4));
}

/// Who may call it and what a repetition does.
fn notes(operation: &Operation) -> String {
    let access = credentials(operation.access).map_or_else(
        || "without a credential".to_owned(),
        |credentials| format!("with {credentials}"),
    );
    let class = match operation.class {
        Class::Safe => "It reads only, so it is retried freely.",
        Class::Idempotent => "A repetition has the effect of one call, so it is retried freely.",
        Class::Unsafe => {
            "A repetition may act twice, so it is retried only if the server has certainly not acted."
        }
        Class::Refresh => "A repetition does no harm.",
        Class::RotatingRefresh => {
            "It spends the refresh token, so it is not repeated once the server may have it."
        }
    };
    let assumed = if operation.assumed {
        " **Assumed**: the platform documents no path or shape for it; the path can be overridden."
    } else {
        ""
    };
    format!("Called {access}. {class}{assumed}")
}

// ---------------------------------------------------------------------------------------------
// The operations by name, for the runner of the scenarios

fn runner(platform: &Platform, services: &[Service]) -> String {
    let client = platform.client;
    let package = format!("dev.keybearer.{}", platform.name);
    let requests: BTreeSet<_> = platform
        .operations
        .iter()
        .map(|operation| operation.request)
        .filter(|request| !matches!(*request, "" | "Json"))
        .collect();
    let lists: Vec<_> = platform
        .operations
        .iter()
        .filter(|operation| paged(platform, operation).is_some())
        .collect();
    let mut imports = set(&[&format!("dev.keybearer.{client}")]);
    imports.extend(requests.iter().map(|request| format!("{package}.{request}")));
    if !lists.is_empty() {
        imports.insert("kotlinx.coroutines.flow.Flow".to_owned());
        imports.insert("kotlinx.coroutines.flow.map".to_owned());
    }
    let mut page = head(
        &format!("sdk-core/src/{}/operations.rs", platform.name),
        "dev.keybearer.check",
        &imports,
    );
    let _ = write!(
        page,
        "\n/** Every operation, by its name. */\ninternal suspend fun declared(client: {client}, call: Call): Any? = \
         when (call.name) {{\n"
    );
    for operation in platform.operations {
        let made = by_name(operation, "");
        let shown = match operation.response {
            "Empty" => format!("{made}.let {{ null }}"),
            "Json" => made,
            _ => format!("{made}.toJson()"),
        };
        let mut names = format!("\"{}\"", operation.name);
        // One at the root is found under its service too.
        if let (Some((_, name)), Some((service, ..))) = (
            operation
                .name
                .split_once('.')
                .filter(|(_, name)| !name.contains('.')),
            services
                .iter()
                .find(|(service, ..)| operations(platform, service).next().is_none()),
        ) {
            let _ = write!(names, ", \"{}.{service}.{name}\"", platform.name);
        }
        let _ = writeln!(page, "    {names} -> {shown}");
    }
    page.push_str("    else -> broken(\"there is no operation ${call.name}\")\n}\n");
    if !lists.is_empty() {
        let _ = write!(
            page,
            "\n/** Every list, by the name of its operation. */\ninternal fun listed(client: {client}, call: \
             Call): Flow<Any?> = when (call.name) {{\n"
        );
        for operation in lists {
            let _ = write!(
                page,
                "    \"{}\" ->\n        if (call.collect == \"items\") {{\n            {}.map {{ it.toJson() }}\n        \
                 }} else {{\n            {}.map {{ it.toJson() }}\n        }}\n",
                operation.name,
                by_name(operation, "Items"),
                by_name(operation, "Pages")
            );
        }
        page.push_str("    else -> broken(\"${call.name} is no list\")\n}\n");
    }
    page
}

fn by_name(operation: &Operation, suffix: &str) -> String {
    let path: Vec<_> = operation.name.split('.').skip(1).map(camel).collect();
    let mut arguments: Vec<_> = (0..operation.parameters.len())
        .map(|index| format!("call.argument({index})"))
        .collect();
    match operation.request {
        "" => {}
        "Json" => arguments.push("call.request".to_owned()),
        request => arguments.push(format!("call.message({request}::fromJson)")),
    }
    arguments.push("call.options".to_owned());
    format!("client.{}{suffix}({})", path.join("."), arguments.join(", "))
}

// ---------------------------------------------------------------------------------------------
// Errors

/// `KeybearerException.kt`: a class for each code.
pub(crate) fn errors() -> String {
    let mut page = head(
        "sdk-core/src/error.rs",
        "dev.keybearer",
        &set(&[
            "dev.keybearer.internal.ErrorFields",
            "kotlin.time.Duration",
            "kotlinx.coroutines.CopyableThrowable",
            "kotlinx.coroutines.ExperimentalCoroutinesApi",
        ]),
    );
    page.push_str(
        r"
/** What went wrong, as text that never changes between versions or languages. */
public enum class ErrorCode(
    /** The stable text, such as `rate_limited`. */
    public val text: String,
) {
",
    );
    for code in ErrorCode::ALL {
        let _ = write!(
            page,
            "{}    {}(\"{code}\"),\n\n",
            kdoc(code.meaning(), 4),
            code.as_str().to_uppercase()
        );
    }
    let page = page.trim_end().to_owned();
    let mut page = page + ";\n}\n";
    page.push_str(
        r#"
/**
 * Why a call failed or a client could not be built: the one exception of this package.
 *
 * There is a class for each [code]. No text in it holds a secret: what came from a server is
 * bounded, and credentials in it are masked. Of one that was serialized, code, message and text are
 * what is left.
 */
@OptIn(ExperimentalCoroutinesApi::class)
public sealed class KeybearerException(
    /** What went wrong. */
    public val code: ErrorCode,
    fields: ErrorFields,
) : RuntimeException(fields.message, fields.cause), CopyableThrowable<KeybearerException> {
    private val text: String =
        fields.text ?: "${code.text}: ${fields.message}${fields.operation?.let { " ($it)" }.orEmpty()}"

    @Transient
    private val known: ErrorFields? = fields

    private val fields: ErrorFields get() = known ?: ErrorFields(message, text)

    /** What went wrong, for people: the server's words where it gave any. */
    override val message: String get() = super.message.orEmpty()

    /** Which API: `pug`, `puguh` or `composite`. */
    public val platform: String? get() = fields.platform

    /** The operation, such as `puguh.organizations.list`. */
    public val operation: String? get() = fields.operation

    /** The HTTP status of the last answer, if there was one. */
    public val status: Int? get() = fields.status

    /** The server's own code, such as Connect's `resource_exhausted` or OAuth's `invalid_grant`. */
    public val serverCode: String? get() = fields.serverCode

    /** The reason behind the code, such as a missing permission or `callback_timeout`. */
    public val reason: String? get() = fields.reason

    /** The request's id at the server, to quote to support. */
    public val requestId: String? get() = fields.requestId

    /** Whether the same request may succeed later. */
    public val retryable: Boolean get() = fields.retryable

    /** Whether a retry was due but the retry budget was empty. */
    public val retriesSuppressed: Boolean get() = fields.retriesSuppressed

    /** Whether the server can have acted on the request although no answer was read. */
    public val maybeProcessed: Boolean get() = fields.maybeProcessed

    /** How long the server, or the local limiter, asks to wait. */
    public val retryAfter: Duration? get() = fields.retryAfter

    /** The fields that were refused. */
    public val violations: List<Violation> get() = fields.violations

    /** Structured details that have no place of their own. */
    public val details: List<ErrorDetail> get() = fields.details

    /** What happened, attempt by attempt. Empty if nothing was sent. */
    public val attempts: List<Attempt> get() = fields.attempts

    /** The beginning of the body of the answer, with credentials masked. */
    public val body: String? get() = fields.body

    /** Code, message and what else helps, in one line. */
    override fun toString(): String = text

    /**
     * The same, to be told with the trace of the coroutine that called: by this the recovery of stack
     * traces of kotlinx.coroutines, which is on while debugging and in tests, shows who called.
     */
    override fun createCopy(): KeybearerException? =
        // Once: where it passes another scope it would lose what it has.
        if (fields.copied) null else of(code.text, fields.copy(copied = true))
"#,
    );
    for code in ErrorCode::ALL {
        let name = pascal(code.as_str());
        let doc = format!("{}\n\n{}", code.meaning(), code.advice());
        let _ = write!(
            page,
            "\n{}    public class {name} internal constructor(fields: ErrorFields) :\n        \
             KeybearerException(ErrorCode.{}, fields)\n",
            kdoc(&doc, 4),
            code.as_str().to_uppercase()
        );
    }
    page.push_str(
        "\n    internal companion object {\n        fun of(code: String, fields: ErrorFields): KeybearerException = when (code) {\n",
    );
    for code in ErrorCode::ALL {
        let _ = writeln!(
            page,
            "            \"{code}\" -> {}(fields)",
            pascal(code.as_str())
        );
    }
    page.push_str("            else -> Server(fields)\n        }\n    }\n}\n");
    page
}
