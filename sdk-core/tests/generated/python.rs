//! `bindings/python/src/keybearer/{pug,puguh,composite}.py`: messages, enums and services.

use std::fmt::Write as _;

use keybearer::operation::{Field, Message, OpenEnum, Operation, Rule};

use crate::platforms::{
    PLATFORMS, Platform, constant as constant_case, items, joined, pascal, without_links,
};

pub(crate) fn pug() -> String {
    module("pug")
}

pub(crate) fn puguh() -> String {
    module("puguh")
}

pub(crate) fn composite() -> String {
    module("composite")
}

/// Names of the options of a call; a member of a request that is called so takes its place.
const OPTIONS: [&str; 8] = [
    "timeout",
    "idempotent",
    "headers",
    "query",
    "organization_id",
    "application_id",
    "project_id",
    "on_response",
];

fn module(name: &str) -> String {
    let platform = PLATFORMS
        .iter()
        .find(|platform| platform.name == name)
        .expect("the platform is declared");
    let mut page = format!(
        "# Written by `cargo xtask generate` from the declarations in sdk-core. Do not edit.\n\
         \"\"\"The messages and services of {}.\"\"\"\n\n\
         from __future__ import annotations\n\n\
         from datetime import datetime, timedelta\n\
         from typing import TYPE_CHECKING, Any, AsyncGenerator, Callable, ClassVar, Dict, Generator, List, Mapping, Optional, Sequence, Union\n\n\
         from . import _model as _m\n\
         from ._call import AsyncEngine, {}Engine, Operation\n\
         from ._model import Message, OpenText\n\n\
         if TYPE_CHECKING:\n    from typing_extensions import Unpack\n\n    from ._call import (\n        AsyncCallOptions,\n        AsyncCallOptionsWithoutProjectId,\n        AsyncCallOptionsWithoutQuery,\n        CallOptions,\n        CallOptionsWithoutProjectId,\n        CallOptionsWithoutQuery,\n    )\n",
        platform.title,
        if name == "puguh" { "Authorization, " } else { "" },
    );
    for open in platform.enums {
        enumeration(&mut page, open);
    }
    let mut done = Vec::new();
    for declared in platform.messages {
        message(&mut page, platform, declared, &mut done);
    }
    operations(&mut page, platform);
    for services in services(platform) {
        for kind in [Kind::Blocking, Kind::Async] {
            service(&mut page, platform, &services, kind);
        }
    }
    for kind in [Kind::Blocking, Kind::Async] {
        face(&mut page, platform, kind);
    }
    let mut names: Vec<String> = platform.enums.iter().map(|open| open.name.to_owned()).collect();
    names.extend(platform.messages.iter().map(|message| message.name.to_owned()));
    for services in services(platform) {
        names.extend([services.class.clone(), format!("Async{}", services.class)]);
    }
    names.sort();
    let _ = write!(page, "\n\n__all__ = [\n");
    for name in names {
        let _ = writeln!(page, "    \"{name}\",");
    }
    page + "]\n"
}

fn enumeration(page: &mut String, open: &OpenEnum) {
    let _ = write!(page, "\n\nclass {}(OpenText):\n", open.name);
    docstring(page, "    ", &prose(open.doc));
    let _ = write!(page, "\n    __slots__ = ()\n\n");
    for variant in open.variants {
        let name = constant_case(variant.name);
        let _ = writeln!(page, "    {name}: ClassVar[{}]", open.name);
        docstring(page, "    ", &prose(variant.doc));
    }
    page.push_str("\n\n");
    for variant in open.variants {
        let _ = writeln!(
            page,
            "{0}.{1} = {0}({2:?})",
            open.name,
            constant_case(variant.name),
            variant.text
        );
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
}

/// What a field holds, once its Rust type has been read.
#[derive(Clone)]
enum Shape<'a> {
    Text,
    Secret,
    Moment,
    Duration,
    Whole,
    Long,
    Float,
    Boolean,
    Anything,
    Object,
    Enum(&'a str),
    Message(&'a str),
    List(Box<Shape<'a>>),
}

struct Kept<'a> {
    shape: Shape<'a>,
    optional: bool,
}

fn shape<'a>(platform: &'a Platform, field: &Field) -> Kept<'a> {
    let kind = field.kind;
    let (inner, optional) = match kind
        .strip_prefix("Option<")
        .and_then(|kind| kind.strip_suffix('>'))
    {
        Some(inner) => (inner, true),
        None => (kind, false),
    };
    let shape = plain(platform, inner);
    let shape = match shape {
        Shape::Text if field.rules.contains(&Rule::Moment) => Shape::Moment,
        Shape::Text if field.rules.contains(&Rule::Duration) => Shape::Duration,
        shape => shape,
    };
    Kept { shape, optional }
}

