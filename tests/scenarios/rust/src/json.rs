//! Variables in JSON, and comparing JSON with a pattern.

use serde_json::{Map, Value, json};

/// Puts variables in the place of `${path.to.variable}`. A text that is nothing but one variable
/// becomes its value, of whatever type.
pub(crate) fn substitute(value: &Value, variables: &Value) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => {
            let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            match whole.filter(|path| !path.contains('}')) {
                Some(path) => lookup(path, variables)?.clone(),
                None => Value::String(substitute_text(text, variables)?),
            }
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| substitute(item, variables));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, member)| Ok((name.clone(), substitute(member, variables)?)));
            Value::Object(members.collect::<Result<Map<_, _>, String>>()?)
        }
        other => other.clone(),
    })
}

fn substitute_text(text: &str, variables: &Value) -> Result<String, String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (path, after) = after
            .split_once('}')
            .ok_or_else(|| format!("no closing brace in {text:?}"))?;
        result.push_str(before);
        match lookup(path, variables)? {
            Value::String(text) => result.push_str(text),
            other => result.push_str(&other.to_string()),
        }
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

fn lookup<'a>(path: &str, variables: &'a Value) -> Result<&'a Value, String> {
    at(variables, path).ok_or_else(|| format!("there is no variable ${{{path}}}"))
}

/// The value at a path such as `headers.authorization` or `items.0.id`.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

/// Where and how `actual` differs from `pattern`; empty if it does not.
pub(crate) fn mismatches(pattern: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(pattern, Some(actual), "", &mut found);
    found
}

pub(crate) fn matches(pattern: &Value, actual: &Value) -> bool {
    mismatches(pattern, actual).is_empty()
}

fn compare(pattern: &Value, actual: Option<&Value>, path: &str, found: &mut Vec<String>) {
    let shown = actual.map_or("nothing".to_owned(), short);
    let mut complain = |what: &str| {
        let place = if path.is_empty() { "it" } else { path };
        found.push(format!("{place} is {shown}, not {what}"));
    };
    match (pattern, actual) {
        (Value::Object(members), _) if is_operators(members) => {
            for (operator, operand) in members {
                if let Err(what) = check(operator, operand, actual) {
                    complain(&what);
                }
            }
        }
        (Value::Object(members), Some(Value::Object(actual))) => {
            for (name, member) in members {
                compare(member, actual.get(name), &join(path, name), found);
            }
        }
        (Value::Array(items), Some(Value::Array(actual))) if items.len() == actual.len() => {
            for (index, (item, actual)) in items.iter().zip(actual).enumerate() {
                compare(item, Some(actual), &join(path, &index.to_string()), found);
            }
        }
        (Value::Number(wanted), Some(Value::Number(actual))) if wanted.as_f64() == actual.as_f64() => {}
        (Value::Null | Value::Bool(_) | Value::String(_), Some(actual)) if pattern == actual => {}
        (Value::Null, None) => {}
        _ => complain(&short(pattern)),
    }
}

const OPERATORS: [&str; 9] = [
    "$any",
    "$absent",
    "$min",
    "$max",
    "$length",
    "$contains",
    "$lacks",
    "$each",
    "$some",
];

fn is_operators(members: &Map<String, Value>) -> bool {
    !members.is_empty() && members.keys().all(|name| OPERATORS.contains(&name.as_str()))
}

/// One operator, such as `{"$min": 1}`.
fn check(operator: &str, operand: &Value, actual: Option<&Value>) -> Result<(), String> {
    let present = actual.filter(|actual| !actual.is_null());
    let holds = match operator {
        "$any" => present.is_some(),
        "$absent" => present.is_none(),
        "$min" => number(present) >= operand.as_f64(),
        "$max" => present.is_some() && number(present) <= operand.as_f64(),
        "$length" => {
            let length = match present {
                Some(Value::Array(items)) => items.len(),
                Some(Value::Object(members)) => members.len(),
                Some(Value::String(text)) => text.chars().count(),
                _ => 0,
            };
            matches(operand, &json!(length))
        }
        "$contains" => texts(operand).all(|text| contains(present, text)),
        "$lacks" => !texts(operand).any(|text| contains(present, text)),
        "$each" => match present {
            Some(Value::Array(items)) => items.iter().all(|item| matches(operand, item)),
            _ => false,
        },
        "$some" => match present {
            Some(Value::Array(items)) => items.iter().any(|item| matches(operand, item)),
            _ => false,
        },
        _ => false,
    };
    let wanted = json!({ operator: operand });
    if holds { Ok(()) } else { Err(short(&wanted)) }
}

fn number(value: Option<&Value>) -> Option<f64> {
    value.and_then(Value::as_f64)
}

fn texts(operand: &Value) -> impl Iterator<Item = &str> {
    let one = operand.as_str();
    let several = operand.as_array().into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(several)
}

fn contains(value: Option<&Value>, text: &str) -> bool {
    value
        .and_then(Value::as_str)
        .is_some_and(|value| value.contains(text))
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_owned()
    } else {
        format!("{path}.{step}")
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(300) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
