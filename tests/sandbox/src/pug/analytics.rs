//! Events, profiles, insights, activity: what happens inside a project.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::connect::{Code, Failure, Step, Violation};
use super::{Caller, Object, Outcome, Pug, Rpc};
use crate::clock;

/// The most events in a batch. The number is not documented; this is the open-source server's.
const MAX_EVENTS: usize = 1_000;

#[derive(Clone, Debug)]
pub(super) struct Event {
    project: String,
    data: Object,
}

#[derive(Clone, Debug)]
pub(super) struct Profile {
    project: String,
    id: String,
    external_id: String,
    /// Earlier ids that point here.
    aliases: Vec<String>,
    traits: Object,
    first_seen: f64,
    last_seen: f64,
    event_count: u64,
}

impl Profile {
    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "externalId": self.external_id,
            "traits": self.traits,
            "firstSeen": clock::rfc3339(self.first_seen),
            "lastSeen": clock::rfc3339(self.last_seen),
            "eventCount": self.event_count,
        })
    }

    fn is(&self, project: &str, external_id: &str) -> bool {
        self.project == project
            && (self.external_id == external_id || self.aliases.iter().any(|alias| alias == external_id))
    }
}

fn violation(path: Vec<Step>, rule: &'static str, message: &str) -> Violation {
    Violation {
        path,
        rule,
        message: message.to_owned(),
    }
}

/// Every fault of the events, with its place.
fn check_events(events: &[Value]) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let at = |name| vec![Step::Index("events", index), Step::Field(name)];
        if event["name"].as_str().is_none_or(str::is_empty) {
            found.push(violation(at("name"), "required", "value is required"));
        }
        match &event["properties"] {
            Value::Null => {}
            Value::Object(properties) => {
                for (key, value) in properties {
                    if !(value.is_string() || value.is_number() || value.is_boolean()) {
                        let path = vec![Step::Index("events", index), Step::Key("properties", key.clone())];
                        let message = "value must be a string, a number or a bool";
                        found.push(violation(path, "property.type", message));
                    }
                }
            }
            _ => found.push(violation(at("properties"), "map", "value must be an object")),
        }
        match &event["timestamp"] {
            Value::Null => {}
            Value::String(text) if clock::looks_like_rfc3339(text) => {}
            _ => found.push(violation(at("timestamp"), "timestamp", "value must be RFC 3339")),
        }
        if !(event["sessionId"].is_null() || event["sessionId"].is_string()) {
            found.push(violation(at("sessionId"), "string", "value must be a string"));
        }
    }
    found
}

pub(super) fn batch_create(pug: &mut Pug, rpc: &Rpc<'_>) -> Outcome {
    let project = rpc.project()?.to_owned();
    let Some(Value::Array(events)) = rpc.request.get("events") else {
        let path = vec![Step::Field("events")];
        return Err(Failure::invalid(vec![violation(
            path,
            "required",
            "value is required",
        )]));
    };
    let count = events.len();
    if count == 0 || count > MAX_EVENTS {
        let (rule, message) = if count == 0 {
            (
                "repeated.min_items",
                "value must contain at least 1 item(s)".to_owned(),
            )
        } else {
            (
                "repeated.max_items",
                format!("value must contain no more than {MAX_EVENTS} item(s)"),
            )
        };
        let path = vec![Step::Field("events")];
        return Err(Failure::invalid(vec![violation(path, rule, &message)]));
    }
    let violations = check_events(events);
    if !violations.is_empty() {
        return Err(Failure::invalid(violations));
    }
    for event in events {
        let Value::Object(data) = event else { continue };
        let mut data = data.clone();
        data.entry("timestamp")
            .or_insert_with(|| clock::rfc3339(rpc.now).into());
        // Where an application sends an id along, its profile counts the event.
        let person = ["externalId", "distinctId"]
            .iter()
            .find_map(|name| data.get(*name)?.as_str());
        if let Some(person) = person
            && let Some(profile) = pug.profiles.iter_mut().find(|p| p.is(&project, person))
        {
            profile.event_count += 1;
            profile.last_seen = rpc.now;
        }
        pug.events.push(Event {
            project: project.clone(),
            data,
        });
    }
    Ok(json!({ "eventsCreated": count }))
}

pub(super) fn capture(pug: &mut Pug, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let project = rpc.project()?.to_owned();
    let external_id = rpc.required("externalId")?.to_owned();
    let traits = match rpc.request.get("traits") {
        None | Some(Value::Null) => Object::new(),
        Some(Value::Object(traits)) => traits.clone(),
        Some(_) => {
            let path = vec![Step::Field("traits")];
            let found = violation(path, "struct", "value must be an object");
            return Err(Failure::invalid(vec![found]));
        }
    };
    let previous = match method {
        "Alias" => Some(rpc.required("previousId")?.to_owned()),
        _ => None,
    };
    let known = pug.profiles.iter().position(|profile| {
        profile.is(&project, &external_id)
            || previous
                .as_deref()
                .is_some_and(|previous| profile.is(&project, previous))
    });
    let place = if let Some(place) = known {
        place
    } else {
        let id = pug.new_id("prof");
        pug.profiles.push(Profile {
            project,
            id,
            external_id: external_id.clone(),
            aliases: Vec::new(),
            traits: Object::new(),
            first_seen: rpc.now,
            last_seen: rpc.now,
            event_count: 0,
        });
        pug.profiles.len() - 1
    };
    let profile = &mut pug.profiles[place];
    profile.traits.extend(traits);
    profile.last_seen = rpc.now;
    if let Some(previous) = previous {
        profile.aliases.push(previous);
        profile.external_id = external_id;
    }
    Ok(json!({ "profileId": profile.id }))
}