fn plain<'a>(platform: &'a Platform, kind: &str) -> Shape<'a> {
    if let Some(item) = kind.strip_prefix("Vec<").and_then(|kind| kind.strip_suffix('>')) {
        return Shape::List(Box::new(plain(platform, item)));
    }
    match kind {
        "String" => Shape::Text,
        "Secret" => Shape::Secret,
        "u32" => Shape::Whole,
        "u64" => Shape::Long,
        "f64" => Shape::Float,
        "bool" => Shape::Boolean,
        "Json" => Shape::Anything,
        "JsonMap" | "Properties" => Shape::Object,
        name => {
            if let Some(open) = platform.enums.iter().find(|open| open.name == name) {
                return Shape::Enum(open.name);
            }
            let message = platform.message(name);
            Shape::Message(
                message
                    .unwrap_or_else(|| panic!("say here what {name} is in Python"))
                    .name,
            )
        }
    }
}

impl Shape<'_> {
    /// The hint of what is given.
    fn given(&self) -> String {
        match self {
            Shape::Text | Shape::Secret => "str".to_owned(),
            Shape::Moment => "Union[datetime, str]".to_owned(),
            Shape::Duration => "Union[timedelta, str]".to_owned(),
            Shape::Whole | Shape::Long => "int".to_owned(),
            Shape::Float => "float".to_owned(),
            Shape::Boolean => "bool".to_owned(),
            Shape::Anything => "Any".to_owned(),
            Shape::Object => "Mapping[str, Any]".to_owned(),
            Shape::Enum(name) => format!("Union[{name}, str]"),
            Shape::Message(name) => format!("Union[{name}, Mapping[str, Any]]"),
            Shape::List(item) => format!("Sequence[{}]", item.given()),
        }
    }

    /// The hint of what is read.
    fn read(&self) -> String {
        match self {
            Shape::Text | Shape::Secret | Shape::Duration => "str".to_owned(),
            Shape::Moment => "datetime".to_owned(),
            Shape::Whole | Shape::Long => "int".to_owned(),
            Shape::Float => "float".to_owned(),
            Shape::Boolean => "bool".to_owned(),
            Shape::Anything => "Any".to_owned(),
            Shape::Object => "Dict[str, Any]".to_owned(),
            Shape::Enum(name) | Shape::Message(name) => (*name).to_owned(),
            Shape::List(item) => format!("List[{}]", item.read()),
        }
    }

    fn codec(&self) -> String {
        match self {
            Shape::Text | Shape::Secret | Shape::Enum(_) => "_m.text".to_owned(),
            Shape::Moment => "_m.moment".to_owned(),
            Shape::Duration => "_m.duration".to_owned(),
            Shape::Whole => "_m.whole".to_owned(),
            Shape::Long => "_m.long".to_owned(),
            Shape::Float => "_m.number".to_owned(),
            Shape::Boolean => "_m.boolean".to_owned(),
            Shape::Anything => "_m.anything".to_owned(),
            Shape::Object => "_m.properties".to_owned(),
            Shape::Message(name) => format!("_m.message({name})"),
            Shape::List(item) => format!("_m.many({})", item.codec()),
        }
    }

    /// The expression that reads it.
    fn reader(&self, wire: &str, optional: bool) -> String {
        let get = if optional {
            format!("self._raw.get({wire:?})")
        } else {
            format!("self._raw[{wire:?}]")
        };
        match self {
            Shape::Moment => format!("self._moment({wire:?})"),
            Shape::Enum(name) if optional => {
                format!("None if (text := self._raw.get({wire:?})) is None else {name}(text)")
            }
            Shape::Enum(name) => format!("{name}({get})"),
            Shape::Message(name) => format!("self._message({wire:?}, {name})"),
            Shape::List(item) => match &**item {
                Shape::Message(name) => format!("self._messages({wire:?}, {name})"),
                _ => get,
            },
            _ => get,
        }
    }

    fn message(&self) -> Option<&str> {
        match self {
            Shape::Message(name) => Some(name),
            Shape::List(item) => item.message(),
            _ => None,
        }
    }
}

