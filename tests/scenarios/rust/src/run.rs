//! Plays a scenario: sandbox, clients, steps, and what must have come of it.

use std::{
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, TryStreamExt, future::try_join_all, stream};
use serde_json::{Value, json};

use crate::{
    broken, clients,
    expectations::{self, check_outcomes},
    json::mismatches,
    operations,
    scenario::{CallStep, Change, Final, Scenario, Step},
    world::{World, lock},
};

/// No scenario takes longer.
const LIMIT: Duration = Duration::from_mins(1);
/// How long a scenario waits for something that should happen.
const PATIENCE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(5);

pub(crate) async fn run(scenario: Scenario) -> Result<(), String> {
    let change: Change = match &scenario.sandbox {
        Value::Null => Change::default(),
        sandbox => serde_json::from_value(sandbox.clone()).map_err(broken)?,
    };
    let world = Arc::new(World::start(change.other).await?);
    world.change(&change)?;
    let played = tokio::time::timeout(LIMIT, play(&world, &scenario)).await;
    let result = played.unwrap_or_else(|_| Err(format!("it did not end within {LIMIT:?}")));
    result.map_err(|problem| format!("{problem}\n{}", history(&world)))
}

async fn play(world: &Arc<World>, scenario: &Scenario) -> Result<(), String> {
    let expected: Final = match &scenario.expect {
        Value::Null => Final::default(),
        expect => serde_json::from_value(expect.clone()).map_err(broken)?,
    };
    let mut build_error = None;
    for (name, json) in scenario.clients() {
        match clients::build(world, name, json).await? {
            Ok(client) => world.add_client(name, client),
            Err(error) => build_error = Some(world.error_json(&error)),
        }
    }
    match (&expected.build_error, build_error) {
        (None, None) => {}
        (Some(pattern), Some(error)) => {
            let found = mismatches(&world.resolve(pattern)?, &error);
            expectations::all("the error of building the client", &found)?;
        }
        (Some(_), None) => return Err("the client was built, though it must be refused".to_owned()),
        (None, Some(error)) => return Err(format!("the client was refused: {error}")),
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let step: Step =
            serde_json::from_value(step.clone()).map_err(|error| broken(format!("{error} in {step}")))?;
        take(world, &step)
            .await
            .map_err(|problem| format!("step {}: {problem}", index + 1))?;
    }
    for (name, _) in scenario.clients() {
        if let Ok(client) = world.client(name) {
            lock(&world.log).shown.push(format!("{client:?}"));
        }
    }
    // The sandbox may still be taking down what has just happened.
    let deadline = Instant::now() + PATIENCE;
    loop {
        match expectations::check(world, &expected) {
            Ok(()) => return Ok(()),
            Err(problem) if Instant::now() >= deadline => return Err(problem),
            Err(_) => tokio::time::sleep(POLL).await,
        }
    }
}

/// Takes one step. Boxed, because steps within `parallel` are steps.
fn take<'a>(
    world: &'a Arc<World>,
    step: &'a Step,
) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
    Box::pin(async move {
        match step {
            Step::Call(step) => call(world, step).await,
            Step::Parallel(step) => {
                let steps = step.parallel.iter().map(|step| take(world, step));
                try_join_all(steps).await.map(drop)
            }
            Step::Sleep(step) => {
                tokio::time::sleep(Duration::from_millis(step.sleep_ms)).await;
                Ok(())
            }
            Step::Sandbox(step) => {
                tokio::time::sleep(Duration::from_millis(step.after_ms.unwrap_or_default())).await;
                world.change(&step.sandbox)
            }
            Step::WaitFor(step) => wait_for(world, &step.wait_for).await,
        }
    })
}

