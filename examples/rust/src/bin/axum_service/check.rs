//! `--check`: the service on a free port with a sandbox behind it, and real requests to it.

use std::{fmt, net::Ipv4Addr, time::Duration};

use keybearer::{BoxError, Call, Error, ErrorCode, Json, Method, PuguhClient};
use keybearer_sandbox::{Rule, Sandbox};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time};

use crate::{client_of, serve};

/// What the service asks the sandbox for.
const UPSTREAM: &str = "/api/v1/organizations";

pub(crate) async fn run() -> Result<(), BoxError> {
    tokens_are_verified().await?;
    errors_are_mapped().await?;
    a_429_is_passed_on().await?;
    the_deadline_is_passed_on().await?;
    the_end_is_graceful().await?;
    println!("check: all as expected");
    Ok(())
}

async fn tokens_are_verified() -> Result<(), BoxError> {
    let service = Service::start().await?;
    let person = &service.sandbox.info().puguh;
    let known = service.caller(&person.access_token)?;
    let me = known.request(Method::GET, "/me").await?;
    let subject = me["subject"].as_str().unwrap_or_default();
    expect("GET /me: the subject", subject, &person.user_id)?;
    let expired = service.caller(&person.expired_access_token)?;
    let call = expired.request(Method::GET, "/me");
    expect("GET /me, expired token", status(call).await?, 401)?;
    service.stop().await
}

async fn errors_are_mapped() -> Result<(), BoxError> {
    let service = Service::start().await?;
    let caller = service.known_caller()?;
    let call = caller.request(Method::GET, "/organizations");
    expect("GET /organizations", status(call).await?, 200)?;
    let call = caller.request(Method::GET, "/organizations/unknown");
    expect("GET /organizations/unknown", status(call).await?, 404)?;
    service.stop().await
}

/// The second time PUGUH is not even asked: the client knows that it would refuse.
async fn a_429_is_passed_on() -> Result<(), BoxError> {
    let service = Service::start().await?;
    // Longer than the deadline, so the service says at once when to come back.
    let throttle = Rule::respond(429).header("retry-after", "100");
    service.sandbox.add_rules([throttle.path(UPSTREAM)])?;
    for request in ["throttled", "held back"] {
        // A caller of its own: this client too would hold its second request back.
        let caller = service.known_caller()?;
        let limited = caller.request(Method::GET, "/organizations").await;
        let error = limited.err().ok_or("a 429 is passed on, not a success")?;
        let what = format!("GET /organizations, {request}");
        expect(&what, error.code(), ErrorCode::RateLimited)?;
        let delay = error.retry_after().unwrap_or_default();
        let told = (90..=100).contains(&delay.as_secs());
        expect("  Retry-After is what PUGUH asked for", told, true)?;
        expect("  requests to PUGUH so far", service.upstream(), 1)?;
    }
    service.stop().await
}

async fn the_deadline_is_passed_on() -> Result<(), BoxError> {
    let service = Service::start().await?;
    service.slow_down(Duration::from_secs(5))?;
    let caller = service.known_caller()?;
    let call = caller.request(Method::GET, "/organizations");
    let call = call.header("x-timeout-ms", "200");
    expect("GET /organizations, within 200 ms", status(call).await?, 504)?;
    service.stop().await
}

async fn the_end_is_graceful() -> Result<(), BoxError> {
    let service = Service::start().await?;
    service.slow_down(Duration::from_millis(300))?;
    let caller = service.known_caller()?;
    let running = tokio::spawn(status(caller.request(Method::GET, "/organizations")));
    while service.upstream() == 0 {
        time::sleep(Duration::from_millis(5)).await;
    }
    service.stop().await?;
    expect("a request under way at the end", running.await??, 200)?;
    let late = caller.request(Method::GET, "/organizations").await;
    let error = late.err().ok_or("nobody answers after the end")?;
    expect("a request after the end", error.code(), ErrorCode::Connection)
}

/// The service, with what is behind it.
struct Service {
    sandbox: Sandbox,
    url: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), BoxError>>,
}

impl Service {
    async fn start() -> Result<Self, BoxError> {
        let sandbox = Sandbox::start().await?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            // A sender that is gone asks for the end as well.
            let _ = stopped.await;
        };
        let server = tokio::spawn(serve(listener, client_of(&sandbox)?, stopped));
        Ok(Self {
            sandbox,
            url,
            stop,
            server,
        })
    }

    async fn stop(self) -> Result<(), BoxError> {
        let _ = self.stop.send(());
        self.server.await?
    }

    /// A caller of the service. The raw requests of a client are good for any JSON over HTTP.
    fn caller(&self, token: &str) -> Result<PuguhClient, Error> {
        PuguhClient::builder()
            .base_url(&self.url)
            .access_token(token)
            .max_attempts(1)
            .build()
    }

    fn known_caller(&self) -> Result<PuguhClient, Error> {
        self.caller(&self.sandbox.info().puguh.access_token)
    }

    fn slow_down(&self, delay: Duration) -> Result<(), BoxError> {
        self.sandbox
            .add_rules([Rule::pass().path(UPSTREAM).delay(delay)])?;
        Ok(())
    }

    /// How many requests for organizations reached the API behind the service.
    fn upstream(&self) -> usize {
        let journal = self.sandbox.journal();
        journal.iter().filter(|entry| entry.path == UPSTREAM).count()
    }
}

/// The status of the answer, good or bad.
async fn status(call: Call<Json>) -> Result<u16, Error> {
    match call.response().await {
        Ok(response) => Ok(response.metadata.status),
        Err(error) => error.status().ok_or(error),
    }
}

/// Prints what was found, if it is what was expected.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the expectations read better without references"
)]
fn expect<T: PartialEq + fmt::Display>(what: &str, found: T, expected: T) -> Result<(), BoxError> {
    if found == expected {
        println!("{what}: {found}");
        Ok(())
    } else {
        Err(format!("{what}: {found} instead of {expected}").into())
    }
}
