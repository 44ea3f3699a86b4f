use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use futures_util::future::join_all;
use tokio::sync::Semaphore;

use super::*;
use crate::{
    BoxError, Event, MemoryTokenStore, StoredTokens, TokenStore,
    testing::{VirtualRuntime, jwt},
};

const SECOND: Duration = Duration::from_secs(1);

/// What the pipeline does with a session, for a call without a deadline.
impl Session {
    async fn authorize(&self, scope: &[u8]) -> Result<(HeaderValue, u64), Error> {
        let (mut current, due) = self.due(scope);
        if let Some(reason) = due {
            let generation = current.as_ref().map_or(0, |current| current.generation());
            let refreshed = self.refreshed(generation, reason, None).await;
            current = Some(self.sign(current, refreshed.unwrap())?);
        }
        let current = current.unwrap();
        Ok((current.header().clone(), current.generation()))
    }

    async fn rejected(&self, generation: u64, scope: &[u8]) -> Result<Recovery, Error> {
        if let Some(recovery) = self.note_rejection(generation, scope)? {
            return Ok(recovery);
        }
        let refreshed = self.refreshed(generation, ExpiryReason::Rejected, None).await;
        refreshed.unwrap().map(|()| Recovery::Replay)
    }
}

/// A session under test, on virtual time.
struct Bench {
    runtime: VirtualRuntime,
    events: Arc<Mutex<Vec<Event>>>,
    store: Option<Arc<MemoryTokenStore>>,
}

impl Bench {
    fn new() -> Self {
        Self {
            runtime: VirtualRuntime::drawing(0.5),
            events: Arc::default(),
            store: None,
        }
    }

    fn session(&self, refresher: Option<Refresher>, tokens: Option<Tokens>) -> Arc<Session> {
        let events = self.events.clone();
        let observer = move |event: &Event| events.lock().unwrap().push(event.clone());
        let store = self.store.clone().map(|store| store as Arc<dyn Store>);
        let parts = SessionParts {
            runtime: Arc::new(self.runtime.clone()),
            observers: Observers::new(Some(Arc::new(observer))),
            store,
            refresher,
            refresh_token: None,
        };
        Session::new(parts, tokens).unwrap()
    }

    async fn pass(&self, time: Duration) {
        self.runtime.sleep(time).await;
    }
}

fn callback<F, Fut>(callback: F) -> Option<Refresher>
where
    F: Fn(TokenExpired) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Tokens, BoxError>> + Send + 'static,
{
    Some(Refresher::Callback(Arc::new(callback)))
}

/// A callback that counts its calls and gives `new-1`, `new-2`, …
fn counting(calls: &Arc<AtomicU32>) -> Option<Refresher> {
    let calls = calls.clone();
    callback(move |_| {
        let number = calls.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok(Tokens::new(format!("new-{number}"))) }
    })
}

fn text(signature: &(HeaderValue, u64)) -> &str {
    signature.0.to_str().unwrap()
}

fn lived(token: &str, seconds: u64) -> Option<Tokens> {
    Some(Tokens::new(token).with_expires_in(SECOND * u32::try_from(seconds).unwrap()))
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_on_an_expired_token_make_one_refresh() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), lived("old", 10));
    bench.pass(SECOND * 11).await;
    let signatures = join_all((0..1000).map(|_| session.authorize(b"o"))).await;
    assert!(
        signatures
            .iter()
            .all(|signature| text(signature.as_ref().unwrap()) == "Bearer new-1")
    );
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_rejections_of_one_generation_make_one_refresh() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), Some(Tokens::new("old")));
    let recoveries = join_all((0..1000).map(|_| session.rejected(1, b"o"))).await;
    assert!(
        recoveries
            .iter()
            .all(|recovery| *recovery.as_ref().unwrap() == Recovery::Replay)
    );
    // One that comes late, signed by the old generation, replays with what there is.
    assert_eq!(session.rejected(1, b"o").await.unwrap(), Recovery::Replay);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn the_caller_that_started_a_refresh_can_leave_without_stopping_it() {
    let bench = Bench::new();
    let gate = Arc::new(Semaphore::new(0));
    let waiting = gate.clone();
    let refresher = callback(move |_| {
        let gate = waiting.clone();
        async move {
            gate.acquire().await?.forget();
            Ok(Tokens::new("new"))
        }
    });
    let session = bench.session(refresher, lived("old", 10));
    bench.pass(SECOND * 11).await;
    let starter = tokio::time::timeout(SECOND, session.authorize(b"o")).await;
    assert!(starter.is_err());
    gate.add_permits(1);
    bench.pass(SECOND).await;
    let signature = session.signature(bench.runtime.now()).unwrap();
    assert_eq!(signature.header(), "Bearer new");
}