/// The name of a field in Python.
fn label(field: &Field) -> String {
    let label = field.label();
    match label {
        "from" | "in" | "is" | "class" | "global" | "import" => format!("{label}_"),
        // What is not declared has this name.
        "other" => "other_".to_owned(),
        label => label.to_owned(),
    }
}

/// The grant of a code exchange is always the same.
fn default_of(field: &Field) -> Option<&'static str> {
    (field.name == "grant_type").then_some("authorization_code")
}

fn message(page: &mut String, platform: &Platform, declared: &Message, done: &mut Vec<&'static str>) {
    if done.contains(&declared.name) {
        return;
    }
    done.push(declared.name);
    // What it is made of comes first: the table of fields names it.
    for field in declared.fields {
        if let Some(name) = shape(platform, field).shape.message() {
            let inner = platform.message(name);
            message(page, platform, inner.expect("declared"), done);
        }
    }
    let _ = write!(page, "\n\nclass {}(Message):\n", declared.name);
    docstring(page, "    ", &prose(declared.doc));
    page.push_str("\n    __slots__ = ()\n");
    if !declared.fields.is_empty() {
        page.push_str("    _fields = {\n");
        for field in declared.fields {
            let codec = shape(platform, field).shape.codec();
            let _ = writeln!(
                page,
                "        {:?}: ({:?}, {codec}),",
                label(field),
                declared.wire(field)
            );
        }
        page.push_str("    }\n");
    }
    let tuple = |names: Vec<String>| match names.as_slice() {
        [one] => format!("({one:?},)"),
        several => {
            let quoted: Vec<_> = several.iter().map(|name| format!("{name:?}")).collect();
            format!("({})", quoted.join(", "))
        }
    };
    let required: Vec<_> = declared
        .fields
        .iter()
        .filter(|field| !shape(platform, field).optional)
        .map(label)
        .collect();
    if !required.is_empty() {
        let _ = writeln!(page, "    _required = {}", tuple(required));
    }
    let secrets: Vec<_> = declared
        .fields
        .iter()
        .filter(|field| matches!(shape(platform, field).shape, Shape::Secret) || field.name == "url")
        .map(label)
        .collect();
    if !secrets.is_empty() {
        let _ = writeln!(page, "    _secrets = {}", tuple(secrets));
    }
    if let Some((name, text)) = declared.tag {
        let _ = writeln!(page, "    _tag = ({name:?}, {text:?})");
    }
    if declared.extra.is_some() {
        page.push_str("    _open = True\n");
    }
    constructor(page, platform, declared);
    // A member that is called `property` hides what makes properties from those after it.
    let (last, first): (Vec<_>, Vec<_>) = declared
        .fields
        .iter()
        .partition(|field| label(field) == "property");
    for field in first.into_iter().chain(last) {
        let Kept { shape, optional } = shape(platform, field);
        let hint = match (&shape, optional) {
            (Shape::Moment, _) => "Optional[datetime]".to_owned(),
            (Shape::Anything, _) => "Any".to_owned(),
            (shape, true) => format!("Optional[{}]", shape.read()),
            (shape, false) => shape.read(),
        };
        let reader = shape.reader(&declared.wire(field), optional);
        let _ = write!(
            page,
            "\n    @property\n    def {}(self) -> {hint}:\n",
            label(field)
        );
        docstring(page, "        ", &prose(field.doc));
        let ignored = if reader.starts_with("self._raw[") || reader.starts_with("self._message") {
            "  # type: ignore[no-any-return]"
        } else {
            ""
        };
        let ignored = if hint == "Any" { "" } else { ignored };
        let _ = writeln!(page, "        return {reader}{ignored}");
    }
}

