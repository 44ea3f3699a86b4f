//! Whether what happened is what a scenario demands.

use serde_json::{Map, Value, json};

use crate::{
    json::{at, matches, mismatches},
    scenario::{Expectation, Final, Requests},
    world::{self, World, lock},
};

/// Turns what differs into one complaint.
pub(crate) fn all(what: &str, found: &[String]) -> Result<(), String> {
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("{what}: {}", found.join("; ")))
    }
}

/// Each outcome of a step is `{"ok": …}`, `{"error": …}` or `{"cancelled": true}`.
pub(crate) fn check_outcomes(expected: &Expectation, outcomes: &[Value]) -> Result<(), String> {
    if let Some(tally) = &expected.outcomes {
        let mut counted = Map::new();
        for outcome in outcomes {
            let kind = match outcome {
                outcome if outcome.get("ok").is_some() => "ok",
                outcome if outcome.get("cancelled").is_some() => "cancelled",
                outcome => outcome["error"]["code"].as_str().unwrap_or_default(),
            };
            let count = counted.get(kind).and_then(Value::as_u64).unwrap_or_default();
            counted.insert(kind.to_owned(), json!(count + 1));
        }
        all("outcomes", &mismatches(tally, &Value::Object(counted)))?;
    }
    for outcome in outcomes {
        let (part, pattern) = match expected {
            Expectation {
                error: Some(error), ..
            } => ("error", error.clone()),
            Expectation { cancelled: true, .. } => ("cancelled", json!(true)),
            Expectation { ok: Some(ok), .. } => ("ok", ok.clone()),
            Expectation {
                outcomes: Some(_), ..
            } => continue,
            _ => ("ok", json!({})),
        };
        let Some(actual) = outcome.get(part) else {
            return Err(format!("instead of {part} it came to {outcome}"));
        };
        // Without a pattern any success will do.
        if part != "ok" || expected.ok.is_some() {
            all(part, &mismatches(&pattern, actual))?;
        }
        if let Some(metadata) = &expected.metadata {
            all("metadata", &mismatches(metadata, &outcome["metadata"]))?;
        }
    }
    let elapsed = expected.elapsed_ms.iter();
    for (pattern, outcome) in
        elapsed.flat_map(|pattern| outcomes.iter().map(move |outcome| (pattern, outcome)))
    {
        all("elapsed_ms", &mismatches(pattern, &outcome["elapsed_ms"]))?;
    }
    Ok(())
}

pub(crate) fn check(world: &World, expected: &Final) -> Result<(), String> {
    let journal = world.journal();
    if let Some(entries) = &expected.journal {
        same_requests(world, "journal", entries, &journal)?;
    }
    if let Some(entries) = &expected.other_journal {
        let other = world.other.as_ref().map(world::journal).unwrap_or_default();
        same_requests(world, "other_journal", entries, &other)?;
    }
    for requests in &expected.requests {
        check_requests(world, requests, &journal)?;
    }
    if let Some(counters) = &expected.counters {
        let actual = json!(world.sandbox.counters());
        all("counters", &mismatches(&world.resolve(counters)?, &actual))?;
    }
    let log = lock(&world.log);
    if let Some(callbacks) = &expected.callbacks {
        let actual = Value::Array(log.callbacks.clone());
        all("callbacks", &mismatches(&world.resolve(callbacks)?, &actual))?;
    }
    let mut events = log.events.iter();
    for pattern in &expected.events {
        let pattern = world.resolve(pattern)?;
        if !events.any(|event| matches(&pattern, event)) {
            return Err(format!("events: {pattern} is missing, or out of order"));
        }
    }
    for pattern in &expected.no_events {
        let pattern = world.resolve(pattern)?;
        if let Some(event) = log.events.iter().find(|event| matches(&pattern, event)) {
            return Err(format!("events: {event} must not be"));
        }
    }
    let mut secrets = world.secrets();
    for text in &expected.hidden {
        secrets.extend(world.resolve(&json!(text))?.as_str().map(str::to_owned));
    }
    for secret in secrets {
        if let Some(shown) = log.shown.iter().find(|shown| shown.contains(&secret)) {
            return Err(format!("the secret {secret} is seen in {shown}"));
        }
    }
    Ok(())
}

fn same_requests(world: &World, what: &str, expected: &[Value], actual: &[Value]) -> Result<(), String> {
    if expected.len() != actual.len() {
        return Err(format!(
            "{what}: {} requests, not {}",
            actual.len(),
            expected.len()
        ));
    }
    for (index, (pattern, entry)) in expected.iter().zip(actual).enumerate() {
        let found = mismatches(&world.resolve(pattern)?, entry);
        all(&format!("{what}, request {}", index + 1), &found)?;
    }
    Ok(())
}

fn check_requests(world: &World, expected: &Requests, journal: &[Value]) -> Result<(), String> {
    let pattern = match &expected.r#match {
        Value::Null => json!({}),
        pattern => world.resolve(pattern)?,
    };
    let what = format!("requests that match {pattern}");
    let entries: Vec<_> = journal.iter().filter(|entry| matches(&pattern, entry)).collect();
    if let Some(count) = &expected.count {
        all(&what, &mismatches(count, &json!(entries.len())))?;
    }
    if let Some(each) = &expected.each {
        let each = world.resolve(each)?;
        for entry in &entries {
            all(&what, &mismatches(&each, entry))?;
        }
    }
    let arrived = |entry: &Value| entry["at_ms"].as_f64().unwrap_or_default();
    if let Some(spacing) = &expected.spacing_ms {
        for pair in entries.windows(2) {
            let apart = arrived(pair[1]) - arrived(pair[0]);
            all(
                &format!("{what}, spacing_ms"),
                &mismatches(spacing, &json!(apart)),
            )?;
        }
    }
    if let (Some(span), [first, .., last]) = (&expected.span_ms, entries.as_slice()) {
        let apart = arrived(last) - arrived(first);
        all(&format!("{what}, span_ms"), &mismatches(span, &json!(apart)))?;
    }
    let values = |path: &str| -> Vec<&Value> {
        entries
            .iter()
            .map(|entry| at(entry, path).unwrap_or(&Value::Null))
            .collect()
    };
    for path in &expected.same {
        let values = values(path);
        if values.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err(format!("{what}: {path} differs: {values:?}"));
        }
    }
    for path in &expected.distinct {
        let values = values(path);
        let twice = values
            .iter()
            .enumerate()
            .any(|(index, value)| values[..index].contains(value));
        if twice {
            return Err(format!("{what}: {path} repeats: {values:?}"));
        }
    }
    Ok(())
}
