//! The Swift face: the messages and services of every platform, and the error; and for the
//! scenarios, every operation by its name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use keybearer::{
    ErrorCode,
    operation::{Class, Field, Message, OpenEnum, Operation, Rule},
};

use crate::{
    Generated,
    platforms::{PLATFORMS, Platform, camel, credentials, items, pascal, without_links},
};

macro_rules! source {
    ($name:literal) => {
        concat!("bindings/swift/Sources/Keybearer/Generated/", $name, ".swift")
    };
}

/// The files, by their path from the root of the repository.
pub(crate) const FILES: &[Generated] = &[
    (source!("KeybearerError"), error),
    (source!("MemberNames"), member_names),
    (source!("PugMessages"), || messages(&PLATFORMS[0])),
    (source!("PugServices"), || services(&PLATFORMS[0])),
    (source!("PuguhMessages"), || messages(&PLATFORMS[1])),
    (source!("PuguhServices"), || services(&PLATFORMS[1])),
    (source!("CompositeMessages"), || messages(&PLATFORMS[2])),
    (source!("CompositeServices"), || services(&PLATFORMS[2])),
    (
        "bindings/swift/Consumer/Sources/scenarios/Operations.swift",
        by_name,
    ),
];

const HEAD: &str = "// Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.\n";

/// The widest line of a comment.
const WIDTH: usize = 100;
/// The widest line of code.
const WIDEST: usize = 120;

/// Swift source under construction, a line at a time.
struct Source {
    text: String,
    depth: usize,
}

impl Source {
    fn new() -> Self {
        Self {
            text: HEAD.to_owned(),
            depth: 0,
        }
    }

    fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if line.is_empty() {
            self.text.push('\n');
            return;
        }
        let comment = line.starts_with("//");
        if line.starts_with(['}', ')']) {
            self.depth -= 1;
        }
        let _ = writeln!(self.text, "{:width$}{line}", "", width = self.depth * 4);
        if !comment && line.ends_with(['{', '(']) {
            self.depth += 1;
        }
    }

    /// A case of a switch, which stands where the switch does.
    fn case(&mut self, line: impl AsRef<str>) {
        self.depth -= 1;
        self.line(line);
        self.depth += 1;
    }

    /// A declaration with its parameters, on one line if they fit.
    fn declaration(&mut self, head: &str, parameters: &[String], tail: &str) {
        let line = format!("{head}({}){tail}", parameters.join(", "));
        if self.depth * 4 + line.chars().count() <= WIDEST {
            self.line(line);
            return;
        }
        self.line(format!("{head}("));
        for (index, parameter) in parameters.iter().enumerate() {
            let end = if index + 1 == parameters.len() { "" } else { "," };
            self.line(format!("{parameter}{end}"));
        }
        self.line(format!("){tail}"));
    }

    /// A doc comment: paragraphs, wrapped.
    fn doc(&mut self, paragraphs: &str) {
        let width = WIDTH - self.depth * 4 - "/// ".len();
        for (index, paragraph) in paragraphs.trim().split("\n\n").enumerate() {
            if index > 0 {
                self.line("///");
            }
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                    self.line(format!("/// {line}"));
                    line.clear();
                }
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            self.line(format!("/// {line}"));
        }
    }
}