fn constructor(page: &mut String, platform: &Platform, declared: &Message) {
    if declared.fields.is_empty() {
        return;
    }
    page.push_str("\n    def __init__(\n        self,\n        *,\n");
    for field in declared.fields {
        let _ = writeln!(page, "        {},", parameter(platform, field));
    }
    if declared.extra.is_some() {
        page.push_str("        other: Optional[Mapping[str, Any]] = None,\n");
    }
    page.push_str("    ) -> None:\n        self._set({");
    let mut names: Vec<_> = declared.fields.iter().map(label).collect();
    if declared.extra.is_some() {
        names.push("other".to_owned());
    }
    let pairs: Vec<_> = names.iter().map(|name| format!("{name:?}: {name}")).collect();
    let _ = writeln!(page, "{}}})", pairs.join(", "));
}

fn parameter(platform: &Platform, field: &Field) -> String {
    let Kept { shape, optional } = shape(platform, field);
    let name = label(field);
    if let Some(default) = default_of(field) {
        return format!("{name}: {} = {default:?}", shape.given());
    }
    if optional {
        let hint = shape.given();
        let hint = if hint == "Any" {
            hint
        } else {
            format!("Optional[{hint}]")
        };
        return format!("{name}: {hint} = None");
    }
    format!("{name}: {}", shape.given())
}

/// The operations of one service.
struct Services {
    name: String,
    class: String,
    operations: Vec<&'static Operation>,
}

/// `puguh.organizations.list` as `organizations`, `list`; one at the root has no service.
fn place(operation: &Operation) -> (Option<String>, String) {
    let mut parts = operation.name.splitn(3, '.').skip(1);
    let first = parts.next().unwrap_or_default().to_owned();
    match parts.next() {
        Some(name) => (Some(first), name.to_owned()),
        None => (None, first),
    }
}

fn services(platform: &Platform) -> Vec<Services> {
    let mut services: Vec<Services> = Vec::new();
    for operation in platform.operations {
        let (Some(service), _) = place(operation) else {
            continue;
        };
        match services.iter_mut().find(|known| known.name == service) {
            Some(known) => known.operations.push(operation),
            None => services.push(Services {
                class: format!("{}Service", pascal(&service)),
                name: service,
                operations: vec![operation],
            }),
        }
    }
    services
}

fn constant(operation: &Operation) -> String {
    let name = operation.name.split_once('.').map_or("", |(_, name)| name);
    format!("_{}", name.replace('.', "_").to_ascii_uppercase())
}

fn operations(page: &mut String, platform: &Platform) {
    page.push_str("\n\n");
    for operation in platform.operations {
        let request = match operation.request {
            "" | "Json" => "None".to_owned(),
            name => name.to_owned(),
        };
        let response = match operation.response {
            "Empty" => "Operation.nothing".to_owned(),
            "Json" => "Operation.as_it_is".to_owned(),
            name => format!("{name}._of"),
        };
        let _ = writeln!(
            page,
            "{} = Operation({:?}, {:?}, {request}, {response})",
            constant(operation),
            operation.name,
            operation.parameters.join(" "),
        );
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Blocking,
    Async,
}

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Blocking => "",
            Self::Async => "Async",
        }
    }
}