/// Makes the calls of a step and checks what came of them.
pub(crate) async fn call(world: &Arc<World>, step: &CallStep) -> Result<(), String> {
    tokio::time::sleep(Duration::from_millis(step.after_ms.unwrap_or_default())).await;
    let step = resolved(world, step)?;
    let client = world.client(&step.client)?;
    let times = step.times.unwrap_or(1);
    let outcomes: Vec<Value> = stream::iter(0..times)
        .map(|_| one(world, &client, &step))
        .buffer_unordered(step.concurrency.unwrap_or(1))
        .try_collect()
        .await?;
    if let (Some(name), Some(outcome)) = (&step.save, outcomes.first()) {
        world.save(name, outcome["ok"].clone());
    }
    check_outcomes(&step.expect, &outcomes).map_err(|problem| format!("{}: {problem}", step.call))
}

/// One call, and its outcome as JSON.
async fn one(world: &World, client: &clients::Client, step: &CallStep) -> Result<Value, String> {
    let started = Instant::now();
    let running = operations::start(client, step)?;
    let cancelled = async {
        match step.cancel_after_ms {
            Some(after) => tokio::time::sleep(Duration::from_millis(after)).await,
            None => std::future::pending().await,
        }
    };
    let mut outcome = tokio::select! {
        biased;
        result = running => match result {
            Ok((value, metadata)) => json!({ "ok": value, "metadata": metadata }),
            Err(error) => json!({ "error": world.error_json(&error) }),
        },
        () = cancelled => json!({ "cancelled": true }),
    };
    outcome["elapsed_ms"] = json!(started.elapsed().as_secs_f64() * 1000.0);
    Ok(outcome)
}

/// The step with the variables as they are now.
fn resolved(world: &World, step: &CallStep) -> Result<CallStep, String> {
    let mut step = step.clone();
    let resolve = |value: &mut Value| world.resolve(value).map(|resolved| *value = resolved);
    let text = |text: &mut String| -> Result<(), String> {
        match world.resolve(&json!(text))? {
            Value::String(resolved) => *text = resolved,
            other => *text = other.to_string(),
        }
        Ok(())
    };
    step.arguments.iter_mut().try_for_each(text)?;
    step.request.iter_mut().try_for_each(resolve)?;
    step.options.headers.values_mut().try_for_each(text)?;
    step.options.query.values_mut().try_for_each(text)?;
    let options = &mut step.options;
    let ids = [
        &mut options.organization_id,
        &mut options.application_id,
        &mut options.project_id,
    ];
    ids.into_iter().flatten().try_for_each(text)?;
    let expect = &mut step.expect;
    let patterns = [&mut expect.ok, &mut expect.error, &mut expect.metadata];
    patterns.into_iter().flatten().try_for_each(resolve)?;
    Ok(step)
}

/// Waits until enough requests that match have arrived.
async fn wait_for(world: &World, pattern: &Value) -> Result<(), String> {
    let pattern = world.resolve(pattern)?;
    let deadline = Instant::now() + PATIENCE;
    while !world
        .journal()
        .iter()
        .any(|entry| mismatches(&pattern, entry).is_empty())
    {
        if Instant::now() >= deadline {
            return Err(format!("no request came that matches {pattern}"));
        }
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

/// What happened, for whoever has to find out why a scenario fails.
fn history(world: &World) -> String {
    let log = lock(&world.log);
    let requests = world.journal().into_iter().take(40).map(|entry| {
        let aborted = if entry["aborted"] == json!(true) {
            ", aborted"
        } else {
            ""
        };
        format!(
            "  {:>8.1} ms  {} {}{}{} {}{aborted}",
            entry["at_ms"].as_f64().unwrap_or_default(),
            entry["method"].as_str().unwrap_or_default(),
            entry["path"].as_str().unwrap_or_default(),
            if entry["query"] == json!("") { "" } else { "?" },
            entry["query"].as_str().unwrap_or_default(),
            entry["status"],
        )
    });
    let events = log.events.iter().take(40).map(|event| format!("  {event}"));
    let lines = ["requests:".to_owned()].into_iter().chain(requests);
    let lines = lines.chain(["events:".to_owned()]).chain(events);
    lines.collect::<Vec<_>>().join("\n")
}