#[tokio::test(start_paused = true)]
async fn in_the_advisory_window_the_token_is_served_and_renewed_behind() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), lived("old", 1000));
    bench.pass(SECOND * 899).await;
    assert!(session.signature(bench.runtime.now()).is_some(), "not due yet");
    bench.pass(SECOND * 2).await;
    for _ in 0..10 {
        assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer old");
    }
    bench.pass(SECOND).await;
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer new-1");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn in_the_mandatory_window_callers_wait_but_a_failure_keeps_the_valid_token() {
    let bench = Bench::new();
    let refresher = callback(|_| async { Err("the identity provider is down".into()) });
    let session = bench.session(refresher, lived("old", 1000));
    bench.pass(SECOND * 980).await;
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer old");
    bench.pass(SECOND * 21).await;
    let error = session.authorize(b"o").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::TokenRefreshFailed);
    assert!(error.message().contains("identity provider is down"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn after_a_failure_refreshes_pause_longer_each_time() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let counted = calls.clone();
    let refresher = callback(move |expired| {
        assert_eq!(expired.attempt, counted.fetch_add(1, Ordering::SeqCst) + 1);
        async { Err("down".into()) }
    });
    let session = bench.session(refresher, Some(Tokens::new("old")));
    // Draws of one half: pauses of half of 1, 2, 4, 8, 16 and then 30 seconds.
    for pause in [500, 1000, 2000, 4000, 8000, 15_000, 15_000] {
        let before = calls.load(Ordering::SeqCst);
        let error = session.rejected(1, b"o").await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_millis(pause)));
        let error = session.rejected(1, b"o").await.unwrap_err();
        assert!(error.retry_after().is_some() && error.retryable());
        assert_eq!(
            calls.load(Ordering::SeqCst),
            before + 1,
            "no refresh while cooling down"
        );
        bench.pass(Duration::from_millis(pause)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_a_callback_does_its_callers_get_a_typed_error() {
    let hang = callback(|_| std::future::pending());
    let panic = callback(|_| async { panic!("in the callback") });
    let sync_panic =
        callback(|_| -> futures_util::future::Ready<Result<Tokens, BoxError>> { panic!("at once") });
    let same = callback(|_| async { Ok(Tokens::new("old")) });
    let empty = callback(|_| async { Ok(Tokens::new(" ")) });
    let malformed = callback(|_| async { Ok(Tokens::new("a\nb")) });
    for (refresher, reason) in [
        (hang, "callback_timeout"),
        (panic, "callback_panicked"),
        (sync_panic, "callback_panicked"),
        (same, "callback_same_token"),
        (empty, "callback_invalid_token"),
        (malformed, "callback_invalid_token"),
    ] {
        let bench = Bench::new();
        let session = bench.session(refresher, Some(Tokens::new("old")));
        let start = bench.runtime.now();
        let error = session.rejected(1, b"o").await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::TokenRefreshFailed, "{reason}");
        assert_eq!(error.reason(), Some(reason));
        assert!(bench.runtime.now() - start <= SECOND * 31);
    }
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_needs_its_own_token_is_told_so_at_once() {
    let bench = Bench::new();
    let slot: Arc<Mutex<Option<Arc<Session>>>> = Arc::default();
    let inner = slot.clone();
    let refresher = callback(move |_| {
        let session = inner.lock().unwrap().clone().unwrap();
        async move {
            session.rejected(1, b"o").await?;
            Ok(Tokens::new("never"))
        }
    });
    let session = bench.session(refresher, Some(Tokens::new("old")));
    *slot.lock().unwrap() = Some(session.clone());
    let start = bench.runtime.now();
    let error = session.rejected(1, b"o").await.unwrap_err();
    assert_eq!(error.reason(), Some("callback_reentrant"));
    assert!(bench.runtime.now() - start < SECOND);
    let inner = std::error::Error::source(&error)
        .unwrap()
        .downcast_ref::<Error>()
        .unwrap();
    assert_eq!(inner.code(), ErrorCode::Callback);
    *slot.lock().unwrap() = None;
}

#[tokio::test(start_paused = true)]
async fn two_generations_rejected_within_a_minute_stop_refreshing_for_a_minute() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), Some(Tokens::new("old")));
    assert_eq!(session.rejected(1, b"o").await.unwrap(), Recovery::Replay);
    assert_eq!(session.note_rejection(2, b"o").unwrap(), Some(Recovery::Surface));
    assert_eq!(session.rejected(2, b"o").await.unwrap(), Recovery::Surface);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    bench.pass(SECOND * 61).await;
    assert_eq!(session.rejected(2, b"o").await.unwrap(), Recovery::Replay);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_way_to_refresh_a_rejection_is_the_answer() {
    let bench = Bench::new();
    let session = bench.session(None, lived("old", 10));
    assert_eq!(session.rejected(1, b"o").await.unwrap(), Recovery::Surface);
    bench.pass(SECOND * 20).await;
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer old");
}

