//! What is shown on the sandbox. Each scene checks itself against the journal, and returns what
//! can be said of it in a sentence.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use keybearer::{
    BoxError, CompositeClient, Error, ErrorCode, Event, PugClient, PuguhClient, TokenExpired, Tokens,
    composite, pug,
    puguh::{InviteMember, ListOrganizations, RefreshSession, Role},
};
use keybearer_sandbox::{Rule, Sandbox, SettingsUpdate};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    Failure, check,
    recorder::Recorder,
    refusal,
    stage::Stage,
    timeline::{Mark, Timeline, span},
};

/// How many calls meet the expired token together.
const CALLS: usize = 50;
/// What the sandbox asks for with its 429.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// A refresh takes its time, so that all calls are waiting when it ends.
const REFRESH_MS: u64 = 150;

const BATCH_CREATE: &str = "/events.v1.EventsService/BatchCreate";
const ORGANIZATIONS: &str = "/api/v1/organizations";
const REFRESH: &str = "/api/v1/auth/refresh";

/// Composite: a public key sends an event, and is stopped here where a secret key is needed.
pub(crate) async fn only_what_the_key_allows(stage: &Stage) -> Result<String, Failure> {
    stage
        .timeline
        .section("Composite", "an event with a public key, then what it may not do");
    let composite = CompositeClient::builder()
        .base_url(stage.sandbox.url())
        .api_key(stage.sandbox.info().composite.public_key.as_str())
        .observer(Recorder::new(stage.timeline))
        .build()?;

    let order = composite::Event::new("order_placed")
        .with_distinct_id("user-17")
        .with_properties(json!({ "total": 42.5, "currency": "EUR" }));
    composite.events().send(order).await?;
    check("the answers to the event", stage.answers("/v1/events"), vec![202])?;

    let before = stage.sandbox.journal().len();
    let users = composite.users().list(composite::ListUsers::default()).await;
    let error = refusal(stage.timeline, users, ErrorCode::PermissionDenied)?;
    let after = stage.sandbox.journal().len();
    stage.told_by_journal(&format!("{before} request before the refusal, {after} after it"));
    check("the requests after the refusal", after, before)?;
    check("the attempts of the refused call", error.attempts().len(), 0)?;
    Ok("A public key sent an event; what needs a secret key was refused, and nothing was sent.".to_owned())
}

/// Pug: the server says 429 and when to come back, and the client comes back then.
pub(crate) async fn wait_as_long_as_asked(stage: &Stage) -> Result<String, Failure> {
    let seconds = RETRY_AFTER.as_secs();
    let about = format!("a batch of events is answered with 429, Retry-After: {seconds}");
    stage.timeline.section("Pug", &about);
    let throttle = Rule::respond(429)
        .path(BATCH_CREATE)
        .header("retry-after", &seconds.to_string())
        .json(json!({ "code": "resource_exhausted", "message": "too many requests" }));
    stage.sandbox.add_rules([throttle])?;
    let recorder = Recorder::new(stage.timeline);
    let pug = PugClient::builder()
        .base_url(stage.sandbox.url())
        .sdk_key(stage.sandbox.info().pug.sdk_key.as_str())
        .project_id(stage.sandbox.info().pug.project_id.as_str())
        .observer(recorder.clone())
        .build()?;

    let events = ["cart_opened", "order_placed", "order_paid"].map(pug::Event::new);
    let created = pug.events().batch_create(pug::BatchCreate::new(events)).await?;

    let stored = created.events_created.unwrap_or_default();
    let detail = format!("{stored} events stored, by one call in the program");
    stage.timeline.line(Mark::Good, "events.batch_create", detail);
    let wait = longest_wait(&recorder);
    let gap = gap_between_two(stage)?;
    check("events stored", stored, 3)?;
    check("a wait as long as asked", wait.min(gap) >= RETRY_AFTER, true)?;
    Ok(format!(
        "A 429 asked for {}: the client came back after {}.",
        span(RETRY_AFTER),
        span(gap)
    ))
}

/// How far apart the refused and the accepted batch arrived.
fn gap_between_two(stage: &Stage) -> Result<Duration, Failure> {
    let answers = stage.answers(BATCH_CREATE);
    check("the answers to the batch", answers, vec![429, 200])?;
    let arrived = stage.arrived(BATCH_CREATE);
    let (refused, accepted) = (&arrived[0], &arrived[1]);
    check(
        "the bytes of the second request",
        &accepted.body_sha256,
        &refused.body_sha256,
    )?;
    let gap = Duration::from_secs_f64((accepted.at_ms - refused.at_ms) / 1000.0);
    stage.told_by_journal(&format!("2 requests, {} apart, of the same bytes", span(gap)));
    Ok(gap)
}

