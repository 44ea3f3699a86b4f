//! The surface that the other languages call, played from Rust against the sandbox.
#![allow(clippy::unwrap_used, clippy::result_large_err)]

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use keybearer_ffi::{
    Answer, Client, Deploy, DeployReply, Event, Failure, FailureDetails, HookError, Observer, StoreReply,
    StoredTokenValues, TokenRequest, TokenSource, TokenStore, TokenValues, callback_code, sign_in_tokens,
};
use keybearer_sandbox::{Mint, Rule, Sandbox};
use serde_json::{Value, json};

fn details(failure: Failure) -> FailureDetails {
    let Failure::Failed { error } = failure;
    error
}

fn build(sandbox: &Sandbox, platform: &str, mut options: Value) -> Result<Arc<Client>, Failure> {
    options["base_url"] = json!(sandbox.url());
    Client::new(platform, &options.to_string(), None, None, None)
}

fn puguh(sandbox: &Sandbox) -> Arc<Client> {
    let info = &sandbox.info().puguh;
    let options = json!({ "api_key": info.api_key, "organization_id": info.organization_id });
    build(sandbox, "puguh", options).unwrap()
}

async fn ask(
    client: &Client,
    operation: &str,
    arguments: &[&str],
    request: Value,
) -> Result<Answer, FailureDetails> {
    ask_with(client, operation, arguments, request, json!({})).await
}

async fn ask_with(
    client: &Client,
    operation: &str,
    arguments: &[&str],
    request: Value,
    options: Value,
) -> Result<Answer, FailureDetails> {
    let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let request = (!request.is_null()).then(|| request.to_string());
    let running = client
        .start(operation, arguments, request, Some(options.to_string()), None)
        .map_err(details)?;
    running.result().await.map_err(details)
}

fn parsed(answer: &Answer) -> Value {
    serde_json::from_str(&answer.value).unwrap()
}

/// An observer, source and store that do what a closure says.
struct Source<F>(F);

impl<F: Fn(Arc<TokenRequest>) -> Result<(), HookError> + Send + Sync> TokenSource for Source<F> {
    fn token_expired(&self, request: Arc<TokenRequest>) -> Result<(), HookError> {
        (self.0)(request)
    }
}

/// A session whose token has expired.
fn session(
    sandbox: &Sandbox,
    source: impl Fn(Arc<TokenRequest>) -> Result<(), HookError> + Send + Sync + 'static,
) -> Arc<Client> {
    let options =
        json!({ "base_url": sandbox.url(), "access_token": sandbox.info().puguh.expired_access_token });
    let source = Arc::new(Source(source));
    Client::new("puguh", &options.to_string(), Some(source), None, None).unwrap()
}

async fn list(client: &Client) -> Result<Answer, FailureDetails> {
    ask(client, "puguh.organizations.list", &[], json!({})).await
}

fn fresh(sandbox: &Sandbox) -> TokenValues {
    TokenValues {
        access_token: sandbox.info().puguh.access_token.clone(),
        refresh_token: None,
        expires_in: None,
    }
}

#[tokio::test]
async fn a_call_gives_its_answer_with_the_names_of_the_wire() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = puguh(&sandbox);
    let answer = ask_with(
        &client,
        "puguh.organizations.list",
        &[],
        json!({ "page_size": 1, "type": "team" }),
        json!({ "metadata": true, "headers": { "x-trace": "7" }, "timeout": 5.0 }),
    )
    .await
    .unwrap();
    assert!(parsed(&answer)["items"].is_array());
    let metadata = answer.metadata.unwrap();
    assert_eq!((metadata.status, metadata.attempts), (200, 1));
    let journal = json!(sandbox.journal());
    assert_eq!(journal[0]["query"], "page_size=1&type=team");
    assert_eq!(journal[0]["headers"]["x-trace"], "7");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_names_the_member_and_not_its_value() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = puguh(&sandbox);
    for (operation, arguments, request, field) in [
        (
            "puguh.organizations.list",
            &[][..],
            json!({ "page_size": "ten" }),
            "page_size",
        ),
        (
            "puguh.organizations.list",
            &[],
            json!({ "page_size": -1 }),
            "page_size",
        ),
        ("puguh.auth.login", &[], json!({ "email": "a@b.c" }), "password"),
        (
            "puguh.auth.login",
            &[],
            json!({ "email": "a@b.c", "password": 123_456 }),
            "password",
        ),
        ("puguh.organizations.get", &[], json!(null), "id"),
        ("puguh.organizations.nothing", &[], json!(null), "operation"),
        ("puguh.request", &["GE T", "/"], json!(null), "method"),
    ] {
        let error = ask(&client, operation, arguments, request).await.unwrap_err();
        assert_eq!(error.code, "invalid_request", "{error:?}");
        assert_eq!(error.violations[0].field, field, "{error:?}");
        assert_eq!(error.operation.as_deref(), Some(operation));
        assert!(!error.text.contains("123456"), "{error:?}");
    }
    for options in [
        json!({ "timeout": "5" }),
        json!({ "retries": 1 }),
        json!({ "headers": { "a": {} } }),
    ] {
        let error = ask_with(&client, "puguh.health", &[], json!(null), options)
            .await
            .unwrap_err();
        assert_eq!(error.code, "invalid_request", "{error:?}");
    }
    assert!(sandbox.journal().is_empty());
}

