//! FastAPI's ways: error bodies, validation, page envelopes.

use http::StatusCode;
use http::header::ALLOW;
use serde_json::{Map, Value, json};

use crate::http::{Answer, Call};

/// `{"detail":"…"}`
pub(super) fn detail(status: StatusCode, text: &str) -> Answer {
    Answer::json(status, &json!({ "detail": text }))
}

pub(super) fn unauthorized(text: &str) -> Answer {
    detail(StatusCode::UNAUTHORIZED, text).with(http::header::WWW_AUTHENTICATE, "Bearer")
}

pub(super) fn missing_permission(permission: &str) -> Answer {
    detail(
        StatusCode::FORBIDDEN,
        &format!("Missing permission: {permission}"),
    )
}

pub(super) fn not_found() -> Answer {
    detail(StatusCode::NOT_FOUND, "Not Found")
}

pub(super) fn method_not_allowed(allowed: &str) -> Answer {
    detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").with(ALLOW, allowed)
}

/// The violations of one request, answered together as 422.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<Value>);

impl Violations {
    pub(super) fn add(&mut self, loc: &[&str], msg: &str, kind: &str) {
        self.0.push(json!({ "loc": loc, "msg": msg, "type": kind }));
    }

    pub(super) fn missing(&mut self, loc: &[&str]) {
        self.add(loc, "Field required", "missing");
    }

    /// `Ok` when there are none.
    pub(super) fn check(self) -> Result<(), Answer> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.answer())
        }
    }

    fn answer(self) -> Answer {
        Answer::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "detail": self.0 }))
    }
}

/// A JSON object body, and what is wrong with its members.
#[derive(Debug)]
pub(super) struct Body {
    members: Map<String, Value>,
    violations: Violations,
}

impl Body {
    pub(super) fn read(call: &Call) -> Result<Self, Answer> {
        let mut violations = Violations::default();
        if call.body.is_empty() {
            violations.missing(&["body"]);
            return Err(violations.answer());
        }
        match call.json() {
            Ok(Value::Object(members)) => Ok(Self { members, violations }),
            Ok(_) => {
                violations.add(
                    &["body"],
                    "Input should be a valid dictionary or object to extract fields from",
                    "model_attributes_type",
                );
                Err(violations.answer())
            }
            Err(error) => {
                let column = error.column();
                let entry = json!({
                    "loc": ["body", column], "msg": "JSON decode error", "type": "json_invalid",
                });
                violations.0.push(entry);
                Err(violations.answer())
            }
        }
    }

    /// A required text.
    pub(super) fn text(&mut self, name: &str) -> String {
        if !self.members.contains_key(name) {
            self.violations.missing(&["body", name]);
        }
        self.optional_text(name).unwrap_or_default()
    }

    /// A required text of at least one character.
    pub(super) fn filled_text(&mut self, name: &str) -> String {
        let text = self.text(name);
        if text.is_empty() && self.members.get(name).is_some_and(Value::is_string) {
            self.violations.add(
                &["body", name],
                "String should have at least 1 character",
                "string_too_short",
            );
        }
        text
    }

    /// A required e-mail address.
    pub(super) fn email(&mut self, name: &str) -> String {
        let text = self.text(name);
        let good = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
        });
        if !good && self.members.get(name).is_some_and(Value::is_string) {
            self.violations.add(
                &["body", name],
                "value is not a valid email address: An email address must have an @-sign.",
                "value_error",
            );
        }
        text
    }

    /// A text that may be left out or null.
    pub(super) fn optional_text(&mut self, name: &str) -> Option<String> {
        match self.members.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => {
                self.violations
                    .add(&["body", name], "Input should be a valid string", "string_type");
                None
            }
        }
    }

    /// A required text out of a list.
    pub(super) fn one_of(&mut self, name: &str, choices: &[&str]) -> String {
        let text = self.text(name);
        if !choices.contains(&text.as_str()) && self.members.get(name).is_some_and(Value::is_string) {
            let (final_choice, others) = choices.split_last().unwrap_or((&"", &[]));
            let list = format!("'{}' or '{final_choice}'", others.join("', '"));
            self.violations.add(
                &["body", name],
                &format!("Input should be {list}"),
                "literal_error",
            );
        }
        text
    }

    pub(super) fn check(self) -> Result<(), Answer> {
        self.violations.check()
    }
}

/// The `page` and `page_size` of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paging {
    page: usize,
    page_size: usize,
}

impl Paging {
    pub(super) fn read(call: &Call) -> Result<Self, Answer> {
        let mut violations = Violations::default();
        let page = number(call, "page", 1, usize::MAX, &mut violations);
        let page_size = number(call, "page_size", 20, 100, &mut violations);
        violations.check()?;
        Ok(Self { page, page_size })
    }

    /// The page envelope over all the items.
    pub(super) fn envelope(self, items: Vec<Value>) -> Answer {
        let total = items.len();
        let start = (self.page - 1).saturating_mul(self.page_size);
        let page: Vec<Value> = items.into_iter().skip(start).take(self.page_size).collect();
        Answer::ok(&json!({
            "items": page,
            "total": total,
            "page": self.page,
            "page_size": self.page_size,
            "has_next": start.saturating_add(self.page_size) < total,
            "has_prev": self.page > 1,
        }))
    }
}

/// A whole number of the query, from 1 to `most`.
fn number(call: &Call, name: &str, default: usize, most: usize, violations: &mut Violations) -> usize {
    let Some(text) = call.query_value(name) else {
        return default;
    };
    let loc = ["query", name];
    match text.parse::<i64>() {
        Err(_) => violations.add(
            &loc,
            "Input should be a valid integer, unable to parse string as an integer",
            "int_parsing",
        ),
        Ok(value) => match usize::try_from(value) {
            Ok(value) if value >= 1 && value <= most => return value,
            Ok(value) if value > most => violations.add(
                &loc,
                &format!("Input should be less than or equal to {most}"),
                "less_than_equal",
            ),
            _ => violations.add(
                &loc,
                "Input should be greater than or equal to 1",
                "greater_than_equal",
            ),
        },
    }
    default
}