/// The longest wait that the client told its observer of.
fn longest_wait(recorder: &Recorder) -> Duration {
    let waits = recorder.seen().into_iter().filter_map(|event| match event {
        Event::Retrying { delay, .. } => Some(delay),
        _ => None,
    });
    waits.max().unwrap_or_default()
}

/// PUGUH: many calls meet an expired token together, and it is renewed once for all of them.
pub(crate) async fn one_refresh_for_all(stage: &Stage) -> Result<String, Failure> {
    let about = format!("{CALLS} calls at once, with a token that has expired");
    stage.timeline.section("PUGUH", &about);
    stage.sandbox.update_settings(&SettingsUpdate {
        refresh_delay_ms: Some(REFRESH_MS),
        ..SettingsUpdate::default()
    });
    let backend = Backend::new(&stage.sandbox, stage.timeline)?;
    let tokens = backend.clone();
    let puguh = PuguhClient::builder()
        .base_url(stage.sandbox.url())
        .access_token(stage.sandbox.info().puguh.expired_access_token.as_str())
        .on_token_expired(move |why| tokens.clone().new_token(why))
        .observer(Recorder::new(stage.timeline).without_requests())
        .build()?;

    let detail = format!("{CALLS} calls of one client");
    stage.timeline.line(Mark::Sent, "organizations.list", detail);
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        calls.spawn(puguh.organizations().list(ListOrganizations::default()));
    }
    let pages: Result<Vec<_>, Error> = calls.join_all().await.into_iter().collect();

    let answered = pages?.len();
    let detail = format!("{answered} of {CALLS} answered");
    stage.timeline.line(Mark::Good, "organizations.list", detail);
    let (refreshes, lists) = (stage.answers(REFRESH), stage.answers(ORGANIZATIONS));
    let good = lists.iter().filter(|status| **status == 200).count();
    stage.told_by_journal(&format!(
        "{} refresh; {} lists, {good} of them answered with 200",
        refreshes.len(),
        lists.len(),
    ));
    let asked = backend.asked.load(Ordering::Relaxed);
    check("the calls of on_token_expired", asked, 1)?;
    check("the answers to refreshes", refreshes, vec![200])?;
    check("the answers to lists", lists, vec![200; CALLS])?;
    Ok(format!(
        "{answered} calls met an expired token: {asked} refresh, {good} answers."
    ))
}

/// What an application has behind it: somebody to ask for the next token.
#[derive(Clone)]
struct Backend {
    puguh: PuguhClient,
    refresh_token: String,
    asked: Arc<AtomicUsize>,
    timeline: Timeline,
}

impl Backend {
    fn new(sandbox: &Sandbox, timeline: Timeline) -> Result<Self, Failure> {
        Ok(Self {
            puguh: PuguhClient::builder()
                .base_url(sandbox.url())
                .anonymous()
                .build()?,
            refresh_token: sandbox.info().puguh.refresh_token.clone(),
            asked: Arc::default(),
            timeline,
        })
    }

    async fn new_token(self, why: TokenExpired) -> Result<Tokens, BoxError> {
        let call = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let detail = format!("call {call}: the token is {}", why.reason.as_str());
        self.timeline.line(Mark::Renewed, "on_token_expired", detail);
        let request = RefreshSession::new(self.refresh_token);
        let answer = self.puguh.auth().refresh(request).await?;
        Ok(answer.tokens()?)
    }
}

/// PUGUH: a 422 says which field is wrong, and so does the error.
pub(crate) async fn name_the_wrong_field(stage: &Stage) -> Result<String, Failure> {
    stage
        .timeline
        .section("PUGUH", "a request that the server answers with 422");
    let info = &stage.sandbox.info().puguh;
    let puguh = PuguhClient::builder()
        .base_url(stage.sandbox.url())
        .api_key(info.api_key.as_str())
        .organization_id(info.organization_id.as_str())
        .observer(Recorder::new(stage.timeline))
        .build()?;

    let invitation = InviteMember::new("ada at example.test", Role::Member);
    let invited = puguh
        .organizations()
        .invite_member(&info.organization_id, invitation)
        .await;

    let error = refusal(stage.timeline, invited, ErrorCode::InvalidRequest)?;
    let path = format!("{ORGANIZATIONS}/{}/members", info.organization_id);
    let answers = stage.answers(&path);
    let listed: Vec<_> = answers.iter().map(u16::to_string).collect();
    stage.told_by_journal(&format!(
        "{} request, answered with {}",
        answers.len(),
        listed.join(", ")
    ));
    let fields: Vec<_> = error
        .violations()
        .iter()
        .map(|wrong| wrong.field.as_str())
        .collect();
    let fields = fields.join(", ");
    check("the status in the error", error.status(), Some(422))?;
    check("the answers to the invitation", answers, vec![422])?;
    check("the fields named", fields.as_str(), "body.email")?;
    Ok(format!(
        "A 422 became {} and named the field {fields}.",
        error.code()
    ))
}