#[tokio::test(start_paused = true)]
async fn the_expiry_is_read_from_the_token_and_moves_with_the_servers_clock() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let token = jwt(bench.runtime.unix_now().as_secs() + 1000);
    let session = bench.session(counting(&calls), Some(Tokens::new(token.as_str())));
    bench.pass(SECOND * 500).await;
    assert!(session.signature(bench.runtime.now()).is_some());
    // The server is 495 seconds ahead: only five are left.
    session.learn_skew(495);
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer new-1");
}

#[tokio::test(start_paused = true)]
async fn signing_out_discards_what_a_flight_brings_home() {
    let bench = Bench::new();
    let refresher = callback(|_| async {
        tokio::time::sleep(SECOND * 5).await;
        Ok(Tokens::new("too late"))
    });
    let session = bench.session(refresher, Some(Tokens::new("old")));
    let waiter = tokio::spawn({
        let session = session.clone();
        async move { session.rejected(1, b"o").await }
    });
    bench.pass(SECOND).await;
    session.sign_out().await.unwrap();
    let error = waiter.await.unwrap().unwrap_err();
    assert_eq!(error.code(), ErrorCode::SessionExpired);
    bench.pass(SECOND * 10).await;
    assert_eq!(
        session.authorize(b"o").await.unwrap_err().code(),
        ErrorCode::SessionExpired
    );
    session.set_tokens(Tokens::new("again")).unwrap().await.unwrap();
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer again");
}

#[tokio::test]
async fn a_flight_that_dies_with_its_runtime_leaves_the_session_usable() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let counted = calls.clone();
    let refresher = callback(move |_| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                std::future::pending::<()>().await;
            }
            Ok(Tokens::new("new"))
        }
    });
    let session = bench.session(refresher, Some(Tokens::new("old")));
    let dying = session.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let _ = tokio::time::timeout(Duration::from_millis(10), dying.rejected(1, b"o")).await;
        });
    })
    .join()
    .unwrap();
    assert_eq!(session.rejected(1, b"o").await.unwrap(), Recovery::Replay);
}

/// A refresh endpoint with scripted answers.
struct Endpoint {
    answers: Mutex<Vec<Result<Tokens, GrantError>>>,
    seen: Arc<Mutex<Vec<(String, bool)>>>,
    rotates: bool,
}

impl Grant for Endpoint {
    fn refresh(&self, token: Secret, rotating: bool) -> BoxFuture<'_, Result<Tokens, GrantError>> {
        self.seen
            .lock()
            .unwrap()
            .push((token.expose().to_owned(), rotating));
        let answer = self.answers.lock().unwrap().remove(0);
        Box::pin(async { answer })
    }

    fn rotates(&self) -> bool {
        self.rotates
    }
}

type Seen = Arc<Mutex<Vec<(String, bool)>>>;