#[tokio::test]
async fn an_option_that_cannot_be_is_refused_by_name() {
    let sandbox = Sandbox::start().await.unwrap();
    let key = json!({ "api_key": "k", "organization_id": "o" });
    for (platform, name, value) in [
        ("puguh", "timeout", json!("60")),
        ("puguh", "timeout", json!(0)),
        ("puguh", "max_attempts", json!(2.5)),
        ("puguh", "max_attemps", json!(2)),
        ("puguh", "sdk_key", json!("pk_sdk_1")),
        ("puguh", "pacing", json!({ "per_second": 1 })),
        ("puguh", "observe", json!(["retried"])),
        ("puguh", "proxy", json!(7)),
        ("puguh", "root_certificates", json!("pem")),
        ("puguh", "override_path", json!({ "puguh.organizations.list": 1 })),
        ("composite", "organization_id", json!("o")),
        ("composite", "environment", json!("staging")),
        ("composite", "access_token", json!("t")),
    ] {
        let mut options = if platform == "puguh" {
            key.clone()
        } else {
            json!({ "api_key": "pk_1" })
        };
        options[name] = value;
        let error = details(build(&sandbox, platform, options).unwrap_err());
        assert_eq!(error.code, "invalid_config", "{error:?}");
        assert_eq!(error.reason.as_deref(), Some(name), "{error:?}");
    }
    for options in ["{", "[]", "7"] {
        let error = details(Client::new("puguh", options, None, None, None).unwrap_err());
        assert_eq!(error.reason.as_deref(), Some("options"));
    }
}

#[tokio::test]
async fn every_option_is_taken() {
    let sandbox = Sandbox::start().await.unwrap();
    let shared = json!({
        "timeout": null, "attempt_timeout": 1.5, "max_attempts": 2, "max_server_delay": 3, "user_agent": "me/1",
        "pacing": { "per_second": 10.5, "burst": 3 }, "observe": ["retrying"], "proxy": null,
        "connect_timeout": 1, "max_response_bytes": 1000, "root_certificates": [], "from_env": true,
    });
    for (platform, own) in [
        (
            "pug",
            json!({ "sdk_key": "pk_sdk_1", "project_id": "p", "refresh_members": { "access_token": "t" } }),
        ),
        ("pug", json!({ "shared_key": "pk_shared_1" })),
        (
            "pug",
            json!({ "anonymous": true, "override_path": { "auth.v1.AuthService": "/x.v1.Auth" } }),
        ),
        (
            "puguh",
            json!({ "access_token": "t", "refresh_token": "r", "expires_in": 60, "application_id": "a" }),
        ),
        (
            "puguh",
            json!({ "access_token": "t", "token_store_file": "/nonexistent/tokens" }),
        ),
        (
            "puguh",
            json!({ "api_key": "k", "organization_id": "o", "token_checks": { "issuer": "i", "leeway": 5 } }),
        ),
        (
            "composite",
            json!({ "api_key": "sk_test_1", "key_placement": "query", "scopes": ["a"], "environment": "test" }),
        ),
    ] {
        let mut options = shared.clone();
        options
            .as_object_mut()
            .unwrap()
            .extend(own.as_object().unwrap().clone());
        let client = build(&sandbox, platform, options).unwrap();
        assert!(client.describe().starts_with(match platform {
            "pug" => "PugClient",
            "puguh" => "PuguhClient",
            _ => "CompositeClient",
        }));
    }
}

