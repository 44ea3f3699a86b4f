//! No lock is held while code of the caller's runs: all of it may use the client it was given to.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::{
    cell::Cell,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use futures_util::FutureExt;
use http::{HeaderMap, StatusCode};
use keybearer::{
    Event, MemoryTokenStore, Observer, Pacing, PuguhClient, StoreError, StoreLock, StoredTokens, TokenStore,
    Tokens,
    puguh::ListOrganizations,
    runtime::{BoxFuture, Runtime, TokioRuntime},
    transport::{FaultKind, HttpRequest, HttpResponse, Transport, TransportError},
};

/// Everything that the client calls, and that calls the client in turn.
#[derive(Clone, Default)]
struct Intruder {
    client: Arc<OnceLock<PuguhClient>>,
    intrusions: Arc<AtomicU32>,
    sent: Arc<AtomicU32>,
    inner: TokioRuntime,
    store: Arc<MemoryTokenStore>,
}

thread_local! {
    static INTRUDING: Cell<bool> = const { Cell::new(false) };
}

impl Intruder {
    /// Takes every lock that there is: of scopes, gates, pacing, budget and session.
    fn intrude(&self) {
        let Some(client) = self.client.get() else {
            return;
        };
        if INTRUDING.replace(true) {
            return;
        }
        self.intrusions.fetch_add(1, Ordering::Relaxed);
        let _ = client.rate_limit();
        let _ = client.set_api_key("pgh_0123456789");
        let _ = list(client).now_or_never();
        INTRUDING.set(false);
    }
}

async fn list(client: &PuguhClient) -> Result<(), keybearer::Error> {
    client
        .organizations()
        .list(ListOrganizations::default())
        .await
        .map(|_| ())
}

impl Runtime for Intruder {
    fn now(&self) -> Duration {
        self.intrude();
        self.inner.now()
    }

    fn unix_now(&self) -> Duration {
        self.intrude();
        self.inner.unix_now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.intrude();
        self.inner.sleep(duration)
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        self.intrude();
        self.inner.spawn(task);
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.intrude();
        bytes.fill(7);
    }
}

impl Transport for Intruder {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.intrude();
        let intruding = INTRUDING.get();
        Box::pin(async move {
            if intruding {
                return std::future::pending().await;
            }
            let mut headers = HeaderMap::new();
            headers.insert("date", "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
            headers.insert("x-ratelimit-limit", "60".parse().unwrap());
            headers.insert("x-ratelimit-remaining", "59".parse().unwrap());
            let status = match self.sent.fetch_add(1, Ordering::Relaxed) {
                0 => 401,
                1 => 503,
                2 => {
                    headers.insert("retry-after", "1".parse().unwrap());
                    429
                }
                3 => return Err(TransportError::new(FaultKind::NotSent, "connection refused")),
                _ => 200,
            };
            Ok(HttpResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers,
                body: r#"{"items":[]}"#.into(),
            })
        })
    }
}

impl Observer for Intruder {
    fn on_event(&self, _: &Event) {
        self.intrude();
    }
}

impl TokenStore for Intruder {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        self.intrude();
        self.store.load()
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        self.intrude();
        self.store.save(tokens)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.intrude();
        self.store.clear()
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        self.intrude();
        self.store.lock()
    }
}

/// Good for a long time by its own account.
const TOKEN: &str = "e30.eyJleHAiOjQxMDI0NDQ4MDB9.x";

async fn everything(intruder: Intruder) {
    let in_callback = intruder.clone();
    let client = PuguhClient::builder()
        .access_token(TOKEN)
        .on_token_expired(move |_| {
            in_callback.intrude();
            async { Ok(Tokens::new("another").with_expires_in(Duration::from_secs(3600))) }
        })
        .token_store(intruder.clone())
        .pacing(Pacing::new(1000.0, 1000))
        .transport(intruder.clone())
        .runtime(intruder.clone())
        .observer(intruder.clone())
        .build()
        .unwrap();
    assert!(intruder.client.set(client.clone()).is_ok());
    // A 401, a refresh, a 503, a 429, a refused connection, a success.
    list(&client).await.unwrap();
    client.sign_out().await.unwrap();
    assert!(list(&client).await.is_err());
    client.set_tokens(TOKEN).await.unwrap();
    list(&client).await.unwrap();
}

#[test]
fn code_of_the_callers_may_use_the_client_wherever_it_is_called() {
    let intruder = Intruder::default();
    let (done, finished) = mpsc::channel();
    let watched = intruder.clone();
    // On a thread of its own: a lock that is taken twice would never give it back.
    let thread = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(everything(watched));
        let _ = done.send(());
    });
    let result = finished.recv_timeout(Duration::from_secs(20));
    assert_ne!(
        result,
        Err(mpsc::RecvTimeoutError::Timeout),
        "a lock was held while code of the caller's ran"
    );
    thread.join().unwrap();
    assert!(intruder.intrusions.load(Ordering::Relaxed) > 50);
}
