//! A call that was started: its answer can be awaited, waited for or given up.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use keybearer::ErrorCode;
use serde::Serialize;
use tokio::{
    sync::{oneshot, watch},
    task::AbortHandle,
};

use crate::{
    dispatch::Problem,
    failure::Failure,
    hooks::TokenRequest,
    runtime::{self, Executor},
};

/// What a call comes to.
pub(crate) type Outcome = Result<Answer, Failure>;
/// A call, ready to be sent.
pub(crate) type Work = BoxFuture<'static, Result<Answer, Problem>>;

/// An answer.
#[derive(Clone, Debug, Serialize, uniffi::Record)]
pub struct Answer {
    /// The answer as JSON, its members named as on the wire; `null` if there is nothing of use.
    pub value: String,
    /// What came with it, if the call's options asked for `metadata`.
    pub metadata: Option<Metadata>,
}

/// What came with an answer besides its body. Durations are seconds.
#[derive(Clone, Debug, Serialize, uniffi::Record)]
pub struct Metadata {
    /// The HTTP status.
    pub status: u16,
    /// The headers, in the order in which they came.
    pub headers: Vec<Header>,
    /// The request's id at the server.
    pub request_id: Option<String>,
    /// What the answer says of the rate limit.
    pub rate_limit: Option<RateLimit>,
    /// How many attempts were sent.
    pub attempts: u32,
    /// How long the call took, waits included.
    pub elapsed: f64,
}

/// One header of an answer; bytes that are not UTF-8 are replaced.
#[derive(Clone, Debug, Serialize, uniffi::Record)]
pub struct Header {
    /// In lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A rate limit, as the last answer told it.
#[derive(Clone, Copy, Debug, Serialize, uniffi::Record)]
pub struct RateLimit {
    /// How many requests the window allows.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// Seconds until the window starts anew.
    pub reset: Option<f64>,
}

impl From<keybearer::RateLimit> for RateLimit {
    fn from(limit: keybearer::RateLimit) -> Self {
        Self {
            limit: limit.limit,
            remaining: limit.remaining,
            reset: limit.reset.map(|reset| reset.as_secs_f64()),
        }
    }
}

impl From<&keybearer::Metadata> for Metadata {
    fn from(metadata: &keybearer::Metadata) -> Self {
        Self {
            status: metadata.status,
            headers: metadata
                .headers
                .iter()
                .map(|(name, value)| Header {
                    name: name.as_str().to_owned(),
                    value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
                })
                .collect(),
            request_id: metadata.request_id.clone(),
            rate_limit: metadata.rate_limit.map(RateLimit::from),
            attempts: metadata.attempts,
            elapsed: metadata.elapsed.as_secs_f64(),
        }
    }
}

/// A call under way. It was sent when it was made; dropping it gives it up.
#[derive(uniffi::Object)]
pub struct Running {
    outcome: Shared<BoxFuture<'static, Outcome>>,
    task: AbortHandle,
    executor: Arc<Executor>,
    process: u32,
    cancel: Mutex<Option<oneshot::Sender<()>>>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").finish_non_exhaustive()
    }
}

impl Running {
    /// Sends `work`; `closed` turns true when the client is closed.
    pub(crate) fn start(work: Work, closed: watch::Receiver<bool>) -> Result<Arc<Self>, Failure> {
        let executor = runtime::executor().map_err(|error| no_thread(&error))?;
        let (cancel, cancelled) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let task = executor.handle().spawn(async move {
            let outcome = tokio::select! {
                biased;
                outcome = guarded(work) => outcome,
                _ = cancelled => Err(given_up()),
                () = closing(closed) => Err(Failure::cancelled("the client was closed", "client_closed")),
            };
            // Nobody may be left to hear it.
            let _ = tell.send(outcome);
        });
        let outcome = told.map(|told| told.unwrap_or_else(|_| Err(given_up()))).boxed();
        Ok(Arc::new(Self {
            outcome: outcome.shared(),
            task: task.abort_handle(),
            executor,
            process: std::process::id(),
            cancel: Mutex::new(Some(cancel)),
        }))
    }
}

#[uniffi::export]
impl Running {
    /// The answer. It may be asked for any number of times; to stop asking does not give up the
    /// call, `cancel` does.
    pub async fn result(&self) -> Result<Answer, Failure> {
        self.outcome.clone().await
    }

    /// Blocks until the answer is there, but no longer than so many milliseconds; `None` if it is
    /// not there by then. Not to be called on a thread that runs an event loop.
    pub fn block(&self, milliseconds: u64) -> Result<Option<Answer>, Failure> {
        let patience = Duration::from_millis(milliseconds);
        let outcome = self.outcome.clone();
        let waited = self
            .executor
            .block_on(async move { tokio::time::timeout(patience, outcome).await });
        waited.map_or(Ok(None), |outcome| outcome.map(Some))
    }

    /// Gives the call up: its connection is closed, and all who wait for it get the code
    /// `cancelled`. After the answer it has no effect.
    pub fn cancel(&self) {
        let cancel = self.cancel.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(cancel) = cancel {
            let _ = cancel.send(());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // In a child process there is no task, and what it ran on must not be touched.
        if self.process == std::process::id() {
            self.task.abort();
        }
    }
}

/// Runs `work`; a panic of it is a failure like any other.
pub(crate) async fn guarded(work: Work) -> Outcome {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(outcome) => outcome.map_err(Failure::from),
        Err(_) => Err(Failure::new(
            ErrorCode::Callback,
            "the call panicked: please report it",
            "panicked",
        )),
    }
}

/// Completes when the client is closed.
pub(crate) async fn closing(mut closed: watch::Receiver<bool>) {
    // Without a sender the client is gone, and with it whoever could close it.
    if closed.wait_for(|closed| *closed).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// `work` as a call that is made within `request`: it is polled there, so that the core sees where
/// it comes from, and what it fails with is remembered for `reject`.
fn within(request: Arc<TokenRequest>, work: Work) -> Work {
    async move {
        let (tell, told) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let adopted = async move {
            // Dropped without a word when whoever waits for it is.
            tokio::select! {
                biased;
                outcome = work => { let _ = tell.send(outcome); }
                _ = stopped => {}
            }
        };
        if let Err(call) = request.adopt(adopted.boxed()) {
            tokio::spawn(call);
        }
        let outcome = told.await.unwrap_or_else(|_| Err(given_up().into()));
        drop(stop);
        if let Err(Problem::Core(error)) = &outcome {
            request.note(error);
        }
        outcome
    }
    .boxed()
}

/// `work` as a call that is made within `request`, if there is one.
pub(crate) fn inside(request: Option<Arc<TokenRequest>>, work: Work) -> Work {
    match request {
        Some(request) => within(request, work),
        None => work,
    }
}

pub(crate) fn given_up() -> Failure {
    Failure::cancelled("the call was cancelled", "")
}

pub(crate) fn no_thread(error: &std::io::Error) -> Failure {
    Failure::new(
        ErrorCode::InvalidConfig,
        format!("the operating system gives no thread to run calls on: {error}"),
        "no_thread",
    )
}
