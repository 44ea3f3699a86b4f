//! Processes that share a token file refresh one at a time, and lose nothing.
#![allow(clippy::unwrap_used)]

use std::{path::Path, process::Stdio};

use keybearer::{FileTokenStore, PuguhClient, Secret, StoredTokens, TokenStore, puguh::ListOrganizations};
use keybearer_sandbox::{Mint, Sandbox, SettingsUpdate, TokenPlatform};
use tokio::process::Command;

const FILE: &str = "KEYBEARER_TEST_TOKEN_FILE";
const URL: &str = "KEYBEARER_TEST_URL";

/// What each process does: one call with whatever the file holds.
#[tokio::test]
#[ignore = "run by the tests below, in processes of its own"]
async fn child() {
    let (Ok(file), Ok(url)) = (std::env::var(FILE), std::env::var(URL)) else {
        return;
    };
    let client = PuguhClient::builder()
        .base_url(url)
        .token_store(FileTokenStore::new(file))
        .build()
        .unwrap();
    client
        .organizations()
        .list(ListOrganizations::default())
        .await
        .unwrap();
}

fn spawn(file: &Path, url: &str) -> tokio::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored"])
        .env(FILE, file)
        .env(URL, url)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// A sandbox that rotates refresh tokens and takes its time, and a file with an expired session.
async fn expired_session(folder: &Path) -> (Sandbox, FileTokenStore, std::path::PathBuf) {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.update_settings(&SettingsUpdate {
        rotate_refresh_tokens: Some(true),
        refresh_delay_ms: Some(200),
        ..SettingsUpdate::default()
    });
    let minted = sandbox.mint(&Mint::new(TokenPlatform::Puguh).expires_in(-10));
    let path = folder.join("tokens.json");
    let store = FileTokenStore::new(&path);
    store
        .save(StoredTokens {
            access_token: Secret::from(minted.access_token),
            refresh_token: minted.refresh_token.map(Secret::from),
            expires_at: Some(1),
        })
        .await
        .unwrap();
    (sandbox, store, path)
}

#[tokio::test]
async fn processes_that_share_an_expired_session_refresh_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, _, path) = expired_session(folder.path()).await;
    let mut children: Vec<_> = (0..4).map(|_| spawn(&path, sandbox.url())).collect();
    for child in &mut children {
        assert!(child.wait().await.unwrap().success());
    }
    assert_eq!(sandbox.counters().refreshes.get("puguh"), Some(&1));
}

#[tokio::test]
async fn clients_of_one_process_that_share_a_file_refresh_once_too() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, store, _) = expired_session(folder.path()).await;
    let calls = (0..8).map(|_| {
        let client = PuguhClient::builder()
            .base_url(sandbox.url())
            .token_store(store.clone())
            .build()
            .unwrap();
        client.organizations().list(ListOrganizations::default())
    });
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(sandbox.counters().refreshes.get("puguh"), Some(&1));
}

#[tokio::test]
async fn a_process_that_dies_in_a_refresh_leaves_the_lock_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (sandbox, store, path) = expired_session(folder.path()).await;
    sandbox
        .add_rules([keybearer_sandbox::Rule::fault(keybearer_sandbox::Fault::Hang)
            .path("/api/v1/auth/refresh")
            .times(1)])
        .unwrap();
    let mut dying = spawn(&path, sandbox.url());
    while sandbox.journal().is_empty() {
        tokio::task::yield_now().await;
    }
    dying.kill().await.unwrap();
    assert!(spawn(&path, sandbox.url()).wait().await.unwrap().success());
    let saved = store.load().await.unwrap().unwrap();
    assert!(saved.expires_at.is_some_and(|end| end > 1));
}