fn service(page: &mut String, platform: &Platform, services: &Services, kind: Kind) {
    let prefix = kind.prefix();
    let _ = write!(page, "\n\nclass {prefix}{}:\n", services.class);
    let client = platform.client;
    docstring(
        page,
        "    ",
        &format!(
            "`{}` of `{}{client}`.",
            services.name,
            if prefix.is_empty() { "" } else { "Async" }
        ),
    );
    let _ = write!(
        page,
        "\n    __slots__ = (\"_engine\",)\n\n    def __init__(self, engine: {prefix}Engine) -> None:\n        self._engine = engine\n"
    );
    for operation in &services.operations {
        method(page, platform, operation, kind);
    }
    if services.name == "projects" && platform.name == "pug" {
        rotation(page, kind);
    }
    if services.name == "oauth" && platform.name == "puguh" {
        authorization(page);
    }
}

fn method(page: &mut String, platform: &Platform, operation: &Operation, kind: Kind) {
    let (_, name) = place(operation);
    let request = platform.message(operation.request);
    let page_item = platform
        .message(operation.response)
        .and_then(items)
        .map(|(_, item)| item);
    let answer = match operation.response {
        "Empty" => "None",
        "Json" => "Any",
        name => name,
    };
    let (define, wait) = match kind {
        Kind::Blocking => ("def", ""),
        Kind::Async => ("async def", "await "),
    };
    let arguments = arguments(operation, request);
    let returned = if answer == "None" { "" } else { "return " };
    let ignored = if matches!(answer, "None" | "Any") {
        ""
    } else {
        "  # type: ignore[no-any-return]"
    };
    let _ = write!(page, "\n    {define} {name}(");
    signature(page, platform, operation, request, kind);
    let _ = writeln!(page, ") -> {answer}:");
    docstring(page, "        ", &method_doc(operation));
    let _ = writeln!(
        page,
        "        {returned}{wait}self._engine.call({arguments}){ignored}"
    );
    let Some(item) = page_item else { return };
    for (suffix, what, of, said) in [
        ("items", "items", item, "its items, page after page"),
        ("pages", "pages", answer, "its pages"),
    ] {
        let iterator = if kind == Kind::Async {
            format!("AsyncGenerator[{of}, None]")
        } else {
            format!("Generator[{of}, None, None]")
        };
        let _ = write!(page, "\n    def {name}_{suffix}(");
        signature(page, platform, operation, request, kind);
        let _ = writeln!(page, ") -> {iterator}:");
        let doc = format!("As `{name}`: {said}, fetched as they are asked for.");
        docstring(page, "        ", &doc);
        let _ = writeln!(page, "        return self._engine.{what}({arguments}, {of}._of)");
    }
}