fn error() -> String {
    let mut source = Source::new();
    source.line("");
    source.doc(
        "Why a call or a client failed: one case for each of the codes, which are the same in every language.\n\n\
         Each case carries all that is known of the failure, which can also be read from the error itself:",
    );
    for line in [
        "",
        "```swift",
        "do {",
        "    let page = try await client.organizations.list()",
        "} catch .rateLimited(let failure) {",
        "    print(\"come back in\", failure.retryAfter ?? .zero)",
        "} catch {",
        "    print(error.code, error.operation ?? \"\", error)",
        "}",
        "```",
    ] {
        source.line(format!("/// {line}").trim_end());
    }
    source.line("@dynamicMemberLookup");
    source.line("public enum KeybearerError: Error, Sendable, Hashable {");
    for code in ErrorCode::ALL {
        source.doc(&format!(
            "{}\n\n{}",
            swift_words(code.meaning()),
            swift_words(code.advice())
        ));
        source.line(format!("case {}(Failure)", camel(code.as_str())));
    }
    source.line("}");
    source.line("");
    source.line("extension KeybearerError {");
    source.doc("What went wrong, as text that never changes between versions or languages.");
    source.line("public enum Code: String, Sendable, Hashable, CaseIterable {");
    for code in ErrorCode::ALL {
        let name = camel(code.as_str());
        source.line(format!("/// Of ``KeybearerError/{name}(_:)``."));
        if name == code.as_str() {
            source.line(format!("case {name}"));
        } else {
            source.line(format!("case {name} = \"{code}\""));
        }
    }
    source.line("}");
    source.line("");
    source.doc("The stable code.");
    source.line("public var code: Code {");
    source.line("switch self {");
    for code in ErrorCode::ALL {
        source.case(format!("case .{0}: .{0}", camel(code.as_str())));
    }
    source.line("}");
    source.line("}");
    source.line("");
    source.doc("All that is known of it.");
    source.line("public var failure: Failure {");
    source.line("switch self {");
    source.case("case");
    for (index, code) in ErrorCode::ALL.iter().enumerate() {
        let end = if index + 1 == ErrorCode::ALL.len() {
            ":"
        } else {
            ","
        };
        source.line(format!(".{}(let failure){end}", camel(code.as_str())));
    }
    source.line("failure");
    source.line("}");
    source.line("}");
    source.line("");
    source.line("init(_ code: Code, _ failure: Failure) {");
    source.line("switch code {");
    for code in ErrorCode::ALL {
        source.case(format!("case .{0}: self = .{0}(failure)", camel(code.as_str())));
    }
    source.line("}");
    source.line("}");
    source.line("}");
    source.line("");
    source.line("extension KeybearerError.Code {");
    source.doc("What to do about it.");
    source.line("var advice: String {");
    source.line("switch self {");
    for code in ErrorCode::ALL {
        let advice = swift_words(code.advice()).replace('"', "\\\"");
        source.case(format!("case .{}: \"{advice}\"", camel(code.as_str())));
    }
    source.line("}");
    source.line("}");
    source.line("}");
    source.text
}

/// What the messages and services of a platform are within: `Puguh`.
fn namespace(platform: &Platform) -> &'static str {
    platform.client.trim_end_matches("Client")
}

fn messages(platform: &Platform) -> String {
    let mut source = Source::new();
    if platform
        .messages
        .iter()
        .any(|message| message.fields.iter().any(is_moment))
    {
        source.line("");
        source.line("public import struct Foundation.Date");
    }
    source.line("");
    source.line(format!("extension {} {{", namespace(platform)));
    for (index, open) in platform.enums.iter().enumerate() {
        if index > 0 {
            source.line("");
        }
        open_enum(&mut source, open);
    }
    for (index, message) in platform.messages.iter().enumerate() {
        if index > 0 || !platform.enums.is_empty() {
            source.line("");
        }
        structure(&mut source, message);
    }
    source.line("}");
    for message in platform.messages {
        source.line("");
        coding(&mut source, platform, message);
        if message.extra.is_some() {
            source.line("");
            reflection(&mut source, platform, message);
        }
        if message
            .fields
            .iter()
            .any(|field| field.name == "id" && field.kind == "String")
        {
            source.line("");
            source.line(format!(
                "extension {}.{}: Identifiable {{}}",
                namespace(platform),
                message.name
            ));
        }
    }
    source.text
}

/// What `print` and `dump` show of a message that keeps what is not declared.
fn reflection(source: &mut Source, platform: &Platform, message: &Message) {
    let Some((extra, _)) = message.extra else { return };
    source.line(format!(
        "extension {}.{}: CustomReflectable {{",
        namespace(platform),
        message.name
    ));
    source.doc(&format!("Of `{extra}`, the names: values may be secret."));
    source.line("public var customMirror: Mirror {");
    source.line("let members: KeyValuePairs<String, Any> = [");
    for field in message.fields {
        let name = camel(field.label());
        source.line(format!("    \"{name}\": {} as Any,", escaped(&name)));
    }
    source.line(format!("    \"{extra}\": {extra}.keys.sorted(),"));
    source.line("]");
    source.line("return Mirror(self, children: members, displayStyle: .struct)");
    source.line("}");
    source.line("}");
}