#[tokio::test]
async fn a_call_that_is_cancelled_settles_at_once_for_all_who_wait_and_closes_its_socket() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_rules([Rule::respond(200).delay(Duration::from_secs(30))])
        .unwrap();
    let client = puguh(&sandbox);
    let running = client
        .start("puguh.organizations.list", Vec::new(), None, None, None)
        .unwrap();
    let waiting = {
        let running = Arc::clone(&running);
        tokio::task::spawn_blocking(move || running.block(20_000))
    };
    assert_eq!(running.block_in_place(50), None);
    while sandbox.journal().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running.cancel();
    assert_eq!(details(running.result().await.unwrap_err()).code, "cancelled");
    assert_eq!(details(waiting.await.unwrap().unwrap_err()).code, "cancelled");
    for _ in 0..200 {
        if json!(sandbox.journal())[0]["aborted"] == json!(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the request was not aborted");
}

/// Asking for the answer on a thread of the test's runtime, where `block` must not be called.
trait BlockInPlace {
    fn block_in_place(&self, milliseconds: u64) -> Option<String>;
}

impl BlockInPlace for Arc<keybearer_ffi::Running> {
    fn block_in_place(&self, milliseconds: u64) -> Option<String> {
        let running = Arc::clone(self);
        std::thread::spawn(move || running.block(milliseconds).unwrap())
            .join()
            .unwrap()
            .map(|answer| answer.value)
    }
}

#[tokio::test]
async fn closing_a_client_cancels_its_calls_and_refuses_more() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_rules([Rule::respond(200).delay(Duration::from_secs(30))])
        .unwrap();
    let client = puguh(&sandbox);
    let running = client
        .start("puguh.organizations.list", Vec::new(), None, None, None)
        .unwrap();
    client.shutdown();
    client.shutdown();
    let error = details(running.result().await.unwrap_err());
    assert_eq!(
        (error.code.as_str(), error.reason.as_deref()),
        ("cancelled", Some("client_closed"))
    );
    let error = list(&client).await.unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.reason.as_deref()),
        ("invalid_config", Some("client_closed"))
    );
    assert_eq!(client.describe(), "Client(closed)");
}

#[tokio::test]
async fn every_list_can_be_read_page_by_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let info = sandbox.info();
    let clients = HashMap::from([
        ("puguh", puguh(&sandbox)),
        (
            "composite",
            build(
                &sandbox,
                "composite",
                json!({ "api_key": info.composite.secret_key }),
            )
            .unwrap(),
        ),
    ]);
    let mut lists = 0;
    for operation in [
        keybearer::puguh::catalog::ALL,
        keybearer::composite::catalog::ALL,
        keybearer::pug::catalog::ALL,
    ]
    .into_iter()
    .flatten()
    .filter(|operation| operation.response.ends_with("Page"))
    {
        lists += 1;
        let arguments = operation
            .parameters
            .iter()
            .map(|_| info.puguh.organization_id.clone());
        let client = &clients[operation.platform];
        for items in [false, true] {
            let pages = client
                .pages(&operation.name, arguments.clone().collect(), None, None, items)
                .unwrap();
            let mut count = 0;
            loop {
                let page = pages.next(None).unwrap().result().await.unwrap();
                if page.value.is_empty() {
                    break;
                }
                count += 1;
                assert_eq!(parsed(&page).is_array(), items, "{}", operation.name);
            }
            assert!(count > 0, "{}", operation.name);
        }
    }
    assert_eq!(lists, 6);
}

#[tokio::test]
async fn each_page_comes_with_its_metadata_if_that_is_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = puguh(&sandbox);
    let options = json!({ "metadata": true }).to_string();
    let pages = client
        .pages("puguh.organizations.list", vec![], None, Some(options), false)
        .unwrap();
    let mut statuses = Vec::new();
    loop {
        let page = pages.next(None).unwrap().result().await.unwrap();
        if page.value.is_empty() {
            assert!(page.metadata.is_none());
            break;
        }
        statuses.push(page.metadata.unwrap().status);
    }
    assert!(
        statuses.len() > 1 && statuses.iter().all(|status| *status == 200),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_new_token_is_taken_from_the_other_language_when_it_has_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let tokens = fresh(&sandbox);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let client = session(&sandbox, move |request| {
        told.lock().unwrap().push((request.reason(), request.attempt()));
        let tokens = tokens.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            assert!(request.resolve(tokens.clone()));
            assert!(!request.resolve(tokens) && !request.reject("late".to_owned(), None, None));
        });
        Ok(())
    });
    list(&client).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [("expired".to_owned(), 1)]);
}

