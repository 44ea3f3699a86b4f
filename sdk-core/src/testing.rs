//! Virtual time and a scripted transport for unit tests: nothing in them waits for real.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use tokio::time::Instant;

use crate::{
    runtime::{BoxFuture, Runtime},
    transport::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError},
};

/// A runtime on tokio's paused clock, with a fixed draw from the random source.
#[derive(Clone)]
pub(crate) struct VirtualRuntime {
    start: Arc<std::sync::OnceLock<Instant>>,
    draw: f64,
}

impl VirtualRuntime {
    /// Every draw gives `unit`, from `[0, 1)`.
    pub(crate) fn drawing(unit: f64) -> Self {
        Self {
            start: Arc::default(),
            draw: unit,
        }
    }
}

impl Runtime for VirtualRuntime {
    fn now(&self) -> Duration {
        // A second on the clock already, so that "a moment ago" can be expressed.
        Duration::from_secs(1) + self.start.get_or_init(Instant::now).elapsed()
    }

    fn unix_now(&self) -> Duration {
        Duration::from_secs(1_800_000_000) + self.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        tokio::spawn(task);
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss
    )]
    fn fill_random(&self, bytes: &mut [u8]) {
        let draw = ((self.draw * (1_u64 << 53) as f64) as u64) << 11;
        for (byte, value) in bytes.iter_mut().zip(draw.to_le_bytes().into_iter().cycle()) {
            *byte = value;
        }
    }
}

/// An unsigned JWT that ends at `exp`.
pub(crate) fn jwt(exp: u64) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let claims = format!(r#"{{"sub":"u-1","exp":{exp}}}"#);
    format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(&claims))
}

/// What a scripted transport does with one request.
pub(crate) enum Act {
    /// Answers with this status, these headers and this body.
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// Fails so.
    Fault(FaultKind),
    /// Never answers.
    Hang,
    /// Answers after a while.
    After(Duration, Box<Act>),
}

/// A request as it was sent, and when.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) request: HttpRequest,
    pub(crate) at: Duration,
}

/// Plays its script, then answers every request with `200 {}`.
#[derive(Clone)]
pub(crate) struct Script {
    runtime: VirtualRuntime,
    acts: Arc<Mutex<VecDeque<Act>>>,
    sent: Arc<Mutex<Vec<Sent>>>,
    dropped: Arc<AtomicUsize>,
}

impl Script {
    pub(crate) fn new(runtime: &VirtualRuntime, acts: impl IntoIterator<Item = Act>) -> Self {
        Self {
            runtime: runtime.clone(),
            acts: Arc::new(Mutex::new(acts.into_iter().collect())),
            sent: Arc::default(),
            dropped: Arc::default(),
        }
    }

    pub(crate) fn sent(&self) -> MutexGuard<'_, Vec<Sent>> {
        self.sent.lock().unwrap()
    }

    /// The times between requests.
    pub(crate) fn gaps(&self) -> Vec<Duration> {
        self.sent()
            .windows(2)
            .map(|pair| pair[1].at - pair[0].at)
            .collect()
    }

    /// How many exchanges were given up before their end.
    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        struct Given<'a>(&'a AtomicUsize, bool);
        impl Drop for Given<'_> {
            fn drop(&mut self) {
                self.0.fetch_add(usize::from(!self.1), Ordering::SeqCst);
            }
        }
        Box::pin(async move {
            let at = self.runtime.now();
            self.sent().push(Sent { request, at });
            let mut given = Given(&self.dropped, false);
            let mut act = self.acts.lock().unwrap().pop_front();
            while let Some(Act::After(delay, next)) = act {
                self.runtime.sleep(delay).await;
                act = Some(*next);
            }
            let (status, headers, body) = match act {
                Some(Act::Answer(status, headers, body)) => (status, headers, body),
                Some(Act::Fault(kind)) => {
                    given.1 = true;
                    return Err(TransportError::new(kind, "as scripted"));
                }
                Some(Act::Hang | Act::After(..)) => std::future::pending().await,
                None => (200, &[][..], "{}"),
            };
            given.1 = true;
            Ok(HttpResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers: headers
                    .iter()
                    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                    .collect(),
                body: Bytes::from_static(body.as_bytes()),
            })
        })
    }
}