fn endpoint(rotates: bool, answers: Vec<Result<Tokens, GrantError>>) -> (Option<Refresher>, Seen) {
    let seen = Seen::default();
    let grant = Endpoint {
        answers: Mutex::new(answers),
        seen: seen.clone(),
        rotates,
    };
    (Some(Refresher::Grant(Arc::new(grant))), seen)
}

fn lost() -> Result<Tokens, GrantError> {
    Err(GrantError::unknown(Error::new(ErrorCode::Timeout, "no answer")))
}

fn pair(access: &str, refresh: &str) -> Tokens {
    Tokens::new(access).with_refresh_token(refresh)
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_goes_on_until_the_server_gives_another() {
    let bench = Bench::new();
    let answers = vec![Ok(Tokens::new("a2")), Ok(pair("a3", "r2")), Ok(pair("a4", "r3"))];
    let (refresher, seen) = endpoint(false, answers);
    let session = bench.session(refresher, Some(pair("a1", "r1")));
    for generation in 1..=3 {
        session.rejected(generation, b"o").await.unwrap();
        bench.pass(SECOND * 61).await;
    }
    let expected =
        [("r1", false), ("r1", false), ("r2", true)].map(|(token, rotating)| (token.to_owned(), rotating));
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_refresh_token_ends_the_session_without_further_requests() {
    let bench = Bench::new();
    let refused = GrantError::terminal(Error::new(ErrorCode::TokenRefreshFailed, "invalid_grant"));
    let (refresher, seen) = endpoint(false, vec![Err(refused)]);
    let session = bench.session(refresher, Some(pair("a1", "r1")));
    for _ in 0..5 {
        let error = session.rejected(1, b"o").await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::SessionExpired);
        assert!(!error.retryable() && error.retry_after().is_none());
        assert_eq!(
            session.authorize(b"o").await.unwrap_err().code(),
            ErrorCode::SessionExpired
        );
        bench.pass(SECOND * 100).await;
    }
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_rotating_refresh_with_unknown_outcome_is_tried_once_more_and_only_when_it_must() {
    let bench = Bench::new();
    let (refresher, seen) = endpoint(true, vec![lost(), lost()]);
    let tokens = pair("a1", "r1").with_expires_in(SECOND * 1000);
    let session = bench.session(refresher, Some(tokens));
    // Advisory window: tried once, the valid token stays in use.
    bench.pass(SECOND * 910).await;
    for _ in 0..5 {
        assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer a1");
        bench.pass(SECOND * 5).await;
    }
    assert_eq!(seen.lock().unwrap().len(), 1);
    // Mandatory window: once more, and never again.
    bench.pass(SECOND * 40).await;
    for _ in 0..5 {
        assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer a1");
        bench.pass(SECOND).await;
    }
    assert_eq!(seen.lock().unwrap().len(), 2);
    bench.pass(SECOND * 60).await;
    assert_eq!(
        session.authorize(b"o").await.unwrap_err().code(),
        ErrorCode::SessionExpired
    );
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_of_a_refresh_that_spends_nothing_is_simply_tried_again() {
    let bench = Bench::new();
    let (refresher, seen) = endpoint(false, vec![lost(), lost(), lost(), Ok(Tokens::new("a2"))]);
    let session = bench.session(refresher, Some(pair("a1", "r1")));
    for _ in 0..3 {
        assert_eq!(
            session.rejected(1, b"o").await.unwrap_err().code(),
            ErrorCode::TokenRefreshFailed
        );
        bench.pass(SECOND * 30).await;
    }
    assert_eq!(session.rejected(1, b"o").await.unwrap(), Recovery::Replay);
    assert_eq!(seen.lock().unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_another_process_has_refreshed_is_taken_from_the_store() {
    let mut bench = Bench::new();
    let store = Arc::new(MemoryTokenStore::new());
    bench.store = Some(store.clone());
    let (refresher, seen) = endpoint(true, vec![Ok(pair("a3", "r3"))]);
    let session = bench.session(refresher, None);
    let other = |access: &str, refresh: &str, end: Duration| StoredTokens {
        access_token: access.into(),
        refresh_token: Some(refresh.into()),
        expires_at: Some(end.as_secs()),
    };
    let end = bench.runtime.unix_now() + SECOND * 1000;
    store.save(other("a1", "r1", end)).await.unwrap();
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer a1");
    // Another process refreshes before we do.
    store.save(other("a2", "r2", end + SECOND * 1000)).await.unwrap();
    bench.pass(SECOND * 1001).await;
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer a2");
    assert!(seen.lock().unwrap().is_empty());
    // Nobody else did this time: refreshed with the token that was found, and saved.
    bench.pass(SECOND * 1001).await;
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer a3");
    assert_eq!(seen.lock().unwrap()[0].0, "r2");
    assert_eq!(store.load().await.unwrap().unwrap().access_token.expose(), "a3");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_has_gone_stale_still_gives_its_refresh_token() {
    let mut bench = Bench::new();
    let store = Arc::new(MemoryTokenStore::new());
    bench.store = Some(store.clone());
    let (refresher, seen) = endpoint(true, vec![Ok(pair("a2", "r2"))]);
    let session = bench.session(refresher, None);
    let old = StoredTokens {
        access_token: "a1".into(),
        refresh_token: Some("r1".into()),
        expires_at: Some(1),
    };
    store.save(old).await.unwrap();
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer a2");
    assert_eq!(*seen.lock().unwrap(), [("r1".to_owned(), true)]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_holds_no_token_is_an_error_unless_it_would_have_ended() {
    let mut bench = Bench::new();
    let store = Arc::new(MemoryTokenStore::new());
    bench.store = Some(store.clone());
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), None);
    let mut odd = StoredTokens {
        access_token: "a 1".into(),
        refresh_token: None,
        expires_at: None,
    };
    store.save(odd.clone()).await.unwrap();
    let error = session.authorize(b"o").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::TokenRefreshFailed);
    assert!(error.message().starts_with("access_token "), "{error}");
    odd.expires_at = Some(1);
    store.save(odd).await.unwrap();
    bench.pass(SECOND * 60).await;
    session.authorize(b"o").await.unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn an_empty_store_and_no_token_is_no_session() {
    let mut bench = Bench::new();
    bench.store = Some(Arc::default());
    let (refresher, _) = endpoint(false, Vec::new());
    let session = bench.session(refresher, None);
    assert_eq!(
        session.authorize(b"o").await.unwrap_err().code(),
        ErrorCode::SessionExpired
    );
}

struct BrokenStore;

impl TokenStore for BrokenStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, crate::StoreError>> {
        Box::pin(async { Err(crate::StoreError::new("read tokens", "disk on fire")) })
    }

    fn save(&self, _: StoredTokens) -> BoxFuture<'_, Result<(), crate::StoreError>> {
        Box::pin(std::future::pending())
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), crate::StoreError>> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_or_hangs_is_reported_and_loses_no_tokens() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let events = bench.events.clone();
    let observer = move |event: &Event| events.lock().unwrap().push(event.clone());
    let parts = SessionParts {
        runtime: Arc::new(bench.runtime.clone()),
        observers: Observers::new(Some(Arc::new(observer))),
        store: Some(Arc::new(BrokenStore)),
        refresher: counting(&calls),
        refresh_token: None,
    };
    let session = Session::new(parts, None).unwrap();
    assert_eq!(text(&session.authorize(b"o").await.unwrap()), "Bearer new-1");
    let events = bench.events.lock().unwrap();
    let reports = events
        .iter()
        .filter(|event| matches!(event, Event::TokenStoreFailed { .. }));
    assert_eq!(reports.count(), 2, "{events:?}");
}

#[tokio::test(start_paused = true)]
async fn the_observer_learns_of_refreshes_and_of_no_token() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), Some(Tokens::new("old")));
    session.rejected(1, b"o").await.unwrap();
    let events = bench.events.lock().unwrap();
    assert!(matches!(
        events[..],
        [Event::TokenRefreshed {
            generation: 2,
            reason: "rejected",
            ..
        }]
    ));
    assert!(!format!("{events:?}").contains("new-1"));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hands_out_dead_tokens_is_not_asked_for_more_and_more() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let counted = calls.clone();
    let dead = jwt(bench.runtime.unix_now().as_secs() - 10);
    let refresher = callback(move |_| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        let token = format!("{dead}{number}");
        async move { Ok(Tokens::new(token)) }
    });
    let session = bench.session(refresher, Some(Tokens::new("old")));
    for _ in 0..10 {
        let (_, generation) = session.authorize(b"o").await.unwrap();
        let _ = session.rejected(generation, b"o").await.unwrap();
    }
    assert!(calls.load(Ordering::SeqCst) <= 3, "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn what_stops_the_refreshing_for_one_scope_does_not_stop_it_for_another() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), Some(Tokens::new("old")));
    session.rejected(1, b"one").await.unwrap();
    assert_eq!(session.rejected(2, b"one").await.unwrap(), Recovery::Surface);
    assert_eq!(session.rejected(2, b"two").await.unwrap(), Recovery::Replay);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

/// A store whose saves and loads take time, fail on demand, and are written down.
#[derive(Default)]
struct SlowStore {
    kept: Mutex<Option<StoredTokens>>,
    failing_saves: AtomicU32,
    failing_loads: AtomicU32,
}

impl SlowStore {
    fn access_token(&self) -> Option<String> {
        let kept = self.kept.lock().unwrap();
        kept.as_ref().map(|kept| kept.access_token.expose().to_owned())
    }

    fn fails(count: &AtomicU32) -> bool {
        count
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
            .is_ok()
    }
}

impl TokenStore for SlowStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, crate::StoreError>> {
        Box::pin(async {
            if Self::fails(&self.failing_loads) {
                return Err(crate::StoreError::new("read tokens", "not now"));
            }
            Ok(self.kept.lock().unwrap().clone())
        })
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), crate::StoreError>> {
        Box::pin(async {
            tokio::time::sleep(SECOND).await;
            if Self::fails(&self.failing_saves) {
                return Err(crate::StoreError::new("save tokens", "not now"));
            }
            *self.kept.lock().unwrap() = Some(tokens);
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), crate::StoreError>> {
        Box::pin(async {
            tokio::time::sleep(SECOND).await;
            *self.kept.lock().unwrap() = None;
            Ok(())
        })
    }
}

fn stored_session(
    bench: &Bench,
    store: &Arc<SlowStore>,
    refresher: Option<Refresher>,
    tokens: Option<Tokens>,
) -> Arc<Session> {
    let parts = SessionParts {
        runtime: Arc::new(bench.runtime.clone()),
        observers: Observers::default(),
        store: Some(store.clone()),
        refresher,
        refresh_token: None,
    };
    Session::new(parts, tokens).unwrap()
}

#[tokio::test(start_paused = true)]
async fn who_signs_in_during_a_refresh_is_who_is_signed_in_afterwards_in_the_store_too() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let (refresher, seen) = endpoint(true, vec![Ok(pair("alice-2", "ra-2")), Ok(pair("bob-2", "rb-2"))]);
    let session = stored_session(&bench, &store, refresher, Some(pair("alice-1", "ra-1")));
    let flight = tokio::spawn({
        let session = session.clone();
        async move { session.rejected(1, b"o").await }
    });
    // The flight saves what it was given (1 s), refreshes, and is now saving the new tokens.
    bench.pass(Duration::from_millis(1500)).await;
    session.set_tokens(pair("bob-1", "rb-1")).unwrap().await.unwrap();
    flight.await.unwrap().unwrap();
    assert_eq!(store.access_token().as_deref(), Some("bob-1"));
    let (signature, generation) = session.authorize(b"o").await.unwrap();
    assert_eq!(signature, "Bearer bob-1");
    session.rejected(generation, b"o").await.unwrap();
    assert_eq!(session.authorize(b"o").await.unwrap().0, "Bearer bob-2");
    assert_eq!(seen.lock().unwrap()[1].0, "rb-1");
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_during_a_refresh_leaves_nothing_in_the_store() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let (refresher, _) = endpoint(true, vec![Ok(pair("a-2", "r-2"))]);
    let session = stored_session(&bench, &store, refresher, Some(pair("a-1", "r-1")));
    let flight = tokio::spawn({
        let session = session.clone();
        async move { session.rejected(1, b"o").await }
    });
    bench.pass(Duration::from_millis(1500)).await;
    session.sign_out().await.unwrap();
    assert_eq!(
        flight.await.unwrap().unwrap_err().code(),
        ErrorCode::SessionExpired
    );
    bench.pass(SECOND * 10).await;
    assert_eq!(store.access_token(), None);
}

#[tokio::test(start_paused = true)]
async fn signing_in_and_out_is_finished_even_if_nobody_waits_for_it() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let session = stored_session(&bench, &store, None, Some(pair("alice", "ra")));
    let left = tokio::time::timeout(
        Duration::from_millis(1),
        session.set_tokens(pair("bob", "rb")).unwrap(),
    )
    .await;
    assert!(left.is_err());
    bench.pass(SECOND * 5).await;
    assert_eq!(store.access_token().as_deref(), Some("bob"));
    let left = tokio::time::timeout(Duration::from_millis(1), session.sign_out()).await;
    assert!(left.is_err());
    bench.pass(SECOND * 5).await;
    assert_eq!(store.access_token(), None);
}

#[tokio::test(start_paused = true)]
async fn a_save_that_failed_never_makes_the_store_more_trusted_than_memory() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let answers = vec![Ok(pair("a-2", "r-2")), Ok(pair("a-3", "r-3"))];
    let (refresher, seen) = endpoint(true, answers);
    let session = stored_session(&bench, &store, refresher, None);
    let first = StoredTokens {
        access_token: "a-1".into(),
        refresh_token: Some("r-1".into()),
        expires_at: None,
    };
    *store.kept.lock().unwrap() = Some(first);
    let (_, generation) = session.authorize(b"o").await.unwrap();
    store.failing_saves.store(1, Ordering::SeqCst);
    session.rejected(generation, b"o").await.unwrap();
    assert_eq!(store.access_token().as_deref(), Some("a-1"), "the save failed");
    bench.pass(SECOND * 61).await;
    let (signature, generation) = session.authorize(b"o").await.unwrap();
    assert_eq!(signature, "Bearer a-2");
    session.rejected(generation, b"o").await.unwrap();
    let tokens: Vec<_> = seen
        .lock()
        .unwrap()
        .iter()
        .map(|(token, _)| token.clone())
        .collect();
    assert_eq!(tokens, ["r-1", "r-2"]);
    assert_eq!(store.access_token().as_deref(), Some("a-3"));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_read_for_once_does_not_end_the_session() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let (refresher, _) = endpoint(true, Vec::new());
    let session = stored_session(&bench, &store, refresher, None);
    store.failing_loads.store(1, Ordering::SeqCst);
    let error = session.authorize(b"o").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::TokenRefreshFailed);
    let found = StoredTokens {
        access_token: "a-1".into(),
        refresh_token: Some("r-1".into()),
        expires_at: None,
    };
    *store.kept.lock().unwrap() = Some(found);
    bench.pass(SECOND * 5).await;
    assert_eq!(session.authorize(b"o").await.unwrap().0, "Bearer a-1");
}