fn open_enum(source: &mut Source, open: &OpenEnum) {
    let name = open.name;
    source.doc(&format!(
        "{}\n\nAny other text is a value too: `{name}(rawValue: \"…\")`.",
        prose(open.doc)
    ));
    source.line(format!(
        "public struct {name}: RawRepresentable, Sendable, Hashable, Codable {{"
    ));
    source.line("/// The text, as it is sent.");
    source.line("public let rawValue: String");
    source.line("");
    source.line("/// The value of this text.");
    source.line("public init(rawValue: String) {");
    source.line("self.rawValue = rawValue");
    source.line("}");
    for variant in open.variants {
        source.line("");
        source.doc(&prose(variant.doc));
        let (label, text) = (lower_first(variant.name), variant.text);
        source.line(format!(
            "public static let {} = Self(rawValue: \"{text}\")",
            escaped(&label)
        ));
    }
    source.line("}");
}

fn structure(source: &mut Source, message: &Message) {
    source.doc(&prose(message.doc));
    source.line(format!("public struct {}: Sendable, Hashable {{", message.name));
    let mut parameters = Vec::new();
    for field in message.fields {
        source.doc(&prose(field.doc));
        let name = escaped(&camel(field.label()));
        source.line(format!("public var {name}: {}", kind(field)));
        let default = if field.kind.starts_with("Option<") {
            " = nil"
        } else {
            ""
        };
        let taken = kind(field).replace("Secret", "String");
        parameters.push(format!("{}: {taken}{default}", camel(field.label())));
    }
    if let Some((name, doc)) = message.extra {
        source.doc(&format!("{} Named as on the wire.", prose(doc)));
        source.line(format!("public var {name}: [String: JSONValue]"));
        parameters.push(format!("{name}: [String: JSONValue] = [:]"));
    }
    source.line("");
    source.doc(if parameters.iter().any(|parameter| parameter.contains('=')) {
        "What is not given is left out."
    } else {
        "Of all its members."
    });
    source.declaration("public init", &parameters, " {");
    for field in message.fields {
        let name = camel(field.label());
        let value = match field.kind {
            "Secret" => format!("Secret({})", escaped(&name)),
            "Option<Secret>" => format!("{}.map {{ Secret($0) }}", escaped(&name)),
            _ => escaped(&name),
        };
        source.line(format!("self.{name} = {value}"));
    }
    if let Some((name, _)) = message.extra {
        source.line(format!("self.{name} = {name}"));
    }
    source.line("}");
    source.line("}");
}

fn coding(source: &mut Source, platform: &Platform, message: &Message) {
    source.line(format!(
        "extension {}.{}: Codable {{",
        namespace(platform),
        message.name
    ));
    if message.extra.is_some() {
        let names: Vec<_> = message
            .fields
            .iter()
            .map(|field| format!("\"{}\"", message.wire(field)))
            .collect();
        let line = format!("private static let declared: Set = [{}]", names.join(", "));
        if source.depth * 4 + line.len() <= WIDEST {
            source.line(line);
        } else {
            source.line("private static let declared: Set = [");
            source.line(format!("    {},", names.join(", ")));
            source.line("]");
        }
        source.line("");
    }
    source.line("public init(from decoder: any Decoder) throws {");
    let keeps = if message.extra.is_some() {
        ", keepingAllBut: Self.declared"
    } else {
        ""
    };
    source.line(format!("var members = try MemberReader(decoder{keeps})"));
    for field in message.fields {
        let name = escaped(&camel(field.label()));
        let wire = message.wire(field);
        let how = if is_moment(field) {
            "date"
        } else if field.kind.starts_with("Option<") {
            "optional"
        } else {
            "required"
        };
        source.line(format!("{name} = try members.{how}(\"{wire}\")"));
    }
    if let Some((name, _)) = message.extra {
        source.line(format!("{name} = try members.rest()"));
    }
    source.line("}");
    source.line("");
    source.line("public func encode(to encoder: any Encoder) throws {");
    source.line("var members = MemberWriter(encoder)");
    if let Some((name, _)) = message.extra {
        source.line(format!("try members.write(rest: {name})"));
    }
    for field in message.fields {
        let name = escaped(&camel(field.label()));
        source.line(format!("try members.write(\"{}\", {name})", message.wire(field)));
    }
    source.line("}");
    source.line("}");
}

