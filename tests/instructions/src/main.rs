//! `keybearer-instructions <case> <calls>`: makes so many calls and ends. Without arguments it
//! lists the cases.
//!
//! Clock, randomness and transport are fixed, and nothing leaves the process, so callgrind counts
//! the same instructions on every run.

// The list of cases is this program's output.
#![allow(clippy::print_stdout)]

use std::{
    env,
    pin::pin,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use keybearer::{
    CompositeClient, Error, ErrorCode, Properties, PuguhClient,
    composite::Event,
    puguh::{CreateOrganization, ListOrganizations},
    runtime::{BoxFuture, Runtime},
    transport::{HttpRequest, HttpResponse, Transport, TransportError},
};

const ORGANIZATION: &str = "0b7c1f0e-3a52-4a58-9d51-1f6f8c1f8f11";

const PAGE: &str = r#"{"items":[{"id":"0b7c1f0e-3a52-4a58-9d51-1f6f8c1f8f11","name":"Acme","slug":"acme","type":"team","role":"owner","created_at":"2026-01-05T09:30:00Z"}],"total":1,"page":1,"page_size":20,"has_next":false,"has_prev":false}"#;
const REFUSED: &str =
    r#"{"detail":[{"loc":["body","name"],"msg":"field required","type":"value_error.missing"}]}"#;

/// A clock that stands still. A short sleep is over at once, a timeout never comes.
struct Still;

impl Runtime for Still {
    fn now(&self) -> Duration {
        Duration::from_secs(1000)
    }

    fn unix_now(&self) -> Duration {
        Duration::from_secs(1_800_000_000)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration < Duration::from_secs(10) {
            Box::pin(std::future::ready(()))
        } else {
            Box::pin(std::future::pending())
        }
    }

    fn spawn(&self, _: BoxFuture<'static, ()>) {}

    fn fill_random(&self, bytes: &mut [u8]) {
        bytes.fill(0x55);
    }
}

/// Gives the same answers over and over.
struct Script {
    answers: Vec<(StatusCode, &'static str)>,
    next: AtomicUsize,
}

impl Transport for Script {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let (status, body) = self.answers[turn % self.answers.len()];
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONTENT_TYPE, "application/json"),
            (header::DATE, "Fri, 15 Jan 2027 08:00:00 GMT"),
            (header::HeaderName::from_static("x-request-id"), "req_5f0c1a7e9b"),
            (header::HeaderName::from_static("x-ratelimit-limit"), "1000"),
            (header::HeaderName::from_static("x-ratelimit-remaining"), "997"),
            (header::HeaderName::from_static("x-ratelimit-reset"), "1800000060"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let body = Bytes::from_static(body.as_bytes());
        Box::pin(std::future::ready(Ok(HttpResponse {
            status,
            headers,
            body,
        })))
    }
}

struct Case {
    name: &'static str,
    answers: &'static [(StatusCode, &'static str)],
    calls: fn(Script, usize) -> Result<(), Error>,
}

const CASES: &[Case] = &[
    Case {
        name: "get_with_key",
        answers: &[(StatusCode::OK, PAGE)],
        calls: |script, calls| repeat(calls, &with_key(script)?, list),
    },
    Case {
        name: "get_with_token",
        answers: &[(StatusCode::OK, PAGE)],
        calls: |script, calls| repeat(calls, &with_token(script)?, list),
    },
    Case {
        name: "post_event",
        answers: &[(StatusCode::ACCEPTED, "")],
        calls: |script, calls| repeat(calls, &composite(script)?, send),
    },
    Case {
        name: "get_503_then_200",
        answers: &[(StatusCode::SERVICE_UNAVAILABLE, ""), (StatusCode::OK, PAGE)],
        calls: |script, calls| repeat(calls, &with_key(script)?, list),
    },
    Case {
        name: "post_refused_422",
        answers: &[(StatusCode::UNPROCESSABLE_ENTITY, REFUSED)],
        calls: |script, calls| repeat(calls, &with_key(script)?, refused),
    },
];

fn with_key(script: Script) -> Result<PuguhClient, Error> {
    PuguhClient::builder()
        .api_key("pgh_live_0123456789abcdef01234567")
        .organization_id(ORGANIZATION)
        .runtime(Still)
        .transport(script)
        .build()
}

fn with_token(script: Script) -> Result<PuguhClient, Error> {
    PuguhClient::builder()
        .access_token("opaque-token-0123456789abcdef0123456789")
        .organization_id(ORGANIZATION)
        .runtime(Still)
        .transport(script)
        .build()
}

fn composite(script: Script) -> Result<CompositeClient, Error> {
    CompositeClient::builder()
        .api_key("pk_live_0123456789abcdef01234567")
        .runtime(Still)
        .transport(script)
        .build()
}

fn list(client: &PuguhClient) -> Result<(), Error> {
    finished(client.organizations().list(ListOrganizations {
        page_size: Some(20),
        ..ListOrganizations::default()
    }))
    .map(drop)
}

fn refused(client: &PuguhClient) -> Result<(), Error> {
    let call = client.organizations().create(CreateOrganization {
        name: "Acme".to_owned(),
        slug: Some("acme".to_owned()),
        description: None,
    });
    match finished(call) {
        Err(error) if error.code() == ErrorCode::InvalidRequest => Ok(()),
        other => other.map(drop),
    }
}

fn send(client: &CompositeClient) -> Result<(), Error> {
    let properties = Properties::new().with("plan", "pro").with("seats", 3);
    let mut event = Event::new("order_paid");
    event.distinct_id = Some("user-17".to_owned());
    event.properties = Some(properties);
    finished(client.events().send(event)).map(drop)
}

fn repeat<C>(calls: usize, client: &C, call: fn(&C) -> Result<(), Error>) -> Result<(), Error> {
    (0..calls).try_for_each(|_| call(client))
}

/// Nothing here ever waits, so one poll finishes a call.
fn finished<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match pin!(call).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Error::new(ErrorCode::Timeout, "the call waits for something")),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, calls] = &arguments[..] else {
        for case in CASES {
            println!("{}", case.name);
        }
        return ExitCode::SUCCESS;
    };
    let case = CASES.iter().find(|case| case.name == *name);
    let (Some(case), Ok(calls)) = (case, calls.parse()) else {
        eprintln!("usage: keybearer-instructions <case> <calls>");
        return ExitCode::from(2);
    };
    let script = Script {
        answers: case.answers.to_vec(),
        next: AtomicUsize::new(0),
    };
    match (case.calls)(script, calls) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}
