//! Connect's ways: codes, error bodies, and the protobuf messages in their details.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::StatusCode;
use serde_json::{Value, json};

use crate::http::Answer;
use crate::settings::ValidationDetails;
use crate::tokens;

/// The Connect codes that the sandbox gives by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    InvalidArgument,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    Unimplemented,
    Unauthenticated,
}

impl Code {
    fn name(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid_argument",
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::PermissionDenied => "permission_denied",
            Self::Unimplemented => "unimplemented",
            Self::Unauthenticated => "unauthenticated",
        }
    }

    /// The HTTP status, by Connect's table.
    fn status(self) -> StatusCode {
        match self {
            Self::InvalidArgument => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::AlreadyExists => StatusCode::CONFLICT,
            Self::PermissionDenied => StatusCode::FORBIDDEN,
            Self::Unimplemented => StatusCode::NOT_IMPLEMENTED,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
        }
    }
}

/// An error, on its way to becoming an answer.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    code: Code,
    reason: String,
    message: String,
    violations: Vec<Violation>,
    resource: Option<(&'static str, String)>,
}

/// A field that breaks a rule.
#[derive(Clone, Debug)]
pub(super) struct Violation {
    pub(super) path: Vec<Step>,
    /// Protovalidate's name of the rule, such as `required`.
    pub(super) rule: &'static str,
    pub(super) message: String,
}

/// A step of a field's path.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Field(&'static str),
    Index(&'static str, usize),
    Key(&'static str, String),
}

impl Failure {
    /// An error whose reason is its code.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            reason: code.name().to_ascii_uppercase(),
            message: message.into(),
            violations: Vec::new(),
            resource: None,
        }
    }

    pub(super) fn invalid(violations: Vec<Violation>) -> Self {
        let message = match violations.first() {
            Some(first) => format!("validation error: {}", first.message),
            None => "validation error".to_owned(),
        };
        Self {
            violations,
            ..Self::new(Code::InvalidArgument, message)
        }
    }

    pub(super) fn not_found(kind: &'static str, name: &str) -> Self {
        let message = format!("{kind} not found");
        Self {
            resource: Some((kind, name.to_owned())),
            ..Self::new(Code::NotFound, message)
        }
    }

    pub(super) fn reason(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.reason);
        self
    }

    pub(super) fn answer(&self, details: ValidationDetails) -> Answer {
        let mut list = vec![
            detail("google.rpc.ErrorInfo", &error_info(&self.reason)),
            detail("google.rpc.RequestInfo", &text_field(1, &tokens::random_hex(10))),
        ];
        if !self.violations.is_empty() {
            list.push(match details {
                ValidationDetails::BadRequest => {
                    detail("google.rpc.BadRequest", &bad_request(&self.violations))
                }
                ValidationDetails::Violations => {
                    detail("buf.validate.Violations", &violations(&self.violations))
                }
            });
        }
        if let Some((kind, name)) = &self.resource {
            let message = [text_field(1, kind), text_field(2, name)].concat();
            list.push(detail("google.rpc.ResourceInfo", &message));
        }
        Answer::json(
            self.code.status(),
            &json!({ "code": self.code.name(), "message": self.message, "details": list }),
        )
    }
}

fn detail(kind: &str, message: &[u8]) -> Value {
    json!({ "type": kind, "value": STANDARD_NO_PAD.encode(message) })
}

/// `google.rpc.ErrorInfo`: 1 reason, 2 domain.
fn error_info(reason: &str) -> Vec<u8> {
    [text_field(1, reason), text_field(2, "pug.sh")].concat()
}

/// `google.rpc.BadRequest`: 1 `field_violations`, each 1 field, 2 description. Field names are
/// joined by dots, without list index or map key.
fn bad_request(list: &[Violation]) -> Vec<u8> {
    list.iter()
        .flat_map(|violation| {
            let names: Vec<&str> = violation
                .path
                .iter()
                .map(|step| match step {
                    Step::Field(name) | Step::Index(name, _) | Step::Key(name, _) => *name,
                })
                .collect();
            let message = [text_field(1, &names.join(".")), text_field(2, &violation.message)].concat();
            bytes_field(1, &message)
        })
        .collect()
}

/// `buf.validate.Violations`: 1 violations, each 2 `rule_id`, 3 message, 5 field.
fn violations(list: &[Violation]) -> Vec<u8> {
    list.iter()
        .flat_map(|violation| {
            let path: Vec<u8> = violation.path.iter().flat_map(path_element).collect();
            let message = [
                text_field(2, violation.rule),
                text_field(3, &violation.message),
                bytes_field(5, &path),
            ]
            .concat();
            bytes_field(1, &message)
        })
        .collect()
}

/// `buf.validate.FieldPath`: 1 elements, each 2 `field_name`, and 6 `index` or 10 `string_key`.
fn path_element(step: &Step) -> Vec<u8> {
    let element = match step {
        Step::Field(name) => text_field(2, name),
        Step::Index(name, index) => [text_field(2, name), varint(6 << 3), varint(*index as u64)].concat(),
        Step::Key(name, key) => [text_field(2, name), text_field(10, key)].concat(),
    };
    bytes_field(1, &element)
}

fn text_field(number: u64, text: &str) -> Vec<u8> {
    bytes_field(number, text.as_bytes())
}

/// A length-delimited field: wire type 2.
fn bytes_field(number: u64, bytes: &[u8]) -> Vec<u8> {
    let mut field = varint(number << 3 | 2);
    field.extend(varint(bytes.len() as u64));
    field.extend(bytes);
    field
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protobuf_fields_are_tag_length_bytes() {
        assert_eq!(text_field(1, "ab"), [0x0a, 2, b'a', b'b']);
        assert_eq!(varint(300), [0xac, 0x02]);
    }

    #[test]
    fn field_paths_leave_out_the_index_in_bad_request() {
        let violation = Violation {
            path: vec![Step::Index("events", 3), Step::Field("name")],
            rule: "required",
            message: "value is required".into(),
        };
        let bytes = bad_request(std::slice::from_ref(&violation));
        assert!(String::from_utf8_lossy(&bytes).contains("events.name"));
    }
}