pub(super) fn profiles(pug: &mut Pug, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let project = project_for_reading(rpc)?;
    if method == "List" {
        return list_profiles(pug, rpc, &project);
    }
    let external_id = rpc.required("externalId")?;
    let place = pug
        .profiles
        .iter()
        .position(|profile| profile.is(&project, external_id))
        .ok_or_else(|| Failure::not_found("profile", external_id).reason("PROFILE_NOT_FOUND"))?;
    if method == "Delete" {
        pug.profiles.remove(place);
        return Ok(json!({}));
    }
    Ok(json!({ "profile": pug.profiles[place].to_json() }))
}

fn list_profiles(pug: &Pug, rpc: &Rpc<'_>, project: &str) -> Outcome {
    let number = |name: &'static str, default: usize| match rpc.request.get(name) {
        None | Some(Value::Null) => Ok(default),
        Some(value) => {
            let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
            number.ok_or_else(|| {
                let path = vec![Step::Field(name)];
                let message = "value must be a number, zero or more";
                Failure::invalid(vec![violation(path, "int32.gte", message)])
            })
        }
    };
    let limit = number("limit", 50)?;
    let offset = number("offset", 0)?;
    let query = rpc.text("query").unwrap_or_default().to_lowercase();
    let found: Vec<&Profile> = pug
        .profiles
        .iter()
        .filter(|profile| profile.project == project)
        .filter(|profile| {
            profile.external_id.to_lowercase().contains(&query)
                || Value::Object(profile.traits.clone())
                    .to_string()
                    .to_lowercase()
                    .contains(&query)
        })
        .collect();
    let page: Vec<Value> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|profile| profile.to_json())
        .collect();
    Ok(json!({ "profiles": page, "total": found.len() }))
}

/// A shared key knows its project; a JWT has to name one.
fn project_for_reading(rpc: &Rpc<'_>) -> Result<String, Failure> {
    match (&rpc.project, &rpc.caller) {
        (None, Caller::SharedKey { project }) => Ok(project.clone()),
        _ => rpc.project().map(str::to_owned),
    }
}

/// Counts by bucket: enough of an answer to draw a chart from.
pub(super) fn query(pug: &Pug, rpc: &Rpc<'_>) -> Outcome {
    let project = project_for_reading(rpc)?;
    let Some(Value::Object(query)) = rpc.request.get("query") else {
        let path = vec![Step::Field("query")];
        return Err(Failure::invalid(vec![violation(
            path,
            "required",
            "value is required",
        )]));
    };
    let names: Vec<&str> = query
        .get("events")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|event| event["name"].as_str())
        .collect();
    if names.is_empty() {
        return Err(
            Failure::new(Code::InvalidArgument, "a query needs at least one event")
                .reason("INVALID_INSIGHT_QUERY"),
        );
    }
    let range = query.get("timeRange").unwrap_or(&Value::Null);
    let (start, end) = (range["start"].as_str(), range["end"].as_str());
    // RFC 3339 in UTC: the first 13 characters are the hour, the first 10 the day.
    let (length, rest) = match query.get("granularity").and_then(Value::as_str) {
        Some("GRANULARITY_HOUR") => (13, ":00:00Z"),
        _ => (10, "T00:00:00Z"),
    };
    let mut buckets = BTreeMap::<String, u64>::new();
    for event in pug.events.iter().filter(|event| event.project == project) {
        let text = |name: &str| event.data.get(name).and_then(Value::as_str).unwrap_or_default();
        let at = text("timestamp");
        if names.contains(&text("name"))
            && start.is_none_or(|start| at >= start)
            && end.is_none_or(|end| at < end)
            && let Some(bucket) = at.get(..length)
        {
            *buckets.entry(format!("{bucket}{rest}")).or_default() += 1;
        }
    }
    let series: Vec<Value> = buckets
        .into_iter()
        .map(|(timestamp, value)| json!({ "timestamp": timestamp, "value": value }))
        .collect();
    Ok(json!({ "series": series }))
}

/// The newest events first.
pub(super) fn activity(pug: &Pug, rpc: &Rpc<'_>) -> Outcome {
    let project = project_for_reading(rpc)?;
    let limit = rpc.request.get("limit").and_then(Value::as_u64).unwrap_or(50);
    let activities: Vec<&Object> = pug
        .events
        .iter()
        .rev()
        .filter(|event| event.project == project)
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .map(|event| &event.data)
        .collect();
    Ok(json!({ "activities": activities }))
}