fn services(platform: &Platform) -> String {
    let mut source = Source::new();
    source.line("");
    let (client, namespace) = (platform.client, namespace(platform));
    source.line(format!("extension {client} {{"));
    for service in service_names(platform) {
        let name = camel(service);
        source.line(format!("/// The operations `{}.{name}`.", platform.name));
        source.line(format!(
            "public var {name}: {namespace}.{} {{",
            handle(platform, service)
        ));
        source.line(format!(
            "{namespace}.{}(connection: connection)",
            handle(platform, service)
        ));
        source.line("}");
        source.line("");
    }
    source.text.pop();
    for operation in platform
        .operations
        .iter()
        .filter(|operation| service(operation).is_none())
    {
        source.line("");
        method(&mut source, platform, operation);
    }
    source.line("}");
    for name in service_names(platform) {
        source.line("");
        source.line(format!("extension {namespace} {{"));
        source.doc(&format!("`{}.{}` of ``{client}``.", platform.name, camel(name)));
        source.line(format!("public struct {}: Sendable {{", handle(platform, name)));
        source.line("let connection: Connection");
        let own = platform
            .operations
            .iter()
            .filter(|operation| service(operation) == Some(name));
        for operation in own {
            source.line("");
            method(&mut source, platform, operation);
        }
        source.line("}");
        source.line("}");
    }
    source.text
}

/// The services with a name of their own, in the order of declaration.
fn service_names(platform: &Platform) -> Vec<&'static str> {
    let mut names = Vec::new();
    for name in platform
        .operations
        .iter()
        .filter_map(|operation| service(operation))
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `organizations` of `puguh.organizations.list`; none of `puguh.health`.
fn service(operation: &Operation) -> Option<&str> {
    let mut parts = operation.name.split('.').skip(1);
    let (first, second) = (parts.next()?, parts.next());
    second.map(|_| first)
}

fn method_name(operation: &Operation) -> String {
    camel(operation.name.rsplit('.').next().unwrap_or_default())
}

fn method(source: &mut Source, platform: &Platform, operation: &Operation) {
    let name = method_name(operation);
    let mut parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| format!("{}: String", camel(parameter)))
        .collect();
    let safe = operation.class == Class::Safe;
    match operation.request {
        "" => {}
        "Json" if safe => parameters.push("_ request: [String: JSONValue] = [:]".to_owned()),
        "Json" => parameters.push("_ request: [String: JSONValue]".to_owned()),
        request if safe && all_optional(platform, request) => {
            parameters.push(format!("_ request: {request} = .init()"));
        }
        request => parameters.push(format!("_ request: {request}")),
    }
    parameters.push("options: CallOptions = .init()".to_owned());
    let mut arguments = vec![format!("\"{}\"", operation.name)];
    if !operation.parameters.is_empty() {
        let names: Vec<_> = operation
            .parameters
            .iter()
            .map(|parameter| camel(parameter))
            .collect();
        arguments.push(format!("[{}]", names.join(", ")));
    }
    if !operation.request.is_empty() {
        arguments.push("request: request".to_owned());
    }
    arguments.push("options: options".to_owned());
    let arguments = arguments.join(", ");

    source.doc(&method_doc(operation));
    let answer = match operation.response {
        "Empty" => String::new(),
        "Json" => " -> JSONValue".to_owned(),
        response => format!(" -> {response}"),
    };
    if !answer.is_empty() && !safe {
        source.line("@discardableResult");
    }
    source.declaration(
        &format!("public func {}", escaped(&name)),
        &parameters,
        &format!(" async throws(KeybearerError){answer} {{"),
    );
    source.line(format!("try await connection.call({arguments})"));
    source.line("}");

    let Some((_, item)) = platform.message(operation.response).and_then(items) else {
        return;
    };
    for (suffix, sequence, what) in [
        ("Items", format!("ItemSequence<{item}>"), "items"),
        ("Pages", format!("PageSequence<{}>", operation.response), "pages"),
    ] {
        source.line("");
        source.doc(&format!(
            "The {what} of the list that `{name}` gives, fetched as they are asked for."
        ));
        source.declaration(
            &format!("public func {name}{suffix}"),
            &parameters,
            &format!(" -> {sequence} {{"),
        );
        source.line(format!("connection.{what}({arguments})"));
        source.line("}");
    }
}