#[tokio::test(start_paused = true)]
async fn lifetimes_beyond_all_time_are_harmless() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let forever = pair("a-2", "r-2").with_expires_in(Duration::MAX);
    let (refresher, _) = endpoint(true, vec![Ok(forever)]);
    let session = stored_session(&bench, &store, refresher, Some(pair("a-1", "r-1")));
    session.rejected(1, b"o").await.unwrap();
    assert_eq!(session.authorize(b"o").await.unwrap().0, "Bearer a-2");
}

/// Runs no task it is given.
struct Idle(VirtualRuntime);

impl Runtime for Idle {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn unix_now(&self) -> Duration {
        self.0.unix_now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        drop(task);
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.0.fill_random(bytes);
    }
}

#[tokio::test(start_paused = true)]
async fn a_flight_that_is_dropped_before_it_starts_does_not_block_the_next() {
    let calls = Arc::new(AtomicU32::new(0));
    let parts = SessionParts {
        runtime: Arc::new(Idle(VirtualRuntime::drawing(0.5))),
        observers: Observers::default(),
        store: None,
        refresher: counting(&calls),
        refresh_token: None,
    };
    let session = Session::new(parts, Some(Tokens::new("old"))).unwrap();
    for _ in 0..3 {
        let error = session.rejected(1, b"o").await.unwrap_err();
        assert_eq!(error.reason(), Some("refresh_abandoned"));
        assert!(session.state().flight.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn many_scopes_that_answer_401_do_not_make_a_storm_of_refreshes() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let session = bench.session(counting(&calls), Some(Tokens::new("old")));
    for number in 0..200_u32 {
        let (_, generation) = session.authorize(b"o").await.unwrap();
        let _ = session.rejected(generation, &number.to_be_bytes()).await.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 10);
    bench.pass(SECOND * 61).await;
    let (_, generation) = session.authorize(b"o").await.unwrap();
    assert_eq!(
        session.rejected(generation, b"new").await.unwrap(),
        Recovery::Replay
    );
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_runs_ahead_does_not_refresh_every_call() {
    let bench = Bench::new();
    let calls = Arc::new(AtomicU32::new(0));
    let counted = calls.clone();
    // What the issuer gives has ended two hours ago, by our clock.
    let token = jwt(bench.runtime.unix_now().as_secs() - 7200);
    let refresher = callback(move |_| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        let token = format!("{token}{number}");
        async move { Ok(Tokens::new(token)) }
    });
    let session = bench.session(refresher, lived("old", 1));
    bench.pass(SECOND * 2).await;
    for _ in 0..20 {
        session.authorize(b"o").await.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_tells_the_token_does_not_tell_it_to_anybody_else() {
    let bench = Bench::new();
    let refresher = callback(|_| async { Err("POST /renew with plain-token-5 failed".into()) });
    let session = bench.session(refresher, Some(Tokens::new("plain-token-5")));
    let error = session.rejected(1, b"o").await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
    assert!(!shown.contains("plain-token-5"), "{shown}");
}

/// Forgets the first task it is given, as a runtime that nobody drives any more.
struct Parked(VirtualRuntime, AtomicU32);

impl Runtime for Parked {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn unix_now(&self) -> Duration {
        self.0.unix_now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        if self.1.fetch_add(1, Ordering::SeqCst) == 0 {
            std::mem::forget(task);
        } else {
            self.0.spawn(task);
        }
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.0.fill_random(bytes);
    }
}

#[tokio::test(start_paused = true)]
async fn a_flight_that_is_parked_with_its_runtime_is_given_up_in_the_end() {
    let calls = Arc::new(AtomicU32::new(0));
    let runtime = VirtualRuntime::drawing(0.5);
    let parts = SessionParts {
        runtime: Arc::new(Parked(runtime.clone(), AtomicU32::new(0))),
        observers: Observers::default(),
        store: None,
        refresher: counting(&calls),
        refresh_token: None,
    };
    let session = Session::new(parts, Some(Tokens::new("old"))).unwrap();
    let start = runtime.now();
    assert_eq!(session.rejected(1, b"o").await.unwrap(), Recovery::Replay);
    assert!(runtime.now() - start >= FLIGHT_LIMIT);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_flight_of_the_past_leaves_the_new_refresh_token_alone() {
    let bench = Bench::new();
    let store = Arc::new(SlowStore::default());
    let (refresher, seen) = endpoint(true, vec![Ok(pair("x-2", "rx-2"))]);
    let session = stored_session(&bench, &store, refresher, Some(pair("alice-1", "ra-1")));
    let flight = tokio::spawn({
        let session = session.clone();
        async move { session.rejected(1, b"o").await }
    });
    // The flight is still saving what it was given.
    bench.pass(SECOND / 2).await;
    let kept = session.set_tokens(pair("bob-1", "rb-1")).unwrap();
    kept.await.unwrap();
    flight.await.unwrap().unwrap();
    bench.pass(SECOND * 10).await;
    assert!(seen.lock().unwrap().is_empty());
    assert_eq!(session.tokens().unwrap().access_token.expose(), "bob-1");
    assert_eq!(store.access_token().as_deref(), Some("bob-1"));
}

#[test]
fn a_flight_of_the_past_neither_begins_nor_ends_what_a_new_one_has_sent() {
    let mut state = State {
        epoch: 1,
        rotating: true,
        ..State::default()
    };
    assert_eq!(state.begin_grant(1), Some(true));
    assert_eq!(state.begin_grant(0), None);
    state.end_grant(0);
    assert!(state.granting);
    state.end_grant(1);
    assert!(!state.granting);
}