#[tokio::test]
async fn a_callback_that_fails_in_any_way_is_an_error_and_not_a_wait() {
    type Act = fn(Arc<TokenRequest>) -> Result<(), HookError>;
    let acts: [(Act, &str, &str); 5] = [
        (|_| Ok(()), "token_refresh_failed", "dropped without an answer"),
        (
            |_| {
                Err(HookError::Failed {
                    reason: "the vault is sealed".to_owned(),
                })
            },
            "token_refresh_failed",
            "the vault is sealed",
        ),
        (|_| panic!("on purpose"), "token_refresh_failed", "panic"),
        (
            |request| {
                request.reject("no luck".to_owned(), None, None);
                Ok(())
            },
            "token_refresh_failed",
            "no luck",
        ),
        (
            |request| {
                request.reject("signed out".to_owned(), Some("session_expired".to_owned()), None);
                Ok(())
            },
            "session_expired",
            "signed out",
        ),
    ];
    for (act, code, message) in acts {
        let sandbox = Sandbox::start().await.unwrap();
        let client = session(&sandbox, act);
        let error = tokio::time::timeout(Duration::from_secs(5), list(&client))
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
        let told = format!("{} {:?}", error.message, error.causes);
        assert!(told.contains(message), "{told}");
    }
}

#[tokio::test]
async fn a_callback_that_calls_its_client_in_a_circle_is_told_so() {
    let sandbox = Sandbox::start().await.unwrap();
    let own: Arc<Mutex<Option<Arc<Client>>>> = Arc::default();
    let inner = Arc::clone(&own);
    let runtime = tokio::runtime::Handle::current();
    let client = session(&sandbox, move |request| {
        let client = inner.lock().unwrap().clone().unwrap();
        runtime.spawn(async move {
            let started = client.start(
                "puguh.organizations.list",
                Vec::new(),
                None,
                None,
                Some(Arc::clone(&request)),
            );
            let error = details(started.unwrap().result().await.unwrap_err());
            assert_eq!(error.reason.as_deref(), Some("reentrant_call"));
            request.reject(error.text, Some(error.code), error.reason);
        });
        Ok(())
    });
    *own.lock().unwrap() = Some(Arc::clone(&client));
    let error = tokio::time::timeout(Duration::from_secs(5), list(&client))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.reason.as_deref(), Some("callback_reentrant"), "{error:?}");
}

#[tokio::test]
async fn a_callback_may_call_public_operations_of_its_client() {
    let sandbox = Sandbox::start().await.unwrap();
    let info = sandbox.info().puguh.clone();
    let own: Arc<Mutex<Option<Arc<Client>>>> = Arc::default();
    let inner = Arc::clone(&own);
    let runtime = tokio::runtime::Handle::current();
    let login = json!({ "email": info.email, "password": info.password }).to_string();
    let client = session(&sandbox, move |request| {
        let client = inner.lock().unwrap().clone().unwrap();
        let login = login.clone();
        runtime.spawn(async move {
            let started = client.start(
                "puguh.auth.login",
                Vec::new(),
                Some(login),
                None,
                Some(Arc::clone(&request)),
            );
            let answer = started.unwrap().result().await.unwrap();
            request.resolve(sign_in_tokens("puguh", &answer.value, None).unwrap());
        });
        Ok(())
    });
    *own.lock().unwrap() = Some(Arc::clone(&client));
    list(&client).await.unwrap();
}

#[derive(Default)]
struct Store {
    kept: Mutex<Option<StoredTokenValues>>,
    locks: AtomicUsize,
    unlocks: AtomicUsize,
}

impl TokenStore for Store {
    fn load(&self, reply: Arc<StoreReply>) -> Result<(), HookError> {
        reply.resolve(self.kept.lock().unwrap().clone());
        Ok(())
    }

    fn save(&self, tokens: StoredTokenValues, reply: Arc<StoreReply>) -> Result<(), HookError> {
        *self.kept.lock().unwrap() = Some(tokens);
        reply.resolve(None);
        Ok(())
    }

    fn clear(&self, reply: Arc<StoreReply>) -> Result<(), HookError> {
        *self.kept.lock().unwrap() = None;
        reply.resolve(None);
        Ok(())
    }

    fn lock(&self, reply: Arc<StoreReply>) -> Result<(), HookError> {
        self.locks.fetch_add(1, Ordering::Relaxed);
        reply.resolve(None);
        Ok(())
    }

