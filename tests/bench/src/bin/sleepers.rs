//! What 10,000 calls cost while they sleep before a retry: their tasks, futures, timers and
//! clients, counted by the allocator.
//!
//! A client has a retry budget of 20 retries in a burst, so the calls are spread over 500 clients
//! that share one transport. The second figure is one client whose 10,000 calls wait at the gate
//! that a 429 closed.

// The figures are this program's output.
#![allow(clippy::print_stdout)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header::RETRY_AFTER};
use keybearer::{
    Error, Event, Observer, PuguhClient,
    puguh::ListOrganizations,
    runtime::BoxFuture,
    transport::{HttpRequest, HttpResponse, Transport, TransportError},
};
use tokio::task::JoinSet;

const CALLS: usize = 10_000;
/// The retry budget of a client: 100 tokens at 5 each.
const CALLS_OF_A_CLIENT: usize = 20;

static LIVE: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counting what is live.
struct Counting;

#[allow(unsafe_code)]
// SAFETY: every call goes to the system's allocator unchanged; the counter is beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Answers everything with one status and `Retry-After: 60`.
#[derive(Clone)]
struct Unwell(StatusCode);

impl Transport for Unwell {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
        Box::pin(std::future::ready(Ok(HttpResponse {
            status: self.0,
            headers,
            body: Bytes::from_static(br#"{"detail":"not now"}"#),
        })))
    }
}

#[derive(Clone, Default)]
struct Waiting(Arc<AtomicUsize>);

impl Observer for Waiting {
    fn on_event(&self, event: &Event) {
        if matches!(event, Event::Retrying { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn client(status: StatusCode, waiting: &Waiting) -> Result<PuguhClient, Error> {
    PuguhClient::builder()
        .api_key("pgh_live_0123456789abcdef01234567")
        .organization_id("0b7c1f0e-3a52-4a58-9d51-1f6f8c1f8f11")
        .transport(Unwell(status))
        .observer(waiting.clone())
        .no_timeout()
        .build()
}

async fn list(client: PuguhClient) {
    let _ = client.organizations().list(ListOrganizations::default()).await;
}

/// Starts the calls of `clients`, lets them fall asleep, and says how many do and what they cost.
async fn measure(name: &str, clients: usize, status: StatusCode) -> Result<(), Error> {
    let waiting = Waiting::default();
    let (heap, resident) = (LIVE.load(Ordering::Relaxed), resident());
    let mut calls = JoinSet::new();
    for _ in 0..clients {
        let client = client(status, &waiting)?;
        for _ in 0..CALLS / clients {
            calls.spawn(list(client.clone()));
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let asleep = calls.len();
    let ended = std::iter::from_fn(|| calls.try_join_next()).count();
    println!("{name}_asleep\t{}", asleep - ended);
    println!("{name}_retrying\t{}", waiting.0.load(Ordering::Relaxed));
    println!("{name}_heap_bytes\t{}", LIVE.load(Ordering::Relaxed) - heap);
    println!(
        "{name}_resident_bytes\t{}",
        self::resident().saturating_sub(resident)
    );
    calls.shutdown().await;
    Ok(())
}

/// The resident set of this process; 0 where it cannot be read.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    measure(
        "backoff",
        CALLS / CALLS_OF_A_CLIENT,
        StatusCode::SERVICE_UNAVAILABLE,
    )
    .await?;
    measure("gate", 1, StatusCode::TOO_MANY_REQUESTS).await
}