fn signature(
    page: &mut String,
    platform: &Platform,
    operation: &Operation,
    request: Option<&Message>,
    kind: Kind,
) {
    page.push_str("\n        self,\n");
    for parameter in operation.parameters {
        let _ = writeln!(page, "        {parameter}: str,");
    }
    match request {
        None if operation.request == "Json" => {
            page.push_str("        request: Optional[Mapping[str, Any]] = None,\n        /,\n");
        }
        None if !operation.parameters.is_empty() => page.push_str("        /,\n"),
        None => {}
        Some(request) => {
            if !operation.parameters.is_empty() {
                page.push_str("        /,\n");
            }
            page.push_str("        *,\n");
            for field in request.fields {
                let _ = writeln!(page, "        {},", parameter(platform, field));
            }
            if request.extra.is_some() {
                page.push_str("        other: Optional[Mapping[str, Any]] = None,\n");
            }
        }
    }
    let taken: Vec<_> = request
        .map(|request| request.fields.iter().map(label).collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
        .filter(|name| OPTIONS.contains(&name.as_str()))
        .collect();
    let options = match taken.as_slice() {
        [] => "CallOptions".to_owned(),
        [one] => format!("CallOptionsWithout{}", pascal(one)),
        several => panic!("say here which options a call with {several:?} takes"),
    };
    let _ = write!(
        page,
        "        **options: Unpack[{}{options}],\n    ",
        kind.prefix()
    );
}

fn arguments(operation: &Operation, request: Option<&Message>) -> String {
    let parameters = match operation.parameters {
        [] => "()".to_owned(),
        [one] => format!("({one},)"),
        several => format!("({})", several.join(", ")),
    };
    let members = match request {
        None if operation.request == "Json" => "request".to_owned(),
        None => "None".to_owned(),
        Some(request) => {
            let mut names: Vec<_> = request.fields.iter().map(label).collect();
            if request.extra.is_some() {
                names.push("other".to_owned());
            }
            let pairs: Vec<_> = names.iter().map(|name| format!("{name:?}: {name}")).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    };
    format!("{}, {parameters}, {members}, options", constant(operation))
}

fn method_doc(operation: &Operation) -> String {
    let mut doc = prose(operation.doc);
    if operation.assumed {
        doc.push_str(
            "\n\nAssumed: the platform documents no path or shape for it. The option `override_path` changes the path.",
        );
    }
    doc
}

fn rotation(page: &mut String, kind: Kind) {
    let (define, wait) = match kind {
        Kind::Blocking => ("def", ""),
        Kind::Async => ("async def", "await "),
    };
    let _ = write!(
        page,
        r#"
    {define} rotate_api_key(
        self,
        old_key: Union[str, Mapping[str, Any]],
        new: Union[CreateApiKey, Mapping[str, Any]],
        deploy: Callable[[str], Any],
    ) -> ApiKey:
        """
        Replaces an API key: creates `new`, hands the new key to `deploy`, and revokes the old one
        only if `deploy` succeeded. Gives the new key.

        `old_key` is the id of the old key, or the message that revokes it. `deploy` may be async. If
        it raises, the error has the code `callback` and names the new key's id, and nothing is
        revoked.
        """
        raw = {wait}self._engine.rotate(old_key, _m.message(CreateApiKey)(new, "new"), deploy)
        return ApiKey._of(raw)
"#
    );
}

/// What needs no waiting, in either kind of client.
fn authorization(page: &mut String) {
    page.push_str(
        r#"
    def authorization_url(
        self, client_id: str, redirect_uri: str, scopes: Sequence[str] = (), *, pkce: bool = False
    ) -> Authorization:
        """
        Where to send a person to sign in by single sign-on, with a fresh state and, if wanted, PKCE. Keep
        what is returned until they come back; its `code` then gives what `exchange_code` takes. Nothing is
        sent.
        """
        return self._engine.authorization_url(client_id, redirect_uri, scopes, pkce)
"#,
    );
}

/// What a client inherits: its services, and the operations that belong to none.
fn face(page: &mut String, platform: &Platform, kind: Kind) {
    let prefix = kind.prefix();
    let _ = write!(page, "\n\nclass {prefix}{}Services:\n", pascal(platform.name));
    docstring(
        page,
        "    ",
        &format!("The services of `{prefix}{}`.", platform.client),
    );
    page.push('\n');
    for services in services(platform) {
        let _ = writeln!(page, "    {}: {prefix}{}", services.name, services.class);
    }
    let _ = write!(
        page,
        "    _engine: {prefix}Engine\n\n    def _open(self, engine: {prefix}Engine) -> None:\n        self._engine = engine\n"
    );
    for services in services(platform) {
        let _ = writeln!(
            page,
            "        self.{} = {prefix}{}(engine)",
            services.name, services.class
        );
    }
    for operation in platform.operations {
        if place(operation).0.is_none() {
            method(page, platform, operation, kind);
        }
    }
}

fn docstring(page: &mut String, indent: &str, text: &str) {
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && indent.len() + line.len() + 1 + word.len() > 110 {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    match lines.as_slice() {
        [one] => {
            let _ = writeln!(page, "{indent}\"\"\"{one}\"\"\"");
        }
        several => {
            let _ = writeln!(page, "{indent}\"\"\"");
            for line in several {
                if line.is_empty() {
                    page.push('\n');
                } else {
                    let _ = writeln!(page, "{indent}{line}");
                }
            }
            let _ = writeln!(page, "{indent}\"\"\"");
        }
    }
}

/// A doc comment for Python.
fn prose(doc: &str) -> String {
    without_links(&joined(doc), str::to_owned).replace("::", ".")
}
