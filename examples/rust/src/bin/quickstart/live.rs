//! The same clients against the real APIs, with keys from the environment.
//!
//! It sends one event to Composite and one to Pug, both called `keybearer_quickstart`, and reads
//! one organization from PUGUH. Nothing is changed or deleted.

use std::{env, fmt, time::Duration};

use keybearer::{
    CompositeClient, ErrorCode, PugClient, PuguhClient, composite, pug, puguh::ListOrganizations,
};

use crate::{
    Failure, check,
    recorder::Recorder,
    refusal,
    timeline::{Mark, Timeline, span},
};

/// What is needed, and what for.
const VARIABLES: [(&str, &str); 5] = [
    ("COMPOSITE_API_KEY", "Composite: sends one event (pk_… will do)"),
    ("PUG_SDK_API_KEY", "Pug: sends one event (pk_sdk_…)"),
    ("PUG_PROJECT_ID", "Pug: the project of that key"),
    ("PUGUH_API_KEY", "PUGUH: reads one organization"),
    ("PUGUH_ORGANIZATION_ID", "PUGUH: the organization of that key"),
];

const EVENT: &str = "keybearer_quickstart";
/// Long enough for a slow network, short enough to wait for on a terminal.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The variables that are not set, with what each is for.
#[derive(Debug)]
pub(crate) struct Missing(Vec<(&'static str, &'static str)>);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("--live needs these environment variables, which are not set:\n\n")?;
        for (name, purpose) in &self.0 {
            writeln!(f, "  {name:22}  {purpose}")?;
        }
        f.write_str("\nNothing was sent. Without --live no keys are needed.")
    }
}

/// Looks for every variable before anything is sent, so that they can be set in one go.
fn missing() -> Option<Missing> {
    let is_set = |name: &str| env::var(name).is_ok_and(|value| !value.trim().is_empty());
    let missing: Vec<_> = VARIABLES.into_iter().filter(|(name, _)| !is_set(name)).collect();
    (!missing.is_empty()).then_some(Missing(missing))
}

/// Runs every step, also after one that failed: each API stands for itself.
pub(crate) async fn run(timeline: Timeline) -> Result<(), Failure> {
    if let Some(missing) = missing() {
        return Err(Failure::Missing(missing));
    }
    let about = format!("live: two events named {EVENT} are sent, one organization is read");
    timeline.title("Keybearer", &about);
    let results = [
        step(timeline, "Composite", "an event", composite(timeline)).await,
        step(timeline, "Pug", "a batch of one event", pug(timeline)).await,
        step(
            timeline,
            "PUGUH",
            "the credentials, then a refusal",
            puguh(timeline),
        )
        .await,
    ];
    let failed = results.iter().filter(|worked| !**worked).count();
    if failed > 0 {
        let all = results.len();
        return Err(Failure::Steps { failed, all });
    }
    let about = format!("three APIs in {}", span(timeline.elapsed()));
    timeline.section("All as claimed", &about);
    Ok(())
}

/// Takes a step and tells what to do about it if it fails. Returns whether it worked.
async fn step(
    timeline: Timeline,
    api: &str,
    about: &str,
    work: impl Future<Output = Result<(), Failure>>,
) -> bool {
    timeline.section(api, about);
    match work.await {
        Ok(()) => true,
        Err(Failure::Call(error)) => {
            timeline.refused(&error);
            timeline.more(error.code().advice());
            false
        }
        Err(failure) => {
            timeline.line(Mark::Refused, api, failure);
            false
        }
    }
}

async fn composite(timeline: Timeline) -> Result<(), Failure> {
    let composite = CompositeClient::builder()
        .read_env()
        .timeout(TIMEOUT)
        .observer(Recorder::new(timeline))
        .build()?;
    let event = composite::Event::new(EVENT).with_distinct_id("quickstart");
    composite.events().send(event).await?;
    timeline.line(Mark::Good, "events.send", "accepted");
    Ok(())
}

async fn pug(timeline: Timeline) -> Result<(), Failure> {
    let pug = PugClient::builder()
        // A client holds one key, and there may be a shared one in the environment too.
        .sdk_key(env::var("PUG_SDK_API_KEY").unwrap_or_default())
        .read_env()
        .timeout(TIMEOUT)
        .observer(Recorder::new(timeline))
        .build()?;
    let batch = pug::BatchCreate::new([pug::Event::new(EVENT)]);
    let created = pug.events().batch_create(batch).await?;
    let stored = created.events_created;
    let detail = stored.map_or("accepted".to_owned(), |stored| format!("{stored} stored"));
    timeline.line(Mark::Good, "events.batch_create", detail);
    Ok(())
}

async fn puguh(timeline: Timeline) -> Result<(), Failure> {
    let puguh = PuguhClient::builder()
        .read_env()
        .timeout(TIMEOUT)
        .observer(Recorder::new(timeline))
        .build()?;
    let page = puguh.verify_credentials().await?;
    let seen = page.total.map_or("some".to_owned(), |total| total.to_string());
    let detail = format!("the key is good: it sees {seen} organizations");
    timeline.line(Mark::Good, "verify_credentials", detail);

    // No API is bothered with a mistake that can be seen from here.
    let too_many = ListOrganizations {
        page_size: Some(1000),
        ..ListOrganizations::default()
    };
    let page = puguh.organizations().list(too_many).await;
    let error = refusal(timeline, page, ErrorCode::InvalidRequest)?;
    check("the attempts of the refused call", error.attempts().len(), 0)?;
    timeline.more("seen here: nothing was sent");
    Ok(())
}