fn method_doc(operation: &Operation) -> String {
    let mut doc = prose(operation.doc);
    let _ = write!(
        doc,
        "\n\nCalled with {}. Retried as {}.",
        credentials(operation.access).unwrap_or_else(|| "no credential".to_owned()),
        class(operation.class)
    );
    if let Some(scope) = operation.scope {
        let _ = write!(doc, " Scope `{scope}`.");
    }
    if operation.assumed {
        doc.push_str(
            " *Assumed*: the platform documents no path or shape for it; see `overridePaths` of the client.",
        );
    }
    doc
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Safe => "safe",
        Class::Idempotent => "idempotent",
        Class::Unsafe => "unsafe: what may have been done is not repeated",
        Class::Refresh | Class::RotatingRefresh => "a token refresh",
    }
}

fn all_optional(platform: &Platform, request: &str) -> bool {
    let message = platform.message(request);
    message.is_some_and(|message| {
        message
            .fields
            .iter()
            .all(|field| field.kind.starts_with("Option<"))
    })
}

fn is_moment(field: &Field) -> bool {
    field.rules.contains(&Rule::Moment) && field.kind == "Option<String>"
}

/// The Swift type of a field.
fn kind(field: &Field) -> String {
    if is_moment(field) {
        return "Date?".to_owned();
    }
    swift_kind(field.kind)
}

fn swift_kind(kind: &str) -> String {
    let inside = |prefix: &str| kind.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{}?", swift_kind(inner));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("[{}]", swift_kind(inner));
    }
    match kind {
        "u16" | "u32" | "u64" | "i64" => "Int",
        "f64" => "Double",
        "bool" => "Bool",
        "Json" => "JSONValue",
        "JsonMap" | "Properties" | "Extra" => "[String: JSONValue]",
        // A message, an enum, `String` or `Secret`.
        other => other,
    }
    .to_owned()
}

/// `email_providers` as `EmailProviders`.
fn handle(platform: &Platform, service: &str) -> String {
    let name = pascal(service);
    // A project is what the service `project` reads.
    if platform.message(&name).is_some() {
        name + "s"
    } else {
        name
    }
}

fn lower_first(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}

/// A name that Swift gives another meaning stands in backticks.
fn escaped(name: &str) -> String {
    const RESERVED: &[&str] = &[
        "as",
        "case",
        "class",
        "default",
        "enum",
        "extension",
        "for",
        "func",
        "if",
        "import",
        "in",
        "init",
        "internal",
        "is",
        "let",
        "nil",
        "operator",
        "protocol",
        "public",
        "repeat",
        "return",
        "self",
        "static",
        "struct",
        "switch",
        "throws",
        "true",
        "var",
        "where",
    ];
    if RESERVED.contains(&name) {
        format!("`{name}`")
    } else {
        name.to_owned()
    }
}

/// A doc comment in paragraphs: links to Rust items are reduced to their Swift names.
fn prose(doc: &str) -> String {
    let lines: Vec<_> = doc.lines().map(str::trim).collect();
    let text = lines.join("\n").trim().to_owned();
    let plain = without_links(&text, |name| {
        let name = name.rsplit("::").next().unwrap_or(name);
        let name = name.trim_end_matches("()");
        if name.chars().any(char::is_uppercase) {
            name.to_owned()
        } else {
            camel(name)
        }
    });
    swift_words(&plain)
}

/// The words of Rust that stand between backticks, in those of Swift: names of members and methods
/// in camel case, and `nil`.
fn swift_words(text: &str) -> String {
    let known = known_names();
    let mut swift = String::new();
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            swift.push('`');
        }
        match part {
            "None" if index % 2 == 1 => swift.push_str("nil"),
            "Other" if index % 2 == 1 => swift.push_str("init(rawValue:)"),
            "MAX_EVENTS" if index % 2 == 1 => {
                let _ = write!(swift, "{}", keybearer::pug::MAX_EVENTS);
            }
            name if index % 2 == 1 && known.contains(name) => swift.push_str(&camel(name)),
            other => swift.push_str(other),
        }
    }
    swift
}