    fn unlock(&self) -> Result<(), HookError> {
        self.unlocks.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn a_store_of_the_other_language_keeps_the_tokens() {
    let sandbox = Sandbox::start().await.unwrap();
    let minted =
        json!(sandbox.mint(
            &serde_json::from_value::<Mint>(json!({ "platform": "puguh", "expires_in": -60 })).unwrap()
        ));
    let store = Arc::new(Store::default());
    *store.kept.lock().unwrap() = Some(StoredTokenValues {
        access_token: minted["access_token"].as_str().unwrap().to_owned(),
        refresh_token: Some(minted["refresh_token"].as_str().unwrap().to_owned()),
        expires_at: Some(1),
    });
    let options = json!({ "base_url": sandbox.url() }).to_string();
    let client = Client::new(
        "puguh",
        &options,
        None,
        Some(Arc::clone(&store) as Arc<dyn TokenStore>),
        None,
    )
    .unwrap();
    list(&client).await.unwrap();
    let saved = store.kept.lock().unwrap().clone().unwrap();
    assert_ne!(json!(saved.access_token), minted["access_token"]);
    ask(&client, "puguh.sign_out", &[], json!(null)).await.unwrap();
    assert!(store.kept.lock().unwrap().is_none());
    for _ in 0..100 {
        let locks = store.locks.load(Ordering::Relaxed);
        if locks > 0 && store.unlocks.load(Ordering::Relaxed) == locks {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("what was locked was not unlocked");
}

#[derive(Default)]
struct Seen(Mutex<Vec<Event>>);

impl Observer for Seen {
    fn on_events(&self, events: Vec<Event>) -> Result<(), HookError> {
        self.0.lock().unwrap().extend(events);
        Ok(())
    }
}

#[tokio::test]
async fn an_observer_is_told_in_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let info = &sandbox.info().puguh;
    let options = json!({
        "base_url": sandbox.url(), "api_key": info.api_key, "organization_id": info.organization_id,
    });
    let seen = Arc::new(Seen::default());
    let client = Client::new(
        "puguh",
        &options.to_string(),
        None,
        None,
        Some(Arc::clone(&seen) as Arc<dyn Observer>),
    )
    .unwrap();
    list(&client).await.unwrap();
    for _ in 0..100 {
        let kinds: Vec<_> = seen
            .0
            .lock()
            .unwrap()
            .iter()
            .map(|event| event.kind.clone())
            .collect();
        if kinds == ["attempt_started", "attempt_finished", "call_finished"] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?}", seen.0.lock().unwrap());
}

struct Keep(Mutex<Vec<String>>, bool);

impl Deploy for Keep {
    fn deploy(&self, key: String, reply: Arc<DeployReply>) -> Result<(), HookError> {
        self.0.lock().unwrap().push(key);
        if self.1 {
            reply.resolve();
        } else {
            reply.reject("the cluster is down".to_owned());
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_key_is_rotated_only_if_the_new_one_is_deployed() {
    let sandbox = Sandbox::start().await.unwrap();
    let info = &sandbox.info().pug;
    let client = build(
        &sandbox,
        "pug",
        json!({ "access_token": info.access_token, "project_id": info.project_id }),
    )
    .unwrap();
    let new =
        json!({ "projectId": info.project_id, "name": "autumn", "type": "API_KEY_TYPE_SHARED" }).to_string();
    for works in [true, false] {
        let keep = Arc::new(Keep(Mutex::default(), works));
        let running = client.rotate_api_key("\"key_1\"", &new, Arc::clone(&keep) as Arc<dyn Deploy>, None);
        let result = running.map_err(details).unwrap().result().await;
        assert_eq!(keep.0.lock().unwrap().len(), 1, "{result:?}");
        if !works {
            let error = details(result.unwrap_err());
            assert_eq!(error.code, "callback", "{error:?}");
            assert!(error.message.contains("the cluster is down"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn the_way_back_from_single_sign_on_is_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let made = puguh(&sandbox)
        .authorization_url("app", "http://127.0.0.1/cb", vec!["openid".to_owned()], true)
        .unwrap();
    assert!(made.url.contains("code_challenge=") && made.code_verifier.is_some());
    let back = format!("http://127.0.0.1/cb?code=abc&state={}", made.state);
    assert_eq!(callback_code(&back, &made.state).unwrap(), "abc");
    assert_eq!(
        details(callback_code(&back, "other").unwrap_err()).code,
        "invalid_request"
    );
}

#[tokio::test]
async fn a_key_is_replaced_by_its_name() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = puguh(&sandbox);
    client.set_key("api_key", "another").unwrap();
    assert_eq!(list(&client).await.unwrap_err().code, "unauthenticated");
    assert_eq!(
        details(client.set_key("sdk_key", "k").unwrap_err())
            .reason
            .as_deref(),
        Some("sdk_key")
    );
}