/// The names that Swift has too: those of fields, operations, options and members of errors.
fn known_names() -> BTreeSet<&'static str> {
    let mut names: BTreeSet<_> = [
        "base_url",
        "max_server_delay",
        "maybe_processed",
        "on_token_expired",
        "override_path",
        "refresh_members",
        "request_id",
        "retry_after",
        "set_tokens",
        "sign_out",
        "tokens_from",
        "verify_credentials",
    ]
    .into();
    for platform in PLATFORMS {
        let fields = platform.messages.iter().flat_map(|message| message.fields);
        names.extend(fields.map(Field::label));
        let operations = platform.operations.iter();
        names.extend(operations.filter_map(|operation| operation.name.rsplit('.').next()));
    }
    names
}

/// What the core calls a member, and what Swift does; and which members are open JSON.
fn member_names() -> String {
    let mut names = BTreeMap::new();
    let mut open = BTreeSet::from(["headers".to_owned(), "query".to_owned()]);
    for name in ["organization_id", "application_id", "project_id", "old_key"] {
        names.insert(name.to_owned(), camel(name));
    }
    for platform in PLATFORMS {
        for operation in platform.operations {
            names.extend(
                operation
                    .parameters
                    .iter()
                    .map(|name| ((*name).to_owned(), camel(name))),
            );
        }
        for message in platform.messages {
            for field in message.fields {
                let name = camel(field.label());
                names.insert(field.name.to_owned(), name.clone());
                names.insert(message.wire(field), name.clone());
                if !field.kind.starts_with("Vec<") && swift_kind(field.kind).contains("JSONValue") {
                    open.insert(name);
                }
            }
        }
    }
    // `query` is also a member of a message.
    open.remove("query");
    names.retain(|name, swift| name != swift);
    let mut source = Source::new();
    source.line("");
    source.line("enum MemberNames {");
    source.doc("What Swift calls the members that the core, or the wire, calls otherwise.");
    source.line("static let swift = [");
    for (name, swift) in names {
        source.line(format!("    \"{name}\": \"{swift}\","));
    }
    source.line("]");
    source.line("");
    source.doc("The members that hold open JSON.");
    source.line("static let open: Set = [");
    for name in open {
        source.line(format!("    \"{name}\","));
    }
    source.line("]");
    source.line("}");
    source.text
}

/// Every operation, typed, by the name that scenarios call it.
fn by_name() -> String {
    let mut source = Source::new();
    source.line("");
    source.line("import Keybearer");
    for platform in PLATFORMS {
        let call = |operation: &Operation, suffix: &str| {
            let mut target = service(operation)
                .map(|service| camel(service) + ".")
                .unwrap_or_default();
            target.push_str(&method_name(operation));
            target.push_str(suffix);
            let arguments = operation.parameters.iter().enumerate();
            let mut arguments: Vec<_> = arguments
                .map(|(index, name)| format!("{}: try step.argument({index})", camel(name)))
                .collect();
            if !operation.request.is_empty() {
                arguments.push("try step.request()".to_owned());
            }
            arguments.push("options: options".to_owned());
            format!("{target}({})", arguments.join(", "))
        };
        source.line("");
        source.line(format!("extension {} {{", platform.client));
        source.doc("The declared operation that a step calls; `nil` if there is none of its name.");
        source.line("func declared(_ step: CallStep, _ options: CallOptions) async throws -> JSONValue? {");
        source.line("switch step.call {");
        for operation in platform.operations {
            source.case(format!("case \"{}\":", operation.name));
            let call = call(operation, "");
            if operation.response == "Empty" {
                source.line(format!("try await {call}"));
                source.line("return .null");
            } else {
                source.line(format!("return try json(await {call})"));
            }
        }
        source.case("default:");
        source.line("return nil");
        source.line("}");
        source.line("}");
        let lists: Vec<_> = platform
            .operations
            .iter()
            .filter(|operation| platform.message(operation.response).and_then(items).is_some())
            .collect();
        if !lists.is_empty() {
            source.line("");
            source.doc("The list that a step goes through; `nil` if there is none of its name.");
            source.line("func listed(_ step: CallStep, _ how: Collect, _ options: CallOptions) async throws -> JSONValue? {");
            source.line("switch (step.call, how) {");
            for operation in lists {
                for (how, suffix) in [("items", "Items"), ("pages", "Pages")] {
                    source.case(format!("case (\"{}\", .{how}):", operation.name));
                    source.line(format!(
                        "return try await step.collect({})",
                        call(operation, suffix)
                    ));
                }
            }
            source.case("default:");
            source.line("return nil");
            source.line("}");
            source.line("}");
        }
        source.line("}");
    }
    source.text
}
